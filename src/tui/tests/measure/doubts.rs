//! Values that are doubted or reach a limit: questions and messages, and that nothing is sent past
//! it unseen.

use super::{Stage, at_the_hood, lab, rows, shows, today};

#[test]
fn unexpected_reading_is_summary_lists_skipped_and_both_are_kept() {
    let mut stage = at_the_hood();
    stage.press("21.9<Enter>9.4<Enter>");
    shows(&mut stage, "outside the expected 313 – 953 mm³");
    assert_eq!(rows(&stage), ["211 right flank 1: 21.9 × 9.4 mm"]);
    stage.press("<Enter>12.9<Enter>9.4<Enter>");
    shows(
        &mut stage,
        "two readings: 968 and 570 mm³, -41 % from the first",
    );
    stage.press("20.7<Enter>");
    assert_eq!(
        rows(&stage),
        [
            "211 right flank 1: 21.9 × 9.4 mm",
            "211 right flank 2: 12.9 × 9.4 mm",
            "211 1: 20.7 g"
        ]
    );
    shows(&mut stage, "C03 · 212 ♀");
    // Enter twice leaves the second one: the first was right. The prompt goes with the answer.
    stage.press("21.9<Enter>9.4<Enter><Enter>");
    shows(&mut stage, "both are kept; Enter alone skips this");
    stage.press("<Enter>");
    let screen = stage.screen(80, 24);
    assert!(
        !screen.contains("measure again") && !screen.contains("skips this"),
        "{screen}"
    );
    stage.press("20.7<Enter>");
    assert_eq!(
        rows(&stage)[3..],
        ["212 right flank 1: 21.9 × 9.4 mm", "212 1: 20.7 g"]
    );
    shows(&mut stage, "C03 · 213 ♀");
}

#[test]
fn unexpected_weight_is_summary_lists_skipped() {
    let mut stage = at_the_hood();
    stage.press("12.9<Enter>9.4<Enter>12.7<Enter>");
    assert_eq!(rows(&stage)[1..], ["211 1: 12.7 g"]);
    shows(&mut stage, "the weight is outside the expected");
    stage.press("<Enter>20.7<Enter>");
    assert_eq!(rows(&stage)[1..], ["211 1: 12.7 g", "211 2: 20.7 g"]);
}

/// A technician who does not look sends on after the bell: nothing of it is taken, however the
/// device ends what it sends, until a key is pressed.
#[test]
fn input_during_confirmation_is_discarded() {
    let doubted = ["211 right flank 1: 21.9 × 9.4 mm"];
    let light = ["211 right flank 1: 12.9 × 9.4 mm", "211 1: 12.7 g"];
    for (before, phrase, next) in [
        ("21.9<Enter>9.4<Enter>", &doubted[..], "Enter, then measure"),
        (
            "12.9<Enter>9.4<Enter>12.7<Enter>",
            &light[..],
            "Enter, then measure",
        ),
        ("9.4<Enter>12.9<Enter>", &[], "Enter swaps"),
        ("29.3<Enter>", &[], "Enter takes the length"),
    ] {
        for end in ["<Enter>", "<Tab>", "<C-j>", "<Enter><C-j>"] {
            let mut stage = at_the_hood();
            stage.press(before);
            for value in ["20.7", "12.8", "9.3", "20.6"] {
                stage.burst(value).burst(end);
                assert_eq!(rows(&stage), phrase, "{before} {end}");
                shows(&mut stage, &format!("`{value}` was not accepted"));
                shows(&mut stage, next);
                shows(&mut stage, "C03 · 211 ♀");
            }
        }
    }
}

#[test]
fn weight_in_a_length_field_is_noticed_on_the_first_animal() {
    let mut stage = Stage::new(|notebook| {
        lab::study(notebook);
        lab::animals(notebook, "C03", "Vehicle", &["211", "212"], &[]);
    });
    stage.press("m");
    // The balance did not send: the next animal's length is in its place.
    stage.burst("5.9<Enter>").burst("5.2<Enter>");
    stage.burst("6.1<Enter>").burst("5.3<Enter>");
    shows(
        &mut stage,
        "the weight is outside the expected 12.0 – 50.0 g",
    );
    assert_eq!(
        rows(&stage),
        ["211 right flank 1: 5.9 × 5.2 mm", "211 1: 6.1 g"]
    );
}

