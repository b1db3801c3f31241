//! Every allocation, once: depth first over the units, with what cannot lead to anything better left
//! out. Finds the best and proves it, or the first that keeps all constraints, or that there is none.
//!
//! Of interchangeable arms that are still empty only the first is tried. An arm that is full has its
//! mean and spread, so the score of the full arms, with the rest together as one more arm by its mean,
//! is below anything that can follow.

use std::ops::ControlFlow;

use super::draw::Draw;
use super::groups::{Rule, share};
use super::look::{self, Look};
use super::model::Model;
use super::pool::{Pool, ROUNDING};
use super::score::range;

/// How a search came to its end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum End {
    /// Everything was looked at.
    Whole,
    /// The first was found that keeps all constraints.
    First,
    /// Too many partial allocations.
    Unfinished,
    /// The watch broke it off.
    Stopped,
}

/// What is looked for.
enum Goal<'a> {
    Best,
    /// Any, arms tried in random order.
    Any(&'a mut Draw),
}

/// Finds the best, up to so many partial allocations; answers also how many it looked at.
pub(super) fn best(
    model: &Model,
    draw: &mut Draw,
    pool: &mut Pool,
    limit: u64,
    watch: Look,
) -> (End, u64) {
    let mut search = Search::new(model, draw, limit, Goal::Best, watch);
    std::mem::swap(&mut search.pool, pool);
    let end = search.run();
    std::mem::swap(&mut search.pool, pool);
    (end, search.nodes)
}

/// Finds each unit's arm in some allocation that keeps all constraints.
pub(super) fn any(model: &Model, draw: &mut Draw, limit: u64, watch: Look) -> (End, Vec<usize>) {
    let mut order = Draw::new(draw.word(), 0);
    let mut search = Search::new(model, &mut order, limit, Goal::Any(draw), watch);
    let end = search.run();
    (end, search.seats)
}

struct Search<'a> {
    model: &'a Model,
    goal: Goal<'a>,
    watch: Look<'a>,
    /// Partial allocations between two looks of the watch.
    between_looks: u64,
    limit: u64,
    nodes: u64,
    pool: Pool,
    order: Vec<usize>,
    /// Each unit's arm, so far.
    seats: Vec<usize>,
    /// Animals in every arm and left out.
    counts: Vec<usize>,
    /// By column, then arm, those left out last.
    sums: Vec<f64>,
    squares: Vec<f64>,
    /// NaN as long as the arm is not full. In place of those left out: the mean of the rest.
    means: Vec<f64>,
    spreads: Vec<f64>,
    /// By group, then arm.
    members: Vec<u16>,
    /// Animals of every group that have no arm yet.
    waiting: Vec<u16>,
}

impl<'a> Search<'a> {
    fn new(model: &'a Model, draw: &mut Draw, limit: u64, goal: Goal<'a>, watch: Look<'a>) -> Self {
        let width = model.arms() + 1;
        let table = model.columns.len() * width;
        let mut order = draw.order(model.units.len());
        // What has least choice goes first.
        order.sort_by_key(|u| {
            let groups = model.memberships[*u].len();
            (
                model.units[*u].fixed.is_none(),
                usize::MAX - model.size(*u),
                usize::MAX - groups,
            )
        });
        Self {
            goal,
            watch,
            between_looks: look::between(model.node_work()),
            limit,
            nodes: 0,
            pool: Pool::new(1),
            order,
            seats: vec![0; model.units.len()],
            counts: vec![0; width],
            sums: vec![0.0; table],
            squares: vec![0.0; table],
            means: vec![f64::NAN; table],
            spreads: vec![f64::NAN; table],
            members: vec![0; model.groups.len() * width],
            waiting: model
                .groups
                .iter()
                .map(|g| g.members.len() as u16)
                .collect(),
            model,
        }
    }

    fn run(&mut self) -> End {
        match self.deeper(0) {
            ControlFlow::Continue(()) => End::Whole,
            ControlFlow::Break(end) => end,
        }
    }

    /// Seats the unit at this depth in every arm that it can go to, and all after it.
    fn deeper(&mut self, depth: usize) -> ControlFlow<End> {
        let Some(&unit) = self.order.get(depth) else {
            return self.leaf();
        };
        self.look()?;
        for arm in self.choices(unit) {
            if self.counts[arm] + self.model.size(unit) > self.model.places(arm)
                || self.is_twin(arm)
            {
                continue;
            }
            self.seat(unit, arm, true);
            if self.allowed(unit, arm) {
                self.seat_values(unit, arm, depth)?;
            }
            self.seat(unit, arm, false);
        }
        ControlFlow::Continue(())
    }

    /// Counts a node; ends the search if there were too many or the watch says so.
    fn look(&mut self) -> ControlFlow<End> {
        self.nodes += 1;
        if self.nodes > self.limit {
            return ControlFlow::Break(End::Unfinished);
        }
        if !self.nodes.is_multiple_of(self.between_looks) {
            return ControlFlow::Continue(());
        }
        match (self.watch)(self.nodes, &self.pool) {
            ControlFlow::Continue(()) => ControlFlow::Continue(()),
            ControlFlow::Break(()) => ControlFlow::Break(End::Stopped),
        }
    }

    /// The arms to try. For any allocation: first where least of the unit's groups are.
    fn choices(&mut self, unit: usize) -> Vec<usize> {
        if let Some(arm) = self.model.units[unit].fixed {
            return vec![arm];
        }
        let width = self.model.arms() + 1;
        let Goal::Any(draw) = &mut self.goal else {
            return (0..width).collect();
        };
        let mut arms = draw.order(width);
        let groups = &self.model.memberships[unit];
        let here = |arm: &usize| -> u16 {
            groups
                .iter()
                .map(|(g, _)| self.members[g * width + arm])
                .sum()
        };
        arms.sort_by_key(here);
        arms
    }

