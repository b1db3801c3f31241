//! Answers of the notebook.

use std::path::Path;

use crate::base::device::Scan;
use crate::base::effect::{Effect, Export};
use crate::base::kept::Kept;
use crate::base::message::{Answer, ChangedSettings, Tone, Trouble};
use crate::base::screen::Screen;
use crate::base::study::{Numbers, OpenStudy};
use crate::component::Event;
use crate::forms;
use crate::model::{FileState, Model};
use crate::overlay::Overlay;
use domain::{Analysis, AnalysisOptions, Study, StudyRecord};

impl Model {
    /// Takes an answer in; one that is none of the root's goes to the screen that asked.
    pub(super) fn answered(&mut self, answer: Answer) -> Vec<Effect> {
        match answer {
            Answer::Opened(Ok(barred)) => return self.file_opened(barred),
            Answer::Opened(Err(trouble))
            | Answer::Studies(Err(trouble))
            | Answer::Elsewhere(Err(trouble)) => self.file = FileState::Unusable(trouble),
            Answer::Studies(Ok(studies)) => {
                let names = studies.iter().map(|study| study.name.to_string());
                self.context.studies = names.collect();
                let protocols = studies.iter().map(|study| study.protocol.clone());
                self.context.protocols = protocols.collect();
                let mut effects = self.follow(&studies);
                effects.extend(self.hand_on(Answer::Studies(Ok(studies))));
                return effects;
            }
            Answer::Study {
                name,
                writes,
                result,
            } => return self.study_read(name, writes, result),
            // What was written since changes doses and volumes.
            Answer::Dosing {
                study, on, writes, ..
            } if writes != self.writes => return vec![Effect::Dosing(study, on)],
            Answer::Analyzed {
                name,
                writes,
                result,
            } => return self.analyzed(&name, writes, result),
            Answer::Exported(export, result) => return self.exported(&export, result),
            Answer::ImportPlanned(importing, result) => {
                return self.import_planned(importing, result);
            }
            Answer::Working(what) => self.working(what),
            Answer::Imported(result) => return self.imported(result),
            Answer::KeyHandedOut(result) => return self.key_handed_out(result),
            Answer::BackedUp(result) => return self.backed_up(result),
            Answer::Examined(result) => return self.examined(result),
            Answer::Files(typed, files) => self.files_listed(&typed, files),
            Answer::FileMissing(typed, trouble) => self.file_missing(&typed, trouble),
            Answer::Wrote(write, Ok(wrote)) => return self.landed(&write, *wrote),
            Answer::Wrote(write, Err(trouble)) => return self.refused(&write, trouble),
            Answer::Elsewhere(Ok(false)) => {}
            Answer::Elsewhere(Ok(true)) => return self.reload(),
            Answer::Kept(kept) => self.take_kept(*kept),
            Answer::NotKept(trouble) => self.say(
                Tone::Warning,
                format!("values that are not saved yet would be lost in a crash: {trouble}"),
            ),
            Answer::SettingsChanged(Ok(changed)) => self.settings_changed(*changed),
            Answer::SettingsChanged(Err(trouble)) => self.form_refused(trouble),
            other => return self.hand_on(other),
        }
        Vec::new()
    }

    /// The settings are in their file, and hold from now on.
    fn settings_changed(&mut self, changed: ChangedSettings) {
        self.overlays.pop();
        let ChangedSettings {
            file,
            config,
            theme,
        } = changed;
        let path = file.path.as_deref().unwrap_or(Path::new(""));
        self.say(Tone::Done, format!("settings saved in {}", path.display()));
        self.devices.set(&config);
        let setting = &mut self.context.setting;
        (setting.config_file, setting.config, setting.theme) = (file, config, theme);
    }

    /// Gives an answer to the screen that asked for it.
    fn hand_on(&mut self, answer: Answer) -> Vec<Effect> {
        self.ask(|screens, cx, out| {
            let mut left = Some(answer);
            for screen in screens.all_mut() {
                left = left.and_then(|answer| screen.answered(cx, answer, out));
            }
        })
    }

    /// Takes what an ended program has kept.
    fn take_kept(&mut self, kept: Kept) {
        self.kept.clone_from(&kept.studies);
        let values = self.screens.measure.take_kept(kept.studies);
        let form = kept.form.as_ref().map(|form| {
            format!(
                "`{}` was not saved: open that form again to continue",
                form.title
            )
        });
        if let Some(text) = values.or(form) {
            self.say(Tone::Warning, text);
        }
        self.unsaved = kept.form;
        self.context.import_reading = kept.import_reading;
    }

    /// The file is open: for the first time, or again after it could not be used.
    fn file_opened(&mut self, barred: Option<Trouble>) -> Vec<Effect> {
        let is_back = matches!(self.file, FileState::Unusable(_));
        self.file = barred.map_or(FileState::Ready, FileState::ReadOnly);
        let study = self.context.study.as_ref().filter(|_| is_back);
        let reread = study.map(|study| Effect::Load(study.name().to_owned()));
        reread.into_iter().collect()
    }

    /// Takes in a study that was read, unless something was written since it was asked for.
    fn study_read(
        &mut self,
        name: String,
        writes: u64,
        result: Result<Box<StudyRecord>, Trouble>,
    ) -> Vec<Effect> {
        if writes != self.writes {
            return vec![Effect::Load(name)];
        }
        let is_wanted = self.loading.as_deref() == Some(&name);
        let study = self.context.study.as_ref();
        let is_open = study.is_some_and(|study| match &result {
            Ok(record) => study.id() == record.study.id,
            Err(_) => study.name() == name,
        });
        // A study that has been left, or that has another name by now.
        if !is_wanted && !is_open {
            return Vec::new();
        }
        if is_wanted {
            self.loading = None;
        }
        match result {
            Ok(record) => self.renew(*record),
            Err(trouble) => {
                self.trouble(&trouble);
                if !is_open {
                    self.context.screen = Screen::Studies;
                }
                Vec::new()
            }
        }
    }

