//! Files in the forms that labs have: each is read right, or refused with a remedy that works when it is followed.

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use app::Notebook;
use domain::{Label, VolumeFormula, day_of};

use super::session::{Answer, Session};
use super::support::{day0, shared};

/// A file, and what importing it must answer.
struct Case {
    /// The folder of the case; the first part of its name if there is one file in it.
    folder: &'static str,
    file: &'static str,
    /// Options besides study and day 0.
    options: &'static [&'static str],
    answer: Expected,
}

/// What the first command answers.
enum Expected {
    /// The values, and in its notes these words.
    Read(&'static [&'static str]),
    /// A refusal with these words; the options of the remedy, each of which the refusal names, then read the values.
    Asks(&'static [&'static str], &'static [&'static str]),
    /// A refusal with these words: only the file can be mended.
    Refuses(&'static [&'static str]),
}

use Expected::{Asks, Read, Refuses};

const CASES: &[Case] = &[
    case(
        "01-date-in-heading-with-a-word",
        "input.csv",
        &[],
        Read(&["2026-01-05, 2026-01-09"]),
    ),
    case(
        "02-drug-column-is-the-arm",
        "input.csv",
        &[],
        Read(&["not used: Metastatic Sites"]),
    ),
    case("02b-peer-headings-drap", "input.csv", &[], Read(&[])),
    case("03-treatment-day-is-no-arm", "input.csv", &[], Read(&[])),
    case(
        "04-merged-arm-cells",
        "input.xlsx",
        &[],
        Read(&["merged cells of `Group`"]),
    ),
    case(
        "05-summary-rows-become-animals",
        "input.csv",
        &[],
        Read(&["`Average Vehicle`", "`T/C`"]),
    ),
    case(
        "06-two-heading-rows",
        "input.xlsx",
        &[],
        Read(&["rows 1 to 2 were joined"]),
    ),
    case(
        "07-days-in-rows",
        "input.csv",
        &[],
        Read(&["a row per day"]),
    ),
    case(
        "08-words-in-cells",
        "input.csv",
        &[],
        Asks(
            &["line 5, column `D7`", "`sac`"],
            &["--codes", "sac=humane-endpoint"],
        ),
    ),
    case(
        "09-date-headings-and-date-format",
        "input.csv",
        &[],
        Asks(&["`05.01.2026`"], &["--date-format", "DD.MM.YYYY"]),
    ),
    case(
        "10-month-dot-day-headings",
        "input.csv",
        &[],
        Asks(
            &["`1.05` may be day 1.05 or a date"],
            &["--date-format", "M.DD"],
        ),
    ),
    case(
        "11-sheet-per-arm",
        "input.xlsx",
        &[],
        Asks(&["`Drug 10 mpk`"], &["--sheet", "all"]),
    ),
    case(
        "12-blocks-under-each-other",
        "input.csv",
        &[],
        Read(&["2 tables", "the arm `Drug A`"]),
    ),
    case("13-ods", "input.ods", &[], Read(&[])),
    case(
        "14-pzfx-in",
        "input.pzfx",
        &[],
        Read(&["excluded in Prism", "900 of Drug 2 on Day 7"]),
    ),
    case(
        "14b-pzfx-table-per-arm",
        "input.pzfx",
        &[],
        Asks(&["`Tumor size (Vehicle)`"], &["--sheet", "all"]),
    ),
    case("15-length-x-width-in-one-cell", "input.csv", &[], Read(&[])),
    case("15b-wide-l-x-w", "input.csv", &[], Read(&[])),
    case(
        "16-numbers-unique-within-arm",
        "input.csv",
        &[],
        Asks(&["begin anew in each"], &["--map", "animal=Group+Number"]),
    ),
    case(
        "17-day-zero-of-each-animal",
        "input.csv",
        &[],
        Read(&["began on 3 dates"]),
    ),
    case(
        "17-day-zero-of-each-animal",
        "input.csv",
        &["--map", "date="],
        Read(&["not used: Date"]),
    ),
    case(
        "18-tags-that-excel-made-dates",
        "input.xlsx",
        &[],
        Refuses(&["cell A2", "is a date", "such as 3-10"]),
    ),
    case(
        "19-group-number-and-treatment-name",
        "input.csv",
        &[],
        Read(&["the names of `treatment`"]),
    ),
    case(
        "20-weeks",
        "input.csv",
        &[],
        Read(&["`Week` were multiplied by 7"]),
    ),
    case(
        "20b-weeks-wide-and-cm3",
        "input.csv",
        &[],
        Asks(&["all volumes are below 3"], &["--unit", "volume=cm3"]),
    ),
    case(
        "21-german-file-with-thousands",
        "input.csv",
        &[],
        Asks(&["`100,5`"], &["--decimal", "comma"]),
    ),
    case("22-two-flanks-in-columns", "input.csv", &[], Read(&[])),
    case("22b-site-column-unknown", "input.csv", &[], Read(&[])),
    case(
        "23-baseline-and-endpoint-columns",
        "input.csv",
        &[],
        Read(&["`Baseline` was taken for day 0"]),
    ),
    case(
        "24-own-peer-exports-do-not-come-back",
        "synergylmm.csv",
        &[],
        Read(&[]),
    ),
    case(
        "25-implausible-readings-in-bulk",
        "input.csv",
        &[],
        Read(&[
            "1580 mm³ given of animal 2 on day 3",
            "probably 158",
            "16.2 mm³ given of animal 3 on day 10",
            "probably 162",
            "not palpable of animal 4 on day 14",
            "`graftbook correct`",
        ]),
    ),
    case(
        "26-hidden-sheet-first",
        "input.xlsx",
        &[],
        Read(&["not read: `calc (hidden)`"]),
    ),
    case(
        "28-body-weight-sheet-first",
        "input.xlsx",
        &[],
        Read(&["`Body weight` was read"]),
    ),
];

