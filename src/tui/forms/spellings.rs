//! Texts that are in use already, which fields offer, so that one thing is not spelled in two ways. A blinded study
//! holds no treatments that could be offered.

use std::collections::BTreeSet;

use crate::base::context::Context;
use crate::base::study::OpenStudy;
use domain::{Cage, Label, Route, Treatment};

/// Each text once, in alphabetical order.
fn unique<T: ToString>(texts: impl Iterator<Item = T>) -> Vec<String> {
    let texts: BTreeSet<String> = texts.map(|text| text.to_string()).collect();
    texts.into_iter().collect()
}

/// Sites of tumors.
pub(super) fn sites(open: &OpenStudy) -> Vec<String> {
    let animals = open.record.animals.iter();
    let sites = animals.flat_map(|animal| animal.tumors.iter().map(|tumor| &tumor.tumor.site));
    unique(sites.chain(&open.record.study.protocol.implant_site))
}

/// Sources of animals.
pub(super) fn sources(open: &OpenStudy) -> Vec<String> {
    let animals = open.record.animals.iter();
    unique(animals.filter_map(|animal| animal.animal.source.as_ref()))
}

/// Cages.
pub(super) fn cages(open: &OpenStudy) -> Vec<String> {
    unique(open.record.cages.iter().map(|cage| &cage.label))
}

/// Rooms or racks, whichever `part` names, of cages.
pub(super) fn places(open: &OpenStudy, part: fn(&Cage) -> Option<&Label>) -> Vec<String> {
    unique(open.record.cages.iter().filter_map(part))
}

/// Vehicles of arms.
pub(super) fn vehicles(open: &OpenStudy) -> Vec<String> {
    let arms = open.record.arms.iter();
    unique(arms.filter_map(|arm| arm.vehicle.as_ref()))
}

/// What is known of the treatments of all arms.
fn of_treatments<'a, T: ToString>(
    open: &'a OpenStudy,
    get: impl Fn(&'a Treatment) -> Option<T>,
) -> Vec<String> {
    let treatments = open.record.arms.iter().flat_map(|arm| &arm.treatments);
    unique(treatments.filter_map(get))
}

/// Compounds.
pub(super) fn compounds(open: &OpenStudy) -> Vec<String> {
    of_treatments(open, |treatment| Some(&treatment.compound))
}

/// The usual routes, and those of the study.
pub(super) fn routes(open: &OpenStudy) -> Vec<String> {
    let mut routes: Vec<String> = Route::usual().map(str::to_owned).collect();
    let others = of_treatments(open, |treatment| treatment.route.as_ref());
    routes.extend(
        others
            .into_iter()
            .filter(|other| !Route::usual().any(|r| r == other)),
    );
    routes
}

/// Schedules.
pub(super) fn schedules(open: &OpenStudy) -> Vec<String> {
    of_treatments(open, |treatment| treatment.schedule.as_ref())
}

/// The names that a field of the protocol has in the studies of the notebook.
pub(super) fn of_protocols(cx: &Context, field: &str) -> Vec<String> {
    let protocols = cx.protocols.iter();
    let names = protocols.filter_map(|protocol| {
        let field = domain::Protocol::field(field)?;
        let text = (field.get)(protocol).into_text()?;
        // Only names are offered, not remarks.
        Label::new(field.said, &text).ok()
    });
    unique(names)
}
