//! The animals that are named in a list: by tag, by chip, or by a range of tags.

use super::{Error, Notebook};
use domain::{AnimalRecord, Remedy, StudyRecord, read_tag_arguments};

impl Notebook {
    /// The tag of the animal of a study that has this tag or chip.
    ///
    /// # Errors
    /// If the study is not known, or has no such animal.
    pub fn tag_of(&self, study: &str, word: &str) -> Result<String, Error> {
        let (_, found) = self.store().animal(study, word)?;
        Ok(found.animal.tag.to_string())
    }

    /// The tags of the animals of a study that `words` name. A word is a tag or chip; only where no animal has it, it is
    /// read as a list with ranges: `1-4,7`. An animal that is named twice stands there once.
    ///
    /// # Errors
    /// If the study is not known, or has no such animal.
    pub fn tags_named<T: AsRef<str>>(
        &self,
        study: &str,
        words: &[T],
    ) -> Result<Vec<String>, Error> {
        let record = self.study(study)?;
        let mut tags: Vec<String> = Vec::new();
        for word in words {
            for tag in tags_of(&record.animals, word.as_ref())? {
                if !tags.contains(&tag) {
                    tags.push(tag);
                }
            }
        }
        Ok(tags)
    }
}

/// Those of several animals that are changed together, and those that are left out: the ones that left the study. What
/// is recorded of an animal that left is changed for this animal alone.
///
/// # Errors
/// If none of several animals is on study.
pub fn changed_together(
    study: &StudyRecord,
    tags: &[String],
) -> Result<(Vec<String>, Vec<String>), Error> {
    let is_there = |tag: &&String| {
        let found = find(&study.animals, tag);
        tags.len() == 1 || found.is_none_or(|animal| animal.disposition.is_none())
    };
    let (there, left): (Vec<&String>, Vec<&String>) = tags.iter().partition(is_there);
    if there.is_empty() && !left.is_empty() {
        let message = "these animals left the study";
        return Err(Error::state(message, "change them one by one"));
    }
    let owned = |tags: Vec<&String>| tags.into_iter().cloned().collect();
    Ok((owned(there), owned(left)))
}

/// The tags of the animals that a word names.
///
/// # Errors
/// If one of them is not among `animals`.
pub(super) fn tags_of(animals: &[AnimalRecord], word: &str) -> Result<Vec<String>, Error> {
    let unknown = |name: &str| {
        let message = format!("there is no animal `{}`", domain::printable(name));
        Error::state(message, Remedy::ListOrAddAnimals)
    };
    let tag_of = |word: &str| find(animals, word).map(|found| found.animal.tag.to_string());
    if let Some(tag) = tag_of(word) {
        return Ok(vec![tag]);
    }
    let listed = read_tag_arguments(&[word]).map_err(|_| unknown(word))?;
    let tags = listed.iter().map(|tag| {
        let tag = tag.as_str();
        tag_of(tag).ok_or_else(|| unknown(tag))
    });
    tags.collect()
}

/// The animal with this tag, else the one with this chip.
pub(super) fn find<'a>(animals: &'a [AnimalRecord], word: &str) -> Option<&'a AnimalRecord> {
    let by_tag = animals.iter().find(|a| a.animal.tag.is(word));
    let has_chip = |a: &&AnimalRecord| a.animal.rfid.as_ref().is_some_and(|chip| chip.is(word));
    by_tag.or_else(|| animals.iter().find(has_chip))
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::Label;
    use domain::testing::{animal, disposed, study};

    #[test]
    fn animals_that_left_are_not_changed_together_with_others() {
        let mut animals: Vec<_> = ["1", "2", "3"].map(animal).into();
        for gone in &mut animals[1..] {
            *gone = disposed(gone.clone(), 8);
        }
        let study = study(animals);
        let tags =
            |tags: &[&str]| -> Vec<String> { tags.iter().map(|tag| (*tag).to_owned()).collect() };
        let together = |of: &[&str]| changed_together(&study, &tags(of)).ok();
        assert_eq!(
            together(&["1", "2", "3"]),
            Some((tags(&["1"]), tags(&["2", "3"])))
        );
        assert_eq!(together(&["2"]), Some((tags(&["2"]), tags(&[]))));
        assert_eq!(together(&["2", "3"]), None);
    }

    #[test]
    fn animals_are_named_by_tag_chip_and_range() {
        let mut animals: Vec<_> = ["1", "2", "3", "1-3"].map(animal).into();
        animals[1].animal.rfid = Some(Label::new("chip", "900123456789012").unwrap());
        let named = |word: &str| tags_of(&animals, word).map_err(|error| error.to_string());
        let tags = |tags: &[&str]| Ok(tags.iter().map(|tag| (*tag).to_owned()).collect());
        assert_eq!(named("2"), tags(&["2"]));
        assert_eq!(named("900123456789012"), tags(&["2"]));
        assert_eq!(named("1-2,3"), tags(&["1", "2", "3"]));
        // A tag of this shape is that animal.
        assert_eq!(named("1-3"), tags(&["1-3"]));
        assert_eq!(named("2-4"), Err("there is no animal `4`".to_owned()));
        assert_eq!(named("3-1"), Err("there is no animal `3-1`".to_owned()));
    }
}
