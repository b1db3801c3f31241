//! Studies.

use std::collections::HashMap;

use rusqlite::Connection;

use super::codec::{self, Row};
use super::undo_rules::changes_results;
use super::{Error, Operation, Store};
use domain::{Cells, Protocol, Study, StudyExtent, StudyHead, StudyId, forms, nearest};

impl Store {
    /// All studies by name.
    pub fn studies(&self) -> Result<Vec<Study>, Error> {
        self.read(all)
    }

    /// All studies by name, at a glance: counted, without reading what they hold.
    pub fn study_heads(&self) -> Result<Vec<StudyHead>, Error> {
        self.read(heads)
    }

    /// How far the readings of all studies reach: counted along the indexes, none is read.
    pub fn study_extents(&self) -> Result<HashMap<StudyId, StudyExtent>, Error> {
        self.read(extents)
    }

    /// The study with this name.
    pub fn study_named(&self, name: &str) -> Result<Study, Error> {
        self.read(|conn| named(conn, name))
    }
}

impl Operation<'_> {
    /// The study with this name, as it is now that nobody else can change it.
    pub fn study_named(&self, name: &str) -> Result<Study, Error> {
        named(&self.tx, name)
    }

    /// Writes a new study.
    pub fn insert_study(&self, study: &Study) -> Result<(), Error> {
        write(study, |cells| codec::insert(&self.tx, "studies", cells))
    }

    /// Writes a study's name, status and protocol.
    ///
    /// # Errors
    /// If results change, there are entries, and the operation has no reason.
    pub fn update_study(&self, study: &Study) -> Result<(), Error> {
        let id = study.id.to_string();
        self.may_change_protocol(&id, study)?;
        write(study, |cells| {
            codec::update(&self.tx, "studies", &id, cells)
        })
    }
}

impl Operation<'_> {
    fn may_change_protocol(&self, id: &str, study: &Study) -> Result<(), Error> {
        let sql = "SELECT * FROM studies WHERE id = ?1";
        let before = codec::collect(&self.tx, "studies", sql, [id], read)?.pop();
        let Some(before) = before else { return Ok(()) };
        let changed = study.protocol.results_changed_since(&before.protocol);
        let fields: Vec<&str> = changed.iter().map(|field| field.said).collect();
        self.may_change_results(id, &format!("study `{}`", before.name), &fields)
    }

    /// Refuses to change what results follow from without a reason, once a study has entries.
    pub(super) fn may_change_results(
        &self,
        study: &str,
        what: &str,
        fields: &[&str],
    ) -> Result<(), Error> {
        if fields.is_empty() || self.has_reason()? || !has_entries(&self.tx, study)? {
            return Ok(());
        }
        Err(Error::ReasonNeeded {
            what: format!("changing {what}"),
            why: changes_results(fields),
        })
    }

    fn has_reason(&self) -> Result<bool, Error> {
        let sql = "SELECT reason IS NOT NULL FROM operations WHERE seq = ?1";
        let mut statement = self.tx.prepare_cached(sql)?;
        Ok(statement.query_row([self.seq()], |row| row.get(0))?)
    }
}

/// Whether a study has a reading or a body weight.
pub(super) fn has_entries(conn: &Connection, study: &str) -> Result<bool, Error> {
    let mut statement = conn.prepare_cached(
        "SELECT EXISTS (SELECT 1 FROM animals a JOIN tumors t ON t.animal_id = a.id
                        JOIN readings r ON r.tumor_id = t.id WHERE a.study_id = ?1)
             OR EXISTS (SELECT 1 FROM animals a JOIN body_weights w ON w.animal_id = a.id WHERE a.study_id = ?1)",
    )?;
    Ok(statement.query_row([study], |row| row.get(0))?)
}

