//! The Kaplan-Meier curve, its quantiles and their intervals.
//!
//! **Question.** Which share of a group is without its event on day t, and by which day has half of
//! the group had it, if some animals are censored?
//!
//! **Formulas.** S(t) = Π over event times tᵢ ≤ t of (1 − dᵢ/nᵢ), with dᵢ events among nᵢ still at
//! risk. Greenwood: the variance of ln S(t) is σ² = Σ dᵢ/(nᵢ(nᵢ − dᵢ)), so SE S = S·σ. Intervals,
//! with z the normal quantile: plain S ± z·S·σ, log S·exp(±z·σ), both cut to 0..1; log-log
//! S^exp(±z·σ/ln S). A quantile is the first time at which 1 − S exceeds the share. If 1 − S equals
//! the share over a flat part of the curve, the quantile is the middle of that part; a flat part
//! without a further event ends at the last time. The interval of a quantile consists of the times
//! at which the lower and upper limits of the curve cross the same share (Brookmeyer & Crowley,
//! with the interval chosen).
//!
//! **Assumptions, small samples.** Censoring is independent of the event. With few animals the
//! median changes in steps of whole readings, and the interval of a median often has no upper end:
//! that is a valid answer. In small groups the log-log interval has the best coverage (Borgan &
//! Liestøl 1990).
//!
//! **Ties, censoring.** Events at a time come before censorings at the same time. If S does not
//! fall far enough, there is no quantile. Where S is 0 there is neither SE nor interval; log-log
//! has no interval where S is 1 either.
//!
//! **Where others differ.** As R's `survfit` and its `quantile`, whose default is the log interval;
//! Prism prints log-log (and offers plain), SAS log-log. The table that R prints for a `survfit`
//! takes the start of a flat part that ends the curve. If the upper limit rises again (possible for
//! log and plain, late in a curve), the first crossing counts here.
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

/// 1 − S equals a share if it is this close. R's tolerance, √ε: S is a product and carries rounding.
const EQUAL: f64 = 1.5e-8;

/// The scale on which the interval of S is symmetric.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Scale {
    /// ln(−ln S). The interval never leaves 0 to 1.
    #[default]
    LogLog,
    /// ln S. The interval is cut at 1.
    Log,
    /// S itself. The interval is cut at 0 and 1.
    Plain,
}

/// The Kaplan-Meier curve of one group. The columns have one entry per time with an event or a censoring.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Curve {
    /// Number of animals, at least 1.
    pub n: usize,
    /// Number of events.
    pub events: usize,
    /// Confidence of every interval, 0 to 1.
    pub confidence: f64,
    /// The times, in order.
    pub times: Vec<f64>,
    /// Number of animals at risk just before each time.
    pub at_risk: Vec<usize>,
    /// Number of events at each time.
    pub events_at: Vec<usize>,
    /// Number of animals censored at each time.
    pub censored: Vec<usize>,
    /// Share of animals without event from each time on.
    pub survival: Vec<f64>,
    /// Standard error of `survival` (Greenwood); `None` where `survival` is 0.
    pub se: Vec<Option<f64>>,
    /// Interval of `survival`; `None` where `survival` is 0, and for [`Scale::LogLog`] where it is 1.
    pub interval: Vec<Option<Interval>>,
}

/// The time by which a given share of the animals has had the event.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Quantile {
    /// `None` if the curve does not fall far enough.
    pub time: Option<f64>,
    /// Lower end of the interval of the time.
    pub low: Option<f64>,
    /// Upper end; `None` if the upper limit of the curve does not fall far enough.
    pub high: Option<f64>,
}

