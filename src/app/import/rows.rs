//! From a table to typed rows. Every cell that is used is read and checked; all problems are collected.

use std::collections::{BTreeMap, HashMap};
use std::ops::Deref;
use std::rc::Rc;

use chrono::NaiveDate;

use super::cells::{self, Value};
use super::columns::Columns;
use super::field::Field;
use super::headings::list_headings;
use super::layout::Table;
use super::marks::Code;
use super::observe::{Sizing, observe};
use super::options::ImportOptions;
use super::outcome::ImportNote;
use super::reader::{CellReader, Got};
use super::source::{Cell, Row, values_fit};
use super::wide::ColumnTime;
use crate::file_problems::{Effect, ImportError, Problems};
use domain::{
    BodyWeight, ClockTime, DispositionKind, ImportRemedy, Invalid, Label, Observation, Prose, Sex,
    SharedText, SharedTexts, ShortText, counted, printable,
};

/// What one row says of its animal, apart from the values: all days of a wide row share it.
#[derive(Debug, Clone, PartialEq)]
pub struct RowFacts {
    /// None where the file has no column for it.
    pub study: Option<Label>,
    /// Animal.
    pub animal: Label,
    /// Arm.
    pub arm: Option<Label>,
    /// Cage.
    pub cage: Option<Label>,
    /// Cohort.
    pub cohort: Option<Label>,
    /// Day 0 of the animal and its cohort.
    pub start: Option<NaiveDate>,
    /// Site of the tumor.
    pub site: Option<Label>,
    /// Chip.
    pub rfid: Option<Label>,
    /// Where the animal came from.
    pub source: Option<Label>,
    /// What is to be known of it besides.
    pub note: Option<Prose>,
    /// Its ear mark.
    pub ear: Option<Label>,
    /// Sex.
    pub sex: Option<Sex>,
    /// Date of birth.
    pub born_on: Option<NaiveDate>,
    /// How the animal left the study, and why.
    pub disposition: Option<(DispositionKind, Option<Prose>)>,
}

/// The values of one row: of one animal at one time. It reads as its facts: `row.animal`.
#[derive(Debug, Clone, PartialEq)]
pub struct TidyRow {
    /// The index of its file in the import.
    pub file: u32,
    /// The line of a text file or the row of a sheet.
    pub line: u32,
    /// In a wide file, the first column of the day.
    pub column: Option<u32>,
    /// Animal, arm and what else does not depend on the day. Rows of an animal that tell the same share one copy.
    pub facts: Rc<RowFacts>,
    /// Study day.
    pub day: Option<f64>,
    /// Date.
    pub date: Option<NaiveDate>,
    /// What was found.
    pub observation: Option<Observation>,
    /// The volume of a row that has sizes too, mm³.
    pub volume_beside: Option<f64>,
    /// The reading with the digits that were typed.
    pub typed: Option<ShortText>,
    /// The body weight.
    pub weight: Option<BodyWeight>,
    /// The time of day of the reading, and of the weighing where the file has none for it.
    pub clock_time: Option<ClockTime>,
    /// The time of day of the weighing.
    pub weight_time: Option<ClockTime>,
    /// The running number of the reading on its day.
    pub repeat: Option<u32>,
    /// The running number of the weighing on its day.
    pub weight_repeat: Option<u32>,
    /// Who measured.
    pub observer: Option<SharedText>,
    /// How it was measured.
    pub method: Option<SharedText>,
    /// Whether a word in a cell of values says that the animal left.
    pub left_by_word: bool,
}

impl Deref for TidyRow {
    type Target = RowFacts;

    fn deref(&self) -> &RowFacts {
        &self.facts
    }
}

impl TidyRow {
    /// The facts, to be changed for this row alone.
    pub fn facts_mut(&mut self) -> &mut RowFacts {
        Rc::make_mut(&mut self.facts)
    }

    /// Takes a word in a cell of values for how the animal left the study on the day of the row.
    fn leave(&mut self, kind: DispositionKind, word: &str) {
        if self.disposition.is_some() {
            return;
        }
        let needs_reason = kind.check_reason(None).is_err();
        let reason = Prose::new("reason", &format!("`{word}` in the file"));
        self.facts_mut().disposition = Some((kind, reason.ok().filter(|_| needs_reason)));
        self.left_by_word = true;
    }

