//! ARRIVE 2.0, the essential 10 and the recommended set, filled from the record; what the record lacks is named.

use super::deviations::unexplained;
use super::doses;
use super::title::{implanted, mice};
use super::words::{listed, on_one_line};
use super::{Block, Chapter, Material, Words};
use crate::sections::{Table, headings};
use domain::{DispositionKind, counted};

/// What the record states for an item, and what it lacks.
#[derive(Default)]
struct Item {
    said: Vec<String>,
    missing: Vec<String>,
}

impl Item {
    fn says(mut self, text: impl Into<String>) -> Self {
        self.said.push(text.into());
        self
    }

    fn lacks(mut self, what: impl Into<String>) -> Self {
        self.missing.push(what.into());
        self
    }

    /// Adds a statement, or names it as missing.
    fn either(self, text: Option<String>, what: &'static str) -> Self {
        match text {
            Some(text) => self.says(text),
            None => self.lacks(what),
        }
    }
}

type Fill = fn(&Material<'_>) -> Item;

const ESSENTIAL: [(&str, Fill); 10] = [
    ("1 Study design", design),
    ("2 Sample size", sample_size),
    ("3 Inclusion and exclusion criteria", criteria),
    ("4 Randomisation", randomisation),
    ("5 Blinding", blinding),
    ("6 Outcome measures", outcomes),
    ("7 Statistical methods", statistics),
    ("8 Experimental animals", animals),
    ("9 Experimental procedures", procedures),
    ("10 Results", results),
];

const RECOMMENDED: [(&str, Fill); 11] = [
    ("11 Abstract", |_| Item::default().says("the summary page")),
    ("12 Background", |_| {
        Item::default().lacks("background, and why the model was chosen")
    }),
    ("13 Objectives", objectives),
    ("14 Ethical statement", ethics),
    ("15 Housing and husbandry", housing),
    ("16 Animal care and monitoring", care),
    ("17 Interpretation", |_| {
        Item::default().lacks("interpretation, and limits of the model")
    }),
    ("18 Generalisability", |_| {
        Item::default().lacks("what the results mean for other models and species")
    }),
    ("19 Protocol registration", registration),
    ("20 Data access", access),
    ("21 Declaration of interests", |_| {
        Item::default().lacks("interests and funding")
    }),
];

pub(super) fn chapter(material: &Material<'_>) -> Chapter {
    let about = Words::from(
        "The items of the ARRIVE guidelines 2.0 (Percie du Sert et al. 2020, \
         doi:10.1371/journal.pbio.3000410), as far as the notebook knows them.",
    );
    let blocks = vec![
        Block::Text(about),
        Block::table("ARRIVE essential 10", table(material, &ESSENTIAL)),
        Block::table("ARRIVE recommended set", table(material, &RECOMMENDED)),
    ];
    Chapter::new("arrive", "ARRIVE", blocks)
}

fn table(material: &Material<'_>, items: &[(&'static str, Fill)]) -> Table {
    let mut table = Table::new(headings([
        ("Item", None),
        ("On record", None),
        ("To be added", None),
    ]));
    for (name, fill) in items {
        let item = fill(material);
        let said = match item.said.is_empty() {
            true => "nothing".to_owned(),
            false => item.said.join("; "),
        };
        let missing = match item.missing.is_empty() {
            true => "–".to_owned(),
            false => item.missing.join("; "),
        };
        table.row(None, vec![(*name).into(), said.into(), missing.into()]);
    }
    table
}

fn objectives(material: &Material<'_>) -> Item {
    let objective = material.record.study.protocol.objective.as_ref();
    let objective = objective.map(|text| on_one_line(text.as_str()));
    Item::default().either(objective, "the question and hypotheses")
}

fn ethics(material: &Material<'_>) -> Item {
    let approval = material.record.study.protocol.approval.as_ref();
    let approval = approval.map(|number| format!("approval {number}"));
    Item::default().either(approval, "the approval")
}

fn housing(material: &Material<'_>) -> Item {
    let cages = material.record.cages.len();
    let cages = (cages > 0).then(|| counted(cages, "cage"));
    Item::default()
        .either(cages, "cages")
        .lacks("housing and husbandry")
}

fn care(material: &Material<'_>) -> Item {
    Item::default()
        .either(limits(material), "humane endpoints")
        .says(weighings(material))
}

/// How often animals were weighed.
fn weighings(material: &Material<'_>) -> String {
    let animals = &material.record.animals;
    let n = animals.iter().map(|a| a.weighings.len()).sum::<usize>();
    match n {
        0 => "no body weight".to_owned(),
        n => counted(n, "body weight"),
    }
}

