//! What the pages of the file hold: SQLite's own checks, and whether queries through indexes find what the
//! tables hold.
//!
//! SQLite checks that each row has its entry in each index, by the values and the key of the row, and that both
//! have equally many. It compares values as queries do, for which 1 and 1.0 are equal. [`indexes`] asks
//! independently of it: it reads every index as a query does that needs no column of the table, and compares
//! the values to the last bit.

use std::collections::hash_map::RandomState;
use std::hash::{BuildHasher, Hash, Hasher};
use std::ops::Range;
use std::path::Path;

use rusqlite::types::ValueRef;
use rusqlite::{Connection, OptionalExtension, Row};

use super::verify::{Answer, Asked, Break};
use super::{Error, journal, trail, triggers};

/// Whether changes are written ahead. It grows while another program reads without end: then nothing can be copied
/// into the file.
pub(super) fn journal(conn: &Connection) -> Asked {
    let mode: String = conn.pragma_query_value(None, "journal_mode", |r| r.get(0))?;
    let waiting = conn.path().map_or(0, |file| journal::size(Path::new(file)));
    Ok(match mode.as_str() {
        "wal" if waiting > 0 => Answer::Well(format!("wal, {waiting} bytes beside the file")),
        "wal" => Answer::Well(mode),
        // A copy has none until something is written to it.
        "delete" => Answer::Well("none yet, as in a copy".into()),
        _ if conn.is_readonly("main")? => Answer::Well(mode),
        _ => Break::answer("journal", format!("its mode is `{mode}`, not `wal`")),
    })
}

/// How many faults SQLite lists before it stops.
const MOST_FAULTS: usize = 20;

/// SQLite's own check of pages, order, types, CHECKs, uniqueness and index entries.
pub(super) fn integrity(conn: &Connection) -> Asked {
    let mut statement = conn.prepare(&format!("PRAGMA integrity_check({MOST_FAULTS})"))?;
    let lines = statement.query_map([], |row| row.get::<_, String>(0))?;
    let lines = lines.collect::<Result<Vec<_>, _>>()?;
    Ok(match lines.as_slice() {
        [only] if only == "ok" => Answer::Well("whole".into()),
        _ => {
            let place = lines.first().and_then(|line| named_in(conn, line));
            let place = place.unwrap_or_else(|| "structure of the file".into());
            Break::answer(place, format!("SQLite finds: {}", lines.join("; ")))
        }
    })
}

/// The index or table that a line of SQLite's check is about: it gives a name or the number of a tree.
fn named_in(conn: &Connection, line: &str) -> Option<String> {
    let words = line.split(|c: char| !c.is_alphanumeric() && c != '_');
    let words: Vec<&str> = words.filter(|word| !word.is_empty()).collect();
    let tree = words.iter().skip_while(|word| **word != "Tree").nth(1);
    let tree: Option<i64> = tree.and_then(|number| number.parse().ok());
    let mut statement = conn
        .prepare("SELECT type, name, tbl_name, rootpage FROM sqlite_schema WHERE rootpage > 0")
        .ok()?;
    let text = |row: &Row<'_>, column| row.get::<_, String>(column);
    let rows = statement.query_map([], |row| {
        Ok((text(row, 0)?, text(row, 1)?, text(row, 2)?, row.get(3)?))
    });
    let mut objects: Vec<(String, String, String, i64)> =
        rows.ok()?.filter_map(Result::ok).collect();
    // A line about an index names its table too.
    objects.sort_by_key(|object| object.0 != "index");
    let (kind, name, table, _) = objects
        .into_iter()
        .find(|(_, name, _, root)| Some(*root) == tree || words.contains(&name.as_str()))?;
    Some(match kind.as_str() {
        "index" => format!("index `{name}` of table `{table}`"),
        _ => format!("table `{name}`"),
    })
}

