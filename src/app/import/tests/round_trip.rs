//! What export writes, import reads back.

use proptest::prelude::*;
use uuid::Uuid;

use super::*;
use crate::export::{Format, files_of};
use crate::files::{ExportFile, write_to};
use domain::{
    Animal, AnimalId, AnimalRecord, Arm, ArmId, BaselineRule, Blinding, BodyWeight, Cage, CageId,
    ClockTime, Cohort, CohortId, Concentration, DataOrigin, Dated, Definition, Disposition,
    DispositionId, DispositionKind, DispositionRoles, Dose, DoseId, DoseQuantity, DoseState,
    DoseTerms, EventRule, Exclusion, ExclusionId, FirstDay, Formulation, FormulationId, Label,
    LiquidDose, Observation, OffTreatment, PlannedDose, PrimaryTest, Prose, Protocol, Reading,
    ReadingId, Regimen, RegimenId, RepeatRule, Route, Schedule, Scope, Sex, Species, Study,
    StudyId, StudyRecord, StudyStatus, SyringeStep, Treatment, Tumor, TumorFinding, TumorId,
    TumorRecord, UNDATED_DAY0, VolumeFormula, Waiver, WaiverId, Weighing, WeighingId, WeightRule,
    When, Whom, WorkKind, WorkLine, WorkLineId, when_of,
};

/// A record without ids, as text: two records that differ in ids only are the same.
fn without_ids(record: &StudyRecord) -> String {
    let mut known = std::collections::HashMap::new();
    let text = format!("{record:#?}");
    // Ids stand in for each other by the order in which they are met.
    text.split_inclusive(|c: char| c.is_whitespace() || matches!(c, '(' | ')' | ','))
        .map(|word| {
            let bare = word.trim_end_matches(|c: char| !c.is_ascii_hexdigit());
            match Uuid::parse_str(bare) {
                Ok(id) => {
                    let next = known.len();
                    format!("id{} ", known.entry(id).or_insert(next))
                }
                Err(_) => word.to_owned(),
            }
        })
        .collect()
}

fn read_back(folder: &Path) -> ImportPlan {
    let input = read(&Sources::path(folder), &ImportOptions::default()).unwrap();
    plan(
        input,
        &ImportOptions::default(),
        // The study begins on the day of the tests, and is read when it is over.
        today() + chrono::Days::new(400),
        &mut |_| None,
        &mut ids(),
    )
    .unwrap()
}

fn bytes(file: &ExportFile<'_>) -> Vec<u8> {
    let mut bytes = Vec::new();
    file.write(&mut bytes).unwrap();
    bytes
}

fn assert_survives(record: &StudyRecord) {
    let folder = tempfile::tempdir().unwrap();
    let files = files_of(record, &Format::Csv).unwrap();
    write_to(folder.path(), &files).unwrap();
    let plan = read_back(folder.path());
    let back = plan.studies[0].record(None);
    if without_ids(&back) != without_ids(record) {
        for file in files {
            println!(
                "== {}\n{}",
                file.name,
                String::from_utf8_lossy(&bytes(&file))
            );
        }
        assert_eq!(without_ids(record), without_ids(&back));
    }
}

fn label(text: &str) -> Label {
    Label::new("name", text).unwrap()
}

/// Names, some of which a spreadsheet would run.
fn any_label() -> impl Strategy<Value = Label> {
    prop_oneof![
        3 => "[A-Za-z0-9 .,;\"'/|µ×-]{1,8}",
        1 => prop::sample::select(vec!["=1+1", "'=x", "''+a", "-5", "+", "@x", "NA", "'NA", "'", "na", "a\"b", "sep=;"])
            .prop_map(str::to_owned),
    ]
    .prop_filter_map("blank", |text| Label::new("name", &text).ok())
}

fn any_prose() -> impl Strategy<Value = Prose> {
    prop_oneof![
        any_label().prop_map(|label| label.as_str().to_owned()),
        Just("two\nlines, \"quoted\"".to_owned()),
    ]
    .prop_map(|text| Prose::new("reason", &text).unwrap())
}

