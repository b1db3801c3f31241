//! The vectors of the reference data, beside the repository; skipped if they are absent.

use super::*;

/// The cells of a line of a table whose texts may be in quotes.
fn cells(line: &str) -> Vec<String> {
    let mut cells = vec![String::new()];
    let mut is_quoted = false;
    for c in line.trim_end().chars() {
        match c {
            '"' => is_quoted = !is_quoted,
            ',' if !is_quoted => cells.push(String::new()),
            c => cells.last_mut().unwrap().push(c),
        }
    }
    cells
}

/// `0a 1b`, `0@8h`, `0..20 21`: days with their slots or hours, as the vectors write them.
fn written(occasions: &[Occasion], expected: &str) -> String {
    let word = |occasion: &Occasion| {
        let (day, slot) = (occasion.day, occasion.slot);
        if expected.contains('@') {
            format!("{day}@{}h", occasion.hours)
        } else if expected.contains('a') {
            format!("{day}{}", char::from(b'a' + slot - 1))
        } else {
            day.to_string()
        }
    };
    occasions.iter().map(word).collect::<Vec<_>>().join(" ")
}

/// `0..20` written out.
fn expanded(expected: &str) -> String {
    let words = expected
        .split_whitespace()
        .map(|word| match word.split_once("..") {
            Some((first, last)) if !first.is_empty() => {
                let days = first.parse::<i32>().unwrap()..=last.parse().unwrap();
                days.map(|day| day.to_string())
                    .collect::<Vec<_>>()
                    .join(" ")
            }
            _ => word.to_owned(),
        });
    words.collect::<Vec<_>>().join(" ")
}

#[test]
fn vectors_of_the_reference_data_hold() {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../../../shared/reference/methods/schedule_vectors.csv");
    let Ok(table) = std::fs::read_to_string(&path) else {
        println!("skipped: no {}", path.display());
        return;
    };
    let mut compared = 0;
    for line in table.lines().skip(1) {
        let cells = cells(line);
        let [text, _, horizon, expected] = &cells[..] else {
            panic!("{line}");
        };
        parsed(text);
        if expected.starts_with("depends") || expected.starts_with("created") {
            continue;
        }
        // Both numberings of days are in one cell; days that go on end in dots.
        let expected = expected.split(" (").next().unwrap();
        let horizon: Option<u64> = horizon.parse().ok();
        let is_open = expected.ends_with(" ...");
        let last = horizon.map_or(if is_open { 42 } else { 60 }, |days| days - 1);
        let expected = expanded(expected.trim_end_matches(" ..."));
        let got = occasions(text, last, &ScheduleFacts::default());
        assert_eq!(written(&got, &expected), expected, "{text}");
        compared += 1;
    }
    assert!(compared >= 17, "{compared}");
}
