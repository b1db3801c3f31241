//! A study and its protocol.

use chrono::NaiveDate;

use super::{
    Blinding, DispositionRoles, EventRule, Invalid, Label, Prose, Quantity, StudyId, VolumeFormula,
};

/// Reads one of a few fixed words, forgiving case and the choice between space, `-` and `_`.
pub(super) fn one_of<T: Copy>(
    field: &'static str,
    text: &str,
    all: &[T],
    id: impl Fn(T) -> &'static str,
) -> Result<T, Invalid> {
    let typed = text.trim().to_lowercase().replace([' ', '-'], "_");
    all.iter()
        .copied()
        .find(|&v| id(v) == typed)
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

/// Limits of the protocol: past one, an animal needs attention.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Limits {
    /// Loss of body weight from baseline, in percent.
    pub weight_loss_percent: Option<f64>,
    /// Length of a tumor, in mm.
    pub tumor_size_mm: Option<f64>,
    /// Volume of a tumor, in mm³.
    pub tumor_volume_mm3: Option<f64>,
}

/// What was planned, and how its numbers are made.
#[derive(Debug, Clone, PartialEq)]
pub struct Protocol {
    /// Cell line or patient-derived model.
    pub model: Option<Label>,
    /// Cells implanted per site.
    pub cells_implanted: Option<f64>,
    /// What the cells were suspended in.
    pub matrix: Option<Label>,
    /// Where they were implanted; names the site of an animal's only tumor.
    pub implant_site: Option<Label>,
    /// When; no reading can be older.
    pub implanted_on: Option<NaiveDate>,
    /// Mouse strain.
    pub strain: Option<Label>,
    /// Where the mice came from.
    pub vendor: Option<Label>,
    /// Number of the animal-use approval.
    pub approval: Option<Label>,
    /// What the study asks.
    pub objective: Option<Prose>,
    /// The anchor date that study days count from.
    pub day0: Option<NaiveDate>,
    /// How sizes become a volume.
    pub volume_formula: VolumeFormula,
    /// The factor of formula `pi6_lw15`; 1 unless calibrated.
    pub calibration: f64,
    /// Limit of quantification, in mm³.
    pub loq_mm3: Option<f64>,
    /// The day on which arms are compared.
    pub landmark_day: Option<f64>,
    /// What change is counted from.
    pub baseline_rule: BaselineRule,
    /// The definition of growth inhibition that answers the study's question.
    pub primary_definition: Definition,
    /// The event of the time-to-event analysis, if it is set.
    pub event_rule: Option<EventRule>,
    /// What dispositions mean to the time until the event.
    pub disposition_roles: DispositionRoles,
    /// Limits.
    pub limits: Limits,
    /// What is to be done with an animal that has reached one.
    pub limit_action: Option<Prose>,
    /// Recorded or simulated.
    pub data_origin: DataOrigin,
}

impl Default for Protocol {
    fn default() -> Self {
        Self {
            model: None,
            cells_implanted: None,
            matrix: None,
            implant_site: None,
            implanted_on: None,
            strain: None,
            vendor: None,
            approval: None,
            objective: None,
            day0: None,
            volume_formula: VolumeFormula::default(),
            calibration: 1.0,
            loq_mm3: None,
            landmark_day: None,
            baseline_rule: BaselineRule::Day0,
            primary_definition: Definition::Delta,
            event_rule: None,
            disposition_roles: DispositionRoles::default(),
            limits: Limits::default(),
            limit_action: None,
            data_origin: DataOrigin::Recorded,
        }
    }
}

impl Protocol {
    /// The site of an animal's only tumor where none is named: that of implantation, else `tumor`.
    pub fn usual_site(&self) -> Label {
        self.implant_site
            .clone()
            .unwrap_or_else(|| Label::new("site", "tumor").expect("a plain word is a valid label"))
    }

    /// What is to be done with an animal that has reached a limit, in words.
    pub fn at_limit(&self) -> &str {
        self.limit_action
            .as_ref()
            .map_or("see the protocol's humane endpoints", Prose::as_str)
    }

    /// Refuses numbers that cannot be: answers the protocol unchanged if all are in range.
    pub fn check(self) -> Result<Self, Invalid> {
        let numbers = [
            ("cells implanted", "cells", 1.0, 1e12, self.cells_implanted),
            ("calibration", "", 0.01, 100.0, Some(self.calibration)),
            ("LOQ", "mm³", 0.0, 1000.0, self.loq_mm3),
            (
                "landmark day",
                "days",
                -super::MAX_DAY,
                super::MAX_DAY,
                self.landmark_day,
            ),
            (
                "weight loss limit",
                "%",
                1.0,
                99.0,
                self.limits.weight_loss_percent,
            ),
            (
                "tumor size limit",
                "mm",
                1.0,
                super::MAX_SIZE_MM,
                self.limits.tumor_size_mm,
            ),
            (
                "tumor volume limit",
                "mm³",
                1.0,
                super::MAX_VOLUME_MM3,
                self.limits.tumor_volume_mm3,
            ),
        ];
        for (field, unit, least, most, value) in numbers {
            if let Some(value) = value {
                let quantity = Quantity {
                    field,
                    unit,
                    least,
                    most,
                };
                quantity.check(value)?;
            }
        }
        match (self.implanted_on, self.day0) {
            (Some(implanted), Some(day0)) if implanted > day0 => Err(Invalid::new(
                "implantation date",
                implanted,
                format!("is after day 0 `{day0}`"),
                "day 0 is the day of randomization or first dose",
            )),
            _ => Ok(self),
        }
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

    #[test]
    fn a_protocol_is_checked() {
        assert!(Protocol::default().check().is_ok());
        let limits = Limits {
            weight_loss_percent: Some(120.0),
            ..Limits::default()
        };
        assert!(
            Protocol {
                limits,
                ..Protocol::default()
            }
            .check()
            .is_err()
        );
        let late = Protocol {
            implanted_on: NaiveDate::from_ymd_opt(2026, 2, 1),
            day0: NaiveDate::from_ymd_opt(2026, 1, 5),
            ..Protocol::default()
        };
        assert!(late.check().is_err());
    }
}
