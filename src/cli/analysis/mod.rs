//! An analysis as tables for the terminal: every number under the name of its definition.
//!
//! Nothing is computed here, and nothing printed: [`tables`] answers text of at most 80 columns,
//! without colors, that names what it marks. Lists per animal are left to the JSON. A study of more
//! than a dozen arms is summarized by one row per arm.

mod inhibition;
mod layout;
mod responses;

use std::fmt::Write as _;

use crate::domain::{Analysis, AnalysisNote, ArmCourse, ArmGrowth, ArmWeight, VolumeDay};
use inhibition::{inhibition, inhibition_by_arm, landmark_title};
use layout::*;
use responses::responses;

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
