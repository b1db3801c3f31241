//! Why a test has no answer, and what a reader must know beside one. Groups are named by their
//! index, from 0.

/// Why a test has no answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NoAnswer {
    /// A value is infinite or NaN.
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
    /// No group has a second value that would show how values scatter, or there are fewer than
    /// three values in all.
    #[error("too few values to see how they scatter")]
    TooFewValues,
    /// More than 5000 values (Shapiro-Wilk).
    #[error("more than 5000 values: the method was made for fewer")]
    TooManyValues,
    /// The values do not vary, within any group or at all.
    #[error("the values do not vary")]
    NoVariation,
    /// The distances of the values from the median of their group do not vary (Levene), though the values do.
    #[error("the distances from the medians do not vary")]
    EqualDistances,
    /// The values of this group do not vary, and the test weights groups by their variance.
    #[error("the values of one group do not vary")]
    GroupWithoutVariation(usize),
}

/// A limit of an answer that a reader must know.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Note {
    /// A group was left out because it has too few values for this test.
    GroupLeftOut {
        /// Index of the group.
        group: usize,
        /// Number of its values.
        n: usize,
    },
    /// A group has a single value; its variance is taken from the other groups.
    SingleValue {
        /// Index of the group.
        group: usize,
    },
    /// Values are tied. The Mann-Whitney test has no exact p-value then.
    Ties,
    /// There are too many values for an exact p-value; the normal approximation is accurate then.
    ManyValues,
    /// With so few values no interval has the confidence asked for; the widest one is given.
    ConfidenceNotReached,
}
