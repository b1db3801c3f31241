//! Holds the floors of the house apart, by reading the sources: who names what of ours, and who
//! names a database, a terminal, a clock or a file. What the compiler cannot refuse, this does.
//!
//! A source is read as words: comments, texts and test code fall away, groups of `use` are taken
//! apart, and `crate::`, `super::`, `self::` and `graftbook::` are followed from where they stand.

use std::path::{Path, PathBuf};

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

/// A word of a source: a name, or one sign (`::` is one).
type Word = String;

/// The words of a source without comments, texts and characters.
fn words(source: &str) -> Vec<Word> {
    let chars: Vec<char> = source.chars().collect();
    let at = |i: usize| chars.get(i).copied().unwrap_or('\0');
    let (mut words, mut i) = (Vec::new(), 0);
    while i < chars.len() {
        let c = chars[i];
        if c == '/' && at(i + 1) == '/' {
            while i < chars.len() && chars[i] != '\n' {
                i += 1;
            }
        } else if c == '/' && at(i + 1) == '*' {
            i = after_comment(&chars, i);
        } else if c == '"' {
            i = after_text(&chars, i);
        } else if c == '\'' {
            i = after_quote(&chars, i);
        } else if c.is_alphanumeric() || c == '_' {
            let start = i;
            while at(i).is_alphanumeric() || at(i) == '_' {
                i += 1;
            }
            let word: String = chars[start..i].iter().collect();
            let is_raw = matches!(word.as_str(), "r" | "br" | "cr") && matches!(at(i), '"' | '#');
            if is_raw && raw_hashes(&chars, i).is_some() {
                i = after_raw_text(&chars, i);
            } else if word == "r" && at(i) == '#' {
                i += 1;
            } else {
                words.push(word);
            }
        } else if c == ':' && at(i + 1) == ':' {
            words.push("::".into());
            i += 2;
        } else {
            if !c.is_whitespace() {
                words.push(c.to_string());
            }
            i += 1;
        }
    }
    words
}

fn after_comment(chars: &[char], start: usize) -> usize {
    let (mut depth, mut i) = (0, start);
    while i < chars.len() {
        match (chars[i], chars.get(i + 1)) {
            ('/', Some('*')) => (depth, i) = (depth + 1, i + 2),
            ('*', Some('/')) => (depth, i) = (depth - 1, i + 2),
            _ => i += 1,
        }
        if depth == 0 {
            break;
        }
    }
    i
}

fn after_text(chars: &[char], start: usize) -> usize {
    let mut i = start + 1;
    while i < chars.len() && chars[i] != '"' {
        i += if chars[i] == '\\' { 2 } else { 1 };
    }
    i + 1
}

/// How many `#` stand before the quote of a raw text; none if it is a raw name.
fn raw_hashes(chars: &[char], at: usize) -> Option<usize> {
    let hashes = chars[at..].iter().take_while(|&&c| c == '#').count();
    (chars.get(at + hashes) == Some(&'"')).then_some(hashes)
}

fn after_raw_text(chars: &[char], at: usize) -> usize {
    let hashes = raw_hashes(chars, at).unwrap_or(0);
    let mut i = at + hashes + 1;
    while i < chars.len() {
        let ends = chars[i] == '"'
            && chars[i + 1..]
                .iter()
                .take(hashes)
                .filter(|&&c| c == '#')
                .count()
                == hashes;
        i += 1;
        if ends {
            return i + hashes;
        }
    }
    i
}

/// After a character, or after the quote of a lifetime.
fn after_quote(chars: &[char], at: usize) -> usize {
    match (chars.get(at + 1), chars.get(at + 2)) {
        (Some('\\'), _) => {
            let end = chars[at + 3..].iter().position(|&c| c == '\'');
            end.map_or(chars.len(), |end| at + 4 + end)
        }
        (Some(_), Some('\'')) => at + 3,
        _ => at + 1,
    }
}

