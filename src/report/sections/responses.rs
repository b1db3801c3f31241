//! Responses: a table per scheme, with its legend.

use super::adjusted::p_heading;
use super::{Cell, Remark, Section, SectionId, Table};
use crate::number::{NONE, interval, number};
use crate::responders;
use domain::{Analysis, ArmResponses, ResponseRate, ResponseRow, counted};

/// A scheme of classes: its name, the classes from best to worst with their names, and how many of them,
/// from the first on, are responses.
struct Scheme {
    card: &'static str,
    name: &'static str,
    classes: &'static [(&'static str, &'static str)],
    responses: usize,
    class: fn(&ResponseRow) -> &'static str,
    counts: fn(&ArmResponses) -> Vec<usize>,
    rate: fn(&ArmResponses) -> &ResponseRate,
}

const SCHEMES: [Scheme; 3] = [
    Scheme {
        card: "mrecist",
        name: "mRECIST",
        classes: &[
            ("mCR", "complete response"),
            ("mPR", "partial response"),
            ("mSD", "stable disease"),
            ("mPD", "progressive disease"),
            ("NE", "not evaluable"),
        ],
        responses: 2,
        class: |row| row.mrecist,
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
        card: "pptp",
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
        class: |row| row.pptp,
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
        card: "consecutive",
        name: "consecutive readings",
        classes: &[
            ("TFS", "tumor-free survivor"),
            ("CR", "complete response"),
            ("PR", "partial response"),
            ("NR", "no response"),
            ("NE", "not evaluable"),
        ],
        responses: 3,
        class: |row| row.consecutive,
        counts: |arm| {
            let c = &arm.consecutive;
            vec![c.tumor_free, c.complete, c.partial, c.none, c.not_evaluable]
        },
        rate: |arm| &arm.consecutive_rate,
    },
];

const HOW: &str =
    "intervals: Clopper-Pearson; P: Fisher's exact test of the rate against the control";

/// How rates were tested, and what animals with several tumors count as.
fn remarks(analysis: &Analysis) -> Vec<Remark> {
    let summed = analysis.responses.animals.iter();
    let summed = summed.filter(|row| row.tumor.is_none()).count();
    let several = (summed > 0).then(|| {
        let animals = counted(summed, "animal");
        Remark::new(
            "",
            format!("{animals} with several tumors: the class is that of their sum"),
        )
    });
    let how = [Remark::new(
        "",
        match analysis.arms.len() {
            0..=2 => HOW.to_owned(),
            _ => format!("{HOW}, Holm over the arms"),
        },
    )];
    how.into_iter().chain(several).collect()
}

/// A table per scheme, each with the names of its classes as its legend.
pub(super) fn section(analysis: &Analysis) -> Option<Section> {
    let any = !analysis.responses.animals.is_empty();
    any.then(|| Section {
        remarks: remarks(analysis),
        ..Section::new(
            SectionId::Responses,
            "Responses, animals per class",
            SCHEMES
                .iter()
                .map(|scheme| scheme.table(analysis))
                .collect(),
        )
    })
}

impl Scheme {
    /// A row per arm. Classes for special cases are left out if no arm has them.
    fn table(&self, analysis: &Analysis) -> Table {
        let arms = &analysis.responses.arms;
        let counts: Vec<Vec<usize>> = arms.iter().map(self.counts).collect();
        let shown = |i: &usize| {
            let rare = matches!(self.classes[*i].0, "PD" | "NE");
            !rare || counts.iter().any(|counts| counts[*i] > 0)
        };
        let shown: Vec<usize> = (0..self.classes.len()).filter(shown).collect();
        let comparisons = arms.len().saturating_sub(1);
        let mut table = self
            .headed(&shown, analysis.settings.confidence, comparisons)
            .titled(self.name);
        for (arm, counts) in arms.iter().zip(&counts) {
            let rate = (self.rate)(arm);
            let mut cells = vec![arm.arm.clone().into(), Cell::count(arm.n)];
            cells.extend(shown.iter().map(|&i| Cell::count(counts[i])));
            cells.push(percents(rate));
            cells.push(Cell::p(rate.fisher_p_holm));
            table.row(None, cells);
        }
        table.remarks = self.legend(&shown);
        let lost = responders::lost(analysis, |row| self.is_response((self.class)(row)));
        let lost = lost.into_iter().map(|sentence| Remark::new("", sentence));
        table.remarks.extend(lost);
        table
    }

    fn is_response(&self, class: &str) -> bool {
        let mut responses = self.classes[..self.responses].iter();
        responses.any(|(known, _)| *known == class)
    }

    fn headed(&self, shown: &[usize], confidence: f64, comparisons: usize) -> Table {
        let percent = 100.0 * confidence;
        let mut headings = vec![(self.name.to_owned(), Some(self.card))];
        headings.push(("n".to_owned(), Some(self.card)));
        let classes = shown.iter().map(|&i| self.classes[i].0.to_owned());
        headings.extend(classes.map(|class| (class, Some(self.card))));
        headings.push((
            format!("rate %\n({percent}% CI)"),
            Some("objective_response_rate"),
        ));
        headings.push((p_heading("", "(Holm)", comparisons), Some("fisher_p_holm")));
        Table::new(headings)
    }

    fn legend(&self, shown: &[usize]) -> Vec<Remark> {
        let words = shown.iter().map(|&i| {
            let (class, words) = self.classes[i];
            format!("{class} {words}")
        });
        let words: Vec<String> = words.collect();
        let responses = self.classes[..self.responses].iter();
        let responses: Vec<&str> = responses.map(|(class, _)| *class).collect();
        vec![
            Remark::new("", words.join("; ")),
            Remark::new(
                "rate:",
                format!("{} of those evaluable", responses.join(", ")),
            ),
        ]
    }
}

/// `25 [3, 65]`
fn percents(rate: &ResponseRate) -> Cell {
    let percent = number(rate.rate_percent, 0);
    let text = match (rate.rate_percent, rate.ci_low, rate.ci_high) {
        (None, ..) => return NONE.into(),
        (_, Some(low), Some(high)) => format!("{percent} {}", interval(low, high, 0)),
        _ => percent,
    };
    Cell::of(text, [rate.rate_percent, rate.ci_low, rate.ci_high])
}
