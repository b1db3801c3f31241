//! Earlier readings of the current animal, newest first, in the rows that its values leave free.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use ratatui::text::{Line, Span};

use super::{State, figures};
use crate::base::context::Context;
use crate::base::study::OpenStudy;
use crate::widgets::text;
use domain::{AnimalRecord, Label, Reading, When};

/// The standing values of a day.
#[derive(Default)]
struct Day<'a> {
    /// Of each tumor, with its site.
    readings: Vec<(&'a Label, &'a Reading)>,
    grams: Option<f64>,
}

fn days(animal: &AnimalRecord, on: NaiveDate) -> BTreeMap<NaiveDate, Day<'_>> {
    let mut days: BTreeMap<NaiveDate, Day> = BTreeMap::new();
    for tumor in &animal.tumors {
        for reading in tumor.standing_readings() {
            let day = days.entry(reading.when.date).or_default();
            day.readings.push((&tumor.tumor.site, reading));
        }
    }
    for weighing in animal.standing_weighings() {
        let day = days.entry(weighing.when.date).or_default();
        day.grams = Some(weighing.grams());
    }
    days.split_off(&on);
    days
}

/// The lines, a heading before them; none of an animal that nothing was found of before.
pub(super) fn lines(
    state: &State,
    cx: &Context,
    study: &OpenStudy,
    animal: &AnimalRecord,
) -> Vec<Line<'static>> {
    let days = days(animal, state.day(cx));
    if days.is_empty() {
        return Vec::new();
    }
    let phrase = days.iter().rev().flat_map(|(date, day)| {
        let when = figures::short(
            &study.record.study.protocol,
            &animal.animal,
            When::on(*date),
        );
        (0..day.readings.len().max(1)).map(move |nth| day_line(cx, animal, &when, day, nth))
    });
    let heading = std::iter::once("before".to_owned());
    let faint = cx.setting.theme.faint();
    let line = |phrase: String| Line::from(Span::styled(phrase, faint));
    heading.chain(phrase).map(line).collect()
}

/// `day 14   11.6 × 8.9      459 mm³   20.6 g  M. Meier`, with the site where there are several; the weight
/// beside the first of a day.
fn day_line(cx: &Context, animal: &AnimalRecord, when: &str, day: &Day<'_>, nth: usize) -> String {
    let reading = day.readings.get(nth);
    let site = reading.filter(|_| animal.tumors.len() > 1);
    let site = site.map_or_else(String::new, |(site, _)| text::left(site.as_str(), 12) + " ");
    let found = reading.map_or_else(String::new, |(_, r)| figures::found(&r.observation));
    let mm3 = reading.and_then(|(_, r)| figures::volume(cx, &r.observation));
    let mm3 = mm3.map_or_else(String::new, |mm3| format!("{mm3:.0} mm³"));
    let grams = day.grams.filter(|_| nth == 0);
    let grams = grams.map_or_else(String::new, |grams| format!("{grams} g"));
    let observer = reading.and_then(|(_, r)| r.observer.as_deref());
    [
        text::left(when, 8),
        " ".into(),
        site,
        text::left(found.trim_end_matches(" mm"), 13),
        text::right(&mm3, 10),
        text::right(&grams, 8),
        format!("  {}", observer.unwrap_or_default()),
    ]
    .concat()
}
