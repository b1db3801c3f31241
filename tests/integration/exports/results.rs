//! Tables of results equal the analysis, and computed volumes are no data.

use serde_json::Value;

use crate::exports::rows;
use crate::session::Session;

/// The cell of a table as a number; none where it is empty.
fn number(row: &std::collections::HashMap<String, String>, column: &str) -> Option<f64> {
    let text = &row[column];
    (!text.is_empty()).then(|| text.parse().unwrap())
}

#[test]
fn tables_of_results_equal_the_analysis() {
    let session = Session::new();
    session.run("demo --no-tui").done();
    session.run("export --study KT253-RS411 --to out").done();
    let analysis = session
        .run("analyze --study KT253-RS411 --json")
        .done()
        .json();
    let table = |name: &str| rows(&session.file("out").join(format!("results_{name}.csv")));
    let section = |value: &Value, pairs: &[(&str, &str)], name: &str| {
        let found = table(name);
        let of = value.as_array().unwrap();
        assert_eq!(found.len(), of.len(), "{name}");
        assert!(!found.is_empty(), "{name}");
        for (row, expected) in found.iter().zip(of) {
            assert_eq!(row["arm"], expected["arm"].as_str().unwrap());
            for (column, field) in pairs {
                assert_eq!(
                    number(row, column),
                    expected[*field].as_f64(),
                    "{name}: {column}"
                );
            }
        }
    };
    section(
        &analysis["volume_by_day"],
        &[
            ("day", "day"),
            ("n", "n"),
            ("mean_mm3", "mean"),
            ("sem_mm3", "sem"),
            ("median_mm3", "median"),
        ],
        "by_day",
    );
    section(
        &analysis["inhibition"],
        &[
            ("day", "day"),
            ("tgi_percent", "tgi_percent"),
            ("tgi_low", "ci_low"),
            ("tgi_high", "ci_high"),
            ("n", "n_treated"),
        ],
        "inhibition",
    );
    section(
        &analysis["primary"]["rows"],
        &[
            ("estimate", "estimate"),
            ("se", "se"),
            ("df", "df"),
            ("ratio", "ratio"),
            ("p", "p"),
            ("p_adjusted", "p_adjusted"),
        ],
        "primary_test",
    );
    section(
        &analysis["time_to_event"]["arms"],
        &[
            ("n", "n"),
            ("events", "events"),
            ("median", "median"),
            ("delay", "delay"),
        ],
        "time_to_event",
    );
    let rates = table("responses");
    for (row, arm) in rates
        .chunks(3)
        .zip(analysis["responses"]["arms"].as_array().unwrap())
    {
        let rate = &arm["mrecist_rate"];
        assert_eq!(
            number(&row[0], "rate_percent"),
            rate["rate_percent"].as_f64()
        );
        assert_eq!(number(&row[0], "p_holm"), rate["fisher_p_holm"].as_f64());
    }
}

#[test]
fn blinded_study_and_one_without_day_0_have_no_results() {
    let session = Session::new();
    session.run("demo --no-tui").done();
    session.run("blind --study KT253-VEN-MV411").done();
    session.run("study create S").done();
    for study in ["KT253-VEN-MV411", "S"] {
        session
            .run(&format!("export --study {study} --to {study}"))
            .done();
        for table in [
            "by_day",
            "inhibition",
            "primary_test",
            "landmark_tests",
            "responses",
            "time_to_event",
        ] {
            let file = session.file(study).join(format!("results_{table}.csv"));
            assert!(rows(&file).is_empty(), "{study}: {table}");
        }
    }
}

#[test]
fn computed_volume_is_exported_and_not_taken_for_a_given_one() {
    let session = Session::new();
    session.run("study create S --day0 2026-01-05").done();
    session.run("animal add --study S 1 2").done();
    session
        .run("measure --study S --animal 1 --day 0 --length 10 --width 8")
        .done();
    session
        .run("measure --study S --animal 1 --day 3 --not-palpable")
        .done();
    session
        .run("measure --study S --animal 2 --day 0 --volume 300")
        .done();
    session.run("export --study S --to out").done();
    let readings = session.file("out").join("readings.csv");
    let volumes = |session: &Session, column: &str| -> Vec<Option<f64>> {
        session.run("export --study S --to again").done();
        let found = rows(&session.file("again").join("readings.csv"));
        found.iter().map(|row| number(row, column)).collect()
    };
    assert_eq!(
        volumes(&session, "volume_mm3"),
        [Some(320.0), Some(0.0), Some(300.0)]
    );
    assert_eq!(
        volumes(&session, "volume_given_mm3"),
        [None, None, Some(300.0)]
    );
    // The folder, and its readings alone.
    for path in [session.file("out"), readings] {
        let other = Session::new();
        let path = path.to_string_lossy();
        other
            .args(&["import", &path, "--day0", "2026-01-05"])
            .done();
        assert_eq!(
            volumes(&other, "volume_given_mm3"),
            [None, None, Some(300.0)]
        );
        other
            .run("study edit S --formula k052_lw2 --reason 'as the suite does'")
            .done();
        assert_eq!(
            volumes(&other, "volume_mm3"),
            [Some(332.8), Some(0.0), Some(300.0)]
        );
    }
}
