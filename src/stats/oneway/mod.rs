//! One value per animal, two arms or more: do the arms differ, and which from which?
//!
//! Every test takes groups of finite values, the control first where there is one; missing values are
//! left out before the call. Groups are told apart by their place in the input. What a test cannot
//! answer is a [`NoAnswer`]; what it had to leave out or assume is a [`Note`] beside the answer.
//!
//! | question | normal values | any values |
//! |---|---|---|
//! | do two arms differ? | [`student`], [`super::welch`] | [`mann_whitney`] |
//! | do any differ? | [`anova`], [`welch_anova`] | [`kruskal`] |
//! | which from the control? | [`dunnett`] | [`dunn`] |
//! | which from which? | [`tukey`] | [`dunn`] |
//! | may I assume it? | [`shapiro_wilk`], [`levene`], [`bartlett`] | |

pub mod anova;
pub mod bartlett;
pub mod dunn;
pub mod dunnett;
pub mod kruskal;
pub mod levene;
pub mod mann_whitney;
mod pooled;
mod ranks;
pub mod shapiro_wilk;
mod shift;
pub mod student;
pub mod tukey;
pub mod welch_anova;

use super::descriptive::mean;

/// Why a test has no answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NoAnswer {
    /// A value is infinite or not a number.
    #[error("a value is not a finite number")]
    NotFinite,
    /// The confidence asked for is not between 0 and 1.
    #[error("the confidence is not between 0 and 1")]
    NotAConfidence,
    /// The first group, the control, is empty.
    #[error("the control has no values")]
    NoControl,
    /// Fewer than two groups have enough values.
    #[error("fewer than two groups have enough values")]
    TooFewGroups,
    /// No group has a second value that would show how values scatter; or fewer than three in all.
    #[error("too few values to see how they scatter")]
    TooFewValues,
    /// More values than the method was made for.
    #[error("more than 5000 values: the method was made for fewer")]
    TooManyValues,
    /// The values do not vary: within any group, or at all.
    #[error("the values do not vary")]
    NoVariation,
    /// The values of one group, by its place, do not vary, and the test weighs groups by their variance.
    #[error("the values of one group do not vary")]
    GroupWithoutVariation(usize),
}

/// What is to be known beside an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Note {
    /// A group, by its place, was left out: it has too few values for this test.
    GroupLeftOut {
        /// Place of the group.
        group: usize,
        /// How many values it has.
        n: usize,
    },
    /// A group, by its place, has a single value: its scatter is taken from the other groups.
    SingleValue {
        /// Place of the group.
        group: usize,
    },
    /// Values are tied: no exact p-value.
    Ties,
    /// Too many values for an exact p-value; the normal one is as good.
    ManyValues,
    /// With so few values no interval reaches the confidence asked for; the widest is given.
    ConfidenceNotReached,
}

/// A group of the input that a test uses.
#[derive(Clone, Copy)]
struct Group<'a> {
    /// Its place in the input.
    place: usize,
    values: &'a [f64],
}

impl Group<'_> {
    fn n(&self) -> f64 {
        self.values.len() as f64
    }

    fn mean(&self) -> f64 {
        mean(self.values).expect("a group in use has finite values")
    }

    /// Σ(x − mean)².
    fn squares(&self) -> f64 {
        let center = self.mean();
        self.values.iter().map(|x| (x - center).powi(2)).sum()
    }

    /// Variance with n − 1.
    fn variance(&self) -> f64 {
        self.squares() / (self.n() - 1.0)
    }
}

/// The groups with at least `least` values, two of them at least, and notes of those left out.
fn usable<'a>(groups: &[&'a [f64]], least: usize) -> Result<(Vec<Group<'a>>, Vec<Note>), NoAnswer> {
    if !groups.iter().copied().flatten().all(|x| x.is_finite()) {
        return Err(NoAnswer::NotFinite);
    }
    let all = groups.iter().enumerate();
    let all = all.map(|(place, &values)| Group { place, values });
    let (kept, out): (Vec<_>, Vec<_>) = all.partition(|g| g.values.len() >= least);
    if kept.len() < 2 {
        return Err(NoAnswer::TooFewGroups);
    }
    let note = |g: Group| Note::GroupLeftOut {
        group: g.place,
        n: g.values.len(),
    };
    Ok((kept, out.into_iter().map(note).collect()))
}

/// Whether a sum of n squared deviations is more than the rounding of values of this size.
fn varies(squares: f64, values: impl Iterator<Item = f64>) -> bool {
    let (n, largest) = values.fold((0.0, 0.0_f64), |(n, m), x| (n + 1.0, m.max(x.abs())));
    squares > n * (4.0 * f64::EPSILON * largest).powi(2)
}

/// The groups with two values at least, as [`usable`]; no answer if the values of one are all the same.
fn varying<'a>(groups: &[&'a [f64]]) -> Result<(Vec<Group<'a>>, Vec<Note>), NoAnswer> {
    let (groups, notes) = usable(groups, 2)?;
    let constant = |g: &&Group| !varies(g.squares(), g.values.iter().copied());
    match groups.iter().find(constant) {
        Some(group) => Err(NoAnswer::GroupWithoutVariation(group.place)),
        None => Ok((groups, notes)),
    }
}

/// All values of some groups.
fn together(groups: &[Group]) -> Vec<f64> {
    groups.iter().flat_map(|g| g.values).copied().collect()
}
