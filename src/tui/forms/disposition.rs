//! The forms that record and lift dispositions.

use chrono::NaiveDate;

use super::sent::{Refusal, Sent, needed_reason_field, reason, reason_if};
use super::{Form, Opened, Purpose, checks, entries_taken};
use crate::base::context::Context;
use crate::base::study::OpenStudy;
use crate::widgets::form::Field;
use app::Write;
use app::measure::Observed;
use domain::{Alert, AnimalRecord, DispositionKind, Reason, counted};

/// The form that records how animals of the open study left it, `on` being the day it proposes.
/// If one of them has left already, the answer is a message.
pub(super) fn disposition(cx: &Context, tags: Vec<String>, on: NaiveDate) -> Opened {
    let open = entries_taken(cx)?;
    if let Some(left) = find(open, &tags, |animal| animal.disposition.is_some()) {
        let text = left_already(open, left);
        return Err(Some(text));
    }
    if tags.is_empty() {
        return Err(None);
    }
    let day = on.to_string();
    let alerts = open_alerts(open, &tags);
    let (kind, seen) = match &alerts {
        Some(seen) => (DispositionKind::HumaneEndpoint.id(), seen.as_str()),
        None => ("", ""),
    };
    let fields = vec![
        Field::choice("disposition", "what happened", kinds(), kind)
            .prompting()
            .hinted(KINDS),
        Field::text(
            "day",
            "day",
            "last day on study: yesterday, -2, 12.1., or study day such as 17",
            &day,
        )
        .needed(checks::day_observed(cx)),
        Field::text("reason", "reason", REASON, seen).checked(checks::by(Reason::new)),
    ];
    let leave = if tags.len() == 1 { "leaves" } else { "leave" };
    let title = format!("{} {leave} the study", names(&tags, "Animal"));
    let purpose = Purpose::Dispose(open.name().to_owned(), tags.clone());
    let listed = listed(&tags);
    let intro = match alerts.is_some() {
        true if listed.is_empty() => FROM_ALERT.to_owned(),
        true => format!("{listed}. {FROM_ALERT}"),
        false => listed,
    };
    Ok((Form::new(title, intro, fields), purpose))
}

const FROM_ALERT: &str = "Filled in from the alert; any of it can be changed.";

const REASON: &str = "what was seen, such as weight loss 21 %; endpoint and excluded need it";

/// The digits that choose what happened.
const KINDS: &str = "1 sacrifice 2 endpoint 3 found dead 4 excluded 5 reserve 6 transferred";

/// What can happen, after the prompt to choose.
fn kinds() -> Vec<(String, String)> {
    let more = |kind: DispositionKind| match kind {
        DispositionKind::Reserve => " (a spare animal that no arm needed)",
        DispositionKind::Transferred => " (alive, to another study or use)",
        _ => "",
    };
    let options = DispositionKind::ALL.iter().map(|kind| {
        let phrase = format!("{}{}", kind.words(), more(*kind));
        (kind.id().to_owned(), phrase)
    });
    let choose = (
        String::new(),
        format!("choose: 1 to {}", DispositionKind::ALL.len()),
    );
    std::iter::once(choose).chain(options).collect()
}

/// What the open alerts of animals say, if each of them has one: of one animal the values, of several the limits that all of
/// them have reached.
fn open_alerts(open: &OpenStudy, tags: &[String]) -> Option<String> {
    let protocol = &open.record.study.protocol;
    let animals = tags.iter().filter_map(|tag| open.animal(tag));
    let alerts: Vec<Vec<Alert>> = animals.map(|animal| animal.open_alerts(protocol)).collect();
    let first = alerts.first().filter(|alerts| !alerts.is_empty())?;
    if alerts.iter().any(Vec::is_empty) {
        return None;
    }
    let value = |alert: &Alert| {
        let (what, unit) = (alert.concern.words(), alert.unit());
        let Alert { value, limit, .. } = alert;
        format!("{what} {value:.1} {unit}, limit {limit} {unit}")
    };
    let limit = |alert: &Alert| {
        let (what, unit) = (alert.concern.words(), alert.unit());
        format!("{what} at the limit of {} {unit}", alert.limit)
    };
    let of_all = |alert: &&Alert| {
        let has_it = |others: &Vec<Alert>| others.iter().any(|o| o.concern == alert.concern);
        alerts.iter().all(has_it)
    };
    let mut said: Vec<String> = match tags {
        [_] => first.iter().map(value).collect(),
        _ => first.iter().filter(of_all).map(limit).collect(),
    };
    said.dedup();
    Some(said.join("; "))
}

