//! The verbs of the table and of one animal: which animals they are about, and the forms that they open. In the table a
//! verb acts on all marked animals that the filter shows, else on the chosen one; in the history of an animal, on that one.

use super::chips::Chips;
use super::{State, table};
use crate::base::context::Context;
use crate::base::keymap::Action;
use crate::base::message::Tone;
use crate::base::study::OpenStudy;
use crate::component::{Request, Requests};
use crate::forms::Wanted;
use domain::{AnimalRecord, counted};

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
        let rows = table::rows(open, self);
        let animals = open.record.animals.iter().enumerate();
        let marked = animals
            .filter(|(at, animal)| self.marked.contains(&animal.animal.id) && rows.contains(at));
        marked.map(|(_, animal)| animal).collect()
    }

    /// The number of marked animals that the filter hides: no verb acts on them.
    pub(super) fn hidden_marks(&self, open: &OpenStudy, rows: &[usize]) -> usize {
        let shown = rows.iter().filter_map(|row| open.record.animals.get(*row));
        let shown = shown.filter(|animal| self.marked.contains(&animal.animal.id));
        self.marked.len().saturating_sub(shown.count())
    }

    /// Says that no marked animal is shown, if that is so; returns whether it is.
    fn all_marks_hidden(&self, meant: &[&AnimalRecord], out: &mut Requests) -> bool {
        let are_hidden = meant.is_empty() && !self.marked.is_empty();
        if are_hidden {
            let marked = counted(self.marked.len(), "marked animal");
            let text = format!("the filter hides the {marked}: Esc shows all animals");
            out.say(Tone::Warning, text);
            out.bell();
        }
        are_hidden
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
        if self.all_marks_hidden(&meant, out) {
            return;
        }
        if action == Action::ScanChips {
            return self.scan_chips(open, &meant, out);
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
            Action::StopTreatment => Wanted::StopTreatment(tags),
            Action::ResumeTreatment => Wanted::ResumeTreatment(tags),
            Action::MoveAnimals => Wanted::MoveAnimals(tags),
            Action::EditCage => match cage_of(open, &meant) {
                Ok(cage) => Wanted::EditCage(cage),
                Err(why) => return out.say(Tone::Note, why),
            },
            _ => return,
        });
        let hidden = self.hidden_marks(open, &table::rows(open, self));
        if hidden > 0 && !self.detail {
            let hidden = counted(hidden, "marked animal");
            out.push(Request::Announce(format!(
                "Left out: {hidden} that the filter hides."
            )));
        }
    }

    /// Starts to record chips: of the marked animals, else of all that are on study.
    fn scan_chips(&mut self, open: &OpenStudy, marked: &[&AnimalRecord], out: &mut Requests) {
        if !open.is_open() {
            return out.say(Tone::Note, format!("study {} is closed", open.name()));
        }
        let all = open.record.animals.iter();
        let meant: Vec<&AnimalRecord> = match self.marked.is_empty() {
            true => all.collect(),
            false => marked.to_vec(),
        };
        match Chips::of(open, meant.into_iter(), self.last_scanned) {
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
