//! Notes on the study as a whole. The sections add their own.

use std::collections::HashMap;

use chrono::NaiveDate;

use domain::{
    AnalysisNote, AnalysisOptions, BaselineRule, BurdenRule, DataOrigin, ExclusionRule,
    IntervalRule, LANDMARK_RULE, LandmarkBy, NoteCode, Remedy, RepeatRule, StudyRecord, counted,
};

use super::cohort::{AnalysisCohort, Subject};
use super::frame::Frame;

/// What a reader must know before the numbers: what was left out, assumed or not found.
pub(super) fn of_study(
    record: &StudyRecord,
    cohort: &AnalysisCohort,
    frame: &Frame,
    options: &AnalysisOptions,
) -> Vec<AnalysisNote> {
    let notes = [
        simulated(cohort),
        no_control(record, cohort),
        no_arm(cohort),
        exclusions(record, cohort, options),
        late_baseline(cohort),
        no_baseline(cohort),
        no_volume(cohort),
        assumed_day0(cohort),
        landmark(cohort, frame),
        strict_landmark(frame),
        visit_window(cohort),
        no_visit_window(record, cohort),
        repeats(cohort),
        horizon(cohort, frame),
        before_baseline(cohort),
        burden(cohort, options),
        no_intervals(options),
    ];
    let notes = notes.into_iter().flatten();
    let notes = notes.map(|(code, message)| AnalysisNote::new(code, message));
    notes.map(|note| advised(note, frame)).collect()
}

/// Adds what can be done about a note, if anything can.
fn advised(note: AnalysisNote, frame: &Frame) -> AnalysisNote {
    match (note.code, frame.landmark) {
        (NoteCode::NoControl, _) => note.remedied(Remedy::MarkControl),
        (NoteCode::Landmark, None) => note.remedied(Remedy::NameLandmarkDay),
        (NoteCode::Landmark, Some(_)) if frame.landmark_is_baseline => {
            note.remedied(Remedy::NameLaterLandmarkDay)
        }
        _ => note,
    }
}

type Words = Option<(NoteCode, String)>;

/// `3 animals`, `1 animal`.
pub(super) fn count(n: usize, thing: &str) -> String {
    let plural = if n == 1 { "" } else { "s" };
    format!("{n} {thing}{plural}")
}

fn simulated(cohort: &AnalysisCohort) -> Words {
    let simulated = cohort.protocol.data_origin == DataOrigin::Simulated;
    let message = "the data are simulated: no animal was treated";
    simulated.then(|| (NoteCode::SimulatedData, message.to_owned()))
}

/// None for a blinded study: the note on its blinding already explains why there is no control.
fn no_control(record: &StudyRecord, cohort: &AnalysisCohort) -> Words {
    let message = "no arm is marked as control: no between-group comparison";
    let hidden = record.study.blinding.is_blinded();
    (!cohort.has_control && !hidden).then(|| (NoteCode::NoControl, message.to_owned()))
}

fn no_arm(cohort: &AnalysisCohort) -> Words {
    let n = cohort.left_out.without_arm;
    let reserve = match cohort.left_out.reserve {
        0 => String::new(),
        reserve => format!(", {reserve} of them in reserve"),
    };
    let message = format!("{} in no arm left out{reserve}", count(n, "animal"));
    (n > 0).then_some((NoteCode::NoArm, message))
}

fn exclusions(record: &StudyRecord, cohort: &AnalysisCohort, options: &AnalysisOptions) -> Words {
    let listed = record.exclusions.len();
    if listed == 0 {
        return None;
    }
    let message = match options.exclude {
        ExclusionRule::None => format!(
            "{} on the study's list not heeded: all data are used",
            count(listed, "exclusion")
        ),
        ExclusionRule::Listed => {
            let left_out = &cohort.left_out;
            let (reading, weighing) = match left_out.animals {
                0 => ("reading", "weighing"),
                _ => ("reading of other animals", "weighing of other animals"),
            };
            format!(
                "excluded in this study, and left out of the analysis: {}",
                some_of([
                    (left_out.animals, "animal"),
                    (left_out.readings, reading),
                    (left_out.weighings, weighing),
                ])
            )
        }
    };
    Some((NoteCode::Exclusions, message))
}

/// Counts and names of the things of which there are any.
fn some_of(counts: [(usize, &str); 3]) -> String {
    let present = counts.into_iter().filter(|(n, _)| *n > 0);
    let listed: Vec<String> = present
        .map(|(n, thing)| {
            let (word, rest) = thing.split_once(' ').unwrap_or((thing, ""));
            format!("{} {rest}", count(n, word)).trim_end().to_owned()
        })
        .collect();
    match listed.is_empty() {
        true => "nothing that was read".to_owned(),
        false => listed.join(", "),
    }
}

