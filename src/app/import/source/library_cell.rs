//! Cells as the library that reads workbooks gives them.

use calamine::DataType;

use super::grid::Cell;

/// A cell of a workbook.
pub fn cell_of(value: &impl DataType) -> Cell {
    if let Some(number) = value.get_float() {
        return Cell::Number(number);
    }
    if let Some(number) = value.get_int() {
        return Cell::Number(number as f64);
    }
    if let Some(moment) = value.get_datetime() {
        let date = moment.as_datetime().filter(|_| moment.is_datetime());
        return date.map_or(Cell::Number(moment.as_f64()), Cell::Date);
    }
    if let Some(truth) = value.get_bool() {
        return Cell::from_text(if truth { "TRUE" } else { "FALSE" });
    }
    if let Some(error) = value.get_error() {
        return Cell::Fault(error.to_string());
    }
    let texts = [
        value.get_string(),
        value.get_datetime_iso(),
        value.get_duration_iso(),
    ];
    texts
        .into_iter()
        .flatten()
        .next()
        .map_or(Cell::Empty, Cell::from_text)
}
