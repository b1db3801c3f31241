//! What is drawn, how it was drawn and what came of it, in words.

use chrono::DateTime;

use super::{Drawn, Ready, Standing};
use crate::app::randomize::{Effort, offers};
use crate::app::report::number::significant;
use crate::domain::{Allocation, When, counted, said};
use crate::tui::model::OpenStudy;

/// A line of settings: what, and its value; a line that goes on has no heading.
pub(super) type Row = (&'static str, String);

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

/// `2026-01-22 12:00 UTC`, or the text as it is where it is no time.
fn time(text: &str) -> String {
    let read = DateTime::parse_from_rfc3339(text).map(|at| at.to_utc());
    read.map_or_else(
        |_| text.to_owned(),
        |at| at.format("%Y-%m-%d %H:%M UTC").to_string(),
    )
}

fn day(open: &OpenStudy, date: Option<chrono::NaiveDate>) -> String {
    let date = date.map(|date| said(&open.record.study.protocol, When::on(date)));
    date.unwrap_or_else(|| "no day: nothing was ever read".to_owned())
}

/// `score 0.0312, proven best`.
pub(super) fn score(score: f64, proven: bool, bound: Option<f64>) -> String {
    let said = significant(Some(score), 3);
    match (proven, bound) {
        (true, _) => format!("score {said}, proven: none is lower"),
        (false, Some(bound)) if bound > 0.0 => {
            format!(
                "score {said}, none can be below {}",
                significant(Some(bound), 3)
            )
        }
        _ => format!("score {said}, 0 is perfect"),
    }
}

/// The two lines above a draw that is not accepted.
pub(super) fn drawn(drawn: &Drawn) -> [String; 2] {
    let draw = &drawn.draw;
    let budget = match draw.iterations {
        0 => String::new(),
        n => format!(" · {}", steps(n)),
    };
    let redrawn = match draw.redraws {
        true => " · drawn anew",
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
    let not_drawn = draw.places.iter().filter(|(_, arm)| arm.is_none()).count();
    let over = match not_drawn {
        0 => String::new(),
        n => format!(", {n} left over"),
    };
    [
        format!(
            "Not accepted yet · {}",
            score(draw.score, draw.proven_optimal, draw.lower_bound)
        ),
        format!(
            "seed {} · {}{budget} · {} in {}{over}{redrawn}{earlier}",
            draw.seed,
            draw.method,
            counted(draw.assignments.len(), "animal"),
            counted(draw.arms.len(), "arm"),
        ),
    ]
}

/// The two lines above a draw that is on record.
pub(super) fn standing(open: &OpenStudy, last: &Allocation) -> [String; 2] {
    let earlier = open.record.allocations.iter().rev().skip(1);
    let earlier: Vec<String> = earlier
        .map(|a| format!("{} (seed {})", a.number, a.seed))
        .collect();
    let earlier = match earlier.as_slice() {
        [] => String::new(),
        some => format!(" · before it: {}", some.join(", ")),
    };
    let reason = last
        .reason
        .as_ref()
        .map_or_else(String::new, |why| format!(" · {why}"));
    [
        format!(
            "Draw {} on record · {} · {} · score {}",
            last.number,
            time(&last.recorded_at),
            last.author,
            significant(Some(last.score), 3),
        ),
        format!("seed {} · {}{reason}{earlier}", last.seed, last.method.id()),
    ]
}

/// The two lines above what could be drawn.
pub(super) fn ready(open: &OpenStudy, ready: &Ready) -> [String; 2] {
    let prepared = &ready.prepared;
    let of = open.record.animals.len();
    let places: usize = prepared.arms.iter().map(|arm| arm.places).sum();
    let again = match prepared.redraws {
        true => " · animals are drawn anew, which needs a reason",
        false => "",
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

/// The settings of what could be drawn, or was just drawn.
pub(super) fn settings(open: &OpenStudy, ready: &Ready) -> Vec<Row> {
    let (request, prepared) = (&ready.request, &ready.prepared);
    let mut rows = Vec::new();
    for (at, arm) in prepared.arms.iter().enumerate() {
        let new = if arm.is_new() {
            ", made when accepted"
        } else {
            ""
        };
        let heading = if at == 0 { "arms" } else { "" };
        rows.push((
            heading,
            format!("{}: {}{new}", arm.name, counted(arm.places, "place")),
        ));
    }
    rows.push(("balanced", balanced(open, ready)));
    let method = request.method.id();
    rows.push(("method", method.to_owned()));
    rows.push((
        "seed",
        ready
            .seed
            .map_or("drawn by the system".to_owned(), |s| s.to_string()),
    ));
    rows.push((
        "search",
        match request.effort {
            Effort::Iterations(n) => steps(n),
            Effort::Seconds(s) => format!("{s} s"),
        },
    ));
    let list = |names: &[String]| names.join(", ");
    let apart: Vec<String> = request.apart.iter().map(|pair| pair.join("+")).collect();
    let anew = if request.again {
        "drawn anew"
    } else {
        "stays there"
    };
    let asked: [(&'static str, Option<String>); 10] = [
        (
            "day of values",
            request.day.map(|_| day(open, prepared.date)),
        ),
        ("volume, mm³", request.volume_mm3.map(|w| w.to_string())),
        ("weight, g", request.min_weight_g.map(|g| format!("{g}.."))),
        ("take", request.take.map(|n| counted(n, "animal"))),
        ("leave out", Some(list(&request.without))),
        ("spread evenly", Some(list(&request.spread))),
        ("keep whole", Some(list(&request.whole))),
        ("mix", Some(list(&request.mix))),
        ("apart", Some(list(&apart))),
        (
            "among best",
            (request.among_best > 1).then(|| request.among_best.to_string()),
        ),
    ];
    let placed = open.record.animals.iter().any(|a| a.animal.arm.is_some());
    if placed {
        rows.push(("in an arm", anew.to_owned()));
    }
    rows.extend(given(asked));
    rows
}

/// The settings that are given, and the names of the others.
fn given<const N: usize>(asked: [(&'static str, Option<String>); N]) -> Vec<Row> {
    let is_given = |value: &Option<String>| value.as_ref().is_some_and(|text| !text.is_empty());
    let (given, not): (Vec<_>, Vec<_>) = asked.into_iter().partition(|row| is_given(&row.1));
    let mut rows: Vec<Row> = given
        .into_iter()
        .filter_map(|(name, v)| Some((name, v?)))
        .collect();
    let not: Vec<&str> = not.into_iter().map(|row| row.0).collect();
    if !not.is_empty() {
        rows.push(("not asked", not.join(", ")));
    }
    rows
}

/// `volume, weight ×2; growth is known of 20 of 24`.
fn balanced(open: &OpenStudy, ready: &Ready) -> String {
    let covariates = &ready.prepared.covariates;
    let weighted = |(name, weight): (&str, f64)| match weight {
        1.0 => name.to_owned(),
        weight => format!("{name} ×{weight}"),
    };
    let chosen: Vec<String> = covariates
        .iter()
        .map(|c| weighted((c.name.as_str(), c.weight)))
        .collect();
    let said = match chosen.as_slice() {
        [] => "nothing".to_owned(),
        chosen => chosen.join(", "),
    };
    let known = offers(&open.record, ready.prepared.date);
    let partly = known.iter().filter(|o| o.known < o.of);
    let partly = partly.filter(|o| covariates.iter().all(|c| c.name != o.name));
    let partly: Vec<String> = partly
        .map(|o| format!("{} of {} have {}", o.known, o.of, o.name))
        .collect();
    match partly.as_slice() {
        [] => said,
        partly => format!("{said}; only {}", partly.join(", ")),
    }
}

/// The settings of a draw on record.
pub(super) fn receipt(standing: &Standing) -> Vec<Row> {
    let receipt = &standing.receipt;
    let options = &receipt.options;
    let mut rows = Vec::new();
    for (at, (name, arm)) in standing.sheet.arms.iter().zip(0..).enumerate() {
        let placed = standing
            .sheet
            .places
            .iter()
            .filter(|p| p.1 == Some(arm))
            .count();
        let heading = if at == 0 { "arms" } else { "" };
        rows.push((heading, format!("{name}: {}", counted(placed, "animal"))));
    }
    let weighted = |(name, weight): &(String, f64)| match *weight {
        1.0 => name.clone(),
        weight => format!("{name} ×{weight}"),
    };
    let balance: Vec<String> = options.balance.iter().map(weighted).collect();
    let apart: Vec<String> = options.apart.iter().map(|pair| pair.join("+")).collect();
    rows.extend([
        ("method", receipt.method.clone()),
        ("seed", format!("{}, {}", receipt.seed, receipt.generator)),
        ("search", steps(receipt.iterations)),
        ("program", receipt.program.clone()),
        ("input", receipt.fingerprint.clone()),
    ]);
    rows.extend(given([
        ("balanced", Some(balance.join(", "))),
        ("day of values", options.date.clone()),
        ("volume, mm³", options.volume_mm3.clone()),
        ("weight, g", options.min_weight_g.map(|g| format!("{g}.."))),
        ("leave out", Some(options.without.join(", "))),
        ("spread evenly", Some(options.spread.join(", "))),
        ("keep whole", Some(options.whole.join(", "))),
        ("mix", Some(options.mix.join(", "))),
        ("apart", Some(apart.join(", "))),
        (
            "drawn anew",
            options.again.then(|| "who was in an arm".to_owned()),
        ),
        (
            "among best",
            (options.among_best > 1).then(|| options.among_best.to_string()),
        ),
    ]));
    rows
}
