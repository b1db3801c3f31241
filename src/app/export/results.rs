//! The main results of a study as tables: the numbers of `graftbook analyze` under its default options, to full
//! precision. Whoever reads the exported data finds beside them what the report says.
//!
//! A table has no rows where the analysis has no such section. All are without rows while the study is blinded, as its
//! report is, and without a day 0.

use domain::{Analysis, ArmResponses, LandmarkTests, PrimarySection, ResponseRate};
use report::data::{Column, DataTable, row};

/// Names of the tables of results.
pub const TABLES: [&str; 6] = [
    "results_by_day",
    "results_inhibition",
    "results_primary_test",
    "results_landmark_tests",
    "results_responses",
    "results_time_to_event",
];

/// The tables of an analysis, in the order of [`TABLES`]; without rows if there is none.
pub fn tables(analysis: Option<&Analysis>) -> [DataTable; 6] {
    [
        by_day(analysis),
        inhibition(analysis),
        primary_test(analysis.and_then(|a| a.primary.as_ref())),
        landmark_tests(analysis),
        responses(analysis),
        time_to_event(analysis),
    ]
}

fn by_day(analysis: Option<&Analysis>) -> DataTable {
    let mut table = DataTable::new(
        TABLES[0],
        [
            Column::text("arm", "control first"),
            Column::number("day", "days", "study day"),
            Column::whole("n", "animals read"),
            Column::number("mean_mm3", "mm³", "mean volume"),
            Column::number("sd_mm3", "mm³", "its standard deviation"),
            Column::number("sem_mm3", "mm³", "its standard error"),
            Column::number("median_mm3", "mm³", "median volume"),
            Column::number("geomean_mm3", "mm³", "geometric mean; none if any is 0"),
            Column::whole("rtv_n", "animals with a volume relative to baseline"),
            Column::number("rtv_mean", "", "mean volume relative to baseline"),
            Column::number("rtv_sem", "", "its standard error"),
            Column::whole("followed", "animals read on this day or later"),
            Column::truth("guarded", "whether too few are left for the mean"),
        ],
    );
    for day in analysis.iter().flat_map(|a| &a.volume_by_day) {
        table.push(row![
            &day.arm,
            day.day,
            day.n,
            day.mean,
            day.sd,
            day.sem,
            day.median,
            day.geomean,
            day.rtv_n,
            day.rtv_mean,
            day.rtv_sem,
            day.followed,
            day.guarded,
        ]);
    }
    table
}

fn inhibition(analysis: Option<&Analysis>) -> DataTable {
    let mut table = DataTable::new(
        TABLES[1],
        [
            Column::text("arm", "treated arm"),
            Column::number("day", "days", "study day"),
            Column::text("definition", "its id"),
            Column::truth("primary", "whether the study names this definition"),
            Column::number("tgi_percent", "%", "growth inhibition"),
            Column::number("tgi_low", "%", "lower end of its interval"),
            Column::number("tgi_high", "%", "upper end of its interval"),
            Column::text("interval", "id of the method of the interval"),
            Column::number("tc_percent", "%", "treated over control"),
            Column::whole("n", "animals of the arm with a value"),
            Column::whole("n_control", "animals of the control with a value"),
            Column::text("note", "why a number is missing"),
        ],
    );
    for (analysis, row) in analysis
        .iter()
        .flat_map(|a| a.inhibition.iter().map(move |row| (a, row)))
    {
        table.push(row![
            &row.arm,
            row.day,
            row.definition.id(),
            row.definition == analysis.settings.primary_definition,
            row.tgi_percent,
            row.ci_low,
            row.ci_high,
            row.interval_method,
            row.tc_percent,
            row.n_treated,
            row.n_control,
            row.note.as_ref(),
        ]);
    }
    table
}