fn any_day() -> impl Strategy<Value = f64> {
    prop_oneof![3 => (-30..60i32).prop_map(f64::from), 1 => -3.0..60.0f64]
}

fn any_observation() -> impl Strategy<Value = Observation> {
    let sizes = (
        1.0..49.0f64,
        0.1..1.0f64,
        prop::option::of(0.5..20.0f64),
        prop::option::of(0.1..60_000.0f64),
    );
    prop_oneof![
        4 => sizes.prop_map(|(l, ratio, h, v)| Observation::from_numbers(Some(l), Some(l * ratio), h, v).unwrap()),
        2 => (0.001..60_000.0f64).prop_map(|v| Observation::from_numbers(None, None, None, Some(v)).unwrap()),
        1 => Just(Observation::NotPalpable),
        1 => any_prose().prop_map(Observation::NotMeasured),
    ]
}

fn any_clock_time() -> impl Strategy<Value = Option<ClockTime>> {
    let offset = prop::sample::select(vec!["", "Z", "+01:00", "-09:30", "+14:00"]);
    let time = (0..24u32, 0..60u32, 0..60u32, offset).prop_map(|(hour, minute, second, offset)| {
        let text = format!("{hour}:{minute:02}:{second:02}{offset}");
        ClockTime::read("time", &text).unwrap()
    });
    prop::option::of(time)
}

type AnyReading = (
    f64,
    Option<ClockTime>,
    u32,
    Observation,
    Option<Label>,
    Option<Label>,
    Label,
);
type AnyWeighing = (f64, Option<ClockTime>, u32, f64, Option<Label>);

#[derive(Debug, Clone)]
struct AnyAnimal {
    cage: Option<usize>,
    arm: Option<usize>,
    sex: Option<Sex>,
    names: [Option<Label>; 2],
    tumors: Vec<Vec<AnyReading>>,
    weighings: Vec<AnyWeighing>,
    left: Option<(DispositionKind, Option<Prose>)>,
}

fn any_animal() -> impl Strategy<Value = AnyAnimal> {
    let word = || prop::option::of(any_label());
    let reading = (
        any_day(),
        any_clock_time(),
        1..4u32,
        any_observation(),
        word(),
        word(),
        any_label(),
    );
    let weighing = (any_day(), any_clock_time(), 1..3u32, 5.0..100.0f64, word());
    let kinds = prop::sample::select(DispositionKind::ALL.to_vec());
    (
        prop::option::of(0..3usize),
        prop::option::of(0..3usize),
        prop::option::of(prop::sample::select(Sex::ALL.to_vec())),
        [word(), word()],
        prop::collection::vec(prop::collection::vec(reading, 0..4), 0..3),
        prop::collection::vec(weighing, 0..4),
        prop::option::of((kinds, prop::option::of(any_prose()))),
    )
        .prop_map(
            |(cage, arm, sex, names, tumors, weighings, left)| AnyAnimal {
                cage,
                arm,
                sex,
                names,
                tumors,
                weighings,
                left,
            },
        )
}

fn roles(some: bool) -> DispositionRoles {
    let text = "humane_endpoint:ulcer=compete, found_dead=event";
    let roles = if some { text.parse() } else { "".parse() };
    roles.unwrap()
}

