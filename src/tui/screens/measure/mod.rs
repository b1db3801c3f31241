//! Measuring: the technician's screen. A queue of animals, the values of one of them, and every
//! value that is complete on disk before the next is asked for.
//!
//! A caliper or balance with a keyboard wedge types its value and Enter; three such sends record an
//! animal and go on to the next. What was taken and does not make a whole reading yet is kept
//! beside the notebook ([`Kept`]), so that a killed program loses at most the field being typed.
//!
//! Arms are never shown here, nor anything that tells them apart.

mod entry;
mod keep;
mod look;
mod panel;
mod queue;
mod scan;
mod summary;
mod view;
mod write;

use std::collections::{BTreeMap, HashSet};

use chrono::NaiveDate;
use ratatui::crossterm::event::{KeyCode, KeyEvent};

use crate::app::due::Session;
use crate::app::observers::observers_last_time;
use crate::domain::{AnimalId, AnimalRecord, StudyId, When, counted, day_of};
use crate::tui::effect::Effect;
use crate::tui::forms;
use crate::tui::keymap::{Action, Scope};
use crate::tui::model::{Model, OpenStudy, Tone};
use crate::tui::widgets::line;
use entry::{Draft, Entry, Halt, Kind, Look, Plan, Progress, Target};
pub use keep::Kept;
pub(in crate::tui) use keep::{found, put_away};
pub use queue::Order;
pub(in crate::tui) use scan::{scan, scanned};
use summary::Tally;
pub(in crate::tui) use view::{corner, view};
pub(in crate::tui) use write::{not_saved, saved, skip};

/// Terminators that follow one another faster than this, in ms, come from one send of a device.
const ONE_SEND: u64 = 40;

/// The reason for a tumor that was not measured, until another is chosen.
const REASON: &str = "could not be measured";

/// Where keys go.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
enum Focus {
    /// To the queue.
    Queue,
    /// To the values of an animal.
    #[default]
    Entry,
}

/// What is remembered.
#[derive(Debug, Clone, Default)]
pub struct State {
    /// What the queue is filtered by.
    pub filter: String,
    focus: Focus,
    order: Order,
    everyone: bool,
    twice: bool,
    /// Whether animals are weighed, where that differs from the study's habit.
    weigh: Option<bool>,
    /// The day of the readings: the one on which measuring began, unless another was chosen.
    on: Option<NaiveDate>,
    session: Option<Session>,
    queue: Vec<AnimalId>,
    /// Of these nothing is left to do.
    done: HashSet<AnimalId>,
    /// Of these a body weight is missing, and is not asked for again.
    unweighed: HashSet<AnimalId>,
    entry: Option<Entry>,
    drafts: BTreeMap<AnimalId, Vec<Draft>>,
    /// Readings wanted beyond the plan.
    rounds: BTreeMap<(AnimalId, Target), u32>,
    /// The tag being typed at the queue.
    tag: String,
    /// What a reader of tags has sent since its prefix.
    scanned: Option<String>,
    /// What was said of the animal one is at.
    said: Vec<(Tone, String)>,
    /// The reason for tumors that are not measured.
    reason: Option<String>,
    /// Who looked last time, if it was somebody else.
    others: Vec<String>,
    tally: Tally,
    /// Limits that animals of the queue reached that day.
    alerts: BTreeMap<AnimalId, Vec<String>>,
    /// The study that is measured.
    study: Option<(StudyId, String)>,
    /// The animal whose disposition is being recorded here.
    disposing: Option<AnimalId>,
    /// When the last value was taken, in ms since the start.
    taken_at: Option<u64>,
    waiting: Option<write::Waiting>,
}

impl State {
    /// The scopes of the moment, innermost first.
    pub fn scopes(&self) -> Vec<Scope> {
        match self.focus {
            Focus::Queue => vec![Scope::Queue, Scope::Measure],
            Focus::Entry => vec![Scope::Entry, Scope::Measure],
        }
    }

    fn reason(&self) -> &str {
        self.reason.as_deref().unwrap_or(REASON)
    }
}

/// The day of the readings.
pub(in crate::tui) fn day(model: &Model) -> NaiveDate {
    model.measure.on.unwrap_or(model.today)
}

