//! The primary test, and what other analyses say of the same comparisons.

use super::adjusted::p_heading;
use super::{Cell, Fact, Mark, Remark, Section, SectionId, Table, headings};
use crate::number::{NONE, day, number, significant};
use domain::{
    Analysis, FloorBy, PrimaryBy, PrimaryRow, PrimarySection, PrimaryTest, SensitivityRow,
};

/// A row per treated arm, and below it the adjusted P values of the sensitivity analyses.
pub(super) fn section(analysis: &Analysis) -> Option<Section> {
    let primary = analysis.primary.as_ref()?;
    let control = analysis.control.as_deref().unwrap_or(NONE);
    let on = day(Some(primary.landmark_day));
    let title = format!(
        "Primary test: {} against {control}, day {on}",
        title_of(primary.test)
    );
    let mut tables = vec![rows(analysis, primary).titled("each arm")];
    tables.extend(sensitivity(primary).map(|table| table.titled("sensitivity analyses")));
    let mut section = Section::new(SectionId::Primary, title, tables);
    section.facts = vec![facts(primary)];
    Some(section)
}

/// The test of an id.
fn test_of(id: &str) -> Option<PrimaryTest> {
    PrimaryTest::ALL
        .iter()
        .copied()
        .find(|test| test.id() == id)
}

/// The title of a test that is primary or a sensitivity analysis.
fn title_of(id: &str) -> &'static str {
    test_of(id).map_or("Welch's t test of the animals' slopes", PrimaryTest::title)
}

/// Id of the card of a test, which stands under the name of its statistic.
fn card_of(id: &str) -> &'static str {
    match test_of(id) {
        Some(PrimaryTest::GrowthContrast) => "growth_contrast",
        Some(PrimaryTest::ModelSlope) => "slope_contrast",
        Some(PrimaryTest::ModelLandmark) => "landmark_contrast",
        Some(PrimaryTest::Dunnett | PrimaryTest::DunnettLog) => "dunnett",
        Some(PrimaryTest::Welch | PrimaryTest::WelchLog) | None => "welch_t",
        Some(PrimaryTest::MannWhitney) => "mann_whitney",
        Some(PrimaryTest::LogRank) => "log_rank",
    }
}

fn facts(primary: &PrimarySection) -> Vec<Fact> {
    let by = match primary.by {
        PrimaryBy::Plan => "named by the plan",
        PrimaryBy::Protocol => "named by the protocol",
        PrimaryBy::Default => "the default test",
    };
    let fact = |text: String, about| Fact { text, about };
    let mut facts = vec![fact(by.to_owned(), Some(card_of(primary.test)))];
    if let Some(floor) = primary.floor_mm3 {
        let why = match primary.floor_by {
            Some(FloorBy::Loq) => "LOQ",
            Some(FloorBy::Default) | None => "no LOQ is set",
        };
        let text = format!("volumes below {floor} mm³ count as {floor} mm³ ({why})");
        facts.push(fact(text, Some("growth_contrast")));
    }
    facts
}

fn rows(analysis: &Analysis, primary: &PrimarySection) -> Table {
    let about = Some(card_of(primary.test));
    let adjusted = match primary.adjustment {
        "dunnett" => (
            p_heading("", "Dunnett", primary.rows.len()),
            Some("dunnett"),
        ),
        _ => (p_heading("", "Holm", primary.rows.len()), Some("holm")),
    };
    let mut table = Table::new(vec![
        ("Arm".to_owned(), None),
        ("n".to_owned(), about),
        (
            format!("ratio to control\n({})", super::ci(analysis)),
            about,
        ),
        ("observed\nratio".to_owned(), Some("growth_contrast")),
        ("df".to_owned(), about),
        ("P".to_owned(), about),
        adjusted,
    ]);
    for row in &primary.rows {
        table.row(about_row(row), cells(row));
    }
    table.remarks.push(Remark::new("", legend(primary)));
    table
}

/// The card of a row that another test than the primary one decides.
fn about_row(row: &PrimaryRow) -> Option<&'static str> {
    ["against_floor", "joint_rank"]
        .into_iter()
        .find(|id| *id == row.method)
}

