//! An analysis as tables for the terminal: every number under the name of its definition.
//!
//! Nothing is computed here, and nothing printed: [`tables`] answers text of at most 80 columns,
//! without colors, that names what it marks. Lists per animal are left to the JSON. A study of more
//! than a dozen arms is summarized by one row per arm.

use std::fmt::Write as _;

use comfy_table::{CellAlignment, ColumnConstraint, ContentArrangement, LineStyle, Table, presets};

use crate::domain::{
    Analysis, AnalysisNote, ArmCourse, ArmGrowth, ArmResponses, ArmWeight, InhibitionRow,
    ResponseRate, VolumeDay,
};

/// Columns of the terminal that the tables fit.
const WIDTH: u16 = 80;

/// Arms beyond which tables by definition and by day give way to a row per arm.
const MANY_ARMS: usize = 12;

/// Arms side by side where cells hold an interval.
const INTERVALS_ABREAST: usize = 2;

/// Arms side by side where cells hold a mean.
const MEANS_ABREAST: usize = 3;

/// What stands where there is no number.
const NONE: &str = "–";

/// The whole report.
pub fn tables(analysis: &Analysis) -> String {
    let many = analysis.arms.len() > MANY_ARMS;
    let mut out = header(analysis);
    if many {
        section(
            &mut out,
            &landmark_title(analysis),
            inhibition_by_arm(analysis),
        );
    } else {
        section(&mut out, &landmark_title(analysis), inhibition(analysis));
        let title = "Volume by day, mm³: mean ± SEM (n)";
        section(&mut out, title, volume_by_day(analysis));
    }
    section(&mut out, "Responses, tumors per class", responses(analysis));
    section(&mut out, &growth_title(analysis), growth(analysis));
    section(
        &mut out,
        "Body weight, change from baseline",
        weight(analysis),
    );
    section(&mut out, "Notes", notes(&analysis.notes));
    out
}

/// Adds a section, or nothing where it is empty.
fn section(out: &mut String, title: &str, body: String) {
    if !body.is_empty() {
        let _ = write!(out, "\n{title}\n{body}\n");
    }
}

fn table(headings: impl IntoIterator<Item = String>) -> Table {
    let mut table = Table::new();
    table
        .load_style(presets::NOTHING.header_separator(LineStyle::new('─', '─', '─', '─')))
        .set_content_arrangement(ContentArrangement::Dynamic)
        .set_width(WIDTH)
        .set_header(headings);
    for column in table.column_iter_mut().skip(1) {
        column.set_cell_alignment(CellAlignment::Right);
    }
    table
}

/// A table whose first column, names of arms, gives way: no other breaks but at `\n`.
fn table_of_arms(headings: impl IntoIterator<Item = String>) -> Table {
    let mut table = table(headings);
    for column in table.column_iter_mut().skip(1) {
        column.set_constraint(ColumnConstraint::ContentWidth);
        column.set_padding((1, 0));
    }
    table
}

/// The table's lines without the blanks at their ends.
fn lines(table: &Table) -> String {
    let lines: Vec<String> = table
        .lines()
        .map(|line| line.trim_end().to_owned())
        .collect();
    lines.join("\n")
}

fn number(value: Option<f64>, digits: usize) -> String {
    value.map_or(NONE.to_owned(), |value| {
        let text = format!("{value:.digits$}");
        let is_zero = text.chars().all(|c| matches!(c, '-' | '0' | '.'));
        if is_zero {
            text.trim_start_matches('-').to_owned()
        } else {
            text
        }
    })
}

fn plus_minus(mean: Option<f64>, sem: Option<f64>, digits: usize) -> String {
    match sem {
        Some(_) => format!("{} ± {}", number(mean, digits), number(sem, digits)),
        None => number(mean, digits),
    }
}

/// `17`, `3.3`, or none.
fn day(value: Option<f64>) -> String {
    value.map_or(NONE.to_owned(), |day| day.to_string())
}

fn strings<const N: usize>(texts: [&str; N]) -> Vec<String> {
    texts.iter().map(|text| (*text).to_owned()).collect()
}

