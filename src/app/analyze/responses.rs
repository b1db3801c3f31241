//! Responses under the three schemes, counts and rates per arm.
//!
//! The animal is the unit: tumors of one animal are not independent, so an animal with several tumors has the class of
//! their sum. The classes of its tumors are listed beside, and enter no count.

use domain::{
    AnalysisNote, AnalysisOptions, ArmResponses, ConsecutiveCounts, EventRule, EventTime,
    MrecistCounts, NoteCode, PptpCounts, ResponseRate, ResponseRow, ResponsesSection,
};
use stats::adjust::holm;
use stats::proportion::{clopper_pearson, fisher};
use stats::response::pptp::EVENT_RATIO;
use stats::response::{consecutive, mrecist, pptp};
use stats::survival::{self, Time};

use super::cohort::{AnalysisCohort, End, Subject};
use super::events;
use super::series::Series;

/// An animal or a tumor with its classes; none if a scheme cannot judge it.
struct Judged<'a> {
    animal: &'a str,
    arm: usize,
    /// None for the sum of several tumors.
    site: Option<&'a str>,
    /// Day and volume in mm³; none where the tumors were never read on one day.
    first: Option<(f64, f64)>,
    last: Option<(f64, f64)>,
    /// How the animal left the study.
    end: Option<&'a End>,
    mrecist: Option<mrecist::Response>,
    pptp: Option<pptp::Class>,
    consecutive: Option<consecutive::Class>,
}

/// The settings that all animals are judged by.
struct Rules {
    pptp: pptp::Settings,
    consecutive: consecutive::Settings,
    mrecist_from: f64,
    event_time: EventTime,
}

/// The section, with notes on animals that could not be judged.
pub(super) fn section(
    cohort: &AnalysisCohort,
    options: &AnalysisOptions,
) -> (ResponsesSection, Vec<AnalysisNote>) {
    let rules = Rules::of(cohort, options);
    let judged: Vec<Judged> = cohort
        .subjects
        .iter()
        .filter_map(|s| rules.animal(s))
        .collect();
    let mut arms: Vec<ArmResponses> = (0..cohort.arms.len())
        .map(|arm| counts(cohort.arms[arm], judged.iter().filter(|j| j.arm == arm)))
        .collect();
    add_rates(&mut arms, cohort.has_control, options.confidence);
    let notes = notes(&judged, cohort.has_control, &rules);
    let tumors = cohort.subjects.iter().flat_map(|s| rules.tumors(s));
    let row = |j: &Judged| response(j, cohort.arms[j.arm]);
    let section = ResponsesSection {
        animals: judged.iter().map(row).collect(),
        arms,
        tumors: tumors.map(|j| row(&j)).collect(),
    };
    (section, notes)
}

/// The event of PPTP, whatever the event of the study is.
const EVENT: EventRule = EventRule::Ratio(EVENT_RATIO);

impl Rules {
    fn of(cohort: &AnalysisCohort, options: &AnalysisOptions) -> Self {
        let pptp = pptp::Settings::default();
        let measurable = |s: &&Subject| {
            let baseline = s.burden.baseline();
            baseline.is_some_and(|(_, v0)| v0 >= pptp.measurable_mm3)
        };
        let control = cohort.of_arm(0).map(|(_, s)| s).filter(measurable);
        let times: Vec<Time> = control
            .filter_map(|s| events::by_volume(&s.burden, EVENT, options.event_time))
            .collect();
        let median = survival::median(&times).filter(|_| cohort.has_control);
        Self {
            pptp: pptp::Settings {
                control_median: median,
                ..pptp
            },
            consecutive: consecutive::Settings::default(),
            mrecist_from: options.mrecist_from,
            event_time: options.event_time,
        }
    }

    fn judge<'a>(
        &self,
        subject: &'a Subject<'a>,
        site: Option<&'a str>,
        series: &Series,
    ) -> Judged<'a> {
        let (days, volumes) = series.since_baseline();
        let time = events::by_volume(series, EVENT, self.event_time);
        Judged {
            animal: subject.tag,
            arm: subject.arm,
            site,
            first: series.baseline(),
            last: series.points().last(),
            end: subject.end.as_ref(),
            mrecist: mrecist::judge(&days, volumes, self.mrecist_from),
            pptp: time.and_then(|time| pptp::judge(volumes, time, &self.pptp)),
            consecutive: consecutive::judge(volumes, &self.consecutive),
        }
    }

    /// An animal by the sum of its tumors; none if no tumor was read.
    fn animal<'a>(&self, subject: &'a Subject<'a>) -> Option<Judged<'a>> {
        let mut read = subject.tumors.iter().filter(|t| !t.volumes.is_empty());
        let first = read.next()?.site;
        let site = read.next().is_none().then_some(first);
        Some(self.judge(subject, site, &subject.burden))
    }

    /// The tumors of an animal that has several which were read.
    fn tumors<'a>(&self, subject: &'a Subject<'a>) -> Vec<Judged<'a>> {
        let read = subject.tumors.iter().filter(|t| !t.volumes.is_empty());
        let judged = read.map(|t| self.judge(subject, Some(t.site), &t.volumes));
        let judged: Vec<Judged> = judged.collect();
        if judged.len() > 1 { judged } else { Vec::new() }
    }
}

