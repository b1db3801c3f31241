//! Tests of fixed effects whose degrees of freedom follow from how well the variances are known.
//!
//! Everything comes from the variance of a contrast as a function of the variances, v = l'Φl, with its
//! first and second derivatives. Satterthwaite: ν = 2v²/(g'Ag), g the gradient of v in (θ, σ²) and
//! A = 2H⁻¹ with H the Hessian of the deviance. Kenward-Roger: W = 2·I⁻¹ with I the expected
//! information of the (linear) variances, Φ_A = Φ − Σ W_ij ∂²Φ/∂σᵢ∂σⱼ, and for q contrasts with
//! K = LΦL', Kᵢ its derivatives: A₁ = Σ W_ij tr(K⁻¹Kᵢ)tr(K⁻¹Kⱼ), A₂ = Σ W_ij tr(K⁻¹KᵢK⁻¹Kⱼ), from which
//! the denominator's ν and the scale of F; for one contrast ν = 2/A₂ and the scale is 1.

use nalgebra::{DMatrix, DVector, SymmetricEigen};

use super::basis::Combination;
use super::criterion::State;
use super::fit::Fit;
use super::jet::Jet;
use super::model::Method;
use super::theta::{absolute, gradient, hessian};
use crate::distribution::{f, student};

/// How degrees of freedom are found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Freedom {
    /// Satterthwaite's approximation, as lmerTest.
    Satterthwaite,
    /// Kenward and Roger's adjusted covariance and degrees of freedom, as pbkrtest. For REML fits.
    KenwardRoger,
}

/// An estimate and its test against 0.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Estimate {
    /// The estimate.
    pub estimate: f64,
    /// Its standard error; adjusted with Kenward-Roger.
    pub se: f64,
    /// Degrees of freedom, above 0.
    pub df: f64,
    /// estimate/se.
    pub t: f64,
    /// Two-sided p of Student's t.
    pub p: f64,
}

/// Estimates that are judged together, and how they hang together: what an adjustment for their
/// number needs.
#[derive(Debug, Clone, PartialEq)]
pub struct Family {
    /// In the order asked for; none where the readings do not determine one.
    pub estimates: Vec<Option<Estimate>>,
    /// Correlation of the estimates; 0 beside one that is missing.
    pub correlation: Vec<Vec<f64>>,
}

/// A test of several combinations at once.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct FTest {
    /// F; scaled with Kenward-Roger.
    pub f: f64,
    /// Combinations that do not follow from one another.
    pub df1: f64,
    /// Degrees of freedom of the denominator.
    pub df2: f64,
    /// Upper tail of F.
    pub p: f64,
}

/// How well the variances are known, in units of the residual variance.
#[derive(Debug, Clone)]
pub struct Information {
    free: &'static [usize],
    theta: [f64; 3],
    /// Covariance of (free θ, residual variance) by the Hessian of the deviance.
    observed: DMatrix<f64>,
    /// Covariance of (free covariances, residual variance) by the expected information; REML only.
    expected: Option<DMatrix<f64>>,
}

impl Information {
    pub fn new(
        state: &State,
        method: Method,
        free: &'static [usize],
        theta: [f64; 3],
        df: f64,
        sigma2: f64,
    ) -> Self {
        let log_det = match method {
            Method::Reml => state.log_det_v + state.log_det_x,
            Method::Ml => state.log_det_v,
        };
        let rss = state.rss.times(1.0 / sigma2);
        let expected = (method == Method::Reml)
            .then(|| expected_information(&log_det, free, state.relative.d, df));
        let observed = observed_information(&(log_det + rss), &rss, free, theta, df);
        Self {
            free,
            theta,
            observed: pseudo_inverse(&observed) * 2.0,
            expected: expected.map(|information| pseudo_inverse(&information) * 2.0),
        }
    }
}

/// Hessian of the deviance ln|V| (+ ln|X'V⁻¹X|) + rss/s + df·ln s in (θ, s) at s = 1.
fn observed_information(
    deviance: &Jet,
    rss: &Jet,
    free: &[usize],
    theta: [f64; 3],
    df: f64,
) -> DMatrix<f64> {
    let (h, cross, n) = (hessian(deviance, theta), gradient(rss, theta), free.len());
    DMatrix::from_fn(n + 1, n + 1, |i, j| match (free.get(i), free.get(j)) {
        (Some(&a), Some(&b)) => h[a][b],
        (Some(&a), None) | (None, Some(&a)) => -cross[a],
        (None, None) => df,
    })
}

/// tr(PVᵢPVⱼ) for the derivatives Vᵢ of V in (covariances, s): minus the second derivatives of
/// ln|V| + ln|X'V⁻¹X|, which for s follow from those in the relative covariances.
fn expected_information(log_det: &Jet, free: &[usize], d: [f64; 3], df: f64) -> DMatrix<f64> {
    let along = |i: usize| -> f64 {
        let second = free.iter().map(|&j| log_det.second(i, j) * d[j]);
        second.sum::<f64>() + log_det.d[i]
    };
    let n = free.len();
    DMatrix::from_fn(n + 1, n + 1, |i, j| match (free.get(i), free.get(j)) {
        (Some(&a), Some(&b)) => -log_det.second(a, b),
        (Some(&a), None) | (None, Some(&a)) => along(a),
        (None, None) => {
            let all = free.iter().map(|&a| (along(a) + log_det.d[a]) * d[a]);
            df - all.sum::<f64>()
        }
    })
}

