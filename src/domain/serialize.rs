//! How numbers of days are written: a whole day as an integer, `17` and not `17.0`.

use serde::Serializer;

/// Writes a day.
pub fn day<S: Serializer>(day: &f64, out: S) -> Result<S::Ok, S::Error> {
    if day.fract() == 0.0 && day.abs() < 9e15 {
        out.serialize_i64(*day as i64)
    } else {
        out.serialize_f64(*day)
    }
}

/// Writes a day, or `null`.
pub fn optional_day<S: Serializer>(value: &Option<f64>, out: S) -> Result<S::Ok, S::Error> {
    match value {
        Some(value) => day(value, out),
        None => out.serialize_none(),
    }
}

#[cfg(test)]
mod tests {
    #[derive(serde::Serialize)]
    struct Days {
        #[serde(serialize_with = "super::day")]
        whole: f64,
        #[serde(serialize_with = "super::day")]
        part: f64,
        #[serde(serialize_with = "super::optional_day")]
        none: Option<f64>,
    }

    #[test]
    fn whole_days_are_integers() {
        let days = Days {
            whole: -1.0,
            part: 3.3,
            none: None,
        };
        let json = serde_json::to_string(&days).unwrap();
        assert_eq!(json, r#"{"whole":-1,"part":3.3,"none":null}"#);
    }
}
