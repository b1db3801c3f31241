//! An analysis as sections: titles, facts, tables and remarks.
//!
//! A table is complete: every arm of a study is a row or a column, however many there are. Whoever shows the
//! table divides or scrolls it. Numbers are text already, but the mark of a cell is data, so that it can be
//! shown as a sign or as a color. Every number refers to the [card](super::card) that explains it. Sections
//! have no lists of animals.

mod adjusted;
mod events;
pub(crate) mod exposure;
mod inhibition;
mod landmark;
mod mixed;
mod primary;
mod responses;
mod study;
mod volume;
mod weight;

use super::number;
use domain::{Analysis, PrimaryTest, Remedy};

/// The sections of the results.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum SectionId {
    /// The study, the rules of the analysis, the arms.
    Study,
    /// The primary test: a row per treated arm.
    Primary,
    /// Growth inhibition on the landmark day: definitions down, arms across.
    Inhibition,
    /// Growth inhibition by the primary definition alone: a row per arm, for studies of many arms.
    PrimaryInhibition,
    /// Volumes: days down, arms across.
    VolumeByDay,
    /// Days on which too few animals of an arm are left: their mean, and the mixed model's mean of the arm.
    Guarded,
    /// Responses under three schemes, a table each.
    Responses,
    /// Growth rates per arm.
    Growth,
    /// The mixed model of growth: slopes and means against the control.
    MixedModel,
    /// The scatter of the readings about the mixed model's lines, by arm and by day.
    Residuals,
    /// Tests of the landmark day's volumes: of all arms, and of each against the control.
    Landmark,
    /// All pairs of arms on the landmark day.
    Pairs,
    /// Time to event: medians, delays, hazards.
    TimeToEvent,
    /// Body weight per arm.
    Weight,
    /// Doses planned and given: a row per arm and compound.
    Exposure,
    /// The notes of the analysis, which readers of the numbers must know.
    Notes,
}

impl SectionId {
    /// A short name, for a list of sections.
    pub fn name(self) -> &'static str {
        match self {
            Self::Study => "Study",
            Self::Primary => "Primary test",
            Self::Inhibition => "Inhibition",
            Self::PrimaryInhibition => "Inhibition by arm",
            Self::VolumeByDay => "Volume by day",
            Self::Guarded => "Few animals left",
            Self::Responses => "Responses",
            Self::Growth => "Growth rates",
            Self::MixedModel => "Mixed model",
            Self::Residuals => "Residuals",
            Self::Landmark => "Landmark tests",
            Self::Pairs => "All pairs",
            Self::TimeToEvent => "Time to event",
            Self::Weight => "Body weight",
            Self::Exposure => "Exposure",
            Self::Notes => "Notes",
        }
    }
}

/// One section of the results.
#[derive(Debug, Clone, PartialEq)]
pub struct Section {
    /// Which section it is.
    pub id: SectionId,
    /// Its title, with what holds for all its numbers: control, day, unit.
    pub title: String,
    /// Groups of short facts, shown above its tables.
    pub facts: Vec<Vec<Fact>>,
    /// Its tables.
    pub tables: Vec<Table>,
    /// Remarks on the whole section, shown below its tables.
    pub remarks: Vec<Remark>,
}

/// A rule or circumstance of the analysis: `baseline: reading of day 0`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fact {
    /// One line.
    pub text: String,
    /// Id of the card that explains it.
    pub about: Option<&'static str>,
}

/// A table: texts in the first column, numbers in all others.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Table {
    /// What distinguishes it from the other tables of its section; empty where there is no other.
    pub title: String,
    /// The headings, one per column.
    pub headings: Vec<Heading>,
    /// The rows, each with a cell per column.
    pub rows: Vec<Row>,
    /// Its legend. The remarks of single cells are not in it: see [`Mark::Remark`].
    pub remarks: Vec<Remark>,
}

/// The heading of a column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Heading {
    /// One or two lines.
    pub text: String,
    /// Id of the card that explains the column.
    pub about: Option<&'static str>,
}

/// A row of a table.
#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    /// One per column; the first is the name of the row.
    pub cells: Vec<Cell>,
    /// Id of the card that explains the row.
    pub about: Option<&'static str>,
}

