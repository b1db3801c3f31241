//! Forms about several animals at once: what they have in common from now on, another cage, and the cage itself.

use super::sent::{Refusal, Sent, label, label_if, reason_field, reason_if};
use super::{Form, Opened, Purpose, animals, checks, disposition, entries_taken, spellings};
use crate::base::context::Context;
use crate::base::remedy;
use crate::base::study::OpenStudy;
use crate::widgets::form::Field;
use app::Write;
use app::animals::{AnimalFacts, Fact};
use app::cages::PlaceChange;
use app::named::changed_together;
use domain::{Cage, Label, Prose, Sex, counted, parse_date};

/// What is typed or chosen to remove a value: an empty field leaves it as it is.
const REMOVED: &str = "-";

/// The form that edits animals: of one, all that is known of it; of several, what they can have in common.
pub(super) fn edit(cx: &Context, tags: &[String]) -> Opened {
    let open = entries_taken(cx)?;
    match tags {
        [] => Err(None),
        [one] => animals::edit_animal(cx, one),
        several => {
            let (there, left_out) = on_study(open, several)?;
            let (mut form, purpose) = edit_several(cx, open, &there);
            if let Some(left_out) = left_out {
                form.announce(&left_out);
            }
            Ok((form, purpose))
        }
    }
}

/// Those of several animals that are on study, and a sentence about the others, if there are any: what is recorded of an
/// animal that left is changed for this animal alone.
///
/// # Errors
/// If none of them is on study.
pub(super) fn on_study(
    open: &OpenStudy,
    tags: &[String],
) -> Result<(Vec<String>, Option<String>), Option<String>> {
    let (there, left) = changed_together(&open.record, tags)
        .map_err(|refused| format!("{refused}: {}", remedy::as_keys(&refused.remedy())))?;
    let sentence = format!(
        "Left out: {} that left the study.",
        counted(left.len(), "marked animal")
    );
    Ok((there, (!left.is_empty()).then_some(sentence)))
}

fn edit_several(cx: &Context, open: &OpenStudy, tags: &[String]) -> (Form, Purpose) {
    let pair = |name: &str| (name.to_owned(), name.to_owned());
    let arms = open.record.arms.iter().map(|arm| pair(arm.name.as_str()));
    let cohorts = open.record.cohorts.iter();
    let cohorts = cohorts.map(|cohort| pair(cohort.name.as_str()));
    let hint = "empty: unchanged; - removes it; created if new";
    let mut fields = vec![
        Field::text("cage", "cage", hint, "")
            .checked(checks::name("cage"))
            .offering(spellings::cages(open)),
    ];
    if !open.record.cohorts.is_empty() {
        fields.push(Field::choice("cohort", "cohort", options(cohorts), ""));
    }
    fields.extend([
        Field::choice("arm", "arm", options(arms), ""),
        Field::choice(
            "sex",
            "sex",
            options(Sex::ALL.iter().map(|sex| pair(sex.id()))),
            "",
        ),
        Field::text(
            "date of birth",
            "born on",
            "2026-01-22, 22.1., 3 weeks ago; empty: unchanged; - removes it",
            "",
        )
        .checked(checks::or_word(
            REMOVED,
            checks::date("date of birth", cx.today),
        )),
        Field::text(
            "source",
            "source",
            "vendor batch, litter or donor; empty: unchanged; - removes it",
            "",
        )
        .checked(checks::name("source"))
        .offering(spellings::sources(open)),
        Field::text(
            "note",
            "note",
            "takes the place of their notes; empty: unchanged; - removes them",
            "",
        )
        .checked(checks::remark("note")),
        reason_field("why; needed where animals leave their arm or go to another"),
    ]);
    let intro = format!(
        "Of {}. What is left empty is not changed.",
        disposition::listed(tags)
    );
    let title = format!("Edit {}", counted(tags.len(), "animal"));
    let purpose = Purpose::EditAnimals(open.name().to_owned(), tags.to_vec());
    (Form::new(title, intro, fields), purpose)
}

