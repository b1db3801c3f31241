//! Where one is: the queue as the study, the day and the filter make it, the animal of it whose values
//! are shown, and what is left to do.

use super::entry::{Entry, Kind, Look, Progress, Target};
use super::{Focus, animal, current, day, keep, look, plan, queue};
use crate::effect::Effect;
use crate::model::{Model, OpenStudy, Tone};
use app::due::MeasuringDay;
use app::observers::observers_last_time;
use domain::{AnimalId, AnimalRecord};

/// The screen has been gone to: where one stopped, or at the first animal that something is due of.
pub(crate) fn entered(model: &mut Model) -> Vec<Effect> {
    let Some(study) = &model.study else {
        return Vec::new();
    };
    let measured = (study.record.study.id, study.name().to_owned());
    model.measure.study = Some(measured);
    let others = observers_last_time(&study.record, day(model));
    let author = model.setting.author.as_str();
    let same = others.is_empty() || others.iter().any(|name| name == author);
    model.measure.others = if same { Vec::new() } else { others };
    model.measure.focus = Focus::Entry;
    if model.measure.session.is_none() {
        // A session keeps its day when midnight passes.
        model.measure.on = Some(model.today);
        keep::take_up(model);
    } else if model.measure.tally.is_empty() && model.measure.drafts.is_empty() {
        model.measure.on = Some(model.today);
    }
    refreshed(model)
}

/// The study, the day or the plan has changed: the queue is made anew, and the values of the animal
/// one is at.
pub(crate) fn refreshed(model: &mut Model) -> Vec<Effect> {
    let Some(study) = &model.study else {
        return Vec::new();
    };
    let session = MeasuringDay::of(&study.record, day(model));
    let state = &model.measure;
    let mut kept = state.done.clone();
    kept.extend(state.drafts.keys());
    let queue = if study.is_open() {
        queue::queue(&study.record, &session, state.order, state.everyone, &kept)
    } else {
        Vec::new()
    };
    let queue = filter(model, queue);
    model.measure.session = Some(session);
    model.measure.alerts.clear();
    model.measure.open_alerts = look::all_open_alerts(model);
    for id in &queue {
        count(model, *id);
    }
    let before = std::mem::replace(&mut model.measure.queue, queue);
    let at = model.measure.entry.as_ref().map(|entry| entry.animal);
    let stays = at.filter(|id| model.measure.queue.contains(id));
    if stays.is_none() && at.is_some() && model.measure.disposing.take() != at {
        lost(model);
    }
    let after = || at.and_then(|id| due_after(model, &before, id));
    let to = stays.or_else(after).or_else(|| first_due(model));
    let typed = typed_field(model);
    match to.or(model.measure.queue.first().copied()) {
        Some(id) => arrive(model, id),
        None => model.measure.entry = None,
    }
    if let Some(typed) = typed {
        overtaken(model, typed);
    }
    Vec::new()
}

/// Whose field holds something that was typed and is not taken, and which.
fn typed_field(model: &Model) -> Option<(AnimalId, Look, Kind)> {
    let entry = model.measure.entry.as_ref()?;
    let typed = !entry.input.value().trim().is_empty() || !entry.unseen.is_empty();
    let field = entry.field().filter(|_| typed)?;
    Some((entry.animal, field.look, field.kind))
}

/// Somebody else has saved meanwhile what was being typed: that it was not taken is said.
fn overtaken(model: &mut Model, (id, look, kind): (AnimalId, Look, Kind)) {
    let saved = model.measure.entry.as_ref().is_some_and(|entry| {
        let mut fields = entry.of_look(look).filter(|f| f.kind == kind);
        entry.animal == id && fields.any(|f| matches!(f.progress, Progress::Saved(_)))
    });
    let tag = current(model).map(|a| a.animal.tag.to_string());
    if let Some(tag) = tag.filter(|_| saved) {
        let text = format!("{tag} was measured elsewhere; what was typed here was not taken");
        model.say(Tone::Warning, text);
    }
}

/// The animal one was at is not in the queue any more, by somebody else's doing or by a filter: what
/// is sent next must not go to another one unseen.
fn lost(model: &mut Model) {
    model.measure.focus = Focus::Queue;
    let left = current(model).filter(|a| a.disposition.is_some());
    let left = left.map(|a| a.animal.tag.to_string());
    if let Some(tag) = left {
        let text = format!("{tag} has left the study; what was typed was not taken");
        model.say(Tone::Warning, text);
    }
}