fn late_baseline(cohort: &AnalysisCohort) -> Words {
    if cohort.baseline != BaselineRule::Day0 {
        return None;
    }
    let start = |s: &Subject| s.burden.baseline().map(|(day, _)| day);
    let late: Vec<f64> = cohort
        .subjects
        .iter()
        .filter_map(start)
        .filter(|d| *d >= 1.0)
        .collect();
    let first = late.iter().copied().reduce(f64::min)?;
    let last = late.iter().copied().reduce(f64::max)?;
    let days = if first == last {
        format!("day {first}")
    } else {
        format!("days {first} to {last}")
    };
    let animals = count(late.len(), "animal");
    let message = format!(
        "{animals} had no reading up to day 0: the first after it, {days}, is the baseline"
    );
    Some((NoteCode::LateBaseline, message))
}

fn no_baseline(cohort: &AnalysisCohort) -> Words {
    let lacking = cohort
        .subjects
        .iter()
        .filter(|s| s.burden.is_empty())
        .count();
    let message = format!(
        "{} without any volume left out of all volumes",
        count(lacking, "animal")
    );
    (lacking > 0).then_some((NoteCode::NoBaseline, message))
}

fn no_volume(cohort: &AnalysisCohort) -> Words {
    let n = cohort.left_out.without_volume;
    let formula = cohort.protocol.volume_formula.id();
    let message = format!(
        "{} left out: they lack what volume formula {formula} needs",
        count(n, "measured reading")
    );
    (n > 0).then_some((NoteCode::NoVolume, message))
}

fn landmark(cohort: &AnalysisCohort, frame: &Frame) -> Words {
    let message = match frame.landmark {
        None => "there is no day on which enough control animals were read".to_owned(),
        Some(day) if frame.landmark_is_baseline => {
            format!("on the landmark day {day} the control has only its baseline")
        }
        Some(day) => match frame.awaited {
            Some(awaited) => format!(
                "the landmark day {awaited} of the protocol is not reached yet: day {day}, the newest on which the \
                 control was read, stands in for it (interim)"
            ),
            None => return unread(cohort, day),
        },
    };
    Some((NoteCode::Landmark, message))
}

/// A note where to ask for every control animal would give another landmark day.
fn strict_landmark(frame: &Frame) -> Words {
    let day = frame.landmark?;
    if frame.landmark_by != LandmarkBy::Readings || frame.strict == Some(day) {
        return None;
    }
    let every = match frame.strict {
        Some(strict) => {
            format!("the last day on which all of them were read was day {strict}")
        }
        None => "on no day were all of them read".to_owned(),
    };
    let message = format!("the landmark day is {day}, {LANDMARK_RULE}: {every}");
    let message = match frame.not_followed {
        0 => message,
        n => format!(
            "{message}; {} that were never read after baseline do not count",
            counted(n, "control animal")
        ),
    };
    Some((NoteCode::Landmark, message))
}

fn assumed_day0(cohort: &AnalysisCohort) -> Words {
    let message = "dates are not known: study days are those of the imported file";
    let assumed = cohort.protocol.day0_assumed;
    assumed.then(|| (NoteCode::AssumedDay0, message.to_owned()))
}

fn visit_window(cohort: &AnalysisCohort) -> Words {
    if cohort.window == 0.0 {
        return None;
    }
    let series = cohort.subjects.iter().map(|s| &s.burden);
    let (mut moved, mut unused) = (0, 0);
    for one in series {
        let visits: Vec<f64> = one.visits().map(|(day, _)| day).collect();
        unused += one.points().count() - visits.len();
        moved += visits
            .iter()
            .filter(|day| one.visit_at(**day) != Some(**day))
            .count();
    }
    let unused = match unused {
        0 => String::new(),
        n => format!(
            "; {} not used, because another reading is nearer to the nominal day",
            count(n, "reading")
        ),
    };
    let days = if cohort.window == 1.0 { "day" } else { "days" };
    let moved = match moved {
        0 => "every reading that is used was made on its nominal day".to_owned(),
        1 => "1 reading of another day counts for the nominal day next to it".to_owned(),
        n => format!("{n} readings of other days count for the nominal day next to them"),
    };
    let usual = match cohort.is_usual_window {
        true => ", the default where animals start on different dates",
        false => "",
    };
    let message = format!(
        "visit window of {} {days}{usual}: where arms are compared by day, {moved}{unused}",
        cohort.window
    );
    Some((NoteCode::VisitWindow, message))
}

