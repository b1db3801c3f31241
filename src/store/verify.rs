//! The proof that the audit trail is whole and that the tables are what it says.
//!
//! Four questions, and the first no ends the search with the place named:
//! 1. Are tables, indexes and triggers the ones this schema version has?
//! 2. Does each operation's fingerprint follow from its content and the fingerprint before it, with
//!    no number missing?
//! 3. Does every recorded change belong to an operation?
//! 4. Does replaying the changes from nothing give exactly the rows that are there?
//!
//! Someone who rewrites the whole chain, or cuts off its end, passes these; they are found by the
//! fingerprint on paper ([`Store::verify`] with `expect`).

use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap};

use rusqlite::Connection;
use sha2::{Digest, Sha256};

use super::log::LoggedChange;
use super::operation::{GENESIS, fingerprint};
use super::subject::{is_blinded, subject_of};
use super::{Error, Store, migrate, order, tables, triggers};

/// The shortest beginning of a fingerprint that is taken for it.
const SHORTEST_PREFIX: usize = 12;

/// What verification found.
#[derive(Debug, Clone)]
pub struct Verdict {
    /// How many operations there are.
    pub operations: i64,
    /// How many changes.
    pub changes: i64,
    /// Fingerprint of the newest operation.
    pub fingerprint: Option<String>,
    /// The number of the operation that has the expected fingerprint.
    pub expected_at: Option<i64>,
    /// The first thing that does not fit.
    pub broken: Option<Break>,
    /// What is odd but breaks nothing: times that are out of order.
    pub remarks: Vec<String>,
}

/// The first thing that does not fit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Break {
    /// Where: an operation, a change, or a table and row.
    pub place: String,
    /// What does not fit there.
    pub what: String,
}

impl Break {
    pub(super) fn new(place: impl Into<String>, what: impl Into<String>) -> Option<Self> {
        Some(Self {
            place: place.into(),
            what: what.into(),
        })
    }
}

type Found = Result<Option<Break>, Error>;

impl Store {
    /// Proves the trail. `expect` is a fingerprint noted earlier, or its first twelve or more
    /// digits: it must be that of an operation of this file.
    pub fn verify(&self, expect: Option<&str>) -> Result<Verdict, Error> {
        self.read(|conn| proved(conn, expect))
    }

    /// Fingerprint of the newest operation; none in an empty notebook.
    pub fn fingerprint(&self) -> Result<Option<String>, Error> {
        self.read(|conn| {
            Ok(conn.query_row("SELECT max(seq), hash FROM operations", [], |r| r.get(1))?)
        })
    }
}

fn proved(conn: &Connection, expect: Option<&str>) -> Result<Verdict, Error> {
    let count = |table: &str| -> Result<i64, Error> {
        Ok(conn.query_row(&format!("SELECT count(*) FROM {table}"), [], |r| r.get(0))?)
    };
    let expected_at = expect.map(|text| anchor(conn, text)).transpose()?.flatten();
    let mut broken = match schema(conn)? {
        None => verify_rows(conn)?,
        broken => broken,
    };
    if broken.is_none() && expect.is_some() && expected_at.is_none() {
        broken = Break::new(
            "the whole file",
            "no operation has the expected fingerprint: the trail was rewritten or cut, or this is another file",
        );
    }
    let (malformed, remarks) = order::times(conn)?;
    broken = broken.or(malformed);
    let newest = conn.query_row("SELECT max(seq), hash FROM operations", [], |r| {
        r.get::<_, Option<String>>(1)
    })?;
    Ok(Verdict {
        operations: count("operations")?,
        changes: count("changes")?,
        fingerprint: newest,
        expected_at,
        broken,
        remarks,
    })
}

/// Questions 2 to 4.
pub(super) fn verify_rows(conn: &Connection) -> Found {
    for question in [chain, strays, replay] {
        let found = question(conn)?;
        if found.is_some() {
            return Ok(found);
        }
    }
    Ok(None)
}

fn anchor(conn: &Connection, expect: &str) -> Result<Option<i64>, Error> {
    let digits: String = expect
        .chars()
        .filter(|c| !c.is_whitespace())
        .collect::<String>()
        .to_lowercase();
    if digits.len() < SHORTEST_PREFIX || !digits.chars().all(|c| c.is_ascii_hexdigit()) {
        return Ok(None);
    }
    Ok(conn.query_row(
        "SELECT max(seq) FROM operations WHERE substr(hash, 1, ?2) = ?1",
        (&digits, digits.len() as i64),
        |row| row.get(0),
    )?)
}

