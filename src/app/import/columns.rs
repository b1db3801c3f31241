//! What the columns of a table hold: the result of recognizing their headings.

use chrono::NaiveDate;

use super::field::Field;
use super::heading::Heading;
use super::headings::{holds_numbers, holds_sizes};
use super::layout::Table;
use super::options::ImportOptions;
use super::outcome::ImportNote;
use super::source::Cell;
use super::wide::{ColumnTime, is_derived};
use domain::{Label, printable};

/// The columns of the fields.
#[derive(Debug, Clone, PartialEq)]
pub struct Columns {
    by_field: Vec<Option<usize>>,
    /// What numbers of each column are multiplied by, for their unit.
    factors: Vec<f64>,
    /// The columns that belong to a day or to a side, in the order of the file; empty for a file with a row per reading.
    pub days: Vec<DayColumns>,
    /// Values of days that the options name.
    pub mapped_days: Vec<(Field, f64, usize)>,
    /// Fields that the options gave a column, or none.
    mapped: Vec<Field>,
    left_out: Vec<usize>,
    /// What the user should know of how columns were understood.
    pub notes: Vec<ImportNote>,
    /// Whether nothing says what day columns hold: they are taken for volumes.
    pub quantity_is_open: bool,
    /// Whether nothing says the unit or kind of a volume.
    pub unit_is_open: bool,
    /// Headings of columns of numbers that are not used.
    pub open: Vec<String>,
    /// Whether animals have a blank cell for the arm below a filled one.
    pub has_blank_arms: bool,
    /// Columns without a heading in which nothing stands.
    empty: Vec<usize>,
}

/// The columns that belong to one day, one side of one day, or one side of the row.
#[derive(Debug, Clone, PartialEq)]
pub struct DayColumns {
    /// The day or date.
    pub time: ColumnTime,
    /// The date that headings write beside the day.
    pub date: Option<NaiveDate>,
    /// The site of the tumor, if headings tell it.
    pub site: Option<Label>,
    /// Each field with its column.
    pub columns: Vec<(Field, usize)>,
}

/// What one column of a file holds.
#[derive(Debug, Clone, PartialEq)]
pub struct ColumnMeaning {
    /// The heading as in the file; empty where there is none.
    pub heading: String,
    /// What it was understood as.
    pub held: ColumnUse,
}

/// What a column is used for.
#[derive(Debug, Clone, PartialEq)]
pub enum ColumnUse {
    /// A field of each row, and what its numbers are multiplied by.
    Field(Field, f64),
    /// A value of a day or a side, and what its numbers are multiplied by.
    Value {
        /// The day, the date, or that of the row.
        time: ColumnTime,
        /// The site of the tumor.
        site: Option<Label>,
        /// The quantity.
        field: Field,
        /// For its unit.
        factor: f64,
    },
    /// A part of a name that is made of several.
    Part,
    /// Nothing, because it is computed from others, as a mean is.
    Derived,
    /// Nothing, because the options say so.
    LeftOut,
    /// Nothing, because its heading is not known.
    NotUsed,
    /// Nothing stands in it.
    Empty,
}

impl Columns {
    /// No column of a table has a field yet.
    pub fn new(table: &Table) -> Self {
        Self {
            by_field: vec![None; Field::ALL.len()],
            factors: vec![1.0; table.headings.len()],
            days: Vec::new(),
            mapped_days: Vec::new(),
            mapped: Vec::new(),
            left_out: Vec::new(),
            notes: Vec::new(),
            quantity_is_open: false,
            unit_is_open: false,
            open: Vec::new(),
            has_blank_arms: false,
            empty: Vec::new(),
        }
    }

    /// Whether a field is read from columns that name no unit.
    pub fn names_no_unit(&self, table: &Table, field: Field) -> bool {
        let of_days = self.days.iter().flat_map(|day| &day.columns);
        let of_days = of_days
            .filter(|(own, _)| *own == field)
            .map(|(_, column)| *column);
        let mut columns = of_days.chain(self.of(field)).peekable();
        columns.peek().is_some()
            && columns.all(|column| Heading::of(&table.headings[column]).units.is_empty())
    }

