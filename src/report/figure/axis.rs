//! From values to places on an axis, and the round numbers that stand beside it.

/// How values are spread over an axis.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Scale {
    /// Equal differences take equal room.
    #[default]
    Linear,
    /// Equal ratios take equal room (log₁₀); 0 has a row of its own at the lower edge.
    Log,
}

/// An axis: what it shows, and from where to where.
#[derive(Debug, Clone, PartialEq)]
pub struct Axis {
    /// What it shows and its unit: `mm³`, `day`, `%`.
    pub title: String,
    from: f64,
    to: f64,
    scale: Scale,
    zero: bool,
    whole: bool,
}

/// A number beside an axis.
#[derive(Debug, Clone, PartialEq)]
pub struct Tick {
    /// Where.
    pub value: f64,
    /// How it is written.
    pub label: String,
}

/// Finite bounds of values, in order.
fn bounds(values: impl IntoIterator<Item = f64>) -> Option<(f64, f64)> {
    let finite = values.into_iter().filter(|v| v.is_finite());
    finite.fold(None, |found: Option<(f64, f64)>, v| {
        let (low, high) = found.unwrap_or((v, v));
        Some((low.min(v), high.max(v)))
    })
}

/// Widened where both are the same, or too close to be told apart.
fn apart(from: f64, to: f64) -> (f64, f64) {
    let least = from.abs().max(to.abs()).max(1.0) * 1e-9;
    if to - from > least {
        return (from, to);
    }
    let around = (from.abs() * 0.1).max(1.0);
    (from - around, to + around)
}

/// Farther from 0 than any quantity of a study; keeps differences finite.
const FAR: f64 = 1e150;

impl Axis {
    /// A linear axis of study days, no wider than these; its numbers are whole.
    pub fn days(days: impl IntoIterator<Item = f64>) -> Self {
        Self {
            whole: true,
            ..Self::tight("day", days)
        }
    }

    /// A linear axis over the values, no wider.
    pub fn tight(title: &str, values: impl IntoIterator<Item = f64>) -> Self {
        let (low, high) = bounds(values).unwrap_or((0.0, 1.0));
        let (from, to) = apart(low.clamp(-FAR, FAR), high.clamp(-FAR, FAR));
        Self {
            title: title.to_owned(),
            from,
            to,
            scale: Scale::Linear,
            zero: false,
            whole: false,
        }
    }

    /// A linear axis over 0 and the values, with a little air at the ends that are not 0.
    pub fn linear(title: &str, values: impl IntoIterator<Item = f64>) -> Self {
        let (low, high) = bounds(values.into_iter().chain([0.0])).unwrap_or((0.0, 0.0));
        let (low, high) = (low.max(-FAR), high.min(FAR));
        let (low, high) = match (low, high) {
            (0.0, 0.0) => (0.0, 1.0),
            other => other,
        };
        let air = 0.03 * (high - low);
        let widened = |v: f64| if v == 0.0 { v } else { v + air.copysign(v) };
        Self {
            title: title.to_owned(),
            from: widened(low),
            to: widened(high),
            scale: Scale::Linear,
            zero: false,
            whole: false,
        }
    }

    /// A logarithmic axis over the values above 0; if others are among them, these have a row of
    /// their own at the lower edge, written `0`.
    pub fn log(title: &str, values: impl IntoIterator<Item = f64>) -> Self {
        let mut zero = false;
        let above = values.into_iter().filter(|v| {
            zero |= *v <= 0.0;
            *v > 0.0
        });
        let (low, high) = bounds(above).unwrap_or((1.0, 10.0));
        let (low, high) = (low.clamp(1.0 / FAR, FAR), high.clamp(1.0 / FAR, FAR));
        let (low, high) = if high / low < 1.5 {
            (low / 1.5, high * 1.5)
        } else {
            let air = (high / low).powf(0.03);
            (low / air, high * air)
        };
        Self {
            title: title.to_owned(),
            from: low,
            to: high,
            scale: Scale::Log,
            zero,
            whole: false,
        }
    }

    /// The same axis under another title.
    pub fn titled(self, title: &str) -> Self {
        Self {
            title: title.to_owned(),
            ..self
        }
    }

