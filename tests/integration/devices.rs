//! Balances and calipers on serial ports, each a pseudo-terminal with a device at its other end.

use std::io::{Read, Write};
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{RecvTimeoutError, Sender, channel};
use std::sync::{Arc, Condvar, Mutex};
use std::thread::JoinHandle;
use std::time::Duration;

use serialport::{SerialPort, TTYPort};

use crate::pty::Terminal;
use crate::session::Session;

/// A device that is plugged in.
struct Device {
    /// What it is to send. Once this is dropped, the device is gone.
    sends: Sender<Vec<u8>>,
    /// What it was sent.
    requests: Arc<(Mutex<Vec<u8>>, Condvar)>,
    name: PathBuf,
    line: JoinHandle<()>,
}

impl Device {
    /// Plugs a device into the port of this name, as udev names it.
    fn plugged_in(name: &Path) -> Self {
        let (mut device, port) = TTYPort::pair().unwrap();
        symlink(port.name().unwrap(), name).unwrap();
        drop(port);
        device.set_timeout(Duration::from_millis(5)).unwrap();
        let requests = Arc::new((Mutex::new(Vec::new()), Condvar::new()));
        let shared = Arc::clone(&requests);
        let (sends, wanted) = channel::<Vec<u8>>();
        let line = std::thread::spawn(move || {
            let mut bytes = [0; 64];
            loop {
                match wanted.recv_timeout(Duration::from_millis(5)) {
                    Ok(bytes) => device.write_all(&bytes).unwrap(),
                    Err(RecvTimeoutError::Timeout) => {}
                    Err(RecvTimeoutError::Disconnected) => return,
                }
                // As long as nobody has the port open, this fails.
                if let Ok(count) = device.read(&mut bytes) {
                    shared.0.lock().unwrap().extend_from_slice(&bytes[..count]);
                    shared.1.notify_all();
                }
            }
        });
        Self {
            sends,
            requests,
            name: name.to_owned(),
            line,
        }
    }

    fn send(&mut self, bytes: &[u8]) -> &mut Self {
        self.sends.send(bytes.to_vec()).unwrap();
        self
    }

    /// Waits until it was sent this request.
    #[track_caller]
    fn wait_for(&self, request: &[u8]) {
        let is_missing = |bytes: &mut Vec<u8>| !bytes.ends_with(request);
        let got = self.requests.0.lock().unwrap();
        let waited = self
            .requests
            .1
            .wait_timeout_while(got, Duration::from_secs(30), is_missing);
        let (mut got, late) = waited.unwrap();
        assert!(!late.timed_out(), "{got:?}");
        got.clear();
    }

    /// Unplugs it: the port and its name are gone.
    fn unplug(self) {
        std::fs::remove_file(&self.name).unwrap();
        drop(self.sends);
        self.line.join().unwrap();
    }
}

/// A session with these settings, and the names of the ports of balance and caliper.
fn with_devices(settings: &str) -> (Session, PathBuf, PathBuf) {
    let session = Session::with_study();
    let (balance, caliper) = (session.file("balance"), session.file("caliper"));
    let folder = session.file(".config/graftbook");
    std::fs::create_dir_all(&folder).unwrap();
    let ports = format!(
        "balance_port = '{}'\ncaliper_port = '{}'\n{settings}",
        balance.display(),
        caliper.display()
    );
    std::fs::write(folder.join("config.toml"), ports).unwrap();
    (session, balance, caliper)
}

fn measuring(session: &Session) -> Terminal {
    let mut terminal = Terminal::new(&session.db(), 24, 80);
    terminal.wait_for("4 / 4").send("m").wait_for("0/4 done");
    terminal
}

/// What was recorded of an animal: sizes and weight.
fn recorded(session: &Session, tag: u32) -> Vec<(String, Option<f64>)> {
    let animal = session
        .run(&format!("animal show {tag} --study S --json"))
        .done()
        .json();
    let days = animal["days"].as_array().unwrap().clone();
    let found = |day: &serde_json::Value| day["found"].as_str().unwrap_or_default().to_owned();
    days.iter()
        .map(|day| (found(day), day["weight_g"].as_f64()))
        .collect()
}

