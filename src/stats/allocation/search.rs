//! The search of `Balanced`: exhaustive if there are few allocations, else annealing on independent
//! islands.

use std::ops::ControlFlow;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering};

use super::anneal::Island;
use super::bound::lower_bound;
use super::clash;
use super::draw::Draw;
use super::error::Error;
use super::exact::{self, End};
use super::model::Model;
use super::options::DrawOptions;
use super::pool::{Candidate, Pool, ROUNDING};
use super::problem::Problem;
use super::score::score;
use super::watch;
use super::watch::{Progress, Watch};

/// Number of islands. The result depends on it.
const ISLANDS: u64 = 8;
/// Number of temperatures of an island.
const COOLING_STEPS: u64 = 512;
/// The last temperature, in units of the total weight: below the differences that matter between
/// good allocations.
const COLDEST: f64 = 0.000_25;
/// The first temperature of every island, in units of the total weight. Problems with many animals
/// per arm end best from a low temperature. With few animals per arm, a low temperature freezes far
/// from the best allocation, so some islands start hotter.
const HOTTEST: [f64; ISLANDS as usize] = [0.003, 0.003, 0.003, 0.003, 0.012, 0.012, 0.05, 0.05];
/// Up to this many allocations the search is exhaustive.
const FEW_ALLOCATIONS: f64 = 4e6;
/// The most partial allocations of an exhaustive search; then annealing takes over.
const MOST_PARTIAL: u64 = 20_000_000;
/// The most partial allocations to examine for the start of an island.
const START_LIMIT: u64 = 20_000;

/// The result of a search.
pub(super) struct Found {
    /// The best allocations, best first; at least one.
    pub best: Vec<Candidate>,
    /// Whether the search was exhaustive, so that the best is proven.
    pub exhaustive: bool,
    /// The lowest score.
    pub least: f64,
    /// Steps done, or partial allocations examined.
    pub iterations: u64,
}

/// Searches for the best allocations.
pub(super) fn search(
    problem: &Problem,
    model: &Model,
    options: &DrawOptions,
    watch: Watch,
) -> Result<Found, Error> {
    if model.columns.is_empty() {
        return any_allocation(problem, model, options, watch);
    }
    if is_small(model)
        && let Some(found) = exhaustive_search(problem, model, options, watch)?
    {
        return Ok(found);
    }
    if clash::clashes(problem, watch)? {
        return Err(clash::error(problem, watch));
    }
    islands(problem, model, options, watch)
}

/// Random numbers apart from those that draw arms (stream 0) and those of the islands (1 to 8).
fn draw_for_order(options: &DrawOptions) -> Draw {
    Draw::new(options.seed, u64::MAX)
}

/// Any allocation that meets the constraints, if there is nothing to balance.
fn any_allocation(
    problem: &Problem,
    model: &Model,
    options: &DrawOptions,
    watch: Watch,
) -> Result<Found, Error> {
    let mut draw = draw_for_order(options);
    let mut report = watch::preparing(watch);
    let (end, mut unit_arms) = exact::any(model, &mut draw, clash::LIMIT, &mut report);
    match end {
        End::Found => {
            if !is_constrained(model) {
                unit_arms = ignoring_constraints(model, &mut draw);
            }
            let groups = model.partition(&unit_arms);
            found(problem, vec![Candidate { score: 0.0, groups }], false, 0, 1)
        }
        End::Exhausted => Err(clash::error(problem, watch)),
        End::Stopped => Err(Error::Stopped),
        End::Unfinished => islands(problem, model, options, watch),
    }
}

/// Whether the number of allocations is small enough for an exhaustive search. Constraints on
/// groups are ignored: they only reduce the number.
fn is_small(model: &Model) -> bool {
    let fixed = |arm: usize| {
        model
            .units
            .iter()
            .filter(move |unit| unit.fixed == Some(arm))
    };
    let free = model
        .units
        .iter()
        .filter(|unit| unit.fixed.is_none())
        .count();
    if model.has_joined_units() {
        let arms = model.arms() + usize::from(model.out > 0);
        return (0..free)
            .try_fold(1.0, |n, _| {
                Some(n * arms as f64).filter(|n| *n <= FEW_ALLOCATIONS)
            })
            .is_some();
    }
    let (mut ways, mut left) = (1.0, free);
    for arm in 0..=model.arms() {
        let places = model
            .places(arm)
            .saturating_sub(fixed(arm).count())
            .min(left);
        for i in 0..places {
            ways *= (left - i) as f64 / (i + 1) as f64;
        }
        left -= places;
        if let Some(class) = model.class.get(arm) {
            // The m-th of several interchangeable arms divides by m: m! in all, since their order
            // does not count.
            ways /= model.class[..=arm].iter().filter(|c| *c == class).count() as f64;
        }
    }
    ways <= FEW_ALLOCATIONS
}

