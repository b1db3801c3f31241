//! The animals that have a time to the event, and what `stats` makes of them.

use std::collections::BTreeSet;

use domain::{
    AnalysisOptions, AnimalTime, ChiSquaredTest, CoxModel, CoxTerm, EventRule, FirthTerm,
    IncidenceCurve, IncidencePoint, PairTest, StudyRecord, Unbounded,
};
use stats::adjust::{holm, positive};
use stats::survival::cox::{self, Estimate, Profiles, treatment_contrasts};
use stats::survival::curve::{Curve, Scale};
use stats::survival::gray::gray;
use stats::survival::incidence::{CauseTime, Incidence};
use stats::survival::logrank::{LogRank, Pair, Weights, logrank, pairs_with, trend};
use stats::survival::{NoAnswer, Test, Time};

use super::ends::{COMPETING, EVENT, End, end};
use crate::analyze::cohort::{AnalysisCohort, Subject};
use crate::analyze::notes::contrast;

/// The animals that have a time.
pub struct Times<'a> {
    pub cohort: &'a AnalysisCohort<'a>,
    pub subjects: Vec<(&'a Subject<'a>, End)>,
    /// Indices of the arms that have such animals, control first if it has any.
    pub arms: Vec<usize>,
    /// For each animal, the index of its arm in `arms`.
    pub groups: Vec<usize>,
    pub times: Vec<Time>,
    pub has_control: bool,
    pub confidence: f64,
}

impl<'a> Times<'a> {
    pub fn gather(
        cohort: &'a AnalysisCohort<'a>,
        rule: EventRule,
        options: &AnalysisOptions,
    ) -> Self {
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

    pub fn name(&self, group: usize) -> &'a str {
        self.cohort.arms[self.arms[group]]
    }

    fn of_group<T: Copy>(&self, group: usize, all: &[T]) -> Vec<T> {
        let all = all.iter().zip(&self.groups);
        all.filter(|(_, g)| **g == group).map(|(t, _)| *t).collect()
    }

    pub fn curve(&self, group: usize, scale: Scale) -> Curve {
        Curve::new(&self.of_group(group, &self.times), scale, self.confidence)
            .expect("a group has animals with finite times")
    }

    pub fn compared(&self, weights: Weights) -> Result<LogRank, NoAnswer> {
        logrank(&self.times, &self.groups, self.arms.len(), weights)
    }

    pub fn animals(&self) -> Vec<AnimalTime> {
        let row = |(subject, end): &(&Subject, End)| AnimalTime {
            animal: subject.tag.to_owned(),
            arm: self.cohort.arms[subject.arm].to_owned(),
            time: end.time,
            event: end.cause == Some(EVENT),
            cause: end.word,
        };
        self.subjects.iter().map(row).collect()
    }

    pub fn pairs(&self) -> Vec<PairTest> {
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
            excess: pair.result.as_ref().ok().map(|r| r.groups[0].excess()),
            chi2: test(pair).map(|t| t.chi2),
            p: raw[i],
            p_holm: adjusted[i].map(positive),
        };
        pairs.iter().enumerate().map(row).collect()
    }

    pub fn cox(&self) -> Result<CoxModel, NoAnswer> {
        if !self.has_control || self.arms.len() < 2 {
            return Err(NoAnswer::NothingToCompare);
        }
        let design = treatment_contrasts(&self.groups, self.arms.len());
        let options = cox::CoxOptions {
            confidence: self.confidence,
            ..cox::CoxOptions::default()
        };
        let fit = cox::fit(&self.times, &design, &options)?;
        let runs_off =
            |term: &Estimate| matches!(term, Estimate::PlusInfinity | Estimate::MinusInfinity);
        let endless: Vec<usize> = (0..fit.terms.len())
            .filter(|&j| runs_off(&fit.terms[j]))
            .collect();
        let firth = (!endless.is_empty()).then(|| {
            let options = cox::CoxOptions {
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

    pub fn competes(&self) -> bool {
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

    pub fn incidence(&self) -> Vec<IncidenceCurve> {
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
        let point = |at: usize| IncidencePoint {
            time: found.times[at],
            at_risk: found.at_risk[at],
            events: found.events_at[at],
            incidence: found.incidence[at],
            se: found.se[at],
            low: found.interval[at].map(|i| i.low),
            high: found.interval[at].map(|i| i.high),
        };
        IncidenceCurve {
            arm: self.name(group).to_owned(),
            cause,
            events: found.events,
            points: (0..found.times.len()).map(point).collect(),
        }
    }

    pub fn gray(&self) -> Option<ChiSquaredTest> {
        let test = gray(&self.causes(), &self.groups, self.arms.len(), EVENT);
        self.competes()
            .then(|| test.ok().map(chi_squared))
            .flatten()
    }

    /// The log-rank test for trend, if the arms are doses of one compound.
    pub fn trend(&self, record: &StudyRecord) -> Option<ChiSquaredTest> {
        let doses = self.doses(record)?;
        let test = trend(&self.times, &self.groups, &doses, Weights::LogRank);
        test.ok().map(|of| chi_squared(of.test))
    }

    /// The dose of each arm, if all treated arms get one and the same compound alone, in one unit, by one route and
    /// schedule: only then do doses have an order that a trend can follow.
    fn doses(&self, record: &StudyRecord) -> Option<Vec<f64>> {
        let arm = |group: usize| {
            let name = self.name(group);
            record.arms.iter().find(|arm| arm.name.as_str() == name)
        };
        let mut doses = Vec::with_capacity(self.arms.len());
        let mut known = None;
        for group in 0..self.arms.len() {
            let arm = arm(group)?;
            match arm.drugs().as_slice() {
                // The vehicle alone is dose 0. So is a control without treatments; for another arm they may just not be
                // recorded.
                [] if !arm.treatments.is_empty() || (self.has_control && group == 0) => {
                    doses.push(0.0);
                }
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

pub fn chi_squared(test: Test) -> ChiSquaredTest {
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
            Estimate::MinusInfinity => Some(Unbounded::Zero),
            Estimate::PlusInfinity => Some(Unbounded::Endless),
            Estimate::Undetermined => Some(Unbounded::Undetermined),
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
