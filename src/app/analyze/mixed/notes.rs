//! What a reader must know of the mixed model.

use domain::{AnalysisNote, NoteCode};
use stats::mixed::{NoFit, Note};

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
            // `without_slope` names the arms.
            Note::NotEstimable(_) => None,
            Note::SharedResidual(..) => None,
        }
        };
        let mut notes: Vec<AnalysisNote> = self.fit.notes.iter().filter_map(sentence).collect();
        notes.extend(self.without_slope());
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
        let arms: Vec<usize> = (0..self.cohort.arms.len()).filter(lacks).collect();
        let which = match arms.as_slice() {
            [] => return None,
            few if few.len() <= NAMED_ARMS => {
                let names: Vec<&str> = few.iter().map(|&arm| self.cohort.arms[arm]).collect();
                names.join(", ")
            }
            many => count(many.len(), "arm"),
        };
        let message = format!(
            "no slope in the mixed model for {which}: up to the horizon the logarithm can use readings of one \
             day only"
        );
        Some(AnalysisNote::new(NoteCode::MixedModel, message))
    }
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
