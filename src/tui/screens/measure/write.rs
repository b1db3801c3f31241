//! Values on their way: from what was typed to what is on disk, and what that says of the animal.

use tui_input::Input;

use super::entry::{Draft, Halt, Kind, Look, Progress, Target, readings, tumor, tumors, weighings};
use super::{
    Focus, ONE_SEND, animal, arrive, count, current, day, keep, look, next_due, scan, summary,
};
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
    let Some(entry) = &mut model.measure.entry else {
        return Vec::new();
    };
    if !entry.unseen.is_empty() {
        return not_taken(model);
    }
    let typed = !entry.input.value().trim().is_empty();
    let deaf = entry.is_deaf();
    if typed && !deaf {
        return take(model);
    }
    // The second terminator of a device that sends two.
    if within_one_send {
        return Vec::new();
    }
    let halt = entry.halt.take();
    entry.complaint = None;
    let Some((look, kind)) = entry.field().map(|f| (f.look, f.kind)) else {
        return go_on(model);
    };
    match halt {
        Some(Halt::Swap) => return swap(model),
        Some(Halt::Unsaved) => return take(model),
        Some(Halt::Long) => return take_value(model),
        Some(Halt::Again) => return Vec::new(),
        None => {}
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

/// The end of something that was sent while nothing was taken: it is told, and nothing else happens,
/// unless it is the chip of an animal.
fn not_taken(model: &mut Model) -> Vec<Effect> {
    model.measure.taken_at = Some(model.now);
    let Some(entry) = &mut model.measure.entry else {
        return Vec::new();
    };
    let sent = std::mem::take(&mut entry.unseen);
    let next = match entry.halt {
        Some(Halt::Swap) => "Enter swaps length and width, Backspace empties the width",
        Some(Halt::Long) => "Enter takes the length, Backspace empties it",
        Some(Halt::Again) => "press Enter, then measure once more",
        Some(Halt::Unsaved) => "Enter first saves what stands here",
        None => "this animal is done, Enter goes on to the next one",
    };
    let said = format!("`{}` was not taken: {next}", sent.trim());
    if scan::is_chip(model, sent.trim()) {
        return scan::jump(model, &sent);
    }
    match &mut model.measure.entry {
        Some(entry) if entry.field().is_some() => entry.complaint = Some(said),
        _ => model.say(Tone::Warning, said),
    }
    vec![Effect::Bell]
}

/// Tab: the value is taken, or the field passed over.
pub(super) fn tab(model: &mut Model) -> Vec<Effect> {
    let Some(entry) = &mut model.measure.entry else {
        return Vec::new();
    };
    if !entry.input.value().trim().is_empty() || !entry.unseen.is_empty() {
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
        .is_some_and(|e| e.complaint.is_some() || e.halt.is_some());
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
    let (look, kind) = (field.look, field.kind);
    let length = read(kind, &text).ok().filter(|_| kind == Kind::Length);
    if let Some((length, digits)) = length
        && let Some(expected) = look::too_long(model, look, length)
    {
        return doubt_length(model, &digits, expected);
    }
    take_value(model)
}

/// A length that cannot be of this tumor may be a weight, or another animal's: it is seen first.
fn doubt_length(model: &mut Model, digits: &str, expected: Expected) -> Vec<Effect> {
    // A second terminator of the device does not confirm it.
    model.measure.taken_at = Some(model.now);
    if let Some(entry) = &mut model.measure.entry {
        entry.halt = Some(Halt::Long);
        entry.complaint = Some(format!(
            "length `{digits}` is too long for the expected {:.0} – {:.0} mm³: Enter takes it, Backspace empties the field",
            expected.low, expected.high
        ));
    }
    vec![Effect::Bell]
}

/// Takes the value in the field as it stands.
fn take_value(model: &mut Model) -> Vec<Effect> {
    let Some(entry) = &model.measure.entry else {
        return Vec::new();
    };
    let Some(field) = entry.field() else {
        return Vec::new();
    };
    let text = entry.input.value().to_owned();
    let (look, kind, at, id) = (field.look, field.kind, entry.at, entry.animal);
    let (value, digits) = match read(kind, &text) {
        Ok(read) => read,
        Err(invalid) => return complain(model, &invalid),
    };
    model.measure.taken_at = Some(model.now);
    // A tumor that is gone has no height to type.
    let no_length = entry
        .taken(look, Kind::Length)
        .is_some_and(|(mm, _)| mm == 0.0);
    let gone = kind == Kind::Width && value == 0.0 && no_length;
    let complete = gone || entry.completes(at);
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
                send(model, look, None, Some(weight), outside)
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
            send(model, look, Some((found, Some(typed))), None, outside)
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
        entry.halt = Some(Halt::Swap);
        entry.complaint = Some(format!(
            "width `{width}` is larger than length `{length}`: Enter swaps them to {width} × {length}, Backspace empties the width"
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
pub(in crate::tui) fn saved(model: &mut Model, wrote: &Wrote) -> Vec<Effect> {
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
        effects.push(keep::keep(model));
    }
    model.measure.tally.saved();
    let doubted = waiting.outside.and_then(|e| ask_again(model, id, look, e));
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
        "{what} is outside the expected {:.decimals$} – {:.decimals$} {unit}: Enter, and measure once more, both are kept; Enter twice leaves it",
        expected.low, expected.high
    ))
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
            send(model, look, Some((found, None)), None, None)
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
