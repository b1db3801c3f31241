//! Fixed effects as they are inside (a line per arm, day centered and scaled) and as they are told
//! (treatment contrasts on the days as given): sums of a few inner numbers each.

use super::blocks::Blocks;
use super::criterion::{Kept, State};
use super::fit::Fit;
use super::jet::Jet;
use super::model::{Arms, Fixed, Model, Term};

/// A linear combination of fixed effects: a slope, a mean on a day, a difference of such.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Combination(pub(super) Vec<(usize, f64)>);

impl Combination {
    /// This less another.
    pub fn minus(&self, other: &Self) -> Self {
        self.plus(other, -1.0)
    }

    /// This and `times` another.
    pub fn plus(&self, other: &Self, times: f64) -> Self {
        let mut sum = self.0.clone();
        for &(at, weight) in &other.0 {
            match sum.iter_mut().find(|(there, _)| *there == at) {
                Some((_, old)) => *old += times * weight,
                None => sum.push((at, times * weight)),
            }
        }
        sum.retain(|(_, weight)| *weight != 0.0);
        Self(sum)
    }

    fn norm(&self) -> f64 {
        self.0.iter().map(|(_, w)| w * w).sum::<f64>().sqrt()
    }
}

/// Where the fixed effects are.
#[derive(Debug, Clone)]
pub struct Basis {
    pub center: f64,
    pub scale: f64,
    pub local: usize,
    pub border: usize,
    pub arms: usize,
    /// Kept columns that are the day.
    pub days: usize,
    /// What each reported effect is.
    pub terms: Vec<(Term, Combination)>,
    /// Covariates at their means over animals with an arm.
    means: Vec<f64>,
    kept: Kept,
    /// Combinations of columns that are 0 everywhere.
    null: Vec<Combination>,
}

impl Basis {
    pub fn new(blocks: &Blocks, kept: &Kept, plain: &State, fixed: &Fixed) -> Self {
        let mut basis = Self {
            center: blocks.center,
            scale: blocks.scale,
            local: blocks.local,
            border: blocks.border,
            arms: blocks.arms.len(),
            days: 0,
            terms: Vec::new(),
            means: means(blocks, fixed),
            kept: kept.clone(),
            null: Vec::new(),
        };
        basis.days = match basis.local {
            2 => kept.local.iter().filter(|kept| kept[1]).count(),
            1 => usize::from(kept.border[0]),
            _ => 0,
        };
        basis.terms = basis.reported();
        basis.null = basis.determined(plain);
        basis
    }

    /// Fixed effects with an estimate.
    pub fn rank(&self) -> usize {
        let local = self.kept.local.iter().flatten();
        local.chain(&self.kept.border).filter(|kept| **kept).count()
    }

    fn common(&self, j: usize) -> usize {
        self.arms * self.local + j
    }

    /// Where the columns of an arm are.
    pub fn columns_of(&self, arm: usize) -> impl Iterator<Item = usize> {
        let own = arm * self.local..(arm + 1) * self.local;
        own.chain(self.common(0)..self.common(self.border))
    }

    /// First covariate among the common columns.
    fn covariates(&self) -> usize {
        if self.local == 1 { 1 } else { 0 }
    }

    /// An arm's level on a day with covariates 0.
    fn level(&self, arm: usize, day: f64) -> Combination {
        let day = (day - self.center) / self.scale;
        let of_day = if self.local == 2 {
            arm * 2 + 1
        } else {
            self.common(0)
        };
        Combination(vec![(arm * self.local, 1.0), (of_day, day)])
    }

    fn slope(&self, arm: usize) -> Combination {
        let zero = self.level(arm, 0.0);
        self.level(arm, 1.0).minus(&zero)
    }

    /// What each effect is that a reader sees.
    fn reported(&self) -> Vec<(Term, Combination)> {
        let one = |at: usize| Combination(vec![(at, 1.0)]);
        if self.local == 0 {
            let column = |j| (Term::Column(j), one(j));
            return (0..self.border).map(column).collect();
        }
        let (level, slope) = (self.level(0, 0.0), self.slope(0));
        let mut terms = Vec::new();
        for arm in 1..self.arms {
            terms.push((Term::Arm(arm), self.level(arm, 0.0).minus(&level)));
        }
        if self.local == 2 {
            for arm in 1..self.arms {
                terms.push((Term::DayByArm(arm), self.slope(arm).minus(&slope)));
            }
        }
        for (k, j) in (self.covariates()..self.border).enumerate() {
            terms.push((Term::Covariate(k), one(self.common(j))));
        }
        terms.insert(0, (Term::Day, slope));
        terms.insert(0, (Term::Intercept, level));
        terms
    }

