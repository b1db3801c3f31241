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
//! | every animal of the treated arm is at 0, none was removed, at least half and three (or all) were read | one-sample t of the control's ln V against ln floor, n − 1 |
//! | 0 < z < ½, five animals or more with a rank in both arms | exact joint rank test |
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
//! sets: estimate, SE and df 1e-6 relative, which is the accuracy of REML there; joint ranks against the list of all
//! selections. By hand and by properties in `tests`.
//!
//! **Simulated** (`tests/calibration.rs`, 3000 studies a number, standard error of a share of 5 %: 0.004), at the level
//! 0.05; in brackets the simulation that chose the test among fifteen:
//!
//! | | n = 3 | 5 | 8 | 10 |
//! |---|---|---|---|---|
//! | type I error, range of nine situations without a difference | .039–.058 (.046–.062) | .045–.058 (.042–.055) | .046–.060 (.045–.063) | .042–.054 (.043–.056) |
//! | power at a growth ratio of 0.5 | .41 (.39) | .70 (.71) | .93 (.92) | .98 (.97) |
//! | at 0.6 | .25 (.24) | .47 (.47) | .73 (.70) | .83 (.82) |
//! | at 0.7 | .14 (.16) | .25 (.24) | .41 (.41) | .51 (.52) |
//! | type I error, slopes of the arm scatter 2.5 times as much, twice the controls | .068 (.076) | .066 (.073) | | .053 (.057) |
//! | type I error with one outlier | .008 (.008) | .019 (.016) | | .040 (.036) |
//! | power at 0.6 with one outlier | .04 (.05) | .18 (.20) | | .51 (.52) |
//! | null arm beside a cured arm | .052 (.043) | .045 (.050) | | .047 (.052) |
//! | null arm beside a half cured arm | .053 (.043) | .048 (.040) | | .045 (.045) |
//! | power at 0.5, Holm over three arms | .20 (.20) | .49 (.51) | | .92 (.92) |
//! | the same, one arm cured | .25 (.28) | .58 (.62) | | .94 (.96) |
//! | the same, one arm half cured | .18 (.21) | .49 (.53) | | .94 (.94) |
//! | power, 20 % cured and the others at 0.7 | | .20 (.20) | .51 (.52) | .55 (.53) |
//! | 30 % cured | | .31 (.31) | .51 (.50) | .67 (.66) |
//! | 60 % cured | | .94 (.93) | 1 (1) | 1 (1) |
//! | type I error, 20 % at 0 by chance in both arms | | .049 (.056) | .054 (.061) | .048 (.053) |
//! | coverage of 95 % at 0.6, removal at 1500 mm³ | .955 | .949 | .950 | .942 (all .948–.956) |
//! | coverage, no growth for 10 days, then regrowth | .945 | .941 | .932 | .938 (all .947–.954) |

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
