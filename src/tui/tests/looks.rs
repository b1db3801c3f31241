//! How the list of studies, measuring and what lies over them look.

use super::lab::{self, cages, label};
use super::{Stage, draw, text, today};
use crate::base::message::{Answer, Message, Trouble};
use crate::base::theme::{Depth, Ground, Theme};
use app::Notebook;
use domain::Protocol;

/// Snapshots at 80×24 and 120×40.
#[track_caller]
fn looks(name: &str, stage: &mut Stage) {
    insta::assert_snapshot!(format!("{name}_80x24"), stage.screen(80, 24));
    insta::assert_snapshot!(format!("{name}_120x40"), stage.screen(120, 40));
}

fn many_studies(notebook: &mut Notebook) {
    notebook.create_demo(today()).unwrap();
    cages(notebook);
    for n in 1..=60 {
        let name = if n % 7 == 0 {
            format!("分解誘導薬の有効性試験 第{n}号 (RS4;11, NOD SCID, three schedules)")
        } else {
            format!("PDX-{n:03}")
        };
        let protocol = Protocol {
            model: Some(label("patient-derived, colon, third passage")),
            ..Protocol::default()
        };
        notebook.create_study(label(&name), protocol).unwrap();
    }
}

#[test]
fn the_list_of_studies() {
    let mut stage = Stage::new(|_| {});
    stage.model.context.setting.path = "/lab/notebook.db".into();
    looks("studies_none", &mut stage);
    let mut stage = Stage::new(|notebook| {
        notebook.create_demo(today()).unwrap();
        cages(notebook);
    });
    looks("studies", &mut stage);
    let mut stage = Stage::new(many_studies);
    stage.press("<End>");
    looks("studies_many", &mut stage);
    stage.press("/第14号<Enter>");
    insta::assert_snapshot!("studies_filtered", stage.screen(80, 24));
}

#[test]
fn a_file_that_cannot_be_used() {
    let mut stage = Stage::new(cages);
    stage.answer(Answer::Elsewhere(Err(Trouble {
        message: "`/data/lab.db` is damaged: malformed".into(),
        hint: "keep the file as it is and restore the latest `graftbook backup`".into(),
        again: false,
        asks_reason: false,
    })));
    looks("file_unusable", &mut stage);
    let mut stage = Stage::new(cages);
    stage.answer(Answer::Opened(Ok(Some(Trouble {
        message: "`/data/lab.db` cannot be written: the file or its folder is read-only".into(),
        hint: "ask for write permission".into(),
        again: false,
        asks_reason: false,
    }))));
    insta::assert_snapshot!("file_read_only", stage.screen(80, 24));
}

#[test]
fn measuring() {
    let mut stage = Stage::new(|notebook| {
        lab::study(notebook);
    });
    stage.press("m");
    looks("measure_nobody", &mut stage);
    let mut stage = Stage::new(cages);
    stage.press("m12.9<Enter>9.4<Enter>20.7<Enter><F3>120.6<Enter>12.4<Enter>9.1");
    looks("measure", &mut stage);
    stage.press("<BS><BS><BS>13.1<Enter>");
    insta::assert_snapshot!("measure_swap", stage.screen(80, 24));
    stage.press("<BS>9.4<Enter>1.2<Enter>");
    looks("measure_refused", &mut stage);
    stage.press("16.0<Enter><Enter>16.0<Enter>");
    insta::assert_snapshot!("measure_alert", stage.screen(80, 24));
    stage.press("<Enter><C-f>21");
    insta::assert_snapshot!("measure_queue", stage.screen(80, 24));
    stage.press("<Esc><C-e>");
    insta::assert_snapshot!("measure_summary", stage.screen(80, 24));
    stage.press("<Esc><Enter><F5>");
    insta::assert_snapshot!("measure_reason", stage.screen(80, 24));
}

