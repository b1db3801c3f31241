//! Blinded studies: no output shows which arm is which until the study is unblinded.

use std::path::Path;

use serde_json::Value;

use crate::session::Session;

/// Texts that no output may contain while the study is blinded: names of arms, treatments, routes.
const SECRETS: [&str; 7] = [
    "quillaja",
    "zibotinib",
    "naranib",
    "saltwater",
    // A dose. No time contains it: 77 is neither a minute nor a second.
    "77.77",
    "q9w",
    "(control)",
];

/// Every command that shows something of a study, in words; `CODE` is the code of an arm. A new
/// command belongs here, or in [`SHOWS_NOTHING`].
pub const SHOWN: &[&str] = &[
    "study list",
    "study show S",
    "arm list --study S",
    "cohort list --study S",
    "animal list --study S",
    "cage list --study S",
    "animal show --study S 201",
    "analyze --study S",
    "analyze --study S --control CODE",
    "audit log --all-rows --limit 1000",
    "audit log --animal 201",
    "audit verify",
    "plan show --study S",
    "plan list --study S",
    "plan calendar --study S",
    "today --study S",
    "regimen list --study S",
    "formulation list --study S",
    "dosesheet --study S",
    "dosesheet --study S --date 2026-01-05",
    "dosesheet --study S --date 2026-01-05 -o seen.csv",
    "doctor",
    "import next.csv --study S --dry-run",
    "randomize --study S --list",
    "randomize --study S --print cage",
    "randomize --study S --print arm",
    "report --study S -o seen.html",
    "report --study S -o seen.md",
    "figure --study S --kind growth -o seen.svg",
    "figure --study S --kind spaghetti -o seen.svg",
];

/// Commands that show nothing of arms, or whose answers have tests of their own below.
const SHOWS_NOTHING: &[&str] = &[
    "arm",
    "animal",
    "measure",
    "weigh",
    "dose",
    "dispose",
    "exclude",
    "correct",
    "blind",
    "unblind",
    "undo",
    "backup",
    "restore",
    "demo",
    "help",
    "export",
    "devices",
    "completions",
    "man",
];

/// Command lines that are refused while the study is blinded.
const REFUSED: &[&str] = &[
    "arm add --study S 'Quillaja extract'",
    "arm edit --study S nobody --vehicle water",
    "arm edit --study S CODE --vehicle water",
    "study edit S --control nobody",
    "study edit S --control CODE",
    "animal add --study S 299 --arm nobody",
    "animal edit --study S 201 --arm nobody --reason moved",
    "analyze --study S --control nobody",
    "blind --study S",
    "undo",
    "import contradicting.csv --study S",
    "import unknown.csv --study S",
    "import unknown.csv --study S --control nobody",
    "randomize --study S --arms CODE:2 --dry-run",
    "randomize --study S --verify",
];

/// A study with six animals and three arms no word of which is also in their codes.
pub fn study(session: &Session) {
    for line in [
        "study create S --model RS4;11 --implanted 2025-12-20 --day0 2026-01-05 --landmark 9",
        "arm add --study S 'Quillaja extract' --control --vehicle saltwater",
        "arm add --study S 'Zibotinib low' --compound zibotinib --dose 77.77 --route IV --schedule Q9W",
        "arm add --study S Naranib --compound naranib --dose 77.77 --vehicle saltwater",
        "animal add --study S 201 202 --arm 'Quillaja extract' --cage C01",
        "animal add --study S 203 204 --arm 'Zibotinib low' --cage C02",
        "animal add --study S 205 --arm 'Quillaja extract'",
        "animal edit --study S 205 --arm Naranib --reason 'not in Quillaja extract at all'",
        "animal add --study S 206 --arm Naranib",
        "arm edit --study S Naranib --vehicle 'saltwater 2' --reason 'Naranib needs more'",
        "exclude --study S --animal 206 --reason ulcer",
        "plan add --study S measure QD --arm Naranib",
        "plan add --study S weigh QD --arm 'Quillaja extract' --arm 'Zibotinib low'",
        "plan waive --study S 1 206 --reason 'door was shut'",
        "regimen add --study S --arm 'Zibotinib low' --volume 5 --schedule QD --from 2026-01-05",
        "regimen add --study S --arm Naranib --volume 5 --route IV --schedule QD --from 2026-01-05",
        "formulation add --study S --compound zibotinib --lot zibotinib-7 --vehicle saltwater",
        "dose --study S --animal 203 --date 2026-01-05 --weight 20",
        "dose --study S --animal 206 --date 2026-01-05 --weight 20",
    ] {
        session.run(line).done();
    }
    let rows: String = (201..=206)
        .flat_map(|tag| [0, 3, 6, 9].map(|day| (tag, day)))
        .map(|(tag, day)| format!("{tag} {} 6.5\n", 8.0 + f64::from(day * (tag - 200)) / 10.0))
        .collect();
    for (day, lines) in [0, 3, 6, 9].iter().zip(by_day(&rows)) {
        session
            .piped(
                &format!("measure - --study S --day {day}"),
                lines.as_bytes(),
            )
            .done();
    }
}

