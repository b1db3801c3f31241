//! What is remarkable about an operation, told when it is written: names that look like others, and a clock that
//! cannot be right. Nothing is refused for it. The names are found from what the operation changed, so that every verb
//! is covered.

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::fmt;

use rusqlite::{Connection, OptionalExtension};
use serde_json::Value;

use super::clock::ClockRemark;
use super::tables::{Called, TABLES, Table};
use super::{Error, triggers};
use domain::{Blinding, Lookalike, lookalikes};

/// Names of one kind that are told; the others are counted.
const MOST_TOLD: usize = 10;

/// The largest operation whose changes are searched for observers one by one.
const FEW_CHANGES: usize = 200;

/// The time of the operation that is asked about: rows that it recorded have it too.
const AT: &str = "(SELECT at FROM operations WHERE seq = ?1)";

/// Something remarkable about an operation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Remark {
    /// Names of a kind (`arm`, `animal`) that look like others of their study.
    LooksAlike(&'static str, Vec<Lookalike>),
    /// The time that the operation has.
    Clock(ClockRemark),
}

impl fmt::Display for Remark {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (kind, pairs) = match self {
            Self::Clock(remark) => return remark.fmt(f),
            Self::LooksAlike(kind, pairs) => (kind, pairs),
        };
        for (n, pair) in pairs.iter().take(MOST_TOLD).enumerate() {
            let separator = if n > 0 { ", " } else { "" };
            write!(
                f,
                "{separator}{kind} `{}` looks like {kind} `{}`",
                pair.name, pair.known
            )?;
        }
        match pairs.len().saturating_sub(MOST_TOLD) {
            0 => Ok(()),
            more => write!(f, ", and {more} more"),
        }
    }
}

/// The names that an operation made and that look like others.
pub(super) fn lookalike_names(conn: &Connection, seq: i64) -> Result<Vec<Remark>, Error> {
    let mut remarks = Vec::new();
    for (named, by_study) in new_names(conn, seq)? {
        let mut pairs = Vec::new();
        for (study, made) in by_study {
            if !hides(conn, named.table, &study)? {
                let known = known_names(conn, &named, &study, &made)?;
                // A site is made once and borne by many animals.
                let mut told = HashSet::new();
                let names = made.values().map(String::as_str);
                let new = names.filter(|name| !known.contains(*name) && told.insert(*name));
                pairs.extend(lookalikes(known.iter().map(String::as_str), new));
            }
        }
        if !pairs.is_empty() {
            remarks.push(Remark::LooksAlike(named.kind(), pairs));
        }
    }
    remarks.extend(people(conn, seq)?);
    Ok(remarks)
}

/// The column with the name of a row, if people gave it one.
fn name_column(table: &Table) -> Option<&'static str> {
    match table.called {
        Called::Study | Called::Arm => Some("name"),
        Called::Animal => Some("tag"),
        // Dates and numbers are given by the program, or are no names.
        Called::By(_, "observed_on" | "planned_on" | "number") | Called::Member => None,
        Called::By(_, column) => Some(column),
    }
}

/// A column with names that people give.
#[derive(Clone, Copy)]
struct Named {
    table: &'static Table,
    column: &'static str,
}

/// Columns besides those with the name of a row whose texts are told too: one thing is to be spelled in one way. They are
/// as hidden as the names of their table.
const SPELLED: [(&str, &str); 5] = [
    ("studies", "model"),
    ("studies", "strain"),
    ("studies", "vendor"),
    ("arms", "vehicle"),
    ("animals", "source"),
];

impl Named {
    /// All of them, table by table.
    fn all() -> Vec<Self> {
        let of_table = |table: &'static Table| {
            let spelled = SPELLED.iter().filter(|(name, _)| *name == table.name);
            let columns = name_column(table).into_iter();
            let columns = columns.chain(spelled.map(|(_, column)| *column));
            columns.map(move |column| Self { table, column })
        };
        TABLES.iter().flat_map(of_table).collect()
    }

    /// What a message calls it.
    fn kind(&self) -> &'static str {
        if name_column(self.table) != Some(self.column) {
            return self.column;
        }
        match self.table.called {
            Called::Study => "study",
            Called::Arm => "arm",
            Called::Animal => "animal",
            Called::By("", column) => column,
            Called::By(word, _) => word.trim_end(),
            Called::Member => self.column,
        }
    }
}

