//! Whether animals may be drawn anew, and what makes a draw late.

use super::study::observed_until;
use crate::Error;
use domain::StudyRecord;

/// Refuses to draw anew what was drawn before, once there are readings that the standing draw could
/// not know of; where arms were given by hand, once there are readings after day 0.
pub fn may_be_redrawn(record: &StudyRecord) -> Result<(), Error> {
    let Some(later) = read_later(record) else {
        return Ok(());
    };
    Err(Error::state(
        format!("the animals cannot be drawn anew: there are {later}"),
        "a redraw is possible until the first reading after allocation; a single animal is moved with \
         `graftbook animal edit --arm ARM --reason WHY`",
    ))
}

/// `readings or weighings of 2026-01-09, after draw 1 was accepted`: what the standing draw could not know
/// of; where arms were given by hand, what came after day 0.
fn read_later(record: &StudyRecord) -> Option<String> {
    let standing = record.allocations.last();
    let until = match standing {
        Some(allocation) => allocation.observed_until,
        None => Some(record.study.protocol.day0?),
    };
    let later = observed_until(record).filter(|last| until.is_none_or(|u| *last > u))?;
    let since = match standing {
        Some(allocation) => format!("draw {} was accepted", allocation.number),
        None => "day 0".to_owned(),
    };
    Some(format!("readings or weighings of {later}, after {since}"))
}

/// What makes another draw late: animals are in arms, and there are readings since they came there.
pub(super) fn late(record: &StudyRecord) -> Option<String> {
    let mut on_study = record.animals.iter().filter(|a| a.disposition.is_none());
    on_study.any(|a| a.animal.arm.is_some()).then_some(())?;
    let later = read_later(record)?;
    Some(format!(
        "animals would join those that are in arms late: there are {later}"
    ))
}
