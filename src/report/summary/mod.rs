//! The summary page: the answer of a study on one page, before any format lays it out.
//!
//! [`Summary`] holds findings, two figures, a table with a row per arm, and caveats. All numbers are text already;
//! their full values are beside the text. What is recorded nowhere is not in it.

mod caveats;
mod course;
mod efficacy;
mod evidence;
mod harm;
mod head;
mod labels;
mod statement;
mod table;

pub use caveats::MOST as MOST_CAVEATS;
pub use labels::ArmLabels;
pub use statement::MOST_LETTERS;

use self::evidence::Evidence;
use crate::document::{Material, Words};
use crate::figure::{Figure, summary_figures};

/// The most findings of a page.
pub const MOST_FINDINGS: usize = 5;

/// The page; none where no animal was read or weighed.
pub fn of(material: &Material<'_>) -> Option<Summary> {
    let curves = &material.analysis.curves;
    if curves
        .iter()
        .all(|curve| curve.volumes.is_empty() && curve.weights.is_empty())
    {
        return None;
    }
    let evidence = Evidence::of(material);
    let hidden = material.hides_arms();
    let [growth, weight] = figures(material);
    Some(Summary {
        kicker: head::kicker(material),
        chips: head::chips(material),
        title: material.record.study.name.to_string(),
        meta: head::meta(&evidence),
        findings: match hidden {
            true => vec![harm::welfare(&evidence)],
            false => findings(&evidence),
        },
        growth,
        weight,
        table: table::table(&evidence).filter(|_| !hidden),
        caveats: caveats::caveats(&evidence),
    })
}

/// The figures of the page, growth first; none for readers from whom arms are hidden.
fn figures(material: &Material<'_>) -> [Option<SummaryFigure>; 2] {
    let (record, analysis) = (material.record, material.analysis);
    match material.hides_arms() {
        true => [None, None],
        false => summary_figures(record, analysis, &ArmLabels::of(record, analysis)),
    }
}

/// The strongest effect, harm second, then the other effects and the course of growth.
fn findings(evidence: &Evidence<'_>) -> Vec<Finding> {
    let mut efficacy = efficacy::findings(evidence).into_iter();
    let first = efficacy.next();
    let harm = harm::finding(evidence);
    // A result on the landmark day hides regrowth, while the table has the medians.
    let course = [course::regrowth(evidence), course::delay(evidence)];
    let findings = first
        .into_iter()
        .chain([harm])
        .chain(efficacy)
        .chain(course.into_iter().flatten());
    findings.take(MOST_FINDINGS).collect()
}

/// The content of the page.
#[derive(Debug, Clone, PartialEq)]
pub struct Summary {
    /// What the page is, and of which model: `xenograft study · RS4;11 in NOD SCID mice`.
    pub kicker: String,
    /// Warnings of a few words: `SIMULATED DATA`, `OPEN: numbers may change`.
    pub chips: Vec<String>,
    /// The name of the study.
    pub title: String,
    /// Arms, animals, days and landmark, in one line.
    pub meta: Words,
    /// At most five, the most important first.
    pub findings: Vec<Finding>,
    /// Tumor volumes; none if there are none to show.
    pub growth: Option<SummaryFigure>,
    /// Body weights.
    pub weight: Option<SummaryFigure>,
    /// One row per arm; none in a report without efficacy.
    pub table: Option<SummaryTable>,
    /// At most three.
    pub caveats: Vec<Statement>,
}

/// A finding.
#[derive(Debug, Clone, PartialEq)]
pub struct Finding {
    /// Whether it tells of harm to animals: marked apart.
    pub is_harm: bool,
    /// What it says.
    pub statement: Statement,
}

/// A claim that can stand alone, and what supports it.
#[derive(Debug, Clone, PartialEq)]
pub struct Statement {
    /// A clause, shown bold.
    pub claim: Words,
    /// Numbers, intervals, P, denominators.
    pub detail: Words,
}

/// A figure of the summary with its title, which stands above it.
#[derive(Debug, Clone, PartialEq)]
pub struct SummaryFigure {
    /// What it shows, shown bold: `Tumor volume`.
    pub title: String,
    /// Unit, scale and what is drawn: `mm³ (log scale of V + 10): mean ± SEM`.
    pub subtitle: String,
    /// The figure.
    pub figure: Figure,
    /// The meaning of its lines and signs, where the figure does not hold its own key.
    pub key: Vec<Words>,
}

/// Efficacy and tolerability, a row per arm.
#[derive(Debug, Clone, PartialEq)]
pub struct SummaryTable {
    /// The title, shown bold: `Efficacy and tolerability by arm.`
    pub title: String,
    /// The primary definition of TGI in a sentence.
    pub definition: Words,
    /// The landmark day as text, for the headings.
    pub day: String,
    /// The day of the baseline as text: `day 0`.
    pub baseline: String,
    /// The event as a heading: `4× V₀`, `1000 mm³`.
    pub event: String,
    /// Control first.
    pub rows: Vec<SummaryRow>,
    /// The test, the adjustment, the method of intervals, the reasons of endpoint deaths.
    pub notes: Vec<Words>,
}

/// An arm's row. A text of [`NONE`](crate::number::NONE) is something that was not recorded or cannot be estimated.
#[derive(Debug, Clone, PartialEq)]
pub struct SummaryRow {
    /// Position in the study's order, from 0.
    pub position: usize,
    /// Its look, which gives it its color and mark: see [`palette::looks`](crate::palette::looks).
    pub look: usize,
    /// Its short label, where figures use one; empty where they use the name.
    pub label: String,
    /// Its full name.
    pub name: String,
    /// Whether the others are compared with it.
    pub is_control: bool,
    /// Animals with a baseline, and read on the landmark day.
    pub n: [usize; 2],
    /// Mean ± SEM of volume at baseline, whole mm³.
    pub baseline_volume: Words,
    /// The same on the landmark day.
    pub landmark_volume: Words,
    /// T/C on the landmark day, whole percent: `41`, `< 1`.
    pub tc: Words,
    /// TGI under the primary definition, percent with a decimal: `71.8`.
    pub tgi: Words,
    /// Its interval: `62.8–78.4`; empty where there is none.
    pub tgi_interval: Words,
    /// TGI, and the ends of its interval, for the strip.
    pub strip: Option<[f64; 3]>,
    /// P of the primary test, adjusted: `0.0002`, `< 0.0001`.
    pub p: Words,
    /// Complete responses, partial responses, evaluable animals.
    pub responses: Option<[usize; 3]>,
    /// Median time to the event, days: `28`, `> 42`.
    pub median: Words,
    /// Greatest mean loss of body weight with its day: `−3.2 (3)`, `none`.
    pub weight_loss: Words,
    /// Animals that lost 20 % or more; none where weights were not recorded.
    pub lost_20: Option<usize>,
    /// Animals found dead; none where ends are not recorded.
    pub found_dead: Option<usize>,
    /// Animals that reached an endpoint; likewise.
    pub endpoint: Option<usize>,
}
