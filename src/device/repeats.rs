//! Which values are new. A balance may send without pause, or the same value several times; a caliper's button may
//! bounce. Nothing may be recorded twice for that.

use crate::{Heard, Role, Value};

/// Lines of a balance that follow one another within this, in ms, are of one load: those that send without pause send
/// several lines in a second, and nobody changes animals and presses a key so fast.
const ONE_LOAD: u64 = 2000;

/// The same value of a caliper within this, in ms, is one press of its button.
const ONE_PRESS: u64 = 250;

/// What a value is to those before it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Novelty {
    /// It is new.
    New,
    /// It is the same value, sent again.
    Repeated,
    /// The balance was not emptied since it sent this value.
    SameLoad(Value),
}

/// What was sent last.
#[derive(Debug, Clone, Default)]
pub struct Repeats {
    /// The value that counts for the present load or press.
    counted: Option<Value>,
    /// When the last line came, in ms.
    at: u64,
}

impl Repeats {
    /// Takes in what a device said at a time in ms; says of a value whether it is new.
    pub fn judge(&mut self, role: Role, heard: &Heard, now: u64) -> Novelty {
        let span = match role {
            Role::Balance => ONE_LOAD,
            Role::Caliper => ONE_PRESS,
        };
        if now.saturating_sub(self.at) >= span {
            self.counted = None;
        }
        self.at = now;
        let Heard::Value(value) = heard else {
            return Novelty::New;
        };
        if role == Role::Balance && (value.is_zero() || value.is_negative()) {
            self.counted = None;
            return Novelty::New;
        }
        match &self.counted {
            Some(counted) if counted == value => Novelty::Repeated,
            Some(counted) if role == Role::Balance => Novelty::SameLoad(counted.clone()),
            _ => {
                self.counted = Some(value.clone());
                Novelty::New
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Unit;

    fn value(number: &str) -> Value {
        Value::read(number, Some(Unit::Gram)).unwrap()
    }

    fn judged(role: Role, lines: &[(u64, &str)]) -> Vec<Novelty> {
        let mut repeats = Repeats::default();
        let judge = |(at, line): &(u64, &str)| {
            let heard = match *line {
                "?" => Heard::Unsteady,
                number => Heard::Value(value(number)),
            };
            let novelty = repeats.judge(role, &heard, *at);
            (*line != "?").then_some(novelty)
        };
        lines.iter().filter_map(judge).collect()
    }

    #[test]
    fn load_counts_once_however_often_it_is_sent() {
        use Novelty::{New, Repeated, SameLoad};
        // A balance that sends without pause: the animal moves, is taken away, the next one comes.
        let stream = [
            (9_000, "?"),
            (9_200, "20.61"),
            (9_400, "20.61"),
            (9_600, "?"),
            (9_800, "20.63"),
            (10_000, "?"),
            (10_200, "0.00"),
            (10_400, "?"),
            (10_600, "21.40"),
            (10_800, "21.40"),
        ];
        let same = SameLoad(value("20.61"));
        assert_eq!(
            judged(Role::Balance, &stream),
            [New, Repeated, same, New, New, Repeated]
        );
        // Its print key: two animals may weigh the same.
        let printed = [
            (9_000, "20.61"),
            (9_500, "20.61"),
            (15_000, "20.61"),
            (21_000, "21.40"),
        ];
        assert_eq!(judged(Role::Balance, &printed), [New, Repeated, New, New]);
    }

    #[test]
    fn caliper_may_send_the_same_value_for_length_and_width() {
        use Novelty::{New, Repeated};
        let sent = [
            (9_000, "8.10"),
            (9_100, "8.10"),
            (9_900, "8.10"),
            (10_000, "7.90"),
        ];
        assert_eq!(judged(Role::Caliper, &sent), [New, Repeated, New, New]);
    }
}
