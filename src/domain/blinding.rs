//! Blinding: what of a study is shown while nobody who handles its animals may know their arms.
//!
//! A record is masked where it is handed out for eyes, once, so that every screen, list, number and
//! export shows codes without knowing of blinding. Masking is no secrecy: it keeps people from
//! seeing what they must not know, not from breaking into the file. Free text stays as it was
//! written.

use uuid::Uuid;

use super::study::words;
use super::{AnimalRecord, Arm, ArmId, Label, StudyRecord};

words! {
    /// Whether the arms of a study are hidden.
    Blinding, "blinding", {
        /// They never were.
        Open => "open",
        /// Arms are shown by their codes, without what is given in them.
        Blinded => "blinded",
        /// Arms are not shown at all; animals have codes of their own.
        BlindedAnimals => "blinded_animals",
        /// They were hidden until somebody unblinded the study.
        Unblinded => "unblinded",
    }
}

words! {
    /// How far the arms of a study are to be hidden.
    BlindBy, "blinding", {
        /// Arms are shown by their codes.
        Arms => "arms",
        /// Not even groups are shown; animals have codes.
        Animals => "animals",
    }
}

impl BlindBy {
    /// What the study is then.
    pub fn blinding(self) -> Blinding {
        match self {
            Self::Arms => Blinding::Blinded,
            Self::Animals => Blinding::BlindedAnimals,
        }
    }
}

impl Blinding {
    /// Whether arms are hidden now.
    pub fn is_blinded(self) -> bool {
        matches!(self, Self::Blinded | Self::BlindedAnimals)
    }

    /// The word beside a study's name; none where it never was blinded.
    pub fn said(self) -> Option<&'static str> {
        match self {
            Self::Open => None,
            Self::Blinded => Some("blinded"),
            Self::BlindedAnimals => Some("blinded by animal"),
            Self::Unblinded => Some("unblinded"),
        }
    }
}

/// Letters in the code of an arm.
pub const ARM_CODE: usize = 3;

/// Letters in the code of an animal.
pub const ANIMAL_CODE: usize = 4;

/// What all arms together are called where not even groups may be seen.
pub const ALL_ARMS: &str = "all arms";

/// Sixteen consonants that are read alike by everyone and make no words.
const LETTERS: &[u8; 16] = b"CDFGHJKMNPRTVWXY";

/// A code from random bytes, a letter from each: uniform bytes give uniform codes.
///
/// # Panics
/// If no byte is given.
pub fn code_of(drawn: &[u8]) -> Label {
    let letter = |byte: &u8| char::from(LETTERS[usize::from(byte % 16)]);
    let code: String = drawn.iter().map(letter).collect();
    Label::new("code", &code).expect("a few letters are a valid label")
}

impl Arm {
    /// Whether the arm has this name or this code.
    pub fn is_called(&self, name: &str) -> bool {
        let is = |label: &Label| label.as_str() == name.trim();
        is(&self.name) || self.code.as_ref().is_some_and(is)
    }

    /// Whether the arm is meant by this word where it may be said: of a blinded study its code alone,
    /// where groups are hidden no word at all. What a true name would be answered with would tell it.
    pub fn is_meant(&self, word: &str, blinding: Blinding) -> bool {
        match blinding {
            Blinding::Open | Blinding::Unblinded => self.is_called(word),
            Blinding::Blinded => self
                .code
                .as_ref()
                .is_some_and(|c| c.as_str() == word.trim()),
            Blinding::BlindedAnimals => false,
        }
    }

    /// What may be shown of the arm's name.
    pub fn shown(&self, blinding: Blinding) -> Label {
        let name = |text| Label::new("arm", text).expect("plain words are a valid label");
        match (blinding, &self.code) {
            (Blinding::Open | Blinding::Unblinded, _) => self.name.clone(),
            (Blinding::Blinded, Some(code)) => code.clone(),
            (Blinding::Blinded, None) => name("an arm without a code"),
            (Blinding::BlindedAnimals, _) => name(ALL_ARMS),
        }
    }
}

impl StudyRecord {
    /// The record as it may be seen: of a blinded study, arms are their codes in the order of these,
    /// and nothing tells what is given or which one is the control.
    pub fn masked(mut self) -> Self {
        let blinding = self.study.blinding;
        if !blinding.is_blinded() {
            return self;
        }
        self.arms = masked_arms(&self.arms, blinding);
        let animals = std::mem::take(&mut self.animals).into_iter();
        self.animals = animals.map(|animal| animal.masked(blinding)).collect();
        let conduct = &mut self.conduct;
        for frozen in conduct.amended_plans.iter_mut().chain(&mut conduct.plan) {
            frozen.plan.control = None;
        }
        // Who has the seed can draw again, and has the arms.
        for allocation in &mut self.allocations {
            (allocation.seed, allocation.reason) = (None, None);
        }
        self
    }