    /// The columns of values.
    pub fn value_columns(&self) -> Vec<usize> {
        let of_days = self.days.iter().flat_map(|day| &day.columns);
        let of_days = of_days.map(|(_, column)| *column);
        let of_fields = Field::VALUES.iter().filter_map(|&field| self.of(field));
        of_days.chain(of_fields).collect()
    }

    /// The headings of the columns of values.
    pub fn value_headings(&self, table: &Table) -> Vec<String> {
        let columns = self.value_columns().into_iter();
        columns.map(|column| table.column(column).heading).collect()
    }

    /// The column of a field.
    pub fn of(&self, field: Field) -> Option<usize> {
        self.by_field[field as usize]
    }

    /// What a number of a column is multiplied by.
    pub fn factor(&self, column: usize) -> f64 {
        self.factors.get(column).copied().unwrap_or(1.0)
    }

    /// Whether columns belong to days or sides.
    pub fn is_wide(&self) -> bool {
        !self.days.is_empty()
    }

    /// Whether there is a column per day.
    pub fn has_day_columns(&self) -> bool {
        self.days.iter().any(|day| day.time != ColumnTime::Row)
    }

    /// Whether the file has dispositions and no measurements.
    pub fn only_dispositions(&self) -> bool {
        self.of(Field::Disposition).is_some() && !self.has_values()
    }

    /// Whether a column holds measurements.
    pub fn has_values(&self) -> bool {
        self.is_wide() || Field::VALUES.iter().any(|&field| self.of(field).is_some())
    }

    /// Whether the options name the column of a field, or say that it has none.
    pub fn is_mapped(&self, field: Field) -> bool {
        self.mapped.contains(&field)
    }

    /// Whether the options say that a column is not read.
    pub fn is_left_out(&self, column: usize) -> bool {
        self.left_out.contains(&column)
    }

    /// Whether a column has a field or a day, or is left out.
    pub fn is_taken(&self, column: usize) -> bool {
        self.by_field.contains(&Some(column))
            || self.is_left_out(column)
            || self.mapped_days.iter().any(|(.., c)| *c == column)
            || self.day_of(column).is_some()
    }

    fn day_of(&self, column: usize) -> Option<(&DayColumns, Field)> {
        self.days.iter().find_map(|day| {
            let (field, _) = day.columns.iter().find(|(_, c)| *c == column)?;
            Some((day, *field))
        })
    }

    /// Gives a field the column that the options name.
    pub fn map(&mut self, field: Field, column: usize, factor: f64) {
        self.mapped.push(field);
        self.set(field, column, factor);
    }

    /// Says that a value of a day stands in a column.
    pub fn map_on_day(&mut self, field: Field, day: f64, column: usize) {
        self.mapped_days.push((field, day, column));
    }

    /// Says that no column has a field.
    pub fn omit(&mut self, field: Field) {
        self.mapped.push(field);
    }

    /// Says that a column is not read.
    pub fn leave_out(&mut self, column: usize) {
        self.left_out.push(column);
    }

    /// Gives a field a column, unless the options decided about the field.
    pub fn offer(&mut self, field: Field, column: usize, factor: f64) {
        if !self.is_mapped(field) {
            self.set(field, column, factor);
        }
    }

    fn set(&mut self, field: Field, column: usize, factor: f64) {
        self.by_field[field as usize] = Some(column);
        self.set_factor(column, factor);
    }

    /// Says what the numbers of a column are multiplied by.
    pub fn set_factor(&mut self, column: usize, factor: f64) {
        if let Some(own) = self.factors.get_mut(column) {
            *own = factor;
        }
    }

    /// Takes a field its column.
    pub fn clear(&mut self, field: Field) -> Option<usize> {
        self.by_field[field as usize].take()
    }

    /// Takes a column from its field.
    pub fn release(&mut self, column: usize) {
        for own in &mut self.by_field {
            if *own == Some(column) {
                *own = None;
            }
        }
    }

