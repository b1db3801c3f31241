//! What the status line says once a form's write has landed.

use crate::base::message::Tone;
use app::Write;
use app::demo::DEMO_STUDY;
use app::{LoggedOperation, Receipt};
use domain::counted;

/// What was done, with the number of the operation, or that nothing was.
pub(crate) fn outcome(write: &Write, receipt: Option<&Receipt>) -> (Tone, String) {
    match (write, receipt) {
        (_, Some(receipt)) => {
            let text = format!("saved: {} [operation {}]", done(write), receipt.operation);
            (Tone::Done, text)
        }
        (Write::CreateDemo, None) => {
            let text = format!("no change: the demo study {DEMO_STUDY} exists already");
            (Tone::Note, text)
        }
        (_, None) => (Tone::Note, "no change: already up to date".to_owned()),
    }
}

fn done(write: &Write) -> String {
    match write {
        Write::CreateStudy { name, .. } => format!("study {name} created"),
        Write::CreateDemo => format!("demo study {DEMO_STUDY} created"),
        Write::EditStudy { name, .. } => format!("study {name} changed"),
        Write::SetStatus { study, status, .. } => format!("study {study} is {}", status.id()),
        Write::AddArm { arm, .. } => format!("arm {} added", arm.name),
        Write::EditArm { name, change, .. } => {
            let name = change
                .name
                .as_ref()
                .map_or(name.as_str(), |new| new.as_str());
            format!("arm {name} changed")
        }
        Write::AddCohort { name, .. } => format!("cohort {name} added"),
        Write::EditCohort { name, .. } => format!("cohort {name} changed"),
        Write::AddAnimals { tags, .. } => format!("added {}", animals(tags)),
        Write::EditAnimal {
            tag,
            new_tag,
            sites,
            ..
        } => match (new_tag, sites.as_slice()) {
            (_, [site, ..]) => format!("animal {tag} has a tumor at {site}"),
            (Some(new), _) if new.as_str() != tag => format!("animal {tag} is now {new}"),
            _ => format!("animal {tag} changed"),
        },
        Write::RenameSite { tag, new_site, .. } => {
            format!("animal {tag} has its tumor at {new_site}")
        }
        Write::Dispose {
            animals: tags,
            kind,
            ..
        } => format!("{} left the study ({})", animals(tags), kind.words()),
        Write::LiftDisposition { animals: tags, .. } => {
            format!("{} on study again", animals(tags))
        }
        Write::Correct { wrong, .. } => format!("animal {} corrected", wrong.animal),
        Write::Measure { entry, .. } => format!("animal {} measured", entry.animal),
        Write::Blind { study, .. } => format!("study {study} is blinded"),
        Write::Unblind { study, .. } => format!("study {study} is unblinded"),
        Write::FreezePlan { study, .. } => format!("plan of study {study} frozen"),
        Write::AcceptDraw { draw, blinded, .. } => {
            let number = draw
                .receipt
                .earlier
                .last()
                .map_or(1, |last| last.number + 1);
            let placed = counted(draw.assignments.len(), "animal");
            let arms = counted(draw.arms.len(), "arm");
            let hidden = blinded.map_or("", |_| "; the study is blinded");
            format!("draw {number} accepted: {placed} in {arms}{hidden}")
        }
        Write::Undo { operation, .. } => format!("operation {operation} undone"),
        // These are asked for on the command line alone.
        Write::Exclude { .. } => "data excluded from the analysis".to_owned(),
        Write::LiftExclusion { .. } => "data included in the analysis again".to_owned(),
        Write::UndoLast { .. } => "last entry undone".to_owned(),
    }
}

/// What was undone: `Undone: reading of S · 213 · right flank [operation 57]`.
pub(crate) fn undone_text(undone: &LoggedOperation) -> String {
    let what = match (undone.verb.as_str(), undone.subject()) {
        (verb, nothing) if nothing.is_empty() => verb.to_owned(),
        ("measure", subject) => format!("reading of {subject}"),
        ("weigh", subject) => format!("body weight of {subject}"),
        (verb, subject) => format!("{verb}, {subject}"),
    };
    format!("Undone: {what} [operation {}]", undone.seq)
}

/// `animal 214`, `3 animals: 214, 215, 216`, `48 animals: 1 … 48`.
fn animals<T: ToString>(tags: &[T]) -> String {
    let names: Vec<String> = tags.iter().map(ToString::to_string).collect();
    match names.as_slice() {
        [one] => format!("animal {one}"),
        [first, .., last] if names.len() > 4 => {
            format!("{}: {first} … {last}", counted(names.len(), "animal"))
        }
        some => format!("{}: {}", counted(some.len(), "animal"), some.join(", ")),
    }
}
