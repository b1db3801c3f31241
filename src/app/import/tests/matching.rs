//! How rows meet the studies that exist, and what the options decide.

use super::*;
use domain::{Label, Protocol, StudyStatus};

/// A study with arms A (control) and B, animals 1 and 2, a reading each on day 0.
fn existing() -> StudyRecord {
    let text = "id,arm,cage,day,tv,bw\n1,A,C1,0,100,20\n2,B,C1,0,110,21\n";
    let options = ImportOptions {
        control: Some("A".into()),
        day0: NaiveDate::from_ymd_opt(2026, 1, 5),
        ..named("S")
    };
    plan_texts(&[text], &options, None).unwrap().studies[0].record(None)
}

fn into_existing(text: &str, options: &ImportOptions) -> Result<ImportPlan, ImportError> {
    plan_texts(&[text], options, Some(&existing()))
}

#[test]
fn existing_study_accepts_readings_of_its_animals() {
    let plan = into_existing("id,arm,day,tv,bw\n1,A,3,120,20\n2,,3,130,\n", &named("S")).unwrap();
    let study = &plan.studies[0];
    assert!(!study.is_new && !study.is_changed);
    assert_eq!(
        (study.arms.len(), study.animals.len(), study.tumors.len()),
        (0, 0, 0)
    );
    assert_eq!((study.readings.len(), study.weighings.len()), (2, 1));
    assert_eq!(study.readings[0].1.when.date.to_string(), "2026-01-08");
    assert!(study.changed_animals.is_empty() && study.changed_arms.is_empty());
}

#[test]
fn contradictions_to_the_study_are_refused() {
    for (text, expected) in [
        (
            "id,day,tv\n1,0,101",
            "readings.csv, line 2, column `tv`: volume `101 mm³ given` of animal `1` on day 0 (2026-01-05) is not the `100 mm³ given` that `S` has",
        ),
        (
            "id,day,bw\n1,0,22",
            "readings.csv, line 2, column `bw`: weight `22 g` of animal `1` on day 0 (2026-01-05) is not the `20 g` that `S` has",
        ),
        (
            "id,arm,day,tv\n1,B,3,100",
            "readings.csv, line 2, column `arm`: arm `B` contradicts `A`, the arm of animal `1` in the study `S`",
        ),
        (
            "id,day,tv\n9,3,100\n9,4,100",
            "readings.csv, line 2, column `id`: animal `9` is not in the study `S`",
        ),
        (
            "id,arm,day,tv\n1,C,3,100\n1,C,4,100",
            "readings.csv, line 2, column `arm`: arm `C` is no arm of `S`",
        ),
    ] {
        let found = problems(into_existing(text, &named("S")));
        assert_eq!(found[0], expected);
    }
    let other_day0 = ImportOptions {
        day0: NaiveDate::from_ymd_opt(2026, 1, 6),
        ..named("S")
    };
    let error = into_existing("id,day,tv\n1,3,100", &other_day0).unwrap_err();
    assert_eq!(
        error.to_string(),
        "day 0 of `S` is 2026-01-05, and not 2026-01-06 as given"
    );
}

#[test]
fn unknown_arms_and_animals_refuse_even_with_skip_bad() {
    let options = ImportOptions {
        skip_bad: true,
        ..named("S")
    };
    assert!(into_existing("id,day,tv\n9,3,100", &options).is_err());
    let options = ImportOptions {
        new_animals: true,
        ..named("S")
    };
    assert!(into_existing("id,arm,day,tv\n9,C,3,100", &options).is_err());
    let options = ImportOptions {
        new_arms: true,
        ..options
    };
    let plan = into_existing("id,arm,day,tv\n9,C,3,100", &options).unwrap();
    assert_eq!(plan.studies[0].arms[0].position, 3);
    assert_eq!(plan.outcome.made.animals, 1);
    assert_eq!(plan.outcome.notes[0].message, "1 animal new to `S`");
}

