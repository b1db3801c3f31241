//! What is recorded of an animal at a moment: one shape for readings and weighings, and for every kind
//! of entry that is added. What kinds have in common (how they are stored, repeated, corrected, bound by
//! a disposition) is written once, against [`Entry`].

use std::cmp::Ordering;
use std::fmt;
use std::hash::Hash;
use std::ops::Deref;

use uuid::Uuid;

use super::{
    AnimalId, AnimalRecord, Blinding, Cells, ClockTime, Described, Invalid, Look, SharedText,
    Species, TumorId, When,
};

/// An entry as it was recorded, with all that entries of every kind have. It reads as its entry:
/// `reading.observation` is that of the reading's finding.
#[derive(Debug, Clone, PartialEq)]
pub struct Dated<E: Entry> {
    /// Unique in the world.
    pub id: E::Id,
    /// When the tumor or animal was looked at.
    pub when: When,
    /// The time of day, where it is known: recorded live, or given. It does not decide which entry
    /// stands: many entries have none, one with a time may be typed after a later one, and the order in
    /// which they were taken is known from `repeat`.
    pub clock_time: Option<ClockTime>,
    /// 1 for the first of its kind, owner and moment, counted on from there.
    pub repeat: u32,
    /// Who looked; the author of the operation entered it.
    pub observer: Option<SharedText>,
    /// What was recorded.
    pub entry: E,
}

impl<E: Entry> Deref for Dated<E> {
    type Target = E;

    fn deref(&self) -> &E {
        &self.entry
    }
}

impl<E: Entry> Dated<E> {
    /// The order of an owner's entries: by time, then repeat.
    pub fn in_time(&self, other: &Self) -> Ordering {
        let by_date = self.when.date.cmp(&other.when.date);
        by_date
            .then(self.when.day_part.total_cmp(&other.when.day_part))
            .then(self.repeat.cmp(&other.repeat))
    }

    /// Hours since an earlier entry of any kind, negative since a later one; none unless both have a
    /// clock time. Where only one has an offset from UTC, both are taken for times of the same zone.
    pub fn hours_since<F: Entry>(&self, earlier: &Dated<F>) -> Option<f64> {
        let (time, before) = self.clock_time.zip(earlier.clock_time)?;
        Some(time.hours_since(self.when.date, before, earlier.when.date))
    }
}

/// A kind of entry.
pub trait Entry: Described + Clone + fmt::Debug + PartialEq {
    /// Names an entry of this kind.
    type Id: Copy
        + fmt::Debug
        + PartialEq
        + fmt::Display
        + From<Uuid>
        + std::str::FromStr<Err = uuid::Error>;
    /// Names what an entry is recorded of.
    type Owner: Owner;
    /// What one entry is called, with its article: `a reading`.
    const ONE: &'static str;

    /// What a row of the kind's table tells.
    fn read<C: Cells>(cells: &C) -> Result<Self, C::Error>;

    /// The entries of this kind that an animal has, by owner.
    fn of(animal: &AnimalRecord) -> impl Iterator<Item = (Self::Owner, &[Dated<Self>])>;

    /// Whether it stands for its moment even where another one follows that does not.
    fn is_measured(&self) -> bool {
        true
    }

    /// Refuses values that no animal of a species has.
    fn check(&self, species: Species) -> Result<(), Invalid>;

    /// The entry as it may be seen while arms are hidden. Without a default: who adds a kind decides.
    fn masked(self, blinding: Blinding) -> Self;
}

/// What entries are recorded of.
pub trait Owner:
    Copy + fmt::Debug + Eq + Hash + fmt::Display + std::str::FromStr<Err = uuid::Error>
{
    /// The column that names it.
    const COLUMN: &'static str;
    /// What is looked at.
    const LOOK: Look;
}

impl Owner for TumorId {
    const COLUMN: &'static str = "tumor_id";
    const LOOK: Look = Look::Tumor;
}

