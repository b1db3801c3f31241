//! Verbs of the Animals screen on marked animals, and racks of new ones.

use super::{Stage, animal, lab, label, last, refused, stage, status, study};
use crate::base::keymap::Action;
use crate::base::screen::Screen;
use crate::screens::Screens;
use domain::DispositionKind;

/// How a verb of the table shows that it acts on the two marked animals; none if it is about no animal.
fn shows_both(action: Action) -> Option<&'static str> {
    Some(match action {
        Action::EditAnimal => "Edit 2 animals",
        Action::Disposition => "2 animals leave the study",
        Action::MoveAnimals => "Move 2 animals to another cage",
        Action::AddTumor => "Add tumor to 2 animals",
        Action::EditTumor => "Rename tumor site of 2 animals",
        Action::LiftDisposition => "animal 211 is on study",
        Action::EditCage => "Cage C03, 4 animals on study",
        Action::StopTreatment => "Stop the treatment of 211, 213",
        Action::ResumeTreatment => "Resume the treatment of 211, 213",
        Action::ScanChips => "0 of 2 animals recorded",
        Action::Open | Action::NewAnimals | Action::Select | Action::SelectAll => return None,
        Action::Sort | Action::ReverseSort | Action::Filter => return None,
        other => panic!("{other:?}: does it act on the marked animals?"),
    })
}

#[test]
fn every_verb_of_the_table_acts_on_the_marked_animals() {
    let table = Screens::default().get(Screen::Animals).scopes()[0];
    for binding in table.bindings {
        let Some(shown) = shows_both(binding.action) else {
            continue;
        };
        let mut stage = Stage::new(lab::cages);
        // The cursor is on an animal that is not marked.
        stage.press("<Enter>3 <Down> ");
        stage.press(&binding.keys[0].name());
        let screen = stage.screen(80, 24);
        assert!(screen.contains(shown), "{:?}\n{screen}", binding.action);
    }
}

#[test]
fn marked_animals_are_edited_in_one_operation() {
    let mut stage = Stage::new(lab::cages);
    stage.press("<Enter>3a");
    assert!(stage.screen(80, 24).contains("8 marked"));
    stage.press("e<Tab><Tab><Tab><Tab>batch 9<C-s>");
    assert_eq!(
        status(&stage),
        format!(
            "saved: 8 animals: 211 … 218 changed [operation {}]",
            last(&stage).seq
        )
    );
    let source = |stage: &Stage, tag: &str| animal(stage, tag).animal.source;
    assert_eq!(source(&stage, "218"), Some(label("batch 9")));
    // They stay marked; what is left empty stays as it is, and a dash removes.
    stage.press("eC09<Tab><Tab><Tab><Tab>-<C-s>");
    let a = animal(&stage, "211").animal;
    assert_eq!(
        (a.source, a.sex.is_some(), a.arm.is_some()),
        (None, true, true)
    );
    stage.press("<C-z>");
    assert_eq!(source(&stage, "211"), Some(label("batch 9")));
    // To another arm only with a reason, for which the cursor waits in its field.
    let screen = refused(&mut stage, "e<Tab><Right><Right><C-s>");
    assert!(screen.contains("allocated to an arm already"), "{screen}");
    stage.press("wrong list<C-s>");
    let arm = study(&stage).arms[0].id;
    assert!(
        study(&stage)
            .animals
            .iter()
            .all(|a| a.animal.arm == Some(arm))
    );
    assert_eq!(last(&stage).reason.as_deref(), Some("wrong list"));
}

#[test]
fn rack_is_dealt_into_cages_with_ear_marks() {
    let mut stage = Stage::new(lab::cages);
    stage.press("<Enter>3n301-306<Tab>D01..<Tab>2<Tab>L R<C-s>");
    let saved = "saved: added 6 animals: 301 … 306 in 3 cages, D01 … D03";
    assert!(status(&stage).starts_with(saved), "{}", status(&stage));
    let record = study(&stage);
    let cage = record.cages.iter().find(|cage| cage.label == label("D02"));
    let last = animal(&stage, "304").animal;
    assert_eq!(
        (last.cage, last.ear),
        (cage.map(|cage| cage.id), Some(label("R")))
    );
    let screen = refused(&mut stage, "n401-406<Tab>E1-E2<Tab>2<C-s>");
    assert!(
        screen.contains("cages are 2, and 6 animals need 3"),
        "{screen}"
    );
    stage.press("<Esc><Esc><C-z>");
    assert_eq!(study(&stage).animals.len(), 8);
}

