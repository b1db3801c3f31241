//! Arms, cages, animals and tumors: found in the study, or planned when a row first names them.

use std::collections::{HashMap, HashSet};

use super::draft::{Draft, Known, Origin};
use crate::file_problems::{Effect, FileProblem};
use crate::import::field::Field;
use crate::import::outcome::ImportNote;
use crate::import::own::Bundle;
use crate::import::rows::{Role, TidyRow};
use chrono::NaiveDate;

use domain::{
    ALL_ARMS, Animal, AnimalId, Arm, ArmId, Blinding, Cage, CageId, Cohort, ImportRemedy, Invalid,
    Label, Prose, Remedy, Sex, Tumor, TumorId, counted,
};

/// Open questions that are listed already: each is asked once, not once per row.
type Asked = HashSet<(Field, Label)>;

/// The arm or cage of an animal after a row; the error has no problem if that is listed already.
type Settled<T> = Result<Option<T>, Option<Box<FileProblem>>>;

impl Draft<'_> {
    /// Plans the arms and cages that came with the rows, if the study lacks them.
    pub fn arms_and_cages_of(&mut self, bundle: Option<&Bundle>) {
        let Some(bundle) = bundle else { return };
        if !self.plan.is_new {
            let message = format!(
                "`{}` exists: its own protocol stands, that of the folder is not used",
                self.plan.study.name
            );
            return self
                .notes
                .push(ImportNote::new("protocol_not_used", message));
        }
        if bundle.blinded {
            let message = format!(
                "the files of `{}` were written while it was blinded: its arms are codes, and treatments are not included",
                self.plan.study.name
            );
            self.notes.push(ImportNote::new("blinded", message));
        }
        for arm in &bundle.arms {
            let id = ArmId((self.new_id)());
            self.arms.insert(arm.name.clone(), id);
            self.plan.arms.push(Arm { id, ..arm.clone() });
        }
        for cage in &bundle.cages {
            let id = self.cage(&cage.label);
            let planned = self.plan.cages.iter_mut().find(|planned| planned.id == id);
            if let Some(planned) = planned {
                *planned = Cage { id, ..cage.clone() };
            }
        }
    }

    /// Finds the animal of every row, and answers their indexes. Rows without one become problems and are removed.
    pub fn enroll(&mut self, rows: &mut Vec<TidyRow>) -> Vec<usize> {
        let mut asked = HashSet::new();
        let mut found = Vec::with_capacity(rows.len());
        let by_animal = self.plan.study.blinding == Blinding::BlindedAnimals;
        rows.retain_mut(|row| {
            // An export of a study that hides its groups calls all arms by this name.
            if by_animal && row.arm.as_ref().is_some_and(|arm| arm.as_str() == ALL_ARMS) {
                row.facts_mut().arm = None;
            }
            let at = self.animal(row, &mut asked);
            let Some(at) = at.filter(|at| self.complete(row, *at, &mut asked)) else {
                return false;
            };
            if let Some(site) = &row.site {
                self.tumor(at, site);
            }
            found.push(at);
            true
        });
        self.look_alikes();
        self.further_tumors();
        self.animals_without_arm(rows, &found);
        let made = self
            .animals
            .iter()
            .filter(|known| known.origin != Origin::Study)
            .count();
        if self.had_animals && made > 0 && self.options.new_animals {
            let message = format!(
                "{} new to `{}`",
                counted(made, "animal"),
                self.plan.study.name
            );
            self.notes.push(ImportNote::new("new_animals", message));
        }
        found
    }

    /// Asks about animals of the rows whose arm cell is blank below a filled one, and notes how many have no arm.
    fn animals_without_arm(&mut self, rows: &[TidyRow], found: &[usize]) {
        let animals: HashSet<usize> = found.iter().copied().collect();
        let lacks = |at: &usize| self.animals[*at].animal.arm.is_none();
        let lacking: HashSet<usize> = animals.iter().copied().filter(lacks).collect();
        if lacking.is_empty() || self.options.no_arms || self.hides_arms() || self.is_from_folder {
            return;
        }
        let count = format!("{} of {}", lacking.len(), counted(animals.len(), "animal"));
        let mut placed = rows
            .iter()
            .zip(found)
            .filter(|(_, at)| lacking.contains(at));
        let is_asked = |row: &TidyRow| self.files[row.file as usize].columns.has_blank_arms;
        if let Some((row, _)) = placed.find(|(row, _)| is_asked(row)) {
            let why = format!("is blank below others: {count} have no arm");
            let remedy = ImportRemedy::FillDown {
                field: Field::Arm.id(),
            };
            let invalid = Invalid::new("arm", "", why, remedy);
            self.refuse(row, Field::Arm, invalid, Effect::Undecided);
        } else if rows.iter().any(TidyRow::has_value)
            && !self.existing_arms.is_empty() | !self.plan.arms.is_empty()
        {
            let message = format!("{count} have no arm");
            self.notes.push(ImportNote::new("no_arm", message));
        } else if self.plan.is_new && rows.iter().any(TidyRow::has_value) {
            let message = format!("no column tells the arm: {count} have none");
            self.notes.push(ImportNote::new("no_arm", message));
        }
    }

    /// The animal of a row; planned if the options allow it.
    fn animal(&mut self, row: &TidyRow, asked: &mut Asked) -> Option<usize> {
        if let Some(&at) = self.by_tag.get(&row.animal) {
            return Some(at);
        }
        let file = &self.files[row.file as usize];
        let (why, remedy, effect): (_, Remedy, _) =
            if file.role == Role::Dispositions || file.columns.only_dispositions() {
                let why = format!("is not in the study `{}`", self.plan.study.name);
                let remedy = "check its tag, or import its readings first".into();
                (why, remedy, Effect::Row)
            } else if self.had_animals && !self.options.new_animals {
                let why = format!("is not in the study `{}`", self.plan.study.name);
                let remedy = ImportRemedy::AllowNewAnimals.into();
                (why, remedy, Effect::Undecided)
            } else {
                return self.new_animal(row, asked);
            };
        if effect == Effect::Row || asked.insert((Field::Animal, row.animal.clone())) {
            let invalid = Invalid::new("animal", &row.animal, why, remedy);
            self.refuse(row, Field::Animal, invalid, effect);
        }
        None
    }

    fn new_animal(&mut self, row: &TidyRow, asked: &mut Asked) -> Option<usize> {
        // An animal of an arm that may not be made is not made either.
        if let Some(arm) = &row.arm {
            self.arm(row, arm, asked)?;
        }
        let at = self.animals.len();
        self.animals.push(Known {
            animal: Animal::new(AnimalId((self.new_id)()), row.animal.clone()),
            origin: origin(row),
            is_completed: false,
            tumors: Vec::new(),
            left: None,
            left_as: None,
            last: None,
        });
        self.by_tag.insert(row.animal.clone(), at);
        Some(at)
    }

    fn arm(&mut self, row: &TidyRow, name: &Label, asked: &mut Asked) -> Option<ArmId> {
        if let Some(&id) = self.arms.get(name) {
            return Some(id);
        }
        if self.is_foreign(name) {
            if asked.insert((Field::Arm, name.clone())) {
                let known = self.visible_arms();
                let why = format!("is no arm of `{}`", self.plan.study.name);
                let remedy: Remedy = match self.hides_arms() {
                    true => format!(
                        "it is blinded, and its arms are {}; leave the column out, or give the codes",
                        known.join(", ")
                    )
                    .into(),
                    false => ImportRemedy::AllowNewArms { known }.into(),
                };
                let invalid = Invalid::new("arm", name, why, remedy);
                self.refuse(row, Field::Arm, invalid, Effect::Undecided);
            }
            return None;
        }
        let id = ArmId((self.new_id)());
        let all = self.existing_arms.iter().chain(&self.plan.arms);
        let position = 1 + all.map(|arm| arm.position).max().unwrap_or(0);
        self.arms.insert(name.clone(), id);
        self.plan.arms.push(Arm {
            id,
            name: name.clone(),
            label: None,
            position,
            is_control: false,
            vehicle: None,
            treatments: Vec::new(),
            code: None,
        });
        Some(id)
    }

    /// Whether an existing study lacks the arm and the options do not allow to make it.
    fn is_foreign(&self, name: &Label) -> bool {
        let new_arms = self.options.new_arms && !self.hides_arms();
        let is_fixed = !self.existing_arms.is_empty() && !new_arms;
        is_fixed && !self.arms.contains_key(name)
    }

    fn cage(&mut self, label: &Label) -> CageId {
        if let Some(&id) = self.cages.get(label) {
            return id;
        }
        let id = CageId((self.new_id)());
        self.cages.insert(label.clone(), id);
        self.plan.cages.push(Cage::new(id, label.clone()));
        id
    }

    /// Completes the facts of an animal from a row; the first contradiction to known facts becomes a problem. Answers
    /// whether there was none.
    fn complete(&mut self, row: &TidyRow, at: usize, asked: &mut Asked) -> bool {
        if self.is_known(row, at) {
            return true;
        }
        match self.completed(row, at, asked) {
            Ok(animal) => {
                let known = &mut self.animals[at];
                known.is_completed |= known.animal != animal;
                known.animal = animal;
                true
            }
            Err(None) => false,
            Err(Some(problem)) => {
                self.problems.push(*problem);
                false
            }
        }
    }

    fn completed(
        &mut self,
        row: &TidyRow,
        at: usize,
        asked: &mut Asked,
    ) -> Result<Animal, Option<Box<FileProblem>>> {
        let mut animal = self.animals[at].animal.clone();
        animal.arm = self.settled_arm(row, at, asked)?;
        animal.cage = self.settled_cage(row, at)?;
        animal.cohort = self.settled_cohort(row, at)?;
        let a = &mut animal;
        self.settle(row, at, Field::Sex, &mut a.sex, row.sex, Sex::id)?;
        let date = |date: NaiveDate| date.to_string();
        self.settle(row, at, Field::Born, &mut a.born_on, row.born_on, date)?;
        let label = |label: Label| label.to_string();
        self.settle(
            row,
            at,
            Field::Source,
            &mut a.source,
            row.source.clone(),
            label,
        )?;
        let note = |note: Prose| note.to_string();
        self.settle(row, at, Field::Note, &mut a.note, row.note.clone(), note)?;
        self.settle(row, at, Field::Ear, &mut a.ear, row.ear.clone(), label)?;
        self.settle(row, at, Field::Rfid, &mut a.rfid, row.rfid.clone(), label)?;
        self.chip(row, at)?;
        Ok(animal)
    }

    /// Whether a row adds no fact about its animal; this is so for most rows, and quick to see.
    fn is_known(&self, row: &TidyRow, at: usize) -> bool {
        fn same<T: PartialEq>(new: &Option<T>, known: &Option<T>) -> bool {
            new.is_none() || new == known
        }
        let known = &self.animals[at].animal;
        let has_arm = |name| known.arm.is_some() && self.arms.get(name) == known.arm.as_ref();
        let has_cage = |label| known.cage.is_some() && self.cages.get(label) == known.cage.as_ref();
        let in_cohort = |name: &Label| {
            known
                .cohort
                .as_ref()
                .is_some_and(|cohort| cohort.name == *name)
        };
        row.arm.as_ref().is_none_or(has_arm)
            && row.cohort.as_ref().is_none_or(in_cohort)
            && row.cage.as_ref().is_none_or(has_cage)
            && same(&row.sex, &known.sex)
            && same(&row.born_on, &known.born_on)
            && same(&row.source, &known.source)
            && same(&row.note, &known.note)
            && same(&row.ear, &known.ear)
            && same(&row.rfid, &known.rfid)
    }

    fn settled_arm(&mut self, row: &TidyRow, at: usize, asked: &mut Asked) -> Settled<ArmId> {
        let known = self.animals[at].animal.arm;
        let Some(name) = &row.arm else {
            return Ok(known);
        };
        match known {
            Some(known) if self.arms.get(name) == Some(&known) => Ok(Some(known)),
            Some(known) if !self.is_foreign(name) => {
                let known = self.arm_name(known);
                Err(Some(self.contradiction(row, at, Field::Arm, name, &known)))
            }
            _ => self.arm(row, name, asked).map(Some).ok_or(None),
        }
    }

    fn settled_cage(&mut self, row: &TidyRow, at: usize) -> Settled<CageId> {
        let known = self.animals[at].animal.cage;
        let Some(label) = &row.cage else {
            return Ok(known);
        };
        match known {
            None => Ok(Some(self.cage(label))),
            Some(known) if self.cages.get(label) == Some(&known) => Ok(Some(known)),
            Some(known) => {
                let known = self.cage_label(known);
                Err(Some(self.contradiction(
                    row,
                    at,
                    Field::Cage,
                    label,
                    &known,
                )))
            }
        }
    }

    fn settled_cohort(&self, row: &TidyRow, at: usize) -> Settled<Cohort> {
        let known = self.animals[at].animal.cohort.clone();
        let Some(name) = &row.cohort else {
            return Ok(known);
        };
        match (known, self.cohorts.get(name)) {
            (Some(known), _) if known.name == *name => Ok(Some(known)),
            (Some(known), _) => {
                let known = known.name.to_string();
                let contradiction = self.contradiction(row, at, Field::Cohort, name, &known);
                Err(Some(contradiction))
            }
            (None, Some(cohort)) if self.shifts(at, cohort) => {
                let why = format!(
                    "would change the study days of what is recorded of animal `{}`",
                    row.animal
                );
                let hint = "put the animal into the cohort first, with a reason";
                let invalid = Invalid::new("cohort", name, why, hint);
                let place = self.place(row, Field::Cohort);
                Err(Some(Box::new(FileProblem::refused(
                    place,
                    invalid,
                    Effect::Row,
                ))))
            }
            (None, cohort) => Ok(cohort.cloned()),
        }
    }

    fn settle<T: PartialEq + Clone, S: ToString>(
        &self,
        row: &TidyRow,
        at: usize,
        field: Field,
        known: &mut Option<T>,
        new: Option<T>,
        shown: impl Fn(T) -> S,
    ) -> Result<(), Option<Box<FileProblem>>> {
        match (known.clone(), new) {
            (Some(known), Some(new)) if known != new => {
                let (known, new) = (shown(known).to_string(), shown(new).to_string());
                Err(Some(self.contradiction(row, at, field, &new, &known)))
            }
            (None, Some(new)) => {
                *known = Some(new);
                Ok(())
            }
            _ => Ok(()),
        }
    }

    /// Refuses a chip of another animal.
    fn chip(&mut self, row: &TidyRow, at: usize) -> Result<(), Option<Box<FileProblem>>> {
        let Some(chip) = &row.rfid else {
            return Ok(());
        };
        match self.by_chip.insert(chip.clone(), at) {
            Some(other) if other != at => {
                self.by_chip.insert(chip.clone(), other);
                let why = format!("belongs to animal `{}`", self.animals[other].animal.tag);
                let invalid = Invalid::new("rfid", chip, why, "check tag and chip");
                Err(Some(Box::new(FileProblem::refused(
                    self.place(row, Field::Rfid),
                    invalid,
                    Effect::Row,
                ))))
            }
            _ => Ok(()),
        }
    }

    fn contradiction(
        &self,
        row: &TidyRow,
        at: usize,
        field: Field,
        new: &dyn std::fmt::Display,
        known: &str,
    ) -> Box<FileProblem> {
        let known_at = &self.animals[at];
        let why = format!(
            "contradicts `{known}`, the {} of animal `{}` in {}",
            field.id(),
            known_at.animal.tag,
            self.describe(known_at.origin)
        );
        let hint = match field {
            Field::Arm => {
                "an animal is in one arm: check tag and arm; animals of several studies need a study column"
            }
            _ => "check the tag and the value, or edit the animal first",
        };
        let invalid = Invalid::new(field.id(), new, why, hint);
        Box::new(FileProblem::refused(
            self.place(row, field),
            invalid,
            Effect::Row,
        ))
    }

    fn arm_name(&self, id: ArmId) -> String {
        let mut all = self.existing_arms.iter().chain(&self.plan.arms);
        all.find(|arm| arm.id == id).map_or(String::new(), |arm| {
            arm.shown(self.plan.study.blinding).to_string()
        })
    }

    /// What may be shown of the arms of an existing study.
    fn visible_arms(&self) -> Vec<String> {
        let blinding = self.plan.study.blinding;
        let shown = self.existing_arms.iter().map(|arm| arm.shown(blinding));
        let mut shown: Vec<_> = shown.map(|name| name.to_string()).collect();
        if blinding.is_blinded() {
            shown.sort();
            shown.dedup();
        }
        shown
    }

    fn cage_label(&self, id: CageId) -> String {
        let known = self.cages.iter().find(|(_, known)| **known == id);
        known.map_or(String::new(), |(label, _)| label.to_string())
    }

    /// The tumor at a site of an animal; planned if there is none.
    pub fn tumor(&mut self, at: usize, site: &Label) -> TumorId {
        let known = &mut self.animals[at];
        if let Some((_, id)) = known.tumors.iter().find(|(known, _)| known == site) {
            return *id;
        }
        let id = TumorId((self.new_id)());
        known.tumors.push((site.clone(), id));
        let tumor = Tumor {
            id,
            site: site.clone(),
        };
        self.plan.tumors.push((known.animal.id, tumor));
        id
    }

    /// The tumor of a row's reading: that at its site, else the only one of the animal.
    pub fn tumor_of(&mut self, row: &TidyRow, at: usize) -> Option<TumorId> {
        if let Some(site) = &row.site {
            return Some(self.tumor(at, site));
        }
        match self.animals[at].tumors.as_slice() {
            [] => {
                let site = self.plan.study.protocol.usual_site();
                Some(self.tumor(at, &site))
            }
            [(_, only)] => Some(*only),
            several => {
                let sites: Vec<_> = several.iter().map(|(site, _)| site.as_str()).collect();
                let why = format!("is missing: animal `{}` has several tumors", row.animal);
                let hint = format!("say which of {}", sites.join(", "));
                self.refuse(
                    row,
                    Field::Site,
                    Invalid::new("site", "", why, hint),
                    Effect::Row,
                );
                None
            }
        }
    }

    /// Notes animals of the study that get a further tumor: its site may be misspelled.
    fn further_tumors(&mut self) {
        let new: HashSet<TumorId> = self.plan.tumors.iter().map(|(_, t)| t.id).collect();
        for known in &self.animals {
            let is_new = |(_, id): &&(Label, TumorId)| new.contains(id);
            let (new, old): (Vec<_>, Vec<_>) = known.tumors.iter().partition(is_new);
            if known.origin != Origin::Study || new.is_empty() || old.is_empty() {
                continue;
            }
            let sites = |tumors: Vec<&(Label, TumorId)>| {
                let sites = tumors.iter().map(|(site, _)| format!("`{site}`"));
                sites.collect::<Vec<_>>().join(", ")
            };
            let message = format!(
                "animal `{}` gets a further tumor at {}, beside {}",
                known.animal.tag,
                sites(new),
                sites(old)
            );
            self.notes.push(ImportNote::new("further_tumor", message));
        }
    }

    /// Notes arms whose names differ only in case or blanks: they are likely one arm. Not for a blinded study, because
    /// the note would show true names.
    fn look_alikes(&mut self) {
        if self.plan.study.blinding.is_blinded() {
            return;
        }
        let mut seen: HashMap<String, &Label> = HashMap::new();
        for arm in self.existing_arms.iter().chain(&self.plan.arms) {
            let key: String = arm
                .name
                .as_str()
                .to_lowercase()
                .split_whitespace()
                .collect();
            if let Some(first) = seen.insert(key, &arm.name) {
                let message = format!(
                    "the arms `{first}` and `{}` differ only in case or blanks",
                    arm.name
                );
                self.notes.push(ImportNote::new("arms_alike", message));
            }
        }
    }
}

/// The origin of a row.
pub fn origin(row: &TidyRow) -> Origin {
    Origin::Row {
        file: row.file,
        line: row.line,
        column: row.column,
    }
}
