//! Formulations: compounds made ready to be given.

use chrono::NaiveDate;

use super::attribute::Blind::{Hidden, Shown};
use super::id::id;
use super::{
    Attribute, Cells, Concentration, Described, Invalid, Kind, Label, Prose, Quantity, Route,
};

id! {
    /// Names a formulation.
    FormulationId,
}

/// A compound made ready to be given, as one vial or batch.
#[derive(Debug, Clone, PartialEq)]
pub struct Formulation {
    /// Its id.
    pub id: FormulationId,
    /// What its vial says, as `F-07`; unique in a study. All that is shown of it while arms are hidden.
    pub code: Label,
    /// What it holds; none while that is hidden.
    pub compound: Option<Label>,
    /// The lot of the compound.
    pub lot: Option<Label>,
    /// How much of the compound is in it; none in a vehicle alone, or if it is not known.
    pub concentration: Option<Concentration>,
    /// What the compound is dissolved in.
    pub vehicle: Option<Label>,
    /// The route that it is made for; none: any.
    pub route: Option<Route>,
    /// Mass of the salt that holds a mass of 1 of the compound that doses are in, from 1; none: doses are of what was weighed.
    pub salt_factor: Option<f64>,
    /// How much was made, mL.
    pub volume_ml: Option<f64>,
    /// When it was made.
    pub prepared_on: Option<NaiveDate>,
    /// The last date on which it may be given.
    pub expires_on: Option<NaiveDate>,
    /// The date on which it was used up or thrown away: it cannot be given after it.
    pub used_up_on: Option<NaiveDate>,
    /// What else there is to know.
    pub note: Option<Prose>,
}

impl Formulation {
    /// A formulation of which nothing but its code is known yet.
    pub fn new(id: FormulationId, code: Label) -> Self {
        Self {
            id,
            code,
            compound: None,
            lot: None,
            concentration: None,
            vehicle: None,
            route: None,
            salt_factor: None,
            volume_ml: None,
            prepared_on: None,
            expires_on: None,
            used_up_on: None,
            note: None,
        }
    }

    /// Its concentration in what doses are of: less than what was weighed, where that was a salt.
    ///
    /// # Errors
    /// If the salt factor is out of range.
    pub fn of_free_compound(&self) -> Result<Option<Concentration>, Invalid> {
        let salt = self.salt_factor.unwrap_or(1.0);
        let free = self.concentration.map(|c| c.of_free_compound(salt));
        free.transpose()
    }

    /// Whether it may be given on a date, as far as its own dates say.
    ///
    /// # Errors
    /// Names what forbids it: it has expired, is used up, or was not made yet.
    pub fn may_be_given(&self, on: NaiveDate) -> Result<(), Invalid> {
        let refuse = |why: String, hint: &'static str| {
            Err(Invalid::new("formulation", &self.code, why, hint))
        };
        if let Some(last) = self.expires_on.filter(|last| *last < on) {
            let why = format!("expired on {last}");
            return refuse(why, "take another formulation, or correct the date");
        }
        if let Some(last) = self.used_up_on.filter(|last| *last < on) {
            let why = format!("was used up on {last}");
            return refuse(why, "take another formulation, or correct the date");
        }
        match self.prepared_on.filter(|first| *first > on) {
            Some(first) => refuse(
                format!("is prepared on {first} only"),
                "take another formulation, or correct the date",
            ),
            None => Ok(()),
        }
    }

    /// Refuses dates that contradict each other.
    ///
    /// # Errors
    /// If it expires or is used up before it was made.
    pub fn check(self) -> Result<Self, Invalid> {
        let made = self.prepared_on;
        let before = |last: Option<NaiveDate>| last.filter(|last| made.is_some_and(|m| *last < m));
        for (field, last) in [
            ("expires", before(self.expires_on)),
            ("used up", before(self.used_up_on)),
        ] {
            if let Some(last) = last {
                let why = "is before it was prepared";
                return Err(Invalid::new(field, last, why, "correct one of the dates"));
            }
        }
        if let Some(ml) = self.volume_ml {
            let range = Quantity {
                field: "volume",
                unit: "mL",
                least: 0.001,
                most: 1e6,
            };
            range.check(ml)?;
        }
        self.of_free_compound()?;
        Ok(self)
    }
}

impl Described for Formulation {
    const TABLE: &'static str = "formulations";
    const ATTRIBUTES: &'static [Attribute<Self>] = &[
        Attribute::new(
            "code",
            Kind::Text,
            Shown,
            "what its vial says",
            |f: &Self| (&f.code).into(),
        ),
        Attribute::new(
            "compound",
            Kind::Text,
            Hidden,
            "what it holds",
            |f: &Self| f.compound.as_ref().into(),
        ),
        Attribute::new(
            "lot",
            Kind::Text,
            Hidden,
            "lot of the compound",
            |f: &Self| f.lot.as_ref().into(),
        ),
        Attribute::new(
            "concentration",
            Kind::Text,
            Hidden,
            "how much of the compound is in it, as 0.2 mg/mL",
            |f: &Self| f.concentration.map(|c| c.to_string()).into(),
        ),
        Attribute::new(
            "vehicle",
            Kind::Text,
            Hidden,
            "what the compound is dissolved in",
            |f: &Self| f.vehicle.as_ref().into(),
        ),
        Attribute::new(
            "route",
            Kind::Text,
            Shown,
            "route that it is made for",
            |f: &Self| f.route.as_ref().into(),
        ),
        Attribute::new(
            "salt_factor",
            Kind::Number,
            Hidden,
            "mass of the salt for a mass of 1 of the compound",
            |f: &Self| f.salt_factor.into(),
        ),
        Attribute::new(
            "volume_ml",
            Kind::Number,
            Shown,
            "how much was made",
            |f: &Self| f.volume_ml.into(),
        )
        .in_unit("mL"),
        Attribute::new(
            "prepared_on",
            Kind::Date,
            Shown,
            "when it was made",
            |f: &Self| f.prepared_on.into(),
        ),
        Attribute::new(
            "expires_on",
            Kind::Date,
            Shown,
            "last date on which it may be given",
            |f: &Self| f.expires_on.into(),
        ),
        Attribute::new(
            "used_up_on",
            Kind::Date,
            Shown,
            "when it was used up or thrown away",
            |f: &Self| f.used_up_on.into(),
        ),
        Attribute::new(
            "note",
            Kind::Text,
            Hidden,
            "what else there is to know",
            |f: &Self| f.note.as_ref().into(),
        ),
    ];
}

impl Formulation {
    /// What a row of the table tells of the formulation with this id.
    pub fn read<C: Cells>(id: FormulationId, cells: &C) -> Result<Self, C::Error> {
        Ok(Self {
            id,
            code: cells.required("code", C::label)?,
            compound: cells.label("compound")?,
            lot: cells.label("lot")?,
            concentration: cells.made("concentration", Concentration::read)?,
            vehicle: cells.label("vehicle")?,
            route: cells.label("route")?.map(Route::of),
            salt_factor: cells.number("salt_factor")?,
            volume_ml: cells.number("volume_ml")?,
            prepared_on: cells.date("prepared_on")?,
            expires_on: cells.date("expires_on")?,
            used_up_on: cells.date("used_up_on")?,
            note: cells.prose("note")?,
        })
    }
}
