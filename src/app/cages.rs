//! Cages of a study: moving all animals of one into another, renaming one, and where they stand.

use serde::Serialize;

use super::animals::cage_named;
use super::housing::doubts_of_cage;
use super::{Error, Notebook, Receipt};
use domain::{Cage, Label, Reason, Remedy, StudyRecord, counted, tag_order};

/// A cage in one line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct CageLine {
    /// Its label.
    pub cage: String,
    /// Tags of its animals that are on study, in their order.
    pub animals: Vec<String>,
    /// The number of animals that lived there when they left the study.
    pub left: usize,
    /// The room that it stands in.
    pub room: Option<String>,
    /// The rack that it stands in.
    pub rack: Option<String>,
    /// Where in the rack.
    pub place: Option<String>,
}

/// What becomes of where cages stand: of each part nothing, if it is not given; else it is this, or is removed.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct PlaceChange {
    /// The room.
    pub room: Option<Option<Label>>,
    /// The rack.
    pub rack: Option<Option<Label>>,
    /// Where in the rack, as `B4`.
    pub place: Option<Option<Label>>,
}

impl PlaceChange {
    fn applied(&self, cage: &Cage) -> Cage {
        let changed =
            |to: &Option<Option<Label>>, was: &Option<Label>| to.as_ref().unwrap_or(was).clone();
        Cage {
            id: cage.id,
            label: cage.label.clone(),
            room: changed(&self.room, &cage.room),
            rack: changed(&self.rack, &cage.rack),
            place: changed(&self.place, &cage.place),
        }
    }
}

impl Notebook {
    /// The cages of a study by label.
    pub fn cage_lines(&self, study: &str) -> Result<Vec<CageLine>, Error> {
        let record = self.study(study)?;
        let line = |cage: &Cage| {
            let residents = record.residents(cage.id);
            let animals: Vec<String> = residents.map(|a| a.animal.tag.to_string()).collect();
            let text = |of: &Option<Label>| of.as_ref().map(ToString::to_string);
            CageLine {
                cage: cage.label.to_string(),
                left: ever_in(&record, cage) - animals.len(),
                animals,
                room: text(&cage.room),
                rack: text(&cage.rack),
                place: text(&cage.place),
            }
        };
        Ok(record.cages.iter().map(line).collect())
    }

    /// Moves the animals of a cage that are on study into another one, which is made if the study does not have it, and
    /// answers their tags. Animals that left the study stay recorded where they lived. Refuses a cage with nobody on study.
    pub fn move_cage(
        &mut self,
        study: &str,
        cage: &str,
        to: &Label,
        reason: Option<Reason>,
    ) -> Result<(Vec<Label>, Option<Receipt>), Error> {
        self.write("move cage", reason, |op| {
            let record = op.study(study)?;
            record.study.must_be_open()?;
            let from = named(&record, cage)?;
            if from.label == *to {
                let message = format!("the animals live in cage `{to}` already");
                return Err(Error::state(message, "name another cage"));
            }
            let movers: Vec<_> = record.residents(from.id).collect();
            if movers.is_empty() {
                let message = format!("no animal of cage `{}` is on study", from.label);
                return Err(Error::state(message, Remedy::ListAnimals));
            }
            let id = cage_named(op, &record.study, to)?;
            for mover in &movers {
                let mut animal = mover.animal.clone();
                animal.cage = Some(id);
                op.update_animal(&animal)?;
            }
            let moved: Vec<Label> = movers.iter().map(|a| a.animal.tag.clone()).collect();
            Ok((moved, doubts_of_cage(&record, &op.study(study)?, to)))
        })
        .map(|((moved, doubts), receipt)| (moved, receipt.map(|known| known.noting(doubts))))
    }

    /// Gives a cage another label. Refuses one that another cage of the study has.
    pub fn rename_cage(
        &mut self,
        study: &str,
        cage: &str,
        label: &Label,
        reason: Option<Reason>,
    ) -> Result<Option<Receipt>, Error> {
        let ((), receipt) = self.write("edit cage", reason, |op| {
            let record = op.study(study)?;
            record.study.must_be_open()?;
            let renamed = Cage {
                label: label.clone(),
                ..named(&record, cage)?.clone()
            };
            label_is_free(&record, &renamed)?;
            Ok(op.update_cage(&renamed)?)
        })?;
        Ok(receipt)
    }

    /// Says where cages stand, all or none of them, and answers their labels. Refuses labels that the study does not have.
    pub fn place_cages(
        &mut self,
        study: &str,
        cages: &[String],
        change: &PlaceChange,
        reason: Option<Reason>,
    ) -> Result<(Vec<Label>, Option<Receipt>), Error> {
        self.write("edit cage", reason, |op| {
            let record = op.study(study)?;
            record.study.must_be_open()?;
            let cages = all_named(&record, cages)?;
            for cage in &cages {
                op.update_cage(&change.applied(cage))?;
            }
            Ok(cages.iter().map(|cage| cage.label.clone()).collect())
        })
    }
}