/// Inverse over the directions that are determined, whatever the units of each variable.
fn pseudo_inverse(matrix: &DMatrix<f64>) -> DMatrix<f64> {
    let n = matrix.nrows();
    let scale = DVector::from_fn(n, |i, _| {
        let square = matrix[(i, i)];
        if square > 0.0 {
            1.0 / square.sqrt()
        } else {
            0.0
        }
    });
    let scaled = DMatrix::from_fn(n, n, |i, j| matrix[(i, j)] * scale[i] * scale[j]);
    let eigen = SymmetricEigen::new(scaled);
    let mut inverse = DMatrix::zeros(n, n);
    let pairs = eigen.eigenvalues.iter();
    for (value, vector) in pairs.zip(eigen.eigenvectors.column_iter()) {
        if *value > 1e-9 {
            let vector = vector.component_mul(&scale);
            inverse += &vector * vector.transpose() / *value;
        }
    }
    inverse
}

/// K = LΦL' relative to the residual variance, and what is derived from it.
struct Spread {
    size: usize,
    jets: Vec<Jet>,
}

impl Spread {
    fn of(fit: &Fit, combinations: &[&Combination]) -> Self {
        let jets = combinations.iter().flat_map(|l| {
            let row = combinations.iter().map(|m| fit.jet(l, m));
            row.collect::<Vec<_>>()
        });
        Self {
            size: combinations.len(),
            jets: jets.collect(),
        }
    }

    fn matrix(&self, cell: impl Fn(&Jet) -> f64) -> DMatrix<f64> {
        DMatrix::from_row_iterator(self.size, self.size, self.jets.iter().map(cell))
    }

    /// K, adjusted if asked for.
    fn covariance(&self, fit: &Fit, freedom: Freedom) -> Option<DMatrix<f64>> {
        Some(match freedom {
            Freedom::Satterthwaite => self.matrix(|jet| jet.v),
            Freedom::KenwardRoger => {
                let w = fit.information.expected.as_ref()?;
                self.matrix(|jet| adjusted(jet, fit, w))
            }
        })
    }
}

/// An entry of Φ_A.
fn adjusted(jet: &Jet, fit: &Fit, w: &DMatrix<f64>) -> f64 {
    let (_, second) = absolute(jet, fit.information.free, fit.state.relative.d);
    let rows = second.iter().enumerate();
    let bias: f64 = rows
        .flat_map(|(i, row)| row.iter().enumerate().map(move |(j, x)| w[(i, j)] * x))
        .sum();
    jet.v - bias
}

/// First derivatives of an entry of K in (covariances, residual variance).
fn slopes(jet: &Jet, fit: &Fit) -> Vec<f64> {
    absolute(jet, fit.information.free, fit.state.relative.d).0
}

/// Satterthwaite's degrees of freedom of one variance.
fn satterthwaite(jet: &Jet, fit: &Fit) -> f64 {
    let of_theta = gradient(jet, fit.information.theta);
    let mut g: Vec<f64> = fit.information.free.iter().map(|&k| of_theta[k]).collect();
    g.push(jet.v);
    let g = DVector::from_vec(g);
    2.0 * jet.v * jet.v / (g.transpose() * &fit.information.observed * &g)[(0, 0)]
}

/// Fewer degrees of freedom say that the variance of a contrast is not known at all.
const FEWEST: f64 = 0.1;

/// Degrees of freedom of one contrast.
fn freedom_of(jet: &Jet, fit: &Fit, freedom: Freedom) -> Option<f64> {
    let df = match freedom {
        Freedom::Satterthwaite => satterthwaite(jet, fit),
        Freedom::KenwardRoger => {
            let w = fit.information.expected.as_ref()?;
            let g = DVector::from_vec(slopes(jet, fit));
            2.0 * jet.v * jet.v / (g.transpose() * w * &g)[(0, 0)]
        }
    };
    (df.is_finite() && df > FEWEST).then_some(df)
}

