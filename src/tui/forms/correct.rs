//! Correcting a reading, a body weight or both: the form shows what is recorded, to be typed
//! over. The trail keeps what was there before.

use chrono::NaiveDate;

use super::sent::{Refusal, Sent, at, label_if, number, reason, reason_field, shown};
use super::{Form, Opened, Purpose, checks, entries_taken};
use crate::base::context::Context;
use crate::base::study::OpenStudy;
use crate::widgets::form::Field;
use app::Write;
use app::correct::{Right, Wrong};
use app::doubt::Doubts;
use app::measure::Observed;
use domain::{
    Animal, AnimalRecord, BodyWeight, ClockTime, Label, Observation, Prose, Protocol, Reading,
    Species, Volume, VolumeFormula, Weighing, When, standing,
};

/// What is to be corrected, as the form showed it.
#[derive(Debug, Clone)]
pub struct Recorded {
    study: String,
    /// Whose sizes and weights are plausible.
    species: Species,
    animal: String,
    observed: Observed,
    /// Site and repeat of the reading, if there is one.
    reading: Option<(Label, u32)>,
    /// Repeat of the weighing, if there is one.
    weighing: Option<u32>,
    /// Field and text as recorded.
    known: Vec<(&'static str, String)>,
}

impl Recorded {
    /// Which reading and weighing of which day.
    pub fn about(&self) -> String {
        format!("{:?} {:?} {:?}", self.observed, self.reading, self.weighing)
    }

    fn known(&self, field: &str) -> &str {
        let known = self.known.iter().find(|(id, _)| *id == field);
        known.map_or("", |(_, text)| text)
    }

    fn changed(&self, form: &Form, field: &str) -> bool {
        form.value(field) != self.known(field).trim()
    }
}

/// The fields of sizes and volume, in the order of an [`Observation`]'s numbers.
const NUMBERS: [&str; 4] = ["length", "width", "height", "volume"];

/// The form that corrects what was recorded of an animal at a moment. Without a site the first
/// tumor with a reading is taken, without a repeat the standing reading.
pub(super) fn correct(
    cx: &Context,
    tag: &str,
    when: When,
    site: Option<&Label>,
    repeat: Option<u32>,
) -> Opened {
    let open = entries_taken(cx)?;
    let animal = open.animal(tag).ok_or(None)?;
    let reading = find_reading(animal, when, site, repeat);
    let wanted = repeat.or(reading.map(|(_, r)| r.repeat));
    let weighing = find_weighing(animal, when, wanted);
    if reading.is_none() && weighing.is_none() {
        let when = animal.animal.said(&open.record.study.protocol, when);
        let text = format!("nothing was recorded of animal {tag} on {when}");
        return Err(Some(text));
    }
    Ok(form(cx, open, animal, when, reading, weighing))
}

fn find_reading<'a>(
    animal: &'a AnimalRecord,
    when: When,
    site: Option<&Label>,
    repeat: Option<u32>,
) -> Option<(&'a Label, &'a Reading)> {
    let tumors = animal.tumors.iter();
    let mut meant = tumors.filter(|t| site.is_none_or(|site| t.tumor.site == *site));
    meant.find_map(|tumor| {
        let of_day = tumor.readings.iter().filter(|r| r.when == when);
        let meant = of_day.filter(|r| repeat.is_none_or(|n| r.repeat == n));
        standing(meant).map(|reading| (&tumor.tumor.site, reading))
    })
}

/// The weighing of this repeat, else the one that stands.
fn find_weighing(animal: &AnimalRecord, when: When, repeat: Option<u32>) -> Option<&Weighing> {
    let of_day = || animal.weighings.iter().filter(|w| w.when == when);
    let same = of_day().find(|w| Some(w.repeat) == repeat);
    same.or_else(|| of_day().next_back())
}

