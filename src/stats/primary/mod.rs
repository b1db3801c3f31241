//! The primary test: growth of one treated arm against the control, the two arms alone.
//!
//! **Question.** Do the tumors of a treated arm grow differently from the control's up to the landmark day, whatever
//! happens in other arms? In a model that pools arms, one cured arm changes the errors of all other comparisons or
//! takes all their power; here no other arm has any part in a comparison.
//!
//! **Formulas.** y = ln max(V, floor), t days since the start of growth (the median baseline day of the control), L
//! the days from there to the landmark. Of each animal read on two days or more: Zᵢ = (1, t/10), Sᵢ = Zᵢ'Zᵢ, own line
//! bᵢ = Sᵢ⁻¹Zᵢ'yᵢ. The mixed model of the two arms (random level and slope, one residual variance, REML) gives G and
//! s²; Wᵢ = G + s²Sᵢ⁻¹. Of each arm: C = (ΣWᵢ⁻¹)⁻¹, B = CΣWᵢ⁻¹bᵢ. Contrast d = c'(B_arm − B_control), c = (0, L/10);
//! exp(d) is the growth ratio, T/C of V/V₀ at the landmark. CR2: Dᵢ the upper Cholesky factor of Wᵢ (D'D = W), Mᵢ =
//! Dᵢ(Wᵢ − C)Dᵢ', Aᵢ = Dᵢ'Mᵢ^(−1/2)Dᵢ (symmetric root, pseudo-inverse for eigenvalues below 1e-9 of the largest), uᵢ =
//! AᵢWᵢ⁻¹Cc, eᵢ = bᵢ − B; Var(d) = Σ(uᵢ'eᵢ)² over both arms. Degrees of freedom (Bell and McCaffrey): Oᵢₗ = uᵢ'(1[i = l]Wᵢ
//! − C)uₗ within an arm, 0 between arms; (ΣOᵢᵢ)²/ΣOᵢₗ². t = d/SE.
//!
//! **Fallbacks**, fixed before data are seen. z is the share of animals at 0 among those read on the landmark day, the
//! larger one of the two arms.
//!
//! | Situation | P |
//! |---|---|
//! | z = 0 | growth contrast |
//! | every animal of the treated arm is at 0 | one-sample t of the control's ln V against ln floor, n − 1 |
//! | 0 < z < ½, five animals or more in both arms | exact joint rank test |
//! | other z | growth contrast; its ratio depends on the floor |
//! | one animal in an arm | none |
//!
//! Joint rank: animals that reached the removal volume rank by day (the earlier the worse), then volume; the others by
//! the volume on the landmark day; animals that left early for other reasons have no rank. P counts all assignments
//! of the ranks, ties sharing their mean rank, whose sum for an arm is as far from its mean.
//!
//! **Assumptions, small samples.** ln V rises about straight, or bends in both arms alike. The variances serve as
//! weights only, so arms may scatter differently. At n = 3 and 4 power is low; rank tests cannot reach 0.05 at n = 3.
//! With n = 2 the test is exploratory: it was not simulated.
//!
//! **Ties, missing values.** Animals read once are left out; the caller counts them. Removal at a volume limit does
//! not bias the slope. If nothing scatters, there is no test. Where the mixed model has no fit or gives no weights, W
//! = I: plain mean slopes.
//!
//! **Where others differ.** R's clubSandwich takes the root of whole residual vectors; with complete readings SE and
//! df are the same, with unequal follow-up they differ from the third digit on. The floor stands for zeros: ln(V + 1)
//! puts a cure seven units of ln V away from growth and has less power.
//!
//! **References.** Bell & McCaffrey 2002, Survey Methodology 28:169; Pustejovsky & Tipton 2018,
//! doi:10.1080/07350015.2016.1247004 (CR2); Holm 1979, Scand J Stat 6:65 (over arms, by the caller).
//!
//! **Validated** against R 4.2 with the formulas written a second time (`tests/reference/oracle/primary.R`) on ten data
//! sets: estimate 1e-7, SE and df 1e-5 relative, which is the accuracy of REML there; joint ranks against the list of
//! all selections. By hand and by properties in `tests`.

mod compare;
mod course;
mod floor;
mod growth;
mod line;
mod rank;
mod weights;

#[cfg(test)]
mod tests;

pub use compare::{Comparison, Method, NoTest, Rules, compare};
pub use course::{Course, Pair, Removal};
pub use floor::AgainstFloor;
pub use growth::GrowthContrast;
pub use rank::JointRank;
pub use weights::Weighting;