/// A cell of a table: a text, or one or more numbers.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Cell {
    /// The text without the sign of its mark; empty if there is nothing to show.
    pub text: String,
    /// The numbers of the text in full precision, in their order.
    pub values: Vec<f64>,
    /// Why it is marked, if it is.
    pub mark: Option<Mark>,
}

/// Why a cell is marked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Mark {
    /// It is the study's primary definition.
    Primary,
    /// Too few animals are left for the mean to represent the arm.
    Guarded,
    /// A remark: why a number is missing, or what to know when reading it.
    Remark(String),
}

/// A sentence below a table or section.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Remark {
    /// The sign that refers to it (`*`, `!`, `(a)`), or a word before it; may be empty.
    pub mark: String,
    /// The sentence.
    pub text: String,
    /// What can be done about it.
    pub remedy: Remedy,
}

impl Remark {
    pub(super) fn new(mark: &str, text: impl Into<String>) -> Self {
        Self {
            mark: mark.to_owned(),
            text: text.into(),
            remedy: Remedy::None,
        }
    }
}

impl<T: Into<String>> From<T> for Cell {
    fn from(text: T) -> Self {
        Self::of(text, [])
    }
}

impl Cell {
    /// A text with the full values of its numbers.
    pub(super) fn of(
        text: impl Into<String>,
        values: impl IntoIterator<Item = Option<f64>>,
    ) -> Self {
        Self {
            text: text.into(),
            values: values.into_iter().flatten().collect(),
            mark: None,
        }
    }

    /// A number of things.
    pub(super) fn count(n: usize) -> Self {
        Self::of(n.to_string(), [Some(n as f64)])
    }

    /// A p-value.
    pub(super) fn p(p: Option<f64>) -> Self {
        Self::of(number::p_value(p), [p])
    }

    /// A number with `digits` digits after the point.
    pub(super) fn number(value: Option<f64>, digits: usize) -> Self {
        Self::of(number::number(value, digits), [value])
    }

    /// A mean with its standard error.
    pub(super) fn plus_minus(mean: Option<f64>, sem: Option<f64>, digits: usize) -> Self {
        Self::of(number::plus_minus(mean, sem, digits), [mean, sem])
    }

    /// A mean volume with its standard error, or a volume.
    pub(super) fn volume(mm3: Option<f64>, sem: Option<f64>) -> Self {
        Self::of(number::volume_plus_minus(mm3, sem), [mm3, sem])
    }

    /// A study day.
    pub(super) fn day(day: Option<f64>) -> Self {
        Self::of(number::day(day), [day])
    }

    /// A ratio or volume with its interval.
    pub(super) fn ratio(value: Option<f64>, ends: Option<(f64, f64)>) -> Self {
        let (low, high) = ends.unzip();
        Self::of(number::ratio_interval(value, ends), [value, low, high])
    }

    /// The cell with a mark.
    fn marked(self, mark: Option<Mark>) -> Self {
        Self { mark, ..self }
    }

    /// The text with the sign of its mark: `delta *`, `90.0 (1) !`, `– (a)`.
    pub fn shown(&self, letters: &mut Letters) -> String {
        let text = &self.text;
        match &self.mark {
            None => text.clone(),
            Some(Mark::Primary) => format!("{text} *"),
            Some(Mark::Guarded) => format!("{text} !"),
            Some(Mark::Remark(remark)) => format!("{text} ({})", letters.letter(remark)),
        }
    }
}

/// The letters that refer to the remarks of a table's cells, given in the order in which cells are shown.
#[derive(Debug, Clone, Default)]
pub struct Letters(Vec<String>);

impl Letters {
    /// The letter of a remark. Equal remarks have the same letter.
    pub fn letter(&mut self, remark: &str) -> char {
        let known = self.0.iter().position(|r| r == remark);
        let at = known.unwrap_or_else(|| {
            self.0.push(remark.to_owned());
            self.0.len() - 1
        });
        letter(at)
    }

    /// The remarks that have a letter, to be shown below the table.
    pub fn legend(&self) -> impl Iterator<Item = Remark> {
        let remarks = self.0.iter().enumerate();
        remarks.map(|(at, text)| Remark::new(&format!("({})", letter(at)), text))
    }
}

fn letter(at: usize) -> char {
    char::from(b'a' + u8::try_from(at % 26).unwrap_or(0))
}

