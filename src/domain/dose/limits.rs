//! How much liquid an animal may get in a day, by species and route.
//!
//! The numbers are data with a source each, and a lab chooses the preset that its committee follows. Above good practice is
//! warned; above the maximum is refused unless somebody is exempt. A route without a row has no limit that is known, and that is
//! said: it is no permission.

use std::fmt;

use super::Route;
use crate::Species;
use crate::study::words;

words! {
    /// A published set of limits.
    LimitPreset, "preset of dose limits", {
        /// Diehl et al. 2001: what most institutions print.
        Diehl => "diehl",
        /// UC Davis 2016: less as an intravenous bolus; where it gives no number, that of Diehl.
        UcDavis => "uc_davis",
    }
}

/// What a limit is on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LimitUnit {
    /// mL per kg of body weight, of all doses of a day together.
    MlPerKgAndDay,
    /// mL at each site of injection.
    MlPerSite,
}

impl LimitUnit {
    fn word(self) -> &'static str {
        match self {
            Self::MlPerKgAndDay => "mL/kg",
            Self::MlPerSite => "mL/site",
        }
    }
}

/// The limits of a route for a species.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct DoseLimit {
    /// Of which preset.
    pub preset: LimitPreset,
    /// For which animals.
    pub species: Species,
    /// The route: `PO`, `IV bolus`.
    pub route: &'static str,
    /// Above it is warned; none where the source gives none.
    pub good_practice: Option<f64>,
    /// Above it is refused; none where the source gives none.
    pub maximum: Option<f64>,
    /// Of both.
    pub unit: LimitUnit,
}

const fn limit(
    preset: LimitPreset,
    species: Species,
    route: &'static str,
    good_practice: Option<f64>,
    maximum: Option<f64>,
    unit: LimitUnit,
) -> DoseLimit {
    DoseLimit {
        preset,
        species,
        route,
        good_practice,
        maximum,
        unit,
    }
}

const BOLUS: &str = "IV bolus";
const SLOW: &str = "IV slow";

#[rustfmt::skip]
const LIMITS: [DoseLimit; 14] = {
    use LimitPreset::{Diehl, UcDavis};
    use LimitUnit::{MlPerKgAndDay, MlPerSite};
    use Species::{Mouse, Rat};
    [
        limit(Diehl, Mouse, "PO", Some(10.0), Some(50.0), MlPerKgAndDay),
        limit(Diehl, Mouse, "SC", Some(10.0), Some(40.0), MlPerKgAndDay),
        limit(Diehl, Mouse, "IP", Some(20.0), Some(80.0), MlPerKgAndDay),
        limit(Diehl, Mouse, "IM", Some(0.05), Some(0.1), MlPerSite),
        limit(Diehl, Mouse, BOLUS, Some(5.0), None, MlPerKgAndDay),
        limit(Diehl, Mouse, SLOW, None, Some(25.0), MlPerKgAndDay),
        limit(Diehl, Rat, "PO", Some(10.0), Some(40.0), MlPerKgAndDay),
        limit(Diehl, Rat, "SC", Some(5.0), Some(10.0), MlPerKgAndDay),
        limit(Diehl, Rat, "IP", Some(10.0), Some(20.0), MlPerKgAndDay),
        limit(Diehl, Rat, "IM", Some(0.1), Some(0.2), MlPerSite),
        limit(Diehl, Rat, BOLUS, Some(5.0), None, MlPerKgAndDay),
        limit(Diehl, Rat, SLOW, None, Some(20.0), MlPerKgAndDay),
        limit(UcDavis, Mouse, BOLUS, Some(2.0), None, MlPerKgAndDay),
        limit(UcDavis, Mouse, SLOW, None, Some(25.0), MlPerKgAndDay),
    ]
};

/// The route that limits know it by: the first word of its spelling, and of IV whether it is slow. IV of no kind is a
/// bolus.
fn known_as(route: &Route) -> &str {
    let text = route.as_str();
    let (first, more) = text.split_once(' ').unwrap_or((text, ""));
    let more = more.to_lowercase();
    match first {
        "IV" if ["slow", "infus", "drip"]
            .iter()
            .any(|word| more.contains(word)) =>
        {
            SLOW
        }
        "IV" => BOLUS,
        first => first,
    }
}

