//! One island of the search: simulated annealing by exchanges between two arms.
//!
//! Every arm has slots that hold one unit each, and so have the units that are left out. A step
//! exchanges the units of one, two or three slots of one arm with as many of another. Exchanges of
//! several units find better allocations: near the optimum, hardly any single exchange leaves all
//! means and all spreads in place. If units have several animals, some slots are empty, so that
//! arms can hold different numbers of units; a wrong number of animals in an arm then counts as a
//! violated constraint.
//!
//! Sums and squares of every arm are updated with each step. A step whose score exceeds the
//! threshold after some of the means is rejected before anything else is computed.

use std::ops::ControlFlow;

use super::draw::Draw;
use super::model::Model;
use super::pool::{Pool, ROUNDING};
use super::score::range;

/// Entries of the table of logarithms. A table gives the same acceptance decisions on every platform.
const LOGS: usize = 4096;
/// Cost of one violation of a constraint, in units of the total weight.
const PENALTY: f64 = 0.1;

/// The state of one search.
pub(super) struct Island<'a> {
    model: &'a Model,
    draw: Draw,
    pub pool: Pool,
    /// −ln u at the midpoints u of equal parts of 0 to 1.
    logs: Vec<f64>,
    /// The unit in each slot; the index after the last unit means empty.
    unit: Vec<usize>,
    /// The arm of each slot.
    arm: Vec<usize>,
    /// First slot of every arm and of those left out, and the number of slots.
    start: Vec<usize>,
    /// Number of animals in every arm, those left out last.
    counts: Vec<usize>,
    /// Σz, Σz², mean and spread by column, then arm, those left out last; NaN where an arm has no
    /// mean or spread.
    sums: Vec<f64>,
    squares: Vec<f64>,
    means: Vec<f64>,
    spreads: Vec<f64>,
    /// Number of animals by group, then arm.
    members: Vec<u16>,
    has_joined_units: bool,
    /// Cost of one violation, in units of the score.
    penalty: f64,
    /// Whether steps are judged by score and violations, or by violations only.
    scoring: bool,
    score: f64,
    violations: usize,
    exchange: Exchange,
}

/// One exchange between two arms: the slots, and what is needed to apply or undo it.
#[derive(Default)]
struct Exchange {
    /// Slots whose units are exchanged; the first `exchanged` count.
    pairs: [(usize, usize); 3],
    exchanged: usize,
    /// Animals of both arms after the exchange.
    counts: (usize, usize),
    /// By column: sums and squares of both arms after the exchange, means and spreads of both
    /// before it.
    sums: Vec<(f64, f64)>,
    squares: Vec<(f64, f64)>,
    means: Vec<(f64, f64)>,
    spreads: Vec<(f64, f64)>,
}

impl<'a> Island<'a> {
    /// Starts from each unit's arm; the pool holds the `among` best.
    pub fn new(model: &'a Model, draw: Draw, unit_arms: &[usize], among: usize) -> Self {
        let width = model.arms() + 1;
        let table = vec![f64::NAN; model.columns.len() * width];
        let columns = vec![(0.0, 0.0); model.columns.len()];
        let log = |i: usize| -libm::log((i as f64 + 0.5) / LOGS as f64);
        let mut island = Self {
            model,
            draw,
            pool: Pool::new(among),
            logs: (0..LOGS).map(log).collect(),
            unit: Vec::new(),
            arm: Vec::new(),
            start: vec![0],
            counts: vec![0; width],
            sums: table.clone(),
            squares: table.clone(),
            means: table.clone(),
            spreads: table,
            members: vec![0; model.groups.len() * width],
            has_joined_units: model.has_joined_units(),
            penalty: PENALTY * model.weight(),
            scoring: true,
            score: 0.0,
            violations: 0,
            exchange: Exchange {
                sums: columns.clone(),
                squares: columns.clone(),
                means: columns.clone(),
                spreads: columns,
                ..Exchange::default()
            },
        };
        island.fill_slots(unit_arms);
        island.recompute();
        island.offer_to_pool();
        island
    }

