//! Randomizing on the screen: settings, a search, what came of it, and what is on record then.

use ratatui::crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

use super::lab::{self, label, reading};
use super::{Stage, draw, text};
use crate::base::message::{Answer, Message, Searched};
use crate::base::screen::Screen;
use crate::update;
use app::Notebook;
use app::animals::AnimalFacts;
use app::arms::NewArm;
use domain::{BlindBy, Blinding, DispositionKind, Sex, StudyRecord};

const ARMS: [&str; 3] = ["Vehicle", "KT-253 1 mg/kg", "KT-253 3 mg/kg"];

/// The study `S` with three arms and so many animals in cages of four, none of them in an arm, read and
/// weighed on day 0, no two alike.
pub fn herd(notebook: &mut Notebook, animals: usize) {
    lab::bare(notebook);
    for (at, name) in ARMS.into_iter().enumerate() {
        let arm = NewArm {
            name: label(name),
            is_control: at == 0,
            label: None,
            vehicle: None,
            treatments: Vec::new(),
        };
        notebook.add_arm("S", arm).unwrap();
    }
    for at in 0..animals {
        let facts = AnimalFacts {
            sex: Some(Sex::Female),
            cage: Some(label(&format!("C{:02}", at / 4 + 1))),
            ..AnimalFacts::default()
        };
        let tag = (201 + at).to_string();
        lab::add(notebook, "S", &[label(&tag)], &facts, &[]);
        let (length, width) = (
            7.0 + (at * 37 % 31) as f64 / 10.0,
            4.8 + (at * 13 % 17) as f64 / 10.0,
        );
        let grams = 18.0 + (at * 7 % 19) as f64 / 4.0;
        let entry = reading(&tag, None, 0, Some((length, width)), Some(grams));
        notebook.measure("S", &entry).unwrap();
    }
}

/// On the screen, with 24 animals of which one left the study; 23 are eligible.
pub(super) fn stage() -> Stage {
    let mut stage = Stage::new(|notebook| herd(notebook, 25));
    let observed = app::measure::Observed::Day(0.0);
    let mut notebook = stage.notebook();
    notebook
        .dispose(
            "S",
            &["225".to_owned()],
            DispositionKind::FoundDead,
            observed,
            None,
        )
        .unwrap();
    stage.press("<Enter><C-r>7");
    stage
}

/// Settings under which a draw is the same wherever and whenever: seed 7, 20000 steps.
pub(super) const FIXED: &str =
    "e<Tab><Tab><Tab><Tab><Tab><Tab><Tab><Tab><Tab><Tab><Tab><Tab><Tab><Tab>7<Tab><Tab>20000<C-s>";

pub(super) fn record(stage: &Stage) -> StudyRecord {
    stage.notebook().study("S").unwrap()
}

pub(super) fn placed(stage: &Stage) -> Vec<usize> {
    let record = record(stage);
    let of = |id| {
        record
            .animals
            .iter()
            .filter(|a| a.animal.arm == Some(id))
            .count()
    };
    record.arms.iter().map(|arm| of(arm.id)).collect()
}

/// The seed of a draw on record, which comes out the same again.
fn seed(stage: &Stage, number: u32) -> u64 {
    let found = stage
        .notebook()
        .verify_allocation("S", Some(number))
        .unwrap();
    assert!(found.reproduced, "{:?}", found.differences);
    found.receipt.seed
}

#[test]
fn draw_is_viewed_and_accepted() {
    let mut stage = stage();
    insta::assert_snapshot!("randomize_nothing_yet", stage.screen(80, 24));
    insta::assert_snapshot!("randomize_nothing_yet_wide", stage.screen(120, 40));
    stage.press(FIXED);
    stage.press("r");
    insta::assert_snapshot!("randomize_drawn", stage.screen(80, 24));
    insta::assert_snapshot!("randomize_drawn_wide", stage.screen(120, 40));
    stage.screen(80, 24);
    stage.press("<Tab>");
    insta::assert_snapshot!("randomize_balance", stage.screen(80, 24));
    stage.press("<Tab>");
    insta::assert_snapshot!("randomize_animals", stage.screen(80, 24));
    assert_eq!(placed(&stage), [0, 0, 0], "nothing is written");
    assert!(record(&stage).allocations.is_empty());
    stage.press("<Enter>");
    insta::assert_snapshot!("randomize_accept", stage.screen(80, 24));
    stage.press("<Enter><Enter>");
    insta::assert_snapshot!("randomize_accepted", stage.screen(80, 24));
    insta::assert_snapshot!("randomize_accepted_wide", stage.screen(120, 40));
    assert_eq!(placed(&stage), [8, 8, 8]);
    let allocations = record(&stage).allocations;
    assert_eq!(allocations.len(), 1);
    assert_eq!((allocations[0].number, seed(&stage, 1)), (1, 7));
    assert_eq!(allocations[0].iterations, 20_000);
    assert_eq!(stage.notebook().verify(None).unwrap().broken, None);
    stage.press("v");
    insta::assert_snapshot!("randomize_verified", stage.screen(80, 24));
}

