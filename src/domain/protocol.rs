//! The protocol of a study: what was planned, and how its numbers are made. Each field is described by
//! one entry of the list below: the struct, the check of its range, its column in the table `studies`, its
//! row in `study.csv`, its option on the command line and its place in the form come from there.

use chrono::NaiveDate;

use super::attribute::Blind::{self, Shown};
use super::field_value::FieldValue;
use super::{
    BaselineRule, Cell, DataOrigin, Definition, DispositionRoles, EventRule, Invalid, Kind, Label,
    MAX_WINDOW, PrimaryTest, Prose, Quantity, RepeatRule, Species, VolumeFormula,
};

/// One field of the protocol.
pub struct ProtocolField {
    /// Its column, and its name in `study.csv`.
    pub name: &'static str,
    /// What messages call it.
    pub said: &'static str,
    /// What it tells: its line in the dictionary.
    pub meaning: &'static str,
    /// What its values are.
    pub kind: Kind,
    /// Whether a blinded study shows it.
    pub blind: Blind,
    /// What a change of it changes.
    pub bearing: Bearing,
    /// The range of a number.
    range: Option<fn(&Protocol) -> Range>,
    /// How it is given on the command line.
    pub option: Option<CommandOption>,
    /// How it is asked for in a form.
    pub form: Option<FormField>,
    /// Its fixed words, if it has such.
    pub words: fn() -> Vec<&'static str>,
    /// The value.
    pub get: fn(&Protocol) -> Cell<'_>,
    typed: fn(&mut Protocol, &'static str, &str) -> Result<(), Invalid>,
    stored: fn(&mut Protocol, &'static str, &Cell<'_>) -> Result<(), Invalid>,
    clear: Option<fn(&mut Protocol)>,
}

/// What a change of a field changes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Bearing {
    /// Results: numbers, comparisons, alerts, or which entries can be. Once there are entries, a change needs a
    /// reason, because whoever changes it may have seen the results.
    Results,
    /// Only what is said of the study.
    Description,
}

/// The least and the largest value of a number, and its unit.
struct Range {
    least: f64,
    most: f64,
    unit: &'static str,
}

/// How a field is given on the command line.
#[derive(Debug, Clone, Copy)]
pub struct CommandOption {
    /// The option, without dashes.
    pub name: &'static str,
    /// What stands for its value.
    pub value: &'static str,
    /// What it says in the help.
    pub help: &'static str,
}

/// How a field is asked for in a form.
#[derive(Debug, Clone, Copy)]
pub struct FormField {
    /// Fields stand in ascending order of it: the experiment, its calendar, its limits, its numbers, its
    /// papers.
    pub place: u16,
    /// What the form calls it.
    pub label: &'static str,
    /// What belongs in it; empty where its fixed words say so.
    pub hint: &'static str,
}

impl ProtocolField {
    /// Sets the field to what a text says; refusals call the field `name`. What the values have to do
    /// with each other is [`Protocol::check`]'s affair.
    pub fn set(&self, p: &mut Protocol, name: &'static str, text: &str) -> Result<(), Invalid> {
        (self.typed)(p, name, text)
    }

    /// Sets the field to what its column holds.
    pub fn set_cell(&self, p: &mut Protocol, cell: &Cell<'_>) -> Result<(), Invalid> {
        (self.stored)(p, self.name, cell)
    }

    /// Refuses a text that is no value of the field in any study, whatever its other fields say.
    pub fn check_text(&self, name: &'static str, text: &str) -> Result<(), Invalid> {
        let mut refused = None;
        for species in Species::ALL {
            let mut protocol = Protocol {
                species: *species,
                ..Protocol::default()
            };
            self.set(&mut protocol, name, text)?;
            match self.check(&protocol) {
                Ok(()) => return Ok(()),
                Err(invalid) => refused = Some(invalid),
            }
        }
        refused.map_or(Ok(()), Err)
    }

    /// Whether the field can be empty.
    pub fn is_optional(&self) -> bool {
        self.clear.is_some()
    }

    /// Empties the field, if it can be empty.
    pub fn clear(&self, p: &mut Protocol) {
        if let Some(clear) = self.clear {
            clear(p);
        }
    }

    /// Whether its numbers may be below zero.
    pub fn may_be_negative(&self) -> bool {
        let range = self.range.map(|range| range(&Protocol::default()));
        range.is_some_and(|range| range.least < 0.0)
    }

