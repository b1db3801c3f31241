//! The results: a chapter per question with its figure and its tables, the notes, and the definitions of
//! statistics.

use std::collections::BTreeSet;

use super::{Block, Chapter, FigureBlock, Material, blocks_of};
use crate::cards;
use crate::figure::{Arms, Figure, Kind, Scale, describe};
use crate::sections::{Section, SectionId, sections};

/// The most arms of which all pairs are listed.
const MANY_PAIRS: usize = 6;

/// A question with the figures and sections that answer it.
struct Question {
    id: &'static str,
    title: &'static str,
    figures: fn(&Material<'_>) -> Vec<FigureBlock>,
    sections: &'static [SectionId],
}

const QUESTIONS: [Question; 6] = [
    Question {
        id: "growth",
        title: "Tumor growth",
        figures: growth,
        sections: &[SectionId::VolumeByDay, SectionId::Guarded],
    },
    Question {
        id: "inhibition",
        title: "Growth inhibition",
        figures: |_| Vec::new(),
        sections: &[SectionId::PrimaryInhibition, SectionId::Inhibition],
    },
    Question {
        id: "responses",
        title: "Responses",
        figures: responses,
        sections: &[SectionId::Responses],
    },
    Question {
        id: "survival",
        title: "Time to event",
        figures: survival,
        sections: &[SectionId::TimeToEvent],
    },
    Question {
        id: "weight",
        title: "Body weight",
        figures: weight,
        sections: &[SectionId::Weight],
    },
    Question {
        id: "models",
        title: "Growth rates and tests",
        figures: |_| Vec::new(),
        sections: &[
            SectionId::MixedModel,
            SectionId::Growth,
            SectionId::Landmark,
            SectionId::Pairs,
            SectionId::Residuals,
        ],
    },
];

pub(super) fn chapters(material: &Material<'_>) -> Vec<Chapter> {
    let mut made = sections(material.analysis);
    if material.analysis.arms.len() > MANY_PAIRS {
        made.retain(|section| section.id != SectionId::Pairs);
    }
    let chapter = |question: &Question| {
        let figures = (question.figures)(material).into_iter().map(Block::Figure);
        let wanted = question.sections.iter();
        let found = wanted.filter_map(|id| made.iter().find(|section| section.id == *id));
        let tables = found.flat_map(|section| blocks_of(titled(section.clone())));
        let mut blocks: Vec<Block> = figures.chain(tables).collect();
        if blocks.is_empty() {
            blocks.push(Block::text(missing(question.id)));
        }
        Chapter::new(question.id, question.title, blocks)
    };
    QUESTIONS.iter().map(chapter).collect()
}

/// The section with a title that distinguishes it from others of its chapter.
fn titled(section: Section) -> Section {
    let which = match section.id {
        SectionId::PrimaryInhibition => "The primary definition",
        SectionId::Inhibition => "Every definition",
        _ => return section,
    };
    let title = section.title.replacen("Growth inhibition", which, 1);
    Section { title, ..section }
}

/// The text of a chapter without numbers; the notes say why there are none.
fn missing(id: &str) -> &'static str {
    match id {
        "growth" => "No tumor of an animal in an arm was read.",
        "inhibition" => "There is nothing to compare: see the notes.",
        "responses" => "No tumor can be judged: see the notes.",
        "survival" => "No animal can have an event: see the notes.",
        "weight" => "No animal in an arm was weighed.",
        _ => "The readings bear no growth rate and no test: see the notes.",
    }
}

