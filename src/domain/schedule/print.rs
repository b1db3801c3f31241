//! The one way in which a schedule is written.

use std::fmt;

use super::part::{Bounds, Part, Slots};
use super::pattern::{Pattern, Weekdays};
use super::watch::Step;
use super::{FirstDay, Form, Schedule};

/// A schedule as it is written where the first day of the study is known.
struct Canonical<'a> {
    schedule: &'a Schedule,
    first: FirstDay,
}

const WEEKDAYS: [&str; 7] = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];

impl Schedule {
    /// Writes it in its one form, days as the study counts them. [`Schedule::parse`] reads that as the same schedule. What
    /// is stored is the form by [`FirstDay::Zero`].
    pub fn canonical(&self, first: FirstDay) -> impl fmt::Display + '_ {
        Canonical {
            schedule: self,
            first,
        }
    }
}

impl fmt::Display for Canonical<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.schedule.0 {
            Form::Parts(parts) => joined(f, ", then ", parts, |part, f| {
                write_part(part, self.first, f)
            }),
            Form::Watch(steps) => joined(f, "; ", steps, write_step),
        }
    }
}

fn joined<T>(
    f: &mut fmt::Formatter<'_>,
    separator: &str,
    items: impl IntoIterator<Item = T>,
    write: impl Fn(T, &mut fmt::Formatter<'_>) -> fmt::Result,
) -> fmt::Result {
    for (at, item) in items.into_iter().enumerate() {
        if at > 0 {
            f.write_str(separator)?;
        }
        write(item, f)?;
    }
    Ok(())
}

fn write_part(part: &Part, first: FirstDay, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    if let Some(trigger) = &part.trigger {
        write!(f, "on {}: ", trigger.when)?;
    }
    write_rhythm(part.slots, &part.pattern, first, f)?;
    if let Some(times) = part.times {
        write!(f, " x{times}")?;
    }
    if let Some(repeat) = part.repeat {
        if let Some(times) = repeat.times {
            write!(f, " x{times}")?;
        }
        write!(f, " every {}", repeat.every)?;
    }
    write_bounds(part.bounds, first, f)?;
    match &part.trigger {
        Some(trigger) if trigger.at_most > 1 => write!(f, " at most {}", trigger.at_most),
        _ => Ok(()),
    }
}

/// `BID gap 8h Q2D`; a pattern of every day is not written after slots.
fn write_rhythm(
    slots: Slots,
    pattern: &Pattern,
    first: FirstDay,
    f: &mut fmt::Formatter<'_>,
) -> fmt::Result {
    let name = match slots.count {
        1 => return write_pattern(pattern, first, f),
        2 => "BID",
        3 => "TID",
        _ => "QID",
    };
    f.write_str(name)?;
    if slots != Slots::even(slots.count) {
        write!(f, " gap {}h", slots.gap_hours)?;
    }
    if *pattern == Pattern::Every(1) {
        return Ok(());
    }
    f.write_str(" ")?;
    write_pattern(pattern, first, f)
}

fn write_pattern(pattern: &Pattern, first: FirstDay, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    match pattern {
        Pattern::Once => f.write_str("once"),
        Pattern::Every(1) => f.write_str("QD"),
        Pattern::Every(7) => f.write_str("QW"),
        Pattern::Every(days) if days % 7 == 0 => write!(f, "Q{}W", days / 7),
        Pattern::Every(days) => write!(f, "Q{days}D"),
        Pattern::PerWeek(2) => f.write_str("BIW"),
        Pattern::PerWeek(3) => f.write_str("TIW"),
        Pattern::PerWeek(days) => write!(f, "{days}/week"),
        Pattern::Weekdays(days) => write_weekdays(*days, f),
        Pattern::Days(ranges) => write_days(ranges, first, f),
        Pattern::OnOff { on, off } => write!(f, "{on} on {off} off"),
    }
}

/// `Mon, Thu`, `Mon-Fri`
fn write_weekdays(days: Weekdays, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    let listed = (0..7).filter(|day| days.has(*day));
    let is_range = |from: i32, to: i32| (from..=to).all(|day| days.has(day));
    let (first, last) = (listed.clone().next(), listed.clone().next_back());
    match first.zip(last) {
        Some((first, last)) if last - first > 1 && is_range(first, last) => {
            write!(
                f,
                "{}-{}",
                WEEKDAYS[first as usize], WEEKDAYS[last as usize]
            )
        }
        _ => joined(f, ", ", listed, |day, f| {
            f.write_str(WEEKDAYS[day as usize])
        }),
    }
}

/// `day 0`, `days 0, 3, 7-9`, `days -7 to -1`
fn write_days(ranges: &[(i32, i32)], first: FirstDay, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    let is_one = matches!(ranges, [(a, b)] if a == b);
    f.write_str(if is_one { "day " } else { "days " })?;
    joined(f, ", ", ranges, |(from, to), f| {
        let (a, b) = (first.number(*from), first.number(*to));
        match to - from {
            0 => write!(f, "{a}"),
            1 => write!(f, "{a}, {b}"),
            _ if a < 0 => write!(f, "{a} to {b}"),
            _ => write!(f, "{a}-{b}"),
        }
    })
}

fn write_bounds(bounds: Bounds, first: FirstDay, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    if let Some(from) = bounds.from {
        write!(f, " from day {}", first.number(from))?;
    }
    if let Some(days) = bounds.for_days {
        let (number, unit) = match days % 7 {
            0 => (days / 7, "week"),
            _ => (days, "day"),
        };
        let plural = if number == 1 { "" } else { "s" };
        write!(f, " for {number} {unit}{plural}")?;
    }
    match (bounds.until, bounds.until_progression) {
        (Some(day), false) => write!(f, " until day {}", first.number(day)),
        (Some(day), true) => write!(f, " until day {} or progression", first.number(day)),
        (None, true) => f.write_str(" until progression"),
        (None, false) => Ok(()),
    }
}

/// `3/week when volume >= 800`
fn write_step(step: &Step, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    let is_even = step.slots == Slots::even(step.slots.count);
    match (&step.pattern, step.slots.count) {
        (Pattern::Every(1), 1) => f.write_str("daily"),
        (Pattern::Every(1), slots) if is_even => write!(f, "{slots}/day"),
        (Pattern::Every(7), 1) => f.write_str("weekly"),
        (Pattern::PerWeek(days), 1) => write!(f, "{days}/week"),
        // A watch lists no days: how they are counted does not matter.
        (pattern, _) => write_rhythm(step.slots, pattern, FirstDay::Zero, f),
    }?;
    match &step.when {
        Some(when) => write!(f, " when {when}"),
        None => Ok(()),
    }
}
