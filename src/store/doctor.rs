//! The health of the file: the questions of [`super::verify`], each with its answer.

use rusqlite::Connection;
use serde::Serialize;

use super::verify::{Answer, QUESTIONS, Question};
use super::{Error, Store, interruption};

/// What an examination of the file found.
#[derive(Debug, Clone, Serialize)]
pub struct Checkup {
    /// The file.
    pub file: String,
    /// Its size in bytes.
    pub bytes: u64,
    /// Its schema version.
    pub schema_version: i64,
    /// The SQLite that reads it.
    pub sqlite: String,
    /// Each question with its answer.
    pub findings: Vec<Finding>,
}

/// One question about the file.
#[derive(Debug, Clone, Serialize)]
pub struct Finding {
    /// What was examined.
    pub question: &'static str,
    /// Whether all is well.
    pub well: bool,
    /// What was found.
    pub answer: String,
}

impl Checkup {
    /// Whether every answer was good.
    pub fn is_well(&self) -> bool {
        self.findings.iter().all(|f| f.well)
    }
}

impl Store {
    /// Asks every question that [`Store::verify`] asks, also after one was answered with no; changes nothing.
    pub fn examine(&self) -> Result<Checkup, Error> {
        self.read(|conn| {
            Ok(Checkup {
                file: self.path().display().to_string(),
                bytes: std::fs::metadata(self.path()).map_or(0, |m| m.len()),
                schema_version: conn.pragma_query_value(None, "user_version", |r| r.get(0))?,
                sqlite: rusqlite::version().to_owned(),
                findings: self.findings(conn)?,
            })
        })
    }

    fn findings(&self, conn: &Connection) -> Result<Vec<Finding>, Error> {
        let findings = (1..).zip(&QUESTIONS).map(|(number, question)| {
            question.begin(number);
            let finding = self.found(conn, question);
            interruption::check()?;
            Ok(finding)
        });
        findings.collect()
    }

    /// What was found, or what kept it from being found: in a damaged file, one question that
    /// cannot be answered must not keep the others from being asked.
    fn found(&self, conn: &Connection, question: &Question) -> Finding {
        let (well, answer) = match (question.ask)(conn) {
            Ok(Answer::Well(answer)) => (true, answer),
            Ok(Answer::Broken(broken)) => (false, format!("{}: {}", broken.place, broken.what)),
            Err(error) => {
                let error = self.place.located(error);
                (false, format!("it could not be examined: {error}"))
            }
        };
        Finding {
            question: question.name,
            well,
            answer,
        }
    }
}
