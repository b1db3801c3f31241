//! Body weight and tolerability.

use serde::Serialize;

use crate::serialize::{day, optional_day};

/// Body weights of one arm on one day, over the animals weighed that day.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct WeightDay {
    /// The arm.
    pub arm: String,
    /// The study day.
    #[serde(serialize_with = "day")]
    pub day: f64,
    /// Animals weighed.
    pub n: usize,
    /// Animals of the arm that have a baseline weight and were weighed on this day or later.
    pub followed: usize,
    /// Whether the survivorship guard ends the arm's mean here, as it does for volumes.
    pub guarded: bool,
    /// Mean weight, g.
    pub mean_g: f64,
    /// Mean change from baseline, percent.
    pub mean_change_percent: Option<f64>,
    /// Its standard deviation.
    pub sd_change_percent: Option<f64>,
    /// Its standard error.
    pub sem_change_percent: Option<f64>,
    /// Standard error of the mean weight, g.
    pub sem_g: Option<f64>,
    /// Animals with a net weight: weighed and their tumors read that day.
    pub net_n: usize,
    /// Mean weight without the tumor (1 mg per mm³), g.
    pub mean_net_g: Option<f64>,
    /// Mean change of the net weight from its baseline, percent.
    pub mean_net_change_percent: Option<f64>,
}

impl WeightDay {
    /// Whether fewer than half of the animals that were followed were weighed.
    pub fn is_partial(&self) -> bool {
        2 * self.n < self.followed
    }
}

/// Body weights, per animal and per arm. What concerns single animals counts all recorded weights, of excluded animals
/// and days too; means by arm and day are without them.
#[derive(Debug, Clone, PartialEq, Serialize, Default)]
pub struct WeightSection {
    /// Each animal that was ever weighed.
    pub animals: Vec<AnimalWeight>,
    /// Each arm.
    pub arms: Vec<ArmWeight>,
    /// Animals that left early because of weight or signs of ill health, in the order of the study.
    pub early_losses: Vec<EarlyLoss>,
}

/// An animal that left within the first third of the study's follow-up, not because of its tumor: a sign that the
/// treatment harmed.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct EarlyLoss {
    /// Its tag.
    pub animal: String,
    /// Its arm.
    pub arm: String,
    /// Study day on which it left.
    #[serde(serialize_with = "day")]
    pub day: f64,
    /// Its disposition, as recorded.
    pub disposition: &'static str,
    /// Why it counts.
    pub cause: LossCause,
    /// Its smallest change of weight from baseline, percent; none if it has no baseline weight.
    pub nadir_percent: Option<f64>,
}

/// Why an animal left early.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum LossCause {
    /// It lost as much weight as the study's limit, or 20 % without one, or the reason names its weight.
    Weight,
    /// It was found dead.
    FoundDead,
    /// A humane endpoint, or an exclusion with such a reason, that does not concern the tumor.
    Signs,
}

/// One animal's body weight.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct AnimalWeight {
    /// Its tag.
    pub animal: String,
    /// Its arm.
    pub arm: String,
    /// Weight at baseline, g.
    pub baseline_g: f64,
    /// Smallest change from baseline on, percent; 0 if it never lost.
    pub nadir_percent: f64,
    /// The first day of that change.
    #[serde(serialize_with = "day")]
    pub nadir_day: f64,
    /// Change at the last weighing, percent.
    pub last_percent: f64,
    /// Smallest change of the net weight, percent.
    pub net_nadir_percent: Option<f64>,
    /// The first day of that change.
    #[serde(serialize_with = "optional_day")]
    pub net_nadir_day: Option<f64>,
    /// Days from baseline to the first weighing at or past the study's limit of loss.
    #[serde(serialize_with = "optional_day")]
    pub days_to_limit: Option<f64>,
}

/// Body weights of one arm.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ArmWeight {
    /// The arm.
    pub arm: String,
    /// The smallest mean change over days from the animals' baselines on, percent: 0 or less where the arm was weighed
    /// at baseline, without what is excluded. Only days count on which at least three animals and half of those with a
    /// baseline weight were weighed; none if there is no such day.
    pub max_mean_loss_percent: Option<f64>,
    /// The first day of that change.
    #[serde(serialize_with = "optional_day")]
    pub day: Option<f64>,
    /// Animals weighed on that day.
    pub n_on_day: usize,
    /// Animals with a baseline weight, excluded ones too.
    pub n: usize,
    /// Mean of the animals' nadirs, percent.
    pub mean_nadir_percent: Option<f64>,
    /// The deepest nadir, percent.
    pub worst_nadir_percent: Option<f64>,
    /// Animals that ever lost 10 % or more.
    pub n_loss_10: usize,
    /// Animals that ever lost 15 % or more.
    pub n_loss_15: usize,
    /// Animals that ever lost 20 % or more.
    pub n_loss_20: usize,
    /// Animals that ever reached the study's limit of loss; none without a limit.
    pub n_past_limit: Option<usize>,
    /// Their share, 0 to 1.
    pub share_past_limit: Option<f64>,
    /// Kaplan-Meier median of the days to the limit; none if fewer than half reached it.
    #[serde(serialize_with = "optional_day")]
    pub median_days_to_limit: Option<f64>,
    /// The smallest mean change of the net weight over the same days, percent.
    pub max_mean_net_loss_percent: Option<f64>,
}
