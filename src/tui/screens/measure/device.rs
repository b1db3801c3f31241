//! Values of devices on serial ports. What a device measures is known, so that its values go to the field they
//! belong to: a weight never becomes a length.

use tui_input::Input;

use super::entry::{Entry, Field, Progress};
use super::{Focus, State};
use crate::base::context::Context;
use crate::base::kept::Kind;
use crate::base::message::Tone;
use crate::component::{Request, Requests};
use device::{Measured, Role};
use domain::AnimalId;

/// How long an answer is waited for, in ms: balances wait for a stable value.
const LATEST_ANSWER: u64 = 60_000;

/// A question to a device.
#[derive(Debug, Clone, Copy)]
pub(super) struct Asked {
    role: Role,
    /// The animal whose value was wanted.
    animal: AnimalId,
    /// When, in ms since the start.
    at: u64,
}

/// Why a value is not taken.
enum Refused {
    /// For this reason; the next value may be taken.
    Told(String),
    /// No field of the animal asks for it, for this reason: whoever measures may be at another animal.
    NotAsked(String),
    /// A question has to be answered first.
    AtQuestion,
}

/// The device that measures what a field holds.
fn role_of(kind: Kind) -> Role {
    match kind {
        Kind::Weight => Role::Balance,
        Kind::Length | Kind::Width | Kind::Height => Role::Caliper,
    }
}

impl State {
    /// Wants the device asked for the value of the current field.
    pub(super) fn want_value(&mut self, out: &mut Requests) {
        let field = self.entry.as_ref().and_then(Entry::field);
        match field.filter(|_| self.focus == Focus::Entry) {
            Some(field) => out.push(Request::AskDevice(role_of(field.kind))),
            None => out.say(
                Tone::Note,
                "no value is asked for: Enter goes to the values",
            ),
        }
    }

    /// A device was asked: its answer belongs to the animal that is current now.
    pub fn asked_device(&mut self, cx: &Context, role: Role) {
        self.asked = self.entry.as_ref().map(|entry| Asked {
            role,
            animal: entry.animal,
            at: cx.now,
        });
    }

    /// The value of a device is not stable yet. It is told where that value is waited for.
    pub fn unsteady(&self, role: Role, out: &mut Requests) {
        let waits = self
            .entry
            .as_ref()
            .and_then(Entry::field)
            .is_some_and(|f| role_of(f.kind) == role);
        if waits && self.focus == Focus::Entry {
            out.say(
                Tone::Note,
                format!("{} not steady: waiting for a stable value", role.name()),
            );
        }
    }

    /// Takes a value of a device into the field that it belongs to; returns whether it was taken.
    pub fn measured(
        &mut self,
        cx: &Context,
        role: Role,
        measured: &Measured,
        out: &mut Requests,
    ) -> bool {
        let text = &measured.text;
        let at = match self.place_for(cx, role, text) {
            Ok(at) => at,
            Err(Refused::Told(why)) => {
                out.say(Tone::Warning, why);
                out.bell();
                return false;
            }
            Err(Refused::NotAsked(why)) => {
                out.say(Tone::Warning, why);
                out.bell();
                self.discard_sends();
                return false;
            }
            Err(Refused::AtQuestion) => {
                self.not_taken(cx, out);
                return false;
            }
        };
        let unfinished = self.fill(at, text);
        self.take(cx, out);
        if let Some(entry) = self.entry.as_mut().filter(|_| is_without_load(role, text)) {
            entry.discards_sends = false;
        }
        let original = measured.original.as_ref();
        let converted = original.map(|original| format!("{original} is {text}"));
        let told: Vec<String> = unfinished.into_iter().chain(converted).collect();
        if !told.is_empty() {
            out.say(Tone::Note, told.join("; "));
        }
        let entry = self.entry.as_ref();
        !entry.is_some_and(|entry| entry.complaint.is_some() && entry.pending.is_none())
    }

    /// The place of the field that takes a value, or why none does.
    fn place_for(&mut self, cx: &Context, role: Role, text: &str) -> Result<usize, Refused> {
        let device = role.name();
        if self.is_answer_for_other_animal(cx, role) {
            return Err(Refused::Told(format!(
                "`{text}` is not taken: the {device} was asked for another animal; send it again"
            )));
        }
        let focus = self.focus;
        let Some(entry) = self.entry.as_mut().filter(|_| focus == Focus::Entry) else {
            return Err(Refused::Told(format!(
                "`{text}` of the {device} is not taken: Enter goes to the values of an animal"
            )));
        };
        if entry.rejects_input() || entry.discards_sends {
            text.clone_into(&mut entry.unseen);
            return Err(Refused::AtQuestion);
        }
        field_for(entry, role).ok_or_else(|| Refused::NotAsked(not_asked(entry, role, text)))
    }

    /// Puts a value into a field; returns a message about what stood unfinished in the current one.
    fn fill(&mut self, at: usize, text: &str) -> Option<String> {
        let entry = self.entry.as_mut()?;
        let typed = entry.input.value().trim().to_owned();
        let was_typed = !typed.is_empty() && !entry.replace;
        if at != entry.at {
            entry.go_on(at);
        }
        entry.input = Input::new(text.to_owned());
        entry.replace = false;
        entry.complaint = None;
        was_typed
            .then(|| format!("`{typed}` was dropped: no Enter followed before `{text}` was sent"))
    }

    /// Whether this answers a question that was asked while another animal was current. A question is answered once.
    fn is_answer_for_other_animal(&mut self, cx: &Context, role: Role) -> bool {
        let Some(asked) = self.asked.take_if(|asked| asked.role == role) else {
            return false;
        };
        let is_late = cx.now.saturating_sub(asked.at) > LATEST_ANSWER;
        let here = self.entry.as_ref().map(|entry| entry.animal);
        !is_late && here != Some(asked.animal)
    }
}

/// The place of the field that takes a value: the current one, or the weight of the animal, in whatever order it is
/// measured.
fn field_for(entry: &Entry, role: Role) -> Option<usize> {
    let current = entry.field().filter(|field| role_of(field.kind) == role);
    match (current, role) {
        (Some(_), _) => Some(entry.at),
        (None, Role::Caliper) => None,
        (None, Role::Balance) => {
            let open = |f: &Field| f.kind == Kind::Weight && f.progress == Progress::Open;
            entry.fields.iter().position(open)
        }
    }
}

/// Whether a balance has sent zero or less: its pan is empty, no animal was weighed, and the next weight is not of
/// another one.
fn is_without_load(role: Role, text: &str) -> bool {
    let is_zero = |text: &str| text.chars().all(|c| !matches!(c, '1'..='9'));
    role == Role::Balance && (text.starts_with('-') || is_zero(text))
}

/// Why no field takes a value.
fn not_asked(entry: &Entry, role: Role, text: &str) -> String {
    let is_weighed = entry.fields.iter().any(|f| f.kind == Kind::Weight);
    let why = match role {
        Role::Balance if is_weighed => "this animal is weighed already; F6 measures it again",
        Role::Balance => "the weight is not asked; Ctrl-W asks it",
        Role::Caliper => "the weight is asked now",
    };
    format!("`{text}` of the {} is not taken: {why}", role.name())
}
