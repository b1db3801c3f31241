//! Cumulative incidence by cause (Aalen-Johansen).
//!
//! **Question.** Which share of a group has had an event of one cause (tumor too large) by day t,
//! if another cause (weight loss, ulceration) may come first?
//!
//! **Formulas.** F_c(t) = Σ over times tᵢ ≤ t of S(tᵢ₋)·d_ci/nᵢ, with S the Kaplan-Meier curve of
//! all events. Variance by the delta method over the multinomial counts of each time: with q = d/n,
//! q_c = d_c/n and Δ = F(t) − F(tᵢ), Σ [S(tᵢ₋)² q_c(1 − q_c) − 2·S(tᵢ₋)·q_c·Δ + Δ²·q/(1 − q)]/nᵢ.
//! Interval on the log-log scale, F^exp(∓z·SE/(F ln F)).
//!
//! **Assumptions, small samples.** Censoring is independent of all causes. 1 − Kaplan-Meier with
//! the other causes censored is *not* this share: it is too large, since it assumes that the other
//! causes do not exist. With one cause only, F is 1 − S and the variance is Greenwood's.
//!
//! **Ties, censoring.** Events of all causes at a time come before its censorings. Where F is 0 or
//! 1 there is no interval.
//!
//! **Where others differ.** Estimates as in R's `cmprsk`, `survival` and Stata's stcompet. The
//! variance is stcompet's; R's `cmprsk` has (n − d)/(n − 1) in place of (n − d)/n, which differs
//! slightly at tied times, and `survival` uses the infinitesimal jackknife.
//!
//! **References.** Aalen & Johansen 1978, Scand J Stat 5:141; Marubini & Valsecchi 1995, Analysing
//! Survival Data from Clinical Trials and Observational Studies; Choudhury 2002, doi:10.1002/sim.1077.
//!
//! **Validated** by hand below; against Kaplan-Meier with one cause, and against the binomial
//! distribution without censoring.

use super::risk::{Observed, checked, walk};
use super::types::NoAnswer;
use crate::interval::Interval;
use crate::quantile::normal_quantile;

/// One animal's time and the cause of its event.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct CauseTime {
    /// Time since the animal's start.
    pub time: f64,
    /// Cause of the event, counted from 0; `None` if the animal was censored.
    pub cause: Option<usize>,
}

/// The cumulative incidence of one cause in one group. The columns have one entry per time with an event of
/// the cause.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Incidence {
    /// Number of animals, at least 1.
    pub n: usize,
    /// Number of events of the cause.
    pub events: usize,
    /// Number of events of other causes.
    pub other_events: usize,
    /// The times, in order.
    pub times: Vec<f64>,
    /// Number of animals at risk just before each time.
    pub at_risk: Vec<usize>,
    /// Number of events of the cause at each time.
    pub events_at: Vec<usize>,
    /// Share of animals with an event of the cause, from each time on.
    pub incidence: Vec<f64>,
    /// Standard error of `incidence`.
    pub se: Vec<f64>,
    /// Interval of `incidence`; `None` where `incidence` is 1.
    pub interval: Vec<Option<Interval>>,
}

impl Incidence {
    /// The incidence of `cause`, with intervals at `confidence` (0 to 1).
    ///
    /// # Errors
    /// [`NoAnswer`] without times, for times that are not finite, or a confidence outside 0 to 1.
    pub fn new(times: &[CauseTime], cause: usize, confidence: f64) -> Result<Self, NoAnswer> {
        let z = normal_quantile(0.5 + confidence / 2.0).ok_or(NoAnswer::NotFinite)?;
        if times.is_empty() {
            return Err(NoAnswer::NothingToCompare);
        }
        let all = times.iter().map(|time| of_interest(time, 0, cause));
        let sorted = checked(all.collect(), 1, 2)?;
        let mut sums = Sums {
            survival: 1.0,
            ..Sums::default()
        };
        let mut curve = Self {
            n: times.len(),
            ..Self::default()
        };
        walk::<2>(&sorted, 1, |moment| {
            let (n, d) = (moment.at_risk[0], moment.events[0][0]);
            curve.events += d as usize;
            curve.other_events += moment.events[1][0] as usize;
            sums.add(n, d, moment.events[1][0]);
            if d > 0.0 {
                let (incidence, se) = (sums.incidence, sums.variance().max(0.0).sqrt());
                curve.times.push(moment.time);
                curve.at_risk.push(n as usize);
                curve.events_at.push(d as usize);
                curve.incidence.push(incidence);
                curve.se.push(se);
                curve.interval.push(interval(incidence, z * se));
            }
        });
        Ok(curve)
    }
}

/// One animal with two causes: the one of interest (0) and all others (1).
pub(super) fn of_interest(time: &CauseTime, group: usize, cause: usize) -> Observed {
    Observed {
        time: time.time,
        group,
        cause: time.cause.map(|of| usize::from(of != cause)),
    }
}

/// Sums over times, from which the variance at any later time follows.
#[derive(Default)]
struct Sums {
    survival: f64,
    incidence: f64,
    own: f64,
    /// Σ S·q_c/n, and the same times F.
    shared: [f64; 2],
    /// Σ q/((1 − q)n), and the same times F and F².
    all: [f64; 3],
}

impl Sums {
    fn add(&mut self, n: f64, d: f64, others: f64) {
        let (own, any) = (d / n, (d + others) / n);
        let before = self.survival;
        self.incidence += before * own;
        self.survival = before * (n - d - others) / n;
        self.own += before * before * own * (1.0 - own) / n;
        if self.survival == 0.0 {
            // No animal is left, so F stays the same and Δ is 0.
            return;
        }
        let (f, shared, all) = (self.incidence, before * own / n, any / ((1.0 - any) * n));
        self.shared[0] += shared;
        self.shared[1] += shared * f;
        self.all[0] += all;
        self.all[1] += all * f;
        self.all[2] += all * f * f;
    }

