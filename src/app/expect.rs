//! The range in which the next volume of a tumor and the next weight of an animal are expected, so that a mistyped
//! value is noticed while the mouse is still in the hand. Nothing is refused: a value outside of its range is asked
//! about.
//!
//! **Volumes**, by [`stats::forecast`]: 95 %; for first readings up to 99 %, rising with the number
//! of animals read:
//!
//! | Readings of the tumor | The range follows from |
//! |---|---|
//! | three or more | the last five of the tumor itself |
//! | one or two | its last one, and the growth of the other tumors of the study since their last reading: of those read the same day, if three animals were; else half the growth of all |
//! | none | the tumors of the same rank that were read the same day, if those of three other animals were; one outlier widens it little |
//!
//! The rank of a tumor is its place among those of its animal, in the order in which the sites were named: the second
//! tumor is often smaller than the first, and a range from both kinds would hold neither well.
//!
//! The error of reading alone makes var(ln V) = (σ/L)² + 4·(σ/W)² for V ∝ L·W², by propagation of the error σ of
//! one diameter. With a tumor as long as wide, d = (2V)^⅓ mm, and σ² = (0.3 mm)² + (3 % of d)², this
//! is 5·((0.3/d)² + 0.03²): a coefficient of variation of 16 % at 40 mm³, 9 % at 500 mm³. It counts as
//! much as four degrees of freedom. Half of the last growth rate is extrapolated, and the rate may change by 0.05 per
//! day (SD).
//!
//! **Zeros.** A tumor of less than 3 × 3 mm (13.5 mm³) may or may not be palpable. So smaller volumes count as 13.5,
//! and a range that reaches below starts at 0. A tumor that was not palpable may stay so, or be palpable and small.
//!
//! **Body weights**: the last one, with ± 3 % (SD) on both weighings from day to day (filling of gut and bladder; the
//! error of the balance is negligible), and a trend of up to 1 % per day (SD): ± 10 % in three days, ± 16 % in a week.
//! For a first weighing, the animals weighed the same day; without three of these, the weight of adult mice, which at
//! least reveals a diameter that was sent as a weight.
//!
//! **Blinding.** Other animals are never grouped by arm: the range of an arm would reveal the arm.
//!
//! **Validation** (`tests/integration/expect.rs`): the share of real next values in their range. By the tumor's own
//! course: 92 to 98 % in nine public data sets (median 96 %), 89 % in a tenth that was read once a
//! week while its growth broke off, 100 % in simulated ones, which are smoother. By the growth of other tumors,
//! and first readings: 91 to 99 %. Weights: 98 to 99.7 %. In the simulated RS4;11 study, the ranges show
//! 78 % of lengths and widths whose first two digits were swapped (12.4 to 21.4, but also 8.7 to 7.8),
//! 59 % where the digits around the mark were (12.4 to 14.2: no more than the caliper's own error), 99
//! % without a decimal mark, and 96 % of all slips that change the volume by a factor of two.
//!
//! Nothing is cached between calls: a tumor with three readings needs no other animal, and studies whose tumors have
//! fewer are short.

use domain::{AnimalRecord, Protocol, Species, StudyRecord, TumorRecord, When, day_of};
use stats::forecast::{
    ForecastOptions, ForecastRange, log_carried, log_level, log_linear, log_normal,
};

/// The volume of a tumor of 3 × 3 mm, mm³: a smaller one may not be palpable.
const PALPABLE_MM3: f64 = 13.5;

/// The fewest other animals from which a range is computed.
const FEWEST: usize = 3;

/// From so many earlier readings on, the range of a tumor's volume follows from these alone.
pub(super) const OWN_COURSE: usize = 3;

/// After more days than this without a value there is no range: it would span more than a factor of ten either way.
pub const LONGEST_GAP: f64 = 28.0;

/// Of volumes, but for the error of reading, which depends on the size.
const VOLUME: ForecastOptions = ForecastOptions {
    confidence: 0.95,
    most_points: 5,
    reading_variance: 0.0,
    reading_df: 4.0,
    damping: 0.5,
    rate_sd: 0.05,
};

/// Of body weights.
const WEIGHT: ForecastOptions = ForecastOptions {
    confidence: 0.95,
    most_points: 1,
    reading_variance: 0.03 * 0.03,
    reading_df: 0.0,
    damping: 0.0,
    rate_sd: 0.01,
};

/// A range of first readings whose ends differ by more than this factor is of no use, and is not given.
const TELLING_SPAN: f64 = 100.0;

