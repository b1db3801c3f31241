//! One island of the search: simulated annealing by exchanges between two arms.
//!
//! Every arm, and those left out, have slots with a unit each; a step exchanges the units of one, two
//! or three slots of an arm with as many of another. Exchanging several at once is what makes it good:
//! with single exchanges few steps keep all means and all spreads where they are. Where units are not
//! single animals, some slots are empty, so that arms can hold different numbers of units; a wrong
//! number of animals then counts as a broken constraint.
//!
//! Sums and squares of an arm are kept up to date; a step that is already too bad by some means is
//! given up before anything else is computed.

use std::ops::ControlFlow;

use super::draw::Draw;
use super::model::Model;
use super::pool::{Pool, ROUNDING};
use super::score::range;

/// Entries of the table of logarithms.
const LOGS: usize = 4096;
/// What a broken constraint costs, in units of the total weight.
const PENALTY: f64 = 0.1;

/// See the module.
pub(super) struct Island<'a> {
    model: &'a Model,
    draw: Draw,
    pub pool: Pool,
    /// −ln u, for u in the middles of equal parts of 0 to 1.
    logs: Vec<f64>,
    /// By slot.
    unit: Vec<usize>,
    arm: Vec<usize>,
    /// First slot of every arm and of those left out, and the end.
    start: Vec<usize>,
    /// Animals likewise.
    counts: Vec<usize>,
    /// By column, then arm, those left out last. NaN is an arm without mean or spread.
    sums: Vec<f64>,
    squares: Vec<f64>,
    means: Vec<f64>,
    spreads: Vec<f64>,
    /// By group, then arm.
    members: Vec<u16>,
    lumpy: bool,
    penalty: f64,
    /// Whether the score counts, or only broken constraints.
    scoring: bool,
    score: f64,
    broken: usize,
    new: New,
}

/// What a step would make of the two arms.
#[derive(Default)]
struct New {
    /// Slots that exchange.
    pairs: [(usize, usize); 3],
    exchanged: usize,
    counts: (usize, usize),
    /// By column: sums and squares of both arms; and means and spreads before.
    sums: Vec<(f64, f64)>,
    squares: Vec<(f64, f64)>,
    means: Vec<(f64, f64)>,
    spreads: Vec<(f64, f64)>,
}

