//! `graftbook audit log`. Operations and changes are printed as they are read: an import has half a million.

use std::cell::RefCell;

use clap::Args;
use serde::ser::{Error as _, Serialize, SerializeSeq, Serializer};

use super::context::{CommandResult, Context, Failure, Printed};
use super::screen::{self, Output};
use app::{Changes, Error, LogFilter, LoggedChange, LoggedOperation, Notebook};

/// The number of changes of one operation that are listed, unless all are asked for.
const LISTED_CHANGES: usize = 12;

#[derive(Args)]
pub(super) struct Log {
    /// Only this study
    #[arg(long, value_name = "STUDY")]
    study: Option<String>,
    /// Only this animal, by tag or chip
    #[arg(long, value_name = "TAG")]
    animal: Option<String>,
    /// Only this author
    #[arg(long, value_name = "NAME")]
    author: Option<String>,
    /// Only from this date on, as the author's clock said
    #[arg(long, value_name = "DATE", allow_negative_numbers = true)]
    since: Option<String>,
    /// Only up to this date, as the author's clock said
    #[arg(long, value_name = "DATE", allow_negative_numbers = true)]
    until: Option<String>,
    /// The largest number of operations to show
    #[arg(long, value_name = "NUMBER", default_value_t = 50)]
    limit: usize,
    /// List every changed row of large operations
    #[arg(long)]
    all_rows: bool,
}

impl Log {
    pub(super) fn run(&self, ctx: &Context) -> CommandResult {
        let notebook = ctx.notebook()?;
        let filter = LogFilter {
            animal: self.animal_by_tag(&notebook)?,
            ..self.filter(ctx.json)?
        };
        match ctx.json {
            true => print_json(&notebook, &filter),
            false => print_text(&notebook, &filter),
        }
    }

    /// The tag of the animal, which can be named by its chip. A tag that no animal has now may have been one.
    fn animal_by_tag(&self, notebook: &Notebook) -> Result<Option<String>, Failure> {
        let Some(word) = &self.animal else {
            return Ok(None);
        };
        let studies = match &self.study {
            Some(study) => vec![study.clone()],
            None => {
                let all = notebook.studies()?;
                all.iter().map(|study| study.name.to_string()).collect()
            }
        };
        let tag = studies
            .iter()
            .find_map(|study| notebook.tag_of(study, word).ok());
        Ok(Some(tag.unwrap_or_else(|| word.clone())))
    }

    fn filter(&self, json: bool) -> Result<LogFilter, Failure> {
        let date = |field, text: &Option<String>| {
            text.as_deref()
                .map(|text| super::values::past_date(field, text))
                .transpose()
        };
        let all_changes = json || self.all_rows;
        Ok(LogFilter {
            study: self.study.clone(),
            author: self.author.clone(),
            since: date("since", &self.since)?,
            until: date("until", &self.until)?,
            limit: Some(self.limit),
            changes_limit: (!all_changes).then_some(LISTED_CHANGES),
            ..LogFilter::default()
        })
    }
}

fn print_json(notebook: &Notebook, filter: &LogFilter) -> CommandResult {
    let mut out = Output::json();
    let mut serializer = serde_json::Serializer::pretty(&mut out);
    let printed = |error: serde_json::Error| Failure::Output(error.into());
    let mut list = serializer.serialize_seq(None).map_err(printed)?;
    notebook.log_each(filter, |operation| {
        let operation = operation.with_changes(|changes| Ok(Unread::new(changes)))?;
        let written = list.serialize_element(&operation);
        match operation.changes.failed.take() {
            Some(error) => Err(error.into()),
            None => written.map_err(printed),
        }
    })?;
    list.end().map_err(printed)?;
    out.end().done()
}

/// Changes that are read while they are serialized.
struct Unread<'a, 'c> {
    changes: RefCell<Changes<'a, 'c>>,
    /// Why they could not be read.
    failed: RefCell<Option<Error>>,
}

impl<'a, 'c> Unread<'a, 'c> {
    fn new(changes: Changes<'a, 'c>) -> Self {
        Self {
            changes: RefCell::new(changes),
            failed: RefCell::new(None),
        }
    }
}

impl Serialize for Unread<'_, '_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut list = serializer.serialize_seq(None)?;
        for change in &mut *self.changes.borrow_mut() {
            match change {
                Ok(change) => list.serialize_element(&change)?,
                Err(error) => {
                    let stopped = S::Error::custom(&error);
                    *self.failed.borrow_mut() = Some(error.into());
                    return Err(stopped);
                }
            }
        }
        list.end()
    }
}

fn print_text(notebook: &Notebook, filter: &LogFilter) -> CommandResult {
    let mut out = Output::text();
    let mut is_empty = true;
    notebook.log_each(filter, |mut operation| {
        let mut line = |text: &str| out.line(text).map_err(Failure::Output);
        if !is_empty {
            line("")?;
        }
        is_empty = false;
        head_lines(&operation)
            .iter()
            .try_for_each(|text| line(text))?;
        for change in &mut operation.changes {
            line(&change_line(&change?))?;
        }
        match operation.changes.count_rest()? {
            0 => Ok(()),
            more => line(&format!("    and {more} more rows (--all-rows lists them)")),
        }
    })?;
    if is_empty {
        return screen::say("no operation matches").done();
    }
    out.end().done()
}

/// All that is told of an operation but its changes.
fn head_lines<C>(operation: &LoggedOperation<C>) -> Vec<String> {
    let undoes = operation
        .undoes
        .map_or_else(String::new, |seq| format!(" of operation {seq}"));
    let mut lines = vec![format!(
        "{}  {}  {}  {}{undoes}  [{}]",
        operation.seq,
        operation.local_text(),
        operation.author,
        operation.verb,
        operation.fingerprint.chars().take(12).collect::<String>()
    )];
    let remarks = operation.remarks();
    lines.extend(remarks.map(|remark| format!("    note: {remark}")));
    if let Some(reason) = &operation.reason {
        lines.push(format!("    why: {}", reason.replace('\n', " ")));
    }
    lines
}

fn change_line(change: &LoggedChange) -> String {
    let differences = change.readable_differences().into_iter();
    let shown = differences.map(|(name, old, new)| match (&change.before, &change.after) {
        (None, _) => format!("{name} {new}"),
        (_, None) => format!("{name} {old}"),
        _ => format!("{name} {old} → {new}"),
    });
    let what = match (&change.before, &change.after) {
        (None, _) => "new ",
        (_, None) => "removed ",
        _ => "",
    };
    let shown = shown.collect::<Vec<_>>().join(", ").replace('\n', " ");
    let subject = format!("    {what}{} {}", change.row_words(), change.subject);
    if shown.is_empty() {
        return subject;
    }
    format!("{subject}: {shown}")
}