/// Names by the ids of their rows, in the order in which the rows were made.
type Made = BTreeMap<String, String>;

/// New names by the id of their study.
type ByStudy = BTreeMap<String, Made>;

/// The names that an operation gave, by column and by id of the study; those of studies themselves are in one that has no
/// id. All changes are read once: an import has a hundred thousand of them, and few are names.
fn new_names(conn: &Connection, seq: i64) -> Result<Vec<(Named, ByStudy)>, Error> {
    let named = Named::all();
    let listed: BTreeSet<String> = named
        .iter()
        .map(|of| format!("'{}'", of.table.name))
        .collect();
    let listed: Vec<String> = listed.into_iter().collect();
    let mut statement = conn.prepare_cached(&format!(
        "SELECT table_name, row_id, before, after FROM changes
         WHERE operation = ?1 AND table_name IN ({}) AND after IS NOT NULL",
        listed.join(", ")
    ))?;
    let mut found: Vec<_> = named.into_iter().map(|of| (of, ByStudy::new())).collect();
    let mut rows = statement.query([seq])?;
    while let Some(row) = rows.next()? {
        let of: String = row.get(0)?;
        let state = |index| Ok::<_, Error>(json(row.get(index)?));
        let (before, after) = (state(2)?, state(3)?);
        for (named, by_study) in &mut found {
            let name = &after[named.column];
            let is_new = named.table.name == of && before[named.column] != *name;
            if let Some(text) = name.as_str().filter(|_| is_new) {
                let made: &mut Made = by_study.entry(study_of(conn, &after)?).or_default();
                made.insert(row.get(1)?, text.to_owned());
            }
        }
    }
    found.retain(|(_, by_study)| !by_study.is_empty());
    Ok(found)
}

fn json(text: Option<String>) -> Value {
    text.and_then(|text| serde_json::from_str(&text).ok())
        .unwrap_or_default()
}

/// The id of the study that a row belongs to; empty for a study itself.
fn study_of(conn: &Connection, row: &Value) -> Result<String, Error> {
    if let Some(study) = row["study_id"].as_str() {
        return Ok(study.to_owned());
    }
    let Some(animal) = row["animal_id"].as_str() else {
        return Ok(String::new());
    };
    let mut statement = conn.prepare_cached("SELECT study_id FROM animals WHERE id = ?1")?;
    Ok(statement
        .query_row([animal], |row| row.get(0))
        .optional()?
        .unwrap_or_default())
}

/// The names in a column in a study, without those of these rows.
fn known_names(
    conn: &Connection,
    named: &Named,
    study: &str,
    but: &Made,
) -> Result<BTreeSet<String>, Error> {
    let (name, column) = (named.table.name, named.column);
    let columns = triggers::columns(conn, name)?;
    let has = |column: &str| columns.iter().any(|name| name == column);
    let sql = match (has("study_id"), has("animal_id")) {
        (true, _) => format!("SELECT id, {column} FROM {name} WHERE study_id = ?1"),
        (false, true) => format!(
            "SELECT n.id, n.{column} FROM {name} n JOIN animals a ON a.id = n.animal_id WHERE a.study_id = ?1"
        ),
        (false, false) => format!("SELECT id, {column} FROM {name} WHERE ?1 = ''"),
    };
    let mut statement = conn.prepare_cached(&sql)?;
    let mut rows = statement.query([study])?;
    let mut known = BTreeSet::new();
    while let Some(row) = rows.next()? {
        let (id, name): (String, Option<String>) = (row.get(0)?, row.get(1)?);
        known.extend(name.filter(|_| !but.contains_key(&id)));
    }
    Ok(known)
}

