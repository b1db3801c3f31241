//! The R package SynergyLMM: the volumes as analyzed and, where two drugs and their combination are named, a script
//! with the call.
//!
//! The package takes any four groups and answers. Here groups are refused that are no control, two single drugs and
//! their combination: the drugs of each arm are those on record, vehicles aside, and a drug has the same dose, route and
//! schedule alone and in the combination. Arms without treatments on record are taken as named.

use std::io::Write;

use super::csv::csv_file;
use super::streamed::StreamedTable;
use super::values::options;
use crate::Error;
use crate::analyze::{AnalyzeError, AnimalDay, AnimalDays, DaysByAnimal};
use crate::files::ExportFile;
use crate::study_files::needs_guard;
use domain::{Arm, StudyRecord, Treatment};
use report::data::{Column, Value, row};

/// The arms of a study of two drugs, by name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CombinationArms {
    /// The arm of the first drug alone.
    pub drug_a: String,
    /// The arm of the second drug alone.
    pub drug_b: String,
    /// The arm of both drugs.
    pub combination: String,
    /// The control arm; none: the one of the study.
    pub control: Option<String>,
}

/// `synergylmm.csv`, and `synergylmm.R` if the arms are named.
///
/// # Errors
/// If an arm does not fit; as [`analyze`](crate::analyze::analyze).
pub fn files<'a>(
    record: &'a StudyRecord,
    named: Option<&CombinationArms>,
) -> Result<Vec<ExportFile<'a>>, Error> {
    let Some(named) = named else {
        return Ok(vec![csv_file(table(record, None)?)]);
    };
    let arms = fitting(record, named)?;
    must_be_read(&arms, &DaysByAnimal::of(record, &options())?)?;
    let table = table(record, Some(arms))?;
    let script = script(record, &arms);
    let write = move |out: &mut (dyn Write + Send)| out.write_all(script.as_bytes());
    Ok(vec![
        csv_file(table),
        ExportFile::new("synergylmm.R".to_owned(), write),
    ])
}

/// Control, drug A, drug B and combination, which fit each other.
fn fitting<'r>(record: &'r StudyRecord, named: &CombinationArms) -> Result<[&'r Arm; 4], Error> {
    if record.study.blinding.is_blinded() {
        return Err(Error::state(
            format!(
                "study `{}` is blinded: its arms have no drugs",
                record.study.name
            ),
            "name arms once it is unblinded",
        ));
    }
    let control = match &named.control {
        Some(name) => arm(record, name)?,
        None => record
            .arms
            .iter()
            .find(|arm| arm.is_control)
            .ok_or_else(|| {
                let message = format!("study `{}` has no control arm", record.study.name);
                Error::state(message, "name the control arm")
            })?,
    };
    let [a, b, both] = [&named.drug_a, &named.drug_b, &named.combination];
    let arms = [
        control,
        arm(record, a)?,
        arm(record, b)?,
        arm(record, both)?,
    ];
    for (at, arm) in arms.iter().enumerate() {
        if arms[..at].iter().any(|other| other.id == arm.id) {
            return Err(Error::state(
                format!("arm `{}` is named twice", arm.name),
                "control, drug A, drug B and combination are four arms",
            ));
        }
    }
    drugs_fit(arms)?;
    Ok(arms)
}

fn arm<'r>(record: &'r StudyRecord, name: &str) -> Result<&'r Arm, Error> {
    let found = record.arms.iter().find(|arm| arm.name.is(name));
    found.ok_or_else(|| {
        let names: Vec<_> = record.arms.iter().map(|arm| arm.name.as_str()).collect();
        Error::state(
            format!("study `{}` has no arm `{name}`", record.study.name),
            format!("its arms are {}", names.join(", ")),
        )
    })
}

/// The drugs of an arm; none if nothing is on record for it.
fn drugs(arm: &Arm) -> Option<Vec<&Treatment>> {
    (!arm.treatments.is_empty()).then(|| arm.drugs())
}

/// Refuses arms whose treatments on record are not nothing, one drug, another drug, and both.
fn drugs_fit([control, a, b, both]: [&Arm; 4]) -> Result<(), Error> {
    let refuse = |arm: &Arm, why: String| {
        let given = drugs(arm).unwrap_or_default();
        let given: Vec<_> = given.iter().map(|t| t.compound.as_str()).collect();
        let given = match given.is_empty() {
            true => "no drug".to_owned(),
            false => given.join(" and "),
        };
        Err(Error::state(
            format!("arm `{}` is given {given}, and {why}", arm.name),
            "name other arms, or correct the treatments of the arm",
        ))
    };
    if drugs(control).is_some_and(|drugs| !drugs.is_empty()) {
        return refuse(control, "a control is given none".to_owned());
    }
    let single = |arm: &Arm| match drugs(arm).as_deref() {
        None => Ok(None),
        Some([drug]) => Ok(Some((*drug).clone())),
        Some(_) => refuse(arm, "an arm of one drug is given exactly one".to_owned()).map(|()| None),
    };
    let (first, second) = (single(a)?, single(b)?);
    if let (Some(first), Some(second)) = (&first, &second)
        && first.compound == second.compound
    {
        return refuse(b, format!("so is arm `{}`: two drugs are combined", a.name));
    }
    let Some(combined) = drugs(both) else {
        return Ok(());
    };
    if combined.len() != 2 {
        return refuse(both, "a combination is given two drugs".to_owned());
    }
    for (arm, alone) in [(a, first), (b, second)] {
        let Some(alone) = alone else { continue };
        let Some(part) = combined.iter().find(|t| t.compound == alone.compound) else {
            return refuse(
                both,
                format!("arm `{}` is given {}", arm.name, alone.compound),
            );
        };
        let differs = part.dose != alone.dose
            || part.unit != alone.unit
            || part.route != alone.route
            || part.schedule != alone.schedule;
        if differs {
            let why = format!(
                "{} differs in dose, route or schedule from arm `{}`",
                alone.compound, arm.name
            );
            return refuse(both, why);
        }
    }
    Ok(())
}

