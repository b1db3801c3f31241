//! A rack of new animals: so many in each cage, in the order of their tags, with ear marks that tell the animals of a
//! cage apart. Not here: the range of tags itself, and what the study holds already.

use super::{Invalid, Label, tags};

/// A new animal and where it goes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Housed {
    /// Its tag.
    pub tag: Label,
    /// The label of its cage; none: in no cage yet.
    pub cage: Option<Label>,
    /// Its ear mark; none: not known.
    pub ear: Option<Label>,
}

/// How animals are dealt into cages. The default deals them into none.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Rack {
    cages: Vec<Label>,
    /// The cages after the listed ones, where the list goes on.
    next: Option<Numbered>,
    per_cage: Option<usize>,
    /// The marks of the first, second, … animal of a cage; empty: none is marked.
    ears: Vec<Option<Label>>,
}

/// A label that ends in a number, as `C01`.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Numbered {
    prefix: String,
    number: u32,
    /// Digits with leading zeros; 0: no leading zeros.
    width: usize,
}

/// The most cages of one rack, and animals of one cage.
const MOST_CAGES: u32 = 500;
const MOST_PER_CAGE: usize = 100;

impl Numbered {
    fn of(text: &str) -> Option<Self> {
        let (prefix, digits) = tags::numbered(text)?;
        Some(Self {
            prefix: prefix.to_owned(),
            number: digits.parse().ok()?,
            width: if digits.starts_with('0') {
                digits.len()
            } else {
                0
            },
        })
    }

    fn label(&self) -> Result<Label, Invalid> {
        let Self {
            prefix,
            number,
            width,
        } = self;
        Label::new("cages", &format!("{prefix}{number:0width$}"))
    }

    fn following(&self) -> Self {
        Self {
            number: self.number.saturating_add(1),
            ..self.clone()
        }
    }
}

impl Rack {
    /// Reads what was typed; an empty text says nothing.
    ///
    /// `cages`: with commas between them `C05`, `C01-C08`, `C01..C08`, `C01..8`, or `C01..`, which goes on as far as
    /// cages are needed; in double quotes it is one label whatever it holds. `ears`: `L, R, LR, none`, for the first,
    /// second, … animal of each cage.
    pub fn read(cages: &str, per_cage: &str, ears: &str) -> Result<Self, Invalid> {
        let mut rack = Self {
            per_cage: read_per_cage(per_cage)?,
            ears: read_ears(ears)?,
            ..Self::default()
        };
        for piece in pieces(cages) {
            rack.add_cages(piece)?;
        }
        if rack.per_cage.is_some() && rack.cages.is_empty() {
            let hint = "name the first one, such as C01..";
            return Err(Invalid::new("cages", "", "are missing", hint));
        }
        Ok(rack)
    }

    fn add_cages(&mut self, piece: &str) -> Result<(), Invalid> {
        if self.next.is_some() {
            let hint = "a range without an end comes last";
            return Err(Invalid::new(
                "cages",
                piece,
                "follows a range without an end",
                hint,
            ));
        }
        let (first, last) = match Range::of(piece) {
            Range::Single => return self.add_cage(Label::new("cages", piece.trim_matches('"'))?),
            Range::From(first) => {
                self.add_cage(first.label()?)?;
                self.next = Some(first.following());
                return Ok(());
            }
            Range::Of(first, last) => (first, last),
        };
        if last < first.number {
            let hint = "write the lower number first";
            return Err(Invalid::new(
                "cages",
                piece,
                "is a range that counts down",
                hint,
            ));
        }
        if last - first.number >= MOST_CAGES {
            let why = format!("names more than {MOST_CAGES} cages");
            return Err(Invalid::new("cages", piece, why, "check the digits"));
        }
        let mut cage = first;
        loop {
            self.add_cage(cage.label()?)?;
            if cage.number == last {
                return Ok(());
            }
            cage = cage.following();
        }
    }

    fn add_cage(&mut self, cage: Label) -> Result<(), Invalid> {
        if self.cages.contains(&cage) {
            return Err(Invalid::new(
                "cages",
                cage,
                "is there twice",
                "name each cage once",
            ));
        }
        self.cages.push(cage);
        Ok(())
    }

    /// The number of cages that are named.
    pub fn listed_cages(&self) -> usize {
        self.cages.len()
    }

    /// Whether cages follow the named ones as far as they are needed.
    pub fn goes_on(&self) -> bool {
        self.next.is_some()
    }

