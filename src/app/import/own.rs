//! A folder that `export` wrote: protocol, arms, cages, cohorts and exclusions beside the readings.

use std::borrow::Cow;
use std::cell::RefCell;
use std::io::{BufReader, Read as _};
use std::path::Path;

use chrono::NaiveDate;
use uuid::Uuid;

use super::cells;
use super::field::Field;
use super::layout::{Table, read_table};
use super::options::ImportOptions;
use super::source::Row;
use crate::file_problems::{Effect, FilePlace, FileProblem, ImportError, Problems};
use crate::study_files::{
    ARMS_FILE, BLINDING, CAGES_FILE, COHORTS_FILE, DOSES_FILE, EXCLUSIONS_FILE, FORMULATIONS_FILE,
    OFF_TREATMENT_FILE, STUDY_FILE, WAIVERS_FILE, WORK_LINES_FILE,
};
mod dosing;

pub use dosing::{DoseRow, FormulationRow, OffTreatmentRow};

use domain::{
    Arm, ArmId, Blinding, Cage, CageId, Cells, Cohort, CohortId, DecimalMark, FirstDay, Invalid,
    Label, Prose, Protocol, Regimen, RegimenId, Schedule, Study, StudyId, StudyStatus, Treatment,
    UNDATED_DAY0, Whom, WorkKind, WorkLine, WorkLineId, parse_date, parse_number, parse_truth,
    printable,
};

/// What a folder holds beside readings and dispositions. Ids are nil until a plan makes them.
#[derive(Debug, Clone, PartialEq)]
pub struct Bundle {
    /// The study with its protocol.
    pub study: Study,
    /// Its arms.
    pub arms: Vec<Arm>,
    /// Its cages.
    pub cages: Vec<Cage>,
    /// Its cohorts.
    pub cohorts: Vec<Cohort>,
    /// Its exclusions.
    pub exclusions: Vec<ExclusionLine>,
    /// The rows of its work plan.
    pub work: Vec<WorkRow>,
    /// Its waivers.
    pub waivers: Vec<WaiverRow>,
    /// Its formulations.
    pub formulations: Vec<FormulationRow>,
    /// Its doses.
    pub doses: Vec<DoseRow>,
    /// Animals that are off treatment.
    pub off_treatment: Vec<OffTreatmentRow>,
    /// Whether it was written while the study was blinded: then its arms are codes.
    pub blinded: bool,
}

/// A row of `exclusions.csv`.
#[derive(Debug, Clone, PartialEq)]
pub struct ExclusionLine {
    /// Where it stands.
    pub place: FilePlace,
    /// `animal`, `animal_day`, `day` or `reading`.
    pub scope: &'static str,
    /// The animal's tag.
    pub animal: Option<Label>,
    /// The study day.
    pub day: Option<f64>,
    /// The date.
    pub date: Option<NaiveDate>,
    /// The tumor's site.
    pub site: Option<Label>,
    /// The reading's number.
    pub repeat: u32,
    /// Why.
    pub reason: Prose,
    /// Whether the protocol foresaw it.
    pub foreseen: bool,
}

/// A row of `work_lines.csv`.
#[derive(Debug, Clone, PartialEq)]
pub struct WorkRow {
    /// Where it stands.
    pub place: FilePlace,
    /// The line, about all animals and without an id.
    pub line: WorkLine,
    /// `all`, `arm`, `cohort` or `animal`.
    pub whom: &'static str,
    /// Name of the arm or cohort, tag of the animal.
    pub name: Option<Label>,
}

/// A row of `waivers.csv`.
#[derive(Debug, Clone, PartialEq)]
pub struct WaiverRow {
    /// Where it stands.
    pub place: FilePlace,
    /// The number of the line.
    pub line: u32,
    /// The animal's tag.
    pub animal: Label,
    /// The date that it was planned for.
    pub planned_on: NaiveDate,
    /// The line as it was then.
    pub planned: Prose,
    /// Why.
    pub reason: Prose,
}

