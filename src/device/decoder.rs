//! From bytes to what was heard: lines are put together, however they were split on their way.

use crate::{Heard, Line, Protocol};

/// No line of a protocol has more bytes.
const LONGEST_LINE: usize = 80;

/// Characters of a line that are shown at most.
const MOST_SHOWN: usize = 40;

/// Puts lines together and reads them.
#[derive(Debug, Clone)]
pub struct Decoder {
    protocol: Protocol,
    line: Vec<u8>,
    /// Whether the line is longer than any: the rest of it is dropped.
    is_too_long: bool,
}

impl Decoder {
    /// A decoder at the beginning of a line.
    pub fn new(protocol: Protocol) -> Self {
        Self {
            protocol,
            line: Vec::new(),
            is_too_long: false,
        }
    }

    /// Takes bytes in; gives the lines that they complete, but for empty ones.
    pub fn take(&mut self, bytes: &[u8]) -> Vec<Line> {
        let mut lines = Vec::new();
        for &byte in bytes {
            match byte {
                b'\r' | b'\n' => lines.extend(self.end()),
                _ if self.is_too_long => {}
                _ if self.line.len() == LONGEST_LINE => {
                    self.is_too_long = true;
                    lines.push(not_understood(&self.line));
                }
                byte => self.line.push(byte),
            }
        }
        lines
    }

    /// Whether a line has begun.
    pub fn is_within_line(&self) -> bool {
        self.is_too_long || !self.line.is_empty()
    }

    /// Nothing has come for so long that the line will not be completed: it is dropped, so that what comes next is
    /// not joined to it.
    pub fn give_up_line(&mut self) -> Option<Line> {
        let dropped = std::mem::take(&mut self.line);
        let was_reported = std::mem::take(&mut self.is_too_long);
        (!dropped.is_empty() && !was_reported).then(|| not_understood(&dropped))
    }

    fn end(&mut self) -> Option<Line> {
        let line = std::mem::take(&mut self.line);
        if std::mem::take(&mut self.is_too_long) {
            return None;
        }
        let text = std::str::from_utf8(&line).ok();
        let is_printable = |text: &&str| text.bytes().all(|byte| matches!(byte, b' '..=b'~'));
        let Some(text) = text.filter(is_printable) else {
            return Some(not_understood(&line));
        };
        if text.trim().is_empty() {
            return None;
        }
        Some(match self.protocol.read(text) {
            Ok(heard) => Line {
                raw: shown(&line),
                heard,
            },
            Err(NoLine) => not_understood(&line),
        })
    }
}

/// A text is no line of a protocol.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct NoLine;

fn not_understood(line: &[u8]) -> Line {
    Line {
        raw: shown(line),
        heard: Some(Heard::NotUnderstood),
    }
}

/// A line as it can be shown.
fn shown(line: &[u8]) -> String {
    let shown = |byte: &u8| match byte {
        b' '..=b'~' => char::from(*byte).to_string(),
        byte => format!("\\x{byte:02X}"),
    };
    let text: String = line.iter().map(shown).collect();
    text.trim_end().chars().take(MOST_SHOWN).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const LINES: [(Protocol, &str); 4] = [
        (Protocol::MtSics, "S S      20.61 g\r\n"),
        (Protocol::SartoriusSbi, "+    20.61 g  \r\n"),
        (Protocol::Digimatic, "01A+00012.40\r"),
        (Protocol::Plain, "12.40 mm\r"),
    ];

    fn is_value(lines: &[Line]) -> bool {
        matches!(lines, [line] if matches!(line.heard, Some(Heard::Value(_))))
    }

    #[test]
    fn lines_are_put_together_however_they_are_split() {
        for (protocol, line) in LINES {
            let whole = Decoder::new(protocol).take(line.as_bytes());
            assert!(is_value(&whole), "{whole:?}");
            for at in 0..line.len() {
                let mut decoder = Decoder::new(protocol);
                let mut heard = decoder.take(&line.as_bytes()[..at]);
                heard.extend(decoder.take(&line.as_bytes()[at..]));
                assert_eq!(heard, whole, "{line} at {at}");
            }
        }
    }

    #[test]
    fn garbage_does_not_join_the_line_behind_it() {
        for (protocol, line) in LINES {
            let mut decoder = Decoder::new(protocol);
            let noise = decoder.take(b"\xff\x00\x8a\r\n");
            assert_eq!(noise, [not_understood(b"\xff\x00\x8a")]);
            assert_eq!(noise[0].raw, "\\xFF\\x00\\x8A");
            assert!(is_value(&decoder.take(line.as_bytes())));
            // At a wrong speed there are no ends of lines.
            let noise = decoder.take(&[0xf3; 200]);
            assert_eq!(noise.len(), 1);
            assert_eq!(decoder.give_up_line(), None);
            assert!(is_value(&decoder.take(line.as_bytes())));
            // The first half of a line whose second half was lost.
            decoder.take(&line.as_bytes()[..5]);
            assert!(decoder.is_within_line());
            assert!(
                decoder
                    .give_up_line()
                    .is_some_and(|line| line.heard == Some(Heard::NotUnderstood))
            );
            assert!(is_value(&decoder.take(line.as_bytes())));
        }
    }

    #[test]
    fn half_a_line_is_no_value() {
        for (protocol, line) in LINES {
            if protocol == Protocol::Plain {
                // Each half is a line of its own: that nobody can tell. Hence the pause after opening a port.
                continue;
            }
            let first_digit = line.find(['1', '2']).unwrap();
            for from in 1..=first_digit + 1 {
                let heard = Decoder::new(protocol).take(&line.as_bytes()[from..]);
                assert!(!is_value(&heard), "{line} from {from}");
            }
        }
    }

    proptest! {
        #[test]
        fn any_bytes_are_taken(bytes in prop::collection::vec(any::<u8>(), 0..300), cuts in prop::collection::vec(0usize..300, 0..4)) {
            for (protocol, _) in LINES {
                let whole = Decoder::new(protocol).take(&bytes);
                let mut decoder = Decoder::new(protocol);
                let mut cuts: Vec<usize> = cuts.iter().map(|at| (*at).min(bytes.len())).collect();
                cuts.sort_unstable();
                cuts.push(bytes.len());
                let mut from = 0;
                let mut heard = Vec::new();
                for to in cuts {
                    heard.extend(decoder.take(&bytes[from..to]));
                    from = to;
                }
                prop_assert_eq!(heard, whole);
            }
        }

        /// What comes of nearly right lines: a value is given only for a line that has its very digits.
        #[test]
        fn damaged_line_gives_its_own_digits_or_none(which in 0usize..4, at in 0usize..20, byte in any::<u8>(), remove: bool) {
            let (protocol, line) = LINES[which];
            let mut bytes = line.as_bytes().to_vec();
            let at = at % bytes.len();
            if remove { bytes.remove(at); } else { bytes[at] = byte; }
            for line in Decoder::new(protocol).take(&bytes) {
                if let Some(Heard::Value(value)) = line.heard {
                    let digits = |text: &str| text.chars().filter(char::is_ascii_digit).collect::<String>();
                    let sent = digits(&String::from_utf8_lossy(&bytes));
                    let kept = digits(&value.to_string());
                    prop_assert!(sent.ends_with(kept.trim_start_matches('0')), "{} of {}", kept, sent);
                }
            }
        }

        #[test]
        fn printable_text_never_panics(text in "[ -~]{0,30}") {
            for (protocol, _) in LINES {
                Decoder::new(protocol).take(format!("{text}\r\n").as_bytes());
            }
        }
    }
}
