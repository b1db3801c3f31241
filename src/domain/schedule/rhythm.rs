//! Reads how often: `QD`, `q3w`, `every other day`, `twice weekly`, `5on/2off`, durations and hours.

use super::grammar::{Parser, Read, Trouble};
use super::lexer::Kind;
use super::pattern::Pattern;

/// How often, as a word says it.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Rhythm {
    /// Once a day. Such a word may stand in front of days: `QD, 5 on 2 off`.
    Daily,
    /// So many slots a day, from 2 to 4.
    Slots(u8),
    Pattern(Pattern),
}

/// Words that say a rhythm alone.
const WORDS: [(&str, Rhythm); 22] = [
    ("qd", Rhythm::Daily),
    ("od", Rhythm::Daily),
    ("sid", Rhythm::Daily),
    ("daily", Rhythm::Daily),
    ("qday", Rhythm::Daily),
    ("bid", Rhythm::Slots(2)),
    ("bd", Rhythm::Slots(2)),
    ("tid", Rhythm::Slots(3)),
    ("tds", Rhythm::Slots(3)),
    ("qid", Rhythm::Slots(4)),
    ("qds", Rhythm::Slots(4)),
    ("qod", Rhythm::Pattern(Pattern::Every(2))),
    ("eod", Rhythm::Pattern(Pattern::Every(2))),
    ("qw", Rhythm::Pattern(Pattern::Every(7))),
    ("qwk", Rhythm::Pattern(Pattern::Every(7))),
    ("qweek", Rhythm::Pattern(Pattern::Every(7))),
    ("weekly", Rhythm::Pattern(Pattern::Every(7))),
    ("fortnightly", Rhythm::Pattern(Pattern::Every(14))),
    ("biw", Rhythm::Pattern(Pattern::PerWeek(2))),
    ("tiw", Rhythm::Pattern(Pattern::PerWeek(3))),
    ("sd", Rhythm::Pattern(Pattern::Once)),
    ("once", Rhythm::Pattern(Pattern::Once)),
];

/// Words for the number of a rate.
const COUNTS: [(&str, i32); 4] = [("once", 1), ("twice", 2), ("thrice", 3), ("single", 1)];

const ORDINALS: [(&str, i32); 6] = [
    ("other", 2),
    ("second", 2),
    ("alternate", 2),
    ("third", 3),
    ("fourth", 4),
    ("fifth", 5),
];

const DAY: [&str; 4] = ["d", "day", "days", "daily"];
const WEEK: [&str; 6] = ["w", "wk", "wks", "week", "weeks", "weekly"];
const HOUR: [&str; 5] = ["h", "hr", "hrs", "hour", "hours"];
const MONTH: [&str; 6] = ["m", "mo", "month", "months", "monthly", "mth"];

/// The longest step of a rhythm, in days.
const LONGEST_STEP: i32 = 366;

fn looked_up<T: Clone>(words: &[(&str, T)], word: &str) -> Option<T> {
    let found = words.iter().find(|(own, _)| *own == word);
    found.map(|(_, value)| value.clone())
}