fn any_protocol() -> impl Strategy<Value = Protocol> {
    let word = || prop::option::of(any_label());
    (
        [word(), word(), word(), word(), word(), word()],
        [prop::option::of(any_prose()), prop::option::of(any_prose())],
        prop::option::of(1.0..1e9f64),
        any::<bool>(),
        prop::sample::select(VolumeFormula::ALL.to_vec()),
        prop::sample::select(Definition::ALL.to_vec()),
        [
            prop::option::of(1.0..50.0f64),
            prop::option::of(1.0..40.0f64),
        ],
    )
        .prop_map(
            |(words, [objective, action], cells, is_real, formula, definition, numbers)| {
                let [model, matrix, implant_site, strain, vendor, approval] = words;
                Protocol {
                    model,
                    cells_implanted: cells,
                    matrix,
                    implant_site,
                    implanted_on: is_real.then(|| today() - chrono::Days::new(200)),
                    species: Species::Mouse,
                    strain,
                    vendor,
                    approval,
                    objective,
                    day0: Some(if is_real { today() } else { UNDATED_DAY0 }),
                    day0_assumed: !is_real,
                    volume_formula: formula,
                    calibration: 1.25,
                    loq_mm3: numbers[0],
                    landmark_day: numbers[1],
                    visit_window_days: is_real.then_some(1.5),
                    horizon_day: numbers[0],
                    repeats: is_real.then_some(RepeatRule::Mean),
                    baseline_rule: BaselineRule::First,
                    primary_definition: definition,
                    primary_test: numbers[1].map(|_| PrimaryTest::LogRank),
                    event_rule: numbers[0].map(EventRule::Volume),
                    disposition_roles: roles(is_real),
                    limit_weight_loss_percent: numbers[0],
                    limit_tumor_size_mm: numbers[1],
                    limit_tumor_volume_mm3: None,
                    limit_action: action,
                    data_origin: if is_real {
                        DataOrigin::Recorded
                    } else {
                        DataOrigin::Simulated
                    },
                }
            },
        )
}

/// Makes records valid: unique names and moments, the order of a study that is read from a file.
struct Build {
    next: u128,
    /// What days count from in animals whose cohort has no day 0.
    day0: NaiveDate,
}

impl Build {
    fn id(&mut self) -> Uuid {
        self.next += 1;
        Uuid::from_u128(self.next)
    }

    fn record(&mut self, protocol: Protocol, name: Label, animals: Vec<AnyAnimal>) -> StudyRecord {
        let arms: Vec<Arm> = (0..3u32).map(|n| self.arm(n)).collect();
        let cages: Vec<Cage> = ["=C1", "C2", "C10"]
            .into_iter()
            .map(|text| Cage {
                room: (text != "C2").then(|| label("=2")),
                rack: (text == "C2").then(|| label("B")),
                place: (text == "C10").then(|| label("B4")),
                ..Cage::new(CageId(self.id()), label(text))
            })
            .collect();
        let cohorts: Vec<Cohort> = [("=first", Some(5)), ("second", None), ("third", Some(0))]
            .into_iter()
            .map(|(name, days)| Cohort {
                id: CohortId(self.id()),
                name: label(name),
                day0: days.map(|days| today() + chrono::Days::new(days)),
            })
            .collect();
        let mut animals: Vec<AnimalRecord> = animals
            .into_iter()
            .enumerate()
            .map(|(n, any)| {
                // In turn of no cohort, of one with its own day 0, and of one without.
                let cohort = (n % 3).checked_sub(1).map(|nth| cohorts[nth].clone());
                let mut animal = self.animal(n, any, &arms, &cages, cohort.as_ref());
                animal.animal.cohort = cohort;
                animal
            })
            .collect();
        let exclusions = self.exclusions(&animals);
        let work_lines = self.work_lines(&arms, &cohorts, &animals);
        let waivers = self.waivers(&animals, &work_lines);
        let formulations = self.formulations();
        self.dose(&mut animals, &work_lines, formulations[1].id);
        let study = Study {
            id: StudyId(self.id()),
            name,
            status: StudyStatus::Open,
            blinding: Blinding::Open,
            protocol,
        };
        StudyRecord {
            arms,
            cages,
            cohorts,
            animals,
            exclusions,
            work_lines,
            formulations,
            waivers,
            ..StudyRecord::new(study)
        }
    }

