//! The results as sections: complete tables, marks, and a method card for every number.

use domain::StudyRecord;
use report::{Letters, SectionId, sections};

use crate::analysis::{demo, run, study};

/// Thirteen arms, one of them with a tumor that disappears.
fn many_arms() -> StudyRecord {
    let mut rows = String::from("c1,C,0,100\nc1,C,14,400\nc2,C,0,120\nc2,C,14,500\n");
    for arm in 0..13 {
        rows.push_str(&format!(
            "a{arm},T{arm},0,100\na{arm},T{arm},14,{}\n",
            20 * arm
        ));
    }
    study(&rows)
}

#[test]
fn sections_contain_complete_tables() {
    for record in [demo(), many_arms()] {
        let analysis = run(&record);
        let sections = sections(&analysis);
        for section in &sections {
            assert!(!section.title.is_empty() && !section.id.name().is_empty());
            for table in &section.tables {
                let columns = table.headings.len();
                assert!(table.rows.iter().all(|row| row.cells.len() == columns));
            }
        }
        let arms_across = |id: SectionId| {
            let section = sections.iter().find(|section| section.id == id).unwrap();
            section.tables[0].headings.len() - 1
        };
        let arms = analysis.arms.len();
        assert_eq!(arms_across(SectionId::VolumeByDay), arms);
        assert_eq!(arms_across(SectionId::Inhibition), arms - 1);
    }
}

#[test]
fn every_number_of_the_tables_has_a_method_card() {
    for record in [demo(), many_arms()] {
        for section in sections(&run(&record)) {
            for fact in section.facts.iter().flatten() {
                assert!(fact.about.is_none_or(|id| report::card(id).is_some()));
            }
            for table in &section.tables {
                for (i, row) in table.rows.iter().enumerate() {
                    for (j, cell) in row.cells.iter().enumerate().skip(1) {
                        let card = table.about(i, j).and_then(report::card);
                        assert!(card.is_some(), "{}: {}", section.title, cell.text);
                    }
                }
            }
        }
    }
}

#[test]
fn marks_are_data_and_symbols() {
    let sections = sections(&run(&demo()));
    let table = |id: SectionId| {
        let section = sections.iter().find(|section| section.id == id).unwrap();
        &section.tables[0]
    };
    let inhibition = table(SectionId::Inhibition);
    let mut letters = Letters::default();
    let mut shown =
        |row: usize, column: usize| inhibition.rows[row].cells[column].shown(&mut letters);
    assert_eq!(shown(3, 0), "ΔT/ΔC of means *");
    assert_eq!(shown(14, 1), "– (a)");
    assert_eq!(shown(2, 3), "– (b)");
    assert_eq!(shown(14, 2), "– (a)");
    let legend: Vec<String> = letters
        .legend()
        .map(|r| format!("{} {}", r.mark, r.text))
        .collect();
    assert_eq!(
        legend,
        [
            "(a) the arm did not shrink",
            "(b) a volume of the arm is 0: no geometric mean"
        ]
    );
    let volumes = table(SectionId::VolumeByDay);
    let day_31 = volumes
        .rows
        .iter()
        .position(|row| row.cells[0].text == "31")
        .unwrap();
    assert_eq!(volumes.about(day_31, 1), Some("survivorship_guard"));
    assert_eq!(volumes.about(day_31, 2), Some("mean_sem"));
}
