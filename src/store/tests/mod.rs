//! Tests of the store on real, re-opened files.

mod allocations;
mod blinding;
mod dictionary;
mod journal;
mod place;
mod tamper;
mod undo;

use std::path::Path;

use chrono::NaiveDate;
use proptest::prelude::*;
use rusqlite::Connection;

use super::{Authorship, Error, Store, fresh_id};
use domain::*;

pub(super) fn label(text: &str) -> Label {
    Label::new("name", text).unwrap()
}

pub(super) fn entry(verb: &str) -> Authorship {
    Authorship::new(&label("M. Meier"), verb, None)
}

pub(super) fn reasoned(verb: &str) -> Authorship {
    Authorship::new(&label("M. Meier"), verb, Reason::new("for a test").ok())
}

pub(super) fn date(text: &str) -> NaiveDate {
    parse_date("date", text).unwrap()
}

pub(super) fn reading(day: &str, length: f64, width: f64) -> Reading {
    Dated {
        id: ReadingId(fresh_id()),
        when: When::on(date(day)),
        clock_time: Some(ClockTime::read("time", "09:14:05+01:00").unwrap()),
        repeat: 1,
        observer: Some("M. Meier".into()),
        entry: TumorFinding {
            observation: Observation::from_numbers(Some(length), Some(width), None, None).unwrap(),
            typed: Some(format!("{length} x {width}").into()),
            method: "caliper".into(),
        },
    }
}

