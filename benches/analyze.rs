//! Time of an analysis with all intervals: the demo study, and the PDX encyclopedia as one study (62 arms,
//! 4 712 animals, 67 445 readings) if the shared data are beside the project.

use app::analyze::analyze;
use divan::Bencher;
use domain::AnalysisOptions;

#[allow(dead_code, missing_docs, clippy::unwrap_used, clippy::print_stdout)]
#[path = "../tests/integration/support.rs"]
mod support;

use support::{Selection, load, own, shared};

fn main() {
    divan::main();
}

fn run(
    bencher: Bencher,
    file: Option<std::path::PathBuf>,
    control: &str,
    day: Option<f64>,
    resamples: u32,
) {
    let Some(file) = file else { return };
    let selection = Selection {
        control,
        study: None,
        from_day: f64::NEG_INFINITY,
    };
    let record = load(&file, &selection);
    let options = AnalysisOptions {
        day,
        resamples,
        ..AnalysisOptions::default()
    };
    bencher.bench_local(|| analyze(&record, &options));
}

#[divan::bench(args = [0, 10_000])]
fn demo(bencher: Bencher, resamples: u32) {
    run(
        bencher,
        Some(own("kt253_rs411")),
        "Vehicle",
        None,
        resamples,
    );
}

#[divan::bench(args = [0, 10_000], sample_count = 5)]
fn pdx_encyclopedia(bencher: Bencher, resamples: u32) {
    let file = shared("data/pdxe_drap_full.csv");
    run(bencher, file, "untreated", None, resamples);
}

/// The same with a landmark day on which the control had grown: all definitions have intervals.
#[divan::bench(args = [10_000], sample_count = 5)]
fn pdx_encyclopedia_day_21(bencher: Bencher, resamples: u32) {
    let file = shared("data/pdxe_drap_full.csv");
    run(bencher, file, "untreated", Some(21.0), resamples);
}
