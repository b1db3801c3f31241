//! Importing a table or an exported folder: the form, and what it asks to be read.

use std::path::PathBuf;

use super::sent::{Refusal, Sent, at, read_if, reason, reason_field, reason_if};
use super::{Form, Opened, Purpose, checks};
use crate::base::context::Context;
use crate::base::effect::Importing;
use crate::base::kept::ImportReading;
use crate::widgets::form::Field;
use app::import::{
    DateFormat, HeadingRows, ImportOptions, MapTarget, Source, Sources, WideValue, parse_codes,
    parse_map, parse_unit,
};
use domain::{DecimalMark, Invalid, Label, dates};

/// The form that asks what to import. The open study is proposed.
pub(super) fn import(cx: &Context) -> Opened {
    let open = cx.study.as_ref().map_or("", |open| open.name());
    let intro = "A text file, Excel, OpenDocument, Prism, a folder of them, or rows pasted here. What is understood is \
shown before anything is written; with problems, nothing is.";
    let form = Form::new("Import", intro, fields(cx, open));
    Ok((form, Purpose::Import))
}

fn fields(cx: &Context, study: &str) -> Vec<Field> {
    let file_hint =
        "file or folder; typing lists what is there, → takes it; or paste rows of a sheet";
    vec![
        Field::text("file", "file", file_hint, "").needed(checks::remark("file")),
        Field::text(
            "study",
            "study",
            "name; created if new; empty: the study column of the file",
            study,
        )
        .checked(checks::study(&cx.studies))
        .offering(cx.studies.clone()),
        Field::text(
            "day0",
            "day 0",
            "date of study day 0 of a new study; empty: a file without dates has study days only",
            "",
        )
        .checked(checks::planned_date("day0", cx.today)),
        Field::text("control", "control arm", "of a new study; may be empty", "")
            .checked(checks::name("control")),
        Field::choice(
            "decimal",
            "decimal mark",
            options(&[("point", "point: 12.4"), ("comma", "comma: 12,4")]),
            &cx.import_reading.decimal,
        ),
        Field::text(
            "dates",
            "dates are written",
            "such as DD.MM.YYYY or M/D/YY, if not as 2026-01-22",
            &cx.import_reading.dates,
        )
        .checked(checks::by(str::parse::<DateFormat>)),
        Field::choice(
            "wide",
            "columns of days",
            options(&[
                ("", "hold what sheet, title or file name tell, else volumes"),
                ("volume", "hold tumor volumes, mm³"),
                ("weight", "hold body weights, g"),
            ]),
            "",
        ),
        Field::text(
            "map",
            "columns",
            "headings not recognized: animal=Ear no, volume=TV mm3",
            "",
        )
        .checked(checks::sent(map)),
        Field::text(
            "codes",
            "words in cells",
            "what they stand for: sac=humane-endpoint, NS=not-done",
            "",
        )
        .checked(checks::by(parse_codes)),
        Field::text(
            "units",
            "units",
            "of fields whose headings name none: volume=cm3, day=weeks",
            "",
        )
        .checked(checks::sent(units)),
        Field::text(
            "sheet",
            "sheet",
            "of a workbook, or all; empty: the only one that can be read",
            "",
        )
        .checked(checks::remark("sheet")),
        Field::text(
            "header_row",
            "row of headings",
            "as 3, or 1-2 if they stand in two; empty: found",
            "",
        )
        .checked(checks::by(row)),
        Field::choice("new_arms", "unknown arms", unknown(), "refuse"),
        Field::choice("new_animals", "unknown animals", unknown(), "refuse"),
        Field::choice(
            "changed",
            "changed values",
            options(&[
                ("refuse", "refuse the file where it differs from the study"),
                ("correct", "take them as corrections, for the reason below"),
            ]),
            "refuse",
        ),
        Field::choice(
            "bad",
            "bad values",
            options(&[
                ("refuse", "refuse the file: nothing is imported"),
                ("skip", "leave them out, list them, import the rest"),
            ]),
            "refuse",
        ),
        Field::text(
            "ends",
            "dispositions",
            "a second file with animal, day, disposition and reason; may be empty",
            "",
        )
        .checked(checks::remark("ends")),
        reason_field("needed where results of existing entries change, or for corrections"),
    ]
}

