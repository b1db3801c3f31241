//! Tests of the burdens on the landmark day, on the scale of volumes and on that of their logarithms.
//!
//! Volumes scatter in proportion to their size, so tests that suppose equal variances suit the logarithms better;
//! the raw scale is given because many protocols ask for it. Each test stands with its reason where it has no
//! answer.

use std::fmt::Display;

use domain::{
    AnalysisNote, AnalysisOptions, AnovaTest, BartlettTest, DunnRow, DunnettRow, KruskalTest,
    LandmarkArm, LandmarkSection, LandmarkTests, MannWhitneyRow, NoteCode, ShapiroTest, TRow,
    TukeyRow, WelchAnovaTest,
};
use stats::adjust::{Adjustment, holm, positive};
use stats::descriptive::{finite, mean, sd};
use stats::oneway::{
    self, NoAnswer, anova, bartlett, dunn, dunnett, kruskal, levene, mann_whitney, shapiro_wilk,
    student, tukey, welch_anova,
};
use stats::welch;

use super::cohort::AnalysisCohort;
use super::frame::Frame;
use super::notes::contrast;
use super::parallel;

/// The section with its notes.
pub(super) fn section(
    cohort: &AnalysisCohort,
    frame: &Frame,
    options: &AnalysisOptions,
) -> (Option<LandmarkSection>, Vec<AnalysisNote>) {
    let Some(day) = frame.landmark else {
        let message = "no landmark tests: there is no landmark day";
        return (
            None,
            vec![AnalysisNote::new(NoteCode::LandmarkTests, message)],
        );
    };
    let raw = OneScale::gather(cohort, day, "raw", Some);
    let log = OneScale::gather(cohort, day, "log", |volume| cohort.log(volume));
    let mut notes = Vec::new();
    notes.extend(raw.left_out(day));
    if log.left_out_arms() != raw.left_out_arms() {
        notes.extend(log.left_out(day));
    }
    if raw.groups.len() < 2 {
        let message =
            format!("no landmark tests: fewer than two arms have two animals read on day {day}");
        notes.push(AnalysisNote::new(NoteCode::LandmarkTests, message));
        return (None, notes);
    }
    let confidence = options.confidence;
    let (of_raw, of_log) = parallel::both(|| raw.tests(confidence), || log.tests(confidence));
    notes.extend(of_raw.1.notes(day, raw.name));
    notes.extend(of_log.1.notes(day, log.name));
    let (raw, mut log) = (of_raw.0, of_log.0);
    log.dunnett.iter_mut().for_each(fill_ratio);
    let any = [&raw, &log].iter().any(|tests| tests.has_answers());
    (any.then_some(LandmarkSection { raw, log }), notes)
}

/// Gives a difference of mean logarithms as a ratio.
fn fill_ratio(row: &mut DunnettRow) {
    let ratio = |log: f64| finite(log.exp());
    row.ratio = ratio(row.estimate);
    (row.ratio_low, row.ratio_high) = (ratio(row.ci_low), ratio(row.ci_high));
}

/// The values of one scale, of the arms that have two or more.
struct OneScale<'a> {
    name: &'static str,
    arms: &'a [&'a str],
    /// Indices of the arms, with their values.
    groups: Vec<(usize, Vec<f64>)>,
    /// Indices of the arms that are left out.
    out: Vec<usize>,
    has_control: bool,
}

/// Tests without an answer, by reason.
#[derive(Default)]
struct Lacking {
    reasons: Vec<(String, Vec<&'static str>)>,
    /// Lowest confidence of an interval that does not reach the one asked for.
    confidence: Option<f64>,
}

impl Lacking {
    fn take<T>(&mut self, test: &'static str, result: Result<T, impl Display>) -> Option<T> {
        match result {
            Ok(answer) => Some(answer),
            Err(why) => {
                let why = why.to_string();
                match self.reasons.iter_mut().find(|(known, _)| *known == why) {
                    Some((_, tests)) if tests.contains(&test) => {}
                    Some((_, tests)) => tests.push(test),
                    None => self.reasons.push((why, vec![test])),
                }
                None
            }
        }
    }