    /// A line about each kind of members.
    fn work_lines(
        &mut self,
        arms: &[Arm],
        cohorts: &[Cohort],
        animals: &[AnimalRecord],
    ) -> Vec<WorkLine> {
        let some: Vec<_> = animals.iter().take(1).map(|a| a.animal.id).collect();
        let mut whom = vec![
            Whom::All,
            Whom::Arms(vec![arms[1].id]),
            Whom::Arms(arms.iter().map(|arm| arm.id).collect()),
            Whom::Cohorts(vec![cohorts[2].id]),
        ];
        whom.extend((!some.is_empty()).then_some(Whom::Animals(some)));
        let lines = whom.into_iter().zip(1u32..).map(|(whom, number)| WorkLine {
            id: WorkLineId(self.id()),
            number,
            kind: WorkKind::ALL[number as usize % WorkKind::ALL.len()],
            whom,
            schedule: Schedule::parse("QD x5, then Mon, Thu until day 40", FirstDay::Zero).unwrap(),
            starts_on: today(),
            ends_on: (number == 2).then(|| today() + chrono::Days::new(9)),
            note: (number == 3).then(|| Prose::new("note", "=in the morning").unwrap()),
            regimen: None,
        });
        let mut lines: Vec<WorkLine> = lines.collect();
        for line in lines.iter_mut().filter(|line| line.kind == WorkKind::Dose) {
            line.regimen = Some(Box::new(self.regimen(line.number)));
        }
        lines
    }

    fn regimen(&mut self, number: u32) -> Regimen {
        let dose = Some(DoseQuantity::read("0.3 mg/kg").unwrap());
        let liquid = LiquidDose::read(["5 mL/kg", "7.5 mL/kg"][number as usize % 2]).unwrap();
        Regimen {
            id: RegimenId::from(self.id()),
            compound: Some(label("=KT-253")),
            terms: DoseTerms::new(dose, None, Some(liquid)).unwrap(),
            route: Some(Route::new("IV").unwrap()),
            weight: WeightRule::Today,
            step: SyringeStep::new(0.005).unwrap(),
            hold: Some("loss >= 15 %: hold; resume < 10 %".parse().unwrap()),
            exemption: Some(Prose::new("exemption", "=committee").unwrap()),
        }
    }

    fn formulations(&mut self) -> Vec<Formulation> {
        let of = |id: Uuid, code: &str| Formulation::new(FormulationId::from(id), label(code));
        vec![
            Formulation {
                compound: Some(label("vehicle")),
                ..of(self.id(), "F-2")
            },
            Formulation {
                compound: Some(label("=KT-253")),
                lot: Some(label("-7")),
                concentration: Some(Concentration::read("0.06 mg/mL").unwrap()),
                vehicle: Some(label("saline")),
                route: Some(Route::new("IV").unwrap()),
                salt_factor: Some(1.25),
                volume_ml: Some(4.5),
                prepared_on: Some(today()),
                expires_on: Some(today()),
                used_up_on: Some(today()),
                note: Some(Prose::new("note", "=cold").unwrap()),
                ..of(self.id(), "F-10")
            },
        ]
    }

    /// Of each animal a dose of a line, and one that nobody planned.
    fn dose(&mut self, animals: &mut [AnimalRecord], lines: &[WorkLine], made: FormulationId) {
        let dosing = lines.iter().find(|line| line.kind == WorkKind::Dose);
        let first = self.day0;
        for animal in animals {
            let day0 = animal.animal.cohort.as_ref().and_then(|cohort| cohort.day0);
            let dose = |planned, state, repeat| Dated {
                id: DoseId::from(self.id()),
                when: when_of(1.0, day0.unwrap_or(first)).unwrap(),
                clock_time: Some(ClockTime::read("time", "09:12:30+01:00").unwrap()),
                repeat,
                observer: (repeat == 1).then(|| "B. Doser".into()),
                entry: Dose {
                    planned,
                    state,
                    reason: Some(Prose::new("reason", "=spilled").unwrap()),
                    compound: Some(label("=KT-253")),
                    percent: 50.0,
                    planned_dose: Some(0.3),
                    given_dose: Some(0.1 + 0.2),
                    unit: Some(domain::DoseUnit::usual()),
                    route: Some(Route::new("IV").unwrap()),
                    volume_ml: Some(0.045),
                    weight: Some((BodyWeight::new(20.3).unwrap(), today())),
                    formulation: (repeat == 1).then_some(made),
                },
            };
            let planned = dosing.map(|line| PlannedDose {
                line: line.id,
                on: today(),
                slot: 2,
            });
            let mut dose = dose;
            animal.doses = vec![
                dose(planned, DoseState::Partial, 1),
                dose(None, DoseState::Misdosed, 2),
            ];
        }
    }

