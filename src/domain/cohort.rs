//! Cohorts: animals that enter a study together, and the study days that count from their own day 0.
//!
//! Which study day a date is for an animal, and which date a study day, is answered here and nowhere else.

use chrono::NaiveDate;

use super::attribute::Blind::Shown;
use super::{
    Animal, Attribute, Cells, CohortId, Described, Invalid, Kind, Label, Protocol, When, day_of,
    said_from, when_of,
};

/// Animals that enter a study together.
#[derive(Debug, Clone, PartialEq)]
pub struct Cohort {
    /// Its id.
    pub id: CohortId,
    /// Its name, unique in a study.
    pub name: Label,
    /// The date that the study days of its animals count from; without one, day 0 of the study.
    pub day0: Option<NaiveDate>,
}

impl Described for Cohort {
    const TABLE: &'static str = "cohorts";
    const ATTRIBUTES: &'static [Attribute<Self>] = &[
        Attribute::new("name", Kind::Text, Shown, "its name", |cohort: &Self| {
            (&cohort.name).into()
        })
        .headed("cohort"),
        Attribute::new(
            "day0_on",
            Kind::Date,
            Shown,
            "day 0 of its animals, if it is not that of the study",
            |cohort: &Self| cohort.day0.into(),
        )
        .headed("day0"),
    ];
}

impl Cohort {
    /// The cohort that a row about an animal tells beside it; none if the animal has no cohort.
    pub(super) fn of_animal<C: Cells>(cells: &C) -> Result<Option<Self>, C::Error> {
        let Some(id) = cells.id("cohort_id")? else {
            return Ok(None);
        };
        Ok(Some(Self {
            id,
            name: cells.required("cohort", C::label)?,
            day0: cells.date("cohort_day0")?,
        }))
    }
}

impl Animal {
    /// What its study days count from: day 0 of its cohort, else that of the study.
    pub fn day0(&self, protocol: &Protocol) -> Option<NaiveDate> {
        let own = self.cohort.as_ref().and_then(|cohort| cohort.day0);
        own.or(protocol.day0)
    }

    /// The date of its day 0, where it is known: what a calendar and whatever is due ask for.
    pub fn known_day0(&self, protocol: &Protocol) -> Option<NaiveDate> {
        self.day0(protocol)
            .filter(|_| !self.day0_is_assumed(protocol))
    }

    /// Whether no date of the animal is known, but its study days.
    pub fn day0_is_assumed(&self, protocol: &Protocol) -> bool {
        let own = self.cohort.as_ref().and_then(|cohort| cohort.day0);
        own.is_none() && protocol.day0_assumed
    }

    /// The study day that a moment is for this animal; none without a day 0.
    pub fn day_of(&self, protocol: &Protocol, when: When) -> Option<f64> {
        self.day0(protocol).map(|day0| day_of(when, day0))
    }

    /// The moment of a study day of this animal; none without a day 0.
    pub fn when_of(&self, protocol: &Protocol, day: f64) -> Option<Result<When, Invalid>> {
        self.day0(protocol).map(|day0| when_of(day, day0))
    }

    /// A moment as people say it: `day 17 (2026-01-22)`, the date without a day 0, the day alone where dates are not
    /// known.
    pub fn said(&self, protocol: &Protocol, when: When) -> String {
        said_from(self.day0(protocol), self.day0_is_assumed(protocol), when)
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{animal, date, label, study};
    use super::*;

    fn of_cohort(day0: Option<i64>) -> Animal {
        let mut animal = animal("1").animal;
        animal.cohort = Some(Cohort {
            id: CohortId(uuid::Uuid::nil()),
            name: label("second wave"),
            day0: day0.map(date),
        });
        animal
    }

    #[test]
    fn study_days_count_from_day_0_of_the_cohort() {
        let protocol = study(Vec::new()).study.protocol;
        let when = When::on(date(12));
        for (animal, day) in [
            (animal("1").animal, 12.0),
            (of_cohort(None), 12.0),
            (of_cohort(Some(5)), 7.0),
            (of_cohort(Some(-2)), 14.0),
        ] {
            assert_eq!(animal.day_of(&protocol, when), Some(day));
            assert_eq!(animal.when_of(&protocol, day), Some(Ok(when)));
        }
        let said = of_cohort(Some(5)).said(&protocol, when);
        assert_eq!(said, "day 7 (2026-01-17)");
    }

    #[test]
    fn no_date_is_said_where_day_0_is_assumed() {
        let mut protocol = study(Vec::new()).study.protocol;
        protocol.day0_assumed = true;
        let when = When::on(date(12));
        assert_eq!(of_cohort(None).said(&protocol, when), "day 12");
        let said = of_cohort(Some(5)).said(&protocol, when);
        assert_eq!(said, "day 7 (2026-01-17)");
    }

    #[test]
    fn a_cohort_has_study_days_though_the_study_has_no_day_0() {
        let protocol = Protocol::default();
        let when = When::on(date(12));
        assert_eq!(of_cohort(Some(5)).day_of(&protocol, when), Some(7.0));
        assert_eq!(of_cohort(None).day_of(&protocol, when), None);
        assert_eq!(of_cohort(None).when_of(&protocol, 7.0), None);
        assert_eq!(of_cohort(None).said(&protocol, when), "2026-01-17");
    }
}
