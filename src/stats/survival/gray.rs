//! Gray's test: do groups differ in the cumulative incidence of a cause?
//!
//! **Question.** Does a treatment change the share of animals that reach the tumor endpoint, if
//! some leave the study before for another reason?
//!
//! **Formulas.** In group k, h_k = n_k/S_k(t₋) and R_k = h_k(1 − F_k(t₋)): the animals at risk,
//! including those that the other cause has removed. Score U_k = Σ over times (d_k − d·R_k/ΣR),
//! with d the events of the cause: the score of log-rank with R in place of n. Its covariance is
//! Gray's for his class of tests with ρ = 0. With the pooled F₀, dF₀ = d/Σh, a_ik = h_i(δ_ik −
//! h_k/Σh), and b_ik(t) = ∫ from t on of a_ik dF₀/(1 − F₀₋), the time itself left out: the events
//! of group k at t enter U_i as a_ik + (1 − (1 − F₀)/S_k)·b_ik (the cause) and −((1 − F₀)/S_k)·b_ik
//! (others). V_ij adds, over groups and times, products of these times the variance of the events:
//! S_k₋·dF₀/n_k for the cause, S_k₋²·d′_k/n_k² for others (d′ their events). χ² = UᵀV⁻U.
//!
//! **Assumptions, small samples.** Censoring is independent of both causes. χ² needs about five
//! events of the cause per group. The test compares shares, not rates: a treatment that only
//! hastens the other cause lowers the share of this one.
//!
//! **Ties, censoring.** Each variance is multiplied by 1 − (d − 1)/(m − 1), m being S_k₋·Σh for the
//! cause and n_k for others, as in R. Without other causes U is that of log-rank, and χ² is close
//! to that of log-rank.
//!
//! **Where others differ.** As R's `cmprsk::cuminc` with `rho = 0`; SAS's `eventcode` test agrees.
//! Log-rank with the other causes censored compares rates, which answers another question.
//!
//! **References.** Gray 1988, doi:10.1214/aos/1176350951.
//!
//! **Validated** against R's `cmprsk` 2.2-11, and by hand, below.

use super::cholesky::{Factor, Matrix, dot};
use super::incidence::{CauseTime, of_interest};
use super::risk::{Moment, checked, walk};
use super::types::{NoAnswer, Test};

/// Compares the incidence of `cause` between groups. `groups` is each animal's group index, below
/// `group_count`.
///
/// # Errors
/// [`NoAnswer`] for slices that do not fit together, times that are not finite, no event of the
/// cause, or fewer than two groups at risk.
pub fn gray(
    times: &[CauseTime],
    groups: &[usize],
    group_count: usize,
    cause: usize,
) -> Result<Test, NoAnswer> {
    if times.len() != groups.len() {
        return Err(NoAnswer::Shape);
    }
    let join = |(time, &group): (&CauseTime, &usize)| of_interest(time, group, cause);
    let all = times.iter().zip(groups).map(join).collect();
    let sorted = checked(all, group_count, 2)?;
    if !sorted.iter().any(|one| one.cause == Some(0)) {
        return Err(NoAnswer::NoEvents);
    }
    let mut course = Course::new(group_count);
    walk::<2>(&sorted, group_count, |moment| course.add(moment));
    let covariance = course.covariance();
    let factor = Factor::of(&covariance, course.last);
    let chi2 = dot(&course.score, &factor.solve(&course.score));
    Test::new(chi2, factor.rank())
}

/// The numbers of one time that the variance needs, group by group.
struct Moments {
    /// n/S₋; 0 for a group without animals at risk.
    h: Vec<f64>,
    /// dF₀/(1 − F₀₋).
    hazard: f64,
    /// 1 − F₀.
    free: f64,
    /// S from this time on, by group.
    survival: Vec<f64>,
    /// Variances of the events of the cause, and of the other causes.
    variances: [Vec<f64>; 2],
}

/// The curves and sums of all groups, as far as the times have been passed.
struct Course {
    score: Vec<f64>,
    survival: Vec<f64>,
    incidence: Vec<f64>,
    /// 1 − F₀.
    free: f64,
    times: Vec<Moments>,
    /// The last group with animals at risk at an event of the cause.
    last: Option<usize>,
}

impl Course {
    fn new(group_count: usize) -> Self {
        Self {
            score: vec![0.0; group_count],
            survival: vec![1.0; group_count],
            incidence: vec![0.0; group_count],
            free: 1.0,
            times: Vec::new(),
            last: None,
        }
    }

