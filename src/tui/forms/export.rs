//! Writing the report of the open study, or the figure that is shown, into a file.

use std::path::PathBuf;

use super::sent::{Refusal, Sent, at, number};
use super::{Form, Purpose, show};
use crate::effect::{Effect, Export, Product};
use crate::message::Trouble;
use crate::model::{Model, Tone};
use crate::overlay::Overlay;
use crate::screens::growth;
use crate::widgets::form::Field;
use app::document::figure::Kind;
use app::export::file_name;
use app::figures::{FigureFormat, FigureWanted, PER_INCH, WIDTHS_MM, width_mm};
use app::summarize::ReportFormat;

/// The form that asks where the report goes.
pub(super) fn report(model: &mut Model) {
    let Some(open) = &model.study else { return };
    let name = open.name().to_owned();
    let intro = "The summary report: a page (.html), a PDF, a workbook (.xlsx) or Markdown (.md), as the file's \
name ends.";
    let whom = vec![
        option("director", "the study director: all that may be seen"),
        option("technician", "technicians: arms stay hidden"),
    ];
    let fields = vec![
        file(&format!("{}.html", file_name(&name))),
        Field::choice("for", "for", whom, "director"),
        existing(),
    ];
    let form = Form::new(format!("Report of study {name}"), intro, fields);
    show(model, (form, Purpose::Report(name)));
}

/// The form that asks where the figure goes that Growth shows.
pub(super) fn figure(model: &mut Model) {
    let Some(open) = &model.study else { return };
    let name = open.name().to_owned();
    let (kind, scale) = growth::drawn(model);
    let intro = "The figure with all arms, for papers and slides: .svg, .pdf or .png, as the file's name ends.";
    let widths = WIDTHS_MM.map(|(word, mm)| option(word, &format!("{word}: {mm} mm")));
    let fields = vec![
        file(&format!("{}-{}.svg", file_name(&name), called(kind))),
        Field::choice("width", "width", widths.into(), "double"),
        Field::text("dpi", "resolution", "pixels per inch of a .png", "300"),
        existing(),
    ];
    let form = Form::new(
        format!("Figure of study {name}: {}", called(kind)),
        intro,
        fields,
    );
    show(model, (form, Purpose::Figure(name, kind, scale)));
}

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
        "name, with its folder where it is another one; ~/ is your own",
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
fn option(word: &str, said: &str) -> (String, String) {
    (word.to_owned(), said.to_owned())
}

/// Asks for what a form describes.
pub(super) fn chosen(model: &mut Model) -> Vec<Effect> {
    let Some(Overlay::Form(form, purpose)) = model.overlays.last_mut() else {
        return Vec::new();
    };
    match export(form, purpose) {
        Ok(export) => {
            let text = format!("writing {} …", export.file.display());
            model.overlays.pop();
            model.say(Tone::Note, text);
            vec![Effect::Export(Box::new(export))]
        }
        Err(refusal) => {
            form.refuse(refusal.field, refusal.trouble);
            vec![Effect::Bell]
        }
    }
}

fn export(form: &Form, purpose: &Purpose) -> Sent<Export> {
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
            };
            (study, Product::Figure(figure, format))
        }
        Purpose::Report(study) => {
            let report = Product::Report {
                format: at("file", ReportFormat::of(&file))?,
                for_technician: form.value("for") == "technician",
            };
            (study, report)
        }
        other => unreachable!("{other:?} asks for no file"),
    };
    Ok(Export {
        study: study.clone(),
        product,
        replace: form.value("existing") == "replace",
        asked: Box::new((form.clone(), purpose.clone())),
        file,
    })
}

/// A file was written, or not: then the form is there again, unless something else is being done.
pub(crate) fn exported(
    model: &mut Model,
    export: Export,
    result: Result<String, Trouble>,
) -> Vec<Effect> {
    let trouble = match result {
        Ok(file) => {
            model.say(Tone::Done, format!("wrote {file}"));
            return Vec::new();
        }
        Err(trouble) => trouble,
    };
    let held = model.burst.due().is_some();
    let busy = held || model.scopes().iter().any(|scope| scope.is_typed_in());
    let (mut form, purpose) = *export.asked;
    if busy || !model.overlays.is_empty() || model.study.is_none() {
        model.trouble(&trouble);
    } else {
        model.status = None;
        form.refuse(Some("file"), trouble);
        model.overlays.push(Overlay::Form(Box::new(form), purpose));
    }
    vec![Effect::Bell]
}
