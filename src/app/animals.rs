//! Adding animals to a study, and changing their facts.

use chrono::NaiveDate;

use super::cohorts;
use super::studies::unknown_arm;
use super::tumors::{add_tumor, no_such_tumor};
use super::{Error, Notebook, Receipt, named};
use domain::{
    ALL_ARMS, Animal, AnimalId, AnimalRecord, ArmId, Blinding, Cage, CageId, Invalid, Label,
    Reason, Remedy, Sex, SiteRole, Study, StudyRecord, Tumor,
};
use serde::Serialize;
use store::{self, Operation, clock, fresh_id};

/// A fact about an animal that can be unknown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fact {
    /// RFID chip.
    Rfid,
    /// Sex.
    Sex,
    /// Date of birth.
    BornOn,
    /// Vendor batch, litter or donor.
    Source,
    /// Its cage.
    Cage,
    /// Its cohort.
    Cohort,
    /// Its arm.
    Arm,
}

/// Facts about an animal, with cage, cohort and arm by name. None leaves the fact as it is, unless it is among `forgotten`.
#[derive(Debug, Clone, Default)]
pub struct AnimalFacts {
    /// Chip.
    pub rfid: Option<Label>,
    /// Sex.
    pub sex: Option<Sex>,
    /// Date of birth.
    pub born_on: Option<NaiveDate>,
    /// Vendor batch, litter or donor.
    pub source: Option<Label>,
    /// Label of its cage; the cage is made if the study does not have it.
    pub cage: Option<Label>,
    /// Name of its cohort, which must exist.
    pub cohort: Option<Label>,
    /// Name or code of its arm, which must exist; in a blinded study its code.
    pub arm: Option<Label>,
    /// Facts to remove. A fact that is also given above is set.
    pub forgotten: Vec<Fact>,
}

impl Notebook {
    /// Adds animals to a study, each with a tumor at each site (the implantation site if none is named),
    /// and answers their tags. Refuses a tag that the study has.
    pub fn add_animals(
        &mut self,
        study: &str,
        tags: &[Label],
        facts: &AnimalFacts,
        sites: &[Label],
    ) -> Result<(Vec<Label>, Option<Receipt>), Error> {
        self.write("add animals", None, |op| {
            let study = op.study_named(study)?;
            study.must_be_open()?;
            for tag in tags {
                add(op, &study, tag, facts, sites)?;
            }
            Ok(tags.to_vec())
        })
    }

    /// Changes what is known of an animal, and answers its tag: the animal itself names its true arm, which
    /// a blinded study hides. Refuses to move it to another arm, or to another day 0 once something is recorded of it,
    /// without a reason.
    pub fn edit_animal(
        &mut self,
        study: &str,
        tag: &str,
        new_tag: Option<Label>,
        facts: &AnimalFacts,
        new_sites: &[Label],
        reason: Option<Reason>,
    ) -> Result<(Label, Option<Receipt>), Error> {
        let has_reason = reason.is_some();
        self.write("edit animal", reason, |op| {
            let study = op.study_named(study)?;
            study.must_be_open()?;
            let mut record = op.animal(study.id, tag)?;
            let before = record.clone();
            if let Some(new_tag) = new_tag {
                if new_tag != record.animal.tag {
                    tag_is_free(op, &study, &new_tag)?;
                }
                record.animal.tag = new_tag;
            }
            apply(op, &study, facts, &mut record.animal)?;
            let allocated = before.animal.arm;
            if allocated.is_some() && record.animal.arm != allocated && !has_reason {
                return Err(Error::state(
                    format!("animal `{tag}` is allocated to an arm already"),
                    Remedy::ReasonToMoveAnimal,
                ));
            }
            cohorts::may_shift(&study.protocol, &before, &record, has_reason)?;
            op.update_animal(&record.animal)?;
            for site in new_sites {
                site_is_free(&record, site)?;
                add_tumor(op, record.animal.id, site)?;
            }
            Ok(record.animal.tag)
        })
    }
}

/// Animals that would be added.
#[derive(Debug, Clone, Serialize)]
pub struct AnimalsPreview {
    /// Their tags.
    pub animals: Vec<String>,
    /// Sites of the tumors that each gets.
    pub sites: Vec<String>,
    /// What stands against it, a sentence each.
    pub conflicts: Vec<String>,
}

