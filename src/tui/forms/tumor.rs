//! Tumors at further sites, and the names of sites: of one animal, or of several at once.

use super::sent::{Sent, label, reason_field, reason_if};
use super::several::on_study;
use super::{Form, Opened, Purpose, checks, disposition, entries_taken, spellings};
use crate::base::context::Context;
use crate::widgets::form::Field;
use app::Write;
use app::animals::AnimalFacts;
use domain::{AnimalRecord, Label};

/// The form for a tumor at a further site.
pub(super) fn add_tumor(cx: &Context, tags: &[String]) -> Opened {
    let open = entries_taken(cx)?;
    let (there, left_out) = match tags {
        [] | [_] => (tags.to_vec(), None),
        several => on_study(open, several)?,
    };
    let tags = there.as_slice();
    let animals = tags.iter().filter_map(|tag| open.animal(tag));
    let mut sites: Vec<&str> = animals.flat_map(sites_of).map(Label::as_str).collect();
    sites.sort_unstable();
    sites.dedup();
    let intro = match (sites.as_slice(), tags) {
        ([], [_]) => "It has no tumor yet.".to_owned(),
        ([], _) => format!("They have no tumor yet: {}.", disposition::listed(tags)),
        (sites, [_]) => format!("Known: {}.", sites.join(", ")),
        (sites, _) => format!(
            "Known: {}. Of {}.",
            sites.join(", "),
            disposition::listed(tags)
        ),
    };
    let site = Field::text("site", "site", "such as left flank", "");
    let site = site.needed(checks::name("site"));
    let fields = vec![site.offering(spellings::sites(open))];
    let purpose = Purpose::AddTumor(open.name().to_owned(), tags.to_vec());
    let title = format!("Add tumor to {}", disposition::names(tags, "animal"));
    let mut form = Form::new(title, intro, fields);
    if let Some(left_out) = left_out {
        form.announce(&left_out);
    }
    Ok((form, purpose))
}

fn sites_of(animal: &AnimalRecord) -> impl Iterator<Item = &Label> {
    animal.tumors.iter().map(|tumor| &tumor.tumor.site)
}

/// The form for the site of a tumor that all of these animals have.
pub(super) fn edit_tumor(cx: &Context, tags: &[String]) -> Opened {
    let open = entries_taken(cx)?;
    let animals: Vec<_> = tags.iter().filter_map(|tag| open.animal(tag)).collect();
    let first = animals.first().ok_or(None)?;
    let all_have = |site: &&Label| animals.iter().all(|a| sites_of(a).any(|own| own == *site));
    let sites = sites_of(first).filter(all_have);
    let sites: Vec<_> = sites
        .map(|site| (site.to_string(), site.to_string()))
        .collect();
    let Some((first, _)) = sites.first().cloned() else {
        return Err(Some(match tags {
            [tag] => format!("animal {tag} has no tumor yet: t adds one"),
            _ => "the marked animals have no tumor site in common".to_owned(),
        }));
    };
    let of = sites.len();
    let fields = vec![
        Field::choice("tumor", "tumor", sites, &first),
        Field::text("site", "new name", "of the site, such as left flank", "")
            .needed(checks::name("site"))
            .offering(spellings::sites(open)),
        reason_field("why; optional"),
    ];
    let purpose = Purpose::EditTumor(open.name().to_owned(), tags.to_vec());
    let title = format!(
        "Rename tumor site of {}",
        disposition::names(tags, "animal")
    );
    let form = Form::new(title, disposition::listed(tags), fields);
    // With one site, there is nothing to choose.
    let form = match of {
        1 => form.start_at("site"),
        _ => form,
    };
    Ok((form, purpose))
}

/// The write of [`edit_tumor`].
pub(super) fn rename_site(form: &Form, study: &str, tags: &[String]) -> Sent<Write> {
    Ok(Write::RenameSite {
        study: study.to_owned(),
        animals: tags.to_vec(),
        site: label(form, "tumor")?,
        new_site: label(form, "site")?,
        reason: reason_if(form)?,
    })
}

/// The write of [`add_tumor`].
pub(super) fn bear(form: &Form, study: &str, tags: &[String]) -> Sent<Write> {
    Ok(Write::EditAnimals {
        study: study.to_owned(),
        animals: tags.to_vec(),
        facts: AnimalFacts::default(),
        sites: vec![label(form, "site")?],
        reason: None,
    })
}