/// Whether every reference leads to a row.
pub(super) fn references(conn: &Connection) -> Asked {
    let mut statement = conn.prepare("PRAGMA foreign_key_check")?;
    let mut rows = statement.query([])?;
    let Some(row) = rows.next()? else {
        return Ok(Answer::Well("all lead somewhere".into()));
    };
    let (child, parent): (String, String) = (row.get(0)?, row.get(2)?);
    Ok(Break::answer(
        format!("table `{child}`"),
        format!("a row of it names a row of `{parent}` that does not exist"),
    ))
}

/// Whether queries through any index give what the table holds.
pub(super) fn indexes(conn: &Connection) -> Asked {
    // Nobody knows its keys, so nobody can make two contents with the same sum.
    let hashes = RandomState::new();
    for table in triggers::tables(conn)? {
        let indexes = indexes_of(conn, &table)?;
        let expected = sums_of_table(conn, &table, &indexes, &hashes)?;
        for (index, expected) in indexes.iter().zip(expected) {
            if sum_of_index(conn, &table, index, &hashes)? != expected {
                return differing(conn, &table, index).map(Answer::Broken);
            }
        }
    }
    Ok(Answer::Well("all give what the tables hold".into()))
}

/// An index of a table.
struct Index {
    name: String,
    /// The columns that SQLite reads from it without a look at the table.
    columns: Vec<String>,
    /// The condition of a partial index; else a true one.
    condition: String,
}

/// The indexes of a table. The tree of a table without rowid is the table itself, and none of them.
///
/// An index also holds the key of the row. But for the indexes that SQLite makes for UNIQUE in a table without
/// rowid, it looks the row up by it, and then reads the columns from the table: there, the key is not asked for.
fn indexes_of(conn: &Connection, table: &str) -> Result<Vec<Index>, Error> {
    let mut statement = conn.prepare(
        "SELECT l.name, s.sql FROM pragma_index_list(?1) l JOIN sqlite_schema s ON s.name = l.name AND s.type = 'index'
         ORDER BY l.name",
    )?;
    let named = statement.query_map([table], |row| Ok((row.get(0)?, row.get(1)?)))?;
    let named = named.collect::<Result<Vec<(String, Option<String>)>, _>>()?;
    let mut columns = conn.prepare(
        "SELECT coalesce(name, 'rowid') FROM pragma_index_xinfo(?1) WHERE cid = -1 OR cid >= 0 AND (key OR ?2) ORDER BY seqno",
    )?;
    let index = |(name, sql): (String, Option<String>)| {
        let columns = columns.query_map((&name, sql.is_some()), |row| row.get(0))?;
        let columns = columns.collect::<Result<_, _>>()?;
        let sql = sql.unwrap_or_default();
        let condition = sql
            .split_once(" WHERE ")
            .map_or("1", |(_, condition)| condition);
        Ok(Index {
            condition: condition.to_owned(),
            columns,
            name,
        })
    };
    named.into_iter().map(index).collect()
}

/// For each index, the sum over the rows of the table that it must hold.
fn sums_of_table(
    conn: &Connection,
    table: &str,
    indexes: &[Index],
    hashes: &RandomState,
) -> Result<Vec<u64>, Error> {
    let mut sums = vec![0_u64; indexes.len()];
    if indexes.is_empty() {
        return Ok(sums);
    }
    let wanted: Vec<String> = indexes
        .iter()
        .map(|index| format!("({}), {}", index.condition, index.columns.join(", ")))
        .collect();
    let sql = format!("SELECT {} FROM {table} NOT INDEXED", wanted.join(", "));
    let mut statement = conn.prepare(&sql)?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let mut first = 0;
        for (index, sum) in indexes.iter().zip(&mut sums) {
            let end = first + 1 + index.columns.len();
            if row.get::<_, bool>(first)? {
                *sum = sum.wrapping_add(hash(row, first + 1..end, hashes)?);
            }
            first = end;
        }
    }
    Ok(sums)
}

