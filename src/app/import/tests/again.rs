//! A file that grows and is imported again.

use super::*;
use domain::Reason;

const FIRST: &str =
    "Mouse,Group,BW0,D0,D7\n1,Vehicle,20,100,200\n2,Vehicle,21,104,211\n3,Drug,22,101,120\n";

fn options() -> ImportOptions {
    ImportOptions {
        day0: NaiveDate::from_ymd_opt(2026, 1, 5),
        ..named("S")
    }
}

fn study() -> StudyRecord {
    let text = FIRST.replace("BW0", "D0 weight");
    plan_texts(&[&text], &options(), None).unwrap().studies[0].record(None)
}

fn again(text: &str, options: &ImportOptions) -> Result<ImportPlan, ImportError> {
    plan_texts(&[text], options, Some(&study()))
}

fn updating() -> ImportOptions {
    ImportOptions {
        update: Some(Reason::new("typed wrongly").unwrap()),
        ..named("S")
    }
}

fn note(plan: &ImportPlan, code: &str) -> String {
    let mut notes = plan.outcome.notes.iter();
    let found = notes.find(|note| note.code == code);
    found.map_or(String::new(), |note| note.message.clone())
}

#[test]
fn equal_values_are_passed_over_and_new_ones_added() {
    let grown = "Mouse,Group,D0 weight,D0,D7,D14\n1,Vehicle,20,100,200,402\n2,Vehicle,21,104,211,418\n3,Drug,22,101,120,150\n";
    let plan = again(grown, &named("S")).unwrap();
    let made = plan.outcome.made;
    assert_eq!((made.readings, made.weighings, made.corrections), (3, 0, 0));
    assert_eq!(
        note(&plan, "known"),
        "6 readings and 3 body weights of the file in `S` already, with the same value: passed over"
    );
    let same = again(&FIRST.replace("BW0", "D0 weight"), &named("S")).unwrap();
    assert_eq!(same.outcome.made.readings, 0);
}

#[test]
fn changed_values_are_refused_with_both_values() {
    let changed = "Mouse,D0,D7,D14\n1,100,210,402\n2,104,211,\n";
    assert_eq!(
        problems(again(changed, &named("S"))),
        [
            "readings.csv, line 2, column `D7`: volume `210 mm³ given` of animal `1` on day 7 (2026-01-12) is not the `200 mm³ given` that `S` has"
        ]
    );
    let skipping = ImportOptions {
        skip_bad: true,
        ..named("S")
    };
    let plan = again(changed, &skipping).unwrap();
    assert_eq!(
        (plan.outcome.left_out_count, plan.outcome.made.readings),
        (1, 1)
    );
}

#[test]
fn changed_values_are_corrections_if_the_user_says_why() {
    let changed = "Mouse,D0 weight,D0,D7\n1,20.5,100,210\n2,21,104,np\n3,22,101,120\n";
    let plan = again(&changed.replace("np", "0"), &updating()).unwrap();
    let study = &plan.studies[0];
    assert_eq!(
        (study.readings.len(), study.corrected_readings.len()),
        (0, 2)
    );
    assert_eq!(
        study.corrected_readings[0].1.entry.observation.to_string(),
        "210 mm³ given"
    );
    assert_eq!(
        study.corrected_readings[0].1.entry.typed.as_deref(),
        Some("210")
    );
    assert_eq!(study.corrected_weighings[0].1.entry.grams(), 20.5);
    assert_eq!(plan.outcome.made.corrections, 3);
    assert_eq!(
        note(&plan, "corrected"),
        "corrected: animal 1, day 0 (2026-01-05): 20 g became 20.5 g; animal 1, day 7 (2026-01-12): 200 mm³ given became 210 mm³ given; animal 2, day 7 (2026-01-12): 211 mm³ given became not palpable"
    );
}

