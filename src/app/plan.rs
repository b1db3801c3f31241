//! Freezing the analysis plan, before anybody knows the arms.
//!
//! What the protocol says (control arm, primary definition, landmark day, baseline rule, volume
//! formula, what dispositions mean) is taken from it as it is now; the rest is said when the plan is
//! frozen. A landmark day is said here only where the protocol names none: there is one day, not two.
//! Whether an analysis keeps to the plan is told by [`analyze`](super::analyze).

use super::{Error, Notebook, Receipt};
use domain::{
    Amendment, AnalysisOptions, Arm, Blinding, BurdenRule, Change, EventRule, EventTime,
    ExclusionRule, FrozenPlan, LANDMARK_RULE, Plan, PlanCard, PlannedExclusion, Prose, Quantity,
    Remedy, StudyRecord, ZeroRule,
};
use store::FREEZE_PLAN;

/// What a plan says beyond the protocol. None leaves what the standing plan says, else the usual.
#[derive(Debug, Clone, Default)]
pub struct PlanRules {
    /// The primary endpoint, in words; none inside: none.
    pub endpoint: Option<Option<Prose>>,
    /// The landmark day; none inside: left to its rule.
    pub landmark: Option<Option<f64>>,
    /// Last day used by growth; none inside: the landmark day, which is the usual.
    pub horizon: Option<Option<f64>>,
    /// What the logarithm does with zeros.
    pub zeros: Option<ZeroRule>,
    /// The event.
    pub event: Option<EventRule>,
    /// The day that an event by volume falls on.
    pub event_time: Option<EventTime>,
    /// First day after baseline of the mRECIST window.
    pub mrecist_from: Option<f64>,
    /// Whether exclusions are heeded.
    pub exclude: Option<ExclusionRule>,
    /// The burden of animals with several tumors.
    pub burden: Option<BurdenRule>,
}

/// A plan that was just frozen.
#[derive(Debug, Clone, PartialEq)]
pub struct Frozen {
    /// 1 for the first plan of a study, 2 for its first amendment.
    pub number: u32,
    /// What was frozen.
    pub plan: Plan,
}

impl Notebook {
    /// Freezes the plan of a study, or amends the one that stands, which needs a reason.
    ///
    /// Refuses a study that was unblinded: a plan that was made then is none; and a landmark day other
    /// than the protocol's.
    pub fn freeze_plan(
        &mut self,
        study: &str,
        rules: PlanRules,
        reason: Option<Prose>,
    ) -> Result<(Frozen, Option<Receipt>), Error> {
        let has_reason = reason.is_some();
        self.write(FREEZE_PLAN, reason, |op| {
            let record = op.study(study)?;
            record.study.must_be_open()?;
            must_not_be_unblinded(&record)?;
            let standing = record.conduct.plan.as_ref();
            if let Some(standing) = standing.filter(|_| !has_reason) {
                return Err(Error::state(
                    format!(
                        "study `{}` has a plan, frozen on {} by {}",
                        record.study.name,
                        standing.frozen.date(),
                        standing.frozen.author
                    ),
                    Remedy::ReasonToAmendPlan,
                ));
            }
            let number = standing.map_or(1, |standing| standing.number + 1);
            let plan = planned(&record, rules)?;
            op.insert_plan(record.study.id, number, &plan, &excluded(&record))?;
            Ok(Frozen { number, plan })
        })
    }

    /// How the plan of a study was amended, the first amendment first.
    pub fn plan_amendments(&self, study: &str) -> Result<Vec<Amendment>, Error> {
        Ok(amendments(&self.study(study)?))
    }

    /// The plan of a study that stands, if there is one.
    pub fn plan_card(&self, study: &str) -> Result<Option<PlanCard>, Error> {
        let record = self.study(study)?;
        let frozen = record.conduct.plan.as_ref();
        Ok(frozen.map(|frozen| plan_card(&record, frozen)))
    }
}

