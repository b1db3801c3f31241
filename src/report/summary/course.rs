//! Findings on the course of growth: how long until the event, and whether tumors came back.

use super::evidence::{ArmEvidence, Effect, Evidence};
use super::statement::{extent, on_day};
use super::{Finding, Statement};
use crate::document::Words;
use crate::document::words::event_words;
use crate::number::{days, days_interval, unbroken, volume, volume_plus_minus};
use domain::{ArmTimes, TimeToEvent, VolumeDay};

fn finding(claim: impl Into<Words>, sentences: Vec<Words>) -> Finding {
    Finding {
        is_harm: false,
        statement: Statement::fitting(claim, sentences),
    }
}

/// Median times to the event. None without a control, and where the event is a disposition.
pub(super) fn delay(evidence: &Evidence<'_>) -> Option<Finding> {
    let times = evidence.analysis.time_to_event.as_ref()?;
    if times.rule.starts_with("disposition") {
        return None;
    }
    let control = evidence.control()?;
    let of_control = control.times?;
    let did = event_words(&times.rule, "their");
    if times.arms.iter().all(|arm| arm.median.is_none()) {
        let seen = followed(times);
        let claim = format!("In every arm fewer than half of the animals {did}.");
        return Some(finding(claim, vec![seen]));
    }
    let name = evidence.labels.said(control.at);
    let claim = match of_control.median {
        Some(median) => Words::of(
            format!(
                "Half of the animals with {name} {did} within {}.",
                unbroken(&format!("{} days", days(Some(median))))
            ),
            [Some(median)],
        ),
        None => Words::from(format!("Fewer than half of the animals with {name} {did}.")),
    };
    let sentences = [medians(evidence), unreached(evidence)];
    let sentences: Vec<Words> = sentences.into_iter().flatten().collect();
    (!sentences.is_empty()).then(|| finding(claim, sentences))
}

/// Until when animals were read: by arm where this differs by more than a week.
fn followed(times: &TimeToEvent) -> Words {
    let last = |arm: &ArmTimes| {
        let of_arm = times.animals.iter().filter(|animal| animal.arm == arm.arm);
        of_arm.map(|animal| animal.time).reduce(f64::max)
    };
    let Some((least, most)) = extent(times.arms.iter().filter_map(last)) else {
        return Words::default();
    };
    if most - least > 7.0 {
        let text = format!(
            "Arms were followed for {} to {} days.",
            days(Some(least)),
            days(Some(most))
        );
        return Words::of(text, [Some(least), Some(most)]);
    }
    let text = format!(
        "The last reading was {} days after baseline.",
        days(Some(most))
    );
    Words::of(text, [Some(most)])
}

/// The medians of treated arms, each; of many arms by effect.
fn medians(evidence: &Evidence<'_>) -> Option<Words> {
    let treated = evidence.treated();
    let reached = |arm: &&&ArmEvidence<'_>| arm.times.is_some_and(|times| times.median.is_some());
    let reached: Vec<&ArmEvidence<'_>> = treated.iter().filter(reached).copied().collect();
    let parts = match reached.len() <= EACH {
        true => reached
            .iter()
            .filter_map(|arm| one(evidence, arm))
            .collect(),
        false => by_effect(evidence, &reached),
    };
    let percent = 100.0 * evidence.analysis.settings.confidence;
    let before = match reached.len() <= EACH {
        true => format!("Median days ({}): ", unbroken(&format!("{percent}% CI"))),
        false => "Median days: ".to_owned(),
    };
    (!parts.is_empty()).then(|| Words::joined(parts, ", ").within(&before, "."))
}

/// The most arms whose medians are told one by one.
const EACH: usize = 4;

fn one(evidence: &Evidence<'_>, arm: &ArmEvidence<'_>) -> Option<Words> {
    let times = arm.times?;
    let ends = days_interval(times.median_low, times.median_high);
    let name = evidence.labels.said(arm.at);
    let text = format!(
        "{} with {name}",
        unbroken(&format!("{}{ends}", days(times.median)))
    );
    Some(Words::of(
        text,
        [times.median, times.median_low, times.median_high],
    ))
}

/// `18–24 with G2–G4, 42 with G5`
fn by_effect(evidence: &Evidence<'_>, arms: &[&ArmEvidence<'_>]) -> Vec<Words> {
    let level = evidence.level();
    let mut effects: Vec<Effect> = arms.iter().map(|arm| arm.effect(level)).collect();
    effects.sort();
    effects.dedup();
    let group = |effect: &Effect| {
        let of_effect = arms.iter().filter(|arm| arm.effect(level) == *effect);
        let of_effect: Vec<_> = of_effect.collect();
        let (least, most) = extent(of_effect.iter().filter_map(|arm| arm.times?.median))?;
        let names: Vec<usize> = of_effect.iter().map(|arm| arm.at).collect();
        let names = evidence.labels.listed(&names);
        let (text, values) = match least == most {
            true => (days(Some(least)), vec![Some(least)]),
            false => (
                format!("{}–{}", days(Some(least)), days(Some(most))),
                vec![Some(least), Some(most)],
            ),
        };
        Some(Words::of(format!("{text} with {names}"), values))
    };
    effects.iter().rev().filter_map(group).collect()
}