    /// Whether an earlier arm is just as empty.
    fn is_twin(&self, arm: usize) -> bool {
        let class = &self.model.class;
        let twin = |other: usize| class[other] == class[arm] && self.counts[other] == 0;
        arm < self.model.arms() && self.counts[arm] == 0 && (0..arm).any(twin)
    }

    fn seat(&mut self, unit: usize, arm: usize, here: bool) {
        let width = self.model.arms() + 1;
        let size = self.model.size(unit);
        self.seats[unit] = arm;
        if here {
            self.counts[arm] += size;
        } else {
            self.counts[arm] -= size;
        }
        for &(group, n) in &self.model.memberships[unit] {
            let members = &mut self.members[group * width + arm];
            if here {
                *members += n;
                self.waiting[group] -= n;
            } else {
                *members -= n;
                self.waiting[group] += n;
            }
        }
    }

    /// Whether the groups of a unit that was just seated can still keep their rules.
    fn allowed(&self, unit: usize, arm: usize) -> bool {
        let model = self.model;
        let width = model.arms() + 1;
        let places: usize = model.sizes.iter().sum();
        model.memberships[unit].iter().all(|&(group, _)| {
            let counts = &self.members[group * width..(group + 1) * width];
            let rule = model.groups[group].rule;
            let waiting = usize::from(self.waiting[group]);
            if waiting == 0 {
                return rule.broken(counts, &model.sizes) == 0;
            }
            let all = model.groups[group].members.len();
            let most = |arm: usize| share(all, model.sizes[arm], places).1;
            match rule {
                Rule::Mixed => true,
                Rule::Apart => arm == model.arms() || counts[arm] <= 1,
                Rule::Even if arm < model.arms() && usize::from(counts[arm]) > most(arm) => false,
                Rule::Even if model.out > 0 => true,
                Rule::Even => {
                    let least = |arm: usize| share(all, model.sizes[arm], places).0;
                    let short = |arm: usize| least(arm).saturating_sub(usize::from(counts[arm]));
                    (0..model.arms()).map(short).sum::<usize>() <= waiting
                }
            }
        })
    }

    /// Adds the values of a unit to its arm, goes deeper unless nothing better can follow, and takes
    /// them away again.
    fn seat_values(&mut self, unit: usize, arm: usize, depth: usize) -> ControlFlow<End> {
        let width = self.model.arms() + 1;
        if matches!(self.goal, Goal::Any(_)) {
            return self.deeper(depth + 1);
        }
        let full = arm < self.model.arms() && self.counts[arm] == self.model.places(arm);
        let model = self.model;
        let before: Vec<(f64, f64)> = (0..model.columns.len())
            .map(|c| (self.sums[c * width + arm], self.squares[c * width + arm]))
            .collect();
        for (c, column) in model.columns.iter().enumerate() {
            self.sums[c * width + arm] += column.sum[unit];
            self.squares[c * width + arm] += column.square[unit];
            if full {
                self.fill(c, arm);
            }
        }
        let flow = if full && self.bound() >= self.pool.bar() - ROUNDING {
            ControlFlow::Continue(())
        } else {
            self.deeper(depth + 1)
        };
        for (c, (sum, square)) in before.into_iter().enumerate() {
            let at = c * width + arm;
            (self.sums[at], self.squares[at]) = (sum, square);
            (self.means[at], self.spreads[at]) = (f64::NAN, f64::NAN);
        }
        flow
    }

    /// Mean and spread of an arm that is full.
    fn fill(&mut self, c: usize, arm: usize) {
        let at = c * (self.model.arms() + 1) + arm;
        let n = self.counts[arm] as f64;
        let mean = self.sums[at] / n;
        let column = &self.model.columns[c];
        self.means[at] = mean;
        if self.counts[arm] > 1 {
            let squares = (self.squares[at] - self.sums[at] * mean).max(0.0);
            self.spreads[at] = (squares / (n - 1.0)).sqrt() / (column.base + column.slope * mean);
        }
    }

    /// The score of the full arms; what follows is not below it.
    fn bound(&mut self) -> f64 {
        let model = self.model;
        let width = model.arms() + 1;
        let open = (0..model.arms()).filter(|arm| self.counts[*arm] < model.sizes[*arm]);
        let rest: usize = open.map(|arm| model.sizes[arm]).sum();
        let mut bound = 0.0;
        for (c, column) in model.columns.iter().enumerate() {
            let row = c * width..(c + 1) * width;
            let last = row.end - 1;
            self.means[last] = f64::NAN;
            if model.out == 0 && rest > 0 {
                let sizes = model.sizes.iter().map(|size| *size as f64);
                let full = self.means[row.clone()]
                    .iter()
                    .zip(sizes)
                    .filter(|(m, _)| !m.is_nan());
                let all: f64 = column.sum.iter().sum();
                self.means[last] = (all - full.map(|(m, n)| m * n).sum::<f64>()) / rest as f64;
            }
            bound += column.weight * (range(&self.means[row.clone()]) + range(&self.spreads[row]));
        }
        bound
    }

    /// All units have their arms.
    fn leaf(&mut self) -> ControlFlow<End> {
        let width = self.model.arms() + 1;
        let groups = self.model.groups.iter().zip(self.members.chunks(width));
        let kept = groups
            .into_iter()
            .all(|(g, counts)| g.rule.broken(counts, &self.model.sizes) == 0);
        if !kept {
            return ControlFlow::Continue(());
        }
        if matches!(self.goal, Goal::Any(_)) {
            return ControlFlow::Break(End::First);
        }
        let score = self.bound();
        self.pool.offer(self.model, score, &self.seats);
        ControlFlow::Continue(())
    }
}
