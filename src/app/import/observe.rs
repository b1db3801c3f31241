//! From sizes, volume, state and reason of a row to an observation.

use super::cells::{State, Value};
use super::field::Field;
use super::marks::Code;
use super::reader::{CellReader, Got};
use super::source::{Cell, Row};
use domain::{Invalid, Observation, Prose, Volume};

/// The sizes and the volume of a row, with their digits as typed.
pub struct Sizing {
    length: Got<(f64, String)>,
    width: Got<(f64, String)>,
    height: Got<(f64, String)>,
    volume: Got<(f64, String)>,
    /// What a word in one of the cells says: not palpable, or how the animal left the study.
    pub word: Option<(Code, String)>,
}

/// The observation of a row.
#[derive(Debug, Default)]
pub struct Found {
    /// None for a row without one.
    pub observation: Option<Observation>,
    /// The volume of a row that has sizes too, mm³: to be compared with theirs.
    pub volume_beside: Option<f64>,
    /// Whether length and width were swapped.
    pub swapped: bool,
}

impl Sizing {
    /// Reads the cells; bad values become problems of the reader.
    pub fn read(
        reader: &mut CellReader<'_>,
        row: &Row,
        [length, width, height, sizes, volume]: [Option<usize>; 5],
    ) -> Self {
        let mut sizing = Self {
            length: Got::Nothing,
            width: Got::Nothing,
            height: Got::Nothing,
            volume: Got::Nothing,
            word: None,
        };
        for (column, field) in [
            (length, Field::Length),
            (width, Field::Width),
            (height, Field::Height),
            (sizes, Field::Sizes),
            (volume, Field::Volume),
        ] {
            let value = reader.value(row, column, field);
            let shown = |column: Option<usize>| {
                let cell = column.and_then(|column| row.cells.get(column));
                cell.map_or(String::new(), Cell::displayed)
            };
            match value {
                Got::Nothing => {}
                Got::Bad => *sizing.of(field) = Got::Bad,
                Got::Value(Value::Word(code)) => sizing.word = Some((code, shown(column))),
                Got::Value(Value::Sizes(sizes)) => sizing.take(sizes),
                Got::Value(Value::Number(number, digits)) if field == Field::Volume => {
                    *sizing.of(field) = reader.checked(row, column, digits, volume_of(number));
                }
                Got::Value(Value::Number(0.0, _)) if field == Field::Sizes => {
                    sizing.word = Some((Code::NotPalpable, shown(column)));
                }
                Got::Value(Value::Number(number, digits)) if field == Field::Sizes => {
                    let hint = "write both diameters, such as 8.1 x 6.2";
                    let single = Invalid::new(field.id(), number, "is one number", hint);
                    *sizing.of(field) = reader.checked(row, column, digits, Err(single));
                }
                Got::Value(Value::Number(number, digits)) => {
                    *sizing.of(field) = Got::Value((number, digits))
                }
            }
        }
        sizing
    }

    fn of(&mut self, field: Field) -> &mut Got<(f64, String)> {
        match field {
            Field::Width => &mut self.width,
            Field::Height => &mut self.height,
            Field::Volume => &mut self.volume,
            _ => &mut self.length,
        }
    }

    /// Takes the two or three diameters of one cell.
    fn take(&mut self, sizes: Vec<(f64, String)>) {
        let fields = [Field::Length, Field::Width, Field::Height];
        for (size, field) in sizes.into_iter().zip(fields) {
            *self.of(field) = Got::Value(size);
        }
    }

    /// The sizes with the digits that were typed; without sizes, the volume.
    pub fn typed(&self) -> Option<String> {
        match (self.has_bad_size(), self.typed_sizes()) {
            (false, sizes) if !sizes.is_empty() => Some(sizes),
            _ => self.typed_volume(),
        }
    }

    /// The volume with the digits that were typed.
    pub fn typed_volume(&self) -> Option<String> {
        digits(&self.volume).map(str::to_owned)
    }

    /// The observation by the volume alone, for a row whose sizes are impossible.
    pub fn by_volume(&self) -> Option<Observation> {
        let volume = number(&self.volume)?;
        Observation::from_numbers(None, None, None, Some(volume)).ok()
    }

