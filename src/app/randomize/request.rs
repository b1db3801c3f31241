//! The request of a draw, and how its parts are typed.

use crate::measure::Observed;
use domain::{AllocationMethod, Invalid, Label, typed_number};

/// What to draw, and how.
#[derive(Debug, Clone, PartialEq)]
pub struct Request {
    /// The arms; those of the study where none is named.
    pub arms: Vec<ArmPlaces>,
    /// Places of every arm that has no number of its own.
    pub per_arm: Option<usize>,
    /// The number of animals to take over all arms; arms without a number share what is left.
    pub take: Option<usize>,
    /// What to balance.
    pub balance: Vec<Weighted>,
    /// Factors of which every level is spread evenly over the arms.
    pub spread: Vec<String>,
    /// Factors of which every level stays in one arm.
    pub whole: Vec<String>,
    /// Factors of which no level may be in one arm alone.
    pub mix: Vec<String>,
    /// Animals no two of which may share an arm, by name.
    pub apart: Vec<Vec<String>>,
    /// Whether animals that are in an arm already are drawn anew; otherwise they stay there.
    pub again: bool,
    /// Only animals with a volume in this window, mm³, on the allocation day.
    pub volume_mm3: Option<Window>,
    /// Only animals of at least this weight, g, on the allocation day.
    pub min_weight_g: Option<f64>,
    /// Animals that are left out, by name.
    pub without: Vec<String>,
    /// The allocation day; where none is named, see [`allocation_day`](super::allocation_day).
    pub day: Option<Observed>,
    /// The method.
    pub method: AllocationMethod,
    /// With the rest of the request, it determines the draw.
    pub seed: u64,
    /// How long to search.
    pub effort: Effort,
    /// Draw from this many of the best allocations found, at least 1.
    pub among_best: usize,
}

impl Default for Request {
    fn default() -> Self {
        Self {
            arms: Vec::new(),
            per_arm: None,
            take: None,
            balance: Vec::new(),
            spread: Vec::new(),
            whole: Vec::new(),
            mix: Vec::new(),
            apart: Vec::new(),
            again: false,
            volume_mm3: None,
            min_weight_g: None,
            without: Vec::new(),
            day: None,
            method: AllocationMethod::Balanced,
            seed: 0,
            effort: Effort::Usual,
            among_best: 1,
        }
    }
}

/// An arm and its number of places.
#[derive(Debug, Clone, PartialEq)]
pub struct ArmPlaces {
    /// An arm that the study does not have is made when the draw is accepted.
    pub name: Label,
    /// None: it shares with the other arms.
    pub places: Option<usize>,
}

/// A covariate and its weight in the score.
#[derive(Debug, Clone, PartialEq)]
pub struct Weighted {
    /// `volume`, `weight`, `growth`, `age`; of a table, the heading of a column.
    pub name: String,
    /// 0 or more.
    pub weight: f64,
}

/// How long to search.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Effort {
    /// The number of iterations follows from the size of the problem, about two seconds of search. The number,
    /// and so the result, is the same on every machine.
    Usual,
    /// This number of iterations over all islands, at least 1: the same result on every machine.
    Iterations(u64),
    /// As many iterations as this machine does in about this time. Their number is in the receipt, and must be
    /// given to repeat the draw.
    Seconds(f64),
}

/// A range of values, both ends included; 0 and infinity where an end is open.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Window {
    /// Lower end.
    pub least: f64,
    /// Upper end, not below the lower one.
    pub most: f64,
}

impl Window {
    /// Whether a value is in the range.
    pub fn holds(&self, value: f64) -> bool {
        (self.least..=self.most).contains(&value)
    }
}

impl std::fmt::Display for Window {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}..", self.least)?;
        match self.most.is_finite() {
            true => write!(f, "{}", self.most),
            false => Ok(()),
        }
    }
}

impl std::str::FromStr for Window {
    type Err = Invalid;