/// A figure in its versions; none if there is nothing to draw.
fn block(
    id: &'static str,
    caption: &str,
    versions: impl IntoIterator<Item = (&'static str, Option<Figure>)>,
) -> Option<FigureBlock> {
    let drawn = versions
        .into_iter()
        .filter_map(|(name, figure)| Some((name, figure?)));
    let versions: Vec<_> = drawn.collect();
    (!versions.is_empty()).then(|| FigureBlock {
        id,
        caption: caption.to_owned(),
        versions,
    })
}

fn described(material: &Material<'_>, kind: Kind, scale: Scale) -> Option<Figure> {
    describe(material.record, material.analysis, kind, scale, Arms::All)
}

const SCALES: [(&str, Scale); 2] = [("linear", Scale::Linear), ("logarithmic", Scale::Log)];

fn growth(material: &Material<'_>) -> Vec<FigureBlock> {
    let analysis = material.analysis;
    let both = |kind| SCALES.map(|(name, scale)| (name, described(material, kind, scale)));
    let partial = analysis.volume_by_day.iter().any(|row| row.is_partial());
    let turns = match partial {
        true => " Days on which fewer than half of those still followed were read are left out.",
        false => "",
    };
    let means = format!(
        "Tumor volume, mean ± SEM of each arm; below, the animals read. Gray, dotted and with small open marks \
         where fewer than three animals, or fewer than half of those with a baseline, are still followed.{turns}"
    );
    let single = format!(
        "Tumor volume of each animal (sum of its tumors); the bold line is the arm's mean, dotted where \
         too few are still followed.{turns}"
    );
    let blocks = [
        block("growth-means", &means, both(Kind::Growth)),
        block("growth-animals", &single, both(Kind::Spaghetti)),
    ];
    blocks.into_iter().flatten().collect()
}

fn responses(material: &Material<'_>) -> Vec<FigureBlock> {
    let days = material.analysis.settings.mrecist_from_day;
    let caption = format!(
        "Best response of each tumor: the smallest change of its volume from baseline on day {days} after \
         it or later, best last."
    );
    let figure = described(material, Kind::Waterfall, Scale::Linear);
    block("waterfall", &caption, [("", figure)])
        .into_iter()
        .collect()
}

fn survival(material: &Material<'_>) -> Vec<FigureBlock> {
    let caption = "Share of animals without the event (Kaplan-Meier); ticks are animals last seen without \
                   it; where curves coincide they take turns; below, the animals at risk.";
    let figure = described(material, Kind::Survival, Scale::Linear);
    block("kaplan-meier", caption, [("", figure)])
        .into_iter()
        .collect()
}

fn weight(material: &Material<'_>) -> Vec<FigureBlock> {
    let caption = "Body weight, change from baseline, mean ± SEM of each arm; below, the animals weighed. \
                   Gray, dotted and with small open \
                   marks as for volumes.";
    let figure = described(material, Kind::Weight, Scale::Linear);
    block("body-weight", caption, [("", figure)])
        .into_iter()
        .collect()
}

/// The notes of the analysis, without their advice on what to do, which is not for readers of a report.
pub(super) fn notes(material: &Material<'_>) -> Option<Chapter> {
    let notes = &material.analysis.notes;
    if notes.is_empty() {
        return None;
    }
    let said = notes.iter().map(|note| {
        let about = [note.arm.as_deref(), note.animal.as_deref()];
        let about = about.into_iter().flatten().map(|of| format!("{of}: "));
        format!("{}{}", about.collect::<String>(), note.message).into()
    });
    let blocks = vec![Block::List(said.collect())];
    Some(Chapter::new("notes", "Notes", blocks))
}

/// The definitions of the statistics in the tables of the report, in the order of all cards.
pub(super) fn definitions(chapters: &[Chapter], material: &Material<'_>) -> Chapter {
    let blocks = chapters.iter().flat_map(|chapter| &chapter.blocks);
    let mut used: BTreeSet<&str> = blocks.flat_map(about).collect();
    used.insert(material.analysis.settings.primary_definition.id());
    let cards = cards().filter(|card| used.contains(card.id));
    Chapter::new(
        "definitions",
        "Definitions",
        vec![Block::Cards(cards.collect())],
    )
}

/// Ids of the cards that explain a block.
fn about(block: &Block) -> Vec<&'static str> {
    match block {
        Block::Table(block) => {
            let table = &block.table;
            let columns = table.headings.iter().filter_map(|heading| heading.about);
            let rows = table.rows.iter().filter_map(|row| row.about);
            columns.chain(rows).collect()
        }
        Block::Facts(groups) => groups
            .iter()
            .flatten()
            .filter_map(|fact| fact.about)
            .collect(),
        _ => Vec::new(),
    }
}
