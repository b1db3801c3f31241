//! The tumors of an animal: which one is meant, and adding one.

use super::Error;
use domain::{AnimalId, AnimalRecord, Label, Remedy, SiteChoice, SiteRole, Study, Tumor, TumorId};
use store::{Operation, fresh_id};

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
