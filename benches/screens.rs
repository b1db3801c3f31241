//! Times that a user notices: from the start to the first frame, from a key to the drawn frame, and whether the
//! program keeps up with a keyboard wedge that sends a hundred values a second.
//!
//! `cargo bench --bench screens -- [STUDIES] [FILE]`. The real program in a pseudo-terminal, on a notebook with one
//! study of 1 000 animals, each with 60 readings and 60 weighings, and STUDIES further studies of the same size
//! (default 0: each takes 4 s to make). If FILE exists, it is used as the notebook; if not, it is created and kept.
//! Without FILE a temporary notebook is used. The wedge measures 100 animals, so a kept notebook serves ten times a
//! day. A frame counts as drawn when the terminal shows it, so the times include those of the pseudo-terminal.
#![allow(missing_docs, clippy::unwrap_used, clippy::print_stdout)]

#[allow(dead_code)]
#[path = "../tests/integration/pty.rs"]
mod pty;

use std::cell::Cell;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

use chrono::Days;
use pty::Terminal;

const ANIMALS: usize = 1000;
const DAYS: u64 = 60;

fn main() {
    // `cargo test --benches` only asks whether it can be run.
    if !std::env::args().any(|arg| arg == "--bench") {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let (further, kept) = asked();
    let db = match &kept {
        Some(file) => file.clone(),
        None => folder.path().join("lab.db"),
    };
    let was_there = db.exists();
    if !was_there {
        make(folder.path(), &db, further);
    }
    let came = match (kept.is_some(), was_there) {
        (true, true) => "was there, is kept",
        (true, false) => "made, is kept",
        (false, _) => "made",
    };
    println!(
        "notebook {}: {came}, {} studies, {} MB",
        db.display(),
        studies(&db),
        db.metadata().unwrap().len() >> 20
    );
    first_frame(&db);
    let mut terminal = Terminal::new(&db, 24, 80);
    terminal.wait_for("1000 / 1000").send("m");
    // Keys that follow at once would be a device's.
    terminal.wait_for(&format!("/{ANIMALS} done"));
    key_to_frame(&mut terminal);
    wedge(&mut terminal);
    terminal.kill();
}

/// What the command line says: how many further studies, and the notebook to be kept.
fn asked() -> (usize, Option<PathBuf>) {
    let said = std::env::args()
        .skip(1)
        .filter(|arg| !arg.starts_with("--"));
    let (mut further, mut kept) = (0, None);
    for arg in said {
        match arg.parse() {
            Ok(number) => further = number,
            Err(_) => kept = Some(std::path::absolute(arg).unwrap()),
        }
    }
    (further, kept)
}

fn studies(db: &Path) -> usize {
    let mut command = Command::new(env!("CARGO_BIN_EXE_graftbook"));
    command.args(["study", "list", "--json", "--db"]).arg(db);
    let told = command.output().unwrap().stdout;
    let list: Vec<serde_json::Value> = serde_json::from_slice(&told).unwrap();
    list.len()
}

/// Imports the studies: `0` and on.
fn make(folder: &Path, db: &Path, further: usize) {
    let file = folder.join("readings.csv");
    let first = store::clock::today() - Days::new(DAYS);
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

/// How many animals of today are done, as the screen tells it.
fn done(terminal: &mut Terminal) -> usize {
    let found = Cell::new(0);
    terminal.wait("how many are done", |screen| {
        let contents = screen.contents();
        let before = contents.split_once(&format!("/{ANIMALS} done"));
        let number = before.and_then(|(before, _)| before.split_whitespace().last()?.parse().ok());
        number.inspect(|number| found.set(*number)).is_some()
    });
    found.get()
}

/// Animals are measured at a hundred sends a second: three of them an animal.
fn wedge(terminal: &mut Terminal) {
    const MEASURED: usize = 100;
    let before = done(terminal);
    if before + MEASURED > ANIMALS {
        return println!("wedge: {before} animals are done today, too few are left");
    }
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
    terminal.wait_for(&format!("{}/{ANIMALS} done", before + MEASURED));
    println!(
        "wedge: {sends} sends in {:.2} s, the last of them on screen {:.0} ms later",
        sent.as_secs_f64(),
        (start.elapsed() - sent).as_secs_f64() * 1000.0
    );
}