/// The rows of each of four days.
fn by_day(rows: &str) -> Vec<String> {
    let lines: Vec<&str> = rows.lines().collect();
    (0..4)
        .map(|nth| {
            let of_day = lines.iter().skip(nth).step_by(4);
            of_day.map(|line| format!("{line}\n")).collect()
        })
        .collect()
}

/// The secrets in a text.
fn told(text: &str) -> Vec<&'static str> {
    let text = text.to_lowercase();
    let secrets = SECRETS.into_iter();
    let mut told: Vec<_> = secrets.filter(|secret| text.contains(secret)).collect();
    let marks = ["\"is_control\": true", "\"arm_id\"", "\"control_arm_id\""];
    told.extend(marks.into_iter().filter(|mark| text.contains(mark)));
    told
}

/// Checks that a text contains no secret.
#[track_caller]
pub fn hides(what: &str, text: &str) {
    assert_eq!(told(text), Vec::<&str>::new(), "{what}:\n{text}");
}

/// All files of a folder, by name.
fn files(folder: &Path) -> Vec<(String, String)> {
    let entries = std::fs::read_dir(folder).unwrap().map(Result::unwrap);
    let mut files: Vec<_> = entries
        .map(|entry| {
            let text = std::fs::read_to_string(entry.path()).unwrap();
            (entry.file_name().to_string_lossy().into_owned(), text)
        })
        .collect();
    files.sort();
    files
}

/// The first code of an arm, or the name that all of them share.
fn code(session: &Session) -> String {
    let arms = session.run("arm list --study S --json").done().json();
    arms[0]["name"].as_str().unwrap().to_owned()
}

/// Writes the readings of a further day to `next.csv`, with the names that the export gives the arms.
fn next_day(session: &Session) {
    let readings = std::fs::read_to_string(session.file("back/readings.csv")).unwrap();
    let rows = readings
        .lines()
        .skip(1)
        .filter(|row| row.contains(",9,2026-01-14,"));
    let rows = rows.map(|row| {
        let cells: Vec<&str> = row.split(',').collect();
        format!("{},{},12,300\n", cells[3], cells[8])
    });
    let rows: String = rows.collect();
    assert_eq!(rows.lines().count(), 6, "{readings}");
    std::fs::write(
        session.file("next.csv"),
        format!("animal,arm,day,volume_mm3\n{rows}"),
    )
    .unwrap();
}

/// The output of every command and export; `code` is the shown name of an arm.
fn look(session: &Session, code: &str) -> Vec<(String, String)> {
    let folder = session.file("back");
    session.run("export --study S --to back").done();
    let mut seen = files(&folder);
    next_day(session);
    for line in SHOWN.iter().chain(&["import back --dry-run"]) {
        let line = line.replace("CODE", &format!("'{code}'"));
        for line in [line.clone(), format!("{line} --json")] {
            let answer = session.run(&line).done();
            let file = line
                .split_once(" -o ")
                .and_then(|(_, rest)| rest.split(' ').next());
            let written = file.map(|file| std::fs::read_to_string(session.file(file)).unwrap());
            let written = written.unwrap_or_default();
            seen.push((line, format!("{}{}{written}", answer.stdout, answer.stderr)));
        }
    }
    seen
}

/// The refusals of all lines that must be refused, some with files that contradict the study.
fn refusals(session: &Session, code: &str) -> Vec<(String, String)> {
    let animals = session.run("animal list --study S --json").done().json();
    let csv = |row: &str| format!("animal,arm,day,volume_mm3\n{row}\n");
    let another = match animals[2]["arm"].as_str().unwrap() {
        "all arms" => "nobody",
        code => code,
    };
    let rows = [
        ("contradicting.csv", format!("201,{another},12,300")),
        ("unknown.csv", "207,nobody,12,300".to_owned()),
    ];
    for (name, row) in rows {
        std::fs::write(session.file(name), csv(&row)).unwrap();
    }
    let lines = REFUSED.iter().map(|line| {
        let line = line.replace("CODE", &format!("'{code}'"));
        let answer = session.run(&line).refused();
        // A refusal may repeat what was typed.
        let refusal = format!("{}{}", answer.stdout, answer.stderr);
        (line, refusal.replace("`Quillaja extract`", ""))
    });
    lines.collect()
}

