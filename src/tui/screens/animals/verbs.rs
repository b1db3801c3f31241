//! The verbs of the table and of one animal: which animals they are about, and the forms that they open. In the table a
//! verb acts on all marked animals, else on the chosen one; in the history of an animal, on that one.

use super::State;
use super::chips::Chips;
use crate::base::context::Context;
use crate::base::keymap::Action;
use crate::base::message::Tone;
use crate::base::study::OpenStudy;
use crate::component::Requests;
use crate::forms::Wanted;
use domain::AnimalRecord;

impl State {
    /// The animals that a verb is about, in the study's order.
    fn meant<'a>(
        &self,
        open: &'a OpenStudy,
        chosen: Option<&'a AnimalRecord>,
    ) -> Vec<&'a AnimalRecord> {
        if self.detail || self.marked.is_empty() {
            return chosen.into_iter().collect();
        }
        let animals = open.record.animals.iter();
        let marked = animals.filter(|animal| self.marked.contains(&animal.animal.id));
        marked.collect()
    }

    /// Opens the form of a verb.
    pub(super) fn open_form(
        &mut self,
        cx: &Context,
        action: Action,
        chosen: Option<&AnimalRecord>,
        out: &mut Requests,
    ) {
        let Some(open) = &cx.study else { return };
        let meant = self.meant(open, chosen);
        if action == Action::ScanChips {
            return self.scan_chips(open, out);
        }
        let tags: Vec<String> = meant.iter().map(|a| a.animal.tag.to_string()).collect();
        if tags.is_empty() {
            return;
        }
        out.open(match action {
            Action::Disposition => Wanted::Dispose(tags, cx.today),
            Action::LiftDisposition => Wanted::LiftDisposition(tags),
            Action::EditAnimal => Wanted::EditAnimals(tags),
            Action::AddTumor => Wanted::AddTumor(tags),
            Action::EditTumor => Wanted::EditTumor(tags),
            Action::MoveAnimals => Wanted::MoveAnimals(tags),
            Action::EditCage => match cage_of(open, &meant) {
                Ok(cage) => Wanted::EditCage(cage),
                Err(why) => return out.say(Tone::Note, why),
            },
            _ => return,
        });
    }

    /// Starts to record chips: of the marked animals, else of all that are on study.
    fn scan_chips(&mut self, open: &OpenStudy, out: &mut Requests) {
        if !open.is_open() {
            return out.say(Tone::Note, format!("study {} is closed", open.name()));
        }
        let is_meant = |animal: &&AnimalRecord| {
            self.marked.is_empty() || self.marked.contains(&animal.animal.id)
        };
        let meant = open.record.animals.iter().filter(is_meant);
        match Chips::of(open, meant, self.last_scanned) {
            Ok(chips) => self.chips = Some(chips),
            Err(why) => out.say(Tone::Note, why),
        }
    }
}

/// The one cage that these animals live in.
fn cage_of(open: &OpenStudy, animals: &[&AnimalRecord]) -> Result<String, String> {
    let mut cages: Vec<_> = animals.iter().map(|animal| open.cage(animal)).collect();
    cages.sort_unstable();
    cages.dedup();
    match cages.as_slice() {
        [Some(cage)] => Ok(cage.to_string()),
        [None] | [] => Err("in no cage yet: m moves animals into one".to_owned()),
        several => Err(format!(
            "the marked animals live in {} cages: M is about one cage, m moves the marked animals",
            several.len()
        )),
    }
}
