//! What of a study is shown while nobody who handles its animals may know their arms.
//!
//! A record is masked where it is handed out for eyes, once, so that every screen, list, number and
//! export shows codes without knowing of blinding. Masking is no secrecy: it keeps people from
//! seeing what they must not know, not from breaking into the file. Free text stays as it was
//! written.

use uuid::Uuid;

use super::{
    Allocation, Animal, AnimalRecord, Arm, ArmId, Blinding, Cage, Cohort, Conduct, Dated,
    Disposition, Entry, Exclusion, Formulation, FrozenPlan, Plan, Study, StudyRecord, Tumor,
    TumorRecord, Waiver, WorkLine,
};

impl StudyRecord {
    /// The record as it may be seen: of a blinded study, arms are their codes in the order of these,
    /// and nothing tells what is given or which one is the control.
    ///
    /// Everything is taken apart field by field, here and below, so that a field that is added does not
    /// compile until someone has decided whether it is shown:
    ///
    /// ```compile_fail
    /// use graftbook_domain::Cage;
    ///
    /// // A version of `masked` from before cages had a label.
    /// fn masked(cage: Cage) -> Cage {
    ///     let Cage { id } = cage; // error: pattern does not mention field `label`
    ///     Cage { id }
    /// }
    /// ```
    pub fn masked(self) -> Self {
        let blinding = self.study.blinding;
        if !blinding.is_blinded() {
            return self;
        }
        let Self {
            study,
            arms,
            cages,
            cohorts,
            animals,
            exclusions,
            conduct,
            allocations,
            work_lines,
            formulations,
            waivers,
        } = self;
        let formulations = formulations.into_iter().map(Formulation::masked);
        let work_lines = work_lines.into_iter();
        let work_lines = work_lines.map(|line| line.masked(&animals, blinding));
        Self {
            work_lines: work_lines.collect(),
            formulations: formulations.collect(),
            waivers: waivers.into_iter().map(Waiver::masked).collect(),
            study: study.masked(),
            arms: masked_arms(&arms, blinding),
            cages: cages.into_iter().map(Cage::masked).collect(),
            cohorts: cohorts.into_iter().map(Cohort::masked).collect(),
            animals: animals.into_iter().map(|a| a.masked(blinding)).collect(),
            exclusions: exclusions.into_iter().map(Exclusion::masked).collect(),
            conduct: conduct.masked(),
            allocations: allocations.into_iter().map(Allocation::masked).collect(),
        }
    }

    /// The record as those may see it who must not know the arms, whether or not the study is blinded: all arms
    /// together, for even by their codes arms tell which of them do well. The study says of its blinding what is so.
    pub fn hidden(mut self) -> Self {
        let blinding = self.study.blinding;
        self.study.blinding = Blinding::BlindedAnimals;
        let mut hidden = self.masked();
        hidden.study.blinding = blinding;
        hidden
    }
}

impl AnimalRecord {
    /// The animal as it may be seen.
    pub fn masked(self, blinding: Blinding) -> Self {
        let Self {
            animal,
            tumors,
            weighings,
            doses,
            disposition,
        } = self;
        Self {
            animal: animal.masked(blinding),
            tumors: tumors.into_iter().map(|t| t.masked(blinding)).collect(),
            weighings: weighings.into_iter().map(|w| w.masked(blinding)).collect(),
            doses: doses.into_iter().map(|d| d.masked(blinding)).collect(),
            disposition: disposition.map(Disposition::masked),
        }
    }
}

impl Animal {
    fn masked(self, blinding: Blinding) -> Self {
        let Self {
            id,
            tag,
            rfid,
            ear,
            sex,
            born_on,
            source,
            note,
            off_treatment,
            cage,
            cohort,
            arm,
            code,
        } = self;
        Self {
            id,
            tag,
            rfid,
            ear,
            sex,
            born_on,
            source,
            note,
            off_treatment,
            cage,
            cohort: cohort.map(Cohort::masked),
            arm: match blinding {
                Blinding::BlindedAnimals => arm.map(|_| ArmId(Uuid::nil())),
                _ => arm,
            },
            code,
        }
    }
}

