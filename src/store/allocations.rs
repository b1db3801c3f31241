//! Allocations with everybody's place.

use rusqlite::Connection;

use super::codec::{self, Row, date_text};
use super::{Error, Operation, Store, fresh_id, studies};
use domain::{
    Allocation, AllocationOutcome, AllocationPlace, AllocationRecord, ArmId, Cells, Invalid, Prose,
    StudyId,
};

impl Store {
    /// An allocation of the study with this name, whole; the last one where no number is given.
    pub fn allocation(&self, study: &str, number: Option<u32>) -> Result<AllocationRecord, Error> {
        self.read(|conn| {
            let study = studies::named(conn, study)?;
            whole(conn, study.id, number)?.ok_or_else(|| Error::Unknown {
                kind: "allocation",
                name: number.map_or("last".to_owned(), |n| n.to_string()),
                near: None,
            })
        })
    }
}

impl Operation<'_> {
    /// Writes a new allocation.
    pub fn insert_allocation(
        &self,
        study: StudyId,
        allocation: &AllocationRecord,
    ) -> Result<(), Error> {
        let head = &allocation.head;
        let id = head.id.to_string();
        let iterations = i64::try_from(head.iterations).unwrap_or(i64::MAX);
        codec::insert(
            &self.tx,
            "allocations",
            &[
                ("id", &id),
                ("study_id", &study.to_string()),
                ("number", &head.number),
                ("method", &head.method.id()),
                ("seed", &head.seed.map(|seed| seed.to_string())),
                ("iterations", &iterations),
                ("score", &head.score),
                ("observed_on", &head.observed_on.map(date_text)),
                ("observed_until", &head.observed_until.map(date_text)),
                ("reason", &head.reason.as_ref().map(Prose::as_str)),
                ("author", &head.author.as_str()),
                ("recorded_at", &head.recorded_at),
                ("arms", &arms_text(&allocation.arms)),
                ("input", &allocation.input),
                ("receipt", &allocation.receipt),
            ],
        )?;
        allocation
            .places
            .iter()
            .try_for_each(|place| self.insert_place(&id, place))
    }

    fn insert_place(&self, allocation: &str, place: &AllocationPlace) -> Result<(), Error> {
        let (arm, left_out) = match &place.outcome {
            AllocationOutcome::Arm(arm) => (Some(arm.to_string()), None),
            AllocationOutcome::LeftOut(reason) => (None, Some(reason.as_str())),
        };
        codec::insert(
            &self.tx,
            "allocation_places",
            &[
                ("id", &fresh_id().to_string()),
                ("allocation_id", &allocation),
                ("animal_id", &place.animal.to_string()),
                ("position", &place.position),
                ("arm_id", &arm),
                ("left_out", &left_out),
            ],
        )
    }
}

/// The allocations of a study by number, at a glance.
pub(super) fn of_study(conn: &Connection, study: StudyId) -> Result<Vec<Allocation>, Error> {
    let sql =
        "SELECT id, number, method, seed, iterations, score, observed_on, observed_until, reason,
                      author, recorded_at FROM allocations WHERE study_id = ?1 ORDER BY number";
    codec::collect(conn, "allocations", sql, [study.to_string()], head)
}

fn head(row: &Row<'_, '_>) -> Result<Allocation, Error> {
    Ok(Allocation {
        id: row.required("id", Row::id)?,
        number: row.plain("number")?,
        method: row.required("method", Row::parsed)?,
        seed: row.made("seed", seed)?,
        iterations: row.plain::<i64>("iterations")?.unsigned_abs(),
        score: row.plain("score")?,
        observed_on: row.date("observed_on")?,
        observed_until: row.date("observed_until")?,
        reason: row.prose("reason")?,
        author: row.required("author", Row::label)?,
        recorded_at: row.plain("recorded_at")?,
    })
}

fn seed(text: &str) -> Result<u64, Invalid> {
    let refuse = |_| Invalid::new("seed", text, "is no whole number below 2^64", "");
    text.parse().map_err(refuse)
}

fn whole(
    conn: &Connection,
    study: StudyId,
    number: Option<u32>,
) -> Result<Option<AllocationRecord>, Error> {
    let sql = "SELECT * FROM allocations
         WHERE study_id = ?1 AND (?2 IS NULL OR number = ?2) ORDER BY number DESC LIMIT 1";
    let params = (study.to_string(), number);
    let found = codec::collect(conn, "allocations", sql, params, |row| {
        Ok(AllocationRecord {
            head: head(row)?,
            input: row.plain("input")?,
            receipt: row.plain("receipt")?,
            arms: row.required("arms", |row, name| row.made(name, arms))?,
            places: Vec::new(),
        })
    })?;
    let Some(mut found) = found.into_iter().next() else {
        return Ok(None);
    };
    found.places = places(conn, &found.head.id.to_string())?;
    Ok(Some(found))
}

fn places(conn: &Connection, allocation: &str) -> Result<Vec<AllocationPlace>, Error> {
    let sql = "SELECT * FROM allocation_places
               WHERE allocation_id = ?1 ORDER BY position IS NULL, position, id";
    codec::collect(conn, "allocation_places", sql, [allocation], |row| {
        let left_out = row.prose("left_out")?;
        Ok(AllocationPlace {
            animal: row.required("animal_id", Row::id)?,
            position: row.plain("position")?,
            outcome: match left_out {
                Some(reason) => AllocationOutcome::LeftOut(reason),
                None => AllocationOutcome::Arm(row.required("arm_id", Row::id)?),
            },
        })
    })
}

/// Ids as a JSON list of texts.
fn arms_text(arms: &[ArmId]) -> String {
    let ids: Vec<String> = arms.iter().map(|id| format!("\"{id}\"")).collect();
    format!("[{}]", ids.join(","))
}

fn arms(text: &str) -> Result<Vec<ArmId>, Invalid> {
    let ids: Vec<String> = serde_json::from_str(text).unwrap_or_default();
    let refuse = |_| Invalid::new("arms", text, "holds no ids", "");
    ids.iter().map(|id| id.parse().map_err(refuse)).collect()
}