impl Fit {
    /// Estimate and test of a combination. None if the readings do not determine it, or how well the
    /// variances are known; with Kenward-Roger also for ML fits.
    pub fn test(&self, of: &Combination, freedom: Freedom) -> Option<Estimate> {
        if !self.basis.is_estimable(of) {
            return None;
        }
        let jet = self.jet(of, of);
        let relative = match freedom {
            Freedom::Satterthwaite => jet.v,
            Freedom::KenwardRoger => adjusted(&jet, self, self.information.expected.as_ref()?),
        };
        let df = freedom_of(&jet, self, freedom)?;
        let se = (self.variances.residual * relative).sqrt();
        if !(se.is_finite() && se > 0.0) {
            return None;
        }
        let estimate = self.value(of);
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

    /// Several combinations, to be judged together.
    pub fn family(&self, of: &[Combination], freedom: Freedom) -> Family {
        let estimates: Vec<_> = of.iter().map(|c| self.test(c, freedom)).collect();
        let correlation = |i: usize, j: usize| -> Option<f64> {
            let (a, b) = (estimates[i]?, estimates[j]?);
            let jet = self.jet(&of[i], &of[j]);
            let relative = match freedom {
                Freedom::Satterthwaite => jet.v,
                Freedom::KenwardRoger => adjusted(&jet, self, self.information.expected.as_ref()?),
            };
            let correlation = self.variances.residual * relative / (a.se * b.se);
            Some(if i == j {
                1.0
            } else {
                correlation.clamp(-1.0, 1.0)
            })
        };
        let row = |i| {
            (0..of.len())
                .map(|j| correlation(i, j).unwrap_or(0.0))
                .collect()
        };
        Family {
            correlation: (0..of.len()).map(row).collect(),
            estimates,
        }
    }

    /// Whether all combinations are 0: the F test. None if one of them is not determined, none is left,
    /// or the variances are known too poorly for an F; combinations that follow from others count once.
    pub fn f_test(&self, of: &[Combination], freedom: Freedom) -> Option<FTest> {
        if of.iter().any(|c| !self.basis.is_estimable(c)) {
            return None;
        }
        let of = independent(self, of);
        let of: Vec<&Combination> = of.iter().collect();
        if of.is_empty() {
            return None;
        }
        let spread = Spread::of(self, &of);
        let values = DVector::from_iterator(of.len(), of.iter().map(|c| self.value(c)));
        let covariance = spread.covariance(self, freedom)? * self.variances.residual;
        let wald = values.dot(&covariance.cholesky()?.solve(&values));
        let q = of.len() as f64;
        let (scale, df2) = match freedom {
            Freedom::Satterthwaite => (1.0, self.satterthwaite_f(&of, &spread)?),
            Freedom::KenwardRoger => self.kenward_roger_f(&spread)?,
        };
        let f = scale * wald / q;
        let sound = f.is_finite() && scale > 0.0 && df2.is_finite() && df2 > FEWEST;
        sound.then(|| FTest {
            f,
            df1: q,
            df2,
            p: f::sf(f, q, df2),
        })
    }

    /// From the degrees of freedom of the principal combinations: with E = Σ ν/(ν − 2), 2E/(E − q).
    fn satterthwaite_f(&self, of: &[&Combination], spread: &Spread) -> Option<f64> {
        let eigen = SymmetricEigen::new(spread.matrix(|jet| jet.v));
        let principal = eigen.eigenvectors.column_iter().map(|vector| {
            let weighted = of.iter().zip(vector.iter());
            let sum = weighted.fold(Combination::default(), |sum, (c, w)| sum.plus(c, *w));
            freedom_of(&self.jet(&sum, &sum), self, Freedom::Satterthwaite)
        });
        let nu = principal.collect::<Option<Vec<f64>>>()?;
        let q = nu.len() as f64;
        let mean = nu.iter().sum::<f64>() / q;
        if nu.iter().all(|nu| (nu - mean).abs() < 1e-8 * mean) {
            return Some(mean);
        }
        if nu.iter().any(|nu| *nu <= 2.0) {
            return Some(2.0);
        }
        let expected: f64 = nu.iter().map(|nu| nu / (nu - 2.0)).sum();
        Some(2.0 * expected / (expected - q))
    }

    /// Scale of F and degrees of freedom of its denominator.
    fn kenward_roger_f(&self, spread: &Spread) -> Option<(f64, f64)> {
        let w = self.information.expected.as_ref()?;
        let k = spread.matrix(|jet| jet.v).cholesky()?;
        let n = w.nrows();
        let moved = |i: usize| k.solve(&spread.matrix(|jet| slopes(jet, self)[i]));
        let moved: Vec<DMatrix<f64>> = (0..n).map(moved).collect();
        let (mut a1, mut a2) = (0.0, 0.0);
        for i in 0..n {
            for j in 0..n {
                a1 += w[(i, j)] * moved[i].trace() * moved[j].trace();
                a2 += w[(i, j)] * (&moved[i] * &moved[j]).trace();
            }
        }
        Some(f_scale(spread.size as f64, a1, a2))
    }
}

/// Kenward and Roger 1997, section 3, with pbkrtest's guards where a denominator vanishes.
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

/// The combinations without those that follow from the ones before.
fn independent(fit: &Fit, of: &[Combination]) -> Vec<Combination> {
    let mut kept: Vec<Combination> = Vec::new();
    for combination in of {
        let mut with = kept.clone();
        with.push(combination.clone());
        let refs: Vec<&Combination> = with.iter().collect();
        let k = Spread::of(fit, &refs).matrix(|jet| jet.v);
        let last = with.len() - 1;
        let beside = k.view((0, 0), (last, last)).into_owned();
        let across = k.view((0, last), (last, 1)).into_owned();
        let explained = match beside.cholesky() {
            Some(factor) if last > 0 => across.dot(&factor.solve(&across)),
            _ => 0.0,
        };
        if k[(last, last)] - explained > 1e-10 * k[(last, last)] {
            kept = with;
        }
    }
    kept
}
