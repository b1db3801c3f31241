//! Limits of the protocol that an animal has reached: one definition for entries, lists and screens.
//!
//! The limit of volume holds for each tumor, and for the tumors of an animal together, as they were read
//! on one day. What is to be done then is the protocol's ([`Protocol::at_limit`]): an alert of its own says only
//! what was found.

use std::collections::BTreeMap;
use std::fmt;

use chrono::NaiveDate;

use super::{AnimalRecord, BodyWeight, Label, Observation, Protocol, Weighing, When};

/// Which limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Concern {
    /// The volume of a tumor.
    TumorVolume,
    /// The volumes of an animal's tumors on one day, together, none of which is past the limit alone.
    TumorBurden,
    /// The length of a tumor.
    TumorSize,
    /// The loss of body weight from baseline.
    WeightLoss,
}

impl Concern {
    /// The words on a screen: `body weight loss`.
    pub fn words(self) -> &'static str {
        match self {
            Self::TumorVolume => "tumor volume",
            Self::TumorBurden => "volume of all tumors",
            Self::TumorSize => "tumor size",
            Self::WeightLoss => "body weight loss",
        }
    }

    /// The unit of value and limit: `mm³`, `mm`, `%`.
    pub fn unit(self) -> &'static str {
        match self {
            Self::TumorVolume | Self::TumorBurden => "mm³",
            Self::TumorSize => "mm",
            Self::WeightLoss => "%",
        }
    }
}

/// A limit that was reached.
#[derive(Debug, Clone, PartialEq)]
pub struct Alert {
    /// Which limit.
    pub concern: Concern,
    /// The tumor's site, where it is about one.
    pub site: Option<Label>,
    /// What was found, in [`Concern::unit`]; at least the limit.
    pub value: f64,
    /// The protocol's limit, in the same unit.
    pub limit: f64,
    /// When it was found.
    pub when: When,
}

impl Alert {
    /// The unit of value and limit.
    pub fn unit(&self) -> &'static str {
        self.concern.unit()
    }
}

/// What was found: `tumor volume 1080.0 mm³ has reached the study's limit of 1000 mm³`.
impl fmt::Display for Alert {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (what, unit) = (self.concern.words(), self.unit());
        let Self { value, limit, .. } = self;
        write!(
            f,
            "{what} {value:.1} {unit} has reached the study's limit of {limit} {unit}"
        )
    }
}

impl Protocol {
    /// An alert with what is to be done about it, as entries tell it.
    pub fn told(&self, alert: &Alert) -> String {
        format!("{alert}: {}", self.at_limit())
    }

    /// The limits that a reading of the tumor at `site` reaches: volume, then size.
    pub fn reading_alerts(&self, site: &Label, found: &Observation, when: When) -> Vec<Alert> {
        let volume = self.volume_mm3(found);
        let length = match found {
            Observation::Measured { sizes, .. } => sizes.map(|s| s.length_mm()),
            _ => None,
        };
        [
            (Concern::TumorVolume, volume, self.limit_tumor_volume_mm3),
            (Concern::TumorSize, length, self.limit_tumor_size_mm),
        ]
        .into_iter()
        .filter_map(|(concern, value, limit)| reached(concern, Some(site), value?, limit?, when))
        .collect()
    }
}

fn reached(
    concern: Concern,
    site: Option<&Label>,
    value: f64,
    limit: f64,
    when: When,
) -> Option<Alert> {
    (value >= limit).then(|| Alert {
        concern,
        site: site.cloned(),
        value,
        limit,
        when,
    })
}

fn change_percent(from: BodyWeight, to: BodyWeight) -> f64 {
    100.0 * (to.grams() / from.grams() - 1.0)
}

/// The limit of volume, if the volumes of an animal's tumors on one day reach it together, and none of them alone.
fn burden_reached(of_day: &[(When, f64)], limit: f64) -> Option<Alert> {
    let (when, _) = *of_day.last()?;
    if of_day.iter().any(|(_, mm3)| *mm3 >= limit) {
        return None;
    }
    let together = of_day.iter().map(|(_, mm3)| mm3).sum();
    reached(Concern::TumorBurden, None, together, limit, when)
}

impl AnimalRecord {
    /// The weighing that change is counted from for a weighing at `when`: the one that the study's
    /// baseline rule picks of the standing ones before it.
    pub fn baseline_weighing(&self, protocol: &Protocol, when: When) -> Option<&Weighing> {
        let before: Vec<_> = self
            .standing_weighings()
            .filter(|w| w.when < when)
            .collect();
        let day = |w: &&Weighing| self.animal.day_of(protocol, w.when).unwrap_or(0.0);
        let days: Vec<f64> = before.iter().map(day).collect();
        protocol.baseline_rule.pick(&days).map(|at| before[at])
    }

