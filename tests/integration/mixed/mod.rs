//! The mixed model against R (lme4, lmerTest, pbkrtest, emmeans), on our own data sets and, if the
//! folder exists, on public ones.
//!
//! If R's optimizer stopped before the optimum, our criterion is lower, and numbers that depend on the
//! optimum are compared only as closely as the two criteria agree.

mod by_arm;
mod rows;

use std::path::{Path, PathBuf};

use serde_json::Value;
use stats::adjust::Adjustment;
use stats::mixed::{
    Combination, Estimate, FTest, Family, Fit, Freedom, Method, Model, Stop, Term, against_first,
    fit, likelihood_ratio,
};

use crate::support::{own, shared};
use rows::{Rows, Selection};

/// One reference.
#[derive(Clone, Copy)]
struct Set {
    name: &'static str,
    file: &'static str,
    analysis: &'static str,
    rows: Selection,
    landmark: f64,
}

const fn set(
    name: &'static str,
    control: &'static str,
    landmark: f64,
    horizon: f64,
    analysis: &'static str,
) -> Set {
    Set {
        name,
        file: name,
        analysis,
        landmark,
        rows: Selection {
            control,
            study: None,
            horizon,
            offset: 0.0,
        },
    }
}

const fn plus_one(set: Set) -> Set {
    Set {
        analysis: "lmm_offset1",
        rows: Selection {
            offset: 1.0,
            ..set.rows
        },
        ..set
    }
}

const KT253: Set = set("kt253_rs411", "Vehicle", 17.0, 17.0, "lmm");
const A549: Set = set("combination_a549", "Vehicle", 24.0, 21.0, "lmm");
const DOSES: Set = set("dose_response", "Vehicle", 19.0, 19.0, "lmm");
const PILOT: Set = set("pilot_two_arm", "Control", 14.0, 14.0, "lmm");
const GDC0084: &str = "maeve_gdc0084_temo_01";
const CR1197: &str = "invivosyn_cr1197";
const LS1034: &str = "invivosyn_ls1034";
const ALL: f64 = f64::INFINITY;

const OWN: [Set; 7] = [
    KT253,
    A549,
    plus_one(A549),
    DOSES,
    plus_one(DOSES),
    PILOT,
    plus_one(PILOT),
];

const SHARED: [Set; 9] = [
    set("koziol1981", "G1", 17.0, 21.0, "lmm"),
    set(CR1197, "Vehicle", 50.0, 50.0, "lmm"),
    set(CR1197, "Vehicle", 50.0, ALL, "lmm_all_days"),
    set(LS1034, "Vehicle", 16.0, 20.0, "lmm"),
    set(LS1034, "Vehicle", 16.0, ALL, "lmm_all_days"),
    set("maeve_vismodegib", "dose_0.0", 21.0, 21.0, "lmm"),
    set(GDC0084, "gdc0084_00_temo_00", 14.0, 21.0, "lmm"),
    set(GDC0084, "gdc0084_00_temo_00", 14.0, ALL, "lmm_all_days"),
    Set {
        file: "inspect_az",
        rows: Selection {
            control: "Control",
            study: Some("Study 3"),
            horizon: 14.0,
            offset: 0.0,
        },
        ..set("inspect_az_study3", "Control", 14.0, 14.0, "lmm")
    },
];

/// The largest deviation of each kind, and the deviations that are too large.
#[derive(Default)]
struct Errors {
    largest: Vec<(&'static str, f64)>,
    too_large: Vec<String>,
}

/// Allowed deviations: absolute for fixed effects, which are logarithms, and relative for the others.
const ALLOWED: [(&str, f64); 9] = [
    ("criterion", 1e-7),
    ("fixed", 1e-6),
    ("se", 1e-5),
    ("variance", 1e-4),
    ("satterthwaite df", 1e-3),
    ("kenward-roger df", 1e-3),
    ("ln p", 1e-3),
    ("dunnett", 2e-5),
    ("dunnett of many", 2e-4),
];

impl Errors {
    fn take(&mut self, kind: &'static str, error: f64, what: &str) {
        let allowed = ALLOWED.iter().find(|(k, _)| *k == kind).unwrap().1;
        if error.is_nan() || error > allowed {
            self.too_large.push(format!("{what}: {kind} {error:e}"));
        }
        match self.largest.iter_mut().find(|(k, _)| *k == kind) {
            Some((_, largest)) => *largest = largest.max(error),
            None => self.largest.push((kind, error)),
        }
    }

    fn relative(&mut self, kind: &'static str, ours: f64, theirs: &Value, what: &str) {
        let theirs = theirs.as_f64().unwrap();
        let scale = theirs.abs().max(1e-9);
        self.take(kind, (ours - theirs).abs() / scale, what);
    }

