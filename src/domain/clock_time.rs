//! The time of day at which something was recorded of an animal, as its source gives it. Not here: the
//! time at which an operation was written, which the store takes from its clock.

use std::fmt;

use chrono::{DateTime, FixedOffset, NaiveDate, NaiveTime, Timelike};

use super::Invalid;

/// The farthest that local time is from UTC anywhere, in minutes.
const MAX_OFFSET_MIN: i16 = 14 * 60;

/// A local time of day, to the second, with its offset from UTC where the source gives one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ClockTime {
    /// Seconds since midnight, below 86 400. Every entry has a time, so it takes no more than it needs.
    seconds: u32,
    /// Local time minus UTC; within ±14 hours.
    utc_offset_min: Option<i16>,
}

impl ClockTime {
    /// The local time of a moment. It has no offset where that is not whole minutes within ±14 hours.
    pub fn of(moment: DateTime<FixedOffset>) -> Self {
        let seconds = moment.offset().local_minus_utc();
        let minutes = (seconds % 60 == 0).then_some(seconds / 60);
        let minutes = minutes.and_then(|minutes| i16::try_from(minutes).ok());
        Self {
            utc_offset_min: minutes.filter(is_offset),
            ..Self::local(moment.time())
        }
    }

    /// A local time that has no offset. Fractions of a second are dropped.
    pub fn local(time: NaiveTime) -> Self {
        Self {
            seconds: time.num_seconds_from_midnight(),
            utc_offset_min: None,
        }
    }

    /// Reads `09:14`, `9:14`, `09:14:05` or `9:14 pm`, each with or without an offset from UTC: `Z`,
    /// `+01`, `+0100`, `-05:00`. `field` names the value in a refusal.
    pub fn read(field: &'static str, text: &str) -> Result<Self, Invalid> {
        let text = text.trim();
        let refuse = |why: &str| {
            let hint = "write it as 09:14, 09:14:05 or, with the offset from UTC, 09:14+01:00";
            Invalid::new(field, text, why, hint)
        };
        let (time, offset) = match text.find(['+', '-', 'Z', 'z']) {
            Some(at) => (&text[..at], Some(&text[at..])),
            None => (text, None),
        };
        let time = time_of(time.trim_end()).ok_or_else(|| refuse("is not a time of day"))?;
        let no_offset = || refuse("has no offset from UTC within 14 hours");
        let offset = offset.map(|text| offset_of(text).ok_or_else(no_offset));
        Ok(Self {
            utc_offset_min: offset.transpose()?,
            ..Self::local(time)
        })
    }

    /// Hours and minutes alone: `09:14`, where there is no room for more.
    pub fn to_the_minute(self) -> String {
        let minutes = self.seconds / 60;
        format!("{:02}:{:02}", minutes / 60, minutes % 60)
    }

    /// Whether it is midnight without an offset: what a date becomes that is stored as a date with a time.
    pub fn is_bare_midnight(self) -> bool {
        self == Self::local(NaiveTime::MIN)
    }

    /// Hours from another time of the same date to this one; negative if this one is earlier.
    pub fn hours_after(self, other: Self) -> f64 {
        let date = NaiveDate::default();
        self.hours_since(date, other, date)
    }

    /// Hours from `earlier` on a date to this time on a date. Where both have an offset these are the hours
    /// that passed, over a change to daylight-saving time too; else the difference of the local times.
    pub(super) fn hours_since(self, on: NaiveDate, earlier: Self, earlier_on: NaiveDate) -> f64 {
        let days = (on - earlier_on).num_seconds();
        let local = days + i64::from(self.seconds) - i64::from(earlier.seconds);
        let offsets = earlier.utc_offset_min.zip(self.utc_offset_min);
        let shift_min = offsets.map_or(0, |(earlier, later)| earlier - later);
        (local + 60 * i64::from(shift_min)) as f64 / 3600.0
    }
}

/// As it is read: `09:14`, with seconds where they are not 0, and the offset where there is one:
/// `09:14:05+01:00`.
impl fmt::Display for ClockTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (minutes, second) = (self.seconds / 60, self.seconds % 60);
        write!(f, "{:02}:{:02}", minutes / 60, minutes % 60)?;
        if second != 0 {
            write!(f, ":{second:02}")?;
        }
        let Some(offset) = self.utc_offset_min else {
            return Ok(());
        };
        let sign = if offset < 0 { '-' } else { '+' };
        let minutes = offset.abs();
        write!(f, "{sign}{:02}:{:02}", minutes / 60, minutes % 60)
    }
}

impl serde::Serialize for ClockTime {
    fn serialize<S: serde::Serializer>(&self, out: S) -> Result<S::Ok, S::Error> {
        out.collect_str(self)
    }
}

fn is_offset(minutes: &i16) -> bool {
    minutes.abs() <= MAX_OFFSET_MIN
}

