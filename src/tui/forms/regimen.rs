//! The forms that plan doses for an arm, and that change a line of the work plan about doses.

use super::sent::{Refusal, Sent, at, needed_reason_field, read_if, reason, shown};
use super::work::{date, date_field, note, note_field, schedule_check, schedule_field, written};
use super::{Form, Opened, Purpose, checks, entries_taken, spellings};
use crate::base::context::Context;
use crate::base::study::OpenStudy;
use crate::widgets::form::Field;
use app::Write;
use app::dosing::{NewRegimen, RegimenFacts};
use app::work::{WorkChange, WorkLineChange};
use domain::{
    Concentration, DoseQuantity, FirstDay, HoldRule, Invalid, Label, LiquidDose, Prose, Regimen,
    Route, Schedule, SyringeStep, WeightRule, WorkLine, typed_number,
};

/// What stands in a field in the place of no rule and no exemption.
const NONE: &str = "none";

/// The form that plans doses.
pub(super) fn new(cx: &Context) -> Opened {
    let open = entries_taken(cx)?;
    if open.record.study.blinding.is_blinded() {
        let text = "the study is blinded: `graftbook regimen add` plans doses for someone who knows the name of an arm";
        return Err(Some(text.to_owned()));
    }
    let name = open.name().to_owned();
    let arms = open.record.arms.iter();
    let arms: Vec<(String, String)> = arms
        .map(|arm| (arm.name.to_string(), arm.name.to_string()))
        .collect();
    let first = match arms.first() {
        Some((first, _)) => first.clone(),
        None => {
            return Err(Some(
                "the study has no arm yet: a on the overview adds one".into(),
            ));
        }
    };
    let compound = Field::text(
        "compound",
        "compound",
        "empty: each that the arm is given, a line each; or one, such as vehicle",
        "",
    )
    .checked(checks::name("compound"))
    .offering(spellings::compounds(open));
    let schedule = schedule_field(cx, "")
        .checked(schedule_check(cx))
        .hinted("QD x5, Q3W, BID, days 0, 7, 14; empty: that of the arm");
    let mut fields = vec![Field::choice("arm", "arm", arms, &first), compound];
    fields.extend(terms_fields(open, None));
    fields.push(schedule);
    fields.extend(rule_fields(None));
    fields.push(date_field(cx, "from", "first date that is planned"));
    fields.push(note_field(""));
    let intro = "What is left empty is taken from the description of the arm. Of dose, volume and concentration two give the third.";
    Ok((
        Form::new(format!("Plan doses of study {name}"), intro, fields),
        Purpose::NewRegimen(name),
    ))
}

/// The form that changes a line about doses from a date on.
pub(super) fn amend(
    cx: &Context,
    open: &OpenStudy,
    line: &WorkLine,
    regimen: &Regimen,
) -> (Form, Purpose) {
    let schedule = line.schedule.canonical(FirstDay::Zero).to_string();
    let mut fields = terms_fields(open, Some(regimen));
    fields.push(schedule_field(cx, &schedule).needed(schedule_check(cx)));
    fields.extend(rule_fields(Some(regimen)));
    fields.push(note_field(&shown(&line.note)));
    fields.push(date_field(
        cx,
        "from",
        "first date on which the change holds",
    ));
    fields.push(needed_reason_field("why, for the audit trail"));
    let compound = shown(&regimen.compound);
    let given = if compound.is_empty() {
        "doses"
    } else {
        &compound
    };
    let whom = line.whom.words(&open.record);
    let title = format!("Change line {}: {given}, {whom}", line.number);
    let intro = "Doses that were given stay as they are: the line ends before that date, and a new one follows it.";
    let purpose = Purpose::AmendRegimen(
        open.name().to_owned(),
        line.number,
        Box::new(regimen.clone()),
    );
    (Form::new(title, intro, fields), purpose)
}

/// Dose, volume, concentration and route. While arms are hidden, dose and concentration are not asked.
fn terms_fields(open: &OpenStudy, known: Option<&Regimen>) -> Vec<Field> {
    let is_hidden = open.record.study.blinding.is_blinded();
    let terms = known.map(|regimen| &regimen.terms);
    let dose = terms.and_then(|terms| terms.dose().map(ToString::to_string));
    let liquid = terms.and_then(|terms| terms.liquid().map(|liquid| liquid.to_string()));
    let route = known.and_then(|regimen| regimen.route.clone());
    let dose = Field::text(
        "dose",
        "dose",
        match known {
            Some(_) => "as 1 mg/kg",
            None => "as 1 mg/kg; empty: that of the arm",
        },
        &shown(&dose),
    )
    .checked(checks::spelled(DoseQuantity::read));
    let liquid = Field::text(
        "volume",
        "volume",
        "as 5 mL/kg or 200 µL/mouse",
        &shown(&liquid),
    )
    .checked(checks::spelled(LiquidDose::read));
    let hint = match known {
        Some(_) => "only where it gives the volume anew, as 0.2 mg/mL",
        None => "as 0.2 mg/mL; with the dose it gives the volume",
    };
    let concentration = Field::text("concentration", "concentration", hint, "")
        .checked(checks::spelled(Concentration::read));
    let route = Field::text(
        "route",
        "route",
        "IV, PO, IP, SC, IT, or another",
        &shown(&route),
    )
    .checked(checks::spelled(Route::new))
    .offering(spellings::routes(open));
    match is_hidden {
        true => vec![liquid, route],
        false => vec![dose, liquid, concentration, route],
    }
}

