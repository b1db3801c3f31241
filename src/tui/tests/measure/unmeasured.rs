//! Keys in the place of values: not palpable, not measured and why.

use super::{Stage, at_the_hood, lab, rows, shows};

#[test]
fn unmeasured_tumor_has_a_reason() {
    let mut stage = at_the_hood();
    // The first of a session asks for its reason.
    stage.press("<F3>");
    shows(&mut stage, "Why not measured?");
    assert_eq!(rows(&stage), Vec::<String>::new());
    stage.press("120.7<Enter>");
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
fn not_palpable_takes_one_key() {
    // Of tumors of which nothing is known yet, one key.
    let mut stage = Stage::new(|notebook| {
        lab::study(notebook);
        lab::animals(notebook, "C03", "Vehicle", &["211", "212"], &[]);
    });
    stage.press("m<F2>20.7<Enter>");
    assert_eq!(
        rows(&stage),
        ["211 right flank 1: not palpable", "211 1: 20.7 g"]
    );
    shows(&mut stage, "C03 · 212 ♀");
}

#[test]
fn surprising_not_palpable_is_confirmed_once_and_not_measured_again() {
    // From 459 mm³ to nothing in three days is not to be expected.
    let question = "not palpable, though 313 – 953 mm³ is expected: F2 or Enter records it";
    for (keys, confirm) in [
        ("<F2>", "<F2>"),
        ("<F2>", "<Enter>"),
        ("0<Enter>0<Enter>", "<Enter>"),
        ("0<Enter>0<Enter>", "<F2>"),
    ] {
        let mut stage = at_the_hood();
        stage.press(keys);
        shows(&mut stage, question);
        assert_eq!(rows(&stage), Vec::<String>::new());
        // A device does not confirm.
        stage.burst("20.7<Enter>");
        shows(&mut stage, "`20.7` was not accepted");
        stage.press(confirm).press("20.7<Enter>");
        let expected = ["211 right flank 1: not palpable", "211 1: 20.7 g"];
        assert_eq!(rows(&stage), expected, "{keys} {confirm}");
        shows(&mut stage, "C03 · 212 ♀");
    }
    let mut stage = at_the_hood();
    stage.press("<F2><BS>12.9<Enter>9.4<Enter>20.7<Enter>");
    assert_eq!(rows(&stage)[0], "211 right flank 1: 12.9 × 9.4 mm");
    // Asked once that day, however often it is read.
    stage.press("<F2><F2>20.7<Enter><Up><F6><F2>");
    assert_eq!(rows(&stage)[3], "212 right flank 2: not palpable");
}

#[test]
fn size_that_not_palpable_would_drop_is_asked_about() {
    for cancel in ["<BS>", "<Esc>"] {
        let mut stage = at_the_hood();
        stage.press("12.9<Enter><F2>");
        shows(
            &mut stage,
            "313 – 953 mm³ is expected and `12.9` was entered",
        );
        stage.press(cancel).press("9.4<Enter>");
        assert_eq!(rows(&stage), ["211 right flank 1: 12.9 × 9.4 mm"]);
    }
    // A reason takes its place at once; what goes is told.
    let mut stage = at_the_hood();
    stage.press("12.9<Enter><F3>1");
    shows(
        &mut stage,
        "`12.9` of 211 was dropped: the tumor is not measured",
    );
}

#[test]
fn digit_of_a_reason_does_not_change_with_use() {
    let mut stage = at_the_hood();
    stage.press("<F5>asleep<Enter>20.7<Enter><F5>3");
    assert_eq!(
        rows(&stage)[2],
        "212 right flank 1: not measured: ulcerated, not handled"
    );
    stage.press("20.7<Enter><F5>");
    shows(
        &mut stage,
        "1 could not be measured 2 tumor not accessible 3 ulcerated",
    );
    shows(&mut stage, "7 asleep");
    stage.press("broken leg<Enter><F6><F5>");
    shows(&mut stage, "7 asleep 8 broken leg");
    // An undone reading moves none; nor does another start of the program.
    stage.press("<Esc><C-z><C-f>211<Enter><C-z>");
    let mut stage = stage.restarted();
    stage.press("m<F5>");
    shows(&mut stage, "7 asleep");
}

#[test]
fn reason_taken_over_is_shown_first_and_ends_with_day_and_session() {
    let shown = "F3 records: not measured, tumor not accessible";
    let hidden = |stage: &mut Stage| {
        let screen = stage.screen(80, 24);
        assert!(!screen.contains("F3 records"), "{screen}");
        stage.press("<F3>");
        shows(stage, "Why not measured?");
        stage.press("<Esc>");
    };
    let given = || {
        let mut stage = at_the_hood();
        hidden(&mut stage);
        stage.press("<F3>220.7<Enter>");
        shows(&mut stage, shown);
        stage
    };
    // Not at the weight, which has no reason.
    let mut stage = given();
    stage.press("<F3>");
    assert_eq!(
        rows(&stage)[2],
        "212 right flank 1: not measured: tumor not accessible"
    );
    assert!(!stage.screen(80, 24).contains("F3 records"));
    // Another day, and back.
    let mut stage = given();
    stage.press("<C-d><C-u>16<Enter>");
    hidden(&mut stage);
    stage.press("<C-d><Enter>");
    hidden(&mut stage);
    // The screen was left; the program was ended; not where it was killed.
    let mut stage = given();
    stage.press("<Esc>2");
    hidden(&mut stage);
    let mut stage = given();
    stage.press("<C-q>");
    let mut stage = stage.restarted();
    stage.press("m");
    hidden(&mut stage);
    let mut stage = given().restarted();
    stage.press("m");
    shows(&mut stage, shown);
}

#[test]
fn skipped_tumor_shows_its_reason() {
    let mut stage = at_the_hood();
    stage.press("<F3>1");
    shows(&mut stage, "Volume not measured: could not be measured");
    shows(&mut stage, "C03 · 211 ♀");
}
