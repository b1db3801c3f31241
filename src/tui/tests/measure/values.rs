//! Values as devices and hands send them, and the keys in their place.

use super::{Message, Stage, at_the_hood, lab, rows, shows};

#[test]
fn a_full_cage_with_caliper_and_balance() {
    let mut stage = at_the_hood();
    for _ in 0..4 {
        stage
            .burst("12.9<Enter>")
            .burst("9.4<Enter>")
            .burst("20.7<Enter>");
    }
    assert_eq!(
        rows(&stage),
        (211..=214)
            .flat_map(|tag| [
                format!("{tag} right flank 1: 12.9 × 9.4 mm"),
                format!("{tag} 1: 20.7 g")
            ])
            .collect::<Vec<_>>()
    );
    let screen = stage.screen(80, 24);
    assert!(screen.contains("4/8 done"), "{screen}");
    assert!(screen.contains("C04 · 215 ♀"), "{screen}");
    println!("{screen}");
}

#[test]
fn values_are_understood_as_devices_send_them() {
    for (length, width, weight) in [
        ("12.34<Enter>", "9,41<Enter>", "21.4 g<Enter>"),
        (
            "+012.34mm<Enter>",
            "+009.41mm<Enter>",
            "S S      21.40 g<Enter>",
        ),
        ("12.34<Tab>", "9.41<Tab>", "21.4<Tab>"),
        ("12.34<Enter><C-j>", "9.41<Enter><C-j>", "21.4<Enter><C-j>"),
        ("12.34<Tab><Enter>", "9.41<Tab><Enter>", "21.4<Tab><Enter>"),
        ("12.34<C-j>", "9.41<C-j>", "21.4<C-j>"),
    ] {
        let mut stage = at_the_hood();
        stage.burst(length).burst(width).burst(weight);
        let expected = ["211 right flank 1: 12.34 × 9.41 mm", "211 1: 21.4 g"];
        assert_eq!(rows(&stage), expected, "{length}");
        shows(&mut stage, "C03 · 212 ♀");
    }
}

#[test]
fn a_session_pasted_in_one_piece() {
    let mut stage = at_the_hood();
    let text = "12.9\n9.4\n20.7\n12.8\n9.3\n20.6\n";
    stage.send(Message::Paste(text.into(), 100));
    assert_eq!(rows(&stage).len(), 4);
}

#[test]
fn impossible_value_is_refused_at_its_field() {
    for (keys, phrase) in [
        ("124<Enter>", "length `124` is outside 0 to 50 mm"),
        ("-3<Enter>", "negative"),
        ("21.4 g<Enter>", "length `21.4 g`"),
        ("abc<Enter>", "length `abc`"),
        (
            "12.9<Enter>9.4<Enter>3.1<Enter>",
            "weight `3.1` is outside 5 to 100 g",
        ),
        (
            "12.9<Enter>0<Enter>",
            "width `0` is zero where another size is not",
        ),
    ] {
        let mut stage = at_the_hood();
        let before = keys.matches("<Enter>").count() == 3;
        stage.press(keys);
        shows(&mut stage, phrase);
        assert_eq!(rows(&stage).len(), usize::from(before), "{keys}");
        // The next send begins again, and the animal is still the same.
        let right = match keys.matches("<Enter>").count() {
            1 => "12.9<Enter>9.4<Enter>20.7<Enter>",
            2 => "9.4<Enter>20.7<Enter>",
            _ => "20.7<Enter>",
        };
        stage.press(right);
        let expected = ["211 right flank 1: 12.9 × 9.4 mm", "211 1: 20.7 g"];
        assert_eq!(rows(&stage), expected, "{keys}");
    }
}

#[test]
fn wrong_reading_is_corrected_before_it_is_saved() {
    let mut stage = at_the_hood();
    // Before Enter: typed over. After Enter: one step back, and the next characters replace it.
    stage.press("12.<BS><BS><BS>13.0<Enter>");
    stage.press("<C-z>");
    shows(&mut stage, "▶ C03 · 211");
    stage.press("12.9<Enter>9.9<C-z>9.4<Enter>");
    assert_eq!(rows(&stage), ["211 right flank 1: 12.9 × 9.4 mm"]);
    // Saved already: undone, and read again.
    stage.press("<C-z>");
    assert_eq!(rows(&stage), Vec::<String>::new());
    stage.press("12.5<Enter>9.0<Enter>20.7<Enter>");
    assert_eq!(
        rows(&stage),
        ["211 right flank 1: 12.5 × 9 mm", "211 1: 20.7 g"]
    );
    let log = stage.notebook().log(&Default::default()).unwrap();
    assert_eq!(log.iter().filter(|op| op.undoes.is_some()).count(), 1);
}

