//! Table -> typed rows. Every cell that is used is read and checked; all problems are collected.

use chrono::NaiveDate;

use super::cells;
use super::headings::Columns;
use super::observe::{Sizing, observe};
use super::outcome::Note;
use super::problem::{Effect, Problem};
use super::source::{Cell, Row, Table};
use super::wide::ColumnTime;
use super::{Field, ImportError, Options};
use domain::{BodyWeight, DispositionKind, ImportRemedy, Invalid, Label, Observation, Prose, Sex};

/// What one row says of one animal at one time.
#[derive(Debug, Clone, PartialEq)]
pub struct TidyRow {
    /// Which of the files it stands in.
    pub file: usize,
    /// The line of a text file or the row of a sheet.
    pub line: u32,
    /// In a wide file, the first column of the day.
    pub column: Option<usize>,
    /// Study.
    pub study: Option<Label>,
    /// Animal.
    pub animal: Label,
    /// Arm.
    pub arm: Option<Label>,
    /// Cage.
    pub cage: Option<Label>,
    /// Site of the tumor.
    pub site: Option<Label>,
    /// Chip.
    pub rfid: Option<Label>,
    /// Where the animal came from.
    pub source: Option<Label>,
    /// Sex.
    pub sex: Option<Sex>,
    /// Date of birth.
    pub born_on: Option<NaiveDate>,
    /// Study day.
    pub day: Option<f64>,
    /// Date.
    pub date: Option<NaiveDate>,
    /// Number of the reading, where the row tells it.
    pub repeat: Option<u32>,
    /// Number of the weighing, where the row tells it.
    pub weight_repeat: Option<u32>,
    /// What was found.
    pub observation: Option<Observation>,
    /// The volume in mm³ that stands beside sizes.
    pub volume_beside: Option<f64>,
    /// The reading with the digits that were typed.
    pub typed: Option<String>,
    /// The body weight.
    pub weight: Option<BodyWeight>,
    /// Who looked.
    pub observer: Option<String>,
    /// How.
    pub method: Option<String>,
    /// How the animal left the study, and why.
    pub disposition: Option<(DispositionKind, Option<Prose>)>,
}

impl TidyRow {
    /// Whether the row says anything beyond that there is such an animal.
    pub fn has_value(&self) -> bool {
        self.observation.is_some() || self.weight.is_some() || self.disposition.is_some()
    }

    /// Whether the row tells when.
    pub fn has_time(&self) -> bool {
        self.day.is_some() || self.date.is_some()
    }
}

/// A file, read.
#[derive(Debug, Clone, PartialEq)]
pub struct ReadFile {
    /// The table without its rows, for naming places.
    pub table: Table,
    /// What its columns hold.
    pub columns: Columns,
    /// Its rows in order; of a wide file, one per animal and day.
    pub rows: Vec<TidyRow>,
    /// Everything that is wrong with it.
    pub problems: Vec<Problem>,
    /// What a person should know.
    pub notes: Vec<Note>,
    /// How many rows there were.
    pub rows_read: usize,
    /// How many of them held no value.
    pub rows_without_values: usize,
}

/// Reads all rows of a table; `file` is its number among the files of the import.
///
/// Refuses a file whose values belong to no day, and one that tells days beside `--day`.
pub fn read_rows(
    mut table: Table,
    columns: Columns,
    options: &Options,
    file: usize,
) -> Result<ReadFile, ImportError> {
    let rows = std::mem::take(&mut table.rows);
    let tells_time =
        columns.is_wide() || columns.of(Field::Day).is_some() || columns.of(Field::Date).is_some();
    if tells_time && options.day.is_some() && file == 0 {
        return Err(ImportError::Undecided {
            why: format!(
                "{} tells the day of each value, and one day was given for all values",
                super::printable(&table.file)
            ),
            remedy: ImportRemedy::LeaveDayOut.into(),
        });
    }
    let mut reader = Reader {
        table: &table,
        columns: &columns,
        options,
        file,
        tells_time,
        read: Vec::with_capacity(rows.len()),
        problems: table.problems.clone(),
        notes: Vec::new(),
        without_values: 0,
        has_times_of_day: false,
    };
    for row in &rows {
        reader.row(row);
    }
    reader.last_notes();
    let Reader {
        read,
        problems,
        notes,
        without_values,
        ..
    } = reader;
    if !tells_time && read.iter().any(|row| row.has_value() && !row.has_time()) {
        return Err(ImportError::Undecided {
            why: format!(
                "no column of {} tells the day",
                super::printable(&table.file)
            ),
            remedy: ImportRemedy::NameDay.into(),
        });
    }
    Ok(ReadFile {
        rows_read: rows.len(),
        rows_without_values: without_values,
        rows: read,
        problems,
        notes,
        columns,
        table,
    })
}