    fn variance(&self) -> f64 {
        let f = self.incidence;
        let shared = f * self.shared[0] - self.shared[1];
        self.own - 2.0 * shared + f * f * self.all[0] - 2.0 * f * self.all[1] + self.all[2]
    }
}

fn interval(share: f64, half: f64) -> Option<Interval> {
    if !(share > 0.0 && share < 1.0 - 1e-12) {
        return None;
    }
    let exponent = half / (share * share.ln()).abs();
    Some(Interval {
        low: share.powf(exponent.exp()),
        high: share.powf((-exponent).exp()),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::survival::Time;
    use crate::survival::curve::{Curve, Scale};

    /// Share of animals with an event of the cause by `time`.
    fn at(incidence: &Incidence, time: f64) -> f64 {
        let past = incidence.times.partition_point(|t| *t <= time);
        past.checked_sub(1)
            .map_or(0.0, |at| incidence.incidence[at])
    }

    fn causes(list: &[(f64, i8)]) -> Vec<CauseTime> {
        let one = |&(time, cause): &(f64, i8)| CauseTime {
            time,
            cause: usize::try_from(cause).ok(),
        };
        list.iter().map(one).collect()
    }

    /// 1 tumor, 2 other, 3 censored, 4 tumor, 5 tumor: F = 1/5; S = 4/5, 3/5; at 4 of two:
    /// F = 1/5 + 3/5·½ = ½; at 5 of one: ½ + 3/10·1 = 4/5. Other: 4/5·¼ = 1/5 from 2 on.
    ///
    /// Variance at 4, from the first line of the formula: own 1·(1/5)(4/5)/5 + (3/5)²·½·½/2 = .032 + .045;
    /// cross −2·(1·(1/5)·(3/10)/5) = −.024; all (9/100)(1/5)/(4/5)/5 + (9/100)(¼)/(¾)/4 = .0045 + .0075:
    /// .065 in all.
    #[test]
    fn incidence_matches_hand_calculation() {
        let list = causes(&[(1.0, 0), (2.0, 1), (3.0, -1), (4.0, 0), (5.0, 0)]);
        let tumor = Incidence::new(&list, 0, 0.95).unwrap();
        for (share, expected) in tumor.incidence.iter().zip([0.2, 0.5, 0.8]) {
            assert!((share - expected).abs() < 1e-14);
        }
        assert!((tumor.se[1].powi(2) - 0.065).abs() < 1e-14);
        assert_eq!((tumor.events, tumor.other_events, tumor.n), (3, 1, 5));
        let other = Incidence::new(&list, 1, 0.95).unwrap();
        assert!((at(&other, 9.0) - 0.2).abs() < 1e-14 && at(&other, 1.9) == 0.0);
        assert_eq!(Incidence::new(&list, 7, 0.95).unwrap().times, []);
    }

    /// With one cause, the incidence is 1 − S and the variance is Greenwood's.
    #[test]
    fn incidence_of_single_cause_is_kaplan_meier() {
        let list = [(1.0, 0), (2.0, 0), (2.0, 0), (2.0, -1), (4.0, 0), (6.0, -1)];
        let ours = Incidence::new(&causes(&list), 0, 0.95).unwrap();
        let times: Vec<Time> = list
            .iter()
            .map(|&(time, cause)| Time {
                time,
                event: cause == 0,
            })
            .collect();
        let curve = Curve::new(&times, Scale::LogLog, 0.95).unwrap();
        for (at, time) in ours.times.iter().enumerate() {
            let same = curve.times.iter().position(|t| t == time).unwrap();
            assert!((1.0 - curve.survival[same] - ours.incidence[at]).abs() < 1e-14);
            assert!((curve.se[same].unwrap() - ours.se[at]).abs() < 1e-14);
        }
    }

    /// Without censoring the incidence is a share of n with its binomial variance, and the causes
    /// add up to 1.
    #[test]
    fn incidence_without_censoring_is_a_proportion() {
        let list = causes(&[
            (1.0, 0),
            (2.0, 1),
            (2.0, 0),
            (3.0, 1),
            (5.0, 0),
            (5.0, 1),
            (6.0, 1),
        ]);
        let ours = Incidence::new(&list, 0, 0.95).unwrap();
        for (at, share) in [1.0, 2.0, 3.0].map(|x| x / 7.0).into_iter().enumerate() {
            assert!((ours.incidence[at] - share).abs() < 1e-14);
            assert!((ours.se[at].powi(2) - share * (1.0 - share) / 7.0).abs() < 1e-14);
            let interval = ours.interval[at].unwrap();
            assert!(interval.low < share && share < interval.high);
        }
        let other = Incidence::new(&list, 1, 0.95).unwrap();
        assert!((at(&ours, 6.0) + at(&other, 6.0) - 1.0).abs() < 1e-14);
    }

    #[test]
    fn awkward_data_give_missing_values_or_reasons() {
        let empty = Incidence::new(&[], 0, 0.95);
        assert_eq!(empty, Err(NoAnswer::NothingToCompare));
        let all = Incidence::new(&causes(&[(2.0, 0), (2.0, 0)]), 0, 0.95).unwrap();
        assert_eq!((all.incidence[0], all.se[0]), (1.0, 0.0));
        assert_eq!(all.interval[0], None);
        let none = Incidence::new(&causes(&[(2.0, -1)]), 0, 0.95).unwrap();
        assert_eq!(none.times, []);
    }
}