    fn absolute(&mut self, kind: &'static str, ours: f64, theirs: &Value, what: &str) {
        self.take(kind, (ours - theirs.as_f64().unwrap()).abs(), what);
    }

    fn p(&mut self, ours: f64, theirs: &Value, what: &str) {
        let (ours, theirs) = (ours.ln(), theirs.as_f64().unwrap().ln());
        let error = (ours - theirs).abs() / theirs.abs().max(1.0);
        self.take("ln p", error, what);
    }

    fn report(&self, name: &str) {
        let largest: Vec<String> = self
            .largest
            .iter()
            .map(|(kind, error)| format!("{kind} {error:.0e}"))
            .collect();
        println!("{name}: {}", largest.join(", "));
        let shown = &self.too_large[..self.too_large.len().min(20)];
        assert!(self.too_large.is_empty(), "{name}\n{}", shown.join("\n"));
    }
}

fn reference(set: &Set, folder: &Path) -> Value {
    let file = folder.join(format!("{}__{}.json", set.name, set.analysis));
    serde_json::from_str(&std::fs::read_to_string(file).unwrap()).unwrap()
}

fn own_reference(set: &Set) -> Value {
    reference(
        set,
        &Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/reference"),
    )
}

fn files(set: &Set) -> Option<(PathBuf, Value)> {
    let data = shared(&format!("data/{}.csv", set.file))?;
    let folder = shared("golden")?;
    Some((data, reference(set, &folder)))
}

/// The name of an effect in R.
fn name(term: Term, arms: &[String]) -> String {
    match term {
        Term::Intercept => "(Intercept)".into(),
        Term::Day => "day".into(),
        Term::Arm(arm) => format!("arm{}", arms[arm]),
        Term::DayByArm(arm) => format!("day:arm{}", arms[arm]),
        other => panic!("{other:?}"),
    }
}

const SATTERTHWAITE: &str = "satterthwaite df";
const KENWARD_ROGER: &str = "kenward-roger df";

/// Criterion, fixed effects, variances and tests of the coefficients.
fn compare_fit(fit: &Fit, theirs: &Value, arms: &[String], errors: &mut Errors) {
    let criterion = theirs["reml_criterion"].as_f64().unwrap();
    errors.take("criterion", fit.criterion - criterion, "criterion");
    assert_eq!(fit.readings as u64, theirs["n_obs"].as_u64().unwrap());
    assert_eq!(fit.animals as u64, theirs["n_animals"].as_u64().unwrap());
    assert_eq!(fit.singular, theirs["singular"].as_bool().unwrap());
    errors.relative("criterion", fit.aic, &theirs["aic"], "AIC");
    errors.relative("criterion", fit.bic, &theirs["bic"], "BIC");
    let sigma = fit.variances.residual.sqrt();
    errors.relative("variance", sigma, &theirs["sigma"], "sigma");
    for row in theirs["varcomp"].as_array().unwrap() {
        let text = |key: &str| row[key].as_str().unwrap_or("");
        let v = fit.variances;
        let (ours, sd_or_correlation) = match (text("var1"), text("var2")) {
            ("(Intercept)", "") => (v.intercept, v.intercept.sqrt()),
            ("day", "") => (v.slope.unwrap(), v.slope.unwrap().sqrt()),
            ("(Intercept)", "day") => (v.covariance.unwrap(), v.correlation().unwrap()),
            _ => (v.residual, v.residual.sqrt()),
        };
        errors.relative("variance", ours, &row["vcov"], "variance");
        errors.relative("variance", sd_or_correlation, &row["sdcor"], "SD");
    }
    let satterthwaite = fit.coefficient_tests(Freedom::Satterthwaite);
    let kenward_roger = fit.coefficient_tests(Freedom::KenwardRoger);
    let rows = theirs["fixed"].as_array().unwrap();
    assert_eq!(rows.len(), fit.coefficients.len());
    for (i, (row, ours)) in rows.iter().zip(&fit.coefficients).enumerate() {
        let what = name(ours.term, arms);
        assert_eq!(row["term"].as_str().unwrap(), what);
        errors.absolute("fixed", ours.estimate.unwrap(), &row["estimate"], &what);
        errors.relative("se", ours.se.unwrap(), &row["se"], &what);
        let (s, k) = (satterthwaite[i].unwrap(), kenward_roger[i].unwrap());
        errors.relative(SATTERTHWAITE, s.df, &row["satterthwaite_df"], &what);
        errors.p(s.p, &row["satterthwaite_p"], &what);
        errors.relative("se", k.se, &row["kr_se"], &what);
        errors.relative(KENWARD_ROGER, k.df, &row["kr_df"], &what);
        errors.p(k.p, &row["kr_p"], &what);
    }
    let covariance = fit.covariance();
    for (i, row) in theirs["vcov_fixed"].as_array().unwrap().iter().enumerate() {
        for (j, cell) in row.as_array().unwrap().iter().enumerate() {
            let scale = (covariance[i][i] * covariance[j][j]).sqrt();
            let error = (covariance[i][j] - cell.as_f64().unwrap()).abs() / scale;
            errors.take("se", error, "covariance");
        }
    }
    for row in theirs["anova_type3"].as_array().unwrap() {
        compare_f(fit, row, errors);
    }
}

/// The hypotheses of a type III table: the mean slope, levels on day 0, slopes.
fn hypothesis(fit: &Fit, term: &str) -> Vec<Combination> {
    let slopes: Vec<_> = (0..fit.arms()).map(|a| fit.slope(a).unwrap()).collect();
    let levels: Vec<_> = (0..fit.arms()).map(|a| fit.mean(a, 0.0).unwrap()).collect();
    let sum = |sum: Combination, one: &Combination| sum.plus(one, 1.0 / fit.arms() as f64);
    match term {
        "day" => vec![slopes.iter().fold(Combination::default(), sum)],
        "arm" => against_first(&levels),
        _ => against_first(&slopes),
    }
}

fn compare_f(fit: &Fit, row: &Value, errors: &mut Errors) {
    let term = row["term"].as_str().unwrap();
    let of = hypothesis(fit, term);
    let mut check = |test: FTest, f: &str, df: &str, p: &str, kind: &'static str| {
        assert_eq!(test.df1, row["num_df"].as_f64().unwrap());
        errors.relative("se", test.f, &row[f], &format!("F of {term}"));
        errors.relative(kind, test.df2, &row[df], &format!("F of {term}"));
        errors.p(test.p, &row[p], &format!("F of {term}"));
    };
    let test = |freedom| fit.f_test(&of, freedom).unwrap();
    let s = test(Freedom::Satterthwaite);
    check(s, "F", "sat_den_df", "sat_p", SATTERTHWAITE);
    let k = test(Freedom::KenwardRoger);
    check(k, "kr_F", "kr_den_df", "kr_p", KENWARD_ROGER);
}

