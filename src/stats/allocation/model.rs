//! A problem made ready for a search: animals that stay together as one unit, standardized values,
//! constraints as groups, and which arms are interchangeable.

use super::draw::Draw;
use super::groups::{Group, Rule};
use super::score::{has_cv, varies};
use super::{Covariate, Problem};
use crate::descriptive::{mean, sd};

/// Animals that go together.
#[derive(Debug, Clone)]
pub(super) struct Unit {
    pub members: Vec<usize>,
    /// The arm it is fixed in; the one after the last stands for being left out.
    pub fixed: Option<usize>,
}

/// A covariate, standardized: z = (x − mean)/SD of all animals.
#[derive(Debug, Clone)]
pub(super) struct Column {
    pub weight: f64,
    /// An arm's spread is SD(z)/(base + slope × mean(z)): mean/SD and 1 for a CV, 1 and 0 without.
    pub base: f64,
    pub slope: f64,
    /// Σz of each unit; 0 for the one after the last.
    pub sum: Vec<f64>,
    /// Σz² likewise.
    pub square: Vec<f64>,
}

/// See the module.
#[derive(Debug, Clone)]
pub(super) struct Model {
    pub animals: usize,
    /// Places of every arm.
    pub sizes: Vec<usize>,
    /// Animals left out.
    pub out: usize,
    pub units: Vec<Unit>,
    pub columns: Vec<Column>,
    pub groups: Vec<Group>,
    /// Of each unit: the groups of its animals, and how many are in each.
    pub memberships: Vec<Vec<(usize, u16)>>,
    /// For every arm the first arm that it is interchangeable with.
    pub class: Vec<usize>,
}

/// Animals that stay together are fixed in different arms.
pub(super) struct Torn;

impl Model {
    /// Of a problem that was checked.
    pub fn new(problem: &Problem) -> Result<Self, Torn> {
        let units = units(problem)?;
        let groups = groups(problem);
        let mut model = Self {
            animals: problem.animals,
            sizes: problem.sizes.clone(),
            out: problem.animals - problem.sizes.iter().sum::<usize>(),
            columns: Vec::new(),
            memberships: vec![Vec::new(); units.len()],
            class: classes(&problem.sizes, &units),
            units,
            groups,
        };
        let balanced = problem.covariates.iter();
        let balanced = balanced.filter(|c| c.weight > 0.0 && varies(&c.values));
        model.columns = balanced.filter_map(|c| column(c, &model.units)).collect();
        model.note_memberships();
        Ok(model)
    }

    /// Number of arms.
    pub fn arms(&self) -> usize {
        self.sizes.len()
    }

    /// Places of an arm, or of those left out.
    pub fn places(&self, arm: usize) -> usize {
        self.sizes.get(arm).copied().unwrap_or(self.out)
    }

    /// Animals of a unit; 0 for the one after the last.
    pub fn size(&self, unit: usize) -> usize {
        self.units.get(unit).map_or(0, |unit| unit.members.len())
    }

    /// Whether units are not all single animals.
    pub fn lumpy(&self) -> bool {
        self.units.iter().any(|unit| unit.members.len() > 1)
    }

    /// Sum of the weights.
    pub fn weight(&self) -> f64 {
        self.columns.iter().map(|c| c.weight).sum()
    }

    /// About how many operations it takes to try an exchange between two arms.
    pub fn step_work(&self) -> usize {
        let rules = if self.lumpy() { 1 } else { 0 } + 4 * self.groups.len();
        64 + (2 * self.columns.len() + rules) * (self.arms() + 1)
    }

    /// About how many operations it takes to try every arm for a unit.
    pub fn node_work(&self) -> usize {
        let width = self.arms() + 1;
        let rules = self.memberships.iter().map(Vec::len).max().unwrap_or(0);
        width * (width + 4 * rules * width + 8 * self.columns.len())
    }

    fn note_memberships(&mut self) {
        let mut unit_of = vec![0; self.animals];
        for (place, unit) in self.units.iter().enumerate() {
            unit.members
                .iter()
                .for_each(|member| unit_of[*member] = place);
        }
        for (place, group) in self.groups.iter().enumerate() {
            for member in &group.members {
                let list = &mut self.memberships[unit_of[*member]];
                match list.last_mut().filter(|(group, _)| *group == place) {
                    Some((_, count)) => *count += 1,
                    None => list.push((place, 1)),
                }
            }
        }
    }

