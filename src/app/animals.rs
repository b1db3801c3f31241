//! Adding animals to a study, and changing their facts.

use chrono::NaiveDate;

use super::cohorts;
use super::housing::doubts_of_cage;
use super::studies::unknown_arm;
use super::tumors::{add_tumor, site_is_free};
use super::{Error, Notebook, Receipt, named};
use domain::{
    ALL_ARMS, Animal, AnimalId, AnimalRecord, ArmId, Blinding, Cage, CageId, ChipPeer, ChipPeers,
    Housed, Invalid, Label, Prose, Protocol, Reason, Remedy, Sex, Study, StudyRecord, check_chip,
    counted,
};
use serde::Serialize;
use store::{self, Operation, clock, fresh_id};

/// A fact about an animal that can be unknown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fact {
    /// RFID chip.
    Rfid,
    /// Ear mark.
    Ear,
    /// Sex.
    Sex,
    /// Date of birth.
    BornOn,
    /// Vendor batch, litter or donor.
    Source,
    /// The note.
    Note,
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
    /// Ear mark.
    pub ear: Option<Label>,
    /// Sex.
    pub sex: Option<Sex>,
    /// Date of birth.
    pub born_on: Option<NaiveDate>,
    /// Vendor batch, litter or donor.
    pub source: Option<Label>,
    /// What is to be known of it besides.
    pub note: Option<Prose>,
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
    /// Adds animals to a study, all with the same facts, each with a tumor at each site (the implantation site if none is
    /// named). Cage and ear mark are those of each animal. Refuses a tag that the study has, and an ear mark that another
    /// animal of the cage has.
    pub fn add_animals(
        &mut self,
        study: &str,
        animals: &[Housed],
        facts: &AnimalFacts,
        sites: &[Label],
    ) -> Result<Option<Receipt>, Error> {
        let ((), receipt) = self.write("add animals", None, |op| {
            let study = op.study_named(study)?;
            study.must_be_open()?;
            for housed in animals {
                add(op, &study, housed, facts, sites)?;
            }
            Ok(())
        })?;
        Ok(receipt)
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
        let ((tag, doubts), receipt) = self.write("edit animal", reason, |op| {
            let known = op.study_named(study)?;
            known.must_be_open()?;
            let before = housed_before(op, study, facts)?;
            let tag = edit(op, &known, (tag, new_tag), facts, new_sites, has_reason)?;
            Ok((tag, doubts_of_housing(op, before, facts)?))
        })?;
        Ok((tag, receipt.map(|known| known.noting(doubts))))
    }

    /// Changes what is known of several animals in the same way: of all of them, or of none. Refuses a chip, which is of one
    /// animal, an animal that left the study ([`named::changed_together`]), and what [`Self::edit_animal`] refuses of any of
    /// them.
    pub fn edit_animals(
        &mut self,
        study: &str,
        animals: &[String],
        facts: &AnimalFacts,
        new_sites: &[Label],
        reason: Option<Reason>,
    ) -> Result<Option<Receipt>, Error> {
        if let Some(chip) = facts.rfid.as_ref().filter(|_| animals.len() > 1) {
            let message = format!(
                "chip `{chip}` is given for {}",
                counted(animals.len(), "animal")
            );
            return Err(Error::state(message, "a chip is of one animal: name one"));
        }
        let has_reason = reason.is_some();
        let (doubts, receipt) = self.write("edit animal", reason, |op| {
            let known = op.study_named(study)?;
            known.must_be_open()?;
            let before = housed_before(op, study, facts)?;
            for tag in animals {
                if animals.len() > 1 {
                    must_be_on_study(&op.animal(known.id, tag)?)?;
                }
                edit(op, &known, (tag, None), facts, new_sites, has_reason)?;
            }
            doubts_of_housing(op, before, facts)
        })?;
        Ok(receipt.map(|known| known.noting(doubts)))
    }
}

