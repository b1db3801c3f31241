//! The solid-tumor criteria of the Pediatric Preclinical Testing Program (PPTP, now PIVOT).
//!
//! **Question.** Did this tumor regress, and if it progressed, was it at least delayed against the
//! control?
//!
//! **Formulas.** Complete response (CR): below 100 mm³ at least once; maintained (MCR): a CR and
//! still below at the last reading. Partial response (PR): at most half of V₀ at least once, never
//! below 100 mm³. Otherwise stable (SD) if the last volume is at most 25 % above V₀, else progressive
//! (PD). PD1 or PD2: the tumor's time to event over the control's Kaplan-Meier median is at most 1.5,
//! or above. Event: the first reading of at least 4·V₀ (a setting). Score: 0, 2, 4, 6, 8, 10 for PD1,
//! PD2, SD, PR, CR, MCR.
//!
//! **Assumptions, small samples.** The scheme was made for tumors above 100 mm³ at start. By its
//! letter, which is followed, a tumor that begins smaller is a CR with its next reading below 100 mm³,
//! even if it grew from 80 to 95: whoever asks for the classes of such tumors must be told. Study end
//! is the last reading.
//!
//! **Ties, missing values.** A progressing tumor without an event counts with its last day, a lower
//! bound of its time. Where the control has no median time, PD stays undivided. Not evaluable: no
//! reading after baseline, or V₀ = 0.
//!
//! **Where others differ.** The source interpolates the day of the event; here it is the day read
//! unless asked otherwise (see `stats::survival::crossing`).
//!
//! **References.** Houghton et al. 2007, Pediatr Blood Cancer 49:928, doi:10.1002/pbc.21078.
//!
//! **Validated** by hand below.

use crate::survival::Time;

/// The class, from worst to best.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Class {
    /// Progressive disease; the control has no median to divide it by.
    Progressive,
    /// Progressive disease, not delayed.
    Progressive1,
    /// Progressive disease, delayed.
    Progressive2,
    /// Stable disease.
    Stable,
    /// Partial response.
    Partial,
    /// Complete response.
    Complete,
    /// Maintained complete response.
    Maintained,
}

impl Class {
    /// The objective response score, 0 to 10; none for undivided PD.
    pub fn score(self) -> Option<u8> {
        match self {
            Self::Progressive => None,
            Self::Progressive1 => Some(0),
            Self::Progressive2 => Some(2),
            Self::Stable => Some(4),
            Self::Partial => Some(6),
            Self::Complete => Some(8),
            Self::Maintained => Some(10),
        }
    }
}

/// The scheme's numbers.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Settings {
    /// Smallest volume that counts as measurable, mm³.
    pub measurable_mm3: f64,
    /// Largest ratio to V₀ at the end that is stable.
    pub stable_ratio: f64,
    /// Largest ratio of times to event that is not delayed.
    pub delay_ratio: f64,
    /// The control's median time to event, if it has one.
    pub control_median: Option<f64>,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            measurable_mm3: 100.0,
            stable_ratio: 1.25,
            delay_ratio: 1.5,
            control_median: None,
        }
    }
}

/// Judges a series whose time to event is `time`; none if it is not evaluable.
pub fn judge(volumes: &[f64], time: Time, settings: &Settings) -> Option<Class> {
    let (&baseline, later) = volumes.split_first()?;
    let &last = later.last()?;
    if baseline <= 0.0 {
        return None;
    }
    let gone = |v: &f64| *v < settings.measurable_mm3;
    Some(if later.iter().any(gone) {
        if gone(&last) {
            Class::Maintained
        } else {
            Class::Complete
        }
    } else if later.iter().any(|v| *v <= 0.5 * baseline) {
        Class::Partial
    } else if last <= settings.stable_ratio * baseline {
        Class::Stable
    } else {
        progressive(time, settings)
    })
}

fn progressive(time: Time, settings: &Settings) -> Class {
    match settings.control_median {
        Some(median) if median > 0.0 => {
            if time.time / median > settings.delay_ratio {
                Class::Progressive2
            } else {
                Class::Progressive1
            }
        }
        _ => Class::Progressive,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::survival::crossing::{Crossing, time_to_threshold};

    fn class(volumes: &[f64]) -> Option<Class> {
        let days: Vec<f64> = (0..volumes.len()).map(|i| 7.0 * i as f64).collect();
        let time = time_to_threshold(&days, volumes, 4.0 * volumes[0], Crossing::Read)?;
        let settings = Settings {
            control_median: Some(14.0),
            ..Settings::default()
        };
        judge(volumes, time, &settings)
    }

    #[test]
    fn one_tumor_per_class() {
        assert_eq!(class(&[200.0, 90.0, 0.0]), Some(Class::Maintained));
        assert_eq!(class(&[200.0, 90.0, 500.0]), Some(Class::Complete));
        assert_eq!(class(&[240.0, 120.0, 500.0]), Some(Class::Partial));
        assert_eq!(class(&[200.0, 260.0, 250.0]), Some(Class::Stable));
        // 4·V₀ on day 21 is 1.5 × the control's 14 days: not delayed. On day 28 it is.
        assert_eq!(
            class(&[200.0, 300.0, 500.0, 800.0]),
            Some(Class::Progressive1)
        );
        let late = [200.0, 300.0, 500.0, 700.0, 900.0];
        assert_eq!(class(&late), Some(Class::Progressive2));
        assert_eq!(class(&[0.0, 100.0]), None);
        assert_eq!(class(&[100.0]), None);
    }

    #[test]
    fn a_tumor_that_began_small_is_judged_by_the_letter() {
        assert_eq!(class(&[80.0, 95.0, 98.0]), Some(Class::Maintained));
        assert_eq!(class(&[80.0, 95.0, 120.0]), Some(Class::Complete));
    }

    #[test]
    fn scores_run_from_0_to_10() {
        assert_eq!(Class::Progressive1.score(), Some(0));
        assert_eq!(Class::Maintained.score(), Some(10));
        assert_eq!(Class::Progressive.score(), None);
    }
}
