//! What a technician feels: from the start to the first frame, from a key to the drawn frame, and
//! whether a wedge that sends a hundred values a second is kept up with.
//!
//! `cargo bench --bench screens [STUDIES]`. The real program in a pseudo-terminal, on a notebook with
//! one study of 1 000 animals, each with 60 readings and 60 weighings, and so many further studies
//! of the same size (none unless said: each takes 4 s to make). A frame counts as drawn when
//! the terminal shows it, so that the times hold the pseudo-terminal's own.
#![allow(missing_docs, clippy::unwrap_used, clippy::print_stdout)]

#[allow(dead_code)]
#[path = "../tests/integration/pty.rs"]
mod pty;

use std::fmt::Write as _;
use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

use chrono::{Days, Local};
use pty::Terminal;

const ANIMALS: usize = 1000;
const DAYS: u64 = 60;

fn main() {
    // `cargo test --benches` only asks whether it can be run.
    if !std::env::args().any(|arg| arg == "--bench") {
        return;
    }
    let number = std::env::args().find_map(|arg| arg.parse::<usize>().ok());
    let folder = tempfile::tempdir().unwrap();
    let db = folder.path().join("lab.db");
    make(&db, number.unwrap_or(0));
    println!(
        "notebook: {} studies, {} MB",
        number.unwrap_or(0) + 1,
        db.metadata().unwrap().len() >> 20
    );
    first_frame(&db);
    let mut terminal = Terminal::new(&db, 24, 80);
    terminal
        .wait_for("1000 / 1000")
        .send("m")
        .wait_for("0/1000 done");
    key_to_frame(&mut terminal);
    wedge(&mut terminal);
    terminal.kill();
}

/// Imports the studies: `0` and on.
fn make(db: &Path, further: usize) {
    let file = db.with_extension("csv");
    let first = Local::now().date_naive() - Days::new(DAYS);
    let mut rows = String::from("animal,cage,arm,date,length,width,weight\n");
    for animal in 0..ANIMALS {
        for day in 0..DAYS {
            let size = 5.0 + 0.05 * day as f64 + 0.001 * animal as f64;
            let date = first + Days::new(day);
            writeln!(
                rows,
                "{animal},C{:03},Arm {},{date},{:.2},{:.2},21.0",
                animal / 5,
                animal % 8,
                size + 1.0,
                size
            )
            .unwrap();
        }
    }
    std::fs::write(&file, rows).unwrap();
    for study in 0..=further {
        let mut command = Command::new(env!("CARGO_BIN_EXE_graftbook"));
        let name = format!("{study:03}");
        command.args([
            "import",
            file.to_str().unwrap(),
            "--study",
            &name,
            "--control",
            "Arm 0",
        ]);
        command
            .args(["--day0", &first.to_string(), "--user", "M. Meier", "--db"])
            .arg(db);
        assert!(command.output().unwrap().status.success());
    }
}

fn told(what: &str, mut times: Vec<Duration>) {
    times.sort_unstable();
    let ms = |at: usize| times[at.min(times.len() - 1)].as_secs_f64() * 1000.0;
    println!(
        "{what}: median {:.1} ms, fastest {:.1}, 95 % {:.1}, slowest {:.1} (n = {})",
        ms(times.len() / 2),
        ms(0),
        ms(times.len() * 95 / 100),
        ms(times.len()),
        times.len()
    );
}

fn first_frame(db: &Path) {
    let mut times = Vec::new();
    for _ in 0..20 {
        let start = Instant::now();
        let mut terminal = Terminal::new(db, 24, 80);
        terminal.wait_for("on study");
        times.push(start.elapsed());
        terminal.kill();
    }
    told("from start to the list of studies", times);
}

fn key_to_frame(terminal: &mut Terminal) {
    let mut times = Vec::new();
    for _ in 0..100 {
        for (key, shown) in [
            ("7", "Length  [ 7  "),
            (".", "Length  [ 7. "),
            ("1", "Length  [ 7.1 "),
        ] {
            let start = Instant::now();
            terminal.send(key).wait_for(shown);
            times.push(start.elapsed());
        }
        terminal
            .send("\x7f\x7f\x7f")
            .wait_for("Length  [           ]");
    }
    told("from a key to the drawn frame", times);
}

/// Animals are measured at a hundred sends a second: three of them an animal.
fn wedge(terminal: &mut Terminal) {
    const MEASURED: usize = 100;
    let start = Instant::now();
    let mut sends = 0;
    for _ in 0..MEASURED {
        for value in ["9.4\r", "8.4\r", "21.0\r"] {
            let due = start + Duration::from_millis(10 * sends);
            std::thread::sleep(due.saturating_duration_since(Instant::now()));
            terminal.send(value);
            sends += 1;
        }
    }
    let sent = start.elapsed();
    terminal.wait_for(&format!("{MEASURED}/1000 done"));
    println!(
        "wedge: {sends} sends in {:.2} s, the last of them on screen {:.0} ms later",
        sent.as_secs_f64(),
        (start.elapsed() - sent).as_secs_f64() * 1000.0
    );
}
