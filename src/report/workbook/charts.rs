//! Growth curves as charts that Excel draws from the sheet of volumes by day. Only means that the survivorship guard
//! allows are drawn: the sheet has them in columns of their own.

use rust_xlsxwriter::{
    Chart, ChartEmptyCells, ChartErrorBars, ChartErrorBarsType, ChartFormat, ChartLine,
    ChartMarker, ChartMarkerType, ChartRange, ChartSolidFill, ChartType, Worksheet, XlsxError,
};

use super::sheets::VOLUME_BY_DAY_SHEET;
use crate::data::{DataTable, Value};
use crate::palette::{self, LOOKS, ON_LIGHT};
use domain::Analysis;

/// The columns of the means that are drawn.
pub(super) const DRAWN: [&str; 2] = ["drawn_mean", "drawn_sem"];

/// The most arms in a chart.
const ABREAST: usize = LOOKS;

/// Size of a chart in pixels, and rows of a sheet that it covers.
const SIZE: (u32, u32) = (820, 480);
const COVERED: u32 = 26;

/// Two charts per group of arms: one with a linear axis, and beside it one with a logarithmic axis. The result is the row
/// below them.
pub(super) fn growth(
    sheet: &mut Worksheet,
    analysis: &Analysis,
    table: &DataTable,
) -> Result<u32, XlsxError> {
    let groups: Vec<&[String]> = analysis.arms.chunks(ABREAST).collect();
    let log_can = !volumes(table).any(|mean| mean <= 0.0);
    // So that no page break crosses a chart.
    let breaks: Vec<u32> = (1..).zip(&groups).map(|(n, _)| n * COVERED).collect();
    sheet.set_page_breaks(&breaks)?;
    let mut row = 0;
    for arms in groups {
        sheet.insert_chart(row, 0, &chart(analysis, table, arms, false))?;
        if log_can {
            sheet.insert_chart(row, 14, &chart(analysis, table, arms, true))?;
        }
        row += COVERED;
    }
    Ok(row)
}

fn column(table: &DataTable, key: &str) -> u16 {
    let at = table.columns.iter().position(|column| column.key == key);
    let at = at.expect("volumes by day have a day, and means that are drawn");
    u16::try_from(at).expect("the table has few columns")
}

/// The means of all rows.
fn volumes(table: &DataTable) -> impl Iterator<Item = f64> {
    let at = usize::from(column(table, DRAWN[0]));
    table.rows.iter().filter_map(move |row| match row[at] {
        Value::Number(mean) => Some(mean),
        _ => None,
    })
}

fn chart(analysis: &Analysis, table: &DataTable, arms: &[String], log: bool) -> Chart {
    let name = VOLUME_BY_DAY_SHEET;
    let mut chart = Chart::new(ChartType::ScatterStraightWithMarkers);
    chart.show_empty_cells_as(ChartEmptyCells::Connected);
    chart.set_width(SIZE.0).set_height(SIZE.1);
    // A title that began with text that people typed could be read as a reference to cells.
    let title = format!("Tumor volume, mean ± SEM: {}", analysis.study);
    chart.title().set_name(title.as_str());
    chart.x_axis().set_name("Study day");
    chart.y_axis().set_name("Tumor volume (mm³)");
    if log {
        chart.y_axis().set_log_base(10);
    }
    for arm in arms {
        let Some((first, last)) = rows_of(table, arm) else {
            continue;
        };
        let range = |key: &str| {
            let at = column(table, key);
            ChartRange::new_from_range(name, first, at, last, at)
        };
        let named = column(table, "arm");
        let place = analysis.arms.iter().position(|known| known == arm);
        let (marker, line) = formats(place.unwrap_or_default());
        let sem = ChartErrorBarsType::Custom(range(DRAWN[1]), range(DRAWN[1]));
        chart
            .add_series()
            .set_name(&ChartRange::new_from_range(
                name, first, named, first, named,
            ))
            .set_categories(&range("day"))
            .set_values(&range(DRAWN[0]))
            .set_format(ChartFormat::new().set_line(&line))
            .set_marker(&marker)
            .set_y_error_bars(ChartErrorBars::new().set_type(sem));
    }
    chart
}

/// First and last row of an arm in the sheet; the rows of an arm are contiguous.
fn rows_of(table: &DataTable, arm: &str) -> Option<(u32, u32)> {
    let at = usize::from(column(table, "arm"));
    let is_of_arm = |row: &Vec<Value>| matches!(&row[at], Value::Text(text) if text == arm);
    let first = table.rows.iter().position(is_of_arm)?;
    let n = table.rows[first..]
        .iter()
        .take_while(|row| is_of_arm(row))
        .count();
    let row = |at: usize| u32::try_from(at + 1).expect("a sheet has fewer rows");
    Some((row(first), row(first + n - 1)))
}

fn formats(place: usize) -> (ChartMarker, ChartLine) {
    // Filled, then open; Excel has no triangle upside down.
    let marks = [
        ChartMarkerType::Circle,
        ChartMarkerType::Square,
        ChartMarkerType::Triangle,
        ChartMarkerType::Diamond,
        ChartMarkerType::X,
        ChartMarkerType::Circle,
        ChartMarkerType::Square,
        ChartMarkerType::Triangle,
        ChartMarkerType::Diamond,
        ChartMarkerType::PlusSign,
    ];
    let mark = palette::mark(place);
    let (r, g, b) = ON_LIGHT[palette::color(place)];
    let color = u32::from_be_bytes([0, r, g, b]);
    let mut marker = ChartMarker::new();
    marker.set_type(marks[mark]).set_size(6);
    if mark < 5 {
        let fill = ChartSolidFill::new().set_color(color).to_owned();
        marker.set_format(ChartFormat::new().set_solid_fill(&fill));
    }
    let mut line = ChartLine::new();
    line.set_color(color).set_width(1.5);
    (marker, line)
}
