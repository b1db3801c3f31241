//! The day that readings are entered for, where it is not today.

use super::sent::{Refusal, Sent};
use super::{Form, Purpose, entries_taken, show};
use crate::effect::Effect;
use crate::model::Model;
use crate::overlay::Overlay;
use crate::remedy;
use crate::screens::measure;
use crate::widgets::form::Field;
use app::measure::Observed;
use domain::Study;

/// The form that asks for the day.
pub(crate) fn day(model: &mut Model) {
    let day = measure::day(model).to_string();
    if entries_taken(model).is_none() {
        return;
    }
    let hint = "date as 2026-01-22, or study day such as 17";
    let intro = "Readings that are entered from now on are of this day.";
    let form = Form::new(
        "Day of the readings",
        intro,
        vec![Field::text("day", "day", hint, &day)],
    );
    show(model, (form, Purpose::Day));
}

/// Takes the day that was typed.
pub(super) fn chosen(model: &mut Model) -> Vec<Effect> {
    let study = model.study.as_ref().map(|study| study.record.study.clone());
    let (Some(Overlay::Form(form, _)), Some(study)) = (model.overlays.last_mut(), study) else {
        return Vec::new();
    };
    match read(form, &study) {
        Ok(on) if on > model.today => {
            let refusal = Refusal::new(
                "day",
                format!("`{on}` is in the future"),
                "readings are entered on their day or later",
            );
            form.refuse(refusal.field, refusal.trouble);
            vec![Effect::Bell]
        }
        Ok(on) => {
            model.overlays.pop();
            measure::set_day(model, on)
        }
        Err(refusal) => {
            form.refuse(refusal.field, refusal.trouble);
            vec![Effect::Bell]
        }
    }
}

fn read(form: &Form, study: &Study) -> Sent<chrono::NaiveDate> {
    let when = Observed::read(form.value("day"))?.resolve(study);
    let when =
        when.map_err(|e| Refusal::new("day", e.to_string(), remedy::as_keys(&e.remedy())))?;
    Ok(when.date)
}