#[test]
fn cage_form_changes_the_given_parts_of_a_place() {
    let mut stage = Stage::new(lab::cages);
    stage.press("<Enter>3M3<Tab>2<Tab>B<Tab>B4<C-s>");
    let told = status(&stage);
    assert!(
        told.starts_with("saved: place of cage C03 changed"),
        "{told}"
    );
    stage.press("M");
    let screen = stage.screen(80, 24);
    assert!(screen.contains("room 2, rack B, place B4"), "{screen}");
    stage.press("3<Tab><Tab>-<C-s>");
    let cage = study(&stage).cages.swap_remove(0);
    let place = (cage.room, cage.rack, cage.place);
    assert_eq!(place, (Some(label("2")), None, Some(label("B4"))));
    // A place is not left unsaved where the cage is renamed, nor a label where it is placed.
    let screen = refused(&mut stage, "M2K1<Tab>3<C-s>");
    assert!(screen.contains("not saved with what is chosen"), "{screen}");
    let screen = refused(&mut stage, "<Esc><Esc>M3<C-s>");
    assert!(screen.contains("nothing changes"), "{screen}");
}

#[test]
fn cage_moves_or_is_renamed_in_one_step() {
    let mut stage = Stage::new(lab::cages);
    stage.press("<Enter>3M<Tab>C04<C-s>");
    assert!(status(&stage).starts_with("saved: cage C03 moved to C04, 4 animals"));
    let record = study(&stage);
    let cage = record.animals[0].animal.cage;
    assert!(record.animals.iter().all(|a| a.animal.cage == cage));
    stage.press("M2K1<C-s>");
    assert!(status(&stage).starts_with("saved: cage C04 is now K1"));
    let screen = refused(&mut stage, "M2C03<C-s>");
    assert!(screen.contains("cage `C03` exists already"), "{screen}");
    let screen = refused(&mut stage, "<Esc><Esc>M<Tab>K1<C-s>");
    assert!(screen.contains("live in cage `K1` already"), "{screen}");
    // Marked animals of two cages go to one; an animal that left stays where it lived.
    let mut stage = Stage::new(lab::cages);
    stage.press("<Enter>3d3<C-s>a");
    stage.press("M");
    assert!(
        status(&stage).contains("live in 2 cages"),
        "{}",
        status(&stage)
    );
    stage.press("mZ1<C-s>");
    assert!(status(&stage).starts_with("saved: 7 animals: 212 … 218 changed"));
    let record = study(&stage);
    assert_ne!(record.animals[0].animal.cage, record.animals[1].animal.cage);
}

#[test]
fn chips_are_scanned_cage_by_cage() {
    let mut stage = Stage::new(lab::cages);
    stage
        .press("<Enter>3i")
        .burst("982000000000001<Enter>")
        .burst("982000000000002<Enter>");
    let chip = |stage: &Stage, tag: &str| animal(stage, tag).animal.rfid;
    assert_eq!(chip(&stage, "211"), Some(label("982000000000001")));
    assert_eq!(chip(&stage, "212"), Some(label("982000000000002")));
    // A chip that is known is refused, and so is a tag.
    stage.burst("982000000000001<Enter>");
    let screen = stage.screen(80, 24);
    assert!(
        screen.contains("982000000000001 belongs to animal 211 in cage C03"),
        "{screen}"
    );
    stage.burst("214<Enter>");
    assert!(
        status(&stage).contains("chip `214` is the tag of an animal"),
        "{}",
        status(&stage)
    );
    assert_eq!(chip(&stage, "213"), None);
    // A scan replaces what a hand began, and says so.
    stage.press("77").burst("982000000000003<Enter>");
    assert_eq!(chip(&stage, "213"), Some(label("982000000000003")));
    assert!(
        stage
            .screen(80, 24)
            .contains("`77` stood there before the scan")
    );
    // Undone: the chip is asked for again.
    stage.press("<C-z>");
    assert!(stage.screen(80, 24).contains("cage C03 · animal 213"));
    stage.burst("982000000000004<Enter>");
    assert_eq!(chip(&stage, "213"), Some(label("982000000000004")));
    // One is passed over; after leaving, it goes on where it stopped.
    stage.press("<Down><Esc>");
    assert!(stage.screen(80, 24).contains("by tag"));
    stage.press("i");
    assert!(stage.screen(80, 24).contains("cage C04 · animal 215"));
}

#[test]
fn chips_of_all_animals_end_the_walk() {
    let mut stage = Stage::new(lab::cages);
    stage.press("<Enter>3 i").burst("982000000000001<Enter>");
    let screen = stage.screen(80, 24);
    assert!(screen.contains("Each animal has a chip"), "{screen}");
    stage.press("<Esc>i");
    assert!(
        status(&stage).contains("each with a chip"),
        "{}",
        status(&stage)
    );
}

#[test]
fn disposition_begins_at_the_open_alert() {
    let mut stage = Stage::new(lab::cages);
    stage.press("<Enter>3d");
    assert!(stage.screen(80, 24).contains("choose: 1 to 6"));
    stage.press("<Esc>");
    let heavy = lab::reading("213", None, 16, Some((20.0, 15.0)), None);
    stage.notebook().measure("S", &heavy).unwrap();
    stage.press("<C-r><Down><Down>d");
    let screen = stage.screen(80, 24);
    assert!(screen.contains("‹ humane endpoint ›"), "{screen}");
    assert!(
        screen.contains("tumor volume 2250.0 mm³, limit 2000 mm³"),
        "{screen}"
    );
    stage.press("<C-s>");
    let left = animal(&stage, "213").disposition.unwrap();
    assert_eq!(left.kind, DispositionKind::HumaneEndpoint);
    let reason = left.reason.unwrap().to_string();
    assert_eq!(reason, "tumor volume 2250.0 mm³, limit 2000 mm³");
}

