//! STUB
use crate::domain::StudyRecord;
use chrono::NaiveDate;
/// stub
#[derive(Debug, Clone, PartialEq)]
pub struct StudyPulse {
    /// x
    pub day: Option<f64>,
    /// x
    pub on_study: usize,
    /// x
    pub next_due: Option<NaiveDate>,
    /// x
    pub overdue_days: i64,
    /// x
    pub measured_today: usize,
    /// x
    pub to_measure_today: usize,
    /// x
    pub alerts: usize,
}
/// stub
pub fn pulse(_r: &StudyRecord, _today: NaiveDate) -> StudyPulse {
    StudyPulse {
        day: None,
        on_study: 0,
        next_due: None,
        overdue_days: 0,
        measured_today: 0,
        to_measure_today: 0,
        alerts: 0,
    }
}
