//! Studies.

use std::collections::HashMap;

use rusqlite::Connection;

use super::codec::{self, Reader, date_text};
use super::{Error, Operation, Store};
use domain::{Label, Limits, Prose, Protocol, Study, StudyExtent, StudyHead, StudyId};

const COLUMNS: &str = "id, name, status, data_origin, model, cells_implanted, matrix, implant_site, implanted_on,
    strain, vendor, approval, objective, day0, volume_formula, calibration, loq_mm3, landmark_day, baseline_rule,
    primary_definition, limit_weight_loss_percent, limit_tumor_size_mm, limit_tumor_volume_mm3,
    event_rule, disposition_roles, blinding, limit_action";

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
    pub fn update_study(&self, study: &Study) -> Result<(), Error> {
        let id = study.id.to_string();
        write(study, |cells| {
            codec::update(&self.tx, "studies", &id, &cells[1..])
        })
    }
}

fn write(
    study: &Study,
    to: impl FnOnce(&[codec::Cell<'_>]) -> Result<(), Error>,
) -> Result<(), Error> {
    let p = &study.protocol;
    let roles = &p.disposition_roles;
    let roles = (!roles.is_empty()).then(|| roles.to_string());
    let name = |label: &Option<Label>| label.as_ref().map(|l| l.as_str().to_owned());
    to(&[
        ("id", &study.id.to_string()),
        ("name", &study.name.as_str()),
        ("status", &study.status.id()),
        ("data_origin", &p.data_origin.id()),
        ("model", &name(&p.model)),
        ("cells_implanted", &p.cells_implanted),
        ("matrix", &name(&p.matrix)),
        ("implant_site", &name(&p.implant_site)),
        ("implanted_on", &p.implanted_on.map(date_text)),
        ("strain", &name(&p.strain)),
        ("vendor", &name(&p.vendor)),
        ("approval", &name(&p.approval)),
        ("objective", &p.objective.as_ref().map(Prose::as_str)),
        ("day0", &p.day0.map(date_text)),
        ("volume_formula", &p.volume_formula.id()),
        ("calibration", &p.calibration),
        ("loq_mm3", &p.loq_mm3),
        ("landmark_day", &p.landmark_day),
        ("baseline_rule", &p.baseline_rule.id()),
        ("primary_definition", &p.primary_definition.id()),
        ("limit_weight_loss_percent", &p.limits.weight_loss_percent),
        ("limit_tumor_size_mm", &p.limits.tumor_size_mm),
        ("limit_tumor_volume_mm3", &p.limits.tumor_volume_mm3),
        ("event_rule", &p.event_rule.map(|rule| rule.to_string())),
        ("disposition_roles", &roles),
        ("blinding", &study.blinding.id()),
        ("limit_action", &p.limit_action.as_ref().map(Prose::as_str)),
    ])
}

pub(super) fn all(conn: &Connection) -> Result<Vec<Study>, Error> {
    codec::collect(
        conn,
        "studies",
        &format!("SELECT {COLUMNS} FROM studies ORDER BY name"),
        [],
        read,
    )
}

/// Counts along the indexes by study; who left a closed study is not asked, for none is on it.
fn heads(conn: &Connection) -> Result<Vec<StudyHead>, Error> {
    let sql = format!(
        "SELECT {COLUMNS}, (SELECT count(*) FROM arms WHERE study_id = s.id),
                (SELECT count(*) FROM animals WHERE study_id = s.id),
                CASE status WHEN 'open' THEN
                    (SELECT count(*) FROM animals a JOIN dispositions d ON d.animal_id = a.id WHERE a.study_id = s.id)
                ELSE 0 END
         FROM studies s ORDER BY name"
    );
    codec::collect(conn, "studies", &sql, [], |row| {
        let study = read(row)?;
        let count = |column| row.plain::<u32>(column).map(|n| n as usize);
        Ok(StudyHead::new(&study, count(27)?, count(28)?, count(29)?))
    })
}

fn extents(conn: &Connection) -> Result<HashMap<StudyId, StudyExtent>, Error> {
    let sql = "SELECT s.id,
                (SELECT count(*) FROM animals a JOIN tumors t ON t.animal_id = a.id
                    JOIN readings r ON r.tumor_id = t.id WHERE a.study_id = s.id),
                (SELECT max((SELECT max(observed_on) FROM readings WHERE tumor_id = t.id))
                    FROM animals a JOIN tumors t ON t.animal_id = a.id WHERE a.study_id = s.id),
                (SELECT max((SELECT max(observed_on) FROM body_weights WHERE animal_id = a.id))
                    FROM animals a WHERE a.study_id = s.id)
         FROM studies s";
    let all = codec::collect(conn, "studies", sql, [], |row| {
        let readings = row.plain::<u32>(1)? as usize;
        let last = row.date_if(2)?.max(row.date_if(3)?);
        Ok((row.parsed(0)?, StudyExtent { readings, last }))
    })?;
    Ok(all.into_iter().collect())
}

pub(super) fn named(conn: &Connection, name: &str) -> Result<Study, Error> {
    let sql = format!("SELECT {COLUMNS} FROM studies WHERE name = ?1");
    let found = codec::collect(conn, "studies", &sql, [name.trim()], read)?;
    found.into_iter().next().ok_or_else(|| Error::Unknown {
        kind: "study",
        name: name.to_owned(),
    })
}

fn read(row: &Reader<'_, '_>) -> Result<Study, Error> {
    let limits = Limits {
        weight_loss_percent: row.plain(20)?,
        tumor_size_mm: row.plain(21)?,
        tumor_volume_mm3: row.plain(22)?,
    };
    let protocol = Protocol {
        data_origin: row.parsed(3)?,
        model: row.label_if(4)?,
        cells_implanted: row.plain(5)?,
        matrix: row.label_if(6)?,
        implant_site: row.label_if(7)?,
        implanted_on: row.date_if(8)?,
        strain: row.label_if(9)?,
        vendor: row.label_if(10)?,
        approval: row.label_if(11)?,
        objective: row.prose_if(12)?,
        day0: row.date_if(13)?,
        volume_formula: row.parsed(14)?,
        calibration: row.plain(15)?,
        loq_mm3: row.plain(16)?,
        landmark_day: row.plain(17)?,
        baseline_rule: row.parsed(18)?,
        primary_definition: row.parsed(19)?,
        event_rule: row.parsed_if(23)?,
        disposition_roles: row.parsed_if(24)?.unwrap_or_default(),
        limits,
        limit_action: row.prose_if(26)?,
    };
    Ok(Study {
        id: row.parsed(0)?,
        name: row.label(1)?,
        status: row.parsed(2)?,
        blinding: row.parsed(25)?,
        protocol: row.checked(protocol.check())?,
    })
}
