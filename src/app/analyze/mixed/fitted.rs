//! The results of a fitted model: coefficients, contrasts, and the line of each arm.

use std::f64::consts::LN_2;

use domain::{
    ContrastRow, FixedRow, MixedModel, ModelArm, ModelPoint, Optimizer, PairRow, RatioTest,
    VarianceRow, ZeroRule,
};
use stats::adjust::{Adjustment, positive};
use stats::descriptive::finite;
use stats::interval::Interval;
use stats::mixed::{
    Combination, CurvePoint, Estimate, Fit, Freedom, Note, Stop, Term, against_first, all_pairs,
};

use crate::analyze::cohort::AnalysisCohort;
use crate::analyze::frame::Frame;
use crate::analyze::notes::{contrast, pair_names};

/// With more arms than this, pairs are not listed: 20 arms have 190 of them already.
pub const MANY_ARMS: usize = 20;

/// How contrasts are tested: this keeps the level with as few as five animals per arm.
pub const FREEDOM: Freedom = Freedom::KenwardRoger;

/// A fitted model with the settings of the analysis.
pub struct FittedModel<'a> {
    pub cohort: &'a AnalysisCohort<'a>,
    pub fit: &'a Fit,
    /// None if it lies beyond all readings: the model would extrapolate.
    pub landmark: Option<f64>,
    pub confidence: f64,
}

