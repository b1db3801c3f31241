//! One study in every layout is read as the same values, whatever stands around it.

use proptest::prelude::*;
use rust_xlsxwriter::{Format, Workbook};

use super::*;
use domain::{VolumeFormula, day_of};

/// A study as a lab has it: arms with animals, days, and a value or a mark per animal and day.
#[derive(Debug, Clone)]
struct Study {
    arms: Vec<(String, Vec<String>)>,
    days: Vec<u32>,
    /// By animal and day, in the order of arms.
    values: Vec<Vec<Mark>>,
}

#[derive(Debug, Clone, Copy, PartialEq)]
enum Mark {
    Volume(f64),
    NotPalpable,
    Missing,
    Blank,
}

impl Mark {
    fn written(self) -> String {
        match self {
            Self::Volume(volume) => volume.to_string(),
            Self::NotPalpable => "NP".into(),
            Self::Missing => "n/a".into(),
            Self::Blank => String::new(),
        }
    }
}

/// What a study says: animal, arm, day, volume.
type Values = Vec<(String, String, u32, String)>;

impl Study {
    fn animals(&self) -> Vec<(&str, &str)> {
        let mut all = Vec::new();
        for (arm, animals) in &self.arms {
            all.extend(animals.iter().map(|animal| (animal.as_str(), arm.as_str())));
        }
        all
    }

    fn says(&self) -> Values {
        let mut values = Values::new();
        for ((animal, arm), marks) in self.animals().into_iter().zip(&self.values) {
            for (&day, mark) in self.days.iter().zip(marks) {
                let volume = match mark {
                    Mark::Volume(volume) => volume.to_string(),
                    Mark::NotPalpable => "0".into(),
                    Mark::Missing | Mark::Blank => continue,
                };
                values.push((animal.to_owned(), arm.to_owned(), day, volume));
            }
        }
        values.sort();
        values
    }

    fn header(&self, first: &[&str]) -> Vec<String> {
        let days = self.days.iter().map(|day| format!("D{day}"));
        first
            .iter()
            .map(|name| (*name).to_owned())
            .chain(days)
            .collect()
    }

    fn rows_of(&self, arm: &str) -> Vec<Vec<String>> {
        let animals = self.animals().into_iter().zip(&self.values);
        let own = animals.filter(|((_, own), _)| *own == arm);
        own.map(|((animal, _), marks)| {
            let marks = marks.iter().map(|mark| mark.written());
            std::iter::once(animal.to_owned()).chain(marks).collect()
        })
        .collect()
    }

    fn tidy(&self) -> Vec<Vec<String>> {
        let mut rows = vec![["Mouse", "Group", "Day", "TV"].map(str::to_owned).to_vec()];
        for ((animal, arm), marks) in self.animals().into_iter().zip(&self.values) {
            for (day, mark) in self.days.iter().zip(marks) {
                rows.push(vec![
                    animal.to_owned(),
                    arm.to_owned(),
                    day.to_string(),
                    mark.written(),
                ]);
            }
        }
        rows
    }

    /// A row per animal, the arm in each row or at the top of its block.
    fn wide(&self, every_row: bool) -> Vec<Vec<String>> {
        let mut rows = vec![self.header(&["Group", "Mouse"])];
        for (arm, _) in &self.arms {
            for (at, mut row) in self.rows_of(arm).into_iter().enumerate() {
                let shown = if every_row || at == 0 {
                    arm.clone()
                } else {
                    String::new()
                };
                row.insert(0, shown);
                rows.push(row);
            }
        }
        rows
    }

    /// Rows of means between those of animals.
    fn with_summaries(&self) -> Vec<Vec<String>> {
        let mut rows = vec![self.header(&["Mouse", "Group"])];
        for (arm, _) in &self.arms {
            for mut row in self.rows_of(arm) {
                row.insert(1, arm.clone());
                rows.push(row);
            }
            for name in ["Mean", "SEM", "n"] {
                let mut row = vec![name.to_owned(), arm.clone()];
                row.extend(self.days.iter().map(|_| "123.4".to_owned()));
                rows.push(row);
            }
        }
        rows
    }

    fn turned(&self) -> Vec<Vec<String>> {
        let animals = self.animals();
        let line = |first: &str, cells: Vec<String>| {
            std::iter::once(first.to_owned())
                .chain(cells)
                .collect::<Vec<_>>()
        };
        let mut rows = vec![
            line(
                "Day",
                animals.iter().map(|(_, arm)| (*arm).to_owned()).collect(),
            ),
            line(
                "",
                animals
                    .iter()
                    .map(|(animal, _)| (*animal).to_owned())
                    .collect(),
            ),
        ];
        for (at, day) in self.days.iter().enumerate() {
            rows.push(line(
                &day.to_string(),
                self.values
                    .iter()
                    .map(|marks| marks[at].written())
                    .collect(),
            ));
        }
        rows
    }

