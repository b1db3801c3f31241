//! The summary report of a study: one analysis, one document, several formats.
//!
//! [`report::document`] decides what the report contains, and the formats how it looks. Here the study is read
//! and analyzed, and the file is written.

use std::collections::HashSet;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use chrono::{DateTime, NaiveDateTime};

use super::analyze::analyze;
use super::files::{ExportFile, PreparedFiles, prepare, write_file};
use super::{Error, Notebook};
use domain::{Analysis, AnalysisOptions, Invalid, StudyRecord};
pub use report::document::Extent;
use report::document::{Correction, Document, Made, Material, Trail, Undone, document};
#[cfg(feature = "xlsx")]
use report::workbook::WorkbookError;
use report::{html, markdown};
use store::{LoggedOperation, StudyState, clock, interruption, progress};

/// What a report is written as.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ReportFormat {
    /// One page for a browser.
    Html,
    /// Pages for print and archives.
    #[cfg(feature = "pdf")]
    Pdf,
    /// A workbook for Excel.
    #[cfg(feature = "xlsx")]
    Workbook,
    /// Text for notebooks and version control.
    Markdown,
}

impl ReportFormat {
    /// The format that the ending of a file's name stands for.
    ///
    /// # Errors
    /// If it stands for none, or for one that this program was built without.
    pub fn of(file: &Path) -> Result<Self, Invalid> {
        let ending = file.extension().and_then(|ending| ending.to_str());
        match ending.unwrap_or_default().to_lowercase().as_str() {
            "html" => Ok(Self::Html),
            #[cfg(feature = "pdf")]
            "pdf" => Ok(Self::Pdf),
            #[cfg(not(feature = "pdf"))]
            "pdf" => Err(Invalid::new(
                "report file",
                file.display(),
                "is a PDF, which this graftbook was built without",
                "let it end in .html or .md, or build graftbook with the feature `pdf`",
            )),
            #[cfg(feature = "xlsx")]
            "xlsx" => Ok(Self::Workbook),
            #[cfg(not(feature = "xlsx"))]
            "xlsx" => Err(Invalid::new(
                "report file",
                file.display(),
                "is an Excel workbook, which this graftbook was built without",
                "let it end in .html or .md, or build graftbook with the feature `xlsx`",
            )),
            "md" => Ok(Self::Markdown),
            _ => Err(Invalid::new(
                "report file",
                file.display(),
                "has an ending that names no format",
                "let it end in .html, .pdf, .xlsx or .md",
            )),
        }
    }
}

impl ReportFormat {
    /// Whether it has the entries themselves beside what the document says of them.
    fn shows_entries(self) -> bool {
        match self {
            #[cfg(feature = "xlsx")]
            Self::Workbook => true,
            #[cfg(feature = "pdf")]
            Self::Pdf => false,
            Self::Html | Self::Markdown => false,
        }
    }

    /// How much of the report the format has if so much is asked for. A page folds its appendix, so that it need not be
    /// asked for.
    fn extent(self, asked: Extent) -> Extent {
        match (self, asked) {
            (Self::Html, Extent::Core) => Extent::Full,
            _ => asked,
        }
    }
}

/// How to report.
#[derive(Debug, Clone)]
pub struct Wanted {
    /// How to analyze.
    pub options: AnalysisOptions,
    /// Whether it is for those who handle the animals, and must not see arms.
    pub for_technician: bool,
    /// How much of it is wanted.
    pub extent: Extent,
    /// The time of making, UTC.
    pub at: NaiveDateTime,
}

/// A study with its analysis, ready to be reported.
#[derive(Debug, Clone)]
pub struct Summary {
    record: StudyRecord,
    analysis: Analysis,
    trail: Trail,
    made: Made,
    extent: Extent,
}

