//! Randomization on the command line: of a study and of a table, recorded, repeated, refused.

use insta::assert_snapshot;

use crate::session::{Answer, Session};
use crate::support::own;

/// A session whose folder holds the table of 80 mice.
fn with_table() -> Session {
    let session = Session::new();
    std::fs::copy(own("mice80"), session.file("mice80.csv")).unwrap();
    session
}

/// A session with study `T`: 12 animals in cages of three, read and weighed on day 0, no arms.
fn with_herd() -> Session {
    let session = Session::new();
    let mut rows = "animal,cage,sex,day,volume,weight\n".to_owned();
    for i in 0..12 {
        let (volume, weight) = (110 + i * 37 % 90, 18.0 + f64::from(i * 5 % 7) / 2.0);
        let sex = if i % 2 == 0 { "F" } else { "M" };
        rows += &format!("{},C{},{sex},0,{volume},{weight}\n", 201 + i, 1 + i / 3);
    }
    std::fs::write(session.file("herd.csv"), rows).unwrap();
    session
        .run("import herd.csv --study T --day0 2026-01-05")
        .done();
    session
}

const DRAW: &str = "randomize --study T --arms 'Vehicle:5,KT-253 1 mg/kg:5' --balance volume:2,weight --seed 42 --iterations 20000";

