//! No screen of a blinded study shows which arm is which: every key of every screen is pressed.

use super::keys::all_bindings;
use super::lab::{self, label, reading};
use super::{Stage, draw, text};
use crate::base::keymap::{Action, Chord};
use crate::base::message::{Answer, Message};
use crate::base::screen::Screen;
use crate::overlay::Overlay;
use app::Notebook;
use app::arms::NewArm;
use domain::{BlindBy, Reason, Treatment};

/// Beginnings of what nobody may read: names of arms, what is given, how.
const SECRETS: [&str; 6] = [
    "quill",
    "zibo",
    "saltw",
    "q9w",
    "77.77",
    "marked as control",
];

/// A study of two arms no word of which is also in their codes, with an entry of each kind
/// that names one.
fn study(notebook: &mut Notebook) {
    let arm = |name: &str, is_control| NewArm {
        name: label(name),
        is_control,
        label: None,
        vehicle: Some(label("saltwater")),
        treatments: vec![Treatment {
            compound: label("zibotinib"),
            dose: Some(77.77),
            unit: None,
            route: None,
            schedule: Some(domain::DoseSchedule::new("Q9W").unwrap()),
        }],
    };
    let reason = |text: &str| Some(Reason::new(text).unwrap());
    lab::bare(notebook);
    notebook.add_arm("S", arm("Quillaja", true)).unwrap();
    notebook.add_arm("S", arm("Zibotinib", false)).unwrap();
    lab::animals(notebook, "C01", "Quillaja", &["211", "212"], &[]);
    lab::animals(notebook, "C02", "Zibotinib", &["213", "214"], &[]);
    let facts = app::animals::AnimalFacts {
        arm: Some(label("Zibotinib")),
        ..Default::default()
    };
    let why = reason("is in Zibotinib");
    notebook
        .edit_animal("S", "212", None, &facts, &[], why)
        .unwrap();
    let why = reason("Quillaja is not in water");
    let change = app::arms::ArmChange {
        vehicle: Some(Some(label("saltwater 2"))),
        ..Default::default()
    };
    notebook.edit_arm("S", "Quillaja", change, why).unwrap();
    for (day, sizes) in [(0, (8.0, 7.0)), (7, (9.0, 8.0)), (14, (11.0, 9.0))] {
        for tag in 211..=214 {
            let entry = reading(&tag.to_string(), None, day, Some(sizes), Some(20.0));
            notebook.measure("S", &entry).unwrap();
        }
    }
}

/// Every frame that any key of any screen brings up, and what comes of Enter there, with what was
/// pressed.
fn frames(stage: &mut Stage) -> Vec<(String, String)> {
    let mut seen = Vec::new();
    let keys: Vec<Chord> = all_bindings()
        .iter()
        .filter(|binding| !leads_out(binding.action))
        .filter_map(|binding| binding.keys.first().copied())
        .collect();
    for place in 0..=Screen::OF_STUDY.len() {
        for (nth, key) in keys.iter().enumerate() {
            home(stage);
            if place > 0 {
                stage.press(&format!("<Enter>{place}"));
            }
            if nth == 0 {
                look(stage, &format!("screen {place}"), &mut seen);
            }
            stage.send(Message::Key(key.event(), stage.model.context.now + 100));
            look(stage, &format!("screen {place}, {}", key.name()), &mut seen);
            stage.press("<Enter>");
            look(
                stage,
                &format!("screen {place}, {}, Enter", key.name()),
                &mut seen,
            );
        }
    }
    home(stage);
    stage.press("<Enter>6");
    for nth in 0..30 {
        stage.press("<Enter>");
        look(stage, &format!("entry {nth} of the history"), &mut seen);
        stage.press("<Esc><Down>");
    }
    seen
}

/// Whether an action ends the program or changes what the study is.
fn leads_out(action: Action) -> bool {
    matches!(
        action,
        Action::Quit | Action::Undo | Action::MakeDemo | Action::Blind | Action::CloseStudy
    )
}

/// Back to the list of studies.
fn home(stage: &mut Stage) {
    for _ in 0..6 {
        stage.press("<Esc>");
    }
    assert_eq!(stage.model.context.screen, Screen::Studies);
}

fn look(stage: &Stage, what: &str, seen: &mut Vec<(String, String)>) {
    for (columns, rows) in [(80, 24), (140, 50)] {
        seen.push((what.to_owned(), text(&draw(&stage.model, columns, rows))));
    }
}

