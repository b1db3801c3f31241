//! Blinding: whether arms are hidden, and the codes that stand for them.

use super::study::words;
use super::{Arm, Label};

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
        let is = |label: &Label| label.is(name);
        is(&self.name) || self.code.as_ref().is_some_and(is)
    }

    /// Whether the arm is meant by this word where it may be said: of a blinded study its code alone,
    /// where groups are hidden no word at all. What a true name would be answered with would tell it.
    pub fn is_meant(&self, word: &str, blinding: Blinding) -> bool {
        match blinding {
            Blinding::Open | Blinding::Unblinded => self.is_called(word),
            Blinding::Blinded => self.code.as_ref().is_some_and(|c| c.is(word)),
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

#[cfg(test)]
mod tests {
    use super::super::testing::{arm, label};
    use super::*;

    #[test]
    fn codes_use_each_letter_once_for_sixteen_bytes() {
        let all: Vec<u8> = (32..48).collect();
        assert_eq!(code_of(&all).as_str().as_bytes(), LETTERS);
    }

    #[test]
    fn an_arm_is_called_by_name_and_by_code() {
        let vehicle = Arm {
            code: Some(label("XKR")),
            ..arm("Vehicle", true)
        };
        assert!(vehicle.is_called("Vehicle") && vehicle.is_called(" XKR "));
        assert!(!vehicle.is_called("CDF"));
        let meant = |word, blinding| vehicle.is_meant(word, blinding);
        assert!(meant("Vehicle", Blinding::Open) && meant("Vehicle", Blinding::Unblinded));
        assert!(meant("XKR", Blinding::Unblinded) && meant(" XKR", Blinding::Blinded));
        assert!(!meant("Vehicle", Blinding::Blinded));
        for word in ["Vehicle", "XKR", ALL_ARMS] {
            assert!(!meant(word, Blinding::BlindedAnimals), "{word}");
        }
    }
}
