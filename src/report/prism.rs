//! Tables as a GraphPad Prism project in XML (`.pzfx`), after the files that Prism 6 and 7 write:
//! <https://github.com/Yue-Jiang/pzfx> keeps samples of every kind.
//!
//! Not written: graphs, analyses and the binary part of the format, which Prism adds itself; the time of
//! writing, so that the same project gives the same bytes.

use std::io::{self, Write};

use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesText, Event};

/// The program that the format names as its writer: Prism opens the files of its own versions.
const WRITTEN_BY: [(&str, &str); 4] = [
    ("CreatedByProgram", "GraphPad Prism"),
    ("CreatedByVersion", "6.0f.254"),
    ("Login", ""),
    ("DateTime", "1970-01-01T00:00:00+00:00"),
];

/// Width of a column, in pixels.
const WIDTH: usize = 81;

/// A project.
#[derive(Debug, Clone, PartialEq)]
pub struct Project {
    /// Title of its info sheet.
    pub title: String,
    /// Names and values on the info sheet.
    pub facts: Vec<(String, String)>,
    /// Its tables.
    pub tables: Vec<PrismTable>,
}

/// A data table.
#[derive(Debug, Clone, PartialEq)]
pub struct PrismTable {
    /// Its title.
    pub title: String,
    /// Its type in Prism.
    pub layout: Layout,
    /// Decimals that Prism shows; values are written in full precision.
    pub decimals: usize,
    /// Titles of the rows; empty if they have none.
    pub row_titles: Vec<String>,
    /// Title and values of the X column; grouped tables have none.
    pub x: Option<(String, Vec<f64>)>,
    /// The data sets.
    pub columns: Vec<PrismColumn>,
}

/// Types of tables in Prism.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Layout {
    /// Curves over X, with replicates.
    Xy,
    /// Rows by columns, with replicates.
    Grouped,
    /// X is a time; 1 in a column is the event, 0 the end of observation.
    Survival,
}

/// A data set.
#[derive(Debug, Clone, PartialEq)]
pub struct PrismColumn {
    /// Its title.
    pub title: String,
    /// Its replicates, side by side, each with a cell per row.
    pub replicates: Vec<Vec<PrismCell>>,
}

/// A cell.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum PrismCell {
    /// No value.
    Empty,
    /// A value.
    Value(f64),
    /// A value that Prism shows but leaves out of graphs and analyses.
    Excluded(f64),
}

/// Writes a file.
///
/// # Errors
/// Those of `out`.
pub fn pzfx(project: &Project, out: &mut (dyn Write + Send)) -> io::Result<()> {
    let mut writer = Writer::new_with_indent(out, b' ', 0);
    writer.write_event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)))?;
    let file = writer.create_element("GraphPadPrismFile");
    let file = file.with_attribute(("PrismXMLVersion", "5.00"));
    file.write_inner_content(|out| content(out, project))?;
    writer.into_inner().write_all(b"\n")
}

type Out<'o> = Writer<&'o mut (dyn Write + Send)>;

fn content(out: &mut Out<'_>, project: &Project) -> io::Result<()> {
    out.create_element("Created").write_inner_content(|out| {
        let version = out.create_element("OriginalVersion");
        version.with_attributes(WRITTEN_BY).write_empty()?;
        Ok(())
    })?;
    sequence(out, "InfoSequence", "Info", 1)?;
    info(out, project)?;
    sequence(out, "TableSequence", "Table", project.tables.len())?;
    let mut tables = project.tables.iter().enumerate();
    tables.try_for_each(|(number, of)| table(out, number, of))
}

/// The order of sheets: references to `Info0` or `Table0`, `Table1`, ...
fn sequence(out: &mut Out<'_>, name: &str, of: &str, sheets: usize) -> io::Result<()> {
    let sequence = out.create_element(name);
    sequence.write_inner_content(|out| {
        for number in 0..sheets {
            let id = format!("{of}{number}");
            let mut sheet = out
                .create_element("Ref")
                .with_attribute(("ID", id.as_str()));
            if number == 0 {
                sheet = sheet.with_attribute(("Selected", "1"));
            }
            sheet.write_empty()?;
        }
        Ok(())
    })?;
    Ok(())
}

fn info(out: &mut Out<'_>, project: &Project) -> io::Result<()> {
    let info = out.create_element("Info").with_attribute(("ID", "Info0"));
    info.write_inner_content(|out| {
        text(out, "Title", &project.title)?;
        text(out, "Notes", "")?;
        for (name, value) in &project.facts {
            let fact = out.create_element("Constant");
            fact.write_inner_content(|out| {
                text(out, "Name", name)?;
                text(out, "Value", value)
            })?;
        }
        Ok(())
    })?;
    Ok(())
}