fn must_not_be_unblinded(record: &StudyRecord) -> Result<(), Error> {
    if record.study.blinding != Blinding::Unblinded {
        return Ok(());
    }
    let when = record.conduct.unblinded.as_ref();
    let when = when.map_or_else(String::new, |m| format!(" on {}", m.date()));
    Err(Error::state(
        format!("study `{}` was unblinded{when}", record.study.name),
        Remedy::PlanBeforeUnblinding,
    ))
}

fn planned(record: &StudyRecord, rules: PlanRules) -> Result<Plan, Error> {
    days_in_range(&rules)?;
    must_be_the_protocols(&rules, record)?;
    let protocol = &record.study.protocol;
    let usual = AnalysisOptions::default();
    let standing = record.conduct.plan.as_ref().map(|frozen| &frozen.plan);
    Ok(Plan {
        endpoint: rules
            .endpoint
            .unwrap_or_else(|| standing.and_then(|p| p.endpoint.clone())),
        control: record.arms.iter().find(|arm| arm.is_control).map(|a| a.id),
        primary_definition: protocol.primary_definition,
        landmark_day: match (protocol.landmark_day, rules.landmark) {
            (Some(day), _) => Some(day),
            (None, Some(said)) => said,
            (None, None) => standing.and_then(|p| p.landmark_day),
        },
        horizon_day: rules
            .horizon
            .unwrap_or_else(|| standing.and_then(|p| p.horizon_day)),
        baseline_rule: protocol.baseline_rule,
        volume_formula: protocol.volume_formula,
        zeros: rules
            .zeros
            .unwrap_or(standing.map_or(usual.zeros, |p| p.zeros)),
        event: rules
            .event
            .or(standing.map(|p| p.event))
            .or(protocol.event_rule)
            .unwrap_or_default(),
        exclude: rules
            .exclude
            .unwrap_or(standing.map_or(usual.exclude, |p| p.exclude)),
        disposition_roles: Some(protocol.disposition_roles.clone()),
        event_time: rules
            .event_time
            .or(standing.and_then(|p| p.event_time))
            .or(Some(usual.event_time)),
        mrecist_from_day: rules
            .mrecist_from
            .or(standing.and_then(|p| p.mrecist_from_day))
            .or(Some(usual.mrecist_from)),
        burden: rules
            .burden
            .or(standing.and_then(|p| p.burden))
            .or(Some(usual.burden)),
    })
}

fn days_in_range(rules: &PlanRules) -> Result<(), Error> {
    let far = domain::MAX_DAY;
    let days = [
        ("landmark day", -far, rules.landmark.flatten()),
        ("horizon", -far, rules.horizon.flatten()),
        ("mRECIST day", 0.0, rules.mrecist_from),
    ];
    for (field, least, day) in days {
        let quantity = Quantity {
            field,
            unit: "days",
            least,
            most: far,
        };
        day.map(|day| quantity.check(day)).transpose()?;
    }
    Ok(())
}

/// Refuses a landmark day that is not the one that the protocol names.
fn must_be_the_protocols(rules: &PlanRules, record: &StudyRecord) -> Result<(), Error> {
    let (Some(day), Some(said)) = (record.study.protocol.landmark_day, rules.landmark) else {
        return Ok(());
    };
    if said == Some(day) {
        return Ok(());
    }
    let name = &record.study.name;
    let said = said.map_or_else(|| "its rule".to_owned(), |said| format!("day {said}"));
    Err(Error::state(
        format!("the landmark day of study `{name}` is {day}, and the plan is to say {said}"),
        Remedy::ChangeLandmarkDay,
    ))
}

fn excluded(record: &StudyRecord) -> Vec<PlannedExclusion> {
    let planned = record.exclusions.iter().map(|e| PlannedExclusion {
        id: e.id,
        what: record.excluded_words(e.scope),
    });
    planned.collect()
}