fn primary_test(section: Option<&PrimarySection>) -> DataTable {
    let mut table = DataTable::new(
        TABLES[2],
        [
            Column::text("arm", "treated arm"),
            Column::text("test", "id of the primary test"),
            Column::text("method", "how P was found for this arm"),
            Column::number(
                "landmark_day",
                "days",
                "readings count up to this study day",
            ),
            Column::number("floor_mm3", "mm³", "smaller volumes count as this"),
            Column::whole("n", "animals of the arm that were used"),
            Column::whole("n_control", "animals of the control that were used"),
            Column::number("estimate", "", "the contrast on the scale of the test"),
            Column::number("se", "", "its standard error"),
            Column::number("df", "", "its degrees of freedom"),
            Column::number("ratio", "", "growth ratio: exp(estimate)"),
            Column::number("ratio_low", "", "lower end of its interval"),
            Column::number("ratio_high", "", "upper end of its interval"),
            Column::number("p", "", "two-sided, of this comparison alone"),
            Column::number("p_adjusted", "", "adjusted for the number of arms"),
            Column::text("adjustment", "how P is adjusted"),
            Column::number("observed_ratio", "", "ratio of geometric means of V/V0"),
            Column::text("note", "why a number is missing, or what limits it"),
        ],
    );
    for (section, arm) in section
        .iter()
        .flat_map(|s| s.rows.iter().map(move |row| (s, row)))
    {
        table.push(row![
            &arm.arm,
            section.test,
            arm.method,
            section.landmark_day,
            section.floor_mm3,
            arm.n,
            arm.n_control,
            arm.estimate,
            arm.se,
            arm.df,
            arm.ratio,
            arm.ratio_low,
            arm.ratio_high,
            arm.p,
            arm.p_adjusted,
            section.adjustment,
            arm.observed_ratio,
            arm.note.as_ref(),
        ]);
    }
    table
}

fn landmark_tests(analysis: Option<&Analysis>) -> DataTable {
    let mut table = DataTable::new(
        TABLES[3],
        [
            Column::text("arm", "treated arm; empty for a test of all arms"),
            Column::text("scale", "raw or log"),
            Column::text("test", "its id"),
            Column::number("statistic", "", "F, H, t or W"),
            Column::number("df", "", "degrees of freedom, of F between arms"),
            Column::number("df_within", "", "of F within arms"),
            Column::number("p", "", "two-sided, of this test alone"),
            Column::number("p_holm", "", "the same after Holm over the arms"),
            Column::number("p_dunnett", "", "adjusted by Dunnett"),
        ],
    );
    let sections = analysis.and_then(|a| Some((a.landmark.as_ref()?, a.arms.first()?)));
    let Some((section, control)) = sections else {
        return table;
    };
    for (scale, tests) in [("raw", &section.raw), ("log", &section.log)] {
        for_all_arms(&mut table, scale, tests);
        for_each_arm(&mut table, scale, tests, control);
    }
    table
}

fn for_all_arms(table: &mut DataTable, scale: &str, tests: &LandmarkTests) {
    let none: Option<f64> = None;
    let mut push = |test: &str, statistic: f64, df: f64, within: Option<f64>, p: f64| {
        table.push(row![
            None::<&str>,
            scale,
            test,
            statistic,
            df,
            within,
            p,
            none,
            none
        ]);
    };
    if let Some(test) = &tests.anova {
        push("anova", test.f, test.df1, Some(test.df2), test.p);
    }
    if let Some(test) = &tests.welch_anova {
        push("welch_anova", test.f, test.df1, Some(test.df2), test.p);
    }
    if let Some(test) = &tests.kruskal {
        push("kruskal_wallis", test.h, test.df, None, test.p);
    }
}