    /// Refuses a number out of range.
    fn check(&self, p: &Protocol) -> Result<(), Invalid> {
        let (Some(range), Cell::Number(value)) = (self.range, (self.get)(p)) else {
            return Ok(());
        };
        let Range { least, most, unit } = range(p);
        let quantity = Quantity {
            field: self.said,
            unit,
            least,
            most,
        };
        quantity.check(value).map(|_| ())
    }
}

/// From each entry: documentation, name and type of the field, its default, what messages call it,
/// whether a blinded study shows it, what a change of it changes, the range of a number, the option of the command line (name, what
/// stands for the value, help) and the field of the form (place, label, hint).
macro_rules! protocol {
    ($(
        #[doc = $meaning:literal]
        $name:ident: $type:ty = $default:expr,
            said $said:literal, $blind:ident, $bearing:ident
            $(, range $range:expr)?
            $(, option $option:literal $value:literal $help:literal)?
            $(, form $place:literal $label:literal $hint:literal)?;
    )*) => {
        /// What was planned, and how its numbers are made.
        #[derive(Debug, Clone, PartialEq)]
        pub struct Protocol {
            $(#[doc = $meaning] pub $name: $type,)*
        }

        impl Default for Protocol {
            fn default() -> Self {
                Self { $($name: $default,)* }
            }
        }

        impl Protocol {
            /// The fields in the order of the files.
            pub const FIELDS: &'static [ProtocolField] = &[$(ProtocolField {
                name: stringify!($name),
                said: $said,
                meaning: $meaning,
                kind: <$type as FieldValue>::KIND,
                blind: $blind,
                bearing: Bearing::$bearing,
                range: protocol!(@range $($range)?),
                option: protocol!(@option $($option $value $help)?),
                form: protocol!(@form $($place $label $hint)?),
                words: <$type as FieldValue>::words,
                get: |p| FieldValue::cell(&p.$name),
                typed: |p, name, text| {
                    p.$name = FieldValue::read(name, text)?;
                    Ok(())
                },
                stored: |p, name, cell| {
                    p.$name = FieldValue::from_cell(name, cell)?;
                    Ok(())
                },
                clear: match <$type as FieldValue>::EMPTY {
                    Some(_) => Some(|p| {
                        if let Some(empty) = <$type as FieldValue>::EMPTY {
                            p.$name = empty();
                        }
                    }),
                    None => None,
                },
            },)*];
        }
    };
    (@range) => { None };
    (@range $range:expr) => { Some($range) };
    (@option) => { None };
    (@option $name:literal $value:literal $help:literal) => {
        Some(CommandOption { name: $name, value: $value, help: $help })
    };
    (@form) => { None };
    (@form $place:literal $label:literal $hint:literal) => {
        Some(FormField { place: $place, label: $label, hint: $hint })
    };
}

/// A range, for the list below.
fn range(least: f64, most: f64, unit: &'static str) -> Range {
    Range { least, most, unit }
}

protocol! {
    /// Recorded or simulated.
    data_origin: DataOrigin = DataOrigin::Recorded, said "data origin", Shown, Results;

    /// Cell line or patient-derived model.
    model: Option<Label> = None, said "model", Shown, Description,
        option "model" "NAME" "Cell line or patient-derived model, such as RS4;11",
        form 10 "model" "cell line or patient-derived model, such as RS4;11";

    /// Cells implanted per site.
    cells_implanted: Option<f64> = None, said "cells implanted", Shown, Description,
        range |_| range(1.0, 1e12, "cells"),
        option "cells" "NUMBER" "Cells implanted per site",
        form 60 "cells per site" "number, such as 5000000 or 5e6";

    /// What the cells were suspended in.
    matrix: Option<Label> = None, said "matrix", Shown, Description,
        option "matrix" "NAME" "What the cells were suspended in, such as Matrigel 1:1",
        form 190 "matrix" "what the cells were suspended in, such as Matrigel 1:1";

    /// Site of the implantation; names the site of an animal's only tumor.
    implant_site: Option<Label> = None, said "site", Shown, Description,
        option "site" "SITE" "Site of implantation, such as right flank",
        form 50 "implant site" "such as right flank; the site of an animal's only tumor";

