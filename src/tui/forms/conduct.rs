//! Blinding the open study, unblinding it, handing out its key, freezing its analysis plan.

use std::path::PathBuf;

use super::sent::{
    Refusal, Sent, at, day, needed_reason_field, number, reason, reason_field, reason_if,
};
use super::{Form, Opened, Purpose, Question, checks, entries_taken};
use crate::base::context::Context;
use crate::base::effect::KeyWanted;
use crate::base::study::OpenStudy;
use crate::widgets::form::Field;
use app::Write;
use app::blind::given_away_words;
use app::export::file_name;
use app::plan::PlanRules;
use domain::{AnalysisOptions, BlindBy, Blinding, EventRule, Prose, Protocol, ZeroRule};

/// The form that blinds the open study, or unblinds it.
pub(super) fn blind_or_unblind(cx: &Context) -> Opened {
    let open = cx.study.as_ref().ok_or(None)?;
    match open.record.study.blinding {
        Blinding::Open => entries_taken(cx).map(blinding),
        Blinding::Blinded | Blinding::BlindedAnimals => Ok(unblinding(open)),
        Blinding::Unblinded => Err(Some(
            "the study was unblinded: it cannot be blinded again".to_owned(),
        )),
    }
}

fn blinding(open: &OpenStudy) -> (Form, Purpose) {
    let name = open.name().to_owned();
    let fields = vec![
        Field::choice("hide", "hide", ways_to_hide().into(), "arms"),
        reason_field("why; optional"),
    ];
    let hidden = "From then on all screens, lists and exports show codes instead of arms";
    let intro = match given_away_words(&open.record) {
        Some(but) => format!("{hidden}; {but}: rename them first."),
        None => format!("{hidden}."),
    };
    let form = Form::new(format!("Blind study {name}"), intro, fields);
    (form, Purpose::Blind(name))
}

/// How far arms can be hidden.
pub(super) fn ways_to_hide() -> [(String, String); 2] {
    [
        option(BlindBy::Arms.id(), "arms are shown as codes"),
        option(
            BlindBy::Animals.id(),
            "not even groups are shown; each animal gets a code",
        ),
    ]
}

/// A word and what it means.
fn option(word: &str, phrase: &str) -> (String, String) {
    (word.to_owned(), phrase.to_owned())
}

fn unblinding(open: &OpenStudy) -> (Form, Purpose) {
    let name = open.name().to_owned();
    let intro = "Shows everybody which arm is which. This is recorded and cannot be undone.";
    let fields = vec![needed_reason_field("why, for the audit trail")];
    let form = Form::new(format!("Unblind study {name}"), intro, fields);
    (form, Purpose::Unblind(name))
}

/// The form that hands out the key of the open study, which stays blinded.
pub(super) fn key(cx: &Context) -> Opened {
    let open = cx.study.as_ref().ok_or(None)?;
    if !open.record.study.blinding.is_blinded() {
        let text = "the study is not blinded: there is no key to hand out";
        return Err(Some(text.to_owned()));
    }
    let name = open.name().to_owned();
    let intro = "A file that tells which code is which arm, for whoever prepares the doses. The study stays blinded. \
Who took the key and why is on record, and cannot be undone.";
    let file = format!("{}-key.csv", file_name(&name));
    let hint = "a file that does not exist yet; ~/ is your home folder";
    let fields = vec![
        Field::text("file", "file", hint, &file).needed(checks::remark("file")),
        needed_reason_field("why, and who gets it"),
    ];
    let form = Form::new(format!("Hand out the key of study {name}"), intro, fields);
    Ok((form, Purpose::Key(name)))
}

/// The key that the form asks for.
pub(super) fn key_wanted(form: &Form, study: &str) -> Sent<KeyWanted> {
    let file = form.given("file").map(PathBuf::from);
    Ok(KeyWanted {
        study: study.to_owned(),
        file: file.ok_or_else(|| Refusal::new("file", "no file is named", "name one"))?,
        reason: reason(form)?,
    })
}

pub(super) fn blind(form: &Form, study: &str) -> Sent<Write> {
    Ok(Write::Blind {
        study: study.to_owned(),
        by: form.value("hide").parse()?,
        reason: reason_if(form)?,
    })
}

pub(super) fn unblind(form: &Form, study: &str) -> Sent<Write> {
    Ok(Write::Unblind {
        study: study.to_owned(),
        reason: reason(form)?,
    })
}

