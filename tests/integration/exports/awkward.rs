//! Names and values that break naive writers, in every format: nothing panics, XML is well-formed, all rows of
//! a table have the same length, and typed text is exported as text.

use std::fs;
use std::path::Path;

use crate::exports::{files, formats};
use crate::session::Session;

/// A name of a study that is not a valid name of a file.
pub const NAME: &str = "../=S: \"1\" <b> & שלום";

/// Names with markup, a formula, quotes and right-to-left text.
const ARMS: [&str; 5] = [
    "<script>alert(1)</script>",
    "=cmd()",
    "\"quoted\", 'twice' & more",
    "זרוע ذراع",
    "NA",
];

/// [`NAME`] with [`ARMS`], the first of them the control, two animals each, read on four days and
/// weighed on the first.
pub fn named() -> Session {
    let session = Session::new();
    let run = |arguments: &[&str]| session.args(arguments).done();
    run(&[
        "study",
        "create",
        NAME,
        "--day0",
        "2026-01-05",
        "--implanted",
        "2025-12-20",
    ]);
    for (number, arm) in ARMS.iter().enumerate() {
        let control: &[&str] = if number == 0 { &["--control"] } else { &[] };
        run(&[&["arm", "add", "--study", NAME, arm], control].concat());
        let tags = [format!("-{number}"), format!("a,{number}\"")];
        for tag in &tags {
            run(&[
                "animal", "add", "--exact", "--study", NAME, "--arm", arm, "--cage", "<C&1>", "--",
                tag,
            ]);
        }
        for (day, length) in [("0", 8.0), ("3", 9.5), ("7", 11.0), ("10", 14.5)] {
            for (place, tag) in tags.iter().enumerate() {
                let grown = length + number as f64 / 7.0 - place as f64 / 3.0;
                let (animal, length) = (format!("--animal={tag}"), format!("{grown:.2}"));
                let mut line = vec!["measure", "--study", NAME, &animal, "--day", day];
                line.extend(["--length", &length, "--width", "6.5"]);
                if day == "0" {
                    line.extend(["--weight", "20.5"]);
                }
                run(&line);
            }
        }
    }
    session
}

fn export(session: &Session, study: &str, format: &str) -> Vec<(String, Vec<u8>)> {
    let line = [
        "export", "--study", study, "--to", format, "--format", format,
    ];
    session.args(&line).done();
    files(&session.file(format)).into_iter().collect()
}

/// The texts of an XML file, which must be well-formed.
fn texts(xml: &[u8]) -> Vec<String> {
    use quick_xml::events::Event;
    let mut reader = quick_xml::Reader::from_reader(xml);
    let (mut texts, mut text, mut depth) = (Vec::new(), String::new(), 0);
    loop {
        match reader.read_event().unwrap() {
            Event::Eof => break,
            Event::Start(_) => {
                text.clear();
                depth += 1;
            }
            Event::End(_) => {
                texts.push(text.clone());
                depth -= 1;
            }
            Event::Text(part) => text.push_str(&part),
            Event::GeneralRef(name) => {
                text.push_str(quick_xml::escape::resolve_predefined_entity(&name).unwrap());
            }
            _ => {}
        }
    }
    assert_eq!(depth, 0);
    texts
}

/// The cells of a CSV file; every row must have as many as the headings.
fn cells(text: &[u8]) -> Vec<Vec<String>> {
    let mut reader = csv::Reader::from_reader(text);
    let rows = reader.records().map(|row| row.unwrap());
    rows.map(|row| row.iter().map(str::to_owned).collect())
        .collect()
}

/// Exports a study in every format and checks that each file is valid.
fn exported(session: &Session, study: &str) {
    for format in formats() {
        for (name, bytes) in export(session, study, format) {
            match Path::new(&name).extension().and_then(|e| e.to_str()) {
                Some("csv") => drop(cells(&bytes)),
                Some("pzfx") => assert!(texts(&bytes).len() > 10),
                Some("parquet") => assert!(bytes.starts_with(b"PAR1") && bytes.ends_with(b"PAR1")),
                Some("R") => {}
                other => panic!("{name}: {other:?}"),
            }
        }
    }
}

