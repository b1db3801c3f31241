//! Whether a study calls its first day 0 or 1.

use crate::{Invalid, MAX_DAY};

/// How a study counts its days. Only what is printed and read depends on it: everything else counts days after day 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum FirstDay {
    /// The first day is day 0, the day before is day -1.
    #[default]
    Zero,
    /// The first day is day 1, the day before is day -1: there is no day 0.
    One,
}

impl FirstDay {
    /// What a study calls the day that is so many days after its first.
    pub fn number(self, offset: i32) -> i32 {
        match self {
            Self::One if offset >= 0 => offset + 1,
            _ => offset,
        }
    }

    /// How many days after the first a day is that a study calls so: the inverse of [`Self::number`].
    ///
    /// # Errors
    /// For day 0 of a study that has none, and farther than [`MAX_DAY`] from the first day.
    pub fn offset(self, number: i32) -> Result<i32, Invalid> {
        let offset = match self {
            Self::One if number == 0 => {
                return Err(Invalid::new(
                    "day",
                    number,
                    "does not exist: the first day of this study is day 1",
                    "write 1 for the first day, -1 for the day before",
                ));
            }
            Self::One if number > 0 => number - 1,
            _ => number,
        };
        if f64::from(offset).abs() > MAX_DAY {
            return Err(Invalid::new(
                "day",
                number,
                format!("is not within {MAX_DAY} days of the first day"),
                "study days count from the study's first day",
            ));
        }
        Ok(offset)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn number_and_offset_invert() {
        for first in [FirstDay::Zero, FirstDay::One] {
            for offset in [-3650, -2, -1, 0, 1, 2, 3650] {
                assert_eq!(first.offset(first.number(offset)), Ok(offset));
            }
        }
        assert_eq!(FirstDay::One.number(0), 1);
        assert_eq!(FirstDay::One.number(-1), -1);
    }

    #[test]
    fn day_that_does_not_exist_is_refused() {
        assert!(FirstDay::One.offset(0).is_err());
        assert!(FirstDay::Zero.offset(3651).is_err());
        assert!(FirstDay::Zero.offset(i32::MIN).is_err());
    }
}
