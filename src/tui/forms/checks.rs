//! How fields read their texts: what is wrong is said when a field is left, and a text that can be written in many
//! ways gets its usual spelling. What fields have to do with each other is read when the form is sent.

use chrono::NaiveDate;

use super::sent::{Refusal, Sent, number};
use crate::base::context::Context;
use crate::base::message::Trouble;
use crate::base::remedy;
use crate::base::weekday::with_weekday;
use crate::widgets::form::{Check, Understood};
use app::measure::Observed;
use app::studies::near_study;
use domain::{
    DoseSchedule, FirstDay, Invalid, Label, Prose, Rack, Remedy, Species, counted, dates, day_of,
    read_tags,
};

fn trouble(invalid: Invalid) -> Trouble {
    Refusal::from(invalid).trouble
}

/// A text that a function reads; it stays as it is typed.
pub(super) fn by<T>(read: impl Fn(&str) -> Result<T, Invalid> + Send + Sync + 'static) -> Check {
    sent(move |text| Ok(read(text)?))
}

/// The same with a function that is a part of sending the form.
pub(super) fn sent<T>(read: impl Fn(&str) -> Sent<T> + Send + Sync + 'static) -> Check {
    Check::new(move |text| {
        read(text).map_err(|refusal| refusal.trouble)?;
        Ok(Understood::plain(text))
    })
}

/// A text that a function reads into a value that has one spelling.
pub(super) fn spelled<T: ToString>(
    read: impl Fn(&str) -> Result<T, Invalid> + Send + Sync + 'static,
) -> Check {
    Check::new(move |text| {
        let value = read(text).map_err(trouble)?;
        Ok(Understood::plain(value.to_string()))
    })
}

/// A name.
pub(super) fn name(field: &'static str) -> Check {
    spelled(move |text| Label::new(field, text))
}

/// The name of a study, which is created if the notebook has none of this name: that is said, and which other one may be
/// meant.
pub(super) fn study(known: &[String]) -> Check {
    let known = known.to_vec();
    Check::new(move |text| {
        let text = Label::new("study", text).map_err(trouble)?.to_string();
        let meaning = match known.contains(&text) {
            true => String::new(),
            false => match near_study(&text, known.iter().map(String::as_str)) {
                Some(near) => format!("a new study; did you mean {near}?"),
                None => "a new study".to_owned(),
            },
        };
        Ok(Understood { text, meaning })
    })
}

/// Several names with commas between them.
pub(super) fn names(field: &'static str) -> Check {
    by(move |text| {
        let names = text.split(',').map(str::trim);
        let names = names.filter(|name| !name.is_empty());
        let names: Vec<Label> = names
            .map(|name| Label::new(field, name))
            .collect::<Result<_, _>>()?;
        match names.as_slice() {
            [] => {
                let remedy = "name one, such as right flank";
                Err(Invalid::new(field, "", "is empty", remedy))
            }
            names => match names
                .iter()
                .enumerate()
                .find(|(at, n)| names[..*at].contains(n))
            {
                Some((_, twice)) => {
                    Err(Invalid::new(field, twice, "is there twice", "name it once"))
                }
                None => Ok(()),
            },
        }
    })
}

/// Tags of new animals; how many they are is shown beside them.
pub(super) fn tags() -> Check {
    Check::new(|text| {
        let n = read_tags(text).map_err(trouble)?.len();
        Ok(Understood {
            text: text.to_owned(),
            meaning: match n {
                1 => String::new(),
                n => counted(n, "animal"),
            },
        })
    })
}

/// Cages of new animals; how many they are is shown beside them.
pub(super) fn cages() -> Check {
    Check::new(|text| {
        let rack = Rack::read(text, "", "").map_err(trouble)?;
        Ok(Understood {
            text: text.to_owned(),
            meaning: match (rack.listed_cages(), rack.goes_on()) {
                (_, true) => "as many as are needed".to_owned(),
                (0 | 1, false) => String::new(),
                (n, false) => counted(n, "cage"),
            },
        })
    })
}

/// A schedule of doses; beside a remark stands what is not understood of it.
pub(super) fn schedule() -> Check {
    Check::new(|text| {
        let schedule = DoseSchedule::new(text).map_err(trouble)?;
        let meaning = match schedule.plan(FirstDay::default()) {
            Ok(_) => String::new(),
            Err(why) => format!("remark: `{}` {}", why.value, why.why),
        };
        Ok(Understood {
            text: schedule.to_string(),
            meaning,
        })
    })
}

