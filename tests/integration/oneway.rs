//! The tests of one value per animal compared with R: volumes of the landmark day, areas and growth rates, of our
//! own data sets and, if the folder exists, of public ones. The inputs are those of the R scripts.

use std::path::PathBuf;

use serde_json::{Value, json};
use stats::adjust::{Adjustment, adjust};
use stats::oneway::anova::{anova, residuals};
use stats::oneway::bartlett::bartlett;
use stats::oneway::levene::levene;
use stats::oneway::shapiro_wilk::shapiro_wilk;
use stats::oneway::student::t_test;
use stats::oneway::welch_anova::welch_anova;
use stats::oneway::{dunn, dunnett, kruskal, mann_whitney, tukey};
use stats::welch;

use crate::agreement::Agreement;
use crate::support::shared;

/// Names of the data sets and of the first arm.
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
    ("inspect_az_study3", "Control"),
];

/// Values of the arms that R compared, control first, then in byte order.
struct Arms {
    names: Vec<String>,
    values: Vec<Vec<f64>>,
}

impl Arms {
    fn new(animals: &Value, field: &str, control: &str, theirs: &Value, log: bool) -> Self {
        let mut names: Vec<String> = theirs["n"].as_object().unwrap().keys().cloned().collect();
        names.sort_by_key(|name| (name != control, name.clone()));
        let of = |name: &String| {
            let own = animals.as_array().unwrap().iter();
            let own = own.filter(|animal| animal["arm"].as_str() == Some(name));
            let values = own.filter_map(|animal| animal[field].as_f64());
            let values = values.filter(|&v| !log || v > 0.0);
            values.map(|v| if log { v.ln() } else { v }).collect()
        };
        let values: Vec<Vec<f64>> = names.iter().map(of).collect();
        for (name, values) in names.iter().zip(&values) {
            assert_eq!(values.len(), theirs["n"][name], "{name}");
        }
        Self { names, values }
    }

    fn slices(&self) -> Vec<&[f64]> {
        self.values.iter().map(Vec::as_slice).collect()
    }

    /// The reference's row of a comparison.
    fn row<'a>(&self, rows: &'a Value, b: usize, a: usize) -> &'a Value {
        let contrast = format!("{} - {}", self.names[b], self.names[a]);
        let mut rows = rows.as_array().unwrap().iter();
        let row = rows.find(|row| row["contrast"] == contrast.as_str());
        row.unwrap_or_else(|| panic!("no row {contrast}"))
    }
}

/// Every test of one set of values.
fn check(name: &str, arms: &Arms, theirs: &Value) {
    let mut agreement = Agreement::default();
    overall(&mut agreement, &arms.slices(), theirs);
    many_to_one(&mut agreement, arms, &theirs["dunnett"]);
    pairs(&mut agreement, arms, &theirs["tukey"]);
    mean_ranks(&mut agreement, arms, &theirs["dunn"]);
    each_with_control(&mut agreement, arms, &theirs["wilcoxon"]);
    agreement.check(name);
}

fn numbers(agreement: &mut Agreement, what: &str, fields: &[(&str, f64)], theirs: &Value) {
    for (field, ours) in fields {
        agreement.number(&format!("{what} {field}"), &json!(ours), &theirs[*field]);
    }
}

fn overall(agreement: &mut Agreement, groups: &[&[f64]], theirs: &Value) {
    let a = anova(groups).unwrap();
    let fields = [
        ("df1", a.df1),
        ("df2", a.df2),
        ("ss_between", a.ss_between),
        ("ss_within", a.ss_within),
        ("F", a.f),
        ("p", a.p),
    ];
    numbers(agreement, "anova", &fields, &theirs["anova"]);
    match welch_anova(groups) {
        Ok(w) => {
            let fields = [("F", w.f), ("df1", w.df1), ("df2", w.df2), ("p", w.p)];
            numbers(agreement, "welch", &fields, &theirs["welch_anova"]);
        }
        Err(reason) => assert!(theirs["welch_anova"]["F"].is_null(), "{reason}"),
    }
    match bartlett(groups) {
        Ok(b) => {
            let fields = [("K2", b.k2), ("df", b.df), ("p", b.p)];
            numbers(agreement, "bartlett", &fields, &theirs["bartlett"]);
        }
        Err(reason) => assert!(theirs["bartlett"].is_null(), "{reason}"),
    }
    let l = levene(groups).unwrap();
    let fields = [("F", l.f), ("p", l.p)];
    numbers(agreement, "levene", &fields, &theirs["levene_median"]);
    let s = shapiro_wilk(&residuals(groups).unwrap()).unwrap();
    let fields = [("W", s.w), ("p", s.p)];
    numbers(agreement, "shapiro", &fields, &theirs["shapiro_residuals"]);
    let k = kruskal::kruskal_wallis(groups).unwrap();
    let fields = [("H", k.h), ("df", k.df), ("p", k.p)];
    numbers(agreement, "kruskal", &fields, &theirs["kruskal"]);
}

