//! Nothing on the summary page is contradicted by the results: each claim is read back from its text and compared
//! with the analysis. A claim that this test cannot read fails it.

use std::collections::BTreeSet;

use app::analyze::analyze;
use chrono::NaiveDate;
use domain::testing::{animal, arm, disposed, in_arm, read, study, weighed};
use domain::{
    Analysis, AnalysisOptions, AnimalRecord, ArmCourse, ArmResponses, ArmTimes, Direction,
    DispositionKind, PrimaryRow, PrimaryTest, RepeatRule, StudyRecord,
};
use proptest::prelude::*;
use report::document::{Document, Made, Material, Trail, Words, document};
use report::summary::{
    ArmLabels, Finding, MOST_CAVEATS, MOST_FINDINGS, MOST_LETTERS, Statement, Summary,
};

use super::numbers::numbers_of;
use super::{Lab, rounds, written};
use crate::support::{Selection, load, own, shared};

/// A study with its analysis and its page.
struct Page {
    record: StudyRecord,
    analysis: Analysis,
    document: Document,
    summary: Option<Summary>,
}

impl Page {
    fn of(record: StudyRecord) -> Self {
        Self::made(record, false)
    }

    fn made(record: StudyRecord, for_technician: bool) -> Self {
        let analysis = analyze(&record, &AnalysisOptions::default()).unwrap();
        let made = Made {
            at: NaiveDate::from_ymd_opt(2026, 2, 20)
                .unwrap()
                .and_hms_opt(9, 30, 0)
                .unwrap(),
            by: "M. Meier".to_owned(),
            for_technician,
        };
        let trail = Trail::default();
        let document = document(&Material {
            record: &record,
            analysis: &analysis,
            trail: &trail,
            made: &made,
        });
        Self {
            summary: document.summary.clone(),
            document,
            record,
            analysis,
        }
    }

    fn level(&self) -> f64 {
        1.0 - self.analysis.settings.confidence
    }

    fn statements(&self) -> impl Iterator<Item = &Statement> {
        let page = self.summary.iter();
        page.flat_map(|page| {
            let findings = page.findings.iter().map(|finding| &finding.statement);
            findings.chain(&page.caveats)
        })
    }

    /// The arms that a text names, by name or label; `G2–G4` are three.
    fn arms_in(&self, text: &str) -> Vec<&str> {
        let labels = ArmLabels::of(&self.record, &self.analysis);
        let arms = || self.analysis.arms.iter().map(String::as_str).enumerate();
        if labels.are_short() {
            let number = |word: &str| word.strip_prefix('G')?.parse::<usize>().ok();
            let words = text.split(|c: char| !c.is_alphanumeric() && c != '–');
            let named = words.flat_map(|word| match word.split_once('–') {
                Some((from, to)) => match (number(from), number(to)) {
                    (Some(from), Some(to)) => (from..=to).collect(),
                    _ => Vec::new(),
                },
                None => number(word).into_iter().collect(),
            });
            let named: BTreeSet<usize> = named.collect();
            return arms()
                .filter(|(at, _)| named.contains(&(at + 1)))
                .map(|(_, name)| name)
                .collect();
        }
        let mut names: Vec<&str> = arms().map(|(_, name)| name).collect();
        names.sort_by_key(|name| std::cmp::Reverse(name.len()));
        let mut rest = text.replace('\u{a0}', " ");
        let mut found = BTreeSet::new();
        for name in names {
            if rest.contains(name) {
                found.insert(name);
                rest = rest.replace(name, "\u{1}");
            }
        }
        arms()
            .map(|(_, name)| name)
            .filter(|name| found.contains(name))
            .collect()
    }

    fn primary(&self, arm: &str) -> &PrimaryRow {
        let rows = &self.analysis.primary.as_ref().unwrap().rows;
        rows.iter().find(|row| row.arm == arm).unwrap()
    }

    fn is_significant(&self, arm: &str) -> bool {
        self.primary(arm).p_adjusted.unwrap() < self.level()
    }

    fn is_slower(&self, arm: &str) -> bool {
        self.primary(arm).direction == Some(Direction::Better)
    }

