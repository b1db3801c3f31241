//! What the user can do about a refusal or a note, by meaning.
//!
//! Nothing here is worded for a place: the command line names commands and options, the screens name
//! keys. Each of them has one table with a line for every remedy, so that a new one does not compile
//! until both have words for it.

use serde::{Serialize, Serializer};

use crate::DecimalMark;

/// What the user can do about a refusal or a note.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Remedy {
    /// Nothing: the message says it all.
    #[default]
    None,
    /// A sentence that names no command, option or key: lower case, no final period.
    Plain(String),

    /// Make a notebook, or name another file.
    CreateNotebook,
    /// Name another file as the notebook.
    OtherNotebook,
    /// Name a file in the folder as the notebook.
    NotebookInFolder,
    /// Name another file as the notebook, or ask for read permission.
    OtherNotebookOrPermission,
    /// Restore a backup, which sets the file aside as it is.
    RestoreBackup,
    /// Restore a backup, which sets the file aside as it is; until then it can be read and exported.
    RestoreOrRead,
    /// Remove an unfinished operation of another program, or restore a backup.
    DiscardUnfinishedOrRestore,
    /// Restore a backup, or move the journal away that is another file's.
    ForeignJournal,
    /// Open the file for writing, which brings it up to date.
    BringUpToDate,
    /// Verify the audit trail: it tells what changed the file.
    VerifyTrail,
    /// The same, and correct by hand what cannot be undone.
    VerifyTrailThenCorrect,
    /// Verify the audit trail, and compare the file with a backup.
    VerifyTrailAndCompare,
    /// List what was changed since, and undo that first.
    ListLaterChanges {
        /// The tag of the animal, if it was of one.
        animal: Option<String>,
        /// The operation that is in the way.
        operation: i64,
    },
    /// List the operations, and correct by hand what cannot be undone.
    ListOperations,

    /// List the operations, and undo one of another author by its number, with a reason.
    UndoByNumber,
    /// Say in which study the last entry is to be undone, or undo this one by its number.
    NameStudyToUndo {
        /// The number of the operation.
        operation: i64,
        /// Name of the study that it changed; none if it changed no study.
        study: Option<String>,
    },

    /// List the studies.
    ListStudies {
        /// The name of one that can be meant.
        near: Option<String>,
    },
    /// Choose another name, or edit the study that bears it.
    RenameOrEditStudy,
    /// Open the closed study again.
    ReopenStudy,
    /// Record how the animals left, or close the study as it is.
    DisposeOrConfirmClosing,
    /// Amend the frozen plan first, or change the protocol all the same.
    AmendPlanOrConfirm,
    /// Set day 0 of this study.
    SetDay0 {
        /// Name of the study.
        study: String,
    },
    /// Set day 0 of the study, or give a date in the place of a study day.
    SetDay0OrGiveDate,
    /// Say the date of day 0, or give a study day.
    SetDay0OrGiveDay,
    /// Set the limit of quantification of this study, or take another rule for zeros.
    SetLimitOfQuantification {
        /// Name of the study.
        study: String,
    },
    /// Say what dispositions mean to the time to event.
    SetDispositionRoles,
    /// See what the study excludes.
    ListExclusions,

    /// Choose another name, or edit the arm that bears it.
    RenameOrEditArm,
    /// Add an arm.
    AddArm {
        /// Names of the arms that the study has, as they may be seen.
        known: Vec<String>,
    },
    /// See the arms of the study.
    ListArms,
    /// Mark an arm as the control.
    MarkControl,

    /// List the animals of the study.
    ListAnimals,
    /// List the animals of the study, or add the one that is missing.
    ListOrAddAnimals,
    /// Write a list of tags with ranges that count up, or say that this is a single tag.
    CheckTags,
    /// See the cages of the study.
    ListCages,
    /// See the lines of the work plan.
    ListWorkLines,
    /// Plan doses by a regimen.
    AddRegimen,
    /// Plan a smaller volume, or record who exempted it.
    SmallerVolumeOrExemption,
    /// Change the regimen from today on.
    AmendRegimen,
    /// See the doses of a date.
    ListDoses,
    /// Say which line's dose it is.
    NameDoseLine,
    /// Say that it is one more entry of the same dose.
    DoseAgain,
    /// Hold the dose, or give it on purpose, with a reason.
    HoldOrGiveDose,
    /// Weigh the animal first.
    WeighFirst,
    /// See the formulations of the study.
    ListFormulations,
    /// Record a formulation that may be given, or change the one on record.
    AddFormulation,
    /// Say why the animal is moved.
    ReasonToMoveAnimal,
    /// Give a reason.
    GiveReason,
    /// Choose another name, or edit the cohort that bears it.
    RenameOrEditCohort,
    /// Add a cohort.
    AddCohort {
        /// Names of the cohorts that the study has.
        known: Vec<String>,
    },
    /// See what was recorded of the animal.
    ShowAnimal,
    /// See what was recorded of the animal, or record something new.
    ShowAnimalOrMeasure,
    /// Check the day, or the implantation date of the study.
    CheckDayOrImplantation,
    /// Check animal and day, or lift a wrong disposition.
    CheckDayOrLiftDisposition,
    /// Lift the disposition first.
    LiftDisposition,
    /// Check the day, or move the later readings.
    CheckDayOrMoveReadings,

    /// Write the number with the decimal mark that is expected, or say that it is this one.
    StateDecimalMark(DecimalMark),
    /// Measure again, or swap length and width.
    SwapLengthAndWidth,
    /// Give something to record.
    GiveValues,
    /// Measure or weigh again, or say that the value is right although it is not expected.
    Confirm,
    /// Check the day of what cannot have happened yet, or day 0 of the study.
    CheckFutureDay,
    /// Name the site that is meant.
    NameSite(Box<SiteChoice>),
    /// Correct the entry that is there, or keep both.
    CorrectOrKeepBoth,
    /// Give the right values, or where they belong.
    GiveCorrection,
    /// Say which reading is meant, by site or repeat.
    NameReading,
    /// Say which weighing is meant, by repeat.
    NameRepeat,

    /// End the blinding, with a reason.
    EndBlinding,
    /// Name a file for the key that does not exist yet.
    NewKeyFile,
    /// Say why the plan is amended.
    ReasonToAmendPlan,
    /// Amend the plan, with a reason.
    AmendPlan,
    /// Change that day of the protocol first.
    ChangePlannedDay,
    /// Freeze plans before the arms are known: later choices are told as such by the analysis.
    PlanBeforeUnblinding,

    /// Name a landmark day.
    NameLandmarkDay,
    /// Name a later landmark day.
    NameLaterLandmarkDay,
    /// Read the notes of the analysis: they say what is missing.
    ReadNotes,
    /// List the statistics that have a card.
    ListStatistics {
        /// Ids that come near to what was typed.
        near: Vec<String>,
    },
    /// Choose fewer pixels per inch, or a narrower figure.
    SmallerFigure,
    /// Give the figure more height, or less above and below its plots.
    LargerFigure,

    /// About a draw.
    Draw(DrawRemedy),
    /// About an import.
    Import(ImportRemedy),
}