/// How a balance writes a stable weight, and one that is not stable.
struct Balance {
    settings: &'static str,
    request: &'static [u8],
    stable: fn(f64) -> String,
    unstable: &'static str,
}

const BALANCES: [Balance; 3] = [
    Balance {
        settings: "balance_protocol = 'mt-sics'\n",
        request: b"S\r\n",
        stable: |grams| format!("S S {grams:10.2} g\r\n"),
        unstable: "S D      20.37 g\r\n",
    },
    Balance {
        settings: "balance_protocol = 'sartorius-sbi'\nbalance_speed = 1200\nbalance_bits = '7O1'\n",
        request: b"\x1bP\r\n",
        stable: |grams| format!("N     +{grams:9.2} g  \r\n"),
        unstable: "N     +    20.37    \r\n",
    },
    Balance {
        settings: "balance_protocol = 'plain'\nbalance_unit = 'g'\n",
        request: b"?\r",
        stable: |grams| format!("{grams:.2}\r\n"),
        unstable: "20.37 ?\r\n",
    },
];

#[test]
fn session_with_serial_devices_is_recorded_as_sent() {
    for balance_kind in &BALANCES {
        let settings = format!("{}caliper_unit = 'mm'\n", balance_kind.settings);
        let (session, balance, caliper) = with_devices(&settings);
        let mut balance = Device::plugged_in(&balance);
        let mut caliper = Device::plugged_in(&caliper);
        let mut terminal = measuring(&session);
        terminal.wait_for("balance connected · caliper connected");
        for n in 1..=4u32 {
            let mm = 10.0 + f64::from(n);
            caliper.send(format!("01A+{mm:08.2}\r").as_bytes());
            terminal.wait_for(&format!("[ {mm:.2} "));
            // The line arrives in pieces.
            caliper
                .send(b"01A+000")
                .send(b"08.0")
                .send(format!("{n}\r").as_bytes());
            terminal.wait_for(&format!("[ 8.0{n} "));
            balance.send(balance_kind.unstable.as_bytes());
            terminal.wait_for("balance not steady");
            terminal.send("\x07");
            balance.wait_for(balance_kind.request);
            // Sent twice, for a key that bounces, and recorded once.
            let grams = 20.0 + f64::from(n);
            let line = (balance_kind.stable)(grams);
            balance.send(line.as_bytes()).send(line.as_bytes());
            terminal.wait_for(&format!("{n}/4 done"));
            balance.send((balance_kind.stable)(0.0).as_bytes());
        }
        terminal.wait_for("4 of 4 animals");
        terminal.kill();
        for n in 1..=4u32 {
            let sizes = format!("{} × 8.0{n} mm", 10 + n);
            let expected = [(sizes, Some(20.0 + f64::from(n)))];
            let found = recorded(&session, 210 + n);
            assert_eq!(merged(found), expected, "{}", balance_kind.settings);
        }
        session.run("audit verify").done();
    }
}

/// A reading and a weighing of a day as one row.
fn merged(rows: Vec<(String, Option<f64>)>) -> Vec<(String, Option<f64>)> {
    let sizes = rows
        .iter()
        .find(|(sizes, _)| sizes != "weighed")
        .cloned()
        .unwrap_or_default();
    let weights: Vec<f64> = rows.iter().filter_map(|(_, grams)| *grams).collect();
    let same = weights.windows(2).all(|pair| pair[0] == pair[1]);
    assert!(same && rows.len() <= 2, "{rows:?}");
    vec![(sizes.0, weights.first().copied())]
}