impl Owner for AnimalId {
    const COLUMN: &'static str = "animal_id";
    const LOOK: Look = Look::Body;
}

/// The entry that stands among several of one owner and moment: **the last one that measured**; where
/// none did, the last one. A second look is taken because the first was doubted.
///
/// `entries` is in order of repeat.
pub fn standing<'a, E: Entry>(
    entries: impl IntoIterator<Item = &'a Dated<E>>,
) -> Option<&'a Dated<E>> {
    entries.into_iter().fold(None, |best, next| match best {
        Some(b) if b.is_measured() && !next.is_measured() => Some(b),
        _ => Some(next),
    })
}

impl AnimalRecord {
    /// The entries of a kind that an owner has, in order of time; none if the animal does not have the
    /// owner.
    pub fn entries<E: Entry>(&self, owner: E::Owner) -> &[Dated<E>] {
        let found = E::of(self).find(|(of, _)| *of == owner);
        found.map_or(&[], |(_, entries)| entries)
    }

    /// The repeats of an owner's entries of a kind at a moment, in order.
    pub fn entries_at<E: Entry>(
        &self,
        owner: E::Owner,
        when: When,
    ) -> impl Iterator<Item = &Dated<E>> {
        let entries = self.entries::<E>(owner).iter();
        entries.filter(move |entry| entry.when == when)
    }

    /// The entries of a kind of all owners.
    pub fn all_entries<E: Entry>(&self) -> impl Iterator<Item = (E::Owner, &Dated<E>)> {
        E::of(self).flat_map(|(owner, entries)| entries.iter().map(move |entry| (owner, entry)))
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{animal, weighed};
    use super::*;
    use crate::{BodyWeight, parse_date};

    fn weighing(date: &str, time: Option<&str>) -> Dated<BodyWeight> {
        let animal = weighed(animal("1"), &[(0, 20.0)]);
        let mut weighing = animal.weighings[0].clone();
        weighing.when = When::on(parse_date("date", date).unwrap());
        weighing.clock_time = time.map(|time| ClockTime::read("time", time).unwrap());
        weighing
    }

    #[test]
    fn hours_between_entries_are_those_that_passed() {
        for (from, to, hours) in [
            (
                ("2026-01-05", Some("09:00")),
                ("2026-01-05", Some("10:30")),
                Some(1.5),
            ),
            (
                ("2026-01-05", Some("23:00+01:00")),
                ("2026-01-06", Some("01:00+01:00")),
                Some(2.0),
            ),
            // Clocks were set forward on 2026-03-29, and back on 2026-10-25.
            (
                ("2026-03-28", Some("12:00+01:00")),
                ("2026-03-29", Some("12:00+02:00")),
                Some(23.0),
            ),
            (
                ("2026-10-24", Some("12:00+02:00")),
                ("2026-10-25", Some("12:00+01:00")),
                Some(25.0),
            ),
            // Without both offsets, the local times are all that is known.
            (
                ("2026-03-28", Some("12:00")),
                ("2026-03-29", Some("12:00+02:00")),
                Some(24.0),
            ),
            (
                ("2026-01-06", Some("09:00")),
                ("2026-01-05", Some("09:00")),
                Some(-24.0),
            ),
            (("2026-01-05", None), ("2026-01-05", Some("09:00")), None),
            (("2026-01-05", Some("09:00")), ("2026-01-05", None), None),
        ] {
            let between = weighing(to.0, to.1).hours_since(&weighing(from.0, from.1));
            assert_eq!(between, hours, "{from:?} {to:?}");
        }
    }

    #[test]
    fn clock_time_does_not_change_the_order_of_entries() {
        let (mut first, mut second) = (
            weighing("2026-01-05", Some("10:00")),
            weighing("2026-01-05", Some("09:00")),
        );
        (first.repeat, second.repeat) = (1, 2);
        assert_eq!(first.in_time(&second), Ordering::Less);
        assert_eq!(standing([&first, &second]).unwrap().repeat, 2);
    }
}
