//! Exhaustive search by branch and bound: depth first over the units, every partition once.
//!
//! It finds the best allocation and proves it, or finds any allocation that meets all constraints,
//! or proves that there is none. Of interchangeable arms that are still empty only the first is
//! tried. A full arm has its final mean and spread. The score of the full arms, with all other
//! places as one more arm that has a mean only, is therefore a lower bound for every completion; a
//! branch is cut if the bound is not below the best score.

use std::ops::ControlFlow;

use super::draw::Draw;
use super::groups::{Rule, share};
use super::model::Model;
use super::pool::{Pool, ROUNDING};
use super::score::range;
use super::watch::{self, Report};

/// Why a search ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum End {
    /// Every allocation was examined or excluded by a bound.
    Exhausted,
    /// An allocation was found that meets all constraints.
    Found,
    /// The limit of partial allocations was reached.
    Unfinished,
    /// The watch stopped the search.
    Stopped,
}

/// What the search is for.
enum Goal<'a> {
    /// The best allocations.
    Best,
    /// Any allocation that meets all constraints; arms are tried in random order.
    Any(&'a mut Draw),
}

/// Finds the best allocations, examining at most `limit` partial allocations. Returns also the
/// number examined.
pub(super) fn best(
    model: &Model,
    draw: &mut Draw,
    pool: &mut Pool,
    limit: u64,
    report: Report,
) -> (End, u64) {
    let mut search = Search::new(model, draw, limit, Goal::Best, report);
    std::mem::swap(&mut search.pool, pool);
    let end = search.run();
    std::mem::swap(&mut search.pool, pool);
    (end, search.nodes)
}

/// Finds some allocation that meets all constraints, as each unit's arm.
pub(super) fn any(model: &Model, draw: &mut Draw, limit: u64, report: Report) -> (End, Vec<usize>) {
    let mut order = Draw::new(draw.word(), 0);
    let mut search = Search::new(model, &mut order, limit, Goal::Any(draw), report);
    let end = search.run();
    (end, search.unit_arms)
}

struct Search<'a> {
    model: &'a Model,
    goal: Goal<'a>,
    report: Report<'a>,
    /// Number of partial allocations between two reports.
    between_reports: u64,
    /// The most partial allocations to examine.
    limit: u64,
    /// Partial allocations examined.
    nodes: u64,
    pool: Pool,
    /// Units in the order in which they are assigned.
    order: Vec<usize>,
    /// Each unit's arm, as far as assigned.
    unit_arms: Vec<usize>,
    /// Number of animals in every arm, those left out last.
    counts: Vec<usize>,
    /// Σz and Σz² by column, then arm, those left out last.
    sums: Vec<f64>,
    squares: Vec<f64>,
    /// Likewise; NaN while the arm is not full. The last entry of a column is the mean of all
    /// places still open.
    means: Vec<f64>,
    spreads: Vec<f64>,
    /// Number of animals by group, then arm.
    members: Vec<u16>,
    /// Number of animals of every group that have no arm yet.
    unassigned: Vec<u16>,
}

