//! Writing doses and weights, and what follows once a write has landed or was refused.

use super::State;
use super::rows::{DoseKey, key_of};
use crate::base::context::Context;
use crate::base::effect::Effect;
use crate::base::message::{Tone, Trouble};
use crate::component::Requests;
use crate::widgets::dose::dosed_words;
use app::Write;
use app::dosing::{DoseTold, DosingChange, DosingRow, NewDose};
use app::doubt::{Doubt, Doubts};
use app::expect::Expected;
use app::measure::{NewReading, Observed, Recorded};
use domain::{BodyWeight, Label};

/// What is written at the moment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Waiting {
    /// A dose, or several: then the next open one is shown. Once it is on disk, what is said of it.
    Dose(Option<String>),
    /// A body weight of this animal: then its volume is shown.
    Weight(String),
}

impl State {
    /// The dose of a row as it is given when nothing else is said: what is shown is what is recorded.
    pub(super) fn as_shown(&self, cx: &Context, row: &DosingRow) -> NewDose {
        let chosen = self.formulation_of(&key_of(row));
        // One that was taken before may be used up.
        let shown = row.formulation.as_deref().filter(|_| row.is_open());
        NewDose {
            planned: Some(row.planned),
            formulation: chosen.or(shown).map(str::to_owned),
            shown: row.volume,
            ..NewDose::given(row.animal.clone(), self.day(cx))
        }
    }

    /// The formulation that was chosen for a dose.
    pub(super) fn formulation_of(&self, key: &DoseKey) -> Option<&str> {
        let chosen = self.formulation.as_ref().filter(|(of, _)| of == key);
        chosen.map(|(_, code)| code.as_str())
    }

    /// Records the dose that is shown as given.
    pub(super) fn send_given(&mut self, cx: &Context, out: &mut Requests) {
        let (Some(study), Some(row)) = (&cx.study, self.row(cx)) else {
            return;
        };
        let change = DosingChange::Dose(Box::new(self.as_shown(cx, row)));
        let study = study.name().to_owned();
        self.waiting = Some(Waiting::Dose(None));
        out.effect(Effect::Write(Box::new(Write::ChangeDosing {
            study,
            change,
        })));
    }

    /// Records a body weight of the animal that is shown; `outside` is the range that it was doubted for.
    pub(super) fn send_weight(
        &mut self,
        cx: &Context,
        weight: BodyWeight,
        outside: Option<Expected>,
        out: &mut Requests,
    ) {
        let on = self.day(cx);
        let (Some(study), Some(animal)) = (&cx.study, self.animal(cx)) else {
            return;
        };
        let doubt = outside.and_then(|expected| Doubt::of_weight(weight.grams(), expected));
        let tag = animal.animal.tag.to_string();
        let entry = NewReading {
            animal: tag.clone(),
            site: None,
            observed: Observed::Date(on),
            clock_time: None,
            found: None,
            weight: Some(weight),
            again: animal.weighings.iter().any(|w| w.when.date == on),
            observer: None,
            method: Label::new("method", "caliper").expect("a plain word is a valid label"),
            doubts: Doubts::Judged(doubt.into_iter().collect()),
        };
        let study = study.name().to_owned();
        self.waiting = Some(Waiting::Weight(tag));
        out.effect(Effect::Write(Box::new(Write::Measure { study, entry })));
    }

    /// Something was recorded of a dose.
    pub fn dosed(&mut self, cx: &Context, told: &DoseTold, out: &mut Requests) {
        let (tone, text) = dosed_words(told);
        self.waiting = Some(Waiting::Dose(Some(text.clone())));
        out.say(tone, text);
        self.read_again(cx, &told.animal, out);
    }

    /// Something was recorded of the doses of several animals.
    pub fn dosed_together(&mut self, cx: &Context, told: &[DoseTold], out: &mut Requests) {
        self.waiting = Some(Waiting::Dose(None));
        for told in told {
            self.read_again(cx, &told.animal, out);
        }
    }

    /// A body weight is on disk; returns whether it was written here.
    pub fn weighed(&mut self, cx: &Context, recorded: &Recorded, out: &mut Requests) -> bool {
        let Some(Waiting::Weight(tag)) = self.waiting.clone() else {
            return false;
        };
        self.weight = None;
        match recorded.alerts.as_slice() {
            [] => {
                let grams = recorded.weight_g.unwrap_or_default();
                out.say(Tone::Done, format!("{tag}: body weight {grams} g recorded"));
            }
            alerts => {
                out.say(Tone::Error, format!("{tag}: {}", alerts.join("; ")));
                out.bell();
            }
        }
        self.read_again(cx, &tag, out);
        true
    }

    fn read_again(&self, cx: &Context, animal: &str, out: &mut Requests) {
        if let Some(study) = &cx.study {
            out.effect(Effect::DosingOf {
                study: study.name().to_owned(),
                animal: animal.to_owned(),
                on: self.day(cx),
            });
        }
    }

    /// The doses of the animal that something was recorded of are here: shows the next open one.
    pub(super) fn after_entry(&mut self, cx: &Context, out: &mut Requests) {
        let Some(Waiting::Dose(said)) = self.waiting.take() else {
            return;
        };
        self.formulation = None;
        let is_open = self.row(cx).is_some_and(DosingRow::is_open);
        if !is_open && !self.go_on(cx) && self.filter.is_empty() {
            let recorded = self.doses.as_ref().map_or(0, |doses| doses.rows.len());
            let said = said.map_or_else(String::new, |said| format!("{said} · "));
            let text = format!("{said}all {recorded} doses of the day are recorded");
            out.say(Tone::Done, text);
        }
    }

    /// Nothing was written.
    pub fn not_saved(&mut self, cx: &Context, trouble: &Trouble, out: &mut Requests) {
        let was = self.waiting.take();
        let what = match was {
            Some(Waiting::Weight(tag)) => format!("the weight of {tag} is not recorded: {trouble}"),
            _ => format!("not recorded: {trouble}"),
        };
        self.refuse(what, out);
        // What is shown may be out of date: another program may have written.
        self.ask(cx, out);
    }
}
