//! The complete analysis: worked examples, rules, invariances, the JSON contract and the tables.

use app::analyze::{AnalyzeError, analyze};
use cli::analysis::tables;
use domain::{
    Analysis, AnalysisOptions, BurdenRule, DataOrigin, Definition, Exclusion, ExclusionId,
    ExclusionRule, InhibitionRow, IntervalRule, NoteCode, Prose, Remedy, ResidualRule, Scope,
    SharedResidual, StudyRecord, ZeroRule, when_of,
};
use proptest::prelude::*;
use uuid::Uuid;

use crate::support::{Selection, day0, load, own, read};

/// A study from rows of `animal,arm,day,volume_mm3`; control is `C`.
pub fn study(rows: &str) -> StudyRecord {
    sites(&rows.replace('\n', ",\n").replace(' ', ""))
}

/// A study from rows of `animal,arm,day,volume_mm3,site`.
fn sites(rows: &str) -> StudyRecord {
    let selection = Selection {
        control: "C",
        study: None,
        from_day: f64::NEG_INFINITY,
    };
    read(
        &format!("animal,arm,day,volume_mm3,site\n{rows}"),
        &selection,
    )
}

/// Three animals per arm from 150 mm³ on day 0; the arms' volumes on day 14.
fn two_arms(control: [f64; 3], treated: [f64; 3]) -> StudyRecord {
    let mut rows = String::new();
    for (arm, volumes) in [("C", control), ("T", treated)] {
        for (i, volume) in volumes.iter().enumerate() {
            rows.push_str(&format!(
                "{arm}{i},{arm},0,150\n{arm}{i},{arm},7,{}\n",
                150.0 + i as f64
            ));
            rows.push_str(&format!("{arm}{i},{arm},14,{volume}\n"));
        }
    }
    study(&rows)
}

pub fn demo() -> StudyRecord {
    let selection = Selection {
        control: "Vehicle",
        study: None,
        from_day: f64::NEG_INFINITY,
    };
    let mut record = load(&own("kt253_rs411"), &selection);
    record.study.protocol.landmark_day = Some(17.0);
    record
}

fn by_bootstrap() -> AnalysisOptions {
    AnalysisOptions {
        interval: IntervalRule::Bca,
        resamples: 400,
        ..AnalysisOptions::default()
    }
}

pub fn run(record: &StudyRecord) -> Analysis {
    analyze(record, &AnalysisOptions::default()).unwrap()
}

fn row<'a>(analysis: &'a Analysis, definition: &str) -> &'a InhibitionRow {
    let at_landmark = |r: &&InhibitionRow| Some(r.day) == analysis.landmark_day;
    let mut rows = analysis.inhibition.iter().filter(at_landmark);
    rows.find(|row| row.definition.id() == definition).unwrap()
}

fn has_note(analysis: &Analysis, code: NoteCode) -> bool {
    analysis.notes.iter().any(|note| note.code == code)
}

fn close(a: Option<f64>, b: f64) {
    let a = a.unwrap();
    assert!((a - b).abs() < 1e-9 * (1.0 + b.abs()), "{a} is not {b}");
}

/// V₀ 150 in both, C 1200, T 300: T/C 25 %, tc 75, delta 100·(1 − 150/1050) = 85.714…
/// T 90: tc 92.5, delta 100·(1 + 60/1050) = 105.714…, regression 100·60/150 = 40.
#[test]
fn inhibition_matches_worked_example() {
    let control = [1100.0, 1200.0, 1300.0];
    let slowed = run(&two_arms(control, [250.0, 300.0, 350.0]));
    assert_eq!(slowed.landmark_day, Some(14.0));
    close(row(&slowed, "tc_mean").tc_percent, 25.0);
    close(row(&slowed, "tc_mean").tgi_percent, 75.0);
    close(row(&slowed, "tc_median").tgi_percent, 75.0);
    close(row(&slowed, "rtv").tgi_percent, 75.0);
    for definition in ["delta", "delta_median", "delta_locf", "delta_means"] {
        close(
            row(&slowed, definition).tgi_percent,
            100.0 - 15_000.0 / 1050.0,
        );
    }
    assert_eq!(row(&slowed, "regression").tgi_percent, None);
    let shrunk = run(&two_arms(control, [80.0, 90.0, 100.0]));
    close(row(&shrunk, "tc_mean").tgi_percent, 92.5);
    close(row(&shrunk, "delta").tgi_percent, 100.0 + 6000.0 / 1050.0);
    close(row(&shrunk, "regression").tgi_percent, 40.0);
    let delta = row(&shrunk, "delta");
    assert!(delta.ci_low.unwrap() < 105.7 && delta.ci_high.unwrap() > 105.8);
    assert_eq!((delta.n_treated, delta.n_control), (3, 3));
}

