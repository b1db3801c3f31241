//! Keys in the place of values: a tumor that cannot be felt, one that is not measured and why, one that
//! is read once more.

use tui_input::Input;

use super::entry::{Look, Target, readings, tumors};
use super::take::complain;
use super::write::{send, without_weight};
use super::{arrive, count, current, day, keep, look};
use crate::effect::Effect;
use crate::model::{Model, Tone};
use crate::overlay::{Choosing, Item, Overlay, Pick, Value};
use domain::{Observation, Prose};

/// Reasons that are offered for a tumor that is not measured.
const REASONS: [&str; 6] = [
    "could not be measured",
    "tumor not accessible",
    "ulcerated, not handled",
    "animal not well, not handled",
    "animal not in its cage",
    "device failure",
];

/// The tumor one is at, of whose reading nothing is saved yet.
fn open_look(model: &mut Model) -> Option<Look> {
    let field = model.measure.entry.as_ref().and_then(|e| e.field());
    match field.map(|f| f.look) {
        Some(look) if look.target != Target::Body => Some(look),
        Some(_) => {
            model.say(
                Tone::Note,
                "the tumors of this animal are read: Enter alone passes over the weight",
            );
            None
        }
        None => {
            model.say(
                Tone::Note,
                "this animal is done: F6 reads it once more, F7 corrects",
            );
            None
        }
    }
}

fn discard(model: &mut Model, look: Look) {
    let Some(entry) = &mut model.measure.entry else {
        return;
    };
    entry.input.reset();
    if let Some(drafts) = model.measure.drafts.get_mut(&entry.animal) {
        drafts.retain(|d| d.look != look);
    }
}

/// The tumor cannot be felt.
pub(super) fn not_palpable(model: &mut Model) -> Vec<Effect> {
    let Some(look) = open_look(model) else {
        return Vec::new();
    };
    discard(model, look);
    let outside = look::expected(model, look).filter(|e| !e.holds(0.0));
    send(
        model,
        look,
        Some((Observation::NotPalpable, None)),
        None,
        outside,
    )
}

/// The tumor was not measured, for this reason.
pub(crate) fn skip(model: &mut Model, reason: &str) -> Vec<Effect> {
    let at_weight = model.measure.entry.as_ref().and_then(|e| e.field());
    if at_weight.is_some_and(|f| f.look.target == Target::Body) {
        return without_weight(model);
    }
    let Some(look) = open_look(model) else {
        return Vec::new();
    };
    match Prose::new("reason", reason) {
        Ok(prose) => {
            model.measure.reason = Some(reason.to_owned());
            discard(model, look);
            let found = Observation::NotMeasured(prose);
            send(model, look, Some((found, None)), None, None)
        }
        Err(invalid) => complain(model, &invalid),
    }
}

/// The tumor was not measured, for the reason given last; the first one of a session is asked for.
pub(super) fn skip_as_before(model: &mut Model) -> Vec<Effect> {
    let field = model.measure.entry.as_ref().and_then(|e| e.field());
    let at_tumor = field.is_some_and(|f| f.look.target != Target::Body);
    match model.measure.reason.clone() {
        None if at_tumor => {
            let reasons = reasons(model);
            model.overlays.push(reasons);
            Vec::new()
        }
        reason => skip(model, &reason.unwrap_or_default()),
    }
}

/// The reasons to choose from, the one given last first.
pub(super) fn reasons(model: &Model) -> Overlay {
    let last = model.measure.reason.iter().map(String::as_str);
    let others = REASONS
        .iter()
        .copied()
        .filter(|r| Some(*r) != model.measure.reason.as_deref());
    let item = |reason: &str| Item {
        label: reason.to_owned(),
        detail: String::new(),
        value: Value::Text(reason.to_owned()),
    };
    Overlay::Pick(Box::new(Pick {
        title: "Not measured, because (a digit takes one; or type another reason)".into(),
        items: last.chain(others).map(item).collect(),
        input: Input::default(),
        at: 0,
        purpose: Choosing::Reason,
    }))
}

/// One more reading of the tumors that were read.
pub(super) fn again(model: &mut Model) -> Vec<Effect> {
    let on = day(model);
    let Some(animal) = current(model) else {
        return Vec::new();
    };
    let id = animal.animal.id;
    let read = |id| readings(animal, id, on).count();
    let ids = tumors(animal).into_iter();
    let mut wanted: Vec<(Target, usize)> = ids
        .map(|id| (Target::Tumor(id), read(id)))
        .filter(|(_, n)| *n > 0)
        .collect();
    if wanted.is_empty() {
        model.say(Tone::Note, "nothing of this animal is read yet today");
        return Vec::new();
    }
    for (target, n) in wanted.drain(..) {
        let next = u32::try_from(n + 1).unwrap_or(u32::MAX);
        model.measure.rounds.insert((id, target), next);
    }
    count(model, id);
    arrive(model, id);
    vec![keep::keep(model)]
}
