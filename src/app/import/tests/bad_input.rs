//! Everything that is refused once rows meet each other and the study.

use super::*;

#[test]
fn problems_between_rows_name_both_places() {
    for (text, expected) in [
        (
            "id,arm,day,tv\n1,A,0,5\n1,A,0,6",
            "readings.csv, line 3, column `day`: day `0` has this reading of animal `1` already, in readings.csv, line 2",
        ),
        (
            "id,arm,day,tv\n1,A,0,5\n1,B,3,6",
            "readings.csv, line 3, column `arm`: arm `B` contradicts `A`, the arm of animal `1` in readings.csv, line 2",
        ),
        (
            "id,cage,day,tv\n1,C1,0,5\n1,C2,3,6",
            "readings.csv, line 3, column `cage`: cage `C2` contradicts `C1`, the cage of animal `1` in readings.csv, line 2",
        ),
        (
            "id,sex,day,tv\n1,F,0,5\n1,M,3,6",
            "readings.csv, line 3, column `sex`: sex `male` contradicts `female`, the sex of animal `1` in readings.csv, line 2",
        ),
        (
            "id,rfid,day,tv\n1,aa,0,5\n2,aa,0,6",
            "readings.csv, line 3, column `rfid`: rfid `aa` belongs to animal `1`",
        ),
        (
            "id,day,bw\n1,0,20\n1,0,21",
            "readings.csv, line 3, column `bw`: weight `21` is not the `20` of animal `1` on the same day in readings.csv, line 2",
        ),
        (
            "id,day,date,tv\n1,0,2026-01-05,5\n1,3,2026-01-09,6",
            "readings.csv, line 3, column `date`: date `2026-01-09` is not day 3, which is 2026-01-08: day 0 is 2026-01-05",
        ),
        (
            "id,day,site,tv\n1,0,L,5\n1,0,R,6\n1,3,,7",
            "readings.csv, line 4, column `site`: site is missing: animal `1` has several tumors",
        ),
        (
            "id,0,0.0 L,0.0 W\n1,5,6,7",
            "readings.csv, line 2, column `0.0 W`: width `7` is larger than the length `6`",
        ),
    ] {
        assert_eq!(problems(plan_text(text)), [expected], "{text}");
    }
}

#[test]
fn readings_after_the_disposition_day_are_refused() {
    let readings = "id,day,tv,bw\n1,0,5,20\n1,7,5,20\n1,8,5,20\n";
    let dispositions =
        "animal,day,disposition,reason\n1,7,found dead,\n9,7,found dead,\n1,9,sacrificed,\n";
    let found = problems(plan_texts(&[readings, dispositions], &named("S"), None));
    assert_eq!(
        found,
        [
            "dispositions.csv, line 3, column `animal`: animal `9` is not in the study `S`",
            "dispositions.csv, line 4, column `disposition`: disposition `scheduled sacrifice` is the second one of animal `1`; the first is in dispositions.csv, line 2",
            "readings.csv, line 4, column `day`: day `8` is after animal `1` left the study, on day 7 (dispositions.csv, line 2)",
        ]
    );
}

/// The reason beside it is that of the disposition, and makes no reading.
#[test]
fn disposition_that_is_not_understood_is_the_only_problem_of_its_row() {
    let readings = "id,day,tv,bw\n1,0,5,20\n1,7,5,20\n";
    let dispositions = "animal,day,disposition,reason\n1,7,vanished,cage found open\n";
    let found = problems(plan_texts(&[readings, dispositions], &named("S"), None));
    assert_eq!(found.len(), 1, "{found:?}");
    assert!(
        found[0].contains("column `disposition`: disposition `vanished` is not known"),
        "{found:?}"
    );
}