#[test]
fn control_without_growth_has_no_inhibition() {
    let analysis = run(&two_arms([140.0, 150.0, 130.0], [80.0, 90.0, 100.0]));
    let tc = row(&analysis, "tc_mean");
    assert_eq!(tc.tgi_percent, None);
    close(tc.tc_percent, 100.0 * 90.0 / 140.0);
    assert!(tc.note.as_deref().unwrap().contains("control did not grow"));
    for row in analysis.inhibition.iter().filter(|row| row.day == 14.0) {
        let alone = row.definition == Definition::Regression;
        assert_eq!(row.tgi_percent.is_some(), alone, "{:?}", row.definition);
        assert!(alone || row.ci_low.is_none());
    }
    assert!(has_note(&analysis, NoteCode::NoInhibition));
}

/// On a landmark day without readings of the control there is no inhibition, and no note on growth.
#[test]
fn day_without_control_readings_has_no_inhibition() {
    let record = two_arms([900.0, 1000.0, 1100.0], [300.0, 310.0, 320.0]);
    let later = AnalysisOptions {
        day: Some(15.0),
        ..AnalysisOptions::default()
    };
    let analysis = analyze(&record, &later).unwrap();
    let on_day = analysis.inhibition.iter().filter(|row| row.day == 15.0);
    let mut rows = 0;
    for row in on_day {
        rows += 1;
        assert_eq!(row.tgi_percent, None, "{:?}", row.definition);
        let note = row.note.as_deref().unwrap();
        assert!(
            !note.contains("did not grow"),
            "{:?}: {note}",
            row.definition
        );
    }
    assert_eq!(rows, 16);
    assert!(has_note(&analysis, NoteCode::NoInhibition));
}

#[test]
fn cured_animals_count_in_every_mean() {
    let analysis = run(&two_arms([900.0, 1000.0, 1100.0], [0.0, 0.0, 300.0]));
    close(row(&analysis, "tc_mean").tc_percent, 10.0);
    let geomean = row(&analysis, "tc_geomean");
    assert_eq!(geomean.tgi_percent, None);
    assert!(
        geomean
            .note
            .as_deref()
            .unwrap()
            .contains("volume of the arm is 0")
    );
    let arm = &analysis.responses.arms[1];
    assert_eq!(
        (arm.n, arm.mrecist.complete, arm.mrecist.not_evaluable),
        (3, 0, 0)
    );
}

#[test]
fn study_without_control_is_described_but_not_compared() {
    let mut record = two_arms([900.0; 3], [300.0; 3]);
    record.arms[0].is_control = false;
    let analysis = run(&record);
    assert_eq!(analysis.control, None);
    assert!(analysis.inhibition.is_empty() && has_note(&analysis, NoteCode::NoControl));
    assert_eq!(analysis.volume_by_day.len(), 6);
    let named = AnalysisOptions {
        control: Some("T".into()),
        ..AnalysisOptions::default()
    };
    let analysis = analyze(&record, &named).unwrap();
    assert_eq!(analysis.arms, ["T", "C"]);
    assert!(analysis.inhibition.iter().all(|row| row.arm == "C"));
}

#[test]
fn invalid_options_are_refused_with_a_remedy() {
    let mut record = two_arms([900.0; 3], [300.0; 3]);
    let ask = |record: &StudyRecord, options| analyze(record, &options).unwrap_err();
    let named = AnalysisOptions {
        control: Some("X".into()),
        ..AnalysisOptions::default()
    };
    let error = ask(&record, named);
    assert_eq!(error.to_string(), "control arm `X` is not in study `study`");
    assert_eq!(
        error.remedy(),
        Remedy::from("the study has the arms `C`, `T`")
    );
    let loq = AnalysisOptions {
        zeros: Some(ZeroRule::Loq),
        ..AnalysisOptions::default()
    };
    assert!(matches!(ask(&record, loq), AnalyzeError::NoLoq { .. }));
    let sure = AnalysisOptions {
        confidence: 2.0,
        ..AnalysisOptions::default()
    };
    assert!(matches!(ask(&record, sure), AnalyzeError::Option(_)));
    record.study.protocol.day0 = None;
    let error = ask(&record, AnalysisOptions::default());
    assert!(matches!(error.remedy(), Remedy::SetDay0 { .. }), "{error}");
}