    fn course(&self, arm: &str) -> &ArmCourse {
        self.analysis
            .course
            .arms
            .iter()
            .find(|course| course.arm == arm)
            .unwrap()
    }

    fn responses(&self, arm: &str) -> &ArmResponses {
        let mut arms = self.analysis.responses.arms.iter();
        arms.find(|responses| responses.arm == arm).unwrap()
    }

    fn times(&self, arm: &str) -> &ArmTimes {
        let times = self.analysis.time_to_event.as_ref().unwrap();
        times.arms.iter().find(|times| times.arm == arm).unwrap()
    }

    /// Animals in arms that were found dead, and all that lost 20% of their weight.
    fn harmed(&self) -> (BTreeSet<&str>, BTreeSet<&str>) {
        let in_arms = self
            .record
            .animals
            .iter()
            .filter(|a| a.animal.arm.is_some());
        let dead = in_arms.filter(|animal| {
            let left = animal.disposition.as_ref().map(|d| d.kind);
            left == Some(DispositionKind::FoundDead)
        });
        let weights = self.analysis.weight.animals.iter();
        let lost = weights.filter(|weight| weight.nadir_percent <= -20.0);
        (
            dead.map(|animal| animal.animal.tag.as_str()).collect(),
            lost.map(|weight| weight.animal.as_str()).collect(),
        )
    }

    /// Compares one claim with the results. Returns the arms whose primary result it tells.
    fn check(&self, finding: &Finding) -> Vec<&str> {
        let claim = finding.statement.claim.text.replace('\u{a0}', " ");
        if finding.is_harm {
            self.check_harm(&claim);
            return Vec::new();
        }
        let arms = self.arms_in(claim.split(" than with ").next().unwrap());
        let holds = |is: &dyn Fn(&str) -> bool| {
            for arm in &arms {
                assert!(is(arm), "`{claim}` is wrong of `{arm}`");
            }
        };
        let treated = || arms.to_vec();
        if claim.starts_with("Every animal had a complete response with ") {
            holds(&|arm| self.is_significant(arm) && self.is_slower(arm));
            holds(&|arm| {
                let responses = self.responses(arm);
                responses.mrecist.complete == responses.n && responses.n > 0
            });
            treated()
        } else if claim.starts_with("Tumors regressed with ") {
            holds(&|arm| self.is_significant(arm) && self.is_slower(arm));
            holds(&|arm| self.course(arm).mean_change.unwrap() < 0.0);
            holds(&|arm| self.least_tgi(arm).is_none_or(|least| least > 100.0));
            treated()
        } else if claim.starts_with("The mean tumor shrank with ") {
            holds(&|arm| self.is_significant(arm) && self.is_slower(arm));
            holds(&|arm| self.course(arm).mean_change.unwrap() < 0.0);
            holds(&|arm| self.responses(arm).mrecist_rate.responders == 0);
            treated()
        } else if let Some((names, responses)) = claim.split_once(" slowed growth") {
            let arms = self.arms_in(names);
            let holds = |is: &dyn Fn(&str) -> bool| {
                for arm in &arms {
                    assert!(is(arm), "`{claim}` is wrong of `{arm}`");
                }
            };
            self.check_responses(responses, &arms);
            holds(&|arm| self.is_significant(arm) && self.is_slower(arm));
            if claim.ends_with("without a response.") {
                holds(&|arm| self.responses(arm).mrecist_rate.responders == 0);
            }
            arms.clone()
        } else if claim.ends_with(" delayed the event.") {
            self.is_of_times(&claim);
            holds(&|arm| self.is_significant(arm) && self.is_slower(arm));
            treated()
        } else if claim.starts_with("The event came sooner with ") {
            self.is_of_times(&claim);
            holds(&|arm| self.is_significant(arm) && !self.is_slower(arm));
            treated()
        } else if claim.starts_with("Tumors grew faster with ") {
            holds(&|arm| self.is_significant(arm) && !self.is_slower(arm));
            treated()
        } else if let Some((names, _)) = claim.split_once(" did not differ significantly from ") {
            let arms = self.arms_in(names);
            for arm in &arms {
                assert!(!self.is_significant(arm), "`{claim}` is wrong of `{arm}`");
            }
            arms
        } else if let Some((names, _)) = claim.split_once(" could not be tested against ") {
            let arms = self.arms_in(names);
            for arm in &arms {
                assert!(
                    self.primary(arm).p_adjusted.is_none(),
                    "`{claim}` is wrong of `{arm}`"
                );
            }
            arms
        } else {
            self.check_course(&claim, &arms);
            Vec::new()
        }
    }

