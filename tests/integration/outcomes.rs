//! The unit of responses, means of few animals, losses, and numbers that cannot be estimated.

use domain::{Analysis, AnalysisOptions, Definition, LossCause, StudyRecord};
use report::{Section, SectionId};

use crate::analysis::{run, study};
use crate::support::{Selection, read};

fn from(header: &str, rows: &str) -> StudyRecord {
    let selection = Selection {
        control: "C",
        study: None,
        from_day: f64::NEG_INFINITY,
    };
    read(&format!("{header}\n{rows}"), &selection)
}

fn bilateral(rows: &str) -> Analysis {
    run(&from("animal,arm,day,volume_mm3,site", rows))
}

fn section(analysis: &Analysis, id: SectionId) -> Section {
    let mut sections = report::sections(analysis).into_iter();
    sections.find(|section| section.id == id).unwrap()
}

#[test]
fn animals_are_the_unit_of_responses() {
    let analysis = bilateral(
        "a,C,0,200,L\na,C,0,200,R\na,C,14,20,L\na,C,14,500,R\n\
         b,C,0,150,L\nb,C,14,40,L\n",
    );
    let responses = &analysis.responses;
    let arm = &responses.arms[0];
    assert_eq!(
        (arm.n, arm.mrecist.progressive, arm.mrecist.partial),
        (2, 0, 1)
    );
    // 400 to 520 is +30 %: stable, though one of the tumors shrank to a tenth and the other grew.
    let [a, b] = &responses.animals[..] else {
        panic!("{:?}", responses.animals)
    };
    assert_eq!(
        (a.tumor.as_deref(), a.mrecist, a.v0),
        (None, "mSD", Some(400.0))
    );
    assert_eq!((b.tumor.as_deref(), b.mrecist), (Some("L"), "mPR"));
    let tumors = responses.tumors.iter();
    let tumors: Vec<_> = tumors
        .map(|t| (t.tumor.as_deref().unwrap(), t.mrecist, t.v0, t.v_last))
        .collect();
    assert_eq!(
        tumors,
        [
            ("L", "mPR", Some(200.0), Some(20.0)),
            ("R", "mPD", Some(200.0), Some(500.0))
        ]
    );
}

#[test]
fn tumor_that_begins_small_has_no_pptp_class_and_is_no_response() {
    let rows = "a,C,0,66\na,C,7,80\na,C,14,92\nb,C,0,120\nb,C,7,90\nb,C,14,80\n\
                c,C,0,12\nc,C,7,12\nc,C,9,10\nc,C,14,11\n";
    let analysis = run(&study(rows));
    let classes = analysis.responses.animals.iter();
    let classes: Vec<_> = classes.map(|a| (a.pptp, a.consecutive)).collect();
    assert_eq!(classes, [("NE", "NE"), ("MCR", "NE"), ("NE", "NE")]);
    let arm = &analysis.responses.arms[0];
    assert_eq!((arm.pptp_rate.responders, arm.pptp_rate.evaluable), (1, 1));
    let messages: Vec<&str> = analysis.notes.iter().map(|n| n.message.as_str()).collect();
    let said = "PPTP cannot judge 2 of 3 animals: they began below 100 mm³";
    assert!(messages.iter().any(|m| m.starts_with(said)), "{messages:?}");
}

/// PD1 and PD2 are told apart by the time to 4 × V₀, whatever the event of the study is.
#[test]
fn pptp_does_not_depend_on_the_event_of_the_study() {
    let mut rows = String::new();
    for (animal, arm, rate) in [
        ("a", "C", 0.2_f64),
        ("b", "C", 0.22),
        ("c", "T", 0.1),
        ("d", "T", 0.19),
    ] {
        for day in [0, 3, 6, 9, 12, 15, 18] {
            let volume = 150.0 * (rate * f64::from(day)).exp();
            rows.push_str(&format!("{animal},{arm},{day},{volume}\n"));
        }
    }
    let record = study(&rows);
    let with = |event: &str| {
        let options = AnalysisOptions {
            event: Some(event.parse().unwrap()),
            ..AnalysisOptions::default()
        };
        let analysis = app::analyze::analyze(&record, &options).unwrap();
        let classes: Vec<_> = analysis.responses.animals.iter().map(|a| a.pptp).collect();
        classes
    };
    assert_eq!(with("ratio>=4"), ["PD1", "PD1", "PD2", "PD1"]);
    for event in ["volume>=300", "ratio>=2", "disposition"] {
        assert_eq!(with(event), with("ratio>=4"));
    }
}

