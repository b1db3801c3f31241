//! Animals, the cages they live in and the tumors they bear.

use chrono::NaiveDate;

use super::study::words;
use super::{AnimalId, ArmId, CageId, Invalid, Label, TumorId};

words! {
    /// Sex of an animal.
    Sex, "sex", {
        /// Female.
        Female => "female",
        /// Male.
        Male => "male",
    }
}

impl Sex {
    /// Reads F, M or the whole word.
    pub fn read(text: &str) -> Result<Self, Invalid> {
        match text.trim() {
            "F" | "f" | "♀" => Ok(Self::Female),
            "M" | "m" | "♂" => Ok(Self::Male),
            word => word.parse(),
        }
    }

    /// ♀ or ♂.
    pub fn symbol(self) -> char {
        match self {
            Self::Female => '♀',
            Self::Male => '♂',
        }
    }
}

/// One mouse.
#[derive(Debug, Clone, PartialEq)]
pub struct Animal {
    /// Its id.
    pub id: AnimalId,
    /// Its tag, unique in a study.
    pub tag: Label,
    /// Its chip, unique in a study.
    pub rfid: Option<Label>,
    /// Its sex, where known.
    pub sex: Option<Sex>,
    /// Its date of birth.
    pub born_on: Option<NaiveDate>,
    /// Vendor batch, litter or donor.
    pub source: Option<Label>,
    /// Where it lives.
    pub cage: Option<CageId>,
    /// Its arm, once allocated.
    pub arm: Option<ArmId>,
}

impl Animal {
    /// An animal of which nothing but its tag is known yet.
    pub fn new(id: AnimalId, tag: Label) -> Self {
        Self {
            id,
            tag,
            rfid: None,
            sex: None,
            born_on: None,
            source: None,
            cage: None,
            arm: None,
        }
    }
}

/// A cage.
#[derive(Debug, Clone, PartialEq)]
pub struct Cage {
    /// Its id.
    pub id: CageId,
    /// What its card says, unique in a study.
    pub label: Label,
}

/// A tumor.
#[derive(Debug, Clone, PartialEq)]
pub struct Tumor {
    /// Its id.
    pub id: TumorId,
    /// Where it grows, unique in an animal.
    pub site: Label,
}
