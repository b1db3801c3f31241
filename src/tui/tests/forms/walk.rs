//! Every form of the program, walked field by field in a window of 80 × 24 cells.

use std::collections::BTreeSet;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::{Stage, small, stage};
use crate::forms::Purpose;
use crate::overlay::Overlay;
use crate::tests::randomize::herd;
use crate::view;
use crate::widgets::form::Form;

/// A character that no field takes: nobody sees it.
const UNSEEN: &str = "\u{200b}";

/// The name of a form; a new one does not compile until it stands here, and is then missed in the walk.
fn name(purpose: &Purpose) -> &'static str {
    match purpose {
        Purpose::NewStudy => "new study",
        Purpose::EditStudy(_) => "edit study",
        Purpose::SetStatus(..) => "set status",
        Purpose::NewArm(_) => "new arm",
        Purpose::EditArm(..) => "edit arm",
        Purpose::NewAnimals(_) => "new animals",
        Purpose::EditAnimal(..) => "edit animal",
        Purpose::EditAnimals(..) => "edit animals",
        Purpose::MoveAnimals(..) => "move animals",
        Purpose::EditCage(..) => "edit cage",
        Purpose::AddTumor(..) => "add tumor",
        Purpose::EditTumor(..) => "edit tumor",
        Purpose::Dispose(..) => "dispose",
        Purpose::LiftDisposition(..) => "lift disposition",
        Purpose::Correct(_) => "correct",
        Purpose::Blind(_) => "blind",
        Purpose::Unblind(_) => "unblind",
        Purpose::FreezePlan(..) => "freeze plan",
        Purpose::Dose(..) => "dose",
        Purpose::NewRegimen(_) => "plan doses",
        Purpose::AmendRegimen(..) => "change planned doses",
        Purpose::NewFormulation(_) => "new formulation",
        Purpose::EditFormulation(..) => "edit formulation",
        Purpose::StopTreatment(..) => "stop treatment",
        Purpose::ResumeTreatment(..) => "resume treatment",
        Purpose::DayOfDoses => "day of doses",
        Purpose::Day => "day",
        Purpose::DrawSettings => "draw settings",
        Purpose::Report(_) => "report",
        Purpose::Figure(..) => "figure",
        Purpose::Data(_) => "data",
        Purpose::Exclude(_) => "exclude",
        Purpose::Import => "import",
        Purpose::Backup => "backup",
        Purpose::Key(_) => "key",
        Purpose::AcceptDraw(..) => "accept draw",
        Purpose::Settings => "settings",
        Purpose::Undo(..) => "undo",
        Purpose::NewWork(_) => "plan work",
        Purpose::EditWork(..) => "change planned work",
        Purpose::EndWork(..) => "end planned work",
        Purpose::Waive(..) => "waive planned work",
    }
}

/// Every form of the program, opened.
fn opened() -> Vec<Stage> {
    let mut stages = Vec::new();
    let mut open = |mut stage: Stage, keys: &str| {
        stage.press(keys);
        stages.push(stage);
    };
    open(Stage::new(small), "n");
    open(Stage::new(small), ",");
    for keys in [
        "e",
        "c",
        "b",
        "b<C-s>b",
        "b<C-s>K",
        "p",
        "a",
        "A1",
        "n",
        "3e",
        "3ae",
        "3m",
        "3M",
        "3t",
        "3T",
        "3d",
        "3<Enter>c",
        "2<C-d>",
        "w",
        "4w",
        "X",
        "x",
        "i",
        ":backup<Enter>",
    ] {
        open(stage(), keys);
    }
    open(stage(), "Pn");
    for key in ["e", "x", "w"] {
        open(stage(), &format!("Pnmeasure<Tab>QD<C-s>{key}"));
    }
    open(stage(), "3d<Right><C-s>u");
    open(stage(), "3Tleft flank<Tab>wrong card<C-s><C-z>");
    for keys in ["3x", "3X", "Pd", ":new formulation<Enter>"] {
        open(stage(), keys);
    }
    let dosed = || {
        let mut stage = Stage::new(super::super::dosing::study);
        stage.press("<Enter>");
        stage
    };
    for keys in [
        "8p",
        "8h",
        "8m",
        "8t",
        "8x",
        "8<Down><Down><Enter>",
        "8<C-d>",
        "Pe",
    ] {
        open(dosed(), keys);
    }
    open(dosed(), ":change a formulation<Enter><Enter>");
    for keys in ["<Enter>7e", "<Enter>7ra"] {
        open(Stage::new(|notebook| herd(notebook, 8)), keys);
    }
    stages
}

fn form(stage: &Stage) -> &Form {
    match stage.model.overlays.last() {
        Some(Overlay::Form(form, _)) => form,
        other => panic!("no form is open: {other:?}"),
    }
}

/// The lines of the window, and the one that the cursor is in.
#[track_caller]
fn lines(stage: &Stage) -> (Vec<String>, usize) {
    let area = Rect::new(0, 0, 80, 24);
    let mut buffer = Buffer::empty(area);
    let cursor = view::draw(&stage.model, &mut buffer, area).expect("a form has a cursor");
    let text = crate::tests::text(&buffer);
    (
        text.lines().map(str::to_owned).collect(),
        usize::from(cursor.y),
    )
}

#[track_caller]
fn is_in_focus(stage: &Stage, label: &str) {
    let (lines, at) = lines(stage);
    let line = &lines[at];
    assert!(
        line.contains(label),
        "{label}: {line}\n{}",
        lines.join("\n")
    );
}

#[test]
fn every_form_is_walked() {
    let mut walked = BTreeSet::new();
    for mut stage in opened() {
        let Some(Overlay::Form(_, purpose)) = stage.model.overlays.last() else {
            panic!("no form is open\n{}", stage.screen(80, 24));
        };
        walked.insert(name(purpose));
        walk(&mut stage);
    }
    assert_eq!(walked.len(), 42, "{walked:?}");
}

/// From the first field to the last: each is in focus, what lies beyond is named, and what is wrong is said when the
/// field is left.
fn walk(stage: &mut Stage) {
    let count = form(stage).ids().count();
    stage.press(&"<S-Tab>".repeat(count));
    for at in 0..count {
        let (label, is_typed) = form(stage).current();
        is_in_focus(stage, label);
        let is_last = at + 1 == count;
        if is_typed && count > 1 {
            stage
                .press(UNSEEN)
                .press(if is_last { "<S-Tab>" } else { "<Tab>" });
            let (lines, _) = lines(stage);
            let row = lines
                .iter()
                .find(|line| line.contains(&format!("{label} ")));
            let is_marked = lines
                .iter()
                .any(|line| line.contains(label) && line.contains(" ✗"));
            assert!(is_marked, "{label}: {row:?}\n{}", lines.join("\n"));
            // Mended, it is marked no more.
            stage.press(if is_last { "<Tab>" } else { "<S-Tab>" });
            is_in_focus(stage, label);
            stage.press("<BS>");
        }
        let screen = stage.screen(80, 24);
        let shown = screen.lines().filter(|line| line.contains('│')).count();
        if count > shown {
            assert!(screen.contains("▼") || screen.contains("▲"), "{screen}");
        }
        stage.press("<Tab>");
    }
    // On from the last there is nothing: the cursor stays.
    let (label, _) = form(stage).current();
    is_in_focus(stage, label);
}
