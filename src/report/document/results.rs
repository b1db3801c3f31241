//! The results: a chapter per question with its figure and its tables, the notes, and the definitions of
//! statistics.

use std::collections::BTreeSet;

use super::{Block, Chapter, FigureBlock, Material, blocks_of};
use crate::cards;
use crate::figure::{Arms, Figure, Kind, Scale, View, describe};
use crate::sections::{Section, SectionId, sections};

/// The most arms of which all pairs are listed.
const MANY_PAIRS: usize = 6;

/// Which tables of a section a chapter has.
#[derive(Clone, Copy)]
enum Take {
    /// All.
    Whole,
    /// The first, which answers the question.
    First,
    /// All but the first.
    Rest,
}

/// A question with the figures and sections that answer it.
struct Question {
    id: &'static str,
    title: &'static str,
    figures: fn(&Material<'_>) -> Vec<FigureBlock>,
    sections: &'static [(SectionId, Take)],
}

const NO_FIGURES: fn(&Material<'_>) -> Vec<FigureBlock> = |_| Vec::new();

/// What the core answers.
const CORE: [Question; 5] = [
    Question {
        id: "growth",
        title: "Tumor growth",
        figures: growth,
        sections: &[],
    },
    Question {
        id: "inhibition",
        title: "Growth inhibition",
        figures: NO_FIGURES,
        sections: &[
            (SectionId::PrimaryInhibition, Take::Whole),
            (SectionId::Primary, Take::First),
        ],
    },
    Question {
        id: "responses",
        title: "Responses",
        figures: responses,
        sections: &[(SectionId::Responses, Take::First)],
    },
    Question {
        id: "survival",
        title: "Time to event",
        figures: survival,
        sections: &[(SectionId::TimeToEvent, Take::First)],
    },
    Question {
        id: "weight",
        title: "Body weight and welfare",
        figures: weight,
        sections: &[(SectionId::Weight, Take::Whole)],
    },
];

/// What the appendix adds: all that is not the primary test of the primary endpoint.
const APPENDIX: [Question; 6] = [
    Question {
        id: "volumes",
        title: "Volumes by day",
        figures: growth_log,
        sections: &[
            (SectionId::VolumeByDay, Take::Whole),
            (SectionId::Guarded, Take::Whole),
        ],
    },
    Question {
        id: "definitions-of-inhibition",
        title: "Growth inhibition by all definitions",
        figures: NO_FIGURES,
        sections: &[(SectionId::Inhibition, Take::Whole)],
    },
    Question {
        id: "other-responses",
        title: "Responses by other criteria",
        figures: NO_FIGURES,
        sections: &[(SectionId::Responses, Take::Rest)],
    },
    Question {
        id: "hazards",
        title: "Time to event: hazards",
        figures: NO_FIGURES,
        sections: &[(SectionId::TimeToEvent, Take::Rest)],
    },
    Question {
        id: "models",
        title: "Growth rates and models",
        figures: NO_FIGURES,
        sections: &[
            (SectionId::Growth, Take::Whole),
            (SectionId::MixedModel, Take::Whole),
        ],
    },
    Question {
        id: "tests",
        title: "Sensitivity analyses",
        figures: NO_FIGURES,
        sections: &[
            (SectionId::Primary, Take::Rest),
            (SectionId::Landmark, Take::Whole),
            (SectionId::Pairs, Take::Whole),
            (SectionId::Residuals, Take::Whole),
        ],
    },
];

/// The results in the core. A question without an answer says so.
pub(super) fn core(material: &Material<'_>) -> Vec<Chapter> {
    let made = sections(material.analysis);
    let chapter = |question: &Question| {
        let mut chapter = question.chapter(material, &made);
        if chapter.blocks.is_empty() {
            chapter.blocks.push(Block::text(missing(question.id)));
        }
        chapter
    };
    asked(material, &CORE).map(chapter).collect()
}

/// The results in the appendix, without empty chapters.
pub(super) fn appendix(material: &Material<'_>) -> Vec<Chapter> {
    let mut made = sections(material.analysis);
    if material.analysis.arms.len() > MANY_PAIRS {
        made.retain(|section| section.id != SectionId::Pairs);
    }
    let chapters = asked(material, &APPENDIX).map(|question| question.chapter(material, &made));
    let chapters = chapters.filter_map(Chapter::if_any);
    let animals = super::animals::chapter(material).filter(|_| !material.hides_arms());
    chapters.chain(animals).map(Chapter::in_appendix).collect()
}

/// The questions that a report may answer: none that compares arms where arms are hidden.
fn asked<'a>(
    material: &Material<'_>,
    questions: &'a [Question],
) -> impl Iterator<Item = &'a Question> {
    let hidden = material.hides_arms();
    questions.iter().filter(move |_| !hidden)
}

impl Question {
    fn chapter(&self, material: &Material<'_>, made: &[Section]) -> Chapter {
        let figures = (self.figures)(material).into_iter().map(Block::Figure);
        let found = self.sections.iter().filter_map(|(id, take)| {
            let section = made.iter().find(|section| section.id == *id)?;
            taken(section.clone(), *take)
        });
        let tables = found.flat_map(blocks_of);
        Chapter::new(self.id, self.title, figures.chain(tables).collect())
    }
}