    /// Reads `100..250`, `100..` or `..250`.
    fn from_str(text: &str) -> Result<Self, Invalid> {
        let hint = "write a window as 100..250, 100.. or ..250";
        let refuse = |why| Err(Invalid::new("window", text, why, hint));
        let Some((least, most)) = text.split_once("..") else {
            return refuse("has no `..`");
        };
        let end = |text: &str, open: f64| match text.trim() {
            "" => Ok(open),
            text => typed_number("window", text),
        };
        let window = Self {
            least: end(least, 0.0)?,
            most: end(most, f64::INFINITY)?,
        };
        match window.least <= window.most {
            true => Ok(window),
            false => refuse("ends below its beginning"),
        }
    }
}

/// Reads `Vehicle:8,KT-253 1 mg/kg:8`, names without places, or a number of arms: Arm 1, Arm 2, …
pub fn read_arms(text: &str) -> Result<Vec<ArmPlaces>, Invalid> {
    if let Ok(count) = text.trim().parse::<usize>() {
        return numbered(count);
    }
    let arms: Vec<ArmPlaces> = text.split(',').map(read_arm).collect::<Result<_, _>>()?;
    for (at, arm) in arms.iter().enumerate() {
        if arms[..at].iter().any(|other| other.name == arm.name) {
            let hint = "name every arm once, with all its places";
            return Err(Invalid::new("arms", &arm.name, "is there twice", hint));
        }
    }
    Ok(arms)
}

fn numbered(count: usize) -> Result<Vec<ArmPlaces>, Invalid> {
    if !(1..=stats::allocation::MOST_ARMS).contains(&count) {
        let most = stats::allocation::MOST_ARMS;
        let why = format!("is not a number of arms from 1 to {most}");
        let hint = "give a number such as 8, or names and places such as Vehicle:8,Treated:8";
        return Err(Invalid::new("arms", count, why, hint));
    }
    let arm = |n| {
        let name = Label::new("arms", &format!("Arm {n}"))?;
        Ok(ArmPlaces { name, places: None })
    };
    (1..=count).map(arm).collect()
}

fn read_arm(text: &str) -> Result<ArmPlaces, Invalid> {
    let hint = "write arms as Vehicle:8,Treated:8; a name cannot hold a comma here";
    let places = |text: &str| text.trim().parse::<usize>().ok();
    let (name, places) = match text.rsplit_once(':') {
        Some((name, tail)) if places(tail).is_some() => (name, places(tail)),
        // `Vehicle:8O` is a mistyped number of places rather than an arm of that name.
        Some((_, tail)) if tail.trim().starts_with(is_of_a_number) => {
            let why = format!("ends in `{}`, which is no whole number", tail.trim());
            return Err(Invalid::new("arms", text.trim(), why, hint));
        }
        _ => (text, None),
    };
    if places == Some(0) {
        return Err(Invalid::new("arms", text.trim(), "has no places", hint));
    }
    let name = Label::new("arms", name).map_err(|mut invalid| {
        invalid.remedy = hint.into();
        invalid
    })?;
    Ok(ArmPlaces { name, places })
}

/// Whether a number may begin with this character.
fn is_of_a_number(first: char) -> bool {
    first.is_ascii_digit() || matches!(first, '+' | '-' | '−' | '.')
}

/// Reads `volume:2,weight`; a covariate without a number has weight 1.
pub fn read_weights(text: &str) -> Result<Vec<Weighted>, Invalid> {
    let one = |text: String| {
        let number = |tail: &str| typed_number("weight", tail);
        let (name, weight) = match text.rsplit_once(':') {
            Some((name, tail)) => (name.trim().to_owned(), number(tail)?),
            None => (text, 1.0),
        };
        match weight >= 0.0 {
            true => Ok(Weighted { name, weight }),
            false => Err(Invalid::new(
                "weight",
                weight,
                "is negative",
                "a covariate counts 0 or more",
            )),
        }
    };
    let read: Vec<Weighted> = read_names(text)?
        .into_iter()
        .map(one)
        .collect::<Result<_, _>>()?;
    for (at, weighted) in read.iter().enumerate() {
        if read[..at].iter().any(|other| other.name == weighted.name) {
            let hint = "name every covariate once; volume:2 counts it twice";
            return Err(Invalid::new(
                "covariate",
                &weighted.name,
                "is there twice",
                hint,
            ));
        }
    }
    Ok(read)
}

