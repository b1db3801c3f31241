//! Tests of one value per animal: do two or more arms differ, and which of them?
//!
//! Every test takes groups of finite values. A control is the first group. Missing values are left
//! out before the call. Results name groups by their index in the input. A test without an answer
//! returns a [`NoAnswer`]; what it had to leave out or to assume is a [`Note`] of the result.
//!
//! | Question | Normal values | Any values |
//! |---|---|---|
//! | Do two arms differ? | [`student`], [`super::welch`] | [`mann_whitney`] |
//! | Do any of several arms differ? | [`anova`], [`welch_anova`] | [`kruskal`] |
//! | Which arms differ from the control? | [`dunnett`] | [`dunn`] |
//! | Which arms differ from each other? | [`tukey`] | [`dunn`] |
//! | Are the assumptions plausible? | [`shapiro_wilk`], [`levene`], [`bartlett`] | |

pub mod anova;
mod answer;
pub mod bartlett;
pub mod dunn;
pub mod dunnett;
mod group;
pub mod kruskal;
pub mod levene;
pub mod mann_whitney;
mod pooled;
mod ranks;
pub mod shapiro_wilk;
mod shift;
pub mod student;
pub mod tukey;
pub mod welch_anova;

pub use answer::{NoAnswer, Note};
