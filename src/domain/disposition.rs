//! How and when an animal left the study.

use super::attribute::Blind::Shown;
use super::study::words;
use super::{Animal, Attribute, Cells, Described, DispositionId, Invalid, Kind, Prose, When};

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
        /// A spare animal that no arm needed. It is in no arm, so no analysis of arms counts it.
        Reserve => "reserve",
        /// Alive when it went to another study, facility or use. It is followed up to its last reading.
        Transferred => "transferred",
    }
}

impl DispositionKind {
    /// The words on a screen: `humane endpoint`.
    pub fn words(self) -> String {
        self.id().replace('_', " ")
    }

    /// Whether it says something of the treatment or the study: the others are of animals that were spare, or went on
    /// living elsewhere, so they are never an event of an analysis.
    pub fn can_be_event(self) -> bool {
        !matches!(self, Self::Reserve | Self::Transferred)
    }

    /// Refuses a reserve that is in an arm: analyses leave reserves out, and would so lose an animal of the arm.
    pub fn suits(self, animal: &Animal) -> Result<(), Invalid> {
        match (self, animal.arm) {
            (Self::Reserve, Some(_)) => Err(Invalid::new(
                "disposition",
                self.words(),
                format!(
                    "is of animals in no arm, and animal `{}` is in one",
                    animal.tag
                ),
                "record it as transferred or excluded, or take it out of its arm first",
            )),
            _ => Ok(()),
        }
    }

    /// Refuses a humane endpoint and an exclusion without a reason: for the one the welfare record needs it, and the
    /// other says nothing without it.
    pub fn check_reason(self, reason: Option<&Prose>) -> Result<(), Invalid> {
        let hint = match self {
            Self::Excluded => "say why the animal was taken out",
            Self::HumaneEndpoint => "say what was seen, such as weight loss 21 %",
            _ => return Ok(()),
        };
        match reason {
            Some(_) => Ok(()),
            None => {
                let why = format!("is missing: `{}` needs one", self.words());
                Err(Invalid::new("reason", "", why, hint))
            }
        }
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
    fn humane_endpoint_and_exclusion_need_a_reason() {
        let refused = |kind: &&DispositionKind| kind.check_reason(None).is_err();
        let refused: Vec<_> = DispositionKind::ALL.iter().filter(refused).collect();
        let kinds = [DispositionKind::HumaneEndpoint, DispositionKind::Excluded];
        assert_eq!(refused, kinds.iter().collect::<Vec<_>>());
        let reason = Prose::new("reason", "fought with its mates").unwrap();
        for kind in kinds {
            assert_eq!(kind.check_reason(Some(&reason)), Ok(()));
        }
    }
}
