//! The list of doses: which are listed, which is shown, and which comes next.

use chrono::NaiveDate;

use super::State;
use crate::base::context::Context;
use crate::base::message::Trouble;
use crate::component::Requests;
use app::dosing::DosingRow;
use domain::PlannedDose;

/// Names a dose of the list: the tag of its animal, and which planned dose it is.
pub(super) type DoseKey = (String, PlannedDose);

/// Names a row.
pub(super) fn key_of(row: &DosingRow) -> DoseKey {
    (row.animal.clone(), row.planned)
}

impl State {
    /// The doses that the filter shows, in cage order.
    pub(super) fn rows(&self, cx: &Context) -> Vec<&DosingRow> {
        let all = self.doses.iter().flat_map(|doses| &doses.rows);
        let typed = self.filter.trim().to_lowercase();
        let chip = |row: &DosingRow| {
            let animal = cx.study.as_ref().and_then(|open| open.animal(&row.animal));
            animal.and_then(|animal| animal.animal.rfid.as_ref().map(ToString::to_string))
        };
        let is_shown = |row: &&DosingRow| {
            let texts = [Some(row.animal.clone()), row.cage.clone(), row.code.clone()];
            typed.is_empty()
                || texts
                    .into_iter()
                    .flatten()
                    .chain(chip(row))
                    .any(|text| text.to_lowercase().contains(&typed))
        };
        all.filter(is_shown).collect()
    }

    /// The place of the dose that is shown in the list.
    pub(super) fn place(&self, cx: &Context) -> Option<usize> {
        let key = self.at.as_ref()?;
        let rows = self.rows(cx);
        rows.iter().position(|row| key_of(row) == *key)
    }

    /// The dose that is shown.
    pub(super) fn row(&self, cx: &Context) -> Option<&DosingRow> {
        let place = self.place(cx)?;
        self.rows(cx).get(place).copied()
    }

    /// Shows the dose at this place of the list.
    pub(super) fn show_row(&mut self, cx: &Context, place: usize) {
        self.at = self.rows(cx).get(place).map(|row| key_of(row));
    }

    /// Keeps the dose that is shown if it is still listed, else shows the first open one.
    pub(super) fn stay_in_list(&mut self, cx: &Context) {
        if self.place(cx).is_none() {
            let rows = self.rows(cx);
            let open = rows.iter().position(|row| row.is_open());
            self.show_row(cx, open.unwrap_or(0));
            self.drop_weight();
        }
    }

    /// Shows the first open dose of an animal, else its last one; nothing changes where it has none.
    pub(super) fn go_to_animal(&mut self, cx: &Context, tag: &str) {
        let rows = self.rows(cx);
        let of_it = |row: &&&DosingRow| row.animal == tag;
        let mut mine = rows.iter().filter(of_it);
        let found = mine
            .clone()
            .find(|row| row.is_open())
            .or_else(|| mine.next_back());
        match found.map(|row| key_of(row)) {
            Some(key) => self.at = Some(key),
            None => self.stay_in_list(cx),
        }
    }

    /// Shows the next open dose after the one that is shown, from the beginning if there is none after it; returns whether
    /// there is one.
    pub(super) fn go_on(&mut self, cx: &Context) -> bool {
        let rows = self.rows(cx);
        let place = self.place(cx).unwrap_or(0);
        let mut turn = (place..rows.len()).chain(0..place);
        let next = turn.find(|place| rows[*place].is_open());
        if let Some(next) = next {
            self.show_row(cx, next);
        }
        next.is_some()
    }

    /// The doses of an animal were read again after something was recorded of it.
    pub(super) fn animal_read(
        &mut self,
        cx: &Context,
        animal: &str,
        on: NaiveDate,
        result: Result<Vec<DosingRow>, Trouble>,
        out: &mut Requests,
    ) {
        if on != self.day(cx) {
            return;
        }
        let fresh = match result {
            Ok(fresh) => fresh,
            // It is read again with all others.
            Err(_) => return self.ask(cx, out),
        };
        if let Some(doses) = &mut self.doses {
            for row in doses.rows.iter_mut().filter(|row| row.animal == animal) {
                if let Some(new) = fresh.iter().find(|new| new.planned == row.planned) {
                    *row = new.clone();
                }
            }
        }
        self.after_entry(cx, out);
    }
}
