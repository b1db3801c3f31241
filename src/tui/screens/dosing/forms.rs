//! What is asked before something else than the shown dose is recorded.

use super::State;
use super::rows::key_of;
use crate::base::context::Context;
use crate::base::effect::Effect;
use crate::component::{Request, Requests};
use crate::forms::{DoseForm, DoseWanted, Wanted};
use crate::widgets::reader::Reader;
use app::Write;
use app::dosing::{DosingChange, DosingRow, NewDose};
use domain::counted;

/// The name of the animal of a row with its cage: `C04 · 214`.
pub(super) fn name(row: &DosingRow) -> String {
    match &row.cage {
        Some(cage) => format!("{cage} · {}", row.animal),
        None => row.animal.clone(),
    }
}

impl State {
    /// Opens a form about the dose that is shown.
    pub(super) fn open_form(&self, cx: &Context, form: DoseForm, out: &mut Requests) {
        let Some(row) = self.row(cx) else { return };
        let why = row.advice.why();
        let is_held = matches!(
            row.advice,
            app::dosing::DoseAdvice::Hold(_) | app::dosing::DoseAdvice::Endpoint(_)
        );
        let wanted = DoseWanted {
            form,
            name: name(row),
            dose: NewDose {
                again: !row.is_open(),
                ..self.as_shown(cx, row)
            },
            held_because: Some(why.to_owned()).filter(|_| is_held && row.is_open()),
            recorded: row.recorded.iter().map(|dose| dose.words()).collect(),
        };
        out.open(Wanted::Dose(Box::new(wanted)));
    }

    /// Asks whether a dose is given once more of which something was recorded.
    pub(super) fn ask_again(&self, cx: &Context, out: &mut Requests) {
        let (Some(study), Some(row)) = (&cx.study, self.row(cx)) else {
            return;
        };
        let recorded = row.recorded.iter().map(|dose| {
            let time = dose.time.map_or_else(
                || dose.date.to_string(),
                |time| format!("{} {}", dose.date, time.to_the_minute()),
            );
            (time, dose.words())
        });
        let mut lines: Vec<(String, String)> = recorded.collect();
        let text = "y records that the planned dose was given once more; p records a part of it. Esc records nothing.";
        lines.push((String::new(), text.to_owned()));
        let dose = NewDose {
            again: true,
            // What is shown is what was given before.
            shown: None,
            ..self.as_shown(cx, row)
        };
        let write = Write::ChangeDosing {
            study: study.name().to_owned(),
            change: DosingChange::Dose(Box::new(dose)),
        };
        let title = format!("{}: this dose was recorded already", name(row));
        out.push(Request::Ask(
            Box::new(Reader::new(title, lines)),
            Box::new(Request::Do(Effect::Write(Box::new(write)))),
        ));
        out.bell();
    }

    /// Lists the open doses of the cage, and gives them once that is confirmed.
    pub(super) fn ask_cage(&self, cx: &Context, out: &mut Requests) {
        let (Some(study), Some(here)) = (&cx.study, self.row(cx)) else {
            return;
        };
        let Some(cage) = &here.cage else {
            return out.say(
                crate::base::message::Tone::Note,
                format!("{} is in no cage: Enter gives its dose", here.animal),
            );
        };
        // The filter hides no animal of the cage here.
        let all = self.doses.iter().flat_map(|doses| &doses.rows);
        let open = all.filter(|row| row.cage.as_ref() == Some(cage) && row.is_open());
        let (given, others): (Vec<&DosingRow>, Vec<&DosingRow>) =
            open.partition(|row| row.advice.is_to_give());
        if given.is_empty() {
            let text = format!("no open dose of cage {cage} can be given as planned");
            return out.say(crate::base::message::Tone::Note, text);
        }
        let line = |row: &&DosingRow| {
            let volume = row.volume.map_or("no volume".to_owned(), |v| v.to_string());
            let slot = match row.slots {
                1 => None,
                slots => Some(format!("dose {} of {slots} that day", row.slot)),
            };
            let chosen = self.formulation_of(&key_of(row)).map(str::to_owned);
            let formulation = chosen.or_else(|| row.formulation.clone());
            let parts = [Some(volume), row.route.clone(), formulation, slot];
            let parts: Vec<String> = parts.into_iter().flatten().collect();
            (row.animal.clone(), parts.join(", "))
        };
        let mut lines: Vec<(String, String)> = given.iter().map(line).collect();
        lines.extend(others.iter().map(|row| {
            let text = format!("not given: {}", row.advice.why());
            (row.animal.clone(), text)
        }));
        let text = "y records that all of them were given; Esc records nothing.";
        lines.push((String::new(), text.to_owned()));
        let doses = given.iter().map(|row| self.as_shown(cx, row)).collect();
        let write = Write::ChangeDosing {
            study: study.name().to_owned(),
            change: DosingChange::Doses(doses),
        };
        let title = format!("Cage {cage}: {} given?", counted(given.len(), "dose"));
        out.push(Request::Ask(
            Box::new(Reader::new(title, lines)),
            Box::new(Request::Do(Effect::Write(Box::new(write)))),
        ));
    }
}
