//! Notes: what a reader must know to understand the numbers.

use serde::Serialize;

use crate::Remedy;
use crate::study::words;

words! {
    /// What a note is about.
    NoteCode, "note code", {
        /// The data are a simulation.
        SimulatedData => "simulated_data",
        /// No arm is marked as control, and none was named.
        NoControl => "no_control",
        /// Animals that belong to no arm were left out.
        NoArm => "no_arm",
        /// Exclusions were applied, or on request not.
        Exclusions => "exclusions",
        /// Tumors or animals whose baseline was read after day 0.
        LateBaseline => "late_baseline",
        /// Animals without a baseline were left out of all changes.
        NoBaseline => "no_baseline",
        /// Readings whose volume the study's formula cannot compute.
        NoVolume => "no_volume",
        /// There is no landmark day, it is a baseline day or an interim one, or the strict rule would give another.
        Landmark => "landmark",
        /// Readings within the visit window that count for the nominal day next to theirs.
        VisitWindow => "visit_window",
        /// Days with several readings of a tumor or weighings of an animal, and which of them counts.
        Repeats => "repeats",
        /// Readings after the horizon, which growth rates and models leave out.
        Horizon => "horizon",
        /// Readings before the baseline, which growth rates and models leave out.
        BeforeBaseline => "before_baseline",
        /// An import assumed day 0: study days are right, dates are not known.
        AssumedDay0 => "assumed_day0",
        /// How the burden of animals with several tumors was summed.
        Burden => "burden",
        /// From a day on, the mean of an arm is that of too few of its animals.
        GuardedMean => "guarded_mean",
        /// Tumors that a response scheme cannot judge.
        NotEvaluable => "not_evaluable",
        /// Tumors that began below the volume under which a scheme calls a tumor gone.
        SmallBaseline => "small_baseline",
        /// PPTP cannot tell PD1 from PD2.
        NoControlMedian => "no_control_median",
        /// Animals with too few readings for a growth rate.
        NoGrowthRate => "no_growth_rate",
        /// There is no growth inhibition to report.
        NoInhibition => "no_inhibition",
        /// Intervals were not asked for.
        NoIntervals => "no_intervals",
        /// A sensitivity analysis contradicts the primary test.
        PrimaryContradicted => "primary_contradicted",
        /// A remark on the mixed model, or why there is none.
        MixedModel => "mixed_model",
        /// Arms scatter so differently that the common residual SD of the mixed model, which was asked for, fits few
        /// of them.
        UnequalScatter => "unequal_scatter",
        /// Readings below the floor of the logarithm count as the floor.
        Floor => "floor",
        /// A remark on the tests of the landmark day, or why there are none.
        LandmarkTests => "landmark_tests",
        /// A remark on the time to event, or why there is none.
        TimeToEvent => "time_to_event",
        /// Log cell kill supposes exponential growth, which the control did not show.
        LogCellKill => "log_cell_kill",
        /// The study is blinded: its arms are shown together.
        Blinded => "blinded",
        /// The key of a blinded study was handed out.
        KeyHandedOut => "key_handed_out",
        /// The study was unblinded, and no analysis plan had been frozen.
        NoPlan => "no_plan",
        /// A setting differs from the frozen plan.
        PlanDeparture => "plan_departure",
        /// The plan was amended.
        PlanAmended => "plan_amended",
        /// An exclusion was made or reversed after the plan was frozen or after unblinding.
        LateExclusion => "late_exclusion",
    }
}

/// One note.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct AnalysisNote {
    /// What it is about.
    pub code: NoteCode,
    /// The sentence: lower case, no final period.
    pub message: String,
    /// What whoever runs the program can do about it.
    pub remedy: Option<Remedy>,
    /// The arm it is about, where it is about one.
    pub arm: Option<String>,
    /// None unless the note concerns one animal.
    pub animal: Option<String>,
}

impl AnalysisNote {
    /// A note about the whole study.
    pub fn new(code: NoteCode, message: impl Into<String>) -> Self {
        Self {
            code,
            message: message.into(),
            remedy: None,
            arm: None,
            animal: None,
        }
    }

    /// The same note with what can be done about it.
    pub fn remedied(self, remedy: Remedy) -> Self {
        Self {
            remedy: Some(remedy),
            ..self
        }
    }

    /// The same note about one arm.
    pub fn of_arm(self, arm: &str) -> Self {
        Self {
            arm: Some(arm.to_owned()),
            ..self
        }
    }
}
