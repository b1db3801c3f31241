//! Measuring, as it is typed: what stood there before, the keys, what stands there afterwards and
//! what the file holds.

use super::lab::{self, cages};
use super::{Stage, today};

/// The study's readings and weighings of the stage's day: `213 right flank 1: 12.4 × 9.1 mm`.
fn rows(stage: &Stage) -> Vec<String> {
    let study = stage.notebook().study("S").unwrap();
    let mut rows = Vec::new();
    for animal in &study.animals {
        let tag = &animal.animal.tag;
        for tumor in &animal.tumors {
            for r in tumor.readings.iter().filter(|r| r.when.date == today()) {
                let site = &tumor.tumor.site;
                rows.push(format!("{tag} {site} {}: {}", r.repeat, r.observation));
            }
        }
        for w in animal.weighings.iter().filter(|w| w.when.date == today()) {
            rows.push(format!("{tag} {}: {} g", w.repeat, w.weight.grams()));
        }
    }
    rows
}

/// At the first animal of two cages, on day 17.
fn at_the_hood() -> Stage {
    let mut stage = Stage::new(cages);
    stage.press("m");
    stage
}

#[test]
fn a_full_cage_with_caliper_and_balance() {
    let mut stage = at_the_hood();
    for _ in 0..4 {
        stage
            .burst("12.9<Enter>")
            .burst("9.4<Enter>")
            .burst("20.7<Enter>");
    }
    assert_eq!(
        rows(&stage),
        (211..=214)
            .flat_map(|tag| [
                format!("{tag} right flank 1: 12.9 × 9.4 mm"),
                format!("{tag} 1: 20.7 g")
            ])
            .collect::<Vec<_>>()
    );
    let screen = stage.screen(80, 24);
    assert!(screen.contains("4/8 done"), "{screen}");
    assert!(screen.contains("C04 · 215 ♀"), "{screen}");
    println!("{screen}");
}

/// The screen at 80×24 must show this, across line breaks too.
#[track_caller]
fn shows(stage: &mut Stage, text: &str) {
    let screen = stage.screen(80, 24);
    let flat = |text: &str| {
        let words = text.replace('│', " ");
        words.split_whitespace().collect::<Vec<_>>().join(" ")
    };
    // The values stand to the right of the queue.
    let values = screen
        .lines()
        .map(|line| line.chars().skip(24).collect::<String>());
    let values = flat(&values.collect::<Vec<_>>().join(" "));
    let shown = flat(&screen).contains(text) || values.contains(text);
    assert!(shown, "`{text}` is not shown:\n{screen}");
}

#[test]
fn values_are_understood_as_devices_send_them() {
    for (length, width, weight) in [
        ("12.34<Enter>", "9,41<Enter>", "21.4 g<Enter>"),
        (
            "+012.34mm<Enter>",
            "+009.41mm<Enter>",
            "S S      21.40 g<Enter>",
        ),
        ("12.34<Tab>", "9.41<Tab>", "21.4<Tab>"),
        ("12.34<Enter><C-j>", "9.41<Enter><C-j>", "21.4<Enter><C-j>"),
        ("12.34<Tab><Enter>", "9.41<Tab><Enter>", "21.4<Tab><Enter>"),
        ("12.34<C-j>", "9.41<C-j>", "21.4<C-j>"),
    ] {
        let mut stage = at_the_hood();
        stage.burst(length).burst(width).burst(weight);
        let expected = ["211 right flank 1: 12.34 × 9.41 mm", "211 1: 21.4 g"];
        assert_eq!(rows(&stage), expected, "{length}");
        shows(&mut stage, "C03 · 212 ♀");
    }
}

#[test]
fn a_session_pasted_in_one_piece() {
    let mut stage = at_the_hood();
    let text = "12.9\n9.4\n20.7\n12.8\n9.3\n20.6\n";
    stage.send(super::Message::Paste(text.into(), 100));
    assert_eq!(rows(&stage).len(), 4);
}