/// Reads the folder's files but readings and dispositions; only `study.csv` must be there.
///
/// # Errors
///
/// A file that cannot be read, or all that is wrong with their values.
pub fn read_bundle(folder: &Path) -> Result<Bundle, ImportError> {
    let mut problems = Problems::default();
    let mut blinded = false;
    let study = read_study(&table(folder, STUDY_FILE)?, &mut problems, &mut blinded);
    let arms = match optional(folder, ARMS_FILE)? {
        Some(table) => read_arms(&table, &mut problems),
        None => Vec::new(),
    };
    let cages = match optional(folder, CAGES_FILE)? {
        Some(table) => read_cages(&table, &mut problems),
        None => Vec::new(),
    };
    let cohorts = match optional(folder, COHORTS_FILE)? {
        Some(table) => read_cohorts(&table, &mut problems),
        None => Vec::new(),
    };
    let exclusions = match optional(folder, EXCLUSIONS_FILE)? {
        Some(table) => read_exclusions(&table, &mut problems),
        None => Vec::new(),
    };
    let work = match optional(folder, WORK_LINES_FILE)? {
        Some(table) => read_work_lines(&table, &mut problems),
        None => Vec::new(),
    };
    let waivers = match optional(folder, WAIVERS_FILE)? {
        Some(table) => read_waivers(&table, &mut problems),
        None => Vec::new(),
    };
    let formulations = match optional(folder, FORMULATIONS_FILE)? {
        Some(table) => dosing::read_formulations(&table, &mut problems),
        None => Vec::new(),
    };
    let doses = match optional(folder, DOSES_FILE)? {
        Some(table) => dosing::read_doses(&table, &mut problems),
        None => Vec::new(),
    };
    let off_treatment = match optional(folder, OFF_TREATMENT_FILE)? {
        Some(table) => dosing::read_off_treatment(&table, &mut problems),
        None => Vec::new(),
    };
    match study {
        Some(study) if problems.is_empty() => Ok(Bundle {
            study,
            arms,
            cages,
            cohorts,
            exclusions,
            work,
            waivers,
            formulations,
            doses,
            off_treatment,
            blinded,
        }),
        _ => Err(ImportError::Problems(problems)),
    }
}

fn table(folder: &Path, name: &str) -> Result<Table, ImportError> {
    read_table(&folder.join(name), &ImportOptions::default())
}

/// A file that may be missing, or hold headings only.
fn optional(folder: &Path, name: &str) -> Result<Option<Table>, ImportError> {
    let path = folder.join(name);
    match holds_rows(&path) {
        true => read_table(&path, &ImportOptions::default()).map(Some),
        false => Ok(None),
    }
}

/// Whether a file is there and has anything below its first line.
pub fn holds_rows(path: &Path) -> bool {
    let Ok(file) = std::fs::File::open(path) else {
        return path.exists();
    };
    // What cannot be read further is for the reader of the table to refuse.
    let mut bytes = BufReader::new(file).bytes().map_while(Result::ok);
    bytes.by_ref().find(|&b| b == b'\n');
    bytes.any(|b| !b.is_ascii_whitespace())
}

/// Cells of a table by their headings, with a list for what is wrong.
struct Sheet<'a> {
    table: &'a Table,
    problems: &'a mut Problems,
}

impl<'a> Sheet<'a> {
    fn of(table: &'a Table, problems: &'a mut Problems) -> Self {
        problems.append(table.problems.clone());
        Self { table, problems }
    }

    /// The value under a heading, if there is one.
    fn take<T>(
        &mut self,
        row: &Row,
        heading: &'static str,
        read: impl FnOnce(&str) -> Result<T, Invalid>,
    ) -> Option<T> {
        let column = self.table.headings.iter().position(|h| h == heading)?;
        let cell = row.cells.get(column)?;
        let found = match cells::present(cell, Field::Reason, &ImportOptions::default()) {
            Ok(None) => return None,
            Ok(Some(cell)) => read(&cells::text(cell)),
            Err(invalid) => Err(Invalid {
                field: heading,
                ..invalid
            }),
        };
        match found {
            Ok(value) => Some(value),
            Err(invalid) => {
                self.refuse(row, Some(column), invalid);
                None
            }
        }
    }

    /// The value under a heading, which must be there.
    fn need<T>(
        &mut self,
        row: &Row,
        heading: &'static str,
        read: impl FnOnce(&str) -> Result<T, Invalid>,
    ) -> Option<T> {
        let before = self.problems.count();
        let value = self.take(row, heading, read);
        if value.is_none() && self.problems.count() == before {
            self.refuse(
                row,
                None,
                Invalid::new(heading, "", "is missing", "fill it in"),
            );
        }
        value
    }