/// Unchanged, none, and these.
fn options(values: impl Iterator<Item = (String, String)>) -> Vec<(String, String)> {
    let unchanged = (String::new(), "unchanged".to_owned());
    let removed = (REMOVED.to_owned(), "none".to_owned());
    [unchanged, removed].into_iter().chain(values).collect()
}

/// The write of [`edit`] for several animals.
pub(super) fn change(form: &Form, study: &str, tags: &[String]) -> Sent<Write> {
    let facts = [
        ("cage", Fact::Cage),
        ("cohort", Fact::Cohort),
        ("arm", Fact::Arm),
        ("sex", Fact::Sex),
        ("date of birth", Fact::BornOn),
        ("source", Fact::Source),
        ("note", Fact::Note),
    ];
    let removed = facts
        .iter()
        .filter(|(field, _)| form.value(field) == REMOVED);
    let given = |field: &'static str| form.given(field).filter(|text| *text != REMOVED);
    let name = |field: &'static str| match given(field) {
        Some(_) => label_if(form, field),
        None => Ok(None),
    };
    let born = given("date of birth").map(|text| parse_date("date of birth", text));
    let note = given("note").map(|text| Prose::new("note", text));
    Ok(Write::EditAnimals {
        study: study.to_owned(),
        animals: tags.to_vec(),
        facts: AnimalFacts {
            sex: given("sex").map(str::parse).transpose()?,
            born_on: born.transpose()?,
            source: name("source")?,
            note: note.transpose()?,
            cage: name("cage")?,
            cohort: name("cohort")?,
            arm: name("arm")?,
            forgotten: removed.map(|(_, fact)| *fact).collect(),
            ..AnimalFacts::default()
        },
        sites: Vec::new(),
        reason: reason_if(form)?,
    })
}

/// The form that moves animals to another cage.
pub(super) fn to_cage(cx: &Context, tags: &[String]) -> Opened {
    let open = entries_taken(cx)?;
    // An animal that left the study stays recorded in the cage that it lived in.
    let is_there = |tag: &&String| open.animal(tag).is_some_and(|a| a.disposition.is_none());
    let there: Vec<String> = tags.iter().filter(is_there).cloned().collect();
    let left = tags.len() - there.len();
    let tags = there.as_slice();
    if tags.is_empty() {
        return Err(Some(
            "these animals left the study: they stay where they lived".to_owned(),
        ));
    }
    let fields = vec![
        Field::text("cage", "to cage", "created if new", "")
            .needed(checks::name("cage"))
            .offering(spellings::cages(open)),
        reason_field("why; optional"),
    ];
    let mut cages: Vec<&str> = tags
        .iter()
        .filter_map(|tag| open.cage(open.animal(tag)?))
        .map(Label::as_str)
        .collect();
    cages.dedup();
    let from = match cages.as_slice() {
        [] => "In no cage so far".to_owned(),
        [one] => format!("From cage {one}"),
        several => format!("From cages {}", several.join(", ")),
    };
    let mut intro = match disposition::listed(tags) {
        none if none.is_empty() => format!("{from}."),
        listed => format!("{from}: {listed}."),
    };
    if left > 0 {
        let left = counted(left, "marked animal");
        intro.push_str(&format!(" Not moved: {left} that left the study."));
    }
    let title = format!(
        "Move {} to another cage",
        disposition::names(tags, "animal")
    );
    let purpose = Purpose::MoveAnimals(open.name().to_owned(), tags.to_vec());
    Ok((Form::new(title, intro, fields), purpose))
}

/// The write of [`to_cage`].
pub(super) fn move_to(form: &Form, study: &str, tags: &[String]) -> Sent<Write> {
    Ok(Write::EditAnimals {
        study: study.to_owned(),
        animals: tags.to_vec(),
        facts: AnimalFacts {
            cage: Some(label(form, "cage")?),
            ..AnimalFacts::default()
        },
        sites: Vec::new(),
        reason: reason_if(form)?,
    })
}

/// The words of the choice in the form of a cage.
const MOVE: &str = "move";
const RENAME: &str = "rename";
const PLACE: &str = "place";