const fn case(
    folder: &'static str,
    file: &'static str,
    options: &'static [&'static str],
    answer: Expected,
) -> Case {
    Case {
        folder,
        file,
        options,
        answer,
    }
}

fn import(session: &Session, file: &Path, options: &[&str]) -> Answer {
    let file = file.display().to_string();
    let mut args = vec!["import", &file, "--study", "S", "--day0", "2026-01-05"];
    args.extend(options);
    session.args(&args)
}

/// One value of a study or of `expected.csv`: its place, and the number.
type Values = Vec<(Vec<String>, f64)>;

/// The values that a file of right values lists.
fn expected(path: &Path) -> Values {
    let mut reader = csv::Reader::from_path(path).unwrap();
    let headings = reader.headers().unwrap().clone();
    let at = |name: &str| headings.iter().position(|heading| heading == name);
    let mut values = Values::new();
    for row in reader.records() {
        let row = row.unwrap();
        let text = |name: &str| at(name).and_then(|at| row.get(at)).unwrap_or_default();
        for quantity in ["volume", "weight"] {
            if let Ok(value) = text(quantity).parse() {
                let day: f64 = text("day").parse().unwrap();
                let site = if quantity == "volume" {
                    text("site")
                } else {
                    ""
                };
                let place = [
                    text("animal"),
                    text("arm"),
                    &day.to_string(),
                    site,
                    quantity,
                ];
                values.push((place.map(str::to_owned).to_vec(), value));
            }
        }
    }
    values.sort_by(|a, b| a.0.cmp(&b.0));
    values
}

