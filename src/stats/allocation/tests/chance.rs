//! Fairness: chances of animals and arms over many seeds.

use super::*;

/// The value that chi-square exceeds with probability 1 in 10 000, by Wilson and Hilferty's
/// approximation.
fn rare_chi_square(df: f64) -> f64 {
    let spread = 2.0 / (9.0 * df);
    df * (1.0 - spread + 3.719 * spread.sqrt()).powi(3)
}

/// Asserts that over 20 000 seeds every animal is in every arm in proportion to its places. With
/// `left_out_too`, being left out counts like an arm.
fn assert_fair(problem: &Problem, method: Method, left_out_too: bool) {
    let seeds = 20_000;
    let arms = problem.sizes.len();
    let mut seen = vec![vec![0.0; arms + 1]; problem.animals];
    for seed in 0..seeds {
        let found = run(
            problem,
            &DrawOptions {
                iterations: 200,
                ..options(method, seed)
            },
        );
        for (animal, arm) in found.arms.iter().enumerate() {
            seen[animal][arm.unwrap_or(arms)] += 1.0;
        }
    }
    let places: usize = problem.sizes.iter().sum();
    for (animal, row) in seen.iter().enumerate() {
        // If the values decide which animals are left out, only allocations with the animal in an
        // arm count.
        let all = if left_out_too {
            problem.animals
        } else {
            places
        };
        let total = if left_out_too {
            seeds as f64
        } else {
            seeds as f64 - row[arms]
        };
        let mut sizes = problem.sizes.clone();
        if left_out_too && all > places {
            sizes.push(all - places);
        }
        let expected = |size: &usize| total * *size as f64 / all as f64;
        let square = |(n, size): (&f64, &usize)| (n - expected(size)).powi(2) / expected(size);
        let chi: f64 = if total > 0.0 {
            row.iter().zip(&sizes).map(square).sum()
        } else {
            0.0
        };
        // A probability of 1 in 10 000 for each of about a dozen animals.
        assert!(
            chi < rare_chi_square(sizes.len() as f64 - 1.0),
            "{method:?}, animal {animal}: {chi} {row:?}"
        );
    }
}

#[test]
fn every_animal_is_equally_likely_in_every_arm() {
    let mut leftovers = problem(9, &[3, 2, 2]);
    leftovers.strata = vec![vec![0, 0, 1, 1, 1, 1, 2, 2, 2]];
    assert_fair(&leftovers, Method::Stratified, true);
    leftovers.strata.clear();
    assert_fair(&leftovers, Method::Simple, true);
    assert_fair(&leftovers, Method::Block, true);
    let bare = Problem {
        covariates: Vec::new(),
        ..leftovers
    };
    assert_fair(&bare, Method::Balanced, true);
    assert_fair(&problem(8, &[2, 2, 2]), Method::Serpentine, true);
    assert_fair(&problem(8, &[2, 2, 2]), Method::Balanced, false);
}

/// Animals with equal values are left out equally often.
#[test]
fn animals_with_equal_values_have_equal_chances() {
    let mut alike = problem(8, &[3, 2]);
    alike.covariates[0].values = vec![1.0, 1.0, 2.0, 2.0, 1.0, 2.0, 1.0, 2.0];
    alike.covariates.truncate(1);
    let seeds = 20_000;
    let mut left_out = [0.0; 8];
    for seed in 0..seeds {
        let found = run(&alike, &options(Method::Balanced, seed));
        for (animal, arm) in found.arms.iter().enumerate() {
            left_out[animal] += if arm.is_none() { 1.0 } else { 0.0 };
        }
    }
    for members in [[0, 1, 4, 6], [2, 3, 5, 7]] {
        let mean = members.iter().map(|a| left_out[*a]).sum::<f64>() / 4.0;
        let chi: f64 = members
            .iter()
            .map(|a| (left_out[*a] - mean).powi(2) / mean.max(1.0))
            .sum();
        assert!(chi < rare_chi_square(3.0), "{left_out:?}");
    }
}

#[test]
fn draw_is_among_the_best_allocations() {
    let small = problem(10, &[5, 5]);
    // Whether each animal is in the arm of the first.
    let with_first =
        |arms: &[Option<usize>]| -> Vec<bool> { arms.iter().map(|arm| *arm == arms[0]).collect() };
    let best = with_first(&run(&small, &options(Method::Balanced, 0)).arms);
    let mut seen: Vec<Vec<bool>> = Vec::new();
    for seed in 0..200 {
        let drawn = DrawOptions {
            among_best: 4,
            ..options(Method::Balanced, seed)
        };
        let found = run(&small, &drawn);
        assert_eq!(found.candidates, 4);
        seen.push(with_first(&found.arms));
    }
    // 50 expected, with a standard deviation of 6.
    let share = seen.iter().filter(|groups| **groups == best).count();
    assert!((25..=80).contains(&share), "{share}");
    seen.sort_unstable();
    seen.dedup();
    assert_eq!(seen.len(), 4);
    // Two arms of two animals: only three partitions.
    let tiny = run(
        &problem(4, &[2, 2]),
        &DrawOptions {
            among_best: 9,
            ..options(Method::Balanced, 1)
        },
    );
    assert!(tiny.candidates == 3 && tiny.notes.contains(&Note::FewerCandidates));
    // By annealing too.
    let large = DrawOptions {
        among_best: 5,
        ..options(Method::Balanced, 1)
    };
    assert_eq!(run(&mice80(), &large).candidates, 5);
}

