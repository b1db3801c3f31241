//! The values of every covariate as strips: all animals, and arm by arm.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::State;
use super::draw::{put, titled};
use super::facts::arm_look;
use crate::base::context::Context;
use crate::base::theme::Theme;
use crate::widgets::plot::Axis;
use crate::widgets::plot::strips::{Strip, Strips};
use app::randomize::Covariate;

/// The mark of animals that are in no arm.
const ANYWHERE: &str = "•";

/// The strips of all covariates.
pub(super) struct Page {
    blocks: Vec<(String, Strips)>,
}

/// Columns that a block has at least, where several stand side by side.
const BLOCK: u16 = 54;

/// The strips of what is shown; none where nothing is balanced.
pub(super) fn strips(state: &State, cx: &Context) -> Option<Page> {
    let open = cx.study.as_ref()?;
    let theme = cx.theme();
    let visible = state.visible();
    let covariates = match (visible, &state.ready) {
        (Some(visible), _) => &visible.groups.covariates,
        (None, Some(Ok(ready))) => &ready.prepared.covariates,
        _ => return None,
    };
    let before = if visible.is_some() { " before" } else { "" };
    let block = |covariate: &Covariate| {
        let all = Strip {
            mark: ANYWHERE,
            style: theme.faint(),
            label: format!("all {}{before}", covariate.values.len()),
            values: covariate.values.clone(),
        };
        let of_arms = visible.into_iter().flat_map(|visible| {
            (0..visible.groups.arms.len()).map(move |arm| {
                let look = arm_look(open, &visible.groups.arms, arm);
                Strip {
                    mark: theme.mark(look),
                    style: theme.arm(look),
                    label: visible.groups.arms[arm].clone(),
                    values: visible.groups.values(covariate, arm),
                }
            })
        });
        let strips = std::iter::once(all).chain(of_arms).collect();
        let x = Axis::tight(covariate.unit, covariate.values.iter().copied());
        (titled(covariate), Strips { x, strips })
    };
    let blocks: Vec<_> = covariates.iter().map(block).collect();
    (!blocks.is_empty()).then_some(Page { blocks })
}

impl Page {
    fn abreast(&self, width: u16) -> usize {
        usize::from(width / BLOCK).clamp(1, self.blocks.len().max(1))
    }

    /// Rows of a block with its title, and what it is kept apart by.
    fn block_height(block: &(String, Strips)) -> u16 {
        block.1.height().saturating_add(1)
    }

    /// Rows that it needs in the given number of columns.
    pub fn height(&self, width: u16) -> u16 {
        let rows = self.blocks.chunks(self.abreast(width));
        let tall = |row: &[(String, Strips)]| row.iter().map(Self::block_height).max().unwrap_or(0);
        rows.map(tall).fold(0, u16::saturating_add)
    }

    /// Draws it from a row on: the whole of it, of which a part is copied.
    pub fn draw(&self, buffer: &mut Buffer, area: Rect, theme: &Theme, at: usize) {
        let height = self.height(area.width);
        let whole = Rect::new(0, 0, area.width, height);
        if area.is_empty() || usize::from(height) * usize::from(area.width) > MOST_CELLS {
            return put(buffer, area, "too many arms to show", theme.faint());
        }
        let mut whole_buffer = Buffer::empty(whole);
        let abreast = self.abreast(area.width);
        let width = area.width / u16::try_from(abreast).unwrap_or(1).max(1);
        let mut y = 0;
        for blocks in self.blocks.chunks(abreast) {
            for (x, block) in (0..).step_by(usize::from(width.max(1))).zip(blocks) {
                let gap = if abreast > 1 { 3 } else { 0 };
                let cells = width.saturating_sub(gap);
                put(
                    &mut whole_buffer,
                    Rect::new(x, y, cells, 1),
                    &block.0,
                    theme.strong(),
                );
                let place = Rect::new(x, y + 1, cells, block.1.height());
                block.1.draw(&mut whole_buffer, place, theme);
            }
            y += blocks.iter().map(Self::block_height).max().unwrap_or(0);
        }
        let last = usize::from(height.saturating_sub(area.height));
        let top = u16::try_from(at.min(last)).unwrap_or(0);
        for (to, from) in (area.y..area.bottom()).zip(top..height) {
            for x in 0..area.width {
                buffer[(area.x + x, to)] = whole_buffer[(x, from)].clone();
            }
        }
    }
}

/// The largest page that is drawn before a part of it is copied.
const MOST_CELLS: usize = 400_000;