    /// The record as those may see it who must not know the arms, whether or not the study is blinded:
    /// arms by their codes, where all have one, else not at all.
    pub fn hidden(mut self) -> Self {
        if !self.study.blinding.is_blinded() {
            let coded = self.arms.iter().all(|arm| arm.code.is_some());
            self.study.blinding = match coded {
                true => Blinding::Blinded,
                false => Blinding::BlindedAnimals,
            };
        }
        self.masked()
    }
}

impl AnimalRecord {
    /// The animal as it may be seen.
    pub fn masked(mut self, blinding: Blinding) -> Self {
        if blinding == Blinding::BlindedAnimals {
            self.animal.arm = self.animal.arm.map(|_| ArmId(Uuid::nil()));
        }
        self
    }
}

fn masked_arms(arms: &[Arm], blinding: Blinding) -> Vec<Arm> {
    let masked = |arm: &Arm| Arm {
        id: match blinding {
            Blinding::BlindedAnimals => ArmId(Uuid::nil()),
            _ => arm.id,
        },
        name: arm.shown(blinding),
        position: 0,
        is_control: false,
        vehicle: None,
        treatments: Vec::new(),
        code: None,
    };
    let mut masked: Vec<Arm> = arms.iter().map(masked).collect();
    masked.sort_by(|a, b| a.name.cmp(&b.name));
    masked.dedup_by_key(|arm| arm.id);
    for (arm, position) in masked.iter_mut().zip(1..) {
        arm.position = position;
    }
    masked
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::super::testing::{animal, arm, in_arm, label, study};
    use super::*;
    use crate::Treatment;

    fn blinded(blinding: Blinding) -> StudyRecord {
        let coded = |name: &str, is_control, position, code: &str| Arm {
            code: Some(label(code)),
            position,
            vehicle: Some(label("saline")),
            treatments: vec![Treatment {
                compound: label("KT-253"),
                dose: Some(1.0),
                unit: None,
                route: None,
                schedule: None,
            }],
            ..arm(name, is_control)
        };
        let mut record = study(vec![
            in_arm(animal("1"), "Vehicle"),
            in_arm(animal("2"), "KT-253"),
            animal("3"),
        ]);
        record.arms = vec![
            coded("Vehicle", true, 1, "XKR"),
            coded("KT-253", false, 2, "CDF"),
        ];
        record.study.blinding = blinding;
        record
    }

    #[test]
    fn codes_use_each_letter_once_for_sixteen_bytes() {
        let all: Vec<u8> = (32..48).collect();
        assert_eq!(code_of(&all).as_str().as_bytes(), LETTERS);
    }

    #[test]
    fn arms_are_their_codes_in_the_order_of_these() {
        let record = blinded(Blinding::Blinded).masked();
        let arms: Vec<_> = record
            .arms
            .iter()
            .map(|a| (a.name.as_str(), a.position, a.is_control))
            .collect();
        assert_eq!(arms, [("CDF", 1, false), ("XKR", 2, false)]);
        assert!(record.arms.iter().all(|a| a.treatments.is_empty()));
        assert!(record.arms.iter().all(|a| a.vehicle.is_none()));
        let true_arms = blinded(Blinding::Open).animals;
        assert_eq!(record.animals, true_arms, "an animal keeps its arm");
    }

    #[test]
    fn with_codes_of_animals_not_even_groups_are_seen() {
        let record = blinded(Blinding::BlindedAnimals).masked();
        assert_eq!(record.arms.len(), 1);
        assert_eq!(record.arms[0].name.as_str(), ALL_ARMS);
        let arms: Vec<_> = record.animals.iter().map(|a| a.animal.arm).collect();
        let all = Some(record.arms[0].id);
        assert_eq!(arms, [all, all, None]);
    }

    #[test]
    fn what_is_not_blinded_is_shown_as_it_is() {
        for blinding in [Blinding::Open, Blinding::Unblinded] {
            assert_eq!(blinded(blinding).masked(), blinded(blinding));
        }
    }

    #[test]
    fn an_arm_is_called_by_name_and_by_code() {
        let record = blinded(Blinding::Blinded);
        assert!(record.arms[0].is_called("Vehicle") && record.arms[0].is_called(" XKR "));
        assert!(!record.arms[0].is_called("CDF"));
        let meant = |word, blinding| record.arms[0].is_meant(word, blinding);
        assert!(meant("Vehicle", Blinding::Open) && meant("Vehicle", Blinding::Unblinded));
        assert!(meant("XKR", Blinding::Unblinded) && meant(" XKR", Blinding::Blinded));
        assert!(!meant("Vehicle", Blinding::Blinded));
        for word in ["Vehicle", "XKR", ALL_ARMS] {
            assert!(!meant(word, Blinding::BlindedAnimals), "{word}");
        }
    }
}
