//! Comparison of two tables of numbers: how closely they agree, and which numbers do not.

use std::collections::BTreeMap;

use serde_json::Value;

/// The allowed relative difference.
const RELATIVE: f64 = 1e-10;

/// The allowed absolute difference where a reference is almost 0 by cancellation.
const ABSOLUTE: f64 = 1e-12;

/// Compares numbers and keeps the largest relative error.
#[derive(Default)]
pub struct Agreement {
    compared: usize,
    worst: f64,
    pub differing: Vec<String>,
}

impl Agreement {
    pub fn number(&mut self, what: &str, ours: &Value, theirs: &Value) {
        self.compared += 1;
        let agree = match (ours.as_f64(), theirs.as_f64()) {
            (Some(a), Some(b)) => {
                let error = (a - b).abs();
                if b.abs() > 1e-6 {
                    self.worst = self.worst.max(error / b.abs());
                }
                error <= RELATIVE * b.abs() || error <= ABSOLUTE
            }
            (None, None) => true,
            _ => false,
        };
        if !agree {
            self.differing
                .push(format!("{what}: ours {ours}, reference {theirs}"));
        }
    }

    /// Compares a number with a less accurate one: to an absolute or a relative error.
    pub fn close(&mut self, what: &str, ours: f64, theirs: &Value, absolute: f64, relative: f64) {
        self.compared += 1;
        let error = theirs
            .as_f64()
            .map(|b| (ours - b).abs() / (relative * b.abs()).max(absolute));
        if error.is_none_or(|error| error.is_nan() || error > 1.0) {
            self.differing
                .push(format!("{what}: ours {ours}, reference {theirs}"));
        }
    }

    /// Compares rows that agree in their keys, field by field: (ours, reference).
    pub fn rows(&mut self, ours: &Value, theirs: &Value, keys: &Keys, fields: &[(&str, &str)]) {
        let key = |row: &Value, names: &[&str]| -> String {
            let parts = names.iter().map(|name| match &row[*name] {
                Value::Number(day) => format!("{}", day.as_f64().unwrap()),
                other => other.as_str().unwrap().to_owned(),
            });
            parts.collect::<Vec<_>>().join(" / ")
        };
        let ours: BTreeMap<String, &Value> = ours
            .as_array()
            .unwrap()
            .iter()
            .map(|row| (key(row, keys.ours), row))
            .collect();
        let theirs = theirs.as_array().unwrap();
        assert!(!theirs.is_empty());
        for row in theirs {
            let key = key(row, keys.theirs);
            let Some(our_row) = ours.get(&key) else {
                self.differing.push(format!("{key}: no row"));
                continue;
            };
            for (our_field, their_field) in fields {
                assert!(our_row.get(our_field).is_some(), "no field {our_field}");
                let what = format!("{key}: {our_field}");
                self.number(&what, &our_row[*our_field], &row[*their_field]);
            }
        }
    }

    pub fn report(&self, name: &str) {
        println!(
            "{name}: {} numbers, worst relative error {:.1e}",
            self.compared, self.worst
        );
    }

    pub fn check(&self, name: &str) {
        self.report(name);
        let shown = self
            .differing
            .iter()
            .take(20)
            .cloned()
            .collect::<Vec<_>>()
            .join("\n");
        assert!(
            self.differing.is_empty(),
            "{name}: {} differ\n{shown}",
            self.differing.len()
        );
    }
}

/// Names of the fields by which rows are matched.
pub struct Keys {
    pub ours: &'static [&'static str],
    pub theirs: &'static [&'static str],
}

pub const ARM_DAY: Keys = Keys {
    ours: &["arm", "day"],
    theirs: &["arm", "day"],
};
pub const ARM: Keys = Keys {
    ours: &["arm"],
    theirs: &["arm"],
};
pub const ANIMAL: Keys = Keys {
    ours: &["animal", "arm"],
    theirs: &["animal", "arm"],
};

pub fn same<const N: usize>(names: [&'static str; N]) -> Vec<(&'static str, &'static str)> {
    names.iter().map(|name| (*name, *name)).collect()
}
