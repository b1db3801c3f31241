//! The visit window: which nominal day a reading counts for in comparisons by day.
//!
//! Cohorts are read on different dates, and a session may take two days. Without a window, each day would compare the
//! animals of one cohort, and arms would be missing. A reading within the window of a nominal day counts for that day,
//! the nearest one, and once; of several readings of an animal near one day the nearest counts. Growth, areas and
//! models use the day on which a reading was made.

use std::collections::HashSet;

use super::series::Series;

/// Lets the values of all series count for nominal days. `landmark`, if it is known, is one of them; the others are the
/// days of most animals. A day near a nominal one is a nominal day of its own where most of its animals were read on
/// both.
pub(super) fn assign(series: &mut [&mut Series], window: f64, landmark: Option<f64>) {
    let nominal = nominal_days(series, window, landmark);
    for one in series {
        let days: Vec<f64> = one.points().map(|(day, _)| day).collect();
        one.count_for(counted_for(&days, &nominal, window));
    }
}

/// The nominal days, ascending.
fn nominal_days(series: &[&mut Series], window: f64, landmark: Option<f64>) -> Vec<f64> {
    let mut readings: Vec<(f64, usize)> = Vec::new();
    for (animal, one) in series.iter().enumerate() {
        readings.extend(one.points().map(|(day, _)| (day, animal)));
    }
    readings.sort_by(|a, b| a.0.total_cmp(&b.0));
    let days = readings.chunk_by(|a, b| a.0 == b.0);
    let days = days.map(|day| (day[0].0, day.iter().map(|r| r.1).collect::<HashSet<_>>()));
    let mut days: Vec<(f64, HashSet<usize>)> = days.collect();
    days.sort_by_key(|(_, animals)| std::cmp::Reverse(animals.len()));
    let own = |day: f64| days.iter().find(|(d, _)| *d == day);
    let at_landmark = landmark.map(|day| (day, own(day).map(|own| own.1.clone())));
    let at_landmark = at_landmark.map(|(day, animals)| (day, animals.unwrap_or_default()));
    let mut chosen: Vec<(f64, HashSet<usize>)> = at_landmark.into_iter().collect();
    for (day, animals) in days {
        let near = chosen.iter().filter(|(d, _)| (d - day).abs() <= window);
        let nearest = near.min_by(|a, b| (a.0 - day).abs().total_cmp(&(b.0 - day).abs()));
        let on_both = nearest.map(|(_, others)| animals.intersection(others).count());
        let is_chosen = nearest.is_some_and(|(d, _)| *d == day);
        if !is_chosen && on_both.is_none_or(|both| 2 * both >= animals.len()) {
            chosen.push((day, animals));
        }
    }
    let mut nominal: Vec<f64> = chosen.into_iter().map(|(day, _)| day).collect();
    nominal.sort_by(f64::total_cmp);
    nominal
}

/// The nominal day that each of an animal's days counts for. Of two nominal days equally near, and of two days equally
/// near to one, the earlier. `nominal` is ascending.
fn counted_for(days: &[f64], nominal: &[f64], window: f64) -> Vec<Option<f64>> {
    // The place of the day that counts for each nominal day.
    let mut counted: Vec<Option<usize>> = vec![None; nominal.len()];
    for (at, &day) in days.iter().enumerate() {
        let Some(visit) = nearest(day, nominal, window) else {
            continue;
        };
        let distance = |at: usize| (days[at] - nominal[visit]).abs();
        if counted[visit].is_none_or(|known| distance(at) < distance(known)) {
            counted[visit] = Some(at);
        }
    }
    let mut counts = vec![None; days.len()];
    for (visit, at) in nominal.iter().zip(counted) {
        if let Some(at) = at {
            counts[at] = Some(*visit);
        }
    }
    counts
}

