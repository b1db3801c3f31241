//! The tumors of an animal: which one is meant, adding one, and renaming its site.

use super::{Error, Notebook, Receipt};
use domain::{
    AnimalId, AnimalRecord, Label, Reason, Remedy, SiteChoice, SiteRole, Study, Tumor, TumorId,
};
use store::{Operation, fresh_id};

impl Notebook {
    /// Renames the site of a tumor of animals: of all of them, or of none. Refuses an animal that has no tumor there, and one
    /// that has another at the new site.
    pub fn rename_site(
        &mut self,
        study: &str,
        animals: &[String],
        site: &Label,
        new_site: &Label,
        reason: Option<Reason>,
    ) -> Result<Option<Receipt>, Error> {
        let ((), receipt) = self.write("edit tumor", reason, |op| {
            let study = op.study_named(study)?;
            study.must_be_open()?;
            let mut animals = animals.iter();
            animals.try_for_each(|tag| rename(op, &study, tag, site, new_site))
        })?;
        Ok(receipt)
    }
}

fn rename(
    op: &Operation<'_>,
    study: &Study,
    tag: &str,
    site: &Label,
    new_site: &Label,
) -> Result<(), Error> {
    let record = op.animal(study.id, tag)?;
    let mut tumors = record.tumors.iter().map(|t| &t.tumor);
    let Some(tumor) = tumors.find(|t| t.site == *site) else {
        return Err(no_such_tumor(study, &record, site, SiteRole::Renamed));
    };
    if new_site != site {
        site_is_free(&record, new_site)?;
    }
    Ok(op.update_tumor(&Tumor {
        id: tumor.id,
        site: new_site.clone(),
    })?)
}

/// Refuses a second tumor of an animal at a site.
pub(super) fn site_is_free(record: &AnimalRecord, site: &Label) -> Result<(), Error> {
    let tag = &record.animal.tag;
    match record.tumors.iter().any(|t| t.tumor.site == *site) {
        true => Err(Error::state(
            format!("animal `{tag}` has a tumor at `{site}` already"),
            "",
        )),
        false => Ok(()),
    }
}

/// Adds a tumor without readings to an animal.
pub(super) fn add_tumor(
    op: &Operation<'_>,
    animal: AnimalId,
    site: &Label,
) -> Result<Tumor, Error> {
    let tumor = Tumor {
        id: TumorId(fresh_id()),
        site: site.clone(),
    };
    op.insert_tumor(animal, &tumor)?;
    Ok(tumor)
}

/// The tumor that is meant, made if the animal has none; `role` says what for.
pub(super) fn tumor_of(
    op: &Operation<'_>,
    study: &Study,
    animal: &AnimalRecord,
    site: Option<&Label>,
    role: SiteRole,
) -> Result<(TumorId, Label), Error> {
    let tumors = &animal.tumors;
    let named = site.map(|site| tumors.iter().find(|t| t.tumor.site == *site));
    match (named, tumors.as_slice()) {
        (Some(Some(found)), _) | (None, [found]) => Ok((found.tumor.id, found.tumor.site.clone())),
        (_, []) => {
            let site = site.cloned().unwrap_or_else(|| study.protocol.usual_site());
            Ok((add_tumor(op, animal.animal.id, &site)?.id, site))
        }
        _ => Err(match site {
            Some(site) => no_such_tumor(study, animal, site, role),
            None => {
                let message = format!("animal `{}` has {} tumors", animal.animal.tag, tumors.len());
                Error::state(message, name_site(study, animal, role))
            }
        }),
    }
}

/// The error for a tumor that an animal does not have; `role` says what for.
pub(super) fn no_such_tumor(
    study: &Study,
    animal: &AnimalRecord,
    site: &Label,
    role: SiteRole,
) -> Error {
    let message = format!("animal `{}` has no tumor at `{site}`", animal.animal.tag);
    Error::state(message, name_site(study, animal, role))
}

fn name_site(study: &Study, animal: &AnimalRecord, role: SiteRole) -> Remedy {
    let sites = animal.tumors.iter().map(|t| t.tumor.site.to_string());
    Remedy::NameSite(Box::new(SiteChoice {
        study: study.name.to_string(),
        animal: animal.animal.tag.to_string(),
        sites: sites.collect(),
        role,
    }))
}