    fn add(&mut self, moment: &Moment<2>) {
        let (d, others) = (moment.total(0), moment.total(1));
        if d + others == 0.0 {
            return;
        }
        let before = self.survival.clone();
        let h: Vec<f64> = moment.at_risk.iter().zip(&before).map(h_of_group).collect();
        let total: f64 = h.iter().sum();
        self.add_score(moment, &h, d);
        let hazard = d / (total * self.free);
        self.free -= d / total;
        let mut variances = [vec![0.0; h.len()], vec![0.0; h.len()]];
        for k in (0..h.len()).filter(|&k| h[k] > 0.0) {
            let n = moment.at_risk[k];
            let other = moment.events[1][k];
            self.incidence[k] += before[k] * moment.events[0][k] / n;
            self.survival[k] = before[k] * (n - moment.events[0][k] - other) / n;
            variances[0][k] = tie_factor(d, total * before[k]) * before[k] * d / (total * n);
            if self.survival[k] > 0.0 {
                variances[1][k] = tie_factor(other, n) * (before[k] / n).powi(2) * other;
            }
        }
        self.times.push(Moments {
            h,
            hazard,
            free: self.free,
            survival: self.survival.clone(),
            variances,
        });
    }

    /// Adds the score of a time; the curves must still be those just before it.
    fn add_score(&mut self, moment: &Moment<2>, h: &[f64], d: f64) {
        if d == 0.0 {
            return;
        }
        let at_risk = |(h, incidence): (&f64, &f64)| h * (1.0 - incidence);
        let at_risk: Vec<f64> = h.iter().zip(&self.incidence).map(at_risk).collect();
        let total: f64 = at_risk.iter().sum();
        for (k, score) in self.score.iter_mut().enumerate() {
            *score += moment.events[0][k] - d * at_risk[k] / total;
        }
        self.last = self.last.max(h.iter().rposition(|h| *h > 0.0));
    }

    /// The covariance of the score, by one pass from the last time to the first, in which b
    /// accumulates.
    fn covariance(&self) -> Matrix {
        let groups = self.score.len();
        let mut covariance = Matrix::zero(groups);
        let mut later = Matrix::zero(groups);
        for then in self.times.iter().rev() {
            let total: f64 = then.h.iter().sum();
            let a =
                |i: usize, k: usize| then.h[i] * (f64::from(u8::from(i == k)) - then.h[k] / total);
            for k in (0..groups).filter(|&k| then.h[k] > 0.0) {
                let left = match then.survival[k] {
                    0.0 => 0.0,
                    survival => then.free / survival,
                };
                let own = |i: usize| a(i, k) + (1.0 - left) * later.row(k)[i];
                add_products(&mut covariance, then.variances[0][k], own);
                add_products(&mut covariance, then.variances[1][k], |i| {
                    left * later.row(k)[i]
                });
            }
            for k in 0..groups {
                for i in 0..groups {
                    later.add(k, i, a(i, k) * then.hazard);
                }
            }
        }
        covariance
    }
}

/// n/S₋ of a group; 0 for an empty one.
fn h_of_group((&at_risk, &survival): (&f64, &f64)) -> f64 {
    if at_risk > 0.0 {
        at_risk / survival
    } else {
        0.0
    }
}

/// The factor of the variance for tied events.
fn tie_factor(events: f64, at_risk: f64) -> f64 {
    if events > 1.0 {
        1.0 - (events - 1.0) / (at_risk - 1.0)
    } else {
        1.0
    }
}

