//! Short labels of arms, and lists of arms in sentences.

use crate::document::words::listed;
use crate::text::isolated;
use domain::{Analysis, StudyRecord};

/// Letters of a name that figures have room for.
const SHORT: usize = 20;

/// Arms that figures name by their full names.
const FEW: usize = 8;

/// What figures and tables call the arms of an analysis: the labels that were given to them; without one their names, or
/// `G1`, `G2` … where names are long or many.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ArmLabels {
    labels: Vec<String>,
    are_short: bool,
    are_numbers: bool,
}

impl ArmLabels {
    /// The labels of the arms, in the order of [`Analysis::arms`].
    pub fn of(record: &StudyRecord, analysis: &Analysis) -> Self {
        let given = |name: &str| {
            let mut arms = record.arms.iter();
            let arm = arms.find(|arm| arm.name.as_str() == name)?;
            arm.label.as_ref().map(ToString::to_string)
        };
        let arms = &analysis.arms;
        let given: Vec<Option<String>> = arms.iter().map(|arm| given(arm)).collect();
        let is_long = |(arm, label): (&String, &Option<String>)| {
            label.is_none() && arm.chars().count() > SHORT
        };
        let unlabeled = given.iter().any(Option::is_none);
        let numbered = (arms.len() > FEW && unlabeled) || arms.iter().zip(&given).any(is_long);
        let label = |(at, (name, label)): (usize, (&String, &Option<String>))| match label {
            Some(label) => label.clone(),
            None if numbered => format!("G{}", at + 1),
            None => name.clone(),
        };
        let labels: Vec<String> = arms.iter().zip(&given).enumerate().map(label).collect();
        Self {
            are_short: labels != *arms,
            are_numbers: numbered && given.iter().all(Option::is_none),
            labels,
        }
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
        if !self.are_numbers {
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
