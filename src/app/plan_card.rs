//! Frozen plans for readers: a card per plan, and the changes from plan to plan.

use domain::{
    Amendment, Arm, BurdenRule, Change, EventTime, FrozenPlan, IntervalRule, LANDMARK_RULE,
    PlanCard, PlanSetting, PrimaryTest, RepeatRule, ResidualRule, StudyRecord,
};

/// The amendments of the plan, from plan to plan.
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

/// The settings in which two plans differ.
fn changes(before: &PlanCard, after: &PlanCard) -> Vec<Change> {
    let pairs = settings(before).into_iter().zip(settings(after));
    let changed = pairs.filter(|((_, from), (_, to))| from != to);
    changed
        .map(|((setting, from), (_, to))| Change { setting, from, to })
        .collect()
}

/// The settings of a plan; no control where that is hidden.
fn settings(card: &PlanCard) -> [(PlanSetting, Option<String>); 20] {
    let word = |word: &str| Some(word.to_owned());
    let id = |id: Option<&'static str>| id.map(str::to_owned);
    let day = |day: Option<f64>| day.map(|day| day.to_string());
    let control = card.control.clone().filter(|_| !card.control_hidden);
    let excluded = (!card.exclusions.is_empty()).then(|| card.exclusions.join(", "));
    [
        (PlanSetting::Endpoint, card.endpoint.clone()),
        (PlanSetting::Control, control),
        (
            PlanSetting::PrimaryDefinition,
            word(card.primary_definition.id()),
        ),
        (PlanSetting::LandmarkDay, day(card.landmark_day)),
        (PlanSetting::HorizonDay, day(card.horizon_day)),
        (PlanSetting::Baseline, word(card.baseline)),
        (PlanSetting::VolumeFormula, word(card.volume_formula)),
        (PlanSetting::Zeros, word(&card.zeros)),
        (PlanSetting::Event, word(&card.event)),
        (PlanSetting::Exclude, word(card.exclude)),
        (PlanSetting::Exclusions, excluded),
        (
            PlanSetting::DispositionRoles,
            card.disposition_roles.clone(),
        ),
        (PlanSetting::EventTime, id(card.event_time)),
        (PlanSetting::MrecistFromDay, day(card.mrecist_from_day)),
        (PlanSetting::Burden, id(card.burden)),
        (PlanSetting::PrimaryTest, id(card.primary_test)),
        (PlanSetting::VisitWindow, day(card.visit_window_days)),
        (PlanSetting::Repeats, id(card.repeats)),
        (PlanSetting::Interval, id(card.interval)),
        (PlanSetting::Residual, id(card.residual)),
    ]
}

/// A frozen plan for readers.
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
        primary_definition: plan.primary_definition,
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
        primary_test: plan.primary_test.map(PrimaryTest::id),
        visit_window_days: plan.visit_window_days,
        repeats: plan.repeats.map(RepeatRule::id),
        interval: plan.interval.map(IntervalRule::id),
        residual: plan.residual.map(ResidualRule::id),
    }
}
