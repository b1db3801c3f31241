//! The answer in one paragraph: effect, duration, safety and confidence; and a second paragraph of warnings.
//! The sentences follow from the numbers.

use super::words::listed;
use super::{Block, Material, Words};
use crate::number::{day, days, interval, number, p_value};
use crate::text::isolated;
use domain::{
    Analysis, Arm, ArmResponses, ArmTimes, Blinding, ContrastRow, DispositionKind, InhibitionRow,
    NoteCode, counted,
};

/// The most arms that are described one by one. Of more arms, only the extremes are.
const TOLD: usize = 6;

pub(super) fn blocks(material: &Material<'_>) -> Vec<Block> {
    let analysis = material.analysis;
    let sentences = [
        Some(subject(material)),
        strength(analysis),
        slopes(analysis),
        responses(analysis),
        durability(analysis),
        weight(analysis),
        losses(material),
    ];
    let answer = Words::joined(sentences.into_iter().flatten(), " ");
    let cautions = cautions(material);
    let mut blocks = vec![Block::Text(answer)];
    if !cautions.is_empty() {
        blocks.push(Block::Heading("To be known with it".to_owned()));
        blocks.push(Block::List(cautions));
    }
    blocks
}

fn subject(material: &Material<'_>) -> Words {
    let Material {
        record, analysis, ..
    } = material;
    let read = analysis
        .curves
        .iter()
        .filter(|c| !c.volumes.is_empty())
        .count();
    let model = record.study.protocol.model.as_ref();
    let bearing = model.map_or(String::new(), |model| format!(" with {model} tumors"));
    let hidden = record.study.blinding == Blinding::BlindedAnimals;
    let arms = match hidden {
        true => "arms that are not shown".to_owned(),
        false => counted(analysis.arms.len(), "arm"),
    };
    if read == 0 {
        let there = counted(record.animals.len(), "animal");
        return Words::from(format!(
            "No tumor of an animal in an arm was read: {there}{bearing} on record, in {arms}."
        ));
    }
    let last = analysis
        .volume_by_day
        .iter()
        .map(|row| row.day)
        .reduce(f64::max);
    let animals = counted(read, "animal");
    let seen = format!(
        "{animals}{bearing} in {arms} {} followed to day {}",
        were(read),
        day(last)
    );
    let compared = match (&analysis.control, analysis.landmark_day) {
        (Some(control), Some(on)) if analysis.arms.len() > 1 => {
            format!(
                "; arms are compared with {} on day {on}.",
                isolated(control)
            )
        }
        (Some(_), Some(_)) => "; there is no other arm to compare the control with.".to_owned(),
        (Some(_), None) => "; no day was found on which arms can be compared.".to_owned(),
        (None, _) if record.study.blinding.is_blinded() => "; nothing is compared.".to_owned(),
        (None, _) => "; no control arm is known, so nothing is compared.".to_owned(),
    };
    Words::of(format!("{seen}{compared}"), [last, analysis.landmark_day])
}

/// The verb for a number of things.
fn were(n: usize) -> &'static str {
    if n == 1 { "was" } else { "were" }
}

/// The rows of the primary definition on the landmark day.
fn primary(analysis: &Analysis) -> Vec<&InhibitionRow> {
    let primary = analysis.settings.primary_definition;
    let rows = analysis.inhibition.iter();
    rows.filter(|row| row.definition == primary && Some(row.day) == analysis.landmark_day)
        .collect()
}

fn inhibited(row: &InhibitionRow) -> Words {
    let percent = number(row.tgi_percent, 1);
    let values = [row.tgi_percent, row.ci_low, row.ci_high];
    match row.ci_low.zip(row.ci_high) {
        Some((low, high)) => {
            let ends = interval(low, high, 1);
            Words::of(
                format!("{percent} % {ends} with {}", isolated(&row.arm)),
                values,
            )
        }
        None => Words::of(format!("{percent} % with {}", isolated(&row.arm)), values),
    }
}

