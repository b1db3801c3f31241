//! The list of animals: first and last reading, response and disposition of each.

use std::collections::HashMap;

use super::{Block, Chapter, Material};
use crate::number::{NONE, day, number};
use crate::sections::{Cell, Remark, Table, headings};
use domain::{AnimalCourse, AnimalTime, AnimalWeight, TumorResponse, counted};

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

/// Entries by the tags of animals.
struct Known<'a> {
    courses: HashMap<&'a str, &'a AnimalCourse>,
    times: HashMap<&'a str, &'a AnimalTime>,
    weights: HashMap<&'a str, &'a AnimalWeight>,
}

fn table(material: &Material<'_>) -> Table {
    let analysis = material.analysis;
    let times = analysis.time_to_event.iter().flat_map(|t| &t.animals);
    let known = Known {
        courses: by_tag(&analysis.course.animals, |a| &a.animal),
        times: times.map(|t| (t.animal.as_str(), t)).collect(),
        weights: by_tag(&analysis.weight.animals, |a| &a.animal),
    };
    let sites = analysis.responses.animals.iter().map(|r| r.tumor.as_str());
    let mut sites: Vec<&str> = sites.collect();
    sites.sort_unstable();
    sites.dedup();
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
    for response in &analysis.responses.animals {
        table.row(None, cells(&known, response));
    }
    if sites.len() < 2 {
        table.drop_column(2);
    }
    let to = match analysis.landmark_day {
        Some(on) => format!(", the last one up to the landmark day {on}"),
        None => String::new(),
    };
    let legend = format!(
        "volumes are the animal's burden{to}; best change, event and nadir are of the whole study; event: days \
         from baseline, with + if the animal was last seen then without it"
    );
    table.remarks.push(Remark::new("", legend));
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

fn cells(known: &Known<'_>, response: &TumorResponse) -> Vec<Cell> {
    let tag = response.animal.as_str();
    let course = known.courses.get(tag);
    let weight = known.weights.get(tag);
    let one = |value: Option<f64>| Cell::of(number(value, 1), [value]);
    let on = |value: Option<f64>| Cell::of(day(value), [value]);
    vec![
        response.animal.clone().into(),
        response.arm.clone().into(),
        response.tumor.clone().into(),
        one(course.and_then(|c| c.v0)),
        one(course.and_then(|c| c.v_last)),
        on(course.and_then(|c| c.last_day)),
        one(response.best_response_percent),
        response.mrecist.into(),
        known.times.get(tag).map_or(NONE.into(), |time| event(time)),
        one(weight.map(|w| w.nadir_percent)),
    ]
}

fn event(time: &AnimalTime) -> Cell {
    let censored = if time.event { "" } else { "+" };
    let days = crate::number::days(Some(time.time));
    Cell::of(format!("{days}{censored}"), [Some(time.time)])
}
