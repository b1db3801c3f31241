//! Time to event.

use super::study::event;
use super::{Cell, Fact, Mark, Remark, Section, SectionId, Table, headings};
use crate::number::{NONE, day, days, days_interval, number, p_words, significant};
use domain::{Analysis, ArmTimes, ChiSquaredTest, CoxModel, PrimaryTest, TimeToEvent, Unbounded};

/// Medians and delays, hazard ratios, and cumulative incidence if dispositions are competing events.
pub(super) fn section(analysis: &Analysis) -> Option<Section> {
    let times = analysis.time_to_event.as_ref()?;
    let label = super::sensitivity(analysis, &[PrimaryTest::LogRank]);
    let event = event(&times.rule);
    let title = format!("Time to event ({event}), days from baseline{label}");
    let mut tables = vec![medians(analysis, times).titled("medians and delays")];
    let hazards = times.cox.as_ref().map(|cox| hazards(times, cox));
    tables.extend(hazards.map(|table| table.titled("hazard ratios")));
    tables.extend(shares(times).map(|table| table.titled("competing dispositions")));
    let mut section = Section::new(SectionId::TimeToEvent, title, tables);
    section.facts = facts(analysis, times);
    Some(section)
}

fn facts(analysis: &Analysis, times: &TimeToEvent) -> Vec<Vec<Fact>> {
    let fact = |text: String, about| Fact {
        text,
        about: Some(about),
    };
    let test = |name: &str, test: &Option<ChiSquaredTest>, about| {
        let test = test.as_ref()?;
        let (chi2, p) = (significant(Some(test.chi2), 3), p_words(test.p));
        Some(fact(
            format!("{name}: χ² {chi2}, df {}, {p}", test.df),
            about,
        ))
    };
    let compared = [
        test("log-rank", &times.log_rank, "log_rank"),
        test("trend over doses", &times.trend, "log_rank_trend"),
        test("Gehan-Breslow", &times.gehan_breslow, "gehan_breslow"),
        test("Gray", &times.gray, "gray"),
    ];
    let roles = &analysis.settings.disposition_roles;
    let dispositions = match roles.is_empty() {
        true => "all dispositions censor".to_owned(),
        false => format!("dispositions: {roles}, others censor"),
    };
    let rules = vec![
        fact(format!("day {}", times.event_time), "time_to_event"),
        fact(dispositions, "time_to_event"),
    ];
    vec![rules, compared.into_iter().flatten().collect()]
        .into_iter()
        .filter(|group: &Vec<Fact>| !group.is_empty())
        .collect()
}

fn medians(analysis: &Analysis, times: &TimeToEvent) -> Table {
    let until = day(times.restricted_to);
    let compared = !times.pairs.is_empty();
    let mut columns = headings([
        ("Arm", None),
        ("n", Some("time_to_event")),
        ("events", Some("time_to_event")),
    ]);
    let heading = format!("median\n({})", super::ci(analysis));
    columns.push((heading, Some("median_time")));
    if compared {
        let test = match times.pairs.len() {
            0 | 1 => "log-rank\nP",
            _ => "log-rank\nP, Holm",
        };
        columns.extend(headings([
            ("T−C days (%)", Some("growth_delay")),
            (test, Some("log_rank")),
        ]));
    }
    let mean = format!("restricted mean\n(0–{until} d) ± SE");
    columns.push((mean, Some("restricted_mean")));
    let mut table = Table::new(columns);
    for arm in &times.arms {
        let control = analysis.control.as_deref().unwrap_or_default();
        let contrast = format!("{} - {control}", arm.arm);
        let pair = times.pairs.iter().find(|pair| pair.contrast == contrast);
        let mean = Cell::plus_minus(arm.restricted_mean, arm.restricted_se, 1);
        let mut cells: Vec<Cell> = vec![
            arm.arm.clone().into(),
            Cell::count(arm.n),
            Cell::count(arm.events),
            median(arm),
        ];
        if compared {
            let p = pair.map_or(Cell::default(), |pair| Cell::p(pair.p_holm));
            cells.extend([delay(arm), p]);
        }
        let carried = (arm.restricted_carried).then(|| Mark::Remark(CARRIED.to_owned()));
        cells.push(mean.marked(carried));
        table.row(None, cells);
    }
    table
}

fn median(arm: &ArmTimes) -> Cell {
    if arm.median.is_none() {
        return NONE.into();
    }
    let ends = days_interval(arm.median_low, arm.median_high);
    let text = format!("{}{ends}", days(arm.median));
    Cell::of(text, [arm.median, arm.median_low, arm.median_high])
}

