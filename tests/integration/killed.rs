//! Power loss: the program is killed while it writes, hundreds of times on one notebook. Every acknowledged entry
//! is there with its value, and the audit trail verifies.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Write};
use std::process::{Child, Stdio};
use std::time::{Duration, Instant};

use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;

use crate::session::{Session, words};

const KILLS: usize = 320;
const ANIMALS: usize = 12;

/// The sizes that animal `animal` is given on day `day`: each reading has its own.
fn sizes(day: usize, animal: usize) -> (f64, f64) {
    let width = 2.0 + (day % 100) as f64 / 10.0;
    (width + animal as f64 / 10.0, width)
}

fn line(day: usize, animal: usize) -> String {
    let (length, width) = sizes(day, animal);
    format!("A{animal} {length:.1} {width:.1}\n")
}

/// Waits in a busy loop: the time is too short to sleep.
fn spin(time: Duration) {
    let end = Instant::now() + time;
    while Instant::now() < end {
        std::hint::spin_loop();
    }
}

fn start(session: &Session, line: &str) -> Child {
    session
        .command(&words(line))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap()
}

/// Sends the readings of a day, kills the program shortly after some acknowledgements, and returns the animals
/// whose readings were acknowledged.
fn killed_day(session: &Session, day: usize, chance: &mut ChaCha8Rng) -> Vec<usize> {
    let mut child = start(
        session,
        &format!("measure - --study K --day {day} --confirm --json"),
    );
    let mut pipe = child.stdin.take().unwrap();
    let all: String = (0..ANIMALS).map(|animal| line(day, animal)).collect();
    pipe.write_all(all.as_bytes()).unwrap();
    let mut answers = BufReader::new(child.stdout.take().unwrap()).lines();
    let mut acknowledged = Vec::new();
    let after = chance.random_range(0..ANIMALS - 1);
    let mut take = |answer: String| {
        // A line that is incomplete when the program is killed does not count as acknowledged.
        if let Ok(saved) = serde_json::from_str::<serde_json::Value>(&answer) {
            let tag = saved["animal"].as_str().unwrap();
            acknowledged.push(tag[1..].parse().unwrap());
        }
    };
    for answer in answers.by_ref().take(after) {
        take(answer.unwrap());
    }
    spin(Duration::from_micros(chance.random_range(0..4000)));
    child.kill().unwrap();
    // Complete lines that were printed before the kill count as acknowledged.
    answers.map_while(Result::ok).for_each(take);
    let status = child.wait().unwrap();
    assert_eq!(
        status.code(),
        None,
        "day {day}: it was not killed, it ended"
    );
    drop(pipe);
    acknowledged
}

/// Every reading of the study: (day, animal) to length and width.
fn readings(session: &Session) -> BTreeMap<(usize, usize), (f64, f64)> {
    let conn = rusqlite::Connection::open(session.db()).unwrap();
    let mut statement = conn
        .prepare(
            "SELECT CAST(julianday(r.observed_on) - julianday('2017-01-05') AS INTEGER), substr(a.tag, 2),
                    r.length_mm, r.width_mm
             FROM readings r JOIN tumors t ON t.id = r.tumor_id JOIN animals a ON a.id = t.animal_id",
        )
        .unwrap();
    let rows = statement.query_map([], |row| {
        let animal: String = row.get(1)?;
        let day: u32 = row.get(0)?;
        Ok((
            (day as usize, animal.parse().unwrap()),
            (row.get(2)?, row.get(3)?),
        ))
    });
    rows.unwrap().map(Result::unwrap).collect()
}

#[test]
fn kill_at_any_moment_loses_no_acknowledged_entry() {
    let session = Session::new();
    session.run("study create K --day0 2017-01-05").done();
    let tags: Vec<_> = (0..ANIMALS).map(|n| format!("A{n}")).collect();
    session
        .run(&format!("animal add --study K {}", tags.join(" ")))
        .done();
    let mut chance = ChaCha8Rng::seed_from_u64(20_260_122);
    let mut acknowledged = Vec::new();
    for day in 1..=KILLS {
        let saved = killed_day(&session, day, &mut chance);
        acknowledged.extend(saved.into_iter().map(|animal| (day, animal)));
    }
    let verdict = session.must_be_whole();
    let kept = readings(&session);
    for key @ (day, animal) in &acknowledged {
        assert!(
            kept.contains_key(key),
            "day {day}, A{animal} was acknowledged and is lost"
        );
    }
    for (&(day, animal), &(length, width)) in &kept {
        let (l, w) = sizes(day, animal);
        assert!(
            (length - l).abs() < 0.05 && (width - w).abs() < 0.05,
            "day {day}, A{animal}: {length} × {width}"
        );
    }
    // One operation per reading and two before them: no reading was written in part or twice.
    assert_eq!(verdict["operations"], kept.len() + 2);
    assert!(acknowledged.len() >= 2 * KILLS, "the kills came too early");
    let unacknowledged = kept.len() - acknowledged.len();
    assert!(
        unacknowledged <= KILLS,
        "at most one can be under way at a kill"
    );
    println!(
        "{KILLS} kills, {} readings acknowledged, {unacknowledged} more on disk before they could be",
        acknowledged.len()
    );
    session
        .run("measure --study K --animal A0 --day 3000 --length 9 --width 8 --confirm")
        .done();
}

