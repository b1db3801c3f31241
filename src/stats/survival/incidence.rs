//! Cumulative incidence by cause (Aalen-Johansen).
//!
//! **Question.** Which share of a group has had its event from one cause (tumor too large) by day t, when
//! another cause (weight loss, ulceration) may come first?
//!
//! **Formulas.** F_c(t) = Σ over times tᵢ ≤ t of S(tᵢ₋)·d_ci/nᵢ, with S the Kaplan-Meier curve of any event.
//! Variance by the delta method over the multinomial counts of each time: with q = d/n,
//! q_c = d_c/n and Δ = F(t) − F(tᵢ),
//! Σ [S(tᵢ₋)² q_c(1 − q_c) − 2·S(tᵢ₋)·q_c·Δ + Δ²·q/(1 − q)]/nᵢ. Interval on the log-log scale,
//! F^exp(∓z·SE/(F ln F)).
//!
//! **Assumptions, small samples.** Censoring tells nothing about either cause. 1 − Kaplan-Meier with the
//! other causes censored is *not* this share: it answers for a world without them, and overstates. With
//! one cause and no other, F is 1 − S and the variance is Greenwood's.
//!
//! **Ties, censoring.** Events of all causes at a time come before its censorings. Where F is 0 or 1 there
//! is no interval.
//!
//! **Where others differ.** Estimates as in R's `cmprsk`, `survival` and Stata's stcompet. The variance is
//! stcompet's; R's `cmprsk` has (n − d)/(n − 1) where this has (n − d)/n, by which tied times differ a
//! little, and `survival` uses the infinitesimal jackknife.
//!
//! **References.** Aalen & Johansen 1978, Scand J Stat 5:141; Marubini & Valsecchi 1995, Analysing
//! Survival Data from Clinical Trials and Observational Studies; Choudhury 2002, doi:10.1002/sim.1077.
//!
//! **Validated** by hand below; against Kaplan-Meier where there is one cause, and the binomial
//! where nobody is censored.

use super::risk::{Observed, checked, walk};
use super::types::NoAnswer;
use crate::interval::Interval;
use crate::quantile::normal_quantile;

/// One animal's time and the cause of its event, or none if it was censored then.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct CauseTime {
    /// Time since its start.
    pub time: f64,
    /// Cause of the event, counted from 0.
    pub cause: Option<usize>,
}

/// The share from one time on.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct IncidenceStep {
    /// Time of at least one event of the cause.
    pub time: f64,
    /// Animals still at risk just before.
    pub at_risk: usize,
    /// Events of the cause.
    pub events: usize,
    /// Share with an event of the cause, from this time on.
    pub incidence: f64,
    /// Its standard error.
    pub se: f64,
    /// Its interval; none where the share is 1.
    pub interval: Option<Interval>,
}

/// The curve of one cause in one group.
#[derive(Debug, Clone, PartialEq)]
pub struct Incidence {
    /// Animals, at least 1.
    pub n: usize,
    /// Events of the cause.
    pub events: usize,
    /// Events of other causes.
    pub other_events: usize,
    /// Every time with an event of the cause, in order.
    pub steps: Vec<IncidenceStep>,
}

impl Incidence {
    /// The incidence of `cause` with intervals at `confidence` (0 to 1).
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
        let mut steps = Vec::new();
        let mut others = 0;
        walk::<2>(&sorted, 1, |moment| {
            let (n, d) = (moment.at_risk[0], moment.events[0][0]);
            others += moment.events[1][0] as usize;
            sums.add(n, d, moment.events[1][0]);
            if d > 0.0 {
                let (incidence, se) = (sums.incidence, sums.variance().max(0.0).sqrt());
                steps.push(IncidenceStep {
                    time: moment.time,
                    at_risk: n as usize,
                    events: d as usize,
                    incidence,
                    se,
                    interval: interval(incidence, z * se),
                });
            }
        });
        Ok(Self {
            n: times.len(),
            events: steps.iter().map(|step| step.events).sum(),
            other_events: others,
            steps,
        })
    }

    /// Share with an event of the cause by `time`, an event at that very time counted.
    pub fn at(&self, time: f64) -> f64 {
        let past = self.steps.partition_point(|step| step.time <= time);
        past.checked_sub(1).map_or(0.0, |i| self.steps[i].incidence)
    }
}

