//! The work plan and Today.

use super::forms::small;
use super::{Stage, today};
use crate::base::config::Config;
use crate::base::screen::Screen;
use app::Notebook;
use app::work::{NewWork, WhomNamed, WorkChange};
use chrono::{Days, NaiveDate};
use domain::{FirstDay, Schedule, WorkKind};

#[track_caller]
fn shows(stage: &mut Stage, text: &str) {
    let screen = stage.screen(80, 24);
    assert!(screen.contains(text), "{text}\n{screen}");
}

/// Plans work for all animals of study `S` from a date on.
fn plan(notebook: &mut Notebook, kinds: &[WorkKind], schedule: &str, from: NaiveDate) {
    let work = NewWork {
        kinds: kinds.to_vec(),
        whom: WhomNamed::All,
        schedule: Schedule::parse(schedule, FirstDay::Zero).unwrap(),
        starts_on: from,
        note: None,
    };
    notebook
        .change_work("S", WorkChange::Add(work), today())
        .unwrap();
}

fn started(prepare: impl FnOnce(&mut Notebook)) -> Stage {
    Stage::as_started(Config::default(), |path| {
        prepare(&mut Notebook::create_or_open(path, super::author()).unwrap());
    })
}

fn with_plan(notebook: &mut Notebook) {
    small(notebook);
    plan(
        notebook,
        &[WorkKind::Weigh, WorkKind::Measure],
        "QD",
        today(),
    );
}

#[test]
fn program_starts_with_today_where_a_plan_has_something_due() {
    let mut stage = started(with_plan);
    assert_eq!(stage.model.context.screen, Screen::Today);
    insta::assert_snapshot!("today_80x24", stage.screen(80, 24));
    stage.press("<Esc>");
    assert_eq!(stage.model.context.screen, Screen::Studies);
    stage.press("t");
    assert_eq!(stage.model.context.screen, Screen::Today);
    let unplanned = started(small);
    assert_eq!(unplanned.model.context.screen, Screen::Studies);
}

#[test]
fn work_of_a_row_is_opened_and_its_progress_comes_back() {
    let mut stage = started(with_plan);
    stage.press("a");
    shows(&mut stage, "weigh due, measure due");
    stage.press("<Esc><Enter>");
    assert_eq!(stage.model.context.screen, Screen::Measure);
    stage.press("12.9<Enter>9.4<Enter>20.7<Enter>");
    stage.press("<Esc>0");
    assert_eq!(stage.model.context.screen, Screen::Today);
    shows(&mut stage, "1 of");
    stage.press("P");
    assert_eq!(stage.model.context.screen, Screen::Plan);
}

#[test]
fn other_days_show_what_is_planned_then() {
    let next = today() + Days::new(1);
    let mut stage = started(|notebook| {
        with_plan(notebook);
        plan(
            notebook,
            &[WorkKind::TakeDown],
            &format!("{}", next.format("%a")),
            next,
        );
    });
    stage.press("<Right>a");
    shows(&mut stage, "measure due, take down due");
    stage.press("<Esc><Left>a");
    assert!(!stage.screen(80, 24).contains("take down"));
    stage.press("<Esc>");
    stage.press("<Right><Right>t");
    shows(&mut stage, "Today");
}

#[test]
fn animal_is_asked_for_what_the_plan_asks_that_day() {
    let mut stage = started(|notebook| {
        small(notebook);
        plan(notebook, &[WorkKind::Weigh], "QD", today());
    });
    stage.press("<Enter>");
    assert!(
        !stage.screen(80, 24).contains("Length"),
        "{}",
        stage.screen(80, 24)
    );
    stage.press("20.7<Enter>");
    shows(&mut stage, "20.7 g");
}

#[test]
fn plan_is_made_changed_waived_and_ended_on_its_screen() {
    let mut stage = Stage::new(small);
    stage.press("<Enter>P");
    shows(&mut stage, "This study has no work plan.");
    stage.press("nweigh, measure<Tab>mon,thu<Tab>");
    // The canonical form, and the dates that it gives.
    shows(&mut stage, "Mon, Thu");
    stage.press("<C-s>");
    shows(&mut stage, "work plan: lines 1, 2 added");
    insta::assert_snapshot!("plan_80x24", stage.screen(80, 24));
    insta::assert_snapshot!("plan_120x40", stage.screen(120, 40));
    stage.press("e<C-u>TIW<C-s>");
    shows(&mut stage, "line 1 changed");
    stage.press("x<C-s>");
    shows(&mut stage, "work plan: line 1 ends on");
    stage.press("<Down>nmeasure<Tab>QD<C-s><End>w<Down>");
    shows(&mut stage, "Waive line 3: measure");
    stage.press("<Tab><Tab><Tab>power cut<C-s>");
    shows(&mut stage, "waived line 3");
    stage.press("<C-z>");
    shows(&mut stage, "undone");
}

#[test]
fn take_down_leads_to_its_animals_marked() {
    let mut stage = started(|notebook| {
        small(notebook);
        plan(notebook, &[WorkKind::TakeDown], "daily", today());
    });
    stage.press("<Right><Enter>");
    assert_eq!(stage.model.context.screen, Screen::Today, "a day to come");
    stage.press("t");
    stage.press("<Enter>");
    assert_eq!(stage.model.context.screen, Screen::Animals);
    shows(&mut stage, "marked: d takes them off the study");
    stage.press("<Esc>");
    let screen = stage.screen(80, 24);
    assert!(
        !screen.contains("marked"),
        "Esc takes the marks away\n{screen}"
    );
}

#[test]
fn past_day_on_today_opens_that_day() {
    let mut stage = started(|notebook| {
        small(notebook);
        plan(notebook, &[WorkKind::Measure], "QD", today() - Days::new(3));
    });
    stage.press("<Left><Enter>");
    assert_eq!(stage.model.context.screen, Screen::Measure);
    let yesterday = (today() - Days::new(1)).to_string();
    shows(&mut stage, &yesterday);
    // The work of today is for today again.
    stage.press("<Esc>0t<Enter>");
    shows(&mut stage, "readings are for");
    assert_eq!(stage.model.context.screen, Screen::Measure);
}
