//! Balances and calipers on serial ports: their values go to the field they belong to, once.

use super::{Config, Message, Stage, lab, rows, shows};
use crate::base::effect::Effect;
use crate::update;
use device::{Absence, Decoder, Event, Protocol, Role, Unit};

/// Between two sends by the key of a device, in ms.
const PAUSE: u64 = 3000;

fn config() -> Config {
    Config {
        balance_port: Some("/dev/ttyUSB0".into()),
        caliper_port: Some("/dev/ttyUSB1".into()),
        caliper_unit: Some(Unit::Millimeter),
        ..Config::default()
    }
}

/// At the first animal of two cages, with both devices connected.
fn at_the_hood() -> Stage {
    let mut stage = Stage::with_config(config(), lab::cages);
    stage.press("m");
    for role in Role::ALL {
        happens(&mut stage, role, Event::Connected);
    }
    stage
}

fn happens(stage: &mut Stage, role: Role, event: Event) {
    let at = stage.model.context.now + PAUSE;
    stage.send(Message::Device(role, event, at));
}

/// A device sends a line so many ms after what came before.
fn sends_after(stage: &mut Stage, pause: u64, role: Role, line: &str) {
    let protocol = match role {
        Role::Balance => Protocol::MtSics,
        Role::Caliper => Protocol::Digimatic,
    };
    for line in Decoder::new(protocol).take(format!("{line}\r\n").as_bytes()) {
        let at = stage.model.context.now + pause;
        stage.send(Message::Device(role, Event::Sent(line), at));
    }
}

/// The balance sends a line.
fn weighs(stage: &mut Stage, line: &str) {
    sends_after(stage, PAUSE, Role::Balance, line);
}

/// The caliper sends a value.
fn measures(stage: &mut Stage, mm: f64) {
    sends_after(stage, PAUSE, Role::Caliper, &format!("01A+{mm:08.2}"));
}

#[test]
fn full_cage_by_devices_takes_no_key() {
    let mut stage = at_the_hood();
    for _ in 0..4 {
        measures(&mut stage, 12.9);
        measures(&mut stage, 9.4);
        weighs(&mut stage, "S S      20.70 g");
    }
    let expected = (211..=214).flat_map(|tag| {
        [
            format!("{tag} right flank 1: 12.9 × 9.4 mm"),
            format!("{tag} 1: 20.7 g"),
        ]
    });
    assert_eq!(rows(&stage), expected.collect::<Vec<_>>());
    shows(&mut stage, "C04 · 215 ♀");
}

#[test]
fn weight_goes_to_the_weight_whatever_is_asked() {
    let mut stage = at_the_hood();
    weighs(&mut stage, "S S      20.70 g");
    assert_eq!(rows(&stage), ["211 1: 20.7 g"]);
    shows(&mut stage, "C03 · 211 ♀");
    measures(&mut stage, 12.9);
    weighs(&mut stage, "S S      20.80 g");
    shows(
        &mut stage,
        "`20.80 g` of the balance is not taken: this animal is weighed already",
    );
    // Whoever weighs may be at the next animal: its sizes are not those of this one.
    measures(&mut stage, 8.8);
    shows(&mut stage, "`8.80 mm` was not accepted");
    stage.press("<Enter>");
    measures(&mut stage, 9.4);
    assert_eq!(
        rows(&stage),
        ["211 right flank 1: 12.9 × 9.4 mm", "211 1: 20.7 g"]
    );
    shows(&mut stage, "C03 · 212 ♀");
    // Without weights, none is taken.
    stage.press("<C-w>");
    weighs(&mut stage, "S S      20.90 g");
    shows(&mut stage, "the weight is not asked; Ctrl-W asks it");
    assert_eq!(rows(&stage).len(), 2);
}

#[test]
fn size_does_not_become_a_weight() {
    let mut stage = at_the_hood();
    measures(&mut stage, 12.9);
    measures(&mut stage, 9.4);
    measures(&mut stage, 8.8);
    shows(
        &mut stage,
        "`8.80 mm` of the caliper is not taken: the weight is asked now",
    );
    assert_eq!(rows(&stage), ["211 right flank 1: 12.9 × 9.4 mm"]);
}

