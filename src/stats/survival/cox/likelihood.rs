//! The partial likelihood of Cox's model with its derivatives, and Firth's penalty.
//!
//! One pass from the last time to the first keeps, over the animals at risk with weights w = exp(xᵀβ),
//! the sums S₀ = Σw, S₁ = Σwx, S₂ = Σwxxᵀ, and the same sums D over the events of the time. With d
//! events, each of the d steps l takes out the share f = l/d (Efron) or 0 (Breslow) of D: mean
//! x̄ = (S₁ − fD₁)/φ with φ = S₀ − fD₀, log-likelihood −ln φ, information (S₂ − fD₂)/φ − x̄x̄ᵀ. The steps
//! of one time are added up before any matrix is touched, so a time costs p² however many events it
//! has, and an animal the square of its covariates that are not 0.
//!
//! Only differences between animals at risk at an event tell of a coefficient. All of them were at risk at
//! the first event: columns that depend on one another there do so at every β, and are looked for once,
//! before rounding has a say. Of such columns one is left out of the information.
//!
//! Firth: ℓ* = ℓ + ½ ln|I|, whose score is U_r + ½ tr(I⁻¹ ∂I/∂β_r). ∂I/∂β_r is the third central
//! moment of x, so with A = I⁻¹ and q = xᵀAx the trace is, over the steps, E[x_r q] − 2(E[xxᵀ]Ax̄)_r +
//! x̄_r(2x̄ᵀAx̄ − E[q]): no array of third order is needed.

use super::design::Design;
use super::options::Ties;
use crate::survival::cholesky::{Factor, Matrix};
use crate::survival::types::Time;

/// Animals in order of time, the last first, with centered covariates.
pub struct Data {
    pub p: usize,
    /// Covariates that are not 0, with their columns, animal after animal.
    cells: Vec<Cell>,
    /// Where the cells of each animal end.
    cell_ends: Vec<usize>,
    event: Vec<bool>,
    /// Where each distinct time ends.
    ends: Vec<usize>,
    ties: Ties,
    pub events: usize,
    /// Largest minus smallest value of each covariate.
    pub ranges: Vec<f64>,
    /// Columns that others stand for.
    left_out: Vec<bool>,
    /// Which coefficients the events say nothing of: those left out and those that stand for them.
    pub undetermined: Vec<bool>,
}

/// A column, and the value in it.
type Cell = (usize, f64);

/// xᵀy of a row and a column of numbers.
fn along(x: &[Cell], y: &[f64]) -> f64 {
    x.iter().map(|&(j, xj)| xj * y[j]).sum()
}

/// The likelihood at one point.
pub struct Point {
    pub beta: Vec<f64>,
    /// Of the penalized likelihood, if there is a penalty.
    pub log_likelihood: f64,
    /// Its gradient.
    pub score: Vec<f64>,
    /// Information of the likelihood without penalty.
    pub information: Matrix,
}

/// Sums over animals at risk, or over the events of a time.
struct Sums {
    zero: f64,
    one: Vec<f64>,
    two: Matrix,
}

impl Sums {
    fn new(p: usize) -> Self {
        Self {
            zero: 0.0,
            one: vec![0.0; p],
            two: Matrix::zero(p),
        }
    }

    fn add(&mut self, x: &[Cell], weight: f64) {
        self.zero += weight;
        for (place, &(i, xi)) in x.iter().enumerate() {
            self.one[i] += weight * xi;
            for &(j, xj) in &x[..=place] {
                self.two.add(i, j, weight * xi * xj);
            }
        }
    }

    fn clear(&mut self) {
        self.zero = 0.0;
        self.one.fill(0.0);
        self.two.cells.fill(0.0);
    }
}

impl Data {
    pub fn new(times: &[Time], design: &Design, ties: Ties) -> Self {
        let p = design.columns;
        let mut order: Vec<usize> = (0..times.len()).collect();
        order.sort_by(|&a, &b| times[b].time.total_cmp(&times[a].time));
        let (centers, ranges): (Vec<f64>, Vec<f64>) = (0..p).map(|j| spread(design, j)).unzip();
        let (mut cells, mut cell_ends) = (Vec::new(), Vec::new());
        for &i in &order {
            let row = design.row(i).iter().zip(&centers).map(|(x, c)| x - c);
            cells.extend(row.enumerate().filter(|(_, x)| *x != 0.0));
            cell_ends.push(cells.len());
        }
        let mut ends = Vec::new();
        for tied in order.chunk_by(|&a, &b| times[a].time == times[b].time) {
            ends.push(ends.last().unwrap_or(&0) + tied.len());
        }
        let first = times.iter().filter(|time| time.event);
        let first = first.map(|time| time.time).fold(f64::INFINITY, f64::min);
        let at_risk: Vec<usize> = (0..times.len())
            .filter(|&i| times[i].time >= first)
            .collect();
        let (left_out, undetermined) = dependent(design, &at_risk, &ranges);
        Self {
            p,
            cells,
            cell_ends,
            event: order.iter().map(|&i| times[i].event).collect(),
            ends,
            ties,
            events: times.iter().filter(|time| time.event).count(),
            ranges,
            left_out,
            undetermined,
        }
    }

