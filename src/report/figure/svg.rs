//! Figures as SVG, text as text.
//!
//! As a file, all properties are plain attributes, which drawing programs understand. Within a page, they
//! are classes of a style sheet ([`StyleSheet`]), so that colors follow its light and dark theme, and parts
//! carry what the page's script needs to hide an arm or show a tooltip.

use std::fmt::Write as _;

use super::arms::ArmStyle;
use super::canvas::{Anchor, Canvas, ColorRole, Fill, Part, Point, Stroke, TextStyle};
use super::model::Figure;
use super::theme::Theme;

/// The fonts of figures, by preference. All have nearly the widths that figures are laid out with.
const FONTS: &str = "Arial, Helvetica, 'Liberation Sans', Arimo, sans-serif";

/// A figure alone, as a file, `width` points wide.
pub fn file(figure: &Figure, width: f64, theme: &Theme) -> String {
    let mut svg = Svg {
        styling: Styling::Attributes(theme),
        out: String::new(),
    };
    let height = figure.height(width);
    let (w, h) = (short(width, 2), short(height, 2));
    let background = svg.styled(&[("fill", svg.color(ColorRole::Background))]);
    let _ = write!(
        svg.out,
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<svg xmlns=\"http://www.w3.org/2000/svg\" \
         width=\"{w}pt\" height=\"{h}pt\" viewBox=\"0 0 {w} {h}\" font-family=\"{FONTS}\">\n\
         <title>{}</title><desc>{}</desc>\n<rect width=\"{w}\" height=\"{h}\"{background}/>\n",
        escaped(&figure.name),
        escaped(&figure.description)
    );
    figure.draw(&mut svg, width);
    svg.out.push_str("</svg>\n");
    svg.out
}

/// The distinct sets of properties of all figures within one page. Each is a class, `f0`, `f1`, ...
#[derive(Debug, Default)]
pub struct StyleSheet(Vec<String>);

impl StyleSheet {
    /// Its rules.
    pub fn css(&self) -> String {
        let rules = self.0.iter().enumerate();
        rules
            .map(|(i, properties)| format!(".f{i}{{{properties}}}"))
            .collect()
    }

    /// The number of the class with these properties.
    fn class(&mut self, properties: String) -> usize {
        let index = self.0.iter().position(|known| *known == properties);
        index.unwrap_or_else(|| {
            self.0.push(properties);
            self.0.len() - 1
        })
    }
}

/// A figure within a page, laid out `width` points wide and scaled to the width of its element. `name` is
/// for readers who cannot see it.
pub fn inline(figure: &Figure, width: f64, name: &str, sheet: &mut StyleSheet) -> String {
    let mut svg = Svg {
        styling: Styling::Classes(sheet),
        out: String::new(),
    };
    let (w, h) = (short(width, 1), short(figure.height(width), 1));
    let _ = write!(
        svg.out,
        "<svg viewBox=\"0 0 {w} {h}\" role=\"img\" aria-label=\"{}\" font-family=\"{FONTS}\">",
        escaped(name)
    );
    if !figure.description.is_empty() {
        let _ = write!(svg.out, "<desc>{}</desc>", escaped(&figure.description));
    }
    figure.draw(&mut svg, width);
    svg.out.push_str("</svg>");
    svg.out
}

/// The mark of an arm within a page, as high as a letter.
pub(crate) fn inline_mark(arm: &ArmStyle, sheet: &mut StyleSheet) -> String {
    let mut svg = Svg {
        styling: Styling::Classes(sheet),
        out: "<svg class=\"mark\" viewBox=\"-4 -4 8 8\" aria-hidden=\"true\">".to_owned(),
    };
    arm.draw_mark(&mut svg, (0.0, 0.0));
    svg.out.push_str("</svg>");
    svg.out
}

enum Styling<'a> {
    /// Properties are attributes, with the colors of a theme.
    Attributes(&'a Theme),
    /// Properties are classes, with colors that the page defines as variables.
    Classes(&'a mut StyleSheet),
}

struct Svg<'a> {
    styling: Styling<'a>,
    out: String,
}

impl Svg<'_> {
    fn is_within_page(&self) -> bool {
        matches!(self.styling, Styling::Classes(_))
    }

    /// A length: to a hundredth of a point, within a page to a tenth.
    fn length(&self, value: f64) -> String {
        short(value, if self.is_within_page() { 1 } else { 2 })
    }

    fn color(&self, role: ColorRole) -> String {
        match &self.styling {
            Styling::Attributes(theme) => {
                let (r, g, b) = theme.rgb(role);
                format!("#{r:02x}{g:02x}{b:02x}")
            }
            Styling::Classes(_) => format!("var({})", variable(role)),
        }
    }

    /// Properties as attributes, or as a class.
    fn styled(&mut self, properties: &[(&str, String)]) -> String {
        match &mut self.styling {
            Styling::Attributes(_) => {
                let written = properties.iter();
                written
                    .map(|(name, value)| format!(" {name}=\"{value}\""))
                    .collect()
            }
            Styling::Classes(sheet) => {
                let rules = properties
                    .iter()
                    .map(|(name, value)| format!("{name}:{value}"));
                let rules: Vec<String> = rules.collect();
                format!(" class=\"f{}\"", sheet.class(rules.join(";")))
            }
        }
    }

    fn stroke(&self, stroke: &Stroke) -> Vec<(&'static str, String)> {
        let mut properties = vec![
            ("stroke", self.color(stroke.color)),
            ("stroke-width", short(stroke.width, 2)),
        ];
        if let Some((dash, gap)) = stroke.dash {
            let dashes = format!("{} {}", short(dash, 2), short(gap, 2));
            properties.push(("stroke-dasharray", dashes));
        }
        if stroke.opacity < 1.0 {
            properties.push(("stroke-opacity", short(stroke.opacity, 2)));
        }
        properties
    }

    fn shape(&mut self, fill: Option<Fill>, edge: Option<&Stroke>) -> String {
        let mut properties = match fill {
            Some(fill) => vec![("fill", self.color(fill.color))],
            None => vec![("fill", "none".to_owned())],
        };
        if let Some(fill) = fill.filter(|fill| fill.opacity < 1.0) {
            properties.push(("fill-opacity", short(fill.opacity, 2)));
        }
        properties.extend(edge.into_iter().flat_map(|edge| self.stroke(edge)));
        self.styled(&properties)
    }

    /// A line as path data; level and upright pieces have a command of their own, which is shorter.
    fn path(&self, through: &[Point]) -> String {
        let mut path = String::new();
        let mut before: Option<(String, String)> = None;
        for (x, y) in through {
            let (x, y) = (self.length(*x), self.length(*y));
            let _ = match &before {
                None => write!(path, "M{x} {y}"),
                Some((_, level)) if *level == y => write!(path, "H{x}"),
                Some((upright, _)) if *upright == x => write!(path, "V{y}"),
                Some(_) => write!(path, "L{x} {y}"),
            };
            before = Some((x, y));
        }
        path
    }
}