    /// Date of the implantation; no reading can be older.
    implanted_on: Option<NaiveDate> = None, said "implantation date", Shown, Results,
        option "implanted" "DATE" "Date of implantation",
        form 30 "implanted on" "such as 22.1. or 2026-01-22; no reading can be older";

    /// Species of the animals; plausible sizes and weights follow it.
    species: Species = Species::Mouse, said "species", Shown, Results,
        option "species" "SPECIES" "Species of the animals, which plausible sizes and weights follow: mouse, rat, hamster",
        form 15 "species" "";

    /// Strain of the animals.
    strain: Option<Label> = None, said "strain", Shown, Description,
        option "strain" "NAME" "Strain of the animals, such as NOD SCID",
        form 20 "strain" "such as NOD SCID";

    /// Where the animals came from.
    vendor: Option<Label> = None, said "vendor", Shown, Description,
        option "vendor" "NAME" "Where the animals came from",
        form 200 "vendor" "where the animals came from";

    /// Number of the animal-use approval.
    approval: Option<Label> = None, said "approval", Shown, Description,
        option "approval" "NUMBER" "Number of the animal-use approval",
        form 210 "approval" "number of the animal-use approval";

    /// What the study asks.
    objective: Option<Prose> = None, said "objective", Shown, Description,
        option "objective" "TEXT" "What the study asks",
        form 220 "objective" "what the study asks, in a sentence or two";

    /// The anchor date that study days count from.
    day0: Option<NaiveDate> = None, said "day 0", Shown, Results,
        option "day0" "DATE" "Date of study day 0: randomization or first dose",
        form 40 "day 0" "randomization or first dose, such as 22.1.; days count from it";

    /// Whether the study has study days only: `day0` is what they count from then, and no date of anything.
    day0_assumed: bool = false, said "assumed day 0", Shown, Description;

    /// How sizes become a volume.
    volume_formula: VolumeFormula = VolumeFormula::HalfLw2, said "volume formula", Shown, Results,
        option "formula" "ID" "Volume formula: half_lw2, pi6_lw2, k052_lw2, pi6_lwh, half_lwh, pi6_lw15, given",
        form 120 "volume formula" "";

    /// The factor of formula `pi6_lw15`; 1 unless calibrated.
    calibration: f64 = 1.0, said "calibration", Shown, Results,
        range |_| range(0.01, 100.0, ""),
        option "calibration" "FACTOR" "Factor of formula pi6_lw15",
        form 130 "calibration" "factor of formula π/6·(L·W)^1.5; 1 unless calibrated";

    /// Limit of quantification, in mm³.
    loq_mm3: Option<f64> = None, said "LOQ", Shown, Results,
        range |_| range(0.0, 1000.0, "mm³"),
        option "loq" "MM3" "Limit of quantification in mm³",
        form 180 "LOQ" "mm³, limit of quantification";

    /// The day on which arms are compared.
    landmark_day: Option<f64> = None, said "landmark day", Shown, Results,
        range |_| range(-super::MAX_DAY, super::MAX_DAY, "days"),
        option "landmark" "DAY" "Study day on which arms are compared",
        form 110 "landmark day" "study day on which arms are compared";

    /// Days around a nominal day whose readings count as that day's, if any.
    visit_window_days: Option<f64> = None, said "visit window", Shown, Results,
        range |_| range(0.0, MAX_WINDOW, "days"),
        option "window" "DAYS" "Visit window: readings within so many days of a nominal day count as that day's, the nearest one",
        form 112 "visit window" "days around a nominal one; empty: 1 if start dates differ, else 0";

    /// The last day of growth and models, if it is not the landmark day.
    horizon_day: Option<f64> = None, said "horizon", Shown, Results,
        range |_| range(-super::MAX_DAY, super::MAX_DAY, "days"),
        option "horizon" "DAY" "Last study day of growth rates and models, if not the landmark day",
        form 114 "growth to day" "last day of growth and models; empty: the landmark day";

    /// Which of several readings of a day count; if not chosen, the last.
    repeats: Option<RepeatRule> = None, said "repeat rule", Shown, Results,
        option "repeats" "RULE" "Which of several readings of a day count: last or mean",
        form 145 "repeats of a day" "";

    /// What change is counted from.
    baseline_rule: BaselineRule = BaselineRule::Day0, said "baseline rule", Shown, Results,
        option "baseline" "RULE" "What change is counted from: day0 or first",
        form 140 "baseline" "";

