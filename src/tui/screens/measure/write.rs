//! Values on their way: from what was typed to what is on disk, and what that says of the animal.

use tui_input::Input;

use super::entry::{Draft, Kind, Look, Progress, Target, readings, weighings};
use super::{Focus, ONE_SEND, arrive, count, current, day, keep, look, next_due, scan, summary};
use crate::app::expect::Expected;
use crate::app::measure::{NewReading, Observed};
use crate::domain::{
    AnimalId, BodyWeight, Invalid, Label, MAX_SIZE_MM, Observation, Prose, Quantity, parse_device,
};
use crate::tui::effect::{Effect, Write};
use crate::tui::message::{Trouble, Wrote};
use crate::tui::model::{Model, Tone};
use crate::tui::overlay::{Choosing, Item, Overlay, Pick, Value};

/// A write that is under way.
#[derive(Debug, Clone)]
pub(super) struct Waiting {
    animal: AnimalId,
    look: Look,
    /// What was to be expected, if the value is outside of it.
    outside: Option<Expected>,
    /// Why the tumor was not measured, if that is what is written.
    reason: Option<String>,
}

/// Reasons that are offered for a tumor that is not measured.
const REASONS: [&str; 6] = [
    "could not be measured",
    "tumor not accessible",
    "ulcerated, not handled",
    "animal not well, not handled",
    "animal not in its cage",
    "device failure",
];

/// Enter: the value is taken.
pub(super) fn accept(model: &mut Model) -> Vec<Effect> {
    let within_one_send = model
        .measure
        .taken_at
        .is_some_and(|at| model.now.saturating_sub(at) < ONE_SEND);
    let Some(entry) = &model.measure.entry else {
        return Vec::new();
    };
    let Some(field) = entry.field() else {
        return if within_one_send {
            Vec::new()
        } else {
            go_on(model)
        };
    };
    let (look, kind) = (field.look, field.kind);
    if !entry.input.value().trim().is_empty() && !entry.swap {
        return take(model);
    }
    // The second terminator of a device that sends two.
    if within_one_send {
        return Vec::new();
    }
    if entry.swap {
        return swap(model);
    }
    match kind {
        Kind::Weight => without_weight(model),
        Kind::Length if look.round > 1 => without_another(model, look),
        _ => {
            let text = "nothing was typed: F2 not palpable, F3 not measured, ↓ the next animal";
            model.say(Tone::Note, text);
            Vec::new()
        }
    }
}

/// Tab: the value is taken, or the field passed over.
pub(super) fn tab(model: &mut Model) -> Vec<Effect> {
    let Some(entry) = &mut model.measure.entry else {
        return Vec::new();
    };
    if !entry.input.value().trim().is_empty() {
        return accept(model);
    }
    let just_taken = model
        .measure
        .taken_at
        .is_some_and(|at| model.now.saturating_sub(at) < ONE_SEND);
    if !just_taken {
        let from = entry.at + 1;
        entry.go_on(from);
        if entry.field().is_none() {
            entry.go_on(0);
        }
    }
    Vec::new()
}

/// Takes what stands in the field before another animal is gone to; answers whether one is free to
/// go.
pub(super) fn leave(model: &mut Model) -> (Vec<Effect>, bool) {
    let typed = model
        .measure
        .entry
        .as_ref()
        .is_some_and(|e| !e.input.value().trim().is_empty());
    if !typed {
        return (Vec::new(), true);
    }
    let effects = take(model);
    let refused = model
        .measure
        .entry
        .as_ref()
        .is_some_and(|e| e.complaint.is_some() || e.swap);
    (effects, !refused)
}

/// Takes the value in the field: kept, or written if its reading is complete.
fn take(model: &mut Model) -> Vec<Effect> {
    let Some(entry) = &model.measure.entry else {
        return Vec::new();
    };
    let Some(field) = entry.field() else {
        return Vec::new();
    };
    let text = entry.input.value().to_owned();
    if scan::is_chip(model, text.trim()) {
        if let Some(entry) = &mut model.measure.entry {
            entry.input.reset();
        }
        return scan::jump(model, &text);
    }
    let (look, kind, at, id) = (field.look, field.kind, entry.at, entry.animal);
    let (value, digits) = match read(kind, &text) {
        Ok(read) => read,
        Err(invalid) => return complain(model, &invalid),
    };
    model.measure.taken_at = Some(model.now);
    let complete = entry.completes(at);
    let drafts = model.measure.drafts.entry(id).or_default();
    drafts.retain(|d| !(d.look == look && d.kind == kind));
    drafts.push(Draft {
        look,
        kind,
        value,
        digits,
    });
    arrive(model, id);
    if complete {
        return write_look(model, look, at);
    }
    vec![keep::keep(model)]
}

