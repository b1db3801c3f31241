//! Values on their way to the disk, and what is said and done once they are there, or were refused.

use super::entry::{Halt, Look, Progress, Target, readings, tumor, weighings};
use super::take::untake;
use super::{Focus, animal, arrive, count, current, day, keep, look, next_due, summary};
use crate::effect::Effect;
use crate::message::{Trouble, Wrote};
use crate::model::{Model, Tone};
use app::Write;
use app::expect::Expected;
use app::measure::{NewReading, Observed};
use domain::{AnimalId, BodyWeight, Label, Observation};

/// A write that is under way.
#[derive(Debug, Clone)]
pub(super) struct Waiting {
    animal: AnimalId,
    look: Look,
    /// What was to be expected, if the value is outside of it.
    outside: Option<Expected>,
}

/// Asks for a look to be written.
pub(super) fn send(
    model: &mut Model,
    look: Look,
    found: Option<(Observation, Option<String>)>,
    weight: Option<BodyWeight>,
    outside: Option<Expected>,
) -> Vec<Effect> {
    let on = day(model);
    let (Some(study), Some(animal)) = (&model.study, current(model)) else {
        return Vec::new();
    };
    let (site, again) = match look.target {
        Target::Tumor(id) => (
            tumor(animal, id).map(|t| t.tumor.site.clone()),
            readings(animal, id, on).next().is_some(),
        ),
        Target::Body => (None, weighings(animal, on).next().is_some()),
    };
    let entry = NewReading {
        animal: animal.animal.tag.to_string(),
        site,
        observed: Observed::Date(on),
        found,
        weight,
        again,
        observer: None,
        method: Label::new("method", "caliper").expect("a plain word is a valid label"),
    };
    let waiting = Waiting {
        animal: animal.animal.id,
        look,
        outside,
    };
    let study = study.name().to_owned();
    model.measure.waiting = Some(waiting);
    vec![Effect::Write(Box::new(Write::Measure { study, entry }))]
}

/// A reading or weighing is on disk.
pub(crate) fn saved(model: &mut Model, wrote: &Wrote) -> Vec<Effect> {
    let Some(waiting) = model.measure.waiting.take() else {
        return Vec::new();
    };
    let (id, look) = (waiting.animal, waiting.look);
    let mut effects = Vec::new();
    let known = model.measure.alerts.get(&id).cloned();
    if let Some(drafts) = model.measure.drafts.get_mut(&id) {
        drafts.retain(|d| d.look != look);
        if drafts.is_empty() {
            model.measure.drafts.remove(&id);
        }
    }
    model.measure.tally.saved();
    let doubted = match waiting.outside {
        Some(expected) => ask_again(model, id, look, expected),
        None => None,
    };
    let doubted = doubted.or_else(|| ask_for_a_third(model, id, look));
    // With what was asked for once more: a program that is killed now asks again.
    effects.push(keep::keep(model));
    count(model, id);
    let alerts = model.measure.alerts.get(&id).cloned();
    if doubted.is_some() || (alerts.is_some() && alerts != known) {
        effects.push(Effect::Bell);
    }
    let is_current = model.measure.entry.as_ref().is_some_and(|e| e.animal == id);
    if is_current {
        let said = look::difference(model, look).map(|said| (Tone::Note, said));
        let halt = doubted.as_ref().map(|_| Halt::Again);
        let doubted = doubted.map(|said| (Tone::Warning, said));
        if look.round > 1 {
            answered(model);
        }
        model.measure.said.extend(said.into_iter().chain(doubted));
        arrive(model, id);
        if let Some(entry) = model.measure.entry.as_mut().filter(|_| halt.is_some()) {
            entry.halt = halt;
        }
        advance(model, id);
    } else {
        tell_of_another(model, id, wrote, doubted, alerts);
    }
    effects
}

/// An animal one has left meanwhile: what is to be known of it is said by its tag.
fn tell_of_another(
    model: &mut Model,
    id: AnimalId,
    wrote: &Wrote,
    doubted: Option<String>,
    alerts: Option<Vec<String>>,
) {
    if model.measure.done.contains(&id) {
        let now = model.now;
        model.measure.tally.finished(id, now);
    }
    let tag = wrote.recorded.as_ref().map_or("", |r| r.animal.as_str());
    if let Some(alerts) = alerts {
        let to_do = look::to_do(model).unwrap_or_default();
        model.say(Tone::Error, format!("{}. {to_do}", alerts.join("; ")));
    } else if let Some(doubted) = doubted {
        model.say(Tone::Warning, format!("{tag}: {doubted}"));
    }
}

/// The value is outside of what was to be expected: it is asked for once more, unless it was read
/// more than once already. Answers what is to be said of it.
fn ask_again(model: &mut Model, id: AnimalId, look: Look, expected: Expected) -> Option<String> {
    let (what, decimals, unit) = match look.target {
        Target::Tumor(_) => ("the volume", 0, "mm³"),
        Target::Body => ("the weight", 1, "g"),
    };
    let twice = model.measure.twice && look.target != Target::Body;
    if look.round > 1 || twice {
        return None;
    }
    let rounds = &mut model.measure.rounds;
    rounds.insert((id, look.target), look.round + 1);
    Some(format!(
        "{what} is outside the expected {} {unit}: Enter, and measure once more, both are kept; Enter twice leaves it",
        expected.said(decimals)
    ))
}

