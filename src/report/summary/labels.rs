//! Short labels of arms, and lists of arms in sentences.

use crate::document::words::listed;
use crate::text::isolated;
use domain::Analysis;

/// Letters of a name that figures have room for.
const SHORT: usize = 20;

/// Arms that figures name by their full names.
const FEW: usize = 8;

/// What figures and tables call the arms of an analysis: their names, or `G1`, `G2` … where names are long or many.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ArmLabels {
    labels: Vec<String>,
    are_short: bool,
}

impl ArmLabels {
    /// The labels of the arms, in the order of [`Analysis::arms`].
    pub fn of(analysis: &Analysis) -> Self {
        let arms = &analysis.arms;
        let are_short = arms.len() > FEW || arms.iter().any(|arm| arm.chars().count() > SHORT);
        let labels = match are_short {
            true => (1..=arms.len()).map(|n| format!("G{n}")).collect(),
            false => arms.clone(),
        };
        Self { labels, are_short }
    }

    /// The label of an arm, an index of [`Analysis::arms`].
    pub fn label(&self, arm: usize) -> &str {
        self.labels.get(arm).map_or("", String::as_str)
    }

    /// Whether labels are not the names.
    pub fn are_short(&self) -> bool {
        self.are_short
    }

    /// The label for a sentence: lines do not break in it.
    pub(super) fn said(&self, arm: usize) -> String {
        crate::number::unbroken(&isolated(self.label(arm)))
    }

    /// The labels of several arms in a sentence: `A, B and C`, or `G2–G4 and G7`.
    pub(super) fn listed(&self, arms: &[usize]) -> String {
        if !self.are_short {
            return listed(arms.iter().map(|arm| self.said(*arm)));
        }
        let runs = arms.chunk_by(|a, b| b - a == 1);
        let said = runs.flat_map(|run| match run {
            [first, .., last] if run.len() > 2 => {
                vec![format!("{}–{}", self.label(*first), self.label(*last))]
            }
            few => few.iter().map(|arm| self.label(*arm).to_owned()).collect(),
        });
        listed(said.collect::<Vec<String>>())
    }
}
