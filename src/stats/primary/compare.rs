//! One treated arm against the control: which test suits, and what it finds.

use super::course::{Course, Pair};
use super::floor::{AgainstFloor, against_floor};
use super::growth::{GrowthContrast, growth_contrast};
use super::line::{DAYS_PER_UNIT, OwnLine};
use super::rank::{JointRank, joint_rank};
use crate::descriptive::{finite, mean, median};

/// Animals with a rank in each arm from which on the joint rank test can decide: below, too few assignments exist.
const RANKED: usize = 5;

/// The treated arm is at 0 only if this many of its animals were read on the landmark day, or all of a smaller arm.
const GONE: usize = 3;

/// The share of animals at 0 from which on the slopes decide again: they tell so many cures apart.
const MOSTLY_ZERO: f64 = 0.5;

/// An animal that was not read on the landmark day counts in the observed ratio if its own line rests on this many
/// readings.
const OWN_LINE_READINGS: usize = 3;

/// The rules of a comparison, fixed before data are seen.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Rules {
    /// The landmark day.
    pub landmark: f64,
    /// Volumes below this count as this in logarithms; above 0.
    pub floor: f64,
    /// Confidence of the intervals, 0 to 1.
    pub confidence: f64,
}

/// How P was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Method {
    /// The growth contrast with CR2.
    GrowthContrast,
    /// Every animal of the treated arm read on the landmark day is at 0, these stand for the arm, and none was removed
    /// before: the control against the floor.
    AgainstFloor,
    /// Some animals are at 0, fewer than half of either arm, and five animals or more of both arms have a rank.
    JointRank,
    /// There is no P.
    None(NoTest),
}

/// Why there is no P.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NoTest {
    /// No animal of the treated arm was read on two days up to the landmark.
    #[error("no animal of the arm was read on two days up to the landmark")]
    NoTreated,
    /// No animal of the control was read on two days up to the landmark.
    #[error("no animal of the control was read on two days up to the landmark")]
    NoControl,
    /// The treated arm has one animal.
    #[error("one animal in the arm: its scatter is not known")]
    OneTreated,
    /// The control has one animal.
    #[error("one animal in the control: its scatter is not known")]
    OneControl,
    /// Animals of an arm do not differ.
    #[error("animals of one arm do not differ, so that there is no standard error")]
    NoScatter,
}

/// The comparison of two arms.
#[derive(Debug, Clone, PartialEq)]
pub struct Comparison {
    /// How P was found.
    pub method: Method,
    /// Two-sided P of this comparison alone.
    pub p: Option<f64>,
    /// Animals whose growth is known: read on two days or more up to the landmark.
    pub animals: Pair<usize>,
    /// Animals read on the landmark day.
    pub on_landmark: Pair<usize>,
    /// How many of these are at 0.
    pub at_zero: Pair<usize>,
    /// The growth contrast, which is estimated whatever test decides; none where an arm has no line.
    pub growth: Option<GrowthContrast>,
    /// The test against the floor, where it decides.
    pub against_floor: Option<AgainstFloor>,
    /// The joint rank test, where it decides.
    pub joint_rank: Option<JointRank>,
    /// Ratio of the geometric means of V/V₀ on the landmark day. An animal that was not read that day counts with the
    /// value of its own line if it has three readings.
    pub observed_ratio: Option<f64>,
}

/// Compares a treated arm with the control.
pub fn compare(courses: Pair<&[Course]>, rules: &Rules) -> Comparison {
    let start = start(courses.control).unwrap_or(rules.landmark);
    let lines = courses.map(|arm| own_lines(arm, start, rules.floor));
    let known = lines.map_ref(|arm| arm.iter().flatten().cloned().collect::<Vec<_>>());
    let slices = Pair {
        treated: known.treated.as_slice(),
        control: known.control.as_slice(),
    };
    let read = |arm: &[Course]| arm.iter().filter(|c| c.on_landmark.is_some()).count();
    let zero = |arm: &[Course]| arm.iter().filter(|c| c.is_zero_on_landmark()).count();
    let mut comparison = Comparison {
        method: Method::None(NoTest::NoScatter),
        p: None,
        animals: slices.map(<[OwnLine]>::len),
        on_landmark: courses.map(read),
        at_zero: courses.map(zero),
        growth: growth_contrast(slices, rules.landmark - start, rules.confidence),
        against_floor: None,
        joint_rank: None,
        observed_ratio: observed_ratio(courses, &lines, start, rules),
    };
    comparison.decide(courses, rules);
    comparison
}

