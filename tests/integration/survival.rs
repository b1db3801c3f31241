//! Time to event compared with R, from the readings of our own data sets and, if the folder exists, of public
//! ones.
//!
//! An infinite coefficient has no number; R prints the value at which it stopped, with a very large standard
//! error. There the test only requires that both are infinite and that our log-likelihood is not lower.

use std::collections::BTreeMap;
use std::path::Path;

use domain::{StudyRecord, day_of};
use serde_json::{Value, json};
use stats::adjust::holm;
use stats::survival::cox::{self, Estimate, Fit, Ties, treatment_contrasts};
use stats::survival::crossing::{Crossing, time_to_threshold};
use stats::survival::curve::{Curve, Scale};
use stats::survival::logrank::{LogRank, Weights, logrank, pairs_with};
use stats::survival::restricted::restricted_mean;
use stats::survival::{NoAnswer, Test, Time};

use crate::agreement::{ARM, Agreement, Keys, same};
use crate::support::{Selection, day0, load, own, shared};

const OWN: [(&str, &str); 4] = [
    ("kt253_rs411", "Vehicle"),
    ("combination_a549", "Vehicle"),
    ("dose_response", "Vehicle"),
    ("pilot_two_arm", "Control"),
];

/// Name, file, study, control, absolute and relative events.
type Public = (
    &'static str,
    &'static str,
    Option<&'static str>,
    &'static str,
    f64,
    f64,
);

const PUBLIC: [Public; 6] = [
    ("koziol1981", "koziol1981", None, "G1", 500.0, 4.0),
    (
        "invivosyn_cr1197",
        "invivosyn_cr1197",
        None,
        "Vehicle",
        1000.0,
        4.0,
    ),
    (
        "invivosyn_ls1034",
        "invivosyn_ls1034",
        None,
        "Vehicle",
        1000.0,
        4.0,
    ),
    (
        "maeve_vismodegib",
        "maeve_vismodegib",
        None,
        "dose_0.0",
        500.0,
        4.0,
    ),
    (
        "maeve_gdc0084_temo_01",
        "maeve_gdc0084_temo_01",
        None,
        "gdc0084_00_temo_00",
        1000.0,
        4.0,
    ),
    (
        "inspect_az_study3",
        "inspect_az",
        Some("Study 3"),
        "Control",
        1000.0,
        10.0,
    ),
];

/// The times of a study, arm by arm: control first, then in the order of their names' bytes.
struct Data {
    arms: Vec<String>,
    animals: Vec<String>,
    times: Vec<Time>,
    groups: Vec<usize>,
}

impl Data {
    /// The event: the first later reading of at least `mm3`, or of `fold` times the first reading of the animal.
    fn new(record: &StudyRecord, control: &str, mm3: Option<f64>, fold: f64) -> Self {
        let mut arms: Vec<String> = record.arms.iter().map(|a| a.name.to_string()).collect();
        arms.sort_by_key(|arm| (arm != control, arm.clone()));
        let mut data = Self {
            arms,
            animals: Vec::new(),
            times: Vec::new(),
            groups: Vec::new(),
        };
        for animal in &record.animals {
            let arm = record.arms.iter().find(|a| Some(a.id) == animal.animal.arm);
            let protocol = &record.study.protocol;
            let readings = animal.tumors.iter().flat_map(|t| t.volumes(protocol));
            let (days, volumes): (Vec<f64>, Vec<f64>) = readings
                .map(|(when, mm3)| (day_of(when, day0()), mm3))
                .unzip();
            let Some(first) = volumes.first().copied() else {
                continue;
            };
            let days: Vec<f64> = days.iter().map(|day| day - days[0]).collect();
            let threshold = mm3.unwrap_or(fold * first);
            let time = time_to_threshold(&days, &volumes, threshold, Crossing::Read);
            if let Some(time) = time.filter(|_| threshold > 0.0) {
                let name = arm.unwrap().name.to_string();
                data.groups
                    .push(data.arms.iter().position(|arm| *arm == name).unwrap());
                data.animals.push(animal.animal.tag.to_string());
                data.times.push(time);
            }
        }
        data
    }

