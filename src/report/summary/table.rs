//! The table: a row per arm.

use super::evidence::{ArmEvidence, Evidence};
use super::{SummaryRow, SummaryTable};
use crate::document::Words;
use crate::document::words::on_one_line;
use crate::number::{self, NONE, number, unbroken, volume_plus_minus, whole_percent};
use domain::{Definition, DispositionKind, PrimaryRow, PrimarySection};

/// None if there is no arm to tell of.
pub(super) fn table(evidence: &Evidence<'_>) -> Option<SummaryTable> {
    let analysis = evidence.analysis;
    if evidence
        .arms
        .iter()
        .all(|arm| arm.course.is_none_or(|course| course.n == 0))
    {
        return None;
    }
    let definition = analysis.settings.primary_definition;
    Some(SummaryTable {
        title: "Efficacy and tolerability by arm.".to_owned(),
        definition: said(definition).into(),
        day: number::day(analysis.landmark_day),
        baseline: baseline(evidence),
        event: event(evidence),
        rows: evidence.arms.iter().map(|arm| row(evidence, arm)).collect(),
        notes: notes(evidence),
    })
}

/// The primary definition of TGI in a sentence.
fn said(definition: Definition) -> &'static str {
    match definition {
        Definition::TcMean => "TGI: 100 × (1 − mean V of the arm / mean V of the control).",
        Definition::TcMedian => "TGI: 100 × (1 − median V of the arm / median V of the control).",
        Definition::TcGeomean => {
            "TGI: 100 × (1 − geometric mean V of the arm / geometric mean V of the control)."
        }
        Definition::Delta => {
            "TGI: 100 × (1 − mean ΔV of the arm / mean ΔV of the control); above 100% the mean tumor regressed."
        }
        Definition::DeltaMedian => {
            "TGI: 100 × (1 − median ΔV of the arm / median ΔV of the control); above 100% the median tumor \
             regressed."
        }
        Definition::DeltaLocf => {
            "TGI: 100 × (1 − mean ΔV of the arm / mean ΔV of the control), the last reading carried forward; above \
             100% the mean tumor regressed."
        }
        Definition::DeltaMeans => {
            "TGI: 100 × (1 − ΔV of the arm's mean / ΔV of the control's mean); above 100% the mean tumor regressed."
        }
        Definition::Rtv => "TGI: 100 × (1 − mean V/V₀ of the arm / mean V/V₀ of the control).",
        Definition::RtvMedian => {
            "TGI: 100 × (1 − median V/V₀ of the arm / median V/V₀ of the control)."
        }
        Definition::Auc => {
            "TGI: 100 × (1 − mean area under the curve of the arm / that of the control)."
        }
        Definition::AucPerDay => {
            "TGI: 100 × (1 − mean area under the curve per day of the arm / that of the control)."
        }
        Definition::AucAboveBaseline => {
            "TGI: 100 × (1 − mean area above baseline of the arm / that of the control)."
        }
        Definition::Rate => "TGI: 100 × (1 − mean growth rate of the arm / that of the control).",
        Definition::RateTc => "TGI: 100 − T/C from the difference of mean growth rates.",
        Definition::Regression => "Regression: 100 × (V₀ − V) / V₀ where the arm's mean shrank.",
        Definition::Egait => "TGI: 100 × (1 − mean eGaIT of the arm / that of the control).",
    }
}

/// The day of the baseline, where all animals of the study have the same.
fn baseline(evidence: &Evidence<'_>) -> String {
    let animals = evidence.analysis.course.animals.iter();
    let mut days: Vec<f64> = animals.filter_map(|animal| animal.baseline_day).collect();
    days.sort_by(f64::total_cmp);
    days.dedup();
    match days.as_slice() {
        [only] => format!("day {}", number::day(Some(*only))),
        _ => "baseline".to_owned(),
    }
}

/// `4× V₀`, `1000 mm³`, `event`
fn event(evidence: &Evidence<'_>) -> String {
    let rule = &evidence.analysis.settings.event;
    if let Some(times) = rule.strip_prefix("ratio>=") {
        format!("{times}× V₀")
    } else if let Some(mm3) = rule.strip_prefix("volume>=") {
        format!("{mm3} mm³")
    } else {
        "event".to_owned()
    }
}

