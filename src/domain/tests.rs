//! Whatever is thrown at the constructors, they answer a valid value or a refusal, and never panic.

use proptest::prelude::*;

use super::*;

/// What drives a terminal.
const ESCAPE: char = '\u{1b}';

/// Numbers of every kind: ordinary, absurd, and not numbers at all.
fn numbers() -> impl Strategy<Value = f64> {
    prop_oneof![
        any::<f64>(),
        -10.0..70.0,
        Just(0.0),
        Just(-0.0),
        Just(f64::NAN),
        Just(f64::INFINITY),
        Just(f64::MIN_POSITIVE),
    ]
}

proptest! {
    #[test]
    fn texts_never_panic(text in any::<String>()) {
        for made in [Label::new("name", &text).map(|l| l.to_string()), Prose::new("reason", &text).map(|p| p.to_string())] {
            match made {
                Ok(kept) => {
                    prop_assert!(!kept.is_empty() && kept.trim() == kept);
                    prop_assert!(!kept.contains(ESCAPE));
                }
                Err(refused) => prop_assert!(!refused.to_string().contains(ESCAPE)),
            }
        }
        for mark in [DecimalMark::Point, DecimalMark::Comma] {
            if let Ok(value) = parse_number("length", &text, mark) {
                prop_assert!(value.is_finite());
            }
        }
        let _ = parse_date("date", &text);
        let _ = text.parse::<VolumeFormula>();
        let _ = text.parse::<Definition>();
        let _ = Sex::read(&text);
        let _ = tag_order(&text, "C10");
    }

    #[test]
    fn readings_are_valid_or_refused(
        length in prop::option::of(numbers()),
        width in prop::option::of(numbers()),
        height in prop::option::of(numbers()),
        volume in prop::option::of(numbers()),
    ) {
        if let Ok(found) = Observation::from_numbers(length, width, height, volume) {
            for formula in VolumeFormula::ALL {
                if let Some(mm3) = found.volume_mm3(formula, 1.0) {
                    prop_assert!(mm3.is_finite() && mm3 >= 0.0, "{found:?} gives {mm3}");
                }
            }
        }
    }

    #[test]
    fn weights_and_days_are_valid_or_refused(value in numbers()) {
        if let Ok(weight) = BodyWeight::new(value) {
            prop_assert!((5.0..=1000.0).contains(&weight.grams()));
        }
        let day0 = parse_date("day 0", "2026-01-05").unwrap();
        if let Ok(when) = when_of(value, day0) {
            prop_assert!((0.0..1.0).contains(&when.day_part), "{when:?}");
            prop_assert!((day_of(when, day0) - value).abs() <= 1e-9);
        }
    }

    /// Tags sort in one order, whatever they are.
    #[test]
    fn the_order_of_tags_is_an_order(a in "[a-c0-9é]{0,6}", b in "[a-c0-9é]{0,6}", c in "[a-c0-9é]{0,6}") {
        prop_assert_eq!(tag_order(&a, &b), tag_order(&b, &a).reverse());
        prop_assert_eq!(tag_order(&a, &b).is_eq(), a == b);
        if tag_order(&a, &b).is_le() && tag_order(&b, &c).is_le() {
            prop_assert!(tag_order(&a, &c).is_le());
        }
    }
}
