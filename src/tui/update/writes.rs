//! Writes that landed, or were refused.

use crate::base::effect::Effect;
use crate::base::message::{Fresh, Tone, Trouble, Wrote};
use crate::base::screen::Screen;
use crate::base::study::{Numbers, OpenStudy};
use crate::component::Event;
use crate::forms::{self, Wanted};
use crate::model::{Model, Undoable};
use crate::overlay::Overlay;
use app::demo::DEMO_STUDY;
use app::dosing::DosingChanged;
use app::{Done, Outcome, Write};
use domain::AnimalId;

impl Model {
    /// A write is on disk.
    pub(super) fn landed(&mut self, write: &Write, wrote: Wrote) -> Vec<Effect> {
        self.writes += 1;
        let Wrote { done, fresh } = wrote;
        let animals: Vec<AnimalId> = match &fresh {
            Fresh::Animals(animals) => animals.iter().map(|a| a.animal.id).collect(),
            _ => Vec::new(),
        };
        self.remember(write, &done, &fresh);
        let mut effects = self.take_fresh(write, fresh);
        effects.extend(match &done.outcome {
            Outcome::Recorded(recorded) => self.ask(|screens, cx, out| {
                if !screens.dosing.weighed(cx, recorded, out) {
                    screens.measure.saved(cx, recorded, out);
                }
            }),
            Outcome::DosingChanged(DosingChanged::Dosed(told)) => {
                self.close_forms();
                let mut effects = vec![self.keep()];
                let at_measure = self.context.screen == Screen::Measure;
                effects.extend(self.ask(|screens, cx, out| match at_measure {
                    true => screens.measure.dosed(cx, told, out),
                    false => screens.dosing.dosed(cx, told, out),
                }));
                effects
            }
            Outcome::DosingChanged(DosingChanged::DosedTogether(told)) => {
                let mut effects = self.form_saved(&done);
                effects.extend(
                    self.ask(|screens, cx, out| screens.dosing.dosed_together(cx, told, out)),
                );
                effects
            }
            Outcome::Undone(_) => {
                let is_undo = |overlay: &Overlay| {
                    matches!(overlay, Overlay::Form(_, forms::Purpose::Undo(..)))
                };
                self.overlays.retain(|overlay| !is_undo(overlay));
                let (tone, text) = forms::outcome_text(&done);
                self.say(tone, text);
                self.notify(Event::Undone(&animals))
            }
            _ => self.form_saved(&done),
        });
        self.tell_notes(&done);
        effects
    }

    /// Adds what is remarkable about a write to what is said of it.
    fn tell_notes(&mut self, done: &Done) {
        let notes = done
            .receipt
            .as_ref()
            .map(|receipt| receipt.notes.join("; "));
        if let Some(notes) = notes.filter(|notes| !notes.is_empty()) {
            let said = self.status.as_ref().map(|status| status.text.clone());
            let text = said.map_or_else(|| notes.clone(), |said| format!("{said} · {notes}"));
            self.say(Tone::Warning, text);
        }
    }

    /// Takes in what a write rebuilt.
    fn take_fresh(&mut self, write: &Write, fresh: Fresh) -> Vec<Effect> {
        let open = self.context.study.as_ref().map(OpenStudy::id);
        let mut effects = Vec::new();
        match fresh {
            Fresh::Animals(animals) => {
                if let Some(study) = &mut self.context.study {
                    study.renew(animals);
                    if !matches!(study.numbers, Numbers::Unasked) {
                        effects.extend(self.ask_numbers());
                    }
                }
                if !matches!(write, Write::Measure { .. }) {
                    effects.extend(self.notify(Event::Refreshed));
                }
                if self.context.screen == Screen::Studies {
                    effects.push(Effect::ListStudies);
                }
            }
            Fresh::Study(record) => {
                if open == Some(record.study.id) {
                    effects.extend(self.renew(*record));
                }
                effects.push(Effect::ListStudies);
            }
            Fresh::Gone(study) => {
                if open == Some(study) {
                    effects.extend(self.close());
                }
                effects.push(Effect::ListStudies);
            }
            Fresh::Stale => effects.extend(self.reload()),
        }
        effects
    }

    /// Notes what can be undone.
    fn remember(&mut self, write: &Write, done: &Done, fresh: &Fresh) {
        if let Write::Undo { operation, .. } = write {
            self.undo.retain(|known| known.operation != *operation);
            return;
        }
        let Some(receipt) = &done.receipt else {
            return;
        };
        let study = match (fresh, write) {
            (Fresh::Study(record), _) => Some(record.study.id),
            (_, Write::CreateStudy { .. } | Write::CreateDemo { .. }) => None,
            _ => self.context.study.as_ref().map(OpenStudy::id),
        };
        self.undo.push(Undoable {
            operation: receipt.operation,
            study,
        });
    }

    fn close_forms(&mut self) {
        self.overlays
            .retain(|overlay| !matches!(overlay, Overlay::Form(..)));
    }

    /// What a form asked for is on disk.
    fn form_saved(&mut self, done: &Done) -> Vec<Effect> {
        self.close_forms();
        let mut effects = Vec::new();
        match &done.outcome {
            Outcome::StudyCreated(study) => {
                effects = self.open_study(study.name.as_str(), Screen::Overview);
            }
            Outcome::DemoCreated | Outcome::DemoExists
                if self.context.screen == Screen::Studies =>
            {
                self.screens.studies.choose(DEMO_STUDY);
            }
            // Animals that were edited stay marked: one change is often followed by the next.
            Outcome::Disposed { .. } | Outcome::DispositionLifted(_) => {
                self.screens.animals.unmark();
            }
            Outcome::DrawAccepted(accepted) => {
                let hidden = accepted.blinds().then_some(&accepted.draw);
                effects = self.ask(|screens, cx, out| screens.randomize.accepted(cx, hidden, out));
            }
            _ => {}
        }
        let (tone, text) = forms::outcome_text(done);
        self.say(tone, text);
        effects.push(self.keep());
        effects
    }

    /// A write was refused; nothing was changed.
    pub(super) fn refused(&mut self, write: &Write, trouble: Trouble) -> Vec<Effect> {
        let mut effects = Vec::new();
        let is_form_open = matches!(self.overlays.last(), Some(Overlay::Form(..)));
        let at_dosing = self.context.screen == Screen::Dosing && !is_form_open;
        match write {
            Write::Measure { .. } | Write::ChangeDosing { .. } if at_dosing => {
                effects = self.ask(|screens, cx, out| screens.dosing.not_saved(cx, &trouble, out));
            }
            Write::ChangeDosing { .. }
                if self.context.screen == Screen::Measure && !is_form_open =>
            {
                effects = self.ask(|screens, _, out| screens.measure.not_dosed(&trouble, out));
            }
            Write::Measure { .. } => {
                effects = self.ask(|screens, cx, out| screens.measure.not_saved(cx, &trouble, out));
            }
            Write::Undo {
                operation,
                study,
                reason: None,
            } if trouble.asks_reason && self.overlays.is_empty() => {
                effects = self.open_form(&Wanted::Undo {
                    operation: *operation,
                    study: *study,
                    about: trouble.message,
                });
                return effects;
            }
            Write::Undo { operation, .. } => {
                if !trouble.again && !trouble.asks_reason {
                    self.undo.retain(|known| known.operation != *operation);
                }
                self.form_refused(trouble);
            }
            _ => self.form_refused(trouble),
        }
        effects.push(Effect::Bell);
        effects
    }
}
