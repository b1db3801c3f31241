//! Reports for those who must not know the arms: whatever is added to a report, it has no efficacy, no survival and
//! nothing by code, and it says that a study is blinded only where it is.

use app::summarize::{ReportFormat, Summary};
use domain::{BlindBy, Reason};

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
    let codes = lab.notebook.study("S").unwrap().arms;
    let codes: Vec<String> = codes.iter().map(|arm| arm.name.to_string()).collect();
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
