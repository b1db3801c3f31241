//! Tests of the landmark day's volumes.

use super::adjusted::p_heading;
use super::{Cell, Remark, Section, SectionId, Table, headings};
use crate::number::{NONE, day, interval, number, p_words, significant};
use domain::{Analysis, DunnettRow, LandmarkSection, LandmarkTests, PrimaryTest};

/// The tests of this section that can be primary.
const OF_THE_DAY: [PrimaryTest; 5] = [
    PrimaryTest::Dunnett,
    PrimaryTest::DunnettLog,
    PrimaryTest::Welch,
    PrimaryTest::WelchLog,
    PrimaryTest::MannWhitney,
];

/// Tests of all arms at once, and of each arm against the control, on both scales.
pub(super) fn section(analysis: &Analysis) -> Option<Section> {
    let tests = analysis.landmark.as_ref()?;
    let on = day(analysis.landmark_day);
    let label = super::sensitivity(analysis, &OF_THE_DAY);
    let title = format!("Tests of the volumes on day {on}{label}");
    let mut tables = vec![overall(tests).titled("all arms")];
    for (tests, is_log) in [(&tests.raw, false), (&tests.log, true)] {
        if !tests.dunnett.is_empty() || !tests.welch_t.is_empty() {
            let scale = if is_log {
                "logarithms of volumes"
            } else {
                "volumes"
            };
            tables.push(against_control(analysis, tests, is_log).titled(scale));
        }
    }
    Some(Section::new(SectionId::Landmark, title, tables))
}