/// Growth inhibition under the primary definition.
fn strength(analysis: &Analysis) -> Option<Words> {
    let rows = primary(analysis);
    if rows.is_empty() {
        return None;
    }
    let (given, without): (Vec<&InhibitionRow>, Vec<&InhibitionRow>) =
        rows.iter().partition(|row| row.tgi_percent.is_some());
    let definition = analysis.settings.primary_definition;
    let id = definition.id();
    if given.is_empty() {
        let why = without.first().and_then(|row| row.note.clone());
        let why = why.map_or(String::new(), |why| format!(": {why}"));
        return Some(Words::from(format!(
            "Growth inhibition ({id}) has no value{why}."
        )));
    }
    let percent = 100.0 * analysis.settings.confidence;
    let what = format!("Growth inhibition ({id}, [{percent} % interval])");
    let mut said = match given.len() {
        n if n <= TOLD => {
            let each = given.iter().map(|row| inhibited(row)).collect();
            Words::listed(each).within(&format!("{what} was "), ".")
        }
        n => {
            let by_size = |a: &&&InhibitionRow, b: &&&InhibitionRow| {
                a.tgi_percent
                    .partial_cmp(&b.tgi_percent)
                    .unwrap_or(std::cmp::Ordering::Equal)
            };
            let ends = [given.iter().min_by(by_size), given.iter().max_by(by_size)];
            let ends = ends.into_iter().flatten().map(|row| inhibited(row));
            Words::joined(ends, " to ").within(&format!("{what} in {n} arms ran from "), ".")
        }
    };
    let shrank: Vec<&str> = given
        .iter()
        .filter(|r| above(r, 100.0))
        .map(|r| r.arm.as_str())
        .collect();
    if !shrank.is_empty() && definition.compares_changes() {
        said.text.push_str(&format!(
            " Above 100 % the arm's tumors shrank: {}.",
            few(&shrank)
        ));
    }
    Some(said)
}

fn above(row: &InhibitionRow, percent: f64) -> bool {
    row.tgi_percent.is_some_and(|tgi| tgi > percent)
}

/// The names if they are few, else their number.
fn few(names: &[&str]) -> String {
    match names.len() {
        n if n <= TOLD => listed(names.iter().map(|name| isolated(name))),
        n => format!("{n} arms"),
    }
}

/// The arm of a contrast.
fn treated<'a>(row: &'a ContrastRow, analysis: &'a Analysis) -> &'a str {
    let control = analysis.control.as_deref().unwrap_or_default();
    let arm = row.contrast.strip_suffix(control);
    arm.and_then(|arm| arm.strip_suffix(" - "))
        .unwrap_or(&row.contrast)
}

/// The arms whose growth rate differs from that of the control.
fn slopes(analysis: &Analysis) -> Option<Words> {
    let model = analysis.mixed_model.as_ref()?;
    let control = isolated(analysis.control.as_deref()?);
    let level = 1.0 - analysis.settings.confidence;
    let known: Vec<&ContrastRow> = model
        .slope_contrasts
        .iter()
        .filter(|c| c.p_dunnett.is_some())
        .collect();
    if known.is_empty() {
        return None;
    }
    let differ = |c: &&&ContrastRow| c.p_dunnett.is_some_and(|p| p < level);
    let slower = |c: &&&ContrastRow| differ(c) && c.estimate.is_some_and(|e| e < 0.0);
    let faster = |c: &&&ContrastRow| differ(c) && c.estimate.is_some_and(|e| e > 0.0);
    let told = |rows: Vec<&&ContrastRow>| {
        let each = rows.iter().map(|row| {
            let p = p_value(row.p_dunnett);
            Words::of(
                format!("{} (p {p})", isolated(treated(row, analysis))),
                [row.p_dunnett],
            )
        });
        match rows.len() {
            n if n <= TOLD => Words::listed(each.collect()),
            n => {
                let most = rows.iter().filter_map(|r| r.p_dunnett).reduce(f64::max);
                Words::of(format!("{n} arms (p at most {})", p_value(most)), [most])
            }
        }
    };
    let slow: Vec<&&ContrastRow> = known.iter().filter(slower).collect();
    let fast: Vec<&&ContrastRow> = known.iter().filter(faster).collect();
    let alike: Vec<&&ContrastRow> = known.iter().filter(|c| !differ(c)).collect();
    let by = "by the mixed model (Dunnett)";
    let mut parts = Vec::new();
    if slow.is_empty() && fast.is_empty() {
        let least = known.iter().filter_map(|c| c.p_dunnett).reduce(f64::min);
        let p = p_value(least);
        let text = format!(
            "By the mixed model (Dunnett) no arm's growth rate differs from that of {control} (smallest p {p})."
        );
        return Some(Words::of(text, [least]));
    }
    if !slow.is_empty() {
        let before = format!("Tumors grew more slowly than with {control} {by} in ");
        parts.push(told(slow).within(&before, "."));
    }
    if !fast.is_empty() {
        let before = format!("They grew faster than with {control} {by} in ");
        parts.push(told(fast).within(&before, "."));
    }
    if !alike.is_empty() {
        let before = "No difference of growth rates was shown for ";
        parts.push(match alike.len() {
            n if n > TOLD => Words::from(format!("{before}{n} arms.")),
            _ => told(alike).within(before, "."),
        });
    }
    Some(Words::joined(parts, " "))
}

