//! Forms that files have in labs, one small file each: what is read of it, or what is asked.

use super::*;
use domain::{DecimalMark, VolumeFormula, day_of};

/// What a file is read as, an animal per line: `1 V: 0=100 7=200`; or what is asked.
fn read_as(name: &str, text: &str, options: &ImportOptions) -> String {
    let day0 = NaiveDate::from_ymd_opt(2026, 1, 5).unwrap();
    let options = ImportOptions {
        day0: Some(day0),
        ..options.clone()
    };
    let mut files = Vec::new();
    let read = tables_from_bytes(name, text.as_bytes(), &options)
        .and_then(|tables| read_tables_into(&mut files, tables, &options, Role::Readings))
        .and_then(|()| doubt_nothing(&mut files, &options));
    let input = Input {
        files,
        bundle: None,
    };
    let later = day0 + chrono::Days::new(365);
    let planned = read.and_then(|()| plan(input, &options, later, &mut |_| None, &mut ids()));
    let planned = match planned {
        Ok(planned) => planned,
        Err(ImportError::Problems(all)) => {
            let problems = all.listed().iter();
            return problems
                .map(|problem| format!("{problem} {:?}\n", problem.remedy))
                .collect();
        }
        Err(error) => return format!("{error} {:?}", error.remedy()),
    };
    let record = planned.studies[0].record(None);
    let mut lines = Vec::new();
    for animal in &record.animals {
        let arm = record
            .arms
            .iter()
            .find(|arm| Some(arm.id) == animal.animal.arm);
        let mut line = format!(
            "{} {}:",
            animal.animal.tag,
            arm.map_or("-", |arm| arm.name.as_str())
        );
        for tumor in &animal.tumors {
            if animal.tumors.len() > 1 {
                line += &format!(" {}", tumor.tumor.site);
            }
            for reading in &tumor.readings {
                let volume = reading
                    .entry
                    .observation
                    .volume_mm3(VolumeFormula::HalfLw2, 1.0);
                line += &format!(
                    " {}={}",
                    day_of(reading.when, day0),
                    volume.unwrap_or(f64::NAN)
                );
            }
        }
        for weighing in &animal.weighings {
            line += &format!(" {}={}g", day_of(weighing.when, day0), weighing.grams());
        }
        if let Some(left) = &animal.disposition {
            line += &format!(" {} on {}", left.kind.words(), day_of(left.when, day0));
        }
        lines.push(line);
    }
    lines.join("\n")
}

#[track_caller]
fn reads(text: &str, expected: &str) {
    reads_with(text, &named("S"), expected);
}

#[track_caller]
fn reads_with(text: &str, options: &ImportOptions, expected: &str) {
    assert_eq!(read_as("r.csv", text, options), expected, "{text}");
}

/// The file is refused, and these words stand in why or how to go on.
#[track_caller]
fn asks(text: &str, words: &[&str]) {
    let answer = read_as("r.csv", text, &named("S"));
    for word in words {
        assert!(
            answer.contains(word),
            "`{word}` is not in: {answer}\n{text}"
        );
    }
}

fn mapped(map: &str) -> ImportOptions {
    ImportOptions {
        map: vec![parse_map(map).unwrap()],
        ..named("S")
    }
}

const TWO: &str = "1 V: 0=100 7=200\n2 D: 0=110 7=120";

#[test]
fn headings_name_days_and_dates_in_many_ways() {
    for days in [
        "D0,D7",
        "Day 0,Day 7",
        "0,7",
        "X0,X7",
        "d0,d7",
        "Week 0,Week 1",
        "Wk0,Wk1",
        "Baseline,Day 7",
        "Pre-treatment,D7",
        "TV D0,TV D7",
        "Tumor volume day 0,Tumor volume day 7",
        "V_0,V_7",
        "Day 0 (mm3),Day 7 (mm3)",
        "D0 post treatment,D7 post treatment",
        "Baseline volume,Endpoint (Day 7)",
        "2026-01-05,2026-01-12",
        "TV 2026/01/05,TV 2026/01/12",
        "20260105,20260112",
        "5-Jan,12-Jan",
        "Jan 5 volume,Jan 12 volume",
        "Day 0 (2026-01-05),Day 7 (2026-01-12)",
        "D0 5-Jan,D7 12-Jan",
        "TV_mm3_D0,TV_mm3_D7",
        "D0_vol_mm3,D7_vol_mm3",
        "5 January 2026,12 January 2026",
        "uCT_volume_2026-01-05,uCT_volume_2026-01-12",
    ] {
        reads(
            &format!("Mouse,Group,{days}\n1,V,100,200\n2,D,110,120\n"),
            TWO,
        );
    }
}