/// A study with two arms, a cage, two animals, a tumor each, and one of everything else.
pub(super) fn small_study() -> StudyRecord {
    let study = Study {
        id: StudyId(fresh_id()),
        name: label("S-01"),
        status: StudyStatus::Open,
        blinding: Blinding::Open,
        protocol: Protocol {
            model: Some(label("RS4;11")),
            day0: Some(date("2026-01-05")),
            objective: Some(Prose::new("objective", "does it\nwork").unwrap()),
            ..Protocol::default()
        },
    };
    let arm = |name: &str, position, is_control| Arm {
        id: ArmId(fresh_id()),
        name: label(name),
        position,
        is_control,
        label: None,
        vehicle: Some(label("saline")),
        treatments: vec![Treatment {
            compound: label(name),
            dose: Some(1.1),
            unit: Some(domain::DoseUnit::usual()),
            route: Some(domain::Route::new("IV").unwrap()),
            schedule: None,
        }],
        code: None,
    };
    let arms = vec![arm("Vehicle", 1, true), arm("KT-253", 2, false)];
    let cage = Cage {
        room: Some(label("2")),
        rack: Some(label("B")),
        place: Some(label("B4")),
        ..Cage::new(CageId(fresh_id()), label("C01"))
    };
    let cohort = Cohort {
        id: CohortId(fresh_id()),
        name: label("second wave"),
        day0: Some(date("2026-01-06")),
    };
    let animal = |tag: &str, arm: &Arm| AnimalRecord {
        animal: Animal {
            id: AnimalId(fresh_id()),
            tag: label(tag),
            ear: Some(Label::new("ear", "LR").unwrap()),
            rfid: None,
            sex: Some(Sex::Female),
            born_on: Some(date("2025-11-01")),
            source: None,
            note: Some(Prose::new("note", "limps").unwrap()),
            off_treatment: (tag == "10").then(|| OffTreatment {
                since: date("2026-01-07"),
                reason: Prose::new("reason", "lost too much weight").unwrap(),
            }),
            cage: Some(cage.id),
            cohort: (tag == "10").then(|| cohort.clone()),
            arm: Some(arm.id),
            code: None,
        },
        tumors: vec![TumorRecord {
            tumor: Tumor {
                id: TumorId(fresh_id()),
                site: label("right flank"),
            },
            readings: vec![
                reading("2026-01-05", 8.7, 7.9),
                reading("2026-01-08", 10.1, 8.3),
            ],
        }],
        weighings: vec![Dated {
            id: WeighingId(fresh_id()),
            when: When::on(date("2026-01-05")),
            clock_time: None,
            repeat: 1,
            observer: None,
            entry: BodyWeight::new(20.3).unwrap(),
        }],
        doses: Vec::new(),
        disposition: Some(Disposition {
            id: DispositionId(fresh_id()),
            kind: DispositionKind::HumaneEndpoint,
            when: When::on(date("2026-01-09")),
            reason: Some(Prose::new("reason", "ulcer").unwrap()),
        }),
    };
    let mut animals = vec![animal("9", &arms[0]), animal("10", &arms[1])];
    let exclusion = |scope| Exclusion {
        id: ExclusionId(fresh_id()),
        scope,
        reason: Prose::new("reason", "escaped for an hour").unwrap(),
        foreseen: false,
    };
    let exclusions = vec![
        exclusion(Scope::Reading(animals[0].tumors[0].readings[1].id)),
        exclusion(Scope::AnimalDay(
            animals[1].animal.id,
            When::on(date("2026-01-08")),
        )),
    ];
    let line = |number, whom| WorkLine {
        id: WorkLineId(fresh_id()),
        number,
        kind: WorkKind::Measure,
        whom,
        schedule: Schedule::parse("BIW until day 20", FirstDay::Zero).unwrap(),
        starts_on: date("2026-01-05"),
        ends_on: Some(date("2026-01-30")),
        note: Some(Prose::new("note", "in the morning").unwrap()),
        regimen: None,
    };
    let mut ids: Vec<AnimalId> = animals.iter().map(|a| a.animal.id).collect();
    ids.sort_unstable();
    let dosing = WorkLine {
        kind: WorkKind::Dose,
        regimen: Some(Box::new(regimen())),
        ..line(5, Whom::Arms(vec![arms[1].id]))
    };
    let formulation = formulation();
    animals[1].doses = vec![dose(dosing.id, formulation.id)];
    let work_lines = vec![
        line(1, Whom::All),
        line(2, Whom::Arms(vec![arms[1].id])),
        line(3, Whom::Cohorts(vec![cohort.id])),
        line(4, Whom::Animals(ids)),
        dosing,
    ];
    let waivers = vec![Waiver {
        id: WaiverId(fresh_id()),
        animal: animals[1].animal.id,
        line: work_lines[0].id,
        planned_on: date("2026-01-08"),
        planned: Prose::new("planned", "measure: BIW").unwrap(),
        reason: Prose::new("reason", "power cut").unwrap(),
    }];
    StudyRecord {
        arms,
        cages: vec![cage],
        cohorts: vec![cohort],
        animals,
        exclusions,
        work_lines,
        formulations: vec![formulation],
        waivers,
        ..StudyRecord::new(study)
    }
}

fn regimen() -> Regimen {
    let dose = DoseQuantity::read("1 mg/kg").unwrap();
    let liquid = LiquidDose::read("5 mL/kg").unwrap();
    Regimen {
        id: RegimenId::from(fresh_id()),
        compound: Some(label("KT-253")),
        terms: DoseTerms::new(Some(dose), None, Some(liquid)).unwrap(),
        route: Some(Route::new("IV").unwrap()),
        weight: "today".parse().unwrap(),
        step: SyringeStep::new(0.005).unwrap(),
        hold: Some("loss >= 15 %: hold".parse().unwrap()),
        exemption: Some(Prose::new("exemption", "committee, 2026-7").unwrap()),
    }
}

fn formulation() -> Formulation {
    Formulation {
        compound: Some(label("KT-253")),
        lot: Some(label("L7")),
        concentration: Some(Concentration::read("0.2 mg/mL").unwrap()),
        vehicle: Some(label("saline")),
        route: Some(Route::new("IV").unwrap()),
        salt_factor: Some(1.1),
        volume_ml: Some(4.0),
        prepared_on: Some(date("2026-01-05")),
        expires_on: Some(date("2026-01-12")),
        used_up_on: Some(date("2026-01-11")),
        note: Some(Prose::new("note", "keep cold").unwrap()),
        ..Formulation::new(FormulationId::from(fresh_id()), label("F-07"))
    }
}