    /// Follows the open study, by its id, to the name it has now; one that is gone is closed.
    fn follow(&mut self, studies: &[Study]) -> Vec<Effect> {
        let is_listed = matches!(self.file, FileState::Ready | FileState::ReadOnly(_));
        let Some(study) = self.context.study.as_mut().filter(|_| is_listed) else {
            return Vec::new();
        };
        let old = study.record.study.name.clone();
        match studies.iter().find(|listed| listed.id == study.id()) {
            Some(listed) if listed.name == old => Vec::new(),
            Some(listed) => {
                study.record.study.name = listed.name.clone();
                let text = format!("study {old} is now named {}", listed.name);
                self.say(Tone::Note, text);
                vec![Effect::Load(listed.name.to_string())]
            }
            None => {
                let effects = self.close();
                let text = format!("study {old} is no longer in the notebook");
                self.say(Tone::Warning, text);
                effects
            }
        }
    }

    /// Leaves the open study, which is no longer there.
    pub(super) fn close(&mut self) -> Vec<Effect> {
        self.context.study = None;
        self.scan = Scan::default();
        if self.context.screen.is_of_study() {
            self.overlays.clear();
            self.context.screen = Screen::Studies;
        }
        self.notify_all(Event::StudyLeft)
    }

    /// Puts a whole study in the place of what was known of it.
    pub(super) fn renew(&mut self, record: StudyRecord) -> Vec<Effect> {
        let same = |study: &OpenStudy| study.record.study.id == record.study.id;
        let old = self.context.study.take().filter(same);
        let is_new = old.is_none();
        let same_arms = |study: &OpenStudy| study.record.study.blinding == record.study.blinding;
        let mut effects = Vec::new();
        if !is_new && !old.as_ref().is_some_and(same_arms) {
            self.overlays.clear();
            self.status = None;
            effects = self.notify_all(Event::ArmsRenamed);
        }
        let old = old.filter(same_arms);
        let landmark = old.as_ref().and_then(|study| study.landmark);
        let numbers = match old.map(|study| study.numbers) {
            Some(Numbers::Here(old) | Numbers::Coming(Some(old))) => Numbers::Coming(Some(old)),
            _ => Numbers::Unasked,
        };
        self.context.study = Some(OpenStudy {
            record,
            numbers,
            landmark,
        });
        if is_new {
            self.scan = Scan::default();
            effects.extend(self.notify_all(Event::StudyLeft));
            effects.extend(self.entered_screen());
            return effects;
        }
        effects.extend(self.ask_numbers());
        effects.extend(self.notify(Event::Refreshed));
        effects
    }

    /// Takes in numbers of the open study, unless something was written since they were asked for.
    fn analyzed(
        &mut self,
        name: &str,
        writes: u64,
        result: Result<Box<Analysis>, Trouble>,
    ) -> Vec<Effect> {
        let study = self.context.study.as_mut();
        let Some(study) = study.filter(|study| study.name() == name) else {
            return Vec::new();
        };
        if writes != self.writes {
            return self.ask_numbers();
        }
        study.numbers = match result {
            Ok(analysis) => Numbers::Here(analysis),
            Err(trouble) => Numbers::Failed(trouble),
        };
        self.notify_all(Event::Analyzed)
    }

    /// Asks for the numbers of the open study, unless they are here or on their way.
    pub(super) fn ask_numbers_once(&mut self) -> Vec<Effect> {
        let study = self.context.study.as_ref();
        match study.map(|study| &study.numbers) {
            Some(Numbers::Unasked) => self.ask_numbers(),
            _ => Vec::new(),
        }
    }

    /// Asks for the numbers of the open study if the screen shows any.
    pub(super) fn ask_numbers(&mut self) -> Vec<Effect> {
        let shown = self.screen().shows_numbers();
        let Some(study) = self.context.study.as_mut() else {
            return Vec::new();
        };
        if !shown {
            study.numbers = Numbers::Unasked;
            return Vec::new();
        }
        let old = match std::mem::replace(&mut study.numbers, Numbers::Unasked) {
            Numbers::Here(old) | Numbers::Coming(Some(old)) => Some(old),
            _ => None,
        };
        study.numbers = Numbers::Coming(old);
        let options = Box::new(AnalysisOptions {
            day: study.landmark,
            ..AnalysisOptions::default()
        });
        vec![Effect::Analyze(study.name().to_owned(), options)]
    }

    /// Lets arms be compared on another day; none: as usual.
    pub(super) fn compare_on(&mut self, landmark: Option<f64>) -> Vec<Effect> {
        if let Some(study) = self.context.study.as_mut() {
            study.landmark = landmark;
        }
        self.ask_numbers()
    }

    /// A file was written, or not: then the form is there again, unless something else is being done.
    fn exported(&mut self, export: &Export, result: Result<String, Trouble>) -> Vec<Effect> {
        let trouble = match result {
            Ok(file) => {
                self.say(Tone::Done, format!("wrote {file}"));
                return Vec::new();
            }
            Err(trouble) => trouble,
        };
        let is_busy = self.burst.due().is_some() || self.is_typed_in();
        let free = !is_busy && self.overlays.is_empty();
        match forms::export_again(&self.context, export) {
            Ok((mut form, purpose)) if free => {
                self.status = None;
                form.refuse(Some("file"), trouble);
                self.overlays.push(Overlay::Form(Box::new(form), purpose));
            }
            _ => self.trouble(&trouble),
        }
        vec![Effect::Bell]
    }
}