fn many_to_one(agreement: &mut Agreement, arms: &Arms, theirs: &Value) {
    let ours = dunnett::dunnett(&arms.slices(), 0.95).unwrap();
    agreement.close("q95", ours.critical, &theirs["q95"], 0.0, 1e-10);
    let raw: Vec<Option<f64>> = ours.comparisons.iter().map(|c| Some(c.p_raw)).collect();
    let adjusted = [
        ("p_holm", adjust(&raw, Adjustment::Holm)),
        ("p_bh", adjust(&raw, Adjustment::BenjaminiHochberg)),
        ("p_hochberg", adjust(&raw, Adjustment::Hochberg)),
        ("p_bonferroni", adjust(&raw, Adjustment::Bonferroni)),
    ];
    for (i, c) in ours.comparisons.iter().enumerate() {
        let row = arms.row(&theirs["contrasts"], c.group, 0);
        let what = row["contrast"].as_str().unwrap();
        let fields = [
            ("estimate", c.estimate),
            ("se", c.se),
            ("t", c.t),
            ("df", ours.df),
            ("p_raw", c.p_raw),
        ];
        numbers(agreement, what, &fields, row);
        for (field, adjusted) in &adjusted {
            agreement.number(field, &json!(adjusted[i]), &row[*field]);
        }
        // Accurate to 1e-13; the limits, which need the quantile, to 1e-10.
        for (field, ours) in [("p_dunnett", c.p), ("p_dunnett_less", c.p_less)] {
            let what = format!("{what} {field}");
            agreement.close(&what, ours, &row[field], 2e-13, 1e-10);
        }
        let size = 1e-10 * ours.critical * c.se;
        for (field, ours) in [("lwr95", c.interval.low), ("upr95", c.interval.high)] {
            agreement.close(&format!("{what} {field}"), ours, &row[field], size, 1e-10);
        }
    }
}

fn pairs(agreement: &mut Agreement, arms: &Arms, theirs: &Value) {
    let ours = tukey::tukey(&arms.slices(), 0.95).unwrap();
    assert_eq!(ours.comparisons.len(), theirs.as_array().unwrap().len());
    for c in &ours.comparisons {
        let row = arms.row(theirs, c.b, c.a);
        let what = row["contrast"].as_str().unwrap();
        numbers(agreement, what, &[("diff", c.difference), ("q", c.q)], row);
        // R's `ptukey` has errors of up to 3e-8 (16 arms), its `qtukey` of 2e-8. SciPy agrees with our
        // values to 1e-13: see the tests of the studentized range.
        agreement.close(&format!("{what} p"), c.p, &row["p"], 3e-8, 0.0);
        let size = 2e-8 * c.se;
        for (field, ours) in [("lwr95", c.interval.low), ("upr95", c.interval.high)] {
            agreement.close(&format!("{what} {field}"), ours, &row[field], size, 0.0);
        }
    }
}

fn mean_ranks(agreement: &mut Agreement, arms: &Arms, theirs: &Value) {
    let of = |adjustment| dunn::with_control(&arms.slices(), adjustment).unwrap();
    let (holm, bonferroni) = (of(Adjustment::Holm), of(Adjustment::Bonferroni));
    for (c, other) in holm.comparisons.iter().zip(&bonferroni.comparisons) {
        let row = arms.row(theirs, c.b, c.a);
        let fields = [
            ("z", c.z),
            ("p", c.p),
            ("p_holm", c.p_adjusted),
            ("p_bonferroni", other.p_adjusted),
        ];
        numbers(agreement, row["contrast"].as_str().unwrap(), &fields, row);
    }
}

fn each_with_control(agreement: &mut Agreement, arms: &Arms, theirs: &Value) {
    let control = &arms.values[0];
    for (b, x) in arms.values.iter().enumerate().skip(1) {
        let row = arms.row(theirs, b, 0);
        let what = row["contrast"].as_str().unwrap();
        let m = mann_whitney::mann_whitney(x, control, 0.95).unwrap();
        let w = welch::t_test(x, control, 0.95).unwrap();
        let s = t_test(x, control, 0.95).unwrap();
        let fields = [
            ("W", m.u),
            ("p_normal_cc", m.normal.two_sided),
            ("p_less", m.p().less),
            ("p_rdefault", m.p().two_sided),
            ("welch_t", w.t),
            ("welch_df", w.df),
            ("welch_p", w.p),
            ("student_t", s.t),
            ("student_p", s.p),
        ];
        numbers(agreement, what, &fields, row);
        assert_eq!(m.exact.is_none(), row["ties"] == true, "{what}");
        if let Some(exact) = m.exact {
            let fields = [
                ("p_exact", exact.two_sided),
                ("hl_shift", m.shift),
                ("hl_lwr95", m.interval.low),
                ("hl_upr95", m.interval.high),
            ];
            numbers(agreement, what, &fields, row);
        }
    }
}

fn read(file: PathBuf) -> Value {
    serde_json::from_str(&std::fs::read_to_string(file).unwrap()).unwrap()
}

/// All references of one data set; `file` finds one by its analysis.
fn check_set((name, control): (&str, &str), file: &dyn Fn(&str) -> Option<PathBuf>) {
    let Some(courses) = file("tgi_tc_auc").map(read) else {
        return;
    };
    let growth = read(file("growth_rates").unwrap());
    let landmark = read(file("landmark_tests").unwrap());
    let mut sets = vec![
        ("vL", &courses, &landmark["raw"], false),
        ("vL", &courses, &landmark["log"], true),
        ("slope", &growth, &growth["tests_on_slopes"], false),
    ];
    let areas = file("auc_tests").map(read);
    if let Some(areas) = &areas {
        for field in ["auc_per_day", "log_auc_per_day"] {
            sets.push((field, &courses, &areas[field], false));
        }
    }
    for (field, source, theirs, log) in sets {
        let arms = Arms::new(&source["animals"], field, control, theirs, log);
        check(&format!("{name} {field} log {log}"), &arms, theirs);
    }
}

#[test]
fn own_data_sets_agree_with_r() {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/reference");
    for set in OWN {
        let file = |analysis: &str| Some(folder.join(format!("{}__{analysis}.json", set.0)));
        check_set(set, &|analysis| file(analysis).filter(|file| file.exists()));
    }
}

#[test]
fn public_data_sets_agree_with_r() {
    for set in SHARED {
        check_set(set, &|analysis| {
            shared(&format!("golden/{}__{analysis}.json", set.0))
        });
    }
}
