//! An analysis as text for the terminal: the sections of the report in at most 80 columns, without
//! colors. Nothing is computed or worded here.
//!
//! A study of more than a dozen arms is summarized by one row per arm; all pairs of arms are listed
//! where they are few. The screens and `--json` have everything.

mod args;
pub(super) mod layout;

pub(super) use args::AnalysisArgs;

use app::document::{SectionId, sections};
use domain::Analysis;

/// Arms beyond which tables by definition and by day give way to a row per arm.
const MANY_ARMS: usize = 12;

/// Arms beyond which their pairs are not listed.
const MANY_PAIRS: usize = 6;

/// The whole report.
pub fn tables(analysis: &Analysis) -> String {
    let many = analysis.arms.len() > MANY_ARMS;
    let shown = |id| match id {
        SectionId::Inhibition | SectionId::VolumeByDay | SectionId::Guarded => !many,
        SectionId::Pairs => analysis.arms.len() <= MANY_PAIRS,
        SectionId::PrimaryInhibition => many,
        _ => true,
    };
    let sections = sections(analysis);
    let shown = sections.iter().filter(|section| shown(section.id));
    let texts: Vec<String> = shown.map(layout::section).collect();
    texts.join("\n")
}
