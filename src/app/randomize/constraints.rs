//! Constraints by name, as lists of places.

use super::candidates::{Factor, lacking, told};
use super::input::Together;
use super::prepare::Roster;
use crate::Error;

/// The level of every candidate. Refuses where one is not known.
pub(super) fn levels(roster: &Roster, factor: &Factor) -> Result<Vec<String>, Error> {
    let names = roster.candidates.iter().zip(&factor.levels);
    let unknown = names.filter(|(_, level)| level.is_none());
    let unknown: Vec<&str> = unknown.map(|(c, _)| c.name.as_str()).collect();
    if !unknown.is_empty() {
        let message = lacking(&unknown, &format!("no {}", factor.name));
        return Err(Error::state(message, roster.remedy.clone()));
    }
    Ok(factor.levels.iter().flatten().cloned().collect())
}

/// The animals of every level that has more than one, level by level as they are met.
pub(super) fn together(roster: &Roster, factors: &[Factor]) -> Result<Vec<Together>, Error> {
    let mut all: Vec<Together> = Vec::new();
    for factor in factors {
        let mut groups: Vec<Together> = Vec::new();
        for (animal, level) in levels(roster, factor)?.into_iter().enumerate() {
            let what = format!("{} {level}", factor.name);
            match groups.iter_mut().find(|group| group.what == what) {
                Some(group) => group.animals.push(animal),
                None => groups.push(Together {
                    what,
                    animals: vec![animal],
                }),
            }
        }
        all.extend(groups.into_iter().filter(|group| group.animals.len() > 1));
    }
    Ok(all)
}

/// Lists of animals that must not share an arm. Those who are not eligible share none.
pub(super) fn apart(roster: &Roster, lists: &[Vec<String>]) -> Result<Vec<Together>, Error> {
    let mut all = Vec::new();
    for list in lists {
        must_exist(roster, list)?;
        let place = |name: &String| roster.candidates.iter().position(|c| c.name == *name);
        let animals: Vec<usize> = list.iter().filter_map(place).collect();
        if animals.len() > 1 {
            all.push(Together {
                what: list.join("+"),
                animals,
            });
        }
    }
    Ok(all)
}

/// Refuses names of animals that are not there.
pub(super) fn must_exist(roster: &Roster, names: &[String]) -> Result<(), Error> {
    let is_known = |name: &String| {
        roster.candidates.iter().any(|c| c.name == *name)
            || roster.left_out.iter().any(|l| l.animal == *name)
    };
    let unknown: Vec<&str> = names
        .iter()
        .filter(|name| !is_known(name))
        .map(String::as_str)
        .collect();
    if unknown.is_empty() {
        return Ok(());
    }
    Err(Error::state(
        format!("there is no animal {}", told(unknown)),
        "check the tag",
    ))
}
