//! Axes: where a value lies between the ends of an axis, and which round numbers are shown beside it.

/// How values are distributed over an axis.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Scale {
    /// Equal differences have equal distances.
    #[default]
    Linear,
    /// Equal ratios have equal distances. Values of 0 are drawn in a row of their own at the lower edge.
    Log,
}

/// An axis: its title, its ends and its scale.
#[derive(Debug, Clone, PartialEq)]
pub struct Axis {
    /// The quantity and its unit.
    pub title: String,
    /// The title where there is little room: the unit, or one word.
    pub short_title: String,
    from: f64,
    to: f64,
    scale: Scale,
    /// Added to values before a logarithm is taken; 0 on all other axes.
    offset: f64,
    zero: bool,
    whole: bool,
    /// Whether its ticks are days that people count in weeks.
    weeks: bool,
    /// Whether values lie above the upper end.
    broken: bool,
    /// Its numbers are values times this.
    per: f64,
}

/// A number beside an axis.
#[derive(Debug, Clone, PartialEq)]
pub struct Tick {
    /// Its value on the axis.
    pub value: f64,
    /// Its text, with `−` for minus.
    pub label: String,
}

/// The least and the greatest of the finite values.
fn bounds(values: impl IntoIterator<Item = f64>) -> Option<(f64, f64)> {
    let finite = values.into_iter().filter(|v| v.is_finite());
    finite.fold(None, |found: Option<(f64, f64)>, v| {
        let (low, high) = found.unwrap_or((v, v));
        Some((low.min(v), high.max(v)))
    })
}

/// Ends that differ: those given, or wider ones where they are (nearly) equal.
fn widened(from: f64, to: f64) -> (f64, f64) {
    let least = from.abs().max(to.abs()).max(1.0) * 1e-9;
    if to - from > least {
        return (from, to);
    }
    let around = (from.abs() * 0.1).max(1.0);
    (from - around, to + around)
}

/// Greater than any quantity of a study. Ends are limited to it, so that their difference is finite.
const FAR: f64 = 1e150;

impl Axis {
    /// A linear axis from the first to the last of these days; its ticks are whole days.
    pub fn days(days: impl IntoIterator<Item = f64>) -> Self {
        Self {
            whole: true,
            ..Self::tight("day", days)
        }
    }

    /// A linear axis from the least to the greatest value.
    pub fn tight(title: &str, values: impl IntoIterator<Item = f64>) -> Self {
        let (low, high) = bounds(values).unwrap_or((0.0, 1.0));
        let (from, to) = widened(low.clamp(-FAR, FAR), high.clamp(-FAR, FAR));
        Self {
            title: title.to_owned(),
            short_title: title.to_owned(),
            from,
            to,
            scale: Scale::Linear,
            offset: 0.0,
            zero: false,
            whole: false,
            weeks: false,
            broken: false,
            per: 1.0,
        }
    }

    /// A linear axis of body weights in g, at least a tenth of the weight wide: smaller changes are those of a filled gut,
    /// and must not look like a loss.
    pub fn weights(grams: impl IntoIterator<Item = f64>) -> Self {
        let axis = Self::tight("g", grams);
        let middle = (axis.from + axis.to) / 2.0;
        axis.spanning(0.1 * middle)
    }

    /// The same, widened at both ends to span at least this much.
    pub fn spanning(self, least: f64) -> Self {
        let more = (least - (self.to - self.from)).max(0.0) / 2.0;
        Self {
            from: self.from - more,
            to: self.to + more,
            ..self
        }
    }

