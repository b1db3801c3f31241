//! The primary test of whole studies: agreement with R, what may change a comparison, who names the test.

use app::analyze::analyze;
use domain::{
    Analysis, AnalysisOptions, NoteCode, PrimaryBy, PrimaryRow, PrimarySection, PrimaryTest,
    ResidualRule, StudyRecord,
};
use proptest::prelude::*;
use serde_json::Value;

use crate::agreement::Agreement;
use crate::analysis::{demo, study};
use crate::golden::reference;
use crate::support::{Selection, load, own, shared};

/// Data set and control; the landmark day is in the reference.
const OWN: [(&str, &str); 4] = [
    ("kt253_rs411", "Vehicle"),
    ("combination_a549", "Vehicle"),
    ("dose_response", "Vehicle"),
    ("pilot_two_arm", "Control"),
];

const SHARED: [(&str, &str); 6] = [
    ("koziol1981", "G1"),
    ("invivosyn_cr1197", "Vehicle"),
    ("invivosyn_ls1034", "Vehicle"),
    ("maeve_vismodegib", "dose_0.0"),
    ("maeve_gdc0084_temo_01", "gdc0084_00_temo_00"),
    ("tumr_melanoma1", "A"),
];

fn selection(control: &str) -> Selection<'_> {
    Selection {
        control,
        study: None,
        from_day: f64::NEG_INFINITY,
    }
}

fn options(day: Option<f64>) -> AnalysisOptions {
    AnalysisOptions {
        day,
        resamples: 0,
        ..AnalysisOptions::default()
    }
}

fn primary(record: &StudyRecord, day: Option<f64>) -> PrimarySection {
    analyze(record, &options(day)).unwrap().primary.unwrap()
}

fn row<'a>(section: &'a PrimarySection, arm: &str) -> &'a PrimaryRow {
    section.rows.iter().find(|row| row.arm == arm).unwrap()
}

/// REML of the reference is carried on to about 1e-7 of the variances, on which SE and df depend weakly.
fn agrees(name: &str, record: &StudyRecord) {
    let theirs = reference(name, "primary", false).unwrap();
    let section = primary(record, theirs["landmark"].as_f64());
    let mut agreement = Agreement::default();
    let rows = theirs["rows"].as_array().unwrap();
    assert_eq!(rows.len(), section.rows.len());
    for theirs in rows {
        let arm = theirs["arm"].as_str().unwrap();
        let ours = row(&section, arm);
        let mut close = |field: &str, ours: Option<f64>, key: &str, relative: f64| {
            let what = format!("{arm} {field}");
            agreement.close(
                &what,
                ours.unwrap_or(f64::NAN),
                &theirs[key],
                1e-12,
                relative,
            );
        };
        close("observed", ours.observed_ratio, "observed_ratio", 1e-10);
        match ours.method {
            "against_floor" => {
                close("floor", ours.ratio_at_most, "floor_ratio", 1e-10);
                close("floor df", ours.df, "floor_df", 1e-12);
                close("floor P", ours.p, "floor_p", 1e-9);
            }
            method => {
                close("estimate", ours.estimate, "estimate", 1e-6);
                close("se", ours.se, "se", 1e-6);
                close("df", ours.df, "df", 1e-6);
                close("ratio", ours.ratio, "ratio", 1e-6);
                close("low", ours.ratio_low, "ratio_low", 1e-6);
                close("high", ours.ratio_high, "ratio_high", 1e-6);
                match method {
                    "joint_rank" => close("rank P", ours.p, "joint_rank_p", 1e-12),
                    _ => close("P", ours.p, "p", 1e-5),
                }
                // As clubSandwich would have it: the symmetric root is taken in other coordinates.
                close("se of readings", ours.se, "se_readings", 1e-2);
                close("df of readings", ours.df, "df_readings", 5e-3);
            }
        }
        let counts = [
            (ours.n, "n"),
            (ours.n_started, "n_started"),
            (ours.n_control, "n_control"),
            (ours.n_control_started, "n_control_started"),
            (ours.n_on_landmark, "n_on_landmark"),
            (ours.n_zero, "n_zero"),
            (ours.n_control_zero, "n_control_zero"),
        ];
        for (n, key) in counts {
            agreement.number(&format!("{arm} {key}"), &Value::from(n), &theirs[key]);
        }
    }
    agreement.check(&format!("{name} primary"));
}

