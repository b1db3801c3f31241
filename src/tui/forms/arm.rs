//! Adding and editing arms.

use super::sent::{Refusal, Sent, at, label, label_if, read_if, reason_field, reason_if, shown};
use super::{Form, Opened, Purpose, checks, entries_taken, spellings};
use crate::base::context::Context;
use crate::base::study::OpenStudy;
use crate::widgets::form::Field;
use app::Write;
use app::arms::{ArmChange, NewArm, TreatmentsChange};
use domain::{Arm, DoseQuantity, DoseSchedule, Invalid, Label, Route, Treatment};

/// The names of a treatment's fields, for as many as a form has room for.
const TREATMENTS: [[&str; 4]; 3] = [
    ["compound", "dose", "route", "schedule"],
    ["compound 2", "dose 2", "route 2", "schedule 2"],
    ["compound 3", "dose 3", "route 3", "schedule 3"],
];

/// The form for a new arm.
pub(super) fn new(open: &OpenStudy) -> (Form, Purpose) {
    let is_first = open.record.arms.is_empty();
    let fields = fields(open, None, is_first);
    let purpose = Purpose::NewArm(open.name().to_owned());
    (Form::new("New arm", "", fields), purpose)
}

/// The open study, if it takes entries and shows its arms; else why not.
fn arms_shown(cx: &Context) -> Result<&OpenStudy, Option<String>> {
    let open = entries_taken(cx)?;
    if open.record.study.blinding.is_blinded() {
        let text = "the study is blinded: `graftbook arm edit` changes an arm for someone who knows its name";
        return Err(Some(text.to_owned()));
    }
    Ok(open)
}

/// The arms that can be edited: at least one.
pub(crate) fn editable(cx: &Context) -> Result<&[Arm], Option<String>> {
    let arms = &arms_shown(cx)?.record.arms;
    match arms.is_empty() {
        true => Err(Some("the study has no arm yet: a adds one".to_owned())),
        false => Ok(arms),
    }
}

/// The form for an arm of the open study.
pub(super) fn edit_arm(cx: &Context, name: &str) -> Opened {
    let open = arms_shown(cx)?;
    let mut arms = open.record.arms.iter();
    let arm = arms.find(|arm| arm.name.as_str() == name);
    Ok(edit(open, arm.ok_or(None)?))
}

fn edit(open: &OpenStudy, arm: &Arm) -> (Form, Purpose) {
    let mut fields = fields(open, Some(arm), arm.is_control);
    fields.push(reason_field("why it is changed; optional"));
    let intro = match arm.treatments.len().saturating_sub(TREATMENTS.len()) {
        0 => String::new(),
        more => {
            format!("{more} more compounds are not shown here; `graftbook arm edit` changes them.")
        }
    };
    let purpose = Purpose::EditArm(open.name().to_owned(), Box::new(arm.clone()));
    (
        Form::new(format!("Arm {}", arm.name), intro, fields),
        purpose,
    )
}

fn fields(open: &OpenStudy, known: Option<&Arm>, is_control: bool) -> Vec<Field> {
    let treatments = known.map_or(&[][..], |arm| &arm.treatments);
    let text = |get: fn(&Arm) -> Option<&Label>| shown(&known.and_then(get));
    let option = |word: &str, phrase: &str| (word.to_owned(), phrase.to_owned());
    let yes = option("yes", "yes: the others are compared with it");
    let control = if known.is_some_and(|arm| arm.is_control) {
        vec![option("yes", "yes, until another arm is made the control")]
    } else {
        vec![option("no", "no"), yes]
    };
    let chosen = if is_control { "yes" } else { "no" };
    let mut fields = vec![
        Field::text(
            "arm",
            "name",
            "such as KT-253 1 mg/kg Q3W",
            &text(|arm| Some(&arm.name)),
        )
        .needed(checks::name("arm")),
        Field::choice("control", "control", control, chosen),
        Field::text(
            "vehicle",
            "vehicle",
            "what the compounds are dissolved in",
            &text(|arm| arm.vehicle.as_ref()),
        )
        .checked(checks::name("vehicle"))
        .offering(spellings::vehicles(open)),
    ];
    for (n, ids) in TREATMENTS.iter().enumerate() {
        let [compound, dose, route, schedule] = texts(treatments.get(n));
        fields.extend([
            Field::text(
                ids[0],
                ids[0],
                "what is given; empty: nothing, or with a route or schedule the vehicle alone",
                &compound,
            )
            .checked(checks::name(ids[0]))
            .offering(spellings::compounds(open)),
            Field::text(
                ids[1],
                ids[1],
                "number and unit, such as 1 mg/kg; mg/kg if no unit is given",
                &dose,
            )
            .checked(checks::spelled(spell_dose)),
            Field::text(
                ids[2],
                ids[2],
                "IV, PO, IP, SC, IT, or another; i.v. is read as IV",
                &route,
            )
            .checked(checks::spelled(Route::new))
            .offering(spellings::routes(open)),
            Field::text(
                ids[3],
                ids[3],
                "such as QD, Q3W, QD x5, 5 on 2 off, Mon, Thu; a remark plans nothing",
                &schedule,
            )
            .checked(checks::schedule())
            .offering(spellings::schedules(open)),
        ]);
    }
    let short = Field::text(
        "label",
        "short label",
        "for figures and tables, at most 20 letters; empty: the name",
        &text(|arm| arm.label.as_ref()),
    );
    fields.push(short.checked(checks::spelled(Arm::read_label)));
    fields
}