/// Examines all allocations; `None` if that takes too many steps.
fn exhaustive_search(
    problem: &Problem,
    model: &Model,
    options: &DrawOptions,
    watch: Watch,
) -> Result<Option<Found>, Error> {
    let mut pool = Pool::new(options.among_best);
    let mut report = |nodes: u64, pool: &Pool| {
        let groups = pool.best.first().map_or(&[][..], |best| &best.groups);
        watch(&Progress {
            iterations: nodes,
            of: nodes,
            score: pool.least(),
            groups,
        })
    };
    let (end, nodes) = exact::best(
        model,
        &mut draw_for_order(options),
        &mut pool,
        MOST_PARTIAL,
        &mut report,
    );
    match end {
        End::Stopped => Err(Error::Stopped),
        End::Unfinished => Ok(None),
        End::Exhausted if pool.best.is_empty() => Err(clash::error(problem, watch)),
        End::Exhausted | End::Found => {
            found(problem, pool.best, true, nodes, options.among_best).map(Some)
        }
    }
}

/// Sorts candidates by their scores, computed anew without the rounding of the search.
fn found(
    problem: &Problem,
    mut best: Vec<Candidate>,
    exhaustive: bool,
    iterations: u64,
    among: usize,
) -> Result<Found, Error> {
    best.iter_mut()
        .for_each(|c| c.score = score(problem, &c.groups));
    best.sort_by(|a, b| {
        a.score
            .total_cmp(&b.score)
            .then_with(|| a.groups.cmp(&b.groups))
    });
    best.dedup_by(|a, b| a.groups == b.groups);
    best.truncate(among);
    let least = best.first().ok_or(Error::NoneFound)?.score;
    Ok(Found {
        best,
        exhaustive,
        least,
        iterations,
    })
}

/// What the islands share. Nothing of it influences an island, except that it can stop, so the
/// result does not depend on the number of threads.
struct Shared<'a> {
    watch: Watch<'a>,
    best: Mutex<Candidate>,
    done: AtomicU64,
    of: u64,
    stop: AtomicBool,
}

impl Shared<'_> {
    /// Reports the steps of an island and its best allocation to the watch.
    fn report(&self, found: Option<&Candidate>, steps: u64) -> ControlFlow<()> {
        let done = self.done.fetch_add(steps, Ordering::Relaxed) + steps;
        let Ok(mut best) = self.best.lock() else {
            return ControlFlow::Break(());
        };
        if let Some(found) = found.filter(|found| found.score < best.score) {
            *best = found.clone();
        }
        let progress = Progress {
            iterations: done,
            of: self.of,
            score: best.score,
            groups: &best.groups,
        };
        if self.stopped() || (self.watch)(&progress).is_break() {
            self.stop.store(true, Ordering::Relaxed);
            return ControlFlow::Break(());
        }
        ControlFlow::Continue(())
    }

    fn stopped(&self) -> bool {
        self.stop.load(Ordering::Relaxed)
    }
}