fn must_be_on_study(animal: &AnimalRecord) -> Result<(), Error> {
    match animal.disposition {
        None => Ok(()),
        Some(_) => Err(Error::state(
            format!("animal `{}` left the study", animal.animal.tag),
            "change it alone",
        )),
    }
}

/// The study before animals are moved to a cage; none where `facts` move none.
fn housed_before(
    op: &Operation<'_>,
    study: &str,
    facts: &AnimalFacts,
) -> Result<Option<StudyRecord>, Error> {
    Ok(match facts.cage {
        Some(_) => Some(op.study(study)?),
        None => None,
    })
}

/// What is doubtful about the cage that animals were moved to.
fn doubts_of_housing(
    op: &Operation<'_>,
    before: Option<StudyRecord>,
    facts: &AnimalFacts,
) -> Result<Vec<String>, Error> {
    let Some((before, cage)) = before.zip(facts.cage.as_ref()) else {
        return Ok(Vec::new());
    };
    let after = op.study(before.study.name.as_str())?;
    Ok(doubts_of_cage(&before, &after, cage))
}

/// Animals that would be added.
#[derive(Debug, Clone, Serialize)]
pub struct AnimalsPreview {
    /// Their tags.
    pub animals: Vec<String>,
    /// Their cages, in order, each with its animals.
    pub cages: Vec<(String, Vec<String>)>,
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
        animals: &[Housed],
        facts: &AnimalFacts,
        sites: &[Label],
    ) -> Result<AnimalsPreview, Error> {
        let record = self.study(study)?;
        let tags: Vec<Label> = animals.iter().map(|housed| housed.tag.clone()).collect();
        record.study.must_be_open()?;
        let usual = [record.study.protocol.usual_site()];
        let sites = if sites.is_empty() { &usual } else { sites };
        Ok(AnimalsPreview {
            animals: tags.iter().map(Label::to_string).collect(),
            cages: by_cage(animals),
            sites: sites.iter().map(Label::to_string).collect(),
            conflicts: conflicts(&record, animals, facts),
        })
    }
}

/// What a study knows about a text that is given as the chip of one of its animals, or of a new one.
pub fn chip_peers(record: &StudyRecord, owner: Option<AnimalId>, chip: &Label) -> ChipPeers {
    let peers = record.animals.iter().map(|a| ChipPeer {
        animal: a.animal.id,
        tag: &a.animal.tag,
        chip: a.animal.rfid.as_ref(),
    });
    ChipPeers::of(chip, owner, peers, &record.cages)
}