/// A row with df and an interval.
fn compare_row(ours: Estimate, row: &Value, estimate: &str, df: &'static str, errors: &mut Errors) {
    let what = format!("{} {}", row["arm"], row["contrast"]);
    let interval = ours.interval(0.95).unwrap();
    errors.absolute("fixed", ours.estimate, &row[estimate], &what);
    errors.relative("se", ours.se, &row["se"], &what);
    errors.relative(df, ours.df, &row["df"], &what);
    for (end, key) in [(interval.low, "lwr95"), (interval.high, "upr95")] {
        let error = (end - row[key].as_f64().unwrap()).abs() / ours.se;
        errors.take("ln p", error, &what);
    }
    if row.get("p_raw").is_some() {
        errors.p(ours.p, &row["p_raw"], &what);
    }
}

/// Dunnett's p, at the degrees of freedom truncated as in R, and Holm's. R's integration draws points at
/// random: 2 000 000 for up to 5 comparisons, 500 000 for up to 10, 100 000 for more.
fn compare_adjusted(family: &Family, rows: &[Value], errors: &mut Errors) {
    let exact = family.dunnett(0.95).unwrap();
    assert!(exact.deviation < 1e-9, "{}", exact.deviation);
    let mut truncated = family.clone();
    for (estimate, row) in truncated.estimates.iter_mut().flatten().zip(rows) {
        estimate.df = row["df"].as_f64().unwrap().floor();
    }
    let holm = family.adjusted(Adjustment::Holm);
    let dunnett = truncated.dunnett(0.95).unwrap().estimates;
    for (i, row) in rows.iter().enumerate() {
        let (raw, ours) = (family.estimates[i].unwrap(), exact.estimates[i].unwrap());
        assert!(ours.p >= raw.p && ours.p <= 1.0 + 1e-12);
        let alone = raw.interval(0.95).unwrap();
        assert!(ours.interval.low <= alone.low + 1e-12 && alone.high <= ours.interval.high + 1e-12);
        let kind = ["dunnett", "dunnett of many"][usize::from(rows.len() > 10)];
        if rows.len() > 1 {
            let p = dunnett[i].unwrap().p;
            errors.absolute(kind, p, &row["p_mvt_hiprec"], "Dunnett");
        }
        errors.p(holm[i].unwrap(), &row["p_holm"], "Holm");
    }
}

