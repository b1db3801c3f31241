//! A generator of attacks on the file: every table, column, index, trigger and object that a notebook has is
//! altered, removed, added to or hidden, as a program can do that writes with SQLite or into its pages. After each
//! attack, verification must find something, and a file with foreign objects must not be opened for writing.
//!
//! All tables and objects are read from `sqlite_schema`: what a later version adds is attacked without a line here,
//! as soon as [`full_notebook`] has a row of it.

use std::path::{Path, PathBuf};

use rusqlite::config::DbConfig;
use rusqlite::types::Value;
use rusqlite::{Connection, Row};
use store::Store;
use tempfile::TempDir;

use crate::tamper::full_notebook;

/// A notebook that is attacked again and again, each time as a fresh copy.
struct Victim {
    folder: TempDir,
    bytes: Vec<u8>,
    /// The fingerprint of its newest operation.
    fingerprint: String,
    attacks: usize,
    /// Whether the file of the last attack was opened for writing.
    was_writable: bool,
}

impl Victim {
    fn new() -> Self {
        let session = full_notebook();
        let verdict = session.must_be_whole();
        let memory = Path::new("/dev/shm");
        let folder = match memory.is_dir() {
            true => tempfile::tempdir_in(memory),
            false => tempfile::tempdir(),
        };
        Self {
            folder: folder.unwrap(),
            bytes: std::fs::read(session.db()).unwrap(),
            fingerprint: verdict["fingerprint"].as_str().unwrap().to_owned(),
            attacks: 0,
            was_writable: true,
        }
    }

    fn path(&self) -> PathBuf {
        self.folder.path().join("lab.db")
    }

    /// A fresh copy.
    fn restored(&self) -> PathBuf {
        for file in std::fs::read_dir(self.folder.path()).unwrap() {
            std::fs::remove_file(file.unwrap().path()).unwrap();
        }
        std::fs::write(self.path(), &self.bytes).unwrap();
        self.path()
    }

    /// Runs an attack on a fresh copy; answers what verification finds, or none if the attack was not possible.
    fn attack(&mut self, act: impl FnOnce(&Connection) -> rusqlite::Result<()>) -> Option<String> {
        let path = self.restored();
        let conn = attacker(&path);
        act(&conn).ok()?;
        drop(conn);
        self.attacks += 1;
        // Only some are asked with a fingerprint: it makes no difference to the rest of the questions.
        let expect = self
            .attacks
            .is_multiple_of(8)
            .then_some(self.fingerprint.as_str());
        let (found, is_writable) = judged(&path, expect);
        self.was_writable = is_writable;
        Some(found.unwrap_or_default())
    }

    /// Runs an attack that must be possible, and found.
    #[track_caller]
    fn must_find(&mut self, what: &str, act: impl FnOnce(&Connection) -> rusqlite::Result<()>) {
        let found = self.attack(act);
        let found = found.unwrap_or_else(|| panic!("{what}: the attack failed"));
        assert!(!found.is_empty(), "{what}: nothing was found");
    }

    /// What the queries answer on the original.
    fn rows<T>(&self, sql: &str, read: impl FnMut(&Row<'_>) -> rusqlite::Result<T>) -> Vec<T> {
        let conn = Connection::open(self.restored()).unwrap();
        let mut statement = conn.prepare(sql).unwrap();
        let rows = statement.query_map([], read).unwrap();
        rows.map(Result::unwrap).collect()
    }

    fn tables(&self) -> Vec<String> {
        let sql = "SELECT name FROM sqlite_schema WHERE type = 'table'";
        self.rows(sql, |row| row.get(0))
    }

    fn columns(&self, table: &str) -> Vec<Column> {
        let sql = format!("SELECT name, type FROM pragma_table_info('{table}')");
        self.rows(&sql, |row| {
            Ok(Column {
                name: row.get(0)?,
                kind: row.get(1)?,
            })
        })
    }
}

struct Column {
    name: String,
    kind: String,
}

/// A connection that keeps to no rule and leaves no trace in the trail.
fn attacker(path: &Path) -> Connection {
    let conn = Connection::open(path).unwrap();
    conn.execute_batch(
        "PRAGMA foreign_keys = OFF; PRAGMA ignore_check_constraints = ON; PRAGMA synchronous = OFF;",
    )
    .unwrap();
    conn.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_TRIGGER, false)
        .unwrap();
    conn
}