/// Every tumor is read twice, and these two differ by more than the error of reading: one of them is
/// wrong, and a third tells which.
fn ask_for_a_third(model: &mut Model, id: AnimalId, look: Look) -> Option<String> {
    if !model.measure.twice || look.round != 2 {
        return None;
    }
    let differ = look::differ(model, id, look)?;
    model.measure.rounds.insert((id, look.target), 3);
    Some(format!(
        "{differ}, more than the error of reading: Enter, and measure once more, all are kept; Enter twice leaves it"
    ))
}

/// Another reading was asked for, and is begun.
pub(super) fn once_more(model: &mut Model) {
    let asked = model
        .measure
        .said
        .iter()
        .any(|(tone, _)| *tone == Tone::Warning);
    answered(model);
    if asked {
        let text = "measure once more: both are kept; Enter alone leaves it";
        model.measure.said.push((Tone::Warning, text.to_owned()));
    }
}

/// What was asked for has been done.
fn answered(model: &mut Model) {
    let said = &mut model.measure.said;
    said.retain(|(tone, _)| *tone != Tone::Warning);
}

/// Goes on to the next animal if nothing is left to do of this one, unless it needs attention.
fn advance(model: &mut Model, id: AnimalId) {
    if !model.measure.done.contains(&id) {
        return;
    }
    let now = model.now;
    model.measure.tally.finished(id, now);
    answered(model);
    if !model.measure.alerts.contains_key(&id) {
        let said = look::spoken(model, id);
        move_on(model, id, said);
    }
}

/// Enter at an animal of which nothing is left to do.
pub(super) fn go_on(model: &mut Model) -> Vec<Effect> {
    let Some((id, tag)) = current(model).map(|a| (a.animal.id, a.animal.tag.to_string())) else {
        return Vec::new();
    };
    let said = if model.measure.tally.last_finished() == Some(id) {
        look::spoken(model, id)
    } else {
        format!("{tag} was done already")
    };
    move_on(model, id, said);
    Vec::new()
}

/// To the next animal that something is due of; to the summary if there is none.
fn move_on(model: &mut Model, id: AnimalId, said: String) {
    match next_due(model, id) {
        Some(next) => {
            arrive(model, next);
            model.say(Tone::Done, said);
        }
        None => {
            let queue = model.measure.queue.iter();
            let unweighed = queue.filter(|id| super::lacks_weight(model, **id)).count();
            let but = match unweighed {
                0 => String::new(),
                n => format!(", {n} without a weight"),
            };
            model.say(Tone::Done, format!("{said} · all animals are done{but}"));
            model.measure.focus = Focus::Queue;
            summary::show(model);
        }
    }
}

/// Enter at an empty weight: the animal is not weighed.
pub(super) fn without_weight(model: &mut Model) -> Vec<Effect> {
    let Some(id) = model.measure.entry.as_ref().map(|e| e.animal) else {
        return Vec::new();
    };
    let open = |e: &super::Entry| {
        e.fields
            .iter()
            .any(|f| f.progress == Progress::Open && f.look.target != Target::Body)
    };
    if model.measure.entry.as_ref().is_some_and(open) {
        if let Some(entry) = &mut model.measure.entry {
            entry.go_on(0);
        }
        return Vec::new();
    }
    model.measure.rounds.remove(&(id, Target::Body));
    pass(model, id, Target::Body);
    count(model, id);
    answered(model);
    arrive(model, id);
    let now = model.now;
    model.measure.tally.finished(id, now);
    let without = if super::lacks_weight(model, id) {
        ", not weighed"
    } else {
        ""
    };
    let said = format!("{}{without}", look::spoken(model, id));
    move_on(model, id, said);
    vec![keep::keep(model)]
}

/// Notes that this was asked for and is not done.
fn pass(model: &mut Model, id: AnimalId, target: Target) {
    let on = day(model);
    model.measure.passed.insert((on, id, target));
}

/// Enter at an empty length that was asked for once more: the first reading stays alone.
pub(super) fn without_another(model: &mut Model, look: Look) -> Vec<Effect> {
    let Some(id) = model.measure.entry.as_ref().map(|e| e.animal) else {
        return Vec::new();
    };
    if model.measure.twice
        && look.round == 2
        && !model.measure.rounds.contains_key(&(id, look.target))
    {
        model.say(Tone::Note, "every tumor is read twice: F10 changes that");
        return Vec::new();
    }
    model.measure.rounds.remove(&(id, look.target));
    pass(model, id, look.target);
    answered(model);
    count(model, id);
    arrive(model, id);
    advance(model, id);
    vec![keep::keep(model)]
}

/// Nothing was written: the last value is in its field again.
pub(crate) fn not_saved(model: &mut Model, trouble: &Trouble) {
    let Some(waiting) = model.measure.waiting.take() else {
        return model.trouble(trouble);
    };
    let is_current = model
        .measure
        .entry
        .as_ref()
        .is_some_and(|e| e.animal == waiting.animal);
    if !is_current {
        let study = model.study.as_ref();
        let left = study.and_then(|s| animal(s, waiting.animal));
        let tag = left.map(|a| a.animal.tag.to_string()).unwrap_or_default();
        return model.say(Tone::Error, format!("{tag} is not saved: {trouble}"));
    }
    let last = model.measure.entry.as_ref().and_then(|entry| {
        let taken = |f: &super::entry::Field| {
            f.look == waiting.look && matches!(f.progress, Progress::Taken(..))
        };
        entry.fields.iter().rposition(taken)
    });
    if let Some(at) = last {
        untake(model, waiting.look, at);
    }
    if let Some(entry) = &mut model.measure.entry {
        entry.refuse(format!("not saved: {trouble} (Enter tries again)"));
        entry.halt = Some(Halt::Unsaved);
    }
}