#[test]
fn swapped_length_and_width_are_offered_to_swap_back() {
    let mut stage = at_the_hood();
    stage.press("9.4<Enter>12.9<Enter>");
    shows(&mut stage, "Enter swaps them to 12.9 × 9.4");
    assert_eq!(rows(&stage), Vec::<String>::new());
    stage.press("<Enter>20.7<Enter>");
    assert_eq!(
        rows(&stage),
        ["211 right flank 1: 12.9 × 9.4 mm", "211 1: 20.7 g"]
    );
    // Or the width is typed again.
    stage.press("9.4<Enter>12.9<Enter><BS>9.1<Enter>");
    assert_eq!(rows(&stage)[2..], ["212 right flank 1: 9.4 × 9.1 mm"]);
    // A device that sends two terminators does not swap by its second one.
    let mut stage = at_the_hood();
    stage.burst("9.4<Enter><C-j>").burst("12.9<Enter><C-j>");
    shows(&mut stage, "Enter swaps them");
    assert_eq!(rows(&stage), Vec::<String>::new());
}

#[test]
fn every_tumor_twice() {
    let mut stage = at_the_hood();
    stage.press("<F10>12.9<Enter>9.4<Enter>");
    shows(
        &mut stage,
        "right flank, reading 2".trim_start_matches("right flank, "),
    );
    stage.press("13.1<Enter>9.5<Enter>");
    shows(
        &mut stage,
        "two readings: 570 and 591 mm³, +4 % from the first",
    );
    stage.press("20.7<Enter>");
    assert_eq!(
        rows(&stage),
        [
            "211 right flank 1: 12.9 × 9.4 mm",
            "211 right flank 2: 13.1 × 9.5 mm",
            "211 1: 20.7 g"
        ]
    );
    shows(&mut stage, "C03 · 212 ♀");
}

#[test]
fn differing_readings_ask_for_a_third() {
    let mut stage = at_the_hood();
    // 570 and 325 mm³ are not of one tumor, whatever the hand does.
    stage.press("<F10>12.9<Enter>9.4<Enter>12.9<Enter>7.1<Enter>");
    shows(
        &mut stage,
        "two readings: 570 and 325 mm³, -43 % from the first, more than the error of reading",
    );
    stage.burst("20.7<Enter>");
    shows(&mut stage, "`20.7` was not accepted");
    stage.press("<Enter>12.8<Enter>9.4<Enter>20.7<Enter>");
    assert_eq!(
        rows(&stage),
        [
            "211 right flank 1: 12.9 × 9.4 mm",
            "211 right flank 2: 12.9 × 7.1 mm",
            "211 right flank 3: 12.8 × 9.4 mm",
            "211 1: 20.7 g"
        ]
    );
    shows(&mut stage, "C03 · 212 ♀");
    // Enter twice leaves it at two.
    stage.press("12.9<Enter>9.4<Enter>12.9<Enter>7.1<Enter><Enter><Enter>20.7<Enter>");
    assert_eq!(rows(&stage).len(), 7);
    shows(&mut stage, "C03 · 213 ♀");
}

#[test]
fn difference_is_shown_after_moving_on() {
    let mut stage = at_the_hood();
    stage.press("<F10><C-w>12.9<Enter>9.4<Enter>13.1<Enter>9.5<Enter>");
    shows(
        &mut stage,
        "saved C03 · 211: 591 mm³ (readings 570, 591, +4 %)",
    );
    // What is unusual of this session stays in sight.
    shows(&mut stage, "twice, no weights");
}

#[test]
fn last_values_come_from_the_last_measured_day() {
    let mut stage = at_the_hood();
    stage.press("<F9><C-d>16<Enter><F3>120.7<Enter><C-d>17<Enter>");
    shows(&mut stage, "Length [ ] mm last 11.6 day 14");
    shows(&mut stage, "before day 16 not measured… 20.7 g");
}

#[test]
fn earlier_readings_fill_free_rows() {
    let mut stage = at_the_hood();
    shows(
        &mut stage,
        "before day 14 11.6 × 8.9 459 mm³ 20.6 g M. Meier day 10 10 × 8",
    );
}

#[test]
fn tumors_are_asked_in_the_order_they_were_named() {
    let mut stage = Stage::new(|notebook| {
        lab::study(notebook);
        lab::animals(
            notebook,
            "C01",
            "Vehicle",
            &["7", "8"],
            &["right flank", "left flank"],
        );
    });
    stage.press("m");
    shows(&mut stage, "right flank Length");
    stage.press("8.0<Enter>6.0<Enter>10.0<Enter>7.0<Enter>21<Enter>");
    assert_eq!(
        rows(&stage),
        [
            "7 left flank 1: 10 × 7 mm",
            "7 right flank 1: 8 × 6 mm",
            "7 1: 21 g"
        ]
    );
    stage.press("<F2><F3>121<Enter>");
    assert_eq!(
        rows(&stage)[3..],
        [
            "8 left flank 1: not measured: could not be measured",
            "8 right flank 1: not palpable",
            "8 1: 21 g"
        ]
    );
}

