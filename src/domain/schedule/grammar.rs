//! Reads schedules: sequences, parts, their bounds, and watches. Rhythms, lists and conditions have files of their own.

use super::check::{Why, must_follow, must_join, watch};
use super::draft::Draft;
use super::lexer::{Kind, Token};
use super::part::Part;
use super::pattern::Pattern;
use super::watch::Step;
use super::{FirstDay, Form, Schedule};

/// Why a text is no schedule, and which tokens say so.
#[derive(Debug, Clone)]
pub(super) struct Trouble {
    /// The first token; the number of all tokens at the end of the text.
    pub at: usize,
    /// The token after the last.
    pub end: usize,
    /// What is wrong and what to do; none: it is not understood.
    pub known: Option<Why>,
}

pub(super) type Read<T> = Result<T, Trouble>;

pub(super) struct Parser<'a> {
    pub(super) text: &'a str,
    pub(super) tokens: &'a [Token],
    pub(super) at: usize,
    pub(super) first: FirstDay,
}

/// The most parts of a sequence.
const MOST_PARTS: usize = 20;

/// What a condition of a watch begins with.
const WHEN: [&str; 3] = ["when", "if", "while"];

/// What a trigger begins with, if a condition follows.
const ON: [&str; 4] = ["on", "when", "if", "upon"];

impl<'a> Parser<'a> {
    pub(super) fn new(text: &'a str, tokens: &'a [Token], first: FirstDay) -> Self {
        Self {
            text,
            tokens,
            at: 0,
            first,
        }
    }

    pub(super) fn schedule(&mut self) -> Read<Schedule> {
        let form = match self.is_watch() {
            true => Form::Watch(self.watch()?),
            false => Form::Parts(self.sequence()?),
        };
        Ok(Schedule(form))
    }

    /// A watch has a condition that does not begin a part.
    fn is_watch(&self) -> bool {
        let begins = |at: usize| match at.checked_sub(1).map(|before| &self.tokens[before]) {
            None => true,
            Some(before) => before.is_word("then"),
        };
        let is_when = |token: &Token| WHEN.iter().any(|word| token.is_word(word));
        let mut tokens = self.tokens.iter().enumerate();
        tokens.any(|(at, token)| is_when(token) && !begins(at))
    }

    fn sequence(&mut self) -> Read<Vec<Part>> {
        let mut parts: Vec<Part> = Vec::new();
        loop {
            let begin = self.at;
            let part = self.part()?;
            must_follow(&parts, &part, self.first).map_err(|why| self.wrong(begin, why))?;
            parts.push(part);
            if self.at == self.tokens.len() {
                return Ok(parts);
            }
            let begin = self.at;
            self.eat_then();
            if parts.len() == MOST_PARTS {
                let why = format!("begins part {}", MOST_PARTS + 1);
                return Err(self.wrong(begin, (why, "write fewer parts".into())));
            }
        }
    }

    fn part(&mut self) -> Read<Part> {
        let begin = self.at;
        let trigger = match self.trigger_follows() {
            true => {
                self.at += 1;
                let when = self.conditions()?;
                let _ = self.eat_sign(':') || self.eat_sign(',');
                Some(when)
            }
            false => None,
        };
        let mut draft = Draft::new(trigger);
        while self.at < self.tokens.len() && !self.then_follows() {
            self.item(&mut draft)?;
        }
        draft.finish().map_err(|why| self.wrong(begin, why))
    }

    fn trigger_follows(&self) -> bool {
        self.word(0).is_some_and(|word| ON.contains(&word)) && !self.list_follows(1)
    }

    fn then_follows(&self) -> bool {
        let ahead = usize::from(self.sign_is(0, ',') || self.sign_is(0, ';'));
        match self.word(ahead) {
            Some("then") => true,
            Some("followed") => self.word(ahead + 1) == Some("by"),
            _ => false,
        }
    }

    fn eat_then(&mut self) {
        let _ = self.eat_sign(',') || self.eat_sign(';');
        if self.eat(&["followed"]) {
            self.eat(&["by"]);
        } else {
            self.eat(&["then"]);
        }
    }

    /// One of the things that a part says, in any order.
    fn item(&mut self, draft: &mut Draft) -> Read<()> {
        let begin = self.at;
        let set = if self.separator() {
            return Ok(());
        } else if self.eat(&["x"]) {
            self.times(draft)?
        } else if self.eat(&["gap"]) {
            draft.set_gap(self.hours()?)
        } else if self.eat(&["for"]) {
            draft.set_for(self.duration()?)
        } else if self.at_most_follows() {
            draft.set_at_most(self.at_most()?)
        } else if self.until_follows() {
            return self.until(draft);
        } else if self.beginning_follows() {
            draft.set_from(self.beginning()?)
        } else if draft.has_rhythm() && self.cycle_follows() {
            draft.set_every(self.cycle()?)
        } else if let Some(days) = self.listed()? {
            draft.set_pattern(days)
        } else if let Some(counted) = self.counted(draft)? {
            counted
        } else if let Some(rhythm) = self.rhythm()? {
            draft.set_rhythm(rhythm)
        } else {
            return Err(self.unknown());
        };
        set.map_err(|why| self.wrong(begin, why))
    }

    /// What may stand between two items and says nothing.
    fn separator(&mut self) -> bool {
        self.at + 1 < self.tokens.len()
            && [',', '(', ')', '/']
                .into_iter()
                .any(|sign| self.eat_sign(sign))
            || self.at + 1 == self.tokens.len() && self.at > 0 && self.eat_sign(')')
    }

