//! A table as a Parquet file of one row group, without compression.
//!
//! Texts are UTF-8 strings, numbers doubles, whole numbers 64-bit integers, truth values booleans, and dates
//! are of the logical type date. Missing values are null. The same table gives the same bytes.

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

use super::data::{Column, DataTable, Kind, Value};

/// The bytes of a file. `maker` is the program with its version; `notes` are keys and values of the file's
/// metadata.
pub fn parquet(table: &DataTable, maker: &str, notes: &[(&str, &str)]) -> Vec<u8> {
    let written = write(table, maker, notes);
    written.expect("memory takes every table, and values are of their columns' kinds")
}

fn write(table: &DataTable, maker: &str, notes: &[(&str, &str)]) -> Result<Vec<u8>> {
    let notes = once(("table", table.name.as_ref())).chain(notes.iter().copied());
    let notes = notes.map(|(key, value)| KeyValue::new(key.to_owned(), value.to_owned()));
    let properties = WriterProperties::builder()
        .set_created_by(maker.to_owned())
        .set_key_value_metadata(Some(notes.collect()))
        .build();
    let mut writer = SerializedFileWriter::new(Vec::new(), schema(table)?, Arc::new(properties))?;
    // Some readers fail at a row group without rows.
    if !table.rows.is_empty() {
        let mut rows = writer.next_row_group()?;
        for (at, column) in table.columns.iter().enumerate() {
            let out = rows.next_column()?;
            let mut out = out.expect("the schema has every column");
            let values = table.rows.iter().map(|row| &row[at]);
            write_column(&mut out, column.kind, values)?;
            out.close()?;
        }
        rows.close()?;
    }
    writer.into_inner()
}

fn schema(table: &DataTable) -> Result<TypePtr> {
    let fields: Result<Vec<TypePtr>> = table.columns.iter().map(field).collect();
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