    /// That the primary test is of times, and not of volumes.
    fn is_of_times(&self, claim: &str) {
        let test = self.analysis.primary.as_ref().unwrap().test;
        assert_eq!(test, PrimaryTest::LogRank.id(), "{claim}");
    }

    /// `, with a complete response of 8 of 9 animals`
    fn check_responses(&self, claim: &str, arms: &[&str]) {
        let Some((kind, animals)) = claim.split_once(" response of ") else {
            return;
        };
        let sum = |of: &dyn Fn(&ArmResponses) -> usize| -> f64 {
            arms.iter().map(|arm| of(self.responses(arm)) as f64).sum()
        };
        let n = match kind.ends_with("complete") {
            true => sum(&|arm| arm.mrecist.complete),
            false => sum(&|arm| arm.mrecist_rate.responders),
        };
        let all = sum(&|arm| arm.mrecist_rate.evaluable);
        let told: Vec<f64> = written(animals).iter().map(|(value, _)| *value).collect();
        assert_eq!(told, [n, all], "{claim}");
    }

    /// The lower end of TGI, which is above 100 where the arm regressed beyond doubt.
    fn least_tgi(&self, arm: &str) -> Option<f64> {
        let analysis = &self.analysis;
        let definition = analysis.settings.primary_definition;
        let mut rows = analysis.inhibition.iter();
        let row = rows.find(|row| {
            row.arm == arm && Some(row.day) == analysis.landmark_day && row.definition == definition
        });
        let row = row.filter(|_| definition.compares_changes())?;
        row.ci_low.or(row.tgi_percent)
    }

    fn check_course(&self, claim: &str, arms: &[&str]) {
        if claim.starts_with("Half of the animals with ") {
            let median = self.times(arms[0]).median.unwrap();
            let days = claim.rsplit_once(" within ").unwrap().1;
            assert!(rounds(written(days)[0], median), "{claim}");
        } else if claim.starts_with("Fewer than half of the animals with ") {
            assert!(self.times(arms[0]).median.is_none(), "{claim}");
        } else if claim.starts_with("In every arm fewer than half of the animals ") {
            let times = self.analysis.time_to_event.as_ref().unwrap();
            assert!(times.arms.iter().all(|arm| arm.median.is_none()), "{claim}");
        } else if claim.starts_with("Tumors regrew with ") {
            assert!(!arms.is_empty(), "{claim}");
            for arm in arms {
                let rows = self.analysis.volume_by_day.iter();
                let means = rows.filter(|row| row.arm == *arm && !row.guarded && !row.is_partial());
                let means: Vec<f64> = means.map(|row| row.mean).collect();
                let least = means.iter().copied().fold(f64::INFINITY, f64::min);
                assert!(*means.last().unwrap() >= 2.0 * least, "{claim}");
            }
        } else {
            let known = [
                "The study has one arm: there is no between-group comparison.",
                "No arm is marked as control: there is no between-group comparison.",
                "Arms were not compared with the control.",
                "Arms could not be compared after baseline.",
            ];
            assert!(known.contains(&claim), "`{claim}` is not read by this test");
            let mut rows = self
                .analysis
                .primary
                .iter()
                .flat_map(|primary| &primary.rows);
            assert!(rows.all(|row| row.p.is_none()), "{claim}");
        }
    }

    fn check_harm(&self, claim: &str) {
        let (dead, lost) = self.harmed();
        let words = [
            "No", "One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine", "Ten",
            "Eleven", "Twelve",
        ];
        let first = claim.split(' ').next().unwrap();
        let told = words.iter().position(|word| *word == first);
        let told = told.or(first.parse().ok());
        let all: BTreeSet<&str> = dead.union(&lost).copied().collect();
        let says = |words: &str| claim.contains(words);
        match told {
            Some(0) | None => {
                assert!(all.is_empty(), "{claim}: {all:?}");
                assert!(self.analysis.weight.early_losses.is_empty(), "{claim}");
            }
            Some(n) if says("left early") => assert!(n >= all.len(), "{claim}"),
            Some(n) => assert_eq!(n, all.len(), "{claim}: {all:?}"),
        }
        if told.is_some_and(|n| n > 0) {
            assert_eq!(says("found dead"), !dead.is_empty(), "{claim}");
            assert_eq!(says("lost 20%"), !lost.is_empty(), "{claim}");
        }
    }

