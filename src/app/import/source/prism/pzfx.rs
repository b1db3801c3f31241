//! Projects in XML (`.pzfx`).

use quick_xml::events::{BytesStart, Event};

use super::{Content, DataSet, ProjectTable, SetColumn, SetValue, grids};
use crate::file_problems::ImportError;
use crate::import::options::ImportOptions;
use crate::import::outcome::ImportNote;
use crate::import::source::encoding::decode;
use crate::import::source::grid::{Grid, unreadable};
use crate::import::source::xml::{Xml, add_text, attribute, name_of};

/// How far into a file the name of a project's first element is looked for: an XSLT head may stand before it.
const HEAD: usize = 4096;

/// Whether a file is a project.
pub fn is_project(bytes: &[u8]) -> bool {
    let head = &bytes[..bytes.len().min(HEAD)];
    let is_xml = head
        .iter()
        .find(|b| !b.is_ascii_whitespace() && !b"\xef\xbb\xbf".contains(b))
        == Some(&b'<');
    let name = b"GraphPadPrismFile";
    is_xml && head.windows(name.len()).any(|window| window == name)
}

/// Reads the data tables of a project.
///
/// # Errors
/// If the XML is damaged, or no table holds values of animals.
pub fn read(
    file: &str,
    bytes: &[u8],
    options: &ImportOptions,
) -> Result<(Vec<Grid>, Vec<ImportNote>), ImportError> {
    let text = decode(file, bytes, options.encoding.as_deref())?;
    let mut xml = Xml::new(text.as_bytes());
    let tables = tables(&mut xml).map_err(|error| {
        let why = format!("it is a Prism project whose XML is damaged ({error})");
        unreadable(file, why, super::EXPORT)
    })?;
    grids(file, tables)
}

/// Where in a table the reader is.
#[derive(Default, Clone, Copy, PartialEq)]
enum Section {
    #[default]
    Table,
    X,
    RowTitles,
    ColumnTitles,
    Set,
    /// A column that repeats one before.
    Repeated,
}

fn tables(xml: &mut Xml<&[u8]>) -> Result<Vec<ProjectTable>, String> {
    let mut tables = Vec::new();
    loop {
        match xml.next()? {
            Event::Eof => return Ok(tables),
            Event::Start(tag) if is_table(&name_of(&tag)) => {
                let table = ProjectTable {
                    content: content_of(&tag),
                    ..ProjectTable::default()
                };
                tables.push(table_of(xml, table)?);
            }
            _ => {}
        }
    }
}

fn is_table(name: &str) -> bool {
    matches!(name, "Table" | "HugeTable" | "Table1024")
}

fn content_of(tag: &BytesStart<'_>) -> Content {
    match (
        attribute(tag, "TableType").as_deref(),
        attribute(tag, "YFormat").as_deref(),
    ) {
        (Some("Survival"), _) => Content::Survival,
        (Some("Contingency" | "PartsOfWhole"), _) => Content::Counts,
        (
            _,
            Some("SD" | "SE" | "CV" | "SDN" | "SEN" | "CVN" | "low-high" | "upper-lower-limits"),
        ) => Content::Means,
        _ => Content::Values,
    }
}

fn table_of(xml: &mut Xml<&[u8]>, mut table: ProjectTable) -> Result<ProjectTable, String> {
    let mut section = Section::Table;
    // Of each column of a data set its title in all data sets, or in each of them.
    let mut titles: Vec<Vec<SetValue>> = Vec::new();
    let mut columns: Vec<Vec<SetValue>> = Vec::new();
    let mut title = String::new();
    loop {
        let name = match xml.next()? {
            Event::Start(tag) => name_of(&tag),
            Event::End(tag) => {
                let name = tag.local_name().as_ref().to_owned();
                if is_table(&name) {
                    break;
                }
                if section_of(&name, &table).is_some() {
                    finish(
                        &mut table,
                        section,
                        std::mem::take(&mut title),
                        std::mem::take(&mut columns),
                        &mut titles,
                    );
                    section = Section::Table;
                }
                continue;
            }
            Event::Eof => return Err("it ends in the middle of a table".into()),
            _ => continue,
        };
        match name.as_str() {
            "Title" if section == Section::Table => table.title = text_of(xml)?,
            "Title" => title = text_of(xml)?,
            "Subcolumn" => columns.push(values(xml)?),
            name => section = section_of(name, &table).unwrap_or(section),
        }
    }
    for (at, set) in table.sets.iter_mut().enumerate() {
        for (column, titles) in set.columns.iter_mut().zip(&titles) {
            let title = titles
                .get(at)
                .or(titles.first().filter(|_| titles.len() == 1));
            column.title = title.map_or(String::new(), |title| title.text.clone());
        }
    }
    Ok(table)
}

