//! Where the protocol of a study differs from its frozen plan: the command line and the form ask before a change makes
//! such a difference, and [`super::problems`] lists it.
//!
//! Not here: what an analysis uses in the place of what the plan says, which depends on its options too
//! ([`super::analyze`]).

use std::fmt;

use domain::{Arm, Plan, PlanSetting, Protocol, StudyRecord};

/// A setting that the frozen plan has otherwise. `Display` writes it in one line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unplanned {
    /// The setting.
    pub setting: PlanSetting,
    /// The field of the form, by its id.
    pub field: &'static str,
    /// What the plan says.
    pub planned: String,
    /// What the protocol says.
    pub now: String,
}

impl fmt::Display for Unplanned {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { planned, now, .. } = self;
        let name = self.setting.name();
        write!(f, "{name} {now}, in the frozen plan {planned}")
    }
}

/// The settings of the protocol that differ from the frozen plan of the study, and its control arm; none where no plan
/// is frozen. Which arm is the control is not told of a blinded study.
///
/// A day that the protocol leaves open is that of the plan. The primary test is that of the plan in any case.
pub fn unplanned(study: &StudyRecord, protocol: &Protocol) -> Vec<Unplanned> {
    let Some(frozen) = &study.conduct.plan else {
        return Vec::new();
    };
    let mut found = differing(&frozen.plan, protocol);
    if !study.study.blinding.is_blinded() {
        found.extend(other_control(study, &frozen.plan));
    }
    found
}

fn other_control(study: &StudyRecord, plan: &Plan) -> Option<Unplanned> {
    let name = |arm: Option<&Arm>| arm.map_or("not set".to_owned(), |arm| arm.name.to_string());
    let mut arms = study.arms.iter();
    let planned = arms.clone().find(|arm| Some(arm.id) == plan.control);
    let now = arms.find(|arm| arm.is_control);
    (planned.map(|arm| arm.id) != now.map(|arm| arm.id)).then(|| Unplanned {
        setting: PlanSetting::Control,
        field: "control",
        planned: name(planned),
        now: name(now),
    })
}

/// The differences that a change of the protocol makes: those that the study does not have already.
pub fn newly_unplanned(study: &StudyRecord, changed: &Protocol) -> Vec<Unplanned> {
    let known = unplanned(study, &study.study.protocol);
    let mut found = unplanned(study, changed);
    found.retain(|difference| !known.contains(difference));
    found
}

fn differing(plan: &Plan, protocol: &Protocol) -> Vec<Unplanned> {
    let day = |day: Option<f64>| day.map_or("not set".to_owned(), |day| day.to_string());
    // Without a day of its own, the protocol leaves it to the plan.
    let own = |own: Option<f64>, planned: Option<f64>| day(own.or(planned));
    let roles = plan.disposition_roles.as_ref();
    let window = protocol.visit_window_days.unwrap_or(0.0);
    let repeats = protocol.repeats.unwrap_or_default();
    let rows = [
        (
            PlanSetting::LandmarkDay,
            "landmark_day",
            Some(day(plan.landmark_day)),
            own(protocol.landmark_day, plan.landmark_day),
        ),
        (
            PlanSetting::HorizonDay,
            "horizon_day",
            Some(day(plan.horizon_day)),
            own(protocol.horizon_day, plan.horizon_day),
        ),
        (
            PlanSetting::PrimaryDefinition,
            "primary_definition",
            Some(plan.primary_definition.short_title().to_owned()),
            protocol.primary_definition.short_title().to_owned(),
        ),
        (
            PlanSetting::Baseline,
            "baseline_rule",
            Some(plan.baseline_rule.id().to_owned()),
            protocol.baseline_rule.id().to_owned(),
        ),
        (
            PlanSetting::VolumeFormula,
            "volume_formula",
            Some(plan.volume_formula.id().to_owned()),
            protocol.volume_formula.id().to_owned(),
        ),
        (
            PlanSetting::DispositionRoles,
            "disposition_roles",
            roles.map(ToString::to_string),
            protocol.disposition_roles.to_string(),
        ),
        (
            PlanSetting::VisitWindow,
            "visit_window_days",
            plan.visit_window_days.map(|days| days.to_string()),
            window.to_string(),
        ),
        (
            PlanSetting::Repeats,
            "repeats",
            plan.repeats.map(|rule| rule.id().to_owned()),
            repeats.id().to_owned(),
        ),
    ];
    // Plans of earlier versions of the program lack some of the settings.
    let rows = rows.into_iter();
    let rows = rows.filter_map(|(setting, field, planned, now)| {
        let planned = planned.filter(|planned| *planned != now)?;
        Some(Unplanned {
            setting,
            field,
            planned,
            now,
        })
    });
    rows.collect()
}
