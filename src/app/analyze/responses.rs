//! Responses of tumors under the three schemes, counts and rates per arm.

use domain::{
    AnalysisNote, AnalysisOptions, ArmResponses, ConsecutiveCounts, EventRule, EventTime,
    MrecistCounts, NoteCode, PptpCounts, ResponseRate, ResponsesSection, TumorResponse,
};
use stats::adjust::holm;
use stats::proportion::{clopper_pearson, fisher};
use stats::response::{consecutive, mrecist, pptp};
use stats::survival::{self, Time};

use super::cohort::AnalysisCohort;
use super::events;

/// One tumor with its classes; none if a scheme cannot judge it.
struct Judged<'a> {
    animal: &'a str,
    arm: usize,
    site: &'a str,
    baseline_mm3: f64,
    mrecist: Option<mrecist::Response>,
    pptp: Option<pptp::Class>,
    consecutive: Option<consecutive::Class>,
}

/// The section, with notes on tumors that could not be judged.
pub(super) fn section(
    cohort: &AnalysisCohort,
    options: &AnalysisOptions,
) -> (ResponsesSection, Vec<AnalysisNote>) {
    let settings = pptp::Settings {
        control_median: control_median(cohort, event(cohort, options), options.event_time),
        ..pptp::Settings::default()
    };
    let judged = judge(cohort, options, &settings);
    let mut arms: Vec<ArmResponses> = (0..cohort.arms.len())
        .map(|arm| counts(cohort.arms[arm], judged.iter().filter(|j| j.arm == arm)))
        .collect();
    add_rates(&mut arms, cohort.has_control, options.confidence);
    let notes = notes(&judged, cohort.has_control, event(cohort, options), options);
    let animals = judged.iter().map(|j| response(j, cohort.arms[j.arm]));
    let section = ResponsesSection {
        animals: animals.collect(),
        arms,
    };
    (section, notes)
}

/// The event of PPTP: that of the analysis. A disposition concerns the animal and not a tumor, so the default event by
/// volume is used instead.
fn event(cohort: &AnalysisCohort, options: &AnalysisOptions) -> EventRule {
    match events::rule(cohort, options) {
        EventRule::Disposition => EventRule::default(),
        by_volume => by_volume,
    }
}

fn control_median(cohort: &AnalysisCohort, event: EventRule, on: EventTime) -> Option<f64> {
    if !cohort.has_control {
        return None;
    }
    let tumors = cohort.of_arm(0).flat_map(|(_, subject)| &subject.tumors);
    let times = tumors.filter_map(|tumor| events::by_volume(&tumor.volumes, event, on));
    survival::median(&times.collect::<Vec<Time>>())
}

fn judge<'a>(
    cohort: &AnalysisCohort<'a>,
    options: &AnalysisOptions,
    settings: &pptp::Settings,
) -> Vec<Judged<'a>> {
    let event = event(cohort, options);
    let mut judged = Vec::new();
    for subject in &cohort.subjects {
        for tumor in subject.tumors.iter().filter(|t| !t.volumes.is_empty()) {
            let (days, volumes) = tumor.volumes.since_baseline();
            let time = events::by_volume(&tumor.volumes, event, options.event_time);
            judged.push(Judged {
                animal: subject.tag,
                arm: subject.arm,
                site: tumor.site,
                baseline_mm3: volumes[0],
                mrecist: mrecist::judge(&days, volumes, options.mrecist_from),
                pptp: time.and_then(|time| pptp::judge(volumes, time, settings)),
                consecutive: consecutive::judge(volumes, &consecutive::Settings::default()),
            });
        }
    }
    judged
}

fn response(judged: &Judged, arm: &str) -> TumorResponse {
    TumorResponse {
        animal: judged.animal.to_owned(),
        arm: arm.to_owned(),
        tumor: judged.site.to_owned(),
        best_response_percent: judged.mrecist.map(|r| r.best_percent),
        best_average_response_percent: judged.mrecist.map(|r| r.best_average_percent),
        mrecist: match judged.mrecist.map(|r| r.class) {
            Some(mrecist::Class::Complete) => "mCR",
            Some(mrecist::Class::Partial) => "mPR",
            Some(mrecist::Class::Stable) => "mSD",
            Some(mrecist::Class::Progressive) => "mPD",
            None => "NE",
        },
        pptp: match judged.pptp {
            Some(pptp::Class::Progressive) => "PD",
            Some(pptp::Class::Progressive1) => "PD1",
            Some(pptp::Class::Progressive2) => "PD2",
            Some(pptp::Class::Stable) => "SD",
            Some(pptp::Class::Partial) => "PR",
            Some(pptp::Class::Complete) => "CR",
            Some(pptp::Class::Maintained) => "MCR",
            None => "NE",
        },
        consecutive: match judged.consecutive {
            Some(consecutive::Class::None) => "NR",
            Some(consecutive::Class::Partial) => "PR",
            Some(consecutive::Class::Complete) => "CR",
            Some(consecutive::Class::TumorFree) => "TFS",
            None => "NE",
        },
        pptp_score: judged.pptp.and_then(pptp::Class::score),
    }
}