fn header(analysis: &Analysis) -> String {
    let settings = &analysis.settings;
    let mut out = format!("Study {}\n", analysis.study);
    if analysis.data_origin == "simulated" {
        out.push_str("SIMULATED DATA: no animal was treated\n");
    }
    let control = analysis.control.as_deref().unwrap_or("none");
    let landmark = day(analysis.landmark_day);
    let compared = [
        format!("control {control}"),
        format!("landmark day {landmark}"),
        format!("growth to day {}", day(settings.horizon_day)),
    ];
    let computed = [
        format!("baseline {}", settings.baseline),
        format!("volume {}", settings.volume_formula),
        format!("zeros {}", settings.zeros),
        format!("event {}", settings.event),
        format!("exclusions {}", settings.exclude),
        format!("primary definition {}", settings.primary_definition),
        format!("{} resamples", settings.bootstrap_resamples),
        format!("seed {}", settings.seed),
        format!("graftbook {}", analysis.graftbook),
    ];
    let _ = write!(out, "{}\n{}\n\n", listed(&compared), listed(&computed));
    let mut arms = table_of_arms(vec![
        "Arm".into(),
        "n".into(),
        "mean V₀".into(),
        format!("n day {landmark}"),
        format!("mean V day {landmark} ± SEM"),
        "median".into(),
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
        arms.add_row(vec![
            arm.clone(),
            n.to_string(),
            number(*mean_v0, 1),
            n_at_landmark.to_string(),
            plus_minus(*mean_v_landmark, *sem_v_landmark, 1),
            number(*median_v_landmark, 1),
        ]);
    }
    out.push_str(&lines(&arms));
    out.push('\n');
    out
}

/// Items with dots between them, broken between items only.
fn listed(items: &[String]) -> String {
    let mut lines: Vec<String> = Vec::new();
    for item in items {
        let fits = |line: &&mut String| {
            line.chars().count() + 3 + item.chars().count() <= usize::from(WIDTH)
        };
        match lines.last_mut().filter(fits) {
            Some(line) => line.extend([" · ", item]),
            None => lines.push(item.clone()),
        }
    }
    lines.join("\n")
}

fn landmark_title(analysis: &Analysis) -> String {
    let control = analysis.control.as_deref().unwrap_or("no control");
    let percent = 100.0 * analysis.settings.confidence;
    let landmark = day(analysis.landmark_day);
    format!("Growth inhibition against {control}, day {landmark}: TGI % [{percent} % interval]")
}

/// Letters for remarks, each remark once.
#[derive(Default)]
struct Remarks(Vec<String>);

impl Remarks {
    fn mark(&mut self, remark: Option<&str>) -> String {
        let Some(remark) = remark else {
            return String::new();
        };
        let known = self.0.iter().position(|r| r == remark);
        let at = known.unwrap_or_else(|| {
            self.0.push(remark.to_owned());
            self.0.len() - 1
        });
        format!(" ({})", letter(at))
    }

    fn legend(&self) -> String {
        let mut out = String::new();
        for (i, remark) in self.0.iter().enumerate() {
            out.push_str(&wrapped(&format!("\n  ({}) ", letter(i)), remark));
        }
        out
    }
}

fn letter(at: usize) -> char {
    char::from(b'a' + u8::try_from(at % 26).unwrap_or(0))
}

fn at_landmark<'a>(analysis: &'a Analysis, arm: &str) -> Vec<&'a InhibitionRow> {
    let rows = analysis.inhibition.iter();
    rows.filter(|row| row.arm == arm && Some(row.day) == analysis.landmark_day)
        .collect()
}

fn tgi(row: &InhibitionRow, remarks: &mut Remarks) -> String {
    let interval = match (row.ci_low, row.ci_high) {
        (Some(low), Some(high)) => {
            format!(" [{}, {}]", number(Some(low), 1), number(Some(high), 1))
        }
        _ => String::new(),
    };
    let mark = remarks.mark(row.note.as_deref());
    format!("{}{interval}{mark}", number(row.tgi_percent, 1))
}

