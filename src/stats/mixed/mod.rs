//! The linear mixed model: growth of arms whose animals are read again and again.
//!
//! **Question.** Do the tumors of a treated arm grow more slowly than the control's, how much, and how
//! sure is that, when every animal has its own level and its own rate, is read on days of its own, and
//! leaves when it must?
//!
//! **Formulas.** y = Xβ + Zb + ε, b ~ N(0, σ²D) per animal, ε ~ N(0, σ²), so that
//! V = I + ZDZᵀ. By default y = ln V, X is day × arm in treatment contrasts with the control first, and
//! Z is (1, day). Given D, β = (XᵀV⁻¹X)⁻¹XᵀV⁻¹y and σ² = (y − Xβ)ᵀV⁻¹(y − Xβ)/N with N = n − p (REML) or
//! n (ML); D minimizes ln|V| + ln|XᵀV⁻¹X| + N(1 + ln(2πσ²)), without the second term for ML. Covariance
//! of β: Φ = σ²(XᵀV⁻¹X)⁻¹. How an animal differs from its arm: DZᵀV⁻¹(y − Xβ). Tests of contrasts by
//! Satterthwaite or by Kenward and Roger (formulas in `inference.rs`); intervals by Student's t.
//!
//! **How.** Readings are condensed once, per animal, to five numbers (`blocks.rs`); inside, every arm has
//! its own line, so that XᵀV⁻¹X falls into 2 × 2 blocks and a border of covariates, and the work is linear
//! in animals and arms and does not depend on readings per animal. The criterion comes with its exact
//! gradient and Hessian (`criterion.rs`, `jet.rs`); Newton's method finds D (`newton.rs`), from several
//! starts where it is singular. The day is centered and scaled inside; results are on the scale given.
//!
//! **Assumptions, small samples.** Straight lines of ln V, normal and independent residuals of one size,
//! the same D in all arms, animals that leave for reasons their readings show. With few animals use
//! Kenward-Roger: its level holds with five per arm (simulated: see `tests/calibration.rs`), and is
//! rather too low where the residual scatter hides how animals differ. An arm of one animal has an
//! estimate, but borrows its variance from the other arms.
//!
//! **Awkward data.** Unbalanced, irregular, missing readings are the normal case; rows with a missing
//! number are left out and counted. A singular D, animals that do not differ, variances that cannot be
//! told apart (two readings per animal), arms without readings or on one day only and repeated columns
//! are fitted and told ([`Note`]); what the readings do not determine has no estimate, what they do
//! determine has one even if its parts have none. Readings that bear no model have a reason ([`NoFit`]):
//! nothing varies, every animal lies exactly on its line, no arm has a second animal. Scatter below 3e-8
//! of the largest reading counts as none. A test whose variance is not known at all is missing.
//!
//! **Where others differ.** As lme4's `lmer` (Bates 2015), which works on the day as given and, on days
//! far from 0, stops short of the optimum on a third of our data sets, by up to 0.011 in log-likelihood;
//! ours is then lower. AIC and BIC count as lme4's. Satterthwaite as lmerTest: observed information in
//! (θ, σ); ours from exact derivatives. Kenward-Roger as pbkrtest: expected information in (D, σ²),
//! which enter V linearly, so that the paper's term in second derivatives of V is 0. lme4 refuses as many random
//! effects as readings; here the fixed effects stand and a note says that the components do not.
//! Dunnett's adjustment is exact where emmeans draws at random and truncates the degrees of freedom.
//!
//! **References.** Bates, Mächler, Bolker & Walker 2015, doi:10.18637/jss.v067.i01 (model, criterion);
//! Kuznetsova, Brockhoff & Christensen 2017, doi:10.18637/jss.v082.i13 (Satterthwaite, F of several);
//! Kenward & Roger 1997, doi:10.2307/2533558; Halekoh & Højsgaard 2014, doi:10.18637/jss.v059.i09;
//! Satterthwaite 1946, doi:10.2307/3002019; Goodnight 1979, The American Statistician 33 (sweeping).
//!
//! **Validated** against R 4.2 with lme4, lmerTest, pbkrtest and emmeans on ten data sets
//! (`tests/integration/mixed`): criterion 1e-10, fixed effects 1e-6, standard errors 4e-6, variances and
//! degrees of freedom 1e-5, which is how exact R's optimizer is. Below: balanced cases by hand, the
//! likelihood written out with whole matrices, hard cases, invariances, level by simulation.

mod basis;
mod blocks;
mod criterion;
mod curve;
mod fit;
mod inference;
mod jet;
mod model;
mod newton;
mod ratio;
mod simultaneous;
mod theta;

#[cfg(test)]
mod tests;

pub use basis::{Combination, against_first, all_pairs};
pub use curve::CurvePoint;
pub use fit::{Coefficient, Effects, Fit, Record, Variances, fit};
pub use inference::{Estimate, FTest, Family, Freedom};
pub use model::{Arms, Fixed, Method, Model, NoFit, Note, Random, Term};
pub use newton::Stop;
pub use ratio::{LikelihoodRatio, likelihood_ratio};
pub use simultaneous::{DunnettFamily, Simultaneous};
