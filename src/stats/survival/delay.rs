//! Tumor growth delay.
//!
//! **Question.** By how many days did the treatment delay the event (four times the volume, say), by how
//! many percent, and how many tenfold kills of tumor cells does that stand for?
//!
//! **Formulas.** With T and C the median times of treated and control: delay T − C; %TGD = 100·(T − C)/C;
//! log₁₀ cell kill (T − C)/(3.32·Td), Td the control's doubling time (3.32 doublings are one decade).
//!
//! **Assumptions, small samples.** Cell kill supposes exponential growth with the control's doubling time,
//! again after treatment as before; the caller says where the control did not grow so. Medians of few
//! animals move by whole readings; there is no interval here: compare the curves by log-rank.
//!
//! **Censoring.** Where half of the treated never had the event, the delay is at least the time
//! they were followed minus C. Without a median of the control there is no delay.
//!
//! **Where others differ.** Some use means of the animals that had the event, which forgets the
//! cured ones; the National Cancer Institute's net cell kill subtracts the days of treatment, this gross
//! one does not.
//!
//! **References.** Corbett et al. 1987, in Rodent Tumor Models in Experimental Cancer Therapy.
//!
//! **Validated** by hand below.

/// Doublings in a decade, as the field rounds it.
const DOUBLINGS: f64 = 3.32;

/// How far the treated were followed.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Treated {
    /// Half of them had the event by this time.
    Median(f64),
    /// Fewer than half had it; the last was seen at this time.
    NotReached(f64),
}

/// A delay, or its lower bound.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Delay {
    /// Whether the treated did not reach their median, so that all numbers are lower bounds.
    pub at_least: bool,
    /// T − C, in the unit of the times; below 0 if the treated were sooner.
    pub delay: f64,
    /// 100·(T − C)/C; none of a control median of 0.
    pub percent: Option<f64>,
    /// log₁₀ cell kill; none without a doubling time above 0.
    pub log_cell_kill: Option<f64>,
}

/// The delay of `treated` against a control median, with the control's `doubling_time` in the same
/// unit; none without a control median.
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
    fn by_hand() {
        let delay = growth_delay(Treated::Median(26.0), Some(16.0), Some(2.5)).unwrap();
        assert_eq!((delay.delay, delay.percent), (10.0, Some(62.5)));
        assert!((delay.log_cell_kill.unwrap() - 10.0 / 8.3).abs() < 1e-14 && !delay.at_least);
    }

    #[test]
    fn medians_that_are_not_reached() {
        let bound = growth_delay(Treated::NotReached(40.0), Some(16.0), None).unwrap();
        assert!(bound.at_least && bound.delay == 24.0 && bound.log_cell_kill.is_none());
        assert_eq!(growth_delay(Treated::Median(26.0), None, Some(2.5)), None);
        let odd = growth_delay(Treated::Median(3.0), Some(0.0), Some(-1.0)).unwrap();
        assert_eq!((odd.percent, odd.log_cell_kill), (None, None));
    }
}
