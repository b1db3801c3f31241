//! Frozen analysis plans, and when what bears on them was decided.

use rusqlite::Connection;
use serde_json::{Value, json};

use super::codec::{self, Row};
use super::{Error, Operation, fresh_id};
use domain::{
    Blinding, BurdenRule, Cells, Conduct, EventTime, ExclusionId, FrozenPlan, IntervalRule,
    Invalid, Moment, Plan, PlannedExclusion, PrimaryTest, Prose, RepeatRule, ResidualRule, Study,
    StudyId,
};

impl Operation<'_> {
    /// Freezes a plan with this number, and what is excluded now.
    pub fn insert_plan(
        &self,
        study: StudyId,
        number: u32,
        plan: &Plan,
        exclusions: &[PlannedExclusion],
    ) -> Result<(), Error> {
        let list: Vec<Value> = exclusions
            .iter()
            .map(|e| json!({ "id": e.id.to_string(), "what": e.what }))
            .collect();
        codec::insert(
            &self.tx,
            "plans",
            &[
                ("id", &fresh_id().to_string()),
                ("study_id", &study.to_string()),
                ("number", &number),
                ("endpoint", &plan.endpoint.as_ref().map(Prose::as_str)),
                ("control_arm_id", &plan.control.map(|id| id.to_string())),
                ("primary_definition", &plan.primary_definition.id()),
                ("landmark_day", &plan.landmark_day),
                ("horizon_day", &plan.horizon_day),
                ("baseline_rule", &plan.baseline_rule.id()),
                ("volume_formula", &plan.volume_formula.id()),
                ("zeros", &plan.zeros.to_string()),
                ("event", &plan.event.to_string()),
                ("exclude", &plan.exclude.id()),
                ("exclusions", &Value::from(list).to_string()),
                (
                    "disposition_roles",
                    &plan.disposition_roles.as_ref().map(ToString::to_string),
                ),
                ("event_time", &plan.event_time.map(EventTime::id)),
                ("mrecist_from_day", &plan.mrecist_from_day),
                ("burden", &plan.burden.map(BurdenRule::id)),
                ("primary_test", &plan.primary_test.map(PrimaryTest::id)),
                ("visit_window_days", &plan.visit_window_days),
                ("repeats", &plan.repeats.map(RepeatRule::id)),
                ("interval", &plan.interval.map(IntervalRule::id)),
                ("residual", &plan.residual.map(ResidualRule::id)),
            ],
        )
    }
}

/// How a study was conducted.
pub(super) fn conduct(conn: &Connection, study: &Study) -> Result<Conduct, Error> {
    let mut amended_plans = plans(conn, study.id)?;
    let plan = amended_plans.pop();
    let unblinded = match study.blinding {
        Blinding::Unblinded => unblinded(conn, study.id)?,
        _ => None,
    };
    let exclusions = match (&plan, &unblinded) {
        (None, None) => Vec::new(),
        _ => exclusions(conn, study.id)?,
    };
    Ok(Conduct {
        keys: match study.blinding {
            Blinding::Open => Vec::new(),
            _ => keys(conn, study.id)?,
        },
        followed_since: match amended_plans.is_empty() {
            true => None,
            false => followed_since(conn, study)?,
        },
        plan,
        amended_plans,
        unblinded,
        exclusions,
    })
}

/// The operation under which the first reading of an animal after its day 0 was recorded.
fn followed_since(conn: &Connection, study: &Study) -> Result<Option<i64>, Error> {
    let mut statement = conn.prepare_cached(
        "SELECT min(c.operation)
         FROM animals a JOIN tumors t ON t.animal_id = a.id
                        JOIN readings r ON r.tumor_id = t.id
                        JOIN changes c ON c.row_id = r.id AND c.before IS NULL
                        LEFT JOIN cohorts k ON k.id = a.cohort_id
         WHERE a.study_id = ?1 AND r.observed_on > coalesce(k.day0_on, ?2)",
    )?;
    let day0 = study.protocol.day0.map(codec::date_text);
    Ok(statement.query_row((study.id.to_string(), day0), |row| row.get(0))?)
}