    /// The sizes with the digits that were typed; empty where there are none.
    pub fn typed_sizes(&self) -> String {
        let sizes = [&self.length, &self.width, &self.height];
        sizes
            .into_iter()
            .filter_map(digits)
            .collect::<Vec<_>>()
            .join(" × ")
    }

    fn has_bad_size(&self) -> bool {
        [&self.length, &self.width, &self.height]
            .iter()
            .any(|got| matches!(got, Got::Bad))
    }

    fn has_bad(&self) -> bool {
        self.has_bad_size() || matches!(self.volume, Got::Bad)
    }

    /// Length, width and height; none of them if one is bad.
    fn sizes(&self) -> [Option<f64>; 3] {
        match self.has_bad_size() {
            true => [None; 3],
            false => [&self.length, &self.width, &self.height].map(number),
        }
    }
}

/// A volume in mm³, 0 included.
fn volume_of(mm3: f64) -> Result<f64, Invalid> {
    match mm3 {
        0.0 => Ok(0.0),
        mm3 => Volume::new(mm3).map(Volume::mm3),
    }
}

fn digits(got: &Got<(f64, String)>) -> Option<&str> {
    match got {
        Got::Value((_, digits)) => Some(digits),
        Got::Nothing | Got::Bad => None,
    }
}

fn number(got: &Got<(f64, String)>) -> Option<f64> {
    match got {
        Got::Value((number, _)) => Some(*number),
        Got::Nothing | Got::Bad => None,
    }
}

/// The observation of a row. Refuses impossible sizes, and a state that contradicts the values.
///
/// A reason without a state and without any value means that the tumor was not measured.
pub fn observe(
    sizing: &Sizing,
    state: Option<State>,
    reason: Option<Prose>,
    swap: bool,
) -> Result<Found, Invalid> {
    let [mut length, mut width, height] = sizing.sizes();
    let volume = number(&sizing.volume);
    let swapped = swap && matches!((length, width), (Some(l), Some(w)) if w > l);
    if swapped {
        std::mem::swap(&mut length, &mut width);
    }
    let has_size = [length, width, height].iter().any(Option::is_some);
    let state = match &sizing.word {
        Some((Code::NotPalpable, _)) if state.is_none() => Some(State::NotPalpable),
        _ => state,
    };
    if !has_size && volume.is_none() {
        let observation = unvalued(sizing, state, reason)?;
        return Ok(Found {
            observation,
            ..Found::default()
        });
    }
    let observation = Observation::from_numbers(length, width, height, volume)?;
    contradiction(state, &observation)?;
    Ok(Found {
        observation: Some(observation),
        volume_beside: volume.filter(|_| has_size),
        swapped,
    })
}

/// A row without sizes and volume.
fn unvalued(
    sizing: &Sizing,
    state: Option<State>,
    reason: Option<Prose>,
) -> Result<Option<Observation>, Invalid> {
    let refuse = |field, why, hint| Err(Invalid::new(field, "", why, hint));
    match (state, reason) {
        (Some(State::NotPalpable), _) => Ok(Some(Observation::NotPalpable)),
        // The bad value is listed already: no second problem for it.
        _ if sizing.has_bad() => Ok(None),
        (Some(State::NotMeasured), None) => refuse(
            "reason",
            "is missing where the tumor was not measured",
            "say why, such as `animal anaesthetized`",
        ),
        (Some(State::Measured), _) => refuse(
            "state",
            "is measured, but there is neither size nor volume",
            "fill them in, or say not_measured and why",
        ),
        (_, Some(reason)) => Ok(Some(Observation::NotMeasured(reason))),
        (None, None) => Ok(None),
    }
}

fn contradiction(state: Option<State>, observation: &Observation) -> Result<(), Invalid> {
    let contradicts = match state {
        Some(State::NotPalpable) => *observation != Observation::NotPalpable,
        Some(State::NotMeasured) => true,
        Some(State::Measured) | None => false,
    };
    match (contradicts, state) {
        (true, Some(state)) => {
            let id = if state == State::NotMeasured {
                "not_measured"
            } else {
                "not_palpable"
            };
            let hint = "empty either the state or the values";
            Err(Invalid::new(
                "state",
                id,
                "stands beside a size or volume",
                hint,
            ))
        }
        _ => Ok(()),
    }
}