fn form(
    cx: &Context,
    open: &OpenStudy,
    animal: &AnimalRecord,
    when: When,
    reading: Option<(&Label, &Reading)>,
    weighing: Option<&Weighing>,
) -> (Form, Purpose) {
    let protocol = &open.record.study.protocol;
    // An unchanged field changes nothing: seconds and offset stay on record.
    let to_the_minute = clock_time(reading, weighing).map(ClockTime::to_the_minute);
    let hint = "as 09:14, offset from UTC as +01:00; empty: not known";
    let mut fields = vec![
        Field::text("time", "time of day", hint, &shown(&to_the_minute))
            .checked(checks::by(|text| ClockTime::read("time", text))),
    ];
    if let Some((_, reading)) = reading {
        fields.extend(found_fields(protocol, reading));
    }
    if let Some(weighing) = weighing {
        let grams = weighing.grams().to_string();
        let species = protocol.species;
        let weight = Field::text("weight", "body weight", "g", &grams);
        fields.push(weight.needed(checks::by(move |text| {
            species.check_weight(number("weight", text)?)
        })));
    }
    let known = fields
        .iter()
        .map(|field| (field.id, field.value().to_owned()));
    let known = known.collect();
    fields.extend(move_fields(
        cx,
        reading.is_some() && animal.tumors.len() > 1,
    ));
    fields.push(reason_field(
        "why it was wrong, such as read 21.4 instead of 12.4",
    ));
    let tag = animal.animal.tag.to_string();
    let title = format!("Correct animal {tag}");
    let on = animal.animal.said(protocol, when);
    let when_recorded = to_the_minute.map_or(on.clone(), |time| format!("{on} {time}"));
    let intro = recorded_line(when_recorded, reading, weighing);
    let recorded = Recorded {
        study: open.name().to_owned(),
        species: protocol.species,
        animal: tag,
        observed: observed(&animal.animal, protocol, when),
        reading: reading.map(|(site, reading)| (site.clone(), reading.repeat)),
        weighing: weighing.map(|weighing| weighing.repeat),
        known,
    };
    let form = Form::new(title, intro, fields);
    // What is most often wrong is a number.
    let measured = reading.is_some_and(|(_, r)| r.observation.is_measured());
    let form = match reading {
        Some(_) if measured && form.given("length").is_some() => form.start_at("length"),
        _ => form.start_at(first_value(reading.is_some())),
    };
    (form, Purpose::Correct(Box::new(recorded)))
}

/// The first field of what was found: the time of day before it is seldom wrong.
fn first_value(has_reading: bool) -> &'static str {
    match has_reading {
        true => "state",
        false => "weight",
    }
}

/// The time of day of the reading, else of the weighing.
fn clock_time(
    reading: Option<(&Label, &Reading)>,
    weighing: Option<&Weighing>,
) -> Option<ClockTime> {
    match reading {
        Some((_, reading)) => reading.clock_time,
        None => weighing.and_then(|weighing| weighing.clock_time),
    }
}

/// The moment as the notebook takes it.
fn observed(animal: &Animal, protocol: &Protocol, when: When) -> Observed {
    match animal.day_of(protocol, when) {
        Some(day) if when.day_part > 0.0 => Observed::Day(day),
        _ => Observed::Date(when.date),
    }
}

/// What is recorded, in a line that begins with when.
fn recorded_line(
    when: String,
    reading: Option<(&Label, &Reading)>,
    weighing: Option<&Weighing>,
) -> String {
    let mut parts = vec![when];
    if let Some((site, reading)) = reading {
        parts.push(site.to_string());
        if reading.repeat > 1 {
            parts.push(format!("repeat {}", reading.repeat));
        }
        parts.push(reading.observation.to_string());
    }
    parts.extend(weighing.map(|w| format!("{} g", w.grams())));
    format!("Recorded: {}.", parts.join(" · "))
}

