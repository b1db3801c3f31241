//! The covariates of a Cox model.

/// Covariates, one row per animal.
#[derive(Debug, Clone, PartialEq)]
pub struct Design {
    /// Number of covariates.
    pub columns: usize,
    /// Finite values, row after row.
    pub rows: Vec<f64>,
}

impl Design {
    pub(super) fn row(&self, i: usize) -> &[f64] {
        &self.rows[i * self.columns..(i + 1) * self.columns]
    }
}

/// Treatment contrasts for groups 0 (the control) to `group_count` − 1: column j is 1 for group j +
/// 1, else 0.
pub fn treatment_contrasts(groups: &[usize], group_count: usize) -> Design {
    let columns = group_count.saturating_sub(1);
    let row = |&group: &usize| (0..columns).map(move |j| f64::from(u8::from(group == j + 1)));
    Design {
        columns,
        rows: groups.iter().flat_map(row).collect(),
    }
}
