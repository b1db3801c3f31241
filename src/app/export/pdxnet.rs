//! The table that PDXNet's tumor volume suite takes, with the names that its upload accepts.
//!
//! The suite reads the table with R, which makes numbers or truth values of a column that holds nothing else, and then
//! refuses it: a study of such a name gets the word `study` before it. It needs an arm that is called `Control`.

use super::streamed::StreamedTable;
use super::values::options;
use crate::analyze::{AnalyzeError, DaysByAnimal};
use domain::{DataOrigin, StudyRecord};
use report::data::{Column, Value, row};

/// The text for a column that the suite requires and a notebook does not have.
const UNKNOWN: &str = "Unknown";

/// The name of the control arm that the suite requires.
const CONTROL: &str = "Control";

/// What is told about the names in the table, in sentences.
pub fn notes(record: &StudyRecord) -> Vec<String> {
    let mut notes = Vec::new();
    let name = record.study.name.as_str();
    if !is_text_in_r(name) {
        notes.push(format!(
            "study `{name}` is called `{}`: the suite takes `{name}` for a number or a truth value, and refuses it",
            study_name(record)
        ));
    }
    match record.arms.iter().find(|arm| arm.is_control) {
        Some(control) if control.name.as_str() != CONTROL => {
            notes.push(format!(
                "arm `{}` is called `{CONTROL}`, as the suite requires",
                control.name
            ));
        }
        Some(_) => {}
        None => notes.push(format!(
            "no arm is a control: the suite refuses a table without an arm `{CONTROL}`"
        )),
    }
    notes
}

fn study_name(record: &StudyRecord) -> String {
    as_text("study", record.study.name.as_str())
}

/// A text that R reads as text: with this word before it, where it is not one as it stands.
fn as_text(word: &str, text: &str) -> String {
    match is_text_in_r(text) {
        true => text.to_owned(),
        false => format!("{word} {text}"),
    }
}

/// Whether R's `read.csv` leaves a column of this text a text: it is no number (decimal, hexadecimal, complex), no
/// truth value and no missing one.
fn is_text_in_r(text: &str) -> bool {
    const WORDS: [&str; 9] = [
        "T", "F", "TRUE", "FALSE", "True", "False", "true", "false", "NA",
    ];
    let real = |text: &str| {
        let plain = text.trim_start_matches(['+', '-']);
        let hexadecimal = plain.strip_prefix("0x").or(plain.strip_prefix("0X"));
        let is_hexadecimal = hexadecimal
            .is_some_and(|digits| digits.starts_with(|c: char| c == '.' || c.is_ascii_hexdigit()));
        is_hexadecimal
            || text.replace(['d', 'D'], "e").parse::<f64>().is_ok()
            || text.parse::<f64>().is_ok()
    };
    let text = text.trim();
    let is_complex = text.strip_suffix('i').is_some_and(|rest| {
        let split = rest.rfind(['+', '-']).unwrap_or(0);
        real(rest) || (real(&rest[..split]) && real(&rest[split..]))
    });
    !(WORDS.contains(&text) || real(text) || is_complex)
}

/// A row per animal and reading, from the baseline reading on.
pub fn table(record: &StudyRecord) -> Result<StreamedTable<'_>, AnalyzeError> {
    let animals = DaysByAnimal::of(record, &options())?;
    let mut days = animals.iter().flat_map(|animal| animal.days);
    let weighed = days.any(|day| day.body_weight_g.is_some());
    drop(days);
    let mut columns = vec![
        Column::text("Contributor", "Unknown, or Simulated"),
        Column::text("Arms", "arm; the control arm is Control"),
        Column::number("Times", "days", "study day"),
        Column::number("Volume", "mm³", "sum of its tumors by the study's formula"),
        Column::text("Study", "name of the study"),
        Column::text("ID", "study and tag"),
        Column::text("Tumor", "model"),
        Column::text("Disease_Type", "Unknown"),
    ];
    if weighed {
        columns.push(Column::number("Body_Weight", "g", "body weight"));
    }
    let study = &record.study;
    let contributor = match study.protocol.data_origin {
        DataOrigin::Simulated => "Simulated",
        DataOrigin::Recorded => UNKNOWN,
    };
    let model = study.protocol.model.as_ref();
    Ok(StreamedTable::new("pdxnet", columns, move |sink| {
        for animal in animals.iter() {
            let from_baseline = animal
                .days
                .iter()
                .filter(|day| day.since_baseline >= Some(0.0));
            for day in from_baseline.filter(|day| day.volume_mm3.is_some()) {
                let mut row = row![
                    contributor,
                    arm_name(record, &animal.arm),
                    day.day,
                    day.volume_mm3,
                    study_name(record),
                    format!("{}/{}", study.name, animal.animal),
                    model.map_or(UNKNOWN.to_owned(), |model| as_text("model", model.as_str())),
                    UNKNOWN,
                ];
                if weighed {
                    row.push(Value::from(day.body_weight_g));
                }
                sink(&row)?;
            }
        }
        Ok(())
    }))
}

/// The name of an arm in the table: the control gets the required name, and another arm of that name a different one.
fn arm_name(record: &StudyRecord, arm: &str) -> String {
    let is_control = |a: &&domain::Arm| a.is_control;
    let control = record.arms.iter().find(is_control);
    match control.map(|control| control.name.as_str()) {
        Some(control) if control == arm => CONTROL.to_owned(),
        _ if arm == CONTROL => format!("{arm} (not the control arm)"),
        _ => arm.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_r_takes_for_values_get_a_word() {
        for text in [
            "7", "007", "1e5", "1d3", "-3.5", "0x1F", "Inf", "NaN", "T", "true", "NA", "3i", "1+2i",
        ] {
            assert_eq!(as_text("study", text), format!("study {text}"));
        }
        for text in [
            "S-7",
            "7a",
            "TRUE 1",
            "PDX",
            "i",
            "1-2",
            "x0x1",
            "Vehicle",
            "2026-01-05",
            "e5",
        ] {
            assert_eq!(as_text("study", text), text);
        }
    }
}
