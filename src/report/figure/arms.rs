//! The arms of a figure: which of a study's it has, and what they are called.

use super::axis::Axis;
use crate::palette::{self, LOOKS};
use crate::summary::ArmLabels;
use domain::{Analysis, StudyRecord};

/// Which arms a figure has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Arms<'a> {
    /// All, in as many panels as their colors need: for a page.
    All,
    /// These, indices of [`Analysis::arms`], together in a panel where the kind allows it, with axes for
    /// their values alone: for a screen, which goes through the arms. Each has its row of counts, even if
    /// it is empty, because the rows are the key there.
    Only(&'a [usize]),
    /// These, for a page.
    Some(&'a [usize]),
}

impl Arms<'_> {
    /// The arms of each panel; some arms may be in several.
    pub(super) fn by_panel(self, analysis: &Analysis) -> Vec<Vec<usize>> {
        match self {
            Self::All => {
                let arms: Vec<usize> = (0..analysis.arms.len()).collect();
                groups(&arms, analysis.control.is_some())
            }
            Self::Some(arms) => groups(arms, analysis.control.is_some() && arms.contains(&0)),
            Self::Only(arms) => vec![arms.to_vec()],
        }
    }

    /// The arms that have a row of counts in a panel: of the arms of the panel those that are drawn, or all.
    pub(super) fn with_counts(self, of_panel: Vec<usize>, drawn: &[usize]) -> Vec<usize> {
        match self {
            Self::All | Self::Some(_) => drawn.to_vec(),
            Self::Only(_) => of_panel,
        }
    }

    /// An axis of days. On paper people count days in weeks; a screen may have room for other steps only.
    pub(super) fn days(self, days: impl IntoIterator<Item = f64>) -> Axis {
        match self {
            Self::Only(_) => Axis::days(days),
            Self::All | Self::Some(_) => Axis::days(days).in_weeks(),
        }
    }

    /// Whether an arm of the analysis is in the figure.
    pub(super) fn has(self, arm: usize) -> bool {
        match self {
            Self::All => true,
            Self::Only(arms) | Self::Some(arms) => arms.contains(&arm),
        }
    }
}

/// An arm as figures show it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ArmStyle {
    /// Its full name.
    pub name: String,
    /// What the figure calls it: its name, or a short label where names are long or many.
    pub label: String,
    /// Its position in the study's order, from 0.
    pub position: usize,
    /// Its look, which gives it its color and mark: see [`palette`].
    pub look: usize,
}

impl ArmStyle {
    /// The arms of an analysis, control first, each with its position in the study's order.
    pub(super) fn all(record: &StudyRecord, analysis: &Analysis, labels: &ArmLabels) -> Vec<Self> {
        // An analysis may be of before an arm was renamed.
        let position = |(at, name): (usize, &String)| {
            let found = record.arms.iter().position(|arm| arm.name.as_str() == name);
            found.unwrap_or(at)
        };
        let looks = palette::looks(&record.arms);
        let arms = analysis.arms.iter().enumerate();
        arms.map(|arm| {
            let label = labels.label(arm.0).to_owned();
            let position = position(arm);
            Self {
                name: arm.1.clone(),
                label,
                position,
                look: looks.get(position).copied().unwrap_or(position),
            }
        })
        .collect()
    }

    /// Its color, an index of [`ColorRole::Arm`](super::canvas::ColorRole::Arm).
    pub(super) fn color(&self) -> usize {
        palette::color(self.look)
    }

    /// Its mark, an index of [`palette::MARKS`].
    pub(super) fn mark(&self) -> usize {
        palette::mark(self.look)
    }
}

/// Arms in groups of different colors: one group of all arms if they are few enough. Else each group has
/// about the same number of arms, and all have the control, arm 0, if there is one.
fn groups(arms: &[usize], has_control: bool) -> Vec<Vec<usize>> {
    if arms.len() <= LOOKS {
        return vec![arms.to_vec()];
    }
    let is_control = |arm: &&usize| has_control && **arm == 0;
    let first: Vec<usize> = arms.iter().filter(is_control).copied().collect();
    let others = arms.iter().filter(|arm| !is_control(arm));
    let others: Vec<usize> = others.copied().collect();
    let parts = others.len().div_ceil(LOOKS - 1);
    let size = others.len().div_ceil(parts);
    let group = |others: &[usize]| first.iter().chain(others).copied().collect();
    others.chunks(size).map(group).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arms_of_a_group_have_different_colors() {
        let nine: Vec<usize> = (0..9).collect();
        assert_eq!(groups(&[0, 1, 2], true), [vec![0, 1, 2]]);
        assert_eq!(
            groups(&nine, true),
            [vec![0, 1, 2, 3, 4], vec![0, 5, 6, 7, 8]]
        );
        assert_eq!(
            groups(&nine, false),
            [vec![0, 1, 2, 3, 4], vec![5, 6, 7, 8]]
        );
        assert_eq!(groups(&[], false), [Vec::<usize>::new()]);
        for arms in 1..100 {
            for group in groups(&(0..arms).collect::<Vec<_>>(), true) {
                let mut looks: Vec<usize> = group.iter().map(|&arm| palette::color(arm)).collect();
                looks.sort_unstable();
                looks.dedup();
                assert_eq!(looks.len(), group.len(), "{arms}: {group:?}");
            }
        }
    }
}
