//! The real program in a pseudo-terminal, with the input of a technician and of a keyboard wedge.

use crate::pty::Terminal;
use crate::session::Session;

/// A study `S` of twenty animals in five cages, without readings.
fn twenty_animals() -> Session {
    let session = Session::new();
    session
        .run("study create S --model RS4;11 --day0 2026-01-05 --max-volume 2000")
        .done();
    for cage in 1..=5 {
        let tags: Vec<String> = (1..=4)
            .map(|n| (200 + 4 * (cage - 1) + n).to_string())
            .collect();
        session
            .run(&format!(
                "animal add --study S {} --cage C{cage}",
                tags.join(" ")
            ))
            .done();
    }
    session
}

/// Sizes and weight of the nth animal, all different and none outside its expected range.
fn values(n: u32) -> [String; 3] {
    [
        format!("{:.1}", 10.0 + f64::from(n) / 10.0),
        format!("{:.1}", 8.0 + f64::from(n) / 20.0),
        format!("{:.1}", 20.0 + f64::from(n) / 10.0),
    ]
}

#[test]
fn session_resumes_after_power_loss() {
    let session = twenty_animals();
    let mut terminal = Terminal::new(&session.db(), 24, 80);
    terminal.wait_for("20 / 20").send("m").wait_for("0/20 done");
    for n in 1..=10 {
        let [length, width, weight] = values(n);
        terminal
            .send(&format!("{length}\r"))
            .send(&format!("{width}\r"))
            .send(&format!("{weight}\r"));
        terminal.wait_for(&format!("{n}/20 done"));
    }
    // The eleventh animal: its length is entered, its width is being typed.
    let [length, _, _] = values(11);
    terminal
        .send(&format!("{length}\r"))
        .send("8.")
        .wait_for("[ 8. ");
    terminal.kill();

    let mut terminal = Terminal::new(&session.db(), 24, 80);
    terminal
        .wait_for("are kept for study `S`")
        .send("m")
        .wait_for("10/20 done");
    terminal.wait_for("C3 · 211").wait_for(&length);
    let [_, width, weight] = values(11);
    terminal
        .send(&format!("{width}\r{weight}\r"))
        .wait_for("11/20 done");
    for n in 12..=20 {
        let [length, width, weight] = values(n);
        terminal.send(&format!("{length}\r{width}\r{weight}\r"));
    }
    terminal.wait_for("20/20 done").wait_for("20 of 20 animals");
    // An escape and the next key in one read would be one key: the summary must have disappeared before.
    terminal
        .send("\x1b")
        .wait("the summary is closed", |screen| {
            !screen.contents().contains("20 of 20 animals")
        })
        .send("\x11");
    assert!(terminal.ended());

    session.run("audit verify").done();
    for n in 1..=20 {
        let [length, width, weight] = values(n);
        let animal = session
            .run(&format!("animal show {} --study S --json", 200 + n))
            .done()
            .json();
        let days = animal["days"].as_array().unwrap();
        let number = |text: &str| text.parse::<f64>().unwrap();
        let sizes = format!("{} × {} mm", number(&length), number(&width));
        assert_eq!(days.len(), 2, "{animal}");
        assert!(
            days.iter().any(|day| day["found"] == sizes.as_str()),
            "{animal}"
        );
        assert!(
            days.iter().any(|day| day["weight_g"] == number(&weight)),
            "{animal}"
        );
    }
}

#[test]
fn screens_follow_window_size_and_file_changes() {
    let session = Session::with_study();
    let mut terminal = Terminal::new(&session.db(), 24, 80);
    terminal.wait_for("4 / 4").send("\r").wait_for("1 Overview");
    terminal.resize(15, 59).wait_for("Graftbook needs 60 × 16");
    terminal
        .resize(40, 120)
        .wait_for("1 Overview")
        .send("2")
        .wait_for("0/4 done");
    // Entries of another program are shown without a key.
    session.run("animal add --study S 299 --cage C09").done();
    terminal.wait_for("C09 · 299");
    session
        .run("measure --study S --animal 211 --length 10 --width 8")
        .done();
    terminal.wait_for("320 mm³");
    // A file that disappears is reported, and so is its return.
    let away = session.db().with_extension("away");
    std::fs::rename(session.db(), &away).unwrap();
    terminal.wait_for("is no longer there");
    std::fs::rename(&away, session.db()).unwrap();
    terminal.wait_for("C09 · 299");
    terminal.send("\x11");
    assert!(terminal.ended());
}

#[test]
fn terminal_is_restored_at_exit() {
    let session = Session::with_study();
    let mut terminal = Terminal::new(&session.db(), 24, 80);
    terminal.wait_for("4 / 4");
    let there = |screen: &vt100::Screen| screen.alternate_screen();
    terminal.wait("the alternate screen", there);
    terminal.send("q").wait("the old screen", |screen| {
        !screen.alternate_screen() && !screen.hide_cursor()
    });
    assert!(terminal.ended());
}

#[test]
fn terminated_program_restores_the_terminal_and_keeps_input() {
    for signal in ["TERM", "HUP"] {
        let session = Session::with_study();
        let mut terminal = Terminal::new(&session.db(), 24, 80);
        terminal.wait_for("4 / 4").send("m").wait_for("0/4 done");
        terminal.send("12.4\r").wait_for("[ 12.4      ] mm ·");
        terminal.signal(signal).wait("the old screen", |screen| {
            !screen.alternate_screen() && !screen.hide_cursor()
        });
        assert!(terminal.ended(), "{signal}");
        let mut terminal = Terminal::new(&session.db(), 24, 80);
        terminal.wait_for("are kept for study `S`");
        terminal.kill();
    }
}

#[test]
fn wedge_input_on_the_overview_is_not_a_command() {
    let session = Session::with_study();
    let mut terminal = Terminal::new(&session.db(), 24, 80);
    terminal.wait_for("4 / 4").send("\r").wait_for("1 Overview");
    terminal
        .send("12.4\r")
        .wait_for("`12.4` was sent by a device; nothing was changed");
    terminal.send("212\r").wait_for("C03 · 212");
    terminal.send("\x11");
    assert!(terminal.ended());
}