#[test]
fn draw_of_a_study_is_stored_and_repeats() {
    let s = with_herd();
    assert_snapshot!(s.transcript(&[
        &format!("{DRAW} --dry-run"),
        DRAW,
        "randomize --study T --list",
        "randomize --study T --print cage",
        "randomize --study T --print arm",
        "audit log --limit 1",
    ]), @r#"
$ graftbook randomize --study T --arms 'Vehicle:5,KT-253 1 mg/kg:5' --balance volume:2,weight --seed 42 --iterations 20000 --dry-run
10 animals in 2 arms, balanced, values of 2026-01-05

Vehicle (5): 202, 203, 204, 211, 212
KT-253 1 mg/kg (5): 201, 205, 207, 209, 210

  volume, mm³      n   mean     SD  CV %    min    max
───────────────────────────────────────────────────────
  Vehicle          5  147.8  24.75  16.7  120.0  184.0
  KT-253 1 mg/kg   5  147.8  25.64  17.3  110.0  173.0
  largest difference 0 SD · ANOVA p 1.00 · Kruskal-Wallis p 0.92

  weight, g        n   mean     SD  CV %    min    max
───────────────────────────────────────────────────────
  Vehicle          5  19.60  1.140   5.8  18.50  21.00
  KT-253 1 mg/kg   5  19.60  1.194   6.1  18.00  21.00
  largest difference 0 SD · ANOVA p 1.00 · Kruskal-Wallis p 1.00

score 0.01468 (proven best: no allocation within the constraints has a lower
one)

left out (2)
  206: not drawn: more animals than places
  208: not drawn: more animals than places

note: new to the study, and made when the draw is accepted, are `Vehicle`,
    `KT-253 1 mg/kg`
note: only 2 allocations can come out, whatever the seed: the groups follow from
    the values, and the arms are exchanged at random; --among-best 20 draws
    among the 20 best

seed 42 · 20000 iterations · generator ChaCha20 · graftbook 0.1.0
never drawn before
input <fingerprint>

This was a dry run: nothing was written, and it is not counted.
To write this draw:
  graftbook randomize --study T --arms 'Vehicle:5,KT-253 1 mg/kg:5' \
    --balance volume:2,weight --date 2026-01-05 --method balanced --seed 42 \
    --iterations 20000
$ graftbook randomize --study T --arms 'Vehicle:5,KT-253 1 mg/kg:5' --balance volume:2,weight --seed 42 --iterations 20000
10 animals in 2 arms, balanced, values of 2026-01-05

Vehicle (5): 202, 203, 204, 211, 212
KT-253 1 mg/kg (5): 201, 205, 207, 209, 210

  volume, mm³      n   mean     SD  CV %    min    max
───────────────────────────────────────────────────────
  Vehicle          5  147.8  24.75  16.7  120.0  184.0
  KT-253 1 mg/kg   5  147.8  25.64  17.3  110.0  173.0
  largest difference 0 SD · ANOVA p 1.00 · Kruskal-Wallis p 0.92

  weight, g        n   mean     SD  CV %    min    max
───────────────────────────────────────────────────────
  Vehicle          5  19.60  1.140   5.8  18.50  21.00
  KT-253 1 mg/kg   5  19.60  1.194   6.1  18.00  21.00
  largest difference 0 SD · ANOVA p 1.00 · Kruskal-Wallis p 1.00

score 0.01468 (proven best: no allocation within the constraints has a lower
one)

left out (2)
  206: not drawn: more animals than places
  208: not drawn: more animals than places

note: only 2 allocations can come out, whatever the seed: the groups follow from
    the values, and the arms are exchanged at random; --among-best 20 draws
    among the 20 best

seed 42 · 20000 iterations · generator ChaCha20 · graftbook 0.1.0
never drawn before
input <fingerprint>

draw 1 of study T is on record; made 2 arms [operation 2]
To repeat it: graftbook randomize --study T --verify
$ graftbook randomize --study T --list
draw 1 · 2026-03-02T08:00:02.000Z · M. Meier · balanced · seed 42
score 0.01468
$ graftbook randomize --study T --print cage
Cage plan of study T · draw 1 · seed 42 · 2026-03-02T08:00:02.000Z

C1 (3 animals)
  [ ] 201  KT-253 1 mg/kg
  [ ] 202  Vehicle
  [ ] 203  Vehicle

C2 (3 animals)
  [ ] 204  Vehicle
  [ ] 205  KT-253 1 mg/kg
  [ ] 206  no arm

C3 (3 animals)
  [ ] 207  KT-253 1 mg/kg
  [ ] 208  no arm
  [ ] 209  KT-253 1 mg/kg

C4 (3 animals)
  [ ] 210  KT-253 1 mg/kg
  [ ] 211  Vehicle
  [ ] 212  Vehicle
$ graftbook randomize --study T --print arm
Allocation list of study T · draw 1 · seed 42 · 2026-03-02T08:00:02.000Z

Vehicle (5 animals)
  [ ] 202  C1
  [ ] 203  C1
  [ ] 204  C2
  [ ] 211  C4
  [ ] 212  C4

KT-253 1 mg/kg (5 animals)
  [ ] 201  C1
  [ ] 205  C2
  [ ] 207  C3
  [ ] 209  C3
  [ ] 210  C4

no arm (2 animals)
  [ ] 206  C2
  [ ] 208  C3
$ graftbook audit log --limit 1
2  2026-03-02 08:00:02 +00:00  M. Meier  randomize  [<beginning>]
    new arm T · arm Vehicle: is control 0, name Vehicle, position 1
    new arm T · arm KT-253 1 mg/kg: is control 0, name KT-253 1 mg/kg, position 2
    animal T · 201
    animal T · 202
    animal T · 203
    animal T · 204
    animal T · 205
    animal T · 207
    animal T · 209
    animal T · 210
    animal T · 211
    animal T · 212
    and 13 more rows (--all-rows lists them)
"#);
    // Names change, an animal is added, another leaves: the stored draw stays as it was.
    for line in [
        "animal edit --study T 201 --retag A-1",
        "arm edit --study T Vehicle --rename Saline",
        "animal add --study T 300 --cage C9",
        "dispose --study T --animal 202 --kind found-dead --day 2",
        "measure --study T --animal 203 --day 3 --length 9 --width 8",
    ] {
        s.run(line).done();
    }
    assert_snapshot!(s.transcript(&["randomize --study T --verify"]), @r#"
$ graftbook randomize --study T --verify
draw 1 of study T: reproduced
12 animals · 2 arms · balanced · seed 42 · 20000 iterations · score 0.01468
drawn by graftbook 0.1.0 · accepted by M. Meier
input <fingerprint>
"#);
    let moved = "animal edit --study T A-1 --arm Saline --reason 'wrong cage'";
    s.run(moved).done();
    let output = s.run("randomize --study T --verify").done().stdout;
    assert!(
        output.contains("reproduced") && output.contains("since then: `A-1`"),
        "{output}"
    );
    s.must_be_whole();
}

#[test]
fn volume_and_weight_are_balanced_unless_told_otherwise() {
    let s = with_herd();
    let draw = "randomize --study T --arms 'A:6,B:6' --seed 42 --iterations 2000 --dry-run";
    let usual = s.run(draw).done();
    assert!(usual.stdout.contains("volume, mm³"), "{}", usual.stdout);
    assert!(usual.stdout.contains("weight, g"), "{}", usual.stdout);
    // The line that writes the draw names what was balanced: that may be other tomorrow.
    let line = usual.stdout.replace("\\\n", "");
    assert!(line.contains("--balance volume:1,weight:1"), "{line}");
    let told = "note: balanced by volume and weight, as usual; --balance none balances nothing";
    assert!(usual.stderr.contains(told), "{}", usual.stderr);
    let none = s.run(&format!("{draw} --balance none")).done();
    assert!(!none.stdout.contains("weight, g"), "{}", none.stdout);
    assert!(none.stdout.contains("--balance none"), "{}", none.stdout);
    assert_eq!(none.stderr, "");
}

#[test]
fn redraws_are_recorded_and_refused_after_the_first_reading() {
    let s = with_herd();
    s.run(DRAW).done();
    let again = "randomize --study T --arms 'Vehicle:5,KT-253 1 mg/kg:5' --balance volume:2,weight --iterations 20000 \
                 --seed 43 --again --reason 'two cages were mixed up'";
    let output = s.run(again).done().stdout;
    assert!(output.contains("drawn once before, with 42"), "{output}");
    assert_snapshot!(s.transcript(&["randomize --study T --list"]), @r#"
$ graftbook randomize --study T --list
draw 1 · 2026-03-02T08:00:01.000Z · M. Meier · balanced · seed 42
score 0.01468
draw 2 · 2026-03-02T08:00:02.000Z · M. Meier · balanced · seed 43
score 0.01468
    why: two cages were mixed up
"#);
    for number in [1, 2] {
        let output = s
            .run(&format!("randomize --study T --verify --draw {number}"))
            .done();
        assert!(output.stdout.contains("reproduced"), "{}", output.stdout);
    }
    let refused = s.run("undo").refused();
    assert!(
        refused.stderr.contains("a draw stays on record"),
        "{}",
        refused.stderr
    );
    let list = s.run("randomize --study T --list --json").done().json();
    assert_eq!(list.as_array().unwrap().len(), 2);
    s.run("weigh --study T --animal 201 --day 1 --weight 20 --confirm")
        .done();
    assert_snapshot!(s.transcript(&[again]), @r#"
$ graftbook randomize --study T --arms 'Vehicle:5,KT-253 1 mg/kg:5' --balance volume:2,weight --iterations 20000 --seed 43 --again --reason 'two cages were mixed up'
graftbook: the animals cannot be drawn anew: there are readings or weighings of 2026-01-06, after draw 2 was accepted
  try: a redraw is possible until the first reading after allocation; a single animal is moved with `graftbook animal edit --arm ARM --reason WHY`
[exit 1]
"#);
}

#[test]
fn same_command_gives_the_same_json() {
    let s = with_herd();
    let json = |answer: Answer| answer.done().json();
    let first = json(s.run(&format!("{DRAW} --dry-run --json")));
    assert_eq!(first, json(s.run(&format!("{DRAW} --dry-run --json"))));
    let written = json(s.run(&format!("{DRAW} --json")));
    assert_eq!(written["assignments"], first["assignments"]);
    assert_eq!(
        written["receipt"]["fingerprint"],
        first["receipt"]["fingerprint"]
    );
    assert_eq!(written["receipt"]["author"], "M. Meier");
    assert_eq!(written["number"], 1);
    assert!(written["operation"]["operation"].is_i64());
    let verified = json(s.run("randomize --study T --verify --json"));
    assert_eq!(verified["reproduced"], true);
    assert_eq!(verified["receipt"], written["receipt"]);
}

/// A draw from this table gives the same allocation in every version of the program.
#[test]
fn table_can_be_randomized_without_a_study() {
    let s = with_table();
    let line =
        "randomize --table mice80.csv --arms 8 --balance tv:2,bw:1 --seed 1 --iterations 400000";
    assert_snapshot!(s.transcript(&[line]), @r#"
$ graftbook randomize --table mice80.csv --arms 8 --balance tv:2,bw:1 --seed 1 --iterations 400000
80 animals in 8 arms, balanced

Arm 1 (10): 21, 25, 27, 36, 37, 40, 42, 62, 72, 76
Arm 2 (10): 2, 17, 28, 43, 57, 60, 64, 69, 73, 79
Arm 3 (10): 1, 4, 5, 18, 31, 34, 51, 54, 59, 61
Arm 4 (10): 14, 16, 23, 35, 38, 41, 44, 58, 65, 75
Arm 5 (10): 11, 12, 22, 29, 33, 48, 49, 55, 68, 70
Arm 6 (10): 3, 6, 7, 19, 39, 52, 56, 71, 74, 78
Arm 7 (10): 8, 15, 20, 26, 45, 50, 53, 66, 67, 80
Arm 8 (10): 9, 10, 13, 24, 30, 32, 46, 47, 63, 77

  tv       n   mean     SD  CV %    min    max
───────────────────────────────────────────────
  Arm 1   10  171.4  60.46  35.3  98.10  295.2
  Arm 2   10  171.4  44.85  26.2  96.80  231.3
  Arm 3   10  171.4  39.05  22.8  96.10  226.9
  Arm 4   10  171.3  41.23  24.1  113.4  220.1
  Arm 5   10  171.6  39.52  23.0  102.0  224.4
  Arm 6   10  171.7  47.17  27.5  124.0  289.5
  Arm 7   10  171.5  39.48  23.0  106.7  226.4
  Arm 8   10  171.7  87.99  51.3  97.10  414.7
  largest difference 0.0074 SD · ANOVA p 1.00 · Kruskal-Wallis p 0.97

  bw       n   mean     SD  CV %    min    max
───────────────────────────────────────────────
  Arm 1   10  20.69  1.671   8.1  18.30  23.20
  Arm 2   10  20.70  1.783   8.6  18.20  24.10
  Arm 3   10  20.68  1.724   8.3  18.40  24.80
  Arm 4   10  20.70  1.297   6.3  19.30  22.90
  Arm 5   10  20.69  1.510   7.3  18.10  22.90
  Arm 6   10  20.70  1.512   7.3  18.30  23.20
  Arm 7   10  20.69  1.229   5.9  18.80  22.40
  Arm 8   10  20.70  1.252   6.0  18.00  23.00
  largest difference 0.013 SD · ANOVA p 1.00 · Kruskal-Wallis p 1.00

score 0.6255 (lower is better; no allocation is below 0.4695)

seed 1 · 400000 iterations · generator ChaCha20 · graftbook 0.1.0
never drawn before
input <fingerprint>

To draw this again:
  graftbook randomize --table mice80.csv --arms 8 --balance tv:2,bw:1 \
    --method balanced --seed 1 --iterations 400000
"#);
    let json = s
        .run(&format!("{line} --json -o allocation.csv"))
        .done()
        .json();
    assert!(json["score"].as_f64().unwrap() < 0.65, "{}", json["score"]);
    let written = std::fs::read_to_string(s.file("allocation.csv")).unwrap();
    let rows: Vec<&str> = written.lines().collect();
    assert_eq!((rows.len(), rows[0]), (81, "animal,arm,left_out"));
    let first = &json["assignments"][0];
    assert_eq!(
        rows[1],
        format!(
            "{},{},",
            first["animal"].as_str().unwrap(),
            first["arm"].as_str().unwrap()
        )
    );
    s.run(&format!("{line} -o allocation.csv")).refused();
    assert!(!s.db().exists(), "a table needs no notebook");
}

#[test]
fn table_columns_decimal_commas_and_left_out_animals_are_read() {
    let s = Session::new();
    let text = "Käfig;Maus;TV\nA;m1;100,5\nA;m2;120,25\nB;m3;90\nB;m4;111\nC;m5;140\n";
    std::fs::write(s.file("t.csv"), text).unwrap();
    let line = "randomize --table t.csv --arms Vehicle,Treated --per-arm 2 --id Maus --balance TV --mix Käfig \
                --apart m1+m3 --decimal comma --seed 5 --iterations 1000";
    assert_snapshot!(s.transcript(&[line]), @r#"
$ graftbook randomize --table t.csv --arms Vehicle,Treated --per-arm 2 --id Maus --balance TV --mix Käfig --apart m1+m3 --decimal comma --seed 5 --iterations 1000
4 animals in 2 arms, balanced

Vehicle (2): m1, m4
Treated (2): m2, m3

  TV        n   mean     SD  CV %    min    max
────────────────────────────────────────────────
  Vehicle   2  105.8  7.425   7.0  100.5  111.0
  Treated   2  105.1  21.39  20.3  90.00  120.2
  largest difference 0.039 SD · ANOVA p 0.97 · Kruskal-Wallis p 1.00

score 0.1659 (proven best: no allocation within the constraints has a lower one)

left out (1)
  m5: not drawn: more animals than places

note: only 2 allocations can come out, whatever the seed: the groups follow from
    the values, and the arms are exchanged at random; --among-best 20 draws
    among the 20 best

seed 5 · 1000 iterations · generator ChaCha20 · graftbook 0.1.0
never drawn before
input <fingerprint>

To draw this again:
  graftbook randomize --table t.csv --id Maus --decimal comma \
    --arms Vehicle,Treated --per-arm 2 --balance TV --mix 'Käfig' \
    --apart m1+m3 --method balanced --seed 5 --iterations 1000
"#);
}

/// A workbook with a title above its headings, and a word in a cell of numbers.
#[test]
fn workbook_is_read_as_by_import() {
    let s = Session::new();
    let write = |name: &str, last: f64| {
        let mut book = rust_xlsxwriter::Workbook::new();
        let sheet = book.add_worksheet();
        sheet.write(0, 0, "Randomization of batch 7").unwrap();
        for (column, heading) in ["Mouse", "TV (mm³)", "BW (g)"].iter().enumerate() {
            sheet.write(1, column as u16, *heading).unwrap();
        }
        for row in 0..6 {
            sheet.write(2 + row, 0, row + 1).unwrap();
            sheet
                .write(2 + row, 1, 100.0 + f64::from(row * row))
                .unwrap();
            sheet.write(2 + row, 2, 20.0 + f64::from(row % 3)).unwrap();
        }
        if last > 0.0 {
            sheet.write(7, 1, last).unwrap();
        } else {
            sheet.write(7, 1, "n.d.").unwrap();
        }
        book.save(s.file(name)).unwrap();
    };
    write("mice.xlsx", 125.0);
    write("bad.xlsx", 0.0);
    let line = "randomize --table mice.xlsx --header-row 2 --arms 3 --balance 'TV (mm³),BW (g)' --seed 3 --json";
    let json = s.run(line).done().json();
    assert_eq!(json["assignments"].as_array().unwrap().len(), 6);
    assert_eq!(json["assignments"][0]["animal"], "1");
    assert_eq!(json["proven_optimal"], true);
    let output = s
        .run(&line.replace("mice.xlsx", "bad.xlsx"))
        .refused()
        .stderr;
    assert!(
        output.contains("cell B8 (`TV (mm³)`): value `n.d.` is not a number"),
        "{output}"
    );
}

#[test]
fn impossible_draws_are_refused() {
    let s = with_herd();
    std::fs::copy(own("mice80"), s.file("mice80.csv")).unwrap();
    std::fs::write(s.file("bad.csv"), "id,tv\n1,100\n2,large\n3,\n3,130\n,4\n").unwrap();
    std::fs::write(s.file("gaps.csv"), "id,tv\n1,100\n2,\n3,NA\n4,130\n").unwrap();
    s.run("animal add --study T 300 --cage C1").done();
    let before = s.run("audit verify --json").done().stdout;
    assert_snapshot!(s.transcript(&[
        "randomize --table mice80.csv --arms 8 --per-arm 11 --balance tv",
        "randomize --table mice80.csv --arms 8 --balance tv:0,bw:0",
        "randomize --table mice80.csv --arms 8 --balance volume",
        "randomize --table bad.csv --arms 2 --balance tv",
        "randomize --table gaps.csv --arms 2 --balance tv",
        "randomize --table none.csv --arms 2 --balance tv",
        "randomize --study T --balance volume",
        "randomize --study T --arms 2 --balance volume",
        "randomize --study T --arms 2 --balance volume --day 4",
        "randomize --study T --arms 3 --balance volume --without 300 --whole cage",
        "randomize --study T --arms 'A:6,B:5' --balance volume --without 300 --whole cage --seed 1",
        "randomize --study T --arms 'A:6,B:6' --balance volume --without 300 --apart 201+202+203",
        "randomize --study T --arms 'A:6,B:0' --balance volume",
        "randomize --study T --arms 'A:6,B:6' --balance volume:x",
        "randomize --study T --arms 'A:6,B:6' --volume 250..100",
        "randomize --study T --arms 'A:6,B:6' --method lottery",
        "randomize --study T --arms 'A:6,B:6' --without 999",
        "randomize --study T --verify",
        "randomize --study X --list",
    ]), @r#"
$ graftbook randomize --table mice80.csv --arms 8 --per-arm 11 --balance tv
graftbook: the arms have 88 places, and 80 animals are eligible
  try: give fewer places, or let more animals in
[exit 1]
$ graftbook randomize --table mice80.csv --arms 8 --balance tv:0,bw:0
graftbook: all weights are 0, so nothing would be balanced
  try: give at least one covariate a weight above 0, or draw with --method simple
[exit 1]
$ graftbook randomize --table mice80.csv --arms 8 --balance volume
graftbook: column `volume` is not in the table
  try: its columns are `id`, `tv`, `bw`, `age`
[exit 1]
$ graftbook randomize --table bad.csv --arms 2 --balance tv
graftbook: bad.csv, line 5, column `id`: animal `3` is there twice
  bad.csv, line 6, column `id`: animal is not named
  bad.csv, line 3, column `tv`: value `large` is not a number
  try: name every animal once; --id COLUMN says which column names them
[exit 1]
$ graftbook randomize --table gaps.csv --arms 2 --balance tv
graftbook: 2 animals have no tv: `2`, `3`
  try: fill the cells in, or take the rows out of the table
[exit 1]
$ graftbook randomize --table none.csv --arms 2 --balance tv
graftbook: cannot read `none.csv`: No such file or directory (os error 2)
  try: check the name, and that you may read it
[exit 1]
$ graftbook randomize --study T --balance volume
graftbook: study `T` has no arms
  try: name them, such as --arms "Vehicle:8,Treated:8"; those that are new are made
[exit 1]
$ graftbook randomize --study T --arms 2 --balance volume
graftbook: 1 animal has no volume on day 0 (2026-01-05): `300`
  try: measure or complete them, name another day with --day, or leave them out with --without
[exit 1]
$ graftbook randomize --study T --arms 2 --balance volume --day 4
graftbook: 13 animals have no volume on day 4 (2026-01-09): `201`, `202`, `203`, `204`, `205`, `206`, `207`, `208`, `209`, `210`, `211`, `212` and 1 more
  try: measure or complete them, name another day with --day, or leave them out with --without
[exit 1]
$ graftbook randomize --study T --arms 3 --balance volume --without 300 --whole cage
graftbook: with places 4 + 4 + 4 these cannot hold: cage C1 stays whole (`201`, `202`, `203`); cage C2 stays whole (`204`, `205`, `206`); cage C3 stays whole (`207`, `208`, `209`); cage C4 stays whole (`210`, `211`, `212`)
  try: give the arms other places, or drop an option that asks for one of these: without any one of them, the others can hold
[exit 1]
$ graftbook randomize --study T --arms 'A:6,B:5' --balance volume --without 300 --whole cage --seed 1
graftbook: with places 6 + 5 these cannot hold: cage C1 stays whole (`201`, `202`, `203`); cage C2 stays whole (`204`, `205`, `206`); cage C3 stays whole (`207`, `208`, `209`); cage C4 stays whole (`210`, `211`, `212`)
  try: give the arms other places, or drop an option that asks for one of these: without any one of them, the others can hold
[exit 1]
$ graftbook randomize --study T --arms 'A:6,B:6' --balance volume --without 300 --apart 201+202+203
graftbook: with places 6 + 6 these cannot hold: `201+202+203` share no arm
  try: give the arms other places, or drop an option that asks for one of these: without any one of them, the others can hold
[exit 1]
$ graftbook randomize --study T --arms 'A:6,B:0' --balance volume
graftbook: arms `B:0` has no places
  try: write arms as Vehicle:8,Treated:8; a name cannot hold a comma here
[exit 1]
$ graftbook randomize --study T --arms 'A:6,B:6' --balance volume:x
graftbook: weight `x` is not a number
  try: give digits only, such as 12.4
[exit 1]
$ graftbook randomize --study T --arms 'A:6,B:6' --volume 250..100
graftbook: window `250..100` ends below its beginning
  try: write a window as 100..250, 100.. or ..250
[exit 1]
$ graftbook randomize --study T --arms 'A:6,B:6' --method lottery
graftbook: method `lottery` is not known
  try: one of simple, block, stratified, serpentine, balanced
[exit 1]
$ graftbook randomize --study T --arms 'A:6,B:6' --without 999
graftbook: there is no animal `999`
  try: check the tag
[exit 1]
$ graftbook randomize --study T --verify
graftbook: study `T` has no allocation on record
  try: draw one with `graftbook randomize`
[exit 1]
$ graftbook randomize --study X --list
graftbook: there is no study `X`
  try: `graftbook study list` lists them
[exit 1]
"#);
    assert_eq!(s.run("audit verify --json").done().stdout, before);
}

/// No line is wider than 80 columns, however long the names are.
#[test]
fn output_fits_80_columns() {
    let s = with_herd();
    let long = "randomize --study T --arms 'Vehicle 10 mL/kg PO QD from day 0 to day 21:6,KT-253 1 mg/kg IV Q3W after \
                three days of conditioning:6' --balance volume,weight,growth:0 --seed 1 --iterations 1000";
    let refused = s.run(long).refused();
    assert!(
        refused.stderr.contains("have no growth on day 0"),
        "{}",
        refused.stderr
    );
    let long = long.replace(",growth:0", "");
    for line in [
        long.as_str(),
        "randomize --study T --print cage",
        "randomize --study T --print arm",
    ] {
        for shown in s.run(line).done().stdout.lines() {
            assert!(shown.chars().count() <= 80, "{shown}");
        }
    }
}