    /// Puts the units of every arm into slots. Fixed units have no slot.
    fn fill_slots(&mut self, unit_arms: &[usize]) {
        let model = self.model;
        let free = |unit: &usize| model.units[*unit].fixed.is_none();
        let smallest = (0..model.units.len())
            .map(|u| model.size(u))
            .min()
            .unwrap_or(1);
        for arm in 0..=model.arms() {
            let here = (0..unit_arms.len()).filter(|unit| unit_arms[*unit] == arm);
            let here: Vec<usize> = here.collect();
            self.counts[arm] = here.iter().map(|unit| model.size(*unit)).sum();
            for unit in &here {
                for (group, n) in &model.memberships[*unit] {
                    self.members[group * (model.arms() + 1) + arm] += n;
                }
            }
            self.unit.extend(here.iter().copied().filter(free));
            if self.has_joined_units {
                let room = model.places(arm) / smallest + 1;
                let empty = room.saturating_sub(here.len()).max(1);
                self.unit.resize(self.unit.len() + empty, model.units.len());
            }
            self.arm.resize(self.unit.len(), arm);
            self.start.push(self.unit.len());
        }
    }

    /// Computes all sums from the units' arms, so that rounding errors do not accumulate over many
    /// steps.
    pub fn recompute(&mut self) {
        let width = self.model.arms() + 1;
        let unit_arms = self.unit_arms();
        self.score = 0.0;
        for (c, column) in self.model.columns.iter().enumerate() {
            let row = c * width..(c + 1) * width;
            self.sums[row.clone()].fill(0.0);
            self.squares[row.clone()].fill(0.0);
            for (unit, arm) in unit_arms.iter().enumerate() {
                self.sums[row.start + arm] += column.sum[unit];
                self.squares[row.start + arm] += column.square[unit];
            }
            for arm in 0..self.model.arms() {
                let (at, n) = (row.start + arm, self.counts[arm]);
                self.means[at] = mean(self.sums[at], n);
                self.spreads[at] =
                    self.spread(c, self.sums[at], self.squares[at], self.means[at], n);
            }
            let arms = row.start..row.end - 1;
            self.score +=
                column.weight * (range(&self.means[arms.clone()]) + range(&self.spreads[arms]));
        }
        self.violations = self.count_violations();
    }

    fn spread(&self, c: usize, sum: f64, square: f64, mean: f64, n: usize) -> f64 {
        if n < 2 {
            return f64::NAN;
        }
        let column = &self.model.columns[c];
        let squares = (square - sum * mean).max(0.0);
        (squares / (n - 1) as f64).sqrt() / (column.base + column.slope * mean)
    }

    /// Number of violations of constraints.
    fn count_violations(&self) -> usize {
        let width = self.model.arms() + 1;
        let groups = self.model.groups.iter().zip(self.members.chunks(width));
        let rules: usize = groups
            .map(|(g, counts)| g.rule.violations(counts, &self.model.sizes))
            .sum();
        if !self.has_joined_units {
            return rules;
        }
        let off = |(arm, n): (usize, &usize)| n.abs_diff(self.model.places(arm));
        rules + self.counts.iter().enumerate().map(off).sum::<usize>()
    }

    /// The arm of each unit.
    fn unit_arms(&self) -> Vec<usize> {
        let fixed = self.model.units.iter().map(|unit| unit.fixed.unwrap_or(0));
        let mut unit_arms: Vec<usize> = fixed.collect();
        for (unit, arm) in self.unit.iter().zip(&self.arm) {
            if let Some(seat) = unit_arms.get_mut(*unit) {
                *seat = *arm;
            }
        }
        unit_arms
    }

    /// Does steps at a temperature, which is in units of the score.
    pub fn steps(&mut self, steps: u64, temperature: f64) {
        if self.unit.is_empty() {
            return;
        }
        for _ in 0..steps {
            self.step(temperature);
        }
    }

