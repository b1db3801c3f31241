//! The conduct of the study: animals removed and why, what the analysis excludes, and deviations.

use std::collections::{HashMap, HashSet};

use super::words::on_one_line;
use super::{Block, Chapter, Material, deviations};
use crate::number::NONE;
use crate::sections::{Cell, Table, headings};
use domain::{
    AnimalId, AnimalRecord, Arm, DispositionKind, Exclusion, ExclusionId, LateExclusion, Moment,
    Scope, StudyRecord, StudyStatus,
};

pub(super) fn chapter(material: &Material<'_>) -> Chapter {
    let parts = [
        ("Dispositions", dispositions(material)),
        ("Exclusions", exclusions(material)),
        ("Deviations", deviations::blocks(material)),
    ];
    let blocks = parts.into_iter().flat_map(|(title, blocks)| {
        let heading = Block::Heading(title.to_owned());
        std::iter::once(heading).chain(blocks)
    });
    Chapter::new("conduct", "Conduct", blocks.collect())
}

fn dispositions(material: &Material<'_>) -> Vec<Block> {
    let record = material.record;
    let by_code = material.hides_arms();
    let left = record.animals.iter().filter(|a| a.disposition.is_some());
    let mut left: Vec<&AnimalRecord> = left.collect();
    let place = |animal: &AnimalRecord| arm_of(record, animal).map(|arm| arm.position);
    left.sort_by_key(|animal| place(animal));
    let mut blocks = Vec::new();
    if !record.animals.is_empty() && !by_code {
        blocks.push(Block::table("Dispositions by arm", by_arm(record)));
    }
    if left.is_empty() {
        blocks.push(Block::text(
            "No animal is on record as removed from the study.",
        ));
        return blocks;
    }
    let mut table = listed(record, &left);
    if by_code {
        table.drop_column(1);
    }
    blocks.push(Block::table("Animals removed from study", table));
    blocks
}

/// The arm of an animal.
pub(super) fn arm_of<'a>(record: &'a StudyRecord, animal: &AnimalRecord) -> Option<&'a Arm> {
    let id = animal.animal.arm?;
    record.arms.iter().find(|arm| arm.id == id)
}

fn arm_name(record: &StudyRecord, animal: &AnimalRecord) -> String {
    arm_of(record, animal).map_or("in no arm".to_owned(), |arm| arm.name.to_string())
}

/// A disposition in a table that also counts exclusions from the analysis, which are another thing.
fn kind_words(kind: DispositionKind) -> String {
    match kind {
        DispositionKind::Excluded => "taken out".to_owned(),
        DispositionKind::Reserve => "reserve,\nnot used".to_owned(),
        kind => kind.words(),
    }
}

fn by_arm(record: &StudyRecord) -> Table {
    let has = |kind: DispositionKind| {
        let mut left = record.animals.iter().filter_map(|a| a.disposition.as_ref());
        left.any(|left| left.kind == kind)
    };
    // Reserves and transfers are rare: they have columns where there are any.
    let kinds = DispositionKind::ALL.iter().copied();
    let kinds: Vec<_> = kinds
        .filter(|kind| kind.can_be_event() || has(*kind))
        .collect();
    let without = match record.study.status {
        StudyStatus::Open => "on study",
        StudyStatus::Closed => "no disposition\nrecorded",
    };
    let columns = ["Arm", "animals", without].map(str::to_owned);
    let columns = columns
        .into_iter()
        .chain(kinds.iter().map(|kind| kind_words(*kind)));
    let left_out = record.exclusions.iter().filter_map(|e| match e.scope {
        Scope::Animal(animal) => Some(animal),
        _ => None,
    });
    let left_out: HashSet<AnimalId> = left_out.collect();
    let last = (!left_out.is_empty()).then(|| "of them left out\nof the analysis".to_owned());
    let mut table = Table::new(columns.chain(last).map(|text| (text, None)));
    let mut row = |name: String, animals: Vec<&AnimalRecord>| {
        let of = |kind: Option<DispositionKind>| {
            let kinds = animals
                .iter()
                .map(|a| a.disposition.as_ref().map(|d| d.kind));
            Cell::count(kinds.filter(|k| *k == kind).count())
        };
        let mut cells = vec![name.into(), Cell::count(animals.len()), of(None)];
        cells.extend(kinds.iter().map(|kind| of(Some(*kind))));
        if !left_out.is_empty() {
            let out = animals.iter().filter(|a| left_out.contains(&a.animal.id));
            cells.push(Cell::count(out.count()));
        }
        table.row(None, cells);
    };
    for arm in &record.arms {
        let animals = record.animals.iter();
        row(
            arm.name.to_string(),
            animals.filter(|a| a.animal.arm == Some(arm.id)).collect(),
        );
    }
    let without: Vec<_> = record
        .animals
        .iter()
        .filter(|a| a.animal.arm.is_none())
        .collect();
    if !without.is_empty() {
        row("in no arm".to_owned(), without);
    }
    table
}