    /// For each column that is not kept, what of the others it is.
    fn determined(&self, plain: &State) -> Vec<Combination> {
        let mut null = Vec::new();
        for (arm, kept) in self.kept.local.iter().enumerate() {
            for k in (0..self.local).filter(|&k| !kept[k]) {
                let others = (0..self.local).filter(|&l| kept[l]);
                let mut sum = vec![(arm * self.local + k, 1.0)];
                sum.extend(others.map(|l| (arm * self.local + l, -plain.arms[arm].at(l, k).v)));
                null.push(Combination(sum));
            }
        }
        for j in (0..self.border).filter(|&j| !self.kept.border[j]) {
            let others = (0..self.border).filter(|&b| self.kept.border[b]);
            let mut common = vec![(j, 1.0)];
            common.extend(others.map(|b| (b, -plain.border.at(b, j).v)));
            let mut sum: Vec<_> = common.iter().map(|&(b, w)| (self.common(b), w)).collect();
            for (arm, kept) in self.kept.local.iter().enumerate() {
                for l in (0..self.local).filter(|&l| kept[l]) {
                    let on = |b: usize| plain.arms[arm].at(l, self.local + b).v;
                    let weight: f64 = common.iter().map(|&(b, w)| w * on(b)).sum();
                    sum.push((arm * self.local + l, -weight));
                }
            }
            null.push(Combination(sum));
        }
        null
    }

    /// Whether the readings determine a combination.
    pub fn is_estimable(&self, of: &Combination) -> bool {
        self.null.iter().all(|null| {
            let shared = |&(at, w): &(usize, f64)| {
                let other = null.0.iter().find(|(there, _)| *there == at);
                w * other.map_or(0.0, |(_, weight)| *weight)
            };
            let along: f64 = of.0.iter().map(shared).sum();
            along.abs() <= 1e-7 * null.norm() * of.norm()
        })
    }

    /// All inner estimates; 0 where a column is not kept.
    pub fn estimates(&self, state: &State) -> Vec<f64> {
        let response = self.border;
        let mut beta = vec![0.0; self.common(self.border)];
        for j in (0..self.border).filter(|&j| self.kept.border[j]) {
            beta[self.common(j)] = state.border.at(j, response).v;
        }
        for (arm, kept) in self.kept.local.iter().enumerate() {
            for k in (0..self.local).filter(|&k| kept[k]) {
                let on = |j: usize| state.arms[arm].at(k, self.local + j).v;
                let others: f64 = (0..self.border).map(|j| on(j) * beta[self.common(j)]).sum();
                beta[arm * self.local + k] = on(response) - others;
            }
        }
        beta
    }

    /// Covariance of two combinations relative to the residual variance, with its derivatives.
    ///
    /// With B the block of an arm, N = B⁻¹(its common columns) and F the common block after all arms:
    /// Σ l'B⁻¹m over arms + (l − N'l)'F⁻¹(m − N'm).
    pub fn covariance(&self, state: &State, l: &Combination, m: &Combination) -> Jet {
        let mut sum = Jet::default();
        for &(i, wl) in l.0.iter().filter(|(i, _)| self.is_own(*i)) {
            let same_arm = |j: usize| self.is_own(j) && j / self.local == i / self.local;
            for &(j, wm) in m.0.iter().filter(|(j, _)| same_arm(*j)) {
                let inverse = state.arms[i / self.local].at(i % self.local, j % self.local);
                sum += inverse.times(wl * wm);
            }
        }
        if self.border > 0 {
            let (l, m) = (self.on_common(state, l), self.on_common(state, m));
            for (i, l) in l.iter().enumerate().filter(|(i, _)| self.kept.border[*i]) {
                for (j, m) in m.iter().enumerate().filter(|(j, _)| self.kept.border[*j]) {
                    sum += *l * *m * state.border.at(i, j);
                }
            }
        }
        sum
    }

    /// Whether a place is a kept column of an arm's own.
    fn is_own(&self, at: usize) -> bool {
        at < self.common(0) && self.kept.local[at / self.local][at % self.local]
    }

