//! What of an analysis those may see who must not know how well the arms do.

use super::{
    Analysis, AnalysisNote, BalanceSection, CourseSection, ExposureSection, GrowthSection,
    NoteCode, ResponsesSection, VolumeDay,
};

impl Analysis {
    /// The analysis without efficacy: animals, their volumes and weights remain; comparisons, responses, models and
    /// survival are gone, and so are mean volumes where there is more than one arm.
    ///
    /// Who handles the animals of a study must not guess its arms from how they do. The analysis is taken apart field by
    /// field, so that a part that is added does not compile until someone has decided whether it is shown.
    pub fn without_efficacy(self) -> Self {
        let Self {
            graftbook,
            study,
            control: _,
            landmark_day: _,
            settings,
            arms,
            volume_by_day,
            weight_by_day,
            volume_by_visit,
            weight_by_visit,
            inhibition: _,
            responses: _,
            growth: _,
            weight,
            mixed_model: _,
            landmark: _,
            time_to_event: _,
            primary: _,
            notes,
            course: _,
            data_origin,
            conduct,
            balance: _,
            curves,
            exposure,
        } = self;
        let is_one_arm = arms.len() <= 1;
        let volume_by_day = volume_by_day.into_iter().filter(|_| is_one_arm);
        let volume_by_visit = volume_by_visit.into_iter().filter(|_| is_one_arm);
        let unmodelled = |row: VolumeDay| VolumeDay { model: None, ..row };
        let remain = |note: &AnalysisNote| !tells_of_efficacy(note.code);
        Self {
            graftbook,
            study,
            control: None,
            landmark_day: None,
            settings,
            arms,
            volume_by_day: volume_by_day.map(unmodelled).collect(),
            weight_by_day,
            volume_by_visit: volume_by_visit.collect(),
            weight_by_visit,
            inhibition: Vec::new(),
            responses: ResponsesSection::default(),
            growth: GrowthSection::default(),
            weight,
            mixed_model: None,
            landmark: None,
            time_to_event: None,
            primary: None,
            notes: notes.into_iter().filter(remain).collect(),
            course: CourseSection::default(),
            data_origin,
            conduct,
            balance: BalanceSection::default(),
            curves,
            exposure: exposure.map(ExposureSection::counts_only),
        }
    }
}

/// Whether a note explains a comparison, a response, a model or a time to event.
fn tells_of_efficacy(code: NoteCode) -> bool {
    match code {
        NoteCode::SimulatedData
        | NoteCode::NoArm
        | NoteCode::Exclusions
        | NoteCode::LateBaseline
        | NoteCode::NoBaseline
        | NoteCode::NoVolume
        | NoteCode::AssumedDay0
        | NoteCode::VisitWindow
        | NoteCode::Repeats
        | NoteCode::Burden
        | NoteCode::Blinded
        | NoteCode::KeyHandedOut
        | NoteCode::NoPlan
        | NoteCode::PlanDeparture
        | NoteCode::PlanAmended
        | NoteCode::LateExclusion => false,
        NoteCode::NoControl
        | NoteCode::Landmark
        | NoteCode::Horizon
        | NoteCode::BeforeBaseline
        | NoteCode::GuardedMean
        | NoteCode::NotEvaluable
        | NoteCode::SmallBaseline
        | NoteCode::NoControlMedian
        | NoteCode::NoGrowthRate
        | NoteCode::NoInhibition
        | NoteCode::NoIntervals
        | NoteCode::PrimaryContradicted
        | NoteCode::UnequalScatter
        | NoteCode::Floor
        | NoteCode::MixedModel
        | NoteCode::LandmarkTests
        | NoteCode::TimeToEvent
        | NoteCode::LogCellKill => true,
    }
}