    /// Whether the row holds more than the animal and its facts.
    pub fn has_value(&self) -> bool {
        self.observation.is_some() || self.weight.is_some() || self.disposition.is_some()
    }

    /// The first column of the day in a wide file.
    pub fn first_column(&self) -> Option<usize> {
        self.column.map(|column| column as usize)
    }

    /// Whether the row has a day or a date.
    pub fn has_time(&self) -> bool {
        self.day.is_some() || self.date.is_some()
    }
}

/// What a file is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Role {
    /// Readings and body weights, with animals and arms: new animals join by it.
    #[default]
    Readings,
    /// How animals left the study, beside the readings: it makes no animals.
    Dispositions,
}

/// A table that was read.
#[derive(Debug, Clone, PartialEq)]
pub struct ReadFile {
    /// What its file is for.
    pub role: Role,
    /// The table without its rows, for the places of problems.
    pub table: Table,
    /// What its columns hold.
    pub columns: Columns,
    /// Its rows in order; of a wide file, one per animal and day.
    pub rows: Vec<TidyRow>,
    /// All of its problems.
    pub problems: Problems,
    /// What the user should know.
    pub notes: Vec<ImportNote>,
    /// The number of rows.
    pub rows_read: usize,
    /// The number of rows without a value.
    pub rows_without_values: usize,
}

/// Reads all rows of a table; `index` is its number among the tables of the import.
///
/// # Errors
/// If the values have no day, or the file has days and `--day` was given too.
pub fn read_rows(
    mut table: Table,
    columns: Columns,
    options: &ImportOptions,
    (index, role): (usize, Role),
) -> Result<ReadFile, ImportError> {
    let rows = std::mem::take(&mut table.rows);
    let own_day = columns.of(Field::Day).or(columns.of(Field::Date));
    let has_days = columns.has_day_columns() || own_day.is_some() || table.told.time.is_some();
    if has_days && options.day.is_some() && role == Role::Readings {
        return Err(ImportError::Undecided {
            why: format!(
                "{} contains the day of each value, and one day was given for all values",
                printable(&table.file)
            ),
            remedy: ImportRemedy::LeaveDayOut.into(),
        });
    }
    let mut reader = RowReader {
        cells: CellReader {
            table: &table,
            columns: &columns,
            options,
            problems: table.problems.clone(),
            has_times_of_day: false,
            marks: BTreeMap::new(),
            row_is_refused: false,
        },
        file: u32::try_from(index).expect("an import has few tables"),
        has_days: own_day.is_some(),
        read: Vec::new(),
        notes: Vec::new(),
        without_values: 0,
        swapped: 0,
        words: SharedTexts::default(),
        facts: HashMap::new(),
        departures: HashMap::new(),
    };
    let rows_read = rows.len();
    // Each row is given back as soon as it is read: the table and its values would take twice the memory.
    for row in rows {
        reader.row(&row);
        values_fit(&table.file, reader.read.len())?;
    }
    reader.first_departures();
    reader.last_notes();
    let RowReader {
        cells: CellReader { problems, .. },
        read,
        mut notes,
        without_values,
        ..
    } = reader;
    let lacks_time = |row: &TidyRow| row.has_value() && !row.has_time();
    if !has_days && read.iter().any(lacks_time) {
        return Err(ImportError::Undecided {
            why: format!("no column of {} contains the day", printable(&table.file)),
            remedy: ImportRemedy::NameDay {
                headings: list_headings(&table),
            }
            .into(),
        });
    }
    notes.extend(table.notes.iter().chain(&columns.notes).cloned());
    Ok(ReadFile {
        role,
        rows_read,
        rows_without_values: without_values,
        rows: read,
        problems,
        notes,
        columns,
        table,
    })
}

