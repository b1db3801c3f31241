//! Writing the report of the open study, or the figure that is shown, into a file.

use std::path::{Path, PathBuf};

use super::sent::{Refusal, Sent, at, number};
use super::{Form, Opened, Purpose, checks};
use crate::base::context::Context;
use crate::base::effect::{Export, Product};
use crate::widgets::form::Field;
use app::document::figure::{Kind, Scale};
use app::export::{Format, file_name};
use app::figures::{FigureFormat, FigureWanted, PER_INCH, WIDTHS_MM, width_mm};
use app::summarize::ReportFormat;

/// The form that asks where the report goes.
pub(super) fn report(cx: &Context) -> Opened {
    let open = cx.study.as_ref().ok_or(None)?;
    let name = open.name().to_owned();
    let intro = "The summary report: a page (.html), a PDF, a workbook (.xlsx) or Markdown (.md), as the file's \
name ends.";
    let whom = vec![
        option("director", "the study director: all that may be seen"),
        option("technician", "technicians: arms stay hidden"),
    ];
    let fields = vec![
        file(&format!("{}.html", file_name(&name)))
            .needed(checks::by(|name| ReportFormat::of(Path::new(name)))),
        Field::choice("for", "for", whom, "director"),
        existing(),
        Field::text(
            "landmark",
            "landmark day",
            "study day on which arms are compared; empty: as usual",
            &super::sent::shown(&open.landmark),
        )
        .checked(checks::amount("landmark")),
    ];
    let form = Form::new(format!("Report of study {name}"), intro, fields);
    Ok((form, Purpose::Report(name)))
}

/// The form that asks where a figure goes.
pub(super) fn figure(cx: &Context, kind: Kind, scale: Scale) -> Opened {
    let open = cx.study.as_ref().ok_or(None)?;
    let name = open.name().to_owned();
    let intro = "The figure with all arms, for papers and slides: .svg, .pdf or .png, as the file's name ends.";
    let widths = WIDTHS_MM.map(|(word, mm)| option(word, &format!("{word}: {mm} mm")));
    let fields = vec![
        file(&format!("{}-{}.svg", file_name(&name), called(kind)))
            .needed(checks::by(|name| FigureFormat::of(Path::new(name)))),
        Field::choice("width", "width", widths.into(), "double"),
        Field::text("dpi", "resolution", "pixels per inch of a .png", "300")
            .needed(checks::by(|text| PER_INCH.read(text))),
        existing(),
    ];
    let form = Form::new(
        format!("Figure of study {name}: {}", called(kind)),
        intro,
        fields,
    );
    Ok((form, Purpose::Figure(name, kind, scale)))
}

/// The form that asks where the data go, and for which program.
pub(super) fn data(cx: &Context) -> Opened {
    let open = cx.study.as_ref().ok_or(None)?;
    let name = open.name().to_owned();
    let intro = "All that was recorded, as files in a folder. CSV can be imported again.";
    let formats = FORMATS.map(|(word, phrase, _)| option(word, phrase));
    let hint = "folder, made if it is missing; ~/ is your home folder";
    let fields = vec![
        Field::choice("format", "format", formats.into(), "csv"),
        Field::text("file", "folder", hint, &file_name(&name)).needed(checks::remark("file")),
        existing(),
    ];
    let form = Form::new(format!("Export data of study {name}"), intro, fields);
    Ok((form, Purpose::Data(name)))
}

/// The formats of data: word, what it says on the screen, format.
const FORMATS: [(&str, &str, Format); 6] = [
    (
        "csv",
        "CSV: tidy tables, for Excel and scripts",
        Format::Csv,
    ),
    (
        "parquet",
        "Parquet: the same tables, typed",
        Format::Parquet,
    ),
    ("prism", "GraphPad Prism project (.pzfx)", Format::Prism),
    (
        "r",
        "R: tables and a script that computes the results",
        Format::R,
    ),
    (
        "synergylmm",
        "for the R package SynergyLMM",
        Format::SynergyLmm(None),
    ),
    ("pdxnet", "for PDXNet's tumor volume suite", Format::PdxNet),
];

