//! The fields that a column can hold, and the headings that name them in practice.

use domain::{Invalid, printable};

macro_rules! fields {
    ($($(#[$doc:meta])* $name:ident => $id:literal, $unit:expr, [$($heading:literal),* $(,)?];)*) => {
        /// What a column holds.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum Field { $($(#[$doc])* $name),* }

        impl Field {
            /// Every field.
            pub const ALL: &'static [Self] = &[$(Self::$name),*];

            /// The name on the command line and in messages.
            pub fn id(self) -> &'static str {
                match self { $(Self::$name => $id),* }
            }

            /// The unit its numbers are in.
            pub fn unit(self) -> Unit {
                match self { $(Self::$name => $unit),* }
            }

            /// The headings that mean it, best first: lower case, letters and digits only.
            pub fn headings(self) -> &'static [&'static str] {
                match self { $(Self::$name => &[$($heading),*]),* }
            }
        }
    };
}

fields! {
    /// The study's name.
    Study => "study", Unit::None, ["study", "studyid", "studyname", "studyno", "studynumber", "experiment", "experimentid"];
    /// The animal's tag.
    Animal => "animal", Unit::None, ["animal", "animalid", "animalno", "animalnumber", "animaltag", "mouse", "mouseid", "mouseno", "mousenumber", "mousetag", "subject", "subjectid", "tag", "eartag", "eartagid", "earmark", "sampleid", "id"];
    /// The arm's name.
    Arm => "arm", Unit::None, ["arm", "arms", "armname", "treatmentarm", "treatmentgroup", "group", "groupname", "groupid", "treatment"];
    /// The cohort's name; the arm's where no column tells the arm or a start date.
    Cohort => "cohort", Unit::None, ["cohort", "cohortname", "cohortid", "wave"];
    /// The date of day 0 of the animal and its cohort.
    Start => "start", Unit::None, ["start", "startdate", "dateofstart", "enrolled", "enrolledon", "enrolmentdate", "enrollmentdate", "dateofenrolment", "dateofenrollment", "day0", "day0date", "dateofday0"];
    /// The study day.
    Day => "day", Unit::Days, ["day", "studyday", "dayofstudy", "days", "time", "times", "timepoint"];
    /// The calendar date.
    Date => "date", Unit::None, ["date", "measurementdate", "measuringdate", "dateofmeasurement", "readingdate", "observationdate", "observedon", "measuredon", "studydate"];
    /// The time of day of the reading; a column `time` too, if it holds times of day.
    ClockTime => "clock_time", Unit::None, ["clocktime", "timeofday", "readingtime", "measurementtime", "measuringtime", "timeofreading", "timeofmeasurement"];
    /// The tumor's length in mm.
    Length => "length", Unit::Millimeters, ["length", "tumorlength", "tumourlength", "len", "l"];
    /// The tumor's width in mm.
    Width => "width", Unit::Millimeters, ["width", "tumorwidth", "tumourwidth", "wid", "w"];
    /// The tumor's height in mm.
    Height => "height", Unit::Millimeters, ["height", "tumorheight", "tumourheight", "depth", "tumordepth", "tumourdepth", "h"];
    /// The tumor's volume in mm³. Exports have a column of volumes that were given, and one of volumes by the formula,
    /// which are no data: the first one counts.
    Volume => "volume", Unit::CubicMillimeters, ["volumegiven", "volume", "tumorvolume", "tumourvolume", "tv", "vol", "tumorvol", "tumourvol"];
    /// The body weight in g.
    Weight => "weight", Unit::Grams, ["weight", "bodyweight", "bw", "bodywt", "wt", "bodymass", "mass", "mouseweight", "animalweight"];
    /// The cage's label.
    Cage => "cage", Unit::None, ["cage", "cageid", "cageno", "cagenumber", "cagelabel", "cagecard"];
    /// The animal's sex.
    Sex => "sex", Unit::None, ["sex", "gender"];
    /// The tumor's site.
    Site => "site", Unit::None, ["site", "tumorsite", "tumoursite", "tumor", "tumour", "tumorid", "tumourid", "side", "flank", "location"];
    /// The animal's chip.
    Rfid => "rfid", Unit::None, ["rfid", "rfidtag", "chip", "chipid", "microchip", "transponder", "transponderid"];
    /// The animal's ear mark.
    Ear => "ear", Unit::None, ["ear", "earnotch", "earpunch", "earcode"];
    /// The animal's date of birth.
    Born => "born", Unit::None, ["bornon", "born", "dob", "dateofbirth", "birthdate", "birthday"];
    /// Where the animal came from.
    Source => "source", Unit::None, ["source", "vendorbatch", "batch", "litter", "donor"];
    /// What is to be known of the animal besides. A column of notes or comments is about readings more often than not.
    Note => "note", Unit::None, ["animalnote", "animalnotes", "noteonanimal", "animalremark", "animalcomment"];
    /// Measured, not palpable or not measured.
    State => "state", Unit::None, ["state", "readingstate"];
    /// Why there was no measurement, or why the animal left the study.
    Reason => "reason", Unit::None, ["reason", "dispositionreason"];
    /// The running number of several readings of one tumor on one day.
    Repeat => "repeat", Unit::None, ["repeat", "repeatno", "readingno", "readingnumber"];
    /// The running number of several weighings of one animal on one day.
    WeightRepeat => "weight_repeat", Unit::None, ["weightrepeat", "weighingno", "weighingnumber"];
    /// The time of day of the weighing, where that of the reading is another.
    WeightTime => "weight_time", Unit::None, ["weighttime", "weighingtime", "timeofweighing"];
    /// The reading with the digits that were typed.
    Typed => "typed", Unit::None, ["typed", "astyped"];
    /// Who measured.
    Observer => "observer", Unit::None, ["observer", "measuredby", "observedby", "operator", "technician"];
    /// How it was measured.
    Method => "method", Unit::None, ["method", "measurementmethod"];
    /// How the animal left the study.
    Disposition => "disposition", Unit::None, ["disposition", "fate", "dispositionkind"];
}