fn table(out: &mut Out<'_>, number: usize, of: &PrismTable) -> io::Result<()> {
    let replicates = of.columns.iter().map(|c| c.replicates.len()).max();
    let replicates = replicates.unwrap_or(0).max(1);
    let (id, wide) = (format!("Table{number}"), replicates.to_string());
    let (x_format, kind) = match of.layout {
        Layout::Xy => ("numbers", "XY"),
        Layout::Grouped => ("none", "TwoWay"),
        Layout::Survival => ("numbers", "Survival"),
    };
    let mut table = out.create_element("Table");
    table = table.with_attributes([("ID", id.as_str()), ("XFormat", x_format)]);
    if of.layout != Layout::Survival {
        let replicates = [("YFormat", "replicates"), ("Replicates", wide.as_str())];
        table = table.with_attributes(replicates);
    }
    table = table.with_attributes([("TableType", kind), ("EVFormat", "AsteriskAfterNumber")]);
    table.write_inner_content(|out| {
        text(out, "Title", &of.title)?;
        row_titles(out, &of.row_titles)?;
        if let Some((title, values)) = &of.x {
            x_columns(out, title, values)?;
        }
        let mut columns = of.columns.iter();
        columns.try_for_each(|column| y_column(out, column, replicates, of.decimals))
    })?;
    Ok(())
}

fn row_titles(out: &mut Out<'_>, titles: &[String]) -> io::Result<()> {
    let column = out.create_element("RowTitlesColumn");
    let column = column.with_attribute(("Width", WIDTH.to_string().as_str()));
    column.write_inner_content(|out| {
        let cells = |out: &mut Out<'_>| titles.iter().try_for_each(|title| text(out, "d", title));
        out.create_element("Subcolumn").write_inner_content(cells)?;
        Ok(())
    })?;
    Ok(())
}

/// X as old and as new versions of Prism read it.
fn x_columns(out: &mut Out<'_>, title: &str, values: &[f64]) -> io::Result<()> {
    let cells: Vec<PrismCell> = values.iter().map(|x| PrismCell::Value(*x)).collect();
    let whole = values.iter().all(|x| x.fract() == 0.0);
    let decimals = if whole { 0 } else { 2 };
    for (name, version) in [
        ("XColumn", None),
        ("XAdvancedColumn", Some(("Version", "1"))),
    ] {
        let column = out.create_element(name).with_attributes(version);
        let shape = shape(1, decimals);
        let column = column.with_attributes(shape.iter().map(|(k, v)| (*k, v.as_str())));
        column.write_inner_content(|out| {
            text(out, "Title", title)?;
            subcolumn(out, &cells)
        })?;
    }
    Ok(())
}

/// A data set; all of a table are as wide as the widest.
fn y_column(
    out: &mut Out<'_>,
    column: &PrismColumn,
    replicates: usize,
    decimals: usize,
) -> io::Result<()> {
    let shape = shape(replicates, decimals);
    let element = out.create_element("YColumn");
    let element = element.with_attributes(shape.iter().map(|(k, v)| (*k, v.as_str())));
    element.write_inner_content(|out| {
        text(out, "Title", &column.title)?;
        for number in 0..replicates {
            subcolumn(
                out,
                column.replicates.get(number).map_or(&[], Vec::as_slice),
            )?;
        }
        Ok(())
    })?;
    Ok(())
}

fn shape(subcolumns: usize, decimals: usize) -> [(&'static str, String); 3] {
    [
        ("Width", (WIDTH * subcolumns).to_string()),
        ("Decimals", decimals.to_string()),
        ("Subcolumns", subcolumns.to_string()),
    ]
}

fn subcolumn(out: &mut Out<'_>, cells: &[PrismCell]) -> io::Result<()> {
    let subcolumn = out.create_element("Subcolumn");
    subcolumn.write_inner_content(|out| {
        for cell in cells {
            let element = out.create_element("d");
            match cell {
                PrismCell::Empty => element.write_text_content(BytesText::new(""))?,
                PrismCell::Value(value) => {
                    element.write_text_content(BytesText::new(&value.to_string()))?
                }
                PrismCell::Excluded(value) => element
                    .with_attribute(("Excluded", "1"))
                    .write_text_content(BytesText::new(&value.to_string()))?,
            };
        }
        Ok(())
    })?;
    Ok(())
}

/// A text in an element; characters that XML cannot hold become U+FFFD.
fn text(out: &mut Out<'_>, name: &str, text: &str) -> io::Result<()> {
    let holds = |c: char| matches!(c, '\t' | '\n' | '\r' | ' '..='\u{d7ff}' | '\u{e000}'..='\u{fffd}' | '\u{10000}'..);
    let keep = |c| if holds(c) { c } else { '\u{fffd}' };
    let text: String = text.chars().map(keep).collect();
    out.create_element(name)
        .write_text_content(BytesText::new(&text))?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_project_is_written_as_prism_does() {
        let column = PrismColumn {
            title: "<script> & \"x\"\u{ffff}".to_owned(),
            replicates: vec![
                vec![PrismCell::Value(1.5), PrismCell::Empty],
                vec![PrismCell::Excluded(-2.0), PrismCell::Value(0.0)],
            ],
        };
        let project = Project {
            title: "S".to_owned(),
            facts: vec![("Program".to_owned(), "Graftbook".to_owned())],
            tables: vec![PrismTable {
                title: "Volume".to_owned(),
                layout: Layout::Xy,
                decimals: 1,
                row_titles: Vec::new(),
                x: Some(("Day".to_owned(), vec![0.0, 3.5])),
                columns: vec![column],
            }],
        };
        let mut file = Vec::new();
        pzfx(&project, &mut file).unwrap();
        insta::assert_snapshot!(String::from_utf8(file).unwrap());
    }
}
