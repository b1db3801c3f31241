//! The results of a fitted model: coefficients, contrasts, and the line of each arm.

use std::f64::consts::LN_2;

use domain::{
    ContrastRow, FixedRow, MixedModel, ModelArm, ModelPoint, Optimizer, PairRow, SlopesF,
    USUAL_FLOOR_MM3, ZeroRule,
};
use stats::adjust::{Adjustment, positive};
use stats::descriptive::finite;
use stats::interval::Interval;
use stats::mixed::{
    Combination, CurvePoint, Estimate, Family, Fit, Freedom, Note, Stop, Term, against_first,
};

use crate::analyze::cohort::AnalysisCohort;
use crate::analyze::frame::Frame;
use crate::analyze::notes::{contrast, pair_names};

use super::readings::ModelReadings;

/// With more arms than this, pairs are not listed: 20 arms have 190 of them already.
pub const MANY_ARMS: usize = 20;

/// How contrasts are tested: this keeps the level with as few as five animals per arm.
pub const FREEDOM: Freedom = Freedom::KenwardRoger;

/// A fitted model with the settings of the analysis.
pub struct FittedModel<'a> {
    pub cohort: &'a AnalysisCohort<'a>,
    pub rows: &'a ModelReadings,
    pub fit: &'a Fit,
    /// None if it lies beyond all readings: the model would extrapolate.
    pub landmark: Option<f64>,
    pub confidence: f64,
}

