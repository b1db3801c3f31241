//! Means by visit: cohorts that were read on different days are one curve, not a zigzag between them.
//!
//! Days of an arm that are at most two apart and have no animal in common are one visit. Its mean and standard error are
//! those of all its animals, put together from the numbers of its days.

use std::collections::{HashMap, HashSet};

use domain::{AnimalCurve, VisitMean, VolumeDay, WeightDay};

/// Days farther apart are never one visit.
const SPAN: f64 = 2.0;

/// Mean volumes of all arms by visit.
pub(super) fn volumes(arms: &[&str], days: &[VolumeDay], curves: &[AnimalCurve]) -> Vec<VisitMean> {
    let rows = days.iter().map(|row| VisitMean {
        arm: row.arm.clone(),
        first_day: row.day,
        last_day: row.day,
        day: row.day,
        n: row.n,
        mean: row.mean,
        sd: row.sd,
        sem: row.sem,
        followed: row.followed,
        guarded: row.guarded,
    });
    by_visit(arms, rows.collect(), curves, |curve| {
        curve.volumes.iter().filter_map(|p| p.visit).collect()
    })
}

/// Mean changes of body weight of all arms by visit, percent.
pub(super) fn weights(arms: &[&str], days: &[WeightDay], curves: &[AnimalCurve]) -> Vec<VisitMean> {
    let rows = days.iter().filter_map(|row| {
        Some(VisitMean {
            arm: row.arm.clone(),
            first_day: row.day,
            last_day: row.day,
            day: row.day,
            n: row.n,
            mean: row.mean_change_percent?,
            sd: row.sd_change_percent,
            sem: row.sem_change_percent,
            followed: row.followed,
            guarded: row.guarded,
        })
    });
    by_visit(arms, rows.collect(), curves, |curve| {
        curve.weights.iter().filter_map(|p| p.visit).collect()
    })
}

/// Which animals of an arm were read for a nominal day, by the bits of the day.
type Animals = HashMap<u64, HashSet<usize>>;

/// Rows of all arms by visit, without the visits at which fewer than half of the animals were read.
/// `days` gives the nominal days of the animal of a curve, as the rows have them.
fn by_visit(
    arms: &[&str],
    rows: Vec<VisitMean>,
    curves: &[AnimalCurve],
    days: fn(&AnimalCurve) -> Vec<f64>,
) -> Vec<VisitMean> {
    let mut found = Vec::new();
    for arm in arms {
        let of_arm: Vec<&VisitMean> = rows.iter().filter(|row| row.arm == *arm).collect();
        let mut animals = Animals::new();
        let of_this = curves.iter().filter(|curve| curve.arm == *arm);
        for (animal, curve) in of_this.enumerate() {
            for day in days(curve) {
                animals.entry(day.to_bits()).or_default().insert(animal);
            }
        }
        let baseline = of_arm.iter().map(|row| row.followed).max().unwrap_or(0);
        let visits: Vec<VisitMean> = visits(&of_arm, &animals)
            .into_iter()
            .map(|days| joined(&days, baseline))
            .collect();
        let any = visits.iter().any(|row| !row.is_partial());
        found.extend(visits.into_iter().filter(|row| !any || !row.is_partial()));
    }
    found
}

/// The rows of an arm in groups that are visits. A row whose animals are not known is a visit of its own.
fn visits<'a>(rows: &[&'a VisitMean], animals: &Animals) -> Vec<Vec<&'a VisitMean>> {
    let of = |row: &VisitMean| animals.get(&row.day.to_bits());
    let apart =
        |a: &VisitMean, b: &VisitMean| of(a).zip(of(b)).is_some_and(|(a, b)| a.is_disjoint(b));
    let mut visits: Vec<Vec<&VisitMean>> = Vec::new();
    for row in rows {
        let joins = |visit: &&mut Vec<&VisitMean>| {
            let is_near = row.day - visit[0].day <= SPAN;
            is_near && visit.iter().all(|known| apart(known, row))
        };
        match visits.last_mut().filter(joins) {
            Some(visit) => visit.push(row),
            None => visits.push(vec![row]),
        }
    }
    visits
}

