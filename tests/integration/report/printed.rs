//! The PDF: complete, valid, with text that can be selected.

use std::collections::HashMap;
use std::process::Command;

use app::summarize::{Extent, ReportFormat, Summary, Wanted};

use super::{Lab, demo, demo_lab, output_of, program, tables, wanted, written};
use crate::support::{own, shared};

/// The text of a PDF; none without a program to read it.
fn text_of(pdf: &[u8]) -> Option<String> {
    let reader = program("pdftotext")?;
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("s.pdf");
    std::fs::write(&file, pdf).unwrap();
    Some(output_of(
        Command::new(reader)
            .args(["-raw", "-enc", "UTF-8"])
            .arg(&file)
            .arg("-"),
    ))
}

/// The number of times that each number is written.
fn counted(texts: impl IntoIterator<Item = String>) -> HashMap<u64, usize> {
    let mut counts = HashMap::new();
    for text in texts {
        for (number, _) in written(&text) {
            *counts.entry(number.to_bits()).or_insert(0) += 1;
        }
    }
    counts
}

/// Every number of every table must be in the file as often as in the report.
fn has_every_number(summary: &Summary) {
    let pdf = summary.bytes(ReportFormat::Pdf).unwrap();
    let Some(text) = text_of(&pdf) else {
        return;
    };
    let document = summary.document();
    let cells = tables(&document).flat_map(|block| block.parts());
    let cells = cells.flat_map(|part| part.rows).flat_map(|row| row.cells);
    let wanted = counted(
        cells
            .filter(|cell| !cell.values.is_empty())
            .map(|cell| cell.text),
    );
    let found = counted([text]);
    for (number, times) in wanted {
        let found = found.get(&number).copied().unwrap_or(0);
        assert!(
            found >= times,
            "{} stands {found} times, not {times}",
            f64::from_bits(number)
        );
    }
}

#[test]
fn pdf_contains_every_number() {
    has_every_number(&demo());
}

#[test]
fn pdf_is_valid() {
    let pdf = demo().bytes(ReportFormat::Pdf).unwrap();
    assert!(pdf.starts_with(b"%PDF-1.7"));
    if let Some(checker) = program("qpdf") {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("s.pdf");
        std::fs::write(&file, &pdf).unwrap();
        let message = output_of(Command::new(checker).arg("--check").arg(&file));
        assert!(
            message.contains("No syntax or stream encoding errors found"),
            "{message}"
        );
    }
    if let Some(text) = text_of(&pdf) {
        for words in [
            "Study KT253-RS411",
            "SIMULATED DATA",
            "page 2 of ",
            "Kenward & Roger 1997",
        ] {
            assert!(text.contains(words), "{words}");
        }
    }
}

#[test]
fn unsupported_scripts_are_drawn_or_reported() {
    let mut lab = Lab::new();
    let rows = "animal,arm,day,volume_mm3\nא-1,חומר 5,0,100\nא-1,חומר 5,7,200\nب2,علاج,0,100\nب2,علاج,7,90\n鼠,薬,0,100\n鼠,薬,7,80\n";
    lab.import_text(rows, None);
    let pdf = lab.summary("S").bytes(ReportFormat::Pdf).unwrap();
    if let Some(text) = text_of(&pdf) {
        assert!(text.contains("Drawn as □"), "{text}");
        assert!(
            text.contains("U+9F20, U+85AC") || text.contains("U+85AC, U+9F20"),
            "{text}"
        );
        assert!(text.contains("חומר"), "{text}");
    }
}

/// The summary of a study to some extent.
fn limited(lab: &Lab, study: &str, extent: Extent) -> Summary {
    let wanted = Wanted { extent, ..wanted() };
    lab.notebook.summarize(study, &wanted).unwrap()
}

/// Rows of a tidy file of arms of five animals that are read on some days.
fn rows(arms: usize) -> String {
    let mut rows = "animal,arm,day,volume_mm3,body_weight_g\n".to_owned();
    for arm in 0..arms {
        for animal in 0..5 {
            for day in [0, 3, 7, 10, 14, 17, 21] {
                let rate = 0.06 - 0.004 * (arm % 20) as f64;
                let volume = (150.0 + 9.0 * f64::from(animal)) * (rate * f64::from(day)).exp();
                let weight = 20.0 + 0.1 * f64::from(animal) - 0.02 * f64::from(day);
                rows += &format!(
                    "{arm}-{animal},agent_{arm:02}_other_00,{day},{volume:.1},{weight:.1}\n"
                );
            }
        }
    }
    rows
}

/// Studies that a summary page must hold: of few and of many arms, with several tumors per animal, with cures.
fn studies() -> Vec<(&'static str, Lab)> {
    let mut labs = Vec::new();
    for (name, arms) in [("two arms", 2), ("16 arms", 16), ("24 arms", 24)] {
        let mut lab = Lab::new();
        lab.import_text(&rows(arms), Some("agent_00_other_00"));
        labs.push((name, lab));
    }
    let mut lab = Lab::new();
    lab.import(&own("pilot_two_arm"), Some("Control"));
    labs.push(("pilot", lab));
    for (name, control) in [
        ("maeve_gdc0084_temo_01", "gdc0084_00_temo_00"),
        ("mas9806_bilateral_lw", "Ctrl"),
        ("tumr_melanoma1", "A"),
    ] {
        if let Some(file) = shared(&format!("data/{name}.csv")) {
            let mut lab = Lab::new();
            lab.import(&file, Some(control));
            labs.push((name, lab));
        }
    }
    labs
}

