//! What other analyses say of the same comparisons, and whether they contradict the primary test.

use domain::{
    AnalysisNote, Direction, GrowthSection, NoteCode, PrimaryRow, PrimaryTest, SensitivityRow,
};
use report::number::p_words;
use stats::adjust::{holm, positive};
use stats::welch;

use super::OtherTests;
use super::named::{Found, find};

/// The level on whose sides two tests contradict each other.
const LEVEL: f64 = 0.05;

/// Id of Welch's t test of the animals' own slopes.
const WELCH_SLOPES: &str = "welch_slopes";

/// Tests of other sections that ask the same question. Rank tests are not among them: with few animals they cannot
/// reach the level at all, which contradicts nothing.
const COMPARED: [PrimaryTest; 3] = [
    PrimaryTest::ModelSlope,
    PrimaryTest::DunnettLog,
    PrimaryTest::WelchLog,
];

/// The rows, arm by arm, and a note for each arm of which a row contradicts the primary test.
pub fn rows(
    primary: PrimaryTest,
    rows: &[PrimaryRow],
    others: &OtherTests,
) -> (Vec<SensitivityRow>, Vec<AnalysisNote>) {
    let slopes = welch_slopes(others.growth, rows);
    let (mut all, mut notes) = (Vec::new(), Vec::new());
    for (row, slopes) in rows.iter().zip(slopes) {
        let others_of_arm = COMPARED.into_iter().filter(|test| *test != primary);
        let found =
            others_of_arm.filter_map(|test| Some((test.id(), find(test, &row.arm, others)?)));
        let mut of_arm: Vec<SensitivityRow> = found
            .map(|(test, found)| sensitivity(row, test, &found))
            .collect();
        of_arm.extend(slopes.map(|found| sensitivity(row, WELCH_SLOPES, &found)));
        notes.extend(contradiction(primary, row, &of_arm));
        all.extend(of_arm);
    }
    (all, notes)
}

fn sensitivity(row: &PrimaryRow, test: &'static str, found: &Found) -> SensitivityRow {
    SensitivityRow {
        arm: row.arm.clone(),
        test,
        estimate: found.estimate,
        p: found.p,
        p_adjusted: found.p_adjusted,
        contradicts: contradicts(row, found),
    }
}

fn contradicts(row: &PrimaryRow, found: &Found) -> bool {
    let Some((primary, other)) = row.p_adjusted.zip(found.p_adjusted) else {
        return false;
    };
    let (is_shown, is_shown_there) = (primary < LEVEL, other < LEVEL);
    let directions = row.direction.zip(found.direction);
    let turned = || directions.is_some_and(|(here, there)| here != there);
    is_shown != is_shown_there || (is_shown && turned())
}

/// Welch's t test of the slopes of the animals' own lines against the control's, with Holm over the arms.
fn welch_slopes(growth: &GrowthSection, rows: &[PrimaryRow]) -> Vec<Option<Found>> {
    let control = growth.arms.first().map_or("", |arm| arm.arm.as_str());
    let slopes = |arm: &str| -> Vec<f64> {
        let animals = growth.animals.iter().filter(|animal| animal.arm == arm);
        animals.map(|animal| animal.slope_per_day).collect()
    };
    let control = slopes(control);
    // The interval is not used.
    let test = |row: &PrimaryRow| welch::t_test(&slopes(&row.arm), &control, 0.95);
    let tests: Vec<_> = rows.iter().map(test).collect();
    let raw: Vec<Option<f64>> = tests.iter().map(|test| test.map(|test| test.p)).collect();
    let found = tests.into_iter().zip(holm(&raw));
    found
        .map(|(test, adjusted)| {
            test.map(|test| Found {
                estimate: Some(test.difference),
                se: Some(test.se),
                df: Some(test.df),
                direction: Direction::of(test.difference),
                p: Some(positive(test.p)),
                p_adjusted: adjusted.map(positive),
                is_log_ratio: false,
            })
        })
        .collect()
}

fn contradiction(
    primary: PrimaryTest,
    row: &PrimaryRow,
    of_arm: &[SensitivityRow],
) -> Option<AnalysisNote> {
    let p = row.p_adjusted?;
    let against: Vec<String> = of_arm
        .iter()
        .filter(|other| other.contradicts)
        .filter_map(phrase)
        .collect();
    if against.is_empty() {
        return None;
    }
    let verdict = match p < LEVEL {
        true => "the difference from control is significant",
        false => "the difference from control is not significant",
    };
    let message = format!(
        "{verdict} by the primary test ({}, {}), but other analyses disagree: {}",
        primary.title(),
        p_words(p),
        against.join("; ")
    );
    Some(AnalysisNote::new(NoteCode::PrimaryContradicted, message).of_arm(&row.arm))
}

/// `Dunnett's test of ln V, P = 0.12`
fn phrase(other: &SensitivityRow) -> Option<String> {
    let known = PrimaryTest::ALL.iter().find(|test| test.id() == other.test);
    let title = known.map_or("Welch's t test of the animals' growth rates", |test| {
        test.title()
    });
    Some(format!("{title}, {}", p_words(other.p_adjusted?)))
}