/// Reads names with commas between them.
pub fn read_names(text: &str) -> Result<Vec<String>, Invalid> {
    let names: Vec<String> = text.split(',').map(|n| n.trim().to_owned()).collect();
    match names.iter().any(String::is_empty) {
        true => Err(Invalid::new(
            "names",
            text,
            "holds an empty name",
            "write names with commas between them",
        )),
        false => Ok(names),
    }
}

/// Reads `211+214`: animals no two of which may share an arm.
pub fn read_pairs(text: &str) -> Result<Vec<String>, Invalid> {
    let tags: Vec<String> = text.split('+').map(|t| t.trim().to_owned()).collect();
    let refuse = |why| Err(Invalid::new("apart", text, why, "write 211+214"));
    if tags.len() < 2 || tags.iter().any(String::is_empty) {
        return refuse("does not name two animals");
    }
    let repeated = |at: usize| tags[..at].contains(&tags[at]);
    match (1..tags.len()).any(repeated) {
        true => refuse("names an animal twice"),
        false => Ok(tags),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arms_are_named_or_numbered() {
        let read = |text: &str| {
            let arms = read_arms(text).unwrap();
            let pair = |a: ArmPlaces| (a.name.to_string(), a.places);
            arms.into_iter().map(pair).collect::<Vec<_>>()
        };
        assert_eq!(
            read("Vehicle:8, KT-253 1 mg/kg:6"),
            [
                ("Vehicle".to_owned(), Some(8)),
                ("KT-253 1 mg/kg".to_owned(), Some(6))
            ]
        );
        assert_eq!(
            read("a:b:3,c:d"),
            [("a:b".to_owned(), Some(3)), ("c:d".to_owned(), None)]
        );
        assert_eq!(
            read("2"),
            [("Arm 1".to_owned(), None), ("Arm 2".to_owned(), None)]
        );
        for bad in [
            "",
            "0",
            "201",
            "A:0",
            "A:8,",
            "A:8,A:4",
            ":8",
            "Vehicle:8O,B:8",
            "A:-8",
            "A:8.5",
            "A: +8x",
            "A:.5",
        ] {
            assert!(read_arms(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn covariates_have_weights() {
        let read = read_weights("volume:2, weight").unwrap();
        let pairs: Vec<_> = read.iter().map(|w| (w.name.as_str(), w.weight)).collect();
        assert_eq!(pairs, [("volume", 2.0), ("weight", 1.0)]);
        for bad in [
            "",
            "volume:",
            "volume:x",
            "volume:-1",
            "volume,,weight",
            "volume,volume:2",
        ] {
            assert!(read_weights(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn windows_can_be_open_at_one_end() {
        let read = |text: &str| text.parse::<Window>();
        assert!(read("100..250").unwrap().holds(250.0));
        assert!(!read("100..250").unwrap().holds(99.9));
        assert!(read("100..").unwrap().holds(1e6));
        assert!(read("..250").unwrap().holds(0.0));
        for bad in ["", "100", "250..100", "a..b", "100-250"] {
            assert!(read(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn pairs_name_at_least_two_animals() {
        assert_eq!(read_pairs("211+ 214").unwrap(), ["211", "214"]);
        for bad in ["", "211", "211+", "211+211", "1+2+1"] {
            assert!(read_pairs(bad).is_err(), "{bad}");
        }
    }
}
