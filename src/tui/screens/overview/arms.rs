//! What the overview shows of each arm: a line of the figure and a line of the table.

use crate::widgets::plot::Point;
use app::document::number::{NONE, number, plus_minus};
use domain::{Analysis, AnimalRecord, StudyRecord};

/// One arm.
#[derive(Debug, Clone, Default)]
pub(super) struct ArmLine {
    pub(super) name: String,
    /// Animals on study, and all that were ever in the arm: `7 / 8`.
    pub(super) animals: String,
    /// The last day on which its mean represents the arm.
    pub(super) day: String,
    /// Mean volume ± SEM of that day, mm³.
    pub(super) volume: String,
    /// Inhibition on the landmark day under the primary definition, percent.
    pub(super) tgi: String,
    /// Mean change of body weight on that day, or the last one before with weights, percent.
    pub(super) weight: String,
    /// Mean volumes with their SEM by day; faded where the mean no longer represents the arm.
    pub(super) points: Vec<Point>,
}

/// The arms of a study in their order, with the numbers that are known of them.
pub(super) fn lines(study: &StudyRecord, analysis: Option<&Analysis>) -> Vec<ArmLine> {
    let open = study.head().status == domain::StudyStatus::Open;
    let line = |arm: &domain::Arm| {
        let of_arm = |animal: &&AnimalRecord| animal.animal.arm == Some(arm.id);
        let ever = study.animals.iter().filter(of_arm);
        let there = |animal: &&AnimalRecord| open && animal.disposition.is_none();
        let on_study = ever.clone().filter(there).count();
        let counted = ArmLine {
            name: arm.name.to_string(),
            animals: format!("{on_study} / {}", ever.count()),
            ..ArmLine::default()
        };
        match analysis {
            Some(analysis) => numbers(counted, analysis),
            None => counted,
        }
    };
    study.arms.iter().map(line).collect()
}

fn numbers(line: ArmLine, analysis: &Analysis) -> ArmLine {
    let volumes = analysis.volume_by_day.iter();
    let volumes: Vec<_> = volumes.filter(|row| row.arm == line.name).collect();
    let last = volumes.iter().rev().find(|row| !row.guarded);
    let tgi = analysis.inhibition.iter().find(|row| {
        row.arm == line.name
            && Some(row.day) == analysis.landmark_day
            && row.definition == analysis.settings.primary_definition
    });
    let tgi_day = volumes
        .iter()
        .find(|row| Some(row.day) == analysis.landmark_day);
    let weights = analysis.weight_by_day.iter().rev();
    let weight = weights
        .filter(|row| row.arm == line.name && last.is_none_or(|last| row.day <= last.day))
        .find_map(|row| row.mean_change_percent);
    let point = |row: &&domain::VolumeDay| Point {
        x: row.day,
        y: row.mean,
        error: row.sem,
        faded: row.guarded,
    };
    let is_control = analysis.control.as_deref() == Some(&line.name);
    ArmLine {
        day: last.map_or(NONE.into(), |row| row.day.to_string()),
        volume: last.map_or(NONE.into(), |row| plus_minus(Some(row.mean), row.sem, 1)),
        tgi: match tgi.and_then(|row| row.tgi_percent) {
            _ if is_control => "control".into(),
            // Another day than that of the mean, which does not represent the arm yet.
            Some(percent) if tgi_day.is_some_and(|day| day.guarded) => {
                let n = tgi_day.map_or(0, |day| day.n);
                format!("{} (n {n})", number(Some(percent), 1))
            }
            percent => number(percent, 1),
        },
        weight: match weight {
            Some(percent) if percent > 0.0 => format!("+{percent:.1}"),
            percent => number(percent, 1),
        },
        points: volumes.iter().map(point).collect(),
        ..line
    }
}
