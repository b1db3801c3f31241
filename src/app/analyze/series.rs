//! One quantity of one animal or tumor over study days.

use domain::BaselineRule;

/// Days in ascending order with a value each, and which of them is the baseline.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct Series {
    days: Vec<f64>,
    values: Vec<f64>,
    baseline: usize,
    /// The nominal day that each value counts for, if it counts for one; none: each for its own day.
    visits: Option<Vec<Option<f64>>>,
}

impl Series {
    /// A series of (day, value), which must be in ascending order of days.
    pub fn new(points: impl IntoIterator<Item = (f64, f64)>, rule: BaselineRule) -> Self {
        let (days, values): (Vec<f64>, Vec<f64>) = points.into_iter().unzip();
        Self {
            baseline: rule.pick(&days).unwrap_or(0),
            days,
            values,
            visits: None,
        }
    }

    /// Lets values count for nominal days, given in the order of its days: none where a value counts for none.
    pub fn count_for(&mut self, visits: Vec<Option<f64>>) {
        self.visits = Some(visits);
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

    /// The last day that it has a value of or a value counts for.
    pub fn followed_to(&self) -> Option<f64> {
        let visit = self.visits().last().map(|(day, _)| day);
        Some(self.last_day()?.max(visit.unwrap_or(f64::MIN)))
    }

    /// All days and values.
    pub fn points(&self) -> impl Iterator<Item = (f64, f64)> {
        self.days.iter().copied().zip(self.values.iter().copied())
    }

    /// All values that count for a nominal day, with that day.
    pub fn visits(&self) -> impl Iterator<Item = (f64, f64)> {
        (0..self.days.len()).filter_map(|at| Some((self.visit(at)?, self.values[at])))
    }

    /// The same from the baseline on, with whether the value is a later one than the baseline.
    pub fn visits_since_baseline(&self) -> impl Iterator<Item = (f64, f64, bool)> {
        let later = |at: usize| at > self.baseline;
        (self.baseline..self.days.len())
            .filter_map(move |at| Some((self.visit(at)?, self.values[at], later(at))))
    }

    /// The nominal day that a value counts for.
    fn visit(&self, at: usize) -> Option<f64> {
        match &self.visits {
            Some(visits) => visits[at],
            None => Some(self.days[at]),
        }
    }

    /// Whether a value counts for another day than its own, or for none.
    pub fn is_moved(&self) -> bool {
        (0..self.days.len()).any(|at| self.visit(at) != Some(self.days[at]))
    }

    /// The place of the value that counts for a nominal day.
    fn place_of(&self, day: f64) -> Option<usize> {
        match &self.visits {
            Some(visits) => visits.iter().position(|visit| *visit == Some(day)),
            None => self.place_on(day),
        }
    }

    fn place_on(&self, day: f64) -> Option<usize> {
        let at = self.days.partition_point(|d| *d < day);
        (self.days.get(at) == Some(&day)).then_some(at)
    }

    /// Days and values from the baseline to `day`, both included; empty if the baseline is later. A value that counts
    /// for `day` is included though it is later.
    pub fn between(&self, day: Option<f64>) -> (&[f64], &[f64]) {
        let end = match day {
            Some(day) => {
                let end = self.days.partition_point(|d| *d <= day);
                self.place_of(day).map_or(end, |at| end.max(at + 1))
            }
            None => self.days.len(),
        };
        let range = self.baseline.min(end)..end;
        (&self.days[range.clone()], &self.values[range])
    }

    /// The value that counts for a nominal day: that of the day without a visit window.
    pub fn on(&self, day: f64) -> Option<f64> {
        self.place_of(day).map(|at| self.values[at])
    }

    /// The day of the value that counts for a nominal day.
    pub fn visit_at(&self, day: f64) -> Option<f64> {
        self.place_of(day).map(|at| self.days[at])
    }

    /// The nominal day that the value of a day counts for; none if it counts for none, or there is no value.
    pub fn visit_of(&self, day: f64) -> Option<f64> {
        self.place_on(day).and_then(|at| self.visit(at))
    }

    /// The value of a day itself, whatever it counts for.
    pub fn exactly_on(&self, day: f64) -> Option<f64> {
        self.place_on(day).map(|at| self.values[at])
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

    #[test]
    fn values_count_for_nominal_days() {
        let days = [0.0, 6.0, 8.0];
        let mut series = Series::new(days.iter().map(|&d| (d, 10.0 + d)), BaselineRule::Day0);
        series.count_for(vec![Some(0.0), None, Some(7.0)]);
        assert_eq!(
            (series.on(7.0), series.visit_at(7.0)),
            (Some(18.0), Some(8.0))
        );
        assert_eq!((series.on(8.0), series.exactly_on(8.0)), (None, Some(18.0)));
        assert_eq!(
            (series.visit_of(8.0), series.visit_of(6.0)),
            (Some(7.0), None)
        );
        assert_eq!(series.between(Some(7.0)).0, [0.0, 6.0, 8.0]);
        assert_eq!(series.between(Some(6.0)).0, [0.0, 6.0]);
        assert_eq!(
            series.visits().collect::<Vec<_>>(),
            [(0.0, 10.0), (7.0, 18.0)]
        );
    }
}
