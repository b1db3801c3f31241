//! A whole study in one go.

use std::collections::HashMap;
use std::hash::Hash;

use rusqlite::Connection;

use super::{Error, Operation, Store, animals, arms, endings, readings, studies};
use crate::domain::{AnimalRecord, StudyRecord, TumorRecord, tag_order};

impl Store {
    /// All that the study with this name holds.
    pub fn study(&self, name: &str) -> Result<StudyRecord, Error> {
        // One transaction, so that a writer between two queries cannot be seen in part.
        let tx = self.conn.unchecked_transaction()?;
        load(&tx, name)
    }
}

impl Operation<'_> {
    /// All that the study with this name holds now.
    pub fn study(&self, name: &str) -> Result<StudyRecord, Error> {
        load(&self.tx, name)
    }
}

fn load(conn: &Connection, name: &str) -> Result<StudyRecord, Error> {
    let study = studies::named(conn, name)?;
    let id = study.id;
    let mut readings = grouped(readings::of_study(conn, id)?);
    let mut tumors = grouped(animals::tumors(conn, id)?);
    let mut weighings = grouped(readings::weighings(conn, id)?);
    let mut dispositions = grouped(endings::dispositions(conn, id)?);
    let mut animals: Vec<_> = animals::animals(conn, id)?
        .into_iter()
        .map(|animal| AnimalRecord {
            tumors: tumors
                .remove(&animal.id)
                .unwrap_or_default()
                .into_iter()
                .map(|tumor| TumorRecord {
                    readings: readings.remove(&tumor.id).unwrap_or_default(),
                    tumor,
                })
                .collect(),
            weighings: weighings.remove(&animal.id).unwrap_or_default(),
            disposition: dispositions.remove(&animal.id).and_then(|mut d| d.pop()),
            animal,
        })
        .collect();
    animals.sort_by(|a, b| tag_order(a.animal.tag.as_str(), b.animal.tag.as_str()));
    Ok(StudyRecord {
        arms: arms::of_study(conn, id)?,
        cages: animals::cages(conn, id)?,
        exclusions: endings::exclusions(conn, id)?,
        animals,
        study,
    })
}

/// Values by their owner, each owner's in the order they came.
fn grouped<K: Eq + Hash, V>(pairs: Vec<(K, V)>) -> HashMap<K, Vec<V>> {
    let mut groups: HashMap<K, Vec<V>> = HashMap::new();
    for (key, value) in pairs {
        groups.entry(key).or_default().push(value);
    }
    groups
}