    fn waivers(&mut self, animals: &[AnimalRecord], lines: &[WorkLine]) -> Vec<Waiver> {
        let waivers = animals
            .iter()
            .take(2)
            .zip(lines)
            .map(|(animal, line)| Waiver {
                id: WaiverId(self.id()),
                animal: animal.animal.id,
                line: line.id,
                planned_on: today(),
                planned: Prose::new("planned", "measure: BIW").unwrap(),
                reason: Prose::new("reason", "=power cut").unwrap(),
            });
        waivers.collect()
    }

    fn arm(&mut self, n: u32) -> Arm {
        let treatment = |compound: &str, dose| Treatment {
            compound: label(compound),
            dose,
            unit: Some(domain::DoseUnit::usual()),
            route: None,
            schedule: Some(domain::DoseSchedule::new("days 1, 8, 15").unwrap()),
        };
        Arm {
            id: ArmId(self.id()),
            name: label(["Vehicle", "=KT-253", "A + B"][n as usize]),
            label: (n > 0).then(|| label(["", "=K", "A+B"][n as usize])),
            position: 2 * n + 1,
            is_control: n == 1,
            vehicle: (n == 0).then(|| label("5 % DMSO, saline")),
            treatments: match n {
                0 => Vec::new(),
                1 => vec![treatment("KT-253", Some(0.3))],
                _ => vec![treatment("B", None), treatment("A", Some(1.0))],
            },
            code: None,
        }
    }

    fn animal(
        &mut self,
        n: usize,
        any: AnyAnimal,
        arms: &[Arm],
        cages: &[Cage],
        cohort: Option<&Cohort>,
    ) -> AnimalRecord {
        let day0 = cohort.and_then(|cohort| cohort.day0).unwrap_or(self.day0);
        let tumors: Vec<TumorRecord> = any
            .tumors
            .into_iter()
            .enumerate()
            .map(|(n, readings)| self.tumor(n, readings, day0))
            .collect();
        let mut weighings: Vec<Weighing> = any
            .weighings
            .into_iter()
            .map(|(day, clock_time, repeat, grams, observer)| Dated {
                id: WeighingId(self.id()),
                when: when_of(day, day0).unwrap(),
                clock_time,
                repeat,
                observer: observer.map(|name| (&name).into()),
                entry: BodyWeight::new(grams).unwrap(),
            })
            .collect();
        weighings.sort_by(|a, b| order(a.when, a.repeat, b.when, b.repeat));
        weighings.dedup_by(|a, b| (a.when, a.repeat) == (b.when, b.repeat));
        let [rfid, source] = any.names;
        let left = any.left.as_ref().map(|(kind, _)| *kind);
        let is_reserve = left == Some(DispositionKind::Reserve);
        AnimalRecord {
            animal: Animal {
                id: AnimalId(self.id()),
                tag: label(&format!("-{n}")),
                ear: rfid.clone(),
                rfid: rfid.map(|chip| label(&format!("{n}{chip}"))),
                sex: any.sex,
                born_on: Some(day0 - chrono::Days::new(70 + n as u64)),
                note: n
                    .is_multiple_of(2)
                    .then(|| Prose::new("note", "limps; see cage card").unwrap()),
                off_treatment: n.is_multiple_of(3).then(|| OffTreatment {
                    since: day0,
                    reason: Prose::new("reason", "=lost 12 %").unwrap(),
                }),
                source,
                cage: any.cage.map(|n| cages[n].id),
                cohort: None,
                arm: any.arm.filter(|_| !is_reserve).map(|n| arms[n].id),
                code: None,
            },
            tumors,
            weighings,
            doses: Vec::new(),
            disposition: any.left.map(|(kind, reason)| Disposition {
                id: DispositionId(self.id()),
                kind,
                when: when_of(60.0, day0).unwrap(),
                reason,
            }),
        }
    }