/// Weights of the animals of a species, g: of mice from small females of four weeks to heavy males, of rats from
/// four weeks on, of hamsters from dwarf to heavy golden ones.
fn usual_weights(species: Species) -> (f64, f64) {
    match species {
        Species::Mouse => (12.0, 50.0),
        Species::Rat => (60.0, 700.0),
        Species::Hamster => (20.0, 220.0),
    }
}

/// What a range follows from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Basis {
    /// The course of the tumor or animal itself.
    Own {
        /// The number of readings or weighings used.
        readings: usize,
    },
    /// Other animals of the study, of all arms.
    Cohort {
        /// The number of these animals.
        animals: usize,
    },
    /// The species.
    Kind,
}

/// The range in which the next value is expected.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Expected {
    /// Lower end, at least 0.
    pub low: f64,
    /// Upper end.
    pub high: f64,
    /// What the range follows from.
    pub basis: Basis,
}

impl Expected {
    /// Whether a value is in the range.
    pub fn holds(&self, value: f64) -> bool {
        (self.low..=self.high).contains(&value)
    }

    /// The ends as text, rounded inwards, so that no value outside of the range reads like one of its ends:
    /// `312 – 954`.
    pub fn range_text(&self, decimals: u8) -> String {
        let scale = 10_f64.powi(decimals.into());
        let (low, high) = ((self.low * scale).ceil(), (self.high * scale).floor());
        let decimals = usize::from(decimals);
        format!("{:.decimals$} – {:.decimals$}", low / scale, high / scale)
    }

    fn of(range: Option<ForecastRange>, basis: Basis) -> Option<Self> {
        range.map(|ForecastRange { low, high, .. }| Self { low, high, basis })
    }

    fn of_volume(range: Option<ForecastRange>, basis: Basis) -> Option<Self> {
        let expected = Self::of(range, basis)?;
        let is_palpable = expected.low >= PALPABLE_MM3;
        let low = if is_palpable { expected.low } else { 0.0 };
        Some(Self { low, ..expected })
    }
}

/// The range of a tumor's volume at `when`, mm³ under the study's formula: from its readings before that, and if these
/// are fewer than three, from those of other tumors up to that day. None if there are too few.
pub fn expected_volume(
    study: &StudyRecord,
    animal: &AnimalRecord,
    tumor: &TumorRecord,
    when: When,
) -> Option<Expected> {
    let own = course(tumor, &study.study.protocol, when);
    let (days, volumes): (Vec<f64>, Vec<f64>) = own.into_iter().unzip();
    match (days.last(), volumes.last()) {
        (Some(&day), _) if -day > LONGEST_GAP => None,
        (Some(&day), Some(&last)) if days.len() < OWN_COURSE => {
            by_growth_of_others(study, animal, last, -day, when)
        }
        (Some(_), Some(&last)) => {
            let readings = days.len().min(VOLUME.most_points);
            let range = log_linear(&days, &volumes, 0.0, &reading_at(last));
            Expected::of_volume(range, Basis::Own { readings })
        }
        _ => by_others_of_the_day(study, animal, tumor, when),
    }
}

/// The range of an animal's body weight at `when`, g: from its last weighing before that, else from the other animals
/// weighed that day, else the weight of the species.
pub fn expected_weight(study: &StudyRecord, animal: &AnimalRecord, when: When) -> Expected {
    let (low, high) = usual_weights(study.study.protocol.species);
    let usual = Expected {
        low,
        high,
        basis: Basis::Kind,
    };
    weight_from_weighings(study, animal, when).unwrap_or(usual)
}

/// The range of the next weight by the weighings; none if there are too few.
fn weight_from_weighings(
    study: &StudyRecord,
    animal: &AnimalRecord,
    when: When,
) -> Option<Expected> {
    let before = animal.standing_weighings().filter(|w| w.when < when);
    if let Some(last) = before.last() {
        let gap = -days_from(when, last.when);
        if gap > LONGEST_GAP {
            return None;
        }
        let range = log_level(last.grams(), gap, &WEIGHT);
        return Expected::of(range, Basis::Own { readings: 1 });
    }
    let others = others(study, animal);
    let grams: Vec<f64> = others
        .filter_map(|other| {
            let today = other
                .standing_weighings()
                .filter(|w| w.when.date == when.date);
            today.last().map(|w| w.grams())
        })
        .collect();
    let animals = grams.len();
    Expected::of(log_normal(&grams, &WEIGHT), Basis::Cohort { animals })
}

