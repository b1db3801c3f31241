//! The title block: the study, the state of the notebook, and who made the report.

use super::words::{animals_on_record, listed, on_one_line};
use super::{Chapter, Document, Material};
use domain::{DataOrigin, Protocol, StudyRecord, StudyStatus, When, counted, said};

/// Makes a document of its chapters.
pub(super) fn document(material: &Material<'_>, chapters: Vec<Chapter>) -> Document {
    let Material { record, made, .. } = material;
    let name = &record.study.name;
    Document {
        title: format!("Study {name}"),
        warnings: warnings(material),
        facts: facts(material),
        running: running(material),
        made: (*made).clone(),
        program: format!("graftbook {}", material.analysis.graftbook),
        fingerprint: material.trail.fingerprint.clone(),
        summary: crate::summary::of(material),
        chapters,
    }
}

fn warnings(material: &Material<'_>) -> Vec<String> {
    let simulated = material.analysis.data_origin == DataOrigin::Simulated;
    let study = &material.record.study;
    let blinded = study.blinding.is_blinded();
    let closed = study.status == StudyStatus::Closed;
    [
        simulated.then_some("SIMULATED DATA: no animal was treated."),
        match (blinded, material.made.for_technician) {
            (_, true) => Some("Arms are not shown: no between-group comparison."),
            (true, _) => Some("BLINDED: arms are not shown; no between-group comparison."),
            _ => None,
        },
        (!closed).then_some("The study is open: numbers may change."),
    ]
    .into_iter()
    .flatten()
    .map(str::to_owned)
    .collect()
}

fn running(material: &Material<'_>) -> String {
    let state = material.trail.fingerprint.as_deref().map(short);
    let state = state.map_or(String::new(), |short| format!(" · state {short}"));
    let made = material.made.at.date();
    format!("{} · {made}{state}", material.record.study.name)
}

/// The first characters of a fingerprint: enough to distinguish states.
fn short(fingerprint: &str) -> &str {
    fingerprint.get(..12).unwrap_or(fingerprint)
}

fn facts(material: &Material<'_>) -> Vec<(&'static str, String)> {
    let Material {
        record,
        analysis,
        trail,
        made,
    } = material;
    let protocol = &record.study.protocol;
    let text = |label: &Option<domain::Label>| label.as_ref().map(ToString::to_string);
    let objective = protocol.objective.as_ref().map(|o| on_one_line(o.as_str()));
    let state = match &trail.fingerprint {
        Some(fingerprint) => format!(
            "{}, fingerprint {fingerprint}",
            counted(usize::try_from(trail.operations).unwrap_or(0), "operation")
        ),
        None => "nothing on record".to_owned(),
    };
    let audience = match made.for_technician {
        true => ", for those who handle the animals",
        false => "",
    };
    let made = format!(
        "{} UTC by {}{audience}",
        made.at.format("%Y-%m-%d %H:%M"),
        made.by
    );
    [
        ("Question", objective),
        ("Model", text(&protocol.model)),
        ("Implanted", implanted(protocol)),
        ("Mice", mice(record)),
        ("Approval", text(&protocol.approval)),
        ("Day 0", day0(protocol)),
        ("Cohorts", cohorts(record)),
        ("Observed", observed(record)),
        ("Animals", Some(animals(material))),
        ("Status", Some(status(record))),
        ("Made", Some(made)),
        ("Program", Some(format!("graftbook {}", analysis.graftbook))),
        ("State of the notebook", Some(state)),
    ]
    .into_iter()
    .filter_map(|(name, value)| Some((name, value?)))
    .collect()
}

/// The date of day 0; where it is not known, that.
fn day0(protocol: &Protocol) -> Option<String> {
    protocol.day0?;
    let known = protocol.known_day0();
    Some(
        known.map_or("not known: study days only".to_owned(), |day0| {
            day0.to_string()
        }),
    )
}

/// The cohorts, each with its own day 0; none if the study has no cohorts.
fn cohorts(record: &StudyRecord) -> Option<String> {
    let words = record.cohorts.iter().map(|cohort| match cohort.day0 {
        Some(day0) => format!("{}: day 0 on {day0}", cohort.name),
        None => cohort.name.to_string(),
    });
    let words: Vec<String> = words.collect();
    (!words.is_empty()).then(|| words.join("; "))
}

/// What was implanted; none if it is not recorded.
pub(super) fn implanted(protocol: &Protocol) -> Option<String> {
    let cells = protocol
        .cells_implanted
        .map(|cells| format!("{cells} cells"));
    let matrix = protocol.matrix.as_ref().map(|m| format!("in {m}"));
    let site = protocol.implant_site.as_ref().map(|s| format!("at {s}"));
    let on = protocol.implanted_on.map(|date| format!("on {date}"));
    let parts: Vec<String> = [cells, matrix, site, on].into_iter().flatten().collect();
    (!parts.is_empty()).then(|| parts.join(" "))
}

/// Strain, sex and source of the animals; none if they are not recorded.
pub(super) fn mice(record: &StudyRecord) -> Option<String> {
    let protocol = &record.study.protocol;
    let strain = protocol.strain.as_ref().map(ToString::to_string);
    let vendor = protocol.vendor.as_ref().map(|v| format!("from {v}"));
    let mut sexes: Vec<&str> = record
        .animals
        .iter()
        .filter_map(|a| Some(a.animal.sex?.id()))
        .collect();
    sexes.sort_unstable();
    sexes.dedup();
    let sexes = (!sexes.is_empty()).then(|| listed(sexes));
    let parts: Vec<String> = [strain, sexes, vendor].into_iter().flatten().collect();
    (!parts.is_empty()).then(|| parts.join(", "))
}

/// The dates of the first and the last reading or weighing.
pub(super) fn span(record: &StudyRecord) -> Option<(When, When)> {
    let tumors = record.animals.iter().flat_map(|a| &a.tumors);
    let read = tumors.flat_map(|t| t.readings.iter().map(|r| r.when));
    let weighed = record
        .animals
        .iter()
        .flat_map(|a| a.weighings.iter().map(|w| w.when));
    let mut moments = read.chain(weighed);
    let first = moments.next()?;
    Some(moments.fold((first, first), |(from, to), when| {
        let from = if when < from { when } else { from };
        (from, if when > to { when } else { to })
    }))
}

fn observed(record: &StudyRecord) -> Option<String> {
    let protocol = &record.study.protocol;
    let (from, to) = span(record)?;
    Some(format!(
        "{} to {}",
        said(protocol, from),
        said(protocol, to)
    ))
}

fn animals(material: &Material<'_>) -> String {
    let record = material.record;
    let in_arms = record
        .animals
        .iter()
        .filter(|a| a.animal.arm.is_some())
        .count();
    let all = animals_on_record(record, material.analysis);
    if material.hides_arms() {
        return format!("{all}; arms not shown");
    }
    let arms = counted(record.arms.len(), "arm");
    match record.animals.len() - in_arms {
        0 => format!("{all} in {arms}"),
        without => format!("{all}, {in_arms} of them in {arms}, {without} in none"),
    }
}

fn status(record: &StudyRecord) -> String {
    let study = &record.study;
    let mut parts = vec![study.status.id().to_owned()];
    parts.extend(study.blinding.said().map(str::to_owned));
    let unblinded = record.conduct.unblinded.as_ref();
    parts.extend(unblinded.map(|m| format!("since {}", m.date())));
    for plan in record.conduct.plans() {
        let on = plan.frozen.date();
        parts.push(match plan.number {
            1 => format!("analysis plan frozen on {on}"),
            _ => format!("amended on {on}"),
        });
    }
    parts.join(", ")
}