    /// The weights of the common columns once those of the arms are eliminated.
    fn on_common(&self, state: &State, l: &Combination) -> Vec<Jet> {
        let mut left = vec![Jet::default(); self.border];
        for &(at, weight) in &l.0 {
            if at >= self.common(0) {
                left[at - self.common(0)] += Jet::constant(weight);
            } else if self.is_own(at) {
                let arm = &state.arms[at / self.local];
                for (j, cell) in left.iter_mut().enumerate() {
                    *cell += arm.at(at % self.local, self.local + j).times(-weight);
                }
            }
        }
        left
    }

    /// The fixed part of a row of the model.
    pub fn row(&self, model: &Model, i: usize) -> Combination {
        let covariate = |arms: &Arms| {
            let values = arms.covariates.iter().enumerate();
            let first = self.common(self.covariates());
            let animal = model.animal[i];
            values.map(move |(k, c)| (first + k, c[animal])).collect()
        };
        match &model.fixed {
            Fixed::Columns(columns) => {
                Combination(columns.iter().enumerate().map(|(j, c)| (j, c[i])).collect())
            }
            Fixed::DayByArm(arms) | Fixed::DayPlusArm(arms) => {
                let arm = arms.of_animal[model.animal[i]];
                let further: Vec<_> = covariate(arms);
                let mut row = self.level(arm, model.day[i]);
                row.0.extend(further);
                row
            }
        }
    }
}

/// Covariates' means over animals with readings.
fn means(blocks: &Blocks, fixed: &Fixed) -> Vec<f64> {
    let (Fixed::DayByArm(arms) | Fixed::DayPlusArm(arms)) = fixed else {
        return Vec::new();
    };
    let mean = |values: &&[f64]| {
        let used = blocks.animals.iter().zip(*values);
        let used: Vec<f64> = used
            .filter(|(animal, _)| animal.readings > 0)
            .map(|(_, value)| *value)
            .collect();
        used.iter().sum::<f64>() / used.len().max(1) as f64
    };
    arms.covariates.iter().map(mean).collect()
}

impl Fit {
    /// A combination by its weights, in the order of the coefficients; missing weights are 0.
    pub fn combination(&self, weights: &[f64]) -> Combination {
        let terms = self.basis.terms.iter().zip(weights);
        terms.fold(Combination::default(), |sum, ((_, term), weight)| {
            sum.plus(term, *weight)
        })
    }

    /// Rise per day of an arm; none for a design without arms, or an arm that is not there.
    pub fn slope(&self, arm: usize) -> Option<Combination> {
        self.has(arm).then(|| self.basis.slope(arm))
    }

    /// Mean of an arm on a day, covariates at their means over the animals; none as for the slope.
    pub fn mean(&self, arm: usize, day: f64) -> Option<Combination> {
        self.has(arm).then(|| {
            let basis = &self.basis;
            let first = basis.common(basis.covariates());
            let mut mean = basis.level(arm, day);
            let covariates = basis.means.iter().enumerate();
            mean.0
                .extend(covariates.map(|(k, value)| (first + k, *value)));
            mean
        })
    }

    fn has(&self, arm: usize) -> bool {
        self.basis.local > 0 && arm < self.basis.arms
    }

    /// Arms of the model; 0 for a design without.
    pub fn arms(&self) -> usize {
        if self.basis.local > 0 {
            self.basis.arms
        } else {
            0
        }
    }

    /// Covariance of two combinations relative to the residual variance, with derivatives.
    pub(super) fn jet(&self, l: &Combination, m: &Combination) -> Jet {
        self.basis.covariance(&self.state, l, m)
    }
}

/// Differences of all but the first to the first: (which, 0).
pub fn against_first(of: &[Combination]) -> Vec<Combination> {
    let Some((first, others)) = of.split_first() else {
        return Vec::new();
    };
    others.iter().map(|other| other.minus(first)).collect()
}

/// Differences of all pairs, the later less the earlier: 1 − 0, 2 − 0, ..., 2 − 1, ...
pub fn all_pairs(of: &[Combination]) -> Vec<Combination> {
    let from = |i: usize| of[i + 1..].iter().map(move |later| later.minus(&of[i]));
    (0..of.len()).flat_map(from).collect()
}