fn registration(material: &Material<'_>) -> Item {
    plan(material, "a protocol or plan from before the study")
}

/// The frozen plan; what it lacks where there is none, or where results were known in part when it was frozen.
fn plan(material: &Material<'_>, lacks: &'static str) -> Item {
    let conduct = &material.analysis.conduct;
    let frozen = conduct.first_plan_on.as_ref();
    let frozen = frozen.map(|on| format!("analysis plan frozen on {on}"));
    let item = Item::default().either(frozen, lacks);
    match (
        conduct.is_planned_before_results(),
        &conduct.first_followed_on,
    ) {
        (Some(false), Some(on)) => item
            .says(format!(
                "the first reading after day 0 was earlier, on {on}"
            ))
            .lacks(lacks),
        _ => item,
    }
}

fn access(material: &Material<'_>) -> Item {
    let state = material.trail.fingerprint.as_ref();
    let state = state.map(|fingerprint| format!("notebook with fingerprint {fingerprint}"));
    Item::default()
        .either(state, "the data")
        .lacks("where the data are deposited")
}

fn design(material: &Material<'_>) -> Item {
    let record = material.record;
    let control = material.analysis.control.clone();
    let control = control.map(|control| format!("control {control}"));
    let item = match material.hides_arms() {
        true => Item::default().says("arms are not shown here"),
        false => Item::default()
            .says(counted(record.arms.len(), "arm"))
            .either(control, "which arm is the control"),
    };
    let several = record.animals.iter().any(|a| a.tumors.len() > 1);
    item.says(match several {
        true => "the experimental unit is the animal, by the sum of its tumors",
        false => "the experimental unit is the animal",
    })
}

fn sample_size(material: &Material<'_>) -> Item {
    let record = material.record;
    let of_arm = |arm: &domain::Arm| {
        let animals = record.animals.iter();
        animals.filter(|a| a.animal.arm == Some(arm.id)).count()
    };
    let mut sizes: Vec<usize> = record.arms.iter().map(of_arm).collect();
    sizes.sort_unstable();
    let per_arm = match (sizes.first(), sizes.last()) {
        _ if material.hides_arms() => String::new(),
        (Some(least), Some(most)) if least == most => {
            format!("{} per arm, ", counted(*least, "animal"))
        }
        (Some(least), Some(most)) => format!("{least} to {most} animals per arm, "),
        _ => "no arms, ".to_owned(),
    };
    Item::default()
        .says(format!(
            "{per_arm}{} in all",
            counted(record.animals.len(), "animal")
        ))
        .lacks("how the number was decided")
}

fn criteria(material: &Material<'_>) -> Item {
    let exclusions = &material.record.exclusions;
    let foreseen = exclusions.iter().filter(|e| e.foreseen).count();
    let n = exclusions.len();
    let excluded = match (n, foreseen) {
        (0, _) => "nothing was excluded from the analysis".to_owned(),
        (_, 0) => format!("{}, not foreseen by the protocol", counted(n, "exclusion")),
        (n, all) if n == all => format!("{}, foreseen by the protocol", counted(n, "exclusion")),
        (_, some) => format!(
            "{}, {some} of them foreseen by the protocol",
            counted(n, "exclusion")
        ),
    };
    let left = material.record.animals.iter();
    let left: Vec<_> = left
        .filter_map(|a| a.disposition.as_ref())
        .map(|left| left.kind)
        .collect();
    let mut item = Item::default().says(excluded);
    for (kind, what) in [
        (DispositionKind::Excluded, "taken out of the study"),
        (DispositionKind::Reserve, "kept in reserve and not used"),
        (DispositionKind::Transferred, "transferred alive"),
    ] {
        let n = left.iter().filter(|left| **left == kind).count();
        if n > 0 {
            item = item.says(format!("{} {what}", counted(n, "animal")));
        }
    }
    item.lacks(match material.record.allocations.is_empty() {
        true => "criteria for animals to enter",
        false => "criteria for animals to enter, beyond those of the draw",
    })
}

fn randomisation(material: &Material<'_>) -> Item {
    let drawn = material.record.allocations.last().map(|draw| {
        let seed = draw
            .seed
            .map_or(String::new(), |seed| format!(", seed {seed}"));
        format!("draw {} by method {}{seed}", draw.number, draw.method.id())
    });
    Item::default()
        .either(drawn, "how animals were allocated to arms")
        .lacks("how the order of treatments and measurements was decided")
}

