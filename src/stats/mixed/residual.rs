//! The residual variances of a model: how many there are, and which one each arm has.
//!
//! A *class* is a set of arms of one residual variance. Class i, for every variance i that the model
//! estimates, is of the arms whose variance that is. With a variance per arm one class more is of
//! the arms that share: their variance is the mean of the others', weighted by residual degrees of
//! freedom. Every class is thus a weighted sum of the estimated variances.

use super::model::Shared;

#[derive(Debug, Clone, PartialEq)]
pub struct Residuals {
    /// Per class, the weight of each estimated variance. The weights of a class sum to 1.
    pub weights: Vec<Vec<f64>>,
    pub class_of_arm: Vec<usize>,
    /// Whether the arm enters the likelihood.
    pub counts: Vec<bool>,
    /// Why an arm shares; none if it does not, or if one variance for all was asked for.
    pub shared: Vec<Option<Shared>>,
    /// A first guess of each variance, relative to the first.
    pub guess: Vec<f64>,
    /// The weights of the pooled variance.
    pub pooled: Vec<f64>,
}

impl Residuals {
    /// One variance for all arms.
    pub fn common(arms: usize) -> Self {
        Self {
            weights: vec![vec![1.0]],
            class_of_arm: vec![0; arms],
            counts: vec![true; arms],
            shared: vec![None; arms],
            guess: vec![1.0],
            pooled: vec![1.0],
        }
    }

    /// Number of variances that the model estimates.
    pub fn count(&self) -> usize {
        self.guess.len()
    }

    /// The variance of each class, from the estimated ones.
    pub fn of_classes(&self, variances: &[f64]) -> Vec<f64> {
        let of_class = |weights: &Vec<f64>| weighted(weights, variances);
        self.weights.iter().map(of_class).collect()
    }

    /// The pooled variance, from the estimated ones.
    pub fn pooled(&self, variances: &[f64]) -> f64 {
        weighted(&self.pooled, variances)
    }

    /// Arms that enter the likelihood, with their class.
    pub fn counted(&self) -> impl Iterator<Item = (usize, usize)> + '_ {
        let arms = self.class_of_arm.iter().copied().enumerate();
        arms.filter(|(arm, _)| self.counts[*arm])
    }
}

fn weighted(weights: &[f64], variances: &[f64]) -> f64 {
    weights.iter().zip(variances).map(|(w, v)| w * v).sum()
}
