//! Rules that tie an observation to its study and its animal.

use chrono::NaiveDate;

use super::{
    AnimalRecord, BaselineRule, Invalid, Protocol, Remedy, Study, StudyStatus, When, day_of,
};

/// What is looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Look {
    /// A tumor: there is none before implantation.
    Tumor,
    /// The animal itself.
    Body,
}

impl AnimalRecord {
    /// Refuses an observation before the implantation, or after the animal's disposition (the day
    /// of the disposition is the last that can have one).
    pub fn may_be_observed(
        &self,
        protocol: &Protocol,
        when: When,
        look: Look,
    ) -> Result<(), Invalid> {
        if look == Look::Tumor
            && let Some(implanted) = protocol.implanted_after(when)
        {
            return Err(Invalid::new(
                "day",
                self.number(protocol, when),
                format!("is before the implantation on {implanted}"),
                Remedy::CheckDayOrImplantation,
            ));
        }
        match &self.disposition {
            Some(end) if when.is_past(end.when) => Err(Invalid::new(
                "day",
                self.number(protocol, when),
                format!(
                    "is after animal {} left the study on {} ({})",
                    self.animal.tag,
                    self.animal.said(protocol, end.when),
                    end.kind.words()
                ),
                Remedy::CheckDayOrLiftDisposition,
            )),
            _ => Ok(()),
        }
    }

    /// A moment for sentences that say `day` themselves: `17 (2026-01-22)`.
    fn number(&self, protocol: &Protocol, when: When) -> String {
        let said = self.animal.said(protocol, when);
        said.trim_start_matches("day ").to_owned()
    }
}

impl Protocol {
    /// The implantation date, if that is after `when`: there was no tumor to look at yet. None in a study of study days,
    /// whose entries have no dates.
    pub fn implanted_after(&self, when: When) -> Option<NaiveDate> {
        let implanted = self.implanted_on.filter(|_| !self.day0_assumed);
        implanted.filter(|implanted| when.date < *implanted)
    }
}

impl When {
    /// Whether this is on a later date than an animal's disposition, whose whole day can still have
    /// entries.
    pub fn is_past(self, disposition: When) -> bool {
        self.date > disposition.date
    }
}

impl Study {
    /// Refuses a study that is closed.
    pub fn must_be_open(&self) -> Result<(), Invalid> {
        match self.status {
            StudyStatus::Open => Ok(()),
            StudyStatus::Closed => Err(Invalid::new(
                "study",
                &self.name,
                "is closed",
                Remedy::ReopenStudy,
            )),
        }
    }
}

impl BaselineRule {
    /// Which of an animal's days, in ascending order, is its baseline: by rule `day0` the first one
    /// that is on day 0 (a part of that day is still that day), else the last one before it, else
    /// the first after it; by rule `first` the first. None if there is none.
    pub fn pick(self, days: &[f64]) -> Option<usize> {
        let by_day0 = match self {
            Self::Day0 => {
                let before = days.partition_point(|day| *day < 0.0);
                let on_day0 = days.get(before).filter(|day| **day < 1.0);
                on_day0.map(|_| before).or_else(|| before.checked_sub(1))
            }
            Self::First => None,
        };
        by_day0.or((!days.is_empty()).then_some(0))
    }
}

/// A moment of a study as people say it: `day 17 (2026-01-22)`, the date where the study has no day 0, the day alone
/// where an import assumed day 0.
/// Moments of an animal are said by [`Animal::said`](super::Animal::said).
pub fn said(protocol: &Protocol, when: When) -> String {
    said_from(protocol.day0, protocol.day0_assumed, when)
}

/// The same from the date of study day 0.
pub fn said_from(day0: Option<NaiveDate>, is_assumed: bool, when: When) -> String {
    match day0 {
        Some(day0) if is_assumed => format!("day {}", day_of(when, day0)),
        Some(day0) => format!("day {} ({})", day_of(when, day0), when.date),
        None => when.date.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_baseline_is_day_0_or_the_last_before_or_the_first() {
        let rule = BaselineRule::Day0;
        assert_eq!(rule.pick(&[-7.0, -1.0, 2.0]), Some(1));
        assert_eq!(rule.pick(&[-7.0, 0.0, 2.0]), Some(1));
        assert_eq!(rule.pick(&[-7.0, 0.4, 2.0]), Some(1));
        assert_eq!(rule.pick(&[33.0, 36.0]), Some(0));
        assert_eq!(rule.pick(&[]), None);
        assert_eq!(BaselineRule::First.pick(&[-7.0, 0.0]), Some(0));
    }
}
