//! A study plan while it is made: what exists already, what the rows added, and where each came from.

use std::collections::HashMap;

use chrono::NaiveDate;
use uuid::Uuid;

use super::standing::Standing;
use super::study_plan::StudyPlan;
use crate::file_problems::{Effect, FilePlace, FileProblem, ImportError, Problems};
use crate::import::field::Field;
use crate::import::options::ImportOptions;
use crate::import::outcome::{Disagreement, ImportNote};
use crate::import::own::Bundle;
use crate::import::rows::{ReadFile, TidyRow};
use domain::{
    Animal, Arm, ArmId, Blinding, CageId, Cohort, DispositionKind, ImportRemedy, Invalid, Label,
    Protocol, ReadingId, Scope, SharedText, Study, StudyId, StudyRecord, StudyStatus, TumorId,
    When,
};

/// Where a value comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Origin {
    /// The study has it already.
    Study,
    /// A row of a file.
    Row {
        file: u32,
        line: u32,
        column: Option<u32>,
    },
}

/// A time as a key of a map: the date, and the bytes of the part of the day. They take less beside the other parts of a
/// key than a number of 8 bytes, and an import has half a million.
pub type Moment = (NaiveDate, [u8; 8]);

/// The key of a time.
pub fn moment(when: When) -> Moment {
    (when.date, when.day_part.to_ne_bytes())
}

/// An animal that exists or is to be made.
pub struct Known {
    pub animal: Animal,
    pub origin: Origin,
    pub is_completed: bool,
    pub tumors: Vec<(Label, TumorId)>,
    pub left: Option<(When, Origin)>,
    /// How it left, if the study says so.
    pub left_as: Option<DispositionKind>,
    /// The last time at which the study has a reading or weighing of it.
    pub last: Option<When>,
}

/// The state of the plan of one study.
pub struct Draft<'a> {
    pub files: &'a [ReadFile],
    pub options: &'a ImportOptions,
    pub new_id: &'a mut dyn FnMut() -> Uuid,
    pub plan: StudyPlan,
    pub problems: Problems,
    pub notes: Vec<ImportNote>,
    pub disagreements: Vec<Disagreement>,
    pub disagreement_count: usize,
    pub existing_arms: Vec<Arm>,
    pub arms: HashMap<Label, ArmId>,
    pub cages: HashMap<Label, CageId>,
    pub cohorts: HashMap<Label, Cohort>,
    /// The earliest start date of the rows.
    pub first_start: Option<NaiveDate>,
    pub animals: Vec<Known>,
    pub by_tag: HashMap<Label, usize>,
    pub by_chip: HashMap<Label, usize>,
    pub had_animals: bool,
    /// Whether the rows come from a folder that `export` wrote, which tells all.
    pub is_from_folder: bool,
    pub readings: HashMap<(TumorId, Moment, u32), (ReadingId, Origin)>,
    pub weighings: HashMap<(usize, Moment, u32), (f64, Origin)>,
    /// What an existing study excludes.
    pub excluded: Vec<Scope>,
    /// What an existing study has.
    pub standing: Standing,
    /// Values of the study that the file corrects, in words.
    pub corrections: Vec<String>,
    /// The method of a reading whose file names none.
    pub method: SharedText,
}

/// The method of a reading whose file names none.
const METHOD: &str = "import";

/// The result of a draft.
pub struct Finished {
    pub plan: StudyPlan,
    pub problems: Problems,
    pub notes: Vec<ImportNote>,
    pub disagreements: Vec<Disagreement>,
    pub disagreement_count: usize,
}