#[test]
fn digits_choose_what_happened() {
    for (digit, kind) in ('1'..).zip(DispositionKind::ALL) {
        let mut stage = Stage::new(lab::bare);
        let tags = [label("1")];
        let facts = app::animals::AnimalFacts::default();
        lab::add(&mut stage.notebook(), "S", &tags, &facts, &[]);
        stage.press(&format!("<C-r><Enter>3d{digit}<Tab>seen<C-s>"));
        let left = animal(&stage, "1").disposition.map(|left| left.kind);
        assert_eq!(left, Some(*kind), "{digit}");
    }
}

#[test]
fn reserve_is_refused_for_an_animal_of_an_arm() {
    let mut stage = stage();
    let screen = refused(&mut stage, "3d5<C-s>");
    assert!(screen.contains("animal `211` is in one"), "{screen}");
    // The cursor is back in the field.
    stage.press("6<C-s>");
    let left = animal(&stage, "211").disposition.map(|left| left.kind);
    assert_eq!(left, Some(DispositionKind::Transferred));
    assert!(stage.screen(80, 24).contains("transfer"));
}

#[test]
fn marked_animals_that_the_filter_hides_are_left_out_of_every_verb() {
    let mut stage = Stage::new(lab::cages);
    stage.press("<Enter>3a/C04<Enter>");
    stage.press("e<Tab><Tab><Tab><Tab>batch 9");
    let screen = stage.screen(80, 24);
    assert!(screen.contains("Edit 4 animals"), "{screen}");
    assert!(
        screen.contains("4 marked animals that the filter hides"),
        "{screen}"
    );
    stage.press("<C-s>");
    let source = |stage: &Stage, tag: &str| animal(stage, tag).animal.source;
    assert_eq!(source(&stage, "211"), None);
    assert_eq!(source(&stage, "218"), Some(label("batch 9")));
    stage.press("d");
    let screen = stage.screen(80, 24);
    assert!(screen.contains("4 animals leave the study"), "{screen}");
    // Where all marked animals are hidden, no verb falls back to the animal under the cursor.
    let mut stage = Stage::new(lab::cages);
    stage.press("<Enter>3 /218<Enter>e");
    let screen = stage.screen(80, 24);
    assert!(
        screen.contains("the filter hides the 1 marked animal"),
        "{screen}"
    );
}

/// 24 animals of study `S`, all of them marked.
fn many_marked() -> Stage {
    let mut stage = Stage::new(|notebook| {
        lab::bare(notebook);
        let tags: Vec<_> = (301..325).map(|tag| label(&tag.to_string())).collect();
        lab::add(notebook, "S", &tags, &Default::default(), &[]);
    });
    stage.press("<Enter>3a");
    stage
}

#[test]
fn change_of_more_than_20_animals_is_shown_before_it_is_made() {
    for keys in ["eC09<C-s>", "mC09<C-s>", "d3<C-s>", "t<C-u>left flank<C-s>"] {
        let mut stage = many_marked();
        let before = last(&stage).seq;
        stage.press(keys);
        let screen = stage.screen(80, 24);
        assert!(
            screen.contains("Change so many animals?"),
            "{keys}\n{screen}"
        );
        stage.press("<Esc>");
        assert_eq!(last(&stage).seq, before, "{keys}");
        stage.press("<C-s>y");
        assert_eq!(last(&stage).seq, before + 1, "{keys}");
    }
    // 20 are named in the form itself.
    let mut stage = many_marked();
    stage.press(" <Down> <Down> <Down> eC09<C-s>");
    assert!(status(&stage).starts_with("saved: 20 animals"));
}

#[test]
fn full_cage_is_told_after_animals_moved_there() {
    let mut stage = Stage::new(lab::cages);
    stage.press("<Enter>3amC03<C-s>");
    let screen = stage.screen(140, 24);
    let told = "cage C03 now holds 8 animals; no cage of the study held more than 4";
    assert!(screen.contains(told), "{screen}");
}

#[test]
fn date_of_birth_after_the_implantation_is_refused() {
    let mut stage = Stage::new(lab::cages);
    let implanted = |study: &mut domain::Study| {
        study.protocol.implanted_on = Some(lab::day0());
        Ok(())
    };
    let reason = Some(domain::Reason::new("as in the notes").unwrap());
    let mut notebook = stage.notebook();
    notebook.edit_study("S", None, reason, implanted).unwrap();
    stage.press("<C-r><Enter>3a");
    let screen = refused(&mut stage, "e<Tab><Tab><Tab>2026-01-06<C-s>");
    assert!(
        screen.contains("is after the implantation on 2026-01-05"),
        "{screen}"
    );
}
