//! Tests of fixed effects, with degrees of freedom that follow from how well the variances are known.
//!
//! Everything comes from the variance of a contrast as a function of the variances, v = l'Φl, with
//! its first and second derivatives. Satterthwaite: ν = 2v²/(g'Ag), g the gradient of v in θ and the
//! residual variances, and A = 2H⁻¹ with H the Hessian of the deviance. Kenward-Roger: W = 2·I⁻¹ with I the expected
//! information of the (linear) variances, Φ_A = Φ − Σ W_ij ∂²Φ/∂σᵢ∂σⱼ, and for q contrasts with K =
//! LΦL', Kᵢ its derivatives: A₁ = Σ W_ij tr(K⁻¹Kᵢ)tr(K⁻¹Kⱼ), A₂ = Σ W_ij tr(K⁻¹KᵢK⁻¹Kⱼ), from which
//! the denominator's ν and the scale of F; for one contrast ν = 2/A₂ and the scale is 1.

use nalgebra::{DMatrix, DVector, SymmetricEigen};

use super::basis::Combination;
use super::fit::Fit;
use super::joint::ByClass;
use crate::distribution::{f, student};

/// The approximation that gives the degrees of freedom.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Freedom {
    /// Satterthwaite's approximation, as in lmerTest.
    Satterthwaite,
    /// Kenward and Roger's adjusted covariance and degrees of freedom, as in pbkrtest. For REML
    /// fits only.
    KenwardRoger,
}

/// An estimate and its test against 0.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Estimate {
    /// In the units of the response (per day for slopes).
    pub estimate: f64,
    /// Standard error, adjusted with [`Freedom::KenwardRoger`].
    pub se: f64,
    /// Degrees of freedom, above 0.
    pub df: f64,
    /// estimate/se.
    pub t: f64,
    /// Two-sided p of Student's t.
    pub p: f64,
}

/// Estimates that are tested together, with their correlation: the input of an adjustment for their
/// number.
#[derive(Debug, Clone, PartialEq)]
pub struct Family {
    /// In the order asked for; `None` where the readings do not determine the estimate.
    pub estimates: Vec<Option<Estimate>>,
    /// Correlation of the estimates; 0 where one of the two is missing.
    pub correlation: Vec<Vec<f64>>,
}

/// A test of several combinations at once.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct FTest {
    /// The statistic, scaled with [`Freedom::KenwardRoger`].
    pub f: f64,
    /// Number of linearly independent combinations.
    pub df1: f64,
    /// Degrees of freedom of the denominator.
    pub df2: f64,
    /// Upper tail of F.
    pub p: f64,
}

/// K = LΦL' of some combinations, relative to the residual variances, with its derivatives.
struct Covariance {
    size: usize,
    entries: Vec<ByClass>,
}

impl Covariance {
    fn of(fit: &Fit, combinations: &[&Combination]) -> Self {
        let entries = combinations.iter().flat_map(|l| {
            let row = combinations.iter().map(|m| fit.jet(l, m));
            row.collect::<Vec<_>>()
        });
        Self {
            size: combinations.len(),
            entries: entries.collect(),
        }
    }

    /// The matrix of one number of every entry.
    fn matrix(&self, cell: impl FnMut(&ByClass) -> f64) -> DMatrix<f64> {
        DMatrix::from_row_iterator(self.size, self.size, self.entries.iter().map(cell))
    }

    /// K, adjusted for Kenward-Roger; `None` then for an ML fit.
    fn values(&self, fit: &Fit, freedom: Freedom) -> Option<DMatrix<f64>> {
        let values: Option<Vec<f64>> = (self.entries.iter())
            .map(|entry| relative(entry, fit, freedom))
            .collect();
        Some(DMatrix::from_row_slice(self.size, self.size, &values?))
    }

    /// The derivatives of K in each parameter of the expected information.
    fn derivatives(&self, fit: &Fit) -> Vec<DMatrix<f64>> {
        let gradients = self.entries.iter();
        let gradients: Vec<_> = gradients
            .map(|entry| fit.information.expected_gradient(entry))
            .collect();
        let parameters = gradients.first().map_or(0, DVector::len);
        let of = |i: usize| gradients.iter().map(move |gradient| gradient[i]);
        (0..parameters)
            .map(|i| DMatrix::from_row_iterator(self.size, self.size, of(i)))
            .collect()
    }
}

