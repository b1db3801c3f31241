//! The forms: what they ask for, and the write that they become. One file per subject; here is what
//! they have in common, and what happens once a form is sent.

mod animals;
mod arm;
mod backup;
mod checks;
mod conduct;
mod correct;
mod day;
mod disposition;
mod dose;
mod exclude;
mod export;
mod formulation;
mod import;
mod keep;
mod many;
mod outcome;
mod randomize;
mod regimen;
mod sent;
mod settings;
mod several;
mod spellings;
mod study;
mod treatment;
mod tumor;
mod undo;
mod work;

use std::path::PathBuf;

use chrono::NaiveDate;

use super::base::context::Context;
use super::base::effect::{Export, Importing, KeyWanted};
use super::base::message::Trouble;
use super::base::study::OpenStudy;
use super::widgets::form::Form;
use app::Write;
use app::document::figure::{Kind, Scale};
use app::randomize::Draw;
use domain::{Arm, BlindBy, Label, Look, Regimen, Study, StudyId, StudyStatus, When};

pub(super) use arm::editable as editable_arms;
pub(super) use dose::{DoseForm, DoseWanted};
pub(super) use export::again as export_again;
pub(super) use formulation::editable as editable_formulations;
pub(super) use import::{importing_pasted, reading as import_reading};
pub(super) use keep::{take_up, unsaved};
pub(super) use many::asked_first;
pub(super) use outcome::outcome_text;
pub(super) use randomize::{Settings, hides, request};

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
    /// What several animals of a study have in common.
    EditAnimals(String, Vec<String>),
    /// Animals of a study that go to another cage.
    MoveAnimals(String, Vec<String>),
    /// A cage of a study.
    EditCage(String, String),
    /// A tumor at a further site of animals.
    AddTumor(String, Vec<String>),
    /// A tumor of animals, whose site is renamed.
    EditTumor(String, Vec<String>),
    /// Animals that leave a study.
    Dispose(String, Vec<String>),
    /// Animals of a study whose disposition was wrong.
    LiftDisposition(String, Vec<String>),
    /// A reading or weighing that is wrong.
    Correct(Box<correct::Recorded>),
    /// A study whose arms are to be hidden.
    Blind(String),
    /// A blinded study whose arms are to be shown again.
    Unblind(String),
    /// Work of a study that is planned.
    NewWork(String),
    /// A line of the work plan of a study, by number, that changes.
    EditWork(String, u32),
    /// The same, that ends.
    EndWork(String, u32),
    /// The same, of which something is waived.
    Waive(String, u32),
    /// The analysis plan of a study, and whether it amends an existing one.
    FreezePlan(String, bool),
    /// What happened to a dose of a study.
    Dose(String, Box<DoseWanted>),
    /// Doses of a study that are planned.
    NewRegimen(String),
    /// A line of the work plan of a study about doses, by number, and what it gives so far.
    AmendRegimen(String, u32, Box<Regimen>),
    /// A formulation of a study.
    NewFormulation(String),
    /// The formulation of a study with this code.
    EditFormulation(String, String),
    /// Animals of a study that are not treated any more.
    StopTreatment(String, Vec<String>),
    /// Animals of a study that are treated again.
    ResumeTreatment(String, Vec<String>),
    /// The day that readings are entered for.
    Day,
    /// The day that doses are recorded for.
    DayOfDoses,
    /// What is drawn and how.
    DrawSettings,
    /// The report of a study, and where it goes.
    Report(String),
    /// A figure of a study, and where it goes.
    Figure(String, Kind, Scale),
    /// The data of a study, and where they go.
    Data(String),
    /// Data of a study that the analysis leaves out, or includes again.
    Exclude(String),
    /// A table that is to be imported.
    Import,
    /// The key of a blinded study, as a file.
    Key(String),
    /// A backup of the notebook.
    Backup,
    /// A draw for a study, to be accepted.
    AcceptDraw(String, Box<Draw>),
    /// The user's settings.
    Settings,
    /// An operation to undo, and its study if that is known.
    Undo(i64, Option<StudyId>),
}

