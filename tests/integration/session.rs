//! A session of the real program in its own environment: a temporary folder with a notebook, a fixed author, and
//! none of the settings of the machine.

use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};

use store::clock;

use chrono::{DateTime, TimeDelta, Utc};
use tempfile::TempDir;

/// A folder with a notebook in it. Its first command runs on Monday, 2 March 2026 at 08:00:00 UTC, each
/// further one a second later.
pub struct Session {
    folder: TempDir,
    commands: AtomicU32,
}

/// What one command answered.
#[derive(Debug, Clone)]
pub struct Answer {
    pub status: Option<i32>,
    pub stdout: String,
    pub stderr: String,
}

/// The program as `author` calls it for the notebook `db`, and nothing else in its environment.
pub fn graftbook(db: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_graftbook"));
    hermetic(&mut command, db);
    command
}

/// Gives a command the environment of [`graftbook`].
pub fn hermetic(command: &mut Command, db: &Path) {
    let home = db.parent().unwrap_or(Path::new("/"));
    command
        .env_clear()
        .env("PATH", std::env::var_os("PATH").unwrap_or_default())
        .env("HOME", home)
        .env("TZ", "UTC")
        .env(clock::SET_BY, at_second(0))
        .env("GRAFTBOOK_DB", db)
        .env("GRAFTBOOK_USER", "M. Meier")
        .current_dir(home)
        .stdin(Stdio::null());
}

/// The time so many seconds after the beginning of a session.
fn at_second(second: u32) -> String {
    let begin: DateTime<Utc> = "2026-03-02T08:00:00Z".parse().expect("it is a time");
    (begin + TimeDelta::seconds(second.into())).to_rfc3339()
}

impl From<Output> for Answer {
    fn from(output: Output) -> Self {
        let text = |bytes| String::from_utf8(bytes).expect("the program speaks UTF-8");
        Self {
            status: output.status.code(),
            stdout: text(output.stdout),
            stderr: text(output.stderr),
        }
    }
}

impl Answer {
    /// The same, where the command is a step on the way and must work.
    #[track_caller]
    pub fn done(self) -> Self {
        assert_eq!(
            self.status,
            Some(0),
            "\nstdout: {}\nstderr: {}",
            self.stdout,
            self.stderr
        );
        self
    }

    /// The same, where the command must be refused with exit code 1, by a message and no panic.
    #[track_caller]
    pub fn refused(self) -> Self {
        assert_eq!(
            self.status,
            Some(1),
            "\nstdout: {}\nstderr: {}",
            self.stdout,
            self.stderr
        );
        assert!(!self.stderr.is_empty(), "it was refused without a message");
        assert!(!self.stderr.contains("panicked"), "{}", self.stderr);
        self
    }

    /// Its answer as JSON.
    #[track_caller]
    pub fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.stdout)
            .unwrap_or_else(|e| panic!("{e}: {} {}", self.stdout, self.stderr))
    }
}

impl Session {
    pub fn new() -> Self {
        Self {
            folder: tempfile::tempdir().expect("a temporary folder can be made"),
            commands: AtomicU32::new(0),
        }
    }

    /// With an open study `S` of day 0 2026-01-05, implanted 2025-12-20, arms `Vehicle` (control)
    /// and `KT-253`, and animals 211 to 214 in cage C03.
    pub fn with_study() -> Self {
        let session = Self::new();
        for line in [
            "study create S --model RS4;11 --implanted 2025-12-20 --day0 2026-01-05",
            "arm add --study S Vehicle --control",
            "arm add --study S KT-253 --compound KT-253 --dose 1 --route IV --schedule Q3W",
            "animal add --study S 211 212 --arm Vehicle --cage C03 --sex F",
            "animal add --study S 213 214 --arm KT-253 --cage C03 --sex F",
        ] {
            session.run(line).done();
        }
        session
    }

    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// The notebook file.
    pub fn db(&self) -> PathBuf {
        self.folder().join("lab.db")
    }

    /// A file in the session's folder.
    pub fn file(&self, name: &str) -> PathBuf {
        self.folder().join(name)
    }

    /// The program with these arguments.
    pub fn command<S: AsRef<std::ffi::OsStr>>(&self, args: &[S]) -> Command {
        let mut command = graftbook(&self.db());
        let second = self.commands.fetch_add(1, Ordering::Relaxed);
        command.env(clock::SET_BY, at_second(second)).args(args);
        command
    }

    /// Runs a command line as one would type it after `graftbook`.
    pub fn run(&self, line: &str) -> Answer {
        self.args(&words(line))
    }

    /// Runs the program with arguments that no shell has seen.
    pub fn args<S: AsRef<std::ffi::OsStr>>(&self, args: &[S]) -> Answer {
        self.command(args).output().expect("it starts").into()
    }