    fn of_arm(&self, arm: usize) -> Vec<Time> {
        let all = self.times.iter().zip(&self.groups);
        all.filter(|(_, group)| **group == arm)
            .map(|(time, _)| *time)
            .collect()
    }

    fn curve(&self, arm: usize, scale: Scale) -> Curve {
        Curve::new(&self.of_arm(arm), scale, 0.95).unwrap()
    }
}

/// Times and events of the animals must equal those of the reference.
fn animals(data: &Data, theirs: &Value, agreement: &mut Agreement) {
    let rows = (0..data.times.len()).map(|i| {
        json!({ "animal": data.animals[i], "arm": data.arms[data.groups[i]],
            "time": data.times[i].time, "event": u8::from(data.times[i].event) })
    });
    let keys = Keys {
        ours: &["animal", "arm"],
        theirs: &["animal", "arm"],
    };
    let rows = Value::Array(rows.collect());
    let fields = same(["time", "event"]);
    agreement.rows(&rows, &theirs["animals"], &keys, &fields);
    let count = theirs["animals"].as_array().unwrap().len();
    assert_eq!(data.times.len(), count);
}

fn curves(data: &Data, theirs: &Value, agreement: &mut Agreement) {
    let tau = data.times.iter().map(|t| t.time).fold(0.0, f64::max);
    for (scale, name) in [
        (Scale::Log, "median_ci_log"),
        (Scale::LogLog, "median_ci_log-log"),
        (Scale::Plain, "median_ci_plain"),
    ] {
        let row = |arm: usize| {
            let curve = data.curve(arm, scale);
            let median = curve.median();
            let mean = restricted_mean(&curve, tau).unwrap();
            json!({ "arm": data.arms[arm], "n": curve.n, "events": curve.events,
                "median": median.time, "lwr95": median.low, "upr95": median.high,
                "q25": curve.quantile(0.25).time, "q75": curve.quantile(0.75).time,
                "rmean": mean.mean, "se_rmean": mean.se })
        };
        let rows = Value::Array((0..data.arms.len()).map(row).collect());
        let fields = same([
            "n", "events", "median", "lwr95", "upr95", "q25", "q75", "rmean", "se_rmean",
        ]);
        agreement.rows(&rows, &theirs[name], &ARM, &fields);
    }
    let mut rows = Vec::new();
    for arm in 0..data.arms.len() {
        let curve = data.curve(arm, Scale::Log);
        for (at, time) in curve.times.iter().enumerate() {
            let interval = curve.interval[at];
            rows.push(
                json!({ "arm": data.arms[arm], "time": time, "n_risk": curve.at_risk[at],
                "n_event": curve.events_at[at], "surv": curve.survival[at], "std_err": curve.se[at],
                "lwr95_log": interval.map(|i| i.low), "upr95_log": interval.map(|i| i.high) }),
            );
        }
    }
    let keys = Keys {
        ours: &["arm", "time"],
        theirs: &["arm", "time"],
    };
    let fields = same([
        "n_risk",
        "n_event",
        "surv",
        "std_err",
        "lwr95_log",
        "upr95_log",
    ]);
    if !theirs["km"].as_array().unwrap().is_empty() {
        agreement.rows(&Value::Array(rows), &theirs["km"], &keys, &fields);
    }
}

fn compare_test(what: &str, ours: &Test, theirs: &Value, agreement: &mut Agreement) {
    agreement.number(what, &json!(ours.chi2), &theirs["chisq"]);
    agreement.number(what, &json!(ours.p.p), &theirs["p"]);
}

fn groups(
    data: &Data,
    theirs: &Value,
    result: &Result<LogRank, NoAnswer>,
    agreement: &mut Agreement,
) {
    let Ok(result) = result else {
        assert!(theirs["chisq"].as_f64().is_none_or(|chi2| chi2 == 0.0));
        return;
    };
    agreement.number("df", &json!(result.test.df), &theirs["df"]);
    compare_test("log-rank", &result.test, theirs, agreement);
    let rows = result.groups.iter().zip(&data.arms).map(|(tally, arm)| {
        json!({ "arm": arm, "n": tally.n, "observed": tally.observed,
            "expected": tally.expected })
    });
    let fields = same(["n", "observed", "expected"]);
    agreement.rows(
        &Value::Array(rows.collect()),
        &theirs["arms"],
        &ARM,
        &fields,
    );
}

