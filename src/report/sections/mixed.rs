//! The mixed model: growth rates and means on the landmark day, against the control.

use super::adjusted::p_heading;
use super::{Cell, Fact, Mark, Remark, Section, SectionId, Table, headings};
use crate::number::{self, day, number, p_words, significant};
use domain::{
    Analysis, ContrastRow, MixedModel, ModelArm, PrimaryTest, ResidualRow, SharedResidual,
};

/// The model with its two tables.
pub(super) fn section(analysis: &Analysis) -> Option<Section> {
    let model = analysis.mixed_model.as_ref()?;
    let horizon = analysis.settings.horizon_day;
    let horizon = horizon.map_or(String::new(), |horizon| format!(" to day {horizon}"));
    let label = super::sensitivity(
        analysis,
        &[PrimaryTest::ModelSlope, PrimaryTest::ModelLandmark],
    );
    let title = format!("Mixed model of growth{horizon}{label}");
    let mut tables = vec![slopes(analysis, model).titled("growth rates")];
    if model.landmark_day.is_some() {
        tables.push(means(analysis, model).titled("means on the landmark day"));
    }
    let mut section = Section::new(SectionId::MixedModel, title, tables);
    section.facts = facts(model);
    section.remarks = remarks(analysis, model);
    Some(section)
}

fn facts(model: &MixedModel) -> Vec<Vec<Fact>> {
    let fact = |text: String, about| Fact {
        text,
        about: Some(about),
    };
    let mut facts = vec![
        fact(model.formula.clone(), "mixed_model"),
        fact(
            format!("{} readings of {} animals", model.n_obs, model.n_animals),
            "mixed_model",
        ),
        fact(
            format!("REML criterion {}", number(Some(model.reml_criterion), 2)),
            "mixed_model",
        ),
    ];
    let sd = |term1: &str, term2: Option<&str>| {
        let mut rows = model.random.iter();
        let row = rows.find(|row| row.term1 == term1 && row.term2 == term2);
        row.and_then(|row| row.sd_or_correlation)
    };
    for (name, value) in [
        ("SD of intercepts", sd("(intercept)", None)),
        ("of slopes", sd("day", None)),
        ("correlation", sd("(intercept)", Some("day"))),
    ] {
        let text = format!("{name} {}", significant(value, 3));
        facts.push(fact(text, "variance_components"));
    }
    facts.extend(residual_sd(model).map(|text| fact(text, "variance_components")));
    facts.extend(model.scatter_ratio.as_ref().map(|test| {
        let (chi2, p) = (number(Some(test.chi2), 1), p_words(test.p));
        let text = format!("arms scatter differently: χ² {chi2}, df {}, {p}", test.df);
        fact(text, "likelihood_ratio")
    }));
    facts.extend(model.slopes_f.as_ref().map(|test| {
        let (f, p) = (number(Some(test.f), 2), p_words(test.p));
        let text = format!(
            "slopes differ: F {f}, df {} and {}, {p}",
            test.df1,
            number(Some(test.df2), 1)
        );
        fact(text, "slopes_f")
    }));
    vec![facts]
}

/// `residual SD 0.203`, or by arm from the least to the most.
fn residual_sd(model: &MixedModel) -> Option<String> {
    if let Some(sigma) = model.sigma {
        return Some(format!("residual SD {}", significant(Some(sigma), 3)));
    }
    let known = model.residuals.iter().filter_map(|row| row.sd);
    let least = known.clone().reduce(f64::min)?;
    let most = known.reduce(f64::max)?;
    let sd = |sd| significant(Some(sd), 3);
    Some(match least < most {
        true => format!("residual SD by arm {} to {}", sd(least), sd(most)),
        false => format!("residual SD {}", sd(least)),
    })
}

