//! The one place that reads the time: what date it is, when an operation is recorded, what a new id
//! sorts by. Durations and deadlines are measured with [`std::time::Instant`] where they are needed.
//!
//! A program built for tests (feature `testing`) takes the time from the variable `GRAFTBOOK_NOW`
//! instead, so that a test says what time it is. No other build looks at it: whoever could set the time
//! of an operation could falsify the trail.

use chrono::{DateTime, FixedOffset, NaiveDate};
use uuid::Uuid;

/// The variable that sets the clock of a program built for tests: `2026-03-02T08:00:00+01:00`.
#[cfg(any(test, feature = "testing"))]
pub const SET_BY: &str = "GRAFTBOOK_NOW";

/// The time, in the zone of this machine.
///
/// # Panics
/// In a program built for tests: if the clock is set to what is no time in RFC 3339.
pub fn now() -> DateTime<FixedOffset> {
    #[cfg(any(test, feature = "testing"))]
    if let Ok(set) = std::env::var(SET_BY) {
        return DateTime::parse_from_rfc3339(&set).expect("tests set the clock in RFC 3339");
    }
    #[expect(clippy::disallowed_methods, reason = "the one place")]
    chrono::Local::now().fixed_offset()
}

/// The date on this machine's calendar.
pub fn today() -> NaiveDate {
    now().date_naive()
}

/// A new, globally unique id (UUID version 7). Of two ids made by one process, the later one sorts
/// later, also within one millisecond; of two processes, where their clocks differ by a millisecond.
pub fn fresh_id() -> Uuid {
    #[cfg(any(test, feature = "testing"))]
    if std::env::var_os(SET_BY).is_some() {
        return testing::id_at(now());
    }
    #[expect(clippy::disallowed_methods, reason = "the one place")]
    Uuid::now_v7()
}

#[cfg(any(test, feature = "testing"))]
mod testing {
    use super::*;
    use std::sync::Mutex;
    use uuid::{ContextV7, Timestamp};

    static COUNTED: Mutex<ContextV7> = Mutex::new(ContextV7::new());

    pub fn id_at(at: DateTime<FixedOffset>) -> Uuid {
        let seconds = u64::try_from(at.timestamp()).expect("tests set the clock after 1970");
        let counted = COUNTED.lock().expect("no thread panics while it counts");
        let at = Timestamp::from_unix(&*counted, seconds, at.timestamp_subsec_nanos());
        Uuid::new_v7(at)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_of_one_millisecond_sort_in_order_of_making() {
        let ids: Vec<Uuid> = (0..1000).map(|_| testing::id_at(now())).collect();
        assert!(ids.is_sorted());
    }
}
