//! The likelihood as a function of the variances alone: β and σ² are profiled out.
//!
//! With V = I + ZDZᵀ relative to the residual variance, per animal and from its triangular factor T
//! of Z: N = I + TDTᵀ, ln|V| = ln|N|, UᵀV⁻¹U = RᵀN⁻¹R + (rows below), C = ZᵀV⁻¹U = TᵀN⁻¹R and
//! S = ZᵀV⁻¹Z. In an entry γ of D with derivative G: ∂UᵀV⁻¹U = −CᵀGC, ∂²UᵀV⁻¹U = CᵀGSG'C + CᵀG'SGC.
//! All sums have positive terms only, so no digits cancel.
//!
//! If arms differ in their residual variance, this holds for each of them with D relative to its own.
//! The parts of the criterion are therefore kept per class of arms with one residual variance.

use super::blocks::{AnimalBlock, ArmBlock, Blocks};
use super::jet::{Jet, Square};
use super::residual::Residuals;
use super::theta::Relative;

/// Which columns of the fixed part are kept. A column that earlier columns determine is dropped.
#[derive(Debug, Clone, PartialEq)]
pub struct KeptColumns {
    /// Of the columns that belong to one arm, by arm.
    pub local: Vec<[bool; 2]>,
    /// Of the common columns.
    pub border: Vec<bool>,
}

/// The criterion's parts at one D, with their derivatives in the entries of D. Everything that
/// belongs to one arm or class is relative to its residual variance.
#[derive(Debug, Clone)]
pub struct Evaluation {
    /// D of each class.
    pub relative: Vec<Relative>,
    /// Per arm, UᵀV⁻¹U swept on the arm's own columns.
    pub arms: Vec<Square>,
    /// Common columns and response after the arms' own columns are eliminated; swept on the common
    /// columns.
    pub border: Square,
    /// The parts of the criterion of each class.
    pub parts: Vec<Parts>,
}

/// The parts of the criterion that the arms of one class add to it.
#[derive(Debug, Clone, Copy, Default)]
pub struct Parts {
    /// ln|V|.
    pub log_det_v: Jet,
    /// ln|XᵀV⁻¹X| over the kept columns.
    pub log_det_x: Jet,
    /// Residual sum of squares in the metric of V.
    pub rss: Jet,
}

/// N⁻¹ of one animal, and the products with it.
pub struct AnimalInverse {
    inverse: [f64; 3],
    factor: [f64; 3],
    pub determinant: f64,
}

impl AnimalInverse {
    pub fn new(animal: &AnimalBlock, relative: &Relative) -> Self {
        let [a, b, c] = animal.factor;
        let [g0, g1, g2] = relative.d;
        let (first, second) = (a * g0 + b * g1, a * g1 + b * g2);
        let (m00, m01, m11) = (first * a + second * b, second * c, c * g2 * c);
        let determinant = 1.0 + m00 + m11 + (a * c) * (a * c) * relative.determinant;
        Self {
            inverse: [
                (1.0 + m11) / determinant,
                -m01 / determinant,
                (1.0 + m00) / determinant,
            ],
            factor: animal.factor,
            determinant,
        }
    }

    /// N⁻¹r.
    pub fn solve(&self, r: [f64; 2]) -> [f64; 2] {
        let [i00, i01, i11] = self.inverse;
        [i00 * r[0] + i01 * r[1], i01 * r[0] + i11 * r[1]]
    }

    /// Tᵀe: with e = N⁻¹r this is a column of ZᵀV⁻¹U.
    pub fn back(&self, e: [f64; 2]) -> [f64; 2] {
        let [a, b, c] = self.factor;
        [a * e[0], b * e[0] + c * e[1]]
    }

    /// S = ZᵀV⁻¹Z: (0, 0), (0, 1), (1, 1).
    fn precision(&self) -> [f64; 3] {
        let [a, b, c] = self.factor;
        let first = self.back(self.solve([a, 0.0]));
        let second = self.back(self.solve([b, c]));
        [first[0], first[1], second[1]]
    }

    fn log_det(&self) -> Jet {
        let [s0, s1, s2] = self.precision();
        Jet {
            v: self.determinant.ln(),
            d: [s0, 2.0 * s1, s2],
            h: [
                -s0 * s0,
                -2.0 * s0 * s1,
                -s1 * s1,
                -2.0 * (s0 * s2 + s1 * s1),
                -2.0 * s1 * s2,
                -s2 * s2,
            ],
        }
    }
}

impl Evaluation {
    /// Evaluates at D relative to the residual variance of each class, with the kept columns.
    pub fn new(
        blocks: &Blocks,
        relative: Vec<Relative>,
        kept: &KeptColumns,
        residuals: &Residuals,
    ) -> Self {
        let (mut arms, mut parts) = gather(blocks, &relative, residuals);
        let mut border = Square::zero(blocks.border + 1);
        for (i, (arm, keep)) in arms.iter_mut().zip(&kept.local).enumerate() {
            let part = &mut parts[residuals.class_of_arm[i]];
            for k in (0..blocks.local).filter(|&k| keep[k]) {
                let log_det = arm.sweep(k).ln();
                if residuals.counts[i] {
                    part.log_det_x += log_det;
                }
            }
            if residuals.counts[i] {
                part.rss += arm.at(blocks.local + blocks.border, blocks.local + blocks.border);
            }
            add_remainder(&mut border, arm, blocks.local);
        }
        for k in (0..blocks.border).filter(|&k| kept.border[k]) {
            parts[0].log_det_x += border.sweep(k).ln();
        }
        // Arms with common columns are all of one class.
        if blocks.border > 0 {
            parts[0].rss = border.at(blocks.border, blocks.border);
        }
        Self {
            relative,
            arms,
            border,
            parts,
        }
    }
}

