//! Any keys in any order, any answers, any window: nothing panics, and the trail stays whole.

use proptest::prelude::*;
use ratatui::crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

use super::keys::all_bindings;
use super::lab::cages;
use super::{Stage, draw, randomize};
use crate::base::message::{Answer, Message, Searched, Trouble};
use crate::update;

fn key() -> impl Strategy<Value = KeyEvent> {
    let bound: Vec<KeyEvent> = all_bindings()
        .iter()
        .flat_map(|b| b.keys)
        .map(|chord| chord.event())
        .collect();
    let plain = |code| KeyEvent::new(code, KeyModifiers::NONE);
    prop_oneof![
        5 => prop::sample::select(bound),
        4 => prop::sample::select("0123456789.,12.9".chars().collect::<Vec<_>>()).prop_map(move |c| plain(KeyCode::Char(c))),
        2 => Just(plain(KeyCode::Enter)),
        1 => any::<char>().prop_map(move |c| plain(KeyCode::Char(c))),
        1 => Just(plain(KeyCode::Backspace)),
    ]
}

fn trouble() -> Trouble {
    Trouble {
        message: "the file `x` is gone".into(),
        hint: "put it back".into(),
        again: false,
        asks_reason: false,
    }
}

fn answer() -> impl Strategy<Value = Answer> {
    prop::sample::select(vec![
        Answer::Opened(Err(trouble())),
        Answer::Opened(Ok(None)),
        Answer::Opened(Ok(Some(trouble()))),
        Answer::Studies(Ok(Vec::new())),
        Answer::Studies(Err(trouble())),
        Answer::Counted(Ok(Vec::new())),
        Answer::Counted(Err(trouble())),
        Answer::Pulse("S".into(), Err(trouble())),
        Answer::Study {
            name: "S".into(),
            writes: 0,
            result: Err(trouble()),
        },
        Answer::Analyzed {
            name: "S".into(),
            writes: 0,
            result: Err(trouble()),
        },
        Answer::Elsewhere(Ok(true)),
        Answer::Elsewhere(Err(trouble())),
        Answer::Log(Ok(Vec::new())),
        Answer::Log(Err(trouble())),
        Answer::NotKept(trouble()),
        Answer::Drawn(1, Err(trouble())),
        Answer::Verified("S".into(), Err(trouble())),
        Answer::RecordedDraw("S".into(), 1, Err(trouble())),
        searched(0, None),
        searched(5, Some(0.25)),
    ])
}

/// How far the first draw has come.
fn searched(steps: u64, score: Option<f64>) -> Answer {
    Answer::Drawing(Searched {
        number: 1,
        seed: 7,
        steps,
        of: score.map(|_| 4),
        score,
    })
}

/// The study as others may have left it: an animal fewer, another name, a tumor more.
fn record() -> impl Strategy<Value = Answer> {
    let study = Stage::new(cages).notebook().study("S").unwrap();
    (0usize..8, 0usize..4, 0u64..6).prop_map(move |(animal, change, writes)| {
        let mut record = study.clone();
        match change {
            0 => {
                record.animals.remove(animal);
            }
            1 => record.study.status = domain::StudyStatus::Closed,
            2 => record.animals[animal].tumors.clear(),
            _ => record.animals.clear(),
        }
        Answer::Study {
            name: "S".into(),
            writes,
            result: Ok(Box::new(record)),
        }
    })
}

fn message() -> impl Strategy<Value = Message> {
    prop_oneof![
        20 => (key(), 0u64..2000).prop_map(|(key, at)| Message::Key(key, at)),
        1 => ".{0,30}".prop_map(|text| Message::Paste(text, 0)),
        1 => (-5i32..5).prop_map(Message::Wheel),
        2 => (1u16..200, 1u16..70).prop_map(|(columns, rows)| Message::Resize(columns, rows)),
        1 => (0u64..3).prop_map(|days| Message::Tick(1000, super::today() + chrono::Days::new(days))),
        1 => record().prop_map(Message::Answer),
        2 => answer().prop_map(Message::Answer),
    ]
}

/// Keys that quit the program would end the test.
fn goes_on(stage: &mut Stage) {
    stage.model.quit = false;
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

    #[test]
    fn any_keys_leave_a_verifiable_notebook(keys in prop::collection::vec(key(), 1..150)) {
        let mut stage = Stage::new(cages);
        stage.press("m");
        for key in keys {
            let at = stage.model.context.now + 100;
            stage.send(Message::Key(key, at));
            goes_on(&mut stage);
        }
        prop_assert_eq!(stage.notebook().verify(None).unwrap().broken, None);
    }

    #[test]
    fn any_keys_on_randomize_leave_a_verifiable_notebook(keys in prop::collection::vec(key(), 1..80), size in (1u16..170, 1u16..60)) {
        let mut stage = Stage::new(|notebook| randomize::herd(notebook, 10));
        stage.send(Message::Resize(size.0, size.1));
        stage.press("<Enter>7");
        for key in keys {
            let at = stage.model.context.now + 100;
            stage.send(Message::Key(key, at));
            goes_on(&mut stage);
            draw(&stage.model, size.0, size.1);
        }
        prop_assert_eq!(stage.notebook().verify(None).unwrap().broken, None);
    }

    #[test]
    fn no_message_panics(messages in prop::collection::vec(message(), 1..150), demo in any::<bool>()) {
        let mut stage = if demo { Stage::demo() } else { Stage::new(cages) };
        for message in messages {
            // What is asked for is not done: answers come as they please.
            let _ = update::update(&mut stage.model, message);
            goes_on(&mut stage);
            let (columns, rows) = stage.model.context.size;
            draw(&stage.model, columns, rows);
        }
    }

    #[test]
    fn every_screen_is_drawn_at_any_size(
        screen in 0usize..9,
        keys in prop::collection::vec(key(), 0..40),
        sizes in prop::collection::vec((1u16..170, 1u16..60), 1..12),
    ) {
        let mut stage = Stage::demo();
        stage.press(["<Esc>", "1", "2", "3", "4", "5", "6", "7", "3<Enter>"][screen]);
        for key in keys {
            let at = stage.model.context.now + 100;
            stage.send(Message::Key(key, at));
            goes_on(&mut stage);
        }
        draw(&stage.model, 1, 1);
        for (columns, rows) in sizes {
            stage.send(Message::Resize(columns, rows));
            draw(&stage.model, columns, rows);
        }
    }
}
