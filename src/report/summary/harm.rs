//! The finding on harm, which every summary has: deaths, loss of body weight, animals removed for signs of illness.

use std::collections::{BTreeSet, HashMap, HashSet};

use super::evidence::{ArmEvidence, Evidence, LOSS_PERCENT};
use super::statement::{counted_word, extent, of, on_day, plural};
use super::{Finding, Statement};
use crate::document::Words;
use crate::document::deviations::living_past_limits;
use crate::document::words::{listed, on_one_line};
use crate::number::{days, number, range, unbroken};
use domain::{AnimalRecord, AnimalWeight, DispositionKind, EarlyLoss, StudyStatus};

/// The most arms that a sentence tells of one by one, with days or with numbers alone.
const ARMS_TOLD: usize = 3;
const ARMS_LISTED: usize = 8;

/// A loss of an arm's mean body weight, percent, that is told first.
const GREAT_MEAN_LOSS: f64 = 10.0;

/// Letters of a reason that a sentence has room for.
const LETTERS_OF_REASON: usize = 40;

/// The harm of one arm.
struct ArmHarm<'a> {
    arm: &'a ArmEvidence<'a>,
    dead: Vec<&'a AnimalRecord>,
    /// Left early because of weight or signs of ill health, and are not among the others.
    ill: Vec<&'a EarlyLoss>,
    lost: Vec<&'a AnimalWeight>,
}

impl<'a> ArmHarm<'a> {
    fn of(evidence: &'a Evidence<'a>, arm: &'a ArmEvidence<'a>) -> Self {
        let dead: Vec<&AnimalRecord> = arm.left(DispositionKind::FoundDead).collect();
        let lost = arm.lost_20(evidence.analysis);
        let losses = evidence.analysis.weight.early_losses.iter();
        let ill = losses.filter(|loss| {
            let told = dead
                .iter()
                .any(|animal| animal.animal.tag.as_str() == loss.animal)
                || lost.iter().any(|weight| weight.animal == loss.animal);
            loss.arm == arm.name && !told
        });
        Self {
            arm,
            ill: ill.collect(),
            dead,
            lost,
        }
    }

    fn tags(&self) -> impl Iterator<Item = &'a str> {
        let dead = self.dead.iter().map(|animal| animal.animal.tag.as_str());
        let ill = self.ill.iter().map(|loss| loss.animal.as_str());
        dead.chain(ill)
            .chain(self.lost.iter().map(|weight| weight.animal.as_str()))
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

fn weighed(evidence: &Evidence<'_>) -> bool {
    !evidence.analysis.weight.animals.is_empty()
}

const ENDS_UNKNOWN: &str = "Deaths and reasons for removal are not recorded.";

/// What can be claimed where no harm is on record: nothing of what was not recorded.
fn harmless(evidence: &Evidence<'_>) -> &'static str {
    match (evidence.records_ends, weighed(evidence)) {
        (true, true) => "No animal was found dead or lost 20% of its body weight.",
        (false, true) => "No animal lost 20% of its body weight.",
        (true, false) => "No animal was found dead; body weight was not recorded.",
        (false, false) => "Harm is not known: neither body weights nor deaths are recorded.",
    }
}

/// `Two animals were found dead or lost 20% or more of body weight.`: what occurred, and nothing else.
fn harmed(animals: usize, dead: bool, ill: bool, lost: bool) -> String {
    let parts = [
        dead.then(|| format!("{} found dead", plural(animals, "was", "were"))),
        ill.then(|| "left early for weight or signs".to_owned()),
        lost.then(|| "lost 20% or more of body weight".to_owned()),
    ];
    let parts: Vec<String> = parts.into_iter().flatten().collect();
    format!(
        "{} {} {}.",
        counted_word(animals),
        plural(animals, "animal", "animals"),
        parts.join(" or ")
    )
}

struct HarmReport<'a> {
    evidence: &'a Evidence<'a>,
    harms: Vec<ArmHarm<'a>>,
}

impl<'a> HarmReport<'a> {
    fn weighed(&self) -> bool {
        weighed(self.evidence)
    }

