//! Accepting a draw, and what is shown of one that blinded the study.

use super::visible::VisibleDraw;
use super::{Settings, Stage, State};
use crate::base::context::Context;
use crate::base::message::Tone;
use crate::base::study::OpenStudy;
use crate::component::Requests;
use crate::forms::Wanted;
use app::randomize::DrawView;

/// A draw that blinded the study.
#[derive(Debug, Clone)]
pub(super) struct Hidden {
    /// Number of arms; several may have the same code.
    pub arms: usize,
    pub score: f64,
    pub visible: VisibleDraw,
}

impl State {
    /// Asks for what accepting the draw needs.
    pub(super) fn accept(&self, cx: &Context, out: &mut Requests) {
        match &self.stage {
            Stage::Drawn(drawn) => {
                let mut draw = drawn.draw.clone();
                draw.receipt.looked_at = self.looked_at(cx, draw.receipt.seed);
                out.open(Wanted::AcceptDraw(Box::new(draw), drawn.hide));
            }
            Stage::Searching(_) => out.say(Tone::Note, "a search is running: Esc stops it"),
            _ => out.say(Tone::Note, "there is no draw to accept: r draws"),
        }
    }

    /// Seeds of the draws of the open study that were shown and not accepted, but for this one. They go
    /// into the receipt: a draw that was chosen among several is not one that was left to chance.
    fn looked_at(&self, cx: &Context, but: u64) -> Vec<u64> {
        let open = cx.study.as_ref().map(OpenStudy::id);
        let mut seeds: Vec<u64> = Vec::new();
        for (study, seed) in &self.looked_at {
            if Some(*study) == open && *seed != but && !seeds.contains(seed) {
                seeds.push(*seed);
            }
        }
        seeds
    }

    /// The draw is on record; if it blinded the study, this may be shown of it.
    pub fn accepted(&mut self, cx: &Context, hidden: Option<&DrawView>, out: &mut Requests) {
        let open = cx.study.as_ref().map(OpenStudy::id);
        self.show(Stage::Idle);
        self.settings = Settings::new();
        self.looked_at.retain(|(study, _)| Some(*study) != open);
        self.hidden = hidden.map(|shown| {
            Box::new(Hidden {
                arms: shown.drawn_arms,
                score: shown.search.score,
                visible: VisibleDraw::of_view(shown.clone()),
            })
        });
        self.refresh(cx, out);
    }
}
