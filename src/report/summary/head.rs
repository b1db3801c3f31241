//! The head of the page: kicker, chips and the line below the title.

use super::evidence::Evidence;
use super::statement::on_day;
use crate::document::words::animals_on_record;
use crate::document::{Material, Words};
use crate::number::unbroken;
use chrono::NaiveDate;
use domain::{DataOrigin, LandmarkBy, StudyStatus, counted};

/// `xenograft study · RS4;11 in NOD SCID mice`
pub(super) fn kicker(material: &Material<'_>) -> String {
    let protocol = &material.record.study.protocol;
    let animals = match protocol.species.id() {
        "mouse" => "mice".to_owned(),
        other => format!("{other}s"),
    };
    let host = match &protocol.strain {
        Some(strain) => format!("{strain} {animals}"),
        None => animals,
    };
    match &protocol.model {
        Some(model) => format!("xenograft study · {model} in {host}"),
        None => "xenograft study · model not recorded".to_owned(),
    }
}

pub(super) fn chips(material: &Material<'_>) -> Vec<String> {
    let study = &material.record.study;
    let simulated = material.analysis.data_origin == DataOrigin::Simulated;
    let chips = [
        simulated.then_some("SIMULATED DATA"),
        match (material.made.for_technician, study.blinding.is_blinded()) {
            (true, _) => Some("ARMS NOT SHOWN"),
            (_, true) => Some("BLINDED: arms not shown"),
            _ => None,
        },
        (study.status != StudyStatus::Closed).then_some("OPEN: numbers may change"),
    ];
    chips.into_iter().flatten().map(str::to_owned).collect()
}

/// Arms, animals, days and landmark.
pub(super) fn meta(evidence: &Evidence<'_>) -> Words {
    let (material, analysis) = (evidence.material, evidence.analysis);
    let hidden = material.hides_arms();
    let animals = animals_on_record(material.record, analysis);
    let who = match (hidden, evidence.control()) {
        (true, _) => animals,
        (false, Some(control)) if analysis.arms.len() > 1 => format!(
            "{} against {} · {animals}",
            counted(analysis.arms.len() - 1, "arm"),
            control_name(evidence, control.at, control.name)
        ),
        _ => format!("{} · {animals}", counted(analysis.arms.len(), "arm")),
    };
    let (days, last) = days(evidence);
    let landmark = analysis.landmark_day.filter(|_| !hidden);
    let interim = match analysis.settings.landmark_by {
        LandmarkBy::Interim => "interim ",
        LandmarkBy::Asked | LandmarkBy::Protocol | LandmarkBy::Readings => "",
    };
    let at = landmark.map(|_| format!("{interim}landmark: {}", on_day(landmark)));
    let parts: Vec<String> = [Some(who), days, at].into_iter().flatten().collect();
    Words::of(parts.join(" · "), [last, landmark])
}

/// `G1 (Vehicle)` where the label is not the name.
fn control_name(evidence: &Evidence<'_>, at: usize, name: &str) -> String {
    match evidence.labels.are_short() {
        true => format!("{} ({name})", evidence.labels.label(at)),
        false => evidence.labels.said(at),
    }
}

/// `day 0: 5 Jan 2026, last reading: day 42, 16 Feb 2026`; and the last day.
fn days(evidence: &Evidence<'_>) -> (Option<String>, Option<f64>) {
    let protocol = &evidence.material.record.study.protocol;
    let Some(last) = evidence.last_day() else {
        return (None, None);
    };
    let text = match protocol.known_day0() {
        Some(day0) => {
            let date = domain::when_of(last, day0)
                .map_or(String::new(), |when| format!(", {}", dated(when.date)));
            format!(
                "day 0: {}, last reading: {}{date}",
                dated(day0),
                on_day(Some(last))
            )
        }
        None => format!("last reading: {}", on_day(Some(last))),
    };
    (Some(text), Some(last))
}

/// `5 Jan 2026`
fn dated(date: NaiveDate) -> String {
    unbroken(&date.format("%-d %b %Y").to_string())
}
