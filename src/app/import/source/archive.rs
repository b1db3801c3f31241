//! What a workbook unpacks to, counted before it is read. A workbook is an archive of XML parts. The library that
//! reads it holds a whole tag or text of a part in memory, all shared texts of the workbook, and lists as long as
//! numbers in the file say. So every part is unpacked once here, into nothing, and refused where it would take more
//! than memory has.

use std::io::{Cursor, Read};

use zip::ZipArchive;

use super::grid::unreadable;
use crate::file_problems::ImportError;
use domain::printable;

/// What the parts of a workbook may take.
struct Limits {
    /// Bytes that all parts unpack to together.
    unpacked: u64,
    /// Bytes that the part of shared texts unpacks to.
    shared: u64,
    /// Tags in the part of shared texts; a text has four.
    shared_tags: u64,
}

const LIMITS: Limits = Limits {
    unpacked: 1 << 30,
    shared: 256 << 20,
    shared_tags: 10_000_000,
};

/// The most bytes of one tag, one text or one comment.
const MAX_TOKEN: usize = 1 << 20;

/// The most parts of an archive. A workbook has a few parts for each sheet.
const MAX_PARTS: usize = 10_000;

/// The most formulas that share one text with others.
const MAX_SHARED_FORMULAS: u64 = 100_000;

const HINT: &str = "open it in the spreadsheet program, delete rows and columns without data and sheets that are not needed, and save it as .xlsx or .csv";

/// Refuses a workbook whose parts would take too much memory.
pub fn check(file: &str, bytes: &[u8]) -> Result<(), ImportError> {
    check_within(file, bytes, &LIMITS, |_| true)
}

/// The same for a workbook whose sheets are binary: only their sizes are looked at.
pub fn check_sizes(file: &str, bytes: &[u8]) -> Result<(), ImportError> {
    check_within(file, bytes, &LIMITS, |name| !name.ends_with(".bin"))
}

fn check_within(
    file: &str,
    bytes: &[u8],
    limits: &Limits,
    is_xml: impl Fn(&str) -> bool,
) -> Result<(), ImportError> {
    let refuse = |why: String| unreadable(file, why, HINT);
    let damaged = |error: &dyn std::fmt::Display| {
        refuse(format!("it is no workbook that can be read ({error})"))
    };
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(|error| damaged(&error))?;
    if archive.len() > MAX_PARTS {
        let why = format!(
            "it is an archive of {} parts, not a workbook",
            archive.len()
        );
        return Err(refuse(why));
    }
    let mut left = limits.unpacked;
    for index in 0..archive.len() {
        let part = archive.by_index(index).map_err(|error| damaged(&error))?;
        let name = part.name().map_err(|error| damaged(&error))?;
        let name = printable(&name);
        let shared = name.to_lowercase().ends_with("sharedstrings.xml");
        let limit = if shared {
            left.min(limits.shared)
        } else {
            left
        };
        let mut scan = Scan::default();
        let mut part = part.take(limit + 1);
        let unpacked = match is_xml(&name) {
            true => scan.read(part),
            false => std::io::copy(&mut part, &mut std::io::sink()),
        };
        let unpacked = unpacked.map_err(|error| damaged(&error))?;
        if unpacked > limit {
            let why = format!("its part `{name}` unpacks to more than {} MB", limit >> 20);
            return Err(refuse(why));
        }
        if shared && scan.tags > limits.shared_tags {
            return Err(refuse(format!(
                "it has more than {} texts",
                limits.shared_tags / 4
            )));
        }
        if let Some(why) = scan.refused {
            return Err(refuse(format!("its part `{name}` has {why}")));
        }
        left -= unpacked;
    }
    Ok(())
}

/// Where in XML the scan is.
#[derive(Default, Clone, Copy, PartialEq)]
enum State {
    #[default]
    Text,
    /// Between `<` and `>`, outside of quotation marks.
    Tag,
    /// Within a quotation mark of a tag.
    Quoted(u8),
    /// Within `<!--`.
    Comment,
    /// Within `<![CDATA[`.
    Data,
}

/// Reads XML for its sizes alone; it refuses nothing else.
#[derive(Default)]
struct Scan {
    state: State,
    /// The tag, text or comment so far, up to [`MAX_TOKEN`].
    token: Vec<u8>,
    /// Tags so far.
    tags: u64,
    refused: Option<String>,
}

