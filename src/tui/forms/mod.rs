//! The forms: what they ask for, and the write that they become. One file per subject; here is what
//! they have in common, and what happens once a form is sent.

mod animals;
mod arm;
mod conduct;
mod correct;
mod day;
mod disposition;
mod export;
mod keep;
mod randomize;
mod sent;
mod study;
mod tell;

use super::effect::Effect;
use super::keymap::Action;
use super::message::{Trouble, Wrote};
use super::model::{Model, OpenStudy, Screen, Tone};
use super::overlay::Overlay;
use super::screens;
use super::widgets::form::Form;
use app::Write;
use app::demo::DEMO_STUDY;
use app::randomize::Draw;
use app::report::figure::{Kind, Scale};
use domain::{Arm, Study, StudyStatus};

pub(super) use animals::{add_tumor, edit_animal, edit_tumor};
pub(super) use arm::edit_arm;
pub(super) use correct::correct;
pub(super) use day::day;
pub(super) use disposition::{disposition, lift_disposition};
pub(super) use export::exported;
pub use keep::Unsaved;
pub(super) use keep::unsaved;
pub(super) use randomize::{Settings, accept_draw, draw_settings, hides, request};
pub(super) use tell::undone_words;

use sent::Sent;

/// What a form is for, with what it needs to know besides its fields.
#[derive(Debug, Clone)]
pub enum Purpose {
    /// A new study.
    NewStudy,
    /// A study's name and protocol.
    EditStudy(Box<Study>),
    /// Closing a study, or opening it again.
    SetStatus(String, StudyStatus),
    /// A new arm of a study.
    NewArm(String),
    /// An arm of a study.
    EditArm(String, Box<Arm>),
    /// New animals of a study.
    NewAnimals(String),
    /// An animal of a study.
    EditAnimal(String, Box<animals::Known>),
    /// A tumor at a further site of an animal.
    AddTumor(String, String),
    /// A tumor of an animal, whose site is called otherwise.
    EditTumor(String, String),
    /// Animals that leave a study.
    Dispose(String, Vec<String>),
    /// Animals of a study whose disposition was wrong.
    LiftDisposition(String, Vec<String>),
    /// A reading or weighing that is wrong.
    Correct(Box<correct::Entry>),
    /// A study whose arms are to be hidden.
    Blind(String),
    /// A blinded study whose arms are to be shown again.
    Unblind(String),
    /// The analysis plan of a study, and whether it amends one that stands.
    FreezePlan(String, bool),
    /// The day that readings are entered for.
    Day,
    /// What is drawn and how.
    DrawSettings,
    /// The report of a study, and where it goes.
    Report(String),
    /// A figure of a study, and where it goes.
    Figure(String, Kind, Scale),
    /// A draw for a study, to be accepted.
    AcceptDraw(String, Box<Draw>),
}

impl Purpose {
    /// Whether a form becomes a write; the others only ask what a screen is to do.
    fn writes(&self) -> bool {
        !matches!(
            self,
            Self::Day | Self::DrawSettings | Self::Report(_) | Self::Figure(..)
        )
    }
}

/// Opens the form that an action asks for wherever one is; none if it asks for no form.
pub(super) fn open(model: &mut Model, action: Action) -> Option<Vec<Effect>> {
    match action {
        Action::NewStudy => show(model, study::new()),
        Action::MakeDemo => return Some(vec![Effect::Write(Box::new(Write::CreateDemo))]),
        Action::EditStudy => ask(model, study::edit),
        Action::CloseStudy => {
            if let Some(asked) = model.study.as_ref().map(study::set_status) {
                show(model, asked);
            }
        }
        Action::Blind => conduct::blind_or_unblind(model),
        Action::FreezePlan => ask(model, conduct::plan),
        Action::ExportReport => export::report(model),
        Action::ExportFigure => export::figure(model),
        Action::NewArm => ask(model, arm::new),
        Action::EditArm => arm::choose(model),
        Action::NewAnimals => ask(model, animals::new),
        _ => return None,
    }
    Some(Vec::new())
}

/// Shows a form of the open study.
fn ask(model: &mut Model, form: impl FnOnce(&OpenStudy) -> (Form, Purpose)) {
    if let Some(asked) = entries_taken(model).map(form) {
        show(model, asked);
    }
}