/// Definitions down, arms across.
fn inhibition(analysis: &Analysis) -> String {
    let mut remarks = Remarks::default();
    let treated: Vec<&String> = analysis
        .arms
        .iter()
        .filter(|arm| !at_landmark(analysis, arm).is_empty())
        .collect();
    let mut blocks = Vec::new();
    for arms in treated.chunks(INTERVALS_ABREAST) {
        let columns: Vec<Vec<&InhibitionRow>> =
            arms.iter().map(|arm| at_landmark(analysis, arm)).collect();
        let names = arms.iter().map(|arm| (*arm).clone());
        let mut block = table(std::iter::once("Definition".to_owned()).chain(names));
        for (i, first) in columns[0].iter().enumerate() {
            let cells = columns.iter().filter_map(|column| column.get(i));
            let cells: Vec<String> = cells.map(|row| tgi(row, &mut remarks)).collect();
            let primary = first.definition == analysis.settings.primary_definition;
            let name = format!("{}{}", first.definition, if primary { " *" } else { "" });
            block.add_row(std::iter::once(name).chain(cells));
        }
        let n = |column: &Vec<&InhibitionRow>| {
            let row = column.first();
            row.map_or(String::new(), |r| {
                format!("{} against {}", r.n_treated, r.n_control)
            })
        };
        block.add_row(std::iter::once("n read".to_owned()).chain(columns.iter().map(n)));
        let nci = |column: &Vec<&InhibitionRow>| nci_reading(column).to_owned();
        block.add_row(std::iter::once("NCI reading".to_owned()).chain(columns.iter().map(nci)));
        blocks.push(lines(&block));
    }
    if blocks.is_empty() {
        return String::new();
    }
    format!(
        "{}\n  * the study's primary definition\n  NCI reading of T/C (tc_mean): at most \
         42 % active, below 10 % highly active{}",
        blocks.join("\n\n"),
        remarks.legend()
    )
}

/// What the limits of the National Cancer Institute call the T/C of means, where there is a TGI.
fn nci_reading(rows: &[&InhibitionRow]) -> &'static str {
    let of_means = rows.iter().find(|row| row.definition == "tc_mean");
    match of_means
        .filter(|row| row.tgi_percent.is_some())
        .and_then(|row| row.tc_percent)
    {
        Some(tc) if tc < 10.0 => "highly active",
        Some(tc) if tc <= 42.0 => "active",
        Some(_) => "inactive",
        None => NONE,
    }
}

/// The primary definition alone, a row per arm.
fn inhibition_by_arm(analysis: &Analysis) -> String {
    let mut remarks = Remarks::default();
    let primary = analysis.settings.primary_definition;
    let headings = ["Arm", primary, "T/C %", "n treated", "n control"];
    let mut rows = table(strings(headings));
    let mut any = false;
    for arm in &analysis.arms {
        let of_arm = at_landmark(analysis, arm);
        if let Some(row) = of_arm.iter().find(|row| row.definition == primary) {
            any = true;
            rows.add_row(vec![
                row.arm.clone(),
                tgi(row, &mut remarks),
                number(row.tc_percent, 1),
                row.n_treated.to_string(),
                row.n_control.to_string(),
            ]);
        }
    }
    if !any {
        return String::new();
    }
    format!("{}{}", lines(&rows), remarks.legend())
}

/// Days down, arms across; guarded means marked.
fn volume_by_day(analysis: &Analysis) -> String {
    let rows = &analysis.volume_by_day;
    let mut days: Vec<f64> = rows.iter().map(|row| row.day).collect();
    days.sort_by(f64::total_cmp);
    days.dedup();
    let mut blocks = Vec::new();
    for arms in analysis.arms.chunks(MEANS_ABREAST) {
        let mut block = table(std::iter::once("Day".to_owned()).chain(arms.iter().cloned()));
        for &on in &days {
            let cell = |arm: &String| {
                let row = rows.iter().find(|row| row.day == on && row.arm == *arm);
                row.map_or(String::new(), volume)
            };
            let cells: Vec<String> = arms.iter().map(cell).collect();
            if cells.iter().any(|cell| !cell.is_empty()) {
                block.add_row(std::iter::once(on.to_string()).chain(cells));
            }
        }
        blocks.push(lines(&block));
    }
    if days.is_empty() {
        return String::new();
    }
    let guarded = rows.iter().any(|row| row.guarded);
    let legend = wrapped(
        "\n  ! ",
        "read in fewer than three animals, or in fewer than half of those with a baseline: this \
         mean no longer speaks of the arm",
    );
    format!(
        "{}{}",
        blocks.join("\n\n"),
        if guarded { legend.as_str() } else { "" }
    )
}

