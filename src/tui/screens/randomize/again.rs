//! The settings that a draw on record was made with, to draw again what was asked for then: constraints
//! that have to be typed again are forgotten.

use super::{Standing, State};
use crate::base::study::OpenStudy;
use crate::forms::Settings;
use app::randomize::{allocation_day, may_be_redrawn};

/// The settings of the recorded draw in force, to draw who is in an arm again; where it is too late for that, to
/// draw the animals without an arm. None without a recorded draw, and where no animal can be drawn.
pub(super) fn of_the_standing_draw(state: &State, open: &OpenStudy) -> Option<Settings> {
    let Some(Ok(standing)) = &state.standing else {
        return None;
    };
    if !state.looks_back() {
        return None;
    }
    let usual_day = allocation_day(&open.record, None).ok().flatten();
    let usual_day = usual_day.map(|date| date.to_string());
    let again = may_be_redrawn(&open.record).is_ok();
    let mut on_study = open.record.animals.iter();
    let waiting = on_study.any(|a| a.disposition.is_none() && a.animal.arm.is_none());
    let arms = open.record.arms.iter().map(|arm| arm.name.as_str());
    (again || waiting).then(|| settings(standing, arms, usual_day, again))
}

fn settings<'a>(
    standing: &Standing,
    arms: impl Iterator<Item = &'a str>,
    usual_day: Option<String>,
    again: bool,
) -> Settings {
    let (options, visible) = (&standing.receipt.options, &standing.visible);
    let placed = |name: &str| {
        let arm = visible.groups.arms.iter().position(|arm| arm == name);
        let in_it = |place: &&(String, Option<usize>)| arm.is_some() && place.1 == arm;
        visible
            .groups
            .placements
            .iter()
            .filter(in_it)
            .count()
            .to_string()
    };
    let weighted = |(name, weight): &(String, f64)| match *weight {
        1.0 => name.clone(),
        weight => format!("{name}:{weight}"),
    };
    let apart = options.apart.iter().map(|pair| pair.join("+"));
    let day = options.date.clone().filter(|_| options.date != usual_day);
    let text = |number: Option<f64>| number.map_or_else(String::new, |n| n.to_string());
    Settings::from([
        ("places", arms.map(placed).collect::<Vec<_>>().join(",")),
        ("balance", listed(options.balance.iter().map(weighted))),
        ("day", day.unwrap_or_default()),
        ("window", options.volume_mm3.clone().unwrap_or_default()),
        ("floor", text(options.min_weight_g)),
        ("without", options.without.join(",")),
        ("spread", options.spread.join(",")),
        ("whole", options.whole.join(",")),
        ("mix", options.mix.join(",")),
        ("apart", listed(apart)),
        ("again", if again { "anew" } else { "stay" }.to_owned()),
        ("method", standing.receipt.method.clone()),
        ("best", options.among_best.to_string()),
    ])
}

fn listed(items: impl Iterator<Item = String>) -> String {
    items.collect::<Vec<_>>().join(",")
}