impl Notebook {
    /// What [`add_animals`](Self::add_animals) would do; nothing is written.
    ///
    /// # Errors
    /// If the study is not known or is closed.
    pub fn preview_animals(
        &self,
        study: &str,
        tags: &[Label],
        facts: &AnimalFacts,
        sites: &[Label],
    ) -> Result<AnimalsPreview, Error> {
        let record = self.study(study)?;
        record.study.must_be_open()?;
        let usual = [record.study.protocol.usual_site()];
        let sites = if sites.is_empty() { &usual } else { sites };
        Ok(AnimalsPreview {
            animals: tags.iter().map(Label::to_string).collect(),
            sites: sites.iter().map(Label::to_string).collect(),
            conflicts: conflicts(&record, tags, facts),
        })
    }
}

fn conflicts(record: &StudyRecord, tags: &[Label], facts: &AnimalFacts) -> Vec<String> {
    let known = |word: &Label| named::find(&record.animals, word.as_str());
    let taken = tags.iter().filter_map(|tag| {
        let found = &known(tag)?.animal;
        Some(match found.tag == *tag {
            true => format!("the study has an animal `{tag}` already"),
            false => format!("`{tag}` is the chip of animal `{}`", found.tag),
        })
    });
    let mut conflicts: Vec<String> = taken.collect();
    if let Some(chip) = &facts.rfid {
        if tags.len() > 1 {
            conflicts.push(format!("chip `{chip}` can belong to one animal only"));
        } else if let Some(owner) = known(chip) {
            conflicts.push(format!(
                "chip `{chip}` belongs to animal `{}`",
                owner.animal.tag
            ));
        }
    }
    let blinding = record.study.blinding;
    let lacks_arm = |arm: &&Label| {
        !record
            .arms
            .iter()
            .any(|known| known.is_meant(arm.as_str(), blinding))
    };
    if let Some(arm) = facts.arm.as_ref().filter(lacks_arm) {
        conflicts.push(format!("the study has no arm `{arm}`"));
    }
    let lacks_cohort = |name: &&Label| !record.cohorts.iter().any(|cohort| cohort.name == **name);
    if let Some(cohort) = facts.cohort.as_ref().filter(lacks_cohort) {
        conflicts.push(format!("the study has no cohort `{cohort}`"));
    }
    let born = facts.born_on.map(may_be_born).and_then(Result::err);
    conflicts.extend(born.map(|refusal| refusal.to_string()));
    conflicts
}

impl Notebook {
    /// Renames the site of a tumor. Refuses a tumor that the animal does not have, and a site at which it has another.
    pub fn rename_site(
        &mut self,
        study: &str,
        tag: &str,
        site: &Label,
        new_site: Label,
        reason: Option<Reason>,
    ) -> Result<Option<Receipt>, Error> {
        let ((), receipt) = self.write("edit tumor", reason, |op| {
            let study = op.study_named(study)?;
            study.must_be_open()?;
            let record = op.animal(study.id, tag)?;
            let mut tumors = record.tumors.iter().map(|t| &t.tumor);
            let Some(tumor) = tumors.find(|t| t.site == *site) else {
                return Err(no_such_tumor(&study, &record, site, SiteRole::Renamed));
            };
            if new_site != *site {
                site_is_free(&record, &new_site)?;
            }
            op.update_tumor(&Tumor {
                id: tumor.id,
                site: new_site,
            })?;
            Ok(())
        })?;
        Ok(receipt)
    }
}

fn site_is_free(record: &AnimalRecord, site: &Label) -> Result<(), Error> {
    let tag = &record.animal.tag;
    match record.tumors.iter().any(|t| t.tumor.site == *site) {
        true => Err(Error::state(
            format!("animal `{tag}` has a tumor at `{site}` already"),
            "",
        )),
        false => Ok(()),
    }
}

fn tag_is_free(op: &Operation<'_>, study: &Study, tag: &Label) -> Result<(), Error> {
    match op.animal(study.id, tag.as_str()) {
        Err(store::Error::Unknown { .. }) => Ok(()),
        Err(other) => Err(other.into()),
        Ok(found) if found.animal.tag == *tag => Err(Error::state(
            format!("study `{}` has an animal `{tag}` already", study.name),
            "a tag is unique in a study: check the ear, or give another tag",
        )),
        Ok(found) => Err(Error::state(
            format!("`{tag}` is the chip of animal `{}`", found.animal.tag),
            "give another tag",
        )),
    }
}

fn may_be_born(on: NaiveDate) -> Result<(), Invalid> {
    match on > clock::today() {
        true => Err(Invalid::new(
            "date of birth",
            on,
            "is in the future",
            "check the year",
        )),
        false => Ok(()),
    }
}

fn chip_is_free(op: &Operation<'_>, study: &Study, chip: &Label) -> Result<(), Error> {
    match op.chipped(study.id, chip)? {
        None => Ok(()),
        Some(tag) => Err(Error::state(
            format!("chip `{chip}` belongs to animal `{tag}`"),
            "scan the animal once more, or mend the other one first",
        )),
    }
}

