//! The numbers on the screen.

use super::Stage;
use crate::base::message::{Answer, Trouble};
use crate::base::study::Numbers;
use domain::{Label, Protocol};

#[test]
fn sections_of_the_demo() {
    let mut stage = Stage::demo();
    stage.press("5");
    insta::assert_snapshot!("results_study", stage.screen(80, 24));
    stage.press("<Tab>");
    insta::assert_snapshot!("results_primary", stage.screen(80, 24));
    stage.press("<Tab>");
    insta::assert_snapshot!("results_inhibition", stage.screen(80, 24));
    insta::assert_snapshot!("results_inhibition_wide", stage.screen(120, 40));
    stage.press("<Tab><Tab><Tab><Tab>");
    insta::assert_snapshot!("results_responses", stage.screen(80, 24));
    stage.press("<Tab><Tab>");
    insta::assert_snapshot!("results_mixed", stage.screen(80, 24));
    stage.press("<Tab>");
    insta::assert_snapshot!("results_residuals", stage.screen(80, 24));
    stage.press("<Tab>");
    insta::assert_snapshot!("results_landmark", stage.screen(80, 24));
    stage.press("<Tab>");
    insta::assert_snapshot!("results_pairs", stage.screen(80, 24));
    stage.press("<Tab>");
    insta::assert_snapshot!("results_events", stage.screen(80, 24));
    insta::assert_snapshot!("results_events_wide", stage.screen(120, 40));
    stage.press("<Tab><Tab>");
    insta::assert_snapshot!("results_notes", stage.screen(80, 24));
    stage.press("<Tab>");
    assert!(stage.screen(80, 24).contains("Study KT253-RS411"));
    stage.press("<S-Tab>");
    assert!(stage.screen(80, 24).contains("Notes"));
}

#[test]
fn wide_tables_scroll_in_both_directions() {
    let mut stage = Stage::overfull();
    stage.press("5<Tab><Tab><Tab><Tab>");
    insta::assert_snapshot!("results_overfull", stage.screen(80, 24));
    stage.press("<PgDn><PgDn><Right><Right><Right><Right><Right>");
    insta::assert_snapshot!("results_overfull_scrolled", stage.screen(80, 24));
    insta::assert_snapshot!("results_overfull_wide", stage.screen(120, 40));
    stage.press("<End>");
    let end = stage.screen(80, 24);
    assert!(end.contains("no longer represents the arm"), "{end}");
    stage.press("<Home><S-Tab>");
    insta::assert_snapshot!("results_overfull_by_arm", stage.screen(80, 24));
}

#[test]
fn headings_stay_while_the_remarks_below_are_read() {
    let mut stage = Stage::demo();
    stage.press("5<Tab><Tab><End>");
    let screen = stage.screen(80, 24);
    assert!(screen.contains("(d) the arm did not shrink"), "{screen}");
    assert!(screen.contains("▲ KT-253 0.3 mg/kg"), "{screen}");
}

#[test]
fn hidden_columns_are_announced() {
    let mut stage = Stage::demo();
    stage.press("5<S-Tab><S-Tab><S-Tab>");
    let screen = stage.screen(80, 24);
    assert!(
        screen.contains("Time to event (4 × baseline volume)"),
        "{screen}"
    );
    assert!(!screen.contains("mean to"), "{screen}");
    assert!(screen.contains("columns 1–5 of 6 · lines 1"), "{screen}");
}

#[test]
fn long_definition_shows_its_position() {
    let mut stage = Stage::demo();
    stage.press("5<Tab><Tab>d");
    let screen = stage.screen(80, 24);
    assert!(screen.contains("lines 1–18 of "), "{screen}");
    stage.press("<Enter>");
    assert!(!stage.screen(80, 24).contains("Question"));
}

#[test]
fn every_number_has_a_definition() {
    let mut stage = Stage::demo();
    stage.press("5d");
    assert!(
        stage
            .screen(80, 24)
            .contains("nothing here needs a definition")
    );
    stage.press("<Down><Down><Down>");
    assert!(
        stage
            .screen(80, 24)
            .contains(" volumes below 20 mm³ count as 20 in logarithms — ")
    );
    stage.press("<Enter>");
    assert!(stage.screen(80, 24).contains("Question"));
    stage.press("<Esc><Tab><Tab><Down><Down><Down><Right>");
    let screen = stage.screen(80, 24);
    assert!(
        screen.contains(" ΔT/ΔC of means · DS-3032 50 mg/kg: 71.8 (59.2–80.4) — "),
        "{screen}"
    );
    stage.press("d");
    insta::assert_snapshot!("results_card", stage.screen(80, 24));
    stage.press("<End>");
    let end = stage.screen(80, 24);
    assert!(
        end.contains("Elsewhere") && !end.contains("Question"),
        "{end}"
    );
}