/// The readings before a moment: days from it (negative), and volumes of at least the smallest palpable one.
fn course(tumor: &TumorRecord, protocol: &Protocol, when: When) -> Vec<(f64, f64)> {
    let before = tumor.volumes(protocol).filter(|(at, _)| *at < when);
    before
        .map(|(at, mm3)| (days_from(when, at), mm3.max(PALPABLE_MM3)))
        .collect()
}

fn days_from(when: When, at: When) -> f64 {
    day_of(at, when.date) - when.day_part
}

/// What is assumed of a tumor of this volume, mm³.
fn reading_at(mm3: f64) -> ForecastOptions {
    let diameter = (2.0 * mm3).cbrt();
    let relative = (0.3 / diameter).powi(2) + 0.03 * 0.03;
    ForecastOptions {
        reading_variance: 5.0 * relative,
        ..VOLUME
    }
}

/// Whether two readings of one tumor, mm³, can differ by the error of reading alone (95 %).
pub fn agree(a_mm3: f64, b_mm3: f64) -> bool {
    let [a, b] = [a_mm3, b_mm3].map(|mm3| mm3.max(PALPABLE_MM3));
    let at_once = log_level(a, 0.0, &reading_at(a.min(b)));
    at_once.is_some_and(|range| range.low <= b && b <= range.high)
}

/// Whether two weighings of one animal on one day, g, can differ by its filling alone (95 %).
pub(super) fn weights_agree(a_g: f64, b_g: f64) -> bool {
    let at_once = log_level(a_g, 0.0, &WEIGHT);
    at_once.is_some_and(|range| range.low <= b_g && b_g <= range.high)
}

fn others<'a>(
    study: &'a StudyRecord,
    animal: &'a AnimalRecord,
) -> impl Iterator<Item = &'a AnimalRecord> {
    let own = animal.animal.id;
    study.animals.iter().filter(move |a| a.animal.id != own)
}

/// The range by the last volume of a tumor `gap` days ago and the growth of the others.
fn by_growth_of_others(
    study: &StudyRecord,
    animal: &AnimalRecord,
    last: f64,
    gap: f64,
    when: When,
) -> Option<Expected> {
    let end_of_day = When {
        day_part: 1.0,
        ..when
    };
    let mut today = Pool::default();
    let mut ever = Pool::default();
    for other in others(study, animal) {
        let (mut of_today, mut of_any) = (Vec::new(), Vec::new());
        for tumor in &other.tumors {
            let course = course(tumor, &study.study.protocol, end_of_day);
            if let [.., (from, start), (to, end)] = course[..] {
                let rate = (end / start).ln() / (to - from);
                if to >= -1.0 {
                    of_today.push(rate);
                }
                of_any.push(rate);
            }
        }
        today.add(of_today);
        ever.add(of_any);
    }
    let options = reading_at(last);
    let (pool, options) = if today.animals >= FEWEST {
        let as_they_grew = ForecastOptions {
            damping: 1.0,
            ..options
        };
        (today, as_they_grew)
    } else {
        (ever, options)
    };
    let Pool { animals, values } = pool;
    let range = (animals >= FEWEST).then(|| log_carried(last, gap, &values, &options))?;
    Expected::of_volume(range, Basis::Cohort { animals })
}

/// The range of a first reading, by the tumors of the same rank of other animals, read the same day.
fn by_others_of_the_day(
    study: &StudyRecord,
    animal: &AnimalRecord,
    tumor: &TumorRecord,
    when: When,
) -> Option<Expected> {
    let named = animal.tumors_as_named();
    let rank = named.iter().position(|t| t.tumor.id == tumor.tumor.id)?;
    let values = others(study, animal).filter_map(|other| {
        let volumes = other
            .tumors_as_named()
            .get(rank)?
            .volumes(&study.study.protocol);
        let today = volumes.filter(|(at, _)| at.date == when.date);
        today.last().map(|(_, mm3)| mm3.max(PALPABLE_MM3))
    });
    let values: Vec<f64> = values.collect();
    let animals = values.len();
    let options = reading_at(values.iter().copied().reduce(f64::min)?);
    let range = (animals >= FEWEST).then(|| log_normal(&values, &options))?;
    let range = range.filter(|range| range.high / range.low <= TELLING_SPAN);
    Expected::of_volume(range, Basis::Cohort { animals })
}

/// Values of several tumors, and the number of their animals.
#[derive(Default)]
struct Pool {
    animals: usize,
    values: Vec<f64>,
}

