//! Tails and quantiles of the distributions that the tests need, exact far out.
//!
//! **Question.** How likely is a statistic as large as this one, if nothing is going on?
//!
//! **Formulas.** Each tail is an integral of a positive function, taken where no difference cancels:
//! p-values keep their relative accuracy down to the smallest number a computer holds. The normal
//! tail is the complementary error function. Student's t and F are one incomplete beta function, χ²
//! the incomplete gamma function, both integrated on the logarithmic scale, where their integrands
//! are log-concave and smooth. The studentized range and Dunnett's multivariate t are double
//! integrals: over the normal variable that the comparisons share, and over the chi variable of the
//! standard deviation that they share.
//!
//! **Assumptions, small samples.** Degrees of freedom are above 0, fractions included, and may be
//! infinite.
//!
//! **Where others differ.** R's `ptukey` and `qtukey` keep about 1e-9 absolute, and lose the tail
//! below; `mvtnorm` draws at random and rounds the degrees of freedom to an integer. Where they are
//! exact, these agree.
//!
//! **Validated** per module below against 30-digit values (mpmath), SciPy and R.

pub mod chi_squared;
pub mod dunnett;
pub mod f;
pub mod mann_whitney;
pub mod normal;
mod quadrature;
mod root;
mod scaled;
pub mod student;
pub mod studentized_range;