/// Types length and width of the first animal once the balance listens: what arrives before a port is open is lost.
fn sizes_typed(terminal: &mut Terminal) {
    terminal.wait_for("balance connected");
    terminal
        .send("11.0\r")
        .wait_for("[ 11.0 ")
        .send("8.0\r")
        .wait_for("352 mm³");
}

#[test]
fn unplugged_balance_is_told_and_goes_on_when_it_is_back() {
    let (session, port, _) = with_devices("");
    let balance = Device::plugged_in(&port);
    let mut terminal = measuring(&session);
    sizes_typed(&mut terminal);
    balance.unplug();
    terminal.wait_for("balance: not connected, waiting");
    // Asking it says so too.
    terminal
        .send("\x07")
        .wait_for("the balance is not connected");
    let mut balance = Device::plugged_in(&port);
    terminal.wait_for("balance connected");
    balance.send(b"S S      21.00 g\r\n");
    terminal.wait_for("1/4 done");
    // Again, in the middle of a line: the rest of it is not joined to the next.
    balance.send(b"S S      2");
    balance.unplug();
    terminal.wait_for("balance: not connected, waiting");
    let mut balance = Device::plugged_in(&port);
    terminal.wait_for("balance connected");
    terminal
        .send("12.0\r")
        .wait_for("[ 12.0 ")
        .send("8.0\r")
        .wait_for("384 mm³");
    balance.send(b"2.00 g\r\n");
    terminal.wait_for("is not understood as mt-sics");
    balance.send(b"S S      22.00 g\r\n");
    terminal.wait_for("2/4 done");
    terminal.kill();
    let weights = |tag| {
        recorded(&session, tag)
            .into_iter()
            .filter_map(|(_, grams)| grams)
            .collect::<Vec<_>>()
    };
    assert_eq!(weights(211), [21.0]);
    assert_eq!(weights(212), [22.0]);
    assert!(weights(213).is_empty());
}

#[test]
fn garbage_and_overload_record_nothing() {
    let (session, port, _) = with_devices("");
    let mut balance = Device::plugged_in(&port);
    let mut terminal = measuring(&session);
    sizes_typed(&mut terminal);
    // What arrives at a wrong speed: no end of a line in it.
    balance.send(&[0xf8, 0x80, 0x1e, 0xe6, 0x00, 0x78]);
    terminal.wait_for("`\\xF8\\x80\\x1E\\xE6\\x00x` is not understood as mt-sics");
    balance.send(b"S +\r\n");
    terminal.wait_for("above its range: overload");
    balance.send(b"S S      12.40 mm\r\n");
    terminal.wait_for("`12.40 mm` is a length");
    balance.send(b"S S     0.02100 kg\r\n");
    terminal.wait_for("1/4 done");
    terminal.kill();
    let grams: Vec<f64> = recorded(&session, 211)
        .into_iter()
        .filter_map(|(_, grams)| grams)
        .collect();
    assert_eq!(grams, [21.0]);
}

#[test]
fn devices_are_tried_on_the_command_line() {
    let session = Session::new();
    let port = session.file("balance");
    let mut balance = Device::plugged_in(&port);
    let program = std::thread::scope(|scope| {
        let program = scope.spawn(|| {
            session.run(&format!(
                "devices test {} --protocol mt-sics --ask --lines 2",
                port.display()
            ))
        });
        balance.wait_for(b"S\r\n");
        balance.send(b"S D      20.37 g\r\nS S      20.61 g\r\n");
        program.join().unwrap()
    });
    insta::assert_snapshot!(program.done().stdout, @r"
    S D      20.37 g         not stable yet
    S S      20.61 g         20.61 g
    ");
    let refused = session
        .run("devices test /dev/none --protocol mt-sics")
        .refused();
    assert!(
        refused.stderr.contains("not connected"),
        "{}",
        refused.stderr
    );
    let refused = session
        .run("devices test /dev/none --protocol mt-sics --speed 5")
        .refused();
    assert!(refused.stderr.contains("speed"), "{}", refused.stderr);
    session.run("devices list --json").done().json();
}