fn sum_of_index(
    conn: &Connection,
    table: &str,
    index: &Index,
    hashes: &RandomState,
) -> Result<u64, Error> {
    let mut statement = conn.prepare(&index.query(table))?;
    let mut rows = statement.query([])?;
    let mut sum = 0_u64;
    while let Some(row) = rows.next()? {
        sum = sum.wrapping_add(hash(row, 0..index.columns.len(), hashes)?);
    }
    Ok(sum)
}

impl Index {
    /// A query that is answered from the index alone.
    fn query(&self, table: &str) -> String {
        let columns = self.columns.join(", ");
        let Self {
            name, condition, ..
        } = self;
        format!("SELECT {columns} FROM {table} INDEXED BY {name} WHERE {condition}")
    }
}

/// The hash of some columns of a row: of types and all bits.
fn hash(row: &Row<'_>, columns: Range<usize>, hashes: &RandomState) -> Result<u64, Error> {
    let mut hasher = hashes.build_hasher();
    for column in columns {
        match row.get_ref(column)? {
            ValueRef::Null => hasher.write_u8(0),
            ValueRef::Integer(number) => (1_u8, number).hash(&mut hasher),
            ValueRef::Real(number) => (2_u8, number.to_bits()).hash(&mut hasher),
            ValueRef::Text(bytes) => (3_u8, bytes).hash(&mut hasher),
            ValueRef::Blob(bytes) => (4_u8, bytes).hash(&mut hasher),
        }
    }
    Ok(hasher.finish())
}

/// The first row that the table has and a query for its values through the index does not find.
fn differing(conn: &Connection, table: &str, index: &Index) -> Result<Break, Error> {
    let key = if triggers::TRAIL.contains(&table) {
        "rowid"
    } else {
        "id"
    };
    let same = index
        .columns
        .iter()
        .map(|name| format!("AND i.{name} IS t.{name}"));
    let same: Vec<_> = same.collect();
    let (name, condition, same) = (&index.name, &index.condition, same.join(" "));
    let sql = format!(
        "SELECT CAST({key} AS TEXT) FROM (SELECT * FROM {table} NOT INDEXED WHERE {condition}) t WHERE NOT EXISTS
             (SELECT 1 FROM {table} i INDEXED BY {name} WHERE {condition} AND i.{key} = t.{key} {same}) LIMIT 1"
    );
    let id: Option<String> = conn.query_row(&sql, [], |row| row.get(0)).optional()?;
    let row = match (table, id) {
        (_, None) => None,
        ("operations", Some(id)) => Some(format!("operation {id}")),
        ("changes", Some(id)) => Some(format!("change {id}")),
        (_, Some(id)) => Some(trail::row_named(conn, &id)?),
    };
    Ok(Break::new(
        format!("index `{name}` of table `{table}`"),
        match row {
            Some(row) => format!("a query through it does not find {row}"),
            None => "a query through it finds values that the table does not hold".to_owned(),
        },
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn queries_through_indexes_are_answered_from_them_alone() {
        let dir = tempfile::tempdir().unwrap();
        let store = crate::Store::create_or_open(&dir.path().join("n.db")).unwrap();
        let conn = &store.conn;
        let mut count = 0;
        for table in triggers::tables(conn).unwrap() {
            for index in indexes_of(conn, &table).unwrap() {
                // Of an index of a constant, SQLite never answers from the index alone.
                if index.columns == ["rowid"] {
                    continue;
                }
                let sql = format!("EXPLAIN QUERY PLAN {}", index.query(&table));
                let plan: String = conn.query_row(&sql, [], |row| row.get(3)).unwrap();
                let expected = format!("USING COVERING INDEX {}", index.name);
                assert!(plan.contains(&expected), "{sql}: {plan}");
                count += 1;
            }
        }
        assert!(count > 30, "{count}");
    }
}
