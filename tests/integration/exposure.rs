//! Exposure in numbers, report and on the sheet: they agree with each other and with the record.

use std::process::Command;

use serde_json::Value;

use crate::report::{output_of, program};
use crate::session::Session;

/// Study `S` with day 0 2026-02-23: two arms dosed daily, some doses not as planned; today is 2026-03-02.
fn dosed() -> Session {
    let s = Session::new();
    for line in [
        "study create S --day0 2026-02-23",
        "arm add --study S Vehicle --control --route PO --schedule 'QD x4'",
        "arm add --study S 'KT 1' --compound KT-253 --dose 1 --route IV --schedule 'QD x4'",
        "animal add --study S 211 212 --cage C03 --arm Vehicle",
        "animal add --study S 213 214 --cage C04 --arm 'KT 1'",
        "regimen add --study S --arm Vehicle --volume 5 --from 2026-02-23",
        "regimen add --study S --arm 'KT 1' --volume 5 --from 2026-02-23",
        "formulation add --study S --compound KT-253 --lot L7 --concentration '0.2 mg/mL' --vehicle saline --prepared 2026-02-20",
    ] {
        s.run(line).done();
    }
    for animal in [211, 212, 213, 214] {
        for day in 23..=26 {
            let what = match (animal, day) {
                (213, 24) => "--held 'weight loss 16 %'",
                (213, 25) => "--held 'weight loss 16 %'",
                (214, 24) => "--partial 0.05 --reason leaked",
                (212, 26) => "--missed 'no time'",
                // Nothing is on record.
                (214, 25) => continue,
                _ => "",
            };
            let line = format!(
                "dose --study S --animal {animal} --date 2026-02-{day} --time 09:00 --weight 20.6 --again {what}"
            );
            s.run(&line).done();
        }
        let line = format!("weigh --study S --animal {animal} --date 2026-03-01 --weight 20.9");
        s.run(&line).done();
    }
    s
}

fn exposure(s: &Session) -> Value {
    s.run("analyze --study S --json").done().json()["exposure"].clone()
}

fn sum(exposure: &Value, key: &str) -> u64 {
    let rows = exposure["arms"].as_array().unwrap().iter();
    rows.map(|row| row[key].as_u64().unwrap()).sum()
}

#[test]
fn planned_doses_are_counted_and_summed_by_arm() {
    let s = dosed();
    let exposure = exposure(&s);
    let rows = exposure["arms"].as_array().unwrap();
    let told: Vec<String> = rows
        .iter()
        .map(|row| {
            format!(
                "{} {} {}: {} planned, {} given, {} partial, {} held, {} missed, {} not recorded, {}",
                row["arm"].as_str().unwrap(),
                row["compound"].as_str().unwrap(),
                row["route"].as_str().unwrap(),
                row["planned"],
                row["given"],
                row["partial"],
                row["held"],
                row["missed"],
                row["not_recorded"],
                row["unit"].as_str().unwrap(),
            )
        })
        .collect();
    assert_eq!(
        told,
        [
            "Vehicle vehicle PO: 8 planned, 7 given, 0 partial, 0 held, 1 missed, 0 not recorded, mL/kg",
            "KT 1 KT-253 IV: 8 planned, 4 given, 1 partial, 2 held, 0 missed, 1 not recorded, mg/kg",
        ]
    );
    // 0.10 mL of 0.2 mg/mL at 20.6 g, four times, and half of it once.
    let given = 4.5 * 0.02 / 0.0206;
    let total = rows[1]["mean_total"].as_f64().unwrap();
    assert!((total - given / 2.0).abs() < 1e-9, "{total}");
    let intensity = rows[1]["intensity_percent"].as_f64().unwrap();
    assert!(
        (intensity - 100.0 * given / 8.0).abs() < 1e-9,
        "{intensity}"
    );
}