/// The number of animals that live in a cage, or lived there when they left the study.
fn ever_in(record: &StudyRecord, cage: &Cage) -> usize {
    let animals = record.animals.iter();
    animals.filter(|a| a.animal.cage == Some(cage.id)).count()
}

fn named<'a>(record: &'a StudyRecord, label: &str) -> Result<&'a Cage, Error> {
    let found = record.cages.iter().find(|cage| cage.label.is(label));
    found.ok_or_else(|| {
        let message = format!("study `{}` has no cage `{label}`", record.study.name);
        Error::state(message, Remedy::ListCages)
    })
}

/// The most cages that a refusal names.
const NAMED: usize = 12;

/// The cages with these labels.
///
/// # Errors
/// If some are not known; the refusal names these, and the cages of the study.
fn all_named<'a>(record: &'a StudyRecord, labels: &[String]) -> Result<Vec<&'a Cage>, Error> {
    let (known, unknown): (Vec<_>, Vec<_>) = labels
        .iter()
        .map(|label| named(record, label).map_err(|_| label.as_str()))
        .partition(Result::is_ok);
    let unknown: Vec<&str> = unknown.into_iter().filter_map(Result::err).collect();
    if unknown.is_empty() {
        return Ok(known.into_iter().flatten().collect());
    }
    let many = if unknown.len() == 1 { "cage" } else { "cages" };
    let (name, unknown) = (&record.study.name, first_of(&unknown));
    let message = format!("study `{name}` has no {many} {unknown}");
    let mut cages: Vec<&str> = record
        .cages
        .iter()
        .map(|cage| cage.label.as_str())
        .collect();
    cages.sort_by(|a, b| tag_order(a, b));
    Err(match cages.is_empty() {
        true => Error::state(message, Remedy::ListCages),
        false => Error::state(message, format!("its cages are {}", first_of(&cages))),
    })
}

/// `` `C01`, `C02` ``; of many the first ones, and how many more there are.
fn first_of(labels: &[&str]) -> String {
    let shown = labels.iter().take(NAMED);
    let shown: Vec<String> = shown.map(|label| format!("`{label}`")).collect();
    match labels.len() - shown.len() {
        0 => shown.join(", "),
        more => format!("{} and {more} more", shown.join(", ")),
    }
}

