//! What is drawn and how, and accepting what was drawn.

use std::collections::BTreeMap;

use super::conduct::ways_to_hide;
use super::sent::{
    Refusal, Sent, at, needed_reason_field, number, reason, reason_field, reason_if,
};
use super::{Form, Opened, Purpose, checks, entries_taken};
use crate::base::context::Context;
use crate::base::study::OpenStudy;
use crate::widgets::form::Field;
use crate::widgets::names::apart;
use app::Write;
use app::clock;
use app::document::number::significant;
use app::measure::Observed;
use app::randomize::{
    ArmPlaces, Draw, Effort, Request, Weighted, Window, known_covariate, known_factor, read_arms,
    read_names, read_pairs, read_weights, usual_balance,
};
use domain::{AllocationMethod, BlindBy, Blinding, Invalid, counted};

/// Settings that differ from the defaults: texts by the names of their fields.
pub type Settings = BTreeMap<&'static str, String>;

/// The text of a field: what was chosen, or its default for this study.
fn text(open: &OpenStudy, settings: &Settings, id: &'static str) -> String {
    match settings.get(id) {
        Some(chosen) => chosen.clone(),
        None => usual(open, settings, id),
    }
}

fn usual(open: &OpenStudy, settings: &Settings, id: &str) -> String {
    match id {
        "balance" => {
            let day = settings.get("day");
            let day = day.and_then(|day| Observed::read(day, clock::today()).ok());
            let usual = usual_balance(&open.record, day);
            let names: Vec<&str> = usual.iter().map(|w| w.name.as_str()).collect();
            names.join(",")
        }
        "again" => if all_placed(open) { "anew" } else { "stay" }.to_owned(),
        "method" => AllocationMethod::Balanced.id().to_owned(),
        "best" => "1".to_owned(),
        _ => String::new(),
    }
}

/// How the study is blinded by a draw that is shown without its arms and seed; none: all is shown.
pub(crate) fn hides(settings: &Settings) -> Option<BlindBy> {
    settings.get("show").and_then(|by| by.parse().ok())
}

/// Whether every animal on study is in an arm already.
fn all_placed(open: &OpenStudy) -> bool {
    let mut on_study = open
        .record
        .animals
        .iter()
        .filter(|a| a.disposition.is_none());
    on_study.all(|a| a.animal.arm.is_some())
}

/// The form for the settings of a draw; of the draw on record where `on_record` says so.
pub(super) fn draw_settings(cx: &Context, settings: &Settings, on_record: bool) -> Opened {
    let open = entries_taken(cx)?;
    let all: Vec<&str> = open
        .record
        .arms
        .iter()
        .map(|arm| arm.name.as_str())
        .collect();
    let arms: Vec<String> = all.iter().map(|arm| apart(arm, &all, 18)).collect();
    let intro = match arms.as_slice() {
        [] => "The study has no arms yet; the arms named here are created.".to_owned(),
        arms => format!("Arms in their order: {}", arms.join(" · ")),
    };
    let again = settings.get("again").map(String::as_str);
    let intro = match (on_record, again) {
        (true, Some("anew")) => {
            format!("Settings of the recorded draw, for a new draw. {intro}")
        }
        (true, _) => format!(
            "Settings of the recorded draw. Readings followed it: assigned animals stay in their arms. {intro}"
        ),
        (false, _) => intro,
    };
    let form = Form::new("Randomization settings", intro, fields(cx, open, settings));
    Ok((form, Purpose::DrawSettings))
}

fn fields(cx: &Context, open: &OpenStudy, settings: &Settings) -> Vec<Field> {
    let mut fields = animals_and_arms(cx, open, settings);
    fields.extend(constraints(cx, open, settings));
    fields.extend(search(open, settings));
    if open.record.study.blinding == Blinding::Open {
        let options = [
            ("", "arms and seed are shown with the draw"),
            ("arms", "hidden; accepting blinds the study: codes for arms"),
            (
                "animals",
                "hidden with groups; accepting blinds: codes for animals",
            ),
        ];
        fields.push(chosen(open, settings, "show", "arms", &options));
    }
    fields
}

fn chosen(
    open: &OpenStudy,
    settings: &Settings,
    id: &'static str,
    label: &'static str,
    options: &[(&str, &str)],
) -> Field {
    let options = options
        .iter()
        .map(|(w, s)| ((*w).to_owned(), (*s).to_owned()));
    Field::choice(id, label, options.collect(), &text(open, settings, id))
}

