//! The readings that the mixed model is fitted to, and what they show of its assumptions.

use domain::{AnalysisNote, NoteCode, RatioTest};
use stats::adjust::positive;
use stats::line;
use stats::mixed::{Arms, Fixed, Method, Model, fit, likelihood_ratio};

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
}

impl ModelReadings {
    pub fn gather(cohort: &AnalysisCohort, horizon: Option<f64>) -> Self {
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

    pub fn model(&self) -> Model<'_> {
        let arms = Arms {
            count: self.arms,
            ..Arms::of(&self.arm_of_animal)
        };
        Model {
            fixed: Fixed::DayByArm(arms),
            ..Model::growth(&self.response, &self.animal, &self.day, &self.arm_of_animal)
        }
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

    /// A note where the model's common residual SD is far from what the arms show.
    pub fn unequal_scatter(&self, cohort: &AnalysisCohort) -> Option<AnalysisNote> {
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

    /// Whether slopes differ. Both models are fitted by maximum likelihood: restricted likelihoods of models with
    /// different fixed effects cannot be compared.
    pub fn ratio(&self) -> Option<RatioTest> {
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
