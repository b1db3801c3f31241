//! The study that is open, as all screens read it: its record and its numbers.

use super::message::Trouble;
use app::document::palette::looks;
use domain::{
    Analysis, AnimalId, AnimalRecord, Arm, ArmId, Blinding, Label, StudyId, StudyRecord,
    StudyStatus,
};

/// The study that is open.
#[derive(Debug, Clone)]
pub struct OpenStudy {
    /// All it holds.
    pub record: StudyRecord,
    /// Its numbers.
    pub numbers: Numbers,
    /// The landmark day that was chosen for them; none: as usual.
    pub landmark: Option<f64>,
}

/// The numbers of the open study.
#[derive(Debug, Clone)]
pub enum Numbers {
    /// Not asked for since the last change.
    Unasked,
    /// Being computed; those from before the last change, if there are any.
    Coming(Option<Box<Analysis>>),
    /// Here.
    Here(Box<Analysis>),
    /// They cannot be computed.
    Failed(Trouble),
}

impl Numbers {
    /// The newest numbers that there are, even if they are from before the last change.
    pub fn newest(&self) -> Option<&Analysis> {
        match self {
            Self::Here(analysis) | Self::Coming(Some(analysis)) => Some(analysis),
            _ => None,
        }
    }
}

/// Of which animals something is on record.
enum Recorded {
    /// Of none.
    Never,
    /// Only of animals that are in no arm.
    OutsideOfArms,
    /// Of animals in arms.
    InArms,
}

impl OpenStudy {
    /// Its name.
    pub fn name(&self) -> &str {
        self.record.study.name.as_str()
    }

    /// Whether it takes entries.
    pub fn is_open(&self) -> bool {
        self.record.study.status == StudyStatus::Open
    }

    /// The looks of the arms, in the study's order.
    pub fn looks(&self) -> Vec<usize> {
        looks(&self.record.arms)
    }

    /// The arm of this id with its look.
    pub fn arm(&self, id: ArmId) -> Option<(usize, &Arm)> {
        let at = self.record.arms.iter().position(|arm| arm.id == id)?;
        Some((self.looks()[at], &self.record.arms[at]))
    }

    /// What may be shown of an animal's arm, with the arm's look: the animal's own code where the study is
    /// blinded by animal, else the arm's name.
    pub fn group<'a>(&'a self, animal: &'a AnimalRecord) -> Option<(usize, &'a Label)> {
        let (look, arm) = self.arm(animal.animal.arm?)?;
        let by_animal = self.record.study.blinding == Blinding::BlindedAnimals;
        let code = animal.animal.code.as_ref().filter(|_| by_animal);
        Some((look, code.unwrap_or(&arm.name)))
    }

    /// All names that [`group`](Self::group) answers, each once.
    pub fn groups(&self) -> Vec<String> {
        let groups = self.record.animals.iter().filter_map(|a| self.group(a));
        let mut names: Vec<String> = groups.map(|(_, name)| name.to_string()).collect();
        names.sort_unstable();
        names.dedup();
        names
    }

    /// The place of the arm of this name in the study's order, from 0.
    pub fn arm_place(&self, name: &str) -> Option<usize> {
        self.record
            .arms
            .iter()
            .position(|arm| arm.name.as_str() == name)
    }

    /// The look of the arm of this name.
    pub fn arm_look(&self, name: &str) -> Option<usize> {
        self.arm_place(name).map(|at| self.looks()[at])
    }

    /// The animal of this tag, else the one of this chip; where nobody has it, whichever differs in capitals only.
    pub fn tagged(&self, text: &str) -> Option<AnimalId> {
        let exact = |label: &Label| label.is(text);
        let folded = |label: &Label| label.as_str().eq_ignore_ascii_case(text.trim());
        let found = self.called(exact).or_else(|| self.called(folded));
        found.map(|animal| animal.id)
    }

    /// The animal whose tag, else whose chip, is meant.
    fn called(&self, is: impl Fn(&Label) -> bool) -> Option<&domain::Animal> {
        let mut animals = self.record.animals.iter().map(|a| &a.animal);
        let by_tag = animals.clone().find(|a| is(&a.tag));
        by_tag.or_else(|| animals.find(|a| a.rfid.as_ref().is_some_and(&is)))
    }

    /// The animal of this tag.
    pub fn animal(&self, tag: &str) -> Option<&AnimalRecord> {
        self.record
            .animals
            .iter()
            .find(|a| a.animal.tag.as_str() == tag)
    }

    /// Why there are no volumes of arms, in words; none if animals in arms were read.
    pub fn unread_words(&self) -> Option<&'static str> {
        let is_read = |animal: &AnimalRecord| {
            let mut tumors = animal.tumors.iter();
            tumors.any(|tumor| !tumor.readings.is_empty())
        };
        match self.recorded(is_read) {
            Recorded::Never => Some("no tumor was read yet"),
            Recorded::OutsideOfArms => Some("no animal with readings is in an arm yet"),
            Recorded::InArms => None,
        }
    }

    /// Why there are no body weights of arms, in words; none if animals in arms were weighed.
    pub fn unweighed_words(&self) -> Option<&'static str> {
        match self.recorded(|animal| !animal.weighings.is_empty()) {
            Recorded::Never => Some("no animal was weighed yet"),
            Recorded::OutsideOfArms => Some("no animal with body weights is in an arm yet"),
            Recorded::InArms => None,
        }
    }

    fn recorded(&self, has_entries: impl Fn(&AnimalRecord) -> bool) -> Recorded {
        let mut animals = self.record.animals.iter().filter(|a| has_entries(a));
        match animals.clone().next() {
            None => Recorded::Never,
            Some(_) if animals.all(|a| a.animal.arm.is_none()) => Recorded::OutsideOfArms,
            Some(_) => Recorded::InArms,
        }
    }

    /// The label of an animal's cage.
    pub fn cage(&self, animal: &AnimalRecord) -> Option<&Label> {
        self.record.cage_of(&animal.animal)
    }

    /// Its id.
    pub fn id(&self) -> StudyId {
        self.record.study.id
    }

    /// Puts animals that were read back in the place of what was known of them.
    pub fn renew(&mut self, animals: Vec<AnimalRecord>) {
        for animal in animals {
            let same = |a: &&mut AnimalRecord| a.animal.id == animal.animal.id;
            if let Some(known) = self.record.animals.iter_mut().find(same) {
                *known = animal;
            }
        }
    }
}
