//! The solid-tumor criteria of the Pediatric Preclinical Testing Program (PPTP, now PIVOT).
//!
//! **Question.** Did this tumor (or the sum of an animal's tumors) regress, and if it progressed, was it delayed
//! relative to the control?
//!
//! **Formulas.** Complete response (CR): below 100 mm³ at least once; maintained (MCR): a CR and
//! still below at the last reading. Partial response (PR): at most half of V₀ at least once, never
//! below 100 mm³. Otherwise stable (SD) if the last volume is at most 25 % above V₀, else progressive
//! (PD). PD1 or PD2: the tumor's time to event over the control's Kaplan-Meier median is at most 1.5,
//! or above. Event: the first reading of at least 4·V₀ ([`EVENT_RATIO`]). Score: 0, 2, 4, 6, 8, 10 for PD1,
//! PD2, SD, PR, CR, MCR.
//!
//! **Assumptions, small samples.** The scheme was made for tumors of 100 mm³ or more at the start. A tumor
//! that begins smaller is not evaluable: by the letter of the scheme one that grew from 80 to 95 would be an
//! MCR, and most untreated controls would respond. The last reading is the end of the study.
//!
//! **Ties, missing values.** A progressive tumor without event counts with its last day, a lower
//! bound of its time. If the control has no median time, PD is not divided. Not evaluable: no
//! reading after baseline, or V₀ below 100 mm³.
//!
//! **Where others differ.** The source interpolates the day of the event; here the caller chooses (see
//! [`crossing`](crate::survival::crossing)).
//!
//! **References.** Houghton et al. 2007, Pediatr Blood Cancer 49:928, doi:10.1002/pbc.21078.
//!
//! **Validated** by hand below.

use crate::survival::Time;

/// The class, from worst to best.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Class {
    /// Progressive disease, not divided because the control has no median.
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
    /// The objective response score, 0 to 10; `None` for PD that is not divided.
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

/// The numbers of the scheme.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Settings {
    /// A tumor below this volume counts as gone, and cannot be judged if it begins so, mm³.
    pub measurable_mm3: f64,
    /// Largest ratio V/V₀ at the end of stable disease.
    pub stable_ratio: f64,
    /// Largest ratio of the time to event to the control's median of a tumor that is not delayed.
    pub delay_ratio: f64,
    /// The control's median time to event, in the unit of the times; `None` if it has none.
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

/// The event: the first reading of at least so many times the baseline, whatever the event of the study is.
pub const EVENT_RATIO: f64 = 4.0;

/// The class of a series of volumes whose time to event is `time`; `None` if it is not evaluable.
pub fn judge(volumes: &[f64], time: Time, settings: &Settings) -> Option<Class> {
    let (&baseline, later) = volumes.split_first()?;
    let &last = later.last()?;
    if baseline < settings.measurable_mm3 {
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
    fn every_class_is_reached() {
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
    fn tumor_that_begins_below_the_measurable_size_is_not_evaluable() {
        assert_eq!(class(&[66.0, 80.0, 92.0]), None);
        assert_eq!(class(&[80.0, 0.0, 0.0]), None);
        assert_eq!(class(&[100.0, 90.0, 0.0]), Some(Class::Maintained));
    }

    #[test]
    fn scores_run_from_0_to_10() {
        assert_eq!(Class::Progressive1.score(), Some(0));
        assert_eq!(Class::Maintained.score(), Some(10));
        assert_eq!(Class::Progressive.score(), None);
    }
}
