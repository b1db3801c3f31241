//! The Kaplan-Meier curve, its quantiles and their intervals.
//!
//! **Question.** Which share of a group is still without its event on day t, and when is half of it
//! gone, when some were last seen without an event?
//!
//! **Formulas.** S(t) = Π over event times tᵢ ≤ t of (1 − dᵢ/nᵢ), with dᵢ events among nᵢ still at
//! risk. Greenwood: the variance of ln S(t) is σ² = Σ dᵢ/(nᵢ(nᵢ − dᵢ)), so SE S = S·σ. Intervals, with
//! z the normal quantile: plain S ± z·S·σ, log S·exp(±z·σ), both cut to 0..1; log-log
//! S^exp(±z·σ/ln S). A quantile is the first time with 1 − S above its share; where 1 − S is exactly the
//! share over a stretch, the middle of that stretch, which ends with the last time where no event ends
//! it. Its interval are the times at which the curve's lower and upper ends cross the same share
//! (Brookmeyer & Crowley, with the interval chosen).
//!
//! **Assumptions, small samples.** Censoring tells nothing about the event. With few animals the
//! median moves by whole readings, and the interval of a median often has no upper end: that is an
//! answer, not a fault. Log-log keeps its coverage best in small groups (Borgan & Liestøl 1990).
//!
//! **Ties, censoring.** Events at a time come before censorings at the same time. If S never falls to
//! the share there is no quantile. Where S is 0 there is neither SE nor interval; log-log has none
//! where S is 1, either.
//!
//! **Where others differ.** As R's `survfit` and its `quantile`, whose default is the log interval;
//! Prism prints log-log (and offers plain), SAS log-log. R's printed table of a `survfit` takes the
//! start of a flat piece that ends the curve. If the upper end of the interval rises again (log and
//! plain may, late in a curve), the first crossing counts here.
//!
//! **References.** Kaplan & Meier 1958, doi:10.1080/01621459.1958.10501452; Brookmeyer & Crowley
//! 1982, doi:10.2307/2530286; Borgan & Liestøl 1990, Scand J Stat 17:35.
//!
//! **Validated** against R `survfit` on our own and public data sets (`tests/reference/*survival*`) to
//! 1e-10, and by hand below.

use super::risk::{Observed, checked, walk};
use super::types::{NoAnswer, Time};
use crate::interval::Interval;
use crate::quantile::normal_quantile;

/// How close 1 − S must be to a share to be exactly that share.
const SAME: f64 = 1.5e-8;

/// On which scale the interval is symmetric.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Scale {
    /// ln(−ln S): never leaves 0..1.
    #[default]
    LogLog,
    /// ln S.
    Log,
    /// S itself.
    Plain,
}

/// What happened at one time.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct CurveStep {
    /// The time.
    pub time: f64,
    /// Animals still at risk just before.
    pub at_risk: usize,
    /// Events at this time.
    pub events: usize,
    /// Censored at this time.
    pub censored: usize,
    /// Share without event from this time on.
    pub survival: f64,
    /// Its standard error (Greenwood); none where `survival` is 0.
    pub se: Option<f64>,
    /// Its interval.
    pub interval: Option<Interval>,
}

/// The curve of one group.
#[derive(Debug, Clone, PartialEq)]
pub struct Curve {
    /// Animals, at least 1.
    pub n: usize,
    /// Events.
    pub events: usize,
    /// Every time at which something happened, in order.
    pub steps: Vec<CurveStep>,
    /// 0 to 1, of all intervals.
    pub confidence: f64,
}

/// A time by which a given share had its event.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Quantile {
    /// The time; none if the curve does not fall that far.
    pub time: Option<f64>,
    /// Lower end of its interval.
    pub low: Option<f64>,
    /// Upper end; none if the interval of the curve does not fall that far.
    pub high: Option<f64>,
}