    /// Repairs violated constraints, whatever the score, in at most `steps` steps; returns the
    /// number of steps taken. Reports every `every` steps, and stops if the report says so.
    pub fn repair(
        &mut self,
        steps: u64,
        every: u64,
        report: &dyn Fn(u64) -> ControlFlow<()>,
    ) -> u64 {
        let mut done = 0;
        (self.scoring, self.score, self.penalty) = (false, 0.0, 1.0);
        // In violations: hot enough at first to accept one more, cold enough at the end not to.
        let (from, to) = (0.6, 0.1);
        while done < steps && self.violations > 0 && !self.unit.is_empty() {
            self.step(from + (to - from) * (done as f64 / steps as f64));
            done += 1;
            if done.is_multiple_of(every) && report(every).is_break() {
                break;
            }
        }
        self.scoring = true;
        self.penalty = PENALTY * self.model.weight();
        self.recompute();
        self.offer_to_pool();
        done
    }

    /// Tries one exchange. It is accepted if it raises the cost by at most −temperature·ln u with u
    /// uniform: the rule of Metropolis, with the threshold known before anything is computed.
    fn step(&mut self, temperature: f64) {
        let word = self.draw.word();
        let slots = self.unit.len() as u64;
        let pick = |bits: u64| (((bits & 0xff_ffff) * slots) >> 24) as usize;
        let (p, q) = (pick(word), pick(word >> 24));
        let (a, b) = (self.arm[p], self.arm[q]);
        if a == b {
            return;
        }
        self.exchange.pairs[0] = (p, q);
        self.exchange.exchanged = 1;
        self.add_pairs((word >> 48) & 3, a, b);
        let cost = self.score + self.penalty * self.violations as f64;
        let threshold = cost + temperature * self.logs[(word >> 52) as usize];
        self.exchange.counts = self.counts_after_exchange(a, b);
        let score = if self.scoring {
            self.score_exchange(a, b, threshold)
        } else {
            Some(0.0)
        };
        let Some(score) = score else {
            return;
        };
        if self.has_joined_units || !self.model.groups.is_empty() {
            self.swap_units(a, b);
            let violations = self.count_violations();
            if score + self.penalty * violations as f64 > threshold {
                self.swap_units(a, b);
                self.restore(a, b, self.model.columns.len());
                return;
            }
            self.violations = violations;
        } else {
            self.swap_units(a, b);
        }
        self.commit(a, b, score);
    }

    /// Adds one or two more pairs of slots of the same arms, in half of the steps.
    fn add_pairs(&mut self, kind: u64, a: usize, b: usize) {
        if kind < 2 {
            return;
        }
        let word = self.draw.word();
        let pick = |bits: u64, arm: usize| {
            let slots = (self.start[arm + 1] - self.start[arm]) as u64;
            self.start[arm] + (((bits & 0xffff) * slots) >> 16) as usize
        };
        for more in 0..kind - 1 {
            let bits = word >> (32 * more);
            let (p, q) = (pick(bits, a), pick(bits >> 16, b));
            let chosen = &self.exchange.pairs[..self.exchange.exchanged];
            if chosen.iter().all(|pair| pair.0 != p && pair.1 != q) {
                self.exchange.pairs[self.exchange.exchanged] = (p, q);
                self.exchange.exchanged += 1;
            }
        }
    }

    fn counts_after_exchange(&self, a: usize, b: usize) -> (usize, usize) {
        let (mut in_a, mut in_b) = (self.counts[a], self.counts[b]);
        if self.has_joined_units {
            for &(p, q) in &self.exchange.pairs[..self.exchange.exchanged] {
                let (u, v) = (self.model.size(self.unit[p]), self.model.size(self.unit[q]));
                in_a = in_a + v - u;
                in_b = in_b + u - v;
            }
        }
        (in_a, in_b)
    }

