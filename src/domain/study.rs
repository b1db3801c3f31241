//! A study, and the fixed words of its protocol.

use super::{Blinding, Invalid, Label, Protocol, StudyId};

/// A fixed word in the form in which it is compared: without case, spaces, `-` and `_`.
pub fn folded(word: &str) -> String {
    let is_kept = |c: &char| !c.is_whitespace() && !matches!(c, '-' | '_');
    word.to_lowercase().chars().filter(is_kept).collect()
}

/// Reads one of a few fixed words, in any case, with spaces, `-` and `_` alike.
pub(super) fn one_of<T: Copy>(
    field: &'static str,
    text: &str,
    all: &[T],
    id: impl Fn(T) -> &'static str,
) -> Result<T, Invalid> {
    let typed = folded(text);
    all.iter()
        .copied()
        .find(|&v| folded(id(v)) == typed)
        .ok_or_else(|| {
            let known: Vec<_> = all.iter().map(|&v| id(v)).collect();
            Invalid::new(
                field,
                text,
                "is not known",
                format!("one of {}", known.join(", ")),
            )
        })
}

macro_rules! words {
    ($(#[$doc:meta])* $name:ident, $field:literal, { $($(#[$vdoc:meta])* $variant:ident => $id:literal),* $(,)? }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum $name { $($(#[$vdoc])* $variant),* }

        impl $name {
            /// Every value, in the order of the documentation.
            pub const ALL: &'static [Self] = &[$(Self::$variant),*];

            /// The name in files and on the command line.
            pub fn id(self) -> &'static str {
                match self { $(Self::$variant => $id),* }
            }
        }

        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, out: S) -> Result<S::Ok, S::Error> {
                out.serialize_str(self.id())
            }
        }

        impl std::str::FromStr for $name {
            type Err = $crate::Invalid;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                $crate::study::one_of($field, text, Self::ALL, |v| v.id())
            }
        }
    };
}
pub(super) use words;

words! {
    /// Which value of an animal change is counted from.
    BaselineRule, "baseline rule", {
        /// The reading on day 0, else the last one before it, else the first after it.
        Day0 => "day0",
        /// The animal's first reading.
        First => "first",
    }
}

words! {
    /// Whether a study still takes readings.
    StudyStatus, "status", {
        /// It does.
        Open => "open",
        /// It does not: every write to it is refused until it is opened again.
        Closed => "closed",
    }
}

words! {
    /// Where a study's numbers come from.
    DataOrigin, "data origin", {
        /// Real animals.
        Recorded => "recorded",
        /// A simulation; said wherever the study appears.
        Simulated => "simulated",
    }
}

words! {
    /// The definitions of growth inhibition. Formulas: `stats::inhibition`.
    Definition, "definition", {
        /// T/C of arithmetic means.
        TcMean => "tc_mean",
        /// T/C of medians.
        TcMedian => "tc_median",
        /// T/C of geometric means.
        TcGeomean => "tc_geomean",
        /// ΔT/ΔC of mean changes, animals read on the day.
        Delta => "delta",
        /// ΔT/ΔC of median changes, animals read on the day.
        DeltaMedian => "delta_median",
        /// ΔT/ΔC with each animal's last reading carried forward.
        DeltaLocf => "delta_locf",
        /// ΔT/ΔC of arm means, with all animals in the baseline mean.
        DeltaMeans => "delta_means",
        /// T/C of mean relative volumes V/V₀.
        Rtv => "rtv",
        /// T/C of median relative volumes.
        RtvMedian => "rtv_median",
        /// T/C of mean areas under the volume curve.
        Auc => "auc",
        /// T/C of mean areas per day of observation.
        AucPerDay => "auc_per_day",
        /// T/C of mean areas above baseline.
        AucAboveBaseline => "auc_above_baseline",
        /// Inhibition of the mean growth rate.
        Rate => "rate",
        /// Hather's rate-based T/C.
        RateTc => "rate_tc",
        /// Shrinkage of an arm's mean below its baseline.
        Regression => "regression",
        /// Inhibition of the growth rate that bears unequal follow-up.
        Egait => "egait",
    }
}

/// A study.
#[derive(Debug, Clone, PartialEq)]
pub struct Study {
    /// Its id.
    pub id: StudyId,
    /// Its name, unique in a file.
    pub name: Label,
    /// Open or closed.
    pub status: StudyStatus,
    /// Whether its arms are hidden.
    pub blinding: Blinding,
    /// What was planned.
    pub protocol: Protocol,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fixed_words_forgive_spelling() {
        assert_eq!("Day0".parse(), Ok(BaselineRule::Day0));
        assert_eq!("TC mean".parse(), Ok(Definition::TcMean));
        let error = "later".parse::<BaselineRule>().unwrap_err();
        assert_eq!(error.remedy, "one of day0, first".into());
    }
}
