//! The fixed effects, as they are computed and as they are reported.
//!
//! Computed: every arm has a line of its own, on the day centered and scaled. Reported: treatment
//! contrasts with the control, on the days as given. Each reported effect is a [`Combination`] of a
//! few computed ones.

use super::blocks::Blocks;
use super::criterion::{Evaluation, KeptColumns};
use super::jet::Jet;
use super::joint::ByClass;
use super::model::{Arms, Fixed, Model, Term};

/// A linear combination of fixed effects: a slope, a mean on a day, or a difference of two of them.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Combination(Vec<(usize, f64)>);

impl Combination {
    /// This combination minus another.
    pub fn minus(&self, other: &Self) -> Self {
        self.plus(other, -1.0)
    }

    /// This combination plus `times` another.
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

    /// The value of the combination at the computed estimates `beta`.
    pub(super) fn value(&self, beta: &[f64]) -> f64 {
        self.0.iter().map(|&(at, w)| w * beta[at]).sum()
    }

    fn norm(&self) -> f64 {
        self.0.iter().map(|(_, w)| w * w).sum::<f64>().sqrt()
    }
}

/// The columns of the fixed part, and how the reported effects follow from them.
#[derive(Debug, Clone)]
pub struct Basis {
    /// The computed day is (day − center)/scale.
    pub center: f64,
    pub scale: f64,
    /// Columns that every arm has for itself.
    pub local: usize,
    /// Columns that all arms have in common.
    pub border: usize,
    /// Arms of the model; 1 for a design without arms.
    pub arms: usize,
    /// The reported effects, each as a combination of computed ones.
    pub terms: Vec<(Term, Combination)>,
    /// Mean of each covariate over the animals with readings.
    covariate_means: Vec<f64>,
    kept: KeptColumns,
    /// Combinations of columns that are 0 in every row.
    null: Vec<Combination>,
}

impl Basis {
    /// `least_squares` is the evaluation at D = 0, which tells how dropped columns depend on kept
    /// ones.
    pub fn new(
        blocks: &Blocks,
        kept: &KeptColumns,
        least_squares: &Evaluation,
        fixed: &Fixed,
    ) -> Self {
        let mut basis = Self {
            center: blocks.center,
            scale: blocks.scale,
            local: blocks.local,
            border: blocks.border,
            arms: blocks.arms.len(),
            terms: Vec::new(),
            covariate_means: covariate_means(blocks, fixed),
            kept: kept.clone(),
            null: Vec::new(),
        };
        basis.terms = basis.reported();
        basis.null = basis.null_combinations(least_squares);
        basis
    }

    /// Number of kept columns that belong to one arm.
    pub fn rank_of_arm(&self, arm: usize) -> usize {
        self.kept.local[arm].iter().filter(|kept| **kept).count()
    }

    /// Number of kept columns that all arms have in common.
    pub fn common_rank(&self) -> usize {
        self.kept.border.iter().filter(|kept| **kept).count()
    }

    /// Number of kept columns, which is the number of fixed effects with an estimate.
    pub fn rank(&self) -> usize {
        let local = (0..self.arms).map(|arm| self.rank_of_arm(arm));
        local.sum::<usize>() + self.common_rank()
    }

    /// Number of kept columns of these arms that are the day: the REML criterion depends on its unit.
    pub fn days(&self, arms: impl Iterator<Item = usize>) -> usize {
        match self.local {
            2 => arms.filter(|&arm| self.kept.local[arm][1]).count(),
            1 => usize::from(self.kept.border[0]),
            _ => 0,
        }
    }

    /// Position of the j-th common column.
    fn common(&self, j: usize) -> usize {
        self.arms * self.local + j
    }

    /// Positions of an arm's columns: its own, then the common ones.
    pub fn columns_of(&self, arm: usize) -> impl Iterator<Item = usize> {
        let own = arm * self.local..(arm + 1) * self.local;
        own.chain(self.common(0)..self.common(self.border))
    }