#[test]
fn days_that_are_doubtful_are_asked_about() {
    for (days, words) in [
        ("1.05,1.12", "may be day 1.05 or a date"),
        ("5.1,12.1", "may be day 5.1 or a date"),
        ("05.01.2026,12.01.2026", "NameDateFormat"),
        ("1/5/26,1/12/26", "NameDateFormat"),
        ("W1,W2", "may be a width, a weight or a week"),
        ("D0,Final", "`Final` names a time and not its day"),
        ("D0,Baseline", "`Baseline` stands beside other days"),
        (
            "D7,Score",
            "`Score` holds numbers beside the columns of days",
        ),
    ] {
        asks(
            &format!("Mouse,Group,{days}\n1,V,100,200\n2,D,110,120\n"),
            &[words],
        );
    }
    reads_with(
        "Mouse,Group,D0,Final\n1,V,100,200\n2,D,110,120\n",
        &mapped("volume@7=Final"),
        TWO,
    );
    let left_out = ImportOptions {
        leave_out: vec!["Final".into()],
        ..named("S")
    };
    reads_with(
        "Mouse,Group,D0,Final\n1,V,100,200\n",
        &left_out,
        "1 V: 0=100",
    );
    reads("Mouse,Group,0,3.5\n1,V,100,200\n", "1 V: 0=100 3.5=200");
}

#[test]
fn units_decide_quantity_and_scale() {
    for (heading, first, second) in [
        ("Tumor (mm3)", "100", "200"),
        ("TV (cm3)", "0.1", "0.2"),
        ("Volume [mL]", "0.1", "0.2"),
        ("V (µL)", "100", "200"),
        ("Tumor volume (cu mm)", "100", "200"),
        ("Tumor Volume (LxWxW)/2", "100", "200"),
        ("Tumor size", "100", "200"),
        ("value", "100", "200"),
    ] {
        reads(
            &format!("Mouse,Group,Day,{heading}\n1,V,0,{first}\n1,V,7,{second}\n"),
            "1 V: 0=100 7=200",
        );
    }
    reads("Mouse,Group,Day,Weight (kg)\n1,V,0,0.02\n", "1 V: 0=20g");
    reads("Mouse,Group,D0 (g),D7 (g)\n1,V,20,21\n", "1 V: 0=20g 7=21g");
    reads(
        "Mouse,Group,Week,Length (cm),Width (cm)\n1,V,1,0.8,0.6\n",
        "1 V: 7=144",
    );
    asks(
        "Mouse,Group,Day,Tumor size\n1,V,0,5\n1,V,7,6\n2,D,0,5\n2,D,7,7\n",
        &["may hold volumes or diameters"],
    );
    asks(
        "Mouse,Group,Day,Length,Width\n1,V,0,.5,.4\n1,V,7,.8,.6\n2,D,0,.5,.4\n2,D,7,.5,.4\n",
        &["may be cm"],
    );
    asks(
        "Mouse,Group,Day,Tumor\n1,V,0,100.5\n1,V,7,200.5\n",
        &["may be a volume or the site"],
    );
}

#[test]
fn sides_in_headings_are_sites() {
    let two = "1 V: L 0=90 7=180 R 0=100 7=200";
    reads("Mouse,Group,D0 R,D0 L,D7 R,D7 L\n1,V,100,90,200,180\n", two);
    reads(
        "Mouse,Group,Day,R Vol,L Vol\n1,V,0,100,90\n1,V,7,200,180\n",
        two,
    );
    reads(
        "Mouse,Group,T1 D0,T2 D0\n1,V,50,40\n",
        "1 V: T1 0=50 T2 0=40",
    );
    reads(
        "Mouse,Group,Tumor 1 Day 0,Tumor 2 Day 0\n1,V,50,40\n",
        "1 V: Tumor 1 0=50 Tumor 2 0=40",
    );
    reads(
        "Mouse,Group,D0 R L,D0 R W,D0 L L,D0 L W\n1,V,5,4,6,5\n",
        "1 V: L 0=75 R 0=40",
    );
    reads(
        "Mouse,Group,Day,Left L,Left W,Right L,Right W\n1,V,0,5,4,6,5\n",
        "1 V: Left 0=40 Right 0=75",
    );
    reads("Mouse,Group,D0 L,D0 W\n1,V,5,4\n", "1 V: 0=40");
}

