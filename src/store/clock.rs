//! The one place that reads the time: what date it is, when an operation is recorded, what a new id
//! sorts by. Durations and deadlines are measured with [`std::time::Instant`] where they are needed.
//!
//! **A clock can be wrong**, and entries are written nevertheless: an animal does not wait for an administrator. What
//! is remarkable (a clock that is behind the operation before, or more than a year ahead of it, or a time zone that is
//! not known) is told at the write and stands in the trail as a part of the program's name, so that its hash covers
//! it. Verification compares times and remarks.
//!
//! A program built for tests (feature `testing`) takes the time from the variable `GRAFTBOOK_NOW`
//! instead, so that a test says what time it is. No other build looks at it: whoever could set the time
//! of an operation could falsify the trail.

use std::fmt;
use std::sync::{Mutex, OnceLock};

use chrono::{DateTime, FixedOffset, NaiveDate, SecondsFormat, TimeDelta, Utc};
use uuid::{ContextV7, Timestamp, Uuid};

use super::zone;

/// The variable that sets the clock of a program built for tests: `2026-03-02T08:00:00+01:00`.
#[cfg(any(test, feature = "testing"))]
pub const SET_BY: &str = "GRAFTBOOK_NOW";

/// A clock that is further ahead of the operation before is told. A notebook may well rest for months.
const FAR_AHEAD: TimeDelta = TimeDelta::days(366);

/// The time, in the zone of this machine; in UTC where the variable `TZ` names none that is known.
///
/// # Panics
/// In a program built for tests: if the clock is set to what is no time in RFC 3339.
pub fn now() -> DateTime<FixedOffset> {
    #[cfg(any(test, feature = "testing"))]
    if let Ok(set) = std::env::var(SET_BY) {
        return DateTime::parse_from_rfc3339(&set).expect("tests set the clock in RFC 3339");
    }
    #[expect(clippy::disallowed_methods, reason = "the one place")]
    match unknown_zone() {
        Some(_) => Utc::now().fixed_offset(),
        None => chrono::Local::now().fixed_offset(),
    }
}

/// The date on this machine's calendar.
pub fn today() -> NaiveDate {
    now().date_naive()
}

/// A new, globally unique id (UUID version 7). Of two ids made by one process, the later one sorts
/// later, also within one millisecond; of two processes, where their clocks differ by a millisecond. A clock before
/// 1970 counts as 1970: ids stay unique, but do not sort by time.
pub fn fresh_id() -> Uuid {
    id_at(now())
}

fn id_at(at: DateTime<FixedOffset>) -> Uuid {
    static COUNTED: Mutex<ContextV7> = Mutex::new(ContextV7::new());
    let seconds = u64::try_from(at.timestamp()).unwrap_or(0);
    let counted = COUNTED.lock().expect("no thread panics while it counts");
    Uuid::new_v7(Timestamp::from_unix(
        &*counted,
        seconds,
        at.timestamp_subsec_nanos(),
    ))
}

/// A moment as the tables write it: `2026-01-22T09:30:00.000Z`. As text they sort by time; years have four digits.
pub(super) fn utc_text(at: DateTime<FixedOffset>) -> String {
    at.to_utc().to_rfc3339_opts(SecondsFormat::Millis, true)
}

/// What is remarkable about the time of an operation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ClockRemark {
    /// It is earlier than that of this operation, which came before it.
    Behind(i64),
    /// It is so many days later than that of this operation, which came before it.
    Ahead(i64, i64),
    /// The variable `TZ` has this value, which names no time zone that is known here.
    UnknownZone(String),
}

impl ClockRemark {
    /// The remark as the trail has it, after the name of the program.
    pub(super) fn in_trail(&self) -> String {
        match self {
            Self::Behind(seq) => format!("clock behind operation {seq}"),
            Self::Ahead(seq, days) => format!("clock {days} days ahead of operation {seq}"),
            Self::UnknownZone(zone) => format!("time zone {zone:?} not known, UTC"),
        }
    }
}

impl fmt::Display for ClockRemark {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Behind(seq) => write!(
                f,
                "the clock of this machine is behind operation {seq}, which came before: check its date and time"
            ),
            Self::Ahead(seq, days) => write!(
                f,
                "the clock of this machine is {days} days ahead of operation {seq}, the one before: check its date and time"
            ),
            Self::UnknownZone(zone) => write!(
                f,
                "the variable TZ is {zone:?}, which names no time zone known here: times are recorded in UTC"
            ),
        }
    }
}

/// What is remarkable about an operation at this time; `before` is number and time of the one before it.
pub(super) fn remarks(at: &str, before: Option<(i64, &str)>) -> Vec<ClockRemark> {
    let mut remarks = Vec::new();
    if let Some((seq, earlier)) = before {
        let time = |text| DateTime::parse_from_rfc3339(text).ok();
        let gap = time(at)
            .zip(time(earlier))
            .map(|(at, earlier)| at - earlier);
        match gap {
            Some(gap) if gap < TimeDelta::zero() => remarks.push(ClockRemark::Behind(seq)),
            Some(gap) if gap > FAR_AHEAD => {
                remarks.push(ClockRemark::Ahead(seq, gap.num_days()));
            }
            _ => {}
        }
    }
    let zone = unknown_zone().map(|zone| ClockRemark::UnknownZone(zone.to_owned()));
    remarks.extend(zone);
    remarks
}

/// The value of the variable `TZ`, if it names no time zone that is known here.
fn unknown_zone() -> Option<&'static str> {
    static FOUND: OnceLock<Option<String>> = OnceLock::new();
    let find = || {
        std::env::var("TZ")
            .ok()
            .filter(|zone| !zone::is_known(zone))
    };
    FOUND.get_or_init(find).as_deref()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_of_one_millisecond_sort_in_order_of_making() {
        let ids: Vec<Uuid> = (0..1000).map(|_| id_at(now())).collect();
        assert!(ids.is_sorted());
    }

    #[test]
    fn ids_before_1970_are_unique() {
        let before = DateTime::parse_from_rfc3339("1969-12-31T23:59:59+01:00").unwrap();
        assert_ne!(id_at(before), id_at(before));
    }

    #[test]
    fn a_clock_that_jumps_is_remarkable() {
        let before = Some((7, "2026-03-02T08:00:00.000Z"));
        for (at, expected) in [
            ("2026-03-02T08:00:00.000Z", None),
            ("2027-03-02T08:00:00.000Z", None),
            ("2026-03-02T07:59:59.999Z", Some(ClockRemark::Behind(7))),
            ("1969-12-31T23:59:59.000Z", Some(ClockRemark::Behind(7))),
            (
                "2099-03-02T08:00:00.000Z",
                Some(ClockRemark::Ahead(7, 26663)),
            ),
        ] {
            assert_eq!(remarks(at, before).first(), expected.as_ref(), "{at}");
        }
        assert_eq!(remarks("2099-03-02T08:00:00.000Z", None), []);
    }
}
