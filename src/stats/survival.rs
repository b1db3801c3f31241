//! The Kaplan-Meier curve, as far as its median.
//!
//! **Question.** After how many days has half of a group had its event, when some were last seen
//! without one?
//!
//! **Formulas.** S(t) = Π over event times tᵢ ≤ t of (1 − dᵢ/nᵢ), with dᵢ events among nᵢ still at
//! risk. The median is the first time with S below ½; where S is exactly ½ over a stretch, the middle
//! of that stretch, which ends with the last time where no event ends it.
//!
//! **Assumptions, small samples.** Censoring tells nothing about the event. With few animals the
//! median moves by whole readings.
//!
//! **Ties, missing values.** Events at a time come before censorings at the same time. If S never
//! reaches ½ there is no median.
//!
//! **Where others differ.** As R's `quantile` of a `survfit`, and as Prism (the middle of the flat
//! piece). R's printed table of a `survfit` takes the start of a flat piece that ends the curve.
//!
//! **References.** Kaplan & Meier 1958, doi:10.1080/01621459.1958.10501452.
//!
//! **Validated** against R `survfit` medians of own data sets (integration tests) and by hand below.

/// One animal's time and whether its event came then; censored otherwise.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Time {
    /// Time since its start.
    pub time: f64,
    /// Whether the event came.
    pub event: bool,
}

/// The Kaplan-Meier median; none if the curve never reaches ½.
pub fn median(times: &[Time]) -> Option<f64> {
    let mut sorted = times.to_vec();
    sorted.sort_unstable_by(|a, b| a.time.total_cmp(&b.time));
    let mut survival = 1.0;
    let mut flat_from = None;
    let mut at_risk = sorted.len();
    for moment in sorted.chunk_by(|a, b| a.time == b.time) {
        let events = moment.iter().filter(|t| t.event).count();
        if events > 0 {
            if let Some(from) = flat_from {
                return Some(0.5 * (from + moment[0].time));
            }
            survival *= 1.0 - events as f64 / at_risk as f64;
            if (survival - 0.5_f64).abs() < 1e-9 {
                flat_from = Some(moment[0].time);
            } else if survival < 0.5 {
                return Some(moment[0].time);
            }
        }
        at_risk -= moment.len();
    }
    let last = sorted.last().map(|t| t.time);
    flat_from.zip(last).map(|(from, last)| 0.5 * (from + last))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn times(list: &[(f64, bool)]) -> Vec<Time> {
        let time = |&(time, event)| Time { time, event };
        list.iter().map(time).collect()
    }

    #[test]
    fn by_hand() {
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
}