#[test]
fn own_data_sets_agree_with_r() {
    for (name, control) in OWN {
        agrees(name, &load(&own(name), &selection(control)));
    }
}

#[test]
fn public_data_sets_agree_with_r() {
    for (name, control) in SHARED {
        let Some(file) = shared(&format!("data/{name}.csv")) else {
            return;
        };
        agrees(name, &load(&file, &selection(control)));
    }
}

/// The comparison that a common variance of all arms hid (P 0.35), and an arm that is gone.
#[test]
fn demo_has_a_clear_answer() {
    let section = primary(&demo(), None);
    assert_eq!(
        (section.test, section.by),
        ("growth_contrast", PrimaryBy::Default)
    );
    assert_eq!(
        (section.floor_mm3, section.adjustment),
        (Some(20.0), "holm")
    );
    let clear = row(&section, "DS-3032 50 mg/kg");
    assert_eq!(clear.method, "growth_contrast");
    assert!(clear.p_adjusted.unwrap() < 1e-5);
    let gone = row(&section, "KT-253 3 mg/kg");
    assert_eq!(gone.method, "against_floor");
    assert!(gone.ratio.is_none() && gone.ratio_at_most.unwrap() < 0.03);
    assert_eq!(row(&section, "KT-253 1 mg/kg").method, "joint_rank");
    let mostly = row(&section, "KT-253 1 mg/kg Q3W");
    assert!(mostly.method == "growth_contrast" && mostly.depends_on_floor);
}

/// Rows of three arms of six animals read on six days; `rate` gives growth per day by arm.
fn three_arms(rates: [f64; 3]) -> Vec<(String, String, f64, f64)> {
    let mut rows = Vec::new();
    for (arm, rate) in ["C", "T", "U"].into_iter().zip(rates) {
        for animal in 0..6 {
            for (i, day) in [0.0, 3.0, 7.0, 10.0, 14.0, 17.0].into_iter().enumerate() {
                let own = rate + 0.01 * ((animal * 7 + 3) % 5) as f64;
                let scatter = 0.08 * (((animal * 5 + i * 3) % 7) as f64 / 3.0 - 1.0);
                let volume = 150.0 * (own * day + scatter).exp();
                rows.push((format!("{arm}{animal}"), arm.to_owned(), day, volume));
            }
        }
    }
    rows
}

fn record(rows: &[(String, String, f64, f64)]) -> StudyRecord {
    let line = |(animal, arm, day, volume): &(String, String, f64, f64)| {
        format!("{animal},{arm},{day},{volume}\n")
    };
    study(&rows.iter().map(line).collect::<String>())
}

/// What another arm can do: lose an animal, be cured, hold an outlier.
#[derive(Debug, Clone, Copy)]
enum Mishap {
    Lost { animal: usize, after: f64 },
    Cured { from: f64 },
    Outlier { animal: usize, factor: f64 },
    Gone,
}

fn mishap() -> impl Strategy<Value = Mishap> {
    prop_oneof![
        (0_usize..6, 0.0..15.0_f64).prop_map(|(animal, after)| Mishap::Lost { animal, after }),
        (1.0..17.0_f64).prop_map(|from| Mishap::Cured { from }),
        (0_usize..6, 1.0..40.0_f64).prop_map(|(animal, factor)| Mishap::Outlier { animal, factor }),
        Just(Mishap::Gone),
    ]
}