    /// What can be said where no harm is on record.
    fn none(&self) -> Statement {
        let (claim, loss) = match self.great_mean_loss() {
            Some(claim) => (claim, None),
            None => (harmless(self.evidence).into(), self.mean_loss()),
        };
        let ends = (!self.evidence.records_ends && self.weighed()).then(|| ENDS_UNKNOWN.into());
        let n: usize = self.evidence.arms.iter().map(|arm| arm.animals.len()).sum();
        let all = match self.evidence.records_ends || self.weighed() {
            true => format!("{} animals in arms.", of(0, n)),
            false => "Tolerability cannot be judged.".to_owned(),
        };
        let details = [past_limits(self.evidence), Some(all.into()), loss, ends];
        Statement::fitting(claim, details.into_iter().flatten().collect())
    }

    fn claim(&self, animals: usize) -> String {
        let any = |count: fn(&ArmHarm<'_>) -> usize| self.harms.iter().map(count).sum::<usize>();
        harmed(
            animals,
            any(|harm| harm.dead.len()) > 0,
            any(|harm| harm.ill.len()) > 0,
            any(|harm| harm.lost.len()) > 0,
        )
    }

    fn sentences(&self) -> Vec<Words> {
        let details = [
            past_limits(self.evidence),
            self.dead(),
            self.lost(),
            self.ill(),
            self.mean_loss(),
            self.unexplained(),
        ];
        details.into_iter().flatten().collect()
    }

    /// `Found dead: 1 of 8 with KT-253 3 mg/kg (day 10, unrelated to treatment).`
    fn dead(&self) -> Option<Words> {
        let protocol = &self.evidence.material.record.study.protocol;
        let told = |harm: &ArmHarm<'_>| {
            let on = harm.dead.iter().filter_map(|animal| {
                let when = animal.disposition.as_ref()?.when;
                animal.animal.day_of(protocol, when)
            });
            let reason = match harm.dead.as_slice() {
                [only] => only.disposition.as_ref().and_then(|d| d.reason.as_ref()),
                _ => None,
            };
            let reason = reason.map(|reason| on_one_line(reason.as_str()));
            let reason = reason.filter(|reason| reason.chars().count() <= LETTERS_OF_REASON);
            let reason = reason.map_or(String::new(), |reason| format!(", {reason}"));
            (harm.dead.len(), format!("{}{reason}", on_days(on)))
        };
        self.by_arm("Found dead", told)
    }

    /// `Left early for weight or signs: 1 of 8 with KT-253 3 mg/kg (day 5).`
    fn ill(&self) -> Option<Words> {
        let told = |harm: &ArmHarm<'_>| {
            let on = harm.ill.iter().map(|loss| loss.day);
            (harm.ill.len(), on_days(on))
        };
        self.by_arm("Left early for weight or signs", told)
    }

