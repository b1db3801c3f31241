//! Files with which R refits the mixed model: the values as analyzed, our results, and the script.

use std::io::Write;

use super::csv::csv_file;
use super::days;
use super::values::options;
use crate::analyze::{AnalyzeError, analyze};
use crate::files::ExportFile;
use domain::{
    AnalysisOptions, ContrastRow, FixedRow, MixedModel, ResidualRule, StudyRecord, ZeroRule,
};
use report::data::{Column, DataTable, Value, row};

/// The script; it reads the tables and holds nothing of the study.
const SCRIPT: &str = include_str!("analyze.R");

/// `volumes.csv`, `graftbook_model.csv`, `analyze.R`.
pub fn files<'a>(record: &StudyRecord) -> Result<[ExportFile<'a>; 3], AnalyzeError> {
    let script = |out: &mut (dyn Write + Send)| out.write_all(SCRIPT.as_bytes());
    Ok([
        csv_file(days::volumes(record)?),
        csv_file(model(record)?),
        ExportFile::new("analyze.R".to_owned(), script),
    ])
}

/// Fixed effects and differences on the landmark day with Satterthwaite's degrees of freedom, which R gives too; no row
/// if there is no model.
fn model(record: &StudyRecord) -> Result<DataTable, AnalyzeError> {
    let mut table = DataTable::new(
        "graftbook_model",
        [
            Column::text("effect", "intercept, day, arm, day:arm or landmark"),
            Column::text("arm", "the arm less the first one"),
            Column::number("day", "days", "the landmark day"),
            Column::number("estimate", "ln(mm³ + 1)", "per day for day and day:arm"),
            Column::number("se", "", "standard error"),
            Column::number("df", "", "Satterthwaite's degrees of freedom"),
            Column::number("p", "", "two-sided"),
        ],
    );
    // The script fits this model.
    let options = AnalysisOptions {
        zeros: ZeroRule::Offset(1.0),
        residual: ResidualRule::Common,
        ..options()
    };
    let analysis = analyze(record, &options)?;
    let Some(model) = &analysis.mixed_model else {
        return Ok(table);
    };
    let arms = analysis.arms.get(1..).unwrap_or_default();
    for effect in ["intercept", "day"] {
        let term = if effect == "day" {
            "day"
        } else {
            "(intercept)"
        };
        push(&mut table, effect, None, None, fixed(model, term));
    }
    for effect in ["arm", "day:arm"] {
        for arm in arms {
            let numbers = fixed(model, &format!("{effect}[{arm}]"));
            push(&mut table, effect, Some(arm), None, numbers);
        }
    }
    for (arm, row) in arms.iter().zip(&model.landmark_contrasts) {
        let numbers = of_contrast(row);
        push(
            &mut table,
            "landmark",
            Some(arm),
            model.landmark_day,
            numbers,
        );
    }
    Ok(table)
}

type Numbers = [Option<f64>; 4];

fn push(
    table: &mut DataTable,
    effect: &str,
    arm: Option<&String>,
    day: Option<f64>,
    numbers: Numbers,
) {
    let mut row = row![effect, arm, day];
    row.extend(numbers.map(Value::from));
    table.push(row);
}

fn fixed(model: &MixedModel, term: &str) -> Numbers {
    let of = |row: &FixedRow| {
        [
            row.estimate,
            row.se,
            row.satterthwaite_df,
            row.satterthwaite_p,
        ]
    };
    let row = model.fixed.iter().find(|row| row.term == term);
    row.map(of).unwrap_or_default()
}

fn of_contrast(row: &ContrastRow) -> Numbers {
    [
        row.estimate,
        row.satterthwaite_se,
        row.satterthwaite_df,
        row.satterthwaite_p,
    ]
}
