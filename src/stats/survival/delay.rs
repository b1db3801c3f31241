//! Tumor growth delay.
//!
//! **Question.** By how many days and by how many percent did the treatment delay the event (for
//! example four times the volume), and how many decades of tumor cells killed does that correspond
//! to?
//!
//! **Formulas.** With T and C the median times of treated and control: delay T − C; %TGD = 100·(T −
//! C)/C; log₁₀ cell kill (T − C)/(3.32·Td), with Td the control's doubling time (3.32 doublings are
//! one decade).
//!
//! **Assumptions, small samples.** The cell kill assumes exponential growth with the control's
//! doubling time, after treatment as before; the caller notes where the control did not grow like
//! that. Medians of few animals change in steps of whole readings. There is no interval: compare
//! the curves by log-rank.
//!
//! **Censoring.** If fewer than half of the treated had the event, the delay is at least the last
//! time of the treated minus C. If the control has no median, there is no delay.
//!
//! **Where others differ.** Some use means of the animals that had the event, which ignores the
//! cured ones. The net cell kill of the National Cancer Institute subtracts the days of treatment;
//! this gross cell kill does not.
//!
//! **References.** Corbett et al. 1987, in Rodent Tumor Models in Experimental Cancer Therapy.
//!
//! **Validated** by hand below.

/// Doublings in a decade, rounded as is usual in the field.
const DOUBLINGS: f64 = 3.32;

/// The median time of the treated animals, or the end of their follow-up.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Treated {
    /// Half of the animals had the event by this time.
    Median(f64),
    /// Fewer than half had the event; this is the last time at which an animal was seen.
    NotReached(f64),
}

/// A delay, or its lower bound.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Delay {
    /// Whether the treated did not reach their median, so that all numbers are lower bounds.
    pub at_least: bool,
    /// T − C, in the unit of the times; below 0 if the treated had the event sooner.
    pub delay: f64,
    /// 100·(T − C)/C; `None` if C is 0.
    pub percent: Option<f64>,
    /// log₁₀ cell kill; `None` without a doubling time above 0.
    pub log_cell_kill: Option<f64>,
}

/// The delay of the treated against the control. All times have one unit. `None` without a control
/// median.
pub fn growth_delay(
    treated: Treated,
    control_median: Option<f64>,
    doubling_time: Option<f64>,
) -> Option<Delay> {
    let control = control_median?;
    let (time, at_least) = match treated {
        Treated::Median(time) => (time, false),
        Treated::NotReached(time) => (time, true),
    };
    let delay = time - control;
    let doubling = doubling_time.filter(|days| *days > 0.0);
    Some(Delay {
        at_least,
        delay,
        percent: (control > 0.0).then(|| 100.0 * delay / control),
        log_cell_kill: doubling.map(|days| delay / (DOUBLINGS * days)),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// T 26, C 16, Td 2.5: 10 days, 62.5 %, 10/8.3.
    #[test]
    fn delay_matches_hand_calculation() {
        let delay = growth_delay(Treated::Median(26.0), Some(16.0), Some(2.5)).unwrap();
        assert_eq!((delay.delay, delay.percent), (10.0, Some(62.5)));
        assert!((delay.log_cell_kill.unwrap() - 10.0 / 8.3).abs() < 1e-14 && !delay.at_least);
    }

    #[test]
    fn missing_medians_give_bounds_or_no_delay() {
        let bound = growth_delay(Treated::NotReached(40.0), Some(16.0), None).unwrap();
        assert!(bound.at_least && bound.delay == 24.0 && bound.log_cell_kill.is_none());
        assert_eq!(growth_delay(Treated::Median(26.0), None, Some(2.5)), None);
        let odd = growth_delay(Treated::Median(3.0), Some(0.0), Some(-1.0)).unwrap();
        assert_eq!((odd.percent, odd.log_cell_kill), (None, None));
    }
}
