//! The linear mixed model: growth of arms whose animals are measured repeatedly.
//!
//! **Question.** Do the tumors of a treated arm grow more slowly than the control's, by how much,
//! and how certain is that, when every animal has its own level and its own rate, is measured on
//! its own days, and may leave the study early?
//!
//! **Formulas.** y = Xβ + Zb + ε, b ~ N(0, σ²D) per animal, ε ~ N(0, σ²), so that V = I + ZDZᵀ. By
//! default y = ln V, X is day × arm in treatment contrasts with the control first, and Z is (1,
//! day). Given D, β = (XᵀV⁻¹X)⁻¹XᵀV⁻¹y and σ² = (y − Xβ)ᵀV⁻¹(y − Xβ)/N with N = n − p (REML) or n
//! (ML); D minimizes ln|V| + ln|XᵀV⁻¹X| + N(1 + ln(2πσ²)), without the second term for ML.
//! Covariance of β: Φ = σ²(XᵀV⁻¹X)⁻¹. Difference of an animal from its arm: DZᵀV⁻¹(y − Xβ). Tests
//! of contrasts by Satterthwaite or by Kenward and Roger (formulas in `inference.rs`); intervals by
//! Student's t.
//!
//! **A residual variance per arm** ([`Residual::PerArm`]). ε ~ N(0, s_a²) in arm a, and V = ZDZᵀ + s_a²I
//! with D of all arms: D and every s_a² are found together. ln(V + 1) of cured tumors scatters by 1
//! where growing arms scatter by 0.07; one variance for all then hides a clear effect in an arm that
//! has nothing to do with the cures. An arm with fewer than [`FEWEST_RESIDUALS`] residual degrees of
//! freedom ν (readings beyond those that its animals' own lines fit exactly) takes the pooled variance
//! Σνs²/Σν of the others and stays in the likelihood. An arm without any scatter, such as one whose
//! tumors were never palpable and count as one floor, would drive its s² to 0 and D with it: it takes
//! the pooled variance too and is left out of the likelihood, so that the other arms' results are
//! those without it ([`Note::SharedResidual`]).
//!
//! **Method.** The readings are condensed once to five numbers per animal (`blocks.rs`). In the
//! computation every arm has its own line, so XᵀV⁻¹X consists of 2 × 2 blocks and a border of
//! covariates. The work is linear in animals and arms and does not depend on the readings per
//! animal. The criterion has an exact gradient and Hessian (`criterion.rs`, `jet.rs`), in the residual
//! variances too (`joint.rs`). Newton's method finds the variances (`newton.rs`), from several starts
//! if D is singular (`optimum.rs`); one residual variance is profiled out, so that a fit with one for
//! all has no parameter for it. The day is centered and scaled in the computation; results are on the
//! scale given.
//!
//! **Assumptions, small samples.** ln V follows straight lines; residuals are normal, independent
//! and of one variance (in all arms, or in each); D is the same in all arms; why an animal leaves the study shows in its
//! readings. With few animals use Kenward-Roger: it keeps its level with five animals per arm
//! (simulated in `tests/calibration.rs`), and is somewhat conservative if the residual scatter
//! hides the differences between animals. D is common: an arm whose animals hardly differ (most of
//! them at a floor) makes those of other arms look more alike than they are. An arm of one animal has an estimate, with the variance
//! of the other arms.
//!
//! **Ties, missing values.** Unbalanced, irregular and missing readings are the normal case. A row
//! with a missing number is left out and counted. These cases are fitted, with a [`Note`]: a
//! singular D, animals that do not differ, variances that cannot be separated (two readings per
//! animal), arms without readings or on one day only, repeated columns. An effect that the readings
//! do not determine has no estimate; a combination of such effects has one if the readings
//! determine it. Readings that support no model are refused with a reason ([`NoFit`]): nothing
//! varies, every animal lies exactly on its line, no arm has a second animal, a residual variance per
//! arm with effects that arms share. Scatter below 3e-8 of
//! the largest reading counts as none. A test is missing if the variance of its estimate is
//! practically unknown.
//!
//! **Where others differ.** The estimates are those of lme4's `lmer` (Bates 2015). `lmer` uses the
//! day as given: on days far from 0 it stops short of the optimum on a third of our data sets, by
//! up to 0.011 in log-likelihood, where this optimum is better. AIC and BIC are counted as in lme4.
//! Satterthwaite is as in lmerTest (observed information in (θ, σ)), from exact derivatives. A residual
//! variance per arm is `varIdent(form = ~1 | arm)` of nlme and `dispformula = ~arm` of glmmTMB, whose
//! degrees of freedom are others (nlme counts readings, glmmTMB takes the normal distribution).
//! Kenward-Roger is as in pbkrtest: expected information in (D, σ²), in which V is linear, so that
//! the paper's term in second derivatives of V is 0. lme4 refuses as many random effects as
//! readings; here the fixed effects are valid and a note says that the variance components are not.
//! Dunnett's adjustment is exact; emmeans draws at random and truncates the degrees of freedom. The
//! mixed-effects analysis of GraphPad Prism treats the day as a category and gives each animal a
//! random level only.
//!
//! **References.** Bates, Mächler, Bolker & Walker 2015, doi:10.18637/jss.v067.i01 (model, criterion);
//! Kuznetsova, Brockhoff & Christensen 2017, doi:10.18637/jss.v082.i13 (Satterthwaite, F of several);
//! Kenward & Roger 1997, doi:10.2307/2533558; Halekoh & Højsgaard 2014, doi:10.18637/jss.v059.i09;
//! Satterthwaite 1946, doi:10.2307/3002019; Goodnight 1979, The American Statistician 33 (sweeping).
//!
//! **Validated** against R 4.2 with lme4, lmerTest, pbkrtest and emmeans on ten data sets
//! (`tests/integration/mixed`): criterion 1e-10, fixed effects 1e-6, standard errors 4e-6,
//! variances and degrees of freedom 1e-5, which is the accuracy of R's optimizer; with a residual
//! variance per arm against an implementation written for it in R, nlme and glmmTMB on four data sets:
//! criterion 1e-7, estimates 1e-7, residual SDs 1e-6, degrees of freedom 1e-5. The tests below
//! add balanced cases by hand, the likelihood written out with whole matrices, awkward data,
//! invariances, and the level by simulation.
//!
//! **Simulated** (`tests/calibration_by_arm.rs`, 4000 studies a number, standard error of a share of 5 %: 0.0034): type I
//! errors with a residual variance per arm, by Kenward-Roger, at the level 0.05; three arms of n = 3, 5, 10.
//!
//! | | slope | mean on day 15 | any arm (Dunnett) | all slopes (F) |
//! |---|---|---|---|---|
//! | equal scatter | .048 .051 .047 | .046 .048 .047 | .043 .050 .044 | .047 .052 .045 |
//! | scatter 1 : 2 : 5 | .051 .048 .046 | .048 .052 .053 | .053 .045 .049 | .055 .047 .048 |
//! | scatter 5 : 2 : 1 | .047 .050 .050 | .058 .054 .048 | .046 .050 .050 | .056 .053 .049 |
//! | removed at 1500 mm³, 10 % lost | .044 .053 .053 | .054 .052 .048 | .046 .053 .051 | .046 .057 .053 |
//! | third arm cured | .051 .061 .060 | .064 .071 .083 | .024 .034 .033 | |
//!
//! Beside a cured arm, whose animals bend and share D with the others, the mean of another arm is tested somewhat too
//! liberally; the primary test ([`crate::primary`]) uses the two arms alone and is not touched by it.
//!
//! **Modules.** Dependencies run one way: a module names only modules above it in this table.
//!
//! | Module | Content |
//! |---|---|
//! | `jet`, `newton`, `model` | arithmetic with derivatives; the optimizer; what the caller gives |
//! | `joint`, `theta`, `blocks` | all variances together; the covariance of the random effects; the condensed readings |
//! | `residual`, `criterion` | the residual variances and their arms; the likelihood at one covariance |
//! | `sharing` | which arms share a residual variance |
//! | `basis`, `information` | computed and reported fixed effects; how well the variances are known |
//! | `optimum` | the search for the covariance |
//! | `fit` | a fitted model and its estimates |
//! | `fitting`, `inference`, `ratio` | from readings to a fit; tests of effects; tests between fits |
//! | `curve`, `simultaneous` | lines with bands; several comparisons together |

mod basis;
mod blocks;
mod criterion;
mod curve;
mod fit;
mod fitting;
mod inference;
mod information;
mod jet;
mod joint;
mod model;
mod newton;
mod optimum;
mod ratio;
mod residual;
mod sharing;
mod simultaneous;
mod theta;

#[cfg(test)]
mod tests;

pub use basis::{Combination, against_first, all_pairs};
pub use curve::CurvePoint;
pub use fit::{ArmResidual, Coefficient, Effects, Fit, Variances};
pub use fitting::fit;
pub use inference::{Estimate, FTest, Family, Freedom};
pub use model::{
    Arms, FEWEST_RESIDUALS, Fixed, Method, Model, NoFit, Note, Random, Residual, Shared, Term,
};
pub use newton::Stop;
pub use optimum::OptimizerRecord;
pub use ratio::{LikelihoodRatio, likelihood_ratio};
pub use simultaneous::{DunnettFamily, Simultaneous};