impl Curve {
    /// The curve of `times` with intervals on `scale` at `confidence` (0 to 1).
    pub fn new(times: &[Time], scale: Scale, confidence: f64) -> Result<Self, NoAnswer> {
        let z = normal_quantile(0.5 + confidence / 2.0).ok_or(NoAnswer::NotFinite)?;
        if times.is_empty() {
            return Err(NoAnswer::NothingToCompare);
        }
        let observed = |time: &Time| Observed {
            time: time.time,
            group: 0,
            cause: time.event.then_some(0),
        };
        let sorted = checked(times.iter().map(observed).collect(), 1, 1)?;
        let mut steps = Vec::new();
        let (mut survival, mut variance) = (1.0, 0.0);
        walk::<1>(&sorted, 1, |moment| {
            let (n, d) = (moment.at_risk[0], moment.events[0][0]);
            survival *= (n - d) / n;
            variance += d / (n * (n - d));
            let sigma = (survival > 0.0).then(|| f64::sqrt(variance));
            steps.push(CurveStep {
                time: moment.time,
                at_risk: n as usize,
                events: d as usize,
                censored: moment.censored as usize,
                survival,
                se: sigma.map(|sigma| survival * sigma),
                interval: sigma.and_then(|sigma| scale.interval(survival, z * sigma)),
            });
        });
        Ok(Self {
            n: times.len(),
            events: steps.iter().map(|step| step.events).sum(),
            steps,
            confidence,
        })
    }

    /// Time by which the share `p` (0 to 1, both left out) had its event: 0.5 is the median.
    pub fn quantile(&self, p: f64) -> Quantile {
        let low = |step: &CurveStep| step.interval.map(|i| i.low);
        let high = |step: &CurveStep| step.interval.map(|i| i.high);
        Quantile {
            time: self.crossing(p, |step| Some(step.survival)),
            low: self.crossing(p, low),
            high: self.crossing(p, high),
        }
    }

    /// The median.
    pub fn median(&self) -> Quantile {
        self.quantile(0.5)
    }

    /// Where a falling line through the steps reaches 1 − p.
    fn crossing(&self, p: f64, line: impl Fn(&CurveStep) -> Option<f64>) -> Option<f64> {
        let mut flat_from: Option<(f64, f64)> = None;
        for step in &self.steps {
            let Some(height) = line(step) else { continue };
            match flat_from {
                Some((from, level)) if height != level => return Some(0.5 * (from + step.time)),
                Some(_) => {}
                None if (1.0 - height - p).abs() < SAME => flat_from = Some((step.time, height)),
                None if 1.0 - height > p => return Some(step.time),
                None => {}
            }
        }
        let last = self.steps.last()?.time;
        flat_from.map(|(from, _)| 0.5 * (from + last))
    }

    /// Share without event at `time`, an event at that very time counted.
    pub fn survival_at(&self, time: f64) -> f64 {
        let past = self.steps.partition_point(|step| step.time <= time);
        past.checked_sub(1).map_or(1.0, |i| self.steps[i].survival)
    }

    /// Animals seen at `time` or later.
    pub fn at_risk_at(&self, time: f64) -> usize {
        let past = self.steps.partition_point(|step| step.time < time);
        self.steps.get(past).map_or(0, |step| step.at_risk)
    }

    /// The last time at which an animal was seen.
    pub fn last_time(&self) -> f64 {
        self.steps.last().map_or(0.0, |step| step.time)
    }
}

impl Scale {
    /// The interval about S above 0, `half` being z times the standard error of ln S.
    fn interval(self, survival: f64, half: f64) -> Option<Interval> {
        let (low, high) = match self {
            Self::Plain => (survival - survival * half, survival + survival * half),
            Self::Log => (survival * (-half).exp(), survival * half.exp()),
            Self::LogLog if survival < 1.0 => {
                let exponent = half / survival.ln().abs();
                (
                    survival.powf(exponent.exp()),
                    survival.powf((-exponent).exp()),
                )
            }
            Self::LogLog => return None,
        };
        Some(Interval {
            low: low.max(0.0),
            high: high.min(1.0),
        })
    }
}

