//! What the tree of a table or of an index holds, each without the others.

use std::path::PathBuf;

use rusqlite::Connection;

use super::flips::all_answers;
use super::{Victim, attacker};

/// An object that is read as a table whose rows are what the tree with this root holds: SQLite keeps no other
/// tree in step with it.
struct Imposter {
    root: i64,
    columns: u32,
    /// Of a tree of rows with numbers, not of keys.
    has_rowid: bool,
}

impl Imposter {
    /// Runs statements on the table `imposter`, and leaves the schema as it was.
    fn run(&self, conn: &Connection, sql: &str) -> rusqlite::Result<()> {
        let path = conn.path().map(PathBuf::from).unwrap();
        let columns: Vec<_> = (0..self.columns).map(|n| format!("c{n}")).collect();
        let columns = columns.join(", ");
        let table = match self.has_rowid {
            true => format!(
                "CREATE TABLE imposter (c0 INTEGER PRIMARY KEY, {})",
                columns.trim_start_matches("c0, ")
            ),
            false => {
                format!("CREATE TABLE imposter ({columns}, PRIMARY KEY ({columns})) WITHOUT ROWID")
            }
        };
        conn.execute_batch("PRAGMA writable_schema = ON")?;
        conn.execute(
            "INSERT INTO sqlite_schema VALUES ('table', 'imposter', 'imposter', ?1, ?2)",
            (self.root, table),
        )?;
        let other = attacker(&path);
        other.execute_batch(sql)?;
        if other.total_changes() == 0 {
            return Err(rusqlite::Error::QueryReturnedNoRows);
        }
        drop(other);
        conn.execute("DELETE FROM sqlite_schema WHERE name = 'imposter'", [])?;
        Ok(())
    }
}

#[test]
fn entry_that_only_an_index_lacks_has_or_tells_otherwise_is_found() {
    let mut victim = Victim::new();
    let sql =
        "SELECT name, rootpage, (SELECT count(*) FROM pragma_index_xinfo(m.name)) FROM sqlite_schema m
         WHERE type = 'index'";
    let indexes: Vec<(String, i64, u32)> =
        victim.rows(sql, |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)));
    assert!(indexes.len() > 25, "{indexes:?}");
    let mut swaps = 0;
    for (name, root, columns) in indexes {
        let imposter = Imposter {
            root,
            columns,
            has_rowid: false,
        };
        let last = format!("c{}", columns - 1);
        let rest = (0..columns - 1).map(|n| format!("coalesce(c{n}, 'x')"));
        let rest: Vec<_> = rest.collect();
        let rest = rest.join(", ");
        let other =
            format!("CASE typeof({last}) WHEN 'integer' THEN {last} + 1000 ELSE {last} || 'x' END");
        for sql in [
            format!("DELETE FROM imposter WHERE {last} = (SELECT min({last}) FROM imposter)"),
            format!(
                "UPDATE imposter SET {last} = {other} WHERE {last} = (SELECT min({last}) FROM imposter)"
            ),
            format!(
                "UPDATE imposter SET c0 = coalesce(c0, '') || 'x' WHERE {last} = (SELECT min({last}) FROM imposter)"
            ),
            format!("INSERT INTO imposter SELECT {rest}, {other} FROM imposter LIMIT 1"),
        ] {
            let found = victim.attack(|conn| imposter.run(conn, &sql));
            assert_ne!(found.as_deref(), Some(""), "index `{name}`: {sql}");
            // Of an operation that is being written, the only index that is empty.
            assert!(
                found.is_some() || name == "the_open_operation",
                "index `{name}`: {sql}"
            );
        }
        // Two entries with each other's row: possible where two differ in the first column.
        let swap = format!(
            "UPDATE imposter SET {last} = CASE {last} WHEN x THEN y ELSE x END FROM
                 (SELECT a.{last} x, b.{last} y FROM imposter a JOIN imposter b ON a.c0 IS NOT b.c0 LIMIT 1)
             WHERE {last} IN (x, y)"
        );
        let found = victim.attack(|conn| imposter.run(conn, &swap));
        assert_ne!(found.as_deref(), Some(""), "index `{name}`: {swap}");
        swaps += usize::from(found.is_some());
        if name == "the_open_operation" {
            victim.must_find(&name, |conn| {
                imposter.run(conn, "INSERT INTO imposter VALUES (1, 3)")
            });
        }
    }
    assert!(swaps > 5, "only {swaps} indexes had entries to swap");
}

/// The schema text says what each tree is; here it says so of another one.
#[test]
fn trees_that_are_swapped_are_found() {
    let mut victim = Victim::new();
    let answers = all_answers(&victim.restored()).unwrap();
    let sql = "SELECT name, rootpage FROM sqlite_schema WHERE rootpage > 0 ORDER BY type, name";
    let trees: Vec<(String, i64)> = victim.rows(sql, |row| Ok((row.get(0)?, row.get(1)?)));
    for two in trees.windows(2) {
        let found = victim.attack(|conn| {
            conn.execute_batch("PRAGMA writable_schema = ON")?;
            let set = "UPDATE sqlite_schema SET rootpage = ?2 WHERE name = ?1";
            conn.execute(set, (&two[0].0, two[1].1))?;
            conn.execute(set, (&two[1].0, two[0].1)).map(drop)
        });
        // Two trees may hold the same.
        if found.as_deref() == Some("") {
            let after = all_answers(&victim.path());
            assert_eq!(after.as_ref(), Ok(&answers), "{two:?}");
        }
    }
}

#[test]
fn row_that_only_a_table_lacks_or_tells_otherwise_is_found() {
    let mut victim = Victim::new();
    let sql = "SELECT name, rootpage, sql NOT LIKE '%WITHOUT ROWID' FROM sqlite_schema WHERE type = 'table'";
    let tables: Vec<(String, i64, bool)> =
        victim.rows(sql, |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)));
    for (name, root, has_rowid) in tables {
        let columns = victim.columns(&name).len() as u32;
        // The key of a row comes first, and a key of all columns gives the same order.
        let imposter = Imposter {
            root,
            columns,
            has_rowid,
        };
        for sql in [
            "DELETE FROM imposter WHERE c0 = (SELECT min(c0) FROM imposter)",
            "UPDATE imposter SET c1 = c1 || 'x' WHERE c0 = (SELECT min(c0) FROM imposter)",
        ] {
            victim.must_find(&format!("table `{name}`: {sql}"), |conn| {
                imposter.run(conn, sql)
            });
        }
    }
}
