//! Draws that blind their study.

use super::*;
use domain::{ALL_ARMS, BlindBy, Blinding};

fn why(text: &str) -> Option<Reason> {
    Reason::new(text).ok()
}

#[test]
fn accepting_can_blind_and_shows_no_arm() {
    for by in [BlindBy::Arms, BlindBy::Animals] {
        let (_dir, mut notebook) = kept(&study(herd(18)));
        let request = request("Vehicle:6,Low:6,High:4");
        let draw = super::super::draw(&notebook.study("study").unwrap(), &request, &unwatched);
        let draw = draw.unwrap();
        let before = notebook.verify(None).unwrap().operations;
        let (accepted, _) = notebook.accept("study", &draw, Some(by), None).unwrap();
        assert_eq!(notebook.verify(None).unwrap().operations, before + 1);
        assert_eq!((accepted.made, accepted.new_arms), (3, None));

        let record = notebook.study("study").unwrap();
        assert_eq!(record.study.blinding, by.blinding());
        let shown = accepted.draw;
        assert_eq!((shown.seed(), shown.receipt.as_ref()), (None, None));
        let names: Vec<&str> = record.arms.iter().map(|arm| arm.name.as_str()).collect();
        assert_eq!(
            shown.groups.arms, names,
            "arms by their codes, in the order of these"
        );
        // Who is where is what the blinded study shows.
        let arm_of = |id| record.arms.iter().find(|arm| Some(arm.id) == id);
        let placed = record.animals.iter().filter_map(|a| {
            let arm = arm_of(a.animal.arm)?.name.to_string();
            let animal = a.animal.tag.to_string();
            Some(Assignment { animal, arm })
        });
        assert_eq!(shown.groups.assignments(), placed.collect::<Vec<_>>());
        assert_eq!(shown.groups.left_out, draw.groups.left_out);
        let n: usize = shown.groups.balance.rows.iter().map(|row| row.n).sum();
        assert_eq!(
            n,
            2 * 16,
            "two covariates of 16 animals: {:?}",
            shown.groups.balance.rows
        );
        let rows = if by == BlindBy::Arms { 2 * 3 } else { 2 };
        assert_eq!(shown.groups.balance.rows.len(), rows);
        let text = serde_json::to_string(&shown).unwrap();
        for secret in ["Vehicle", "Low", "High", "fingerprint"] {
            assert!(!text.contains(secret), "{secret}: {text}");
        }
        assert!(!shown.csv().contains("Vehicle"));
        assert_eq!(
            (shown.search.score, shown.groups.balance.tests),
            (draw.search.score, draw.groups.balance.tests)
        );

        // Neither repeated nor drawn anew as long as it is blinded; then it is what it was.
        assert!(notebook.verify_allocation("study", None).is_err());
        notebook
            .unblind("study", why("data are locked").unwrap())
            .unwrap();
        let verified = notebook.verify_allocation("study", None).unwrap();
        assert!(verified.reproduced && verified.since.is_empty());
        assert_eq!(verified.receipt.seed, 7);
        let record = notebook.study("study").unwrap();
        assert!(record.arms.iter().all(|arm| arm.code.is_some()));
    }
}

#[test]
fn unblinded_study_is_not_blinded_by_a_draw() {
    let (_dir, mut notebook) = kept(&study(herd(6)));
    notebook.blind("study", BlindBy::Arms, None).unwrap();
    notebook
        .unblind("study", why("too early").unwrap())
        .unwrap();
    let record = notebook.study("study").unwrap();
    let draw = super::super::draw(&record, &request("2"), &unwatched).unwrap();
    let refused = notebook.accept("study", &draw, Some(BlindBy::Arms), None);
    let error = refused.unwrap_err();
    assert!(error.to_string().contains("was unblinded on"), "{error}");
    let record = notebook.study("study").unwrap();
    assert!(record.arms.is_empty() && record.allocations.is_empty());
    assert_eq!(record.study.blinding, Blinding::Unblinded);
}

#[test]
fn hidden_groups_are_ordered_by_their_first_animal() {
    let draw = super::super::draw(&study(herd(24)), &request("12"), &unwatched).unwrap();
    let shown = draw.view_in_groups(BlindBy::Arms);
    let groups: Vec<String> = (1..=12).map(|n| format!("group {n}")).collect();
    assert_eq!(shown.groups.arms, groups);
    assert_eq!((shown.seed(), shown.receipt), (None, None));
    let firsts: Vec<usize> = (0..12)
        .filter_map(|arm| {
            shown
                .groups
                .placements
                .iter()
                .position(|p| p.1 == Some(arm))
        })
        .collect();
    assert!(firsts.len() == 12 && firsts.is_sorted(), "{firsts:?}");
    assert!(shown.notes.iter().all(|note| !note.message.contains("Arm")));
    // The same animals are together.
    let arm_of = |places: &[(String, Option<usize>)], at: usize| places[at].1;
    for (a, b) in (0..24).flat_map(|a| (0..a).map(move |b| (a, b))) {
        let together = |places| arm_of(places, a) == arm_of(places, b);
        assert_eq!(
            together(&shown.groups.placements),
            together(&draw.groups.placements),
            "{a} {b}"
        );
    }
    assert_eq!(
        draw.view_in_groups(BlindBy::Animals).groups.arms,
        [ALL_ARMS]
    );
}
