//! Time to event: when each animal had it, and what arms make of that.

use std::collections::BTreeSet;

use domain::{
    AnalysisNote, AnalysisOptions, AnimalTime, ArmTimes, ChiSquaredTest, CoxModel, CoxTerm,
    DispositionRole, EventRule, EventTime, FirthTerm, GrowthSection, IncidenceCurve,
    IncidencePoint, NoteCode, PairTest, Remedy, StudyRecord, SurvivalCurve, SurvivalPoint,
    TimeToEvent,
};
use stats::adjust::holm;
use stats::adjust::positive;
use stats::descriptive::median;
use stats::survival::cox::{self, Estimate, Profiles, treatment_contrasts};
use stats::survival::crossing::{Crossing, time_to_threshold};
use stats::survival::curve::{Curve, Scale};
use stats::survival::delay::{Delay, Treated, growth_delay};
use stats::survival::gray::gray;
use stats::survival::incidence::{CauseTime, Incidence};
use stats::survival::logrank::{LogRank, Pair, Weights, logrank, pairs_with, trend};
use stats::survival::restricted::restricted_mean;
use stats::survival::{NoAnswer, Test, Time};

use super::cohort::{Cohort, Subject};
use super::notes::{contrast, count};
use super::series::Series;

/// Causes of an end, as the statistics count them.
const EVENT: usize = 0;
const COMPETING: usize = 1;

/// R² of the control's animals below which its growth is not called exponential.
const EXPONENTIAL_R2: f64 = 0.9;

/// Time to an event by volume; none if the series cannot have one: no reading after baseline, or a
/// multiple of a baseline of 0.
pub(super) fn by_volume(series: &Series, rule: EventRule, on: EventTime) -> Option<Time> {
    let (days, volumes) = series.since_baseline();
    let v0 = *volumes.first()?;
    let threshold = match rule {
        EventRule::Volume(mm3) => mm3,
        EventRule::Ratio(fold) if v0 > 0.0 => fold * v0,
        EventRule::Ratio(_) => return None,
        EventRule::Disposition => f64::INFINITY,
    };
    let crossing = match on {
        EventTime::Read => Crossing::Read,
        EventTime::Interpolated => Crossing::LogLinear,
    };
    time_to_threshold(&days, volumes, threshold, crossing)
}

/// How an animal's time ended.
struct End {
    time: f64,
    cause: Option<usize>,
    /// `volume` or the kind of disposition.
    word: Option<&'static str>,
}

/// By volume, or by a disposition that comes before: one that is no event ends nothing, the animal is
/// followed to its last reading.
fn end(subject: &Subject, rule: EventRule, on: EventTime) -> Option<End> {
    let read = by_volume(&subject.burden, rule, on);
    let start = subject.burden.baseline()?.0;
    let left = subject.end.as_ref().and_then(|end| {
        let cause = match end.role {
            DispositionRole::Censor => return None,
            DispositionRole::Event => EVENT,
            DispositionRole::Compete => COMPETING,
        };
        let time = end.day - start;
        (time > 0.0).then_some(End {
            time,
            cause: Some(cause),
            word: Some(end.kind.id()),
        })
    });
    // A multiple of a baseline of 0 can never be an event, whatever else happens to the animal.
    let by_volume_possible = !matches!(rule, EventRule::Ratio(_))
        || subject.burden.baseline().is_some_and(|(_, v0)| v0 > 0.0);
    match (read, left) {
        (Some(read), left) if read.event && left.as_ref().is_none_or(|l| read.time <= l.time) => {
            Some(End {
                time: read.time,
                cause: Some(EVENT),
                word: Some("volume"),
            })
        }
        (_, Some(left)) if by_volume_possible => Some(left),
        (Some(read), _) => Some(End {
            time: read.time,
            cause: None,
            word: None,
        }),
        (None, _) => None,
    }
}

/// The animals that have a time.
struct Times<'a> {
    cohort: &'a Cohort<'a>,
    subjects: Vec<(&'a Subject<'a>, End)>,
    /// Places of the arms that have such animals, control first if it has any.
    arms: Vec<usize>,
    /// Of each animal, which of `arms`.
    groups: Vec<usize>,
    times: Vec<Time>,
    has_control: bool,
    confidence: f64,
}