/// A value in the dress of its device, in the range of its field.
fn read(kind: Kind, text: &str) -> Result<(f64, String), Invalid> {
    let (value, digits) = parse_device(kind.name(), kind.unit(), text)?;
    match kind {
        Kind::Weight => BodyWeight::new(value).map(|_| ()),
        _ => Quantity {
            field: kind.name(),
            unit: "mm",
            least: 0.0,
            most: MAX_SIZE_MM,
        }
        .check(value)
        .map(|_| ()),
    }?;
    Ok((value, digits))
}

fn complain(model: &mut Model, invalid: &Invalid) -> Vec<Effect> {
    if let Some(entry) = &mut model.measure.entry {
        entry.refuse(match invalid.hint.as_str() {
            "" => invalid.to_string(),
            hint => format!("{invalid}: {hint}"),
        });
    }
    vec![Effect::Bell]
}

/// Writes a look whose values are all taken, the last of them in the field `at`.
fn write_look(model: &mut Model, look: Look, at: usize) -> Vec<Effect> {
    let Some(entry) = &model.measure.entry else {
        return Vec::new();
    };
    let value = |kind| entry.taken(look, kind);
    if look.target == Target::Body {
        let weight =
            value(Kind::Weight).map_or(Ok(None), |(grams, _)| BodyWeight::new(grams).map(Some));
        return match weight {
            Ok(Some(weight)) => {
                let outside = look::expected(model, look).filter(|e| !e.holds(weight.grams()));
                send(model, look, None, Some(weight), outside, None)
            }
            Ok(None) => Vec::new(),
            Err(invalid) => put_back(model, look, at, &invalid),
        };
    }
    let (length, width, height) = (value(Kind::Length), value(Kind::Width), value(Kind::Height));
    if let (Some((length, _)), Some((width, _))) = (length, width)
        && width > length
        && length > 0.0
    {
        return offer_swap(model, look, at);
    }
    let number = |typed: Option<(f64, &str)>| typed.map(|(value, _)| value);
    // A tumor that is gone is 0 × 0, and has no height to type.
    let found = Observation::from_numbers(number(length), number(width), number(height), None);
    let digits: Vec<&str> = [length, width, height]
        .into_iter()
        .flatten()
        .map(|(_, d)| d)
        .collect();
    let typed = digits.join(" × ");
    match found {
        Ok(found) => {
            let volume = look::volume(model, &found);
            let expected = look::expected(model, look);
            let outside = expected.filter(|e| volume.is_some_and(|v| !e.holds(v)));
            send(model, look, Some((found, Some(typed))), None, outside, None)
        }
        Err(invalid) => put_back(model, look, at, &invalid),
    }
}

/// The values cannot be: the cursor is in the last field again, with what was typed.
fn put_back(model: &mut Model, look: Look, at: usize, invalid: &Invalid) -> Vec<Effect> {
    untake(model, look, at);
    complain(model, invalid)
}

/// Takes the last field's value out of the drafts and into the field again.
fn untake(model: &mut Model, look: Look, at: usize) {
    let Some(entry) = &model.measure.entry else {
        return;
    };
    let Some(kind) = entry.fields.get(at).map(|f| f.kind) else {
        return;
    };
    let id = entry.animal;
    let drafts = model.measure.drafts.entry(id).or_default();
    let place = drafts.iter().position(|d| d.look == look && d.kind == kind);
    let digits = place.map(|place| drafts.remove(place).digits);
    arrive(model, id);
    if let Some(entry) = &mut model.measure.entry {
        entry.at = at;
        entry.input = Input::new(digits.unwrap_or_default());
        entry.replace = true;
    }
}

