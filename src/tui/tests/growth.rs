//! The figures of a study.

use proptest::prelude::*;
use ratatui::style::{Modifier, Style};

use super::{Stage, draw, text};
use crate::base::message::{Answer, Trouble};
use crate::base::study::Numbers;
use crate::base::theme::{Depth, Ground, Theme};
use app::Notebook;
use app::exclude::Leaving;
use app::import::ImportOptions;
use domain::{Label, Protocol};

const SIZES: [(u16, u16); 2] = [(80, 24), (120, 40)];
const FIGURES: [&str; 5] = ["means", "animals", "weight", "waterfall", "events"];

/// All figures at both sizes.
fn figures(name: &str, stage: &mut Stage) {
    stage.press("4");
    for figure in FIGURES {
        for (columns, rows) in SIZES {
            let name = format!("growth_{name}_{figure}_{columns}");
            insta::assert_snapshot!(name, stage.screen(columns, rows));
        }
        stage.press("f");
    }
}

/// A study that was imported from these rows.
fn imported(rows: &str) -> Stage {
    let mut stage = Stage::new(|notebook| import(notebook, rows));
    stage.press("<Enter>4");
    stage
}

fn import(notebook: &mut Notebook, rows: &str) {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("rows.csv");
    std::fs::write(&file, rows).unwrap();
    let options = ImportOptions {
        study: Some("S".into()),
        day0: Some(super::today() - chrono::Days::new(30)),
        ..ImportOptions::default()
    };
    notebook
        .import(&app::import::Sources::path(&file), &options, super::today())
        .unwrap();
}

/// Rows of `arms` arms with three animals each.
fn many_arms(arms: usize) -> String {
    let mut rows = "animal,arm,day,volume_mm3\n".to_owned();
    for animal in 0..3 * arms {
        for day in [0, 7, 14] {
            let volume = 100.0 + (day * (1 + animal % 5)) as f64 * 3.0;
            rows += &format!("A{animal},Arm {},{day},{volume}\n", animal / 3);
        }
    }
    rows
}

#[test]
fn the_demo() {
    let mut stage = Stage::demo();
    figures("demo", &mut stage);
    stage.press("l");
    insta::assert_snapshot!("growth_demo_log", stage.screen(80, 24));
}

#[test]
fn an_overfull_study() {
    figures("overfull", &mut Stage::overfull());
}

#[test]
fn a_study_without_readings() {
    let mut stage = Stage::new(|notebook| {
        let protocol = Protocol {
            day0: Some(super::today()),
            ..Protocol::default()
        };
        let name = Label::new("name", "S").unwrap();
        notebook.create_study(name, protocol).unwrap();
    });
    stage.press("<Enter>4");
    let screen = stage.screen(80, 24);
    assert!(screen.contains("There is no arm to show yet"), "{screen}");
    let mut stage = imported("animal,arm,day,body_weight_g\n1,Vehicle,0,20.1\n");
    figures("unread", &mut stage);
}

#[test]
fn one_arm_alone() {
    let mut stage = Stage::demo();
    stage.press("4<Right><Right>");
    insta::assert_snapshot!("growth_alone_means", stage.screen(80, 24));
    stage.press("fl");
    insta::assert_snapshot!("growth_alone_animals", stage.screen(80, 24));
    stage.press("a");
    assert!(!stage.screen(80, 24).contains("arm 2 of"));
}

#[test]
fn arrows_step_through_the_arms_and_back_to_all() {
    let mut stage = imported(&many_arms(3));
    for expected in ["arm 1 of 3", "arm 2 of 3", "arm 3 of 3", "in 3 arms"] {
        stage.press("<Right>");
        let screen = stage.screen(80, 24);
        assert!(screen.contains(expected), "{expected}\n{screen}");
    }
    stage.press("<Left>");
    assert!(stage.screen(80, 24).contains("arm 3 of 3"));
}

#[test]
fn sixty_two_arms_can_be_scrolled() {
    let mut stage = imported(&many_arms(62));
    assert!(stage.screen(80, 24).contains("arms 1–8 of 62"));
    stage.press("<Down><PgDn>");
    assert!(stage.screen(80, 24).contains("arms 10–17 of 62"));
    stage.press("<End>");
    let screen = stage.screen(80, 24);
    assert!(
        screen.contains("arms 55–62 of 62") && screen.contains("Arm 61"),
        "{screen}"
    );
    stage.press("f");
    assert!(stage.screen(80, 24).contains("of 62"));
    stage.press("<Home><Up>");
    assert!(stage.screen(80, 24).contains("arms 1–"));
}

#[test]
fn a_study_without_control_is_drawn() {
    let mut stage =
        imported("animal,arm,day,volume_mm3\n1,A,0,100\n1,A,20,300\n2,A,0,90\n2,A,20,0\n");
    stage.press("l");
    let screen = stage.screen(80, 24);
    assert!(
        screen.contains("● A") && screen.contains("log scale"),
        "{screen}"
    );
    stage.press("f");
    let screen = stage.screen(80, 24);
    assert!(
        screen.contains("0 ┤") && screen.contains("0 has its own row"),
        "{screen}"
    );
    stage.press("ff");
    assert!(stage.screen(80, 24).contains("2 animals"));
}

#[test]
fn an_excluded_animal_is_not_drawn() {
    let mut stage = imported(&many_arms(1));
    stage.press("f");
    assert!(stage.screen(80, 24).contains("n 3"));
    let mut notebook = stage.notebook();
    let reason = domain::Reason::new("died of a fight").unwrap();
    let leaving = Leaving {
        animal: Some("A1".into()),
        observed: None,
        site: None,
    };
    notebook.exclude("S", &leaving, reason, false).unwrap();
    stage.press("<C-r>");
    assert!(stage.screen(80, 24).contains("n 2"));
}

