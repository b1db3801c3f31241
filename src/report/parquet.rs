//! A table as a Parquet file without compression. It is written in row groups of at most 32 768 rows, so that a large
//! table is never in memory whole.
//!
//! Texts are UTF-8 strings, numbers doubles, whole numbers 64-bit integers, truth values booleans, and dates
//! are of the logical type date. Missing values are null. The same table gives the same bytes.

use std::io::{self, Write};
use std::iter::once;
use std::sync::Arc;

use ::parquet::basic::{LogicalType, Repetition, Type as Physical};
use ::parquet::data_type::{
    BoolType, ByteArray, ByteArrayType, DataType, DoubleType, Int32Type, Int64Type,
};
use ::parquet::errors::Result;
use ::parquet::file::metadata::KeyValue;
use ::parquet::file::properties::WriterProperties;
use ::parquet::file::writer::{SerializedColumnWriter, SerializedFileWriter};
use ::parquet::schema::types::{Type, TypePtr};
use chrono::NaiveDate;

use super::data::{Column, Kind, TableSource, Value};

/// The most rows of a row group: it is in memory while it is written.
const GROUP_ROWS: usize = 32_768;

/// Writes a file. `maker` is the program with its version; `notes` are keys and values of the file's metadata.
///
/// # Errors
/// Those of `out`.
pub fn write(
    table: &dyn TableSource,
    maker: &str,
    notes: &[(&str, &str)],
    out: &mut (dyn Write + Send),
) -> io::Result<()> {
    let notes = once(("table", table.name())).chain(notes.iter().copied());
    let notes = notes.map(|(key, value)| KeyValue::new(key.to_owned(), value.to_owned()));
    let properties = WriterProperties::builder()
        .set_created_by(maker.to_owned())
        .set_key_value_metadata(Some(notes.collect()))
        .build();
    let columns = table.columns();
    let schema = schema(columns).map_err(io::Error::other)?;
    let mut writer = SerializedFileWriter::new(out, schema, Arc::new(properties))?;
    let mut rows: Vec<Vec<Value>> = Vec::new();
    table.each_row(&mut |row| {
        rows.push(row.to_vec());
        if rows.len() == GROUP_ROWS {
            write_group(&mut writer, columns, &rows)?;
            rows.clear();
        }
        Ok(())
    })?;
    // Some readers fail at a row group without rows.
    if !rows.is_empty() {
        write_group(&mut writer, columns, &rows)?;
    }
    writer.close()?;
    Ok(())
}

fn write_group<W: Write + Send>(
    writer: &mut SerializedFileWriter<W>,
    columns: &[Column],
    rows: &[Vec<Value>],
) -> Result<()> {
    let mut group = writer.next_row_group()?;
    for (at, column) in columns.iter().enumerate() {
        let out = group.next_column()?;
        let mut out = out.expect("the schema has every column");
        write_column(&mut out, column.kind, rows.iter().map(|row| &row[at]))?;
        out.close()?;
    }
    group.close()?;
    Ok(())
}

fn schema(columns: &[Column]) -> Result<TypePtr> {
    let fields: Result<Vec<TypePtr>> = columns.iter().map(field).collect();
    let schema = Type::group_type_builder("schema").with_fields(fields?);
    Ok(Arc::new(schema.build()?))
}

fn field(column: &Column) -> Result<TypePtr> {
    let (physical, logical) = match column.kind {
        Kind::Text => (Physical::BYTE_ARRAY, Some(LogicalType::String)),
        Kind::Number => (Physical::DOUBLE, None),
        Kind::Whole => (Physical::INT64, None),
        Kind::Truth => (Physical::BOOLEAN, None),
        Kind::Date => (Physical::INT32, Some(LogicalType::Date)),
    };
    let field = Type::primitive_type_builder(&column.key, physical)
        .with_repetition(Repetition::OPTIONAL)
        .with_logical_type(logical);
    Ok(Arc::new(field.build()?))
}

fn write_column<'a>(
    out: &mut SerializedColumnWriter,
    kind: Kind,
    values: impl Iterator<Item = &'a Value>,
) -> Result<()> {
    match kind {
        Kind::Text => write_values::<ByteArrayType>(out, values.map(text)),
        Kind::Number => write_values::<DoubleType>(out, values.map(number)),
        Kind::Whole => write_values::<Int64Type>(out, values.map(whole)),
        Kind::Truth => write_values::<BoolType>(out, values.map(truth)),
        Kind::Date => write_values::<Int32Type>(out, values.map(day)),
    }
}

/// Writes the present values, and for each row whether its value is present.
fn write_values<T: DataType>(
    out: &mut SerializedColumnWriter,
    values: impl Iterator<Item = Option<T::T>>,
) -> Result<()> {
    let (mut present, mut levels) = (Vec::new(), Vec::new());
    for value in values {
        levels.push(i16::from(value.is_some()));
        present.extend(value);
    }
    out.typed::<T>()
        .write_batch(&present, Some(&levels), None)?;
    Ok(())
}

fn text(value: &Value) -> Option<ByteArray> {
    let there = *value != Value::Missing;
    there.then(|| ByteArray::from(value.to_string().into_bytes()))
}

fn number(value: &Value) -> Option<f64> {
    match value {
        Value::Number(number) => Some(*number),
        _ => None,
    }
}

fn whole(value: &Value) -> Option<i64> {
    match value {
        Value::Whole(number) => Some(*number),
        _ => None,
    }
}

fn truth(value: &Value) -> Option<bool> {
    match value {
        Value::Truth(truth) => Some(*truth),
        _ => None,
    }
}

/// Days since 1970-01-01.
fn day(value: &Value) -> Option<i32> {
    match value {
        Value::Date(date) => {
            let days = (*date - NaiveDate::default()).num_days();
            Some(i32::try_from(days).expect("chrono's calendar is within i32 days"))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use ::parquet::file::reader::{FileReader, SerializedFileReader};
    use ::parquet::record::RowAccessor;

    use super::*;
    use crate::data::{DataTable, row};

    #[test]
    fn large_table_is_written_in_groups_that_hold_all_rows() {
        let mut table = DataTable::new("t", [Column::whole("n", ""), Column::text("name", "")]);
        let rows = GROUP_ROWS + 2;
        for n in 0..rows {
            table.push(row![n, n.to_string()]);
        }
        let mut file = tempfile::tempfile().unwrap();
        write(&table, "test", &[], &mut file).unwrap();
        let reader = SerializedFileReader::new(file).unwrap();
        let groups = reader.metadata().row_groups().iter();
        let groups: Vec<i64> = groups.map(|group| group.num_rows()).collect();
        assert_eq!(groups, [GROUP_ROWS as i64, 2]);
        let read = reader.get_row_iter(None).unwrap().map(|row| row.unwrap());
        let read = read.map(|row| (row.get_long(0).unwrap(), row.get_string(1).unwrap().clone()));
        assert!(read.eq((0..rows as i64).map(|n| (n, n.to_string()))));
    }
}