/// The values of the study, with sites only where animals have several tumors.
fn recorded(session: &Session) -> Values {
    let author = Label::new("author", "test").unwrap();
    let record = Notebook::open(&session.db(), author)
        .unwrap()
        .study("S")
        .unwrap();
    let arms: HashMap<_, _> = record
        .arms
        .iter()
        .map(|arm| (arm.id, arm.name.to_string()))
        .collect();
    let mut values = Values::new();
    for animal in &record.animals {
        let arm = animal
            .animal
            .arm
            .map_or(String::new(), |arm| arms[&arm].clone());
        let mut push = |when, site: &str, quantity: &str, value: f64| {
            let day = animal.animal.day_of(&record.study.protocol, when);
            let day = day.unwrap_or_else(|| day_of(when, day0())).to_string();
            let place = [animal.animal.tag.as_str(), &arm, &day, site, quantity];
            values.push((place.map(str::to_owned).to_vec(), value));
        };
        for tumor in &animal.tumors {
            let site = if animal.tumors.len() > 1 {
                tumor.tumor.site.as_str()
            } else {
                ""
            };
            for reading in &tumor.readings {
                if let Some(volume) = reading
                    .entry
                    .observation
                    .volume_mm3(VolumeFormula::HalfLw2, 1.0)
                {
                    push(reading.when, site, "volume", volume);
                }
            }
        }
        for weighing in &animal.weighings {
            push(weighing.when, "", "weight", weighing.grams());
        }
    }
    values.sort_by(|a, b| a.0.cmp(&b.0));
    values
}

#[track_caller]
fn assert_same(name: &str, found: &Values, right: &Values) {
    let places = |values: &Values| {
        values
            .iter()
            .map(|(place, _)| place.join(" "))
            .collect::<Vec<_>>()
    };
    assert_eq!(places(found), places(right), "{name}");
    for ((place, found), (_, right)) in found.iter().zip(right) {
        assert!(
            (found - right).abs() < 1e-6,
            "{name}: {place:?}: {found} is not {right}"
        );
    }
}

#[track_caller]
fn says(name: &str, text: &str, words: &[&str]) {
    for word in words {
        assert!(text.contains(word), "{name}: `{word}` is not in:\n{text}");
    }
}

#[test]
fn every_messy_file_is_read_right_or_refused_with_a_remedy_that_works() {
    let Some(folder) = shared("reference/messy") else {
        return;
    };
    for case in CASES {
        let name = case.folder;
        let file: PathBuf = folder.join(name).join(case.file);
        let right = expected(&folder.join(name).join("expected.csv"));
        let session = Session::new();
        let first = import(&session, &file, case.options);
        match case.answer {
            Read(words) => {
                let answer = first.done();
                says(name, &answer.stdout, words);
                assert_same(name, &recorded(&session), &right);
            }
            Asks(words, remedy) => {
                let refused = first.refused();
                says(name, &refused.stderr, words);
                says(name, &refused.stderr, &remedy[..1]);
                import(&session, &file, &[case.options, remedy].concat()).done();
                assert_same(name, &recorded(&session), &right);
            }
            Refuses(words) => says(name, &first.refused().stderr, words),
        }
    }
}

#[test]
fn master_sheet_that_grew_is_imported_again() {
    let Some(folder) = shared("reference/messy/27-master-sheet-imported-again") else {
        return;
    };
    let session = Session::new();
    import(&session, &folder.join("week1.csv"), &[]).done();
    let again = folder.join("week2.csv").display().to_string();
    let refused = session.args(&["import", &again, "--study", "S"]).refused();
    let words = [
        "1 problem found",
        "`210 mm³ given` of animal `1` on day 7",
        "`200 mm³ given`",
        "--update REASON",
    ];
    says("27", &refused.stderr, &words);
    let update = [
        "import",
        &again,
        "--study",
        "S",
        "--update",
        "typed wrongly",
    ];
    let updated = session.args(&update).done();
    says(
        "27",
        &updated.stdout,
        &[
            "4 readings, 1 correction",
            "7 readings of the file in `S` already",
        ],
    );
    assert_same(
        "27",
        &recorded(&session),
        &expected(&folder.join("expected.csv")),
    );
}