fn found_fields(protocol: &Protocol, reading: &Reading) -> Vec<Field> {
    let option = |id: &str, phrase: &str| (id.to_owned(), phrase.to_owned());
    let states = vec![
        option("measured", "measured"),
        option("not_palpable", "not palpable (0 × 0)"),
        option("not_measured", "not measured"),
    ];
    let [length, width, height, volume] = texts(reading);
    let why = match &reading.observation {
        Observation::NotMeasured(why) => why.as_str(),
        _ => "",
    };
    let formula = protocol.volume_formula;
    let needs_height = matches!(formula, VolumeFormula::Pi6Lwh | VolumeFormula::HalfLwh);
    let species = protocol.species;
    let size = |field: Field| {
        let id = field.id;
        field.checked(checks::size(id, species))
    };
    let mut fields = vec![
        Field::choice("state", "tumor", states, reading.observation.state()),
        size(Field::text(
            "length",
            "length",
            "mm, the longest diameter",
            &length,
        )),
        size(Field::text(
            "width",
            "width",
            "mm, at right angles to the length",
            &width,
        )),
    ];
    if needs_height || !height.is_empty() {
        fields.push(size(Field::text(
            "height",
            "height",
            "mm, the depth",
            &height,
        )));
    }
    if formula == VolumeFormula::Given || !volume.is_empty() {
        let hint = "mm³, where no sizes were taken";
        let field = Field::text("volume", "volume", hint, &volume);
        fields.push(field.checked(checks::by(move |text| {
            species.check_volume(number("volume", text)?)
        })));
    }
    let hint = "why, if the tumor was not measured";
    let field = Field::text("not measured", "why not measured", hint, why);
    fields.push(field.checked(checks::remark("not measured")));
    fields
}

/// Length, width, height and volume with the digits that were typed.
fn texts(reading: &Reading) -> [String; 4] {
    let Observation::Measured { sizes, given } = &reading.observation else {
        return Default::default();
    };
    let given = given.map(Volume::mm3).map(|v| v.to_string());
    let Some(sizes) = sizes else {
        let typed = reading.typed.as_ref().map(ToString::to_string).or(given);
        return [
            String::new(),
            String::new(),
            String::new(),
            typed.unwrap_or_default(),
        ];
    };
    let numbers = [
        Some(sizes.length_mm()),
        Some(sizes.width_mm()),
        sizes.height_mm(),
    ];
    let numbers: Vec<String> = numbers.iter().flatten().map(f64::to_string).collect();
    let typed = reading.typed.as_deref().unwrap_or_default();
    let typed: Vec<String> = typed
        .split('×')
        .map(|part| part.trim().to_owned())
        .collect();
    // What an import kept as typed may be of another shape.
    let agree = typed.len() == numbers.len()
        && typed
            .iter()
            .zip(&numbers)
            .all(|(typed, number)| typed.parse::<f64>().ok() == number.parse::<f64>().ok());
    let mut shown = if agree { typed } else { numbers }.into_iter();
    let mut next = || shown.next().unwrap_or_default();
    [next(), next(), next(), given.unwrap_or_default()]
}

fn move_fields(cx: &Context, several_sites: bool) -> Vec<Field> {
    let option = |id: &str, phrase: &str| (id.to_owned(), phrase.to_owned());
    let again = vec![
        option("no", "change nothing"),
        option("yes", "keep both, this one as a repeat"),
    ];
    let mut fields = vec![
        Field::text(
            "to animal",
            "move to animal",
            "tag of the animal it belongs to; empty: not moved",
            "",
        )
        .checked(checks::known_animal(cx)),
    ];
    if several_sites {
        let site = Field::text(
            "to site",
            "move to site",
            "tumor it belongs to; empty: not moved",
            "",
        );
        fields.push(site.checked(checks::name("to site")));
    }
    let day = "yesterday, -2, 12.1., or study day; empty: not moved";
    fields.push(Field::text("day", "move to day", day, "").checked(checks::day_observed(cx)));
    fields.push(Field::choice("again", "if one exists", again, "no"));
    fields
}