/// The cause of interest as the first, all others as the second.
pub(super) fn of_interest(time: &CauseTime, group: usize, cause: usize) -> Observed {
    Observed {
        time: time.time,
        group,
        cause: time.cause.map(|of| usize::from(of != cause)),
    }
}

/// The sums over times of which the variance at any later time is made.
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
            // Nobody is left: F stays as it is, and Δ at 0.
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

    fn causes(list: &[(f64, i8)]) -> Vec<CauseTime> {
        let one = |&(time, cause): &(f64, i8)| CauseTime {
            time,
            cause: usize::try_from(cause).ok(),
        };
        list.iter().map(one).collect()
    }

    /// 1 tumor, 2 other, 3 censored, 4 tumor, 5 tumor: F = 1/5; S = 4/5, 3/5; at 4 of two:
    /// F = 1/5 + 3/5·½ = ½; at 5 of one: ½ + 3/10·1 = 4/5. Other: 4/5·¼ = 1/5 from 2 on.
    /// Variance at 4, from the first line of the formula: own 1·(1/5)(4/5)/5 + (3/5)²·½·½/2 = .032 + .045;
    /// cross −2·(1·(1/5)·(3/10)/5) = −.024; all (9/100)(1/5)/(4/5)/5 + (9/100)(¼)/(¾)/4 = .0045 + .0075:
    /// .065 in all.
    #[test]
    fn by_hand() {
        let list = causes(&[(1.0, 0), (2.0, 1), (3.0, -1), (4.0, 0), (5.0, 0)]);
        let tumor = Incidence::new(&list, 0, 0.95).unwrap();
        let shares: Vec<f64> = tumor.steps.iter().map(|s| s.incidence).collect();
        for (share, expected) in shares.iter().zip([0.2, 0.5, 0.8]) {
            assert!((share - expected).abs() < 1e-14);
        }
        assert!((tumor.steps[1].se.powi(2) - 0.065).abs() < 1e-14);
        assert_eq!((tumor.events, tumor.other_events, tumor.n), (3, 1, 5));
        let other = Incidence::new(&list, 1, 0.95).unwrap();
        assert!((other.at(9.0) - 0.2).abs() < 1e-14 && other.at(1.9) == 0.0);
        assert_eq!(Incidence::new(&list, 7, 0.95).unwrap().steps, []);
    }

    /// With one cause: 1 − S and Greenwood.
    #[test]
    fn one_cause_is_kaplan_meier() {
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
        for step in &ours.steps {
            let same = curve.steps.iter().find(|s| s.time == step.time).unwrap();
            assert!((1.0 - same.survival - step.incidence).abs() < 1e-14);
            assert!((same.se.unwrap() - step.se).abs() < 1e-14);
        }
    }

    /// Nobody censored: a share of n with its binomial variance, and the causes add up to 1.
    #[test]
    fn without_censoring_it_is_a_proportion() {
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
        for (step, share) in ours.steps.iter().zip([1.0, 2.0, 3.0].map(|x| x / 7.0)) {
            assert!((step.incidence - share).abs() < 1e-14);
            assert!((step.se.powi(2) - share * (1.0 - share) / 7.0).abs() < 1e-14);
            let interval = step.interval.unwrap();
            assert!(interval.low < share && share < interval.high);
        }
        let other = Incidence::new(&list, 1, 0.95).unwrap();
        assert!((ours.at(6.0) + other.at(6.0) - 1.0).abs() < 1e-14);
    }

    #[test]
    fn what_has_no_curve() {
        let empty = Incidence::new(&[], 0, 0.95);
        assert_eq!(empty, Err(NoAnswer::NothingToCompare));
        let all = Incidence::new(&causes(&[(2.0, 0), (2.0, 0)]), 0, 0.95).unwrap();
        assert_eq!((all.steps[0].incidence, all.steps[0].se), (1.0, 0.0));
        assert_eq!(all.steps[0].interval, None);
        let none = Incidence::new(&causes(&[(2.0, -1)]), 0, 0.95).unwrap();
        assert_eq!(none.steps, []);
    }
}