impl FittedModel<'_> {
    pub fn model(&self, frame: &Frame, ratio: Option<RatioTest>) -> MixedModel {
        let fit = self.fit;
        let slopes = self.of_arms(|arm| fit.slope(arm));
        let means = self
            .landmark
            .map_or(Vec::new(), |day| self.of_arms(|arm| fit.mean(arm, day)));
        let mut landmark_contrasts = self.contrasts(&means);
        landmark_contrasts.iter_mut().for_each(fill_ratio);
        MixedModel {
            formula: formula(self.cohort.zeros),
            n_obs: fit.readings,
            n_animals: fit.animals,
            reml_criterion: fit.criterion,
            log_likelihood: fit.log_likelihood,
            sigma: identified(fit).then(|| fit.variances.residual.sqrt()),
            singular: fit.singular,
            converged: fit.record.stop == Stop::Converged,
            random: random(fit),
            fixed: self.fixed(),
            slope_contrasts: self.contrasts(&slopes),
            landmark_contrasts,
            slope_pairs: self.pairs(&slopes),
            landmark_pairs: self.pairs(&means),
            arms: (0..self.cohort.arms.len())
                .map(|arm| self.arm(arm, frame))
                .collect(),
            landmark_day: self.landmark,
            degrees_of_freedom: "kenward_roger",
            likelihood_ratio: ratio,
            aic: fit.aic,
            bic: fit.bic,
            optimizer: Optimizer {
                starts: fit.record.starts,
                steps: fit.record.steps,
                evaluations: fit.record.evaluations,
                gradient: fit.record.gradient,
            },
        }
    }

    fn of_arms(&self, of: impl Fn(usize) -> Option<Combination>) -> Vec<Combination> {
        let arms = 0..self.cohort.arms.len();
        arms.map(|arm| of(arm).expect("the model has every arm of the cohort"))
            .collect()
    }

    fn fixed(&self) -> Vec<FixedRow> {
        let satterthwaite = self.fit.coefficient_tests(Freedom::Satterthwaite);
        let kenward_roger = self.fit.coefficient_tests(Freedom::KenwardRoger);
        let tests = satterthwaite.into_iter().zip(kenward_roger);
        let rows = self.fit.coefficients.iter().zip(tests);
        rows.map(|(of, (s, k))| FixedRow {
            term: term(of.term, &self.cohort.arms),
            estimate: of.estimate,
            se: of.se,
            t: of
                .estimate
                .zip(of.se)
                .and_then(|(estimate, se)| finite(estimate / se)),
            satterthwaite_df: s.map(|s| s.df),
            satterthwaite_p: s.map(|s| positive(s.p)),
            kr_se: k.map(|k| k.se),
            kr_df: k.map(|k| k.df),
            kr_p: k.map(|k| positive(k.p)),
        })
        .collect()
    }

    /// Every arm against the control, if there is one. Dunnett's adjustment is exact for this family of comparisons;
    /// Holm's is given for readers who compare with other programs.
    fn contrasts(&self, of: &[Combination]) -> Vec<ContrastRow> {
        if !self.cohort.has_control {
            return Vec::new();
        }
        let contrasts = against_first(of);
        let family = self.fit.family(&contrasts, FREEDOM);
        let holm = family.adjusted(Adjustment::Holm);
        let dunnett = family.dunnett(self.confidence);
        let dunnett = |i: usize| dunnett.as_ref().and_then(|d| d.estimates[i]);
        let row = |(i, of): (usize, &Combination)| {
            let (raw, together) = (family.estimates[i], dunnett(i));
            let satterthwaite = self.fit.test(of, Freedom::Satterthwaite);
            let alone = raw.and_then(|raw| raw.interval(self.confidence));
            ContrastRow {
                contrast: contrast(&self.cohort.arms, i + 1, 0),
                estimate: raw.map(|raw| raw.estimate),
                se: raw.map(|raw| raw.se),
                df: raw.map(|raw| raw.df),
                t: raw.map(|raw| raw.t),
                p_raw: raw.map(|raw| positive(raw.p)),
                p_dunnett: together.map(|t| positive(t.p)),
                ci_low: alone.map(|i| i.low),
                ci_high: alone.map(|i| i.high),
                p_holm: holm[i].map(positive),
                dunnett_low: together.map(|t| t.interval.low),
                dunnett_high: together.map(|t| t.interval.high),
                satterthwaite_se: satterthwaite.map(|s| s.se),
                satterthwaite_df: satterthwaite.map(|s| s.df),
                satterthwaite_p: satterthwaite.map(|s| positive(s.p)),
                ratio: None,
                ratio_low: None,
                ratio_high: None,
            }
        };
        contrasts.iter().enumerate().map(row).collect()
    }

    fn pairs(&self, of: &[Combination]) -> Vec<PairRow> {
        if of.len() > MANY_ARMS {
            return Vec::new();
        }
        let family = self.fit.family(&all_pairs(of), FREEDOM);
        let tukey = family.tukey(of.len(), self.confidence);
        let names = pair_names(&self.cohort.arms);
        let rows = names.into_iter().enumerate().zip(&family.estimates);
        rows.map(|((i, contrast), raw)| {
            let together = tukey.as_ref().and_then(|tukey| tukey[i]);
            PairRow {
                contrast,
                estimate: raw.map(|raw| raw.estimate),
                se: raw.map(|raw| raw.se),
                df: raw.map(|raw| raw.df),
                p_tukey: together.map(|t| positive(t.p)),
                ci_low: together.map(|t| t.interval.low),
                ci_high: together.map(|t| t.interval.high),
            }
        })
        .collect()
    }

    fn arm(&self, arm: usize, frame: &Frame) -> ModelArm {
        let test = |of: Option<Combination>| self.fit.test(&of?, FREEDOM);
        let slope = test(self.fit.slope(arm));
        let mean = self.landmark.and_then(|day| test(self.fit.mean(arm, day)));
        let ends = |of: Option<Estimate>| of.and_then(|of| of.interval(self.confidence));
        let animals = self.cohort.of_arm(arm);
        let read = animals.filter(|(i, _)| self.fit.effects.get(*i).is_some_and(Option::is_some));
        ModelArm {
            arm: self.cohort.arms[arm].to_owned(),
            n: read.count(),
            slope_per_day: slope.map(|s| s.estimate),
            slope_se: slope.map(|s| s.se),
            slope_low: ends(slope).map(|i| i.low),
            slope_high: ends(slope).map(|i| i.high),
            doubling_days: slope.and_then(|s| finite(LN_2 / s.estimate)),
            landmark_mean: mean.map(|m| m.estimate),
            landmark_se: mean.map(|m| m.se),
            landmark_low: ends(mean).map(|i| i.low),
            landmark_high: ends(mean).map(|i| i.high),
            curve: self.curve(arm, frame),
            landmark_volume: self.landmark_volume(mean, ends(mean)),
        }
    }

    fn landmark_volume(
        &self,
        mean: Option<Estimate>,
        ends: Option<Interval>,
    ) -> Option<ModelPoint> {
        let (day, ends) = (self.landmark?, ends?);
        let volume = |log| volume(self.cohort, log);
        Some(ModelPoint {
            day,
            volume_mm3: volume(mean?.estimate),
            low: volume(ends.low),
            high: volume(ends.high),
        })
    }

    /// The line of an arm on the days on which it was read up to the horizon: no band is drawn where no reading is.
    fn curve(&self, arm: usize, frame: &Frame) -> Vec<ModelPoint> {
        let animals = self.cohort.of_arm(arm);
        let days = animals.flat_map(|(_, s)| s.burden.between(frame.horizon).0);
        let mut days: Vec<f64> = days.copied().collect();
        days.sort_by(f64::total_cmp);
        days.dedup();
        let line = self
            .fit
            .curve(arm, &days, Freedom::Satterthwaite, self.confidence);
        line.iter().map(|p| point(self.cohort, p)).collect()
    }
}

