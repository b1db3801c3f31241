#![allow(clippy::unwrap_used)]

use super::*;
use crate::dosing::dosing_day;
use domain::testing::{animal, arm, date, in_arm, label, study, weighed};
use domain::{
    Cage, CageId, DoseQuantity, DoseTerms, FirstDay, LiquidDose, Regimen, RegimenId, Schedule,
    StudyRecord, SyringeStep, WeightRule, Whom, WorkKind, WorkLine, WorkLineId,
};
use uuid::Uuid;

/// Animals with odd weights in two cages of an arm that gets 3 mL/kg, one of them not weighed.
fn record() -> StudyRecord {
    let terms = DoseTerms::new(
        DoseQuantity::read("1 mg/kg").ok(),
        None,
        LiquidDose::read("3 mL/kg").ok(),
    );
    let line = WorkLine {
        id: WorkLineId(Uuid::from_u128(1)),
        number: 1,
        kind: WorkKind::Dose,
        whom: Whom::Arms(vec![arm("KT", false).id]),
        schedule: Schedule::parse("QD", FirstDay::Zero).unwrap(),
        starts_on: date(0),
        ends_on: None,
        note: None,
        regimen: Some(Box::new(Regimen {
            id: RegimenId(Uuid::from_u128(1)),
            compound: Some(label("KT-253")),
            terms: terms.unwrap(),
            route: None,
            weight: WeightRule::default(),
            step: SyringeStep::new(0.005).unwrap(),
            hold: None,
            exemption: None,
        })),
    };
    let cage = Cage {
        id: CageId(Uuid::from_u128(1)),
        label: label("C2"),
        room: Some(label("4")),
        rack: None,
        place: None,
    };
    let mut animals: Vec<_> = [17.3, 20.65, 21.9, 30.01]
        .iter()
        .enumerate()
        .map(|(n, grams)| weighed(in_arm(animal(&n.to_string()), "KT"), &[(0, *grams)]))
        .collect();
    animals[0].animal.cage = Some(cage.id);
    animals.push(in_arm(animal("9"), "KT"));
    StudyRecord {
        arms: vec![arm("KT", false)],
        cages: vec![cage],
        work_lines: vec![line],
        ..study(animals)
    }
}

#[test]
fn table_has_the_volumes_of_the_day_to_the_last_digit() {
    let day = dosing_day(&record(), date(1));
    let table = day.table();
    let at = table.columns.iter().position(|c| c.key == "volume_ml");
    let volumes: Vec<String> = table
        .rows
        .iter()
        .map(|row| row[at.unwrap()].to_string())
        .collect();
    assert_eq!(volumes, ["0.06", "0.065", "0.09", "", "0.05"]);
    for (row, volume) in day.rows.iter().zip(&volumes) {
        let shown = row.volume.map(|volume| volume.ml().to_string());
        assert_eq!(shown.unwrap_or_default(), *volume);
    }
}

#[cfg(feature = "pdf")]
#[test]
fn paper_has_the_words_of_the_screen() {
    let day = dosing_day(&record(), date(1));
    let made = SheetMade {
        by: "mk".to_owned(),
        at: date(1).and_hms_opt(7, 10, 0).unwrap(),
    };
    let sheet = day.sheet(&made);
    assert_eq!(sheet.day, "Tue 2026-01-06 · study day 1 · 5 doses");
    for (row, on_paper) in day.rows.iter().zip(&sheet.rows) {
        let shown = row.volume.map(|volume| volume.to_string());
        assert_eq!(on_paper.volume, shown.unwrap_or_default(), "{}", row.animal);
        assert_eq!(on_paper.is_stopped, !row.advice.is_to_give());
    }
    let not_weighed = sheet.rows.iter().find(|row| row.animal == "9").unwrap();
    assert!(
        not_weighed.notes.starts_with("weigh first: "),
        "{}",
        not_weighed.notes
    );
    assert!(not_weighed.weight.is_empty() && not_weighed.volume.is_empty());
}

/// Every column of the table is described in the contract, in its order.
#[test]
fn contract_describes_the_columns() {
    let contract = include_str!("../../../exports/dosesheet/README.md");
    let described = contract.lines().filter_map(|line| {
        let line = line.strip_prefix("| `")?;
        line.split_once('`').map(|(column, _)| column)
    });
    let table = dosing_day(&record(), date(1)).table();
    let columns: Vec<&str> = table.columns.iter().map(|c| c.key.as_ref()).collect();
    assert_eq!(described.collect::<Vec<_>>(), columns);
}

#[test]
fn sheet_of_a_blinded_study_names_no_compound_and_no_dose() {
    let mut record = record();
    record.study.blinding = domain::Blinding::Blinded;
    let day = dosing_day(&record, date(1));
    let text = csv(&day.table());
    assert!(
        !text.contains("KT-253") && !text.contains("mg/kg"),
        "{text}"
    );
    assert!(text.contains("0.065"));
}

#[test]
fn sheet_of_a_day_without_doses_replaces_that_of_another_day() {
    let made = SheetMade {
        by: "mk".to_owned(),
        at: date(1).and_hms_opt(7, 10, 0).unwrap(),
    };
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("sheet.csv");
    for (day, rows) in [(1, 5), (-3, 0)] {
        let day = dosing_day(&record(), date(day));
        day.write_sheet(SheetFormat::Csv, &made, &file).unwrap();
        let text = std::fs::read_to_string(&file).unwrap();
        assert_eq!(text.lines().count(), 1 + rows);
    }
}
