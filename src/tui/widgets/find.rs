//! Finding a line by words of what it says, or by other words for it.

use domain::edits;

/// How a line fits what was typed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Fit {
    /// The smaller, the better it fits.
    rank: usize,
    /// The other word by which it was found; none where its own words fit.
    pub through: Option<&'static str>,
}

/// Ranks of one typed word, from the best.
mod rank {
    pub const FIRST_WORD: usize = 0;
    pub const LATER_WORD: usize = 1;
    pub const SYNONYM: usize = 2;
    pub const BEGINS_SYNONYM: usize = 3;
    pub const INSIDE: usize = 4;
}

/// How a line fits: every typed word must stand in it, or begin one of the other words for it. None if one does not.
pub fn fit(typed: &str, label: &str, synonyms: &'static str) -> Option<Fit> {
    let label = label.to_lowercase();
    let each = words(typed).map(|word| of_word(word, &label, synonyms));
    let each: Option<Vec<Fit>> = each.collect();
    each.map(|each| Fit {
        rank: each.iter().map(|fit| fit.rank).sum(),
        through: each.iter().find_map(|fit| fit.through),
    })
}

fn of_word(word: &str, label: &str, synonyms: &'static str) -> Option<Fit> {
    if let Some(place) = words(label).position(|own| own.starts_with(word)) {
        let rank = match place {
            0 => rank::FIRST_WORD,
            _ => rank::LATER_WORD,
        };
        return Some(Fit {
            rank,
            through: None,
        });
    }
    let through = |rank| {
        move |word| Fit {
            rank,
            through: Some(word),
        }
    };
    let exact = words(synonyms).find(|other| *other == word);
    let begun = || words(synonyms).find(|other| other.starts_with(word));
    let inside = || {
        let fit = Fit {
            rank: rank::INSIDE,
            through: None,
        };
        label.contains(word).then_some(fit)
    };
    exact
        .map(through(rank::SYNONYM))
        .or_else(|| begun().map(through(rank::BEGINS_SYNONYM)))
        .or_else(inside)
}

/// How far a line is from what was typed, in letters to change; none where it is too far to be meant.
pub fn distance(typed: &str, label: &str, synonyms: &str) -> Option<usize> {
    let label = label.to_lowercase();
    let nearest = |word: &str| {
        let all = words(&label).chain(words(synonyms));
        let least = all.map(|other| from_beginning(word, other)).min();
        least.filter(|edits| *edits <= allowed(word))
    };
    words(typed).map(nearest).sum()
}

/// Letters to change so that a word is typed as another one begins; two neighbors that are swapped count as one.
fn from_beginning(typed: &str, word: &str) -> usize {
    let begun: String = word.chars().take(typed.chars().count()).collect();
    match is_swapped(typed, &begun) {
        true => 1,
        false => edits(typed, &begun).min(edits(typed, word)),
    }
}

/// Whether two words differ by two neighbors that are swapped.
fn is_swapped(a: &str, b: &str) -> bool {
    let pairs = a.chars().zip(b.chars()).enumerate();
    let differing: Vec<(usize, (char, char))> = pairs.filter(|(_, (a, b))| a != b).collect();
    let same_length = a.chars().count() == b.chars().count();
    match differing.as_slice() {
        [(first, (a, b)), (second, (c, d))] => {
            same_length && first + 1 == *second && (a, b) == (d, c)
        }
        _ => false,
    }
}

/// How many wrong letters a typed word may have.
fn allowed(word: &str) -> usize {
    match word.chars().count() {
        0..=2 => 0,
        3 => 1,
        4..=7 => 2,
        _ => 3,
    }
}

/// The words of a text: what stands between blanks and marks.
fn words(text: &str) -> impl Iterator<Item = &str> {
    let words = text.split(|c: char| c.is_whitespace() || ",;:()…".contains(c));
    words.filter(|word| !word.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    const LABEL: &str = "close or reopen the study";

    fn rank_of(typed: &str) -> Option<usize> {
        fit(typed, LABEL, "archive lock").map(|fit| fit.rank)
    }

    #[test]
    fn own_words_come_before_other_words() {
        assert_eq!(rank_of(""), Some(0));
        assert_eq!(rank_of("clo"), Some(rank::FIRST_WORD));
        assert_eq!(rank_of("reopen"), Some(rank::LATER_WORD));
        assert_eq!(rank_of("lock"), Some(rank::SYNONYM));
        assert_eq!(rank_of("arch"), Some(rank::BEGINS_SYNONYM));
        assert_eq!(rank_of("tudy"), Some(rank::INSIDE));
        assert_eq!(rank_of("reopen mouse"), None);
    }

    #[test]
    fn the_other_word_that_fits_is_told() {
        let through = |typed| fit(typed, LABEL, "archive lock").and_then(|fit| fit.through);
        assert_eq!(through("arch"), Some("archive"));
        assert_eq!(through("close"), None);
    }

    #[test]
    fn a_word_with_wrong_letters_is_near() {
        let near = |typed| distance(typed, LABEL, "archive lock");
        assert_eq!(near("repoen"), Some(1));
        assert_eq!(near("stdy"), Some(1));
        assert_eq!(near("clsoe study"), Some(1));
        assert_eq!(near("mouse"), None);
        assert_eq!(near("xq"), None);
    }
}
