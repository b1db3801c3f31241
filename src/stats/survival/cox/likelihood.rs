//! The partial likelihood of Cox's model with its derivatives, and Firth's penalty.
//!
//! One pass from the last time to the first accumulates, over the animals at risk with weights w =
//! exp(xᵀβ), the sums S₀ = Σw, S₁ = Σwx, S₂ = Σwxxᵀ, and the same sums D over the events of the
//! time. With d events, each term l = 0, …, d − 1 subtracts the share f = l/d (Efron) or 0
//! (Breslow) of D: mean x̄ = (S₁ − fD₁)/φ with φ = S₀ − fD₀, log-likelihood −ln φ, information (S₂ −
//! fD₂)/φ − x̄x̄ᵀ. The terms of one time are added up before any matrix is used, so the work is p²
//! per time however many events it has, and the square of the number of nonzero covariates per
//! animal.
//!
//! Only differences between animals at risk at an event contribute to a coefficient. All these
//! animals were at risk at the first event, so columns that are linearly dependent there are
//! dependent at every β. They are found once, from the covariates themselves, before exponentials
//! add rounding. One column of each dependent set is dropped from the information.
//!
//! Firth: ℓ* = ℓ + ½ ln|I|, whose score is U_r + ½ tr(I⁻¹ ∂I/∂β_r). ∂I/∂β_r is the third central
//! moment of x, so with A = I⁻¹ and q = xᵀAx the trace is, over the terms, E[x_r q] − 2(E[xxᵀ]Ax̄)_r +
//! x̄_r(2x̄ᵀAx̄ − E[q]): no array of third order is needed.

use super::design::Design;
use super::options::Ties;
use crate::survival::cholesky::{Factor, Matrix};
use crate::survival::types::Time;

/// The animals in order of time, the last first, with centered covariates.
pub struct Data {
    /// Number of covariates.
    pub p: usize,
    /// Covariates that are not 0, with their columns, animal after animal.
    cells: Vec<Cell>,
    /// End of the cells of each animal.
    cell_ends: Vec<usize>,
    event: Vec<bool>,
    /// End of the animals of each distinct time.
    ends: Vec<usize>,
    ties: Ties,
    /// Number of events.
    pub events: usize,
    /// Largest minus smallest value of each covariate.
    pub ranges: Vec<f64>,
    /// Columns that are dropped because others determine them.
    dropped: Vec<bool>,
    /// Coefficients that the events do not determine: those dropped, and those on which they depend.
    pub undetermined: Vec<bool>,
}

/// The index of a column, and the value in it.
type Cell = (usize, f64);

/// xᵀy of a sparse row and a dense vector.
fn sparse_dot(x: &[Cell], y: &[f64]) -> f64 {
    x.iter().map(|&(j, xj)| xj * y[j]).sum()
}

/// The likelihood at one β.
pub struct Point {
    pub beta: Vec<f64>,
    /// With the penalty, if there is one.
    pub log_likelihood: f64,
    /// Gradient of `log_likelihood`.
    pub score: Vec<f64>,
    /// Information of the likelihood without the penalty.
    pub information: Matrix,
}

