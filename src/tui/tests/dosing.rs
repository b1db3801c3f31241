//! Dosing, and doses that follow upon measuring.

use super::{Stage, lab, today};
use crate::base::message::Message;
use crate::base::screen::Screen;
use app::Notebook;
use app::dosing::{DosingChange, FormulationFacts, NewRegimen, RegimenFacts};
use app::work::{NewWork, WhomNamed, WorkChange};
use chrono::Days;
use domain::{
    BlindBy, Concentration, DatedDose, DoseState, DoseUnit, FirstDay, HoldRule, LiquidDose, Route,
    Schedule, WorkKind,
};
use lab::label;

fn schedule(text: &str) -> Schedule {
    Schedule::parse(text, FirstDay::Zero).unwrap()
}

/// Doses for an arm: a compound at 1 mg/kg, or the vehicle alone; 5 mL/kg IV once a day.
fn plan_doses(notebook: &mut Notebook, arm: &str, compound: &str, hold: Option<&str>) {
    let has_drug = compound != "vehicle";
    let new = NewRegimen {
        arm: arm.to_owned(),
        compound: Some(label(compound)),
        facts: RegimenFacts {
            dose: has_drug.then_some(1.0),
            unit: has_drug.then(DoseUnit::usual),
            route: Some(Route::new("IV").unwrap()),
            liquid: Some(LiquidDose::MlPerKg(5.0)),
            hold: hold.map(|rule| Some(rule.parse::<HoldRule>().unwrap())),
            ..RegimenFacts::default()
        },
        schedule: Some(schedule("QD x20")),
        starts_on: today(),
        note: None,
    };
    let change = WorkChange::AddRegimen(new);
    notebook.change_work("S", change, today()).unwrap();
}

fn weigh(notebook: &mut Notebook, tag: &str, day: u64, grams: f64) {
    let entry = lab::reading(tag, None, day, None, Some(grams));
    notebook.measure("S", &entry).unwrap();
}

/// A study of six animals with a dose each today: 213 has lost weight, 216 was never weighed, and 212 has a chip.
pub fn study(notebook: &mut Notebook) {
    lab::study(notebook);
    lab::animals(notebook, "C03", "KT-253", &["211", "212", "213"], &[]);
    lab::animals(notebook, "C04", "Vehicle", &["214", "215", "216"], &[]);
    let facts = app::animals::AnimalFacts {
        rfid: Some(label("900215000123456")),
        ..Default::default()
    };
    notebook
        .edit_animal("S", "212", None, &facts, &[], None)
        .unwrap();
    for (tag, before, now) in [
        ("211", 20.6, 20.4),
        ("212", 21.3, 21.5),
        ("213", 22.0, 18.0),
        ("214", 20.0, 20.2),
        ("215", 19.9, 20.0),
    ] {
        weigh(notebook, tag, 0, before);
        weigh(notebook, tag, 16, now);
    }
    plan_doses(
        notebook,
        "KT-253",
        "KT-253",
        Some("loss >= 15 %: hold; resume < 10 %"),
    );
    plan_doses(notebook, "Vehicle", "vehicle", None);
    let facts = FormulationFacts {
        compound: Some(label("KT-253")),
        concentration: Some(Concentration::read("0.2 mg/mL").unwrap()),
        ..FormulationFacts::default()
    };
    let change = DosingChange::AddFormulation(Box::new(facts));
    notebook.change_dosing("S", change).unwrap();
}

/// Dosing of that study.
fn at_the_bench() -> Stage {
    let mut stage = Stage::new(study);
    stage.press("<Enter>8");
    assert_eq!(stage.model.context.screen, Screen::Dosing);
    stage
}

#[track_caller]
fn shows(stage: &mut Stage, text: &str) {
    let screen = stage.screen(80, 24);
    assert!(screen.contains(text), "{text}\n{screen}");
}

/// All doses on record: `211 given 0.1`.
fn doses(stage: &Stage) -> Vec<String> {
    let record = stage.notebook().study("S").unwrap();
    let line = |tag: &str, dose: &DatedDose| {
        let ml = dose.volume_ml.filter(|ml| *ml > 0.0);
        let ml = ml.map_or_else(String::new, |ml| format!(" {ml}"));
        format!("{tag} {}{ml}", dose.state.id())
    };
    let animals = record.animals.iter();
    let of = animals.flat_map(|a| a.doses.iter().map(move |d| line(a.animal.tag.as_str(), d)));
    of.collect()
}

