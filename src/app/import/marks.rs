//! Words and marks that stand in cells of values: codes for missing, not palpable and departed, footnote marks, units.

use super::field::Field;
use super::numbers::number_in;
use super::unit::Unit;
use domain::{DecimalMark, DispositionKind, ImportRemedy, Invalid};

/// What a word in a cell of values stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Code {
    /// Nothing was measured.
    NotDone,
    /// The tumor cannot be felt.
    NotPalpable,
    /// The number beside the mark.
    Number,
    /// The animal left the study on the day of the cell.
    Left(DispositionKind),
}

/// The words that are known, as [`key_of`] spells them. Those without a code can mean several things, and are asked about.
const WORDS: [(&str, Option<Code>); 73] = {
    use Code::{Left, NotDone, NotPalpable};
    use DispositionKind::{FoundDead, HumaneEndpoint, ScheduledSacrifice};
    [
        ("na", Some(NotDone)),
        ("nd", Some(NotDone)),
        ("nm", Some(NotDone)),
        ("ns", Some(NotDone)),
        ("nr", Some(NotDone)),
        ("null", Some(NotDone)),
        ("nan", Some(NotDone)),
        ("none", Some(NotDone)),
        ("missing", Some(NotDone)),
        ("notmeasured", Some(NotDone)),
        ("notdone", Some(NotDone)),
        ("notdetermined", Some(NotDone)),
        ("notavailable", Some(NotDone)),
        ("notrecorded", Some(NotDone)),
        ("skipped", Some(NotDone)),
        ("x", Some(NotDone)),
        ("xx", Some(NotDone)),
        ("-", Some(NotDone)),
        ("--", Some(NotDone)),
        ("---", Some(NotDone)),
        ("\u{2013}", Some(NotDone)),
        ("\u{2014}", Some(NotDone)),
        ("\u{2212}", Some(NotDone)),
        (".", Some(NotDone)),
        ("..", Some(NotDone)),
        ("...", Some(NotDone)),
        ("?", Some(NotDone)),
        ("/", Some(NotDone)),
        ("*", Some(NotDone)),
        ("np", Some(NotPalpable)),
        ("nonpalpable", Some(NotPalpable)),
        ("notpalpable", Some(NotPalpable)),
        ("nopalpable", Some(NotPalpable)),
        ("nopalpabletumor", Some(NotPalpable)),
        ("nopalpabletumour", Some(NotPalpable)),
        ("impalpable", Some(NotPalpable)),
        ("unpalpable", Some(NotPalpable)),
        ("notumor", Some(NotPalpable)),
        ("notumour", Some(NotPalpable)),
        ("nt", Some(NotPalpable)),
        ("tumorfree", Some(NotPalpable)),
        ("tumourfree", Some(NotPalpable)),
        ("gone", Some(NotPalpable)),
        ("dead", Some(Left(FoundDead))),
        ("died", Some(Left(FoundDead))),
        ("death", Some(Left(FoundDead))),
        ("founddead", Some(Left(FoundDead))),
        ("fd", Some(Left(FoundDead))),
        ("dod", Some(Left(FoundDead))),
        ("tot", Some(Left(FoundDead))),
        ("\u{2020}", Some(Left(FoundDead))),
        ("humaneendpoint", Some(Left(HumaneEndpoint))),
        ("hep", Some(Left(HumaneEndpoint))),
        ("moribund", Some(Left(HumaneEndpoint))),
        ("scheduledsacrifice", Some(Left(ScheduledSacrifice))),
        ("endofstudy", Some(Left(ScheduledSacrifice))),
        ("eos", Some(Left(ScheduledSacrifice))),
        ("sac", None),
        ("sacd", None),
        ("sacked", None),
        ("sacrificed", None),
        ("sacrifice", None),
        ("euth", None),
        ("euthanized", None),
        ("euthanised", None),
        ("euthanasia", None),
        ("culled", None),
        ("cull", None),
        ("killed", None),
        ("terminated", None),
        ("removed", None),
        ("ulcer", None),
        ("ulcerated", None),
    ]
};

/// Marks behind a number that say nothing about it.
const BEHIND: [char; 8] = [
    '*', '#', '\u{2020}', '\u{2021}', '^', '\u{a7}', '\u{b9}', '\u{b2}',
];

/// Marks in front of a number that leave it as it is.
const ABOUT: [char; 2] = ['~', '\u{2248}'];

/// Marks in front of a number that make it a limit.
const LIMITS: [char; 4] = ['<', '>', '\u{2264}', '\u{2265}'];

/// What stands in a cell of values.
#[derive(Debug, Clone, PartialEq)]
pub enum Content {
    /// A number, times the unit written beside it, and the marks that were left off.
    Number(f64, Option<String>),
    /// A word with its code.
    Word(Code),
}

