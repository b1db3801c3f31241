//! Real data sets, each with the options that its README gives; skipped if they are absent.

use std::path::{Path, PathBuf};

use super::*;

fn shared(name: &str) -> Option<PathBuf> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../../../shared/data")
        .join(name);
    if !path.is_file() {
        println!("skipped: no {}", path.display());
        return None;
    }
    Some(path)
}

fn skip_bad(options: ImportOptions) -> ImportOptions {
    ImportOptions {
        skip_bad: true,
        ..options
    }
}

struct Expected {
    arms: usize,
    animals: usize,
    readings: usize,
    weighings: usize,
    left_out: usize,
}

fn imports(name: &str, options: &ImportOptions, expected: Expected) {
    let Some(path) = shared(name) else { return };
    let plan = plan_file(&path, None, options).unwrap_or_else(|e| panic!("{name}: {e}"));
    let made = plan.outcome.made;
    assert_eq!(
        (
            made.arms,
            made.animals,
            made.readings,
            made.weighings,
            plan.outcome.left_out.count()
        ),
        (
            expected.arms,
            expected.animals,
            expected.readings,
            expected.weighings,
            expected.left_out
        ),
        "{name}"
    );
    assert!(plan.outcome.disagreements.is_empty(), "{name}");
}

fn expect(
    arms: usize,
    animals: usize,
    readings: usize,
    weighings: usize,
    left_out: usize,
) -> Expected {
    Expected {
        arms,
        animals,
        readings,
        weighings,
        left_out,
    }
}

#[test]
fn clean_files_import_unchanged() {
    let plain = ImportOptions::default();
    for (name, expected) in [
        ("maeve_vismodegib.csv", expect(10, 46, 384, 384, 0)),
        ("maeve_gdc0084_temo_01.csv", expect(16, 81, 1389, 1410, 0)),
        ("invivosyn_cr1197.csv", expect(4, 37, 379, 0, 0)),
        ("invivosyn_ls1034.csv", expect(4, 41, 233, 0, 0)),
        ("koziol1981.csv", expect(3, 30, 302, 0, 0)),
        ("tumr_melanoma1.csv", expect(4, 35, 600, 0, 0)),
        ("squeak_long_mice.csv", expect(4, 19, 181, 0, 0)),
        ("own/kt253_rs411.csv", expect(6, 48, 566, 566, 0)),
        ("own/combination_a549.csv", expect(4, 40, 315, 315, 0)),
        ("own/dose_response.csv", expect(6, 48, 376, 376, 0)),
        ("own/pilot_two_arm.csv", expect(2, 12, 60, 60, 0)),
    ] {
        imports(name, &plain, expected);
    }
}

#[test]
fn files_with_impossible_values_import_without_them() {
    let plain = skip_bad(ImportOptions::default());
    imports("drap_onean.csv", &plain, expect(6, 48, 384, 382, 2));
    imports(
        "pdxe_drap_full.csv",
        &skip_bad(named("PDXE")),
        expect(62, 4712, 67_445, 67_311, 6),
    );
    for name in [
        "drap_onean.csv",
        "pdxe_drap_full.csv",
        "mas9806_bilateral_lw.csv",
    ] {
        let Some(path) = shared(name) else { return };
        assert!(matches!(
            plan_file(&path, None, &ImportOptions::default()),
            Err(ImportError::Problems(_))
        ));
    }
}

#[test]
fn tumors_of_an_animal_share_its_weights() {
    let name = "mas9806_bilateral_lw.csv";
    let Some(path) = shared(name) else { return };
    let plan = plan_file(&path, None, &skip_bad(ImportOptions::default())).unwrap();
    let problems: Vec<_> = plan
        .outcome
        .left_out
        .listed()
        .iter()
        .map(ToString::to_string)
        .collect();
    assert_eq!(problems.len(), 3, "{problems:#?}");
    let half = "line 688, column `width_mm`: width is missing beside the length `3`";
    assert!(problems.iter().any(|p| p.ends_with(half)), "{problems:#?}");
    let made = plan.outcome.made;
    assert_eq!((made.tumors, made.animals), (68, 34));
    // The two rows with W > L keep the volume beside their sizes.
    assert_eq!(made.readings, 885);
    let swapped = ImportOptions {
        swap: true,
        ..skip_bad(ImportOptions::default())
    };
    let plan = plan_file(&path, None, &swapped).unwrap();
    assert_eq!(plan.outcome.left_out.count(), 1);
    assert_eq!(
        plan.outcome
            .notes
            .iter()
            .filter(|n| n.code == "swapped")
            .count(),
        2
    );
}

#[test]
fn one_study_of_several_is_taken() {
    let Some(path) = shared("inspect_az.csv") else {
        return;
    };
    let all = plan_file(&path, None, &ImportOptions::default()).unwrap();
    assert_eq!(all.studies.len(), 3);
    assert_eq!(all.outcome.made.animals, 130);
    assert_eq!(all.outcome.columns_not_used, ["group"]);
    let third = plan_file(&path, None, &named("Study 3")).unwrap();
    assert_eq!(third.outcome.made.readings, 538);
    let merged = plan_file(&path, None, &named("AZ")).unwrap();
    assert_eq!(merged.outcome.made.animals, 130);
    assert!(
        merged.studies[0]
            .animals
            .iter()
            .any(|a| a.tag.as_str().starts_with("Study 1/"))
    );
}

#[test]
fn the_demo_imports_with_its_dispositions() {
    let dispositions = fixture("kt253_rs411_dispositions.csv");
    let plan = plan_file(
        &fixture("kt253_rs411.csv"),
        Some(&dispositions),
        &ImportOptions::default(),
    )
    .unwrap();
    let made = plan.outcome.made;
    assert_eq!((made.cages, made.animals, made.dispositions), (12, 48, 16));
    assert_eq!(plan.outcome.studies[0].control.as_deref(), Some("Vehicle"));
    let reasons = plan.studies[0]
        .dispositions
        .iter()
        .filter(|(_, d)| d.reason.is_some());
    assert_eq!(reasons.count(), 16);
    // Alone, the second file finds the study that exists.
    let record = plan.studies[0].record(None);
    let mut without = record.clone();
    for animal in &mut without.animals {
        animal.disposition = None;
    }
    let options = named(record.study.name.as_str());
    let input = read(&Sources::path(&dispositions), &options).unwrap();
    let alone = super::plan(
        input,
        &options,
        today(),
        &mut |_| Some(without.clone()),
        &mut ids(),
    );
    assert_eq!(alone.unwrap().outcome.made.dispositions, 16);
}

#[test]
fn file_without_days_imports_on_the_given_day() {
    let path = fixture("mice80.csv");
    assert!(plan_file(&path, None, &named("cohort")).is_err());
    let options = ImportOptions {
        day: Some(0.0),
        ..named("cohort")
    };
    let plan = plan_file(&path, None, &options).unwrap();
    assert_eq!(
        (
            plan.outcome.made.animals,
            plan.outcome.made.readings,
            plan.outcome.made.weighings
        ),
        (80, 80, 80)
    );
    assert_eq!(plan.outcome.columns_not_used, ["age"]);
    assert_eq!(plan.studies[0].study.protocol.known_day0(), None);
}
