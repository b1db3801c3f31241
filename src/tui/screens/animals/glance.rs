//! The state of an animal: its last volume and body weight, and their change from baseline.

use domain::{AnimalRecord, Protocol, Reading, When};

/// Moments in ascending order with a value each.
pub(super) type Course = Vec<(When, f64)>;

/// An animal at a glance.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub(super) struct Glance {
    /// The last day on which all of its tumors were read, and the sum of their volumes in mm³.
    pub volume: Option<(When, f64)>,
    /// Its change since baseline, percent.
    pub volume_change: Option<f64>,
    /// The last body weight, g.
    pub weight: Option<f64>,
    /// Its change since baseline, percent.
    pub weight_change: Option<f64>,
}

impl Glance {
    /// Looks at an animal.
    pub fn of(protocol: &Protocol, animal: &AnimalRecord) -> Self {
        let volumes = volumes(protocol, animal);
        let weights = weights(animal);
        let last = |course: &Course| course.last().copied();
        let change =
            |course: &Course| change(course.last()?.1, baseline(protocol, animal, course)?);
        Self {
            volume: last(&volumes),
            volume_change: change(&volumes),
            weight: last(&weights).map(|(_, grams)| grams),
            weight_change: change(&weights),
        }
    }
}

/// The volume of a reading in mm³ under the study's formula, where it has one.
pub(super) fn volume(protocol: &Protocol, reading: &Reading) -> Option<f64> {
    protocol.volume_mm3(&reading.observation)
}

/// The standing volumes of each tumor that has any, in order of sites.
pub(super) fn tumor_courses(protocol: &Protocol, animal: &AnimalRecord) -> Vec<Course> {
    let courses = animal.tumors.iter().map(|tumor| {
        let standing = tumor.standing_readings();
        standing
            .filter_map(|r| Some((r.when, volume(protocol, r)?)))
            .collect()
    });
    courses.collect()
}

/// The sum of an animal's tumors on the days on which all that are ever read were read.
pub(super) fn volumes(protocol: &Protocol, animal: &AnimalRecord) -> Course {
    let courses = tumor_courses(protocol, animal).into_iter();
    let read = courses.filter(|course| !course.is_empty());
    let sum = |a: Course, b: Course| {
        let other = |when| b.iter().find(|(w, _)| *w == when).map(|(_, v)| *v);
        let both = a
            .iter()
            .filter_map(|(when, v)| Some((*when, v + other(*when)?)));
        both.collect()
    };
    read.reduce(sum).unwrap_or_default()
}

/// The standing body weights in g.
pub(super) fn weights(animal: &AnimalRecord) -> Course {
    let standing = animal.standing_weighings();
    standing.map(|w| (w.when, w.grams())).collect()
}

/// The value that change is counted from, by the study's rule.
pub(super) fn baseline(protocol: &Protocol, animal: &AnimalRecord, course: &Course) -> Option<f64> {
    let day = |when| animal.animal.day_of(protocol, when).unwrap_or(0.0);
    let days: Vec<f64> = course.iter().map(|(when, _)| day(*when)).collect();
    let at = protocol.baseline_rule.pick(&days)?;
    course.get(at).map(|(_, value)| *value)
}

/// The change from a value to another in percent; none from nothing.
pub(super) fn change(now: f64, start: f64) -> Option<f64> {
    (start > 0.0).then(|| 100.0 * (now / start - 1.0))
}

/// A change for the eye: `+26`, `-4.2`, `0`.
pub(super) fn signed(change: f64, decimals: usize) -> String {
    let text = format!("{change:+.decimals$}");
    if text.bytes().any(|b| matches!(b, b'1'..=b'9')) {
        text
    } else {
        "0".to_owned()
    }
}

/// A volume for the eye, in mm³: whole, small ones with a decimal.
pub(super) fn mm3(volume: f64) -> String {
    if volume == 0.0 || volume >= 10.0 {
        format!("{volume:.0}")
    } else {
        format!("{volume:.1}")
    }
}
