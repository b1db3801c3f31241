//! Cohorts of a study whose animals enroll in waves: named by the rows, or by the dates on which animals start.

use std::collections::{BTreeSet, HashMap, HashSet};

use chrono::NaiveDate;

use super::anchor::before;
use super::draft::{Draft, Origin};
use super::roster::origin;
use crate::file_problems::{Effect, ImportError};
use crate::import::field::Field;
use crate::import::outcome::ImportNote;
use crate::import::own::Bundle;
use crate::import::rows::TidyRow;
use domain::{Cohort, CohortId, Invalid, Label, counted};

/// A start date, and the row that told it.
type Start = (NaiveDate, Origin);

/// What the rows tell of cohorts and start dates.
#[derive(Default)]
struct Told {
    cohorts: HashMap<Label, Start>,
    animals: HashMap<Label, Start>,
    refused: HashSet<(u32, u32)>,
}

impl Draft<'_> {
    /// Plans the cohorts of the rows and of a folder; rows that tell nothing but a start date get the cohort of that
    /// date. Answers the rows without those whose start contradicts one before.
    ///
    /// Where all animals start on one date and no cohort is named, that is day 0 of a study that has none.
    pub fn cohorts_of(
        &mut self,
        rows: Vec<TidyRow>,
        bundle: Option<&Bundle>,
    ) -> Result<Vec<TidyRow>, ImportError> {
        let from_folder = bundle.map_or(&[][..], |bundle| &bundle.cohorts);
        if self.plan.is_new {
            for cohort in from_folder {
                self.cohort(&cohort.name, cohort.day0);
            }
        }
        let mut rows = rows;
        if bundle.is_none() {
            self.take_staggered_starts(&mut rows);
        }
        if rows
            .iter()
            .all(|row| row.cohort.is_none() && row.start.is_none())
        {
            return Ok(rows);
        }
        let named = self.cohorts_by_animal(&rows);
        let mut told = Told::default();
        for row in &rows {
            self.start(row, named.get(&row.animal), &mut told);
        }
        let mut rows: Vec<TidyRow> = rows
            .into_iter()
            .filter(|row| !told.refused.contains(&(row.file, row.line)))
            .collect();
        let dates: BTreeSet<NaiveDate> = told.animals.values().map(|start| start.0).collect();
        let earliest = dates.first().copied();
        self.first_start = earliest;
        let in_one_wave = dates.len() == 1 && rows.iter().all(|r| !named.contains_key(&r.animal));
        if let Some(start) = earliest.filter(|start| in_one_wave && self.takes_day0(*start)) {
            if self.plan.study.protocol.day0.is_none() {
                self.set_day0(start)?;
            }
            return Ok(rows);
        }
        for row in &mut rows {
            let own = told.animals.get(&row.animal).map(|start| start.0);
            let found = match (&row.cohort, named.get(&row.animal)) {
                (None, None) => own.map(|start| self.cohort_starting(start)),
                (None, Some(name)) => Some((*name).clone()),
                (Some(_), _) => None,
            };
            if found.is_some() {
                row.facts_mut().cohort = found;
            }
            if let Some(name) = &row.cohort {
                let start = told.cohorts.get(name).map(|start| start.0);
                self.cohort(name, start.or(own));
            }
        }
        Ok(rows)
    }

    /// Gives rows the start date that day and date tell, where animals began on different dates: each of them has one
    /// start in all of its rows, and several rows that say so. One row that differs may as well be a slip of the pen.
    fn take_staggered_starts(&mut self, rows: &mut [TidyRow]) {
        let is_told = |row: &TidyRow| row.start.is_some() || row.cohort.is_some();
        if rows.iter().any(is_told) {
            return;
        }
        let mut starts: HashMap<Label, Option<(NaiveDate, BTreeSet<NaiveDate>)>> = HashMap::new();
        for row in rows.iter() {
            let (Some(day), Some(date)) = (row.day, row.date) else {
                continue;
            };
            let Some(start) = before(date, day) else {
                continue;
            };
            let new = || Some((start, BTreeSet::new()));
            let known = starts.entry(row.animal.clone()).or_insert_with(new);
            match known {
                Some((first, dates)) if *first == start => drop(dates.insert(date)),
                _ => *known = None,
            }
        }
        let agreed = starts.values().flatten();
        let confirmed: Vec<NaiveDate> = agreed
            .filter(|(_, dates)| dates.len() > 1)
            .map(|(start, _)| *start)
            .collect();
        let distinct: BTreeSet<NaiveDate> = confirmed.iter().copied().collect();
        if distinct.len() < 2 {
            return;
        }
        for row in rows {
            let start = starts.get(&row.animal).and_then(Option::as_ref);
            let start = start.filter(|(start, _)| distinct.contains(start));
            if let Some((start, _)) = start {
                row.facts_mut().start = Some(*start);
            }
        }
        let message = format!(
            "the animals of `{}` began on {} dates: day and date of each tell its day 0",
            self.plan.study.name,
            distinct.len()
        );
        self.notes.push(ImportNote::new("staggered", message));
    }

    /// Whether this can be day 0 of the study itself.
    fn takes_day0(&self, start: NaiveDate) -> bool {
        let own = self.plan.study.protocol.day0.or(self.options.day0);
        own.is_none_or(|own| own == start)
    }

    /// Takes in the start date of a row, for its animal and its cohort.
    fn start(&mut self, row: &TidyRow, named: Option<&Label>, told: &mut Told) {
        let Some(start) = row.start else { return };
        let new = (start, origin(row));
        let of_animal = *told.animals.entry(row.animal.clone()).or_insert(new);
        let of_cohort = named.map(|name| {
            let known = self.cohorts.get(name);
            let known = known.and_then(|c| c.day0.or(self.plan.study.protocol.day0));
            let known = known.map_or(new, |day0| (day0, Origin::Study));
            (name, *told.cohorts.entry(name.clone()).or_insert(known))
        });
        let whose = match of_cohort {
            _ if of_animal.0 != start => Some((format!("animal `{}`", row.animal), of_animal)),
            Some((name, of_cohort)) if of_cohort.0 != start => {
                Some((format!("cohort `{name}`"), of_cohort))
            }
            _ => None,
        };
        // A row of a wide file comes once per day.
        let Some((whose, known)) = whose else { return };
        if told.refused.insert((row.file, row.line)) {
            let place = self.describe(known.1);
            let why = format!("contradicts `{}`, the start of {whose} in {place}", known.0);
            let hint = "animals of a cohort start on one date: check date, tag and cohort";
            let invalid = Invalid::new(Field::Start.id(), start, why, hint);
            self.refuse(row, Field::Start, invalid, Effect::Row);
        }
    }

    /// The cohort that each animal is in: in the study, else by the first row that names one.
    fn cohorts_by_animal(&self, rows: &[TidyRow]) -> HashMap<Label, Label> {
        let known = self.animals.iter().filter_map(|known| {
            let cohort = known.animal.cohort.as_ref()?;
            Some((known.animal.tag.clone(), cohort.name.clone()))
        });
        let mut named: HashMap<Label, Label> = known.collect();
        for row in rows {
            if let Some(cohort) = &row.cohort {
                let of_animal = named.entry(row.animal.clone());
                of_animal.or_insert_with(|| cohort.clone());
            }
        }
        named
    }

    /// The name of the cohort that starts on a date: one that the study has, else one named by the date.
    fn cohort_starting(&mut self, start: NaiveDate) -> Label {
        let mut known = self.cohorts.values().filter(|c| c.day0 == Some(start));
        // The first by name, because a map has no order.
        let first = known.next().map(|first| {
            let least = known.fold(first, |a, b| if b.name < a.name { b } else { a });
            least.name.clone()
        });
        first
            .unwrap_or_else(|| Label::new("cohort", &start.to_string()).expect("a date is a label"))
    }

    /// Plans a cohort that the study lacks.
    fn cohort(&mut self, name: &Label, day0: Option<NaiveDate>) {
        if self.cohorts.contains_key(name) {
            return;
        }
        let cohort = Cohort {
            id: CohortId((self.new_id)()),
            name: name.clone(),
            day0,
        };
        self.cohorts.insert(name.clone(), cohort.clone());
        self.plan.cohorts.push(cohort);
    }

    /// Gives planned cohorts without a start date the one that day and date of their first row with both tell, where
    /// that is not day 0 of the study. Not for a folder that `export` wrote: it tells day 0 of each cohort.
    pub fn derive_starts(&mut self, rows: &[TidyRow]) {
        let day0 = self.plan.study.protocol.day0;
        for cohort in self.plan.cohorts.iter_mut().filter(|c| c.day0.is_none()) {
            let mut of_cohort = rows
                .iter()
                .filter(|r| r.cohort.as_ref() == Some(&cohort.name));
            let both = of_cohort.find_map(|row| Some((row.day?, row.date?)));
            let start = both.and_then(|(day, date)| before(date, day));
            if start.is_some() && start != day0 {
                cohort.day0 = start;
                self.cohorts.insert(cohort.name.clone(), cohort.clone());
            }
        }
    }

    /// Notes how many cohorts have a day 0 of their own.
    pub fn count_cohorts(&mut self) {
        let starts = self.plan.cohorts.iter().filter(|c| c.day0.is_some());
        let n = starts.count();
        if n > 0 {
            let message = format!(
                "{} of `{}` with a day 0 of its own each: study days of their animals count from there",
                counted(n, "cohort"),
                self.plan.study.name
            );
            self.notes.push(ImportNote::new("cohorts", message));
        }
    }

    /// Why an animal of the study cannot be put into a cohort: study days of what is recorded of it would change.
    pub fn shifts(&self, at: usize, cohort: &Cohort) -> bool {
        let known = &self.animals[at];
        let protocol = &self.plan.study.protocol;
        let is_recorded = known.last.is_some() || known.left.is_some();
        let mut moved = known.animal.clone();
        moved.cohort = Some(cohort.clone());
        known.origin == Origin::Study
            && is_recorded
            && moved.day0(protocol) != known.animal.day0(protocol)
    }
}
