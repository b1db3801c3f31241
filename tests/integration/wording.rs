//! Commands and options are named by the command line alone.

use std::fs;
use std::path::{Path, PathBuf};

/// A report is read without the program at hand, so it may name commands.
const EXCEPTED: &str = "report/document/animals.rs";

fn sources(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).unwrap().map(|e| e.unwrap().path());
    let inside = entries.flat_map(|path| match path.is_dir() {
        true => sources(&path),
        false => vec![path],
    });
    let is_source = |path: &PathBuf| path.extension().is_some_and(|end| end == "rs");
    inside.filter(is_source).collect()
}

#[test]
fn no_floor_below_the_command_line_names_a_command() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let floors = ["domain", "stats", "store", "report", "app"];
    let files: Vec<PathBuf> = floors.iter().flat_map(|f| sources(&root.join(f))).collect();
    assert!(files.len() > 100, "{}", files.len());
    for file in files {
        let is_test = file
            .iter()
            .any(|part| part == "tests" || part == "tests.rs");
        if is_test || file.ends_with(EXCEPTED) {
            continue;
        }
        let text = fs::read_to_string(&file).unwrap();
        let program = text.split("#[cfg(test)]\nmod tests").next().unwrap();
        let lines = program.lines().enumerate();
        for (at, line) in lines.filter(|(_, line)| !line.trim_start().starts_with("//")) {
            for command in ["`graftbook ", " --"] {
                let named = line.contains(command);
                assert!(!named, "{}, line {}: {line}", file.display(), at + 1);
            }
        }
    }
}
