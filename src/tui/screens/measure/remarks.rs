//! The remarks below the values of an animal: limits, its note, what is done, why a reading is asked for again, which reason F3
//! records.

use ratatui::style::Style;
use ratatui::text::Span;

use super::entry::{Entry, Progress};
use super::panel::Row;
use super::{State, figures};
use crate::base::context::Context;
use crate::base::kept::{AskedReading, PendingConfirmation, ReadingSlot, Target};
use crate::base::message::Tone;
use crate::widgets::text;

/// The most lines for what to do at a limit; the whole text is in the summary.
const MOST_TO_DO: usize = 4;

/// The most lines for the note on an animal; the animal's own screen shows all of it.
const MOST_NOTE: usize = 2;

/// The remarks on the animal, and what to do next.
pub(super) fn remarks(state: &State, cx: &Context, entry: &Entry, cells: usize) -> Vec<Row> {
    let theme = cx.theme();
    let mut rows = Vec::new();
    let mut add = |phrase: &str, style: Style, must_see: bool| {
        for line in text::wrap(phrase, cells) {
            let mut row = Row::new(vec![Span::styled(line, style)]);
            row.here = must_see;
            rows.push(row);
        }
    };
    let alerts = figures::alerts(state, cx, entry.animal);
    for alert in &alerts {
        add(&format!("⚠ {alert}"), theme.alert(), false);
    }
    if let Some(to_do) = figures::to_do(cx).filter(|_| !alerts.is_empty()) {
        for line in text::wrap_within(&to_do, cells, MOST_TO_DO) {
            add(&line, theme.strong(), false);
        }
    }
    if entry.field().is_none() {
        let phrase = if state.open_dose(cx).is_some() {
            "Dose due: Enter records it as given, Esc leaves it open. Dosing (Alt-8) has the rest."
        } else if alerts.is_empty() {
            "Done. Enter goes on to the next animal; F6 measures again, F7 corrects."
        } else {
            "Done. F4 records a humane endpoint; Enter goes on to the next animal."
        };
        add(phrase, theme.good(), true);
    }
    for (tone, phrase) in second_readings(state, cx, entry) {
        match tone {
            Tone::Warning => add(&format!("⚠ {phrase}"), theme.warn(), false),
            _ => add(&phrase, Style::new(), false),
        }
    }
    let note = state
        .current(cx)
        .and_then(|animal| animal.animal.note.as_ref());
    if let Some(note) = note {
        for line in text::wrap_within(
            &format!("note: {note}").replace('\n', " "),
            cells,
            MOST_NOTE,
        ) {
            add(&line, theme.strong(), false);
        }
    }
    if let Some(reason) = state.repeated_reason() {
        add(
            &format!("F3 records: not measured, {reason}"),
            theme.strong(),
            false,
        );
    }
    if !state.others.is_empty() {
        let names = state.others.join(", ");
        add(&format!("last measured by {names}"), theme.faint(), false);
    }
    rows
}

/// Of each target that was or is to be read more than once: why it is asked for again, or how the readings differ. It
/// follows from what is recorded and asked, so that it is there whenever one comes back to the animal.
fn second_readings(state: &State, cx: &Context, entry: &Entry) -> Vec<(Tone, String)> {
    let mut targets: Vec<Target> = entry.fields.iter().map(|f| f.slot.target).collect();
    targets.dedup();
    let mut lines = Vec::new();
    for target in targets {
        let asked = state.asked_again.get(&(entry.animal, target));
        let asked = asked.filter(|asked| {
            let round = asked.number;
            let mut fields = entry.of_slot(ReadingSlot { target, round });
            fields.any(|f| !matches!(f.progress, Progress::Saved(_)))
        });
        match asked {
            Some(asked) => lines.push((Tone::Warning, asked_again(entry, asked))),
            None => {
                let slot = ReadingSlot { target, round: 1 };
                let differ = figures::difference(state, cx, slot);
                lines.extend(differ.map(|differ| (Tone::Note, differ)));
            }
        }
    }
    lines.dedup();
    lines
}

/// Why another reading is asked for, and which keys answer.
fn asked_again(entry: &Entry, asked: &AskedReading) -> String {
    let kept = if asked.number > 2 { "all" } else { "both" };
    let why = &asked.why;
    match entry.pending {
        Some(PendingConfirmation::Again) => {
            format!("{why}: Enter, then measure again, {kept} are kept; Enter twice skips")
        }
        _ => format!("{why}: measure again, {kept} are kept; Enter alone skips this"),
    }
}
