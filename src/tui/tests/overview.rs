//! A study at a glance.

use super::{Stage, lab, today};
use crate::base::message::{Answer, Message, Trouble};
use crate::base::screen::Screen;
use crate::base::study::Numbers;
use crate::view;
use app::animals::{AnimalFacts, Fact};
use domain::{Label, Protocol, Reason, StudyStatus};

fn empty() -> Stage {
    let mut stage = Stage::new(|notebook| {
        let name = Label::new("study", "new").unwrap();
        notebook.create_study(name, Protocol::default()).unwrap();
    });
    stage.press("<Enter>");
    stage
}

#[test]
fn the_demo_at_a_glance() {
    let mut stage = Stage::demo();
    insta::assert_snapshot!("overview", stage.screen(80, 24));
    insta::assert_snapshot!("overview_wide", stage.screen(120, 40));
    stage.press("l");
    assert!(stage.screen(80, 24).contains("mean ± SEM · log"));
    stage.press("l");
    assert!(stage.screen(80, 24).contains("mean ± SEM · linear"));
}

#[test]
fn day_is_shown_and_problem_key_only_with_problems() {
    let mut stage = Stage::new(lab::cages);
    stage.press("<Enter>");
    let screen = stage.screen(80, 24);
    assert!(screen.contains("day 17 · Thu 2026-01-22"), "{screen}");
    let problems = screen.contains("none found");
    assert_eq!(!problems, screen.contains("Enter problem"), "{screen}");
    let mut stage = empty();
    let screen = stage.screen(120, 24);
    assert!(
        screen.contains("Esc back") && !screen.contains("day "),
        "{screen}"
    );
    stage.press("<Esc>");
    let screen = stage.screen(120, 24);
    assert!(!screen.contains("Esc back"), "{screen}");
}

#[test]
fn an_overfull_study_at_a_glance() {
    let mut stage = Stage::overfull();
    insta::assert_snapshot!("overview_overfull", stage.screen(80, 24));
    insta::assert_snapshot!("overview_overfull_wide", stage.screen(120, 40));
    stage.press("<End>");
    assert!(stage.screen(80, 24).contains("Problems"));
}

#[test]
fn empty_study_says_what_comes_next() {
    let mut stage = empty();
    insta::assert_snapshot!("overview_empty", stage.screen(80, 24));
    insta::assert_snapshot!("overview_empty_wide", stage.screen(120, 40));
    let mut notebook = stage.notebook();
    let tags = [lab::label("1")];
    lab::add(&mut notebook, "new", &tags, &AnimalFacts::default(), &[]);
    stage.press("<C-r>");
    insta::assert_snapshot!("overview_without_arms", stage.screen(80, 24));
}

/// Eight animals of which one is past the limit of volume, and one has no arm.
fn watched() -> Stage {
    let mut stage = Stage::new(|notebook| {
        lab::cages(notebook);
        let big = lab::reading("213", None, 15, Some((18.0, 16.0)), Some(16.0));
        notebook.measure("S", &big).unwrap();
        let tags = [lab::label("個体番号二一九番")];
        lab::add(notebook, "S", &tags, &AnimalFacts::default(), &[]);
    });
    stage.press("<Enter>");
    stage
}

#[test]
fn enter_on_a_problem_goes_to_its_animal() {
    let mut stage = watched();
    insta::assert_snapshot!("overview_problems", stage.screen(80, 24));
    insta::assert_snapshot!("overview_problems_wide", stage.screen(120, 40));
    let count = stage.screen(120, 40).matches('!').count();
    assert!(count > 1);
    stage.press("<End>");
    let last = stage.screen(80, 24);
    assert!(last.contains("個体番号二一九番: in no arm"), "{last}");
    stage.press("<Home><Enter>");
    assert_eq!(stage.model.context.screen, Screen::Animals);
    assert_eq!(stage.model.screen().filter(), "213");
}

#[test]
fn what_is_due_follows_the_day_and_the_readings() {
    let mut stage = Stage::new(lab::cages);
    stage.press("<Enter>");
    let mut due = |days: i64| {
        let on = today() + chrono::Duration::days(days);
        stage.send(Message::Tick(0, on));
        stage.screen(80, 24).lines().nth(2).unwrap().to_owned()
    };
    for (days, phrase) in [
        (
            -1,
            " Due  measure 8 animals: due Thu 2026-01-22 (every 4 days)",
        ),
        (
            0,
            " Due  ▶ measure 8 animals: due today, Thu 2026-01-22 (every 4 days)",
        ),
        (
            1,
            " Due  ⚠ measure 8 animals: 1 day late, due Thu 2026-01-22 (every 4 days)",
        ),
    ] {
        assert_eq!(due(days), phrase);
    }
    stage.send(Message::Tick(0, today()));
    let mut notebook = stage.notebook();
    for tag in 211..=218 {
        if tag == 215 {
            stage.press("<C-r>");
            assert!(
                stage
                    .screen(80, 24)
                    .contains("today 4 of 8 done, 4 not begun")
            );
        }
        let entry = lab::reading(&tag.to_string(), None, 17, Some((12.0, 9.0)), Some(20.0));
        notebook.measure("S", &entry).unwrap();
    }
    stage.press("<C-r>");
    assert!(
        stage
            .screen(80, 24)
            .contains("all 8 animals measured today; next")
    );
}