/// The animals whose tag, chip or cage holds what the filter says.
fn filter(model: &Model, queue: Vec<AnimalId>) -> Vec<AnimalId> {
    let words = model.measure.filter.to_lowercase();
    let Some(study) = model.study.as_ref().filter(|_| !words.is_empty()) else {
        return queue;
    };
    let fits = |id: &AnimalId| {
        let Some(animal) = animal(study, *id) else {
            return false;
        };
        let cage = study.cage(animal).map_or("", |label| label.as_str());
        let rfid = animal
            .animal
            .rfid
            .as_ref()
            .map_or("", |label| label.as_str());
        let text = format!("{cage} {} {rfid}", animal.animal.tag).to_lowercase();
        words.split_whitespace().all(|word| text.contains(word))
    };
    queue.into_iter().filter(fits).collect()
}

/// The filter of the queue has changed.
pub(crate) fn filtered(model: &mut Model) {
    refreshed(model);
}

/// Finds out whether anything is left to do of an animal, and which limits it reached.
pub(super) fn count(model: &mut Model, id: AnimalId) {
    let tag = |a: &AnimalRecord| a.animal.tag.to_string();
    let tag = model.study.as_ref().and_then(|s| animal(s, id)).map(tag);
    let alerts = look::alerts(model, id).into_iter();
    let alerts: Vec<String> = alerts
        .map(|alert| format!("{}: {alert}", tag.as_deref().unwrap_or_default()))
        .collect();
    if alerts.is_empty() {
        model.measure.alerts.remove(&id);
    } else {
        model.measure.alerts.insert(id, alerts);
    }
    let Some(study) = &model.study else {
        return;
    };
    let Some(animal) = animal(study, id) else {
        return;
    };
    let open = animal.open_alerts(&study.record.study.protocol).len();
    model.measure.open_alerts.insert(id, open);
    let skip_weight = super::is_passed(model, id, Target::Body);
    let entry = compose(model, study, animal);
    let open = entry.fields.iter().any(|field| {
        let left_out = field.look.target == Target::Body && skip_weight;
        !matches!(field.progress, Progress::Saved(_)) && !left_out
    });
    if open {
        model.measure.done.remove(&id);
    } else {
        model.measure.done.insert(id);
    }
}

pub(super) fn compose(model: &Model, study: &OpenStudy, animal: &AnimalRecord) -> Entry {
    let state = &model.measure;
    let id = animal.animal.id;
    let drafts = state.drafts.get(&id).map_or(&[][..], Vec::as_slice);
    let rounds = |target| state.rounds.get(&(id, target)).copied().unwrap_or(0);
    Entry::of(animal, plan(model, study), drafts, rounds)
}

/// Shows the values of an animal, with the cursor in the first that is open, or where it was.
pub(super) fn arrive(model: &mut Model, id: AnimalId) {
    let Some(study) = &model.study else {
        return;
    };
    let Some(animal) = animal(study, id) else {
        return;
    };
    let mut entry = compose(model, study, animal);
    match model.measure.entry.take().filter(|e| e.animal == id) {
        Some(before) => entry.carry_on(before),
        None => {
            model.measure.said.clear();
            model.measure.tally.arrived(model.now);
        }
    }
    model.measure.entry = Some(entry);
}

/// The animal that was to come after this one, which has left the queue.
fn due_after(model: &Model, before: &[AnimalId], id: AnimalId) -> Option<AnimalId> {
    let state = &model.measure;
    let due = |id: &&AnimalId| state.queue.contains(id) && !state.done.contains(id);
    let left = before.iter().skip_while(|other| **other != id);
    left.skip(1).find(due).copied()
}

/// The first animal of the queue that is not done.
fn first_due(model: &Model) -> Option<AnimalId> {
    let state = &model.measure;
    state
        .queue
        .iter()
        .find(|id| !state.done.contains(id))
        .copied()
}

/// The next animal after this one that is not done, from the beginning if there is none after it.
pub(super) fn next_due(model: &Model, id: AnimalId) -> Option<AnimalId> {
    let state = &model.measure;
    let place = state.queue.iter().position(|other| *other == id);
    let (before, after) = state.queue.split_at(place.unwrap_or(0));
    let mut turn = after.iter().chain(before).filter(|other| **other != id);
    turn.find(|other| !state.done.contains(other)).copied()
}