impl Scan {
    /// Reads to the end or to the first refusal, and answers the number of bytes.
    fn read(&mut self, mut part: impl Read) -> std::io::Result<u64> {
        let mut buffer = vec![0; 1 << 16];
        let mut total = 0;
        loop {
            match part.read(&mut buffer)? {
                0 => return Ok(total),
                count => {
                    total += count as u64;
                    self.bytes(&buffer[..count]);
                }
            }
            if self.refused.is_some() {
                return Ok(total);
            }
        }
    }

    fn bytes(&mut self, bytes: &[u8]) {
        let mut rest = bytes;
        while self.refused.is_none() {
            // The bytes that end what is being read.
            let end = match self.state {
                State::Text => rest.iter().position(|&b| b == b'<'),
                State::Tag => rest
                    .iter()
                    .position(|b| matches!(b, b'>' | b'"' | b'\'' | b'-' | b'[')),
                State::Quoted(mark) => rest.iter().position(|&b| b == mark),
                State::Comment | State::Data => rest.iter().position(|&b| b == b'>'),
            };
            let taken = end.map_or(rest.len(), |at| at + 1);
            self.extend(&rest[..taken]);
            rest = &rest[taken..];
            match end {
                Some(_) => self.step(),
                None => return,
            }
        }
    }

    fn extend(&mut self, bytes: &[u8]) {
        if self.token.len() + bytes.len() > MAX_TOKEN {
            let what = match self.state {
                State::Text | State::Data => "a text",
                State::Tag | State::Quoted(_) => "a tag",
                State::Comment => "a comment",
            };
            self.refused = Some(format!("{what} of more than {} MB", MAX_TOKEN >> 20));
            return;
        }
        self.token.extend_from_slice(bytes);
    }

    /// Goes on after the byte that ended a token or may have done so.
    fn step(&mut self) {
        let token = self.token.as_slice();
        let last = token.last().copied();
        match self.state {
            State::Text => self.begin(State::Tag, b"<"),
            State::Quoted(_) => self.state = State::Tag,
            State::Comment if token.ends_with(b"-->") => self.begin(State::Text, b""),
            State::Data if token.ends_with(b"]]>") => self.begin(State::Text, b""),
            State::Comment | State::Data => {}
            State::Tag => match last {
                Some(b'-') if token == b"<!--" => self.state = State::Comment,
                Some(b'[') if token == b"<![CDATA[" => self.state = State::Data,
                Some(mark @ (b'"' | b'\'')) => self.state = State::Quoted(mark),
                Some(b'>') => {
                    self.tags += 1;
                    self.refused = refused(token);
                    self.begin(State::Text, b"");
                }
                _ => {}
            },
        }
    }

    fn begin(&mut self, state: State, token: &[u8]) {
        self.state = state;
        self.token.clear();
        self.token.extend_from_slice(token);
    }
}