/// Time passes without a key.
fn wait(stage: &mut Stage, ms: u64) {
    let now = stage.model.context.now + ms;
    stage.send(Message::Tick(now, today()));
}

#[test]
fn doses_are_listed_with_the_volume_in_large_digits() {
    let mut stage = at_the_bench();
    insta::assert_snapshot!("dosing_80x24", stage.screen(80, 24));
    insta::assert_snapshot!("dosing_140x45", stage.screen(140, 45));
}

#[test]
fn a_dose_costs_one_key() {
    let mut stage = at_the_bench();
    stage.press("<Enter><Enter>");
    assert_eq!(doses(&stage), ["211 given 0.1", "212 given 0.11"]);
    shows(&mut stage, "2/6 recorded");
    shows(&mut stage, "212: given 0.11 mL");
}

#[test]
fn a_dose_costs_one_scan_in_the_order_of_the_list() {
    let mut stage = at_the_bench();
    for tag in ["211", "212"] {
        stage.burst(&format!("{tag}<Enter>"));
    }
    assert_eq!(doses(&stage), ["211 given 0.1", "212 given 0.11"]);
}

#[test]
fn weighing_and_dosing_cost_two_sends() {
    let mut stage = at_the_bench();
    stage.press("<End>").burst("19.1<Enter>");
    shows(&mut stage, "216: body weight 19.1 g recorded");
    assert_eq!(doses(&stage), Vec::<String>::new());
    stage.press("<Enter>");
    assert_eq!(doses(&stage), ["216 given 0.1"]);
    // Typed by hand it is the same.
    stage.press("<Home>20.9<Enter><Enter>");
    assert_eq!(doses(&stage), ["211 given 0.1", "216 given 0.1"]);
}

#[test]
fn scan_of_another_animal_shows_its_volume_and_gives_nothing() {
    let mut stage = at_the_bench();
    stage.burst("900215000123456<Enter>");
    shows(&mut stage, "now 212 after 211: 0.11 mL");
    assert_eq!(doses(&stage), Vec::<String>::new());
    // The reader repeats itself.
    stage.burst("900215000123456<Enter>");
    assert_eq!(doses(&stage), Vec::<String>::new());
    wait(&mut stage, 1500);
    stage.burst("900215000123456<Enter>");
    assert_eq!(doses(&stage), ["212 given 0.11"]);
    // The same chip once more is asked about.
    wait(&mut stage, 1500);
    stage.burst("212<Enter>");
    wait(&mut stage, 1500);
    stage.burst("212<Enter>");
    shows(&mut stage, "this dose was recorded already");
    assert_eq!(doses(&stage), ["212 given 0.11"]);
    stage.press("y");
    assert_eq!(doses(&stage), ["212 given 0.11", "212 given 0.11"]);
}

#[test]
fn held_animal_is_not_dosed_by_enter() {
    let mut stage = at_the_bench();
    stage.press("<Down><Down>");
    shows(&mut stage, "hold the dose: loss 18.2 %");
    stage.press("<Enter>");
    shows(&mut stage, "this dose is to be held");
    // What a device sends at the form goes nowhere.
    stage.burst("214<Enter>").burst("19.9<Enter>");
    stage.press("<Enter><Enter>");
    assert_eq!(doses(&stage), ["213 held"]);
    let record = stage.notebook().study("S").unwrap();
    let reason = record.animals[2].doses[0].reason.clone().unwrap();
    assert!(reason.to_string().starts_with("loss 18.2 %"), "{reason}");
    // On purpose it is, with a reason of its own.
    stage.press("<C-z><Enter><Right><C-s>");
    shows(&mut stage, "say why it is given all the same");
    stage.press("the vet agreed<C-s>");
    assert_eq!(doses(&stage), ["213 given 0.09"]);
}

#[test]
fn values_after_a_refused_dose_are_discarded_until_a_key_is_pressed() {
    let mut stage = at_the_bench();
    stage.press("<End><Enter>");
    shows(&mut stage, "216 is not dosed: not weighed yet");
    // Whoever does not look has the next animal on the balance already.
    stage.burst("19.1<Enter>");
    shows(&mut stage, "`19.1` was not accepted");
    let weighings = |stage: &Stage| {
        stage.notebook().study("S").unwrap().animals[5]
            .weighings
            .len()
    };
    assert_eq!(weighings(&stage), 0);
    stage.press("<Home><End>").burst("19.1<Enter>");
    assert_eq!(weighings(&stage), 1);
}