fn response(judged: &Judged, arm: &str) -> ResponseRow {
    ResponseRow {
        animal: judged.animal.to_owned(),
        arm: arm.to_owned(),
        tumor: judged.site.map(str::to_owned),
        v0: judged.first.map(|(_, volume)| volume),
        v_last: judged.last.map(|(_, volume)| volume),
        last_day: judged.last.map(|(day, _)| day),
        disposition: judged.end.map(|end| end.kind.id()),
        disposition_day: judged.end.map(|end| end.day),
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
    for animal in judged {
        n += 1;
        *match animal.mrecist.map(|r| r.class) {
            Some(mrecist::Class::Complete) => &mut m.complete,
            Some(mrecist::Class::Partial) => &mut m.partial,
            Some(mrecist::Class::Stable) => &mut m.stable,
            Some(mrecist::Class::Progressive) => &mut m.progressive,
            None => &mut m.not_evaluable,
        } += 1;
        *match animal.pptp {
            Some(pptp::Class::Progressive) => &mut p.progressive,
            Some(pptp::Class::Progressive1) => &mut p.progressive_1,
            Some(pptp::Class::Progressive2) => &mut p.progressive_2,
            Some(pptp::Class::Stable) => &mut p.stable,
            Some(pptp::Class::Partial) => &mut p.partial,
            Some(pptp::Class::Complete) => &mut p.complete,
            Some(pptp::Class::Maintained) => &mut p.maintained,
            None => &mut p.not_evaluable,
        } += 1;
        *match animal.consecutive {
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

fn notes(judged: &[Judged], has_control: bool, rules: &Rules) -> Vec<AnalysisNote> {
    let mut notes = Vec::new();
    let all = judged.len();
    let mut note = |code, lacking: usize, scheme: &str, why: String| {
        if lacking > 0 {
            let message = format!("{scheme} cannot judge {lacking} of {all} animals: {why}");
            notes.push(AnalysisNote::new(code, message));
        }
    };
    let count = |lacks: &dyn Fn(&Judged) -> bool| judged.iter().filter(|j| lacks(j)).count();
    let below = |j: &Judged, limit: f64| j.first.is_some_and(|(_, v0)| v0 < limit);
    let late = format!(
        "no reading from day {} after baseline on, or volume 0 at baseline",
        rules.mrecist_from
    );
    let lacking = count(&|j| j.mrecist.is_none());
    note(NoteCode::NotEvaluable, lacking, "mRECIST", late);
    let measurable = rules.pptp.measurable_mm3;
    let lacking = count(&|j| j.pptp.is_none() && !below(j, measurable));
    let none = "no reading after baseline".to_owned();
    note(NoteCode::NotEvaluable, lacking, "PPTP", none);
    let small = format!("they began below {measurable} mm³, the least that it can measure");
    let lacking = count(&|j| below(j, measurable));
    note(NoteCode::SmallBaseline, lacking, "PPTP", small);
    let (scheme, gone) = ("the consecutive-readings rule", rules.consecutive.gone_mm3);
    let lacking = count(&|j| j.consecutive.is_none() && !below(j, gone));
    let few = "fewer than three readings after baseline".to_owned();
    note(NoteCode::NotEvaluable, lacking, scheme, few);
    let small = format!("they began below {gone} mm³, where it calls a tumor gone");
    note(
        NoteCode::SmallBaseline,
        count(&|j| below(j, gone)),
        scheme,
        small,
    );
    let undivided = count(&|j| j.pptp == Some(pptp::Class::Progressive));
    if undivided > 0 {
        let message = format!(
            "PPTP leaves {} as PD: {}, so PD1 and PD2 cannot be told apart",
            super::notes::count(undivided, "progressing animal"),
            match has_control {
                true => format!("the control has no median time to {EVENT_RATIO} × V₀"),
                false => "no control is known".to_owned(),
            }
        );
        notes.push(AnalysisNote::new(NoteCode::NoControlMedian, message));
    }
    notes
}