/// The sites that can be named.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SiteChoice {
    /// Name of the study.
    pub study: String,
    /// Tag of the animal.
    pub animal: String,
    /// The sites of its tumors.
    pub sites: Vec<String>,
    /// What the site is named for.
    pub role: SiteRole,
}

/// What a site is named for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SiteRole {
    /// A reading is recorded or looked for there.
    Reading,
    /// A reading is moved there.
    Destination,
    /// The site gets another name.
    Renamed,
}

/// What can be done about a draw that is refused, or that has a note.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DrawRemedy {
    /// Draw before the study is blinded, or unblind it.
    BeforeBlinding,
    /// Draw one: none is on record.
    DrawFirst,
    /// Draw anew, with a reason: the one on record stays there.
    DrawAgain,
    /// Unblind the study, then draw anew: a draw would show the arms that are hidden.
    DrawAgainUnblinded,
    /// Say why animals are drawn anew, or join late.
    GiveReason,
    /// Move a single animal: it is too late to draw all anew.
    MoveAnimal,
    /// Draw all anew, add animals, or move a single one.
    RedrawOrAddAnimals,
    /// Give the arms more places, or draw all anew.
    MorePlacesOrRedraw,
    /// Give the arm more places, or draw its animals anew.
    MorePlacesOrRedrawArm,
    /// Name arms with their places; new ones are made.
    NameArms,
    /// Name arms for a draw from a table, or how many there are.
    NameArmsOfTable,
    /// Name every animal of a table once, in the right column.
    NameAnimalsOnce,
    /// Measure the animals, take another day's values, or leave them out.
    MeasureOrLeaveOut,
    /// The same where the value may be one that is not measured, such as the cage.
    CompleteOrLeaveOut,
    /// Give a covariate a weight, or draw without covariates.
    GiveWeight,
    /// Use the method that keeps every constraint.
    BalancedMethod,
    /// Name factors to spread.
    NameFactors,
    /// Name a covariate that differs between animals.
    NameCovariate,
    /// Drop a constraint, or search longer.
    SearchLonger,
    /// Search for about two seconds, or set the number of steps.
    UsualEffort,
    /// Let chance choose: among several allocations, or by simple randomization.
    LetChanceChoose,
    /// Draw among the 20 best allocations.
    AmongTwentyBest,
    /// Set this number of steps, with the seed, to repeat the draw.
    RepeatWithSteps(u64),
}