impl Notebook {
    /// Reads and analyzes a study for its report.
    pub fn summarize(&self, study: &str, wanted: &Wanted) -> Result<Summary, Error> {
        progress::begin(format!("analyzing study {study}"));
        let state = self.store().study_state(study)?;
        let trail = trail(&state);
        // What hides arms hides also how well they do: of them, nothing is left to print by mistake.
        let hides = wanted.for_technician || state.record.study.blinding.is_blinded();
        let record = match hides {
            true => state.record.hidden(),
            false => state.record,
        };
        let analysis = analyze(&record, &wanted.options)?;
        interruption::check()?;
        Ok(Summary {
            analysis: match hides {
                true => analysis.without_efficacy(),
                false => analysis,
            },
            record,
            trail,
            made: Made {
                at: wanted.at,
                by: self.author().to_string(),
                for_technician: wanted.for_technician,
            },
            extent: wanted.extent,
        })
    }
}

impl Summary {
    /// The numbers of the report.
    pub fn analysis(&self) -> &Analysis {
        &self.analysis
    }

    /// The study, as it may be seen.
    pub(super) fn record(&self) -> &StudyRecord {
        &self.record
    }

    /// The time of making, UTC.
    #[cfg(feature = "pdf")]
    pub(super) fn made_at(&self) -> NaiveDateTime {
        self.made.at
    }

    /// The number of the operation whose state it shows.
    pub fn state(&self) -> i64 {
        self.trail.operations
    }

    /// The report with all its depths, before it is in any format.
    pub fn document(&self) -> Document {
        document(&self.material())
    }

    fn material(&self) -> Material<'_> {
        Material {
            record: &self.record,
            analysis: &self.analysis,
            trail: &self.trail,
            made: &self.made,
        }
    }

    /// The report as a file of a format has it; Markdown, with the figures in a folder `figures` beside it.
    ///
    /// # Errors
    /// If a table has more rows than the format can hold.
    pub fn bytes(&self, format: ReportFormat) -> Result<Vec<u8>, Error> {
        let mut bytes = Vec::new();
        let written = self.put(&self.laid_out(format), format, &mut bytes);
        written.map_err(|error| {
            let ours = error.downcast::<Error>();
            ours.expect("memory takes all that is written")
        })?;
        Ok(bytes)
    }

    /// The report with as much of it as a format has.
    fn laid_out(&self, format: ReportFormat) -> Document {
        progress::begin("laying out the report");
        self.document().limited(format.extent(self.extent))
    }

    /// Writes the report into a file.
    ///
    /// # Errors
    /// Those of `out`; or an [`Error`] within, if the format cannot hold the report.
    fn put(
        &self,
        document: &Document,
        format: ReportFormat,
        out: &mut (dyn Write + Send),
    ) -> io::Result<()> {
        match format {
            ReportFormat::Html => html::write(document, &self.analysis.curves, out),
            #[cfg(feature = "pdf")]
            ReportFormat::Pdf => out.write_all(&report::pdf::file(document)),
            #[cfg(feature = "xlsx")]
            ReportFormat::Workbook => {
                let raw = super::export::tables_of(&self.record).map_err(io::Error::other)?;
                let written = report::workbook::write(document, &self.analysis, &raw, out);
                written.map_err(of_workbook)
            }
            ReportFormat::Markdown => out.write_all(markdown::text(document, "figures").as_bytes()),
        }
    }

    /// Writes the report, Markdown with its figures in a folder beside it (`S-figures` of `S.md`); the result is the paths
    /// of all files. Files of these names are replaced, and each is whole at any moment.
    pub fn write(mut self, format: ReportFormat, file: &Path) -> Result<Vec<PathBuf>, Error> {
        if format == ReportFormat::Markdown {
            return self.write_markdown(file);
        }
        let document = self.laid_out(format);
        if !format.shows_entries() {
            // They are in memory once, and the pages of all their figures would come on top of them.
            self.record.animals = Vec::new();
        }
        write_file(file, |out| self.put(&document, format, out))?;
        Ok(vec![file.to_owned()])
    }

    /// Puts the figures in place first, so that the report never names one that is not there.
    fn write_markdown(&self, file: &Path) -> Result<Vec<PathBuf>, Error> {
        let document = self.document().limited(self.extent);
        let stem = file.file_stem().unwrap_or_default().to_string_lossy();
        let folder = format!("{stem}-figures");
        let figures = markdown::figures(&document);
        let figures = figures
            .into_iter()
            .map(|(name, svg)| ExportFile::new(name, move |out| out.write_all(svg.as_bytes())));
        let figures: Vec<ExportFile<'_>> = figures.collect();
        let mut prepared = match figures.as_slice() {
            [] => PreparedFiles::default(),
            figures => prepare(&file.with_file_name(&folder), figures)?,
        };
        prepared.add(file, markdown::text(&document, &folder).as_bytes())?;
        let mut written = prepared.place()?;
        written.rotate_right(1);
        Ok(written)
    }
}