    /// How many coefficients can be told.
    pub fn rank(&self) -> usize {
        self.left_out.iter().filter(|out| !**out).count()
    }

    fn row(&self, i: usize) -> &[Cell] {
        let start = i.checked_sub(1).map_or(0, |before| self.cell_ends[before]);
        &self.cells[start..self.cell_ends[i]]
    }

    /// xᵀβ of every animal, the largest being 0, so that no exponential overflows.
    fn predictors(&self, beta: &[f64]) -> Vec<f64> {
        let predictor = |i| along(self.row(i), beta);
        let mut all: Vec<f64> = (0..self.event.len()).map(predictor).collect();
        let top = all.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        all.iter_mut().for_each(|predictor| *predictor -= top);
        all
    }

    /// The likelihood at `beta`, penalized or not.
    pub fn at(&self, beta: &[f64], firth: bool) -> Point {
        let predictors = self.predictors(beta);
        let mut point = self.plain(beta, &predictors);
        if firth && point.log_likelihood.is_finite() {
            let factor = Factor::of(&point.information, None);
            if factor.rank() < self.rank() {
                // So far out that |I| is 0 to rounding; without the column lost it would seem large.
                point.log_likelihood = f64::NEG_INFINITY;
                return point;
            }
            point.log_likelihood += 0.5 * factor.ln_determinant();
            let traces = self.traces(&predictors, &factor.inverse());
            let add = |(score, trace): (&mut f64, f64)| *score += 0.5 * trace;
            point.score.iter_mut().zip(traces).for_each(add);
        }
        point
    }

    fn plain(&self, beta: &[f64], predictors: &[f64]) -> Point {
        let p = self.p;
        let mut point = Point {
            beta: beta.to_vec(),
            log_likelihood: 0.0,
            score: vec![0.0; p],
            information: Matrix::zero(p),
        };
        let (mut risk, mut dead) = (Sums::new(p), Sums::new(p));
        let mut start = 0;
        for &end in &self.ends {
            let mut deaths = 0;
            for (i, predictor) in predictors.iter().enumerate().take(end).skip(start) {
                let (x, weight) = (self.row(i), predictor.exp());
                risk.add(x, weight);
                if self.event[i] {
                    deaths += 1;
                    dead.add(x, weight);
                    point.log_likelihood += predictor;
                    x.iter().for_each(|&(j, xj)| point.score[j] += xj);
                }
            }
            if deaths > 0 {
                let steps = Steps::new(self.ties, deaths, risk.zero, dead.zero);
                point.log_likelihood -= steps.ln;
                steps.lessen_score(&risk, &dead, &mut point.score);
                steps.add_information(&risk, &dead, &mut point.information);
                dead.clear();
            }
            start = end;
        }
        if !point.log_likelihood.is_finite() {
            point.log_likelihood = f64::NEG_INFINITY;
        }
        point.information.mirror();
        let left_out = (0..p).filter(|&j| self.left_out[j]);
        left_out.for_each(|j| point.information.forget(j));
        point
    }

    /// tr(A ∂I/∂β_r) for every r.
    fn traces(&self, predictors: &[f64], a: &Matrix) -> Vec<f64> {
        let p = self.p;
        let mut traces = vec![0.0; p];
        let (mut risk, mut dead) = (Third::new(p), Third::new(p));
        let mut start = 0;
        for &end in &self.ends {
            let mut deaths = 0;
            for (i, predictor) in predictors.iter().enumerate().take(end).skip(start) {
                let (x, weight) = (self.row(i), predictor.exp());
                let q = quadratic(x, a);
                risk.add(x, weight, q);
                if self.event[i] {
                    deaths += 1;
                    dead.add(x, weight, q);
                }
            }
            if deaths > 0 {
                third_moments(self.ties, deaths, &risk, &dead, a, &mut traces);
                dead = Third::new(p);
            }
            start = end;
        }
        traces
    }
}

/// Where a covariate is centered, and its range. One of 0 and 1 is left as it is: its zeros save work,
/// and nothing cancels.
fn spread(design: &Design, j: usize) -> (f64, f64) {
    let column = || design.rows.iter().skip(j).step_by(design.columns);
    let n = column().count() as f64;
    let low = column().copied().fold(f64::INFINITY, f64::min);
    let high = column().copied().fold(f64::NEG_INFINITY, f64::max);
    let indicator = column().all(|&x| x == 0.0 || x == 1.0);
    let mean = column().sum::<f64>() / n;
    (if indicator { 0.0 } else { mean }, high - low)
}