#[test]
fn pending_or_failed_numbers_are_announced() {
    let mut stage = Stage::demo();
    stage.press("4");
    let study = stage.model.context.study.as_mut().unwrap();
    let Numbers::Here(analysis) = study.numbers.clone() else {
        panic!("the numbers are there");
    };
    study.numbers = Numbers::Coming(Some(analysis));
    let screen = stage.screen(80, 24);
    assert!(screen.contains("recomputing") && screen.contains("Vehicle"));
    stage.model.context.study.as_mut().unwrap().numbers = Numbers::Coming(None);
    assert!(stage.screen(80, 24).contains("computing …"));
    stage.answer(Answer::Analyzed {
        name: stage
            .model
            .context
            .study
            .as_ref()
            .unwrap()
            .name()
            .to_owned(),
        writes: stage.model.writes,
        result: Err(Trouble {
            message: "the study has no day 0".into(),
            hint: "set it with `graftbook study edit`".into(),
            again: false,
            asks_reason: false,
        }),
    });
    let screen = stage.screen(80, 24);
    assert!(
        screen.contains("no day 0") && screen.contains("study edit"),
        "{screen}"
    );
    insta::assert_snapshot!("growth_failed_80", screen);
    insta::assert_snapshot!("growth_failed_120", stage.screen(120, 40));
    stage.press("fflaj<Right><Left>");
}

#[test]
fn changes_in_percent_stay_linear() {
    let mut stage = Stage::demo();
    stage.press("4ffl");
    let screen = stage.screen(80, 24);
    assert!(
        screen.contains("linear scale") && !screen.contains("log scale"),
        "{screen}"
    );
}

#[test]
fn arms_keep_their_color_and_mark() {
    let mut stage = Stage::demo();
    stage.model.context.setting.theme = Theme {
        depth: Depth::True,
        ground: Ground::Dark,
        ascii: false,
    };
    stage.press("4");
    let theme = stage.model.context.setting.theme;
    let looks = stage.model.context.study.as_ref().unwrap().looks();
    for _ in FIGURES {
        let buffer = draw(&stage.model, 120, 40);
        for arm in looks.iter().copied() {
            let color = theme.arm(arm).fg;
            let marked = buffer
                .content
                .iter()
                .filter(|c| c.symbol() == theme.mark(arm));
            let styles: Vec<Style> = marked.map(|cell| cell.style()).collect();
            assert!(!styles.is_empty(), "{}", text(&buffer));
            assert!(styles.iter().all(|s| s.fg == color), "{styles:?}");
        }
        stage.press("f");
    }
}

#[test]
fn guarded_means_are_faded() {
    let mut rows = "animal,arm,day,volume_mm3\n".to_owned();
    for animal in 0..6 {
        for day in [0, 5, 10, 15].iter().take(if animal < 2 { 4 } else { 2 }) {
            rows += &format!("{animal},A,{day},{}\n", 100 + 20 * day);
        }
    }
    let mut stage = imported(&rows);
    let screen = stage.screen(80, 24);
    assert!(
        screen.contains("fewer than 3 animals, or than half, left"),
        "{screen}"
    );
    stage.model.context.setting.theme.depth = Depth::True;
    let buffer = draw(&stage.model, 80, 24);
    let dim = |c: &&ratatui::buffer::Cell| c.modifier.contains(Modifier::DIM);
    let faded = buffer.content.iter().filter(dim);
    assert_eq!(faded.filter(|cell| cell.symbol() == "·").count(), 3);
    let marks = buffer.content.iter().filter(|cell| cell.symbol() == "●");
    assert_eq!(marks.count(), 3, "two days and the legend");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]

    #[test]
    fn any_keys_in_any_window(keys in "[fla]{0,6}", arrows in prop::collection::vec(0usize..6, 0..9), columns in 1u16..200, rows in 1u16..60) {
        thread_local! {
            static STAGE: std::cell::RefCell<Option<Stage>> = const { std::cell::RefCell::new(None) };
        }
        STAGE.with_borrow_mut(|stage| {
            let stage = stage.get_or_insert_with(|| {
                let mut stage = imported(&many_arms(20));
                stage.press("4");
                stage
            });
            stage.screen(columns, rows);
            for arrow in arrows {
                stage.press(["<Up>", "<Down>", "<Left>", "<Right>", "<PgDn>", "<End>"][arrow]);
                stage.screen(columns, rows);
            }
            stage.press(&keys);
            stage.screen(columns, rows);
            stage.screen(rows, columns);
        });
    }
}

#[test]
#[ignore = "a measurement: run it in an optimized build with --nocapture"]
fn five_hundred_animals() {
    let mut stage = Stage::overfull();
    stage.press("4");
    for figure in FIGURES {
        let fastest = (0..20).map(|_| {
            let start = std::time::Instant::now();
            draw(&stage.model, 160, 50);
            start.elapsed()
        });
        println!("{figure}: {:?} at best", fastest.min().unwrap());
        stage.press("f");
    }
}

#[test]
fn readings_of_animals_without_an_arm_are_told() {
    let mut stage = imported("animal,day,volume_mm3\n1,0,100\n2,0,120\n");
    stage.press("1aVehicle<C-s>");
    let told = "no animal with readings is in an arm yet";
    // Means, animals, best responses, Kaplan-Meier; numbers.
    for keys in ["4", "f", "ff", "f", "5"] {
        stage.press(keys);
        let screen = stage.screen(80, 24);
        assert!(screen.contains(told), "{keys}\n{screen}");
    }
}
