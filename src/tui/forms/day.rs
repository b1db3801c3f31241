//! The day that readings are entered for, where it is not today.

use chrono::NaiveDate;

use super::sent::{Refusal, Sent};
use super::{Form, Opened, Purpose, checks, entries_taken};
use crate::base::context::Context;
use crate::base::remedy;
use crate::widgets::form::Field;
use app::measure::Observed;
use domain::{AnimalRecord, Look, When};

/// The form that asks for the day of readings, so far `on`.
pub(super) fn day(cx: &Context, on: NaiveDate) -> Opened {
    let intro = "Readings entered from now on are recorded for this day.";
    Ok((form(cx, "Day of the readings", intro, on)?, Purpose::Day))
}

/// The form that asks for the day of doses, so far `on`.
pub(super) fn of_doses(cx: &Context, on: NaiveDate) -> Opened {
    let intro = "The doses of this day are listed, and recorded for it.";
    let form = form(cx, "Day of the doses", intro, on)?;
    Ok((form, Purpose::DayOfDoses))
}

fn form(cx: &Context, title: &str, intro: &str, on: NaiveDate) -> Result<Form, Option<String>> {
    entries_taken(cx)?;
    let hint = "yesterday, -2 (days ago), 12.1., 2026-01-22, or study day such as 17";
    let fields =
        vec![Field::text("day", "day", hint, &on.to_string()).needed(checks::day_observed(cx))];
    Ok(Form::new(title, intro, fields))
}

/// The day that was typed, on which animals or tumors are looked at.
pub(super) fn typed(form: &Form, cx: &Context, look: Look) -> Sent<NaiveDate> {
    let study = cx.study.as_ref().map(|open| &open.record.study);
    let study = study.ok_or_else(|| Refusal::new("day", "no study is open", ""))?;
    let when = Observed::read(form.value("day"), cx.today)?.resolve(study, None);
    let when =
        when.map_err(|e| Refusal::new("day", e.to_string(), remedy::as_keys(&e.remedy())))?;
    if when.date > cx.today {
        return Err(checks::in_the_future(when.date));
    }
    let record = cx.study.as_ref().map(|open| &open.record);
    let animals = record.map_or(&[][..], |record| &record.animals);
    let read =
        |animal: &AnimalRecord| animal.may_be_observed(&study.protocol, When::on(when.date), look);
    // A day on which no animal can have a reading is refused here, before values are typed for it.
    if let Some(Err(invalid)) = animals.first().map(read)
        && animals.iter().all(|animal| read(animal).is_err())
    {
        return Err(invalid.into());
    }
    Ok(when.date)
}
