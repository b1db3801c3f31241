//! Values of devices that are refused: whoever uses a device does not look, so what it sends next was meant for
//! another field. It is discarded until a key is pressed.

use super::{Stage, at_the_hood, lab, rows, shows};

/// At the first animal of a study whose formula needs a height.
fn with_height() -> Stage {
    let mut stage = Stage::new(|notebook| {
        let protocol = domain::Protocol {
            volume_formula: domain::VolumeFormula::HalfLwh,
            ..lab::protocol()
        };
        lab::study_with(notebook, protocol);
        lab::animals(notebook, "C03", "Vehicle", &["211", "212"], &[]);
    });
    stage.press("m");
    stage
}

type Begin = fn() -> Stage;

/// Stages at a field, what was sent before, and what is refused there.
const REFUSALS: [(Begin, &[&str], &[&str]); 4] = [
    (at_the_hood, &[], &["120", "-1", "7.4.1", "ERR"]),
    (at_the_hood, &["12.9"], &["120", "-1", "0", "ERR"]),
    (at_the_hood, &["12.9", "9.4"], &["205", "0", "-1", "ERR"]),
    (with_height, &["12.9", "9.4"], &["120", "-1", "0", "ERR"]),
];

#[test]
fn input_after_any_refused_value_is_discarded_until_a_key() {
    for (begin, before, refused) in REFUSALS {
        for value in refused {
            for end in ["<Enter>", "<Tab>", "<C-j>", "<Enter><C-j>"] {
                let mut stage = begin();
                for sent in before {
                    stage.burst(&format!("{sent}<Enter>"));
                }
                let recorded = rows(&stage);
                stage.burst(value).burst(end);
                for next in ["7.4", "7.0", "20.6", "6.6"] {
                    stage.burst(&format!("{next}{end}"));
                    shows(&mut stage, &format!("`{next}` was not accepted"));
                    assert_eq!(rows(&stage), recorded, "{before:?} {value}{end} {next}");
                }
                shows(
                    &mut stage,
                    "press Enter, then measure the refused value again",
                );
            }
        }
    }
}

#[test]
fn key_after_a_refused_value_lets_devices_send_again() {
    for key in ["<Enter>", "<Tab>", "<BS>", "<F8>", "1<BS>"] {
        let mut stage = at_the_hood();
        stage.burst("120<Enter>").burst("7.4<Enter>").press(key);
        stage.burst("12.9<Enter>").burst("9.4<Enter>");
        assert_eq!(rows(&stage), ["211 right flank 1: 12.9 × 9.4 mm"], "{key}");
    }
}

#[test]
fn value_typed_by_hand_after_a_refused_one_is_taken_at_once() {
    let mut stage = at_the_hood();
    stage.burst("120<Enter>").press("12.9<Enter>");
    stage.burst("9.4<Enter>").burst("205<Enter>");
    stage.press("20.7<Enter>");
    assert_eq!(
        rows(&stage),
        ["211 right flank 1: 12.9 × 9.4 mm", "211 1: 20.7 g"]
    );
}

#[test]
fn input_after_an_unknown_tag_is_discarded_until_a_key() {
    for tag in ["999000000000001", "987654321"] {
        let mut stage = at_the_hood();
        stage.burst(&format!("{tag}<Enter>"));
        shows(&mut stage, "no animal here has the tag or chip");
        stage.burst("12.9<Enter>").burst("9.4<Enter>");
        shows(&mut stage, "`9.4` was not accepted");
        assert!(rows(&stage).is_empty());
        stage
            .press("<Enter>")
            .burst("12.9<Enter>")
            .burst("9.4<Enter>");
        assert_eq!(rows(&stage).len(), 1);
    }
}

#[test]
fn refusal_survives_a_kill() {
    let mut stage = at_the_hood();
    stage.burst("120<Enter>");
    let mut stage = stage.restarted();
    stage.press("m").burst("7.4<Enter>").burst("7.0<Enter>");
    shows(&mut stage, "`7.0` was not accepted");
    assert!(rows(&stage).is_empty());
}