fn dose(line: WorkLineId, formulation: FormulationId) -> DatedDose {
    Dated {
        id: DoseId::from(fresh_id()),
        when: When::on(date("2026-01-08")),
        clock_time: Some(ClockTime::read("time", "09:12+01:00").unwrap()),
        repeat: 1,
        observer: Some("B. Doser".into()),
        entry: Dose {
            planned: Some(PlannedDose {
                line,
                on: date("2026-01-08"),
                slot: 2,
            }),
            state: DoseState::Partial,
            reason: Some(Prose::new("reason", "spilled").unwrap()),
            compound: Some(label("KT-253")),
            percent: 50.0,
            planned_dose: Some(1.0),
            given_dose: Some(0.4),
            unit: Some(domain::DoseUnit::usual()),
            route: Some(Route::new("IV").unwrap()),
            volume_ml: Some(0.04),
            weight: Some((BodyWeight::new(20.3).unwrap(), date("2026-01-05"))),
            formulation: Some(formulation),
        },
    }
}

/// Writes a whole record as one operation.
pub(super) fn write(store: &mut Store, record: &StudyRecord) {
    let op = store.begin(&entry("import")).unwrap();
    let id = record.study.id;
    op.insert_study(&record.study).unwrap();
    record
        .arms
        .iter()
        .for_each(|arm| op.insert_arm(id, arm).unwrap());
    record
        .cages
        .iter()
        .for_each(|cage| op.insert_cage(id, cage).unwrap());
    record
        .cohorts
        .iter()
        .for_each(|cohort| op.insert_cohort(id, cohort).unwrap());
    // Doses name lines and formulations, which have to be there.
    let mut later = Vec::new();
    for animal in &record.animals {
        let owner = animal.animal.id;
        op.insert_animal(id, &animal.animal).unwrap();
        for tumor in &animal.tumors {
            op.insert_tumor(owner, &tumor.tumor).unwrap();
            for reading in &tumor.readings {
                op.insert_entry(tumor.tumor.id, reading).unwrap();
            }
        }
        animal
            .weighings
            .iter()
            .for_each(|w| op.insert_entry(owner, w).unwrap());
        let doses = animal.doses.iter();
        doses.for_each(|dose| later.push((owner, dose)));
        animal
            .disposition
            .iter()
            .for_each(|d| op.insert_disposition(owner, d).unwrap());
    }
    record
        .exclusions
        .iter()
        .for_each(|e| op.insert_exclusion(id, e).unwrap());
    record
        .work_lines
        .iter()
        .for_each(|line| op.insert_work_line(id, line).unwrap());
    record
        .formulations
        .iter()
        .for_each(|made| op.insert_formulation(id, made).unwrap());
    record
        .waivers
        .iter()
        .for_each(|waiver| op.insert_waiver(waiver).unwrap());
    later
        .into_iter()
        .for_each(|(owner, dose)| op.insert_entry(owner, dose).unwrap());
    op.commit().unwrap().unwrap();
}

/// A notebook with [`small_study`] in it.
pub(super) fn notebook(path: &Path) -> (Store, StudyRecord) {
    let mut store = Store::create_or_open(path).unwrap();
    let record = small_study();
    write(&mut store, &record);
    (store, record)
}

#[test]
fn what_is_written_is_read_back_after_reopening() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("n.db");
    let (store, record) = notebook(&path);
    drop(store);
    let store = Store::open(&path).unwrap();
    assert_eq!(store.study("S-01").unwrap(), record);
    assert_eq!(
        store.study("S-01").unwrap().animals[0].animal.tag.as_str(),
        "9"
    );
    assert!(matches!(
        store.study("S-02"),
        Err(super::Error::Unknown { .. })
    ));
    assert_eq!(store.verify(None).unwrap().broken, None);
}