#[test]
fn exclusions_apply_unless_disabled() {
    let mut record = two_arms([900.0, 1000.0, 1100.0], [300.0, 400.0, 5000.0]);
    let outlier = record
        .animals
        .iter()
        .find(|a| a.animal.tag.as_str() == "T2")
        .unwrap();
    let reading = outlier.tumors[0].readings[2].id;
    let animal = outlier.animal.id;
    let scopes = [
        Scope::Reading(reading),
        Scope::Animal(animal),
        Scope::AnimalDay(animal, when_of(14.0, day0()).unwrap()),
    ];
    for scope in scopes {
        record.exclusions = vec![Exclusion {
            id: ExclusionId(Uuid::from_u128(9)),
            scope,
            reason: Prose::new("reason", "ulcerated").unwrap(),
            foreseen: true,
        }];
        let analysis = run(&record);
        close(row(&analysis, "tc_mean").tc_percent, 35.0);
        assert_eq!(row(&analysis, "tc_mean").n_treated, 2);
        assert!(has_note(&analysis, NoteCode::Exclusions));
    }
    let all = AnalysisOptions {
        exclude: ExclusionRule::None,
        ..AnalysisOptions::default()
    };
    close(
        row(&analyze(&record, &all).unwrap(), "tc_mean").tc_percent,
        190.0,
    );
}

#[test]
fn burden_rule_selects_complete_or_available_tumors() {
    let record = sites("a,C,0,100,L\na,C,0,50,R\na,C,7,200,L\na,C,9,300,L\na,C,9,80,R\n");
    let complete = run(&record);
    let days: Vec<f64> = complete.volume_by_day.iter().map(|v| v.day).collect();
    assert_eq!(days, [0.0, 9.0]);
    assert_eq!(complete.volume_by_day[1].mean, 380.0);
    let responses = &complete.responses;
    assert_eq!((responses.animals.len(), responses.tumors.len()), (1, 2));
    assert!(has_note(&complete, NoteCode::Burden));
    let available = AnalysisOptions {
        burden: BurdenRule::Available,
        ..AnalysisOptions::default()
    };
    let available = analyze(&record, &available).unwrap();
    assert_eq!(available.volume_by_day[1].mean, 200.0);
}

#[test]
fn mean_of_too_few_animals_is_marked() {
    let rows =
        "a,C,0,100\nb,C,0,110\nc,C,0,120\nd,C,0,130\na,C,7,300\nb,C,7,310\nc,C,7,320\na,C,9,90\n";
    let analysis = run(&study(rows));
    let guarded: Vec<bool> = analysis.volume_by_day.iter().map(|v| v.guarded).collect();
    assert_eq!(guarded, [false, false, true]);
    let note = analysis
        .notes
        .iter()
        .find(|n| n.code == NoteCode::GuardedMean)
        .unwrap();
    assert!(
        note.message.starts_with("from day 9 on"),
        "{}",
        note.message
    );
    assert!(tables(&analysis).contains("90 (1) !"));
}

#[test]
fn animals_measured_on_alternate_days_have_not_left() {
    let rows = "a,C,0,100\nb,C,0,110\nc,C,0,120\na,C,3,150\nb,C,4,160\nc,C,4,170\na,C,7,300\nb,C,7,310\n\
                c,C,7,320\n";
    let analysis = run(&study(rows));
    let days: Vec<(usize, usize, bool, bool)> = analysis
        .volume_by_day
        .iter()
        .map(|day| (day.n, day.followed, day.guarded, day.is_partial()))
        .collect();
    let followed = |n, is_partial| (n, 3, false, is_partial);
    let expected = [(3, false), (1, true), (2, false), (3, false)];
    assert_eq!(
        days,
        expected.map(|(n, is_partial)| followed(n, is_partial))
    );
    assert!(!has_note(&analysis, NoteCode::GuardedMean));
}

fn must_have_note(analysis: &Analysis, code: NoteCode, words: &str) {
    let notes = analysis.notes.iter().filter(|note| note.code == code);
    let messages: Vec<&str> = notes.map(|note| note.message.as_str()).collect();
    assert!(messages.iter().any(|m| m.contains(words)), "{messages:?}");
}

