//! How and when an animal left the study.

use super::study::words;
use super::{DispositionId, Prose, When};

words! {
    /// Why an animal is no longer on study.
    DispositionKind, "disposition", {
        /// Planned: the study or the animal's part in it ended.
        ScheduledSacrifice => "scheduled_sacrifice",
        /// A limit of the protocol was reached.
        HumaneEndpoint => "humane_endpoint",
        /// Found dead.
        FoundDead => "found_dead",
        /// Taken out for a reason that the study does not ask about.
        Excluded => "excluded",
    }
}

impl DispositionKind {
    /// The words on a screen: `humane endpoint`.
    pub fn words(self) -> String {
        self.id().replace('_', " ")
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
