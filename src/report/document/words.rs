//! Texts together with the full values of the numbers in them.

use std::collections::HashSet;

use domain::{Analysis, AnimalId, Scope, StudyRecord, counted};

/// A text, and the full values of the results that are written in it.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Words {
    /// The text.
    pub text: String,
    /// The numbers of the analysis that stand in it, rounded there.
    pub values: Vec<f64>,
}

impl Words {
    /// A text with the full values of its numbers.
    pub fn of(text: impl Into<String>, values: impl IntoIterator<Item = Option<f64>>) -> Self {
        Self {
            text: text.into(),
            values: values.into_iter().flatten().collect(),
        }
    }

    /// Texts one after another, with `between` between them.
    pub fn joined(parts: impl IntoIterator<Item = Self>, between: &str) -> Self {
        let mut joined = Self::default();
        for part in parts {
            if !joined.text.is_empty() {
                joined.text.push_str(between);
            }
            joined.text.push_str(&part.text);
            joined.values.extend(part.values);
        }
        joined
    }

    /// The text with others before and after it.
    pub fn within(self, before: &str, after: &str) -> Self {
        Self {
            text: format!("{before}{}{after}", self.text),
            values: self.values,
        }
    }

    /// `A`, `A and B`, `A, B and C`.
    pub fn listed(parts: Vec<Self>) -> Self {
        let mut parts = parts;
        match parts.pop() {
            None => Self::default(),
            Some(only) if parts.is_empty() => only,
            Some(last) => Self::joined([Self::joined(parts, ", "), last], " and "),
        }
    }
}

impl<T: Into<String>> From<T> for Words {
    fn from(text: T) -> Self {
        Self::of(text, [])
    }
}

/// The event as a verb: what an animal did.
pub(crate) fn event_words(rule: &str, whose: &str) -> String {
    if let Some(times) = rule.strip_prefix("ratio>=") {
        format!("reached {times} times {whose} baseline volume")
    } else if let Some(mm3) = rule.strip_prefix("volume>=") {
        format!("reached {mm3} mm³")
    } else {
        "had the disposition that counts as the event".to_owned()
    }
}

/// `A, B and C`
pub(crate) fn listed<T: AsRef<str>>(names: impl IntoIterator<Item = T>) -> String {
    let names = names.into_iter().map(|name| Words::from(name.as_ref()));
    Words::listed(names.collect()).text
}

/// A sentence that begins with a capital and ends with a period, unless it ends with another mark.
pub(crate) fn sentence(text: &str) -> String {
    let text = text.trim();
    let mut letters = text.chars();
    let begun: String = letters
        .next()
        .into_iter()
        .flat_map(char::to_uppercase)
        .collect();
    let end = match text.ends_with(['.', '?', '!', ':']) {
        true => "",
        false => ".",
    };
    format!("{begun}{}{end}", letters.as_str())
}

/// A text without line breaks and with single spaces.
pub(crate) fn on_one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The animals on record, how many of them the analysis leaves out, which no table counts, and what it leaves out of
/// the others: `40 animals (1 left out of the analysis; 1 day of 1 animal excluded)`.
pub(crate) fn animals_on_record(record: &StudyRecord, analysis: &Analysis) -> String {
    let all = counted(record.animals.len(), "animal");
    let in_arms = record.animals.iter().filter(|a| a.animal.arm.is_some());
    // Every animal that is analyzed has curves, also where arms are hidden.
    let out = in_arms.count().saturating_sub(analysis.curves.len());
    let out = (out > 0).then(|| format!("{out} left out of the analysis"));
    let excluded = excluded_in_part(record, analysis);
    let parts: Vec<String> = out.into_iter().chain(excluded).collect();
    match parts.is_empty() {
        true => all,
        false => format!("{all} ({})", parts.join("; ")),
    }
}

/// What is excluded of animals that are not excluded as a whole: `2 days of 1 animal excluded`.
fn excluded_in_part(record: &StudyRecord, analysis: &Analysis) -> Option<String> {
    if analysis.settings.exclude == "none" {
        return None;
    }
    let (mut days, mut readings, mut days_of_all) = (Vec::new(), 0, 0);
    for exclusion in &record.exclusions {
        match exclusion.scope {
            Scope::Animal(_) => {}
            Scope::AnimalDay(animal, _) => days.push(animal),
            Scope::Day(_) => days_of_all += 1,
            Scope::Reading(_) => readings += 1,
        }
    }
    let animals: HashSet<&AnimalId> = days.iter().collect();
    let (of_animals, animals) = (counted(days.len(), "day"), counted(animals.len(), "animal"));
    let parts = [
        (!days.is_empty()).then(|| format!("{of_animals} of {animals}")),
        (days_of_all > 0).then(|| format!("{} of all animals", counted(days_of_all, "day"))),
        (readings > 0).then(|| counted(readings, "reading")),
    ];
    let parts: Vec<String> = parts.into_iter().flatten().collect();
    (!parts.is_empty()).then(|| format!("{} excluded", listed(&parts)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_end_with_and() {
        assert_eq!(listed::<&str>([]), "");
        assert_eq!(listed(["A"]), "A");
        assert_eq!(listed(["A", "B"]), "A and B");
        assert_eq!(listed(["A", "B", "C"]), "A, B and C");
    }

    #[test]
    fn sentences_get_a_capital_and_a_period() {
        assert_eq!(sentence("ün chat "), "Ün chat.");
        assert_eq!(sentence("Why?"), "Why?");
        assert_eq!(on_one_line("a\n b"), "a b");
    }

    #[test]
    fn values_stay_in_the_order_of_their_texts() {
        let parts = vec![Words::of("1.0", [Some(1.04)]), Words::of("–", [None])];
        let words = Words::listed(parts).within("(", ")");
        assert_eq!(
            (words.text.as_str(), words.values),
            ("(1.0 and –)", vec![1.04])
        );
    }
}
