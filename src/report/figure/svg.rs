//! Figures as SVG, text as text.
//!
//! Alone, everything is written out in plain attributes, which drawing programs understand. Within a page,
//! looks are classes of its style sheet ([`Sheet`]), whose colors follow its light and dark ground, and
//! parts carry what a script needs to hide an arm or tell a value.

use std::fmt::Write as _;

use super::canvas::{Anchor, At, Canvas, Fill, Ink, Lettering, Part, Stroke};
use super::model::Figure;
use super::theme::Theme;

/// The fonts of figures, the first that a machine has; all have nearly the same widths.
const FONTS: &str = "Arial, Helvetica, 'Liberation Sans', Arimo, sans-serif";

/// A figure alone, as a file, `width` points wide.
pub fn file(figure: &Figure, width: f64, theme: &Theme) -> String {
    let mut svg = Svg {
        looks: Looks::Written(theme),
        out: String::new(),
    };
    let height = figure.height(width);
    let (w, h) = (short(width, 2), short(height, 2));
    let ground = svg.looks(&[("fill", svg.color(Ink::Ground))]);
    let _ = write!(
        svg.out,
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<svg xmlns=\"http://www.w3.org/2000/svg\" \
         width=\"{w}pt\" height=\"{h}pt\" viewBox=\"0 0 {w} {h}\" font-family=\"{FONTS}\">\n\
         <rect width=\"{w}\" height=\"{h}\"{ground}/>\n"
    );
    figure.draw(&mut svg, width);
    svg.out.push_str("</svg>\n");
    svg.out
}

/// The looks of all figures within one page, each a class.
#[derive(Debug, Default)]
pub struct Sheet(Vec<String>);

impl Sheet {
    /// The rules of the style sheet.
    pub fn css(&self) -> String {
        let rules = self.0.iter().enumerate();
        rules
            .map(|(i, looks)| format!(".f{i}{{{looks}}}"))
            .collect()
    }

    fn class(&mut self, looks: String) -> usize {
        let known = self.0.iter().position(|known| *known == looks);
        known.unwrap_or_else(|| {
            self.0.push(looks);
            self.0.len() - 1
        })
    }
}

/// A figure within a page, drawn `width` points wide and scaled to whatever room it gets. `name` says
/// what it shows to those who cannot see it.
pub fn inline(figure: &Figure, width: f64, name: &str, sheet: &mut Sheet) -> String {
    let mut svg = Svg {
        looks: Looks::Named(sheet),
        out: String::new(),
    };
    let (w, h) = (short(width, 1), short(figure.height(width), 1));
    let _ = write!(
        svg.out,
        "<svg viewBox=\"0 0 {w} {h}\" role=\"img\" aria-label=\"{}\" font-family=\"{FONTS}\">",
        escaped(name)
    );
    figure.draw(&mut svg, width);
    svg.out.push_str("</svg>");
    svg.out
}

enum Looks<'a> {
    /// In attributes, with the colors of a theme.
    Written(&'a Theme),
    /// In classes, with the colors of the page.
    Named(&'a mut Sheet),
}

struct Svg<'a> {
    looks: Looks<'a>,
    out: String,
}

impl Svg<'_> {
    fn is_within_page(&self) -> bool {
        matches!(self.looks, Looks::Named(_))
    }

    /// A length: to a hundredth of a point, within a page to a tenth.
    fn length(&self, value: f64) -> String {
        short(value, if self.is_within_page() { 1 } else { 2 })
    }

    fn color(&self, ink: Ink) -> String {
        match &self.looks {
            Looks::Written(theme) => {
                let (r, g, b) = theme.rgb(ink);
                format!("#{r:02x}{g:02x}{b:02x}")
            }
            Looks::Named(_) => format!("var({})", variable(ink)),
        }
    }

    /// Properties as attributes, or as a class.
    fn looks(&mut self, properties: &[(&str, String)]) -> String {
        match &mut self.looks {
            Looks::Written(_) => {
                let written = properties.iter();
                written
                    .map(|(name, value)| format!(" {name}=\"{value}\""))
                    .collect()
            }
            Looks::Named(sheet) => {
                let rules = properties
                    .iter()
                    .map(|(name, value)| format!("{name}:{value}"));
                let rules: Vec<String> = rules.collect();
                format!(" class=\"f{}\"", sheet.class(rules.join(";")))
            }
        }
    }

    fn stroke(&self, stroke: &Stroke) -> Vec<(&'static str, String)> {
        let mut looks = vec![
            ("stroke", self.color(stroke.ink)),
            ("stroke-width", short(stroke.width, 2)),
        ];
        if let Some((dash, gap)) = stroke.dash {
            let dashes = format!("{} {}", short(dash, 2), short(gap, 2));
            looks.push(("stroke-dasharray", dashes));
        }
        if stroke.opacity < 1.0 {
            looks.push(("stroke-opacity", short(stroke.opacity, 2)));
        }
        looks
    }

    fn shape(&mut self, fill: Option<Fill>, edge: Option<&Stroke>) -> String {
        let mut looks = match fill {
            Some(fill) => vec![("fill", self.color(fill.ink))],
            None => vec![("fill", "none".to_owned())],
        };
        if let Some(fill) = fill.filter(|fill| fill.opacity < 1.0) {
            looks.push(("fill-opacity", short(fill.opacity, 2)));
        }
        looks.extend(edge.into_iter().flat_map(|edge| self.stroke(edge)));
        self.looks(&looks)
    }

    fn path(&self, through: &[At]) -> String {
        let mut path = String::new();
        for (i, (x, y)) in through.iter().enumerate() {
            let letter = if i == 0 { 'M' } else { 'L' };
            let _ = write!(path, "{letter}{} {}", self.length(*x), self.length(*y));
        }
        path
    }
}

