//! The study that a plan makes, for tests.

use std::cmp::Ordering;

use super::study_plan::StudyPlan;
use domain::{AnimalRecord, StudyRecord, TumorRecord, tag_order};

impl StudyPlan {
    /// The whole study that this plan makes, in the order of a study that is read from the store; of an existing study
    /// only what is added.
    pub fn record(&self) -> StudyRecord {
        let mut animals: Vec<AnimalRecord> = self
            .animals
            .iter()
            .map(|animal| AnimalRecord {
                animal: animal.clone(),
                tumors: Vec::new(),
                weighings: Vec::new(),
                doses: Vec::new(),
                disposition: None,
            })
            .collect();
        let places: std::collections::HashMap<_, _> = self
            .animals
            .iter()
            .map(|animal| animal.id)
            .zip(0..)
            .collect();
        let mut tumors = std::collections::HashMap::new();
        for (animal, tumor) in &self.tumors {
            if let Some(&at) = places.get(animal) {
                tumors.insert(tumor.id, (at, animals[at].tumors.len()));
                animals[at].tumors.push(TumorRecord {
                    tumor: tumor.clone(),
                    readings: Vec::new(),
                });
            }
        }
        for (tumor, reading) in &self.readings {
            if let Some(&(at, nth)) = tumors.get(tumor) {
                animals[at].tumors[nth].readings.push(reading.clone());
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
        for (animal, disposition) in &self.dispositions {
            if let Some(&at) = places.get(animal) {
                animals[at].disposition = Some(disposition.clone());
            }
        }
        for animal in &mut animals {
            in_order(animal);
        }
        animals.sort_by(|a, b| tag_order(a.animal.tag.as_str(), b.animal.tag.as_str()));
        let mut arms = self.arms.clone();
        arms.sort_by_key(|arm| arm.position);
        let mut cages = self.cages.clone();
        cages.sort_by(|a, b| tag_order(a.label.as_str(), b.label.as_str()));
        let mut cohorts = self.cohorts.clone();
        cohorts.sort_by(|a, b| a.name.cmp(&b.name));
        StudyRecord {
            arms,
            cages,
            cohorts,
            animals,
            exclusions: self.exclusions.clone(),
            work_lines: self.work_lines.clone(),
            waivers: self.waivers.clone(),
            formulations: self.formulations.clone(),
            ..StudyRecord::new(self.study.clone())
        }
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
