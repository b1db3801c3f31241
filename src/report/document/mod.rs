//! The content of the summary report, before it is a page, a PDF, a workbook or Markdown.
//!
//! [`document`] makes a [`Document`] of a [`Material`] in three depths: the summary page, the core and the appendix.
//! Core and appendix are chapters of paragraphs, tables and figures in which every number is already text. Numbers come from the [`Analysis`]; their full values are kept beside the
//! text. Names and remarks are as people typed them, and each format must show them as text. Only counts of
//! records are computed here.

mod animals;
mod arrive;
mod balance;
mod conduct;
mod daily;
mod design;
pub(crate) mod deviations;
mod dose_deviations;
mod doses;
mod methods;
mod numbering;
mod results;
mod sign_off;
mod title;
mod welfare;
pub(crate) mod words;

use domain::{Analysis, StudyRecord};

use super::Card;
use super::figure::Figure;
use super::sections::{Fact, Remark, Section, SectionId, Table};
use super::summary::Summary;

pub use numbering::Listed;
pub use words::Words;

/// Everything that a report is made from.
#[derive(Debug, Clone, Copy)]
pub struct Material<'a> {
    /// The study, masked if its readers must not see arms.
    pub record: &'a StudyRecord,
    /// The analysis of that record.
    pub analysis: &'a Analysis,
    /// What the report states of the audit trail.
    pub trail: &'a Trail,
    /// Who makes the report, and when.
    pub made: &'a Made,
}

impl Material<'_> {
    /// Whether readers must not see arms: in a blinded study, and in every report for technicians. Such a report has
    /// animals, weights and limits; it compares nothing, not even by code.
    pub fn hides_arms(&self) -> bool {
        self.made.for_technician || self.record.study.blinding.is_blinded()
    }
}

/// The state of the notebook, and the corrections of the study.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Trail {
    /// Number of operations in the notebook.
    pub operations: i64,
    /// Fingerprint of the newest operation; none in an empty notebook.
    pub fingerprint: Option<String>,
    /// Corrections of this study's entries, the oldest first.
    pub corrections: Vec<Correction>,
    /// Operations of this study that were undone, the oldest undoing first.
    pub undone: Vec<Undone>,
}

/// An operation that was undone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Undone {
    /// The number of the operation.
    pub operation: i64,
    /// The first entry that it had changed: animal, day, site.
    pub what: String,
    /// The date of the undoing, UTC.
    pub on: String,
    /// Who undid it.
    pub by: String,
}

/// An entry that was corrected.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Correction {
    /// The date, UTC.
    pub on: String,
    /// Who corrected it.
    pub by: String,
    /// The entry: animal, day, site.
    pub what: String,
    /// What changed: `length (mm) 12.4 → 10.4`.
    pub change: String,
    /// The reason that was given.
    pub reason: Option<String>,
}

/// Who makes a report, when, and for whom.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Made {
    /// The time, UTC.
    pub at: chrono::NaiveDateTime,
    /// The person.
    pub by: String,
    /// Whether it is for technicians, who must not see arms even in studies that are not blinded.
    pub for_technician: bool,
}

/// A report.
#[derive(Debug, Clone, PartialEq)]
pub struct Document {
    /// `Study KT253-RS411`
    pub title: String,
    /// Warnings below the title: that the data are simulated, that the study is blinded.
    pub warnings: Vec<String>,
    /// The title block: names and values.
    pub facts: Vec<(&'static str, String)>,
    /// The head or foot of every page: study, date of making, state of the notebook.
    pub running: String,
    /// Study, author and time, for the properties of files.
    pub made: Made,
    /// Version of the program.
    pub program: String,
    /// Fingerprint of the state of the notebook, for the properties of files; none in an empty notebook.
    pub fingerprint: Option<String>,
    /// The summary page; none where nothing was read yet.
    pub summary: Option<Summary>,
    /// The chapters: those of the core, then those of the appendix.
    pub chapters: Vec<Chapter>,
}

/// How much of a report is wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Extent {
    /// The summary page alone.
    Summary,
    /// Summary page and core.
    #[default]
    Core,
    /// All: summary page, core and appendix.
    Full,
}

impl Document {
    /// The report without what is deeper than wanted. A report without a summary page keeps its core.
    pub fn limited(mut self, extent: Extent) -> Self {
        let has_summary = self.summary.is_some();
        self.chapters.retain(|chapter| match extent {
            Extent::Summary => !has_summary && chapter.depth == Depth::Core,
            Extent::Core => chapter.depth == Depth::Core,
            Extent::Full => true,
        });
        self
    }
}

/// A chapter.
#[derive(Debug, Clone, PartialEq)]
pub struct Chapter {
    /// Its anchor in links.
    pub id: &'static str,
    /// Its title.
    pub title: &'static str,
    /// Who reads it.
    pub depth: Depth,
    /// Its content, in reading order.
    pub blocks: Vec<Block>,
}