/// Pages of the summary of a study, even of one of 24 arms.
const SUMMARY_PAGES: usize = 1;

#[test]
fn summary_alone_is_one_page() {
    for (name, lab) in studies() {
        let summary = limited(&lab, "S", Extent::Summary);
        let pdf = summary.bytes(ReportFormat::Pdf).unwrap();
        assert!(pdf == summary.bytes(ReportFormat::Pdf).unwrap(), "{name}");
        let Some(text) = text_of(&pdf) else {
            return;
        };
        // Every page ends with a form feed.
        assert_eq!(text.matches('\u{c}').count(), SUMMARY_PAGES, "{name}");
        assert!(
            text.contains(&format!("1 / {SUMMARY_PAGES}")),
            "{name}: {text}"
        );
        for row in summary
            .document()
            .summary
            .unwrap()
            .table
            .iter()
            .flat_map(|table| &table.rows)
        {
            let label = if row.label.is_empty() {
                &row.name
            } else {
                &row.label
            };
            assert!(text.contains(label.as_str()), "{name}: {label}");
        }
    }
}

#[test]
fn core_is_short() {
    let lab = demo_lab();
    let summary = limited(&lab, app::demo::DEMO_STUDY, Extent::Core);
    let pages = |summary: &Summary| {
        let text = text_of(&summary.bytes(ReportFormat::Pdf).unwrap())?;
        Some(text.matches('\u{c}').count())
    };
    let Some(of_demo) = pages(&summary) else {
        return;
    };
    // The summary, and at most eight pages.
    assert!(of_demo <= 9, "{of_demo}");
    for (name, lab) in studies() {
        if name == "maeve_gdc0084_temo_01" {
            let of_many_arms = pages(&limited(&lab, "S", Extent::Core)).unwrap();
            assert!(of_many_arms <= 15, "{of_many_arms}");
        }
    }
}

/// The lowest word on each page, but the number of the page, as a share of its height; none without a program to read it.
fn depths(pdf: &[u8]) -> Option<Vec<f64>> {
    let reader = program("pdftotext")?;
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("s.pdf");
    std::fs::write(&file, pdf).unwrap();
    let words = output_of(Command::new(reader).arg("-bbox").arg(&file).arg("-"));
    let pages = words.split("<page ").skip(1).map(|page| {
        let ends = page.split("yMax=\"").skip(1);
        let ends =
            ends.map(|rest| rest.split('"').next().unwrap().parse::<f64>().unwrap() / 841.89);
        ends.filter(|end| *end < 0.94).fold(0.0, f64::max)
    });
    Some(pages.collect())
}

#[test]
fn no_page_is_less_than_half_full_but_the_last() {
    let mut all = studies();
    all.push((app::demo::DEMO_STUDY, demo_lab()));
    for (name, lab) in &all {
        let study = if *name == app::demo::DEMO_STUDY {
            name
        } else {
            "S"
        };
        let pdf = limited(lab, study, Extent::Core)
            .bytes(ReportFormat::Pdf)
            .unwrap();
        let Some(depths) = depths(&pdf) else {
            return;
        };
        // The summary has pages of its own.
        for (page, depth) in depths
            .iter()
            .enumerate()
            .skip(SUMMARY_PAGES)
            .take(depths.len().saturating_sub(1 + SUMMARY_PAGES))
        {
            assert!(
                *depth > 0.5,
                "{name}, page {}: {depth:.2} of {depths:.2?}",
                page + 1
            );
        }
    }
}

#[test]
fn pdf_is_tagged_and_has_links() {
    let summary = demo();
    let pdf = summary.bytes(ReportFormat::Pdf).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let (file, plain) = (folder.path().join("s.pdf"), folder.path().join("p.pdf"));
    std::fs::write(&file, &pdf).unwrap();
    let Some(qpdf) = program("qpdf") else {
        return;
    };
    output_of(
        Command::new(qpdf)
            .args(["--qdf", "--object-streams=disable"])
            .args([&file, &plain]),
    );
    let plain = String::from_utf8_lossy(&std::fs::read(&plain).unwrap()).into_owned();
    let document = summary.document();
    let links = plain.matches("/Subtype /Link").count();
    assert_eq!(links, document.chapters.len() + document.listed().len());
    for part in [
        "/StructTreeRoot",
        "/MarkInfo",
        "/S /Table",
        "/S /TH",
        "/S /Figure",
        "/S /TOCI",
        "/S /H1",
        "/Alt ",
    ] {
        assert!(plain.contains(part), "{part}");
    }
    assert!(plain.contains("pdfuaid:part"));
}
