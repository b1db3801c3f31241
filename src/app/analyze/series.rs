//! One quantity of one animal or tumor over study days.

use domain::BaselineRule;

/// Days in ascending order with a value each, and which of them is the baseline.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct Series {
    days: Vec<f64>,
    values: Vec<f64>,
    baseline: usize,
}

impl Series {
    /// A series of (day, value), which must be in ascending order of days.
    pub fn new(points: impl IntoIterator<Item = (f64, f64)>, rule: BaselineRule) -> Self {
        let (days, values): (Vec<f64>, Vec<f64>) = points.into_iter().unzip();
        Self {
            baseline: rule.pick(&days).unwrap_or(0),
            days,
            values,
        }
    }

    /// Whether it has no value.
    pub fn is_empty(&self) -> bool {
        self.days.is_empty()
    }

    /// Day and value at baseline.
    pub fn baseline(&self) -> Option<(f64, f64)> {
        Some((*self.days.get(self.baseline)?, self.values[self.baseline]))
    }

    /// The last day with a value.
    pub fn last_day(&self) -> Option<f64> {
        self.days.last().copied()
    }

    /// All days and values.
    pub fn points(&self) -> impl Iterator<Item = (f64, f64)> {
        self.days.iter().copied().zip(self.values.iter().copied())
    }

    /// Days and values from the baseline to `day`, both included; empty if the baseline is later.
    pub fn between(&self, day: Option<f64>) -> (&[f64], &[f64]) {
        let end = match day {
            Some(day) => self.days.partition_point(|d| *d <= day),
            None => self.days.len(),
        };
        let range = self.baseline.min(end)..end;
        (&self.days[range.clone()], &self.values[range])
    }

    /// The value on a day.
    pub fn on(&self, day: f64) -> Option<f64> {
        let at = self.days.partition_point(|d| *d < day);
        (self.days.get(at) == Some(&day)).then(|| self.values[at])
    }

    /// Days since baseline and values, from the baseline on.
    pub fn since_baseline(&self) -> (Vec<f64>, &[f64]) {
        let (days, values) = self.between(None);
        let first = days.first().copied().unwrap_or(0.0);
        (days.iter().map(|day| day - first).collect(), values)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn baseline(days: &[f64], rule: BaselineRule) -> f64 {
        let series = Series::new(days.iter().map(|&d| (d, d)), rule);
        series.baseline().unwrap().0
    }

    #[test]
    fn baselines_follow_the_rule() {
        let day0 = BaselineRule::Day0;
        assert_eq!(baseline(&[-7.0, 0.0, 3.0], day0), 0.0);
        assert_eq!(baseline(&[-7.0, 0.4, 3.0], day0), 0.4);
        assert_eq!(baseline(&[-7.0, -1.0, 3.0], day0), -1.0);
        assert_eq!(baseline(&[33.0, 36.0], day0), 33.0);
        assert_eq!(baseline(&[-7.0, 0.0, 3.0], BaselineRule::First), -7.0);
        assert_eq!(Series::default().baseline(), None);
    }

    #[test]
    fn series_is_cut_by_days() {
        let days = [-3.0, 0.0, 4.0, 7.0];
        let series = Series::new(days.iter().map(|&d| (d, 10.0 + d)), BaselineRule::Day0);
        assert_eq!(series.between(Some(5.0)).0, [0.0, 4.0]);
        assert!(series.between(Some(-1.0)).0.is_empty());
        assert_eq!((series.on(4.0), series.on(5.0)), (Some(14.0), None));
        assert_eq!(series.since_baseline().0, [0.0, 4.0, 7.0]);
    }
}