fn add(
    op: &Operation<'_>,
    study: &Study,
    tag: &Label,
    facts: &AnimalFacts,
    sites: &[Label],
) -> Result<(), Error> {
    tag_is_free(op, study, tag)?;
    let mut animal = Animal::new(AnimalId(fresh_id()), tag.clone());
    apply(op, study, facts, &mut animal)?;
    op.insert_animal(study.id, &animal)?;
    let usual = [study.protocol.usual_site()];
    for site in if sites.is_empty() { &usual } else { sites } {
        add_tumor(op, animal.id, site)?;
    }
    Ok(())
}

fn apply(
    op: &Operation<'_>,
    study: &Study,
    facts: &AnimalFacts,
    animal: &mut Animal,
) -> Result<(), Error> {
    for fact in &facts.forgotten {
        match fact {
            Fact::Rfid => animal.rfid = None,
            Fact::Sex => animal.sex = None,
            Fact::BornOn => animal.born_on = None,
            Fact::Source => animal.source = None,
            Fact::Cage => animal.cage = None,
            Fact::Cohort => animal.cohort = None,
            Fact::Arm => animal.arm = None,
        }
    }
    let or = |new: &Option<Label>, old: Option<Label>| new.clone().or(old);
    if let Some(chip) = facts
        .rfid
        .as_ref()
        .filter(|chip| animal.rfid.as_ref() != Some(*chip))
    {
        chip_is_free(op, study, chip)?;
    }
    animal.rfid = or(&facts.rfid, animal.rfid.take());
    animal.source = or(&facts.source, animal.source.take());
    animal.sex = facts.sex.or(animal.sex);
    if let Some(born_on) = facts.born_on {
        may_be_born(born_on)?;
        animal.born_on = Some(born_on);
    }
    if let Some(cage) = &facts.cage {
        animal.cage = Some(cage_named(op, study, cage)?);
    }
    if let Some(cohort) = &facts.cohort {
        animal.cohort = Some(cohorts::named(op, study, cohort.as_str())?);
    }
    // If groups are hidden, a form shows one name for all arms: saving it must not move the animal.
    let hidden =
        |arm: &&Label| study.blinding == Blinding::BlindedAnimals && arm.as_str() == ALL_ARMS;
    if let Some(arm) = facts.arm.as_ref().filter(|arm| !hidden(arm)) {
        animal.arm = Some(arm_named(op, study, arm)?);
    }
    Ok(())
}

fn cage_named(op: &Operation<'_>, study: &Study, label: &Label) -> Result<CageId, Error> {
    if let Some(cage) = op
        .cages(study.id)?
        .into_iter()
        .find(|cage| cage.label == *label)
    {
        return Ok(cage.id);
    }
    let cage = Cage {
        id: CageId(fresh_id()),
        label: label.clone(),
    };
    op.insert_cage(study.id, &cage)?;
    Ok(cage.id)
}

fn arm_named(op: &Operation<'_>, study: &Study, name: &Label) -> Result<ArmId, Error> {
    let arms = op.arms(study.id)?;
    let found = arms
        .iter()
        .find(|arm| arm.is_meant(name.as_str(), study.blinding));
    found
        .map(|arm| arm.id)
        .ok_or_else(|| unknown_arm(study, name.as_str(), &arms))
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::Protocol;

    #[test]
    fn chip_belongs_to_one_animal_per_study() {
        let dir = tempfile::tempdir().unwrap();
        let label = |text: &str| Label::new("name", text).unwrap();
        let path = dir.path().join("n.db");
        let mut notebook = Notebook::create_or_open(&path, label("M. Meier")).unwrap();
        let none = AnimalFacts::default();
        let chip = |text: &str| AnimalFacts {
            rfid: Some(label(text)),
            ..AnimalFacts::default()
        };
        for study in ["S", "T"] {
            let name = label(study);
            notebook.create_study(name, Protocol::default()).unwrap();
            let tags = [label("1"), label("2")];
            notebook.add_animals(study, &tags, &none, &[]).unwrap();
        }
        let mut give = |study: &str, tag: &str, text: &str| {
            let given = notebook.edit_animal(study, tag, None, &chip(text), &[], None);
            given.map(|_| ()).map_err(|error| error.to_string())
        };
        assert_eq!(give("S", "1", "98200001"), Ok(()));
        assert_eq!(give("S", "1", "98200001"), Ok(()));
        assert_eq!(give("T", "1", "98200001"), Ok(()));
        let refused = give("S", "2", "98200001").unwrap_err();
        assert!(
            refused.contains("chip `98200001` belongs to animal `1`"),
            "{refused}"
        );
    }
}
