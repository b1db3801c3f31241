//! The triggers that record every changed row, made from the tables themselves.
//!
//! A row is recorded as a JSON object of all its columns. The operation it belongs to is the one
//! whose hash is still empty, which exists only inside the transaction of [`super::Operation`];
//! another program's change therefore carries none.

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

/// The SQL expression that gives a row as JSON; `of` is empty, `NEW.` or `OLD.`.
pub(super) fn row_json(columns: &[String], of: &str) -> String {
    let pairs: Vec<_> = columns
        .iter()
        .map(|c| format!("'{c}', {of}\"{c}\""))
        .collect();
    format!("json_object({})", pairs.join(", "))
}

/// Makes the triggers of all tables.
pub(super) fn install(conn: &Connection) -> Result<(), Error> {
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
