//! Draws of studies that are made here: prepared, drawn, accepted, repeated.

use super::*;
use crate::Notebook;
use domain::testing::{animal, arm, date, disposed, in_arm, read, study, weighed};
use domain::{AllocationMethod, AnimalRecord, DrawRemedy, Label, Reason, Remedy};
use store::{Authorship, Store, fresh_id};

use proptest::prelude::*;

mod blinded;
mod full;
mod late;
mod shape;

/// Animals 1 to n, read on days −4 and 0 and weighed on day 0, no two alike.
fn herd(n: usize) -> Vec<AnimalRecord> {
    let one = |i: usize| {
        let (mm3, grams) = (
            100.0 + (i * 37 % 101) as f64,
            18.0 + (i * 13 % 17) as f64 / 4.0,
        );
        let tumor = [(-4, mm3 / 2.0), (-2, mm3 / 1.5), (0, mm3)];
        weighed(read(animal(&i.to_string()), "tumor", &tumor), &[(0, grams)])
    };
    (1..=n).map(one).collect()
}

fn request(arms: &str) -> Request {
    Request {
        arms: read_arms(arms).unwrap(),
        balance: read_weights("volume,weight").unwrap(),
        seed: 7,
        effort: Effort::Iterations(20_000),
        ..Request::default()
    }
}

fn refused(record: &StudyRecord, request: &Request) -> String {
    let error = draw(record, request, &unwatched).unwrap_err();
    match error.remedy() {
        Remedy::Plain(text) => format!("{error} | {text}"),
        remedy => format!("{error} | {remedy:?}"),
    }
}

/// A record in a notebook of its own.
fn kept(record: &StudyRecord) -> (tempfile::TempDir, Notebook) {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("n.db");
    let mut store = Store::create_or_open(&path).unwrap();
    let author = Label::new("author", "M. Meier").unwrap();
    let op = store
        .begin(&Authorship::new(&author, "import", None))
        .unwrap();
    let id = record.study.id;
    op.insert_study(&record.study).unwrap();
    for arm in &record.arms {
        op.insert_arm(id, arm).unwrap();
    }
    for a in &record.animals {
        op.insert_animal(id, &a.animal).unwrap();
        for t in &a.tumors {
            op.insert_tumor(a.animal.id, &t.tumor).unwrap();
            for r in &t.readings {
                op.insert_entry(t.tumor.id, r).unwrap();
            }
        }
        for w in &a.weighings {
            op.insert_entry(a.animal.id, w).unwrap();
        }
    }
    op.commit().unwrap();
    drop(store);
    let notebook = Notebook::open(&path, author).unwrap();
    (dir, notebook)
}

#[test]
fn draw_accounts_for_every_animal() {
    let mut animals = herd(18);
    animals[4] = disposed(animals[4].clone(), -1);
    let record = study(animals);
    let draw = draw(&record, &request("Vehicle:8,Treated:8"), &unwatched).unwrap();
    assert_eq!(draw.groups.assignments().len(), 16);
    let found: Vec<_> = draw
        .groups
        .left_out
        .iter()
        .map(|l| l.reason.as_str())
        .collect();
    assert_eq!(found.len(), 2, "{found:?}");
    assert_eq!(found[0], "not drawn: more animals than places");
    assert!(
        found[1].starts_with("left the study on 2026-01-04"),
        "{found:?}"
    );
    assert_eq!(
        (
            draw.groups.balance.rows.len(),
            draw.groups.balance.tests.len()
        ),
        (4, 2)
    );
    assert!(draw.groups.balance.rows.iter().all(|row| row.n == 8));
    assert_eq!(draw.receipt.options.places, [8, 8]);
    let proposal = draw.proposal.as_ref().unwrap();
    assert!(proposal.contains("`Vehicle`, `Treated`"), "{proposal}");
    assert_eq!(draw.view().notes[0].message, *proposal);
    let again = super::draw(&record, &request("Vehicle:8,Treated:8"), &unwatched).unwrap();
    assert_eq!(again, draw);
}