/// An empty notebook with a study `S`.
fn study(lines: &[&str]) -> Session {
    let session = Session::new();
    session
        .run("study create S --day0 2026-01-05 --implanted 2025-12-20")
        .done();
    for line in lines {
        session.run(line).done();
    }
    session
}

#[test]
fn small_and_empty_studies_are_exported() {
    let animal = "animal add --study S 1 --arm A";
    let read = "measure --study S --animal 1 --day 0 --length 8 --width 6 --weight 20";
    let again = "measure --study S --animal 1 --day 3 --length 9 --width 7";
    for lines in [
        &[][..],
        &["arm add --study S A"],
        &["arm add --study S A", animal],
        &["arm add --study S A --control", animal, read],
        &["arm add --study S A", animal, read, again],
        &["arm add --study S A", "animal add --study S 1", read],
        &[
            "arm add --study S A",
            animal,
            read,
            again,
            "arm add --study S B --control",
        ],
    ] {
        exported(&study(lines), "S");
    }
}

#[test]
fn study_without_day_0_exports_tables_but_no_analysis() {
    let session = Session::new();
    session.run("study create S").done();
    for format in formats() {
        let line = format!("export --study S --to {format} --format {format}");
        let answer = session.run(&line);
        if matches!(format, "csv" | "parquet") {
            answer.done();
        } else {
            assert!(answer.refused().stderr.contains("no day 0"), "{format}");
            assert!(!session.file(format).exists());
        }
    }
}

#[test]
fn sixty_arms_and_five_hundred_animals_are_exported() {
    let mut rows = String::from("animal,arm,day,volume_mm3,body_weight_g\n");
    for animal in 0..500 {
        for day in [0, 4, 8] {
            let volume = 100 + (animal * 7 + day * 13) % 90 + day * 20;
            rows.push_str(&format!(
                "{animal},arm {:02},{day},{volume},20\n",
                animal % 60
            ));
        }
    }
    let session = Session::new();
    let file = session.file("many.csv");
    fs::write(&file, rows).unwrap();
    let file = file.to_string_lossy();
    session
        .args(&[
            "import",
            &file,
            "--study",
            "S",
            "--control",
            "arm 00",
            "--day0",
            "2026-01-05",
        ])
        .done();
    exported(&session, "S");
    let volumes = fs::read(session.file("synergylmm").join("synergylmm.csv")).unwrap();
    assert_eq!(cells(&volumes).len(), 1500);
    let prism = texts(&fs::read(session.file("prism").join("S.pzfx")).unwrap());
    let columns = prism.iter().filter(|text| *text == "arm 59").count();
    assert_eq!(columns, 7, "six tables of quantities, one of times");
}

#[test]
fn names_are_exported_as_text() {
    let session = named();
    let long = "é".repeat(200);
    session.args(&["arm", "add", "--study", NAME, &long]).done();
    exported(&session, NAME);
    let arms: Vec<&str> = ARMS.iter().copied().chain([long.as_str()]).collect();
    let rows = cells(&fs::read(session.file("csv").join("arms.csv")).unwrap());
    let found: Vec<&str> = rows.iter().map(|row| row[0].as_str()).collect();
    let guarded = |arm: &&str| match *arm {
        "=cmd()" => "'=cmd()".to_owned(),
        "NA" => "'NA".to_owned(),
        arm => arm.to_owned(),
    };
    assert_eq!(found, arms.iter().map(guarded).collect::<Vec<_>>());
    let prism = export(&session, NAME, "prism");
    assert_eq!(
        prism[0].0,
        "_=S_ _1_ _b_ _ שלום.pzfx".replace(['=', ' '], "_")
    );
    let texts = texts(&prism[0].1);
    for text in arms.iter().chain(&[NAME, "a,0\"", "-0"]) {
        assert!(texts.iter().any(|found| found == text), "{text}");
    }
}

