//! Hints of errors and notes in the words of the screens. What refuses an entry does not know who asked,
//! and names commands; here they become the keys that do the same. A command that no key stands for is
//! named as it is.

/// How a hint begins that names a command, how it ends where something stands between, and what the
/// screens say in the place of all of it.
const SAID: &[(&str, &str, &str)] = &[
    (
        "set it with `graftbook study edit NAME --day0 2026-01-22`, or give a date",
        "",
        "e on the overview sets it; or give a date",
    ),
    (
        "set it with: graftbook study edit '",
        "' --day0 2026-01-22",
        "e on the overview sets it",
    ),
    (
        "set it with: graftbook study edit '",
        "' --loq 10, or use --zeros offset:1",
        "e on the overview sets it",
    ),
    ("`graftbook animal edit ", " --site NEW`", "t on Animals"),
    ("name one with --site: ", "", "it has "),
    ("name one with --to-site: ", "", "it has "),
    (
        "change it with `graftbook correct`, which asks for a reason, or keep both with --again",
        "",
        "correct it with a reason (c on the animal, F7 while measuring), or keep both",
    ),
    (
        "take it back first with `graftbook dispose --lift`, which asks for a reason",
        "",
        "take it back first: u on Animals, with a reason",
    ),
    (
        "or move the readings with `graftbook correct`",
        "",
        "or move the readings: c on the animal",
    ),
    (
        "or edit it with `graftbook arm edit`",
        "",
        "or edit that one: A on the overview",
    ),
    (
        "or edit it with `graftbook study edit`",
        "",
        "or edit that one: e on its overview",
    ),
    (
        "see `graftbook animal show`; a new one is recorded with `graftbook measure`",
        "",
        "Animals shows what there is; a new one is recorded on Measure",
    ),
    (
        "add it with `graftbook arm add`",
        "",
        "a on the overview adds it",
    ),
    (
        "`graftbook arm add` makes a new one",
        "",
        "a on the overview adds a new one",
    ),
    ("see `graftbook animal list`", "", "see Animals"),
    (
        "`graftbook animal list` lists the study's; a new one is brought in with `graftbook animal add`",
        "",
        "Animals lists the study's; n brings in a new one",
    ),
    (
        "a single tag of this shape is added with `graftbook animal add`",
        "",
        "for a single tag of this shape, add another one and edit it (e)",
    ),
    (
        "or the implantation date with `graftbook study edit`",
        "",
        "or the implantation date: e on the overview",
    ),
    (
        "a wrong disposition is taken back with `graftbook dispose --lift`",
        "",
        "u on Animals takes a wrong disposition back",
    ),
    (
        "open it again with `graftbook study reopen`, which asks for a reason",
        "",
        "c on its overview opens it again, with a reason",
    ),
    (
        "blinding is ended by `graftbook unblind`, which asks for a reason",
        "",
        "b on the overview ends blinding, with a reason",
    ),
    (
        "`graftbook plan freeze` amends it, with a reason",
        "",
        "p on the overview amends it, with a reason",
    ),
    (
        "`graftbook study show` shows its arms",
        "",
        "its overview shows its arms",
    ),
    (
        "`graftbook study list` lists them",
        "",
        "the list of studies has them",
    ),
    (
        "`graftbook audit log` lists what was done",
        "",
        "History lists what was done",
    ),
    (
        "told as such by `graftbook analyze`",
        "",
        "told as such in Results",
    ),
    // The screens make a notebook that is not there when they begin: this one has gone since.
    (
        "`graftbook study create`, `graftbook import` and `graftbook demo` make one; another file is named with --db",
        "",
        "put it back, or leave and open the notebook where it is now",
    ),
    (
        "say why it is moved with --reason",
        "",
        "say why it is moved",
    ),
    (
        "say why it is amended with --reason",
        "",
        "say why it is amended",
    ),
    (
        "say which with --site or --repeat",
        "",
        "choose it on the animal",
    ),
    ("say which with --repeat", "", "choose it on the animal"),
    (
        "give the right values, --to-animal, --to-site or --to-day",
        "",
        "give the right values, or where they belong",
    ),
    (
        "say which with `graftbook study edit --dispositions found_dead=event`",
        "",
        "e on the overview says which",
    ),
    ("name one with --control", "", "A on the overview marks one"),
    (
        "name a code with --control to compare with it",
        "",
        "the command line compares with a code",
    ),
    (
        "name a landmark day with --day",
        "",
        "e on the overview sets a landmark day",
    ),
    (
        "the notes of `graftbook analyze` say what is missing",
        "",
        "the notes in Results say what is missing",
    ),
    (
        "choose a smaller --dpi or --width",
        "",
        "choose fewer pixels per inch, or a narrower figure",
    ),
    (
        "name a later day with --day",
        "",
        "e on the overview sets a later one",
    ),
];

/// A hint or note in the words of the screens.
pub(super) fn on_screen(text: &str) -> String {
    SAID.iter()
        .fold(text.to_owned(), |text, said| replaced(&text, *said))
}

/// The text with what is between a beginning and an end, these included, in other words.
fn replaced(text: &str, (begin, end, to): (&str, &str, &str)) -> String {
    let found = text.split_once(begin).and_then(|(before, rest)| {
        let (_, after) = rest.split_once(end)?;
        Some(format!("{before}{to}{after}"))
    });
    found.unwrap_or_else(|| text.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::path::Path;

    fn sources(folder: &Path, all: &mut String) {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                sources(&path, all);
            } else {
                all.push_str(&std::fs::read_to_string(path).unwrap());
            }
        }
    }

    /// A hint that is worded anew must be worded anew here too.
    #[test]
    fn every_hint_that_is_translated_exists() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
        let mut all = String::new();
        for floor in ["app", "domain", "store"] {
            sources(&root.join(floor), &mut all);
        }
        // Options are filled in where a hint is made.
        let all = all.replace("{option}", "--site") + &all.replace("{option}", "--to-site");
        for (begin, end, _) in SAID {
            let is_there = all.split(begin).skip(1).any(|rest| rest.contains(end));
            assert!(is_there, "{begin}…{end}");
        }
    }

    /// What notes advise is advised in keys.
    #[test]
    fn no_note_advises_an_option() {
        let mut all = String::new();
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
        sources(&root.join("app/analyze"), &mut all);
        let mut remedies = 0;
        for rest in all.split("remedied(\"").skip(1) {
            let remedy = rest.split('"').next().unwrap();
            let said = on_screen(&format!("it is so; {remedy}"));
            assert!(!said.contains(" --"), "{said}");
            remedies += 1;
        }
        assert!(remedies > 3, "{remedies}");
    }

    #[test]
    fn a_command_becomes_its_key() {
        let hint =
            "name one with --to-site: `left`; `graftbook animal edit 214 --site NEW` adds another";
        assert_eq!(on_screen(hint), "it has `left`; t on Animals adds another");
        let hint = "set it with: graftbook study edit 'S 1' --loq 10, or use --zeros offset:1";
        assert_eq!(on_screen(hint), "e on the overview sets it");
        let other = "`graftbook audit verify` tells what changed it";
        assert_eq!(on_screen(other), other);
    }
}
