//! A form that was filled in and not saved, kept beside the notebook: for when the program was killed, or
//! ended over it. It comes back with the form, of the same study and about the same thing.

use serde::{Deserialize, Serialize};

use super::Purpose;
use crate::model::Model;
use crate::overlay::Overlay;
use crate::widgets::form::Form;

/// What was typed in a form.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Unsaved {
    title: String,
    study: Option<String>,
    /// What it is about besides: a reading, animals, a draw.
    #[serde(default)]
    about: String,
    /// Field and value of what was changed.
    fields: Vec<(String, String)>,
}

impl Unsaved {
    /// The form's heading.
    pub fn title(&self) -> &str {
        &self.title
    }
}

/// The study that a form is about.
fn study(model: &Model, purpose: &Purpose) -> Option<String> {
    let open = model.study.as_ref().map(|study| study.name().to_owned());
    open.filter(|_| !matches!(purpose, Purpose::NewStudy))
}

/// What a form is about where its title does not say.
fn about(purpose: &Purpose) -> String {
    match purpose {
        Purpose::Correct(entry) => entry.about(),
        Purpose::Dispose(_, tags) | Purpose::LiftDisposition(_, tags) => tags.join("\n"),
        Purpose::AcceptDraw(_, draw) => format!("{} {}", draw.seed, draw.receipt.fingerprint),
        _ => String::new(),
    }
}

/// What was typed in the form that lies over the screen, if it would be lost.
pub(crate) fn unsaved(model: &Model) -> Option<Unsaved> {
    let (form, purpose) = model.overlays.iter().find_map(|overlay| match overlay {
        Overlay::Form(form, purpose) if purpose.writes() => Some((form, purpose)),
        _ => None,
    })?;
    let fields = form.changed();
    (!fields.is_empty()).then(|| Unsaved {
        title: form.title.clone(),
        study: study(model, purpose),
        about: about(purpose),
        fields,
    })
}

/// Fills in what was typed before, where this is that form.
pub(super) fn take_up(model: &mut Model, form: &mut Form, purpose: &Purpose) {
    let (study, about) = (study(model, purpose), about(purpose));
    let same = |kept: &&mut Unsaved| {
        kept.title == form.title && kept.study == study && kept.about == about
    };
    if model.left.form.as_mut().filter(same).is_none() {
        return;
    }
    if let Some(kept) = model.left.form.take() {
        form.fill(&kept.fields);
        let again = "What was typed before is here again.";
        form.intro = match form.intro.as_str() {
            "" => again.to_owned(),
            intro => format!("{again} {intro}"),
        };
    }
}