fn befall(rows: &mut Vec<(String, String, f64, f64)>, arm: &str, mishap: Mishap) {
    match mishap {
        Mishap::Lost { animal, after } => {
            let lost = format!("{arm}{animal}");
            rows.retain(|row| row.0 != lost || row.2 <= after);
        }
        Mishap::Cured { from } => {
            for row in rows.iter_mut().filter(|row| row.1 == arm && row.2 >= from) {
                row.3 = 0.0;
            }
        }
        Mishap::Outlier { animal, factor } => {
            let odd = format!("{arm}{animal}");
            for row in rows.iter_mut().filter(|row| row.0 == odd && row.2 > 0.0) {
                row.3 *= factor;
            }
        }
        Mishap::Gone => rows.retain(|row| row.1 != arm),
    }
}

/// The row without what Holm's adjustment over the arms makes of it.
fn raw(row: &PrimaryRow) -> PrimaryRow {
    PrimaryRow {
        p_adjusted: None,
        ..row.clone()
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    /// Whatever befalls another arm, the comparison is the same to the last digit; only its adjusted P may move.
    #[test]
    fn other_arms_do_not_touch_a_comparison(what in mishap(), rate in 0.02..0.12_f64) {
        let rows = three_arms([0.12, rate, 0.05]);
        let before = primary(&record(&rows), Some(17.0));
        let mut changed = rows;
        befall(&mut changed, "U", what);
        let after = primary(&record(&changed), Some(17.0));
        prop_assert_eq!(raw(row(&before, "T")), raw(row(&after, "T")));
        let (raw_p, adjusted) = (row(&after, "T").p.unwrap(), row(&after, "T").p_adjusted.unwrap());
        prop_assert!(adjusted >= raw_p && adjusted <= 2.0 * raw_p);
    }
}

/// The same with the arm itself: one of six animals lost moves the ratio by less than a sixth, and P keeps its side.
#[test]
fn one_lost_animal_moves_a_comparison_by_little() {
    let rows = three_arms([0.12, 0.05, 0.08]);
    let before = primary(&record(&rows), Some(17.0));
    for arm in ["C", "T"] {
        for animal in 0..6 {
            for after in [0.0, 7.0] {
                let mut changed = rows.clone();
                befall(&mut changed, arm, Mishap::Lost { animal, after });
                let section = primary(&record(&changed), Some(17.0));
                let (was, is) = (row(&before, "T"), row(&section, "T"));
                let moved = is.ratio.unwrap() / was.ratio.unwrap();
                assert!((0.85..1.18).contains(&moved), "{arm}{animal} {moved}");
                assert!(is.p_adjusted.unwrap() < 0.01);
            }
        }
    }
}

#[test]
fn awkward_arms_have_a_row_with_a_reason() {
    let mut rows = three_arms([0.12, 0.05, 0.08]);
    rows.retain(|row| row.1 != "U" || row.0 == "U0");
    let section = primary(&record(&rows), Some(17.0));
    let single = row(&section, "U");
    assert_eq!((single.method, single.p), ("none", None));
    assert!(single.ratio.is_some() && single.ratio_low.is_none());
    assert_eq!(
        single.note.as_deref(),
        Some("no P: one animal in the arm: its scatter is not known")
    );
    // Holm counts the arms that have a P.
    assert_eq!(row(&section, "T").p, row(&section, "T").p_adjusted);
    let mut rows = three_arms([0.12, 0.05, 0.08]);
    rows.retain(|row| row.1 != "U" || row.0 == "U0" || row.0 == "U1" || row.2 == 0.0);
    let section = primary(&record(&rows), Some(17.0));
    let two = row(&section, "U");
    assert!(two.exploratory && !two.low_power && two.p.is_some());
    assert_eq!((two.n, two.n_started), (2, 6));
    assert_eq!(two.note.as_deref(), Some("4 animals read once left out"));
    rows.retain(|row| row.1 != "C" || row.0 == "C0");
    let section = primary(&record(&rows), Some(17.0));
    let reason = "no P: one animal in the control: its scatter is not known";
    assert_eq!(row(&section, "T").note.as_deref(), Some(reason));
}

#[test]
fn limit_of_quantification_is_the_floor() {
    let mut record = demo();
    record.study.protocol.loq_mm3 = Some(30.0);
    let section = primary(&record, None);
    assert_eq!(section.floor_mm3, Some(30.0));
    let at_30 = row(&section, "KT-253 3 mg/kg").ratio_at_most.unwrap();
    let at_20 = row(&primary(&demo(), None), "KT-253 3 mg/kg")
        .ratio_at_most
        .unwrap();
    assert!((at_30 / at_20 - 1.5).abs() < 1e-12);
}

/// Animals that reach the limit of tumor volume rank by the day of it; without a limit they would have no rank.
#[test]
fn removed_animals_have_a_rank() {
    let mut rows = three_arms([0.12, 0.05, 0.08]);
    for row in rows.iter_mut().filter(|row| row.0 == "T0" && row.2 > 5.0) {
        row.3 = 0.0;
    }
    // One control animal is removed on day 14.
    for row in rows.iter_mut().filter(|row| row.0 == "C5" && row.2 == 14.0) {
        row.3 = 2500.0;
    }
    rows.retain(|row| row.0 != "C5" || row.2 <= 14.0);
    let mut record = record(&rows);
    let without = primary(&record, Some(17.0));
    record.study.protocol.limit_tumor_volume_mm3 = Some(2000.0);
    let with = primary(&record, Some(17.0));
    let note = |section: &PrimarySection| row(section, "T").note.clone().unwrap();
    assert!(
        note(&without).contains("6 and 5 control animals"),
        "{}",
        note(&without)
    );
    assert!(
        note(&with).contains("6 and 6 control animals"),
        "{}",
        note(&with)
    );
    assert!(row(&with, "T").p < row(&without, "T").p);
}

#[test]
fn protocol_names_the_test() {
    let mut record = demo();
    for test in PrimaryTest::ALL {
        record.study.protocol.primary_test = Some(*test);
        let section = primary(&record, None);
        assert_eq!((section.test, section.by), (test.id(), PrimaryBy::Protocol));
        assert_eq!(section.adjustment, test.adjustment());
        assert_eq!(section.rows.len(), 5);
        assert!(section.sensitivity.iter().all(|row| row.test != test.id()));
        let clear = row(&section, "DS-3032 50 mg/kg");
        assert_eq!(
            (clear.method, clear.p.is_some()),
            (test.id(), true),
            "{test:?}"
        );
        assert!(clear.p_adjusted >= clear.p);
    }
}

#[test]
fn named_test_is_that_of_its_section() {
    let mut record = demo();
    record.study.protocol.primary_test = Some(PrimaryTest::DunnettLog);
    let analysis: Analysis = analyze(&record, &options(None)).unwrap();
    let section = analysis.primary.unwrap();
    let tests = analysis.landmark.unwrap().log;
    for (ours, theirs) in section.rows.iter().zip(&tests.dunnett) {
        assert_eq!(ours.p_adjusted, Some(theirs.p_dunnett));
        assert_eq!(ours.estimate, Some(theirs.estimate));
        assert_eq!(ours.ratio, theirs.ratio);
        // The interval is of the comparison alone, so it is the narrower one.
        assert!(ours.ratio_low > theirs.ratio_low);
        assert_eq!(ours.n, ours.n_on_landmark);
    }
    record.study.protocol.primary_test = Some(PrimaryTest::WelchLog);
    let section = primary(&record, None);
    let welch = &tests.welch_t[0];
    let clear = &section.rows[0];
    assert_eq!((clear.p, clear.df), (Some(welch.p), Some(welch.df)));
    assert!((clear.estimate.unwrap() / clear.se.unwrap() - welch.t).abs() < 1e-12);
}

/// Few animals are those of the test itself, whatever the growth contrast would use.
#[test]
fn animals_and_power_are_those_of_the_named_test() {
    let named = |rows: &[(String, String, f64, f64)], test: PrimaryTest| {
        let mut record = record(rows);
        record.study.protocol.primary_test = Some(test);
        let found = row(&primary(&record, Some(17.0)), "U").clone();
        (found.n, found.n_control, found.exploratory, found.low_power)
    };
    // Of six animals with a line, only some are read on the landmark day.
    for (read, exploratory, low_power) in [(2, true, false), (4, false, true), (5, false, false)] {
        let mut rows = three_arms([0.12, 0.05, 0.08]);
        rows.retain(|row| {
            let is_lost = row.1 == "U" && row.0[1..].parse::<usize>().unwrap() >= read;
            !is_lost || row.2 < 17.0
        });
        assert_eq!(
            named(&rows, PrimaryTest::GrowthContrast),
            (6, 6, false, false)
        );
        for test in [
            PrimaryTest::Welch,
            PrimaryTest::WelchLog,
            PrimaryTest::MannWhitney,
        ] {
            assert_eq!(
                named(&rows, test),
                (read, 6, exploratory, low_power),
                "{test:?}"
            );
        }
    }
    // A tumor of 0 at baseline can never reach a multiple of it.
    let mut rows = three_arms([0.12, 0.05, 0.08]);
    let first = rows.iter_mut().filter(|row| row.1 == "U" && row.2 == 0.0);
    for row in first.skip(2) {
        row.3 = 0.0;
    }
    assert_eq!(named(&rows, PrimaryTest::LogRank), (2, 6, true, false));
}

/// Slopes and landmark values tell different stories where one animal ends far from its line.
#[test]
fn contradiction_is_told_with_both_p() {
    let mut rows = three_arms([0.12, 0.08, 0.08]);
    // The treated tumors regrow in the last days, each at its own time.
    for row in rows.iter_mut().filter(|row| row.1 == "T" && row.2 >= 14.0) {
        let animal: f64 = row.0[1..].parse().unwrap();
        row.3 *= 1.0 + animal;
    }
    // One residual variance for arms that scatter so differently is what misleads the model.
    let common = AnalysisOptions {
        residual: Some(ResidualRule::Common),
        ..options(Some(17.0))
    };
    let analysis = analyze(&record(&rows), &common).unwrap();
    let section = analysis.primary.unwrap();
    let against: Vec<_> = section
        .sensitivity
        .iter()
        .filter(|row| row.contradicts)
        .collect();
    let notes: Vec<_> = analysis
        .notes
        .iter()
        .filter(|note| note.code == NoteCode::PrimaryContradicted)
        .collect();
    let arms: std::collections::BTreeSet<_> = against.iter().map(|row| row.arm.clone()).collect();
    let noted: std::collections::BTreeSet<_> =
        notes.iter().filter_map(|note| note.arm.clone()).collect();
    assert_eq!(arms, noted);
    assert!(!against.is_empty(), "{:?}", section.sensitivity);
    for row in &section.sensitivity {
        let primary = section.rows.iter().find(|of| of.arm == row.arm).unwrap();
        let sides = [primary.p_adjusted, row.p_adjusted].map(|p| p.unwrap() < 0.05);
        if sides[0] != sides[1] {
            assert!(row.contradicts, "{row:?}");
        }
    }
}

#[test]
fn studies_without_a_comparison_have_no_primary_test() {
    let alone = study("c1,C,0,100\nc1,C,14,400\nc2,C,0,120\nc2,C,14,500\n");
    assert!(analyze(&alone, &options(None)).unwrap().primary.is_none());
    let first_day = study("c1,C,0,100\nt1,T,0,400\nc2,C,0,120\nt2,T,0,500\n");
    let section = analyze(&first_day, &options(None))
        .unwrap()
        .primary
        .unwrap();
    let reason = "no P: no animal of the arm was read on two days up to the landmark";
    let row = row(&section, "T");
    assert!(
        row.note.as_deref().unwrap().starts_with(reason),
        "{:?}",
        row.note
    );
}
