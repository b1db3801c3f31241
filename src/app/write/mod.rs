//! A write as a value: what it asks for, how it runs, and what came of it.
//!
//! Forms, screens and command line make a [`Write`] and hand it to [`Notebook::perform`]. A new verb is
//! a variant of it, an arm of `perform` and a variant of [`Outcome`]. Not here: an import, which reports
//! its progress, and handing out a key, which makes a file. A caller that shows more of an outcome than
//! a sentence (a reading, a plan, a draw) calls the verb itself and gets the outcome in its own type.

mod outcome;
mod perform;

pub use outcome::{Changed, Done, Outcome};

use super::animals::AnimalFacts;
use super::arms::{ArmChange, NewArm};
use super::cages::PlaceChange;
use super::cohorts::CohortChange;
use super::correct::{Right, Wrong};
use super::dosing::DosingChange;
use super::exclude::Leaving;
use super::measure::{NewReading, Observed};
use super::plan::PlanRules;
use super::randomize::Draw;
use super::work::WorkChange;
use chrono::NaiveDate;
use domain::{BlindBy, DispositionKind, Housed, Label, Protocol, Reason, StudyId, StudyStatus};

/// Something to be written; the notebook adds who and when.
#[derive(Debug, Clone)]
pub enum Write {
    /// A reading, a body weight or both.
    Measure {
        /// Study.
        study: String,
        /// What was found.
        entry: NewReading,
    },
    /// A new study.
    CreateStudy {
        /// Its name.
        name: Label,
        /// Its protocol.
        protocol: Box<Protocol>,
    },
    /// The demo studies.
    CreateDemo {
        /// The day that their dates follow.
        today: NaiveDate,
    },
    /// A study's name and protocol.
    EditStudy {
        /// Its name so far.
        study: String,
        /// Its name from now on.
        name: Label,
        /// Its protocol from now on.
        protocol: Box<Protocol>,
        /// Why.
        reason: Option<Reason>,
    },
    /// Closing a study or opening it again.
    SetStatus {
        /// Study.
        study: String,
        /// Open or closed.
        status: StudyStatus,
        /// Why.
        reason: Reason,
    },
    /// A new arm.
    AddArm {
        /// Study.
        study: String,
        /// The arm.
        arm: NewArm,
    },
    /// Changes in an arm.
    EditArm {
        /// Study.
        study: String,
        /// Its name so far.
        name: String,
        /// What changes.
        change: ArmChange,
        /// Why.
        reason: Option<Reason>,
    },
    /// A new cohort.
    AddCohort {
        /// Study.
        study: String,
        /// Its name.
        name: Label,
        /// Its own day 0.
        day0: Option<NaiveDate>,
    },
    /// Name and day 0 of a cohort.
    EditCohort {
        /// Study.
        study: String,
        /// Its name so far.
        name: String,
        /// What changes.
        change: CohortChange,
        /// Why; needed where study days of what is recorded change.
        reason: Option<Reason>,
    },
    /// New animals.
    AddAnimals {
        /// Study.
        study: String,
        /// Tag, cage and ear mark of each.
        animals: Vec<Housed>,
        /// What they have in common; its cage and ear mark are not looked at.
        facts: AnimalFacts,
        /// Sites of their tumors.
        sites: Vec<Label>,
    },
    /// What is known of an animal, and tumors at further sites.
    EditAnimal {
        /// Study.
        study: String,
        /// Its tag so far.
        tag: String,
        /// Its tag from now on.
        new_tag: Option<Label>,
        /// What is known.
        facts: AnimalFacts,
        /// Sites of further tumors.
        sites: Vec<Label>,
        /// Why.
        reason: Option<Reason>,
    },
    /// What several animals have in common from now on, and tumors at further sites of all of them.
    EditAnimals {
        /// Study.
        study: String,
        /// Their tags.
        animals: Vec<String>,
        /// What changes.
        facts: AnimalFacts,
        /// Sites of further tumors.
        sites: Vec<Label>,
        /// Why.
        reason: Option<Reason>,
    },
    /// The animals of a cage that go into another one.
    MoveCage {
        /// Study.
        study: String,
        /// Label of the cage.
        cage: String,
        /// Label of the cage that they go into, made if the study does not have it.
        to: Label,
        /// Why.
        reason: Option<Reason>,
    },
    /// Another label of a cage.
    RenameCage {
        /// Study.
        study: String,
        /// The label so far.
        cage: String,
        /// The label from now on.
        label: Label,
        /// Why.
        reason: Option<Reason>,
    },
    /// Where cages stand.
    PlaceCages {
        /// Study.
        study: String,
        /// Labels of the cages.
        cages: Vec<String>,
        /// What changes.
        change: PlaceChange,
        /// Why.
        reason: Option<Reason>,
    },
    /// Another name for the site of a tumor.
    RenameSite {
        /// Study.
        study: String,
        /// Tags of the animals.
        animals: Vec<String>,
        /// The site so far.
        site: Label,
        /// The site from now on.
        new_site: Label,
        /// Why.
        reason: Option<Reason>,
    },
    /// A change of the work plan.
    ChangeWork {
        /// Study.
        study: String,
        /// What changes.
        change: WorkChange,
        /// The date on which it is decided: what was planned before it stays.
        today: NaiveDate,
    },
    /// Something about doses.
    ChangeDosing {
        /// Study.
        study: String,
        /// What changes.
        change: DosingChange,
    },
    /// Animals that leave the study.
    Dispose {
        /// Study.
        study: String,
        /// Their tags.
        animals: Vec<String>,
        /// How.
        kind: DispositionKind,
        /// When.
        observed: Observed,
        /// Why.
        reason: Option<Reason>,
    },
    /// Animals whose disposition was wrong.
    LiftDisposition {
        /// Study.
        study: String,
        /// Their tags.
        animals: Vec<String>,
        /// Why.
        reason: Reason,
    },
    /// Data to leave out of the analysis.
    Exclude {
        /// Study.
        study: String,
        /// Which data.
        what: Leaving,
        /// Why.
        reason: Reason,
        /// Whether the protocol foresaw it.
        foreseen: bool,
    },
    /// Data that count again.
    LiftExclusion {
        /// Study.
        study: String,
        /// Which data.
        what: Leaving,
        /// Why.
        reason: Reason,
    },
    /// A reading or weighing that is wrong.
    Correct {
        /// Study.
        study: String,
        /// Which.
        wrong: Wrong,
        /// What is right.
        right: Right,
        /// Why.
        reason: Reason,
    },
    /// A study whose arms are hidden from now on.
    Blind {
        /// Study.
        study: String,
        /// How far.
        by: BlindBy,
        /// Why.
        reason: Option<Reason>,
    },
    /// A blinded study whose arms are shown from now on.
    Unblind {
        /// Study.
        study: String,
        /// Why.
        reason: Reason,
    },
    /// The analysis plan of a study.
    FreezePlan {
        /// Study.
        study: String,
        /// What it says beyond the protocol.
        rules: PlanRules,
        /// Why.
        reason: Option<Reason>,
    },
    /// A draw that puts animals into their arms.
    AcceptDraw {
        /// Study.
        study: String,
        /// The draw.
        draw: Box<Draw>,
        /// Whether the study is blinded with it.
        blinded: Option<BlindBy>,
        /// Why.
        reason: Option<Reason>,
    },
    /// An operation to undo.
    Undo {
        /// Its number.
        operation: i64,
        /// The study it was made in, if that is known.
        study: Option<StudyId>,
        /// Why.
        reason: Option<Reason>,
    },
    /// The author's last operation that can be undone.
    UndoLast {
        /// Name of the study that it changed; any if none is named.
        study: Option<String>,
        /// Why.
        reason: Option<Reason>,
    },
}
