//! What a reader must doubt: at most three statements, the contradicting sensitivity result first.

use super::Statement;
use super::evidence::{ArmEvidence, Effect, Evidence};
use super::statement::{counted_word, of, on_day, plural};
use crate::document::Words;
use crate::document::deviations::unexplained;
use crate::document::words::sentence;
use crate::number::{number, p_words, significant, tgi_range, unbroken};
use domain::{Blinding, LandmarkBy, LateAfter, PrimaryRow, PrimaryTest, VolumeDay, counted};

/// The most caveats of a page.
pub const MOST: usize = 3;

type Caveat = fn(&Evidence<'_>) -> Option<Statement>;

/// In the order of their weight.
const CAVEATS: [Caveat; 15] = [
    contradicted,
    inhibition_disagrees,
    interim,
    exploratory,
    late_exclusions,
    departures,
    ends_unknown,
    differs_from_observed,
    few_at_landmark,
    low_power,
    guarded,
    allocation,
    assumed_day0,
    depends_on_floor,
    unplanned,
];

/// Caveats where arms are hidden: none of them may compare or name arms.
const HIDDEN: [Caveat; 1] = [ends_unknown];

pub(super) fn caveats(evidence: &Evidence<'_>) -> Vec<Statement> {
    let caveats: &[Caveat] = match evidence.material.hides_arms() {
        true => &HIDDEN,
        false => &CAVEATS,
    };
    let found = caveats.iter().filter_map(|caveat| caveat(evidence));
    found.take(MOST).collect()
}

fn statement(claim: impl Into<Words>, sentences: impl IntoIterator<Item = Words>) -> Statement {
    Statement::fitting(claim, sentences.into_iter().collect())
}

/// A sensitivity analysis that says otherwise than the primary test.
fn contradicted(evidence: &Evidence<'_>) -> Option<Statement> {
    let primary = evidence.analysis.primary.as_ref()?;
    let against = |arm: &ArmEvidence<'_>| {
        let mut rows = primary.sensitivity.iter();
        rows.find(|row| row.arm == arm.name && row.contradicts)
    };
    let arms = evidence.arms.iter();
    let found: Vec<_> = arms.filter_map(|arm| Some((arm, against(arm)?))).collect();
    let arms: Vec<usize> = found.iter().map(|(arm, _)| arm.at).collect();
    let (first, other) = found.first()?;
    let claim = format!(
        "The result of {} depends on the test.",
        evidence.labels.listed(&arms)
    );
    let p = first.primary.and_then(|row| row.p_adjusted);
    let whose = match found.len() {
        1 => String::new(),
        _ => format!("{}: ", evidence.labels.said(first.at)),
    };
    let text = format!(
        "{whose}{} by the {}, {} by the primary test.",
        unbroken(&p_words(other.p_adjusted?)),
        test_name(other.test),
        unbroken(&p_words(p?))
    );
    let sentences = [
        Words::of(text, [other.p_adjusted, p]),
        "The appendix has all sensitivity analyses.".into(),
    ];
    Some(statement(claim, sentences))
}

/// What a sentence calls a test after `the`.
fn test_name(id: &str) -> &'static str {
    match id.parse() {
        Ok(PrimaryTest::GrowthContrast) => "growth contrast",
        Ok(PrimaryTest::ModelSlope) => "slopes of the mixed model of all arms",
        Ok(PrimaryTest::ModelLandmark) => "landmark means of the mixed model of all arms",
        Ok(PrimaryTest::Dunnett) => "Dunnett test of volumes on the landmark day",
        Ok(PrimaryTest::DunnettLog) => "Dunnett test of log volumes on the landmark day",
        Ok(PrimaryTest::Welch) => "Welch test of volumes on the landmark day",
        Ok(PrimaryTest::WelchLog) => "Welch test of log volumes on the landmark day",
        Ok(PrimaryTest::MannWhitney) => "Mann-Whitney test of volumes on the landmark day",
        Ok(PrimaryTest::LogRank) => "log-rank test",
        Err(_) => "Welch test of the animals' growth rates",
    }
}