impl<'a> Times<'a> {
    fn gather(cohort: &'a Cohort<'a>, rule: EventRule, options: &AnalysisOptions) -> Self {
        let ends = cohort.subjects.iter();
        let ends = ends.filter_map(|s| Some((s, end(s, rule, options.event_time)?)));
        let subjects: Vec<(&Subject, End)> = ends.collect();
        let arms: BTreeSet<usize> = subjects.iter().map(|(s, _)| s.arm).collect();
        let arms: Vec<usize> = arms.into_iter().collect();
        let group = |s: &Subject| arms.binary_search(&s.arm).expect("its arm is among them");
        Self {
            cohort,
            groups: subjects.iter().map(|(s, _)| group(s)).collect(),
            times: subjects
                .iter()
                .map(|(_, end)| Time {
                    time: end.time,
                    event: end.cause == Some(EVENT),
                })
                .collect(),
            has_control: cohort.has_control && arms.first() == Some(&0),
            subjects,
            arms,
            confidence: options.confidence,
        }
    }

    fn name(&self, group: usize) -> &'a str {
        self.cohort.arms[self.arms[group]]
    }

    fn of_group<T: Copy>(&self, group: usize, all: &[T]) -> Vec<T> {
        let all = all.iter().zip(&self.groups);
        all.filter(|(_, g)| **g == group).map(|(t, _)| *t).collect()
    }

    fn curve(&self, group: usize, scale: Scale) -> Curve {
        Curve::new(&self.of_group(group, &self.times), scale, self.confidence)
            .expect("a group has animals with finite times")
    }

    fn compared(&self, weights: Weights) -> Result<LogRank, NoAnswer> {
        logrank(&self.times, &self.groups, self.arms.len(), weights)
    }

    fn animals(&self) -> Vec<AnimalTime> {
        let row = |(subject, end): &(&Subject, End)| AnimalTime {
            animal: subject.tag.to_owned(),
            arm: self.cohort.arms[subject.arm].to_owned(),
            time: end.time,
            event: end.cause == Some(EVENT),
            cause: end.word,
        };
        self.subjects.iter().map(row).collect()
    }

    fn pairs(&self) -> Vec<PairTest> {
        if !self.has_control {
            return Vec::new();
        }
        let groups = self.arms.len();
        let pairs = pairs_with(&self.times, &self.groups, groups, 0, Weights::LogRank);
        let pairs = pairs.unwrap_or_default();
        let test = |pair: &Pair| pair.result.as_ref().ok().map(|r| r.test);
        let raw: Vec<Option<f64>> = pairs.iter().map(|p| test(p).map(|t| t.p.p)).collect();
        let adjusted = holm(&raw);
        let row = |(i, pair): (usize, &Pair)| PairTest {
            contrast: contrast(&self.cohort.arms, self.arms[pair.group], 0),
            chi2: test(pair).map(|t| t.chi2),
            p: raw[i],
            p_holm: adjusted[i].map(positive),
        };
        pairs.iter().enumerate().map(row).collect()
    }

    fn cox(&self) -> Result<CoxModel, NoAnswer> {
        if !self.has_control || self.arms.len() < 2 {
            return Err(NoAnswer::NothingToCompare);
        }
        let design = treatment_contrasts(&self.groups, self.arms.len());
        let options = cox::Options {
            confidence: self.confidence,
            ..cox::Options::default()
        };
        let fit = cox::fit(&self.times, &design, &options)?;
        let runs_off =
            |term: &Estimate| matches!(term, Estimate::PlusInfinity | Estimate::MinusInfinity);
        let endless: Vec<usize> = (0..fit.terms.len())
            .filter(|&j| runs_off(&fit.terms[j]))
            .collect();
        let firth = (!endless.is_empty()).then(|| {
            let options = cox::Options {
                firth: true,
                profiles: Profiles::Of(&endless),
                ..options
            };
            let fit = cox::fit(&self.times, &design, &options);
            fit.map(|fit| self.firth(&fit, &endless))
        });
        let terms = fit.terms.iter().enumerate();
        Ok(CoxModel {
            ties: "efron",
            log_likelihood_null: fit.log_likelihood_null,
            log_likelihood: fit.log_likelihood,
            terms: terms
                .map(|(j, term)| cox_term(self.name(j + 1), term))
                .collect(),
            wald: fit.wald.map(chi_squared),
            score: fit.score.map(chi_squared),
            likelihood_ratio: chi_squared(fit.likelihood_ratio),
            firth: firth.and_then(Result::ok),
        })
    }

    fn firth(&self, fit: &cox::Fit, terms: &[usize]) -> Vec<FirthTerm> {
        let term = |&j: &usize| {
            let found = match fit.terms[j] {
                Estimate::Finite(found) => Some(found),
                _ => None,
            };
            FirthTerm {
                arm: self.name(j + 1).to_owned(),
                coef: found.map(|f| f.coefficient),
                hazard_ratio: found.map(|f| f.hazard_ratio),
                ci_low: fit.profiles[j].and_then(|p| p.low),
                ci_high: fit.profiles[j].and_then(|p| p.high),
                p: fit.profiles[j].map(|p| p.p.p),
            }
        };
        terms.iter().map(term).collect()
    }

    fn competes(&self) -> bool {
        self.subjects
            .iter()
            .any(|(_, end)| end.cause == Some(COMPETING))
    }

    fn causes(&self) -> Vec<CauseTime> {
        let ends = self.subjects.iter();
        ends.map(|(_, end)| CauseTime {
            time: end.time,
            cause: end.cause,
        })
        .collect()
    }

    fn incidence(&self) -> Vec<IncidenceCurve> {
        if !self.competes() {
            return Vec::new();
        }
        let times = self.causes();
        let curves = (0..self.arms.len()).flat_map(|group| {
            let of_group = self.of_group(group, &times);
            let curve = move |(cause, word)| {
                let found = Incidence::new(&of_group, cause, self.confidence).ok()?;
                Some(self.incidence_curve(group, word, &found))
            };
            [(EVENT, "event"), (COMPETING, "competing")]
                .into_iter()
                .filter_map(curve)
                .collect::<Vec<_>>()
        });
        curves.collect()
    }

    fn incidence_curve(
        &self,
        group: usize,
        cause: &'static str,
        found: &Incidence,
    ) -> IncidenceCurve {
        let points = found.steps.iter().map(|step| IncidencePoint {
            time: step.time,
            at_risk: step.at_risk,
            events: step.events,
            incidence: step.incidence,
            se: step.se,
            low: step.interval.map(|i| i.low),
            high: step.interval.map(|i| i.high),
        });
        IncidenceCurve {
            arm: self.name(group).to_owned(),
            cause,
            events: found.events,
            points: points.collect(),
        }
    }

    fn gray(&self) -> Option<ChiSquaredTest> {
        let test = gray(&self.causes(), &self.groups, self.arms.len(), EVENT);
        self.competes()
            .then(|| test.ok().map(chi_squared))
            .flatten()
    }

    /// The log-rank test for trend, where arms are doses.
    fn trend(&self, record: &StudyRecord) -> Option<ChiSquaredTest> {
        let doses = self.doses(record)?;
        let test = trend(&self.times, &self.groups, &doses, Weights::LogRank);
        test.ok().map(|of| chi_squared(of.test))
    }

    /// The dose of each arm, where all treated arms get one and the same compound alone, in one unit,
    /// by one route and schedule, and the others nothing.
    fn doses(&self, record: &StudyRecord) -> Option<Vec<f64>> {
        let arm = |group: usize| {
            let name = self.name(group);
            record.arms.iter().find(|arm| arm.name.as_str() == name)
        };
        let mut doses = Vec::with_capacity(self.arms.len());
        let mut known = None;
        for group in 0..self.arms.len() {
            match arm(group)?.treatments.as_slice() {
                // Of the control nothing need be said; another arm without a word is not untreated.
                [] if self.has_control && group == 0 => doses.push(0.0),
                [only] => {
                    let dose = only.dose?;
                    let what = (&only.compound, &only.unit, &only.route, &only.schedule);
                    if dose > 0.0 && *known.get_or_insert(what) != what {
                        return None;
                    }
                    doses.push(dose);
                }
                _ => return None,
            }
        }
        (doses.len() > 2 && known.is_some()).then_some(doses)
    }
}

