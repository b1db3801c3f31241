//! Creating a study, changing its protocol, closing it and opening it again.

use super::sent::{Refusal, Sent, at, label, needed_reason_field, reason, reason_field, reason_if};
use super::{Form, Purpose, Question, checks, spellings};
use crate::base::context::Context;
use crate::base::remedy;
use crate::base::study::OpenStudy;
use crate::widgets::form::Field;
use app::Write;
use app::closing::open_at_closing;
use app::document;
use app::unplanned::newly_unplanned;
use domain::{
    AnimalRecord, BaselineRule, Definition, FormField, Kind, PrimaryTest, Protocol, ProtocolField,
    Remedy, RepeatRule, Study, StudyStatus, VolumeFormula,
};

/// The fields of the protocol that the form asks for, in its order.
fn asked() -> Vec<(&'static ProtocolField, FormField)> {
    let fields = Protocol::FIELDS.iter();
    let mut asked: Vec<_> = fields
        .filter_map(|field| Some((field, field.form?)))
        .collect();
    asked.sort_by_key(|(_, form)| form.place);
    asked
}

/// The form for a new study.
pub(super) fn new(cx: &Context) -> (Form, Purpose) {
    let intro = "Only the name is needed now; everything else can be added later.";
    let fields = fields(cx, "", &Protocol::default());
    (Form::new("New study", intro, fields), Purpose::NewStudy)
}

/// The form for the open study.
pub(super) fn edit(cx: &Context, open: &OpenStudy) -> (Form, Purpose) {
    let study = &open.record.study;
    let mut fields = fields(cx, study.name.as_str(), &study.protocol.shown());
    fields.push(reason_field(reason_hint(open)));
    let title = format!("Study {}", study.name);
    let purpose = Purpose::EditStudy(Box::new(study.clone()));
    (Form::new(title, "", fields), purpose)
}

/// When a reason is needed: a change of a field by which results are computed, once there are entries.
fn reason_hint(open: &OpenStudy) -> &'static str {
    match open.record.animals.iter().any(has_entries) {
        true => "why; needed where the change changes results: there are entries",
        false => "why it is changed; optional as long as there are no entries",
    }
}

fn has_entries(animal: &AnimalRecord) -> bool {
    let is_read = animal.tumors.iter().any(|tumor| !tumor.readings.is_empty());
    is_read || !animal.weighings.is_empty()
}

/// Asks before a setting is changed that the frozen plan has otherwise.
pub(super) fn unplanned(cx: &Context, changed: &Protocol) -> Option<Question> {
    let record = &cx.study.as_ref()?.record;
    let found = newly_unplanned(record, changed);
    let field = found.first()?.field;
    let found: Vec<String> = found.iter().map(ToString::to_string).collect();
    let hint = remedy::as_keys(&Remedy::AmendPlanOrConfirm);
    let trouble = Refusal::new(field, found.join("; "), hint).trouble;
    Some((Some(field), trouble))
}

/// Asks before a study is closed that is not finished.
pub(super) fn unfinished(cx: &Context) -> Option<Question> {
    let open = open_at_closing(&cx.study.as_ref()?.record, cx.today)?;
    let hint = remedy::as_keys(&Remedy::DisposeOrConfirmClosing);
    Some((None, Refusal::new("reason", open, hint).trouble))
}

fn fields(cx: &Context, name: &str, known: &Protocol) -> Vec<Field> {
    let hint = "of the study, unique in the notebook";
    let name = Field::text("name", "name", hint, name);
    let mut fields = vec![name.needed(checks::name("name"))];
    fields.extend(asked().into_iter().map(|(field, form)| {
        let value = (field.get)(known).into_text().unwrap_or_default();
        match options(field) {
            Some(options) => Field::choice(field.name, form.label, options, &value),
            None => text_field(cx, field, form, &value),
        }
    }));
    fields
}

/// A field without fixed words. A date is asked for in any way that people write it.
fn text_field(cx: &Context, field: &'static ProtocolField, form: FormField, value: &str) -> Field {
    let is_list = field.name == "disposition_roles";
    let made = match is_list {
        true => Field::list(field.name, form.label, form.hint, value),
        false => Field::text(field.name, form.label, form.hint, value),
    };
    let made = match field.kind {
        Kind::Date => made.checked(checks::planned_date(form.label, cx.today)),
        _ => made.checked(checks::by(move |text| field.check_text(form.label, text))),
    };
    match field.kind {
        Kind::Text if !is_list => made.offering(spellings::of_protocols(cx, field.name)),
        _ => made,
    }
}