impl Parser<'_> {
    /// A rhythm, if one follows.
    pub(super) fn rhythm(&mut self) -> Read<Option<Rhythm>> {
        if self.on_off_follows() {
            return self.on_off().map(Some);
        }
        if let Some(rate) = self.rate()? {
            return Ok(Some(rate));
        }
        let Some(word) = self.word(0) else {
            return Ok(None);
        };
        let rhythm = match word {
            "q" | "every" | "each" => {
                self.at += 1;
                self.interval()?
            }
            "alternate" | "alternating" => self.interval()?,
            "single" => {
                self.at += 1;
                Rhythm::Pattern(Pattern::Once)
            }
            "bi" | "biweekly" => return Err(self.ambiguous()),
            "monthly" => return Err(self.months(1)),
            _ => match looked_up(&WORDS, word) {
                Some(rhythm) => {
                    self.at += 1;
                    rhythm
                }
                None => return Ok(None),
            },
        };
        if rhythm == Rhythm::Pattern(Pattern::Once) {
            self.eat(&["dose", "injection", "bolus", "only"]);
            // `once every 3 weeks`
            if matches!(self.word(0), Some("every" | "each" | "q")) {
                return self.rhythm();
            }
        }
        Ok(Some(rhythm))
    }

    fn ambiguous(&mut self) -> Trouble {
        let begin = self.at;
        self.at += if self.sign_is(1, '-') { 3 } else { 1 };
        let why = "can be twice a week or every two weeks".into();
        self.wrong(begin, (why, "write `BIW` or `Q2W`".into()))
    }

    fn months(&mut self, number: i32) -> Trouble {
        self.at += 1;
        let hint = format!("write `Q{}W`, or list the days", 4 * i64::from(number));
        self.wrong(
            self.at - 1,
            ("has no fixed number of days".into(), hint.into()),
        )
    }

    /// What is behind `every` or `q`: `3 days`, `2nd day`, `other week`, `12 hours`.
    fn interval(&mut self) -> Read<Rhythm> {
        let begin = self.at;
        let is_iso = self.eat(&["p", "pt"]);
        let ordinal = self.word(0).and_then(|word| match word {
            "alternating" => Some(2),
            _ => looked_up(&ORDINALS, word),
        });
        let number = match (ordinal, self.kind(0)) {
            (Some(number), _) => {
                self.at += 1;
                number
            }
            (None, Some(Kind::Number(_))) => self.number()?,
            _ if is_iso => return Err(self.unknown()),
            _ => 1,
        };
        self.eat(&["st", "nd", "rd", "th"]);
        if self.eat(&HOUR) {
            return self.hourly(begin, number);
        }
        let days = number.saturating_mul(self.unit_days_of(number)?);
        if days > LONGEST_STEP {
            let why = format!("is longer than {LONGEST_STEP} days");
            return Err(self.wrong(begin, (why, "list the days instead".into())));
        }
        Ok(match days {
            1 => Rhythm::Daily,
            days => Rhythm::Pattern(Pattern::Every(days)),
        })
    }

    /// `Q12H` is twice a day, `Q48H` every second day.
    fn hourly(&self, begin: usize, hours: i32) -> Read<Rhythm> {
        match hours {
            6 | 8 | 12 => Ok(Rhythm::Slots((24 / hours) as u8)),
            24 => Ok(Rhythm::Daily),
            hours if hours % 24 == 0 => Ok(Rhythm::Pattern(Pattern::Every(hours / 24))),
            _ => {
                let why = "gives other times on each day".into();
                let hint = "write hours that divide a day, such as `Q8H`, or whole days";
                Err(self.wrong(begin, (why, hint.into())))
            }
        }
    }

    /// The days of a unit that follows.
    pub(super) fn unit_days(&mut self) -> Read<i32> {
        self.unit_days_of(1)
    }

    fn unit_days_of(&mut self, number: i32) -> Read<i32> {
        if self.eat(&DAY) {
            Ok(1)
        } else if self.eat(&WEEK) {
            Ok(7)
        } else if self.word(0).is_some_and(|word| MONTH.contains(&word)) {
            Err(self.months(number))
        } else {
            Err(self.unknown())
        }
    }

    /// Whether a number of days or weeks follows: `14 days`, `3 wk`, `P3W`.
    pub(super) fn duration_follows(&self) -> bool {
        let ahead = usize::from(self.word(0) == Some("p"));
        let unit = self.word(ahead + 1);
        let units = DAY.iter().chain(&WEEK).chain(&MONTH);
        matches!(self.kind(ahead), Some(Kind::Number(_)))
            && unit.is_some_and(|unit| units.clone().any(|own| *own == unit))
    }

    /// A number of days, or of weeks, in days.
    pub(super) fn duration(&mut self) -> Read<i32> {
        let begin = self.at;
        self.eat(&["p"]);
        let number = self.number()?;
        let days = number.saturating_mul(self.unit_days_of(number)?);
        match days <= super::check::LONGEST {
            true => Ok(days),
            false => {
                let why = format!("is longer than {} days", super::check::LONGEST);
                Err(self.wrong(begin, (why, "a study is shorter".into())))
            }
        }
    }

    /// A number of hours.
    pub(super) fn hours(&mut self) -> Read<i32> {
        self.eat(&["of"]);
        self.eat(&["pt"]);
        let hours = self.number()?;
        match self.eat(&HOUR) {
            true => Ok(hours),
            false => Err(self.unknown()),
        }
    }

    /// `5 on`, `5 days on`
    pub(super) fn on_off_follows(&self) -> bool {
        let is_number = matches!(self.kind(0), Some(Kind::Number(_)));
        let is_unit = |word: &str| DAY.contains(&word) || WEEK.contains(&word);
        let ahead = 1 + usize::from(self.word(1).is_some_and(is_unit));
        is_number && self.word(ahead) == Some("on")
    }

    fn on_off(&mut self) -> Read<Rhythm> {
        let begin = self.at;
        let on = self.days_with("on")?;
        let _ = [',', '/', ';', '-', '+']
            .into_iter()
            .any(|sign| self.eat_sign(sign));
        self.eat(&["and", "then"]);
        let off = self.days_with("off")?;
        if on + off > LONGEST_STEP {
            let why = format!("is longer than {LONGEST_STEP} days");
            return Err(self.wrong(begin, (why, "list the days instead".into())));
        }
        Ok(Rhythm::Pattern(Pattern::OnOff { on, off }))
    }

    fn days_with(&mut self, word: &str) -> Read<i32> {
        let number = self.number()?;
        let is_unit = self.word(0).is_some_and(|own| own != word);
        let days = if is_unit { self.unit_days()? } else { 1 };
        match self.eat(&[word]) {
            true => Ok(number.saturating_mul(days)),
            false => Err(self.unknown()),
        }
    }

    /// `3/week`, `3x weekly`, `three times a week`, `5 days per week`, `2/day`, if that follows.
    fn rate(&mut self) -> Read<Option<Rhythm>> {
        let begin = self.at;
        let count = match self.kind(0) {
            Some(Kind::Number(digits)) => digits.parse::<i32>().ok(),
            Some(Kind::Word(word)) => looked_up(&COUNTS, word),
            _ => None,
        };
        let Some(count) = count else {
            return Ok(None);
        };
        self.at += 1;
        self.eat(&["x", "times", "time", "dose", "doses", "days", "d"]);
        let is_per = self.eat_sign('/') || self.eat(&["per", "a", "an", "each", "every"]);
        let (day, week) = match is_per {
            true => (&DAY[..2], &WEEK[..4]),
            false => (&DAY[3..], &WEEK[5..]),
        };
        let rhythm = if self.eat(day) {
            per_day(count)
        } else if self.eat(week) {
            per_week(count)
        } else {
            self.at = begin;
            return Ok(None);
        };
        match rhythm {
            Some(rhythm) => Ok(Some(rhythm)),
            None => {
                let why = "is not from 1 to 4 times a day, or 1 to 7 times a week".into();
                Err(self.wrong(begin, (why, "write it as `TID` or `3/week`".into())))
            }
        }
    }
}

fn per_day(count: i32) -> Option<Rhythm> {
    match count {
        1 => Some(Rhythm::Daily),
        2..=4 => Some(Rhythm::Slots(count as u8)),
        _ => None,
    }
}

fn per_week(count: i32) -> Option<Rhythm> {
    match count {
        1 => Some(Rhythm::Pattern(Pattern::Every(7))),
        2..=6 => Some(Rhythm::Pattern(Pattern::PerWeek(count))),
        7 => Some(Rhythm::Daily),
        _ => None,
    }
}
