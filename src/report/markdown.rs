//! The report as Markdown, for notebooks and version control. It has no figures; their numbers are in the
//! tables. Texts that people typed are escaped, so that readers of GitHub's Markdown show them as typed.

use std::fmt::Write as _;

use super::Card;
use super::document::{Block, Document, TableBlock, Words};
use super::sections::{Fact, Letters, Remark, Table};

/// The report.
pub fn text(document: &Document) -> String {
    let mut out = format!("# {}\n", escaped(&document.title));
    for warning in &document.warnings {
        let _ = write!(out, "\n**{}**\n", escaped(warning));
    }
    out.push_str("\n| | |\n|---|---|\n");
    for (name, value) in &document.facts {
        let _ = writeln!(out, "| {name} | {} |", in_cell(value));
    }
    for chapter in &document.chapters {
        let _ = write!(out, "\n## {}\n", chapter.title);
        for block in &chapter.blocks {
            self::block(&mut out, block);
        }
    }
    out
}

fn block(out: &mut String, block: &Block) {
    let text = match block {
        Block::Heading(text) => format!("### {}\n", escaped(text)),
        Block::Text(words) => format!("{}\n", escaped(&words.text)),
        Block::List(items) => list(items),
        Block::Facts(groups) => groups.iter().map(|group| facts(group)).collect(),
        Block::Table(block) => tables(block),
        Block::Figure(_) => return,
        Block::Remarks(remarks) => self::remarks(remarks),
        Block::Cards(cards) => cards.iter().map(|card| self::card(card)).collect(),
    };
    out.push('\n');
    out.push_str(&text);
}

fn list(items: &[Words]) -> String {
    let item = |words: &Words| format!("- {}\n", escaped(&words.text));
    items.iter().map(item).collect()
}

fn facts(group: &[Fact]) -> String {
    let facts: Vec<String> = group.iter().map(|fact| escaped(&fact.text)).collect();
    format!("{}  \n", facts.join(" · "))
}

fn tables(block: &TableBlock) -> String {
    let mut letters = Letters::default();
    let mut out = match block.caption.as_str() {
        "" => String::new(),
        caption => format!("*{}*\n\n", escaped(caption)),
    };
    let parts = block.parts();
    let parts = parts.iter().map(|part| table(part, &mut letters));
    out.push_str(&parts.collect::<Vec<_>>().join("\n"));
    let remarks: Vec<Remark> = block
        .table
        .remarks
        .iter()
        .cloned()
        .chain(letters.legend())
        .collect();
    if !remarks.is_empty() {
        let _ = write!(out, "\n{}", self::remarks(&remarks));
    }
    out
}

fn table(table: &Table, letters: &mut Letters) -> String {
    let headings = table.headings.iter().map(|heading| in_cell(&heading.text));
    let mut out = format!("| {} |\n|", headings.collect::<Vec<_>>().join(" | "));
    for at in 0..table.headings.len() {
        let right = at > 0 && table.holds_numbers(at);
        out.push_str(if right { "--:|" } else { "---|" });
    }
    out.push('\n');
    for row in &table.rows {
        let cells = row.cells.iter().map(|cell| in_cell(&cell.shown(letters)));
        let _ = writeln!(out, "| {} |", cells.collect::<Vec<_>>().join(" | "));
    }
    out
}

fn remarks(remarks: &[Remark]) -> String {
    let remark = |remark: &Remark| {
        let text = format!("{} {}", remark.mark, remark.text);
        format!("{}  \n", escaped(text.trim()))
    };
    remarks.iter().map(remark).collect()
}

fn card(card: &Card) -> String {
    let mut out = format!("### {} (`{}`)\n\n", escaped(card.name), card.id);
    for (heading, text) in card.parts() {
        let _ = writeln!(out, "- *{heading}*: {}", escaped(text));
    }
    out.push('\n');
    out
}

/// The text of a table's cell, on one line.
fn in_cell(text: &str) -> String {
    markup_escaped(text).replace('\n', "<br>")
}

/// A text as a paragraph or item, escaped so that its beginning is not read as a list, a title or a rule.
fn escaped(text: &str) -> String {
    let text = markup_escaped(text);
    let digits = text.trim_start_matches(|c: char| c.is_ascii_digit());
    let numbered = digits.len() < text.len() && digits.starts_with(['.', ')']);
    match text.chars().next() {
        Some('#' | '>' | '-' | '+' | '=') => format!("\\{text}"),
        Some(_) if numbered => {
            let at = text.len() - digits.len();
            format!("{}\\{}", &text[..at], &text[at..])
        }
        _ => text,
    }
}

/// A text with a backslash before each character that would be read as markup.
fn markup_escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let letters: Vec<char> = text.chars().collect();
    for (i, &c) in letters.iter().enumerate() {
        let before = i.checked_sub(1).map(|i| letters[i]);
        let after = letters.get(i + 1).copied();
        let in_word = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
        let is_mark = match c {
            '\\' | '`' | '*' | '<' | '|' | '~' | '$' => true,
            '_' => !(in_word(before) && in_word(after)),
            ']' => matches!(after, Some('(' | '[' | ':')),
            '!' => after == Some('['),
            '&' => in_word(after) || after == Some('#'),
            _ => false,
        };
        if is_mark {
            out.push('\\');
        }
        out.push(c);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn typed_texts_are_not_read_as_markup() {
        for (typed, expected) in [
            ("<script>a|b</script>", "\\<script>a\\|b\\</script>"),
            ("=cmd()", "\\=cmd()"),
            ("- 1", "\\- 1"),
            ("1. x", "1\\. x"),
            ("12 mg (1.5)", "12 mg (1.5)"),
            ("# x", "\\# x"),
            ("a # x", "a # x"),
            ("tc_mean _x_", "tc_mean \\_x\\_"),
            ("[1, 2] (a)", "[1, 2] (a)"),
            ("[a](b) ![c](d)", "[a\\](b) \\![c\\](d)"),
            ("A & B &amp; &#60;", "A & B \\&amp; \\&#60;"),
            ("*b* `c` ~~d~~", "\\*b\\* \\`c\\` \\~\\~d\\~\\~"),
        ] {
            assert_eq!(escaped(typed), expected);
        }
        assert_eq!(in_cell("-1\n=b"), "-1<br>=b");
    }
}
