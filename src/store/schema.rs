//! The objects of a notebook: the tables, indexes and triggers that this program makes, and no others.
//!
//! SQLite runs every trigger of a file and reads through every index of it, whoever made them, and names
//! that begin with `sqlite_` are no exception: who writes into `sqlite_schema` can choose any name. So
//! all rows of `sqlite_schema` are compared with those that the migrations make. A file that differs is
//! not written to: a trigger could store other values than those that are entered.

use rusqlite::Connection;
use rusqlite::config::DbConfig;
use rusqlite::types::ValueRef;
use sha2::{Digest, Sha256};

use super::migrate::MIGRATIONS;
use super::verify::{Answer, Asked, Break};
use super::{APPLICATION_ID, Error, triggers};

/// One row of `sqlite_schema`: type, name, table, whether it has pages of its own, and the SQL text.
type Object = [String; 5];

/// Refuses to run what a file brings along: nothing writes into `sqlite_schema`, and its functions are
/// not trusted.
pub(super) fn harden(conn: &Connection) -> Result<(), Error> {
    conn.set_db_config(DbConfig::SQLITE_DBCONFIG_DEFENSIVE, true)?;
    conn.set_db_config(DbConfig::SQLITE_DBCONFIG_TRUSTED_SCHEMA, false)?;
    conn.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_VIEW, false)?;
    Ok(())
}

/// Refuses a notebook whose objects are not those of its schema version, before it is written to. Passes
/// what migrations refuse or make: an empty file, one of another program, one of a newer version.
pub(super) fn must_be_unaltered(conn: &Connection) -> Result<(), Error> {
    // One transaction: another process may be migrating.
    let tx = conn.unchecked_transaction()?;
    let id: i32 = tx.pragma_query_value(None, "application_id", |row| row.get(0))?;
    let version: i64 = tx.pragma_query_value(None, "user_version", |row| row.get(0))?;
    let newest = MIGRATIONS.len() as i64;
    if id != APPLICATION_ID || version > newest {
        return Ok(());
    }
    let Some(broken) = difference(&tx, version)? else {
        return Ok(());
    };
    let path = std::path::PathBuf::new();
    Err(if version == newest {
        Error::Altered { path, broken }
    } else {
        Error::FalseVersion {
            path,
            found: version,
            broken,
        }
    })
}

/// Whether the objects are those of the version that the file says it has: a backup may be of an older one.
pub(super) fn objects_are_ours(conn: &Connection) -> Asked {
    let version = conn.pragma_query_value(None, "user_version", |row| row.get(0))?;
    Ok(match difference(conn, version)? {
        Some(broken) => Answer::Broken(broken),
        None => Answer::Well("all are those of this version, and there are no others".into()),
    })
}

/// Whether the header says that this is a notebook, and of a version that this program knows.
pub(super) fn header(conn: &Connection) -> Asked {
    let id: i32 = conn.pragma_query_value(None, "application_id", |row| row.get(0))?;
    let version: i64 = conn.pragma_query_value(None, "user_version", |row| row.get(0))?;
    let newest = MIGRATIONS.len() as i64;
    // A backup of an older version is no fault.
    let older = match version < newest {
        true => "; the next entry brings it up to date",
        false => "",
    };
    let answer = format!("{version}, the newest is {newest}{older}");
    Ok(if id != APPLICATION_ID {
        Break::answer("header of the file", "it is not that of a notebook")
    } else if (1..=newest).contains(&version) {
        Answer::Well(answer)
    } else {
        Break::answer("schema version", answer)
    })
}

/// The first object that is not as this version makes it.
fn difference(conn: &Connection, version: i64) -> Result<Option<Break>, Error> {
    let found = objects(conn)?;
    let made = usize::try_from(version).unwrap_or_default();
    if made > 0 && digest(&found) == MIGRATIONS[made - 1].digest {
        return Ok(None);
    }
    let expected = objects(&fresh(made)?)?;
    let name = |object: &Object| format!("{} `{}`", object[0], object[1]);
    let same = |a: &Object, b: &Object| a[..2] == b[..2];
    for object in &expected {
        let what = match found.iter().find(|other| same(object, other)) {
            None => "it was removed from the schema",
            Some(other) if other != object => "its definition was changed",
            Some(_) => continue,
        };
        return Ok(Some(Break::new(name(object), what)));
    }
    let mut extra = found.iter().filter(|object| !expected.contains(object));
    if let Some(object) = extra.next() {
        return Ok(Some(Break::new(name(object), "it was added to the schema")));
    }
    let twice = found.windows(2).find(|pair| pair[0] == pair[1]);
    Ok(twice.map(|pair| Break::new(name(&pair[0]), "it is in the schema twice")))
}

/// The objects that the first migrations make.
fn fresh(version: usize) -> Result<Connection, Error> {
    let conn = Connection::open_in_memory()?;
    for migration in &MIGRATIONS[..version] {
        conn.execute_batch(migration.sql)?;
    }
    if version > 0 {
        triggers::install(&conn, version)?;
    }
    Ok(conn)
}

fn objects(conn: &Connection) -> Result<Vec<Object>, Error> {
    let mut statement =
        conn.prepare("SELECT type, name, tbl_name, rootpage > 0, sql FROM sqlite_schema")?;
    let mut rows = statement.query([])?;
    let mut objects = Vec::new();
    while let Some(row) = rows.next()? {
        let mut object = Object::default();
        for (column, cell) in object.iter_mut().enumerate() {
            // What is no text is none of ours; its notation is that of no text of ours.
            *cell = match row.get_ref(column)? {
                ValueRef::Text(text) => String::from_utf8_lossy(text).into_owned(),
                other => format!("{other:?}"),
            };
        }
        objects.push(object);
    }
    objects.sort_unstable();
    Ok(objects)
}

fn digest(objects: &[Object]) -> String {
    let mut hash = Sha256::new();
    for cell in objects.iter().flatten() {
        hash.update((cell.len() as u64).to_le_bytes());
        hash.update(cell);
    }
    super::operation::hexadecimal(&hash.finalize())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digests_are_those_of_the_migrations() {
        for (index, migration) in MIGRATIONS.iter().enumerate() {
            let made = digest(&objects(&fresh(index + 1).unwrap()).unwrap());
            assert_eq!(
                migration.digest,
                made,
                "the digest of version {} in MIGRATIONS must be \"{made}\"",
                index + 1
            );
        }
    }
}
