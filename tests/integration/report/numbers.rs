//! Every number in every format is a number of `analyze --json`.

use std::collections::HashSet;

use app::summarize::{ReportFormat, Summary};
use domain::Analysis;
use report::Letters;
use report::document::Document;
use report::number::NONE;
use serde_json::Value;

use super::{Lab, demo, rounds, sentences, tables, written};
use crate::support::{own, shared};

/// The absolute value of every number of the analysis, as bits: a report writes a loss without its sign.
pub fn numbers_of(analysis: &Analysis) -> HashSet<u64> {
    fn gather(value: &Value, found: &mut HashSet<u64>) {
        match value {
            Value::Number(number) => {
                found.insert(number.as_f64().unwrap().abs().to_bits());
            }
            Value::Array(values) => values.iter().for_each(|value| gather(value, found)),
            Value::Object(fields) => fields.values().for_each(|value| gather(value, found)),
            _ => {}
        }
    }
    let mut found = HashSet::new();
    let text = serde_json::to_string(analysis).unwrap();
    gather(&serde_json::from_str(&text).unwrap(), &mut found);
    found
}

/// Chapters about the records and not the analysis: their counts are in no result.
const ON_RECORD: [&str; 3] = ["design", "dispositions", "animals"];

fn is_sound(summary: &Summary) {
    let known = numbers_of(summary.analysis());
    let document = summary.document();
    let is_known = |value: f64| known.contains(&value.abs().to_bits());
    let mut compared = 0;
    for chapter in &document.chapters {
        for block in tables(&Document {
            chapters: vec![chapter.clone()],
            ..document.clone()
        }) {
            for row in &block.table.rows {
                for cell in &row.cells {
                    let found = written(&cell.text);
                    if cell.values.is_empty() {
                        continue;
                    }
                    assert_eq!(
                        found.len(),
                        cell.values.len(),
                        "`{}` {:?}",
                        cell.text,
                        cell.values
                    );
                    for (number, value) in found.into_iter().zip(&cell.values) {
                        assert!(rounds(number, *value), "`{}` is not {value}", cell.text);
                        let counted = ON_RECORD.contains(&chapter.id) && value.fract() == 0.0;
                        assert!(
                            counted || is_known(*value),
                            "{}: `{}` {value}",
                            chapter.id,
                            cell.text
                        );
                        compared += 1;
                    }
                }
            }
        }
    }
    for words in sentences(&document) {
        let found = written(&words.text);
        for value in &words.values {
            assert!(is_known(*value), "`{}`: {value}", words.text);
            let is_written = found.iter().any(|number| rounds(*number, *value));
            assert!(is_written, "`{}` does not say {value}", words.text);
            compared += 1;
        }
    }
    assert!(compared > 50, "{compared}");
    page_says(
        &document,
        &String::from_utf8(summary.bytes(ReportFormat::Html).unwrap()).unwrap(),
    );
    markdown_says(
        &document,
        &String::from_utf8(summary.bytes(ReportFormat::Markdown).unwrap()).unwrap(),
    );
}

/// Every cell of the report's tables as it is shown, with its full values.
fn cells(document: &Document) -> Vec<(String, String)> {
    let mut cells = Vec::new();
    for block in tables(document) {
        let mut letters = Letters::default();
        for part in block.parts() {
            for cell in part.rows.iter().flat_map(|row| &row.cells) {
                let values: Vec<String> = cell.values.iter().map(f64::to_string).collect();
                cells.push((cell.shown(&mut letters), values.join(" ")));
            }
        }
    }
    cells
}

