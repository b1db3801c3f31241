//! The animals: table, marks, order, filter, one animal's history.

use super::Stage;
use super::forms::{label, measure, small, stage};
use app::Notebook;
use app::animals::AnimalFacts;
use app::arms::NewArm;
use app::exclude::Leaving;
use app::measure::{NewReading, Observed};
use domain::{Observation, Reason};

/// The tags in the order of the table.
fn tags(stage: &mut Stage) -> Vec<String> {
    let screen = stage.screen(120, 40);
    let rows = screen.lines().skip(4).take_while(|line| line.len() > 3);
    let tag = |line: &str| line.get(3..)?.split_whitespace().next().map(str::to_owned);
    rows.filter_map(tag).collect()
}

#[test]
fn the_table_of_the_demo() {
    let mut stage = Stage::demo();
    stage.press("3 <Down> ");
    insta::assert_snapshot!("animals_80x24", stage.screen(80, 24));
    insta::assert_snapshot!("animals_120x40", stage.screen(120, 40));
}

#[test]
fn the_history_of_one_animal() {
    let mut stage = Stage::demo();
    stage.press("3<Down><Enter>");
    insta::assert_snapshot!("animal_80x24", stage.screen(80, 24));
    stage.press("l");
    insta::assert_snapshot!("animal_log_120x40", stage.screen(120, 40));
}

#[test]
fn empty_table_says_how_to_add_animals() {
    let mut stage = Stage::new(|notebook| {
        notebook
            .create_study(label("S"), Default::default())
            .unwrap();
    });
    stage.press("<Enter>3");
    insta::assert_snapshot!("animals_none_80x24", stage.screen(80, 24));
    insta::assert_snapshot!("animals_none_120x40", stage.screen(120, 40));
    for keys in [
        "<Enter>", "d", "u", "e", "t", " ", "s", "S", "<Down>", "<End>",
    ] {
        stage.press(keys);
        assert!(stage.model.overlays.is_empty(), "{keys}");
    }
    // An animal of which nothing is recorded.
    stage.press("n1<C-s><Enter>c");
    insta::assert_snapshot!("animal_nothing_80x24", stage.screen(80, 24));
}

#[test]
fn table_sorts_by_every_column_in_both_directions() {
    let mut stage = stage();
    stage.press("3");
    assert_eq!(tags(&mut stage), ["211", "212", "213"]);
    stage.press("S");
    assert_eq!(tags(&mut stage), ["213", "212", "211"]);
    // Cage, sex, arm, volume: 212 has shrunk; 213 has none of it and comes last both ways.
    stage.press("ssss");
    assert!(stage.screen(80, 24).contains("by volume ↓"));
    assert_eq!(tags(&mut stage), ["211", "212", "213"]);
    stage.press("S");
    assert_eq!(tags(&mut stage), ["212", "211", "213"]);
    stage.press("ss");
    assert!(stage.screen(80, 24).contains("by body weight ↑"));
    assert_eq!(tags(&mut stage), ["211", "212", "213"]);
    stage.press("sss");
    assert!(stage.screen(80, 24).contains("by tag ↑"));
}

#[test]
fn table_filters_and_keeps_the_chosen_animal_while_sorting() {
    let mut stage = Stage::demo();
    stage.press("3/vehicle endpoint<Enter>");
    let screen = stage.screen(80, 24);
    assert!(screen.contains("of 48 animals"), "{screen}");
    assert!(tags(&mut stage).contains(&"212".to_owned()));
    stage.press("<Down><Down>");
    let chosen = tags(&mut stage)[2].clone();
    stage.press("ssssS<Enter>");
    assert!(
        stage
            .screen(80, 24)
            .lines()
            .nth(2)
            .unwrap()
            .contains(&chosen)
    );
    // Out of the history, out of the filter, out of the screen.
    stage.press("<Esc><Esc>");
    assert!(stage.screen(80, 24).contains(" 48 animals"));
    stage.press("/nothing of that kind<Enter>");
    assert!(
        stage
            .screen(80, 24)
            .contains("No animal matches the filter.")
    );
}

