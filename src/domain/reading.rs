//! Readings of tumors and their three states.

use std::fmt;

use super::attribute::Blind::Shown;
use super::id::id;
use super::{
    AnimalRecord, Attribute, Blinding, Cells, Dated, Described, Entry, Invalid, Kind, Prose,
    Protocol, SharedText, ShortText, Sizes, Species, TumorId, Volume, VolumeFormula,
};

id! {
    /// Names a reading.
    ReadingId,
}

/// What one look at one tumor found.
#[derive(Debug, Clone, PartialEq)]
pub enum Observation {
    /// The tumor has a size: by caliper, or as a volume that a file gave, or both.
    Measured {
        /// What the caliper said.
        sizes: Option<Sizes>,
        /// What the file said.
        given: Option<Volume>,
    },
    /// There is no tumor to be felt: volume 0, and a measurement.
    NotPalpable,
    /// There was no measurement, for this reason.
    NotMeasured(Prose),
}

impl Observation {
    /// An observation from numbers as typed: sizes in mm (length, width, height), a volume in mm³,
    /// or both. 0 × 0, and a volume of 0 without sizes, are a tumor that is not palpable.
    ///
    /// Refuses a length without a width and the other way round, and numbers that are impossible.
    pub fn from_numbers(
        length_mm: Option<f64>,
        width_mm: Option<f64>,
        height_mm: Option<f64>,
        volume_mm3: Option<f64>,
    ) -> Result<Self, Invalid> {
        let missing = |what: &'static str, other: &str, value: f64| {
            Invalid::new(
                what,
                "",
                format!("is missing beside the {other} `{value}`"),
                "measure both",
            )
        };
        let given = |v: f64| {
            if v == 0.0 {
                Ok(None)
            } else {
                Volume::new(v).map(Some)
            }
        };
        match (length_mm, width_mm, volume_mm3) {
            (Some(l), None, _) => Err(missing("width", "length", l)),
            (None, Some(w), _) => Err(missing("length", "width", w)),
            (Some(l), Some(w), _) if l == 0.0 && w == 0.0 && height_mm.unwrap_or(0.0) == 0.0 => {
                Ok(Self::NotPalpable)
            }
            (Some(l), Some(w), v) => Ok(Self::Measured {
                sizes: Some(Sizes::new(l, w, height_mm)?),
                given: v.map(given).transpose()?.flatten(),
            }),
            (None, None, _) if height_mm.is_some() => {
                Err(missing("length", "height", height_mm.unwrap_or(0.0)))
            }
            (None, None, Some(v)) => Ok(match given(v)? {
                Some(given) => Self::Measured {
                    sizes: None,
                    given: Some(given),
                },
                None => Self::NotPalpable,
            }),
            (None, None, None) => Err(Invalid::new(
                "reading",
                "",
                "holds no value",
                "give length and width, a volume, or say that it was not measured and why",
            )),
        }
    }

    /// An observation from length, width, height (mm) and volume (mm³) as typed, with the digits that
    /// were typed. `read` makes a number of a field's text; `swap` takes the larger of length and
    /// width as the length.
    ///
    /// Refuses what `read` or [`from_numbers`](Self::from_numbers) refuses.
    pub fn from_typed(
        typed: [Option<&str>; 4],
        swap: bool,
        read: impl Fn(&'static str, &str) -> Result<f64, Invalid>,
    ) -> Result<(Self, Option<String>), Invalid> {
        let fields = ["length", "width", "height", "volume"];
        let mut values = [None; 4];
        for ((value, field), text) in values.iter_mut().zip(fields).zip(typed) {
            *value = text.map(|text| read(field, text)).transpose()?;
        }
        let [mut length, mut width, height, volume] = values;
        if swap && width > length && length.is_some() {
            std::mem::swap(&mut length, &mut width);
        }
        let observation = Self::from_numbers(length, width, height, volume)?;
        let sizes: Vec<_> = typed[..3].iter().flatten().map(|t| t.trim()).collect();
        let typed = if sizes.is_empty() {
            typed[3].map(str::to_owned)
        } else {
            Some(sizes.join(" × "))
        };
        Ok((observation, typed))
    }

    /// The volume in mm³ under the study's formula; 0 where the tumor is not palpable, none where it
    /// was not measured or the formula lacks what it needs. A reading that has no sizes has its
    /// given volume under every formula.
    pub fn volume_mm3(&self, formula: VolumeFormula, calibration: f64) -> Option<f64> {
        match self {
            Self::Measured {
                sizes: Some(sizes), ..
            } if formula != VolumeFormula::Given => formula.mm3(sizes, calibration),
            Self::Measured { given, .. } => given.map(Volume::mm3),
            Self::NotPalpable => Some(0.0),
            Self::NotMeasured(_) => None,
        }
    }

    /// The state's name in files: `measured`, `not_palpable` or `not_measured`.
    pub fn state(&self) -> &'static str {
        match self {
            Self::Measured { .. } => "measured",
            Self::NotPalpable => "not_palpable",
            Self::NotMeasured(_) => "not_measured",
        }
    }

    /// Refuses sizes and volumes that no animal of a species has.
    pub fn check(&self, species: Species) -> Result<(), Invalid> {
        let Self::Measured { sizes, given } = self else {
            return Ok(());
        };
        sizes.map_or(Ok(()), |sizes| sizes.check(species))?;
        given.map_or(Ok(()), |given| species.check_volume(given.mm3()))
    }

    /// Whether the tumor was looked at.
    pub fn is_measured(&self) -> bool {
        !matches!(self, Self::NotMeasured(_))
    }
}

