//! Weekdays, month ends, leap days, ranges and previews.

use chrono::{Datelike, Days, Weekday};

use super::*;

fn dates_from(text: &str, day0: NaiveDate, first: NaiveDate, last: NaiveDate) -> Vec<String> {
    let schedule = parsed(text);
    let facts = ScheduleFacts::default();
    let occasions = schedule.occasions(day0, first..=last, &facts);
    occasions
        .map(|occasion| occasion.date.to_string())
        .collect()
}

#[test]
fn weekdays_begin_on_the_first_at_or_after_day_0() {
    for shift in 0..7 {
        let day0 = monday() + Days::new(shift);
        let dates = dates_from("Mon, Thu x4", day0, day0, day0 + Days::new(30));
        assert_eq!(dates.len(), 4);
        let weekdays = dates.iter().map(|text| date(text).weekday());
        assert!(
            weekdays
                .clone()
                .all(|day| matches!(day, Weekday::Mon | Weekday::Thu))
        );
        assert!(date(&dates[0]) < day0 + Days::new(4));
    }
    assert_eq!(days("Mon, Thu x3, then QD x2", 30), [0, 3, 7, 10, 11]);
    assert_eq!(days("once, then Mon-Fri x6", 30), [0, 1, 2, 3, 4, 7, 8]);
}

#[test]
fn dates_go_over_month_ends_and_leap_days() {
    let leap = date("2028-02-28");
    assert_eq!(
        dates_from("QD x3", leap, leap, leap + Days::new(9)),
        ["2028-02-28", "2028-02-29", "2028-03-01"]
    );
    let common = date("2026-01-31");
    assert_eq!(
        dates_from("Q4W x3", common, common, common + Days::new(99)),
        ["2026-01-31", "2026-02-28", "2026-03-28"]
    );
    let new_year = date("2026-12-30");
    assert_eq!(
        dates_from("Q2D x3", new_year, new_year, new_year + Days::new(9)),
        ["2026-12-30", "2027-01-01", "2027-01-03"]
    );
}

/// In 2026 clocks go forward on 29 March in Europe and on 8 March in America, and back on 25 October and 1 November.
#[test]
fn change_of_clocks_shifts_no_date_and_no_slot() {
    for day0 in ["2026-03-06", "2026-03-27", "2026-10-23", "2026-10-30"] {
        let day0 = date(day0);
        let schedule = parsed("BID gap 8h x5");
        let facts = ScheduleFacts::default();
        let occasions = schedule.occasions(day0, day0..=day0 + Days::new(9), &facts);
        for (at, occasion) in occasions.enumerate() {
            let day = at as i32 / 2;
            assert_eq!(occasion.day, day);
            assert_eq!(occasion.date, day0 + Days::new(day as u64));
            assert_eq!(occasion.hours, 8 * (at as u8 % 2));
        }
    }
}

#[test]
fn parts_begin_where_the_next_occasion_would_have_been() {
    for (text, expected) in [
        ("QW x2, then QD x2", vec![0, 7, 14, 15]),
        ("once, then QD x2", vec![0, 1, 2]),
        ("BIW x3, then Q2W x2", vec![0, 3, 7, 10, 24]),
        ("5 on 2 off x1, then QW x2", vec![0, 1, 2, 3, 4, 7, 14]),
        ("QD x2 x2 every 7, then once", vec![0, 1, 7, 8, 14]),
        ("Q3D until day 4, then QW x2", vec![0, 3, 5, 12]),
        ("Q3D for 1 week, then once", vec![0, 3, 6, 7]),
        ("days 0, 2, then Q3D x2", vec![0, 2, 3, 6]),
        ("QD x2 from day 3, then once from day 9", vec![3, 4, 9]),
        ("QD x2, then days 5, 8", vec![0, 1, 5, 8]),
        ("days -3, 0, 7 until day 5", vec![-3, 0]),
        ("days 0, 2 x2 every 7", vec![0, 2, 7, 9]),
        ("4/week for 8 days", vec![0, 1, 3, 4, 7]),
    ] {
        assert_eq!(days(text, 40), expected, "{text}");
    }
}

#[test]
fn range_that_begins_late_is_the_end_of_one_that_begins_early() {
    for text in [
        "QD",
        "BID Q2D x40",
        "BIW x9, then 5 on 2 off x3, then Mon, Thu",
        "QD x5 x4 every 21, then TIW until day 200",
        "days 3, 8-12, 40, then Q3W",
        "2/week; daily when loss >= 15 %",
    ] {
        let schedule = parsed(text);
        let facts = ScheduleFacts::default();
        let end = monday() + Days::new(250);
        let all: Vec<Occasion> = schedule
            .occasions(monday(), monday()..=end, &facts)
            .collect();
        for late in 0..250 {
            let begin = monday() + Days::new(late);
            let some: Vec<Occasion> = schedule.occasions(monday(), begin..=end, &facts).collect();
            let skipped = all.iter().filter(|occasion| occasion.date < begin).count();
            assert_eq!(some, all[skipped..], "{text} from day {late}");
        }
    }
}

#[test]
fn preview_has_the_first_dates_and_says_what_comes_after() {
    let preview = |text| {
        parsed(text)
            .preview(FirstDay::Zero, monday(), 2)
            .to_string()
    };
    assert_eq!(
        preview("bid x 5"),
        "BID x5: day 0 Mon 2026-01-05, day 1 Tue 2026-01-06, and 3 more"
    );
    assert_eq!(preview("once"), "once: day 0 Mon 2026-01-05");
    assert_eq!(
        preview("weekly"),
        "QW: day 0 Mon 2026-01-05, day 7 Mon 2026-01-12, and so on"
    );
    assert_eq!(
        preview("on volume>=1000: once"),
        "on volume >= 1000: once: then when volume >= 1000"
    );
    assert_eq!(
        preview("Q3D until progression, then QW"),
        "Q3D until progression, then QW: day 0 Mon 2026-01-05, day 3 Thu 2026-01-08, then from progression on"
    );
    assert_eq!(
        preview("2/week; daily when loss >= 15 %"),
        "2/week; daily when loss >= 15 %: day 0 Mon 2026-01-05, day 3 Thu 2026-01-08, and so on, sooner where a condition holds"
    );
    let one = Schedule::parse("days 1, 8", FirstDay::One).unwrap();
    assert_eq!(
        one.preview(FirstDay::One, monday(), 9).to_string(),
        "days 1, 8: day 1 Mon 2026-01-05, day 8 Mon 2026-01-12"
    );
}