    /// Sets the new means and spreads and returns the score. If the score exceeds the threshold,
    /// restores everything and returns `None`.
    fn score_exchange(&mut self, a: usize, b: usize, threshold: f64) -> Option<f64> {
        let arms = self.model.arms();
        let mut score = 0.0;
        for (c, column) in self.model.columns.iter().enumerate() {
            let row = c * (arms + 1);
            let (mut sum, mut square) = (0.0, 0.0);
            for &(p, q) in &self.exchange.pairs[..self.exchange.exchanged] {
                let (u, v) = (self.unit[p], self.unit[q]);
                sum += column.sum[v] - column.sum[u];
                square += column.square[v] - column.square[u];
            }
            let sums = (self.sums[row + a] + sum, self.sums[row + b] - sum);
            self.exchange.sums[c] = sums;
            self.exchange.squares[c] = (
                self.squares[row + a] + square,
                self.squares[row + b] - square,
            );
            self.exchange.means[c] = (self.means[row + a], self.means[row + b]);
            self.means[row + a] = mean(sums.0, self.exchange.counts.0);
            self.means[row + b] = mean(sums.1, self.exchange.counts.1);
            score += column.weight * range(&self.means[row..row + arms]);
            if score > threshold {
                self.restore_means(a, b, c + 1);
                return None;
            }
        }
        for (c, column) in self.model.columns.iter().enumerate() {
            let row = c * (arms + 1);
            let (sums, squares) = (self.exchange.sums[c], self.exchange.squares[c]);
            let in_a = self.spread(
                c,
                sums.0,
                squares.0,
                self.means[row + a],
                self.exchange.counts.0,
            );
            let in_b = self.spread(
                c,
                sums.1,
                squares.1,
                self.means[row + b],
                self.exchange.counts.1,
            );
            self.exchange.spreads[c] = (self.spreads[row + a], self.spreads[row + b]);
            (self.spreads[row + a], self.spreads[row + b]) = (in_a, in_b);
            score += column.weight * range(&self.spreads[row..row + arms]);
            if score > threshold {
                self.restore(a, b, c + 1);
                return None;
            }
        }
        Some(score)
    }

    fn restore_means(&mut self, a: usize, b: usize, columns: usize) {
        let width = self.model.arms() + 1;
        for (c, before) in self.exchange.means[..columns].iter().enumerate() {
            (self.means[c * width + a], self.means[c * width + b]) = *before;
        }
    }

    /// Restores all means, and the spreads of the first `columns` columns.
    fn restore(&mut self, a: usize, b: usize, columns: usize) {
        if !self.scoring {
            return;
        }
        let width = self.model.arms() + 1;
        self.restore_means(a, b, self.model.columns.len());
        for (c, before) in self.exchange.spreads[..columns].iter().enumerate() {
            (self.spreads[c * width + a], self.spreads[c * width + b]) = *before;
        }
    }

    /// Exchanges the units and the counts. A second call undoes the first.
    fn swap_units(&mut self, a: usize, b: usize) {
        let width = self.model.arms() + 1;
        for &(p, q) in &self.exchange.pairs[..self.exchange.exchanged] {
            for (slot, from, to) in [(p, a, b), (q, b, a)] {
                let memberships = self.model.memberships.get(self.unit[slot]);
                for (group, n) in memberships.into_iter().flatten() {
                    self.members[group * width + from] -= n;
                    self.members[group * width + to] += n;
                }
            }
            self.unit.swap(p, q);
        }
        std::mem::swap(&mut self.counts[a], &mut self.exchange.counts.0);
        std::mem::swap(&mut self.counts[b], &mut self.exchange.counts.1);
    }

    fn commit(&mut self, a: usize, b: usize, score: f64) {
        if !self.scoring {
            return;
        }
        let width = self.model.arms() + 1;
        for c in 0..self.model.columns.len() {
            (self.sums[c * width + a], self.sums[c * width + b]) = self.exchange.sums[c];
            (self.squares[c * width + a], self.squares[c * width + b]) = self.exchange.squares[c];
        }
        self.score = score;
        self.offer_to_pool();
    }

    /// Offers the allocation to the pool if it meets all constraints.
    fn offer_to_pool(&mut self) {
        if self.violations == 0 && self.score < self.pool.threshold() - ROUNDING {
            self.pool.offer(self.model, self.score, &self.unit_arms());
        }
    }
}

/// The mean; NaN without animals.
fn mean(sum: f64, n: usize) -> f64 {
    if n == 0 { f64::NAN } else { sum / n as f64 }
}
