//! The block for signatures.

use super::{Block, Chapter, Material};
use crate::sections::{Table, headings};

/// Who signs a report.
const ROLES: [&str; 3] = ["Study director", "Statistician", "Quality assurance"];

pub(super) fn chapter(material: &Material<'_>) -> Chapter {
    let state = match &material.trail.fingerprint {
        Some(fingerprint) => {
            format!("the state of the notebook with the fingerprint {fingerprint}")
        }
        None => "an empty notebook".to_owned(),
    };
    let what = format!("This report shows {state}. Signatures are valid for this state only.");
    let mut table = Table::new(headings([
        ("Role", None),
        ("Name", None),
        ("Signature", None),
        ("Date", None),
    ]));
    for role in ROLES {
        let empty = || "\u{a0}".into();
        table.row(None, vec![role.into(), empty(), empty(), empty()]);
    }
    let blocks = vec![Block::text(what), Block::table("Signatures", table)];
    Chapter::new("signatures", "Signatures", blocks)
}