impl<'a> Draft<'a> {
    /// The draft for a study: the existing one, else a new one of that name.
    ///
    /// # Errors
    /// If the study is closed.
    pub fn open(
        files: &'a [ReadFile],
        options: &'a ImportOptions,
        name: Label,
        record: Option<StudyRecord>,
        bundle: Option<&Bundle>,
        new_id: &'a mut dyn FnMut() -> Uuid,
    ) -> Result<Self, ImportError> {
        if let Some(record) = &record {
            record.study.must_be_open()?;
        }
        let plan = match &record {
            Some(record) => StudyPlan::of(record.study.clone(), false),
            None => {
                let mut study = new_study(name, bundle, new_id);
                if let Some(species) = options.species {
                    study.protocol.species = species;
                }
                StudyPlan::of(study, true)
            }
        };
        let own = plan.study.protocol.species;
        if let Some(given) = options.species.filter(|given| *given != own) {
            return Err(ImportError::Undecided {
                why: format!(
                    "the species of `{}` is {}, and not {} as given",
                    plan.study.name,
                    own.id(),
                    given.id()
                ),
                remedy: ImportRemedy::LeaveSpeciesOut.into(),
            });
        }
        let mut draft = Self {
            files,
            options,
            new_id,
            plan,
            problems: Problems::default(),
            notes: Vec::new(),
            disagreements: Vec::new(),
            disagreement_count: 0,
            existing_arms: Vec::new(),
            arms: HashMap::new(),
            cages: HashMap::new(),
            cohorts: HashMap::new(),
            first_start: None,
            animals: Vec::new(),
            by_tag: HashMap::new(),
            by_chip: HashMap::new(),
            had_animals: false,
            is_from_folder: bundle.is_some(),
            readings: HashMap::new(),
            weighings: HashMap::new(),
            excluded: Vec::new(),
            standing: Standing::default(),
            corrections: Vec::new(),
            method: SharedText::from(METHOD),
        };
        if let Some(record) = record {
            draft.take(record);
        }
        Ok(draft)
    }

    /// Takes over the content of an existing study.
    fn take(&mut self, record: StudyRecord) {
        self.had_animals = !record.animals.is_empty();
        let blinding = record.study.blinding;
        let words = record.arms.iter().flat_map(|arm| {
            arm.code
                .iter()
                .chain([&arm.name])
                .map(move |word| (word, arm))
        });
        let meant = words.filter(|(word, arm)| arm.is_meant(word.as_str(), blinding));
        self.arms = meant.map(|(word, arm)| (word.clone(), arm.id)).collect();
        self.existing_arms = record.arms;
        self.excluded = record.exclusions.into_iter().map(|e| e.scope).collect();
        self.cages = record
            .cages
            .into_iter()
            .map(|cage| (cage.label, cage.id))
            .collect();
        self.cohorts = record
            .cohorts
            .into_iter()
            .map(|cohort| (cohort.name.clone(), cohort))
            .collect();
        for animal in record.animals {
            let at = self.animals.len();
            self.by_tag.insert(animal.animal.tag.clone(), at);
            if let Some(chip) = &animal.animal.rfid {
                self.by_chip.insert(chip.clone(), at);
            }
            self.standing.take(at, &animal);
            let mut last: Option<When> = None;
            let mut tumors = Vec::new();
            for tumor in animal.tumors {
                for reading in tumor.readings {
                    let key = (tumor.tumor.id, moment(reading.when), reading.repeat);
                    self.readings.insert(key, (reading.id, Origin::Study));
                    last = later(last, reading.when);
                }
                tumors.push((tumor.tumor.site, tumor.tumor.id));
            }
            for weighing in animal.weighings {
                let key = (at, moment(weighing.when), weighing.repeat);
                self.weighings
                    .insert(key, (weighing.grams(), Origin::Study));
                last = later(last, weighing.when);
            }
            self.animals.push(Known {
                animal: animal.animal,
                origin: Origin::Study,
                is_completed: false,
                tumors,
                left: animal.disposition.as_ref().map(|d| (d.when, Origin::Study)),
                left_as: animal.disposition.map(|d| d.kind),
                last,
            });
        }
    }

    /// Whether the study hides its arms: names in the file are compared with codes only then, since any other answer
    /// would show whether a true name was right.
    pub fn hides_arms(&self) -> bool {
        self.plan.study.blinding.is_blinded() && !self.existing_arms.is_empty()
    }

    /// The place of a row's field.
    pub fn place(&self, row: &TidyRow, field: Field) -> FilePlace {
        let file = &self.files[row.file as usize];
        file.table
            .place(row.line, row.first_column().or(file.columns.of(field)))
    }

    /// An origin in the words of a message.
    pub fn describe(&self, origin: Origin) -> String {
        match origin {
            Origin::Study => format!("the study `{}`", self.plan.study.name),
            Origin::Row { file, line, column } => {
                let column = column.map(|column| column as usize);
                self.files[file as usize]
                    .table
                    .place(line, column)
                    .to_string()
            }
        }
    }

    /// Adds a problem with a field of a row.
    pub fn refuse(&mut self, row: &TidyRow, field: Field, invalid: Invalid, effect: Effect) {
        let problem = FileProblem::refused(self.place(row, field), invalid, effect);
        self.problems.push(problem);
    }

