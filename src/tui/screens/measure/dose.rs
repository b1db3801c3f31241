//! The dose that follows upon the last value of an animal: who weighs and measures it gives its dose in the same handling,
//! by one more Enter. What is recorded is the volume that is shown.
//!
//! Partial doses, holds and the like are recorded on Dosing; here a dose is given, or left open.

use super::{State, animal};
use crate::base::context::Context;
use crate::base::effect::Effect;
use crate::base::message::{Tone, Trouble};
use crate::component::Requests;
use crate::forms::{DoseForm, DoseWanted, Wanted};
use crate::widgets::dose::dosed_words;
use app::Write;
use app::dosing::{DoseAdvice, DoseTold, DosingChange, DosingRow, NewDose};
use chrono::NaiveDate;
use domain::{AnimalId, WorkKind};

/// A chip that is read again within this, in ms, was read twice.
const SAME_READ: u64 = 1000;

/// The doses of an animal whose values are complete.
#[derive(Debug, Clone)]
pub(super) struct DoseStage {
    animal: AnimalId,
    on: NaiveDate,
    /// Its doses of the day; none until they are read.
    rows: Option<Vec<DosingRow>>,
    /// What is said when the next animal comes, if no dose is open: then it comes at once.
    phrase: Option<String>,
}

impl DoseStage {
    fn new(animal: AnimalId, on: NaiveDate, phrase: Option<String>) -> Self {
        Self {
            animal,
            on,
            rows: None,
            phrase,
        }
    }

    fn open(&self) -> Option<&DosingRow> {
        self.rows.iter().flatten().find(|row| row.is_open())
    }
}

impl State {
    /// Whether the work plan gives doses to an animal, and nobody has left them open that day. After an alert they are asked
    /// for once it was seen.
    fn is_dose_asked(&self, cx: &Context, id: AnimalId) -> bool {
        let on = self.day(cx);
        let is_seen = !self.alerts.contains_key(&id) || self.alert_seen == Some(id);
        let Some(open) = cx.study.as_ref().filter(|_| is_seen) else {
            return false;
        };
        let Some(animal) = animal(open, id) else {
            return false;
        };
        let gives = |line: &domain::WorkLine| {
            line.kind == WorkKind::Dose
                && line.is_in_force(on)
                && line.whom.includes(&animal.animal)
        };
        open.record.work_lines.iter().any(gives) && !self.doses_left_open.contains(&(on, id))
    }

    /// The current animal, if its values are complete and its doses have to be read.
    pub fn wants_doses(&self, cx: &Context) -> Option<Effect> {
        let entry = self.entry.as_ref().filter(|e| e.field().is_none())?;
        let (id, on) = (entry.animal, self.day(cx));
        let is_known =
            |stage: &&DoseStage| stage.animal == id && stage.on == on && stage.rows.is_some();
        if self.stage.as_ref().filter(is_known).is_some() || !self.is_dose_asked(cx, id) {
            return None;
        }
        Some(Effect::DosingOf {
            study: cx.study.as_ref()?.name().to_owned(),
            animal: self.current(cx)?.animal.tag.to_string(),
            on,
        })
    }

    /// Something was written: the doses are read again, and where the next animal was to come, it comes.
    pub(super) fn forget_doses(&mut self) {
        if let Some(stage) = &mut self.stage {
            stage.rows = None;
        }
    }

    /// An animal became the current one.
    pub(super) fn forget_doses_of_others(&mut self, id: AnimalId) {
        self.stage.take_if(|stage| stage.animal != id);
        self.alert_seen.take_if(|seen| *seen != id);
    }

    /// Whether keys are about a dose: all values of the animal are complete.
    pub(super) fn is_at_dose(&self) -> bool {
        let is_complete = self.entry.as_ref().is_some_and(|e| e.field().is_none());
        is_complete
            && self
                .stage
                .as_ref()
                .is_some_and(|stage| stage.open().is_some())
    }

    /// The doses of an animal are here. If none is open, the next animal comes where it was to come.
    pub(super) fn doses_read(
        &mut self,
        cx: &Context,
        on: NaiveDate,
        result: Result<Vec<DosingRow>, Trouble>,
        out: &mut Requests,
    ) {
        let Some(id) = self.entry.as_ref().map(|entry| entry.animal) else {
            return;
        };
        let before = self.stage.take().filter(|stage| stage.animal == id);
        let phrase = before.and_then(|stage| stage.phrase);
        let rows = match result {
            Ok(rows) => rows,
            Err(trouble) => {
                out.say(Tone::Error, format!("its doses cannot be shown: {trouble}"));
                Vec::new()
            }
        };
        let mut stage = DoseStage::new(id, on, phrase);
        stage.rows = Some(rows);
        match (stage.open().is_some(), stage.phrase.take()) {
            (true, Some(phrase)) => {
                out.say(Tone::Done, phrase);
                self.stage = Some(stage);
            }
            (false, Some(phrase)) => {
                self.stage = Some(stage);
                self.move_on(cx, id, phrase, out);
            }
            (_, None) => self.stage = Some(stage),
        }
    }

