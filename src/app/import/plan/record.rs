//! The study as it will be once a plan is written.

use std::cmp::Ordering;
use std::collections::HashMap;

use super::study_plan::StudyPlan;
use domain::{AnimalRecord, Dated, Entry, StudyRecord, TumorRecord, tag_order};

impl StudyPlan {
    /// The whole study that this plan makes, in the order of a study that is read from the store; `existing` is the study
    /// before, if there is one.
    pub fn record(&self, existing: Option<StudyRecord>) -> StudyRecord {
        let mut record = existing.unwrap_or_else(|| StudyRecord::new(self.study.clone()));
        record.study = self.study.clone();
        record.arms.extend(self.arms.iter().cloned());
        record.cages.extend(self.cages.iter().cloned());
        record.cohorts.extend(self.cohorts.iter().cloned());
        record.exclusions.extend(self.exclusions.iter().cloned());
        record.work_lines.extend(self.work_lines.iter().cloned());
        record.waivers.extend(self.waivers.iter().cloned());
        record
            .formulations
            .extend(self.formulations.iter().cloned());
        let new = self.animals.iter().map(|animal| AnimalRecord {
            animal: animal.clone(),
            tumors: Vec::new(),
            weighings: Vec::new(),
            doses: Vec::new(),
            disposition: None,
        });
        record.animals.extend(new);
        self.fill(&mut record.animals);
        record.animals.iter_mut().for_each(in_order);
        let by_tag = |a: &AnimalRecord, b: &AnimalRecord| {
            tag_order(a.animal.tag.as_str(), b.animal.tag.as_str())
        };
        record.animals.sort_by(by_tag);
        record.arms.sort_by_key(|arm| arm.position);
        record
            .cages
            .sort_by(|a, b| tag_order(a.label.as_str(), b.label.as_str()));
        record.cohorts.sort_by(|a, b| a.name.cmp(&b.name));
        record
    }

    /// Adds tumors, entries and dispositions to their animals, and puts what is corrected in its place.
    fn fill(&self, animals: &mut [AnimalRecord]) {
        let places: HashMap<_, _> = animals.iter().map(|a| a.animal.id).zip(0..).collect();
        for changed in &self.changed_animals {
            if let Some(&at) = places.get(&changed.id) {
                animals[at].animal = changed.clone();
            }
        }
        for (animal, tumor) in &self.tumors {
            if let Some(&at) = places.get(animal) {
                animals[at].tumors.push(TumorRecord {
                    tumor: tumor.clone(),
                    readings: Vec::new(),
                });
            }
        }
        let mut tumors = HashMap::new();
        for (at, animal) in animals.iter().enumerate() {
            let of_animal = animal.tumors.iter().enumerate();
            tumors.extend(of_animal.map(|(nth, tumor)| (tumor.tumor.id, (at, nth))));
        }
        for (tumor, reading) in &self.readings {
            if let Some(&(at, nth)) = tumors.get(tumor) {
                animals[at].tumors[nth].readings.push(reading.clone());
            }
        }
        for (tumor, reading) in &self.corrected_readings {
            if let Some(&(at, nth)) = tumors.get(tumor) {
                put(&mut animals[at].tumors[nth].readings, reading);
            }
        }
        for (animal, weighing) in &self.weighings {
            if let Some(&at) = places.get(animal) {
                animals[at].weighings.push(weighing.clone());
            }
        }
        for (animal, dose) in &self.doses {
            if let Some(&at) = places.get(animal) {
                animals[at].doses.push(dose.clone());
            }
        }
        for (animal, weighing) in &self.corrected_weighings {
            if let Some(&at) = places.get(animal) {
                put(&mut animals[at].weighings, weighing);
            }
        }
        for (animal, disposition) in &self.dispositions {
            if let Some(&at) = places.get(animal) {
                animals[at].disposition = Some(disposition.clone());
            }
        }
    }
}

/// Puts a corrected entry in the place of the one that it corrects.
fn put<E: Entry>(entries: &mut [Dated<E>], corrected: &Dated<E>)
where
    Dated<E>: Clone,
{
    let known = entries.iter_mut().find(|known| known.id == corrected.id);
    if let Some(known) = known {
        *known = corrected.clone();
    }
}

fn in_order(animal: &mut AnimalRecord) {
    let time = |a: &domain::When, b: &domain::When| a.partial_cmp(b).unwrap_or(Ordering::Equal);
    animal
        .tumors
        .sort_by(|a, b| tag_order(a.tumor.site.as_str(), b.tumor.site.as_str()));
    for tumor in &mut animal.tumors {
        tumor
            .readings
            .sort_by(|a, b| time(&a.when, &b.when).then(a.repeat.cmp(&b.repeat)));
    }
    animal
        .doses
        .sort_by(|a, b| time(&a.when, &b.when).then(a.repeat.cmp(&b.repeat)));
    animal
        .weighings
        .sort_by(|a, b| time(&a.when, &b.when).then(a.repeat.cmp(&b.repeat)));
}
