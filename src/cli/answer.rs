//! What a write did, in a sentence and as data: the words of every [`Outcome`].
//!
//! Not here: `measure`, `plan freeze` and `randomize`, which say more than a sentence.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde_json::{Value, json};

use super::correct::changes;
use super::screen::table;
use super::values::or_dash;
use app::blind::KeyLine;
use app::demo::{DEMO_STUDY, RUNNING_DEMO};
use app::{LoggedOperation, Outcome};
use domain::{BlindBy, Cohort, DispositionKind, Housed, Label, When, counted, tag_ranges};

/// The sentence, and the fields of the JSON.
pub(super) fn sentence_and_data(outcome: &Outcome) -> (String, Value) {
    match outcome {
        Outcome::StudyCreated(study) => (
            format!("created study {}", study.name),
            json!({ "study": study.name.as_str() }),
        ),
        Outcome::DemoCreated | Outcome::DemoExists => (
            format!("the demo studies are {DEMO_STUDY} and {RUNNING_DEMO}"),
            json!({ "study": DEMO_STUDY, "in_progress": RUNNING_DEMO }),
        ),
        Outcome::StudyEdited(study) => (
            format!("changed study {}", study.name),
            json!({ "study": study.name.as_str() }),
        ),
        Outcome::StatusSet(study) => (
            format!("study {} is {}", study.name, study.status.id()),
            json!({ "study": study.name.as_str(), "status": study.status.id() }),
        ),
        Outcome::ArmAdded { study, arm } => (
            format!("added arm {} to study {study}", arm.name),
            json!({ "arm": arm.name.as_str(), "position": arm.position }),
        ),
        Outcome::ArmEdited(arm) => (format!("changed arm {arm}"), json!({ "arm": arm.as_str() })),
        Outcome::CohortAdded { study, cohort } => (
            format!("added cohort {} to study {study}", cohort.name),
            cohort_data(cohort),
        ),
        Outcome::CohortEdited(cohort) => (
            format!("changed cohort {}", cohort.name),
            cohort_data(cohort),
        ),
        Outcome::AnimalsAdded { study, animals } => {
            let tags: Vec<&str> = animals.iter().map(|a| a.tag.as_str()).collect();
            let in_cages = in_cages(animals);
            let listed = listed(&tags);
            (
                match tags.len() {
                    1 => format!("added {listed}{in_cages} to study {study}"),
                    n => format!("added {n} animals{in_cages} to study {study}: {listed}"),
                },
                json!({ "animals": tags }),
            )
        }
        Outcome::AnimalsEdited { animals, .. } => (
            format!(
                "changed {}: {}",
                counted(animals.len(), "animal"),
                listed(animals)
            ),
            json!({ "animals": animals }),
        ),
        Outcome::CageMoved { cage, to, animals } => {
            let tags: Vec<&str> = animals.iter().map(Label::as_str).collect();
            (
                format!("moved cage {cage} → {to}: {}", tags.join(", ")),
                json!({ "cage": cage, "to": to.as_str(), "animals": tags }),
            )
        }
        Outcome::CageRenamed { old, label } => (
            format!("renamed cage {old} → {label}"),
            json!({ "cage": label.as_str() }),
        ),
        Outcome::CagesPlaced(cages) => {
            let labels: Vec<&str> = cages.iter().map(Label::as_str).collect();
            (
                format!(
                    "changed {}: {}",
                    counted(labels.len(), "cage"),
                    labels.join(", ")
                ),
                json!({ "cages": labels }),
            )
        }
        Outcome::AnimalEdited { tag, .. } => (
            format!("changed animal {tag}"),
            json!({ "animal": tag.as_str() }),
        ),
        Outcome::SiteRenamed {
            animals,
            site,
            new_site,
        } => (
            format!(
                "renamed the site of animal {}: {site} → {new_site}",
                animals.join(", ")
            ),
            json!({ "animal": animals.join(", "), "site": new_site.as_str() }),
        ),
        Outcome::Recorded(recorded) => (
            format!("saved {}", recorded.animal),
            json!({ "animal": recorded.animal }),
        ),
        Outcome::DosingChanged(changed) => (changed.words(), json!(changed)),
        Outcome::WorkChanged(changed) => (changed.words(), json!(changed)),
        Outcome::Disposed {
            animals,
            kind,
            moments,
        } => disposed(animals, *kind, moments),
        Outcome::DispositionLifted(animals) => (
            format!("back on study: {}", listed(animals)),
            json!({ "animals": animals }),
        ),
        Outcome::Excluded { exclusion, what } => (
            format!("left out of the analysis: {what}"),
            json!({ "exclusion": exclusion.id.to_string(), "foreseen": exclusion.foreseen }),
        ),
        Outcome::ExclusionLifted { what } => (
            format!("no longer left out of the analysis: {what}"),
            json!({ "lifted": true }),
        ),
        Outcome::Corrected { tag, to, corrected } => {
            let changes = changes(tag, to.as_deref(), corrected);
            (
                format!("corrected {tag}: {}", changes.join("; ")),
                json!({ "animal": tag, "changes": changes, "alerts": corrected.alerts }),
            )
        }
        Outcome::Blinded { study, by } => (
            format!("study {} is blinded: {}", study.name, hidden(*by)),
            json!({ "study": study.name.as_str(), "blinding": study.blinding.id() }),
        ),
        Outcome::Unblinded { study, key } => (
            format!("{}\nstudy {study} is unblinded", key_table(key)),
            json!({ "study": study, "blinding": "unblinded", "key": key }),
        ),
        Outcome::PlanFrozen { study, frozen } => (
            format!("froze the analysis plan of study {study}"),
            json!({ "study": study, "number": frozen.number }),
        ),
        Outcome::DrawAccepted(accepted) => (
            format!("draw {} is on record", accepted.number),
            json!({ "number": accepted.number }),
        ),
        Outcome::Undone(operation) => (
            format!("undid {}", operation_in_words(operation)),
            json!({ "undone": operation.seq, "verb": operation.verb }),
        ),
    }
}

