//! Plain types and rules of a study.
//!
//! What a whole study holds is a [`StudyRecord`].
//!
//! # Invariants
//!
//! - No input or output, no clock, no random source. This crate names no other of ours.
//! - A value that exists is valid: its constructor checks it, and refuses it with an [`Invalid`], which says
//!   what is wrong and carries a [`Remedy`].
//! - No text names a command, an option or a key: those who show a [`Remedy`] word it.
//!
//! # Glossary
//!
//! One word for one idea, the same in code, tables, screens and reports.
//!
//! | Word | Meaning |
//! |---|---|
//! | study | one experiment with its protocol |
//! | arm | a treatment group |
//! | control arm | the arm that the others are compared with |
//! | species | of the animals of a study: mouse, rat or hamster; plausible sizes and weights follow it |
//! | animal, tag | one animal of the study, and the number on its ear or in its chip; a tag is unique in a study |
//! | tumor, site | an animal may bear several; the site (right flank) tells them apart |
//! | reading | one look at one tumor: measured, not palpable, or not measured with a reason |
//! | repeat | the running number of several readings of one tumor on one day |
//! | sizes | length, width and perhaps height in mm, as typed |
//! | volume | mm³, by the study's formula from the sizes, or as given by a file |
//! | body weight | g |
//! | entry | what is recorded of an animal at a moment: a reading, a body weight |
//! | clock time | the local time of day of an entry, with its offset from UTC where that is known |
//! | cohort | animals that enter a study together; it may have a day 0 of its own |
//! | study day | days since day 0, the anchor date (randomization or first dose) of an animal's cohort, else of the study |
//! | baseline | the value that change is counted from, chosen by the study's baseline rule |
//! | schedule | a rule that gives dates: `QD x5`, `Mon, Thu`, `on volume >= 1000: once` |
//! | part | of a schedule: what stands between two `, then` |
//! | rhythm | how often, without its end: `QD`, `BIW`, `5 on 2 off` |
//! | occasion | a date and slot that a schedule gives |
//! | slot | one of the times of a day: twice a day are two |
//! | trigger | a condition on values of an animal that begins a part when the animal comes to meet it |
//! | watch | a schedule whose interval depends on values: `2/week; daily when loss >= 15 %` |
//! | progression | the date on which a tumor has progressed, for schedules that end with it |
//! | landmark day | the day on which arms are compared |
//! | primary test | the test that answers the study, named by plan or protocol, else the growth contrast; all other tests of the same comparison are sensitivity analyses |
//! | growth contrast | growth of ln V of an arm to the landmark day less that of the control, the two arms alone |
//! | floor | the volume as which smaller ones, 0 included, count in the logarithms of the growth contrast |
//! | burden | the sum of an animal's tumor volumes |
//! | disposition | how and when an animal left the study |
//! | event | what the time-to-event analysis waits for: a volume, a multiple of the baseline, or a disposition |
//! | work plan | what is to be done in a study, as lines: the kind of work, the animals, the schedule |
//! | schedule | on which study days something is done: `QD x5`, `BIW`, `days 1, 8, 15` |
//! | due, overdue | planned for the date and not done; planned for an earlier one, not done, and not planned again since |
//! | dose | what one animal gets of a compound at a time, and the entry of it: given, a part of it, held, missed, or something else given; also how much: 1 mg/kg |
//! | formulation | a compound in its vehicle, ready to be given, with a code, a concentration and dates |
//! | regimen | what a line of the work plan says of doses: one compound of an arm, its dose, route, volume, and the rules for weight and holds |
//! | syringe step | between two marks of a syringe: volumes are rounded to it |
//! | good practice, maximum | of the liquid that a species bears by a route: above the one is warned, above the other refused |
//! | hold | a dose that is not given for now, by a rule or by a person; reduction: it is given in part |
//! | waiver | a planned event that somebody decided not to do, with the reason |
//! | allocation, draw | who went to which arm, and the seeded draw that decided it |
//! | places | how many animals an arm takes |
//! | covariate | a value that arms are to share evenly: volume, weight, growth, age |
//! | exclusion | data left out of the analysis, with a reason |
//! | blinding | arms hidden behind codes from those who handle the animals; the key tells which code is which arm |
//! | analysis plan | what the analysis is to be, frozen before the arms are known |
//! | alert | a limit of the protocol that an animal has reached |
//! | measuring day | a date on which at least half of the animals on study were looked at |
//! | account of a day | which animals were done, partly done, skipped or not begun on a day, by what is recorded up to it |
//! | outlier | a value outside of the range that was expected when it was entered |
//! | observer | who looked; author is who entered it |
//! | reason | why an operation was made: at least a word |
//! | bearing | whether a change of a protocol field changes results, or only the description of the study |
//! | lookalike | a name that a reader takes for another one of the same study; told when it is made |
//! | remedy | what the user can do about a refusal or a note |

mod alert;
mod allocation;
mod analysis;
mod animal;
mod arm;
mod attribute;
mod blinding;
mod chip;
mod clock_time;
mod cohort;
mod dated;
pub mod dates;
mod day;
mod device;
mod disposition;
mod dose;
mod dose_entry;
mod entry_text;
mod event;
mod exclusion;
mod field_value;
mod formulation;
mod id;
mod invalid;
mod lookalike;
mod masking;
mod number;
mod plan;
mod primary_test;
mod protocol;
mod rack;
mod reading;
mod reason;
mod record;
mod regimen;
mod remedy;
mod rules;
mod schedule;
pub mod serialize;
mod species;
mod study;
mod tags;
#[cfg(any(test, feature = "testing"))]
pub mod testing;
#[cfg(test)]
mod tests;
mod text;
mod volume;
mod weight;
mod work;