    fn refuse(&mut self, row: &Row, column: Option<usize>, invalid: Invalid) {
        let place = self.table.place(row.line, column);
        self.problems
            .push(FileProblem::refused(place, invalid, Effect::Undecided));
    }
}

/// A row of a sheet whose headings are the names of columns, as the description of a thing reads it. What
/// is wrong with a value is listed, and the value is taken for absent, so that one pass finds it all.
struct SheetRow<'s, 'a> {
    sheet: RefCell<&'s mut Sheet<'a>>,
    row: &'s Row,
}

impl<'s, 'a> SheetRow<'s, 'a> {
    fn of(sheet: &'s mut Sheet<'a>, row: &'s Row) -> Self {
        Self {
            sheet: RefCell::new(sheet),
            row,
        }
    }

    fn take<T>(
        &self,
        heading: &'static str,
        read: impl FnOnce(&str) -> Result<T, Invalid>,
    ) -> Result<Option<T>, Listed> {
        Ok(self.sheet.borrow_mut().take(self.row, heading, read))
    }
}

/// A refusal that is in the list of problems.
struct Listed;

impl Cells for SheetRow<'_, '_> {
    type Error = Listed;

    fn refuse(&self, invalid: Invalid) -> Listed {
        self.sheet.borrow_mut().refuse(self.row, None, invalid);
        Listed
    }