    /// Deals animals into the cages: the first so many into the first one. Cages that no animal is left for stay empty.
    ///
    /// Refuses too few cages, animals that do not divide evenly where no number per cage is given, and fewer ear
    /// marks than a cage has animals: two animals of one cage would look alike.
    pub fn deal(&self, tags: &[Label]) -> Result<Vec<Housed>, Invalid> {
        let per_cage = self.per_cage_of(tags.len())?;
        let most = per_cage.min(tags.len());
        if !self.ears.is_empty() && self.ears.len() < most {
            let why = format!("are {}, and a cage has {most} animals", self.ears.len());
            let hint = "give a mark for each animal of a cage, such as L, R, LR, none";
            return Err(Invalid::new("ear marks", "", why, hint));
        }
        let cages = self.first_cages(tags.len().div_ceil(per_cage), tags.len())?;
        let house = |(at, tag): (usize, &Label)| Housed {
            tag: tag.clone(),
            cage: cages.get(at / per_cage).cloned(),
            ear: self.ears.get(at % per_cage).cloned().flatten(),
        };
        Ok(tags.iter().enumerate().map(house).collect())
    }

    /// Animals per cage, at least 1.
    fn per_cage_of(&self, animals: usize) -> Result<usize, Invalid> {
        let cages = self.cages.len();
        match self.per_cage {
            Some(per_cage) => Ok(per_cage),
            None if self.next.is_some() => {
                let why = "is missing: the cages go on as far as animals do";
                Err(Invalid::new(
                    "per cage",
                    "",
                    why,
                    "say how many animals a cage has",
                ))
            }
            None if cages < 2 => Ok(animals.max(1)),
            None if animals >= cages && animals.is_multiple_of(cages) => Ok(animals / cages),
            None => {
                let why = format!(
                    "is missing: {animals} animals do not divide evenly into {cages} cages"
                );
                Err(Invalid::new(
                    "per cage",
                    "",
                    why,
                    "say how many animals a cage has",
                ))
            }
        }
    }

    /// The first so many cages, or none where the rack has none.
    fn first_cages(&self, needed: usize, animals: usize) -> Result<Vec<Label>, Invalid> {
        let mut cages = self.cages.clone();
        let mut next = self.next.clone();
        while cages.len() < needed
            && let Some(cage) = next
        {
            cages.push(cage.label()?);
            next = Some(cage.following());
        }
        if !cages.is_empty() && cages.len() < needed {
            let why = format!("are {}, and {animals} animals need {needed}", cages.len());
            let hint = "name more of them, such as C01-C10, or C01.. for as many as are needed";
            return Err(Invalid::new("cages", "", why, hint));
        }
        Ok(cages)
    }
}

/// What a piece of a list of cages names.
enum Range {
    Single,
    From(Numbered),
    /// The first one, and the number of the last one.
    Of(Numbered, u32),
}

impl Range {
    /// `C04-3` is one label: only `C04-C08` and `4-8` are ranges, and whatever has `..`.
    fn of(piece: &str) -> Self {
        if piece.starts_with('"') {
            return Self::Single;
        }
        if let Some((first, last)) = piece.split_once("..") {
            let Some(first) = Numbered::of(first.trim_end()) else {
                return Self::Single;
            };
            let last = last.trim_start();
            let last = last.strip_prefix(first.prefix.as_str()).unwrap_or(last);
            return match (last, last.parse()) {
                ("", _) => Self::From(first),
                (_, Ok(number)) => Self::Of(first, number),
                _ => Self::Single,
            };
        }
        let range = tags::ends(piece).and_then(|(prefix, first, last)| {
            let first = Numbered::of(&format!("{prefix}{first}"))?;
            Some((first, last.parse().ok()?))
        });
        range.map_or(Self::Single, |(first, last)| Self::Of(first, last))
    }
}

fn pieces(text: &str) -> impl Iterator<Item = &str> {
    let pieces = text.split([',', ';']).map(str::trim);
    pieces.filter(|piece| !piece.is_empty())
}

fn read_per_cage(text: &str) -> Result<Option<usize>, Invalid> {
    let text = text.trim();
    match text.parse() {
        _ if text.is_empty() => Ok(None),
        Ok(number) if (1..=MOST_PER_CAGE).contains(&number) => Ok(Some(number)),
        _ => Err(Invalid::new(
            "per cage",
            text,
            format!("is no whole number from 1 to {MOST_PER_CAGE}"),
            "say how many animals a cage has, such as 5",
        )),
    }
}