    /// The definition of growth inhibition that answers the study's question.
    primary_definition: Definition = Definition::Delta, said "definition", Shown, Results,
        option "primary" "ID" "Definition of growth inhibition that answers the study, such as delta or tc_mean",
        form 150 "primary definition" "";

    /// The test that answers the study's question; if none is named, the growth contrast.
    primary_test: Option<PrimaryTest> = None, said "primary test", Shown, Results,
        option "primary-test" "ID" "The test that answers the study, such as growth_contrast or mann_whitney",
        form 155 "primary test" "";

    /// The event of the time-to-event analysis, if it is set.
    event_rule: Option<EventRule> = None, said "event", Shown, Results,
        option "event" "RULE" "The event of the time-to-event analysis: volume>=1000, ratio>=4 or disposition",
        form 160 "event" "volume>=1000 (mm³), ratio>=4 (times baseline) or disposition";

    /// What dispositions mean to the time until the event.
    disposition_roles: DispositionRoles = DispositionRoles::default(), said "dispositions", Shown, Results,
        option "dispositions" "ROLES" "What dispositions mean to that event, by kind or by a word of the reason: event, compete or censor (all others), such as humane_endpoint:ulcer=compete,found_dead=event",
        form 170 "dispositions" "such as humane_endpoint:ulcer=compete, found_dead=event";

    /// Loss of body weight from baseline past which an animal needs attention, in percent.
    limit_weight_loss_percent: Option<f64> = None, said "weight loss limit", Shown, Results,
        range |_| range(1.0, 99.0, "%"),
        option "max-weight-loss" "PERCENT" "Limit of body-weight loss in percent",
        form 70 "limit: weight loss" "% below baseline; reaching it is an alert";

    /// Length of a tumor past which its animal needs attention, in mm.
    limit_tumor_size_mm: Option<f64> = None, said "tumor size limit", Shown, Results,
        range |p| range(1.0, p.species.max_size_mm(), "mm"),
        option "max-size" "MM" "Limit of tumor length in mm",
        form 90 "limit: size" "mm, length of a tumor; reaching it is an alert";

    /// Volume of a tumor past which its animal needs attention, in mm³.
    limit_tumor_volume_mm3: Option<f64> = None, said "tumor volume limit", Shown, Results,
        range |p| range(1.0, p.species.max_volume_mm3(), "mm³"),
        option "max-volume" "MM3" "Limit of tumor volume in mm³: of each tumor, and of an animal's tumors together on a day",
        form 80 "limit: volume" "mm³, one tumor or all of an animal; reaching it is an alert";

    /// What is to be done with an animal that has reached a limit.
    limit_action: Option<Prose> = None, said "limit action", Shown, Description,
        option "limit-action" "TEXT" "What is to be done at a limit, such as \"weigh daily, tell the study director\"",
        form 100 "at a limit" "what is to be done, such as: weigh daily, tell the study director";
}

