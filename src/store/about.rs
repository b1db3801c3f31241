//! Which operations can be about an animal: found by its tag and by its id and those of its tumors in the
//! text of the changes, so that a trail of a hundred thousand operations need not be understood row by
//! row. It may name too many; [`super::log`] shows what each is about.

use std::collections::HashSet;

use rusqlite::Connection;

use super::Error;

/// The numbers of the operations that can be about an animal that is called so, or was: of any study, or of
/// the one of this name.
pub(super) fn animal(
    conn: &Connection,
    tag: &str,
    study: Option<&str>,
) -> Result<HashSet<i64>, Error> {
    let mut ids = called(conn, tag, study)?;
    ids.extend(rows(conn, "tumors", &ids)?);
    // An exclusion may name a reading only: there are few, so all are taken.
    let sql = "SELECT DISTINCT operation FROM changes JOIN json_each(?1) id
            ON row_id = id.value OR instr(after, id.value) > 0 OR instr(before, id.value) > 0
        WHERE operation IS NOT NULL
        UNION SELECT operation FROM changes WHERE table_name = 'exclusions' AND operation IS NOT NULL";
    let mut statement = conn.prepare_cached(sql)?;
    let found = statement.query_map([json(&ids)], |row| row.get(0))?;
    Ok(found.collect::<Result<_, _>>()?)
}

/// The ids of the animals that had this tag at any time.
fn called(conn: &Connection, tag: &str, study: Option<&str>) -> Result<Vec<String>, Error> {
    let sql = "SELECT DISTINCT row_id FROM changes
        WHERE table_name = 'animals' AND ?1 IN (after ->> '$.tag', before ->> '$.tag')
            AND (?2 IS NULL OR coalesce(after, before) ->> '$.study_id' IN
                (SELECT row_id FROM changes
                 WHERE table_name = 'studies' AND ?2 IN (after ->> '$.name', before ->> '$.name')))";
    let mut statement = conn.prepare_cached(sql)?;
    let found = statement.query_map((tag, study), |row| row.get(0))?;
    Ok(found.collect::<Result<_, _>>()?)
}

/// The ids of the rows of a table in whose text one of these stood at any time.
fn rows(conn: &Connection, table: &str, texts: &[String]) -> Result<Vec<String>, Error> {
    let sql = "SELECT DISTINCT row_id FROM changes JOIN json_each(?2) text
            ON instr(after, text.value) > 0 OR instr(before, text.value) > 0
        WHERE table_name = ?1";
    let mut statement = conn.prepare_cached(sql)?;
    let found = statement.query_map([table, &json(texts)], |row| row.get(0))?;
    Ok(found.collect::<Result<_, _>>()?)
}

/// As it stands in the text of a change.
fn json<T: serde::Serialize + ?Sized>(value: &T) -> String {
    serde_json::to_string(value).expect("texts have a notation in JSON")
}
