//! What a reader must know of the mixed model.

use domain::{AnalysisNote, NoteCode, ResidualRule};
use stats::mixed::{FEWEST_RESIDUALS, NoFit, Note, Shared};

use super::fitted::{FREEDOM, FittedModel, MANY_ARMS};
use super::readings::ModelReadings;
use crate::analyze::notes::count;

/// The most arms that a note names; of more it gives the number.
const NAMED_ARMS: usize = 6;

pub fn no_fit(rows: &ModelReadings, why: NoFit) -> AnalysisNote {
    let why = match why {
        _ if rows.response.is_empty() => "no reading that the logarithm can use".to_owned(),
        why => why.to_string(),
    };
    AnalysisNote::new(NoteCode::MixedModel, format!("no mixed model: {why}"))
}

impl FittedModel<'_> {
    pub fn notes(&self) -> Vec<AnalysisNote> {
        let note = |message: String| AnalysisNote::new(NoteCode::MixedModel, message);
        let sentence = |of: &Note| {
            match *of {
            Note::LeftOut(n) => Some(note(format!("the mixed model leaves out {n} readings"))),
            Note::NoAnimalVariance => Some(note(
                "mixed model: animals do not differ beyond the scatter of their readings; the fit is \
                 that of least squares"
                    .to_owned(),
            )),
            Note::Singular => Some(note(
                "mixed model: the random effects' covariance is singular (one of them does not vary, \
                 or intercept and slope are perfectly correlated); estimates stand"
                    .to_owned(),
            )),
            Note::NotIdentified => Some(note(
                "mixed model: too few readings per animal to tell its variances apart; fixed effects \
                 stand, variance components do not"
                    .to_owned(),
            )),
            Note::VanishingResidual => Some(note(
                "mixed model: hardly any scatter about the animals' own lines".to_owned(),
            )),
            Note::NotConverged => Some(note(
                "mixed model: the optimizer stopped before it met its criterion".to_owned(),
            )),
            Note::EmptyArm(arm) => {
                let message = "no readings for the mixed model".to_owned();
                Some(note(message).of_arm(self.cohort.arms[arm]))
            }
            Note::SingleAnimal(arm) => {
                let message = "one animal in the mixed model: how animals of this arm differ is taken \
                               from the others";
                Some(note(message.to_owned()).of_arm(self.cohort.arms[arm]))
            }
            // `without_slope` and `shared` name the arms.
            Note::NotEstimable(_) | Note::SharedResidual(..) => None,
        }
        };
        let mut notes: Vec<AnalysisNote> = self.fit.notes.iter().filter_map(sentence).collect();
        notes.extend(self.without_slope());
        notes.extend(self.shared(Shared::TooFew));
        notes.extend(self.shared(Shared::NoScatter));
        notes.extend(self.without_landmark());
        if self.cohort.arms.len() > MANY_ARMS {
            let message = format!(
                "pairs of arms are not compared in the mixed model: more than {MANY_ARMS} arms"
            );
            notes.push(note(message));
        }
        notes
    }

    /// Arms without a slope: up to the horizon the logarithm can use readings of one day only.
    fn without_slope(&self) -> Option<AnalysisNote> {
        let lacks = |arm: &usize| {
            let slope = self
                .fit
                .slope(*arm)
                .and_then(|of| self.fit.test(&of, FREEDOM));
            slope.is_none() && !self.fit.notes.contains(&Note::EmptyArm(*arm))
        };
        let arms = (0..self.cohort.arms.len()).filter(lacks);
        let which = self.named(arms)?;
        let message = format!(
            "no slope in the mixed model for {which}: up to the horizon the logarithm can use readings of one \
             day only"
        );
        Some(AnalysisNote::new(NoteCode::MixedModel, message))
    }

    /// Arms that take the pooled residual variance for a reason.
    fn shared(&self, why: Shared) -> Option<AnalysisNote> {
        if self.rows.residual == ResidualRule::Common {
            return None;
        }
        let of = |arm: &usize| self.fit.notes.contains(&Note::SharedResidual(*arm, why));
        let arms: Vec<usize> = (0..self.cohort.arms.len()).filter(of).collect();
        let all = self.fit.residuals.iter().all(|of| of.shared.is_some());
        let which = self.named(arms.into_iter())?;
        let message = match why {
            Shared::TooFew if all => format!(
                "mixed model: one residual SD for all arms, for none has {FEWEST_RESIDUALS} readings beyond those \
                 that its animals' own lines fit exactly"
            ),
            Shared::TooFew => format!(
                "mixed model: the residual SD is the pooled one of the other arms in {which}, which has fewer than \
                 {FEWEST_RESIDUALS} readings beyond those that its animals' own lines fit exactly"
            ),
            Shared::NoScatter if all => return None,
            Shared::NoScatter => format!(
                "mixed model: readings do not scatter in {which}; the residual SD there is the pooled one of the \
                 other arms, whose results are as if these readings were absent"
            ),
        };
        Some(AnalysisNote::new(NoteCode::MixedModel, message))
    }

    /// Arms that were last read before the landmark day.
    fn without_landmark(&self) -> Option<AnalysisNote> {
        let landmark = self.landmark?;
        let lacks = |arm: &usize| {
            let last = self.cohort.last_day(*arm);
            last.is_some_and(|last| last < landmark)
        };
        let which = self.named((0..self.cohort.arms.len()).filter(lacks))?;
        let message = format!(
            "no mean on day {landmark} in the mixed model for {which}: last read before; lines are not carried on"
        );
        Some(AnalysisNote::new(NoteCode::MixedModel, message))
    }

    /// The names of arms, or how many they are; none if there are none.
    fn named(&self, arms: impl Iterator<Item = usize>) -> Option<String> {
        let names: Vec<String> = arms.map(|arm| self.cohort.arms[arm].to_owned()).collect();
        (!names.is_empty()).then(|| listed(names, "arm"))
    }
}

/// A list, or of a long one only its length.
pub fn listed(of: Vec<String>, thing: &str) -> String {
    match of.len() {
        few if few <= NAMED_ARMS => of.join(", "),
        many => count(many, thing),
    }
}

/// A note on arms without a mean by the model from a guarded day on.
pub fn end_early(arms: &[(&str, f64)]) -> Option<AnalysisNote> {
    let named = arms
        .iter()
        .map(|(arm, day)| format!("{arm} from day {day} on"));
    (!arms.is_empty()).then(|| {
        let message = format!(
            "no mean by the mixed model on guarded days on which its line lies above every volume read in the arm: {}",
            listed(named.collect(), "arm")
        );
        AnalysisNote::new(NoteCode::GuardedMean, message)
    })
}

/// A note on a landmark day beyond the last reading of the model.
pub fn carried_on(landmark: Option<f64>, last_day: f64) -> Option<AnalysisNote> {
    let landmark = landmark.filter(|landmark| *landmark > last_day)?;
    let message = format!(
        "the mixed model's means on day {landmark} lie beyond its last reading, of day {last_day}: the lines are \
         carried on"
    );
    Some(AnalysisNote::new(NoteCode::MixedModel, message))
}

/// A note on a landmark day beyond all readings of the study.
pub fn beyond(landmark: Option<f64>, last_day: f64) -> Option<AnalysisNote> {
    let landmark = landmark.filter(|landmark| *landmark > last_day)?;
    let message = format!(
        "the mixed model has no means on day {landmark}: the last readings are of day {last_day}"
    );
    Some(AnalysisNote::new(NoteCode::MixedModel, message))
}