#[test]
fn what_cannot_be_is_refused_at_its_field() {
    for (keys, said) in [
        ("124<Enter>", "length `124` is outside 0 to 50 mm"),
        ("-3<Enter>", "negative"),
        ("21.4 g<Enter>", "length `21.4 g`"),
        ("abc<Enter>", "length `abc`"),
        (
            "12.9<Enter>9.4<Enter>3.1<Enter>",
            "weight `3.1` is outside 5 to 100 g",
        ),
        (
            "12.9<Enter>0<Enter>",
            "width `0` is zero where another size is not",
        ),
    ] {
        let mut stage = at_the_hood();
        let before = keys.matches("<Enter>").count() == 3;
        stage.press(keys);
        shows(&mut stage, said);
        assert_eq!(rows(&stage).len(), usize::from(before), "{keys}");
        // The next send begins anew, and the animal is still the same.
        let right = match keys.matches("<Enter>").count() {
            1 => "12.9<Enter>9.4<Enter>20.7<Enter>",
            2 => "9.4<Enter>20.7<Enter>",
            _ => "20.7<Enter>",
        };
        stage.press(right);
        let expected = ["211 right flank 1: 12.9 × 9.4 mm", "211 1: 20.7 g"];
        assert_eq!(rows(&stage), expected, "{keys}");
    }
}

#[test]
fn a_wrong_reading_corrected_in_the_hand() {
    let mut stage = at_the_hood();
    // Before Enter: typed over. After Enter: one step back, and the next characters replace it.
    stage.press("12.<BS><BS><BS>13.0<Enter>");
    stage.press("<C-z>12.9<Enter>9.9<C-z>9.4<Enter>");
    assert_eq!(rows(&stage), ["211 right flank 1: 12.9 × 9.4 mm"]);
    // Saved already: taken back, and read again.
    stage.press("<C-z>");
    assert_eq!(rows(&stage), Vec::<String>::new());
    stage.press("12.5<Enter>9.0<Enter>20.7<Enter>");
    assert_eq!(
        rows(&stage),
        ["211 right flank 1: 12.5 × 9 mm", "211 1: 20.7 g"]
    );
    let log = stage.notebook().log(&Default::default()).unwrap();
    assert_eq!(log.iter().filter(|op| op.undoes.is_some()).count(), 1);
}

#[test]
fn an_unexpected_reading_is_asked_for_once_more_and_both_are_kept() {
    let mut stage = at_the_hood();
    stage.press("21.9<Enter>9.4<Enter>");
    shows(&mut stage, "outside the expected 312 – 954 mm³");
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
    // Enter twice leaves the second one: the first was right.
    stage.press("21.9<Enter>9.4<Enter><Enter><Enter>20.7<Enter>");
    assert_eq!(
        rows(&stage)[3..],
        ["212 right flank 1: 21.9 × 9.4 mm", "212 1: 20.7 g"]
    );
    shows(&mut stage, "C03 · 213 ♀");
}

#[test]
fn a_weight_that_is_not_to_be_expected_is_asked_for_once_more() {
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
fn what_is_sent_unseen_goes_to_no_field() {
    let doubted = ["211 right flank 1: 21.9 × 9.4 mm"];
    let light = ["211 right flank 1: 12.9 × 9.4 mm", "211 1: 12.7 g"];
    for (before, said, next) in [
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
                assert_eq!(rows(&stage), said, "{before} {end}");
                shows(&mut stage, &format!("`{value}` was not taken"));
                shows(&mut stage, next);
                shows(&mut stage, "C03 · 211 ♀");
            }
        }
    }
}