/// The fields of the form of a cage that say where it stands.
const PLACES: [&str; 3] = ["room", "rack", "place"];

/// The form that moves all animals of a cage, renames it, or says where it stands.
pub(super) fn cage(cx: &Context, cage: &str) -> Opened {
    let open = entries_taken(cx)?;
    let mut cages = open.record.cages.iter();
    let known = cages.find(|known| known.label.as_str() == cage);
    let animals = known.into_iter().flat_map(|c| open.record.residents(c.id));
    let tags: Vec<String> = animals.map(|a| a.animal.tag.to_string()).collect();
    let option = |word: &str, phrase: &str| (word.to_owned(), phrase.to_owned());
    let options = vec![
        option(MOVE, "move its animals to another cage"),
        option(RENAME, "give the cage another label"),
        option(PLACE, "say where the cage stands"),
    ];
    let place = |field: &'static str, hint| {
        Field::text(field, field, hint, "").checked(checks::or_word(REMOVED, checks::name(field)))
    };
    let fields = vec![
        Field::choice("what", "do what", options, MOVE),
        Field::text(
            "cage",
            "cage",
            "to go to, created if new; or the new label",
            "",
        )
        .checked(checks::name("cage")),
        place("room", "empty: unchanged; - removes it")
            .offering(spellings::places(open, |cage| cage.room.as_ref())),
        place("rack", "empty: unchanged; - removes it")
            .offering(spellings::places(open, |cage| cage.rack.as_ref())),
        place(
            "place",
            "in the rack, as B4; empty: unchanged; - removes it",
        ),
        reason_field("why; optional"),
    ];
    let title = format!("Cage {cage}, {} on study", counted(tags.len(), "animal"));
    let stands = known.map(stands).unwrap_or_default();
    let intro = [tags.join(", "), stands].join("\n");
    let purpose = Purpose::EditCage(open.name().to_owned(), cage.to_owned());
    Ok((Form::new(title, intro.trim(), fields), purpose))
}

/// Where a cage stands so far: `room 2, rack B, place B4`.
fn stands(cage: &Cage) -> String {
    let parts = [&cage.room, &cage.rack, &cage.place];
    let parts = PLACES.iter().zip(parts);
    let parts = parts.filter_map(|(name, part)| Some(format!("{name} {}", part.as_ref()?)));
    parts.collect::<Vec<_>>().join(", ")
}

/// The write of [`cage`].
pub(super) fn edit_cage(form: &Form, study: &str, cage: &str) -> Sent<Write> {
    let placed = PLACES.into_iter().find(|field| form.given(field).is_some());
    let is_placing = form.value("what") == PLACE;
    match placed {
        None if is_placing => {
            let hint = "type the room, the rack or the place, or - to remove it";
            return Err(Refusal::new("room", "nothing changes", hint));
        }
        Some(field) if !is_placing => {
            let hint =
                "choose at the top to say where the cage stands; move or rename it afterwards";
            return Err(Refusal::new(
                field,
                "is not saved with what is chosen",
                hint,
            ));
        }
        _ => {}
    }
    let (study, cage, reason) = (study.to_owned(), cage.to_owned(), reason_if(form)?);
    if is_placing {
        if form.given("cage").is_some() {
            let hint = "leave it empty; move or rename the cage afterwards";
            return Err(Refusal::new(
                "cage",
                "is not saved with what is chosen",
                hint,
            ));
        }
        let part = |field| match form.given(field) {
            None => Ok(None),
            Some(REMOVED) => Ok(Some(None)),
            Some(_) => label_if(form, field).map(Some),
        };
        return Ok(Write::PlaceCages {
            study,
            cages: vec![cage],
            change: PlaceChange {
                room: part("room")?,
                rack: part("rack")?,
                place: part("place")?,
            },
            reason,
        });
    }
    let label = label(form, "cage")?;
    Ok(match form.value("what") {
        RENAME => Write::RenameCage {
            study,
            cage,
            label,
            reason,
        },
        _ => Write::MoveCage {
            study,
            cage,
            to: label,
            reason,
        },
    })
}
