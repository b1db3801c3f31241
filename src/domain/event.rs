//! What counts as the event of a time-to-event analysis: the rule, and what dispositions mean to it.

use std::fmt;
use std::str::FromStr;

use super::study::words;
use super::{Disposition, DispositionKind, Invalid, Quantity};

/// When an animal counts as having had its event.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum EventRule {
    /// The first reading after baseline of at least so many mm³.
    Volume(f64),
    /// The first reading after baseline of at least so many times the baseline volume.
    Ratio(f64),
    /// A disposition that the protocol calls an event, and nothing else.
    Disposition,
}

impl Default for EventRule {
    /// Four times the baseline volume.
    fn default() -> Self {
        Self::Ratio(4.0)
    }
}

impl fmt::Display for EventRule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Volume(mm3) => write!(f, "volume>={mm3}"),
            Self::Ratio(fold) => write!(f, "ratio>={fold}"),
            Self::Disposition => f.write_str("disposition"),
        }
    }
}

impl FromStr for EventRule {
    type Err = Invalid;

    /// Reads `volume>=1000`, `ratio>=4` or `disposition`.
    fn from_str(text: &str) -> Result<Self, Invalid> {
        let word = text.trim().to_lowercase().replace(' ', "");
        if word == "disposition" {
            Ok(Self::Disposition)
        } else if let Some(number) = word.strip_prefix("volume>=") {
            at_least("event volume", "mm³", 1e-6)
                .read(number)
                .map(Self::Volume)
        } else if let Some(number) = word.strip_prefix("ratio>=") {
            at_least("event ratio", "", 1.000_001)
                .read(number)
                .map(Self::Ratio)
        } else {
            let hint = "write volume>=1000 (mm³), ratio>=4 (times baseline) or disposition";
            Err(Invalid::new("event", text, "is not known", hint))
        }
    }
}

fn at_least(field: &'static str, unit: &'static str, least: f64) -> Quantity {
    Quantity {
        field,
        unit,
        least,
        most: 1e6,
    }
}

words! {
    /// Which day an event by volume falls on.
    EventTime, "event time", {
        /// The day on which the volume was read.
        Read => "read",
        /// The day between two readings on which a straight line of ln V meets it.
        Interpolated => "interpolated",
    }
}

words! {
    /// What a disposition means to the time until the event.
    DispositionRole, "role of a disposition", {
        /// The animal is followed up to its last reading: it left for reasons that have nothing to do
        /// with the event.
        Censor => "censor",
        /// It is the event.
        Event => "event",
        /// After it the event can no longer come.
        Compete => "compete",
    }
}

/// What the dispositions of a study mean, by kind and by words of their reasons: a protocol's
/// `humane_endpoint:ulcer=compete, humane_endpoint=event, found_dead=compete`. What it does not name
/// censors.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct DispositionRoles(Vec<NamedRole>);

#[derive(Debug, Clone, PartialEq, Eq)]
struct NamedRole {
    kind: DispositionKind,
    /// Lower case; found anywhere in the reason.
    word: Option<String>,
    role: DispositionRole,
}

/// Longest text of roles, in characters.
const LONGEST: usize = 1000;

impl DispositionRoles {
    /// Whether no disposition is named.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The role of a disposition: of the first entry whose word its reason has, else of its kind.
    pub fn of(&self, disposition: &Disposition) -> DispositionRole {
        let reason = disposition.reason.as_ref();
        let reason = reason.map_or(String::new(), |reason| reason.as_str().to_lowercase());
        let of_kind = || self.0.iter().filter(|named| named.kind == disposition.kind);
        let has_word = |named: &&NamedRole| named.word.as_ref().is_some_and(|w| reason.contains(w));
        let named = of_kind().find(has_word);
        let named = named.or_else(|| of_kind().find(|named| named.word.is_none()));
        named.map_or(DispositionRole::Censor, |named| named.role)
    }
}

impl fmt::Display for DispositionRoles {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (i, named) in self.0.iter().enumerate() {
            let comma = if i > 0 { ", " } else { "" };
            write!(f, "{comma}{}", named.kind.id())?;
            if let Some(word) = &named.word {
                write!(f, ":{word}")?;
            }
            write!(f, "={}", named.role.id())?;
        }
        Ok(())
    }
}

impl FromStr for DispositionRoles {
    type Err = Invalid;