/// ` (4 cages: C01 … C04)`; ` (cage C01)` where there is one.
fn in_cages(animals: &[Housed]) -> String {
    let mut cages: Vec<&Label> = animals.iter().filter_map(|a| a.cage.as_ref()).collect();
    cages.dedup();
    match cages.as_slice() {
        [] => String::new(),
        [one] => format!(" (cage {one})"),
        [first, .., last] => format!(" ({}: {first} … {last})", counted(cages.len(), "cage")),
    }
}

/// Limits that the write has reached, a line each: these are told louder than what was done.
pub(super) fn alerts(outcome: &Outcome) -> Vec<String> {
    match outcome {
        Outcome::Corrected { tag, to, corrected } => {
            let animal = to.as_ref().unwrap_or(tag);
            let alerts = corrected.alerts.iter();
            alerts
                .map(|alert| format!("ALERT {animal}: {alert}"))
                .collect()
        }
        _ => Vec::new(),
    }
}

fn cohort_data(cohort: &Cohort) -> Value {
    json!({ "cohort": cohort.name.as_str(), "day0": cohort.day0 })
}

/// The most animals that an answer lists one by one.
const LISTED: usize = 12;

/// Tags; those of more than a few animals as ranges.
fn listed<T: AsRef<str>>(tags: &[T]) -> String {
    if tags.len() > LISTED {
        return tag_ranges(tags);
    }
    let tags: Vec<&str> = tags.iter().map(AsRef::as_ref).collect();
    tags.join(", ")
}

/// A sentence per date: animals of several cohorts have one study day on different dates.
fn disposed(animals: &[String], kind: DispositionKind, moments: &[When]) -> (String, Value) {
    let mut by_date: BTreeMap<NaiveDate, Vec<&str>> = BTreeMap::new();
    for (animal, when) in animals.iter().zip(moments) {
        by_date.entry(when.date).or_default().push(animal);
    }
    let sentence = |(date, animals): (&NaiveDate, &Vec<&str>)| {
        let kind = kind.words();
        format!("left the study on {date} ({kind}): {}", listed(animals))
    };
    let sentences: Vec<String> = by_date.iter().map(sentence).collect();
    let mut data = json!({ "animals": animals, "disposition": kind.id() });
    let mut dates = by_date.keys();
    match (dates.next(), dates.next()) {
        (Some(only), None) => data["date"] = json!(only),
        _ => data["dates"] = moments.iter().map(|when| json!(when.date)).collect(),
    }
    (sentences.join("\n"), data)
}

/// What is hidden, and what stands for it.
pub(super) fn hidden(by: BlindBy) -> &'static str {
    match by {
        BlindBy::Arms => "arms are shown as codes",
        BlindBy::Animals => "arms are hidden, animals have codes",
    }
}

/// `operation 4: measure (S · 213 · right flank), by M. Meier at 2026-01-22 …`.
pub(super) fn operation_in_words(operation: &LoggedOperation) -> String {
    let what = match operation.subject() {
        nothing if nothing.is_empty() => nothing,
        subject => format!(" ({subject})"),
    };
    format!(
        "operation {}: {}{what}, by {} at {}",
        operation.seq,
        operation.verb,
        operation.author,
        operation.local_text()
    )
}

fn key_table(key: &[KeyLine]) -> String {
    let rows = key.iter().map(|line| {
        vec![
            or_dash(&line.code),
            match line.is_control {
                true => format!("{} (control)", line.arm),
                false => line.arm.clone(),
            },
            line.treatments.join(" + "),
            line.animals.join(", "),
        ]
    });
    let headings = ["code", "arm", "treatment", "animals"];
    format!("{}\n", table(&headings, &[], rows.collect()))
}
