//! Refused problems, clashing constraints, and what is ignored with a note.

use super::*;

#[test]
fn problems_without_an_answer_are_refused() {
    let fine = problem(8, &[4, 4]);
    let with = |change: fn(&mut Problem)| {
        let mut changed = fine.clone();
        change(&mut changed);
        refused(&changed, Method::Balanced)
    };
    assert_eq!(with(|p| p.sizes.clear()), Error::NoArms);
    assert_eq!(with(|p| p.sizes = vec![4, 0]), Error::EmptyArm(1));
    assert_eq!(
        with(|p| p.sizes = vec![4, 5]),
        Error::TooManyPlaces {
            places: 9,
            animals: 8
        }
    );
    assert_eq!(
        with(|p| p.covariates.iter_mut().for_each(|c| c.weight = 0.0)),
        Error::NoWeight
    );
    assert_eq!(with(|p| p.covariates[1].weight = -1.0), Error::Weight(1));
    assert_eq!(with(|p| p.whole = vec![vec![8]]), Error::OutOfPlace);
    assert_eq!(with(|p| p.fixed = vec![(0, Some(2))]), Error::OutOfPlace);
    let missing = with(|p| {
        p.covariates[1].values[2] = f64::NAN;
        p.covariates[1].values[5] = f64::INFINITY;
    });
    assert_eq!(
        missing,
        Error::Values {
            covariate: 1,
            animals: vec![2, 5]
        }
    );
    let huge = Problem {
        animals: MOST_ANIMALS + 1,
        sizes: vec![1],
        ..Problem::default()
    };
    assert_eq!(refused(&huge, Method::Simple), Error::TooLarge);
    assert_eq!(refused(&fine, Method::Stratified), Error::NoStrata);
    let apart = Problem {
        apart: vec![vec![0, 1]],
        ..fine.clone()
    };
    assert_eq!(
        refused(&apart, Method::Block),
        Error::Unsupported(Constraint::Apart(0))
    );
    let none = DrawOptions {
        among_best: 0,
        ..options(Method::Balanced, 1)
    };
    assert_eq!(allocate(&fine, &none, &unwatched), Err(Error::AmongNone));
    let bare = Problem {
        covariates: Vec::new(),
        ..fine.clone()
    };
    assert_eq!(refused(&bare, Method::Serpentine), Error::NothingToSortBy);
    let full = Problem {
        fixed: (0..5).map(|a| (a, Some(1))).collect(),
        ..fine
    };
    assert!(matches!(refused(&full, Method::Simple), Error::Clash(c) if c.len() == 5));
    assert!(matches!(refused(&full, Method::Balanced), Error::Clash(c) if c.len() == 5));
}

/// The error names the constraints that clash, and no others.
#[test]
fn clash_names_a_minimal_set_of_constraints() {
    let mut small = problem(8, &[4, 4]);
    small.strata = vec![vec![0, 0, 1, 1, 2, 2, 3, 3]];
    small.mixed = vec![vec![6, 7]];
    small.apart = vec![vec![4, 5], vec![0, 6]];
    small.whole = vec![vec![2, 4], vec![2, 3]];
    assert_eq!(
        refused(&small, Method::Balanced),
        Error::Clash(vec![Constraint::Strata(0), Constraint::Whole(1)])
    );
    let mut large = mice80();
    large.apart = vec![vec![1, 2], (30..39).collect()];
    assert_eq!(
        refused(&large, Method::Balanced),
        Error::Clash(vec![Constraint::Apart(1)])
    );
    large.apart.clear();
    large.whole = vec![(0..5).collect(), (10..21).collect()];
    assert_eq!(
        refused(&large, Method::Balanced),
        Error::Clash(vec![Constraint::Whole(1)])
    );
    large.whole = vec![vec![0, 1]];
    large.fixed = vec![(0, Some(0)), (1, Some(1)), (2, None)];
    let clash = refused(&large, Method::Balanced);
    // There is a place for every animal, so leaving one out clashes alone.
    assert_eq!(clash, Error::Clash(vec![Constraint::Fixed(2)]));
    large.fixed.pop();
    let split = [
        Constraint::Fixed(0),
        Constraint::Fixed(1),
        Constraint::Whole(0),
    ];
    assert_eq!(
        refused(&large, Method::Balanced),
        Error::Clash(split.to_vec())
    );
}

#[test]
fn ignored_covariates_are_noted() {
    let mut some = problem(12, &[4, 4, 4]);
    let alone = run(
        &Problem {
            covariates: some.covariates[..1].to_vec(),
            ..some.clone()
        },
        &options(Method::Balanced, 1),
    );
    some.covariates[1].values.fill(3.0);
    let found = run(&some, &options(Method::Balanced, 1));
    assert_eq!(found.notes, [Note::Constant(1), Note::FewOutcomes]);
    assert!((found.score - alone.score).abs() < 1e-12);
    some.covariates[1] = Covariate {
        weight: 0.0,
        ..covariate(12, 5)
    };
    assert_eq!(
        run(&some, &options(Method::Balanced, 1)).notes,
        [Note::NoWeight(1), Note::FewOutcomes]
    );
    some.covariates[1] = Covariate {
        values: (0..12).map(|i| f64::from(i) - 5.0).collect(),
        weight: 1.0,
    };
    assert_eq!(
        run(&some, &options(Method::Balanced, 1)).notes,
        [Note::NoCv(1), Note::FewOutcomes]
    );
    some.covariates.clear();
    let found = run(&some, &options(Method::Balanced, 1));
    assert_eq!(
        (&found.notes[..], found.score, found.proven_optimal),
        (&[Note::NothingToBalance][..], 0.0, true)
    );
    assert!(run(&some, &options(Method::Simple, 1)).notes.is_empty());
}