/// The section that an element of a table begins. Newer versions write X twice.
fn section_of(name: &str, table: &ProjectTable) -> Option<Section> {
    match name {
        "XColumn" | "XAdvancedColumn" if table.x.is_some() => Some(Section::Repeated),
        "XColumn" | "XAdvancedColumn" => Some(Section::X),
        "RowTitlesColumn" => Some(Section::RowTitles),
        "SubColumnTitles" => Some(Section::ColumnTitles),
        "YColumn" => Some(Section::Set),
        "YAdvancedColumn" => Some(Section::Repeated),
        _ => None,
    }
}

/// Takes in a section that has ended.
fn finish(
    table: &mut ProjectTable,
    section: Section,
    title: String,
    columns: Vec<Vec<SetValue>>,
    titles: &mut Vec<Vec<SetValue>>,
) {
    let texts = |columns: Vec<Vec<SetValue>>| -> Vec<String> {
        let first = columns.into_iter().next().unwrap_or_default();
        first.into_iter().map(|value| value.text).collect()
    };
    match section {
        Section::X => {
            let values = texts(columns);
            if values.iter().any(|value| !value.trim().is_empty()) {
                table.x = Some((title, values));
            }
        }
        Section::RowTitles => table.row_titles = texts(columns),
        Section::ColumnTitles => *titles = columns,
        Section::Set => {
            let columns = columns.into_iter().map(|values| SetColumn {
                values,
                ..SetColumn::default()
            });
            table.sets.push(DataSet {
                title,
                columns: columns.collect(),
            });
        }
        Section::Table | Section::Repeated => {}
    }
}

/// The text of an element, without its markup.
fn text_of(xml: &mut Xml<&[u8]>) -> Result<String, String> {
    let mut text = String::new();
    let mut depth = 1_usize;
    while depth > 0 {
        match xml.next()? {
            Event::Start(_) => depth += 1,
            Event::End(_) => depth -= 1,
            Event::Eof => return Err("it ends in the middle of a text".into()),
            part => add_text(&part, &mut text),
        }
    }
    Ok(text.split_whitespace().collect::<Vec<_>>().join(" "))
}