/// What opening or verification finds, none if both are content; and whether the file can be written to.
fn judged(path: &Path, expect: Option<&str>) -> (Option<String>, bool) {
    let store = match Store::open(path) {
        Ok(store) => store,
        Err(error) => return (Some(error.to_string()), false),
    };
    let found = match store.verify(expect) {
        Ok(verdict) => verdict.broken.map(|broken| {
            assert!(!broken.place.is_empty() && !broken.what.is_empty());
            format!("{}: {}", broken.place, broken.what)
        }),
        Err(error) => Some(error.to_string()),
    };
    (found, store.writable().is_ok())
}

/// The column by which a row of a table is found.
fn key(table: &str) -> &'static str {
    match table {
        "operations" | "changes" => "seq",
        _ => "id",
    }
}

#[test]
fn altered_cell_of_any_column_is_found() {
    let mut victim = Victim::new();
    for table in victim.tables() {
        let key = key(&table);
        for Column { name, kind } in victim.columns(&table) {
            let values = match kind.as_str() {
                "TEXT" => [
                    format!("{name} || 'x'"),
                    format!("CAST(CAST({name} AS BLOB) || x'ff' AS TEXT)"),
                    format!("{name} || char(0)"),
                    format!("coalesce(nullif('x', {name}), 'y')"),
                    "NULL".to_owned(),
                ],
                _ => [
                    format!("{name} + 1000"),
                    format!("{name} * (1 + 1e-15)"),
                    format!("-{name}"),
                    format!("coalesce({name} + 1001, 1)"),
                    "NULL".to_owned(),
                ],
            };
            let mut tried = 0;
            for value in values {
                let sql = format!(
                    "UPDATE {table} SET {name} = {value}
                     WHERE {key} = (SELECT {key} FROM {table} WHERE {name} IS NOT {value} ORDER BY {name} DESC LIMIT 1)"
                );
                let found = victim.attack(|conn| match conn.execute(&sql, [])? {
                    1 => Ok(()),
                    _ => Err(rusqlite::Error::QueryReturnedNoRows),
                });
                tried += usize::from(found.is_some());
                assert_ne!(found.as_deref(), Some(""), "not found: {sql}");
            }
            assert!(tried > 0, "no value of `{table}`.`{name}` could be altered");
        }
    }
}

#[test]
fn deleted_added_and_swapped_rows_of_any_table_are_found() {
    let mut victim = Victim::new();
    for table in victim.tables() {
        let key = key(&table);
        for order in ["ASC", "DESC"] {
            let sql = format!(
                "DELETE FROM {table} WHERE {key} = (SELECT {key} FROM {table} ORDER BY {key} {order} LIMIT 1)"
            );
            victim.must_find(&sql, |conn| conn.execute(&sql, []).map(drop));
        }
        let columns = victim.columns(&table);
        let copied: Vec<_> = columns.iter().map(copied).collect();
        let sql = format!(
            "INSERT INTO {table} SELECT {} FROM {table} LIMIT 1",
            copied.join(", ")
        );
        victim.must_find(&sql, |conn| conn.execute(&sql, []).map(drop));
        for column in &columns {
            swapped(&mut victim, &table, &column.name);
        }
    }
    assert!(victim.attacks > 80, "only {} attacks", victim.attacks);
}

/// A column of a copied row: another value than that of its original, so that nothing is there twice.
fn copied(Column { name, kind }: &Column) -> String {
    match kind.as_str() {
        "TEXT" if name == "id" => "substr(id, 1, 35) || 'x'".to_owned(),
        "TEXT" => format!("{name} || '2'"),
        _ => format!("{name} + 1000"),
    }
}

/// Two rows that differ in a column get each other's value of it.
fn swapped(victim: &mut Victim, table: &str, column: &str) {
    let key = key(table);
    let sql = format!(
        "SELECT a.{key}, a.{column}, b.{key}, b.{column} FROM {table} a JOIN {table} b
         ON a.{key} < b.{key} AND a.{column} IS NOT b.{column} LIMIT 1"
    );
    type Two = (Value, Value, Value, Value);
    let two = victim.rows(&sql, |row| {
        Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?))
    });
    let Some((a, of_a, b, of_b)): Option<Two> = two.into_iter().next() else {
        return;
    };
    // The third value keeps unique columns unique.
    let aside: Value = match &of_a {
        Value::Text(text) => format!("{text}x").into(),
        Value::Integer(number) => (number + 1000).into(),
        _ => of_a.clone(),
    };
    let sql = format!("UPDATE {table} SET {column} = ?1 WHERE {key} IS ?2");
    let is_key = column == key;
    let found = victim.attack(|conn| {
        conn.execute(&sql, (&aside, &a))?;
        conn.execute(&sql, (&of_a, &b))?;
        conn.execute(&sql, (&of_b, if is_key { &aside } else { &a }))?;
        Ok(())
    });
    assert_ne!(
        found.as_deref(),
        Some(""),
        "`{table}`.`{column}` of two rows swapped"
    );
}