/// The scatter about the animals' lines: days down, arms across; below, the residual SD of each arm.
pub(super) fn residuals(analysis: &Analysis) -> Option<Section> {
    let model = analysis.mixed_model.as_ref()?;
    let mut days: Vec<f64> = model.residual_days.iter().map(|row| row.day).collect();
    days.sort_by(f64::total_cmp);
    days.dedup();
    let arms = model.residuals.iter().map(|row| (row.arm.clone(), None));
    let mut table = Table::new(std::iter::once(("Day".to_owned(), None)).chain(arms));
    for &day in &days {
        let cell = |of: &ResidualRow| {
            let mut rows = model.residual_days.iter();
            let row = rows.find(|row| row.day == day && row.arm == of.arm);
            row.map_or(Cell::default(), |row| {
                let spread = number::plus_minus(Some(row.mean), row.sd, 2);
                let values = [Some(row.mean), row.sd, Some(row.n as f64)];
                Cell::of(format!("{spread} ({})", row.n), values)
            })
        };
        let first = Cell::of(day.to_string(), [Some(day)]);
        let cells = std::iter::once(first).chain(model.residuals.iter().map(cell));
        table.row(Some("residuals_by_day"), cells.collect());
    }
    let first = Cell::from("residual SD");
    let cells = std::iter::once(first).chain(model.residuals.iter().map(arm_sd));
    table.row(Some("variance_components"), cells.collect());
    let title = "Residuals of the mixed model by day, ln V less the animal's line: mean ± SD (n)";
    (!days.is_empty()).then(|| Section::new(SectionId::Residuals, title, vec![table]))
}

fn arm_sd(row: &ResidualRow) -> Cell {
    let why = row.shared.map(|why| match why {
        SharedResidual::FewReadings => "pooled over the other arms: too few readings",
        SharedResidual::NoScatter => "pooled over the other arms: the readings do not scatter",
    });
    let sd = Cell::of(significant(row.sd, 3), [row.sd]);
    sd.marked(why.map(|why| Mark::Remark(why.to_owned())))
}

fn remarks(analysis: &Analysis, model: &MixedModel) -> Vec<Remark> {
    let mut remarks = vec![Remark::new(
        "",
        match model.slope_contrasts.len() {
            0 | 1 => "standard errors, df and P by Kenward and Roger",
            _ => {
                "standard errors, df and P by Kenward and Roger; P Dunnett and the intervals of comparisons \
                 allow for the number of arms"
            }
        },
    )];
    if !compared(model) {
        remarks = vec![Remark::new(
            "",
            "intervals of each arm alone; no between-group comparison",
        )];
    }
    remarks.push(Remark::new(
        "",
        format!("({}): of the estimate before it", super::ci(analysis)),
    ));
    remarks
}

/// Whether arms are compared with a control.
fn compared(model: &MixedModel) -> bool {
    !model.slope_contrasts.is_empty()
}

/// The arms with their comparisons; that of the control is none.
fn rows(model: &MixedModel, of: &[ContrastRow]) -> Vec<(ModelArm, Option<ContrastRow>)> {
    let arms = model.arms.iter().enumerate();
    let row = |(i, arm): (usize, &ModelArm)| {
        let contrast = i.checked_sub(1).and_then(|i| of.get(i));
        (arm.clone(), contrast.cloned())
    };
    arms.map(row).collect()
}

fn tests(contrast: Option<&ContrastRow>) -> [Cell; 2] {
    contrast.map_or_else(Default::default, |c| {
        [Cell::number(c.df, 1), Cell::p(c.p_dunnett)]
    })
}

/// The heading of intervals of comparisons: one comparison is not adjusted for others.
fn of_interval(model: &MixedModel) -> &'static str {
    match model.slope_contrasts.len() {
        0 | 1 => "",
        _ => "simultaneous ",
    }
}

