//! A session while programs die, files refuse and others write.

use super::{Message, at_the_hood, lab, rows, shows, today};

#[test]
fn a_crash_loses_at_most_the_field_being_typed() {
    let mut stage = at_the_hood();
    stage.press("12.9<Enter>9.4<Enter>20.7<Enter>12.8<Enter>9.");
    let mut stage = stage.restarted();
    shows(
        &mut stage,
        "unsaved values of 2026-01-22 are kept for study `S`",
    );
    stage.press("m");
    shows(&mut stage, "C03 · 212 ♀");
    shows(&mut stage, "1 value of 212 that was not saved is restored");
    stage.press("9.3<Enter>20.6<Enter>");
    assert_eq!(
        rows(&stage),
        [
            "211 right flank 1: 12.9 × 9.4 mm",
            "211 1: 20.7 g",
            "212 right flank 1: 12.8 × 9.3 mm",
            "212 1: 20.6 g"
        ]
    );
    assert_eq!(stage.notebook().verify(None).unwrap().broken, None);
}

#[test]
fn unsaved_value_stays_in_its_field() {
    let mut stage = at_the_hood();
    stage.press("12.9<Enter>9.4");
    // Another program closes the study in between.
    let reason = domain::Reason::new("audit").unwrap();
    let mut other = stage.notebook();
    other
        .set_study_status("S", domain::StudyStatus::Closed, reason.clone())
        .unwrap();
    stage.press("<Enter>");
    shows(&mut stage, "not saved: study `S` is closed");
    assert_eq!(rows(&stage), Vec::<String>::new());
    other
        .set_study_status("S", domain::StudyStatus::Open, reason)
        .unwrap();
    stage.press("<Enter>");
    assert_eq!(rows(&stage), ["211 right flank 1: 12.9 × 9.4 mm"]);
}

#[test]
fn refused_write_can_be_sent_again() {
    let mut stage = at_the_hood();
    let reason = domain::Reason::new("audit").unwrap();
    let (closed, open) = (domain::StudyStatus::Closed, domain::StudyStatus::Open);
    let mut other = stage.notebook();
    stage.press("12.8<Enter>9.3");
    other.set_study_status("S", closed, reason.clone()).unwrap();
    // One leaves the animal by an arrow; its write is refused meanwhile.
    stage.press("<Down>");
    shows(&mut stage, "211 is not saved: study `S` is closed");
    other.set_study_status("S", open, reason).unwrap();
    stage.press("<Up><Enter>20.5<Enter>");
    assert_eq!(
        rows(&stage),
        ["211 right flank 1: 12.8 × 9.3 mm", "211 1: 20.5 g"]
    );
}

#[test]
fn writes_of_others_do_not_touch_typed_values() {
    let mut stage = at_the_hood();
    stage.press("12.");
    let entry = lab::reading("218", None, 17, Some((12.0, 9.0)), None);
    stage.notebook().measure("S", &entry).unwrap();
    stage.send(Message::Tick(stage.model.context.now + 1000, today()));
    shows(&mut stage, "Length [ 12. ]");
    shows(&mut stage, "1/8 done".replace("1/8", "0/8").as_str());
    stage.press("9<Enter>9.4<Enter>20.7<Enter>");
    assert_eq!(
        rows(&stage)[..2],
        ["211 right flank 1: 12.9 × 9.4 mm", "211 1: 20.7 g"]
    );
}

#[test]
fn typed_value_of_an_animal_measured_elsewhere_is_reported() {
    let mut stage = at_the_hood();
    stage.press("12.9");
    let entry = lab::reading("211", None, 17, Some((12.8, 9.3)), Some(20.6));
    stage.notebook().measure("S", &entry).unwrap();
    stage.send(Message::Tick(stage.model.context.now + 1000, today()));
    shows(
        &mut stage,
        "211 was measured elsewhere; what was typed here was not accepted",
    );
    shows(&mut stage, "C03 · 211 ♀");
}

#[test]
fn animal_removed_elsewhere_stops_data_entry() {
    let mut stage = at_the_hood();
    stage.press("12.");
    let kind = domain::DispositionKind::FoundDead;
    let on = app::measure::Observed::Date(today());
    stage
        .notebook()
        .dispose("S", &["211".into()], kind, on, None)
        .unwrap();
    stage.send(Message::Tick(stage.model.context.now + 1000, today()));
    shows(&mut stage, "211 has left the study");
    stage.press("12.9<Enter>");
    assert_eq!(rows(&stage), Vec::<String>::new());
}