/// Slopes, means at the landmark day, and their differences to the control.
fn compare_contrasts(fit: &Fit, theirs: &Value, day: f64, errors: &mut Errors) {
    let slopes: Vec<_> = (0..fit.arms()).map(|a| fit.slope(a).unwrap()).collect();
    let means: Vec<_> = (0..fit.arms()).map(|a| fit.mean(a, day).unwrap()).collect();
    for (table, rows, of, key, freedom, df) in [
        (
            "slopes_satterthwaite",
            "trends",
            &slopes,
            "slope",
            Freedom::Satterthwaite,
            SATTERTHWAITE,
        ),
        (
            "slopes_kenward_roger",
            "trends",
            &slopes,
            "slope",
            Freedom::KenwardRoger,
            KENWARD_ROGER,
        ),
        (
            "emmeans_at_landmark_satterthwaite",
            "means",
            &means,
            "emmean",
            Freedom::Satterthwaite,
            SATTERTHWAITE,
        ),
        (
            "emmeans_at_landmark_kenward_roger",
            "",
            &means,
            "",
            Freedom::KenwardRoger,
            KENWARD_ROGER,
        ),
    ] {
        let table = &theirs[table];
        if let Some(rows) = table[rows].as_array() {
            for (row, combination) in rows.iter().zip(of) {
                compare_row(
                    fit.test(combination, freedom).unwrap(),
                    row,
                    key,
                    df,
                    errors,
                );
            }
        }
        let family = fit.family(&against_first(of), freedom);
        let rows = table["contrasts"].as_array().unwrap();
        assert_eq!(rows.len(), family.estimates.len());
        for (row, ours) in rows.iter().zip(&family.estimates) {
            compare_row(ours.unwrap(), row, "estimate", df, errors);
        }
        compare_adjusted(&family, rows, errors);
    }
}

/// ML fits with and without the interaction.
fn compare_ml(rows: &Rows, theirs: &Value, errors: &mut Errors) {
    let large = fit(&Model {
        method: Method::Ml,
        ..rows.growth()
    })
    .unwrap();
    let small = fit(&rows.parallel()).unwrap();
    let ratio = likelihood_ratio(&small, &large).unwrap();
    let lrt = &theirs["lrt_interaction"];
    for (ours, theirs) in [(&large, &theirs["logLik"]), (&small, &lrt["logLik0"])] {
        let lower = theirs.as_f64().unwrap() - ours.log_likelihood;
        errors.take("criterion", 2.0 * lower, "ML");
    }
    errors.absolute("fixed", ratio.chi2, &lrt["chisq"], "likelihood ratio");
    assert_eq!(ratio.df, lrt["df"].as_f64().unwrap());
    errors.p(ratio.p, &lrt["p"], "likelihood ratio");
    let sigma = large.variances.residual.sqrt();
    errors.relative("variance", sigma, &theirs["sigma"], "ML sigma");
    for ours in &large.coefficients {
        let what = name(ours.term, &rows.arms);
        let theirs = &theirs["fixed"][&what];
        errors.absolute("fixed", ours.estimate.unwrap(), theirs, &what);
    }
}

fn check(set: &Set, file: &Path, theirs: &Value) {
    let rows = Rows::read(file, &set.rows);
    let mut errors = Errors::default();
    let ours = fit(&rows.growth()).unwrap();
    assert_eq!(ours.record.stop, Stop::Converged);
    compare_fit(&ours, &theirs["slope_intercept"], &rows.arms, &mut errors);
    let level = fit(&rows.random_intercept()).unwrap();
    compare_fit(&level, &theirs["random_intercept"], &rows.arms, &mut errors);
    compare_contrasts(&ours, theirs, set.landmark, &mut errors);
    compare_ml(&rows, &theirs["ml"], &mut errors);
    errors.report(&format!("{} {}", set.name, set.analysis));
}

#[test]
fn own_data_sets_agree_with_r() {
    for set in &OWN {
        check(set, &own(set.file), &own_reference(set));
    }
}

#[test]
fn public_data_sets_agree_with_r() {
    for set in &SHARED {
        let Some((file, theirs)) = files(set) else {
            return;
        };
        check(set, &file, &theirs);
    }
}

/// On a boundary where R's optimizer did not converge (its gradient is 4). Our criterion is lower by as much as
/// one parameter would explain, so only numbers that do not depend on the optimum are compared.
#[test]
fn criterion_is_lower_where_r_stopped_early() {
    let set = plus_one(KT253);
    let theirs = own_reference(&set);
    let rows = Rows::read(&own(set.file), &set.rows);
    let ours = fit(&rows.growth()).unwrap();
    assert_eq!(ours.record.stop, Stop::Converged);
    assert!(ours.record.gradient < 1e-4, "{:?}", ours.record);
    let criterion = theirs["slope_intercept"]["reml_criterion"].as_f64();
    let lower = criterion.unwrap() - ours.criterion;
    println!("{} {}: lower by {lower}", set.name, set.analysis);
    assert!(lower > 0.0);
    let level = fit(&rows.random_intercept()).unwrap();
    let mut errors = Errors::default();
    compare_fit(&level, &theirs["random_intercept"], &rows.arms, &mut errors);
    errors.report("kt253_rs411 lmm_offset1, random intercept");
}
