//! The report as a single HTML page, without other files or network.
//!
//! The summary comes first, then the chapters of the core, then the appendix, which is folded. Figures are inline SVG.
//! The page is complete without script. With script, tables can be sorted, copied and saved, and figures show one
//! version at a time, hide arms, show values, and can be saved. Texts that people typed are isolated, so that their
//! direction of writing does not affect the text around them.

mod summary;
mod tables;

use std::collections::BTreeMap;
use std::io::{self, Write};

use maud::{DOCTYPE, Markup, PreEscaped, html};

use super::Card;
use super::document::{Block, Chapter, Depth, Document, FigureBlock, Words};
use super::figure::canvas::ColorRole;
use super::figure::{ArmStyle, Figure, Layout, svg, theme};
use super::fonts;
use super::number::number;
use super::palette::LOOKS;
use super::sections::{Fact, Remark};
use super::text::{isolating, needs_isolation};
use domain::AnimalCurve;

const STYLE: &str = include_str!("style.css");
const SUMMARY_STYLE: &str = include_str!("summary.css");
const PRINT_STYLE: &str = include_str!("print.css");
const SCRIPTS: [&str; 5] = [
    include_str!("page.js"),
    include_str!("tables.js"),
    include_str!("figures.js"),
    include_str!("scale.js"),
    include_str!("values.js"),
];

/// The content security policy: the page may use only what it contains.
/// An image may be one that the script makes of a figure, to save it as PNG.
const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; \
                      img-src data:; base-uri 'none'; form-action 'none'";

/// The width for which figures of one panel are laid out, points: between that of a phone and half of a desktop. The
/// page scales them.
const SINGLE: f64 = 280.0;

/// The same for each of several panels, with a key and without.
const WITH_KEY: f64 = 254.0;
const WITHOUT: f64 = 165.0;

/// Writes the page. The values of `curves` are shown under the pointer.
///
/// A page of a million readings has a hundred megabytes, so only its chapters are in memory, and each is given back when
/// it is written.
///
/// # Errors
/// Those of `out`.
pub fn write(
    document: &Document,
    curves: &[AnimalCurve],
    out: &mut (dyn Write + Send),
) -> io::Result<()> {
    // Figures are drawn before the head, which contains their style sheet.
    let mut sheet = svg::StyleSheet::default();
    let summary = document.summary.as_ref();
    let summary = summary.map(|summary| summary::section(summary, &mut sheet));
    let mut drawn = |depth| -> Vec<Markup> {
        let chapters = of_depth(document, depth);
        chapters
            .map(|chapter| self::chapter(chapter, &mut sheet))
            .collect()
    };
    let (core, appendix) = (drawn(Depth::Core), drawn(Depth::Appendix));
    let mut put = |part: Markup| out.write_all(part.into_string().as_bytes());
    put(html! { (DOCTYPE) (PreEscaped("<html lang=\"en\">")) (head(document, &sheet)) })?;
    put(html! { (PreEscaped("<body>")) (contents(document)) (PreEscaped("<main>")) })?;
    put(match summary {
        Some(summary) => html! { (summary) (about(document)) },
        None => html! { header { h1 { (typed(&document.title)) } (about(document)) } },
    })?;
    core.into_iter().try_for_each(&mut put)?;
    if !appendix.is_empty() {
        // Closed until it is asked for.
        put(html! { (PreEscaped("<details id=\"appendix\">")) (summary_of_appendix(document)) })?;
        appendix.into_iter().try_for_each(&mut put)?;
        put(PreEscaped("</details>".to_owned()))?;
    }
    put(html! {
        (PreEscaped("</main>"))
        footer { p { (document.running) " · " (document.program) } }
    })?;
    data(curves, out)?;
    let scripts = html! {
        script { @for script in SCRIPTS { (PreEscaped(script)) } }
        (PreEscaped("</body></html>"))
    };
    out.write_all(scripts.into_string().as_bytes())
}

fn head(document: &Document, sheet: &svg::StyleSheet) -> Markup {
    html! {
        head {
            meta charset="utf-8";
            meta name="viewport" content="width=device-width, initial-scale=1";
            // Nothing is fetched from anywhere, whatever anybody typed.
            meta http-equiv="Content-Security-Policy" content=(POLICY);
            meta name="generator" content=(document.program);
            meta name="author" content=(document.made.by);
            title { (document.title) }
            style {
                (PreEscaped(colors())) (PreEscaped(STYLE)) (PreEscaped(SUMMARY_STYLE)) (PreEscaped(PRINT_STYLE))
                (PreEscaped(sheet.css()))
            }
        }
    }
}

