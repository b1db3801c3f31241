//! Time and peak memory of commands by the number of readings of a study, and how much the file grows with each
//! reading. Time that grows faster than the readings, or memory that grows where a command should read row by row,
//! shows here.
//!
//! `cargo bench --bench sizes`, or with the numbers of readings: `cargo bench --bench sizes -- 10000 30000`. A million
//! takes minutes and 4 GB in the folder for temporary files, so it runs only if `GRAFTBOOK_MILLION=1` is set. An
//! import takes half a million readings at most; more come in several files, and `undo` undoes the last of them.
//!
//! Each command runs as the program that users run. Its memory is the peak that Linux tells of a process (`VmHWM`),
//! read every millisecond; elsewhere it is not shown.
#![allow(missing_docs, clippy::unwrap_used, clippy::print_stdout)]

use std::fmt::Write as _;
use std::fs;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

const SIZES: [u32; 3] = [10_000, 100_000, 500_000];
const MILLION: u32 = 1_000_000;
/// The largest number of readings of one file.
const OF_A_FILE: u32 = 500_000;
/// Readings of each animal, on as many days.
const VISITS: u32 = 50;
/// Readings that are entered one by one.
const ONE_BY_ONE: u32 = 2_000;

fn main() {
    let asked: Vec<u32> = std::env::args().filter_map(|a| a.parse().ok()).collect();
    let mut sizes = if asked.is_empty() {
        SIZES.to_vec()
    } else {
        asked
    };
    if std::env::var_os("GRAFTBOOK_MILLION").is_some() {
        sizes.push(MILLION);
    }
    let columns: Vec<Vec<Cost>> = sizes.iter().map(|&size| costs(size)).collect();
    let heads = sizes.iter().map(|size| format!("{size:>22}"));
    println!("{:<34}{}", "readings", heads.collect::<String>());
    for (row, first) in columns[0].iter().enumerate() {
        let cells = columns.iter().map(|column| column[row].cell());
        println!("{:<34}{}", first.name, cells.collect::<String>());
    }
    growth(sizes[0]);
}

/// What a command took.
struct Cost {
    name: &'static str,
    time: Duration,
    /// Peak memory in bytes; 0 where the system does not tell.
    peak: u64,
}

impl Cost {
    fn cell(&self) -> String {
        let peak = match self.peak {
            0 => "–".to_owned(),
            bytes => format!("{:.0} MB", bytes as f64 / 1e6),
        };
        format!("{:>11.2} s{peak:>9}", self.time.as_secs_f64())
    }
}

/// A notebook in a folder of its own.
struct Lab {
    folder: tempfile::TempDir,
}

impl Lab {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        Self { folder }
    }

    fn file(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn db(&self) -> PathBuf {
        self.file("lab.db")
    }

    /// Runs a command; words in braces are files of the folder.
    fn run(&self, name: &'static str, command: &str) -> Cost {
        let words = command.split(' ').map(|word| {
            let file = word.strip_prefix('{').and_then(|w| w.strip_suffix('}'));
            file.map_or_else(|| word.into(), |file| self.file(file).into_os_string())
        });
        let start = Instant::now();
        let mut child = Command::new(env!("CARGO_BIN_EXE_graftbook"))
            .args(["--user", "bench", "--db"])
            .arg(self.db())
            .args(words)
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let peak = peak_until_end(&mut child);
        let time = start.elapsed();
        assert!(child.wait().unwrap().success(), "{command}");
        Cost { name, time, peak }
    }

    /// Imports these many readings, from several files if need be. Answers the cost of the first.
    fn import(&self, readings: u32) -> Cost {
        let files = readings.div_ceil(OF_A_FILE);
        let animals = readings / VISITS;
        let mut costs = (0..files).map(|n| {
            let of_file = animals * n / files..animals * (n + 1) / files;
            fs::write(self.file("readings.csv"), table(of_file)).unwrap();
            let named = match n {
                0 => "import {readings.csv} --study S --control Arm_0",
                _ => "import {readings.csv} --study S --new-animals",
            };
            self.run("import (of 500 000 at most)", named)
        });
        let first = costs.next().unwrap();
        costs.for_each(drop);
        first
    }

    /// Bytes of the file; all that was written is in it once nobody has it open.
    fn size(&self) -> u64 {
        fs::metadata(self.db()).unwrap().len()
    }

    fn journal(&self) -> u64 {
        fs::metadata(self.file("lab.db-wal")).map_or(0, |journal| journal.len())
    }
}

/// The rows of these animals, which are in five arms, with length and width on each day.
fn table(animals: std::ops::Range<u32>) -> String {
    let mut rows = String::from("cage,animal,arm,day,length_mm,width_mm\n");
    for animal in animals {
        for visit in 0..VISITS {
            let width = 5.0 + f64::from((animal * 7 + visit * 13) % 80) / 10.0;
            let length = width + f64::from((animal + visit) % 30) / 10.0;
            let (cage, arm, day) = (animal / 5, animal % 5, visit * 3);
            writeln!(
                rows,
                "C{cage},{animal},Arm_{arm},{day},{length:.1},{width:.1}"
            )
            .unwrap();
        }
    }
    rows
}