#[test]
fn blinded_study_reveals_no_arm_in_any_output() {
    for option in ["", "--per-animal"] {
        let s = Session::new();
        study(&s);
        s.run("plan freeze --study S --endpoint 'growth by day 9'")
            .done();
        let before = look(&s, "Naranib");
        let telling = before.iter().filter(|(_, text)| !told(text).is_empty());
        assert!(
            telling.count() > 15,
            "the test looks where arms are told: {before:?}"
        );

        let answer = s.run(&format!("blind --study S {option} --reason 'as planned'"));
        hides("blind", &answer.done().stdout);
        let code = code(&s);
        let seen = look(&s, &code);
        for (what, text) in seen.iter().chain(&refusals(&s, &code)) {
            hides(what, text);
        }
        s.must_be_whole();
    }
}

/// A true name of an arm gets the same answer as a name that the study does not have.
#[test]
fn true_arm_name_gets_the_answer_of_an_unknown_name() {
    for option in ["", "--per-animal"] {
        let s = Session::new();
        study(&s);
        s.run(&format!("blind --study S {option}")).done();
        let answers = |name: &str| -> Vec<String> {
            let rows = format!("animal,arm,day,volume_mm3\n201,{name},12,300\n208,{name},12,300\n");
            std::fs::write(s.file("arms.csv"), rows).unwrap();
            let lines = [
                "animal edit --study S 201 --arm NAME --reason moved",
                "animal edit --study S 201 --arm NAME",
                "animal add --study S 298 --arm NAME",
                "import arms.csv --study S --new-animals --dry-run",
                "import arms.csv --study S --new-animals --new-arms --dry-run",
                "import arms.csv --study S --new-animals --skip-bad --dry-run",
                "import arms.csv --study S --new-animals --control NAME --dry-run",
            ];
            let answer = |line: &str| {
                let line = line.replace("NAME", &format!("'{name}'"));
                let answer = s.run(&line).refused();
                format!("{}{}", answer.stdout, answer.stderr).replace(name, "NAME")
            };
            lines.iter().map(|line| answer(line)).collect()
        };
        let unknown = answers("Nobody at all");
        for name in ["Quillaja extract", "Naranib"] {
            assert_eq!(answers(name), unknown, "{name} {option}");
        }
        s.must_be_whole();
    }
}

#[test]
fn every_command_is_covered() {
    let s = Session::new();
    let help = s.run("--help").done().stdout;
    let commands = help.split("Commands:").nth(1).unwrap();
    let commands = commands.split("\n\n").next().unwrap().lines();
    let names: Vec<_> = commands
        .filter(|line| line.starts_with("  ") && !line.starts_with("   "))
        .filter_map(|line| line.split_whitespace().next())
        .collect();
    assert!(names.len() > 15, "{names:?}");
    for name in names {
        let shown = SHOWN
            .iter()
            .any(|line| line.split(' ').next() == Some(name));
        assert!(
            shown || SHOWS_NOTHING.contains(&name),
            "what does `graftbook {name}` show of a blinded study?"
        );
    }
}

#[test]
fn writing_in_a_blinded_study_reveals_no_arm() {
    let s = Session::new();
    study(&s);
    s.run("blind --study S").done();
    let code = code(&s);
    for line in [
        "measure --study S --animal 201 --day 12 --length 9 --width 8 --weight 21",
        "weigh --study S --animal 202 --day 12 --weight 20",
        "correct --study S --animal 201 --day 12 --length 9.5 --width 8 --reason misread",
        "exclude --study S --animal 202 --day 3 --reason 'caliper fell'",
        "dispose --study S --animal 204 --kind found-dead --day 12",
        "animal add --study S 299 --arm CODE",
        "animal edit --study S 201 --arm CODE --reason 'was told so'",
        "arm add --study S later --compound x",
        "undo",
        "undo --reason 'told wrongly'",
        "backup copy.db",
        "export --study S --to back",
        "import next.csv --study S --skip-bad",
    ] {
        if line.starts_with("import") {
            next_day(&s);
        }
        let answer = s.run(&line.replace("CODE", &code)).done();
        hides(line, &answer.stdout);
        hides(line, &answer.stderr);
    }
    let arms = s.run("arm list --study S --json").done().json();
    assert_eq!(
        arms.as_array().unwrap().len(),
        3,
        "the refused arm must not exist"
    );
    s.must_be_whole();
}

