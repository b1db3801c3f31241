//! What cannot be the number of a chip: a reader and a balance, or a reader and the scanner of cage labels, send into the
//! same field.

use super::{AnimalId, Cage, DecimalMark, Invalid, Label, counted, parse_number};

/// What a study knows about a text that is given as a chip.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct ChipPeers {
    /// It is the tag of an animal of the study.
    pub is_tag: bool,
    /// It is the label of a cage of the study.
    pub is_cage: bool,
    /// Characters of the shortest chip that the study knows; none where it knows no chip, or where length tells nothing.
    pub shortest: Option<usize>,
}

/// What the chip of an animal is compared with: one animal of the study.
#[derive(Debug, Clone, Copy)]
pub struct ChipPeer<'a> {
    /// Its id.
    pub animal: AnimalId,
    /// Its tag.
    pub tag: &'a Label,
    /// Its chip.
    pub chip: Option<&'a Label>,
}

impl ChipPeers {
    /// What a study with these animals and cages knows about a text that is given as the chip of `owner`; of a new animal
    /// if there is none. The chip that the owner has so far tells nothing about the length of chips.
    pub fn of<'a>(
        chip: &Label,
        owner: Option<AnimalId>,
        animals: impl Iterator<Item = ChipPeer<'a>>,
        cages: &[Cage],
    ) -> Self {
        let mut peers = Self {
            is_cage: cages.iter().any(|cage| cage.label == *chip),
            ..Self::default()
        };
        for peer in animals {
            peers.is_tag |= peer.tag == chip;
            let length = peer.chip.map(|chip| chip.as_str().chars().count());
            let length = length.filter(|_| Some(peer.animal) != owner);
            peers.shortest = peers.shortest.into_iter().chain(length).min();
        }
        peers
    }
}

/// Units that devices send behind a value.
const UNITS: [&str; 7] = ["mm3", "mm³", "mm", "cm", "mg", "kg", "g"];

/// A number with so many digits or more is a chip, and no size or weight: some readers write `982.000123456789`.
pub const CHIP_DIGITS: usize = 9;

/// Refuses as a chip what is a measured value, the tag of an animal, the label of a cage, or less than half as long as the
/// chips of the study.
pub fn check_chip(chip: &Label, peers: ChipPeers) -> Result<(), Invalid> {
    let refuse = |why: String, remedy: &'static str| Err(Invalid::new("chip", chip, why, remedy));
    let length = chip.as_str().chars().count();
    if is_measured(chip.as_str()) {
        return refuse(
            "is a measured value".to_owned(),
            "scan the chip; a number with a decimal sign or a unit is none",
        );
    }
    if peers.is_tag {
        return refuse("is the tag of an animal".to_owned(), "scan the chip itself");
    }
    if peers.is_cage {
        return refuse("is the label of a cage".to_owned(), "scan the chip itself");
    }
    match peers.shortest.filter(|shortest| length * 2 < *shortest) {
        Some(shortest) => refuse(
            format!(
                "has {}: every other chip of the study has {shortest} or more",
                counted(length, "character")
            ),
            "scan the whole chip once more",
        ),
        None => Ok(()),
    }
}

/// Whether a text is what a balance or a caliper sends: a number with a unit or with a decimal sign, after words such as
/// `N` or `S S` if there are any.
fn is_measured(text: &str) -> bool {
    let text = text.trim().to_lowercase();
    let text =
        text.trim_start_matches(|c: char| c.is_alphabetic() || c.is_whitespace() || c == ',');
    let bare = UNITS.iter().find_map(|unit| text.strip_suffix(unit));
    let number: String = bare.unwrap_or(text).split_whitespace().collect();
    let digits = number.chars().filter(char::is_ascii_digit).count();
    let has_sign = number.contains(['.', ',']);
    let marks = [DecimalMark::Point, DecimalMark::Comma];
    let is_number = marks
        .iter()
        .any(|mark| parse_number("chip", &number, *mark).is_ok());
    is_number && digits < CHIP_DIGITS && (bare.is_some() || has_sign)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(text: &str, peers: ChipPeers) -> Option<String> {
        let chip = Label::new("chip", text).unwrap();
        check_chip(&chip, peers).err().map(|why| why.to_string())
    }

    #[test]
    fn measured_value_is_no_chip() {
        let peers = ChipPeers::default();
        for value in [
            "21.4",
            "21,4",
            "21.40 g",
            "21 g",
            "+ 21.4 g",
            "N 21.40 g",
            "ST,GS,+  21.40 g",
            "ST,+00020.61  g",
            "12.31mm",
            "-0.02",
        ] {
            assert!(refused(value, peers).is_some(), "{value}");
        }
        for chip in [
            "900123456789012",
            "982.000123456789",
            "982 000123456789",
            "982",
            "A1B2C3",
            "0612e4f7",
        ] {
            assert_eq!(refused(chip, peers), None, "{chip}");
        }
    }

    #[test]
    fn tag_cage_and_part_of_a_chip_are_no_chips() {
        let peers = |is_tag, is_cage| ChipPeers {
            is_tag,
            is_cage,
            shortest: Some(15),
        };
        let why = |text, is_tag, is_cage| refused(text, peers(is_tag, is_cage)).unwrap();
        assert_eq!(
            why("211", true, false),
            "chip `211` is the tag of an animal"
        );
        assert_eq!(why("A1", false, true), "chip `A1` is the label of a cage");
        let short = "chip `9001234` has 7 characters: every other chip of the study has 15 or more";
        assert_eq!(why("9001234", false, false), short);
        assert_eq!(refused("90012345", peers(false, false)), None);
    }
}
