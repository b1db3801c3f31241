//! A summary of the demo study made by hand, with every kind of content that formats lay out.

use app::summarize::Summary as Report;
use report::document::{Document, Words};
use report::figure::{Kind, Scale};
use report::summary::{Finding, Statement, Summary, SummaryFigure, SummaryRow, SummaryTable};

/// The demo's document with that summary.
pub fn document(report: &Report) -> Document {
    Document {
        summary: Some(summary(report)),
        ..report.document()
    }
}

fn statement(claim: &str, detail: &str) -> Statement {
    Statement {
        claim: claim.into(),
        detail: detail.into(),
    }
}

fn finding(is_harm: bool, claim: &str, detail: &str) -> Finding {
    let statement = statement(claim, detail);
    Finding { is_harm, statement }
}

fn figure(report: &Report, kind: Kind, scale: Scale, title: &str, subtitle: &str) -> SummaryFigure {
    SummaryFigure {
        title: title.to_owned(),
        subtitle: subtitle.to_owned(),
        figure: report.figure(kind, scale).unwrap(),
        key: vec![
            "× humane endpoint that day (number)".into(),
            "† found dead that day".into(),
        ],
    }
}

fn summary(report: &Report) -> Summary {
    Summary {
        kicker: "xenograft study · RS4;11 in NOD SCID mice".to_owned(),
        chips: vec!["SIMULATED DATA".to_owned(), "OPEN: numbers may change".to_owned()],
        title: "KT253-RS411".to_owned(),
        meta: "48 animals in 6 arms · day 0: 5 Jan 2026, last reading: day 42, 16 Feb 2026 · landmark: day 17".into(),
        findings: vec![
            finding(
                false,
                "KT-253 at 1 mg/kg or more cleared the tumors.",
                "On day 17, TGI was 120.8–121.5% (95% CIs within 115.5–128.5), P < 0.0001 in each arm. All 24 animals, one \
                 dead on day 10, had a complete response (mRECIST; 95% CI 86–100%).",
            ),
            finding(
                true,
                "Two animals were lost to death or weight loss.",
                "One was found dead (KT-253 3 mg/kg, day 10; recorded as unrelated); one reached the weight limit \
                 (DS-3032, day 17, −21.5%): 1 of 8 each (95% CI 0–53%). Greatest mean loss 3.2% (DS-3032, day 3).",
            ),
            finding(
                false,
                "KT-253 0.3 mg/kg and DS-3032 50 mg/kg slowed growth without a response.",
                "TGI 90.4% (71.6–96.6), P < 0.0001, and 71.8% (62.8–78.4), P = 0.0002; responses 0 of 8 in each (95% CI \
                 0–37%).",
            ),
            finding(
                false,
                "Growth delay.",
                "Half of the tumors reached 4 times their baseline volume by day 17 with Vehicle (95% CI from 10), day 28 \
                 with DS-3032 and day 31 (95% CI 21–35) with KT-253 0.3 mg/kg; at higher doses 0 of 24 did by day 42 \
                 (95% CI 0–14%).",
            ),
            finding(
                false,
                "Tumors regrew after KT-253 1 mg/kg,",
                "from 2 ± 1 mm³ on day 14 to 74 ± 24 on day 42. None was palpable on day 42 with 3 mg/kg (0 of 7) or 1 \
                 mg/kg Q3W (0 of 8).",
            ),
        ],
        growth: Some(figure(report, Kind::Growth, Scale::Log, "Tumor volume", "mm³ (log scale): mean ± SEM")),
        weight: Some(figure(report, Kind::Weight, Scale::Linear, "Body weight", "mean change from day 0, %")),
        table: Some(table()),
        caveats: vec![
            statement(
                "DS-3032 depends on the model.",
                "With one residual variance for all arms, growth rates did not differ significantly (P = 0.35). The \
                 primary test gives each arm its own: readings scatter 15 times more in cleared arms than in Vehicle (SD \
                 1.00 against 0.07).",
            ),
            statement(
                "Vehicle beyond day 21 is a selection.",
                "Four of 8 animals had left by day 24, three of them at the volume limit; the remaining mean \
                 underestimates tumor burden and is not compared from day 31 (n = 2).",
            ),
            statement(
                "Allocation is not documented.",
                "No randomization is on record, and arms were not blinded.",
            ),
        ],
    }
}