/// Changes of the work plan write several rows each: the lines with their animals, waivers, the end of a line and the one
/// that follows. Whenever the program is killed, all of a change is there, or nothing.
#[test]
fn kill_at_any_moment_leaves_a_whole_work_plan() {
    const ROUNDS: usize = 60;
    let s = Session::new();
    s.run("study create K --day0 2017-01-05").done();
    s.run("animal add --study K 1-40").done();
    s.run("plan add --study K weigh QD --from 2017-01-05")
        .done();
    let today = s.run("today --study K --json").refused().json()["date"].clone();
    let today = today.as_str().unwrap().to_owned();
    let mut chance = ChaCha8Rng::seed_from_u64(20_261_201);
    let (mut written, mut missing) = (0, 0);
    for round in 0..ROUNDS {
        let line = match round % 3 {
            0 => "plan add --study K weigh,measure BIW --animal 1-40".to_owned(),
            1 => format!("plan waive --study K 1 --date {today} --reason round"),
            _ => format!("plan waive --study K 1 --lift --date {today} --reason round"),
        };
        let before = plan_rows(&s);
        let mut child = start(&s, &line);
        spin(Duration::from_micros(chance.random_range(2_000..60_000)));
        child.kill().unwrap();
        child.wait().unwrap();
        s.must_be_whole();
        let after = plan_rows(&s);
        let changes: Vec<i64> = before.iter().zip(&after).map(|(b, a)| a - b).collect();
        match (round % 3, changes.as_slice()) {
            (_, [0, 0, 0]) => missing += 1,
            (0, [2, 80, 0]) | (1, [0, 0, 40]) | (2, [0, 0, -40]) => written += 1,
            (kind, changes) => panic!("round {round}, change {kind}: {changes:?}"),
        }
    }
    assert!(
        written > 0 && missing > 0,
        "{written} written, {missing} not"
    );
}

/// The number of lines, of animals that they name, and of waivers.
fn plan_rows(session: &Session) -> Vec<i64> {
    let conn = rusqlite::Connection::open(session.db()).unwrap();
    let count = |table: &str| {
        let sql = format!("SELECT count(*) FROM {table}");
        conn.query_row(&sql, [], |row| row.get(0)).unwrap()
    };
    ["work_lines", "work_members", "waivers"]
        .map(count)
        .to_vec()
}

#[test]
fn notebook_creation_resumes_after_a_kill() {
    let mut chance = ChaCha8Rng::seed_from_u64(20_260_123);
    let mut made = 0;
    for _ in 0..60 {
        let session = Session::new();
        let mut child = start(&session, "study create K");
        spin(Duration::from_micros(chance.random_range(500..25_000)));
        child.kill().unwrap();
        child.wait().unwrap();
        let again = session.run("study create K");
        if again.status == Some(1) {
            // The reading is on record already.
            assert!(
                again.stderr.contains("study `K` exists already"),
                "{}",
                again.stderr
            );
            made += 1;
        } else {
            again.done();
        }
        assert_eq!(session.must_be_whole()["operations"], 1);
    }
    println!("60 kills, {made} of them after the study was made");
}

#[test]
fn kill_during_backup_leaves_a_complete_copy_or_none() {
    let session = Session::with_study();
    let mut chance = ChaCha8Rng::seed_from_u64(20_260_124);
    let mut whole = 0;
    for n in 0..40 {
        let mut child = start(&session, &format!("backup copy{n}.db"));
        spin(Duration::from_micros(chance.random_range(2000..30_000)));
        child.kill().unwrap();
        child.wait().unwrap();
        if session.file(&format!("copy{n}.db")).exists() {
            session.run(&format!("audit verify --db copy{n}.db")).done();
            whole += 1;
        }
        session.run("audit verify").done();
    }
    println!("40 kills, {whole} of them after the copy was made");
    session.run("backup copy.db").done();
    session.must_be_whole();
}
