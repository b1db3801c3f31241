//! What concerns whole files: imports, backups, examinations, keys of blinded studies. Most of it may take long.

use std::path::Path;

use super::background::tried;
use super::export::at_home;
use crate::base::effect::{Effect, Importing, KeyWanted};
use crate::base::message::{Answer, HandedOut, ImportRefused, Imported, Page, Trouble};
use crate::base::remedy;
use app::import::{
    ImportError, ImportOptions, ImportOutcome, Profiles, Proposed, Source, Sources, explain,
};
use app::{Error, Notebook, clock};
use domain::{DecimalMark, Label, Remedy};

/// The most remarks of one kind that are listed.
const LISTED: usize = 100;

/// Answers what concerns the whole file; none where the effect is about something else.
pub(super) fn answer(path: &Path, author: &Label, effect: Effect) -> Option<Answer> {
    let notebook = || Notebook::open_to_verify(path, author.clone());
    Some(match effect {
        Effect::PlanImport(importing) => {
            let planned = plan(path, author, &importing);
            Answer::ImportPlanned(importing, planned.map(Box::new))
        }
        Effect::Import(importing) => {
            let imported = import(path, author, &importing);
            Answer::Imported(imported.map(Box::new))
        }
        Effect::HandOutKey(wanted) => {
            let handed_out = tried(|| hand_out(path, author, *wanted));
            Answer::KeyHandedOut(handed_out.map(|handed_out| *handed_out))
        }
        Effect::Backup(file) => {
            let file = at_home(&file);
            let made = tried(|| {
                notebook()?.backup(&file)?;
                Ok(file.display().to_string())
            });
            Answer::BackedUp(made.map(|name| *name))
        }
        Effect::Verify => Answer::Examined(tried(|| Ok(verdict(&notebook()?.verify(None)?)))),
        Effect::Examine => Answer::Examined(tried(|| Ok(checkup(&notebook()?.examine()?)))),
        _ => return None,
    })
}

fn hand_out(path: &Path, author: &Label, wanted: KeyWanted) -> Result<HandedOut, Error> {
    let KeyWanted {
        study,
        file,
        reason,
    } = wanted;
    let file = at_home(&file);
    let mut notebook = Notebook::open(path, author.clone())?;
    let receipt = notebook.hand_out_key(&study, &file, reason)?;
    Ok(HandedOut {
        study,
        file: file.display().to_string(),
        operation: receipt.map(|receipt| receipt.operation),
    })
}

fn plan(path: &Path, author: &Label, importing: &Importing) -> Result<Page, Box<ImportRefused>> {
    let mut understood = Vec::new();
    let planned = caught(|| {
        let notebook = match path.exists() {
            true => Some(Notebook::open_to_read(path, author.clone())?),
            false => None,
        };
        let today = clock::today();
        let sources = files(importing);
        let (options, profile) = by_profile(importing, &sources)?;
        let explained = explain(notebook.as_ref(), &sources, &options, today)?;
        let profile =
            profile.map(|name| ("profile".to_owned(), format!("{name}, by its headings")));
        understood = profile.into_iter().chain(explained.pairs()).collect();
        explained.outcome.map_err(|error| *error)
    });
    match planned {
        Ok(outcome) => Ok(page(&outcome, understood)),
        Err(refused) => Err(Box::new(ImportRefused {
            understood,
            ..*refused
        })),
    }
}

fn import(
    path: &Path,
    author: &Label,
    importing: &Importing,
) -> Result<Imported, Box<ImportRefused>> {
    let imported = caught(|| {
        let sources = files(importing);
        let (options, _) = by_profile(importing, &sources)?;
        let mut notebook = Notebook::create_or_open(path, author.clone())?;
        let today = clock::today();
        notebook.import(&sources, &options, today)
    });
    imported.map(|(outcome, receipt)| Imported {
        made: made(&outcome, false).join("; "),
        studies: outcome
            .studies
            .into_iter()
            .map(|study| study.study)
            .collect(),
        operation: receipt.map(|receipt| receipt.operation),
    })
}

/// The options of the form, with those of the profile whose headings the file has; its name.
fn by_profile(
    importing: &Importing,
    sources: &Sources,
) -> Result<(ImportOptions, Option<String>), ImportError> {
    let mut options = importing.options.clone();
    let profile = Profiles::of_user().and_then(|profiles| profiles.of_headings(sources));
    if let Some(profile) = &profile {
        profile.apply(&mut options, &importing.options.given())?;
    }
    Ok((options, profile.map(|profile| profile.name)))
}

/// The files of an import, by the names that the system knows.
fn files(importing: &Importing) -> Sources {
    let Sources {
        readings,
        dispositions,
    } = &importing.sources;
    let readings = readings.iter().map(|source| match source {
        Source::Path(path) => Source::Path(at_home(path)),
        Source::Pasted(text) => Source::Pasted(text.clone()),
    });
    Sources {
        readings: readings.collect(),
        dispositions: dispositions.as_deref().map(at_home),
    }
}

/// What a question about a file gives, or why it is refused, with the problems of the file.
fn caught<T>(question: impl FnOnce() -> Result<T, Error>) -> Result<T, Box<ImportRefused>> {
    let mut problems = Vec::new();
    let mut proposed = Vec::new();
    let result = tried(|| {
        question().inspect_err(|error| {
            if let Error::Import(ImportError::Problems(list)) = error {
                let told = list.told().into_iter();
                problems.extend(told.map(|(p, more)| in_form(&p.with_more(more), &p.remedy)));
                proposed = fields(Proposed::by(list));
                if let more @ 1.. = list.count() - list.listed().len() {
                    problems.push(format!("and {more} more"));
                }
            }
        })
    });
    result.map(|value| *value).map_err(|trouble: Trouble| {
        Box::new(ImportRefused {
            trouble,
            problems,
            understood: Vec::new(),
            proposed,
        })
    })
}

