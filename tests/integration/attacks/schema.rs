//! The objects of the schema, and the version in the header.

use rusqlite::Connection;

use super::Victim;

/// Runs an attack on the schema: it must be found, and keep the file from being written to.
#[track_caller]
fn schema_attack(
    victim: &mut Victim,
    what: &str,
    act: impl FnOnce(&Connection) -> rusqlite::Result<()>,
) {
    victim.must_find(what, |conn| {
        conn.execute_batch("PRAGMA writable_schema = ON")?;
        act(conn)
    });
    assert!(!victim.was_writable, "{what}: opened for writing");
    let files = std::fs::read_dir(victim.folder.path()).unwrap();
    let files: Vec<_> = files.map(|file| file.unwrap().file_name()).collect();
    assert!(
        files
            .iter()
            .all(|name| !name.to_string_lossy().contains("bak")),
        "{what}: {files:?}"
    );
}

#[test]
fn removed_and_altered_objects_are_found_and_refused() {
    let mut victim = Victim::new();
    let sql = "SELECT type, name, sql FROM sqlite_schema";
    let objects: Vec<(String, String, Option<String>)> =
        victim.rows(sql, |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)));
    for (kind, name, sql) in objects {
        let what = |does: &str| format!("{kind} `{name}` {does}");
        schema_attack(&mut victim, &what("removed from the schema"), |conn| {
            conn.execute("DELETE FROM sqlite_schema WHERE name = ?1", [&name])
                .map(drop)
        });
        let Some(sql) = sql else { continue };
        if kind != "table" {
            schema_attack(&mut victim, &what("dropped"), |conn| {
                conn.execute_batch(&format!("DROP {kind} {name}"))
            });
        }
        for altered in [
            format!("{sql} "),
            sql.replacen("CREATE", "create", 1),
            sql.replace(" STRICT", ""),
        ] {
            if altered != sql {
                schema_attack(&mut victim, &what("altered"), |conn| {
                    let set = "UPDATE sqlite_schema SET sql = ?2 WHERE name = ?1";
                    conn.execute(set, (&name, &altered)).map(drop)
                });
            }
        }
    }
}

/// Names of objects that no version makes, as plain and as hidden as they can be.
const FOREIGN: [&str; 6] = [
    "x",
    "sqlite_x",
    "sqlite_stat1",
    "sqlite_sequence",
    "sqlite_autoindex_readings_9",
    "audit_readings_insert_2",
];

#[test]
fn hidden_objects_of_every_kind_and_name_are_found_and_refused() {
    let mut victim = Victim::new();
    for name in FOREIGN {
        let body = "AFTER INSERT ON body_weights BEGIN UPDATE body_weights SET weight_g = 20 WHERE id = NEW.id; END";
        let trigger = format!("CREATE TRIGGER {name} {body}");
        schema_attack(&mut victim, &trigger, |conn| {
            let insert = "INSERT INTO sqlite_schema VALUES ('trigger', ?1, 'body_weights', 0, ?2)";
            conn.execute(insert, (name, &trigger)).map(drop)
        });
        for (kind, sql) in [
            ("table", "CREATE TABLE x (a)"),
            ("index", "CREATE INDEX x ON animals (sex)"),
            ("view", "CREATE VIEW x AS SELECT 1"),
        ] {
            schema_attack(&mut victim, &format!("{kind} `{name}`"), |conn| {
                conn.execute_batch(sql)?;
                let rename = "UPDATE sqlite_schema SET name = ?1, sql = replace(sql, ' x ', ' ' || ?1 || ' '),
                     tbl_name = CASE type WHEN 'index' THEN tbl_name ELSE ?1 END WHERE name = 'x'";
                conn.execute(rename, [name]).map(drop)
            });
        }
    }
}

#[test]
fn altered_version_and_application_are_refused_without_copies() {
    let mut victim = Victim::new();
    let newest: i64 = victim.rows("PRAGMA user_version", |row| row.get(0))[0];
    let versions = (-1..newest)
        .chain([99])
        .map(|n| format!("user_version = {n}"));
    let ids = (-1..2).map(|n| format!("application_id = {n}"));
    for sql in versions.chain(ids) {
        let sql = format!("PRAGMA {sql}");
        schema_attack(&mut victim, &sql, |conn| conn.execute_batch(&sql));
    }
}
