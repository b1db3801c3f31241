//! The volumes of each animal by day: the numbers behind all others.

use std::collections::HashSet;

use super::{Block, Chapter, Depth, Material, TableBlock};
use crate::number::volume;
use crate::sections::{Cell, Remark, Table};
use crate::summary::ArmLabels;
use domain::{AnimalCurve, Scope, When};

/// The most animals in the table. Of larger studies, only the workbook and the exports have it.
const MANY: usize = 500;

/// Number of days that fit the width of paper.
const DAYS_ABREAST: usize = 15;

/// The most rows of the table, in all its parts, that the core has; a longer one is in the appendix.
const ROWS_OF_CORE: usize = 170;

pub(super) fn chapter(material: &Material<'_>) -> Option<Chapter> {
    let curves = &material.analysis.curves;
    let read: Vec<&AnimalCurve> = curves.iter().filter(|c| !c.volumes.is_empty()).collect();
    if read.is_empty() || read.len() > MANY {
        return None;
    }
    let table = table(material, &read);
    let parts = (table.headings.len() - FIRST).div_ceil(DAYS_ABREAST);
    let depth = match parts * table.rows.len() <= ROWS_OF_CORE {
        true => Depth::Core,
        false => Depth::Appendix,
    };
    let block = Block::Table(TableBlock {
        number: String::new(),
        caption: "Tumor volume of each animal by study day, mm³ (sum of its tumors)".to_owned(),
        table,
        abreast: DAYS_ABREAST,
    });
    Some(Chapter {
        depth,
        ..Chapter::new("individual", "Individual animals", vec![block])
    })
}

/// Columns before the days.
const FIRST: usize = 1;

/// A row per animal, a column per day.
fn table(material: &Material<'_>, read: &[&AnimalCurve]) -> Table {
    let labels = ArmLabels::of(material.record, material.analysis);
    let points = read.iter().flat_map(|curve| &curve.volumes);
    let mut days: Vec<f64> = points.map(|point| point.day).collect();
    days.sort_by(f64::total_cmp);
    days.dedup();
    let name = match material.hides_arms() {
        true => "Animal",
        false => "Animal, arm",
    };
    let columns = days.iter().map(|day| crate::number::day(Some(*day)));
    let columns = std::iter::once(name.to_owned()).chain(columns);
    let mut table = Table::new(columns.map(|text| (text, None)));
    let excluded = Excluded::of(material);
    let mut marks = false;
    for curve in read {
        let name = match material.hides_arms() {
            true => curve.animal.clone(),
            false => {
                let arms = &material.analysis.arms;
                let at = arms.iter().position(|arm| *arm == curve.arm);
                let arm = at.map_or(curve.arm.as_str(), |at| labels.label(at));
                format!("{}, {arm}", curve.animal)
            }
        };
        let mut on = |day: &f64| {
            let at = curve.volumes.binary_search_by(|p| p.day.total_cmp(day));
            let mm3 = at.ok().map(|at| curve.volumes[at].volume_mm3);
            match mm3 {
                Some(mm3) => Cell::of(volume(Some(mm3)), [Some(mm3)]),
                None if excluded.has(&curve.animal, *day) => {
                    marks = true;
                    EXCLUDED.into()
                }
                None => Cell::default(),
            }
        };
        let cells: Vec<Cell> = days.iter().map(&mut on).collect();
        table.row(
            None,
            std::iter::once(Cell::from(name)).chain(cells).collect(),
        );
    }
    let legend = match marks {
        true => "an empty cell: not read that day; excl.: read, but excluded (see Conduct)",
        false => "an empty cell: not read that day",
    };
    table.remarks.push(Remark::new("", legend));
    table
}

/// The text of a volume that was read and is excluded.
const EXCLUDED: &str = "excl.";

/// The study days of animals on which a reading is excluded.
struct Excluded<'a> {
    /// The tag, and the bits of the day.
    days: HashSet<(&'a str, u64)>,
}

impl<'a> Excluded<'a> {
    fn of(material: &Material<'a>) -> Self {
        let mut days = HashSet::new();
        if material.analysis.settings.exclude == "none" {
            return Self { days };
        }
        let (record, protocol) = (material.record, &material.record.study.protocol);
        let (mut readings, mut of_animals, mut of_all) =
            (HashSet::new(), HashSet::new(), HashSet::new());
        for exclusion in &record.exclusions {
            match exclusion.scope {
                Scope::Animal(_) => {}
                Scope::AnimalDay(animal, when) => drop(of_animals.insert((animal, when.date))),
                Scope::Day(when) => drop(of_all.insert(when.date)),
                Scope::Reading(reading) => drop(readings.insert(reading)),
            }
        }
        for animal in &record.animals {
            let of_day = |when: When| {
                of_all.contains(&when.date) || of_animals.contains(&(animal.animal.id, when.date))
            };
            let all = animal.tumors.iter().flat_map(|tumor| &tumor.readings);
            let excluded = all.filter(|r| readings.contains(&r.id) || of_day(r.when));
            let on = excluded.filter_map(|r| animal.animal.day_of(protocol, r.when));
            days.extend(on.map(|day| (animal.animal.tag.as_str(), day.to_bits())));
        }
        Self { days }
    }

    fn has(&self, tag: &str, day: f64) -> bool {
        self.days.contains(&(tag, day.to_bits()))
    }
}