#[test]
fn eligibility_uses_values_of_the_allocation_day() {
    let record = study(herd(20));
    let narrow = Request {
        volume_mm3: Some("120..180".parse().unwrap()),
        min_weight_g: Some(19.0),
        without: vec!["2".into()],
        per_arm: Some(2),
        ..request("2")
    };
    let prepared = prepare(&record, &narrow).unwrap();
    assert!(!prepared.animals.contains(&"2".to_owned()));
    for covariate in &prepared.covariates {
        let window: Window = match covariate.name.as_str() {
            "volume" => "120..180".parse().unwrap(),
            _ => "19..".parse().unwrap(),
        };
        assert!(covariate.values.iter().all(|v| window.holds(*v)));
    }
    assert_eq!(prepared.animals.len() + prepared.left_out.len(), 20);
    let reasons: Vec<&str> = prepared
        .left_out
        .iter()
        .map(|l| l.reason.as_str())
        .collect();
    for part in [
        "mm³ is outside 120..180 mm³",
        "g is below 19 g",
        "by request",
    ] {
        assert!(
            reasons.iter().any(|r| r.contains(part)),
            "{part}: {reasons:?}"
        );
    }
}

#[test]
fn places_are_given_or_shared_evenly() {
    let record = study(herd(20));
    let sizes = |request: &Request| -> Vec<usize> {
        let prepared = prepare(&record, request).unwrap();
        prepared.arms.iter().map(|arm| arm.places).collect()
    };
    assert_eq!(sizes(&request("3")), [6, 6, 6]);
    assert_eq!(sizes(&request("A:8,B,C")), [8, 6, 6]);
    let per_arm = Request {
        per_arm: Some(4),
        ..request("A:8,B,C")
    };
    assert_eq!(sizes(&per_arm), [8, 4, 4]);
    let take = Request {
        take: Some(15),
        ..request("3")
    };
    assert_eq!(sizes(&take), [5, 5, 5]);
    let odd = Request {
        take: Some(16),
        ..request("3")
    };
    assert!(refused(&record, &odd).starts_with("16 animals are to be taken, and the arms have 15"));
}

#[test]
fn impossible_requests_are_refused_with_a_reason() {
    let mut animals = herd(12);
    animals[2] = animal("3");
    animals[7] = animal("8");
    let record = study(animals);
    let whole = study(herd(12));
    for (record, request, beginning) in [
        (
            &whole,
            request("A:8,B:8"),
            "the arms have 16 places, and 12 animals are eligible",
        ),
        (
            &whole,
            request("A,B:12"),
            "2 arms need at least one animal each",
        ),
        (
            &record,
            request("A:4,B:4"),
            "2 animals have no volume on day 0 (2026-01-05): `3`, `8`",
        ),
        (
            &record,
            Request {
                volume_mm3: Some("1..".parse().unwrap()),
                balance: Vec::new(),
                ..request("A:4,B:4")
            },
            "2 animals have no volume on day 0 (2026-01-05): `3`, `8`",
        ),
        (
            &whole,
            Request {
                balance: read_weights("volume:0,weight:0").unwrap(),
                ..request("2")
            },
            "all weights are 0",
        ),
        (
            &whole,
            Request {
                balance: read_weights("speed").unwrap(),
                ..request("2")
            },
            "covariate `speed` is not known | one of volume",
        ),
        (
            &whole,
            Request {
                spread: vec!["cage".into()],
                ..request("2")
            },
            "12 animals have no cage: `1`, `2`",
        ),
        (
            &whole,
            Request {
                spread: vec!["color".into()],
                ..request("2")
            },
            "factor `color` is not known | one of cage, sex, source",
        ),
        (
            &whole,
            Request {
                apart: vec![vec!["1".into(), "99".into()]],
                ..request("2")
            },
            "there is no animal `99`",
        ),
        (
            &whole,
            Request {
                apart: vec![vec!["1".into(), "2".into(), "3".into()]],
                ..request("2")
            },
            "with places 6 + 6 these cannot hold: `1+2+3` share no arm",
        ),
        (
            &whole,
            Request {
                effort: Effort::Seconds(0.0),
                ..request("2")
            },
            "seconds `0` is not above 0",
        ),
        (
            &whole,
            Request {
                arms: Vec::new(),
                ..request("2")
            },
            "study `study` has no arms",
        ),
        (
            &whole,
            Request {
                method: AllocationMethod::Stratified,
                ..request("2")
            },
            "there are no strata to stratify by",
        ),
        (
            &whole,
            Request {
                method: AllocationMethod::Serpentine,
                apart: vec![vec!["1".into(), "2".into()]],
                ..request("2")
            },
            "this method does not know how to keep: `1+2` share no arm",
        ),
    ] {
        let message = refused(record, &request);
        assert!(
            message.starts_with(beginning),
            "{message}\nnot: {beginning}"
        );
    }
}