#[test]
fn left_and_right_follow_the_sort_order() {
    let mut stage = stage();
    stage.press("3S<Home><Enter>");
    let name = |stage: &mut Stage| stage.screen(80, 24).lines().nth(2).unwrap()[..4].to_owned();
    assert_eq!(name(&mut stage), " 213");
    stage.press("<Right>");
    assert_eq!(name(&mut stage), " 212");
    stage.press("<Right><Right><Right>");
    assert_eq!(name(&mut stage), " 211");
    stage.press("<Left><Esc>e");
    assert!(stage.screen(80, 24).contains("┌ Animal 212 "));
}

#[test]
fn escape_clears_marks() {
    let mut stage = stage();
    stage.press("3  ");
    assert!(stage.screen(80, 24).contains("2 marked"));
    stage.press("<Esc>");
    assert!(!stage.screen(80, 24).contains("marked"));
    stage.press("<Esc>");
    assert!(!stage.screen(80, 24).contains("by tag"));
}

#[test]
fn repeats_and_exclusions_are_labeled() {
    let mut stage = Stage::new(|notebook| {
        small(notebook);
        let again = NewReading {
            animal: "211".into(),
            site: None,
            observed: Observed::Day(14.0),
            clock_time: None,
            found: Some((Observation::NotPalpable, None)),
            weight: None,
            again: true,
            observer: Some(label("A. Other")),
            method: label("caliper"),
            doubts: app::doubt::Doubts::Judged(Vec::new()),
        };
        notebook.measure("S", &again).unwrap();
        let what = Leaving {
            animal: Some("211".into()),
            observed: Some(Observed::Day(0.0)),
            site: None,
        };
        let reason = Reason::new("wet fur").unwrap();
        notebook.exclude("S", &what, reason, false).unwrap();
        let facts = AnimalFacts::default();
        let more = [label("left flank")];
        notebook
            .edit_animal("S", "212", None, &facts, &more, None)
            .unwrap();
        measure(notebook, "213", -1.5, ["6", "5"], 19.0);
    });
    stage.press("<Enter>3<Enter>");
    insta::assert_snapshot!("animal_repeats_80x24", stage.screen(80, 24));
    // The body weight of a day is found from any of its rows.
    stage.press("c");
    let screen = stage.screen(80, 24);
    assert!(screen.contains("repeat 2 · not palpable"), "{screen}");
    stage.press("<Esc><Right>");
    insta::assert_snapshot!("animal_two_sites_80x24", stage.screen(80, 24));
}

/// 500 animals on 60 days, with long and wide names.
fn overfull(notebook: &mut Notebook) {
    let mut text = String::from("animal,cage,arm,day,length_mm,width_mm,body_weight_g\n");
    let long = "腫瘍".repeat(40);
    for n in 1..=500 {
        for day in 0..60 {
            let length = 5.0 + f64::from(day) / 10.0;
            let grams = 20.0 + f64::from((n + day) % 7) / 10.0;
            let arm = n % 12;
            text.push_str(&format!(
                "{n}-{long},cage {n} {long},arm {arm} {long},{day},{length},4.5,{grams}\n"
            ));
        }
    }
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("big.csv");
    std::fs::write(&path, text).unwrap();
    let options = app::import::ImportOptions {
        study: Some(format!("S {long}")),
        day0: Some(super::today()),
        ..Default::default()
    };
    let later = super::today() + chrono::Days::new(400);
    notebook
        .import(&app::import::Sources::path(&path), &options, later)
        .unwrap();
    let arm = NewArm {
        name: label("empty"),
        is_control: true,
        label: None,
        vehicle: None,
        treatments: Vec::new(),
    };
    notebook.add_arm(&format!("S {long}"), arm).unwrap();
}

#[test]
fn oversized_study_is_shown() {
    let mut stage = Stage::new(overfull);
    stage.press("<Enter>3<End>");
    insta::assert_snapshot!("animals_overfull_80x24", stage.screen(80, 24));
    insta::assert_snapshot!("animals_overfull_120x40", stage.screen(120, 40));
    stage.press("<Enter>");
    insta::assert_snapshot!("animal_overfull_80x24", stage.screen(80, 24));
    insta::assert_snapshot!("animal_overfull_120x40", stage.screen(120, 40));
}
