//! The tables of the notebook as the audit trail shows them: what a row is called, and which of its columns a
//! blinded study shows. A column that is not named here, or not described in `domain`, is hidden, and so
//! is a table: nothing is shown because it was forgotten.

use serde_json::{Map, Value};

use super::entries;
use domain::{
    Animal, Arm, Blind, BodyWeight, Cage, Cohort, Described, Disposition, Dose, Entry, Exclusion,
    Formulation, Owner, Protocol, Regimen, Treatment, Tumor, TumorFinding, Waiver, WorkLine,
};

/// What a row of a table is called.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Called {
    /// The study itself, by its name.
    Study,
    /// The animal itself, by its tag.
    Animal,
    /// The arm of the study; while arms are hidden, without its name.
    Arm,
    /// What a column says, after a word: `cage C01`.
    By(&'static str, &'static str),
    /// What it connects: a line of the work plan with an arm, a cohort or an animal.
    Member,
}

/// What a row is called that was recorded for a day: the day.
const BY_DAY: Called = Called::By("", "observed_on");

/// One table.
pub(super) struct Table {
    pub name: &'static str,
    pub called: Called,
    /// Whether a row belongs to one animal, and is read and analyzed with that animal alone.
    pub of_one_animal: bool,
    /// Columns that are shown though no description has them: ids and the like.
    shown: &'static [&'static str],
    /// What the table is described by.
    described: fn(&str) -> Option<Blind>,
}

impl Table {
    const fn of<T: Described>(called: Called, shown: &'static [&'static str]) -> Self {
        Self {
            name: T::TABLE,
            called,
            of_one_animal: false,
            shown,
            described: |column| {
                let attribute = T::ATTRIBUTES.iter().find(|a| a.name == column);
                attribute.map(|attribute| attribute.blind)
            },
        }
    }

    const fn entries<E: Entry>() -> Self {
        Self {
            name: E::TABLE,
            called: BY_DAY,
            of_one_animal: true,
            shown: &["id", "recorded_at"],
            described: |column| {
                let common = column == E::Owner::COLUMN || entries::COMMON.contains(&column);
                let attribute = E::ATTRIBUTES.iter().find(|a| a.name == column);
                let of_kind = attribute.map(|attribute| attribute.blind);
                of_kind.or(common.then_some(Blind::Shown))
            },
        }
    }

    /// A table that no description has.
    const fn only(name: &'static str, called: Called, shown: &'static [&'static str]) -> Self {
        Self {
            name,
            called,
            of_one_animal: false,
            shown,
            described: |_| None,
        }
    }

    /// Whether its rows name who looked.
    pub(super) fn has_observer(&self) -> bool {
        self.of_one_animal && (self.described)("observer").is_some()
    }

    /// Whether a blinded study shows a column.
    pub(super) fn shows(&self, column: &str) -> bool {
        self.shown.contains(&column) || (self.described)(column) == Some(Blind::Shown)
    }
}

