//! What was given, in sentences for methods and ARRIVE: the regimens of the work plan with the formulations on record, and
//! how many of the planned doses were given.

use super::Material;
use super::words::listed;
use crate::sections::exposure;
use domain::{
    DoseQuantity, FirstDay, Formulation, LiquidDose, Regimen, WeightRule, WorkKind, WorkLine,
};

/// The lines of the work plan about doses, with what they give; none where arms are hidden.
fn lines<'a>(material: &Material<'a>) -> Vec<(&'a WorkLine, &'a Regimen)> {
    if material.hides_arms() {
        return Vec::new();
    }
    let lines = material.record.work_lines.iter();
    let lines = lines.filter(|line| line.kind == WorkKind::Dose);
    lines
        .filter_map(|line| Some((line, line.regimen.as_deref()?)))
        .collect()
}

/// Every regimen of the work plan, in its order, with those who get it: `KT-253 (lot L7) 1 mg/kg IV, 5 mL/kg, Q3W from day 0
/// (arms KT-253, KT-253 + venetoclax)`. What `words` says of a regimen is one entry, however many lines say it.
fn regimens(
    material: &Material<'_>,
    words: impl Fn(&Material<'_>, &Regimen) -> String,
) -> Vec<String> {
    let mut all: Vec<(String, Vec<String>)> = Vec::new();
    for (line, regimen) in lines(material) {
        let schedule = line.schedule.canonical(FirstDay::Zero);
        let until = line.ends_on.map(|on| format!(" until {on}"));
        let what = words(material, regimen);
        let what = format!("{what}, {schedule}{}", until.unwrap_or_default());
        let whom = line.whom.words(material.record);
        let whom = whom.strip_prefix("arm ").unwrap_or(&whom).to_owned();
        match all.iter_mut().find(|(known, _)| *known == what) {
            Some((_, of)) => of.push(whom),
            None => all.push((what, vec![whom])),
        }
    }
    let sentence = |(what, whom): (String, Vec<String>)| format!("{what} ({})", whom.join("; "));
    all.into_iter().map(sentence).collect()
}

/// What was given, for the methods; none without doses.
pub(super) fn paragraph(material: &Material<'_>) -> Option<String> {
    let given = capital(&given(material)?);
    let regimens = regimens(material, |_, regimen| words(regimen, ""));
    if regimens.is_empty() {
        return Some(format!("{given}."));
    }
    let regimens = regimens.join("; ");
    let made = formulations_words(material);
    let weights = weights(material);
    Some(format!(
        "Doses were planned as: {regimens}.{made}{weights} {given}."
    ))
}

/// What was given, for ARRIVE, in parts; none without doses.
pub(super) fn summary(material: &Material<'_>) -> Vec<String> {
    let Some(given) = given(material) else {
        return Vec::new();
    };
    let lots = |material: &Material<'_>, regimen: &Regimen| {
        words(regimen, &lots(&formulations(material, regimen)))
    };
    let mut parts = regimens(material, lots);
    parts.push(format!("{given} (see Design)"));
    parts
}

/// How many of the planned doses were given; none without doses.
fn given(material: &Material<'_>) -> Option<String> {
    let exposure = material.analysis.exposure.as_ref()?;
    Some(exposure::sentence(exposure))
}

fn capital(sentence: &str) -> String {
    let mut letters = sentence.chars();
    let first = letters
        .next()
        .map(|letter| letter.to_uppercase().to_string());
    first.unwrap_or_default() + letters.as_str()
}

/// `KT-253 (lot L7) 1 mg/kg IV, 5 mL/kg`
fn words(regimen: &Regimen, lots: &str) -> String {
    let terms = &regimen.terms;
    let volume = terms.liquid().map(|liquid| liquid.to_string());
    // The dose of a vehicle alone is its volume.
    let dose = terms.dose().map(DoseQuantity::to_string);
    let dose = dose.filter(|dose| volume.as_ref() != Some(dose));
    let compound = regimen.compound.as_ref().map(ToString::to_string);
    let compound = compound.unwrap_or_else(|| "a compound without a name".to_owned());
    let route = regimen.route.as_ref().map(ToString::to_string);
    let what: Vec<String> = [Some(format!("{compound}{lots}")), dose, route]
        .into_iter()
        .flatten()
        .collect();
    let volume = volume.map_or_else(String::new, |volume| format!(", {volume}"));
    format!("{}{volume}", what.join(" "))
}

