//! One pass over the times, with the numbers at risk, of events and of censorings: all procedures
//! use it.

use super::types::{NoAnswer, Time};

/// One animal: its time, its group, and the cause of its event (counted from 0), `None` if censored.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Observed {
    pub time: f64,
    pub group: usize,
    pub cause: Option<usize>,
}

/// The numbers at one time, group by group, for `C` causes.
pub struct Moment<'a, const C: usize> {
    pub time: f64,
    /// Number of animals at risk, by group: seen at this time or later.
    pub at_risk: &'a [f64],
    /// Number of events by cause, then group.
    pub events: &'a [Vec<f64>; C],
    /// Number of animals censored at this time.
    pub censored: f64,
}

impl<const C: usize> Moment<'_, C> {
    /// Number of events of a cause in all groups.
    pub fn total(&self, cause: usize) -> f64 {
        self.events[cause].iter().sum()
    }
}

/// Joins times and groups, in order of time; see [`checked`].
pub fn observed(
    times: &[Time],
    groups: &[usize],
    group_count: usize,
) -> Result<Vec<Observed>, NoAnswer> {
    let join = |(time, &group): (&Time, &usize)| Observed {
        time: time.time,
        group,
        cause: time.event.then_some(0),
    };
    let all = times.iter().zip(groups).map(join).collect();
    if times.len() != groups.len() {
        return Err(NoAnswer::Shape);
    }
    checked(all, group_count, 1)
}

/// Sorts by time. Refuses times that are not finite, and groups or causes out of range.
pub fn checked(
    mut all: Vec<Observed>,
    group_count: usize,
    causes: usize,
) -> Result<Vec<Observed>, NoAnswer> {
    if all.iter().any(|o| !o.time.is_finite()) {
        return Err(NoAnswer::NotFinite);
    }
    let fits = |o: &Observed| o.group < group_count && o.cause.is_none_or(|cause| cause < causes);
    if !all.iter().all(fits) {
        return Err(NoAnswer::Shape);
    }
    // Adding 0 turns −0 into 0, so that the order agrees with `==`.
    for one in &mut all {
        one.time += 0.0;
    }
    all.sort_by(|a, b| a.time.total_cmp(&b.time));
    Ok(all)
}

/// Calls `visit` with each distinct time of `sorted`, from the first to the last.
pub fn walk<const C: usize>(
    sorted: &[Observed],
    group_count: usize,
    mut visit: impl FnMut(&Moment<C>),
) {
    let mut at_risk = vec![0.0; group_count];
    for one in sorted {
        at_risk[one.group] += 1.0;
    }
    let mut events: [Vec<f64>; C] = std::array::from_fn(|_| vec![0.0; group_count]);
    for tied in sorted.chunk_by(|a, b| a.time == b.time) {
        let mut censored = 0.0;
        for one in tied {
            match one.cause {
                Some(cause) => events[cause][one.group] += 1.0,
                None => censored += 1.0,
            }
        }
        visit(&Moment {
            time: tied[0].time,
            at_risk: &at_risk,
            events: &events,
            censored,
        });
        for one in tied {
            at_risk[one.group] -= 1.0;
            for by_cause in &mut events {
                by_cause[one.group] = 0.0;
            }
        }
    }
}