/// The form that lifts dispositions.
pub(super) fn lift_disposition(cx: &Context, tags: Vec<String>) -> Opened {
    let open = entries_taken(cx)?;
    if let Some(stays) = find(open, &tags, |animal| animal.disposition.is_none()) {
        let text = format!("animal {} is on study", stays.animal.tag);
        return Err(Some(text));
    }
    let first = tags.first().and_then(|tag| open.animal(tag)).ok_or(None)?;
    let intro = match tags.as_slice() {
        [_] => format!("{}.", left_already(open, first)),
        several => listed(several),
    };
    let title = format!("{} on study again", names(&tags, "Animal"));
    let fields = vec![needed_reason_field("why the disposition was wrong")];
    let purpose = Purpose::LiftDisposition(open.name().to_owned(), tags.clone());
    Ok((Form::new(title, intro, fields), purpose))
}

fn find<'a>(
    open: &'a OpenStudy,
    tags: &[String],
    is: impl Fn(&AnimalRecord) -> bool,
) -> Option<&'a AnimalRecord> {
    let animals = tags.iter().filter_map(|tag| open.animal(tag));
    animals.into_iter().find(|animal| is(animal))
}

fn left_already(open: &OpenStudy, animal: &AnimalRecord) -> String {
    let tag = &animal.animal.tag;
    animal
        .disposition
        .as_ref()
        .map_or_else(String::new, |left| {
            let when = animal.animal.said(&open.record.study.protocol, left.when);
            format!(
                "animal {tag} left the study on {when} ({})",
                left.kind.words()
            )
        })
}

/// `Animal 211`, or `3 animals`.
pub(super) fn names(tags: &[String], animal: &str) -> String {
    match tags {
        [one] => format!("{animal} {one}"),
        several => counted(several.len(), "animal"),
    }
}

/// The most tags that a form lists.
pub(super) const LISTED: usize = 20;

/// The tags, where they are several.
pub(super) fn listed(tags: &[String]) -> String {
    match tags {
        [] | [_] => String::new(),
        several if several.len() > LISTED => {
            let more = several.len() - LISTED;
            format!("{} and {more} more", several[..LISTED].join(", "))
        }
        several => several.join(", "),
    }
}

pub(super) fn dispose(cx: &Context, form: &Form, study: &str, tags: &[String]) -> Sent<Write> {
    let reason = reason_if(form)?;
    let kind: DispositionKind = match form.given("disposition") {
        Some(word) => word.parse()?,
        None => {
            let hint = "a digit or ← → chooses";
            return Err(Refusal::new("disposition", "say what happened", hint));
        }
    };
    let observed = Observed::read(form.value("day"), cx.today)?;
    let animals = tags.iter().filter_map(|tag| cx.study.as_ref()?.animal(tag));
    for animal in animals {
        kind.suits(&animal.animal)?;
    }
    kind.check_reason(reason.as_ref().map(Reason::prose).as_ref())?;
    Ok(Write::Dispose {
        study: study.to_owned(),
        animals: tags.to_vec(),
        kind,
        observed,
        reason,
    })
}

pub(super) fn lift(form: &Form, study: &str, tags: &[String]) -> Sent<Write> {
    Ok(Write::LiftDisposition {
        study: study.to_owned(),
        animals: tags.to_vec(),
        reason: reason(form)?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digits_of_the_hint_are_those_of_the_kinds() {
        let kinds = DispositionKind::ALL.iter().zip(1..);
        let named = KINDS.split(|c: char| c.is_ascii_digit()).skip(1);
        let named: Vec<&str> = named.map(str::trim).collect();
        assert_eq!(named.len(), DispositionKind::ALL.len());
        for ((kind, digit), name) in kinds.zip(named) {
            assert!(KINDS.contains(&format!("{digit} {name}")), "{digit}");
            assert!(kind.words().contains(name), "{digit} {name}");
        }
    }
}