/// How many animals go to which arms, and which animals are drawn.
fn animals_and_arms(cx: &Context, open: &OpenStudy, settings: &Settings) -> Vec<Field> {
    let value = |id: &'static str| text(open, settings, id);
    let tags = open.record.animals.iter();
    let tags = tags.map(|record| record.animal.tag.to_string());
    vec![
        // One number per arm, in order: to add one has no meaning.
        Field::text(
            "places",
            "animals per arm",
            "in arm order: 8,8,6; 0 omits an arm; 8 for each; empty: equal",
            &value("places"),
        )
        .checked(checks::sent(|text| {
            let mut numbers = text.split(',');
            numbers.try_for_each(|n| count("places", n).map(drop))
        })),
        Field::list(
            "new",
            "new arms",
            "arms to create: Vehicle:8,Treated:8, or their number",
            &value("new"),
        )
        .checked(checks::by(read_arms)),
        Field::list(
            "balance",
            "balance",
            "volume, weight, growth, age; volume:2 counts twice; empty: nothing",
            &value("balance"),
        )
        .checked(checks::by(read_balance))
        .offering(["volume", "weight", "growth", "age"]),
        Field::text(
            "day",
            "day of values",
            "date or study day; empty: as recorded, else the last measured",
            &value("day"),
        )
        .checked(checks::day_observed(cx)),
        Field::text(
            "window",
            "volume window",
            "only animals in this range, mm³: 100..250, 100.. or ..250",
            &value("window"),
        )
        .checked(checks::by(str::parse::<Window>)),
        Field::text(
            "floor",
            "weight floor",
            "only animals of at least this weight, g",
            &value("floor"),
        )
        .checked(checks::amount("floor")),
        Field::text(
            "take",
            "total",
            "number of animals in all arms; empty: all that fit",
            &value("take"),
        )
        .checked(checks::sent(|text| count("take", text))),
        Field::list(
            "without",
            "leave out",
            "tags, separated by commas",
            &value("without"),
        )
        .checked(checks::known_animals(cx, read_names))
        .offering(tags),
    ]
}

/// What an allocation must keep to.
fn constraints(cx: &Context, open: &OpenStudy, settings: &Settings) -> Vec<Field> {
    let factors = |id: &'static str, label: &'static str, hint: &'static str| {
        Field::list(id, label, hint, &text(open, settings, id))
            .checked(checks::by(read_factors))
            .offering(["cage", "sex", "source", "litter"])
    };
    let apart = text(open, settings, "apart");
    vec![
        factors(
            "spread",
            "spread evenly",
            "cage, sex, source or litter: equal numbers in all arms",
        ),
        factors(
            "whole",
            "keep whole",
            "cage, sex, source or litter: each group in one arm",
        ),
        factors(
            "mix",
            "mix",
            "cage, sex, source or litter: no group in one arm only",
        ),
        Field::list(
            "apart",
            "different arms",
            "animals in different arms: 211+214,215+216",
            &apart,
        )
        .checked(checks::known_animals(cx, |text| {
            let groups = read_names(text)?;
            let groups: Vec<_> = groups.iter().map(|group| read_pairs(group)).collect();
            let groups: Vec<Vec<String>> = groups.into_iter().collect::<Result<_, _>>()?;
            Ok(groups.concat())
        })),
        chosen(
            open,
            settings,
            "again",
            "assigned",
            &[
                ("stay", "animals with an arm stay in it"),
                ("anew", "animals with an arm are drawn again"),
            ],
        ),
    ]
}

/// How the allocation is found.
fn search(open: &OpenStudy, settings: &Settings) -> Vec<Field> {
    let whole = |id: &'static str, label: &'static str, hint: &'static str| {
        Field::text(id, label, hint, &text(open, settings, id))
            .checked(checks::sent(move |text| count(id, text)))
    };
    let methods = [
        ("balanced", "balanced: the best balance that can be found"),
        ("simple", "simple: any allocation is equally likely"),
        ("block", "block: permuted blocks of animals of like size"),
        ("stratified", "stratified: arms take turns within strata"),
        (
            "serpentine",
            "serpentine: sorted by size, dealt to the arms in turn, forth and back",
        ),
    ];
    vec![
        chosen(open, settings, "method", "method", &methods),
        whole(
            "seed",
            "seed",
            "seed of the draw; empty: chosen by the system",
        ),
        Field::text(
            "seconds",
            "seconds",
            "search time, s; empty: depends on the number of animals",
            &text(open, settings, "seconds"),
        )
        .checked(checks::amount("seconds")),
        whole(
            "iterations",
            "iterations",
            "search steps; empty: depends on the number of animals",
        ),
        whole(
            "best",
            "among best",
            "choose at random among this many best; 1: the best",
        ),
    ]
}

/// Covariates that a study has, each with how much it counts.
fn read_balance(text: &str) -> Result<Vec<Weighted>, Invalid> {
    let weighted = read_weights(text)?;
    weighted
        .iter()
        .try_for_each(|one| known_covariate(&one.name).map(drop))?;
    Ok(weighted)
}

