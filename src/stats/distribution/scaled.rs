//! The distribution of a statistic of normal values divided by their estimated common standard
//! deviation.
//!
//! **Formulas.** With s = √(χ²_ν/ν), P(X/s ≥ q) = E[Ḡ(q·s)], with Ḡ the tail for a known standard
//! deviation. Over v = ln s the integrand is smooth and vanishes at both ends, so the trapezoidal
//! rule converges exponentially. Its nodes are on one lattice in ln(q·s), the same for every q. The
//! values of Ḡ there are computed once, so further tails and the search for a quantile cost little.

use std::collections::BTreeMap;

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
    /// Ḡ(w).
    tail: Box<dyn Fn(f64) -> f64 + Send + Sync>,
    df: f64,
    /// For large w, ln Ḡ(w) is about −curvature·w².
    curvature: f64,
    /// Distance between nodes, in ln w.
    step: f64,
    /// ln of the integral of the density of v, up to a constant factor.
    ln_mass: f64,
    /// ln Ḡ at nodes where it has been computed, by the sign of w (true: positive) and the index of
    /// the node.
    computed: BTreeMap<(bool, i64), f64>,
}

impl Scaled {
    /// `None` unless `df` is above 0; it may be infinite.
    pub fn new(
        tail: impl Fn(f64) -> f64 + Send + Sync + 'static,
        df: f64,
        curvature: f64,
    ) -> Option<Self> {
        let mut scaled = Self {
            tail: Box::new(tail),
            df,
            curvature,
            step: f64::NAN,
            ln_mass: 0.0,
            computed: BTreeMap::new(),
        };
        scaled.set_df(df)?;
        Some(scaled)
    }

    /// Changes the degrees of freedom. Computed values of Ḡ are kept if the lattice is still fine
    /// enough: from many degrees of freedom to fewer, down to a sixty-fourth. `None`, without a
    /// change, unless `df` is above 0.
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
        let step = (0.5 * scale).min(0.1);
        if !(0.125 * step..=step).contains(&self.step) {
            self.step = step;
            self.computed.clear();
        }
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
            return (self.tail)(q).ln();
        }
        let ln_q = q.abs().ln();
        let curvature = if q > 0.0 { self.curvature } else { 0.0 };
        // The approximate maximum of the product of density and tail; summation starts there and
        // stops on both sides.
        let maximum = -0.5 * (2.0 * curvature * q * q / self.df).ln_1p();
        let highest = (ln_q + maximum).min(LN_HIGHEST - 0.7);
        let center = (highest / self.step).floor() as i64;
        let mut terms = Vec::new();
        let mut best = f64::NEG_INFINITY;
        for (first, onward) in [(center, -1), (center + 1, 1)] {
            let mut node = first;
            loop {
                let v = node as f64 * self.step - ln_q;
                let term = ln_density(v, self.df) + self.ln_tail(q > 0.0, node);
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

    /// ln Ḡ at a node.
    fn ln_tail(&mut self, positive: bool, node: i64) -> f64 {
        let ln_w = node as f64 * self.step;
        if ln_w > LN_HIGHEST && positive {
            return f64::NEG_INFINITY;
        }
        let (tail, key) = (&self.tail, (positive, node));
        *self.computed.entry(key).or_insert_with(|| {
            let w = ln_w.clamp(LN_LOWEST, LN_HIGHEST).exp();
            tail(if positive { w } else { -w }).ln()
        })
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
