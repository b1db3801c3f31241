//! Settings, method and result of a draw as text.

use app::document::number::significant;
use chrono::DateTime;

use super::accept::Hidden;
use super::{Drawn, ReadBack, Ready, Standing};
use crate::base::study::OpenStudy;
use app::randomize::{Effort, offers};
use domain::{Allocation, When, counted, said};

/// A line of settings.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Row {
    /// What; nothing where it goes on from the line above.
    pub label: &'static str,
    /// The arm that it is about, by its place in colors and marks.
    pub arm: Option<usize>,
    /// Its value.
    pub value: String,
}

impl Row {
    fn new(label: &'static str, value: impl Into<String>) -> Self {
        let value = value.into();
        Self {
            label,
            arm: None,
            value,
        }
    }

    /// The lines of arms, one below the other.
    fn of_arms(arms: impl Iterator<Item = (usize, String)>) -> Vec<Self> {
        let row = |(at, (arm, value)): (usize, (usize, String))| Self {
            label: if at == 0 { "arms" } else { "" },
            arm: Some(arm),
            value,
        };
        arms.enumerate().map(row).collect()
    }
}

/// `20000 steps`, `12 million steps`.
pub(super) fn steps(steps: u64) -> String {
    format!("{} steps", count(steps))
}

/// `20000`, `12 million`.
pub(super) fn count(n: u64) -> String {
    match n {
        0..1_000_000 => n.to_string(),
        n => format!("{} million", significant(Some(n as f64 / 1e6), 3)),
    }
}

/// `2026-01-22 12:00 UTC`, or the text unchanged if it is not a time.
fn time(text: &str) -> String {
    let read = DateTime::parse_from_rfc3339(text).map(|at| at.to_utc());
    read.map_or_else(
        |_| text.to_owned(),
        |at| at.format("%Y-%m-%d %H:%M UTC").to_string(),
    )
}

fn day(open: &OpenStudy, date: Option<chrono::NaiveDate>) -> String {
    let date = date.map(|date| said(&open.record.study.protocol, When::on(date)));
    date.unwrap_or_else(|| "no day: nothing was measured yet".to_owned())
}

/// `score 0.0312, proven best`.
pub(super) fn score(score: f64, proven: bool, bound: Option<f64>) -> String {
    let value = significant(Some(score), 3);
    match (proven, bound) {
        (true, _) => format!("score {value}, proven lowest"),
        (false, Some(bound)) if bound > 0.0 => {
            format!("score {value}, lower bound {}", significant(Some(bound), 3))
        }
        _ => format!("score {value}, 0 is perfect"),
    }
}

/// The two lines above a draw that is not accepted.
pub(super) fn drawn(drawn: &Drawn) -> [String; 2] {
    let draw = &drawn.draw;
    let budget = match draw.search.iterations {
        0 => String::new(),
        n => format!(" · {}", steps(n)),
    };
    let redrawn = match draw.redraws {
        true => " · drawn again",
        false => "",
    };
    let earlier: Vec<String> = draw
        .receipt
        .earlier
        .iter()
        .map(|e| e.seed.to_string())
        .collect();
    let earlier = match earlier.as_slice() {
        [] => String::new(),
        seeds => format!(" · on record: seed {}", seeds.join(", ")),
    };
    let late = draw.late.as_ref().map_or("", |_| " · joins late");
    let seed = match drawn.hide {
        None => format!("seed {}{redrawn}{late}{earlier}", draw.receipt.seed),
        Some(_) => format!("arms and seed hidden{redrawn}{late}"),
    };
    let not_drawn = draw
        .groups
        .placements
        .iter()
        .filter(|(_, arm)| arm.is_none())
        .count();
    let over = match not_drawn {
        0 => String::new(),
        n => format!(", {n} not assigned"),
    };
    [
        format!(
            "Not accepted yet · {}",
            score(
                draw.search.score,
                draw.search.proven_optimal,
                draw.search.lower_bound
            )
        ),
        format!(
            "{seed} · {} in {}{over}{budget} · {}",
            counted(draw.groups.drawn(), "animal"),
            counted(draw.arms.len(), "arm"),
            draw.search.method,
        ),
    ]
}

/// The two lines above a draw that blinded the study.
pub(super) fn hidden(hidden: &Hidden) -> [String; 2] {
    let placed = hidden
        .visible
        .groups
        .placements
        .iter()
        .filter(|p| p.1.is_some());
    [
        format!(
            "Recorded; the study is blinded · score {}",
            significant(Some(hidden.score), 3)
        ),
        format!(
            "{} in {} · seed and receipt are shown once it is unblinded",
            counted(placed.count(), "animal"),
            counted(hidden.arms, "arm"),
        ),
    ]
}

/// `3, 9`.
pub(super) fn seeds(seeds: &[u64]) -> String {
    let listed: Vec<String> = seeds.iter().map(u64::to_string).collect();
    listed.join(", ")
}

