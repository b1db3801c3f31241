//! Deviations of the study from its plan and protocol, as far as the record shows them.

use super::words::on_one_line;
use super::{Block, Material, Undone, Words, dose_deviations};
use crate::sections::{Cell, Table, headings};
use domain::{
    Alert, Amendment, AnimalRecord, Exclusion, Observation, Protocol, StudyRecord, StudyStatus,
    counted, said,
};

/// The most corrections that are listed; further ones are only counted.
pub(super) const LISTED: usize = 200;

pub(super) fn blocks(material: &Material<'_>) -> Vec<Block> {
    let mut sentences = planned(material);
    sentences.extend(decided_late(material));
    sentences.extend(unforeseen(material));
    sentences.extend(past_limits(material.record));
    sentences.extend(stay_past_limits(material.record));
    sentences.extend(lost_sight_of(material.record));
    sentences.extend(dose_deviations::sentence(material.analysis));
    sentences.extend(not_measured(material.record));
    sentences.extend(observers(material.record));
    sentences.extend(undone(material));
    let mut blocks = match sentences.is_empty() {
        true => vec![Block::text("The record shows none.")],
        false => vec![Block::List(sentences)],
    };
    blocks.extend(dose_deviations::table(material.analysis));
    blocks.extend(corrections(material));
    blocks
}

/// Settings that differ from the plan.
fn planned(material: &Material<'_>) -> Vec<Words> {
    let Some(plan) = &material.analysis.conduct.plan else {
        return vec!["No analysis plan was frozen.".into()];
    };
    let departures = plan.departures.iter().map(|d| {
        Words::from(format!(
            "Not as planned: {} is {}, planned {}.",
            d.setting.name(),
            d.used_words(),
            d.planned_words()
        ))
    });
    let amendments = material.analysis.conduct.amendments.iter().map(amended);
    amendments.chain(departures).collect()
}

/// Amendments of the plan: when, why, what had been recorded by then, and what was changed.
fn amended(amendment: &Amendment) -> Words {
    let why = amendment.reason.as_deref().map(on_one_line);
    let why = why.map_or(String::new(), |why| format!(" ({why})"));
    format!(
        "The plan was amended on {} by {}{why}, {}: {}.",
        amendment.made_on,
        amendment.made_by,
        amendment.after_words(),
        on_one_line(&amendment.changes_words())
    )
    .into()
}

fn decided_late(material: &Material<'_>) -> Vec<Words> {
    let conduct = &material.analysis.conduct;
    let late = conduct.late_exclusions.iter().map(|late| {
        let verb = if late.taken_back { "reversed" } else { "made" };
        let on = late
            .made_on
            .as_ref()
            .map_or(String::new(), |on| format!(" on {on}"));
        let why = late.reason.as_ref();
        let why = why.map_or(String::new(), |why| format!(": {}", on_one_line(why)));
        Words::from(format!(
            "Exclusion of {} {verb}{on}, after {}{why}.",
            late.what,
            late.after.id()
        ))
    });
    let mut late: Vec<Words> = late.collect();
    if conduct.keys_handed_out > 0 {
        let times = counted(conduct.keys_handed_out, "time");
        late.push(format!("The key of the blinded study was handed out {times}.").into());
    }
    late
}

/// Exclusions for reasons that the protocol does not name.
fn unforeseen(material: &Material<'_>) -> Vec<Words> {
    let record = material.record;
    let exclusions = record.exclusions.iter().filter(|e| !e.foreseen);
    let words = record.excluded_words();
    let sentence = |exclusion: &Exclusion| {
        let what = words.of(exclusion.scope);
        let why = on_one_line(exclusion.reason.as_str());
        Words::from(format!(
            "Exclusion of {what}, which the protocol did not foresee: {why}."
        ))
    };
    exclusions.map(sentence).collect()
}

/// An animal not read for at most so many days before the study's last reading may simply be due next.
const TURN_DAYS: i64 = 7;

