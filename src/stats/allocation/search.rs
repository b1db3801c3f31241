//! `Balanced`: the whole search where there are few allocations, islands where there are many.

use std::ops::ControlFlow;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering};

use super::anneal::Island;
use super::bound::lower_bound;
use super::draw::Draw;
use super::exact::{self, End};
use super::look;
use super::model::Model;
use super::pool::{Candidate, Pool, ROUNDING};
use super::{Error, Options, Problem, Progress, Watch, clash, score};

/// Islands; part of what a result depends on.
const ISLANDS: u64 = 8;
/// Steps of temperature, and the last, in units of the total weight.
const COOLING: u64 = 512;
const COLDEST: f64 = 0.000_25;
/// The first temperature of every island. Many animals per arm do best with little heat; few, which can
/// be shared out in fewer ways, freeze far from the best without more.
const HOTTEST: [f64; ISLANDS as usize] = [0.003, 0.003, 0.003, 0.003, 0.012, 0.012, 0.05, 0.05];
/// Allocations up to which all are looked at.
const FEW: f64 = 4e6;
/// Partial allocations after which looking at all is given up.
const TOO_MANY: u64 = 20_000_000;
/// Partial allocations in which a first one is looked for on every island.
const START_LIMIT: u64 = 20_000;

/// What was found.
pub(super) struct Found {
    /// The best, best first; at least one.
    pub best: Vec<Candidate>,
    /// Whether all allocations were looked at.
    pub whole: bool,
    /// The least score.
    pub least: f64,
    pub iterations: u64,
}

/// Searches.
pub(super) fn search(
    problem: &Problem,
    model: &Model,
    options: &Options,
    watch: Watch,
) -> Result<Found, Error> {
    if model.columns.is_empty() {
        return anything(problem, model, options, watch);
    }
    if few(model)
        && let Some(found) = all(problem, model, options, watch)?
    {
        return Ok(found);
    }
    if clash::clashes(problem, watch)? {
        return Err(clash::error(problem, watch));
    }
    islands(problem, model, options, watch)
}

/// Draws that belong to neither the naming of arms nor an island.
fn order(options: &Options) -> Draw {
    Draw::new(options.seed, u64::MAX)
}

/// Any allocation within the constraints, where nothing is to be balanced.
fn anything(
    problem: &Problem,
    model: &Model,
    options: &Options,
    watch: Watch,
) -> Result<Found, Error> {
    let mut draw = order(options);
    let mut look = look::at_work(watch);
    let (end, mut seats) = exact::any(model, &mut draw, clash::LIMIT, &mut look);
    match end {
        End::First => {
            if !constrained(model) {
                seats = unconstrained(model, &mut draw);
            }
            let groups = model.partition(&seats);
            found(problem, vec![Candidate { score: 0.0, groups }], false, 0, 1)
        }
        End::Whole => Err(clash::error(problem, watch)),
        End::Stopped => Err(Error::Stopped),
        End::Unfinished => islands(problem, model, options, watch),
    }
}

/// Whether so few allocations are possible that all can be looked at; constraints, which make them
/// fewer, do not count.
fn few(model: &Model) -> bool {
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
    if model.lumpy() {
        let arms = model.arms() + usize::from(model.out > 0);
        return (0..free)
            .try_fold(1.0, |n, _| Some(n * arms as f64).filter(|n| *n <= FEW))
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
            // The m-th of interchangeable arms: the names are not told apart.
            ways /= model.class[..=arm].iter().filter(|c| *c == class).count() as f64;
        }
    }
    ways <= FEW
}

/// Looks at all allocations; none if there are too many after all.
fn all(
    problem: &Problem,
    model: &Model,
    options: &Options,
    watch: Watch,
) -> Result<Option<Found>, Error> {
    let mut pool = Pool::new(options.among_best);
    let mut look = |nodes: u64, pool: &Pool| {
        let groups = pool.best.first().map_or(&[][..], |best| &best.groups);
        watch(&Progress {
            iterations: nodes,
            of: nodes,
            score: pool.least(),
            groups,
        })
    };
    let (end, nodes) = exact::best(model, &mut order(options), &mut pool, TOO_MANY, &mut look);
    match end {
        End::Stopped => Err(Error::Stopped),
        End::Unfinished => Ok(None),
        End::Whole if pool.best.is_empty() => Err(clash::error(problem, watch)),
        End::Whole | End::First => {
            found(problem, pool.best, true, nodes, options.among_best).map(Some)
        }
    }
}