/// A problem with what can be done about it in the form of the import.
fn in_form(problem: &str, remedy: &Remedy) -> String {
    let mark = match remedy {
        Remedy::StateDecimalMark(mark) => mark_name(*mark),
        remedy => return remedy::advised(problem, remedy),
    };
    format!("{problem}; choose decimal mark: {mark}")
}

/// What the form calls a decimal mark.
fn mark_name(mark: DecimalMark) -> &'static str {
    match mark {
        DecimalMark::Comma => "comma",
        DecimalMark::Point => "point",
    }
}

/// What is proposed, as fields of the form and their values.
fn fields(proposed: Proposed) -> Vec<(String, String)> {
    let decimal = proposed.decimal.map(mark_name);
    let fields = [("decimal", decimal), ("dates", proposed.dates)];
    let set = fields
        .into_iter()
        .filter_map(|(id, value)| Some((id.to_owned(), value?.to_owned())));
    set.collect()
}

/// Whether a file or folder that was typed is there; if not, the name in its folder that was most likely meant.
pub(super) fn missing(typed: &str) -> Option<Trouble> {
    let path = at_home(Path::new(typed));
    if path.exists() {
        return None;
    }
    let (folder, name) = typed.rsplit_once('/').map_or(("", typed), |(_, name)| {
        typed.split_at(typed.len() - name.len())
    });
    let beside = list(folder);
    let names = beside.iter().filter_map(|path| path.strip_prefix(folder));
    let hint = match domain::nearest(name, names.map(|name| name.trim_end_matches('/'))) {
        Some(near) => format!("did you mean {near}?"),
        None => "check its name and its folder".to_owned(),
    };
    Some(Trouble {
        message: format!("there is no file or folder `{}`", path.display()),
        hint,
        again: false,
        asks_reason: false,
    })
}

/// What is made in each study, or that nothing is.
fn made(outcome: &ImportOutcome, dry_run: bool) -> Vec<String> {
    match outcome.made_words(dry_run) {
        none if none.is_empty() => {
            vec!["nothing: all of it is in the notebook already".to_owned()]
        }
        made => made,
    }
}

/// What an import would make, in lines to read.
fn page(outcome: &ImportOutcome, understood: Vec<(String, String)>) -> Page {
    let read = format!(
        "{} rows read from {}",
        outcome.rows_read,
        outcome.files.join(", ")
    );
    let mut lines = vec![("read".to_owned(), read)];
    lines.extend(
        made(outcome, true)
            .into_iter()
            .map(|text| ("result".to_owned(), text)),
    );
    lines.extend(understood);
    let mut remarks: Vec<String> = outcome.columns_words().into_iter().collect();
    remarks.extend(outcome.notes_words(LISTED, &remedy::advised));
    remarks.extend(outcome.left_out_words(LISTED, "the command line lists them"));
    lines.extend(remarks.into_iter().map(|text| ("remark".to_owned(), text)));
    Page {
        title: "Import this?".to_owned(),
        lines,
    }
}

fn verdict(verdict: &app::Verdict) -> Page {
    let lines = match &verdict.broken {
        None => {
            let mut lines = verdict.sentences();
            lines.extend(verdict.remarks.iter().map(|r| format!("note: {r}")));
            let fingerprint = verdict.fingerprint.iter();
            lines.extend(fingerprint.map(|f| format!("fingerprint {f}")));
            lines
        }
        Some(broken) => vec![
            format!("{}: {}", broken.place, broken.what),
            "keep the file as it is, and compare it with the latest backup".to_owned(),
        ],
    };
    let title = match &verdict.broken {
        None => "The audit trail is whole",
        Some(_) => "The audit trail does not hold",
    };
    Page {
        title: title.to_owned(),
        lines: lines
            .into_iter()
            .map(|line| (" ".to_owned(), line))
            .collect(),
    }
}

fn checkup(checkup: &app::Checkup) -> Page {
    let mut lines = vec![("file".to_owned(), checkup.file.clone())];
    lines.push(("size".to_owned(), format!("{} bytes", checkup.bytes)));
    lines.extend(checkup.findings.iter().map(|finding| {
        let mark = if finding.well { "✓" } else { "✗" };
        (
            finding.question.to_owned(),
            format!("{mark} {}", finding.answer),
        )
    }));
    let title = match checkup.is_well() {
        true => "The notebook file is sound",
        false => "The notebook file is damaged",
    };
    Page {
        title: title.to_owned(),
        lines,
    }
}

/// The paths that begin as `typed`, in the order of names: folders end with `/`. Hidden ones only where a dot is typed.
pub(super) fn list(typed: &str) -> Vec<String> {
    let (folder, begun) = typed
        .rsplit_once('/')
        .map_or(("", typed), |(folder, begun)| {
            (&typed[..=folder.len()], begun)
        });
    let place = match folder {
        "" => Path::new(".").to_path_buf(),
        folder => at_home(Path::new(folder)),
    };
    let Ok(entries) = std::fs::read_dir(place) else {
        return Vec::new();
    };
    let mut paths: Vec<String> = entries
        .flatten()
        .filter_map(|entry| {
            let name = entry.file_name().into_string().ok()?;
            let begins = name.to_lowercase().starts_with(&begun.to_lowercase());
            let shown = begun.starts_with('.') || !name.starts_with('.');
            let end = if entry.path().is_dir() { "/" } else { "" };
            (begins && shown).then(|| format!("{folder}{name}{end}"))
        })
        .take(MOST_FILES)
        .collect();
    paths.sort_unstable();
    paths
}

/// The most files of a folder that are offered.
const MOST_FILES: usize = 1000;
