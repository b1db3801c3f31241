//! How fields are typed into: lists, choices, dates, known spellings; what is said when a field is left.

use super::{Stage, animal, date, label, last, refused, small, stage, status, study};
use domain::{DoseSchedule, Route};

/// The line of the screen that begins with this label.
fn line(stage: &mut Stage, label: &str) -> String {
    let screen = stage.screen(80, 24);
    let found = screen.lines().find(|line| {
        let line = line.trim_start_matches([' ', '│']);
        line.starts_with(label)
    });
    found
        .unwrap_or_else(|| panic!("{label}:\n{screen}"))
        .to_owned()
}

#[test]
fn typing_adds_to_a_list() {
    let mut stage = stage();
    stage.press("n301<S-Tab>").press(&"<Tab>".repeat(8));
    let shown = line(&mut stage, "tumor sites");
    assert!(shown.contains("right flank,"), "{shown}");
    let screen = stage.screen(80, 24);
    assert!(
        screen.contains("typing adds · Backspace removes"),
        "{screen}"
    );
    stage.press("left flank<C-s>");
    let sites = |stage: &Stage, tag: &str| {
        let tumors = animal(stage, tag).tumors.into_iter();
        tumors.map(|t| t.tumor.site.to_string()).collect::<Vec<_>>()
    };
    assert_eq!(sites(&stage, "301"), ["left flank", "right flank"]);
    // Backspace takes away the last one, then letters.
    stage
        .press("n302")
        .press(&"<Tab>".repeat(8))
        .press("<BS>axillx<BS>a<C-s>");
    assert_eq!(sites(&stage, "302"), ["axilla"]);
}

#[test]
fn emptied_list_is_refused_where_one_is_needed() {
    let mut stage = stage();
    stage
        .press("n301")
        .press(&"<Tab>".repeat(8))
        .press("<BS><S-Tab>");
    let shown = line(&mut stage, "tumor sites");
    assert!(shown.contains('✗'), "{shown}");
    let screen = refused(&mut stage, "<C-s>");
    assert!(screen.contains("site is empty — name one"), "{screen}");
}

#[test]
fn backspace_empties_a_selected_text() {
    let mut stage = stage();
    stage.press("3e<Tab><Tab><BS>C09<C-s>");
    let cage = animal(&stage, "211").animal.cage;
    let cages = study(&stage).cages;
    let cage = cages.iter().find(|c| Some(c.id) == cage).unwrap();
    assert_eq!(cage.label, label("C09"));
}

#[test]
fn mistake_is_said_when_the_field_is_left() {
    let mut stage = stage();
    stage
        .press("n301")
        .press(&"<Tab>".repeat(6))
        .press("soon<Tab>");
    let shown = line(&mut stage, "born on");
    assert!(shown.contains('✗'), "{shown}");
    let screen = stage.screen(80, 24);
    assert!(screen.contains("`soon` is not a date"), "{screen}");
    // The next fields can be filled in; what is mended is not said any more.
    stage.press("batch 7<S-Tab><S-Tab><Tab>2025-11-01<Tab>");
    let shown = line(&mut stage, "born on");
    assert!(!shown.contains('✗'), "{shown}");
    stage.press("<C-s>");
    let made = animal(&stage, "301").animal;
    assert_eq!(made.born_on, Some(date("2025-11-01")));
    assert_eq!(made.source, Some(label("batch 7")));
}

/// What two fields have to do with each other is read as soon as both are typed.
#[test]
fn contradiction_is_said_when_the_field_is_left() {
    let mut stage = stage();
    stage.press("3<Enter>c<Tab>99<Tab>");
    let screen = stage.screen(80, 24);
    assert!(screen.contains("width") && screen.contains('✗'), "{screen}");
    stage.press("<S-Tab>12<Tab>");
    let screen = stage.screen(80, 24);
    assert!(!screen.contains('✗'), "{screen}");
}

#[test]
fn dates_are_shown_in_full_before_they_are_accepted() {
    let mut stage = stage();
    stage.press("n301").press(&"<Tab>".repeat(6));
    for (typed, meaning) in [
        ("yesterday", "= Wed 21 January 2026"),
        ("-2", "= Tue 20 January 2026"),
        ("12.1.", "= Mon 12 January 2026"),
        ("12.1.2025", "= Sun 12 January 2025"),
        ("2026-01-12", "= Mon 12 January 2026"),
        ("mon", "= Mon 19 January 2026"),
    ] {
        stage.press("<C-u>").press(typed);
        let shown = line(&mut stage, "born on");
        assert!(shown.contains(&format!("{typed}  {meaning}")), "{shown}");
    }
    stage.press("<C-u>1/2/2025");
    let shown = line(&mut stage, "born on");
    assert!(!shown.contains('='), "{shown}");
    let screen = refused(&mut stage, "<Tab>");
    assert!(
        screen.contains("can be 2025-02-01 or 2025-01-02"),
        "{screen}"
    );
    stage.press("<S-Tab>-3<Tab>");
    let shown = line(&mut stage, "born on");
    assert!(
        shown.contains("2026-01-19  = Mon 19 January 2026"),
        "{shown}"
    );
    stage.press("<C-s>");
    assert_eq!(
        animal(&stage, "301").animal.born_on,
        Some(date("2026-01-19"))
    );
}

