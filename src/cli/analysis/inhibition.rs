//! Growth inhibition on the landmark day: a block of arms per table, or a row per arm of many.

use super::layout::*;
use crate::domain::{Analysis, InhibitionRow};

pub(super) fn landmark_title(analysis: &Analysis) -> String {
    let control = analysis.control.as_deref().unwrap_or("no control");
    let percent = 100.0 * analysis.settings.confidence;
    let landmark = day(analysis.landmark_day);
    format!("Growth inhibition against {control}, day {landmark}: TGI % [{percent} % interval]")
}

/// Letters for remarks, each remark once.
#[derive(Default)]
struct Remarks(Vec<String>);

impl Remarks {
    fn mark(&mut self, remark: Option<&str>) -> String {
        let Some(remark) = remark else {
            return String::new();
        };
        let known = self.0.iter().position(|r| r == remark);
        let at = known.unwrap_or_else(|| {
            self.0.push(remark.to_owned());
            self.0.len() - 1
        });
        format!(" ({})", letter(at))
    }

    fn legend(&self) -> String {
        let mut out = String::new();
        for (i, remark) in self.0.iter().enumerate() {
            out.push_str(&wrapped(&format!("\n  ({}) ", letter(i)), remark));
        }
        out
    }
}

fn letter(at: usize) -> char {
    char::from(b'a' + u8::try_from(at % 26).unwrap_or(0))
}

fn at_landmark<'a>(analysis: &'a Analysis, arm: &str) -> Vec<&'a InhibitionRow> {
    let rows = analysis.inhibition.iter();
    rows.filter(|row| row.arm == arm && Some(row.day) == analysis.landmark_day)
        .collect()
}

fn tgi(row: &InhibitionRow, remarks: &mut Remarks) -> String {
    let interval = match (row.ci_low, row.ci_high) {
        (Some(low), Some(high)) => {
            format!(" [{}, {}]", number(Some(low), 1), number(Some(high), 1))
        }
        _ => String::new(),
    };
    let mark = remarks.mark(row.note.as_deref());
    format!("{}{interval}{mark}", number(row.tgi_percent, 1))
}

/// Definitions down, arms across.
pub(super) fn inhibition(analysis: &Analysis) -> String {
    let mut remarks = Remarks::default();
    let treated: Vec<&String> = analysis
        .arms
        .iter()
        .filter(|arm| !at_landmark(analysis, arm).is_empty())
        .collect();
    let mut blocks = Vec::new();
    for arms in treated.chunks(INTERVALS_ABREAST) {
        let columns: Vec<Vec<&InhibitionRow>> =
            arms.iter().map(|arm| at_landmark(analysis, arm)).collect();
        let names = arms.iter().map(|arm| (*arm).clone());
        let mut block = table(std::iter::once("Definition".to_owned()).chain(names));
        for (i, first) in columns[0].iter().enumerate() {
            let cells = columns.iter().filter_map(|column| column.get(i));
            let cells: Vec<String> = cells.map(|row| tgi(row, &mut remarks)).collect();
            let primary = first.definition == analysis.settings.primary_definition;
            let name = format!("{}{}", first.definition, if primary { " *" } else { "" });
            block.add_row(std::iter::once(name).chain(cells));
        }
        let n = |column: &Vec<&InhibitionRow>| {
            let row = column.first();
            row.map_or(String::new(), |r| {
                format!("{} against {}", r.n_treated, r.n_control)
            })
        };
        block.add_row(std::iter::once("n read".to_owned()).chain(columns.iter().map(n)));
        let nci = |column: &Vec<&InhibitionRow>| nci_reading(column).to_owned();
        block.add_row(std::iter::once("NCI reading".to_owned()).chain(columns.iter().map(nci)));
        blocks.push(lines(&block));
    }
    if blocks.is_empty() {
        return String::new();
    }
    format!(
        "{}\n  * the study's primary definition\n  NCI reading of T/C (tc_mean): at most \
         42 % active, below 10 % highly active{}",
        blocks.join("\n\n"),
        remarks.legend()
    )
}

/// What the limits of the National Cancer Institute call the T/C of means, where there is a TGI.
fn nci_reading(rows: &[&InhibitionRow]) -> &'static str {
    let of_means = rows.iter().find(|row| row.definition == "tc_mean");
    match of_means
        .filter(|row| row.tgi_percent.is_some())
        .and_then(|row| row.tc_percent)
    {
        Some(tc) if tc < 10.0 => "highly active",
        Some(tc) if tc <= 42.0 => "active",
        Some(_) => "inactive",
        None => NONE,
    }
}

/// The primary definition alone, a row per arm.
pub(super) fn inhibition_by_arm(analysis: &Analysis) -> String {
    let mut remarks = Remarks::default();
    let primary = analysis.settings.primary_definition;
    let headings = ["Arm", primary, "T/C %", "n treated", "n control"];
    let mut rows = table(strings(headings));
    let mut any = false;
    for arm in &analysis.arms {
        let of_arm = at_landmark(analysis, arm);
        if let Some(row) = of_arm.iter().find(|row| row.definition == primary) {
            any = true;
            rows.add_row(vec![
                row.arm.clone(),
                tgi(row, &mut remarks),
                number(row.tc_percent, 1),
                row.n_treated.to_string(),
                row.n_control.to_string(),
            ]);
        }
    }
    if !any {
        return String::new();
    }
    format!("{}{}", lines(&rows), remarks.legend())
}