    fn tumor(&mut self, n: usize, readings: Vec<AnyReading>, day0: NaiveDate) -> TumorRecord {
        let mut readings: Vec<Reading> = readings
            .into_iter()
            .map(
                |(day, clock_time, repeat, observation, typed, observer, method)| Dated {
                    id: ReadingId(self.id()),
                    when: when_of(day, day0).unwrap(),
                    clock_time,
                    repeat,
                    observer: observer.map(|name| (&name).into()),
                    entry: TumorFinding {
                        typed: typed
                            .filter(|_| observation.is_measured())
                            .map(|digits| (&digits).into()),
                        observation,
                        method: (&method).into(),
                    },
                },
            )
            .collect();
        readings.sort_by(|a, b| order(a.when, a.repeat, b.when, b.repeat));
        readings.dedup_by(|a, b| (a.when, a.repeat) == (b.when, b.repeat));
        TumorRecord {
            tumor: Tumor {
                id: TumorId(self.id()),
                site: label(["+left", "right"][n]),
            },
            readings,
        }
    }

    fn exclusions(&mut self, animals: &[AnimalRecord]) -> Vec<Exclusion> {
        let when = when_of(7.5, self.day0).unwrap();
        let mut scopes = vec![Scope::Day(when)];
        for animal in animals.iter().take(2) {
            scopes.push(Scope::Animal(animal.animal.id));
            let own = animal.animal.cohort.as_ref().and_then(|cohort| cohort.day0);
            let when = when_of(7.5, own.unwrap_or(self.day0)).unwrap();
            scopes.push(Scope::AnimalDay(animal.animal.id, when));
        }
        let mut readings = animals
            .iter()
            .flat_map(|a| &a.tumors)
            .flat_map(|t| &t.readings);
        scopes.extend(readings.next().map(|reading| Scope::Reading(reading.id)));
        scopes
            .into_iter()
            .enumerate()
            .map(|(n, scope)| Exclusion {
                id: ExclusionId(self.id()),
                scope,
                reason: Prose::new("reason", "=ulcerated\nsecond line").unwrap(),
                foreseen: n % 2 == 0,
            })
            .collect()
    }
}

fn order(a: When, a_repeat: u32, b: When, b_repeat: u32) -> std::cmp::Ordering {
    a.partial_cmp(&b).unwrap().then(a_repeat.cmp(&b_repeat))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, ..ProptestConfig::default() })]
    #[test]
    fn any_study_round_trips(
        protocol in any_protocol(),
        name in any_label(),
        animals in prop::collection::vec(any_animal(), 0..6),
    ) {
        let mut build = Build { next: 1 << 100, day0: protocol.day0.unwrap() };
        assert_survives(&build.record(protocol, name, animals));
    }
}

#[test]
fn demo_round_trips() {
    let dispositions = fixture("kt253_rs411_dispositions.csv");
    let plan = plan_file(
        &fixture("kt253_rs411.csv"),
        Some(&dispositions),
        &ImportOptions::default(),
    );
    let record = plan.unwrap().studies[0].record(None);
    assert_survives(&record);
    // Readings alone are a file like any other.
    let folder = tempfile::tempdir().unwrap();
    write_to(folder.path(), &files_of(&record, &Format::Csv).unwrap()).unwrap();
    let alone = plan_file(
        &folder.path().join("readings.csv"),
        None,
        &ImportOptions::default(),
    )
    .unwrap();
    assert_eq!(alone.outcome.made.readings, 566);
    assert_eq!(alone.outcome.made.weighings, 566);
    assert!(
        alone.outcome.columns_not_used.is_empty(),
        "{:?}",
        alone.outcome.columns_not_used
    );
    assert_eq!(
        alone.studies[0].study.protocol.day0,
        record.study.protocol.day0
    );
}

