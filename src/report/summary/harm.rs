//! The finding on harm, which every summary has: deaths, loss of body weight, animals removed for signs of illness.

use std::collections::BTreeSet;

use super::evidence::{ArmEvidence, Evidence, LOSS_PERCENT};
use super::statement::{counted_word, extent, of, on_day, plural};
use super::{Finding, Statement};
use crate::document::Words;
use crate::document::words::{listed, on_one_line};
use crate::number::{days, number, range, unbroken};
use domain::{AnimalRecord, AnimalWeight, DispositionKind};

/// The harm of one arm.
struct ArmHarm<'a> {
    arm: &'a ArmEvidence<'a>,
    dead: Vec<&'a AnimalRecord>,
    /// Removed at a humane endpoint that is none of a tumor.
    ill: Vec<&'a AnimalRecord>,
    lost: Vec<&'a AnimalWeight>,
}

/// Words in the reason of a humane endpoint by which it is one of the tumor, and not of the animal's health.
const OF_TUMORS: [&str; 5] = ["tumor", "tumour", "volume", "size", "ulcer"];

impl<'a> ArmHarm<'a> {
    fn of(evidence: &'a Evidence<'a>, arm: &'a ArmEvidence<'a>) -> Self {
        let endpoints = arm.left(DispositionKind::HumaneEndpoint);
        let ill = endpoints.filter(|animal| {
            let reason = animal.disposition.as_ref().and_then(|d| d.reason.as_ref());
            reason.is_some_and(|reason| {
                let reason = reason.as_str().to_lowercase();
                !OF_TUMORS.iter().any(|word| reason.contains(word))
            })
        });
        Self {
            arm,
            dead: arm.left(DispositionKind::FoundDead).collect(),
            ill: ill.collect(),
            lost: arm.lost_20(evidence.analysis),
        }
    }

    fn tags(&self) -> impl Iterator<Item = &'a str> {
        let left = self.dead.iter().chain(&self.ill);
        let left = left.map(|animal| animal.animal.tag.as_str());
        left.chain(self.lost.iter().map(|weight| weight.animal.as_str()))
    }
}

pub(super) fn finding(evidence: &Evidence<'_>) -> Finding {
    let harms: Vec<ArmHarm<'_>> = evidence
        .arms
        .iter()
        .map(|arm| ArmHarm::of(evidence, arm))
        .collect();
    let report = HarmReport { evidence, harms };
    let tags: BTreeSet<&str> = report.harms.iter().flat_map(ArmHarm::tags).collect();
    let statement = match tags.len() {
        0 => report.none(),
        n => Statement::fitting(report.claim(n), report.sentences()),
    };
    Finding {
        is_harm: true,
        statement,
    }
}

struct HarmReport<'a> {
    evidence: &'a Evidence<'a>,
    harms: Vec<ArmHarm<'a>>,
}

impl<'a> HarmReport<'a> {
    fn weighed(&self) -> bool {
        !self.evidence.analysis.weight.animals.is_empty()
    }

    /// What can be said where no harm is on record.
    fn none(&self) -> Statement {
        let claim = match (self.evidence.records_ends, self.weighed()) {
            (true, true) => "No animal was found dead or lost 20% of its body weight.",
            (false, true) => "No animal lost 20% of its body weight.",
            (true, false) => "No animal was found dead; body weight was not recorded.",
            (false, false) => "Harm is not known: neither body weights nor deaths are recorded.",
        };
        let ends = (!self.evidence.records_ends && self.weighed())
            .then(|| "Deaths and reasons for removal are not recorded.".into());
        let n: usize = self.evidence.arms.iter().map(|arm| arm.animals.len()).sum();
        let all = match self.evidence.records_ends || self.weighed() {
            true => format!("{} animals in arms.", of(0, n)),
            false => "Tolerability cannot be judged.".to_owned(),
        };
        let details = [Some(all.into()), self.mean_loss(), ends];
        Statement::fitting(claim, details.into_iter().flatten().collect())
    }