#[test]
fn too_long_length_needs_confirmation() {
    let mut stage = at_the_hood();
    // 29.3 × 9.8 mm would be 1399 mm³.
    stage.burst("29.3<Enter><C-j>");
    shows(
        &mut stage,
        "length `29.3` is too long for the expected 313 – 953 mm³",
    );
    stage.press("<BS>12.9<Enter>9.4<Enter>20.7<Enter>29.3<Enter><Enter>9.4<Enter>");
    assert_eq!(
        rows(&stage),
        [
            "211 right flank 1: 12.9 × 9.4 mm",
            "211 1: 20.7 g",
            "212 right flank 1: 29.3 × 9.4 mm"
        ]
    );
}

#[test]
fn input_after_alert_is_discarded() {
    let mut stage = at_the_hood();
    stage.press("16.9<Enter>16.4<Enter><Enter>16.8<Enter>16.4<Enter>20.7<Enter>");
    shows(&mut stage, "reached the study's limit");
    let taken = rows(&stage);
    stage
        .burst("12.9<Enter><C-j>")
        .burst("9.4<Tab>")
        .burst("20.6<Enter>");
    shows(&mut stage, "`20.6` was not accepted: this animal is done");
    shows(&mut stage, "C03 · 211 ♀");
    assert_eq!(rows(&stage), taken);
    stage.press("<Enter>");
    shows(&mut stage, "C03 · 212 ♀");
}

#[test]
fn repeated_reading_is_asked_only_once() {
    let mut stage = at_the_hood();
    stage.press("21.9<Enter>9.4<Enter><Enter><F3>1");
    let screen = stage.screen(80, 24);
    assert!(!screen.contains("outside the"), "{screen}");
}

#[test]
fn reached_limit_raises_an_alert_that_stops() {
    let mut stage = at_the_hood();
    stage.press("20.0<Enter>15.0<Enter>");
    shows(
        &mut stage,
        "tumor volume 2250.0 mm³ has reached the study's limit of 2000 mm³",
    );
    shows(&mut stage, "To do: weigh daily, tell the study director");
    stage.press("<Enter>20.0<Enter>15.1<Enter>20.7<Enter>");
    shows(&mut stage, "F4 records a humane endpoint");
    shows(&mut stage, "⚠ 1");
    // Input that is sent now belongs to no animal: it is refused with a message.
    stage.press("12.9<Enter>");
    shows(&mut stage, "this animal is done, Enter goes on");
    stage.press("<Enter>");
    shows(&mut stage, "C03 · 212 ♀");
    // A loss of body weight, as the weight stands.
    stage.press("12.9<Enter>9.4<Enter>16.9<Enter>16.9<Enter>");
    shows(&mut stage, "body weight loss 20.3 %");
}

#[test]
fn humane_endpoint_is_recorded_while_measuring() {
    let mut stage = at_the_hood();
    stage.press("20.0<Enter>15.0<Enter>20.0<Enter>15.1<Enter>20.7<Enter>");
    stage.press("<F4><Tab><Tab>tumor volume<C-s>");
    let study = stage.notebook().study("S").unwrap();
    let left = study.animals[0].disposition.as_ref().unwrap();
    assert_eq!(left.kind, domain::DispositionKind::HumaneEndpoint);
    assert_eq!(left.when.date, today());
    // The next animal is due, and this one is no longer in the queue.
    shows(&mut stage, "C03 · 212 ♀");
    shows(&mut stage, "0/7 done");
    stage.press("<C-z>wrong animal<C-s>");
    assert!(
        stage.notebook().study("S").unwrap().animals[0]
            .disposition
            .is_none()
    );
}

