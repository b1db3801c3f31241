//! Bringing animals in, changing what is known of one, and tumors at further sites.

use super::sent::{Refusal, Sent, at, label, label_if, reason_field, reason_if, shown};
use super::{Form, Opened, Purpose, checks, entries_taken, spellings};
use crate::base::context::Context;
use crate::base::study::OpenStudy;
use crate::widgets::form::Field;
use app::Write;
use app::animals::{AnimalFacts, Fact};
use domain::{Cohort, Invalid, Label, Sex, parse_date, read_tags};

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
            .needed(checks::by(read_tags)),
    ];
    let (sex, born, source) = in_common(open);
    fields.extend(facts(
        cx,
        open,
        [""; 3],
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
    let intro = "These values apply to all of them; each animal can be edited later.";
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

/// Cage, cohort, arm, sex, date of birth and source.
fn facts(
    cx: &Context,
    open: &OpenStudy,
    [cage, cohort, arm]: [&str; 3],
    sex: &str,
    born: &str,
    source: &str,
) -> Vec<Field> {
    let pair = |word: &str| (word.to_owned(), word.to_owned());
    let arms = open.record.arms.iter().map(|arm| pair(arm.name.as_str()));
    let sexes = Sex::ALL.iter().map(|sex| pair(sex.id()));
    let mut fields = vec![
        Field::text("cage", "cage", "created if new", cage)
            .checked(checks::name("cage"))
            .offering(spellings::cages(open)),
    ];
    fields.extend(cohort_field(open, cohort));
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
    let (rfid, born) = (shown(&animal.rfid), shown(&animal.born_on));
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
    ];
    let cohort = animal.cohort.as_ref().map_or("", |c| c.name.as_str());
    let within = [cage, cohort, arm];
    fields.extend(facts(cx, open, within, sex, &born, &shown(&animal.source)));
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

/// The form for a tumor at a further site.
pub(super) fn add_tumor(cx: &Context, tag: &str) -> Opened {
    let open = entries_taken(cx)?;
    let record = open.animal(tag).ok_or(None)?;
    let sites: Vec<_> = record
        .tumors
        .iter()
        .map(|t| t.tumor.site.as_str())
        .collect();
    let intro = match sites.as_slice() {
        [] => "It has no tumor yet.".to_owned(),
        _ => format!("Known: {}.", sites.join(", ")),
    };
    let site = Field::text("site", "site", "such as left flank", "");
    let site = site.needed(checks::name("site"));
    let fields = vec![site.offering(spellings::sites(open))];
    let purpose = Purpose::AddTumor(open.name().to_owned(), tag.to_owned());
    let form = Form::new(format!("Add tumor to animal {tag}"), intro, fields);
    Ok((form, purpose))
}

/// The form for the site of a tumor that is there.
pub(super) fn edit_tumor(cx: &Context, tag: &str) -> Opened {
    let open = entries_taken(cx)?;
    let tumors = open.animal(tag).map_or(&[][..], |record| &record.tumors);
    let pair = |site: &Label| (site.to_string(), site.to_string());
    let sites: Vec<_> = tumors.iter().map(|t| pair(&t.tumor.site)).collect();
    let Some((first, _)) = sites.first().cloned() else {
        let text = format!("animal {tag} has no tumor yet: t adds one");
        return Err(Some(text));
    };
    let fields = vec![
        Field::choice("tumor", "tumor", sites, &first),
        Field::text("site", "new name", "of the site, such as left flank", "")
            .needed(checks::name("site"))
            .offering(spellings::sites(open)),
        reason_field("why; optional"),
    ];
    let purpose = Purpose::EditTumor(open.name().to_owned(), tag.to_owned());
    let form = Form::new(format!("Rename tumor site of animal {tag}"), "", fields);
    // With one tumor, there is nothing to choose.
    let form = match tumors.len() {
        1 => form.start_at("site"),
        _ => form,
    };
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
        sex,
        born_on,
        source: label_if(form, "source")?,
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
        "sex" => Some(Fact::Sex),
        "date of birth" => Some(Fact::BornOn),
        "source" => Some(Fact::Source),
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
    Ok(Write::AddAnimals {
        study: study.to_owned(),
        tags: at("tags", read_tags(form.value("tags")))?,
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

pub(super) fn rename_site(form: &Form, study: &str, tag: &str) -> Sent<Write> {
    Ok(Write::RenameSite {
        study: study.to_owned(),
        tag: tag.to_owned(),
        site: label(form, "tumor")?,
        new_site: label(form, "site")?,
        reason: reason_if(form)?,
    })
}

pub(super) fn bear(form: &Form, study: &str, tag: &str) -> Sent<Write> {
    Ok(Write::EditAnimal {
        study: study.to_owned(),
        tag: tag.to_owned(),
        new_tag: None,
        facts: AnimalFacts::default(),
        sites: vec![label(form, "site")?],
        reason: None,
    })
}