fn of_tests(model: &MixedModel) -> [(String, Option<&'static str>); 2] {
    let p = p_heading("", "Dunnett", model.slope_contrasts.len());
    [
        ("df".to_owned(), Some("kenward_roger")),
        (p, Some("dunnett")),
    ]
}

fn slopes(analysis: &Analysis, model: &MixedModel) -> Table {
    let against = analysis.control.as_deref().map_or(String::new(), |_| {
        format!(
            "difference from control\n({}{})",
            of_interval(model),
            super::ci(analysis)
        )
    });
    let mut columns = headings([("Arm", None), ("slope/day ± SE", Some("mixed_model"))]);
    if compared(model) {
        columns.push((against, Some("slope_contrast")));
        columns.extend(of_tests(model));
    }
    let mut table = Table::new(columns);
    for (arm, contrast) in rows(model, &model.slope_contrasts) {
        let mut cells: Vec<Cell> = vec![
            arm.arm.clone().into(),
            Cell::plus_minus(arm.slope_per_day, arm.slope_se, 3),
        ];
        if compared(model) {
            cells.push(difference(contrast.as_ref()));
            cells.extend(tests(contrast.as_ref()));
        }
        table.row(None, cells);
    }
    table
}

fn difference(contrast: Option<&ContrastRow>) -> Cell {
    let Some(contrast) = contrast else {
        return Cell::default();
    };
    let estimate = number(contrast.estimate, 3);
    let (low, high) = (contrast.dunnett_low, contrast.dunnett_high);
    let text = match low.zip(high) {
        Some((low, high)) => format!("{estimate} {}", number::interval(low, high, 3)),
        None => estimate,
    };
    Cell::of(text, [contrast.estimate, low, high])
}

fn means(analysis: &Analysis, model: &MixedModel) -> Table {
    let on = day(model.landmark_day);
    let mut columns = vec![
        ("Arm".to_owned(), None),
        (
            format!("mm³ on day {on}\n({})", super::ci(analysis)),
            Some("landmark_contrast"),
        ),
    ];
    if compared(model) {
        let against = format!(
            "ratio to control\n({}{})",
            of_interval(model),
            super::ci(analysis)
        );
        columns.push((against, Some("landmark_contrast")));
        columns.extend(of_tests(model));
    }
    let mut table = Table::new(columns);
    for (arm, contrast) in rows(model, &model.landmark_contrasts) {
        let volume = arm.landmark_volume.as_ref();
        let ends = volume.map(|v| (v.low, v.high));
        let mut cells: Vec<Cell> = vec![
            arm.arm.clone().into(),
            Cell::ratio(volume.map(|v| v.volume_mm3), ends),
        ];
        if compared(model) {
            cells.push(ratio(contrast.as_ref()));
            cells.extend(tests(contrast.as_ref()));
        }
        table.row(None, cells);
    }
    let texts = back_from_logarithms(&analysis.settings.zeros, model).into_iter();
    table
        .remarks
        .extend(texts.map(|text| Remark::new("", text)));
    table
}

/// How volumes follow from means of logarithms, under the rule for zeros.
fn back_from_logarithms(zeros: &str, model: &MixedModel) -> Vec<String> {
    let reaches = |least: f64| {
        let mut volumes = model
            .arms
            .iter()
            .filter_map(|arm| arm.landmark_volume.as_ref());
        volumes.any(|volume| volume.low <= least)
    };
    match zeros.split_once(':') {
        Some(("floor", x)) => {
            let mut texts = vec![format!(
                "mm³ and ratios are exp of means and differences of ln max(V, {x})"
            )];
            if x.parse().is_ok_and(reaches) {
                texts.push(format!("{x}: {x} mm³ or less"));
            }
            texts
        }
        Some((_, x)) => {
            let mut texts = vec![format!(
                "mm³: exp of the mean of ln(V + {x}), less {x}; ratios are of V + {x}"
            )];
            if reaches(0.0) {
                texts.push(format!(
                    "0: the mean of ln(V + {x}) lies below ln {x}, as if tumors were gone"
                ));
            }
            texts
        }
        None => vec!["mm³ and ratios are exp of means and differences of ln V".to_owned()],
    }
}

fn ratio(contrast: Option<&ContrastRow>) -> Cell {
    contrast.map_or(Cell::default(), |c| {
        Cell::ratio(c.ratio, c.ratio_low.zip(c.ratio_high))
    })
}

/// Days on which too few animals of an arm are left: their mean, and the model's mean of the arm.
pub(super) fn guarded(analysis: &Analysis) -> Option<Section> {
    let rows = analysis.volume_by_day.iter().filter(|row| row.guarded);
    let mut table = Table::new(headings([
        ("Arm", None),
        ("day", Some("survivorship_guard")),
        ("n read", Some("survivorship_guard")),
        ("mean ± SEM of these", Some("mean_sem")),
        ("model, all days", Some("model_mean")),
    ]));
    for row in rows {
        let model = row.model.as_ref();
        let mean = Cell::plus_minus(Some(row.mean), row.sem, 1).marked(Some(Mark::Guarded));
        let cells = [
            row.arm.clone().into(),
            Cell::day(Some(row.day)),
            Cell::count(row.n),
            mean,
            Cell::ratio(model.map(|m| m.volume_mm3), model.map(|m| (m.low, m.high))),
        ];
        table.row(None, cells.into());
    }
    let legend = "the mean of the animals read that day, not of the arm: large tumors leave first";
    table.remarks.push(Remark::new("!", legend));
    let title = "Where few animals are left: volume, mm³, and the mixed model's";
    (!table.rows.is_empty()).then(|| Section::new(SectionId::Guarded, title, vec![table]))
}