pub use alert::{Alert, Concern};
pub use allocation::{
    Allocation, AllocationMethod, AllocationOutcome, AllocationPlace, AllocationRecord,
};
pub use analysis::{
    Amendment, Analysis, AnalysisNote, AnalysisOptions, AnimalAmounts, AnimalCourse, AnimalCurve,
    AnimalExposure, AnimalGrowth, AnimalTime, AnimalWeight, AnovaTest, ArmCourse, ArmExposure,
    ArmGrowth, ArmResponses, ArmTimes, ArmWeight, BalanceRow, BalanceSection, BalanceTest,
    BartlettTest, BurdenRule, Change, ChiSquaredTest, ConductSection, ConsecutiveCounts,
    ContrastRow, CourseSection, CoxModel, CoxTerm, Departure, DeviationKind, Direction, DoseCounts,
    DoseDeviation, DunnRow, DunnettRow, EarlyLoss, ExclusionRule, ExposureSection, FirthTerm,
    FixedRow, FloorBy, GrowthSection, IncidenceCurve, IncidencePoint, InhibitionRow, IntervalRule,
    KruskalTest, LandmarkArm, LandmarkBy, LandmarkSection, LandmarkTests, LateAfter, LateExclusion,
    LossCause, MAX_WINDOW, MannWhitneyRow, MixedModel, ModelArm, ModelPoint, MrecistCounts,
    NciReading, NoteCode, Optimizer, PairRow, PairTest, PlanCard, PlanSection, PlanSetting,
    PptpCounts, PrimaryBy, PrimaryRow, PrimarySection, RatioTest, RepeatRule, ResidualDay,
    ResidualRow, ResidualRule, ResponseRate, ResponseRow, ResponsesSection, SensitivityRow,
    Settings, ShapiroTest, SharedResidual, SlopesF, SurvivalCurve, SurvivalPoint, TRow,
    TimeToEvent, TukeyRow, USUAL_FLOOR_MM3, Unbounded, VarianceRow, VisitMean, VolumeDay,
    VolumePoint, WeightDay, WeightPoint, WeightSection, WelchAnovaTest, ZeroRule,
};
pub use animal::{Animal, Cage, OffTreatment, Sex, Tumor};
pub use arm::{Arm, MAX_ARM_LABEL, Treatment};
pub use attribute::{Attribute, Blind, Cell, Cells, Described, Kind};
pub use blinding::{ALL_ARMS, ANIMAL_CODE, ARM_CODE, BlindBy, Blinding, code_of};
pub use chip::{CHIP_DIGITS, ChipPeer, ChipPeers, check_chip};
pub use clock_time::ClockTime;
pub use cohort::Cohort;
pub use dated::{Dated, Entry, Owner, standing};
pub use day::{MAX_DAY, UNDATED_DAY0, When, day_of, parse_date, when_of};
pub use device::{Unit, parse_device};
pub use disposition::{Disposition, DispositionKind};
pub use dose::{
    Concentration, DayDose, DoseLimit, DoseMeasure, DoseOf, DosePer, DoseQuantity, DoseSchedule,
    DoseTerms, DoseUnit, DosingState, Excess, HoldAction, HoldProposal, HoldRule, LimitFinding,
    LimitPreset, LimitUnit, LiquidDose, Microliters, NoVolume, NoWeight, PlannedVolume, Route,
    SyringeStep, TakenWeight, WeightRule, judge_day, milliliters, to_prepare,
};
pub use dose_entry::{DatedDose, Dose, DoseId, DoseState, PlannedDose};
pub use entry_text::{SharedText, SharedTexts, ShortText};
pub use event::{DispositionRole, DispositionRoles, EventRule, EventTime};
pub use exclusion::{ExcludedWords, Exclusion, Scope};
pub use formulation::{Formulation, FormulationId};
pub use id::{
    AllocationId, AnimalId, ArmId, CageId, CohortId, DispositionId, ExclusionId, StudyId, TumorId,
};
pub use invalid::Invalid;
pub use lookalike::{Lookalike, lookalikes, nearest};
pub use number::{DecimalMark, Quantity, parse_number, typed_number};
pub use plan::{Conduct, FrozenPlan, LANDMARK_RULE, Moment, Plan, PlannedExclusion};
pub use primary_test::PrimaryTest;
pub use protocol::{Bearing, CommandOption, FormField, Protocol, ProtocolField};
pub use rack::{Housed, Rack};
pub use reading::{Observation, Reading, ReadingId, TumorFinding};
pub use reason::Reason;
pub use record::{AnimalRecord, StudyExtent, StudyHead, StudyRecord, TumorRecord, tag_order};
pub use regimen::{Regimen, RegimenId};
pub use remedy::{DrawRemedy, ImportRemedy, Remedy, SiteChoice, SiteRole};
pub use rules::{Look, said, said_from};
pub use schedule::{
    FirstDay, LaterDates, Occasion, Occasions, Schedule, ScheduleFacts, SchedulePreview, Watched,
    WatchedValue,
};
pub use species::Species;
pub use study::{BaselineRule, DataOrigin, Definition, Study, StudyStatus, folded};
pub use tags::{read_new_tags, read_tag_arguments, read_tags, tag_ranges};
pub use text::{
    Label, MAX_LABEL, MAX_PROSE, Prose, counted, edits, forms, is_unprintable, parse_truth,
    printable,
};
pub use volume::{Sizes, Volume, VolumeFormula};
pub use weight::{BodyWeight, Weighing, WeighingId};
pub use work::{Waiver, WaiverId, Whom, WorkKind, WorkLine, WorkLineId};