/// The rows of a visit as one. The guard is that on animals read, because animals of other cohorts are not followed on
/// the day of a cohort.
fn joined(rows: &[&VisitMean], baseline: usize) -> VisitMean {
    if let [only] = rows {
        return (*only).clone();
    }
    let n: usize = rows.iter().map(|row| row.n).sum();
    let weighted = |value: fn(&VisitMean) -> f64| {
        let sum: f64 = rows.iter().map(|row| row.n as f64 * value(row)).sum();
        sum / n as f64
    };
    let mean = weighted(|row| row.mean);
    let squares = rows.iter().map(|row| {
        let within = row.sd.map_or(0.0, |sd| (row.n - 1) as f64 * sd * sd);
        within + row.n as f64 * (row.mean - mean).powi(2)
    });
    let sd = (n > 1).then(|| (squares.sum::<f64>() / (n - 1) as f64).sqrt());
    VisitMean {
        arm: rows[0].arm.clone(),
        first_day: rows[0].day,
        last_day: rows[rows.len() - 1].day,
        day: weighted(|row| row.day),
        n,
        mean,
        sd,
        sem: sd.map(|sd| sd / (n as f64).sqrt()),
        followed: rows.iter().map(|row| row.followed).max().unwrap_or(0),
        guarded: n < 3 || 2 * n < baseline,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(day: f64, values: &[f64]) -> VisitMean {
        let n = values.len();
        let mean = values.iter().sum::<f64>() / n as f64;
        let squares: f64 = values.iter().map(|value| (value - mean).powi(2)).sum();
        let sd = (n > 1).then(|| (squares / (n - 1) as f64).sqrt());
        VisitMean {
            arm: "A".to_owned(),
            first_day: day,
            last_day: day,
            day,
            n,
            mean,
            sd,
            sem: sd.map(|sd| sd / (n as f64).sqrt()),
            followed: 5,
            guarded: false,
        }
    }

    #[test]
    fn cohorts_read_on_different_days_are_one_visit() {
        let rows = [
            row(0.0, &[1.0, 2.0]),
            row(1.0, &[4.0, 6.0, 7.0]),
            row(7.0, &[3.0; 5]),
        ];
        let days = |days: &[(f64, &[usize])]| -> Animals {
            days.iter()
                .map(|(day, animals)| (day.to_bits(), animals.iter().copied().collect()))
                .collect()
        };
        let staggered = days(&[(0.0, &[0, 1]), (1.0, &[2, 3, 4]), (7.0, &[0, 1, 2, 3, 4])]);
        let rows: Vec<&VisitMean> = rows.iter().collect();
        let found = visits(&rows, &staggered);
        assert_eq!(found.iter().map(Vec::len).collect::<Vec<_>>(), [2, 1]);
        let one = joined(&found[0], 5);
        let all = row(0.6, &[1.0, 2.0, 4.0, 6.0, 7.0]);
        assert_eq!(
            (one.n, one.first_day, one.last_day, one.guarded),
            (5, 0.0, 1.0, false)
        );
        for (found, expected) in [
            (one.mean, all.mean),
            (one.sem.unwrap(), all.sem.unwrap()),
            (one.day, 0.6),
        ] {
            assert!((found - expected).abs() < 1e-12, "{found} {expected}");
        }
        let common = days(&[(0.0, &[0, 1]), (1.0, &[1, 3, 4]), (7.0, &[0, 1, 2, 3, 4])]);
        assert_eq!(
            visits(&rows, &common).len(),
            3,
            "an animal that was read twice was at two visits"
        );
        let unknown = days(&[(1.0, &[2, 3, 4]), (7.0, &[0, 1, 2, 3, 4])]);
        assert_eq!(
            visits(&rows, &unknown).len(),
            3,
            "unknown animals may be the same"
        );
    }
}