#[test]
fn accepted_draw_cannot_be_undone() {
    let mut stage = stage();
    stage.press(FIXED);
    stage.press("ra<C-s>");
    assert_eq!(placed(&stage), [8, 8, 8]);
    stage.press("<C-z>");
    assert_eq!(placed(&stage), [8, 8, 8]);
    let screen = stage.screen(80, 24);
    assert!(screen.contains("a draw stays on record"), "{screen}");
}

#[test]
fn after_a_blinded_draw_every_message_says_to_unblind_first() {
    let mut stage = stage();
    stage.press(FIXED);
    stage.press("ra<Tab><Right><C-s>");
    for key in ["<C-z>", "r", "e"] {
        let screen = stage.press(key).screen(100, 30);
        let phrase = "to draw again, unblind";
        assert!(screen.contains(phrase), "{key}: {screen}");
    }
}

#[test]
fn a_redraw_needs_a_reason_and_stays_on_record() {
    let mut stage = stage();
    stage.press(FIXED);
    stage.press("ra<C-s>");
    // All are in an arm now: they are drawn again.
    stage.press("e<Tab><Tab><Tab><Tab><Tab><Tab><Tab><Tab><Tab><Tab><Tab><Tab><Tab><Tab>8<Tab><Tab>20000<C-s>r");
    let screen = stage.screen(80, 24);
    assert!(
        screen.contains("seed 8 · drawn again · on record: seed 7"),
        "{screen}"
    );
    stage.press("a<C-s>");
    let screen = stage.screen(80, 24);
    assert!(screen.contains("reason is empty"), "{screen}");
    assert_eq!(record(&stage).allocations.len(), 1);
    stage.press("two animals were mixed up<C-s>");
    insta::assert_snapshot!("randomize_redrawn", stage.screen(80, 24));
    let allocations = record(&stage).allocations;
    assert_eq!((seed(&stage, 1), seed(&stage, 2)), (7, 8));
    let reason = allocations[1].reason.as_ref().unwrap();
    assert_eq!(reason.as_str(), "two animals were mixed up");
    assert_eq!(stage.notebook().verify(None).unwrap().broken, None);
    // Not any more once there are readings that the draw could not know of.
    let entry = reading("201", None, 3, Some((8.0, 7.0)), None);
    stage.notebook().measure("S", &entry).unwrap();
    stage.press("<C-r>r");
    insta::assert_snapshot!("randomize_no_redraw", stage.screen(80, 24));
    stage.press("<Esc>");
    assert!(stage.screen(80, 24).contains("Draw 2 on record"));
}

/// What was asked for once need not be typed again to be drawn again.
#[test]
fn redraw_starts_from_the_recorded_settings() {
    let mut stage = stage();
    stage.press("e4,4,2<Tab><Tab><C-u>volume:2,weight<Tab><Tab>..250<Tab>17<Tab><Tab>203,204<Tab>sex<Tab><Tab><Tab>201+202<Tab><Tab><Tab>5<Tab><Tab>20000<C-s>");
    stage.press("ra<C-s>");
    let first = record(&stage);
    stage.press("r");
    insta::assert_snapshot!("randomize_anew", stage.screen(80, 24));
    // With another seed, and the same number of steps to keep the test short.
    stage.press("<Tab><Tab><Tab><Tab><Tab><Tab><Tab><Tab><Tab><Tab><Tab><Tab><Tab><Tab><Tab><Tab>20000<C-s>");
    stage.press("ra");
    assert_eq!(record(&stage), first, "nothing is written yet");
    stage.press("two animals were mixed up<C-s>");
    let draws = [1, 2].map(|draw| {
        let found = stage.notebook().verify_allocation("S", Some(draw)).unwrap();
        found.receipt
    });
    assert_ne!(draws[0].seed, draws[1].seed);
    assert_eq!(draws[0].fingerprint, draws[1].fingerprint, "the same input");
    let again = app::randomize::DrawSettings {
        again: true,
        ..draws[0].options.clone()
    };
    assert_eq!(draws[1].options, again);
}

#[test]
fn r_draws_again_with_another_seed_and_writes_nothing() {
    let mut stage = stage();
    stage.press(FIXED);
    stage.press("r");
    assert!(stage.screen(80, 24).contains("seed 7 ·"));
    stage.press("r");
    let screen = stage.screen(80, 24);
    assert!(
        screen.contains("Not accepted yet") && !screen.contains("seed 7 ·"),
        "{screen}"
    );
    stage.press("<Esc>");
    assert!(stage.screen(80, 24).contains("discarded"));
    assert!(record(&stage).allocations.is_empty());
}

