//! Slips of the pen in a file are named, and recorded as they stand.

use super::*;

fn notes(text: &str, code: &str) -> Vec<String> {
    let plan = plan_text(text).unwrap();
    let notes = plan.outcome.notes.into_iter();
    notes
        .filter(|note| note.code == code)
        .map(|note| note.message)
        .collect()
}

/// A cohort that grows, with one row after it.
fn with(row: &str) -> String {
    let mut text = "Mouse,Group,D0,D3,D7,D10,D14\n".to_owned();
    for n in 1..6 {
        let start = 95 + 3 * n;
        text += &format!(
            "{n},Vehicle,{start},{},{},{},{}\n",
            start * 3 / 2,
            start * 2,
            start * 3,
            start * 4
        );
    }
    text + row + "\n"
}

#[test]
fn slips_are_named_with_what_they_may_have_been() {
    for (row, why) in [
        (
            "9,Drug,105,1580,220,310,430",
            "1580 mm³ given of animal 9 on day 3 is outside the expected 82 – 305 mm³: probably 158",
        ),
        (
            "9,Drug,98,120,140,16.2,190",
            "16.2 mm³ given of animal 9 on day 10",
        ),
        (
            "9,Drug,101,118,139,165,0",
            "not palpable of animal 9 on day 14 follows 165 mm³: a missing value may have been written as 0",
        ),
        (
            "9,Drug,101,0,139,165,180",
            "not palpable of animal 9 on day 3 follows 101 mm³ and 139 after it",
        ),
        (
            "9,Drug,1010,118,139,165,180",
            "1010 mm³ given of animal 9 on day 0",
        ),
        (
            "9,Drug,101,118,139,165,1800",
            "1800 mm³ given of animal 9 on day 14",
        ),
    ] {
        let found = notes(&with(row), "doubtful");
        assert_eq!(found.len(), 1, "{row}: {found:?}");
        assert!(found[0].contains(why), "{row}: {}", found[0]);
        assert!(
            found[0].starts_with("readings.csv, line 7, column `D"),
            "{}",
            found[0]
        );
    }
}

#[test]
fn courses_that_happen_are_not_named() {
    for row in [
        "9,Drug,100,60,20,0,0",
        "9,Drug,100,180,350,700,1400",
        "9,Drug,100,80,40,10,80",
        "9,Drug,4,30,90,200,500",
        "9,Drug,0,0,0,20,60",
    ] {
        assert_eq!(notes(&with(row), "doubtful"), [""; 0], "{row}");
    }
}

#[test]
fn weights_and_sizes_are_looked_at_too() {
    let weights = "id,day,bw\n1,0,20.1\n1,3,205\n1,7,20.9\n";
    let options = ImportOptions {
        skip_bad: true,
        ..named("S")
    };
    assert_eq!(
        plan_texts(&[weights], &options, None)
            .unwrap()
            .outcome
            .left_out_count,
        1
    );
    let weights = "id,day,bw\n1,0,20.1\n1,3,9\n1,7,20.9\n2,0,20\n2,3,2.05e1\n";
    assert_eq!(notes(weights, "doubtful").len(), 0);
    let weights = "id,day,bw\n1,0,20.1\n1,3,62\n1,7,20.9\n";
    assert!(
        notes(weights, "doubtful")[0].contains("62 g of animal 1 on day 3 is outside the expected")
    );
    let sizes = "id,day,length,width\n1,0,8.1,6.2\n1,3,9.0,7.1\n1,7,9.9,79\n1,10,11,9\n";
    assert!(plan_text(sizes).is_err());
    let sizes = "id,day,length,width\n1,0,8.1,6.2\n1,3,9.0,7.1\n1,7,9.9,0.79\n1,10,11,9\n";
    assert!(
        notes(sizes, "doubtful")[0].contains("9.9 × 0.79 mm of animal 1 on day 7"),
        "{:?}",
        notes(sizes, "doubtful")
    );
}

#[test]
fn one_by_one_is_offered_as_not_palpable() {
    let text = "id,day,length,width\n1,0,8,6\n1,3,1,1\n1,7,1,1\n2,0,8,6\n2,3,1,1\n";
    assert_eq!(
        notes(text, "one_by_one"),
        ["3 readings are 1 × 1 mm, as often written for a tumor that cannot be felt"]
    );
    let options = ImportOptions {
        one_by_one_not_palpable: true,
        ..named("S")
    };
    let plan = plan_texts(&[text], &options, None).unwrap();
    let readings = plan.studies[0].readings.iter();
    let absent = readings.filter(|(_, r)| r.entry.observation == domain::Observation::NotPalpable);
    assert_eq!(absent.count(), 3);
}
