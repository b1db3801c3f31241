//! The mixed model: growth rates and means on the landmark day, against the control.

use super::adjusted::p_heading;
use super::{Cell, Fact, Mark, Remark, Section, SectionId, Table, headings};
use crate::number::{self, day, number, p_words, significant};
use domain::{Analysis, ContrastRow, MixedModel, ModelArm, PrimaryTest};

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
        ("residual SD", model.sigma),
    ] {
        let text = format!("{name} {}", significant(value, 3));
        facts.push(fact(text, "variance_components"));
    }
    facts.extend(model.likelihood_ratio.as_ref().map(|test| {
        let (chi2, p) = (number(Some(test.chi2), 1), p_words(test.p));
        let text = format!("slopes differ: χ² {chi2}, df {}, {p}", test.df);
        fact(text, "likelihood_ratio")
    }));
    vec![facts]
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
    let sum = analysis.settings.zeros.strip_prefix("offset:");
    let text = match sum {
        Some(x) => format!("mm³: exp of the mean of ln(V + {x}), minus {x}; ratios are of V + {x}"),
        None => "mm³ and ratios are exp of means and differences of ln V".to_owned(),
    };
    table.remarks.push(Remark::new("", text));
    let vanished = |arm: &ModelArm| arm.landmark_volume.as_ref().is_some_and(|v| v.low == 0.0);
    if let (Some(x), true) = (sum, model.arms.iter().any(vanished)) {
        let text = format!("0: the mean of ln(V + {x}) lies below ln {x}, as if tumors were gone");
        table.remarks.push(Remark::new("", text));
    }
    table
}

fn ratio(contrast: Option<&ContrastRow>) -> Cell {
    contrast.map_or(Cell::default(), |c| {
        Cell::ratio(c.ratio, c.ratio_low.zip(c.ratio_high))
    })
}

/// Days on which too few animals of an arm are left: their mean, and the model's mean of the arm.
pub(super) fn guarded(analysis: &Analysis) -> Option<Section> {
    let rows = analysis
        .volume_by_day
        .iter()
        .filter(|row| row.model.is_some());
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
