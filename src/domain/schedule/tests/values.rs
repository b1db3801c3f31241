//! Schedules that depend on values: triggers, progression and watches.

use super::*;

fn on(day: i64) -> NaiveDate {
    monday() + chrono::TimeDelta::days(day)
}

fn volume(day: i64, value: f64) -> WatchedValue {
    WatchedValue {
        date: on(day),
        of: Watched::Volume,
        value,
    }
}

fn loss(day: i64, value: f64) -> WatchedValue {
    WatchedValue {
        of: Watched::Loss,
        ..volume(day, value)
    }
}

fn with_values(text: &str, values: &[WatchedValue]) -> Vec<i32> {
    let facts = ScheduleFacts {
        values,
        ..ScheduleFacts::default()
    };
    days_with(text, 60, &facts)
}

fn due(text: &str, done: &[i64], values: &[WatchedValue]) -> Option<i64> {
    let done: Vec<NaiveDate> = done.iter().map(|day| on(*day)).collect();
    let facts = ScheduleFacts {
        values,
        done_on: &done,
        progressed_on: None,
    };
    let due = parsed(text).watch_due(monday(), &facts);
    due.map(|date| (date - monday()).num_days())
}

#[test]
fn trigger_is_due_when_a_value_reaches_it_and_again_after_one_that_did_not() {
    let values = [
        volume(3, 400.0),
        volume(7, 1000.0),
        volume(10, 1200.0),
        volume(14, 300.0),
        volume(17, 1100.0),
        volume(20, 100.0),
        volume(24, 1500.0),
    ];
    let days = |text| with_values(text, &values);
    assert_eq!(days("on volume >= 1000: once"), [7]);
    assert_eq!(days("on volume >= 1000: once at most 2"), [7, 17]);
    assert_eq!(days("on volume >= 1000: once at most 9"), [7, 17, 24]);
    assert_eq!(days("on volume > 1000: once"), [10]);
    assert_eq!(days("once, then on volume >= 1000: once"), [0, 7]);
    assert_eq!(days("QD x9, then on volume >= 1000: once")[9..], [10]);
    assert_eq!(
        days("on volume >= 1000: QD x3, then QW x2"),
        [7, 8, 9, 10, 17]
    );
    assert_eq!(days("on volume >= 1000: Q3W x2"), [7, 28]);
    // The third time begins after the days of the second.
    assert_eq!(days("on volume >= 1000: QD x8 at most 9").len(), 16);
    assert_eq!(
        days("on volume >= 1000: once at most 9 until day 20"),
        [7, 17]
    );
    assert_eq!(days("on loss >= 10 %: once"), [0; 0]);
    assert_eq!(
        with_values("on volume >= 1000: once", &[volume(-3, 2000.0)]),
        [0; 0]
    );
}

#[test]
fn progression_ends_a_part_and_begins_the_next() {
    let facts = ScheduleFacts {
        progressed_on: Some(on(9)),
        ..ScheduleFacts::default()
    };
    assert_eq!(days_with("Q3D until progression", 30, &facts), [0, 3, 6]);
    assert_eq!(
        days_with("Q3D until progression, then QW x2", 30, &facts),
        [0, 3, 6, 9, 16]
    );
    assert_eq!(days("Q3D until progression, then QW", 9), [0, 3, 6, 9]);
    assert_eq!(
        days_with("Q3D until day 4 or progression", 30, &facts),
        [0, 3]
    );
}

#[test]
fn watch_keeps_the_days_of_the_week_on_which_it_is_done() {
    let watch = "2/week; daily when loss >= 15 %";
    assert_eq!(due(watch, &[], &[]), Some(0));
    assert_eq!(due(watch, &[0], &[]), Some(3));
    assert_eq!(due(watch, &[0, 3], &[]), Some(7));
    assert_eq!(due(watch, &[0, 3, 7], &[]), Some(10));
    // Late by a day, and back.
    assert_eq!(due(watch, &[0, 4], &[]), Some(7));
    // Once more than planned: no wider apart than in any week.
    assert_eq!(due(watch, &[0, 3, 4], &[]), Some(8));
    let three = "3/week; daily when loss >= 15 %";
    assert_eq!(days(three, 14), [0, 2, 4, 7, 9, 11, 14]);
    assert_eq!(
        days("5/week; daily when loss >= 15 %", 8),
        [0, 1, 2, 3, 4, 7, 8]
    );
}

#[test]
fn shortest_interval_of_a_watch_that_holds_wins() {
    let watch = "2/week; 3/week when volume >= 800; daily when loss >= 15 %";
    let grown = [volume(3, 900.0)];
    let lost = [volume(3, 900.0), loss(3, 16.0)];
    assert_eq!(due(watch, &[0, 3], &grown), Some(5));
    assert_eq!(due(watch, &[0, 3], &lost), Some(4));
    // It holds no longer.
    let better = [volume(3, 900.0), loss(3, 16.0), loss(4, 10.0)];
    assert_eq!(due(watch, &[0, 3, 4], &better), Some(7));
    // It is not due before it was known.
    assert_eq!(due(watch, &[0], &[loss(2, 20.0)]), Some(2));
    let only = "daily when volume >= 800";
    assert_eq!(due(only, &[], &[]), None);
    assert_eq!(due(only, &[], &grown), Some(3));
    assert_eq!(due("QD", &[], &[]), None);
}

#[test]
fn second_slot_of_a_day_is_due_on_that_day() {
    let watch = "daily; 2/day when loss >= 20 %";
    let lost = [loss(5, 21.0)];
    let next = |done_on: &[NaiveDate]| {
        let facts = ScheduleFacts {
            values: &lost,
            progressed_on: None,
            done_on,
        };
        let schedule = parsed(watch);
        let mut occasions = schedule.occasions(monday(), on(0)..=on(60), &facts);
        let occasion = occasions.next().unwrap();
        (occasion.day, occasion.slot)
    };
    assert_eq!(next(&[on(4)]), (5, 1));
    assert_eq!(next(&[on(4), on(5)]), (5, 2));
    assert_eq!(next(&[on(4), on(5), on(5)]), (6, 1));
}