/// How the form says that the file is read.
pub(crate) fn reading(form: &Form) -> ImportReading {
    ImportReading {
        decimal: form.value("decimal").to_owned(),
        dates: form.value("dates").to_owned(),
    }
}

/// What becomes of an arm or animal that an existing study does not have.
fn unknown() -> Vec<(String, String)> {
    options(&[
        (
            "refuse",
            "refuse the file: an existing study does not have them",
        ),
        ("add", "add them to an existing study"),
    ])
}

fn options(words: &[(&str, &str)]) -> Vec<(String, String)> {
    let owned = |(word, phrase): &(&str, &str)| ((*word).to_owned(), (*phrase).to_owned());
    words.iter().map(owned).collect()
}

fn row(text: &str) -> Result<HeadingRows, Invalid> {
    text.parse()
}

/// What the form asks to be imported.
pub(super) fn importing(form: &Form, cx: &Context) -> Sent<Importing> {
    let file = form.given("file").map(PathBuf::from);
    let hint = "name one, or paste rows of a spreadsheet here";
    let file = file.ok_or_else(|| Refusal::new("file", "no file is named", hint))?;
    from(Source::Path(file), form, cx)
}

/// What the form asks to be imported of rows that were pasted into it.
pub(crate) fn importing_pasted(form: &Form, cx: &Context, rows: &str) -> Sent<Importing> {
    from(Source::Pasted(rows.to_owned()), form, cx)
}

fn from(source: Source, form: &Form, cx: &Context) -> Sent<Importing> {
    let study = read_if(form, "study", |text| Label::new("study", text))?;
    let options = ImportOptions {
        study: study.map(|name| name.to_string()),
        day0: read_if(form, "day0", |text| {
            dates::understand_planned("day0", text, cx.today)
        })?,
        control: form.given("control").map(str::to_owned),
        map: map(form.value("map"))?,
        decimal: match form.value("decimal") {
            "comma" => Some(DecimalMark::Comma),
            _ => None,
        },
        date_format: at("dates", form.given("dates").map(str::parse).transpose())?,
        codes: at("codes", form.given("codes").map(parse_codes).transpose())?.unwrap_or_default(),
        units: units(form.value("units"))?,
        sheet: form.given("sheet").map(str::to_owned),
        heading_rows: read_if(form, "header_row", row)?,
        wide: match form.value("wide") {
            "" => None,
            wide => Some(wide.parse::<WideValue>()?),
        },
        new_arms: form.value("new_arms") == "add",
        new_animals: form.value("new_animals") == "add",
        skip_bad: form.value("bad") == "skip",
        reason: reason_if(form)?,
        update: match form.value("changed") {
            "correct" => Some(reason(form)?),
            _ => None,
        },
        ..ImportOptions::default()
    };
    Ok(Importing {
        sources: Sources {
            readings: vec![source],
            dispositions: form.given("ends").map(PathBuf::from),
        },
        options,
    })
}

/// Units of fields.
fn units(text: &str) -> Sent<Vec<(app::import::Field, app::import::Scale)>> {
    let pairs = text
        .split(',')
        .map(str::trim)
        .filter(|pair| !pair.is_empty());
    let read = pairs.map(|pair| {
        parse_unit(pair).map_err(|error| {
            let hint = crate::base::remedy::as_keys(&error.remedy());
            Refusal::new("units", error.to_string(), hint)
        })
    });
    read.collect()
}

/// Which headings are which fields.
fn map(text: &str) -> Sent<Vec<(MapTarget, String)>> {
    let pairs = text.split(',').map(str::trim);
    let pairs = pairs.filter(|pair| !pair.is_empty());
    let read = pairs.map(|pair| {
        parse_map(pair).map_err(|error| {
            let hint = crate::base::remedy::as_keys(&error.remedy());
            Refusal::new("map", error.to_string(), hint)
        })
    });
    read.collect()
}
