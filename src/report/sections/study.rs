//! The study with the rules of its analysis, and the notes.

use super::{Cell, Fact, Remark, Section, SectionId, Table};
use crate::number::day;
use domain::{
    Analysis, AnalysisNote, ArmCourse, BaselineRule, DataOrigin, EventRule, ExclusionRule,
    IntervalRule, LandmarkBy, Settings, VolumeFormula,
};

fn fact(text: String, about: Option<&'static str>) -> Fact {
    Fact { text, about }
}

/// The study, the rules of the analysis, and the arms.
pub(super) fn section(analysis: &Analysis) -> Section {
    let title = format!("Study {}", analysis.study);
    let tables = match analysis.conduct.blinding.is_blinded() {
        true => Vec::new(),
        false => vec![arms(analysis)],
    };
    let mut section = Section::new(SectionId::Study, title, tables);
    if analysis.data_origin == DataOrigin::Simulated {
        let words = "SIMULATED DATA: no animal was treated".to_owned();
        section.facts.push(vec![fact(words, None)]);
    }
    section.facts.push(compared(analysis));
    section.facts.push(computed(analysis));
    section
}

fn compared(analysis: &Analysis) -> Vec<Fact> {
    let control = analysis.control.as_deref().unwrap_or("none");
    let landmark = day(analysis.landmark_day);
    let horizon = day(analysis.settings.horizon_day);
    vec![
        fact(format!("control {control}"), None),
        fact(
            format!("{} {landmark}", landmark_words(analysis)),
            Some("landmark_day"),
        ),
        fact(format!("growth to day {horizon}"), Some("growth_rate")),
    ]
}

/// `landmark day`, or that it is an interim one.
fn landmark_words(analysis: &Analysis) -> &'static str {
    match analysis.settings.landmark_by {
        LandmarkBy::Interim => "interim landmark day",
        LandmarkBy::Asked | LandmarkBy::Protocol | LandmarkBy::Readings => "landmark day",
    }
}

fn computed(analysis: &Analysis) -> Vec<Fact> {
    let s = &analysis.settings;
    let primary = format!("TGI by {}", s.primary_definition.title());
    let resampled = (s.bootstrap_resamples > 0).then(|| {
        [
            fact(format!("{} resamples", s.bootstrap_resamples), Some("bca")),
            fact(format!("seed {}", s.seed), Some("bca")),
        ]
    });
    let mut facts = vec![
        fact(format!("baseline: {}", baseline(s)), Some("baseline")),
        fact(format!("volume {}", formula(s)), Some("volume")),
        fact(zeros(&s.zeros), Some("zeros")),
        fact(format!("event: {}", event(&s.event)), Some("time_to_event")),
        fact(exclusions(s).to_owned(), None),
    ];
    // Where nothing is compared, as in a blinded study, no definition of inhibition is used.
    if analysis.control.is_some() {
        facts.push(fact(primary, Some(s.primary_definition.id())));
        facts.push(fact(intervals(s).to_owned(), None));
    }
    facts.extend(resampled.into_iter().flatten());
    facts.push(fact(format!("graftbook {}", analysis.graftbook), None));
    facts
}

fn baseline(settings: &Settings) -> &'static str {
    match settings.baseline.parse() {
        Ok(BaselineRule::First) => "first reading",
        Ok(BaselineRule::Day0) | Err(_) => "reading of day 0",
    }
}

fn formula(settings: &Settings) -> &'static str {
    let formula = settings.volume_formula.parse::<VolumeFormula>();
    formula.map_or(settings.volume_formula, VolumeFormula::formula)
}

/// How logarithms treat small volumes.
pub(super) fn zeros(rule: &str) -> String {
    match rule.split_once(':') {
        Some(("floor", mm3)) => format!("volumes below {mm3} mm³ count as {mm3} in logarithms"),
        Some((_, mm3)) => format!("logarithms of V + {mm3} mm³"),
        None if rule == "drop" => "no volumes of 0 in logarithms".to_owned(),
        None => "volumes below the limit of quantification count as half of it".to_owned(),
    }
}

/// The event of the time to event, in words: `4 × baseline volume`.
pub(super) fn event(rule: &str) -> String {
    match rule.parse() {
        Ok(EventRule::Volume(mm3)) => format!("{mm3} mm³"),
        Ok(EventRule::Ratio(fold)) => format!("{fold} × baseline volume"),
        Ok(EventRule::Disposition) => "a disposition".to_owned(),
        Err(_) => rule.to_owned(),
    }
}

fn exclusions(settings: &Settings) -> &'static str {
    match settings.exclude.parse() {
        Ok(ExclusionRule::None) => "all data, as if nothing were excluded",
        Ok(ExclusionRule::Listed) | Err(_) => "without what is excluded",
    }
}

fn intervals(settings: &Settings) -> &'static str {
    match settings.interval.parse() {
        Ok(IntervalRule::Bca) => "intervals by bootstrap (BCa)",
        Ok(IntervalRule::None) => "no intervals of TGI",
        Ok(IntervalRule::Closed) | Err(_) => "intervals by formula",
    }
}

fn arms(analysis: &Analysis) -> Table {
    let landmark = day(analysis.landmark_day);
    let mut table = Table::new([
        ("Arm".to_owned(), None),
        ("n".to_owned(), Some("baseline")),
        ("mean V₀".to_owned(), Some("baseline")),
        (format!("n day {landmark}"), Some("landmark_day")),
        (format!("mean V day {landmark} ± SEM"), Some("mean_sem")),
        ("median".to_owned(), Some("median")),
    ]);
    for ArmCourse {
        arm,
        n,
        mean_v0,
        n_at_landmark,
        mean_v_landmark,
        sem_v_landmark,
        median_v_landmark,
        ..
    } in &analysis.course.arms
    {
        let (mean, sem) = (*mean_v_landmark, *sem_v_landmark);
        let cells = [
            arm.clone().into(),
            Cell::count(*n),
            Cell::volume(*mean_v0, None),
            Cell::count(*n_at_landmark),
            Cell::volume(mean, sem),
            Cell::volume(*median_v_landmark, None),
        ];
        table.row(None, cells.into());
    }
    table
}

/// One remark per note.
pub(super) fn notes(notes: &[AnalysisNote]) -> Option<Section> {
    let remark = |note: &AnalysisNote| {
        let about = [note.arm.as_deref(), note.animal.as_deref()];
        let about: Vec<&str> = about.into_iter().flatten().collect();
        let message = &note.message;
        let remark = match about.is_empty() {
            true => Remark::new("-", message),
            false => Remark::new("-", format!("{}: {message}", about.join(", "))),
        };
        Remark {
            remedy: note.remedy.clone().unwrap_or_default(),
            ..remark
        }
    };
    (!notes.is_empty()).then(|| Section {
        remarks: notes.iter().map(remark).collect(),
        ..Section::new(SectionId::Notes, "Notes", Vec::new())
    })
}
