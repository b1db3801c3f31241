//! Colors and marks of arms, so that an arm looks the same on every screen and in every figure.
//!
//! Every arm has a *look*, a number from 0 that gives its color and its mark. [`looks`] gives the looks of a study's
//! arms: the control has look 0. Where the treatments on record are doses of one compound, these doses have one hue,
//! and a higher dose has more contrast to the background. Other arms take looks in the study's order.
//!
//! The colors differ in hue and in lightness (CIE L*), so that they can be told apart in gray, and no two that
//! color-blind readers confuse are close in lightness. Color is never the only difference: every look also has a mark.

use domain::{Arm, Treatment};

/// Red, green, blue.
pub type Rgb = (u8, u8, u8);

/// Number of colors. Further looks repeat the colors, except the first, with another mark.
pub const LOOKS: usize = 8;

/// Colors that are legible on black and on white, where the background is not known. They are too close in lightness
/// to be told apart in gray.
pub const ON_BOTH: [Rgb; LOOKS] = [
    (0x80, 0x80, 0x80),
    (0xd5, 0x5e, 0x00),
    (0x2a, 0x97, 0xb8),
    (0x0a, 0x7f, 0xc8),
    (0x3a, 0x6f, 0xd8),
    (0xa8, 0x60, 0xc8),
    (0x8b, 0x80, 0x00),
    (0xa8, 0x68, 0x3c),
];

/// Colors for black: what is dark on white is light here.
pub const ON_DARK: [Rgb; LOOKS] = [
    (0xf2, 0xf2, 0xf2),
    (0xf5, 0xa0, 0x5a),
    (0x4a, 0x90, 0xcc),
    (0x6a, 0xaa, 0xf0),
    (0xcf, 0xe2, 0xff),
    (0xde, 0xb2, 0xec),
    (0xa8, 0x96, 0x38),
    (0xf0, 0xcd, 0xb0),
];

/// Colors for white and for paper. The palest has a contrast of 2.4 only: its mark and the label at its curve carry it.
pub const ON_LIGHT: [Rgb; LOOKS] = [
    (0x1a, 0x1a, 0x1a),
    (0xb5, 0x50, 0x0c),
    (0x6a, 0xb0, 0xe0),
    (0x3a, 0x86, 0xc8),
    (0x0a, 0x2f, 0x66),
    (0x7a, 0x2e, 0x8e),
    (0xb4, 0x90, 0x1c),
    (0x62, 0x36, 0x12),
];

/// The same for letters on white, which need more contrast than lines: pale hues are darker.
pub const LETTERS_ON_LIGHT: [Rgb; LOOKS] = [
    (0x1a, 0x1a, 0x1a),
    (0xb5, 0x50, 0x0c),
    (0x2f, 0x72, 0x99),
    (0x2a, 0x6c, 0xa8),
    (0x0a, 0x2f, 0x66),
    (0x7a, 0x2e, 0x8e),
    (0x7a, 0x60, 0x00),
    (0x62, 0x36, 0x12),
];

/// Marks; each is one cell wide in a terminal.
pub const MARKS: [&str; 10] = ["●", "■", "▲", "◆", "▼", "○", "□", "△", "◇", "▽"];

/// Whether a mark, an index of [`MARKS`], is an outline: the second half of them.
pub(crate) fn is_open(mark: usize) -> bool {
    mark >= MARKS.len() / 2
}

/// The color of a look: an index of the arrays of colors.
pub fn color(look: usize) -> usize {
    match look {
        0 => 0,
        look => 1 + (look - 1) % (LOOKS - 1),
    }
}

/// The mark of a look: an index of [`MARKS`]. Each time the colors repeat, the marks are shifted by one, so that the
/// first 71 looks all differ in color or mark.
pub fn mark(look: usize) -> usize {
    match look {
        0 => 0,
        look => (color(look) + (look - 1) / (LOOKS - 1)) % MARKS.len(),
    }
}

/// Looks of the doses of one compound, the lowest dose first: a hue in steps of lightness.
const BLUES: [usize; 3] = [2, 3, 4];
const BROWNS: [usize; 3] = [6, 1, 7];

/// The order in which other arms take the looks that doses of a compound leave over.
const OTHERS: [usize; LOOKS - 1] = [1, 5, 6, 7, 3, 4, 2];

