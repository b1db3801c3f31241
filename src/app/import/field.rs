//! The fields that a column can hold, and the headings that name them in practice.

use super::unit::Unit;
use domain::{Invalid, printable};

macro_rules! fields {
    ($($(#[$doc:meta])* $name:ident => $id:literal, $unit:expr, [$($heading:literal),* $(,)?], [$($weak:literal),* $(,)?];)*) => {
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

            /// The headings that mean it where no column has one of [`headings`](Self::headings), best first.
            pub fn weak_headings(self) -> &'static [&'static str] {
                match self { $(Self::$name => &[$($weak),*]),* }
            }
        }
    };
}

fields! {
    /// The study's name.
    Study => "study", Unit::None, ["study", "studyid", "studyname", "studyno", "studynumber", "experiment", "experimentid", "studie"], ["project"];
    /// The animal's tag.
    Animal => "animal", Unit::None, ["animal", "animalid", "maus", "mausid", "mausnr", "mausnummer", "tier", "tierid", "tiernr", "tiernummer", "animalno", "animalnumber", "animaltag", "animalname", "mouse", "mouseid", "mouseno", "mousenumber", "mousename", "mousetag", "rat", "ratid", "ratno", "subject", "subjectid", "subjectno", "subjectname", "usubjid", "subjid", "tag", "eartag", "eartagid", "earmark", "souris", "animalidentifier", "mouseidentifier", "uniqueanimalid", "sampleid", "modelid", "id"], ["mice", "animals", "ear", "number", "no", "nr", "nummer", "uniqueid", "identifier", "name", "model"];
    /// The arm's name.
    Arm => "arm", Unit::None, ["arm", "arms", "armname", "treatmentarm", "treatmentgroup", "treatmentgroups", "group", "groupname", "groups", "groupid", "groupno", "groupnumber", "groupnr", "testgroup", "studygroup", "dosegroup", "experimentalgroup", "studyarm", "gruppe", "gruppenname", "behandlungsgruppe", "armcd", "egp", "treatment", "treatmentname"], ["treatments", "treatmentgroupid", "treatmentgroupname", "tx", "trt", "trta", "rx", "behandlung", "regimen", "drugregimen", "drug", "drugname", "compound", "compoundname", "testarticle", "testitem", "therapy", "condition", "genotype", "dose", "wirkstoff", "substanz"];
    /// The cohort's name; the arm's where no column tells the arm or a start date.
    Cohort => "cohort", Unit::None, ["cohort", "cohortname", "cohortid", "wave", "kohorte"], [];
    /// The date of day 0 of the animal and its cohort.
    Start => "start", Unit::None, ["start", "startdate", "dateofstart", "enrolled", "enrolledon", "enrolmentdate", "enrollmentdate", "dateofenrolment", "dateofenrollment", "day0", "day0date", "dateofday0"], [];
    /// The study day.
    Day => "day", Unit::Days, ["day", "studyday", "dayofstudy", "days", "time", "times", "timepoint", "dpi", "dpt", "visitdy", "visitday", "dayno", "daynumber", "studientag", "versuchstag", "messtag"], ["d", "t", "tag"];
    /// The calendar date.
    Date => "date", Unit::None, ["date", "measurementdate", "measuringdate", "dateofmeasurement", "dateoftumormeasurement", "datemeasured", "readingdate", "daterecorded", "recordeddate", "observationdate", "obsdate", "observedon", "measuredon", "assessmentdate", "visitdate", "studydate", "datetime", "datum", "messdatum", "timestamp", "collectiondate"], ["measured"];
    /// The time of day of the reading; a column `time` too, if it holds times of day.
    ClockTime => "clock_time", Unit::None, ["clocktime", "timeofday", "readingtime", "measurementtime", "measuringtime", "timeofreading", "timeofmeasurement"], [];
    /// The tumor's length in mm.
    Length => "length", Unit::Millimeters, ["length", "tumorlength", "tumourlength", "tumorl", "tumourl", "len", "l", "tl", "longaxis", "longestaxis", "majoraxis", "longdiameter", "longestdiameter", "largestdiameter", "largerdiameter", "majordiameter", "maxdiameter", "longdimension", "longestdimension", "long", "longside", "length1", "laenge", "länge"], ["a", "d1", "dim1", "diameter1", "dimension1"];
    /// The tumor's width in mm.
    Width => "width", Unit::Millimeters, ["width", "tumorwidth", "tumourwidth", "tumorw", "tumourw", "wid", "w", "tw", "shortaxis", "shortestaxis", "minoraxis", "shortdiameter", "shortestdiameter", "smallestdiameter", "smallerdiameter", "minordiameter", "mindiameter", "shortdimension", "shortestdimension", "short", "shortside", "width1", "breite"], ["b", "d2", "dim2", "diameter2", "dimension2", "length2"];
    /// The tumor's height in mm.
    Height => "height", Unit::Millimeters, ["height", "tumorheight", "tumourheight", "tumorh", "tumourh", "depth", "tumordepth", "tumourdepth", "h", "th", "thickness", "höhe", "hoehe"], ["c", "d3", "dim3", "diameter3", "dimension3", "length3"];
    /// Length and width in one cell, and perhaps height: `8.1 x 6.2`, in mm.
    Sizes => "sizes", Unit::Millimeters, ["lxw", "lxwxh", "lengthxwidth", "lengthxwidthxheight", "tumorlxw", "tumourlxw", "sizelxw", "tumorsizelxw", "calipers", "calipermeasurements", "dimensions", "tumordimensions", "tumourdimensions"], ["size", "tumorsize", "tumoursize", "diameter", "diameters", "caliper", "measurement", "measurements", "value"];
    /// The tumor's volume in mm³. Exports have a column of volumes that were given, and one of volumes by the formula,
    /// which are no data: the first one counts.
    Volume => "volume", Unit::CubicMillimeters, ["volumegiven", "volume", "tumorvolume", "tumourvolume", "tv", "vol", "tumorvol", "tumourvol", "volumes", "tumorvolumes", "calipervolume", "volumen", "tumorvolumen"], ["v", "tumorsize", "tumoursize", "size", "tumorburden", "tumourburden", "value"];
    /// The body weight in g.
    Weight => "weight", Unit::Grams, ["weight", "bodyweight", "bw", "bodywt", "wt", "bodymass", "mass", "mouseweight", "mousewt", "mousemass", "animalweight", "animalwt", "animalmass", "weights", "bodyweights", "gewicht", "körpergewicht", "koerpergewicht"], [];
    /// The cage's label.
    Cage => "cage", Unit::None, ["cage", "cageid", "cageno", "cagenumber", "cagelabel", "cagecard", "käfig", "kaefig"], [];
    /// The animal's sex.
    Sex => "sex", Unit::None, ["sex", "gender", "geschlecht"], [];
    /// The tumor's site.
    Site => "site", Unit::None, ["site", "tumorsite", "tumoursite", "tumorlocation", "tumourlocation", "tumorposition", "tumorside", "tumourside", "tumorno", "tumourno", "tumornumber", "tumournumber", "tumorid", "tumourid", "tumor", "tumour", "side", "flank", "flanklr", "lr", "location", "implantsite", "lesion", "lesionid", "seite"], [];
    /// The animal's chip.
    Rfid => "rfid", Unit::None, ["rfid", "rfidtag", "chip", "chipid", "microchip", "transponder", "transponderid"], [];
    /// The animal's ear mark.
    Ear => "ear", Unit::None, ["ear", "earnotch", "earpunch", "earcode"], [];
    /// The animal's date of birth.
    Born => "born", Unit::None, ["bornon", "born", "dob", "dateofbirth", "birthdate", "birthday"], [];
    /// Where the animal came from.
    Source => "source", Unit::None, ["source", "vendorbatch", "batch", "litter", "donor"], [];
    /// What is to be known of the animal besides. A column of notes or comments is about readings more often than not.
    Note => "note", Unit::None, ["animalnote", "animalnotes", "noteonanimal", "animalremark", "animalcomment"], [];
    /// Measured, not palpable or not measured.
    State => "state", Unit::None, ["state", "readingstate"], [];
    /// Why there was no measurement, or why the animal left the study.
    Reason => "reason", Unit::None, ["reason", "dispositionreason"], [];
    /// The running number of several readings of one tumor on one day.
    Repeat => "repeat", Unit::None, ["repeat", "repeatno", "readingno", "readingnumber"], [];
    /// The running number of several weighings of one animal on one day.
    WeightRepeat => "weight_repeat", Unit::None, ["weightrepeat", "weighingno", "weighingnumber"], [];
    /// The time of day of the weighing, where that of the reading is another.
    WeightTime => "weight_time", Unit::None, ["weighttime", "weighingtime", "timeofweighing"], [];
    /// The reading with the digits that were typed.
    Typed => "typed", Unit::None, ["typed", "astyped"], [];
    /// Who measured.
    Observer => "observer", Unit::None, ["observer", "measuredby", "observedby", "operator", "technician"], [];
    /// How it was measured.
    Method => "method", Unit::None, ["method", "measurementmethod"], [];
    /// How the animal left the study.
    Disposition => "disposition", Unit::None, ["disposition", "fate", "dispositionkind"], [];
}

/// A rank that every weak heading has or exceeds.
pub const WEAK: usize = 1000;

impl Field {
    /// What a tumor or an animal is measured by.
    pub const VALUES: [Self; 6] = [
        Self::Length,
        Self::Width,
        Self::Height,
        Self::Sizes,
        Self::Volume,
        Self::Weight,
    ];

    /// The field and the rank of its heading that a plain heading (lower case, letters and digits only) means; a lower
    /// rank wins. Weak headings are not among them.
    pub fn meant_by(plain: &str) -> Option<(Self, usize)> {
        Self::ALL.iter().find_map(|&field| {
            let rank = field.headings().iter().position(|&h| h == plain)?;
            Some((field, rank))
        })
    }

    /// The fields that a plain heading means where no other column does, each with its rank from `WEAK` on.
    pub fn weakly_meant_by(plain: &str) -> impl Iterator<Item = (Self, usize)> {
        Self::ALL.iter().filter_map(move |&field| {
            let rank = field.weak_headings().iter().position(|&h| h == plain)?;
            Some((field, WEAK + rank))
        })
    }

    /// Whether it is a number of its own: a size, a volume or a weight.
    pub fn is_value(self) -> bool {
        Self::VALUES.contains(&self)
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