/// Refuses an arm without an animal that has a volume above 0 at its baseline and a later one: the package drops all
/// others.
fn must_be_read(arms: &[&Arm; 4], animals: &DaysByAnimal<'_>) -> Result<(), Error> {
    let is_later = |day: &AnimalDay| day.since_baseline > Some(0.0);
    let began = |day: &AnimalDay| day.since_baseline == Some(0.0) && day.volume_mm3 > Some(0.0);
    let grows = |arm: &&&Arm| {
        let mut animals = animals.of_arm(arm.name.as_str());
        animals.any(|animal| read(&animal).any(began) && read(&animal).any(is_later))
    };
    match arms.iter().find(|arm| !grows(arm)) {
        None => Ok(()),
        Some(arm) => Err(Error::state(
            format!(
                "no animal of arm `{}` has a volume above 0 at its baseline and a later one",
                arm.name
            ),
            "name another arm, or export once it was read again",
        )),
    }
}

/// The call of the package, with the numbers that it computes of synergy.
fn script(record: &StudyRecord, [control, a, b, both]: &[&Arm; 4]) -> String {
    let [control, a, b, both] = [control, a, b, both].map(|arm| in_r(arm.name.as_str()));
    format!(
        "# Bliss synergy of two drugs by SynergyLMM, from the volumes in synergylmm.csv.
# Study {}, data {}. Run it in the folder of the export; it needs the R package SynergyLMM.
library(SynergyLMM)

rows <- read.csv(\"synergylmm.csv\", quote = \"\\\"\", encoding = \"UTF-8\",
                 colClasses = c(SampleID = \"character\", Treatment = \"character\"))
fit <- lmmModel(
  data = rows, sample_id = \"SampleID\", time = \"Time\", treatment = \"Treatment\", tumor_vol = \"TV\",
  trt_control = {control},
  drug_a = {a},
  drug_b = {b},
  combination = {both},
  tum_vol_0 = \"ignore\", show_plot = FALSE
)
print(lmmModel_estimates(fit))
print(lmmSynergy(fit, method = \"Bliss\", robust = TRUE, show_plot = FALSE))
",
        in_r(record.study.name.as_str()),
        record.study.protocol.data_origin.id(),
    )
}

/// A text of the table as a string of R. Characters beyond ASCII stand as they are: files are UTF-8.
fn in_r(text: &str) -> String {
    let guard = if needs_guard(text) { "'" } else { "" };
    let escaped = text.replace('\\', "\\\\").replace('"', "\\\"");
    format!("\"{guard}{escaped}\"")
}

/// The days from its baseline on, on which an animal was read.
fn read(animal: &AnimalDays) -> impl Iterator<Item = &AnimalDay> {
    let from_baseline = animal.days.iter();
    let from_baseline = from_baseline.filter(|day| day.since_baseline >= Some(0.0));
    from_baseline.filter(|day| day.volume_mm3.is_some())
}

/// The long table that `lmmModel` reads, with the names of its default arguments: of these arms, or of all. Time counts
/// from the baseline of each animal, because the package divides volumes by those of time 0.
fn table<'a>(
    record: &'a StudyRecord,
    arms: Option<[&'a Arm; 4]>,
) -> Result<StreamedTable<'a>, AnalyzeError> {
    let animals = DaysByAnimal::of(record, &options())?;
    let columns = [
        Column::text("SampleID", "tag"),
        Column::number("Time", "days", "since the animal's baseline reading"),
        Column::text("Treatment", "arm, control first"),
        Column::number("TV", "mm³", "sum of its tumors by the study's formula"),
        Column::text("Study", "name of the study"),
        Column::text("DataOrigin", "recorded or simulated"),
    ];
    let is_wanted =
        move |name: &str| arms.is_none_or(|arms| arms.iter().any(|arm| arm.name.is(name)));
    Ok(StreamedTable::new("synergylmm", columns, move |sink| {
        for animal in animals.iter().filter(|animal| is_wanted(&animal.arm)) {
            for day in read(&animal) {
                let row: Vec<Value> = row![
                    &animal.animal,
                    day.since_baseline,
                    &animal.arm,
                    day.volume_mm3,
                    &record.study.name,
                    record.study.protocol.data_origin.id(),
                ];
                sink(&row)?;
            }
        }
        Ok(())
    }))
}
