//! Reports and figures, from the screens into files.

use super::Stage;

/// Replaces what stands in the file's field by a file in the stage's folder; returns its path.
fn named(stage: &mut Stage, name: &str) -> std::path::PathBuf {
    let file = stage.path().with_file_name(name);
    stage.press(&file.display().to_string().replace('<', "<lt>"));
    file
}

#[test]
fn shown_figure_is_written_to_a_file() {
    let mut stage = Stage::demo();
    stage.press("4ffflw");
    insta::assert_snapshot!("export_figure", stage.screen(80, 24));
    let file = named(&mut stage, "waterfall.svg");
    stage.press("<C-s>");
    let written = std::fs::read_to_string(&file).unwrap();
    assert!(written.contains("Best change"), "{written}");
    let message = format!("wrote {}", file.display());
    assert_eq!(
        stage.model.status.as_ref().map(|s| s.text.as_str()),
        Some(message.as_str())
    );

    // Volumes keep the scale they are shown in.
    stage.press("fflw");
    let linear_and_log = ["linear.svg", "log.svg"].map(|name| {
        let file = named(&mut stage, name);
        stage.press("<C-s>lw");
        std::fs::read_to_string(file).unwrap()
    });
    assert!(linear_and_log[0] != linear_and_log[1]);
}

#[test]
fn existing_file_is_not_replaced_unasked() {
    let mut stage = Stage::demo();
    stage.press("4w");
    let file = named(&mut stage, "growth.svg");
    std::fs::write(&file, "mine").unwrap();
    stage.press("<C-s>");
    assert_eq!(std::fs::read_to_string(&file).unwrap(), "mine");
    // The form is there again, with all that was typed.
    let screen = stage.screen(80, 24);
    assert!(screen.contains("exists already"), "{screen}");
    stage.press("<Tab><Tab><Tab><Right><C-s>");
    assert!(std::fs::read_to_string(&file).unwrap().contains("<svg"));
    assert!(stage.model.overlays.is_empty());
}

#[test]
fn report_is_written_in_every_format() {
    let mut stage = Stage::demo();
    let mut names = vec!["S.html", "S.md"];
    names.extend(cfg!(feature = "pdf").then_some("S.pdf"));
    names.extend(cfg!(feature = "xlsx").then_some("S.xlsx"));
    for name in names {
        stage.press("5w");
        let file = named(&mut stage, name);
        stage.press("<Enter><Enter><Enter><Enter>");
        assert!(file.metadata().unwrap().len() > 1000, "{name}");
    }
    // From anywhere by its name, for those who must not see the arms.
    stage.press("3:report<Enter>");
    let file = named(&mut stage, "technician.md");
    stage.press("<Tab><Right><C-s>");
    let report = std::fs::read_to_string(file).unwrap();
    assert!(
        report.contains("Arms are not shown") && !report.contains("DS-3032"),
        "{report}"
    );
}

#[test]
fn export_error_is_shown_at_its_field() {
    let mut stage = Stage::demo();
    stage.press("5wS.docx<C-s>");
    let screen = stage.screen(80, 24);
    assert!(screen.contains(".html, .pdf, .xlsx or .md"), "{screen}");
    let file = named(&mut stage, "no/such/folder.html");
    stage.press("<C-s>");
    let screen = stage.screen(80, 24);
    assert!(
        screen.contains("cannot write") && !file.exists(),
        "{screen}"
    );

    stage.press("<Esc><Esc>4w");
    named(&mut stage, "growth.svg");
    stage.press("<Tab><Tab>9999<C-s>");
    let screen = stage.screen(80, 24);
    assert!(screen.contains("pixels per inch"), "{screen}");
}