    /// All that holds for every page.
    fn is_sound(&self) {
        let Some(page) = &self.summary else { return };
        assert!(page.findings.len() <= MOST_FINDINGS && page.caveats.len() <= MOST_CAVEATS);
        assert_eq!(page.findings.iter().filter(|f| f.is_harm).count(), 1);
        assert!(page.findings.iter().position(|f| f.is_harm) <= Some(1));
        let mut told = Vec::new();
        for finding in &page.findings {
            told.extend(self.check(finding));
        }
        let once: BTreeSet<&str> = told.iter().copied().collect();
        assert_eq!(once.len(), told.len(), "an arm has two results: {told:?}");
        self.says_nothing_twice();
        self.has_known_numbers(page);
    }

    fn says_nothing_twice(&self) {
        let mut seen = BTreeSet::new();
        for Statement { claim, detail } in self.statements() {
            for sentence in [&claim.text, &detail.text]
                .into_iter()
                .flat_map(|t| t.split(". "))
            {
                let sentence = sentence.trim_end_matches('.');
                assert!(seen.insert(sentence), "`{sentence}` stands twice");
            }
            let letters = claim.text.chars().count() + 1 + detail.text.chars().count();
            assert!(
                letters <= MOST_LETTERS,
                "{letters}: {} {}",
                claim.text,
                detail.text
            );
            for text in [&claim.text, &detail.text] {
                assert!(text.ends_with('.'), "{text}");
                for wrong in ["NaN", "inf", "  ", "..", "–%", "-0", "None"] {
                    assert!(!text.contains(wrong), "{text}");
                }
            }
        }
    }

    /// Every value of the page is a number of the analysis, and is written where it stands.
    fn has_known_numbers(&self, page: &Summary) {
        let known = numbers_of(&self.analysis);
        let statements = self.statements();
        let words = statements.flat_map(|said| [&said.claim, &said.detail]);
        let table = page.table.iter();
        let cells = table.clone().flat_map(|table| &table.rows).flat_map(|row| {
            [
                &row.baseline_volume,
                &row.landmark_volume,
                &row.tc,
                &row.tgi,
                &row.tgi_interval,
                &row.p,
                &row.median,
                &row.weight_loss,
            ]
        });
        let notes = table.flat_map(|table| &table.notes);
        let all = words.chain(cells).chain(notes).chain([&page.meta]);
        for Words { text, values } in all {
            let found = written(text);
            for value in values {
                let is_known = known.contains(&value.abs().to_bits());
                assert!(is_known, "`{text}`: {value} is no number of the analysis");
                let is_written = found
                    .iter()
                    .any(|number| rounds(*number, *value) || rounds(*number, -*value));
                assert!(is_written, "`{text}` does not say {value}");
            }
        }
    }

    fn text(&self) -> String {
        let said = self
            .statements()
            .map(|said| format!("{} {}\n", said.claim.text, said.detail.text));
        said.collect::<String>().replace('\u{a0}', " ")
    }
}

/// The page of a data set.
fn page_of(file: &std::path::Path, study: Option<&str>, control: &str) -> Page {
    let selection = Selection {
        control,
        study,
        from_day: f64::NEG_INFINITY,
    };
    Page::of(load(file, &selection))
}

#[test]
fn pages_of_own_studies_are_not_contradicted_by_their_results() {
    for (name, control) in [
        ("kt253_rs411", "Vehicle"),
        ("combination_a549", "Vehicle"),
        ("dose_response", "Vehicle"),
        ("pilot_two_arm", "Control"),
    ] {
        let page = page_of(&own(name), None, control);
        println!("{name}\n{}", page.text());
        page.is_sound();
    }
}

