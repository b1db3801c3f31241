//! What is visible of a draw, be it new or on record.

use crate::base::remedy;
use app::randomize::{Draw, DrawView, DrawnGroups, LeftOut};

/// A draw as it is visible on the screen.
#[derive(Debug, Clone)]
pub(super) struct VisibleDraw {
    /// Who is in which arm, under the names that may be shown.
    pub groups: DrawnGroups,
    /// What must be known with it, in sentences.
    pub notes: Vec<String>,
}

impl VisibleDraw {
    pub fn of_draw(draw: &Draw) -> Self {
        Self::of_view(draw.view())
    }

    pub fn of_view(view: DrawView) -> Self {
        let notes = view.notes.iter();
        Self {
            notes: notes
                .map(|n| remedy::advised(&n.message, &n.remedy))
                .collect(),
            groups: view.groups,
        }
    }

    pub fn of_record(groups: DrawnGroups) -> Self {
        Self {
            groups,
            notes: Vec::new(),
        }
    }
}

/// Animals and why they are left out.
pub(super) fn reasons(left_out: &[LeftOut]) -> Vec<(String, String)> {
    let reason = |left: &LeftOut| (left.animal.clone(), left.reason.clone());
    left_out.iter().map(reason).collect()
}
