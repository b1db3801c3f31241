//! The distribution of a statistic of normal values divided by their estimated common standard
//! deviation.
//!
//! **Formulas.** With s = √(χ²_ν/ν), P(X/s ≥ q) = E[Ḡ(q·s)], with Ḡ the tail for a known standard
//! deviation. Over v = ln s the integrand is smooth and vanishes at both ends, so the trapezoidal
//! rule converges exponentially. Ḡ itself is an integral. ln Ḡ is smooth, so it is computed at a few points and is a
//! polynomial between them (see [`Pieces`]): further tails, other degrees of freedom and the search for a quantile
//! cost little.

use super::interpolation::Pieces;
use super::quadrature::{LogConcave, NEGLIGIBLE};
use super::root;

/// With more degrees of freedom the standard deviation counts as known.
const KNOWN_SD_DF: f64 = 1e10;

/// Above e to this, Ḡ is 0.
const LN_HIGHEST: f64 = 4.3;
/// Below e to this, Ḡ equals Ḡ(0).
const LN_LOWEST: f64 = -32.0;

/// The tail of a statistic divided by s.
pub(super) struct Scaled {
    /// ln Ḡ(w).
    ln_tail: Pieces,
    df: f64,
    /// For large w, ln Ḡ(w) is about −curvature·w².
    curvature: f64,
    /// Distance between nodes, in v.
    step: f64,
    /// ln of the integral of the density of v, up to a constant factor.
    ln_mass: f64,
}

impl Scaled {
    /// `None` unless `df` is above 0; it may be infinite.
    pub fn new(
        tail: impl Fn(f64) -> f64 + Send + Sync + 'static,
        df: f64,
        curvature: f64,
    ) -> Option<Self> {
        let mut scaled = Self {
            ln_tail: Pieces::new(move |w| tail(w).ln()),
            df,
            curvature,
            step: f64::NAN,
            ln_mass: 0.0,
        };
        scaled.set_df(df)?;
        Some(scaled)
    }

    /// Changes the degrees of freedom. `None`, without a change, unless `df` is above 0.
    pub fn set_df(&mut self, df: f64) -> Option<()> {
        if df.is_nan() || df <= 0.0 {
            return None;
        }
        let scale = (2.0 * df).recip().sqrt();
        let density = LogConcave {
            ln: |v| ln_density(v, df),
            mode: 0.0,
            scale,
        };
        self.step = (0.5 * scale).min(0.1);
        self.ln_mass = if df > KNOWN_SD_DF {
            0.0
        } else {
            density.mass().ln()
        };
        self.df = df;
        Some(())
    }

    /// ln P(X/s ≥ q).
    pub fn ln_sf(&mut self, q: f64) -> f64 {
        if q.is_nan() {
            return f64::NAN;
        }
        if q == 0.0 || self.df > KNOWN_SD_DF {
            return self.ln_tail.exactly(q);
        }
        let ln_q = q.abs().ln();
        let curvature = if q > 0.0 { self.curvature } else { 0.0 };
        // The approximate maximum of the product of density and tail; summation starts there and
        // stops on both sides.
        let maximum = -0.5 * (2.0 * curvature * q * q / self.df).ln_1p();
        let center = maximum.min(LN_HIGHEST - 0.7 - ln_q);
        let mut terms = Vec::new();
        let mut best = f64::NEG_INFINITY;
        for (first, onward) in [(0, -1), (1, 1)] {
            let mut node = first;
            loop {
                let v = center + f64::from(node) * self.step;
                let term = ln_density(v, self.df) + self.ln_tail_at(ln_q + v, q > 0.0);
                best = best.max(term);
                terms.push(term);
                if term < best - NEGLIGIBLE {
                    break;
                }
                node += onward;
            }
        }
        let sum: f64 = terms.iter().map(|term| (term - best).exp()).sum();
        (best + (sum * self.step).ln() - self.ln_mass).min(0.0)
    }

    /// The q with P(X/s ≤ q) = p; `None` unless 0 < p < 1.
    pub fn quantile(&mut self, p: f64) -> Option<f64> {
        let tail = 1.0 - p;
        if !(tail > 0.0 && tail < 1.0) {
            return None;
        }
        let target = tail.ln();
        let (mut low, mut high) = (0.0, 1.0);
        while self.ln_sf(high) > target {
            low = high;
            high *= 2.0;
        }
        if low == 0.0 && self.ln_sf(0.0) < target {
            (low, high) = (-1.0, 0.0);
            while self.ln_sf(low) < target {
                high = low;
                low *= 2.0;
            }
        }
        Some(root::of_decreasing(|q| self.ln_sf(q) - target, low, high))
    }

    /// ln Ḡ at ±e^`ln_w`.
    fn ln_tail_at(&mut self, ln_w: f64, positive: bool) -> f64 {
        if ln_w > LN_HIGHEST && positive {
            return f64::NEG_INFINITY;
        }
        let w = ln_w.clamp(LN_LOWEST, LN_HIGHEST).exp();
        self.ln_tail.at(if positive { w } else { -w })
    }
}

/// ln of the density of v = ln √(χ²_ν/ν), up to a constant.
fn ln_density(v: f64, df: f64) -> f64 {
    df * (v - 0.5 * (2.0 * v).exp_m1())
}

/// Degrees of freedom, and the accuracy with which tails of t values agree with Student's.
#[cfg(test)]
pub(super) const SIZES: [(f64, f64); 7] = [
    (1.0, 1e-11),
    (2.5, 1e-11),
    (10.0, 1e-11),
    (300.0, 1e-11),
    (1e6, 1e-9),
    (1e9, 1e-8),
    (1e12, 1e-7),
];