impl Table {
    /// A table without rows, from headings and the cards that explain their columns.
    pub(super) fn new(headings: impl IntoIterator<Item = (String, Option<&'static str>)>) -> Self {
        let heading = |(text, about)| Heading { text, about };
        Self {
            headings: headings.into_iter().map(heading).collect(),
            ..Self::default()
        }
    }

    /// The table with a title that distinguishes it from others of its section.
    pub(super) fn titled(self, title: impl Into<String>) -> Self {
        Self {
            title: title.into(),
            ..self
        }
    }

    pub(super) fn row(&mut self, about: Option<&'static str>, cells: Vec<Cell>) {
        self.rows.push(Row { cells, about });
    }

    /// Removes a column.
    pub(super) fn drop_column(&mut self, at: usize) {
        self.headings.remove(at);
        for row in &mut self.rows {
            row.cells.remove(at);
        }
    }

    /// Whether a column has numbers.
    pub fn holds_numbers(&self, column: usize) -> bool {
        let mut cells = self.rows.iter().filter_map(|row| row.cells.get(column));
        cells.any(|cell| !cell.values.is_empty())
    }

    /// The table in parts of at most `abreast` columns and the first, which every part has. A part leaves out
    /// rows that are empty in it.
    pub fn blocks(&self, abreast: usize) -> Vec<Self> {
        let columns: Vec<usize> = (1..self.headings.len()).collect();
        let part = |shown: &[usize]| {
            let rows = self.rows.iter().filter_map(|row| {
                let cell = |&at: &usize| row.cells.get(at).cloned().unwrap_or_default();
                let cells: Vec<Cell> = [0].iter().chain(shown).map(cell).collect();
                let any = cells.iter().skip(1).any(|cell| !cell.text.is_empty());
                any.then_some(Row {
                    cells,
                    about: row.about,
                })
            });
            Self {
                title: self.title.clone(),
                headings: [0]
                    .iter()
                    .chain(shown)
                    .map(|&at| self.headings[at].clone())
                    .collect(),
                rows: rows.collect(),
                remarks: Vec::new(),
            }
        };
        match columns.len() <= abreast {
            true => vec![self.clone()],
            false => columns.chunks(abreast.max(1)).map(part).collect(),
        }
    }

    /// Id of the card that explains a cell: by its mark, its row, else its column.
    pub fn about(&self, row: usize, column: usize) -> Option<&'static str> {
        let row = self.rows.get(row)?;
        match row.cells.get(column)?.mark {
            Some(Mark::Guarded) => Some("survivorship_guard"),
            _ => row.about.or(self.headings.get(column)?.about),
        }
    }
}

impl Section {
    fn new(id: SectionId, title: impl Into<String>, tables: Vec<Table>) -> Self {
        Self {
            id,
            title: title.into(),
            facts: Vec::new(),
            tables,
            remarks: Vec::new(),
        }
    }
}

/// The sections of an analysis in their order. Sections without content are left out.
pub fn sections(analysis: &Analysis) -> Vec<Section> {
    let sections = [
        Some(study::section(analysis)),
        primary::section(analysis),
        inhibition::section(analysis),
        inhibition::primary(analysis),
        volume::by_day(analysis),
        mixed::guarded(analysis),
        responses::section(analysis),
        volume::growth(analysis),
        mixed::section(analysis),
        mixed::residuals(analysis),
        landmark::section(analysis),
        landmark::pairs(analysis),
        events::section(analysis),
        weight::section(analysis),
        exposure::section(analysis),
        study::notes(&analysis.notes),
    ];
    sections.into_iter().flatten().collect()
}

/// `95% CI`
pub(super) fn ci(analysis: &Analysis) -> String {
    format!("{}% CI", 100.0 * analysis.settings.confidence)
}

/// What the title of a section adds that tests what the primary test answers, and none of whose tests is primary.
fn sensitivity(analysis: &Analysis, tests: &[PrimaryTest]) -> &'static str {
    let primary = analysis.primary.as_ref();
    let is_other =
        primary.is_some_and(|primary| tests.iter().all(|test| test.id() != primary.test));
    if is_other { " (sensitivity)" } else { "" }
}

/// Headings with owned texts.
pub(super) fn headings<const N: usize>(
    columns: [(&str, Option<&'static str>); N],
) -> Vec<(String, Option<&'static str>)> {
    let owned = columns.into_iter();
    owned
        .map(|(text, about)| (text.to_owned(), about))
        .collect()
}
