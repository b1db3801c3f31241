use chrono::NaiveDate;

use super::*;
use domain::testing::{animal, date, disposed, in_arm, label, not_measured, read, study, weighed};
use domain::{
    AnimalRecord, ArmId, FirstDay, Prose, Schedule, StudyRecord, Waiver, WaiverId, Whom, WorkKind,
    WorkLine, WorkLineId,
};
use uuid::Uuid;

/// A line that plans from day -10 on.
fn line(number: u32, kind: WorkKind, schedule: &str) -> WorkLine {
    WorkLine {
        id: WorkLineId(Uuid::from_u128(number.into())),
        number,
        kind,
        whom: Whom::All,
        schedule: Schedule::parse(schedule, FirstDay::Zero).unwrap(),
        starts_on: date(-10),
        ends_on: None,
        note: None,
        regimen: None,
    }
}

fn planned_study(animals: Vec<AnimalRecord>, lines: Vec<WorkLine>) -> StudyRecord {
    StudyRecord {
        work_lines: lines,
        ..study(animals)
    }
}

/// Tag, kind, planned study day and progress of all events of a day.
fn events(study: &StudyRecord, day: i64) -> Vec<(&str, WorkKind, i64, WorkProgress)> {
    let events = work_on(study, date(day)).into_iter().map(|event| {
        let planned = (event.planned_on - date(0)).num_days();
        let tag = event.animal.animal.tag.as_str();
        (tag, event.line.kind, planned, event.progress)
    });
    events.collect()
}

use WorkKind::{Measure, TakeDown, Weigh};
use WorkProgress::{Done, DoneLate, Due, Overdue, Waived};

#[test]
fn planned_day_is_due_then_overdue_until_the_next_one() {
    let animals = vec![read(animal("1"), "left", &[(0, 100.0)])];
    let study = planned_study(animals, vec![line(1, Measure, "days 0, 3, 7")]);
    assert_eq!(events(&study, 0), [("1", Measure, 0, Done)]);
    assert_eq!(events(&study, 1), []);
    assert_eq!(events(&study, 3), [("1", Measure, 3, Due)]);
    assert_eq!(events(&study, 6), [("1", Measure, 3, Overdue)]);
    assert_eq!(work_on(&study, date(6))[0].days_late, 3);
    // What was missed is not asked for again.
    assert_eq!(events(&study, 7), [("1", Measure, 7, Due)]);
    assert_eq!(events(&study, 30), [("1", Measure, 7, Overdue)]);
}

#[test]
fn later_entry_does_what_was_planned_and_is_late() {
    let animals = vec![read(animal("1"), "left", &[(4, 100.0)])];
    let study = planned_study(animals, vec![line(1, Measure, "days 3, 7")]);
    assert_eq!(events(&study, 4), [("1", Measure, 3, DoneLate)]);
    assert_eq!(events(&study, 5), []);
    assert_eq!(
        events(&study, 3),
        [("1", Measure, 3, Due)],
        "later entries change nothing"
    );
}

#[test]
fn tumor_that_was_not_read_keeps_the_animal_due() {
    let two = read(animal("1"), "left", &[(0, 100.0), (3, 100.0)]);
    let two = read(two, "right", &[(0, 100.0)]);
    let lines = || vec![line(1, Measure, "days 3")];
    let study = planned_study(vec![two.clone()], lines());
    assert_eq!(events(&study, 3), [("1", Measure, 3, Due)]);
    let study = planned_study(vec![not_measured(two, "right", 3)], lines());
    assert_eq!(events(&study, 3), [("1", Measure, 3, Done)]);
}

#[test]
fn several_kinds_come_in_the_order_of_doing_and_the_most_pressing_line_counts() {
    let animals = vec![weighed(animal("1"), &[(0, 20.0)])];
    let lines = vec![
        line(1, TakeDown, "day 8"),
        line(2, Measure, "day 8"),
        line(3, Weigh, "day 8"),
        line(4, Weigh, "day 7"),
    ];
    let study = planned_study(animals, lines);
    let expected = [
        ("1", Weigh, 7, Overdue),
        ("1", Measure, 8, Due),
        ("1", TakeDown, 8, Due),
    ];
    assert_eq!(events(&study, 8), expected);
}