/// The page has these cells, with these full values, in this order.
fn page_says(document: &Document, page: &str) {
    // The table of the summary is laid out otherwise: its words are compared with the analysis.
    let chapters = page.find("id=\"design\"").unwrap();
    let rows = page[chapters..]
        .split("<tr>")
        .skip(1)
        .filter_map(|row| row.split("</tr>").next());
    let tags = rows.flat_map(|row| row.match_indices('<').map(move |(at, _)| &row[at..]));
    let opened = tags.filter(|tag| tag.starts_with("<td") || tag.starts_with("<th scope=\"row\""));
    let within = |text: &str, before: &str, after: &str| {
        let rest = text.split_once(before).map_or("", |(_, rest)| rest);
        rest.split_once(after)
            .map_or(String::new(), |(inside, _)| inside.to_owned())
    };
    let cell = |tag: &str| {
        let (attributes, rest) = tag.split_once('>').unwrap();
        let values = within(attributes, "data-v=\"", "\"");
        let rest = rest.split("<a class=\"def\"").next().unwrap();
        let rest = rest.split("</t").next().unwrap();
        // The rest is text between tags.
        let words = rest.split('<').enumerate().map(|(i, piece)| match i {
            0 => piece,
            _ => piece.split_once('>').map_or("", |(_, words)| words),
        });
        (unescaped(&words.collect::<String>()), values)
    };
    let found: Vec<(String, String)> = opened.map(cell).collect();
    let expected = cells(document);
    for (nth, (shown, told)) in found.iter().zip(&expected).enumerate() {
        assert_eq!(shown, told, "cell {nth}");
    }
    assert_eq!(found.len(), expected.len());
}

fn unescaped(html: &str) -> String {
    let plain = html
        .replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&quot;", "\"");
    plain.replace("&#39;", "'").replace("&amp;", "&")
}

/// The Markdown has these cells in this order.
fn markdown_says(document: &Document, text: &str) {
    let rows = text.lines().skip_while(|line| !line.starts_with("## "));
    let rows: Vec<&str> = rows.filter(|line| line.starts_with('|')).collect();
    let is_rule = |line: &str| line.chars().all(|c| "|-:".contains(c));
    let mut found = Vec::new();
    for (i, row) in rows.iter().enumerate() {
        let is_head = rows.get(i + 1).is_some_and(|next| is_rule(next));
        if !is_head && !is_rule(row) {
            let inside = row.trim_start_matches("| ").trim_end_matches(" |");
            let plain = inside.replace("\\|", "\u{1}");
            found.extend(plain.split(" | ").map(|cell| cell.replace('\u{1}', "|")));
        }
    }
    let shown = cells(document)
        .into_iter()
        .map(|(shown, _)| shown.replace('\n', "<br>"));
    let shown: Vec<String> = shown.collect();
    assert_eq!(found.len(), shown.len());
    for (found, shown) in found.iter().zip(&shown) {
        let bare = |text: &str| text.replace('\\', "").trim().to_owned();
        assert_eq!(bare(found), bare(shown));
    }
}

#[test]
fn numbers_of_the_demo_agree_with_the_analysis() {
    is_sound(&demo());
}

#[test]
fn numbers_of_own_studies_agree_with_the_analysis() {
    for (name, control) in [
        ("combination_a549", "Vehicle"),
        ("dose_response", "Vehicle"),
        ("pilot_two_arm", "Control"),
    ] {
        let mut lab = Lab::new();
        lab.import(&own(name), Some(control));
        is_sound(&lab.summary("S"));
    }
}

#[test]
fn numbers_of_public_studies_agree_with_the_analysis() {
    for (name, control) in [
        ("maeve_gdc0084_temo_01", "gdc0084_00_temo_00"),
        ("mas9806_bilateral_lw", "Vehicle"),
    ] {
        let Some(file) = shared(&format!("data/{name}.csv")) else {
            return;
        };
        let mut lab = Lab::new();
        let text = std::fs::read_to_string(&file).unwrap();
        let control = text.contains(control).then_some(control);
        lab.import(&file, control);
        is_sound(&lab.summary("S"));
    }
}

#[test]
fn missing_numbers_are_dashes() {
    assert_eq!(NONE, "–");
    let document = demo().document();
    let rows = tables(&document).flat_map(|block| &block.table.rows);
    for cell in rows.flat_map(|row| &row.cells) {
        assert!(cell.text != NONE || cell.values.is_empty());
        assert!(!["NaN", "inf"].contains(&cell.text.as_str()));
    }
}
