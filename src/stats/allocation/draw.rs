//! Seeded random numbers that are the same on every machine and in every release: bits from
//! ChaCha20, whole numbers by rejection, shuffles by Fisher and Yates.
//!
//! The shuffles and ranges of the `rand` crate are not used: they have changed between its
//! versions, and a draw must be repeatable years later.

use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha20Rng;

/// A stream of random numbers.
pub(super) struct Draw(ChaCha20Rng);

impl Draw {
    /// The seed is the first eight bytes of the key, lowest byte first; the other bytes are 0.
    /// Different streams of a seed are independent.
    pub fn new(seed: u64, stream: u64) -> Self {
        let mut key = [0; 32];
        key[..8].copy_from_slice(&seed.to_le_bytes());
        let mut generator = ChaCha20Rng::from_seed(key);
        generator.set_stream(stream);
        Self(generator)
    }

    /// 64 random bits.
    pub fn word(&mut self) -> u64 {
        self.0.next_u64()
    }

    /// A whole number from 0 to n − 1, all equally likely; n is at least 1. Words above the last
    /// multiple of n are rejected and drawn again.
    pub fn below(&mut self, n: usize) -> usize {
        let n = n as u64;
        let rest = (u64::MAX % n + 1) % n;
        loop {
            let word = self.word();
            if word <= u64::MAX - rest {
                return (word % n) as usize;
            }
        }
    }

    /// Puts the items in random order, all orders equally likely (Fisher and Yates, from the end).
    pub fn shuffle<T>(&mut self, items: &mut [T]) {
        for last in (1..items.len()).rev() {
            let other = self.below(last + 1);
            items.swap(last, other);
        }
    }

    /// 0 to n − 1 in random order.
    pub fn order(&mut self, n: usize) -> Vec<usize> {
        let mut order: Vec<usize> = (0..n).collect();
        self.shuffle(&mut order);
        order
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Old draws must stay repeatable. The numbers were computed in Python, with ChaCha20 written
    /// from its specification.
    #[test]
    fn draws_are_frozen() {
        let mut draw = Draw::new(1, 0);
        assert_eq!(draw.word(), 10_597_511_851_372_368_837);
        assert_eq!(draw.order(10), [1, 7, 4, 9, 2, 5, 3, 0, 6, 8]);
        assert_ne!(Draw::new(1, 1).word(), Draw::new(1, 0).word());
    }

    #[test]
    fn all_orders_are_equally_likely() {
        let mut draw = Draw::new(5, 0);
        let mut seen = [0_u32; 27];
        for _ in 0..60_000 {
            let order = draw.order(3);
            seen[order[0] * 9 + order[1] * 3 + order[2]] += 1;
        }
        // 10 000 each; chi-square with 5 degrees of freedom is below 20.5 in 999 of 1000 cases.
        let square = |n: &u32| (f64::from(*n) - 1e4).powi(2) / 1e4;
        let seen: Vec<u32> = seen.into_iter().filter(|n| *n > 0).collect();
        assert_eq!(seen.len(), 6);
        assert!(seen.iter().map(square).sum::<f64>() < 20.5);
    }
}
