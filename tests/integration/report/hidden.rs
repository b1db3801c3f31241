//! Reports for those who must not know the arms: whatever is added to a report, it has no efficacy, no survival and
//! nothing by code, and it says that a study is blinded only where it is.

use app::summarize::{ReportFormat, Summary};
use domain::{AnalysisOptions, BlindBy, Reason};
use serde_json::Value;

use super::{Lab, wanted};
use crate::support::own;

/// A study of six arms with responses, deaths and readings to day 42.
fn lab() -> Lab {
    let mut lab = Lab::new();
    lab.import(&own("kt253_rs411"), Some("Vehicle"));
    lab
}

const ARMS: [&str; 3] = ["Vehicle", "DS-3032", "KT-253"];

/// Words that tell how arms do.
const EFFICACY: [&str; 14] = [
    "tgi",
    "t/c",
    "inhibition",
    "hazard",
    "kaplan",
    "log-rank",
    "survival",
    "dunnett",
    "mixed model",
    "responders",
    "complete response",
    "growth ratio",
    "slowed growth",
    "p =",
];

fn report(lab: &Lab, for_technician: bool) -> Summary {
    let mut wanted = wanted();
    wanted.for_technician = for_technician;
    lab.notebook.summarize("S", &wanted).unwrap()
}

fn text(summary: &Summary, format: ReportFormat) -> String {
    String::from_utf8(summary.bytes(format).unwrap()).unwrap()
}

/// The codes of the arms of a study blinded by arm.
fn codes(lab: &Lab) -> Vec<String> {
    let arms = lab.notebook.study("S").unwrap().arms;
    arms.iter().map(|arm| arm.name.to_string()).collect()
}

fn hides_arms(lab: &Lab, for_technician: bool, codes: &[String]) -> String {
    let summary = report(lab, for_technician);
    let analysis = summary.analysis();
    assert!(analysis.inhibition.is_empty() && analysis.primary.is_none());
    assert!(analysis.time_to_event.is_none() && analysis.responses.animals.is_empty());
    for format in [ReportFormat::Html, ReportFormat::Markdown] {
        let text = text(&summary, format);
        for name in ARMS.iter().copied().chain(codes.iter().map(String::as_str)) {
            assert!(!text.contains(name), "{format:?}: {name}");
        }
    }
    let page = text(&summary, ReportFormat::Markdown).to_lowercase();
    assert!(!page.contains("left out of the analysis"));
    // ARRIVE names the outcome that was chosen.
    let page = page.replace("primary definition of growth inhibition", "");
    for word in EFFICACY {
        let at = page.find(word);
        let around = at.map(|at| {
            page[at.saturating_sub(60)..]
                .chars()
                .take(160)
                .collect::<String>()
        });
        assert!(at.is_none(), "{word}: {around:?}");
    }
    page
}

#[test]
fn reports_that_hide_arms_have_no_efficacy() {
    let mut lab = lab();
    let open = hides_arms(&lab, true, &[]);
    assert!(
        !open.replace("not blinded", "").contains("blinded"),
        "{open}"
    );
    lab.notebook.blind("S", BlindBy::Arms, None).unwrap();
    let codes = codes(&lab);
    for for_technician in [false, true] {
        let blinded = hides_arms(&lab, for_technician, &codes);
        assert!(blinded.contains("blinded"));
    }
    let reason = Reason::new("data are locked").unwrap();
    lab.notebook.unblind("S", reason).unwrap();
    let unblinded = hides_arms(&lab, true, &codes);
    assert!(
        !unblinded.replace("unblinded", "").contains("blinded"),
        "{unblinded}"
    );
    let shown = text(&report(&lab, false), ReportFormat::Markdown).to_lowercase();
    assert!(shown.contains("inhibition"));
    assert!(
        !shown.replace("unblinded", "").contains("blinded"),
        "{shown}"
    );
}

/// Sections of an analysis as JSON that tell how well arms do, beside those that are none.
const SECTIONS_OF_EFFICACY: [&str; 5] = ["inhibition", "responses", "growth", "course", "balance"];

/// Whether a value holds no row and no number.
fn is_empty(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::Array(rows) => rows.is_empty(),
        Value::Object(parts) => parts.values().all(is_empty),
        _ => false,
    }
}

/// Tag and volumes of each animal, in the order of tags.
fn volumes(analysis: &Value) -> Vec<(&Value, &Value)> {
    let curves = analysis["curves"].as_array().unwrap().iter();
    let mut volumes: Vec<_> = curves.map(|c| (&c["animal"], &c["volumes"])).collect();
    volumes.sort_by_key(|(tag, _)| tag.as_str());
    volumes
}

/// The analysis that `graftbook analyze --json` prints and that screens show.
#[test]
fn analysis_of_a_blinded_study_has_animals_but_no_efficacy() {
    let mut lab = lab();
    let analyzed = |lab: &Lab, options: &AnalysisOptions| {
        let analysis = lab.notebook.analyze("S", options).unwrap();
        serde_json::to_value(analysis).unwrap()
    };
    let mut options = wanted().options;
    let open = analyzed(&lab, &options);
    let single = ["mixed_model", "landmark", "time_to_event", "primary"];
    for part in SECTIONS_OF_EFFICACY.into_iter().chain(single) {
        assert!(!is_empty(&open[part]), "{part}");
    }
    lab.notebook.blind("S", BlindBy::Arms, None).unwrap();
    let codes = codes(&lab);
    assert_eq!(codes.len(), 6);
    for control in [None, Some(codes[0].clone())] {
        options.control = control;
        let blinded = analyzed(&lab, &options);
        for part in SECTIONS_OF_EFFICACY.into_iter().chain(single) {
            assert!(is_empty(&blinded[part]), "{part}: {}", blinded[part]);
        }
        let text = blinded.to_string();
        for name in ARMS.iter().copied().chain(codes.iter().map(String::as_str)) {
            assert!(!text.contains(name), "{name}");
        }
        assert_eq!(volumes(&blinded), volumes(&open));
    }
    options.control = Some("Vehicle".to_owned());
    assert!(lab.notebook.analyze("S", &options).is_err());
}

/// An analysis by code has no means by code.
#[test]
fn means_by_arm_are_efficacy() {
    let lab = lab();
    let analysis = lab.notebook.analyze("S", &wanted().options).unwrap();
    assert!(!analysis.volume_by_day.is_empty());
    assert!(analysis.without_efficacy().volume_by_day.is_empty());
}
