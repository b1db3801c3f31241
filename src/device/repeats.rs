//! Which values are new. A balance may send without pause, or the same value several times; a caliper's button may
//! bounce. Nothing may be recorded twice for that.

use crate::{Heard, Role, Value};

/// Lines of a balance that follow one another within this, in ms, are of one load: those that send without pause send
/// several lines in a second, and nobody changes animals and presses a key so fast.
const ONE_LOAD: u64 = 2000;

/// The same value of a caliper within this, in ms, is one press of its button.
const ONE_PRESS: u64 = 250;

/// A value that was refused is not offered again within this, in ms: that tells it once of a balance that sends
/// without pause.
const ONE_REFUSAL: u64 = 500;

/// What a value is to those before it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Novelty {
    /// It is new.
    New,
    /// It was taken, and is sent again.
    Repeated,
    /// It was refused just now, and is sent again.
    Refused,
    /// The balance was not emptied since it sent this value, which was taken.
    SameLoad(Value),
}

/// What was sent last.
#[derive(Debug, Clone, Default)]
pub struct Repeats {
    /// The value that was taken of the present load or press.
    taken: Option<Value>,
    refused: Option<Value>,
    /// When the last line came, in ms.
    at: u64,
}

impl Repeats {
    /// Takes in what a device said at a time in ms; says of a value whether it is new.
    pub fn judge(&mut self, role: Role, heard: &Heard, now: u64) -> Novelty {
        let pause = now.saturating_sub(self.at);
        let span = match role {
            Role::Balance => ONE_LOAD,
            Role::Caliper => ONE_PRESS,
        };
        if pause >= span {
            self.taken = None;
        }
        if pause >= ONE_REFUSAL {
            self.refused = None;
        }
        self.at = now;
        let Heard::Value(value) = heard else {
            return Novelty::New;
        };
        if role == Role::Balance && (value.is_zero() || value.is_negative()) {
            self.taken = None;
        }
        match &self.taken {
            Some(taken) if taken == value => Novelty::Repeated,
            Some(taken) if role == Role::Balance => Novelty::SameLoad(taken.clone()),
            _ if self.refused.as_ref() == Some(value) => Novelty::Refused,
            _ => Novelty::New,
        }
    }

    /// A value that was new has been taken, or refused.
    pub fn settle(&mut self, value: Value, is_taken: bool) {
        let place = if is_taken {
            &mut self.taken
        } else {
            &mut self.refused
        };
        *place = Some(value);
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
            if let (Novelty::New, Heard::Value(value)) = (&novelty, heard) {
                let is_empty = value.is_zero();
                repeats.settle(value, !is_empty);
            }
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

    #[test]
    fn refused_value_is_offered_again_after_a_pause() {
        let heard = Heard::Value(value("20.61"));
        let mut repeats = Repeats::default();
        let mut at = |now| {
            let novelty = repeats.judge(Role::Balance, &heard, now);
            repeats.settle(value("20.61"), false);
            novelty
        };
        let judged = [at(9_000), at(9_200), at(9_400), at(10_100)];
        assert_eq!(
            judged,
            [
                Novelty::New,
                Novelty::Refused,
                Novelty::Refused,
                Novelty::New
            ]
        );
    }
}