#[test]
fn file_completes_missing_facts_of_animals() {
    let plan = into_existing("id,sex,day,tv\n1,F,3,100", &named("S")).unwrap();
    assert_eq!(plan.studies[0].changed_animals[0].tag.as_str(), "1");
    assert_eq!(plan.outcome.made.animals_completed, 1);
}

#[test]
fn weights_on_record_are_noted_not_refused() {
    let plan = into_existing("id,day,bw\n1,0,20\n1,3,20", &named("S")).unwrap();
    assert_eq!(plan.studies[0].weighings.len(), 1);
    assert_eq!(plan.outcome.notes[0].code, "known");
}

#[test]
fn closed_study_refuses_import() {
    let mut record = existing();
    record.study.status = StudyStatus::Closed;
    let error = plan_texts(&["id,day,tv\n1,3,100"], &named("S"), Some(&record)).unwrap_err();
    assert_eq!(error.to_string(), "study `S` is closed");
}

#[test]
fn only_weights_can_precede_implantation() {
    let mut record = existing();
    record.study.protocol = Protocol {
        implanted_on: NaiveDate::from_ymd_opt(2025, 12, 20),
        implant_site: Some(Label::new("site", "right flank").unwrap()),
        ..record.study.protocol
    };
    let text = "id,day,tv,bw\n1,-20,,19\n1,-20,100,";
    let found = problems(plan_texts(&[text], &named("S"), Some(&record)));
    assert_eq!(
        found,
        [
            "readings.csv, line 3, column `day`: day `-20` is before the tumor was implanted, on 2025-12-20"
        ]
    );
}

#[test]
fn tumors_are_told_apart_by_site() {
    let sites = |text: &str| -> Vec<String> {
        let plan = plan_text(text).unwrap();
        plan.studies[0]
            .tumors
            .iter()
            .map(|(_, t)| t.site.to_string())
            .collect()
    };
    assert_eq!(sites("id,day,tv\n1,0,5\n1,3,5"), ["tumor"]);
    assert_eq!(sites("id,day,side,tv\n1,0,L,5\n1,0,R,5"), ["L", "R"]);
    assert_eq!(sites("id,day,site,tv\n1,0,,5\n1,3,L,5"), ["L"]);
}

#[test]
fn repeats_are_kept() {
    let plan = plan_text("id,day,repeat,tv,bw\n1,0,1,5,20\n1,0,2,6,20\n1,3,,6,20").unwrap();
    let repeats: Vec<_> = plan.studies[0]
        .readings
        .iter()
        .map(|(_, r)| r.repeat)
        .collect();
    assert_eq!(repeats, [1, 2, 1]);
    assert_eq!(plan.studies[0].weighings.len(), 2);
}

#[test]
fn control_arms_are_recognized_by_their_whole_name() {
    let control = |text: &str, options: &ImportOptions| {
        let plan = plan_texts(&[text], options, None).unwrap();
        plan.outcome.studies[0].control.clone()
    };
    let text = "id,arm,day,tv\n1,Vehicle,0,5\n2,X,0,5\n";
    assert_eq!(control(text, &named("S")).as_deref(), Some("Vehicle"));
    let two = "id,arm,day,tv\n1,Vehicle,0,5\n2,untreated,0,5\n3,Vehicle + X,0,5\n";
    assert_eq!(control(two, &named("S")), None);
    let with_control = ImportOptions {
        control: Some("X".into()),
        ..named("S")
    };
    assert_eq!(control(text, &with_control).as_deref(), Some("X"));
}

