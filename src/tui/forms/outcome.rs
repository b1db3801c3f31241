//! The words of the status line for a write that is on disk.

use crate::base::message::Tone;
use app::demo::{DEMO_STUDY, RUNNING_DEMO};
use app::{Done, LoggedOperation, Outcome};
use domain::{Housed, Label, counted};

/// What was done, with the number of the operation, or that nothing changed.
pub(crate) fn outcome_text(done: &Done) -> (Tone, String) {
    match (&done.outcome, &done.receipt) {
        // The operation that is named is the undone one, which the History screen lists.
        (Outcome::Undone(undone), _) => (Tone::Done, undone_text(undone)),
        (outcome, Some(receipt)) => {
            let text = sentence(outcome);
            let text = format!("saved: {text} [operation {}]", receipt.operation);
            (Tone::Done, text)
        }
        (Outcome::DemoExists, None) => {
            let text = format!("no change: {}", sentence(&Outcome::DemoExists));
            (Tone::Note, text)
        }
        (_, None) => (Tone::Note, "no change: already up to date".to_owned()),
    }
}

fn sentence(outcome: &Outcome) -> String {
    match outcome {
        Outcome::StudyCreated(study) => format!("study {} created", study.name),
        Outcome::DemoCreated => {
            format!("demo studies {DEMO_STUDY} and {RUNNING_DEMO} created")
        }
        Outcome::DemoExists => {
            format!("the demo studies {DEMO_STUDY} and {RUNNING_DEMO} exist already")
        }
        Outcome::StudyEdited(study) => format!("study {} changed", study.name),
        Outcome::StatusSet(study) => format!("study {} is {}", study.name, study.status.id()),
        Outcome::ArmAdded { arm, .. } => format!("arm {} added", arm.name),
        Outcome::ArmEdited(arm) => format!("arm {arm} changed"),
        Outcome::CohortAdded { cohort, .. } => format!("cohort {} added", cohort.name),
        Outcome::CohortEdited(cohort) => format!("cohort {} changed", cohort.name),
        Outcome::AnimalsAdded { animals, .. } => added(animals),
        Outcome::AnimalsEdited { animals, new_sites } => match new_sites.as_slice() {
            [site, ..] => format!("{}: tumor at {site} added", listed(animals)),
            [] => format!("{} changed", listed(animals)),
        },
        Outcome::DosingChanged(changed) => changed.words(),
        Outcome::WorkChanged(changed) => changed.words(),
        Outcome::CageMoved { cage, to, animals } => {
            format!("cage {cage} moved to {to}, {}", listed(animals))
        }
        Outcome::CageRenamed { old, label } => format!("cage {old} is now {label}"),
        Outcome::CagesPlaced(cages) => match cages.as_slice() {
            [one] => format!("place of cage {one} changed"),
            several => format!("places of {} changed", counted(several.len(), "cage")),
        },
        Outcome::AnimalEdited {
            old_tag,
            tag,
            new_sites,
        } => match new_sites.as_slice() {
            [site, ..] => format!("animal {tag} has a tumor at {site}"),
            [] if tag.as_str() != old_tag => format!("animal {old_tag} is now {tag}"),
            [] => format!("animal {tag} changed"),
        },
        Outcome::SiteRenamed {
            animals, new_site, ..
        } => match animals.as_slice() {
            [tag] => format!("animal {tag} has its tumor at {new_site}"),
            several => format!("{}: tumor at {new_site}", listed(several)),
        },
        Outcome::Recorded(recorded) => format!("animal {} measured", recorded.animal),
        Outcome::Disposed { animals, kind, .. } => {
            format!("{} left the study ({})", listed(animals), kind.words())
        }
        Outcome::DispositionLifted(animals) => format!("{} on study again", listed(animals)),
        Outcome::Excluded { what, .. } => format!("left out of the analysis: {what}"),
        Outcome::ExclusionLifted { what } => format!("counts in the analysis again: {what}"),
        Outcome::Corrected { tag, corrected, .. } => match corrected.alerts.as_slice() {
            [] => format!("animal {tag} corrected"),
            alerts => format!("animal {tag} corrected: {}", alerts.join("; ")),
        },
        Outcome::Blinded { study, .. } => format!("study {} is blinded", study.name),
        Outcome::Unblinded { study, .. } => format!("study {study} is unblinded"),
        Outcome::PlanFrozen { study, .. } => format!("plan of study {study} frozen"),
        Outcome::DrawAccepted(accepted) => {
            let placed = counted(accepted.draw.groups.drawn(), "animal");
            let arms = counted(accepted.draw.drawn_arms, "arm");
            let hidden = match accepted.blinds() {
                true => "; the study is blinded",
                false => "",
            };
            let number = accepted.number;
            format!("draw {number} accepted: {placed} in {arms}{hidden}")
        }
        Outcome::Undone(undone) => undone_text(undone),
    }
}

/// What was undone: `Undone: reading of S · 213 · right flank [operation 57]`.
fn undone_text(undone: &LoggedOperation) -> String {
    let what = match (undone.verb.as_str(), undone.subject()) {
        (verb, nothing) if nothing.is_empty() => verb.to_owned(),
        ("measure", subject) => format!("reading of {subject}"),
        ("weigh", subject) => format!("body weight of {subject}"),
        (verb, subject) => format!("{verb}, {subject}"),
    };
    format!("Undone: {what} [operation {}]", undone.seq)
}

/// The new animals with their cages, and what comes next.
fn added(animals: &[Housed]) -> String {
    let tags: Vec<&Label> = animals.iter().map(|housed| &housed.tag).collect();
    let mut cages: Vec<&Label> = animals.iter().filter_map(|a| a.cage.as_ref()).collect();
    cages.dedup();
    let cages = match cages.as_slice() {
        [] | [_] => String::new(),
        [first, .., last] => format!(" in {}, {first} … {last}", counted(cages.len(), "cage")),
    };
    format!("added {}{cages}", listed(&tags))
}

/// `animal 214`, `3 animals: 214, 215, 216`, `48 animals: 1 … 48`.
fn listed<T: ToString>(tags: &[T]) -> String {
    let names: Vec<String> = tags.iter().map(ToString::to_string).collect();
    match names.as_slice() {
        [one] => format!("animal {one}"),
        [first, .., last] if names.len() > 4 => {
            format!("{}: {first} … {last}", counted(names.len(), "animal"))
        }
        some => format!("{}: {}", counted(some.len(), "animal"), some.join(", ")),
    }
}