#[test]
fn tables_for_the_suite_of_pdxnet_come_back() {
    let Some(folder) = shared("reference/messy/24-own-peer-exports-do-not-come-back") else {
        return;
    };
    let session = Session::new();
    import(&session, &folder.join("pdxnet.csv"), &[]).done();
    let mut right = expected(&folder.join("expected.csv"));
    for (place, _) in &mut right {
        if place[1] == "Vehicle" {
            place[1] = "Control".into();
        }
    }
    let mut found = recorded(&session);
    found.retain(|(place, _)| place[4] == "volume");
    right.sort_by(|a, b| a.0.cmp(&b.0));
    assert_same("pdxnet", &found, &right);
}

/// A small file with one heading of `kind`, and what its column holds.
fn file_with(kind: &str, heading: &str) -> Option<String> {
    let columns: &[(&str, [&str; 4])] = &[
        ("animal", ["m1", "m1", "m2", "m2"]),
        ("arm", ["Vehicle", "Vehicle", "Drug", "Drug"]),
        ("day", ["0", "7", "0", "7"]),
        ("volume", ["100", "200", "110", "190"]),
    ];
    let own: (&str, [&str; 4]) = match kind {
        "animal" | "arm" | "day" => ("", columns.iter().find(|(name, _)| *name == kind)?.1),
        "vol" => ("volume", columns[3].1),
        "wt" => ("volume", ["20.1", "20.5", "21.0", "21.4"]),
        "len" => ("width", ["6.1", "8.2", "6.4", "7.9"]),
        "wid" => ("length", ["5.1", "6.2", "5.4", "6.9"]),
        "site" => ("", ["L", "L", "R", "R"]),
        "date" => (
            "day",
            ["2026-01-05", "2026-01-12", "2026-01-05", "2026-01-12"],
        ),
        _ => return None,
    };
    let (replaced, cells) = own;
    let mut all: Vec<(String, [&str; 4])> = columns
        .iter()
        .filter(|(name, _)| *name != replaced && *name != kind)
        .map(|(name, cells)| ((*name).to_owned(), *cells))
        .collect();
    match kind {
        "len" => {
            all.retain(|(name, _)| name != "volume");
            all.push(("width".into(), ["5.1", "6.2", "5.4", "6.9"]));
        }
        "wid" => {
            all.retain(|(name, _)| name != "volume");
            all.push(("length".into(), ["6.1", "8.2", "6.4", "7.9"]));
        }
        _ => {}
    }
    all.push((heading.to_owned(), cells));
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(all.iter().map(|(name, _)| name)).ok()?;
    for row in 0..4 {
        writer
            .write_record(all.iter().map(|(_, cells)| cells[row]))
            .ok()?;
    }
    String::from_utf8(writer.into_inner().ok()?).ok()
}

#[test]
fn every_heading_of_the_list_is_understood_or_asked_about() {
    let Some(list) = shared("reference/messy/headings.txt") else {
        return;
    };
    let list = std::fs::read_to_string(list).unwrap();
    let mut asked = Vec::new();
    for line in list.lines() {
        let (kind, heading) = (line[..7].trim(), line[7..35].trim());
        let Some(text) = file_with(kind, heading) else {
            panic!("{line}");
        };
        let session = Session::new();
        let file = session.file("s.csv");
        std::fs::write(&file, &text).unwrap();
        let answer = import(&session, &file, &[]);
        if answer.status == Some(0) {
            let not_used = answer
                .stdout
                .lines()
                .find(|line| line.starts_with("columns not used"));
            assert!(not_used.is_none(), "{line}\n{text}{}", answer.stdout);
            let expected = if kind == "wt" {
                "4 body weights"
            } else {
                "4 readings"
            };
            says(line, &answer.stdout, &[expected]);
        } else {
            says(line, &answer.refused().stderr, &[heading]);
            asked.push(format!("{kind} {heading}"));
        }
    }
    println!("asked about: {}", asked.join("; "));
    assert!(asked.len() < 12, "{asked:?}");
}
