//! Input of the mixed model, read from a tidy file.

use std::collections::BTreeMap;
use std::path::Path;

use stats::mixed::{Arms, Fixed, Method, Model, Random};

/// Which rows of a file are used.
#[derive(Clone, Copy)]
pub struct Selection {
    pub control: &'static str,
    /// Only rows of this study.
    pub study: Option<&'static str>,
    /// Only rows up to this study day.
    pub horizon: f64,
    /// Added to volumes before the logarithm, in mm³; rows whose sum is not positive are left out.
    pub offset: f64,
}

/// Rows with indices of animals and arms: the control first, then the other arms in byte order.
#[derive(Default)]
pub struct Rows {
    pub ln_volume: Vec<f64>,
    pub day: Vec<f64>,
    pub animal: Vec<usize>,
    pub arm_of_animal: Vec<usize>,
    pub arms: Vec<String>,
}

impl Rows {
    pub fn read(file: &Path, selection: &Selection) -> Self {
        let mut reader = csv::Reader::from_path(file).unwrap();
        let names = reader.headers().unwrap().clone();
        let column = |name: &str| names.iter().position(|n| n == name);
        let mut read = Vec::new();
        for row in reader.records() {
            let row = row.unwrap();
            let text = |name: &str| column(name).map_or("", |at| &row[at]).to_owned();
            let number = |name: &str| text(name).parse::<f64>().ok();
            let measured = || Some(0.5 * number("length_mm")? * number("width_mm")?.powi(2));
            let study = text("study");
            let Some(volume) = number("volume_mm3").or_else(measured) else {
                continue;
            };
            let ln_volume = (volume + selection.offset).ln();
            let day = number("day").unwrap();
            let wanted = selection.study.is_none_or(|only| only == study);
            if wanted && day <= selection.horizon && ln_volume.is_finite() {
                read.push((text("arm"), (study, text("animal")), day, ln_volume));
            }
        }
        let mut rows = Self::default();
        let mut arms: Vec<&String> = read.iter().map(|row| &row.0).collect();
        arms.sort_by_key(|arm| (arm.as_str() != selection.control, arm.as_str()));
        arms.dedup();
        rows.arms = arms.into_iter().cloned().collect();
        let mut seen = BTreeMap::new();
        for (arm, animal, day, ln_volume) in &read {
            let next = seen.len();
            let animal = *seen.entry(animal).or_insert(next);
            if animal == rows.arm_of_animal.len() {
                let arm = rows.arms.iter().position(|a| a == arm);
                rows.arm_of_animal.push(arm.unwrap());
            }
            rows.animal.push(animal);
            rows.day.push(*day);
            rows.ln_volume.push(*ln_volume);
        }
        rows
    }

    pub fn growth(&self) -> Model<'_> {
        Model::growth(
            &self.ln_volume,
            &self.animal,
            &self.day,
            &self.arm_of_animal,
        )
    }

    /// The fit by ML without the interaction.
    pub fn parallel(&self) -> Model<'_> {
        Model {
            fixed: Fixed::DayPlusArm(Arms::of(&self.arm_of_animal)),
            method: Method::Ml,
            ..self.growth()
        }
    }

    pub fn random_intercept(&self) -> Model<'_> {
        Model {
            random: Random::Intercept,
            ..self.growth()
        }
    }
}