/// The landmark day of the protocol is not reached.
fn interim(evidence: &Evidence<'_>) -> Option<Statement> {
    let analysis = evidence.analysis;
    if analysis.settings.landmark_by != LandmarkBy::Interim {
        return None;
    }
    let planned = evidence.material.record.study.protocol.landmark_day;
    let until = planned.map(|planned| {
        let text = format!("The protocol compares arms on {}.", on_day(Some(planned)));
        Words::from(text)
    });
    let claim = Words::of(
        format!("Results are interim, of {}.", on_day(analysis.landmark_day)),
        [analysis.landmark_day],
    );
    let detail = "The study goes on, and further readings change them.".into();
    Some(statement(claim, until.into_iter().chain([detail])))
}

/// Days whose dates nobody recorded.
fn assumed_day0(evidence: &Evidence<'_>) -> Option<Statement> {
    let assumed = evidence.material.record.study.protocol.day0_assumed;
    assumed.then(|| {
        statement(
            "Calendar dates are not known.",
            ["Study days are those of the imported file.".into()],
        )
    })
}

/// The arms whose row of the primary test is so, of those that have a P.
fn tested(evidence: &Evidence<'_>, is: fn(&PrimaryRow) -> bool) -> Vec<usize> {
    let arms = evidence.arms.iter();
    let arms = arms.filter(|arm| arm.primary.is_some_and(|row| row.p.is_some() && is(row)));
    arms.map(|arm| arm.at).collect()
}

fn exploratory(evidence: &Evidence<'_>) -> Option<Statement> {
    let arms = tested(evidence, |row| row.exploratory);
    (!arms.is_empty()).then(|| {
        let names = evidence.labels.listed(&arms);
        let few = evidence.labels.listed(&evidence.fewer_than_three(&arms));
        let text =
            format!("Fewer than three animals in {few}: the test was not checked for so few.");
        statement(
            format!("Results of {names} are exploratory."),
            [text.into()],
        )
    })
}

fn late_exclusions(evidence: &Evidence<'_>) -> Option<Statement> {
    let late = &evidence.analysis.conduct.late_exclusions;
    let first = late.first()?;
    let after = match first.after {
        LateAfter::Freezing => "after the plan was frozen",
        LateAfter::Unblinding => "after the arms were shown",
    };
    let n = late.len();
    let reversed = late.iter().filter(|late| late.taken_back).count();
    let verb = match reversed {
        0 => "decided",
        some if some == n => "reversed",
        _ => "decided or reversed",
    };
    let claim = format!(
        "{} {} {verb} {after}.",
        counted_word(n),
        plural(n, "exclusion was", "exclusions were")
    );
    let why = first
        .reason
        .as_deref()
        .map_or(String::new(), |why| format!(" ({why})"));
    Some(statement(claim, [format!("{}{why}.", first.what).into()]))
}

/// Settings that are not as planned.
fn departures(evidence: &Evidence<'_>) -> Option<Statement> {
    let plan = evidence.analysis.conduct.plan.as_ref()?;
    let first = plan.departures.first()?;
    let claim = "The analysis departs from the frozen plan.";
    let what = format!(
        "{} is {}, planned {}.",
        sentence(first.setting.name()).trim_end_matches('.'),
        first.used_words(),
        first.planned_words()
    );
    let more = plan.departures.len() - 1;
    let more = (more > 0).then(|| format!("{} more.", counted(more, "departure")).into());
    Some(statement(claim, [what.into()].into_iter().chain(more)))
}

/// Animals whose records end early without a disposition.
fn ends_unknown(evidence: &Evidence<'_>) -> Option<Statement> {
    let record = evidence.material.record;
    let gone = unexplained(record).len();
    if gone == 0 {
        return None;
    }
    let in_arms = record.animals.iter().filter(|a| a.animal.arm.is_some());
    let claim = "Why animals left is not recorded.";
    let first = format!(
        "The records of {} animals end a week or more before the last readings; deaths and endpoints among them \
         are not known.",
        of(gone, in_arms.count())
    );
    Some(statement(claim, [first.into()]))
}

