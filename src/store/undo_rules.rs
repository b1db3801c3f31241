//! What undoing an operation needs: the rules of its verb hold for its undoing too. They are derived from what is on
//! record of the operation, so that a new verb needs no line here.
//!
//! * An operation of a closed study is not undone, unless it closed or reopened the study.
//! * A reason is needed for an operation that had one, for one of another author, and for one that changed how
//!   results are computed while there are readings.
//! * Some verbs are never undone, see [`NEVER_UNDONE`].

use super::copies::TAKE_COPY;
use super::extent::{Changed, Touched, changed_columns};
use super::studies::has_entries;
use super::subject::is_blinded;
use super::unfinished::DISCARD;
use super::{Authorship, Error, LoggedOperation, Operation};
use domain::{Bearing, DrawRemedy, Label, Protocol, Remedy, StudyStatus};

/// The verb of a correction.
pub const CORRECT: &str = "correct";
/// The verb of undoing an operation.
pub const UNDO: &str = "undo";
/// The verb that blinds a study.
pub const BLIND: &str = "blind study";
/// The verb that unblinds a study.
pub const UNBLIND: &str = "unblind study";
/// The verb that hands out the key of a blinded study.
pub const HAND_OUT_KEY: &str = "hand out key";
/// The verb that freezes an analysis plan.
pub const FREEZE_PLAN: &str = "freeze plan";
/// The verb that allocates animals to arms.
pub const RANDOMIZE: &str = "randomize";

/// Verbs that cannot be undone: of operations that show arms, hide them, allocate at random, record a copy, or remove
/// what another program left. Undoing one would pretend that nobody had seen the arms or taken the copy, or that the
/// draw had not been made.
const NEVER_UNDONE: [&str; 7] = [
    BLIND,
    UNBLIND,
    HAND_OUT_KEY,
    FREEZE_PLAN,
    RANDOMIZE,
    TAKE_COPY,
    DISCARD,
];

/// Refuses to undo what stays on record, what belongs to a closed study, and what needs a reason that is not given.
pub(super) fn may_be_undone(
    op: &Operation<'_>,
    undone: &LoggedOperation,
    touched: &Touched,
    entry: &Authorship,
) -> Result<(), Error> {
    let mut blinded = false;
    for study in &touched.studies {
        blinded |= is_blinded(&op.tx, study)?;
    }
    verb_may_be_undone(undone, blinded)?;
    let changed = changed_columns(&op.tx, undone.seq)?;
    studies_are_open(op, touched, &changed)?;
    match why_reason(op, undone, &changed, &entry.author)? {
        Some(why) if entry.reason.is_none() => Err(Error::ReasonNeeded {
            what: format!("undoing operation {} ({})", undone.seq, undone.verb),
            why,
        }),
        _ => Ok(()),
    }
}

fn verb_may_be_undone(undone: &LoggedOperation, blinded: bool) -> Result<(), Error> {
    let seq = undone.seq;
    let verb = undone.verb.as_str();
    if !NEVER_UNDONE.contains(&verb) {
        return Ok(());
    }
    let (why, remedy) = match verb {
        BLIND => ("blinding stays on record", Remedy::EndBlinding),
        FREEZE_PLAN => ("a frozen plan stays on record", Remedy::AmendPlan),
        RANDOMIZE if blinded => (
            "a draw stays on record",
            DrawRemedy::DrawAgainUnblinded.into(),
        ),
        RANDOMIZE => ("a draw stays on record", DrawRemedy::DrawAgain.into()),
        DISCARD => ("what was removed stays on record", Remedy::ListOperations),
        TAKE_COPY => (
            "who has a copy has it, and that stays on record",
            Remedy::ListOperations,
        ),
        _ => (
            "who has seen the arms has seen them, and that stays on record",
            Remedy::None,
        ),
    };
    Err(Error::StaysOnRecord { seq, why, remedy })
}

/// Refuses an operation of a closed study, as its verb would be refused now. Only closing and reopening a study may
/// be undone whatever its status.
fn studies_are_open(
    op: &Operation<'_>,
    touched: &Touched,
    changed: &[Changed],
) -> Result<(), Error> {
    if changed
        .iter()
        .any(|c| c.table == "studies" && c.column == "status")
    {
        return Ok(());
    }
    let mut statement = op
        .tx
        .prepare_cached("SELECT name FROM studies WHERE id = ?1 AND status = ?2")?;
    for id in &touched.studies {
        let mut closed = statement.query((id, StudyStatus::Closed.id()))?;
        if let Some(row) = closed.next()? {
            return Err(Error::StudyClosed(row.get(0)?));
        }
    }
    Ok(())
}

/// Why undoing it needs a reason; none if it does not.
fn why_reason(
    op: &Operation<'_>,
    undone: &LoggedOperation,
    changed: &[Changed],
    author: &Label,
) -> Result<Option<String>, Error> {
    if !author.is(&undone.author) {
        return Ok(Some(format!("`{}` made it", undone.author)));
    }
    if undone.reason.is_some() {
        return Ok(Some("it had one".to_owned()));
    }
    for of_table in changed.chunk_by(|a, b| (&a.table, &a.study) == (&b.table, &b.study)) {
        let fields = of_table.iter();
        let fields: Vec<&str> = fields
            .filter_map(|changed| result_field(&changed.table, &changed.column))
            .collect();
        if !fields.is_empty() && has_entries(&op.tx, &of_table[0].study)? {
            return Ok(Some(changes_results(&fields)));
        }
    }
    Ok(None)
}

/// What messages call the column that says which arm the others are compared with.
pub(super) const CONTROL_ARM: &str = "control arm";

/// What messages call a column, if results change with it.
fn result_field(table: &str, column: &str) -> Option<&'static str> {
    match table {
        "studies" => Protocol::field(column)
            .filter(|field| field.bearing == Bearing::Results)
            .map(|field| field.said),
        "arms" if column == "is_control" => Some(CONTROL_ARM),
        _ => None,
    }
}

/// Why another value of these fields needs a reason.
pub(super) fn changes_results(fields: &[&str]) -> String {
    format!(
        "there are entries, and results change with: {}",
        fields.join(", ")
    )
}
