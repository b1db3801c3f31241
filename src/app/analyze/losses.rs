//! Animals that left early because of weight or signs of ill health, and not because of their tumors.

use domain::{AnimalWeight, DispositionKind, EarlyLoss, LossCause, StudyRecord};

use super::cohort::{AnalysisCohort, End, Subject};

/// Early is within this share of the longest follow-up of the study.
const EARLY: f64 = 1.0 / 3.0;

/// A loss of weight of so many percent is one of harm where the study sets no limit.
const HARMFUL_PERCENT: f64 = 20.0;

/// Beginnings of words by which a reason names the weight.
const WEIGHT_WORDS: [&str; 5] = ["weight", "bw", "cachex", "emaciat", "thin"];

/// Beginnings of words by which a reason names the tumor.
const TUMOR_WORDS: [&str; 8] = [
    "tumor", "tumour", "volume", "size", "burden", "ulcer", "necro", "metast",
];

/// Beginnings of words of an exclusion that says that the animal was ill.
const ILL_WORDS: [&str; 12] = [
    "ill",
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
];

/// The animals, in the order of the cohort. `weights` are those of all animals with a baseline weight.
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
    let lost = cohort.subjects.iter().filter_map(|subject| {
        let end = subject.end.as_ref()?;
        if end.day - start(subject)? > EARLY * longest {
            return None;
        }
        let weight = weights.iter().find(|w| w.animal == subject.tag);
        let nadir = weight.map(|w| w.nadir_percent);
        let lost_weight = nadir.is_some_and(|nadir| nadir <= -limit);
        let reason = reason(record, subject.tag);
        Some(EarlyLoss {
            animal: subject.tag.to_owned(),
            arm: cohort.arms[subject.arm].to_owned(),
            day: end.day,
            disposition: end.kind.id(),
            cause: cause(end, &reason, lost_weight)?,
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

/// The recorded reason of an animal's disposition, in lower case.
fn reason(record: &StudyRecord, tag: &str) -> String {
    let mut animals = record.animals.iter();
    let animal = animals.find(|animal| animal.animal.tag.as_str() == tag);
    let reason = animal.and_then(|animal| animal.disposition.as_ref()?.reason.as_ref());
    reason.map_or(String::new(), |reason| reason.as_str().to_lowercase())
}

/// Why an animal left, if not because of its tumor or as planned.
fn cause(end: &End, reason: &str, lost_weight: bool) -> Option<LossCause> {
    let names = |beginnings: &[&str]| {
        let mut words = reason.split(|c: char| !c.is_alphanumeric());
        words.any(|word| beginnings.iter().any(|begins| word.starts_with(begins)))
    };
    match end.kind {
        DispositionKind::ScheduledSacrifice => None,
        DispositionKind::FoundDead => Some(LossCause::FoundDead),
        _ if lost_weight || names(&WEIGHT_WORDS) => Some(LossCause::Weight),
        DispositionKind::HumaneEndpoint => (!names(&TUMOR_WORDS)).then_some(LossCause::Signs),
        DispositionKind::Excluded => names(&ILL_WORDS).then_some(LossCause::Signs),
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