    fn notes(self, day: f64, scale: &str) -> Vec<AnalysisNote> {
        let lacking = self.reasons.into_iter().map(|(why, tests)| {
            let tests = tests.join(", ");
            format!("day {day}, {scale} values: no {tests}: {why}")
        });
        let short = self.confidence.map(|confidence| {
            format!(
                "day {day}, {scale} values: with so few animals intervals of Hodges-Lehmann shifts have a \
                 confidence of {:.0} % and more only",
                100.0 * confidence
            )
        });
        let note = |message| AnalysisNote::new(NoteCode::LandmarkTests, message);
        lacking.chain(short).map(note).collect()
    }
}

impl<'a> OneScale<'a> {
    fn gather(
        cohort: &'a AnalysisCohort,
        day: f64,
        name: &'static str,
        scale: impl Fn(f64) -> Option<f64>,
    ) -> Self {
        let values = |arm: usize| -> Vec<f64> {
            let animals = cohort.of_arm(arm);
            animals
                .filter_map(|(_, s)| scale(s.burden.on(day)?))
                .collect()
        };
        let all = (0..cohort.arms.len()).map(|arm| (arm, values(arm)));
        let (groups, out): (Vec<_>, Vec<_>) = all.partition(|(_, values)| values.len() >= 2);
        Self {
            name,
            arms: &cohort.arms,
            has_control: cohort.has_control && groups.first().is_some_and(|(arm, _)| *arm == 0),
            groups,
            out: out.into_iter().map(|(arm, _)| arm).collect(),
        }
    }

    fn left_out_arms(&self) -> &[usize] {
        &self.out
    }

    fn left_out(&self, day: f64) -> Option<AnalysisNote> {
        let names: Vec<&str> = self.out.iter().map(|&arm| self.arms[arm]).collect();
        (!names.is_empty()).then(|| {
            let message = format!(
                "landmark tests of {} values leave out arms with fewer than two on day {day}: {}",
                self.name,
                names.join(", ")
            );
            AnalysisNote::new(NoteCode::LandmarkTests, message)
        })
    }

    fn tests(&self, confidence: f64) -> (LandmarkTests, Lacking) {
        let mut lacking = Lacking::default();
        let groups: Vec<&[f64]> = self.groups.iter().map(|(_, v)| v.as_slice()).collect();
        let overall = self.overall(&groups, &mut lacking);
        let tests = LandmarkTests {
            dunnett: self.dunnett(&groups, confidence, &mut lacking),
            tukey: self.tukey(&groups, confidence, &mut lacking),
            mann_whitney: self.mann_whitney(confidence, &mut lacking),
            welch_t: self.t_rows("welch_t", &mut lacking, |x, y| {
                welch::t_test(x, y, confidence).ok_or(NoAnswer::NoVariation)
            }),
            student_t: self.t_rows("student_t", &mut lacking, |x, y| {
                student::t_test(x, y, confidence)
            }),
            dunn: self.dunn(&groups, &mut lacking),
            ..overall
        };
        (tests, lacking)
    }

    /// The tests of all arms at once.
    fn overall(&self, groups: &[&[f64]], lacking: &mut Lacking) -> LandmarkTests {
        let f_test = |test: anova::Anova| AnovaTest {
            df1: test.df1,
            df2: test.df2,
            f: test.f,
            p: positive(test.p),
        };
        let residuals = anova::residuals(groups);
        let shapiro = residuals.and_then(|r| shapiro_wilk::shapiro_wilk(&r));
        let welch = lacking.take("Welch's ANOVA", welch_anova::welch_anova(groups));
        let kruskal = lacking.take("Kruskal-Wallis", kruskal::kruskal_wallis(groups));
        let bartlett = lacking.take("Bartlett", bartlett::bartlett(groups));
        LandmarkTests {
            anova: lacking.take("ANOVA", anova::anova(groups)).map(f_test),
            welch_anova: welch.map(|test| WelchAnovaTest {
                f: test.f,
                df1: test.df1,
                df2: test.df2,
                p: positive(test.p),
            }),
            kruskal: kruskal.map(|test| KruskalTest {
                h: test.h,
                df: test.df,
                p: positive(test.p),
            }),
            shapiro_wilk: lacking
                .take("Shapiro-Wilk", shapiro)
                .map(|test| ShapiroTest {
                    w: test.w,
                    p: positive(test.p),
                }),
            levene: lacking.take("Levene", levene::levene(groups)).map(f_test),
            bartlett: bartlett.map(|test| BartlettTest {
                k2: test.k2,
                df: test.df,
                p: positive(test.p),
            }),
            arms: self.groups.iter().map(|group| self.arm(group)).collect(),
            ..LandmarkTests::default()
        }
    }

    fn arm(&self, (arm, values): &(usize, Vec<f64>)) -> LandmarkArm {
        LandmarkArm {
            arm: self.arms[*arm].to_owned(),
            n: values.len(),
            mean: mean(values),
            sd: sd(values),
        }
    }

    /// Name of the comparison of two groups.
    fn contrast(&self, group: usize, with: usize) -> String {
        contrast(self.arms, self.groups[group].0, self.groups[with].0)
    }