    /// Animals by arm; of many arms only their number.
    fn by_arm(&self, what: &str, told: impl Fn(&ArmHarm<'_>) -> (usize, String)) -> Option<Words> {
        let with = self.harms.iter().filter_map(|harm| {
            let (n, when) = told(harm);
            (n > 0).then_some((harm, n, when))
        });
        let with: Vec<_> = with.collect();
        let text = match with.len() {
            0 => return None,
            few if few <= ARMS_TOLD => {
                let each = with.iter().map(|(harm, n, when)| {
                    let n = of(*n, harm.arm.animals.len());
                    format!("{n} with {} ({when})", self.name(harm))
                });
                each.collect::<Vec<String>>().join(", ")
            }
            many => {
                let n: usize = with.iter().map(|(_, n, _)| n).sum();
                format!("{} in {many} arms", domain::counted(n, "animal"))
            }
        };
        Some(format!("{what}: {text}.").into())
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
            many if many.len() <= ARMS_LISTED => {
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
            many => Some(format!("{what}in {} arms.", many.len()).into()),
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

    /// The arm with the greatest loss of the mean, and the loss, percent: below 0 where there is one.
    fn greatest_mean_loss(&self) -> Option<(&ArmEvidence<'a>, f64)> {
        let arms = self.evidence.arms.iter();
        let known = arms.filter_map(|arm| Some((arm, arm.weight?.max_mean_loss_percent?)));
        known.reduce(|a, b| if b.1 < a.1 { b } else { a })
    }

    /// `19.0% (G2, day 17)`
    fn loss_and_arm(&self, arm: &ArmEvidence<'_>, loss: f64) -> Words {
        let day = arm.weight.and_then(|weight| weight.day);
        let text = format!(
            "{}% ({}, {})",
            number(Some(-loss), 1),
            self.evidence.labels.said(arm.at),
            on_day(day)
        );
        Words::of(text, [Some(-loss), day])
    }

    fn mean_loss(&self) -> Option<Words> {
        let (arm, loss) = self.greatest_mean_loss()?;
        if loss >= 0.0 {
            return Some("No arm's mean body weight fell below its baseline.".into());
        }
        Some(
            self.loss_and_arm(arm, loss)
                .within("Greatest mean loss ", "."),
        )
    }

    /// The claim where no animal is harmed, but the loss of an arm is great: this comes first.
    fn great_mean_loss(&self) -> Option<Words> {
        let (arm, loss) = self.greatest_mean_loss()?;
        let after = match self.evidence.records_ends {
            true => "; no animal was found dead or lost 20%.",
            false => "; no animal lost 20%.",
        };
        let loss = (loss <= -GREAT_MEAN_LOSS).then(|| self.loss_and_arm(arm, loss));
        loss.map(|loss| loss.within("Mean body weight fell by at most ", after))
    }

    /// That the records of the animals with the loss end with it, where nothing tells why.
    fn unexplained(&self) -> Option<Words> {
        let lost: Vec<&AnimalWeight> = self
            .harms
            .iter()
            .flat_map(|harm| harm.lost.iter().copied())
            .collect();
        let protocol = &self.evidence.material.record.study.protocol;
        let animals = || self.evidence.arms.iter().flat_map(|arm| &arm.animals);
        // Of all weighings: those that are excluded tell too that a record goes on.
        let last_weighed = animals().filter_map(|animal| {
            let when = animal.weighings.last()?.when;
            let day = animal.animal.day_of(protocol, when)?;
            Some((animal.animal.tag.as_str(), day))
        });
        let last_weighed: HashMap<&str, f64> = last_weighed.collect();
        let told: HashSet<&str> = animals()
            .filter(|animal| animal.disposition.is_some())
            .map(|animal| animal.animal.tag.as_str())
            .collect();
        let ends_so = |weight: &&AnimalWeight| {
            let tag = weight.animal.as_str();
            let last = last_weighed.get(tag);
            !told.contains(tag) && last.is_some_and(|last| *last <= weight.nadir_day)
        };
        let n = lost
            .iter()
            .copied()
            .filter(|weight| ends_so(weight))
            .count();
        let last = self.evidence.last_day()?;
        let before_end = lost.iter().all(|weight| weight.nadir_day < last);
        (n > 0 && n == lost.len() && before_end).then(|| match n {
            1 => "Its record ends then; why is not recorded.".into(),
            _ => "Their records end then; why is not recorded.".into(),
        })
    }
}

/// `day 17, −21.5%`; `days 6–11, −20.3 to −27.5%`
fn on_and_how_much(lost: &[&AnimalWeight]) -> Words {
    let on = on_days(lost.iter().map(|animal| animal.nadir_day));
    let ends = extent(lost.iter().map(|animal| animal.nadir_percent));
    let (most, least) = ends.unwrap_or_default();
    let (percent, values) = match number(Some(least), 1) == number(Some(most), 1) {
        true => (number(Some(least), 1), vec![least]),
        false => (range(least, most, 1), vec![least, most]),
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

/// The most animals past a limit that a sentence names.
const NAMED_PAST_LIMIT: usize = 8;

/// `Past a limit and still on study: 301 and 310.`
fn past_limits(evidence: &Evidence<'_>) -> Option<Words> {
    let record = evidence.material.record;
    let living = living_past_limits(record);
    let tags: Vec<&str> = living
        .iter()
        .map(|(animal, _)| animal.animal.tag.as_str())
        .collect();
    let what = match record.study.status {
        StudyStatus::Open => "Past a limit and still on study",
        StudyStatus::Closed => "Past a limit, no disposition recorded",
    };
    let who = match tags.len() {
        0 => return None,
        n if n <= NAMED_PAST_LIMIT => listed(&tags),
        n => domain::counted(n, "animal"),
    };
    Some(Words::from(format!("{what}: {who}.")))
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
        0 => harmless(evidence).to_owned(),
        n => harmed(n, !dead.is_empty(), false, !lost.is_empty()),
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
        past_limits(evidence),
        named("Found dead", &dead),
        named("Loss of 20% or more", &lost),
        Some(Words::from(format!(
            "{} on record.",
            domain::counted(record.animals.len(), "animal")
        ))),
        (!evidence.records_ends && weighed(evidence)).then(|| ENDS_UNKNOWN.into()),
    ];
    Finding {
        is_harm: true,
        statement: Statement::fitting(claim, sentences.into_iter().flatten().collect()),
    }
}
