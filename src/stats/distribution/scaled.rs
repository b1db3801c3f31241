//! A statistic of normal values divided by their common, estimated standard deviation.
//!
//! **Formulas.** With s = √(χ²_ν/ν), P(X/s ≥ q) = E[Ḡ(q·s)], Ḡ the tail for a known standard deviation.
//! Over v = ln s the integrand is smooth and vanishes at both ends, so the trapezoidal rule converges
//! exponentially. Its nodes stand on one lattice in ln(q·s), the same for every q: what Ḡ is there is
//! computed once, and further tails and the search of a quantile cost next to nothing.

use std::collections::BTreeMap;

use super::quadrature::{LogConcave, UNSEEN};
use super::root;

/// Beyond this many degrees of freedom the standard deviation counts as known.
const KNOWN: f64 = 1e10;

/// Ḡ is 0 above e to this, and no different from Ḡ(0) below e to [`LN_LOWEST`].
const LN_HIGHEST: f64 = 4.3;
const LN_LOWEST: f64 = -32.0;

/// The tail of a statistic divided by s.
pub(super) struct Scaled {
    /// Ḡ(w).
    tail: Box<dyn Fn(f64) -> f64 + Send + Sync>,
    df: f64,
    /// Far out, ln Ḡ(w) is about −curvature·w².
    curvature: f64,
    /// Between nodes, in ln w.
    step: f64,
    /// ln of the integral of the density of v up to its constant.
    ln_mass: f64,
    /// ln Ḡ where it is known, by the sign of w and the number of the node.
    known: BTreeMap<(bool, i64), f64>,
}

impl Scaled {
    /// None unless `df` is above 0; infinite is allowed.
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
            known: BTreeMap::new(),
        };
        scaled.set_df(df)?;
        Some(scaled)
    }

    /// Other degrees of freedom. What is known of Ḡ is kept where its nodes stand close enough: from many
    /// degrees of freedom to fewer, down to a sixty-fourth. None as for [`Self::new`]; then nothing
    /// changes.
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
            self.known.clear();
        }
        self.ln_mass = if df > KNOWN { 0.0 } else { density.mass().ln() };
        self.df = df;
        Some(())
    }

    /// ln P(X/s ≥ q).
    pub fn ln_sf(&mut self, q: f64) -> f64 {
        if q.is_nan() {
            return f64::NAN;
        }
        if q == 0.0 || self.df > KNOWN {
            return (self.tail)(q).ln();
        }
        let ln_q = q.abs().ln();
        let curvature = if q > 0.0 { self.curvature } else { 0.0 };
        // Where density and tail together are largest, about.
        let summit = -0.5 * (2.0 * curvature * q * q / self.df).ln_1p();
        let highest = (ln_q + summit).min(LN_HIGHEST - 0.7);
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
                if term < best - UNSEEN {
                    break;
                }
                node += onward;
            }
        }
        let sum: f64 = terms.iter().map(|term| (term - best).exp()).sum();
        (best + (sum * self.step).ln() - self.ln_mass).min(0.0)
    }

    /// The q with P(X/s ≤ q) = p; none unless 0 < p < 1.
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

    fn ln_tail(&mut self, positive: bool, node: i64) -> f64 {
        let ln_w = node as f64 * self.step;
        if ln_w > LN_HIGHEST && positive {
            return f64::NEG_INFINITY;
        }
        let (tail, key) = (&self.tail, (positive, node));
        *self.known.entry(key).or_insert_with(|| {
            let w = ln_w.clamp(LN_LOWEST, LN_HIGHEST).exp();
            tail(if positive { w } else { -w }).ln()
        })
    }
}

/// ln of the density of v = ln √(χ²_ν/ν), up to its constant.
fn ln_density(v: f64, df: f64) -> f64 {
    df * (v - 0.5 * (2.0 * v).exp_m1())
}

/// Degrees of freedom, and how close the tails of t values agree with Student's.
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
