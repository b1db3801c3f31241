//! Every number compared with R, on our own data sets and, if the folder exists, on public ones.

use std::collections::BTreeMap;
use std::path::PathBuf;

use app::analyze::analyze;
use domain::{AnalysisOptions, BaselineRule, BurdenRule, StudyRecord, ZeroRule};
use serde_json::Value;
use stats::survival::{Time, median};

use crate::agreement::{ANIMAL, ARM, ARM_DAY, Agreement, Keys, same};
use crate::support::{Selection, load, own, shared};

/// One data set with its references.
struct Set {
    name: &'static str,
    /// File name, if it differs.
    file: Option<&'static str>,
    study: Option<&'static str>,
    control: &'static str,
    horizon: f64,
    /// The landmark day of the references.
    landmark: f64,
}

const OWN: [Set; 4] = [
    set("kt253_rs411", "Vehicle", 17.0),
    Set {
        landmark: 24.0,
        ..set("combination_a549", "Vehicle", 21.0)
    },
    set("dose_response", "Vehicle", 19.0),
    set("pilot_two_arm", "Control", 14.0),
];

const SHARED: [Set; 6] = [
    Set {
        landmark: 17.0,
        ..set("koziol1981", "G1", 21.0)
    },
    set("invivosyn_cr1197", "Vehicle", 50.0),
    Set {
        landmark: 16.0,
        ..set("invivosyn_ls1034", "Vehicle", 20.0)
    },
    set("maeve_vismodegib", "dose_0.0", 21.0),
    Set {
        landmark: 14.0,
        ..set("maeve_gdc0084_temo_01", "gdc0084_00_temo_00", 21.0)
    },
    Set {
        file: Some("inspect_az"),
        study: Some("Study 3"),
        ..set("inspect_az_study3", "Control", 14.0)
    },
];

const fn set(name: &'static str, control: &'static str, horizon: f64) -> Set {
    Set {
        name,
        file: None,
        study: None,
        control,
        horizon,
        landmark: horizon,
    }
}

impl Set {
    fn load(&self, file: &std::path::Path) -> StudyRecord {
        load(
            file,
            &Selection {
                control: self.control,
                study: self.study,
                from_day: f64::NEG_INFINITY,
            },
        )
    }

    fn shared_file(&self) -> Option<PathBuf> {
        shared(&format!("data/{}.csv", self.file.unwrap_or(self.name)))
    }

    fn options(&self) -> AnalysisOptions {
        AnalysisOptions {
            day: Some(self.landmark),
            horizon: Some(self.horizon),
            ..as_reference()
        }
    }
}

/// The options under which the references were computed.
fn as_reference() -> AnalysisOptions {
    AnalysisOptions {
        baseline: Some(BaselineRule::First),
        zeros: Some(ZeroRule::Drop),
        resamples: 0,
        ..AnalysisOptions::default()
    }
}

/// Analyzes to JSON, as a user would see it.
fn run(record: &StudyRecord, options: &AnalysisOptions) -> Value {
    serde_json::to_value(analyze(record, options).unwrap()).unwrap()
}

pub fn reference(name: &str, analysis: &str, shared_set: bool) -> Option<Value> {
    let file = if shared_set {
        shared(&format!("golden/{name}__{analysis}.json"))?
    } else {
        let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/reference");
        folder.join(format!("{name}__{analysis}.json"))
    };
    Some(serde_json::from_str(&std::fs::read_to_string(file).unwrap()).unwrap())
}

fn descriptive(ours: &Value, theirs: &Value) -> Agreement {
    let mut agreement = Agreement::default();
    let fields = same([
        "n", "mean", "sd", "sem", "median", "min", "max", "geomean", "rtv_n", "rtv_mean", "rtv_sem",
    ]);
    agreement.rows(
        &ours["volume_by_day"],
        &theirs["results"],
        &ARM_DAY,
        &fields,
    );
    let count = |rows: &Value| rows.as_array().unwrap().len();
    assert_eq!(count(&ours["volume_by_day"]), count(&theirs["results"]));
    agreement
}

/// Our definitions and the references' names.
const INHIBITION: [(&str, &str, &str); 13] = [
    ("tc_mean", "tc_percent", "tc_pct"),
    ("tc_mean", "tgi_percent", "tgi_from_tc_pct"),
    ("tc_median", "tc_percent", "tc_median_pct"),
    ("tc_geomean", "tc_percent", "tc_geomean_pct"),
    ("rtv", "tc_percent", "tc_rtv_mean_pct"),
    ("rtv_median", "tc_percent", "tc_rtv_median_pct"),
    ("delta", "tgi_percent", "tgi_delta_paired_pct"),
    ("delta_median", "tgi_percent", "tgi_delta_paired_median_pct"),
    ("delta_means", "tgi_percent", "tgi_delta_groupmeans_pct"),
    ("delta_locf", "tgi_percent", "tgi_delta_locf_pct"),
    ("auc", "tc_percent", "auc_ratio_pct"),
    ("auc_per_day", "tc_percent", "auc_per_day_ratio_pct"),
    ("regression", "tgi_percent", "regression_pct"),
];