    /// Some call arms cohorts: without another column for the arm and without start dates, `cohort` heads the arm.
    pub fn cohort_or_arm(&mut self) {
        let tells_more = [Field::Arm, Field::Start].map(|field| self.of(field).is_some());
        if self.is_mapped(Field::Cohort) || self.is_mapped(Field::Arm) || tells_more.contains(&true)
        {
            return;
        }
        if let Some(column) = self.clear(Field::Cohort) {
            self.set(Field::Arm, column, 1.0);
        }
    }

    /// Takes the units that the options name, for columns whose headings name none.
    pub fn apply_units(&mut self, options: &ImportOptions) {
        for (field, scale) in &options.units {
            let of_days = self.days.iter().flat_map(|day| &day.columns);
            let mut columns: Vec<usize> = of_days
                .filter(|(f, _)| f == field)
                .map(|(_, c)| *c)
                .collect();
            columns.extend(self.of(*field));
            for column in columns {
                self.set_factor(column, scale.factor);
            }
            if *field == Field::Volume {
                self.quantity_is_open = false;
                self.unit_is_open = false;
            }
        }
    }

    /// Takes down what the cells of columns that are not used tell, before the rows are given away.
    pub fn settle(&mut self, table: &Table) {
        let unused: Vec<usize> = (0..table.headings.len())
            .filter(|&column| !self.is_taken(column))
            .collect();
        let is_empty = |column: &usize| {
            table.headings[*column].is_empty() && table.filled(*column).next().is_none()
        };
        self.empty = unused.iter().copied().filter(is_empty).collect();
        let is_open = |column: &&usize| {
            let holds_values = holds_numbers(table, **column) || holds_sizes(table, **column);
            !is_derived(&table.headings[**column]) && holds_values
        };
        let open = unused.iter().filter(is_open);
        self.open = open.map(|&column| table.column(column).heading).collect();
    }

    /// What each column holds, in the order of the file.
    pub fn meanings(&self, table: &Table) -> Vec<ColumnMeaning> {
        let headings = table.headings.iter().enumerate();
        headings
            .map(|(column, heading)| ColumnMeaning {
                heading: printable(heading),
                held: self.held(table, column),
            })
            .collect()
    }

    fn held(&self, table: &Table, column: usize) -> ColumnUse {
        let fields = Field::ALL.iter();
        if let Some(&field) = fields.into_iter().find(|&&f| self.of(f) == Some(column)) {
            return ColumnUse::Field(field, self.factor(column));
        }
        if let Some((day, field)) = self.day_of(column) {
            return ColumnUse::Value {
                time: day.time,
                site: day.site.clone(),
                field,
                factor: self.factor(column),
            };
        }
        let heading = &table.headings[column];
        match () {
            () if table.joined.contains(&column) => ColumnUse::Part,
            () if self.is_left_out(column) => ColumnUse::LeftOut,
            () if self.empty.contains(&column) => ColumnUse::Empty,
            () if is_derived(heading) => ColumnUse::Derived,
            () => ColumnUse::NotUsed,
        }
    }

    /// The columns that are not used, as a message names them.
    pub fn not_used(&self, table: &Table) -> Vec<String> {
        // An export has a column of volumes by the formula beside those that were given: it holds no data.
        let means = |column: usize| {
            super::heading::plain(&super::heading::without_units(&table.headings[column]))
        };
        let has_given = self.of(Field::Volume).map(means).as_deref() == Some("volumegiven");
        (0..table.headings.len())
            .filter(|&column| {
                matches!(
                    self.held(table, column),
                    ColumnUse::NotUsed | ColumnUse::Derived | ColumnUse::LeftOut
                )
            })
            .filter(|&column| !(has_given && means(column) == "volume"))
            .map(|column| match table.headings[column].as_str() {
                "" => format!("column {} (no heading)", table.column(column).index + 1),
                heading => printable(heading),
            })
            .collect()
    }
}

/// The text of a cell that names something, without blanks around it; none for an empty cell.
pub fn name_in(cell: &Cell) -> Option<String> {
    let text = super::cells::text(cell);
    let name = text.trim();
    (!super::cells::is_no_name(name)).then(|| name.to_owned())
}