    /// The dose of the current animal that is open, once its values are complete.
    pub(super) fn open_dose(&self, cx: &Context) -> Option<&DosingRow> {
        let entry = self.entry.as_ref().filter(|e| e.field().is_none())?;
        let stage = self.stage.as_ref()?;
        let is_here = stage.animal == entry.animal && stage.on == self.day(cx);
        let is_asked = is_here && self.is_dose_asked(cx, entry.animal);
        stage.open().filter(|_| is_asked)
    }

    /// Goes on from an animal that is complete: to its dose if one may be due, else to the next animal.
    pub(super) fn finish(
        &mut self,
        cx: &Context,
        id: AnimalId,
        phrase: String,
        out: &mut Requests,
    ) {
        match self.is_dose_asked(cx, id) {
            true => self.stage = Some(DoseStage::new(id, self.day(cx), Some(phrase))),
            false => self.move_on(cx, id, phrase, out),
        }
    }

    /// Enter at an animal that is complete: gives its open dose, or says why not. Returns whether there is one.
    pub(super) fn give_dose(&mut self, cx: &Context, out: &mut Requests) -> bool {
        let (Some(row), Some(study)) = (self.open_dose(cx), &cx.study) else {
            return false;
        };
        let tag = &row.animal;
        let dose = NewDose {
            planned: Some(row.planned),
            formulation: row.formulation.clone(),
            shown: row.volume,
            ..NewDose::given(tag.clone(), self.day(cx))
        };
        match &row.advice {
            DoseAdvice::Give => {
                let study = study.name().to_owned();
                let change = DosingChange::Dose(Box::new(dose));
                out.effect(Effect::Write(Box::new(Write::ChangeDosing {
                    study,
                    change,
                })));
            }
            DoseAdvice::Hold(why) | DoseAdvice::Endpoint(why) => {
                let wanted = DoseWanted {
                    form: DoseForm::HoldOrGive,
                    name: tag.clone(),
                    dose,
                    held_because: Some(why.clone()),
                    recorded: Vec::new(),
                };
                out.open(Wanted::Dose(Box::new(wanted)));
                out.bell();
            }
            DoseAdvice::Weigh(why) | DoseAdvice::Refuse(why) => {
                let text = format!("{tag} is not dosed: {why}; Esc leaves the dose open");
                out.say(Tone::Error, text);
                out.bell();
            }
        }
        true
    }

    /// The chip of the animal whose dose is shown was read: gives it, unless that was one reading with the one before.
    pub(super) fn give_by_scan(
        &mut self,
        cx: &Context,
        id: AnimalId,
        before: Option<u64>,
        out: &mut Requests,
    ) -> bool {
        let is_here = self.entry.as_ref().is_some_and(|entry| entry.animal == id);
        if !is_here || self.open_dose(cx).is_none() {
            return false;
        }
        let is_same = before.is_some_and(|at| cx.now.saturating_sub(at) < SAME_READ);
        is_same || self.give_dose(cx, out)
    }

    /// Leaves the dose open, and goes on; returns whether there was one.
    pub(super) fn leave_dose_open(&mut self, cx: &Context, out: &mut Requests) -> bool {
        let Some(tag) = self.open_dose(cx).map(|row| row.animal.clone()) else {
            return false;
        };
        let Some(id) = self.entry.as_ref().map(|entry| entry.animal) else {
            return false;
        };
        self.doses_left_open.insert((self.day(cx), id));
        self.stage = None;
        self.move_on(cx, id, format!("the dose of {tag} is left open"), out);
        true
    }

    /// A dose was recorded: the next one of the animal is shown, or the next animal.
    pub fn dosed(&mut self, cx: &Context, told: &DoseTold, out: &mut Requests) {
        let (tone, text) = dosed_words(told);
        out.say(tone, text.clone());
        if let Some(entry) = &self.entry {
            self.stage = Some(DoseStage::new(entry.animal, self.day(cx), Some(text)));
        }
    }

    /// A dose was refused: it is read again, for another program may have written.
    pub fn not_dosed(&mut self, trouble: &Trouble, out: &mut Requests) {
        self.stage = None;
        out.trouble(trouble);
    }
}
