//! Small studies to work in.

use chrono::{Days, NaiveDate};

use super::author;
use app::Notebook;
use app::animals::AnimalFacts;
use app::arms::NewArm;
use app::measure::{NewReading, Observed};
use domain::{BodyWeight, Housed, Label, Observation, Prose, Protocol, Sex};

/// Day 0 of every study here.
pub fn day0() -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 1, 5).unwrap()
}

pub fn label(text: &str) -> Label {
    Label::new("label", text).unwrap()
}

/// An entry as the command line makes it.
pub fn reading(
    tag: &str,
    site: Option<&str>,
    day: u64,
    sizes: Option<(f64, f64)>,
    grams: Option<f64>,
) -> NewReading {
    let found = sizes.map(|(l, w)| {
        let found = Observation::from_numbers(Some(l), Some(w), None, None).unwrap();
        (found, Some(format!("{l} × {w}")))
    });
    NewReading {
        animal: tag.to_owned(),
        site: site.map(label),
        observed: Observed::Date(day0() + Days::new(day)),
        clock_time: None,
        found,
        weight: grams.map(|g| BodyWeight::new(g).unwrap()),
        again: false,
        observer: Some(author()),
        method: label("caliper"),
        doubts: app::doubt::Doubts::Judged(Vec::new()),
    }
}

/// The protocol of `S`: limits of 2000 mm³ and 20 % of body weight.
pub fn protocol() -> Protocol {
    Protocol {
        model: Some(label("RS4;11")),
        implant_site: Some(label("right flank")),
        day0: Some(day0()),
        limit_weight_loss_percent: Some(20.0),
        limit_tumor_size_mm: None,
        limit_tumor_volume_mm3: Some(2000.0),
        limit_action: Some(Prose::new("action", "weigh daily, tell the study director").unwrap()),
        ..Protocol::default()
    }
}

/// An open study `S`; no arms, no animals.
pub fn bare(notebook: &mut Notebook) {
    notebook.create_study(label("S"), protocol()).unwrap();
}

/// An open study `S` without animals, with two arms.
pub fn study(notebook: &mut Notebook) {
    study_with(notebook, protocol());
}

/// An open study `S` of this protocol, with the arms Vehicle (control) and KT-253.
pub fn study_with(notebook: &mut Notebook, protocol: Protocol) {
    notebook.create_study(label("S"), protocol).unwrap();
    for (name, is_control) in [("Vehicle", true), ("KT-253", false)] {
        let arm = NewArm {
            name: label(name),
            is_control,
            label: None,
            vehicle: None,
            treatments: Vec::new(),
        };
        notebook.add_arm("S", arm).unwrap();
    }
}

/// Animals of one cage and arm, with a tumor at each site.
pub fn animals(notebook: &mut Notebook, cage: &str, arm: &str, tags: &[&str], sites: &[&str]) {
    let facts = AnimalFacts {
        sex: Some(Sex::Female),
        cage: Some(label(cage)),
        arm: Some(label(arm)),
        ..AnimalFacts::default()
    };
    let tags: Vec<Label> = tags.iter().map(|tag| label(tag)).collect();
    let sites: Vec<Label> = sites.iter().map(|site| label(site)).collect();
    add(notebook, "S", &tags, &facts, &sites);
}

/// Adds animals with these facts, all in the cage that the facts name.
pub fn add(
    notebook: &mut Notebook,
    study: &str,
    tags: &[Label],
    facts: &AnimalFacts,
    sites: &[Label],
) {
    let house = |tag: &Label| Housed {
        tag: tag.clone(),
        cage: facts.cage.clone(),
        ear: facts.ear.clone(),
    };
    let animals: Vec<Housed> = tags.iter().map(house).collect();
    notebook.add_animals(study, &animals, facts, sites).unwrap();
}

/// The study `S` with two cages of four animals, each read on days 7, 10 and 14: 9.0 × 7.0,
/// 10.0 × 8.0 and 11.6 × 8.9 mm (449 … 459 mm³), 21.2, 20.9 and 20.6 g.
pub fn cages(notebook: &mut Notebook) {
    study(notebook);
    animals(
        notebook,
        "C03",
        "Vehicle",
        &["211", "212", "213", "214"],
        &[],
    );
    animals(
        notebook,
        "C04",
        "KT-253",
        &["215", "216", "217", "218"],
        &[],
    );
    for (day, sizes, grams) in [
        (7, (9.0, 7.0), 21.2),
        (10, (10.0, 8.0), 20.9),
        (14, (11.6, 8.9), 20.6),
    ] {
        for tag in 211..=218 {
            let entry = reading(&tag.to_string(), None, day, Some(sizes), Some(grams));
            notebook.measure("S", &entry).unwrap();
        }
    }
}

/// The animals of [`cages`], of which 217 has a chip.
pub fn cages_with_a_chip(notebook: &mut Notebook) {
    cages(notebook);
    let facts = app::animals::AnimalFacts {
        rfid: Some(label("900215000123456")),
        ..Default::default()
    };
    notebook
        .edit_animal("S", "217", None, &facts, &[], None)
        .unwrap();
}