/// How deep in the report a chapter stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Depth {
    /// What a study director reads.
    Core,
    /// What a statistician or an auditor reads besides: paper has it only when it is asked for, a page folds it.
    Appendix,
}

/// A part of a chapter.
#[derive(Debug, Clone, PartialEq)]
pub enum Block {
    /// A title below the chapter's.
    Heading(String),
    /// A paragraph.
    Text(Words),
    /// Short sentences, each an item of a list.
    List(Vec<Words>),
    /// Rules and circumstances: groups of short facts beside each other.
    Facts(Vec<Vec<Fact>>),
    /// A table.
    Table(TableBlock),
    /// A figure.
    Figure(FigureBlock),
    /// Remarks in small print, below tables.
    Remarks(Vec<Remark>),
    /// Definitions of statistics.
    Cards(Vec<&'static Card>),
}

/// A table with its caption.
#[derive(Debug, Clone, PartialEq)]
pub struct TableBlock {
    /// Its number among the tables of the core, `3`, or of the appendix, `A3`.
    pub number: String,
    /// What it shows, without its number.
    pub caption: String,
    /// The table.
    pub table: Table,
    /// Number of columns beside the first that fit the width of paper.
    pub abreast: usize,
}

impl TableBlock {
    /// The table in parts that fit the width of paper, all with about the same number of columns.
    pub fn parts(&self) -> Vec<Table> {
        let columns = self.table.headings.len().saturating_sub(1);
        let parts = columns.div_ceil(self.abreast).max(1);
        self.table.blocks(columns.div_ceil(parts))
    }
}

/// A figure in one or more versions. A page with script shows one at a time.
#[derive(Debug, Clone, PartialEq)]
pub struct FigureBlock {
    /// Its anchor in links.
    pub id: &'static str,
    /// Its number among the figures of the core, `3`, or of the appendix, `A3`.
    pub number: String,
    /// What it shows, without its number.
    pub caption: String,
    /// The versions with their names (`linear`, `logarithmic`); the name of a single version is empty.
    pub versions: Vec<(&'static str, Figure)>,
}

impl Chapter {
    fn new(id: &'static str, title: &'static str, blocks: Vec<Block>) -> Self {
        Self {
            id,
            title,
            depth: Depth::Core,
            blocks,
        }
    }

    /// The chapter as one of the appendix.
    fn in_appendix(self) -> Self {
        Self {
            depth: Depth::Appendix,
            ..self
        }
    }

    /// The chapter, unless it is empty.
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
            number: String::new(),
            caption: caption.into(),
            table,
            abreast: usize::MAX,
        })
    }
}

/// Number of arms that fit the width of paper, if each is a column of numbers with intervals.
const ARMS_ABREAST: usize = 5;

/// A section of the results as blocks. Its title is the caption of its table, or begins the captions of its tables.
fn blocks_of(section: Section) -> Vec<Block> {
    let abreast = match section.id {
        SectionId::Inhibition | SectionId::VolumeByDay | SectionId::Residuals => ARMS_ABREAST,
        _ => usize::MAX,
    };
    let mut blocks = Vec::new();
    if !section.facts.is_empty() {
        blocks.push(Block::Facts(section.facts));
    }
    let title = section.title;
    blocks.extend(section.tables.into_iter().map(|table| {
        let caption = match table.title.as_str() {
            "" => title.clone(),
            which => format!("{title}: {which}"),
        };
        Block::Table(TableBlock {
            number: String::new(),
            caption,
            table,
            abreast,
        })
    }));
    if !section.remarks.is_empty() {
        blocks.push(Block::Remarks(section.remarks));
    }
    blocks
}

/// Makes the report with all of its depths.
pub fn document(material: &Material<'_>) -> Document {
    let mut chapters = core(material);
    chapters.extend(results::appendix(material));
    chapters.extend(methods::of_appendix(material));
    chapters.extend(results::notes(material));
    let cards = results::definitions(&chapters, material);
    chapters.extend(cards);
    // A chapter of the core whose table is large stands in the appendix.
    chapters.sort_by_key(|chapter| chapter.depth == Depth::Appendix);
    numbering::number(&mut chapters);
    title::document(material, chapters)
}

/// The chapters of the core.
fn core(material: &Material<'_>) -> Vec<Chapter> {
    let mut chapters = vec![design::chapter(material)];
    chapters.extend(balance::chapter(material));
    chapters.extend(results::core(material));
    chapters.extend(welfare::chapter(material));
    chapters.extend(daily::chapter(material));
    chapters.push(conduct::chapter(material));
    chapters.push(methods::chapter(material));
    chapters.push(arrive::chapter(material));
    chapters.push(sign_off::chapter(material));
    chapters
}