    /// Change of body weight from baseline, percent; none without an earlier weighing.
    pub fn weight_change_percent(
        &self,
        protocol: &Protocol,
        when: When,
        weight: BodyWeight,
    ) -> Option<f64> {
        let baseline = self.baseline_weighing(protocol, when)?.entry;
        Some(change_percent(baseline, weight))
    }

    /// The limit of weight loss, if a weight at `when` reaches it.
    pub fn weight_alert(
        &self,
        protocol: &Protocol,
        when: When,
        weight: BodyWeight,
    ) -> Option<Alert> {
        let loss = -self.weight_change_percent(protocol, when, weight)?;
        let limit = protocol.limit_weight_loss_percent?;
        reached(Concern::WeightLoss, None, loss, limit, when)
    }

    /// The limit of weight loss, of the first standing weighing that reaches it.
    pub fn first_weight_alert(&self, protocol: &Protocol) -> Option<Alert> {
        let limit = protocol.limit_weight_loss_percent?;
        let weighings: Vec<_> = self.standing_weighings().collect();
        let day = |w: &&Weighing| self.animal.day_of(protocol, w.when).unwrap_or(0.0);
        let days: Vec<f64> = weighings.iter().map(day).collect();
        let loss = |at: usize| {
            let before = protocol.baseline_rule.pick(&days[..at])?;
            Some(-change_percent(
                weighings[before].entry,
                weighings[at].entry,
            ))
        };
        (0..weighings.len()).find_map(|at| {
            reached(
                Concern::WeightLoss,
                None,
                loss(at)?,
                limit,
                weighings[at].when,
            )
        })
    }

    /// The limit of volume, of the first day on which the animal's tumors reach it together, and none of them alone.
    pub fn first_burden_alert(&self, protocol: &Protocol) -> Option<Alert> {
        let limit = protocol.limit_tumor_volume_mm3?;
        let mut days: BTreeMap<NaiveDate, Vec<(When, f64)>> = BTreeMap::new();
        for tumor in &self.tumors {
            let volumes: Vec<_> = tumor.volumes(protocol).collect();
            for of_day in volumes.chunk_by(|a, b| a.0.date == b.0.date) {
                let last = of_day.last().copied();
                days.entry(of_day[0].0.date).or_default().extend(last);
            }
        }
        let mut days = days.values();
        days.find_map(|of_day| burden_reached(of_day, limit))
    }

    /// The limit of volume, if the animal's tumors read on a day reach it together, and none of them alone.
    pub fn burden_alert(&self, protocol: &Protocol, on: NaiveDate) -> Option<Alert> {
        let limit = protocol.limit_tumor_volume_mm3?;
        let of_day = self.tumors.iter().filter_map(|tumor| {
            let volumes = tumor.volumes(protocol);
            volumes.filter(|(when, _)| when.date == on).last()
        });
        let of_day: Vec<(When, f64)> = of_day.collect();
        burden_reached(&of_day, limit)
    }

    /// The limits that this animal is past, as [`Self::last_alerts`]; none of one that has left the
    /// study.
    pub fn open_alerts(&self, protocol: &Protocol) -> Vec<Alert> {
        match self.disposition {
            Some(_) => Vec::new(),
            None => self.last_alerts(protocol),
        }
    }

