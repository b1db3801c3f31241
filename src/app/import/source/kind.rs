//! What kind of file some bytes are.

use std::io::{Cursor, Read as _};

use zip::ZipArchive;

use super::prism;

/// A kind of file.
pub enum Kind {
    Xlsx,
    Xls,
    Xlsb,
    Ods,
    Pzfx,
    Prism,
    /// Delimited text.
    Text,
    /// A kind that is known, and not read.
    Foreign {
        what: &'static str,
        remedy: &'static str,
    },
}

const AS_TABLE: &str = "save the table in it as .xlsx or .csv";
const UNPACK: &str = "unpack it, and import the file in it";
const FROM_R: &str = "unpack it if it is a packed table; from R write it with write.csv";

/// Beginnings of files that are not read.
const FOREIGN: [(&[u8], &str, &str); 7] = [
    (
        b"PCFFGRA",
        "it is a Prism project of the old binary kind (.pzf)",
        "open it in Prism, and save it as .pzfx or .prism",
    ),
    (
        b"%PDF",
        "it is a PDF",
        "import the table that it was made of",
    ),
    (
        b"\x1f\x8b",
        "it is packed by gzip, or a data file of R (.rds, .RData)",
        FROM_R,
    ),
    (b"BZh", "it is packed by bzip2", FROM_R),
    (
        b"\xfd7zXZ",
        "it is packed by xz, or a data file of R",
        FROM_R,
    ),
    (b"7z\xbc\xaf\x27\x1c", "it is an archive (.7z)", UNPACK),
    (
        b"SQLite format 3\0",
        "it is a database",
        "if it is a notebook, open it as one",
    ),
];

/// The kind of a file. Its content tells, because names are often wrong: web pages are saved as `.xls`.
pub fn of(bytes: &[u8]) -> Kind {
    if let Some((_, what, remedy)) = FOREIGN.iter().find(|(start, ..)| bytes.starts_with(start)) {
        return Kind::Foreign { what, remedy };
    }
    match bytes {
        [b'P', b'K', 3, 4, ..] => of_archive(bytes),
        [0xd0, 0xcf, 0x11, 0xe0, ..] => Kind::Xls,
        _ if prism::is_project(bytes) => Kind::Pzfx,
        _ => of_markup(bytes),
    }
}

fn of_archive(bytes: &[u8]) -> Kind {
    // A damaged archive is told by the reader of workbooks.
    let Ok(mut archive) = ZipArchive::new(Cursor::new(bytes)) else {
        return Kind::Xlsx;
    };
    let mut kind = String::new();
    if let Ok(part) = archive.by_name("mimetype") {
        // What is no text is no kind.
        let _ = part.take(200).read_to_string(&mut kind);
    }
    if kind.starts_with("application/vnd.oasis.opendocument.spreadsheet") {
        return Kind::Ods;
    }
    if kind.starts_with("application/vnd.oasis.opendocument") {
        let what = "it is an OpenDocument file, but no sheet";
        return Kind::Foreign {
            what,
            remedy: AS_TABLE,
        };
    }
    let has = |name: &str| archive.index_for_name(name).is_some();
    if has("xl/workbook.bin") {
        return Kind::Xlsb;
    }
    let foreign = [
        (
            "word/document.xml",
            "it is a document of a word processor",
            AS_TABLE,
        ),
        ("ppt/presentation.xml", "it is a presentation", AS_TABLE),
        (
            "Index/Document.iwa",
            "it is a file of Numbers, Pages or Keynote",
            "export it there as .xlsx or .csv",
        ),
    ];
    if let Some((_, what, remedy)) = foreign.into_iter().find(|(name, ..)| has(name)) {
        return Kind::Foreign { what, remedy };
    }
    match has("document.json") {
        true => Kind::Prism,
        false if has("[Content_Types].xml") || has("xl/workbook.xml") => Kind::Xlsx,
        false => Kind::Foreign {
            what: "it is an archive (.zip), and no workbook",
            remedy: "unpack it, and import the folder",
        },
    }
}

/// Text, unless it is a web page or XML: then no line of it is a row.
fn of_markup(bytes: &[u8]) -> Kind {
    let head = String::from_utf8_lossy(&bytes[..bytes.len().min(1000)]).to_lowercase();
    let head = head.trim_start_matches(['\u{feff}', ' ', '\t', '\r', '\n']);
    let is = |start: &str| head.starts_with(start);
    let remedy = "open it in the spreadsheet program and save it as .xlsx or .csv";
    if is("<!doctype html") || is("<html") || is("<table") || is("<meta") {
        let what = "it is a web page, whatever its name says";
        return Kind::Foreign { what, remedy };
    }
    if is("<?xml") {
        let what = "it is XML of a kind that is not read";
        return Kind::Foreign { what, remedy };
    }
    Kind::Text
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use zip::ZipWriter;
    use zip::write::SimpleFileOptions;

    use super::*;

    fn refusal(bytes: &[u8]) -> Option<&'static str> {
        match of(bytes) {
            Kind::Foreign { what, .. } => Some(what),
            _ => None,
        }
    }

    fn archive(name: &str, content: &str) -> Vec<u8> {
        let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
        archive
            .start_file(name, SimpleFileOptions::default())
            .unwrap();
        archive.write_all(content.as_bytes()).unwrap();
        archive.finish().unwrap().into_inner()
    }

    #[test]
    fn files_that_are_no_tables_are_called_what_they_are() {
        for (bytes, what) in [
            (&b"%PDF-1.7"[..], "it is a PDF"),
            (
                b"\x1f\x8b\x08",
                "it is packed by gzip, or a data file of R (.rds, .RData)",
            ),
            (
                b"\xef\xbb\xbf\n<!DOCTYPE html>",
                "it is a web page, whatever its name says",
            ),
            (
                b"<?xml version='1.0'?><Workbook/>",
                "it is XML of a kind that is not read",
            ),
            (
                b"PCFFGRA4",
                "it is a Prism project of the old binary kind (.pzf)",
            ),
        ] {
            assert_eq!(refusal(bytes), Some(what));
        }
        for (part, what) in [
            ("word/document.xml", "it is a document of a word processor"),
            (
                "Index/Document.iwa",
                "it is a file of Numbers, Pages or Keynote",
            ),
            ("a.csv", "it is an archive (.zip), and no workbook"),
        ] {
            assert_eq!(refusal(&archive(part, "")), Some(what));
        }
    }

    #[test]
    fn content_tells_the_kind() {
        let sheet = archive("mimetype", "application/vnd.oasis.opendocument.spreadsheet");
        assert!(matches!(of(&sheet), Kind::Ods));
        assert!(matches!(of(&archive("xl/workbook.bin", "")), Kind::Xlsb));
        assert!(matches!(of(&archive("xl/workbook.xml", "")), Kind::Xlsx));
        assert!(matches!(of(&archive("document.json", "")), Kind::Prism));
        assert!(matches!(of(b"a,b\n1,2\n"), Kind::Text));
        assert!(matches!(of(b"<5,b\n"), Kind::Text));
        assert!(matches!(of(b"<?xml?><GraphPadPrismFile>"), Kind::Pzfx));
    }
}