#[test]
fn one_animal_and_the_heads_of_studies_are_read_alone() {
    let dir = tempfile::tempdir().unwrap();
    let (mut store, mut record) = notebook(&dir.path().join("n.db"));
    for animal in &record.animals {
        let tag = animal.animal.tag.as_str();
        assert_eq!(
            store.animal("S-01", &format!(" {tag} ")).unwrap().1,
            *animal
        );
        let op = store.begin(&entry("look")).unwrap();
        assert_eq!(op.animal(record.study.id, tag).unwrap(), *animal);
    }
    for (study, tag) in [("S-01", "11"), ("S-02", "9")] {
        let error = store.animal(study, tag).unwrap_err();
        assert!(matches!(error, super::Error::Unknown { .. }), "{error}");
    }

    let extents = store.study_extents().unwrap();
    let tumors = || record.animals.iter().flat_map(|a| &a.tumors);
    let dates = tumors().flat_map(|t| t.readings.iter().map(|r| r.when.date));
    let weighings = record.animals.iter().flat_map(|a| &a.weighings);
    let extent = StudyExtent {
        readings: tumors().map(|t| t.readings.len()).sum(),
        last: dates.chain(weighings.map(|w| w.when.date)).max(),
    };
    assert!(extent.readings > 0 && extent.last.is_some());
    assert_eq!(extents.get(&record.study.id), Some(&extent));

    let returned = record.animals[1].disposition.take().unwrap();
    let op = store.begin(&entry("reinstate")).unwrap();
    op.delete_disposition(returned.id).unwrap();
    op.commit().unwrap().unwrap();
    let heads = store.study_heads().unwrap();
    assert_eq!(heads, [record.head()]);
    let counts = |head: &StudyHead| (head.arms, head.animals, head.on_study);
    assert_eq!(counts(&heads[0]), (2, 2, 1));

    record.study.status = StudyStatus::Closed;
    let op = store.begin(&entry("close study")).unwrap();
    op.update_study(&record.study).unwrap();
    op.commit().unwrap().unwrap();
    let heads = store.study_heads().unwrap();
    assert_eq!(heads, [record.head()]);
    assert_eq!(counts(&heads[0]), (2, 2, 0));
}

#[test]
fn an_operation_that_is_dropped_leaves_nothing() {
    let dir = tempfile::tempdir().unwrap();
    let (mut store, record) = notebook(&dir.path().join("n.db"));
    let op = store.begin(&entry("measure")).unwrap();
    op.insert_entry(
        record.animals[0].tumors[0].tumor.id,
        &reading("2026-01-12", 11.0, 9.0),
    )
    .unwrap();
    drop(op);
    assert_eq!(store.study("S-01").unwrap(), record);
    assert_eq!(store.verify(None).unwrap().operations, 1);
}

#[test]
fn an_operation_that_changes_nothing_is_no_operation() {
    let dir = tempfile::tempdir().unwrap();
    let (mut store, record) = notebook(&dir.path().join("n.db"));
    let op = store.begin(&entry("edit study")).unwrap();
    op.update_study(&record.study).unwrap();
    op.update_arm(&record.arms[1]).unwrap();
    op.update_animal(&record.animals[0].animal).unwrap();
    assert_eq!(op.commit().unwrap(), None);
    assert_eq!(store.verify(None).unwrap().operations, 1);
}

#[test]
fn two_connections_write_one_after_the_other() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("n.db");
    let (_, record) = notebook(&path);
    let tumors: Vec<_> = record
        .animals
        .iter()
        .map(|a| a.tumors[0].tumor.id)
        .collect();
    std::thread::scope(|scope| {
        for tumor in tumors {
            let path = &path;
            scope.spawn(move || {
                for day in 1..=25 {
                    let mut store = Store::open(path).unwrap();
                    let op = store.begin(&entry("measure")).unwrap();
                    op.insert_entry(tumor, &reading(&format!("2026-02-{day:02}"), 9.0, 8.0))
                        .unwrap();
                    op.commit().unwrap().unwrap();
                }
            });
        }
    });
    let store = Store::open(&path).unwrap();
    let verdict = store.verify(None).unwrap();
    assert_eq!((verdict.broken, verdict.operations), (None, 51));
}

