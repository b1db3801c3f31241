//! Responses of tumors under the three schemes.

use serde::Serialize;

/// Responses, per tumor.
#[derive(Debug, Clone, PartialEq, Serialize, Default)]
pub struct ResponsesSection {
    /// Each tumor that was ever read.
    pub animals: Vec<TumorResponse>,
    /// Each arm.
    pub arms: Vec<ArmResponses>,
}

/// One tumor's response.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct TumorResponse {
    /// Tag of the animal.
    pub animal: String,
    /// Its arm.
    pub arm: String,
    /// Site of the tumor.
    pub tumor: String,
    /// Smallest change in percent in the mRECIST window.
    pub best_response_percent: Option<f64>,
    /// Smallest running mean of the change in percent in the mRECIST window.
    pub best_average_response_percent: Option<f64>,
    /// mRECIST class: mCR, mPR, mSD, mPD, NE.
    pub mrecist: &'static str,
    /// PPTP class: MCR, CR, PR, SD, PD2, PD1, NE; PD where the control has no median time.
    pub pptp: &'static str,
    /// Class of the consecutive-readings rule: TFS, CR, PR, NR, NE.
    pub consecutive: &'static str,
    /// PPTP objective response score: 0 (PD1) to 10 (MCR).
    pub pptp_score: Option<u8>,
}

/// Counts of one arm.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ArmResponses {
    /// The arm.
    pub arm: String,
    /// Tumors that were ever read.
    pub n: usize,
    /// By mRECIST.
    pub mrecist: MrecistCounts,
    /// By PPTP.
    pub pptp: PptpCounts,
    /// By the consecutive-readings rule.
    pub consecutive: ConsecutiveCounts,
    /// Response rate under mRECIST: mCR and mPR.
    pub mrecist_rate: ResponseRate,
    /// Response rate under PPTP: PR, CR and MCR.
    pub pptp_rate: ResponseRate,
    /// Response rate under the consecutive-readings rule: PR, CR and TFS.
    pub consecutive_rate: ResponseRate,
}

/// Responders among the tumors that a scheme could judge.
#[derive(Debug, Clone, PartialEq, Serialize, Default)]
pub struct ResponseRate {
    /// Tumors that responded.
    pub responders: usize,
    /// Tumors that could be judged.
    pub evaluable: usize,
    /// Responders in percent of those.
    pub rate_percent: Option<f64>,
    /// Lower end of the Clopper-Pearson interval, percent.
    pub ci_low: Option<f64>,
    /// Upper end of the Clopper-Pearson interval, percent.
    pub ci_high: Option<f64>,
    /// Fisher's exact test against the control, two-sided.
    pub fisher_p: Option<f64>,
    /// The same after Holm over the arms.
    pub fisher_p_holm: Option<f64>,
}

/// Tumors by mRECIST class.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Default)]
pub struct MrecistCounts {
    /// Complete response.
    #[serde(rename = "mCR")]
    pub complete: usize,
    /// Partial response.
    #[serde(rename = "mPR")]
    pub partial: usize,
    /// Stable disease.
    #[serde(rename = "mSD")]
    pub stable: usize,
    /// Progressive disease.
    #[serde(rename = "mPD")]
    pub progressive: usize,
    /// Not evaluable.
    #[serde(rename = "NE")]
    pub not_evaluable: usize,
}

/// Tumors by PPTP class.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Default)]
pub struct PptpCounts {
    /// Progressive disease without growth delay.
    #[serde(rename = "PD1")]
    pub progressive_1: usize,
    /// Progressive disease with growth delay.
    #[serde(rename = "PD2")]
    pub progressive_2: usize,
    /// Progressive disease where the control has no median time to event.
    #[serde(rename = "PD")]
    pub progressive: usize,
    /// Stable disease.
    #[serde(rename = "SD")]
    pub stable: usize,
    /// Partial response.
    #[serde(rename = "PR")]
    pub partial: usize,
    /// Complete response.
    #[serde(rename = "CR")]
    pub complete: usize,
    /// Maintained complete response.
    #[serde(rename = "MCR")]
    pub maintained: usize,
    /// Not evaluable.
    #[serde(rename = "NE")]
    pub not_evaluable: usize,
}

/// Tumors by class of the consecutive-readings rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Default)]
pub struct ConsecutiveCounts {
    /// Partial response.
    #[serde(rename = "PR")]
    pub partial: usize,
    /// Complete response.
    #[serde(rename = "CR")]
    pub complete: usize,
    /// Tumor-free survivor.
    #[serde(rename = "TFS")]
    pub tumor_free: usize,
    /// No response.
    #[serde(rename = "NR")]
    pub none: usize,
    /// Not evaluable.
    #[serde(rename = "NE")]
    pub not_evaluable: usize,
}
