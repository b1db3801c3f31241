//! Holds the floors of the house apart, by reading the sources: who names what of ours, and who
//! names a database, a terminal, a clock or a file. What the compiler cannot refuse, this does.
//!
//! A source is read as words: comments, texts and test code fall away, groups of `use` are taken
//! apart, and `crate::`, `super::`, `self::` and `graftbook::` are followed from where they stand.

mod words;

use std::path::{Path, PathBuf};

use words::{paths, without_tests, words};

/// Floor, and what of ours it may name beside itself.
const MAY_NAME: [(&str, &[&str]); 8] = [
    ("domain", &[]),
    ("stats", &[]),
    ("store", &["domain"]),
    ("report", &["domain", "stats"]),
    ("app", &["domain", "stats", "store", "report"]),
    ("cli", &["app", "domain"]),
    ("tui", &["app", "domain"]),
    ("main", &["cli", "tui"]),
];

/// What only these floors may name: the beginning of a path, and the floors.
const ONLY: [(&str, &[&str]); 3] = [
    ("rusqlite", &["store"]),
    ("ratatui", &["tui"]),
    ("crossterm", &["tui"]),
];

/// What prints.
const PRINTING: [&str; 9] = [
    "print!",
    "println!",
    "eprint!",
    "eprintln!",
    "dbg!",
    "stdout",
    "stderr",
    "io::stdout",
    "io::stderr",
];

/// What a calculation must not know: clocks, files, the environment, generators without a seed.
const NOT_IN_STATS: [&str; 17] = [
    "std::time",
    "chrono",
    "std::fs",
    "std::env",
    "std::net",
    "std::process",
    "Instant",
    "SystemTime",
    "getrandom",
    "OsRng",
    "SysRng",
    "ThreadRng",
    "thread_rng",
    "from_os_rng",
    "from_entropy",
    "rand::rng",
    "rand::random",
];

/// Whether a path begins with another, name by name.
fn begins(path: &str, with: &str) -> bool {
    path == with
        || path
            .strip_prefix(with)
            .is_some_and(|rest| rest.starts_with("::"))
}

/// What a source names that its floor may not.
fn trespasses(source: &str, module: &[&str]) -> Vec<String> {
    let floor = module[0];
    let paths = paths(source, if floor == "main" { &[] } else { module });
    let mut found = Vec::new();
    for pair in without_tests(&words(source)).windows(2) {
        if matches!(pair[0].as_str(), "crate" | "graftbook" | "super") && pair[1] == "as" {
            found.push(format!("{floor} gives {} another name", pair[0]));
        }
    }
    let allowed = MAY_NAME
        .iter()
        .find(|(name, _)| *name == floor)
        .map(|(_, may)| *may);
    for path in &paths {
        if let (Some(of_ours), Some(allowed)) = (path.strip_prefix("crate::"), allowed) {
            let room = of_ours.split("::").next().unwrap_or_default();
            if room != floor && !allowed.contains(&room) {
                found.push(format!("{floor} names {path}"));
            }
        }
        for (name, floors) in ONLY {
            if begins(path, name) && !floors.contains(&floor) {
                found.push(format!("{floor} names {path}"));
            }
        }
        let prints = PRINTING
            .iter()
            .any(|p| path == p || path.ends_with(&format!("::{p}")));
        // The screens are drawn on standard output, which they take over whole.
        let draws = module.starts_with(&["tui", "runtime"]) && path.ends_with("io::stdout");
        if prints && floor != "cli" && !draws {
            found.push(format!("{floor} prints with {path}"));
        }
        let last = path.rsplit("::").next().unwrap_or_default();
        if floor == "stats"
            && NOT_IN_STATS
                .iter()
                .any(|bad| begins(path, bad) || last == *bad)
        {
            found.push(format!("stats names {path}"));
        }
    }
    found
}

/// Every source under `src`, with the module it is.
fn sources() -> Vec<(PathBuf, Vec<String>)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let (mut folders, mut found) = (vec![root.clone()], Vec::new());
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|ending| ending == "rs") {
                let inside = path.strip_prefix(&root).unwrap().with_extension("");
                let mut module: Vec<String> = inside
                    .iter()
                    .map(|part| part.to_string_lossy().into_owned())
                    .collect();
                module.retain(|name| name != "mod");
                found.push((path, module));
            }
        }
    }
    found.sort();
    found
}

/// Files of test code: `tests.rs`, and all under a folder `tests`.
fn is_test(module: &[String]) -> bool {
    module.iter().skip(1).any(|name| name == "tests")
}

#[test]
fn every_floor_names_only_what_it_may() {
    let mut found = Vec::new();
    let mut read = 0;
    for (path, module) in sources() {
        if is_test(&module) {
            continue;
        }
        let source = std::fs::read_to_string(&path).unwrap();
        let module: Vec<&str> = module.iter().map(String::as_str).collect();
        let shown = path
            .strip_prefix(env!("CARGO_MANIFEST_DIR"))
            .unwrap()
            .display();
        found.extend(
            trespasses(&source, &module)
                .iter()
                .map(|what| format!("{shown}: {what}")),
        );
        read += 1;
    }
    assert!(read > 30, "only {read} sources were read");
    assert!(found.is_empty(), "\n{}", found.join("\n"));
}

