//! Names run one way: no file of a layer names one above it.

use std::fs;
use std::path::Path;

/// The layers from the root down, each with its modules.
const LAYERS: [&[&str]; 6] = [
    &["model", "update", "view", "overlay", "palette", "runtime"],
    &["screens"],
    &["component"],
    &["forms"],
    &["widgets"],
    &["base"],
];

/// The text of a module: of its file, or of all files of its folder, without unit tests.
fn text(module: &str) -> String {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut text = String::new();
    let mut paths = vec![root.join(format!("{module}.rs")), root.join(module)];
    while let Some(path) = paths.pop() {
        if path.is_dir() {
            paths.extend(
                fs::read_dir(&path)
                    .unwrap()
                    .map(|entry| entry.unwrap().path()),
            );
        } else if path.extension().is_some_and(|ext| ext == "rs") && !path.ends_with("tests.rs") {
            let file = fs::read_to_string(&path).unwrap_or_default();
            let code = file.split("#[cfg(test)]\nmod tests").next().unwrap();
            text.push_str(code);
        }
    }
    assert!(!text.is_empty(), "there is no module `{module}`");
    text
}

/// Whether a text names a module of the crate.
fn names(text: &str, module: &str) -> bool {
    let paths = [
        format!("crate::{module}::"),
        format!("crate::{module};"),
        format!("use super::{module}::"),
        format!("use super::{module};"),
    ];
    paths.iter().any(|path| text.contains(path))
}

#[test]
fn no_layer_names_one_above_it() {
    for (at, layer) in LAYERS.iter().enumerate() {
        for module in *layer {
            let text = text(module);
            for above in LAYERS[..at].iter().copied().flatten() {
                assert!(!names(&text, above), "`{module}` names `{above}`");
            }
        }
    }
}

#[test]
fn no_screen_names_another() {
    let screens = [
        "studies",
        "overview",
        "measure",
        "animals",
        "growth",
        "results",
        "history",
        "randomize",
        "dosing",
        "plan",
        "today",
    ];
    for one in screens {
        let text = text(&format!("screens/{one}"));
        for other in screens.iter().filter(|other| **other != one) {
            let path = format!("crate::screens::{other}");
            let beside = format!("use super::super::{other}");
            assert!(
                !text.contains(&path) && !text.contains(&beside),
                "`{one}` names `{other}`"
            );
        }
    }
}