/// UᵀV⁻¹U per arm, and ln|V| per class.
fn gather(
    blocks: &Blocks,
    relative: &[Relative],
    residuals: &Residuals,
) -> (Vec<Square>, Vec<Parts>) {
    let mut arms: Vec<Square> = blocks.arms.iter().map(|arm| arm.within.clone()).collect();
    let mut parts = vec![Parts::default(); relative.len()];
    let mut solved = vec![([0.0; 2], [0.0; 2]); blocks.columns()];
    for (i, animal) in blocks.animals.iter().enumerate() {
        if animal.readings == 0 {
            continue;
        }
        let class = residuals.class_of_arm[animal.arm];
        let at = AnimalInverse::new(animal, &relative[class]);
        if residuals.counts[animal.arm] {
            parts[class].log_det_v += at.log_det();
        }
        let rows = blocks.rows_of(i);
        for (j, cell) in solved.iter_mut().enumerate() {
            let e = at.solve([rows.0[j], rows.1[j]]);
            *cell = (e, at.back(e));
        }
        add_animal(&mut arms[animal.arm], rows, &solved, at.precision());
    }
    arms.iter_mut().for_each(Square::mirror);
    (arms, parts)
}

/// Adds UᵀV⁻¹U of an animal and its derivatives to the upper half.
fn add_animal(
    arm: &mut Square,
    rows: (&[f64], &[f64]),
    solved: &[([f64; 2], [f64; 2])],
    s: [f64; 3],
) {
    for (i, (_, c)) in solved.iter().enumerate() {
        for (j, (e, k)) in solved.iter().enumerate().skip(i) {
            let (p, m, q) = (c[0] * k[0], c[0] * k[1] + c[1] * k[0], c[1] * k[1]);
            let jet = Jet {
                v: rows.0[i] * e[0] + rows.1[i] * e[1],
                d: [-p, -m, -q],
                h: [
                    2.0 * s[0] * p,
                    2.0 * s[1] * p + s[0] * m,
                    s[1] * m,
                    2.0 * (s[2] * p + s[1] * m + s[0] * q),
                    s[2] * m + 2.0 * s[1] * q,
                    2.0 * s[2] * q,
                ],
            };
            arm.add(i, j, jet);
        }
    }
}

/// Adds what is left of the common columns after an arm's own columns are eliminated.
fn add_remainder(border: &mut Square, arm: &Square, local: usize) {
    for i in 0..border.size {
        for j in 0..border.size {
            border.add(i, j, arm.at(local + i, local + j));
        }
    }
}

/// A column is dropped if earlier columns explain all but this share of its sum of squares.
/// Rounding leaves about 1e-15 per elimination; columns that differ in earnest leave far more than
/// 1e-11.
const DEPENDENT: f64 = 1e-11;

/// Sweeps a column unless earlier columns determine it; returns whether it was swept.
fn sweep_if_independent(matrix: &mut Square, k: usize, square: f64) -> bool {
    let independent = matrix.at(k, k).v > DEPENDENT * square && square > 0.0;
    if independent {
        matrix.sweep(k);
    }
    independent
}

/// Ordinary least squares (D = 0): which columns are kept, and the matrices swept on them.
pub fn least_squares(blocks: &Blocks) -> (KeptColumns, Evaluation) {
    let relative = [Relative::default()];
    let (arms, _) = gather(blocks, &relative, &Residuals::common(blocks.arms.len()));
    sweep_independent(blocks, arms)
}

/// Fits every animal's own line: the residual sum of squares, and the number of columns that remain
/// estimable within animals.
pub fn within_animals(blocks: &Blocks) -> (f64, usize) {
    let arms: Vec<Square> = blocks.arms.iter().map(|arm| arm.within.clone()).collect();
    let (kept, evaluation) = sweep_independent(blocks, arms);
    let local = kept.local.iter().flatten();
    let columns = local.chain(&kept.border).filter(|&&kept| kept).count();
    (evaluation.parts[0].rss.v, columns)
}

/// The same of one arm that shares no column with others.
pub fn within_arm(arm: &ArmBlock, local: usize) -> (f64, usize) {
    let mut within = arm.within.clone();
    let columns = (0..local).filter(|&k| {
        let square = within.at(k, k).v;
        sweep_if_independent(&mut within, k, square)
    });
    let columns = columns.count();
    (within.at(local, local).v, columns)
}

/// Sweeps all columns that earlier columns do not determine.
fn sweep_independent(blocks: &Blocks, mut arms: Vec<Square>) -> (KeptColumns, Evaluation) {
    let mut kept = KeptColumns {
        local: vec![[false; 2]; arms.len()],
        border: vec![false; blocks.border],
    };
    let mut squares = vec![0.0; blocks.border];
    let mut border = Square::zero(blocks.border + 1);
    for (arm, keeps) in arms.iter_mut().zip(&mut kept.local) {
        for (j, square) in squares.iter_mut().enumerate() {
            *square += arm.at(blocks.local + j, blocks.local + j).v;
        }
        for (k, kept) in keeps.iter_mut().enumerate().take(blocks.local) {
            let square = arm.at(k, k).v;
            *kept = sweep_if_independent(arm, k, square);
        }
        add_remainder(&mut border, arm, blocks.local);
    }
    for (k, kept) in kept.border.iter_mut().enumerate() {
        *kept = sweep_if_independent(&mut border, k, squares[k]);
    }
    let parts = Parts {
        rss: border.at(blocks.border, blocks.border),
        ..Parts::default()
    };
    let evaluation = Evaluation {
        relative: vec![Relative::default()],
        arms,
        border,
        parts: vec![parts],
    };
    (kept, evaluation)
}