    /// Runs a command line with a text on its standard input.
    pub fn piped(&self, line: &str, input: &[u8]) -> Answer {
        let mut child = self
            .command(&words(line))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("it starts");
        let mut pipe = child.stdin.take().expect("it was asked for");
        // A program that refuses before it reads closes the pipe.
        let _ = pipe.write_all(input);
        drop(pipe);
        child.wait_with_output().expect("it ends").into()
    }

    /// Runs a command that reads lines from its standard input, and kills it as soon as it has answered as many
    /// lines as it was given.
    pub fn killed_after(&self, line: &str, input: &str) {
        let mut child = self
            .command(&words(line))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("it starts");
        let mut pipe = child.stdin.take().expect("it was asked for");
        pipe.write_all(input.as_bytes()).expect("it reads");
        let answers = BufReader::new(child.stdout.take().expect("it was asked for"));
        let answered = answers.lines().take(input.lines().count()).count();
        assert_eq!(answered, input.lines().count(), "it ended early");
        child.kill().expect("it runs");
        child.wait().expect("it ends");
    }

    /// Runs command lines one after the other and answers what a terminal would have shown, errors
    /// after answers, with fingerprints, ids and the folder's name replaced.
    pub fn transcript(&self, lines: &[&str]) -> String {
        let mut shown = String::new();
        for line in lines {
            shown.push_str(&format!("$ graftbook {line}\n"));
            shown.push_str(&self.answer_text(&self.run(line)));
        }
        shown
    }

    /// An answer in the form of [`Session::transcript`].
    pub fn answer_text(&self, answer: &Answer) -> String {
        let mut shown = format!("{}{}", answer.stdout, answer.stderr);
        if answer.status != Some(0) {
            let code = answer
                .status
                .map_or("killed".into(), |code| format!("exit {code}"));
            shown.push_str(&format!("[{code}]\n"));
        }
        let folder = self.folder().to_string_lossy().into_owned();
        redact(&shown.replace(&folder, "<folder>"))
    }

    /// All of the file, and the files beside it that SQLite keeps.
    pub fn listing(&self) -> Vec<String> {
        let mut names: Vec<_> = std::fs::read_dir(self.folder())
            .expect("the folder is there")
            .map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned())
            .collect();
        names.sort();
        names
    }

    /// The trail holds and the file is well; answers the verdict.
    #[track_caller]
    pub fn must_be_whole(&self) -> serde_json::Value {
        let verdict = self.run("audit verify --json").done().json();
        assert_eq!(verdict["whole"], true, "{verdict}");
        self.run("doctor").done();
        verdict
    }
}

/// Cuts a command line into words as a shell does: at spaces, single quotes hold together.
pub fn words(line: &str) -> Vec<String> {
    let mut words = Vec::new();
    let (mut word, mut quoted, mut begun) = (String::new(), false, false);
    for c in line.chars() {
        match c {
            '\'' => (quoted, begun) = (!quoted, true),
            ' ' if !quoted => {
                if begun {
                    words.push(std::mem::take(&mut word));
                }
                begun = false;
            }
            c => {
                word.push(c);
                begun = true;
            }
        }
    }
    if begun {
        words.push(word);
    }
    words
}

/// Replaces what differs from run to run: fingerprints and ids.
fn redact(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    let mut token = String::new();
    for c in text.chars().chain(['\n']) {
        if c.is_ascii_alphanumeric() || matches!(c, '-' | ':' | '.') {
            token.push(c);
        } else {
            let end = token.trim_end_matches([':', '.']).len();
            let (word, tail) = token.split_at(end);
            shown.push_str(redacted(word));
            shown.push_str(tail);
            token.clear();
            shown.push(c);
        }
    }
    shown.pop();
    shown
}

fn redacted(word: &str) -> &str {
    let hex = word.chars().all(|c| c.is_ascii_hexdigit());
    let bytes = word.as_bytes();
    match word.len() {
        64 if hex => "<fingerprint>",
        12 if hex => "<beginning>",
        36 if bytes[8] == b'-' && bytes[13] == b'-' && bytes[23] == b'-' => "<id>",
        _ => word,
    }
}

/// Whether the test runs as root, who may mount file systems and become somebody else.
pub fn is_root() -> bool {
    let id = Command::new("id").arg("-u").output();
    id.is_ok_and(|output| output.stdout == b"0\n")
}

#[test]
fn transcript_replaces_what_differs_between_runs() {
    let hash = "0123456789abcdef".repeat(4);
    assert_eq!(
        redact(&format!(
            "1  2026-01-22T09:30:00.123Z  [{}] {hash} 2026-01-22.",
            &hash[..12]
        )),
        "1  2026-01-22T09:30:00.123Z  [<beginning>] <fingerprint> 2026-01-22."
    );
    assert_eq!(words("a 'b c'  '' d"), ["a", "b c", "", "d"]);
}
