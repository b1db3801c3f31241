//! Codes of arms and animals, and moments that the trail remembers.

use super::*;
use crate::LogFilter;

fn blinded(store: &mut Store, blinding: Blinding) {
    let record = store.study("S-01").unwrap();
    let op = store.begin(&entry("blind")).unwrap();
    let study = Study {
        blinding,
        ..record.study
    };
    op.update_study(&study).unwrap();
    op.commit().unwrap();
}

fn arm(name: &str, position: u32) -> Arm {
    Arm {
        id: ArmId(fresh_id()),
        name: label(name),
        position,
        is_control: false,
        label: None,
        vehicle: None,
        treatments: vec![],
        code: None,
    }
}

#[test]
fn codes_tell_nothing_of_the_order_of_arms() {
    let dir = tempfile::tempdir().unwrap();
    let (mut store, record) = notebook(&dir.path().join("n.db"));
    blinded(&mut store, Blinding::Blinded);
    let op = store.begin(&entry("add arms")).unwrap();
    for n in 0..64 {
        op.insert_arm(record.study.id, &arm(&format!("arm {n}"), n + 3))
            .unwrap();
    }
    op.commit().unwrap();
    let arms = store.study("S-01").unwrap().arms;
    let codes: Vec<_> = arms.into_iter().filter_map(|arm| arm.code).collect();
    assert_eq!(codes.len(), 64);
    let mut sorted = codes.clone();
    sorted.sort();
    sorted.dedup();
    assert_eq!(sorted.len(), 64, "each is there once");
    assert_ne!(sorted, codes, "they are not in the order of the arms");
}

#[test]
fn a_code_is_kept_by_what_is_edited_later() {
    let dir = tempfile::tempdir().unwrap();
    let (mut store, record) = notebook(&dir.path().join("n.db"));
    let op = store.begin(&entry("blind")).unwrap();
    op.draw_arm_code(record.study.id, record.arms[0].id)
        .unwrap();
    op.draw_animal_code(record.study.id, record.animals[0].animal.id)
        .unwrap();
    op.commit().unwrap();
    let coded = store.study("S-01").unwrap();
    let op = store.begin(&entry("edit")).unwrap();
    op.update_arm(&record.arms[0]).unwrap();
    op.update_animal(&record.animals[0].animal).unwrap();
    op.commit().unwrap();
    assert!(coded.arms[0].code.is_some() && coded.animals[0].animal.code.is_some());
    assert_eq!(store.study("S-01").unwrap(), coded);
}

#[test]
fn only_studies_that_are_blinded_get_codes() {
    for (blinding, arm_has, animal_has) in [
        (Blinding::Open, false, false),
        (Blinding::Blinded, true, false),
        (Blinding::BlindedAnimals, true, true),
        (Blinding::Unblinded, false, false),
    ] {
        let dir = tempfile::tempdir().unwrap();
        let (mut store, record) = notebook(&dir.path().join("n.db"));
        blinded(&mut store, blinding);
        let op = store.begin(&entry("add")).unwrap();
        op.insert_arm(record.study.id, &arm("third", 3)).unwrap();
        let animal = Animal::new(AnimalId(fresh_id()), label("11"));
        op.insert_animal(record.study.id, &animal).unwrap();
        op.commit().unwrap();
        let record = store.study("S-01").unwrap();
        assert_eq!(record.arms[2].code.is_some(), arm_has, "{blinding:?}");
        let animal = record.animals.iter().find(|a| a.animal.tag == label("11"));
        assert_eq!(animal.unwrap().animal.code.is_some(), animal_has);
    }
}