/// Animals without a disposition that were no longer read or weighed although others of their arm were.
pub(crate) fn unexplained(record: &StudyRecord) -> Vec<&AnimalRecord> {
    let Some((_, last)) = super::title::span(record) else {
        return Vec::new();
    };
    let gone = |animal: &&AnimalRecord| {
        let tumors = animal.tumors.iter().flat_map(|t| &t.readings);
        let read = tumors.map(|r| r.when.date);
        let seen = read
            .chain(animal.weighings.iter().map(|w| w.when.date))
            .max();
        let long_ago = seen.is_some_and(|seen| (last.date - seen).num_days() >= TURN_DAYS);
        animal.animal.arm.is_some() && animal.disposition.is_none() && long_ago
    };
    record.animals.iter().filter(gone).collect()
}

fn lost_sight_of(record: &StudyRecord) -> Option<Words> {
    let gone = unexplained(record);
    let (_, last) = super::title::span(record)?;
    let tags: Vec<&str> = gone.iter().map(|a| a.animal.tag.as_str()).collect();
    let who = match tags.len() {
        0 => return None,
        1 => format!("Animal {} was", tags[0]),
        n if n <= NAMED => format!("Animals {} were", super::words::listed(tags)),
        n => format!("{} were", counted(n, "animal")),
    };
    let on = said(&record.study.protocol, last);
    Some(Words::from(format!(
        "{who} no longer read a week or more before the study's last readings ({on}): what became of them is not on record."
    )))
}

/// The most animals that a sentence names; of more it gives the number.
const NAMED: usize = 12;

/// Animals that were read again on a later date than the one on which they reached a limit.
fn past_limits(record: &StudyRecord) -> Vec<Words> {
    let animals = record.animals.iter();
    let found = animals.flat_map(|animal| stayed(animal, &record.study.protocol));
    let found: Vec<String> = found.collect();
    if found.len() > LISTED {
        let n = counted(found.len(), "time");
        return vec![format!("Animals stayed on study past a limit of the protocol {n}.").into()];
    }
    found.into_iter().map(Words::from).collect()
}

/// The animals without a disposition whose last measurements reach a limit of the protocol, with these limits.
pub(crate) fn living_past_limits(record: &StudyRecord) -> Vec<(&AnimalRecord, Vec<Alert>)> {
    let protocol = &record.study.protocol;
    let animals = record.animals.iter();
    let animals = animals.map(|animal| (animal, animal.open_alerts(protocol)));
    animals.filter(|(_, alerts)| !alerts.is_empty()).collect()
}

/// The living animals past a limit, by name: what became of them is what a reader asks first.
fn stay_past_limits(record: &StudyRecord) -> Option<Words> {
    let living = living_past_limits(record);
    let named = living.iter().take(NAMED).map(|(animal, alerts)| {
        let limits = alerts.iter().map(|alert| {
            let on = animal.animal.said(&record.study.protocol, alert.when);
            format!("{}, {on}", alert.concern.words())
        });
        let limits: Vec<String> = limits.collect();
        format!("{} ({})", animal.animal.tag, limits.join("; "))
    });
    let named: Vec<String> = named.collect();
    let more = match living.len().saturating_sub(NAMED) {
        0 => String::new(),
        more => format!(", and {more} more"),
    };
    let state = match record.study.status {
        StudyStatus::Open => "still on study",
        StudyStatus::Closed => "without a recorded disposition",
    };
    let animals = counted(living.len(), "animal");
    (!living.is_empty()).then(|| {
        Words::from(format!(
            "Past a limit of the protocol and {state}: {animals}: {}{more}.",
            named.join(", ")
        ))
    })
}

/// The limits that an animal reached, each the first time.
pub(crate) fn reached(animal: &AnimalRecord, protocol: &Protocol) -> Vec<Alert> {
    let tumors = animal.tumors.iter().filter_map(|tumor| {
        let mut alerts = tumor.standing_readings().flat_map(|reading| {
            protocol.reading_alerts(&tumor.tumor.site, &reading.observation, reading.when)
        });
        alerts.next()
    });
    let loss = animal.first_weight_alert(protocol);
    let together = animal.first_burden_alert(protocol);
    tumors.chain(loss).chain(together).collect()
}

