//! A pseudo-terminal: runs the real program, types keys, and reads its screen.

use std::io::{Read, Write};
use std::num::NonZero;
use std::path::Path;
use std::sync::{Arc, Condvar, Mutex};
use std::time::{Duration, Instant};

use portable_pty::{Child, CommandBuilder, MasterPty, PtySize, native_pty_system};

/// How long a text may take to appear.
const PATIENCE: Duration = Duration::from_secs(30);

fn cells(n: u16) -> NonZero<u16> {
    NonZero::new(n).unwrap()
}

/// The program on a terminal of its own.
pub struct Terminal {
    child: Box<dyn Child + Send + Sync>,
    keyboard: Box<dyn Write + Send>,
    master: Box<dyn MasterPty + Send>,
    screen: Arc<(Mutex<vt100::Parser>, Condvar)>,
}

impl Terminal {
    pub fn new(db: &Path, rows: u16, cols: u16) -> Self {
        Self::running(db, rows, cols, &[])
    }

    /// The program with these arguments.
    pub fn running(db: &Path, rows: u16, cols: u16, args: &[String]) -> Self {
        let size = PtySize {
            rows,
            cols,
            pixel_width: 0,
            pixel_height: 0,
        };
        let pair = native_pty_system().openpty(size).unwrap();
        let mut command = CommandBuilder::new(env!("CARGO_BIN_EXE_graftbook"));
        command.args(args);
        command.env_clear();
        let home = db.parent().unwrap();
        for (name, value) in [
            ("TERM", "xterm-256color"),
            ("LANG", "C.UTF-8"),
            ("TZ", "UTC"),
            ("GRAFTBOOK_USER", "M. Meier"),
        ] {
            command.env(name, value);
        }
        command.env("HOME", home);
        command.env("GRAFTBOOK_DB", db);
        command.cwd(home);
        let child = pair.slave.spawn_command(command).unwrap();
        drop(pair.slave);
        let screen = Arc::new((
            Mutex::new(vt100::Parser::new(cells(rows), cells(cols), 0)),
            Condvar::new(),
        ));
        let mut output = pair.master.try_clone_reader().unwrap();
        let shared = Arc::clone(&screen);
        std::thread::spawn(move || {
            let mut bytes = [0; 4096];
            while let Ok(n @ 1..) = output.read(&mut bytes) {
                shared.0.lock().unwrap().process(&bytes[..n]);
                shared.1.notify_all();
            }
        });
        Self {
            child,
            keyboard: pair.master.take_writer().unwrap(),
            master: pair.master,
            screen,
        }
    }

    pub fn send(&mut self, keys: &str) -> &mut Self {
        self.keyboard.write_all(keys.as_bytes()).unwrap();
        self.keyboard.flush().unwrap();
        self
    }

    /// Waits until the screen shows a text.
    #[track_caller]
    pub fn wait_for(&mut self, text: &str) -> &mut Self {
        self.wait(text, |screen| screen.contents().contains(text))
    }

    #[track_caller]
    pub fn wait(&mut self, what: &str, is_there: impl Fn(&vt100::Screen) -> bool) -> &mut Self {
        let deadline = Instant::now() + PATIENCE;
        let mut parser = self.screen.0.lock().unwrap();
        while !is_there(parser.screen()) {
            let left = deadline.saturating_duration_since(Instant::now());
            assert!(
                !left.is_zero(),
                "{what} is not there:\n{}",
                parser.screen().contents()
            );
            parser = self.screen.1.wait_timeout(parser, left).unwrap().0;
        }
        drop(parser);
        self
    }

    pub fn resize(&mut self, rows: u16, cols: u16) -> &mut Self {
        let size = PtySize {
            rows,
            cols,
            pixel_width: 0,
            pixel_height: 0,
        };
        self.screen
            .0
            .lock()
            .unwrap()
            .screen_mut()
            .set_size(cells(rows), cells(cols));
        self.master.resize(size).unwrap();
        self
    }

    /// Kills the program at once, as a power failure does.
    pub fn kill(mut self) {
        let pid = self.child.process_id().unwrap().to_string();
        let done = std::process::Command::new("kill")
            .args(["-9", &pid])
            .status();
        assert!(done.unwrap().success());
        self.child.wait().unwrap();
    }

    /// Sends the program a signal: `TERM`, `HUP`.
    pub fn signal(&mut self, name: &str) -> &mut Self {
        let pid = self.child.process_id().unwrap().to_string();
        let mut kill = std::process::Command::new("kill");
        assert!(
            kill.args([&format!("-{name}"), &pid])
                .status()
                .unwrap()
                .success()
        );
        self
    }

    /// Waits for the program to end by itself; returns whether it succeeded.
    pub fn ended(mut self) -> bool {
        self.child.wait().unwrap().success()
    }
}
