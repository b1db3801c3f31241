//! The readings, condensed in one pass to a small triangular factor per animal.
//!
//! With the rows of an animal as U = (1, day, further columns, y), Givens rotations build R with
//! RᵀR = UᵀU row by row. R holds all cross-products without the digits that adding up products
//! would lose. The first rows of R belong to the random effects and are kept per animal; the rows
//! below them enter every later sum unchanged and are added up per arm. After this pass the work no
//! longer depends on the number of readings.

use super::jet::{Jet, Square};
use super::model::{Fixed, Model, NoFit, Random};

/// Condensed readings of a model.
#[derive(Debug, Clone, PartialEq)]
pub struct Blocks {
    /// The computed day is (day − center)/scale.
    pub center: f64,
    pub scale: f64,
    /// Number of columns that every arm has for itself: 2 (level and day), 1 (level) or 0.
    pub local: usize,
    /// Number of columns that all arms have in common, without the response.
    pub border: usize,
    pub arms: Vec<ArmBlock>,
    pub animals: Vec<AnimalBlock>,
    /// Per animal the first two rows of R, each with [`Blocks::columns`] numbers.
    pub rows: Vec<f64>,
    /// Number of rows in which every number is finite.
    pub readings: usize,
    /// Number of rows left out because a number is not finite.
    pub left_out: usize,
    /// Largest absolute response: the scale on which a scatter counts as zero.
    pub magnitude: f64,
}

/// The condensed readings of one arm.
#[derive(Debug, Clone, PartialEq)]
pub struct ArmBlock {
    /// Number of animals with readings.
    pub animals: usize,
    pub readings: usize,
    /// Number of readings beyond those that the random effects of each animal fit exactly.
    pub free: usize,
    /// Cross-products of the rows of R below those of the random effects, over the columns.
    pub within: Square,
}

/// The condensed readings of one animal.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct AnimalBlock {
    pub arm: usize,
    pub readings: usize,
    /// Triangular factor of the random effects' columns: (0, 0), (0, 1), (1, 1).
    pub factor: [f64; 3],
}

impl Blocks {
    /// Number of readings beyond those that the random effects of each animal fit exactly.
    pub fn free(&self) -> usize {
        self.arms.iter().map(|arm| arm.free).sum()
    }

    /// Number of columns of an arm: its own, the common ones, the response.
    pub fn columns(&self) -> usize {
        self.local + self.border + 1
    }

    /// The first two rows of R of an animal.
    pub fn rows_of(&self, animal: usize) -> (&[f64], &[f64]) {
        let n = self.columns();
        self.rows[2 * n * animal..2 * n * (animal + 1)].split_at(n)
    }

    /// Condenses the readings of a model.
    ///
    /// # Errors
    ///
    /// [`NoFit::Inconsistent`] if the slices do not fit together.
    pub fn new(model: &Model) -> Result<Self, NoFit> {
        if !model.is_consistent() {
            return Err(NoFit::Inconsistent);
        }
        let layout = Layout::new(model);
        let (center, scale) = day_scale(model);
        let animals = model.animal.iter().max().map_or(0, |last| last + 1);
        let width = layout.width;
        let mut factors = vec![0.0; animals * width * width];
        let mut counts = vec![0; animals];
        let (mut row, mut magnitude) = (vec![0.0; width], 0.0_f64);
        for i in 0..model.response.len() {
            layout.fill(model, i, (model.day[i] - center) / scale, &mut row);
            if row.iter().all(|x| x.is_finite()) {
                let animal = model.animal[i];
                magnitude = magnitude.max(model.response[i].abs());
                counts[animal] += 1;
                let cells = width * width;
                rotate_in(&mut factors[animal * cells..(animal + 1) * cells], &mut row);
            }
        }
        let readings = counts.iter().sum();
        let mut blocks = Self {
            center,
            scale,
            local: layout.local,
            border: layout.columns.len() - 1 - layout.local,
            arms: layout.empty_arms(),
            animals: Vec::with_capacity(animals),
            rows: Vec::with_capacity(animals * 2 * layout.columns.len()),
            readings,
            left_out: model.response.len() - readings,
            magnitude,
        };
        for (animal, factor) in factors.chunks_exact(width * width).enumerate() {
            blocks.add_animal(&layout, layout.arm(animal), factor, counts[animal]);
        }
        blocks.arms.iter_mut().for_each(|arm| arm.within.mirror());
        Ok(blocks)
    }