fn volume(row: &VolumeDay) -> String {
    let mark = if row.guarded { " !" } else { "" };
    format!(
        "{} ({}){mark}",
        plus_minus(Some(row.mean), row.sem, 1),
        row.n
    )
}

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
fn responses(analysis: &Analysis) -> String {
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

fn slashed(counts: &[usize]) -> String {
    let counts: Vec<String> = counts.iter().map(usize::to_string).collect();
    counts.join("/")
}

fn growth_title(analysis: &Analysis) -> String {
    let zeros = &analysis.settings.zeros;
    format!("Growth rate per day, slope of ln V to the horizon (zeros {zeros})")
}

fn growth(analysis: &Analysis) -> String {
    let mut rows = table_of_arms(strings([
        "Arm",
        "n",
        "mean ± SEM",
        "median",
        "doubling days",
    ]));
    for ArmGrowth {
        arm,
        n,
        mean_slope_per_day,
        sem,
        median,
        doubling_days,
        ..
    } in &analysis.growth.arms
    {
        rows.add_row(vec![
            arm.clone(),
            n.to_string(),
            plus_minus(*mean_slope_per_day, *sem, 4),
            number(*median, 4),
            number(doubling_days.filter(|days| *days > 0.0), 1),
        ]);
    }
    if analysis.growth.arms.iter().all(|arm| arm.n == 0) {
        return String::new();
    }
    lines(&rows)
}

fn weight(analysis: &Analysis) -> String {
    let headings = [
        "Arm",
        "n",
        "lowest\nmean %",
        "day",
        "worst\nanimal %",
        "lost\n≥10/15/20 %",
        "past\nlimit",
    ];
    let mut rows = table_of_arms(strings(headings));
    for ArmWeight {
        arm,
        n,
        max_mean_loss_percent,
        day: on,
        worst_nadir_percent,
        n_loss_10,
        n_loss_15,
        n_loss_20,
        n_past_limit,
        ..
    } in &analysis.weight.arms
    {
        rows.add_row(vec![
            arm.clone(),
            n.to_string(),
            number(*max_mean_loss_percent, 1),
            day(*on),
            number(*worst_nadir_percent, 1),
            slashed(&[*n_loss_10, *n_loss_15, *n_loss_20]),
            n_past_limit.map_or(NONE.to_owned(), |n| n.to_string()),
        ]);
    }
    if analysis.weight.animals.is_empty() {
        return String::new();
    }
    lines(&rows)
}

/// One line per note, broken at the width.
fn notes(notes: &[AnalysisNote]) -> String {
    let mut out = String::new();
    for note in notes {
        let about = [note.arm.as_deref(), note.animal.as_deref()];
        let about: Vec<&str> = about.into_iter().flatten().collect();
        let about = if about.is_empty() {
            String::new()
        } else {
            format!("{}: ", about.join(", "))
        };
        let start = if out.is_empty() { "  - " } else { "\n  - " };
        out.push_str(&wrapped(start, &format!("{about}{}", note.message)));
    }
    out
}

/// `text` after `start`, broken at the width, further lines indented.
fn wrapped(start: &str, text: &str) -> String {
    let mut out = start.to_owned();
    let mut column = start.trim_start_matches('\n').chars().count();
    let indent = column.min(4);
    for (i, word) in text.split(' ').enumerate() {
        let length = word.chars().count();
        if i > 0 && column + 1 + length > usize::from(WIDTH) {
            let _ = write!(out, "\n{:indent$}", "");
            column = indent;
        } else if i > 0 {
            out.push(' ');
            column += 1;
        }
        out.push_str(word);
        column += length;
    }
    out
}
