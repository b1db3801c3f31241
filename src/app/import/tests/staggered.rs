//! Animals that begin on different dates, told by day and date of each.

use super::*;

const STAGGERED: &str = "id,group,date,day,tv\n1,V,2026-01-05,0,100\n1,V,2026-01-12,7,205\n2,V,2026-01-12,0,97\n2,V,2026-01-19,7,199\n3,D,2026-01-19,0,103\n3,D,2026-01-26,7,131\n";

#[test]
fn day_and_date_tell_the_start_of_each_animal() {
    for options in [
        named("S"),
        ImportOptions {
            day0: NaiveDate::from_ymd_opt(2026, 1, 5),
            ..named("S")
        },
    ] {
        let plan = plan_texts(&[STAGGERED], &options, None).unwrap();
        let record = plan.studies[0].record(None);
        let protocol = &record.study.protocol;
        for animal in &record.animals {
            let readings = animal.tumors[0].readings.iter();
            let days: Vec<_> = readings
                .map(|r| animal.animal.day_of(protocol, r.when))
                .collect();
            assert_eq!(days, [Some(0.0), Some(7.0)], "{}", animal.animal.tag);
        }
        let last = record.animals[2].tumors[0].readings[1].when.date;
        assert_eq!(last.to_string(), "2026-01-26");
        let codes: Vec<_> = plan.outcome.notes.iter().map(|note| note.code).collect();
        assert!(
            codes.contains(&"staggered") && codes.contains(&"cohorts"),
            "{codes:?}"
        );
    }
}

#[test]
fn one_row_that_differs_is_a_slip() {
    let text = "id,date,day,tv\n1,2026-01-05,0,100\n1,2026-01-12,7,205\n2,2026-01-05,0,97\n2,2026-01-13,7,199\n3,2026-01-06,0,9\n";
    let found = problems(plan_text(text));
    assert_eq!(found.len(), 2, "{found:?}");
    assert!(
        found[0].contains("is not day 7, which is 2026-01-12"),
        "{}",
        found[0]
    );
}