/// How the plan was amended, from plan to plan.
pub(super) fn amendments(record: &StudyRecord) -> Vec<Amendment> {
    let conduct = &record.conduct;
    let plans: Vec<&FrozenPlan> = conduct.plans().collect();
    let amendment = |pair: &[&FrozenPlan]| {
        let (before, after) = (plan_card(record, pair[0]), plan_card(record, pair[1]));
        let made = &pair[1].frozen;
        let earlier = |operation: i64| operation < made.operation;
        Amendment {
            number: pair[1].number - 1,
            made_on: after.frozen_on.clone(),
            made_by: after.frozen_by.clone(),
            reason: after.reason.clone(),
            operation: made.operation,
            changes: changes(&before, &after),
            after_readings: conduct.followed_since.is_some_and(earlier),
            after_key: conduct.keys.iter().any(|key| earlier(key.operation)),
        }
    };
    plans.windows(2).map(amendment).collect()
}

/// The settings that two plans do not say alike.
fn changes(before: &PlanCard, after: &PlanCard) -> Vec<Change> {
    let pairs = settings(before).into_iter().zip(settings(after));
    let changed = pairs.filter(|((_, from), (_, to))| from != to);
    changed
        .map(|((setting, from), (_, to))| Change { setting, from, to })
        .collect()
}

/// What a plan says, setting by setting; no control where that is hidden.
fn settings(card: &PlanCard) -> [(&'static str, Option<String>); 15] {
    let word = |word: &str| Some(word.to_owned());
    let said = |word: Option<&'static str>| word.map(str::to_owned);
    let day = |day: Option<f64>| day.map(|day| day.to_string());
    let control = card.control.clone().filter(|_| !card.control_hidden);
    let excluded = (!card.exclusions.is_empty()).then(|| card.exclusions.join(", "));
    [
        ("endpoint", card.endpoint.clone()),
        ("control", control),
        ("primary_definition", word(card.primary_definition)),
        ("landmark_day", day(card.landmark_day)),
        ("horizon_day", day(card.horizon_day)),
        ("baseline", word(card.baseline)),
        ("volume_formula", word(card.volume_formula)),
        ("zeros", word(&card.zeros)),
        ("event", word(&card.event)),
        ("exclude", word(card.exclude)),
        ("exclusions", excluded),
        ("disposition_roles", card.disposition_roles.clone()),
        ("event_time", said(card.event_time)),
        ("mrecist_from_day", day(card.mrecist_from_day)),
        ("burden", said(card.burden)),
    ]
}

/// A plan of this study as people read it.
pub(super) fn plan_card(record: &StudyRecord, frozen: &FrozenPlan) -> PlanCard {
    let FrozenPlan {
        number,
        plan,
        exclusions,
        frozen,
    } = frozen;
    let control = |arm: &&Arm| Some(arm.id) == plan.control;
    PlanCard {
        study: record.study.name.to_string(),
        number: *number,
        frozen_on: frozen.date().to_owned(),
        frozen_by: frozen.author.clone(),
        reason: frozen.reason.clone(),
        operation: frozen.operation,
        endpoint: plan.endpoint.as_ref().map(ToString::to_string),
        control_hidden: record.study.blinding.is_blinded(),
        control: record
            .arms
            .iter()
            .find(control)
            .map(|arm| arm.name.to_string()),
        primary_definition: plan.primary_definition.id(),
        landmark_day: plan.landmark_day,
        horizon_day: plan.horizon_day,
        baseline: plan.baseline_rule.id(),
        volume_formula: plan.volume_formula.id(),
        zeros: plan.zeros.to_string(),
        event: plan.event.to_string(),
        exclude: plan.exclude.id(),
        exclusions: exclusions.iter().map(|e| e.what.clone()).collect(),
        landmark_rule: plan.landmark_day.is_none().then_some(LANDMARK_RULE),
        disposition_roles: plan.disposition_roles.as_ref().map(ToString::to_string),
        event_time: plan.event_time.map(EventTime::id),
        mrecist_from_day: plan.mrecist_from_day,
        burden: plan.burden.map(BurdenRule::id),
    }
}