fn row(evidence: &Evidence<'_>, arm: &ArmEvidence<'_>) -> SummaryRow {
    let course = arm.course;
    let on_landmark = arm.means.iter();
    let on_landmark = on_landmark
        .copied()
        .find(|row| Some(row.day) == evidence.analysis.landmark_day);
    let mean = |mm3, sem| Words::of(volume_plus_minus(mm3, sem), [mm3, sem]);
    let ends = evidence.records_ends;
    let left = |kind| ends.then(|| arm.left(kind).count());
    let tgi = arm.inhibition.and_then(|row| row.tgi_percent);
    let interval = arm.inhibition.and_then(|row| row.ci_low.zip(row.ci_high));
    let interval = interval.filter(|_| tgi.is_some());
    SummaryRow {
        position: arm.position,
        look: arm.look,
        label: match evidence.labels.are_short() {
            true => evidence.labels.label(arm.at).to_owned(),
            false => String::new(),
        },
        name: arm.name.to_owned(),
        is_control: arm.is_control,
        n: course.map_or([0; 2], |course| [course.n, course.n_at_landmark]),
        baseline_volume: mean(
            course.and_then(|course| course.mean_v0),
            course.and_then(|course| course.sem_v0),
        ),
        landmark_volume: mean(
            on_landmark.map(|row| row.mean),
            on_landmark.and_then(|row| row.sem),
        ),
        tc: tc(arm, on_landmark.is_some()),
        tgi: Words::of(number::tgi(tgi), [tgi]),
        tgi_interval: interval.map_or(Words::default(), |(low, high)| {
            Words::of(number::tgi_range(low, high), [Some(low), Some(high)])
        }),
        strip: strip(tgi, interval),
        p: p(arm),
        responses: arm.responses.and_then(|arm| {
            let n = arm.mrecist_rate.evaluable;
            (n > 0).then_some([arm.mrecist.complete, arm.mrecist.partial, n])
        }),
        median: median(evidence, arm),
        weight_loss: weight_loss(arm),
        lost_20: arm
            .weight
            .filter(|w| w.n > 0)
            .map(|weight| weight.n_loss_20),
        found_dead: left(DispositionKind::FoundDead),
        endpoint: left(DispositionKind::HumaneEndpoint),
    }
}

/// The least end of an interval in the strip, percent.
const LEAST_OF_STRIP: f64 = -999.0;

fn strip(tgi: Option<f64>, interval: Option<(f64, f64)>) -> Option<[f64; 3]> {
    let (low, high) = interval?;
    Some([tgi?, low, high].map(|percent| percent.max(LEAST_OF_STRIP)))
}

/// T/C; none where the arm has no mean on the landmark day.
fn tc(arm: &ArmEvidence<'_>, has_mean: bool) -> Words {
    match (arm.is_control, arm.tc.filter(|_| has_mean)) {
        (true, _) => "100".into(),
        (false, row) => {
            let tc = row.and_then(|row| row.tc_percent);
            Words::of(whole_percent(tc), [tc])
        }
    }
}

fn p(arm: &ArmEvidence<'_>) -> Words {
    let p = arm.primary.and_then(|row| row.p_adjusted);
    Words::of(number::p_value(p), [p])
}

/// The median, else a day beyond which it lies: `> 42`.
fn median(evidence: &Evidence<'_>, arm: &ArmEvidence<'_>) -> Words {
    let Some(times) = arm.times.filter(|times| times.n > 0) else {
        return NONE.into();
    };
    if times.median.is_some() {
        return Words::of(number::days(times.median), [times.median]);
    }
    let all = evidence.analysis.time_to_event.iter();
    let of_arm = all.flat_map(|times| &times.animals);
    let of_arm = of_arm.filter(|animal| animal.arm == arm.name);
    let last = of_arm.map(|animal| animal.time).reduce(f64::max);
    match last {
        Some(_) => Words::of(format!("> {}", number::days(last)), [last]),
        None => NONE.into(),
    }
}

/// `−3.2 (3)`, `none`
fn weight_loss(arm: &ArmEvidence<'_>) -> Words {
    let Some((loss, weight)) = arm.weight.and_then(|w| Some((w.max_mean_loss_percent?, w))) else {
        return NONE.into();
    };
    match loss < 0.0 {
        true => Words::of(
            format!("{} ({})", number(Some(loss), 1), number::day(weight.day)),
            [Some(loss), weight.day],
        ),
        false => "none".into(),
    }
}

fn notes(evidence: &Evidence<'_>) -> Vec<Words> {
    let notes = [
        test(evidence),
        Some(
            "T/C: of mean volumes. CR + PR: mRECIST. Weight loss: greatest loss of the arm's mean."
                .into(),
        ),
        options(evidence),
        intervals(evidence),
        endpoints(evidence),
        missing(evidence),
    ];
    notes.into_iter().flatten().collect()
}