fn inhibition(ours: &Value, arm: &str, definition: &str) -> Value {
    let landmark = &ours["landmark_day"];
    let rows = ours["inhibition"].as_array().unwrap();
    let row = rows.iter().find(|row| {
        row["arm"] == arm && &row["day"] == landmark && row["definition"] == definition
    });
    row.unwrap_or_else(|| panic!("{arm} {definition}")).clone()
}

fn tgi_tc_auc(ours: &Value, theirs: &Value) -> Agreement {
    let mut agreement = Agreement::default();
    agreement.number("landmark", &ours["landmark_day"], &theirs["landmark_day"]);
    let mut fields = same([
        "n",
        "n_at_landmark",
        "mean_v0",
        "median_rtv",
        "mean_change",
        "sem_change",
        "mean_rtv",
        "mean_auc",
        "sem_auc",
        "mean_auc_per_day",
        "mean_log_auc_per_day",
    ]);
    fields.extend([
        ("mean_v_landmark", "mean_vL"),
        ("sem_v_landmark", "sem_vL"),
        ("median_v_landmark", "median_vL"),
    ]);
    agreement.rows(&ours["course"]["arms"], &theirs["arms"], &ARM, &fields);
    let mut fields = same(["v0", "auc", "log_auc", "auc_per_day", "log_auc_per_day"]);
    fields.extend([
        ("baseline_day", "day0"),
        ("v_landmark", "vL"),
        ("v_locf", "vLocf"),
        ("locf_day", "last_day"),
        ("duration", "dur"),
    ]);
    agreement.rows(
        &ours["course"]["animals"],
        &theirs["animals"],
        &ANIMAL,
        &fields,
    );
    for row in &theirs["arms"].as_array().unwrap()[1..] {
        let arm = row["arm"].as_str().unwrap();
        for (definition, field, their_field) in INHIBITION {
            let mut number = inhibition(ours, arm, definition)[field].clone();
            if let ("regression", Some(percent)) = (definition, number.as_f64()) {
                number = Value::from(-percent);
            }
            agreement.number(&format!("{arm} {definition}"), &number, &row[their_field]);
        }
    }
    agreement
}

fn growth_rates(ours: &Value, theirs: &Value) -> Agreement {
    let mut agreement = Agreement::default();
    let fields = [
        ("n", "n"),
        ("slope_per_day", "slope"),
        ("intercept", "intercept"),
        ("se", "se_slope"),
        ("r2", "r2"),
        ("sigma", "sigma"),
        ("doubling_days", "doubling_days"),
    ];
    agreement.rows(
        &ours["growth"]["animals"],
        &theirs["animals"],
        &ANIMAL,
        &fields,
    );
    let fields = [
        ("n", "n"),
        ("mean_slope_per_day", "mean_slope"),
        ("sd", "sd_slope"),
        ("sem", "sem_slope"),
        ("median", "median_slope"),
        ("doubling_days", "doubling_of_mean_slope"),
    ];
    agreement.rows(&ours["growth"]["arms"], &theirs["arms"], &ARM, &fields);
    for row in &theirs["arms"].as_array().unwrap()[1..] {
        let arm = row["arm"].as_str().unwrap();
        let ours = &inhibition(ours, arm, "rate")["tgi_percent"];
        agreement.number(&format!("{arm} rate"), ours, &row["gri_pct"]);
    }
    let count = |rows: &Value| rows.as_array().unwrap().len();
    assert_eq!(count(&ours["growth"]["animals"]), count(&theirs["animals"]));
    agreement
}

fn mrecist(ours: &Value, theirs: &Value) -> Agreement {
    let mut agreement = Agreement::default();
    let fields = [
        ("best_response_percent", "best_response"),
        ("best_average_response_percent", "best_avg_response"),
    ];
    let responses = &ours["responses"];
    agreement.rows(&responses["animals"], &theirs["animals"], &ANIMAL, &fields);
    let calls = responses["animals"].as_array().unwrap();
    let calls: BTreeMap<(&str, &str), &str> = calls
        .iter()
        .map(|r| {
            let text = |key: &str| r[key].as_str().unwrap();
            ((text("animal"), text("arm")), text("mrecist"))
        })
        .collect();
    for row in theirs["animals"].as_array().unwrap() {
        let key = (
            row["animal"].as_str().unwrap(),
            row["arm"].as_str().unwrap(),
        );
        assert_eq!(calls[&key], row["call"].as_str().unwrap_or("NE"), "{key:?}");
    }
    let arms = responses["arms"].as_array().unwrap();
    for row in theirs["counts"].as_array().unwrap() {
        let arm = arms.iter().find(|arm| arm["arm"] == row["arm"]).unwrap();
        for class in ["mCR", "mPR", "mSD", "mPD"] {
            agreement.number(class, &arm["mrecist"][class], &row[class]);
        }
        agreement.number("NE", &arm["mrecist"]["NE"], &row["not_evaluable"]);
    }
    agreement
}