impl Purpose {
    /// Whether a form becomes a write; the others only ask what a screen is to do.
    fn writes(&self) -> bool {
        !matches!(
            self,
            Self::Day
                | Self::DayOfDoses
                | Self::DrawSettings
                | Self::Report(_)
                | Self::Figure(..)
                | Self::Data(_)
                | Self::Import
                | Self::Backup
                | Self::Key(_)
                | Self::Settings
        )
    }
}

/// A form that a screen or a key asks for, and what it is about.
#[derive(Debug, Clone)]
pub enum Wanted {
    /// A new study.
    NewStudy,
    /// Name and protocol of the open study.
    EditStudy,
    /// Closing the open study, or opening it again.
    SetStatus,
    /// Blinding the open study, or unblinding it.
    Blind,
    /// The analysis plan of the open study.
    FreezePlan,
    /// A new arm.
    NewArm,
    /// The arm of this name.
    EditArm(String),
    /// New animals.
    NewAnimals,
    /// The animals of these tags.
    EditAnimals(Vec<String>),
    /// Another cage for the animals of these tags.
    MoveAnimals(Vec<String>),
    /// The cage of this label.
    EditCage(String),
    /// Another tumor of the animals of these tags.
    AddTumor(Vec<String>),
    /// The site of a tumor of the animals of these tags.
    EditTumor(Vec<String>),
    /// Animals that leave the study, and the day that is proposed.
    Dispose(Vec<String>, NaiveDate),
    /// Animals whose disposition was wrong.
    LiftDisposition(Vec<String>),
    /// What was recorded of an animal at a moment.
    Correct(Box<WrongReading>),
    /// Work to be planned.
    NewWork,
    /// Another form of the line of the work plan with this number.
    EditWork(u32),
    /// The end of that line.
    EndWork(u32),
    /// What that line plans for a date, to be waived.
    Waive(u32),
    /// What happened to a dose.
    Dose(Box<DoseWanted>),
    /// Doses to be planned.
    NewRegimen,
    /// A formulation.
    NewFormulation,
    /// The formulation of this code.
    EditFormulation(String),
    /// Animals that are not treated any more.
    StopTreatment(Vec<String>),
    /// Animals that are treated again.
    ResumeTreatment(Vec<String>),
    /// The day that readings are entered for, so far this one.
    Day(NaiveDate),
    /// The day that doses are recorded for, so far this one.
    DayOfDoses(NaiveDate),
    /// The settings of a draw, and whether they are those of the draw on record.
    DrawSettings(Settings, bool),
    /// A draw, and how far it is hidden.
    AcceptDraw(Box<Draw>, Option<BlindBy>),
    /// The report, and where it goes.
    Report,
    /// A figure, and where it goes.
    Figure(Kind, Scale),
    /// The data, and where they go.
    Data,
    /// Excluding data, or including them again.
    Exclude,
    /// A table to import.
    Import,
    /// The key of the open study, which is blinded.
    Key,
    /// A backup of the notebook.
    Backup,
    /// The user's settings.
    Settings,
    /// Undoing an operation, with a reason.
    Undo {
        /// Its number.
        operation: i64,
        /// The study it was made in, if that is known.
        study: Option<StudyId>,
        /// What it is, or why undoing it needs a reason.
        about: String,
    },
}

/// Which reading and weighing are to be corrected.
#[derive(Debug, Clone)]
pub struct WrongReading {
    /// Tag of the animal.
    pub tag: String,
    /// When it was read.
    pub when: When,
    /// The tumor; the first one that was read if none is named.
    pub site: Option<Label>,
    /// The number of the reading that day; the one that stands if none is named.
    pub repeat: Option<u32>,
}

/// A form, or a message on why there is none; no message where none is needed.
pub type Opened = Result<(Form, Purpose), Option<String>>;

