//! The expected ranges of next readings and weighings, compared with the real next values and with typing
//! errors.

use app::expect::{Basis, Expected, expected_volume, expected_weight};
use domain::{Observation, Protocol, Reading, Sizes, StudyRecord};

use crate::support::{Selection, load, own, shared};

/// A count of a total.
#[derive(Default, Clone, Copy)]
struct Share {
    hits: usize,
    of: usize,
}

impl Share {
    fn add(&mut self, hit: bool) {
        self.hits += usize::from(hit);
        self.of += 1;
    }

    fn percent(self) -> f64 {
        100.0 * self.hits as f64 / self.of as f64
    }
}

/// How often the next value was in its range.
#[derive(Default)]
struct Coverage {
    own: Share,
    cohort: Share,
    weights: Share,
}

/// Every reading and weighing, with the range that follows from the earlier ones.
fn coverage(record: &StudyRecord) -> Coverage {
    let mut held = Coverage::default();
    for animal in &record.animals {
        for tumor in &animal.tumors {
            for (when, mm3) in tumor.volumes(&record.study.protocol) {
                if let Some(expected) = expected_volume(record, animal, tumor, when) {
                    let share = match expected.basis {
                        Basis::Own { .. } => &mut held.own,
                        Basis::Cohort { .. } => &mut held.cohort,
                        Basis::Kind => unreachable!("volumes are held against the study's own"),
                    };
                    share.add(expected.holds(mm3));
                }
            }
        }
        for weighing in animal.standing_weighings() {
            let expected = expected_weight(record, animal, weighing.when);
            held.weights.add(expected.holds(weighing.grams()));
        }
    }
    held
}

/// Name, control, study, and the least shares in percent that must hold: own course, cohort, weight.
type Set = (&'static str, &'static str, Option<&'static str>, [f64; 3]);

fn check(file: &std::path::Path, (name, control, study, least): Set) {
    let selection = Selection {
        control,
        study,
        from_day: f64::MIN,
    };
    let held = coverage(&load(file, &selection));
    let kinds = [
        ("own", held.own),
        ("cohort", held.cohort),
        ("weight", held.weights),
    ];
    for ((kind, share), least) in kinds.into_iter().zip(least) {
        println!("{name}: {kind} {:.1} % of {}", share.percent(), share.of);
        assert!(share.of == 0 || share.percent() >= least, "{name}: {kind}");
    }
}

#[test]
fn real_next_values_are_within_the_expected_range() {
    check(
        &own("kt253_rs411"),
        ("kt253_rs411", "Vehicle", None, [99.5, 98.0, 99.0]),
    );
    check(
        &own("combination_a549"),
        ("combination_a549", "Vehicle", None, [99.5, 98.0, 99.0]),
    );
    let sets: [Set; 10] = [
        ("maeve_vismodegib", "dose_0.0", None, [97.5, 96.5, 97.5]),
        (
            "maeve_gdc0084_temo_01",
            "gdc0084_00_temo_00",
            None,
            [0.0; 3],
        ),
        ("invivosyn_cr1197", "Vehicle", None, [95.0, 98.5, 0.0]),
        ("invivosyn_ls1034", "Vehicle", None, [88.5, 98.0, 0.0]),
        ("koziol1981", "G1", None, [92.0, 97.5, 0.0]),
        ("inspect_az", "Control", Some("Study 3"), [96.5, 95.5, 0.0]),
        ("tumr_melanoma1", "A", None, [97.0, 96.5, 0.0]),
        ("mas9806_bilateral_lw", "Ctrl", None, [92.5, 90.5, 98.5]),
        ("drap_onean", "Control", None, [97.5, 96.0, 99.0]),
        ("squeak_long_mice", "Control", None, [94.0, 94.0, 0.0]),
    ];
    for set in sets {
        if let Some(file) = shared(&format!("data/{}.csv", set.0)) {
            check(&file, set);
        }
    }
}

/// A size with a typing error: its first two digits swapped, the digits around the decimal mark swapped, or the
/// mark left out.
fn slips(mm: f64) -> [f64; 3] {
    let typed = format!("{mm:04.1}");
    let digit = |at: usize| f64::from(typed.as_bytes()[at] - b'0');
    let (tens, ones, tenths) = (digit(0), digit(1), digit(3));
    let first = if tens == 0.0 {
        tenths + ones / 10.0
    } else {
        10.0 * ones + tens + tenths / 10.0
    };
    [first, 10.0 * tens + tenths + ones / 10.0, 10.0 * mm]
}

/// Whether a mistyped pair would be noticed, because it is impossible or out of its range, and the factor
/// between its volume and the true one.
fn seen(slip: [f64; 2], real: f64, expected: &Expected, protocol: &Protocol) -> (bool, f64) {
    let Ok(sizes) = Sizes::new(slip[0], slip[1], None) else {
        return (true, f64::INFINITY);
    };
    let mm3 = protocol.volume_formula.mm3(&sizes, protocol.calibration);
    let mm3 = mm3.unwrap();
    (!expected.holds(mm3), (mm3 / real).max(real / mm3))
}

fn sizes(reading: &Reading) -> Option<Sizes> {
    match reading.observation {
        Observation::Measured { sizes, .. } => sizes,
        _ => None,
    }
}

/// Typing errors in length and width of every reading that has a range, by kind and by size of the error.
fn caught(record: &StudyRecord) -> ([Share; 3], Share) {
    let protocol = &record.study.protocol;
    let (mut kinds, mut twofold) = ([Share::default(); 3], Share::default());
    let tumors = record.animals.iter().flat_map(|animal| {
        let of_animal = animal.tumors.iter();
        of_animal.map(move |tumor| (animal, tumor))
    });
    for (animal, tumor) in tumors {
        for reading in tumor.standing_readings() {
            let expected = expected_volume(record, animal, tumor, reading.when);
            let (Some(expected), Some(sizes)) = (expected, sizes(reading)) else {
                continue;
            };
            let (length, width) = (sizes.length_mm(), sizes.width_mm());
            let real = protocol.volume_formula.mm3(&sizes, protocol.calibration);
            let slipped = slips(length).into_iter().zip(slips(width));
            for (kind, (l, w)) in kinds.iter_mut().zip(slipped) {
                for slip in [[l, width], [length, w]] {
                    let (seen, factor) = seen(slip, real.unwrap(), &expected, protocol);
                    if slip != [length, width] {
                        kind.add(seen);
                    }
                    if factor >= 2.0 {
                        twofold.add(seen);
                    }
                }
            }
        }
    }
    (kinds, twofold)
}

#[test]
fn typing_errors_are_outside_the_expected_range() {
    let selection = Selection {
        control: "Vehicle",
        study: None,
        from_day: f64::MIN,
    };
    let (kinds, twofold) = caught(&load(&own("kt253_rs411"), &selection));
    let kinds = ["12.4 → 21.4", "12.4 → 14.2", "12.4 → 124"]
        .into_iter()
        .zip(kinds);
    let all = kinds.chain([("a volume off by a factor of 2", twofold)]);
    for ((slip, share), least) in all.zip([77.5, 59.0, 98.5, 95.5]) {
        println!("{slip}: {:.1} % of {} seen", share.percent(), share.of);
        assert!(share.percent() >= least, "{slip}");
    }
}
