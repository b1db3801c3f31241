//! Figures as SVG, text as text.
//!
//! Within a page, colors are names that its style sheet gives (`var(--ink)`), so that they follow its
//! light and dark ground, and parts carry what a script needs to hide an arm or tell a value. Alone,
//! everything is written out in plain attributes, which drawing programs understand.

use std::fmt::Write as _;

use super::canvas::{Anchor, At, Canvas, Fill, Ink, Lettering, Part, Stroke};
use super::model::Figure;
use super::theme::Theme;

/// The fonts of figures, the first that a machine has; all have nearly the same widths.
const FONTS: &str = "Arial, Helvetica, 'Liberation Sans', Arimo, sans-serif";

/// A figure alone, as a file, `width` points wide.
pub fn file(figure: &Figure, width: f64, theme: &Theme) -> String {
    let mut svg = Svg {
        theme: Some(theme),
        out: String::new(),
    };
    let height = figure.height(width);
    let (w, h) = (short(width), short(height));
    let _ = write!(
        svg.out,
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<svg xmlns=\"http://www.w3.org/2000/svg\" \
         width=\"{w}pt\" height=\"{h}pt\" viewBox=\"0 0 {w} {h}\" font-family=\"{FONTS}\">\n"
    );
    let _ = writeln!(
        svg.out,
        "<rect width=\"{w}\" height=\"{h}\"{}/>",
        svg.color("fill", Ink::Ground)
    );
    figure.draw(&mut svg, width);
    svg.out.push_str("</svg>\n");
    svg.out
}

/// A figure within a page, drawn `width` points wide and scaled to whatever room it gets. `name` says
/// what it shows to those who cannot see it.
pub fn inline(figure: &Figure, width: f64, name: &str) -> String {
    let mut svg = Svg {
        theme: None,
        out: String::new(),
    };
    let (w, h) = (short(width), short(figure.height(width)));
    let _ = write!(
        svg.out,
        "<svg viewBox=\"0 0 {w} {h}\" role=\"img\" aria-label=\"{}\" font-family=\"{FONTS}\">",
        escaped(name)
    );
    figure.draw(&mut svg, width);
    svg.out.push_str("</svg>");
    svg.out
}

struct Svg<'a> {
    /// The colors to write out; none within a page.
    theme: Option<&'a Theme>,
    out: String,
}

impl Svg<'_> {
    fn color(&self, attribute: &str, ink: Ink) -> String {
        match self.theme {
            Some(theme) => {
                let (r, g, b) = theme.rgb(ink);
                format!(" {attribute}=\"#{r:02x}{g:02x}{b:02x}\"")
            }
            None => format!(" {attribute}=\"var({})\"", variable(ink)),
        }
    }

    fn stroke(&self, stroke: &Stroke) -> String {
        let mut text = self.color("stroke", stroke.ink);
        let _ = write!(text, " stroke-width=\"{}\"", short(stroke.width));
        if let Some((dash, gap)) = stroke.dash {
            let _ = write!(text, " stroke-dasharray=\"{} {}\"", short(dash), short(gap));
        }
        if stroke.opacity < 1.0 {
            let _ = write!(text, " stroke-opacity=\"{}\"", short(stroke.opacity));
        }
        text
    }

    fn filled(&self, fill: Option<Fill>, edge: Option<&Stroke>) -> String {
        let mut text = match fill {
            Some(fill) => self.color("fill", fill.ink),
            None => " fill=\"none\"".to_owned(),
        };
        if let Some(fill) = fill.filter(|fill| fill.opacity < 1.0) {
            let _ = write!(text, " fill-opacity=\"{}\"", short(fill.opacity));
        }
        if let Some(edge) = edge {
            text.push_str(&self.stroke(edge));
        }
        text
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
        if let (None, Some(arm)) = (self.theme, part.arm) {
            let _ = write!(self.out, " data-arm=\"{arm}\"");
        }
        if let (None, Some(animal)) = (self.theme, part.animal) {
            let _ = write!(self.out, " data-animal=\"{}\"", escaped(animal));
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
        let mut d = String::new();
        for (i, (x, y)) in through.iter().enumerate() {
            let letter = if i == 0 { 'M' } else { 'L' };
            let _ = write!(d, "{letter}{} {}", short(*x), short(*y));
        }
        let stroke = self.stroke(stroke);
        let _ = write!(self.out, "<path d=\"{d}\" fill=\"none\"{stroke}/>");
    }

    fn polygon(&mut self, corners: &[At], fill: Option<Fill>, edge: Option<&Stroke>) {
        let points = corners
            .iter()
            .map(|(x, y)| format!("{},{}", short(*x), short(*y)));
        let points = points.collect::<Vec<_>>().join(" ");
        let looks = self.filled(fill, edge);
        let _ = write!(self.out, "<polygon points=\"{points}\"{looks}/>");
    }

    fn circle(&mut self, (x, y): At, radius: f64, fill: Option<Fill>, edge: Option<&Stroke>) {
        let (x, y, r) = (short(x), short(y), short(radius));
        let looks = self.filled(fill, edge);
        let _ = write!(self.out, "<circle cx=\"{x}\" cy=\"{y}\" r=\"{r}\"{looks}/>");
    }

    fn text(&mut self, (x, y): At, text: &str, lettering: &Lettering) {
        if text.is_empty() {
            return;
        }
        let (x, y) = (short(x), short(y));
        let anchor = match lettering.anchor {
            Anchor::Start => "",
            Anchor::Middle => " text-anchor=\"middle\"",
            Anchor::End => " text-anchor=\"end\"",
        };
        let bold = if lettering.bold {
            " font-weight=\"bold\""
        } else {
            ""
        };
        let turned = match lettering.upwards {
            true => format!(" transform=\"rotate(-90 {x} {y})\""),
            false => String::new(),
        };
        let color = self.color("fill", lettering.ink);
        let _ = write!(
            self.out,
            "<text x=\"{x}\" y=\"{y}\" font-size=\"{}\"{anchor}{bold}{turned}{color}>{}</text>",
            short(lettering.size),
            escaped(text)
        );
    }
}

/// A length to a hundredth of a point.
fn short(value: f64) -> String {
    let text = format!("{value:.2}");
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