    /// Keeps the rows of the random effects, and adds the rows below them to the arm. An animal
    /// that was read on one day only has no row for its slope.
    fn add_animal(&mut self, layout: &Layout, arm: usize, factor: &[f64], readings: usize) {
        let width = layout.width;
        let row = |r: usize| &factor[r * width..(r + 1) * width];
        let (first, next) = (row(0), row(1));
        let has_slope = layout.effects == 2 && next[1].abs() > 1e-9 * first[0];
        let effects = usize::from(readings > 0) + usize::from(has_slope);
        let second = |r: &[f64], j: usize| if has_slope { r[j] } else { 0.0 };
        self.animals.push(AnimalBlock {
            arm,
            readings,
            factor: [
                first[0],
                if layout.effects == 2 { first[1] } else { 0.0 },
                second(next, 1),
            ],
        });
        self.rows.extend(layout.columns.iter().map(|&j| first[j]));
        self.rows
            .extend(layout.columns.iter().map(|&j| second(next, j)));
        let block = &mut self.arms[arm];
        block.readings += readings;
        block.free += readings.saturating_sub(effects);
        block.animals += usize::from(readings > 0);
        for below in effects..width {
            let below = row(below);
            for (a, &i) in layout.columns.iter().enumerate() {
                for (b, &j) in layout.columns.iter().enumerate().skip(a) {
                    block.within.add(a, b, Jet::constant(below[i] * below[j]));
                }
            }
        }
    }
}

/// The order of the numbers in a row, and which of them are columns of the fixed part.
struct Layout<'a> {
    local: usize,
    /// For each column of an arm, its position in a row.
    columns: Vec<usize>,
    /// Length of a row.
    width: usize,
    effects: usize,
    /// The number of arms; 1 for a design without arms.
    arms: usize,
    of_animal: &'a [usize],
}

impl<'a> Layout<'a> {
    fn new(model: &Model<'a>) -> Self {
        let (local, further, arms, of_animal) = match model.fixed {
            Fixed::DayByArm(of) => (2, of.covariates.len(), of.count, of.of_animal),
            Fixed::DayPlusArm(of) => (1, of.covariates.len(), of.count, of.of_animal),
            Fixed::Columns(columns) => (0, columns.len(), 1, &[][..]),
        };
        let width = 3 + further;
        let first = if local == 0 { 2 } else { 0 };
        Self {
            local,
            columns: (first..width).collect(),
            width,
            effects: model.random.effects(),
            arms,
            of_animal,
        }
    }

    fn arm(&self, animal: usize) -> usize {
        self.of_animal.get(animal).copied().unwrap_or(0)
    }

    fn empty_arms(&self) -> Vec<ArmBlock> {
        let arm = ArmBlock {
            animals: 0,
            readings: 0,
            free: 0,
            within: Square::zero(self.columns.len()),
        };
        vec![arm; self.arms]
    }

    /// Writes one row: 1, the day, further columns, the response.
    fn fill(&self, model: &Model, i: usize, day: f64, row: &mut [f64]) {
        row[0] = 1.0;
        row[1] = day;
        row[self.width - 1] = model.response[i];
        let further = &mut row[2..self.width - 1];
        match model.fixed {
            Fixed::DayByArm(arms) | Fixed::DayPlusArm(arms) => {
                for (cell, covariate) in further.iter_mut().zip(arms.covariates) {
                    *cell = covariate[model.animal[i]];
                }
            }
            Fixed::Columns(columns) => {
                for (cell, column) in further.iter_mut().zip(columns) {
                    *cell = column[i];
                }
            }
        }
    }
}

/// Mean and SD of the days, to center and scale them. Uncorrelated effects depend on the origin of
/// the day: their day is scaled by its root mean square and not centered.
fn day_scale(model: &Model) -> (f64, f64) {
    let days = || model.day.iter().filter(|day| day.is_finite());
    let n = days().count().max(1) as f64;
    let center = match model.random {
        Random::Uncorrelated => 0.0,
        _ => days().sum::<f64>() / n,
    };
    let scale = (days().map(|d| (d - center).powi(2)).sum::<f64>() / n).sqrt();
    (center, if scale > 0.0 { scale } else { 1.0 })
}

/// Adds a row to a triangular factor by Givens rotations. The row is overwritten.
fn rotate_in(factor: &mut [f64], row: &mut [f64]) {
    let n = row.len();
    for k in 0..n {
        if row[k] == 0.0 {
            continue;
        }
        let kept = &mut factor[k * n..(k + 1) * n];
        let length = (kept[k] * kept[k] + row[k] * row[k]).sqrt();
        let (cosine, sine) = (kept[k] / length, row[k] / length);
        for (a, b) in kept[k..].iter_mut().zip(&mut row[k..]) {
            let old = *a;
            *a = cosine * old + sine * *b;
            *b = cosine * *b - sine * old;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rotations_preserve_the_cross_products() {
        let rows = [[1.0, 0.0, 2.0], [1.0, 1.0, -1.0], [1.0, 3.0, 0.5]];
        let mut factor = [0.0; 9];
        for row in rows {
            rotate_in(&mut factor, &mut row.clone());
        }
        for i in 0..3 {
            for j in 0..3 {
                let direct: f64 = rows.iter().map(|row| row[i] * row[j]).sum();
                let kept: f64 = (0..3).map(|k| factor[k * 3 + i] * factor[k * 3 + j]).sum();
                assert!((direct - kept).abs() < 1e-14, "{i} {j}");
            }
        }
    }
}
