//! Freezing the analysis plan, before anybody knows the arms.
//!
//! A choice of method that is made in view of the results is biased; a frozen plan shows that it was made before. The
//! plan takes over what the protocol determines at that time (control arm, primary definition and test, landmark day,
//! visit window, horizon, baseline rule, rule for repeats, volume formula, roles of dispositions); the rest is chosen
//! here. A landmark day or a horizon can be given here only if the protocol has none, so that there are never two. [`analyze`](super::analyze) reports where an analysis departs from
//! the plan.

use super::plan_card::{amendments, plan_card};
use super::{Error, Notebook, Receipt};
use domain::{
    Amendment, AnalysisOptions, Blinding, BurdenRule, EventRule, EventTime, ExclusionRule,
    IntervalRule, Label, Plan, PlanCard, PlannedExclusion, Prose, Quantity, Reason, Remedy,
    ResidualRule, StudyRecord, ZeroRule,
};
use store::FREEZE_PLAN;

/// The settings of a plan beyond the protocol. None: as in the standing plan, else the default.
#[derive(Debug, Clone, Default)]
pub struct PlanRules {
    /// The primary endpoint in words; `Some(None)` removes it.
    pub endpoint: Option<Option<Prose>>,
    /// The landmark day; `Some(None)` leaves it to its rule.
    pub landmark: Option<Option<f64>>,
    /// Last day used by growth; `Some(None)`: the landmark day.
    pub horizon: Option<Option<f64>>,
    /// How the logarithm treats zeros.
    pub zeros: Option<ZeroRule>,
    /// What the time-to-event analysis waits for.
    pub event: Option<EventRule>,
    /// The day that an event by volume falls on.
    pub event_time: Option<EventTime>,
    /// First day after baseline of the mRECIST window.
    pub mrecist_from: Option<f64>,
    /// Whether exclusions apply.
    pub exclude: Option<ExclusionRule>,
    /// The burden of animals with several tumors.
    pub burden: Option<BurdenRule>,
    /// How intervals of growth inhibition are made.
    pub interval: Option<IntervalRule>,
    /// Which arms share the residual variance of the mixed model.
    pub residual: Option<ResidualRule>,
}

/// A plan that was just frozen. It does not hold the plan itself, which names the control arm.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Frozen {
    /// 1 for the first plan of a study, 2 for its first amendment.
    pub number: u32,
    /// The landmark day; none where it is left to its rule.
    pub landmark_day: Option<f64>,
    /// Whether it names a primary endpoint.
    pub has_endpoint: bool,
}

impl Notebook {
    /// Freezes the plan of a study, or amends the standing one, which needs a reason.
    ///
    /// # Errors
    /// If the study was unblinded, because whoever plans then can know the results; if the landmark day is not that of
    /// the protocol; if an amendment has no reason.
    pub fn freeze_plan(
        &mut self,
        study: &str,
        rules: PlanRules,
        reason: Option<Reason>,
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
            Ok(Frozen {
                number,
                landmark_day: plan.landmark_day,
                has_endpoint: plan.endpoint.is_some(),
            })
        })
    }

    /// The amendments of the plan of a study, the first one first.
    pub fn plan_amendments(&self, study: &str) -> Result<Vec<Amendment>, Error> {
        Ok(amendments(&self.study(study)?))
    }

    /// The standing plan of a study, if there is one.
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
    let protocol = &record.study.protocol;
    let name = &record.study.name;
    must_be_the_protocols(name, "landmark day", protocol.landmark_day, rules.landmark)?;
    must_be_the_protocols(name, "horizon", protocol.horizon_day, rules.horizon)?;
    let usual = AnalysisOptions::default();
    let standing = record.conduct.plan.as_ref().map(|frozen| &frozen.plan);
    Ok(Plan {
        endpoint: rules
            .endpoint
            .unwrap_or_else(|| standing.and_then(|p| p.endpoint.clone())),
        control: record.arms.iter().find(|arm| arm.is_control).map(|a| a.id),
        primary_definition: protocol.primary_definition,
        landmark_day: protocol.landmark_day.or_else(|| {
            let standing = standing.and_then(|p| p.landmark_day);
            rules.landmark.unwrap_or(standing)
        }),
        horizon_day: protocol.horizon_day.or_else(|| {
            let standing = standing.and_then(|p| p.horizon_day);
            rules.horizon.unwrap_or(standing)
        }),
        baseline_rule: protocol.baseline_rule,
        volume_formula: protocol.volume_formula,
        zeros: rules
            .zeros
            .or(standing.map(|p| p.zeros))
            .unwrap_or_default(),
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
        primary_test: Some(protocol.primary_test.unwrap_or_default()),
        visit_window_days: Some(
            protocol
                .visit_window_days
                .unwrap_or_else(|| record.usual_visit_window_days()),
        ),
        repeats: Some(protocol.repeats.unwrap_or_default()),
        interval: rules
            .interval
            .or(standing.and_then(|p| p.interval))
            .or(Some(usual.interval)),
        residual: rules
            .residual
            .or(standing.and_then(|p| p.residual))
            .or(Some(ResidualRule::default())),
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

/// Refuses a landmark day or horizon other than that of the protocol.
fn must_be_the_protocols(
    study: &Label,
    what: &str,
    own: Option<f64>,
    chosen: Option<Option<f64>>,
) -> Result<(), Error> {
    let (Some(day), Some(chosen)) = (own, chosen) else {
        return Ok(());
    };
    if chosen == Some(day) {
        return Ok(());
    }
    let chosen = chosen.map_or_else(|| "its rule".to_owned(), |day| format!("day {day}"));
    Err(Error::state(
        format!("the {what} of study `{study}` is {day}, and the plan is to say {chosen}"),
        Remedy::ChangePlannedDay,
    ))
}

fn excluded(record: &StudyRecord) -> Vec<PlannedExclusion> {
    let words = record.excluded_words();
    let planned = record.exclusions.iter().map(|e| PlannedExclusion {
        id: e.id,
        what: words.of(e.scope),
    });
    planned.collect()
}