#[test]
fn changes_while_triggers_are_dropped_or_left_are_found() {
    let mut victim = Victim::new();
    let sql = "SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'";
    let triggers: Vec<(String, String)> = victim.rows(sql, |row| Ok((row.get(0)?, row.get(1)?)));
    let drops: String = triggers
        .iter()
        .map(|t| format!("DROP TRIGGER {};", t.0))
        .collect();
    let makes: String = triggers.iter().map(|t| format!("{};", t.1)).collect();
    for table in victim.tables() {
        let delete = format!(
            "DELETE FROM {table} WHERE {0} = (SELECT min({0}) FROM {table});",
            key(&table)
        );
        victim.must_find(&delete, |conn| {
            conn.execute_batch(&format!("{drops}{delete}{makes}"))
        });
        victim.must_find(&delete, |conn| {
            conn.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_TRIGGER, true)?;
            conn.execute_batch(&delete)
        });
    }
}

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

/// Runs an attack on the schema: it must be found, and keep the file from being written to.
#[track_caller]
fn schema_attack(
    victim: &mut Victim,
    what: &str,
    act: impl FnOnce(&Connection) -> rusqlite::Result<()>,
) {
    victim.must_find(what, |conn| {
        conn.execute_batch("PRAGMA writable_schema = ON")?;
        act(conn)
    });
    assert!(!victim.was_writable, "{what}: opened for writing");
    let files = std::fs::read_dir(victim.folder.path()).unwrap();
    let files: Vec<_> = files.map(|file| file.unwrap().file_name()).collect();
    assert!(
        files
            .iter()
            .all(|name| !name.to_string_lossy().contains("bak")),
        "{what}: {files:?}"
    );
}

#[test]
fn removed_and_altered_objects_are_found_and_refused() {
    let mut victim = Victim::new();
    let sql = "SELECT type, name, sql FROM sqlite_schema";
    let objects: Vec<(String, String, Option<String>)> =
        victim.rows(sql, |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)));
    for (kind, name, sql) in objects {
        let what = |does: &str| format!("{kind} `{name}` {does}");
        schema_attack(&mut victim, &what("removed from the schema"), |conn| {
            conn.execute("DELETE FROM sqlite_schema WHERE name = ?1", [&name])
                .map(drop)
        });
        let Some(sql) = sql else { continue };
        if kind != "table" {
            schema_attack(&mut victim, &what("dropped"), |conn| {
                conn.execute_batch(&format!("DROP {kind} {name}"))
            });
        }
        for altered in [
            format!("{sql} "),
            sql.replacen("CREATE", "create", 1),
            sql.replace(" STRICT", ""),
        ] {
            if altered != sql {
                schema_attack(&mut victim, &what("altered"), |conn| {
                    let set = "UPDATE sqlite_schema SET sql = ?2 WHERE name = ?1";
                    conn.execute(set, (&name, &altered)).map(drop)
                });
            }
        }
    }
}

/// Names of objects that no version makes, as plain and as hidden as they can be.
const FOREIGN: [&str; 6] = [
    "x",
    "sqlite_x",
    "sqlite_stat1",
    "sqlite_sequence",
    "sqlite_autoindex_readings_9",
    "audit_readings_insert_2",
];

#[test]
fn hidden_objects_of_every_kind_and_name_are_found_and_refused() {
    let mut victim = Victim::new();
    for name in FOREIGN {
        let body = "AFTER INSERT ON body_weights BEGIN UPDATE body_weights SET weight_g = 20 WHERE id = NEW.id; END";
        let trigger = format!("CREATE TRIGGER {name} {body}");
        schema_attack(&mut victim, &trigger, |conn| {
            let insert = "INSERT INTO sqlite_schema VALUES ('trigger', ?1, 'body_weights', 0, ?2)";
            conn.execute(insert, (name, &trigger)).map(drop)
        });
        for (kind, sql) in [
            ("table", "CREATE TABLE x (a)"),
            ("index", "CREATE INDEX x ON animals (sex)"),
            ("view", "CREATE VIEW x AS SELECT 1"),
        ] {
            schema_attack(&mut victim, &format!("{kind} `{name}`"), |conn| {
                conn.execute_batch(sql)?;
                let rename = "UPDATE sqlite_schema SET name = ?1, sql = replace(sql, ' x ', ' ' || ?1 || ' '),
                     tbl_name = CASE type WHEN 'index' THEN tbl_name ELSE ?1 END WHERE name = 'x'";
                conn.execute(rename, [name]).map(drop)
            });
        }
    }
}