/// The wanted part of a section; none if that part is empty. The facts of a section stand with its first table.
fn taken(mut section: Section, take: Take) -> Option<Section> {
    match take {
        Take::Whole => {}
        Take::First => section.tables.truncate(1),
        Take::Rest => {
            section.tables = section.tables.split_off(section.tables.len().min(1));
            section.facts = Vec::new();
        }
    }
    (!section.tables.is_empty()).then_some(section)
}

/// The text of a chapter without numbers; the notes say why there are none.
fn missing(id: &str) -> &'static str {
    match id {
        "growth" => "No tumor of an animal in an arm was read.",
        "inhibition" => "There is nothing to compare: see the notes.",
        "responses" => "No tumor can be judged: see the notes.",
        "survival" => "No animal can have an event: see the notes.",
        _ => "No animal in an arm was weighed.",
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
        number: String::new(),
        caption: caption.to_owned(),
        versions,
    })
}

fn described(material: &Material<'_>, kind: Kind, scale: Scale) -> Option<Figure> {
    let figure = describe(material.record, material.analysis, kind, scale, Arms::All)?;
    figure.within(&View::since_baseline(material.analysis))
}

const SCALES: [(&str, Scale); 2] = [("linear", Scale::Linear), ("logarithmic", Scale::Log)];

fn growth(material: &Material<'_>) -> Vec<FigureBlock> {
    let both = |kind| SCALES.map(|(name, scale)| (name, described(material, kind, scale)));
    let means = format!(
        "Tumor volume by arm, mean ± SEM. Below: animals read. Gray, dotted and with small open marks where fewer \
         than three animals, or fewer than half of those with a baseline, are still followed.{}{}",
        left_out(material),
        doses(material)
    );
    let blocks = [
        block("growth-means", &means, both(Kind::Growth)),
        block(
            "growth-animals",
            &single_animals(material),
            [("", described(material, Kind::Spaghetti, Scale::Linear))],
        ),
    ];
    blocks.into_iter().flatten().collect()
}

fn single_animals(material: &Material<'_>) -> String {
    format!(
        "Tumor volume of each animal (sum of its tumors), by arm. The bold line is the arm's mean, dotted where too few \
         animals are still followed.{}{}",
        left_out(material),
        doses(material)
    )
}

/// What the rows of doses below a figure are; empty where none is on record.
fn doses(material: &Material<'_>) -> &'static str {
    let mut animals = material.record.animals.iter();
    match animals.any(|animal| !animal.doses.is_empty()) {
        true => {
            " A row per compound and route: days on which doses were given, hollow where all were held or missed."
        }
        false => "",
    }
}

/// What curves of means leave out.
fn left_out(material: &Material<'_>) -> &'static str {
    let mut rows = material.analysis.volume_by_day.iter();
    match rows.any(|row| row.is_partial()) {
        true => " Days on which fewer than half of those still followed were read are left out.",
        false => "",
    }
}

/// Single animals where small volumes are told apart.
fn growth_log(material: &Material<'_>) -> Vec<FigureBlock> {
    let caption = format!("Logarithmic axis: {}", lower(&single_animals(material)));
    let figure = described(material, Kind::Spaghetti, Scale::Log);
    block("growth-animals-log", &caption, [("", figure)])
        .into_iter()
        .collect()
}

/// A text that does not begin with a capital.
fn lower(text: &str) -> String {
    let mut letters = text.chars();
    let first = letters.next().into_iter().flat_map(char::to_lowercase);
    first.chain(letters).collect()
}

fn responses(material: &Material<'_>) -> Vec<FigureBlock> {
    let days = material.analysis.settings.mrecist_from_day;
    let caption = format!(
        "Best change from baseline of each tumor. Smallest change of its volume, in percent, on day {days} after \
         baseline or later; best last."
    );
    let figure = described(material, Kind::Waterfall, Scale::Linear);
    block("waterfall", &caption, [("", figure)])
        .into_iter()
        .collect()
}

fn survival(material: &Material<'_>) -> Vec<FigureBlock> {
    let caption = "Share of animals without the event (Kaplan-Meier). Ticks: animals last seen without it. \
                   Curves that coincide take turns. Below: animals at risk.";
    let figure = described(material, Kind::Survival, Scale::Linear);
    block("kaplan-meier", caption, [("", figure)])
        .into_iter()
        .collect()
}

fn weight(material: &Material<'_>) -> Vec<FigureBlock> {
    let caption = format!(
        "Body weight by arm, mean change from baseline ± SEM. Below: animals weighed. Gray, dotted and with small open \
         marks as for volumes.{}",
        doses(material)
    );
    let figure = described(material, Kind::Weight, Scale::Linear);
    block("body-weight", &caption, [("", figure)])
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
    Some(Chapter::new("notes", "Notes", blocks).in_appendix())
}

/// The definitions of the statistics in the tables of the report, in the order of all cards.
pub(super) fn definitions(chapters: &[Chapter], material: &Material<'_>) -> Option<Chapter> {
    let blocks = chapters.iter().flat_map(|chapter| &chapter.blocks);
    let mut used: BTreeSet<&str> = blocks.flat_map(about).collect();
    if !material.hides_arms() {
        used.insert(material.analysis.settings.primary_definition.id());
    }
    let cards: Vec<_> = cards().filter(|card| used.contains(card.id)).collect();
    let blocks = match cards.is_empty() {
        true => Vec::new(),
        false => vec![Block::Cards(cards)],
    };
    let chapter = Chapter::new("definitions", "Definitions", blocks).in_appendix();
    chapter.if_any()
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