#[test]
fn an_arm_without_a_compound_is_given_the_vehicle_alone() {
    let folder = tempfile::tempdir().unwrap();
    let record = plan_text("id,arm,day,tv\n1,A,0,5\n2,B,0,5")
        .unwrap()
        .studies[0]
        .record(None);
    write_to(folder.path(), &files_of(&record, &Format::Csv).unwrap()).unwrap();
    let arms = |rows: &str| {
        let text = format!("arm,compound,dose,unit,route,schedule\n{rows}");
        std::fs::write(folder.path().join("arms.csv"), text).unwrap();
        read(&Sources::path(folder.path()), &ImportOptions::default())
    };
    arms("A,,,,IV,QD\nB,KT-253,1,mg/kg,IV,QD\n").unwrap();
    let read = read_back(folder.path());
    let given = &read.studies[0].arms[0].treatments[0];
    assert!(given.is_vehicle() && given.route.is_some(), "{given:?}");
    let Err(ImportError::Problems(all)) = arms("A,,1,mg/kg,IV,QD\nB,KT-253,1,mg/kg,IV,QD\n") else {
        panic!("no problems")
    };
    let text = format!("{all:?}");
    assert!(text.contains("is missing: 1 mg/kg of what?"), "{text}");
}

#[test]
fn study_without_day_0_round_trips() {
    let mut record = plan_text("id,arm,day,tv,bw\n1,A,0,5,20\n1,A,3,0,20\n2,B,,,\n")
        .unwrap()
        .studies[0]
        .record(None);
    record.study.protocol.day0 = None;
    record.study.protocol.day0_assumed = false;
    assert_survives(&record);
}

#[test]
fn no_file_is_left_half_written() {
    let folder = tempfile::tempdir().unwrap();
    let record = plan_text("id,day,tv\n1,0,5").unwrap().studies[0].record(None);
    let target = folder.path().join("new/folder");
    let files = files_of(&record, &Format::Csv).unwrap();
    let written = write_to(&target, &files).unwrap();
    assert_eq!(written.len(), 18);
    assert_eq!(std::fs::read_dir(&target).unwrap().count(), 18);
    std::fs::remove_file(target.join("arms.csv")).unwrap();
    std::fs::create_dir(target.join("arms.csv")).unwrap();
    let error = write_to(&target, &files).unwrap_err();
    assert!(error.path.ends_with("arms.csv"));
    assert_eq!(std::fs::read_dir(&target).unwrap().count(), 18);
}

#[test]
fn no_exported_text_runs_as_a_formula() {
    let animal = AnyAnimal {
        cage: Some(0),
        arm: Some(1),
        sex: None,
        names: [Some(label("@SUM(A1)")), Some(label("'=1"))],
        tumors: vec![vec![(
            0.0,
            None,
            1,
            Observation::NotPalpable,
            None,
            Some(label("=x")),
            label("-x"),
        )]],
        weighings: Vec::new(),
        left: None,
    };
    let record = Build {
        next: 0,
        day0: today(),
    }
    .record(
        Protocol {
            day0: Some(today()),
            ..Protocol::default()
        },
        label("=S"),
        vec![animal],
    );
    for file in files_of(&record, &Format::Csv).unwrap() {
        for row in csv::Reader::from_reader(bytes(&file).as_slice()).records() {
            for cell in &row.unwrap() {
                let runs = cell.starts_with(['=', '+', '-', '@', '\t', '\r']);
                assert!(
                    !runs || cell.parse::<f64>().is_ok(),
                    "{}: {cell}",
                    file.name
                );
            }
        }
    }
}

#[test]
fn folders_not_written_by_export_are_refused() {
    let folder = tempfile::tempdir().unwrap();
    let error = read(&Sources::path(folder.path()), &ImportOptions::default()).unwrap_err();
    assert!(error.to_string().ends_with("no study.csv"), "{error}");
    let study = "field,value\nname,S\nday0,yesterday\ncolour,red\nvolume_formula,lw2\n";
    std::fs::write(folder.path().join("study.csv"), study).unwrap();
    std::fs::write(
        folder.path().join("arms.csv"),
        "arm,order,control\nA,x,perhaps\n",
    )
    .unwrap();
    let Err(ImportError::Problems(all)) =
        read(&Sources::path(folder.path()), &ImportOptions::default())
    else {
        panic!("no problems")
    };
    assert_eq!(all.count(), 5, "{all:#?}");
}