/// Puts candidates in order by their scores computed afresh.
fn found(
    problem: &Problem,
    mut best: Vec<Candidate>,
    whole: bool,
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
        whole,
        least,
        iterations,
    })
}

/// What the islands share; nothing of it reaches into them, but that they stop.
struct Shared<'a> {
    watch: Watch<'a>,
    best: Mutex<Candidate>,
    done: AtomicU64,
    of: u64,
    stop: AtomicBool,
}

impl Shared<'_> {
    /// Tells the watch of steps, and of the best that an island has found.
    fn look(&self, found: Option<&Candidate>, steps: u64) -> ControlFlow<()> {
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

/// Every island by itself, on as many threads as there are.
fn islands(
    problem: &Problem,
    model: &Model,
    options: &Options,
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
            let place = next.fetch_add(1, Ordering::Relaxed);
            if place as u64 >= ISLANDS || shared.stopped() {
                return;
            }
            let (pool, steps) = island(model, options, place as u64, goal, &shared);
            if let Ok(mut results) = results.lock() {
                results.push((place, pool, steps));
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

/// One island, with its part of the iterations.
fn island(model: &Model, options: &Options, place: u64, goal: f64, shared: &Shared) -> (Pool, u64) {
    let budget = options.iterations / ISLANDS + u64::from(place < options.iterations % ISLANDS);
    let mut draw = Draw::new(options.seed, 1 + place);
    let seats = start(model, &mut draw, shared);
    let mut island = Island::new(model, draw, &seats, options.among_best);
    let every = look::between(model.step_work());
    let mended = island.mend(budget / 2, every, &|steps| shared.look(None, steps));
    let left = budget - mended;
    let (mut done, mut shown) = (0, 0);
    let hottest = HOTTEST[place as usize];
    let mut temperature = hottest * model.weight();
    let cooling = libm::exp(libm::log(COLDEST / hottest) / (COOLING - 1) as f64);
    for round in 1..=COOLING {
        let until = (u128::from(left) * u128::from(round) / u128::from(COOLING)) as u64;
        while done < until && !shared.stopped() {
            let steps = (until - done).min(every - (done - shown));
            island.steps(steps, temperature);
            done += steps;
            if done - shown == every || done == left {
                let _ = shared.look(island.pool.best.first(), done - shown);
                shown = done;
            }
        }
        island.refresh();
        temperature *= cooling;
        let good_enough = island.pool.least() <= goal && options.among_best == 1;
        if good_enough || shared.stopped() {
            break;
        }
    }
    (island.pool, mended + done)
}

/// Whether more than sizes and fixed animals is to be kept.
fn constrained(model: &Model) -> bool {
    model.lumpy() || !model.groups.is_empty()
}

/// Each unit's arm to start from: within the constraints, if that is easily had.
fn start(model: &Model, draw: &mut Draw, shared: &Shared) -> Vec<usize> {
    if constrained(model) {
        let mut look = |_: u64, _: &Pool| shared.look(None, 0);
        let (end, seats) = exact::any(model, draw, START_LIMIT, &mut look);
        if end == End::First {
            return seats;
        }
    }
    unconstrained(model, draw)
}

/// Each unit's arm, constraints aside but for sizes and fixed animals.
fn unconstrained(model: &Model, draw: &mut Draw) -> Vec<usize> {
    let mut order = draw.order(model.units.len());
    // Large units first, fixed ones before them all.
    order.sort_by_key(|u| (model.units[*u].fixed.is_none(), usize::MAX - model.size(*u)));
    let mut open: Vec<usize> = (0..=model.arms()).map(|arm| model.places(arm)).collect();
    let mut seats = vec![0; model.units.len()];
    for unit in order {
        let roomiest = || (0..open.len()).max_by_key(|arm| open[*arm]).unwrap_or(0);
        let arm = model.units[unit].fixed.unwrap_or_else(roomiest);
        open[arm] = open[arm].saturating_sub(model.size(unit));
        seats[unit] = arm;
    }
    seats
}