/// The treated arms of which fewer than half of the animals had the event.
fn unreached(evidence: &Evidence<'_>) -> Option<Words> {
    let treated = evidence.treated();
    let not = treated.iter().filter(|arm| {
        arm.times
            .is_some_and(|times| times.n > 0 && times.median.is_none())
    });
    let not: Vec<usize> = not.map(|arm| arm.at).collect();
    (!not.is_empty()).then(|| {
        let names = evidence.labels.listed(&not);
        Words::from(format!("Not reached by half with {names}."))
    })
}

/// Growth of an arm's mean from its least value, mm³, that is called regrowth: less can be an error of reading.
const REGROWTH_MM3: f64 = 20.0;

/// The least mean of an arm and its last mean, if tumors regrew between: if the mean at least doubled.
fn regrown<'a>(arm: &ArmEvidence<'a>) -> Option<(&'a VolumeDay, &'a VolumeDay)> {
    let means = &arm.means;
    let least = means
        .iter()
        .copied()
        .min_by(|a, b| a.mean.total_cmp(&b.mean))?;
    let last = means.last().copied()?;
    let is_regrowth = last.day > least.day
        && last.mean >= 2.0 * least.mean
        && last.mean - least.mean >= REGROWTH_MM3;
    is_regrowth.then_some((least, last))
}

/// Arms whose tumors shrank and came back, which a result on the landmark day hides.
pub(super) fn regrowth(evidence: &Evidence<'_>) -> Option<Finding> {
    let level = evidence.level();
    let treated = evidence.treated();
    let shrank = |arm: &&&ArmEvidence<'_>| match arm.effect(level) {
        Effect::Complete | Effect::Regressed => true,
        Effect::Slowed => arm.mostly_complete(),
        Effect::Faster | Effect::Alike | Effect::Untested => false,
    };
    let shrank: Vec<&ArmEvidence<'_>> = treated.iter().filter(shrank).copied().collect();
    let grown: Vec<_> = shrank
        .iter()
        .filter_map(|arm| Some((*arm, regrown(arm)?)))
        .collect();
    if grown.is_empty() {
        return None;
    }
    let names: Vec<usize> = grown.iter().map(|(arm, _)| arm.at).collect();
    let claim = format!("Tumors regrew with {}.", evidence.labels.listed(&names));
    let rose = match grown.as_slice() {
        [(_, (least, last))] => one_rise(least, last),
        several => rises(several.iter().map(|(_, ends)| *ends)),
    };
    Some(finding(
        claim,
        [Some(rose), gone(evidence, &shrank)]
            .into_iter()
            .flatten()
            .collect(),
    ))
}

fn one_rise(least: &VolumeDay, last: &VolumeDay) -> Words {
    let mean = |row: &VolumeDay| {
        let text = unbroken(&volume_plus_minus(Some(row.mean), row.sem));
        let on = on_day(Some(row.day));
        Words::of(
            format!("{text} mm³ on {on}"),
            [Some(row.mean), row.sem, Some(row.day)],
        )
    };
    Words::joined([mean(least), mean(last)], " to ").within("Mean volume rose from ", ".")
}

fn rises<'a>(ends: impl Iterator<Item = (&'a VolumeDay, &'a VolumeDay)>) -> Words {
    let ends: Vec<_> = ends.collect();
    let (low, high): (Vec<f64>, Vec<f64>) = ends.iter().map(|(a, b)| (a.mean, b.mean)).unzip();
    let part = |values: Vec<f64>| {
        let (least, most) = extent(values).unwrap_or_default();
        let text = format!("{}–{}", volume(Some(least)), volume(Some(most)));
        Words::of(text, [Some(least), Some(most)])
    };
    let ends = Words::joined([part(low), part(high)], " to ");
    ends.within(
        "Mean volumes rose from ",
        " mm³ on the last day with enough animals.",
    )
}

/// The arms of which no tumor was palpable at the end.
fn gone(evidence: &Evidence<'_>, shrank: &[&ArmEvidence<'_>]) -> Option<Words> {
    let last = |arm: &ArmEvidence<'_>| arm.means.last().map(|row| (row.day, row.max, row.n));
    let gone = shrank
        .iter()
        .filter(|arm| last(arm).is_some_and(|(_, max, _)| max == 0.0));
    let gone: Vec<&&ArmEvidence<'_>> = gone.collect();
    let day = gone.first().and_then(|arm| last(arm))?.0;
    let alike = gone
        .iter()
        .all(|arm| last(arm).is_some_and(|(on, ..)| on == day));
    alike.then(|| {
        let names: Vec<usize> = gone.iter().map(|arm| arm.at).collect();
        let names = evidence.labels.listed(&names);
        let text = format!(
            "No tumor was measurable on {} with {names}.",
            on_day(Some(day))
        );
        Words::of(text, [Some(day)])
    })
}
