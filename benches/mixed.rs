//! Time of the mixed model: real studies if the shared data are beside the project (the R script for comparison
//! is `t_lmertest_emm.R` in the folder of the references), and simulated studies that grow in animals or in
//! readings per animal.

use divan::{Bencher, black_box};
use stats::mixed::{Fit, Freedom, Model, Residual, against_first, all_pairs, fit};

#[allow(dead_code, missing_docs, clippy::unwrap_used)]
#[path = "../tests/integration/mixed/rows.rs"]
mod rows;

use rows::{Rows, Selection};

/// Memory is measured too: the most that a fit holds at once.
#[global_allocator]
static ALLOCATIONS: divan::AllocProfiler = divan::AllocProfiler::system();

fn main() {
    divan::main();
}

fn shared(file: &str, control: &'static str) -> Option<Rows> {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/data");
    let file = folder.join(file);
    let selection = Selection {
        control,
        study: None,
        horizon: f64::INFINITY,
        offset: 0.0,
    };
    file.exists().then(|| Rows::read(&file, &selection))
}

fn gdc0084() -> Option<Rows> {
    shared("maeve_gdc0084_temo_01.csv", "gdc0084_00_temo_00")
}

fn encyclopedia() -> Option<Rows> {
    shared("pdxe_drap_full.csv", "untreated")
}

fn fitted(model: &Model) -> Fit {
    fit(model).expect("the study can bear the model")
}

fn by_arm(rows: &Rows) -> Model<'_> {
    Model {
        residual: Residual::PerArm,
        ..rows.growth()
    }
}

/// Coefficients, slopes and means of all arms against the control, and the F of the slopes.
fn tests(fit: &Fit, freedom: Freedom) {
    let slopes: Vec<_> = (0..fit.arms()).filter_map(|arm| fit.slope(arm)).collect();
    let means: Vec<_> = (0..fit.arms())
        .filter_map(|arm| fit.mean(arm, 14.0))
        .collect();
    black_box(fit.coefficient_tests(freedom));
    black_box(fit.family(&against_first(&slopes), freedom));
    black_box(fit.family(&against_first(&means), freedom));
    black_box(fit.f_test(&against_first(&slopes), freedom));
}

#[divan::bench]
fn gdc0084_fit(bencher: Bencher) {
    let Some(rows) = gdc0084() else { return };
    bencher.bench_local(|| fitted(&rows.growth()));
}

#[divan::bench(args = ["satterthwaite", "kenward-roger"])]
fn gdc0084_tests(bencher: Bencher, freedom: &str) {
    let Some(rows) = gdc0084() else { return };
    let fit = fitted(&rows.growth());
    let freedom = match freedom {
        "satterthwaite" => Freedom::Satterthwaite,
        _ => Freedom::KenwardRoger,
    };
    bencher.bench_local(|| tests(&fit, freedom));
}

/// Slopes against the control, Kenward-Roger, Dunnett's p-values and intervals.
#[divan::bench(sample_count = 10)]
fn gdc0084_dunnett(bencher: Bencher) {
    let Some(rows) = gdc0084() else { return };
    let fit = fitted(&rows.growth());
    let slopes: Vec<_> = (0..fit.arms()).filter_map(|arm| fit.slope(arm)).collect();
    let family = fit.family(&against_first(&slopes), Freedom::KenwardRoger);
    bencher.bench_local(|| family.dunnett(0.95));
}

/// A residual variance per arm: 16 arms, below 10 ms.
#[divan::bench]
fn gdc0084_by_arm(bencher: Bencher) {
    let Some(rows) = gdc0084() else { return };
    bencher.bench_local(|| tests(&fitted(&by_arm(&rows)), Freedom::KenwardRoger));
}

/// The same of 62 arms, below 0.3 s.
#[divan::bench(sample_count = 10)]
fn encyclopedia_by_arm(bencher: Bencher) {
    let Some(rows) = encyclopedia() else { return };
    bencher.bench_local(|| tests(&fitted(&by_arm(&rows)), Freedom::KenwardRoger));
}

#[divan::bench]
fn encyclopedia_fit(bencher: Bencher) {
    let Some(rows) = encyclopedia() else { return };
    bencher.bench_local(|| fitted(&rows.growth()));
}

#[divan::bench]
fn encyclopedia_kenward_roger(bencher: Bencher) {
    let Some(rows) = encyclopedia() else { return };
    let fit = fitted(&rows.growth());
    bencher.bench_local(|| tests(&fit, Freedom::KenwardRoger));
}

/// Kenward-Roger of the 1 891 differences of 62 slopes, one by one.
#[divan::bench]
fn encyclopedia_all_pairs(bencher: Bencher) {
    let Some(rows) = encyclopedia() else { return };
    let fit = fitted(&rows.growth());
    let slopes: Vec<_> = (0..fit.arms()).filter_map(|arm| fit.slope(arm)).collect();
    let pairs = all_pairs(&slopes);
    bencher.bench_local(|| {
        for pair in &pairs {
            black_box(fit.test(pair, Freedom::KenwardRoger));
        }
    });
}

/// A study of 10 arms with lines that differ and readings that scatter.
fn made(animals: usize, readings: usize) -> Rows {
    let mut state = 88_172_645_463_325_252_u64;
    let mut next = || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        (state >> 11) as f64 / (1_u64 << 52) as f64 - 1.0
    };
    let mut rows = Rows::default();
    for animal in 0..animals {
        let (level, slope) = (5.0 + next(), 0.1 + 0.05 * next());
        rows.arm_of_animal.push(animal % 10);
        for visit in 0..readings {
            let day = 28.0 * visit as f64 / readings as f64;
            rows.animal.push(animal);
            rows.day.push(day);
            rows.ln_volume.push(level + slope * day + 0.3 * next());
        }
    }
    rows
}

/// Linear in animals.
#[divan::bench(args = [1_000, 2_000, 4_000, 8_000])]
fn ten_readings_of_animals(bencher: Bencher, animals: usize) {
    let rows = made(animals, 10);
    bencher.bench_local(|| fitted(&rows.growth()));
}

/// One pass over the readings; the rest is the same.
#[divan::bench(args = [5, 50, 500])]
fn readings_of_a_thousand_animals(bencher: Bencher, readings: usize) {
    let rows = made(1_000, readings);
    bencher.bench_local(|| fitted(&rows.growth()));
}
