//! Imports, backups and examinations of the file: started, and answered.

use crate::base::effect::{Effect, Importing};
use crate::base::message::{HandedOut, ImportRefused, Imported, Page, Tone, Trouble};
use crate::base::screen::Screen;
use crate::base::study::OpenStudy;
use crate::component::Request;
use crate::forms::{self, Purpose};
use crate::model::{Job, Model, Undoable};
use crate::overlay::Overlay;
use crate::widgets::form::Form;
use crate::widgets::reader::Reader;

/// How a backup is restored, in lines to read.
const HOW_TO_RESTORE: [(&str, &str); 3] = [
    (
        "1",
        "Quit Graftbook, here and on every machine that has this notebook open.",
    ),
    (
        "2",
        "Run `graftbook restore BACKUP` in a terminal. It verifies the backup before it takes its place.",
    ),
    (
        "3",
        "The former notebook is kept beside it under another name: nothing is deleted.",
    ),
];

impl Model {
    /// Starts something that takes a while, one at a time.
    pub(super) fn start_job(&mut self, what: impl Into<String>, effect: Effect) -> Vec<Effect> {
        if let Some(job) = &self.job {
            let text = format!("still busy: {}", job.what);
            self.say(Tone::Note, text);
            return vec![Effect::Bell];
        }
        self.status = None;
        self.job = Some(Job {
            what: what.into(),
            since: self.context.now,
        });
        vec![effect]
    }

    /// Shows how a backup is restored.
    pub(super) fn show_restore(&mut self) {
        let lines = HOW_TO_RESTORE.map(|(number, text)| (number.to_owned(), text.to_owned()));
        let reader = Reader::new("Restore a backup", lines.into());
        self.overlays.push(Overlay::Reader(Box::new(reader)));
    }

    /// What an examination found: a text to read, or a line where something else is being done.
    pub(super) fn examined(&mut self, result: Result<Box<Page>, Trouble>) -> Vec<Effect> {
        self.job = None;
        match result {
            Ok(page) if self.overlays.is_empty() => {
                let reader = Reader::new(page.title, page.lines);
                self.overlays.push(Overlay::Reader(Box::new(reader)));
            }
            Ok(page) => self.say(Tone::Note, page.title),
            Err(trouble) => self.trouble(&trouble),
        }
        Vec::new()
    }

    /// A backup is made, or not: then its form says why.
    pub(super) fn backed_up(&mut self, result: Result<String, Trouble>) -> Vec<Effect> {
        self.job = None;
        match result {
            Ok(file) => {
                self.close_form(&Purpose::Backup);
                self.say(Tone::Done, format!("backed up to {file}"));
                Vec::new()
            }
            Err(trouble) => {
                self.form_refused(trouble);
                vec![Effect::Bell]
            }
        }
    }

    /// The key of a blinded study is in its file, or not: then its form says why.
    pub(super) fn key_handed_out(&mut self, result: Result<HandedOut, Trouble>) -> Vec<Effect> {
        self.job = None;
        match result {
            Ok(HandedOut {
                study,
                file,
                operation,
            }) => {
                self.writes += 1;
                self.close_form(&Purpose::Key(study.clone()));
                let number = operation.map_or_else(String::new, |n| format!(" [operation {n}]"));
                let text =
                    format!("wrote the key of study {study} to {file}; it stays blinded{number}");
                self.say(Tone::Done, text);
                self.reload()
            }
            Err(trouble) => {
                self.form_refused(trouble);
                vec![Effect::Bell]
            }
        }
    }

    /// Reads rows of a sheet that were pasted into the form of an import; none if these are no rows.
    pub(super) fn pasted_rows(&mut self, text: &str) -> Option<Vec<Effect>> {
        let Some(Overlay::Form(form, Purpose::Import)) = self.overlays.last_mut() else {
            return None;
        };
        // Terminals send a line end as the key that ends a line.
        let rows = text.replace("\r\n", "\n").replace('\r', "\n");
        if rows.trim().lines().count() < 2 {
            return None;
        }
        Some(match forms::importing_pasted(form, &self.context, &rows) {
            Ok(importing) => {
                let what = format!("reading {}", importing.sources);
                self.start_job(what, Effect::PlanImport(Box::new(importing)))
            }
            Err(refusal) => {
                form.refuse(refusal.field, refusal.trouble);
                vec![Effect::Bell]
            }
        })
    }

    /// What an import would make is shown over its form, and waits for a yes.
    pub(super) fn import_planned(
        &mut self,
        importing: Box<Importing>,
        result: Result<Box<Page>, Box<ImportRefused>>,
    ) -> Vec<Effect> {
        self.job = None;
        let is_asked = matches!(
            self.overlays.last(),
            Some(Overlay::Form(_, Purpose::Import))
        );
        match result {
            Ok(page) if is_asked => {
                let reader = Reader::new(page.title, page.lines);
                let yes = Request::Import(importing);
                self.overlays
                    .push(Overlay::Ask(Box::new(reader), Box::new(yes)));
                Vec::new()
            }
            // The form was left meanwhile.
            Ok(_) => Vec::new(),
            Err(refused) => self.import_refused(*refused),
        }
    }