#[test]
fn words_in_cells_are_codes() {
    let text = "Mouse,Group,D0,D7,D14\n1,V,100,200,300\n2,V,110,dead,dead\n3,D,100*,~120,125 mm3\n4,D,NP,n/a,0.13 cm3\n";
    let expected = "1 V: 0=100 7=200 14=300\n2 V: 0=110 found dead on 7\n3 D: 0=100 7=120 14=125\n4 D: 0=0 14=130";
    reads(text, expected);
    asks(
        "Mouse,Group,D0,D7\n1,V,100,sac\n2,D,<5,NE\n",
        &["`sac` does not say how", "word: \"<\"", "word: \"NE\""],
    );
    let codes = ImportOptions {
        codes: parse_codes("sac=humane-endpoint,<=number,NE=not-done").unwrap(),
        ..named("S")
    };
    reads_with(
        "Mouse,Group,D0,D7\n1,V,100,sac\n2,D,<5,NE\n",
        &codes,
        "1 V: 0=100 humane endpoint on 7\n2 D: 0=5",
    );
    // Words in both diameters and the weight of one day are one departure.
    reads(
        "Mouse,Group,Day,L,W,BW\n1,V,0,5,4,20\n1,V,7,dead,dead,dead\n2,D,0,5x,4,20\n",
        "r.csv, line 4, column `L`: length `5x` is not a number Import(StateCode { word: \"5x\" })\n",
    );
    asks(
        "Mouse,Group,D0,D7,D14\n1,V,100,dead,300\n",
        &["is after animal `1` left the study"],
    );
}

#[test]
fn two_diameters_stand_in_one_cell() {
    reads(
        "Mouse,Group,D0,D7\n1,V,5x4,6.2 × 8.1\n",
        "1 V: 0=40 7=155.682",
    );
    reads(
        "Mouse,Group,Day,LxW\n1,V,0,5 X 4\n1,V,7,8.1*6.2\n",
        "1 V: 0=40 7=155.682",
    );
    reads("Mouse,Group,Day,Size (mm)\n1,V,0,5 x 4 x 3\n", "1 V: 0=40");
}

#[test]
fn numbers_have_marks_between_thousands() {
    let comma = ImportOptions {
        decimal: Some(DecimalMark::Comma),
        ..named("S")
    };
    let text = "Maus;Gruppe;Tag;Volumen\n1;K;0;100,5\n1;K;14;1.200,5\n";
    reads_with(text, &comma, "1 K: 0=100.5 14=1200.5");
    reads(
        "Mouse,Group,D0,D7\n1,V,\"1,234.5\",1 200\n",
        "1 V: 0=1234.5 7=1200",
    );
    asks(
        "Mouse,Group,D0,D7\n1,V,\"1,234\",980\n",
        &["NameDecimalMark"],
    );
    asks("Mouse;Group;D0;D7\n1;V;980;1.200\n", &["NameDecimalMark"]);
}

#[test]
fn arms_are_found_or_asked_about() {
    reads(
        "Mouse,Drug,Day,TV\n1,V,0,100\n2,D,0,110\n",
        "1 V: 0=100\n2 D: 0=110",
    );
    reads(
        "Mouse,Group,D0\n1,V,100\n2,,110\n3,D,120\n4,,130\n",
        "1 V: 0=100\n2 V: 0=110\n3 D: 0=120\n4 D: 0=130",
    );
    reads(
        "Mouse,Group,Day,TV\n1,V,0,100\n,,7,200\n2,D,0,110\n,,7,120\n",
        "1 V: 0=100 7=200\n2 D: 0=110 7=120",
    );
    reads(
        "group,treatment,id,day,tv\n1,V,1,0,100\n2,D,2,0,110\n",
        "1 V: 0=100\n2 D: 0=110",
    );
    asks(
        "Mouse,Inhibitor,Day,TV\n1,V,0,1\n2,V,0,2\n3,D,0,1\n4,D,0,1\n",
        &["4 animals would have none", "NameArm"],
    );
    asks(
        "Mouse,Group,D0\n1,V,100\n2,V,100\n3,,110\n4,D,120\n",
        &["1 of 4 animals have no arm", "FillDown"],
    );
    let dosed = "Mouse,Drug,Dose,Day,TV\n1,V,0,0,100\n2,D,10,0,110\n3,D,30,0,120\n";
    asks(dosed, &["both may tell the arm", "MapArms"]);
    reads_with(
        dosed,
        &mapped("arm=Drug+Dose"),
        "1 V 0: 0=100\n2 D 10: 0=110\n3 D 30: 0=120",
    );
}