/// Waits for the end of a process, and answers its peak memory in bytes.
fn peak_until_end(child: &mut Child) -> u64 {
    let mut peak = 0;
    while child.try_wait().unwrap().is_none() {
        peak = peak.max(peak_now(child.id()).unwrap_or_default());
        std::thread::sleep(Duration::from_millis(1));
    }
    peak
}

fn peak_now(process: u32) -> Option<u64> {
    let status = fs::read_to_string(format!("/proc/{process}/status")).ok()?;
    let line = status
        .lines()
        .find_map(|line| line.strip_prefix("VmHWM:"))?;
    let kilobytes: u64 = line.trim().strip_suffix("kB")?.trim().parse().ok()?;
    Some(kilobytes * 1024)
}

fn costs(readings: u32) -> Vec<Cost> {
    let lab = Lab::new();
    let mut costs = vec![lab.import(readings)];
    let size = lab.size() as f64 / f64::from(readings);
    println!("{readings} readings imported: {size:.0} bytes each");
    for (name, command) in [
        ("study list", "study list"),
        ("animal list", "animal list --study S"),
        ("animal show", "animal show 7 --study S"),
        ("audit log", "audit log"),
        ("audit log --animal", "audit log --animal 7"),
        ("audit log --study", "audit log --study S"),
        ("audit log --all-rows", "audit log --all-rows"),
        ("audit log --json", "--json audit log"),
        ("audit verify", "audit verify"),
        ("doctor", "doctor"),
        ("analyze", "analyze --study S"),
        ("analyze --json", "--json analyze --study S"),
        ("report, page", "report --study S -o {report.html}"),
        ("report, workbook", "report --study S -o {report.xlsx}"),
        ("export csv", "export --study S --to {tidy}"),
        (
            "export parquet",
            "export --study S --format parquet --to {parquet}",
        ),
        (
            "export prism",
            "export --study S --format prism --to {prism}",
        ),
        ("export r", "export --study S --format r --to {r}"),
        (
            "export synergylmm",
            "export --study S --format synergylmm --to {synergy}",
        ),
        (
            "export pdxnet",
            "export --study S --format pdxnet --to {pdxnet}",
        ),
        ("backup", "backup {copy.db}"),
        ("undo of the (last) import", "undo"),
        ("audit verify after it", "audit verify"),
    ] {
        costs.push(lab.run(name, command));
    }
    costs
}

/// Bytes of the file for each reading that is entered as an operation of its own, and of the journal while another
/// program reads.
fn growth(readings: u32) {
    let lab = Lab::new();
    lab.import(readings);
    let before = lab.size();
    let journal = lab.enter_one_by_one(200, readings / VISITS);
    let grown = (lab.size() - before) as f64 / f64::from(ONE_BY_ONE);
    println!(
        "entered one by one: {grown:.0} bytes each; the journal has {} kB at most",
        journal / 1000
    );
    let reader = rusqlite::Connection::open(lab.db()).unwrap();
    let count = "SELECT count(*) FROM operations";
    reader.execute_batch("BEGIN").unwrap();
    reader
        .query_row(count, [], |row| row.get::<_, i64>(0))
        .unwrap();
    let journal = lab.enter_one_by_one(300, readings / VISITS) as f64 / f64::from(ONE_BY_ONE);
    println!(
        "the same while another program reads: the journal grows by {:.1} kB with each",
        journal / 1e3
    );
}

impl Lab {
    /// Enters readings on days from this one on, each durable before the next. Answers the largest size of the
    /// journal.
    fn enter_one_by_one(&self, first_day: u32, animals: u32) -> u64 {
        let lines = (0..animals).map(|animal| format!("{animal} 12.4 9.1\n"));
        fs::write(self.file("lines"), lines.collect::<String>()).unwrap();
        let mut journal = 0;
        for day in first_day..first_day + ONE_BY_ONE.div_ceil(animals) {
            let mut child = Command::new(env!("CARGO_BIN_EXE_graftbook"))
                .args(["--user", "bench", "--db"])
                .arg(self.db())
                .args(["measure", "-", "--study", "S", "--day", &day.to_string()])
                .stdin(fs::File::open(self.file("lines")).unwrap())
                .stdout(Stdio::null())
                .stderr(Stdio::null())
                .spawn()
                .unwrap();
            while child.try_wait().unwrap().is_none() {
                journal = journal.max(self.journal());
                std::thread::sleep(Duration::from_millis(1));
            }
            assert!(child.wait().unwrap().success());
        }
        journal.max(self.journal())
    }
}