impl Comparison {
    /// Chooses the test by the table of the module, and takes its P.
    fn decide(&mut self, courses: Pair<&[Course]>, rules: &Rules) {
        if let Some(why) = self.too_few() {
            self.method = Method::None(why);
        } else if self.treated_is_gone(courses.treated) {
            self.against_floor = against_floor(courses.control, rules.floor, rules.confidence);
            self.take(
                Method::AgainstFloor,
                self.against_floor.map(|found| found.test.p),
            );
        } else {
            if self.is_partly_zero() {
                let ranks = joint_rank(courses);
                self.joint_rank = ranks.filter(|ranks| ranks.animals.least() >= RANKED);
            }
            match self.joint_rank {
                Some(ranks) => self.take(Method::JointRank, Some(ranks.p)),
                None => {
                    let p = self.growth.and_then(|growth| Some(growth.test?.p));
                    self.take(Method::GrowthContrast, p);
                }
            }
        }
    }

    fn take(&mut self, method: Method, p: Option<f64>) {
        self.p = p;
        self.method = match p {
            Some(_) => method,
            None => Method::None(NoTest::NoScatter),
        };
    }

    fn too_few(&self) -> Option<NoTest> {
        match (self.animals.treated, self.animals.control) {
            (0, _) => Some(NoTest::NoTreated),
            (_, 0) => Some(NoTest::NoControl),
            (1, _) => Some(NoTest::OneTreated),
            (_, 1) => Some(NoTest::OneControl),
            _ => None,
        }
    }

    /// Whether every animal of the treated arm that was read on the landmark day is at 0, and these animals stand for
    /// the arm: none was removed for its tumor before, and at least half of the arm was read, three animals or all.
    /// Otherwise the animals at 0 may be the survivors of an arm that grew.
    fn treated_is_gone(&self, treated: &[Course]) -> bool {
        let read = self.on_landmark.treated;
        let is_represented = 2 * read >= treated.len() && read >= GONE.min(treated.len());
        let was_removed = treated.iter().any(|course| course.removal.is_some());
        read > 0 && self.at_zero.treated == read && is_represented && !was_removed
    }

    /// Whether some animals are at 0 on the landmark day, but fewer than half of either arm.
    fn is_partly_zero(&self) -> bool {
        let share = |zero: usize, read: usize| zero as f64 / read.max(1) as f64;
        let treated = share(self.at_zero.treated, self.on_landmark.treated);
        let control = share(self.at_zero.control, self.on_landmark.control);
        let larger = treated.max(control);
        larger > 0.0 && larger < MOSTLY_ZERO
    }
}

/// The day from which growth counts: the median baseline day of the control animals whose growth is known.
fn start(control: &[Course]) -> Option<f64> {
    let known = control.iter().filter(|course| course.days.len() > 1);
    let baselines: Vec<f64> = known.map(|course| course.days[0]).collect();
    median(&baselines)
}

/// The own line of each animal; none for those read on fewer than two days.
fn own_lines(arm: &[Course], start: f64, floor: f64) -> Vec<Option<OwnLine>> {
    arm.iter()
        .map(|course| OwnLine::new(course, start, floor))
        .collect()
}

fn observed_ratio(
    courses: Pair<&[Course]>,
    lines: &Pair<Vec<Option<OwnLine>>>,
    start: f64,
    rules: &Rules,
) -> Option<f64> {
    let least = rules.floor.ln();
    let day = (rules.landmark - start) / DAYS_PER_UNIT;
    let growth = |(course, line): (&Course, &Option<OwnLine>)| {
        let by_line = || {
            let line = line
                .as_ref()
                .filter(|line| line.days.len() >= OWN_LINE_READINGS)?;
            Some(line.at(day).max(least))
        };
        let read = course
            .on_landmark
            .map(|volume| volume.max(rules.floor).ln());
        let baseline = course.volumes.first()?.max(rules.floor).ln();
        Some(read.or_else(by_line)? - baseline)
    };
    let average = |arm: &[Course], lines: &[Option<OwnLine>]| {
        let growths: Vec<f64> = arm.iter().zip(lines).filter_map(growth).collect();
        mean(&growths)
    };
    let treated = average(courses.treated, &lines.treated)?;
    let control = average(courses.control, &lines.control)?;
    finite((treated - control).exp())
}
