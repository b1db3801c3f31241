//! Reads what lists days: `days 0, 3, 7-9`, `Mon, Thu`.

use chrono::Weekday;

use super::grammar::{Parser, Read};
use super::lexer::Kind;
use super::pattern::{Pattern, Weekdays};

const MON_TO_FRI: [Weekday; 5] = [
    Weekday::Mon,
    Weekday::Tue,
    Weekday::Wed,
    Weekday::Thu,
    Weekday::Fri,
];

/// `and`, as it stands between English or German names of days.
fn is_and(word: &str) -> bool {
    matches!(word, "and" | "und")
}

/// A day of the week, by its English or German name, long or short.
fn weekday(whole: &str) -> Option<Weekday> {
    // `mondays`, `samstags`.
    let word = whole.strip_suffix('s').filter(|stem| stem.len() > 2);
    let word = word.unwrap_or(whole);
    Some(match word {
        "mo" | "montag" => Weekday::Mon,
        "tu" | "di" | "dienstag" => Weekday::Tue,
        "we" | "mi" | "mittwoch" => Weekday::Wed,
        "th" | "do" | "donnerstag" | "thur" => Weekday::Thu,
        "fr" | "freitag" => Weekday::Fri,
        "sa" | "samstag" | "sonnabend" => Weekday::Sat,
        "su" | "so" | "sonntag" => Weekday::Sun,
        // chrono reads the English names, of three letters and long.
        _ => word.parse().ok()?,
    })
}

impl Parser<'_> {
    /// Whether days are listed by what follows.
    pub(super) fn list_follows(&self, ahead: usize) -> bool {
        self.word(ahead).is_some_and(|word| {
            matches!(word, "mwf" | "day" | "days" | "d" | "workday" | "workdays")
                || matches!(word, "weekday" | "weekdays")
                || weekday(word).is_some()
        })
    }

    /// Study days or weekdays, if they follow.
    pub(super) fn listed(&mut self) -> Read<Option<Pattern>> {
        let ahead = usize::from(matches!(self.word(0), Some("on" | "every" | "each")));
        let Some(word) = self.word(ahead) else {
            return Ok(None);
        };
        let days = match word {
            "mwf" => vec![Weekday::Mon, Weekday::Wed, Weekday::Fri],
            "weekday" | "weekdays" | "workday" | "workdays" => MON_TO_FRI.to_vec(),
            "day" | "days" | "d" if ahead == 0 || self.word(0) == Some("on") => {
                self.at += ahead;
                return self.days().map(Some);
            }
            word if weekday(word).is_some() => {
                self.at += ahead;
                return self.weekdays().map(Some);
            }
            _ => return Ok(None),
        };
        self.at += ahead + 1;
        Ok(Some(Pattern::Weekdays(Weekdays::of(&days))))
    }

    fn weekdays(&mut self) -> Read<Pattern> {
        let mut days = Vec::new();
        while let Some(first) = self.word(0).and_then(weekday) {
            self.at += 1;
            days.push(first);
            let is_range = self.sign_is(0, '-') || matches!(self.word(0), Some("to" | "through"));
            if let Some(last) = self.word(1).and_then(weekday).filter(|_| is_range) {
                self.at += 2;
                let mut day = first;
                while day != last {
                    day = day.succ();
                    days.push(day);
                }
            }
            let is_weekday = |parser: &Self, ahead| parser.word(ahead).and_then(weekday).is_some();
            self.at += self.list_separators(is_weekday)?;
        }
        Ok(Pattern::Weekdays(Weekdays::of(&days)))
    }

    /// How many tokens separate what is read from a further item of a list; 0 if none follows. One must follow an `and`.
    fn list_separators(&self, is_item: impl Fn(&Self, usize) -> bool) -> Read<usize> {
        let mut ahead = 0;
        while [',', '/', '&', '+', ';']
            .into_iter()
            .any(|sign| self.sign_is(ahead, sign))
            || self.word(ahead).is_some_and(is_and)
        {
            ahead += 1;
        }
        let has_and = (0..ahead).any(|at| self.word(at).is_some_and(is_and));
        match is_item(self, ahead) {
            true => Ok(ahead),
            false if has_and => Err(self.unknown_at(ahead)),
            false => Ok(0),
        }
    }

    fn days(&mut self) -> Read<Pattern> {
        let mut ranges: Vec<(i32, i32)> = Vec::new();
        loop {
            let begin = self.at;
            let from = self.day()?;
            let is_range = self.sign_is(0, '-') || matches!(self.word(0), Some("to" | "through"));
            let to = match is_range && self.day_follows(1) {
                true => {
                    self.at += 1;
                    self.day()?
                }
                false => from,
            };
            if to < from {
                let hint = "write the earlier day first".into();
                return Err(self.wrong(begin, ("runs backwards".into(), hint)));
            }
            ranges.push((from, to));
            let separators = self.list_separators(Self::day_follows)?;
            if separators == 0 && !self.day_follows(0) {
                return Ok(Pattern::Days(merged(ranges)));
            }
            self.at += separators;
        }
    }

    /// Whether the number of a day follows: `8`, `-3`, `d8`, `day 8`; not the `5` of `5 on`.
    fn day_follows(&self, ahead: usize) -> bool {
        let is_day = matches!(self.word(ahead), Some("d" | "day" | "days"));
        let ahead = ahead + usize::from(is_day);
        let ahead = ahead + usize::from(self.sign_is(ahead, '-'));
        matches!(self.kind(ahead), Some(Kind::Number(_)))
            && !matches!(
                self.word(ahead + 1),
                Some("on" | "days" | "weeks" | "doses" | "cycles")
            )
    }

    /// A day as the study counts it; answered as days after the first.
    pub(super) fn day_number(&mut self) -> Read<i32> {
        let begin = self.at;
        let is_negative = self.eat_sign('-');
        let number = self.whole()?;
        let number = if is_negative { -number } else { number };
        let offset = self.first.offset(number);
        offset.map_err(|invalid| self.wrong(begin, (invalid.why, invalid.remedy)))
    }
}

/// Ranges in order, those that touch as one.
fn merged(mut ranges: Vec<(i32, i32)>) -> Vec<(i32, i32)> {
    ranges.sort_unstable();
    let mut merged: Vec<(i32, i32)> = Vec::with_capacity(ranges.len());
    for (from, to) in ranges {
        match merged.last_mut() {
            Some(last) if from <= last.1 + 1 => last.1 = last.1.max(to),
            _ => merged.push((from, to)),
        }
    }
    merged
}
