//! A study as a project of GraphPad Prism: volume, body weight and its change by arm and day with an
//! animal per replicate, and times to the event.

use std::collections::HashMap;

use super::values::options;
use crate::analyze::{AnalyzeError, AnimalDay, AnimalDays, DaysByAnimal, analyze};
use crate::files::{ExportFile, file_name};
use domain::{Analysis, AnalysisOptions, ExclusionRule, StudyRecord, TimeToEvent};
use report::prism::{Layout, PrismCell, PrismColumn, PrismTable, Project, pzfx};

/// A quantity of an animal on a day.
struct Quantity {
    title: &'static str,
    decimals: usize,
    of: fn(&AnimalDay) -> Option<f64>,
}

const QUANTITIES: [Quantity; 3] = [
    Quantity {
        title: "Tumor volume, mm³",
        decimals: 1,
        of: |day| day.volume_mm3,
    },
    Quantity {
        title: "Body weight, g",
        decimals: 1,
        of: |day| day.body_weight_g,
    },
    Quantity {
        title: "Body weight change, %",
        decimals: 1,
        of: |day| day.weight_change_percent,
    },
];

/// `STUDY.pzfx`.
pub fn file<'a>(record: &StudyRecord) -> Result<ExportFile<'a>, AnalyzeError> {
    let name = format!("{}.pzfx", file_name(record.study.name.as_str()));
    let project = project(record)?;
    Ok(ExportFile::new(name, move |out| pzfx(&project, out)))
}

fn project(record: &StudyRecord) -> Result<Project, AnalyzeError> {
    // The values come from the animals themselves.
    let analysis = Analysis {
        curves: Vec::new(),
        exposure: None,
        ..analyze(record, &options())?
    };
    let study = Animals::gather(record, &analysis)?;
    let mut tables = Vec::new();
    for quantity in &QUANTITIES {
        let days = study.days(quantity);
        // A study that was never read has its first table all the same.
        if !days.is_empty() || tables.is_empty() {
            tables.push(study.curves(quantity, &days));
            tables.push(study.grouped(quantity, &days));
        }
    }
    tables.extend(
        analysis
            .time_to_event
            .as_ref()
            .map(|of| survival(of, &analysis)),
    );
    Ok(Project {
        title: record.study.name.to_string(),
        facts: facts(record, &analysis, &study),
        tables,
    })
}

/// The animals with all of their values, also those that the analysis leaves out: Prism shows these as excluded.
struct Animals<'a> {
    arms: &'a [String],
    /// Without exclusions.
    all: DaysByAnimal<'a>,
    /// With exclusions; none where there are none.
    counted: Option<DaysByAnimal<'a>>,
}

impl<'a> Animals<'a> {
    fn gather(record: &'a StudyRecord, analysis: &'a Analysis) -> Result<Self, AnalyzeError> {
        let everything = AnalysisOptions {
            exclude: ExclusionRule::None,
            ..options()
        };
        let has_exclusions = !record.exclusions.is_empty();
        let counted = has_exclusions.then(|| DaysByAnimal::of(record, &options()));
        Ok(Self {
            arms: &analysis.arms,
            all: DaysByAnimal::of(record, &everything)?,
            counted: counted.transpose()?,
        })
    }

    /// The days on which any animal has a value.
    fn days(&self, quantity: &Quantity) -> Vec<f64> {
        let mut days: Vec<f64> = Vec::new();
        for animal in self.all.iter() {
            let own = animal.days.iter();
            let own = own.filter(|day| (quantity.of)(day).is_some());
            days.extend(own.map(|day| day.day));
            days.sort_by(f64::total_cmp);
            days.dedup();
        }
        days
    }

    /// Over the days as numbers.
    fn curves(&self, quantity: &Quantity, days: &[f64]) -> PrismTable {
        PrismTable {
            title: format!("{} (curves)", quantity.title),
            layout: Layout::Xy,
            decimals: quantity.decimals,
            row_titles: Vec::new(),
            x: Some(("Day".to_owned(), days.to_vec())),
            columns: self.columns(quantity, days),
        }
    }