    /// The limits that the last standing measurement of each tumor reaches, in site order, then those of
    /// the last day together, then the last standing weighing. A tumor that was not measured since keeps its alert.
    pub fn last_alerts(&self, protocol: &Protocol) -> Vec<Alert> {
        let of_tumors = self.tumors.iter().flat_map(|tumor| {
            let measured = tumor.standing_readings();
            let last = measured.filter(|r| r.observation.is_measured()).last();
            last.map(|r| protocol.reading_alerts(&tumor.tumor.site, &r.observation, r.when))
                .unwrap_or_default()
        });
        let moments = self.tumors.iter().flat_map(|t| t.volumes(protocol));
        let last = moments.map(|(when, _)| when.date).max();
        let together = last.and_then(|on| self.burden_alert(protocol, on));
        let weighed = self.standing_weighings().last();
        let of_weight = weighed.and_then(|w| self.weight_alert(protocol, w.when, w.entry));
        of_tumors.chain(together).chain(of_weight).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{animal, date, disposed, not_measured, read, weighed};
    use crate::{BaselineRule, Prose};

    fn protocol() -> Protocol {
        Protocol {
            day0: Some(date(0)),
            limit_weight_loss_percent: Some(20.0),
            limit_tumor_size_mm: Some(15.0),
            limit_tumor_volume_mm3: Some(1000.0),
            ..Protocol::default()
        }
    }

    #[test]
    fn a_reading_reaches_volume_and_size() {
        let site = Label::new("site", "left").unwrap();
        let found = |l, w| Observation::from_numbers(Some(l), Some(w), None, None).unwrap();
        let alerts = |l, w| protocol().reading_alerts(&site, &found(l, w), When::on(date(3)));
        // 15 × 12: 15 · 144 / 2 = 1080 mm³.
        let both = alerts(15.0, 12.0);
        let values: Vec<_> = both.iter().map(|a| (a.concern, a.value, a.limit)).collect();
        let expected = [
            (Concern::TumorVolume, 1080.0, 1000.0),
            (Concern::TumorSize, 15.0, 15.0),
        ];
        assert_eq!(values, expected);
        assert_eq!(both[0].site.as_ref(), Some(&site));
        let found = "tumor volume 1080.0 mm³ has reached the study's limit of 1000 mm³";
        assert_eq!(both[0].to_string(), found);
        let told = format!("{found}: see the protocol's humane endpoints");
        assert_eq!(protocol().told(&both[0]), told);
        let with_action = Protocol {
            limit_action: Some(Prose::new("action", "weigh daily").unwrap()),
            ..protocol()
        };
        assert_eq!(with_action.told(&both[0]), format!("{found}: weigh daily"));
        assert!(alerts(14.9, 11.0).is_empty());
        let none = protocol().reading_alerts(&site, &Observation::NotPalpable, When::on(date(3)));
        assert!(none.is_empty());
    }

    #[test]
    fn loss_is_counted_from_the_baseline_of_the_rule() {
        let animal = weighed(animal("1"), &[(-4, 30.0), (0, 20.0), (3, 18.0)]);
        let weight = BodyWeight::new(16.0).unwrap();
        let when = When::on(date(6));
        let change = |protocol: &Protocol| animal.weight_change_percent(protocol, when, weight);
        assert!((change(&protocol()).unwrap() + 20.0).abs() < 1e-12);
        let first = Protocol {
            baseline_rule: BaselineRule::First,
            ..protocol()
        };
        assert!((change(&first).unwrap() + 100.0 * 14.0 / 30.0).abs() < 1e-12);
        assert!(
            animal
                .weight_alert(
                    &protocol(),
                    When::on(date(6)),
                    BodyWeight::new(17.0).unwrap()
                )
                .is_none()
        );
        let alert = animal.weight_alert(&first, when, weight).unwrap();
        assert_eq!((alert.concern, alert.unit()), (Concern::WeightLoss, "%"));
    }

    #[test]
    fn the_tumors_of_an_animal_count_together_on_one_day() {
        let two = |left: f64, right: f64| {
            let animal = read(animal("1"), "left", &[(0, 100.0), (3, left)]);
            read(animal, "right", &[(3, right)])
        };
        let concerns = |animal: &AnimalRecord| {
            let alerts = animal.open_alerts(&protocol());
            let told = alerts.iter().map(|a| (a.concern, a.value));
            told.collect::<Vec<_>>()
        };
        let both = two(952.0, 288.0);
        assert_eq!(concerns(&both), [(Concern::TumorBurden, 1240.0)]);
        let said = both.open_alerts(&protocol())[0].to_string();
        let expected = "volume of all tumors 1240.0 mm³ has reached the study's limit of 1000 mm³";
        assert_eq!(said, expected);
        assert!(concerns(&two(600.0, 288.0)).is_empty());
        // One that is past it alone says enough.
        assert_eq!(
            concerns(&two(1200.0, 288.0)),
            [(Concern::TumorVolume, 1200.0)]
        );
        // Of another day, the other tumor tells nothing of this one.
        assert!(concerns(&read(both, "left", &[(6, 960.0)])).is_empty());
    }

    #[test]
    fn the_last_measurement_of_an_animal_on_study_counts() {
        let large = read(animal("1"), "left", &[(0, 100.0), (3, 1200.0)]);
        let alerts = |animal: &AnimalRecord| animal.open_alerts(&protocol()).len();
        assert_eq!(alerts(&large), 1);
        assert_eq!(alerts(&not_measured(large.clone(), "left", 6)), 1);
        assert_eq!(alerts(&read(large.clone(), "left", &[(6, 800.0)])), 0);
        let gone = disposed(large.clone(), 4);
        assert_eq!((alerts(&gone), gone.last_alerts(&protocol()).len()), (0, 1));
        let thin = weighed(large, &[(0, 20.0), (3, 15.0)]);
        let concerns: Vec<_> = thin
            .open_alerts(&protocol())
            .iter()
            .map(|a| a.concern)
            .collect();
        assert_eq!(concerns, [Concern::TumorVolume, Concern::WeightLoss]);
    }
}
