//! Lists of tags as people type them: `1-4, 7`, `C201-C248`. Forms and command line read them here.
//!
//! A dash between two numbers makes a range, if what stands before the numbers is the same on both sides: `211-218`,
//! `008-012`, `M1-M12`. `C04-3` is one tag. A text in quotes is one tag, whatever it holds: `"1-4"`.

use super::{Invalid, Label, Remedy};

/// The most tags that one range names.
const MAX_RANGE: u64 = 1000;

/// Reads the tags of a form: blanks, commas or semicolons stand between them.
///
/// # Errors
/// If there are none, or one stands there twice; for a range that counts down or names more than a thousand; for a
/// quote without its end.
pub fn read_tags(text: &str) -> Result<Vec<Label>, Invalid> {
    let blank_or_comma = |c: char| c.is_whitespace() || is_comma(c);
    tags_of(words(text, blank_or_comma)?)
}

/// Reads the tags of a command line, whose arguments are cut already: commas or semicolons stand between tags, and a
/// blank belongs to its tag.
///
/// # Errors
/// As [`read_tags`].
pub fn read_tag_arguments<T: AsRef<str>>(arguments: &[T]) -> Result<Vec<Label>, Invalid> {
    let mut all = Vec::new();
    for argument in arguments {
        all.extend(words(argument.as_ref(), is_comma)?);
    }
    tags_of(all)
}

/// Reads the tags of new animals from a command line, as [`read_tag_arguments`]. A blank in a tag is most often one
/// between two, so it is taken only in quotes.
///
/// # Errors
/// As [`read_tags`], and for a tag with a blank.
pub fn read_new_tags<T: AsRef<str>>(arguments: &[T]) -> Result<Vec<Label>, Invalid> {
    for argument in arguments {
        for word in words(argument.as_ref(), is_comma)? {
            let parts: Vec<&str> = word.text.split_whitespace().collect();
            if parts.len() > 1 && !word.is_quoted && ends(&word.text).is_none() {
                let remedy = format!(
                    "for {} animals, write {}; for one with a blank in its tag, '\"{}\"'",
                    parts.len(),
                    parts.join(" "),
                    word.text
                );
                return Err(Invalid::new("tag", word.text, "has a blank", remedy));
            }
        }
    }
    read_tag_arguments(arguments)
}

fn is_comma(c: char) -> bool {
    matches!(c, ',' | ';')
}

/// A piece of the text.
struct Word {
    text: String,
    /// Whether it stood in quotes, and so names one tag.
    is_quoted: bool,
}

fn words(text: &str, is_between: impl Fn(char) -> bool) -> Result<Vec<Word>, Invalid> {
    let mut words = Vec::new();
    let mut rest = text.trim_start();
    while let Some(first) = rest.chars().next() {
        let (word, after, is_quoted) = match first {
            '"' | '\'' => match rest[1..].split_once(first) {
                Some((word, after)) => (word, after, true),
                None => {
                    let why = "has no closing quote";
                    return Err(Invalid::new("tag", rest, why, Remedy::CheckTags));
                }
            },
            _ => {
                let end = rest.find(&is_between).unwrap_or(rest.len());
                (rest[..end].trim(), &rest[end..], false)
            }
        };
        if is_quoted || !word.is_empty() {
            words.push(Word {
                text: word.to_owned(),
                is_quoted,
            });
        }
        rest = after.trim_start_matches(|c: char| is_between(c) || c.is_whitespace());
    }
    Ok(words)
}

fn tags_of(words: Vec<Word>) -> Result<Vec<Label>, Invalid> {
    let mut tags: Vec<Label> = Vec::new();
    for word in words {
        let named = match word.is_quoted {
            true => vec![word.text],
            false => range(&word.text)?,
        };
        for tag in named {
            let tag = Label::new("tag", &tag)?;
            if tags.contains(&tag) {
                let remedy = "name every animal once";
                return Err(Invalid::new("tag", tag, "is there twice", remedy));
            }
            tags.push(tag);
        }
    }
    if tags.is_empty() {
        let hint = "give tags, such as 211-218 or C04-1 C04-2";
        return Err(Invalid::new("tag", "", "is empty", hint));
    }
    Ok(tags)
}

/// The tags that a word names.
fn range(word: &str) -> Result<Vec<String>, Invalid> {
    if is_dash(word) {
        let remedy = "write a range without blanks, as 211-218";
        return Err(Invalid::new("tag", word, "is no tag", remedy));
    }
    let Some((prefix, first, last)) = ends(word) else {
        return Ok(vec![word.to_owned()]);
    };
    let refuse = |why: &str, remedy: Remedy| Err(Invalid::new("tag", word, why, remedy));
    let too_many = || refuse("names more than a thousand animals", Remedy::CheckTags);
    let (Ok(from), Ok(to)) = (first.parse::<u64>(), last.parse::<u64>()) else {
        return too_many();
    };
    if to < from {
        return refuse("is a range that counts down", Remedy::CheckTags);
    }
    if to - from >= MAX_RANGE {
        return too_many();
    }
    let width = match first.starts_with('0') {
        true => first.len(),
        false => 0,
    };
    let tag = |n| format!("{prefix}{n:0width$}");
    Ok((from..=to).map(tag).collect())
}

/// What stands before the numbers of a range, and its first and last number; none if the word is no range.
pub(super) fn ends(word: &str) -> Option<(&str, &str, &str)> {
    let dashes = word.char_indices().filter(|(_, c)| is_dash_char(*c));
    let mut ends = dashes.filter_map(|(at, dash)| {
        let (first, last) = (
            word[..at].trim_end(),
            word[at + dash.len_utf8()..].trim_start(),
        );
        let ((before, from), (same, to)) = (numbered(first)?, numbered(last)?);
        (before == same).then_some((before, from, to))
    });
    ends.next()
}