#[test]
fn the_trail_of_a_blinded_study_is_whole_and_tells_no_arm() {
    let dir = tempfile::tempdir().unwrap();
    let (mut store, _) = notebook(&dir.path().join("n.db"));
    let log_text = |store: &Store| {
        let log = store.log(&LogFilter::default()).unwrap();
        serde_json::to_string(&log).unwrap()
    };
    assert!(log_text(&store).contains("KT-253"));
    blinded(&mut store, Blinding::Blinded);
    let text = log_text(&store);
    for secret in ["KT-253", "Vehicle", "saline", "arm_id", "is_control"] {
        assert!(!text.contains(secret), "{secret}: {text}");
    }
    assert_eq!(store.verify(None).unwrap().broken, None);
    blinded(&mut store, Blinding::Unblinded);
    assert!(log_text(&store).contains("KT-253"));
}

#[test]
fn what_another_program_did_to_a_blinded_arm_is_told_without_its_name() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("n.db");
    let (mut store, _) = notebook(&path);
    blinded(&mut store, Blinding::Blinded);
    let conn = rusqlite::Connection::open(&path).unwrap();
    conn.execute("UPDATE arms SET vehicle = 'KT-253 in disguise'", [])
        .unwrap();
    let broken = store.verify(None).unwrap().broken.unwrap();
    let message = format!("{} {}", broken.place, broken.what);
    assert!(message.contains("another program"), "{message}");
    assert!(
        !message.contains("KT-253") && !message.contains("Vehicle"),
        "{message}"
    );
}

#[test]
fn a_plan_is_read_as_it_was_frozen_and_the_last_one_stands() {
    let dir = tempfile::tempdir().unwrap();
    let (mut store, record) = notebook(&dir.path().join("n.db"));
    let plan = Plan {
        endpoint: Some(Prose::new("endpoint", "growth\nby day 17").unwrap()),
        control: Some(record.arms[0].id),
        primary_definition: Definition::TcMean,
        landmark_day: Some(17.5),
        horizon_day: None,
        baseline_rule: BaselineRule::First,
        volume_formula: VolumeFormula::Pi6Lw2,
        zeros: ZeroRule::Drop,
        event: EventRule::Volume(1000.0),
        exclude: ExclusionRule::None,
        disposition_roles: Some("found_dead=event".parse().unwrap()),
        event_time: Some(EventTime::Interpolated),
        mrecist_from_day: Some(7.5),
        burden: Some(BurdenRule::Available),
        primary_test: Some(PrimaryTest::MannWhitney),
        visit_window_days: Some(1.0),
        repeats: Some(RepeatRule::Mean),
        interval: Some(domain::IntervalRule::Bca),
        residual: Some(domain::ResidualRule::Common),
    };
    let planned: Vec<_> = record
        .exclusions
        .iter()
        .map(|e| PlannedExclusion {
            id: e.id,
            what: "animal \"9\"".to_owned(),
        })
        .collect();
    let freeze = |store: &mut Store, number, plan: &Plan| {
        let why = Reason::new("as agreed").unwrap();
        let op = store
            .begin(&Authorship::new(
                &label("M. Meier"),
                "freeze plan",
                Some(why),
            ))
            .unwrap();
        op.insert_plan(record.study.id, number, plan, &planned)
            .unwrap();
        op.commit().unwrap().unwrap().seq
    };
    freeze(&mut store, 1, &plan);
    let amended = Plan {
        control: None,
        disposition_roles: Some(DispositionRoles::default()),
        event_time: None,
        ..plan
    };
    let seq = freeze(&mut store, 2, &amended);
    let conduct = store.study("S-01").unwrap().conduct;
    let FrozenPlan {
        number,
        plan,
        exclusions,
        frozen,
    } = conduct.plan.unwrap();
    assert_eq!((number, plan, exclusions), (2, amended, planned));
    assert_eq!(
        (frozen.operation, frozen.author.as_str()),
        (seq, "M. Meier")
    );
    assert_eq!(frozen.reason.as_deref(), Some("as agreed"));
    let made: Vec<_> = conduct.exclusions.iter().map(|(id, _)| *id).collect();
    let known: Vec<_> = record.exclusions.iter().map(|e| e.id).collect();
    assert_eq!(made, known, "when each exclusion was made is known");
}
