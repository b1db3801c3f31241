//! Listens on the port of a device, in a thread of its own, as long as somebody wants to know.

use std::io::ErrorKind;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, TryRecvError, channel};
use std::time::{Duration, Instant};

use crate::port::{self, Absence, Open};
use crate::{Decoder, Line, Settings};

/// How often a device that is not there is looked for.
const RETRY: Duration = Duration::from_millis(500);

/// What arrives within this after a port was opened was sent before, or is the rest of a line: it is dropped.
const SETTLING: Duration = Duration::from_millis(100);

/// A line that stops for so long is not completed. At 300 bits per second a character takes 33 ms.
const TORN: Duration = Duration::from_millis(500);

/// A device that was asked answers within this, unless its value is not stable.
const ANSWER: Duration = Duration::from_secs(3);

/// What happens with a device.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Event {
    /// Its port is open.
    Connected,
    /// Its port is not open; it is looked for until it is.
    Absent(Absence),
    /// It sent a line.
    Sent(Line),
    /// It was asked for its value and has not answered yet.
    Unanswered,
}

/// A device that is listened to. When this is dropped, its port is closed.
#[derive(Debug)]
pub struct Watch(Sender<()>);

impl Watch {
    /// Asks the device for its value.
    pub fn ask(&self) {
        // A thread that ended has said why.
        let _ = self.0.send(());
    }
}

/// Listens to a device. `tell` gets each event with the time it came, and says whether anybody listens still.
pub fn watch(settings: Settings, tell: impl Fn(Event, Instant) -> bool + Send + 'static) -> Watch {
    let (asks, asked) = channel();
    std::thread::spawn(move || {
        let listener = Listener {
            settings,
            asked,
            tell,
        };
        listener.run();
    });
    Watch(asks)
}

struct Listener<T> {
    settings: Settings,
    asked: Receiver<()>,
    tell: T,
}

/// Nobody wants to know any more.
struct Over;

impl<T: Fn(Event, Instant) -> bool> Listener<T> {
    fn run(self) {
        let mut name = self.settings.port.clone();
        let mut told = None;
        let mut was_in_use = false;
        loop {
            let absence = match port::open(&name, &self.settings) {
                Ok(mut port) => {
                    told = None;
                    // The next port of a short name may be that of another device.
                    name = port::stable_name(&name).unwrap_or(name);
                    match self.listen(&mut *port) {
                        Ok(absence) => absence,
                        Err(Over) => return,
                    }
                }
                Err(absence) => absence,
            };
            // Who listened under other settings of this program may not have closed the port yet.
            let is_in_use = absence == Absence::InUse;
            if std::mem::replace(&mut was_in_use, is_in_use) != is_in_use && is_in_use {
                if self.rest().is_err() {
                    return;
                }
                continue;
            }
            let is_news = told.as_ref() != Some(&absence);
            if is_news && self.tell(Event::Absent(absence.clone())).is_err() {
                return;
            }
            told = Some(absence);
            if self.rest().is_err() {
                return;
            }
        }
    }

    fn tell(&self, event: Event) -> Result<(), Over> {
        match (self.tell)(event, Instant::now()) {
            true => Ok(()),
            false => Err(Over),
        }
    }

    /// Waits until the device is looked for again.
    fn rest(&self) -> Result<(), Over> {
        match self.asked.recv_timeout(RETRY) {
            Ok(()) => self.tell(Event::Unanswered),
            Err(RecvTimeoutError::Timeout) => Ok(()),
            Err(RecvTimeoutError::Disconnected) => Err(Over),
        }
    }

    /// Reads what comes until the port fails; returns why it did.
    fn listen(&self, port: &mut dyn Open) -> Result<Absence, Over> {
        let mut decoder = Decoder::new(self.settings.protocol);
        let mut bytes = [0; 256];
        let opened = Instant::now();
        let mut is_settled = false;
        let mut asked_at: Option<Instant> = None;
        let mut came_at = opened;
        loop {
            let read = port.read(&mut bytes);
            if !is_settled && opened.elapsed() >= SETTLING {
                is_settled = true;
                port.drop_input();
                self.tell(Event::Connected)?;
                continue;
            }
            match read {
                Ok(0) => return Ok(Absence::NotConnected),
                Ok(_) if !is_settled => {}
                Ok(count) => {
                    came_at = Instant::now();
                    for line in decoder.take(&bytes[..count]) {
                        asked_at = None;
                        self.tell(Event::Sent(line))?;
                    }
                }
                Err(error) if is_pause(error.kind()) => {}
                Err(_) => return Ok(Absence::NotConnected),
            }
            if decoder.is_within_line()
                && came_at.elapsed() >= TORN
                && let Some(torn) = decoder.give_up_line()
            {
                self.tell(Event::Sent(torn))?;
            }
            match self.asked.try_recv() {
                Ok(()) if is_settled => {
                    if port.write_all(self.settings.protocol.request()).is_err() {
                        return Ok(Absence::NotConnected);
                    }
                    asked_at = Some(Instant::now());
                }
                Ok(()) | Err(TryRecvError::Empty) => {}
                Err(TryRecvError::Disconnected) => return Err(Over),
            }
            if asked_at.is_some_and(|at| at.elapsed() >= ANSWER) {
                asked_at = None;
                self.tell(Event::Unanswered)?;
            }
        }
    }
}

/// Whether a read only found nothing.
pub(crate) fn is_pause(kind: ErrorKind) -> bool {
    matches!(
        kind,
        ErrorKind::TimedOut | ErrorKind::WouldBlock | ErrorKind::Interrupted
    )
}
