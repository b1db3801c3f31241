//! What happens after a draw: readings, corrections, further draws; and draws that chance had no part in.

use super::*;
use domain::{BlindBy, BodyWeight};

fn why(text: &str) -> Option<Reason> {
    Reason::new(text).ok()
}

fn drawn(notebook: &Notebook, request: &Request) -> Draw {
    super::super::draw(&notebook.study("study").unwrap(), request, &unwatched).unwrap()
}

/// Twelve of eighteen animals in two arms, and one of them read on day 3.
fn followed() -> (tempfile::TempDir, Notebook) {
    let (dir, mut notebook) = kept(&study(herd(18)));
    let draw = drawn(&notebook, &request("A:7,B:5"));
    notebook.accept("study", &draw, None, None).unwrap();
    let placed = draw.groups.assignments()[0].animal.clone();
    let line = crate::measure::NewReading {
        animal: placed,
        site: None,
        observed: crate::measure::Observed::Day(3.0),
        clock_time: None,
        found: Some((domain::Observation::NotPalpable, None)),
        weight: None,
        again: false,
        observer: None,
        method: Label::new("method", "caliper").unwrap(),
        doubts: crate::doubt::Doubts::Judged(Vec::new()),
    };
    notebook.measure("study", &line).unwrap();
    (dir, notebook)
}

#[test]
fn late_animals_use_values_of_the_first_draw_and_need_a_reason() {
    let (_dir, mut notebook) = followed();
    let further = request("A:10,B:8");
    let draw = drawn(&notebook, &further);
    assert_eq!(draw.receipt.options.date, Some(date(0).to_string()));
    assert_eq!(draw.groups.covariates.len(), 2);
    let late = draw.late.clone().unwrap();
    assert!(late.contains("after draw 1 was accepted"), "{late}");
    assert_eq!(draw.notes[0].message, late);
    let error = notebook.accept("study", &draw, None, None).unwrap_err();
    assert!(
        error.to_string().ends_with("which needs a reason"),
        "{error}"
    );
    assert_eq!(error.remedy(), DrawRemedy::GiveReason.into());
    let reason = why("two more cages were let in");
    notebook.accept("study", &draw, None, reason).unwrap();
    let record = notebook.study("study").unwrap();
    let placed = record.animals.iter().filter(|a| a.animal.arm.is_some());
    assert_eq!(placed.count(), 18);
    // On a day of which the others have no values, nothing is left aside in silence.
    let (_dir, notebook) = followed();
    let on_day_3 = Request {
        day: Some(crate::measure::Observed::Day(3.0)),
        ..further
    };
    let message = refused(&notebook.study("study").unwrap(), &on_day_3);
    assert!(
        message.starts_with("17 animals have no volume on day 3"),
        "{message}"
    );
}

#[test]
fn verification_lists_values_changed_since_the_draw() {
    let (dir, mut notebook) = kept(&study(herd(8)));
    let draw = drawn(&notebook, &request("2"));
    notebook.accept("study", &draw, None, None).unwrap();
    let store = Store::open(&dir.path().join("n.db")).unwrap();
    let stored = store.allocation("study", None).unwrap();
    let mut record = notebook.study("study").unwrap();
    let was = record.animals[1].weighings[0].entry;
    record.animals[1].weighings[0].entry = BodyWeight::new(25.5).unwrap();
    record.animals[2].weighings.clear();
    let found = super::super::verify::verify(&record, &stored).unwrap();
    assert!(found.reproduced, "{found:?}");
    assert_eq!(found.since.len(), 3, "{:?}", found.since);
    assert!(found.since[0].starts_with("values are not what was on record then"));
    let shown_weight = |grams: f64| report::number::significant(Some(grams), 6);
    let first = format!(
        "weight {}, which is 25.5000 today",
        shown_weight(was.grams())
    );
    assert!(found.since[1].contains(&first), "{:?}", found.since);
    assert!(
        found.since[2].contains("not known today"),
        "{:?}",
        found.since
    );
}