/// A cell that was looked for.
pub(super) enum Got<T> {
    Nothing,
    Bad,
    Value(T),
}

impl<T> Got<T> {
    pub(super) fn value(self) -> Option<T> {
        match self {
            Self::Value(value) => Some(value),
            Self::Nothing | Self::Bad => None,
        }
    }
}

pub(super) struct Reader<'a> {
    pub(super) table: &'a Table,
    pub(super) columns: &'a Columns,
    pub(super) options: &'a Options,
    file: usize,
    tells_time: bool,
    read: Vec<TidyRow>,
    problems: Vec<Problem>,
    notes: Vec<Note>,
    without_values: usize,
    has_times_of_day: bool,
}

impl Reader<'_> {
    fn row(&mut self, row: &Row) {
        if row.cells.iter().all(Cell::is_blank) {
            self.without_values += 1;
            return;
        }
        let problems = self.problems.len();
        let made = self.read.len();
        // The values of a row that cannot stand are read all the same, to list what is wrong.
        let base = self.attributes(row);
        match self.columns.is_wide() {
            true => self.wide_row(row, base),
            false => self.tidy_row(row, base),
        }
        let found = &self.problems[problems..];
        if found.iter().any(|problem| problem.effect == Effect::Row) {
            self.read.truncate(made);
        } else if found.is_empty() && !self.read[made..].iter().any(TidyRow::has_value) {
            self.without_values += 1;
        }
    }

    /// All that a row says beside its values.
    fn attributes(&mut self, row: &Row) -> TidyRow {
        let options = self.options;
        TidyRow {
            animal: self.animal(row),
            file: self.file,
            line: row.line,
            column: None,
            study: self.label(row, Field::Study),
            arm: self.label(row, Field::Arm),
            cage: self.label(row, Field::Cage),
            site: self.label(row, Field::Site),
            rfid: self.label(row, Field::Rfid),
            source: self.label(row, Field::Source),
            sex: self
                .field(row, Field::Sex, Effect::Cell, cells::sex)
                .value(),
            born_on: self.date(row, Field::Born, Effect::Cell),
            day: self
                .field(row, Field::Day, Effect::Row, |c| cells::day(c, options))
                .value(),
            date: self.date(row, Field::Date, Effect::Row),
            repeat: self.repeat(row, Field::Repeat),
            weight_repeat: self.repeat(row, Field::WeightRepeat),
            observation: None,
            volume_beside: None,
            typed: None,
            weight: None,
            observer: self.word(row, Field::Observer),
            method: self.word(row, Field::Method),
            disposition: self.disposition(row),
        }
    }

    /// The animal; a stand-in where it is missing, which the row does not outlive.
    fn animal(&mut self, row: &Row) -> Label {
        let field = Field::Animal;
        let stand_in = || Label::new(field.id(), "-").expect("a dash is a label");
        match self.field(row, field, Effect::Row, |c| cells::label(c, field)) {
            Got::Value(animal) => animal,
            Got::Bad => stand_in(),
            Got::Nothing => {
                let hint = "fill it in, or remove the row";
                let missing = Invalid::new(field.id(), "", "is missing", hint);
                self.refuse(row, self.columns.of(field), missing, Effect::Row);
                stand_in()
            }
        }
    }

    fn tidy_row(&mut self, row: &Row, mut base: TidyRow) {
        let column = |field| self.columns.of(field);
        let places = [
            Field::Length,
            Field::Width,
            Field::Height,
            Field::Volume,
            Field::Weight,
        ]
        .map(column);
        let is_dated = base.has_time() || self.has_bad_time(row);
        self.values(row, &mut base, places);
        if base.has_value() && !is_dated {
            match (self.tells_time, self.options.day) {
                (false, day) => base.day = day,
                (true, _) => {
                    let column = self.columns.of(Field::Day).or(self.columns.of(Field::Date));
                    let missing =
                        Invalid::new("day", "", "is missing beside a value", "fill it in");
                    return self.refuse(row, column, missing, Effect::Row);
                }
            }
        }
        self.read.push(base);
    }

    /// Whether the row's day or date holds something that was refused.
    fn has_bad_time(&self, row: &Row) -> bool {
        let filled = |column: usize| {
            !matches!(
                cells::present(&row.cells[column], Field::Day, self.options),
                Ok(None)
            )
        };
        [Field::Day, Field::Date]
            .into_iter()
            .filter_map(|field| self.columns.of(field))
            .any(filled)
    }

    fn wide_row(&mut self, row: &Row, mut base: TidyRow) {
        let disposition = base.disposition.take();
        if disposition.is_some() {
            let column = self.columns.of(Field::Disposition);
            let hint = "give dispositions in a file of their own, with animal, day, disposition and reason";
            let why = "has no day in a file with a column per day";
            let shown = column.map_or(String::new(), |c| row.cells[c].shown());
            let missing = Invalid::new(Field::Disposition.id(), shown, why, hint);
            self.refuse(row, column, missing, Effect::Cell);
        }
        let made = self.read.len();
        for group in &self.columns.days {
            let of = |field| {
                group
                    .columns
                    .iter()
                    .find(|(f, _)| *f == field)
                    .map(|(_, c)| *c)
            };
            let places = [
                Field::Length,
                Field::Width,
                Field::Height,
                Field::Volume,
                Field::Weight,
            ]
            .map(of);
            let is_blank = |column: usize| row.cells[column].is_blank();
            if places.into_iter().flatten().all(is_blank) {
                continue;
            }
            let mut entry = base.clone();
            entry.column = group.columns.first().map(|(_, column)| *column);
            match group.time {
                ColumnTime::Day(day) => entry.day = Some(day),
                ColumnTime::Date(date) => entry.date = Some(date),
            }
            self.values(row, &mut entry, places);
            if entry.has_value() {
                self.read.push(entry);
            }
        }
        if self.read.len() == made {
            self.read.push(base);
        }
    }

    /// Reads sizes, volume and weight from their columns.
    fn values(&mut self, row: &Row, entry: &mut TidyRow, places: [Option<usize>; 5]) {
        let options = self.options;
        let [length, width, height, volume, weight] = places;
        entry.weight = self
            .at(row, weight, Field::Weight, Effect::Cell, |c| {
                cells::weight(c, options)
            })
            .value();
        let state = self.field(row, Field::State, Effect::Row, cells::state);
        let reason = match entry.disposition {
            None => self
                .field(row, Field::Reason, Effect::Cell, |c| {
                    cells::prose(c, Field::Reason)
                })
                .value(),
            Some(_) => None,
        };
        let sizing = Sizing::read(self, row, [length, width, height], volume);
        if matches!(state, Got::Bad) {
            return;
        }
        let typed = match self.columns.of(Field::Typed) {
            Some(_) => self.word(row, Field::Typed),
            None => sizing.typed(),
        };
        match observe(&sizing, state.value(), reason, options.swap) {
            Ok(found) => {
                if found.swapped {
                    let place = self.table.place(row.line, length);
                    self.notes.push(Note::new(
                        "swapped",
                        format!(
                            "{place}: length and width `{}` were swapped",
                            sizing.shown()
                        ),
                    ));
                }
                entry.typed = typed.filter(|_| found.observation.is_some());
                entry.volume_beside = found.volume_beside;
                entry.observation = found.observation;
            }
            Err(invalid) => {
                let is_size = matches!(invalid.field, "length" | "width" | "height");
                let rest = sizing.by_volume().filter(|_| is_size);
                let column = match invalid.field {
                    "width" => width,
                    "height" => height,
                    "length" => length,
                    "volume" => volume,
                    "reason" => self.columns.of(Field::Reason),
                    _ => self.columns.of(Field::State),
                };
                self.refuse(row, column, invalid, Effect::Cell);
                entry.typed = rest.as_ref().and_then(|_| sizing.typed_volume());
                entry.observation = rest;
            }
        }
    }

    fn disposition(&mut self, row: &Row) -> Option<(DispositionKind, Option<Prose>)> {
        let kind = self
            .field(row, Field::Disposition, Effect::Cell, cells::disposition)
            .value()??;
        let reason = self.field(row, Field::Reason, Effect::Cell, |c| {
            cells::prose(c, Field::Reason)
        });
        Some((kind, reason.value()))
    }

    fn label(&mut self, row: &Row, field: Field) -> Option<Label> {
        self.field(row, field, Effect::Row, |cell| cells::label(cell, field))
            .value()
    }

    fn word(&mut self, row: &Row, field: Field) -> Option<String> {
        let label = self
            .field(row, field, Effect::Cell, |cell| cells::label(cell, field))
            .value();
        label.map(|label| label.as_str().to_owned())
    }

    fn repeat(&mut self, row: &Row, field: Field) -> Option<u32> {
        let options = self.options;
        self.field(row, field, Effect::Row, |cell| {
            cells::repeat(cell, field, options)
        })
        .value()
    }

    fn date(&mut self, row: &Row, field: Field, effect: Effect) -> Option<NaiveDate> {
        let options = self.options;
        let (date, has_time) = self
            .field(row, field, effect, |cell| cells::date(cell, field, options))
            .value()?;
        self.has_times_of_day |= has_time;
        Some(date)
    }

    fn field<T>(
        &mut self,
        row: &Row,
        field: Field,
        effect: Effect,
        read: impl FnOnce(&Cell) -> Result<T, Invalid>,
    ) -> Got<T> {
        self.at(row, self.columns.of(field), field, effect, read)
    }

    /// Reads the cell in a column, and lists what is wrong with it.
    pub(super) fn at<T>(
        &mut self,
        row: &Row,
        column: Option<usize>,
        field: Field,
        effect: Effect,
        read: impl FnOnce(&Cell) -> Result<T, Invalid>,
    ) -> Got<T> {
        let Some(cell) = column.and_then(|column| row.cells.get(column)) else {
            return Got::Nothing;
        };
        let found = match cells::present(cell, field, self.options) {
            Ok(None) => return Got::Nothing,
            Ok(Some(cell)) => read(cell),
            Err(invalid) => Err(invalid),
        };
        match found {
            Ok(value) => Got::Value(value),
            Err(invalid) => {
                self.refuse(row, column, invalid, effect);
                Got::Bad
            }
        }
    }

    fn refuse(&mut self, row: &Row, column: Option<usize>, invalid: Invalid, effect: Effect) {
        let place = self.table.place(row.line, column);
        self.problems.push(Problem::refused(place, invalid, effect));
    }

    fn last_notes(&mut self) {
        if let Some(sheet) = &self.table.sheet
            && !self.table.other_sheets.is_empty()
        {
            let others = self.table.other_sheets.iter().map(|other| {
                let name = super::printable(other);
                format!("`{name}`")
            });
            let others: Vec<String> = others.collect();
            let message = format!(
                "only the sheet `{}` was read; not read: {}",
                super::printable(sheet),
                others.join(", ")
            );
            let note = Note::new("other_sheets", message);
            self.notes.push(note.remedied(ImportRemedy::OtherSheet));
        }
        if self.has_times_of_day {
            let message = "times of day beside dates were left off: a reading belongs to its day";
            self.notes.push(Note::new("times_of_day", message));
        }
        if self.columns.is_wide() {
            let days: Vec<String> = self
                .columns
                .days
                .iter()
                .map(|group| match group.time {
                    ColumnTime::Day(day) => day.to_string(),
                    ColumnTime::Date(date) => date.to_string(),
                })
                .collect();
            let message = format!(
                "a row per animal, with columns for the days {}",
                days.join(", ")
            );
            self.notes.push(Note::new("wide", message));
        }
    }
}