/// The name of a color in the style sheet of a page.
pub fn variable(ink: Ink) -> String {
    match ink {
        Ink::Text => "--ink".to_owned(),
        Ink::Muted => "--muted".to_owned(),
        Ink::Grid => "--grid".to_owned(),
        Ink::Ground => "--ground".to_owned(),
        Ink::Arm(look) => format!("--arm{look}"),
    }
}

impl Canvas for Svg<'_> {
    fn open(&mut self, part: &Part<'_>) {
        let _ = write!(self.out, "<g class=\"{}\"", part.kind);
        if self.is_within_page() {
            if let Some(arm) = part.arm {
                let _ = write!(self.out, " data-arm=\"{arm}\"");
            }
            if let Some(animal) = part.animal {
                let _ = write!(self.out, " data-animal=\"{}\"", escaped(animal));
            }
        }
        self.out.push('>');
        if let Some(words) = part.words {
            let _ = write!(self.out, "<title>{}</title>", escaped(words));
        }
    }

    fn close(&mut self) {
        self.out.push_str("</g>\n");
    }

    fn line(&mut self, through: &[At], stroke: &Stroke) {
        self.lines(&[through], stroke);
    }

    fn lines(&mut self, pieces: &[&[At]], stroke: &Stroke) {
        let path: String = pieces.iter().map(|piece| self.path(piece)).collect();
        let looks = self.shape(None, Some(stroke));
        let _ = write!(self.out, "<path d=\"{path}\"{looks}/>");
    }

    fn polygon(&mut self, corners: &[At], fill: Option<Fill>, edge: Option<&Stroke>) {
        let corners = corners.iter();
        let places = corners.map(|(x, y)| format!("{},{}", self.length(*x), self.length(*y)));
        let places = places.collect::<Vec<_>>().join(" ");
        let looks = self.shape(fill, edge);
        let _ = write!(self.out, "<polygon points=\"{places}\"{looks}/>");
    }

    fn circle(&mut self, (x, y): At, radius: f64, fill: Option<Fill>, edge: Option<&Stroke>) {
        let (x, y, r) = (self.length(x), self.length(y), short(radius, 2));
        let looks = self.shape(fill, edge);
        let _ = write!(self.out, "<circle cx=\"{x}\" cy=\"{y}\" r=\"{r}\"{looks}/>");
    }

    fn text(&mut self, (x, y): At, text: &str, lettering: &Lettering) {
        if text.is_empty() {
            return;
        }
        let (x, y) = (self.length(x), self.length(y));
        let size = short(lettering.size, 2);
        let size = if self.is_within_page() {
            format!("{size}px")
        } else {
            size
        };
        let mut looks = vec![("fill", self.color(lettering.ink)), ("font-size", size)];
        match lettering.anchor {
            Anchor::Start => {}
            Anchor::Middle => looks.push(("text-anchor", "middle".to_owned())),
            Anchor::End => looks.push(("text-anchor", "end".to_owned())),
        }
        if lettering.bold {
            looks.push(("font-weight", "bold".to_owned()));
        }
        let looks = self.looks(&looks);
        let turned = match lettering.upwards {
            true => format!(" transform=\"rotate(-90 {x} {y})\""),
            false => String::new(),
        };
        let text = escaped(text);
        let _ = write!(
            self.out,
            "<text x=\"{x}\" y=\"{y}\"{turned}{looks}>{text}</text>"
        );
    }
}

/// A length with so many digits after the point at most.
fn short(value: f64, digits: usize) -> String {
    let text = format!("{value:.digits$}");
    let text = text.trim_end_matches('0').trim_end_matches('.');
    match text {
        "-0" | "" => "0".to_owned(),
        text => text.to_owned(),
    }
}

/// A text that holds no marks.
pub fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            letter => out.push(letter),
        }
    }
    out
}
