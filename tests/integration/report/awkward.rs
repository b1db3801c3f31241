//! Studies that are small, large, empty or strangely named give a sensible report in every format.

use std::fmt::Write as _;

use app::summarize::{ReportFormat, Summary};
use domain::{BlindBy, Label, Protocol};
use report::document::{Block, Document};

use super::{Lab, blocks, wanted};

const FORMATS: &[ReportFormat] = &[
    ReportFormat::Html,
    #[cfg(feature = "pdf")]
    ReportFormat::Pdf,
    #[cfg(feature = "xlsx")]
    ReportFormat::Workbook,
    ReportFormat::Markdown,
];

/// All formats can be made and are the same when made again; no figure and no chapter is empty. Returns the
/// HTML page.
fn is_sensible(summary: &Summary) -> String {
    let document = summary.document();
    for &format in FORMATS {
        let bytes = summary.bytes(format).unwrap();
        assert!(bytes.len() > 1000, "{format:?}");
        assert!(
            bytes == summary.bytes(format).unwrap(),
            "{format:?} is not the same twice"
        );
    }
    for chapter in &document.chapters {
        assert!(!chapter.blocks.is_empty(), "{}", chapter.id);
    }
    for block in blocks(&document) {
        if let Block::Figure(block) = block {
            for (_, figure) in &block.versions {
                assert!(!figure.panels.is_empty(), "{}", block.id);
                assert!(
                    figure.panels.iter().any(|panel| !panel.layers.is_empty()),
                    "{}",
                    block.id
                );
                assert!(figure.height(500.0).is_finite() && figure.height(60.0).is_finite());
            }
        }
    }
    String::from_utf8(summary.bytes(ReportFormat::Html).unwrap()).unwrap()
}

fn says(document: &Document, words: &str) -> bool {
    let summary = document.summary.iter();
    let mut findings = summary.flat_map(|summary| &summary.findings);
    if findings.any(|finding| finding.statement.claim.text.contains(words)) {
        return true;
    }
    blocks(document).any(|block| match block {
        Block::Text(text) => text.text.contains(words),
        Block::List(items) => items.iter().any(|item| item.text.contains(words)),
        Block::Remarks(remarks) => remarks.iter().any(|remark| remark.text.contains(words)),
        _ => false,
    })
}

/// Rows of a tidy file: animals of arms that are read on some days and grow at some rate.
fn rows(arms: usize, animals: usize, days: &[u32]) -> String {
    let mut rows = "animal,arm,day,volume_mm3,body_weight_g\n".to_owned();
    for arm in 0..arms {
        for animal in 0..animals {
            for day in days {
                let rate = 0.02 + 0.01 * (arm % 7) as f64 + 0.003 * (animal % 5) as f64;
                let volume = (80.0 + animal as f64) * (rate * f64::from(*day)).exp();
                let weight = 20.0 + (animal % 3) as f64 - 0.01 * f64::from(*day);
                let _ = writeln!(
                    rows,
                    "{arm}-{animal},arm {arm},{day},{volume:.2},{weight:.1}"
                );
            }
        }
    }
    rows
}

fn imported(rows: &str, control: Option<&str>) -> Summary {
    let mut lab = Lab::new();
    lab.import_text(rows, control);
    lab.summary("S")
}

#[test]
fn empty_study_has_a_report() {
    let mut lab = Lab::new();
    let protocol = Protocol {
        day0: Some(crate::support::day0()),
        ..Protocol::default()
    };
    lab.notebook
        .create_study(Label::new("study", "S").unwrap(), protocol)
        .unwrap();
    let summary = lab.summary("S");
    is_sensible(&summary);
    assert!(says(
        &summary.document(),
        "No tumor of an animal in an arm was read."
    ));
    assert!(says(&summary.document(), "The study has no arms."));
}

#[test]
fn study_without_day_0_is_refused() {
    let mut lab = Lab::new();
    lab.notebook
        .create_study(Label::new("study", "S").unwrap(), Protocol::default())
        .unwrap();
    let error = lab.notebook.summarize("S", &wanted()).unwrap_err();
    assert!(error.to_string().contains("day 0"), "{error}");
}

#[test]
fn animals_without_readings_are_reported() {
    let summary = imported(
        "animal,arm,day,body_weight_g\n1,A,0,20\n2,B,0,21\n",
        Some("A"),
    );
    is_sensible(&summary);
    assert!(says(
        &summary.document(),
        "No tumor of an animal in an arm was read"
    ));
    assert!(says(
        &summary.document(),
        "There is nothing to compare: see the notes."
    ));
}

/// An animal without further readings and without a disposition is a gap in the record.
#[test]
fn animals_lost_to_follow_up_are_reported() {
    let rows = "animal,arm,day,volume_mm3\n1,A,0,100\n2,A,0,110\n3,B,0,100\n1,A,7,200\n2,A,7,210\n3,B,7,120\n\
                1,A,14,400\n3,B,14,150\n";
    let summary = imported(rows, Some("A"));
    let document = summary.document();
    assert!(says(
        &document,
        "Animal 2 was no longer read a week or more before"
    ));
    assert!(says(
        &document,
        "Tumor volumes were taken over as they were given"
    ));
}