fn pairs(data: &Data, theirs: &Value, agreement: &mut Agreement) {
    let Some(theirs) = theirs["logrank_pairwise"].as_array() else {
        return;
    };
    let run = |weights| {
        let all = pairs_with(&data.times, &data.groups, data.arms.len(), 0, weights);
        let all = all.unwrap().into_iter().map(|pair| {
            let name = format!("{} vs {}", data.arms[pair.group], data.arms[0]);
            (name, pair.result.ok().map(|result| result.test))
        });
        all.collect::<Vec<(String, Option<Test>)>>()
    };
    let (log_rank, peto) = (run(Weights::LogRank), run(Weights::PetoPeto));
    let p: Vec<Option<f64>> = log_rank.iter().map(|(_, t)| t.map(|t| t.p.p)).collect();
    let adjusted = holm(&p);
    for row in theirs {
        let name = row["contrast"].as_str().unwrap();
        let i = log_rank.iter().position(|(ours, _)| ours == name).unwrap();
        let (Some(test), Some(peto)) = (log_rank[i].1, peto[i].1) else {
            panic!("{name}");
        };
        compare_test(name, &test, row, agreement);
        agreement.number(name, &json!(peto.chi2), &row["peto_chisq"]);
        agreement.number(name, &json!(peto.p.p), &row["peto_p"]);
        agreement.number(name, &json!(adjusted[i]), &row["p_holm"]);
    }
}

/// The largest differences from R's Cox models.
#[derive(Default)]
struct CoxErrors {
    log_likelihood: f64,
    coefficient: f64,
    se: f64,
    score: f64,
    /// Terms that are infinite in both.
    endless: usize,
}

/// A standard error of R above this belongs to an infinite coefficient.
const ENDLESS: f64 = 100.0;

fn compare_cox(what: &str, fit: &Fit, arms: &[String], theirs: &Value, worst: &mut CoxErrors) {
    let number = |key: &str| theirs[key].as_f64().unwrap();
    let null = fit.log_likelihood_null - number("loglik_null");
    let error = fit.log_likelihood - number("loglik");
    assert!(null.abs() < 1e-8 && error > -1e-8, "{what}: {null} {error}");
    let endless = fit.terms.iter().any(|t| !matches!(t, Estimate::Finite(_)));
    if endless {
        // R stopped before the optimum, at the latest after 20 steps.
        assert!(error < 1e-3 && fit.wald.is_none(), "{what}: {error}");
    } else {
        worst.log_likelihood = worst.log_likelihood.max(error.abs());
        let wald = fit.wald.unwrap().chi2 / number("wald_chisq") - 1.0;
        assert!(error < 1e-8 && wald.abs() < 1e-5, "{what}: {error} {wald}");
    }
    let score = fit.score.unwrap().chi2 / number("score_chisq") - 1.0;
    worst.score = worst.score.max(score.abs());
    assert!(score.abs() < 1e-9, "{what}: score {score}");
    // If R runs out of steps, it does not rescale its variances: they are then wrong for every term.
    let warnings = theirs["warnings"].to_string();
    let has_se = !warnings.contains("Ran out of iterations");
    let rows = theirs["terms"].as_array().unwrap();
    let rows: BTreeMap<&str, &Value> = rows
        .iter()
        .map(|row| (row["arm"].as_str().unwrap(), row))
        .collect();
    assert_eq!(rows.len(), fit.terms.len());
    for (arm, term) in arms[1..].iter().zip(&fit.terms) {
        let row = rows[arm.as_str()];
        let (coef, se) = (row["coef"].as_f64().unwrap(), row["se"].as_f64().unwrap());
        match term {
            Estimate::Finite(ours) => {
                worst.coefficient = worst.coefficient.max((ours.coefficient - coef).abs());
                assert!(
                    (ours.coefficient - coef).abs() < 1e-6,
                    "{what} {arm}: {ours:?} {coef}"
                );
                if has_se {
                    worst.se = worst.se.max((ours.se / se - 1.0).abs());
                    assert!(
                        (ours.se / se - 1.0).abs() < 1e-6,
                        "{what} {arm}: {ours:?} {se}"
                    );
                }
            }
            Estimate::MinusInfinity => assert!(coef < -5.0, "{what} {arm}: {row}"),
            Estimate::PlusInfinity => assert!(coef > 5.0, "{what} {arm}: {row}"),
            Estimate::Undetermined => {}
        }
        let finite = matches!(term, Estimate::Finite(_));
        assert!(!has_se || finite == (se < ENDLESS), "{what} {arm}: {row}");
        worst.endless += usize::from(!matches!(term, Estimate::Finite(_)));
    }
}

