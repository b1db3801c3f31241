//! What a study says of each arm, gathered from the analysis and the record.

use super::ArmLabels;
use crate::document::{Material, Words};
use crate::number::{significant, unbroken};
use domain::{
    Analysis, AnimalRecord, AnimalWeight, ArmCourse, ArmResponses, ArmTimes, ArmWeight, Direction,
    DispositionKind, InhibitionRow, PrimaryRow, VolumeDay,
};

/// All arms, and what concerns all of them.
pub(super) struct Evidence<'a> {
    pub material: &'a Material<'a>,
    pub analysis: &'a Analysis,
    pub labels: ArmLabels,
    /// In the order of [`Analysis::arms`]: the control is the first.
    pub arms: Vec<ArmEvidence<'a>>,
    /// Whether dispositions are recorded: whether any animal has one.
    pub records_ends: bool,
}

/// One arm.
pub(super) struct ArmEvidence<'a> {
    /// Index of [`Analysis::arms`].
    pub at: usize,
    pub name: &'a str,
    pub is_control: bool,
    /// Position in the study's order.
    pub position: usize,
    /// Its look in figures.
    pub look: usize,
    pub course: Option<&'a ArmCourse>,
    pub primary: Option<&'a PrimaryRow>,
    /// Of the primary definition, on the landmark day.
    pub inhibition: Option<&'a InhibitionRow>,
    /// Of T/C of means, on the landmark day.
    pub tc: Option<&'a InhibitionRow>,
    pub responses: Option<&'a ArmResponses>,
    pub times: Option<&'a ArmTimes>,
    pub weight: Option<&'a ArmWeight>,
    /// Days on which the arm's mean stands for the arm.
    pub means: Vec<&'a VolumeDay>,
    pub animals: Vec<&'a AnimalRecord>,
}

impl<'a> Evidence<'a> {
    pub fn of(material: &'a Material<'a>) -> Self {
        let analysis = material.analysis;
        let arms = analysis.arms.iter().enumerate();
        let looks = crate::palette::looks(&material.record.arms);
        let animals = &material.record.animals;
        Self {
            material,
            analysis,
            labels: ArmLabels::of(material.record, analysis),
            arms: arms
                .map(|(at, name)| ArmEvidence::of(material, &looks, at, name))
                .collect(),
            records_ends: animals.iter().any(|animal| animal.disposition.is_some()),
        }
    }

    /// The arm that the others are compared with; none if there is none.
    pub fn control(&self) -> Option<&ArmEvidence<'a>> {
        self.arms.iter().find(|arm| arm.is_control)
    }

    /// The arms that are compared with the control.
    pub fn treated(&self) -> Vec<&ArmEvidence<'a>> {
        self.arms.iter().filter(|arm| !arm.is_control).collect()
    }

    /// Whether the landmark day is that of the baseline, so that there is no change to compare.
    pub fn compares_baselines(&self) -> bool {
        let mut animals = self.analysis.course.animals.iter();
        let landmark = self.analysis.landmark_day;
        animals.all(|animal| animal.baseline_day.is_none_or(|day| Some(day) >= landmark))
    }

    /// The arms with fewer than three animals in the primary test of some arms: of these, or the control.
    pub fn fewer_than_three(&self, arms: &[usize]) -> Vec<usize> {
        const FEW: usize = 3;
        let rows = || {
            let arms = self.arms.iter().filter(|arm| arms.contains(&arm.at));
            arms.filter_map(|arm| Some((arm.at, arm.primary?)))
        };
        let control = self.control().map(|control| control.at);
        let control = control.filter(|_| rows().any(|(_, row)| row.n_control < FEW));
        let treated = rows().filter(|(_, row)| row.n < FEW).map(|(at, _)| at);
        control.into_iter().chain(treated).collect()
    }

    /// P below this is called significant.
    pub fn level(&self) -> f64 {
        1.0 - self.analysis.settings.confidence
    }

    /// The last day of a tumor reading.
    pub fn last_day(&self) -> Option<f64> {
        let rows = self.analysis.volume_by_day.iter();
        rows.map(|row| row.day).reduce(f64::max)
    }
}

impl<'a> ArmEvidence<'a> {
    fn of(material: &'a Material<'a>, looks: &[usize], at: usize, name: &'a str) -> Self {
        let (record, analysis) = (material.record, material.analysis);
        let position = record.arms.iter().position(|arm| arm.name.as_str() == name);
        let id = position.map(|at| record.arms[at].id);
        let of_day = |definition| {
            let mut rows = analysis.inhibition.iter();
            rows.find(|row| {
                row.arm == name
                    && Some(row.day) == analysis.landmark_day
                    && row.definition == definition
            })
        };
        let primary = analysis.primary.as_ref();
        let times = analysis.time_to_event.as_ref();
        let means = analysis.volume_by_day.iter();
        let course = analysis.course.arms.iter().find(|arm| arm.arm == name);
        // A mean of a few of the animals that are followed does not represent the arm either.
        let started = course.map_or(0, |course| course.n);
        let speaks = |row: &&VolumeDay| !row.guarded && row.n >= 3 && 2 * row.n >= started;
        let animals = record.animals.iter();
        Self {
            at,
            name,
            is_control: analysis.control.as_deref() == Some(name),
            position: position.unwrap_or(at),
            look: looks.get(position.unwrap_or(at)).copied().unwrap_or(at),
            course,
            primary: primary.and_then(|test| test.rows.iter().find(|row| row.arm == name)),
            inhibition: of_day(analysis.settings.primary_definition),
            tc: of_day(domain::Definition::TcMean),
            responses: analysis.responses.arms.iter().find(|arm| arm.arm == name),
            times: times.and_then(|times| times.arms.iter().find(|arm| arm.arm == name)),
            weight: analysis.weight.arms.iter().find(|arm| arm.arm == name),
            means: means
                .filter(|row| row.arm == name && !row.is_partial())
                .filter(speaks)
                .collect(),
            animals: animals
                .filter(|animal| id.is_some() && animal.animal.arm == id)
                .collect(),
        }
    }