/// Tables, indexes and triggers by name, with their SQL.
fn objects(conn: &Connection) -> Result<BTreeMap<String, String>, Error> {
    let mut statement = conn.prepare(
        "SELECT type || ' `' || name || '`', coalesce(sql, '') FROM sqlite_schema WHERE name NOT LIKE 'sqlite\\_%' ESCAPE '\\'",
    )?;
    let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

fn schema(conn: &Connection) -> Found {
    let mut fresh = Connection::open_in_memory()?;
    migrate::up_to_date(&mut fresh, std::path::Path::new(":memory:"))?;
    let (expected, found) = (objects(&fresh)?, objects(conn)?);
    for (name, sql) in &expected {
        match found.get(name) {
            None => return Ok(Break::new(name, "it was removed from the schema")),
            Some(other) if other != sql => {
                return Ok(Break::new(name, "its definition was changed"));
            }
            Some(_) => {}
        }
    }
    let extra = found.keys().find(|name| !expected.contains_key(*name));
    Ok(extra.and_then(|name| Break::new(name, "it was added to the schema")))
}

fn chain(conn: &Connection) -> Found {
    let mut statement =
        conn.prepare("SELECT seq, previous_hash, coalesce(hash, '') FROM operations ORDER BY seq")?;
    let mut rows = statement.query([])?;
    let (mut expected_seq, mut previous) = (1, GENESIS.to_owned());
    while let Some(row) = rows.next()? {
        let (seq, before, hash) = (row.get::<_, i64>(0)?, text(row, 1)?, text(row, 2)?);
        if seq != expected_seq {
            return Ok(Break::new(
                format!("operation {expected_seq}"),
                "it is missing",
            ));
        }
        let place = format!("operation {seq}");
        if before != previous {
            return Ok(Break::new(
                place,
                "it does not follow the operation before it",
            ));
        }
        if fingerprint(conn, seq)? != hash {
            return Ok(Break::new(
                place,
                "its content, or one of the changes recorded under it, does not give its fingerprint",
            ));
        }
        (expected_seq, previous) = (seq + 1, hash.into_owned());
    }
    Ok(None)
}

fn strays(conn: &Connection) -> Found {
    let mut statement = conn.prepare(
        "SELECT seq, table_name, row_id, before, after FROM changes
         WHERE operation IS NULL OR operation NOT IN (SELECT seq FROM operations) ORDER BY seq LIMIT 1",
    )?;
    let mut rows = statement.query([])?;
    let Some(row) = rows.next()? else {
        return Ok(None);
    };
    let (table, id) = (text(row, 1)?, text(row, 2)?);
    let state = |i| Ok::<_, Error>(bytes(row, i)?.map(|b| String::from_utf8_lossy(b).into_owned()));
    let change = described(conn, &table, &id, state(3)?, state(4)?)?;
    Ok(Break::new(
        place(conn, &table, &id)?,
        format!("another program changed it ({change})"),
    ))
}

/// A column's bytes. Another program may have written text that is none: it must be found, not
/// stumbled over.
fn bytes<'r>(row: &'r rusqlite::Row<'_>, column: usize) -> Result<Option<&'r [u8]>, Error> {
    let value = row.get_ref(column)?;
    value
        .as_bytes_or_null()
        .map_err(|e| Error::Sqlite(e.into()))
}

/// A column's text as far as it is text, empty where there is none.
fn text<'r>(row: &'r rusqlite::Row<'_>, column: usize) -> Result<Cow<'r, str>, Error> {
    Ok(String::from_utf8_lossy(
        bytes(row, column)?.unwrap_or_default(),
    ))
}

type Digests = HashMap<String, HashMap<String, [u8; 32]>>;

fn digest(text: &[u8]) -> [u8; 32] {
    Sha256::digest(text).into()
}

/// Replays the changes, then compares with the tables.
fn replay(conn: &Connection) -> Found {
    let mut state = Digests::new();
    let mut statement =
        conn.prepare("SELECT seq, table_name, row_id, before, after FROM changes ORDER BY seq")?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let (table, id) = (text(row, 1)?, text(row, 2)?);
        let (before, after) = (bytes(row, 3)?.map(digest), bytes(row, 4)?.map(digest));
        if !state.contains_key(table.as_ref()) {
            state.insert(table.to_string(), HashMap::new());
        }
        let rows_of = state
            .get_mut(table.as_ref())
            .expect("it was inserted above");
        let was = match after {
            Some(after) => rows_of.insert(id.to_string(), after),
            None => rows_of.remove(id.as_ref()),
        };
        if was != before {
            let seq: i64 = row.get(0)?;
            return Ok(Break::new(
                format!("change {seq}, {}", place(conn, &table, &id)?),
                "it does not start from the state that the changes before it left",
            ));
        }
    }
    compare(conn, &mut state)
}

fn compare(conn: &Connection, state: &mut Digests) -> Found {
    for table in triggers::audited_tables(conn)? {
        let mut expected = state.remove(&table).unwrap_or_default();
        let json = triggers::row_json(&triggers::columns(conn, &table)?, "");
        let mut statement = conn.prepare(&format!("SELECT id, {json} FROM {table} ORDER BY id"))?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            let id = text(row, 0)?;
            match expected.remove(id.as_ref()) {
                Some(recorded) if Some(recorded) == bytes(row, 1)?.map(digest) => {}
                Some(_) => return altered(conn, &table, &id, text(row, 1)?.into_owned()),
                None => {
                    return Ok(Break::new(
                        place(conn, &table, &id)?,
                        "the trail does not know this row: it was added by another program",
                    ));
                }
            }
        }
        if let Some(id) = expected.keys().min() {
            return Ok(Break::new(
                place(conn, &table, id)?,
                "the trail has this row, the table does not: it was deleted by another program",
            ));
        }
    }
    Ok(state
        .iter()
        .find(|(_, rows)| !rows.is_empty())
        .and_then(|(table, _)| {
            Break::new(
                format!("table `{table}`"),
                "the trail has rows of a table that does not exist",
            )
        }))
}

fn altered(conn: &Connection, table: &str, id: &str, found: String) -> Found {
    let recorded: Option<String> = conn
        .query_row(
            "SELECT after FROM changes WHERE table_name = ?1 AND row_id = ?2 ORDER BY seq DESC LIMIT 1",
            [table, id],
            |row| row.get(0),
        )
        .unwrap_or_default();
    let change = described(conn, table, id, recorded, Some(found))?;
    Ok(Break::new(
        place(conn, table, id)?,
        format!("it is not as the trail says: it was changed by another program ({change})"),
    ))
}

fn place(conn: &Connection, table: &str, id: &str) -> Result<String, Error> {
    let subject = subject_of(conn, id)?;
    let of = if subject.is_empty() {
        String::new()
    } else {
        format!(" ({subject})")
    };
    Ok(format!("table `{table}`, row `{id}`{of}"))
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
            parts.join(", ")
        }
    })
}