#[test]
fn enter_alone_skips_a_weight() {
    let mut stage = at_the_hood();
    stage.press("12.9<Enter>9.4<Enter><Enter>");
    assert_eq!(rows(&stage), ["211 right flank 1: 12.9 × 9.4 mm"]);
    shows(&mut stage, "C03 · 212 ♀");
    // Without its weight it is not done, though it is not gone back to.
    shows(&mut stage, "0/8 done");
    stage.press("<C-w>12.9<Enter>9.4<Enter>");
    shows(&mut stage, "C03 · 213 ♀");
}

/// The table of the README: what an animal costs in sends of a device (`12.9`) and in keys
/// (`<Enter>`), one after the other.
const COSTS: [(&str, &[&str]); 9] = [
    (
        "an animal with one tumor and a body weight | 3 | 0",
        &["12.9", "9.4", "20.7"],
    ),
    (
        "a tumor that cannot be felt (F2), or is not measured for the reason given last (F3) | 1, the weight | 1",
        &["<F3>", "20.7"],
    ),
    (
        "... for the first reason of a session (F3), or another one (F5) | 1 | 2",
        &["<F3>", "<2>", "20.7"],
    ),
    (
        "... not palpable where a volume is expected (F2 and F2) | 1 | 2",
        &["<F2>", "<F2>", "20.7"],
    ),
    (
        "length and width in the wrong order | 3 | 1, Enter swaps them",
        &["9.4", "12.9", "<Enter>", "20.7"],
    ),
    (
        "a wrong value, seen at once (Ctrl-Z) | 1 more | 1",
        &["21.9", "<C-z>", "12.9", "9.4", "20.7"],
    ),
    (
        "a reading outside the expected range: both are kept | 2 more | 1, Enter",
        &["21.9", "9.4", "<Enter>", "12.9", "9.4", "20.7"],
    ),
    (
        "no body weight today | 2 | 1, Enter",
        &["12.9", "9.4", "<Enter>"],
    ),
    (
        "each further tumor | 2 more | 0",
        &["12.9", "9.4", "12.9", "9.4", "20.7"],
    ),
];

#[test]
fn animal_takes_three_sends_and_no_key() {
    let readme = include_str!("../../../../README.md");
    for (row, steps) in COSTS {
        assert!(readme.contains(&format!("| {row}")), "{row}");
        let mut numbers = row.split('|').skip(1).map(|cell| {
            let digits: String = cell
                .trim()
                .chars()
                .take_while(char::is_ascii_digit)
                .collect();
            let more = if cell.contains("more") { 3 } else { 0 };
            digits.parse::<usize>().unwrap() + more
        });
        let keys = steps.iter().filter(|step| step.starts_with('<')).count();
        let sends = steps.len() - keys;
        assert_eq!(
            (numbers.next(), numbers.next()),
            (Some(sends), Some(keys)),
            "{row}"
        );

        let mut stage = at_the_hood();
        if row.starts_with("each further") {
            stage = Stage::new(|notebook| {
                lab::study(notebook);
                lab::animals(
                    notebook,
                    "C03",
                    "Vehicle",
                    &["211", "212"],
                    &["left", "right"],
                );
            });
            stage.press("m");
        }
        if row.contains("given last") {
            stage.press("<F3>1<C-z>");
        }
        for step in steps {
            match step.strip_prefix('<') {
                Some("2>") => stage.press("2"),
                Some(_) => stage.press(step),
                None => stage.burst(&format!("{step}<Enter>")),
            };
        }
        shows(&mut stage, "C03 · 212 ♀");
    }
}

#[test]
fn any_reading_of_the_day_can_be_corrected() {
    let mut stage = at_the_hood();
    stage.press("12.9<Enter>9.4<Enter>20.7<Enter><Up><F6>13.1<Enter>9.5<Enter>");
    stage.press("<Up><F7>");
    shows(&mut stage, "1 right flank, reading 1: 12.9 × 9.4 mm");
    shows(&mut stage, "2 right flank, reading 2: 13.1 × 9.5 mm");
    stage.press("1<C-u>12.5<C-s>read wrongly<C-s>");
    assert_eq!(
        rows(&stage)[..2],
        [
            "211 right flank 1: 12.5 × 9.4 mm",
            "211 right flank 2: 13.1 × 9.5 mm"
        ]
    );
}

#[test]
fn a_saved_reading_is_corrected_with_a_reason() {
    let mut stage = at_the_hood();
    stage.press("12.9<Enter>9.4<Enter>20.7<Enter><Up><F7>");
    shows(&mut stage, "12.9");
    stage.press("<C-u>12.5<C-s>");
    shows(&mut stage, "reason");
    assert_eq!(rows(&stage)[0], "211 right flank 1: 12.9 × 9.4 mm");
    stage.press("read wrongly<C-s>");
    assert_eq!(rows(&stage)[0], "211 right flank 1: 12.5 × 9.4 mm");
    let log = stage.notebook().log(&Default::default()).unwrap();
    assert_eq!(log[0].reason.as_deref(), Some("read wrongly"));
}
