//! What a study leaves open when it is closed: the command line and the form ask about it before they close the study.
//!
//! Not here: what stays wrong in a closed study, which [`super::problems`] lists.

use chrono::NaiveDate;

use super::due::{Task, study_today};
use super::problems::{Problem, problems};
use domain::{AnimalRecord, Label, StudyRecord, StudyStatus, counted};

/// The most tags that a sentence names.
const NAMED: usize = 12;

/// What is open, in one line: animals without a disposition, those of them that are past a limit, animals that today's
/// session has not measured, and readings of a day of which it is not settled which is right. None if nothing is open,
/// or the study is closed already.
pub fn open_at_closing(study: &StudyRecord, today: NaiveDate) -> Option<String> {
    if study.study.status == StudyStatus::Closed {
        return None;
    }
    let parts = [
        without_disposition(study),
        unfinished_session(study, today),
        differing_readings(study, today),
    ];
    let parts: Vec<String> = parts.into_iter().flatten().collect();
    (!parts.is_empty()).then(|| parts.join("; "))
}

fn without_disposition(study: &StudyRecord) -> Option<String> {
    let staying = || study.animals.iter().filter(|a| a.disposition.is_none());
    let count = staying().count();
    if count == 0 {
        return None;
    }
    let verb = if count == 1 { "has" } else { "have" };
    let without = format!("{} {verb} no disposition", counted(count, "animal"));
    let protocol = &study.study.protocol;
    let is_past = |animal: &&AnimalRecord| !animal.open_alerts(protocol).is_empty();
    let past: Vec<&Label> = staying()
        .filter(is_past)
        .map(|animal| &animal.animal.tag)
        .collect();
    Some(match past.len() {
        0 => without,
        number => format!("{without}, {number} of them past a limit: {}", named(&past)),
    })
}

fn unfinished_session(study: &StudyRecord, today: NaiveDate) -> Option<String> {
    match study_today(study, today).task {
        Task::Begun { left, .. } => Some(format!(
            "today's session has not measured {}",
            counted(left, "animal")
        )),
        _ => None,
    }
}

fn differing_readings(study: &StudyRecord, today: NaiveDate) -> Option<String> {
    let found = problems(study, today);
    let differing = found.iter().filter_map(|problem| match problem {
        Problem::Differing { tag, .. } => Some(tag),
        _ => None,
    });
    let mut tags: Vec<&Label> = differing.collect();
    tags.dedup();
    let differ = "readings of one day differ, and it is not settled which counts";
    (!tags.is_empty()).then(|| format!("{differ}: {}", named(&tags)))
}

fn named(tags: &[&Label]) -> String {
    let shown = tags.iter().take(NAMED).map(|tag| tag.as_str());
    let shown: Vec<&str> = shown.collect();
    let more = if tags.len() > NAMED { ", …" } else { "" };
    format!("{}{more}", shown.join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::testing::{animal, arm, date, disposed, in_arm, read, study};

    fn herd() -> StudyRecord {
        let days = [(0, 100.0), (3, 120.0), (7, 150.0)];
        let one = |tag: &str| in_arm(read(animal(tag), "left", &days), "Vehicle");
        let mut record = study(["1", "2", "3", "4"].map(one).to_vec());
        record.arms = vec![arm("Vehicle", true)];
        record
    }

    fn open(record: &StudyRecord, today: i64) -> Option<String> {
        open_at_closing(record, date(today))
    }

    #[test]
    fn animals_without_a_disposition_and_past_a_limit_are_named() {
        let mut record = herd();
        assert_eq!(
            open(&record, 8).as_deref(),
            Some("4 animals have no disposition")
        );
        record.study.protocol.limit_tumor_volume_mm3 = Some(140.0);
        record.animals[0] = disposed(record.animals[0].clone(), 8);
        assert_eq!(
            open(&record, 8).as_deref(),
            Some("3 animals have no disposition, 3 of them past a limit: 2, 3, 4")
        );
        for i in 1..4 {
            record.animals[i] = disposed(record.animals[i].clone(), 8);
        }
        assert_eq!(open(&record, 8), None);
    }

    #[test]
    fn unfinished_session_and_unsettled_readings_are_named() {
        let mut record = herd();
        let again = [(10, 190.0), (10, 900.0)];
        record.animals[0] = read(record.animals[0].clone(), "left", &again);
        assert_eq!(
            open(&record, 10).as_deref(),
            Some(
                "4 animals have no disposition; today's session has not measured 3 animals; \
readings of one day differ, and it is not settled which counts: 1"
            )
        );
        record.study.status = StudyStatus::Closed;
        assert_eq!(open(&record, 10), None);
    }
}
