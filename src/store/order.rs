//! Whether the times of the trail are well-formed, and in order.
//!
//! A clock can be set back, so a time that is out of order does not break the trail: its operation is covered by the
//! fingerprint, time included. It is told as a remark, with whether the operation says why. Operations written before
//! programs compared times (version 0.1.0 at schema versions up to 8) do not say why.

use chrono::{NaiveDate, NaiveTime};
use rusqlite::Connection;

use super::clock::ClockRemark;
use super::verify::Break;
use super::{Error, operation};

/// Remarks that are listed; the others are counted.
const MOST_LISTED: usize = 20;

/// The largest offset from UTC that any place has, in minutes, with room for odd clocks: 18 hours.
const LARGEST_OFFSET: i64 = 1080;

/// The first time that is malformed, and remarks on those that are out of order.
pub(super) fn times(conn: &Connection) -> Result<(Option<Break>, Vec<String>), Error> {
    let mut statement =
        conn.prepare("SELECT seq, at, utc_offset_min, program FROM operations ORDER BY seq")?;
    let mut rows = statement.query([])?;
    let (mut before, mut remarks, mut count) = (String::new(), Vec::new(), 0);
    while let Some(row) = rows.next()? {
        let seq: i64 = row.get(0)?;
        let at = row.get_ref(1)?.as_str().unwrap_or_default();
        let offset: i64 = row.get(2).unwrap_or(i64::MAX);
        // Times of one second are checked once: their first twenty characters are the same.
        let same = at.len() == before.len() && at.get(..20) == before.get(..20);
        if !(same || is_time(at)) || !(-LARGEST_OFFSET..=LARGEST_OFFSET).contains(&offset) {
            let place = format!("operation {seq}");
            return Ok((
                Some(Break::new(
                    place,
                    "its time is not one that this program writes",
                )),
                remarks,
            ));
        }
        if at < before.as_str() {
            count += 1;
            if count <= MOST_LISTED {
                let program = row.get_ref(3)?.as_str().unwrap_or_default();
                remarks.push(out_of_order(seq, at, program));
            }
        }
        before.clear();
        before.push_str(at);
    }
    if count > MOST_LISTED {
        remarks.push(format!(
            "and {} more operations are older than the one before them",
            count - MOST_LISTED
        ));
    }
    Ok((None, remarks))
}

fn out_of_order(seq: i64, at: &str, program: &str) -> String {
    let why = ClockRemark::Behind(seq - 1).in_trail();
    let told = match operation::remarks_in(program).any(|remark| remark == why) {
        true => "it says that the clock was behind",
        false => "it does not say why",
    };
    format!("operation {seq} ({at}) is older than the one before it: {told}")
}

/// Whether a text is a time as the tables write it: `2026-01-22T09:30:00.000Z`.
fn is_time(text: &str) -> bool {
    let Some((date, time)) = text.split_once('T') else {
        return false;
    };
    let millis = time.get(8..).is_some_and(|tail| {
        let digits = tail
            .strip_prefix('.')
            .and_then(|tail| tail.strip_suffix('Z'));
        digits.is_some_and(|d| d.len() == 3 && d.bytes().all(|byte| byte.is_ascii_digit()))
    });
    let is_date = date.len() == 10 && NaiveDate::parse_from_str(date, "%Y-%m-%d").is_ok();
    let seconds = time
        .get(..8)
        .is_some_and(|t| NaiveTime::parse_from_str(t, "%H:%M:%S").is_ok());
    is_date && seconds && millis
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_times_as_written_are_times() {
        assert!(is_time("2026-01-22T09:30:00.000Z") && is_time("1969-12-31T23:59:59.999Z"));
        for bad in [
            "",
            "2026-01-22",
            "2026-01-22T09:30:00Z",
            "2026-13-22T09:30:00.000Z",
            "2026-01-22T25:30:00.000Z",
            "2026-01-22T09:30:00.00xZ",
            "2026-01-22 09:30:00.000Z",
        ] {
            assert!(!is_time(bad), "{bad}");
        }
    }
}
