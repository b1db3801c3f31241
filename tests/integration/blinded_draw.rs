//! Draws that blind their study: no output shows which arm is which, or the seed with which the draw could
//! be repeated.

use insta::assert_snapshot;
use serde_json::Value;

use crate::blinding::{SHOWN, hides};
use crate::session::Session;

/// Study `S` of twelve animals in cages of three that were read and weighed on day 0, with three arms
/// whose names must not be shown.
fn herd() -> Session {
    let session = Session::new();
    let mut rows = "animal,cage,sex,day,volume,weight\n".to_owned();
    for i in 0..13 {
        let (volume, weight) = (110 + i * 37 % 90, 18.0 + f64::from(i * 5 % 7) / 2.0);
        let sex = if i % 2 == 0 { "F" } else { "M" };
        rows += &format!("{},C{},{sex},0,{volume},{weight}\n", 201 + i, 1 + i / 3);
    }
    std::fs::write(session.file("herd.csv"), rows).unwrap();
    for line in [
        "import herd.csv --study S --day0 2026-01-05",
        "arm add --study S 'Quillaja extract' --control --vehicle saltwater",
        "arm add --study S 'Zibotinib low' --compound zibotinib --dose 77.77 --route IV --schedule Q9W",
        "arm add --study S Naranib --compound naranib --dose 77.77 --vehicle saltwater",
    ] {
        session.run(line).done();
    }
    session
}

const DRAW: &str = "randomize --study S --per-arm 4 --balance volume,weight --iterations 20000";

/// The seed of the standing draw, from the answer of `unblind`.
fn seed(session: &Session) -> String {
    session.run("unblind --study S --reason end").done();
    let list = session.run("randomize --study S --list --json");
    list.done().json()[0]["seed"].to_string()
}

#[test]
fn blinded_draw_reveals_no_arm_in_any_output() {
    for by in ["arms", "animals"] {
        for option in ["", "--json"] {
            let s = herd();
            let line = format!("{DRAW} --blind {by} {option}");
            let rehearsed = s.run(&format!("{line} --dry-run -o rehearsed.csv")).done();
            let written = s.run(&format!("{line} -o written.csv")).done();
            let file = |name: &str| std::fs::read_to_string(s.file(name)).unwrap();
            let mut seen = vec![
                rehearsed.stdout,
                rehearsed.stderr,
                file("rehearsed.csv"),
                written.stdout,
                written.stderr,
                file("written.csv"),
            ];
            let arms = s.run("arm list --study S --json").done().json();
            let code = arms[0]["name"].as_str().unwrap();
            let next = format!("animal,arm,day,volume_mm3\n201,{},12,300\n", arm_of(&s));
            std::fs::write(s.file("next.csv"), next).unwrap();
            for shown in SHOWN {
                let answer = s.run(&shown.replace("CODE", &format!("'{code}'"))).done();
                seen.extend([answer.stdout, answer.stderr]);
            }
            for refused in [
                "undo",
                "randomize --study S --verify",
                "randomize --study S --dry-run",
                "randomize --study S --again --reason x --blind arms",
                "blind --study S",
            ] {
                seen.push(s.run(refused).refused().stderr);
            }
            s.must_be_whole();
            let seed = seed(&s);
            assert!(seed.len() > 5, "{seed}");
            for text in &seen {
                hides(&line, text);
                assert!(
                    !text.contains(&seed),
                    "{line} shows the seed {seed}:\n{text}"
                );
            }
            s.run("randomize --study S --verify").done();
        }
    }
}

fn arm_of(session: &Session) -> String {
    let animals = session.run("animal list --study S --json").done().json();
    animals[0]["arm"].as_str().unwrap_or_default().to_owned()
}

/// Codes differ from run to run.
fn uncoded(session: &Session, shown: String) -> String {
    let arms = session.run("arm list --study S --json").done().json();
    let arms = arms.as_array().unwrap().iter();
    arms.fold(shown, |shown, arm| {
        shown.replace(arm["name"].as_str().unwrap(), "<code>")
    })
}