/// Makes the form that is wanted.
pub(super) fn open(cx: &Context, wanted: &Wanted) -> Opened {
    match wanted {
        Wanted::NewStudy => Ok(study::new(cx)),
        Wanted::EditStudy => entries_taken(cx).map(|open| study::edit(cx, open)),
        Wanted::SetStatus => cx.study.as_ref().map(study::set_status).ok_or(None),
        Wanted::Blind => conduct::blind_or_unblind(cx),
        Wanted::FreezePlan => entries_taken(cx).map(conduct::plan),
        Wanted::NewArm => entries_taken(cx).map(arm::new),
        Wanted::EditArm(name) => arm::edit_arm(cx, name),
        Wanted::NewAnimals => entries_taken(cx).map(|open| animals::new(cx, open)),
        Wanted::EditAnimals(tags) => several::edit(cx, tags),
        Wanted::MoveAnimals(tags) => several::to_cage(cx, tags),
        Wanted::EditCage(label) => several::cage(cx, label),
        Wanted::AddTumor(tags) => tumor::add_tumor(cx, tags),
        Wanted::EditTumor(tags) => tumor::edit_tumor(cx, tags),
        Wanted::Dispose(tags, on) => disposition::disposition(cx, tags.clone(), *on),
        Wanted::LiftDisposition(tags) => disposition::lift_disposition(cx, tags.clone()),
        Wanted::Correct(wrong) => {
            let WrongReading {
                tag,
                when,
                site,
                repeat,
            } = &**wrong;
            correct::correct(cx, tag, *when, site.as_ref(), *repeat)
        }
        Wanted::NewWork => work::new(cx),
        Wanted::EditWork(line) => work::edit(cx, *line),
        Wanted::EndWork(line) => work::end(cx, *line),
        Wanted::Waive(line) => work::waive(cx, *line),
        Wanted::Dose(wanted) => dose::dose(cx, wanted),
        Wanted::NewRegimen => regimen::new(cx),
        Wanted::NewFormulation => formulation::new(cx),
        Wanted::EditFormulation(code) => formulation::edit(cx, code),
        Wanted::StopTreatment(tags) => treatment::stop(cx, tags),
        Wanted::ResumeTreatment(tags) => treatment::resume(cx, tags),
        Wanted::Day(on) => day::day(cx, *on),
        Wanted::DayOfDoses(on) => day::of_doses(cx, *on),
        Wanted::DrawSettings(settings, on_record) => {
            randomize::draw_settings(cx, settings, *on_record)
        }
        Wanted::AcceptDraw(draw, hide) => randomize::accept_draw(cx, draw, *hide),
        Wanted::Report => export::report(cx),
        Wanted::Figure(kind, scale) => export::figure(cx, *kind, *scale),
        Wanted::Data => export::data(cx),
        Wanted::Exclude => exclude::exclude(cx),
        Wanted::Import => import::import(cx),
        Wanted::Key => conduct::key(cx),
        Wanted::Backup => backup::backup(cx),
        Wanted::Settings => settings::settings(cx),
        Wanted::Undo {
            operation,
            study,
            about,
        } => Ok(undo::undo(*operation, *study, about)),
    }
}

/// The open study, if it takes entries; else why not.
fn entries_taken(cx: &Context) -> Result<&OpenStudy, Option<String>> {
    let study = cx.study.as_ref().ok_or(None)?;
    match study.is_open() {
        true => Ok(study),
        false => Err(Some(format!(
            "study {} is closed: c on its overview reopens it",
            study.name()
        ))),
    }
}

/// What a form that was filled in asks for.
#[derive(Debug)]
pub enum Submitted {
    /// Something to be written.
    Write(Box<Write>),
    /// The day of the readings.
    Day(NaiveDate),
    /// The settings of a draw.
    DrawSettings(Settings),
    /// A file to be written.
    Export(Box<Export>),
    /// A table to be looked at before it is imported.
    Import(Box<Importing>),
    /// A key to be handed out.
    Key(Box<KeyWanted>),
    /// Where a backup goes.
    Backup(PathBuf),
    /// Settings to be changed: name and value.
    Settings(Vec<(String, String)>),
}