#[test]
fn a_closed_study_says_so() {
    let mut stage = watched();
    let why = Reason::new("done").unwrap();
    stage
        .notebook()
        .set_study_status("S", StudyStatus::Closed, why)
        .unwrap();
    stage.press("<C-r>");
    insta::assert_snapshot!("overview_closed", stage.screen(80, 24));
}

#[test]
fn closed_study_hints_at_nothing_that_it_refuses() {
    let mut stage = watched();
    let why = Reason::new("done").unwrap();
    let closed = StudyStatus::Closed;
    stage.notebook().set_study_status("S", closed, why).unwrap();
    stage.press("<C-r>");
    for screen in Screen::OF_STUDY {
        stage.go_by_alt(*screen);
        assert_eq!(stage.model.context.screen, *screen);
        let hinted = view::hinted(&stage.model);
        assert!(!hinted.is_empty());
        for (action, ..) in hinted {
            assert!(!action.needs_open_study(), "{screen:?}: {action:?}");
        }
    }
    for screen in [Screen::Overview, Screen::Animals, Screen::Growth] {
        stage.go_by_alt(screen);
        stage.press("<C-p>animals");
        let found = stage.screen(80, 24);
        assert!(!found.contains("add animals"), "{screen:?}\n{found}");
        stage.press("<Esc>");
    }
}

#[test]
fn study_that_is_not_finished_is_closed_when_asked_once_more() {
    let mut stage = watched();
    stage.press("cdone<C-s>");
    let screen = stage.screen(100, 30);
    assert!(screen.contains("9 animals have no disposition"), "{screen}");
    assert!(stage.model.context.study.as_ref().unwrap().is_open());
    stage.press("<C-s>");
    assert!(!stage.model.context.study.as_ref().unwrap().is_open());
}

#[test]
fn outdated_or_missing_numbers_are_announced() {
    let mut stage = watched();
    stage.answer(Answer::Analyzed {
        name: "S".into(),
        writes: 0,
        result: Err(Trouble {
            message: "the study has no control".into(),
            hint: "name one with A".into(),
            again: false,
            asks_reason: false,
        }),
    });
    let failed = stage.screen(80, 24);
    assert!(
        failed.contains("the study has no control — name one with A"),
        "{failed}"
    );
    assert!(
        failed.contains("● Vehicle") && failed.contains("4 / 4"),
        "{failed}"
    );
    insta::assert_snapshot!("overview_failed", failed);
    insta::assert_snapshot!("overview_failed_wide", stage.screen(120, 40));
    stage.model.context.study.as_mut().unwrap().numbers = Numbers::Coming(None);
    assert!(stage.screen(80, 24).contains("computing …"));
}

#[test]
fn overview_is_drawn_at_every_size() {
    for mut stage in [watched(), empty(), Stage::overfull()] {
        for keys in ["1", "5", "<Tab><Tab>", "<End><Right>", "6", "<Enter>"] {
            stage.press(keys);
            for (columns, rows) in [(1, 1), (60, 16), (61, 17), (109, 18), (110, 16), (300, 90)] {
                assert!(!stage.screen(columns, rows).is_empty());
            }
        }
    }
}

#[test]
fn filter_of_a_jump_goes_when_one_leaves() {
    let mut stage = Stage::new(|notebook| {
        lab::cages(notebook);
        let large = lab::reading("213", None, 16, Some((20.0, 15.0)), None);
        notebook.measure("S", &large).unwrap();
    });
    let filter = |stage: &Stage| stage.model.screen().filter().to_owned();
    stage.press("<Enter><Enter>");
    assert_eq!(filter(&stage), "213");
    // By a digit, or by Esc out of the animal's history.
    for leave in ["1", "4", "<Enter><Esc><Esc><Esc>"] {
        stage.press(leave);
        stage.press("3");
        assert_eq!(filter(&stage), "", "{leave}");
        stage.press("1<Enter>");
    }
    // One that was typed stays.
    stage.press("/<C-u>C04<Enter>13");
    assert_eq!(filter(&stage), "C04");
}

#[test]
fn list_of_studies_says_what_is_next_and_when() {
    let mut stage = Stage::new(|notebook| {
        lab::cages(notebook);
        notebook
            .create_study(lab::label("T"), Protocol::default())
            .unwrap();
    });
    let screen = stage.screen(80, 24);
    assert!(screen.contains("measure today: 8 animals"), "{screen}");
    assert!(screen.contains("add animals"), "{screen}");
    let next = |stage: &mut Stage, day| {
        stage.model.context.today = lab::day0() + chrono::Days::new(day);
        stage.press("<C-r>");
        let screen = stage.screen(80, 24);
        screen.lines().nth(2).unwrap_or_default().to_owned()
    };
    let line = next(&mut stage, 15);
    assert!(
        line.contains("measure in 2 days (Thu 2026-01-22)"),
        "{line}"
    );
    let line = next(&mut stage, 16);
    assert!(line.contains("measure tomorrow (Thu 2026-01-22)"), "{line}");
    let line = next(&mut stage, 19);
    assert!(line.contains("measure now: 2 days late"), "{line}");
    // Animals that have been measured wait for the draw.
    let facts = AnimalFacts {
        forgotten: vec![Fact::Arm],
        ..AnimalFacts::default()
    };
    for tag in ["211", "212"] {
        let reason = Some(Reason::new("redraw").unwrap());
        let mut notebook = stage.notebook();
        let edited = notebook.edit_animal("S", tag, None, &facts, &[], reason);
        edited.unwrap();
    }
    let line = next(&mut stage, 15);
    assert!(line.contains("randomize: 2 animals wait"), "{line}");
}
