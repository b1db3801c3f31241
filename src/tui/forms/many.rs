//! A change of many animals is shown before it is made: a slip in a form about one cage is seen there, in a form about a
//! whole study it is not.

use super::disposition::LISTED;
use app::Write;
use app::animals::{AnimalFacts, Fact};
use domain::{Label, counted};

/// The lines that ask before a write about more animals than a form lists; none where it needs no question.
pub fn asked_first(write: &Write) -> Option<Vec<(String, String)>> {
    let (animals, changes) = match write {
        Write::EditAnimals {
            animals,
            facts,
            sites,
            ..
        } => (animals, changes(facts, sites)),
        Write::Dispose { animals, kind, .. } => {
            (animals, vec![("left the study".to_owned(), kind.words())])
        }
        Write::LiftDisposition { animals, .. } => {
            let again = ("on study again".to_owned(), "yes".to_owned());
            (animals, vec![again])
        }
        Write::RenameSite {
            animals,
            site,
            new_site,
            ..
        } => {
            let renamed = (format!("tumor at {site}"), format!("now at {new_site}"));
            (animals, vec![renamed])
        }
        _ => return None,
    };
    if animals.len() <= LISTED {
        return None;
    }
    let tags = animals.join(", ");
    let named = (counted(animals.len(), "animal"), tags);
    Some(changes.into_iter().chain([named]).collect())
}

/// What changes, and what it becomes.
fn changes(facts: &AnimalFacts, sites: &[Label]) -> Vec<(String, String)> {
    let removed = |fact: &Fact| {
        let what = match fact {
            Fact::Rfid => "chip",
            Fact::Ear => "ear mark",
            Fact::Sex => "sex",
            Fact::BornOn => "date of birth",
            Fact::Source => "source",
            Fact::Note => "note",
            Fact::Cage => "cage",
            Fact::Cohort => "cohort",
            Fact::Arm => "arm",
        };
        (what.to_owned(), "is removed".to_owned())
    };
    let text = |label: &Option<Label>| label.as_ref().map(ToString::to_string);
    let given = [
        ("cage", text(&facts.cage)),
        ("cohort", text(&facts.cohort)),
        ("arm", text(&facts.arm)),
        ("sex", facts.sex.map(|sex| sex.id().to_owned())),
        ("date of birth", facts.born_on.map(|on| on.to_string())),
        ("source", text(&facts.source)),
        ("note", facts.note.as_ref().map(ToString::to_string)),
        ("ear mark", text(&facts.ear)),
        ("chip", text(&facts.rfid)),
    ];
    let given = given.into_iter();
    let given =
        given.filter_map(|(what, value)| Some((what.to_owned(), format!("becomes {}", value?))));
    let tumors = sites
        .iter()
        .map(|site| ("new tumor".to_owned(), format!("at {site}")));
    given
        .chain(facts.forgotten.iter().map(removed))
        .chain(tumors)
        .collect()
}