#[test]
fn every_room_of_the_house_is_known_here() {
    for (path, module) in sources() {
        let known = MAY_NAME.iter().any(|(floor, _)| *floor == module[0]);
        assert!(
            known || module == ["lib"],
            "{} is on no floor",
            path.display()
        );
    }
}

#[test]
fn the_checker_finds_what_it_should() {
    for (module, source, expected) in [
        (
            &["domain", "study"][..],
            "use crate::store::Error;",
            "domain names crate::store::Error",
        ),
        (
            &["domain", "study"],
            "fn f() { super::super::app::x(); }",
            "domain names crate::app::x",
        ),
        (
            &["domain"],
            "fn f() { graftbook::app::x(); }",
            "domain names crate::app::x",
        ),
        (
            &["domain"],
            "mod a { mod b { use super::super::super::cli::run; } }",
            "domain names crate::cli::run",
        ),
        (
            &["stats"],
            "use crate::{domain::Study, stats::x};",
            "stats names crate::domain::Study",
        ),
        (&["stats"], "use crate::*;", "stats names crate::*"),
        (
            &["stats"],
            "use crate as ours;",
            "stats gives crate another name",
        ),
        (
            &["stats"],
            "use std::{fmt, time::{self, Instant}};",
            "stats names std::time::self",
        ),
        (
            &["stats"],
            "let seed = rand::rng();",
            "stats names rand::rng",
        ),
        (
            &["stats"],
            "ChaCha8Rng::from_os_rng()",
            "stats names ChaCha8Rng::from_os_rng",
        ),
        (
            &["stats"],
            "let f = std::fs::File::open(p);",
            "stats names std::fs::File::open",
        ),
        (
            &["cli", "measure"],
            "type E = crate::store::Error;",
            "cli names crate::store::Error",
        ),
        (
            &["cli"],
            "use super::{store as s};",
            "cli names crate::store",
        ),
        (
            &["app"],
            "fn f(c: &rusqlite::Connection) {}",
            "app names rusqlite::Connection",
        ),
        (&["app"], "use rusqlite;", "app names rusqlite"),
        (
            &["report"],
            "use ratatui::Frame;",
            "report names ratatui::Frame",
        ),
        (
            &["app"],
            "fn f() { println!(\"x\"); }",
            "app prints with println!",
        ),
        (
            &["app"],
            "fn f() { std::eprint!(\"x\"); }",
            "app prints with std::eprint!",
        ),
        (
            &["store"],
            "use std::io::{self, stderr};",
            "store prints with std::io::stderr",
        ),
        (
            &["store"],
            "let o = io::stdout().lock();",
            "store prints with io::stdout",
        ),
        (
            &["main"],
            "use graftbook::store::Store;",
            "main names crate::store::Store",
        ),
        (
            &["tui", "screens", "measure"],
            "io::stdout().lock()",
            "tui prints with io::stdout",
        ),
        (
            &["tui", "screens", "measure"],
            "super::super::super::store::open()",
            "tui names crate::store::open",
        ),
    ] {
        let found = trespasses(source, module);
        assert!(
            found.iter().any(|what| what == expected),
            "{source}: {found:?}"
        );
    }
}

#[test]
fn the_checker_is_not_fooled() {
    for (module, source) in [
        (
            &["domain"][..],
            "//! See crate::store.\n/// `rusqlite::Error`\n/* use /* crate::app */ crate::cli; */ fn f() {}",
        ),
        (
            &["domain"],
            "const A: &str = \"crate::store \\\" println!\"; const B: &str = r#\"use rusqlite::\"x\";\"#;",
        ),
        (
            &["domain"],
            "#[cfg(test)] mod tests { use crate::store::Store; fn f() { println!(\"x\"); } } fn g<'a>(c: char) -> bool { c == '\"' || c == '\\'' }",
        ),
        (
            &["domain", "study"],
            "use super::Invalid; use crate::domain::{self, Label}; pub(crate) fn f() {} pub(super) fn g() {}",
        ),
        (
            &["store"],
            "use crate::domain::Study; use rusqlite::Connection;",
        ),
        (
            &["cli"],
            "use crate::app::Notebook; fn f() { println!(\"{}\", crate::domain::MAX); io::stdout().lock(); }",
        ),
        (
            &["cli", "animal"],
            "use super::context::Context; fn f() { super::screen::say(); }",
        ),
        (&["main"], "fn main() { graftbook::cli::run() }"),
        (
            &["stats"],
            "struct timeline; fn chronological() { instant(); }",
        ),
        (&["app"], "let rusqlite_like = 1; if printed != 2 { f() }"),
    ] {
        assert_eq!(trespasses(source, module), Vec::<String>::new(), "{source}");
    }
}