fn rule_fields(known: Option<&Regimen>) -> Vec<Field> {
    let weight = known.map(|regimen| regimen.weight).unwrap_or_default();
    let step = known.map(|regimen| regimen.step).unwrap_or_default();
    let hold = known.and_then(|regimen| regimen.hold.as_ref());
    let exemption = known.and_then(|regimen| regimen.exemption.as_ref());
    let of_known = |text: Option<String>| match (known, text) {
        (Some(_), None) => NONE.to_owned(),
        (_, text) => text.unwrap_or_default(),
    };
    vec![
        Field::text(
            "weight",
            "weight",
            "the weight that counts: newest 3 d, today, day 0",
            &weight.to_string(),
        )
        .needed(checks::spelled(|text: &str| text.parse::<WeightRule>())),
        Field::text("step", "syringe step", "in mL, as 0.01", &ml(step))
            .needed(checks::by(read_step)),
        Field::text(
            "hold",
            "hold doses",
            "as loss >= 15 %: hold; resume < 10 %; loss >= 20 %: endpoint",
            &of_known(hold.map(ToString::to_string)),
        )
        .checked(checks::or_word(
            NONE,
            checks::spelled(|text: &str| text.parse::<HoldRule>()),
        )),
        Field::text(
            "exemption",
            "exemption",
            "who allowed a volume above the maximum of the route, and why",
            &of_known(exemption.map(ToString::to_string)),
        )
        .checked(checks::remark("exemption")),
    ]
}

fn ml(step: SyringeStep) -> String {
    step.volume().ml().to_string()
}

fn read_step(text: &str) -> Result<SyringeStep, Invalid> {
    SyringeStep::new(typed_number("step", text.trim_end_matches("mL").trim())?)
}

/// What a form says of a regimen; of a known one what it changes.
fn facts(form: &Form, known: Option<&Regimen>) -> Sent<RegimenFacts> {
    let dose = read_if(form, "dose", DoseQuantity::read)?;
    let (amount, unit) = dose.map(|q| (q.value(), q.unit().clone())).unzip();
    let liquid = read_if(form, "volume", LiquidDose::read)?;
    let concentration = read_if(form, "concentration", Concentration::read)?;
    // A volume that was not touched must not contradict a new concentration.
    let before = known.and_then(|regimen| regimen.terms.liquid());
    let is_same =
        before.map(|liquid| liquid.to_string()) == liquid.map(|liquid| liquid.to_string());
    let or_none = |field: &'static str| form.given(field).map(|text| text != NONE);
    let hold = match or_none("hold") {
        Some(true) => Some(read_if(form, "hold", |text| text.parse::<HoldRule>())?),
        Some(false) => Some(None),
        None => None,
    };
    let exemption = match or_none("exemption") {
        Some(true) => Some(read_if(form, "exemption", |text| {
            Prose::new("exemption", text)
        })?),
        Some(false) => Some(None),
        None => None,
    };
    Ok(RegimenFacts {
        dose: amount,
        unit,
        route: read_if(form, "route", Route::new)?,
        liquid: liquid.filter(|_| !(is_same && concentration.is_some())),
        concentration,
        weight: read_if(form, "weight", |text| text.parse::<WeightRule>())?,
        step: read_if(form, "step", read_step)?,
        hold,
        exemption,
    })
}

fn schedule(form: &Form) -> Sent<Option<Schedule>> {
    read_if(form, "schedule", |text| {
        Schedule::parse(text, FirstDay::Zero)
    })
}

/// The write of [`new`].
pub(super) fn add(form: &Form, cx: &Context, study: &str) -> Sent<Write> {
    let compound = form
        .given("compound")
        .map(|text| Label::new("compound", text));
    let new = NewRegimen {
        arm: form.value("arm").to_owned(),
        compound: at("compound", compound.transpose())?,
        facts: facts(form, None)?,
        schedule: schedule(form)?,
        starts_on: date(form, cx, "from")?,
        note: note(form)?,
    };
    Ok(written(cx, study, WorkChange::AddRegimen(new)))
}

/// The write of [`amend`].
pub(super) fn change(
    form: &Form,
    cx: &Context,
    study: &str,
    line: u32,
    known: &Regimen,
) -> Sent<Write> {
    let schedule = schedule(form)?.ok_or_else(|| {
        Refusal::new(
            "schedule",
            "the schedule is missing",
            "write it as QD x5 or Q3W",
        )
    })?;
    let change = WorkChange::Edit {
        line,
        change: WorkLineChange {
            whom: None,
            schedule: Some(schedule),
            note: Some(note(form)?),
            regimen: Some(facts(form, Some(known))?),
        },
        from: date(form, cx, "from")?,
        reason: Some(reason(form)?),
    };
    Ok(written(cx, study, change))
}
