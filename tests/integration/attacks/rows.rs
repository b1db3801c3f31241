//! Cells and rows of all tables.

use rusqlite::config::DbConfig;
use rusqlite::types::Value;

use super::{Column, Victim, key};

#[test]
fn altered_cell_of_any_column_is_found() {
    let mut victim = Victim::new();
    for table in victim.tables() {
        let key = key(&table);
        for Column { name, kind } in victim.columns(&table) {
            let values = match kind.as_str() {
                "TEXT" => [
                    format!("{name} || 'x'"),
                    format!("CAST(CAST({name} AS BLOB) || x'ff' AS TEXT)"),
                    format!("{name} || char(0)"),
                    format!("coalesce(nullif('x', {name}), 'y')"),
                    "NULL".to_owned(),
                ],
                _ => [
                    format!("{name} + 1000"),
                    format!("{name} * (1 + 1e-15)"),
                    format!("-{name}"),
                    format!("coalesce({name} + 1001, 1)"),
                    "NULL".to_owned(),
                ],
            };
            let mut tried = 0;
            for value in values {
                let sql = format!(
                    "UPDATE {table} SET {name} = {value}
                     WHERE {key} = (SELECT {key} FROM {table} WHERE {name} IS NOT {value} ORDER BY {name} DESC LIMIT 1)"
                );
                let found = victim.attack(|conn| match conn.execute(&sql, [])? {
                    1 => Ok(()),
                    _ => Err(rusqlite::Error::QueryReturnedNoRows),
                });
                tried += usize::from(found.is_some());
                assert_ne!(found.as_deref(), Some(""), "not found: {sql}");
            }
            assert!(tried > 0, "no value of `{table}`.`{name}` could be altered");
        }
    }
}

#[test]
fn deleted_added_and_swapped_rows_of_any_table_are_found() {
    let mut victim = Victim::new();
    for table in victim.tables() {
        let key = key(&table);
        for order in ["ASC", "DESC"] {
            let sql = format!(
                "DELETE FROM {table} WHERE {key} = (SELECT {key} FROM {table} ORDER BY {key} {order} LIMIT 1)"
            );
            victim.must_find(&sql, |conn| conn.execute(&sql, []).map(drop));
        }
        let columns = victim.columns(&table);
        let copied: Vec<_> = columns.iter().map(copied).collect();
        let sql = format!(
            "INSERT INTO {table} SELECT {} FROM {table} LIMIT 1",
            copied.join(", ")
        );
        victim.must_find(&sql, |conn| conn.execute(&sql, []).map(drop));
        for column in &columns {
            swapped(&mut victim, &table, &column.name);
        }
    }
    assert!(victim.attacks > 80, "only {} attacks", victim.attacks);
}

/// A column of a copied row: another value than that of its original, so that nothing is there twice.
fn copied(Column { name, kind }: &Column) -> String {
    match kind.as_str() {
        "TEXT" if name == "id" => "substr(id, 1, 35) || 'x'".to_owned(),
        "TEXT" => format!("{name} || '2'"),
        _ => format!("{name} + 1000"),
    }
}

/// Two rows that differ in a column get each other's value of it.
fn swapped(victim: &mut Victim, table: &str, column: &str) {
    let key = key(table);
    let sql = format!(
        "SELECT a.{key}, a.{column}, b.{key}, b.{column} FROM {table} a JOIN {table} b
         ON a.{key} < b.{key} AND a.{column} IS NOT b.{column} LIMIT 1"
    );
    type Two = (Value, Value, Value, Value);
    let two = victim.rows(&sql, |row| {
        Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?))
    });
    let Some((a, of_a, b, of_b)): Option<Two> = two.into_iter().next() else {
        return;
    };
    // The third value keeps unique columns unique.
    let aside: Value = match &of_a {
        Value::Text(text) => format!("{text}x").into(),
        Value::Integer(number) => (number + 1000).into(),
        _ => of_a.clone(),
    };
    let sql = format!("UPDATE {table} SET {column} = ?1 WHERE {key} IS ?2");
    let is_key = column == key;
    let found = victim.attack(|conn| {
        conn.execute(&sql, (&aside, &a))?;
        conn.execute(&sql, (&of_a, &b))?;
        conn.execute(&sql, (&of_b, if is_key { &aside } else { &a }))?;
        Ok(())
    });
    assert_ne!(
        found.as_deref(),
        Some(""),
        "`{table}`.`{column}` of two rows swapped"
    );
}

#[test]
fn changes_while_triggers_are_dropped_or_left_are_found() {
    let mut victim = Victim::new();
    let sql = "SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'";
    let triggers: Vec<(String, String)> = victim.rows(sql, |row| Ok((row.get(0)?, row.get(1)?)));
    let drops: String = triggers
        .iter()
        .map(|t| format!("DROP TRIGGER {};", t.0))
        .collect();
    let makes: String = triggers.iter().map(|t| format!("{};", t.1)).collect();
    for table in victim.tables() {
        let delete = format!(
            "DELETE FROM {table} WHERE {0} = (SELECT min({0}) FROM {table});",
            key(&table)
        );
        victim.must_find(&delete, |conn| {
            conn.execute_batch(&format!("{drops}{delete}{makes}"))
        });
        victim.must_find(&delete, |conn| {
            conn.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_TRIGGER, true)?;
            conn.execute_batch(&delete)
        });
    }
}
