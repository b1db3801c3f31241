//! How much an operation touched. SQLite reads its changes and answers what is distinct among them: one import has
//! half a million changes, but a few thousand animals.

use std::collections::BTreeSet;

use rusqlite::Connection;

use super::subject::Names;
use super::{Error, tables};

/// How much of its study an operation changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Extent {
    /// The animals with these tags: nothing but their readings, weighings and dispositions changed.
    Animals(BTreeSet<String>),
    /// The study, perhaps all of it.
    Study,
}

/// What an operation touched.
pub(super) struct Touched {
    /// Ids of studies.
    pub studies: BTreeSet<String>,
    pub extent: Extent,
}

/// What each changed row belongs to, before and after, as [`super::subject`] follows it: the id of the closest row.
/// A row that belongs to none stands for itself.
const OWNERS: &str = "
    WITH states (table_name, row_id, state) AS (
        SELECT table_name, row_id, before FROM changes WHERE operation = ?1 AND before IS NOT NULL
        UNION ALL
        SELECT table_name, row_id, after FROM changes WHERE operation = ?1 AND after IS NOT NULL)
    SELECT DISTINCT table_name,
        coalesce(state ->> '$.reading_id', state ->> '$.tumor_id', state ->> '$.animal_id',
                 state ->> '$.study_id', state ->> '$.arm_id', row_id)
    FROM states";

pub(super) fn touched(conn: &Connection, operation: i64) -> Result<Touched, Error> {
    let mut names = Names::new(conn)?;
    let (mut studies, mut tags) = (BTreeSet::new(), BTreeSet::new());
    let mut of_animals = true;
    let mut statement = conn.prepare_cached(OWNERS)?;
    let mut rows = statement.query([operation])?;
    while let Some(row) = rows.next()? {
        let (table, owner): (String, String) = (row.get(0)?, row.get(1)?);
        of_animals &= tables::named(&table).is_some_and(|table| table.of_one_animal);
        let subject = names.now(&owner)?;
        studies.extend(subject.study_id.clone());
        tags.extend(subject.animal.clone());
    }
    let extent = match of_animals {
        true => Extent::Animals(tags),
        false => Extent::Study,
    };
    Ok(Touched { studies, extent })
}

/// A column that an operation gave another value, in a row that was there before and after.
pub(super) struct Changed {
    pub table: String,
    /// Id of the study.
    pub study: String,
    pub column: String,
}

/// The columns of studies and arms that an operation changed, each once.
pub(super) fn changed_columns(conn: &Connection, operation: i64) -> Result<Vec<Changed>, Error> {
    let sql = "
        SELECT DISTINCT table_name AS changed,
            CASE table_name WHEN 'studies' THEN row_id ELSE after ->> '$.study_id' END AS study, cell.key
        FROM changes JOIN json_each(json_array(before, after)) side JOIN json_each(side.value) cell
        WHERE operation = ?1 AND table_name IN ('studies', 'arms') AND before IS NOT NULL AND after IS NOT NULL
            AND json_extract(before, cell.fullkey) IS NOT json_extract(after, cell.fullkey)
        ORDER BY changed, study, cell.key";
    let mut statement = conn.prepare_cached(sql)?;
    let changed = statement.query_map([operation], |row| {
        Ok(Changed {
            table: row.get(0)?,
            study: row.get(1)?,
            column: row.get(2)?,
        })
    })?;
    Ok(changed.collect::<Result<_, _>>()?)
}