#[test]
fn a_weight_on_the_caliper_s_scale_is_noticed_of_a_first_animal_too() {
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
fn a_length_that_cannot_be_is_seen_before_it_is_taken() {
    let mut stage = at_the_hood();
    // 29.3 × 9.8 mm would be 1399 mm³.
    stage.burst("29.3<Enter><C-j>");
    shows(
        &mut stage,
        "length `29.3` is too long for the expected 312 – 954 mm³",
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
fn another_day_begins_at_its_first_animal() {
    let mut stage = at_the_hood();
    stage.press("<Down><Down><Esc><C-d>16<Enter>12.9<Enter>9.4<Enter>");
    shows(&mut stage, "C03 · 211 ♀");
    let study = stage.notebook().study("S").unwrap();
    assert_eq!(study.animals[0].tumors[0].readings.len(), 4);
}

#[test]
fn after_a_disposition_one_is_at_the_animal_that_came_next() {
    let mut stage = at_the_hood();
    stage.press("<Down><F4><Right><Right><Tab><Tab>ill<C-s>");
    shows(&mut stage, "C03 · 213 ♀");
}

#[test]
fn a_limit_is_not_passed_by_what_is_sent_unseen() {
    let mut stage = at_the_hood();
    stage.press("16.9<Enter>16.4<Enter><Enter>16.8<Enter>16.4<Enter>20.7<Enter>");
    shows(&mut stage, "reached the study's limit");
    let taken = rows(&stage);
    stage
        .burst("12.9<Enter><C-j>")
        .burst("9.4<Tab>")
        .burst("20.6<Enter>");
    shows(&mut stage, "`20.6` was not taken: this animal is done");
    shows(&mut stage, "C03 · 211 ♀");
    assert_eq!(rows(&stage), taken);
    stage.press("<Enter>");
    shows(&mut stage, "C03 · 212 ♀");
}

#[test]
fn a_reading_that_was_asked_for_is_not_asked_for_any_more() {
    let mut stage = at_the_hood();
    stage.press("21.9<Enter>9.4<Enter><Enter><F3>");
    let screen = stage.screen(80, 24);
    assert!(!screen.contains("outside the"), "{screen}");
}

#[test]
fn length_and_width_swapped() {
    let mut stage = at_the_hood();
    stage.press("9.4<Enter>12.9<Enter>");
    shows(&mut stage, "Enter swaps them to 12.9 × 9.4");
    assert_eq!(rows(&stage), Vec::<String>::new());
    stage.press("<Enter>20.7<Enter>");
    assert_eq!(
        rows(&stage),
        ["211 right flank 1: 12.9 × 9.4 mm", "211 1: 20.7 g"]
    );
    // Or the width is typed again.
    stage.press("9.4<Enter>12.9<Enter><BS>9.1<Enter>");
    assert_eq!(rows(&stage)[2..], ["212 right flank 1: 9.4 × 9.1 mm"]);
    // A device that sends two terminators does not swap by its second one.
    let mut stage = at_the_hood();
    stage.burst("9.4<Enter><C-j>").burst("12.9<Enter><C-j>");
    shows(&mut stage, "Enter swaps them");
    assert_eq!(rows(&stage), Vec::<String>::new());
}

#[test]
fn undo_goes_back_across_animals() {
    let mut stage = at_the_hood();
    stage.press("12.9<Enter>9.4<Enter>20.7<Enter>12.8<Enter>9.3<Enter>20.6<Enter>");
    shows(&mut stage, "C03 · 213 ♀");
    stage.press("<C-z>");
    assert_eq!(rows(&stage).len(), 3);
    shows(&mut stage, "C03 · 212 ♀");
    stage.press("<C-z><C-z>");
    assert_eq!(rows(&stage), ["211 right flank 1: 12.9 × 9.4 mm"]);
    shows(&mut stage, "C03 · 211 ♀");
    stage.press("21.0<Enter>");
    assert_eq!(
        rows(&stage),
        ["211 right flank 1: 12.9 × 9.4 mm", "211 1: 21 g"]
    );
    shows(&mut stage, "C03 · 212 ♀");
    // Entries of others are not taken back.
    stage.press("<C-z><C-z><C-z>");
    assert_eq!(rows(&stage), Vec::<String>::new());
    shows(&mut stage, "nothing of this session is left to take back");
}

#[test]
fn a_tumor_that_is_not_measured_has_a_reason() {
    let mut stage = at_the_hood();
    stage.press("<F3>20.7<Enter>");
    stage.press("<F5>3");
    stage.press("20.7<Enter><F5><F5>asleep<Enter>20.7<Enter>");
    stage.press("<F3>20.7<Enter>");
    assert_eq!(
        rows(&stage),
        [
            "211 right flank 1: not measured: could not be measured",
            "211 1: 20.7 g",
            "212 right flank 1: not measured: ulcerated, not handled",
            "212 1: 20.7 g",
            "213 right flank 1: not measured: asleep",
            "213 1: 20.7 g",
            "214 right flank 1: not measured: asleep",
            "214 1: 20.7 g"
        ]
    );
}

#[test]
fn a_tumor_that_is_gone_is_one_key() {
    let mut stage = at_the_hood();
    stage.press("<F2>");
    assert_eq!(rows(&stage), ["211 right flank 1: not palpable"]);
    // From 459 mm³ to nothing in three days is not to be expected.
    shows(&mut stage, "measure once more");
    stage.press("<Enter>0<Enter>0<Enter>20.7<Enter>");
    assert_eq!(rows(&stage)[1], "211 right flank 2: not palpable");
    shows(&mut stage, "C03 · 212 ♀");
}

#[test]
fn every_tumor_twice() {
    let mut stage = at_the_hood();
    stage.press("<F10>12.9<Enter>9.4<Enter>");
    shows(
        &mut stage,
        "right flank, reading 2".trim_start_matches("right flank, "),
    );
    stage.press("13.1<Enter>9.5<Enter>");
    shows(
        &mut stage,
        "two readings: 570 and 591 mm³, +4 % from the first",
    );
    stage.press("20.7<Enter>");
    assert_eq!(
        rows(&stage),
        [
            "211 right flank 1: 12.9 × 9.4 mm",
            "211 right flank 2: 13.1 × 9.5 mm",
            "211 1: 20.7 g"
        ]
    );
    shows(&mut stage, "C03 · 212 ♀");
}

#[test]
fn a_scan_jumps_to_its_animal() {
    let config = super::Config {
        scan_prefix: Some("#".into()),
        ..super::Config::default()
    };
    let mut stage = Stage::with_config(config, cages);
    stage.press("m12.9<Enter>");
    // With the prefix, from the middle of an animal; what was taken there waits.
    stage.burst("#216<Enter>");
    shows(&mut stage, "C04 · 216 ♀");
    assert_eq!(rows(&stage), Vec::<String>::new());
    stage.press("12.8<Enter>9.3<Enter>20.6<Enter>");
    assert_eq!(
        rows(&stage),
        ["216 right flank 1: 12.8 × 9.3 mm", "216 1: 20.6 g"]
    );
    stage.burst("#211<Enter>").press("9.4<Enter>");
    assert_eq!(rows(&stage)[..1], ["211 right flank 1: 12.9 × 9.4 mm"]);
    // A tag that is not of this study says so and changes nothing.
    stage.burst("#999<Enter>");
    shows(&mut stage, "no animal here has the tag or chip `999`");
    shows(&mut stage, "C03 · 211 ♀");
    // At the queue, a tag needs no prefix.
    stage.press("<Esc>218<Enter>");
    shows(&mut stage, "C04 · 218 ♀");
    stage.press("<Esc>77<Enter>");
    shows(&mut stage, "no animal here has the tag or chip `77`");
    // From another screen.
    stage.press("<Esc><Esc><Esc>").press("6");
    stage.burst("#213<Enter>");
    shows(&mut stage, "C03 · 213 ♀");
    assert_eq!(rows(&stage).len(), 3);
}

#[test]
fn a_scan_says_why_it_does_not_jump() {
    let config = super::Config {
        scan_prefix: Some("#".into()),
        ..super::Config::default()
    };
    let mut stage = Stage::with_config(config, cages);
    stage.press("m218<Enter>");
    shows(&mut stage, "length `218` is outside");
    stage.burst("#216<Enter>");
    shows(&mut stage, "C03 · 211 ♀");
    shows(&mut stage, "not gone to `216`: the value of 211 waits");
    stage.press("<Esc>").burst("#216<Enter>");
    shows(&mut stage, "C04 · 216 ♀");
}

#[test]
fn what_was_typed_of_an_animal_that_was_measured_elsewhere_is_not_lost_unsaid() {
    let mut stage = at_the_hood();
    stage.press("12.9");
    let entry = lab::reading("211", None, 17, Some((12.8, 9.3)), Some(20.6));
    stage.notebook().measure("S", &entry).unwrap();
    stage.send(super::Message::Tick(stage.model.now + 1000, today()));
    shows(
        &mut stage,
        "211 was measured elsewhere; what was typed here was not taken",
    );
    shows(&mut stage, "C03 · 211 ♀");
}

#[test]
fn digits_are_no_screens_where_values_are_typed() {
    let mut stage = at_the_hood();
    assert!(!stage.screen(80, 24).contains("3 Animals"));
    stage.press("<Esc><Esc>");
    assert!(stage.screen(80, 24).contains("3 Animals"));
}

#[test]
fn a_tag_in_a_value_is_not_a_scan_but_a_chip_is() {
    let mut stage = Stage::new(|notebook| {
        cages(notebook);
        let facts = crate::app::animals::AnimalFacts {
            rfid: Some(lab::label("900215000123456")),
            ..Default::default()
        };
        notebook
            .edit_animal("S", "217", None, &facts, &[], None)
            .unwrap();
    });
    stage.press("m218<Enter>");
    shows(&mut stage, "length `218` is outside");
    shows(&mut stage, "C03 · 211 ♀");
    stage.press("900215000123456<Enter>");
    shows(&mut stage, "C04 · 217 ♀ · 900215000123456");
    assert_eq!(rows(&stage), Vec::<String>::new());
}

#[test]
fn two_tumors_are_asked_in_site_order() {
    let mut stage = Stage::new(|notebook| {
        lab::study(notebook);
        lab::animals(
            notebook,
            "C01",
            "Vehicle",
            &["7", "8"],
            &["right flank", "left flank"],
        );
    });
    stage.press("m");
    shows(&mut stage, "left flank Length");
    stage.press("8.0<Enter>6.0<Enter>10.0<Enter>7.0<Enter>21<Enter>");
    assert_eq!(
        rows(&stage),
        [
            "7 left flank 1: 8 × 6 mm",
            "7 right flank 1: 10 × 7 mm",
            "7 1: 21 g"
        ]
    );
    stage.press("<F2><F3>21<Enter>");
    assert_eq!(
        rows(&stage)[3..],
        [
            "8 left flank 1: not palpable",
            "8 right flank 1: not measured: could not be measured",
            "8 1: 21 g"
        ]
    );
}

#[test]
fn a_limit_raises_an_alert_that_one_cannot_pass_by() {
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
    // What is sent now belongs to nobody: it is said so, and not taken.
    stage.press("12.9<Enter>");
    shows(&mut stage, "this animal is done, Enter goes on");
    stage.press("<Enter>");
    shows(&mut stage, "C03 · 212 ♀");
    // A loss of body weight, as the weight stands.
    stage.press("12.9<Enter>9.4<Enter>16.9<Enter>16.9<Enter>");
    shows(&mut stage, "body weight loss 20.3 %");
}

#[test]
fn enter_alone_passes_over_a_weight() {
    let mut stage = at_the_hood();
    stage.press("12.9<Enter>9.4<Enter><Enter>");
    assert_eq!(rows(&stage), ["211 right flank 1: 12.9 × 9.4 mm"]);
    shows(&mut stage, "C03 · 212 ♀");
    shows(&mut stage, "1/8 done");
    stage.press("<C-w>12.9<Enter>9.4<Enter>");
    shows(&mut stage, "C03 · 213 ♀");
}

#[test]
fn the_session_ends_with_a_summary() {
    let mut stage = at_the_hood();
    for _ in 0..7 {
        stage.press("12.9<Enter>9.4<Enter>20.7<Enter>");
    }
    stage.press("<F3>20.7<Enter>");
    shows(&mut stage, "Done 8 of 8 animals");
    shows(&mut stage, "Not measured 218: could not be measured");
    shows(&mut stage, "Alerts none");
    shows(&mut stage, "Pace 1 s per animal (median of 8)");
    // What a device sends closes nothing, and goes nowhere; Enter alone does.
    stage.press("12.9<Enter>");
    shows(&mut stage, "Done 8 of 8 animals");
    stage.press("<Enter>");
    assert!(!stage.screen(80, 24).contains("Pace"));
    shows(&mut stage, "8/8 done");
}

#[test]
fn a_crash_loses_at_most_the_field_being_typed() {
    let mut stage = at_the_hood();
    stage.press("12.9<Enter>9.4<Enter>20.7<Enter>12.8<Enter>9.");
    let mut stage = stage.restarted();
    shows(
        &mut stage,
        "values of 2026-01-22 that were not saved wait in `S`",
    );
    stage.press("m");
    shows(&mut stage, "C03 · 212 ♀");
    shows(&mut stage, "1 value not saved before is here again");
    stage.press("9.3<Enter>20.6<Enter>");
    assert_eq!(
        rows(&stage),
        [
            "211 right flank 1: 12.9 × 9.4 mm",
            "211 1: 20.7 g",
            "212 right flank 1: 12.8 × 9.3 mm",
            "212 1: 20.6 g"
        ]
    );
    assert_eq!(stage.notebook().verify(None).unwrap().broken, None);
}

#[test]
fn what_was_not_saved_stays_in_its_field() {
    let mut stage = at_the_hood();
    stage.press("12.9<Enter>9.4");
    // Another program closes the study in between.
    let reason = crate::domain::Prose::new("reason", "audit").unwrap();
    let mut other = stage.notebook();
    other
        .set_study_status("S", crate::domain::StudyStatus::Closed, reason.clone())
        .unwrap();
    stage.press("<Enter>");
    shows(&mut stage, "not saved: study `S` is closed");
    assert_eq!(rows(&stage), Vec::<String>::new());
    other
        .set_study_status("S", crate::domain::StudyStatus::Open, reason)
        .unwrap();
    stage.press("<Enter>");
    assert_eq!(rows(&stage), ["211 right flank 1: 12.9 × 9.4 mm"]);
}

#[test]
fn another_observer_is_noted() {
    let mut stage = Stage::new(cages);
    stage.model.setting.author = lab::label("A. Smith");
    stage.press("m");
    shows(&mut stage, "last time read by M. Meier");
}

/// The table of the README: what an animal costs in sends of a device (`12.9`) and in keys
/// (`<Enter>`), one after the other.
const COSTS: [(&str, &[&str]); 8] = [
    (
        "an animal with one tumor and a body weight | 3 | 0",
        &["12.9", "9.4", "20.7"],
    ),
    (
        "a tumor that cannot be felt (F2), or is not measured (F3) | 1, the weight | 1",
        &["<F3>", "20.7"],
    ),
    (
        "... for another reason than last time (F5) | 1 | 2",
        &["<F5>", "<2>", "20.7"],
    ),
    (
        "length and width in the wrong order | 3 | 1, Enter swaps them",
        &["9.4", "12.9", "<Enter>", "20.7"],
    ),
    (
        "a wrong value, seen at once (Ctrl-Z) | 1 more | 1",
        &["21.9", "<C-z>", "12.9", "9.4", "20.7"],
    ),
    (
        "a reading outside the expected range: both are kept | 2 more | 1, Enter",
        &["21.9", "9.4", "<Enter>", "12.9", "9.4", "20.7"],
    ),
    (
        "no body weight today | 2 | 1, Enter",
        &["12.9", "9.4", "<Enter>"],
    ),
    (
        "each further tumor | 2 more | 0",
        &["12.9", "9.4", "12.9", "9.4", "20.7"],
    ),
];

#[test]
fn an_animal_costs_three_sends_and_no_key() {
    let readme = include_str!("../../../README.md");
    for (row, steps) in COSTS {
        assert!(readme.contains(&format!("| {row}")), "{row}");
        let mut numbers = row.split('|').skip(1).map(|cell| {
            let digits: String = cell
                .trim()
                .chars()
                .take_while(char::is_ascii_digit)
                .collect();
            let more = if cell.contains("more") { 3 } else { 0 };
            digits.parse::<usize>().unwrap() + more
        });
        let keys = steps.iter().filter(|step| step.starts_with('<')).count();
        let sends = steps.len() - keys;
        assert_eq!(
            (numbers.next(), numbers.next()),
            (Some(sends), Some(keys)),
            "{row}"
        );

        let mut stage = at_the_hood();
        if row.starts_with("each further") {
            stage = Stage::new(|notebook| {
                lab::study(notebook);
                lab::animals(
                    notebook,
                    "C03",
                    "Vehicle",
                    &["211", "212"],
                    &["left", "right"],
                );
            });
            stage.press("m");
        }
        for step in steps {
            match step.strip_prefix('<') {
                Some("2>") => stage.press("2"),
                Some(_) => stage.press(step),
                None => stage.burst(&format!("{step}<Enter>")),
            };
        }
        shows(&mut stage, "C03 · 212 ♀");
    }
}

#[test]
fn a_humane_endpoint_is_recorded_in_the_hand() {
    let mut stage = at_the_hood();
    stage.press("20.0<Enter>15.0<Enter>20.0<Enter>15.1<Enter>20.7<Enter>");
    stage.press("<F4><Right><Right><Tab><Tab>tumor volume<C-s>");
    let study = stage.notebook().study("S").unwrap();
    let left = study.animals[0].disposition.as_ref().unwrap();
    assert_eq!(left.kind, crate::domain::DispositionKind::HumaneEndpoint);
    assert_eq!(left.when.date, today());
    // The next animal is due, and this one is no longer in the queue.
    shows(&mut stage, "C03 · 212 ♀");
    shows(&mut stage, "0/7 done");
    stage.press("<C-z>");
    assert!(
        stage.notebook().study("S").unwrap().animals[0]
            .disposition
            .is_none()
    );
}

#[test]
fn a_saved_reading_is_corrected_with_a_reason() {
    let mut stage = at_the_hood();
    stage.press("12.9<Enter>9.4<Enter>20.7<Enter><Up><F7>");
    shows(&mut stage, "12.9");
    stage.press("<C-u>12.5<C-s>");
    shows(&mut stage, "reason");
    assert_eq!(rows(&stage)[0], "211 right flank 1: 12.9 × 9.4 mm");
    stage.press("read wrongly<C-s>");
    assert_eq!(rows(&stage)[0], "211 right flank 1: 12.5 × 9.4 mm");
    let log = stage.notebook().log(&Default::default()).unwrap();
    assert_eq!(log[0].reason.as_deref(), Some("read wrongly"));
}

#[test]
fn readings_of_another_day() {
    let mut stage = at_the_hood();
    stage.press("<C-d><C-u>2026-01-23<Enter>");
    shows(&mut stage, "is in the future");
    stage.press("<C-u>16<Enter>");
    shows(&mut stage, "day 16 · Wed 2026-01-21");
    stage.press("12.9<Enter>9.4<Enter>20.7<Enter>");
    assert_eq!(rows(&stage), Vec::<String>::new());
    let study = stage.notebook().study("S").unwrap();
    let last = study.animals[0].tumors[0].readings.last().unwrap();
    assert_eq!(last.when.date.to_string(), "2026-01-21");
    // A restart goes on with that day, as long as values of it wait.
    stage.press("12.9<Enter>");
    let mut stage = stage.restarted();
    stage.press("m");
    shows(&mut stage, "day 16 · Wed 2026-01-21");
    shows(&mut stage, "C03 · 212 ♀");
}

#[test]
fn what_others_write_does_not_touch_what_is_being_typed() {
    let mut stage = at_the_hood();
    stage.press("12.");
    let entry = lab::reading("218", None, 17, Some((12.0, 9.0)), None);
    stage.notebook().measure("S", &entry).unwrap();
    stage.send(super::Message::Tick(stage.model.now + 1000, today()));
    shows(&mut stage, "Length [ 12. ]");
    shows(&mut stage, "1/8 done".replace("1/8", "0/8").as_str());
    stage.press("9<Enter>9.4<Enter>20.7<Enter>");
    assert_eq!(
        rows(&stage)[..2],
        ["211 right flank 1: 12.9 × 9.4 mm", "211 1: 20.7 g"]
    );
}

#[test]
fn midnight_passes_in_the_middle_of_an_animal() {
    let mut stage = at_the_hood();
    stage.press("12.9<Enter>");
    let tomorrow = today().succ_opt().unwrap();
    stage.send(super::Message::Tick(stage.model.now + 1000, tomorrow));
    shows(&mut stage, "⚠ day 17 · Thu 2026-01-22");
    stage.press("9.4<Enter>20.7<Enter>");
    assert_eq!(
        rows(&stage),
        ["211 right flank 1: 12.9 × 9.4 mm", "211 1: 20.7 g"]
    );
}

#[test]
fn values_of_one_study_wait_while_another_is_looked_at() {
    let mut stage = Stage::new(|notebook| {
        cages(notebook);
        notebook.create_demo().unwrap();
    });
    stage.press("jm12.9<Enter><Esc><Esc><Esc><Esc>");
    stage.press("<Esc>k<Enter>2<Esc><Esc><Esc><Esc>j<Enter>2");
    shows(&mut stage, "S · RS4;11");
    stage.press("9.4<Enter>");
    assert_eq!(rows(&stage), ["211 right flank 1: 12.9 × 9.4 mm"]);
}

#[test]
fn the_day_does_not_change_over_values_that_are_not_saved() {
    let mut stage = at_the_hood();
    stage.press("12.9<Enter><C-d>");
    shows(&mut stage, "1 value of this day not saved yet");
    stage.press("9.4<Enter>");
    assert_eq!(rows(&stage), ["211 right flank 1: 12.9 × 9.4 mm"]);
}

#[test]
fn a_refused_write_is_not_done_and_can_be_sent_again() {
    let mut stage = at_the_hood();
    let reason = crate::domain::Prose::new("reason", "audit").unwrap();
    let (closed, open) = (
        crate::domain::StudyStatus::Closed,
        crate::domain::StudyStatus::Open,
    );
    let mut other = stage.notebook();
    stage.press("12.8<Enter>9.3");
    other.set_study_status("S", closed, reason.clone()).unwrap();
    // One leaves the animal by an arrow; its write is refused meanwhile.
    stage.press("<Down>");
    shows(&mut stage, "211 is not saved: study `S` is closed");
    other.set_study_status("S", open, reason).unwrap();
    stage.press("<Up><Enter>20.5<Enter>");
    assert_eq!(
        rows(&stage),
        ["211 right flank 1: 12.8 × 9.3 mm", "211 1: 20.5 g"]
    );
}

#[test]
fn a_scan_ends_with_any_terminator_and_leaves_choices() {
    let config = super::Config {
        scan_prefix: Some("#".into()),
        ..super::Config::default()
    };
    for end in ["<Enter>", "<Tab>", "<C-j>", "<Enter><C-j>"] {
        let mut stage = Stage::with_config(config.clone(), cages);
        // The weight of 214 is left: a second terminator must not pass over it.
        stage.press("m<Esc>214<Enter>12.9<Enter>9.4<Enter><Esc>211<Enter><F5>");
        stage.burst(&format!("#214{end}"));
        shows(&mut stage, "C03 · 214 ♀");
        assert!(stage.model.overlays.is_empty(), "{end}");
        stage.press("20.7<Enter>");
        assert_eq!(
            rows(&stage),
            ["214 right flank 1: 12.9 × 9.4 mm", "214 1: 20.7 g"],
            "{end}"
        );
    }
}

#[test]
fn an_animal_that_others_took_out_is_not_followed_by_another_unseen() {
    let mut stage = at_the_hood();
    stage.press("12.");
    let kind = crate::domain::DispositionKind::FoundDead;
    let on = crate::app::measure::Observed::Date(today());
    stage
        .notebook()
        .dispose("S", &["211".into()], kind, on, None)
        .unwrap();
    stage.send(super::Message::Tick(stage.model.now + 1000, today()));
    shows(&mut stage, "211 has left the study");
    stage.press("12.9<Enter>");
    assert_eq!(rows(&stage), Vec::<String>::new());
}
