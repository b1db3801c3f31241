//! The likelihood of the variances alone: fixed effects and residual variance are profiled out.
//!
//! With V = I + ZDZᵀ relative to the residual variance, per animal and from its triangular factor T
//! of Z: N = I + TDTᵀ, ln|V| = ln|N|, UᵀV⁻¹U = RᵀN⁻¹R + (rows below), C = ZᵀV⁻¹U = TᵀN⁻¹R and
//! S = ZᵀV⁻¹Z. In an entry γ of D with derivative G: ∂UᵀV⁻¹U = −CᵀGC, ∂²UᵀV⁻¹U = CᵀGSG'C + CᵀG'SGC.
//! Sums of positive terms throughout, so that no digits cancel.

use super::blocks::{AnimalBlock, Blocks};
use super::jet::{Jet, Square};
use super::theta::Relative;

/// Which columns are swept: a column that those before it determine is not.
#[derive(Debug, Clone, PartialEq)]
pub struct Kept {
    /// Per arm, per column of its own.
    pub local: Vec<[bool; 2]>,
    pub border: Vec<bool>,
}

/// Everything at one D.
#[derive(Debug, Clone)]
pub struct State {
    pub relative: Relative,
    /// Per arm, swept on its own columns.
    pub arms: Vec<Square>,
    /// Common columns and response, after the arms' own; swept on the common columns.
    pub border: Square,
    /// ln|V|.
    pub log_det_v: Jet,
    /// ln|XᵀV⁻¹X| over the kept columns.
    pub log_det_x: Jet,
    /// Residual sum of squares in the metric of V.
    pub rss: Jet,
}

/// N⁻¹R of an animal and what follows, column by column.
pub struct Solved {
    inverse: [f64; 3],
    factor: [f64; 3],
    pub determinant: f64,
}

impl Solved {
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

impl State {
    /// At D, with the columns that are kept.
    pub fn new(blocks: &Blocks, relative: Relative, kept: &Kept) -> Self {
        let (mut arms, log_det_v) = gather(blocks, &relative);
        let mut log_det_x = Jet::default();
        let mut border = Square::zero(blocks.border + 1);
        for (arm, keep) in arms.iter_mut().zip(&kept.local) {
            for k in (0..blocks.local).filter(|&k| keep[k]) {
                log_det_x += arm.sweep(k).ln();
            }
            add_rest(&mut border, arm, blocks.local);
        }
        for k in (0..blocks.border).filter(|&k| kept.border[k]) {
            log_det_x += border.sweep(k).ln();
        }
        let rss = border.at(blocks.border, blocks.border);
        Self {
            relative,
            arms,
            border,
            log_det_v,
            log_det_x,
            rss,
        }
    }
}

/// UᵀV⁻¹U per arm and ln|V|.
fn gather(blocks: &Blocks, relative: &Relative) -> (Vec<Square>, Jet) {
    let mut arms: Vec<Square> = blocks.arms.iter().map(|arm| arm.within.clone()).collect();
    let mut log_det = Jet::default();
    let mut solved = vec![([0.0; 2], [0.0; 2]); blocks.columns()];
    for (i, animal) in blocks.animals.iter().enumerate() {
        if animal.readings == 0 {
            continue;
        }
        let at = Solved::new(animal, relative);
        log_det += at.log_det();
        let rows = blocks.rows_of(i);
        for (j, cell) in solved.iter_mut().enumerate() {
            let e = at.solve([rows.0[j], rows.1[j]]);
            *cell = (e, at.back(e));
        }
        add_animal(&mut arms[animal.arm], rows, &solved, at.precision());
    }
    arms.iter_mut().for_each(Square::mirror);
    (arms, log_det)
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

/// Adds what an arm leaves of the common columns.
fn add_rest(border: &mut Square, arm: &Square, local: usize) {
    for i in 0..border.size {
        for j in 0..border.size {
            border.add(i, j, arm.at(local + i, local + j));
        }
    }
}

/// What is left of a column's square, relative to it, below which other columns determine it.
const DETERMINED: f64 = 1e-11;

/// Sweeps a column unless those before it determine it.
fn keep(matrix: &mut Square, k: usize, square: f64) -> bool {
    let free = matrix.at(k, k).v > DETERMINED * square && square > 0.0;
    if free {
        matrix.sweep(k);
    }
    free
}

/// Least squares (D = 0): which columns are kept, and the matrices swept on them.
pub fn least_squares(blocks: &Blocks) -> (Kept, State) {
    let relative = Relative::default();
    let (arms, _) = gather(blocks, &relative);
    sweep_free(blocks, relative, arms)
}

/// What the animals' own lines leave: residual sum of squares, and how many columns it bears.
pub fn within_animals(blocks: &Blocks) -> (f64, usize) {
    let arms: Vec<Square> = blocks.arms.iter().map(|arm| arm.within.clone()).collect();
    let (kept, state) = sweep_free(blocks, Relative::default(), arms);
    let local = kept.local.iter().flatten();
    let columns = local.chain(&kept.border).filter(|&&kept| kept).count();
    (state.rss.v, columns)
}

fn sweep_free(blocks: &Blocks, relative: Relative, mut arms: Vec<Square>) -> (Kept, State) {
    let mut kept = Kept {
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
            *kept = keep(arm, k, square);
        }
        add_rest(&mut border, arm, blocks.local);
    }
    for (k, kept) in kept.border.iter_mut().enumerate() {
        *kept = keep(&mut border, k, squares[k]);
    }
    let rss = border.at(blocks.border, blocks.border);
    let state = State {
        relative,
        arms,
        border,
        log_det_v: Jet::default(),
        log_det_x: Jet::default(),
        rss,
    };
    (kept, state)
}