/// Columns that depend on those before them in the differences between the animals `at_risk`, and these
/// with all they depend on.
fn dependent(design: &Design, at_risk: &[usize], ranges: &[f64]) -> (Vec<bool>, Vec<bool>) {
    let p = design.columns;
    let mut sums = Sums::new(p);
    for &i in at_risk {
        let differences = design.row(i).iter().zip(design.row(at_risk[0]));
        let differences = differences.map(|(x, first)| x - first).enumerate();
        let cells: Vec<Cell> = differences.filter(|(_, x)| *x != 0.0).collect();
        sums.add(&cells, 1.0);
    }
    let mut squares = sums.two;
    squares.mirror();
    let factor = Factor::of(&squares, None);
    let left_out: Vec<bool> = (0..p).map(|j| factor.is_left_out(j)).collect();
    let mut all = left_out.clone();
    for out in (0..p).filter(|&j| left_out[j]) {
        let shares = factor.solve(squares.row(out));
        for (j, share) in shares.iter().enumerate() {
            let moved = share.abs() * ranges[j] / ranges[out].max(f64::MIN_POSITIVE);
            all[j] |= moved > 1e-6;
        }
    }
    (left_out, all)
}

/// xᵀAx.
fn quadratic(x: &[Cell], a: &Matrix) -> f64 {
    x.iter().map(|&(i, xi)| xi * along(x, a.row(i))).sum()
}

/// The steps of one time, added up.
struct Steps {
    /// Σ ln φ.
    ln: f64,
    /// Σ fᵏ/φ for k 0 and 1.
    first: [f64; 2],
    /// Σ fᵏ/φ² for k 0, 1 and 2.
    second: [f64; 3],
}

/// The share of the tied events that each step takes out, and what is left.
fn each_step(ties: Ties, deaths: usize, risk: f64, dead: f64) -> impl Iterator<Item = (f64, f64)> {
    (0..deaths).map(move |step| {
        let share = match ties {
            Ties::Efron => step as f64 / deaths as f64,
            Ties::Breslow => 0.0,
        };
        (share, risk - share * dead)
    })
}

impl Steps {
    fn new(ties: Ties, deaths: usize, risk: f64, dead: f64) -> Self {
        let mut sums = Self {
            ln: 0.0,
            first: [0.0; 2],
            second: [0.0; 3],
        };
        for (share, left) in each_step(ties, deaths, risk, dead) {
            sums.ln += left.ln();
            let (once, twice) = (1.0 / left, 1.0 / (left * left));
            sums.first[0] += once;
            sums.first[1] += share * once;
            sums.second[0] += twice;
            sums.second[1] += share * twice;
            sums.second[2] += share * share * twice;
        }
        sums
    }

    fn lessen_score(&self, risk: &Sums, dead: &Sums, score: &mut [f64]) {
        for (j, u) in score.iter_mut().enumerate() {
            *u -= self.first[0] * risk.one[j] - self.first[1] * dead.one[j];
        }
    }

    fn add_information(&self, risk: &Sums, dead: &Sums, information: &mut Matrix) {
        let p = information.p;
        for i in 0..p {
            let (s, d) = (risk.one[i], dead.one[i]);
            // (as − bd) sᵀ + (cd − bs) dᵀ, row by row.
            let by_s = self.second[0] * s - self.second[1] * d;
            let by_d = self.second[2] * d - self.second[1] * s;
            let row = &mut information.cells[i * p..i * p + i + 1];
            let (s2, d2) = (risk.two.row(i), dead.two.row(i));
            for (j, cell) in row.iter_mut().enumerate() {
                *cell += self.first[0] * s2[j]
                    - self.first[1] * d2[j]
                    - by_s * risk.one[j]
                    - by_d * dead.one[j];
            }
        }
    }
}

/// [`Sums`] and Σwq, Σwqx.
struct Third {
    sums: Sums,
    q: f64,
    xq: Vec<f64>,
}

impl Third {
    fn new(p: usize) -> Self {
        Self {
            sums: Sums::new(p),
            q: 0.0,
            xq: vec![0.0; p],
        }
    }

    fn add(&mut self, x: &[Cell], weight: f64, q: f64) {
        self.sums.add(x, weight);
        self.q += weight * q;
        x.iter().for_each(|&(j, xj)| self.xq[j] += weight * q * xj);
    }
}

/// Adds the third moments of one time's steps.
fn third_moments(
    ties: Ties,
    deaths: usize,
    risk: &Third,
    dead: &Third,
    a: &Matrix,
    traces: &mut [f64],
) {
    let whole = |sums: &Sums| {
        let mut two = sums.two.clone();
        two.mirror();
        two
    };
    let (s, d) = (&risk.sums, &dead.sums);
    let (s2, d2) = (whole(s), whole(d));
    let (s_a, d_a) = (a.times(&s.one), a.times(&d.one));
    let (ss, sd) = (s2.times(&s_a), s2.times(&d_a));
    let (ds, dd) = (d2.times(&s_a), d2.times(&d_a));
    for (f, left) in each_step(ties, deaths, s.zero, d.zero) {
        let mean = |j: usize| (s.one[j] - f * d.one[j]) / left;
        let square: f64 = (0..traces.len())
            .map(|j| mean(j) * (s_a[j] - f * d_a[j]) / left)
            .sum();
        let q = (risk.q - f * dead.q) / left;
        for (j, trace) in traces.iter_mut().enumerate() {
            let second = (ss[j] - f * (sd[j] + ds[j]) + f * f * dd[j]) / (left * left);
            let third = (risk.xq[j] - f * dead.xq[j]) / left;
            *trace += third - 2.0 * second + mean(j) * (2.0 * square - q);
        }
    }
}
