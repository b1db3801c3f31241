//! The mixed model of ln V: from the cohort's readings to the section, and the model's means where the
//! survivorship guard ends an arm's own.

use std::f64::consts::LN_2;

use domain::{
    AnalysisNote, AnalysisOptions, ContrastRow, FixedRow, MixedModel, ModelArm, ModelPoint,
    NoteCode, Optimizer, PairRow, RatioTest, VarianceRow, VolumeDay, ZeroRule,
};
use stats::adjust::{Adjustment, positive};
use stats::descriptive::finite;
use stats::interval::Interval;
use stats::line;
use stats::mixed::{
    Arms, Combination, CurvePoint, Estimate, Fit, Fixed, Freedom, Method, Model, NoFit, Note, Stop,
    Term, against_first, all_pairs, fit, likelihood_ratio,
};

use super::cohort::Cohort;
use super::frame::Frame;
use super::notes::{contrast, count, pair_names};

/// Arms beyond which all pairs are not listed.
const MANY_ARMS: usize = 20;

/// Degrees of freedom from which an arm's scatter is known well enough to speak of it.
const SCATTER_KNOWN: usize = 10;

/// How many times one arm's residual SD must be another's to be told.
const SCATTER_UNEQUAL: f64 = 3.0;

/// How contrasts are judged: the level holds with five animals per arm.
const FREEDOM: Freedom = Freedom::KenwardRoger;

/// ln V of the cohort, reading by reading, from each animal's baseline to a day.
struct Rows {
    response: Vec<f64>,
    animal: Vec<usize>,
    day: Vec<f64>,
    arm_of_animal: Vec<usize>,
    /// The arms of the study, of which some may have no animal that counts.
    arms: usize,
}

impl Rows {
    fn gather(cohort: &Cohort, horizon: Option<f64>) -> Self {
        let mut rows = Self {
            response: Vec::new(),
            animal: Vec::new(),
            day: Vec::new(),
            arm_of_animal: cohort.subjects.iter().map(|s| s.arm).collect(),
            arms: cohort.arms.len(),
        };
        for (animal, subject) in cohort.subjects.iter().enumerate() {
            let (days, volumes) = subject.burden.between(horizon);
            for (&day, &volume) in days.iter().zip(volumes) {
                if let Some(log) = cohort.log(volume) {
                    rows.response.push(log);
                    rows.animal.push(animal);
                    rows.day.push(day);
                }
            }
        }
        rows
    }

    fn model(&self) -> Model<'_> {
        let arms = Arms {
            count: self.arms,
            ..Arms::of(&self.arm_of_animal)
        };
        Model {
            fixed: Fixed::DayByArm(arms),
            ..Model::growth(&self.response, &self.animal, &self.day, &self.arm_of_animal)
        }
    }

    /// How readings scatter about their animals' own lines, by arm: variance and degrees of freedom.
    fn scatter(&self, arms: usize) -> Vec<(f64, usize)> {
        let mut sums = vec![(0.0, 0); arms];
        let readings: Vec<usize> = (0..self.response.len()).collect();
        for of_animal in readings.chunk_by(|a, b| self.animal[*a] == self.animal[*b]) {
            let (from, to) = (of_animal[0], of_animal[0] + of_animal.len());
            if let Some(line) = line::fit(&self.day[from..to], &self.response[from..to]) {
                let sum = &mut sums[self.arm_of_animal[self.animal[from]]];
                sum.0 += line.sigma * line.sigma * (line.n - 2) as f64;
                sum.1 += line.n - 2;
            }
        }
        let variance = |(sum, df): (f64, usize)| (sum / df.max(1) as f64, df);
        sums.into_iter().map(variance).collect()
    }

    /// That one scatter for all arms, as the model has it, is far from what the arms show.
    fn unequal_scatter(&self, cohort: &Cohort) -> Option<AnalysisNote> {
        let scatter = self.scatter(cohort.arms.len()).into_iter().enumerate();
        let known: Vec<(usize, f64)> = scatter
            .filter(|(_, (_, df))| *df >= SCATTER_KNOWN)
            .map(|(arm, (variance, _))| (arm, variance.sqrt()))
            .collect();
        let by_sd = |a: &&(usize, f64), b: &&(usize, f64)| a.1.total_cmp(&b.1);
        let (least, most) = (known.iter().min_by(by_sd)?, known.iter().max_by(by_sd)?);
        (most.1 > SCATTER_UNEQUAL * least.1).then(|| {
            let message = format!(
                "the mixed model has one residual SD for all arms, but readings scatter about their animals' \
                 lines by {:.2} in {} and by {:.2} in {}: it is too cautious between arms of little scatter, \
                 and too bold between arms of much; the animals' own growth rates and the tests of the \
                 landmark day do not share it",
                least.1, cohort.arms[least.0], most.1, cohort.arms[most.0]
            );
            AnalysisNote::new(NoteCode::UnequalScatter, message)
        })
    }

    /// Whether slopes differ: both models by maximum likelihood.
    fn ratio(&self) -> Option<RatioTest> {
        let large = Model {
            method: Method::Ml,
            ..self.model()
        };
        let Fixed::DayByArm(arms) = large.fixed else {
            return None;
        };
        let small = Model {
            fixed: Fixed::DayPlusArm(arms),
            ..large
        };
        let test = likelihood_ratio(&fit(&small).ok()?, &fit(&large).ok()?)?;
        Some(RatioTest {
            chi2: test.chi2,
            df: test.df,
            p: positive(test.p),
        })
    }
}