/// The CSS variable that holds a color of a page.
pub fn variable(role: ColorRole) -> String {
    match role {
        ColorRole::Text => "--ink".to_owned(),
        ColorRole::Muted => "--muted".to_owned(),
        ColorRole::Grid => "--grid".to_owned(),
        ColorRole::Background => "--ground".to_owned(),
        ColorRole::Harm => "--harm".to_owned(),
        ColorRole::Arm(color) => format!("--arm{color}"),
        ColorRole::Letters(color) => format!("--letters{color}"),
    }
}

impl Canvas for Svg<'_> {
    fn begin_part(&mut self, part: &Part<'_>) {
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
        if let Some(tooltip) = part.tooltip {
            let _ = write!(self.out, "<title>{}</title>", escaped(tooltip));
        }
    }

    fn end_part(&mut self) {
        self.out.push_str("</g>\n");
    }

    /// A line that goes on where one of the same looks has just ended is drawn as one with it.
    fn line(&mut self, through: &[Point], stroke: &Stroke) {
        let properties = self.shape(None, Some(stroke));
        let tail = format!("\"{properties}/>");
        let path = self.path(through);
        let (first, rest) = path.split_at(path.find('L').unwrap_or(path.len()));
        let ended = format!("L{}{tail}", first.trim_start_matches('M'));
        match self.out.ends_with(&ended) {
            true => {
                self.out.truncate(self.out.len() - tail.len());
                self.out.push_str(rest);
                self.out.push_str(&tail);
            }
            false => {
                let _ = write!(self.out, "<path d=\"{path}{tail}");
            }
        }
    }

    fn lines(&mut self, pieces: &[&[Point]], stroke: &Stroke) {
        let path: String = pieces.iter().map(|piece| self.path(piece)).collect();
        let properties = self.shape(None, Some(stroke));
        let _ = write!(self.out, "<path d=\"{path}\"{properties}/>");
    }

    fn polygon(&mut self, corners: &[Point], fill: Option<Fill>, edge: Option<&Stroke>) {
        let corners = corners.iter();
        let places = corners.map(|(x, y)| format!("{},{}", self.length(*x), self.length(*y)));
        let places = places.collect::<Vec<_>>().join(" ");
        let properties = self.shape(fill, edge);
        let _ = write!(self.out, "<polygon points=\"{places}\"{properties}/>");
    }

    fn circle(&mut self, (x, y): Point, radius: f64, fill: Option<Fill>, edge: Option<&Stroke>) {
        let (x, y, r) = (self.length(x), self.length(y), short(radius, 2));
        let properties = self.shape(fill, edge);
        let _ = write!(
            self.out,
            "<circle cx=\"{x}\" cy=\"{y}\" r=\"{r}\"{properties}/>"
        );
    }

    fn text(&mut self, (x, y): Point, text: &str, style: &TextStyle) {
        if text.is_empty() {
            return;
        }
        let (x, y) = (self.length(x), self.length(y));
        let size = short(style.size, 2);
        let size = if self.is_within_page() {
            format!("{size}px")
        } else {
            size
        };
        let mut properties = vec![("fill", self.color(style.color)), ("font-size", size)];
        match style.anchor {
            Anchor::Start => {}
            Anchor::Middle => properties.push(("text-anchor", "middle".to_owned())),
            Anchor::End => properties.push(("text-anchor", "end".to_owned())),
        }
        if style.bold {
            properties.push(("font-weight", "bold".to_owned()));
        }
        let properties = self.styled(&properties);
        let turned = match style.upwards {
            true => format!(" transform=\"rotate(-90 {x} {y})\""),
            false => String::new(),
        };
        let text = escaped(text);
        let _ = write!(
            self.out,
            "<text x=\"{x}\" y=\"{y}\"{turned}{properties}>{text}</text>"
        );
    }
}

/// A length with at most `digits` digits after the point.
fn short(value: f64, digits: usize) -> String {
    let text = format!("{value:.digits$}");
    let text = text.trim_end_matches('0').trim_end_matches('.');
    match text {
        "-0" | "" => "0".to_owned(),
        text => text.to_owned(),
    }
}

/// A text in which no character is read as markup.
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