    /// Reads `humane_endpoint:ulcer=compete, found_dead=event`; an empty text names none.
    fn from_str(text: &str) -> Result<Self, Invalid> {
        let mut roles = Self::default();
        for entry in text.split(',').filter(|entry| !entry.trim().is_empty()) {
            let named = named_role(entry)?;
            let same = |other: &&NamedRole| other.kind == named.kind && other.word == named.word;
            if roles.0.iter().any(|other| same(&other)) {
                return Err(refused(entry, "names the same dispositions twice"));
            }
            roles.0.push(named);
        }
        if roles.to_string().chars().count() > LONGEST {
            return Err(refused(text, "is longer than 1000 characters"));
        }
        Ok(roles)
    }
}

fn refused(text: &str, why: &str) -> Invalid {
    let hint = "write KIND=ROLE or KIND:WORD=ROLE with commas between, such as \
                humane_endpoint:ulcer=compete, found_dead=event";
    Invalid::new("dispositions", text.trim(), why, hint)
}

fn named_role(entry: &str) -> Result<NamedRole, Invalid> {
    let (which, role) = entry
        .rsplit_once('=')
        .ok_or_else(|| refused(entry, "has no role"))?;
    let (kind, word) = match which.split_once(':') {
        Some((kind, word)) => (kind, Some(word.trim().to_lowercase())),
        None => (which, None),
    };
    if word.as_deref().is_some_and(str::is_empty) {
        return Err(refused(entry, "has no word after the colon"));
    }
    let kind: DispositionKind = kind.parse()?;
    let role: DispositionRole = role.parse()?;
    if role != DispositionRole::Censor && !kind.can_be_event() {
        let why =
            "names a disposition that is no event: the animal was alive and untouched by the study";
        return Err(refused(entry, why));
    }
    Ok(NamedRole { kind, word, role })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{DispositionId, Prose, When};

    #[test]
    fn rules_are_read_as_they_are_written() {
        for text in ["volume>=1000", "ratio>=4", "ratio>=2.5", "disposition"] {
            assert_eq!(text.parse::<EventRule>().unwrap().to_string(), text);
        }
        assert_eq!("Volume >= 500".parse(), Ok(EventRule::Volume(500.0)));
        for text in ["", "4", "ratio>4", "ratio>=1", "volume>=0", "volume>=x"] {
            let refused = text.parse::<EventRule>().unwrap_err();
            assert!(!refused.remedy.is_none(), "{text}");
        }
    }

    fn role(roles: &str, kind: DispositionKind, reason: &str) -> &'static str {
        let disposition = Disposition {
            id: DispositionId(uuid::Uuid::nil()),
            kind,
            when: When::on("2026-01-22".parse().unwrap()),
            reason: Prose::new("reason", reason).ok(),
        };
        roles
            .parse::<DispositionRoles>()
            .unwrap()
            .of(&disposition)
            .id()
    }

    #[test]
    fn a_word_of_the_reason_goes_before_the_kind() {
        let roles = "humane_endpoint=event, humane-endpoint:Ulcer=compete, found dead=compete";
        let humane = DispositionKind::HumaneEndpoint;
        assert_eq!(role(roles, humane, "ulcerated tumor"), "compete");
        assert_eq!(role(roles, humane, "tumor burden"), "event");
        assert_eq!(role(roles, humane, ""), "event");
        assert_eq!(role(roles, DispositionKind::FoundDead, ""), "compete");
        assert_eq!(role(roles, DispositionKind::Excluded, "x"), "censor");
        assert_eq!(role("", humane, "ulcer"), "censor");
    }

    #[test]
    fn roles_are_written_as_they_are_read() {
        let text = "humane_endpoint:ulcer=compete, found_dead=event";
        let roles: DispositionRoles = text.parse().unwrap();
        assert_eq!(roles.to_string(), text);
        for (wrong, why) in [
            ("found_dead", "has no role"),
            ("found_dead=maybe", "is not known"),
            ("lost=event", "is not known"),
            ("found_dead:=event", "has no word after the colon"),
            ("found_dead=event,found_dead=censor", "twice"),
            ("reserve=event", "is no event"),
            ("transferred:lab=compete", "is no event"),
        ] {
            let refused = wrong.parse::<DispositionRoles>().unwrap_err();
            assert!(refused.to_string().contains(why), "{wrong}: {refused}");
        }
    }
}
