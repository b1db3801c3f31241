//! The program is killed after every step of a session: the screen is the same after the restart, and what devices send
//! next lands in the same fields as without the kill.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::{Message, Stage, cages, lab, rows};
use crate::tests::read_keys;
use crate::view;

/// A step is one send of a device (`12.9`), or keys of a hand (`<Enter>`).
fn step(stage: &mut Stage, step: &str) {
    match step.starts_with('<') {
        true => stage.press(step),
        false => stage.burst(&format!("{step}<Enter>")),
    };
}

/// The screen without the line that tells what happened last, and where the cursor is.
fn screen(stage: &mut Stage) -> String {
    stage.model.status = None;
    let shown = stage.screen(80, 24);
    let area = Rect::new(0, 0, 80, 24);
    let cursor = view::draw(&stage.model, &mut Buffer::empty(area), area);
    format!("{shown}\n{cursor:?}")
}

/// What the file holds after these steps without a kill, and with one after each of them.
#[track_caller]
fn killed_after_each(prepare: fn(&mut app::Notebook), steps: &[&str]) {
    let mut whole = Stage::new(prepare);
    let mut killed = Stage::new(prepare);
    whole.press("m");
    killed.press("m");
    for (at, next) in steps.iter().enumerate() {
        step(&mut whole, next);
        step(&mut killed, next);
        let before = screen(&mut killed);
        killed = killed.restarted();
        killed.press("m");
        let after = screen(&mut killed);
        assert_eq!(before, after, "after {:?}", &steps[..=at]);
    }
    assert_eq!(rows(&whole), rows(&killed));
    assert!(!rows(&whole).is_empty());
}

#[test]
fn kill_at_any_value_or_question_changes_nothing() {
    let sessions: [&[&str]; 9] = [
        &["12.9", "9.4", "20.7", "12.8", "9.3", "20.6", "12.7"],
        // The issue: volume and weight are doubted, and read again.
        &[
            "21.9", "9.4", "20.7", "<Enter>", "12.9", "9.4", "12.7", "<Enter>", "20.7", "12.8",
        ],
        // Doubted, and left as it was; no weight.
        &[
            "21.9", "9.4", "<Enter>", "<Enter>", "<Enter>", "12.8", "9.3", "20.6",
        ],
        // Swapped, too long, impossible.
        &[
            "9.4", "12.9", "20.7", "<Enter>", "20.7", "29.3", "<Enter>", "9.4",
        ],
        &[
            "124", "12.9", "<Enter>", "12.9", "0", "9.4", "<Enter>", "9.4", "3.1", "<Enter>",
            "20.7", "12.8",
        ],
        // Keys in the place of values.
        &[
            "<F2>",
            "20.7",
            "<F2>",
            "20.7",
            "<F3>2",
            "20.6",
            "<F3>",
            "20.5",
            "<F5>asleep<Enter>",
            "20.4",
        ],
        &[
            "12.9", "<F2>", "<BS>", "9.4", "20.7", "<Up>", "<F6>", "12.8", "9.3", "<Down>", "12.7",
        ],
        // A limit stops; the cursor moves; fields are skipped; the queue.
        &[
            "16.9", "16.4", "<Enter>", "16.8", "16.4", "20.7", "12.9", "<Enter>", "12.8", "<Tab>",
            "20.6",
        ],
        &[
            "<Down>", "12.9", "<Down>", "<Up>", "9.4", "<C-f>", "216", "12.8", "<C-f>", "<Up>",
            "<Enter>", "12.7",
        ],
    ];
    for steps in sessions {
        killed_after_each(cages, steps);
    }
}

#[test]
fn kill_while_every_tumor_is_read_twice_changes_nothing() {
    let steps = [
        "<F10>", "12.9", "9.4", "12.9", "7.1", "20.7", "<Enter>", "12.8", "9.4", "20.7", "12.8",
        "9.3", "<C-w>", "12.7", "9.3", "12.6",
    ];
    killed_after_each(cages, &steps);
}

#[test]
fn kill_between_two_tumors_changes_nothing() {
    let two_sites = |notebook: &mut app::Notebook| {
        lab::study(notebook);
        let sites = ["right flank", "left flank"];
        lab::animals(notebook, "C03", "Vehicle", &["211", "212", "213"], &sites);
    };
    let steps = [
        "10", "8", "<F2>", "20.7", "9", "<F3>1", "8", "7", "<F3>", "<Enter>", "9.5",
    ];
    killed_after_each(two_sites, &steps);
}

#[test]
fn kill_on_a_past_day_keeps_the_day() {
    let steps = [
        "<F9>",
        "12.9",
        "9.4",
        "20.7",
        "<C-d><C-u>16<Enter>",
        "12.9",
        "9.4",
        "<Enter>",
        "12.8",
    ];
    killed_after_each(cages, &steps);
}

#[test]
fn kill_between_a_write_and_its_answer_still_asks() {
    let mut stage = Stage::new(cages);
    stage.press("m").burst("21.9<Enter>").burst("9.4<Enter>");
    let asked = screen(&mut stage);
    // What was kept when the write began, with the reading on disk.
    let mut stage = Stage::new(cages);
    stage.press("m").burst("21.9<Enter>").press("9.4");
    let key = read_keys("<Enter>")[0];
    let now = stage.model.context.now + 100;
    stage.send_and_die(Message::Key(key, now));
    let mut stage = stage.restarted();
    stage.press("m");
    assert_eq!(screen(&mut stage), asked);
    stage.burst("20.7<Enter>").press("<Enter>");
    stage
        .burst("12.9<Enter>")
        .burst("9.4<Enter>")
        .burst("20.7<Enter>");
    assert_eq!(
        rows(&stage),
        [
            "211 right flank 1: 21.9 × 9.4 mm",
            "211 right flank 2: 12.9 × 9.4 mm",
            "211 1: 20.7 g"
        ]
    );
}