struct RowReader<'a> {
    cells: CellReader<'a>,
    file: u32,
    has_days: bool,
    read: Vec<TidyRow>,
    notes: Vec<ImportNote>,
    without_values: usize,
    /// Rows whose length and width were swapped.
    swapped: usize,
    /// Observers and methods of the rows so far.
    words: SharedTexts,
    /// The facts of the last row of each animal.
    facts: HashMap<Label, Rc<RowFacts>>,
    /// The rows whose cells of values say that the animal left, by animal.
    departures: HashMap<Label, Vec<usize>>,
}

/// The most words of one meaning that a note lists.
const LISTED_WORDS: usize = 12;

/// The most rows with length and width swapped that have a note of their own.
const LISTED_SWAPS: usize = 100;

impl RowReader<'_> {
    fn row(&mut self, row: &Row) {
        if row.cells.iter().all(Cell::is_blank) {
            self.without_values += 1;
            return;
        }
        let problems = self.cells.problems.count();
        self.cells.row_is_refused = false;
        let made = self.read.len();
        // The values of a row that is refused are read nevertheless, so that all problems are listed.
        let base = self.attributes(row);
        match self.cells.columns.is_wide() {
            true => self.wide_row(row, base),
            false => self.tidy_row(row, base),
        }
        if self.cells.row_is_refused {
            self.read.truncate(made);
            for rows in self.departures.values_mut() {
                rows.retain(|at| *at < made);
            }
        } else if self.cells.problems.count() == problems
            && !self.read[made..].iter().any(TidyRow::has_value)
        {
            self.without_values += 1;
        }
    }

    /// Everything of a row but its values.
    fn attributes(&mut self, row: &Row) -> TidyRow {
        let options = self.cells.options;
        let dated = self.cells.date_and_time(row, Field::Date, Effect::Row);
        let beside_date = dated.and_then(|(_, time)| time);
        let mut facts = RowFacts {
            animal: self.animal(row),
            study: self.cells.label(row, Field::Study, Effect::Row),
            arm: self.arm(row),
            cage: self.cells.label(row, Field::Cage, Effect::Row),
            cohort: self.cells.label(row, Field::Cohort, Effect::Row),
            start: self.cells.date(row, Field::Start, Effect::Row),
            site: self.cells.label(row, Field::Site, Effect::Row),
            rfid: self.cells.label(row, Field::Rfid, Effect::Row),
            source: self.cells.label(row, Field::Source, Effect::Row),
            ear: self.cells.label(row, Field::Ear, Effect::Row),
            note: self
                .cells
                .field(row, Field::Note, Effect::Cell, |c| {
                    cells::prose(c, Field::Note)
                })
                .value(),
            sex: self
                .cells
                .field(row, Field::Sex, Effect::Cell, cells::sex)
                .value(),
            born_on: self.cells.date(row, Field::Born, Effect::Cell),
            disposition: None,
        };
        let clock_time = self.cells.clock_time(row, Field::ClockTime, beside_date);
        let weight_time = self.cells.clock_time(row, Field::WeightTime, None);
        let repeat = self.cells.repeat(row, Field::Repeat);
        let weight_repeat = self.cells.repeat(row, Field::WeightRepeat);
        let observer = self.shared_word(row, Field::Observer);
        let method = self.shared_word(row, Field::Method);
        facts.disposition = self.disposition(row);
        let factor = self.cells.columns.of(Field::Day);
        let factor = factor.map_or(1.0, |column| self.cells.columns.factor(column));
        let day = |cell: &Cell| cells::day(cell, factor, options);
        let day = self.cells.field(row, Field::Day, Effect::Row, day).value();
        let (told_day, told_date) = match self.cells.table.told.time {
            Some(ColumnTime::Day(day)) => (Some(day), None),
            Some(ColumnTime::Date(date)) => (None, Some(date)),
            Some(ColumnTime::Row) | None => (None, None),
        };
        TidyRow {
            file: self.file,
            line: row.line,
            column: None,
            facts: self.shared_facts(facts),
            day: day.or(told_day),
            date: dated.map(|(date, _)| date).or(told_date),
            observation: None,
            volume_beside: None,
            typed: None,
            weight: None,
            clock_time,
            weight_time,
            repeat,
            weight_repeat,
            observer,
            method,
            left_by_word: false,
        }
    }

    /// The arm that the row or else the table tells.
    fn arm(&mut self, row: &Row) -> Option<Label> {
        let told = self.cells.table.told.arm.as_deref();
        let own = self.cells.label(row, Field::Arm, Effect::Row);
        own.or_else(|| told.and_then(|arm| Label::new(Field::Arm.id(), arm).ok()))
    }

    /// A name that rows share.
    fn shared_word(&mut self, row: &Row, field: Field) -> Option<SharedText> {
        let word = self.cells.label(row, field, Effect::Cell)?;
        Some(self.words.of(word.as_str()))
    }

    /// The facts of a row, in the copy of the last row of its animal if that tells the same: a file tells the facts of
    /// an animal in each of its rows, and they would take more memory than the values.
    fn shared_facts(&mut self, facts: RowFacts) -> Rc<RowFacts> {
        if let Some(last) = self.facts.get(&facts.animal)
            && **last == facts
        {
            return Rc::clone(last);
        }
        let tag = facts.animal.clone();
        let facts = Rc::new(facts);
        self.facts.insert(tag, Rc::clone(&facts));
        facts
    }

    /// The animal. Where it is missing the row is refused, and a placeholder is returned to read the rest of it.
    fn animal(&mut self, row: &Row) -> Label {
        let field = Field::Animal;
        let placeholder = || Label::new(field.id(), "-").expect("a dash is a label");
        match self
            .cells
            .field(row, field, Effect::Row, |c| cells::label(c, field))
        {
            Got::Value(animal) => animal,
            Got::Bad => placeholder(),
            Got::Nothing => {
                let hint = "fill it in, or remove the row";
                let missing = Invalid::new(field.id(), "", "is missing", hint);
                self.cells
                    .refuse(row, self.cells.columns.of(field), missing, Effect::Row);
                placeholder()
            }
        }
    }

    fn tidy_row(&mut self, row: &Row, mut base: TidyRow) {
        let column = |field| self.cells.columns.of(field);
        let places = Field::VALUES.map(column);
        let is_dated = base.has_time() || self.has_bad_time(row);
        self.values(row, &mut base, places);
        self.cells.has_times_of_day |=
            base.clock_time.is_some() && base.observation.is_none() && base.weight.is_none();
        if base.has_value() && !is_dated {
            match (self.has_days, self.cells.options.day) {
                (false, day) => base.day = day,
                (true, _) => {
                    let column = self
                        .cells
                        .columns
                        .of(Field::Day)
                        .or(self.cells.columns.of(Field::Date));
                    let missing =
                        Invalid::new("day", "", "is missing beside a value", "fill it in");
                    return self.cells.refuse(row, column, missing, Effect::Row);
                }
            }
        }
        self.keep(base);
    }

    /// Whether the row's day or date holds something that was refused.
    fn has_bad_time(&self, row: &Row) -> bool {
        let filled = |column: usize| {
            !matches!(
                cells::present(&row.cells[column], Field::Day, self.cells.options),
                Ok(None)
            )
        };
        [Field::Day, Field::Date]
            .into_iter()
            .filter_map(|field| self.cells.columns.of(field))
            .any(filled)
    }

    fn wide_row(&mut self, row: &Row, mut base: TidyRow) {
        let by_day = self.cells.columns.has_day_columns();
        if base.disposition.is_some() && by_day {
            base.facts_mut().disposition = None;
            let column = self.cells.columns.of(Field::Disposition);
            let hint = "give dispositions in a file of their own, with animal, day, disposition and reason";
            let why = "has no day in a file with a column per day";
            let value = column.map_or(String::new(), |c| row.cells[c].displayed());
            let missing = Invalid::new(Field::Disposition.id(), value, why, hint);
            self.cells.refuse(row, column, missing, Effect::Cell);
        }
        let made = self.read.len();
        for group in &self.cells.columns.days {
            let of = |field| {
                group
                    .columns
                    .iter()
                    .find(|(f, _)| *f == field)
                    .map(|(_, c)| *c)
            };
            let places = Field::VALUES.map(of);
            let is_blank = |column: usize| row.cells[column].is_blank();
            if places.into_iter().flatten().all(is_blank) {
                continue;
            }
            let mut entry = base.clone();
            let first = group.columns.first().map(|(_, column)| *column);
            entry.column = first.map(|column| {
                u32::try_from(column).expect("a table has no more columns than its limit")
            });
            match group.time {
                ColumnTime::Row => {}
                ColumnTime::Day(day) => entry.day = Some(day),
                ColumnTime::Date(date) => entry.date = Some(date),
            }
            entry.date = group.date.or(entry.date);
            if let Some(site) = &group.site {
                entry.facts_mut().site = Some(site.clone());
            }
            self.values(row, &mut entry, places);
            if entry.has_value() {
                self.keep(entry);
            }
        }
        if !by_day {
            // What is not of a side stands in the row as it does in any other.
            return self.tidy_row(row, base);
        }
        if self.read.len() == made {
            self.read.push(base);
        }
    }

    /// Keeps a row, and whether it says that its animal left.
    fn keep(&mut self, entry: TidyRow) {
        if entry.left_by_word {
            let rows = self.departures.entry(entry.animal.clone()).or_default();
            rows.push(self.read.len());
        }
        self.read.push(entry);
    }

    /// An animal leaves once: a word that is repeated in later cells says so again.
    fn first_departures(&mut self) {
        for rows in self.departures.values() {
            let time = |at: &usize| {
                let row = &self.read[*at];
                (row.day.unwrap_or(0.0), row.date, row.line)
            };
            let earlier = |a: &&usize, b: &&usize| {
                let (a, b) = (time(a), time(b));
                a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)).then(a.2.cmp(&b.2))
            };
            let Some(first) = rows.iter().min_by(earlier).copied() else {
                continue;
            };
            let kind = self.read[first].disposition.as_ref().map(|(kind, _)| *kind);
            for &at in rows.iter().filter(|at| **at != first) {
                let row = &mut self.read[at];
                if row.disposition.as_ref().map(|(kind, _)| *kind) == kind {
                    row.facts_mut().disposition = None;
                }
            }
        }
    }

    /// Reads sizes, volume and weight from their columns.
    fn values(&mut self, row: &Row, entry: &mut TidyRow, places: [Option<usize>; 6]) {
        let options = self.cells.options;
        let [length, width, height, sizes, volume, weight] = places;
        let mut left = None;
        match self.cells.value(row, weight, Field::Weight) {
            Got::Value(Value::Number(grams, _)) => match BodyWeight::new(grams) {
                Ok(weight) => entry.weight = Some(weight),
                Err(invalid) => self.cells.refuse(row, weight, invalid, Effect::Cell),
            },
            Got::Value(Value::Word(Code::Left(kind))) => {
                left = weight.map(|column| (kind, row.cells[column].displayed()));
            }
            _ => {}
        }
        let state = self
            .cells
            .field(row, Field::State, Effect::Row, cells::state);
        let reason = match self.reason_is_of_disposition(row) {
            false => self
                .cells
                .field(row, Field::Reason, Effect::Cell, |c| {
                    cells::prose(c, Field::Reason)
                })
                .value(),
            true => None,
        };
        let sizing = Sizing::read(&mut self.cells, row, [length, width, height, sizes, volume]);
        if let Some((Code::Left(kind), word)) = &sizing.word {
            left = Some((*kind, word.clone()));
        }
        if let Some((kind, word)) = left {
            entry.leave(kind, &word);
        }
        if matches!(state, Got::Bad) {
            return;
        }
        let typed = match self.cells.columns.of(Field::Typed) {
            Some(_) => self
                .cells
                .label(row, Field::Typed, Effect::Cell)
                .map(|label| label.as_str().into()),
            None => sizing.typed().map(ShortText::from),
        };
        match observe(&sizing, state.value(), reason, options.swap) {
            Ok(found) => {
                self.swapped += usize::from(found.swapped);
                if found.swapped && self.swapped <= LISTED_SWAPS {
                    let place = self.cells.table.place(row.line, length);
                    self.notes.push(ImportNote::new(
                        "swapped",
                        format!(
                            "{place}: length and width `{}` were swapped",
                            sizing.typed_sizes()
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
                    "reason" => self.cells.columns.of(Field::Reason),
                    _ => self.cells.columns.of(Field::State),
                };
                self.cells.refuse(row, column, invalid, Effect::Cell);
                entry.typed = rest
                    .as_ref()
                    .and_then(|_| sizing.typed_volume())
                    .map(ShortText::from);
                entry.observation = rest;
            }
        }
    }

    /// Whether the reason of a row is that of its disposition, also of one that is not understood: it would else make a
    /// reading that was not measured.
    fn reason_is_of_disposition(&self, row: &Row) -> bool {
        let column = self.cells.columns.of(Field::Disposition);
        let Some(cell) = column.and_then(|column| row.cells.get(column)) else {
            return false;
        };
        match cells::present(cell, Field::Disposition, self.cells.options) {
            Ok(Some(cell)) => !matches!(cells::disposition(cell), Ok(None)),
            Ok(None) => false,
            Err(_) => true,
        }
    }

    fn disposition(&mut self, row: &Row) -> Option<(DispositionKind, Option<Prose>)> {
        let kind = self
            .cells
            .field(row, Field::Disposition, Effect::Cell, cells::disposition)
            .value()??;
        let reason = self.cells.field(row, Field::Reason, Effect::Cell, |c| {
            cells::prose(c, Field::Reason)
        });
        Some((kind, reason.value()))
    }

    /// Says what words and marks were read as.
    fn note_marks(&mut self) {
        let mut said: BTreeMap<Option<Code>, Vec<String>> = BTreeMap::new();
        for ((word, code), count) in &self.cells.marks {
            let words = said.entry(*code).or_default();
            words.push(format!("`{word}` ({count})"));
        }
        for (code, words) in said {
            let read_as = match code {
                None | Some(Code::Number) => "left off beside numbers".to_owned(),
                Some(Code::NotDone) => "read as not measured".to_owned(),
                Some(Code::NotPalpable) => "read as not palpable".to_owned(),
                Some(Code::Left(kind)) => format!("read as {} on that day", kind.words()),
            };
            let more = words.len().saturating_sub(LISTED_WORDS);
            let shown = words[..words.len() - more].join(", ");
            let more = if more > 0 { ", …" } else { "" };
            let message = format!("{read_as}: {shown}{more}");
            let note = ImportNote::new("words", message);
            self.notes.push(note.remedied(ImportRemedy::OtherCodes));
        }
    }

    fn last_notes(&mut self) {
        self.note_marks();
        if let more @ 1.. = self.swapped.saturating_sub(LISTED_SWAPS) {
            let rows = counted(more, "further row");
            let message = format!("length and width were swapped in {rows}");
            self.notes.push(ImportNote::new("swapped", message));
        }
        if let Some(sheet) = &self.cells.table.sheet
            && !self.cells.table.other_sheets.is_empty()
        {
            let others = self.cells.table.other_sheets.iter().map(|other| {
                let name = printable(other);
                format!("`{name}`")
            });
            let others: Vec<String> = others.collect();
            let message = format!(
                "only the sheet `{}` was read; not read: {}",
                printable(sheet),
                others.join(", ")
            );
            let note = ImportNote::new("other_sheets", message);
            self.notes.push(note.remedied(ImportRemedy::OtherSheet));
        }
        if self.cells.has_times_of_day {
            let message = "times of day were left off where no reading or body weight was taken";
            self.notes.push(ImportNote::new("times_of_day", message));
        }
        if self.cells.columns.has_day_columns() {
            let mut days: Vec<String> = self
                .cells
                .columns
                .days
                .iter()
                .filter_map(|group| match group.time {
                    ColumnTime::Row => None,
                    ColumnTime::Day(day) => Some(day.to_string()),
                    ColumnTime::Date(date) => Some(date.to_string()),
                })
                .collect();
            days.dedup();
            let message = format!(
                "a row per animal, with columns for the days {}",
                days.join(", ")
            );
            self.notes.push(ImportNote::new("wide", message));
        }
    }
}