#[test]
fn animals_outside_of_line_study_or_dates_are_not_asked_about() {
    let arm = in_arm(animal("1"), "Vehicle");
    let id: ArmId = arm.animal.arm.unwrap();
    let animals = vec![
        arm,
        animal("2"),
        disposed(in_arm(animal("3"), "Vehicle"), 2),
    ];
    let of_arm = WorkLine {
        whom: Whom::Arms(vec![id]),
        ..line(1, Weigh, "QD")
    };
    let study = planned_study(animals, vec![of_arm.clone()]);
    let tags = |study: &StudyRecord, day| -> Vec<String> {
        let events = work_on(study, date(day));
        let tags = events
            .iter()
            .map(|event| event.animal.animal.tag.to_string());
        tags.collect()
    };
    assert_eq!(tags(&study, 1), ["1", "3"]);
    assert_eq!(tags(&study, 3), ["1"]);
    let ended = WorkLine {
        starts_on: date(2),
        ends_on: Some(date(4)),
        ..of_arm
    };
    let mut study = planned_study(study.animals, vec![ended]);
    let none: [String; 0] = [];
    assert_eq!(tags(&study, 1), none);
    assert_eq!(tags(&study, 4), ["1"]);
    assert_eq!(tags(&study, 5), none, "an ended line has nothing overdue");
    study.study.protocol.day0 = None;
    assert_eq!(tags(&study, 4), none);
}

#[test]
fn take_down_is_done_by_leaving() {
    let study = planned_study(
        vec![disposed(animal("1"), 21), animal("2")],
        vec![line(1, TakeDown, "day 21"), line(2, Weigh, "day 21")],
    );
    let expected = [
        ("1", TakeDown, 21, Done),
        ("2", Weigh, 21, Due),
        ("2", TakeDown, 21, Due),
    ];
    assert_eq!(events(&study, 21), expected);
    assert_eq!(events(&study, 22).len(), 2, "the second animal is overdue");
}

#[test]
fn waived_event_is_told_on_its_day_only() {
    let mut study = planned_study(vec![animal("1")], vec![line(1, Weigh, "days 3, 7")]);
    let prose = |text| Prose::new("text", text).unwrap();
    study.waivers = vec![Waiver {
        id: WaiverId(Uuid::nil()),
        animal: study.animals[0].animal.id,
        line: study.work_lines[0].id,
        planned_on: date(3),
        planned: prose("weigh"),
        reason: prose("power cut"),
    }];
    assert_eq!(events(&study, 3), [("1", Weigh, 3, Waived)]);
    assert_eq!(events(&study, 4), []);
    assert_eq!(events(&study, 7), [("1", Weigh, 7, Due)]);
}

#[test]
fn watch_follows_the_findings_of_each_animal() {
    let watch = "QW; daily when loss >= 10 %";
    let thin = weighed(animal("1"), &[(0, 20.0), (7, 17.5)]);
    let well = weighed(animal("2"), &[(0, 20.0), (7, 20.0)]);
    let study = planned_study(vec![thin, well], vec![line(1, Weigh, watch)]);
    // What is found on a day changes what is asked from the next day on.
    let on_7 = [("1", Weigh, 7, Done), ("2", Weigh, 7, Done)];
    assert_eq!(events(&study, 7), on_7);
    assert_eq!(events(&study, 8), [("1", Weigh, 8, Due)]);
    assert_eq!(events(&study, 9), [("1", Weigh, 8, Overdue)]);
    let on_14 = [("1", Weigh, 8, Overdue), ("2", Weigh, 14, Due)];
    assert_eq!(events(&study, 14), on_14);
}

#[test]
fn schedule_that_ends_at_progression_ends_for_each_animal() {
    let grown = read(animal("1"), "left", &[(0, 100.0), (4, 450.0)]);
    let small = read(animal("2"), "left", &[(0, 100.0), (4, 150.0)]);
    let study = planned_study(
        vec![grown, small],
        vec![line(1, Weigh, "QD until progression")],
    );
    assert_eq!(events(&study, 3).len(), 2);
    // Progression is fourfold growth. The day before was not done, and stays open.
    let on_5 = [("1", Weigh, 3, Overdue), ("2", Weigh, 5, Due)];
    assert_eq!(events(&study, 5), on_5);
}