    fn sections(&self) -> Vec<Vec<String>> {
        let mut rows = vec![self.header(&["Mouse"])];
        for (arm, _) in &self.arms {
            let mut title = vec![String::new(); rows[0].len()];
            title[0].clone_from(arm);
            rows.push(title);
            rows.extend(self.rows_of(arm));
        }
        rows
    }

    fn blocks_under(&self) -> Vec<Vec<String>> {
        let mut rows = Vec::new();
        for (arm, _) in &self.arms {
            let mut title = vec![String::new(); self.days.len() + 1];
            title[0].clone_from(arm);
            rows.push(title);
            rows.push(self.header(&["Mouse"]));
            rows.extend(self.rows_of(arm));
            rows.push(vec![String::new(); self.days.len() + 1]);
        }
        rows
    }

    fn blocks_beside(&self) -> Vec<Vec<String>> {
        let height = self
            .arms
            .iter()
            .map(|(_, animals)| animals.len())
            .max()
            .unwrap_or(0);
        let mut rows = vec![Vec::new(); height + 2];
        for (arm, _) in &self.arms {
            let blank = || vec![String::new(); self.days.len() + 2];
            let mut block = vec![blank(); height + 2];
            block[0][0].clone_from(arm);
            for (cell, text) in block[1].iter_mut().zip(self.header(&["Mouse"])) {
                *cell = text;
            }
            for (line, row) in block[2..].iter_mut().zip(self.rows_of(arm)) {
                for (cell, text) in line.iter_mut().zip(row) {
                    *cell = text;
                }
            }
            for (line, cells) in rows.iter_mut().zip(block) {
                line.extend(cells);
            }
        }
        rows
    }
}

fn csv_of(rows: &[Vec<String>], delimiter: u8) -> Vec<u8> {
    let mut writer = csv::WriterBuilder::new()
        .flexible(true)
        .delimiter(delimiter)
        .from_writer(Vec::new());
    for row in rows {
        writer.write_record(row).unwrap();
    }
    writer.into_inner().unwrap()
}

fn write_sheet(book: &mut Workbook, name: &str, rows: &[Vec<String>], merges_first_column: bool) {
    let sheet = book.add_worksheet().set_name(name).unwrap();
    for (line, row) in rows.iter().enumerate() {
        for (column, text) in row.iter().enumerate() {
            let at = (line as u32, column as u16);
            match text.parse::<f64>() {
                Ok(number) => sheet.write(at.0, at.1, number).unwrap(),
                Err(_) if text.is_empty() => continue,
                Err(_) => sheet.write(at.0, at.1, text.as_str()).unwrap(),
            };
        }
    }
    if merges_first_column {
        let filled: Vec<u32> = (1..rows.len() as u32)
            .filter(|&line| !rows[line as usize][0].is_empty())
            .collect();
        let ends = filled
            .iter()
            .skip(1)
            .map(|next| next - 1)
            .chain([rows.len() as u32 - 1]);
        for (first, last) in filled
            .iter()
            .zip(ends)
            .filter(|(first, last)| *first < last)
        {
            let text = rows[*first as usize][0].as_str();
            sheet
                .merge_range(*first, 0, last, 0, text, &Format::new())
                .unwrap();
        }
    }
}

fn day0() -> NaiveDate {
    NaiveDate::from_ymd_opt(2025, 6, 1).unwrap()
}

/// The values that a file is read as.
fn read_as(bytes: &[u8], options: &ImportOptions) -> Result<Values, String> {
    let options = ImportOptions {
        day0: Some(day0()),
        ..options.clone()
    };
    let input =
        input_of(&[bytes], &options).map_err(|error| format!("{error} {:?}", error.remedy()))?;
    let planned = plan(input, &options, today(), &mut |_| None, &mut ids());
    let planned = planned.map_err(|error| format!("{error:?}"))?;
    let record = planned.studies[0].record(None);
    let mut values = Values::new();
    for animal in &record.animals {
        let arm = record
            .arms
            .iter()
            .find(|arm| Some(arm.id) == animal.animal.arm);
        let arm = arm.map_or(String::new(), |arm| arm.name.to_string());
        for reading in animal.tumors.iter().flat_map(|tumor| &tumor.readings) {
            let volume = reading
                .entry
                .observation
                .volume_mm3(VolumeFormula::HalfLw2, 1.0);
            let volume = volume.map_or(String::new(), |volume| volume.to_string());
            let day = day_of(reading.when, day0()) as u32;
            values.push((animal.animal.tag.to_string(), arm.clone(), day, volume));
        }
    }
    values.sort();
    Ok(values)
}