fn counts<'j>(arm: &str, judged: impl Iterator<Item = &'j Judged<'j>>) -> ArmResponses {
    let mut n = 0;
    let mut m = MrecistCounts::default();
    let mut p = PptpCounts::default();
    let mut c = ConsecutiveCounts::default();
    for tumor in judged {
        n += 1;
        *match tumor.mrecist.map(|r| r.class) {
            Some(mrecist::Class::Complete) => &mut m.complete,
            Some(mrecist::Class::Partial) => &mut m.partial,
            Some(mrecist::Class::Stable) => &mut m.stable,
            Some(mrecist::Class::Progressive) => &mut m.progressive,
            None => &mut m.not_evaluable,
        } += 1;
        *match tumor.pptp {
            Some(pptp::Class::Progressive) => &mut p.progressive,
            Some(pptp::Class::Progressive1) => &mut p.progressive_1,
            Some(pptp::Class::Progressive2) => &mut p.progressive_2,
            Some(pptp::Class::Stable) => &mut p.stable,
            Some(pptp::Class::Partial) => &mut p.partial,
            Some(pptp::Class::Complete) => &mut p.complete,
            Some(pptp::Class::Maintained) => &mut p.maintained,
            None => &mut p.not_evaluable,
        } += 1;
        *match tumor.consecutive {
            Some(consecutive::Class::None) => &mut c.none,
            Some(consecutive::Class::Partial) => &mut c.partial,
            Some(consecutive::Class::Complete) => &mut c.complete,
            Some(consecutive::Class::TumorFree) => &mut c.tumor_free,
            None => &mut c.not_evaluable,
        } += 1;
    }
    ArmResponses {
        arm: arm.to_owned(),
        n,
        mrecist: m,
        pptp: p,
        consecutive: c,
        mrecist_rate: rate(m.complete + m.partial, n - m.not_evaluable),
        pptp_rate: rate(p.partial + p.complete + p.maintained, n - p.not_evaluable),
        consecutive_rate: rate(c.partial + c.complete + c.tumor_free, n - c.not_evaluable),
    }
}

fn rate(responders: usize, evaluable: usize) -> ResponseRate {
    ResponseRate {
        responders,
        evaluable,
        ..ResponseRate::default()
    }
}

/// Completes the rates with their intervals and the tests against the control.
fn add_rates(arms: &mut [ArmResponses], has_control: bool, confidence: f64) {
    let schemes: [fn(&mut ArmResponses) -> &mut ResponseRate; 3] = [
        |arm| &mut arm.mrecist_rate,
        |arm| &mut arm.pptp_rate,
        |arm| &mut arm.consecutive_rate,
    ];
    for scheme in schemes {
        let control = arms.first_mut().map(|arm| scheme(arm).clone());
        let control = control.filter(|_| has_control);
        let mut p_values = Vec::with_capacity(arms.len());
        for (i, arm) in arms.iter_mut().enumerate() {
            let rate = scheme(arm);
            let (x, n) = (rate.responders, rate.evaluable);
            let interval = clopper_pearson(x, n, confidence);
            rate.rate_percent = (n > 0).then(|| 100.0 * x as f64 / n as f64);
            rate.ci_low = interval.map(|i| 100.0 * i.low);
            rate.ci_high = interval.map(|i| 100.0 * i.high);
            let against = control.as_ref().filter(|_| i > 0);
            rate.fisher_p = against.and_then(|c| fisher(x, n, c.responders, c.evaluable));
            p_values.push(rate.fisher_p);
        }
        for (arm, adjusted) in arms.iter_mut().zip(holm(&p_values)) {
            scheme(arm).fisher_p_holm = adjusted;
        }
    }
}

fn notes(
    judged: &[Judged],
    has_control: bool,
    event: EventRule,
    options: &AnalysisOptions,
) -> Vec<AnalysisNote> {
    let mut notes = Vec::new();
    let mut note = |lacking: usize, scheme: &str, why: String| {
        if lacking > 0 {
            let all = judged.len();
            let message = format!("{scheme} cannot judge {lacking} of {all} tumors: {why}");
            notes.push(AnalysisNote::new(NoteCode::NotEvaluable, message));
        }
    };
    let count = |lacks: fn(&Judged) -> bool| judged.iter().filter(|j| lacks(j)).count();
    let from = options.mrecist_from;
    let late = format!("no reading from day {from} after baseline on, or volume 0 at baseline");
    note(count(|j| j.mrecist.is_none()), "mRECIST", late);
    let none = "no reading after baseline, or volume 0 at baseline".to_owned();
    note(count(|j| j.pptp.is_none()), "PPTP", none);
    let few = "fewer than three readings after baseline, or volume 0 at baseline".to_owned();
    note(
        count(|j| j.consecutive.is_none()),
        "the consecutive-readings rule",
        few,
    );
    notes.extend(small_at_baseline(judged));
    let undivided = count(|j| j.pptp == Some(pptp::Class::Progressive));
    if undivided > 0 {
        let message = format!(
            "PPTP leaves {} as PD: {}, so PD1 and PD2 cannot be told apart",
            super::notes::count(undivided, "progressing tumor"),
            match has_control {
                true => format!("the control has no median time to {event}"),
                false => "no control is known".to_owned(),
            }
        );
        notes.push(AnalysisNote::new(NoteCode::NoControlMedian, message));
    }
    notes
}

/// A note on tumors that were below the volume under which a scheme calls a tumor gone already at baseline: the schemes
/// are applied as published, and such a tumor can count as a response without shrinking.
fn small_at_baseline(judged: &[Judged]) -> Vec<AnalysisNote> {
    let schemes = [
        ("PPTP", pptp::Settings::default().measurable_mm3),
        (
            "the consecutive-readings rule",
            consecutive::Settings::default().gone_mm3,
        ),
    ];
    let small = |limit: f64| {
        let began = judged.iter().map(|j| j.baseline_mm3);
        began.filter(|&v0| v0 > 0.0 && v0 < limit).count()
    };
    let notes = schemes.into_iter().filter_map(|(scheme, limit)| {
        let n = small(limit);
        let message = format!(
            "{n} of {} tumors began below {limit} mm³, where {scheme} calls a tumor gone, whether \
             it shrank or not",
            judged.len()
        );
        (n > 0).then(|| AnalysisNote::new(NoteCode::SmallBaseline, message))
    });
    notes.collect()
}
