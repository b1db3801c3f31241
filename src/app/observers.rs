//! The observers of the last measuring day: another observer measures the same tumor a little differently, so a
//! change is shown to whoever measures.

use chrono::NaiveDate;

use super::rhythm::measuring_days;
use domain::StudyRecord;

/// The observers of the last measuring day before a date, in alphabetical order; empty if no reading names one.
pub fn observers_last_time(study: &StudyRecord, before: NaiveDate) -> Vec<String> {
    let days = measuring_days(study);
    let Some(last) = days.into_iter().rev().find(|day| *day < before) else {
        return Vec::new();
    };
    let tumors = study.animals.iter().flat_map(|a| &a.tumors);
    let readings = tumors.flat_map(|t| &t.readings);
    let that_day = readings.filter(|r| r.when.date == last);
    let mut names: Vec<String> = that_day
        .filter_map(|r| r.observer.as_deref())
        .map(str::to_owned)
        .collect();
    names.sort_unstable();
    names.dedup();
    names
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::testing::{animal, date, read, study};

    #[test]
    fn observers_of_the_last_measuring_day_are_named() {
        let mut record = study(vec![
            read(animal("1"), "left", &[(0, 100.0), (3, 120.0)]),
            read(animal("2"), "left", &[(0, 100.0), (3, 120.0)]),
        ]);
        record.animals[1].tumors[0].readings[1].observer = Some("ab".into());
        assert_eq!(observers_last_time(&record, date(4)), ["ab", "mk"]);
        assert_eq!(observers_last_time(&record, date(3)), ["mk"]);
        assert!(observers_last_time(&record, date(0)).is_empty());
    }
}