#[test]
fn animals_in_an_arm_stay_there() {
    let mut animals = herd(8);
    animals[0] = in_arm(animals[0].clone(), "A");
    animals[5] = in_arm(animals[5].clone(), "C");
    let mut record = study(animals);
    record.arms = ["A", "C"].map(|name| arm(name, false)).to_vec();
    let prepared = prepare(&record, &request("A:4,B:3")).unwrap();
    assert_eq!(prepared.input.fixed, [(0, Some(0))]);
    assert_eq!(prepared.left_out[0].reason, "in another arm already");
    let draw = prepared.draw(&unwatched).unwrap();
    assert_eq!(draw.groups.assignments()[0].arm, "A");
    assert!(!draw.redraws);
    let again = Request {
        again: true,
        ..request("A:4,B:3")
    };
    let prepared = prepare(&record, &again).unwrap();
    assert!(prepared.redraws && prepared.input.fixed.is_empty());
    record.animals[1] = in_arm(record.animals[1].clone(), "A");
    assert!(refused(&record, &request("A:1,B:3")).starts_with("arm `A` holds 2 animals already"));
}

#[test]
fn growth_and_age_are_offered_only_where_known() {
    let mut animals = herd(3);
    animals[0].animal.born_on = Some(date(-60));
    let record = study(animals);
    let day = allocation_day(&record, None).unwrap();
    assert_eq!(day, Some(date(0)));
    let offered = offers(&record, day);
    let found: Vec<_> = offered.iter().map(|o| (o.name, o.known, o.of)).collect();
    assert_eq!(
        found,
        [
            ("volume", 3, 3),
            ("weight", 3, 3),
            ("growth", 3, 3),
            ("age", 1, 3)
        ]
    );
    // Before the third reading there is no slope, and nobody was weighed.
    let early = offers(&record, Some(date(-2)));
    assert_eq!(
        early.iter().map(|o| (o.name, o.known)).collect::<Vec<_>>(),
        [("volume", 3), ("weight", 0), ("age", 1)]
    );
    assert!(offers(&record, None).iter().all(|o| o.known == 0));
    assert!(offers(&study(vec![animal("1")]), None).is_empty());
}

#[test]
fn constant_covariate_is_noted_and_ignored() {
    let animals = (1..=4).map(|i| {
        let tumor = read(
            animal(&i.to_string()),
            "tumor",
            &[(0, 100.0 + f64::from(i))],
        );
        weighed(tumor, &[(0, 20.0)])
    });
    let draw = draw(&study(animals.collect()), &request("2"), &unwatched).unwrap();
    let note = "`weight` is the same in all animals, and is ignored";
    assert!(
        draw.notes.iter().any(|n| n.message == note),
        "{:?}",
        draw.notes
    );
}