/// Arms that were not compared on all of their animals.
fn few_at_landmark(evidence: &Evidence<'_>) -> Option<Statement> {
    let day = evidence.analysis.landmark_day?;
    let thin = evidence.arms.iter().filter_map(|arm| {
        let course = arm.course?;
        (5 * course.n_at_landmark <= 4 * course.n && course.n_at_landmark > 0)
            .then_some((arm, course))
    });
    let (arm, course) = thin.min_by(|a, b| {
        let share = |course: &domain::ArmCourse| course.n_at_landmark as f64 / course.n as f64;
        share(a.1).total_cmp(&share(b.1))
    })?;
    let claim = format!(
        "{} rests on {} animals on {}.",
        evidence.labels.said(arm.at),
        of(course.n_at_landmark, course.n),
        on_day(Some(day))
    );
    let counts = [course.n_at_landmark, course.n].map(|n| Some(n as f64));
    let values = counts.into_iter().chain([Some(day)]);
    let why = "If the animals with the largest tumors left, its mean underestimates tumor burden.";
    Some(statement(Words::of(claim, values), [why.into()]))
}

fn differs_from_observed(evidence: &Evidence<'_>) -> Option<Statement> {
    let arms = tested(evidence, |row| row.differs_from_observed);
    let first = evidence
        .arms
        .iter()
        .find(|arm| arms.first() == Some(&arm.at))?;
    let row = first.primary?;
    let (ratio, observed) = (row.ratio?, row.observed_ratio?);
    let name = evidence.labels.said(first.at);
    let said = |value| significant(Some(value), 2);
    let other = match row.n_on_landmark {
        0 => "that of the animals' own lines",
        _ => "the observed one",
    };
    let claim = Words::of(
        format!(
            "For {name} the test's growth ratio is {}, {other} {}.",
            said(ratio),
            said(observed)
        ),
        [Some(ratio), Some(observed)],
    );
    let more = match arms.len() {
        1 => String::new(),
        n => format!(" They differ by 20% or more in {} arms.", n),
    };
    let why = format!("Growth was not exponential, or animals left before the landmark.{more}");
    Some(statement(
        claim,
        unread(evidence, row).into_iter().chain([why.into()]),
    ))
}

/// That the observed ratio rests on the animals' own lines, where they were not read on the landmark day.
fn unread(evidence: &Evidence<'_>, row: &PrimaryRow) -> Option<Words> {
    let day = evidence.analysis.landmark_day;
    let on = on_day(day);
    let text = match row.n_on_landmark {
        0 => format!("No animal of this arm was read on {on}."),
        n if n < row.n_started => format!(
            "{} were read on {on}; the others count by their own lines.",
            of(n, row.n_started)
        ),
        _ => return None,
    };
    Some(Words::of(text, [day]))
}

/// TGI and the primary test say different things: the interval of TGI and P, or the signs of TGI and growth ratio.
fn inhibition_disagrees(evidence: &Evidence<'_>) -> Option<Statement> {
    let level = evidence.level();
    let arms = evidence.arms.iter();
    let found: Vec<_> = arms.filter(|arm| arm.inhibition_disagrees(level)).collect();
    let first = found.first()?;
    let (row, tgi) = (first.primary?, first.inhibition?);
    let arms: Vec<usize> = found.iter().map(|arm| arm.at).collect();
    let claim = format!(
        "TGI and the test of {} do not agree.",
        evidence.labels.listed(&arms)
    );
    let whose = match found.len() {
        1 => String::new(),
        _ => format!("{}: ", evidence.labels.said(first.at)),
    };
    let interval = tgi.ci_low.zip(tgi.ci_high);
    let ends = interval.map_or(String::new(), |(low, high)| {
        format!(" ({})", unbroken(&tgi_range(low, high)))
    });
    let (low, high) = interval.unzip();
    let tgi = Words::of(
        format!(
            "{whose}TGI {}%{ends}, ",
            crate::number::tgi(tgi.tgi_percent)
        ),
        [tgi.tgi_percent, low, high],
    );
    let test = first.growth_ratio().map(|ratio| {
        let p = row.p_adjusted;
        let text = p.map_or(String::new(), |p| format!(", {}", unbroken(&p_words(p))));
        Words::joined([ratio, Words::of(text, [p])], "")
    })?;
    let why = "TGI weighs volumes of one day, the test growth on the log scale, with P for the number of arms.";
    Some(statement(
        claim,
        [Words::joined([tgi, test], "").within("", "."), why.into()],
    ))
}