/// Names of factors that a study has.
fn read_factors(text: &str) -> Result<Vec<String>, Invalid> {
    let names = read_names(text)?;
    names.iter().try_for_each(|name| known_factor(name))?;
    Ok(names)
}

/// What these settings ask of a draw for the study as it is, and the seed if one is named.
pub(crate) fn request(
    open: &OpenStudy,
    settings: &Settings,
) -> Result<(Request, Option<u64>), crate::base::message::Trouble> {
    read(open, |id| text(open, settings, id)).map_err(|refusal| refusal.trouble)
}

fn read(open: &OpenStudy, of: impl Fn(&'static str) -> String) -> Sent<(Request, Option<u64>)> {
    let given = |id: &'static str| Some(of(id).trim().to_owned()).filter(|t| !t.is_empty());
    let whole = |id: &'static str| given(id).map(|text| count(id, &text)).transpose();
    let amount = |id: &'static str| given(id).map(|t| at(id, number(id, &t))).transpose();
    let names = |id: &'static str| -> Sent<Vec<String>> {
        Ok(at(id, given(id).map(|t| read_names(&t)).transpose())?.unwrap_or_default())
    };
    let factors = |id: &'static str| -> Sent<Vec<String>> {
        let names = given(id).map(|text| read_factors(&text)).transpose();
        Ok(at(id, names)?.unwrap_or_default())
    };
    let pairs = names("apart")?
        .into_iter()
        .map(|pair| at("apart", read_pairs(&pair)));
    let effort = match (whole("iterations")?, amount("seconds")?) {
        (Some(0), _) => {
            return Err(Refusal::new(
                "iterations",
                "`0` steps: nothing would be searched".to_owned(),
                "give 1 or more, or leave it empty".to_owned(),
            ));
        }
        (Some(steps), _) => Effort::Iterations(steps),
        (None, Some(seconds)) => Effort::Seconds(seconds),
        (None, None) => Effort::Usual,
    };
    let arms = arms(open, given("places"), given("new"))?;
    let balance = at(
        "balance",
        given("balance").map(|t| read_balance(&t)).transpose(),
    )?;
    let request = Request {
        arms,
        per_arm: None,
        take: whole("take")?.map(as_count),
        balance: balance.unwrap_or_default(),
        spread: factors("spread")?,
        whole: factors("whole")?,
        mix: factors("mix")?,
        apart: pairs.collect::<Sent<_>>()?,
        again: of("again") == "anew",
        volume_mm3: at("window", given("window").map(|t| t.parse()).transpose())?,
        min_weight_g: amount("floor")?,
        without: names("without")?,
        day: at(
            "day",
            given("day")
                .map(|t| Observed::read(&t, clock::today()))
                .transpose(),
        )?,
        method: at("method", of("method").parse())?,
        seed: 0,
        effort,
        among_best: whole("best")?.map_or(1, as_count),
    };
    Ok((request, whole("seed")?))
}

/// No more than fits; what is far too many is refused where it is used.
fn as_count(n: u64) -> usize {
    usize::try_from(n).unwrap_or(usize::MAX)
}

fn count(id: &'static str, text: &str) -> Sent<u64> {
    let refuse = |_| {
        Refusal::new(
            id,
            format!("`{text}` is no whole number"),
            "write one such as 8",
        )
    };
    text.trim().parse().map_err(refuse)
}

/// The arms of the study that get animals, and those that are to be made; none named where all of
/// the study's share evenly.
fn arms(open: &OpenStudy, places: Option<String>, new: Option<String>) -> Sent<Vec<ArmPlaces>> {
    let new = at("new", new.map(|text| read_arms(&text)).transpose())?.unwrap_or_default();
    if places.is_none() && new.is_empty() {
        return Ok(Vec::new());
    }
    let known = &open.record.arms;
    let numbers: Vec<u64> = match &places {
        None => Vec::new(),
        Some(text) => text
            .split(',')
            .map(|n| count("places", n))
            .collect::<Sent<_>>()?,
    };
    if numbers.len() > 1 && numbers.len() != known.len() {
        let (given, arms) = (
            counted(numbers.len(), "number"),
            counted(known.len(), "arm"),
        );
        return Err(Refusal::new(
            "places",
            format!("these are {given}, and the study has {arms}"),
            "give one number for each arm in their order, or one for all",
        ));
    }
    let of = |at: usize| numbers.get(at).or(numbers.first()).copied().map(as_count);
    let known = known.iter().enumerate().map(|(at, arm)| ArmPlaces {
        name: arm.name.clone(),
        places: of(at),
    });
    Ok(known
        .filter(|arm| arm.places != Some(0))
        .chain(new)
        .collect())
}