impl FittedModel<'_> {
    pub fn model(&self, frame: &Frame) -> MixedModel {
        let fit = self.fit;
        let slopes = self.of_arms(|arm| fit.slope(arm));
        let means = self
            .landmark
            .map_or(Vec::new(), |_| self.of_arms(|arm| self.landmark_mean(arm)));
        let mut landmark_contrasts = self.contrasts(&means);
        landmark_contrasts.iter_mut().for_each(fill_ratio);
        MixedModel {
            formula: formula(self.cohort.zeros),
            n_obs: fit.readings,
            n_animals: fit.animals,
            reml_criterion: fit.criterion,
            log_likelihood: fit.log_likelihood,
            sigma: self.common_sd(),
            singular: fit.singular,
            converged: fit.record.stop == Stop::Converged,
            random: self.random(),
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
            slopes_f: self.slopes_f(&slopes),
            scatter_ratio: self.rows.scatter_ratio(fit),
            residual: self.rows.residual,
            residuals: self.residuals(),
            residual_days: self.residual_days(),
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

    fn of_arms(&self, of: impl Fn(usize) -> Option<Combination>) -> Vec<Option<Combination>> {
        (0..self.cohort.arms.len()).map(of).collect()
    }

    /// The mean of an arm on the landmark day; none if the arm was last read before.
    pub fn landmark_mean(&self, arm: usize) -> Option<Combination> {
        let last = self.cohort.last_day(arm)?;
        let day = self.landmark.filter(|landmark| *landmark <= last)?;
        self.fit.mean(arm, day)
    }

    /// Whether the slopes of the arms that have one differ.
    fn slopes_f(&self, slopes: &[Option<Combination>]) -> Option<SlopesF> {
        let known = slopes.iter().flatten();
        let known: Vec<Combination> = known
            .filter(|slope| self.fit.test(slope, FREEDOM).is_some())
            .cloned()
            .collect();
        let test = self.fit.f_test(&against_first(&known), FREEDOM)?;
        Some(SlopesF {
            f: test.f,
            df1: test.df1,
            df2: test.df2,
            p: positive(test.p),
        })
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
    fn contrasts(&self, of: &[Option<Combination>]) -> Vec<ContrastRow> {
        let Some((control, others)) = of.split_first().filter(|_| self.cohort.has_control) else {
            return Vec::new();
        };
        let difference =
            |other: &Option<Combination>| Some(other.as_ref()?.minus(control.as_ref()?));
        let contrasts: Vec<_> = others.iter().map(difference).collect();
        let family = self.family(&contrasts);
        let holm = family.adjusted(Adjustment::Holm);
        let dunnett = family.dunnett(self.confidence);
        let dunnett = |i: usize| dunnett.as_ref().and_then(|d| d.estimates[i]);
        let row = |(i, of): (usize, &Option<Combination>)| {
            let (raw, together) = (family.estimates[i], dunnett(i));
            let satterthwaite = of
                .as_ref()
                .and_then(|of| self.fit.test(of, Freedom::Satterthwaite));
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

    /// The tests of a family, in which what is missing has none.
    fn family(&self, of: &[Option<Combination>]) -> Family {
        let known: Vec<Combination> = of.iter().flatten().cloned().collect();
        let family = self.fit.family(&known, FREEDOM);
        let at: Vec<Option<usize>> = (of.iter())
            .scan(0, |next, of| {
                *next += usize::from(of.is_some());
                Some(of.as_ref().map(|_| *next - 1))
            })
            .collect();
        let correlation = |i: Option<usize>, j: Option<usize>| {
            i.zip(j).map_or(0.0, |(i, j)| family.correlation[i][j])
        };
        Family {
            estimates: at.iter().map(|i| family.estimates[(*i)?]).collect(),
            correlation: (at.iter())
                .map(|&i| at.iter().map(|&j| correlation(i, j)).collect())
                .collect(),
        }
    }

    fn pairs(&self, of: &[Option<Combination>]) -> Vec<PairRow> {
        if of.len() > MANY_ARMS {
            return Vec::new();
        }
        let pairs = (0..of.len()).flat_map(|i| (i + 1..of.len()).map(move |j| (i, j)));
        let difference = |(i, j): (usize, usize)| Some(of[j].as_ref()?.minus(of[i].as_ref()?));
        let family = self.family(&pairs.map(difference).collect::<Vec<_>>());
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
        let mean = test(self.landmark_mean(arm));
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
            landmark_volume: self.landmark_volume(arm, mean, ends(mean)),
        }
    }

    fn landmark_volume(
        &self,
        arm: usize,
        mean: Option<Estimate>,
        ends: Option<Interval>,
    ) -> Option<ModelPoint> {
        let (day, ends) = (self.landmark?, ends?);
        let volume = |log| volume(self.cohort, log);
        let volume_mm3 = volume(mean?.estimate);
        (volume_mm3 <= self.cohort.largest(arm)).then(|| ModelPoint {
            day,
            volume_mm3,
            low: volume(ends.low),
            high: volume(ends.high),
        })
    }

    /// The line of an arm on the days on which it was read up to the horizon: no band is drawn where no reading is, and
    /// nothing above every volume read.
    fn curve(&self, arm: usize, frame: &Frame) -> Vec<ModelPoint> {
        let animals = self.cohort.of_arm(arm);
        let days = animals.flat_map(|(_, s)| s.burden.between(frame.horizon).0);
        let mut days: Vec<f64> = days.copied().collect();
        days.sort_by(f64::total_cmp);
        days.dedup();
        let line = self
            .fit
            .curve(arm, &days, Freedom::Satterthwaite, self.confidence);
        let most = self.cohort.largest(arm);
        let points = line.iter().map(|p| point(self.cohort, p));
        points.filter(|p| p.volume_mm3 <= most).collect()
    }
}

/// `ln(V + 1) ~ day * arm + (1 + day | animal)`
fn formula(zeros: ZeroRule) -> String {
    let response = match zeros {
        ZeroRule::Floor(x) => format!("ln(max(V, {}))", x.unwrap_or(USUAL_FLOOR_MM3)),
        ZeroRule::Offset(x) => format!("ln(V + {x})"),
        ZeroRule::Drop | ZeroRule::Loq => "ln(V)".to_owned(),
    };
    format!("{response} ~ day * arm + (1 + day | animal)")
}

/// Whether the readings determine the variance components.
pub fn identified(fit: &Fit) -> bool {
    !fit.notes.contains(&Note::NotIdentified)
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

/// From the logarithm back to mm³. A line of ln(V + x) can lie below ln x: the volume is 0 then, not negative. A line of
/// ln max(V, x) can lie below ln x, where no volume was told from another: the volume is x then.
fn volume(cohort: &AnalysisCohort, log: f64) -> f64 {
    let (offset, least) = match cohort.zeros {
        ZeroRule::Floor(x) => (0.0, x.unwrap_or(USUAL_FLOOR_MM3)),
        ZeroRule::Offset(x) => (x, 0.0),
        ZeroRule::Drop | ZeroRule::Loq => (0.0, 0.0),
    };
    (log.exp() - offset).clamp(least, f64::MAX)
}

pub fn point(cohort: &AnalysisCohort, of: &CurvePoint) -> ModelPoint {
    ModelPoint {
        day: of.day,
        volume_mm3: volume(cohort, of.mean),
        low: volume(cohort, of.band.low),
        high: volume(cohort, of.band.high),
    }
}
