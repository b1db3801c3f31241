//! What is kept beside the notebook while measuring, and taken up again after a crash.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::entry::{Draft, Progress, Target};
use super::queue::Order;
use crate::domain::{AnimalId, counted};
use crate::tui::effect::Effect;
use crate::tui::model::{Model, Tone};

/// What is kept: how one measures, and values that are not in the notebook yet.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Kept {
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
}

/// Keeps what there is now.
pub(super) fn keep(model: &Model) -> Effect {
    let Some(study) = &model.study else {
        return Effect::Forget;
    };
    let state = &model.measure;
    Effect::Keep(Box::new(Kept {
        study: study.record.study.id.0,
        name: study.name().to_owned(),
        on: super::day(model),
        order: state.order,
        everyone: state.everyone,
        twice: state.twice,
        weigh: state.weigh,
        reason: state.reason.clone(),
        drafts: state
            .drafts
            .iter()
            .map(|(id, drafts)| (id.0, drafts.clone()))
            .collect(),
        rounds: state
            .rounds
            .iter()
            .map(|((id, target), n)| (id.0, *target, *n))
            .collect(),
    }))
}

/// An ended program has left this behind.
pub(in crate::tui) fn found(model: &mut Model, kept: Kept) {
    if !kept.drafts.is_empty() {
        let text = format!(
            "values of {} that were not saved wait in `{}`: open it and measure",
            kept.on, kept.name
        );
        model.say(Tone::Warning, text);
    }
    model.left = Some(kept);
}

/// Goes on where an ended program stopped, if that was this study on this day.
pub(super) fn take_up(model: &mut Model) {
    let Some(study) = &model.study else {
        return;
    };
    let fits = |kept: &Kept| {
        kept.study == study.record.study.id.0 && (kept.on == model.today || !kept.drafts.is_empty())
    };
    let Some(kept) = model.left.take_if(|kept| fits(kept)) else {
        return;
    };
    let state = &mut model.measure;
    state.on = Some(kept.on).filter(|on| *on != model.today);
    state.order = kept.order;
    state.everyone = kept.everyone;
    state.twice = kept.twice;
    state.weigh = kept.weigh;
    state.reason = kept.reason;
    state.drafts = kept
        .drafts
        .into_iter()
        .map(|(id, drafts)| (AnimalId(id), drafts))
        .collect();
    state.rounds = kept
        .rounds
        .into_iter()
        .map(|(id, target, n)| ((AnimalId(id), target), n))
        .collect();
    forget_saved(model);
    let values: usize = model.measure.drafts.values().map(Vec::len).sum();
    if values > 0 {
        let said = format!(
            "{} not saved before is here again",
            counted(values, "value")
        );
        model.say(Tone::Note, said);
    }
}

/// Drafts of what has reached the notebook after all: the program ended between the two.
fn forget_saved(model: &mut Model) {
    let Some(study) = &model.study else {
        return;
    };
    let mut drafts = std::mem::take(&mut model.measure.drafts);
    drafts.retain(|id, drafts| {
        let Some(animal) = super::animal(study, *id) else {
            return false;
        };
        let entry = super::compose(model, study, animal);
        let is_saved = |d: &Draft| {
            let mut fields = entry.of_look(d.look);
            fields.any(|f| f.kind == d.kind && matches!(f.progress, Progress::Saved(_)))
        };
        drafts.retain(|d| !is_saved(d));
        !drafts.is_empty()
    });
    model.measure.drafts = drafts;
}
