//! A problem prepared for the search: animals that stay together form one unit, values are
//! standardized, constraints become groups, and interchangeable arms are known.

use super::draw::Draw;
use super::groups::{Group, Rule};
use super::problem::{Covariate, Problem};
use super::score::{has_cv, varies};
use crate::descriptive::{mean, sd};

/// Animals that stay together; most units are single animals.
#[derive(Debug, Clone)]
pub(super) struct Unit {
    /// The animals, by index.
    pub members: Vec<usize>,
    /// The arm in which the unit is fixed; the index after the last arm means left out.
    pub fixed: Option<usize>,
}

/// A covariate, standardized: z = (x − mean)/SD of all animals.
#[derive(Debug, Clone)]
pub(super) struct Column {
    pub weight: f64,
    /// The spread of an arm is SD(z)/(base + slope × mean(z)): a CV with base mean/SD and slope 1,
    /// an SD with 1 and
    /// 0.
    pub base: f64,
    pub slope: f64,
    /// Σz of each unit; 0 at the index after the last, which stands for no unit.
    pub sum: Vec<f64>,
    /// Σz² of each unit; 0 at the index after the last.
    pub square: Vec<f64>,
}

/// The prepared problem.
#[derive(Debug, Clone)]
pub(super) struct Model {
    pub animals: usize,
    /// Places of every arm.
    pub sizes: Vec<usize>,
    /// Number of animals that are left out.
    pub out: usize,
    pub units: Vec<Unit>,
    pub columns: Vec<Column>,
    pub groups: Vec<Group>,
    /// The groups of each unit, with the number of the unit's animals in each.
    pub memberships: Vec<Vec<(usize, u16)>>,
    /// For every arm the first arm with which it is interchangeable (itself if with none).
    pub class: Vec<usize>,
}

/// The problem fixes animals that stay together in different arms.
pub(super) struct SplitUnit;

impl Model {
    /// Prepares a problem that [`check`](super::check::check) has accepted.
    pub fn new(problem: &Problem) -> Result<Self, SplitUnit> {
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
        model.set_memberships();
        Ok(model)
    }

    pub fn arms(&self) -> usize {
        self.sizes.len()
    }

    /// Places of an arm; for the index after the last arm, the number of animals left out.
    pub fn places(&self, arm: usize) -> usize {
        self.sizes.get(arm).copied().unwrap_or(self.out)
    }

    /// Number of animals of a unit; 0 for the index after the last.
    pub fn size(&self, unit: usize) -> usize {
        self.units.get(unit).map_or(0, |unit| unit.members.len())
    }

    /// Whether a unit has several animals, so that exchanges of units can change the size of arms.
    pub fn has_joined_units(&self) -> bool {
        self.units.iter().any(|unit| unit.members.len() > 1)
    }

    /// Sum of the weights of all columns.
    pub fn weight(&self) -> f64 {
        self.columns.iter().map(|c| c.weight).sum()
    }

    /// Estimated number of elementary operations of one exchange between two arms.
    pub fn step_work(&self) -> usize {
        let rules = if self.has_joined_units() { 1 } else { 0 } + 4 * self.groups.len();
        64 + (2 * self.columns.len() + rules) * (self.arms() + 1)
    }

    /// Estimated number of elementary operations to try every arm for a unit.
    pub fn node_work(&self) -> usize {
        let width = self.arms() + 1;
        let rules = self.memberships.iter().map(Vec::len).max().unwrap_or(0);
        width * (width + 4 * rules * width + 8 * self.columns.len())
    }

    fn set_memberships(&mut self) {
        let mut unit_of = vec![0; self.animals];
        for (index, unit) in self.units.iter().enumerate() {
            unit.members
                .iter()
                .for_each(|member| unit_of[*member] = index);
        }
        for (index, group) in self.groups.iter().enumerate() {
            for member in &group.members {
                let list = &mut self.memberships[unit_of[*member]];
                match list.last_mut().filter(|(group, _)| *group == index) {
                    Some((_, count)) => *count += 1,
                    None => list.push((index, 1)),
                }
            }
        }
    }

    /// Every animal's group from every unit's arm. Groups of interchangeable arms are renumbered in
    /// the order in which they first appear, so that equal partitions give equal lists.
    pub fn partition(&self, unit_arms: &[usize]) -> Vec<Option<usize>> {
        let mut groups = vec![None; self.animals];
        for (unit, &arm) in self.units.iter().zip(unit_arms) {
            for &member in &unit.members {
                groups[member] = Some(arm).filter(|arm| *arm < self.arms());
            }
        }
        let mut number: Vec<Option<usize>> = vec![None; self.arms()];
        let mut taken = vec![false; self.arms()];
        for arm in groups.iter_mut().flatten() {
            let of_class = |other: &usize| self.class[*other] == self.class[*arm] && !taken[*other];
            let new = match number[*arm] {
                Some(new) => new,
                None => (0..self.arms()).find(of_class).unwrap_or(*arm),
            };
            taken[new] = true;
            number[*arm] = Some(new);
            *arm = new;
        }
        groups
    }

    /// Number of orders of the interchangeable arms; the largest `u64` if there are more.
    pub fn orders(&self) -> u64 {
        let rank_in_class = |arm: usize| {
            let earlier = self.class[..=arm].iter().filter(|c| **c == self.class[arm]);
            earlier.count() as u64
        };
        (0..self.arms())
            .map(rank_in_class)
            .fold(1, u64::saturating_mul)
    }

    /// Draws the arm of each group: interchangeable arms are in random order.
    pub fn draw_arm_of_group(&self, draw: &mut Draw) -> Vec<usize> {
        let mut arm_of_group: Vec<usize> = (0..self.arms()).collect();
        for first in 0..self.arms() {
            let class: Vec<usize> = (first..self.arms())
                .filter(|a| self.class[*a] == first)
                .collect();
            let order = draw.order(class.len());
            for (&arm, &rank) in class.iter().zip(&order) {
                arm_of_group[arm] = class[rank];
            }
        }
        arm_of_group
    }
}

/// The units: lists of animals that stay together are joined where they overlap.
fn units(problem: &Problem) -> Result<Vec<Unit>, SplitUnit> {
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
            return Err(SplitUnit);
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

/// For every arm the first arm of the same size, if no animal is fixed in either: these are
/// interchangeable.
fn classes(sizes: &[usize], units: &[Unit]) -> Vec<usize> {
    let free = |arm: usize| units.iter().all(|unit| unit.fixed != Some(arm));
    let first_equal = |arm: usize| {
        let earlier = (0..arm).find(|other| sizes[*other] == sizes[arm] && free(*other));
        earlier.filter(|_| free(arm)).unwrap_or(arm)
    };
    (0..sizes.len()).map(first_equal).collect()
}