#[test]
fn page_of_the_demo_is_not_contradicted_by_its_results() {
    let mut lab = Lab::new();
    let today = domain::testing::date(56);
    lab.notebook.create_demo(today).unwrap();
    let mut record = lab.notebook.study(app::demo::DEMO_STUDY).unwrap();
    for test in [None]
        .into_iter()
        .chain(PrimaryTest::ALL.iter().copied().map(Some))
    {
        record.study.protocol.primary_test = test;
        let page = Page::of(record.clone());
        println!("demo, {test:?}\n{}", page.text());
        page.is_sound();
    }
}

/// Growth from 100 mm³ at a rate of ln V per day with a little scatter; the readings are then changed by `change`.
fn readings(nth: usize, rate: f64, change: impl Fn(i64, f64) -> f64) -> Vec<(i64, f64)> {
    let days = [0, 3, 7, 10, 14, 17].into_iter();
    let volume = |day: i64| 100.0 * ((rate + 0.001 * nth as f64) * day as f64).exp();
    days.map(|day| (day, change(day, volume(day)))).collect()
}

/// A study of a control and an arm `T`, of twelve animals each.
fn two_arms(
    control: impl Fn(usize) -> Vec<(i64, f64)>,
    treated: impl Fn(usize) -> Vec<(i64, f64)>,
) -> StudyRecord {
    let animals = (0..12).flat_map(|nth| {
        let of = |arm: &str, volumes: Vec<(i64, f64)>| {
            in_arm(read(animal(&format!("{arm}{nth}")), "flank", &volumes), arm)
        };
        [of("C", control(nth)), of("T", treated(nth))]
    });
    let mut record = study(animals.collect());
    record.arms = vec![
        arm("C", true),
        domain::Arm {
            position: 2,
            ..arm("T", false)
        },
    ];
    record
}

/// Two of twelve animals are cured and ten grow faster than all controls: the ranks say worse, the slopes, in which
/// the floor stands for the cures, say less growth.
#[test]
fn direction_of_joint_ranks_is_that_of_the_ranks() {
    let treated = |nth: usize| {
        let rate = if nth < 2 { 0.0 } else { 0.12 };
        readings(
            nth,
            rate,
            |day, volume| if nth < 2 && day > 3 { 0.0 } else { volume },
        )
    };
    let page = Page::of(two_arms(
        |nth| readings(nth, 0.1, |_, volume| volume),
        treated,
    ));
    let row = page.primary("T");
    assert_eq!(row.method, "joint_rank");
    assert!(
        row.p_adjusted.unwrap() < 0.05 && row.estimate.unwrap() < 0.0,
        "{row:?}"
    );
    assert_eq!(row.direction, Some(Direction::Worse));
    page.is_sound();
    let text = page.text();
    assert!(
        text.contains("Tumors grew faster with T than with C."),
        "{text}"
    );
}

/// The treated tumors reach the event first and shrink afterwards: sooner, whatever the volumes of the landmark day.
#[test]
fn direction_of_the_log_rank_test_is_that_of_the_events() {
    let control = |nth| readings(nth, 0.1, |_, volume| volume);
    let treated = |nth| {
        readings(
            nth,
            0.15,
            |day, volume| if day > 10 { 0.2 * volume } else { volume },
        )
    };
    let mut record = two_arms(control, treated);
    record.study.protocol.primary_test = Some(PrimaryTest::LogRank);
    let page = Page::of(record);
    let row = page.primary("T");
    assert!(
        row.p_adjusted.unwrap() < 0.05 && row.observed_ratio.unwrap() < 1.0,
        "{row:?}"
    );
    assert_eq!(row.direction, Some(Direction::Worse));
    // Welch's test of the landmark day finds less growth.
    let mut others = page.analysis.primary.as_ref().unwrap().sensitivity.iter();
    let welch = others
        .find(|row| row.test == PrimaryTest::WelchLog.id())
        .unwrap();
    assert!(
        welch.p_adjusted.unwrap() < 0.05 && welch.contradicts,
        "{welch:?}"
    );
    page.is_sound();
    let text = page.text();
    assert!(
        text.contains("The event came sooner with T than with C."),
        "{text}"
    );
}