#[test]
fn study_column_is_used_unless_a_study_is_named() {
    let text = "study,id,day,tv\nA,1,0,5\nB,1,0,6\nB,2,0,6\n";
    let both = plan_texts(&[text], &ImportOptions::default(), None).unwrap();
    assert_eq!(both.studies.len(), 2);
    let one = plan_texts(&[text], &named("B"), None).unwrap();
    assert_eq!(one.studies[0].animals.len(), 2);
    assert_eq!(
        one.outcome.notes[0].message,
        "1 row of other studies were left, as only `B` was asked for"
    );
    let merged = plan_texts(&[text], &named("C"), None).unwrap();
    let tags: Vec<_> = merged.studies[0]
        .animals
        .iter()
        .map(|a| a.tag.as_str())
        .collect();
    assert_eq!(tags, ["A/1", "B/1", "2"]);
    let codes: Vec<_> = merged.outcome.notes.iter().map(|n| n.code).collect();
    assert_eq!(codes, ["study_renamed", "tags_prefixed", "day0", "no_arm"]);
}

#[test]
fn day_0_is_found_in_the_file_or_not_known() {
    let day0 = |text: &str| {
        plan_text(text).unwrap().studies[0]
            .study
            .protocol
            .known_day0()
    };
    let days = "id,day,tv\n1,-1,5\n1,14,5";
    assert_eq!(day0(days), None);
    let undated = plan_text(days).unwrap();
    assert!(undated.studies[0].study.protocol.day0_assumed);
    assert_eq!(undated.outcome.studies[0].day0, None);
    let running = ImportOptions {
        running: true,
        ..named("S")
    };
    let running = plan_texts(&[days], &running, None).unwrap();
    assert_eq!(
        running.studies[0].study.protocol.known_day0(),
        Some(today() - chrono::Days::new(14))
    );
    assert_eq!(
        day0("id,day,date,tv\n1,3,2026-01-08,5"),
        NaiveDate::from_ymd_opt(2026, 1, 5)
    );
    assert_eq!(day0("id,arm\n1,A"), None);
}

#[test]
fn study_of_study_days_takes_more_days_and_no_dates() {
    let record = plan_text("id,day,tv\n1,0,5\n").unwrap().studies[0].record(None);
    let into = |text: &str, options: &ImportOptions| plan_texts(&[text], options, Some(&record));
    let more = into("id,day,tv\n1,0,5\n1,7,9\n", &named("S")).unwrap();
    assert_eq!(more.outcome.made.readings, 1);
    assert_eq!(
        problems(into("id,date,tv\n1,2026-01-05,9\n", &named("S"))),
        [
            "readings.csv, line 2, column `date`: date `2026-01-05` is a date, and `S` has study days only"
        ]
    );
    let dated = ImportOptions {
        day0: NaiveDate::from_ymd_opt(2026, 1, 5),
        ..named("S")
    };
    let error = into("id,day,tv\n1,7,9\n", &dated).unwrap_err();
    assert_eq!(error.to_string(), "`S` has study days only");
}

#[test]
fn volumes_that_disagree_with_the_sizes_are_listed() {
    let plan = plan_text("id,day,l,w,tv\n1,0,10,8,320\n1,3,10,8,335\n1,7,0,0,26").unwrap();
    let listed: Vec<_> = plan
        .outcome
        .disagreements
        .iter()
        .map(|d| (d.place.row, d.computed_mm3))
        .collect();
    assert_eq!(listed, [(3, 320.0), (4, 0.0)]);
    let plan = plan_text("id,day,l,w,tv\n1,0,10,8,335.1\n1,3,11,8,368.6").unwrap();
    let message = "the volumes in the file were made by π/6·L·W² (`pi6_lw2`), and `S` uses L·W²/2";
    assert!(
        plan.outcome.notes.iter().any(|n| n.message == message),
        "{:?}",
        plan.outcome.notes
    );
}

#[test]
fn unused_rows_and_columns_are_listed() {
    let plan = plan_text("id,day,tv,age\n1,0,5,60\n1,3,,60").unwrap();
    assert_eq!(plan.outcome.columns_not_used, ["age"]);
    assert_eq!(plan.outcome.rows_without_values, 1);
    assert_eq!(plan.studies[0].readings.len(), 1);
}