impl LimitPreset {
    /// The limits for a species by a route; none are known for many.
    pub fn limit(self, species: Species, route: &Route) -> Option<&'static DoseLimit> {
        self.row(species, known_as(route))
    }

    fn row(self, species: Species, route: &str) -> Option<&'static DoseLimit> {
        let of = |preset| {
            LIMITS.iter().find(move |limit| {
                limit.preset == preset && limit.species == species && limit.route == route
            })
        };
        of(self).or_else(|| of(Self::Diehl))
    }

    /// Every row that holds for a species.
    pub fn rows(self, species: Species) -> impl Iterator<Item = &'static DoseLimit> {
        let rows = LIMITS.iter().filter(move |limit| limit.species == species);
        rows.filter(move |limit| self.row(species, limit.route) == Some(limit))
    }

    /// Who published it, for reports.
    pub fn source(self) -> &'static str {
        match self {
            Self::Diehl => "Diehl et al. 2001, J Appl Toxicol 21:15-23",
            Self::UcDavis => "UC Davis 2016",
        }
    }

    /// The name on a screen.
    pub fn name(self) -> &'static str {
        match self {
            Self::Diehl => "Diehl 2001",
            Self::UcDavis => "UC Davis 2016",
        }
    }
}

/// One dose of an animal on a day, for its limits. The volume is the one before rounding, for the rounding to a syringe is no
/// breach.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct DayDose<'a> {
    /// How it is given.
    pub route: &'a Route,
    /// mL per kg of body weight.
    pub ml_per_kg: f64,
    /// mL at each site, where the weight is known or the volume is per animal; else limits per site are not judged.
    pub ml_per_site: Option<f64>,
}

impl<'a> DayDose<'a> {
    /// A volume in mL for an animal of a weight in g, divided over so many sites, at least 1.
    pub fn new(route: &'a Route, ml: f64, weight_g: f64, sites: u8) -> Self {
        Self {
            route,
            ml_per_kg: ml * 1000.0 / weight_g,
            ml_per_site: Some(ml / f64::from(sites.max(1))),
        }
    }
}

/// How a volume stands to its limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Excess {
    /// None is known for the route.
    NoLimitKnown,
    /// It is above good practice: warned.
    GoodPractice,
    /// It is above the maximum: refused without an exemption.
    Maximum,
}

/// What is to be said of the volume that an animal gets by a route on a day.
#[derive(Debug, Clone, PartialEq)]
pub struct LimitFinding {
    /// The route, as the limit names it; of a route without one its own spelling.
    pub route: String,
    /// The animal's.
    pub species: Species,
    /// How it stands.
    pub excess: Excess,
    /// What it gets, in the unit of the limit, or in mL/kg.
    pub amount: f64,
    /// The limit.
    pub limit: Option<&'static DoseLimit>,
}

/// What is to be said of all doses that an animal is planned or was given on a day: nothing where every limit is kept. The worst
/// comes first.
pub fn judge_day(
    preset: LimitPreset,
    species: Species,
    doses: &[DayDose<'_>],
) -> Vec<LimitFinding> {
    let mut routes: Vec<&str> = doses.iter().map(|dose| known_as(dose.route)).collect();
    // What is given as a bolus is in the veins as what is given slowly is, and the maximum holds for both.
    if routes.contains(&BOLUS) {
        routes.push(SLOW);
    }
    routes.sort_unstable();
    routes.dedup();
    let found = routes
        .into_iter()
        .filter_map(|route| judge_route(preset, species, route, doses));
    let mut found: Vec<LimitFinding> = found.collect();
    found.sort_by_key(|finding| std::cmp::Reverse(finding.excess));
    found
}

fn judge_route(
    preset: LimitPreset,
    species: Species,
    route: &str,
    doses: &[DayDose<'_>],
) -> Option<LimitFinding> {
    let counts = |dose: &&DayDose<'_>| match known_as(dose.route) {
        BOLUS => route == BOLUS || route == SLOW,
        own => own == route,
    };
    let doses = doses.iter().filter(counts);
    let per_kg = || doses.clone().map(|dose| dose.ml_per_kg).sum();
    let Some(limit) = preset.row(species, route) else {
        // Of a species without limits, the bolus says it.
        let is_own = doses.clone().any(|dose| known_as(dose.route) == route);
        return is_own.then(|| LimitFinding {
            route: route.to_owned(),
            species,
            excess: Excess::NoLimitKnown,
            amount: per_kg(),
            limit: None,
        });
    };
    let amount = match limit.unit {
        LimitUnit::MlPerKgAndDay => per_kg(),
        LimitUnit::MlPerSite => doses
            .clone()
            .filter_map(|dose| dose.ml_per_site)
            .fold(0.0, f64::max),
    };
    let excess = limit.excess(amount)?;
    Some(LimitFinding {
        route: route.to_owned(),
        species,
        excess,
        amount,
        limit: Some(limit),
    })
}

impl DoseLimit {
    /// How an amount in the unit of the limit stands to it; none if it is kept. A limit itself is kept.
    pub fn excess(&self, amount: f64) -> Option<Excess> {
        // Sums and quotients of decimal numbers are off by less.
        let is_above = |most: Option<f64>| most.is_some_and(|most| amount > most * (1.0 + 1e-9));
        match (is_above(self.maximum), is_above(self.good_practice)) {
            (true, _) => Some(Excess::Maximum),
            (false, true) => Some(Excess::GoodPractice),
            (false, false) => None,
        }
    }

    /// Where the numbers are from.
    pub fn source(&self) -> &'static str {
        self.preset.source()
    }
}