impl Curve {
    /// The curve of `times`, with intervals on `scale` at `confidence` (0 to 1).
    ///
    /// # Errors
    /// [`NoAnswer`] without times, for times that are not finite, or a confidence outside 0 to 1.
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
        let mut curve = Self {
            n: times.len(),
            events: times.iter().filter(|time| time.event).count(),
            confidence,
            ..Self::default()
        };
        let (mut survival, mut variance) = (1.0, 0.0);
        walk::<1>(&sorted, 1, |moment| {
            let (n, d) = (moment.at_risk[0], moment.events[0][0]);
            survival *= (n - d) / n;
            variance += d / (n * (n - d));
            let sigma = (survival > 0.0).then(|| f64::sqrt(variance));
            curve.times.push(moment.time);
            curve.at_risk.push(n as usize);
            curve.events_at.push(d as usize);
            curve.censored.push(moment.censored as usize);
            curve.survival.push(survival);
            curve.se.push(sigma.map(|sigma| survival * sigma));
            let interval = sigma.and_then(|sigma| scale.interval(survival, z * sigma));
            curve.interval.push(interval);
        });
        Ok(curve)
    }

    /// The time by which the share `p` (0 < `p` < 1) has had the event; 0.5 is the median.
    pub fn quantile(&self, p: f64) -> Quantile {
        let low = |at: usize| self.interval[at].map(|i| i.low);
        let high = |at: usize| self.interval[at].map(|i| i.high);
        Quantile {
            time: self.crossing(p, |at| Some(self.survival[at])),
            low: self.crossing(p, low),
            high: self.crossing(p, high),
        }
    }

    /// The time by which half of the animals have had the event.
    pub fn median(&self) -> Quantile {
        self.quantile(0.5)
    }

    /// The time at which a falling line reaches 1 − p. `line` gives its height by the index of the time.
    fn crossing(&self, p: f64, line: impl Fn(usize) -> Option<f64>) -> Option<f64> {
        let mut flat_from: Option<(f64, f64)> = None;
        for (at, &time) in self.times.iter().enumerate() {
            let Some(height) = line(at) else { continue };
            match flat_from {
                Some((from, level)) if height != level => return Some(0.5 * (from + time)),
                Some(_) => {}
                None if (1.0 - height - p).abs() < EQUAL => flat_from = Some((time, height)),
                None if 1.0 - height > p => return Some(time),
                None => {}
            }
        }
        let last = self.times.last()?;
        flat_from.map(|(from, _)| 0.5 * (from + last))
    }

    /// The last time of any animal.
    pub fn last_time(&self) -> f64 {
        self.times.last().copied().unwrap_or(0.0)
    }
}

impl Scale {
    /// The interval of an S above 0; `half` is z times the standard error of ln S.
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

/// The Kaplan-Meier median; `None` if the curve does not reach ½, or without times.
pub fn median(times: &[Time]) -> Option<f64> {
    let curve = Curve::new(times, Scale::default(), 0.95).ok()?;
    curve.median().time
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::survival::tests::{SIX_MP, times};

    #[test]
    fn median_matches_hand_calculation() {
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
    fn curve_of_6_mp_matches_publication() {
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
            let at = curve.times.iter().position(|t| *t == time).unwrap();
            assert!((curve.survival[at] - survival).abs() < 1e-14);
            let se = survival * f64::sqrt(greenwood);
            assert!((curve.se[at].unwrap() - se).abs() < 1e-14);
            assert_eq!(curve.at_risk[at], n as usize);
        }
        assert!((survival - 0.448).abs() < 5e-4);
        // Published standard errors of the first and last: 0.076, 0.135.
        assert!((curve.se[0].unwrap() - 0.0764).abs() < 5e-5);
        assert_eq!(curve.median().time, Some(23.0));
        assert_eq!(
            (curve.median().low, curve.median().high),
            (Some(13.0), None)
        );
    }

    /// S = ½ with σ² = 1/(2·1) = ½ of two animals: log ½·e^(±1.96·0.7071), plain ½ ± 1.96·0.3536,
    /// log-log ½^exp(±1.96·0.7071/0.6931).
    #[test]
    fn intervals_match_hand_calculation() {
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
            let interval = curve.interval[0].unwrap();
            assert!((interval.low - low).abs() < 1e-10, "{scale:?}");
            assert!((interval.high - high).abs() < 1e-10, "{scale:?}");
        }
    }

    #[test]
    fn awkward_data_give_missing_values_or_reasons() {
        let curve = |list: &[(f64, bool)]| Curve::new(&times(list), Scale::Log, 0.95);
        assert_eq!(curve(&[]), Err(NoAnswer::NothingToCompare));
        assert_eq!(curve(&[(f64::NAN, true)]), Err(NoAnswer::NotFinite));
        // All events at one time: S falls to 0, where it has neither SE nor interval.
        let at_once = curve(&[(3.0, true), (3.0, true)]).unwrap();
        assert_eq!((at_once.survival[0], at_once.se[0]), (0.0, None));
        assert_eq!(at_once.median().time, Some(3.0));
        assert_eq!(at_once.median().high, None);
        let none = curve(&[(3.0, false), (4.0, false)]).unwrap();
        assert_eq!((none.events, none.median().time), (0, None));
        let one = Interval {
            low: 1.0,
            high: 1.0,
        };
        assert_eq!(none.interval[0], Some(one));
    }
}
