//! The forms about one planned dose: what happened to it, if it was not simply given as planned.

use super::sent::{Refusal, Sent, read_if};
use super::{Form, Opened, Purpose, checks, entries_taken};
use crate::base::context::Context;
use crate::widgets::form::Field;
use app::Write;
use app::dosing::{DoseDone, DosingChange, NewDose};
use domain::{ClockTime, Label, Microliters, Prose};

/// Which form about a dose is wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DoseForm {
    /// A part of it was given.
    Partial,
    /// It was held back.
    Held,
    /// It was not given.
    Missed,
    /// It was given at another time.
    Time,
    /// Something else was given.
    Misdosed,
    /// A rule holds it: it is held, or given all the same.
    HoldOrGive,
}

/// The dose that a form is about.
#[derive(Debug, Clone)]
pub struct DoseWanted {
    /// Which form.
    pub form: DoseForm,
    /// The animal with its cage, for the heading.
    pub name: String,
    /// The dose as it would be given as planned.
    pub dose: NewDose,
    /// Why a rule holds it; none where no rule does.
    pub held_because: Option<String>,
    /// What was recorded of it before, in words.
    pub recorded: Vec<String>,
}

/// The form about a dose.
pub(super) fn dose(cx: &Context, wanted: &DoseWanted) -> Opened {
    let open = entries_taken(cx)?;
    let study = open.name().to_owned();
    let known = open.record.animals.iter().flat_map(|animal| &animal.doses);
    let mut reasons: Vec<String> = known
        .filter_map(|dose| dose.reason.as_ref().map(ToString::to_string))
        .collect();
    reasons.sort();
    reasons.dedup();
    let reason = |hint: &'static str, value: &str| {
        Field::text("reason", "reason", hint, value)
            .needed(checks::remark("reason"))
            .offering(reasons.clone())
    };
    let why = wanted.held_because.as_deref().unwrap_or_default();
    let despite = || (!why.is_empty()).then(|| reason("why it is given all the same", ""));
    let (title, fields) = match wanted.form {
        DoseForm::Partial => {
            let volume = Field::text("volume", "volume given", "as 0.05 mL or 50 µL", "")
                .needed(checks::spelled(Microliters::read));
            let fields = vec![volume, reason("why not all of it", ""), time_field()];
            ("partly given", fields)
        }
        DoseForm::Held => ("hold the dose", vec![reason("why it is held back", why)]),
        DoseForm::Missed => (
            "the dose was missed",
            vec![reason("why it was not given", "")],
        ),
        DoseForm::Time => {
            let time = Field::text("time", "time", "as 09:14", "")
                .needed(checks::by(|text| ClockTime::read("time", text)));
            let mut fields = vec![time];
            fields.extend(despite());
            ("given at another time", fields)
        }
        DoseForm::Misdosed => {
            let hint = "empty: the planned one, or not known";
            let fields = vec![
                Field::text("compound", "what was given", hint, "")
                    .checked(checks::name("compound")),
                Field::text("volume", "volume given", "as 0.05 mL; empty: not known", "")
                    .checked(checks::spelled(Microliters::read)),
                reason("what happened", ""),
                time_field(),
            ];
            ("something else was given than planned", fields)
        }
        DoseForm::HoldOrGive => {
            let option = |word: &str, phrase: &str| (word.to_owned(), phrase.to_owned());
            let options = vec![
                option("hold", "hold the dose"),
                option("give", "give it all the same"),
            ];
            let fields = vec![
                Field::choice("do", "do", options, "hold"),
                reason("why, for the record", why),
            ];
            ("this dose is to be held", fields)
        }
    };
    let intro = [Some(why.to_owned()), again(wanted)];
    let intro: Vec<String> = intro
        .into_iter()
        .flatten()
        .filter(|text| !text.is_empty())
        .collect();
    Ok((
        Form::new(format!("{}: {title}", wanted.name), intro.join(" "), fields),
        Purpose::Dose(study, Box::new(wanted.clone())),
    ))
}

/// That something was recorded of the dose before.
fn again(wanted: &DoseWanted) -> Option<String> {
    let recorded = wanted.recorded.join("; ");
    (!recorded.is_empty())
        .then(|| format!("Recorded already: {recorded}. This is one more entry of the same dose."))
}

fn time_field() -> Field {
    let hint = "as 09:14; empty: now";
    Field::text("time", "time", hint, "").checked(checks::by(|text| ClockTime::read("time", text)))
}

/// The write of [`dose`].
pub(super) fn record(form: &Form, study: &str, wanted: &DoseWanted) -> Sent<Write> {
    let reason = || Prose::new("reason", form.value("reason"));
    let volume = || read_if(form, "volume", Microliters::read);
    let is_held = wanted.held_because.is_some();
    let despite = || reason().map(|why| Some(why).filter(|_| is_held));
    let mut dose = wanted.dose.clone();
    (dose.done, dose.despite) = match wanted.form {
        DoseForm::Partial => {
            let given = volume()?.ok_or_else(|| {
                Refusal::new("volume", "the volume is missing", "say how much was given")
            })?;
            let done = DoseDone::Partial {
                volume: given,
                reason: reason()?,
            };
            (done, despite()?)
        }
        DoseForm::Held => (DoseDone::Held(reason()?), None),
        DoseForm::Missed => (DoseDone::Missed(reason()?), None),
        DoseForm::Time if is_held => (DoseDone::Given, despite()?),
        DoseForm::Time => (DoseDone::Given, None),
        DoseForm::Misdosed => {
            let compound = form.given("compound");
            let done = DoseDone::Misdosed {
                compound: compound
                    .map(|name| Label::new("compound", name))
                    .transpose()?,
                volume: volume()?,
                reason: reason()?,
            };
            (done, None)
        }
        DoseForm::HoldOrGive if form.value("do") == "hold" => (DoseDone::Held(reason()?), None),
        DoseForm::HoldOrGive => {
            if form.given("reason") == wanted.held_because.as_deref() {
                let message = "this is the reason to hold the dose";
                return Err(Refusal::new(
                    "reason",
                    message,
                    "say why it is given all the same",
                ));
            }
            (DoseDone::Given, Some(reason()?))
        }
    };
    dose.clock_time = read_if(form, "time", |text| ClockTime::read("time", text))?;
    Ok(Write::ChangeDosing {
        study: study.to_owned(),
        change: DosingChange::Dose(Box::new(dose)),
    })
}