impl<'a> Search<'a> {
    fn new(
        model: &'a Model,
        draw: &mut Draw,
        limit: u64,
        goal: Goal<'a>,
        report: Report<'a>,
    ) -> Self {
        let width = model.arms() + 1;
        let table = model.columns.len() * width;
        let mut order = draw.order(model.units.len());
        // Units with the least choice first, so that dead ends show early: fixed ones, large ones,
        // those in many groups.
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
            report,
            between_reports: watch::steps_between_reports(model.node_work()),
            limit,
            nodes: 0,
            pool: Pool::new(1),
            order,
            unit_arms: vec![0; model.units.len()],
            counts: vec![0; width],
            sums: vec![0.0; table],
            squares: vec![0.0; table],
            means: vec![f64::NAN; table],
            spreads: vec![f64::NAN; table],
            members: vec![0; model.groups.len() * width],
            unassigned: model
                .groups
                .iter()
                .map(|g| g.members.len() as u16)
                .collect(),
            model,
        }
    }

    fn run(&mut self) -> End {
        match self.assign_from(0) {
            ControlFlow::Continue(()) => End::Exhausted,
            ControlFlow::Break(end) => end,
        }
    }

    /// Tries every possible arm for the unit at this depth, and for all later units.
    fn assign_from(&mut self, depth: usize) -> ControlFlow<End> {
        let Some(&unit) = self.order.get(depth) else {
            return self.complete();
        };
        self.count_node()?;
        for arm in self.choices(unit) {
            if self.counts[arm] + self.model.size(unit) > self.model.places(arm)
                || self.has_empty_twin(arm)
            {
                continue;
            }
            self.assign(unit, arm);
            if self.allowed(unit, arm) {
                self.descend(unit, arm, depth)?;
            }
            self.unassign(unit, arm);
        }
        ControlFlow::Continue(())
    }

    /// Counts a partial allocation. Ends the search at the limit, or if the watch stops it.
    fn count_node(&mut self) -> ControlFlow<End> {
        self.nodes += 1;
        if self.nodes > self.limit {
            return ControlFlow::Break(End::Unfinished);
        }
        if !self.nodes.is_multiple_of(self.between_reports) {
            return ControlFlow::Continue(());
        }
        match (self.report)(self.nodes, &self.pool) {
            ControlFlow::Continue(()) => ControlFlow::Continue(()),
            ControlFlow::Break(()) => ControlFlow::Break(End::Stopped),
        }
    }

    /// The arms to try. If any allocation will do: first those with the fewest animals of the
    /// unit's groups.
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
        let group_members = |arm: &usize| -> u16 {
            groups
                .iter()
                .map(|(g, _)| self.members[g * width + arm])
                .sum()
        };
        arms.sort_by_key(group_members);
        arms
    }

    /// Whether an earlier interchangeable arm is empty too: trying it covers this one.
    fn has_empty_twin(&self, arm: usize) -> bool {
        let class = &self.model.class;
        let twin = |other: usize| class[other] == class[arm] && self.counts[other] == 0;
        arm < self.model.arms() && self.counts[arm] == 0 && (0..arm).any(twin)
    }

    fn assign(&mut self, unit: usize, arm: usize) {
        let width = self.model.arms() + 1;
        self.unit_arms[unit] = arm;
        self.counts[arm] += self.model.size(unit);
        for &(group, n) in &self.model.memberships[unit] {
            self.members[group * width + arm] += n;
            self.unassigned[group] -= n;
        }
    }

    /// Undoes [`Self::assign`].
    fn unassign(&mut self, unit: usize, arm: usize) {
        let width = self.model.arms() + 1;
        self.counts[arm] -= self.model.size(unit);
        for &(group, n) in &self.model.memberships[unit] {
            self.members[group * width + arm] -= n;
            self.unassigned[group] += n;
        }
    }

    /// Whether the groups of a unit that was just assigned can still meet their rules.
    fn allowed(&self, unit: usize, arm: usize) -> bool {
        let model = self.model;
        let width = model.arms() + 1;
        let places: usize = model.sizes.iter().sum();
        model.memberships[unit].iter().all(|&(group, _)| {
            let counts = &self.members[group * width..(group + 1) * width];
            let rule = model.groups[group].rule;
            let unassigned = usize::from(self.unassigned[group]);
            if unassigned == 0 {
                return rule.violations(counts, &model.sizes) == 0;
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
                    (0..model.arms()).map(short).sum::<usize>() <= unassigned
                }
            }
        })
    }

    /// Adds the values of a unit to its arm, continues with the next unit unless the bound excludes
    /// an improvement, and restores the values.
    fn descend(&mut self, unit: usize, arm: usize, depth: usize) -> ControlFlow<End> {
        let width = self.model.arms() + 1;
        if matches!(self.goal, Goal::Any(_)) {
            return self.assign_from(depth + 1);
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
                self.set_moments(c, arm);
            }
        }
        let flow = if full && self.bound() >= self.pool.threshold() - ROUNDING {
            ControlFlow::Continue(())
        } else {
            self.assign_from(depth + 1)
        };
        for (c, (sum, square)) in before.into_iter().enumerate() {
            let at = c * width + arm;
            (self.sums[at], self.squares[at]) = (sum, square);
            (self.means[at], self.spreads[at]) = (f64::NAN, f64::NAN);
        }
        flow
    }

    /// Sets mean and spread of an arm that is full.
    fn set_moments(&mut self, c: usize, arm: usize) {
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

    /// The score of the full arms, with the open places as one more arm that has a mean only. No
    /// completion has a lower score.
    fn bound(&mut self) -> f64 {
        let model = self.model;
        let width = model.arms() + 1;
        let open = (0..model.arms()).filter(|arm| self.counts[*arm] < model.sizes[*arm]);
        let open_places: usize = open.map(|arm| model.sizes[arm]).sum();
        let mut bound = 0.0;
        for (c, column) in model.columns.iter().enumerate() {
            let row = c * width..(c + 1) * width;
            let last = row.end - 1;
            self.means[last] = f64::NAN;
            if model.out == 0 && open_places > 0 {
                let sizes = model.sizes.iter().map(|size| *size as f64);
                let full = self.means[row.clone()]
                    .iter()
                    .zip(sizes)
                    .filter(|(m, _)| !m.is_nan());
                let all: f64 = column.sum.iter().sum();
                self.means[last] =
                    (all - full.map(|(m, n)| m * n).sum::<f64>()) / open_places as f64;
            }
            bound += column.weight * (range(&self.means[row.clone()]) + range(&self.spreads[row]));
        }
        bound
    }

    /// Every unit has an arm: checks all rules, and offers the allocation to the pool.
    fn complete(&mut self) -> ControlFlow<End> {
        let width = self.model.arms() + 1;
        let groups = self.model.groups.iter().zip(self.members.chunks(width));
        let all_met = groups
            .into_iter()
            .all(|(g, counts)| g.rule.violations(counts, &self.model.sizes) == 0);
        if !all_met {
            return ControlFlow::Continue(());
        }
        if matches!(self.goal, Goal::Any(_)) {
            return ControlFlow::Break(End::Found);
        }
        let score = self.bound();
        self.pool.offer(self.model, score, &self.unit_arms);
        ControlFlow::Continue(())
    }
}