#[test]
fn rows_of_means_are_no_animals() {
    reads(
        "Mouse,Group,D0,D7\n1,V,100,200\nMean,V,100,200\nn,V,1,1\n2,D,110,120\nAverage D,,110,120\n,SEM,1,1\nT/C,D,,0.6\n",
        TWO,
    );
    reads(
        "Mouse,Group,D0,D7,Mean,% change\n1,V,100,200,150,100\n2,D,110,120,115,9\n",
        TWO,
    );
}

#[test]
fn tables_stand_in_many_ways() {
    for text in [
        "Study 7: all volumes\n\nMouse,Group,D0,D7\n1,V,100,200\n2,D,110,120\n\n* measured twice\n",
        ",,Day 0,Day 7\nMouse,Group,,\n1,V,100,200\n2,D,110,120\n",
        "Mouse,D0,D7\nV,,\n1,100,200\nD,,\n2,110,120\n",
        "V,,\nMouse,D0,D7\n1,100,200\n,,\nD,,\nMouse,D0,D7\n2,110,120\n",
        "V,,,,D,,\nMouse,D0,D7,,Mouse,D0,D7\n1,100,200,,2,110,120\n",
        "Mouse,Group,D0,D7,,Mouse,Group,D0,D7\n1,V,100,200,,2,D,110,120\n",
        "Day,V,D\n,1,2\n0,100,110\n7,200,120\n",
        "Group,V,D\nMouse,1,2\nDay 0,100,110\nDay 7,200,120\n",
        "Group: V\nMouse,D0,D7\n1,100,200\n\nGroup: D\nMouse,D0,D7\n2,110,120\n",
    ] {
        reads(text, TWO);
    }
    reads(
        "Week,V,V\n,1,2\n0,100,110\n1,200,120\n",
        "1 V: 0=100 7=200\n2 V: 0=110 7=120",
    );
    asks(
        "Mouse,1,2\n0,100,110\n7,200,120\n",
        &["rows may be animals or days"],
    );
    asks(
        "Day,Vehicle,Drug\n0,100,110\n7,200,120\n",
        &["`Vehicle` has the name of an arm"],
    );
    let two_rows = ",,Tumor volume,,Body weight,\nMouse,Group,0,7,0,7\n1,V,100,200,20,21\n";
    reads(two_rows, "1 V: 0=100 7=200 0=20g 7=21g");
}

#[test]
fn name_of_file_and_title_tell_what_day_columns_hold() {
    let text = "Mouse,Group,D0,D7\n1,V,20,21\n2,D,21,20\n";
    let weights = "1 V: 0=20g 7=21g\n2 D: 0=21g 7=20g";
    assert_eq!(read_as("S03_body_weight.csv", text, &named("S")), weights);
    reads(&format!("Body weight (g)\n{text}"), weights);
    asks(text, &["may hold body weights", "NameQuantity"]);
    let told = ImportOptions {
        wide: Some(WideValue::Weight),
        ..named("S")
    };
    reads_with(text, &told, weights);
}

#[test]
fn tags_are_made_of_two_columns() {
    let text = "Cage,Ear,Group,D0\nC1,L,V,100\nC1,R,V,110\nC2,L,D,120\nC2,R,D,130\n";
    asks(text, &["begin anew in each", "JoinTags"]);
    let expected = "C1/L V: 0=100\nC1/R V: 0=110\nC2/L D: 0=120\nC2/R D: 0=130";
    reads_with(text, &mapped("animal=Cage+Ear"), expected);
    let blocks =
        "V,,\nMouse,D0,D7\n1,100,200\n2,101,201\n,,\nD,,\nMouse,D0,D7\n1,110,120\n2,111,121\n";
    asks(
        blocks,
        &["begin anew in each", "first: \"arm\", second: \"Mouse\""],
    );
    let expected = "D/1 D: 0=110 7=120\nD/2 D: 0=111 7=121\nV/1 V: 0=100 7=200\nV/2 V: 0=101 7=201";
    reads_with(blocks, &mapped("animal=arm+Mouse"), expected);
}