fn listed(record: &StudyRecord, left: &[&AnimalRecord]) -> Table {
    let mut table = Table::new(headings([
        ("Animal", None),
        ("Arm", None),
        ("Last day", None),
        ("Disposition", None),
        ("Reason", None),
    ]));
    for animal in left {
        let Some(disposition) = &animal.disposition else {
            continue;
        };
        let reason = disposition.reason.as_ref();
        let cells = [
            animal.animal.tag.to_string().into(),
            arm_name(record, animal).into(),
            animal
                .animal
                .said(&record.study.protocol, disposition.when)
                .into(),
            kind_words(disposition.kind).into(),
            reason
                .map_or(NONE.to_owned(), |r| on_one_line(r.as_str()))
                .into(),
        ];
        table.row(None, cells.into());
    }
    table
}

fn exclusions(material: &Material<'_>) -> Vec<Block> {
    let record = material.record;
    let exclude = material.analysis.settings.exclude;
    let heeded = match (record.exclusions.is_empty(), exclude) {
        (true, _) => "Nothing is excluded.".to_owned(),
        (false, "none") => {
            "These exclusions are on record; this analysis applies none of them.".to_owned()
        }
        (false, _) => "This analysis leaves out what is on record as excluded:".to_owned(),
    };
    let mut blocks = vec![Block::text(heeded)];
    if !record.exclusions.is_empty() {
        let mut table = Table::new(headings([
            ("Left out", None),
            ("Reason", None),
            ("Foreseen by the protocol", None),
            ("Decided", None),
        ]));
        let (words, decided) = (record.excluded_words(), Decided::of(material));
        for exclusion in &record.exclusions {
            let what = words.of(exclusion.scope);
            let cells = [
                what.clone().into(),
                on_one_line(exclusion.reason.as_str()).into(),
                if exclusion.foreseen { "yes" } else { "no" }.into(),
                decided.words(exclusion, &what).into(),
            ];
            table.row(None, cells.into());
        }
        blocks.push(Block::table("Exclusions", table));
    }
    blocks
}

/// When exclusions were decided, where that matters for their meaning.
struct Decided<'a> {
    /// Those made late, by what they leave out.
    late: HashMap<&'a str, &'a LateExclusion>,
    made: HashMap<ExclusionId, &'a Moment>,
}

impl<'a> Decided<'a> {
    fn of(material: &Material<'a>) -> Self {
        let late = material.analysis.conduct.late_exclusions.iter();
        let made = material.record.conduct.exclusions.iter();
        Self {
            // Of several for one thing the first counts.
            late: late
                .rev()
                .filter(|late| !late.taken_back)
                .map(|late| (late.what.as_str(), late))
                .collect(),
            made: made.map(|(id, moment)| (*id, moment)).collect(),
        }
    }

    fn words(&self, exclusion: &Exclusion, what: &str) -> String {
        if let Some(late) = self.late.get(what) {
            let on = late.made_on.as_ref();
            let on = on.map_or(String::new(), |on| format!("{on}, "));
            return format!("{on}after {}", late.after.id());
        }
        let made = self.made.get(&exclusion.id);
        made.map_or(NONE.to_owned(), |moment| moment.date().to_owned())
    }
}