/// The unit of a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unit {
    /// None: text, a date, a number that counts.
    None,
    /// Days.
    Days,
    /// mm.
    Millimeters,
    /// mm³.
    CubicMillimeters,
    /// g.
    Grams,
}

/// Units that stand in headings, and what they are.
const UNITS: [(&str, Option<Unit>); 31] = [
    ("d", Some(Unit::Days)),
    ("day", Some(Unit::Days)),
    ("days", Some(Unit::Days)),
    ("mm", Some(Unit::Millimeters)),
    ("millimeter", Some(Unit::Millimeters)),
    ("millimeters", Some(Unit::Millimeters)),
    ("mm3", Some(Unit::CubicMillimeters)),
    ("cmm", Some(Unit::CubicMillimeters)),
    ("µl", Some(Unit::CubicMillimeters)),
    ("ul", Some(Unit::CubicMillimeters)),
    ("g", Some(Unit::Grams)),
    ("gr", Some(Unit::Grams)),
    ("gram", Some(Unit::Grams)),
    ("grams", Some(Unit::Grams)),
    ("cm", None),
    ("cm3", None),
    ("ccm", None),
    ("cc", None),
    ("ml", None),
    ("m", None),
    ("inch", None),
    ("in", None),
    ("mg", None),
    ("kg", None),
    ("oz", None),
    ("h", None),
    ("hr", None),
    ("hours", None),
    ("week", None),
    ("weeks", None),
    ("wk", None),
];

impl Unit {
    /// The unit that a word in a heading names: `None` if it names none, `Some(None)` if it names one that no field
    /// has.
    pub fn named(word: &str) -> Option<Option<Self>> {
        UNITS
            .iter()
            .find(|(name, _)| *name == word)
            .map(|(_, unit)| *unit)
    }

    /// The unit as a message writes it.
    pub fn symbol(self) -> &'static str {
        match self {
            Self::None => "no unit",
            Self::Days => "days",
            Self::Millimeters => "mm",
            Self::CubicMillimeters => "mm³",
            Self::Grams => "g",
        }
    }
}

impl Field {
    /// The field and the rank of its heading that a plain heading (lower case, letters and digits
    /// only) means; a lower rank wins.
    pub fn meant_by(plain: &str) -> Option<(Self, usize)> {
        Self::ALL.iter().find_map(|&field| {
            let rank = field.headings().iter().position(|&h| h == plain)?;
            Some((field, rank))
        })
    }
}

impl std::str::FromStr for Field {
    type Err = Invalid;

    fn from_str(text: &str) -> Result<Self, Invalid> {
        let typed = text.trim().to_lowercase().replace([' ', '-'], "_");
        let by_id = Self::ALL.iter().copied().find(|field| field.id() == typed);
        by_id
            .or_else(|| Self::meant_by(&typed.replace('_', "")).map(|(field, _)| field))
            .ok_or_else(|| {
                let known: Vec<_> = Self::ALL.iter().map(|field| field.id()).collect();
                let hint = format!("one of {}", known.join(", "));
                Invalid::new("field", printable(text), "is not known", hint)
            })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_heading_means_two_fields() {
        let mut all: Vec<_> = Field::ALL.iter().flat_map(|f| f.headings()).collect();
        let count = all.len();
        all.sort_unstable();
        all.dedup();
        assert_eq!(all.len(), count);
    }

    #[test]
    fn fields_are_named_by_their_id() {
        for field in Field::ALL {
            assert_eq!(field.id().parse(), Ok(*field));
        }
        assert_eq!("Body Weight".parse(), Ok(Field::Weight));
    }
}