#[test]
fn lowest_mean_weight_is_that_of_a_day_that_speaks_for_the_arm() {
    let mut rows = String::new();
    for animal in ["a", "b", "c", "d", "e"] {
        rows.push_str(&format!("{animal},C,0,20\n{animal},C,7,19.5\n"));
    }
    // One of five was weighed on day 9, two on day 14.
    rows.push_str("a,C,9,15\na,C,14,16\nb,C,14,18\n");
    let analysis = run(&from("animal,arm,day,body_weight_g", &rows));
    let arm = &analysis.weight.arms[0];
    assert_eq!((arm.day, arm.n_on_day, arm.n), (Some(7.0), 5, 5));
    assert!((arm.max_mean_loss_percent.unwrap() + 2.5).abs() < 1e-9);
    // The animal itself is not hidden, and no limit is needed to count it.
    assert_eq!((arm.n_loss_20, arm.n_past_limit), (1, None));
    assert_eq!(arm.worst_nadir_percent, Some(-25.0));
}

#[test]
fn animals_that_left_early_for_weight_or_signs_are_listed() {
    let rows = "a,C,0,100,20,,\na,C,10,300,20,,\na,C,30,900,20,,\n\
                b,C,0,100,20,,\nb,C,6,150,15.5,humane_endpoint,\n\
                c,C,0,100,20,,\nc,C,4,900,20,humane_endpoint,tumor volume\n\
                d,C,0,100,20,,\nd,C,8,150,20,found_dead,\n\
                e,C,0,100,20,,\ne,C,25,150,20,found_dead,\n";
    let header = "animal,arm,day,volume_mm3,body_weight_g,disposition,reason";
    let analysis = run(&from(header, rows));
    let lost = analysis.weight.early_losses.iter();
    let lost: Vec<_> = lost.map(|l| (l.animal.as_str(), l.cause, l.day)).collect();
    assert_eq!(
        lost,
        [
            ("b", LossCause::Weight, 6.0),
            ("d", LossCause::FoundDead, 8.0)
        ]
    );
}

/// The animals of T that grew are gone by day 14: the one that is left does not make a regression.
#[test]
fn arm_whose_large_tumors_left_is_no_regression() {
    let rows = "a,C,0,100\na,C,14,900\nb,C,0,100\nb,C,14,800\nc,C,0,100\nc,C,14,700\n\
                d,T,0,100\nd,T,7,600\ne,T,0,100\ne,T,7,500\nf,T,0,100\nf,T,14,80\n";
    let analysis = run(&study(rows));
    for definition in [Definition::Regression, Definition::DeltaMeans] {
        let mut rows = analysis.inhibition.iter();
        let row = rows.find(|r| r.definition == definition && r.day == 14.0);
        let row = row.unwrap();
        assert_eq!(row.tgi_percent, None, "{definition:?}");
        let note = row.note.as_deref().unwrap();
        assert!(note.contains("because animals left"), "{note}");
    }
}

