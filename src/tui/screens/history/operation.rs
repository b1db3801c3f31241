//! One operation of the audit trail: a line of the list, and all that it changed as a text.

use crate::widgets::reader::Reader;
use app::{LoggedChange, LoggedOperation, Subject};
use domain::counted;

/// One line of the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct LogLine {
    pub(super) seq: i64,
    /// Date and time where the author was.
    pub(super) at: String,
    pub(super) author: String,
    pub(super) verb: String,
    /// What it is about, without the study.
    pub(super) about: String,
    pub(super) reason: String,
    /// The operation that it undoes.
    pub(super) undoes: Option<i64>,
    /// What a filter looks in, in small letters.
    search: String,
}

impl LogLine {
    pub(super) fn new(operation: &LoggedOperation) -> Self {
        let verb = match operation.undoes {
            Some(seq) => format!("{} {seq}", operation.verb),
            None => operation.verb.clone(),
        };
        let about = about(operation);
        let reason = operation.reason.clone().unwrap_or_default();
        let reason = reason.replace('\n', " ");
        let search = format!("{} {verb} {about} {reason}", operation.author);
        Self {
            seq: operation.seq,
            at: operation.local_time().map_or_else(
                || operation.at.clone(),
                |at| at.format("%Y-%m-%d %H:%M").to_string(),
            ),
            author: operation.author.clone(),
            verb,
            about,
            reason,
            undoes: operation.undoes,
            search: search.to_lowercase(),
        }
    }

    /// What it is, in a sentence.
    pub(super) fn summary(&self) -> String {
        format!(
            "{}: {}, by {} on {}",
            self.verb, self.about, self.author, self.at
        )
    }

    /// Whether all these words, in small letters, are in author, verb, animal or reason.
    pub(super) fn fits(&self, words: &[&str]) -> bool {
        words.iter().all(|word| self.search.contains(word))
    }
}

/// Animal and what of it, of the first change; how many changes there are more.
fn about(operation: &LoggedOperation) -> String {
    let first = operation.changes.first().map_or_else(String::new, subject);
    match operation.change_count.saturating_sub(1) {
        0 => first,
        more => format!("{first} +{}", counted(more, "change")),
    }
}

/// What a change is about, in names, without the study; the study where it is about nothing else.
fn subject(change: &LoggedChange) -> String {
    let part = |subject: &Subject| {
        let names: Vec<&str> = subject
            .animal
            .iter()
            .chain(&subject.rest)
            .map(String::as_str)
            .collect();
        match names.is_empty() {
            true => "study".to_owned(),
            false => names.join(" · "),
        }
    };
    let mut parts: Vec<String> = change.subjects.iter().map(part).collect();
    parts.dedup();
    parts.join(" → ")
}

/// All about an operation, as a text to read.
pub(super) fn details(operation: &LoggedOperation, undone_by: Option<i64>) -> Reader {
    let mut lines = Vec::new();
    let mut line = |heading: &str, text: String| lines.push((heading.to_owned(), text));
    let time = operation
        .local_time()
        .map(|at| at.format("%Y-%m-%d %H:%M:%S, UTC%:z").to_string());
    line("recorded", time.unwrap_or_else(|| operation.at.clone()));
    line("author", operation.author.clone());
    if let Some(reason) = &operation.reason {
        line("reason", reason.clone());
    }
    if let Some(seq) = operation.undoes {
        line("undoes", format!("operation {seq}"));
    }
    if let Some(seq) = undone_by {
        line("undone", format!("by operation {seq}"));
    }
    for remark in operation.remarks() {
        line("note", remark.to_owned());
    }
    line("program", operation.program.clone());
    let fingerprint: String = operation.fingerprint.chars().take(12).collect();
    line("fingerprint", fingerprint);
    lines.extend(operation.changes.iter().flat_map(change_lines));
    let more = operation
        .change_count
        .saturating_sub(operation.changes.len());
    if more > 0 {
        let text = format!(
            "and {}: `graftbook audit log --all-rows` lists all",
            counted(more, "more change")
        );
        lines.extend([(String::new(), String::new()), (String::new(), text)]);
    }
    let title = format!("Operation {}: {}", operation.seq, operation.verb);
    Reader::new(title, lines)
}

/// A change: what it is about, then its columns with their values before and after.
fn change_lines(change: &LoggedChange) -> Vec<(String, String)> {
    let kind = match (&change.before, &change.after) {
        (None, _) => "new",
        (_, None) => "removed",
        _ => "changed",
    };
    let title = format!("{kind} {}: {}", change.row_words(), subject(change));
    let mut lines = vec![(String::new(), String::new()), (String::new(), title)];
    for (column, old, new) in change.readable_differences() {
        let text = match (&change.before, &change.after) {
            (None, _) => new,
            (_, None) => old,
            _ => format!("{old} → {new}"),
        };
        lines.push((column, text));
    }
    lines
}
