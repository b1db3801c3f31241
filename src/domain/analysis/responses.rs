//! Responses under the three schemes.

use serde::Serialize;

use crate::serialize::optional_day;

/// Responses. The animal is the unit of classes, rates and tests.
#[derive(Debug, Clone, PartialEq, Serialize, Default)]
pub struct ResponsesSection {
    /// Each animal of which a tumor was ever read: one with several by their sum.
    pub animals: Vec<ResponseRow>,
    /// Each arm.
    pub arms: Vec<ArmResponses>,
    /// Each tumor of the animals that have several which were read. No count and no test uses these classes.
    pub tumors: Vec<ResponseRow>,
}

/// The response of an animal, or of one of its tumors.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ResponseRow {
    /// Tag of the animal.
    pub animal: String,
    /// Its arm.
    pub arm: String,
    /// Site of the tumor; none for the sum of several.
    pub tumor: Option<String>,
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
    /// Volume at baseline, mm³.
    pub v0: Option<f64>,
    /// The last volume of the study, mm³.
    pub v_last: Option<f64>,
    /// Study day of that volume.
    #[serde(serialize_with = "optional_day")]
    pub last_day: Option<f64>,
    /// Id of the disposition with which the animal left the study, if it did.
    pub disposition: Option<&'static str>,
    /// Study day of that disposition.
    #[serde(serialize_with = "optional_day")]
    pub disposition_day: Option<f64>,
}

impl ResponseRow {
    /// Whether its mRECIST class is a response: mCR or mPR.
    pub fn is_mrecist_response(&self) -> bool {
        matches!(self.mrecist, "mCR" | "mPR")
    }
}

/// Counts of one arm.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ArmResponses {
    /// The arm.
    pub arm: String,
    /// Animals of which a tumor was ever read.
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

/// Responders among the animals that a scheme could judge.
#[derive(Debug, Clone, PartialEq, Serialize, Default)]
pub struct ResponseRate {
    /// Animals that responded.
    pub responders: usize,
    /// Animals that could be judged.
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

/// Animals by mRECIST class.
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

/// Animals by PPTP class.
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

/// Animals by class of the consecutive-readings rule.
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
