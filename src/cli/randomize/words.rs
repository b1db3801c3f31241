//! A draw as text for the terminal, in at most 80 columns.

use crate::analysis::layout;
use crate::{answer, screen};
use app::Receipt;
use app::document::number::{number, p_value, significant};
use app::document::{Cell, Heading, Row, Table, text};
use app::randomize::{Accepted, Covariate, DrawReceipt, DrawView};
use domain::{BalanceRow, BalanceTest, BlindBy, counted};

/// Columns of the terminal.
const WIDTH: usize = layout::WIDTH as usize;

/// Animals left out that are listed; --json lists all.
const LISTED: usize = 40;

/// The whole draw: who goes where, how alike the arms are, and what it repeats from.
pub(super) fn draw(draw: &DrawView, ending: &str) -> String {
    let mut parts = vec![heading(draw), assignments(draw)];
    for (covariate, test) in draw
        .groups
        .covariates
        .iter()
        .zip(&draw.groups.balance.tests)
    {
        parts.push(balance(draw, covariate, test));
    }
    parts.push(score(draw));
    parts.push(left_out(draw));
    let notes = draw
        .notes
        .iter()
        .map(|note| text::wrapped("note: ", &note.message, WIDTH));
    parts.push(screen::noted(notes).collect::<Vec<_>>().join("\n"));
    parts.extend(draw.receipt.as_ref().map(receipt));
    parts.push(ending.to_owned());
    parts.retain(|part| !part.is_empty());
    parts.join("\n\n")
}

fn heading(draw: &DrawView) -> String {
    let animals = counted(draw.groups.drawn(), "animal");
    let arms = counted(draw.drawn_arms, "arm");
    let day = match &draw.date {
        Some(date) if !draw.groups.covariates.is_empty() => format!(", values of {date}"),
        _ => String::new(),
    };
    format!("{animals} in {arms}, {}{day}", draw.search.method)
}

/// An arm per paragraph.
fn assignments(draw: &DrawView) -> String {
    let arm = |at: usize| {
        let inside = draw
            .groups
            .placements
            .iter()
            .filter(|(_, arm)| *arm == Some(at));
        let tags: Vec<&str> = inside.map(|(animal, _)| animal.as_str()).collect();
        let start = format!("{} ({}): ", draw.groups.arms[at], tags.len());
        text::wrapped("", &format!("{start}{}", tags.join(", ")), WIDTH).replace('\n', "\n    ")
    };
    let arms = (0..draw.groups.arms.len()).map(arm);
    arms.collect::<Vec<_>>().join("\n")
}

fn balance(draw: &DrawView, covariate: &Covariate, test: &BalanceTest) -> String {
    let unit = match covariate.unit {
        "" => String::new(),
        unit => format!(", {unit}"),
    };
    let first = format!("{}{unit}", covariate.name);
    let headings = [first.as_str(), "n", "mean", "SD", "CV %", "min", "max"];
    let heading = |text: &str| Heading {
        text: text.to_owned(),
        about: None,
    };
    let rows = draw
        .groups
        .balance
        .rows
        .iter()
        .filter(|r| r.covariate == covariate.name);
    let table = Table {
        title: String::new(),
        headings: headings.map(heading).to_vec(),
        rows: rows.map(row).collect(),
        remarks: Vec::new(),
    };
    let difference = match test.max_standardized_difference {
        Some(sd) => format!("largest difference {} SD", significant(Some(sd), 2)),
        None => "no SD to compare means by".to_owned(),
    };
    format!(
        "{}\n  {difference} · ANOVA p {} · Kruskal-Wallis p {}",
        layout::table(&table),
        p_value(test.anova_p),
        p_value(test.kruskal_p)
    )
}

fn row(row: &BalanceRow) -> Row {
    let value = |value: Option<f64>| significant(value, 4);
    let cells = [
        row.arm.clone(),
        row.n.to_string(),
        value(row.mean),
        value(row.sd),
        number(row.cv.map(|cv| 100.0 * cv), 1),
        value(row.min),
        value(row.max),
    ];
    Row {
        cells: cells.map(Cell::from).to_vec(),
        about: None,
    }
}

fn score(draw: &DrawView) -> String {
    if draw.groups.covariates.is_empty() {
        return String::new();
    }
    let score = significant(Some(draw.search.score), 4);
    let meaning = match (draw.search.proven_optimal, draw.search.lower_bound) {
        (true, _) => "proven best: no allocation within the constraints has a lower one".to_owned(),
        (false, Some(bound)) => format!(
            "lower is better; no allocation is below {}",
            significant(Some(bound), 4)
        ),
        (false, None) => "lower is better; 0 would be arms that are all alike".to_owned(),
    };
    text::wrapped("", &format!("score {score} ({meaning})"), WIDTH)
}

