//! Finds out what a device speaks, by asking it in every way.

use std::time::{Duration, Instant};

use crate::port::{self, Absence, Open};
use crate::watch::is_pause;
use crate::{Bits, Decoder, Heard, Protocol, Role, Settings};

/// How long an answer is waited for.
const PATIENCE: Duration = Duration::from_millis(600);

/// What a device answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// What it speaks.
    pub protocol: Protocol,
    /// Bits per second.
    pub speed: u32,
    /// The bits of its characters.
    pub bits: Bits,
    /// Its answer as it can be shown.
    pub answer: String,
}

/// Asks the device on a port for its value in every protocol, at the usual speeds: some seconds. None if nothing
/// answers, as is usual of calipers that only send by their button.
///
/// # Errors
///
/// Why the port cannot be opened.
pub fn probe(port: &str) -> Result<Option<Found>, Absence> {
    let mut lines: Vec<(u32, Bits)> = Vec::new();
    for line in Protocol::ALL.into_iter().flat_map(Protocol::usual_lines) {
        if !lines.contains(&line) {
            lines.push(line);
        }
    }
    for (speed, bits) in lines {
        let is_usual = |protocol: &Protocol| protocol.usual_lines().contains(&(speed, bits));
        for protocol in Protocol::ALL.into_iter().filter(is_usual) {
            let settings = Settings {
                role: Role::Balance,
                port: port.to_owned(),
                protocol,
                speed,
                bits,
                unit: None,
            };
            let mut open = port::open(port, &settings)?;
            if let Some(answer) = answer(&mut *open, protocol) {
                return Ok(Some(Found {
                    protocol,
                    speed,
                    bits,
                    answer,
                }));
            }
        }
    }
    Ok(None)
}

fn answer(open: &mut dyn Open, protocol: Protocol) -> Option<String> {
    open.drop_input();
    open.write_all(protocol.quick_request()).ok()?;
    let began = Instant::now();
    let mut decoder = Decoder::new(protocol);
    let mut bytes = [0; 256];
    while began.elapsed() < PATIENCE {
        let count = match open.read(&mut bytes) {
            Ok(count) => count,
            Err(error) if is_pause(error.kind()) => 0,
            Err(_) => return None,
        };
        let understood = |line: &crate::Line| {
            line.heard
                .as_ref()
                .is_some_and(|heard| *heard != Heard::NotUnderstood)
        };
        let mut lines = decoder.take(&bytes[..count]).into_iter();
        if let Some(line) = lines.find(understood) {
            return Some(line.raw);
        }
    }
    None
}

#[cfg(all(test, unix, feature = "serial"))]
mod tests {
    use std::io::{Read, Write};

    use serialport::{SerialPort, TTYPort};

    use super::*;

    #[test]
    fn balance_is_found_by_what_it_answers() {
        let (mut balance, line) = TTYPort::pair().unwrap();
        let name = line.name().unwrap();
        drop(line);
        std::thread::spawn(move || {
            let mut asked = Vec::new();
            loop {
                let mut bytes = [0; 64];
                // Between two questions nobody has the line open.
                let Ok(count) = balance.read(&mut bytes) else {
                    std::thread::sleep(Duration::from_millis(5));
                    continue;
                };
                asked.extend_from_slice(&bytes[..count]);
                if asked.ends_with(Protocol::SartoriusSbi.request()) {
                    balance.write_all(b"+    20.61 g  \r\n").unwrap();
                }
            }
        });
        let found = probe(&name).unwrap().unwrap();
        assert_eq!(
            (found.protocol, found.speed),
            (Protocol::SartoriusSbi, 9600)
        );
        assert_eq!(found.answer, "+    20.61 g");
        assert_eq!(probe("/dev/none"), Err(Absence::NotConnected));
    }
}