/// That animals which started on different dates were read on different study days, where no window pools them.
fn no_visit_window(record: &StudyRecord, cohort: &AnalysisCohort) -> Words {
    if cohort.window > 0.0 {
        return None;
    }
    let protocol = &record.study.protocol;
    let starts = record.animals.iter();
    let starts = starts.map(|a| (a.animal.tag.as_str(), a.animal.day0(protocol)));
    let starts: HashMap<&str, Option<NaiveDate>> = starts.collect();
    let mut readings: Vec<(f64, Option<NaiveDate>)> = Vec::new();
    for subject in &cohort.subjects {
        let start = starts.get(subject.tag).copied().flatten();
        let days = subject.burden.points();
        readings.extend(days.map(|(day, _)| (day, start)));
    }
    readings.sort_by(|a, b| a.0.total_cmp(&b.0));
    let days: Vec<_> = readings.chunk_by(|a, b| a.0 == b.0).collect();
    let alone = days
        .iter()
        .filter(|day| day.iter().all(|(_, start)| *start == day[0].1));
    let alone = alone.count();
    let is_staggered = readings.iter().any(|(_, start)| *start != readings[0].1);
    (is_staggered && alone > 0).then(|| {
        let message = format!(
            "animals started on different dates and there is no visit window: on {alone} of {} days only animals of one \
             date were read, and arms are compared by these alone",
            days.len()
        );
        (NoteCode::VisitWindow, message)
    })
}

fn repeats(cohort: &AnalysisCohort) -> Words {
    let repeated = &cohort.repeated;
    if repeated.readings + repeated.weighings == 0 {
        return None;
    }
    let rule = match cohort.repeats {
        RepeatRule::Last => "the last of a day counts",
        RepeatRule::Mean => "the mean of a day counts",
    };
    let several = some_of([
        (repeated.readings, "day with several readings of a tumor"),
        (
            repeated.weighings,
            "day with several weighings of an animal",
        ),
        (0, ""),
    ]);
    Some((NoteCode::Repeats, format!("{several}: {rule}")))
}

fn horizon(cohort: &AnalysisCohort, frame: &Frame) -> Words {
    let day = frame.horizon?;
    let burdens = || cohort.subjects.iter().map(|s| &s.burden);
    let all: usize = burdens().map(|b| b.between(None).0.len()).sum();
    let used: usize = burdens().map(|b| b.between(Some(day)).0.len()).sum();
    let message = format!(
        "growth rates and models use readings from baseline to day {day}: {used} of {all}, the {} later ones are \
         left out",
        all - used
    );
    (used < all).then_some((NoteCode::Horizon, message))
}

fn before_baseline(cohort: &AnalysisCohort) -> Words {
    let burdens = cohort.subjects.iter().map(|s| &s.burden);
    let before: usize = burdens
        .map(|b| b.points().count() - b.between(None).0.len())
        .sum();
    let message = format!(
        "{} before the baseline enter no growth rate or model",
        count(before, "reading")
    );
    (before > 0).then_some((NoteCode::BeforeBaseline, message))
}

/// A note on a landmark day on which no animal was read, with the nearest days on which some were.
fn unread(cohort: &AnalysisCohort, landmark: f64) -> Words {
    let subjects = cohort.subjects.iter();
    let points = subjects.flat_map(|subject| subject.burden.points());
    let days: Vec<f64> = points.map(|(day, _)| day).collect();
    let before = days.iter().copied().filter(|day| *day <= landmark);
    let before = before.reduce(f64::max)?;
    let after = days.iter().copied().filter(|day| *day > landmark);
    if before == landmark {
        return None;
    }
    let about = match after.reduce(f64::min) {
        Some(after) => format!("days {before} and {after} are the nearest with readings"),
        None => format!("the last readings are of day {before}"),
    };
    let message = format!("no animal was read on the landmark day {landmark}: {about}");
    Some((NoteCode::Landmark, message))
}

fn burden(cohort: &AnalysisCohort, options: &AnalysisOptions) -> Words {
    let several = |s: &&Subject| s.tumors.iter().filter(|t| !t.volumes.is_empty()).count() > 1;
    let n = cohort.subjects.iter().filter(several).count();
    let rule = match options.burden {
        BurdenRule::Complete => "missing on days on which one of them was not read",
        BurdenRule::Available => "the sum of those read on a day",
    };
    let message = format!(
        "{} with several tumors: an animal counts once, by the sum of its tumors, {rule}",
        count(n, "animal")
    );
    (n > 0).then_some((NoteCode::Burden, message))
}

fn no_intervals(options: &AnalysisOptions) -> Words {
    let message = "no intervals were asked for: growth inhibition stands without them";
    (options.interval == IntervalRule::None).then(|| (NoteCode::NoIntervals, message.to_owned()))
}

/// `TREATED - CONTROL`
pub(super) fn contrast(arms: &[&str], arm: usize, with: usize) -> String {
    format!("{} - {}", arms[arm], arms[with])
}

/// Contrasts of all pairs of arms, the later minus the earlier: 1 − 0, 2 − 0, …, 2 − 1, …
pub(super) fn pair_names(arms: &[&str]) -> Vec<String> {
    let from = |i: usize| (i + 1..arms.len()).map(move |j| contrast(arms, j, i));
    (0..arms.len()).flat_map(from).collect()
}