/// The look of each arm of a study, arms in the study's order. Without a control the first arm has look 0.
pub fn looks(arms: &[Arm]) -> Vec<usize> {
    let control = arms.iter().position(|arm| arm.is_control).unwrap_or(0);
    let treated: Vec<usize> = (0..arms.len()).filter(|at| *at != control).collect();
    let mut looks = vec![0; arms.len()];
    let by_dose = (treated.len() < LOOKS).then(|| families(arms, &treated));
    let by_dose: Vec<(usize, usize)> = by_dose.into_iter().flatten().collect();
    for (at, look) in &by_dose {
        looks[*at] = *look;
    }
    let is_free = |look: &usize| by_dose.iter().all(|(_, taken)| taken != look);
    let order: Vec<usize> = match by_dose.is_empty() {
        true => (1..=treated.len()).collect(),
        false => OTHERS.into_iter().filter(is_free).collect(),
    };
    let others = treated.iter().filter(|at| looks[**at] == 0);
    let others: Vec<usize> = others.copied().collect();
    for (at, look) in others.into_iter().zip(order) {
        looks[at] = look;
    }
    looks
}

/// Arms that are doses of one compound, each with its look. There are hues for two compounds of two or three doses.
fn families(arms: &[Arm], treated: &[usize]) -> Vec<(usize, usize)> {
    let mut families: Vec<(String, Vec<(f64, usize)>)> = Vec::new();
    for &at in treated {
        let [only] = arms[at].treatments.as_slice() else {
            continue;
        };
        let Some(dose) = only.dose else { continue };
        let regimen = regimen(only);
        match families.iter_mut().find(|(known, _)| *known == regimen) {
            Some((_, doses)) => doses.push((dose, at)),
            None => families.push((regimen, vec![(dose, at)])),
        }
    }
    let mut families: Vec<_> = families.into_iter().map(|(_, doses)| doses).collect();
    families
        .iter_mut()
        .for_each(|doses| doses.sort_by(|a, b| a.0.total_cmp(&b.0)));
    families.retain(|doses| {
        let differ = doses.windows(2).all(|pair| pair[0].0 < pair[1].0);
        (2..=BLUES.len()).contains(&doses.len()) && differ
    });
    families.sort_by_key(|doses| std::cmp::Reverse(doses.len()));
    let hues = [BLUES, BROWNS].into_iter();
    let shaded = families.iter().zip(hues).flat_map(|(doses, hue)| {
        let steps = match doses.len() {
            2 => vec![hue[0], hue[2]],
            _ => hue.to_vec(),
        };
        doses
            .iter()
            .map(|(_, at)| *at)
            .zip(steps)
            .collect::<Vec<_>>()
    });
    shaded.collect()
}