#[test]
fn landmark_day_without_readings_is_noted() {
    let record = two_arms([900.0, 950.0, 1100.0], [300.0, 400.0, 500.0]);
    let on = |day| {
        let options = AnalysisOptions {
            day: Some(day),
            ..AnalysisOptions::default()
        };
        analyze(&record, &options).unwrap()
    };
    let between = on(10.0);
    must_have_note(
        &between,
        NoteCode::Landmark,
        "days 7 and 14 are the nearest",
    );
    assert!(!between.mixed_model.unwrap().landmark_contrasts.is_empty());
    // After the last reading, the lines would be extrapolated.
    let beyond = on(99.0);
    must_have_note(
        &beyond,
        NoteCode::Landmark,
        "the last readings are of day 14",
    );
    must_have_note(&beyond, NoteCode::MixedModel, "no means on day 99");
    let model = beyond.mixed_model.unwrap();
    assert!(model.landmark_contrasts.is_empty() && model.landmark_day.is_none());
    assert!(!model.slope_contrasts.is_empty());
}

#[test]
fn restricted_means_beyond_the_horizon_are_noted() {
    let options = AnalysisOptions {
        horizon: Some(7.0),
        ..AnalysisOptions::default()
    };
    let record = two_arms([900.0, 950.0, 1100.0], [300.0, 400.0, 500.0]);
    let analysis = analyze(&record, &options).unwrap();
    must_have_note(
        &analysis,
        NoteCode::MixedModel,
        "day 14 lie beyond its last reading, of day 7",
    );
    assert!(!analysis.mixed_model.unwrap().landmark_contrasts.is_empty());
}

#[test]
fn unequal_variances_are_noted() {
    // Five animals an arm, five readings each, about lines of ln V: off by 1 and by 30 %.
    let rows = |spread: f64| {
        let mut rows = String::new();
        for (arm, off) in [("C", 0.01), ("T", spread)] {
            for animal in 0..5 {
                for day in 0..5 {
                    let sign = if (animal + day) % 2 == 0 { 1.0 } else { -1.0 };
                    let log = 5.0 + 0.1 * f64::from(day) + 0.05 * f64::from(animal) + sign * off;
                    rows.push_str(&format!("{arm}{animal},{arm},{},{}\n", 3 * day, log.exp()));
                }
            }
        }
        study(&rows)
    };
    let common = AnalysisOptions {
        residual: Some(ResidualRule::Common),
        ..AnalysisOptions::default()
    };
    let told = analyze(&rows(0.3), &common).unwrap();
    must_have_note(
        &told,
        NoteCode::UnequalScatter,
        "lines by 0.01 in C and by 0.3",
    );
    let alike = analyze(&rows(0.02), &common).unwrap();
    assert!(!has_note(&alike, NoteCode::UnequalScatter));
    // With a residual variance per arm there is nothing to warn of.
    let by_arm = run(&rows(0.3));
    assert!(!has_note(&by_arm, NoteCode::UnequalScatter));
    let residuals = by_arm.mixed_model.unwrap().residuals;
    assert!(10.0 * residuals[0].sd.unwrap() < residuals[1].sd.unwrap());
}

/// An arm whose tumors were never palpable: at the floor, without scatter.
fn with_cured_arm() -> String {
    let mut rows = String::new();
    for (arm, rate) in [("C", 0.12), ("T", 0.06)] {
        for animal in 0..5 {
            for visit in 0..6 {
                let off = [0.05, -0.08, 0.1, -0.02, 0.04, -0.09][(visit + animal) % 6];
                let own = rate + 0.01 * animal as f64;
                let log = 5.0 + own * (3 * visit) as f64 + off;
                rows.push_str(&format!(
                    "{arm}{animal},{arm},{},{}\n",
                    3 * visit,
                    log.exp()
                ));
            }
        }
    }
    for animal in 0..5 {
        for visit in 0..6 {
            rows.push_str(&format!("Q{animal},Q,{},{}\n", 3 * visit, 0));
        }
    }
    rows
}