fn chi_squared(test: Test) -> ChiSquaredTest {
    ChiSquaredTest {
        chi2: test.chi2,
        df: test.df,
        p: test.p.p,
    }
}

fn cox_term(arm: &str, term: &Estimate) -> CoxTerm {
    let found = match term {
        Estimate::Finite(found) => Some(found),
        _ => None,
    };
    CoxTerm {
        arm: arm.to_owned(),
        unbounded: match term {
            Estimate::Finite(_) => None,
            Estimate::MinusInfinity => Some("zero"),
            Estimate::PlusInfinity => Some("endless"),
            Estimate::Undetermined => Some("undetermined"),
        },
        coef: found.map(|f| f.coefficient),
        hazard_ratio: found.map(|f| f.hazard_ratio),
        se: found.map(|f| f.se),
        z: found.map(|f| f.z),
        p: found.map(|f| f.p.p),
        ci_low: found.map(|f| f.interval.low),
        ci_high: found.map(|f| f.interval.high),
    }
}

fn survival_curve(arm: &str, curve: &Curve) -> SurvivalCurve {
    let points = curve.steps.iter().map(|step| SurvivalPoint {
        time: step.time,
        at_risk: step.at_risk,
        events: step.events,
        censored: step.censored,
        survival: step.survival,
        se: step.se,
        low: step.interval.map(|i| i.low),
        high: step.interval.map(|i| i.high),
    });
    SurvivalCurve {
        arm: arm.to_owned(),
        points: points.collect(),
    }
}

