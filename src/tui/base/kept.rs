//! What is kept beside the notebook while it is not saved: values of incomplete readings, what was being
//! asked, and a form that was filled in. It comes back when the program was killed, or when the same study
//! is measured again. Plain data, as the file holds it.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use domain::Unit;

/// What is kept: unsaved values and settings of measuring by study, and a form.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Kept {
    /// One for each study with something to keep.
    pub studies: Vec<KeptStudy>,
    /// A form that was filled in and not saved.
    #[serde(default)]
    pub form: Option<Unsaved>,
    /// How the last file was read that was imported.
    #[serde(default)]
    pub import_reading: ImportReading,
}

/// How a file is read that is imported: the next one of the same laboratory is likely written alike. Texts are those of
/// the form's fields.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImportReading {
    /// `point` or `comma`; empty before the first import.
    pub decimal: String,
    /// The format of dates, as `DD.MM.YYYY`; empty: `2026-01-22`.
    pub dates: String,
}

/// What is kept of one study.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct KeptStudy {
    /// Id of the study.
    pub study: Uuid,
    /// Its name when this was kept.
    pub name: String,
    /// The day of the readings.
    pub on: NaiveDate,
    /// The order of the queue.
    pub order: Order,
    /// Whether animals that are not due are in the queue.
    pub everyone: bool,
    /// Whether every tumor is measured twice.
    pub twice: bool,
    /// Whether animals are weighed, where that differs from the study's habit.
    pub weigh: Option<bool>,
    /// The last reason given in this session for a tumor that was not measured.
    pub reason: Option<String>,
    /// Whether the day was chosen: then it stays until another is chosen.
    #[serde(default)]
    pub is_chosen_day: bool,
    /// What the queue is filtered by.
    #[serde(default)]
    pub filter: String,
    /// Values that are not saved, by id of the animal.
    pub drafts: Vec<(Uuid, Vec<Draft>)>,
    /// Readings that are asked for beyond the plan, by id of the animal.
    #[serde(default)]
    pub asked: Vec<(Uuid, Target, AskedReading)>,
    /// Where one was, and what was asked there.
    #[serde(default)]
    pub cursor: Option<Cursor>,
    /// Day, animal and target of what was skipped.
    #[serde(default)]
    pub passed: Vec<(NaiveDate, Uuid, Target)>,
}

/// A reading that is asked for beyond the plan.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AskedReading {
    /// Its number that day, from 1.
    pub number: u32,
    /// Why it is asked for, as the screen says it.
    pub why: String,
}

/// Where one was on the measuring screen, and what was asked there.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cursor {
    /// Id of the animal.
    pub animal: Uuid,
    /// Whether keys went to the queue.
    pub at_queue: bool,
    /// The field; none where everything of the animal is saved.
    pub field: Option<(ReadingSlot, Kind)>,
    /// The value in the field that is asked about or was refused; else empty: a text that is being typed is
    /// not kept.
    pub text: String,
    /// What has to be confirmed.
    pub question: Option<PendingConfirmation>,
    /// What is wrong with the value, or asked about it.
    pub complaint: Option<String>,
    /// Whether what devices send is discarded, because a value was refused.
    #[serde(default)]
    pub discards_sends: bool,
    /// What lay over the screen.
    #[serde(default)]
    pub opened: Option<Opened>,
    /// The reading that is being written, so that what follows from it is asked if the program ends before
    /// the answer.
    pub sent: Option<ReadingSlot>,
}

/// What a key of the measuring screen has opened over it. It comes back after a kill: a digit that was meant for it must
/// not become a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Opened {
    /// The choice of a reason for a tumor that is not measured.
    Reasons,
    /// The form of the animal's disposition.
    Disposition,
    /// The form that corrects a reading, or the choice of that reading.
    Correction,
}

/// Something that a person has to confirm before more input is taken. Devices are used without looking at the screen:
/// what they send meanwhile was meant for another field. So only a key that no device sends by
/// itself confirms.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum PendingConfirmation {
    /// Enter swaps width and length.
    Swap,
    /// The length is too long for this tumor with any width; Enter takes it all the same.
    Long,
    /// The tumor is not palpable though a volume is expected, or though a size was entered; Enter or F2 records it.
    NotPalpable,
    /// The value is outside of the expected range; Enter begins another reading.
    Again,
    /// The values could not be saved; Enter tries again.
    Unsaved,
}

/// What was typed in a form.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Unsaved {
    /// The form's heading.
    pub title: String,
    /// The study that was open.
    pub study: Option<String>,
    /// What it is about besides: a reading, animals, a draw.
    #[serde(default)]
    pub about: String,
    /// Field and value of what was changed.
    pub fields: Vec<(String, String)>,
}

/// What a field asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Kind {
    /// Length of a tumor, mm.
    Length,
    /// Its width, mm.
    Width,
    /// Its height, mm, where the study's formula needs it.
    Height,
    /// Body weight, g.
    Weight,
}

impl Kind {
    /// Its name in errors.
    pub fn name(self) -> &'static str {
        match self {
            Self::Length => "length",
            Self::Width => "width",
            Self::Height => "height",
            Self::Weight => "weight",
        }
    }

    /// Its label on the screen.
    pub fn label(self) -> &'static str {
        match self {
            Self::Length => "Length",
            Self::Width => "Width",
            Self::Height => "Height",
            Self::Weight => "Weight",
        }
    }

    /// Its unit.
    pub fn unit(self) -> Unit {
        match self {
            Self::Weight => Unit::Gram,
            _ => Unit::Millimeter,
        }
    }
}

/// What is measured.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Target {
    /// This tumor; none of an animal that has none on record, and gets it by its first reading.
    Tumor(Option<Uuid>),
    /// The body.
    Body,
}

/// The place of a reading or weighing on a day: of which target, and its number that day, from 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct ReadingSlot {
    /// What is measured.
    pub target: Target,
    /// The number of the reading that day.
    pub round: u32,
}

/// A value that was taken and is not in the notebook yet.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Draft {
    /// Of which slot.
    #[serde(rename = "look")]
    pub slot: ReadingSlot,
    /// Of which field.
    pub kind: Kind,
    /// The value.
    pub value: f64,
    /// Its digits.
    pub digits: String,
}

/// The order of the queue.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub enum Order {
    /// By cage, then by tag; animals without a cage last.
    #[default]
    Cage,
    /// As they came into the study.
    List,
    /// By tag.
    Tag,
}

impl Order {
    /// The heading of the queue.
    pub fn title(self) -> &'static str {
        match self {
            Self::Cage => "Cage order",
            Self::List => "List order",
            Self::Tag => "By tag",
        }
    }

    /// The next order.
    pub fn next(self) -> Self {
        match self {
            Self::Cage => Self::List,
            Self::List => Self::Tag,
            Self::Tag => Self::Cage,
        }
    }
}
