//! Accepting a draw, and what is shown of one that blinded the study.

use super::sheet::Sheet;
use super::{Settings, Stage, entered};
use crate::effect::Effect;
use crate::forms;
use crate::model::{Model, OpenStudy, Tone};
use app::randomize::DrawView;

/// A draw that blinded the study.
#[derive(Debug, Clone)]
pub(super) struct Hidden {
    /// How many arms there are, of which several may go by one name.
    pub arms: usize,
    pub score: f64,
    pub sheet: Sheet,
}

/// Asks for what accepting the draw needs.
pub(super) fn accept(model: &mut Model) {
    match &model.randomize.stage {
        Stage::Drawn(drawn) => {
            let (mut draw, hide) = (drawn.draw.clone(), drawn.hide);
            draw.receipt.looked_at = looked_at(model, draw.seed);
            forms::accept_draw(model, &draw, hide);
        }
        Stage::Searching(_) => model.say(Tone::Note, "a search is on: Esc stops it"),
        _ => model.say(
            Tone::Note,
            "nothing is drawn that could be accepted: r draws",
        ),
    }
}

/// Seeds of the draws of the open study that were shown and not accepted, but for this one.
fn looked_at(model: &Model, but: u64) -> Vec<u64> {
    let open = model.study.as_ref().map(OpenStudy::id);
    let looked_at = model.randomize.looked_at.iter();
    let mut seeds: Vec<u64> = Vec::new();
    for (study, seed) in looked_at {
        if Some(*study) == open && *seed != but && !seeds.contains(seed) {
            seeds.push(*seed);
        }
    }
    seeds
}

/// The draw is on record; if it blinded the study, this may be shown of it.
pub(crate) fn accepted(model: &mut Model, hidden: Option<&DrawView>) -> Vec<Effect> {
    let open = model.study.as_ref().map(OpenStudy::id);
    let state = &mut model.randomize;
    state.show(Stage::Idle);
    state.settings = Settings::new();
    state.looked_at.retain(|(study, _)| Some(*study) != open);
    state.hidden = hidden.map(|shown| {
        Box::new(Hidden {
            arms: shown.drawn_arms,
            score: shown.score,
            sheet: Sheet::of_shown(shown),
        })
    });
    entered(model)
}
