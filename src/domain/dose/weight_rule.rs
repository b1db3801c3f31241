//! Which body weight of an animal a dose is made from.

use std::fmt;
use std::str::FromStr;

use chrono::NaiveDate;

use crate::{Invalid, counted, printable};

/// Which body weight of an animal a dose is made from. Weights of later days never count.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WeightRule {
    /// The newest one, if it is not older than so many days, 0 to 60.
    Newest(u8),
    /// That of the day of the dose: until it is taken there is no volume.
    Today,
    /// That of day 0 of the animal, for all doses.
    Day0,
}

/// A weight that a dose is made from.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct TakenWeight {
    /// Its index among the weights.
    pub index: usize,
    /// In g.
    pub grams: f64,
    /// When it was taken.
    pub weighed_on: NaiveDate,
    /// Days from then to the dose.
    pub age_days: i64,
}

/// Why an animal has no weight that a dose may be made from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NoWeight {
    /// It was never weighed so far.
    NeverWeighed,
    /// The newest weight is too old.
    TooOld {
        /// When it was taken.
        weighed_on: NaiveDate,
        /// Days from then to the dose.
        age_days: i64,
        /// How old it may be, in days.
        most_days: u8,
    },
    /// It was not weighed on the day of the dose.
    NotToday,
    /// It has no day 0.
    NoDay0,
    /// It was not weighed on its day 0.
    NotOnDay0(NaiveDate),
}

impl WeightRule {
    /// The oldest weight that a rule can take, in days.
    const MOST_DAYS: u8 = 60;

    /// The weight for a dose on a date, of all weights of the animal as date and g, by date; of several of one day the last
    /// one.
    ///
    /// # Errors
    /// Why there is none.
    pub fn take(
        self,
        weights: &[(NaiveDate, f64)],
        on: NaiveDate,
        day0: Option<NaiveDate>,
    ) -> Result<TakenWeight, NoWeight> {
        let until = match self {
            Self::Day0 => day0.ok_or(NoWeight::NoDay0)?,
            Self::Newest(_) | Self::Today => on,
        };
        let count = weights.partition_point(|(date, _)| *date <= until.min(on));
        let newest = count.checked_sub(1).map(|index| {
            let (weighed_on, grams) = weights[index];
            let age_days = (on - weighed_on).num_days();
            TakenWeight {
                index,
                grams,
                weighed_on,
                age_days,
            }
        });
        match self {
            Self::Newest(most_days) => {
                let newest = newest.ok_or(NoWeight::NeverWeighed)?;
                newest.not_older_than(most_days)
            }
            Self::Today => newest.filter(|w| w.age_days == 0).ok_or(NoWeight::NotToday),
            Self::Day0 => {
                let of_day0 = newest.filter(|weight| weight.weighed_on == until);
                of_day0.ok_or(NoWeight::NotOnDay0(until))
            }
        }
    }
}

impl TakenWeight {
    fn not_older_than(self, most_days: u8) -> Result<Self, NoWeight> {
        match self.age_days <= i64::from(most_days) {
            true => Ok(self),
            false => Err(NoWeight::TooOld {
                weighed_on: self.weighed_on,
                age_days: self.age_days,
                most_days,
            }),
        }
    }
}

impl Default for WeightRule {
    /// The newest, of the last three days.
    fn default() -> Self {
        Self::Newest(3)
    }
}

impl fmt::Display for WeightRule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Newest(days) => write!(f, "newest {days} d"),
            Self::Today => f.write_str("today"),
            Self::Day0 => f.write_str("day 0"),
        }
    }
}

impl FromStr for WeightRule {
    type Err = Invalid;

    /// Reads `newest 3 d`, `today` or `day 0`; also `newest`, `latest 5 days`, `3 d`, `today's`, `day0`.
    fn from_str(text: &str) -> Result<Self, Invalid> {
        let refuse = |why: String, hint: &str| {
            Err(Invalid::new(
                "weight rule",
                printable(text.trim()),
                why,
                hint,
            ))
        };
        let plain: String = text
            .to_lowercase()
            .chars()
            .filter(|c| c.is_alphanumeric())
            .collect();
        let plain = plain.strip_suffix("weight").unwrap_or(&plain);
        match plain {
            "today" | "todays" => return Ok(Self::Today),
            "day0" | "day0s" | "d0" | "ofday0" => return Ok(Self::Day0),
            "newest" | "latest" | "last" => return Ok(Self::default()),
            _ => {}
        }
        let starts = ["newest", "latest", "last"];
        let days = starts.iter().find_map(|start| plain.strip_prefix(start));
        let days = days.unwrap_or(plain);
        let days = ["days", "day", "d"]
            .iter()
            .find_map(|end| days.strip_suffix(end))
            .unwrap_or(days);
        let is_number = !days.is_empty() && days.chars().all(|c| c.is_ascii_digit());
        let has_sign = text.contains(['-', '−']) || digit_groups(text) > 1;
        if !is_number || has_sign {
            return refuse("is not known".into(), "write newest 3 d, today or day 0");
        }
        match days
            .parse::<u8>()
            .ok()
            .filter(|days| *days <= Self::MOST_DAYS)
        {
            Some(days) => Ok(Self::Newest(days)),
            None => refuse(
                format!("takes weights older than {} days", Self::MOST_DAYS),
                "write newest 3 d, today or day 0",
            ),
        }
    }
}