#[test]
fn doubtful_weight_is_asked_about_and_an_impossible_one_is_refused() {
    let mut stage = at_the_bench();
    stage.press("27<Enter>");
    shows(&mut stage, "27 g is outside the expected");
    stage.burst("20.1<Enter>");
    let of_211 = |stage: &Stage| {
        stage.notebook().study("S").unwrap().animals[0]
            .weighings
            .len()
    };
    assert_eq!(of_211(&stage), 2);
    stage.press("<C-z>");
    assert!(!stage.screen(80, 24).contains("Weight ["));
    stage.press("27<Enter><Enter>");
    assert_eq!(of_211(&stage), 3);
    shows(&mut stage, "27 g that day");
    stage.press("w9000<Enter>");
    shows(&mut stage, "9000");
    stage.press("<Enter>20.4<Enter>");
    assert_eq!(of_211(&stage), 4);
}

#[test]
fn partial_missed_misdosed_and_late_doses_have_forms() {
    let mut stage = at_the_bench();
    stage.press("p50 µL<Tab>spilled<C-s>");
    stage.press("mforgotten<C-s>");
    stage.press("<Down>xother drug<Tab>0.1<Tab>wrong vial<C-s>");
    stage.press("t9:14<Enter>");
    assert_eq!(
        doses(&stage),
        [
            "211 partial 0.05",
            "212 missed",
            "214 misdosed 0.1",
            "215 given 0.1"
        ]
    );
    let record = stage.notebook().study("S").unwrap();
    let time = record.animals[4].doses[0].clock_time.unwrap();
    assert_eq!(time.to_the_minute(), "09:14");
    assert_eq!(
        record.animals[0].doses[0]
            .given_dose
            .map(|d| (d * 1000.0).round()),
        Some(490.0)
    );
    shows(&mut stage, "4/6 recorded");
}

#[test]
fn a_cage_is_given_once_its_list_is_confirmed() {
    let mut stage = at_the_bench();
    stage.press("c");
    shows(&mut stage, "Cage C03: 2 doses given?");
    shows(&mut stage, "213  not given: loss 18.2 %");
    stage.press("<Esc>");
    assert_eq!(doses(&stage), Vec::<String>::new());
    stage.press("cy");
    assert_eq!(doses(&stage), ["211 given 0.1", "212 given 0.11"]);
    // It is undone as one.
    stage.press("<C-z>");
    assert_eq!(doses(&stage), Vec::<String>::new());
}

#[test]
fn undo_goes_back_to_the_animal() {
    let mut stage = at_the_bench();
    stage.press("<Enter><Enter><C-z>");
    assert_eq!(doses(&stage), ["211 given 0.1"]);
    shows(&mut stage, "▶ C03 · 212");
}

#[test]
fn another_volume_than_the_shown_one_is_refused() {
    let mut stage = at_the_bench();
    weigh(&mut stage.notebook(), "211", 17, 23.9);
    stage.press("<Enter>");
    assert_eq!(doses(&stage), Vec::<String>::new());
    shows(&mut stage, "is 0.12 mL by now, and 0.10 mL was");
    stage.press("<Home><Enter>");
    assert_eq!(doses(&stage), ["211 given 0.12"]);
}

#[test]
fn a_past_day_is_marked_and_its_doses_are_recorded_for_it() {
    let mut stage = Stage::new(|notebook| {
        study(notebook);
        weigh(notebook, "216", 16, 20.0);
    });
    stage.press("<Enter>8<C-d>yesterday<Enter>");
    shows(&mut stage, "PAST DAY");
    shows(&mut stage, "No dose is planned for day 16");
    stage.press("<C-d>today<Enter>");
    shows(&mut stage, "0/6 recorded");
    assert!(!stage.screen(80, 24).contains("PAST DAY"));
}

#[test]
fn filter_lists_the_doses_of_a_cage() {
    let mut stage = at_the_bench();
    stage.press("/c04<Enter>");
    let screen = stage.screen(80, 24);
    assert!(
        screen.contains("C04 · 214") && !screen.contains("C03 · 211"),
        "{screen}"
    );
    stage.press("<Enter>");
    assert_eq!(doses(&stage), ["214 given 0.1"]);
}

#[test]
fn another_formulation_is_taken_for_one_dose() {
    let mut stage = at_the_bench();
    stage.press("<Esc>:new formulation<Enter>KT-253<Tab><Tab>0.2 mg/mL<C-s>8f");
    shows(&mut stage, "Which formulation");
    stage.press("1<Enter>");
    shows(&mut stage, "211: given 0.10 mL");
    shows(&mut stage, "F-01");
    stage.press("a");
    shows(&mut stage, "To prepare for all open doses");
}