/// Read digit by digit: a study has a hundred thousand.
fn time_of(text: &str) -> Option<NaiveTime> {
    let half = |ending: &str| {
        let cut = text.len().checked_sub(ending.len())?;
        let found = text.get(cut..)?.eq_ignore_ascii_case(ending);
        found.then(|| text[..cut].trim_end())
    };
    let (clock, noon) = match (half("am"), half("pm")) {
        (Some(clock), _) => (clock, Some(0)),
        (_, Some(clock)) => (clock, Some(12)),
        _ => (text, None),
    };
    let mut parts = clock.split(':');
    let hour = digits(parts.next()?)?;
    let minute = two_digits(parts.next()?)?;
    let second = match parts.next().map(|second| (second, second.split_once('.'))) {
        Some((_, Some((whole, part)))) if !part.is_empty() => {
            let is_number = part.bytes().all(|b| b.is_ascii_digit());
            digits(whole).filter(|_| is_number)?
        }
        Some((second, _)) => digits(second)?,
        None => 0,
    };
    let hour = match noon {
        Some(noon) if (1..=12).contains(&hour) => hour % 12 + noon,
        Some(_) => return None,
        None => hour,
    };
    let is_whole = parts.next().is_none();
    NaiveTime::from_hms_opt(hour, minute, second).filter(|_| is_whole)
}

/// Two digits: `9:5` may be five or fifty minutes past.
fn two_digits(text: &str) -> Option<u32> {
    digits(text).filter(|_| text.len() == 2)
}

/// One or two digits.
fn digits(text: &str) -> Option<u32> {
    let all = (1..=2).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit());
    text.parse().ok().filter(|_| all)
}

/// Minutes of an offset that is within ±14 hours.
fn offset_of(text: &str) -> Option<i16> {
    if text.eq_ignore_ascii_case("z") {
        return Some(0);
    }
    let (sign, text) = text.split_at_checked(1)?;
    let (hours, minutes) = match (text.split_once(':'), text.len()) {
        (Some(parts), _) => parts,
        (None, 4) => text.split_at_checked(2)?,
        (None, _) => (text, "0"),
    };
    let minutes = digits(minutes).filter(|&minutes| minutes < 60)?;
    let minutes = i16::try_from(digits(hours)? * 60 + minutes).ok()?;
    let minutes = if sign == "-" { -minutes } else { minutes };
    Some(minutes).filter(is_offset)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn time(text: &str) -> ClockTime {
        ClockTime::read("time", text).unwrap()
    }

    #[test]
    fn times_are_read_in_usual_spellings_and_printed_in_one() {
        for (typed, printed) in [
            ("09:14", "09:14"),
            (" 9:14 ", "09:14"),
            ("9:14:00", "09:14"),
            ("09:14:05", "09:14:05"),
            ("09:14:05.250", "09:14:05"),
            ("9:14 pm", "21:14"),
            ("12:00AM", "00:00"),
            ("12:30 PM", "12:30"),
            ("09:14:05+01:00", "09:14:05+01:00"),
            ("09:14+0530", "09:14+05:30"),
            ("09:14 -05", "09:14-05:00"),
            ("09:14Z", "09:14+00:00"),
            ("23:59:59-00:30", "23:59:59-00:30"),
            ("00:00+14:00", "00:00+14:00"),
        ] {
            assert_eq!(time(typed).to_string(), printed, "{typed}");
            assert_eq!(time(printed), time(typed), "{printed}");
        }
    }

    #[test]
    fn what_is_no_time_is_refused_with_the_value_and_a_hint() {
        for text in [
            "",
            "9",
            "09.14",
            "24:00",
            "9:60",
            "9:5:61",
            "9:5",
            "10:5",
            "9:5:06",
            "9:14:05.",
            "9:14:05.x",
            "13:00 pm",
            "0:30 am",
            "9:14:05:06",
            "009:14",
            "9:14+",
            "9:14+15:00",
            "9:14+01:60",
            "9:14 +1x",
            "noon",
            "-9:14",
            "é:14",
            "9:",
        ] {
            let refused = ClockTime::read("time", text).unwrap_err();
            assert_eq!(refused.value, text, "{text}");
        }
        let refused = ClockTime::read("time", "25:10").unwrap_err();
        assert_eq!(refused.to_string(), "time `25:10` is not a time of day");
    }

    #[test]
    fn a_moment_gives_its_local_time_and_offset() {
        let of = |text: &str| ClockTime::of(DateTime::parse_from_rfc3339(text).unwrap());
        let live = of("2026-03-02T08:00:05.900+01:00");
        assert_eq!(live.to_string(), "08:00:05+01:00");
        assert_eq!(of("2026-03-02T08:00:00+18:00").to_string(), "08:00");
        assert!(time("00:00").is_bare_midnight() && !time("00:00Z").is_bare_midnight());
    }
}