/// The width is larger than the length: they are offered to change places.
fn offer_swap(model: &mut Model, look: Look, at: usize) -> Vec<Effect> {
    let Some(entry) = &model.measure.entry else {
        return Vec::new();
    };
    let digits = |kind| {
        entry
            .taken(look, kind)
            .map(|(_, digits)| digits.to_owned())
            .unwrap_or_default()
    };
    let (length, width) = (digits(Kind::Length), digits(Kind::Width));
    // The width is what is asked for again; a height stays taken.
    let place = entry
        .fields
        .iter()
        .position(|f| f.look == look && f.kind == Kind::Width);
    untake(model, look, place.unwrap_or(at));
    if let Some(entry) = &mut model.measure.entry {
        entry.swap = true;
        entry.complaint = Some(format!(
            "width `{width}` is larger than length `{length}`: Enter swaps them to {width} × {length}, or type the width again"
        ));
    }
    vec![Effect::Bell]
}

/// Width and length change places, and are written.
fn swap(model: &mut Model) -> Vec<Effect> {
    let Some(entry) = &model.measure.entry else {
        return Vec::new();
    };
    let Some(field) = entry.field() else {
        return Vec::new();
    };
    let (look, at, id) = (field.look, entry.at, entry.animal);
    let Ok((value, digits)) = read(Kind::Width, entry.input.value()) else {
        return Vec::new();
    };
    let complete = entry.completes(at);
    let drafts = model.measure.drafts.entry(id).or_default();
    let mut moved = Draft {
        look,
        kind: Kind::Width,
        value,
        digits,
    };
    if let Some(length) = drafts
        .iter_mut()
        .find(|d| d.look == look && d.kind == Kind::Length)
    {
        std::mem::swap(&mut length.value, &mut moved.value);
        std::mem::swap(&mut length.digits, &mut moved.digits);
    }
    drafts.push(moved);
    model.measure.taken_at = Some(model.now);
    arrive(model, id);
    if complete {
        return write_look(model, look, at);
    }
    vec![keep::keep(model)]
}