#[test]
fn altered_version_and_application_are_refused_without_copies() {
    let mut victim = Victim::new();
    let newest: i64 = victim.rows("PRAGMA user_version", |row| row.get(0))[0];
    let versions = (-1..newest)
        .chain([99])
        .map(|n| format!("user_version = {n}"));
    let ids = (-1..2).map(|n| format!("application_id = {n}"));
    for sql in versions.chain(ids) {
        let sql = format!("PRAGMA {sql}");
        schema_attack(&mut victim, &sql, |conn| conn.execute_batch(&sql));
    }
}

/// A generator that is the same everywhere.
struct Steps(u64);

impl Steps {
    fn next(&mut self, below: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % below
    }
}

#[test]
fn flipped_bit_is_found_or_changes_no_answer() {
    let victim = Victim::new();
    let answers = all_answers(&victim.restored()).unwrap();
    let (mut steps, mut found_flips) = (Steps(1), 0);
    // Most of a page of a small notebook is empty.
    let bytes = victim.bytes.iter().enumerate();
    let used: Vec<usize> = bytes
        .filter(|(_, byte)| **byte != 0)
        .map(|(at, _)| at)
        .collect();
    for _ in 0..300 {
        let (at, bit) = (used[steps.next(used.len())], steps.next(8));
        let path = victim.restored();
        let mut bytes = victim.bytes.clone();
        bytes[at] ^= 1 << bit;
        std::fs::write(&path, bytes).unwrap();
        match judged(&path, None).0 {
            Some(_) => found_flips += 1,
            None => assert_eq!(
                all_answers(&path).as_ref(),
                Ok(&answers),
                "bit {bit} of byte {at} was flipped"
            ),
        }
    }
    assert!(found_flips > 60, "only {found_flips} of 300 were found");
}

/// All rows of all tables, as their trees and each of their indexes give them; of indexes, the columns that they hold.
fn all_answers(path: &Path) -> Result<Vec<String>, String> {
    let conn = Connection::open(path).map_err(|e| e.to_string())?;
    let mut answers = Vec::new();
    let rows = |sql: &str| -> rusqlite::Result<Vec<String>> {
        let mut statement = conn.prepare(sql)?;
        let columns = statement.column_count();
        let mut rows = statement.query([])?;
        let mut lines = Vec::new();
        while let Some(row) = rows.next()? {
            let cells = (0..columns).map(|n| row.get_ref(n).map(|cell| format!("{cell:?}")));
            lines.push(cells.collect::<rusqlite::Result<Vec<_>>>()?.join("|"));
        }
        Ok(lines)
    };
    let mut ask = |sql: &str| -> Result<(), String> {
        answers.extend(rows(sql).map_err(|e| format!("{sql}: {e}"))?);
        Ok(())
    };
    ask("SELECT type, name, tbl_name, sql FROM sqlite_schema")?;
    ask("SELECT application_id, user_version FROM pragma_application_id, pragma_user_version")?;
    for (kind, name, table, columns) in schema_of(&conn).map_err(|e| e.to_string())? {
        match kind.as_str() {
            "table" => ask(&format!("SELECT * FROM {name} NOT INDEXED"))?,
            // A partial index answers queries with its condition.
            _ if name == "the_open_operation" => ask(&format!(
                "SELECT {columns} FROM {table} INDEXED BY {name} WHERE hash IS NULL"
            ))?,
            _ if name == "one_control_arm_per_study" => ask(&format!(
                "SELECT {columns} FROM {table} INDEXED BY {name} WHERE is_control = 1"
            ))?,
            _ => ask(&format!("SELECT {columns} FROM {table} INDEXED BY {name}"))?,
        }
    }
    Ok(answers)
}

/// Type, name, table and columns of all tables and indexes.
fn schema_of(conn: &Connection) -> rusqlite::Result<Vec<(String, String, String, String)>> {
    let mut statement = conn.prepare(
        "SELECT type, name, tbl_name, coalesce((SELECT group_concat(coalesce(name, 'rowid'), ', ')
             FROM pragma_index_xinfo(m.name) WHERE cid >= -1), '')
         FROM sqlite_schema m WHERE type IN ('table', 'index')",
    )?;
    let rows = statement.query_map([], |row| {
        Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?))
    })?;
    rows.collect()
}
