//! `--json`: every command that prints data prints one JSON value that scripts can use.

use serde_json::Value;

use crate::session::Session;

/// Runs command lines that must succeed, and checks the values at JSON pointers.
fn gives(session: &Session, line: &str, expected: &[(&str, Value)]) {
    let json = session.run(&format!("{line} --json")).done().json();
    for (pointer, value) in expected {
        assert_eq!(
            json.pointer(pointer),
            Some(value),
            "{line}: {pointer} in {json:#}"
        );
    }
}

#[test]
fn writing_commands_answer_with_a_receipt() {
    let s = Session::new();
    let operation = "/receipt/operation";
    gives(
        &s,
        "study create S --day0 2026-01-05",
        &[("/study", "S".into()), (operation, 1.into())],
    );
    gives(
        &s,
        "arm add --study S Vehicle --control",
        &[("/arm", "Vehicle".into()), ("/position", 1.into())],
    );
    gives(
        &s,
        "arm edit --study S Vehicle --vehicle saline",
        &[(operation, 3.into())],
    );
    gives(
        &s,
        "animal add --study S 211 212",
        &[("/animals/1", "212".into()), (operation, 4.into())],
    );
    gives(
        &s,
        "animal edit --study S 212 --arm Vehicle",
        &[("/animal", "212".into()), ("/receipt/changes", 1.into())],
    );
    gives(
        &s,
        "measure --study S --animal 211 --day 0 --length 10 --width 8 --weight 20",
        &[
            ("/animal", "211".into()),
            ("/date", "2026-01-05".into()),
            ("/day", 0.into()),
            ("/state", "measured".into()),
            ("/volume_mm3", 320.0.into()),
            ("/weight_g", 20.0.into()),
            ("/receipt/changes", 2.into()),
        ],
    );
    gives(
        &s,
        "weigh --study S --animal 211 --day 3 --weight 19",
        &[
            (
                "/weight_change_percent",
                (100.0 * (19.0 / 20.0 - 1.0)).into(),
            ),
            ("/state", Value::Null),
        ],
    );
    gives(
        &s,
        "correct --study S --animal 211 --day 0 --length 11 --width 8 --reason typo",
        &[
            ("/changes/0", "reading 10 × 8 mm → 11 × 8 mm".into()),
            (operation, 8.into()),
        ],
    );
    gives(
        &s,
        "dispose --study S --animal 211 --kind found-dead --day 4",
        &[
            ("/disposition", "found_dead".into()),
            ("/date", "2026-01-09".into()),
        ],
    );
    gives(
        &s,
        "exclude --study S --animal 211 --reason ulcerated --foreseen",
        &[("/foreseen", true.into())],
    );
    gives(
        &s,
        "undo --reason 'it was 212'",
        &[
            ("/undone", 10.into()),
            ("/verb", "exclude".into()),
            (operation, 11.into()),
        ],
    );
    gives(&s, "study edit S --model RS4;11", &[("/study", "S".into())]);
    gives(
        &s,
        "study close S --confirm --reason done",
        &[("/status", "closed".into())],
    );
    gives(
        &s,
        "study reopen S --reason not-yet",
        &[("/status", "open".into())],
    );
    gives(
        &s,
        "study edit S --model RS4;11",
        &[("/receipt", Value::Null)],
    );
}

#[test]
fn reading_commands_answer_with_data() {
    let s = Session::with_study();
    s.run("measure --study S --animal 214 --day 3 --length 12.4 --width 9.1 --weight 20.6")
        .done();
    s.run("exclude --study S --day 3 --reason 'fire alarm'")
        .done();
    gives(
        &s,
        "study list",
        &[
            ("/0/name", "S".into()),
            ("/0/animals", 4.into()),
            ("/0/readings", 1.into()),
        ],
    );
    gives(
        &s,
        "study show S",
        &[("/exclusions/0/reason", "fire alarm".into())],
    );
    gives(
        &s,
        "arm list --study S",
        &[
            ("/0/is_control", true.into()),
            ("/1/treatments/0", "KT-253 1 mg/kg IV Q3W".into()),
        ],
    );
    gives(
        &s,
        "animal list --study S",
        &[
            ("/3/tag", "214".into()),
            ("/3/arm", "KT-253".into()),
            ("/3/sex", "female".into()),
        ],
    );
    gives(
        &s,
        "animal show --study S 214",
        &[
            ("/animal/cage", "C03".into()),
            ("/days/1/found", "12.4 × 9.1 mm".into()),
            ("/days/0/weight_g", 20.6.into()),
        ],
    );
    gives(
        &s,
        "audit log --author 'M. Meier' --limit 1",
        &[("/0/verb", "exclude".into()), ("/0/seq", 7.into())],
    );
    gives(
        &s,
        "audit verify",
        &[
            ("/whole", true.into()),
            ("/operations", 7.into()),
            ("/broken", Value::Null),
        ],
    );
    gives(
        &s,
        "doctor",
        &[
            ("/schema_version", 15.into()),
            ("/findings/4/well", true.into()),
        ],
    );
    let verdict = s.run("audit verify --json").json();
    gives(
        &s,
        "backup copy.db",
        &[("/fingerprint", verdict["fingerprint"].clone())],
    );
    gives(
        &s,
        "audit verify --db copy.db",
        &[("/fingerprint", verdict["fingerprint"].clone())],
    );
}

#[test]
fn broken_audit_trail_is_reported_in_json() {
    let s = Session::with_study();
    let conn = rusqlite::Connection::open(s.db()).unwrap();
    conn.execute("UPDATE cages SET label = 'C99'", []).unwrap();
    drop(conn);
    let answer = s.run("audit verify --json");
    assert_eq!(answer.status, Some(1));
    let place = answer.json()["broken"]["place"]
        .as_str()
        .unwrap()
        .to_owned();
    assert!(place.contains("table `cages`"), "{place}");
    let checkup = s.run("doctor --json").json();
    let findings = checkup["findings"].as_array().unwrap();
    let unwell = findings.iter().filter(|finding| finding["well"] == false);
    let unwell: Vec<_> = unwell.map(|finding| &finding["question"]).collect();
    assert_eq!(unwell, ["audit trail"]);
}

#[test]
fn each_line_of_a_stream_gets_one_line() {
    let s = Session::with_study();
    let answer = s.piped(
        "measure - --study S --day 3 --json",
        b"211 12 9\n212 x y\n213 np\n",
    );
    assert_eq!(answer.status, Some(1));
    let lines: Vec<Value> = answer
        .stdout
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    assert_eq!(lines.len(), 2);
    assert_eq!(lines[1]["state"], "not_palpable");
    assert!(answer.stderr.contains("line 2"), "{}", answer.stderr);
}
