//! A whole study in one go.

use chrono::NaiveDate;
use rusqlite::Connection;

use super::{
    Error, Operation, Store, allocations, animals, arms, dosing, endings, entries, plans, studies,
    work,
};
use domain::{
    AnimalRecord, Arm, Blinding, BodyWeight, Cage, Cohort, Dose, StudyId, StudyRecord,
    TumorFinding, TumorRecord, WorkLine, forms, tag_order,
};

impl Store {
    /// All that the study with this name holds.
    pub fn study(&self, name: &str) -> Result<StudyRecord, Error> {
        self.read(|conn| load(conn, name))
    }

    /// A study with as much of its animals as is needed, which `needed` says of the study without animals.
    pub fn study_in_part(
        &self,
        name: &str,
        needed: impl FnOnce(&StudyRecord) -> Needed,
    ) -> Result<StudyRecord, Error> {
        self.read(|conn| {
            let mut record = load_without_animals(conn, name)?;
            let all = Selection {
                since: None,
                study: record.study.id,
                which: Which::All,
            };
            record.animals = match needed(&record) {
                Needed::NoAnimals => Vec::new(),
                Needed::Since(date) => {
                    let since = Some(date);
                    load_animals(conn, Selection { since, ..all })?
                }
                Needed::All => load_animals(conn, all)?,
            };
            Ok(record)
        })
    }

    /// A study with one of its animals, the one with this tag or chip, without reading the others.
    pub fn study_of_animal(&self, name: &str, tag: &str) -> Result<StudyRecord, Error> {
        self.read(|conn| of_animal(conn, name, tag))
    }

    /// All that was recorded of one animal, without reading the rest of the study, and whether the
    /// study is blinded.
    pub fn animal(&self, study: &str, tag: &str) -> Result<(Blinding, AnimalRecord), Error> {
        self.read(|conn| {
            let study = studies::named(conn, study)?;
            Ok((study.blinding, load_animal(conn, study.id, tag)?))
        })
    }
}

impl Operation<'_> {
    /// All that the study with this name holds now.
    pub fn study(&self, name: &str) -> Result<StudyRecord, Error> {
        load(&self.tx, name)
    }

    /// All that was recorded of one animal, without reading the rest of the study.
    pub fn animal(&self, study: StudyId, tag: &str) -> Result<AnimalRecord, Error> {
        load_animal(&self.tx, study, tag)
    }

    /// A study with one of its animals, the one with this tag or chip, without reading the others.
    pub fn study_of_animal(&self, name: &str, tag: &str) -> Result<StudyRecord, Error> {
        of_animal(&self.tx, name, tag)
    }

    /// A study as if it had no animals.
    pub fn study_without_animals(&self, name: &str) -> Result<StudyRecord, Error> {
        load_without_animals(&self.tx, name)
    }

    /// The arms of a study in order.
    pub fn arms(&self, study: StudyId) -> Result<Vec<Arm>, Error> {
        arms::of_study(&self.tx, study)
    }

    /// The cages of a study by label.
    pub fn cages(&self, study: StudyId) -> Result<Vec<Cage>, Error> {
        animals::cages(&self.tx, study)
    }

    /// The work plan of a study by number.
    pub fn work_lines(&self, study: StudyId) -> Result<Vec<WorkLine>, Error> {
        work::lines(&self.tx, study)
    }

    /// The cohorts of a study by name.
    pub fn cohorts(&self, study: StudyId) -> Result<Vec<Cohort>, Error> {
        animals::cohorts(&self.tx, study)
    }
}

fn of_animal(conn: &Connection, name: &str, tag: &str) -> Result<StudyRecord, Error> {
    let mut record = load_without_animals(conn, name)?;
    record.animals = vec![load_animal(conn, record.study.id, tag)?];
    Ok(record)
}

/// As much of a study's animals as a question is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Needed {
    /// None of them.
    NoAnimals,
    /// All of them, with their readings and weighings since a date. What was made on that date or later, by its id, also
    /// has its first entries, so that the date from which it was there is known.
    Since(NaiveDate),
    /// All of them, with everything.
    All,
}

/// The animals whose rows to load.
#[derive(Clone, Copy)]
pub(super) struct Selection<'t> {
    /// Their study.
    pub study: StudyId,
    /// Which of its animals.
    pub which: Which<'t>,
    /// The date since which entries are loaded, as [`Needed::Since`] says.
    pub since: Option<NaiveDate>,
}