fn reveals_arms(frame: &str) -> bool {
    let frame = frame.to_lowercase();
    SECRETS.iter().any(|secret| frame.contains(secret))
}

#[test]
fn screens_of_an_open_study_show_its_arms_in_many_places() {
    let frames = frames(&mut Stage::new(study));
    let revealing = frames.iter().filter(|(_, frame)| reveals_arms(frame));
    let count = revealing.count();
    assert!(
        count > 300,
        "{count}: the tests must look where arms are shown"
    );
}

fn no_screen_shows_arms_blinded_by(by: BlindBy) {
    let mut stage = Stage::new(|notebook| {
        study(notebook);
        notebook.blind("S", by, None).unwrap();
    });
    for (what, frame) in frames(&mut stage) {
        assert!(!reveals_arms(&frame), "{what}:\n{frame}");
    }
}

#[test]
fn no_screen_of_a_study_blinded_by_arm_shows_its_arms() {
    no_screen_shows_arms_blinded_by(BlindBy::Arms);
}

#[test]
fn no_screen_of_a_study_blinded_by_animal_shows_its_arms() {
    no_screen_shows_arms_blinded_by(BlindBy::Animals);
}

#[test]
fn screens_of_a_study_blinded_by_arm_show_animals_together_and_no_means_by_code() {
    let mut stage = Stage::new(study);
    stage.press("<Enter>");
    assert!(
        stage.screen(100, 30).contains(" ± "),
        "means of an open study"
    );
    stage.notebook().blind("S", BlindBy::Arms, None).unwrap();
    stage.answer(Answer::Elsewhere(Ok(true)));
    let record = stage.notebook().study("S").unwrap();
    let codes: Vec<&str> = record.arms.iter().map(|arm| arm.name.as_str()).collect();
    let overview = stage.screen(100, 30);
    assert!(
        overview.contains("no means of arms while the study is blinded"),
        "{overview}"
    );
    for code in &codes {
        let row = overview.lines().find(|line| line.contains(code)).unwrap();
        assert!(!row.contains('±'), "{row}");
    }
    stage.press("4");
    for figure in ["means", "animals", "weight", "waterfall", "events"] {
        let shown = stage.screen(100, 30);
        for code in &codes {
            assert!(!shown.contains(code), "{figure}, {code}: {shown}");
        }
        let has_curves = ["means", "animals", "weight"].contains(&figure);
        let title = "4 animals of all arms";
        assert_eq!(shown.contains(title), has_curves, "{figure}: {shown}");
        stage.press("f");
    }
}

#[test]
fn a_study_is_blinded_and_unblinded_on_its_overview() {
    let mut stage = Stage::new(study);
    stage.press("<Enter>b");
    assert!(stage.screen(80, 24).contains("Blind study S"));
    stage.press("<Right><C-s>");
    let blinded = stage.screen(100, 30);
    assert!(blinded.contains("· blinded by animal"), "{blinded}");
    assert!(!reveals_arms(&blinded), "{blinded}");
    let animals = stage.notebook().study("S").unwrap().animals;
    let code = animals[0].animal.code.clone().unwrap();
    stage.press("3");
    assert!(stage.screen(100, 30).contains(code.as_str()));
    stage.press("<Enter>");
    assert!(stage.screen(100, 30).contains(code.as_str()));
    stage.press("<Esc>e<C-s>");
    assert!(
        stage
            .screen(100, 30)
            .contains("no change: already up to date")
    );
    stage.press("1A");
    assert!(stage.screen(100, 30).contains("the study is blinded"));
    stage.press("b<C-s>");
    assert!(
        stage.screen(80, 24).contains("reason"),
        "unblinding asks why"
    );
    stage.press("data are locked<C-s>");
    let shown = stage.screen(100, 30);
    assert!(
        shown.contains("· unblinded") && reveals_arms(&shown),
        "{shown}"
    );
    stage.press("b");
    assert!(stage.screen(100, 30).contains("it cannot be blinded again"));
    stage.press("<C-z>");
    assert!(stage.screen(100, 30).contains("cannot be undone"));
}