fn blinding(material: &Material<'_>) -> Item {
    let unblinded = material.record.conduct.unblinded.as_ref();
    let said = match material.record.study.blinding.id() {
        _ if material.made.for_technician => Some("arms are not shown here".to_owned()),
        "open" => None,
        "unblinded" => {
            let on = unblinded.map_or(String::new(), |m| format!(" until {}", m.date()));
            Some(format!("arms were codes in the notebook{on}"))
        }
        _ => Some("arms are codes in the notebook".to_owned()),
    };
    let keys = material.record.conduct.keys.len();
    let item = Item::default().either(said, "who was unaware of the arms, and when");
    match keys {
        0 => item,
        n => item.says(format!("the key was handed out {}", counted(n, "time"))),
    }
}

fn outcomes(material: &Material<'_>) -> Item {
    let plan = material.analysis.conduct.plan.as_ref();
    let endpoint = plan.and_then(|plan| plan.card.endpoint.as_deref());
    let endpoint = endpoint.map(|text| format!("primary endpoint: {}", on_one_line(text)));
    let definition = material.analysis.settings.primary_definition.title();
    Item::default()
        .says("tumor volume, body weight, dispositions")
        .says(format!(
            "primary definition of growth inhibition: {definition}"
        ))
        .either(
            endpoint,
            "the primary endpoint, frozen before the arms are known",
        )
}

fn statistics(material: &Material<'_>) -> Item {
    let mut item = plan(material, "an analysis plan from before the data");
    item.said.insert(0, "see Methods".to_owned());
    item
}

fn animals(material: &Material<'_>) -> Item {
    let record = material.record;
    let born = record
        .animals
        .iter()
        .filter(|a| a.animal.born_on.is_some())
        .count();
    let born = (born > 0).then(|| format!("dates of birth of {}", counted(born, "animal")));
    let protocol = &record.study.protocol;
    let item = Item::default()
        .either(mice(record), "strain, sex and source")
        .either(born, "age");
    let item = match protocol.strain.is_some() && protocol.vendor.is_none() {
        true => item.lacks("source of the animals"),
        false => item,
    };
    match record.animals.iter().any(|a| a.animal.sex.is_some()) || protocol.strain.is_none() {
        true => item,
        false => item.lacks("sex"),
    }
}

fn procedures(material: &Material<'_>) -> Item {
    let record = material.record;
    let protocol = &record.study.protocol;
    let treated = record.arms.iter().filter(|arm| !arm.treatments.is_empty());
    let treated = treated.count();
    let given =
        (treated > 0).then(|| format!("treatments of {} (see Design)", counted(treated, "arm")));
    let doses = doses::summary(material);
    let given = match doses.is_empty() {
        true => given,
        false => Some(doses.join("; ")),
    };
    let approval = protocol.approval.as_ref().map(|a| format!("approval {a}"));
    Item::default()
        .either(
            implanted(protocol).map(|i| format!("implanted {i}")),
            "implantation",
        )
        .either(given, "what was given")
        .either(approval, "the approval")
        .either(limits(material), "humane endpoints")
        .lacks("anesthesia and analgesia")
}

/// The limits of the protocol, and what is done at them; none without limits.
fn limits(material: &Material<'_>) -> Option<String> {
    let protocol = &material.record.study.protocol;
    let limits = [
        protocol
            .limit_weight_loss_percent
            .map(|x| format!("weight loss {x}%")),
        protocol
            .limit_tumor_size_mm
            .map(|x| format!("tumor size {x} mm")),
        protocol
            .limit_tumor_volume_mm3
            .map(|x| format!("tumor volume {x} mm³")),
    ];
    let limits: Vec<String> = limits.into_iter().flatten().collect();
    let action = protocol.limit_action.as_ref();
    let action = action.map_or_else(String::new, |action| {
        format!("; at a limit: {}", on_one_line(action.as_str()))
    });
    (!limits.is_empty()).then(|| format!("limits: {}{action}", listed(limits)))
}

fn results(material: &Material<'_>) -> Item {
    let left = material
        .record
        .animals
        .iter()
        .filter(|a| a.disposition.is_some())
        .count();
    let read = material
        .analysis
        .curves
        .iter()
        .any(|c| !c.volumes.is_empty());
    let item = match read {
        true => Item::default()
            .says("summary statistics, estimates and intervals of every outcome in this report"),
        false => Item::default().lacks("results: no tumor was read"),
    };
    let item = match left {
        0 => item,
        n => item.says(format!(
            "{} removed from study (see Conduct)",
            counted(n, "animal")
        )),
    };
    match unexplained(material.record).len() {
        0 => item,
        n => item.lacks(format!(
            "what became of {} no longer read",
            counted(n, "animal")
        )),
    }
}