#[test]
fn mean_time_of_an_arm_that_was_lost_early_is_not_estimable() {
    let rows = "a,C,0,100\na,C,10,500\nb,C,0,100\nb,C,20,500\nc,C,0,100\nc,C,40,150\n\
                d,T,0,100\nd,T,6,110\ne,T,0,100\ne,T,9,120\n";
    let analysis = run(&study(rows));
    let arms = &analysis.time_to_event.as_ref().unwrap().arms;
    assert!(arms[0].restricted_mean.is_some() && arms[0].restricted_se.is_some());
    assert!(arms[1].restricted_carried && arms[1].restricted_mean.is_none());
    let shown = section(&analysis, SectionId::TimeToEvent);
    let cells: Vec<&str> = shown.tables[0].rows[1]
        .cells
        .iter()
        .map(|c| c.text.as_str())
        .collect();
    assert_eq!(cells.last(), Some(&"–"), "{cells:?}");
}

#[test]
fn mean_time_without_scatter_has_no_standard_error() {
    let rows = "a,C,0,100\na,C,10,500\nb,C,0,100\nb,C,20,500\n\
                d,T,0,100\nd,T,20,110\ne,T,0,100\ne,T,20,120\n";
    let analysis = run(&study(rows));
    let arm = &analysis.time_to_event.as_ref().unwrap().arms[1];
    assert_eq!((arm.restricted_mean, arm.restricted_se), (Some(20.0), None));
}

/// The fast tumors of the control are gone on day 9. The line of the model goes on to volumes that nobody saw.
#[test]
fn model_gives_no_volume_far_beyond_those_that_were_read() {
    let mut rows = String::new();
    for (animal, rate, last) in [
        ("a", 0.3, 9),
        ("b", 0.32, 9),
        ("c", 0.28, 9),
        ("d", 0.05, 45),
    ] {
        for day in (0..=last).step_by(3) {
            let volume = 100.0 * (rate * f64::from(day)).exp() * (1.0 + 0.01 * f64::from(day % 2));
            rows.push_str(&format!("{animal},C,{day},{volume}\n"));
        }
    }
    let analysis = run(&study(&rows));
    let days = || analysis.volume_by_day.iter();
    let largest = days().map(|row| row.max).fold(0.0, f64::max);
    assert!(days().any(|row| row.guarded && row.model.is_some()));
    assert!(days().any(|row| row.guarded && row.model.is_none()));
    for model in days().filter_map(|row| row.model.as_ref()) {
        assert!(
            model.volume_mm3 <= 2.0 * largest && model.high > 0.0,
            "{model:?}"
        );
    }
}

/// A lower bound of a delay has a lower bound in percent.
#[test]
fn delay_that_is_a_bound_is_one_in_percent_too() {
    let rows = "a,C,0,100\na,C,10,500\nb,C,0,100\nb,C,10,500\n\
                d,T,0,100\nd,T,35,110\ne,T,0,100\ne,T,35,120\n";
    let shown = section(&run(&study(rows)), SectionId::TimeToEvent);
    let cells = &shown.tables[0].rows[1].cells;
    assert!(cells.iter().any(|c| c.text == "≥25 (≥250)"), "{cells:?}");
}

/// One comparison is not adjusted for others, and no heading says so.
#[test]
fn single_comparison_is_not_called_adjusted() {
    let mut rows = String::new();
    for (i, (arm, last)) in [
        ("C", 900),
        ("C", 800),
        ("C", 700),
        ("T", 300),
        ("T", 350),
        ("T", 500),
    ]
    .iter()
    .enumerate()
    {
        rows.push_str(&format!(
            "{arm}{i},{arm},0,10{i}\n{arm}{i},{arm},7,2{i}0\n{arm}{i},{arm},14,{last}\n"
        ));
    }
    let analysis = run(&study(&rows));
    let mut texts = Vec::new();
    for section in report::sections(&analysis) {
        texts.push(section.title.clone());
        texts.extend(section.remarks.iter().map(|r| r.text.clone()));
        for table in &section.tables {
            texts.extend(table.headings.iter().map(|h| h.text.clone()));
            texts.extend(table.remarks.iter().map(|r| r.text.clone()));
        }
    }
    for text in texts {
        for word in ["Dunnett", "Holm", "simultaneous"] {
            assert!(!text.contains(word), "{text}");
        }
    }
}
