//! Draws that are hidden, looked at, put aside, or late.

use super::lab::reading;
use super::randomize::{FIXED, placed, press_only, record, stage};
use super::{draw, text};
use domain::{Blinding, Reason};

/// The settings of [`FIXED`], with arms and seed hidden in the way that so many steps to the right choose.
fn hiding(steps: usize) -> String {
    let right = "<Right>".repeat(steps);
    FIXED.replace("20000<C-s>", &format!("20000<Tab><Tab>{right}<C-s>"))
}

#[test]
fn hidden_draw_blinds_the_study_and_shows_codes() {
    for (steps, blinding) in [(1, Blinding::Blinded), (2, Blinding::BlindedAnimals)] {
        let mut stage = stage();
        stage.press(&hiding(steps));
        stage.press("r");
        let shown = stage.screen(100, 30);
        assert!(shown.contains("arms and seed hidden"), "{shown}");
        if steps == 1 {
            assert!(
                shown.contains("group 1") && shown.contains("group 3"),
                "{shown}"
            );
            insta::assert_snapshot!("randomize_hidden_drawn", stage.screen(80, 24));
        }
        for keys in ["", "<Tab>", "<Tab>", "<Tab>", "a"] {
            stage.press(keys);
            let shown = stage.screen(120, 40);
            assert!(
                !shown.contains("Vehicle") && !shown.contains("seed 7"),
                "{keys}: {shown}"
            );
        }
        // How many animals each arm gets is shown before it is accepted.
        let shown = stage.screen(120, 40);
        assert!(shown.contains("to 3 arms (8, 8, 8)"), "{shown}");
        stage.press("<C-s>");
        let accepted = stage.screen(100, 30);
        assert!(accepted.contains("the study is blinded"), "{accepted}");
        if steps == 1 {
            assert!(
                accepted.contains("by code") || accepted.contains("CV"),
                "{accepted}"
            );
        }
        for keys in ["", "<Tab>", "<Tab>", "<Tab>", "v", "r", "e", "a", "<End>"] {
            stage.press(keys);
            let shown = stage.screen(120, 40);
            assert!(
                !shown.contains("Vehicle") && !shown.contains("seed 7"),
                "{keys}: {shown}"
            );
        }
        let record = record(&stage);
        assert_eq!(record.study.blinding, blinding);
        assert_eq!(record.arms.len(), if steps == 1 { 3 } else { 1 });
        let foot = stage.screen(120, 40);
        let foot = foot.lines().last().unwrap();
        assert!(!foot.contains("draw") && !foot.contains("verify"), "{foot}");
        stage.press("v");
        let shown = stage.screen(120, 40);
        assert!(shown.contains("once the study is unblinded"), "{shown}");
        let why = Reason::new("data are locked").unwrap();
        stage.notebook().unblind("S", why).unwrap();
        let found = stage.notebook().verify_allocation("S", None).unwrap();
        assert!(found.reproduced && found.receipt.seed == 7, "{found:?}");
    }
}

#[test]
fn receipt_lists_seeds_of_viewed_draws() {
    let mut stage = stage();
    stage.press(FIXED);
    stage.press("r");
    stage.press(&FIXED.replace("7<Tab><Tab>20000", "<C-u>8<Tab><Tab>"));
    stage.press("r");
    assert!(
        stage.screen(80, 24).contains("seed 8"),
        "{}",
        stage.screen(80, 24)
    );
    stage.press("a");
    let shown = stage.screen(80, 24);
    assert!(shown.contains("seed 8. 1 other"), "{shown}");
    stage.press("<C-s>");
    let receipt = |stage: &super::Stage| {
        let found = stage.notebook().verify_allocation("S", None).unwrap();
        found.receipt
    };
    assert_eq!(
        (receipt(&stage).seed, receipt(&stage).looked_at),
        (8, vec![7])
    );
    stage.press("v");
    let shown = stage.screen(80, 24);
    assert!(shown.contains("other seeds"), "{shown}");
}

#[test]
fn stopped_search_keeps_the_previous_draw() {
    let mut stage = stage();
    stage.press(FIXED);
    stage.press("r");
    press_only(&mut stage, "r");
    assert!(text(&draw(&stage.model, 80, 24)).contains("Searching"));
    press_only(&mut stage, "\u{1b}");
    let shown = text(&draw(&stage.model, 80, 24));
    assert!(
        shown.contains("the draw of seed 7 is still there"),
        "{shown}"
    );
    assert!(shown.contains("Not accepted yet"), "{shown}");
    stage.press("a<C-s>");
    assert_eq!(placed(&stage), [8, 8, 8]);
}

#[test]
fn late_animals_need_a_reason() {
    let mut stage = stage();
    stage.press("e4,4,4<C-s>");
    stage.press(FIXED);
    stage.press("ra<C-s>");
    assert_eq!(placed(&stage), [4, 4, 4]);
    let in_arm = record(&stage);
    let in_arm = in_arm.animals.iter().find(|a| a.animal.arm.is_some());
    let tag = in_arm.unwrap().animal.tag.to_string();
    let entry = reading(&tag, None, 3, Some((8.0, 7.0)), None);
    stage.notebook().measure("S", &entry).unwrap();
    // Not drawn at once: the places are asked for, which are full.
    stage.press("<C-r>r");
    let shown = stage.screen(80, 24);
    assert!(shown.contains("Readings followed it"), "{shown}");
    stage.press("<C-u>6,6,6<C-s>");
    let shown = stage.screen(80, 24);
    assert!(
        shown.contains("animals join late, which needs a reason"),
        "{shown}"
    );
    assert!(shown.contains("values of day 0"), "{shown}");
    stage.press(FIXED);
    stage.press("ra<C-s>");
    assert!(stage.screen(80, 24).contains("reason is empty"));
    stage.press("two cages more<C-s>");
    assert_eq!(placed(&stage), [6, 6, 6]);
    assert_eq!(record(&stage).allocations.len(), 2);
}

/// Whoever has no value of the day is named; the covariate is not left aside for it.
#[test]
fn incomplete_covariate_is_announced() {
    let mut stage = stage();
    let tags = [super::lab::label("299")];
    let mut notebook = stage.notebook();
    super::lab::add(&mut notebook, "S", &tags, &Default::default(), &[]);
    stage.press("<C-r>");
    let shown = stage.screen(80, 24);
    assert!(shown.contains("1 animal has no volume on day 0"), "{shown}");
    stage.press("r");
    assert!(!stage.screen(80, 24).contains("Not accepted yet"));
}