#[test]
fn files_without_values_are_rosters_or_refused() {
    reads("Mouse,Group,Cage\n1,V,C1\n2,D,C1\n", "1 V:\n2 D:");
    asks(
        "Mouse,Group,How large\n1,V,100\n2,D,110\n",
        &["`How large` may hold some", "NameValues"],
    );
    asks(
        "Mouse,Group,D0,D7\n1,V,,\n2,D,,\n",
        &["`D0`, `D7` may hold some"],
    );
    let roster = ImportOptions {
        roster: true,
        ..named("S")
    };
    reads_with("Mouse,Group,D0,D7\n1,V,,\n2,D,,\n", &roster, "1 V:\n2 D:");
    reads_with(
        "Mouse,Group,How large,D0\n1,V,100,5\n",
        &mapped("volume@7=How large"),
        "1 V: 0=5 7=100",
    );
}

#[test]
fn a_mapped_field_without_heading_has_no_column() {
    let text = "id,Group,date,day,tv\n1,V,2026-02-01,0,100\n";
    asks(text, &["is not day 0"]);
    reads_with(text, &mapped("date="), "1 V: 0=100");
    asks("Mouse,Group,D0,x\n1,V,100,1\n", &["`x` holds numbers"]);
    asks(
        "Mouse,Group,Day 0 (2026-01-05),Day 7 (2026-01-13)\n1,V,100,200\n",
        &["is not day 7"],
    );
    asks(
        "Mouse,Group,Day,TV\n1,V,1.05,100\n1,V,1.12,200\n",
        &["may be day 1.05 or a date"],
    );
    let as_dates = ImportOptions {
        date_format: "M.DD".parse().ok(),
        ..mapped("date=Day")
    };
    reads_with(
        "Mouse,Group,Day,TV\n1,V,1.05,100\n1,V,1.12,200\n",
        &as_dates,
        "1 V: 0=100 7=200",
    );
}

#[test]
fn date_beside_a_numbered_day_only_checks_it() {
    for days in [
        "Day 0 (Jan 5),Day 7 (Jan 12)",
        "D0 5 Jan,D7 12 Jan",
        "Day 0 (5-Jan-26),Day 7 (12-Jan-26)",
        "D0 (1/5/26),D7 (1/12/26)",
        "D0 (5.1.2026),D7 (12.1.2026)",
        "D0 (1/5),D7 (1/12)",
        "Jan 5 (Day 0),Jan 12 (Day 7)",
        "Week 0 (Jan 5),Week 1 (Jan 12)",
        "DAY 0 [JAN 5],DAY 7 [JAN 12]",
        "Day 0: 1/5,Day 7: 1/12",
        "\"Day 0, 5 Jan\",\"Day 7, 12 Jan\"",
        "D0-5Jan,D7-12Jan",
        "D0_Jan5,D7_Jan12",
        "Study day 0 - Jan 5,Study day 7 - Jan 12",
        "Jan 5 D0,Jan 12 D7",
        "1/5 D0,1/12 D7",
        "TV D0 (Jan 5) mm3,TV D7 (Jan 12) mm3",
        "Tag 0 (5.1.26),Tag 7 (12.1.26)",
    ] {
        reads(
            &format!("Mouse,Group,{days}\n1,V,100,200\n2,D,110,120\n"),
            TWO,
        );
    }
    reads(
        "Mouse,Group,D0 (1/5/26),D7 (1/12/26),BW D0\n1,V,100,200,21\n",
        "1 V: 0=100 7=200 0=21g",
    );
    for days in [
        "Day 1 (Jan 5),Day 15 (Jan 19)",
        "Day 0 (Jan 5),Day 3 (Nov 26)",
        "D0 (1/5/26),D7 (1/13/26)",
    ] {
        asks(
            &format!("Mouse,Group,{days}\n1,V,100,200\n"),
            &["is not day"],
        );
    }
    reads(
        "Mouse,Group,Day,TV\n1,V,Day 0 (Jan 5),100\n1,V,D7 12 Jan,200\n",
        "1 V: 0=100 7=200",
    );
    asks(
        "Mouse,Group,Day,TV\n1,V,Day 0 (Jan 5),100\n1,V,D7 13 Jan,200\n",
        &["has a date that is not day 7"],
    );
    asks(
        "Mouse,Group,D0,14 (Dec 3)\n1,V,100,200\n",
        &["PlaceColumn", "Dec 3"],
    );
    asks(
        "Mouse,Group,D0,Week 3 foo\n1,V,100,200\n",
        &["PlaceColumn", "day: \"21\""],
    );
    asks(
        "Mouse,Group,D0,Day 14 (Dec 3 foo)\n1,V,100,200\n",
        &["PlaceColumn", "day: \"14\""],
    );
    for days in ["Day 0,Day 3 (Nov 2026)", "D0,D3 Nov"] {
        asks(
            &format!("Mouse,Group,{days}\n1,V,100,200\n"),
            &["PlaceColumn", "day: \"3\""],
        );
    }
}