/// The bar of contents, which stays in sight.
fn contents(document: &Document) -> Markup {
    let has_appendix = of_depth(document, Depth::Appendix).next().is_some();
    html! {
        nav aria-label="Contents" {
            @if document.summary.is_some() { a href="#summary" { "Summary" } }
            @for chapter in of_depth(document, Depth::Core) { a href={ "#" (chapter.id) } { (chapter.title) } }
            @if has_appendix { a href="#appendix" { "Appendix" } }
        }
    }
}

fn of_depth(document: &Document, depth: Depth) -> impl Iterator<Item = &Chapter> {
    let chapters = document.chapters.iter();
    chapters.filter(move |chapter| chapter.depth == depth)
}

/// The warnings and the title block.
fn about(document: &Document) -> Markup {
    html! {
        section #about {
            @for warning in &document.warnings { p.warning { (warning) } }
            dl.block {
                @for (name, value) in &document.facts {
                    dt { (name) }
                    dd { (typed(value)) }
                }
            }
        }
    }
}

/// What stands in the place of the appendix while it is closed.
fn summary_of_appendix(document: &Document) -> Markup {
    let titles: Vec<&str> = of_depth(document, Depth::Appendix)
        .map(|chapter| chapter.title)
        .collect();
    html! { summary { span.appendix { "Appendix" } " " (titles.join(", ")) } }
}

fn chapter(chapter: &Chapter, sheet: &mut svg::StyleSheet) -> Markup {
    let blocks = chapter.blocks.iter().map(|block| self::block(block, sheet));
    let blocks: Vec<Markup> = blocks.collect();
    html! {
        section.chapter id=(chapter.id) {
            h2 { (chapter.title) }
            @for block in &blocks { (block) }
        }
    }
}

/// The colors of arms as CSS variables, for the light and the dark theme.
fn colors() -> String {
    let of = |theme: &theme::Theme| -> String {
        let roles = (0..LOOKS).flat_map(|color| [ColorRole::Arm(color), ColorRole::Letters(color)]);
        let variable = |role: ColorRole| {
            let (r, g, b) = theme.rgb(role);
            format!("{}:#{r:02x}{g:02x}{b:02x};", svg::variable(role))
        };
        roles.map(variable).collect()
    };
    let (light, dark) = (of(&theme::LIGHT), of(&theme::DARK));
    format!(
        ":root{{{light}}}@media (prefers-color-scheme: dark){{:root{{{dark}}}}}@media print{{:root{{{light}}}}}\n"
    )
}

/// A text that people typed, or that begins with such a name.
fn typed(text: &str) -> Markup {
    match needs_isolation(text) {
        true => html! { bdi { (breakable(text)) } },
        // What is read from left to right changes no direction.
        false => breakable(text),
    }
}

/// A sentence of the program that contains names that people typed.
fn sentence(text: &str) -> Markup {
    breakable(&isolating(text))
}

/// Words of at most so many letters are broken only where the browser does, and parts of words of at most
/// so many are not broken at all.
const WORD: usize = 12;
const PART: usize = 24;

/// A text whose long words may be broken: after signs that join their parts, else anywhere.
fn breakable(text: &str) -> Markup {
    html! {
        @for word in text.split_inclusive(char::is_whitespace) {
            @for (i, piece) in pieces(word).into_iter().enumerate() { @if i > 0 { wbr; } (piece) }
        }
    }
}

/// A word in pieces between which it may be broken.
fn pieces(word: &str) -> Vec<String> {
    if word.chars().count() <= WORD {
        return vec![word.to_owned()];
    }
    let parts = fonts::parts(word).into_iter();
    let pieces = parts.flat_map(|part| {
        let letters: Vec<char> = part.chars().collect();
        let size = if letters.len() > PART { WORD } else { PART };
        let pieces = letters.chunks(size).map(|piece| piece.iter().collect());
        pieces.collect::<Vec<String>>()
    });
    pieces.collect()
}

fn block(block: &Block, sheet: &mut svg::StyleSheet) -> Markup {
    match block {
        Block::Heading(text) => html! { h3 { (sentence(text)) } },
        Block::Text(words) => html! { p { (sentence(&words.text)) } },
        Block::List(items) => list(items),
        Block::Facts(groups) => facts(groups),
        Block::Table(block) => tables::block(block),
        Block::Figure(block) => figure(block, sheet),
        Block::Remarks(remarks) => self::remarks(remarks),
        Block::Cards(cards) => html! { @for card in cards { (self::card(card)) } },
    }
}