#[test]
fn blinding_elsewhere_clears_what_named_arms() {
    let mut stage = Stage::new(study);
    stage.press("<Enter>456<End><Up><Enter>");
    assert!(reveals_arms(&stage.screen(100, 30)));
    stage.notebook().blind("S", BlindBy::Arms, None).unwrap();
    stage.answer(Answer::Elsewhere(Ok(true)));
    for screen in ["", "4", "5", "6", "1", "6", "<Enter>"] {
        stage.press(screen);
        let shown = stage.screen(100, 30);
        assert!(!reveals_arms(&shown), "{screen}: {shown}");
    }
}

#[test]
fn a_plan_is_frozen_and_amended_on_the_overview() {
    let mut stage = Stage::new(study);
    stage.press("<Enter>pgrowth by day 14<Tab><Tab><C-s>");
    assert!(stage.screen(100, 30).contains("plan of study S frozen"));
    stage.press("p<C-s>");
    assert!(stage.screen(100, 30).contains("reason is empty"));
    stage.press("as agreed<S-Tab><S-Tab><S-Tab><S-Tab><S-Tab>offset:1x<C-s>");
    assert!(stage.screen(100, 30).contains("`1x` is not a number"));
    // The landmark day, which the protocol leaves open, and the choices.
    stage.press("<BS><S-Tab><S-Tab>14<Tab><Tab><Tab><Tab><Right><Tab>7<Tab><Right><C-s>");
    let card = stage.notebook().plan_card("S").unwrap().unwrap();
    assert_eq!(
        (card.number, card.reason.as_deref()),
        (2, Some("as agreed"))
    );
    assert_eq!(card.endpoint.as_deref(), Some("growth by day 14"));
    assert_eq!((card.landmark_day, card.landmark_rule), (Some(14.0), None));
    assert_eq!(card.event_time, Some("interpolated"));
    assert_eq!(card.mrecist_from_day, Some(7.0));
    assert_eq!(card.burden, Some("available"));
}

#[test]
fn a_plan_without_a_primary_endpoint_is_asked_about_once() {
    let mut stage = Stage::new(study);
    stage.press("<Enter>p<C-s>");
    let screen = stage.screen(80, 24);
    assert!(screen.contains("no primary endpoint is named"), "{screen}");
    assert!(stage.notebook().plan_card("S").unwrap().is_none());
    stage.press("<C-s>");
    assert!(stage.screen(100, 30).contains("plan of study S frozen"));
}

#[test]
fn a_landmark_day_other_than_the_planned_one_is_asked_about_once() {
    let mut stage = Stage::new(|notebook| {
        study(notebook);
        let landmark = |study: &mut domain::Study| {
            study.protocol.landmark_day = Some(14.0);
            Ok(())
        };
        let reason = Reason::new("as planned").unwrap();
        let edited = notebook.edit_study("S", None, Some(reason), landmark);
        edited.unwrap();
    });
    stage.press("<Enter>pgrowth<C-s>e");
    let is_there = |stage: &Stage| match stage.model.overlays.last() {
        Some(Overlay::Form(form, _)) => form.current().0 == "landmark day",
        _ => panic!("no form"),
    };
    while !is_there(&stage) {
        stage.press("<Tab>");
    }
    stage.press("17<C-s>");
    let screen = stage.screen(80, 24);
    assert!(screen.contains("in the frozen plan 14"), "{screen}");
}

#[test]
fn tags_that_name_their_arm_are_reported_before_blinding() {
    let asked = |tags: &[&str]| {
        let mut stage = Stage::new(|notebook| {
            lab::bare(notebook);
            let arm = NewArm {
                name: label("Vehicle"),
                is_control: true,
                label: None,
                vehicle: None,
                treatments: Vec::new(),
            };
            notebook.add_arm("S", arm).unwrap();
            lab::animals(notebook, "C01", "Vehicle", tags, &[]);
        });
        stage.press("<Enter>b");
        let screen = stage.screen(80, 24);
        let form = screen
            .lines()
            .skip_while(|line| !line.contains("Blind study"));
        let inside = form
            .skip(1)
            .map_while(|line| Some(line.split_once('│')?.1.split_once('│')?.0));
        inside.map(str::trim).collect::<Vec<_>>().join(" ")
    };
    let message = asked(&["V1", "V2"]);
    assert!(
        message.contains("show codes instead of arms. "),
        "{message}"
    );
    let message = asked(&["Vehicle 1", "Vehicle 2"]);
    assert!(
        message.contains("all animals of `Vehicle` bear the name of their arm: rename them first."),
        "{message}"
    );
}