#[test]
fn arms_and_animals_added_later_get_codes() {
    let s = Session::new();
    study(&s);
    s.run("blind --study S --per-animal").done();
    s.run("arm add --study S Tardinib").done();
    s.run("animal add --study S 207").done();
    let animals = s.run("animal list --study S --json").done().json();
    let codes: Vec<&str> = animals
        .as_array()
        .unwrap()
        .iter()
        .map(|a| a["code"].as_str().unwrap())
        .collect();
    assert_eq!(codes.len(), 7);
    assert!(codes.iter().all(|code| code.len() == 4), "{codes:?}");
    let arms: Vec<&Value> = animals
        .as_array()
        .unwrap()
        .iter()
        .map(|a| &a["arm"])
        .collect();
    let all = Value::from("all arms");
    assert_eq!(arms[..6], [&all; 6]);
    assert_eq!(arms[6], &Value::Null, "it is in no arm yet");
    s.run("unblind --study S --reason end").done();
    let arms = s.run("arm list --study S --json").done().json();
    let codes = arms.as_array().unwrap().iter().map(|a| a["code"].as_str());
    assert!(
        codes.into_iter().all(|code| code.unwrap().len() == 3),
        "{arms}"
    );
}

#[test]
fn unblinding_shows_the_arm_of_each_code() {
    let s = Session::new();
    study(&s);
    let open = s.run("analyze --study S --json").done().json();
    s.run("blind --study S").done();
    let blinded = s.run("analyze --study S --json").done().json();
    assert_eq!(blinded["control"], Value::Null);
    assert_eq!(
        blinded["notes"][0]["code"],
        "no_arm".replace("no_arm", "exclusions")
    );
    let coded = s.run("arm list --study S --json").done().json();
    let key = s.run("unblind --study S --reason 'data are locked' --json");
    let key = key.done().json();
    for line in key["key"].as_array().unwrap() {
        let by_code = |arm: &&Value| arm["name"] == line["code"];
        let arm = coded.as_array().unwrap().iter().find(by_code).unwrap();
        let animals = line["animals"].as_array().unwrap().len();
        assert_eq!(arm["animals"], animals, "{line}");
    }
    assert_eq!(key["key"][0]["arm"], "Quillaja extract");
    assert_eq!(key["key"][0]["is_control"], true);
    let mut after = s.run("analyze --study S --json").done().json();
    let notes = after["notes"].as_array_mut().unwrap();
    let no_plan = notes.iter().position(|note| note["code"] == "no_plan");
    notes.remove(no_plan.expect("no plan was frozen"));
    for (part, value) in open.as_object().unwrap() {
        if part != "conduct" {
            assert_eq!(&after[part], value, "{part}");
        }
    }
    let log = s.run("audit log --all-rows --limit 1000").done().stdout;
    assert!(log.contains("arm Quillaja extract") && log.contains("Naranib needs more"));
    s.must_be_whole();
}

#[test]
fn export_of_a_blinded_study_can_be_imported() {
    for option in ["", "--per-animal"] {
        let s = Session::new();
        study(&s);
        s.run(&format!("blind --study S {option}")).done();
        s.run("export --study S --to back").done();
        let analysis = s.run("analyze --study S --json").done().json();

        let elsewhere = Session::new();
        let folder = s.file("back");
        let line = ["import".into(), folder.into_os_string(), "--json".into()];
        let answer = elsewhere.args(&line).done().json();
        let notes = answer["notes"].to_string();
        assert!(notes.contains("written while it was blinded"), "{notes}");
        let there = elsewhere.run("analyze --study S --json").done().json();
        assert_eq!(animals_of(&there), animals_of(&analysis));
        assert_eq!(animals_of(&there).len(), 5, "one is excluded");
        let arms = |session: &Session| {
            let animals = session.run("animal list --study S --json").done().json();
            let animals = animals.as_array().unwrap().iter();
            let arms = animals.map(|a| format!("{} in {}", a["tag"], a["arm"]));
            arms.collect::<Vec<_>>()
        };
        assert_eq!(arms(&elsewhere), arms(&s));

        next_day(&s);
        let answer = s.run("import next.csv --study S --json").done().json();
        assert_eq!(answer["made"]["readings"], 6, "{answer}");
        assert_eq!(answer["made"]["arms"], 0, "codes are known: {answer}");
        let before: Vec<_> = key_of(&s);
        assert_eq!(
            before,
            ["201,202", "203,204", "205,206"],
            "all are where they were"
        );
    }
}