    /// An axis of this scale over the values; see [`Self::linear`] and [`Self::log`].
    pub fn scaled(scale: Scale, title: &str, values: impl IntoIterator<Item = f64>) -> Self {
        match scale {
            Scale::Linear => Self::linear(title, values),
            Scale::Log => Self::log(title, values),
        }
    }

    /// Whether the lowest row is that of 0.
    pub fn has_zero_row(&self) -> bool {
        self.zero
    }

    /// Its ends.
    pub fn range(&self) -> (f64, f64) {
        (self.from, self.to)
    }

    /// The share of the axis below a value: 0 at its beginning, 1 at its end, beyond these outside
    /// of it; none for what a logarithm cannot place.
    pub fn share(&self, value: f64) -> Option<f64> {
        let share = match self.scale {
            Scale::Linear => (value - self.from) / (self.to - self.from),
            Scale::Log if value <= 0.0 => return None,
            Scale::Log => (value / self.from).ln() / (self.to / self.from).ln(),
        };
        // So far outside that no figure shows it, and near enough to compute with.
        share.is_finite().then_some(share.clamp(-1e6, 1e6))
    }

    /// The densest round numbers that fit, as `fit` judges; none if not even one does.
    pub fn ticks(&self, fit: impl Fn(&[Tick]) -> bool) -> Vec<Tick> {
        let fits = |ticks: &Vec<Tick>| !ticks.is_empty() && fit(ticks);
        let linear = || self.linear_candidates().find(fits);
        let found = match self.scale {
            Scale::Linear => linear(),
            Scale::Log => {
                let several = |ticks: &Vec<Tick>| ticks.len() > 1 && fit(ticks);
                let narrow = || linear().filter(|_| self.to < 10.0 * self.from);
                let found = self.log_candidates().find(several);
                found
                    .or_else(narrow)
                    .or_else(|| self.log_candidates().find(fits))
            }
        };
        found.unwrap_or_default()
    }

    /// Ticks at steps of 1, 2 and 5 times powers of ten, dense ones first.
    fn linear_candidates(&self) -> impl Iterator<Item = Vec<Tick>> + '_ {
        let span = self.to - self.from;
        let first = (span / 40.0).log10().floor();
        let steps = (0..12u8).map(move |n| {
            let factor = [1.0, 2.0, 5.0][usize::from(n % 3)];
            factor * 10f64.powf(first + f64::from(n / 3))
        });
        let fine = |step: &f64| !self.whole || *step >= 1.0;
        steps.filter(fine).map(|step| self.stepped(step))
    }

    fn stepped(&self, step: f64) -> Vec<Tick> {
        let (first, last) = ((self.from / step).ceil(), (self.to / step).floor());
        let count = (last - first).clamp(-1.0, 400.0) as i32;
        let tick = |n: i32| {
            let value = (first + f64::from(n)) * step;
            Tick {
                value,
                label: written(value, step),
            }
        };
        (0..=count).map(tick).collect()
    }

    /// Ticks at 1, 2 and 5 times powers of ten, then at powers of ten, then at every so many.
    fn log_candidates(&self) -> impl Iterator<Item = Vec<Tick>> {
        let kinds: [(&[f64], i32); 8] = [
            (&[1.0, 2.0, 5.0], 1),
            (&[1.0, 3.0], 1),
            (&[1.0], 1),
            (&[1.0], 2),
            (&[1.0], 3),
            (&[1.0], 5),
            (&[1.0], 10),
            (&[1.0], 50),
        ];
        kinds
            .into_iter()
            .map(|(factors, every)| self.decades(factors, every))
    }

    fn decades(&self, factors: &[f64], every: i32) -> Vec<Tick> {
        let first = self.from.log10().floor() as i32;
        let last = self.to.log10().ceil() as i32;
        let decades = (first..=last).filter(|decade| decade % every == 0);
        let values = decades.flat_map(|decade| factors.iter().map(move |f| (f, decade)));
        let ticks = values.map(|(factor, decade)| {
            let unit = 10f64.powi(decade);
            let value = factor * unit;
            Tick {
                value,
                label: written(value, unit),
            }
        });
        let inside = |t: &Tick| self.from <= t.value && t.value <= self.to;
        ticks.filter(inside).collect()
    }
}