/// The two lines above a draw that is on record.
pub(super) fn standing(last: &Allocation, read: Option<&ReadBack>) -> [String; 2] {
    let second = match read {
        Some(Ok(standing)) => how(last, standing),
        _ => last.method.id().to_owned(),
    };
    let first = format!(
        "Draw {} on record · {} · {} · score {}",
        last.number,
        time(&last.recorded_at),
        last.author,
        significant(Some(last.score), 3),
    );
    [first, second]
}

fn how(last: &Allocation, standing: &Standing) -> String {
    let (receipt, visible) = (&standing.receipt, &standing.visible);
    let earlier = receipt.earlier.iter();
    let earlier: Vec<String> = earlier
        .map(|e| format!("{} (seed {})", e.number, e.seed))
        .collect();
    let earlier = match earlier.as_slice() {
        [] => String::new(),
        some => format!(" · earlier draws: {}", some.join(", ")),
    };
    let reason = last.reason.as_ref();
    let reason = reason.map_or_else(String::new, |why| format!(" · {why}"));
    let placed = visible
        .groups
        .placements
        .iter()
        .filter(|place| place.1.is_some());
    format!(
        "seed {} · {} · {} in {}{earlier}{reason}",
        receipt.seed,
        receipt.method,
        counted(placed.count(), "animal"),
        counted(visible.groups.arms.len(), "arm"),
    )
}

/// The two lines above what could be drawn.
pub(super) fn ready(open: &OpenStudy, ready: &Ready) -> [String; 2] {
    let prepared = &ready.prepared;
    let of = open.record.animals.len();
    let places: usize = prepared.arms.iter().map(|arm| arm.places).sum();
    let again = match (prepared.redraws, &prepared.late) {
        (true, _) => " · animals are drawn again, which needs a reason",
        (false, Some(_)) => " · animals join late, which needs a reason",
        (false, None) => "",
    };
    let balance = match prepared.covariates.is_empty() {
        true => " · nothing is balanced",
        false => "",
    };
    [
        format!(
            "{} of {} eligible · {} in {}",
            prepared.animals.len(),
            counted(of, "animal"),
            counted(places, "place"),
            counted(prepared.arms.len(), "arm"),
        ),
        format!("values of {}{again}{balance}", day(open, prepared.date)),
    ]
}

/// That arms and seed are not shown with the draw.
pub(super) fn hiding() -> Row {
    Row::new("hidden", "arms and seed; accepting a draw blinds the study")
}

/// How it was drawn, in addition to its settings.
pub(super) fn drawn_by(drawn: &Drawn) -> Vec<Row> {
    let receipt = &drawn.draw.receipt;
    let seed = match drawn.hide {
        None => receipt.seed.to_string(),
        Some(_) => "hidden".to_owned(),
    };
    vec![
        Row::new("drawn with", format!("seed {seed}")),
        Row::new("steps", steps(receipt.iterations)),
        Row::new("input", receipt.fingerprint.clone()),
    ]
}

/// The settings of what could be drawn, or was just drawn.
pub(super) fn settings(open: &OpenStudy, ready: &Ready) -> Vec<Row> {
    let (request, prepared) = (&ready.request, &ready.prepared);
    let names: Vec<String> = prepared
        .arms
        .iter()
        .map(|arm| arm.name.to_string())
        .collect();
    let arms = prepared.arms.iter().enumerate().map(|(at, arm)| {
        let new = if arm.is_new() {
            ", created when accepted"
        } else {
            ""
        };
        let value = format!("{}: {}{new}", arm.name, counted(arm.places, "place"));
        (arm_look(open, &names, at), value)
    });
    let mut rows = Row::of_arms(arms);
    let last = match request.day {
        None if !prepared.earlier.is_empty() => ", that of the draw on record",
        None if prepared.date.is_some() => ", the last with readings",
        _ => "",
    };
    let seed = ready
        .seed
        .map_or("chosen by the system".to_owned(), |s| s.to_string());
    let search = match request.effort {
        Effort::Iterations(n) => steps(n),
        Effort::Usual => "by number of animals, about 2 s".to_owned(),
        Effort::Seconds(s) => format!("{s} s"),
    };
    rows.extend([
        Row::new("balanced", balanced(open, ready)),
        Row::new(
            "day of values",
            format!("{}{last}", day(open, prepared.date)),
        ),
        Row::new("method", request.method.id()),
        Row::new("seed", seed),
        Row::new("search", search),
    ]);
    if open.record.animals.iter().any(|a| a.animal.arm.is_some()) {
        let again = if request.again {
            "drawn again"
        } else {
            "stay in their arms"
        };
        rows.push(Row::new("assigned", again));
    }
    let apart: Vec<String> = request.apart.iter().map(|pair| pair.join("+")).collect();
    rows.extend(given([
        (
            "volume window",
            request.volume_mm3.map(|w| format!("{w} mm³")),
        ),
        (
            "weight floor",
            request.min_weight_g.map(|g| format!("{g} g")),
        ),
        ("total", request.take.map(|n| counted(n, "animal"))),
        ("leave out", Some(request.without.join(", "))),
        ("spread evenly", Some(request.spread.join(", "))),
        ("keep whole", Some(request.whole.join(", "))),
        ("mix", Some(request.mix.join(", "))),
        ("different arms", Some(apart.join(", "))),
        (
            "among best",
            (request.among_best > 1).then(|| request.among_best.to_string()),
        ),
    ]));
    rows
}