    fn dunnett(
        &self,
        groups: &[&[f64]],
        confidence: f64,
        lacking: &mut Lacking,
    ) -> Vec<DunnettRow> {
        if !self.has_control {
            return Vec::new();
        }
        let Some(test) = lacking.take("Dunnett", dunnett::dunnett(groups, confidence)) else {
            return Vec::new();
        };
        let row = |of: &dunnett::Comparison| DunnettRow {
            contrast: self.contrast(of.group, 0),
            estimate: of.estimate,
            se: of.se,
            t: of.t,
            df: test.df,
            p_raw: positive(of.p_raw),
            p_dunnett: positive(of.p),
            p_dunnett_less: positive(of.p_less),
            ci_low: of.interval.low,
            ci_high: of.interval.high,
            ratio: None,
            ratio_low: None,
            ratio_high: None,
        };
        test.comparisons.iter().map(row).collect()
    }

    fn tukey(&self, groups: &[&[f64]], confidence: f64, lacking: &mut Lacking) -> Vec<TukeyRow> {
        let Some(test) = lacking.take("Tukey", tukey::tukey(groups, confidence)) else {
            return Vec::new();
        };
        let row = |of: &tukey::Comparison| TukeyRow {
            contrast: self.contrast(of.b, of.a),
            difference: of.difference,
            q: of.q,
            p: positive(of.p),
            ci_low: of.interval.low,
            ci_high: of.interval.high,
        };
        test.comparisons.iter().map(row).collect()
    }

    fn dunn(&self, groups: &[&[f64]], lacking: &mut Lacking) -> Vec<DunnRow> {
        if !self.has_control {
            return Vec::new();
        }
        let test = dunn::with_control(groups, Adjustment::Holm);
        let Some(test) = lacking.take("Dunn", test) else {
            return Vec::new();
        };
        let row = |of: &dunn::Comparison| DunnRow {
            contrast: self.contrast(of.b, of.a),
            z: of.z,
            p: positive(of.p),
            p_holm: positive(of.p_adjusted),
        };
        test.comparisons.iter().map(row).collect()
    }

    /// Number of a treated group, its values and the control's.
    fn against_control(&self) -> impl Iterator<Item = (usize, &[f64], &[f64])> {
        let treated = if self.has_control {
            1
        } else {
            self.groups.len()
        };
        let groups = self.groups.iter().enumerate().skip(treated);
        groups.map(|(i, (_, values))| (i, values.as_slice(), self.groups[0].1.as_slice()))
    }

    fn mann_whitney(&self, confidence: f64, lacking: &mut Lacking) -> Vec<MannWhitneyRow> {
        let mut rows = Vec::new();
        let mut raw = Vec::new();
        for (group, treated, control) in self.against_control() {
            let test = mann_whitney::mann_whitney(treated, control, confidence);
            let Some(test) = lacking.take("Mann-Whitney", test) else {
                continue;
            };
            raw.push(Some(test.p().two_sided));
            rows.push(MannWhitneyRow {
                contrast: self.contrast(group, 0),
                w: test.u,
                p_exact: test.exact.map(|tails| positive(tails.two_sided)),
                p_normal_cc: positive(test.normal.two_sided),
                hodges_lehmann: test.shift,
                ci_low: test.interval.low,
                ci_high: test.interval.high,
                p_holm: None,
                confidence: test.confidence,
            });
            if test.notes.contains(&oneway::Note::ConfidenceNotReached) {
                let lowest = lacking
                    .confidence
                    .map_or(test.confidence, |c| c.min(test.confidence));
                lacking.confidence = Some(lowest);
            }
        }
        for (row, adjusted) in rows.iter_mut().zip(holm(&raw)) {
            row.p_holm = adjusted.map(positive);
        }
        rows
    }

    fn t_rows(
        &self,
        name: &'static str,
        lacking: &mut Lacking,
        test: impl Fn(&[f64], &[f64]) -> Result<student::TTest, NoAnswer>,
    ) -> Vec<TRow> {
        let mut rows = Vec::new();
        for (group, treated, control) in self.against_control() {
            let Some(test) = lacking.take(name, test(treated, control)) else {
                continue;
            };
            rows.push(TRow {
                contrast: self.contrast(group, 0),
                t: test.t,
                df: test.df,
                p: positive(test.p),
                p_holm: None,
            });
        }
        let raw: Vec<Option<f64>> = rows.iter().map(|row| Some(row.p)).collect();
        for (row, adjusted) in rows.iter_mut().zip(holm(&raw)) {
            row.p_holm = adjusted.map(positive);
        }
        rows
    }
}