/// Tag, volumes and weights of each animal that is analyzed, in the order of tags.
fn animals_of(analysis: &Value) -> Vec<String> {
    let curves = analysis["curves"].as_array().unwrap().iter();
    let told = |c: &Value| format!("{} {} {}", c["animal"], c["volumes"], c["weights"]);
    let mut animals: Vec<String> = curves.map(told).collect();
    animals.sort();
    animals
}

#[test]
fn analysis_of_a_blinded_study_prints_no_efficacy() {
    let s = Session::new();
    study(&s);
    let open = s.run("analyze --study S").done().stdout.to_lowercase();
    let words = [
        "tgi",
        "response",
        "growth rate",
        "kaplan",
        "mixed model",
        "hazard",
    ];
    let found = words.iter().filter(|word| open.contains(**word)).count();
    assert!(found > 3, "{open}");
    s.run("blind --study S").done();
    let arms = s.run("arm list --study S --json").done().json();
    let blinded = s.run("analyze --study S").done().stdout;
    for arm in arms.as_array().unwrap() {
        let code = arm["name"].as_str().unwrap();
        assert!(!blinded.contains(code), "{code}: {blinded}");
    }
    let blinded = blinded.to_lowercase();
    for word in words {
        assert!(!blinded.contains(word), "{word}: {blinded}");
    }
}

/// The animals of each arm, from the answer of `unblind`.
fn key_of(session: &Session) -> Vec<String> {
    let key = session.run("unblind --study S --reason end --json");
    let key = key.done().json()["key"].clone();
    let animals = |line: &Value| {
        let tags = line["animals"].as_array().unwrap();
        let tags: Vec<_> = tags.iter().map(|tag| tag.as_str().unwrap()).collect();
        tags.join(",")
    };
    key.as_array().unwrap().iter().map(animals).collect()
}

#[test]
fn handing_out_the_key_is_recorded() {
    let s = Session::new();
    study(&s);
    s.run("blind --study S --per-animal").done();
    let line = "unblind --study S --key-only -o key.csv --reason 'K. Lund fills syringes'";
    hides("handing out", &s.run(line).done().stdout);
    let key = std::fs::read_to_string(s.file("key.csv")).unwrap();
    assert_eq!(key.lines().count(), 7, "{key}");
    assert!(
        key.contains("Zibotinib low,no,zibotinib 77.77 mg/kg IV Q9W"),
        "{key}"
    );
    s.run(line).refused();
    let card = s.run("study show S --json").done().json();
    assert_eq!(
        card["keys_handed_out"], 1,
        "a file that is there is not replaced"
    );
    assert_eq!(card["blinding"], "blinded_animals");
    hides("study show", &s.run("study show S").done().stdout);
    let log = s.run("audit log --limit 1").done().stdout;
    assert!(log.contains("hand out key") && log.contains("K. Lund fills syringes"));
    s.run("undo").refused();
    s.run("study create T").done();
    s.run("unblind --study T --key-only -o none.csv --reason x")
        .refused();
    assert!(
        !s.file("none.csv").exists(),
        "what was refused leaves no file"
    );
}

/// The command, and the screens before it, warn of tags that an import made from names of arms.
#[test]
fn tags_that_contain_an_arm_name_are_reported() {
    let s = Session::new();
    for line in [
        "study create S --day0 2026-01-05",
        "arm add --study S Vehicle --control",
        "arm add --study S 'KT-253 low'",
        "arm add --study S High",
        "animal add --study S Vehicle-1 vehicle2 --arm Vehicle",
        "animal add --study S 3 4 --arm 'KT-253 low' --cage 'kt-253 LOW/1'",
        "animal add --study S High-5 6 --arm High",
    ] {
        s.run(line).done();
    }
    let told = s.run("blind --study S").done().stdout;
    let words = "all animals of `Vehicle`, `KT-253 low` bear the name of their arm";
    assert!(told.contains(words) && told.contains("--retag"), "{told}");
    assert!(!told.contains("`High`"), "{told}");
}
