//! The readings that the mixed model is fitted to, and what they show of its assumptions.

use domain::{AnalysisNote, NoteCode, RatioTest, ResidualRule, ZeroRule};
use stats::adjust::positive;
use stats::line;
use stats::mixed::{Arms, Fit, Fixed, Model, Residual, fit, likelihood_ratio};

use super::notes::listed;
use crate::analyze::cohort::AnalysisCohort;

/// An arm needs this many residual degrees of freedom before its scatter is compared with that of others: with fewer
/// its standard deviation is itself too uncertain.
const SCATTER_KNOWN: usize = 10;

/// A note is given where the residual SD of one arm is more than this many times that of another. ln(V + 1) of cured
/// tumors scatters by 1 where growing arms scatter by 0.07; a common variance then hides clear effects.
const SCATTER_UNEQUAL: f64 = 3.0;

/// ln V of the cohort, reading by reading, from the baseline of each animal to the horizon. Readings before baseline
/// do not count: growth before treatment is not the question.
pub struct ModelReadings {
    pub response: Vec<f64>,
    pub animal: Vec<usize>,
    pub day: Vec<f64>,
    pub arm_of_animal: Vec<usize>,
    /// The arms of the study, of which some may have no animal that counts.
    pub arms: usize,
    /// Per row, whether the volume lies below the floor of the logarithm.
    pub is_floored: Vec<bool>,
    pub residual: ResidualRule,
}

impl ModelReadings {
    pub fn gather(cohort: &AnalysisCohort, horizon: Option<f64>) -> Self {
        let mut rows = Self {
            response: Vec::new(),
            animal: Vec::new(),
            day: Vec::new(),
            arm_of_animal: cohort.subjects.iter().map(|s| s.arm).collect(),
            arms: cohort.arms.len(),
            is_floored: Vec::new(),
            residual: cohort.residual,
        };
        let floor = match cohort.zeros {
            ZeroRule::Floor(floor) => floor.unwrap_or_default(),
            _ => 0.0,
        };
        for (animal, subject) in cohort.subjects.iter().enumerate() {
            let (days, volumes) = subject.burden.between(horizon);
            for (&day, &volume) in days.iter().zip(volumes) {
                if let Some(log) = cohort.log(volume) {
                    rows.response.push(log);
                    rows.animal.push(animal);
                    rows.day.push(day);
                    rows.is_floored.push(volume < floor);
                }
            }
        }
        rows
    }

    pub fn model(&self) -> Model<'_> {
        let arms = Arms {
            count: self.arms,
            ..Arms::of(&self.arm_of_animal)
        };
        Model {
            fixed: Fixed::DayByArm(arms),
            residual: match self.residual {
                ResidualRule::Arm => Residual::PerArm,
                ResidualRule::Common => Residual::Common,
            },
            ..Model::growth(&self.response, &self.animal, &self.day, &self.arm_of_animal)
        }
    }

    /// The rows of an arm.
    pub fn of_arm(&self, arm: usize) -> impl Iterator<Item = usize> {
        let is_of = move |i: &usize| self.arm_of_animal[self.animal[*i]] == arm;
        (0..self.animal.len()).filter(is_of)
    }

    /// The scatter of readings about the lines of their animals, by arm: variance and degrees of freedom.
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

    /// A note where one residual SD for all was asked for and is far from what the arms show.
    pub fn unequal_scatter(&self, cohort: &AnalysisCohort) -> Option<AnalysisNote> {
        if self.residual == ResidualRule::Arm {
            return None;
        }
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
                 and too bold between arms of much; with residual SDs by arm it is neither",
                least.1, cohort.arms[least.0], most.1, cohort.arms[most.0]
            );
            AnalysisNote::new(NoteCode::UnequalScatter, message)
        })
    }

    /// A note on readings that count as the floor of the logarithm, by arm.
    pub fn floored(&self, cohort: &AnalysisCohort) -> Option<AnalysisNote> {
        let ZeroRule::Floor(Some(floor)) = cohort.zeros else {
            return None;
        };
        let counts = (0..self.arms).map(|arm| {
            let floored = self.of_arm(arm).filter(|&i| self.is_floored[i]);
            (arm, floored.count(), self.of_arm(arm).count())
        });
        let counts: Vec<(usize, usize, usize)> = counts.filter(|(_, n, _)| *n > 0).collect();
        let all: usize = counts.iter().map(|(_, n, _)| n).sum();
        let of_arm =
            |(arm, n, of): &(usize, usize, usize)| format!("{n} of {of} in {}", cohort.arms[*arm]);
        (all > 0).then(|| {
            let limit = match cohort.protocol.loq_mm3 {
                Some(loq) if loq == floor => ", the limit of quantification",
                _ => "",
            };
            let message = format!(
                "under the logarithm {all} readings below {floor} mm³ count as {floor} mm³{limit} ({}): they do not \
                 scatter, and the line of such an arm bends where it meets them, so that its slope and residual SD \
                 tell of both",
                listed(counts.iter().map(of_arm).collect(), "arm")
            );
            AnalysisNote::new(NoteCode::Floor, message)
        })
    }

    /// Whether arms scatter differently: this fit against the one under the other rule. Both have the same fixed
    /// effects, so that their restricted likelihoods can be compared.
    pub fn scatter_ratio(&self, fitted: &Fit) -> Option<RatioTest> {
        let this = self.model();
        let (is_large, residual) = match this.residual {
            Residual::PerArm => (true, Residual::Common),
            Residual::Common => (false, Residual::PerArm),
        };
        let other = fit(&Model { residual, ..this }).ok()?;
        let test = match is_large {
            true => likelihood_ratio(&other, fitted),
            false => likelihood_ratio(fitted, &other),
        }?;
        Some(RatioTest {
            chi2: test.chi2,
            df: test.df,
            p: positive(test.p),
        })
    }
}
