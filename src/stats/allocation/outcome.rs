//! The result of a draw.

/// An allocation of animals to arms.
#[derive(Debug, Clone, PartialEq)]
pub struct Allocation {
    /// Each animal's arm; `None` if it is left out.
    pub arms: Vec<Option<usize>>,
    /// Its [`score`](super::score()).
    pub score: f64,
    /// Whether it is proven that no allocation has a lower score.
    pub proven_optimal: bool,
    /// No allocation has a lower score than this; `None` if nothing better than 0 is known.
    pub lower_bound: Option<f64>,
    /// Steps that the search did. Where every allocation was examined: partial allocations examined.
    pub iterations: u64,
    /// Number of distinct allocations among which it was drawn, up to
    /// [`DrawOptions::among_best`](super::DrawOptions::among_best).
    pub candidates: usize,
    /// Number of equally likely outcomes after the search: the candidates in every order of
    /// interchangeable arms. 1 means that nothing was random. `None` if the allocation was not
    /// found by a search.
    pub outcomes: Option<u64>,
    /// Limits of the allocation that a reader must know.
    pub notes: Vec<Note>,
}

/// A limit of an allocation that a reader must know. Covariates are named by their index.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Note {
    /// All animals have the same value of this covariate; it was ignored.
    Constant(usize),
    /// This covariate has weight 0; it was ignored.
    NoWeight(usize),
    /// This covariate has values of 0 or below; SDs are used in place of CVs.
    NoCv(usize),
    /// There is nothing to balance: every allocation that meets the constraints is equally good.
    NothingToBalance,
    /// Fewer distinct allocations were found than the draw was asked to choose from.
    FewerCandidates,
    /// Nothing was random: no two arms are interchangeable and there was one candidate, which
    /// follows from the values.
    NoChance,
    /// Little was random: the only candidate is proven to be the best, and its arms have few orders.
    FewOutcomes,
}