/// The place of the nominal day nearest to a day, if it is within the window; of two equally near, the earlier.
fn nearest(day: f64, nominal: &[f64], window: f64) -> Option<usize> {
    let next = nominal.partition_point(|n| *n < day);
    let distance = |at: &usize| (nominal[*at] - day).abs();
    let around = next.saturating_sub(1)..(next + 1).min(nominal.len());
    let near = around.min_by(|a, b| distance(a).total_cmp(&distance(b)))?;
    (distance(&near) <= window).then_some(near)
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::BaselineRule;
    use proptest::prelude::*;

    fn series(days: &[f64]) -> Series {
        Series::new(
            days.iter().map(|&day| (day, 100.0 + day)),
            BaselineRule::Day0,
        )
    }

    fn assigned(animals: &[&[f64]], window: f64, landmark: Option<f64>) -> Vec<Vec<f64>> {
        let mut all: Vec<Series> = animals.iter().map(|days| series(days)).collect();
        assign(&mut all.iter_mut().collect::<Vec<_>>(), window, landmark);
        let visits = |one: &Series| one.visits().map(|(day, _)| day).collect();
        all.iter().map(visits).collect()
    }

    #[test]
    fn cohorts_read_a_day_apart_are_compared() {
        let animals: [&[f64]; 3] = [&[0.0, 7.0], &[0.0, 7.0], &[0.0, 8.0]];
        assert_eq!(assigned(&animals, 1.0, None), vec![vec![0.0, 7.0]; 3]);
        let apart = [vec![0.0, 7.0], vec![0.0, 7.0], vec![0.0, 8.0]];
        assert_eq!(assigned(&animals, 0.0, None), apart);
    }

    #[test]
    fn of_nominal_or_actual_days_equally_near_the_earlier_counts() {
        let nominal = [0.0, 2.0, 7.0];
        let counts = counted_for(&[1.0, 4.0, 6.0, 8.0, 12.0], &nominal, 1.0);
        assert_eq!(counts, [Some(0.0), None, Some(7.0), None, None]);
        assert_eq!(counted_for(&[3.0], &[], 1.0), [None]);
    }

    #[test]
    fn a_named_landmark_is_a_nominal_day_though_nothing_was_read_on_it() {
        let visits = assigned(&[&[0.0, 20.0], &[0.0, 22.0]], 1.0, Some(21.0));
        assert_eq!(visits, vec![vec![0.0, 21.0]; 2]);
    }

    #[test]
    fn animals_read_daily_keep_their_days() {
        let days: &[f64] = &[0.0, 1.0, 2.0, 3.0];
        assert_eq!(assigned(&[days, days], 1.0, None), vec![days.to_vec(); 2]);
    }

    #[test]
    fn of_two_readings_near_one_day_the_nearest_counts() {
        let (sixth, seventh): (&[f64], &[f64]) = (&[0.0, 6.0], &[0.0, 7.0]);
        let both: &[f64] = &[0.0, 6.0, 7.0];
        let animals = [seventh, seventh, seventh, sixth, sixth, both];
        assert_eq!(assigned(&animals, 1.0, None), vec![vec![0.0, 7.0]; 6]);
    }

    proptest! {
        #[test]
        fn each_reading_counts_once_and_near_its_day(
            animals in prop::collection::vec(prop::collection::btree_set(0..30u32, 1..10), 1..8),
            window in 0..4u32,
        ) {
            let window = f64::from(window);
            let days: Vec<Vec<f64>> = animals.iter().map(|a| a.iter().map(|&d| f64::from(d)).collect()).collect();
            let mut all: Vec<Series> = days.iter().map(|days| series(days)).collect();
            assign(&mut all.iter_mut().collect::<Vec<_>>(), window, None);
            for (one, days) in all.iter().zip(&days) {
                let visits: Vec<(f64, f64)> = one.visits().collect();
                let mut nominal: Vec<f64> = visits.iter().map(|v| v.0).collect();
                nominal.dedup();
                prop_assert_eq!(nominal.len(), visits.len());
                for (day, value) in visits {
                    let read = value - 100.0;
                    prop_assert!(days.contains(&read) && (read - day).abs() <= window);
                }
            }
        }

        #[test]
        fn without_a_window_each_reading_counts_for_its_day(
            animals in prop::collection::vec(prop::collection::btree_set(0..30u32, 1..10), 1..8),
        ) {
            let days: Vec<Vec<f64>> = animals.iter().map(|a| a.iter().map(|&d| f64::from(d)).collect()).collect();
            let all: Vec<&[f64]> = days.iter().map(Vec::as_slice).collect();
            prop_assert_eq!(assigned(&all, 0.0, None), days);
        }
    }
}