/// The primary test and its adjustment.
fn test(evidence: &Evidence<'_>) -> Option<Words> {
    let analysis = evidence.analysis;
    let primary = analysis.primary.as_ref()?;
    let test: Result<domain::PrimaryTest, _> = primary.test.parse();
    let name = test.map_or(primary.test, |test| test.title());
    let control = evidence.control().map_or(String::new(), |control| {
        format!(" against {}", evidence.labels.said(control.at))
    });
    let tested = primary.rows.iter().filter(|row| row.p.is_some()).count();
    let adjusted = match (primary.adjustment, tested) {
        (_, 0 | 1) | ("none", _) => String::new(),
        ("holm", n) => format!(", Holm over {n} comparisons"),
        ("dunnett", n) => format!(", Dunnett over {n} comparisons"),
        (other, n) => format!(", {other} over {n} comparisons"),
    };
    let day = primary.landmark_day;
    let error = match primary.test {
        "growth_contrast" => ", cluster-robust standard errors (CR2)",
        _ => "",
    };
    let text = format!(
        "P: {name} to day {}{control}{error}{adjusted}.",
        number::day(Some(day))
    );
    Some(Words::of(text + &cures(primary), [Some(day)]))
}

/// How arms with tumors at 0 were tested, of those kinds that the study has.
fn cures(primary: &PrimarySection) -> String {
    let any = |is: fn(&PrimaryRow) -> bool| primary.rows.iter().any(is);
    let mut text = String::new();
    if any(|row| row.method == "against_floor") {
        text.push_str(" Arms with every tumor at 0: the control against the floor.");
    }
    if any(|row| row.method == "joint_rank") {
        text.push_str(" Arms with fewer than half of the tumors at 0: joint rank test.");
    }
    if any(PrimaryRow::is_grown_from_floor) {
        let other = if text.is_empty() { "" } else { "other " };
        let floor = primary
            .floor_mm3
            .map_or(String::new(), |mm3| unbroken(&format!("of {mm3} mm³")));
        text.push_str(&format!(
            " Where {other}tumors were at 0: growth contrast with the floor {floor}."
        ));
    }
    text
}

/// Which readings count, where this is not as usual.
fn options(evidence: &Evidence<'_>) -> Option<Words> {
    let text = evidence
        .analysis
        .settings
        .readings_words(evidence.analysis.landmark_day);
    (!text.is_empty()).then(|| text.join(" ").into())
}

/// How the intervals of TGI were found.
fn intervals(evidence: &Evidence<'_>) -> Option<Words> {
    let mut rows = evidence.arms.iter().filter_map(|arm| arm.inhibition);
    let method = rows.find_map(|row| row.interval_method)?;
    let name = match method {
        "pair_mover_hc3" | "rate_mover" | "order_statistics_mover" => {
            "method of variance estimates recovery"
        }
        "log_hc3" | "paired_log_hc3" => "log scale with robust standard errors",
        "welch_log" => "Welch's on logarithms",
        "order_statistics" => "order statistics",
        "bca" => "BCa bootstrap",
        other => other,
    };
    Some(format!("TGI intervals: {name} ({method}).").into())
}

/// The reasons of humane endpoints with their numbers, as they were recorded.
fn endpoints(evidence: &Evidence<'_>) -> Option<Words> {
    const LISTED: usize = 4;
    let left = evidence
        .arms
        .iter()
        .flat_map(|arm| arm.left(DispositionKind::HumaneEndpoint));
    let mut reasons: Vec<(String, usize)> = Vec::new();
    for animal in left {
        let reason = animal.disposition.as_ref().and_then(|d| d.reason.as_ref());
        let reason = reason.map_or("no reason recorded".to_owned(), |reason| {
            on_one_line(reason.as_str())
        });
        match reasons.iter_mut().find(|(known, _)| *known == reason) {
            Some((_, n)) => *n += 1,
            None => reasons.push((reason, 1)),
        }
    }
    reasons.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    let rest: usize = reasons.iter().skip(LISTED).map(|(_, n)| n).sum();
    let mut said: Vec<String> = reasons
        .iter()
        .take(LISTED)
        .map(|(reason, n)| format!("{reason} ({n})"))
        .collect();
    if rest > 0 {
        said.push(format!("other ({rest})"));
    }
    (!said.is_empty()).then(|| format!("Humane endpoints: {}.", said.join(", ")).into())
}

/// What the sign for nothing stands for, where the table has it.
fn missing(evidence: &Evidence<'_>) -> Option<Words> {
    let weighed = !evidence.analysis.weight.animals.is_empty();
    (!evidence.records_ends || !weighed)
        .then(|| format!("{NONE}: not recorded or not estimable.").into())
}