/// The lowest mean change of each arm among the reference's days on which three animals and half of the arm were weighed.
/// The reference itself takes all days: means of one or two animals too.
fn lowest_means(theirs: &Value) -> Value {
    let arms = theirs["arms"].as_array().unwrap().iter();
    let lowest = arms.filter_map(|arm| {
        let days = theirs["by_arm_day"].as_array().unwrap().iter();
        let speaks = |row: &&Value| {
            let n = row["n"].as_u64().unwrap();
            row["arm"] == arm["arm"] && n >= 3 && 2 * n >= arm["n"].as_u64().unwrap()
        };
        let change = |row: &&Value| row["mean_pct"].as_f64();
        let known = days.filter(speaks).filter(|row| change(row).is_some());
        let least = known.min_by(|a, b| change(a).partial_cmp(&change(b)).unwrap())?;
        Some(serde_json::json!({
            "arm": arm["arm"],
            "max_mean_loss_pct": least["mean_pct"],
            "day": least["day"],
            "n": least["n"],
        }))
    });
    lowest.collect()
}

fn body_weight(ours: &Value, theirs: &Value) -> Agreement {
    let mut agreement = Agreement::default();
    let fields = [
        ("n", "n"),
        ("mean_g", "mean_bw"),
        ("sem_g", "sem_bw"),
        ("mean_change_percent", "mean_pct"),
        ("sem_change_percent", "sem_pct"),
    ];
    agreement.rows(
        &ours["weight_by_day"],
        &theirs["by_arm_day"],
        &ARM_DAY,
        &fields,
    );
    let arms = &ours["weight"]["arms"];
    let fields = [
        ("max_mean_loss_percent", "max_mean_loss_pct"),
        ("day", "day"),
        ("n_on_day", "n"),
    ];
    agreement.rows(arms, &lowest_means(theirs), &ARM, &fields);
    let fields = [
        ("n", "n"),
        ("mean_nadir_percent", "mean_nadir_pct"),
        ("worst_nadir_percent", "worst_nadir_pct"),
        ("n_loss_10", "n_loss_ge10"),
        ("n_loss_15", "n_loss_ge15"),
        ("n_loss_20", "n_loss_ge20"),
    ];
    agreement.rows(arms, &theirs["arms"], &ARM, &fields);
    let fields = [
        ("baseline_g", "bw0"),
        ("nadir_percent", "nadir_pct"),
        ("nadir_day", "nadir_day"),
        ("last_percent", "last_pct"),
    ];
    agreement.rows(
        &ours["weight"]["animals"],
        &theirs["animals"],
        &ANIMAL,
        &fields,
    );
    agreement
}

type Compare = fn(&Value, &Value) -> Agreement;

/// Every reference that a data set has.
fn check(set: &Set, record: &StudyRecord, is_shared: bool) {
    let ours = run(record, &set.options());
    let compare: [(&str, Compare); 3] = [
        ("descriptive", descriptive),
        ("tgi_tc_auc", tgi_tc_auc),
        ("growth_rates", growth_rates),
    ];
    for (analysis, compare) in compare {
        let theirs = reference(set.name, analysis, is_shared).unwrap();
        compare(&ours, &theirs).check(&format!("{} {analysis}", set.name));
    }
    let theirs = reference(set.name, "mrecist", is_shared).unwrap();
    let name = format!("{} mrecist", set.name);
    mrecist(&ours, &theirs["window_ge10"]).check(&name);
    // Days are whole: after day 10 is from day 11 on.
    let after = AnalysisOptions {
        mrecist_from: 11.0,
        ..set.options()
    };
    mrecist(&run(record, &after), &theirs["window_gt10"]).check(&name);
}

#[test]
fn own_data_sets_agree_with_r() {
    for set in OWN {
        let record = set.load(&own(set.name));
        check(&set, &record, false);
        let ours = run(&record, &set.options());
        let theirs = reference(set.name, "body_weight", false).unwrap();
        body_weight(&ours, &theirs).check(&format!("{} body_weight", set.name));
    }
}

#[test]
fn public_data_sets_agree_with_r() {
    for set in SHARED {
        let Some(file) = set.shared_file() else {
            return;
        };
        let record = set.load(&file);
        check(&set, &record, true);
        if set.name.starts_with("maeve") {
            let ours = run(&record, &set.options());
            let theirs = reference(set.name, "body_weight", true).unwrap();
            body_weight(&ours, &theirs).check(&format!("{} body_weight", set.name));
        }
    }
}