/// Compound, dose with unit, route and schedule as the form shows them.
fn texts(treatment: Option<&Treatment>) -> [String; 4] {
    let Some(t) = treatment else {
        return Default::default();
    };
    [
        t.compound.to_string(),
        shown(&t.quantity()),
        shown(&t.route),
        shown(&t.schedule),
    ]
}

/// The treatments that a form describes. One whose texts are untouched stays what it is.
fn treatments(form: &Form, known: &[Treatment]) -> Sent<Vec<Treatment>> {
    let mut made = Vec::new();
    for (n, ids) in TREATMENTS.into_iter().enumerate() {
        let known = known.get(n);
        if known.is_some() && ids.map(|id| form.value(id).to_owned()) == texts(known) {
            made.extend(known.cloned());
        } else if ids.iter().any(|id| form.given(id).is_some()) {
            made.push(treatment(form, ids)?);
        }
    }
    made.extend(known.iter().skip(TREATMENTS.len()).cloned());
    Ok(made)
}

/// The dose as texts of treatments have it: `0.3 mg/kg`.
fn spell_dose(text: &str) -> Result<String, Invalid> {
    DoseQuantity::read(text).map(|dose| dose.to_string())
}

fn treatment(form: &Form, [compound, dose, route, schedule]: [&'static str; 4]) -> Sent<Treatment> {
    let quantity = at(dose, form.given(dose).map(DoseQuantity::read).transpose())?;
    let (amount, unit) = quantity.map(|q| (q.value(), q.unit().clone())).unzip();
    let made = Treatment::new(
        label_if(form, compound)?,
        amount,
        unit,
        read_if(form, route, Route::new)?,
        read_if(form, schedule, DoseSchedule::new)?,
    );
    made.map_err(|invalid| {
        let field = match invalid.field {
            "compound" => compound,
            _ => dose,
        };
        Refusal {
            field: Some(field),
            ..invalid.into()
        }
    })
}

fn arm_label(form: &Form) -> Sent<Option<Label>> {
    let text = form.given("label");
    at("label", text.map(Arm::read_label).transpose())
}

pub(super) fn add(form: &Form, study: &str) -> Sent<Write> {
    Ok(Write::AddArm {
        study: study.to_owned(),
        arm: NewArm {
            name: label(form, "arm")?,
            label: arm_label(form)?,
            is_control: form.value("control") == "yes",
            vehicle: label_if(form, "vehicle")?,
            treatments: treatments(form, &[])?,
        },
    })
}

pub(super) fn change(form: &Form, study: &str, known: &Arm) -> Sent<Write> {
    Ok(Write::EditArm {
        study: study.to_owned(),
        name: known.name.to_string(),
        change: ArmChange {
            name: Some(label(form, "arm")?),
            label: Some(arm_label(form)?),
            make_control: form.value("control") == "yes",
            vehicle: Some(label_if(form, "vehicle")?),
            treatments: Some(TreatmentsChange::All(treatments(form, &known.treatments)?)),
            position: None,
        },
        reason: reason_if(form)?,
    })
}