fn stayed(animal: &AnimalRecord, protocol: &Protocol) -> Vec<String> {
    let readings = animal.tumors.iter().flat_map(|t| &t.readings);
    let measured = readings.filter(|r| r.observation.is_measured());
    let weighed = animal.weighings.iter().map(|w| w.when.date);
    let last = measured.map(|r| r.when.date).chain(weighed).max();
    let reached = reached(animal, protocol).into_iter();
    let stayed = reached.filter(|alert| last.is_some_and(|last| last > alert.when.date));
    let sentence = |alert: Alert| {
        let (what, unit) = (alert.concern.words(), alert.unit());
        format!(
            "Animal {} reached the limit of {what} ({} {unit}) on {} and was read or weighed after it.",
            animal.animal.tag,
            alert.limit,
            animal.animal.said(protocol, alert.when)
        )
    };
    stayed.map(sentence).collect()
}

/// Tumors that were not measured, by reason.
fn not_measured(record: &StudyRecord) -> Option<Words> {
    let tumors = record.animals.iter().flat_map(|a| &a.tumors);
    let readings = tumors.flat_map(|t| &t.readings);
    let mut reasons: Vec<(String, usize)> = Vec::new();
    for reading in readings {
        if let Observation::NotMeasured(reason) = &reading.observation {
            let reason = on_one_line(reason.as_str());
            match reasons.iter_mut().find(|(known, _)| *known == reason) {
                Some((_, n)) => *n += 1,
                None => reasons.push((reason, 1)),
            }
        }
    }
    reasons.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    let all: usize = reasons.iter().map(|(_, n)| n).sum();
    let listed = reasons.iter().take(NAMED);
    let mut named: Vec<String> = listed
        .map(|(reason, n)| format!("{reason} ({n})"))
        .collect();
    let rest = &reasons[reasons.len().min(NAMED)..];
    if !rest.is_empty() {
        let n: usize = rest.iter().map(|(_, n)| n).sum();
        named.push(format!("for other reasons ({n})"));
    }
    let times = counted(all, "time");
    (all > 0).then(|| format!("Tumors were not measured {times}: {}.", named.join("; ")).into())
}

/// The people who read tumors, if there are several.
fn observers(record: &StudyRecord) -> Option<Words> {
    let tumors = record.animals.iter().flat_map(|a| &a.tumors);
    let readings = tumors.flat_map(|t| &t.readings);
    let mut names: Vec<&str> = readings.filter_map(|r| r.observer.as_deref()).collect();
    names.sort_unstable();
    names.dedup();
    (names.len() > 1).then(|| {
        let names = super::words::listed(names);
        format!("Tumors were read by several people: {names}.").into()
    })
}

fn undone(material: &Material<'_>) -> Option<Words> {
    let undone = &material.trail.undone;
    let n = undone.len();
    let were = if n == 1 { "was" } else { "were" };
    // What was entered may tell the arm of an animal.
    if n == 0 || material.hides_arms() || n > NAMED {
        let text = format!(
            "{} {were} undone: the audit trail has them.",
            counted(n, "entry")
        );
        return (n > 0).then(|| text.into());
    }
    let named = undone.iter().map(|undone| {
        let Undone {
            operation, what, ..
        } = undone;
        format!(
            "operation {operation}, {what} (on {} by {})",
            undone.on, undone.by
        )
    });
    let named: Vec<String> = named.collect();
    let text = format!(
        "{} {were} undone: {}.",
        counted(n, "entry"),
        named.join("; ")
    );
    Some(text.into())
}

fn corrections(material: &Material<'_>) -> Vec<Block> {
    let corrections = &material.trail.corrections;
    if corrections.is_empty() {
        return Vec::new();
    }
    let mut table = Table::new(headings([
        ("Corrected", None),
        ("Entry", None),
        ("Change", None),
        ("By", None),
        ("Reason", None),
    ]));
    for correction in corrections.iter().take(LISTED) {
        let reason = correction.reason.as_deref().map(on_one_line);
        let cells: [Cell; 5] = [
            correction.on.clone().into(),
            correction.what.clone().into(),
            correction.change.clone().into(),
            correction.by.clone().into(),
            reason.unwrap_or_default().into(),
        ];
        table.row(None, cells.into());
    }
    let mut blocks = vec![Block::table("Corrected entries", table)];
    if corrections.len() > LISTED {
        let more = counted(corrections.len() - LISTED, "correction");
        blocks.push(Block::text(format!("{more} more are in the audit trail.")));
    }
    blocks
}
