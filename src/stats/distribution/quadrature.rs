//! Integrals of smooth positive functions over the whole line or half of it.
//!
//! The trapezoidal rule converges exponentially for an analytic function that vanishes at both ends
//! (Trefethen & Weideman 2014, doi:10.1137/130932132); halving the step squares the error. Two sums
//! that agree to 1e-9 therefore leave an error of about 1e-18, below rounding. A half line is
//! mapped to the whole line by x = exp(u − e^(−u)) (Takahasi & Mori 1974,
//! doi:10.2977/prims/1195192451).

/// The step is halved until two sums agree to this.
const AGREEMENT: f64 = 1e-9;

/// Values this far below the largest, in natural logarithms, are below rounding.
pub(super) const NEGLIGIBLE: f64 = 42.0;

/// ∫ f from `low` to `high`, of a smooth f ≥ 0 that vanishes at both ends.
pub(super) fn trapezoid(f: impl Fn(f64) -> f64, low: f64, high: f64) -> f64 {
    let mut panels = 32;
    let mut step = (high - low) / panels as f64;
    let mut sum: f64 = (0..=panels).map(|i| f(low + i as f64 * step)).sum();
    for halving in 0..12 {
        let middles: f64 = (0..panels).map(|i| f(low + (i as f64 + 0.5) * step)).sum();
        let change = (middles - sum).abs();
        sum += middles;
        panels *= 2;
        step *= 0.5;
        if halving > 0 && change <= AGREEMENT * sum {
            break;
        }
    }
    sum * step
}

/// The positive nodes of the Gauss-Legendre rule of 20 points on −1 to 1, with their weights.
const LEGENDRE: [(f64, f64); 10] = [
    (0.9931285991850949, 0.017614007139152118),
    (0.9639719272779138, 0.04060142980038694),
    (0.912234428251326, 0.06267204833410907),
    (0.8391169718222188, 0.08327674157670475),
    (0.7463319064601508, 0.10193011981724044),
    (0.636053680726515, 0.11819453196151841),
    (0.5108670019508271, 0.13168863844917664),
    (0.37370608871541955, 0.14209610931838204),
    (0.22778585114164507, 0.14917298647260374),
    (0.07652652113349734, 0.15275338713072584),
];

/// Values of f that [`piecewise`] takes between two points.
pub(super) const VALUES_PER_PIECE: usize = 2 * LEGENDRE.len();

/// ∫ f from the first of ascending points to the last, for an f that is smooth between them but may change fast at some:
/// the trapezoidal rule would need its finest step everywhere.
pub(super) fn piecewise(f: impl Fn(f64) -> f64, points: &[f64]) -> f64 {
    let piece = |ends: &[f64]| {
        let (middle, half) = (0.5 * (ends[0] + ends[1]), 0.5 * (ends[1] - ends[0]));
        let both = LEGENDRE.iter().map(|(x, weight)| {
            let (below, above) = (f(middle - half * x), f(middle + half * x));
            weight * (below + above)
        });
        half * both.sum::<f64>()
    };
    points.windows(2).map(piece).sum()
}

/// ∫ f between two ends by the trapezoidal rule with a whole number of steps, of a smooth f that vanishes at both; the
/// first may be the middle of an even function, if its value there counts half.
pub(super) fn trapezoid_in_steps(f: impl Fn(f64) -> f64, [low, high]: [f64; 2], steps: f64) -> f64 {
    let step = (high - low) / steps;
    let values = (0..=steps as usize).map(|i| f(low + i as f64 * step));
    values.sum::<f64>() * step
}

/// A positive function with one maximum, whose logarithm is concave.
pub(super) struct LogConcave<G> {
    /// ln of the function.
    pub ln: G,
    /// The position of the maximum.
    pub mode: f64,
    /// The approximate width.
    pub scale: f64,
}

impl<G: Fn(f64) -> f64> LogConcave<G> {
    /// ∫ exp(ln − ln at the maximum) over the whole line.
    pub fn mass(&self) -> f64 {
        let top = (self.ln)(self.mode);
        let reach = |side| self.mode + side * self.reach(self.mode, side, NEGLIGIBLE);
        trapezoid(|y| ((self.ln)(y) - top).exp(), reach(-1.0), reach(1.0))
    }

    /// ln of the share of the integral on one `side` of `from`: −1 below, 1 above.
    pub fn ln_share(&self, from: f64, side: f64) -> f64 {
        let outward = (from - self.mode) * side >= 0.0;
        let towards = if outward { side } else { -side };
        let ln_tail = (self.ln)(from) - (self.ln)(self.mode) + self.tail(from, towards).ln()
            - self.mass().ln();
        if outward {
            ln_tail
        } else {
            (-ln_tail.exp().min(1.0)).ln_1p()
        }
    }

    /// ∫ exp(ln − ln at `from`) from `from` away from the maximum.
    fn tail(&self, from: f64, side: f64) -> f64 {
        let top = (self.ln)(from);
        // ln is concave: at 45 times the distance of a drop by 1, the drop is at least 45.
        let unit = self.reach(from, side, 1.0);
        let value = |u: f64| {
            let x = (u - (-u).exp()).exp();
            let slope = x * (1.0 + (-u).exp());
            ((self.ln)(from + side * unit * x) - top).exp() * slope
        };
        unit * trapezoid(value, -3.75, 3.85)
    }

    /// A distance at which the logarithm is lower by `drop` or somewhat more.
    fn reach(&self, from: f64, side: f64, drop: f64) -> f64 {
        let top = (self.ln)(from);
        let dropped = |x: f64| top - (self.ln)(from + side * x) >= drop;
        let mut distance = self.scale;
        while dropped(0.5 * distance) {
            distance *= 0.5;
        }
        while !dropped(distance) {
            distance *= 2.0;
        }
        distance
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn even_function_is_integrated_from_one_side() {
        let bell = |z: f64| (-0.5 * z * z).exp() * (1.0 + z * z);
        let half = |z: f64| if z == 0.0 { 0.5 } else { 1.0 } * bell(z);
        let whole = trapezoid(bell, -12.0, 12.0);
        let half = 2.0 * trapezoid_in_steps(half, [0.0, 12.0], 40.0);
        assert!((whole / half - 1.0).abs() < 1e-14);
    }

    #[test]
    fn normal_density_has_the_known_mass_and_tails() {
        let bell = LogConcave {
            ln: |y: f64| -0.5 * (y - 3.0) * (y - 3.0),
            mode: 3.0,
            scale: 1.0,
        };
        assert!((bell.mass() - std::f64::consts::TAU.sqrt()).abs() < 1e-14);
        for x in [0.0, 0.5, 1.0, 5.0, 30.0] {
            let exact = 0.5 * libm::erfc(x / std::f64::consts::SQRT_2);
            let above = bell.ln_share(3.0 + x, 1.0).exp();
            assert!((above / exact - 1.0).abs() < 1e-12, "{x}: {above} {exact}");
            let below = bell.ln_share(3.0 - x, -1.0).exp();
            assert!((below / exact - 1.0).abs() < 1e-12);
            let rest = bell.ln_share(3.0 + x, -1.0).exp();
            assert!((rest + above - 1.0).abs() < 1e-14);
        }
    }
}
