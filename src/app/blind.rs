//! Blinding a study, unblinding it, and handing out its key.
//!
//! Every act that shows the arms of a blinded study is an operation on record, with author and reason. `undo` does not
//! reverse it: whoever has seen the arms knows them. [`StudyRecord::masked`] decides what is shown while a study is
//! blinded.

use std::collections::BTreeSet;
use std::path::Path;

use serde::Serialize;

use super::dosing::differences;
use super::export::key_text;
use super::overview::treatment_words;
use super::{Error, Notebook, Receipt};
use domain::{Animal, Arm, BlindBy, Blinding, Reason, Remedy, Study, StudyRecord, Whom, WorkKind};
use store::output::ReservedFile;
use store::{BLIND, HAND_OUT_KEY, Operation, UNBLIND};

/// One arm in the key of a blinded study.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct KeyLine {
    /// None for an arm without a code.
    pub code: Option<String>,
    /// The true name of the arm.
    pub arm: String,
    /// Whether the others are compared with it.
    pub is_control: bool,
    /// What is given in it.
    pub treatments: Vec<String>,
    /// Tags of its animals.
    pub animals: Vec<String>,
}

impl Notebook {
    /// Hides the arms of a study behind codes drawn at random. Arms and animals that are added later get a code at
    /// once.
    ///
    /// # Errors
    /// If the study is closed, or is or was blinded.
    pub fn blind(
        &mut self,
        study: &str,
        by: BlindBy,
        reason: Option<Reason>,
    ) -> Result<(Study, Option<Receipt>), Error> {
        let ((study, notes), receipt) = self.write(BLIND, reason, |op| {
            let record = op.study(study)?;
            record.study.must_be_open()?;
            Ok((hide(op, &record, by)?, told_by_work(&record, by)))
        })?;
        Ok((study, receipt.map(|receipt| receipt.noting(notes))))
    }

    /// Shows the arms of a blinded study from now on, and answers the key. Codes stay on record, because tubes and
    /// sheets are labeled with them.
    pub fn unblind(
        &mut self,
        study: &str,
        reason: Reason,
    ) -> Result<(Vec<KeyLine>, Option<Receipt>), Error> {
        self.write(UNBLIND, Some(reason), |op| {
            let record = blinded(op, study)?;
            let study = Study {
                blinding: Blinding::Unblinded,
                ..record.study.clone()
            };
            op.update_study(&study)?;
            Ok(key(&record))
        })
    }

    /// Writes the key of a blinded study to a new file, for whoever prepares doses; the study stays blinded. The
    /// operation is on record before the file has any content: no key is ever handed out without a trace.
    pub fn hand_out_key(
        &mut self,
        study: &str,
        file: &Path,
        reason: Reason,
    ) -> Result<Option<Receipt>, Error> {
        let failed = |cause: std::io::Error| {
            Error::state(
                format!("cannot write `{}`: {cause}", file.display()),
                Remedy::NewKeyFile,
            )
        };
        let made = ReservedFile::create(file).map_err(failed)?;
        let (record, receipt) = self.write(HAND_OUT_KEY, Some(reason), |op| {
            let record = blinded(op, study)?;
            op.insert_key_copy(record.study.id)?;
            Ok(record)
        })?;
        made.fill(key_text(&record).as_bytes()).map_err(failed)?;
        Ok(receipt)
    }
}

/// Hides the arms of a study that is open.
pub(super) fn hide(op: &Operation<'_>, record: &StudyRecord, by: BlindBy) -> Result<Study, Error> {
    may_be_blinded(record)?;
    let study = Study {
        blinding: by.blinding(),
        ..record.study.clone()
    };
    op.update_study(&study)?;
    draw_codes(op, record, by)?;
    Ok(study)
}

/// What the work plan and the vials would tell of arms, a sentence each.
fn told_by_work(record: &StudyRecord, by: BlindBy) -> Vec<String> {
    let mut notes = Vec::new();
    let in_force = record
        .work_lines
        .iter()
        .filter(|line| line.ends_on.is_none());
    let mut about_arms = in_force
        .clone()
        .filter(|line| matches!(&line.whom, Whom::Arms(arms) if arms.len() < record.arms.len()));
    if by == BlindBy::Animals && about_arms.clone().any(|line| line.kind != WorkKind::Dose) {
        let numbers = about_arms.clone().map(|line| line.number.to_string());
        let numbers: Vec<String> = numbers.collect();
        notes.push(format!(
            "lines of the work plan are about single arms ({}): what is due tells which animals belong together",
            numbers.join(", ")
        ));
    }
    let mut differs: Vec<&str> = in_force
        .flat_map(|line| differences(record, line))
        .collect();
    differs.sort_unstable();
    differs.dedup();
    if !differs.is_empty() {
        notes.push(format!(
            "doses of the arms differ ({}): who gives them can tell which animals belong together",
            differs.join(", ")
        ));
    }
    let is_known = about_arms.next().is_some() || !record.formulations.is_empty();
    if is_known {
        notes.push(
            "numbers of lines of the work plan and codes of formulations stay as they were: who knew them before can tell arms"
                .to_owned(),
        );
    }
    let compounds = record.formulations.iter().map(|made| &made.compound);
    let compounds: BTreeSet<_> = compounds.collect();
    if compounds.len() > 1 {
        notes.push(
            "formulations of different content have codes of their own: who doses can tell which animals belong together"
                .to_owned(),
        );
    }
    notes
}