#[cfg(feature = "xlsx")]
fn of_workbook(error: WorkbookError) -> io::Error {
    let hint = match error {
        WorkbookError::Unwritten(error) => return error,
        WorkbookError::TooLarge { .. } => "export csv or parquet, which have no such limit",
        WorkbookError::Temporary(_) => "make room in the folder of temporary files",
    };
    io::Error::other(Error::state(error.to_string(), hint))
}

/// The variable that fixes the time of making.
const EPOCH: &str = "SOURCE_DATE_EPOCH";

/// The time of making, UTC: now, unless it is fixed.
///
/// # Errors
/// If it is fixed to what is no time.
pub fn made_at() -> Result<NaiveDateTime, Invalid> {
    Ok(fixed_time()?.unwrap_or_else(|| clock::now().naive_utc()))
}

/// The time of making as it is fixed, UTC; none if it is not.
///
/// # Errors
/// If it is fixed to what is no time.
pub(super) fn fixed_time() -> Result<Option<NaiveDateTime>, Invalid> {
    let Ok(fixed) = std::env::var(EPOCH) else {
        return Ok(None);
    };
    let seconds = fixed.trim().parse::<i64>().ok();
    let time = seconds.and_then(|seconds| DateTime::from_timestamp(seconds, 0));
    let time = time.map(|time| time.naive_utc());
    time.map(Some).ok_or_else(|| {
        let hint = "set it to whole seconds since 1970, or unset it";
        Invalid::new(EPOCH, &fixed, "is no time", hint)
    })
}

fn trail(state: &StudyState) -> Trail {
    let corrections = state.corrections.iter().rev();
    let undone: HashSet<i64> = state.undoings.iter().filter_map(|op| op.undoes).collect();
    let standing = corrections.filter(|op| !undone.contains(&op.seq));
    Trail {
        operations: state.operations,
        fingerprint: state.fingerprint.clone(),
        corrections: standing.map(correction).collect(),
        undone: state.undoings.iter().rev().filter_map(undoing).collect(),
    }
}

fn undoing(operation: &LoggedOperation) -> Option<Undone> {
    let first = operation.changes.first();
    Some(Undone {
        operation: operation.undoes?,
        what: first.map_or(String::new(), |change| change.subject.clone()),
        on: operation.at.get(..10).unwrap_or(&operation.at).to_owned(),
        by: operation.author.clone(),
    })
}

fn correction(operation: &LoggedOperation) -> Correction {
    let changes = operation.changes.iter();
    let differences = changes
        .clone()
        .flat_map(|change| change.readable_differences());
    let differences = differences.map(|(name, before, after)| format!("{name} {before} → {after}"));
    let mut subjects: Vec<&str> = changes.map(|change| change.subject.as_str()).collect();
    subjects.dedup();
    Correction {
        on: operation.at.get(..10).unwrap_or(&operation.at).to_owned(),
        by: operation.author.clone(),
        what: subjects.join("; "),
        change: differences.collect::<Vec<_>>().join(", "),
        reason: operation.reason.clone(),
    }
}