    /// Marks the control arm of a study without one: that of the options, else the only arm with a usual name of
    /// controls.
    pub fn choose_control(&mut self) -> Result<(), ImportError> {
        if self.hides_arms() {
            if let Some(wanted) = &self.options.control {
                let why = format!("cannot be named: `{}` is blinded", self.plan.study.name);
                let remedy = ImportRemedy::LeaveControlOutBlinded;
                self.problems
                    .push(FileProblem::undecided("control", wanted, why, remedy));
            }
            return Ok(());
        }
        let existing = self.existing_arms.iter().find(|arm| arm.is_control);
        if let (Some(existing), Some(wanted)) = (existing, &self.options.control)
            && !existing.name.is(wanted)
        {
            let why = format!(
                "is not the control arm of `{}`, which is `{}`",
                self.plan.study.name,
                existing.shown(self.plan.study.blinding)
            );
            let remedy = ImportRemedy::LeaveControlOut;
            self.problems
                .push(FileProblem::undecided("control", wanted, why, remedy));
            return Ok(());
        }
        if existing.is_some() || self.plan.arms.iter().any(|arm| arm.is_control) {
            return Ok(());
        }
        if let Some(wanted) = &self.options.control {
            if let Some(arm) = self.plan.arms.iter_mut().find(|arm| arm.name.is(wanted)) {
                arm.is_control = true;
            } else if let Some(arm) = self.existing_arms.iter().find(|arm| arm.name.is(wanted)) {
                let mut arm = arm.clone();
                arm.is_control = true;
                self.plan.changed_arms.push(arm);
            }
            return Ok(());
        }
        let mut likely = self
            .plan
            .arms
            .iter_mut()
            .filter(|arm| is_control_name(arm.name.as_str()));
        if let (true, Some(arm), None) = (self.plan.is_new, likely.next(), likely.next()) {
            arm.is_control = true;
            let message = format!(
                "`{}` was taken for the control arm of `{}` by its name",
                arm.name, self.plan.study.name
            );
            self.notes.push(ImportNote::new("control", message));
        }
        let has_control = self.plan.arms.iter().any(|arm| arm.is_control);
        if self.plan.is_new && !has_control && self.plan.arms.len() > 1 {
            let message = format!(
                "`{}` has no control arm: none of its arms has a usual name of one",
                self.plan.study.name
            );
            let note = ImportNote::new("no_control", message);
            self.notes.push(note.remedied(ImportRemedy::NameControl));
        }
        Ok(())
    }

    /// Puts the animals into the plan, once all is known of them.
    pub fn settle_animals(&mut self) {
        for known in &self.animals {
            let animal = known.animal.clone();
            match known.origin {
                Origin::Row { .. } => self.plan.animals.push(animal),
                Origin::Study if known.is_completed => self.plan.changed_animals.push(animal),
                Origin::Study => {}
            }
        }
    }

    /// The finished plan with its problems and notes.
    pub fn finish(self) -> Finished {
        Finished {
            plan: self.plan,
            problems: self.problems,
            notes: self.notes,
            disagreements: self.disagreements,
            disagreement_count: self.disagreement_count,
        }
    }
}

fn new_study(name: Label, bundle: Option<&Bundle>, new_id: &mut dyn FnMut() -> Uuid) -> Study {
    let (status, protocol) = match bundle {
        Some(bundle) => (bundle.study.status, bundle.study.protocol.clone()),
        None => (StudyStatus::Open, Protocol::default()),
    };
    Study {
        id: StudyId(new_id()),
        name,
        status,
        blinding: Blinding::Open,
        protocol,
    }
}

fn later(last: Option<When>, when: When) -> Option<When> {
    match last {
        Some(last) if last >= when => Some(last),
        _ => Some(when),
    }
}

/// Whether an arm name as a whole is usual for control arms: `Vehicle` is, `Vehicle + KT-253` is not.
pub fn is_control_name(name: &str) -> bool {
    const NAMES: [&str; 22] = [
        "control",
        "controls",
        "ctrl",
        "ctl",
        "vehicle",
        "vehicle control",
        "veh",
        "untreated",
        "placebo",
        "saline",
        "pbs",
        // German, French, Spanish, Italian.
        "kontrolle",
        "kontrollgruppe",
        "vehikel",
        "unbehandelt",
        "contrôle",
        "témoin",
        "véhicule",
        "vehículo",
        "controllo",
        "veicolo",
        "plazebo",
    ];
    NAMES.contains(&name.trim().to_lowercase().as_str())
}