#[test]
fn arm_at_the_floor_shares_the_residual_variance_and_changes_no_other() {
    let rows = with_cured_arm();
    let with = run(&study(&rows));
    must_have_note(&with, NoteCode::Floor, "30 of 30 in Q");
    must_have_note(&with, NoteCode::MixedModel, "readings do not scatter in Q");
    let without: String = rows
        .lines()
        .filter(|line| !line.starts_with('Q'))
        .map(|line| format!("{line}\n"))
        .collect();
    let without = run(&study(&without)).mixed_model.unwrap();
    let with = with.mixed_model.unwrap();
    assert_eq!(
        with.residuals[2].shared,
        Some(SharedResidual::NoScatter),
        "{:?}",
        with.residuals
    );
    let (a, b) = (&with.slope_contrasts[0], &without.slope_contrasts[0]);
    for (a, b) in [
        (a.estimate, b.estimate),
        (a.se, b.se),
        (a.df, b.df),
        (a.p_raw, b.p_raw),
    ] {
        let (a, b) = (a.unwrap(), b.unwrap());
        assert!((a - b).abs() < 1e-6 * b.abs(), "{a} {b}");
    }
    let cured = &with.arms[2];
    assert!(cured.slope_per_day.unwrap().abs() < 1e-9);
    assert_eq!(cured.landmark_volume.as_ref().unwrap().low, 20.0);
    let days: usize = with.residual_days.iter().map(|row| row.n).sum();
    assert_eq!(days, with.n_obs);
}

#[test]
fn arm_that_left_before_the_landmark_has_no_mean_there() {
    let rows = with_cured_arm();
    let early = |line: &&str| {
        let day: f64 = line.split(',').nth(2).unwrap().parse().unwrap();
        !line.starts_with('T') || day < 12.0
    };
    let rows: String = rows
        .lines()
        .filter(early)
        .map(|line| format!("{line}\n"))
        .collect();
    let analysis = run(&study(&rows));
    must_have_note(&analysis, NoteCode::MixedModel, "for T: last read before");
    let model = analysis.mixed_model.unwrap();
    assert_eq!(model.landmark_day, Some(15.0));
    let (treated, cured) = (&model.landmark_contrasts[0], &model.landmark_contrasts[1]);
    assert!(treated.estimate.is_none() && treated.p_dunnett.is_none());
    assert!(cured.p_dunnett.is_some() && model.slope_contrasts[0].p_dunnett.is_some());
    assert!(model.arms[1].landmark_volume.is_none());
    assert_eq!(model.arms[1].curve.last().unwrap().day, 9.0);
}

/// Growth that slows down: the line through the logarithms runs above every volume late.
#[test]
fn no_volume_by_the_model_is_above_all_that_were_read() {
    let mut rows = String::new();
    for animal in 0..4 {
        for visit in 0..9 {
            let days = f64::from(3 * visit);
            let volume = 100.0
                * (1.0 + 0.02 * f64::from((visit + animal) % 3))
                * (0.25 * days.min(9.0)).exp();
            // All but one animal leave after day 9.
            if visit < 4 || animal == 0 {
                rows.push_str(&format!("C{animal},C,{days},{volume}\n"));
            }
        }
    }
    let analysis = run(&study(&rows));
    let guarded = || analysis.volume_by_day.iter().filter(|row| row.guarded);
    let most = analysis
        .volume_by_day
        .iter()
        .map(|row| row.max)
        .fold(0.0, f64::max);
    assert!(guarded().any(|row| row.model.is_none()));
    let models = guarded().filter_map(|row| row.model.as_ref());
    for point in models.chain(analysis.mixed_model.iter().flat_map(|m| &m.arms[0].curve)) {
        assert!(point.volume_mm3 <= most, "{point:?}");
    }
    must_have_note(
        &analysis,
        NoteCode::GuardedMean,
        "above every volume read in the arm: C from",
    );
}

#[test]
fn weight_loss_counts_from_the_baseline() {
    // Young animals weigh less; the lowest mean from baseline on is that of day 7, of three of four animals.
    let rows = "animal,arm,day,body_weight_g\na,C,-30,12\nb,C,-30,12\na,C,0,20\nb,C,0,20\na,C,7,19\na,C,14,21\n\
                b,C,14,22\nc,C,0,20\nd,C,0,20\nb,C,7,19\nc,C,7,19\nc,C,14,21\n";
    let selection = Selection {
        control: "C",
        study: None,
        from_day: f64::NEG_INFINITY,
    };
    let analysis = run(&read(rows, &selection));
    let arm = &analysis.weight.arms[0];
    close(arm.max_mean_loss_percent, -5.0);
    assert_eq!((arm.day, arm.n_on_day, arm.n), (Some(7.0), 3, 4));
    close(analysis.weight_by_day[0].mean_change_percent, -40.0);
}

