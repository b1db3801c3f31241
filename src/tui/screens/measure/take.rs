//! From what was typed to values: taken, doubted, put back, and handed to be written once a look is
//! complete.

use tui_input::Input;

use super::entry::{Draft, Halt, Kind, Look, Progress, Target};
use super::write::{go_on, once_more, send, without_another, without_weight};
use super::{ONE_SEND, arrive, keep, look, scan};
use crate::effect::Effect;
use crate::model::{Model, Tone};
use app::expect::Expected;
use domain::{BodyWeight, Invalid, Observation, Species, parse_device};

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
        Some(Halt::Again) => {
            once_more(model);
            return Vec::new();
        }
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

/// Empties a field whose Enter never came, where a scan leads elsewhere: half a value is none. Answers
/// what is to be said of it.
pub(super) fn drop_unfinished(model: &mut Model) -> Option<String> {
    let tag = super::current(model)?.animal.tag.to_string();
    let entry = model.measure.entry.as_mut()?;
    let sent = entry.complaint.is_some() || entry.halt.is_some();
    entry
        .field()
        .filter(|f| f.progress == Progress::Open && !sent)?;
    let text = entry.input.value().trim().to_owned();
    entry.input.reset();
    (!text.is_empty()).then(|| format!("`{text}` of {tag} was not taken: its Enter never came"))
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
    let length = read(look::species(model), kind, &text)
        .ok()
        .filter(|_| kind == Kind::Length);
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
            "length `{digits}` is too long for the expected {} mm³: Enter takes it, Backspace empties the field",
            expected.said(0)
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
    let (value, digits) = match read(look::species(model), kind, &text) {
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
fn read(species: Species, kind: Kind, text: &str) -> Result<(f64, String), Invalid> {
    let (value, digits) = parse_device(kind.name(), kind.unit(), text)?;
    match kind {
        Kind::Weight => species.check_weight(value),
        _ => species.check_size(kind.name(), value),
    }?;
    Ok((value, digits))
}

pub(super) fn complain(model: &mut Model, invalid: &Invalid) -> Vec<Effect> {
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
pub(super) fn untake(model: &mut Model, look: Look, at: usize) {
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
    let Ok((value, digits)) = read(look::species(model), Kind::Width, entry.input.value()) else {
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