#[test]
fn pages_of_public_studies_are_not_contradicted_by_their_results() {
    for (name, study, control) in [
        ("maeve_gdc0084_temo_01", None, "gdc0084_00_temo_00"),
        ("maeve_vismodegib", None, ""),
        ("mas9806_bilateral_lw", None, "Ctrl"),
        ("tumr_melanoma1", None, "A"),
        ("invivosyn_cr1197", None, "Vehicle"),
        ("invivosyn_ls1034", None, "Vehicle"),
        ("koziol1981", None, "G1"),
        ("drap_onean", None, ""),
        ("squeak_long_mice", None, ""),
    ] {
        let Some(file) = shared(&format!("data/{name}.csv")) else {
            return;
        };
        let text = std::fs::read_to_string(&file).unwrap();
        let control = match control {
            "" => first_arm(&text),
            named => named.to_owned(),
        };
        let page = page_of(&file, study, &control);
        println!("{name}\n{}", page.text());
        page.is_sound();
    }
}

/// The arm of the first row.
fn first_arm(text: &str) -> String {
    let mut rows = csv::Reader::from_reader(text.as_bytes());
    let at = rows
        .headers()
        .unwrap()
        .iter()
        .position(|name| name == "arm")
        .unwrap();
    let row = rows.records().next().unwrap().unwrap();
    row.get(at).unwrap().to_owned()
}

/// What happens to an animal: growth per day, a cure, the last day, how it leaves, and its weight loss.
#[derive(Debug, Clone)]
struct Fate {
    v0: f64,
    rate: f64,
    is_cured: bool,
    last: i64,
    left: Option<DispositionKind>,
    loss_percent: f64,
}

fn fate() -> impl Strategy<Value = Fate> {
    let left = prop_oneof![
        4 => Just(None),
        1 => Just(Some(DispositionKind::FoundDead)),
        1 => Just(Some(DispositionKind::HumaneEndpoint)),
    ];
    let cured = prop::bool::weighted(0.2);
    let last = prop_oneof![3 => Just(21_i64), 1 => 0_i64..21];
    (
        60.0..250.0_f64,
        -0.1..0.16_f64,
        cured,
        last,
        left,
        0.0..24.0_f64,
    )
        .prop_map(|(v0, rate, is_cured, last, left, loss_percent)| Fate {
            v0,
            rate,
            is_cured,
            last,
            left,
            loss_percent,
        })
}

/// The names of arms: few and short, or many, which become labels.
fn arms() -> impl Strategy<Value = Vec<Vec<Fate>>> {
    let few = prop::collection::vec(prop::collection::vec(fate(), 1..6), 1..5);
    let many = prop::collection::vec(prop::collection::vec(fate(), 2..4), 9..12);
    prop_oneof![4 => few, 1 => many]
}

fn lived(tag: &str, fate: &Fate) -> AnimalRecord {
    let days = (0..=fate.last).filter(|day| day % 3 == 0);
    let volumes = days.clone().map(|day| {
        let grown = fate.v0 * (fate.rate * day as f64).exp();
        (day, if fate.is_cured && day > 6 { 0.0 } else { grown })
    });
    let weights = days.map(|day| {
        let lost = if day >= 9 { fate.loss_percent } else { 0.0 };
        (day, 20.0 * (1.0 - lost / 100.0))
    });
    let animal = read(animal(tag), "flank", &volumes.collect::<Vec<_>>());
    let animal = weighed(animal, &weights.collect::<Vec<_>>());
    let Some(kind) = fate.left else {
        return animal;
    };
    let mut animal = disposed(animal, fate.last);
    animal.disposition.as_mut().unwrap().kind = kind;
    animal
}

fn random_study(arms: &[Vec<Fate>]) -> StudyRecord {
    let name = |at: usize| format!("Compound {at}");
    let animals = arms.iter().enumerate().flat_map(|(at, fates)| {
        let animals = fates.iter().enumerate();
        animals.map(move |(n, fate)| in_arm(lived(&format!("{at}.{n}"), fate), &name(at)))
    });
    let mut record = study(animals.collect());
    record.arms = (0..arms.len())
        .map(|at| domain::Arm {
            position: 1 + at as u32,
            ..arm(&name(at), at == 0)
        })
        .collect();
    record
}

