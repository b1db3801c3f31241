//! The options of an analysis, for all commands that make one.

use clap::Args;

use crate::typed::number;
use domain::{AnalysisOptions, Invalid};

/// How to analyze.
#[derive(Args)]
pub(crate) struct AnalysisArgs {
    /// The arm that the others are compared with [default: the study's control arm]
    #[arg(long, value_name = "ARM")]
    control: Option<String>,
    /// Landmark day [default: the study's, else the last day on which enough control animals were read: at least 80 %,
    /// one may be missing]
    #[arg(long, value_parser = number, value_name = "DAY", allow_hyphen_values = true)]
    day: Option<f64>,
    /// Visit window: readings within so many days of a nominal day count as that day's, the nearest one [default: the
    /// study's, else 0]
    #[arg(long, value_parser = number, value_name = "DAYS")]
    window: Option<f64>,
    /// Last day used for growth rates and models [default: the study's, else the landmark day]
    #[arg(long, value_parser = number, value_name = "DAY", allow_hyphen_values = true)]
    horizon: Option<f64>,
    /// Which of several readings of a day count: the last that measured, or the mean of all that did [default: the
    /// study's, else last]
    #[arg(long, value_name = "RULE")]
    repeats: Option<String>,
    /// Logarithm of small volumes: floor:X counts those below X mm³ as X (floor: below the study's limit of
    /// quantification, else 20), offset:X takes ln(V+X), drop leaves out zeros, loq sets values below the study's
    /// limit of quantification to half of it [default: the plan's, else floor]
    #[arg(long, value_name = "RULE")]
    zeros: Option<String>,
    /// Residual variance of the mixed model: arm gives every arm its own, common gives all arms one [default: the
    /// plan's, else arm]
    #[arg(long, value_name = "RULE")]
    residual: Option<String>,
    /// The event: volume>=1000, ratio>=4 or disposition [default: the study's, else ratio>=4]
    #[arg(long, value_name = "RULE")]
    event: Option<String>,
    /// The day of an event by volume: read takes the day of the reading, interpolated the day on a straight
    /// line of ln V between the readings
    #[arg(long, value_name = "RULE", default_value = "read")]
    event_time: String,
    /// First day after baseline that mRECIST looks at
    #[arg(long, value_parser = number, value_name = "DAYS", default_value_t = 10.0)]
    mrecist_from: f64,
    /// The baseline, from which changes are counted: day0 or first [default: the study's rule]
    #[arg(long, value_name = "RULE")]
    baseline: Option<String>,
    /// listed leaves out what the study excludes, none leaves out nothing
    #[arg(long, value_name = "WHAT", default_value = "listed")]
    exclude: String,
    /// Animals with several tumors: complete sums only days on which all were read, available sums
    /// those that were
    #[arg(long, value_name = "RULE", default_value = "complete")]
    burden: String,
    /// Intervals of growth inhibition: closed takes the rule of each definition that covers with few animals, bca the
    /// bootstrap, which is too short with few animals, none leaves them out
    #[arg(long, value_name = "RULE", default_value = "closed")]
    interval: String,
    /// Seed of the bootstrap, for --interval bca
    #[arg(long, value_name = "NUMBER", default_value_t = AnalysisOptions::default().seed)]
    seed: u64,
    /// Bootstrap resamples, for --interval bca
    #[arg(long, value_name = "NUMBER", default_value_t = AnalysisOptions::default().resamples)]
    resamples: u32,
}

impl AnalysisArgs {
    /// What was typed, checked one by one; the rest is the study's.
    pub(crate) fn options(&self) -> Result<AnalysisOptions, Invalid> {
        Ok(AnalysisOptions {
            control: self.control.clone(),
            day: self.day,
            window: self.window,
            horizon: self.horizon,
            repeats: self.repeats.as_deref().map(str::parse).transpose()?,
            zeros: self.zeros.as_deref().map(str::parse).transpose()?,
            residual: self.residual.as_deref().map(str::parse).transpose()?,
            event: self.event.as_deref().map(str::parse).transpose()?,
            event_time: self.event_time.parse()?,
            mrecist_from: self.mrecist_from,
            baseline: self.baseline.as_deref().map(str::parse).transpose()?,
            exclude: self.exclude.parse()?,
            burden: self.burden.parse()?,
            interval: self.interval.parse()?,
            seed: self.seed,
            resamples: self.resamples,
            ..AnalysisOptions::default()
        })
    }
}