fn write(
    study: &Study,
    to: impl FnOnce(&[codec::Assigned<'_>]) -> Result<(), Error>,
) -> Result<(), Error> {
    // Taken apart, so that what is added to a study is not forgotten here.
    let Study {
        id,
        name,
        status,
        blinding,
        protocol,
    } = study;
    let first: [codec::Assigned<'_>; 4] = [
        ("id", &id.to_string()),
        ("name", &name.as_str()),
        ("status", &status.id()),
        ("blinding", &blinding.id()),
    ];
    let fields = Protocol::FIELDS.iter();
    codec::with_cells(&first, fields.map(|f| (f.name, (f.get)(protocol))), to)
}

pub(super) fn all(conn: &Connection) -> Result<Vec<Study>, Error> {
    codec::collect(
        conn,
        "studies",
        "SELECT * FROM studies ORDER BY name",
        [],
        read,
    )
}

/// Counts along the indexes by study; who left a closed study is not asked, for none is on it.
fn heads(conn: &Connection) -> Result<Vec<StudyHead>, Error> {
    let sql = "SELECT s.*, (SELECT count(*) FROM arms WHERE study_id = s.id) AS arms,
                (SELECT count(*) FROM animals WHERE study_id = s.id) AS animals,
                CASE status WHEN 'open' THEN
                    (SELECT count(*) FROM animals a JOIN dispositions d ON d.animal_id = a.id WHERE a.study_id = s.id)
                ELSE 0 END AS left_study
         FROM studies s ORDER BY name";
    codec::collect(conn, "studies", sql, [], |row| {
        let study = read(row)?;
        let count = |name| row.plain::<u32>(name).map(|n| n as usize);
        let (arms, animals) = (count("arms")?, count("animals")?);
        Ok(StudyHead::new(&study, arms, animals, count("left_study")?))
    })
}

fn extents(conn: &Connection) -> Result<HashMap<StudyId, StudyExtent>, Error> {
    let sql = "SELECT s.id,
                (SELECT count(*) FROM animals a JOIN tumors t ON t.animal_id = a.id
                    JOIN readings r ON r.tumor_id = t.id WHERE a.study_id = s.id) AS readings,
                (SELECT max((SELECT max(observed_on) FROM readings WHERE tumor_id = t.id))
                    FROM animals a JOIN tumors t ON t.animal_id = a.id WHERE a.study_id = s.id) AS last_read,
                (SELECT max((SELECT max(observed_on) FROM body_weights WHERE animal_id = a.id))
                    FROM animals a WHERE a.study_id = s.id) AS last_weighed
         FROM studies s";
    let all = codec::collect(conn, "studies", sql, [], |row| {
        let readings = row.plain::<u32>("readings")? as usize;
        let last = row.date("last_read")?.max(row.date("last_weighed")?);
        let id = row.required("id", Row::id)?;
        Ok((id, StudyExtent { readings, last }))
    })?;
    Ok(all.into_iter().collect())
}

pub(super) fn named(conn: &Connection, name: &str) -> Result<Study, Error> {
    let sql = "SELECT * FROM studies WHERE name IN (?1, ?2, ?3) ORDER BY name <> ?1";
    let found = codec::collect(conn, "studies", sql, forms(name), read)?;
    match found.into_iter().next() {
        Some(study) => Ok(study),
        None => Err(Error::Unknown {
            kind: "study",
            name: name.to_owned(),
            near: near(conn, name)?,
        }),
    }
}

/// The name of a study that can be meant by another name.
fn near(conn: &Connection, name: &str) -> Result<Option<String>, Error> {
    let mut statement = conn.prepare_cached("SELECT name FROM studies ORDER BY name")?;
    let names = statement.query_map([], |row| row.get(0))?;
    let names: Vec<String> = names.collect::<Result<_, _>>()?;
    Ok(nearest(name, names.iter().map(String::as_str)).map(str::to_owned))
}

fn read(row: &Row<'_, '_>) -> Result<Study, Error> {
    let mut protocol = Protocol::default();
    for field in Protocol::FIELDS {
        let cell = row.cell(field.name, field.kind)?;
        row.checked(field.set_cell(&mut protocol, &cell))?;
    }
    Ok(Study {
        id: row.required("id", Row::id)?,
        name: row.required("name", Row::label)?,
        status: row.required("status", Row::parsed)?,
        blinding: row.required("blinding", Row::parsed)?,
        protocol: row.checked(protocol.check())?,
    })
}