/// The words without what stands under `#[cfg(test)]`.
fn without_tests(words: &[Word]) -> Vec<Word> {
    let test = ["#", "[", "cfg", "(", "test", ")", "]"];
    let (mut kept, mut i) = (Vec::new(), 0);
    while i < words.len() {
        if words[i..].iter().take(test.len()).eq(test.iter()) {
            i = after_item(words, i + test.len());
        } else {
            kept.push(words[i].clone());
            i += 1;
        }
    }
    kept
}

/// After the item that begins here: at its semicolon, or at the end of its braces.
fn after_item(words: &[Word], mut i: usize) -> usize {
    let mut depth = 0;
    while i < words.len() {
        match words[i].as_str() {
            "{" => depth += 1,
            "}" => depth -= 1,
            _ => {}
        }
        let ends = depth == 0 && matches!(words[i].as_str(), "}" | ";");
        i += 1;
        if ends {
            break;
        }
    }
    i
}

fn is_name(word: &str) -> bool {
    word.starts_with(|c: char| c.is_alphabetic() || c == '_')
}

/// Every path of a source, from the root on where it is ours: `crate::store::Error`. `module` is
/// where the source stands: `["cli", "animal"]`.
fn paths(source: &str, module: &[&str]) -> Vec<String> {
    let words = without_tests(&words(source));
    let mut found = Vec::new();
    let mut inside: Vec<(String, usize)> = Vec::new();
    let (mut depth, mut i) = (0, 0);
    while i < words.len() {
        match words[i].as_str() {
            "{" => depth += 1,
            "}" => {
                depth -= 1;
                inside.retain(|(_, opened)| *opened <= depth);
            }
            "mod" if words.get(i + 2).is_some_and(|w| w == "{") => {
                inside.push((words[i + 1].clone(), depth + 1));
            }
            word if is_name(word) => {
                let here: Vec<String> = module
                    .iter()
                    .map(ToString::to_string)
                    .chain(inside.iter().map(|(name, _)| name.clone()))
                    .collect();
                let mut ends = Vec::new();
                i = take_path(&words, i, Vec::new(), &mut ends);
                found.extend(ends.into_iter().map(|path| from_the_root(path, &here)));
                continue;
            }
            _ => {}
        }
        i += 1;
    }
    found
}

/// Takes the path that begins at `i` (with the tree of a `use` taken apart) and answers where it ends.
fn take_path(
    words: &[Word],
    mut i: usize,
    mut path: Vec<String>,
    ends: &mut Vec<Vec<String>>,
) -> usize {
    let word = |i: usize| words.get(i).map_or("", String::as_str);
    loop {
        if word(i) == "{" {
            i += 1;
            while i < words.len() && word(i) != "}" {
                let begins = is_name(word(i)) || matches!(word(i), "*" | "{");
                i = if begins && word(i) != "as" {
                    take_path(words, i, path.clone(), ends)
                } else if word(i) == "as" {
                    i + 2
                } else {
                    i + 1
                };
            }
            return i + 1;
        }
        let macro_call = word(i + 1) == "!" && word(i + 2) != "=";
        path.push(if macro_call {
            format!("{}!", word(i))
        } else {
            word(i).to_owned()
        });
        i += 1;
        let goes_on = word(i) == "::" && (is_name(word(i + 1)) || matches!(word(i + 1), "{" | "*"));
        if !goes_on {
            ends.push(path);
            return i;
        }
        i += 1;
    }
}

/// Resolves `self`, `super` and the crate's own name.
fn from_the_root(path: Vec<String>, module: &[String]) -> String {
    let mut base: Vec<String> = module.to_vec();
    let mut rest = path.as_slice();
    let relative = path.len() > 1;
    match path[0].as_str() {
        "crate" | "graftbook" if relative => base.clear(),
        "self" if relative => {}
        "super" if relative => {
            base.pop();
        }
        _ => return path.join("::"),
    }
    rest = &rest[1..];
    while rest.first().is_some_and(|name| name == "super") {
        base.pop();
        rest = &rest[1..];
    }
    let whole: Vec<_> = ["crate".to_owned()]
        .into_iter()
        .chain(base)
        .chain(rest.to_vec())
        .collect();
    whole.join("::")
}

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
        if prints && floor != "cli" {
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
