//! A form that was filled in and not saved, kept beside the notebook in case the program is killed, or
//! ended over it. It comes back with the form, of the same study and about the same thing.

use super::Purpose;
use crate::base::context::Context;
use crate::base::kept::Unsaved;
use crate::widgets::form::Form;

/// The study that a form is about.
fn study(cx: &Context, purpose: &Purpose) -> Option<String> {
    let open = cx.study.as_ref().map(|study| study.name().to_owned());
    open.filter(|_| !matches!(purpose, Purpose::NewStudy))
}

/// What a form is about where its title does not say.
fn about(purpose: &Purpose) -> String {
    match purpose {
        Purpose::Correct(recorded) => recorded.about(),
        Purpose::Dispose(_, tags)
        | Purpose::LiftDisposition(_, tags)
        | Purpose::EditAnimals(_, tags)
        | Purpose::MoveAnimals(_, tags)
        | Purpose::AddTumor(_, tags)
        | Purpose::EditTumor(_, tags)
        | Purpose::StopTreatment(_, tags)
        | Purpose::ResumeTreatment(_, tags) => tags.join("\n"),
        Purpose::Dose(_, wanted) => {
            let planned = wanted.dose.planned;
            let planned = planned.map(|dose| format!("{} {} {}", dose.line, dose.on, dose.slot));
            format!("{} {}", wanted.dose.on, planned.unwrap_or_default())
        }
        Purpose::AcceptDraw(_, draw) => {
            format!("{} {}", draw.receipt.seed, draw.receipt.fingerprint)
        }
        _ => String::new(),
    }
}

/// What was typed in a form, if it would be lost.
pub(crate) fn unsaved(cx: &Context, form: &Form, purpose: &Purpose) -> Option<Unsaved> {
    let fields = form.changed();
    (purpose.writes() && !fields.is_empty()).then(|| Unsaved {
        title: form.title().to_owned(),
        study: study(cx, purpose),
        about: about(purpose),
        fields,
    })
}

/// Fills in what was typed before, where `kept` is that of this form.
pub(crate) fn take_up(
    cx: &Context,
    form: &mut Form,
    purpose: &Purpose,
    kept: &mut Option<Unsaved>,
) {
    let (study, about) = (study(cx, purpose), about(purpose));
    let same = |kept: &mut Unsaved| {
        kept.title == form.title() && kept.study == study && kept.about == about
    };
    if let Some(kept) = kept.take_if(same) {
        form.fill(&kept.fields);
        form.announce("The values you typed before are filled in again.");
    }
}
