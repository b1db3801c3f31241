//! Animals, the cages they live in and the tumors they bear.

use chrono::NaiveDate;

use super::attribute::Blind::{Hidden, Shown};
use super::study::words;
use super::{
    AnimalId, ArmId, Attribute, CageId, Cells, Cohort, Described, Invalid, Kind, Label, Prose,
    TumorId,
};

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
    /// Notches or punches of its ears, as `L`, `R` or `LR`; unique at most in a cage. None: unmarked, or not known.
    pub ear: Option<Label>,
    /// Its sex, where known.
    pub sex: Option<Sex>,
    /// Its date of birth.
    pub born_on: Option<NaiveDate>,
    /// Vendor batch, litter or donor.
    pub source: Option<Label>,
    /// What is to be known of it besides, as `limps since surgery`.
    pub note: Option<Prose>,
    /// Since when no more doses are planned for it, and why, while it stays on study.
    pub off_treatment: Option<OffTreatment>,
    /// Where it lives.
    pub cage: Option<CageId>,
    /// The animals that it entered the study with; its study days count from their day 0.
    pub cohort: Option<Cohort>,
    /// Its arm, once allocated.
    pub arm: Option<ArmId>,
    /// Its code, where its study was blinded by animal.
    pub code: Option<Label>,
}

/// That an animal gets no more doses, and stays on study.
#[derive(Debug, Clone, PartialEq)]
pub struct OffTreatment {
    /// The first date without doses.
    pub since: NaiveDate,
    /// Why.
    pub reason: Prose,
}

impl OffTreatment {
    /// What a row about an animal tells of it.
    fn read<C: Cells>(cells: &C) -> Result<Option<Self>, C::Error> {
        let Some(since) = cells.date("off_treatment_on")? else {
            return Ok(None);
        };
        let reason = cells.required("off_treatment_reason", C::prose)?;
        Ok(Some(Self { since, reason }))
    }
}

impl Animal {
    /// An animal of which nothing but its tag is known yet.
    pub fn new(id: AnimalId, tag: Label) -> Self {
        Self {
            id,
            tag,
            rfid: None,
            ear: None,
            sex: None,
            born_on: None,
            source: None,
            note: None,
            off_treatment: None,
            cage: None,
            cohort: None,
            arm: None,
            code: None,
        }
    }
}

impl Described for Animal {
    const TABLE: &'static str = "animals";
    const ATTRIBUTES: &'static [Attribute<Self>] = &[
        Attribute::new("tag", Kind::Text, Shown, "tag", |a: &Self| (&a.tag).into())
            .headed("animal"),
        Attribute::new("rfid", Kind::Text, Shown, "chip", |a| {
            a.rfid.as_ref().into()
        }),
        Attribute::new("ear", Kind::Text, Shown, "ear mark", |a| {
            a.ear.as_ref().into()
        }),
        Attribute::new("sex", Kind::Text, Shown, "female or male", |a| {
            a.sex.map(Sex::id).into()
        }),
        Attribute::new("born_on", Kind::Date, Shown, "date of birth", |a| {
            a.born_on.into()
        }),
        Attribute::new(
            "source",
            Kind::Text,
            Shown,
            "vendor batch, litter or donor",
            |a| a.source.as_ref().into(),
        ),
        Attribute::new(
            "note",
            Kind::Text,
            Shown,
            "note on the animal",
            |a: &Self| a.note.as_ref().into(),
        )
        .headed("animal_note"),
        Attribute::new(
            "off_treatment_on",
            Kind::Date,
            Shown,
            "first date without doses, if treatment was stopped",
            |a: &Self| a.off_treatment.as_ref().map(|off| off.since).into(),
        )
        .not_exported(),
        Attribute::new(
            "off_treatment_reason",
            Kind::Text,
            Shown,
            "why treatment was stopped",
            |a: &Self| a.off_treatment.as_ref().map(|off| &off.reason).into(),
        )
        .not_exported(),
        Attribute::new("cage_id", Kind::Id, Shown, "where it lives", |a: &Self| {
            a.cage.map(|id| id.to_string()).into()
        })
        .not_exported(),
        Attribute::new("cohort_id", Kind::Id, Shown, "its cohort", |a: &Self| {
            a.cohort.as_ref().map(|cohort| cohort.id.to_string()).into()
        })
        .not_exported(),
        Attribute::new("arm_id", Kind::Id, Hidden, "its arm", |a: &Self| {
            a.arm.map(|id| id.to_string()).into()
        })
        .not_exported(),
        Attribute::new("code", Kind::Text, Shown, "its code", |a: &Self| {
            a.code.as_ref().into()
        })
        .not_exported(),
    ];
}

impl Animal {
    /// What a row of the table tells of the animal with this id. Beside it stand name and day 0 of its
    /// cohort, as `cohort` and `cohort_day0`.
    pub fn read<C: Cells>(id: AnimalId, cells: &C) -> Result<Self, C::Error> {
        Ok(Self {
            id,
            tag: cells.required("tag", C::label)?,
            rfid: cells.label("rfid")?,
            ear: cells.label("ear")?,
            sex: cells.parsed("sex")?,
            born_on: cells.date("born_on")?,
            source: cells.label("source")?,
            note: cells.prose("note")?,
            off_treatment: OffTreatment::read(cells)?,
            cage: cells.id("cage_id")?,
            cohort: Cohort::of_animal(cells)?,
            arm: cells.id("arm_id")?,
            code: cells.label("code")?,
        })
    }
}

/// A cage.
#[derive(Debug, Clone, PartialEq)]
pub struct Cage {
    /// Its id.
    pub id: CageId,
    /// What its card says, unique in a study.
    pub label: Label,
    /// The room that it stands in.
    pub room: Option<Label>,
    /// The rack that it stands in.
    pub rack: Option<Label>,
    /// Where in the rack, as `B4`.
    pub place: Option<Label>,
}

impl Cage {
    /// A cage of which nothing but its label is known yet.
    pub fn new(id: CageId, label: Label) -> Self {
        Self {
            id,
            label,
            room: None,
            rack: None,
            place: None,
        }
    }
}

/// A tumor.
#[derive(Debug, Clone, PartialEq)]
pub struct Tumor {
    /// Its id.
    pub id: TumorId,
    /// Where it grows, unique in an animal.
    pub site: Label,
}

impl Described for Cage {
    const TABLE: &'static str = "cages";
    const ATTRIBUTES: &'static [Attribute<Self>] = &[
        Attribute::new(
            "label",
            Kind::Text,
            Shown,
            "what its card says",
            |cage: &Self| (&cage.label).into(),
        )
        .headed("cage"),
        Attribute::new("room", Kind::Text, Shown, "the room it stands in", |cage| {
            cage.room.as_ref().into()
        }),
        Attribute::new("rack", Kind::Text, Shown, "the rack it stands in", |cage| {
            cage.rack.as_ref().into()
        }),
        Attribute::new("place", Kind::Text, Shown, "where in the rack", |cage| {
            cage.place.as_ref().into()
        }),
    ];
}

impl Described for Tumor {
    const TABLE: &'static str = "tumors";
    const ATTRIBUTES: &'static [Attribute<Self>] = &[Attribute::new(
        "site",
        Kind::Text,
        Shown,
        "which tumor",
        |tumor| (&tumor.site).into(),
    )];
}