#[test]
fn readings_that_vanished_from_the_file_are_named() {
    let plan = again("Mouse,D0,D7\n1,100,\n2,104,211\n", &named("S")).unwrap();
    assert_eq!(
        note(&plan, "vanished"),
        "3 readings of `S` not in the file, which tells others of the same days: animal 1, day 7 (2026-01-12): 200 mm³ given; animal 3, day 0 (2026-01-05): 101 mm³ given; animal 3, day 7 (2026-01-12): 120 mm³ given; the study keeps them"
    );
    // A file of a new day alone says nothing about the days before.
    let plan = again("Mouse,D14\n1,402\n", &named("S")).unwrap();
    assert_eq!(note(&plan, "vanished"), "");
}

#[test]
fn a_row_that_comes_twice_is_refused_though_the_study_has_it() {
    let found = problems(again("Mouse,day,tv\n1,7,200\n1,7,200\n", &named("S")));
    assert_eq!(
        found,
        [
            "readings.csv, line 3, column `day`: day `7` has this reading of animal `1` already, in readings.csv, line 2"
        ]
    );
    let twice = "Mouse,day,tv\n1,7,201\n1,7,202\n";
    assert_eq!(problems(again(twice, &updating())).len(), 1);
}

#[test]
fn a_volume_may_be_that_of_the_sizes_in_the_study() {
    let sized = plan_texts(&["id,day,length,width\n1,0,10.1,8.3\n"], &options(), None).unwrap();
    let record = sized.studies[0].record(None);
    let text = |volume: &str| format!("id,day,tv\n1,0,{volume}\n");
    let same = plan_texts(&[&text("347.9")], &named("S"), Some(&record)).unwrap();
    assert_eq!(
        (same.outcome.made.readings, same.outcome.made.corrections),
        (0, 0)
    );
    assert_eq!(
        problems(plan_texts(&[&text("355")], &named("S"), Some(&record))).len(),
        1
    );
}

#[test]
fn second_looks_are_told_apart_by_their_number() {
    let text = "id,day,repeat,tv\n1,0,1,100\n1,0,2,110\n";
    let record = plan_texts(&[text], &options(), None).unwrap().studies[0].record(None);
    let into = |text: &str| plan_texts(&[text], &updating(), Some(&record));
    let same = into("id,day,tv\n1,0,110\n").unwrap();
    assert_eq!(same.outcome.made.corrections, 0);
    assert_eq!(
        problems(into("id,day,tv\n1,0,120\n")),
        [
            "readings.csv, line 2, column `tv`: volume `120 mm³ given` is none of the 2 readings that `S` has of animal `1` at that time"
        ]
    );
    let second = into("id,day,repeat,tv\n1,0,2,120\n").unwrap();
    assert_eq!(second.studies[0].corrected_readings[0].1.repeat, 2);
    let third = into("id,day,repeat,tv\n1,0,3,120\n").unwrap();
    assert_eq!(third.outcome.made.readings, 1);
}

#[test]
fn dispositions_that_the_study_has_are_passed_over() {
    let ends = "animal,day,disposition,reason\n1,7,humane_endpoint,size\n";
    let first = plan_texts(&["id,day,tv\n1,0,100\n1,7,900\n", ends], &options(), None).unwrap();
    let record = first.studies[0].record(None);
    let again =
        |ends: &str| plan_texts(&["id,day,tv\n1,0,100\n", ends], &named("S"), Some(&record));
    assert_eq!(again(ends).unwrap().outcome.made.dispositions, 0);
    assert_eq!(
        problems(again("animal,day,disposition\n1,7,found_dead\n")).len(),
        1
    );
}

#[test]
fn a_value_of_the_day_on_which_an_animal_left_is_told() {
    let first = "Mouse,Group,D0,D7\n1,Vehicle,100,200\n2,Vehicle,104,dead\n3,Drug,101,120\n";
    let codes = ImportOptions {
        codes: parse_codes("dead=found-dead").unwrap(),
        ..options()
    };
    let study = plan_texts(&[first], &codes, None).unwrap().studies[0].record(None);
    let second = first.replace("dead", "160");
    let plan = plan_texts(&[&second], &named("S"), Some(&study)).unwrap();
    let told = note(&plan, "of_last_day");
    assert!(told.contains("2 (found dead, day 7"), "{told}");
    assert_eq!(
        note(
            &plan_texts(&[first], &codes, Some(&study)).unwrap(),
            "of_last_day"
        ),
        ""
    );
}
