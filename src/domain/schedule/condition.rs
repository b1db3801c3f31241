//! Conditions on the values of an animal: `volume >= 800`, `loss >= 15 %`.

use std::fmt;

use chrono::NaiveDate;

/// A value that a schedule can depend on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Watched {
    /// Of the largest tumor, mm³.
    Volume,
    /// All tumors together, mm³.
    Burden,
    /// Body weight lost, in % of the baseline; positive.
    Loss,
}

impl Watched {
    pub(super) fn word(self) -> &'static str {
        match self {
            Self::Volume => "volume",
            Self::Burden => "burden",
            Self::Loss => "loss",
        }
    }

    /// The largest value that a condition can name.
    pub(super) fn most(self) -> f64 {
        match self {
            Self::Volume | Self::Burden => 100_000.0,
            Self::Loss => 100.0,
        }
    }

    pub(super) fn unit(self) -> &'static str {
        match self {
            Self::Volume | Self::Burden => "mm³",
            Self::Loss => "%",
        }
    }
}

/// What was measured of an animal on a date.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct WatchedValue {
    /// When.
    pub date: NaiveDate,
    /// What.
    pub of: Watched,
    /// In the unit of `of`.
    pub value: f64,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Comparison {
    AtLeast,
    Above,
    AtMost,
    Below,
}

impl Comparison {
    pub(super) const ALL: [Self; 4] = [Self::AtLeast, Self::Above, Self::AtMost, Self::Below];

    fn sign(self) -> &'static str {
        match self {
            Self::AtLeast => ">=",
            Self::Above => ">",
            Self::AtMost => "<=",
            Self::Below => "<",
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Condition {
    pub of: Watched,
    pub comparison: Comparison,
    /// Finite, from 0 to `of.most()`.
    pub value: f64,
}

impl Condition {
    fn holds(&self, value: f64) -> bool {
        match self.comparison {
            Comparison::AtLeast => value >= self.value,
            Comparison::Above => value > self.value,
            Comparison::AtMost => value <= self.value,
            Comparison::Below => value < self.value,
        }
    }
}

impl fmt::Display for Condition {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = self.comparison.sign();
        write!(f, "{} {sign} {}", self.of.word(), self.value)?;
        match self.of {
            Watched::Loss => f.write_str(" %"),
            Watched::Volume | Watched::Burden => Ok(()),
        }
    }
}

/// At least one condition; one that holds is enough.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct AnyOf(pub Vec<Condition>);

/// Of each condition of an [`AnyOf`], whether the newest value so far meets it.
///
/// More conditions than it has bits for are refused where they are read.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Met(u32);

impl AnyOf {
    /// The most conditions that a [`Met`] has bits for.
    pub(super) const MOST: usize = 8;

    /// Takes the next value by date. Whether any condition holds is then `met.any()`.
    pub(super) fn take(&self, met: &mut Met, value: &WatchedValue) {
        for (at, condition) in self.0.iter().enumerate() {
            if condition.of == value.of {
                let bit = 1 << at;
                met.0 = match condition.holds(value.value) {
                    true => met.0 | bit,
                    false => met.0 & !bit,
                };
            }
        }
    }

    /// Whether it depends on this value.
    pub(super) fn heeds(&self, value: &WatchedValue) -> bool {
        self.0.iter().any(|condition| condition.of == value.of)
    }

    /// Since when a condition has held without interruption, by all values; none if none holds by the newest ones.
    pub(super) fn holds_since(&self, values: &[WatchedValue]) -> Option<NaiveDate> {
        let mut met = Met::default();
        let mut since = None;
        for value in values {
            self.take(&mut met, value);
            since = match met.any() {
                true => since.or(Some(value.date)),
                false => None,
            };
        }
        since
    }
}

impl Met {
    pub(super) fn any(self) -> bool {
        self.0 != 0
    }
}

impl fmt::Display for AnyOf {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, condition) in self.0.iter().enumerate() {
            if at > 0 {
                f.write_str(" or ")?;
            }
            condition.fmt(f)?;
        }
        Ok(())
    }
}
