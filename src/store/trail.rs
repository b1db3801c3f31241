//! Whether the audit trail is whole and the tables are what it says: reads both once, in order, and names what
//! [`super::replay`] finds. Rows are read from the tables themselves, never through an index, and handed over
//! to a thread in batches, so that memory holds a short key of each row and not the rows.

use std::sync::mpsc::{SyncSender, sync_channel};
use std::thread;

use rusqlite::{Connection, Row, Statement};

use super::log::LoggedChange;
use super::operation::{HASHED, HASHED_OF_CHANGE, bytes};
use super::replay::{Batch, COLUMNS_OF_OPERATION, Fault, Kind, Table, follow};
use super::subject::{is_blinded, subject_of};
use super::verify::{Answer, Asked, Break};
use super::{Error, tables, triggers};

/// How many bytes are handed over at once.
const BATCH: usize = 1 << 20;

/// How many batches may wait: the reader is seldom faster.
const WAITING: usize = 4;

/// Whether the trail is whole, and the tables are what it says.
pub(super) fn whole(conn: &Connection) -> Asked {
    let tables = triggers::audited_tables(conn)?;
    let (batches, received) = sync_channel(WAITING);
    let sized = tables.iter().map(|name| sized(conn, name));
    let sized = sized.collect::<Result<Vec<_>, _>>()?;
    let (read, followed) = thread::scope(|scope| {
        let follower = scope.spawn(|| follow(&sized, received));
        let mut reader = Reader {
            conn,
            batch: Batch::default(),
            batches,
        };
        let read = reader.read(&tables);
        drop(reader);
        let followed = follower.join().expect("following the trail does not panic");
        (read, followed)
    });
    match (read, followed) {
        (Err(Stopped::Failed(error)), _) => Err(error),
        (_, Err(fault)) => told(conn, &tables, fault).map(Answer::Broken),
        (Ok((operations, changes)), Ok(())) => Ok(Answer::Well(format!(
            "unbroken: {operations} operations, {changes} changes"
        ))),
        (Err(Stopped::Found), Ok(())) => {
            unreachable!("following ends early only where something does not fit")
        }
    }
}

fn sized(conn: &Connection, name: &str) -> Result<Table, Error> {
    let count = format!("SELECT count(*) FROM {name}");
    let rows: u32 = conn.query_row(&count, [], |row| row.get(0))?;
    Ok(Table {
        name: name.to_owned(),
        rows: rows as usize,
    })
}

/// Why not everything was read.
enum Stopped {
    /// Enough was read to find a fault.
    Found,
    Failed(Error),
}

impl From<Error> for Stopped {
    fn from(error: Error) -> Self {
        Self::Failed(error)
    }
}

impl From<rusqlite::Error> for Stopped {
    fn from(error: rusqlite::Error) -> Self {
        Self::Failed(error.into())
    }
}

struct Reader<'c> {
    conn: &'c Connection,
    batch: Batch,
    batches: SyncSender<Batch>,
}

