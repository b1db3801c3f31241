//! The summary report: what is said of a study, in which order, before it is a page, a PDF, a workbook
//! or Markdown.
//!
//! [`document`] makes a [`Document`] of a [`Material`]: chapters of paragraphs, tables and figures with
//! every number already written out. Numbers come from the [`Analysis`] and keep their full value beside
//! the digits that are shown. Names and remarks are as people typed them: it is for each format to
//! show them as text. Nothing is computed here but counts of what is on record.

mod animals;
mod answer;
mod arrive;
mod balance;
mod conduct;
mod design;
mod deviations;
mod methods;
mod results;
mod title;
mod words;

use domain::{Analysis, StudyRecord};

use super::Card;
use super::figure::Figure;
use super::sections::{Fact, Remark, Section, SectionId, Table};

pub use words::Words;

/// All that a report is made from.
#[derive(Debug, Clone, Copy)]
pub struct Material<'a> {
    /// The study, as it may be seen.
    pub record: &'a StudyRecord,
    /// Its analysis, of that record.
    pub analysis: &'a Analysis,
    /// What the audit trail says of it.
    pub trail: &'a Trail,
    /// Who makes the report, and when.
    pub made: &'a Made,
}

/// The state of the notebook that a report shows, and what was corrected on the way to it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Trail {
    /// Operations on record in the notebook.
    pub operations: i64,
    /// Fingerprint of the newest of them; none in an empty notebook.
    pub fingerprint: Option<String>,
    /// Corrections of this study's entries, in order of time.
    pub corrections: Vec<Correction>,
    /// Entries of this study that were taken back.
    pub undone: usize,
}

/// An entry that was corrected.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Correction {
    /// The date, UTC.
    pub on: String,
    /// Who corrected it.
    pub by: String,
    /// Which entry: animal, day, site.
    pub what: String,
    /// What changed: `length_mm 12.4 → 10.4`.
    pub change: String,
    /// Why.
    pub reason: Option<String>,
}

/// Who makes a report, when, and for whom.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Made {
    /// The time, UTC.
    pub at: chrono::NaiveDateTime,
    /// The person.
    pub by: String,
    /// Whether it is for those who handle the animals: then the record is masked, blinded or not.
    pub for_technician: bool,
}

/// A report.
#[derive(Debug, Clone, PartialEq)]
pub struct Document {
    /// `Study KT253-RS411`
    pub title: String,
    /// What stands below it: that the data are simulated, that the study is blinded.
    pub warnings: Vec<String>,
    /// The title block: names and what they are.
    pub facts: Vec<(&'static str, String)>,
    /// What stands on every page: study, date of making, state of the file.
    pub running: String,
    /// Study, author and time, for the properties of files.
    pub made: Made,
    /// Version of the program.
    pub program: String,
    /// The chapters.
    pub chapters: Vec<Chapter>,
}

/// A chapter.
#[derive(Debug, Clone, PartialEq)]
pub struct Chapter {
    /// Its name in links.
    pub id: &'static str,
    /// Its title.
    pub title: &'static str,
    /// What stands in it.
    pub blocks: Vec<Block>,
}

/// A part of a chapter.
#[derive(Debug, Clone, PartialEq)]
pub enum Block {
    /// A title below the chapter's.
    Heading(String),
    /// A paragraph.
    Text(Words),
    /// Short sentences, each on its own.
    List(Vec<Words>),
    /// Rules and circumstances: groups of short facts beside each other.
    Facts(Vec<Vec<Fact>>),
    /// A table.
    Table(TableBlock),
    /// A figure.
    Figure(FigureBlock),
    /// What is said below tables, small.
    Remarks(Vec<Remark>),
    /// Definitions of statistics.
    Cards(Vec<&'static Card>),
}

/// A table with what stands above it.
#[derive(Debug, Clone, PartialEq)]
pub struct TableBlock {
    /// What it shows; empty where a heading says it.
    pub caption: String,
    /// The table.
    pub table: Table,
    /// How many of its columns fit paper side by side, beside the first.
    pub abreast: usize,
}

impl TableBlock {
    /// The table in parts that fit paper, all of about the same width.
    pub fn parts(&self) -> Vec<Table> {
        let columns = self.table.headings.len().saturating_sub(1);
        let parts = columns.div_ceil(self.abreast).max(1);
        self.table.blocks(columns.div_ceil(parts))
    }
}

/// A figure, perhaps in several versions of which a page shows one at a time.
#[derive(Debug, Clone, PartialEq)]
pub struct FigureBlock {
    /// Its name in links.
    pub id: &'static str,
    /// What it shows.
    pub caption: String,
    /// What each version is called (`linear`, `logarithmic`), and the version.
    pub versions: Vec<(&'static str, Figure)>,
}

impl Chapter {
    fn new(id: &'static str, title: &'static str, blocks: Vec<Block>) -> Self {
        Self { id, title, blocks }
    }

    /// The chapter, unless nothing stands in it.
    fn if_any(self) -> Option<Self> {
        (!self.blocks.is_empty()).then_some(self)
    }
}

impl Block {
    fn text(text: impl Into<Words>) -> Self {
        Self::Text(text.into())
    }

    fn table(caption: impl Into<String>, table: Table) -> Self {
        Self::Table(TableBlock {
            caption: caption.into(),
            table,
            abreast: usize::MAX,
        })
    }
}

/// Arms side by side, a column each with a number and its interval, that fit paper.
const ARMS_ABREAST: usize = 5;

/// A section of the results as blocks under its title.
fn blocks_of(section: Section) -> Vec<Block> {
    let abreast = match section.id {
        SectionId::Inhibition | SectionId::VolumeByDay => ARMS_ABREAST,
        _ => usize::MAX,
    };
    let mut blocks = vec![Block::Heading(section.title)];
    if !section.facts.is_empty() {
        blocks.push(Block::Facts(section.facts));
    }
    let table = |table| {
        Block::Table(TableBlock {
            caption: String::new(),
            table,
            abreast,
        })
    };
    blocks.extend(section.tables.into_iter().map(table));
    if !section.remarks.is_empty() {
        blocks.push(Block::Remarks(section.remarks));
    }
    blocks
}

/// The report.
pub fn document(material: &Material<'_>) -> Document {
    let mut chapters = vec![
        Chapter::new("answer", "In short", answer::blocks(material)),
        design::chapter(material),
    ];
    chapters.extend(balance::chapter(material));
    chapters.extend(results::chapters(material));
    chapters.extend(conduct::chapters(material));
    chapters.extend(deviations::chapter(material));
    chapters.extend(animals::chapter(material));
    chapters.push(methods::chapter(material));
    chapters.push(arrive::chapter(material));
    chapters.extend(results::notes(material));
    let cards = results::definitions(&chapters, material);
    chapters.push(cards);
    title::document(material, chapters)
}