/// A covariance of two estimates in units of the first residual variance, adjusted with
/// [`Freedom::KenwardRoger`]; `None` then for an ML fit.
fn relative(of: &ByClass, fit: &Fit, freedom: Freedom) -> Option<f64> {
    match freedom {
        Freedom::Satterthwaite => Some(fit.information.value(of)),
        Freedom::KenwardRoger => fit.information.adjusted(of),
    }
}

/// A contrast with fewer degrees of freedom has no test: its variance is practically unknown.
const FEWEST_DF: f64 = 0.1;

/// Degrees of freedom of one contrast; `None` if they are too few, or for Kenward-Roger and an ML fit.
fn df_of(of: &ByClass, fit: &Fit, freedom: Freedom) -> Option<f64> {
    let information = &fit.information;
    let (g, w) = match freedom {
        Freedom::Satterthwaite => (information.observed_gradient(of), &information.observed),
        Freedom::KenwardRoger => {
            let expected = information.expected.as_ref()?;
            (information.expected_gradient(of), &expected.covariance)
        }
    };
    let v = information.value(of);
    let df = 2.0 * v * v / (g.transpose() * w * &g)[(0, 0)];
    (df.is_finite() && df > FEWEST_DF).then_some(df)
}

impl Fit {
    /// Estimate and test of a combination. `None` if the readings do not determine the combination
    /// or the variance of its estimate, and for [`Freedom::KenwardRoger`] with an ML fit.
    pub fn test(&self, combination: &Combination, freedom: Freedom) -> Option<Estimate> {
        if !self.basis.is_estimable(combination) {
            return None;
        }
        let jet = self.jet(combination, combination);
        let relative = relative(&jet, self, freedom)?;
        let df = df_of(&jet, self, freedom)?;
        let se = (self.unit * relative).sqrt();
        if !(se.is_finite() && se > 0.0) {
            return None;
        }
        let estimate = self.value(combination);
        let t = estimate / se;
        Some(Estimate {
            estimate,
            se,
            df,
            t,
            p: student::two_sided(t, df),
        })
    }

    /// Tests of the coefficients, in their order.
    pub fn coefficient_tests(&self, freedom: Freedom) -> Vec<Option<Estimate>> {
        let terms = self.basis.terms.iter();
        terms.map(|(_, of)| self.test(of, freedom)).collect()
    }

    /// Estimates and tests of several combinations, with their correlation.
    pub fn family(&self, combinations: &[Combination], freedom: Freedom) -> Family {
        let estimates: Vec<_> = combinations.iter().map(|c| self.test(c, freedom)).collect();
        let correlation = |i: usize, j: usize| -> Option<f64> {
            let (a, b) = (estimates[i]?, estimates[j]?);
            let jet = self.jet(&combinations[i], &combinations[j]);
            let correlation = self.unit * relative(&jet, self, freedom)? / (a.se * b.se);
            Some(if i == j {
                1.0
            } else {
                correlation.clamp(-1.0, 1.0)
            })
        };
        let row = |i| {
            (0..combinations.len())
                .map(|j| correlation(i, j).unwrap_or(0.0))
                .collect()
        };
        Family {
            correlation: (0..combinations.len()).map(row).collect(),
            estimates,
        }
    }

    /// The F test that all combinations are 0. Combinations that follow from earlier ones are
    /// dropped. `None` if the readings do not determine one of them, if none is left, or if the
    /// variances are too poorly known.
    pub fn f_test(&self, combinations: &[Combination], freedom: Freedom) -> Option<FTest> {
        if combinations.iter().any(|c| !self.basis.is_estimable(c)) {
            return None;
        }
        let of = independent(self, combinations);
        if of.is_empty() {
            return None;
        }
        let entries = Covariance::of(self, &of);
        let values = DVector::from_iterator(of.len(), of.iter().map(|c| self.value(c)));
        let covariance = entries.values(self, freedom)? * self.unit;
        let wald = values.dot(&covariance.cholesky()?.solve(&values));
        let q = of.len() as f64;
        let (scale, df2) = match freedom {
            Freedom::Satterthwaite => (1.0, self.satterthwaite_f(&of, &entries)?),
            Freedom::KenwardRoger => self.kenward_roger_f(&entries)?,
        };
        let f = scale * wald / q;
        let valid = f.is_finite() && scale > 0.0 && df2.is_finite() && df2 > FEWEST_DF;
        valid.then(|| FTest {
            f,
            df1: q,
            df2,
            p: f::sf(f, q, df2),
        })
    }

