//! Short labels of arms.

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
}