    /// The animals that left in a way.
    pub fn left(&self, kind: DispositionKind) -> impl Iterator<Item = &'a AnimalRecord> {
        let animals = self.animals.iter().copied();
        animals.filter(move |animal| {
            let left = animal.disposition.as_ref().map(|d| d.kind);
            left == Some(kind)
        })
    }

    /// The animals that lost 20% or more of their body weight.
    pub fn lost_20(&self, analysis: &'a Analysis) -> Vec<&'a AnimalWeight> {
        let animals = analysis.weight.animals.iter();
        animals
            .filter(|animal| animal.arm == self.name && animal.nadir_percent <= -LOSS_PERCENT)
            .collect()
    }
}

/// The loss of body weight, percent, that every summary tells of, whatever the limit of the protocol.
pub(super) const LOSS_PERCENT: f64 = 20.0;

/// What the primary test and the volumes say of an arm.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Effect {
    /// Slower growth, with a complete response of every animal.
    Complete,
    /// Slower growth, with a mean volume below baseline on the landmark day.
    Regressed,
    /// Slower growth.
    Slowed,
    /// Faster growth.
    Faster,
    /// No significant difference.
    Alike,
    /// No P.
    Untested,
}

impl ArmEvidence<'_> {
    /// The effect. Nothing but the primary test decides whether growth differed.
    pub fn effect(&self, level: f64) -> Effect {
        let Some((row, p)) = self.primary.and_then(|row| Some((row, row.p_adjusted?))) else {
            return Effect::Untested;
        };
        if p >= level {
            return Effect::Alike;
        }
        match row.direction {
            // No arm is the better one: there is no difference to tell.
            None => return Effect::Alike,
            Some(Direction::Worse) => return Effect::Faster,
            Some(Direction::Better) => {}
        }
        if self.all_complete() {
            Effect::Complete
        } else if self.has_regressed() {
            Effect::Regressed
        } else {
            Effect::Slowed
        }
    }

    /// Whether every animal had a complete response.
    fn all_complete(&self) -> bool {
        self.responses.is_some_and(|arm| {
            let complete = arm.mrecist.complete;
            complete > 0 && complete == arm.mrecist_rate.evaluable && complete == arm.n
        })
    }

    /// Whether the mean volume was below baseline on the landmark day, by the primary definition too. A verdict needs the
    /// interval and not the estimate alone.
    fn has_regressed(&self) -> bool {
        let shrank = self.course.and_then(|course| course.mean_change);
        let agrees = self.inhibition.is_none_or(|row| {
            !row.definition.compares_changes() || row.ci_low.is_some_and(|least| least > 100.0)
        });
        shrank.is_some_and(|change| change < 0.0) && agrees
    }
}

/// Growth ratio and TGI have opposite signs only if both are this far from no effect, as a share.
const CLEAR: f64 = 0.1;

impl ArmEvidence<'_> {
    /// Whether TGI contradicts the primary test: its interval includes 0 where P is significant or excludes it where
    /// P is not, or growth ratio and TGI have opposite signs.
    pub fn inhibition_disagrees(&self, level: f64) -> bool {
        let Some((test, tgi)) = self.primary.zip(self.inhibition) else {
            return false;
        };
        let is_of_growth = test.method == "growth_contrast";
        let ratio = test.ratio.filter(|_| is_of_growth);
        let Some((ratio, p)) = ratio.zip(test.p_adjusted) else {
            return false;
        };
        let excludes = tgi.ci_low.zip(tgi.ci_high);
        let excludes = excludes.map(|(low, high)| low > 0.0 || high < 0.0);
        let opposite = tgi.tgi_percent.is_some_and(|tgi| {
            let (tgi, slowed) = (tgi / 100.0, 1.0 - ratio);
            tgi * slowed < 0.0 && tgi.abs() >= CLEAR && slowed.abs() >= CLEAR
        });
        opposite || excludes.is_some_and(|excludes| excludes != (p < level))
    }

    /// `growth ratio 0.55 (0.40–0.76)`
    pub fn growth_ratio(&self) -> Option<Words> {
        let row = self.primary?;
        let said = |value| significant(Some(value), 2);
        let ends = row.ratio_low.zip(row.ratio_high);
        let interval = ends.map_or(String::new(), |(low, high)| {
            format!(" ({}–{})", said(low), said(high))
        });
        let text = unbroken(&format!("growth ratio {}{interval}", said(row.ratio?)));
        let (low, high) = ends.unzip();
        Some(Words::of(text, [row.ratio, low, high]))
    }

    /// Which of the evaluable animals responded, by mRECIST.
    pub fn responded(&self) -> Responded {
        let rate = self.responses.map(|arm| &arm.mrecist_rate);
        match rate.map_or((0, 0), |rate| (rate.responders, rate.evaluable)) {
            (0, _) => Responded::None,
            (some, all) if some < all => Responded::Some,
            _ => Responded::All,
        }
    }

    /// Whether half or more of the evaluable animals had a complete response.
    pub fn mostly_complete(&self) -> bool {
        self.responses.is_some_and(|arm| {
            let (complete, all) = (arm.mrecist.complete, arm.mrecist_rate.evaluable);
            complete > 0 && 2 * complete >= all
        })
    }
}

/// How many animals of an arm responded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Responded {
    None,
    Some,
    All,
}
