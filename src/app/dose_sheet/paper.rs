//! The sheet as pages have it: all values as text.

use chrono::NaiveDate;

use super::SheetMade;
use crate::dosing::{DosingDay, DosingRow, Preparation};
use domain::{Sex, counted};
use report::dose_sheet::{DoseSheet, DoseSheetRow};

impl DosingDay {
    /// The sheet as pages have it.
    pub(super) fn sheet(&self, made: &SheetMade) -> DoseSheet {
        let date = self.date.format("%a %Y-%m-%d");
        let doses = match self.rows.len() {
            0 => String::new(),
            n => format!(" · {}", counted(n, "dose")),
        };
        let recorded = match self.recorded() {
            0 => String::new(),
            n => format!(", {n} recorded"),
        };
        let at = made.at.format("%Y-%m-%d %H:%M");
        DoseSheet {
            title: format!("Doses of {}", self.study),
            day: format!("{date}{}{doses}{recorded}", self.study_days()),
            prepare: self.prepare.iter().map(prepared).collect(),
            rows: self
                .rows
                .iter()
                .map(|row| row.on_paper(self.date))
                .collect(),
            running: format!(
                "{} · doses of {date} · printed {at} UTC by {}",
                self.study, made.by
            ),
            by: made.by.clone(),
            at: made.at,
        }
    }

    /// ` · study day 14`, or from the least to the greatest where animals started on different dates.
    fn study_days(&self) -> String {
        let days = || self.rows.iter().filter_map(|row| row.day);
        match (days().reduce(f64::min), days().reduce(f64::max)) {
            (Some(first), Some(last)) if first == last => format!(" · study day {first}"),
            (Some(first), Some(last)) => format!(" · study days {first} to {last}"),
            _ => String::new(),
        }
    }
}

impl DosingRow {
    fn on_paper(&self, on: NaiveDate) -> DoseSheetRow {
        let text = |text: &Option<String>| text.clone().unwrap_or_default();
        let sex = self.sex.and_then(|sex| sex.parse::<Sex>().ok());
        let named = |name: &str, of: &Option<String>| of.as_ref().map(|of| format!("{name} {of}"));
        let place = [named("Room", &self.room), named("rack", &self.rack)];
        let place: Vec<String> = place.into_iter().flatten().collect();
        let animal = match &self.code {
            Some(code) => format!("{} {code}", self.animal),
            None => self.animal.clone(),
        };
        // The dose of a vehicle alone is its volume.
        let dose = self.dose.clone().filter(|_| self.dose != self.liquid);
        let gives = self.gives.clone().filter(|_| dose.is_some());
        let gives = gives.map(|gives| format!("· gives {gives}"));
        // Without a volume, the sheet says what to compute it from.
        let liquid = self.liquid.clone();
        let liquid = liquid.filter(|_| self.is_open() && self.volume.is_none());
        let what = [self.compound.clone(), dose, liquid, gives];
        let what: Vec<String> = what.into_iter().flatten().collect();
        DoseSheetRow {
            place: place.join(" · "),
            cage: text(&self.cage),
            animal,
            sex: sex.map(sex_sign).unwrap_or_default().to_owned(),
            weight: self
                .weight_g
                .map(|grams| format!("{grams} g"))
                .unwrap_or_default(),
            weighed: self
                .weighed_on
                .map(|date| age(date, on))
                .unwrap_or_default(),
            volume: self
                .volume
                .map(|volume| volume.to_string())
                .unwrap_or_default(),
            route: text(&self.route),
            formulation: text(&self.formulation),
            what: what.join(" "),
            notes: self.notes_words(),
            recorded: self.recorded_words(),
            is_stopped: self.is_open() && !self.advice.is_to_give(),
        }
    }
}

fn sex_sign(sex: Sex) -> &'static str {
    match sex {
        Sex::Female => "♀",
        Sex::Male => "♂",
    }
}

/// What is to be prepared, as a sentence begins.
fn prepared(prepared: &Preparation) -> String {
    let words = prepared.words();
    let mut letters = words.chars();
    let first = letters
        .next()
        .map(|letter| letter.to_uppercase().to_string());
    first.unwrap_or_default() + letters.as_str()
}

/// How old a weight is: `today`, `2 days old`.
fn age(weighed: NaiveDate, on: NaiveDate) -> String {
    match (on - weighed).num_days() {
        0 => "of the day".to_owned(),
        days => format!(
            "{} old",
            counted(usize::try_from(days).unwrap_or_default(), "day")
        ),
    }
}