    /// Days by arms.
    fn grouped(&self, quantity: &Quantity, days: &[f64]) -> PrismTable {
        PrismTable {
            title: format!("{} (grouped)", quantity.title),
            layout: Layout::Grouped,
            decimals: quantity.decimals,
            row_titles: days.iter().map(|day| format!("Day {day}")).collect(),
            x: None,
            columns: self.columns(quantity, days),
        }
    }

    fn columns(&self, quantity: &Quantity, days: &[f64]) -> Vec<PrismColumn> {
        let column = |arm: &String| {
            let counted = self.counted.iter().flat_map(|animals| animals.of_arm(arm));
            let counted = counted.map(|animal| (animal.animal.clone(), animal));
            let counted: HashMap<String, AnimalDays> = counted.collect();
            let cells = |animal: AnimalDays| {
                let counted = match self.counted {
                    Some(_) => counted.get(&animal.animal),
                    None => Some(&animal),
                };
                cells(&animal, counted, quantity, days)
            };
            PrismColumn {
                title: arm.clone(),
                replicates: self.all.of_arm(arm).map(cells).collect(),
            }
        };
        self.arms.iter().map(column).collect()
    }
}

/// The values of an animal. One that is not among those that are counted is marked as excluded.
fn cells(
    animal: &AnimalDays,
    counted: Option<&AnimalDays>,
    quantity: &Quantity,
    days: &[f64],
) -> Vec<PrismCell> {
    let on = |animal: &AnimalDays, day: f64| {
        let at = animal.days.binary_search_by(|d| d.day.total_cmp(&day));
        (quantity.of)(&animal.days[at.ok()?])
    };
    let cell = |&day: &f64| match (counted.and_then(|c| on(c, day)), on(animal, day)) {
        (Some(value), _) => PrismCell::Value(value),
        (None, Some(value)) => PrismCell::Excluded(value),
        (None, None) => PrismCell::Empty,
    };
    days.iter().map(cell).collect()
}

/// A row per animal that can have the event.
fn survival(times: &TimeToEvent, analysis: &Analysis) -> PrismTable {
    let code = |arm: &str, of: &domain::AnimalTime| match (of.arm == arm, of.event) {
        (false, _) => PrismCell::Empty,
        (true, event) => PrismCell::Value(if event { 1.0 } else { 0.0 }),
    };
    let column = |arm: &String| PrismColumn {
        title: arm.clone(),
        replicates: vec![times.animals.iter().map(|of| code(arm, of)).collect()],
    };
    PrismTable {
        title: format!("Time to event, {}", times.rule),
        layout: Layout::Survival,
        decimals: 0,
        row_titles: times.animals.iter().map(|of| of.animal.clone()).collect(),
        x: Some((
            "Days since baseline".to_owned(),
            times.animals.iter().map(|of| of.time).collect(),
        )),
        columns: analysis.arms.iter().map(column).collect(),
    }
}

/// The info sheet: the origin of the numbers, and the animal of each replicate.
fn facts(record: &StudyRecord, analysis: &Analysis, study: &Animals) -> Vec<(String, String)> {
    let fact = |name: &str, value: &str| (name.to_owned(), value.to_owned());
    let mut facts = vec![
        fact("Study", &analysis.study),
        fact("Data", analysis.data_origin.id()),
        fact("Program", &format!("Graftbook {}", analysis.graftbook)),
        fact("Volume formula", analysis.settings.volume_formula),
        fact("Baseline", analysis.settings.baseline),
        fact("Event", &analysis.settings.event),
    ];
    if record.study.blinding.is_blinded() {
        facts.push(fact("Blinding", record.study.blinding.id()));
    }
    facts.extend(study.arms.iter().map(|arm| {
        let tags: Vec<String> = study.all.of_arm(arm).map(|a| a.animal).collect();
        (format!("Replicates of {arm}"), tags.join(", "))
    }));
    facts
}