impl Reader<'_> {
    /// Reads operations with their changes, then all rows. Answers how many operations and changes there are.
    fn read(&mut self, tables: &[String]) -> Result<(usize, usize), Stopped> {
        let counts = self.read_trail()?;
        self.record(Kind::End)?;
        for (index, table) in tables.iter().enumerate() {
            self.read_rows(index, table)?;
        }
        self.hand_over()?;
        Ok(counts)
    }

    fn read_trail(&mut self) -> Result<(usize, usize), Stopped> {
        let conn = self.conn;
        let sql = format!("SELECT {HASHED}, hash, seq FROM operations NOT INDEXED ORDER BY seq");
        let mut statement = conn.prepare(&sql)?;
        let mut operations = statement.query([])?;
        let mut exists = conn.prepare("SELECT count(*) FROM operations WHERE seq = ?1")?;
        let sql = format!(
            "SELECT {HASHED_OF_CHANGE}, seq, operation FROM changes NOT INDEXED ORDER BY seq"
        );
        let mut statement = conn.prepare(&sql)?;
        let mut changes = statement.query([])?;
        let (mut newest, mut counts) = (0, (0, 0));
        while let Some(change) = changes.next()? {
            counts.1 += 1;
            let (seq, operation) = (change.get(5)?, change.get::<_, Option<i64>>(6)?);
            let known = match operation {
                Some(operation) if operation == newest => Some(operation),
                Some(operation) => is_there(&mut exists, operation)?.then_some(operation),
                None => None,
            };
            while known.is_some_and(|operation| newest < operation) {
                let Some(row) = operations.next()? else { break };
                newest = self.operation(row)?;
                counts.0 += 1;
            }
            match known {
                None => self.change(Kind::Stray(seq), change)?,
                Some(operation) if operation < newest => {
                    self.record(Kind::Misplaced { operation })?;
                }
                Some(_) => self.change(Kind::Change(seq), change)?,
            }
        }
        while let Some(row) = operations.next()? {
            self.operation(row)?;
            counts.0 += 1;
        }
        Ok(counts)
    }

    fn operation(&mut self, row: &Row<'_>) -> Result<i64, Stopped> {
        let seq = row.get(COLUMNS_OF_OPERATION + 1)?;
        self.record(Kind::Operation(seq))?;
        self.cells(row, COLUMNS_OF_OPERATION + 1)?;
        Ok(seq)
    }

    fn change(&mut self, kind: Kind, row: &Row<'_>) -> Result<(), Stopped> {
        self.record(kind)?;
        self.cells(row, 5)
    }

    fn read_rows(&mut self, index: usize, table: &str) -> Result<(), Stopped> {
        // Who follows removes what is NULL, at the same time.
        let json = triggers::row_json_with_nulls(&triggers::columns(self.conn, table)?, "");
        let sql = format!("SELECT id, {json} FROM {table} NOT INDEXED ORDER BY id");
        let mut statement = self.conn.prepare(&sql)?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            self.record(Kind::Row { table: index })?;
            self.cells(row, 2)?;
        }
        Ok(())
    }

    /// Begins a record, in another batch if this one is full.
    fn record(&mut self, kind: Kind) -> Result<(), Stopped> {
        if self.batch.size() >= BATCH {
            self.hand_over()?;
        }
        self.batch.begin(kind);
        Ok(())
    }

    fn cells(&mut self, row: &Row<'_>, count: usize) -> Result<(), Stopped> {
        for column in 0..count {
            self.batch.cell(bytes(row, column)?);
        }
        Ok(())
    }

    fn hand_over(&mut self) -> Result<(), Stopped> {
        let batch = std::mem::take(&mut self.batch);
        self.batches.send(batch).map_err(|_| Stopped::Found)
    }
}

fn is_there(statement: &mut Statement<'_>, operation: i64) -> Result<bool, Error> {
    Ok(statement.query_row([operation], |row| row.get(0))?)
}

/// A fault in words, with its place.
fn told(conn: &Connection, tables: &[String], fault: Fault) -> Result<Break, Error> {
    Ok(match fault {
        Fault::Operation(seq, what) => Break::new(format!("operation {seq}"), what),
        Fault::Stray(seq) => stray(conn, seq)?,
        Fault::Discontinuous(seq) => {
            let (table, id) = conn.query_row(
                "SELECT table_name, row_id FROM changes WHERE seq = ?1",
                [seq],
                |row| Ok((text(row, 0), text(row, 1))),
            )?;
            Break::new(
                format!("change {seq}, {}", place(conn, &table, &id)?),
                "it does not start from the state that the changes before it left",
            )
        }
        Fault::Altered { table, id } => altered(conn, &tables[table], &id)?,
        Fault::Added { table, id } => Break::new(
            place(conn, &tables[table], &id)?,
            "the trail does not know this row: it was added by another program",
        ),
        Fault::Deleted { table, rows } => {
            let table = &tables[table];
            let mut statement = conn.prepare(
                "SELECT DISTINCT row_id FROM changes NOT INDEXED WHERE table_name = ?1 ORDER BY row_id",
            )?;
            let ids = statement.query_map([table], |row| Ok(text(row, 0)))?;
            let ids = ids.collect::<Result<Vec<_>, _>>()?;
            let id = ids.into_iter().find(|id| rows.has(id));
            Break::new(
                place(conn, table, &id.unwrap_or_default())?,
                "the trail has this row, the table does not: it was deleted by another program",
            )
        }
        Fault::NoSuchTable(table) => Break::new(
            format!("table `{table}`"),
            "the trail has rows of a table that does not exist",
        ),
    })
}