/// The correction that a form describes.
pub(super) fn right(form: &Form, recorded: &Recorded, today: NaiveDate) -> Sent<Write> {
    let right = Right {
        found: found(form, recorded)?,
        weight: weight(form, recorded)?,
        animal: form.given("to animal").map(str::to_owned),
        site: label_if(form, "to site")?,
        observed: form
            .given("day")
            .map(|day| Observed::read(day, today))
            .transpose()?,
        clock_time: new_clock_time(form, recorded)?,
        again: form.value("again") == "yes",
        doubts: Doubts::Confirmed,
    };
    let moves = right.animal.is_some() || right.site.is_some() || right.observed.is_some();
    let moves = moves || right.clock_time.is_some();
    let of_reading = right.found.is_some() || moves;
    if !of_reading && right.weight.is_none() {
        let field = first_value(recorded.reading.is_some());
        let hint = "type over what is wrong, or name the animal or day that it belongs to";
        return Err(Refusal::new(field, "no change", hint));
    }
    let repeat = recorded.reading.as_ref().map(|(_, repeat)| *repeat);
    if of_reading && right.weight.is_some() && repeat.is_some() && repeat != recorded.weighing {
        let message = "the body weight belongs to another repeat than the reading";
        return Err(Refusal::new(
            "weight",
            message,
            "correct one after the other",
        ));
    }
    let wrong = Wrong {
        animal: recorded.animal.clone(),
        observed: recorded.observed,
        site: of_reading
            .then(|| recorded.reading.as_ref().map(|(site, _)| site.clone()))
            .flatten(),
        repeat: if of_reading {
            repeat.or(recorded.weighing)
        } else {
            recorded.weighing
        },
    };
    Ok(Write::Correct {
        study: recorded.study.clone(),
        wrong,
        right,
        reason: reason(form)?,
    })
}

/// The time of day, if the form says something else than what is recorded; `Some(None)` if it was emptied.
fn new_clock_time(form: &Form, recorded: &Recorded) -> Sent<Option<Option<ClockTime>>> {
    if !recorded.changed(form, "time") {
        return Ok(None);
    }
    let typed = form.given("time");
    let read = typed
        .map(|text| ClockTime::read("time", text))
        .transpose()?;
    Ok(Some(read))
}

/// What was found, if the form says something else than what is recorded.
fn found(form: &Form, recorded: &Recorded) -> Sent<Option<(Observation, Option<String>)>> {
    if recorded.reading.is_none() {
        return Ok(None);
    }
    let state = form.value("state");
    let sizes = NUMBERS.iter().any(|field| recorded.changed(form, field));
    let why = recorded.changed(form, "not measured");
    let refuse = |message: &str, hint: &str| Err(Refusal::new("state", message, hint));
    match state {
        _ if !sizes && !why && !recorded.changed(form, "state") => Ok(None),
        "measured" if why && form.given("not measured").is_some() => refuse(
            "a measured tumor has no reason for not being measured",
            "empty it, or choose not measured",
        ),
        "measured" => {
            let typed = NUMBERS.map(|field| form.given(field));
            let found = Observation::from_typed(typed, false, number)?;
            found.0.check(recorded.species)?;
            Ok(Some(found))
        }
        _ if sizes => refuse(
            "sizes were typed for a tumor that has none",
            "choose measured, or leave the sizes as they were",
        ),
        "not_palpable" => Ok(Some((Observation::NotPalpable, None))),
        _ => {
            let why = Prose::new("not measured", form.value("not measured"))?;
            Ok(Some((Observation::NotMeasured(why), None)))
        }
    }
}

fn weight(form: &Form, recorded: &Recorded) -> Sent<Option<BodyWeight>> {
    if recorded.weighing.is_none() || !recorded.changed(form, "weight") {
        return Ok(None);
    }
    let grams = at("weight", number("weight", form.value("weight")))?;
    recorded.species.check_weight(grams)?;
    Ok(Some(BodyWeight::new(grams)?))
}