#[test]
fn undecided_questions_refuse_the_import() {
    let text = "id,day,tv\n1,0,5";
    for (text, options, expected) in [
        (
            text,
            ImportOptions::default(),
            "no column of readings.csv contains the study",
        ),
        (
            "id,tv\n1,5",
            named("S"),
            "no column of readings.csv contains the day",
        ),
        (
            "id,date,tv\n1,2026-01-05,5",
            named("S"),
            "the file contains dates, and `S` has no day 0 to count study days from",
        ),
        (
            "id,day,date,tv\n1,0,,5\n1,,2026-01-05,5",
            named("S"),
            "some rows of `S` have a day, others a date, and none both",
        ),
        (
            text,
            ImportOptions {
                control: Some("X".into()),
                ..named("S")
            },
            "no arm is called `X`, the control arm that was asked for",
        ),
        (
            text,
            named("a\u{7}b"),
            "study `a\\u{7}b` holds a control character",
        ),
    ] {
        let error = plan_texts(&[text], &options, None).unwrap_err();
        assert_eq!(error.to_string(), expected);
        assert!(!error.remedy().is_none());
    }
}

#[test]
fn skip_bad_leaves_out_and_lists_all_bad_values() {
    let text =
        "id,day,l,w,tv,bw\n1,0,6,7,126,20\n1,3,6,5,abc,0\n1,y,6,5,,20\n1,3,6,5,,20\n1,7,6,5\n";
    assert_eq!(problems(plan_text(text)).len(), 6);
    let options = ImportOptions {
        skip_bad: true,
        ..named("S")
    };
    let plan = plan_texts(&[text], &options, None).unwrap();
    assert_eq!(plan.outcome.left_out.count(), 6);
    assert_eq!(plan.studies[0].readings.len(), 2);
    assert_eq!(plan.studies[0].readings[0].1.typed.as_deref(), Some("126"));
    assert_eq!(plan.studies[0].weighings.len(), 2);
}

#[test]
fn problems_are_in_file_order() {
    let text = "id,arm,day,tv\n1,A,0,5\n1,B,0,5\n1,A,x,5\n1,A,0,5\n1,A,7,-1\n";
    let lines: Vec<_> = match plan_text(text).unwrap_err() {
        ImportError::Problems(all) => all
            .listed()
            .iter()
            .map(|p| p.place.as_ref().unwrap().row)
            .collect(),
        other => panic!("{other}"),
    };
    assert_eq!(lines, [3, 4, 5, 6]);
}

#[test]
fn every_problem_has_a_remedy() {
    let text = "id,arm,sex,day,date,l,w,tv,bw\n1,A,x,0,1,6,7,abc,0\n1,B,,0,,1,1,,\n,,,1,,,,1,\n1,A,,99999,,,,1,\n1,A,,0\n";
    let Err(ImportError::Problems(all)) = plan_text(text) else {
        panic!("no problems")
    };
    assert!(all.count() >= 7, "{all:?}");
    for problem in all.listed() {
        assert!(!problem.remedy.is_none(), "{problem}");
        assert!(!problem.to_string().ends_with('.'), "{problem}");
    }
}

#[test]
fn a_row_of_the_future_is_refused_with_its_day() {
    let options = ImportOptions {
        day0: Some(today()),
        ..named("S")
    };
    let future = "id,date,tv,bw\n1,2026-02-01,100,20\n1,2026-02-02,110,\n1,2026-02-03,,21\n";
    assert_eq!(
        problems(plan_texts(&[future], &options, None)),
        [
            "readings.csv, line 3, column `date`: date `2026-02-02` is in the future",
            "readings.csv, line 4, column `date`: date `2026-02-03` is in the future",
        ]
    );
}

#[test]
fn date_of_birth_that_cannot_be_is_refused() {
    let options = ImportOptions {
        day0: Some(today()),
        ..named("S")
    };
    let text = "id,day,born,tv\n1,0,2027-01-01,100\n2,-3,2026-01-31,100\n3,0,2025-11-30,100\n";
    assert_eq!(
        problems(plan_texts(&[text], &options, None)),
        [
            "readings.csv, line 2, column `born`: date of birth `2027-01-01` is in the future",
            "readings.csv, line 3, column `born`: date of birth `2026-01-31` is after the first entry of the animal, of 2026-01-29",
        ]
    );
}