/// The spelling under which words are known: lower case letters and digits; a mark stays itself.
pub fn key_of(text: &str) -> String {
    let lower = text.trim().to_lowercase();
    let letters: String = lower.chars().filter(|c| c.is_alphanumeric()).collect();
    if letters.is_empty() { lower } else { letters }
}

/// Reads a text of a cell of values; `codes` are those that the options name.
///
/// # Errors
/// If the text is no number and no known word, or a word that can mean several things.
pub fn read(
    field: Field,
    text: &str,
    mark: Option<DecimalMark>,
    codes: &[(String, Code)],
) -> Result<Content, Invalid> {
    let typed = text.trim();
    let key = key_of(typed);
    let said = |wanted: &str| {
        codes
            .iter()
            .find(|(word, _)| word == wanted)
            .map(|(_, code)| *code)
    };
    match said(&key).or_else(|| said(typed)) {
        Some(Code::Number) | None => {}
        Some(code) => return Ok(Content::Word(code)),
    }
    if let Some((_, code)) = WORDS.iter().find(|(word, _)| *word == key) {
        return match code {
            Some(code) => Ok(Content::Word(*code)),
            None => Err(unclear(field, typed)),
        };
    }
    let limit = typed.chars().next().filter(|c| LIMITS.contains(c));
    if let Some(limit) = limit {
        return match said(&limit.to_string()) {
            Some(Code::Number) => marked(field, typed, mark),
            Some(code) => Ok(Content::Word(code)),
            None => Err(Invalid::new(
                field.id(),
                typed,
                "is a limit and no number",
                ImportRemedy::StateCode {
                    word: limit.to_string(),
                },
            )),
        };
    }
    marked(field, typed, mark).map_err(|invalid| match is_number_in_a_unit(typed) {
        true => invalid,
        false => Invalid {
            remedy: ImportRemedy::StateCode {
                word: word_of_code(typed),
            }
            .into(),
            ..invalid
        },
    })
}

fn unclear(field: Field, typed: &str) -> Invalid {
    Invalid::new(
        field.id(),
        typed,
        "does not say how the animal left the study",
        ImportRemedy::StateDeparture {
            word: typed.to_owned(),
        },
    )
}

/// A number with marks or a unit beside it.
fn marked(field: Field, typed: &str, mark: Option<DecimalMark>) -> Result<Content, Invalid> {
    if let Ok(number) = number_in(field.id(), typed, mark) {
        return Ok(Content::Number(number, None));
    }
    let bare = typed
        .trim_start_matches(ABOUT)
        .trim_start_matches(LIMITS)
        .trim_start_matches('=');
    let bare = bare.trim_start_matches("ca.").trim_start_matches("approx.");
    let bare = bare.trim().trim_end_matches(BEHIND);
    let (number, unit) = split_unit(bare);
    let factor = match unit {
        "" => Some(1.0),
        unit => Unit::named(&super::heading::normalized(unit))
            .flatten()
            .filter(|scale| scale.unit == field.unit())
            .map(|scale| scale.factor),
    };
    let read = number_in(field.id(), number, mark).map_err(|invalid| Invalid {
        value: typed.to_owned(),
        ..invalid
    })?;
    if factor.is_none() && Unit::named(&super::heading::normalized(unit)).is_none() {
        return number_in(field.id(), typed, mark).map(|number| Content::Number(number, None));
    }
    let Some(factor) = factor else {
        return Err(Invalid::new(
            field.id(),
            typed,
            format!("is in `{unit}`"),
            format!("give it in {}", field.unit().symbol()),
        ));
    };
    let left_off = typed.replace(number, "").trim().to_owned();
    Ok(Content::Number(read * factor, Some(left_off)))
}

/// A text as the options can name it: marks that part codes there do not count where there are letters or digits.
fn word_of_code(typed: &str) -> String {
    match typed.chars().any(char::is_alphanumeric) {
        true => {
            let plain = typed.replace([',', ';', '=', '\''], " ");
            plain.split_whitespace().collect::<Vec<_>>().join(" ")
        }
        false => typed.to_owned(),
    }
}

/// Whether a text has digits, and no letters but those of a unit: it is no word that a code can stand for.
fn is_number_in_a_unit(typed: &str) -> bool {
    let (number, unit) = split_unit(typed);
    let has_letters = |text: &str| text.chars().any(char::is_alphabetic);
    let is_unit = || Unit::named(&super::heading::normalized(unit)).is_some();
    typed.chars().any(|c| c.is_ascii_digit())
        && (!has_letters(unit) || is_unit())
        && !has_letters(number)
}

/// A number and the unit behind it.
fn split_unit(text: &str) -> (&str, &str) {
    let is_of_number = |c: char| c.is_ascii_digit() || matches!(c, '.' | ',');
    match text.rfind(is_of_number) {
        Some(_) => {
            let digits = text.find(|c: char| c.is_alphabetic()).unwrap_or(text.len());
            let (number, unit) = text.split_at(digits);
            (number.trim(), unit.trim())
        }
        None => (text, ""),
    }
}