/// The cells of a column.
fn values(xml: &mut Xml<&[u8]>) -> Result<Vec<SetValue>, String> {
    let mut values = Vec::new();
    loop {
        let is_excluded = match xml.next()? {
            Event::Start(tag) if name_of(&tag) == "d" => {
                attribute(&tag, "Excluded").is_some_and(|value| value != "0")
            }
            Event::Start(_) => {
                xml.skip_element()?;
                continue;
            }
            Event::End(_) => return Ok(values),
            Event::Eof => return Err("it ends in the middle of a column".into()),
            _ => continue,
        };
        values.push(SetValue {
            text: text_of(xml)?,
            is_excluded,
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::import::source::Cell;

    fn project(tables: &str) -> Result<(Vec<Grid>, Vec<ImportNote>), ImportError> {
        let xml = format!(
            r#"<?xml version="1.0" encoding="UTF-8"?><GraphPadPrismFile PrismXMLVersion="5.00">{tables}<Template>AAAA</Template></GraphPadPrismFile>"#
        );
        assert!(is_project(xml.as_bytes()));
        read("p.pzfx", xml.as_bytes(), &ImportOptions::default())
    }

    /// The rows of the first table, as text.
    fn rows(tables: &str) -> Vec<String> {
        let (grids, _) = project(tables).unwrap();
        let texts = |cells: &[Cell]| {
            cells
                .iter()
                .map(Cell::displayed)
                .collect::<Vec<_>>()
                .join("|")
        };
        grids[0].rows.iter().map(|row| texts(&row.cells)).collect()
    }

    fn column(name: &str, title: &str, columns: &[&[&str]]) -> String {
        let cell = |cell: &&str| match cell.strip_suffix('*') {
            Some(cell) => format!(r#"<d Excluded="1">{cell}</d>"#),
            None if cell.is_empty() => "<d/>".to_owned(),
            None => format!("<d>{cell}</d>"),
        };
        let cells = |cells: &&[&str]| {
            format!(
                "<Subcolumn>{}</Subcolumn>",
                cells.iter().map(cell).collect::<String>()
            )
        };
        let columns: String = columns.iter().map(cells).collect();
        format!("<{name}><Title>{title}</Title>{columns}</{name}>")
    }

    fn table(attributes: &str, content: &[String]) -> String {
        format!(
            "<Table {attributes}><Title>Tumor <B>volume</B></Title>{}</Table>",
            content.concat()
        )
    }

    const XY: &str = r#"TableType="XY" XFormat="numbers" YFormat="replicates""#;

    #[test]
    fn data_sets_are_arms_and_their_columns_animals() {
        let x = column("XColumn", "Day", &[&["0", "7", "9"]]);
        let vehicle = column(
            "YColumn",
            "Vehicle",
            &[&["100", "205", ""], &["104", "", ""], &["", "", ""]],
        );
        let drug = column("YColumn", "Drug &amp; co", &[&["99", "121", ""]]);
        assert_eq!(
            rows(&table(XY, &[x, vehicle, drug])),
            [
                "animal|arm|Day 0|Day 7",
                "Vehicle 1|Vehicle|100|205",
                "Vehicle 2|Vehicle|104|",
                "Drug & co 1|Drug & co|99|121"
            ]
        );
    }

    #[test]
    fn excluded_values_are_left_out_and_named() {
        let x = column("XColumn", "", &[&["0", "7"]]);
        let drug = column("YColumn", "Drug", &[&["101", "900*"], &["99", "120"]]);
        let (grids, notes) = project(&table(XY, &[x, drug])).unwrap();
        assert_eq!(grids[0].rows[1].cells[3], Cell::Empty);
        assert_eq!(
            notes[0].message,
            "1 value of the table `Tumor volume` excluded in Prism, and left out here: 900 of Drug 1 on Day 7"
        );
    }

    #[test]
    fn single_columns_are_animals_without_an_arm() {
        let x = column("XColumn", "Weeks", &[&["0", "1"]]);
        let repeated = column("XAdvancedColumn", "Weeks", &[&["5", "6"]]);
        let sets = [("35693", ["60", "101"]), ("35694", ["167", "217"])];
        let sets = sets.map(|(title, values)| column("YColumn", title, &[&values]));
        assert_eq!(
            rows(&table(XY, &[[x, repeated].concat(), sets.concat()])),
            ["animal|Week 0|Week 1", "35693|60|101", "35694|167|217"]
        );
    }

    #[test]
    fn rows_of_grouped_tables_are_days_if_their_titles_are() {
        let titles = column("RowTitlesColumn", "", &[&["Day 0", "7"]]);
        let tags = column("SubColumnTitles", "", &[&["M1", "M3"], &["M2", "M4"]]);
        let arms =
            ["Vehicle", "Drug"].map(|arm| column("YColumn", arm, &[&["1", "2"], &["3", "4"]]));
        let grouped = r#"TableType="TwoWay" XFormat="none" YFormat="replicates""#;
        assert_eq!(
            rows(&table(grouped, &[titles, tags, arms.concat()])),
            [
                "animal|arm|Day 0|Day 7",
                "M1|Vehicle|1|2",
                "M2|Vehicle|3|4",
                "M3|Drug|1|2",
                "M4|Drug|3|4"
            ]
        );
    }

    #[test]
    fn titles_that_occur_in_several_arms_follow_the_arm() {
        let x = column("XColumn", "Day", &[&["0"]]);
        let tags = column("SubColumnTitles", "", &[&["1"], &["2"]]);
        let arms = ["Vehicle", "Drug"].map(|arm| column("YColumn", arm, &[&["1"], &["3"]]));
        let rows = rows(&table(XY, &[x, tags, arms.concat()]));
        assert_eq!(rows[4], "Drug 2|Drug|3");
    }

    #[test]
    fn tables_of_columns_have_an_animal_per_row() {
        let arms = ["Vehicle", "Drug"].map(|arm| column("YColumn", arm, &[&["500", "", "430"]]));
        assert_eq!(
            rows(&table(r#"TableType="OneWay""#, &[arms.concat()])),
            [
                "animal|arm|Tumor volume",
                "Vehicle 1|Vehicle|500",
                "Vehicle 3|Vehicle|430",
                "Drug 1|Drug|500",
                "Drug 3|Drug|430"
            ]
        );
    }

    #[test]
    fn tables_without_single_values_are_named_and_refused_if_there_is_no_other() {
        let means = table(
            r#"TableType="XY" XFormat="numbers" YFormat="SEN""#,
            &[
                column("XColumn", "", &[&["0"]]),
                column("YColumn", "Vehicle", &[&["100"], &["9"], &["5"]]),
            ],
        );
        let error = project(&means).unwrap_err();
        assert_eq!(
            error.to_string(),
            "cannot read `p.pzfx`: it is a Prism project, and the table `Tumor volume` holds means and errors, not values of animals"
        );
        let x = column("XColumn", "Day", &[&["0"]]);
        let good = table(XY, &[x, column("YColumn", "Drug", &[&["1"], &["2"]])]);
        let (grids, notes) = project(&(means + &good)).unwrap();
        assert_eq!((grids.len(), notes.len()), (1, 1));
        let error = project("").unwrap_err();
        assert!(
            error.to_string().ends_with("without a filled data table"),
            "{error}"
        );
    }

    #[test]
    fn damaged_projects_are_refused() {
        let whole = table(XY, &[column("YColumn", "Drug", &[&["1"], &["2"]])]);
        let xml = format!("<GraphPadPrismFile>{whole}");
        for cut in [30, 70, xml.len() - 20] {
            let error = read("p.pzfx", &xml.as_bytes()[..cut], &ImportOptions::default());
            assert!(error.unwrap_err().to_string().contains("Prism project"));
        }
    }
}