/// A remark.
pub(super) fn remark(field: &'static str) -> Check {
    spelled(move |text| Prose::new(field, text))
}

/// A number; its digits stay, a decimal comma becomes a point.
pub(super) fn amount(field: &'static str) -> Check {
    Check::new(move |text| {
        number(field, text).map_err(trouble)?;
        Ok(Understood::plain(text.replace(',', ".")))
    })
}

/// A size of a tumor in mm, with the digits that are typed.
pub(super) fn size(field: &'static str, species: Species) -> Check {
    Check::new(move |text| {
        let read = number(field, text).and_then(|mm| species.check_size(field, mm));
        read.map_err(trouble)?;
        Ok(Understood::plain(text.replace(',', ".")))
    })
}

/// The tag of an animal of the open study.
pub(super) fn known_animal(cx: &Context) -> Check {
    known_animals(cx, |text| Ok(vec![text.to_owned()]))
}

/// Tags of animals of the open study, as a function finds them in the text.
pub(super) fn known_animals(
    cx: &Context,
    read: impl Fn(&str) -> Result<Vec<String>, Invalid> + Send + Sync + 'static,
) -> Check {
    let animals = cx.study.iter().flat_map(|open| &open.record.animals);
    let known: Vec<Label> = animals.map(|record| record.animal.tag.clone()).collect();
    by(move |text| {
        let tags = read(text)?;
        match tags
            .iter()
            .find(|tag| !known.iter().any(|known| known.is(tag)))
        {
            None => Ok(()),
            Some(tag) => {
                let why = "is no animal of the study";
                Err(Invalid::new("animal", tag, why, Remedy::ListAnimals))
            }
        }
    })
}

/// The date of something that has happened.
pub(super) fn date(field: &'static str, today: NaiveDate) -> Check {
    Check::new(move |text| {
        let date = dates::understand(field, text, today).map_err(trouble)?;
        Ok(dated(date, None))
    })
}

/// A word, or what another check reads.
pub(super) fn or_word(word: &'static str, check: Check) -> Check {
    Check::new(move |text| match text == word {
        true => Ok(Understood::plain(text)),
        false => check.read(text),
    })
}

/// A date that can be to come, in its usual spelling.
pub(super) fn planned_date(field: &'static str, today: NaiveDate) -> Check {
    Check::new(move |text| {
        let date = dates::understand_planned(field, text, today).map_err(trouble)?;
        Ok(dated(date, None))
    })
}

/// A date or a study day of the open study, on which something was observed: not in the future.
pub(super) fn day_observed(cx: &Context) -> Check {
    let today = cx.today;
    let study = cx.study.as_ref().map(|open| open.record.study.clone());
    Check::new(move |text| {
        let observed = Observed::read(text, today).map_err(trouble)?;
        let Some(study) = &study else {
            return Ok(Understood::plain(text));
        };
        let when = observed.resolve(study, None).map_err(|error| Trouble {
            message: error.to_string(),
            hint: remedy::as_keys(&error.remedy()),
            again: false,
            asks_reason: false,
        })?;
        if when.date > today {
            return Err(in_the_future(when.date).trouble);
        }
        let understood = dated(when.date, study.protocol.day0);
        Ok(match observed {
            Observed::Date(_) => understood,
            Observed::Day(_) => Understood {
                text: text.to_owned(),
                ..understood
            },
        })
    })
}

/// The refusal of a day on which nothing can have been observed yet.
pub(super) fn in_the_future(date: NaiveDate) -> Refusal {
    let message = format!("{} is in the future", with_weekday(date));
    Refusal::new("day", message, "enter a day that is not in the future")
}

/// A date as forms write it; its weekday, and its study day where there is a day 0.
fn dated(date: NaiveDate, day0: Option<NaiveDate>) -> Understood {
    let on = date.format("%a %-d %B %Y");
    let meaning = match day0 {
        Some(day0) => {
            let day = day_of(domain::When::on(date), day0);
            format!("{on}, study day {day}")
        }
        None => on.to_string(),
    };
    Understood {
        text: date.to_string(),
        meaning,
    }
}
