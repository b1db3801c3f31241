//! The sheet of a day's doses, as pages for the bench and as a table: what [`DosingDay`] says, and nothing besides, so that
//! the sheet and the screen agree to the last digit. Who prints it and when is on paper only.

#[cfg(feature = "pdf")]
mod paper;
#[cfg(test)]
mod tests;

use std::path::Path;

use crate::Error;
use crate::dosing::{DoseAdvice, DosingDay, DosingRow, Preparation};
use crate::export::csv::csv;
use crate::files::write_file;
use domain::{Invalid, counted, milliliters};
use report::data::{Column, DataTable};
use report::row;

/// What a sheet is written as.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SheetFormat {
    /// Pages to print, with space for what happened.
    #[cfg(feature = "pdf")]
    Pdf,
    /// A table of all values; `exports/dosesheet` describes its columns.
    Csv,
}

impl SheetFormat {
    /// The format that the ending of a file's name stands for.
    ///
    /// # Errors
    /// If it stands for none, or for one that this program was built without.
    pub fn of(file: &Path) -> Result<Self, Invalid> {
        let ending = file.extension().and_then(|ending| ending.to_str());
        match ending.unwrap_or_default().to_lowercase().as_str() {
            #[cfg(feature = "pdf")]
            "pdf" => Ok(Self::Pdf),
            #[cfg(not(feature = "pdf"))]
            "pdf" => Err(Invalid::new(
                "file of the sheet",
                file.display(),
                "is a PDF, which this graftbook was built without",
                "let it end in .csv, or build graftbook with the feature `pdf`",
            )),
            "csv" => Ok(Self::Csv),
            _ => Err(Invalid::new(
                "file of the sheet",
                file.display(),
                "has an ending that names no format",
                "let it end in .pdf or .csv",
            )),
        }
    }
}

/// Who prints a sheet, and when.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SheetMade {
    /// The person.
    pub by: String,
    /// The time of making, UTC.
    pub at: chrono::NaiveDateTime,
}

impl DosingDay {
    /// Writes the sheet; a file of that name is replaced, and is whole at any moment. A day without doses has a sheet too,
    /// which says so: else the one of another day would stay in its place.
    ///
    /// # Errors
    /// If the file cannot be written.
    pub fn write_sheet(
        &self,
        format: SheetFormat,
        #[cfg_attr(not(feature = "pdf"), expect(unused_variables))] made: &SheetMade,
        file: &Path,
    ) -> Result<(), Error> {
        let bytes = match format {
            #[cfg(feature = "pdf")]
            SheetFormat::Pdf => report::pdf::dose_sheet(&self.sheet(made)),
            SheetFormat::Csv => csv(&self.table()).into_bytes(),
        };
        Ok(write_file(file, |out| out.write_all(&bytes))?)
    }

    /// All values of the rows.
    fn table(&self) -> DataTable {
        let columns = [
            Column::text("study", "name of the study"),
            Column::date("date", "the date of the sheet"),
            Column::text("room", "room of the cage"),
            Column::text("rack", "rack of the cage"),
            Column::text("cage", "label of the cage"),
            Column::text("animal", "tag of the animal"),
            Column::text("code", "its code, where the study was blinded by animal"),
            Column::text("sex", "its sex"),
            Column::number("day", "days", "study day"),
            Column::date("planned_on", "the date that the dose is planned for"),
            Column::whole("slot", "which of the doses of that date"),
            Column::whole("slots", "how many doses are planned for that date"),
            Column::number("weight_g", "g", "body weight that the volume follows from"),
            Column::date("weighed_on", "when it was taken"),
            Column::number(
                "volume_ml",
                "mL",
                "the volume to be given, or that was given",
            ),
            Column::text("route", "how it is given"),
            Column::text("formulation", "code of the formulation"),
            Column::text("compound", "what is given; empty while arms are hidden"),
            Column::text("dose", "how much is planned; empty while arms are hidden"),
            Column::text(
                "gives",
                "what the volume gives; empty while arms are hidden",
            ),
            Column::text("advice", "give, weigh, hold, endpoint, refuse"),
            Column::text("notes", "why, and what is remarkable"),
            Column::text("recorded", "what was recorded already"),
        ];
        let mut table = DataTable::new("dosesheet", columns);
        for dose in &self.rows {
            table.push(row![
                &self.study,
                self.date,
                dose.room.as_ref(),
                dose.rack.as_ref(),
                dose.cage.as_ref(),
                &dose.animal,
                dose.code.as_ref(),
                dose.sex,
                dose.day,
                dose.planned_on,
                dose.slot,
                dose.slots,
                dose.weight_g,
                dose.weighed_on,
                dose.volume.map(domain::Microliters::ml),
                dose.route.as_ref(),
                dose.formulation.as_ref(),
                dose.compound.as_ref(),
                dose.dose.as_ref(),
                dose.gives.as_ref(),
                dose.advice.id(),
                some(dose.notes_words()),
                some(dose.recorded_words()),
            ]);
        }
        table
    }
}

/// A text, unless it is empty.
fn some(text: String) -> Option<String> {
    Some(text).filter(|text| !text.is_empty())
}

impl Preparation {
    /// In a sentence without its period: `prepare 2.35 mL of F-07: 2.10 mL for 22 doses and overfill; 8.20 mL left by the
    /// record`.
    pub fn words(&self) -> String {
        let of = self.formulation.as_deref();
        let of = of.map_or_else(String::new, |code| format!(" of {code}"));
        let left = self.left_ml.map_or_else(String::new, |left| {
            format!("; {} left by the record", milliliters(left))
        });
        format!(
            "prepare {}{of}: {} for {} and overfill{left}",
            self.prepare,
            self.volume,
            counted(self.doses, "dose"),
        )
    }
}

impl DosingRow {
    /// Why it is not to be given as it stands, and what is remarkable; empty if there is nothing to say.
    fn notes_words(&self) -> String {
        let why = match (&self.advice, self.is_open()) {
            (_, false) | (DoseAdvice::Give, true) => None,
            (DoseAdvice::Weigh(why), true) => Some(format!("weigh first: {why}")),
            (DoseAdvice::Hold(why), true) => Some(format!("hold: {why}")),
            (DoseAdvice::Endpoint(why), true) => Some(format!("endpoint: {why}")),
            (DoseAdvice::Refuse(why), true) => Some(format!("not as planned: {why}")),
        };
        let late = (self.is_open() && self.days_late > 0)
            .then(|| format!("{} late", counted(self.days_late as usize, "day")));
        let slot = (self.slots > 1).then(|| format!("dose {} of {}", self.slot, self.slots));
        let notes = self.notes.iter().filter(|_| self.is_open()).cloned();
        let all: Vec<String> = why
            .into_iter()
            .chain(late)
            .chain(slot)
            .chain(notes)
            .collect();
        all.join("; ")
    }

    fn recorded_words(&self) -> String {
        let words = self.recorded.iter().map(|recorded| match recorded.time {
            Some(time) => format!("{} {}", time.to_the_minute(), recorded.words()),
            None => recorded.words(),
        });
        words.collect::<Vec<String>>().join("; ")
    }
}