fn cells(row: &PrimaryRow) -> Vec<Cell> {
    let n = match row.n == row.n_started {
        true => Cell::count(row.n),
        false => {
            let values = [row.n, row.n_started].map(|n| Some(n as f64));
            Cell::of(format!("{}/{}", row.n, row.n_started), values)
        }
    };
    let ratio = match row.ratio_at_most {
        Some(most) => Cell::of(format!("≤ {}", significant(Some(most), 2)), [Some(most)]),
        None => Cell::ratio(row.ratio, row.ratio_low.zip(row.ratio_high)),
    };
    let observed = Cell::of(significant(row.observed_ratio, 2), [row.observed_ratio]);
    let differs = row.differs_from_observed.then(|| {
        Mark::Remark("differs by 20% or more from the ratio of the slopes: growth is not straight on the log scale".to_owned())
    });
    vec![
        row.arm.clone().into(),
        n,
        ratio.marked(remark(row).map(Mark::Remark)),
        observed.marked(differs),
        Cell::of(number(row.df, 1), [row.df]),
        Cell::p(row.p),
        Cell::p(row.p_adjusted),
    ]
}

/// What limits the meaning of a row.
fn remark(row: &PrimaryRow) -> Option<String> {
    let few = match (row.exploratory, row.low_power) {
        (true, _) => Some("exploratory: two animals in an arm"),
        (_, true) => Some("low power: fewer than five animals in an arm"),
        _ => None,
    };
    let clauses: Vec<&str> = row.note.as_deref().into_iter().chain(few).collect();
    (!clauses.is_empty()).then(|| clauses.join("; "))
}

fn legend(primary: &PrimarySection) -> &'static str {
    match test_of(primary.test) {
        Some(PrimaryTest::GrowthContrast) if primary.rows.len() < 2 => {
            "ratio: growth of the arm over growth of the control to that day, by the slopes of the two arms; \
             observed: of the geometric means of V/V₀"
        }
        Some(PrimaryTest::GrowthContrast) => {
            "ratio: growth of the arm divided by that of the control up to that day, by the slopes of the two arms; its \
             interval is of this comparison alone. Observed: the same of the geometric means of V/V₀. P: Holm over the arms"
        }
        _ => "n: animals that the test uses; observed: ratio of the geometric means of V/V₀",
    }
}

/// The adjusted P of each sensitivity analysis, a column per test; those that contradict the primary test are marked.
fn sensitivity(primary: &PrimarySection) -> Option<Table> {
    let mut tests: Vec<&'static str> = Vec::new();
    for row in &primary.sensitivity {
        if !tests.contains(&row.test) {
            tests.push(row.test);
        }
    }
    if tests.is_empty() {
        return None;
    }
    let mut table = Table::new(headings([("Sensitivity analyses: P", None)]));
    table.headings.extend(tests.iter().map(|id| super::Heading {
        text: short(id, primary.rows.len()).to_owned(),
        about: Some(card_of(id)),
    }));
    for arm in &primary.rows {
        let of_arm = |id: &&'static str| {
            let mut rows = primary.sensitivity.iter();
            rows.find(|row| row.arm == arm.arm && row.test == *id)
        };
        let cells = tests.iter().map(|id| of_arm(id).map_or(NONE.into(), p_of));
        let cells = [Cell::from(arm.arm.clone())].into_iter().chain(cells);
        table.row(None, cells.collect());
    }
    let legend = match primary.rows.len() {
        0 | 1 => "P of each test",
        _ => "P after the adjustment of each test for the number of arms",
    };
    table.remarks.push(Remark::new("", legend));
    Some(table)
}

fn p_of(row: &SensitivityRow) -> Cell {
    let remark = "contradicts the primary test".to_owned();
    Cell::p(row.p_adjusted).marked(row.contradicts.then_some(Mark::Remark(remark)))
}

/// The heading of a sensitivity analysis. With a single treated arm, Dunnett's test is Student's.
fn short(id: &str, comparisons: usize) -> &'static str {
    match test_of(id) {
        Some(PrimaryTest::DunnettLog) if comparisons < 2 => "Student\nln V",
        Some(PrimaryTest::ModelSlope) => "model\nslopes",
        Some(PrimaryTest::DunnettLog) => "Dunnett\nln V",
        Some(PrimaryTest::WelchLog) => "Welch\nln V",
        Some(test) => test.title(),
        None => "Welch\nslopes",
    }
}