/// Presses keys of which nothing comes.
pub(super) fn press_only(stage: &mut Stage, keys: &str) -> Vec<crate::base::effect::Effect> {
    let mut effects = Vec::new();
    for c in keys.chars() {
        let code = if c == '\u{1b}' {
            KeyCode::Esc
        } else {
            KeyCode::Char(c)
        };
        let key = KeyEvent::new(code, KeyModifiers::NONE);
        effects.extend(update::update(&mut stage.model, Message::Key(key, 0)));
        let moment = Message::Moment(crate::base::device::MOMENT);
        effects.extend(update::update(&mut stage.model, moment));
    }
    effects
}

#[test]
fn search_shows_progress_and_can_be_stopped() {
    use crate::base::effect::Effect;
    let mut stage = stage();
    let asked = press_only(&mut stage, "r");
    assert!(matches!(asked.as_slice(), [Effect::Draw(drawing)] if drawing.number == 1));
    let step = |at: u64, score: f64| {
        Answer::Drawing(Searched {
            number: 1,
            seed: 4711,
            steps: at * 1_000_000,
            of: Some(12_000_000),
            score: Some(score),
        })
    };
    for (at, score) in [
        (0, 1.9),
        (1, 0.8),
        (2, 0.31),
        (3, 0.22),
        (4, 0.22),
        (5, 0.171),
    ] {
        stage.answer(step(at, score));
    }
    insta::assert_snapshot!("randomize_searching", text(&draw(&stage.model, 80, 24)));
    insta::assert_snapshot!(
        "randomize_searching_wide",
        text(&draw(&stage.model, 120, 40))
    );
    // Other screens can be gone to meanwhile, and keys that would draw or accept do nothing.
    let effects = press_only(&mut stage, "ra");
    assert!(effects.is_empty(), "{effects:?}");
    press_only(&mut stage, "37");
    assert!(text(&draw(&stage.model, 80, 24)).contains("best score so far   0.171"));
    let stopped = press_only(&mut stage, "\u{1b}");
    assert!(matches!(stopped.as_slice(), [Effect::StopDrawing]));
    let screen = text(&draw(&stage.model, 80, 24));
    assert!(screen.contains("stopped: nothing was drawn"), "{screen}");
    // What comes of it yet is of no interest.
    stage.answer(step(6, 0.1));
    assert!(!text(&draw(&stage.model, 80, 24)).contains("Searching"));
    assert_eq!(stage.model.context.screen, Screen::Randomize);
}

#[test]
fn draw_is_invalid_after_the_study_changed() {
    let mut stage = stage();
    stage.press(FIXED);
    stage.press("r");
    let entry = reading("203", None, 0, Some((8.8, 7.7)), None);
    let again = app::measure::NewReading {
        again: true,
        ..entry
    };
    stage.notebook().measure("S", &again).unwrap();
    stage.answer(Answer::Elsewhere(Ok(true)));
    insta::assert_snapshot!("randomize_changed", stage.screen(80, 24));
    stage.press("a");
    assert!(stage.screen(80, 24).contains("there is no draw to accept"));
    // Unseen, it is refused when it is to be written.
    stage.press("ra");
    let entry = reading("204", None, 0, Some((8.8, 7.7)), None);
    let again = app::measure::NewReading {
        again: true,
        ..entry
    };
    stage.notebook().measure("S", &again).unwrap();
    stage.press("<C-s>");
    let screen = stage.screen(80, 24);
    assert!(
        screen.contains("the study has changed since this was drawn"),
        "{screen}"
    );
    assert_eq!(placed(&stage), [0, 0, 0]);
}

#[test]
fn impossible_draw_explains_itself() {
    let mut stage = stage();
    stage.press("e20,20,20<C-s>");
    insta::assert_snapshot!("randomize_too_many_places", stage.screen(80, 24));
    stage.press("e8,8<C-s>");
    assert!(
        stage
            .screen(80, 24)
            .contains("these are 2 numbers, and the study has 3 arms")
    );
    stage.press("<Esc><Esc><Esc>");
    stage.press("e<Tab><Tab>growth<C-s>");
    let screen = stage.screen(80, 24);
    assert!(
        screen.contains("24 animals have no growth on day 0"),
        "{screen}"
    );
    assert!(!screen.contains("--"), "{screen}");
    let mut bare = Stage::new(|notebook| {
        lab::bare(notebook);
    });
    bare.press("<Enter>7");
    let screen = bare.screen(80, 24);
    assert!(screen.contains("study `S` has no arms"), "{screen}");
    bare.press("e<Tab>2<C-s>");
    let screen = bare.screen(80, 24);
    assert!(
        screen.contains("2 arms need at least one animal each"),
        "{screen}"
    );
    let mut closed = Stage::demo();
    closed.press("7r");
    let screen = closed.screen(80, 24);
    assert!(screen.contains("is closed"), "{screen}");
}