/// Two weights of 0 (mouse_40, days 18 and 21) are impossible. Without them, only the numbers of that animal
/// and of its arm on those days change.
#[test]
fn drap_onean_differs_from_r_only_for_impossible_weights() {
    let set = set("drap_onean", "Control", 21.0);
    let Some(file) = set.shared_file() else {
        return;
    };
    let ours = run(&set.load(&file), &set.options());
    let theirs = reference(set.name, "body_weight", true).unwrap();
    let agreement = body_weight(&ours, &theirs);
    agreement.report("drap_onean body_weight");
    let arm = theirs["animals"]
        .as_array()
        .unwrap()
        .iter()
        .find(|a| a["animal"] == "mouse_40");
    let arm = arm.unwrap()["arm"].as_str().unwrap();
    let allowed = [
        format!("{arm} / 18:"),
        format!("{arm} / 21:"),
        format!("{arm}:"),
        format!("mouse_40 / {arm}: "),
    ];
    assert!(!agreement.differing.is_empty());
    for difference in &agreement.differing {
        let explained = allowed
            .iter()
            .any(|start| difference.starts_with(start.as_str()));
        assert!(explained, "{difference}");
    }
}

#[test]
fn two_tumors_per_animal_agree_with_r() {
    let Some(file) = shared("data/mas9806_bilateral_lw.csv") else {
        return;
    };
    let selection = Selection {
        control: "Ctrl",
        study: None,
        from_day: 0.0,
    };
    let options = AnalysisOptions {
        burden: BurdenRule::Available,
        ..as_reference()
    };
    let ours = run(&load(&file, &selection), &options);
    let theirs = reference("mas9806_bilateral_total", "descriptive", true).unwrap();
    descriptive(&ours, &theirs).check("mas9806_bilateral_total descriptive");
    let theirs = reference("mas9806_bilateral_lw", "body_weight", true).unwrap();
    body_weight(&ours, &theirs).check("mas9806_bilateral_lw body_weight");
}

#[test]
fn pdx_encyclopedia_agrees_with_r() {
    let set = set("pdxe_drap_full", "untreated", 0.0);
    let Some(file) = set.shared_file() else {
        return;
    };
    let record = set.load(&file);
    let theirs = reference(set.name, "mrecist", true).unwrap();
    let ours = run(&record, &as_reference());
    mrecist(&ours, &theirs["window_ge10"]).check("pdxe_drap_full mrecist");
    let after = AnalysisOptions {
        mrecist_from: 11.0,
        ..as_reference()
    };
    mrecist(&run(&record, &after), &theirs["window_gt10"]).check("pdxe_drap_full mrecist");
}

/// The expected values that Genentech publishes: slope of ln(V + 1) and eGaIT, days up to 21.
#[test]
fn vismodegib_agrees_with_maeve() {
    let set = set("maeve_vismodegib", "dose_0.0", 21.0);
    let Some(file) = set.shared_file() else {
        return;
    };
    let options = AnalysisOptions {
        zeros: Some(ZeroRule::Offset(1.0)),
        day: Some(21.0),
        ..set.options()
    };
    let ours = run(&set.load(&file), &options);
    let theirs = reference(set.name, "maeve_goldstandard_by_id", true).unwrap();
    let keys = Keys {
        ours: &["animal"],
        theirs: &["animalID"],
    };
    let mut agreement = Agreement::default();
    let fields = [("slope_per_day", "linear")];
    agreement.rows(&ours["growth"]["animals"], &theirs["by_id"], &keys, &fields);
    agreement.rows(
        &ours["course"]["animals"],
        &theirs["by_id"],
        &keys,
        &[("egait", "AUC")],
    );
    agreement.check("maeve_vismodegib by id");
}

/// The medians that divide PD1 from PD2.
#[test]
fn kaplan_meier_medians_agree_with_r() {
    for set in OWN {
        let theirs = reference(set.name, "survival_4x", false).unwrap();
        let mut agreement = Agreement::default();
        for row in theirs["median_ci_log-log"].as_array().unwrap() {
            let animals = theirs["animals"].as_array().unwrap().iter();
            let times = animals
                .filter(|animal| animal["arm"] == row["arm"])
                .map(|animal| Time {
                    time: animal["time"].as_f64().unwrap(),
                    event: animal["event"] == 1,
                });
            let ours = serde_json::to_value(median(&times.collect::<Vec<_>>())).unwrap();
            agreement.number(row["arm"].as_str().unwrap(), &ours, &row["median"]);
        }
        agreement.check(&format!("{} Kaplan-Meier medians", set.name));
    }
}