    /// Every animal's group from every unit's, interchangeable ones renamed in the order in which they
    /// first appear: one list per partition.
    pub fn partition(&self, seats: &[usize]) -> Vec<Option<usize>> {
        let mut groups = vec![None; self.animals];
        for (unit, &arm) in self.units.iter().zip(seats) {
            for &member in &unit.members {
                groups[member] = Some(arm).filter(|arm| *arm < self.arms());
            }
        }
        let mut names: Vec<Option<usize>> = vec![None; self.arms()];
        let mut taken = vec![false; self.arms()];
        for arm in groups.iter_mut().flatten() {
            let of_class = |name: &usize| self.class[*name] == self.class[*arm] && !taken[*name];
            let name = match names[*arm] {
                Some(name) => name,
                None => (0..self.arms()).find(of_class).unwrap_or(*arm),
            };
            taken[name] = true;
            names[*arm] = Some(name);
            *arm = name;
        }
        groups
    }

    /// In how many orders interchangeable arms can be named; the largest number where there are more.
    pub fn orders(&self) -> u64 {
        let place_in_class = |arm: usize| {
            let earlier = self.class[..=arm].iter().filter(|c| **c == self.class[arm]);
            earlier.count() as u64
        };
        (0..self.arms())
            .map(place_in_class)
            .fold(1, u64::saturating_mul)
    }

    /// Which arm each group becomes: those of interchangeable arms in random order.
    pub fn draw_names(&self, draw: &mut Draw) -> Vec<usize> {
        let mut names: Vec<usize> = (0..self.arms()).collect();
        for first in 0..self.arms() {
            let class: Vec<usize> = (first..self.arms())
                .filter(|a| self.class[*a] == first)
                .collect();
            let order = draw.order(class.len());
            for (&arm, &place) in class.iter().zip(&order) {
                names[arm] = class[place];
            }
        }
        names
    }
}

/// Animals that stay together, joined over all lists.
fn units(problem: &Problem) -> Result<Vec<Unit>, Torn> {
    let mut unit: Vec<usize> = (0..problem.animals).collect();
    for list in &problem.whole {
        let joined: Vec<usize> = list.iter().map(|animal| unit[*animal]).collect();
        let least = joined.iter().copied().min().unwrap_or(0);
        unit.iter_mut()
            .filter(|u| joined.contains(u))
            .for_each(|u| *u = least);
    }
    let mut fixed: Vec<Option<usize>> = vec![None; problem.animals];
    for (animal, arm) in &problem.fixed {
        let arm = arm.unwrap_or(problem.sizes.len());
        if fixed[unit[*animal]]
            .replace(arm)
            .is_some_and(|before| before != arm)
        {
            return Err(Torn);
        }
    }
    let firsts = (0..problem.animals).filter(|animal| unit[*animal] == *animal);
    let of = |first: usize| Unit {
        members: (0..problem.animals).filter(|a| unit[*a] == first).collect(),
        fixed: fixed[first],
    };
    Ok(firsts.map(of).collect())
}

fn groups(problem: &Problem) -> Vec<Group> {
    let mut groups = Vec::new();
    let mut add = |rule, members: &[usize]| {
        let mut members = members.to_vec();
        members.sort_unstable();
        members.dedup();
        if members.len() > 1 {
            groups.push(Group { rule, members });
        }
    };
    for factor in &problem.strata {
        let mut levels = factor.clone();
        levels.sort_unstable();
        levels.dedup();
        for level in levels {
            let of: Vec<usize> = (0..factor.len()).filter(|a| factor[*a] == level).collect();
            add(Rule::Even, &of);
        }
    }
    problem.mixed.iter().for_each(|list| add(Rule::Mixed, list));
    problem.apart.iter().for_each(|list| add(Rule::Apart, list));
    groups
}

fn column(covariate: &Covariate, units: &[Unit]) -> Option<Column> {
    let (center, spread) = (mean(&covariate.values)?, sd(&covariate.values)?);
    let z = |animal: &usize| (covariate.values[*animal] - center) / spread;
    let with_cv = has_cv(&covariate.values);
    let sum = units.iter().map(|u| u.members.iter().map(z).sum());
    let square = units
        .iter()
        .map(|u| u.members.iter().map(|a| z(a) * z(a)).sum());
    Some(Column {
        weight: covariate.weight,
        base: if with_cv { center / spread } else { 1.0 },
        slope: if with_cv { 1.0 } else { 0.0 },
        sum: sum.chain([0.0]).collect(),
        square: square.chain([0.0]).collect(),
    })
}

/// Arms of one size in which nothing is fixed are interchangeable.
fn classes(sizes: &[usize], units: &[Unit]) -> Vec<usize> {
    let free = |arm: usize| units.iter().all(|unit| unit.fixed != Some(arm));
    let alike = |arm: usize| {
        let earlier = (0..arm).find(|other| sizes[*other] == sizes[arm] && free(*other));
        earlier.filter(|_| free(arm)).unwrap_or(arm)
    };
    (0..sizes.len()).map(alike).collect()
}
