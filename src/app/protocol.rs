//! The protocol as fields with names and values in text: what `study.csv`, a study's card and its form
//! hold. The names are those of the table `studies`.

use domain::{DecimalMark, Invalid, Label, Prose, Protocol, parse_date, parse_number};
use report::data::Value;

/// The fields in their order, each with its value if it has one.
pub fn fields(p: &Protocol) -> [(&'static str, Option<Value>); 23] {
    fn text<T: ToString>(value: &Option<T>) -> Option<Value> {
        value.as_ref().map(|value| value.to_string().into())
    }
    fn plain<T: Into<Value> + Copy>(value: &Option<T>) -> Option<Value> {
        value.map(Into::into)
    }
    let roles = Some(&p.disposition_roles).filter(|roles| !roles.is_empty());
    let word = |id: &str| Some(Value::from(id));
    [
        ("data_origin", word(p.data_origin.id())),
        ("model", text(&p.model)),
        ("cells_implanted", plain(&p.cells_implanted)),
        ("matrix", text(&p.matrix)),
        ("implant_site", text(&p.implant_site)),
        ("implanted_on", plain(&p.implanted_on)),
        ("strain", text(&p.strain)),
        ("vendor", text(&p.vendor)),
        ("approval", text(&p.approval)),
        ("objective", text(&p.objective)),
        ("day0", plain(&p.day0)),
        ("volume_formula", word(p.volume_formula.id())),
        ("calibration", plain(&Some(p.calibration))),
        ("loq_mm3", plain(&p.loq_mm3)),
        ("landmark_day", plain(&p.landmark_day)),
        ("baseline_rule", word(p.baseline_rule.id())),
        ("primary_definition", word(p.primary_definition.id())),
        ("event_rule", text(&p.event_rule)),
        ("disposition_roles", text(&roles)),
        (
            "limit_weight_loss_percent",
            plain(&p.limits.weight_loss_percent),
        ),
        ("limit_tumor_size_mm", plain(&p.limits.tumor_size_mm)),
        ("limit_tumor_volume_mm3", plain(&p.limits.tumor_volume_mm3)),
        ("limit_action", text(&p.limit_action)),
    ]
}

/// Sets a field to what a text says. What the values have to do with each other is
/// [`Protocol::check`]'s affair.
pub fn set(p: &mut Protocol, field: &'static str, text: &str) -> Result<(), Invalid> {
    let name = || Label::new(field, text).map(Some);
    let number = || parse_number(field, text, DecimalMark::Point);
    let value = || number().map(Some);
    let date = || parse_date(field, text).map(Some);
    match field {
        "data_origin" => p.data_origin = text.parse()?,
        "model" => p.model = name()?,
        "cells_implanted" => p.cells_implanted = value()?,
        "matrix" => p.matrix = name()?,
        "implant_site" => p.implant_site = name()?,
        "implanted_on" => p.implanted_on = date()?,
        "strain" => p.strain = name()?,
        "vendor" => p.vendor = name()?,
        "approval" => p.approval = name()?,
        "objective" => p.objective = Some(Prose::new(field, text)?),
        "day0" => p.day0 = date()?,
        "volume_formula" => p.volume_formula = text.parse()?,
        "calibration" => p.calibration = number()?,
        "loq_mm3" => p.loq_mm3 = value()?,
        "landmark_day" => p.landmark_day = value()?,
        "baseline_rule" => p.baseline_rule = text.parse()?,
        "primary_definition" => p.primary_definition = text.parse()?,
        "event_rule" => p.event_rule = Some(text.parse()?),
        "disposition_roles" => p.disposition_roles = text.parse()?,
        "limit_weight_loss_percent" => p.limits.weight_loss_percent = value()?,
        "limit_tumor_size_mm" => p.limits.tumor_size_mm = value()?,
        "limit_tumor_volume_mm3" => p.limits.tumor_volume_mm3 = value()?,
        "limit_action" => p.limit_action = Some(Prose::new(field, text)?),
        _ => return Err(Invalid::new("field", field, "is not known", "")),
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_field_can_be_set() {
        let mut made = Protocol::default();
        for (field, default) in fields(&Protocol::default()) {
            let text = match field {
                "data_origin" => "simulated",
                "volume_formula" => "given",
                "baseline_rule" => "first",
                "primary_definition" => "auc",
                "event_rule" => "volume>=1000",
                "disposition_roles" => "found_dead=compete",
                "day0" | "implanted_on" => "2026-01-05",
                _ => "12.5",
            };
            set(&mut made, field, text).unwrap();
            let default = default.map(|value| value.to_string());
            assert_ne!(default.as_deref(), Some(text), "{field}");
            let is = fields(&made).into_iter().find(|(name, _)| *name == field);
            let is = is
                .and_then(|(_, value)| value)
                .map(|value| value.to_string());
            assert_eq!(is.as_deref(), Some(text), "{field}");
        }
    }
}