/// Why a tag is refused: the library makes lists as long as these numbers say before it has seen their items.
fn refused(tag: &[u8]) -> Option<String> {
    let inner = tag.strip_prefix(b"<")?;
    let end = inner
        .iter()
        .position(|b| matches!(b, b' ' | b'\t' | b'\r' | b'\n' | b'/' | b'>'))?;
    let name = inner[..end].rsplit(|&b| b == b':').next()?;
    let (attribute, limit, what) = match name {
        b"sst" => ("uniqueCount", LIMITS.shared_tags / 4, "texts"),
        b"f" => ("si", MAX_SHARED_FORMULAS, "shared formulas"),
        _ => return None,
    };
    let text = String::from_utf8_lossy(&inner[end..]);
    let value = text.match_indices(attribute).find_map(|(at, _)| {
        let begins = text[..at].ends_with(|c: char| c.is_ascii_whitespace());
        let value = text[at + attribute.len()..].trim_start().strip_prefix('=');
        value.filter(|_| begins)
    })?;
    let digits = value.trim_start_matches(|c: char| c.is_ascii_whitespace() || "\"'0+".contains(c));
    let digits = &digits[..digits
        .find(|c: char| !c.is_ascii_digit())
        .unwrap_or(digits.len())];
    let is_within = digits.is_empty() || digits.parse::<u64>().is_ok_and(|number| number <= limit);
    (!is_within).then(|| format!("more than {limit} {what}"))
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use zip::ZipWriter;
    use zip::write::SimpleFileOptions;

    use super::*;

    fn archive(parts: &[(&str, &str)]) -> Vec<u8> {
        let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
        for (name, content) in parts {
            archive
                .start_file(*name, SimpleFileOptions::default())
                .unwrap();
            archive.write_all(content.as_bytes()).unwrap();
        }
        archive.finish().unwrap().into_inner()
    }

    const SMALL: Limits = Limits {
        unpacked: 4 << 20,
        shared: 2 << 20,
        shared_tags: 4000,
    };

    fn refusal(part: &str, content: &str) -> String {
        match check_within("b.xlsx", &archive(&[(part, content)]), &SMALL, |_| true) {
            Ok(()) => "taken".into(),
            Err(error) => error.to_string(),
        }
    }

    #[test]
    fn parts_that_unpack_to_too_much_are_refused() {
        let rows = "<row><c/></row>".repeat(300_000);
        assert_eq!(
            refusal("xl/worksheets/sheet1.xml", &rows),
            "cannot read `b.xlsx`: its part `xl/worksheets/sheet1.xml` unpacks to more than 4 MB"
        );
        let halves = archive(&[("a.xml", &rows[..rows.len() / 2]), ("b.xml", &rows)]);
        let error = check_within("b.xlsx", &halves, &SMALL, |_| true).unwrap_err();
        assert!(error.to_string().contains("its part `b.xml`"), "{error}");
        assert_eq!(refusal("xl/worksheets/sheet1.xml", &rows[..1000]), "taken");
    }

    #[test]
    fn shared_texts_are_limited_in_size_and_number() {
        let texts = "<si><t>x</t></si>".repeat(1001);
        let why = refusal("xl/sharedStrings.xml", &texts);
        assert_eq!(why, "cannot read `b.xlsx`: it has more than 1000 texts");
        let long = format!("<si><t>{}</t></si>", "x".repeat(1 << 19)).repeat(5);
        let why = refusal("XL/SharedStrings.xml", &long);
        assert!(why.ends_with("unpacks to more than 2 MB"), "{why}");
        assert_eq!(refusal("xl/worksheets/sheet1.xml", &texts), "taken");
    }

    #[test]
    fn one_endless_token_is_refused_wherever_it_stands() {
        let many = |text: &str| text.repeat((1 << 20) / text.len() + 1);
        for (content, what) in [
            (format!("<c>{}</c>", many(" ")), "a text"),
            (format!("<c r=\"{}\"/>", many("><")), "a tag"),
            (format!("<c r='{}'/>", many("\"")), "a tag"),
            (format!("<!-- {} -->", many("<a>")), "a comment"),
            (format!("<![CDATA[{}]]>", many("<a>")), "a text"),
            (format!("<?x {}?>", many("a")), "a tag"),
        ] {
            let expected =
                format!("cannot read `b.xlsx`: its part `a.xml` has {what} of more than 1 MB");
            assert_eq!(refusal("a.xml", &content), expected);
        }
    }

    #[test]
    fn numbers_that_reserve_memory_are_refused() {
        for tag in [
            "<sst uniqueCount=\"9999999999999999999999\">",
            "<x:sst count='1' uniqueCount = '4000000'>",
            "<f t=\"shared\" ref=\"A1\"\tsi=\"4000000000\">1</f>",
        ] {
            assert!(refusal("a.xml", tag).contains(" has more than "), "{tag}");
        }
        for tag in [
            "<sst count=\"4000000000\" uniqueCount=\"0002\">",
            "<f t=\"shared\" si=\"4\"/>",
            "<c si=\"4000000000\"/>",
            "<f ssi=\"4000000000\"/>",
            "a > b <!-- > --> <sst>",
        ] {
            assert_eq!(refusal("a.xml", tag), "taken", "{tag}");
        }
    }

    #[test]
    fn damaged_archives_and_archives_of_many_parts_are_refused() {
        let whole = archive(&[("a.xml", "<a/>")]);
        for cut in [4, whole.len() / 2, whole.len() - 1] {
            assert!(check("b.xlsx", &whole[..cut]).is_err());
        }
        let names: Vec<String> = (0..=MAX_PARTS).map(|n| n.to_string()).collect();
        let parts: Vec<_> = names.iter().map(|name| (name.as_str(), "")).collect();
        let error = check("b.xlsx", &archive(&parts)).unwrap_err();
        assert!(error.to_string().contains("10001 parts"), "{error}");
    }
}
