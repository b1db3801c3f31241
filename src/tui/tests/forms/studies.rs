//! Studies and their arms.

use super::{Stage, date, label, last, refused, small, stage, status, study};
use domain::{DoseSchedule, DoseUnit, StudyStatus, VolumeFormula};

#[test]
fn a_study_is_created_and_opened() {
    let mut stage = Stage::new(|_| {});
    stage.press("nRS4;11-02<Tab>RS4;11<Tab><Tab>NOD SCID<Tab>2025-12-20<Tab>2026-01-05<C-s>");
    let made = stage.notebook().study("RS4;11-02").unwrap().study.protocol;
    assert_eq!(made.model, Some(label("RS4;11")));
    assert_eq!(made.day0, Some(date("2026-01-05")));
    assert_eq!(made.volume_formula, VolumeFormula::HalfLw2);
    assert_eq!(
        stage.model.context.study.as_ref().unwrap().name(),
        "RS4;11-02"
    );
    assert_eq!(
        status(&stage),
        "saved: study RS4;11-02 created [operation 1]"
    );
    // The name is all that it takes; an arrow chooses, a known name is refused by the notebook.
    stage.press("<Esc>nother<C-s><Esc>nother<C-s>");
    assert!(
        stage
            .screen(80, 24)
            .contains("study `other` exists already")
    );
    assert_eq!(stage.notebook().study_heads().unwrap().len(), 2);
}

#[test]
fn a_study_with_wrong_numbers_is_not_written() {
    let mut stage = Stage::new(small);
    let screen = refused(&mut stage, "n<C-s>");
    assert!(screen.contains("name is empty"), "{screen}");
    let screen = refused(&mut stage, "X<Tab><Tab><Tab><Tab>20.13.2025<C-s>");
    assert!(
        screen
            .contains("implanted on `20.13.2025` is not in the calendar — write it as 2026-01-22"),
        "{screen}"
    );
    assert!(
        screen.contains("implanted on       ✗ 20.13.2025"),
        "{screen}"
    );
    let keys = "<C-u><Tab><Tab><Tab><Tab>120<C-s>";
    let screen = refused(&mut stage, keys);
    assert!(
        screen.contains("weight loss limit `120` is outside 1 to 99 %"),
        "{screen}"
    );
    stage.press("<C-u>20<Tab><Tab><Tab>weigh daily<C-s>");
    let made = stage.notebook().study("X").unwrap().study.protocol;
    assert_eq!(made.limit_weight_loss_percent, Some(20.0));
    let action = made.limit_action.map(|action| action.to_string());
    assert_eq!(action.as_deref(), Some("weigh daily"));
}

#[test]
fn a_study_is_edited() {
    let mut stage = stage();
    stage.press("e<C-u>S2<Tab>RS4;11<Tab><Tab><Tab><Tab><C-u>2026-01-06<Up><Up><Up><Up><Up><Up>");
    // From the first field up there is nothing; the reason is the last one.
    stage
        .press(&"<Down>".repeat(30))
        .press("day 0 was a Tuesday<C-s>");
    let made = stage.notebook().study("S2").unwrap().study;
    assert_eq!(made.protocol.day0, Some(date("2026-01-06")));
    assert_eq!(made.protocol.implant_site, Some(label("right flank")));
    assert_eq!(last(&stage).reason.as_deref(), Some("day 0 was a Tuesday"));
    // An emptied field is emptied; an untouched form changes nothing.
    stage.press("e<Tab><C-u><C-s>");
    assert_eq!(
        stage.notebook().study("S2").unwrap().study.protocol.model,
        None
    );
    refused(&mut stage, "e<C-s>");
    assert_eq!(status(&stage), "no change: already up to date");
}

#[test]
fn a_study_is_closed_and_opened_again() {
    let mut stage = stage();
    let screen = refused(&mut stage, "c<Enter>");
    assert!(screen.contains("reason is empty"), "{screen}");
    let screen = refused(&mut stage, "all animals are done<Enter>");
    assert!(screen.contains("have no disposition"), "{screen}");
    stage.press("<Enter>");
    assert_eq!(study(&stage).study.status, StudyStatus::Closed);
    refused(&mut stage, "n");
    assert!(
        status(&stage).contains("study S is closed"),
        "{}",
        status(&stage)
    );
    stage.press("cone more week<Enter>");
    assert_eq!(study(&stage).study.status, StudyStatus::Open);
    assert_eq!(last(&stage).reason.as_deref(), Some("one more week"));
}