    /// How far what is waited for has come.
    pub(super) fn working(&mut self, what: String) {
        if let Some(job) = &mut self.job {
            job.what = what;
        }
    }

    /// An import is on disk, or was refused.
    pub(super) fn imported(
        &mut self,
        result: Result<Box<Imported>, Box<ImportRefused>>,
    ) -> Vec<Effect> {
        self.job = None;
        let done = match result {
            Ok(done) => *done,
            Err(refused) => return self.import_refused(*refused),
        };
        self.writes += 1;
        let open = self.context.study.as_ref();
        let open = open.filter(|open| done.studies == [open.name()]);
        let study = open.map(OpenStudy::id);
        let undoable = done
            .operation
            .map(|operation| Undoable { operation, study });
        self.undo.extend(undoable);
        if let Some(form) = self.form_of(&Purpose::Import) {
            self.context.import_reading = forms::import_reading(form);
        }
        self.close_form(&Purpose::Import);
        if let (Screen::Studies, Some(study)) = (self.context.screen, done.studies.first()) {
            self.screens.studies.choose(study);
        }
        let number = done.operation;
        let number = number.map_or_else(String::new, |n| format!(" [operation {n}]"));
        self.say(Tone::Done, format!("imported: {}{number}", done.made));
        let mut effects = self.reload();
        effects.push(self.keep());
        effects
    }

    /// The problems of the file as a text over the form, which says that there are some. What they suggest is filled in,
    /// so that reading the file again takes one key.
    fn import_refused(&mut self, refused: ImportRefused) -> Vec<Effect> {
        let ImportRefused {
            mut trouble,
            problems,
            understood,
            proposed,
        } = refused;
        let mut lines: Vec<(String, String)> = Vec::new();
        if let Some(Overlay::Form(form, Purpose::Import)) = self.overlays.last_mut() {
            let new = |(id, value): &&(String, String)| form.value(id) != value;
            let new: Vec<_> = proposed.iter().filter(new).cloned().collect();
            form.fill(&new);
            let named = new.iter().map(|(id, value)| match id.as_str() {
                "decimal" => format!("decimal mark is now {value}"),
                _ => format!("dates are now read as {value}"),
            });
            let named: Vec<_> = named.collect();
            if !named.is_empty() {
                trouble.hint = format!("{}: Ctrl-S reads the file again", named.join(", "));
                lines.push(("".to_owned(), format!("Proposed, by the values below: {}. Esc leads to the form, Ctrl-S reads the file again.", named.join(", "))));
            }
        }
        if problems.is_empty() && !understood.is_empty() {
            lines.push((
                "".to_owned(),
                format!("{}; {}", trouble.message, trouble.hint),
            ));
        }
        self.form_refused(trouble);
        if !problems.is_empty() || !understood.is_empty() {
            let numbers = (1..).map(|n: usize| n.to_string());
            lines.extend(numbers.zip(problems));
            lines.extend(understood);
            let reader = Reader::new("Problems of the file", lines);
            self.overlays.push(Overlay::Reader(Box::new(reader)));
        }
        vec![Effect::Bell]
    }

    /// Marks the field of a file that is not there, if that was left meanwhile.
    pub(super) fn file_missing(&mut self, typed: &str, trouble: Trouble) {
        if let Some(Overlay::Form(form, Purpose::Import)) = self.overlays.last_mut() {
            form.mark_file(typed, trouble);
        }
    }

    /// Offers the files that are there, unless something else was typed meanwhile.
    pub(super) fn files_listed(&mut self, typed: &str, files: Vec<String>) {
        if let Some(Overlay::Form(form, _)) = self.overlays.last_mut()
            && form.typed_file() == Some(typed)
        {
            form.offer(files);
        }
    }

    /// The form of a purpose, where it is open.
    fn form_of(&self, of: &Purpose) -> Option<&Form> {
        self.overlays.iter().find_map(|overlay| match overlay {
            Overlay::Form(form, purpose) if is_alike(purpose, of) => Some(&**form),
            _ => None,
        })
    }

    /// Closes the form of a purpose, where it is open.
    fn close_form(&mut self, of: &Purpose) {
        self.overlays.retain(
            |overlay| !matches!(overlay, Overlay::Form(_, purpose) if is_alike(purpose, of)),
        );
    }
}

/// Whether two forms are for the same, whatever it is about.
fn is_alike(one: &Purpose, other: &Purpose) -> bool {
    std::mem::discriminant(one) == std::mem::discriminant(other)
}