/// The form that freezes the analysis plan, or amends it.
pub(super) fn plan(open: &OpenStudy) -> (Form, Purpose) {
    let name = open.name().to_owned();
    let usual = AnalysisOptions::default();
    let standing = open.record.conduct.plan.as_ref();
    let protocol = &open.record.study.protocol;
    let event = protocol.event_rule.unwrap_or_default();
    let (zeros, event) = standing.map_or((ZeroRule::default(), event), |standing| {
        (standing.plan.zeros, standing.plan.event)
    });
    let phrase = standing.map(|standing| &standing.plan);
    let endpoint = phrase.and_then(|plan| plan.endpoint.as_ref());
    let horizon = phrase.and_then(|plan| plan.horizon_day);
    let event_time = phrase.and_then(|plan| plan.event_time);
    let burden = phrase.and_then(|plan| plan.burden);
    let mrecist = phrase.and_then(|plan| plan.mrecist_from_day);
    let (title, why) = match standing {
        None => ("Freeze the analysis plan", reason_field("why; optional")),
        Some(_) => (
            "Amend the analysis plan",
            needed_reason_field("why it is amended"),
        ),
    };
    let intro = taken_over(protocol);
    let endpoint = Field::text(
        "endpoint",
        "endpoint",
        "the primary endpoint, in words",
        endpoint.map_or("", Prose::as_str),
    )
    .checked(checks::remark("endpoint"));
    // The protocol's own day is the plan's.
    let landmark = protocol.landmark_day.is_none().then(|| {
        let day = phrase.and_then(|plan| plan.landmark_day);
        let hint = "empty: not frozen; its rule decides";
        Field::text("landmark", "landmark day", hint, &super::sent::shown(&day))
            .checked(checks::amount("landmark"))
    });
    let horizon = protocol.horizon_day.is_none().then(|| {
        let hint = "last day of growth and models; empty: the landmark day";
        Field::text(
            "horizon",
            "growth to day",
            hint,
            &super::sent::shown(&horizon),
        )
        .checked(checks::amount("horizon"))
    });
    let fields = [
        Field::text(
            "zeros",
            "zeros",
            "floor, floor:20, offset:1, drop or loq",
            &zeros.to_string(),
        )
        .checked(checks::by(str::parse::<ZeroRule>)),
        Field::text(
            "event",
            "event",
            "ratio>=4, volume>=1000 or disposition",
            &event.to_string(),
        )
        .checked(checks::by(str::parse::<EventRule>)),
        Field::choice(
            "event_time",
            "day of event",
            vec![
                option("read", "the day on which the volume was read"),
                option("interpolated", "between readings, along a line of ln V"),
            ],
            event_time.unwrap_or(usual.event_time).id(),
        ),
        Field::text(
            "mrecist",
            "mRECIST from",
            "day after baseline from which mRECIST judges the response",
            &mrecist.unwrap_or(usual.mrecist_from).to_string(),
        )
        .checked(checks::amount("mrecist")),
        Field::choice(
            "burden",
            "several tumors",
            vec![
                option("complete", "burden only on days when all tumors were read"),
                option("available", "sum of the tumors that were read"),
            ],
            burden.unwrap_or(usual.burden).id(),
        ),
        why,
    ];
    let fields = [endpoint]
        .into_iter()
        .chain(landmark)
        .chain(horizon)
        .chain(fields);
    let purpose = Purpose::FreezePlan(name, standing.is_some());
    (Form::new(title, intro, fields.collect()), purpose)
}

/// What a plan takes over from the protocol, in words.
fn taken_over(protocol: &Protocol) -> String {
    let day = |what: &str, day: Option<f64>| {
        day.map_or_else(String::new, |day| format!(" {what} ({day}),"))
    };
    format!(
        "Taken from the protocol as it is: control arm,{}{} primary definition ({}), primary test, visit window, \
repeats, baseline, volume formula, what dispositions mean. The list of exclusions is frozen too.",
        day("landmark day", protocol.landmark_day),
        day("last day of growth", protocol.horizon_day),
        protocol.primary_definition.id()
    )
}

/// Asks before a plan is frozen that names no primary endpoint.
pub(super) fn question(form: &Form) -> Option<Question> {
    let hint = "name it, or Ctrl-S again freezes the plan without one";
    let question = Refusal::new("endpoint", "no primary endpoint is named", hint);
    form.given("endpoint")
        .is_none()
        .then_some((Some("endpoint"), question.trouble))
}

pub(super) fn freeze(form: &Form, study: &str, amends: bool) -> Sent<Write> {
    let why = match amends {
        true => Some(reason(form)?),
        false => reason_if(form)?,
    };
    let endpoint = form.given("endpoint");
    let mrecist = form.given("mrecist");
    Ok(Write::FreezePlan {
        study: study.to_owned(),
        rules: PlanRules {
            // What is emptied is taken out.
            endpoint: Some(endpoint.map(|t| Prose::new("endpoint", t)).transpose()?),
            landmark: asked_day(form, "landmark")?,
            horizon: asked_day(form, "horizon")?,
            zeros: at("zeros", form.given("zeros").map(str::parse).transpose())?,
            event: at("event", form.given("event").map(str::parse).transpose())?,
            event_time: Some(form.value("event_time").parse()?),
            mrecist_from: at(
                "mrecist",
                mrecist.map(|text| number("mrecist", text)).transpose(),
            )?,
            exclude: None,
            burden: Some(form.value("burden").parse()?),
            interval: None,
            residual: None,
        },
        reason: why,
    })
}

/// A day, where the form asks for it.
fn asked_day(form: &Form, field: &'static str) -> Sent<Option<Option<f64>>> {
    let asked = form.ids().any(|id| id == field);
    asked.then(|| day(form, field)).transpose()
}