/// Whether a study hides the names of this table.
fn hides(conn: &Connection, table: &Table, study: &str) -> Result<bool, Error> {
    let hidden_by: &[Blinding] = match table.called {
        Called::Arm => &[Blinding::Blinded, Blinding::BlindedAnimals],
        Called::Animal => &[Blinding::BlindedAnimals],
        _ => return Ok(false),
    };
    let mut statement = conn.prepare_cached("SELECT blinding FROM studies WHERE id = ?1")?;
    let blinding: Option<String> = statement.query_row([study], |row| row.get(0)).optional()?;
    Ok(hidden_by
        .iter()
        .any(|by| blinding.as_deref() == Some(by.id())))
}

/// The remarks on an author or observer who was never named before.
fn people(conn: &Connection, seq: i64) -> Result<Option<Remark>, Error> {
    let author: String = conn
        .prepare_cached("SELECT author FROM operations WHERE seq = ?1")?
        .query_row([seq], |row| row.get(0))?;
    let mut new = observers(conn, seq)?;
    new.insert(author, "operations");
    let mut unknown = Vec::new();
    for (name, named_in) in new {
        if !is_known(conn, seq, &name, named_in)? {
            unknown.push(name);
        }
    }
    if unknown.is_empty() {
        return Ok(None);
    }
    let observers = entry_tables().map(|table| {
        format!(
            " UNION SELECT observer FROM {} WHERE observer IS NOT NULL AND recorded_at <> {AT}",
            table.name
        )
    });
    let sql = format!(
        "SELECT author FROM operations WHERE seq < ?1{}",
        observers.collect::<String>()
    );
    let mut statement = conn.prepare(&sql)?;
    let known: Vec<String> = statement
        .query_map([seq], |row| row.get(0))?
        .collect::<Result<_, _>>()?;
    let names = unknown.iter().map(String::as_str);
    let pairs = lookalikes(known.iter().map(String::as_str), names);
    Ok((!pairs.is_empty()).then_some(Remark::LooksAlike("person", pairs)))
}

/// Whether somebody of this name wrote or observed before. The newest rows are asked first, and of the tables the one
/// that names the person now: most often one of its last rows does so too.
fn is_known(conn: &Connection, seq: i64, name: &str, named_in: &str) -> Result<bool, Error> {
    let authors =
        "SELECT 1 FROM operations WHERE author = ?2 AND seq < ?1 ORDER BY seq DESC LIMIT 1";
    let observers = entry_tables().map(|table| {
        let name = table.name;
        let sql = format!(
            "SELECT 1 FROM {name} WHERE observer = ?2 AND recorded_at <> {AT} ORDER BY id DESC LIMIT 1"
        );
        (name, sql)
    });
    let mut queries: Vec<(&str, String)> = vec![("operations", authors.to_owned())];
    queries.extend(observers);
    queries.sort_by_key(|(table, _)| *table != named_in);
    for (_, sql) in queries {
        if conn.prepare_cached(&sql)?.exists((seq, name))? {
            return Ok(true);
        }
    }
    Ok(false)
}

/// The tables whose rows say who looked.
fn entry_tables() -> impl Iterator<Item = &'static Table> {
    TABLES.iter().filter(|table| table.has_observer())
}

/// The observers that the operation recorded, each with a table that names it. Of a large operation, all rows that were recorded at its time are
/// asked: that is quicker than taking its changes apart.
fn observers(conn: &Connection, seq: i64) -> Result<BTreeMap<String, &'static str>, Error> {
    let count: u32 = conn
        .prepare_cached("SELECT count(*) FROM changes WHERE operation = ?1")?
        .query_row([seq], |row| row.get(0))?;
    let mut found = BTreeMap::new();
    for table in entry_tables() {
        let name = table.name;
        let sql = match count as usize <= FEW_CHANGES {
            true => format!(
                "SELECT DISTINCT json_extract(after, '$.observer') FROM changes
                 WHERE operation = ?1 AND table_name = '{name}' AND after IS NOT NULL"
            ),
            false => format!("SELECT DISTINCT observer FROM {name} WHERE recorded_at = {AT}"),
        };
        let mut statement = conn.prepare_cached(&sql)?;
        let names = statement.query_map([seq], |row| row.get::<_, Option<String>>(0))?;
        for observer in names {
            found.extend(observer?.map(|observer| (observer, name)));
        }
    }
    Ok(found)
}
