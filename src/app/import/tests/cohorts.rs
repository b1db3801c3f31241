//! Files whose animals start on different dates.

use super::*;

/// Name and day 0 of the cohorts of a study, and day 0 of the study itself.
fn cohorts(plan: &ImportPlan) -> (Vec<(String, Option<String>)>, Option<String>) {
    let record = plan.studies[0].record(None);
    let text = |date: Option<NaiveDate>| date.map(|date| date.to_string());
    let cohorts = record.cohorts.iter();
    let cohorts = cohorts.map(|cohort| (cohort.name.to_string(), text(cohort.day0)));
    (cohorts.collect(), text(record.study.protocol.day0))
}

/// The dates of an animal's readings.
fn dates(plan: &ImportPlan, tag: &str) -> Vec<String> {
    let record = plan.studies[0].record(None);
    let animal = record.animals.iter().find(|a| a.animal.tag.as_str() == tag);
    let moments = animal.unwrap().moments();
    moments.map(|when| when.date.to_string()).collect()
}

fn pair(name: &str, day0: &str) -> (String, Option<String>) {
    (name.to_owned(), Some(day0.to_owned()))
}

#[test]
fn distinct_start_dates_are_cohorts_named_by_them() {
    for heading in ["start date", "enrolled", "Enrolment date", "day 0", "day0"] {
        let text = format!(
            "id,arm,{heading},day,tv\n1,A,2026-01-05,0,100\n1,A,,7,200\n\
             2,A,2026-01-10,0,110\n2,A,2026-01-10,7,210\n"
        );
        let plan = plan_text(&text).unwrap();
        let (found, day0) = cohorts(&plan);
        let expected = [
            pair("2026-01-05", "2026-01-05"),
            pair("2026-01-10", "2026-01-10"),
        ];
        assert_eq!(found, expected, "{heading}");
        assert_eq!(day0.as_deref(), Some("2026-01-05"));
        assert_eq!(dates(&plan, "1"), ["2026-01-05", "2026-01-12"]);
        assert_eq!(dates(&plan, "2"), ["2026-01-10", "2026-01-17"]);
    }
}

#[test]
fn one_start_date_is_day_0_of_the_study() {
    let plan = plan_text("id,start date,day,tv\n1,2026-01-05,7,100\n2,2026-01-05,7,100\n").unwrap();
    assert_eq!(cohorts(&plan), (Vec::new(), Some("2026-01-05".to_owned())));
    assert_eq!(dates(&plan, "2"), ["2026-01-12"]);
}

#[test]
fn named_cohorts_take_the_start_of_any_of_their_rows() {
    let text = "id,arm,cohort,start,date,tv\n1,A,first,2026-01-05,2026-01-12,5\n\
                2,A,second,,2026-01-17,6\n3,A,second,2026-01-10,2026-01-17,7\n";
    let plan = plan_text(text).unwrap();
    let expected = [pair("first", "2026-01-05"), pair("second", "2026-01-10")];
    assert_eq!(cohorts(&plan).0, expected);
    assert_eq!(dates(&plan, "2"), ["2026-01-17"]);
    let cohort = plan.studies[0].animals[1].cohort.as_ref().unwrap();
    assert_eq!(cohort.day0.unwrap().to_string(), "2026-01-10");
}

#[test]
fn cohorts_without_start_dates_have_the_day_0_of_day_and_date() {
    let text = "id,arm,cohort,day,date,tv\n1,A,first,7,2026-01-12,5\n2,A,second,7,2026-01-17,6\n";
    let plan = plan_text(text).unwrap();
    let first = ("first".to_owned(), None);
    let expected = vec![first, pair("second", "2026-01-10")];
    assert_eq!(cohorts(&plan), (expected, Some("2026-01-05".to_owned())));
}

#[test]
fn wide_files_keep_day_0_as_a_day() {
    let plan = plan_text("id,start date,day 0,day 7\n1,2026-01-05,100,200\n2,2026-01-10,110,210\n");
    let plan = plan.unwrap();
    assert_eq!(cohorts(&plan).0.len(), 2);
    assert_eq!(dates(&plan, "2"), ["2026-01-10", "2026-01-17"]);
}

#[test]
fn contradicting_start_dates_are_refused_by_row() {
    for (text, expected) in [
        (
            "id,start,day,tv\n1,2026-01-05,0,100\n1,2026-01-10,7,200\n",
            "readings.csv, line 3, column `start`: start `2026-01-10` contradicts `2026-01-05`, the start of animal `1` in readings.csv, line 2",
        ),
        (
            "id,cohort,start,day,tv\n1,first,2026-01-05,0,100\n2,first,2026-01-10,7,200\n",
            "readings.csv, line 3, column `start`: start `2026-01-10` contradicts `2026-01-05`, the start of cohort `first` in readings.csv, line 2",
        ),
        (
            "id,start,day,date,tv\n1,2026-01-05,0,2026-01-05,100\n2,2026-01-10,7,2026-01-12,200\n",
            "readings.csv, line 3, column `date`: date `2026-01-12` is not day 7, which is 2026-01-17: day 0 is 2026-01-10",
        ),
        (
            "id,arm,cohort,start,day,tv\n1,A,first,2026-01-05,0,100\n1,A,second,2026-01-05,7,200\n",
            "readings.csv, line 3, column `cohort`: cohort `second` contradicts `first`, the cohort of animal `1` in readings.csv, line 2",
        ),
    ] {
        let found = problems(plan_text(text));
        assert_eq!(found.first().map(String::as_str), Some(expected), "{text}");
        assert_eq!(found.len(), 1, "{found:?}");
    }
}

#[test]
fn a_staggered_file_joins_the_cohorts_that_the_study_has() {
    let text = "id,start,day,tv\n1,2026-01-05,0,100\n2,2026-01-10,0,110\n";
    let record = plan_text(text).unwrap().studies[0].record(None);
    let later = "id,start,day,tv\n1,2026-01-05,7,200\n2,2026-01-10,7,210\n";
    let plan = plan_texts(&[later], &named("S"), Some(&record)).unwrap();
    let study = &plan.studies[0];
    assert_eq!((study.cohorts.len(), study.changed_animals.len()), (0, 0));
    let on: Vec<_> = study
        .readings
        .iter()
        .map(|r| r.1.when.date.to_string())
        .collect();
    assert_eq!(on, ["2026-01-12", "2026-01-17"]);
}

#[test]
fn recorded_days_are_not_shifted_by_an_import() {
    let record = plan_text("id,day,date,tv\n1,0,2026-01-05,100\n").unwrap();
    let record = record.studies[0].record(None);
    let text = "id,start,day,tv\n1,2026-01-10,7,200\n";
    let found = problems(plan_texts(&[text], &named("S"), Some(&record)));
    let expected =
        "cohort `2026-01-10` would change the study days of what is recorded of animal `1`";
    assert!(found[0].contains(expected), "{found:?}");
}