/// The section, and what must be known with it.
pub(super) fn section(
    cohort: &Cohort,
    frame: &Frame,
    options: &AnalysisOptions,
) -> (Option<MixedModel>, Vec<AnalysisNote>) {
    let rows = Rows::gather(cohort, frame.horizon);
    match fit(&rows.model()) {
        Ok(fitted) => {
            let last_days = cohort.subjects.iter().filter_map(|s| s.burden.last_day());
            let last_day = last_days.fold(f64::NEG_INFINITY, f64::max);
            let asked = Asked {
                cohort,
                fit: &fitted,
                landmark: frame.landmark.filter(|landmark| *landmark <= last_day),
                confidence: options.confidence,
            };
            let mut notes = asked.notes();
            notes.extend(beyond(frame.landmark, last_day).or_else(|| {
                let last = rows.day.iter().copied().reduce(f64::max)?;
                carried_on(frame.landmark, last)
            }));
            notes.extend(rows.unequal_scatter(cohort));
            (Some(asked.model(frame, rows.ratio())), notes)
        }
        Err(why) => (None, vec![no_fit(&rows, why)]),
    }
}

fn no_fit(rows: &Rows, why: NoFit) -> AnalysisNote {
    let why = match why {
        _ if rows.response.is_empty() => "no reading that the logarithm can use".to_owned(),
        why => why.to_string(),
    };
    AnalysisNote::new(NoteCode::MixedModel, format!("no mixed model: {why}"))
}

/// A fitted model and what is asked of it.
struct Asked<'a> {
    cohort: &'a Cohort<'a>,
    fit: &'a Fit,
    /// The landmark day, unless it lies beyond all readings.
    landmark: Option<f64>,
    confidence: f64,
}

impl Asked<'_> {
    fn model(&self, frame: &Frame, ratio: Option<RatioTest>) -> MixedModel {
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

    /// Every arm against the control, where there is one.
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

    /// The line on the days on which the arm was read, up to the horizon.
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

    fn notes(&self) -> Vec<AnalysisNote> {
        let note = |message: String| AnalysisNote::new(NoteCode::MixedModel, message);
        let told = |of: &Note| {
            match *of {
            Note::LeftOut(n) => Some(note(format!("the mixed model leaves out {n} readings"))),
            Note::NoAnimalVariance => Some(note(
                "mixed model: animals do not differ beyond the scatter of their readings; the fit is \
                 that of least squares"
                    .to_owned(),
            )),
            Note::Singular => Some(note(
                "mixed model: the random effects' covariance is singular (one of them does not vary, \
                 or levels and slopes go hand in hand); estimates stand"
                    .to_owned(),
            )),
            Note::NotIdentified => Some(note(
                "mixed model: too few readings per animal to tell its variances apart; fixed effects \
                 stand, variance components do not"
                    .to_owned(),
            )),
            Note::VanishingResidual => Some(note(
                "mixed model: hardly any scatter about the animals' own lines".to_owned(),
            )),
            Note::NotConverged => Some(note(
                "mixed model: the optimizer stopped before it met its criterion".to_owned(),
            )),
            Note::EmptyArm(arm) => {
                let message = "no readings for the mixed model".to_owned();
                Some(note(message).of_arm(self.cohort.arms[arm]))
            }
            Note::SingleAnimal(arm) => {
                let message = "one animal in the mixed model: how animals of this arm differ is taken \
                               from the others";
                Some(note(message.to_owned()).of_arm(self.cohort.arms[arm]))
            }
            // Said of the arms themselves below.
            Note::NotEstimable(_) => None,
        }
        };
        let mut notes: Vec<AnalysisNote> = self.fit.notes.iter().filter_map(told).collect();
        notes.extend(self.without_slope());
        if self.cohort.arms.len() > MANY_ARMS {
            let message = format!(
                "pairs of arms are not compared in the mixed model: more than {MANY_ARMS} arms"
            );
            notes.push(note(message));
        }
        notes
    }

    /// Arms whose readings are all of one day, as far as the logarithm and the horizon go.
    fn without_slope(&self) -> Option<AnalysisNote> {
        let lacks = |arm: &usize| {
            let slope = self
                .fit
                .slope(*arm)
                .and_then(|of| self.fit.test(&of, FREEDOM));
            slope.is_none() && !self.fit.notes.contains(&Note::EmptyArm(*arm))
        };
        let arms: Vec<usize> = (0..self.cohort.arms.len()).filter(lacks).collect();
        let which = match arms.as_slice() {
            [] => return None,
            few if few.len() <= NAMED_ARMS => {
                let names: Vec<&str> = few.iter().map(|&arm| self.cohort.arms[arm]).collect();
                names.join(", ")
            }
            many => count(many.len(), "arm"),
        };
        let message = format!(
            "no slope in the mixed model for {which}: up to the horizon the logarithm can use readings of one \
             day only"
        );
        Some(AnalysisNote::new(NoteCode::MixedModel, message))
    }
}