#[test]
fn columns_of_numbered_days_are_not_dropped() {
    for text in [
        "Mouse,Group,D0 foo,D7 foo,BW D0\n1,V,100,200,21\n",
        "Mouse,Group,Day,BW,D0 foo\n1,V,0,21,100\n",
        "Mouse,Group,Day,BW,D0\n1,V,0,21,100\n",
    ] {
        asks(text, &["its day is not known", "PlaceColumn", "day: \"0\""]);
    }
}

#[test]
fn words_for_a_day_are_known_in_other_languages() {
    for word in ["Tag", "Jour", "Día", "Giorno", "Dag"] {
        reads(
            &format!("Maus;Gruppe;{word} 0;{word} 7\n1;V;100;200\n2;D;110;120\n"),
            TWO,
        );
    }
    // A day is read with its own unit and quantity too.
    reads(
        "Maus;Gruppe;Gewicht Tag 0;Tag 7 (mm3)\n1;V;21;200\n",
        "1 V: 7=200 0=21g",
    );
    // The numbers of ear tags are no volumes.
    asks(
        "Mouse,Group,Tag 2,D0,D7\n1,V,512,100,200\n",
        &["its day is not known"],
    );
}

#[test]
fn points_between_thousands_are_asked_about_in_wide_files() {
    let rows = "1;V;102;1.034\n2;D;110;2.100\n";
    for days in ["Tag 0;Tag 7", "D0;D7", "Beginn;Ende"] {
        let maps = ["volume@0", "volume@7"].into_iter().zip(days.split(';'));
        let options = ImportOptions {
            map: maps
                .map(|(target, heading)| parse_map(&format!("{target}={heading}")).unwrap())
                .collect(),
            ..named("S")
        };
        let answer = read_as("r.csv", &format!("Maus;Gruppe;{days}\n{rows}"), &options);
        assert!(answer.contains("NameDecimalMark"), "{days}: {answer}");
    }
    asks(
        &format!("Maus;Gruppe;Tag 0;Tag 7\n{rows}"),
        &["NameDecimalMark"],
    );
    asks(
        "Maus;Gruppe;Tag 0;Tag 7;Gewicht Tag 0\n1;V;102;1.034;21.5\n2;D;110;2.100;20.9\n",
        &["NameDecimalMark"],
    );
    asks(
        &format!("Maus;Gruppe;Tag 0;Tag 7\n{rows}3;D;n.d.;1.034 mm3\n"),
        &["NameDecimalMark"],
    );
    asks(
        "Maus;Gruppe;Tag 0;Tag 7\n1;V;\"1.102,5\";1.034\n",
        &["NameDecimalMark"],
    );
    asks(
        "Maus;Gruppe;Tag 0;Tag 7\n1;V;102;1.034\n2;D;110,5;2.100\n",
        &["NameDecimalMark"],
    );
}

#[test]
fn rows_of_statistics_are_left_out() {
    for name in ["P value", "p=", "p-value", "T/C", "TGI", "SE", "CV"] {
        let options = ImportOptions {
            no_arms: true,
            fill_down: vec![Field::Animal],
            ..named("S")
        };
        let rows = format!("1,100,200\n2,110,120\n{name},0.5,0.04\n");
        reads_with(
            &format!("Mouse,D0,D7\n{rows}"),
            &options,
            "1 -: 0=100 7=200\n2 -: 0=110 7=120",
        );
        let rows = format!("V,1,100,200\nD,2,110,120\n{name},,0.5,0.04\n");
        reads(&format!("Group,Mouse,D0,D7\n{rows}"), TWO);
        let rows_with_tags = rows.replace(",,", ",D vs V,");
        reads(&format!("Group,Mouse,D0,D7\n{rows_with_tags}"), TWO);
        let filled = ImportOptions {
            fill_down: vec![Field::Animal, Field::Arm],
            ..named("S")
        };
        reads_with(&format!("Group,Mouse,D0,D7\n{rows}"), &filled, TWO);
    }
}

#[test]
fn arm_with_the_name_of_a_statistic_keeps_its_animals() {
    reads(
        "Group,Mouse,D0\nTGI,1,100\nTGI,A,110\nV,B,120\n",
        "1 TGI: 0=100\nA TGI: 0=110\nB V: 0=120",
    );
}