/// The event of an analysis: as asked, else the study's.
pub(super) fn rule(cohort: &Cohort, options: &AnalysisOptions) -> EventRule {
    let rule = options.event.or(cohort.protocol.event_rule);
    rule.unwrap_or_default()
}

/// The section, and what must be known with it. `growth` gives the control's doubling time.
pub(super) fn section(
    record: &StudyRecord,
    cohort: &Cohort,
    growth: &GrowthSection,
    options: &AnalysisOptions,
) -> (Option<TimeToEvent>, Vec<AnalysisNote>) {
    let rule = rule(cohort, options);
    let times = Times::gather(cohort, rule, options);
    let mut notes = left_out(cohort, &times, rule);
    if times.subjects.is_empty() {
        let message = "no time to event: no animal can have one";
        notes.push(AnalysisNote::new(NoteCode::TimeToEvent, message));
        return (None, notes);
    }
    let compared = times.compared(Weights::LogRank);
    let cox = times.cox();
    notes.extend(not_compared(&times, &compared, &cox));
    let section = TimeToEvent {
        rule: rule.to_string(),
        animals: times.animals(),
        arms: arms(&times, growth, compared.as_ref().ok()),
        curves: (0..times.arms.len())
            .map(|group| survival_curve(times.name(group), &times.curve(group, Scale::LogLog)))
            .collect(),
        log_rank: compared.ok().map(|of| chi_squared(of.test)),
        pairs: times.pairs(),
        cox: cox.ok(),
        event_time: options.event_time.id(),
        interval: "log-log",
        trend: times.trend(record),
        gehan_breslow: times
            .compared(Weights::Gehan)
            .ok()
            .map(|of| chi_squared(of.test)),
        peto: times
            .compared(Weights::PetoPeto)
            .ok()
            .map(|of| chi_squared(of.test)),
        restricted_to: last_time(&times),
        incidence: times.incidence(),
        gray: times.gray(),
    };
    notes.extend(of_section(&section, growth, &times));
    (Some(section), notes)
}

fn last_time(times: &Times) -> Option<f64> {
    times.times.iter().map(|t| t.time).reduce(f64::max)
}

fn arms(times: &Times, growth: &GrowthSection, compared: Option<&LogRank>) -> Vec<ArmTimes> {
    let curve = |group| times.curve(group, Scale::LogLog);
    let control = times.has_control.then(|| curve(0).median().time).flatten();
    let doubling = growth.arms.first().and_then(|arm| arm.doubling_days);
    let tau = last_time(times).unwrap_or(0.0);
    let arm = |group: usize| {
        let curve = curve(group);
        let of_median = curve.median();
        let ends = |scale| {
            let other = times.curve(group, scale).median();
            [other.low, other.high]
        };
        let mean = restricted_mean(&curve, tau);
        let treated = match of_median.time {
            Some(time) => Treated::Median(time),
            None => Treated::NotReached(curve.last_time()),
        };
        let delay: Option<Delay> = (times.has_control && group > 0)
            .then(|| growth_delay(treated, control, doubling))
            .flatten();
        ArmTimes {
            arm: times.name(group).to_owned(),
            n: curve.n,
            events: curve.events,
            median: of_median.time,
            median_low: of_median.low,
            median_high: of_median.high,
            median_log: ends(Scale::Log),
            median_plain: ends(Scale::Plain),
            restricted_mean: mean.map(|m| m.mean),
            restricted_se: mean.map(|m| m.se),
            restricted_carried: mean.is_some_and(|m| m.carried),
            delay: delay.map(|d| d.delay),
            delay_percent: delay.and_then(|d| d.percent),
            delay_at_least: delay.is_some_and(|d| d.at_least),
            log_cell_kill: delay.and_then(|d| d.log_cell_kill),
            expected: compared.map(|of| of.groups[group].expected),
        }
    };
    (0..times.arms.len()).map(arm).collect()
}