fn conflicts(record: &StudyRecord, animals: &[Housed], facts: &AnimalFacts) -> Vec<String> {
    let known = |word: &Label| named::find(&record.animals, word.as_str());
    let taken = animals.iter().filter_map(|Housed { tag, .. }| {
        let found = &known(tag)?.animal;
        Some(match found.tag == *tag {
            true => format!("the study has an animal `{tag}` already"),
            false => format!("`{tag}` is the chip of animal `{}`", found.tag),
        })
    });
    let mut conflicts: Vec<String> = taken.collect();
    conflicts.extend(animals.iter().filter_map(|new| marked_alike(record, new)));
    if let Some(chip) = &facts.rfid {
        if animals.len() > 1 {
            conflicts.push(format!("chip `{chip}` can belong to one animal only"));
        } else if let Some(owner) = known(chip) {
            conflicts.push(format!(
                "chip `{chip}` belongs to animal `{}`",
                owner.animal.tag
            ));
        } else if let Err(refusal) = check_chip(chip, chip_peers(record, None, chip)) {
            conflicts.push(refusal.to_string());
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
    let protocol = &record.study.protocol;
    let born = facts
        .born_on
        .map(|on| may_be_born(on, protocol, None, clock::today()));
    let born = born.and_then(Result::err);
    conflicts.extend(born.map(|refusal| refusal.to_string()));
    conflicts
}

/// The cages of animals that follow one another, each with its animals as `301 (L)`; none for animals in no cage.
fn by_cage(animals: &[Housed]) -> Vec<(String, Vec<String>)> {
    let marked = |housed: &Housed| match &housed.ear {
        Some(ear) => format!("{} ({ear})", housed.tag),
        None => housed.tag.to_string(),
    };
    let chunks = animals.chunk_by(|a, b| a.cage == b.cage);
    let caged = chunks.filter_map(|chunk| Some((chunk.first()?.cage.as_ref()?, chunk)));
    caged
        .map(|(cage, chunk)| (cage.to_string(), chunk.iter().map(marked).collect()))
        .collect()
}

/// Changes an animal, and answers its tag.
fn edit(
    op: &Operation<'_>,
    study: &Study,
    (tag, new_tag): (&str, Option<Label>),
    facts: &AnimalFacts,
    new_sites: &[Label],
    has_reason: bool,
) -> Result<Label, Error> {
    let mut record = op.animal(study.id, tag)?;
    let before = record.clone();
    if let Some(new_tag) = new_tag {
        if new_tag != record.animal.tag {
            tag_is_free(op, study, &new_tag)?;
        }
        record.animal.tag = new_tag;
    }
    apply(op, study, facts, &mut record.animal)?;
    if let Some(born_on) = facts.born_on {
        let is_dated = !record.animal.day0_is_assumed(&study.protocol);
        let first = record.moments().map(|when| when.date).min();
        let first = first.filter(|_| is_dated);
        may_be_born(born_on, &study.protocol, first, clock::today())?;
    }
    let allocated = before.animal.arm;
    if allocated.is_some() && record.animal.arm != allocated && !has_reason {
        return Err(Error::state(
            format!("animal `{tag}` is allocated to an arm already"),
            Remedy::ReasonToMoveAnimal,
        ));
    }
    if let Some(left) = &record.disposition {
        left.kind.suits(&record.animal)?;
    }
    cohorts::may_shift(&study.protocol, &before, &record, has_reason)?;
    op.update_animal(&record.animal)?;
    for site in new_sites {
        site_is_free(&record, site)?;
        add_tumor(op, record.animal.id, site)?;
    }
    Ok(record.animal.tag)
}

/// Refuses an ear mark that another animal of the cage, on study, has: they could not be told apart.
fn ear_is_free(op: &Operation<'_>, study: &Study, animal: &Animal) -> Result<(), Error> {
    let (Some(ear), Some(cage)) = (&animal.ear, animal.cage) else {
        return Ok(());
    };
    let Some(other) = op.ear_marked(cage, ear, animal.id)? else {
        return Ok(());
    };
    let cages = op.cages(study.id)?;
    let cage = cages.iter().find(|known| known.id == cage);
    let cage = cage.map_or("", |cage| cage.label.as_str());
    Err(Error::state(
        ear_taken(ear, cage, other.as_str()),
        "give another mark or another cage",
    ))
}

/// That an animal on study has the ear mark of a new one in its cage, in words.
fn marked_alike(record: &StudyRecord, new: &Housed) -> Option<String> {
    let (ear, label) = (new.ear.as_ref()?, new.cage.as_ref()?);
    let cage = record.cages.iter().find(|cage| cage.label == *label)?;
    let mut residents = record.residents(cage.id);
    let other = residents.find(|a| a.animal.ear.as_ref() == Some(ear))?;
    Some(ear_taken(ear, label.as_str(), other.animal.tag.as_str()))
}

fn ear_taken(ear: &Label, cage: &str, owner: &str) -> String {
    format!("ear mark `{ear}` in cage `{cage}` belongs to animal `{owner}`")
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

/// Refuses a date of birth in the future, and one after the implantation or after the first entry of the animal.
pub(super) fn may_be_born(
    on: NaiveDate,
    protocol: &Protocol,
    first_entry: Option<NaiveDate>,
    today: NaiveDate,
) -> Result<(), Invalid> {
    let refuse = |why: String| Err(Invalid::new("date of birth", on, why, "check the year"));
    if on > today {
        return refuse("is in the future".to_owned());
    }
    if let Some(implanted) = protocol.implanted_on.filter(|day| *day < on) {
        return refuse(format!("is after the implantation on {implanted}"));
    }
    match first_entry.filter(|day| *day < on) {
        Some(first) => refuse(format!(
            "is after the first entry of the animal, of {first}"
        )),
        None => Ok(()),
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

/// The same as [`chip_peers`], without reading what was recorded of the animals.
fn peers_in_store(
    op: &Operation<'_>,
    study: &Study,
    owner: AnimalId,
    chip: &Label,
) -> Result<ChipPeers, Error> {
    let animals = op.tags_and_chips(study.id)?;
    let peers = animals.iter().map(|(animal, tag, chip)| ChipPeer {
        animal: *animal,
        tag,
        chip: chip.as_ref(),
    });
    Ok(ChipPeers::of(
        chip,
        Some(owner),
        peers,
        &op.cages(study.id)?,
    ))
}

fn add(
    op: &Operation<'_>,
    study: &Study,
    housed: &Housed,
    facts: &AnimalFacts,
    sites: &[Label],
) -> Result<(), Error> {
    let Housed { tag, cage, ear } = housed;
    tag_is_free(op, study, tag)?;
    let mut animal = Animal::new(AnimalId(fresh_id()), tag.clone());
    let facts = AnimalFacts {
        cage: cage.clone(),
        ear: ear.clone(),
        ..facts.clone()
    };
    apply(op, study, &facts, &mut animal)?;
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
            Fact::Ear => animal.ear = None,
            Fact::Sex => animal.sex = None,
            Fact::BornOn => animal.born_on = None,
            Fact::Source => animal.source = None,
            Fact::Note => animal.note = None,
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
        check_chip(chip, peers_in_store(op, study, animal.id, chip)?)?;
    }
    animal.rfid = or(&facts.rfid, animal.rfid.take());
    animal.source = or(&facts.source, animal.source.take());
    animal.note = facts.note.clone().or(animal.note.take());
    animal.sex = facts.sex.or(animal.sex);
    if let Some(born_on) = facts.born_on {
        may_be_born(born_on, &study.protocol, None, clock::today())?;
        animal.born_on = Some(born_on);
    }
    if let Some(cage) = &facts.cage {
        animal.cage = Some(cage_named(op, study, cage)?);
    }
    if let Some(cohort) = &facts.cohort {
        animal.cohort = Some(cohorts::named(op, study, cohort.as_str())?);
    }
    if facts.ear.is_some() && animal.ear != facts.ear {
        animal.ear.clone_from(&facts.ear);
        ear_is_free(op, study, animal)?;
    }
    // If groups are hidden, a form shows one name for all arms: saving it must not move the animal.
    let hidden =
        |arm: &&Label| study.blinding == Blinding::BlindedAnimals && arm.as_str() == ALL_ARMS;
    if let Some(arm) = facts.arm.as_ref().filter(|arm| !hidden(arm)) {
        animal.arm = Some(arm_named(op, study, arm)?);
    }
    Ok(())
}

pub(super) fn cage_named(
    op: &Operation<'_>,
    study: &Study,
    label: &Label,
) -> Result<CageId, Error> {
    if let Some(cage) = op
        .cages(study.id)?
        .into_iter()
        .find(|cage| cage.label == *label)
    {
        return Ok(cage.id);
    }
    let cage = Cage::new(CageId(fresh_id()), label.clone());
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
    use domain::testing::housed;

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
            let animals = housed(&[label("1"), label("2")]);
            notebook.add_animals(study, &animals, &none, &[]).unwrap();
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