#[test]
fn the_log_names_who_what_and_when() {
    let dir = tempfile::tempdir().unwrap();
    let (mut store, record) = notebook(&dir.path().join("n.db"));
    let tumor = &record.animals[0].tumors[0];
    let op = store.begin(&entry("correct")).unwrap();
    let mut corrected = tumor.readings[0].clone();
    corrected.entry.observation =
        Observation::from_numbers(Some(8.9), Some(7.9), None, None).unwrap();
    op.update_entry(tumor.tumor.id, &corrected).unwrap();
    op.commit().unwrap().unwrap();

    let filter = super::LogFilter {
        animal: Some("9".into()),
        ..Default::default()
    };
    let log = store.log(&filter).unwrap();
    assert_eq!(log.len(), 2);
    let change = &log[0].changes[0];
    assert_eq!(change.subject, "S-01 · 9 · right flank · 2026-01-05");
    let differences = change.differences();
    assert_eq!(differences.len(), 1);
    assert_eq!(differences[0].0, "length_mm");
    assert_eq!(
        (differences[0].1.as_f64(), differences[0].2.as_f64()),
        (Some(8.7), Some(8.9))
    );
    assert!(
        log[1]
            .changes
            .iter()
            .all(|c| c.subject.starts_with("S-01 · 9"))
    );

    let nobody = super::LogFilter {
        author: Some("nobody".into()),
        ..Default::default()
    };
    assert!(store.log(&nobody).unwrap().is_empty());
}

#[test]
fn the_log_is_read_in_pages_and_large_operations_in_part() {
    let dir = tempfile::tempdir().unwrap();
    let (mut store, record) = notebook(&dir.path().join("n.db"));
    for day in 1..=9 {
        let op = store.begin(&entry("measure")).unwrap();
        let tumor = record.animals[day % 2].tumors[0].tumor.id;
        let found = reading(&format!("2026-02-{day:02}"), 9.0, 8.0);
        op.insert_entry(tumor, &found).unwrap();
        op.commit().unwrap().unwrap();
    }
    for animal in [None, Some("9".to_owned())] {
        let filter = super::LogFilter {
            animal,
            ..Default::default()
        };
        let seqs = |filter: &super::LogFilter| -> Vec<i64> {
            store.log(filter).unwrap().iter().map(|o| o.seq).collect()
        };
        let mut page = super::LogFilter {
            limit: Some(3),
            ..filter.clone()
        };
        let mut paged = Vec::new();
        while let [.., last] = seqs(&page)[..] {
            paged.extend(seqs(&page));
            page.before_seq = Some(last);
        }
        assert_eq!(paged, seqs(&filter));
    }

    let mut filter = super::LogFilter {
        seq: Some(1),
        ..Default::default()
    };
    let whole = store.log(&filter).unwrap().remove(0);
    assert_eq!((whole.change_count, whole.changes.len()), (35, 35));
    filter.changes_limit = Some(2);
    let part = store.log(&filter).unwrap().remove(0);
    assert_eq!((part.change_count, part.changes.len()), (35, 2));
    assert_eq!(part.subject(), "S-01 and 34 more changes");
    filter.animal = Some("10".into());
    let fitting = store.log(&filter).unwrap().remove(0);
    assert_eq!(fitting.changes.len(), 2);
    let subjects = fitting.changes.iter().flat_map(|c| &c.subjects);
    let mut animals = subjects.map(|s| (s.study.as_deref(), s.animal.as_deref()));
    assert!(animals.all(|animal| animal == (Some("S-01"), Some("10"))));
    filter.before_seq = Some(1);
    assert!(store.log(&filter).unwrap().is_empty());
}

