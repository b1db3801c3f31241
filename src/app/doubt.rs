//! Values that are possible but not expected: which they are, and what becomes of them. Command line, pipes and
//! screens judge here, by the ranges of [`super::expect`].
//!
//! The command line refuses such a value until it is confirmed. The Measure screen has asked the person already. Either
//! way, what is written outside of its expected range is noted in the trail.

use std::fmt;

use super::Error;
use super::expect::{self, Expected, agree};
use domain::{AnimalRecord, BodyWeight, Observation, Remedy, Study, StudyRecord, TumorId, When};
use store::Operation;

/// What to do with values outside of their expected range.
#[derive(Debug, Clone, PartialEq, Default)]
pub enum Doubts {
    /// They are refused.
    #[default]
    Refused,
    /// A person has confirmed them: they are recorded and noted in the trail.
    Confirmed,
    /// The screen has judged and asked: these are noted in the trail.
    Judged(Vec<Doubt>),
}

/// A value outside of its expected range.
#[derive(Debug, Clone, PartialEq)]
pub struct Doubt {
    what: &'static str,
    unit: &'static str,
    decimals: u8,
    value: f64,
    expected: Expected,
}

impl Doubt {
    /// A tumor volume in mm³, if it is outside of the range.
    pub fn of_volume(mm3: f64, expected: Expected) -> Option<Self> {
        Self::of("volume", "mm³", 0, mm3, expected)
    }

    /// A body weight in g, if it is outside of the range.
    pub fn of_weight(grams: f64, expected: Expected) -> Option<Self> {
        Self::of("body weight", "g", 1, grams, expected)
    }

    fn of(
        what: &'static str,
        unit: &'static str,
        decimals: u8,
        value: f64,
        expected: Expected,
    ) -> Option<Self> {
        (!expected.holds(value)).then_some(Self {
            what,
            unit,
            decimals,
            value,
            expected,
        })
    }
}

/// `volume 990 mm³ is outside the expected 430 – 610 mm³`.
impl fmt::Display for Doubt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { what, unit, .. } = self;
        let decimals = usize::from(self.decimals);
        let range = self.expected.range_text(self.decimals);
        let value = self.value;
        write!(
            f,
            "{what} {value:.decimals$} {unit} is outside the expected {range} {unit}"
        )
    }
}

/// A study of which so much is read as a judgement needs: of a tumor or body with a course of its own, no other
/// animal.
pub(super) struct Judge<'a> {
    op: &'a Operation<'a>,
    study: &'a Study,
    animal: &'a AnimalRecord,
}

impl<'a> Judge<'a> {
    pub(super) fn new(op: &'a Operation<'a>, study: &'a Study, animal: &'a AnimalRecord) -> Self {
        Self { op, study, animal }
    }

    fn record(&self, needs_others: bool) -> Result<StudyRecord, Error> {
        if needs_others {
            return Ok(self.op.study(self.study.name.as_str())?);
        }
        Ok(StudyRecord::new(self.study.clone()))
    }

    /// What is doubtful about a reading. One that agrees with another of the day confirms it, and is not.
    pub(super) fn reading(
        &self,
        tumor: TumorId,
        when: When,
        found: &Observation,
    ) -> Result<Option<Doubt>, Error> {
        let protocol = &self.study.protocol;
        let volume = |found: &Observation| protocol.volume_mm3(found);
        let Some(mm3) = volume(found) else {
            return Ok(None);
        };
        let known = self.animal.tumors.iter().find(|t| t.tumor.id == tumor);
        let Some(known) = known else {
            // A tumor that this entry adds has no course and no site rank yet.
            return Ok(None);
        };
        let mut of_moment = known.readings.iter().filter(|r| r.when == when);
        if of_moment.any(|r| volume(&r.observation).is_some_and(|other| agree(mm3, other))) {
            return Ok(None);
        }
        let earlier = known.volumes(protocol).filter(|(at, _)| *at < when);
        let record = self.record(earlier.count() < expect::OWN_COURSE)?;
        let expected = expect::expected_volume(&record, self.animal, known, when);
        Ok(expected.and_then(|expected| Doubt::of_volume(mm3, expected)))
    }

    /// What is doubtful about a body weight. One that agrees with another of the day confirms it, and is not.
    pub(super) fn weight(&self, when: When, weight: BodyWeight) -> Result<Option<Doubt>, Error> {
        let grams = weight.grams();
        let weighings = &self.animal.weighings;
        let mut of_moment = weighings.iter().filter(|w| w.when == when);
        if of_moment.any(|w| expect::weights_agree(grams, w.grams())) {
            return Ok(None);
        }
        let has_own = self.animal.standing_weighings().any(|w| w.when < when);
        let record = self.record(!has_own)?;
        let expected = expect::expected_weight(&record, self.animal, when);
        Ok(Doubt::of_weight(grams, expected))
    }
}

impl Doubts {
    /// Refuses what was found doubtful, or notes it in the trail. The judgement is made only where nobody made it.
    ///
    /// # Errors
    /// If something is doubtful and was not confirmed.
    pub(super) fn settle(
        &self,
        op: &Operation<'_>,
        animal: &AnimalRecord,
        judge: impl FnOnce() -> Result<Vec<Doubt>, Error>,
    ) -> Result<(), Error> {
        let found = match self {
            Self::Judged(doubts) => doubts.clone(),
            Self::Refused | Self::Confirmed => judge()?,
        };
        let told: Vec<String> = found.iter().map(Doubt::to_string).collect();
        match (self, told.as_slice()) {
            (_, []) => Ok(()),
            (Self::Refused, told) => Err(Error::state(
                format!("animal `{}`: {}", animal.animal.tag, told.join("; ")),
                Remedy::Confirm,
            )),
            (_, told) => {
                let mut noted = told.iter();
                Ok(noted.try_for_each(|doubt| op.note(&format!("confirmed: {doubt}")))?)
            }
        }
    }
}