/// The settings that were typed, but for those that are at their defaults.
pub(super) fn typed(form: &Form, cx: &Context) -> Sent<Settings> {
    let open = cx.study.as_ref();
    let open = open.ok_or_else(|| Refusal::new("places", "no study is open", ""))?;
    let value = |id: &'static str| form.value(id).to_owned();
    read(open, value)?;
    let mut settings = Settings::new();
    let ids = form.ids();
    // The day first: what is balanced depends on it.
    for id in std::iter::once("day").chain(ids) {
        if value(id) != usual(open, &settings, id) {
            settings.insert(id, value(id));
        }
    }
    Ok(settings)
}

/// The form that accepts a draw; one whose arms and seed are hidden blinds the study.
pub(super) fn accept_draw(cx: &Context, draw: &Draw, hide: Option<BlindBy>) -> Opened {
    let open = entries_taken(cx)?;
    let name = open.name().to_owned();
    let new: Vec<&str> = draw
        .arms
        .iter()
        .filter(|a| a.is_new())
        .map(|a| a.name.as_str())
        .collect();
    let made = match new.as_slice() {
        [] => String::new(),
        new => format!(" New arms: {}.", new.join(", ")),
    };
    let looked_at = match draw.receipt.looked_at.len() {
        0 => String::new(),
        1 => " 1 other draw was viewed; its seed is recorded too.".to_owned(),
        n => format!(" {n} other draws were viewed; their seeds are recorded too."),
    };
    let seed = match hide {
        None => format!(", seed {}", draw.receipt.seed),
        Some(_) => {
            "; its seed, which would tell the arms, is shown once the study is unblinded".to_owned()
        }
    };
    let told = match hide {
        Some(BlindBy::Arms) if !alike_in_size(draw) => {
            " The numbers of animals differ, and tell arms apart that are shown as codes."
        }
        _ => "",
    };
    let intro = format!(
        "Assigns {} to {} ({}) and records the draw with its receipt: score {}{seed}.{told}{made}{looked_at}",
        counted(draw.groups.drawn(), "animal"),
        counted(draw.arms.len(), "arm"),
        sizes(draw, hide.is_some()),
        significant(Some(draw.search.score), 3),
    );
    let hint = match (draw.redraws, &draw.late) {
        (true, _) => "why animals are drawn again, for the audit trail",
        (false, Some(_)) => "why animals join late, for the audit trail",
        (false, None) => "why; optional",
    };
    let reason = match draw.needs_reason() {
        true => needed_reason_field(hint),
        false => reason_field(hint),
    };
    let mut fields = vec![reason];
    if open.record.study.blinding == Blinding::Open {
        let not = (String::new(), "not blinded: arms are shown".to_owned());
        // What was hidden so far is hidden on.
        let not = Some(not).filter(|_| hide.is_none());
        let options = not.into_iter().chain(ways_to_hide()).collect();
        let chosen = hide.map_or("", BlindBy::id);
        fields.push(Field::choice("blind", "blinding", options, chosen));
    }
    let form = Form::new("Accept the draw", intro, fields);
    Ok((form, Purpose::AcceptDraw(name, Box::new(draw.clone()))))
}

/// How many animals each arm then has: `Vehicle 8, KT-253 1 mg/kg 8`; where arms are hidden, `8, 8`, the largest first.
fn sizes(draw: &Draw, hidden: bool) -> String {
    let places = draw.arms.iter().map(|arm| arm.places);
    let before = match places.clone().sum::<usize>() == draw.groups.drawn() {
        true => "",
        false => "in all ",
    };
    let sizes: Vec<String> = match hidden {
        true => {
            let mut sizes: Vec<usize> = places.collect();
            sizes.sort_unstable_by(|a, b| b.cmp(a));
            sizes.iter().map(usize::to_string).collect()
        }
        false => {
            let named = draw
                .arms
                .iter()
                .map(|arm| format!("{} {}", arm.name, arm.places));
            named.collect()
        }
    };
    format!("{before}{}", sizes.join(", "))
}

fn alike_in_size(draw: &Draw) -> bool {
    draw.arms
        .windows(2)
        .all(|pair| pair[0].places == pair[1].places)
}

pub(super) fn accept(form: &Form, study: &str, draw: &Draw) -> Sent<Write> {
    let reason = match draw.needs_reason() {
        true => Some(reason(form)?),
        false => reason_if(form)?,
    };
    Ok(Write::AcceptDraw {
        study: study.to_owned(),
        draw: Box::new(draw.clone()),
        blinded: form.given("blind").map(str::parse).transpose()?,
        reason,
    })
}
