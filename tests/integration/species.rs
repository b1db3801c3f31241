//! The species of a study: plausible sizes and weights follow it, on the command line, in files and after a
//! round trip.

use crate::session::Session;

#[test]
fn a_rat_of_300_g_is_taken_and_a_mouse_is_not() {
    let s = Session::new();
    s.run("study create R --species rat --day0 2026-01-05")
        .done();
    s.run("animal add --study R 1").done();
    s.run("study create M --day0 2026-01-05").done();
    s.run("animal add --study M 1").done();
    for (value, refusal) in [
        ("weigh --weight 300", "weight `300` is outside 5 to 100 g"),
        (
            "measure --length 80 --width 70",
            "length `80` is outside 0 to 50 mm",
        ),
        (
            "measure --again --volume 300000",
            "volume `300000` is outside 0 to 65000 mm³",
        ),
    ] {
        s.run(&format!("{value} --study R --animal 1 --day 3"))
            .done();
        let refused = s
            .run(&format!("{value} --study M --animal 1 --day 3"))
            .refused();
        assert!(refused.stderr.contains(refusal), "{}", refused.stderr);
        let hint = "the study's species is mouse";
        assert!(refused.stderr.contains(hint), "{}", refused.stderr);
    }
    let edited = s
        .run("study edit R --species mouse --reason mistyped")
        .refused();
    assert!(edited.stderr.contains("is outside"), "{}", edited.stderr);
    let shown = s.run("study show R --json").done().stdout;
    assert!(shown.contains("\"species\": \"rat\""), "{shown}");
}

#[test]
fn a_study_of_rats_comes_back_from_its_export() {
    let s = Session::new();
    s.run("study create R --species rat --day0 2026-01-05")
        .done();
    s.run("animal add --study R 1").done();
    s.run("weigh --study R --animal 1 --day 0 --weight 310")
        .done();
    s.run("measure --study R --animal 1 --day 0 --length 60 --width 55")
        .done();
    s.run("export --study R --to out").done();
    s.run("--db other.db import out").done();
    s.run("--db other.db export --study R --to again").done();
    for file in ["study.csv", "readings.csv"] {
        let read = |folder: &str| std::fs::read_to_string(s.file(folder).join(file)).unwrap();
        assert_eq!(read("out"), read("again"));
    }
}

#[test]
fn a_file_with_the_weights_of_rats_is_refused_for_mice() {
    let s = Session::new();
    std::fs::write(s.file("rats.csv"), "study,animal,day,weight\nR,1,0,300\n").unwrap();
    s.run("study create R --day0 2026-01-05").done();
    let refused = s.run("import rats.csv").refused();
    assert!(
        refused
            .stderr
            .contains("weight `300` is outside 5 to 100 g"),
        "{}",
        refused.stderr
    );
    s.run("study edit R --species rat").done();
    s.run("import rats.csv").done();
}

#[test]
fn a_file_of_rats_makes_a_study_of_rats() {
    let s = Session::new();
    let rows =
        "animal,arm,day,volume_mm3,body_weight_g\n1,Vehicle,0,200,300\n1,Vehicle,7,120000,310\n";
    std::fs::write(s.file("rats.csv"), rows).unwrap();
    let refused = s.run("import rats.csv --study R").refused();
    assert!(refused.stderr.contains("the study's species is mouse"));
    s.run("import rats.csv --study R --species rat").done();
    let shown = s.run("animal show --study R 1").done().stdout;
    assert!(shown.contains("120000"), "{shown}");
    let other = s
        .run("import rats.csv --study R --species hamster")
        .refused();
    assert!(
        other.stderr.contains("the species of `R` is rat"),
        "{}",
        other.stderr
    );
}