#[test]
fn accepted_draw_is_recorded_and_repeatable() {
    let (_dir, mut notebook) = kept(&study(herd(12)));
    let request = request("Vehicle:4,Treated:6");
    let draw = super::draw(&notebook.study("study").unwrap(), &request, &unwatched).unwrap();
    let (accepted, receipt) = notebook.accept("study", &draw, None, None).unwrap();
    assert_eq!((accepted.number, accepted.made), (1, 2));
    let record = notebook.study("study").unwrap();
    let in_arms = record.animals.iter().filter(|a| a.animal.arm.is_some());
    assert_eq!(in_arms.count(), 10);
    assert_eq!(record.allocations[0].seed, Some(7));
    assert_eq!(record.allocations[0].observed_until, Some(date(0)));
    let verified = notebook.verify_allocation("study", None).unwrap();
    assert!(
        verified.reproduced && verified.since.is_empty(),
        "{verified:?}"
    );
    assert_eq!(Some(verified.receipt), accepted.draw.receipt);

    // The same draw cannot be accepted twice: the study is another now.
    let error = notebook.accept("study", &draw, None, None).unwrap_err();
    assert!(
        error
            .to_string()
            .contains("has changed since this was drawn"),
        "{error}"
    );

    let operation = receipt.unwrap().operation;
    let error = notebook.undo_operation(operation, None).unwrap_err();
    assert!(error.to_string().contains("stays on record"), "{error}");
    assert!(notebook.verify(None).unwrap().broken.is_none());
}

#[test]
fn redraw_needs_a_reason_and_no_later_readings() {
    let (_dir, mut notebook) = kept(&study(herd(12)));
    let first = request("A:6,B:6");
    let draw = super::draw(&notebook.study("study").unwrap(), &first, &unwatched).unwrap();
    notebook.accept("study", &draw, None, None).unwrap();
    let again = Request {
        again: true,
        seed: 8,
        ..request("A:6,B:6")
    };
    let draw = super::draw(&notebook.study("study").unwrap(), &again, &unwatched).unwrap();
    assert_eq!(draw.receipt.earlier.len(), 1);
    assert_eq!(draw.receipt.earlier[0].seed, 7);
    let error = notebook.accept("study", &draw, None, None).unwrap_err();
    assert_eq!(error.remedy(), DrawRemedy::GiveReason.into());
    let reason = Reason::new("cages were mixed up").unwrap();
    let (accepted, _) = notebook.accept("study", &draw, None, Some(reason)).unwrap();
    assert_eq!(accepted.number, 2);
    for number in [1, 2] {
        let verified = notebook.verify_allocation("study", Some(number)).unwrap();
        assert!(verified.reproduced, "{verified:?}");
    }

    let mut record = notebook.study("study").unwrap();
    record.animals[3] = weighed(record.animals[3].clone(), &[(1, 20.0)]);
    // A tumor too: that the others have no volume of that day is of no interest then.
    record.animals[3] = read(record.animals[3].clone(), "tumor", &[(1, 150.0)]);
    let late = Request { seed: 9, ..again };
    let message = refused(&record, &late);
    assert!(
        message.starts_with(
            "the animals cannot be drawn anew: there are readings or weighings of 2026-01-06"
        ),
        "{message}"
    );
}

#[test]
fn redraw_takes_ineligible_animals_out_of_their_arm() {
    let (_dir, mut notebook) = kept(&study(herd(12)));
    let draw = super::draw(
        &notebook.study("study").unwrap(),
        &request("A:6,B:6"),
        &unwatched,
    )
    .unwrap();
    notebook.accept("study", &draw, None, None).unwrap();
    let again = Request {
        again: true,
        without: vec!["3".into()],
        ..request("A:5,B:5")
    };
    let draw = super::draw(&notebook.study("study").unwrap(), &again, &unwatched).unwrap();
    let note = "not eligible any more, and out of any arm: `3`";
    assert!(
        draw.notes.iter().any(|n| n.message == note),
        "{:?}",
        draw.notes
    );
    let reason = Reason::new("3 is lame").unwrap();
    notebook.accept("study", &draw, None, Some(reason)).unwrap();
    let record = notebook.study("study").unwrap();
    let free = record.animals.iter().filter(|a| a.animal.arm.is_none());
    assert_eq!(free.count(), 2);
    assert_eq!(record.animals[2].animal.arm, None);
    let verified = notebook.verify_allocation("study", None).unwrap();
    assert!(
        verified.reproduced && verified.since.is_empty(),
        "{verified:?}"
    );
}