/// Sums of w, wx and wxxᵀ over the animals at risk, or over the events of a time.
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
        for (k, &(i, xi)) in x.iter().enumerate() {
            self.one[i] += weight * xi;
            for &(j, xj) in &x[..=k] {
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
        let (dropped, undetermined) = dependent(design, &at_risk, &ranges);
        Self {
            p,
            cells,
            cell_ends,
            event: order.iter().map(|&i| times[i].event).collect(),
            ends,
            ties,
            events: times.iter().filter(|time| time.event).count(),
            ranges,
            dropped,
            undetermined,
        }
    }

    /// Number of coefficients that are determined.
    pub fn rank(&self) -> usize {
        self.dropped.iter().filter(|out| !**out).count()
    }

    fn row(&self, i: usize) -> &[Cell] {
        let start = i.checked_sub(1).map_or(0, |before| self.cell_ends[before]);
        &self.cells[start..self.cell_ends[i]]
    }

    /// xᵀβ of every animal, the largest being 0, so that no exponential overflows.
    fn predictors(&self, beta: &[f64]) -> Vec<f64> {
        let predictor = |i| sparse_dot(self.row(i), beta);
        let mut all: Vec<f64> = (0..self.event.len()).map(predictor).collect();
        let top = all.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        all.iter_mut().for_each(|predictor| *predictor -= top);
        all
    }

    /// The likelihood at `beta`, with Firth's penalty if asked for.
    pub fn at(&self, beta: &[f64], firth: bool) -> Point {
        let predictors = self.predictors(beta);
        let mut point = self.plain(beta, &predictors);
        if firth && point.log_likelihood.is_finite() {
            let factor = Factor::of(&point.information, None);
            if factor.rank() < self.rank() {
                // So far out that |I| is 0 up to rounding. Without the column lost to rounding it
                // would look large.
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
        let (mut risk, mut events) = (Sums::new(p), Sums::new(p));
        let mut start = 0;
        for &end in &self.ends {
            let mut event_count = 0;
            for (i, predictor) in predictors.iter().enumerate().take(end).skip(start) {
                let (x, weight) = (self.row(i), predictor.exp());
                risk.add(x, weight);
                if self.event[i] {
                    event_count += 1;
                    events.add(x, weight);
                    point.log_likelihood += predictor;
                    x.iter().for_each(|&(j, xj)| point.score[j] += xj);
                }
            }
            if event_count > 0 {
                let terms = Terms::new(self.ties, event_count, risk.zero, events.zero);
                point.log_likelihood -= terms.ln;
                terms.subtract_from_score(&risk, &events, &mut point.score);
                terms.add_information(&risk, &events, &mut point.information);
                events.clear();
            }
            start = end;
        }
        if !point.log_likelihood.is_finite() {
            point.log_likelihood = f64::NEG_INFINITY;
        }
        point.information.mirror();
        let dropped = (0..p).filter(|&j| self.dropped[j]);
        dropped.for_each(|j| point.information.clear_column(j));
        point
    }

    /// tr(A ∂I/∂β_r) for every r.
    fn traces(&self, predictors: &[f64], a: &Matrix) -> Vec<f64> {
        let p = self.p;
        let mut traces = vec![0.0; p];
        let (mut risk, mut events) = (ThirdSums::new(p), ThirdSums::new(p));
        let mut start = 0;
        for &end in &self.ends {
            let mut event_count = 0;
            for (i, predictor) in predictors.iter().enumerate().take(end).skip(start) {
                let (x, weight) = (self.row(i), predictor.exp());
                let q = quadratic(x, a);
                risk.add(x, weight, q);
                if self.event[i] {
                    event_count += 1;
                    events.add(x, weight, q);
                }
            }
            if event_count > 0 {
                add_third_moments(self.ties, event_count, &risk, &events, a, &mut traces);
                events = ThirdSums::new(p);
            }
            start = end;
        }
        traces
    }
}

/// The center and the range of a covariate. A covariate of 0 and 1 is not centered: its zeros save
/// work, and no digits cancel.
fn spread(design: &Design, j: usize) -> (f64, f64) {
    let column = || design.rows.iter().skip(j).step_by(design.columns);
    let n = column().count() as f64;
    let low = column().copied().fold(f64::INFINITY, f64::min);
    let high = column().copied().fold(f64::NEG_INFINITY, f64::max);
    let indicator = column().all(|&x| x == 0.0 || x == 1.0);
    let mean = column().sum::<f64>() / n;
    (if indicator { 0.0 } else { mean }, high - low)
}

/// The columns that earlier columns determine in the differences between the animals `at_risk`, and
/// these together with the columns on which they depend.
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
    let dropped: Vec<bool> = (0..p).map(|j| factor.is_dropped(j)).collect();
    let mut all = dropped.clone();
    for out in (0..p).filter(|&j| dropped[j]) {
        let shares = factor.solve(squares.row(out));
        for (j, share) in shares.iter().enumerate() {
            let effect = share.abs() * ranges[j] / ranges[out].max(f64::MIN_POSITIVE);
            // In units of both ranges; below, it is the rounding of the factor.
            all[j] |= effect > 1e-6;
        }
    }
    (dropped, all)
}

/// xᵀAx.
fn quadratic(x: &[Cell], a: &Matrix) -> f64 {
    x.iter().map(|&(i, xi)| xi * sparse_dot(x, a.row(i))).sum()
}

/// The terms of one time, added up.
struct Terms {
    /// Σ ln φ.
    ln: f64,
    /// Σ fᵏ/φ for k 0 and 1.
    first: [f64; 2],
    /// Σ fᵏ/φ² for k 0, 1 and 2.
    second: [f64; 3],
}

/// The share f of each term, and φ.
fn each_term(
    ties: Ties,
    event_count: usize,
    risk: f64,
    events: f64,
) -> impl Iterator<Item = (f64, f64)> {
    (0..event_count).map(move |step| {
        let share = match ties {
            Ties::Efron => step as f64 / event_count as f64,
            Ties::Breslow => 0.0,
        };
        (share, risk - share * events)
    })
}

impl Terms {
    fn new(ties: Ties, event_count: usize, risk: f64, events: f64) -> Self {
        let mut sums = Self {
            ln: 0.0,
            first: [0.0; 2],
            second: [0.0; 3],
        };
        for (share, left) in each_term(ties, event_count, risk, events) {
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

    /// Subtracts the means of all terms from the score.
    fn subtract_from_score(&self, risk: &Sums, events: &Sums, score: &mut [f64]) {
        for (j, u) in score.iter_mut().enumerate() {
            *u -= self.first[0] * risk.one[j] - self.first[1] * events.one[j];
        }
    }

    /// Adds the lower triangle of the information of all terms.
    fn add_information(&self, risk: &Sums, events: &Sums, information: &mut Matrix) {
        let p = information.p;
        for i in 0..p {
            let (s, d) = (risk.one[i], events.one[i]);
            // (as − bd) sᵀ + (cd − bs) dᵀ, row by row.
            let by_s = self.second[0] * s - self.second[1] * d;
            let by_d = self.second[2] * d - self.second[1] * s;
            let row = &mut information.cells[i * p..i * p + i + 1];
            let (s2, d2) = (risk.two.row(i), events.two.row(i));
            for (j, cell) in row.iter_mut().enumerate() {
                *cell += self.first[0] * s2[j]
                    - self.first[1] * d2[j]
                    - by_s * risk.one[j]
                    - by_d * events.one[j];
            }
        }
    }
}

/// [`Sums`], with Σwq and Σwqx.
struct ThirdSums {
    sums: Sums,
    q: f64,
    xq: Vec<f64>,
}

impl ThirdSums {
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

/// Adds the traces of the third moments of one time's terms.
fn add_third_moments(
    ties: Ties,
    event_count: usize,
    risk: &ThirdSums,
    events: &ThirdSums,
    a: &Matrix,
    traces: &mut [f64],
) {
    let whole = |sums: &Sums| {
        let mut two = sums.two.clone();
        two.mirror();
        two
    };
    let (s, d) = (&risk.sums, &events.sums);
    let (s2, d2) = (whole(s), whole(d));
    let (s_a, d_a) = (a.times(&s.one), a.times(&d.one));
    let (ss, sd) = (s2.times(&s_a), s2.times(&d_a));
    let (ds, dd) = (d2.times(&s_a), d2.times(&d_a));
    for (f, left) in each_term(ties, event_count, s.zero, d.zero) {
        let mean = |j: usize| (s.one[j] - f * d.one[j]) / left;
        let square: f64 = (0..traces.len())
            .map(|j| mean(j) * (s_a[j] - f * d_a[j]) / left)
            .sum();
        let q = (risk.q - f * events.q) / left;
        for (j, trace) in traces.iter_mut().enumerate() {
            let second = (ss[j] - f * (sd[j] + ds[j]) + f * f * dd[j]) / (left * left);
            let third = (risk.xq[j] - f * events.xq[j]) / left;
            *trace += third - 2.0 * second + mean(j) * (2.0 * square - q);
        }
    }
}