#[test]
fn reading_again_asks_for_the_weight_too() {
    let mut stage = at_the_hood();
    stage.press("12.9<Enter>9.4<Enter>20.7<Enter><Up><F6>");
    for sent in ["12.8", "9.3", "20.6"] {
        stage.burst(&format!("{sent}<Enter>"));
    }
    let both = [
        "211 right flank 1: 12.9 × 9.4 mm",
        "211 right flank 2: 12.8 × 9.3 mm",
        "211 1: 20.7 g",
        "211 2: 20.6 g",
    ];
    assert_eq!(rows(&stage), both);
    shows(&mut stage, "C03 · 212 ♀");
    // Enter skips the weight; without weights it is not asked.
    for skip in ["12.7<Enter>9.2<Enter><Enter>", "<C-w>12.7<Enter>9.2<Enter>"] {
        stage.press("<Up><F6>").press(skip);
        shows(&mut stage, "C03 · 212 ♀");
        stage.press("<C-z>");
        assert_eq!(rows(&stage), both, "{skip}");
        stage.press("<Down>");
    }
}

#[test]
fn half_typed_value_stays_when_esc_leaves_the_screen() {
    let mut stage = at_the_hood();
    stage.press("12.9<Enter>7.1<Esc>");
    shows(&mut stage, "2 values not saved yet: kept on Measure (2)");
    stage.press("m");
    shows(&mut stage, "Width [ 7.1 ]");
    stage.press("<Enter>");
    assert_eq!(rows(&stage), ["211 right flank 1: 12.9 × 7.1 mm"]);
}

#[test]
fn choice_of_a_reason_survives_a_kill() {
    for key in ["<F3>", "<F5>"] {
        let mut stage = at_the_hood();
        stage.press(key);
        let mut stage = stage.restarted();
        stage.press("m");
        shows(&mut stage, "Why not measured?");
        stage.press("2");
        assert_eq!(
            rows(&stage),
            ["211 right flank 1: not measured: tumor not accessible"]
        );
        // It is over when it was left.
        stage.press("<Down><F5><Esc>");
        stage.press("<Up>");
        let mut stage = stage.restarted();
        stage.press("m");
        assert!(!stage.screen(80, 24).contains("Why not measured?"));
    }
}

#[test]
fn form_about_the_animal_survives_a_kill() {
    for (key, title) in [("<F4>", "disposition"), ("<F7>", "Correct")] {
        let mut stage = at_the_hood();
        stage.press("12.9<Enter>9.4<Enter>");
        stage.press(key);
        let open = stage.screen(80, 24);
        let mut stage = stage.restarted();
        stage.press("m");
        let again = stage.screen(80, 24);
        let form = |screen: &str| screen.lines().rfind(|l| l.contains('┐')).map(str::to_owned);
        assert_eq!(form(&open), form(&again), "{title}");
        assert_eq!(stage.model.overlays.len(), 1, "{again}");
        stage.press("<Esc><Down>");
        let stage = stage.restarted();
        assert!(stage.model.overlays.is_empty());
    }
}

#[test]
fn day_on_which_nothing_can_be_read_is_refused() {
    let mut stage = Stage::new(|notebook| {
        let protocol = domain::Protocol {
            implanted_on: chrono::NaiveDate::from_ymd_opt(2026, 1, 2),
            ..lab::protocol()
        };
        lab::study_with(notebook, protocol);
        lab::animals(notebook, "C03", "Vehicle", &["211", "212"], &[]);
    });
    stage.press("m<C-d><C-u>2026-01-01<Enter>");
    shows(&mut stage, "is before the implantation on 2026-01-02");
    stage.press("<C-u>2026-01-02<Enter>");
    shows(&mut stage, "PAST DAY 2026-01-02");
}

#[test]
fn restored_values_are_counted_with_the_one_in_the_field() {
    let mut stage = at_the_hood();
    stage.press("9.4<Enter>12.9<Enter>");
    let mut stage = stage.restarted();
    stage.press("m");
    shows(
        &mut stage,
        "2 values of 211 that were not saved are restored",
    );
    stage.press("<C-e>");
    shows(&mut stage, "1 value of incomplete readings: 211");
}