#[test]
fn measuring_more_than_fits() {
    let mut stage = Stage::overfull();
    stage.press("2");
    looks("measure_overfull", &mut stage);
    let sites = ["left flank, caudal", "left flank, cranial", "right flank"];
    let mut stage = Stage::new(|notebook| {
        lab::study(notebook);
        lab::animals(
            notebook,
            "隔離飼育ケージ十二番",
            "Vehicle",
            &["個体番号一〇三番"],
            &sites,
        );
    });
    stage.press("m<F10>12<Enter>9<Enter>12.1<Enter>9.1<Enter>12<Enter>9<Enter>12<Enter>");
    looks("measure_three_tumors_twice", &mut stage);
}

#[test]
fn help_and_palette() {
    let mut stage = Stage::new(cages);
    stage.press("m<F1>");
    looks("help", &mut stage);
    stage.press("<Esc><C-p>not me");
    looks("palette", &mut stage);
}

#[test]
fn palette_lists_each_command_once() {
    let mut stage = Stage::new(cages);
    stage.press("<Enter>6:quit the");
    let screen = stage.screen(80, 24);
    assert_eq!(screen.matches("quit the program").count(), 1, "{screen}");
    assert!(screen.contains("q, Ctrl-Q, Ctrl-C"), "{screen}");
    stage.press("<Esc>:xyz");
    assert!(stage.screen(80, 24).contains("No match. Try one word"));
    // What the overview does can be asked for here.
    stage.press("<Esc>:add an arm<Enter>");
    assert!(stage.screen(80, 24).contains("New arm"));
}

#[test]
fn long_message_is_shown_to_its_end() {
    let mut stage = Stage::new(cages);
    let text = format!("{} and what helps stands at the end", "word ".repeat(24));
    stage.model.say(crate::base::message::Tone::Error, text);
    for (columns, rows) in [(80, 24), (60, 16)] {
        let screen = stage.screen(columns, rows);
        assert!(screen.contains("stands at the end"), "{screen}");
    }
}

#[test]
fn narrow_window_names_all_screens() {
    let mut stage = Stage::new(cages);
    stage.press("<Enter>7");
    let screen = stage.screen(60, 16);
    assert!(screen.contains("6 His 7 Randomize 8 Dos"), "{screen}");
}

#[test]
fn without_unicode() {
    let mut stage = Stage::new(cages);
    stage.press("m12.9<Enter>9.4<Enter>20.7<Enter>12.4<Enter>9.1");
    stage.model.context.setting.theme.ascii = true;
    insta::assert_snapshot!("measure_ascii", stage.screen(80, 24));
    let mut stage = Stage::demo();
    stage.press("4");
    stage.model.context.setting.theme.ascii = true;
    insta::assert_snapshot!("growth_ascii", stage.screen(80, 24));
}

#[test]
fn too_small_window_says_so() {
    let mut stage = Stage::demo();
    for (columns, rows) in [(59, 16), (60, 15), (20, 5)] {
        let screen = stage.screen(columns, rows);
        let words = screen.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(words.contains("Graftbook needs 60 × 16"), "{screen}");
    }
    insta::assert_snapshot!("smallest", stage.screen(60, 16));
    draw(&stage.model, 1, 1);
}

#[test]
fn arm_has_the_same_color_and_mark_everywhere() {
    let mut stage = Stage::demo();
    stage.model.context.setting.theme = Theme {
        depth: Depth::True,
        ground: Ground::Dark,
        ascii: false,
    };
    for screen in ["1", "3", "4"] {
        stage.press(screen);
        let buffer = draw(&stage.model, 120, 40);
        let theme = stage.model.context.setting.theme;
        let places = buffer
            .content
            .iter()
            .filter(|cell| cell.symbol() == theme.mark(1));
        let colors: Vec<_> = places.map(|cell| cell.fg).collect();
        assert!(!colors.is_empty(), "{}", text(&buffer));
        let arm = theme.arm(1).fg.unwrap();
        assert!(colors.contains(&arm), "{screen}: {colors:?}");
    }
    // Without colors, marks remain.
    stage.model.context.setting.theme = Theme::plain();
    stage.send(Message::Resize(120, 40));
    let buffer = draw(&stage.model, 120, 40);
    assert!(
        buffer
            .content
            .iter()
            .all(|cell| cell.fg == ratatui::style::Color::Reset)
    );
    assert!(text(&buffer).contains(stage.model.context.setting.theme.mark(1)));
}