/// `ln(V + 1) ~ day * arm + (1 + day | animal)`
fn formula(zeros: ZeroRule) -> String {
    let response = match zeros {
        ZeroRule::Offset(x) => format!("ln(V + {x})"),
        ZeroRule::Drop | ZeroRule::Loq => "ln(V)".to_owned(),
    };
    format!("{response} ~ day * arm + (1 + day | animal)")
}

/// Whether the readings determine the variance components.
fn identified(fit: &Fit) -> bool {
    !fit.notes.contains(&Note::NotIdentified)
}

/// The variance components; without numbers where the readings do not determine them.
fn random(fit: &Fit) -> Vec<VarianceRow> {
    let v = fit.variances;
    let known = identified(fit);
    let row = |term1, term2, value: f64, sd_or_correlation: Option<f64>| VarianceRow {
        term1,
        term2,
        value: known.then_some(value),
        sd_or_correlation: sd_or_correlation.filter(|_| known),
    };
    let variance = |term, value: f64| row(term, None, value, Some(value.sqrt()));
    let mut rows = vec![variance("(intercept)", v.intercept)];
    rows.extend(v.slope.map(|slope| variance("day", slope)));
    let covariance = |value| row("(intercept)", Some("day"), value, v.correlation());
    rows.extend(v.covariance.map(covariance));
    rows.push(variance("residual", v.residual));
    rows
}

fn term(term: Term, arms: &[&str]) -> String {
    match term {
        Term::Intercept => "(intercept)".to_owned(),
        Term::Day => "day".to_owned(),
        Term::Arm(arm) => format!("arm[{}]", arms[arm]),
        Term::DayByArm(arm) => format!("day:arm[{}]", arms[arm]),
        Term::Covariate(i) => format!("covariate {i}"),
        Term::Column(i) => format!("column {i}"),
    }
}

/// Gives a difference of mean logarithms as a ratio.
fn fill_ratio(row: &mut ContrastRow) {
    let ratio = |log: Option<f64>| log.and_then(|log| finite(log.exp()));
    row.ratio = ratio(row.estimate);
    (row.ratio_low, row.ratio_high) = (ratio(row.dunnett_low), ratio(row.dunnett_high));
}

/// From the logarithm back to mm³. A mean of ln(V + x) can lie below ln x: the volume is 0 then, not negative.
fn volume(cohort: &AnalysisCohort, log: f64) -> f64 {
    let offset = match cohort.zeros {
        ZeroRule::Offset(x) => x,
        ZeroRule::Drop | ZeroRule::Loq => 0.0,
    };
    (log.exp() - offset).clamp(0.0, f64::MAX)
}

pub fn point(cohort: &AnalysisCohort, of: &CurvePoint) -> ModelPoint {
    ModelPoint {
        day: of.day,
        volume_mm3: volume(cohort, of.mean),
        low: volume(cohort, of.band.low),
        high: volume(cohort, of.band.high),
    }
}
