#![allow(clippy::unwrap_used)]

use chrono::Days;
use uuid::Uuid;

use super::*;
use domain::testing::{animal, arm, date, disposed, in_arm, label, study, weighed};
use domain::{
    Dated, DeviationKind, Dose, DoseId, DoseQuantity, DoseTerms, FirstDay, LiquidDose,
    OffTreatment, Prose, RegimenId, Schedule, SyringeStep, WaiverId, WeightRule, Whom,
};

/// 1 mg/kg of KT-253 for the animals of the arm KT, or 5 mL/kg of the vehicle for those of the control.
fn line(number: u32, arm_name: &str, schedule: &str) -> WorkLine {
    let (compound, dose) = match arm_name {
        "Control" => ("vehicle", "5 mL/kg"),
        _ => ("KT-253", "1 mg/kg"),
    };
    let terms = DoseTerms::new(
        Some(DoseQuantity::read(dose).unwrap()),
        None,
        Some(LiquidDose::MlPerKg(5.0)),
    );
    WorkLine {
        id: WorkLineId(Uuid::from_u128(number.into())),
        number,
        kind: WorkKind::Dose,
        whom: Whom::Arms(vec![arm(arm_name, false).id]),
        schedule: Schedule::parse(schedule, FirstDay::Zero).unwrap(),
        starts_on: date(0),
        ends_on: None,
        note: None,
        regimen: Some(Box::new(Regimen {
            id: RegimenId(Uuid::from_u128(number.into())),
            compound: Some(label(compound)),
            terms: terms.unwrap(),
            route: None,
            weight: WeightRule::default(),
            step: SyringeStep::default(),
            hold: None,
            exemption: None,
        })),
    }
}

/// An entry of the dose that a line planned for a day, recorded some days later.
fn dosed(
    mut animal: AnimalRecord,
    line: &WorkLine,
    (day, later): (i64, u64),
    state: DoseState,
    given: Option<f64>,
) -> AnimalRecord {
    let regimen = line.regimen.as_deref().unwrap();
    let why = (state != DoseState::Given).then(|| Prose::new("reason", "leaked").unwrap());
    animal.doses.push(Dated {
        id: DoseId(Uuid::from_u128(animal.doses.len() as u128)),
        when: domain::When::on(date(day) + Days::new(later)),
        clock_time: None,
        repeat: 1,
        observer: None,
        entry: Dose {
            planned: Some(PlannedDose {
                line: line.id,
                on: date(day),
                slot: 1,
            }),
            state,
            reason: why,
            compound: regimen.compound.clone(),
            percent: 100.0,
            planned_dose: regimen.terms.dose().map(DoseQuantity::value),
            given_dose: given,
            unit: regimen.terms.dose().map(|dose| dose.unit().clone()),
            route: None,
            volume_ml: given.map(|dose| dose / 10.0),
            weight: None,
            formulation: None,
        },
    });
    animal
}

fn planned(animals: Vec<AnimalRecord>, lines: Vec<WorkLine>) -> StudyRecord {
    StudyRecord {
        arms: vec![arm("Control", true), arm("KT", false)],
        work_lines: lines,
        ..study(animals)
    }
}

const ARMS: [&str; 2] = ["Control", "KT"];

fn found(study: &StudyRecord) -> ExposureSection {
    exposure(study, &ARMS).unwrap()
}

use DoseState::{Given, Held, Misdosed, Missed, Partial};

#[test]
fn study_without_doses_has_no_exposure() {
    let animals = vec![weighed(in_arm(animal("1"), "KT"), &[(0, 20.0)])];
    assert_eq!(exposure(&planned(animals, Vec::new()), &ARMS), None);
}