    /// A linear axis that includes 0 and the values, with a margin of 3 % at ends that are not 0.
    pub fn linear(title: &str, values: impl IntoIterator<Item = f64>) -> Self {
        let (low, high) = bounds(values.into_iter().chain([0.0])).unwrap_or((0.0, 0.0));
        let (low, high) = (low.max(-FAR), high.min(FAR));
        let (low, high) = match (low, high) {
            (0.0, 0.0) => (0.0, 1.0),
            other => other,
        };
        let margin = 0.03 * (high - low);
        let extended = |v: f64| if v == 0.0 { v } else { v + margin.copysign(v) };
        Self {
            title: title.to_owned(),
            short_title: title.to_owned(),
            from: extended(low),
            to: extended(high),
            scale: Scale::Linear,
            offset: 0.0,
            zero: false,
            whole: false,
            weeks: false,
            broken: false,
            per: 1.0,
        }
    }

    /// A logarithmic axis over the values above 0. If any value is not above 0, the axis has a row of zeros
    /// at its lower edge.
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
            let margin = (high / low).powf(0.03);
            (low / margin, high * margin)
        };
        Self {
            title: title.to_owned(),
            short_title: title.to_owned(),
            from: low,
            to: high,
            scale: Scale::Log,
            offset: 0.0,
            zero,
            whole: false,
            weeks: false,
            broken: false,
            per: 1.0,
        }
    }

    /// A logarithmic axis of value + `offset` from just below 0 to the greatest value, so that 0 has a place on it.
    pub fn log_above(offset: f64, title: &str, values: impl IntoIterator<Item = f64>) -> Self {
        let (_, high) = bounds(values).unwrap_or((0.0, offset));
        let high = high.clamp(offset, FAR);
        // The ends lie a little below 0 and above the greatest value.
        let margin = (high / offset + 1.0).powf(0.09);
        Self {
            from: offset / margin - offset,
            to: (high + offset) * margin.powf(0.3) - offset,
            scale: Scale::Log,
            offset,
            ..Self::tight(title, [0.0, 1.0])
        }
    }

    /// The axis of shares with its numbers in percent.
    pub fn in_percent(self) -> Self {
        Self {
            short_title: "%".to_owned(),
            per: 100.0,
            ..self
        }
    }

    /// The axis with ticks at every day, second day, week, second week, ...
    pub fn in_weeks(self) -> Self {
        Self {
            weeks: true,
            ..self
        }
    }

    /// The axis from or up to other values, where they are given.
    pub fn between(self, from: Option<f64>, to: Option<f64>) -> Self {
        let (from, to) = (from.unwrap_or(self.from), to.unwrap_or(self.to));
        let (from, to) = widened(from, to);
        Self { from, to, ..self }
    }

    /// An axis of the same kind over other values.
    pub fn refitted(&self, values: impl IntoIterator<Item = f64>) -> Self {
        let title = &self.short_title;
        let axis = match self.scale {
            Scale::Linear => Self::linear(title, values),
            Scale::Log if self.offset > 0.0 => Self::log_above(self.offset, title, values),
            Scale::Log => Self::log(title, values),
        };
        axis.titled(&self.title)
    }

    /// The axis ending at a value below some of the values on it: what lies above is cut.
    pub fn cut_at(self, to: f64) -> Self {
        Self {
            to: to.max(self.from + 1e-9 * self.from.abs().max(1.0)),
            broken: true,
            ..self
        }
    }

    /// Whether it is logarithmic and has a place for 0.
    pub(super) fn has_offset(&self) -> bool {
        self.offset > 0.0
    }

    /// Whether values lie above its upper end.
    pub fn is_broken(&self) -> bool {
        self.broken
    }

    /// The same axis with another title; the short title stays.
    pub fn titled(self, title: &str) -> Self {
        Self {
            title: title.to_owned(),
            ..self
        }
    }

    /// An axis of a scale over the values; see [`Self::linear`] and [`Self::log`].
    pub fn scaled(scale: Scale, title: &str, values: impl IntoIterator<Item = f64>) -> Self {
        match scale {
            Scale::Linear => Self::linear(title, values),
            Scale::Log => Self::log(title, values),
        }
    }

    /// Whether it has a row of zeros below its lower end.
    pub fn has_zero_row(&self) -> bool {
        self.zero
    }

    /// Its lower and its upper end.
    pub fn range(&self) -> (f64, f64) {
        (self.from, self.to)
    }

    /// The position of a value: 0 at the lower end, 1 at the upper, less or more outside of them. None for
    /// values that have no logarithm.
    pub fn share(&self, value: f64) -> Option<f64> {
        let share = match self.scale {
            Scale::Linear => (value - self.from) / (self.to - self.from),
            Scale::Log if value + self.offset <= 0.0 => return None,
            Scale::Log => {
                let [value, from, to] = [value, self.from, self.to].map(|v| (v + self.offset).ln());
                (value - from) / (to - from)
            }
        };
        // Far outside of every figure, but small enough to compute with.
        share.is_finite().then_some(share.clamp(-1e6, 1e6))
    }

    /// The densest ticks at round numbers for which `fit` is true; none if it is false even for a single
    /// tick.
    pub fn ticks(&self, fit: impl Fn(&[Tick]) -> bool) -> Vec<Tick> {
        let fits = |ticks: &Vec<Tick>| !ticks.is_empty() && fit(ticks);
        let linear = || self.linear_candidates().find(fits);
        let found = match self.scale {
            Scale::Linear if self.weeks => self.weekly_candidates().find(fits).or_else(linear),
            Scale::Linear => linear(),
            Scale::Log if self.offset > 0.0 => self.offset_candidates().find(fits),
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

    /// Ticks at steps of 1, 2 and 5 times powers of ten, the densest first.
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

    /// Ticks at days, weeks and months of four weeks.
    fn weekly_candidates(&self) -> impl Iterator<Item = Vec<Tick>> + '_ {
        let steps = [1.0, 2.0, 7.0, 14.0, 28.0, 56.0, 140.0, 280.0];
        steps.into_iter().map(|step| self.stepped(step))
    }

    fn stepped(&self, step: f64) -> Vec<Tick> {
        let (first, last) = ((self.from / step).ceil(), (self.to / step).floor());
        let count = (last - first).clamp(-1.0, 400.0) as i32;
        let tick = |n: i32| {
            let value = (first + f64::from(n)) * step;
            Tick {
                value,
                label: written(self.per * value, self.per * step),
            }
        };
        (0..=count).map(tick).collect()
    }

    /// Ticks at 1, 2 and 5 times powers of ten, then at powers of ten, then at every second, third, ... power.
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

    /// Ticks at 0, and from the offset on at 1 and 3 times powers of ten, then at powers of ten.
    fn offset_candidates(&self) -> impl Iterator<Item = Vec<Tick>> {
        let kinds: [(&[f64], i32); 4] = [(&[1.0, 3.0], 1), (&[1.0], 1), (&[1.0], 2), (&[1.0], 3)];
        kinds.into_iter().map(|(factors, every)| {
            let above = self.decades(factors, every).into_iter();
            let above = above.filter(|tick| tick.value >= self.offset);
            let zero = Tick {
                value: 0.0,
                label: written(0.0, 1.0),
            };
            std::iter::once(zero).chain(above).collect()
        })
    }

    fn decades(&self, factors: &[f64], every: i32) -> Vec<Tick> {
        let lowest = if self.offset > 0.0 {
            self.offset
        } else {
            self.from
        };
        let first = lowest.log10().floor() as i32;
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

/// A round number with as many digits as its step needs; in scientific notation if it is very large or its
/// step very small.
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
    fn weights_span_at_least_a_tenth() {
        let span = |grams: &[f64]| {
            let (from, to) = Axis::weights(grams.iter().copied()).range();
            to - from
        };
        assert!(span(&[20.0, 20.2]) > 2.0);
        assert!((span(&[18.0, 22.0]) - 4.0).abs() < 1e-9);
        assert!(span(&[20.0]) >= 2.0 && span(&[]) > 0.0);
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
    fn values_lie_between_the_ends() {
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
