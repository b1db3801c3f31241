//! Time of an analysis by the rule of its intervals: the demo study, and the PDX encyclopedia as one study (62 arms,
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

/// The bootstrap takes its default of 10 000 resamples.
const RULES: [&str; 3] = ["none", "closed", "bca"];

fn run(
    bencher: Bencher,
    file: Option<std::path::PathBuf>,
    control: &str,
    day: Option<f64>,
    interval: &str,
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
        interval: interval.parse().expect("a rule of intervals"),
        ..AnalysisOptions::default()
    };
    bencher.bench_local(|| analyze(&record, &options));
}

#[divan::bench(args = RULES)]
fn demo(bencher: Bencher, interval: &str) {
    run(bencher, Some(own("kt253_rs411")), "Vehicle", None, interval);
}

#[divan::bench(args = RULES, sample_count = 5)]
fn pdx_encyclopedia(bencher: Bencher, interval: &str) {
    let file = shared("data/pdxe_drap_full.csv");
    run(bencher, file, "untreated", None, interval);
}

/// The same with a landmark day on which the control had grown: all definitions have intervals.
#[divan::bench(args = RULES, sample_count = 5)]
fn pdx_encyclopedia_day_21(bencher: Bencher, interval: &str) {
    let file = shared("data/pdxe_drap_full.csv");
    run(bencher, file, "untreated", Some(21.0), interval);
}
