//! The triggers that record every changed row, made from the tables themselves.
//!
//! A row is recorded as a JSON object of its columns, without those that are NULL. Before schema version 11 it was
//! recorded with these too, and such records stay as they are: [`without_nulls`] makes both comparable. The operation it belongs to is the one
//! whose hash is still empty, which exists only inside the transaction of [`super::Operation`];
//! another program's change therefore carries none.

use std::borrow::Cow;
use std::collections::BTreeMap;

use rusqlite::Connection;

use super::Error;

/// The tables of the trail itself, which the hash chain guards.
pub(super) const TRAIL: [&str; 2] = ["changes", "operations"];

/// All tables, by name.
pub(super) fn tables(conn: &Connection) -> Result<Vec<String>, Error> {
    let mut statement =
        conn.prepare("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name")?;
    let names = statement.query_map([], |row| row.get(0))?;
    Ok(names.collect::<Result<_, _>>()?)
}

/// The tables whose changes are recorded, by name.
pub(super) fn audited_tables(conn: &Connection) -> Result<Vec<String>, Error> {
    let mut tables = tables(conn)?;
    tables.retain(|name| !TRAIL.contains(&name.as_str()));
    Ok(tables)
}

/// The columns of a table in their order.
pub(super) fn columns(conn: &Connection, table: &str) -> Result<Vec<String>, Error> {
    let mut statement =
        conn.prepare_cached("SELECT name FROM pragma_table_info(?1) ORDER BY cid")?;
    let names = statement.query_map([table], |row| row.get(0))?;
    Ok(names.collect::<Result<_, _>>()?)
}

/// The first schema version whose triggers leave out what is NULL.
const WITHOUT_NULLS: usize = 11;

/// The SQL expression that gives a row as JSON; `of` is empty, `NEW.` or `OLD.`. Patching an object removes what the
/// patch says is null.
pub(super) fn row_json(columns: &[String], of: &str) -> String {
    format!("json_patch('{{}}', {})", row_json_with_nulls(columns, of))
}

/// The same row, whichever schema version recorded it, as [`row_json`] gives it.
pub(super) fn without_nulls(row: &[u8]) -> Cow<'_, [u8]> {
    let inner = row.strip_prefix(b"{").and_then(|r| r.strip_suffix(b"}"));
    // Most have none, and the search in a text is quicker than one in bytes.
    let has_null = |inner: &&[u8]| match std::str::from_utf8(inner) {
        Ok(text) => text.contains(":null"),
        Err(_) => inner.windows(NULL.len()).any(|part| part == NULL),
    };
    let Some(inner) = inner.filter(has_null) else {
        return Cow::Borrowed(row);
    };
    // A value that is a text ends with a quote, so what ends so is no text.
    let members = members(inner).into_iter();
    let members: Vec<&[u8]> = members.filter(|member| !member.ends_with(NULL)).collect();
    Cow::Owned([b"{", members.join(&b","[..]).as_slice(), b"}"].concat())
}

const NULL: &[u8] = b":null";

/// The members of an object of plain values: what stands between commas that are in no text.
fn members(inner: &[u8]) -> Vec<&[u8]> {
    let (mut in_text, mut is_escaped) = (false, false);
    let is_comma = |byte: &u8| {
        let ends = *byte == b',' && !in_text;
        in_text ^= *byte == b'"' && !is_escaped;
        is_escaped = *byte == b'\\' && !is_escaped;
        ends
    };
    inner.split(is_comma).collect()
}

/// The same with the columns that are NULL, which takes SQLite half the time.
pub(super) fn row_json_with_nulls(columns: &[String], of: &str) -> String {
    let pairs: Vec<_> = columns
        .iter()
        .map(|c| format!("'{c}', {of}\"{c}\""))
        .collect();
    format!("json_object({})", pairs.join(", "))
}