#[test]
fn a_held_down_key_gives_one_dose() {
    let mut stage = at_the_bench();
    let key = super::read_keys("<Enter>")[0];
    let now = stage.model.context.now + 100;
    for at in [0, 60, 120, 180] {
        stage.send(Message::Key(key, now + at));
    }
    assert_eq!(doses(&stage), ["211 given 0.1"]);
}

#[test]
fn dose_that_was_recorded_before_a_kill_is_there() {
    let mut stage = at_the_bench();
    stage.press("<Enter>");
    let key = super::read_keys("<Enter>")[0];
    let now = stage.model.context.now + 200;
    stage.send_and_die(Message::Key(key, now));
    let mut stage = stage.restarted();
    stage.press("<Enter>8");
    assert_eq!(doses(&stage), ["211 given 0.1", "212 given 0.11"]);
    shows(&mut stage, "▶ C03 · 213");
    shows(&mut stage, "2/6 recorded");
}

#[test]
fn form_that_was_open_at_a_kill_is_filled_in_again() {
    let mut stage = at_the_bench();
    stage.press("p50 µL<Tab>spil<S-Tab>");
    let mut stage = stage.restarted();
    stage.press("<Enter>8p");
    shows(&mut stage, "filled in again");
    stage.press("<Tab>led<C-s>");
    assert_eq!(doses(&stage), ["211 partial 0.05"]);
}

/// The animals of [`study`], which are also weighed and measured today.
fn measured_and_dosed(notebook: &mut Notebook) {
    study(notebook);
    let work = NewWork {
        kinds: vec![WorkKind::Weigh, WorkKind::Measure],
        whom: WhomNamed::All,
        schedule: schedule("QD"),
        starts_on: today(),
        note: None,
    };
    notebook
        .change_work("S", WorkChange::Add(work), today())
        .unwrap();
}

#[test]
fn measuring_weighing_and_dosing_cost_five_sends() {
    let mut stage = Stage::new(measured_and_dosed);
    stage.press("<Enter>2");
    for (sizes, grams) in [(["9.0", "7.0"], "20.5"), (["9.1", "7.1"], "21.6")] {
        for value in sizes.into_iter().chain([grams]) {
            stage.burst(&format!("{value}<Enter>"));
        }
        shows(&mut stage, "dose given");
        stage.press("<Enter>");
    }
    assert_eq!(doses(&stage), ["211 given 0.1", "212 given 0.11"]);
    shows(&mut stage, "C03 · 213");
}

#[test]
fn dose_at_measuring_is_shown_large_and_can_be_left_open() {
    let mut stage = Stage::new(measured_and_dosed);
    stage.press("<Enter>2");
    for value in ["9.0", "7.0", "20.5"] {
        stage.burst(&format!("{value}<Enter>"));
    }
    insta::assert_snapshot!("measure_dose_80x24", stage.screen(80, 24));
    // The next animal's value is not taken for anything.
    stage.burst("9.1<Enter>");
    shows(
        &mut stage,
        "`9.1` was not accepted: Enter records the dose as given",
    );
    assert_eq!(doses(&stage), Vec::<String>::new());
    stage.press("<Esc>");
    shows(&mut stage, "the dose of 211 is left open");
    shows(&mut stage, "▶ C03 · 212");
    assert_eq!(doses(&stage), Vec::<String>::new());
    for value in ["9.1", "7.1", "21.6"] {
        stage.burst(&format!("{value}<Enter>"));
    }
    stage.press("<Tab>");
    shows(&mut stage, "▶ C03 · 213");
    assert_eq!(doses(&stage), Vec::<String>::new());
    // Its loss is an alert of the protocol, and holds the dose.
    for value in ["9.1", "7.1", "18.1"] {
        stage.burst(&format!("{value}<Enter>"));
    }
    stage.press("<Enter>");
    shows(&mut stage, "this dose is to be held");
    stage.press("<Enter><Enter>");
    assert_eq!(doses(&stage), ["213 held"]);
    shows(&mut stage, "▶ C04 · 214");
}

#[test]
fn today_leads_to_dosing_where_nothing_is_measured() {
    let mut stage = Stage::as_started(Default::default(), |path| {
        study(&mut Notebook::create_or_open(path, super::author()).unwrap());
    });
    assert_eq!(stage.model.context.screen, Screen::Today);
    stage.press("<Enter>");
    assert_eq!(stage.model.context.screen, Screen::Dosing);
    let mut stage = Stage::as_started(Default::default(), |path| {
        measured_and_dosed(&mut Notebook::create_or_open(path, super::author()).unwrap());
    });
    stage.press("<Enter>");
    assert_eq!(stage.model.context.screen, Screen::Measure);
}