impl Protocol {
    /// The field with this column, if there is one.
    pub fn field(name: &str) -> Option<&'static ProtocolField> {
        Self::FIELDS.iter().find(|field| field.name == name)
    }

    /// The fields whose change since `before` changes results.
    pub fn results_changed_since(&self, before: &Self) -> Vec<&'static ProtocolField> {
        let changed = |field: &&ProtocolField| {
            field.bearing == Bearing::Results && (field.get)(self) != (field.get)(before)
        };
        Self::FIELDS.iter().filter(changed).collect()
    }

    /// The site of an animal's only tumor where none is named: that of implantation, else `tumor`.
    pub fn usual_site(&self) -> Label {
        self.implant_site
            .clone()
            .unwrap_or_else(|| Label::new("site", "tumor").expect("a plain word is a valid label"))
    }

    /// The volume at which animals are removed, mm³, in a study with this event: the limit of volume, else that of the
    /// event. An event that is a multiple of the baseline removes no animal.
    pub fn removal_volume_mm3(&self, event: EventRule) -> Option<f64> {
        let of_event = match event {
            EventRule::Volume(mm3) => Some(mm3),
            EventRule::Ratio(_) | EventRule::Disposition => None,
        };
        self.limit_tumor_volume_mm3.or(of_event)
    }

    /// What is to be done with an animal that has reached a limit, in words.
    pub fn at_limit(&self) -> &str {
        self.limit_action
            .as_ref()
            .map_or("see the protocol's humane endpoints", Prose::as_str)
    }

    /// Day 0, where its date is known: what a calendar and whatever is due ask for.
    pub fn known_day0(&self) -> Option<NaiveDate> {
        self.day0.filter(|_| !self.day0_assumed)
    }

    /// The protocol as it is shown and written: without a day 0 whose date is not known.
    pub fn shown(&self) -> Self {
        Self {
            day0: self.known_day0(),
            ..self.clone()
        }
    }

    /// Refuses numbers that cannot be: answers the protocol unchanged if all are in range.
    pub fn check(self) -> Result<Self, Invalid> {
        Self::FIELDS
            .iter()
            .try_for_each(|field| field.check(&self))?;
        if self.day0_assumed && self.day0.is_none() {
            let why = "is said of a day 0 that there is not";
            return Err(Invalid::new("assumed day 0", "yes", why, "give day 0"));
        }
        if self.day0_assumed
            && let Some(implanted) = self.implanted_on.filter(|on| Some(*on) > self.day0)
        {
            let why = "is a date, and no date of the study is known";
            let hint = "give the date of day 0 too";
            return Err(Invalid::new("implantation date", implanted, why, hint));
        }
        match (self.implanted_on, self.day0) {
            (Some(implanted), Some(day0)) if implanted > day0 => Err(Invalid::new(
                "implantation date",
                implanted,
                format!("is after day 0 `{day0}`"),
                "day 0 is the day of randomization or first dose",
            )),
            _ => Ok(self),
        }
    }

    /// The protocol as it may be seen while arms are hidden.
    pub(super) fn masked(mut self) -> Self {
        let hidden = Self::FIELDS.iter().filter(|f| f.blind == Blind::Hidden);
        hidden.for_each(|field| field.clear(&mut self));
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_protocol_is_checked() {
        assert!(Protocol::default().check().is_ok());
        let limited = Protocol {
            limit_weight_loss_percent: Some(120.0),
            ..Protocol::default()
        };
        assert!(limited.check().is_err());
        let late = Protocol {
            implanted_on: NaiveDate::from_ymd_opt(2026, 2, 1),
            day0: NaiveDate::from_ymd_opt(2026, 1, 5),
            ..Protocol::default()
        };
        assert!(late.check().is_err());
        let assumed = Protocol {
            day0_assumed: true,
            ..Protocol::default()
        };
        assert!(assumed.check().is_err());
    }

    #[test]
    fn every_field_can_be_set_and_read_back() {
        let mut made = Protocol::default();
        for field in Protocol::FIELDS {
            let text = match (field.name, field.kind, (field.words)().last()) {
                (.., Some(word)) => word,
                (_, Kind::Date, _) => "2026-01-05",
                ("event_rule", ..) => "volume>=1000",
                ("disposition_roles", ..) => "found_dead=compete",
                ("visit_window_days", ..) => "1.5",
                _ => "12.5",
            };
            let default = (field.get)(&made).into_text();
            assert_ne!(default.as_deref(), Some(text), "{}", field.name);
            field.set(&mut made, field.said, text).unwrap();
            let is = (field.get)(&made);
            assert_eq!(
                is.clone().into_text().as_deref(),
                Some(text),
                "{}",
                field.name
            );
            let mut again = made.clone();
            field.clear(&mut again);
            assert_eq!(field.is_optional(), again != made, "{}", field.name);
            field.set_cell(&mut again, &is).unwrap();
            assert_eq!(again, made);
        }
    }

    /// Only a field that can be empty can be hidden: there is nothing else to show in its place.
    #[test]
    fn what_is_hidden_can_be_empty() {
        let hidden = |field: &&ProtocolField| field.blind == Blind::Hidden;
        assert!(
            Protocol::FIELDS
                .iter()
                .filter(hidden)
                .all(ProtocolField::is_optional)
        );
    }

    #[test]
    fn places_in_the_form_are_unique() {
        let form = Protocol::FIELDS.iter().filter_map(|field| field.form);
        let mut places: Vec<_> = form.map(|form| form.place).collect();
        let count = places.len();
        places.sort_unstable();
        places.dedup();
        assert_eq!(places.len(), count);
    }
}