/// Few animals, which could hardly show a difference, and which exaggerate one that they show.
fn low_power(evidence: &Evidence<'_>) -> Option<Statement> {
    let level = evidence.level();
    let arms = tested(evidence, |row| row.low_power);
    let alike = |at: &usize| evidence.arms[*at].effect(level) == Effect::Alike;
    let (alike, differ): (Vec<usize>, Vec<usize>) = arms.into_iter().partition(alike);
    let why = "Three or four animals an arm have low power";
    match (alike.as_slice(), differ.as_slice()) {
        ([], []) => None,
        ([], arms) => Some(statement(
            format!(
                "Results of {} rest on few animals.",
                evidence.labels.listed(arms)
            ),
            [format!("{why}: a significant effect tends to be overestimated.").into()],
        )),
        (arms, _) => Some(statement(
            format!(
                "Few animals: no significant difference of {} does not mean no effect.",
                evidence.labels.listed(arms)
            ),
            [format!("{why}.").into()],
        )),
    }
}

/// The control's mean where most of its animals have left.
fn guarded(evidence: &Evidence<'_>) -> Option<Statement> {
    let control = evidence.control()?;
    let n = control.course?.n;
    let rows = evidence.analysis.volume_by_day.iter();
    let rows = rows.filter(|row| row.arm == control.name);
    let rows: Vec<&VolumeDay> = rows.collect();
    let thin = rows.iter().find(|row| row.guarded && row.followed < n)?;
    let whole = rows.iter().rfind(|row| row.followed >= n)?;
    let name = evidence.labels.said(control.at);
    let claim = Words::of(
        format!("{name} beyond {} is a selection.", on_day(Some(whole.day))),
        [Some(whole.day)],
    );
    let left = Words::of(
        format!(
            "{} animals remained on {}; the remaining mean underestimates tumor burden and is not compared from then \
             on.",
            of(thin.followed, n),
            on_day(Some(thin.day))
        ),
        [Some(thin.followed as f64), Some(n as f64), Some(thin.day)],
    );
    Some(statement(claim, [left]))
}

fn allocation(evidence: &Evidence<'_>) -> Option<Statement> {
    let record = evidence.material.record;
    if !record.allocations.is_empty() {
        return None;
    }
    let blinded = match record.study.blinding {
        Blinding::Unblinded => "",
        _ => ", and arms were not blinded in the notebook",
    };
    let text = format!("No randomization is on record{blinded}.");
    Some(statement("Allocation is not documented.", [text.into()]))
}

fn depends_on_floor(evidence: &Evidence<'_>) -> Option<Statement> {
    let arms = tested(evidence, |row| row.depends_on_floor);
    let floor = evidence.analysis.primary.as_ref()?.floor_mm3?;
    (!arms.is_empty()).then(|| {
        let names = evidence.labels.listed(&arms);
        let text = format!(
            "Volumes below {} mm³ count as that volume.",
            number(Some(floor), 0)
        );
        statement(
            format!("The growth ratio of {names} depends on the rule for volumes of 0."),
            [Words::of(text, [Some(floor)])],
        )
    })
}

/// No plan was frozen, or only when readings after day 0 were known already.
fn unplanned(evidence: &Evidence<'_>) -> Option<Statement> {
    let conduct = &evidence.analysis.conduct;
    if conduct.plan.is_none() {
        return Some(statement(
            "No analysis plan was frozen.",
            ["The test and the landmark day are those of the program's rules.".into()],
        ));
    }
    let (plan, followed) = (
        conduct.first_plan_on.as_ref(),
        conduct.first_followed_on.as_ref(),
    );
    (conduct.is_planned_before_results() == Some(false)).then(|| {
        let text = format!(
            "It was frozen on {}; readings after day 0 began on {}.",
            plan.map_or("", String::as_str),
            followed.map_or("", String::as_str)
        );
        statement(
            "The analysis plan is later than the first results.",
            [text.into()],
        )
    })
}