/// The Kaplan-Meier median; none if the curve never reaches ½, or of no times.
pub fn median(times: &[Time]) -> Option<f64> {
    let curve = Curve::new(times, Scale::default(), 0.95).ok()?;
    curve.median().time
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::survival::tests::{SIX_MP, times};

    #[test]
    fn median_by_hand() {
        // Events at 3, 5, 8 of 5, censored at 4: S = 4/5, 4/5·2/3 = 8/15, 8/15·1/2: below ½ at 8.
        let curve = times(&[
            (3.0, true),
            (4.0, false),
            (5.0, true),
            (8.0, true),
            (9.0, false),
        ]);
        assert_eq!(median(&curve), Some(8.0));
        // Four events: S = ¾, ½ from 5 to 8: the middle.
        let flat = times(&[(3.0, true), (5.0, true), (8.0, true), (9.0, true)]);
        assert_eq!(median(&flat), Some(6.5));
        let open = times(&[(3.0, true), (5.0, true), (8.0, false), (9.0, false)]);
        assert_eq!(median(&open), Some(7.0));
        let never = times(&[(3.0, true), (9.0, false), (9.0, false)]);
        assert_eq!(median(&never), None);
        assert_eq!(median(&[]), None);
    }

    /// 6-mercaptopurine, 21 patients (Freireich 1963; table in Kalbfleisch & Prentice and in every
    /// textbook since): S(6) = 18/21, S(7) = 6/7·16/17, S(10) = that·14/15, then ·11/12, ·10/11,
    /// ·6/7, ·5/6; published 0.857, 0.807, 0.753, 0.690, 0.627, 0.538, 0.448, median 23.
    #[test]
    fn six_mercaptopurine_by_hand() {
        let curve = Curve::new(&times(&SIX_MP), Scale::LogLog, 0.95).unwrap();
        assert_eq!((curve.n, curve.events), (21, 9));
        let factors: [(f64, f64, f64); 7] = [
            (6.0, 18.0, 21.0),
            (7.0, 16.0, 17.0),
            (10.0, 14.0, 15.0),
            (13.0, 11.0, 12.0),
            (16.0, 10.0, 11.0),
            (22.0, 6.0, 7.0),
            (23.0, 5.0, 6.0),
        ];
        let (mut survival, mut greenwood) = (1.0, 0.0);
        for (time, left, n) in factors {
            survival *= left / n;
            greenwood += (n - left) / (n * left);
            let step = curve.steps.iter().find(|s| s.time == time).unwrap();
            assert!((step.survival - survival).abs() < 1e-14);
            let se = survival * f64::sqrt(greenwood);
            assert!((step.se.unwrap() - se).abs() < 1e-14);
            assert_eq!(step.at_risk, n as usize);
        }
        assert!((survival - 0.448).abs() < 5e-4);
        // Published standard errors of the first and last: 0.076, 0.135.
        assert!((curve.steps[0].se.unwrap() - 0.0764).abs() < 5e-5);
        assert_eq!(curve.median().time, Some(23.0));
        assert_eq!(
            (curve.median().low, curve.median().high),
            (Some(13.0), None)
        );
        assert_eq!((curve.at_risk_at(10.0), curve.at_risk_at(10.5)), (15, 13));
        assert_eq!((curve.at_risk_at(36.0), curve.survival_at(5.0)), (0, 1.0));
    }

    /// S = ½ with σ² = 1/(2·1) = ½ of two animals: log ½·e^(±1.96·0.7071), plain ½ ± 1.96·0.3536,
    /// log-log ½^exp(±1.96·0.7071/0.6931).
    #[test]
    fn intervals_by_hand() {
        let two = times(&[(1.0, true), (2.0, false)]);
        let z: f64 = 1.959_963_984_540_054;
        let sigma = 0.5_f64.sqrt();
        for (scale, low, high) in [
            (Scale::Log, 0.5 * (-z * sigma).exp(), 1.0),
            (Scale::Plain, 0.0, 1.0),
            (
                Scale::LogLog,
                0.5_f64.powf((z * sigma / std::f64::consts::LN_2).exp()),
                0.5_f64.powf((-z * sigma / std::f64::consts::LN_2).exp()),
            ),
        ] {
            let curve = Curve::new(&two, scale, 0.95).unwrap();
            let interval = curve.steps[0].interval.unwrap();
            assert!((interval.low - low).abs() < 1e-10, "{scale:?}");
            assert!((interval.high - high).abs() < 1e-10, "{scale:?}");
        }
    }

    #[test]
    fn what_has_no_curve() {
        let curve = |list: &[(f64, bool)]| Curve::new(&times(list), Scale::Log, 0.95);
        assert_eq!(curve(&[]), Err(NoAnswer::NothingToCompare));
        assert_eq!(curve(&[(f64::NAN, true)]), Err(NoAnswer::NotFinite));
        // All at once: S falls to 0, where it has neither SE nor interval.
        let at_once = curve(&[(3.0, true), (3.0, true)]).unwrap();
        assert_eq!(
            (at_once.steps[0].survival, at_once.steps[0].se),
            (0.0, None)
        );
        assert_eq!(at_once.median().time, Some(3.0));
        assert_eq!(at_once.median().high, None);
        let none = curve(&[(3.0, false), (4.0, false)]).unwrap();
        assert_eq!((none.events, none.median().time), (0, None));
        let one = Interval {
            low: 1.0,
            high: 1.0,
        };
        assert_eq!(none.steps[0].interval, Some(one));
    }
}