#[test]
fn summed_tumors_reach_the_limit() {
    let mut stage = Stage::new(|notebook| {
        lab::study(notebook);
        let sites = ["right flank", "left flank"];
        lab::animals(notebook, "C03", "Vehicle", &["211", "212"], &sites);
    });
    // In the order in which the sites were named: 1584 and 500 mm³, the limit is 2000.
    stage.press("m");
    shows(&mut stage, "right flank Length");
    stage.press("22<Enter>12<Enter>");
    assert!(!stage.screen(80, 24).contains("reached"));
    stage.press("10<Enter>10<Enter>");
    shows(
        &mut stage,
        "volume of all tumors 2084.0 mm³ has reached the study's limit of 2000 mm³",
    );
    shows(&mut stage, "To do: weigh daily, tell the study director");
    shows(&mut stage, "⚠ 1");
    stage.press("20<Enter><Enter><C-e>");
    shows(&mut stage, "⚠ 211: volume of all tumors 2084.0 mm³");
    stage.press("<Esc><Esc>");
    shows(
        &mut stage,
        "⚠ 211: volume of all tumors 2084.0 mm³, limit 2000 mm³",
    );
    // By the command line too.
    let mut other = stage.notebook();
    let mut entry = |site, sizes| {
        let entry = lab::reading("212", Some(site), 17, Some(sizes), None);
        other.measure("S", &entry).unwrap().alerts
    };
    assert!(entry("left flank", (10.0, 10.0)).is_empty());
    let alerts = entry("right flank", (22.0, 12.0));
    let phrase = "volume of all tumors 2084.0 mm³";
    assert!(alerts[0].starts_with(phrase), "{alerts:?}");
}

#[test]
fn second_reading_is_still_asked_after_a_crash() {
    let mut stage = at_the_hood();
    stage.press("12.9<Enter>9.4<Enter>10.1<Enter>");
    shows(&mut stage, "the weight is outside the expected");
    let mut stage = stage.restarted();
    stage.press("m");
    shows(&mut stage, "C03 · 211 ♀");
    shows(&mut stage, "the weight is outside the expected");
    stage.press("<Enter>20.7<Enter>");
    assert_eq!(rows(&stage)[1..], ["211 1: 10.1 g", "211 2: 20.7 g"]);
}

#[test]
fn skipped_values_are_listed_and_not_counted_as_done() {
    let mut stage = at_the_hood();
    stage.press("12.9<Enter>9.4<Enter><Enter>");
    shows(&mut stage, "saved C03 · 211: 570 mm³, not weighed");
    shows(&mut stage, "0/8 done");
    stage.press("21.9<Enter>9.4<Enter><Enter><Enter>20.7<Enter>");
    shows(&mut stage, "1/8 done");
    let summary_lists_skipped = |stage: &mut Stage| {
        stage.press("<C-e>");
        shows(stage, "Done 1 of 8 animals");
        shows(stage, "Partly done 211: weight");
        shows(
            stage,
            "Outliers not re-measured 212: 21.9 × 9.4 mm, expected",
        );
        stage.press("<Esc>");
    };
    summary_lists_skipped(&mut stage);
    stage.press("<Esc>");
    shows(
        &mut stage,
        "today 1 of 8 done, 1 partly done, 6 not begun; weight missing: 1",
    );
    stage.press("<Esc>");
    shows(&mut stage, "measure today: 7 animals left");
    // After a crash as well, and one is not asked again.
    let mut stage = stage.restarted();
    stage.press("m");
    shows(&mut stage, "C03 · 213 ♀");
    summary_lists_skipped(&mut stage);
    // Nor is one who came back from another day.
    stage.press("<C-d><C-u>16<Enter><C-d><C-u>17<Enter>");
    shows(&mut stage, "C03 · 213 ♀");
}

#[test]
fn completed_animal_is_not_saved_again() {
    let mut stage = at_the_hood();
    stage.press("12.9<Enter>9.4<Enter>20.7<Enter><Up><Enter>");
    shows(&mut stage, "saved C03 · 211");
    let mut stage = stage.restarted();
    stage.press("m<Up><Enter>");
    shows(&mut stage, "211 was done already");
    shows(&mut stage, "C03 · 212 ♀");
}