/// Reads `word=meaning` pairs with commas or semicolons between them.
///
/// # Errors
/// If a pair has no meaning, or one that is not known.
pub fn parse_codes(text: &str) -> Result<Vec<(String, Code)>, Invalid> {
    let pairs = text
        .split([',', ';'])
        .map(str::trim)
        .filter(|pair| !pair.is_empty());
    pairs.map(parse_code).collect()
}

fn parse_code(pair: &str) -> Result<(String, Code), Invalid> {
    let hint = "write word=meaning; meanings are not-done, not-palpable, number, found-dead, humane-endpoint, scheduled-sacrifice, excluded";
    let refuse = |why: &str| Invalid::new("code", pair, why, hint);
    // `<=not-palpable`: the mark itself may be an equals sign's neighbour.
    let (word, meaning) = pair
        .rsplit_once('=')
        .ok_or_else(|| refuse("has no meaning"))?;
    let word = word.trim();
    if word.is_empty() {
        return Err(refuse("has no word"));
    }
    let code = match key_of(meaning).as_str() {
        "notdone" | "missing" | "notmeasured" => Code::NotDone,
        "notpalpable" => Code::NotPalpable,
        "number" | "value" => Code::Number,
        spelled => {
            let kinds = DispositionKind::ALL.iter();
            let mut kinds = kinds.filter(|kind| {
                kind.id().replace('_', "") == spelled || key_of(&kind.words()) == spelled
            });
            Code::Left(
                *kinds
                    .next()
                    .ok_or_else(|| refuse("has a meaning that is not known"))?,
            )
        }
    };
    Ok((key_of(word), code))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(text: &str) -> Result<Content, Invalid> {
        read(Field::Volume, text, None, &[])
    }

    #[test]
    fn words_have_their_usual_meaning() {
        use Code::{Left, NotDone, NotPalpable};
        for (text, code) in [
            ("n/a", NotDone),
            ("N.A.", NotDone),
            ("n.d.", NotDone),
            ("NM", NotDone),
            ("X", NotDone),
            ("–", NotDone),
            (".", NotDone),
            ("NP", NotPalpable),
            ("not palpable", NotPalpable),
            ("dead", Left(DispositionKind::FoundDead)),
            ("Found dead", Left(DispositionKind::FoundDead)),
        ] {
            assert_eq!(of(text), Ok(Content::Word(code)), "{text}");
        }
    }

    #[test]
    fn marks_and_units_beside_a_number_are_left_off() {
        for (text, number) in [
            ("125*", 125.0),
            ("~125", 125.0),
            ("125 mm3", 125.0),
            ("0.125 cm³", 125.0),
            ("125mm^3", 125.0),
            ("0*", 0.0),
            ("1,234.5 *", 1234.5),
        ] {
            assert!(
                matches!(of(text), Ok(Content::Number(n, Some(_))) if n == number),
                "{text}"
            );
        }
    }

    #[test]
    fn doubtful_words_and_limits_are_asked_about() {
        for text in ["sac", "euth.", "<5", "ulcer", "hello", "20 g"] {
            let invalid = of(text).unwrap_err();
            assert!(!invalid.remedy.is_none(), "{text}");
        }
    }

    #[test]
    fn texts_with_letters_can_have_codes() {
        for text in ["found dead 10/1", "dead d12", "n.b.", "12 lost"] {
            let word = text.to_owned();
            let remedy = ImportRemedy::StateCode { word };
            assert_eq!(of(text).unwrap_err().remedy, remedy.into(), "{text}");
            let codes = parse_codes(&format!("{text}=not-done")).unwrap();
            let read = read(Field::Volume, text, None, &codes);
            assert_eq!(read, Ok(Content::Word(Code::NotDone)), "{text}");
        }
        let remedy = of("dead, 10/1; see note").unwrap_err().remedy;
        let word = "dead 10/1 see note".to_owned();
        assert_eq!(remedy, ImportRemedy::StateCode { word }.into());
        for text in ["20 g", "12 34", "12,4 mm3"] {
            let remedy = of(text).unwrap_err().remedy;
            let word = text.to_owned();
            assert_ne!(remedy, ImportRemedy::StateCode { word }.into(), "{text}");
        }
    }

    #[test]
    fn codes_that_are_named_come_first() {
        let codes = parse_codes("sac=humane-endpoint, X=not-palpable; <=number").unwrap();
        let of = |text| read(Field::Volume, text, None, &codes).unwrap();
        let left = Content::Word(Code::Left(DispositionKind::HumaneEndpoint));
        assert_eq!(of("SAC"), left);
        assert_eq!(of("x"), Content::Word(Code::NotPalpable));
        assert!(matches!(of("<5"), Content::Number(5.0, _)));
        for bad in ["sac", "sac=", "=dead", "sac=gone home"] {
            assert!(parse_codes(bad).is_err(), "{bad}");
        }
    }
}