/// Searches all islands, each independently, on the given number of threads.
fn islands(
    problem: &Problem,
    model: &Model,
    options: &DrawOptions,
    watch: Watch,
) -> Result<Found, Error> {
    let shared = Shared {
        watch,
        best: Mutex::new(Candidate {
            score: f64::INFINITY,
            groups: Vec::new(),
        }),
        done: AtomicU64::new(0),
        of: options.iterations,
        stop: AtomicBool::new(false),
    };
    let goal = lower_bound(problem).unwrap_or(0.0) + ROUNDING;
    let next = AtomicUsize::new(0);
    let results: Mutex<Vec<(usize, Pool, u64)>> = Mutex::new(Vec::new());
    let work = || {
        loop {
            let index = next.fetch_add(1, Ordering::Relaxed);
            if index as u64 >= ISLANDS || shared.stopped() {
                return;
            }
            let (pool, steps) = island(model, options, index as u64, goal, &shared);
            if let Ok(mut results) = results.lock() {
                results.push((index, pool, steps));
            }
        }
    };
    std::thread::scope(|scope| {
        for _ in 1..options.threads.clamp(1, ISLANDS as usize) {
            scope.spawn(work);
        }
        work();
    });
    if shared.stopped() {
        return Err(Error::Stopped);
    }
    let results = results.into_inner().map_err(|_| Error::Stopped)?;
    let steps = results.iter().map(|(_, _, steps)| steps).sum();
    let best = results
        .into_iter()
        .flat_map(|(_, pool, _)| pool.best)
        .collect();
    found(problem, best, false, steps, options.among_best)
}

/// Searches one island with its share of the iterations. `goal` is a score that cannot be beaten.
fn island(
    model: &Model,
    options: &DrawOptions,
    index: u64,
    goal: f64,
    shared: &Shared,
) -> (Pool, u64) {
    let budget = options.iterations / ISLANDS + u64::from(index < options.iterations % ISLANDS);
    let mut draw = Draw::new(options.seed, 1 + index);
    let unit_arms = start(model, &mut draw, shared);
    let mut island = Island::new(model, draw, &unit_arms, options.among_best);
    let every = watch::steps_between_reports(model.step_work());
    let repaired = island.repair(budget / 2, every, &|steps| shared.report(None, steps));
    let left = budget - repaired;
    let (mut done, mut reported) = (0, 0);
    let hottest = HOTTEST[index as usize];
    let mut temperature = hottest * model.weight();
    let cooling = libm::exp(libm::log(COLDEST / hottest) / (COOLING_STEPS - 1) as f64);
    for round in 1..=COOLING_STEPS {
        let until = (u128::from(left) * u128::from(round) / u128::from(COOLING_STEPS)) as u64;
        while done < until && !shared.stopped() {
            let steps = (until - done).min(every - (done - reported));
            island.steps(steps, temperature);
            done += steps;
            if done - reported == every || done == left {
                let _ = shared.report(island.pool.best.first(), done - reported);
                reported = done;
            }
        }
        island.recompute();
        temperature *= cooling;
        let good_enough = island.pool.least() <= goal && options.among_best == 1;
        if good_enough || shared.stopped() {
            break;
        }
    }
    (island.pool, repaired + done)
}

/// Whether there are constraints besides sizes and fixed animals.
fn is_constrained(model: &Model) -> bool {
    model.has_joined_units() || !model.groups.is_empty()
}

/// The start of an island, as each unit's arm. It meets the constraints if such an allocation is
/// found quickly.
fn start(model: &Model, draw: &mut Draw, shared: &Shared) -> Vec<usize> {
    if is_constrained(model) {
        let mut report = |_: u64, _: &Pool| shared.report(None, 0);
        let (end, unit_arms) = exact::any(model, draw, START_LIMIT, &mut report);
        if end == End::Found {
            return unit_arms;
        }
    }
    ignoring_constraints(model, draw)
}

/// A random allocation that ignores constraints other than sizes and fixed animals, as each unit's
/// arm.
fn ignoring_constraints(model: &Model, draw: &mut Draw) -> Vec<usize> {
    let mut order = draw.order(model.units.len());
    // Fixed units first, then large ones: small units fill the places that remain.
    order.sort_by_key(|u| (model.units[*u].fixed.is_none(), usize::MAX - model.size(*u)));
    let mut open: Vec<usize> = (0..=model.arms()).map(|arm| model.places(arm)).collect();
    let mut unit_arms = vec![0; model.units.len()];
    for unit in order {
        let roomiest = || (0..open.len()).max_by_key(|arm| open[*arm]).unwrap_or(0);
        let arm = model.units[unit].fixed.unwrap_or_else(roomiest);
        open[arm] = open[arm].saturating_sub(model.size(unit));
        unit_arms[unit] = arm;
    }
    unit_arms
}