/// Fates alike but for the start, which differs by animal.
fn fates(n: usize, rate: f64, cured: usize) -> Vec<Fate> {
    let fate = |at: usize| Fate {
        v0: 100.0 + 7.0 * at as f64,
        rate: rate + 0.004 * (at % 3) as f64,
        is_cured: at < cured,
        last: 21,
        left: None,
        loss_percent: 0.0,
    };
    (0..n).map(fate).collect()
}

#[test]
fn pages_without_arms_claim_only_the_harm_that_is_recorded() {
    let unweighed = |tag: &str| in_arm(read(animal(tag), "flank", &[(0, 100.0), (7, 300.0)]), "A");
    let mut record = study(vec![unweighed("1"), unweighed("2")]);
    record.arms = vec![arm("A", true)];
    let page = Page::made(record.clone(), true);
    assert!(
        page.text().starts_with("Harm is not known"),
        "{}",
        page.text()
    );
    let all = format!("{:?}", page.document);
    assert!(
        all.contains("arms not shown") && !all.contains("1 arm"),
        "{all}"
    );
    record.animals[0] = weighed(record.animals[0].clone(), &[(0, 20.0), (7, 15.0)]);
    let text = Page::made(record.clone(), true).text();
    assert!(
        text.starts_with("One animal lost 20% or more of body weight."),
        "{text}"
    );
    record.animals[0] = weighed(unweighed("1"), &[(0, 20.0), (7, 19.0)]);
    let text = Page::made(record, true).text();
    assert!(
        text.starts_with("No animal lost 20% of its body weight."),
        "{text}"
    );
}

#[test]
fn tests_of_arms_with_cures_are_named_as_they_were_made() {
    for (cured, method, note, other) in [
        (
            8,
            "against_floor",
            "every tumor at 0",
            "growth contrast with the floor",
        ),
        (
            6,
            "growth_contrast",
            "growth contrast with the floor",
            "fewer than half",
        ),
        (
            2,
            "joint_rank",
            "fewer than half",
            "growth contrast with the floor",
        ),
    ] {
        let page = Page::of(random_study(&[fates(8, 0.1, 0), fates(8, 0.02, cured)]));
        assert_eq!(page.primary("Compound 1").method, method);
        let notes = &page.summary.as_ref().unwrap().table.as_ref().unwrap().notes;
        let test = notes[0].text.replace('\u{a0}', " ");
        assert!(test.contains(note) && !test.contains(other), "{test}");
    }
}

#[test]
fn great_losses_of_all_animals_come_first() {
    let mut arms = [fates(5, 0.1, 0), fates(5, 0.02, 0)];
    for fate in &mut arms[1] {
        fate.loss_percent = 19.0;
    }
    let page = Page::of(random_study(&arms));
    page.is_sound();
    let text = page.text();
    assert!(
        text.contains(
            "Mean body weight fell by at most 19.0% (Compound 1, day 9); no animal lost 20%."
        ),
        "{text}"
    );
}

#[test]
fn equal_losses_are_one_value() {
    let mut arms = [fates(5, 0.1, 0), fates(5, 0.02, 0)];
    for fate in &mut arms[1] {
        fate.loss_percent = 22.5;
    }
    let text = Page::of(random_study(&arms)).text();
    assert!(
        text.contains(", −22.5%)") || text.contains(", -22.5%)"),
        "{text}"
    );
}

#[test]
fn a_mean_that_shrank_without_responses_is_no_contradiction() {
    let page = Page::of(random_study(&[fates(8, 0.1, 0), fates(8, -0.018, 0)]));
    page.is_sound();
    let claim = "The mean tumor shrank with Compound 1, without a response of any animal.";
    assert!(page.text().contains(claim), "{}", page.text());
}