/// Which animals of a study.
#[derive(Clone, Copy)]
pub(super) enum Which<'t> {
    All,
    /// The one with this tag.
    Tag(&'t str),
    /// Those with these ids, as a JSON array.
    Ids(&'t str),
}

impl Selection<'_> {
    /// The condition on animals `a`, with parameters 1 and 2. One that held for all cases at once
    /// would read the tags of the whole study to find one.
    pub fn condition(&self) -> &'static str {
        match self.which {
            Which::All => "a.study_id = ?1 AND ?2 IS NULL",
            Which::Tag(_) => "a.study_id = ?1 AND a.tag = ?2",
            Which::Ids(_) => "a.id IN (SELECT value FROM json_each(?2)) AND a.study_id = ?1",
        }
    }

    /// Parameters 1 and 2 of the queries.
    pub fn params(&self) -> (String, Option<&str>) {
        let of_animals = match self.which {
            Which::All => None,
            Which::Tag(text) | Which::Ids(text) => Some(text),
        };
        (self.study.to_string(), of_animals)
    }
}

pub(super) fn load(conn: &Connection, name: &str) -> Result<StudyRecord, Error> {
    let mut record = load_without_animals(conn, name)?;
    let selection = Selection {
        study: record.study.id,
        which: Which::All,
        since: None,
    };
    record.animals = load_animals(conn, selection)?;
    Ok(record)
}

/// A study as if it had no animals.
pub(super) fn load_without_animals(conn: &Connection, name: &str) -> Result<StudyRecord, Error> {
    let study = studies::named(conn, name)?;
    let id = study.id;
    // Every field is named, so that one that is added is not forgotten here.
    Ok(StudyRecord {
        conduct: plans::conduct(conn, &study)?,
        arms: arms::of_study(conn, id)?,
        cages: animals::cages(conn, id)?,
        cohorts: animals::cohorts(conn, id)?,
        exclusions: endings::exclusions(conn, id)?,
        allocations: allocations::of_study(conn, id)?,
        work_lines: work::lines(conn, id)?,
        formulations: dosing::formulations(conn, id)?,
        waivers: work::waivers(conn, id)?,
        animals: Vec::new(),
        study,
    })
}

/// The animal with this tag, else the one with this chip.
fn load_animal(conn: &Connection, study: StudyId, tag: &str) -> Result<AnimalRecord, Error> {
    for tag in forms(tag) {
        let selection = Selection {
            study,
            which: Which::Tag(tag.as_str()),
            since: None,
        };
        if let Some(found) = load_animals(conn, selection)?.pop() {
            return Ok(found);
        }
    }
    match animals::chipped(conn, study, tag)? {
        Some(tag) => load_animal(conn, study, tag.as_str()),
        None => Err(Error::Unknown {
            kind: "animal",
            name: tag.to_owned(),
            near: None,
        }),
    }
}

/// The animals in order of their tags.
pub(super) fn load_animals(
    conn: &Connection,
    selection: Selection<'_>,
) -> Result<Vec<AnimalRecord>, Error> {
    let mut readings = entries::load::<TumorFinding>(conn, selection)?;
    let mut tumors = animals::tumors(conn, selection)?;
    let mut weighings = entries::load::<BodyWeight>(conn, selection)?;
    let mut doses = entries::load::<Dose>(conn, selection)?;
    let mut dispositions = endings::dispositions(conn, selection)?;
    let mut animals: Vec<_> = animals::animals(conn, selection)?
        .into_iter()
        .map(|animal| AnimalRecord {
            tumors: tumors
                .remove(&animal.id)
                .unwrap_or_default()
                .into_iter()
                .map(|tumor| TumorRecord {
                    readings: readings.remove(&tumor.id).unwrap_or_default(),
                    tumor,
                })
                .collect(),
            weighings: weighings.remove(&animal.id).unwrap_or_default(),
            doses: doses.remove(&animal.id).unwrap_or_default(),
            disposition: dispositions.remove(&animal.id).and_then(|mut d| d.pop()),
            animal,
        })
        .collect();
    animals.sort_by(|a, b| tag_order(a.animal.tag.as_str(), b.animal.tag.as_str()));
    Ok(animals)
}
