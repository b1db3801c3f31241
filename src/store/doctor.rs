//! The health of the file.

use serde::Serialize;

use super::migrate::MIGRATIONS;
use super::{Error, Store, journal};

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
    /// Examines structure, references, version, journal and audit trail; changes nothing.
    pub fn examine(&self) -> Result<Checkup, Error> {
        let version =
            self.read(|conn| Ok(conn.pragma_query_value(None, "user_version", |r| r.get(0))?))?;
        Ok(Checkup {
            file: self.path().display().to_string(),
            bytes: std::fs::metadata(self.path()).map_or(0, |m| m.len()),
            schema_version: version,
            sqlite: rusqlite::version().to_owned(),
            findings: vec![
                self.found("structure of the file", self.structure()),
                self.found("references between tables", self.references()),
                self.schema_version(version),
                self.found("journal", self.journal()),
                self.found("audit trail", self.trail()),
            ],
        })
    }

    /// What was found, or what kept it from being found: in a damaged file, one question that
    /// cannot be answered must not keep the others from being asked.
    fn found(&self, question: &'static str, asked: Result<(bool, String), Error>) -> Finding {
        let (well, answer) = asked.unwrap_or_else(|e| {
            let error = self.place.located(e);
            (false, format!("it could not be examined: {error}"))
        });
        Finding {
            question,
            well,
            answer,
        }
    }

    fn structure(&self) -> Result<(bool, String), Error> {
        let mut statement = self.conn.prepare("PRAGMA integrity_check(20)")?;
        let lines = statement.query_map([], |row| row.get::<_, String>(0))?;
        let lines = lines.collect::<Result<Vec<_>, _>>()?;
        Ok(match lines.as_slice() {
            [only] if only == "ok" => (true, "whole".into()),
            _ => (false, lines.join("; ")),
        })
    }

    fn references(&self) -> Result<(bool, String), Error> {
        let mut statement = self.conn.prepare("PRAGMA foreign_key_check")?;
        let lines = statement.query_map([], |row| {
            let (child, parent): (String, String) = (row.get(0)?, row.get(2)?);
            Ok(format!(
                "a row of `{child}` names a row of `{parent}` that does not exist"
            ))
        })?;
        let lines = lines.collect::<Result<Vec<_>, _>>()?;
        Ok(match lines.as_slice() {
            [] => (true, "all lead somewhere".into()),
            _ => (false, lines.join("; ")),
        })
    }

    /// An older version is no fault: a backup is examined as it is. Whether the tables are those of the
    /// version is asked of the audit trail.
    fn schema_version(&self, version: i64) -> Finding {
        let newest = MIGRATIONS.len() as i64;
        let older = match version < newest {
            true => "; the next entry brings it up to date",
            false => "",
        };
        Finding {
            question: "schema version",
            well: (1..=newest).contains(&version),
            answer: format!("{version}, the newest is {newest}{older}"),
        }
    }

    fn journal(&self) -> Result<(bool, String), Error> {
        let mode: String = self
            .conn
            .pragma_query_value(None, "journal_mode", |r| r.get(0))?;
        let waiting = journal::size(self.path());
        Ok(match mode.as_str() {
            // It grows while another program reads without end: then nothing can be copied into the file.
            "wal" if waiting > 0 => (true, format!("wal, {waiting} bytes beside the file")),
            "wal" => (true, mode),
            // A copy has none until something is written to it.
            "delete" => (true, "none yet, as in a copy".into()),
            _ => (self.conn.is_readonly("main")?, mode),
        })
    }

    fn trail(&self) -> Result<(bool, String), Error> {
        let verdict = self.verify(None)?;
        let answer = match &verdict.broken {
            None => format!(
                "unbroken: {} operations, {} changes",
                verdict.operations, verdict.changes
            ),
            Some(broken) => format!("{}: {}", broken.place, broken.what),
        };
        Ok((verdict.broken.is_none(), answer))
    }
}
