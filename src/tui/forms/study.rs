//! Creating a study, changing its protocol, closing it and opening it again.

use std::collections::HashMap;

use super::sent::{Refusal, Sent, at, label, reason, reason_field, reason_if};
use super::{Form, Purpose};
use crate::base::study::OpenStudy;
use crate::widgets::form::Field;
use app::Write;
use app::protocol;
use app::report;
use domain::{BaselineRule, Definition, Invalid, Protocol, Study, StudyStatus, VolumeFormula};

/// The fields of the protocol in the order of the form, by their names in [`protocol::fields`]: the
/// experiment, its calendar, its limits, its numbers, its papers.
const FIELDS: [(&str, &str, &str); 22] = [
    (
        "model",
        "model",
        "cell line or patient-derived model, such as RS4;11",
    ),
    ("strain", "mouse strain", "such as NOD SCID"),
    (
        "implanted_on",
        "implanted on",
        "date, as 2026-01-22; no reading can be older",
    ),
    (
        "day0",
        "day 0",
        "randomization or first dose, as 2026-01-22; days count from it",
    ),
    (
        "implant_site",
        "implant site",
        "such as right flank; the site of an animal's only tumor",
    ),
    (
        "cells_implanted",
        "cells per site",
        "number, such as 5000000 or 5e6",
    ),
    (
        "limit_weight_loss_percent",
        "limit: weight loss",
        "% below baseline; reaching it is an alert",
    ),
    (
        "limit_tumor_volume_mm3",
        "limit: volume",
        "mm³, one tumor or all of an animal; reaching it is an alert",
    ),
    (
        "limit_tumor_size_mm",
        "limit: size",
        "mm, length of a tumor; reaching it is an alert",
    ),
    (
        "limit_action",
        "at a limit",
        "what is to be done, such as: weigh daily, tell the study director",
    ),
    (
        "landmark_day",
        "landmark day",
        "study day on which arms are compared",
    ),
    ("volume_formula", "volume formula", ""),
    (
        "calibration",
        "calibration",
        "factor of formula π/6·(L·W)^1.5; 1 unless calibrated",
    ),
    ("baseline_rule", "baseline", ""),
    ("primary_definition", "primary definition", ""),
    (
        "event_rule",
        "event",
        "volume>=1000 (mm³), ratio>=4 (times baseline) or disposition",
    ),
    (
        "disposition_roles",
        "dispositions",
        "such as humane_endpoint:ulcer=compete, found_dead=event",
    ),
    ("loq_mm3", "LOQ", "mm³, limit of quantification"),
    (
        "matrix",
        "matrix",
        "what the cells were suspended in, such as Matrigel 1:1",
    ),
    ("vendor", "vendor", "where the animals came from"),
    ("approval", "approval", "number of the animal-use approval"),
    (
        "objective",
        "objective",
        "what the study asks, in a sentence or two",
    ),
];

/// The form for a new study.
pub(super) fn new() -> (Form, Purpose) {
    let intro = "Only the name is needed now; everything else can be added later.";
    let fields = fields("", &Protocol::default());
    (Form::new("New study", intro, fields), Purpose::NewStudy)
}

/// The form for the open study.
pub(super) fn edit(open: &OpenStudy) -> (Form, Purpose) {
    let study = &open.record.study;
    let mut fields = fields(study.name.as_str(), &study.protocol);
    fields.push(reason_field("why it is changed; optional"));
    let title = format!("Study {}", study.name);
    let purpose = Purpose::EditStudy(Box::new(study.clone()));
    (Form::new(title, "", fields), purpose)
}

fn fields(name: &str, known: &Protocol) -> Vec<Field> {
    let mut values: HashMap<_, _> = protocol::fields(known).into_iter().collect();
    let mut fields = vec![Field::text(
        "name",
        "name",
        "of the study, unique in the notebook",
        name,
    )];
    fields.extend(FIELDS.iter().map(|&(id, label, hint)| {
        let value = values.remove(id).flatten().map(|value| value.to_string());
        let value = value.unwrap_or_default();
        match options(id) {
            Some(options) => Field::choice(id, label, options, &value),
            None => Field::text(id, label, hint, &value),
        }
    }));
    fields
}

/// The fixed words of a field, if it has such, and what they say.
fn options(field: &str) -> Option<Vec<(String, String)>> {
    let pair = |id: &str, phrase: &str| (id.to_owned(), phrase.to_owned());
    Some(match field {
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
            let meaning = |id| report::card(id).map_or(id, |card| card.name);
            let all = Definition::ALL.iter();
            all.map(|definition| pair(definition.id(), meaning(definition.id())))
                .collect()
        }
        _ => return None,
    })
}

/// The protocol that a form describes; `known` gives what the form does not ask for.
fn protocol_of(form: &Form, known: &Protocol) -> Sent<Protocol> {
    let mut made = Protocol {
        data_origin: known.data_origin,
        ..Protocol::default()
    };
    for (id, field, _) in FIELDS {
        if let Some(text) = form.given(id) {
            let set = protocol::set(&mut made, id, text);
            // The field is called what the form calls it.
            at(id, set.map_err(|invalid| Invalid { field, ..invalid }))?;
        }
    }
    made.check().map_err(|invalid| {
        let field = match invalid.field {
            "cells implanted" => "cells_implanted",
            "LOQ" => "loq_mm3",
            "landmark day" => "landmark_day",
            "weight loss limit" => "limit_weight_loss_percent",
            "tumor size limit" => "limit_tumor_size_mm",
            "tumor volume limit" => "limit_tumor_volume_mm3",
            "implantation date" => "implanted_on",
            other => other,
        };
        Refusal {
            field: Some(field),
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
    let fields = vec![reason_field("why, for the audit trail")];
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
        for (field, _, hint) in FIELDS {
            assert!(width(hint) <= 80 - 6 - " 19 / 22".len(), "{field}");
        }
    }
}