#[test]
fn awkward_studies_neither_fail_nor_print_nan() {
    let empty = {
        let mut record = study("a,C,0,100\n");
        record.arms.clear();
        record
    };
    let late = study("a,C,33,100\nb,C,33,100\nc,T,40,0\nd,T,41,5\n");
    let flat = study("a,C,0,0\na,C,7,0\na,C,9,0\na,C,11,0\nb,T,0,0\nb,T,7,0\nb,T,9,0\n");
    let single = study("a,C,0,100\n");
    let before = study("a,C,-9,100\na,C,-7,200\nb,T,-9,100\nb,T,-7,150\n");
    for record in [empty, late, flat, single, before] {
        let analysis = run(&record);
        let json = serde_json::to_string(&analysis).unwrap();
        assert!(!json.contains("NaN") && !json.contains("inf"));
        let shown = tables(&analysis);
        assert!(!shown.contains("NaN") && !shown.contains("inf"), "{shown}");
    }
}

/// The order of names in the contract, here of the top level and of the first row of sections.
#[test]
fn json_follows_its_contract() {
    let analysis = run(&two_arms([900.0, 950.0, 1100.0], [300.0, 400.0, 500.0]));
    let json = serde_json::to_string(&analysis).unwrap();
    let in_order = |names: &[&str], from: &str| {
        let mut rest = &json[json.find(from).unwrap()..];
        for name in names {
            let key = format!("\"{name}\":");
            let at = rest
                .find(&key)
                .unwrap_or_else(|| panic!("{name} after {from}"));
            rest = &rest[at + key.len()..];
        }
    };
    in_order(
        &[
            "graftbook",
            "study",
            "control",
            "landmark_day",
            "settings",
            "arms",
            "volume_by_day",
            "weight_by_day",
            "inhibition",
            "responses",
            "growth",
            "weight",
            "mixed_model",
            "landmark",
            "time_to_event",
            "notes",
        ],
        "{",
    );
    in_order(
        &[
            "volume_formula",
            "zeros",
            "horizon_day",
            "event",
            "mrecist_from_day",
            "confidence",
            "seed",
            "bootstrap_resamples",
        ],
        "\"settings\"",
    );
    in_order(
        &[
            "arm", "day", "n", "mean", "sd", "sem", "median", "min", "max", "geomean",
        ],
        "\"volume_by_day\"",
    );
    in_order(
        &[
            "arm",
            "day",
            "definition",
            "tgi_percent",
            "tc_percent",
            "ci_low",
            "ci_high",
            "n_treated",
            "n_control",
            "note",
        ],
        "\"inhibition\"",
    );
    assert!(json.contains(r#""landmark_day":14,"#));
    in_order(
        &[
            "formula",
            "n_obs",
            "n_animals",
            "reml_criterion",
            "log_likelihood",
            "sigma",
            "singular",
            "converged",
            "random",
            "term1",
            "term2",
            "value",
            "sd_or_correlation",
            "fixed",
            "term",
            "estimate",
            "se",
            "t",
            "satterthwaite_df",
            "satterthwaite_p",
            "kr_se",
            "kr_df",
            "kr_p",
            "slope_contrasts",
            "contrast",
            "estimate",
            "se",
            "df",
            "t",
            "p_raw",
            "p_dunnett",
            "ci_low",
            "ci_high",
            "landmark_contrasts",
        ],
        "\"mixed_model\"",
    );
    assert!(json.contains(r#""term":"(intercept)""#) && json.contains(r#""term":"day:arm[T]""#));
    assert!(json.contains(r#""contrast":"T - C""#));
    in_order(
        &[
            "raw",
            "anova",
            "df1",
            "df2",
            "f",
            "p",
            "welch_anova",
            "kruskal",
            "h",
            "df",
            "p",
            "dunnett",
            "contrast",
            "estimate",
            "se",
            "t",
            "df",
            "p_raw",
            "p_dunnett",
            "p_dunnett_less",
            "ci_low",
            "ci_high",
            "tukey",
            "difference",
            "q",
            "p",
            "mann_whitney",
            "w",
            "p_exact",
            "p_normal_cc",
            "hodges_lehmann",
            "welch_t",
            "log",
        ],
        "\"landmark\":{",
    );
    in_order(
        &[
            "rule",
            "animals",
            "time",
            "event",
            "arms",
            "n",
            "events",
            "median",
            "median_low",
            "median_high",
            "curves",
            "points",
            "at_risk",
            "censored",
            "survival",
            "low",
            "high",
            "log_rank",
            "chi2",
            "pairs",
            "p_holm",
            "cox",
            "ties",
            "log_likelihood_null",
            "log_likelihood",
            "terms",
            "coef",
            "hazard_ratio",
            "se",
            "z",
            "p",
            "ci_low",
            "ci_high",
        ],
        "\"time_to_event\"",
    );
    assert!(json.contains(r#""zeros":"floor:20","horizon_day":14,"event":"ratio>=4""#));
    let first = analysis
        .inhibition
        .iter()
        .filter(|row| row.day == 14.0)
        .count();
    assert_eq!(first, 16);
}

#[test]
fn demo_tables_fit_80_columns_and_say_simulated() {
    let mut record = demo();
    record.study.protocol.data_origin = DataOrigin::Simulated;
    let analysis = analyze(&record, &AnalysisOptions::default()).unwrap();
    assert!(has_note(&analysis, NoteCode::SimulatedData));
    let shown = tables(&analysis);
    for line in shown.lines() {
        assert!(line.chars().count() <= 80, "{line}");
    }
    // Headings are not cut off, and the legend explains every class.
    for heading in [
        " n  mCR  mPR  mSD  mPD ",
        " n  MCR  CR  PR  SD  PD2  PD1 ",
        " n  TFS  CR  PR  NR ",
    ] {
        assert!(shown.contains(heading), "{heading} is not in\n{shown}");
    }
    let readings: Vec<&str> = shown
        .lines()
        .filter(|l| l.contains("NCI reading  "))
        .collect();
    // T/C of DS-3032 is 29.2 to 57.1 %. All tumors under the highest dose of KT-253 are at 0: no interval, no reading.
    assert!(readings[0].contains("unclear"), "{}", readings[0]);
    assert!(
        readings[1].contains("highly active") && readings[1].ends_with('–'),
        "{}",
        readings[1]
    );
    for class in ["mCR complete response", "MCR maintained", "TFS tumor-free"] {
        assert!(shown.contains(class), "{class} is not in\n{shown}");
    }
    for words in [
        "SIMULATED",
        "ΔT/ΔC of means *",
        "71.8 (59.2",
        "Responses",
        "Body weight",
        "2532 ± 231 (2) !",
    ] {
        assert!(shown.contains(words), "{words} is not in\n{shown}");
    }
}

/// The same seed gives the same intervals, another seed gives others.
#[test]
fn bootstrap_intervals_depend_on_the_seed_and_others_do_not() {
    let record = demo();
    let with_seed = |seed, options: AnalysisOptions| {
        let options = AnalysisOptions { seed, ..options };
        analyze(&record, &options).unwrap().inhibition
    };
    assert_eq!(with_seed(1, by_bootstrap()), with_seed(1, by_bootstrap()));
    assert_ne!(with_seed(1, by_bootstrap()), with_seed(2, by_bootstrap()));
    let closed = AnalysisOptions::default;
    assert_eq!(with_seed(1, closed()), with_seed(2, closed()));
}

/// Every interval names its rule, whose card exists, and what has no interval says why.
#[test]
fn intervals_name_their_rule() {
    let record = demo();
    for options in [AnalysisOptions::default(), by_bootstrap()] {
        let analysis = analyze(&record, &options).unwrap();
        let rows = analysis.inhibition.iter();
        for row in rows.filter(|row| row.tgi_percent.is_some()) {
            assert_eq!(row.ci_low.is_some(), row.interval_method.is_some());
            let card = row.interval_method.and_then(report::card);
            assert!(card.is_some() != row.note.is_some(), "{row:?}");
        }
    }
}

/// With two animals there is TGI, but neither an interval nor a verdict, and the reason names the numbers.
#[test]
fn two_animals_have_no_interval_and_no_verdict() {
    let mut rows = String::new();
    for (animal, arm, v0, v) in [
        ("c1", "C", 100, 1000),
        ("c2", "C", 110, 1200),
        ("c3", "C", 120, 1100),
        ("t1", "T", 100, 80),
        ("t2", "T", 110, 90),
    ] {
        rows.push_str(&format!("{animal},{arm},0,{v0}\n{animal},{arm},14,{v}\n"));
    }
    let analysis = run(&study(&rows));
    let tc = row(&analysis, "tc_mean");
    assert!(tc.tgi_percent.is_some() && tc.ci_low.is_none() && tc.nci_reading().is_none());
    assert!(
        tc.note
            .as_deref()
            .unwrap()
            .contains("2 of the arm and 3 of the control")
    );
    let shown = tables(&analysis);
    let mut verdicts = shown.lines().filter(|line| line.contains("NCI reading  "));
    assert!(verdicts.all(|line| !line.contains("active")), "{shown}");
}

#[test]
fn intervals_can_be_left_out() {
    let record = demo();
    let none = AnalysisOptions {
        interval: IntervalRule::None,
        ..AnalysisOptions::default()
    };
    let none = analyze(&record, &none).unwrap();
    assert!(
        none.inhibition
            .iter()
            .all(|row| row.ci_low.is_none() && row.ci_high.is_none())
    );
}

fn volumes() -> impl Strategy<Value = Vec<[f64; 4]>> {
    let animal = (100.0..300.0_f64, prop::array::uniform3(0.2..8.0_f64));
    let animal = animal.prop_map(|(v0, [a, b, c])| [v0, v0 * a, v0 * b, v0 * c]);
    prop::collection::vec(animal, 6..12)
}

/// Animals alternate between the arms; days 0, 7, 11, 14.
fn random_study(animals: &[[f64; 4]], factor: f64) -> StudyRecord {
    let mut rows = String::new();
    for (i, animal) in animals.iter().enumerate() {
        let arm = ["C", "T", "U"][i % 3];
        for (day, volume) in [0, 7, 11, 14].iter().zip(animal) {
            rows.push_str(&format!("{i},{arm},{day},{}\n", volume * factor));
        }
    }
    study(&rows)
}

/// The results that must not depend on the order of animals and rows.
fn summary(analysis: &Analysis) -> Vec<(String, &'static str, [Option<f64>; 4])> {
    let mut rows: Vec<_> = analysis
        .inhibition
        .iter()
        .map(|r| {
            let key = format!("{} {}", r.arm, r.day);
            (
                key,
                r.definition.id(),
                [r.tgi_percent, r.tc_percent, r.ci_low, r.ci_high],
            )
        })
        .collect();
    rows.sort_by(|a, b| (&a.0, a.1).cmp(&(&b.0, b.1)));
    rows
}

fn alike(a: &Analysis, b: &Analysis) -> Result<(), TestCaseError> {
    for (a, b) in summary(a).iter().zip(summary(b)) {
        prop_assert_eq!((&a.0, a.1), (&b.0, b.1));
        for (x, y) in a.2.iter().zip(b.2) {
            let same = match (x, y) {
                (Some(x), Some(y)) => (x - y).abs() <= 1e-7 * (1.0 + x.abs()),
                (x, y) => *x == y,
            };
            prop_assert!(same, "{:?} {:?}", a, b);
        }
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn results_do_not_depend_on_order_of_animals_and_arms(animals in volumes(), turn in 1_usize..5) {
        let record = random_study(&animals, 1.0);
        let mut turned = record.clone();
        turned.animals.rotate_left(turn % record.animals.len());
        turned.arms.reverse();
        alike(&run(&record), &run(&turned))?;
    }

    #[test]
    fn results_do_not_depend_on_the_unit_of_volume(animals in volumes(), factor in 0.3..3.0_f64) {
        let options = AnalysisOptions { zeros: Some(ZeroRule::Drop), ..AnalysisOptions::default() };
        let plain = analyze(&random_study(&animals, 1.0), &options).unwrap();
        let scaled = analyze(&random_study(&animals, factor), &options).unwrap();
        let mut plain = plain;
        let mut scaled = scaled;
        // eGaIT adds 1 mm³ and so depends on the unit.
        plain.inhibition.retain(|row| row.definition != Definition::Egait);
        scaled.inhibition.retain(|row| row.definition != Definition::Egait);
        alike(&plain, &scaled)?;
        let classes = |a: &Analysis| a.responses.arms.iter().map(|arm| arm.mrecist).collect::<Vec<_>>();
        prop_assert_eq!(classes(&plain), classes(&scaled));
    }
}
