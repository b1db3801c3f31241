//! What came of a write, as values that the command line and the screens word.

use crate::Receipt;
use crate::blind::KeyLine;
use crate::correct::Corrected;
use crate::dosing::DosingChanged;
use crate::measure::Recorded;
use crate::plan::Frozen;
use crate::randomize::Accepted;
use crate::work::WorkChanged;
use domain::{
    Arm, BlindBy, Cohort, DispositionKind, Exclusion, Housed, Label, Study, StudyId, When,
};
use store::LoggedOperation;

/// What came of a write.
#[derive(Debug, Clone)]
pub struct Done {
    /// Its entry in the audit trail; none if nothing was changed.
    pub receipt: Option<Receipt>,
    /// What was done.
    pub outcome: Outcome,
    /// What is to be read again.
    pub changed: Changed,
}

/// What a write did, as values: the command line and the screens word it.
#[derive(Debug, Clone)]
pub enum Outcome {
    /// The study that was created.
    StudyCreated(Study),
    /// A study of the demo was created, or both.
    DemoCreated,
    /// Both studies of the demo were there already.
    DemoExists,
    /// The study as it is now.
    StudyEdited(Study),
    /// The study, open or closed now.
    StatusSet(Study),
    /// An arm that a study got.
    ArmAdded {
        /// Name of the study.
        study: String,
        /// The arm.
        arm: Arm,
    },
    /// The arm as it is now.
    ArmEdited(Label),
    /// A cohort that a study got.
    CohortAdded {
        /// Name of the study.
        study: String,
        /// The cohort.
        cohort: Cohort,
    },
    /// The cohort as it is now.
    CohortEdited(Cohort),
    /// Animals that a study got.
    AnimalsAdded {
        /// Name of the study.
        study: String,
        /// The animals.
        animals: Vec<Housed>,
    },
    /// An animal whose facts changed, or which has further tumors.
    AnimalEdited {
        /// Its tag before.
        old_tag: String,
        /// Its tag now.
        tag: Label,
        /// Sites of its further tumors.
        new_sites: Vec<Label>,
    },
    /// Animals whose facts changed, or which have further tumors.
    AnimalsEdited {
        /// Their tags.
        animals: Vec<String>,
        /// Sites of their further tumors.
        new_sites: Vec<Label>,
    },
    /// Animals that live in another cage now.
    CageMoved {
        /// The cage that they lived in.
        cage: String,
        /// The cage that they live in.
        to: Label,
        /// Their tags.
        animals: Vec<Label>,
    },
    /// A cage that has another label now.
    CageRenamed {
        /// The label before.
        old: String,
        /// The label now.
        label: Label,
    },
    /// Cages that stand elsewhere now.
    CagesPlaced(Vec<Label>),
    /// A site that has another name now.
    SiteRenamed {
        /// Tags of the animals.
        animals: Vec<String>,
        /// The site as it was called.
        site: Label,
        /// The site as it is called.
        new_site: Label,
    },
    /// What was recorded, and what it means.
    Recorded(Box<Recorded>),
    /// The work plan changed.
    WorkChanged(WorkChanged),
    /// Doses or formulations changed.
    DosingChanged(DosingChanged),
    /// Animals that left the study.
    Disposed {
        /// Their tags.
        animals: Vec<String>,
        /// How.
        kind: DispositionKind,
        /// When each of them did: a study day is that of each animal.
        moments: Vec<When>,
    },
    /// Animals that are on study again, by tag.
    DispositionLifted(Vec<String>),
    /// Data are left out of the analysis.
    Excluded {
        /// The exclusion.
        exclusion: Exclusion,
        /// What it leaves out, in words: `animal 214 on day 17 (2026-01-22)`.
        what: String,
    },
    /// Data count again.
    ExclusionLifted {
        /// Which, in words.
        what: String,
    },
    /// What was corrected.
    Corrected {
        /// Tag of the animal that the entry was recorded for.
        tag: String,
        /// Tag of the animal that it was moved to.
        to: Option<String>,
        /// Before and after.
        corrected: Box<Corrected>,
    },
    /// The study that is blinded now.
    Blinded {
        /// The study.
        study: Study,
        /// How far.
        by: BlindBy,
    },
    /// The arms are shown again.
    Unblinded {
        /// Name of the study.
        study: String,
        /// Which code was which arm.
        key: Vec<KeyLine>,
    },
    /// A plan, or its amendment.
    PlanFrozen {
        /// Name of the study.
        study: String,
        /// What was frozen.
        frozen: Box<Frozen>,
    },
    /// A draw that is on record.
    DrawAccepted(Box<Accepted>),
    /// The operation that was undone, with the first of its changes.
    Undone(Box<LoggedOperation>),
}

/// What a write changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Changed {
    /// These animals of a study.
    Animals {
        /// Name of the study.
        study: String,
        /// Their tags.
        tags: Vec<String>,
    },
    /// A study, perhaps all of it, by the name that it has now.
    Study(String),
    /// This study is no longer in the notebook.
    Gone(StudyId),
    /// It is not known what.
    Unknown,
}

impl Changed {
    pub(super) fn animals(study: String, tags: Vec<String>) -> Self {
        Self::Animals { study, tags }
    }
}
