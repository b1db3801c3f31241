//! Forms by keystrokes: what is in the file before, the keys, what is in the file after.

use chrono::NaiveDate;

use super::{Stage, lab};
use crate::app::animals::AnimalFacts;
use crate::app::measure::{NewReading, Observed};
use crate::app::{LogFilter, LoggedOperation, Notebook};
use crate::domain::{
    AnimalRecord, BodyWeight, DispositionKind, Label, Observation, Prose, Protocol, Sex,
    StudyRecord, StudyStatus, VolumeFormula,
};

pub fn label(text: &str) -> Label {
    Label::new("name", text).unwrap()
}

fn date(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

/// Study `S` with two arms and three animals, 211 and 212 in an arm and measured on days 0 and 14.
pub fn small(notebook: &mut Notebook) {
    let protocol = Protocol {
        day0: Some(lab::day0()),
        implant_site: Some(label("right flank")),
        ..Protocol::default()
    };
    lab::study_with(notebook, protocol);
    for (tag, arm) in [
        ("211", Some("Vehicle")),
        ("212", Some("KT-253")),
        ("213", None),
    ] {
        let facts = AnimalFacts {
            cage: Some(label("C04")),
            arm: arm.map(label),
            ..AnimalFacts::default()
        };
        notebook
            .add_animals("S", &[label(tag)], &facts, &[])
            .unwrap();
    }
    for (tag, day, sizes, grams) in [
        ("211", 0.0, ["10.0", "8.0"], 21.0),
        ("211", 14.0, ["12.40", "9.1"], 20.6),
        ("212", 0.0, ["9.0", "7.0"], 22.0),
        ("212", 14.0, ["5.0", "4.0"], 22.5),
    ] {
        measure(notebook, tag, day, sizes, grams);
    }
}

pub fn measure(notebook: &mut Notebook, tag: &str, day: f64, [l, w]: [&str; 2], grams: f64) {
    let sizes = [Some(l), Some(w), None, None];
    let read = |_, text: &str| Ok(text.parse().unwrap());
    let entry = NewReading {
        animal: tag.to_owned(),
        site: None,
        observed: Observed::Day(day),
        found: Some(Observation::from_typed(sizes, false, read).unwrap()),
        weight: Some(BodyWeight::new(grams).unwrap()),
        again: false,
        observer: None,
        method: label("caliper"),
    };
    notebook.measure("S", &entry).unwrap();
}

/// On study `S`, at its overview.
pub fn stage() -> Stage {
    let mut stage = Stage::new(small);
    stage.press("<Enter>");
    stage
}

fn study(stage: &Stage) -> StudyRecord {
    stage.notebook().study("S").unwrap()
}

fn animal(stage: &Stage, tag: &str) -> AnimalRecord {
    stage.notebook().animal_record("S", tag).unwrap()
}

fn last(stage: &Stage) -> LoggedOperation {
    let log = stage.notebook().log(&LogFilter::default()).unwrap();
    log.into_iter().next().unwrap()
}

fn status(stage: &Stage) -> String {
    let status = stage.model.status.as_ref();
    status.map_or_else(String::new, |status| status.text.clone())
}

/// Presses keys that must not write anything, and answers what the screen shows then.
#[track_caller]
fn refused(stage: &mut Stage, keys: &str) -> String {
    let before = last(stage).seq;
    stage.press(keys);
    assert_eq!(last(stage).seq, before, "something was written");
    stage.screen(80, 24)
}

#[test]
fn a_study_is_created_and_opened() {
    let mut stage = Stage::new(|_| {});
    stage.press("nRS4;11-02<Tab>RS4;11<Tab>NOD SCID<Tab>2025-12-20<Tab>2026-01-05<C-s>");
    let made = stage.notebook().study("RS4;11-02").unwrap().study.protocol;
    assert_eq!(made.model, Some(label("RS4;11")));
    assert_eq!(made.day0, Some(date("2026-01-05")));
    assert_eq!(made.volume_formula, VolumeFormula::HalfLw2);
    assert_eq!(stage.model.study.as_ref().unwrap().name(), "RS4;11-02");
    assert_eq!(
        status(&stage),
        "saved: study RS4;11-02 is made [operation 1]"
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
    let screen = refused(&mut stage, "X<Tab><Tab><Tab>20.12.2025<C-s>");
    assert!(
        screen.contains("implanted on `20.12.2025` is not a date — write it as 2026-01-22"),
        "{screen}"
    );
    assert!(
        screen.contains("implanted on        20.12.2025"),
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
    assert_eq!(made.limits.weight_loss_percent, Some(20.0));
    let action = made.limit_action.map(|action| action.to_string());
    assert_eq!(action.as_deref(), Some("weigh daily"));
}

#[test]
fn a_study_is_edited() {
    let mut stage = stage();
    stage.press("e<C-u>S2<Tab>RS4;11<Tab><Tab><Tab><C-u>2026-01-06<Up><Up><Up><Up><Up><Up>");
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
    assert_eq!(status(&stage), "nothing was changed");
}

#[test]
fn a_study_is_closed_and_opened_again() {
    let mut stage = stage();
    let screen = refused(&mut stage, "c<Enter>");
    assert!(screen.contains("reason is empty"), "{screen}");
    stage.press("all animals are done<Enter>");
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
fn the_demo_is_made_and_chosen() {
    let mut stage = Stage::new(small);
    stage.press("d");
    assert!(status(&stage).starts_with("saved: the demo study KT253-RS411"));
    assert_eq!(stage.notebook().study_heads().unwrap().len(), 2);
    stage.press("<Down>d");
    assert!(status(&stage).contains("nothing was changed"));
    stage.press("<Enter>");
    assert_eq!(stage.model.study.as_ref().unwrap().name(), "KT253-RS411");
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
        (Some(1.0), &Some(label("mg/kg")))
    );
    assert_eq!(first.schedule, Some(label("Q3W")));
    assert_eq!(
        (second.dose, &second.unit),
        (Some(50.0), &Some(label("mg")))
    );
    assert_eq!(second.schedule, None);
}

#[test]
fn a_dose_that_is_none_is_refused_where_it_stands() {
    let mut stage = stage();
    let screen = refused(&mut stage, "aX<Tab><Tab><Tab>KT-253<Tab>one mg/kg<C-s>");
    assert!(screen.contains("dose `one` is not a number"), "{screen}");
    assert!(screen.contains("one mg/kg"), "{screen}");
    stage.press("<C-u>1 mg/kg<C-s>");
    assert_eq!(study(&stage).arms.len(), 3);
    let screen = refused(&mut stage, "aY<Tab><Tab><Tab><Tab>1<C-s>");
    assert!(screen.contains("compound is empty"), "{screen}");
}

#[test]
fn an_arm_is_chosen_and_edited() {
    let mut stage = stage();
    stage.press("A2<C-u>KT-253 1 mg/kg<Tab><Right><C-s>");
    let arms = study(&stage).arms;
    let arms: Vec<_> = arms
        .iter()
        .map(|a| (a.name.as_str(), a.is_control))
        .collect();
    assert_eq!(arms, [("Vehicle", false), ("KT-253 1 mg/kg", true)]);
    assert!(status(&stage).starts_with("saved: arm KT-253 1 mg/kg is changed"));
    // The demo's treatments come through their texts unharmed.
    let mut stage = Stage::demo();
    let before = stage.notebook().study("KT253-RS411").unwrap().arms;
    refused(&mut stage, "A4<C-s>");
    assert_eq!(stage.notebook().study("KT253-RS411").unwrap().arms, before);
}

#[test]
fn animals_are_added_by_ranges() {
    let mut stage = stage();
    stage.press("n301-303 C04-3<Tab>C05<Tab><Right><Right><Tab><Right><Tab>2025-11-01<Tab>batch 7");
    stage.press("<Tab><C-u>left flank, right flank<C-s>");
    let record = study(&stage);
    let animal = |tag: &str| {
        record
            .animals
            .iter()
            .find(|a| a.animal.tag.as_str() == tag)
            .unwrap()
    };
    assert_eq!(record.animals.len(), 7);
    for tag in ["301", "302", "303", "C04-3"] {
        let a = animal(tag);
        assert_eq!(a.animal.arm, Some(record.arms[1].id), "{tag}");
        assert_eq!(a.animal.sex, Some(Sex::Female));
        assert_eq!(a.animal.born_on, Some(date("2025-11-01")));
        let sites: Vec<_> = a.tumors.iter().map(|t| t.tumor.site.as_str()).collect();
        assert_eq!(sites, ["left flank", "right flank"]);
    }
    let text = "saved: added 4 animals: 301, 302, 303, C04-3 [operation 11]";
    assert_eq!(status(&stage), text);
    let screen = refused(&mut stage, "n304 211<C-s>");
    assert!(screen.contains("has an animal `211` already"), "{screen}");
    assert!(screen.contains("304 211"), "{screen}");
    let screen = refused(&mut stage, "<Home><C-u>9-7<C-s>");
    assert!(screen.contains("counts down"), "{screen}");
}

#[test]
fn an_animal_is_edited_and_moved_with_a_reason() {
    let mut stage = stage();
    stage.press("3");
    let screen = refused(&mut stage, "e<Tab>98200001<Tab><Tab><Right><C-s>");
    assert!(
        screen.contains("allocated to arm `Vehicle` already"),
        "{screen}"
    );
    assert!(screen.contains("98200001"), "{screen}");
    stage.press("wrong cage card<C-s>");
    let a = animal(&stage, "211");
    assert_eq!(a.animal.rfid, Some(label("98200001")));
    assert_eq!(a.animal.arm, Some(study(&stage).arms[1].id));
    assert_eq!(last(&stage).reason.as_deref(), Some("wrong cage card"));
    // A new tag.
    stage.press("e<C-u>211a<C-s>");
    assert_eq!(
        status(&stage),
        "saved: animal 211 is now 211a [operation 12]"
    );
}

#[test]
fn an_emptied_field_forgets_what_was_known_of_an_animal() {
    let mut stage = stage();
    stage.press("3e<Tab>98200001<C-s>e<Tab><BS><C-u><Tab><C-u><C-s>");
    let a = animal(&stage, "211").animal;
    assert_eq!((a.rfid, a.cage), (None, None));
    assert!(a.arm.is_some());
    // Out of its arm only with a reason.
    let screen = refused(&mut stage, "e<Tab><Tab><Tab><Left><C-s>");
    assert!(screen.contains("allocated to arm `Vehicle`"), "{screen}");
    stage.press("not randomized after all<C-s>");
    assert_eq!(animal(&stage, "211").animal.arm, None);
    let reason = last(&stage).reason;
    assert_eq!(reason.as_deref(), Some("not randomized after all"));
    stage.press("<C-z>");
    assert!(animal(&stage, "211").animal.arm.is_some());
}

#[test]
fn what_is_typed_replaces_what_stood_in_a_field_that_was_gone_to() {
    let mut stage = stage();
    stage.press("3e311<Tab><Tab>C05<C-s>");
    assert_eq!(
        status(&stage),
        "saved: animal 211 is now 311 [operation 11]"
    );
    // A key that moves in the text keeps it.
    stage.press("<End>e<End>a<C-s>");
    assert_eq!(
        status(&stage),
        "saved: animal 311 is now 311a [operation 12]"
    );
    // What was refused is typed anew.
    let screen = refused(&mut stage, "e212<C-s>");
    assert!(screen.contains("has an animal `212` already"), "{screen}");
}

#[test]
fn a_form_is_not_left_with_what_was_typed_unsaid() {
    let mut stage = stage();
    let overlays = |stage: &Stage| stage.model.overlays.len();
    stage.press("e<Tab><Down><Esc>");
    assert_eq!(overlays(&stage), 0);
    let screen = refused(&mut stage, "e<Tab>RS4;12<Esc>");
    assert!(
        screen.contains("what was typed here is not saved"),
        "{screen}"
    );
    assert!(screen.contains("RS4;12"), "{screen}");
    // It is said again after more was typed.
    refused(&mut stage, "3<Esc>");
    assert_eq!(overlays(&stage), 1);
    refused(&mut stage, "<Esc>");
    assert_eq!(overlays(&stage), 0);
}

#[test]
fn new_animals_begin_with_what_all_have_in_common() {
    let mut stage = Stage::new(lab::cages);
    stage.press("<Enter>n219<Tab>C05<C-s>");
    let new = animal(&stage, "219").animal;
    assert_eq!((new.sex, new.arm), (Some(Sex::Female), None));
    stage.press("n220<Tab>C05<Tab><Tab><Right><C-s>n");
    let screen = stage.screen(80, 24);
    assert!(screen.contains("‹ not known ›"), "{screen}");
}

#[test]
fn a_tumor_is_added() {
    let mut stage = stage();
    stage.press("3tleft flank<Enter>");
    let sites: Vec<_> = animal(&stage, "211")
        .tumors
        .into_iter()
        .map(|t| t.tumor.site)
        .collect();
    assert_eq!(sites, [label("left flank"), label("right flank")]);
    let screen = refused(&mut stage, "tleft flank<Enter>");
    assert!(
        screen.contains("has a tumor at `left flank` already"),
        "{screen}"
    );
}

#[test]
fn several_animals_leave_at_once() {
    let mut stage = stage();
    stage.press("3 <Down> d");
    let screen = refused(&mut stage, "<C-s>");
    assert!(screen.contains("say what happened"), "{screen}");
    assert!(screen.contains("211, 213"), "{screen}");
    let screen = refused(&mut stage, "<Right><Right><Tab><C-u>soon<C-s>");
    assert!(
        screen.contains("`soon` is neither a date nor a study day"),
        "{screen}"
    );
    stage.press("<C-u>16<Tab>tumor ulceration<Enter>");
    for tag in ["211", "213"] {
        let left = animal(&stage, tag).disposition.unwrap();
        assert_eq!(left.kind, DispositionKind::HumaneEndpoint);
        assert_eq!(left.when.date, date("2026-01-21"));
        assert_eq!(
            left.reason,
            Some(Prose::new("reason", "tumor ulceration").unwrap())
        );
    }
    assert_eq!(animal(&stage, "212").disposition, None);
    let said = "saved: 2 animals: 211, 213 left the study (humane endpoint) [operation 11]";
    assert_eq!(status(&stage), said);
    // Today is proposed; a day before the last reading is refused by the notebook.
    let screen = refused(&mut stage, "<Home><Down>d<Right><Tab><C-u>3<C-s>");
    assert!(
        screen.contains("has readings as late as day 14"),
        "{screen}"
    );
    stage.press("<C-u>2026-01-22<C-s>");
    assert_eq!(
        animal(&stage, "212").disposition.unwrap().when.date,
        super::today()
    );
}

#[test]
fn a_disposition_is_lifted() {
    let mut stage = stage();
    refused(&mut stage, "3u");
    assert_eq!(status(&stage), "animal 211 is on study");
    stage.press("d<Right><C-s>");
    refused(&mut stage, "d");
    assert!(status(&stage).contains("left the study on day 17 (2026-01-22)"));
    let screen = refused(&mut stage, "u<Enter>");
    assert!(screen.contains("reason is empty"), "{screen}");
    stage.press("it was 212<Enter>");
    assert_eq!(animal(&stage, "211").disposition, None);
    assert_eq!(last(&stage).reason.as_deref(), Some("it was 212"));
}

/// At the history of animal 211, on day 14.
fn history() -> Stage {
    let mut stage = stage();
    stage.press("3<Enter>");
    stage
}

#[test]
fn a_reading_is_corrected_with_before_and_after_and_why() {
    let mut stage = history();
    stage.press("c<C-u>11.40<Tab><Tab><Tab><C-u>20.9<C-s>");
    assert!(stage.screen(80, 24).contains("reason is empty"));
    stage.press("read 12.4 for 11.4<C-s>");
    let a = animal(&stage, "211");
    assert_eq!(
        a.tumors[0].readings[1].typed.as_deref(),
        Some("11.40 × 9.1")
    );
    assert_eq!(a.weighings[1].weight.grams(), 20.9);
    let entry = last(&stage);
    assert_eq!(entry.reason.as_deref(), Some("read 12.4 for 11.4"));
    let changes: Vec<_> = entry.changes.iter().flat_map(|c| c.differences()).collect();
    let said = format!("{changes:?}");
    assert!(
        said.contains("12.40 × 9.1") && said.contains("11.40 × 9.1"),
        "{said}"
    );
    assert!(said.contains("20.6") && said.contains("20.9"), "{said}");
}

#[test]
fn a_correction_that_is_none_or_impossible_is_refused() {
    let mut stage = history();
    let screen = refused(&mut stage, "c<C-s>");
    assert!(screen.contains("nothing is changed"), "{screen}");
    let screen = refused(&mut stage, "<Tab><C-u>8<C-s>");
    assert!(
        screen.contains("width `9.1` is larger than the length `8`"),
        "{screen}"
    );
    let screen = refused(&mut stage, "<C-u><Up><C-u>1x<C-s>");
    assert!(screen.contains("length `1x` is not a number"), "{screen}");
    let screen = refused(&mut stage, "<C-u>12.40<Tab>9.1<Tab><Tab><C-u>200<C-s>");
    assert!(
        screen.contains("weight `200` is outside 5 to 100 g"),
        "{screen}"
    );
    // Sizes and a state without sizes contradict each other.
    let screen = refused(&mut stage, "<C-u>20.6<Up><Up><Up><C-u>13<Up><Right><C-s>");
    assert!(
        screen.contains("sizes were typed for a tumor that has none"),
        "{screen}"
    );
}

#[test]
fn a_tumor_becomes_not_palpable_or_not_measured() {
    let mut stage = history();
    stage
        .press("c<S-Tab><Right>")
        .press(&"<Down>".repeat(20))
        .press("gone<C-s>");
    let reading = |stage: &Stage| {
        animal(stage, "211").tumors[0].readings[1]
            .observation
            .clone()
    };
    assert_eq!(reading(&stage), Observation::NotPalpable);
    stage
        .press("c<Right><Tab><Tab><Tab>asleep")
        .press(&"<Down>".repeat(20));
    stage.press("mixed up<C-s>");
    let why = Prose::new("reason", "asleep").unwrap();
    assert_eq!(reading(&stage), Observation::NotMeasured(why));
    // And back to a size.
    stage
        .press("c<Left><Left><Tab>7.0<Tab>6.00<Tab><C-u>")
        .press(&"<Down>".repeat(20));
    stage.press("it was measured<C-s>");
    let a = animal(&stage, "211");
    assert_eq!(a.tumors[0].readings[1].typed.as_deref(), Some("7.0 × 6.00"));
}

#[test]
fn a_reading_is_moved_to_the_right_animal() {
    let mut stage = history();
    let keys = "<Tab><Tab><Tab><Tab>213<Tab><Tab><Tab>wrong mouse in hand<C-s>";
    stage.press("c").press(keys);
    assert_eq!(animal(&stage, "211").tumors[0].readings.len(), 1);
    let to = animal(&stage, "213");
    assert_eq!(
        to.tumors[0].readings[0].typed.as_deref(),
        Some("12.40 × 9.1")
    );
    assert_eq!(to.weighings[0].weight.grams(), 20.6);
    // To a day that has a reading: refused, unless both are to be kept.
    let screen = refused(
        &mut stage,
        "c<Tab><Tab><Tab><Tab>212<Tab>14<Tab><Tab>again<C-s>",
    );
    assert!(
        screen.contains("has a reading on day 14 (2026-01-19) already"),
        "{screen}"
    );
    stage.press("<Up><Right><C-s>");
    let repeats: Vec<_> = animal(&stage, "212").tumors[0]
        .readings
        .iter()
        .map(|r| r.repeat)
        .collect();
    assert_eq!(repeats, [1, 1, 2]);
}

#[test]
fn a_form_that_is_left_writes_nothing() {
    let mut stage = stage();
    for keys in ["e", "a", "A1", "n", "c", "3e", "d", "t", "<Enter>c"] {
        refused(&mut stage, keys);
        assert!(!stage.model.overlays.is_empty(), "{keys}");
        refused(&mut stage, "xyz<Esc>");
        if !stage.model.overlays.is_empty() {
            refused(&mut stage, "<Esc>");
        }
        assert!(stage.model.overlays.is_empty(), "{keys}");
    }
}

#[test]
fn forms_look_like_this() {
    let mut stage = stage();
    stage.press("e");
    insta::assert_snapshot!("form_study_80x24", stage.screen(80, 24));
    insta::assert_snapshot!("form_study_120x40", stage.screen(120, 40));
    stage.press("<Esc>A2");
    insta::assert_snapshot!("form_arm_80x24", stage.screen(80, 24));
    stage.press("<Esc>3<Enter>c<Tab><C-u>7<C-s>");
    insta::assert_snapshot!("form_correct_80x24", stage.screen(80, 24));
    insta::assert_snapshot!("form_correct_120x40", stage.screen(120, 40));
    stage.press("<Esc><Esc><Esc> <Down> d");
    insta::assert_snapshot!("form_disposition_80x24", stage.screen(80, 24));
}
