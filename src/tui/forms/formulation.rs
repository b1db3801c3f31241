//! The forms that record a formulation, and change what is known of one.

use super::sent::{Sent, at, label_if, read_if, reason_field, reason_if, shown};
use super::{Form, Opened, Purpose, checks, entries_taken};
use crate::base::context::Context;
use crate::base::study::OpenStudy;
use crate::widgets::form::Field;
use app::Write;
use app::dosing::{DosingChange, FormulationFacts};
use chrono::NaiveDate;
use domain::{Concentration, Formulation, Label, Prose, Route, dates, typed_number};

/// The form that records a formulation.
pub(super) fn new(cx: &Context) -> Opened {
    let open = entries_taken(cx)?;
    let name = open.name().to_owned();
    let mut fields = fields(cx, open, None);
    fields.swap(0, 1);
    let title = format!("New formulation of study {name}");
    let intro = "A dose is taken from the formulation of its compound that was prepared last, may be given, and gives the planned dose in the planned volume.";
    Ok((
        Form::new(title, intro, fields),
        Purpose::NewFormulation(name),
    ))
}

/// The form that changes what is known of a formulation.
pub(super) fn edit(cx: &Context, code: &str) -> Opened {
    let open = entries_taken(cx)?;
    let name = open.name().to_owned();
    let mut all = open.record.formulations.iter();
    let known = all.find(|made| made.code.is(code)).ok_or(None)?;
    let mut fields = fields(cx, open, Some(known));
    fields.push(reason_field("why; optional"));
    let title = format!("Formulation {code}");
    let intro =
        "Doses that were given from it stay as they are. A field that is emptied stays as it was.";
    let form = Form::new(title, intro, fields).start_at("used up");
    Ok((form, Purpose::EditFormulation(name, code.to_owned())))
}

fn fields(cx: &Context, open: &OpenStudy, known: Option<&Formulation>) -> Vec<Field> {
    let value = |of: fn(&Formulation) -> String| known.map_or_else(String::new, of);
    let is_hidden = open.record.study.blinding.is_blinded();
    let text =
        |id, label, hint, of: fn(&Formulation) -> String| Field::text(id, label, hint, &value(of));
    let date = |id: &'static str, hint, of: fn(&Formulation) -> String| {
        text(id, id, hint, of).checked(checks::planned_date(id, cx.today))
    };
    let arms = open.record.arms.iter().flat_map(|arm| &arm.treatments);
    let compounds = arms.map(|given| given.compound.to_string());
    let lines = open.record.work_lines.iter();
    let planned = lines.filter_map(|line| line.regimen.as_ref()?.compound.as_ref());
    let compounds: Vec<String> = compounds.chain(planned.map(ToString::to_string)).collect();
    let compound = text(
        "compound",
        "compound",
        match is_hidden && known.is_some() {
            true => "hidden while the study is blinded; empty: stays",
            false => "what it holds; vehicle for the vehicle alone",
        },
        |made| shown(&made.compound),
    )
    .offering(compounds);
    let compound = match known {
        Some(_) => compound.checked(checks::name("compound")),
        None => compound.needed(checks::name("compound")),
    };
    let code_hint = "what its vial says; empty: the next of F-01, F-02, …";
    vec![
        text("code", "code", code_hint, |made| made.code.to_string()).checked(checks::name("code")),
        compound,
        text("concentration", "concentration", "as 0.2 mg/mL", |made| {
            shown(&made.concentration)
        })
        .checked(checks::spelled(Concentration::read)),
        text("vehicle", "vehicle", "what it is dissolved in", |made| {
            shown(&made.vehicle)
        })
        .checked(checks::name("vehicle")),
        text(
            "route",
            "route",
            "the route that it is made for; empty: any",
            |made| shown(&made.route),
        )
        .checked(checks::spelled(Route::new)),
        text("lot", "lot", "lot of the compound", |made| shown(&made.lot))
            .checked(checks::name("lot")),
        text("made", "made", "how much, in mL", |made| {
            shown(&made.volume_ml)
        })
        .checked(checks::amount("made")),
        date("prepared", "when it was made", |made| {
            shown(&made.prepared_on)
        }),
        date(
            "expires",
            "last date on which it may be given, as +7",
            |made| shown(&made.expires_on),
        ),
        date("used up", "when it was used up or thrown away", |made| {
            shown(&made.used_up_on)
        }),
        text(
            "salt factor",
            "salt factor",
            "if the concentration is of a salt: its mass for 1 of the compound",
            |made| shown(&made.salt_factor),
        )
        .checked(checks::amount("salt factor")),
        text("note", "note", "optional", |made| shown(&made.note)).checked(checks::remark("note")),
    ]
}

fn facts(form: &Form, cx: &Context) -> Sent<FormulationFacts> {
    let date = |field: &'static str| -> Sent<Option<NaiveDate>> {
        read_if(form, field, |text| {
            dates::understand_planned(field, text, cx.today)
        })
    };
    let number = |field: &'static str| read_if(form, field, |text| typed_number(field, text));
    Ok(FormulationFacts {
        code: label_if(form, "code")?,
        compound: label_if(form, "compound")?,
        lot: label_if(form, "lot")?,
        concentration: read_if(form, "concentration", Concentration::read)?,
        vehicle: label_if(form, "vehicle")?,
        route: read_if(form, "route", Route::new)?,
        salt_factor: number("salt factor")?,
        volume_ml: number("made")?,
        prepared_on: date("prepared")?,
        expires_on: date("expires")?,
        used_up_on: date("used up")?,
        note: at(
            "note",
            form.given("note")
                .map(|text| Prose::new("note", text))
                .transpose(),
        )?,
    })
}

/// The write of [`new`].
pub(super) fn add(form: &Form, cx: &Context, study: &str) -> Sent<Write> {
    Ok(Write::ChangeDosing {
        study: study.to_owned(),
        change: DosingChange::AddFormulation(Box::new(facts(form, cx)?)),
    })
}

/// The write of [`edit`].
pub(super) fn change(form: &Form, cx: &Context, study: &str, code: &str) -> Sent<Write> {
    Ok(Write::ChangeDosing {
        study: study.to_owned(),
        change: DosingChange::EditFormulation {
            code: code.to_owned(),
            facts: Box::new(facts(form, cx)?),
            reason: reason_if(form)?,
        },
    })
}

/// The formulations of the open study, by code; else why none can be changed.
pub(crate) fn editable(cx: &Context) -> Result<Vec<&Label>, Option<String>> {
    let open = entries_taken(cx)?;
    let codes: Vec<&Label> = open
        .record
        .formulations
        .iter()
        .map(|made| &made.code)
        .collect();
    match codes.is_empty() {
        true => Err(Some(
            "the study has no formulations: :new formulation records one".to_owned(),
        )),
        false => Ok(codes),
    }
}
