//! What a report says of excluded data, of living animals past a limit, and of what was undone.

use app::analyze::analyze;
use chrono::NaiveDate;
use domain::testing::{animal, arm, date, disposed, in_arm, read, study, weighed};
use domain::{
    Allocation, AllocationId, AllocationMethod, AnalysisOptions, AnimalRecord, Exclusion,
    ExclusionId, Label, Prose, Scope, StudyRecord, StudyStatus, When,
};
use report::document::{Made, Material, Trail, Undone, document};
use uuid::Uuid;

/// The report of a study as text with all its structure.
fn report(record: &StudyRecord, trail: &Trail) -> String {
    let analysis = analyze(record, &AnalysisOptions::default()).unwrap();
    let at = NaiveDate::from_ymd_opt(2026, 2, 20).unwrap();
    let made = Made {
        at: at.and_hms_opt(9, 30, 0).unwrap(),
        by: "M. Meier".to_owned(),
        for_technician: false,
    };
    let document = document(&Material {
        record,
        analysis: &analysis,
        trail,
        made: &made,
    });
    format!("{document:?}").replace('\u{a0}', " ")
}

fn one(tag: &str, arm: &str, on_day_14: f64) -> AnimalRecord {
    let animal = read(
        animal(tag),
        "flank",
        &[(0, 100.0), (7, 200.0), (14, 400.0), (21, 800.0)],
    );
    let grams = [(0, 20.0), (7, 20.0), (14, on_day_14), (21, 20.0)];
    in_arm(weighed(animal, &grams), arm)
}

/// Two arms of three animals, of which 310 lost 28.6 % on day 14.
fn two_arms() -> StudyRecord {
    let mut animals = Vec::new();
    for n in 301..304 {
        animals.push(one(&n.to_string(), "Vehicle", 20.0));
    }
    for n in 310..313 {
        let on_day_14 = if n == 310 { 14.28 } else { 20.0 };
        animals.push(one(&n.to_string(), "KT-253", on_day_14));
    }
    let mut record = study(animals);
    record.arms = vec![arm("Vehicle", true), arm("KT-253", false)];
    record
}

fn exclude_sick_day(record: &mut StudyRecord) {
    let sick = record.animals[3].animal.id;
    record.exclusions.push(Exclusion {
        id: ExclusionId(Uuid::from_u128(9)),
        scope: Scope::AnimalDay(sick, When::on(date(14))),
        reason: Prose::new("reason", "sick, weight loss").unwrap(),
        foreseen: false,
    });
}

#[test]
fn page_tells_a_loss_of_a_day_that_is_excluded_and_the_exclusion() {
    let mut record = two_arms();
    exclude_sick_day(&mut record);
    let text = report(&record, &Trail::default());
    assert!(
        text.contains("One animal lost 20% or more of body weight."),
        "{text}"
    );
    assert!(!text.contains("No animal lost 20%"), "{text}");
    assert!(
        text.contains("6 animals (1 day of 1 animal excluded)"),
        "{text}"
    );
}

#[test]
fn excluded_volumes_are_marked_in_the_table_of_animals() {
    let mut record = two_arms();
    let marked = "excl.: read, but excluded";
    assert!(!report(&record, &Trail::default()).contains(marked));
    exclude_sick_day(&mut record);
    let text = report(&record, &Trail::default());
    assert!(
        text.contains("\"excl.\"") && text.contains(marked),
        "{text}"
    );
}

#[test]
fn living_animals_past_a_limit_are_named() {
    let mut record = two_arms();
    record.study.protocol.limit_tumor_volume_mm3 = Some(700.0);
    for at in 1..6 {
        let left = record.animals.remove(at);
        record.animals.insert(at, disposed(left, 21));
    }
    let text = report(&record, &Trail::default());
    assert!(
        text.contains("Past a limit and still on study: 301."),
        "{text}"
    );
    assert!(
        text.contains("Past a limit of the protocol and still on study: 1 animal: 301 ("),
        "{text}"
    );
    record.study.status = StudyStatus::Closed;
    let text = report(&record, &Trail::default());
    assert!(!text.contains("on study:"), "{text}");
    assert!(text.contains("no disposition\\nrecorded"), "{text}");
}

#[test]
fn first_draw_is_accepted_for_a_reason_and_balances_no_values_it_had_not() {
    let mut record = two_arms();
    record.allocations.push(Allocation {
        id: AllocationId(Uuid::from_u128(5)),
        number: 1,
        method: AllocationMethod::Simple,
        seed: Some(7),
        iterations: 0,
        score: 0.0,
        observed_on: None,
        observed_until: None,
        reason: Some(Prose::new("reason", "as planned").unwrap()),
        author: Label::new("author", "mk").unwrap(),
        recorded_at: "2026-01-05T10:00:00Z".to_owned(),
    });
    let text = report(&record, &Trail::default());
    assert!(
        text.contains("no measured value was balanced; accepted"),
        "{text}"
    );
    assert!(text.contains("by mk; reason: as planned."), "{text}");
    assert!(
        !text.contains("anew") && !text.contains("perfect"),
        "{text}"
    );
}

#[test]
fn undone_entries_are_named() {
    let trail = Trail {
        undone: vec![Undone {
            operation: 14,
            what: "animal 301, day 7".to_owned(),
            on: "2026-01-12".to_owned(),
            by: "mk".to_owned(),
        }],
        ..Trail::default()
    };
    let text = report(&two_arms(), &trail);
    let named = "1 entry was undone: operation 14, animal 301, day 7 (on 2026-01-12 by mk).";
    assert!(text.contains(named), "{text}");
}
