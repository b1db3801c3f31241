//! A smooth function that is expensive to compute, as polynomials on pieces of its axis.
//!
//! A piece is an interpolation in Chebyshev points, made when a value in it is asked for first. Where its coefficients
//! have not fallen to rounding at its end, the piece is halved, a few times. Where that does not help, as near singularities
//! of the function or where it is infinite, the piece is kept as one in which the function is computed itself.

use std::f64::consts::PI;

/// Points of a piece.
const POINTS: usize = 20;

/// A piece is good if its last coefficients are below this, or below this share of the function where that is larger:
/// the error is smaller still.
const SMALL: f64 = 1e-13;

/// How often a piece is halved at most.
const HALVINGS: usize = 6;

/// A function of the real line with its pieces.
pub(super) struct Pieces {
    of: Box<dyn Fn(f64) -> f64 + Send + Sync>,
    /// Ascending and apart.
    known: Vec<Piece>,
}

struct Piece {
    low: f64,
    high: f64,
    /// The coefficients; none where the function is computed itself.
    chebyshev: Option<[f64; POINTS]>,
}

impl Pieces {
    /// A function without pieces as yet.
    pub fn new(of: impl Fn(f64) -> f64 + Send + Sync + 'static) -> Self {
        Self {
            of: Box::new(of),
            known: Vec::new(),
        }
    }

    /// The function computed itself.
    pub fn exactly(&self, x: f64) -> f64 {
        (self.of)(x)
    }

    /// The function to about 1e-13, or to this share of it where it is above 1.
    pub fn at(&mut self, x: f64) -> f64 {
        let place = self.known.partition_point(|piece| piece.high < x);
        let is_known = self.known.get(place).is_some_and(|piece| piece.low <= x);
        if !is_known {
            let piece = self.piece_of(x);
            self.known.insert(place, piece);
        }
        let piece = &self.known[place];
        match &piece.chebyshev {
            Some(chebyshev) => piece.interpolated(chebyshev, x),
            None => self.exactly(x),
        }
    }

    /// The longest good piece with a value, or the shortest one.
    fn piece_of(&self, x: f64) -> Piece {
        let (mut low, mut high) = around(x);
        for _ in 0..HALVINGS {
            let chebyshev = coefficients(&self.of, low, high);
            if chebyshev.is_some() {
                return Piece {
                    low,
                    high,
                    chebyshev,
                };
            }
            let middle = 0.5 * (low + high);
            if x < middle {
                high = middle;
            } else {
                low = middle;
            }
        }
        Piece {
            low,
            high,
            chebyshev: coefficients(&self.of, low, high),
        }
    }
}

/// Ends of the pieces that are tried first, and the same below 0. Of tails of the largest of many normal values nearly all
/// of them are good.
const ENDS: [f64; 12] = [
    0.0, 0.5, 1.0, 1.5, 2.0, 3.0, 5.0, 7.0, 15.0, 31.0, 63.0, 127.0,
];

/// The first piece to try for a value.
fn around(x: f64) -> (f64, f64) {
    let place = ENDS.partition_point(|end| *end <= x.abs());
    let high = ENDS.get(place).copied().unwrap_or(f64::MAX);
    let low = ENDS[place - 1];
    if x < 0.0 { (-high, -low) } else { (low, high) }
}

/// None where the function is not close to a polynomial.
fn coefficients(f: impl Fn(f64) -> f64, low: f64, high: f64) -> Option<[f64; POINTS]> {
    let (middle, half) = (0.5 * (low + high), 0.5 * (high - low));
    let angle = |j: usize| PI * (j as f64 + 0.5) / POINTS as f64;
    let values: [f64; POINTS] = std::array::from_fn(|j| f(middle + half * angle(j).cos()));
    let coefficient = |k: usize| {
        let terms = values.iter().enumerate();
        let sum: f64 = terms
            .map(|(j, value)| value * (k as f64 * angle(j)).cos())
            .sum();
        sum * if k == 0 { 1.0 } else { 2.0 } / POINTS as f64
    };
    let chebyshev: [f64; POINTS] = std::array::from_fn(coefficient);
    let size = chebyshev[0].abs().max(1.0);
    let mut last = chebyshev[POINTS - 3..].iter();
    last.all(|c| c.abs() <= SMALL * size).then_some(chebyshev)
}

impl Piece {
    /// By Clenshaw's recurrence.
    fn interpolated(&self, chebyshev: &[f64; POINTS], x: f64) -> f64 {
        let t = (2.0 * x - self.low - self.high) / (self.high - self.low);
        let (mut above, mut next) = (0.0, 0.0);
        for c in chebyshev[1..].iter().rev() {
            (next, above) = (c + 2.0 * t * next - above, next);
        }
        chebyshev[0] + t * next - above
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::Arc;
    use std::sync::atomic::{AtomicUsize, Ordering};

    #[test]
    fn values_are_those_of_the_function() {
        let mut pieces = Pieces::new(|x| (1.0 + x * x).ln());
        for n in -400..400 {
            let x = 0.0937 * f64::from(n);
            assert!((pieces.at(x) - (1.0 + x * x).ln()).abs() < 1e-12, "{x}");
        }
    }

    #[test]
    fn function_is_computed_once_for_each_point_of_a_piece() {
        let count = Arc::new(AtomicUsize::new(0));
        let of = Arc::clone(&count);
        let mut pieces = Pieces::new(move |x| {
            of.fetch_add(1, Ordering::Relaxed);
            (-x).exp()
        });
        for n in 0..1000 {
            pieces.at(0.003 * f64::from(n));
        }
        assert_eq!(count.load(Ordering::Relaxed), 5 * POINTS);
    }

    /// A kink, and values that are not finite.
    #[test]
    fn function_is_computed_itself_where_it_is_not_smooth() {
        let kink = |x: f64| (x - 0.3).abs().sqrt();
        let mut pieces = Pieces::new(kink);
        for x in [0.299_999, 0.3, 0.300_01, 0.9] {
            assert!((pieces.at(x) - kink(x)).abs() < 1e-12, "{x}");
        }
        let count = Arc::new(AtomicUsize::new(0));
        let of = Arc::clone(&count);
        let mut pieces = Pieces::new(move |x| {
            of.fetch_add(1, Ordering::Relaxed);
            if x > 5.2 { f64::NEG_INFINITY } else { -x }
        });
        for _ in 0..1000 {
            assert_eq!(pieces.at(6.0), f64::NEG_INFINITY);
        }
        assert!((pieces.at(4.9) + 4.9).abs() < 1e-12);
        // Whether a piece is good is tried once.
        assert!(count.load(Ordering::Relaxed) < 1500);
    }
}