/// In words: `12.4 × 9.1 mm`, `320 mm³ given`, `not palpable`, `not measured: asleep`.
impl fmt::Display for Observation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Measured { sizes: Some(s), .. } => {
                write!(f, "{} × {}", s.length_mm(), s.width_mm())?;
                s.height_mm().map_or(Ok(()), |h| write!(f, " × {h}"))?;
                f.write_str(" mm")
            }
            Self::Measured { given, .. } => {
                write!(f, "{} mm³ given", given.map_or(0.0, Volume::mm3))
            }
            Self::NotPalpable => f.write_str("not palpable"),
            Self::NotMeasured(reason) => write!(f, "not measured: {reason}"),
        }
    }
}

impl Protocol {
    /// The volume of an observation in mm³ under the study's formula, as [`Observation::volume_mm3`].
    pub fn volume_mm3(&self, found: &Observation) -> Option<f64> {
        found.volume_mm3(self.volume_formula, self.calibration)
    }
}

/// What a reading found at a tumor, and how.
#[derive(Debug, Clone, PartialEq)]
pub struct TumorFinding {
    /// What was found.
    pub observation: Observation,
    /// The sizes or the volume with the digits that were typed.
    pub typed: Option<ShortText>,
    /// How: `caliper`, `import`, ...
    pub method: SharedText,
}

/// One reading of one tumor.
pub type Reading = Dated<TumorFinding>;

impl TumorFinding {
    fn sizes(&self) -> Option<&Sizes> {
        match &self.observation {
            Observation::Measured { sizes, .. } => sizes.as_ref(),
            _ => None,
        }
    }

    fn given(&self) -> Option<Volume> {
        match &self.observation {
            Observation::Measured { given, .. } => *given,
            _ => None,
        }
    }

    fn reason(&self) -> Option<&Prose> {
        match &self.observation {
            Observation::NotMeasured(reason) => Some(reason),
            _ => None,
        }
    }
}

impl Described for TumorFinding {
    const TABLE: &'static str = "readings";
    const ATTRIBUTES: &'static [Attribute<Self>] = &[
        Attribute::new(
            "state",
            Kind::Text,
            Shown,
            "measured, not_palpable, not_measured",
            |f: &Self| f.observation.state().into(),
        ),
        Attribute::new(
            "reason",
            Kind::Text,
            Shown,
            "why it was not measured",
            |f: &Self| f.reason().into(),
        ),
        Attribute::new(
            "length_mm",
            Kind::Number,
            Shown,
            "as recorded",
            |f: &Self| f.sizes().map(Sizes::length_mm).into(),
        )
        .in_unit("mm"),
        Attribute::new(
            "width_mm",
            Kind::Number,
            Shown,
            "as recorded",
            |f: &Self| f.sizes().map(Sizes::width_mm).into(),
        )
        .in_unit("mm"),
        Attribute::new(
            "height_mm",
            Kind::Number,
            Shown,
            "as recorded",
            |f: &Self| f.sizes().and_then(Sizes::height_mm).into(),
        )
        .in_unit("mm"),
        Attribute::new(
            "given_volume_mm3",
            Kind::Number,
            Shown,
            "as given, not computed",
            |f: &Self| f.given().map(Volume::mm3).into(),
        )
        .headed("volume_given_mm3")
        .in_unit("mm³"),
        Attribute::new("method", Kind::Text, Shown, "how", |f: &Self| {
            (&f.method).into()
        }),
        Attribute::new(
            "typed",
            Kind::Text,
            Shown,
            "the digits as typed",
            |f: &Self| f.typed.as_ref().into(),
        ),
    ];
}