/// A figure in a word.
fn called(kind: Kind) -> &'static str {
    match kind {
        Kind::Growth => "growth",
        Kind::Spaghetti => "animals",
        Kind::Waterfall => "waterfall",
        Kind::Survival => "survival",
        Kind::Weight => "weight",
    }
}

fn file(name: &str) -> Field {
    Field::text(
        "file",
        "file",
        "file name, with its folder if needed; ~/ is your home folder",
        name,
    )
}

fn existing() -> Field {
    let ways = vec![
        option("keep", "nothing is written"),
        option("replace", "it is replaced"),
    ];
    Field::choice("existing", "if it exists", ways, "keep")
}

/// A word and what it means.
fn option(word: &str, phrase: &str) -> (String, String) {
    (word.to_owned(), phrase.to_owned())
}

/// What a form asks to be written outside of the notebook, and where to.
pub(super) fn export(form: &Form, purpose: &Purpose) -> Sent<Export> {
    let file = form.given("file").map(PathBuf::from);
    let file = file.ok_or_else(|| Refusal::new("file", "no file is named", "name one"))?;
    let (study, product) = match purpose {
        Purpose::Figure(study, kind, scale) => {
            let format = at("file", FigureFormat::of(&file))?;
            let figure = FigureWanted {
                kind: *kind,
                scale: *scale,
                width_mm: width_mm(form.value("width"))?,
                per_inch: PER_INCH.check(number("dpi", form.value("dpi"))?)?,
                ..FigureWanted::default()
            };
            (study, Product::Figure(figure, format))
        }
        Purpose::Report(study) => {
            let report = Product::Report {
                format: at("file", ReportFormat::of(&file))?,
                for_technician: form.value("for") == "technician",
                landmark: super::sent::day(form, "landmark")?,
            };
            (study, report)
        }
        Purpose::Data(study) => {
            let word = form.value("format");
            let found = FORMATS.into_iter().find(|(known, ..)| *known == word);
            let format = found.map_or(Format::Csv, |(_, _, format)| format);
            (study, Product::Data(format))
        }
        other => unreachable!("{other:?} asks for no file"),
    };
    Ok(Export {
        study: study.clone(),
        product,
        replace: form.value("existing") == "replace",
        file,
    })
}

/// The form that a file was asked for in, filled in as it was: the file could not be written.
pub(crate) fn again(cx: &Context, export: &Export) -> Opened {
    let open = cx.study.as_ref().ok_or(None)?;
    if open.name() != export.study {
        return Err(None);
    }
    let (mut form, purpose) = match &export.product {
        Product::Report {
            for_technician,
            landmark,
            ..
        } => {
            let (mut form, purpose) = report(cx)?;
            form.fill(&[value("landmark", &super::sent::shown(landmark))]);
            let whom = if *for_technician {
                "technician"
            } else {
                "director"
            };
            form.fill(&[value("for", whom)]);
            (form, purpose)
        }
        Product::Data(format) => {
            let (mut form, purpose) = data(cx)?;
            let word = FORMATS.iter().find(|(.., known)| known == format);
            form.fill(&[value("format", word.map_or("", |(word, ..)| word))]);
            (form, purpose)
        }
        Product::Figure(wanted, _) => {
            let (mut form, purpose) = figure(cx, wanted.kind, wanted.scale)?;
            let mut widths = WIDTHS_MM.iter();
            let width = widths.find(|(_, mm)| *mm == wanted.width_mm);
            form.fill(&[value("width", width.map_or("", |(word, _)| word))]);
            form.fill(&[value("dpi", &wanted.per_inch.to_string())]);
            (form, purpose)
        }
    };
    let existing = if export.replace { "replace" } else { "keep" };
    form.fill(&[value("existing", existing)]);
    form.fill(&[value("file", &export.file.display().to_string())]);
    Ok((form, purpose))
}

fn value(id: &str, text: &str) -> (String, String) {
    (id.to_owned(), text.to_owned())
}
