//! Bits of the file.

use std::path::Path;

use rusqlite::Connection;

use super::{Victim, judged};

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
pub fn all_answers(path: &Path) -> Result<Vec<String>, String> {
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
            _ => {
                // A partial index answers queries with its condition.
                let sql = "SELECT coalesce(substr(sql, nullif(instr(sql, ' WHERE '), 0)), '')
                    FROM sqlite_schema WHERE name = ?1";
                let condition: String = conn
                    .query_row(sql, [&name], |row| row.get(0))
                    .map_err(|e| e.to_string())?;
                ask(&format!(
                    "SELECT {columns} FROM {table} INDEXED BY {name}{condition}"
                ))?;
            }
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
