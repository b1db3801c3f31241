//! Balance at randomization: how animals were allocated to arms, and how similar arms were at baseline.

use super::{Block, Chapter, Material, Words};
use crate::number::{number, p_words, significant};
use crate::sections::{Cell, Remark, Table, headings};
use domain::{Allocation, BalanceTest};

pub(super) fn chapter(material: &Material<'_>) -> Option<Chapter> {
    let balance = &material.analysis.balance;
    let mut blocks = draws(material);
    if material.hides_arms() {
        return Chapter::new("balance", "Allocation", blocks).if_any();
    }
    for test in &balance.tests {
        blocks.push(Block::table(
            caption(&test.covariate),
            table(material, test),
        ));
    }
    if !balance.tests.is_empty() {
        let all = "all animals in an arm, including those that the analysis leaves out; P values are descriptive: \
                   after a random allocation every difference is chance, and after a balanced one P is near 1 by \
                   construction";
        blocks.push(Block::Remarks(vec![Remark::new("", all)]));
    }
    let title = match material.record.allocations.is_empty() {
        true => "Balance at baseline",
        false => "Allocation and balance",
    };
    Chapter::new("balance", title, blocks).if_any()
}

fn caption(covariate: &str) -> String {
    match covariate {
        "volume" => "Baseline tumor volume, mm³".to_owned(),
        "weight" => "Baseline body weight, g".to_owned(),
        other => format!("Baseline {other}"),
    }
}

/// A sentence per recorded randomization.
fn draws(material: &Material<'_>) -> Vec<Block> {
    let allocations = &material.record.allocations;
    if allocations.is_empty() && !material.record.arms.is_empty() {
        return vec![Block::text(
            "No randomization is on record: how animals were allocated to arms is not known.",
        )];
    }
    match allocations.as_slice() {
        [] => Vec::new(),
        [only] => vec![Block::Text(draw(only))],
        several => vec![Block::List(several.iter().map(draw).collect())],
    }
}

fn draw(allocation: &Allocation) -> Words {
    let on = allocation.recorded_at.get(..10).unwrap_or_default();
    let seed = allocation
        .seed
        .map_or("seed hidden".to_owned(), |seed| format!("seed {seed}"));
    let values = allocation.observed_on;
    let values = values.map_or(String::new(), |date| format!(", values of {date}"));
    let why = allocation.reason.as_ref();
    let why = why.map_or(String::new(), |why| {
        format!("; reason: {}", super::words::on_one_line(why.as_str()))
    });
    // Without values there is no balance that a score of 0 could tell.
    let balance = match allocation.observed_on {
        Some(_) => format!(
            "score {} (0 is perfect balance)",
            significant(Some(allocation.score), 3)
        ),
        None => "no measured value was balanced".to_owned(),
    };
    Words::from(format!(
        "Draw {}: method {}, {seed}, {} iterations, {balance}{values}; accepted on \
         {on} by {}{why}.",
        allocation.number,
        allocation.method.id(),
        allocation.iterations,
        allocation.author
    ))
}

fn table(material: &Material<'_>, test: &BalanceTest) -> Table {
    let about = |name| (name, Some("balance"));
    let mut table = Table::new(headings([
        ("Arm", None),
        about("n"),
        about("mean"),
        about("SD"),
        about("CV"),
        about("min"),
        about("max"),
    ]));
    let rows = material.analysis.balance.rows.iter();
    for row in rows.filter(|row| row.covariate == test.covariate) {
        let one = |value| Cell::of(number(value, 1), [value]);
        let cells = [
            row.arm.clone().into(),
            Cell::count(row.n),
            one(row.mean),
            one(row.sd),
            Cell::of(number(row.cv, 3), [row.cv]),
            one(row.min),
            one(row.max),
        ];
        table.row(None, cells.into());
    }
    if test.anova_p.is_none() && test.max_standardized_difference.is_none() {
        return table;
    }
    let p = |p: Option<f64>| p.map_or("not estimable".to_owned(), p_words);
    let (anova, kruskal) = (p(test.anova_p), p(test.kruskal_p));
    let largest = significant(test.max_standardized_difference, 2);
    let text = format!(
        "ANOVA {anova}, Kruskal-Wallis {kruskal}; largest difference of two means {largest} SD within arms"
    );
    table.remarks.push(Remark::new("", text));
    table
}
