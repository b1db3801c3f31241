//! Cages of a study: moving all animals of one into another, and renaming one.

use serde::Serialize;

use super::animals::cage_named;
use super::{Error, Notebook, Receipt};
use domain::{AnimalRecord, Cage, Label, Reason, Remedy, StudyRecord, counted};

/// A cage in one line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct CageLine {
    /// Its label.
    pub cage: String,
    /// Tags of its animals that are on study, in their order.
    pub animals: Vec<String>,
    /// The number of animals that lived there when they left the study.
    pub left: usize,
}

impl Notebook {
    /// The cages of a study by label.
    pub fn cage_lines(&self, study: &str) -> Result<Vec<CageLine>, Error> {
        let record = self.study(study)?;
        let line = |cage: &Cage| {
            let of_cage = record
                .animals
                .iter()
                .filter(|a| a.animal.cage == Some(cage.id));
            let (on_study, left): (Vec<_>, Vec<_>) = of_cage.partition(|a| a.disposition.is_none());
            CageLine {
                cage: cage.label.to_string(),
                animals: on_study.iter().map(|a| a.animal.tag.to_string()).collect(),
                left: left.len(),
            }
        };
        Ok(record.cages.iter().map(line).collect())
    }

    /// Moves the animals of a cage that are on study into another one, which is made if the study does not have it, and
    /// answers their tags. Animals that left the study stay recorded where they lived. Refuses a cage with nobody on study.
    pub fn move_cage(
        &mut self,
        study: &str,
        cage: &str,
        to: &Label,
        reason: Option<Reason>,
    ) -> Result<(Vec<Label>, Option<Receipt>), Error> {
        self.write("move cage", reason, |op| {
            let record = op.study(study)?;
            record.study.must_be_open()?;
            let from = named(&record, cage)?;
            let lives_there =
                |a: &&AnimalRecord| a.animal.cage == Some(from.id) && a.disposition.is_none();
            let movers: Vec<_> = record.animals.iter().filter(lives_there).collect();
            if movers.is_empty() {
                let message = format!("no animal of cage `{}` is on study", from.label);
                return Err(Error::state(message, Remedy::ListAnimals));
            }
            let to = cage_named(op, &record.study, to)?;
            for mover in &movers {
                let mut animal = mover.animal.clone();
                animal.cage = Some(to);
                op.update_animal(&animal)?;
            }
            Ok(movers.iter().map(|a| a.animal.tag.clone()).collect())
        })
    }

    /// Gives a cage another label. Refuses one that another cage of the study has.
    pub fn rename_cage(
        &mut self,
        study: &str,
        cage: &str,
        label: &Label,
        reason: Option<Reason>,
    ) -> Result<Option<Receipt>, Error> {
        let ((), receipt) = self.write("edit cage", reason, |op| {
            let record = op.study(study)?;
            record.study.must_be_open()?;
            let renamed = Cage {
                id: named(&record, cage)?.id,
                label: label.clone(),
            };
            label_is_free(&record, &renamed)?;
            Ok(op.update_cage(&renamed)?)
        })?;
        Ok(receipt)
    }
}

fn named<'a>(record: &'a StudyRecord, label: &str) -> Result<&'a Cage, Error> {
    let found = record.cages.iter().find(|cage| cage.label.is(label));
    found.ok_or_else(|| {
        let message = format!("study `{}` has no cage `{label}`", record.study.name);
        Error::state(message, Remedy::ListCages)
    })
}

fn label_is_free(record: &StudyRecord, renamed: &Cage) -> Result<(), Error> {
    let is_other = |cage: &&Cage| cage.label == renamed.label && cage.id != renamed.id;
    match record.cages.iter().find(is_other) {
        None => Ok(()),
        Some(other) => {
            let animals = record.animals.iter();
            let n = animals.filter(|a| a.animal.cage == Some(other.id)).count();
            let animals = counted(n, "animal");
            Err(Error::state(
                format!("cage `{}` exists already, with {animals}", other.label),
                "take another label, or move the animals into that cage",
            ))
        }
    }
}