#[test]
fn study_changed_since_the_draw_is_refused() {
    let (_dir, mut notebook) = kept(&study(herd(6)));
    let draw = super::draw(&notebook.study("study").unwrap(), &request("2"), &unwatched).unwrap();
    let new = domain::testing::housed(&[Label::new("tag", "99").unwrap()]);
    notebook
        .add_animals("study", &new, &Default::default(), &[])
        .unwrap();
    let error = notebook.accept("study", &draw, None, None).unwrap_err();
    assert!(!error.remedy().is_none(), "{error}");
    assert!(notebook.study("study").unwrap().arms.is_empty());
}

#[test]
fn tampered_draw_is_not_reproduced() {
    let (dir, mut notebook) = kept(&study(herd(6)));
    let draw = super::draw(&notebook.study("study").unwrap(), &request("2"), &unwatched).unwrap();
    notebook.accept("study", &draw, None, None).unwrap();
    let store = Store::open(&dir.path().join("n.db")).unwrap();
    let mut stored = store.allocation("study", None).unwrap();
    stored.places.swap(0, 1);
    let outcome = stored.places[0].outcome.clone();
    stored.places[0].outcome = stored.places[3].outcome.clone();
    stored.places[3].outcome = outcome;
    stored.input = stored.input.replacen("\"1\"", "\"one\"", 1);
    let record = notebook.study("study").unwrap();
    let verified = super::verify::verify(&record, &stored).unwrap();
    assert!(!verified.reproduced);
    let found = verified.differences.join("\n");
    assert!(
        found.contains("does not have the receipt's fingerprint"),
        "{found}"
    );
    assert!(found.contains("and the draw gives `Arm"), "{found}");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() })]

    /// Whatever is drawn by whatever method, accepting keeps it, and it repeats after renaming.
    #[test]
    fn any_accepted_draw_is_repeatable(
        n in 4_usize..16,
        arms in 2_usize..4,
        seed in any::<u64>(),
        method in proptest::sample::select(AllocationMethod::ALL),
        among_best in 1_usize..3,
    ) {
        let (_dir, mut notebook) = kept(&study(herd(n)));
        let spread = match method {
            AllocationMethod::Stratified => vec!["sex".to_owned()],
            _ => Vec::new(),
        };
        if !spread.is_empty() {
            for i in 1..=n {
                let facts = crate::animals::AnimalFacts {
                    sex: Some(domain::Sex::Female),
                    ..Default::default()
                };
                notebook.edit_animal("study", &i.to_string(), None, &facts, &[], None).unwrap();
            }
        }
        let request = Request { method, seed, spread, among_best, ..request(&arms.to_string()) };
        let drawn = draw(&notebook.study("study").unwrap(), &request, &unwatched).unwrap();
        notebook.accept("study", &drawn, None, None).unwrap();
        let renamed = Label::new("tag", "renamed").unwrap();
        notebook.edit_animal("study", "1", Some(renamed), &Default::default(), &[], None).unwrap();
        let change = crate::arms::ArmChange {
            name: Some(Label::new("arm", &fresh_id().to_string()).unwrap()),
            make_control: true,
            ..Default::default()
        };
        notebook.edit_arm("study", "Arm 1", change, None).unwrap();
        let verified = notebook.verify_allocation("study", None).unwrap();
        prop_assert!(verified.reproduced, "{:?}", verified);
        prop_assert!(verified.since.is_empty());
    }
}