/// A question about a form, and the field that it is about, if it is about one.
pub type Question = (Option<&'static str>, Trouble);

/// What is asked once before a form is sent that can be read.
pub(super) fn question(
    cx: &Context,
    form: &Form,
    purpose: &Purpose,
    submitted: &Submitted,
) -> Option<Question> {
    let Submitted::Write(write) = submitted else {
        return None;
    };
    match (purpose, write.as_ref()) {
        (Purpose::FreezePlan(..), _) => conduct::question(form),
        (_, Write::EditStudy { protocol, .. }) => study::unplanned(cx, protocol),
        (Purpose::SetStatus(_, StudyStatus::Closed), _) => study::unfinished(cx),
        _ => None,
    }
}

/// Reads a form.
pub(super) fn submit(cx: &Context, form: &Form, purpose: &Purpose) -> Sent<Submitted> {
    let write = match purpose {
        Purpose::NewStudy => study::create(form),
        Purpose::EditStudy(known) => study::change(form, known),
        Purpose::SetStatus(study, status) => study::status(form, study, *status),
        Purpose::NewArm(study) => arm::add(form, study),
        Purpose::EditArm(study, known) => arm::change(form, study, known),
        Purpose::NewAnimals(study) => animals::add(form, study),
        Purpose::EditAnimal(study, known) => animals::change(form, study, known),
        Purpose::EditAnimals(study, tags) => several::change(form, study, tags),
        Purpose::MoveAnimals(study, tags) => several::move_to(form, study, tags),
        Purpose::EditCage(study, cage) => several::edit_cage(form, study, cage),
        Purpose::AddTumor(study, tags) => tumor::bear(form, study, tags),
        Purpose::EditTumor(study, tags) => tumor::rename_site(form, study, tags),
        Purpose::Dispose(study, tags) => disposition::dispose(cx, form, study, tags),
        Purpose::LiftDisposition(study, tags) => disposition::lift(form, study, tags),
        Purpose::Correct(recorded) => correct::right(form, recorded, cx.today),
        Purpose::Blind(study) => conduct::blind(form, study),
        Purpose::Unblind(study) => conduct::unblind(form, study),
        Purpose::FreezePlan(study, amends) => conduct::freeze(form, study, *amends),
        Purpose::AcceptDraw(study, draw) => randomize::accept(form, study, draw),
        Purpose::NewWork(study) => work::add(form, cx, study),
        Purpose::EditWork(study, line) => work::change(form, cx, study, *line),
        Purpose::EndWork(study, line) => work::ended(form, cx, study, *line),
        Purpose::Waive(study, line) => work::waived(form, cx, study, *line),
        Purpose::Dose(study, wanted) => dose::record(form, study, wanted),
        Purpose::NewRegimen(study) => regimen::add(form, cx, study),
        Purpose::AmendRegimen(study, line, known) => regimen::change(form, cx, study, *line, known),
        Purpose::NewFormulation(study) => formulation::add(form, cx, study),
        Purpose::EditFormulation(study, code) => formulation::change(form, cx, study, code),
        Purpose::StopTreatment(study, tags) => treatment::stopped(form, cx, study, tags),
        Purpose::ResumeTreatment(study, tags) => treatment::resumed(form, study, tags),
        Purpose::Undo(operation, study) => undo::write(form, *operation, *study),
        Purpose::Day => return day::typed(form, cx, Look::Tumor).map(Submitted::Day),
        Purpose::DayOfDoses => return day::typed(form, cx, Look::Body).map(Submitted::Day),
        Purpose::DrawSettings => return randomize::typed(form, cx).map(Submitted::DrawSettings),
        Purpose::Settings => return settings::changes(form).map(Submitted::Settings),
        Purpose::Exclude(study) => exclude::write(form, cx, study),
        Purpose::Import => {
            let importing = import::importing(form, cx)?;
            return Ok(Submitted::Import(Box::new(importing)));
        }
        Purpose::Key(study) => {
            let wanted = conduct::key_wanted(form, study)?;
            return Ok(Submitted::Key(Box::new(wanted)));
        }
        Purpose::Backup => return backup::file(form).map(Submitted::Backup),
        Purpose::Report(_) | Purpose::Figure(..) | Purpose::Data(_) => {
            let export = export::export(form, purpose)?;
            return Ok(Submitted::Export(Box::new(export)));
        }
    };
    write.map(|write| Submitted::Write(Box::new(write)))
}