#[test]
fn draw_without_chance_cannot_blind() {
    let (_dir, mut notebook) = kept(&study(herd(12)));
    let unequal = request("Vehicle:7,Treated:5");
    let draw = drawn(&notebook, &unequal);
    assert_eq!(draw.outcomes, Some(1));
    let says_seed_is_irrelevant = |note: &super::super::outcome::DrawNote| {
        note.message.contains("the seed decides nothing here")
    };
    assert!(
        draw.notes.iter().any(says_seed_is_irrelevant),
        "{:?}",
        draw.notes
    );
    let refused = notebook.accept("study", &draw, Some(BlindBy::Arms), None);
    let error = refused.unwrap_err();
    assert!(error.to_string().contains("would not be blind"), "{error}");
    assert_eq!(error.remedy(), DrawRemedy::LetChanceChoose.into());
    let among = Request {
        among_best: 20,
        ..unequal
    };
    let draw = drawn(&notebook, &among);
    assert_eq!(draw.outcomes, Some(20));
    notebook
        .accept("study", &draw, Some(BlindBy::Arms), None)
        .unwrap();
}

#[test]
fn receipt_lists_earlier_draws_and_seeds_looked_at() {
    let (_dir, mut notebook) = kept(&study(herd(12)));
    let mut draw = drawn(&notebook, &request("A:6,B:6"));
    draw.receipt.looked_at = vec![3, 9];
    notebook.accept("study", &draw, None, None).unwrap();
    let again = |seed| Request {
        again: true,
        seed,
        ..request("A:6,B:6")
    };
    let draw = drawn(&notebook, &again(8));
    notebook
        .accept("study", &draw, None, why("3 is lame"))
        .unwrap();
    let first = notebook
        .verify_allocation("study", Some(1))
        .unwrap()
        .receipt;
    assert_eq!(first.looked_at, [3, 9]);
    let draw = drawn(&notebook, &again(9));
    let reasons: Vec<_> = draw
        .receipt
        .earlier
        .iter()
        .map(|e| e.reason.as_deref())
        .collect();
    assert_eq!(reasons, [None, Some("3 is lame")]);
    // Receipts of before had none of it.
    let mut old = serde_json::to_value(&first).unwrap();
    old.as_object_mut().unwrap().remove("looked_at");
    let read: DrawReceipt = serde_json::from_value(old).unwrap();
    assert!(read.looked_at.is_empty());
}

#[test]
fn default_iterations_depend_on_problem_size_only() {
    let record = study(herd(12));
    let of = |effort| {
        let request = Request {
            effort,
            ..request("A:6,B:6")
        };
        draw(&record, &request, &unwatched)
    };
    let usual = of(Effort::Usual).unwrap();
    assert_eq!(usual.receipt.iterations, 62_000_000);
    assert_eq!(usual, of(Effort::Usual).unwrap());
    assert!(
        usual
            .notes
            .iter()
            .all(|note| !note.message.contains("clock"))
    );
    let timed = of(Effort::Seconds(1.0)).unwrap();
    let steps = timed.receipt.iterations;
    let remedy = DrawRemedy::RepeatWithSteps(steps).into();
    assert!(
        timed.notes.iter().any(|note| note.remedy == remedy),
        "{:?}",
        timed.notes
    );
    let error = of(Effort::Iterations(0)).unwrap_err();
    assert!(
        error
            .to_string()
            .contains("iterations `0` would search nothing"),
        "{error}"
    );
}

#[test]
fn litter_and_source_are_one_factor() {
    let mut animals = herd(8);
    for (at, animal) in animals.iter_mut().enumerate() {
        animal.animal.source = Label::new("source", if at < 4 { "L1" } else { "L2" }).ok();
    }
    let spread = Request {
        spread: vec!["litter".into()],
        ..request("2")
    };
    let draw = draw(&study(animals), &spread, &unwatched).unwrap();
    let of_first = draw
        .groups
        .placements
        .iter()
        .take(4)
        .filter(|place| place.1 == Some(0));
    assert_eq!(of_first.count(), 2);
}