impl<'a> Island<'a> {
    /// From each unit's arm.
    pub fn new(model: &'a Model, draw: Draw, seats: &[usize], among: usize) -> Self {
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
            lumpy: model.lumpy(),
            penalty: PENALTY * model.weight(),
            scoring: true,
            score: 0.0,
            broken: 0,
            new: New {
                sums: columns.clone(),
                squares: columns.clone(),
                means: columns.clone(),
                spreads: columns,
                ..New::default()
            },
        };
        island.fill_slots(seats);
        island.refresh();
        island.keep();
        island
    }

    /// Gives the units of every arm their slots; fixed ones have none.
    fn fill_slots(&mut self, seats: &[usize]) {
        let model = self.model;
        let free = |unit: &usize| model.units[*unit].fixed.is_none();
        let smallest = (0..model.units.len())
            .map(|u| model.size(u))
            .min()
            .unwrap_or(1);
        for arm in 0..=model.arms() {
            let here = (0..seats.len()).filter(|unit| seats[*unit] == arm);
            let here: Vec<usize> = here.collect();
            self.counts[arm] = here.iter().map(|unit| model.size(*unit)).sum();
            for unit in &here {
                for (group, n) in &model.memberships[*unit] {
                    self.members[group * (model.arms() + 1) + arm] += n;
                }
            }
            self.unit.extend(here.iter().copied().filter(free));
            if self.lumpy {
                let room = model.places(arm) / smallest + 1;
                let empty = room.saturating_sub(here.len()).max(1);
                self.unit.resize(self.unit.len() + empty, model.units.len());
            }
            self.arm.resize(self.unit.len(), arm);
            self.start.push(self.unit.len());
        }
    }

    /// Computes everything from the units' arms, so that rounding does not gather.
    pub fn refresh(&mut self) {
        let width = self.model.arms() + 1;
        let seats = self.seats();
        self.score = 0.0;
        for (c, column) in self.model.columns.iter().enumerate() {
            let row = c * width..(c + 1) * width;
            self.sums[row.clone()].fill(0.0);
            self.squares[row.clone()].fill(0.0);
            for (unit, arm) in seats.iter().enumerate() {
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
        self.broken = self.all_broken();
    }

    fn spread(&self, c: usize, sum: f64, square: f64, mean: f64, n: usize) -> f64 {
        if n < 2 {
            return f64::NAN;
        }
        let column = &self.model.columns[c];
        let squares = (square - sum * mean).max(0.0);
        (squares / (n - 1) as f64).sqrt() / (column.base + column.slope * mean)
    }

    /// By how much constraints are broken.
    fn all_broken(&self) -> usize {
        let width = self.model.arms() + 1;
        let groups = self.model.groups.iter().zip(self.members.chunks(width));
        let rules: usize = groups
            .map(|(g, counts)| g.rule.broken(counts, &self.model.sizes))
            .sum();
        if !self.lumpy {
            return rules;
        }
        let off = |(arm, n): (usize, &usize)| n.abs_diff(self.model.places(arm));
        rules + self.counts.iter().enumerate().map(off).sum::<usize>()
    }

    /// Each unit's arm.
    fn seats(&self) -> Vec<usize> {
        let fixed = self.model.units.iter().map(|unit| unit.fixed.unwrap_or(0));
        let mut seats: Vec<usize> = fixed.collect();
        for (unit, arm) in self.unit.iter().zip(&self.arm) {
            if let Some(seat) = seats.get_mut(*unit) {
                *seat = *arm;
            }
        }
        seats
    }

    /// Does so many steps at a temperature, in units of the score.
    pub fn steps(&mut self, steps: u64, temperature: f64) {
        if self.unit.is_empty() {
            return;
        }
        for _ in 0..steps {
            self.step(temperature);
        }
    }

    /// Mends broken constraints, whatever the score, within so many steps; answers how many it took.
    /// Looks up every so many, and gives up where it is told to.
    pub fn mend(&mut self, steps: u64, every: u64, look: &dyn Fn(u64) -> ControlFlow<()>) -> u64 {
        let mut done = 0;
        (self.scoring, self.score, self.penalty) = (false, 0.0, 1.0);
        let (from, to) = (0.6, 0.1);
        while done < steps && self.broken > 0 && !self.unit.is_empty() {
            self.step(from + (to - from) * (done as f64 / steps as f64));
            done += 1;
            if done.is_multiple_of(every) && look(every).is_break() {
                break;
            }
        }
        self.scoring = true;
        self.penalty = PENALTY * self.model.weight();
        self.refresh();
        self.keep();
        done
    }

    fn step(&mut self, temperature: f64) {
        let word = self.draw.word();
        let slots = self.unit.len() as u64;
        let pick = |bits: u64| (((bits & 0xff_ffff) * slots) >> 24) as usize;
        let (p, q) = (pick(word), pick(word >> 24));
        let (a, b) = (self.arm[p], self.arm[q]);
        if a == b {
            return;
        }
        self.new.pairs[0] = (p, q);
        self.new.exchanged = 1;
        self.more_pairs((word >> 48) & 3, a, b);
        let so_far = self.score + self.penalty * self.broken as f64;
        let bar = so_far + temperature * self.logs[(word >> 52) as usize];
        self.new.counts = self.new_counts(a, b);
        let score = if self.scoring {
            self.try_values(a, b, bar)
        } else {
            Some(0.0)
        };
        let Some(score) = score else {
            return;
        };
        if self.lumpy || !self.model.groups.is_empty() {
            self.exchange(a, b);
            let broken = self.all_broken();
            if score + self.penalty * broken as f64 > bar {
                self.exchange(a, b);
                self.restore(a, b, self.model.columns.len());
                return;
            }
            self.broken = broken;
        } else {
            self.exchange(a, b);
        }
        self.commit(a, b, score);
    }

    /// One or two more pairs of slots of the same arms, half of the time.
    fn more_pairs(&mut self, kind: u64, a: usize, b: usize) {
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
            let so_far = &self.new.pairs[..self.new.exchanged];
            if so_far.iter().all(|pair| pair.0 != p && pair.1 != q) {
                self.new.pairs[self.new.exchanged] = (p, q);
                self.new.exchanged += 1;
            }
        }
    }

    fn new_counts(&self, a: usize, b: usize) -> (usize, usize) {
        let (mut in_a, mut in_b) = (self.counts[a], self.counts[b]);
        if self.lumpy {
            for &(p, q) in &self.new.pairs[..self.new.exchanged] {
                let (u, v) = (self.model.size(self.unit[p]), self.model.size(self.unit[q]));
                in_a = in_a + v - u;
                in_b = in_b + u - v;
            }
        }
        (in_a, in_b)
    }

    /// Puts the new means and spreads in place and answers the score; if that is above the bar, leaves
    /// all as it was.
    fn try_values(&mut self, a: usize, b: usize, bar: f64) -> Option<f64> {
        let arms = self.model.arms();
        let mut score = 0.0;
        for (c, column) in self.model.columns.iter().enumerate() {
            let row = c * (arms + 1);
            let (mut sum, mut square) = (0.0, 0.0);
            for &(p, q) in &self.new.pairs[..self.new.exchanged] {
                let (u, v) = (self.unit[p], self.unit[q]);
                sum += column.sum[v] - column.sum[u];
                square += column.square[v] - column.square[u];
            }
            let sums = (self.sums[row + a] + sum, self.sums[row + b] - sum);
            self.new.sums[c] = sums;
            self.new.squares[c] = (
                self.squares[row + a] + square,
                self.squares[row + b] - square,
            );
            self.new.means[c] = (self.means[row + a], self.means[row + b]);
            self.means[row + a] = mean(sums.0, self.new.counts.0);
            self.means[row + b] = mean(sums.1, self.new.counts.1);
            score += column.weight * range(&self.means[row..row + arms]);
            if score > bar {
                self.restore_means(a, b, c + 1);
                return None;
            }
        }
        for (c, column) in self.model.columns.iter().enumerate() {
            let row = c * (arms + 1);
            let (sums, squares) = (self.new.sums[c], self.new.squares[c]);
            let in_a = self.spread(c, sums.0, squares.0, self.means[row + a], self.new.counts.0);
            let in_b = self.spread(c, sums.1, squares.1, self.means[row + b], self.new.counts.1);
            self.new.spreads[c] = (self.spreads[row + a], self.spreads[row + b]);
            (self.spreads[row + a], self.spreads[row + b]) = (in_a, in_b);
            score += column.weight * range(&self.spreads[row..row + arms]);
            if score > bar {
                self.restore(a, b, c + 1);
                return None;
            }
        }
        Some(score)
    }

    fn restore_means(&mut self, a: usize, b: usize, columns: usize) {
        let width = self.model.arms() + 1;
        for (c, before) in self.new.means[..columns].iter().enumerate() {
            (self.means[c * width + a], self.means[c * width + b]) = *before;
        }
    }

    /// Puts all means, and the spreads of so many columns, back to what they were.
    fn restore(&mut self, a: usize, b: usize, columns: usize) {
        if !self.scoring {
            return;
        }
        let width = self.model.arms() + 1;
        self.restore_means(a, b, self.model.columns.len());
        for (c, before) in self.new.spreads[..columns].iter().enumerate() {
            (self.spreads[c * width + a], self.spreads[c * width + b]) = *before;
        }
    }

    /// Exchanges the units, and the counts; done again, all is as before.
    fn exchange(&mut self, a: usize, b: usize) {
        let width = self.model.arms() + 1;
        for &(p, q) in &self.new.pairs[..self.new.exchanged] {
            for (slot, from, to) in [(p, a, b), (q, b, a)] {
                let memberships = self.model.memberships.get(self.unit[slot]);
                for (group, n) in memberships.into_iter().flatten() {
                    self.members[group * width + from] -= n;
                    self.members[group * width + to] += n;
                }
            }
            self.unit.swap(p, q);
        }
        std::mem::swap(&mut self.counts[a], &mut self.new.counts.0);
        std::mem::swap(&mut self.counts[b], &mut self.new.counts.1);
    }

    fn commit(&mut self, a: usize, b: usize, score: f64) {
        if !self.scoring {
            return;
        }
        let width = self.model.arms() + 1;
        for c in 0..self.model.columns.len() {
            (self.sums[c * width + a], self.sums[c * width + b]) = self.new.sums[c];
            (self.squares[c * width + a], self.squares[c * width + b]) = self.new.squares[c];
        }
        self.score = score;
        self.keep();
    }

    /// Keeps the allocation if it is among the best.
    fn keep(&mut self) {
        if self.broken == 0 && self.score < self.pool.bar() - ROUNDING {
            self.pool.offer(self.model, self.score, &self.seats());
        }
    }
}

/// NaN without animals.
fn mean(sum: f64, n: usize) -> f64 {
    if n == 0 { f64::NAN } else { sum / n as f64 }
}
