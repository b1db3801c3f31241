//! Animals that come, change, and leave.

use super::{Stage, animal, date, lab, label, last, refused, stage, status, study, today};
use domain::{DispositionKind, Prose, Sex};

#[test]
fn animals_are_added_by_ranges() {
    let mut stage = stage();
    stage.press("n301-303 C04-3<Tab>C05<Tab><Tab><Tab><Right><Right><Tab><Right><Tab>2025-11-01<Tab>batch 7");
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
    let screen = refused(&mut stage, "e<Tab>98200001<Tab><Tab><Tab><Right><C-s>");
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
fn emptied_field_removes_the_value() {
    let mut stage = stage();
    stage.press("3e<Tab>98200001<C-s>e<Tab><BS><C-u><Tab><C-u><C-s>");
    let a = animal(&stage, "211").animal;
    assert_eq!((a.rfid, a.cage), (None, None));
    assert!(a.arm.is_some());
    // Out of its arm only with a reason.
    let screen = refused(&mut stage, "e<Tab><Tab><Tab><Tab><Left><C-s>");
    assert!(screen.contains("allocated to arm `Vehicle`"), "{screen}");
    stage.press("not randomized after all<C-s>");
    assert_eq!(animal(&stage, "211").animal.arm, None);
    let reason = last(&stage).reason;
    assert_eq!(reason.as_deref(), Some("not randomized after all"));
    // What needed a reason is not undone without one.
    stage.press("<C-z>");
    let screen = stage.screen(80, 24);
    assert!(screen.contains("needs a reason: it had one"), "{screen}");
    stage.press("wrong animal<C-s>");
    assert!(animal(&stage, "211").animal.arm.is_some());
    assert_eq!(last(&stage).reason.as_deref(), Some("wrong animal"));
}

#[test]
fn a_note_is_written_shown_where_the_animal_is_and_removed() {
    let mut stage = stage();
    stage.press(&format!(
        "3e{}<Up>limps since surgery<C-s>",
        "<Down>".repeat(20)
    ));
    let note = animal(&stage, "211").animal.note;
    assert_eq!(note.unwrap().as_str(), "limps since surgery");
    stage.press("<Enter>");
    let screen = stage.screen(80, 24);
    assert!(screen.contains(" note: limps since surgery"), "{screen}");
    stage.press("2");
    let screen = stage.screen(80, 24);
    assert!(screen.contains("note: limps since surgery"), "{screen}");
    stage.press("<A-3>");
    stage.press(&format!("<Esc>3e{}<Up><C-u><C-s>", "<Down>".repeat(20)));
    assert_eq!(animal(&stage, "211").animal.note, None);
}

#[test]
fn new_animals_start_with_shared_values() {
    let mut stage = Stage::new(lab::cages);
    stage.press("<Enter>n219<Tab>C05<C-s>");
    let new = animal(&stage, "219").animal;
    assert_eq!((new.sex, new.arm), (Some(Sex::Female), None));
    stage.press("n220<Tab>C05<Tab><Tab><Tab><Tab><Right><C-s>n");
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
fn tumor_site_is_renamed() {
    let mut stage = stage();
    // The only tumor needs no choosing.
    stage.press("3Tleft flank<C-s>");
    assert_eq!(
        status(&stage),
        "saved: animal 211 has its tumor at left flank [operation 11]"
    );
    let a = animal(&stage, "211");
    assert_eq!(a.tumors[0].tumor.site, label("left flank"));
    assert_eq!(a.tumors[0].readings.len(), 2);
    stage.press("tright flank<Enter>");
    let screen = refused(&mut stage, "T<Tab>right flank<C-s>");
    assert!(
        screen.contains("has a tumor at `right flank` already"),
        "{screen}"
    );
    stage.press("<Esc><Esc>T<Right><Tab>axilla<Tab>wrong card<C-s>");
    let sites: Vec<_> = animal(&stage, "211")
        .tumors
        .into_iter()
        .map(|t| t.tumor.site)
        .collect();
    assert_eq!(sites, [label("axilla"), label("left flank")]);
    assert_eq!(last(&stage).reason.as_deref(), Some("wrong card"));
    stage.press("<C-z>right card<C-s>");
    assert_eq!(
        animal(&stage, "211").tumors[1].tumor.site,
        label("right flank")
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
    let phrase = "saved: 2 animals: 211, 213 left the study (humane endpoint) [operation 11]";
    assert_eq!(status(&stage), phrase);
    // Today is proposed; a day before the last reading is refused by the notebook.
    let screen = refused(&mut stage, "<Home><Down>d<Right><Tab><C-u>3<C-s>");
    assert!(
        screen.contains("has readings as late as day 14"),
        "{screen}"
    );
    stage.press("<C-u>2026-01-22<C-s>");
    assert_eq!(
        animal(&stage, "212").disposition.unwrap().when.date,
        today()
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