impl TumorRecord {
    fn masked(self, blinding: Blinding) -> Self {
        let Self {
            tumor: Tumor { id, site },
            readings,
        } = self;
        Self {
            tumor: Tumor { id, site },
            readings: readings.into_iter().map(|r| r.masked(blinding)).collect(),
        }
    }
}

impl<E: Entry> Dated<E> {
    fn masked(self, blinding: Blinding) -> Self {
        let Self {
            id,
            when,
            clock_time,
            repeat,
            observer,
            entry,
        } = self;
        Self {
            id,
            when,
            clock_time,
            repeat,
            observer,
            entry: entry.masked(blinding),
        }
    }
}

impl Study {
    fn masked(self) -> Self {
        let Self {
            id,
            name,
            status,
            blinding,
            protocol,
        } = self;
        Self {
            id,
            name,
            status,
            blinding,
            protocol: protocol.masked(),
        }
    }
}

impl Cage {
    fn masked(self) -> Self {
        let Self {
            id,
            label,
            room,
            rack,
            place,
        } = self;
        Self {
            id,
            label,
            room,
            rack,
            place,
        }
    }
}

impl WorkLine {
    /// Where even groups are hidden, it is about animals and not about arms.
    fn masked(self, animals: &[AnimalRecord], blinding: Blinding) -> Self {
        let Self {
            id,
            number,
            kind,
            whom,
            schedule,
            starts_on,
            ends_on,
            note,
            regimen,
        } = self;
        Self {
            regimen: regimen.map(|regimen| Box::new(regimen.masked())),
            id,
            number,
            kind,
            whom: match blinding {
                Blinding::BlindedAnimals => whom.without_arms(animals),
                _ => whom,
            },
            schedule,
            starts_on,
            ends_on,
            note,
        }
    }
}

impl Formulation {
    /// What it holds tells what an arm is given; the code on its vial is what one works with.
    fn masked(self) -> Self {
        let Self {
            id,
            code,
            compound: _,
            lot: _,
            concentration: _,
            vehicle: _,
            route,
            salt_factor: _,
            volume_ml,
            prepared_on,
            expires_on,
            used_up_on,
            note: _,
        } = self;
        Self {
            id,
            code,
            compound: None,
            lot: None,
            concentration: None,
            vehicle: None,
            route,
            salt_factor: None,
            volume_ml,
            prepared_on,
            expires_on,
            used_up_on,
            note: None,
        }
    }
}

impl Waiver {
    fn masked(self) -> Self {
        let Self {
            id,
            animal,
            line,
            planned_on,
            planned,
            reason,
        } = self;
        Self {
            id,
            animal,
            line,
            planned_on,
            planned,
            reason,
        }
    }
}

impl Cohort {
    fn masked(self) -> Self {
        let Self { id, name, day0 } = self;
        Self { id, name, day0 }
    }
}

impl Disposition {
    fn masked(self) -> Self {
        let Self {
            id,
            kind,
            when,
            reason,
        } = self;
        Self {
            id,
            kind,
            when,
            reason,
        }
    }
}

impl Exclusion {
    fn masked(self) -> Self {
        let Self {
            id,
            scope,
            reason,
            foreseen,
        } = self;
        Self {
            id,
            scope,
            reason,
            foreseen,
        }
    }
}

impl Conduct {
    fn masked(self) -> Self {
        let Self {
            plan,
            amended_plans,
            followed_since,
            unblinded,
            keys,
            exclusions,
        } = self;
        let amended_plans = amended_plans.into_iter();
        Self {
            plan: plan.map(FrozenPlan::masked),
            amended_plans: amended_plans.map(FrozenPlan::masked).collect(),
            followed_since,
            unblinded,
            keys,
            exclusions,
        }
    }
}