#[test]
fn blinded_draw_shows_codes() {
    let s = herd();
    // With a single arm, allocation is not random.
    let draw = "randomize --study S --arms Naranib:12 --without 213 --balance none --blind arms";
    let shown = s.transcript(&[&format!("{draw} --dry-run"), draw]);
    assert_snapshot!(uncoded(&s, shown), @"
    $ graftbook randomize --study S --arms Naranib:12 --without 213 --balance none --blind arms --dry-run
    12 animals in 1 arm, balanced

    group 1 (12): 201, 202, 203, 204, 205, 206, 207, 208, 209, 210, 211, 212

    left out (1)
      213: left out by request

    note: there is nothing to balance: any allocation within the constraints is as
        good

    This was a dry run: nothing was written. Without --dry-run another draw is
    written, as blind as this one.
    $ graftbook randomize --study S --arms Naranib:12 --without 213 --balance none --blind arms
    12 animals in 1 arm, balanced

    <code> (12): 201, 202, 203, 204, 205, 206, 207, 208, 209, 210, 211, 212

    left out (1)
      213: left out by request

    note: there is nothing to balance: any allocation within the constraints is as
        good

    draw 1 of study S is on record [operation 5]
    The study is blinded: arms are shown as codes.
    Seed and receipt are kept, and shown once it is unblinded.
    ");
    let json = s.run("randomize --study S --list --json").done().json();
    assert_eq!(json[0]["seed"], Value::Null);
}

/// Labels of syringes and lists have codes of animals where not even groups may be shown.
#[test]
fn cage_plan_uses_animal_codes() {
    let s = herd();
    s.run(&format!("{DRAW} --blind animals")).done();
    let animals = s.run("animal list --study S --json").done().json();
    let code = animals[0]["code"].as_str().unwrap();
    for by in ["cage", "arm"] {
        let line = format!("randomize --study S --print {by}");
        let told = s.run(&line).done().stdout;
        assert!(told.contains(&format!("[ ] 201  {code}  ")), "{told}");
        let json = s.run(&format!("{line} --json")).done().stdout;
        assert!(json.contains(&format!("\"code\": \"{code}\"")), "{json}");
    }
    let s = herd();
    s.run(&format!("{DRAW} --blind arms")).done();
    let json = s
        .run("randomize --study S --print cage --json")
        .done()
        .stdout;
    assert!(!json.contains("\"code\""), "{json}");
}

#[test]
fn blinded_draw_is_refused_where_blinding_is_refused() {
    let s = herd();
    s.run("blind --study S").done();
    s.run("unblind --study S --reason 'too early'").done();
    let told = s
        .run(&format!("{DRAW} --blind arms -o who.csv"))
        .refused()
        .stderr;
    assert!(told.contains("was unblinded on"), "{told}");
    let told = s.run(&format!("{DRAW} --blind cages")).refused().stderr;
    assert!(told.contains("one of arms, animals"), "{told}");
    assert!(!s.file("who.csv").exists());
    let with_table = s.run("randomize --table herd.csv --arms 3 --blind arms");
    assert_eq!(with_table.status, Some(2), "{}", with_table.stderr);
    let list = s.run("randomize --study S --list --json").done().json();
    assert_eq!(list, Value::Array(Vec::new()));
    s.run(DRAW).done();
}

/// A file that exists already is refused before anything is written.
#[test]
fn existing_output_file_stops_the_draw() {
    let s = herd();
    std::fs::write(s.file("who.csv"), "mine").unwrap();
    let told = s.run(&format!("{DRAW} -o who.csv")).refused().stderr;
    assert!(told.contains("nothing is overwritten"), "{told}");
    let list = s.run("randomize --study S --list --json").done().json();
    assert_eq!(list, Value::Array(Vec::new()));
    let told = s
        .run("randomize --study S --per-arm 40 -o new.csv")
        .refused()
        .stderr;
    assert!(told.contains("120 places"), "{told}");
    assert!(
        !s.file("new.csv").exists(),
        "what was refused leaves no file"
    );
    assert_eq!(std::fs::read_to_string(s.file("who.csv")).unwrap(), "mine");
}