/// The number of runs of digits in a text: `2.5` has two.
fn digit_groups(text: &str) -> usize {
    let runs = text.split(|c: char| !c.is_ascii_digit());
    runs.filter(|run| !run.is_empty()).count()
}

impl fmt::Display for NoWeight {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NeverWeighed => f.write_str("not weighed yet"),
            Self::TooOld {
                age_days,
                most_days,
                ..
            } => {
                let age = counted(usize::try_from(*age_days).unwrap_or(0), "day");
                match most_days {
                    0 => write!(f, "weighed {age} ago, not today"),
                    _ => write!(f, "weighed {age} ago, at most {most_days} are allowed"),
                }
            }
            Self::NotToday => f.write_str("not weighed today"),
            Self::NoDay0 => f.write_str("there is no day 0 yet"),
            Self::NotOnDay0(day0) => write!(f, "not weighed on day 0, {day0}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn date(day: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, 2, day).unwrap()
    }

    fn taken(rule: &str, on: u32) -> Result<f64, NoWeight> {
        let weights = [(1, 20.0), (5, 21.0), (5, 21.5), (9, 22.0)].map(|(day, g)| (date(day), g));
        let rule: WeightRule = rule.parse().unwrap();
        let taken = rule.take(&weights, date(on), Some(date(5)))?;
        assert_eq!(taken.grams, weights[taken.index].1);
        assert_eq!((date(on) - taken.weighed_on).num_days(), taken.age_days);
        Ok(taken.grams)
    }

    #[test]
    fn the_newest_weight_counts_if_it_is_not_too_old() {
        assert_eq!(taken("newest 3 d", 9), Ok(22.0));
        assert_eq!(taken("newest 3 d", 12), Ok(22.0));
        assert_eq!(taken("newest 3 d", 8), Ok(21.5));
        let too_old = taken("newest 3 d", 13).unwrap_err();
        assert_eq!(
            too_old.to_string(),
            "weighed 4 days ago, at most 3 are allowed"
        );
        let none = WeightRule::default().take(&[(date(9), 22.0)], date(8), None);
        assert_eq!(none, Err(NoWeight::NeverWeighed));
        let yesterday = taken("newest 0 d", 10).unwrap_err();
        assert_eq!(yesterday.to_string(), "weighed 1 day ago, not today");
    }

    #[test]
    fn a_weight_of_another_day_is_not_today_s_or_day_0_s() {
        assert_eq!(taken("today", 5), Ok(21.5));
        assert_eq!(taken("today", 6), Err(NoWeight::NotToday));
        assert_eq!(taken("day 0", 9), Ok(21.5));
        assert_eq!(taken("day 0", 4), Err(NoWeight::NotOnDay0(date(5))));
        let weights = [(date(1), 20.0)];
        let rule = WeightRule::Day0;
        assert_eq!(rule.take(&weights, date(9), None), Err(NoWeight::NoDay0));
        let missing = rule.take(&weights, date(9), Some(date(2))).unwrap_err();
        assert_eq!(missing.to_string(), "not weighed on day 0, 2026-02-02");
    }

    #[test]
    fn a_rule_is_printed_as_it_is_read() {
        for (typed, printed) in [
            ("Newest, 3 days", "newest 3 d"),
            ("latest", "newest 3 d"),
            ("last 7d", "newest 7 d"),
            ("5", "newest 5 d"),
            ("today's", "today"),
            ("Day0", "day 0"),
        ] {
            let rule: WeightRule = typed.parse().unwrap();
            assert_eq!(rule.to_string(), printed);
        }
        let every = (0..=60).map(WeightRule::Newest);
        for rule in every.chain([WeightRule::Today, WeightRule::Day0]) {
            assert_eq!(rule.to_string().parse(), Ok(rule));
        }
        for bad in [
            "",
            "tomorrow",
            "newest -3 d",
            "newest 61 d",
            "newest 2.5 d",
            "newest x",
        ] {
            assert!(bad.parse::<WeightRule>().is_err(), "{bad}");
        }
    }
}