/// Asks for a look to be written.
fn send(
    model: &mut Model,
    look: Look,
    found: Option<(Observation, Option<String>)>,
    weight: Option<BodyWeight>,
    outside: Option<Expected>,
    reason: Option<String>,
) -> Vec<Effect> {
    let on = day(model);
    let (Some(study), Some(animal)) = (&model.study, current(model)) else {
        return Vec::new();
    };
    let (site, again) = match look.target {
        Target::Tumor(tumor) => (
            animal.tumors.get(tumor).map(|t| t.tumor.site.clone()),
            readings(animal, tumor, on).next().is_some(),
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
        reason,
    };
    let study = study.name().to_owned();
    model.measure.waiting = Some(waiting);
    vec![Effect::Write(Box::new(Write::Measure { study, entry }))]
}

/// A reading or weighing is on disk.
pub(in crate::tui) fn saved(model: &mut Model, wrote: &Wrote) -> Vec<Effect> {
    let Some(Waiting {
        animal: id,
        look,
        outside,
        reason,
    }) = model.measure.waiting.take()
    else {
        return Vec::new();
    };
    let had_drafts = model.measure.drafts.contains_key(&id);
    if let Some(drafts) = model.measure.drafts.get_mut(&id) {
        drafts.retain(|d| d.look != look);
        if drafts.is_empty() {
            model.measure.drafts.remove(&id);
        }
    }
    model.measure.tally.saved();
    tell(model, id, look, wrote, reason);
    if let Some(expected) = outside {
        ask_again(model, id, look, expected);
    }
    count(model, id);
    let is_current = model.measure.entry.as_ref().is_some_and(|e| e.animal == id);
    if is_current {
        arrive(model, id);
        advance(model, id);
    } else if model.measure.done.contains(&id) {
        let now = model.now;
        model.measure.tally.finished(id, now);
    }
    if had_drafts {
        vec![keep::keep(model)]
    } else {
        Vec::new()
    }
}

/// Notes what was recorded, and the limits that it reached.
fn tell(model: &mut Model, id: AnimalId, look: Look, wrote: &Wrote, reason: Option<String>) {
    let Some(recorded) = &wrote.recorded else {
        return;
    };
    let is_current = model.measure.entry.as_ref().is_some_and(|e| e.animal == id);
    if let Some(reason) = reason {
        model.measure.tally.skipped(&recorded.animal, &reason);
    }
    let alerts = look::alerts(model, id);
    if !alerts.is_empty() && !is_current {
        model.say(
            Tone::Error,
            format!("{}: {}", recorded.animal, alerts.join("; ")),
        );
    }
    model
        .measure
        .tally
        .alerts
        .retain(|(tag, _)| *tag != recorded.animal);
    let named = alerts
        .into_iter()
        .map(|alert| (recorded.animal.clone(), alert));
    model.measure.tally.alerts.extend(named);
    if is_current && let Some(said) = look::difference(model, look) {
        model.measure.said.push((Tone::Note, said));
    }
}

/// The value is outside of what was to be expected: it is asked for once more, unless it was read
/// more than once already.
fn ask_again(model: &mut Model, id: AnimalId, look: Look, expected: Expected) {
    let (what, decimals) = match look.target {
        Target::Tumor(_) => ("the volume", 0),
        Target::Body => ("the weight", 1),
    };
    let planned = if model.measure.twice && look.target != Target::Body {
        2
    } else {
        1
    };
    if look.round > 1 || planned > 1 {
        return;
    }
    model
        .measure
        .rounds
        .insert((id, look.target), look.round + 1);
    let said = format!(
        "{what} is outside the expected {:.decimals$} – {:.decimals$}: measure once more, both are kept (Enter alone leaves it)",
        expected.low, expected.high
    );
    model.measure.said.push((Tone::Warning, said));
}

/// Goes on to the next animal if nothing is left to do of this one, unless it needs attention.
fn advance(model: &mut Model, id: AnimalId) {
    let open = model
        .measure
        .entry
        .as_ref()
        .is_some_and(|e| e.field().is_some());
    if open {
        return;
    }
    let now = model.now;
    model.measure.tally.finished(id, now);
    model.measure.done.insert(id);
    // What was asked for has been done.
    model
        .measure
        .said
        .retain(|(tone, _)| *tone != Tone::Warning);
    if look::alerts(model, id).is_empty() {
        move_on(model, id);
    }
}

/// Enter at an animal of which nothing is left to do.
fn go_on(model: &mut Model) -> Vec<Effect> {
    if let Some(id) = model.measure.entry.as_ref().map(|e| e.animal) {
        move_on(model, id);
    }
    Vec::new()
}

/// To the next animal that something is due of; to the summary if there is none.
fn move_on(model: &mut Model, id: AnimalId) {
    let said = look::spoken(model, id);
    match next_due(model, id) {
        Some(next) => {
            arrive(model, next);
            model.say(Tone::Done, said);
        }
        None => {
            model.say(Tone::Done, format!("{said} · all animals are done"));
            model.measure.focus = Focus::Queue;
            let summary = summary::reader(model);
            model.overlays.push(summary);
        }
    }
}

/// Enter at an empty weight: the animal is not weighed.
fn without_weight(model: &mut Model) -> Vec<Effect> {
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
    model.measure.unweighed.insert(id);
    count(model, id);
    let now = model.now;
    model.measure.tally.finished(id, now);
    move_on(model, id);
    vec![keep::keep(model)]
}

/// Enter at an empty length that was asked for once more: the first reading stays alone.
fn without_another(model: &mut Model, look: Look) -> Vec<Effect> {
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
    count(model, id);
    arrive(model, id);
    advance(model, id);
    vec![keep::keep(model)]
}

/// Nothing was written: the last value is in its field again.
pub(in crate::tui) fn not_saved(model: &mut Model, trouble: &Trouble) {
    let Some(waiting) = model.measure.waiting.take() else {
        return model.trouble(trouble);
    };
    let is_current = model
        .measure
        .entry
        .as_ref()
        .is_some_and(|e| e.animal == waiting.animal);
    if !is_current {
        return model.trouble(trouble);
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
        entry.refuse(format!("not saved: {trouble}"));
    }
}

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
        None,
    )
}

/// The tumor was not measured, for this reason.
pub(in crate::tui) fn skip(model: &mut Model, reason: &str) -> Vec<Effect> {
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
            send(
                model,
                look,
                Some((found, None)),
                None,
                None,
                Some(reason.to_owned()),
            )
        }
        Err(invalid) => complain(model, &invalid),
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

/// One more reading of the tumors that were read, or of the body where the cursor is at its weight.
pub(super) fn again(model: &mut Model) -> Vec<Effect> {
    let on = day(model);
    let Some(animal) = current(model) else {
        return Vec::new();
    };
    let id = animal.animal.id;
    let read = |tumor| readings(animal, tumor, on).count();
    let mut wanted: Vec<(Target, usize)> = (0..animal.tumors.len())
        .map(|tumor| (Target::Tumor(tumor), read(tumor)))
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