impl Entry for TumorFinding {
    type Id = ReadingId;
    type Owner = TumorId;
    const ONE: &'static str = "a reading";

    fn read<C: Cells>(cells: &C) -> Result<Self, C::Error> {
        let state = cells.text("state")?;
        let observation = match state.as_deref().unwrap_or_default() {
            "not_palpable" => Observation::NotPalpable,
            "not_measured" => Observation::NotMeasured(cells.required("reason", C::prose)?),
            _ => {
                let (length, width) = (cells.number("length_mm")?, cells.number("width_mm")?);
                let height = cells.number("height_mm")?;
                let given = cells.number("given_volume_mm3")?;
                let sizes = length.zip(width).map(|(l, w)| Sizes::new(l, w, height));
                Observation::Measured {
                    sizes: cells.checked(sizes.transpose())?,
                    given: cells.checked(given.map(Volume::new).transpose())?,
                }
            }
        };
        Ok(Self {
            observation,
            method: cells.required("method", C::shared)?,
            typed: cells.text("typed")?.map(|text| ShortText::from(&*text)),
        })
    }

    fn of(animal: &AnimalRecord) -> impl Iterator<Item = (TumorId, &[Reading])> {
        let tumors = animal.tumors.iter();
        tumors.map(|tumor| (tumor.tumor.id, tumor.readings.as_slice()))
    }

    fn is_measured(&self) -> bool {
        self.observation.is_measured()
    }

    fn check(&self, species: Species) -> Result<(), Invalid> {
        self.observation.check(species)
    }

    fn masked(self, _: Blinding) -> Self {
        let Self {
            observation,
            typed,
            method,
        } = self;
        Self {
            observation,
            typed,
            method,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::{When, standing};
    use super::*;
    use uuid::Uuid;

    fn reading(repeat: u32, observation: Observation) -> Reading {
        Dated {
            id: ReadingId(Uuid::nil()),
            when: When::on(chrono::NaiveDate::MIN),
            clock_time: None,
            repeat,
            observer: None,
            entry: TumorFinding {
                observation,
                typed: None,
                method: "caliper".into(),
            },
        }
    }

    #[test]
    fn million_readings_take_150_mb() {
        assert!(size_of::<Reading>() <= 150, "{}", size_of::<Reading>());
    }

    #[test]
    fn zero_by_zero_is_not_palpable_and_a_measurement() {
        let gone = Observation::from_numbers(Some(0.0), Some(0.0), None, None).unwrap();
        assert_eq!(gone, Observation::NotPalpable);
        assert_eq!(gone.volume_mm3(VolumeFormula::HalfLw2, 1.0), Some(0.0));
        assert!(gone.is_measured());
        let gone = Observation::from_numbers(None, None, None, Some(0.0)).unwrap();
        assert_eq!(gone, Observation::NotPalpable);
    }

    #[test]
    fn sizes_rule_where_a_volume_is_given_too() {
        let both = Observation::from_numbers(Some(10.0), Some(8.0), None, Some(999.0)).unwrap();
        assert_eq!(both.volume_mm3(VolumeFormula::HalfLw2, 1.0), Some(320.0));
        assert_eq!(both.volume_mm3(VolumeFormula::Given, 1.0), Some(999.0));
        let given = Observation::from_numbers(None, None, None, Some(42.0)).unwrap();
        assert_eq!(given.volume_mm3(VolumeFormula::Pi6Lwh, 1.0), Some(42.0));
    }

    #[test]
    fn half_a_reading_is_refused() {
        for (l, w, h) in [
            (Some(5.0), None, None),
            (None, Some(5.0), None),
            (None, None, Some(5.0)),
        ] {
            assert!(Observation::from_numbers(l, w, h, None).is_err());
        }
        assert!(Observation::from_numbers(None, None, None, None).is_err());
        assert!(Observation::from_numbers(Some(5.0), Some(0.0), None, None).is_err());
    }

    #[test]
    fn the_last_measured_reading_stands() {
        let skip = || Observation::NotMeasured(Prose::new("reason", "asleep").unwrap());
        let all = [
            reading(1, Observation::NotPalpable),
            reading(2, Observation::NotPalpable),
            reading(3, skip()),
        ];
        assert_eq!(standing(&all).unwrap().repeat, 2);
        let none = [reading(1, skip()), reading(2, skip())];
        assert_eq!(standing(&none).unwrap().repeat, 2);
        assert!(standing::<TumorFinding>(&[]).is_none());
    }
}