#[test]
fn settings_reach_the_draw() {
    let mut stage = stage();
    // Places, balance, window, who is left out, cages spread, seed, steps.
    stage.press("e4,4,2<Tab><Tab><C-u>volume:2,weight<Tab><Tab>..250<Tab>17<Tab><Tab>203,204<Tab>sex<Tab><Tab><Tab><Tab><Tab><Tab>5<Tab><Tab>20000<C-s>");
    insta::assert_snapshot!("randomize_settings", stage.screen(80, 24));
    insta::assert_snapshot!("randomize_settings_wide", stage.screen(120, 40));
    stage.press("ra<C-s>");
    assert_eq!(placed(&stage), [4, 4, 2]);
    let record = record(&stage);
    let arm_of = |tag: &str| {
        let animal = record.animals.iter().find(|a| a.animal.tag.as_str() == tag);
        animal.unwrap().animal.arm
    };
    assert_eq!(
        (arm_of("203"), arm_of("204"), arm_of("225")),
        (None, None, None)
    );
    stage.press("<Tab><Tab><Tab>");
    insta::assert_snapshot!("randomize_left_out", stage.screen(80, 24));
    stage.press("<Tab>");
    assert!(stage.screen(80, 24).contains("volume ×2, weight"));
    stage.press("e");
    insta::assert_snapshot!("randomize_form", stage.screen(80, 24));
}

#[test]
fn blinded_study_is_not_drawn_and_shows_no_draw() {
    for by in [BlindBy::Arms, BlindBy::Animals] {
        let mut stage = stage();
        stage.press(FIXED);
        stage.press("ra<C-s>");
        stage.notebook().blind("S", by, None).unwrap();
        stage.press("<C-r>");
        if by == BlindBy::Arms {
            insta::assert_snapshot!("randomize_blinded", stage.screen(80, 24));
        }
        for key in ["r", "a", "v", "e", "<Tab>", "<End>"] {
            stage.press(key);
            let screen = stage.screen(120, 40);
            assert!(
                screen.contains("The study is blinded: a draw would show"),
                "{key}: {screen}"
            );
            assert!(
                !screen.contains("seed") && !screen.contains("Vehicle"),
                "{key}: {screen}"
            );
        }
        assert_eq!(record(&stage).allocations.len(), 1);
    }
}

#[test]
fn accepting_can_blind_the_study() {
    for (choice, blinding) in [
        ("<Right>", Blinding::Blinded),
        ("<Right><Right>", Blinding::BlindedAnimals),
    ] {
        let mut stage = stage();
        stage.press(FIXED);
        stage.press(&format!("ra<Tab>{choice}"));
        if blinding == Blinding::Blinded {
            insta::assert_snapshot!("randomize_accept_blinded", stage.screen(80, 24));
        }
        stage.press("<Enter>");
        let shown = stage.screen(100, 30);
        assert!(
            shown.contains("draw 1 accepted: 24 animals in 3 arms; the study is blinded"),
            "{shown}"
        );
        for keys in ["", "<Tab>", "v", "r", "1", "3", "6<Enter>", "4", "5", "2"] {
            stage.press(keys);
            let shown = stage.screen(120, 40);
            assert!(
                !shown.contains("Vehicle") && !shown.contains("mg/kg"),
                "{keys}: {shown}"
            );
        }
        let record = record(&stage);
        assert_eq!(record.study.blinding, blinding);
        assert_eq!(record.allocations.len(), 1);
        assert_eq!(stage.notebook().verify(None).unwrap().broken, None);
    }
    // What was unblinded is not offered to be blinded again.
    let mut stage = stage();
    let mut notebook = stage.notebook();
    notebook.blind("S", BlindBy::Arms, None).unwrap();
    let why = domain::Reason::new("too early").unwrap();
    notebook.unblind("S", why).unwrap();
    stage.press("<C-r>");
    stage.press(FIXED);
    stage.press("ra");
    assert!(!stage.screen(80, 24).contains("not blinded"));
}

#[test]
fn hundreds_of_animals_with_long_names_are_drawn() {
    let mut stage = Stage::overfull();
    stage.press("7");
    insta::assert_snapshot!("randomize_overfull", stage.screen(80, 24));
    stage.press("e");
    insta::assert_snapshot!("randomize_overfull_form", stage.screen(80, 24));
}