fn overall(tests: &LandmarkSection) -> Table {
    let mut table = Table::new(headings([
        ("All arms at once", None),
        ("volume", None),
        ("ln volume", None),
    ]));
    type Said = fn(&LandmarkTests) -> Option<Cell>;
    let rows: [(&str, &'static str, Said); 6] = [
        ("ANOVA", "anova", |t| {
            t.anova.as_ref().map(|a| f(a.f, a.df1, a.df2, a.p))
        }),
        ("Welch's ANOVA", "welch_anova", |t| {
            t.welch_anova.as_ref().map(|a| f(a.f, a.df1, a.df2, a.p))
        }),
        ("Kruskal-Wallis", "kruskal_wallis", |t| {
            t.kruskal.as_ref().map(|k| chi2("H", k.h, k.df, k.p))
        }),
        ("normal residuals: Shapiro-Wilk", "shapiro_wilk", |t| {
            let said = |s: &domain::ShapiroTest| {
                let text = format!("W {}, {}", number(Some(s.w), 3), p_words(s.p));
                Cell::of(text, [s.w, s.p].map(Some))
            };
            t.shapiro_wilk.as_ref().map(said)
        }),
        ("equal scatter: Levene", "levene", |t| {
            t.levene.as_ref().map(|a| f(a.f, a.df1, a.df2, a.p))
        }),
        ("equal scatter: Bartlett", "bartlett", |t| {
            t.bartlett.as_ref().map(|b| chi2("K²", b.k2, b.df, b.p))
        }),
    ];
    for (name, card, said) in rows {
        let cell = |tests| said(tests).unwrap_or(NONE.into());
        let cells = vec![name.into(), cell(&tests.raw), cell(&tests.log)];
        table.row(Some(card), cells);
    }
    table
}

fn f(f: f64, df1: f64, df2: f64, p: f64) -> Cell {
    let shown = if df2.fract() == 0.0 {
        df2.to_string()
    } else {
        number(Some(df2), 1)
    };
    let (said, said_p) = (significant(Some(f), 3), p_words(p));
    let text = format!("F({df1}, {shown}) {said}, {said_p}");
    Cell::of(text, [df1, df2, f, p].map(Some))
}

fn chi2(name: &str, value: f64, df: f64, p: f64) -> Cell {
    let (said, said_p) = (significant(Some(value), 3), p_words(p));
    Cell::of(
        format!("{name}({df}) {said}, {said_p}"),
        [df, value, p].map(Some),
    )
}

fn against_control(analysis: &Analysis, tests: &LandmarkTests, is_log: bool) -> Table {
    let control = analysis.control.as_deref().unwrap_or(NONE);
    let (scale, comparison) = match is_log {
        false => ("volume", "difference, mm³"),
        true => ("ln volume", "ratio"),
    };
    let arms = analysis.arms.len().saturating_sub(1);
    // With one treated arm, Dunnett's test is Student's.
    let (several, student) = match arms {
        0 | 1 => ("", "Student"),
        _ => ("simultaneous ", ""),
    };
    let mut table = Table::new(vec![
        (format!("Against {control}:\n{scale}"), None),
        (
            format!("{comparison}\n({several}{})", super::ci(analysis)),
            Some("dunnett"),
        ),
        (p_heading(student, "Dunnett", arms), Some("dunnett")),
        (p_heading("Welch", "Holm", arms), Some("welch_t")),
        (p_heading("M-W", "Holm", arms), Some("mann_whitney")),
        (p_heading("Dunn", "Holm", arms), Some("dunn")),
    ]);
    for arm in &tests.arms {
        if Some(&arm.arm) == analysis.control.as_ref() {
            continue;
        }
        let contrast = format!("{} - {control}", arm.arm);
        let dunnett = tests.dunnett.iter().find(|row| row.contrast == contrast);
        let welch = tests.welch_t.iter().find(|row| row.contrast == contrast);
        let ranks = tests.mann_whitney.iter();
        let ranks = ranks.clone().find(|row| row.contrast == contrast);
        let dunn = tests.dunn.iter().find(|row| row.contrast == contrast);
        let cells = [
            arm.arm.clone().into(),
            dunnett.map_or(NONE.into(), |row| compared(row, is_log)),
            Cell::p(dunnett.map(|row| row.p_dunnett)),
            Cell::p(welch.and_then(|row| row.p_holm)),
            Cell::p(ranks.and_then(|row| row.p_holm)),
            Cell::p(dunn.map(|row| row.p_holm)),
        ];
        table.row(None, cells.into());
    }
    if !is_log {
        let (first, adjusted) = match arms {
            0 | 1 => ("Student", ""),
            _ => ("Dunnett", ". The last three after Holm over the arms"),
        };
        let legend = format!(
            "{first}: one common variance; Welch: each arm its own; M-W: Mann-Whitney, each pair on its own; \
             Dunn: by the ranks among all{adjusted}"
        );
        table.remarks.push(Remark::new("", legend));
    }
    table
}

fn compared(row: &DunnettRow, is_log: bool) -> Cell {
    match is_log {
        true => Cell::ratio(row.ratio, row.ratio_low.zip(row.ratio_high)),
        false => whole(row.estimate, row.ci_low, row.ci_high),
    }
}

/// A difference in whole mm³ with its interval.
fn whole(value: f64, low: f64, high: f64) -> Cell {
    // Of differences below 10 mm³, whole ones would read `0 [0, 0]`.
    let size = value.abs().max(low.abs()).max(high.abs());
    let digits = if size < 10.0 { 2 } else { 0 };
    let text = format!(
        "{} {}",
        number(Some(value), digits),
        interval(low, high, digits)
    );
    Cell::of(text, [value, low, high].map(Some))
}

/// All pairs of arms, by Tukey, on both scales and by the mixed model.
pub(super) fn pairs(analysis: &Analysis) -> Option<Section> {
    let tests = analysis.landmark.as_ref()?;
    let mut columns = headings([("Pair", None)]);
    let difference = format!("mm³\n(simultaneous {})", super::ci(analysis));
    columns.push((difference, Some("tukey")));
    columns.extend(headings([
        ("P\nmm³", Some("tukey")),
        ("P\nln", Some("tukey")),
        ("P\nslopes", Some("slope_contrast")),
    ]));
    let mut table = Table::new(columns);
    let slopes = analysis.mixed_model.as_ref().map(|m| &m.slope_pairs);
    for row in &tests.raw.tukey {
        let log = tests.log.tukey.iter().find(|r| r.contrast == row.contrast);
        let slope = slopes.and_then(|s| s.iter().find(|r| r.contrast == row.contrast));
        let cells = [
            row.contrast.clone().into(),
            whole(row.difference, row.ci_low, row.ci_high),
            Cell::p(Some(row.p)),
            Cell::p(log.map(|l| l.p)),
            Cell::p(slope.and_then(|s| s.p_tukey)),
        ];
        table.row(None, cells.into());
    }
    let on = day(analysis.landmark_day);
    let legend =
        "Tukey's test of the volumes, of their logarithms, and of the mixed model's slopes";
    table.remarks.push(Remark::new("", legend));
    let label = super::sensitivity(analysis, &[]);
    let title = format!("All pairs of arms on day {on}{label}");
    let more = table.rows.len() > 1;
    more.then(|| Section::new(SectionId::Pairs, title, vec![table]))
}
