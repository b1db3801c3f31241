//! Responses: a table per scheme, with its legend.

use super::layout::*;
use crate::domain::{Analysis, ArmResponses, ResponseRate};

/// A scheme of classes: its name, the classes from best to worst with their words, and how many of
/// them, the first ones, are responses.
struct Scheme {
    name: &'static str,
    classes: &'static [(&'static str, &'static str)],
    responses: usize,
    counts: fn(&ArmResponses) -> Vec<usize>,
    rate: fn(&ArmResponses) -> &ResponseRate,
}

const SCHEMES: [Scheme; 3] = [
    Scheme {
        name: "mRECIST",
        classes: &[
            ("mCR", "complete response"),
            ("mPR", "partial response"),
            ("mSD", "stable disease"),
            ("mPD", "progressive disease"),
            ("NE", "not evaluable"),
        ],
        responses: 2,
        counts: |arm| {
            let m = &arm.mrecist;
            vec![
                m.complete,
                m.partial,
                m.stable,
                m.progressive,
                m.not_evaluable,
            ]
        },
        rate: |arm| &arm.mrecist_rate,
    },
    Scheme {
        name: "PPTP",
        classes: &[
            ("MCR", "maintained complete response"),
            ("CR", "complete response"),
            ("PR", "partial response"),
            ("SD", "stable disease"),
            (
                "PD2",
                "progressive disease, delayed against the control's median",
            ),
            ("PD1", "progressive disease, not delayed"),
            (
                "PD",
                "progressive disease, where the control has no median time",
            ),
            ("NE", "not evaluable"),
        ],
        responses: 3,
        counts: |arm| {
            let p = &arm.pptp;
            vec![
                p.maintained,
                p.complete,
                p.partial,
                p.stable,
                p.progressive_2,
                p.progressive_1,
                p.progressive,
                p.not_evaluable,
            ]
        },
        rate: |arm| &arm.pptp_rate,
    },
    Scheme {
        name: "consecutive readings",
        classes: &[
            ("TFS", "tumor-free survivor"),
            ("CR", "complete response"),
            ("PR", "partial response"),
            ("NR", "no response"),
            ("NE", "not evaluable"),
        ],
        responses: 3,
        counts: |arm| {
            let c = &arm.consecutive;
            vec![c.tumor_free, c.complete, c.partial, c.none, c.not_evaluable]
        },
        rate: |arm| &arm.consecutive_rate,
    },
];

/// A table per scheme, each with the words of its classes; classes that no arm has and that only
/// awkward data have are left out.
pub(super) fn responses(analysis: &Analysis) -> String {
    let arms = &analysis.responses.arms;
    if analysis.responses.animals.is_empty() {
        return String::new();
    }
    let percent = 100.0 * analysis.settings.confidence;
    let mut blocks = Vec::new();
    for scheme in &SCHEMES {
        let counts: Vec<Vec<usize>> = arms.iter().map(scheme.counts).collect();
        let shown: Vec<usize> = (0..scheme.classes.len())
            .filter(|&i| {
                let rare = matches!(scheme.classes[i].0, "PD" | "NE");
                !rare || counts.iter().any(|counts| counts[i] > 0)
            })
            .collect();
        let names = shown.iter().map(|&i| scheme.classes[i].0.to_owned());
        let mut headings = vec![scheme.name.to_owned(), "n".to_owned()];
        headings.extend(names);
        headings.push(format!("rate %\n[{percent} %]"));
        headings.push("p\n(Holm)".to_owned());
        let mut rows = table_of_arms(headings);
        for (arm, counts) in arms.iter().zip(&counts) {
            let mut cells = vec![arm.arm.clone(), arm.n.to_string()];
            cells.extend(shown.iter().map(|&i| counts[i].to_string()));
            let rate = (scheme.rate)(arm);
            cells.push(percents(rate));
            cells.push(p_value(rate.fisher_p_holm));
            rows.add_row(cells);
        }
        let words = shown.iter().map(|&i| {
            let (class, words) = scheme.classes[i];
            format!("{class} {words}")
        });
        let words: Vec<String> = words.collect();
        let legend = wrapped("\n  ", &words.join("; "));
        let classes: Vec<&str> = scheme.classes.iter().map(|(class, _)| *class).collect();
        let responders = classes[..scheme.responses].join(", ");
        let rate = wrapped("\n  rate: ", &format!("{responders} of those evaluable"));
        blocks.push(format!("{}{legend}{rate}", lines(&rows)));
    }
    let how = "intervals: Clopper-Pearson; p: Fisher's exact test of the rate against the control, \
               Holm over the arms";
    format!("{}{}", blocks.join("\n\n"), wrapped("\n\n  ", how))
}

/// `25 [3, 65]`
fn percents(rate: &ResponseRate) -> String {
    let whole = |percent| number(percent, 0);
    match rate.rate_percent {
        None => NONE.to_owned(),
        rate_percent => format!(
            "{} [{}, {}]",
            whole(rate_percent),
            whole(rate.ci_low),
            whole(rate.ci_high)
        ),
    }
}

fn p_value(p: Option<f64>) -> String {
    match p {
        Some(p) if p < 0.000_1 => "<0.0001".to_owned(),
        p => number(p, 4),
    }
}