#[test]
fn value_is_taken_once_however_often_it_is_sent() {
    let mut stage = at_the_hood();
    measures(&mut stage, 12.9);
    measures(&mut stage, 9.4);
    // A balance that sends without pause: unstable, stable several times, the animal moves, is taken away.
    for line in [
        "S D      20.33 g",
        "S S      20.70 g",
        "S S      20.70 g",
        "S D      20.71 g",
        "S S      20.72 g",
    ] {
        sends_after(&mut stage, 200, Role::Balance, line);
    }
    shows(
        &mut stage,
        "`20.72 g` is not taken: `20.70 g` is the value of this load; empty the pan first",
    );
    for line in ["S D       3.10 g", "S S       0.00 g"] {
        sends_after(&mut stage, 200, Role::Balance, line);
    }
    shows(&mut stage, "the pan is empty");
    assert_eq!(
        rows(&stage),
        ["211 right flank 1: 12.9 × 9.4 mm", "211 1: 20.7 g"]
    );
    shows(&mut stage, "C03 · 212 ♀");
    sends_after(&mut stage, 200, Role::Balance, "S S      21.10 g");
    assert_eq!(rows(&stage).len(), 3);
}

#[test]
fn what_is_no_value_is_told_and_not_taken() {
    for (line, phrase) in [
        (
            "S D      20.33 g",
            "balance not steady: waiting for a stable value",
        ),
        (
            "S I",
            "balance: no steady value: wait, then ask or print again",
        ),
        ("S +", "balance: above its range: overload"),
        ("S -", "balance: below its range"),
        ("ES", "balance: it reports the error `ES`"),
        (
            "S S  20.3",
            "`S S 20.3` is not understood as mt-sics: check balance_protocol, balance_speed",
        ),
        (
            "S S      12.40 mm",
            "`12.40 mm` is a length: check balance_port in the settings",
        ),
        ("S S      -0.02 g", "is negative"),
    ] {
        let mut stage = at_the_hood();
        measures(&mut stage, 12.9);
        measures(&mut stage, 9.4);
        weighs(&mut stage, line);
        shows(&mut stage, phrase);
        assert_eq!(rows(&stage).len(), 1, "{line}");
        // The stable value that follows is taken.
        weighs(&mut stage, "S S      20.70 g");
        assert_eq!(rows(&stage).len(), 2, "{line}");
    }
}

#[test]
fn units_are_converted_and_that_is_told() {
    let mut stage = at_the_hood();
    weighs(&mut stage, "S S    20700.0 mg");
    assert_eq!(rows(&stage), ["211 1: 20.7 g"]);
    // Inches from a caliper whose values are said to be mm.
    sends_after(&mut stage, PAUSE, Role::Caliper, "01A+000.4880");
    shows(&mut stage, "`0.4880` has not the decimals of mm");
    let unknown = Config {
        caliper_unit: None,
        ..config()
    };
    let mut stage = Stage::with_config(unknown, lab::cages);
    stage.press("m");
    happens(&mut stage, Role::Caliper, Event::Connected);
    measures(&mut stage, 12.9);
    shows(
        &mut stage,
        "`12.90` has no unit: set caliper_unit to mm or in in the settings",
    );
    let inches = Config {
        caliper_unit: Some(Unit::Inch),
        ..config()
    };
    let mut stage = Stage::with_config(inches, lab::cages);
    stage.press("m");
    sends_after(&mut stage, PAUSE, Role::Caliper, "01A+000.4880");
    shows(&mut stage, "0.4880 in is 12.395 mm");
    shows(&mut stage, "Length [ 12.395 ] mm");
}