#[test]
fn demo_is_created_and_selected() {
    let mut stage = Stage::new(small);
    stage.press("d");
    assert!(
        status(&stage).starts_with("saved: demo studies KT253-RS411 and KT253-VEN-MV411 created")
    );
    assert_eq!(stage.notebook().study_heads().unwrap().len(), 3);
    stage.press("<Down>d");
    assert!(status(&stage).contains("no change: the demo studies"));
    stage.press("<Enter>");
    assert_eq!(
        stage.model.context.study.as_ref().unwrap().name(),
        "KT253-RS411"
    );
}

#[test]
fn an_arm_is_added() {
    let mut stage = stage();
    stage.press("aCombination<Tab><Tab>PBS<Tab>KT-253<Tab>1<Tab>IV<Tab>Q3W<Tab>");
    stage.press("DS-3032<Tab>50 mg<Tab>PO<C-s>");
    let arm = study(&stage).arms.pop().unwrap();
    assert_eq!((arm.name.as_str(), arm.is_control), ("Combination", false));
    assert_eq!(arm.vehicle, Some(label("PBS")));
    let [first, second] = arm.treatments.as_slice() else {
        panic!("{:?}", arm.treatments)
    };
    assert_eq!(
        (first.dose, &first.unit),
        (Some(1.0), &Some(DoseUnit::usual()))
    );
    assert_eq!(first.schedule, Some(DoseSchedule::new("Q3W").unwrap()));
    assert_eq!(
        (second.dose, &second.unit),
        (Some(50.0), &Some(DoseUnit::new("mg").unwrap()))
    );
    assert_eq!(second.schedule, None);
}

#[test]
fn invalid_dose_is_refused_at_its_field() {
    let mut stage = stage();
    let screen = refused(&mut stage, "aX<Tab><Tab><Tab>KT-253<Tab>one mg/kg<C-s>");
    assert!(screen.contains("dose `one` is not a number"), "{screen}");
    assert!(screen.contains("one mg/kg"), "{screen}");
    stage.press("<C-u>1 mg/kg<C-s>");
    assert_eq!(study(&stage).arms.len(), 3);
    let screen = refused(&mut stage, "aY<Tab><Tab><Tab><Tab>1<C-s>");
    assert!(
        screen.contains("compound is missing: 1 mg/kg of what?"),
        "{screen}"
    );
}

#[test]
fn an_arm_of_the_vehicle_alone_has_a_route_and_a_schedule() {
    let mut stage = stage();
    stage.press("aControl<Tab><Tab>PBS<Tab><Tab>5 mL/kg<Tab>i.v.<Tab>qd<C-s>");
    let arm = study(&stage).arms.pop().unwrap();
    let [given] = arm.treatments.as_slice() else {
        panic!("{:?}", arm.treatments)
    };
    assert!(given.is_vehicle() && arm.drugs().is_empty());
    let texts = (given.route.as_ref(), given.schedule.as_ref());
    let [route, schedule] = [texts.0.unwrap().as_str(), texts.1.unwrap().as_str()];
    assert_eq!((route, schedule), ("IV", "QD"));
}

#[test]
fn an_arm_is_chosen_and_edited() {
    let mut stage = stage();
    // Another control changes all results: the form goes to the reason.
    let screen = refused(&mut stage, "A2<C-u>KT-253 1 mg/kg<Tab><Right><C-s>");
    assert!(screen.contains("needs a reason"), "{screen}");
    stage.press("groups were mixed up<C-s>");
    let arms = study(&stage).arms;
    let arms: Vec<_> = arms
        .iter()
        .map(|a| (a.name.as_str(), a.is_control))
        .collect();
    assert_eq!(arms, [("Vehicle", false), ("KT-253 1 mg/kg", true)]);
    assert!(status(&stage).starts_with("saved: arm KT-253 1 mg/kg changed"));
    // The demo's treatments come through their texts unharmed.
    let mut stage = Stage::demo();
    let before = stage.notebook().study("KT253-RS411").unwrap().arms;
    refused(&mut stage, "A4<C-s>");
    assert_eq!(stage.notebook().study("KT253-RS411").unwrap().arms, before);
}
