//! The figures of a study: means by arm, animals, body weight, waterfall, Kaplan-Meier. What they show was
//! computed by the analysis; here it is only chosen, placed and named.
//!
//! A figure shows the arms of its legend, at most eight, so that each has a mark of its own; with
//! more, the arrows go through them.

mod animals;
mod days;
mod events;
mod waterfall;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::{Line, Span};

use crate::effect::Effect;
use crate::keymap::Action;
use crate::model::{Model, Numbers, OpenStudy, Tone};
use crate::theme::Theme;
use crate::view;
use crate::widgets::plot::Scale;
use crate::widgets::text;
use app::document;
use domain::Analysis;

use super::moved;

/// Arms that can be told apart by their marks.
const ARMS_AT_ONCE: usize = 8;

/// What is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
enum Figure {
    #[default]
    Means,
    Animals,
    Weight,
    Waterfall,
    Events,
}

impl Figure {
    fn next(self) -> Self {
        match self {
            Self::Means => Self::Animals,
            Self::Animals => Self::Weight,
            Self::Weight => Self::Waterfall,
            Self::Waterfall => Self::Events,
            Self::Events => Self::Means,
        }
    }
}

/// What is remembered.
#[derive(Debug, Clone, Default)]
pub struct State {
    figure: Figure,
    log: bool,
    /// The arm that is shown alone, by its place among [`arms`].
    alone: Option<usize>,
    /// The first arm of the legend.
    top: usize,
}

/// An arm as figures show it.
#[derive(Debug, Clone, Copy)]
struct ArmView<'a> {
    /// Its name in the numbers.
    name: &'a str,
    /// What people read.
    shown: &'a str,
    /// Its place in the study's order, from 0: that of its color and mark.
    place: usize,
}

/// What a figure is drawn from.
struct Scene<'a> {
    study: &'a OpenStudy,
    analysis: &'a Analysis,
    theme: &'a Theme,
    scale: Scale,
    arms: Vec<ArmView<'a>>,
    alone: Option<usize>,
    top: usize,
}

/// The lines around a figure.
struct Words {
    /// What is drawn, unit, n.
    title: String,
    /// What its signs mean, what matters most first.
    foot: Vec<String>,
}

/// The arms of the numbers in their order, the control first.
fn arms<'a>(study: &'a OpenStudy, analysis: &'a Analysis) -> Vec<ArmView<'a>> {
    let view = |(at, name): (usize, &'a String)| {
        let place = study.arm_place(name).unwrap_or(at);
        ArmView {
            name,
            shown: arm_name(study, place).unwrap_or(name),
            place,
        }
    };
    analysis.arms.iter().enumerate().map(view).collect()
}

/// What an arm is called on this screen.
fn arm_name(study: &OpenStudy, place: usize) -> Option<&str> {
    study.record.arms.get(place).map(|arm| arm.name.as_str())
}

impl<'a> Scene<'a> {
    fn of(model: &'a Model) -> Option<Self> {
        let study = model.study.as_ref()?;
        let analysis = study.numbers.newest()?;
        let arms = arms(study, analysis);
        let state = &model.growth;
        Some(Self {
            study,
            analysis,
            theme: &model.setting.theme,
            scale: if state.log { Scale::Log } else { Scale::Linear },
            alone: state.alone.filter(|alone| *alone < arms.len()),
            top: state.top,
            arms,
        })
    }

    /// The arms that are shown where so many fit.
    fn shown(&self, fit: usize) -> &[ArmView<'a>] {
        if let Some(alone) = self.alone {
            return &self.arms[alone..=alone];
        }
        let fit = fit.clamp(1, self.arms.len().max(1));
        let top = self.top.min(self.arms.len().saturating_sub(fit));
        &self.arms[top..(top + fit).min(self.arms.len())]
    }

    /// Which of the arms these are, where they are not all.
    fn which(&self, shown: &[ArmView]) -> String {
        let of = self.arms.len();
        let first = shown.first().and_then(|first| {
            let same = |arm: &ArmView| arm.place == first.place && arm.name == first.name;
            self.arms.iter().position(same)
        });
        match (first, self.alone) {
            (Some(at), Some(_)) => format!("arm {} of {of}", at + 1),
            (Some(at), None) if shown.len() == 1 && of > 1 => format!("arm {} of {of} ↑↓", at + 1),
            (Some(at), None) if shown.len() < of => {
                format!("arms {}–{} of {of} ↑↓", at + 1, at + shown.len())
            }
            _ => String::new(),
        }
    }

    /// Animals of these arms that have a row in the numbers.
    fn animals_of(&self, shown: &[ArmView]) -> usize {
        let animals = &self.analysis.course.animals;
        let of_shown = |arm: &str| shown.iter().any(|view| view.name == arm);
        animals.iter().filter(|a| of_shown(&a.arm)).count()
    }

    fn style(&self, arm: &ArmView) -> Style {
        self.theme.arm(arm.place)
    }

    fn mark(&self, arm: &ArmView) -> &'static str {
        self.theme.mark(arm.place)
    }
}

/// What is drawn, as reports call it.
pub(crate) fn drawn(model: &Model) -> (document::figure::Kind, document::figure::Scale) {
    use document::figure::{Kind, Scale};
    let kind = match model.growth.figure {
        Figure::Means => Kind::Growth,
        Figure::Animals => Kind::Spaghetti,
        Figure::Weight => Kind::Weight,
        Figure::Waterfall => Kind::Waterfall,
        Figure::Events => Kind::Survival,
    };
    let scale = match model.growth.log {
        true => Scale::Log,
        false => Scale::Linear,
    };
    (kind, scale)
}