fn label_is_free(record: &StudyRecord, renamed: &Cage) -> Result<(), Error> {
    let is_other = |cage: &&Cage| cage.label == renamed.label && cage.id != renamed.id;
    match record.cages.iter().find(is_other) {
        None => Ok(()),
        Some(other) => {
            let animals = counted(ever_in(record, other), "animal");
            Err(Error::state(
                format!("cage `{}` exists already, with {animals}", other.label),
                "take another label, or move the animals into that cage",
            ))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::animals::AnimalFacts;
    use crate::measure::Observed;
    use domain::{DispositionKind, Protocol, Rack, read_tags};

    fn label(text: &str) -> Label {
        Label::new("label", text).unwrap()
    }

    /// Study `S` with animals 1 to 4 in cages C1 and C2.
    fn notebook(dir: &tempfile::TempDir) -> Notebook {
        let path = dir.path().join("n.db");
        let mut notebook = Notebook::create_or_open(&path, label("A")).unwrap();
        notebook
            .create_study(label("S"), Protocol::default())
            .unwrap();
        let rack = Rack::read("C1..", "2", "L R").unwrap();
        let animals = rack.deal(&read_tags("1-4").unwrap()).unwrap();
        let facts = AnimalFacts::default();
        notebook.add_animals("S", &animals, &facts, &[]).unwrap();
        notebook
    }

    #[test]
    fn cage_moves_with_its_animals_on_study() {
        let dir = tempfile::tempdir().unwrap();
        let mut notebook = notebook(&dir);
        let on = Observed::Date("2026-01-22".parse().unwrap());
        let dead = ["1".to_owned()];
        let kind = DispositionKind::FoundDead;
        notebook.dispose("S", &dead, kind, on, None).unwrap();
        let (moved, receipt) = notebook.move_cage("S", "C1", &label("C2"), None).unwrap();
        assert_eq!(moved, [label("2")]);
        let line = |cage: &str, animals: &[&str], left| CageLine {
            cage: cage.to_owned(),
            animals: animals.iter().map(ToString::to_string).collect(),
            left,
            room: None,
            rack: None,
            place: None,
        };
        let moved = [line("C1", &[], 1), line("C2", &["2", "3", "4"], 0)];
        assert_eq!(notebook.cage_lines("S").unwrap(), moved);
        let refused = notebook.move_cage("S", "C1", &label("C2"), None);
        let refused = refused.unwrap_err().to_string();
        assert_eq!(refused, "no animal of cage `C1` is on study");
        let operation = receipt.unwrap().operation;
        notebook.undo_operation(operation, None).unwrap();
        let before = [line("C1", &["2"], 1), line("C2", &["3", "4"], 0)];
        assert_eq!(notebook.cage_lines("S").unwrap(), before);
    }

    #[test]
    fn only_the_given_parts_of_a_place_change() {
        let dir = tempfile::tempdir().unwrap();
        let mut notebook = notebook(&dir);
        let both = ["C1", "C2"].map(str::to_owned);
        let room = PlaceChange {
            room: Some(Some(label("2"))),
            rack: Some(Some(label("B"))),
            place: None,
        };
        let (placed, receipt) = notebook.place_cages("S", &both, &room, None).unwrap();
        assert_eq!(placed, [label("C1"), label("C2")]);
        assert!(receipt.is_some());
        let (_, again) = notebook.place_cages("S", &both, &room, None).unwrap();
        assert!(again.is_none());
        let place = PlaceChange {
            rack: Some(None),
            place: Some(Some(label("B4"))),
            ..PlaceChange::default()
        };
        notebook.place_cages("S", &both[1..], &place, None).unwrap();
        let lines = notebook.cage_lines("S").unwrap().into_iter();
        let places: Vec<_> = lines
            .map(|line| (line.room, line.rack, line.place))
            .collect();
        let some = |text: &str| Some(text.to_owned());
        let first = (some("2"), some("B"), None);
        assert_eq!(places, [first, (some("2"), None, some("B4"))]);
    }

    #[test]
    fn cages_that_are_not_known_are_refused_with_those_that_are() {
        let dir = tempfile::tempdir().unwrap();
        let mut notebook = notebook(&dir);
        let mut refused = |cages: &[&str]| {
            let cages: Vec<String> = cages.iter().map(ToString::to_string).collect();
            let change = PlaceChange {
                room: Some(Some(label("2"))),
                ..PlaceChange::default()
            };
            let refused = notebook.place_cages("S", &cages, &change, None);
            let refused = refused.unwrap_err();
            let Remedy::Plain(known) = refused.remedy() else {
                panic!("{refused}");
            };
            assert_eq!(known, "its cages are `C1`, `C2`");
            refused.to_string()
        };
        assert_eq!(refused(&["C1", "C3"]), "study `S` has no cage `C3`");
        assert_eq!(refused(&["C3", "C4"]), "study `S` has no cages `C3`, `C4`");
        let lines = notebook.cage_lines("S").unwrap();
        assert!(lines.iter().all(|line| line.room.is_none()));
    }

    #[test]
    fn label_of_another_cage_is_refused() {
        let dir = tempfile::tempdir().unwrap();
        let mut notebook = notebook(&dir);
        let mut rename = |cage, to| {
            notebook
                .rename_cage("S", cage, &label(to), None)
                .map_err(|e| e.to_string())
        };
        assert!(rename("C1", "K1").is_ok());
        let refused = rename("K1", "C2").unwrap_err();
        assert_eq!(refused, "cage `C2` exists already, with 2 animals");
        let refused = rename("C1", "K2").unwrap_err();
        assert_eq!(refused, "study `S` has no cage `C1`");
    }

    #[test]
    fn ear_mark_is_unique_among_animals_of_a_cage_on_study() {
        let dir = tempfile::tempdir().unwrap();
        let mut notebook = notebook(&dir);
        let facts = AnimalFacts::default();
        let rack = Rack::read("C2", "", "L").unwrap();
        let new = rack.deal(&[label("5")]).unwrap();
        let refused = notebook.add_animals("S", &new, &facts, &[]).unwrap_err();
        let why = "ear mark `L` in cage `C2` belongs to animal `3`";
        assert_eq!(refused.to_string(), why);
        let on = Observed::Date("2026-01-22".parse().unwrap());
        let dead = ["3".to_owned()];
        let kind = DispositionKind::FoundDead;
        notebook.dispose("S", &dead, kind, on, None).unwrap();
        notebook.add_animals("S", &new, &facts, &[]).unwrap();
    }

    #[test]
    fn several_animals_change_together_or_not_at_all() {
        let dir = tempfile::tempdir().unwrap();
        let mut notebook = notebook(&dir);
        let facts = AnimalFacts {
            cage: Some(label("Z")),
            ..AnimalFacts::default()
        };
        let tags = ["1", "9"].map(str::to_owned);
        assert!(
            notebook
                .edit_animals("S", &tags, &facts, &[], None)
                .is_err()
        );
        assert_eq!(notebook.cage_lines("S").unwrap().len(), 2);
        let tags = ["1", "3"].map(str::to_owned);
        let chip = AnimalFacts {
            rfid: Some(label("982")),
            ..AnimalFacts::default()
        };
        let refused = notebook.edit_animals("S", &tags, &chip, &[], None);
        let why = "chip `982` is given for 2 animals";
        assert_eq!(refused.unwrap_err().to_string(), why);
        let receipt = notebook
            .edit_animals("S", &tags, &facts, &[], None)
            .unwrap();
        assert!(receipt.is_some());
        let lines = notebook.cage_lines("S").unwrap();
        assert_eq!(lines[2].animals, ["1", "3"]);
    }
}