fn plan(model: &Model, study: &OpenStudy) -> Plan {
    let habit = model.measure.session.is_none_or(|session| session.weights);
    Plan {
        on: day(model),
        twice: model.measure.twice,
        weigh: model.measure.weigh.unwrap_or(habit),
        height: Plan::needs_height(&study.record.study.protocol),
    }
}

fn animal(study: &OpenStudy, id: AnimalId) -> Option<&AnimalRecord> {
    study.record.animals.iter().find(|a| a.animal.id == id)
}

/// The animal whose values are shown.
fn current(model: &Model) -> Option<&AnimalRecord> {
    let study = model.study.as_ref()?;
    animal(study, model.measure.entry.as_ref()?.animal)
}

/// The screen has been gone to: where one stopped, or at the first animal that something is due of.
pub(in crate::tui) fn entered(model: &mut Model) -> Vec<Effect> {
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
pub(in crate::tui) fn refreshed(model: &mut Model) -> Vec<Effect> {
    let Some(study) = &model.study else {
        return Vec::new();
    };
    let session = Session::of(&study.record, day(model));
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
pub(in crate::tui) fn filtered(model: &mut Model) {
    refreshed(model);
}

/// Finds out whether anything is left to do of an animal, and which limits it reached.
fn count(model: &mut Model, id: AnimalId) {
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
    let skip_weight = model.measure.unweighed.contains(&id);
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

fn compose(model: &Model, study: &OpenStudy, animal: &AnimalRecord) -> Entry {
    let state = &model.measure;
    let id = animal.animal.id;
    let drafts = state.drafts.get(&id).map_or(&[][..], Vec::as_slice);
    let rounds = |target| state.rounds.get(&(id, target)).copied().unwrap_or(0);
    Entry::of(animal, plan(model, study), drafts, rounds)
}

/// Shows the values of an animal, with the cursor in the first that is open, or where it was.
fn arrive(model: &mut Model, id: AnimalId) {
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
fn next_due(model: &Model, id: AnimalId) -> Option<AnimalId> {
    let state = &model.measure;
    let place = state.queue.iter().position(|other| *other == id);
    let (before, after) = state.queue.split_at(place.unwrap_or(0));
    let mut turn = after.iter().chain(before).filter(|other| **other != id);
    turn.find(|other| !state.done.contains(other)).copied()
}

/// What keys do.
pub(in crate::tui) fn act(model: &mut Model, action: Action) -> Vec<Effect> {
    match (model.measure.focus, action) {
        (Focus::Queue, action) => at_queue(model, action),
        (Focus::Entry, Action::Accept) => write::accept(model),
        (Focus::Entry, Action::NextField) => write::tab(model),
        (Focus::Entry, Action::PreviousField) => {
            field_before(model);
            Vec::new()
        }
        (Focus::Entry, Action::Next) => step(model, 1),
        (Focus::Entry, Action::Previous) => step(model, -1),
        (_, action) => common(model, action),
    }
}

fn at_queue(model: &mut Model, action: Action) -> Vec<Effect> {
    let page = isize::try_from(model.page()).unwrap_or(isize::MAX);
    match action {
        Action::Open if !model.measure.tag.is_empty() => {
            let tag = std::mem::take(&mut model.measure.tag);
            scan::jump(model, &tag)
        }
        Action::Open | Action::Next => {
            model.measure.focus = Focus::Entry;
            Vec::new()
        }
        Action::Up => step(model, -1),
        Action::Down => step(model, 1),
        Action::PageUp => step(model, -page),
        Action::PageDown => step(model, page),
        Action::First => step(model, isize::MIN),
        Action::Last => step(model, isize::MAX),
        action => common(model, action),
    }
}

fn common(model: &mut Model, action: Action) -> Vec<Effect> {
    match action {
        Action::NotPalpable => write::not_palpable(model),
        Action::NotMeasured => {
            let reason = model.measure.reason().to_owned();
            skip(model, &reason)
        }
        Action::Skip => {
            let reasons = write::reasons(model);
            model.overlays.push(reasons);
            Vec::new()
        }
        Action::Again => write::again(model),
        Action::Order => {
            model.measure.order = model.measure.order.next();
            let title = model.measure.order.title();
            changed(model, title.to_lowercase())
        }
        Action::DueOnly => {
            model.measure.everyone = !model.measure.everyone;
            let said = if model.measure.everyone {
                "all animals"
            } else {
                "animals that are due"
            };
            changed(model, said)
        }
        Action::Twice => {
            model.measure.twice = !model.measure.twice;
            let said = if model.measure.twice {
                "every tumor is read twice"
            } else {
                "every tumor is read once"
            };
            changed(model, said)
        }
        Action::Weigh => {
            let weighs = model
                .study
                .as_ref()
                .is_some_and(|study| plan(model, study).weigh);
            model.measure.weigh = Some(!weighs);
            changed(
                model,
                if weighs {
                    "animals are not weighed"
                } else {
                    "animals are weighed"
                },
            )
        }
        Action::ChangeDay => {
            ask_day(model);
            Vec::new()
        }
        Action::Disposition | Action::Correct => {
            about(model, action);
            Vec::new()
        }
        Action::EndSession => {
            let summary = summary::reader(model);
            model.overlays.push(summary);
            Vec::new()
        }
        _ => Vec::new(),
    }
}

/// Opens the forms about the animal one is at.
fn about(model: &mut Model, action: Action) {
    let on = day(model);
    let Some(tag) = current(model).map(|a| a.animal.tag.to_string()) else {
        return;
    };
    if action == Action::Correct {
        forms::correct(model, &tag, When::on(on), None, None);
    } else {
        model.measure.disposing = model.measure.entry.as_ref().map(|e| e.animal);
        forms::disposition(model, vec![tag], on);
    }
}

/// Something about the queue was changed.
fn changed(model: &mut Model, said: impl Into<String>) -> Vec<Effect> {
    refreshed(model);
    model.say(Tone::Note, said);
    vec![keep::keep(model)]
}

/// Goes so many animals on in the queue, or back; what was typed is taken first.
fn step(model: &mut Model, by: isize) -> Vec<Effect> {
    let (effects, free) = write::leave(model);
    let state = &model.measure;
    let at = state
        .entry
        .as_ref()
        .and_then(|e| state.queue.iter().position(|id| *id == e.animal));
    let last = state.queue.len().saturating_sub(1);
    let to = at.unwrap_or(0).saturating_add_signed(by).min(last);
    if free && let Some(id) = state.queue.get(to).copied() {
        arrive(model, id);
    }
    effects
}

/// Asks for another day, unless values of this one are still to be saved.
fn ask_day(model: &mut Model) {
    let values: usize = model.measure.drafts.values().map(Vec::len).sum();
    if values == 0 {
        return forms::day(model);
    }
    let text = format!(
        "{} of this day not saved yet: complete them, or take them back with Ctrl-Z",
        counted(values, "value")
    );
    model.say(Tone::Note, text);
}

/// Takes the day of the readings from a form.
pub(in crate::tui) fn set_day(model: &mut Model, on: NaiveDate) -> Vec<Effect> {
    model.measure.on = Some(on);
    model.measure.entry = None;
    model.measure.focus = Focus::Entry;
    model.measure.done.clear();
    model.measure.unweighed.clear();
    model.measure.rounds.clear();
    let said = format!("readings are of {}", day_words(model));
    changed(model, said)
}

/// The day of the readings in words: `day 17, Thu 2026-01-22`.
fn day_words(model: &Model) -> String {
    let on = day(model);
    let date = on.format("%a %Y-%m-%d");
    let day0 = model
        .study
        .as_ref()
        .and_then(|s| s.record.study.protocol.day0);
    match day0 {
        Some(day0) => format!("day {} · {date}", day_of(When::on(on), day0)),
        None => date.to_string(),
    }
}

/// A key that is bound to nothing: it is typed into the field, or is a part of a tag.
pub(in crate::tui) fn typed(model: &mut Model, key: KeyEvent) -> Vec<Effect> {
    let state = &mut model.measure;
    match state.focus {
        Focus::Queue => scan::typed_tag(&mut state.tag, key),
        Focus::Entry => {
            let Some(entry) = &mut state.entry else {
                return Vec::new();
            };
            if let (true, KeyCode::Char(c)) = (entry.is_deaf(), key.code) {
                return unseen(entry, c);
            }
            // A key by hand: it was seen.
            let refused = matches!(entry.halt.take(), Some(Halt::Swap | Halt::Long));
            if refused && key.code == KeyCode::Backspace {
                entry.input.reset();
            }
            if std::mem::take(&mut entry.replace) && matches!(key.code, KeyCode::Char(_)) {
                entry.input.reset();
            }
            entry.complaint = None;
            line::typed(&mut entry.input, key);
            if entry.input.value().chars().count() > MOST_TYPED {
                entry.input.reset();
                entry.refuse("more was typed than a device sends".into());
            }
        }
    }
    Vec::new()
}

/// No value has more characters, in whatever dress.
const MOST_TYPED: usize = 60;

/// Something is sent where nothing is taken: it must not go to another field or animal unseen. Its
/// Enter tells of it; see [`write::accept`].
fn unseen(entry: &mut Entry, c: char) -> Vec<Effect> {
    let rings = entry.unseen.is_empty();
    if entry.unseen.chars().count() < MOST_TYPED {
        entry.unseen.push(c);
    }
    rings.then_some(Effect::Bell).into_iter().collect()
}

/// One step out of what is being typed: a tag, a scan, the values; answers whether there was one.
pub(in crate::tui) fn back(model: &mut Model) -> bool {
    let state = &mut model.measure;
    if state.scanned.take().is_some() || !std::mem::take(&mut state.tag).is_empty() {
        return true;
    }
    if state.focus == Focus::Entry && !state.queue.is_empty() {
        if let Some(entry) = &mut state.entry
            && (entry.halt.is_some() || !entry.input.value().is_empty())
        {
            entry.go_on(entry.at);
            return true;
        }
        state.focus = Focus::Queue;
        return true;
    }
    if state.tally.is_empty() {
        return false;
    }
    let summary = summary::reader(model);
    model.overlays.push(summary);
    model.measure.tally = Tally::default();
    false
}

/// To the field before: one that was passed over, or one that was taken, to type it again.
fn field_before(model: &mut Model) {
    let Some(entry) = &mut model.measure.entry else {
        return;
    };
    let before = entry.fields.iter().take(entry.at).rev();
    let unsaved = before.take_while(|f| !matches!(f.progress, Progress::Saved(_)));
    match unsaved.map(|f| &f.progress).next() {
        Some(Progress::Open) => {
            let at = entry.at - 1;
            entry.go_on(at);
        }
        Some(_) => {
            entry.input.reset();
            step_back(model);
        }
        None => {}
    }
}

/// Takes back what was typed but not saved: the text of the field, then the field before; answers
/// whether there was anything.
pub(in crate::tui) fn step_back(model: &mut Model) -> bool {
    let Some(entry) = &mut model.measure.entry else {
        return false;
    };
    if !entry.input.value().is_empty() {
        entry.go_on(entry.at);
        return true;
    }
    let before = entry
        .fields
        .iter()
        .take(entry.at)
        .rposition(|f| matches!(f.progress, Progress::Taken(..)));
    let Some(before) = before else {
        return false;
    };
    let (look, kind) = (entry.fields[before].look, entry.fields[before].kind);
    let id = entry.animal;
    if let Some(drafts) = model.measure.drafts.get_mut(&id) {
        let at = drafts.iter().position(|d| d.look == look && d.kind == kind);
        let digits = at.map(|at| drafts.remove(at).digits);
        arrive(model, id);
        if let (Some(entry), Some(digits)) = (&mut model.measure.entry, digits) {
            entry.at = before;
            entry.input = digits.into();
            entry.replace = true;
        }
    }
    true
}

/// An entry was taken back: one is at its animal again.
pub(in crate::tui) fn undone(model: &mut Model, animals: &[AnimalId]) -> Vec<Effect> {
    for id in animals {
        model.measure.rounds.retain(|(other, _), _| other != id);
        model.measure.unweighed.remove(id);
    }
    // What was taken back is to be entered again: the cursor goes there.
    let touched = |e: &Entry| animals.contains(&e.animal);
    if model.measure.entry.as_ref().is_some_and(touched) {
        model.measure.entry = None;
    }
    refreshed(model);
    if let [id] = animals
        && model.measure.queue.contains(id)
    {
        model.measure.focus = Focus::Entry;
        model.measure.tally.forget(*id);
        arrive(model, *id);
    }
    vec![keep::keep(model)]
}
