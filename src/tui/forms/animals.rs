//! Bringing animals in, one or a rack of cages, and changing what is known of one.

use super::sent::{Refusal, Sent, at, label, label_if, read_if, reason_field, reason_if, shown};
use super::{Form, Opened, Purpose, checks, entries_taken, spellings};
use crate::base::context::Context;
use crate::base::study::OpenStudy;
use crate::widgets::form::Field;
use app::Write;
use app::animals::{AnimalFacts, Fact};
use domain::{Cohort, Invalid, Label, Prose, Rack, Sex, parse_date, read_tags};

/// What is known of an animal, as its form showed it.
#[derive(Debug, Clone)]
pub struct Known {
    tag: String,
    /// Field and value of what can be changed.
    facts: Vec<(&'static str, String)>,
}

const DATE_SHAPE: &str = "date, such as 2026-01-22, 22.1. or 3 weeks ago";

/// The form for new animals.
pub(super) fn new(cx: &Context, open: &OpenStudy) -> (Form, Purpose) {
    let usual = open.record.study.protocol.usual_site();
    let mut fields = vec![
        Field::text("tags", "tags", "211-218, C201-C248, or C04-1 C04-2", "")
            .needed(checks::tags()),
        Field::text(
            "cages",
            "cages",
            "C05, or C01-C08, or C01.. for as many as needed; created if new",
            "",
        )
        .checked(checks::cages())
        .offering(spellings::cages(open)),
        Field::text(
            "per cage",
            "per cage",
            "animals per cage, in the order of tags; empty: evenly",
            "",
        )
        .checked(checks::by(|text| Rack::read("1..", text, ""))),
        Field::text(
            "ear marks",
            "ear marks",
            "in each cage, such as L, R, LR, none; empty: not recorded",
            "",
        )
        .checked(checks::by(|text| Rack::read("", "", text))),
    ];
    let (sex, born, source) = in_common(open);
    fields.extend(facts(
        cx,
        open,
        ["", ""],
        sex.map_or("", Sex::id),
        &born,
        &source,
    ));
    let sites = Field::list(
        "site",
        "tumor sites",
        "where tumors grow, commas between several",
        usual.as_str(),
    );
    let sites = sites.needed(checks::names("site"));
    fields.push(sites.offering(spellings::sites(open)));
    let strain = open.record.study.protocol.strain.as_ref();
    let strain = strain.map_or(String::new(), |strain| {
        format!(" Strain of the study: {strain}.")
    });
    let intro =
        format!("These values apply to all of them; each animal can be edited later.{strain}");
    let purpose = Purpose::NewAnimals(open.name().to_owned());
    (Form::new("New animals", intro, fields), purpose)
}

/// Sex, date of birth and source, where all animals of the study have the same: new ones mostly come
/// cage by cage, of one delivery.
fn in_common(open: &OpenStudy) -> (Option<Sex>, String, String) {
    fn same<T: PartialEq>(mut values: impl Iterator<Item = Option<T>>) -> Option<T> {
        let first = values.next().flatten()?;
        let all = values.all(|value| value.as_ref() == Some(&first));
        all.then_some(first)
    }
    let animals = || open.record.animals.iter().map(|record| &record.animal);
    (
        same(animals().map(|animal| animal.sex)),
        shown(&same(animals().map(|animal| animal.born_on))),
        shown(&same(animals().map(|animal| animal.source.clone()))),
    )
}

/// What belongs into the note on an animal. Free text of a blinded study is shown as it is written.
const NOTE: &str = "what is to be known of it besides; do not name its arm here";

/// Cohort, arm, sex, date of birth and source.
fn facts(
    cx: &Context,
    open: &OpenStudy,
    [cohort, arm]: [&str; 2],
    sex: &str,
    born: &str,
    source: &str,
) -> Vec<Field> {
    let pair = |word: &str| (word.to_owned(), word.to_owned());
    let arms = open.record.arms.iter().map(|arm| pair(arm.name.as_str()));
    let sexes = Sex::ALL.iter().map(|sex| pair(sex.id()));
    let mut fields: Vec<Field> = cohort_field(open, cohort).into_iter().collect();
    fields.extend([
        Field::choice("arm", "arm", or_none("none yet", arms), arm),
        Field::choice("sex", "sex", or_none("not known", sexes), sex),
        Field::text("date of birth", "born on", DATE_SHAPE, born)
            .checked(checks::date("date of birth", cx.today)),
        Field::text("source", "source", "vendor batch, litter or donor", source)
            .checked(checks::name("source"))
            .offering(spellings::sources(open)),
    ]);
    fields
}

/// The cohort, where the study has cohorts.
fn cohort_field(open: &OpenStudy, cohort: &str) -> Option<Field> {
    let cohorts = &open.record.cohorts;
    let pair = |cohort: &Cohort| (cohort.name.to_string(), cohort.name.to_string());
    let options = or_none("none", cohorts.iter().map(pair));
    (!cohorts.is_empty()).then(|| Field::choice("cohort", "cohort", options, cohort))
}

/// The options, before them nothing.
fn or_none(phrase: &str, options: impl Iterator<Item = (String, String)>) -> Vec<(String, String)> {
    let none = (String::new(), phrase.to_owned());
    std::iter::once(none).chain(options).collect()
}

/// The form for an animal of the open study.
pub(super) fn edit_animal(cx: &Context, tag: &str) -> Opened {
    let open = entries_taken(cx)?;
    let record = open.animal(tag).ok_or(None)?;
    let animal = &record.animal;
    let cage = open.cage(record).map_or("", Label::as_str);
    let arm = animal.arm.and_then(|id| open.arm(id));
    let arm = arm.map_or("", |(_, arm)| arm.name.as_str());
    let sex = animal.sex.map_or("", Sex::id);
    let (rfid, ear, born) = (
        shown(&animal.rfid),
        shown(&animal.ear),
        shown(&animal.born_on),
    );
    let mut fields = vec![
        Field::text(
            "tag",
            "tag",
            "number of the animal, unique in the study",
            tag,
        )
        .needed(checks::name("tag")),
        Field::text("RFID", "chip", "RFID number, unique in the study", &rfid)
            .checked(checks::name("RFID")),
        Field::text("cage", "cage", "created if new", cage)
            .checked(checks::name("cage"))
            .offering(spellings::cages(open)),
        Field::text(
            "ear mark",
            "ear mark",
            "such as L, R or LR; empty: unmarked",
            &ear,
        )
        .checked(checks::name("ear mark")),
    ];
    let cohort = animal.cohort.as_ref().map_or("", |c| c.name.as_str());
    let within = [cohort, arm];
    fields.extend(facts(cx, open, within, sex, &born, &shown(&animal.source)));
    let note = Field::text("note", "note", NOTE, &shown(&animal.note));
    fields.push(note.checked(checks::remark("note")));
    let known = fields
        .iter()
        .map(|field| (field.id, field.value().to_owned()));
    let known = Known {
        tag: tag.to_owned(),
        facts: known.collect(),
    };
    fields.push(reason_field(
        "why; needed where an animal leaves its arm or goes to another",
    ));
    let purpose = Purpose::EditAnimal(open.name().to_owned(), Box::new(known));
    let form = Form::new(format!("Animal {tag}"), "", fields);
    Ok((form, purpose))
}

fn facts_of(form: &Form) -> Sent<AnimalFacts> {
    let sex = form.given("sex").map(str::parse).transpose()?;
    let born = form.given("date of birth");
    let born_on = born
        .map(|text| parse_date("date of birth", text))
        .transpose()?;
    Ok(AnimalFacts {
        rfid: label_if(form, "RFID")?,
        ear: label_if(form, "ear mark")?,
        sex,
        born_on,
        source: label_if(form, "source")?,
        note: read_if(form, "note", |text| Prose::new("note", text))?,
        cage: label_if(form, "cage")?,
        cohort: label_if(form, "cohort")?,
        arm: label_if(form, "arm")?,
        forgotten: Vec::new(),
    })
}

/// What was known and is not any more: its field was emptied.
fn forgotten(form: &Form, known: &Known) -> Vec<Fact> {
    let emptied = known
        .facts
        .iter()
        .filter(|(field, was)| !was.is_empty() && form.given(field).is_none());
    let fact = |field: &str| match field {
        "RFID" => Some(Fact::Rfid),
        "ear mark" => Some(Fact::Ear),
        "sex" => Some(Fact::Sex),
        "date of birth" => Some(Fact::BornOn),
        "source" => Some(Fact::Source),
        "note" => Some(Fact::Note),
        "cage" => Some(Fact::Cage),
        "cohort" => Some(Fact::Cohort),
        "arm" => Some(Fact::Arm),
        _ => None,
    };
    emptied.filter_map(|(field, _)| fact(field)).collect()
}

pub(super) fn add(form: &Form, study: &str) -> Sent<Write> {
    let sites = form.value("site").split(',').map(str::trim);
    let sites = sites.filter(|site| !site.is_empty());
    let sites: Result<Vec<Label>, Invalid> = sites.map(|site| Label::new("site", site)).collect();
    let tags = at("tags", read_tags(form.value("tags")))?;
    let [cages, per_cage, ears] = ["cages", "per cage", "ear marks"].map(|id| form.value(id));
    let rack = Rack::read(cages, per_cage, ears)?;
    Ok(Write::AddAnimals {
        study: study.to_owned(),
        animals: rack.deal(&tags)?,
        facts: facts_of(form)?,
        sites: at("site", sites)?,
    })
}

pub(super) fn change(form: &Form, study: &str, known: &Known) -> Sent<Write> {
    let new_tag = label(form, "tag")?;
    let reason = reason_if(form)?;
    let arm = known.facts.iter().find(|(field, _)| *field == "arm");
    if let Some((_, was)) = arm
        && !was.is_empty()
        && form.value("arm") != was
        && reason.is_none()
    {
        let message = format!("animal `{}` is allocated to arm `{was}` already", known.tag);
        return Err(Refusal::new("reason", message, "say why it is moved"));
    }
    Ok(Write::EditAnimal {
        study: study.to_owned(),
        tag: known.tag.clone(),
        new_tag: Some(new_tag),
        facts: AnimalFacts {
            forgotten: forgotten(form, known),
            ..facts_of(form)?
        },
        sites: Vec::new(),
        reason,
    })
}