#[test]
fn planned_doses_are_counted_by_what_became_of_them() {
    let kt = line(1, "KT", "QD x7");
    let mut one = in_arm(animal("1"), "KT");
    for (day, state, given) in [
        (0, Given, Some(1.0)),
        (1, Partial, Some(0.5)),
        (2, Held, Some(0.0)),
        (3, Missed, Some(0.0)),
        (4, Misdosed, Some(2.0)),
    ] {
        one = dosed(one, &kt, (day, 0), state, given);
    }
    // Day 6 is the last one on which anything was recorded: its dose may still be given.
    let study = planned(vec![weighed(one, &[(6, 20.0)])], vec![kt]);
    let section = found(&study);
    let row = &section.arms[0];
    let counts = DoseCounts {
        planned: 6,
        given: 1,
        partial: 1,
        held: 1,
        missed: 1,
        misdosed: 1,
        not_recorded: 1,
        ..DoseCounts::default()
    };
    assert_eq!(row.counts, counts);
    assert_eq!((row.n, row.mean_total), (1, Some(3.5)));
    assert_eq!(row.mean_planned_total, Some(6.0));
    assert_eq!(row.intensity_percent, Some(100.0 * 3.5 / 6.0));
    assert_eq!(row.mean_dose, Some(3.5 / 3.0));
    let deviations: Vec<String> = section
        .deviations
        .iter()
        .map(|d| format!("{} {} {}", d.day.unwrap(), d.kind.id(), d.what))
        .collect();
    assert_eq!(
        deviations,
        [
            "1 partial 0.05 mL, 0.5 mg/kg of 1",
            "2 held ",
            "3 missed ",
            "4 misdosed 0.20 mL, 2 mg/kg",
            "5 not_recorded ",
        ]
    );
}

#[test]
fn doses_are_planned_while_the_animal_is_on_study_and_on_treatment() {
    let kt = line(1, "KT", "QD");
    let mut stopped = weighed(in_arm(animal("1"), "KT"), &[(9, 20.0)]);
    stopped.animal.off_treatment = Some(OffTreatment {
        since: date(2),
        reason: Prose::new("reason", "weight").unwrap(),
    });
    let left = disposed(in_arm(animal("2"), "KT"), 4);
    let section = found(&planned(vec![stopped, left], vec![kt]));
    let planned: Vec<usize> = section.animals.iter().map(|a| a.counts.planned).collect();
    assert_eq!(planned, [2, 4]);
}

#[test]
fn amended_line_and_its_successor_are_one_row() {
    let mut first = line(1, "KT", "QD");
    first.ends_on = Some(date(1));
    let mut second = line(2, "KT", "Q2D");
    second.starts_on = date(2);
    let mut one = in_arm(animal("1"), "KT");
    for (of, day) in [(&first, 0), (&first, 1), (&second, 2), (&second, 4)] {
        one = dosed(one, of, (day, 0), Given, Some(1.0));
    }
    let section = found(&planned(vec![one], vec![first, second]));
    assert_eq!(section.arms.len(), 1);
    assert_eq!(
        (section.arms[0].counts.planned, section.arms[0].counts.given),
        (4, 4)
    );
    assert_eq!(section.deviations, []);
}

#[test]
fn rows_stand_in_the_order_of_arms() {
    let lines = vec![line(1, "KT", "days 0, 1"), line(2, "Control", "days 0, 1")];
    let animals = vec![
        dosed(
            in_arm(animal("1"), "KT"),
            &lines[0],
            (0, 0),
            Given,
            Some(1.0),
        ),
        weighed(in_arm(animal("2"), "Control"), &[(3, 20.0)]),
    ];
    let section = found(&planned(animals, lines));
    let arms: Vec<_> = section.arms.iter().map(|row| row.arm.as_deref()).collect();
    assert_eq!(arms, [Some("Control"), Some("KT")]);
    let units: Vec<_> = section.arms.iter().map(|row| row.unit.as_deref()).collect();
    assert_eq!(units, [Some("mL/kg"), Some("mg/kg")]);
}