    /// What is behind an `x`: a number, of days, doses, cycles, or a duration.
    fn times(&mut self, draft: &mut Draft) -> Read<Result<(), Why>> {
        if self.duration_follows() {
            return Ok(draft.set_for_times(self.duration()?));
        }
        let times = self.number()?;
        Ok(match self.eat(&["doses", "dose"]) {
            true => draft.set_doses(times),
            false => {
                self.eat(&["cycles", "cycle", "times"]);
                draft.add_times(times)
            }
        })
    }

    /// `3 doses`, `2 cycles`, `14 days`, `8 h apart`
    fn counted(&mut self, draft: &mut Draft) -> Read<Option<Result<(), Why>>> {
        let is_number = matches!(self.kind(0), Some(Kind::Number(_)));
        let unit = self.word(1).filter(|_| is_number);
        let set = match unit {
            Some("dose" | "doses") => {
                let doses = self.number()?;
                self.at += 1;
                draft.set_doses(doses)
            }
            Some("cycle" | "cycles") => {
                let times = self.number()?;
                self.at += 1;
                draft.add_times(times)
            }
            Some("h" | "hr" | "hrs" | "hour" | "hours") if self.word(2) == Some("apart") => {
                let hours = self.hours()?;
                self.at += 1;
                draft.set_gap(hours)
            }
            Some(_) if draft.has_rhythm() && self.duration_follows() && !self.on_off_follows() => {
                draft.set_for(self.duration()?)
            }
            _ => return Ok(None),
        };
        Ok(Some(set))
    }

    fn at_most_follows(&self) -> bool {
        match self.word(0) {
            Some("at" | "up") => matches!(self.word(1), Some("most" | "to")),
            Some("max" | "maximum") => true,
            _ => false,
        }
    }

    fn at_most(&mut self) -> Read<i32> {
        if !self.eat(&["max", "maximum"]) {
            self.at += 2;
        }
        let times = self.number()?;
        self.eat(&["times", "x"]);
        Ok(times)
    }

    fn until_follows(&self) -> bool {
        matches!(
            self.word(0),
            Some("until" | "till" | "til" | "through" | "thru" | "to")
        )
    }

    fn until(&mut self, draft: &mut Draft) -> Read<()> {
        self.at += 1;
        loop {
            let begin = self.at;
            let set = if self.eat(&["progression", "pd"]) {
                draft.set_until_progression()
            } else if self.word(1) == Some("progression") && self.eat(&["disease", "tumor"]) {
                self.at += 1;
                draft.set_until_progression()
            } else {
                draft.set_until(self.day()?)
            };
            set.map_err(|why| self.wrong(begin, why))?;
            if !self.eat(&["or"]) {
                return Ok(());
            }
            self.eat(&["until"]);
        }
    }

    fn beginning_follows(&self) -> bool {
        matches!(
            self.word(0),
            Some("from" | "start" | "starting" | "starts" | "beginning" | "begin")
        )
    }

    fn beginning(&mut self) -> Read<i32> {
        self.at += 1;
        self.eat(&["on", "at", "from"]);
        self.day()
    }

    /// A study day as the study counts it; answered as days after the first.
    pub(super) fn day(&mut self) -> Read<i32> {
        self.eat(&["study"]);
        self.eat(&["day", "days", "d"]);
        self.day_number()
    }

    /// Whether what follows says after how many days a part begins anew.
    fn cycle_follows(&self) -> bool {
        let ahead = match self.word(0) {
            Some("every" | "each") => 1,
            Some("of") if matches!(self.word(1), Some("a" | "an" | "each" | "every")) => 2,
            Some("of") => 1,
            _ => return false,
        };
        matches!(self.kind(ahead), Some(Kind::Number(_)))
            || matches!(self.word(ahead), Some("week" | "p"))
    }

    /// `every 7`, `every 3 weeks`, `of a 28-day cycle`
    fn cycle(&mut self) -> Read<i32> {
        self.at += 1;
        self.eat(&["a", "an", "each", "every"]);
        let days = if self.eat(&["week"]) {
            7
        } else if self.sign_is(1, '-') {
            let number = self.number()?;
            self.at += 1;
            number * self.unit_days()?
        } else if self.duration_follows() {
            self.duration()?
        } else {
            self.number()?
        };
        self.eat(&["cycle", "cycles"]);
        Ok(days)
    }

    fn watch(&mut self) -> Read<Vec<Step>> {
        let mut steps: Vec<Step> = Vec::new();
        loop {
            let begin = self.at;
            let step = self.step()?;
            must_join(&mut steps, step).map_err(|why| self.wrong(begin, why))?;
            if self.at == self.tokens.len() {
                return watch(steps).map_err(|why| self.wrong(0, why));
            }
            if !(self.eat_sign(';') || self.eat_sign(',')) {
                return Err(self.unknown());
            }
        }
    }

    fn step(&mut self) -> Read<Step> {
        let begin = self.at;
        self.eat(&["otherwise", "else"]);
        let mut draft = Draft::new(None);
        let condition = |parser: &Self| parser.word(0).is_some_and(|word| WHEN.contains(&word));
        while self.at < self.tokens.len()
            && !condition(self)
            && !self.sign_is(0, ';')
            && !self.sign_is(0, ',')
        {
            self.item(&mut draft)?;
        }
        let rhythm = draft.finish_step().map_err(|why| self.wrong(begin, why))?;
        let when = match condition(self) {
            true => {
                self.at += 1;
                Some(self.conditions()?)
            }
            false => None,
        };
        let (slots, pattern): (_, Pattern) = rhythm;
        Ok(Step {
            slots,
            pattern,
            when,
        })
    }
}