/// With unequal arms the seed only decides which of the best allocations is taken.
#[test]
fn each_of_the_best_is_equally_likely_in_unequal_arms() {
    let unequal = problem(9, &[4, 2]);
    let (seeds, among) = (20_000, 6);
    let mut seen: Vec<(Vec<Option<usize>>, f64)> = Vec::new();
    for seed in 0..seeds {
        let drawn = DrawOptions {
            among_best: among,
            ..options(Method::Balanced, seed)
        };
        let found = run(&unequal, &drawn);
        assert_eq!(found.outcomes, Some(among as u64));
        match seen.iter_mut().find(|(arms, _)| *arms == found.arms) {
            Some((_, n)) => *n += 1.0,
            None => seen.push((found.arms, 1.0)),
        }
    }
    assert_eq!(seen.len(), among);
    let expected = seeds as f64 / among as f64;
    let square = |n: f64| (n - expected).powi(2) / expected;
    let chi: f64 = seen.iter().map(|(_, n)| square(*n)).sum();
    assert!(chi < rare_chi_square(among as f64 - 1.0), "{chi} {seen:?}");
}

/// The values are shuffled among the animals with every seed.
#[test]
fn chances_do_not_depend_on_the_position_in_the_list() {
    let unequal = problem(9, &[4, 2]);
    let (seeds, sizes) = (20_000, [4.0, 2.0, 3.0]);
    for among_best in [1, 6] {
        let mut seen = [[0.0; 3]; 9];
        for seed in 0..seeds {
            let order = Draw::new(seed, 99).order(9);
            let mut shuffled = unequal.clone();
            for (new, old) in shuffled.covariates.iter_mut().zip(&unequal.covariates) {
                new.values = order.iter().map(|index| old.values[*index]).collect();
            }
            let drawn = DrawOptions {
                among_best,
                ..options(Method::Balanced, seed)
            };
            for (animal, arm) in run(&shuffled, &drawn).arms.iter().enumerate() {
                seen[animal][arm.unwrap_or(2)] += 1.0;
            }
        }
        for (animal, row) in seen.iter().enumerate() {
            let expected = |size: f64| seeds as f64 * size / 9.0;
            let square = |(n, size): (&f64, f64)| (n - expected(size)).powi(2) / expected(size);
            let chi: f64 = row.iter().zip(sizes).map(square).sum();
            assert!(chi < rare_chi_square(2.0), "animal {animal}: {chi} {row:?}");
        }
    }
}

#[test]
fn number_of_outcomes_is_reported() {
    let outcomes_and_notes = |problem: &Problem, among_best| {
        let found = run(
            problem,
            &DrawOptions {
                among_best,
                ..options(Method::Balanced, 3)
            },
        );
        (found.outcomes, found.notes)
    };
    let unequal = problem(8, &[5, 3]);
    assert_eq!(
        outcomes_and_notes(&unequal, 1),
        (Some(1), vec![Note::NoChance])
    );
    assert_eq!(outcomes_and_notes(&unequal, 20), (Some(20), vec![]));
    let drawn = |seed| run(&unequal, &options(Method::Balanced, seed)).arms;
    assert_eq!(drawn(1), drawn(2));
    let equal = problem(8, &[4, 4]);
    assert_eq!(
        outcomes_and_notes(&equal, 1),
        (Some(2), vec![Note::FewOutcomes])
    );
    // A fixed animal makes its arm different from the other.
    let mut fixed = equal.clone();
    fixed.fixed = vec![(0, Some(1))];
    assert_eq!(
        outcomes_and_notes(&fixed, 1),
        (Some(1), vec![Note::NoChance])
    );
    let five = problem(10, &[2; 5]);
    assert_eq!(outcomes_and_notes(&five, 1), (Some(120), vec![]));
    let bare = Problem {
        covariates: Vec::new(),
        ..unequal
    };
    assert_eq!(
        outcomes_and_notes(&bare, 1),
        (None, vec![Note::NothingToBalance])
    );
    let simple = run(&equal, &options(Method::Simple, 1));
    assert_eq!((simple.outcomes, simple.notes), (None, vec![]));
}
