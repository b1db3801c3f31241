//! The days of an animal: each reading with the body weight that was taken with it.

use std::cmp::Ordering;

use super::glance::{baseline, change, tumor_courses, volume, weights};
use domain::{
    AnimalRecord, ClockTime, Label, Reading, Scope, StudyRecord, Weighing, When, standing,
};

/// One line of an animal's history.
#[derive(Debug, Clone)]
pub(super) struct Day<'a> {
    pub when: When,
    /// The tumor, for a reading.
    pub site: Option<&'a Label>,
    pub repeat: u32,
    pub reading: Option<&'a Reading>,
    pub weighing: Option<&'a Weighing>,
    /// mm³.
    pub volume: Option<f64>,
    /// Percent since the tumor's baseline.
    pub volume_change: Option<f64>,
    /// Percent since baseline.
    pub weight_change: Option<f64>,
    /// Whether another one of that day counts in its place.
    pub superseded: bool,
    /// Whether analyses leave it out.
    pub excluded: bool,
}

impl Day<'_> {
    /// The time of day of the reading, else of the weighing.
    pub(super) fn clock_time(&self) -> Option<ClockTime> {
        let read = self.reading.and_then(|reading| reading.clock_time);
        read.or(self.weighing.and_then(|weighing| weighing.clock_time))
    }
}

/// All days of an animal in order of time, on each the tumors in order of sites, then repeats.
pub(super) fn days<'a>(record: &'a StudyRecord, animal: &'a AnimalRecord) -> Vec<Day<'a>> {
    let mut all = readings(record, animal);
    // There are few weighings a day: each joins the first reading of its repeat, or has its own line.
    let start = baseline(&record.study.protocol, animal, &weights(animal));
    for weighing in &animal.weighings {
        let fits = |day: &&mut Day| {
            day.when == weighing.when && day.repeat == weighing.repeat && day.weighing.is_none()
        };
        let grams = weighing.grams();
        let change = start.and_then(|start| change(grams, start));
        match all.iter_mut().find(fits) {
            Some(day) => (day.weighing, day.weight_change) = (Some(weighing), change),
            None => all.push(Day {
                when: weighing.when,
                site: None,
                repeat: weighing.repeat,
                reading: None,
                weighing: Some(weighing),
                volume: None,
                volume_change: None,
                weight_change: change,
                superseded: !stands(animal, weighing),
                excluded: excluded(record, animal, weighing.when, None),
            }),
        }
    }
    let order = |a: &Day, b: &Day| a.when.partial_cmp(&b.when).unwrap_or(Ordering::Equal);
    all.sort_by(order);
    all
}

fn readings<'a>(record: &'a StudyRecord, animal: &'a AnimalRecord) -> Vec<Day<'a>> {
    let protocol = &record.study.protocol;
    let courses = tumor_courses(protocol, animal);
    let mut all = Vec::new();
    for (tumor, course) in animal.tumors.iter().zip(courses) {
        let start = baseline(protocol, animal, &course);
        for of_day in tumor.readings.chunk_by(|a, b| a.when == b.when) {
            let stands = standing(of_day).map(|reading| reading.id);
            all.extend(of_day.iter().map(|reading| {
                let volume = volume(protocol, reading);
                Day {
                    when: reading.when,
                    site: Some(&tumor.tumor.site),
                    repeat: reading.repeat,
                    reading: Some(reading),
                    weighing: None,
                    volume,
                    volume_change: volume.zip(start).and_then(|(v, start)| change(v, start)),
                    weight_change: None,
                    superseded: stands != Some(reading.id),
                    excluded: excluded(record, animal, reading.when, Some(reading)),
                }
            }));
        }
    }
    all
}

fn stands(animal: &AnimalRecord, weighing: &Weighing) -> bool {
    let mut standing = animal.standing_weighings();
    standing.any(|other| other.id == weighing.id)
}

fn excluded(
    record: &StudyRecord,
    animal: &AnimalRecord,
    when: When,
    reading: Option<&Reading>,
) -> bool {
    let id = animal.animal.id;
    record
        .exclusions
        .iter()
        .any(|exclusion| match exclusion.scope {
            Scope::Animal(of) => of == id,
            Scope::AnimalDay(of, on) => of == id && on == when,
            Scope::Day(on) => on == when,
            Scope::Reading(of) => reading.is_some_and(|reading| reading.id == of),
        })
}
