//! The consecutive-readings rule, common in contract reports.
//!
//! **Question.** Did this tumor stay small on enough readings for the shrinkage to be real?
//!
//! **Formulas.** Partial response (PR): at most 50 % of V₀ on three consecutive readings, at least one
//! of them 13.5 mm³ or more. Complete response (CR): below 13.5 mm³ on three consecutive readings.
//! Tumor-free survivor (TFS): a CR whose last three readings are still below. All three numbers are
//! settings.
//!
//! **Assumptions, small samples.** Two or three readings a week; fewer than three after baseline
//! are not evaluable. Neither is a tumor that begins below the limit of a CR: it would be one without
//! shrinking.
//!
//! **Ties, missing values.** A missing reading does not interrupt a run of readings. Not evaluable:
//! fewer readings after baseline than a run needs, or V₀ below the limit of a CR.
//!
//! **Where others differ.** Sponsors use other limits than 13.5 mm³ (3 × 3 mm); hence the settings.
//!
//! **References.** Definitions printed in contract research reports; no single source.
//!
//! **Validated** by hand below.

/// The class, from worst to best.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Class {
    /// No response.
    None,
    /// Partial response.
    Partial,
    /// Complete response.
    Complete,
    /// Tumor-free survivor.
    TumorFree,
}

/// The numbers of the rule.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Settings {
    /// Number of consecutive readings, at least 1.
    pub run: usize,
    /// Largest ratio V/V₀ of a partial response.
    pub partial_ratio: f64,
    /// Volume below which a tumor counts as gone, mm³.
    pub gone_mm3: f64,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            run: 3,
            partial_ratio: 0.5,
            gone_mm3: 13.5,
        }
    }
}

/// The class of a series of volumes; `None` if it is not evaluable.
pub fn judge(volumes: &[f64], settings: &Settings) -> Option<Class> {
    let (&baseline, later) = volumes.split_first()?;
    if baseline < settings.gone_mm3 || later.len() < settings.run.max(1) {
        return None;
    }
    let gone = |v: &f64| *v < settings.gone_mm3;
    let small = |v: &f64| *v <= settings.partial_ratio * baseline;
    let mut runs = later.windows(settings.run.max(1));
    Some(if runs.clone().next_back()?.iter().all(gone) {
        Class::TumorFree
    } else if runs.clone().any(|run| run.iter().all(gone)) {
        Class::Complete
    } else if runs.any(|run| run.iter().all(small)) {
        Class::Partial
    } else {
        Class::None
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn class(volumes: &[f64]) -> Option<Class> {
        judge(volumes, &Settings::default())
    }

    #[test]
    fn every_class_is_reached() {
        assert_eq!(class(&[200.0, 10.0, 5.0, 0.0]), Some(Class::TumorFree));
        assert_eq!(class(&[200.0, 10.0, 5.0, 0.0, 60.0]), Some(Class::Complete));
        assert_eq!(
            class(&[200.0, 100.0, 90.0, 10.0, 400.0]),
            Some(Class::Partial)
        );
        assert_eq!(class(&[200.0, 90.0, 110.0, 90.0, 90.0]), Some(Class::None));
        assert_eq!(class(&[200.0, 0.0, 0.0]), None);
        assert_eq!(class(&[0.0, 0.0, 0.0, 0.0]), None);
        assert_eq!(class(&[12.0, 12.0, 10.0, 13.0]), None);
    }

    #[test]
    fn number_of_consecutive_readings_is_a_setting() {
        let two = Settings {
            run: 2,
            ..Settings::default()
        };
        assert_eq!(judge(&[200.0, 0.0, 0.0], &two), Some(Class::TumorFree));
    }
}