/// Which body weights volumes were computed from: ` Volumes followed the newest body weight, not older than 3 days.`
fn weights(material: &Material<'_>) -> String {
    let by_weight = lines(material)
        .into_iter()
        .filter(|(_, regimen)| matches!(regimen.terms.liquid(), Some(LiquidDose::MlPerKg(_))));
    let mut rules: Vec<String> = by_weight
        .map(|(_, regimen)| weight_words(regimen.weight))
        .collect();
    rules.sort_unstable();
    rules.dedup();
    match rules.is_empty() {
        true => String::new(),
        false => format!(" Volumes were computed from {}.", rules.join(" or from ")),
    }
}

fn weight_words(rule: WeightRule) -> String {
    match rule {
        WeightRule::Newest(1) => "the newest body weight, not older than 1 day".to_owned(),
        WeightRule::Newest(days) => {
            format!("the newest body weight, not older than {days} days")
        }
        WeightRule::Today => "the body weight of the day".to_owned(),
        WeightRule::Day0 => "the body weight of day 0".to_owned(),
    }
}

/// The formulations on record of what was planned: ` Formulations: KT-253, lot L7, 0.2 mg/mL in saline (F-07).`
fn formulations_words(material: &Material<'_>) -> String {
    let regimens = lines(material).into_iter().map(|(_, regimen)| regimen);
    let mut all: Vec<&Formulation> = regimens
        .flat_map(|regimen| formulations(material, regimen))
        .collect();
    all.sort_by(|a, b| a.code.cmp(&b.code));
    all.dedup_by(|a, b| a.id == b.id);
    let made: Vec<String> = all.into_iter().map(formulation).collect();
    match made.is_empty() {
        true => String::new(),
        false => format!(" Formulations: {}.", made.join("; ")),
    }
}

/// The formulations on record of what a regimen gives.
fn formulations<'a>(material: &Material<'a>, regimen: &Regimen) -> Vec<&'a Formulation> {
    let compound = regimen.compound.as_ref();
    let is_of = |made: &&Formulation| {
        let of = made.compound.as_ref().zip(compound);
        of.is_some_and(|(made, wanted)| made.is(wanted.as_str()))
    };
    material.record.formulations.iter().filter(is_of).collect()
}

/// The lots of the compound, each once: ` (lot L7)`.
fn lots(formulations: &[&Formulation]) -> String {
    let mut lots: Vec<&str> = formulations
        .iter()
        .filter_map(|made| made.lot.as_ref().map(domain::Label::as_str))
        .collect();
    lots.sort_unstable();
    lots.dedup();
    match lots.len() {
        0 => String::new(),
        1 => format!(" (lot {})", lots[0]),
        _ => format!(" (lots {})", listed(lots)),
    }
}

/// `KT-253, lot L7, 0.2 mg/mL in saline (F-07)`
fn formulation(made: &Formulation) -> String {
    let compound = made.compound.as_ref().map(ToString::to_string);
    let lot = made.lot.as_ref().map(|lot| format!("lot {lot}"));
    let concentration = made.concentration.map(|c| c.to_string());
    let vehicle = made.vehicle.as_ref().map(|vehicle| format!("in {vehicle}"));
    let content: Vec<String> = [concentration, vehicle].into_iter().flatten().collect();
    let content = Some(content.join(" ")).filter(|content| !content.is_empty());
    let parts: Vec<String> = [compound, lot, content].into_iter().flatten().collect();
    format!("{} ({})", parts.join(", "), made.code)
}