/// The fixed words of a field, if it has such, and what they say.
fn options(field: &ProtocolField) -> Option<Vec<(String, String)>> {
    let pair = |id: &str, phrase: &str| (id.to_owned(), phrase.to_owned());
    Some(match field.name {
        "volume_formula" => {
            let all = VolumeFormula::ALL.iter();
            all.map(|f| pair(f.id(), f.formula())).collect()
        }
        "baseline_rule" => {
            let meaning = |rule: &BaselineRule| match rule {
                BaselineRule::Day0 => "the reading on day 0, or the last before it",
                BaselineRule::First => "the animal's first reading",
            };
            let all = BaselineRule::ALL.iter();
            all.map(|rule| pair(rule.id(), meaning(rule))).collect()
        }
        "primary_definition" => {
            let meaning = |id| document::card(id).map_or(id, |card| card.name);
            let all = Definition::ALL.iter();
            all.map(|definition| pair(definition.id(), meaning(definition.id())))
                .collect()
        }
        "primary_test" => {
            let usual = format!("{}, as usual", PrimaryTest::default().title());
            let all = PrimaryTest::ALL.iter();
            let all = all.map(|test| pair(test.id(), test.title()));
            [pair("", &usual)].into_iter().chain(all).collect()
        }
        "repeats" => vec![
            pair("", "the last that measured, as usual"),
            pair(RepeatRule::Last.id(), "the last that measured"),
            pair(RepeatRule::Mean.id(), "the mean of all that measured"),
        ],
        _ => {
            let words = (field.words)();
            let all = words.iter().map(|word| pair(word, word));
            return (!words.is_empty()).then(|| all.collect());
        }
    })
}

/// The protocol that a form describes; `known` gives what the form does not ask for.
fn protocol_of(form: &Form, known: &Protocol) -> Sent<Protocol> {
    let mut made = Protocol {
        data_origin: known.data_origin,
        ..Protocol::default()
    };
    let asked = asked();
    for &(field, shown) in &asked {
        if let Some(text) = form.given(field.name) {
            at(field.name, field.set(&mut made, shown.label, text))?;
        }
    }
    // Without a date of day 0, a study of study days stays one.
    if made.day0.is_none() && known.day0_assumed {
        (made.day0, made.day0_assumed) = (known.day0, true);
    }
    made.check().map_err(|invalid| {
        let refused = asked.iter().find(|(field, _)| field.said == invalid.field);
        Refusal {
            field: Some(refused.map_or(invalid.field, |(field, _)| field.name)),
            ..invalid.into()
        }
    })
}

pub(super) fn create(form: &Form) -> Sent<Write> {
    Ok(Write::CreateStudy {
        name: label(form, "name")?,
        protocol: Box::new(protocol_of(form, &Protocol::default())?),
    })
}

pub(super) fn change(form: &Form, known: &Study) -> Sent<Write> {
    Ok(Write::EditStudy {
        study: known.name.to_string(),
        name: label(form, "name")?,
        protocol: Box::new(protocol_of(form, &known.protocol)?),
        reason: reason_if(form)?,
    })
}

/// The form that closes the open study, or opens it again.
pub(super) fn set_status(open: &OpenStudy) -> (Form, Purpose) {
    let name = open.name().to_owned();
    let (title, intro, status) = match open.record.study.status {
        StudyStatus::Open => (
            format!("Close study {name}"),
            "The study takes no entries until it is reopened.",
            StudyStatus::Closed,
        ),
        StudyStatus::Closed => (
            format!("Reopen study {name}"),
            "The study takes entries again.",
            StudyStatus::Open,
        ),
    };
    let fields = vec![needed_reason_field("why, for the audit trail")];
    (
        Form::new(title, intro, fields),
        Purpose::SetStatus(name, status),
    )
}

pub(super) fn status(form: &Form, study: &str, status: StudyStatus) -> Sent<Write> {
    Ok(Write::SetStatus {
        study: study.to_owned(),
        status,
        reason: reason(form)?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::widgets::text::width;

    #[test]
    fn field_hints_fit_80_columns() {
        for (field, form) in asked() {
            let room = 80 - 6 - " 19 / 22".len();
            assert!(width(form.hint) <= room, "{}", field.name);
        }
    }
}