    /// Denominator degrees of freedom from those of the q principal combinations: with E = Σ ν/(ν −
    /// 2), 2E/(E − q).
    fn satterthwaite_f(&self, of: &[&Combination], entries: &Covariance) -> Option<f64> {
        let eigen = SymmetricEigen::new(entries.matrix(|k| self.information.value(k)));
        let principal = eigen.eigenvectors.column_iter().map(|vector| {
            let weighted = of.iter().zip(vector.iter());
            let sum = weighted.fold(Combination::default(), |sum, (c, w)| sum.plus(c, *w));
            df_of(&self.jet(&sum, &sum), self, Freedom::Satterthwaite)
        });
        let nu = principal.collect::<Option<Vec<f64>>>()?;
        let q = nu.len() as f64;
        let mean = nu.iter().sum::<f64>() / q;
        // Equal ν need no average; lmerTest does the same.
        if nu.iter().all(|nu| (nu - mean).abs() < 1e-8 * mean) {
            return Some(mean);
        }
        // E exists for ν > 2 only; lmerTest then takes 2.
        if nu.iter().any(|nu| *nu <= 2.0) {
            return Some(2.0);
        }
        let expected: f64 = nu.iter().map(|nu| nu / (nu - 2.0)).sum();
        Some(2.0 * expected / (expected - q))
    }

    /// Kenward and Roger's scale of F and denominator degrees of freedom.
    fn kenward_roger_f(&self, entries: &Covariance) -> Option<(f64, f64)> {
        let w = &self.information.expected.as_ref()?.covariance;
        let k = entries.matrix(|k| self.information.value(k)).cholesky()?;
        let relative: Vec<DMatrix<f64>> = (entries.derivatives(self).iter())
            .map(|derivative| k.solve(derivative))
            .collect();
        let (mut a1, mut a2) = (0.0, 0.0);
        for (i, left) in relative.iter().enumerate() {
            let turned = left.transpose();
            for (j, right) in relative.iter().enumerate().take(i + 1) {
                let weight = if i == j { w[(i, i)] } else { 2.0 * w[(i, j)] };
                a1 += weight * left.trace() * right.trace();
                a2 += weight * turned.dot(right);
            }
        }
        Some(f_scale(entries.size as f64, a1, a2))
    }
}

/// Scale and denominator degrees of freedom from A₁ and A₂ (Kenward and Roger 1997, section 3),
/// with the limits that pbkrtest takes where a denominator vanishes.
fn f_scale(q: f64, a1: f64, a2: f64) -> (f64, f64) {
    let b = (a1 + 6.0 * a2) / (2.0 * q);
    let g = ((q + 1.0) * a1 - (q + 4.0) * a2) / ((q + 2.0) * a2);
    let bottom = 3.0 * q + 2.0 * (1.0 - g);
    let (c1, c2, c3) = (g / bottom, (q - g) / bottom, (q + 2.0 - g) / bottom);
    let ratio = |a: f64, b: f64| {
        if a.abs() < 1e-14 && b.abs() < 1e-14 {
            1.0
        } else {
            a / b
        }
    };
    let v0 = 1.0 + c1 * b;
    let v0 = if v0.abs() < 1e-10 { 0.0 } else { v0 };
    let rho = ratio(1.0 - a2 / q, 1.0 - c2 * b).powi(2) * v0 / (1.0 - c3 * b) / q;
    let df = 4.0 + (q + 2.0) / (q * rho - 1.0);
    let scale = if (df - 2.0).abs() < 1e-2 {
        1.0
    } else {
        df * (1.0 - a2 / q) / (df - 2.0)
    };
    (scale, df)
}

/// The combinations without those that earlier ones determine: those whose variance is not explained
/// by that of the earlier ones.
fn independent<'a>(fit: &Fit, of: &'a [Combination]) -> Vec<&'a Combination> {
    let all: Vec<&Combination> = of.iter().collect();
    let mut k = Covariance::of(fit, &all).matrix(|k| fit.information.value(k));
    let variances = k.diagonal();
    let mut kept = Vec::new();
    for (i, combination) in all.into_iter().enumerate() {
        if k[(i, i)] <= 1e-10 * variances[i] || variances[i] <= 0.0 {
            continue;
        }
        let column = k.column(i).clone_owned();
        k -= &column * column.transpose() / column[i];
        kept.push(combination);
    }
    kept
}