fn delay(arm: &ArmTimes) -> Cell {
    if arm.delay.is_none() {
        return Cell::default();
    }
    let percent = arm
        .delay_percent
        .map(|p| format!(" ({}{})", least(arm), number(Some(p), 0)));
    let text = format!(
        "{}{}{}",
        least(arm),
        days(arm.delay),
        percent.unwrap_or_default()
    );
    Cell::of(text, [arm.delay, arm.delay_percent])
}

/// The sign before a delay of which only a lower bound is known.
fn least(arm: &ArmTimes) -> &'static str {
    if arm.delay_at_least { "≥" } else { "" }
}

fn hazards(times: &TimeToEvent, cox: &CoxModel) -> Table {
    let mut table = Table::new(headings([
        ("Cox (Efron)", None),
        ("hazard ratio", Some("hazard_ratio")),
        ("P", Some("cox")),
        ("Firth", Some("firth")),
        ("P", Some("firth")),
        ("log cell\nkill", Some("log_cell_kill")),
    ]));
    for term in &cox.terms {
        let firth = cox.firth.iter().flatten().find(|f| f.arm == term.arm);
        let arm = times.arms.iter().find(|arm| arm.arm == term.arm);
        let kill = arm.and_then(|arm| {
            let kill = number(Some(arm.log_cell_kill?), 2);
            Some(Cell::of(
                format!("{}{kill}", least(arm)),
                [arm.log_cell_kill],
            ))
        });
        let ratio = match term.unbounded {
            None => Cell::ratio(term.hazard_ratio, term.ci_low.zip(term.ci_high)),
            Some(why) => unbounded(why),
        };
        let firth_ratio = firth.map_or(Cell::default(), |f| {
            Cell::ratio(f.hazard_ratio, f.ci_low.zip(f.ci_high))
        });
        let cells: [Cell; 6] = [
            term.arm.clone().into(),
            ratio,
            Cell::p(term.p),
            firth_ratio,
            firth.map_or(Cell::default(), |f| Cell::p(f.p)),
            kill.unwrap_or(NONE.into()),
        ];
        table.row(None, cells.into());
    }
    let (chi2, p) = (
        significant(Some(cox.likelihood_ratio.chi2), 3),
        p_words(cox.likelihood_ratio.p),
    );
    let df = cox.likelihood_ratio.df;
    let text = format!("all arms at once: likelihood ratio χ² {chi2}, df {df}, {p}");
    table.remarks.push(Remark::new("", text));
    table
}

const CARRIED: &str =
    "last seen before that day, with animals still without the event: not estimable";
const UNKNOWN: &str = "undetermined: never at risk together with the control, or no event in both";
const ENDLESS: &str =
    "no event in one of the two arms, or all in one before those in the other: not finite";

/// The text for a hazard ratio whose likelihood has no maximum.
fn unbounded(why: Unbounded) -> Cell {
    let (text, words) = match why {
        Unbounded::Zero => ("→ 0", ENDLESS),
        Unbounded::Endless => ("→ ∞", ENDLESS),
        Unbounded::Undetermined => (NONE, UNKNOWN),
    };
    Cell::from(text).marked(Some(Mark::Remark(words.to_owned())))
}

/// The shares with the event and with a competing disposition at the end.
fn shares(times: &TimeToEvent) -> Option<Table> {
    let mut table = Table::new(headings([
        ("Arm", None),
        ("events", Some("cumulative_incidence")),
        ("share with event", Some("cumulative_incidence")),
        ("competing", Some("cumulative_incidence")),
        ("share competing", Some("cumulative_incidence")),
    ]));
    for arm in &times.arms {
        let curve = |cause: &str| {
            let mut curves = times.incidence.iter();
            curves.find(|c| c.arm == arm.arm && c.cause == cause)
        };
        let (Some(event), Some(competing)) = (curve("event"), curve("competing")) else {
            continue;
        };
        let share = |curve: &domain::IncidenceCurve| match curve.points.last() {
            Some(last) => Cell::ratio(Some(last.incidence), last.low.zip(last.high)),
            None => Cell::count(0),
        };
        let cells = [
            arm.arm.clone().into(),
            Cell::count(event.events),
            share(event),
            Cell::count(competing.events),
            share(competing),
        ];
        table.row(None, cells.into());
    }
    (!table.rows.is_empty()).then_some(table)
}