#[test]
fn late_and_second_entries_are_deviations() {
    let kt = line(1, "KT", "day 0");
    let one = dosed(in_arm(animal("1"), "KT"), &kt, (0, 2), Given, Some(1.0));
    let one = dosed(one, &kt, (0, 2), Given, Some(1.0));
    let two = dosed(in_arm(animal("2"), "KT"), &kt, (0, 0), Partial, Some(0.6));
    let two = dosed(two, &kt, (0, 0), Partial, Some(0.4));
    let section = found(&planned(vec![one, two], vec![kt]));
    let kinds: Vec<_> = section
        .deviations
        .iter()
        .map(|d| (d.animal.as_str(), d.kind))
        .collect();
    assert_eq!(
        kinds,
        [
            ("1", DeviationKind::Twice),
            ("1", DeviationKind::Late),
            ("2", DeviationKind::Partial),
            ("2", DeviationKind::Partial),
        ]
    );
    assert_eq!(section.animals[0].amounts.total, Some(2.0));
    assert_eq!(section.animals[1].amounts.total, Some(1.0));
}

#[test]
fn unknown_amount_leaves_no_total() {
    let kt = line(1, "KT", "day 0");
    let one = dosed(in_arm(animal("1"), "KT"), &kt, (0, 0), Misdosed, None);
    let section = found(&planned(vec![one], vec![kt]));
    assert_eq!(section.arms[0].mean_total, None);
    assert_eq!(section.arms[0].intensity_percent, None);
}

#[test]
fn other_compound_gives_nothing_of_the_planned_one() {
    let kt = line(1, "KT", "day 0");
    let mut one = dosed(in_arm(animal("1"), "KT"), &kt, (0, 0), Misdosed, None);
    one.doses[0].entry.compound = Some(label("vehicle"));
    let section = found(&planned(vec![one], vec![kt]));
    assert_eq!(section.arms[0].mean_total, Some(0.0));
    assert_eq!(section.deviations[0].what, "vehicle");
}

#[test]
fn waived_dose_is_counted_with_its_reason() {
    let kt = line(1, "KT", "days 0, 1");
    let mut study = planned(
        vec![weighed(in_arm(animal("1"), "KT"), &[(3, 20.0)])],
        vec![kt],
    );
    study.waivers.push(Waiver {
        id: WaiverId(Uuid::from_u128(1)),
        animal: study.animals[0].animal.id,
        line: study.work_lines[0].id,
        planned_on: date(1),
        planned: Prose::new("planned", "dose").unwrap(),
        reason: Prose::new("reason", "no compound").unwrap(),
    });
    let section = found(&study);
    let counts = section.arms[0].counts;
    assert_eq!(
        (counts.planned, counts.waived, counts.not_recorded),
        (2, 1, 1)
    );
    assert_eq!(section.deviations[1].reason.as_deref(), Some("no compound"));
}

/// Who must not know arms sees how many doses there were, and nothing that differs between animals.
#[test]
fn hidden_arms_leave_counts_of_all() {
    let kt = line(1, "KT", "QD x3");
    let one = dosed(in_arm(animal("1"), "KT"), &kt, (0, 0), Held, Some(0.0));
    let record = planned(vec![weighed(one, &[(5, 20.0)])], vec![kt]);
    let analysis = crate::analyze::analyze(&record, &domain::AnalysisOptions::default()).unwrap();
    let hidden = analysis.without_efficacy().exposure.unwrap();
    assert_eq!(hidden.arms.len(), 1);
    let row = &hidden.arms[0];
    assert_eq!((&row.arm, &row.compound, &row.unit), (&None, &None, &None));
    assert_eq!((row.n, row.counts.planned, row.counts.held), (1, 3, 1));
    assert_eq!((hidden.animals.len(), hidden.deviations.len()), (0, 0));
    assert_eq!(hidden.deviation_counts[&DeviationKind::NotRecorded], 2);
}
