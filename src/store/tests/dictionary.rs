//! The descriptions of tables, the tables themselves and their dictionary, `schema/README.md`, say the
//! same.

use std::fmt::Write as _;

use super::*;
use crate::tables::TABLES;
use crate::triggers;

const README: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../schema/README.md");

/// One line of the dictionary: column, kind, unit, meaning.
type Line = (&'static str, Kind, &'static str, &'static str);

fn lines<T: Described>() -> (&'static str, Vec<Line>) {
    let line = |a: &Attribute<T>| (a.name, a.kind, a.unit, a.meaning);
    (T::TABLE, T::ATTRIBUTES.iter().map(line).collect())
}

fn described() -> Vec<(&'static str, Vec<Line>)> {
    let fields = Protocol::FIELDS.iter();
    let field = |f: &ProtocolField| (f.name, f.kind, "", f.meaning.trim().trim_end_matches('.'));
    vec![
        ("studies", fields.map(field).collect()),
        lines::<Arm>(),
        lines::<Treatment>(),
        lines::<Cage>(),
        lines::<Cohort>(),
        lines::<Animal>(),
        lines::<Tumor>(),
        lines::<TumorFinding>(),
        lines::<BodyWeight>(),
        lines::<Dose>(),
        lines::<Formulation>(),
        lines::<Regimen>(),
        lines::<Disposition>(),
        lines::<Exclusion>(),
        lines::<WorkLine>(),
        lines::<Waiver>(),
    ]
}

fn tables_of_schema() -> Vec<(String, Vec<String>)> {
    let dir = tempfile::tempdir().unwrap();
    let store = Store::create_or_open(&dir.path().join("n.db")).unwrap();
    let tables = triggers::audited_tables(&store.conn).unwrap().into_iter();
    tables
        .map(|table| {
            let columns = triggers::columns(&store.conn, &table).unwrap();
            (table, columns)
        })
        .collect()
}

#[test]
fn every_described_column_exists() {
    let schema = tables_of_schema();
    for (table, lines) in described() {
        let (_, columns) = schema.iter().find(|(name, _)| name == table).unwrap();
        for (name, ..) in lines {
            assert!(columns.iter().any(|c| c == name), "{table}.{name}");
        }
    }
}

const HIDDEN: [&str; 43] = [
    "allocation_places.arm_id",
    "allocations.study_id",
    "allocations.seed",
    "allocations.iterations",
    "allocations.score",
    "allocations.observed_on",
    "allocations.observed_until",
    "allocations.reason",
    "allocations.author",
    "allocations.recorded_at",
    "allocations.arms",
    "allocations.input",
    "allocations.receipt",
    "animals.arm_id",
    "arms.study_id",
    "arms.position",
    "arms.name",
    "arms.is_control",
    "arms.vehicle",
    "arms.code",
    "arms.label",
    "doses.compound",
    "doses.planned_dose",
    "doses.given_dose",
    "doses.unit",
    "formulations.compound",
    "formulations.lot",
    "formulations.concentration",
    "formulations.vehicle",
    "formulations.salt_factor",
    "formulations.note",
    "plans.control_arm_id",
    "regimens.compound",
    "regimens.dose",
    "regimens.unit",
    "treatments.arm_id",
    "treatments.position",
    "treatments.compound",
    "treatments.dose",
    "treatments.unit",
    "treatments.route",
    "treatments.schedule",
    "work_members.arm_id",
];

/// A table or column that nobody decided on is hidden while a study is blinded: these are, on purpose.
#[test]
fn what_a_blinded_study_hides_is_decided_column_by_column() {
    let mut hidden = Vec::new();
    for (table, columns) in tables_of_schema() {
        let facts = TABLES.iter().find(|facts| facts.name == table);
        let facts = facts.unwrap_or_else(|| panic!("`{table}` is not in TABLES"));
        let of_table = columns.iter().filter(|column| !facts.shows(column));
        hidden.extend(of_table.map(|column| format!("{table}.{column}")));
    }
    assert_eq!(hidden, HIDDEN);
}

fn block(lines: &[Line]) -> String {
    let mut text = String::from("| Column | Kind | Meaning |\n|---|---|---|\n");
    for (name, kind, unit, meaning) in lines {
        let kind = match kind {
            Kind::Id => "id",
            Kind::Text => "text",
            Kind::Number => "number",
            Kind::Whole => "whole number",
            Kind::Truth => "yes or no",
            Kind::Date => "date",
        };
        let unit = match *unit {
            "" => String::new(),
            unit => format!(", {unit}"),
        };
        writeln!(text, "| `{name}` | {kind}{unit} | {meaning} |").unwrap();
    }
    text
}

/// With `UPDATE_DICTIONARY=1` in the environment, the dictionary is written anew.
#[test]
fn the_dictionary_has_the_columns_of_the_descriptions() {
    let mut readme = std::fs::read_to_string(README).unwrap();
    let was = readme.clone();
    for (table, _) in tables_of_schema() {
        let section = format!("\n## {table}\n");
        assert!(readme.contains(&section), "`{table}` has no section");
    }
    for (table, lines) in described() {
        let section = readme.find(&format!("\n## {table}\n")).unwrap();
        let open = "<!-- columns -->\n";
        let start = section + readme[section..].find(open).unwrap() + open.len();
        let end = start + readme[start..].find("<!-- end -->").unwrap();
        readme.replace_range(start..end, &block(&lines));
    }
    if std::env::var_os("UPDATE_DICTIONARY").is_some() {
        std::fs::write(README, &readme).unwrap();
    }
    assert!(readme == was, "run once with UPDATE_DICTIONARY=1");
}