    /// Index of the first covariate among the common columns; the day comes before it if all arms
    /// share a slope.
    fn first_covariate(&self) -> usize {
        if self.local == 1 { 1 } else { 0 }
    }

    /// The mean of an arm on a day, with all covariates 0.
    fn level(&self, arm: usize, day: f64) -> Combination {
        let day = (day - self.center) / self.scale;
        let of_day = if self.local == 2 {
            arm * 2 + 1
        } else {
            self.common(0)
        };
        Combination(vec![(arm * self.local, 1.0), (of_day, day)])
    }

    /// Rise per day of an arm that is there (see [`Basis::has_arm`]).
    pub fn slope(&self, arm: usize) -> Combination {
        let zero = self.level(arm, 0.0);
        self.level(arm, 1.0).minus(&zero)
    }

    /// Mean of an arm on a day, covariates at their means over the animals with readings.
    pub fn mean(&self, arm: usize, day: f64) -> Combination {
        let first = self.common(self.first_covariate());
        let mut mean = self.level(arm, day);
        let covariates = self.covariate_means.iter().enumerate();
        mean.0
            .extend(covariates.map(|(k, value)| (first + k, *value)));
        mean
    }

    /// Whether the model has arms and this is one of them.
    pub fn has_arm(&self, arm: usize) -> bool {
        self.local > 0 && arm < self.arms
    }

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
        for (k, j) in (self.first_covariate()..self.border).enumerate() {
            terms.push((Term::Covariate(k), one(self.common(j))));
        }
        terms.insert(0, (Term::Day, slope));
        terms.insert(0, (Term::Intercept, level));
        terms
    }

    /// For each dropped column, the combination with kept columns that is 0 in every row.
    fn null_combinations(&self, least_squares: &Evaluation) -> Vec<Combination> {
        let mut null = Vec::new();
        for (arm, kept) in self.kept.local.iter().enumerate() {
            for k in (0..self.local).filter(|&k| !kept[k]) {
                let others = (0..self.local).filter(|&l| kept[l]);
                let mut sum = vec![(arm * self.local + k, 1.0)];
                sum.extend(
                    others.map(|l| (arm * self.local + l, -least_squares.arms[arm].at(l, k).v)),
                );
                null.push(Combination(sum));
            }
        }
        for j in (0..self.border).filter(|&j| !self.kept.border[j]) {
            let others = (0..self.border).filter(|&b| self.kept.border[b]);
            let mut common = vec![(j, 1.0)];
            common.extend(others.map(|b| (b, -least_squares.border.at(b, j).v)));
            let mut sum: Vec<_> = common.iter().map(|&(b, w)| (self.common(b), w)).collect();
            for (arm, kept) in self.kept.local.iter().enumerate() {
                for l in (0..self.local).filter(|&l| kept[l]) {
                    let on = |b: usize| least_squares.arms[arm].at(l, self.local + b).v;
                    let weight: f64 = common.iter().map(|&(b, w)| w * on(b)).sum();
                    sum.push((arm * self.local + l, -weight));
                }
            }
            null.push(Combination(sum));
        }
        null
    }

    /// Whether the readings determine a combination: it must be orthogonal to every null combination.
    pub fn is_estimable(&self, combination: &Combination) -> bool {
        self.null.iter().all(|null| {
            let shared = |&(at, w): &(usize, f64)| {
                let other = null.0.iter().find(|(there, _)| *there == at);
                w * other.map_or(0.0, |(_, weight)| *weight)
            };
            let along: f64 = combination.0.iter().map(shared).sum();
            // The weights carry rounding, so the product is compared with both lengths.
            along.abs() <= 1e-7 * null.norm() * combination.norm()
        })
    }

    /// Estimates of all computed effects; 0 where a column was dropped.
    pub fn estimates(&self, evaluation: &Evaluation) -> Vec<f64> {
        let response = self.border;
        let mut beta = vec![0.0; self.common(self.border)];
        for j in (0..self.border).filter(|&j| self.kept.border[j]) {
            beta[self.common(j)] = evaluation.border.at(j, response).v;
        }
        for (arm, kept) in self.kept.local.iter().enumerate() {
            for k in (0..self.local).filter(|&k| kept[k]) {
                let on = |j: usize| evaluation.arms[arm].at(k, self.local + j).v;
                let others: f64 = (0..self.border).map(|j| on(j) * beta[self.common(j)]).sum();
                beta[arm * self.local + k] = on(response) - others;
            }
        }
        beta
    }

    /// Covariance of two combinations, with its derivatives, relative to the residual variances.
    ///
    /// With B the block of an arm, N = B⁻¹(its common columns) and F the common block after all arms:
    /// Σ l'B⁻¹m over arms + (l − N'l)'F⁻¹(m − N'm).
    pub fn covariance(
        &self,
        evaluation: &Evaluation,
        class_of_arm: &[usize],
        l: &Combination,
        m: &Combination,
    ) -> ByClass {
        let mut sum = ByClass::default();
        for &(i, wl) in l.0.iter().filter(|(i, _)| self.is_kept_in_arm(*i)) {
            let same_arm = |j: usize| self.is_kept_in_arm(j) && j / self.local == i / self.local;
            for &(j, wm) in m.0.iter().filter(|(j, _)| same_arm(*j)) {
                let arm = i / self.local;
                let inverse = evaluation.arms[arm].at(i % self.local, j % self.local);
                sum.add(class_of_arm[arm], inverse.times(wl * wm));
            }
        }
        if self.border > 0 {
            let (l, m) = (
                self.common_weights(evaluation, l),
                self.common_weights(evaluation, m),
            );
            for (i, l) in l.iter().enumerate().filter(|(i, _)| self.kept.border[*i]) {
                for (j, m) in m.iter().enumerate().filter(|(j, _)| self.kept.border[*j]) {
                    sum.add(0, *l * *m * evaluation.border.at(i, j));
                }
            }
        }
        sum
    }

    /// Whether a position is a kept column that belongs to one arm.
    fn is_kept_in_arm(&self, at: usize) -> bool {
        at < self.common(0) && self.kept.local[at / self.local][at % self.local]
    }

    /// The weights of the common columns after the arms' own columns are eliminated.
    fn common_weights(&self, evaluation: &Evaluation, l: &Combination) -> Vec<Jet> {
        let mut left = vec![Jet::default(); self.border];
        for &(at, weight) in &l.0 {
            if at >= self.common(0) {
                left[at - self.common(0)] += Jet::constant(weight);
            } else if self.is_kept_in_arm(at) {
                let arm = &evaluation.arms[at / self.local];
                for (j, cell) in left.iter_mut().enumerate() {
                    *cell += arm.at(at % self.local, self.local + j).times(-weight);
                }
            }
        }
        left
    }

    /// The fixed part of row `i` of the model.
    pub fn row(&self, model: &Model, i: usize) -> Combination {
        let covariate = |arms: &Arms| {
            let values = arms.covariates.iter().enumerate();
            let first = self.common(self.first_covariate());
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

/// Mean of each covariate over the animals with readings.
fn covariate_means(blocks: &Blocks, fixed: &Fixed) -> Vec<f64> {
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

/// Every combination but the first, minus the first.
pub fn against_first(combinations: &[Combination]) -> Vec<Combination> {
    let Some((first, others)) = combinations.split_first() else {
        return Vec::new();
    };
    others.iter().map(|other| other.minus(first)).collect()
}

/// Differences of all pairs, the later minus the earlier: 1 − 0, 2 − 0, ..., 2 − 1, ...
pub fn all_pairs(combinations: &[Combination]) -> Vec<Combination> {
    let from = |i: usize| {
        let later = combinations[i + 1..].iter();
        later.map(move |later| later.minus(&combinations[i]))
    };
    (0..combinations.len()).flat_map(from).collect()
}
