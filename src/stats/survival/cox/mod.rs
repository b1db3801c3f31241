//! Cox's proportional hazards model, with Firth's penalty for arms without events.
//!
//! **Question.** By which factor does a treatment, or a covariate, change the rate of events?
//!
//! **Formulas.** The rate is h₀(t)·exp(xᵀβ); β maximizes the partial likelihood, with Efron's or
//! Breslow's approximation for tied events (the sums are in `cox/likelihood.rs`). Hazard ratio
//! exp(β), SE from the inverse information, Wald interval exp(β ± z·SE). Tests of all coefficients:
//! Wald βᵀIβ, score U(0)ᵀI(0)⁻U(0), likelihood ratio 2(ℓ(β) − ℓ(0)). Profile interval: the values
//! of a coefficient at which the likelihood, maximized over all other coefficients, is lower by
//! z²/2; its p-value is that of 2(ℓ(β) − ℓ(β_j = 0)). Firth: ℓ is replaced by ℓ + ½ ln|I|
//! everywhere, with the information of all coefficients even where one is fixed.
//!
//! **Assumptions, small samples.** Hazards are proportional; censoring is independent of the event.
//! With fewer than about five events per coefficient, Wald intervals are inaccurate and estimates
//! too extreme: use profile intervals, or Firth's penalty, which removes the first-order bias.
//!
//! **Monotone likelihood.** If an arm has no event, or all its events come when another arm's are
//! over (perfect separation), the likelihood has no maximum and rises as the coefficient goes to
//! ±∞. Such a term is an [`Estimate::MinusInfinity`] or [`Estimate::PlusInfinity`]; it is
//! recognized by steps that stay long although nothing is left to gain. It has no number, no Wald
//! test and a one-sided profile interval. All other terms, the score test and the likelihood-ratio
//! test are valid. Firth's estimates are always finite.
//!
//! **Ties, censoring.** Efron is the default: with readings twice a week nearly all events are
//! tied, and Breslow then biases every coefficient towards 0. If covariates are linearly dependent
//! among the animals at risk at the events (an arm that repeats another, a control that leaves
//! before the first event), all coefficients that are not determined are
//! [`Estimate::Undetermined`].
//!
//! **Where others differ.** As R's `coxph` (Efron) and, for ties by Breslow, SAS's default; Prism
//! uses Efron or, on request, others. R prints a very large SE and a warning for an infinite
//! coefficient; here it has no SE. Of coefficients that are not determined, R drops the last and
//! prints the others as if it were 0. R's `coxphf` (Firth) has Breslow's ties only; here Efron with
//! the penalty is possible, and is the default. The exact treatment of ties of Kalbfleisch and
//! Prentice is not offered.
//!
//! **References.** Cox 1972, doi:10.1111/j.2517-6161.1972.tb00899.x; Efron 1977,
//! doi:10.1080/01621459.1977.10480613; Breslow 1974, doi:10.2307/2529620; Firth 1993,
//! doi:10.1093/biomet/80.1.27; Heinze & Schemper 2001, doi:10.1111/j.0006-341X.2001.00114.x.
//!
//! **Validated** against R's `coxph` on our own and public data sets (log-likelihood 1e-8,
//! coefficients to the reference's own 1e-6); Firth against a maximization that computes ℓ and I from
//! their definitions; by hand below.
//!
//! **Modules.** `options` and `design` are what the caller gives, `likelihood` computes ℓ and its
//! derivatives, `newton` maximizes, `fit` computes the results. Each names only modules before it.

mod design;
mod fit;
mod likelihood;
mod newton;
mod options;
#[cfg(test)]
mod tests;

pub use design::{Design, treatment_contrasts};
pub use fit::{Estimate, Finite, Fit, Profiled, fit};
pub use newton::Convergence;
pub use options::{CoxOptions, Profiles, Ties};
