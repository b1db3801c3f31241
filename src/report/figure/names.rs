//! What a figure of a width calls its arms.

use super::arms::ArmStyle;

/// The width below which a unit that all arms share is left out of their names, points.
const NARROW: f64 = 245.0;

/// The names of the arms in a figure `width` points wide.
pub(super) fn names(arms: &[ArmStyle], width: f64) -> Vec<String> {
    let unit = shared_unit(arms, width);
    let shortened = |label: &str| match unit {
        Some(unit) => {
            let words = label.split(' ').filter(|word| *word != unit);
            words.collect::<Vec<_>>().join(" ")
        }
        None => label.to_owned(),
    };
    arms.iter().map(|arm| shortened(&arm.label)).collect()
}

/// The unit that is left out of all names in a figure of a width: the word after the number of every name that has a
/// number, `mg/kg`; none in a wide figure, and where names have different units or fewer than two have one.
pub(super) fn shared_unit(arms: &[ArmStyle], width: f64) -> Option<&str> {
    if width >= NARROW {
        return None;
    }
    let units = arms.iter().filter_map(|arm| {
        let words: Vec<&str> = arm.label.split(' ').collect();
        let mut pairs = words.windows(2);
        let dose = pairs.find(|pair| pair[0].parse::<f64>().is_ok())?;
        Some(dose[1].to_owned())
    });
    let units: Vec<String> = units.collect();
    let first = units.first()?;
    let same = units.len() > 1 && units.iter().all(|unit| unit == first);
    let word = arms.iter().flat_map(|arm| arm.label.split(' '));
    same.then_some(())?;
    let mut word = word.filter(|word| word == first);
    word.next()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn arms(names: &[&str]) -> Vec<ArmStyle> {
        let arm = |(position, name): (usize, &&str)| ArmStyle {
            name: (*name).to_owned(),
            label: (*name).to_owned(),
            position,
            look: position,
        };
        names.iter().enumerate().map(arm).collect()
    }

    #[test]
    fn a_unit_that_all_doses_share_is_left_out_where_there_is_little_room() {
        let shared = arms(&["Vehicle", "A 0.3 mg/kg", "A 1 mg/kg Q3W"]);
        assert_eq!(names(&shared, 230.0), ["Vehicle", "A 0.3", "A 1 Q3W"]);
        assert_eq!(shared_unit(&shared, 230.0), Some("mg/kg"));
        assert_eq!(names(&shared, 351.0)[1], "A 0.3 mg/kg");
        for others in [
            arms(&["A 1 mg/kg", "B 2 mg"]),
            arms(&["Vehicle", "A 1 mg/kg"]),
            arms(&["G1", "G2"]),
        ] {
            assert_eq!(shared_unit(&others, 230.0), None);
        }
    }
}
