//! A study as large and as awkwardly named as they come: 500 animals in 12 arms, read on 60 days,
//! names that are long and wide.

use std::fmt::Write as _;
use std::path::PathBuf;
use std::sync::LazyLock;

use tempfile::TempDir;

use super::{Config, Stage, author};
use app::Notebook;
use app::import::ImportOptions;

pub const STUDY: &str =
    "腫瘍増殖抑制試験 – Étude de l’inhibition de la croissance tumorale, Überprüfung 2026";
const ARMS: usize = 12;
const ANIMALS: usize = 500;
const DAYS: usize = 60;

/// The name of an arm; some are wide, some are long.
pub fn arm(at: usize) -> String {
    match at {
        0 => "Vehicle (10 % DMSO, 40 % PEG-300, 5 % Tween-80 in saline), 5 mL/kg, by mouth, twice a day".into(),
        3 => "分解誘導薬 KT-253 三ミリグラム毎キログラム 静脈内投与 三週ごと".into(),
        at => format!("KT-253 {at} mg/kg IV, days 1, 8, 15, after vehicle"),
    }
}

fn tag(at: usize) -> String {
    match at {
        7 => "個体識別番号七番".into(),
        11 => format!("tag-{}", "0123456789".repeat(8)),
        at => format!("M{at:03}"),
    }
}

fn rows() -> String {
    let mut out = String::from("animal,arm,day,length_mm,width_mm,body_weight_g\n");
    for animal in 0..ANIMALS {
        let arm_at = animal % ARMS;
        let rate = 0.03 - 0.004 * (arm_at % 12) as f64 + 0.0005 * (animal % 7) as f64;
        // A quarter of the animals is not read to the end.
        let days = if animal % 4 == 3 {
            DAYS / 2 + animal % 20
        } else {
            DAYS
        };
        for day in 0..days {
            let width = (5.0 + 0.1 * (animal % 9) as f64) * (rate * day as f64).exp();
            let weight = 20.0 + 0.02 * day as f64 - 0.1 * arm_at as f64;
            let (tag, arm) = (tag(animal), arm(arm_at));
            let _ = writeln!(
                out,
                "{tag},\"{arm}\",{day},{:.2},{width:.2},{weight:.1}",
                1.2 * width
            );
        }
    }
    out
}

/// A notebook that holds the study, made once.
static MADE: LazyLock<(TempDir, PathBuf)> = LazyLock::new(|| {
    let folder = tempfile::tempdir().unwrap();
    let (file, path) = (
        folder.path().join("rows.csv"),
        folder.path().join("made.db"),
    );
    std::fs::write(&file, rows()).unwrap();
    let options = ImportOptions {
        study: Some(STUDY.into()),
        day0: Some(super::today() - chrono::Days::new(61)),
        control: Some(arm(0)),
        ..ImportOptions::default()
    };
    let mut notebook = Notebook::create_or_open(&path, author()).unwrap();
    notebook
        .import(&app::import::Sources::path(&file), &options, super::today())
        .unwrap();
    (folder, path)
});

impl Stage {
    /// On a notebook that holds the overfull study, which is opened.
    pub fn overfull() -> Self {
        let mut stage = Self::on_file(Config::default(), |path| {
            std::fs::copy(&MADE.1, path).unwrap();
        });
        stage.press("<Enter>");
        stage
    }
}
