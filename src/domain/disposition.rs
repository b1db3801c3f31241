//! How and when an animal left the study.

use super::attribute::Blind::Shown;
use super::study::words;
use super::{Attribute, Cells, Described, DispositionId, Invalid, Kind, Prose, When};

words! {
    /// Why an animal is no longer on study.
    DispositionKind, "disposition", {
        /// Planned: the study or the animal's part in it ended.
        ScheduledSacrifice => "scheduled_sacrifice",
        /// A limit of the protocol was reached.
        HumaneEndpoint => "humane_endpoint",
        /// Found dead.
        FoundDead => "found_dead",
        /// Taken out for a reason that the study does not ask about, which is recorded with it.
        Excluded => "excluded",
    }
}

impl DispositionKind {
    /// The words on a screen: `humane endpoint`.
    pub fn words(self) -> String {
        self.id().replace('_', " ")
    }

    /// Refuses a kind that says nothing without its reason, where none is given.
    pub fn check_reason(self, reason: Option<&Prose>) -> Result<(), Invalid> {
        if self == Self::Excluded && reason.is_none() {
            let why = format!("is missing: `{}` needs one", self.words());
            let hint = "say why the animal was taken out";
            return Err(Invalid::new("reason", "", why, hint));
        }
        Ok(())
    }
}

/// The end of an animal's time on study; an animal has at most one.
#[derive(Debug, Clone, PartialEq)]
pub struct Disposition {
    /// Its id.
    pub id: DispositionId,
    /// What happened.
    pub kind: DispositionKind,
    /// When: the last day on which the animal can have readings.
    pub when: When,
    /// Why.
    pub reason: Option<Prose>,
}

impl Described for Disposition {
    const TABLE: &'static str = "dispositions";
    const ATTRIBUTES: &'static [Attribute<Self>] = &[
        Attribute::new(
            "kind",
            Kind::Text,
            Shown,
            "how the animal left the study",
            |d: &Self| d.kind.id().into(),
        )
        .headed("disposition"),
        Attribute::new(
            "observed_on",
            Kind::Date,
            Shown,
            "calendar date",
            |d: &Self| d.when.date.into(),
        )
        .not_exported(),
        Attribute::new(
            "day_part",
            Kind::Number,
            Shown,
            "part of the day",
            |d: &Self| d.when.day_part.into(),
        )
        .not_exported(),
        Attribute::new("reason", Kind::Text, Shown, "why", |d| {
            d.reason.as_ref().into()
        }),
    ];
}

impl Disposition {
    /// What a row of the table tells of the disposition with this id.
    pub fn read<C: Cells>(id: DispositionId, cells: &C) -> Result<Self, C::Error> {
        Ok(Self {
            id,
            kind: cells.required("kind", C::parsed)?,
            when: cells.required("observed_on", |cells, _| cells.when())?,
            reason: cells.prose("reason")?,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_an_exclusion_needs_its_reason() {
        let refused = |kind: &&DispositionKind| kind.check_reason(None).is_err();
        let refused: Vec<_> = DispositionKind::ALL.iter().filter(refused).collect();
        assert_eq!(refused, [&DispositionKind::Excluded]);
        let reason = Prose::new("reason", "fought with its mates").unwrap();
        let kind = DispositionKind::Excluded;
        assert_eq!(kind.check_reason(Some(&reason)), Ok(()));
    }
}