#[test]
fn several_tumors_count_as_one_animal() {
    let rows = "animal,arm,day,volume_mm3,site\n1,A,0,100,L\n1,A,0,100,R\n1,A,14,400,L\n1,A,14,300,R\n\
                2,B,0,100,L\n2,B,0,100,R\n2,B,14,40,L\n2,B,14,30,R\n";
    let document = imported(rows, Some("A")).document();
    assert!(says(&document, "the class is that of their sum"));
}

#[test]
fn study_of_one_animal_has_a_report() {
    let summary = imported(
        "animal,arm,day,volume_mm3\n1,A,0,100\n1,A,7,210\n",
        Some("A"),
    );
    is_sensible(&summary);
    assert!(says(
        &summary.document(),
        "The study has one arm: there is no between-group comparison."
    ));
}

#[test]
fn study_of_one_arm_has_a_report() {
    is_sensible(&imported(&rows(1, 6, &[0, 3, 7, 10, 14]), None));
    let summary = imported(&rows(3, 5, &[0, 3, 7, 10, 14]), None);
    is_sensible(&summary);
    assert!(says(
        &summary.document(),
        "No arm is marked as control: there is no between-group comparison."
    ));
}

#[test]
fn sixty_arms_have_a_report() {
    let summary = imported(&rows(60, 3, &[0, 4, 7, 11, 14]), Some("arm 0"));
    let page = is_sensible(&summary);
    assert!(page.contains("arm 59"));
}

#[test]
fn five_hundred_animals_have_a_report() {
    let summary = imported(&rows(5, 101, &[0, 4, 7, 11]), Some("arm 0"));
    is_sensible(&summary);
    assert!(says(
        &summary.document(),
        "505 animals are too many to list here"
    ));
}

#[test]
fn names_are_reported_as_text() {
    let long = "long name ".repeat(20);
    let names = [
        "<script>alert(1)</script>",
        "=cmd()|' /C calc'!A0",
        "so \"quoted\" & 'so' <b>",
        "-- [x](javascript:alert(1)) `| $",
        long.trim_end(),
        &"x".repeat(200),
        "זרוע טיפול 5",
        "ذراع العلاج",
        "治療群 🐁",
    ];
    let mut text = "animal\tarm\tday\tvolume_mm3\n".to_owned();
    for (i, name) in names.iter().enumerate() {
        let tag: String = name.chars().take(190).collect();
        for (animal, start) in [("a", 90.0), ("b", 110.0), ("c", 130.0)] {
            for day in [0, 3, 7, 10, 14] {
                let volume = start * (0.03 * f64::from(day) * (1.0 + i as f64 / 9.0)).exp();
                // Import takes a formula as a name only after the `'` that exports put before it.
                let guard = if name.starts_with(['=', '-']) {
                    "'"
                } else {
                    ""
                };
                let _ = writeln!(text, "{animal}{i} {tag}\t{guard}{name}\t{day}\t{volume:.1}");
            }
        }
    }
    let mut lab = Lab::new();
    lab.import_text(&text, Some(names[0]));
    let summary = lab.summary("S");
    let page = is_sensible(&summary);
    assert_eq!(summary.analysis().arms.len(), names.len());
    assert!(!page.contains("<script>alert") && !page.contains("<b>\""));
    assert!(page.contains("&lt;script&gt;alert(1)&lt;/script&gt;"));
    // Two scripts: the program, and the data, which no text of a study can end.
    assert_eq!(page.matches("<script").count(), 2);
    let markdown = String::from_utf8(summary.bytes(ReportFormat::Markdown).unwrap()).unwrap();
    assert!(!markdown.contains("<script>") || markdown.contains("\\<script>"));
    assert!(!markdown.replace("\\](", "").contains("](javascript"));
}

#[test]
fn blinded_report_shows_no_arms() {
    let mut lab = Lab::new();
    lab.import_text(&rows(3, 4, &[0, 3, 7, 10]), Some("arm 0"));
    let mut wanted = wanted();
    wanted.for_technician = true;
    let summary = lab.notebook.summarize("S", &wanted).unwrap();
    let page = is_sensible(&summary);
    for format in [ReportFormat::Html, ReportFormat::Markdown] {
        let text = String::from_utf8(summary.bytes(format).unwrap()).unwrap();
        assert!(
            !text.contains("arm 0") && !text.contains("arm 2"),
            "{format:?}"
        );
    }
    assert!(page.contains("This report does not show arms"));
    // Not even the codes that readers know the arms by: a difference between codes is a result.
    lab.notebook.blind("S", BlindBy::Arms, None).unwrap();
    let reason = domain::Reason::new("data are locked").unwrap();
    let (key, _) = lab.notebook.unblind("S", reason).unwrap();
    let page = is_sensible(&lab.notebook.summarize("S", &wanted).unwrap());
    assert!(!page.contains("arm 0"));
    for line in key {
        assert!(!page.contains(line.code.unwrap().as_str()));
    }
    assert!(is_sensible(&lab.summary("S")).contains("arm 0"));
}