/// Animals that were read but cannot have an event.
fn left_out(cohort: &Cohort, times: &Times, rule: EventRule) -> Vec<AnalysisNote> {
    let read = cohort.subjects.iter().filter(|s| !s.burden.is_empty());
    let lacking = read.count() - times.subjects.len();
    let why = match rule {
        EventRule::Ratio(_) => {
            "no reading or disposition that counts after the baseline day, or volume 0 at baseline"
        }
        EventRule::Volume(_) | EventRule::Disposition => {
            "no reading or disposition that counts after the baseline day"
        }
    };
    let message = format!(
        "time to event leaves out {lacking} of {} animals: {why}",
        cohort.subjects.len()
    );
    let mut notes = Vec::new();
    if lacking > 0 {
        notes.push(AnalysisNote::new(NoteCode::TimeToEvent, message));
    }
    if rule == EventRule::Disposition && cohort.protocol.disposition_roles.is_empty() {
        let message = "the event is a disposition, and the protocol calls none an event";
        let note = AnalysisNote::new(NoteCode::TimeToEvent, message);
        notes.push(note.remedied(Remedy::SetDispositionRoles));
    }
    notes
}

fn not_compared(
    times: &Times,
    compared: &Result<LogRank, NoAnswer>,
    cox: &Result<CoxModel, NoAnswer>,
) -> Vec<AnalysisNote> {
    let why = match compared {
        Err(_) if times.arms.len() < 2 => Some(
            "times to event are not compared: fewer than two arms have animals that can have one",
        ),
        Err(NoAnswer::NoEvents) => Some("times to event are not compared: no animal had the event"),
        Err(_) => {
            Some("times to event are not compared: at no event were animals of two arms at risk")
        }
        Ok(_) if times.cohort.has_control && !times.has_control => Some(
            "no animal of the control can have the event: times of the other arms are compared with one \
             another only",
        ),
        Ok(_) if times.has_control && cox.is_err() => Some(
            "no hazard ratios: at no event were animals of the control and another arm at risk",
        ),
        Ok(_) => None,
    };
    let note = |why: &str| AnalysisNote::new(NoteCode::TimeToEvent, why);
    why.map(note).into_iter().collect()
}

fn of_section(section: &TimeToEvent, growth: &GrowthSection, times: &Times) -> Vec<AnalysisNote> {
    let mut notes = Vec::new();
    let mut note = |code, message: String| notes.push(AnalysisNote::new(code, message));
    let unknown = section.cox.iter().flat_map(|cox| &cox.terms);
    let unknown = unknown.filter(|term| term.unbounded == Some("undetermined"));
    let unknown = unknown.count();
    if unknown > 0 {
        let message = format!(
            "no hazard ratio for {}: never at risk together with the control, or no event in both",
            count(unknown, "arm")
        );
        note(NoteCode::TimeToEvent, message);
    }
    let firth = section.cox.as_ref().and_then(|cox| cox.firth.as_ref());
    if let Some(terms) = firth {
        let which = match terms.as_slice() {
            [only] => format!("the hazard ratio of {} is", only.arm),
            several => format!("the hazard ratios of {} arms are", several.len()),
        };
        let message = format!(
            "{which} not finite (no event in one of the two arms, or all in one before those in the \
             other): see the estimate with Firth's penalty"
        );
        note(NoteCode::TimeToEvent, message);
    }
    if times.competes() {
        let ends = times.subjects.iter();
        let n = ends.filter(|(_, end)| end.cause == Some(COMPETING)).count();
        let message = format!(
            "in {} a competing disposition came first: Kaplan-Meier, log-rank and Cox censor them then; \
             cumulative incidence and Gray's test do not",
            count(n, "animal")
        );
        note(NoteCode::TimeToEvent, message);
    }
    let killed = section.arms.iter().any(|arm| arm.log_cell_kill.is_some());
    if let Some(r2) = control_r2(growth, times).filter(|r2| killed && *r2 < EXPONENTIAL_R2) {
        let message = format!(
            "log cell kill supposes exponential growth of the control, whose animals' lines of ln V \
             explain {:.0} % of its variance (median)",
            100.0 * r2
        );
        note(NoteCode::LogCellKill, message);
    }
    notes
}

/// Median R² of the growth lines of the control's animals.
fn control_r2(growth: &GrowthSection, times: &Times) -> Option<f64> {
    let control = times.cohort.control_name()?;
    let animals = growth.animals.iter().filter(|a| a.arm == control);
    let r2: Vec<f64> = animals.filter_map(|animal| animal.r2).collect();
    median(&r2)
}