/// Name, V₀, V at the landmark, T/C, TGI, its interval and ends, P, CR, median, weight loss.
type Line = (
    &'static str,
    [&'static str; 3],
    &'static str,
    &'static str,
    [f64; 3],
    &'static str,
    usize,
    &'static str,
    &'static str,
);

const LINES: [Line; 6] = [
    (
        "Vehicle",
        ["167 ± 16", "964 ± 124", "100"],
        "–",
        "",
        [0.0; 3],
        "",
        0,
        "17",
        "none",
    ),
    (
        "DS-3032 50 mg/kg",
        ["168 ± 13", "393 ± 21", "41"],
        "71.8",
        "62.8–78.4",
        [71.8, 62.8, 78.4],
        "0.0002",
        0,
        "28",
        "−3.2 (3)",
    ),
    (
        "KT-253 0.3 mg/kg",
        ["171 ± 15", "248 ± 48", "26"],
        "90.4",
        "71.6–96.6",
        [90.4, 71.6, 96.6],
        "< 0.0001",
        0,
        "31",
        "−0.6 (3)",
    ),
    (
        "KT-253 1 mg/kg",
        ["172 ± 12", "6 ± 2", "< 1"],
        "120.8",
        "115.5–128.5",
        [120.8, 115.5, 128.5],
        "< 0.0001",
        8,
        "> 42",
        "−1.6 (3)",
    ),
    (
        "KT-253 3 mg/kg",
        ["171 ± 8", "0 ± 0", "0"],
        "121.2",
        "116.1–128.3",
        [121.2, 116.1, 128.3],
        "< 0.0001",
        8,
        "> 42",
        "−2.9 (3)",
    ),
    (
        "KT-253 1 mg/kg Q3W",
        ["173 ± 8", "2 ± 2", "< 1"],
        "121.5",
        "116.3–128.5",
        [121.5, 116.3, 128.5],
        "< 0.0001",
        8,
        "> 42",
        "−1.0 (3)",
    ),
];

fn row((position, line): (usize, &Line)) -> SummaryRow {
    let (name, [from, to, tc], tgi, interval, strip, p, complete, median, loss) = *line;
    SummaryRow {
        position,
        label: String::new(),
        name: name.to_owned(),
        is_control: position == 0,
        n: [8, if position == 4 { 7 } else { 8 }],
        baseline_volume: from.into(),
        landmark_volume: to.into(),
        tc: tc.into(),
        tgi: tgi.into(),
        tgi_interval: interval.into(),
        strip: (position > 0).then_some(strip),
        p: p.into(),
        responses: Some([complete, 0, 8]),
        median: median.into(),
        weight_loss: loss.into(),
        lost_20: Some(usize::from(position == 1)),
        found_dead: Some(usize::from(position == 4)),
        endpoint: Some([8, 3, 4, 0, 0, 0][position]),
    }
}

fn table() -> SummaryTable {
    let note = "P: growth rate against Vehicle (CR2, Holm over 5 comparisons). TGI: 95% CI. V₀: volume on day 0. Weight \
                loss: greatest loss of the arm’s mean. Endpoint deaths: volume limit 13, weight 1, ulceration 1.";
    SummaryTable {
        title: "Efficacy and tolerability by arm.".to_owned(),
        definition: "TGI: 100 × (1 − mean ΔV of the arm / mean ΔV of Vehicle); above 100% the mean tumor regressed.".into(),
        day: "17".to_owned(),
        baseline: "day 0".to_owned(),
        event: "4× V₀".to_owned(),
        rows: LINES.iter().enumerate().map(row).collect(),
        notes: vec![Words::from(note)],
    }
}
