//! Group means and the variance that all groups share.

use super::answer::{NoAnswer, Note};
use super::group::{Group, all_values, usable, varies};
use crate::descriptive::mean;

/// Groups with a common variance.
pub(super) struct Pooled<'a> {
    pub groups: Vec<Group<'a>>,
    /// Sum of squares within groups: Σ over groups of Σ(x − mean)².
    pub squares: f64,
    /// Number of values − number of groups.
    pub df: f64,
    pub notes: Vec<Note>,
}

impl<'a> Pooled<'a> {
    /// Pools all groups that have values.
    pub fn new(groups: &[&'a [f64]]) -> Result<Self, NoAnswer> {
        let (groups, mut notes) = usable(groups, 1)?;
        let df = groups.iter().map(|g| g.n() - 1.0).sum();
        if df == 0.0 {
            return Err(NoAnswer::TooFewValues);
        }
        let squares = groups.iter().map(Group::squares).sum();
        if !varies(squares, groups.iter().flat_map(|g| g.values).copied()) {
            return Err(NoAnswer::NoVariation);
        }
        let single = groups.iter().filter(|g| g.values.len() == 1);
        notes.extend(single.map(|g| Note::SingleValue { group: g.index }));
        Ok(Self {
            groups,
            squares,
            df,
            notes,
        })
    }

    /// Pools all groups that have values; the first group, the control, must have some.
    pub fn with_control(groups: &[&'a [f64]]) -> Result<Self, NoAnswer> {
        if groups.first().is_none_or(|control| control.is_empty()) {
            return Err(NoAnswer::NoControl);
        }
        Self::new(groups)
    }

    /// The common variance.
    pub fn variance(&self) -> f64 {
        self.squares / self.df
    }

    /// Sum of squares between groups: Σ n·(group mean − grand mean)².
    pub fn squares_between(&self) -> f64 {
        let grand = mean(&all_values(&self.groups)).expect("finite values");
        let square = |g: &Group| g.n() * (g.mean() - grand).powi(2);
        self.groups.iter().map(square).sum()
    }

    /// Standard error of the difference of two group means.
    pub fn se(&self, a: &Group, b: &Group) -> f64 {
        (self.variance() * (a.n().recip() + b.n().recip())).sqrt()
    }
}
