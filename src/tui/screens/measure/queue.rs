//! The animals to be measured, in the order in which they are taken from their cages.

use std::cmp::Ordering;
use std::collections::HashSet;

use crate::base::kept::Order;
use app::day_account::{on_study, was_added};
use app::rhythm::rhythm;
use app::work::asked_on;
use chrono::NaiveDate;
use domain::{AnimalId, AnimalRecord, StudyRecord, tag_order};

/// The queue of a study on a day: animals that are due, those that were measured that
/// day, and those that were worked on (`kept`); with `all`, every animal that is on study.
///
/// With a work plan, an animal is due if the plan asks for a reading or weight of it that day. Without one, it is not due until half of the study's usual interval has passed since its last
/// reading.
pub(super) fn queue(
    study: &StudyRecord,
    on: NaiveDate,
    order: Order,
    all: bool,
    kept: &HashSet<AnimalId>,
) -> Vec<AnimalId> {
    let planned = asked_on(study, on);
    let every = rhythm(&study.until(on)).every_days.unwrap_or(1);
    let pause = i64::from(every.div_ceil(2));
    let is_due = |animal: &AnimalRecord| {
        if let Some(planned) = &planned {
            return planned.contains_key(&animal.animal.id);
        }
        let readings = animal.tumors.iter().flat_map(|t| &t.readings);
        let last = readings
            .map(|r| r.when.date)
            .filter(|date| *date <= on)
            .max();
        last.is_none_or(|last| last == on || (on - last).num_days() >= pause)
    };
    let wanted = |animal: &&AnimalRecord| {
        on_study(animal, on)
            && (all || was_added(animal, on) && is_due(animal) || kept.contains(&animal.animal.id))
    };
    let mut animals: Vec<&AnimalRecord> = study.animals.iter().filter(wanted).collect();
    let cages: std::collections::HashMap<_, _> = study
        .cages
        .iter()
        .map(|c| (c.id, c.label.as_str()))
        .collect();
    let cage = |a: &AnimalRecord| a.animal.cage.and_then(|id| cages.get(&id).copied());
    match order {
        Order::Cage => animals.sort_by(|a, b| {
            by_cage(cage(a), cage(b))
                .then_with(|| tag_order(a.animal.tag.as_str(), b.animal.tag.as_str()))
        }),
        // Ids sort by the time they were made.
        Order::List => animals.sort_by_key(|a| a.animal.id),
        Order::Tag => {
            animals.sort_by(|a, b| tag_order(a.animal.tag.as_str(), b.animal.tag.as_str()));
        }
    }
    animals.into_iter().map(|a| a.animal.id).collect()
}

fn by_cage(a: Option<&str>, b: Option<&str>) -> Ordering {
    match (a, b) {
        (Some(a), Some(b)) => tag_order(a, b),
        (a, b) => b.is_some().cmp(&a.is_some()),
    }
}