/// The plans by number, the first one first.
fn plans(conn: &Connection, study: StudyId) -> Result<Vec<FrozenPlan>, Error> {
    let sql = "SELECT p.*, o.seq, o.at, o.author, o.reason
               FROM plans p JOIN changes c ON c.row_id = p.id AND c.before IS NULL
                            JOIN operations o ON o.seq = c.operation
               WHERE p.study_id = ?1 ORDER BY p.number, o.seq DESC";
    let mut found = codec::collect(conn, "plans", sql, [study.to_string()], |row| {
        let plan = Plan {
            endpoint: row.prose("endpoint")?,
            control: row.id("control_arm_id")?,
            primary_definition: row.required("primary_definition", Row::parsed)?,
            landmark_day: row.plain("landmark_day")?,
            horizon_day: row.plain("horizon_day")?,
            baseline_rule: row.required("baseline_rule", Row::parsed)?,
            volume_formula: row.required("volume_formula", Row::parsed)?,
            zeros: row.required("zeros", Row::parsed)?,
            event: row.required("event", Row::parsed)?,
            exclude: row.required("exclude", Row::parsed)?,
            disposition_roles: row.parsed("disposition_roles")?,
            event_time: row.parsed("event_time")?,
            mrecist_from_day: row.plain("mrecist_from_day")?,
            burden: row.parsed("burden")?,
            primary_test: row.parsed("primary_test")?,
            visit_window_days: row.plain("visit_window_days")?,
            repeats: row.parsed("repeats")?,
            interval: row.parsed("interval")?,
            residual: row.parsed("residual")?,
        };
        Ok(FrozenPlan {
            number: row.plain("number")?,
            plan,
            exclusions: row
                .required("exclusions", |row, name| row.made(name, planned_exclusions))?,
            frozen: moment(row)?,
        })
    })?;
    found.dedup_by_key(|plan| plan.number);
    Ok(found)
}

fn planned_exclusions(json: &str) -> Result<Vec<PlannedExclusion>, Invalid> {
    let broken = |why: String| Invalid::new("exclusions", "", why, "");
    let list: Vec<Value> = serde_json::from_str(json).map_err(|e| broken(e.to_string()))?;
    let text = |value: &Value, key: &str| {
        let text = value.get(key).and_then(Value::as_str);
        text.map(str::to_owned)
            .ok_or_else(|| broken(format!("name one without {key}")))
    };
    list.iter()
        .map(|value| {
            Ok(PlannedExclusion {
                id: text(value, "id")?
                    .parse()
                    .map_err(|_| broken("name one without a valid id".to_owned()))?,
                what: text(value, "what")?,
            })
        })
        .collect()
}

fn moment(row: &Row<'_, '_>) -> Result<Moment, Error> {
    Ok(Moment {
        operation: row.plain("seq")?,
        at: row.plain("at")?,
        author: row.plain("author")?,
        reason: row.plain("reason")?,
    })
}

/// The operation under which the study became unblinded.
fn unblinded(conn: &Connection, study: StudyId) -> Result<Option<Moment>, Error> {
    let sql = "SELECT c.row_id AS id, o.seq, o.at, o.author, o.reason
               FROM changes c JOIN operations o ON o.seq = c.operation
               WHERE c.row_id = ?1 AND c.table_name = 'studies'
                 AND json_extract(c.after, '$.blinding') = 'unblinded'
                 AND json_extract(c.before, '$.blinding') <> 'unblinded'
               ORDER BY o.seq DESC LIMIT 1";
    let found = codec::collect(conn, "studies", sql, [study.to_string()], moment)?;
    Ok(found.into_iter().next())
}

fn keys(conn: &Connection, study: StudyId) -> Result<Vec<Moment>, Error> {
    let sql = "SELECT k.id, o.seq, o.at, o.author, o.reason
               FROM key_copies k JOIN changes c ON c.row_id = k.id AND c.before IS NULL
                                 JOIN operations o ON o.seq = c.operation
               WHERE k.study_id = ?1 ORDER BY o.seq";
    codec::collect(conn, "key_copies", sql, [study.to_string()], moment)
}

/// When each exclusion that stands was made first.
fn exclusions(conn: &Connection, study: StudyId) -> Result<Vec<(ExclusionId, Moment)>, Error> {
    let sql = "SELECT e.id, o.seq, o.at, o.author, o.reason
               FROM exclusions e JOIN changes c ON c.row_id = e.id AND c.before IS NULL
                                 JOIN operations o ON o.seq = c.operation
               WHERE e.study_id = ?1 ORDER BY e.id, o.seq";
    let mut made = codec::collect(conn, "exclusions", sql, [study.to_string()], |row| {
        Ok((row.required("id", Row::id)?, moment(row)?))
    })?;
    made.dedup_by_key(|(id, _)| *id);
    Ok(made)
}