    fn text(&self, name: &'static str) -> Result<Option<Cow<'_, str>>, Listed> {
        self.take(name, |text| Ok(text.to_owned().into()))
    }

    fn number(&self, name: &'static str) -> Result<Option<f64>, Listed> {
        self.take(name, number(name))
    }

    fn whole(&self, name: &'static str) -> Result<Option<u32>, Listed> {
        self.take(name, whole(name))
    }

    fn truth(&self, name: &'static str) -> Result<Option<bool>, Listed> {
        self.take(name, yes(name))
    }

    fn date(&self, name: &'static str) -> Result<Option<NaiveDate>, Listed> {
        self.take(name, date(name))
    }

    fn made<T>(
        &self,
        name: &'static str,
        make: impl FnOnce(&str) -> Result<T, Invalid>,
    ) -> Result<Option<T>, Listed> {
        self.take(name, make)
    }
}

fn number(field: &'static str) -> impl Fn(&str) -> Result<f64, Invalid> {
    move |text| parse_number(field, text, DecimalMark::Point)
}

fn date(field: &'static str) -> impl Fn(&str) -> Result<NaiveDate, Invalid> {
    move |text| parse_date(field, text)
}

fn label(field: &'static str) -> impl Fn(&str) -> Result<Label, Invalid> {
    move |text| Label::new(field, text)
}

fn whole(field: &'static str) -> impl Fn(&str) -> Result<u32, Invalid> {
    move |text| {
        let refuse = |_| {
            Invalid::new(
                field,
                printable(text),
                "is not a whole number",
                "count from 1",
            )
        };
        text.trim().parse().map_err(refuse)
    }
}

fn yes(field: &'static str) -> impl Fn(&str) -> Result<bool, Invalid> {
    move |text| parse_truth(field, text)
}

fn read_study(table: &Table, problems: &mut Problems, blinded: &mut bool) -> Option<Study> {
    let mut sheet = Sheet::of(table, problems);
    let mut protocol = Protocol::default();
    let names: Vec<&'static str> = ["name", "status", BLINDING]
        .into_iter()
        .chain(Protocol::FIELDS.iter().map(|field| field.name))
        .collect();
    let (mut study_name, mut status) = (None, StudyStatus::Open);
    for row in &table.rows {
        let known = |text: &str| {
            let text = text.trim();
            names
                .iter()
                .copied()
                .find(|&field| field == text)
                .ok_or_else(|| {
                    let hint = format!("one of {}", names.join(", "));
                    Invalid::new("field", printable(text), "is not known", hint)
                })
        };
        match sheet.need(row, "field", known) {
            Some("name") => study_name = sheet.need(row, "value", label("name")),
            Some("status") => status = sheet.take(row, "value", str::parse).unwrap_or(status),
            Some(BLINDING) => {
                let blinding = sheet.take(row, "value", str::parse::<Blinding>);
                *blinded = blinding.is_some_and(Blinding::is_blinded);
            }
            Some(name) => {
                if let Some(field) = Protocol::field(name) {
                    sheet.take(row, "value", |text| field.set(&mut protocol, name, text));
                }
            }
            None => {}
        }
    }
    let last = table.rows.last()?;
    let Some(name) = study_name else {
        sheet.refuse(
            last,
            None,
            Invalid::new("name", "", "is missing", "add a row with the study's name"),
        );
        return None;
    };
    // A study without dates is written without a day 0.
    if protocol.day0_assumed {
        let day0 = protocol.implanted_on.unwrap_or(UNDATED_DAY0);
        protocol.day0 = protocol.day0.or(Some(day0));
    }
    match protocol.check() {
        Ok(protocol) => Some(Study {
            id: StudyId(Uuid::nil()),
            name,
            status,
            blinding: Blinding::Open,
            protocol,
        }),
        Err(invalid) => {
            sheet.refuse(last, None, invalid);
            None
        }
    }
}

fn read_arms(table: &Table, problems: &mut Problems) -> Vec<Arm> {
    let mut sheet = Sheet::of(table, problems);
    let mut arms: Vec<Arm> = Vec::new();
    for row in &table.rows {
        let Some(name) = sheet.need(row, "arm", label("arm")) else {
            continue;
        };
        let at = match arms.iter().position(|arm| arm.name == name) {
            Some(at) => at,
            None => {
                let next = arms
                    .iter()
                    .map(|arm| arm.position)
                    .max()
                    .unwrap_or(0)
                    .saturating_add(1);
                arms.push(Arm {
                    id: ArmId(Uuid::nil()),
                    name,
                    label: sheet.take(row, "label", Arm::read_label),
                    position: sheet.take(row, "order", whole("order")).unwrap_or(next),
                    is_control: sheet.take(row, "control", yes("control")).unwrap_or(false),
                    vehicle: sheet.take(row, "vehicle", label("vehicle")),
                    treatments: Vec::new(),
                    code: None,
                });
                arms.len() - 1
            }
        };
        match read_treatment(&mut sheet, row) {
            Some(Ok(treatment)) => arms[at].treatments.push(treatment),
            Some(Err(invalid)) => sheet.refuse(row, None, invalid),
            None => {}
        }
    }
    let labels: Vec<&Label> = arms.iter().filter_map(|arm| arm.label.as_ref()).collect();
    let twice = (1..labels.len()).find(|&n| labels[..n].contains(&labels[n]));
    if let (Some(twice), Some(row)) = (twice, table.rows.first()) {
        let why = "is the label of several arms";
        let invalid = Invalid::new("label", labels[twice], why, "choose another label");
        sheet.refuse(row, None, invalid);
    }
    if arms.iter().filter(|arm| arm.is_control).count() > 1
        && let Some(row) = table.rows.first()
    {
        let hint = "say yes for one arm and no for the others";
        sheet.refuse(
            row,
            None,
            Invalid::new("control", "", "is yes for several arms", hint),
        );
    }
    arms
}

fn read_cages(table: &Table, problems: &mut Problems) -> Vec<Cage> {
    let mut sheet = Sheet::of(table, problems);
    let rows = table.rows.iter().filter_map(|row| {
        Some(Cage {
            id: CageId(Uuid::nil()),
            label: sheet.need(row, "cage", label("cage"))?,
            room: sheet.take(row, "room", label("room")),
            rack: sheet.take(row, "rack", label("rack")),
            place: sheet.take(row, "place", label("place")),
        })
    });
    rows.collect()
}

fn read_work_lines(table: &Table, problems: &mut Problems) -> Vec<WorkRow> {
    let mut sheet = Sheet::of(table, problems);
    let whom = |text: &str| one_of("whom", &["all", "arm", "cohort", "animal"], text);
    let kind = |text: &str| text.parse::<WorkKind>();
    let schedule = |text: &str| Schedule::parse(text, FirstDay::Zero);
    let rows = table.rows.iter().filter_map(|row| {
        Some(WorkRow {
            place: table.place(row.line, None),
            line: WorkLine {
                id: WorkLineId(Uuid::nil()),
                number: sheet.need(row, "line", whole("line"))?,
                kind: sheet.need(row, "kind", kind)?,
                whom: Whom::All,
                schedule: sheet.need(row, "schedule", schedule)?,
                starts_on: sheet.need(row, "starts_on", date("starts_on"))?,
                ends_on: sheet.take(row, "ends_on", date("ends_on")),
                note: sheet.take(row, "note", |t| Prose::new("note", t)),
                regimen: read_regimen(&mut sheet, row),
            },
            whom: sheet.need(row, "whom", whom)?,
            name: sheet.take(row, "name", label("name")),
        })
    });
    rows.collect()
}

/// What is given, of a line about doses.
fn read_regimen(sheet: &mut Sheet<'_>, row: &Row) -> Option<Box<Regimen>> {
    let kind = sheet.take(row, "kind", |text| text.parse::<WorkKind>());
    if kind != Some(WorkKind::Dose) {
        return None;
    }
    let regimen = Regimen::read(RegimenId::from(Uuid::nil()), &SheetRow::of(sheet, row));
    regimen.ok().map(Box::new)
}

fn read_waivers(table: &Table, problems: &mut Problems) -> Vec<WaiverRow> {
    let mut sheet = Sheet::of(table, problems);
    let rows = table.rows.iter().filter_map(|row| {
        Some(WaiverRow {
            place: table.place(row.line, None),
            line: sheet.need(row, "line", whole("line"))?,
            animal: sheet.need(row, "animal", label("animal"))?,
            planned_on: sheet.need(row, "planned_on", date("planned_on"))?,
            planned: sheet.need(row, "planned", |t| Prose::new("planned", t))?,
            reason: sheet.need(row, "reason", |t| Prose::new("reason", t))?,
        })
    });
    rows.collect()
}

/// What a row says is given; none if it says nothing. Without a compound it is the vehicle alone.
fn read_treatment(sheet: &mut Sheet<'_>, row: &Row) -> Option<Result<Treatment, Invalid>> {
    let mut given = |column: &'static str| sheet.take(row, column, label("treatment")).is_some();
    let has_compound = given("compound");
    if !has_compound && !["dose", "unit", "route", "schedule"].into_iter().any(given) {
        return None;
    }
    let Ok(read) = Treatment::read(&SheetRow::of(sheet, row)) else {
        return None;
    };
    if has_compound {
        return Some(read.check());
    }
    let Treatment {
        compound: _,
        dose,
        unit,
        route,
        schedule,
    } = read;
    Some(Treatment::new(None, dose, unit, route, schedule))
}

fn read_cohorts(table: &Table, problems: &mut Problems) -> Vec<Cohort> {
    let mut sheet = Sheet::of(table, problems);
    let rows = table.rows.iter().filter_map(|row| {
        Some(Cohort {
            id: CohortId(Uuid::nil()),
            name: sheet.need(row, "cohort", label("cohort"))?,
            day0: sheet.take(row, "day0", date("day0")),
        })
    });
    rows.collect()
}

/// One of a few words.
fn one_of(
    field: &'static str,
    words: &[&'static str],
    text: &str,
) -> Result<&'static str, Invalid> {
    let unknown = || {
        let hint = format!("one of {}", words.join(", "));
        Invalid::new(field, printable(text), "is not known", hint)
    };
    let found = words.iter().find(|word| **word == text.trim());
    found.copied().ok_or_else(unknown)
}

fn read_exclusions(table: &Table, problems: &mut Problems) -> Vec<ExclusionLine> {
    const SCOPES: [&str; 4] = ["animal", "animal_day", "day", "reading"];
    let mut sheet = Sheet::of(table, problems);
    let scope = |text: &str| one_of("scope", &SCOPES, text);
    let mut lines = Vec::new();
    for row in &table.rows {
        let read = (
            sheet.need(row, "scope", scope),
            sheet.need(row, "reason", |t| Prose::new("reason", t)),
        );
        if let (Some(scope), Some(reason)) = read {
            lines.push(ExclusionLine {
                place: table.place(row.line, None),
                scope,
                animal: sheet.take(row, "animal", label("animal")),
                day: sheet.take(row, "day", number("day")),
                date: sheet.take(row, "date", date("date")),
                site: sheet.take(row, "site", label("site")),
                repeat: sheet.take(row, "repeat", whole("repeat")).unwrap_or(1),
                reason,
                foreseen: sheet
                    .take(row, "foreseen", yes("foreseen"))
                    .unwrap_or(false),
            });
        }
    }
    lines
}
