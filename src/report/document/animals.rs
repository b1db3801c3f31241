//! The list of animals: first and last reading, response and disposition of each.

use std::collections::{BTreeSet, HashMap};

use super::{Block, Chapter, Material};
use crate::number::{NONE, day, number};
use crate::sections::{Cell, Remark, Table, headings};
use domain::{AnimalTime, AnimalWeight, ResponseRow, counted};

/// The most animals in the list. Of larger studies, only the workbook and the exports have it.
const MANY: usize = 500;

pub(super) fn chapter(material: &Material<'_>) -> Option<Chapter> {
    let analysis = material.analysis;
    let blocks = match analysis.course.animals.len() {
        0 => return None,
        n if n > MANY => vec![Block::text(format!(
            "{n} animals are too many to list here: they are in the workbook (`graftbook report -o \
             FILE.xlsx`) and in the exports."
        ))],
        _ => vec![Block::table(
            "Animals: volumes, best response, event and lowest weight",
            table(material),
        )],
    };
    Some(Chapter::new("animals", "Animals", blocks))
}

/// The site of the row of several tumors.
const SUM: &str = "all";

/// Entries by the tags of animals.
struct Known<'a> {
    times: HashMap<&'a str, &'a AnimalTime>,
    weights: HashMap<&'a str, &'a AnimalWeight>,
}

fn table(material: &Material<'_>) -> Table {
    let analysis = material.analysis;
    let times = analysis.time_to_event.iter().flat_map(|t| &t.animals);
    let known = Known {
        times: times.map(|t| (t.animal.as_str(), t)).collect(),
        weights: by_tag(&analysis.weight.animals, |a| &a.animal),
    };
    let mut table = Table::new(headings([
        ("Animal", None),
        ("Arm", None),
        ("Site", None),
        ("V₀\nmm³", Some("baseline")),
        ("last V\nmm³", None),
        ("on\nday", None),
        ("best\nchange %", Some("mrecist")),
        ("mRECIST", Some("mrecist")),
        ("event,\ndays", Some("time_to_event")),
        ("weight\nnadir %", Some("weight_nadir")),
    ]));
    let responses = &analysis.responses;
    let mut sites = BTreeSet::new();
    for animal in &responses.animals {
        table.row(None, cells(&known, animal));
        sites.insert(animal.tumor.as_deref());
        let own = |tumor: &&ResponseRow| tumor.animal == animal.animal;
        for tumor in responses.tumors.iter().filter(own) {
            table.row(None, tumor_cells(tumor));
        }
    }
    if sites.len() < 2 && responses.tumors.is_empty() {
        table.drop_column(2);
    }
    let legend = "last V, best change, event and nadir are of the whole study; event: days from baseline, with + \
                  if the animal was last seen then without it";
    table.remarks.push(Remark::new("", legend));
    if !responses.tumors.is_empty() {
        let several = "an animal with several tumors has a row for their sum, on days on which the sum is known, and \
                       one for each tumor";
        table.remarks.push(Remark::new("", several));
    }
    let in_arms = material
        .record
        .animals
        .iter()
        .filter(|a| a.animal.arm.is_some());
    let missing = in_arms
        .count()
        .saturating_sub(analysis.course.animals.len());
    if missing > 0 {
        let left_out = format!("{} left out: see Conduct", counted(missing, "animal"));
        table.remarks.push(Remark::new("", left_out));
    }
    table
}

fn by_tag<T>(rows: &[T], tag: fn(&T) -> &String) -> HashMap<&str, &T> {
    rows.iter().map(|row| (tag(row).as_str(), row)).collect()
}

/// The row of an animal.
fn cells(known: &Known<'_>, response: &ResponseRow) -> Vec<Cell> {
    let tag = response.animal.as_str();
    let nadir = known.weights.get(tag).map(|w| w.nadir_percent);
    let ends = [
        known.times.get(tag).map_or(NONE.into(), |time| event(time)),
        Cell::of(number(nadir, 1), [nadir]),
    ];
    let mut cells = volumes(response);
    cells.extend(ends);
    cells
}

/// The row of one of several tumors: without what is the animal's.
fn tumor_cells(response: &ResponseRow) -> Vec<Cell> {
    let mut cells = volumes(response);
    cells.extend([Cell::default(), Cell::default()]);
    cells
}

fn volumes(response: &ResponseRow) -> Vec<Cell> {
    let one = |value: Option<f64>| Cell::of(number(value, 1), [value]);
    let site = response.tumor.clone();
    vec![
        response.animal.clone().into(),
        response.arm.clone().into(),
        site.unwrap_or_else(|| SUM.to_owned()).into(),
        one(response.v0),
        one(response.v_last),
        Cell::of(day(response.last_day), [response.last_day]),
        one(response.best_response_percent),
        response.mrecist.into(),
    ]
}

fn event(time: &AnimalTime) -> Cell {
    let censored = if time.event { "" } else { "+" };
    let days = crate::number::days(Some(time.time));
    Cell::of(format!("{days}{censored}"), [Some(time.time)])
}
