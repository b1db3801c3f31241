//! What a caller can choose of a draw.

/// How to allocate. All methods respect sizes and [`Problem::fixed`](super::Problem::fixed). Only
/// `Balanced` respects every constraint; the others refuse a constraint that they cannot meet.
/// Which animals are left out is random, except with `Balanced`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Method {
    /// Complete randomization: every allocation with these sizes is equally likely.
    Simple,
    /// Permuted blocks: animals in order of the first covariate (as listed, if there is none; ties
    /// in random order) are cut into blocks of as many animals as there are arms. Each block holds
    /// every arm once, in random order. Arms of unequal size take turns in proportion to their
    /// size, from a random start.
    Block,
    /// The animals of each stratum (the same level of every factor), in random order, go to the
    /// arms in turn. The order of the arms is random and continues from stratum to stratum. In a
    /// stratum, the numbers of animals in arms of one size differ by at most 1.
    Stratified,
    /// Animals are sorted by the covariate with the largest weight (the first of equal weights;
    /// ties in random order) and go to the arms back and forth: 1 2 3 3 2 1, in a random order of
    /// the arms. Full arms are skipped, so with unequal arms the largest values go to the largest
    /// arms.
    Serpentine,
    /// The lowest score that the search finds under all constraints. With nothing to balance: any
    /// allocation that meets the constraints; without constraints all are equally likely, as with
    /// `Simple`.
    Balanced,
}

/// How to draw.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DrawOptions {
    /// How animals are assigned to arms.
    pub method: Method,
    /// The same seed repeats the draw.
    pub seed: u64,
    /// Steps of the search, over all islands; [`Method::Balanced`] only. The result depends on it.
    pub iterations: u64,
    /// The draw is among this many best distinct allocations found, at least 1;
    /// [`Method::Balanced`] only.
    pub among_best: usize,
    /// Number of threads, at least 1. The result does not depend on it.
    pub threads: usize,
}