impl FrozenPlan {
    fn masked(self) -> Self {
        let Self {
            number,
            plan,
            exclusions,
            frozen,
        } = self;
        let Plan {
            endpoint,
            control: _,
            primary_definition,
            landmark_day,
            horizon_day,
            baseline_rule,
            volume_formula,
            zeros,
            event,
            exclude,
            disposition_roles,
            event_time,
            mrecist_from_day,
            burden,
            primary_test,
            visit_window_days,
            repeats,
            interval,
            residual,
        } = plan;
        let plan = Plan {
            endpoint,
            control: None,
            primary_definition,
            landmark_day,
            horizon_day,
            baseline_rule,
            volume_formula,
            zeros,
            event,
            exclude,
            disposition_roles,
            event_time,
            mrecist_from_day,
            burden,
            primary_test,
            visit_window_days,
            repeats,
            interval,
            residual,
        };
        Self {
            number,
            plan,
            exclusions,
            frozen,
        }
    }
}

impl Allocation {
    /// Who has the seed can draw again, and has the arms; a reason may name them.
    fn masked(self) -> Self {
        let Self {
            id,
            number,
            method,
            seed: _,
            iterations,
            score,
            observed_on,
            observed_until,
            reason: _,
            author,
            recorded_at,
        } = self;
        Self {
            id,
            number,
            method,
            seed: None,
            iterations,
            score,
            observed_on,
            observed_until,
            reason: None,
            author,
            recorded_at,
        }
    }
}

fn masked_arms(arms: &[Arm], blinding: Blinding) -> Vec<Arm> {
    let masked = |arm: &Arm| Arm {
        id: match blinding {
            Blinding::BlindedAnimals => ArmId(Uuid::nil()),
            _ => arm.id,
        },
        name: arm.shown(blinding),
        position: 0,
        is_control: false,
        label: None,
        vehicle: None,
        treatments: Vec::new(),
        code: None,
    };
    let mut masked: Vec<Arm> = arms.iter().map(masked).collect();
    masked.sort_by(|a, b| a.name.cmp(&b.name));
    masked.dedup_by_key(|arm| arm.id);
    for (arm, position) in masked.iter_mut().zip(1..) {
        arm.position = position;
    }
    masked
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::super::ALL_ARMS;
    use super::super::testing::{animal, arm, in_arm, label, study};
    use super::*;
    use crate::Treatment;

    fn blinded(blinding: Blinding) -> StudyRecord {
        let coded = |name: &str, is_control, position, code: &str| Arm {
            code: Some(label(code)),
            position,
            label: None,
            vehicle: Some(label("saline")),
            treatments: vec![Treatment {
                compound: label("KT-253"),
                dose: Some(1.0),
                unit: None,
                route: None,
                schedule: None,
            }],
            ..arm(name, is_control)
        };
        let mut record = study(vec![
            in_arm(animal("1"), "Vehicle"),
            in_arm(animal("2"), "KT-253"),
            animal("3"),
        ]);
        record.arms = vec![
            coded("Vehicle", true, 1, "XKR"),
            coded("KT-253", false, 2, "CDF"),
        ];
        record.study.blinding = blinding;
        record
    }

    #[test]
    fn arms_are_their_codes_in_the_order_of_these() {
        let record = blinded(Blinding::Blinded).masked();
        let arms: Vec<_> = record
            .arms
            .iter()
            .map(|a| (a.name.as_str(), a.position, a.is_control))
            .collect();
        assert_eq!(arms, [("CDF", 1, false), ("XKR", 2, false)]);
        assert!(record.arms.iter().all(|a| a.treatments.is_empty()));
        assert!(record.arms.iter().all(|a| a.vehicle.is_none()));
        let true_arms = blinded(Blinding::Open).animals;
        assert_eq!(record.animals, true_arms, "an animal keeps its arm");
    }

    #[test]
    fn with_codes_of_animals_not_even_groups_are_seen() {
        let record = blinded(Blinding::BlindedAnimals).masked();
        assert_eq!(record.arms.len(), 1);
        assert_eq!(record.arms[0].name.as_str(), ALL_ARMS);
        let arms: Vec<_> = record.animals.iter().map(|a| a.animal.arm).collect();
        let all = Some(record.arms[0].id);
        assert_eq!(arms, [all, all, None]);
    }

    #[test]
    fn what_is_not_blinded_is_shown_as_it_is() {
        for blinding in [Blinding::Open, Blinding::Unblinded] {
            assert_eq!(blinded(blinding).masked(), blinded(blinding));
        }
    }
}
