//! The PDF: complete, valid, with text that can be selected.

use std::collections::HashMap;
use std::process::Command;

use app::summarize::{ReportFormat, Summary};

use super::{Lab, demo, output_of, program, tables, written};

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
            "page 1 of ",
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
