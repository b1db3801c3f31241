//! The report as Markdown, for notebooks and version control: the summary on top, figures as files in a folder beside it.
//! Texts that people typed are escaped, so that readers of GitHub's Markdown show them as typed.

use std::fmt::Write as _;

use super::Card;
use super::document::{Block, Document, FigureBlock, TableBlock, Words};
use super::figure::{LIGHT, svg};
use super::sections::{Fact, Letters, Remark, Table};
use super::summary::{Statement, Summary, SummaryFigure, SummaryTable};
use super::summary_table::{SummaryColumn, groups};

/// The width of the figures, points.
const FIGURE_WIDTH: f64 = 460.0;

/// The report. `folder` is the path of the folder of figures from where the report is.
pub fn text(document: &Document, folder: &str) -> String {
    let mut out = format!("# {}\n", escaped(&document.title));
    for warning in &document.warnings {
        let _ = write!(out, "\n**{}**\n", escaped(warning));
    }
    let folder = link_path(folder);
    if let Some(summary) = &document.summary {
        self::summary(&mut out, summary, &folder);
    }
    out.push_str("\n| | |\n|---|---|\n");
    for (name, value) in &document.facts {
        let _ = writeln!(out, "| {name} | {} |", in_cell(value));
    }
    for chapter in &document.chapters {
        let _ = write!(out, "\n## {}\n", chapter.title);
        for block in &chapter.blocks {
            self::block(&mut out, block, &folder);
        }
    }
    out
}

/// The files of the folder of figures: their names, and their content as SVG.
pub fn figures(document: &Document) -> Vec<(String, String)> {
    let mut files = Vec::new();
    for (name, shown) in document.summary.iter().flat_map(of_summary) {
        files.push((name, svg::file(&shown.figure, FIGURE_WIDTH, &LIGHT)));
    }
    for block in document.chapters.iter().flat_map(|chapter| &chapter.blocks) {
        let Block::Figure(block) = block else {
            continue;
        };
        for (version, figure) in &block.versions {
            files.push((
                file_name(block, version),
                svg::file(figure, FIGURE_WIDTH, &LIGHT),
            ));
        }
    }
    files
}

/// The figures of the summary with the names of their files.
fn of_summary(summary: &Summary) -> impl Iterator<Item = (String, &SummaryFigure)> {
    let figures = [("growth", &summary.growth), ("weight", &summary.weight)];
    let shown = figures
        .into_iter()
        .filter_map(|(name, figure)| Some((name, figure.as_ref()?)));
    shown.map(|(name, figure)| (format!("summary-{name}.svg"), figure))
}

fn file_name(block: &FigureBlock, version: &str) -> String {
    match version {
        "" => format!("{}.svg", block.id),
        version => format!("{}-{version}.svg", block.id),
    }
}

/// A path in which no sign ends a link.
fn link_path(path: &str) -> String {
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-_./".contains(&byte);
    let bytes = path.bytes().map(|byte| match is_plain(byte) {
        true => char::from(byte).to_string(),
        false => format!("%{byte:02X}"),
    });
    bytes.collect()
}

fn summary(out: &mut String, summary: &Summary, folder: &str) {
    let _ = write!(out, "\n{}\n\n", escaped(&summary.meta.text));
    for finding in &summary.findings {
        let sign = if finding.is_harm { "⚠ " } else { "" };
        let _ = writeln!(out, "- {sign}{}", statement(&finding.statement));
    }
    for (file, shown) in of_summary(summary) {
        let title = format!("{}, {}", shown.title, shown.subtitle);
        let _ = write!(out, "\n{}\n", image(&title, folder, &file));
        for line in &shown.key {
            let _ = writeln!(out, "{}  ", escaped(&line.text));
        }
    }
    if let Some(table) = &summary.table {
        by_arm(out, table);
    }
    if !summary.caveats.is_empty() {
        out.push_str("\n**Caveats**\n\n");
        for (number, caveat) in (1..).zip(&summary.caveats) {
            let _ = writeln!(out, "{number}. {}", statement(caveat));
        }
    }
}

fn statement(statement: &Statement) -> String {
    let (claim, detail) = (&statement.claim.text, &statement.detail.text);
    format!("**{}** {}", escaped(claim), escaped(detail))
        .trim_end()
        .to_owned()
}

fn image(title: &str, folder: &str, file: &str) -> String {
    let title = escaped(title).replace(['[', ']'], " ");
    format!("![{title}]({folder}/{file})")
}

/// The table of the summary, a row per arm.
fn by_arm(out: &mut String, table: &SummaryTable) {
    let title = format!(
        "**{}** {}",
        escaped(&table.title),
        escaped(&table.definition.text)
    );
    let _ = write!(out, "\n{title}\n\n| Arm");
    let groups = groups(table);
    let columns = groups.iter().flat_map(|group| {
        let named = group
            .columns
            .iter()
            .map(|column| (group.heading.join(" "), column));
        named.filter(|(_, column)| !column.is_strip())
    });
    let columns: Vec<_> = columns.collect();
    // A column that continues the one before it shares its cell.
    let before = |column: &SummaryColumn| if column.continues { " " } else { " | " };
    for (group, column) in &columns {
        let group = if column.continues { "" } else { group };
        let heading = format!("{group} {}", column.heading.join(" "));
        let _ = write!(out, "{}{}", before(column), in_cell(heading.trim()));
    }
    let shown = columns
        .iter()
        .filter(|(_, column)| !column.continues)
        .count();
    let _ = writeln!(out, " |\n|---|{}", "--:|".repeat(shown));
    for (at, row) in table.rows.iter().enumerate() {
        let name = format!("{} {}", row.label, row.name);
        let _ = write!(out, "| {}", in_cell(name.trim()));
        for (_, column) in &columns {
            let text = column.cells[at].text();
            let _ = write!(out, "{}{}", before(column), in_cell(&text));
        }
        out.push_str(" |\n");
    }
    for note in &table.notes {
        let _ = write!(out, "\n{}\n", escaped(&note.text));
    }
}

fn block(out: &mut String, block: &Block, folder: &str) {
    let text = match block {
        Block::Heading(text) => format!("### {}\n", escaped(text)),
        Block::Text(words) => format!("{}\n", escaped(&words.text)),
        Block::List(items) => list(items),
        Block::Facts(groups) => groups.iter().map(|group| facts(group)).collect(),
        Block::Table(block) => tables(block),
        Block::Figure(block) => figure(block, folder),
        Block::Remarks(remarks) => self::remarks(remarks),
        Block::Cards(cards) => cards.iter().map(|card| self::card(card)).collect(),
    };
    out.push('\n');
    out.push_str(&text);
}

fn figure(block: &FigureBlock, folder: &str) -> String {
    let image = |version: &str| {
        let title = format!("{} {version}", block.label());
        format!(
            "{}\n\n",
            image(title.trim(), folder, &file_name(block, version))
        )
    };
    let images: String = block
        .versions
        .iter()
        .map(|(version, _)| image(version))
        .collect();
    format!("{images}*{}. {}*\n", block.label(), escaped(&block.caption))
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
    let mut out = format!("*{}. {}*\n\n", block.label(), escaped(&block.caption));
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
    fn paths_do_not_end_links() {
        assert_eq!(link_path("S 1 (a)-figures"), "S%201%20%28a%29-figures");
    }

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