fn left_out(draw: &DrawView) -> String {
    if draw.groups.left_out.is_empty() {
        return String::new();
    }
    let mut lines = vec![format!("left out ({})", draw.groups.left_out.len())];
    let listed = draw.groups.left_out.iter().take(LISTED);
    lines
        .extend(listed.map(|l| text::wrapped("  ", &format!("{}: {}", l.animal, l.reason), WIDTH)));
    if draw.groups.left_out.len() > LISTED {
        let more = draw.groups.left_out.len() - LISTED;
        lines.push(format!("  and {more} more: --json lists everyone"));
    }
    lines.join("\n")
}

fn receipt(receipt: &DrawReceipt) -> String {
    let before = match receipt.earlier.len() {
        0 => "never drawn before".to_owned(),
        n => {
            let seeds: Vec<String> = receipt.earlier.iter().map(|e| e.seed.to_string()).collect();
            let times = if n == 1 {
                "once"
            } else {
                &format!("{n} times")
            };
            format!("drawn {times} before, with {}", seeds.join(", "))
        }
    };
    let budget = match receipt.iterations {
        0 => String::new(),
        1 => "1 iteration".to_owned(),
        n => format!("{n} iterations"),
    };
    let looked_at = match receipt.looked_at.len() {
        0 => String::new(),
        _ => format!("looked at before: {}", seeds(&receipt.looked_at)),
    };
    let generator = format!("generator {}", receipt.generator);
    let seed = format!("seed {}", receipt.seed);
    let facts = [
        &seed,
        &budget,
        &generator,
        &receipt.program,
        &before,
        &looked_at,
    ];
    let facts = facts
        .into_iter()
        .map(String::as_str)
        .filter(|f| !f.is_empty());
    format!(
        "{}\ninput {}",
        text::listed(facts, WIDTH),
        receipt.fingerprint
    )
}

/// `seed 7`, `seeds 7, 8`.
pub(super) fn seeds(seeds: &[u64]) -> String {
    let listed: Vec<String> = seeds.iter().map(u64::to_string).collect();
    let word = if seeds.len() == 1 { "seed" } else { "seeds" };
    format!("{word} {}", listed.join(", "))
}

/// What was written.
pub(super) fn written(
    study: &str,
    accepted: &Accepted,
    blinded: Option<BlindBy>,
    operation: Option<&Receipt>,
) -> String {
    let number = accepted.number;
    let made = match accepted.made {
        0 => String::new(),
        n => format!("; made {}", counted(n, "arm")),
    };
    let operation = operation.map_or(String::new(), |r| format!(" [operation {}]", r.operation));
    let next = match blinded {
        None => format!(
            "To repeat it: graftbook randomize --study {} --verify",
            quoted(study)
        ),
        Some(by) => format!(
            "The study is blinded: {}.\nSeed and receipt are kept, and shown once it is unblinded.",
            answer::hidden(by)
        ),
    };
    format!("draw {number} of study {study} is on record{made}{operation}\n{next}")
}

/// A word as a shell takes it for one.
pub(super) fn quoted(word: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || "-_.,:+/".contains(c);
    match !word.is_empty() && word.chars().all(plain) {
        true => word.to_owned(),
        false => format!("'{}'", word.replace('\'', "'\\''")),
    }
}

/// A command line, broken between options.
pub(super) fn continued(parts: &[String]) -> String {
    let mut lines: Vec<String> = Vec::new();
    for part in parts {
        let fits = |line: &&mut String| line.chars().count() + part.chars().count() + 3 <= WIDTH;
        let indent = if lines.is_empty() { "  " } else { "    " };
        match lines.last_mut().filter(fits) {
            Some(line) => line.extend([" ", part]),
            None => lines.push(format!("{indent}{part}")),
        }
    }
    lines.join(" \\\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_survive_a_shell() {
        for (word, shown) in [
            ("S-01", "S-01"),
            ("Vehicle:8,B:8", "Vehicle:8,B:8"),
            ("KT-253 1 mg/kg:8", "'KT-253 1 mg/kg:8'"),
            ("it's", "'it'\\''s'"),
            ("", "''"),
        ] {
            assert_eq!(quoted(word), shown);
        }
    }

    #[test]
    fn a_command_breaks_between_options() {
        let parts = [
            "graftbook randomize",
            "--study S",
            &format!("--arms {}", "x".repeat(60)),
        ];
        let parts = parts.map(str::to_owned);
        let lines = continued(&parts);
        assert!(
            lines.starts_with("  graftbook randomize --study S \\\n    --arms x"),
            "{lines}"
        );
    }
}