#[test]
fn doses_are_planned_changed_and_listed_on_the_work_plan() {
    let mut stage = Stage::new(lab::cages);
    stage.press("<Enter>Pd<Right><Tab>KT-253<Tab>1<Tab>5 mL/kg<Tab><Tab>i.v.<Tab>QD x5<C-s>");
    let screen = stage.screen(120, 24);
    assert!(screen.contains("dose KT-253 1 mg/kg IV, 5 "), "{screen}");
    stage.press("<Enter><Tab>10 mL/kg<C-s>");
    shows(&mut stage, "reason is empty");
    stage.press("toxic<C-s>");
    let record = stage.notebook().study("S").unwrap();
    let liquids = record.work_lines.iter();
    let liquids: Vec<String> = liquids
        .filter_map(|line| Some(line.regimen.as_ref()?.terms.liquid()?.to_string()))
        .collect();
    assert!(liquids.contains(&"10 mL/kg".to_owned()), "{liquids:?}");
}

#[test]
fn formulations_are_recorded_and_changed() {
    let mut stage = at_the_bench();
    stage.press("<Esc>:change a formulation<Enter><Enter>today<C-s>");
    let made = stage.notebook().formulations("S").unwrap();
    assert_eq!(made[0].formulation.used_up_on, Some(today()));
}

#[test]
fn treatment_of_marked_animals_is_stopped_and_resumed() {
    let mut stage = at_the_bench();
    stage.press("<Esc>3 <Down> x");
    let off = |stage: &Stage| {
        let record = stage.notebook().study("S").unwrap();
        let off = record
            .animals
            .iter()
            .filter(|a| a.animal.off_treatment.is_some());
        off.count()
    };
    stage.press("<Tab>toxic<C-s>");
    assert_eq!(off(&stage), 2, "{}", stage.screen(80, 24));
    stage.press("<A-8>");
    shows(&mut stage, "0/4 recorded");
    stage.press("<Esc>3Xrecovered<C-s>");
    assert_eq!(off(&stage), 0);
}

#[test]
fn closed_study_takes_no_dose() {
    let mut stage = Stage::new(|notebook| {
        study(notebook);
        let reason = domain::Reason::new("done").unwrap();
        let closed = domain::StudyStatus::Closed;
        notebook.set_study_status("S", closed, reason).unwrap();
    });
    stage.press("<Enter>8<Enter>");
    assert_eq!(doses(&stage), Vec::<String>::new());
}

#[test]
fn no_screen_of_doses_tells_an_arm_of_a_blinded_study() {
    for by in [BlindBy::Arms, BlindBy::Animals] {
        let mut stage = Stage::new(|notebook| {
            measured_and_dosed(notebook);
            notebook.blind("S", by, None).unwrap();
        });
        let mut seen = Vec::new();
        stage.press("<Enter>8");
        for keys in [
            "",
            "<Enter>",
            "<Down>",
            "<Enter>",
            "<Esc>h",
            "<Esc>p",
            "<Esc>x",
            "<Esc>t",
            "<Esc>m",
            "<Esc><Up>c",
            "<Esc>a",
            "<Esc>f",
            "<Esc><Home><Enter>",
            "<Esc>?",
            "<Esc>P",
            "<Enter>",
            "<Esc>d",
            "<Esc>2",
            "9.0<Enter>7.0<Enter>20.5<Enter>",
            "<Enter>",
        ] {
            stage.press(keys);
            for (columns, rows) in [(80, 24), (140, 45)] {
                seen.push((keys, stage.screen(columns, rows)));
            }
        }
        for (keys, frame) in seen {
            let lower = frame.to_lowercase();
            for secret in ["kt-253", "vehicle", "mg/kg", "mg/ml", "gives"] {
                assert!(!lower.contains(secret), "{by:?} {keys}: {secret}\n{frame}");
            }
        }
        let state = stage.notebook().study("S").unwrap();
        let given = state.animals.iter().flat_map(|animal| &animal.doses);
        assert!(given.filter(|dose| dose.state == DoseState::Given).count() > 0);
    }
}

#[test]
fn at_midnight_the_doses_of_the_new_day_are_shown() {
    let mut stage = at_the_bench();
    let tomorrow = today() + Days::new(1);
    let now = stage.model.context.now + 100;
    stage.send(Message::Tick(now, tomorrow));
    shows(&mut stage, "Fri 2026-01-23");
}
