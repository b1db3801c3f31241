//! The forms that record and lift dispositions.

use chrono::NaiveDate;

use super::sent::{Refusal, Sent, needed_reason_field, reason, reason_field, reason_if};
use super::{Form, Opened, Purpose, checks, entries_taken};
use crate::base::context::Context;
use crate::base::study::OpenStudy;
use crate::widgets::form::Field;
use app::Write;
use app::measure::Observed;
use domain::{AnimalRecord, DispositionKind, Reason, counted};

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
    let option = |kind: &DispositionKind| (kind.id().to_owned(), kind.words());
    let mut kinds = vec![(String::new(), "choose".to_owned())];
    kinds.extend(DispositionKind::ALL.iter().map(option));
    let day = on.format("%Y-%m-%d").to_string();
    let fields = vec![
        Field::choice("disposition", "what happened", kinds, ""),
        Field::text(
            "day",
            "day",
            "last day on study: yesterday, -2, 12.1., or study day such as 17",
            &day,
        )
        .needed(checks::day_observed(cx)),
        reason_field("what was seen, such as weight loss 21 %; excluded needs it"),
    ];
    let title = format!("{} leaves the study", names(&tags));
    let title = if tags.len() == 1 {
        title
    } else {
        title.replace("leaves", "leave")
    };
    let purpose = Purpose::Dispose(open.name().to_owned(), tags.clone());
    let form = Form::new(title, listed(&tags), fields);
    Ok((form, purpose))
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
    let title = format!("{} on study again", names(&tags));
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

fn names(tags: &[String]) -> String {
    match tags {
        [one] => format!("Animal {one}"),
        several => counted(several.len(), "animal"),
    }
}

/// The tags, where they are several.
fn listed(tags: &[String]) -> String {
    match tags {
        [] | [_] => String::new(),
        several if several.len() > 24 => format!("{}, … ", several[..24].join(", ")),
        several => several.join(", "),
    }
}

pub(super) fn dispose(form: &Form, study: &str, tags: &[String], today: NaiveDate) -> Sent<Write> {
    let reason = reason_if(form)?;
    let kind: DispositionKind = match form.given("disposition") {
        Some(word) => word.parse()?,
        None => {
            let hint = "← → chooses";
            return Err(Refusal::new("disposition", "say what happened", hint));
        }
    };
    kind.check_reason(reason.as_ref().map(Reason::prose).as_ref())?;
    Ok(Write::Dispose {
        study: study.to_owned(),
        animals: tags.to_vec(),
        kind,
        observed: Observed::read(form.value("day"), today)?,
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