#[test]
fn excluded_values_are_struck_out_in_prism_and_omitted_elsewhere() {
    let session = study(&[
        "arm add --study S A --control",
        "animal add --study S 1 2 --arm A",
        "measure --study S --animal 1 --day 0 --length 8 --width 6",
        "measure --study S --animal 1 --day 3 --length 9 --width 6",
        "measure --study S --animal 2 --day 0 --length 7 --width 6",
        "exclude --study S --animal 1 --day 3 --reason wet",
        "exclude --study S --animal 2 --reason 'another line'",
    ]);
    let prism = export(&session, "S", "prism");
    let text = String::from_utf8_lossy(&prism[0].1);
    // The volumes are 9·6²/2 and 7·6²/2 mm³, in the curves and in the grouped table.
    for (cell, times) in [
        ("<d>144</d>", 2),
        ("<d Excluded=\"1\">162</d>", 2),
        ("<d Excluded=\"1\">126</d>", 2),
    ] {
        assert_eq!(text.matches(cell).count(), times, "{cell}");
    }
    for format in ["synergylmm", "pdxnet"] {
        let rows = cells(&export(&session, "S", format)[0].1);
        assert_eq!(rows.len(), 1, "{format}: {rows:?}");
    }
}

#[test]
fn suite_export_counts_time_from_baseline_and_names_the_control() {
    let session = study(&[
        "arm add --study S Vehicle --control",
        "arm add --study S Control",
        "animal add --study S 1 --arm Vehicle",
        "animal add --study S 2 --arm Control",
        "measure --study S --animal 1 --day -2 --length 8 --width 6",
        "measure --study S --animal 1 --day 1 --length 9 --width 6",
        "measure --study S --animal 2 --day 2 --length 9 --width 6",
        "measure --study S --animal 2 --day 5 --length 9 --width 6",
    ]);
    let columns = |format: &str, wanted: &[usize]| -> Vec<Vec<String>> {
        let rows = cells(&export(&session, "S", format)[0].1);
        let pick = |row: &Vec<String>| wanted.iter().map(|at| row[*at].clone()).collect();
        rows.iter().map(pick).collect()
    };
    let synergy = columns("synergylmm", &[0, 1, 2]);
    assert_eq!(
        synergy,
        [
            ["1", "0", "Vehicle"],
            ["1", "3", "Vehicle"],
            ["2", "0", "Control"],
            ["2", "3", "Control"]
        ]
    );
    let suite = columns("pdxnet", &[1, 2, 5]);
    let other = "Control (not the control arm)";
    assert_eq!(
        suite,
        [
            ["Control", "-2", "S/1"],
            ["Control", "1", "S/1"],
            [other, "2", "S/2"],
            [other, "5", "S/2"]
        ]
    );
}

#[test]
fn exports_of_a_blinded_study_contain_codes_only() {
    for how in ["", " --per-animal"] {
        let session = study(&[
            "arm add --study S Quillaja --control --vehicle saltwater",
            "arm add --study S Zibotinib --compound zibotinib --dose 77.77",
            "animal add --study S 1 2 3 --arm Quillaja",
            "animal add --study S 4 5 6 --arm Zibotinib",
        ]);
        for animal in 1..=6 {
            for day in [0, 3, 7] {
                let length = 8.0 + f64::from(day * animal) / 7.0;
                let line = format!(
                    "measure --study S --animal {animal} --day {day} --length {length:.2} --width 6"
                );
                session.run(&line).done();
            }
        }
        session.run(&format!("blind --study S{how}")).done();
        for format in formats() {
            for (name, bytes) in export(&session, "S", format) {
                let text = String::from_utf8_lossy(&bytes).to_lowercase();
                // The script is the same for every study.
                for secret in ["quillaja", "zibotinib", "saltwater", "77.77"] {
                    assert!(!text.contains(secret), "{format}, {name}{how}: {secret}");
                }
                assert!(format != "pdxnet" || !text.contains(",control,"), "{text}");
            }
        }
        exported(&session, "S");
    }
}
