//! Animals, the cages they live in and the tumors they bear.

use chrono::NaiveDate;

use super::Remedy;
use super::attribute::Blind::{Hidden, Shown};
use super::study::words;
use super::{
    AnimalId, ArmId, Attribute, CageId, Cells, Cohort, Described, Invalid, Kind, Label, TumorId,
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
    /// Where it lives.
    pub cage: Option<CageId>,
    /// The animals that it entered the study with; its study days count from their day 0.
    pub cohort: Option<Cohort>,
    /// Its arm, once allocated.
    pub arm: Option<ArmId>,
    /// Its code, where its study was blinded by animal.
    pub code: Option<Label>,
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
    const ATTRIBUTES: &'static [Attribute<Self>] = &[Attribute::new(
        "label",
        Kind::Text,
        Shown,
        "what its card says",
        |cage: &Self| (&cage.label).into(),
    )
    .headed("cage")];
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

/// The most tags that one range names.
const MAX_RANGE: u64 = 1000;

/// Reads tags with blanks, commas or semicolons between them. `211-218` names eight: digits alone on
/// both sides make a range, so that `C04-3` is one tag.
///
/// Refuses a range that counts down or names more than a thousand, a tag that stands there twice,
/// and a text without any.
pub fn read_tags(text: &str) -> Result<Vec<Label>, Invalid> {
    let mut tags: Vec<Label> = Vec::new();
    let between = |c: char| c.is_whitespace() || matches!(c, ',' | ';');
    for word in text.split(between).filter(|word| !word.is_empty()) {
        for tag in range(word)? {
            let tag = Label::new("tags", &tag)?;
            if tags.contains(&tag) {
                return Err(Invalid::new(
                    "tags",
                    tag,
                    "is there twice",
                    "a tag is unique in a study",
                ));
            }
            tags.push(tag);
        }
    }
    if tags.is_empty() {
        let hint = "give tags, such as 211-218 or C04-1 C04-2";
        return Err(Invalid::new("tags", "", "is empty", hint));
    }
    Ok(tags)
}

/// The tags that a word names.
fn range(word: &str) -> Result<Vec<String>, Invalid> {
    let digits = |text: &str| text.bytes().all(|b| b.is_ascii_digit());
    let ends = word.split_once('-').filter(|(a, b)| digits(a) && digits(b));
    let numbers = ends.and_then(|(a, b)| Some((a, a.parse().ok()?, b.parse().ok()?)));
    let Some((first, from, to)): Option<(&str, u64, u64)> = numbers else {
        return Ok(vec![word.to_owned()]);
    };
    let refuse = |why: &str, remedy: Remedy| Err(Invalid::new("tags", word, why, remedy));
    if to < from {
        return refuse("is a range that counts down", Remedy::AddSingleTag);
    }
    if to - from >= MAX_RANGE {
        let remedy = "check the digits".into();
        return refuse("names more than a thousand animals", remedy);
    }
    let width = if first.starts_with('0') {
        first.len()
    } else {
        0
    };
    Ok((from..=to).map(|n| format!("{n:0width$}")).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_and_ranges_of_tags_are_read() {
        for (text, tags) in [
            ("211-214", vec!["211", "212", "213", "214"]),
            ("211 212, C04-3;x", vec!["211", "212", "C04-3", "x"]),
            ("008-010", vec!["008", "009", "010"]),
            ("7-7", vec!["7"]),
            ("1-2-3", vec!["1-2-3"]),
            ("-5 5-", vec!["-5", "5-"]),
        ] {
            let read = read_tags(text).unwrap();
            let read: Vec<_> = read.iter().map(Label::as_str).collect();
            assert_eq!(read, tags, "{text}");
        }
    }

    #[test]
    fn doubtful_tags_are_refused() {
        for (text, why) in [
            ("", "is empty"),
            (" , ;", "is empty"),
            ("218-211", "counts down"),
            ("1-100000", "more than a thousand"),
            ("211 210-212", "is there twice"),
        ] {
            let error = read_tags(text).unwrap_err();
            assert!(error.to_string().contains(why), "{text}: {error}");
        }
    }
}