fn any_mark() -> impl Strategy<Value = Mark> {
    prop_oneof![
        8 => (700..20_000u32).prop_map(|tenths| Mark::Volume(f64::from(tenths) / 10.0)),
        1 => Just(Mark::NotPalpable),
        1 => Just(Mark::Missing),
        1 => Just(Mark::Blank),
    ]
}

fn any_study() -> impl Strategy<Value = Study> {
    let names = prop::sample::subsequence(vec!["Vehicle", "Drug A", "KT-1 10 mpk", "Combo"], 2..=4);
    let sizes = prop::collection::vec(2..5usize, 4);
    let days = prop::collection::btree_set(1..50u32, 1..6);
    (names, sizes, days, prop::bool::ANY).prop_flat_map(|(names, sizes, days, numbers)| {
        let mut next = 100;
        let arms: Vec<(String, Vec<String>)> = names
            .into_iter()
            .zip(sizes)
            .map(|(name, size)| {
                let tags = (0..size).map(|_| {
                    next += 1;
                    if numbers {
                        next.to_string()
                    } else {
                        format!("m{next}")
                    }
                });
                (name.to_owned(), tags.collect())
            })
            .collect();
        let days: Vec<u32> = std::iter::once(0).chain(days).collect();
        let animals: usize = arms.iter().map(|(_, tags)| tags.len()).sum();
        let width = days.len();
        let marks = prop::collection::vec(prop::collection::vec(any_mark(), width), animals);
        marks.prop_map(move |mut values| {
            // Each animal and each day has a value: else the layout itself is not to be seen.
            for (at, marks) in values.iter_mut().enumerate() {
                marks[at % width] = Mark::Volume(100.0 + at as f64);
                marks[0] = Mark::Volume(90.5 + at as f64);
            }
            for (at, marks) in values[0].iter_mut().enumerate() {
                *marks = Mark::Volume(200.0 + at as f64);
            }
            Study {
                arms: arms.clone(),
                days: days.clone(),
                values,
            }
        })
    })
}

/// Lines around a table that are no data.
fn framed(rows: Vec<Vec<String>>, is_framed: bool) -> Vec<Vec<String>> {
    if !is_framed {
        return rows;
    }
    let line = |text: &str| vec![text.to_owned()];
    let mut framed = vec![line("Study 7: tumor volumes, mm3"), line("")];
    framed.extend(rows);
    framed.push(line("* measured by two people on all days"));
    framed
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]

    #[test]
    fn every_layout_has_the_same_values(study in any_study(), is_framed in prop::bool::ANY, delimiter in prop::sample::select(vec![b',', b';', b'\t'])) {
        let right = study.says();
        for (name, rows) in [
            ("tidy", study.tidy()),
            ("wide", study.wide(true)),
            ("arms once", study.wide(false)),
            ("summaries", study.with_summaries()),
            ("turned", study.turned()),
            ("sections", study.sections()),
            ("blocks under", study.blocks_under()),
            ("blocks beside", study.blocks_beside()),
        ] {
            // A title above blocks would be that of the first of them.
            let is_framed = is_framed && !name.starts_with("blocks");
            let rows = framed(rows, is_framed);
            let text = csv_of(&rows, delimiter);
            let found = read_as(&text, &named("S"));
            prop_assert_eq!(found.as_ref(), Ok(&right), "{}\n{}", name, String::from_utf8_lossy(&text));
            let mut book = Workbook::new();
            write_sheet(&mut book, "Data", &rows, false);
            let found = read_as(&book.save_to_buffer().unwrap(), &named("S"));
            prop_assert_eq!(found.as_ref(), Ok(&right), "{} as a workbook\n{}", name, String::from_utf8_lossy(&text));
        }
    }

    #[test]
    fn merged_arms_and_sheets_have_the_same_values(study in any_study()) {
        let right = study.says();
        let mut book = Workbook::new();
        write_sheet(&mut book, "Data", &study.wide(false), true);
        let found = read_as(&book.save_to_buffer().unwrap(), &named("S"));
        prop_assert_eq!(found.as_ref(), Ok(&right));
        let mut book = Workbook::new();
        for (arm, _) in &study.arms {
            let mut rows = vec![study.header(&["Mouse"])];
            rows.extend(study.rows_of(arm));
            write_sheet(&mut book, arm, &rows, false);
        }
        let bytes = book.save_to_buffer().unwrap();
        let is_asked = read_as(&bytes, &named("S")).unwrap_err().contains("NameSheets");
        prop_assert!(is_asked);
        let all = ImportOptions { sheet: Some("all".into()), ..named("S") };
        let found = read_as(&bytes, &all);
        prop_assert_eq!(found.as_ref(), Ok(&right));
    }
}