#[test]
fn responders_that_died_are_named_where_responders_are_told() {
    let mut cured = fates(6, 0.1, 6);
    for (at, last) in [(1, 18), (4, 15)] {
        cured[at].last = last;
        cured[at].left = Some(DispositionKind::FoundDead);
    }
    let page = Page::of(random_study(&[fates(6, 0.1, 0), cured]));
    page.is_sound();
    let said = "Responders 1.1 and 1.4 were found dead (days 15–18).";
    assert!(page.text().contains(said), "{}", page.text());
    // Beside each scheme of classes, and in the waterfall.
    let document = format!("{:?}", page.document);
    let named = document.matches("Responders 1.1 and 1.4 were found dead");
    assert!(named.count() >= 4);
    assert!(document.contains("; found dead on day 15"));
    let rows = page.analysis.responses.animals.iter();
    let dead: Vec<_> = rows
        .filter(|row| row.disposition == Some("found_dead"))
        .map(|row| (row.animal.as_str(), row.disposition_day))
        .collect();
    assert_eq!(dead, [("1.1", Some(18.0)), ("1.4", Some(15.0))]);
}

#[test]
fn the_arm_with_too_few_animals_is_named_even_if_it_is_the_control() {
    let page = Page::of(random_study(&[fates(2, 0.1, 0), fates(6, 0.02, 0)]));
    page.is_sound();
    let text = page.text();
    assert!(text.contains("control n = 2, no interval"), "{text}");
    assert!(
        text.contains("fewer than three animals in Compound 0."),
        "{text}"
    );
}

#[test]
fn follow_up_is_told_by_arm_where_it_differs() {
    let mut arms = [fates(5, 0.03, 0), fates(5, 0.02, 0)];
    let text = Page::of(random_study(&arms)).text();
    assert!(
        text.contains("The last reading was 21 days after baseline."),
        "{text}"
    );
    for fate in &mut arms[1] {
        fate.last = 9;
    }
    let text = Page::of(random_study(&arms)).text();
    assert!(
        text.contains("Arms were followed for 9 to 21 days."),
        "{text}"
    );
}

#[test]
fn ratios_of_animals_that_were_not_read_on_the_landmark_day_are_not_called_observed() {
    let mut arms = [fates(5, 0.1, 0), fates(5, 0.02, 0)];
    for fate in &mut arms[1] {
        fate.last = 9;
        fate.is_cured = true;
    }
    let page = Page::of(random_study(&arms));
    page.is_sound();
    let row = page.primary("Compound 1");
    assert!(
        row.n_on_landmark == 0 && row.differs_from_observed,
        "{row:?}"
    );
    let text = page.text();
    assert!(text.contains("that of the animals' own lines"), "{text}");
    assert!(
        text.contains("No animal of this arm was read on day 21."),
        "{text}"
    );
}

#[test]
fn responses_regrowth_and_contradictions_of_public_studies_are_told() {
    let text = |name: &str, control: &str| {
        let file = shared(&format!("data/{name}.csv"))?;
        Some(page_of(&file, None, control).text())
    };
    if let Some(text) = text("tumr_melanoma1", "A") {
        let claim = "B slowed growth, with a complete response of 8 of 9 animals.";
        assert!(text.contains(claim), "{text}");
        assert!(text.contains("Tumors regrew with B and D."), "{text}");
    }
    if let Some(text) = text("maeve_gdc0084_temo_01", "gdc0084_00_temo_00") {
        let caveat =
            "TGI and the test of G3 do not agree. TGI 67.7% (−4.0 to 92.1), growth ratio 0.";
        assert!(text.contains(caveat), "{text}");
    }
}

#[test]
fn options_that_change_which_readings_count_are_told() {
    let record = random_study(&[fates(5, 0.1, 0), fates(5, 0.02, 0)]);
    let usual = analyze(&record, &AnalysisOptions::default()).unwrap();
    let of = |analysis: &Analysis| analysis.settings.readings_words(analysis.landmark_day);
    assert!(of(&usual).is_empty(), "{:?}", of(&usual));
    let options = AnalysisOptions {
        window: Some(1.0),
        horizon: Some(9.0),
        repeats: Some(RepeatRule::Mean),
        ..AnalysisOptions::default()
    };
    assert_eq!(
        of(&analyze(&record, &options).unwrap()),
        [
            "Readings within 1 day count for a visit.",
            "Of several readings of a day, their mean counts.",
            "Growth rates and models use readings to day 9.",
        ]
    );
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn pages_of_random_studies_are_not_contradicted_by_their_results(arms in arms()) {
        Page::of(random_study(&arms)).is_sound();
    }
}