/// Complete and partial responses by mRECIST.
fn responses(analysis: &Analysis) -> Option<Words> {
    let arms = &analysis.responses.arms;
    let judged = |arm: &ArmResponses| arm.mrecist_rate.evaluable;
    if arms.iter().map(judged).sum::<usize>() == 0 {
        return None;
    }
    let responded = |arm: &&ArmResponses| arm.mrecist_rate.responders > 0;
    let with: Vec<&ArmResponses> = arms.iter().filter(responded).collect();
    let told = |arm: &ArmResponses| {
        let complete = match arm.mrecist.complete {
            0 => String::new(),
            n => format!(", {n} complete"),
        };
        let rate = &arm.mrecist_rate;
        format!(
            "{} of {} with {}{complete}",
            rate.responders,
            rate.evaluable,
            isolated(&arm.arm)
        )
    };
    let text = match with.len() {
        0 => "No tumor responded (mRECIST).".to_owned(),
        n if n <= TOLD => {
            let each: Vec<String> = with.iter().map(|arm| told(arm)).collect();
            format!(
                "Tumors responded (mRECIST): {}; none elsewhere.",
                each.join("; ")
            )
        }
        n => {
            let all: usize = with.iter().map(|arm| arm.mrecist_rate.responders).sum();
            format!("{} responded (mRECIST) in {n} arms.", counted(all, "tumor"))
        }
    };
    let text = match with.len() == arms.len() {
        true => text.replace("; none elsewhere", ""),
        false => text,
    };
    Some(text.into())
}

/// Median times to the event.
fn durability(analysis: &Analysis) -> Option<Words> {
    let times = analysis.time_to_event.as_ref()?;
    let event = event_words(&times.rule, "their");
    let reached: Vec<&ArmTimes> = times
        .arms
        .iter()
        .filter(|arm| arm.median.is_some())
        .collect();
    if reached.is_empty() {
        let few = format!("ewer than half of the animals {event}.");
        return Some(Words::from(match times.arms.len() {
            1 => format!("F{few}"),
            _ => format!("In every arm f{few}"),
        }));
    }
    let told = |arm: &ArmTimes| {
        let text = format!("{} days with {}", days(arm.median), isolated(&arm.arm));
        Words::of(text, [arm.median])
    };
    let not = times.arms.len() - reached.len();
    let rest = match not {
        0 => ".".to_owned(),
        n => format!("; fewer than half did in {}.", counted(n, "arm")),
    };
    let before = format!("Counted from baseline, half of the animals {event} within ");
    let said = match reached.len() {
        n if n <= TOLD => Words::listed(reached.into_iter().map(told).collect()),
        n => {
            let ends = [
                reached.iter().filter_map(|a| a.median).reduce(f64::min),
                reached.iter().filter_map(|a| a.median).reduce(f64::max),
            ];
            let (from, to) = (days(ends[0]), days(ends[1]));
            Words::of(format!("{from} to {to} days in {n} arms"), ends)
        }
    };
    Some(said.within(&before, &rest))
}

/// The event as a verb: what an animal did.
pub(super) fn event_words(rule: &str, whose: &str) -> String {
    if let Some(times) = rule.strip_prefix("ratio>=") {
        format!("reached {times} times {whose} baseline volume")
    } else if let Some(mm3) = rule.strip_prefix("volume>=") {
        format!("reached {mm3} mm³")
    } else {
        "had the disposition that counts as the event".to_owned()
    }
}