fn show(model: &mut Model, (mut form, purpose): (Form, Purpose)) {
    model.status = None;
    keep::take_up(model, &mut form, &purpose);
    model.overlays.push(Overlay::Form(Box::new(form), purpose));
}

/// The open study, if it takes entries; otherwise it is said that it does not.
fn entries_taken(model: &mut Model) -> Option<&OpenStudy> {
    let study = model.study.as_ref()?;
    if !study.is_open() {
        let text = format!(
            "study {} is closed: c on its overview opens it again",
            study.name()
        );
        model.say(Tone::Note, text);
        return None;
    }
    model.study.as_ref()
}

/// What keys do in a form.
pub(super) fn act(model: &mut Model, action: Action) -> Vec<Effect> {
    let Some(Overlay::Form(form, purpose)) = model.overlays.last_mut() else {
        return Vec::new();
    };
    let send = match action {
        Action::NextField => {
            form.forward();
            false
        }
        Action::PreviousField => {
            form.backward();
            false
        }
        Action::Next => !form.forward(),
        Action::Submit => true,
        _ => false,
    };
    if !send {
        return vec![screens::measure::keep(model)];
    }
    form.trouble = None;
    match write(form, purpose) {
        Ok(None) if matches!(purpose, Purpose::Day) => day::chosen(model),
        Ok(None) if matches!(purpose, Purpose::DrawSettings) => randomize::chosen(model),
        Ok(None) => export::chosen(model),
        Ok(Some(write)) => vec![Effect::Write(Box::new(write))],
        Err(refusal) => {
            form.refuse(refusal.field, refusal.trouble);
            vec![Effect::Bell]
        }
    }
}

/// What a form asks to be written; nothing where it only asks what a screen is to do.
fn write(form: &Form, purpose: &Purpose) -> Sent<Option<Write>> {
    let write = match purpose {
        Purpose::NewStudy => study::create(form),
        Purpose::EditStudy(known) => study::change(form, known),
        Purpose::SetStatus(study, status) => study::status(form, study, *status),
        Purpose::NewArm(study) => arm::add(form, study),
        Purpose::EditArm(study, known) => arm::change(form, study, known),
        Purpose::NewAnimals(study) => animals::add(form, study),
        Purpose::EditAnimal(study, known) => animals::change(form, study, known),
        Purpose::AddTumor(study, tag) => animals::bear(form, study, tag),
        Purpose::EditTumor(study, tag) => animals::rename_site(form, study, tag),
        Purpose::Dispose(study, tags) => disposition::dispose(form, study, tags),
        Purpose::LiftDisposition(study, tags) => disposition::lift(form, study, tags),
        Purpose::Correct(entry) => correct::right(form, entry),
        Purpose::Blind(study) => conduct::blind(form, study),
        Purpose::Unblind(study) => conduct::unblind(form, study),
        Purpose::FreezePlan(study, amends) => conduct::freeze(form, study, *amends),
        Purpose::AcceptDraw(study, draw) => randomize::accept(form, study, draw),
        Purpose::Day | Purpose::DrawSettings | Purpose::Report(_) | Purpose::Figure(..) => {
            return Ok(None);
        }
    };
    write.map(Some)
}

/// What a form asked for is on disk.
pub(super) fn saved(model: &mut Model, write: &Write, wrote: &Wrote) -> Vec<Effect> {
    model
        .overlays
        .retain(|overlay| !matches!(overlay, Overlay::Form(..)));
    let mut effects = Vec::new();
    match write {
        Write::CreateStudy { name, .. } => {
            effects = screens::studies::open(model, name.as_str());
        }
        Write::CreateDemo if model.screen == Screen::Studies => {
            screens::studies::choose(model, DEMO_STUDY);
        }
        Write::Dispose { .. } | Write::LiftDisposition { .. } => {
            screens::animals::unmark(model);
        }
        Write::AcceptDraw { .. } => {
            effects = screens::randomize::accepted(model, wrote.hidden.as_deref());
        }
        _ => {}
    }
    let (tone, text) = tell::outcome(write, wrote.receipt.as_ref());
    model.say(tone, text);
    effects.push(screens::measure::keep(model));
    effects
}

/// What a form asked for was refused.
pub(super) fn refused(model: &mut Model, trouble: Trouble) {
    match model.overlays.last_mut() {
        Some(Overlay::Form(form, _)) => form.refuse(None, trouble),
        _ => model.trouble(&trouble),
    }
}
