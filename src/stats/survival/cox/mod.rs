//! Cox's proportional hazards model, with Firth's penalty where an arm has no event.
//!
//! **Question.** By which factor does a treatment, or a covariate, change the rate at which events
//! come?
//!
//! **Formulas.** The rate is h₀(t)·exp(xᵀβ); β maximizes the partial likelihood, tied events by Efron's
//! or Breslow's approximation (the sums are told in `cox/likelihood.rs`). Hazard ratio exp(β), SE from
//! the inverse information, Wald interval exp(β ± z·SE). Tests of all coefficients: Wald βᵀIβ, score
//! U(0)ᵀI(0)⁻U(0), likelihood ratio 2(ℓ(β) − ℓ(0)). Profile interval: where the likelihood, maximized
//! over all other coefficients, has fallen by z²/2; the p-value beside it is that of
//! 2(ℓ(β) − ℓ(β_j = 0)). Firth: ℓ is replaced by ℓ + ½ ln|I| everywhere, with the information of all
//! coefficients also where one is held.
//!
//! **Assumptions, small samples.** Hazards proportional; censoring tells nothing. With fewer than about
//! five events per coefficient Wald intervals are poor and estimates too extreme: prefer profile
//! intervals, or Firth's penalty, which takes away the first-order bias.
//!
//! **Monotone likelihood.** If an arm has no event, or all its events come when another arm's are over
//! (perfect separation), the likelihood rises for ever as its coefficient runs off. Such terms are told
//! as [`Estimate`], found by a step that stays long while nothing is left to gain; they have no
//! number, no Wald test and a one-sided profile interval, and all other terms, the score test and the
//! likelihood-ratio test stand. Firth's estimates are always finite.
//!
//! **Ties, censoring.** Efron is the default: with readings twice a week nearly all events are tied,
//! and Breslow then pulls every coefficient towards 0. Where covariates depend on one another
//! among those at risk at the events (an arm that repeats another, a control that is gone before the
//! first event), the coefficients that this leaves open are told, all of them.
//!
//! **Where others differ.** As R's `coxph` (Efron) and, for ties by Breslow, SAS's default; Prism uses
//! Efron or, on request, others. R prints a huge SE and a warning for a coefficient that runs
//! off; here it has no SE. Of coefficients left open R drops the last and prints the others as if it were
//! 0. R's `coxphf` (Firth) knows Breslow's ties only; here Efron can be had with the
//! penalty, and is the default. Kalbfleisch and Prentice's exact treatment of ties is not offered.
//!
//! **References.** Cox 1972, doi:10.1111/j.2517-6161.1972.tb00899.x; Efron 1977,
//! doi:10.1080/01621459.1977.10480613; Breslow 1974, doi:10.2307/2529620; Firth 1993,
//! doi:10.1093/biomet/80.1.27; Heinze & Schemper 2001, doi:10.1111/j.0006-341X.2001.00114.x.
//!
//! **Validated** against R's `coxph` on our own and public data sets (log-likelihood 1e-8,
//! coefficients to the reference's own 1e-6); Firth against a maximization that builds ℓ and I from
//! their definitions; by hand below.

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