    fn claim(&self, animals: usize) -> String {
        let any = |count: fn(&ArmHarm<'_>) -> usize| self.harms.iter().map(count).sum::<usize>();
        let dead = (any(|harm| harm.dead.len()) > 0)
            .then(|| format!("{} found dead", plural(animals, "was", "were")));
        let ill = any(|harm| harm.ill.len()) > 0;
        let ill = ill.then(|| {
            format!(
                "{} removed for their health",
                plural(animals, "was", "were")
            )
        });
        let lost = any(|harm| harm.lost.len()) > 0;
        let lost = lost.then(|| "lost 20% or more of body weight".to_owned());
        let parts: Vec<String> = [dead, ill, lost].into_iter().flatten().collect();
        format!(
            "{} {} {}.",
            counted_word(animals),
            plural(animals, "animal", "animals"),
            parts.join(" or ")
        )
    }

    fn sentences(&self) -> Vec<Words> {
        let dead = self.left("Found dead", |harm| &harm.dead);
        let ill = self.left("Removed", |harm| &harm.ill);
        let details = [dead, self.lost(), ill, self.mean_loss(), self.unexplained()];
        details.into_iter().flatten().collect()
    }

    /// `Found dead: 1 of 8 with KT-253 3 mg/kg (day 10, unrelated to treatment).`
    fn left(
        &self,
        what: &str,
        animals: for<'h> fn(&'h ArmHarm<'a>) -> &'h [&'a AnimalRecord],
    ) -> Option<Words> {
        let with = self.harms.iter().filter(|harm| !animals(harm).is_empty());
        let each = with.map(|harm| {
            let gone = animals(harm);
            let on = gone.iter().filter_map(|animal| {
                let when = animal.disposition.as_ref()?.when;
                animal
                    .animal
                    .day_of(&self.evidence.material.record.study.protocol, when)
            });
            let on = on_days(on);
            let reason = match gone {
                [only] => only.disposition.as_ref().and_then(|d| d.reason.as_ref()),
                _ => None,
            };
            let reason = reason.map_or(String::new(), |reason| {
                format!(", {}", on_one_line(reason.as_str()))
            });
            let n = of(gone.len(), harm.arm.animals.len());
            Words::from(format!("{n} with {} ({on}{reason})", self.name(harm)))
        });
        let each: Vec<Words> = each.collect();
        (!each.is_empty()).then(|| Words::joined(each, ", ").within(&format!("{what}: "), "."))
    }

    /// `Loss of 20% or more: 1 of 8 with DS-3032 50 mg/kg (day 17, −21.5%).`
    fn lost(&self) -> Option<Words> {
        let with = self.harms.iter().filter(|harm| !harm.lost.is_empty());
        let with: Vec<&ArmHarm<'_>> = with.collect();
        let what = format!("Loss of {LOSS_PERCENT}% or more: ");
        match with.as_slice() {
            [] => None,
            few if few.len() <= 2 => {
                let each = few.iter().map(|harm| {
                    let when = on_and_how_much(&harm.lost);
                    let arm = format!("{} with {} (", self.affected(harm), self.name(harm));
                    when.within(&arm, ")")
                });
                Some(Words::joined(each, ", ").within(&what, "."))
            }
            many => {
                let arms = many
                    .iter()
                    .map(|harm| format!("{} {}", self.name(harm), self.affected(harm)));
                let arms: Vec<String> = arms.collect();
                let before = format!("{what}{} (", arms.join(", "));
                let lost: Vec<&AnimalWeight> = many
                    .iter()
                    .flat_map(|harm| harm.lost.iter().copied())
                    .collect();
                Some(on_and_how_much(&lost).within(&before, ")."))
            }
        }
    }

    /// `1 of 5`: animals with the loss of those weighed.
    fn affected(&self, harm: &ArmHarm<'_>) -> String {
        let weighed = harm.arm.weight.map_or(harm.lost.len(), |weight| weight.n);
        of(harm.lost.len(), weighed)
    }

    fn name(&self, harm: &ArmHarm<'_>) -> String {
        self.evidence.labels.said(harm.arm.at)
    }

    /// The greatest mean loss of an arm.
    fn mean_loss(&self) -> Option<Words> {
        let arms = self.evidence.arms.iter();
        let known = arms.filter_map(|arm| Some((arm, arm.weight?.max_mean_loss_percent?)));
        let (arm, loss) = known.reduce(|a, b| if b.1 < a.1 { b } else { a })?;
        if loss >= 0.0 {
            return Some("No arm's mean body weight fell below its baseline.".into());
        }
        let day = arm.weight.and_then(|weight| weight.day);
        let text = format!(
            "Greatest mean loss {}% ({}, {}).",
            number(Some(-loss), 1),
            self.evidence.labels.said(arm.at),
            on_day(day)
        );
        Some(Words::of(text, [Some(-loss), day]))
    }

    /// That the records of the animals with the loss end with it, where nothing tells why.
    fn unexplained(&self) -> Option<Words> {
        let lost: Vec<&AnimalWeight> = self
            .harms
            .iter()
            .flat_map(|harm| harm.lost.iter().copied())
            .collect();
        let curves = &self.evidence.analysis.curves;
        let ends_so = |weight: &&AnimalWeight| {
            let curve = curves.iter().find(|curve| curve.animal == weight.animal);
            let last = curve.and_then(|curve| curve.weights.last());
            let animals = || self.evidence.arms.iter().flat_map(|arm| &arm.animals);
            let told = animals().any(|animal| {
                animal.animal.tag.as_str() == weight.animal && animal.disposition.is_some()
            });
            !told && last.is_some_and(|last| last.day <= weight.nadir_day)
        };
        let n = lost
            .iter()
            .copied()
            .filter(|weight| ends_so(weight))
            .count();
        let last = self.evidence.last_day()?;
        let before_end = lost.iter().all(|weight| weight.nadir_day < last);
        (n > 0 && n == lost.len() && before_end)
            .then(|| "Their records end that day; why is not recorded.".into())
    }
}

/// `day 17, −21.5%`; `days 6–11, −20.3 to −27.5%`
fn on_and_how_much(lost: &[&AnimalWeight]) -> Words {
    let on = on_days(lost.iter().map(|animal| animal.nadir_day));
    let ends = extent(lost.iter().map(|animal| animal.nadir_percent));
    let (most, least) = ends.unwrap_or_default();
    let (percent, values) = match lost.len() {
        1 => (number(Some(least), 1), vec![least]),
        _ => (range(least, most, 1), vec![least, most]),
    };
    let text = format!("{on}, {}", unbroken(&format!("{percent}%")));
    Words::of(text, values.into_iter().map(Some))
}

/// `day 10`; `days 6–11`
fn on_days(of: impl IntoIterator<Item = f64>) -> String {
    match extent(of) {
        None => "day not recorded".to_owned(),
        Some((from, to)) if from == to => on_day(Some(from)),
        Some((from, to)) => unbroken(&format!("days {}–{}", days(Some(from)), days(Some(to)))),
    }
}

/// The finding of a report that does not show arms: animals, weights and limits.
pub(super) fn welfare(evidence: &Evidence<'_>) -> Finding {
    let material = evidence.material;
    let record = material.record;
    let dead = record.animals.iter().filter(|animal| {
        let left = animal.disposition.as_ref().map(|d| d.kind);
        left == Some(DispositionKind::FoundDead)
    });
    let dead: Vec<&str> = dead.map(|animal| animal.animal.tag.as_str()).collect();
    let weights = &evidence.analysis.weight.animals;
    let lost = weights.iter().filter(|w| w.nadir_percent <= -LOSS_PERCENT);
    let lost: Vec<&str> = lost.map(|weight| weight.animal.as_str()).collect();
    let tags: BTreeSet<&str> = dead.iter().chain(&lost).copied().collect();
    let claim = match tags.len() {
        0 => "No animal was found dead or lost 20% of its body weight.".to_owned(),
        n => format!(
            "{} {} {} found dead or lost 20% or more of body weight.",
            counted_word(n),
            plural(n, "animal", "animals"),
            plural(n, "was", "were")
        ),
    };
    let named = |what: &str, tags: &[&str]| match tags.len() {
        0 => None,
        n if n <= 8 => Some(Words::from(format!("{what}: {}.", listed(tags)))),
        n => Some(Words::from(format!(
            "{what}: {}.",
            domain::counted(n, "animal")
        ))),
    };
    let sentences = [
        named("Found dead", &dead),
        named("Loss of 20% or more", &lost),
        Some(Words::from(format!(
            "{} on record.",
            domain::counted(record.animals.len(), "animal")
        ))),
    ];
    Finding {
        is_harm: true,
        statement: Statement::fitting(claim, sentences.into_iter().flatten().collect()),
    }
}