impl fmt::Display for LimitFinding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Some(limit) = self.limit else {
            let species = self.species.id();
            return write!(f, "no limit known for {} in a {species}", self.route);
        };
        let (of, most) = match self.excess {
            Excess::Maximum => ("the maximum", limit.maximum),
            _ => ("good practice", limit.good_practice),
        };
        let a_day = match limit.unit {
            LimitUnit::MlPerKgAndDay => " a day",
            LimitUnit::MlPerSite => "",
        };
        let (most, unit) = (most.unwrap_or_default(), limit.unit.word());
        let amount = told_above(self.amount, most);
        write!(
            f,
            "{} {amount} {unit}{a_day} is above {of} of {most} {unit} ({})",
            self.route,
            limit.preset.name(),
        )
    }
}

/// An amount with as few decimals as tell it from the limit that it is above, at least two.
fn told_above(amount: f64, most: f64) -> String {
    let with = |decimals: usize| format!("{amount:.decimals$}");
    let differs = |text: &String| text.parse::<f64>().is_ok_and(|shown| shown > most);
    let text = (2..9)
        .map(with)
        .find(differs)
        .unwrap_or_else(|| amount.to_string());
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn route(text: &str) -> Route {
        Route::new(text).unwrap()
    }

    /// What is said of doses, by route and mL/kg, of an animal.
    fn judged(preset: LimitPreset, species: Species, doses: &[(&str, f64)]) -> Vec<String> {
        let routes: Vec<Route> = doses.iter().map(|(text, _)| route(text)).collect();
        let doses = routes.iter().zip(doses);
        let doses: Vec<DayDose<'_>> = doses
            .map(|(route, (_, ml_per_kg))| DayDose::new(route, ml_per_kg * 0.02, 20.0, 1))
            .collect();
        let found = judge_day(preset, species, &doses);
        found.iter().map(ToString::to_string).collect()
    }

    const MOUSE: Species = Species::Mouse;

    #[test]
    fn limits_are_kept_exceeded_or_not_known() {
        let diehl = |doses: &[_]| judged(LimitPreset::Diehl, MOUSE, doses);
        assert_eq!(diehl(&[("PO", 10.0), ("IV", 5.0), ("IP", 20.0)]), [""; 0]);
        assert_eq!(
            diehl(&[("oral gavage", 12.5)]),
            ["PO 12.5 mL/kg a day is above good practice of 10 mL/kg (Diehl 2001)"]
        );
        assert_eq!(
            diehl(&[("sc flank", 41.0)]),
            ["SC 41 mL/kg a day is above the maximum of 40 mL/kg (Diehl 2001)"]
        );
        assert_eq!(diehl(&[("IT", 1.0)]), ["no limit known for IT in a mouse"]);
        assert_eq!(
            judged(LimitPreset::Diehl, Species::Hamster, &[("IV", 1.0)]),
            ["no limit known for IV bolus in a hamster"]
        );
    }

    #[test]
    fn doses_of_a_day_are_summed_by_route() {
        let diehl = |doses: &[_]| judged(LimitPreset::Diehl, MOUSE, doses);
        assert_eq!(diehl(&[("PO", 5.0), ("SC", 5.0), ("PO", 5.0)]), [""; 0]);
        assert_eq!(
            diehl(&[("PO", 7.0), ("SC", 5.0), ("p.o.", 7.0)]),
            ["PO 14 mL/kg a day is above good practice of 10 mL/kg (Diehl 2001)"]
        );
        // Three tenths are not 0.3 in binary numbers.
        assert_eq!(diehl(&[("PO", 3.3), ("PO", 3.3), ("PO", 3.4)]), [""; 0]);
    }

    #[test]
    fn iv_of_no_kind_is_a_bolus_and_all_iv_together_has_the_maximum_of_slow_injection() {
        let diehl = |doses: &[_]| judged(LimitPreset::Diehl, MOUSE, doses);
        let above = ["IV bolus 6 mL/kg a day is above good practice of 5 mL/kg (Diehl 2001)"];
        for text in ["IV", "iv bolus", "IV, tail vein"] {
            assert_eq!(diehl(&[(text, 6.0)]), above, "{text}");
        }
        assert_eq!(diehl(&[("IV infusion, 10 min", 25.0)]), [""; 0]);
        let both = diehl(&[("IV", 5.0), ("IV slow", 21.0)]);
        assert_eq!(
            both,
            ["IV slow 26 mL/kg a day is above the maximum of 25 mL/kg (Diehl 2001)"]
        );
        let bolus = diehl(&[("IV", 30.0)]);
        assert!(
            bolus.len() == 2 && bolus[0].contains("maximum of 25"),
            "{bolus:?}"
        );
    }

    #[test]
    fn a_preset_without_a_row_has_that_of_diehl() {
        let davis = |doses: &[_]| judged(LimitPreset::UcDavis, MOUSE, doses);
        assert_eq!(
            davis(&[("IV", 2.001)]),
            ["IV bolus 2.001 mL/kg a day is above good practice of 2 mL/kg (UC Davis 2016)"]
        );
        assert_eq!(
            davis(&[("PO", 51.0)]),
            ["PO 51 mL/kg a day is above the maximum of 50 mL/kg (Diehl 2001)"]
        );
        for species in Species::ALL {
            let rows = LimitPreset::UcDavis.rows(*species).count();
            assert_eq!(rows, LimitPreset::Diehl.rows(*species).count());
        }
    }

    #[test]
    fn an_intramuscular_volume_is_judged_at_each_site() {
        let route = route("IM");
        let judge = |doses: &[DayDose<'_>]| judge_day(LimitPreset::Diehl, MOUSE, doses);
        let at = |ml, sites| DayDose::new(&route, ml, 20.0, sites);
        assert_eq!(judge(&[at(0.05, 1), at(0.05, 1)]), []);
        assert_eq!(judge(&[at(0.2, 1)])[0].excess, Excess::Maximum);
        assert_eq!(judge(&[at(0.2, 2)])[0].excess, Excess::GoodPractice);
        assert_eq!(judge(&[at(0.2, 4)]), []);
    }

    /// A line of the reference data: its numbers, and their unit.
    fn row(line: &str) -> [String; 6] {
        // The source has a comma in some rows.
        let mut cells: Vec<&str> = line.rsplitn(6, ',').collect();
        cells.reverse();
        std::array::from_fn(|at| cells[at].to_owned())
    }

    #[test]
    fn the_numbers_are_those_of_the_reference_data() {
        let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR"))
            .join("../../../shared/reference/methods/dose_volume_limits.csv");
        let Ok(table) = std::fs::read_to_string(&path) else {
            println!("skipped: no {}", path.display());
            return;
        };
        let number = |value: Option<f64>| value.map_or_else(String::new, |value| value.to_string());
        let rows = table.lines().skip(1).map(row);
        let expected: Vec<String> = rows
            .map(|[source, rest @ ..]| format!("{} {}", &source[..5], rest.join(",")))
            .collect();
        let own = LIMITS.iter().map(|limit| {
            let (species, unit) = (limit.species.id(), limit.unit.word());
            let numbers = [number(limit.good_practice), number(limit.maximum)].join(",");
            let source = &limit.preset.name()[..5];
            format!("{source} {species},{},{numbers},{unit}", limit.route)
        });
        assert_eq!(own.collect::<Vec<_>>(), expected);
    }
}