fn cox_models(what: &str, data: &Data, theirs: &Value, worst: &mut CoxErrors) {
    let design = treatment_contrasts(&data.groups, data.arms.len());
    for (ties, key) in [(Ties::Efron, "cox_efron"), (Ties::Breslow, "cox_breslow")] {
        let options = cox::CoxOptions {
            ties,
            ..cox::CoxOptions::default()
        };
        match cox::fit(&data.times, &design, &options) {
            Ok(fit) => compare_cox(what, &fit, &data.arms, &theirs[key], worst),
            Err(why) => assert_eq!(why, NoAnswer::NoEvents, "{what}"),
        }
    }
}

/// Compares everything with one reference.
fn check(what: &str, data: &Data, reference: &Path, worst: &mut CoxErrors) {
    let theirs: Value = serde_json::from_str(&std::fs::read_to_string(reference).unwrap()).unwrap();
    let mut agreement = Agreement::default();
    animals(data, &theirs, &mut agreement);
    curves(data, &theirs, &mut agreement);
    for (weights, key) in [
        (Weights::LogRank, "logrank"),
        (Weights::PetoPeto, "peto_peto"),
    ] {
        let result = logrank(&data.times, &data.groups, data.arms.len(), weights);
        groups(data, &theirs[key], &result, &mut agreement);
    }
    pairs(data, &theirs, &mut agreement);
    agreement.check(what);
    cox_models(what, data, &theirs, worst);
}

/// Both events of a study.
fn check_study(
    record: &StudyRecord,
    name: &str,
    control: &str,
    (mm3, fold): (f64, f64),
    reference: impl Fn(&str) -> std::path::PathBuf,
    worst: &mut CoxErrors,
) {
    let absolute = Data::new(record, control, Some(mm3), fold);
    let what = format!("{name}__survival_{mm3}mm3");
    check(&what, &absolute, &reference(&what), worst);
    let relative = Data::new(record, control, None, fold);
    let what = format!("{name}__survival_{fold}x");
    check(&what, &relative, &reference(&what), worst);
}

fn report(worst: &CoxErrors) {
    println!(
        "Cox, largest errors: log-likelihood {:.1e}, coefficient {:.1e}, SE {:.1e}, score {:.1e}; {} \
         terms run off",
        worst.log_likelihood, worst.coefficient, worst.se, worst.score, worst.endless
    );
}

fn selection<'a>(control: &'a str, study: Option<&'a str>) -> Selection<'a> {
    Selection {
        control,
        study,
        from_day: f64::NEG_INFINITY,
    }
}

#[test]
fn own_data_sets_agree_with_r() {
    let mut worst = CoxErrors::default();
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/reference");
    for (name, control) in OWN {
        let record = load(&own(name), &selection(control, None));
        let reference = |what: &str| folder.join(format!("{what}.json"));
        let events = (1000.0, 4.0);
        check_study(&record, name, control, events, reference, &mut worst);
    }
    report(&worst);
}

#[test]
fn public_data_sets_agree_with_r() {
    let mut worst = CoxErrors::default();
    for (name, file, study, control, mm3, fold) in PUBLIC {
        let Some(file) = shared(&format!("data/{file}.csv")) else {
            return;
        };
        let record = load(&file, &selection(control, study));
        let reference = |what: &str| shared(&format!("golden/{what}.json")).unwrap();
        check_study(&record, name, control, (mm3, fold), reference, &mut worst);
    }
    report(&worst);
}