/// The greatest mean loss of body weight, and the animals that passed the limit.
fn weight(analysis: &Analysis) -> Option<Words> {
    let arms = analysis.weight.arms.iter();
    let known = arms.filter_map(|arm| Some((arm.max_mean_loss_percent?, arm)));
    let (change, arm) = known.reduce(|a, b| if b.0 < a.0 { b } else { a })?;
    let on = day(arm.day);
    let mut said = match change < 0.0 {
        true => Words::of(
            format!(
                "Mean body weight fell by at most {} % ({}, day {on}, {} of {})",
                number(Some(-change), 1),
                isolated(&arm.arm),
                arm.n_on_day,
                counted(arm.n, "animal")
            ),
            [
                Some(-change),
                arm.day,
                Some(arm.n_on_day as f64),
                Some(arm.n as f64),
            ],
        ),
        false => Words::from("Mean body weight never fell below its baseline in any arm"),
    };
    let past: Vec<_> = analysis
        .weight
        .arms
        .iter()
        .filter_map(|a| a.n_past_limit)
        .collect();
    if let (Some(limit), false) = (analysis.settings.weight_loss_limit_percent, past.is_empty()) {
        let n = past.iter().sum::<usize>();
        said.text.push_str(&format!(
            "; {} lost {limit} % or more",
            counted(n, "animal")
        ));
    }
    said.text.push('.');
    Some(said)
}

/// The animals that left before the end, by reason and arm.
fn losses(material: &Material<'_>) -> Option<Words> {
    let dead = lost(material, DispositionKind::FoundDead).map(|(n, arms)| {
        let animals = counted(n, "animal");
        format!("{animals} {} found dead ({arms})", were(n))
    });
    let humane = lost(material, DispositionKind::HumaneEndpoint).map(|(n, arms)| {
        let animals = counted(n, "animal");
        format!("{animals} reached a humane endpoint ({arms})")
    });
    let parts: Vec<String> = [dead, humane].into_iter().flatten().collect();
    (!parts.is_empty()).then(|| format!("{}.", capital(&listed(parts))).into())
}

/// The number of animals that left for a reason, and of which arms; none if no animal did.
fn lost(material: &Material<'_>, kind: DispositionKind) -> Option<(usize, String)> {
    let record = material.record;
    let of_arm = |arm: &Arm| -> usize {
        let animals = record.animals.iter().filter(|a| {
            let left = a.disposition.as_ref().map(|d| d.kind);
            a.animal.arm == Some(arm.id) && left == Some(kind)
        });
        animals.count()
    };
    let arms = record
        .arms
        .iter()
        .map(|arm| (of_arm(arm), arm.name.as_str()));
    let arms = arms.filter(|(n, _)| *n > 0);
    let arms: Vec<(usize, &str)> = arms.collect();
    let n = arms.iter().map(|(n, _)| n).sum::<usize>();
    let said = match arms.as_slice() {
        [] => return None,
        [(_, only)] => isolated(only).into_owned(),
        few if few.len() <= TOLD => {
            let each = few
                .iter()
                .map(|(n, arm)| format!("{n} with {}", isolated(arm)));
            each.collect::<Vec<String>>().join(", ")
        }
        many => counted(many.len(), "arm"),
    };
    Some((n, said))
}

fn capital(text: &str) -> String {
    super::words::sentence(text)
        .trim_end_matches('.')
        .to_owned()
}

/// Notes that concern the whole answer.
const GRAVE: [NoteCode; 11] = [
    NoteCode::NoControl,
    NoteCode::Blinded,
    NoteCode::NoPlan,
    NoteCode::PlanAmended,
    NoteCode::PlanDeparture,
    NoteCode::LateExclusion,
    NoteCode::Exclusions,
    NoteCode::KeyHandedOut,
    NoteCode::Landmark,
    NoteCode::LateBaseline,
    NoteCode::UnequalScatter,
];

fn cautions(material: &Material<'_>) -> Vec<Words> {
    let notes = material.analysis.notes.iter();
    let hidden = material.made.for_technician;
    // A report for technicians has a sentence of its own on hidden arms, which the note on blinding would repeat.
    let grave = notes
        .filter(|note| GRAVE.contains(&note.code) && !(hidden && note.code == NoteCode::Blinded));
    let mut cautions: Vec<Words> = grave
        .map(|note| super::words::sentence(&note.message).into())
        .collect();
    if hidden {
        cautions.push("Arms are not shown, and nothing is compared.".into());
    }
    let rows = material.analysis.volume_by_day.iter();
    let mut ended: Vec<&str> = rows
        .filter(|row| row.guarded)
        .map(|row| row.arm.as_str())
        .collect();
    ended.dedup();
    if !ended.is_empty() {
        cautions.push(Words::from(format!(
            "Means of {} end where fewer than three animals, or fewer than half of those with a baseline, were \
             still followed: large tumors leave first, and the mean of the rest flatters.",
            few(&ended)
        )));
    }
    cautions
}