#[test]
fn cohorts_have_the_planned_dates_of_their_own_day_0() {
    let mut second = animal("2");
    second.animal.cohort = Some(domain::Cohort {
        id: domain::CohortId(Uuid::nil()),
        name: label("second wave"),
        day0: Some(date(5)),
    });
    let study = planned_study(vec![animal("1"), second], vec![line(1, Weigh, "day 3")]);
    assert_eq!(events(&study, 3), [("1", Weigh, 3, Due)]);
    let on_8 = [("1", Weigh, 3, Overdue), ("2", Weigh, 8, Due)];
    assert_eq!(events(&study, 8), on_8);
}

#[test]
fn calendar_counts_what_is_planned_for_a_date_done_or_not() {
    let animals = vec![weighed(animal("1"), &[(0, 20.0)]), animal("2")];
    let lines = vec![
        line(1, Weigh, "QW"),
        line(2, Weigh, "day 0"),
        line(3, Measure, "day 2"),
    ];
    let study = planned_study(animals, lines);
    let all = planned(&study, date(0), 8);
    let told = |work: &PlannedWork| ((work.date - date(0)).num_days(), work.kind, work.animals);
    let told: Vec<_> = all.iter().map(told).collect();
    assert_eq!(told, [(0, Weigh, 2), (2, Measure, 2), (7, Weigh, 2)]);
}

#[test]
fn plan_of_a_day_asks_each_animal_for_its_own() {
    let animals = vec![animal("1"), animal("2"), animal("3")];
    let of = |n: usize| Whom::Animals(vec![animals[n].animal.id]);
    let lines = vec![
        WorkLine {
            whom: of(0),
            ..line(1, Weigh, "QD")
        },
        WorkLine {
            whom: of(1),
            ..line(2, Measure, "QD")
        },
    ];
    let study = planned_study(animals, lines);
    let asked = asked_on(&study, date(1)).unwrap();
    let of = |n: usize| asked.get(&study.animals[n].animal.id).copied();
    let weight = of(0).unwrap();
    assert!(weight.weight && !weight.tumors);
    assert!(of(1).unwrap().tumors && !of(1).unwrap().weight);
    assert_eq!(of(2), None);
    let without: Option<_> = asked_on(&planned_study(Vec::new(), Vec::new()), date(1));
    assert!(without.is_none());
    let next = |study: &StudyRecord, day| next_planned(study, date(day));
    let weekly = planned_study(study.animals.clone(), vec![line(1, Weigh, "day 9")]);
    assert_eq!(next(&weekly, 2), Some(date(9)));
    assert_eq!(next(&weekly, 10), Some(date(9)), "overdue");
    let none: Option<NaiveDate> = next(&planned_study(Vec::new(), Vec::new()), 2);
    assert_eq!(none, None);
}

#[test]
fn later_date_has_what_is_planned_for_it_though_something_is_open_now() {
    let thin = weighed(animal("1"), &[(0, 20.0), (4, 17.0)]);
    let lines = vec![
        line(1, Weigh, "QW; daily when loss >= 10 %"),
        line(2, Measure, "days 3, 7"),
    ];
    let study = planned_study(vec![thin, animal("2")], lines);
    let on = |day| -> Vec<(String, WorkKind)> {
        let events = planned_for(&study, date(day)).into_iter();
        let named = |event: WorkEvent| (event.animal.animal.tag.to_string(), event.line.kind);
        events.map(named).collect()
    };

    assert_eq!(on(6), [("1".to_owned(), Weigh)]);
    let both = |tag: &str| [(tag.to_owned(), Weigh), (tag.to_owned(), Measure)];
    assert_eq!(on(7)[..2], both("1"));
}

#[test]
fn oldest_of_two_overdue_lines_counts() {
    let lines = vec![line(1, Weigh, "day 5"), line(2, Weigh, "day 2")];
    let study = planned_study(vec![animal("1")], lines);
    assert_eq!(events(&study, 6), [("1", Weigh, 2, Overdue)]);
}