/// A column's text as far as it is text, empty where there is none. Another program may have written text
/// that is not UTF-8: it must be found, and not end the search.
fn text(row: &Row<'_>, column: usize) -> String {
    let bytes = bytes(row, column).ok().flatten().unwrap_or_default();
    String::from_utf8_lossy(bytes).into_owned()
}

fn stray(conn: &Connection, seq: i64) -> Result<Break, Error> {
    let (table, id, before, after) = conn.query_row(
        "SELECT table_name, row_id, before, after FROM changes WHERE seq = ?1",
        [seq],
        |row| {
            let state = |column| {
                let state = bytes(row, column).ok().flatten();
                state.map(|bytes| String::from_utf8_lossy(bytes).into_owned())
            };
            Ok((text(row, 0), text(row, 1), state(2), state(3)))
        },
    )?;
    let change = described(conn, &table, &id, before, after)?;
    Ok(Break::new(
        place(conn, &table, &id)?,
        format!("another program changed it ({change})"),
    ))
}

fn altered(conn: &Connection, table: &str, id: &str) -> Result<Break, Error> {
    let json = triggers::row_json(&triggers::columns(conn, table)?, "");
    let found = conn.query_row(
        &format!("SELECT {json} FROM {table} NOT INDEXED WHERE id = ?1"),
        [id],
        |row| Ok(text(row, 0)),
    );
    let recorded: Option<String> = conn
        .query_row(
            "SELECT after FROM changes WHERE table_name = ?1 AND row_id = ?2 ORDER BY seq DESC LIMIT 1",
            [table, id],
            |row| row.get(0),
        )
        .unwrap_or_default();
    let change = described(conn, table, id, recorded, found.ok())?;
    Ok(Break::new(
        place(conn, table, id)?,
        format!("it is not as the trail says: it was changed by another program ({change})"),
    ))
}

/// A row of a table, with what it belongs to in names.
fn place(conn: &Connection, table: &str, id: &str) -> Result<String, Error> {
    Ok(format!("table `{table}`, {}", row_named(conn, id)?))
}

/// A row by its id, with what it belongs to in names.
pub(super) fn row_named(conn: &Connection, id: &str) -> Result<String, Error> {
    let subject = subject_of(conn, id)?;
    Ok(if subject.is_empty() {
        format!("row `{id}`")
    } else {
        format!("row `{id}` ({subject})")
    })
}

/// `length_mm 12.4 → 11.6, width_mm 9.1 → 9.0`, or `added`, or `deleted`.
fn described(
    conn: &Connection,
    table: &str,
    id: &str,
    before: Option<String>,
    after: Option<String>,
) -> Result<String, Error> {
    let blinded = is_blinded(conn, id)?;
    let object = |json: Option<String>| {
        let mut row = json.and_then(|text| serde_json::from_str(&text).ok())?;
        if blinded {
            tables::mask(table, &mut row);
        }
        Some(row)
    };
    let change = LoggedChange {
        table: table.to_owned(),
        row: id.to_owned(),
        subject: String::new(),
        subjects: Vec::new(),
        before: object(before),
        after: object(after),
    };
    Ok(match (&change.before, &change.after) {
        (None, _) => "added".into(),
        (_, None) => "deleted".into(),
        _ => {
            let parts = change.differences();
            let parts: Vec<_> = parts
                .iter()
                .map(|(name, old, new)| format!("{name} {old} → {new}"))
                .collect();
            if parts.is_empty() {
                "the difference cannot be printed".into()
            } else {
                parts.join(", ")
            }
        }
    })
}