#[test]
fn words_of_the_report_agree_with_the_table() {
    let s = dosed();
    let exposure = exposure(&s);
    s.run("report --study S -o r.md").done();
    let text = std::fs::read_to_string(s.file("r.md")).unwrap();
    let [planned, given] = ["planned", "given"].map(|key| sum(&exposure, key));
    let [partial, held, missed] = ["partial", "held", "missed"].map(|key| sum(&exposure, key));
    let open = sum(&exposure, "not_recorded");
    assert_eq!(
        (planned, given, partial, held, missed, open),
        (16, 11, 1, 2, 1, 1)
    );
    let claim = format!(
        "f {planned} doses planned up to the last entry, {given} were given whole, {partial} was given in part, \
         {held} were held, {missed} was missed; of {open} nothing is on record"
    );
    assert_eq!(
        text.matches(&claim).count(),
        2,
        "methods and ARRIVE 9: {text}"
    );
    for said in [
        "KT-253 1 mg/kg IV, 5 mL/kg, QD x4 (KT 1)",
        "KT-253 (lot L7) 1 mg/kg IV, 5 mL/kg, QD x4 (KT 1)",
        "Formulations: KT-253, lot L7, 0.2 mg/mL in saline (F-01).",
        "Volumes were computed from the newest body weight, not older than 3 days.",
        "Doses not as planned: partial (1), held (2), missed (1), not recorded (1).",
        "| 213 | KT 1 | 1, 2 | KT-253 | held | weight loss 16 % |",
        "| 214 | KT 1 | 1 | KT-253 | partial: 0.05 mL, 0.485 mg/kg of 1 | leaked |",
        "| 214 | KT 1 | 2 | KT-253 | not recorded | – |",
        "| Vehicle | vehicle PO | 2 | 8 | 7 | 0 | 0 | 1 | 0 |",
        "| KT 1 | KT-253 IV | 2 | 8 | 4 | 1 | 2 | 0 | 1 |",
    ] {
        assert!(text.contains(said), "{said}\n{text}");
    }
}

#[test]
fn report_without_doses_says_nothing_of_them() {
    let s = Session::with_study();
    s.run("measure --study S --animal 213 --length 8.1 --width 6.2 --day 0")
        .done();
    s.run("report --study S -o r.md --full").done();
    let text = std::fs::read_to_string(s.file("r.md")).unwrap();
    assert!(
        !text.contains("Exposure") && !text.contains("Doses"),
        "{text}"
    );
    assert!(exposure(&s).is_null());
}

#[test]
fn blinded_study_has_counts_of_all_animals_alone() {
    let s = dosed();
    s.run("blind --study S").done();
    let exposure = exposure(&s);
    assert_eq!(exposure["arms"].as_array().unwrap().len(), 1);
    let row = &exposure["arms"][0];
    assert_eq!(
        (row["planned"].as_u64(), row["n"].as_u64()),
        (Some(16), Some(4))
    );
    for key in ["arm", "compound", "route", "unit", "mean_total"] {
        assert!(row[key].is_null(), "{key}");
    }
    assert_eq!(exposure["deviations"], Value::Array(Vec::new()));
    assert_eq!(exposure["deviation_counts"]["held"], 2);
    s.run("report --study S -o r.md --full").done();
    let text = std::fs::read_to_string(s.file("r.md")).unwrap();
    assert!(
        text.contains("all animals") && !text.contains("KT-253"),
        "{text}"
    );
}