/// A round number with the digits that its step asks for; very large and very small ones with their
/// power of ten.
fn written(value: f64, step: f64) -> String {
    let value = if value.abs() < step / 2.0 { 0.0 } else { value };
    let text = if value != 0.0 && (value.abs() >= 1e6 || step < 1e-4) {
        let short = format!("{value:.3e}");
        let (digits, power) = short.split_once('e').unwrap_or((&short, "0"));
        let digits = digits.trim_end_matches('0').trim_end_matches('.');
        format!("{digits}e{power}")
    } else {
        let digits = (-step.log10()).ceil().clamp(0.0, 9.0) as usize;
        format!("{value:.digits$}")
    };
    text.replace('-', "−")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn labels(axis: &Axis, most: usize) -> Vec<String> {
        let ticks = axis.ticks(|ticks| ticks.len() <= most);
        ticks.into_iter().map(|tick| tick.label).collect()
    }

    #[test]
    fn linear_numbers_are_round() {
        for (low, high, most, expected) in [
            (0.0, 21.0, 6, vec!["0", "5", "10", "15", "20"]),
            (-3.0, 3.0, 4, vec!["−2", "0", "2"]),
            (0.0, 1720.0, 5, vec!["0", "500", "1000", "1500"]),
            (0.0, 1.0, 3, vec!["0.0", "0.5", "1.0"]),
            (0.0, 3e7, 4, vec!["0", "1e7", "2e7", "3e7"]),
            (4.0, 4.0, 3, vec!["3", "4", "5"]),
            (0.0, 21.0, 0, vec![]),
        ] {
            let axis = Axis::tight("", [low, high]);
            assert_eq!(labels(&axis, most), expected, "{low} to {high}");
        }
    }

    #[test]
    fn logarithmic_numbers_are_round() {
        for (low, high, most, expected) in [
            (40.0, 1700.0, 9, vec!["50", "100", "200", "500", "1000"]),
            (40.0, 1700.0, 4, vec!["100", "300", "1000"]),
            (40.0, 1700.0, 2, vec!["100", "1000"]),
            (1.5, 900.0, 1, vec!["100"]),
            (0.4, 12.0, 9, vec!["0.5", "1", "2", "5", "10"]),
            (110.0, 190.0, 4, vec!["120", "140", "160", "180"]),
            (
                1e-9,
                1e9,
                7,
                vec!["1e−9", "1e−6", "0.001", "1", "1000", "1e6", "1e9"],
            ),
        ] {
            let axis = Axis::log("", [low, high]);
            let found = labels(&axis, most);
            assert_eq!(found, expected, "{low} to {high}");
        }
    }

    #[test]
    fn days_are_whole() {
        assert_eq!(labels(&Axis::days([0.0, 1.0]), 9), ["0", "1"]);
        assert_eq!(labels(&Axis::days([5.0]), 9), ["4", "5", "6"]);
        assert_eq!(labels(&Axis::days([-3.0, 28.0]), 4), ["0", "10", "20"]);
    }

    #[test]
    fn values_have_their_place() {
        let axis = Axis::tight("day", [0.0, 20.0]);
        for (value, share) in [(0.0, 0.0), (5.0, 0.25), (20.0, 1.0), (40.0, 2.0)] {
            assert_eq!(axis.share(value), Some(share));
        }
        let axis = Axis::log("mm³", [10.0, 1000.0]);
        let middle = axis.share(100.0).unwrap();
        assert!((middle - 0.5).abs() < 1e-12, "{middle}");
        assert_eq!(axis.share(0.0), None);
    }

    #[test]
    fn zero_has_a_row_only_where_it_occurs() {
        assert!(!Axis::log("mm³", [10.0, 1000.0]).has_zero_row());
        assert!(Axis::log("mm³", [0.0, 1000.0]).has_zero_row());
        assert!(!Axis::linear("mm³", [0.0, 1000.0]).has_zero_row());
    }

    #[test]
    fn an_axis_without_values_has_a_range() {
        for axis in [
            Axis::tight("", []),
            Axis::linear("", []),
            Axis::linear("", [0.0, f64::NAN]),
            Axis::log("", [0.0]),
            Axis::tight("", [f64::MIN, f64::MAX]),
            Axis::log("", [f64::MIN_POSITIVE, f64::MAX]),
        ] {
            let (from, to) = axis.range();
            assert!(from < to && (to - from).is_finite(), "{axis:?}");
            assert!(axis.ticks(|ticks| ticks.len() < 9).len() < 9);
        }
    }
}