/// The mark of an animal whose ears are left as they are: a fact, and not the same as no mark on record.
const UNMARKED: &str = "none";

/// Marks with blanks or commas between them; `-` is an animal whose mark is not recorded.
fn read_ears(text: &str) -> Result<Vec<Option<Label>>, Invalid> {
    let between = |c: char| c.is_whitespace() || matches!(c, ',' | ';');
    let mut ears = Vec::new();
    for word in text.split(between).filter(|word| !word.is_empty()) {
        let ear = match word.to_lowercase().as_str() {
            "-" | "–" => None,
            UNMARKED => Some(Label::new("ear marks", UNMARKED)?),
            _ => Some(Label::new("ear marks", word)?),
        };
        if ears.contains(&ear) {
            let hint = "a mark is for one animal of a cage";
            return Err(Invalid::new("ear marks", word, "is there twice", hint));
        }
        ears.push(ear);
    }
    Ok(ears)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::read_tags;

    /// `1 C01 L` for each animal.
    fn dealt(tags: &str, [cages, per_cage, ears]: [&str; 3]) -> Result<Vec<String>, String> {
        let rack = Rack::read(cages, per_cage, ears);
        let dealt = rack.and_then(|rack| rack.deal(&read_tags(tags)?));
        let dealt = dealt.map_err(|refused| {
            assert!(!refused.remedy.is_none(), "{refused}");
            refused.to_string()
        })?;
        let word = |label: &Option<Label>| label.as_ref().map_or("–".to_owned(), Label::to_string);
        let line = |h: &Housed| format!("{} {} {}", h.tag, word(&h.cage), word(&h.ear));
        Ok(dealt.iter().map(line).collect())
    }

    #[test]
    fn animals_are_dealt_into_cages_in_order() {
        for (tags, rack, expected) in [
            ("1-2", ["", "", ""], vec!["1 – –", "2 – –"]),
            ("1-2", ["C05", "", "L R"], vec!["1 C05 L", "2 C05 R"]),
            ("1-2", ["Cage 5", "", ""], vec!["1 Cage 5 –", "2 Cage 5 –"]),
            (
                "1-4",
                ["C09..", "3", "L, R, none"],
                vec!["1 C09 L", "2 C09 R", "3 C09 none", "4 C10 L"],
            ),
            (
                "1-4",
                ["C01-C02", "", ""],
                vec!["1 C01 –", "2 C01 –", "3 C02 –", "4 C02 –"],
            ),
            (
                "1-3",
                ["8..9, C3", "1", ""],
                vec!["1 8 –", "2 9 –", "3 C3 –"],
            ),
            ("1-2", ["A1..A9", "1", ""], vec!["1 A1 –", "2 A2 –"]),
            ("1", ["C04-3", "", ""], vec!["1 C04-3 –"]),
            ("1", ["\"C01-C08\"", "", ""], vec!["1 C01-C08 –"]),
            ("1-2", ["R-1-R-2", "1", ""], vec!["1 R-1 –", "2 R-2 –"]),
        ] {
            let expected = expected.into_iter().map(str::to_owned).collect();
            assert_eq!(dealt(tags, rack), Ok(expected), "{tags} {rack:?}");
        }
    }

    #[test]
    fn racks_that_do_not_fit_are_refused() {
        for (tags, rack, why) in [
            (
                "1-6",
                ["C01-C02", "2", ""],
                "cages are 2, and 6 animals need 3",
            ),
            (
                "1-5",
                ["C01-C02", "", ""],
                "5 animals do not divide evenly into 2 cages",
            ),
            ("1-5", ["C01..", "", ""], "per cage is missing"),
            ("1-5", ["", "5", ""], "cages are missing"),
            ("1-5", ["C8-C1", "", ""], "counts down"),
            ("1-5", ["C1-C9999", "", ""], "more than 500 cages"),
            ("1-5", ["C1, C1", "", ""], "is there twice"),
            (
                "1-5",
                ["C1.., C9", "1", ""],
                "follows a range without an end",
            ),
            ("1-5", ["C1", "0", ""], "no whole number"),
            ("1-5", ["C1", "few", ""], "no whole number"),
            (
                "1-5",
                ["C1", "", "L R"],
                "ear marks are 2, and a cage has 5 animals",
            ),
            ("1-5", ["C1", "", "L L"], "is there twice"),
        ] {
            let refused = dealt(tags, rack).unwrap_err();
            assert!(refused.contains(why), "{rack:?}: {refused}");
        }
    }
}