/// All tables but those of the trail itself.
pub(super) const TABLES: &[Table] = &[
    Table {
        name: "studies",
        called: Called::Study,
        of_one_animal: false,
        shown: &["id", "name", "status", "blinding"],
        described: |column| Protocol::field(column).map(|field| field.blind),
    },
    // Nothing but the id: even the order in which arms were made would reveal which one is the control.
    Table::of::<Arm>(Called::Arm, &["id"]),
    Table::of::<Treatment>(BY_DAY, &["id"]),
    Table::of::<Cage>(Called::By("cage ", "label"), &["id", "study_id"]),
    Table::of::<Cohort>(Called::By("cohort ", "name"), &["id", "study_id"]),
    Table::of::<Animal>(Called::Animal, &["id", "study_id"]),
    Table::of::<Tumor>(Called::By("", "site"), &["id", "animal_id"]),
    Table::entries::<TumorFinding>(),
    Table::entries::<BodyWeight>(),
    Table::entries::<Dose>(),
    Table::of::<Formulation>(Called::By("formulation ", "code"), &["id", "study_id"]),
    Table {
        of_one_animal: true,
        ..Table::of::<Disposition>(BY_DAY, &["id", "animal_id"])
    },
    Table::of::<Exclusion>(BY_DAY, &["id", "study_id"]),
    Table::of::<WorkLine>(Called::By("line ", "number"), &["id", "study_id"]),
    // Without `arm_id`.
    Table::only(
        "work_members",
        Called::Member,
        &["id", "line_id", "cohort_id", "animal_id"],
    ),
    Table::of::<Regimen>(Called::By("regimen ", "compound"), &["id", "line_id"]),
    Table::of::<Waiver>(Called::By("", "planned_on"), &["id", "animal_id"]),
    Table::only("key_copies", BY_DAY, &["id", "study_id"]),
    Table::only(
        "copies",
        Called::By("", "name"),
        &["id", "study_id", "kind", "name", "bytes", "sha256", "state"],
    ),
    // Without `control_arm_id`.
    Table::only(
        "plans",
        BY_DAY,
        &[
            "id",
            "study_id",
            "number",
            "endpoint",
            "primary_definition",
            "landmark_day",
            "horizon_day",
            "baseline_rule",
            "volume_formula",
            "zeros",
            "event",
            "exclude",
            "exclusions",
            "disposition_roles",
            "event_time",
            "mrecist_from_day",
            "burden",
            "primary_test",
            "visit_window_days",
            "repeats",
            "residual",
            "interval",
        ],
    ),
    // Who has the seed can draw again, and has the arms.
    Table::only("allocations", BY_DAY, &["id", "number", "method"]),
    Table::only(
        "allocation_places",
        BY_DAY,
        &["id", "allocation_id", "animal_id", "position", "left_out"],
    ),
];

/// What a row of a table is, in words. Tables are named in the plural.
pub(super) fn row_words(table: &str) -> String {
    match table {
        "studies" => "study".to_owned(),
        "key_copies" => "copy of the key".to_owned(),
        "copies" => "copy of the notebook".to_owned(),
        "allocation_places" => "place in a draw".to_owned(),
        "work_lines" => "line of the work plan".to_owned(),
        "work_members" => "animals of a line of the work plan".to_owned(),
        "allocations" => "draw".to_owned(),
        regular => regular.trim_end_matches('s').replace('_', " "),
    }
}

/// What a column is called for a reader: a field of the protocol as its messages call it, any other by its own words,
/// with the unit in parentheses.
pub(super) fn column_words(column: &str) -> String {
    let unit = |name: &str, unit: &str| format!("{} ({unit})", name.replace('_', " "));
    match column {
        "observed_on" => "date".to_owned(),
        "clock_time" => "time of day".to_owned(),
        "day_part" => "part of the day".to_owned(),
        "born_on" => "date of birth".to_owned(),
        "rfid" => "chip".to_owned(),
        "ear" => "ear mark".to_owned(),
        "typed" => "digits as typed".to_owned(),
        "weight_g" => "body weight (g)".to_owned(),
        _ => {
            let of_unit = [("_mm3", "mm³"), ("_mm", "mm"), ("_g", "g")];
            let found = of_unit
                .iter()
                .find_map(|(end, symbol)| Some(unit(column.strip_suffix(end)?, symbol)));
            let said = || Protocol::field(column).map(|field| field.said.to_owned());
            found
                .or_else(said)
                .unwrap_or_else(|| column.replace('_', " "))
        }
    }
}

/// The table of this name; none where a tampered trail names one that does not exist.
pub(super) fn named(name: &str) -> Option<&'static Table> {
    TABLES.iter().find(|table| table.name == name)
}

/// Removes from a row of a blinded study what reveals its arms.
pub(super) fn mask(table: &str, row: &mut Map<String, Value>) {
    match named(table) {
        Some(table) => row.retain(|column, _| table.shows(column)),
        None => row.retain(|column, _| column == "id"),
    }
}
