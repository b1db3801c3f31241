//! What `export` writes and `import` reads back: the names of a study's files, and the guard of its texts.

/// The protocol: a row per field.
pub(crate) const STUDY_FILE: &str = "study.csv";
/// A row per compound given in an arm.
pub(crate) const ARMS_FILE: &str = "arms.csv";
/// A row per cage.
pub(crate) const CAGES_FILE: &str = "cages.csv";
/// A row per cohort.
pub(crate) const COHORTS_FILE: &str = "cohorts.csv";
/// A row per reading or weighing.
pub(crate) const READINGS_FILE: &str = "readings.csv";
/// A row per animal that left the study.
pub(crate) const DISPOSITIONS_FILE: &str = "dispositions.csv";
/// A row per exclusion.
pub(crate) const EXCLUSIONS_FILE: &str = "exclusions.csv";
/// A row per line of the work plan and per arm, cohort or animal that it is about.
pub(crate) const WORK_LINES_FILE: &str = "work_lines.csv";
/// A row per planned event that was waived.
pub(crate) const WAIVERS_FILE: &str = "waivers.csv";
/// A row per formulation.
pub(crate) const FORMULATIONS_FILE: &str = "formulations.csv";
/// A row per dose.
pub(crate) const DOSES_FILE: &str = "doses.csv";
/// A row per animal that is off treatment.
pub(crate) const OFF_TREATMENT_FILE: &str = "off_treatment.csv";

/// The field of [`STUDY_FILE`] that says that the files were written while the study was blinded.
pub(crate) const BLINDING: &str = "blinding";

/// A missing value in a file; an empty cell is missing too.
pub(crate) const MISSING: &str = "NA";

/// Whether a text needs a `'` before it: a spreadsheet could run it as a formula, or it would read back as
/// missing. This also holds for a text that begins with `'` and would need one without it, because reading
/// takes one `'` off.
pub(crate) fn needs_guard(text: &str) -> bool {
    let bare = text.trim_start_matches('\'');
    bare.starts_with(['=', '+', '-', '@', '\t', '\r']) || bare == MISSING
}
