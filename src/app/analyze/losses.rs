//! Animals that left early because of weight or signs of ill health, and not because of their tumors.

use std::collections::HashMap;

use domain::{AnimalRecord, AnimalWeight, DispositionKind, EarlyLoss, LossCause, StudyRecord};

use super::cohort::{AnalysisCohort, End, Subject};

/// Early is within this share of the longest follow-up of the study.
const EARLY: f64 = 1.0 / 3.0;

/// A loss of weight of so many percent is one of harm where the study sets no limit.
const HARMFUL_PERCENT: f64 = 20.0;

/// The words by which a reason names something.
struct Words {
    /// Beginnings of words.
    beginnings: &'static [&'static str],
    /// Whole words: others begin with them that mean something else, as `illegible` and `thing` do.
    whole: &'static [&'static str],
}

/// A reason names the weight.
const WEIGHT_WORDS: Words = Words {
    beginnings: &["weight", "cachex", "emaciat"],
    whole: &["bw", "bwl", "thin", "thinner"],
};

/// A reason names the tumor.
const TUMOR_WORDS: Words = Words {
    beginnings: &[
        "tumor", "tumour", "volume", "size", "burden", "ulcer", "necro", "metast",
    ],
    whole: &[],
};

/// An exclusion says that the animal was ill.
const ILL_WORDS: Words = Words {
    beginnings: &[
        "sick",
        "moribund",
        "dead",
        "death",
        "died",
        "toxic",
        "clinical",
        "condition",
        "letharg",
        "distress",
        "humane",
    ],
    whole: &["ill", "illness"],
};

impl Words {
    /// Whether a reason in lower case has one of them.
    fn are_in(&self, reason: &str) -> bool {
        let mut words = reason.split(|c: char| !c.is_alphanumeric());
        words.any(|word| {
            let mut beginnings = self.beginnings.iter();
            self.whole.contains(&word) || beginnings.any(|begins| word.starts_with(begins))
        })
    }
}

/// The animals, in the order of the cohort, which leaves nothing out that was recorded. `weights` are those of all
/// animals with a baseline weight.
pub(super) fn early(
    record: &StudyRecord,
    cohort: &AnalysisCohort,
    weights: &[AnimalWeight],
) -> Vec<EarlyLoss> {
    let until = |subject: &Subject| {
        let last = [subject.burden.last_day(), subject.weights.last_day()];
        let last = last.into_iter().flatten().reduce(f64::max)?;
        Some((start(subject)?, last))
    };
    let followed = cohort.subjects.iter().filter_map(until);
    let longest = followed
        .map(|(start, last)| last - start)
        .fold(0.0, f64::max);
    let limit = cohort.protocol.limit_weight_loss_percent;
    let limit = limit.unwrap_or(HARMFUL_PERCENT);
    let nadirs: HashMap<&str, f64> = weights
        .iter()
        .map(|w| (w.animal.as_str(), w.nadir_percent))
        .collect();
    let reasons = reasons(record);
    let lost = cohort.subjects.iter().filter_map(|subject| {
        let end = subject.end.as_ref()?;
        if end.day - start(subject)? > EARLY * longest {
            return None;
        }
        let nadir = nadirs.get(subject.tag).copied();
        let lost_weight = nadir.is_some_and(|nadir| nadir <= -limit);
        let reason = reasons.get(subject.tag);
        Some(EarlyLoss {
            animal: subject.tag.to_owned(),
            arm: cohort.arms[subject.arm].to_owned(),
            day: end.day,
            disposition: end.kind.id(),
            cause: cause(end, reason.map_or("", String::as_str), lost_weight)?,
            nadir_percent: nadir,
        })
    });
    lost.collect()
}

/// The baseline day of an animal.
fn start(subject: &Subject) -> Option<f64> {
    let (burden, weights) = (subject.burden.baseline(), subject.weights.baseline());
    burden.or(weights).map(|(day, _)| day)
}

/// The recorded reasons of dispositions by the animal's tag, in lower case.
fn reasons(record: &StudyRecord) -> HashMap<&str, String> {
    let reason = |animal: &'_ AnimalRecord| {
        let reason = animal.disposition.as_ref()?.reason.as_ref()?;
        Some(reason.as_str().to_lowercase())
    };
    let animals = record.animals.iter();
    animals
        .filter_map(|animal| Some((animal.animal.tag.as_str(), reason(animal)?)))
        .collect()
}

/// Why an animal left, if not because of its tumor or as planned.
fn cause(end: &End, reason: &str, lost_weight: bool) -> Option<LossCause> {
    match end.kind {
        DispositionKind::ScheduledSacrifice
        | DispositionKind::Reserve
        | DispositionKind::Transferred => None,
        DispositionKind::FoundDead => Some(LossCause::FoundDead),
        _ if lost_weight || WEIGHT_WORDS.are_in(reason) => Some(LossCause::Weight),
        DispositionKind::HumaneEndpoint => {
            (!TUMOR_WORDS.are_in(reason)).then_some(LossCause::Signs)
        }
        DispositionKind::Excluded => ILL_WORDS.are_in(reason).then_some(LossCause::Signs),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::DispositionRole;

    #[test]
    fn only_losses_that_the_tumor_does_not_explain_count() {
        use DispositionKind as D;
        for (kind, reason, lost_weight, expected) in [
            (D::ScheduledSacrifice, "", true, None),
            (D::Reserve, "weight", true, None),
            (D::Transferred, "weight", true, None),
            (D::FoundDead, "", false, Some(LossCause::FoundDead)),
            (D::HumaneEndpoint, "", false, Some(LossCause::Signs)),
            (
                D::HumaneEndpoint,
                "ruffled fur",
                false,
                Some(LossCause::Signs),
            ),
            (D::HumaneEndpoint, "tumor volume", false, None),
            (D::HumaneEndpoint, "ulcerated", false, None),
            (
                D::HumaneEndpoint,
                "tumor volume",
                true,
                Some(LossCause::Weight),
            ),
            (
                D::HumaneEndpoint,
                "bwl > 20 %",
                false,
                Some(LossCause::Weight),
            ),
            (D::Excluded, "no take", false, None),
            (D::Excluded, "found sick", false, Some(LossCause::Signs)),
            (
                D::Excluded,
                "ill since day 3",
                false,
                Some(LossCause::Signs),
            ),
            (D::Excluded, "illegible tag", false, None),
            (D::Excluded, "something is wrong", false, None),
            (D::Excluded, "thing in the cage", false, None),
            (D::Excluded, "bwx lost", false, None),
            (D::Excluded, "thin, hunched", false, Some(LossCause::Weight)),
            (D::Excluded, "bw", false, Some(LossCause::Weight)),
            (D::Excluded, "weight-loss", false, Some(LossCause::Weight)),
        ] {
            let end = End {
                day: 3.0,
                kind,
                role: DispositionRole::Censor,
            };
            assert_eq!(
                cause(&end, reason, lost_weight),
                expected,
                "{kind:?} {reason}"
            );
        }
    }
}