/// Adds weight·x·xᵀ to the lower triangle.
fn add_products(to: &mut Matrix, weight: f64, x: impl Fn(usize) -> f64) {
    if weight == 0.0 {
        return;
    }
    for i in 0..to.p {
        let xi = weight * x(i);
        for j in 0..=i {
            to.add(i, j, xi * x(j));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Three arms of ten with ties and both causes: 1 the cause, 2 another, 0 censored.
    const TIMES: [f64; 30] = [
        3.0, 5.0, 5.0, 7.0, 9.0, 9.0, 11.0, 12.0, 14.0, 14.0, 4.0, 6.0, 8.0, 8.0, 10.0, 13.0, 13.0,
        15.0, 16.0, 16.0, 2.0, 5.0, 9.0, 12.0, 17.0, 18.0, 18.0, 20.0, 21.0, 21.0,
    ];
    const CAUSES: [usize; 30] = [
        1, 2, 1, 0, 1, 1, 2, 1, 0, 1, 1, 2, 2, 1, 0, 1, 1, 2, 1, 0, 2, 1, 0, 2, 1, 1, 2, 0, 1, 0,
    ];

    fn data(arms: usize) -> (Vec<CauseTime>, Vec<usize>) {
        let one = |(&time, &cause): (&f64, &usize)| CauseTime {
            time,
            cause: (cause > 0).then_some(cause),
        };
        let all = TIMES.iter().zip(&CAUSES).map(one).take(10 * arms);
        (all.collect(), (0..10 * arms).map(|i| i / 10).collect())
    }

    /// R 4.2.2, cmprsk 2.2-11: `cuminc(t, c, g)$Tests`.
    #[test]
    fn agrees_with_r() {
        for (arms, cause, chi2) in [
            (3, 1, 6.435_450_805_219_345),
            (3, 2, 0.220_684_980_691_093),
            (2, 1, 1.012_819_919_234_795),
            (2, 2, 0.000_795_572_162_081_1),
        ] {
            let (times, groups) = data(arms);
            let test = gray(&times, &groups, arms, cause).unwrap();
            assert_eq!(test.df, arms - 1);
            assert!((test.chi2 - chi2).abs() < 1e-12, "{} {chi2}", test.chi2);
        }
        // The other cause censored: χ² is then close to that of log-rank.
        let (mut times, groups) = data(3);
        for one in &mut times {
            one.cause = one.cause.filter(|&cause| cause == 1);
        }
        let test = gray(&times, &groups, 3, 1).unwrap();
        assert!((test.chi2 - 7.483_008_291_768_674).abs() < 1e-12);
    }

    /// First group: another cause at 1, the cause at 3; second: the cause at 2 and at 4. At 2: n 1
    /// and 2, S ½ and 1, F 0: R 2 and 2, the animal taken at 1 still counted; U₂ = 1 − ½. At 3: n 1
    /// and 1, S ½ and ½, F 0 and ½: R 2 and 1, U₂ = −⅓. At 4 nobody is left in the first. U₂ = 1/6.
    #[test]
    fn score_matches_hand_calculation() {
        let one = |time: f64, cause| (time, Some(cause));
        let all = [one(1.0, 1), one(3.0, 0), one(2.0, 0), one(4.0, 0)];
        let all = all.iter().enumerate().map(|(i, &(time, cause))| {
            let group = i / 2;
            of_interest(&CauseTime { time, cause }, group, 0)
        });
        let mut course = Course::new(2);
        let sorted = checked(all.collect(), 2, 2).unwrap();
        walk::<2>(&sorted, 2, |moment| course.add(moment));
        assert!((course.score[1] - 1.0 / 6.0).abs() < 1e-14);
        assert!((course.score[0] + 1.0 / 6.0).abs() < 1e-14);
    }

    #[test]
    fn result_does_not_depend_on_order_of_animals_and_groups() {
        let (times, groups) = data(3);
        let straight = gray(&times, &groups, 3, 1).unwrap().chi2;
        let mut order: Vec<usize> = (0..30).collect();
        order.sort_by_key(|i| (i * 7) % 30);
        let shuffled: Vec<CauseTime> = order.iter().map(|&i| times[i]).collect();
        let renamed: Vec<usize> = order.iter().map(|&i| (groups[i] + 1) % 3).collect();
        let turned = gray(&shuffled, &renamed, 3, 1).unwrap().chi2;
        assert!((straight / turned - 1.0).abs() < 1e-12);
    }

    #[test]
    fn awkward_data_give_reasons() {
        let (times, groups) = data(2);
        assert_eq!(gray(&times, &groups, 2, 9), Err(NoAnswer::NoEvents));
        assert_eq!(gray(&times, &groups, 1, 1), Err(NoAnswer::Shape));
        let one = gray(&times, &[0; 20], 1, 1);
        assert_eq!(one, Err(NoAnswer::NothingToCompare));
        // An empty group takes no part.
        let two = gray(&times, &groups, 2, 1).unwrap();
        let three = gray(&times, &groups, 3, 1).unwrap();
        assert!((two.chi2 - three.chi2).abs() < 1e-12 && three.df == 1);
    }
}