impl Pool {
    fn add(&mut self, of_animal: Vec<f64>) {
        self.animals += usize::from(!of_animal.is_empty());
        self.values.extend(of_animal);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::testing::{animal, date, read, study, weighed};
    use proptest::prelude::*;

    fn on(day: i64) -> When {
        When::on(date(day))
    }

    fn volume(record: &StudyRecord, animal: usize, day: i64) -> Option<Expected> {
        let animal = &record.animals[animal];
        expected_volume(record, animal, &animal.tumors[0], on(day))
    }

    #[test]
    fn reading_error_depends_on_volume() {
        // 500 mm³: d = 10 mm, 5·(0.03² + 0.03²).
        assert!((reading_at(500.0).reading_variance - 0.009).abs() < 1e-12);
        assert!(reading_at(40.0).reading_variance.sqrt() > 0.16);
    }

    #[test]
    fn repeated_reading_within_the_error_is_expected() {
        // 500 mm³: 1.96·√(2·0.009) = 0.263, a factor of 1.30.
        assert!(agree(500.0, 640.0) && agree(640.0, 500.0) && agree(0.0, 13.0));
        assert!(!agree(500.0, 660.0) && !agree(0.0, 100.0));
    }

    #[test]
    fn range_of_an_animal_with_a_course_ignores_others() {
        let grown = read(
            animal("1"),
            "left",
            &[(0, 100.0), (3, 140.0), (7, 200.0), (10, 900.0)],
        );
        let alone = volume(&study(vec![grown.clone()]), 0, 10).unwrap();
        assert_eq!(alone.basis, Basis::Own { readings: 3 });
        assert!(alone.holds(270.0) && !alone.holds(900.0) && !alone.holds(60.0));
        let other = read(animal("2"), "left", &[(0, 30.0), (3, 20.0), (10, 10.0)]);
        assert_eq!(volume(&study(vec![grown, other]), 0, 10), Some(alone));
    }

    #[test]
    fn short_course_uses_growth_of_the_cohort() {
        let young = |tag: &str, last: f64| read(animal(tag), "left", &[(0, 100.0), (3, last)]);
        let fresh = read(animal("5"), "left", &[(0, 100.0)]);
        let mut record = study(vec![fresh, young("1", 130.0), young("2", 140.0)]);
        assert_eq!(volume(&record, 0, 3), None);
        record.animals.push(young("3", 150.0));
        let expected = volume(&record, 0, 3).unwrap();
        assert_eq!(expected.basis, Basis::Cohort { animals: 3 });
        assert!(expected.holds(140.0) && !expected.holds(500.0) && !expected.holds(14.0));
        // With nobody read that day, the rates until then are carried on by half.
        let later = volume(&record, 0, 7).unwrap();
        assert_eq!(later.basis, Basis::Cohort { animals: 3 });
    }

    #[test]
    fn first_reading_is_compared_with_others_of_the_day() {
        let first = |tag: &str, mm3: f64| read(animal(tag), "left", &[(0, mm3)]);
        let mut record = study(vec![
            first("1", 1200.0),
            first("2", 110.0),
            first("3", 120.0),
        ]);
        assert_eq!(volume(&record, 0, 0), None);
        record.animals.push(first("4", 140.0));
        let expected = volume(&record, 0, 0).unwrap();
        assert_eq!(expected.basis, Basis::Cohort { animals: 3 });
        assert!(expected.holds(100.0) && !expected.holds(1200.0));
    }

    #[test]
    fn first_reading_is_compared_with_tumors_of_the_same_rank() {
        // The first site is named right here, left there: the rank counts, not the name.
        let both = |tag: &str, sites: [&str; 2], first: f64, second: f64| {
            let animal = read(animal(tag), sites[0], &[(0, first)]);
            read(animal, sites[1], &[(0, second)])
        };
        let (right, left) = (["right", "left"], ["left", "right"]);
        let asked = both("new", right, 600.0, 90.0);
        let record = study(vec![
            asked,
            both("1", right, 500.0, 80.0),
            both("2", left, 640.0, 100.0),
            both("3", right, 560.0, 85.0),
        ]);
        let animal = &record.animals[0];
        let [first, second] = animal.tumors_as_named()[..] else {
            panic!("two tumors")
        };
        let first = expected_volume(&record, animal, first, on(0)).unwrap();
        let second = expected_volume(&record, animal, second, on(0)).unwrap();
        assert!(first.holds(600.0) && !first.holds(90.0), "{first:?}");
        assert!(second.holds(90.0) && !second.holds(600.0), "{second:?}");
        // Only animals with a tumor of that rank count.
        assert_eq!(second.basis, Basis::Cohort { animals: 3 });
    }

    #[test]
    fn one_outlier_hardly_widens_the_range_of_first_readings() {
        let first = |tag: &str, mm3: f64| read(animal(tag), "left", &[(0, mm3)]);
        let mm3 = [120.0, 1300.0, 95.0, 130.0, 140.0];
        let animals = mm3.iter().enumerate();
        let mut animals: Vec<_> = animals.map(|(at, v)| first(&at.to_string(), *v)).collect();
        animals.insert(0, first("new", 125.0));
        let expected = volume(&study(animals), 0, 0).unwrap();
        assert!(expected.low > 20.0 && expected.high < 900.0, "{expected:?}");
    }

    #[test]
    fn few_dissimilar_tumors_give_no_range() {
        let first = |tag: &str, mm3: f64| read(animal(tag), "left", &[(0, mm3)]);
        let few = vec![
            first("new", 80.0),
            first("1", 195.0),
            first("2", 262.0),
            first("3", 0.0),
        ];
        assert_eq!(volume(&study(few), 0, 0), None);
    }

    #[test]
    fn ends_of_a_range_are_rounded_inwards() {
        let range = Expected {
            low: 19.21,
            high: 21.97,
            basis: Basis::Kind,
        };
        assert_eq!(range.range_text(1), "19.3 – 21.9");
        assert_eq!(Expected { low: 0.0, ..range }.range_text(0), "0 – 21");
    }

    #[test]
    fn tumor_that_was_not_palpable_can_stay_so_or_return_small() {
        let gone = read(animal("1"), "left", &[(0, 60.0), (3, 0.0), (7, 0.0)]);
        let expected = volume(&study(vec![gone]), 0, 10).unwrap();
        assert!(expected.holds(0.0) && expected.holds(14.0) && !expected.holds(300.0));
    }

    #[test]
    fn weight_range_is_a_tenth_after_three_days() {
        let record = study(vec![
            weighed(animal("1"), &[(0, 20.0)]),
            weighed(animal("2"), &[(3, 21.0)]),
            weighed(animal("3"), &[(3, 22.0)]),
            weighed(animal("4"), &[(3, 23.0)]),
        ]);
        // z·√(2·0.03² + 0.03²) = 1.96·0.05196 = 0.1018.
        let own = expected_weight(&record, &record.animals[0], on(3));
        assert!((own.high - 20.0 * 0.101_843_f64.exp()).abs() < 1e-3);
        assert_eq!(own.basis, Basis::Own { readings: 1 });
        let first = expected_weight(&record, &animal("5"), on(3));
        assert_eq!(first.basis, Basis::Cohort { animals: 3 });
        assert!(first.holds(22.0) && !first.holds(32.0));
        let usual = expected_weight(&record, &animal("5"), on(4));
        assert_eq!(usual.basis, Basis::Kind);
        assert!(usual.holds(20.0) && !usual.holds(11.6));
    }

    proptest! {
        #[test]
        fn ranges_are_finite_and_ignore_the_order_of_animals(
            volumes in prop::collection::vec(
                prop::collection::vec(prop_oneof![Just(0.0), 1.0..3000.0_f64], 1..7), 1..6),
            turn in 0usize..6,
        ) {
            let animals: Vec<_> = volumes.iter().enumerate().map(|(i, volumes)| {
                let days = (0..).step_by(3);
                let points: Vec<_> = days.zip(volumes.iter().copied()).collect();
                read(animal(&i.to_string()), "left", &points)
            }).collect();
            let asked = animals[0].clone();
            let mut record = study(animals);
            for day in [0, 3, 6, 10, 30] {
                let ask = |record: &StudyRecord| {
                    expected_volume(record, &asked, &asked.tumors[0], on(day))
                };
                let expected = ask(&record);
                if let Some(Expected { low, high, .. }) = expected {
                    prop_assert!(low >= 0.0 && low <= high && high.is_finite());
                }
                let turn = turn % record.animals.len();
                record.animals.rotate_left(turn);
                let turned = ask(&record);
                prop_assert_eq!(expected.is_some(), turned.is_some());
                if let (Some(a), Some(b)) = (expected, turned) {
                    prop_assert_eq!(a.basis, b.basis);
                    prop_assert!((a.low - b.low).abs() <= 1e-9 * a.low);
                    prop_assert!((a.high / b.high - 1.0).abs() < 1e-9);
                }
            }
        }
    }
}