#[test]
fn device_that_is_unplugged_is_told_until_it_is_back() {
    let mut stage = at_the_hood();
    shows(&mut stage, "balance connected · caliper connected");
    happens(
        &mut stage,
        Role::Balance,
        Event::Absent(Absence::NotConnected),
    );
    shows(&mut stage, "balance: not connected, waiting");
    // Other messages do not hide it.
    measures(&mut stage, 12.9);
    measures(&mut stage, 9.4);
    stage.press("20.7<Enter>");
    shows(&mut stage, "570 mm³");
    shows(&mut stage, "balance: not connected, waiting");
    happens(&mut stage, Role::Balance, Event::Connected);
    shows(&mut stage, "balance connected");
    weighs(&mut stage, "S S      20.80 g");
    assert_eq!(rows(&stage).len(), 3);
    let screen = stage.screen(80, 24);
    assert!(!screen.contains("waiting"), "{screen}");
    happens(&mut stage, Role::Balance, Event::Absent(Absence::InUse));
    shows(
        &mut stage,
        "balance: its port is in use by another program, waiting",
    );
}

#[test]
fn value_sent_elsewhere_changes_nothing() {
    for keys in ["<Esc><Esc>", "<F4>", "<F5>", "?"] {
        let mut stage = at_the_hood();
        let keys = keys.replace('?', "<F1>");
        stage.press(&keys);
        weighs(&mut stage, "S S      20.70 g");
        assert_eq!(rows(&stage).len(), 0, "{keys}");
        assert!(
            stage.screen(80, 24).contains("`20.70 g`"),
            "{keys}:\n{}",
            stage.screen(80, 24)
        );
    }
}

#[test]
fn half_typed_value_is_replaced_and_told() {
    let mut stage = at_the_hood();
    stage.press("8.2");
    measures(&mut stage, 12.9);
    shows(&mut stage, "`8.2` was dropped");
    shows(&mut stage, "Length [ 12.90 ] mm");
    stage.press("9.");
    weighs(&mut stage, "S S      20.70 g");
    assert_eq!(rows(&stage), ["211 1: 20.7 g"]);
    shows(&mut stage, "`9.` was dropped");
}

#[test]
fn value_that_comes_at_a_question_is_discarded() {
    let mut stage = at_the_hood();
    measures(&mut stage, 9.4);
    measures(&mut stage, 12.9);
    shows(&mut stage, "Enter swaps");
    weighs(&mut stage, "S S      20.70 g");
    shows(&mut stage, "`20.70 g` was not accepted");
    assert_eq!(rows(&stage).len(), 0);
    stage.press("<Enter>");
    weighs(&mut stage, "S S      20.80 g");
    assert_eq!(
        rows(&stage),
        ["211 right flank 1: 12.9 × 9.4 mm", "211 1: 20.8 g"]
    );
}

#[test]
fn asked_device_answers_for_the_animal_it_was_asked_for() {
    let mut stage = at_the_hood();
    let ctrl_g = super::super::read_keys("<C-g>")[0];
    let at = stage.model.context.now;
    let effects = update::update(&mut stage.model, Message::Key(ctrl_g, at));
    assert!(
        matches!(effects[..], [Effect::AskDevice(Role::Caliper)]),
        "{effects:?}"
    );
    stage.press("<Down>");
    measures(&mut stage, 12.9);
    shows(
        &mut stage,
        "`12.90 mm` is not taken: the caliper was asked for another animal; send it again",
    );
    measures(&mut stage, 12.9);
    shows(&mut stage, "Length [ 12.90 ] mm");
    happens(&mut stage, Role::Caliper, Event::Unanswered);
    shows(&mut stage, "caliper: no answer yet");
    // Where none is set, that is told.
    let mut stage = super::at_the_hood();
    stage.press("<C-g>");
    shows(&mut stage, "no caliper on a serial port is set");
}

#[test]
fn port_set_on_the_settings_screen_is_used_at_once() {
    let mut stage = Stage::new(lab::cages);
    stage.press(",<Down><Down><Down><Down>/dev/ttyUSB9<Down><Down>96<C-s>");
    shows(&mut stage, "`96` is no speed of a device");
    stage.press("<C-u>9600<C-s>");
    let config = &stage.model.context.setting.config;
    let balance = config.device(Role::Balance).unwrap();
    assert_eq!(
        (balance.port.as_str(), balance.speed),
        ("/dev/ttyUSB9", 9600)
    );
    stage.press("m");
    happens(&mut stage, Role::Balance, Event::Connected);
    shows(&mut stage, "balance connected");
}
