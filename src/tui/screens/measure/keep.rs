//! What is kept beside the notebook, and taken up again: after a crash, and of measuring after another
//! study was looked at.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::entry::{Draft, Progress, Target};
use super::queue::Order;
use crate::effect::Effect;
use crate::forms::{self, Unsaved};
use crate::model::{Model, Tone};
use domain::{AnimalId, counted};

/// What is kept: how one measures in each study, and values that are not in the notebook yet.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Kept {
    studies: Vec<OfStudy>,
    /// A form that was filled in and not saved.
    #[serde(default)]
    pub form: Option<Unsaved>,
}

/// What is kept of one study.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct OfStudy {
    study: Uuid,
    name: String,
    on: NaiveDate,
    order: Order,
    everyone: bool,
    twice: bool,
    weigh: Option<bool>,
    reason: Option<String>,
    drafts: Vec<(Uuid, Vec<Draft>)>,
    rounds: Vec<(Uuid, Target, u32)>,
    /// What was passed over, and on which day.
    #[serde(default)]
    passed: Vec<(NaiveDate, Uuid, Target)>,
}

/// What there is now of the study that is measured.
fn now(model: &Model) -> Option<OfStudy> {
    let state = &model.measure;
    let (study, name) = state.study.as_ref()?;
    let drafts = state.drafts.iter().filter(|(_, drafts)| !drafts.is_empty());
    let rounds = state.rounds.iter();
    let passed = state.passed.iter();
    Some(OfStudy {
        study: study.0,
        name: name.clone(),
        on: super::day(model),
        order: state.order,
        everyone: state.everyone,
        twice: state.twice,
        weigh: state.weigh,
        reason: state.reason.clone(),
        drafts: drafts.map(|(id, drafts)| (id.0, drafts.clone())).collect(),
        rounds: rounds
            .map(|((id, target), n)| (id.0, *target, *n))
            .collect(),
        passed: passed
            .map(|(on, id, target)| (*on, id.0, *target))
            .collect(),
    })
}

/// Keeps what there is now, and what waits in other studies and in a form.
pub(crate) fn keep(model: &Model) -> Effect {
    let now = now(model);
    let here = now.as_ref().map(|now| now.study);
    let others = model
        .left
        .studies
        .iter()
        .filter(|of| Some(of.study) != here);
    let studies = others.cloned().chain(now).collect();
    let form = forms::unsaved(model).or_else(|| model.left.form.clone());
    Effect::Keep(Box::new(Kept { studies, form }))
}

/// Another study is opened: values of this one wait until it is measured again.
pub(crate) fn put_away(model: &mut Model) {
    let Some(now) = now(model) else {
        return;
    };
    model.left.studies.retain(|of| of.study != now.study);
    if !now.drafts.is_empty() || !now.rounds.is_empty() || !now.passed.is_empty() {
        model.left.studies.push(now);
    }
}

/// An ended program has left this behind.
pub(crate) fn found(model: &mut Model, kept: Kept) {
    let waiting = kept.studies.iter().find(|of| !of.drafts.is_empty());
    if let Some(of) = waiting {
        let text = format!(
            "values of {} that were not saved wait in `{}`: open it and measure",
            of.on, of.name
        );
        model.say(Tone::Warning, text);
    } else if let Some(form) = &kept.form {
        let text = format!(
            "`{}` was filled in and not saved: opened again, it has what was typed",
            form.title()
        );
        model.say(Tone::Warning, text);
    }
    model.left = kept;
}

/// Goes on where one stopped in this study: on the same day, or on the day of values that wait.
pub(super) fn take_up(model: &mut Model) {
    let Some(study) = &model.study else {
        return;
    };
    let id = study.record.study.id.0;
    let at = model.left.studies.iter().position(|of| of.study == id);
    let Some(of) = at.map(|at| model.left.studies.remove(at)) else {
        return;
    };
    let state = &mut model.measure;
    let drafts = of.drafts.into_iter();
    state.drafts = drafts.map(|(id, drafts)| (AnimalId(id), drafts)).collect();
    state.on = Some(of.on);
    forget_what_cannot_be(model);
    let state = &mut model.measure;
    let passed = of.passed.into_iter();
    state.passed = passed
        .map(|(on, id, target)| (on, AnimalId(id), target))
        .collect();
    let values: usize = state.drafts.values().map(Vec::len).sum();
    if values == 0 && of.on != model.today {
        state.on = Some(model.today);
        return;
    }
    let rounds = of.rounds.into_iter();
    state.rounds = rounds
        .map(|(id, target, n)| ((AnimalId(id), target), n))
        .collect();
    state.order = of.order;
    state.everyone = of.everyone;
    state.twice = of.twice;
    state.weigh = of.weigh;
    state.reason = of.reason;
    tell(model, values, of.on);
}

fn tell(model: &mut Model, values: usize, on: NaiveDate) {
    let study = model.study.as_ref();
    let of = model
        .measure
        .drafts
        .keys()
        .filter_map(|id| super::animal(study?, *id));
    let of: Vec<String> = of.map(|a| a.animal.tag.to_string()).collect();
    let what = format!("{} of {}", counted(values, "value"), of.join(", "));
    let verb = if values == 1 { "is" } else { "are" };
    if on != model.today {
        let text = format!(
            "{what} of {on} not saved before {verb} here again: readings are of that day, Ctrl-D changes it"
        );
        model.say(Tone::Warning, text);
    } else if values > 0 {
        model.say(
            Tone::Note,
            format!("{what} not saved before {verb} here again"),
        );
    }
}

/// Drafts of what has reached the notebook after all, because the program ended between the two,
/// and of animals that have left.
fn forget_what_cannot_be(model: &mut Model) {
    let Some(study) = &model.study else {
        return;
    };
    let mut drafts = std::mem::take(&mut model.measure.drafts);
    drafts.retain(|id, drafts| {
        let on_study = super::animal(study, *id).filter(|a| a.disposition.is_none());
        let Some(animal) = on_study else {
            return false;
        };
        let entry = super::compose(model, study, animal);
        let is_asked = |d: &Draft| {
            let mut fields = entry.of_look(d.look);
            fields.any(|f| f.kind == d.kind && !matches!(f.progress, Progress::Saved(_)))
        };
        drafts.retain(is_asked);
        !drafts.is_empty()
    });
    model.measure.drafts = drafts;
}