fn is_dash(word: &str) -> bool {
    word.chars().all(is_dash_char)
}

/// A hyphen, or an en dash as word processors make of it.
fn is_dash_char(c: char) -> bool {
    matches!(c, '-' | '\u{2013}')
}

/// A text that ends in digits, cut before them.
pub(super) fn numbered(text: &str) -> Option<(&str, &str)> {
    let before = text.trim_end_matches(|c: char| c.is_ascii_digit());
    let digits = &text[before.len()..];
    (!digits.is_empty()).then_some((before, digits))
}

/// The number at the end of a tag, and what stands before it; none where leading zeros would be lost.
fn tag_number(tag: &str) -> Option<(&str, u64)> {
    let stem = tag.trim_end_matches(|c: char| c.is_ascii_digit());
    let digits = &tag[stem.len()..];
    let number = digits.parse().ok()?;
    (digits == "0" || !digits.starts_with('0')).then_some((stem, number))
}

/// Tags in their order, for a reader; three or more that follow one another as a range: `212, 264–405`.
pub fn tag_ranges<T: AsRef<str>>(tags: &[T]) -> String {
    let follows = |a: &T, b: &T| match (tag_number(a.as_ref()), tag_number(b.as_ref())) {
        (Some((stem, n)), Some((other, next))) => stem == other && n.checked_add(1) == Some(next),
        _ => false,
    };
    let parts = tags.chunk_by(follows).map(|run| match run {
        [first, _, .., last] => format!("{}–{}", first.as_ref(), last.as_ref()),
        few => few.iter().map(AsRef::as_ref).collect::<Vec<_>>().join(", "),
    });
    parts.collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_that_follow_one_another_are_told_as_a_range() {
        for (tags, told) in [
            (&["1", "2"][..], "1, 2"),
            (&["1", "2", "3", "5"], "1–3, 5"),
            (&["M9", "M10", "M11", "N12"], "M9–M11, N12"),
            (&["008", "009", "010"], "008, 009, 010"),
            (&[], ""),
        ] {
            assert_eq!(tag_ranges(tags), told);
        }
    }

    #[test]
    fn blank_in_a_new_tag_is_taken_only_in_quotes() {
        let refused = read_new_tags(&["W1 W2"]).unwrap_err();
        assert_eq!(refused.to_string(), "tag `W1 W2` has a blank");
        let remedy = "for 2 animals, write W1 W2; for one with a blank in its tag, '\"W1 W2\"'";
        assert_eq!(refused.remedy, remedy.into());
        assert_eq!(read_new_tags(&["\"W1 W2\""]).unwrap().len(), 1);
        assert_eq!(read_new_tags(&["211 - 213, 215"]).unwrap().len(), 4);
    }

    fn texts(tags: Vec<Label>) -> Vec<String> {
        tags.iter().map(Label::to_string).collect()
    }

    #[test]
    fn lists_and_ranges_of_tags_are_read() {
        for (text, tags) in [
            ("211-214", vec!["211", "212", "213", "214"]),
            ("211 212, C04-3;x", vec!["211", "212", "C04-3", "x"]),
            ("008-010", vec!["008", "009", "010"]),
            ("7-7", vec!["7"]),
            ("1-2-3", vec!["1-2-3"]),
            ("-5 5-", vec!["-5", "5-"]),
            ("1-3,7,9-10", vec!["1", "2", "3", "7", "9", "10"]),
            ("C201-C203", vec!["C201", "C202", "C203"]),
            ("M09-M11", vec!["M09", "M10", "M11"]),
            ("C04-1-C04-3", vec!["C04-1", "C04-2", "C04-3"]),
            ("1\u{2013}3", vec!["1", "2", "3"]),
            ("M1-F3", vec!["M1-F3"]),
            ("\"1-4\" '2-3'", vec!["1-4", "2-3"]),
            ("\"KO 12\", 5'", vec!["KO 12", "5'"]),
        ] {
            assert_eq!(texts(read_tags(text).unwrap()), tags, "{text}");
        }
    }

    #[test]
    fn arguments_keep_their_blanks() {
        for (arguments, tags) in [
            (vec!["1-3", "M1-M2"], vec!["1", "2", "3", "M1", "M2"]),
            (vec!["C04 214"], vec!["C04 214"]),
            (vec!["1-2, 7", "\"1-4\""], vec!["1", "2", "7", "1-4"]),
            (vec!["KO 1-KO 3"], vec!["KO 1", "KO 2", "KO 3"]),
        ] {
            assert_eq!(texts(read_tag_arguments(&arguments).unwrap()), tags);
        }
    }

    #[test]
    fn doubtful_tags_are_refused() {
        for (text, why) in [
            ("", "is empty"),
            (" , ;", "is empty"),
            ("218-211", "counts down"),
            ("M9-M1", "counts down"),
            ("1-100000", "more than a thousand"),
            ("1-99999999999999999999999", "more than a thousand"),
            ("211 210-212", "is there twice"),
            ("\"1-4", "has no closing quote"),
            ("1 - 4", "is no tag"),
            ("\"\"", "is empty"),
        ] {
            let error = read_tags(text).unwrap_err();
            assert!(error.to_string().contains(why), "{text}: {error}");
            assert!(!error.remedy.is_none(), "{text}");
        }
    }
}
