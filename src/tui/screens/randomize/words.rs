//! Messages of the engine, reworded for the screen.

use crate::base::message::Trouble;

/// Replaces command-line options in a hint by what the screen offers.
pub(crate) fn in_words(trouble: Trouble) -> Trouble {
    Trouble {
        hint: worded(&trouble.hint).replace("--", ""),
        ..trouble
    }
}

/// The same of a sentence.
pub(super) fn worded(text: &str) -> String {
    const SAID: [(&str, &str); 19] = [
        (
            "a single animal is moved with `graftbook animal edit --arm ARM --reason WHY`",
            "e on Animals moves a single animal, with a reason",
        ),
        (
            "name them, such as --arms \"Vehicle:8,Treated:8\"; those that are new are made",
            "a on the overview adds one; or e here, and name new arms such as Vehicle:8,Treated:8",
        ),
        (
            "name another day with --day",
            "name another day of values (e)",
        ),
        ("leave them out with --without", "leave them out (e)"),
        (
            "draw those animals anew with --again",
            "draw assigned animals again (e)",
        ),
        (
            "draw them anew with --again and --reason",
            "draw assigned animals again (e)",
        ),
        (
            "draw all anew with --again and --reason",
            "draw assigned animals again (e)",
        ),
        (
            "one animal is moved with `graftbook animal edit`",
            "e on Animals moves a single one",
        ),
        (
            "draw among several, such as with --among-best 20, or with --method simple",
            "draw among several, such as among best 20, or choose method simple (e)",
        ),
        (
            "such as --arms \"Vehicle:9,Treated:9\"",
            "such as 9,9, under animals per arm (e)",
        ),
        ("search longer with --seconds", "search longer (e)"),
        ("; --iterations sets the budget itself", ""),
        ("; --among-best 20 draws", "; among best 20 (e) draws"),
        ("give --iterations ", "set iterations to "),
        (
            "such as --spread cage,sex",
            "such as cage,sex, under spread evenly (e)",
        ),
        (
            "such as --balance volume",
            "such as volume, under balance (e)",
        ),
        ("draw with --method ", "choose another method (e): "),
        ("draw one with `graftbook randomize`", "r draws one"),
        ("say why with --reason", "say why"),
    ];
    SAID.iter()
        .fold(text.to_owned(), |text, (from, to)| text.replace(from, to))
}