/// Refuses a study that is or was blinded: whoever has seen its arms knows them.
pub fn may_be_blinded(record: &StudyRecord) -> Result<(), Error> {
    let name = &record.study.name;
    match record.study.blinding {
        Blinding::Open => Ok(()),
        Blinding::Blinded | Blinding::BlindedAnimals => Err(Error::state(
            format!("study `{name}` is blinded already"),
            "",
        )),
        Blinding::Unblinded => {
            let when = record.conduct.unblinded.as_ref();
            let when = when.map_or_else(String::new, |m| format!(" on {}", m.date()));
            Err(Error::state(
                format!("study `{name}` was unblinded{when}"),
                "who has seen the arms has seen them: it cannot be blinded again",
            ))
        }
    }
}

/// Names of the arms that codes would not hide: arms of two or more animals all of which have the name of the arm in
/// their tag or cage, as imported animals sometimes do.
pub fn given_away(record: &StudyRecord) -> Vec<&str> {
    let bears = |animal: &Animal, arm: &Arm| {
        let cage = record.cage_of(animal);
        let cage = cage.is_some_and(|cage| is_named(cage.as_str(), arm.name.as_str()));
        cage || is_named(animal.tag.as_str(), arm.name.as_str())
    };
    let arms = record.arms.iter().filter(|arm| {
        let of_arm = |animal: &&Animal| animal.arm == Some(arm.id);
        let animals = record.animals.iter().map(|record| &record.animal);
        let animals: Vec<&Animal> = animals.filter(of_arm).collect();
        animals.len() > 1 && animals.iter().all(|animal| bears(animal, arm))
    });
    arms.map(|arm| arm.name.as_str()).collect()
}

/// The warning about such arms before a study is blinded; none if codes hide all arms.
pub fn given_away_words(record: &StudyRecord) -> Option<String> {
    let names = given_away(record).into_iter();
    let names: Vec<String> = names.map(|arm| format!("`{arm}`")).collect();
    let names = Some(names.join(", ")).filter(|names| !names.is_empty())?;
    Some(format!(
        "but the tags or cages of all animals of {names} bear the name of their arm"
    ))
}

/// Whether `name` is in `text` as a whole word: `A` is in `A12` and `cage a`, but not in `BA12`, and `1` is not in
/// `12`.
fn is_named(text: &str, name: &str) -> bool {
    let (text, name) = (text.to_lowercase(), name.to_lowercase());
    let is_one_word = |a: Option<char>, b: Option<char>| {
        let both = |is: fn(char) -> bool| a.is_some_and(is) && b.is_some_and(is);
        both(char::is_alphabetic) || both(char::is_numeric)
    };
    text.match_indices(&name).any(|(at, found)| {
        let (before, after) = (&text[..at], &text[at + found.len()..]);
        let begins = is_one_word(before.chars().next_back(), found.chars().next());
        let goes_on = is_one_word(found.chars().next_back(), after.chars().next());
        !begins && !goes_on
    })
}

fn draw_codes(op: &Operation<'_>, record: &StudyRecord, by: BlindBy) -> Result<(), Error> {
    let study = record.study.id;
    for arm in &record.arms {
        op.draw_arm_code(study, arm.id)?;
    }
    for animal in record.animals.iter().filter(|_| by == BlindBy::Animals) {
        op.draw_animal_code(study, animal.animal.id)?;
    }
    Ok(())
}

/// The unmasked record of a study, which must be blinded.
fn blinded(op: &Operation<'_>, study: &str) -> Result<StudyRecord, Error> {
    let record = op.study(study)?;
    if record.study.blinding.is_blinded() {
        return Ok(record);
    }
    Err(Error::state(
        format!("study `{}` is not blinded", record.study.name),
        Remedy::ListArms,
    ))
}

/// The key, in the study's order of arms.
fn key(record: &StudyRecord) -> Vec<KeyLine> {
    let animals = |arm: &Arm| {
        let of_arm = record
            .animals
            .iter()
            .filter(|a| a.animal.arm == Some(arm.id));
        of_arm.map(|a| a.animal.tag.to_string()).collect()
    };
    let line = |arm: &Arm| KeyLine {
        code: arm.code.as_ref().map(ToString::to_string),
        arm: arm.name.to_string(),
        is_control: arm.is_control,
        treatments: arm.treatments.iter().map(treatment_words).collect(),
        animals: animals(arm),
    };
    record.arms.iter().map(line).collect()
}

#[cfg(test)]
mod tests {
    use super::is_named;

    #[test]
    fn arm_name_is_found_only_as_a_whole_word() {
        for (text, name) in [
            ("Vehicle-12", "vehicle"),
            ("vehicle12", "Vehicle"),
            ("A12", "A"),
            ("cage a", "A"),
            ("AA-A", "A"),
            ("3-1", "3"),
            ("KT-253 1 mg/kg #4", "KT-253 1 mg/kg"),
            ("ÜBER-2", "über"),
        ] {
            assert!(is_named(text, name), "{name} in {text}");
        }
        for (text, name) in [
            ("BA12", "A"),
            ("12", "1"),
            ("KT-2531", "KT-253"),
            ("vehicles", "Vehicle"),
            ("C01", "A"),
        ] {
            assert!(!is_named(text, name), "{name} in {text}");
        }
    }
}