/// What can be done about a file that is not imported as it is, or that has a note.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ImportRemedy {
    /// Mend the file, or leave its bad values out.
    SkipBadValues,
    /// Name a file, or a folder that an export wrote.
    NameFile,
    /// Name the study.
    NameStudy,
    /// Fill the study in, or put all rows into one.
    NameStudyOfRows,
    /// Add a column with the study, or name it.
    AddStudyColumn,
    /// Name day 0.
    NameDay0,
    /// Name day 0, or say that the study is running.
    OtherDay0,
    /// Name the date of day 0 of the study before files with dates are imported.
    DateStudyFirst,
    /// Name no day 0, or edit that of the study.
    LeaveDay0Out,
    /// Name no species, or change that of the study.
    LeaveSpeciesOut,
    /// Name the day of all values, or the column that tells it.
    NameDay {
        /// The headings that were found.
        headings: String,
    },
    /// Name no day for all values, or remove the column that tells it.
    LeaveDayOut,
    /// Say that the column holds dates.
    MapDateColumn,
    /// Say how dates are written.
    NameDateFormat,
    /// Name the column of this field, where its heading says another.
    MapField {
        /// Id of the field.
        field: &'static str,
        /// The heading as it stands in the file.
        heading: Box<str>,
    },
    /// Name the column of the animals, or the row of the headings.
    MapAnimalColumn {
        /// The headings that were found.
        headings: String,
    },
    /// Say which of these fields a column is.
    MapEither {
        /// Ids of the fields that it may be.
        fields: &'static [&'static str],
        /// The heading as it stands in the file.
        heading: Box<str>,
    },
    /// Say what a column holds, in the form that is shown.
    MapColumn {
        /// The form: `volume@21=HEADING`.
        form: String,
    },
    /// Say that two columns together name the arm, or which of them does.
    MapArms {
        /// The heading of the one.
        first: Box<str>,
        /// The heading of the other.
        second: Box<str>,
    },
    /// Say which day a column holds, or leave it out.
    PlaceColumn {
        /// The day that its heading seems to name; an example where it names none.
        day: Box<str>,
        /// The heading as it stands in the file.
        heading: String,
    },
    /// Say how dates are written, or that the numbers are days.
    FractionOrDate {
        /// The heading of the column that holds them; none if they are headings.
        column: Option<String>,
    },
    /// Rename a heading, or say that headings stand in several rows.
    RenameOrJoinHeadings,
    /// Say whether a row is a reading, an animal or a day.
    NameLayout,
    /// Say whether numbers have a decimal point or a comma.
    NameDecimalMark,
    /// Say what a word in cells of values stands for.
    StateCode {
        /// The word as it stands in the file.
        word: String,
    },
    /// Say how animals left the study that this word stands for.
    StateDeparture {
        /// The word as it stands in the file.
        word: String,
    },
    /// Say that words in cells of values stand for something else.
    OtherCodes,
    /// Say the unit of a field.
    NameUnit {
        /// Id of the field.
        field: &'static str,
        /// The units that are likely, as they are written.
        units: &'static [&'static str; 2],
    },
    /// Say what the columns of days hold.
    NameQuantity,
    /// Name a sheet, or read all of them.
    NameSheets {
        /// The sheets that can be read.
        sheets: Vec<String>,
    },
    /// Fill a field down from the cell above, or leave animals without an arm.
    FillDown {
        /// Id of the field.
        field: &'static str,
    },
    /// Name the column of the arm, or leave animals without one.
    NameArm {
        /// The headings that may tell it.
        headings: Vec<String>,
    },
    /// Name columns of values, or say that the file lists animals.
    NameValues {
        /// The headings of columns that hold numbers.
        headings: Vec<String>,
    },
    /// Make tags of two columns.
    JoinTags {
        /// The heading of the first.
        first: Box<str>,
        /// The heading of the column of tags.
        second: Box<str>,
    },
    /// Say that animals which the study does not have join it.
    AllowNewAnimals,
    /// Say that arms which the study does not have are added.
    AllowNewArms {
        /// The arms that it has.
        known: Vec<String>,
    },
    /// Take the values of the file as corrections, or mend the file.
    UpdateChanged,
    /// Correct or exclude values that look like slips of the pen.
    CheckDoubtful,
    /// Take 1 × 1 mm for a tumor that is not palpable.
    TakeOneByOne,
    /// Exclude or correct readings that the file does not have.
    ExcludeVanished,
    /// Name no control arm: the study is blinded.
    LeaveControlOutBlinded,
    /// Name no control arm, or edit the arms first.
    LeaveControlOut,
    /// Name the control arm.
    NameControl,
    /// Paste a value, or take the saved results of formulas.
    UseSavedResults,
    /// Name another sheet.
    OtherSheet,
    /// Remove columns, or name the delimiter.
    NameDelimiter,
    /// Save the file as UTF-8, or name its encoding.
    NameEncoding,
    /// Name UTF-16, if it is a text file at all.
    NameUtf16,
}

impl Remedy {
    /// Whether the message says it all.
    pub fn is_none(&self) -> bool {
        *self == Self::None
    }
}

/// A text is a sentence that names no command, option or key; an empty one is no remedy.
impl From<String> for Remedy {
    fn from(text: String) -> Self {
        match text.is_empty() {
            true => Self::None,
            false => Self::Plain(text),
        }
    }
}

impl From<&str> for Remedy {
    fn from(text: &str) -> Self {
        text.to_owned().into()
    }
}

impl From<DrawRemedy> for Remedy {
    fn from(remedy: DrawRemedy) -> Self {
        Self::Draw(remedy)
    }
}

impl From<ImportRemedy> for Remedy {
    fn from(remedy: ImportRemedy) -> Self {
        Self::Import(remedy)
    }
}

/// A plain remedy is its sentence. Any other is empty: whoever prints JSON words it first.
impl Serialize for Remedy {
    fn serialize<S: Serializer>(&self, out: S) -> Result<S::Ok, S::Error> {
        out.serialize_str(match self {
            Self::Plain(text) => text,
            _ => "",
        })
    }
}