fn for_each_arm(table: &mut DataTable, scale: &str, tests: &LandmarkTests, control: &str) {
    let none: Option<f64> = None;
    let arm = |contrast: &str| {
        let suffix = format!(" - {control}");
        contrast
            .strip_suffix(&suffix)
            .unwrap_or(contrast)
            .to_owned()
    };
    for (test, rows) in [("welch_t", &tests.welch_t), ("student_t", &tests.student_t)] {
        for of in rows {
            let arm = arm(&of.contrast);
            table.push(row![
                arm, scale, test, of.t, of.df, none, of.p, of.p_holm, none
            ]);
        }
    }
    for of in &tests.mann_whitney {
        let p = of.p_exact.unwrap_or(of.p_normal_cc);
        let (arm, test) = (arm(&of.contrast), "mann_whitney");
        table.push(row![arm, scale, test, of.w, none, none, p, of.p_holm, none]);
    }
    for of in &tests.dunnett {
        let (arm, test) = (arm(&of.contrast), "dunnett");
        table.push(row![
            arm,
            scale,
            test,
            of.t,
            of.df,
            none,
            of.p_raw,
            none,
            of.p_dunnett
        ]);
    }
}

fn responses(analysis: Option<&Analysis>) -> DataTable {
    let mut table = DataTable::new(
        TABLES[4],
        [
            Column::text("arm", "control first"),
            Column::text("scheme", "mrecist, pptp, consecutive"),
            Column::whole("responders", "number of responders"),
            Column::whole("evaluable", "number that could be judged"),
            Column::number("rate_percent", "%", "responders among these"),
            Column::number("rate_low", "%", "lower end of its interval"),
            Column::number("rate_high", "%", "upper end of its interval"),
            Column::number("p", "", "against the control, Fisher's exact test"),
            Column::number("p_holm", "", "the same after Holm over the arms"),
        ],
    );
    type Rate = fn(&ArmResponses) -> &ResponseRate;
    let schemes: [(&str, Rate); 3] = [
        ("mrecist", |arm| &arm.mrecist_rate),
        ("pptp", |arm| &arm.pptp_rate),
        ("consecutive", |arm| &arm.consecutive_rate),
    ];
    for arm in analysis.iter().flat_map(|a| &a.responses.arms) {
        for (scheme, rate) in schemes {
            let rate = rate(arm);
            table.push(row![
                &arm.arm,
                scheme,
                rate.responders,
                rate.evaluable,
                rate.rate_percent,
                rate.ci_low,
                rate.ci_high,
                rate.fisher_p,
                rate.fisher_p_holm,
            ]);
        }
    }
    table
}

fn time_to_event(analysis: Option<&Analysis>) -> DataTable {
    let mut table = DataTable::new(
        TABLES[5],
        [
            Column::text("arm", "control first"),
            Column::text("event", "the rule of the event"),
            Column::whole("n", "animals that can have an event"),
            Column::whole("events", "number of events"),
            Column::number("median", "days", "Kaplan-Meier median, from baseline"),
            Column::number("median_low", "days", "lower end of its interval"),
            Column::number("median_high", "days", "upper end of its interval"),
            Column::number("delay", "days", "growth delay against the control"),
            Column::truth("delay_at_least", "whether the delay is a lower bound"),
            Column::number("restricted_mean", "days", "mean time without event"),
            Column::number("restricted_se", "days", "its standard error"),
            Column::number("restricted_to", "days", "what that mean is restricted to"),
            Column::number("chi2", "", "log-rank test against the control"),
            Column::number("p", "", "of that test"),
            Column::number("p_holm", "", "the same after Holm over the arms"),
        ],
    );
    let times = analysis.and_then(|a| Some((a.time_to_event.as_ref()?, a.arms.first()?)));
    let Some((section, control)) = times else {
        return table;
    };
    for arm in &section.arms {
        let contrast = format!("{} - {control}", arm.arm);
        let pair = section.pairs.iter().find(|pair| pair.contrast == contrast);
        table.push(row![
            &arm.arm,
            &section.rule,
            arm.n,
            arm.events,
            arm.median,
            arm.median_low,
            arm.median_high,
            arm.delay,
            arm.delay_at_least,
            arm.restricted_mean,
            arm.restricted_se,
            section.restricted_to,
            pair.and_then(|pair| pair.chi2),
            pair.and_then(|pair| pair.p),
            pair.and_then(|pair| pair.p_holm),
        ]);
    }
    table
}