fn list(items: &[Words]) -> Markup {
    html! { ul { @for item in items { li { (sentence(&item.text)) } } } }
}

fn facts(groups: &[Vec<Fact>]) -> Markup {
    html! {
        @for group in groups {
            p.facts { @for fact in group { span { (sentence(&fact.text)) (definition(fact.about)) } } }
        }
    }
}

/// A link to a definition.
fn definition(about: Option<&str>) -> Markup {
    html! {
        @if let Some(id) = about {
            a.def href={ "#def-" (id) } title={ "definition of " (id) } { "?" }
        }
    }
}

fn remarks(remarks: &[Remark]) -> Markup {
    html! {
        div.remarks {
            @for remark in remarks {
                p { @if !remark.mark.is_empty() { (remark.mark) " " } (sentence(&remark.text)) }
            }
        }
    }
}

/// Every version of a figure.
fn figure(block: &FigureBlock, sheet: &mut svg::StyleSheet) -> Markup {
    let versions = block
        .versions
        .iter()
        .map(|(name, figure)| (name, drawn(figure, &block.caption, sheet)));
    let versions: Vec<(&&str, Markup)> = versions.collect();
    html! {
        figure id=(block.id) {
            @for (name, drawn) in &versions {
                div.version data-version=(name) {
                    @if !name.is_empty() { p.version-name { (name) } }
                    (drawn)
                }
            }
            (toggles(block, sheet))
            figcaption { b { (block.label()) "." } " " (sentence(&block.caption)) }
        }
    }
}

/// Buttons by which the script hides arms; none where every arm has a panel of its own.
fn toggles(block: &FigureBlock, sheet: &mut svg::StyleSheet) -> Markup {
    let figure = block.versions.first().map(|(_, figure)| figure);
    let together = |figure: &&Figure| {
        figure.arms.len() > 1 && (figure.layout != Layout::Titles || figure.panels.len() == 1)
    };
    let Some(figure) = figure.filter(together) else {
        return html! {};
    };
    let mut mark = |arm: &ArmStyle| PreEscaped(svg::inline_mark(arm, sheet));
    html! {
        div.toggles hidden {
            @for arm in &figure.arms {
                button type="button" data-arm=(arm.position) aria-pressed="true" { (mark(arm)) (typed(&arm.name)) }
            }
        }
    }
}

/// Of several panels each is a drawing of its own, so that the browser puts as many side by side as fit.
fn drawn(figure: &Figure, caption: &str, sheet: &mut svg::StyleSheet) -> Markup {
    let mut inline =
        |figure: &Figure, width| PreEscaped(svg::inline(figure, width, caption, sheet));
    if figure.panels.len() < 2 {
        return html! { div.single { (inline(figure, SINGLE)) } };
    }
    let (width, name) = match figure.layout {
        Layout::Titles => (WITHOUT, "panels"),
        _ => (WITH_KEY, "panels with-key"),
    };
    html! { div class=(name) { @for panel in figure.apart() { (inline(&panel, width)) } } }
}

fn card(card: &Card) -> Markup {
    html! {
        div.card id={ "def-" (card.id) } {
            h3 { (card.name) " " code { (card.id) } }
            dl { @for (name, text) in card.parts() { dt { (name) } dd { (text) } } }
        }
    }
}

/// Writes the values that the script shows under the pointer: days and volumes by animal.
fn data(curves: &[AnimalCurve], out: &mut (dyn Write + Send)) -> io::Result<()> {
    let by_animal = curves.iter().map(|curve| (curve.animal.as_str(), curve));
    let by_animal: BTreeMap<&str, &AnimalCurve> = by_animal.collect();
    out.write_all(b"<script type=\"application/json\" id=\"curves\">{")?;
    for (at, (animal, curve)) in by_animal.into_iter().enumerate() {
        let days: Vec<f64> = curve.volumes.iter().map(|point| point.day).collect();
        let volumes = curve
            .volumes
            .iter()
            .map(|point| number(Some(point.volume_mm3), 1));
        let volumes: Vec<String> = volumes.collect();
        let json = |value: serde_json::Result<String>| {
            let json = value.expect("names and numbers can be written");
            // So that no text ends the element.
            json.replace('<', "\\u003c")
        };
        let separator = if at > 0 { "," } else { "" };
        let animal = json(serde_json::to_string(animal));
        let values = json(serde_json::to_string(&(days, volumes)));
        write!(out, "{separator}{animal}:{values}")?;
    }
    out.write_all(b"}</script>")
}
