//! Tables whose rows are made while they are written: a row of values takes some hundred bytes, and a study can have a
//! million readings.

use std::io;

use report::data::{Column, RowSink, TableSource, assert_fits};

/// Hands every row to a sink, the same each time.
type Rows<'a> = dyn Fn(RowSink<'_>) -> io::Result<()> + 'a;

/// A table that holds what its rows are made of.
pub struct StreamedTable<'a> {
    name: &'static str,
    columns: Vec<Column>,
    rows: Box<Rows<'a>>,
}

impl<'a> StreamedTable<'a> {
    pub fn new(
        name: &'static str,
        columns: impl IntoIterator<Item = Column>,
        rows: impl Fn(RowSink<'_>) -> io::Result<()> + 'a,
    ) -> Self {
        Self {
            name,
            columns: columns.into_iter().collect(),
            rows: Box::new(rows),
        }
    }
}

impl TableSource for StreamedTable<'_> {
    fn name(&self) -> &str {
        self.name
    }

    fn columns(&self) -> &[Column] {
        &self.columns
    }

    fn each_row(&self, sink: RowSink<'_>) -> io::Result<()> {
        (self.rows)(&mut |row| {
            assert_fits(self.name, &self.columns, row);
            sink(row)
        })
    }
}