/// What is given without how much of it: doses are compared only where all else is equal.
fn regimen(treatment: &Treatment) -> String {
    let Treatment {
        compound,
        dose: _,
        unit,
        route,
        schedule,
    } = treatment;
    let parts = [
        unit.as_ref().map(ToString::to_string),
        route.as_ref().map(ToString::to_string),
        schedule.as_ref().map(ToString::to_string),
    ];
    let parts = parts.map(Option::unwrap_or_default);
    format!("{compound}\n{}", parts.join("\n")).to_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::Label;

    #[test]
    fn the_color_of_the_first_look_is_not_repeated() {
        assert_eq!([0, 1, 7, 8, 15].map(color), [0, 1, 7, 1, 1]);
        assert!((1..100).all(|look| color(look) > 0));
    }

    #[test]
    fn no_two_looks_have_the_same_color_and_mark() {
        assert_eq!([0, 1, 7, 8, 15].map(mark), [0, 1, 7, 2, 3]);
        let mut pairs: Vec<_> = (0..71).map(|look| (color(look), mark(look))).collect();
        pairs.sort_unstable();
        pairs.dedup();
        assert_eq!(pairs.len(), 71);
    }

    fn given(compound: &str, dose: f64, schedule: Option<&str>) -> Vec<Treatment> {
        vec![Treatment {
            compound: Label::new("compound", compound).unwrap(),
            dose: Some(dose),
            unit: None,
            route: None,
            schedule: schedule.map(|text| domain::DoseSchedule::new(text).unwrap()),
        }]
    }

    fn study(treatments: Vec<Vec<Treatment>>) -> Vec<Arm> {
        let control = domain::testing::arm("Vehicle", true);
        let treated = treatments
            .into_iter()
            .enumerate()
            .map(|(n, treatments)| Arm {
                treatments,
                ..domain::testing::arm(&format!("Arm {n}"), false)
            });
        std::iter::once(control).chain(treated).collect()
    }

    #[test]
    fn doses_of_a_compound_share_a_hue_and_higher_ones_are_darker() {
        let arms = study(vec![
            given("DS-3032", 50.0, None),
            given("KT-253", 0.3, None),
            given("KT-253", 1.0, None),
            given("KT-253", 3.0, None),
            given("KT-253", 1.0, Some("Q3W")),
        ]);
        assert_eq!(looks(&arms), [0, 1, 2, 3, 4, 5]);
        let arms = study(vec![
            given("A", 3.0, None),
            given("A", 1.0, None),
            given("B", 5.0, None),
            given("B", 50.0, None),
        ]);
        assert_eq!(looks(&arms), [0, 4, 2, 6, 7]);
    }

    #[test]
    fn arms_without_doses_have_looks_in_order() {
        assert_eq!(
            looks(&study(vec![Vec::new(); 12])),
            (0..13).collect::<Vec<_>>()
        );
        assert_eq!(looks(&[]), [] as [usize; 0]);
        let mut arms = study(vec![Vec::new(); 2]);
        arms.swap(0, 2);
        assert_eq!(
            looks(&arms),
            [1, 2, 0],
            "the control has look 0 wherever it stands"
        );
    }

    #[test]
    fn no_two_arms_of_a_study_have_the_same_look() {
        for pattern in 0..4usize.pow(6) {
            let dose = |n: usize| match pattern / 4usize.pow(n as u32) % 4 {
                0 => Vec::new(),
                1 => given("A", n as f64, None),
                2 => given("B", n as f64, None),
                _ => given("A", n as f64, Some("QD")),
            };
            let mut looks = looks(&study((0..6).map(dose).collect()));
            looks.sort_unstable();
            looks.dedup();
            assert_eq!(looks.len(), 7, "pattern {pattern}: {looks:?}");
        }
    }

    /// WCAG's relative luminance.
    fn luminance((r, g, b): Rgb) -> f64 {
        let part = |c: u8| {
            let c = f64::from(c) / 255.0;
            if c <= 0.04045 {
                c / 12.92
            } else {
                ((c + 0.055) / 1.055).powf(2.4)
            }
        };
        0.2126 * part(r) + 0.7152 * part(g) + 0.0722 * part(b)
    }

    fn contrast(a: f64, b: f64) -> f64 {
        (a.max(b) + 0.05) / (a.min(b) + 0.05)
    }

    /// Lines and marks of [`ON_LIGHT`] may be paler than letters, because each has a label whose letters are not.
    #[test]
    fn every_color_has_contrast_to_its_background() {
        for (paints, grounds, least) in [
            (&ON_BOTH, &[0.0, 1.0][..], 3.0),
            (&ON_DARK, &[0.0], 6.0),
            (&LETTERS_ON_LIGHT, &[1.0], 5.0),
            (&ON_LIGHT, &[1.0], 2.3),
        ] {
            for rgb in paints {
                for ground in grounds {
                    let is = contrast(luminance(*rgb), *ground);
                    assert!(is >= least, "{rgb:?} on {ground}: {is:.2}");
                }
            }
        }
    }

    #[test]
    fn colors_can_be_told_apart_in_gray() {
        // CIE L*, from 0 to 100.
        let lightness = |rgb: &Rgb| 116.0 * luminance(*rgb).cbrt() - 16.0;
        for (paints, apart) in [(&ON_LIGHT, 6.0), (&ON_DARK, 4.0)] {
            let mut levels: Vec<f64> = paints.iter().map(lightness).collect();
            levels.sort_by(f64::total_cmp);
            let nearest = levels.windows(2).map(|pair| pair[1] - pair[0]);
            assert!(nearest.fold(f64::INFINITY, f64::min) >= apart, "{levels:?}");
        }
    }
}
