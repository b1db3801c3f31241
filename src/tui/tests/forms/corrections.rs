//! Readings and weighings that were wrong.

use super::{Stage, animal, last, refused, stage};
use domain::{Observation, Prose};

/// At the history of animal 211, on day 14.
fn history() -> Stage {
    let mut stage = stage();
    stage.press("3<Enter>");
    stage
}

#[test]
fn correction_records_before_after_and_reason() {
    let mut stage = history();
    stage.press("c<C-u>11.40<Tab><Tab><Tab><C-u>20.9<C-s>");
    assert!(stage.screen(80, 24).contains("reason is empty"));
    stage.press("read 12.4 for 11.4<C-s>");
    let a = animal(&stage, "211");
    assert_eq!(
        a.tumors[0].readings[1].typed.as_deref(),
        Some("11.40 × 9.1")
    );
    assert_eq!(a.weighings[1].grams(), 20.9);
    let entry = last(&stage);
    assert_eq!(entry.reason.as_deref(), Some("read 12.4 for 11.4"));
    let changes: Vec<_> = entry.changes.iter().flat_map(|c| c.differences()).collect();
    let text = format!("{changes:?}");
    assert!(
        text.contains("12.40 × 9.1") && text.contains("11.40 × 9.1"),
        "{text}"
    );
    assert!(text.contains("20.6") && text.contains("20.9"), "{text}");
}

#[test]
fn time_of_day_is_set_shown_and_cleared() {
    let mut stage = history();
    let times = |stage: &Stage| {
        let a = animal(stage, "211");
        let (reading, weighing) = (&a.tumors[0].readings[1], &a.weighings[1]);
        [reading.clock_time, weighing.clock_time].map(|time| time.map(|time| time.to_string()))
    };
    let screen = refused(&mut stage, "c<Up><Up>25:10<C-s>");
    assert!(screen.contains("`25:10` is not a time of day"), "{screen}");
    stage.press("<C-u>9:14:05+01:00<C-s>taken from the sheet<C-s>");
    let time = Some("09:14:05+01:00".to_owned());
    assert_eq!(times(&stage), [time.clone(), time]);
    let screen = stage.screen(80, 24);
    // Any date with a time after it is this one in tests.
    assert!(screen.contains("2026-01-22 12:00    14"), "{screen}");
    stage.press("c");
    let screen = stage.screen(120, 40);
    assert!(screen.contains("(2026-01-19) 09:14 ·"), "{screen}");
    stage.press("<Up><Up><C-u><C-s>of another animal<C-s>");
    assert_eq!(times(&stage), [None, None]);
}

#[test]
fn empty_or_impossible_correction_is_refused() {
    let mut stage = history();
    let screen = refused(&mut stage, "c<C-s>");
    assert!(screen.contains("no change"), "{screen}");
    let screen = refused(&mut stage, "<Tab><C-u>8<C-s>");
    assert!(
        screen.contains("width `9.1` is larger than the length `8`"),
        "{screen}"
    );
    let screen = refused(&mut stage, "<C-u><Up><C-u>1x<C-s>");
    assert!(screen.contains("length `1x` is not a number"), "{screen}");
    let screen = refused(&mut stage, "<C-u>12.40<Tab>9.1<Tab><Tab><C-u>200<C-s>");
    assert!(
        screen.contains("weight `200` is outside 5 to 100 g"),
        "{screen}"
    );
    // Sizes and a state without sizes contradict each other.
    let screen = refused(&mut stage, "<C-u>20.6<Up><Up><Up><C-u>13<Up><Right><C-s>");
    assert!(
        screen.contains("sizes were typed for a tumor that has none"),
        "{screen}"
    );
}

#[test]
fn reading_is_corrected_to_not_palpable_or_not_measured() {
    let mut stage = history();
    stage
        .press("c<S-Tab><Right>")
        .press(&"<Down>".repeat(20))
        .press("gone<C-s>");
    let reading = |stage: &Stage| {
        animal(stage, "211").tumors[0].readings[1]
            .observation
            .clone()
    };
    assert_eq!(reading(&stage), Observation::NotPalpable);
    stage
        .press("c<Right><Tab><Tab><Tab>asleep")
        .press(&"<Down>".repeat(20));
    stage.press("mixed up<C-s>");
    let why = Prose::new("reason", "asleep").unwrap();
    assert_eq!(reading(&stage), Observation::NotMeasured(why));
    // And back to a size.
    stage
        .press("c<Left><Left><Tab>7.0<Tab>6.00<Tab><C-u>")
        .press(&"<Down>".repeat(20));
    stage.press("it was measured<C-s>");
    let a = animal(&stage, "211");
    assert_eq!(a.tumors[0].readings[1].typed.as_deref(), Some("7.0 × 6.00"));
}

#[test]
fn a_reading_is_moved_to_the_right_animal() {
    let mut stage = history();
    let keys = "<Tab><Tab><Tab><Tab>213<Tab><Tab><Tab>wrong mouse in hand<C-s>";
    stage.press("c").press(keys);
    assert_eq!(animal(&stage, "211").tumors[0].readings.len(), 1);
    let to = animal(&stage, "213");
    assert_eq!(
        to.tumors[0].readings[0].typed.as_deref(),
        Some("12.40 × 9.1")
    );
    assert_eq!(to.weighings[0].grams(), 20.6);
    // To a day that has a reading: refused, unless both are to be kept.
    let screen = refused(
        &mut stage,
        "c<Tab><Tab><Tab><Tab>212<Tab>14<Tab><Tab>again<C-s>",
    );
    assert!(
        screen.contains("has a reading on day 14 (2026-01-19) already"),
        "{screen}"
    );
    stage.press("<Up><Right><C-s>");
    let repeats: Vec<_> = animal(&stage, "212").tumors[0]
        .readings
        .iter()
        .map(|r| r.repeat)
        .collect();
    assert_eq!(repeats, [1, 1, 2]);
}
