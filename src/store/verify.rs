//! The proof that the notebook is what it was when it was written: its audit trail is whole, and what
//! analyses read is what the trail says.
//!
//! [`QUESTIONS`] lists what is asked, and `doctor` asks the same. The first no ends the proof, with the
//! place named:
//!
//! 1. Does the header name this program and a schema version that it knows?
//! 2. Are tables, indexes and triggers those that the version makes, whatever their names, and no others
//!    ([`super::schema`])?
//! 3. Does each operation's fingerprint follow from its content and the fingerprint before it, with no
//!    number missing? Does every recorded change belong to an operation? Does replaying the changes from
//!    nothing give exactly the rows of the tables ([`super::trail`])?
//! 4. Does a query through an index find what the table holds, for every index ([`super::structure`])?
//!    Question 3 reads tables; analyses read through indexes.
//! 5. Does SQLite find every page, row, type, CHECK and reference in order?
//!
//! A file whose whole chain was rewritten, or whose end was cut off, passes these questions. A fingerprint that
//! was kept elsewhere finds it ([`Store::verify`] with `expect`). A change that was taken back before anybody
//! verified the file leaves nothing to find.

use rusqlite::Connection;

use super::structure::{indexes, integrity, journal, references};
use super::{Error, Store, interruption, order, progress, schema, trail};

/// The shortest beginning of a fingerprint that is taken for it.
const SHORTEST_PREFIX: usize = 12;

/// What verification found.
#[derive(Debug, Clone)]
pub struct Verdict {
    /// How many operations there are; 0 if a damaged file keeps them from being counted.
    pub operations: i64,
    /// How many changes; 0 if a damaged file keeps them from being counted.
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

impl Verdict {
    /// That all is whole, and where the expected fingerprint stands, in sentences without periods; of no use where
    /// something is `broken`.
    pub fn sentences(&self) -> Vec<String> {
        let mut lines = vec![format!(
            "the audit trail is whole: {} operations, {} changes, and the data are what they say",
            self.operations, self.changes
        )];
        if let Some(seq) = self.expected_at {
            let later = self.operations - seq;
            lines.push(format!(
                "the expected fingerprint is that of operation {seq}; {later} operations came after it"
            ));
        }
        lines
    }
}

/// The first thing that does not fit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Break {
    /// Where: an operation, a change, a table and row, an index, an object of the schema.
    pub place: String,
    /// What does not fit there.
    pub what: String,
}

impl Break {
    pub(super) fn new(place: impl Into<String>, what: impl Into<String>) -> Self {
        Self {
            place: place.into(),
            what: what.into(),
        }
    }

    pub(super) fn answer(place: impl Into<String>, what: impl Into<String>) -> Answer {
        Answer::Broken(Self::new(place, what))
    }
}

/// What a question found.
pub(super) enum Answer {
    /// All is well, in words for `doctor`.
    Well(String),
    Broken(Break),
}

pub(super) type Asked = Result<Answer, Error>;

/// A question about the file.
pub(super) struct Question {
    /// What is examined.
    pub name: &'static str,
    /// Changes nothing. An error is that of a file in which the question cannot be answered.
    pub ask: fn(&Connection) -> Asked,
}

impl Question {
    /// Tells that it is asked, as the one of this number.
    pub(super) fn begin(&self, number: usize) {
        let of = QUESTIONS.len();
        progress::begin(format!("verifying: {} ({number} of {of})", self.name));
    }
}

const fn question(name: &'static str, ask: fn(&Connection) -> Asked) -> Question {
    Question { name, ask }
}

/// All that is asked about a file. A cheap question comes before one that takes it for granted, and one
/// that names a row before one that names a page.
pub(super) const QUESTIONS: [Question; 7] = [
    question("schema version", schema::header),
    question("tables and triggers", schema::objects_are_ours),
    question("journal", journal),
    question("audit trail", trail::whole),
    question("indexes", indexes),
    question("structure of the file", integrity),
    question("references between tables", references),
];

impl Store {
    /// Proves that the notebook is whole. `expect` is a fingerprint noted earlier, or its first twelve or
    /// more digits: it must be that of an operation of this file.
    pub fn verify(&self, expect: Option<&str>) -> Result<Verdict, Error> {
        self.read(|conn| proved(conn, expect))
    }

    /// Fingerprint of the newest operation; none in an empty notebook.
    pub fn fingerprint(&self) -> Result<Option<String>, Error> {
        self.read(newest)
    }
}

fn newest(conn: &Connection) -> Result<Option<String>, Error> {
    Ok(conn.query_row("SELECT max(seq), hash FROM operations", [], |r| r.get(1))?)
}

fn proved(conn: &Connection, expect: Option<&str>) -> Result<Verdict, Error> {
    let mut broken = first_no(conn)?;
    // In a damaged file, what cannot be counted is not what matters.
    let count = |table: &str| -> Result<i64, Error> {
        let sql = format!("SELECT count(*) FROM {table}");
        let counted = conn.query_row(&sql, [], |row| row.get(0));
        Ok(if broken.is_some() {
            counted.unwrap_or_default()
        } else {
            counted?
        })
    };
    let (operations, changes) = (count("operations")?, count("changes")?);
    let fingerprint = match newest(conn) {
        Err(_) if broken.is_some() => None,
        found => found?,
    };
    let expected_at = match expect.map(|text| anchor(conn, text)) {
        Some(Err(_)) if broken.is_some() => None,
        found => found.transpose()?.flatten(),
    };
    if broken.is_none() && expect.is_some() && expected_at.is_none() {
        broken = Some(Break::new(
            "the whole file",
            "no operation has the expected fingerprint: the trail was rewritten or cut, or this is another file",
        ));
    }
    let (malformed, remarks) = match order::times(conn) {
        Err(_) if broken.is_some() => (None, Vec::new()),
        found => found?,
    };
    broken = broken.or(malformed);
    Ok(Verdict {
        operations,
        changes,
        fingerprint,
        expected_at,
        broken,
        remarks,
    })
}

fn first_no(conn: &Connection) -> Result<Option<Break>, Error> {
    for (asked, question) in (1..).zip(&QUESTIONS) {
        question.begin(asked);
        match (question.ask)(conn) {
            Ok(Answer::Well(_)) => {}
            Ok(Answer::Broken(broken)) => return Ok(Some(broken)),
            Err(error) => return unanswered(conn, question, error).map(Some),
        }
    }
    Ok(None)
}

/// What keeps a question from being answered is a fault of the file, unless the file cannot be read at
/// all. SQLite's own check, where it finds something, is closer to the cause.
fn unanswered(conn: &Connection, question: &Question, error: Error) -> Result<Break, Error> {
    interruption::check()?;
    let why = match error {
        Error::Damaged { why, .. } => why,
        Error::Sqlite(error) => error.to_string(),
        other => return Err(other),
    };
    match integrity(conn) {
        Ok(Answer::Broken(broken)) => Ok(broken),
        _ => Ok(Break::new(question.name, why)),
    }
}

/// The newest operation whose fingerprint begins so.
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