/// The heading of what is at its default.
pub(super) const NOT_SET: &str = "not set";

/// The settings that are given, and the names of the others.
fn given<const N: usize>(asked: [(&'static str, Option<String>); N]) -> Vec<Row> {
    let is_given = |value: &Option<String>| value.as_ref().is_some_and(|text| !text.is_empty());
    let (given, not): (Vec<_>, Vec<_>) = asked.into_iter().partition(|row| is_given(&row.1));
    let mut rows: Vec<Row> = given
        .into_iter()
        .filter_map(|(name, v)| Some(Row::new(name, v?)))
        .collect();
    let not: Vec<&str> = not.into_iter().map(|row| row.0).collect();
    if !not.is_empty() {
        rows.push(Row::new(NOT_SET, not.join(" · ")));
    }
    rows
}

/// `volume, weight ×2; not: growth, which 20 of 24 have`.
fn balanced(open: &OpenStudy, ready: &Ready) -> String {
    let covariates = &ready.prepared.covariates;
    let chosen = covariates.iter().map(|c| weighted(&c.name, c.weight));
    let chosen: Vec<String> = chosen.collect();
    let value = match chosen.as_slice() {
        [] => "nothing".to_owned(),
        chosen => chosen.join(", "),
    };
    let known = offers(&open.record, ready.prepared.date);
    let partly = known.iter().filter(|o| o.known < o.of);
    let partly = partly.filter(|o| covariates.iter().all(|c| c.name != o.name));
    let partly: Vec<String> = partly
        .map(|o| match o.known {
            0 => format!("{}, which no animal has on that day", o.name),
            known => format!("{}, which {known} of {} have", o.name, o.of),
        })
        .collect();
    match partly.as_slice() {
        [] => value,
        partly => format!("{value}; not: {}", partly.join(", ")),
    }
}

/// The settings of a draw on record.
pub(super) fn receipt(open: &OpenStudy, standing: &Standing) -> Vec<Row> {
    let (receipt, visible) = (&standing.receipt, &standing.visible);
    let options = &receipt.options;
    let arms = visible.groups.arms.iter().enumerate().map(|(at, name)| {
        let placed = visible
            .groups
            .placements
            .iter()
            .filter(|p| p.1 == Some(at))
            .count();
        let value = format!("{name}: {}", counted(placed, "animal"));
        (arm_look(open, &visible.groups.arms, at), value)
    });
    let mut rows = Row::of_arms(arms);
    let balance: Vec<String> = options
        .balance
        .iter()
        .map(|(n, w)| weighted(n, *w))
        .collect();
    let apart: Vec<String> = options.apart.iter().map(|pair| pair.join("+")).collect();
    rows.extend([
        Row::new("method", receipt.method.clone()),
        Row::new("seed", format!("{}, {}", receipt.seed, receipt.generator)),
        Row::new("search", steps(receipt.iterations)),
        Row::new("program", receipt.program.clone()),
        Row::new("input", receipt.fingerprint.clone()),
    ]);
    if !receipt.looked_at.is_empty() {
        rows.push(Row::new("other seeds", seeds(&receipt.looked_at)));
    }
    rows.extend(given([
        ("balanced", Some(balance.join(", "))),
        ("day of values", options.date.clone()),
        (
            "volume window",
            options.volume_mm3.as_ref().map(|w| format!("{w} mm³")),
        ),
        (
            "weight floor",
            options.min_weight_g.map(|g| format!("{g} g")),
        ),
        ("leave out", Some(options.without.join(", "))),
        ("spread evenly", Some(options.spread.join(", "))),
        ("keep whole", Some(options.whole.join(", "))),
        ("mix", Some(options.mix.join(", "))),
        ("different arms", Some(apart.join(", "))),
        (
            "drawn again",
            options.again.then(|| "assigned animals".to_owned()),
        ),
        (
            "among best",
            (options.among_best > 1).then(|| options.among_best.to_string()),
        ),
    ]));
    rows
}

/// `volume`, `weight ×2`.
fn weighted(name: &str, weight: f64) -> String {
    match weight {
        1.0 => name.to_owned(),
        weight => format!("{name} ×{weight}"),
    }
}

/// The look of one of these arms; those that are to be made come after the study's.
pub(super) fn arm_look(open: &OpenStudy, arms: &[String], arm: usize) -> usize {
    let of = |name: &str| open.arm_look(name);
    let name = arms.get(arm).map_or("", String::as_str);
    of(name).unwrap_or_else(|| {
        let before = arms.iter().take(arm);
        open.record.arms.len() + before.filter(|name| of(name).is_none()).count()
    })
}