#[test]
fn day_of_readings_shows_date_and_study_day() {
    let mut stage = stage();
    stage.press("2<C-d>-2");
    let shown = line(&mut stage, "day");
    assert!(
        shown.contains("-2  = Tue 20 January 2026, study day 15"),
        "{shown}"
    );
    stage.press("<C-u>14");
    let shown = line(&mut stage, "day");
    assert!(
        shown.contains("14  = Mon 19 January 2026, study day 14"),
        "{shown}"
    );
    let screen = refused(&mut stage, "<C-u>tomorrow<C-s>");
    assert!(
        screen.contains("Fri 2026-01-23 is in the future"),
        "{screen}"
    );
}

#[test]
fn long_choice_opens_as_a_list_with_a_filter() {
    let mut stage = stage();
    // Definitions of growth inhibition are many.
    stage.press("e").press(&"<Tab>".repeat(19));
    stage.press("<Enter>");
    let list = stage.screen(80, 24);
    assert!(list.contains("┌ primary definition "), "{list}");
    // Esc closes the list and not the form.
    stage.press("<Esc>");
    assert!(line(&mut stage, "primary definition").contains("mean change"));
    // Typing opens it and searches.
    stage.press("median");
    let list = stage.screen(80, 24);
    assert!(list.contains("› median"), "{list}");
    stage.press("<Enter>");
    let shown = line(&mut stage, "primary definition");
    assert!(shown.to_lowercase().contains("median"), "{shown}");
    // Whoever has chosen is in the next field.
    let shown = line(&mut stage, "primary test");
    assert!(shown.contains("1 of "), "{shown}");
}

#[test]
fn digit_takes_an_option() {
    let mut stage = stage();
    stage.press("n301<Tab><Tab><Tab><Tab>3<Tab><C-s>");
    assert_eq!(
        animal(&stage, "301").animal.arm,
        Some(study(&stage).arms[1].id)
    );
}

#[test]
fn known_spelling_is_offered() {
    let mut stage = stage();
    stage
        .press("3e")
        .press(&"<Tab>".repeat(7))
        .press("Batch 7<C-s>");
    stage
        .press("n301")
        .press(&"<Tab>".repeat(7))
        .press("<C-u>ba");
    let shown = line(&mut stage, "source");
    assert!(shown.contains("ba  → Batch 7"), "{shown}");
    stage.press("tch-7<Tab>");
    let screen = stage.screen(80, 24);
    assert!(
        screen.contains("`batch-7` is spelled `Batch 7` elsewhere"),
        "{screen}"
    );
    stage.press("<S-Tab><Right><C-s>");
    assert_eq!(animal(&stage, "301").animal.source, Some(label("Batch 7")));
    stage.press("n302").press(&"<Tab>".repeat(7));
    stage.press("<C-u>ba<Right><Tab><BS>Right flank<Right><C-s>");
    let made = animal(&stage, "302");
    assert_eq!(made.animal.source, Some(label("Batch 7")));
    assert_eq!(made.tumors[0].tumor.site, label("right flank"));
}

/// Strains, vendors and models are spelled as in other studies of the notebook.
#[test]
fn names_of_other_studies_are_offered() {
    let mut stage = Stage::new(small);
    stage.press("nA<Tab><Tab><Tab>NOD SCID<C-s><Esc>");
    stage.press("nB<Tab><Tab><Tab>nod");
    let shown = line(&mut stage, "strain");
    assert!(shown.contains("nod  → NOD SCID"), "{shown}");
    stage.press("-scid<Tab>");
    let screen = stage.screen(80, 24);
    assert!(
        screen.contains("`nod-scid` is spelled `NOD SCID` elsewhere"),
        "{screen}"
    );
}

/// What is hidden in a blinded study is not offered either.
#[test]
fn blinded_study_offers_no_treatments() {
    let mut stage = stage();
    stage.press("aX<Tab><Tab>saltwater<Tab>zibotinib<Tab>1<Tab>IV<C-s>b<C-s>");
    assert!(study(&stage).study.blinding.is_blinded());
    stage.press("aY<Tab><Tab>salt");
    let shown = line(&mut stage, "vehicle");
    assert!(!shown.contains('→'), "{shown}");
    stage.press("<Tab>zib");
    let shown = line(&mut stage, "compound");
    assert!(!shown.contains('→'), "{shown}");
}

#[test]
fn route_and_schedule_get_their_spelling() {
    let mut stage = stage();
    stage.press("aOral<Tab><Tab><Tab>X<Tab>0,5mg/kg<Tab>oral gavage<Tab>");
    let shown = line(&mut stage, "route ");
    assert!(shown.contains(" PO"), "{shown}");
    let shown = line(&mut stage, "dose ");
    assert!(shown.contains(" 0.5 mg/kg"), "{shown}");
    stage.press("q.d.<C-s>");
    let treatment = study(&stage).arms.pop().unwrap().treatments.remove(0);
    assert_eq!(treatment.route, Some(Route::new("PO").unwrap()));
    assert_eq!(treatment.schedule, Some(DoseSchedule::new("QD").unwrap()));
    assert_eq!(treatment.dose, Some(0.5));
}

#[test]
fn fields_beyond_the_window_are_named() {
    let mut stage = Stage::new(small);
    stage.press("n");
    let screen = stage.screen(80, 24);
    assert!(screen.contains("▼ "), "{screen}");
    assert!(screen.contains(" more: "), "{screen}");
    stage.press(&"<Tab>".repeat(12));
    let screen = stage.screen(80, 24);
    assert!(screen.contains("▲ ") && screen.contains("▼ "), "{screen}");
    assert_eq!(status(&stage), "");
    assert!(stage.notebook().study_heads().unwrap().len() == 1);
    let _ = last(&stage);
}