/// What keys do.
pub(crate) fn act(model: &mut Model, action: Action) -> Vec<Effect> {
    let Some(scene) = Scene::of(model) else {
        return Vec::new();
    };
    let (arms, alone) = (scene.arms.len(), scene.alone);
    let fit = arms_that_fit(model, &scene);
    let tops = arms.saturating_sub(fit) + 1;
    let state = &mut model.growth;
    state.top = state.top.min(tops - 1);
    if moved(&mut state.top, tops, fit, action) {
        return Vec::new();
    }
    match action {
        Action::Figure => state.figure = state.figure.next(),
        Action::NextArm => state.alone = step(alone, arms, true),
        Action::PreviousArm => state.alone = step(alone, arms, false),
        Action::AllArms => state.alone = None,
        Action::Scale => match state.figure {
            Figure::Means | Figure::Animals => state.log = !state.log,
            _ => model.say(Tone::Note, "percent are shown on a linear scale"),
        },
        _ => {}
    }
    Vec::new()
}

/// Whether the figure of the moment has two scales.
pub(crate) fn has_scales(model: &Model) -> bool {
    matches!(model.growth.figure, Figure::Means | Figure::Animals)
}

/// The next arm alone; beyond the last one, all together.
fn step(alone: Option<usize>, arms: usize, forward: bool) -> Option<usize> {
    match (alone, forward) {
        (None, true) => Some(0),
        (None, false) => arms.checked_sub(1),
        (Some(at), true) => Some(at + 1),
        (Some(at), false) => at.checked_sub(1),
    }
    .filter(|at| *at < arms)
}

/// How many arms the figure of the moment shows at once.
fn arms_that_fit(model: &Model, scene: &Scene) -> usize {
    let rows = model.size.1.saturating_sub(4);
    let area = figure_area(Rect::new(0, 0, model.size.0, rows));
    match model.growth.figure {
        Figure::Means | Figure::Weight | Figure::Events => days::arms_that_fit(area),
        Figure::Animals => animals::arms_that_fit(area, scene.arms.len()),
        Figure::Waterfall => waterfall::arms_that_fit(scene, area),
    }
}

/// Between the title and the foot.
fn figure_area(area: Rect) -> Rect {
    Rect {
        y: area.y + 1.min(area.height),
        height: area.height.saturating_sub(2),
        ..area
    }
}

/// Draws the figure of the moment.
pub(crate) fn view(model: &Model, buffer: &mut Buffer, area: Rect) {
    let theme = &model.setting.theme;
    let Some(scene) = Scene::of(model) else {
        return without_numbers(model, buffer, area);
    };
    if scene.arms.is_empty() {
        let hint = "a study has arms once they are added on the overview, or imported";
        return view::message(buffer, area, theme, "There is no arm to show yet.", hint);
    }
    let inside = figure_area(area);
    let shown = scene.shown(arms_that_fit(model, &scene));
    let words = match model.growth.figure {
        Figure::Means => days::volumes(&scene, shown, buffer, inside),
        Figure::Animals => animals::draw(&scene, shown, buffer, inside),
        Figure::Weight => days::weights(&scene, shown, buffer, inside),
        Figure::Waterfall => waterfall::draw(&scene, shown, buffer, inside),
        Figure::Events => events::draw(&scene, shown, buffer, inside),
    };
    title(buffer, area, theme, &words.title, &scene.which(shown));
    foot(buffer, area, theme, &words.foot);
}

/// As many of the remarks as fit; the first one is cut if it must.
fn foot(buffer: &mut Buffer, area: Rect, theme: &Theme, remarks: &[String]) {
    let cells = usize::from(area.width.saturating_sub(2));
    if area.height < 2 || cells == 0 {
        return;
    }
    let mut said = String::new();
    for remark in remarks {
        let gap = if said.is_empty() { "" } else { "  " };
        let longer = format!("{said}{gap}{remark}");
        if said.is_empty() || text::width(&longer) <= cells {
            said = longer;
        }
    }
    let said = text::cut(&said, cells);
    buffer.set_stringn(area.x + 1, area.bottom() - 1, said, cells, theme.faint());
}

fn title(buffer: &mut Buffer, area: Rect, theme: &Theme, title: &str, which: &str) {
    let right = text::width(which);
    let cells = usize::from(area.width.saturating_sub(2)).saturating_sub(right + 1);
    let line = Line::from(vec![
        Span::raw(" "),
        Span::styled(text::left(title, cells), theme.strong()),
        Span::raw(" "),
        Span::styled(which, theme.faint()),
    ]);
    buffer.set_line(area.x, area.y, &line, area.width);
}

fn without_numbers(model: &Model, buffer: &mut Buffer, area: Rect) {
    let theme = &model.setting.theme;
    match model.study.as_ref().map(|study| &study.numbers) {
        Some(Numbers::Failed(why)) => view::message(buffer, area, theme, &why.message, &why.hint),
        _ => view::message(buffer, area, theme, "computing …", ""),
    }
}

/// What the status line says when nothing else does.
pub(crate) fn status(model: &Model) -> String {
    match model.study.as_ref().map(|study| &study.numbers) {
        Some(Numbers::Coming(Some(_))) => "recomputing … the figure is of before the last change",
        _ => "",
    }
    .to_owned()
}

/// `1 animal`, `8 animals`, of one arm or of several.
fn n_words(animals: usize, arms: &[ArmView]) -> String {
    let of = match arms {
        [one] => format!("of {}", one.shown),
        arms => format!("in {} arms", arms.len()),
    };
    let animals = domain::counted(animals, "animal");
    format!("{animals} {of}")
}