/// The volumes of list, JSON, table and paper are the same to the last digit.
#[test]
fn sheet_and_screen_agree_to_the_last_digit() {
    let s = Session::new();
    for line in [
        "study create S --day0 today",
        "arm add --study S KT --compound KT-253 --dose 1 --route IV --schedule QD",
        "animal add --study S 1-9 --cage C01 --arm KT",
        "regimen add --study S --arm KT --volume 4.7 --step 0.005",
    ] {
        s.run(line).done();
    }
    for animal in 1..=9 {
        let grams = 17.35 + 0.83 * f64::from(animal);
        let line = format!("weigh --study S --animal {animal} --weight {grams:.2} --confirm");
        s.run(&line).done();
    }
    let day = s.run("dosesheet --study S --json").done().json();
    let rows = day["rows"].as_array().unwrap();
    assert_eq!(rows.len(), 9);
    s.run("dosesheet --study S -o s.csv").done();
    let mut table = csv::Reader::from_path(s.file("s.csv")).unwrap();
    let headings = table.headers().unwrap().clone();
    let at = headings
        .iter()
        .position(|name| name == "volume_ml")
        .unwrap();
    let in_table: Vec<String> = table
        .records()
        .map(|row| row.unwrap()[at].to_owned())
        .collect();
    let in_json: Vec<String> = rows
        .iter()
        .map(|row| row["volume_ml"].to_string())
        .collect();
    assert_eq!(in_table, in_json);
    let list = s.run("dosesheet --study S").done().stdout;
    let volumes: Vec<String> = rows
        .iter()
        .map(|row| domain::milliliters(row["volume_ml"].as_f64().unwrap()))
        .collect();
    for (row, volume) in rows.iter().zip(&volumes) {
        let animal = row["animal"].as_str().unwrap();
        let line = list
            .lines()
            .find(|line| line.contains(&format!("  {animal}  ")));
        assert!(
            line.is_some_and(|line| line.contains(volume)),
            "{animal} {volume}\n{list}"
        );
    }
    s.run("dosesheet --study S -o s.pdf").done();
    let Some(reader) = program("pdftotext") else {
        return;
    };
    let mut command = Command::new(reader);
    let text = output_of(
        command
            .args(["-raw", "-enc", "UTF-8"])
            .arg(s.file("s.pdf"))
            .arg("-"),
    );
    for volume in &volumes {
        let digits = volume.trim_end_matches(" mL");
        let of_volume = volumes.iter().filter(|other| *other == volume).count();
        let found = text
            .split_whitespace()
            .filter(|word| *word == digits)
            .count();
        assert!(found >= of_volume, "{volume}: {text}");
    }
}

/// Eighty animals need several pages, each with the headings and with what the sheet is of.
#[test]
fn headings_stand_on_every_page_of_a_sheet() {
    let s = Session::new();
    for line in [
        "study create S --day0 today",
        "arm add --study S KT --compound KT-253 --dose 1 --route IV --schedule QD",
        "animal add --study S 101-180 --per-cage 5 --cages C01.. --arm KT",
        "regimen add --study S --arm KT --volume 5",
        "dosesheet --study S -o s.pdf",
    ] {
        s.run(line).done();
    }
    let Some(reader) = program("pdftotext") else {
        return;
    };
    let mut command = Command::new(reader);
    let text = output_of(
        command
            .args(["-layout", "-enc", "UTF-8"])
            .arg(s.file("s.pdf"))
            .arg("-"),
    );
    let pages: Vec<&str> = text
        .split('\u{c}')
        .filter(|page| !page.trim().is_empty())
        .collect();
    assert!(pages.len() > 2, "{}", pages.len());
    for page in &pages {
        assert!(
            page.contains("Initials") && page.contains("S · doses of"),
            "{page}"
        );
    }
    for animal in 101..=180 {
        assert!(text.contains(&animal.to_string()), "{animal}");
    }
}

#[test]
fn files_of_sheets_are_told_by_their_ending() {
    let s = Session::with_study();
    insta::assert_snapshot!(s.transcript(&[
        "dosesheet --study S -o s.docx",
        "dosesheet --study S -o s.csv",
    ]), @"
    $ graftbook dosesheet --study S -o s.docx
    graftbook: file of the sheet `s.docx` has an ending that names no format
      try: let it end in .pdf or .csv
    [exit 1]
    $ graftbook dosesheet --study S -o s.csv
    wrote s.csv: no doses are planned in study S on 2026-03-02
    ");
}
