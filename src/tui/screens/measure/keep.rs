//! Unsaved values and settings of measuring, kept beside the notebook: restored after a crash, and when a study is
//! measured again after another one was open.

use super::{State, animal};
use crate::base::context::Context;
use crate::base::kept::{Draft, KeptStudy};
use crate::base::message::Tone;
use crate::component::Requests;
use domain::{AnimalId, counted};

use super::entry::Progress;

impl State {
    /// What there is now of the study that is measured.
    fn kept_here(&self, cx: &Context) -> Option<KeptStudy> {
        let (study, name) = self.study.as_ref()?;
        let drafts = self.drafts.iter().filter(|(_, drafts)| !drafts.is_empty());
        let rounds = self.rounds.iter();
        let passed = self.passed.iter();
        Some(KeptStudy {
            study: study.0,
            name: name.clone(),
            on: self.day(cx),
            order: self.order,
            everyone: self.everyone,
            twice: self.twice,
            weigh: self.weigh,
            reason: self.reason.clone(),
            drafts: drafts.map(|(id, drafts)| (id.0, drafts.clone())).collect(),
            rounds: rounds
                .map(|((id, target), n)| (id.0, *target, *n))
                .collect(),
            passed: passed
                .map(|(on, id, target)| (*on, id.0, *target))
                .collect(),
        })
    }

    /// What to keep of this study, and of others that were measured before.
    pub fn kept(&self, cx: &Context) -> Vec<KeptStudy> {
        let here = self.kept_here(cx);
        let study = here.as_ref().map(|here| here.study);
        let others = self.left.iter().filter(|of| Some(of.study) != study);
        others.cloned().chain(here).collect()
    }

    /// The study is left: its values wait until it is measured again.
    pub(super) fn put_away(&mut self, cx: &Context) {
        let here = self.kept_here(cx);
        let mut left = std::mem::take(&mut self.left);
        if let Some(here) = here {
            left.retain(|of| of.study != here.study);
            if !here.drafts.is_empty() || !here.rounds.is_empty() || !here.passed.is_empty() {
                left.push(here);
            }
        }
        *self = Self {
            left,
            ..Self::default()
        };
    }

    /// Takes what an ended program has kept; returns a message about unsaved values.
    pub fn take_kept(&mut self, kept: Vec<KeptStudy>) -> Option<String> {
        self.left = kept;
        let waiting = self.left.iter().find(|of| !of.drafts.is_empty())?;
        Some(format!(
            "unsaved values of {} are kept for study `{}`: open it and measure",
            waiting.on, waiting.name
        ))
    }

    /// Goes on where one stopped in this study: on the same day, or on the day of values that wait.
    pub(super) fn take_up(&mut self, cx: &Context, out: &mut Requests) {
        let Some(study) = &cx.study else { return };
        let id = study.record.study.id.0;
        let at = self.left.iter().position(|of| of.study == id);
        let Some(of) = at.map(|at| self.left.remove(at)) else {
            return;
        };
        let drafts = of.drafts.into_iter();
        self.drafts = drafts.map(|(id, drafts)| (AnimalId(id), drafts)).collect();
        self.on = Some(of.on);
        self.drop_outdated(cx);
        let passed = of.passed.into_iter();
        self.passed = passed
            .map(|(on, id, target)| (on, AnimalId(id), target))
            .collect();
        let values: usize = self.drafts.values().map(Vec::len).sum();
        if values == 0 && of.on != cx.today {
            self.on = Some(cx.today);
            return;
        }
        let rounds = of.rounds.into_iter();
        self.rounds = rounds
            .map(|(id, target, n)| ((AnimalId(id), target), n))
            .collect();
        self.order = of.order;
        self.everyone = of.everyone;
        self.twice = of.twice;
        self.weigh = of.weigh;
        self.reason = of.reason;
        self.say_taken_up(cx, values, out);
    }

    fn say_taken_up(&self, cx: &Context, values: usize, out: &mut Requests) {
        let (study, on) = (cx.study.as_ref(), self.day(cx));
        let of = self.drafts.keys().filter_map(|id| animal(study?, *id));
        let of: Vec<String> = of.map(|a| a.animal.tag.to_string()).collect();
        let what = format!("{} of {}", counted(values, "value"), of.join(", "));
        let (past, verb) = match values {
            1 => ("was", "is"),
            _ => ("were", "are"),
        };
        if on != cx.today {
            let text = format!(
                "{what} of {on} that {past} not saved {verb} restored: readings are for that day, Ctrl-D changes it"
            );
            out.say(Tone::Warning, text);
        } else if values > 0 {
            let text = format!("{what} that {past} not saved {verb} restored");
            out.say(Tone::Note, text);
        }
    }

    /// Drops drafts of what has reached the notebook after all, because the program ended between the
    /// two, and of animals that have left.
    fn drop_outdated(&mut self, cx: &Context) {
        let Some(study) = &cx.study else { return };
        let mut drafts = std::mem::take(&mut self.drafts);
        drafts.retain(|id, drafts| {
            let on_study = animal(study, *id).filter(|a| a.disposition.is_none());
            let Some(animal) = on_study else {
                return false;
            };
            let entry = self.compose(cx, study, animal);
            let is_asked = |d: &Draft| {
                let mut fields = entry.of_slot(d.slot);
                fields.any(|f| f.kind == d.kind && !matches!(f.progress, Progress::Saved(_)))
            };
            drafts.retain(is_asked);
            !drafts.is_empty()
        });
        self.drafts = drafts;
    }
}
