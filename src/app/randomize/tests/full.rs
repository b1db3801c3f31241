//! Arms that have their animals already.

use super::*;

/// Two arms that hold so many animals, with others beside them.
fn in_arms(sizes: [usize; 2], free: usize) -> StudyRecord {
    let [a, b] = sizes;
    let animals = herd(a + b + free).into_iter().enumerate();
    let animals = animals.map(|(at, animal)| match at {
        at if at < a => in_arm(animal, "A"),
        at if at < a + b => in_arm(animal, "B"),
        _ => animal,
    });
    let mut record = study(animals.collect());
    record.arms = vec![arm("A", true), arm("B", false)];
    record
}

fn of_the_study() -> Request {
    Request {
        arms: Vec::new(),
        ..request("2")
    }
}

#[test]
fn full_arms_are_refused() {
    let message = refused(&in_arms([6, 6], 0), &of_the_study());
    assert!(
        message.starts_with(
            "nobody is left to draw: 12 animals in an arm already (`A` 6, `B` 6) | Draw(RedrawOrAddAnimals)"
        ),
        "{message}"
    );
    let named = Request {
        arms: read_arms("A:6,B:6").unwrap(),
        ..of_the_study()
    };
    let message = refused(&in_arms([6, 6], 2), &named);
    assert!(
        message.starts_with(
            "the arms are full with the animals that are in them already (`A` 6, `B` 6), and 2 animals are in none: `13`, `14` | Draw(MorePlacesOrRedraw)"
        ),
        "{message}"
    );
    // Whoever is left can go somewhere, or is drawn anew.
    let again = Request {
        again: true,
        ..of_the_study()
    };
    assert!(prepare(&in_arms([6, 6], 0), &again).is_ok());
}

#[test]
fn arms_with_animals_are_filled_up_to_one_level() {
    let places = |sizes, free| {
        let prepared = prepare(&in_arms(sizes, free), &of_the_study()).unwrap();
        prepared.arms.iter().map(|a| a.places).collect::<Vec<_>>()
    };
    assert_eq!(places([0, 0], 13), [6, 6]);
    assert_eq!(places([5, 3], 6), [7, 7]);
    assert_eq!(places([8, 2], 3), [8, 5]);
    assert_eq!(places([8, 2], 7), [8, 8]);
}