/// A landmark day beyond the horizon, up to which the model has its readings.
fn carried_on(landmark: Option<f64>, last_day: f64) -> Option<AnalysisNote> {
    let landmark = landmark.filter(|landmark| *landmark > last_day)?;
    let message = format!(
        "the mixed model's means on day {landmark} lie beyond its last reading, of day {last_day}: the lines are \
         carried on"
    );
    Some(AnalysisNote::new(NoteCode::MixedModel, message))
}

/// A landmark day that no reading of the study reaches.
fn beyond(landmark: Option<f64>, last_day: f64) -> Option<AnalysisNote> {
    let landmark = landmark.filter(|landmark| *landmark > last_day)?;
    let message = format!(
        "the mixed model has no means on day {landmark}: the last readings are of day {last_day}"
    );
    Some(AnalysisNote::new(NoteCode::MixedModel, message))
}

/// Arms that a note names; of more it gives the number.
const NAMED_ARMS: usize = 6;

/// `ln(V + 1) ~ day * arm + (1 + day | animal)`
fn formula(zeros: ZeroRule) -> String {
    let response = match zeros {
        ZeroRule::Offset(x) => format!("ln(V + {x})"),
        ZeroRule::Drop | ZeroRule::Loq => "ln(V)".to_owned(),
    };
    format!("{response} ~ day * arm + (1 + day | animal)")
}

/// Whether the variances can be told apart.
fn identified(fit: &Fit) -> bool {
    !fit.notes.contains(&Note::NotIdentified)
}

/// Without numbers where the readings do not tell them apart.
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

/// The difference of two means of the logarithm as a ratio.
fn fill_ratio(row: &mut ContrastRow) {
    let ratio = |log: Option<f64>| log.and_then(|log| finite(log.exp()));
    row.ratio = ratio(row.estimate);
    (row.ratio_low, row.ratio_high) = (ratio(row.dunnett_low), ratio(row.dunnett_high));
}

/// Back to mm³; a mean of ln(V + x) may lie below ln x.
fn volume(cohort: &Cohort, log: f64) -> f64 {
    let offset = match cohort.zeros {
        ZeroRule::Offset(x) => x,
        ZeroRule::Drop | ZeroRule::Loq => 0.0,
    };
    (log.exp() - offset).clamp(0.0, f64::MAX)
}

fn point(cohort: &Cohort, of: &CurvePoint) -> ModelPoint {
    ModelPoint {
        day: of.day,
        volume_mm3: volume(cohort, of.mean),
        low: volume(cohort, of.band.low),
        high: volume(cohort, of.band.high),
    }
}

/// Gives the days on which the guard ends an arm's mean the mean of the model of all days.
pub(super) fn fill_guarded(cohort: &Cohort, rows: &mut [VolumeDay], confidence: f64) {
    if !rows.iter().any(|row| row.guarded) {
        return;
    }
    let all = Rows::gather(cohort, None);
    let Ok(fitted) = fit(&all.model()) else {
        return;
    };
    let starts: Vec<f64> = (0..cohort.arms.len())
        .map(|arm| cohort.start(arm).unwrap_or(f64::INFINITY))
        .collect();
    for row in rows.iter_mut().filter(|row| row.guarded) {
        let arm = cohort.arms.iter().position(|arm| *arm == row.arm);
        let arm = arm.expect("a row is of an arm of the cohort");
        if row.day >= starts[arm] {
            let line = fitted.curve(arm, &[row.day], Freedom::Satterthwaite, confidence);
            row.model = line.first().map(|p| point(cohort, p));
        }
    }
}
