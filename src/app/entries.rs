//! What entries of every kind have in common: which number the next one has, which one is meant, and how
//! one is recorded, corrected and moved. What recording a kind means is computed where its verb is.

use super::Error;
use chrono::NaiveDate;
use domain::{AnimalRecord, ClockTime, Dated, Entry, Invalid, Label, Owner, Remedy, Study, When};
use store::{Operation, clock, fresh_id};

/// Where an entry belongs.
pub(super) struct EntrySlot<'a, E: Entry> {
    pub study: &'a Study,
    pub animal: &'a AnimalRecord,
    pub owner: E::Owner,
    pub when: When,
    /// Whether one more is meant where there is one already.
    pub again: bool,
}

impl<E: Entry> EntrySlot<'_, E> {
    /// Records an entry. Refuses a moment that cannot have one, and a second entry of its kind and
    /// moment unless it is meant so.
    pub fn record(
        &self,
        op: &Operation<'_>,
        clock_time: Option<ClockTime>,
        observer: &Label,
        entry: E,
    ) -> Result<Dated<E>, Error> {
        self.check(&entry)?;
        must_not_be_later(self.when, clock_time)?;
        let dated = Dated {
            id: fresh_id().into(),
            when: self.when,
            clock_time,
            repeat: self.next_repeat()?,
            observer: Some(observer.into()),
            entry,
        };
        op.insert_entry(self.owner, &dated)?;
        Ok(dated)
    }

    /// Puts a changed entry here, that of another owner or moment too; answers it with its new number.
    pub fn correct(
        &self,
        op: &Operation<'_>,
        was_owner: E::Owner,
        mut dated: Dated<E>,
    ) -> Result<Dated<E>, Error> {
        if self.owner != was_owner || self.when != dated.when {
            dated.when = self.when;
            dated.repeat = self.next_repeat()?;
        }
        self.check(&dated.entry)?;
        op.update_entry(self.owner, &dated)?;
        Ok(dated)
    }

    fn check(&self, entry: &E) -> Result<(), Error> {
        let protocol = &self.study.protocol;
        let animal = self.animal;
        must_have_happened(self.when, clock::today())?;
        animal.may_be_observed(protocol, self.when, E::Owner::LOOK)?;
        Ok(entry.check(protocol.species)?)
    }

    /// The number of one more entry here, if it is wanted.
    fn next_repeat(&self) -> Result<u32, Error> {
        let taken = self.animal.entries_at::<E>(self.owner, self.when);
        match taken.map(|entry| entry.repeat).max() {
            None => Ok(1),
            Some(repeat) if self.again => Ok(repeat + 1),
            Some(_) => Err(Error::state(
                format!(
                    "animal `{}` has {} on {} already",
                    self.animal.animal.tag,
                    E::ONE,
                    self.animal.animal.said(&self.study.protocol, self.when)
                ),
                Remedy::CorrectOrKeepBoth,
            )),
        }
    }
}

/// Refuses a moment of tomorrow or later: nothing was observed then.
pub(super) fn must_have_happened(when: When, today: NaiveDate) -> Result<(), Invalid> {
    match when.date > today {
        false => Ok(()),
        true => Err(Invalid::new(
            "date",
            when.date,
            "is in the future",
            Remedy::CheckFutureDay,
        )),
    }
}

/// Refuses a time of today that is still to come. The clocks of two stations may differ by a few minutes.
fn must_not_be_later(when: When, clock_time: Option<ClockTime>) -> Result<(), Invalid> {
    const SLACK_HOURS: f64 = 0.25;
    let now = clock::now();
    let time = clock_time.filter(|_| when.date == now.date_naive());
    match time.map(|time| (time, time.hours_after(ClockTime::of(now)))) {
        Some((time, hours)) if hours > SLACK_HOURS => {
            let why = format!("is later than now, {}", ClockTime::of(now).to_the_minute());
            let hint = "check the time; or the date, if it was another day";
            Err(Invalid::new("time", time.to_the_minute(), why, hint))
        }
        _ => Ok(()),
    }
}

/// An animal's entries of a kind at a moment, of all owners, with the number that was named if one was.
pub(super) fn meant<E: Entry>(
    animal: &AnimalRecord,
    when: When,
    repeat: Option<u32>,
) -> Vec<(E::Owner, &Dated<E>)> {
    let of_moment = animal.all_entries().filter(|(_, entry)| entry.when == when);
    of_moment
        .filter(|(_, entry)| repeat.is_none_or(|n| entry.repeat == n))
        .collect()
}