#[test]
fn changes_that_are_not_listed_are_counted() {
    let dir = tempfile::tempdir().unwrap();
    let (store, _) = notebook(&dir.path().join("n.db"));
    for animal in [None, Some("10"), Some("9")] {
        let mut filter = super::LogFilter {
            animal: animal.map(str::to_owned),
            ..Default::default()
        };
        let fitting = store.log(&filter).unwrap()[0].changes.len();
        for limit in [0, 1, 2, fitting, fitting + 1] {
            filter.changes_limit = Some(limit);
            let mut counted = Vec::new();
            let taken: Result<(), Error> = store.log_each(&filter, |mut operation| {
                let listed = operation.changes.by_ref().count();
                counted.push((listed, operation.changes.count_rest()?));
                Ok(())
            });
            taken.unwrap();
            let listed = limit.min(fitting);
            assert_eq!(counted, [(listed, fitting - listed)], "{animal:?} {limit}");
        }
    }
}

#[test]
fn reading_the_log_ends_with_the_first_error_of_who_takes_it() {
    let dir = tempfile::tempdir().unwrap();
    let (mut store, record) = notebook(&dir.path().join("n.db"));
    let op = store.begin(&entry("measure")).unwrap();
    let tumor = record.animals[0].tumors[0].tumor.id;
    op.insert_entry(tumor, &reading("2026-02-01", 9.0, 8.0))
        .unwrap();
    op.commit().unwrap().unwrap();
    let mut seen = Vec::new();
    let stopped = store.log_each(&super::LogFilter::default(), |operation| {
        seen.push(operation.seq);
        Err(Error::NothingToUndo)
    });
    assert!(matches!(stopped, Err(Error::NothingToUndo)));
    assert_eq!(seen, [2]);
}

#[test]
fn a_backup_is_whole_and_never_overwrites() {
    let dir = tempfile::tempdir().unwrap();
    let (store, record) = notebook(&dir.path().join("n.db"));
    let copy = dir.path().join("copy.db");
    store.backup(&copy).unwrap();
    let copied = Store::open(&copy).unwrap();
    assert_eq!(copied.study("S-01").unwrap(), record);
    let fingerprint = store.fingerprint().unwrap().unwrap();
    let verdict = copied.verify(Some(&fingerprint)).unwrap();
    assert_eq!((verdict.broken, verdict.expected_at), (None, Some(1)));
    assert!(copied.examine().unwrap().is_well());
    assert!(store.backup(&copy).is_err());
    assert!(store.backup(Path::new("/nowhere/at/all.db")).is_err());
}

#[test]
fn an_expected_fingerprint_is_looked_for_in_the_whole_chain() {
    let dir = tempfile::tempdir().unwrap();
    let (mut store, record) = notebook(&dir.path().join("n.db"));
    let printed = store.fingerprint().unwrap().unwrap();
    let op = store.begin(&entry("measure")).unwrap();
    op.insert_entry(
        record.animals[0].tumors[0].tumor.id,
        &reading("2026-01-12", 11.0, 9.0),
    )
    .unwrap();
    op.commit().unwrap().unwrap();
    assert_eq!(store.verify(Some(&printed)).unwrap().expected_at, Some(1));
    assert_eq!(
        store.verify(Some(&printed[..12])).unwrap().expected_at,
        Some(1)
    );
    for wrong in [&"0".repeat(64), &printed[..6], "not a fingerprint"] {
        assert!(
            store.verify(Some(wrong)).unwrap().broken.is_some(),
            "{wrong}"
        );
    }
}

proptest! {
    /// The trail's JSON gives every number back to the last bit.
    #[test]
    fn numbers_survive_the_trail(bits in any::<u64>()) {
        let value = f64::from_bits(bits);
        prop_assume!(value.is_finite());
        let conn = Connection::open_in_memory().unwrap();
        let json: String = conn.query_row("SELECT json_object('x', ?1)", [value], |r| r.get(0)).unwrap();
        let back: serde_json::Value = serde_json::from_str(&json).unwrap();
        prop_assert_eq!(back["x"].as_f64().unwrap().to_bits(), value.to_bits(), "{}", json);
    }
}