/// Makes the triggers of all tables as a schema version has them.
pub(super) fn install(conn: &Connection, version: usize) -> Result<(), Error> {
    let row_json = match version < WITHOUT_NULLS {
        true => row_json_with_nulls,
        false => row_json,
    };
    for table in audited_tables(conn)? {
        let columns = columns(conn, &table)?;
        let (old, new) = (row_json(&columns, "OLD."), row_json(&columns, "NEW."));
        for (event, id, before, after) in [
            ("INSERT", "NEW.id", "NULL", new.as_str()),
            ("UPDATE", "OLD.id", old.as_str(), new.as_str()),
            ("DELETE", "OLD.id", old.as_str(), "NULL"),
        ] {
            let name = event.to_lowercase();
            conn.execute_batch(&format!(
                "CREATE TRIGGER audit_{table}_{name} AFTER {event} ON {table} BEGIN
                     INSERT INTO changes (operation, table_name, row_id, before, after)
                     VALUES ((SELECT seq FROM operations WHERE hash IS NULL), '{table}', {id}, {before}, {after});
                 END"
            ))?;
        }
    }
    Ok(())
}

/// Removes the triggers of all tables, before a migration changes these.
pub(super) fn remove(conn: &Connection) -> Result<(), Error> {
    for table in audited_tables(conn)? {
        conn.execute_batch(&format!(
            "DROP TRIGGER IF EXISTS audit_{table}_insert;
             DROP TRIGGER IF EXISTS audit_{table}_update;
             DROP TRIGGER IF EXISTS audit_{table}_delete;"
        ))?;
    }
    Ok(())
}

/// Every recorded row as it is now: (table, id) to JSON.
pub(super) fn snapshot(conn: &Connection) -> Result<BTreeMap<(String, String), String>, Error> {
    let mut rows = BTreeMap::new();
    for table in audited_tables(conn)? {
        let json = row_json(&columns(conn, &table)?, "");
        let mut statement = conn.prepare(&format!("SELECT id, {json} FROM {table}"))?;
        let mut found = statement.query([])?;
        while let Some(row) = found.next()? {
            rows.insert((table.clone(), row.get(0)?), row.get(1)?);
        }
    }
    Ok(rows)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_recorded_with_nulls_is_the_same_row_without() {
        let conn = Connection::open_in_memory().unwrap();
        conn.execute_batch("CREATE TABLE t (id TEXT, a REAL, b TEXT, c INTEGER, d TEXT)")
            .unwrap();
        let columns = columns(&conn, "t").unwrap();
        for (a, b, c, d) in [
            (None, None, None, None),
            (Some(0.1 + 0.2), Some("x"), Some(7), Some("y")),
            (Some(1e300), None, None, Some("a \"b\", \\ :null")),
            (Some(-0.0), Some(":null"), None, Some("\\")),
            (None, Some("\\\",:null,"), Some(i64::MIN), None),
            (
                Some(12.0),
                Some("µ\n\u{1}\u{2028}"),
                None,
                Some("{\"k\":null}"),
            ),
        ] {
            conn.execute("INSERT INTO t VALUES ('1', ?1, ?2, ?3, ?4)", (a, b, c, d))
                .unwrap();
            let (old, new) = (row_json_with_nulls(&columns, ""), row_json(&columns, ""));
            let sql = format!("SELECT {old}, {new} FROM t");
            let (old, new): (String, String) = conn
                .query_row(&sql, [], |row| Ok((row.get(0)?, row.get(1)?)))
                .unwrap();
            assert_eq!(*without_nulls(old.as_bytes()), *new.as_bytes(), "{old}");
            assert_eq!(*without_nulls(new.as_bytes()), *new.as_bytes());
            conn.execute("DELETE FROM t", []).unwrap();
        }
        for other in ["", "{", "null", "{}", "[1,null]"] {
            assert_eq!(*without_nulls(other.as_bytes()), *other.as_bytes());
        }
    }
}