#[test]
fn status_line_explains_marked_cells() {
    let mut stage = Stage::demo();
    stage.press("5<Tab><Tab><Down><Down><Right><Right><Right>");
    let screen = stage.screen(80, 24);
    assert!(screen.contains("– — a volume of the arm is 0"), "{screen}");
    stage.press("<Down><Left><Left><Left><Left>");
    assert!(
        stage
            .screen(80, 24)
            .contains("the study's primary definition")
    );
}

#[test]
fn outdated_or_missing_numbers_are_announced() {
    let mut stage = Stage::demo();
    stage.press("5");
    let analyzed = |result| Answer::Analyzed {
        name: "KT253-RS411".into(),
        writes: 0,
        result,
    };
    stage.answer(analyzed(Err(Trouble {
        message: "no animal has a baseline".into(),
        hint: "measure them on day 0".into(),
        again: false,
        asks_reason: false,
    })));
    insta::assert_snapshot!("results_failed", stage.screen(80, 24));
    insta::assert_snapshot!("results_failed_wide", stage.screen(120, 40));
    let mut stage = Stage::demo();
    stage.press("5");
    let study = stage.model.context.study.as_mut().unwrap();
    if let Numbers::Here(old) = study.numbers.clone() {
        study.numbers = Numbers::Coming(Some(old));
    }
    assert!(
        stage
            .screen(80, 24)
            .contains("before the last change; computing")
    );
    stage.model.context.study.as_mut().unwrap().numbers = Numbers::Coming(None);
    assert!(
        stage
            .screen(80, 24)
            .contains("computing the numbers of KT253-RS411")
    );
}

#[test]
fn empty_study_shows_only_its_rules() {
    let mut stage = Stage::new(|notebook| {
        let name = Label::new("study", "new").unwrap();
        notebook.create_study(name, Protocol::default()).unwrap();
    });
    stage.press("<Enter>5");
    insta::assert_snapshot!("results_empty", stage.screen(80, 24));
    insta::assert_snapshot!("results_empty_wide", stage.screen(120, 40));
    stage.press("<Tab><Down><Right>d");
}

#[test]
fn another_landmark_day_can_be_chosen() {
    let mut stage = Stage::demo();
    stage.press("5");
    assert!(stage.screen(80, 24).contains("landmark day 17"));
    stage.press("l14<Enter>");
    let screen = stage.screen(80, 24);
    assert!(screen.contains("landmark day 14"), "{screen}");
    stage.press("w");
    let form = stage.screen(80, 24);
    assert!(
        form.contains("landmark day") && form.contains("14"),
        "{form}"
    );
    stage.press("<Esc>1");
    let overview = stage.screen(80, 24);
    assert!(overview.contains("TGI % ΔT/ΔC d14"), "{overview}");
    stage.press("5lusual<Enter>");
    let screen = stage.screen(80, 24);
    assert!(screen.contains("landmark day 17"), "{screen}");
}

#[test]
fn a_landmark_that_is_not_reached_yet_is_told_as_interim() {
    let study = app::demo::DEMO_STUDY;
    let mut stage = Stage::new(|notebook| {
        notebook.create_demo(super::today()).unwrap();
        let reason = domain::Reason::new("the sponsor waits longer").unwrap();
        let open = domain::StudyStatus::Open;
        notebook
            .set_study_status(study, open, reason.clone())
            .unwrap();
        let later = |study: &mut domain::Study| {
            study.protocol.landmark_day = Some(60.0);
            Ok(())
        };
        notebook
            .edit_study(study, None, Some(reason), later)
            .unwrap();
    });
    stage.press("<Enter>1");
    let overview = stage.screen(80, 24);
    assert!(overview.contains("interim TGI % ΔT/ΔC d"), "{overview}");
    stage.press("5");
    let results = stage.screen(80, 24);
    assert!(results.contains("interim landmark day"), "{results}");
}
