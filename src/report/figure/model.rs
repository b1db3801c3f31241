//! What a figure shows, before it is drawn: plain data, made by the file of each kind.

use super::arms::ArmStyle;
use super::axis::Axis;
use crate::fonts;

/// The kinds of figures.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Kind {
    /// Mean volumes by arm.
    #[default]
    Growth,
    /// Volumes of single animals.
    Spaghetti,
    /// Best responses.
    Waterfall,
    /// Kaplan-Meier curves.
    Survival,
    /// Mean changes of body weight by arm.
    Weight,
}

/// How a figure names its arms and divides its area.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Layout {
    /// Names stand at the ends of curves and beside the rows of counts; where there is no room, a key has them.
    #[default]
    Labels,
    /// Each panel has a key.
    Key,
    /// The title of each panel names its arm; the panels of a row share a y axis.
    Titles,
    /// Nothing names the arms: another figure beside this one does.
    Bare,
    /// Small panels of the summary page, each with its title; the panels of a row share a y axis.
    Small,
    /// A row of dots per arm with its name, level with small panels in so many columns.
    Rows(usize),
}

/// A figure: panels of the same kind beside and below each other.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Figure {
    /// What it shows.
    pub kind: Kind,
    /// Its name for those who cannot see it: `Tumor volume by arm, mean ± SEM`.
    pub name: String,
    /// What it says, in a sentence or two, for those who cannot see it.
    pub description: String,
    /// What stands above it; empty: nothing.
    pub title: String,
    /// The arms in it, control first.
    pub arms: Vec<ArmStyle>,
    /// How arms are named.
    pub layout: Layout,
    /// Panels side by side, in a part of a larger figure; none: as many as fit.
    pub columns: Option<usize>,
    /// The height of each plot, points; none: by the width.
    pub plot_height: Option<f64>,
    /// Its panels, in reading order.
    pub panels: Vec<Panel>,
}

impl Figure {
    /// The codes of letters in it that no font of the program has, which all canvases but SVG draw as □:
    /// `U+85AC, U+9F20`; none if there are none.
    pub fn missing_letters(&self) -> Option<String> {
        fonts::codes(self.typed_texts().flat_map(fonts::lacking))
    }

    /// The texts in it that people typed: names of arms and what holds them.
    fn typed_texts(&self) -> impl Iterator<Item = &str> {
        let are_named = !matches!(self.layout, Layout::Titles | Layout::Bare | Layout::Small);
        let drawn = move |arm: &usize| {
            let panels = self.panels.iter();
            are_named && panels.clone().any(|panel| panel.has_arm(*arm))
        };
        let arms = (0..self.arms.len()).filter(drawn);
        let arms = arms.map(|arm| self.arms[arm].name.as_str());
        let panels = self.panels.iter().map(|panel| panel.title.as_str());
        arms.chain(panels).chain([self.title.as_str()])
    }
}

/// One pair of axes with what is drawn between them.
#[derive(Debug, Clone, PartialEq)]
pub struct Panel {
    /// What stands above it; empty where one panel shows all.
    pub title: String,
    /// The arm whose color and mark the title has.
    pub arm: Option<usize>,
    /// The horizontal axis; none where things are only in an order.
    pub x: Option<Axis>,
    /// The vertical axis.
    pub y: Axis,
    /// What is drawn, back to front. Arms are indices of [`Figure::arms`].
    pub layers: Vec<Layer>,
    /// Horizontal lines at limits.
    pub rules: Vec<Rule>,
    /// Numbers under the x axis, a row per arm.
    pub rows: Vec<CountRow>,
    /// The day on which arms are compared, as a vertical line.
    pub landmark: Option<Landmark>,
    /// Where arms differ significantly on the landmark day.
    pub stars: Vec<Stars>,
    /// Where animals left.
    pub departures: Vec<Departure>,
    /// When compounds were given or to be given, a row per regimen.
    pub lanes: Vec<Lane>,
    /// Sentences above the plot, such as the result of a test.
    pub remarks: Vec<String>,
}

impl Panel {
    /// Empty axes.
    pub fn new(x: Option<Axis>, y: Axis) -> Self {
        Self {
            title: String::new(),
            arm: None,
            x,
            y,
            layers: Vec::new(),
            rules: Vec::new(),
            rows: Vec::new(),
            landmark: None,
            stars: Vec::new(),
            departures: Vec::new(),
            lanes: Vec::new(),
            remarks: Vec::new(),
        }
    }

    /// The means of an arm, days ascending; empty if it has none here.
    pub(super) fn means(&self, of: usize) -> &[MeanPoint] {
        let means = self.layers.iter().find_map(|layer| match layer {
            Layer::Means { arm, points } if *arm == of => Some(points.as_slice()),
            _ => None,
        });
        means.unwrap_or_default()
    }

    /// The bars in it.
    pub fn bars(&self) -> impl Iterator<Item = &Bar> {
        self.layers.iter().flat_map(|layer| match layer {
            Layer::Bars(bars) => bars.as_slice(),
            _ => &[],
        })
    }

    /// Whether any mean in it stands for too few animals.
    pub fn has_guarded(&self) -> bool {
        self.layers.iter().any(|layer| match layer {
            Layer::Means { points, .. } => points.iter().any(|point| point.guarded),
            _ => false,
        })
    }

    /// Whether it shows anything of an arm, an index of [`Figure::arms`].
    pub(super) fn has_arm(&self, of: usize) -> bool {
        self.layers.iter().any(|layer| match layer {
            Layer::Means { arm, .. }
            | Layer::ArmMean { arm, .. }
            | Layer::Animal { arm, .. }
            | Layer::NamedAnimal { arm, .. }
            | Layer::Nadirs { arm, .. }
            | Layer::Steps { arm, .. } => *arm == of,
            Layer::ControlMean(_) => false,
            Layer::Bars(bars) => bars.iter().any(|bar| bar.arm == of),
        })
    }
}

/// Something drawn between axes.
#[derive(Debug, Clone, PartialEq)]
pub enum Layer {
    /// Means with bars of their standard errors, joined by lines.
    Means {
        /// The arm.
        arm: usize,
        /// Days ascending.
        points: Vec<MeanPoint>,
    },
    /// The mean of an arm as a bold line among the courses of its animals.
    ArmMean {
        /// The arm.
        arm: usize,
        /// Day, mean and whether too few animals are left for it; days ascending.
        points: Vec<(f64, f64, bool)>,
    },
    /// One animal's course.
    Animal {
        /// The arm.
        arm: usize,
        /// Its tag.
        animal: String,
        /// Day and value, days ascending.
        points: Vec<(f64, f64)>,
        /// Whether it left: a cross marks its last reading.
        left_study: bool,
        /// Whether it had lost 20 % of its body weight or more when it left: the cross is that of harm.
        lost_weight: bool,
    },
    /// The mean of the control, pale, in the panel of another arm: day and mean.
    ControlMean(Vec<(f64, f64)>),
    /// One animal's course among means, with a cross and a name at its last point.
    NamedAnimal {
        /// The arm.
        arm: usize,
        /// What stands at its end: `animal 219, −21.5%`.
        name: String,
        /// Day and value, days ascending.
        points: Vec<(f64, f64)>,
    },
    /// The greatest loss of body weight of each animal of an arm as dots in a row.
    Nadirs {
        /// The arm.
        arm: usize,
        /// The animals, in the order of their losses.
        animals: Vec<Nadir>,
    },
    /// A Kaplan-Meier curve.
    Steps {
        /// The arm.
        arm: usize,
        /// Where it falls: time, the share from there on, and its tooltip. The first is the beginning.
        falls: Vec<(f64, f64, String)>,
        /// The last time at which an animal was at risk.
        until: f64,
        /// Its level pieces, cut where other curves come to run in the same place or leave it.
        levels: Vec<Level>,
        /// Where animals were censored: time, share.
        censored: Vec<(f64, f64)>,
    },
    /// Bars from zero, in order.
    Bars(Vec<Bar>),
}

/// A level piece of a Kaplan-Meier curve. Where several curves run in the same place, they are drawn in
/// turns, so that each can be seen.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Level {
    /// Time at which it begins.
    pub from: f64,
    /// Time at which it ends.
    pub to: f64,
    /// The share without the event.
    pub share: f64,
    /// Number of curves that run there, this one among them.
    pub curves: usize,
    /// Which of them this one is, from 0.
    pub turn: usize,
}

/// A mean on one day.
#[derive(Debug, Clone, PartialEq)]
pub struct MeanPoint {
    /// The day.
    pub day: f64,
    /// The mean.
    pub mean: f64,
    /// Its standard error.
    pub sem: Option<f64>,
    /// Animals that it is the mean of.
    pub n: usize,
    /// Whether too few animals are left for the mean to represent its arm.
    pub guarded: bool,
    /// What is shown under the pointer.
    pub tooltip: String,
}

/// The greatest loss of body weight of an animal.
#[derive(Debug, Clone, PartialEq)]
pub struct Nadir {
    /// Change from baseline, percent, 0 or less.
    pub percent: f64,
    /// The day.
    pub day: f64,
    /// What is shown under the pointer.
    pub tooltip: String,
}

/// The landmark day.
#[derive(Debug, Clone, PartialEq)]
pub struct Landmark {
    /// The day.
    pub day: f64,
    /// What stands above its line: `landmark, day 17`.
    pub name: String,
}

/// The significance of an arm's difference from the control by the primary test.
#[derive(Debug, Clone, PartialEq)]
pub struct Stars {
    /// The arm.
    pub arm: usize,
    /// `*` to `****`.
    pub text: &'static str,
}

/// Animals of an arm that left on one day.
#[derive(Debug, Clone, PartialEq)]
pub struct Departure {
    /// The arm.
    pub arm: usize,
    /// The day.
    pub day: f64,
    /// Their number.
    pub animals: usize,
    /// Whether they were found dead.
    pub found_dead: bool,
}

/// The doses of a regimen: those on record, else those by its schedule.
#[derive(Debug, Clone, PartialEq)]
pub struct Lane {
    /// What is given: `KT-253 IV, Q3W`.
    pub name: String,
    /// The same without the route, where there is little room: `KT-253 Q3W`.
    pub short_name: String,
    /// The days of its doses, ascending.
    pub days: Vec<f64>,
    /// The days on which its doses were only held or missed, ascending.
    pub held: Vec<f64>,
    /// Whether they are on record; else they are a plan.
    pub is_recorded: bool,
}

/// One bar of a waterfall.
#[derive(Debug, Clone, PartialEq)]
pub struct Bar {
    /// The arm.
    pub arm: usize,
    /// Its height.
    pub value: f64,
    /// The class of the response: `mCR`; empty where it has none.
    pub class: &'static str,
    /// What is shown under the pointer.
    pub tooltip: String,
}

/// A horizontal line with its name.
#[derive(Debug, Clone, PartialEq)]
pub struct Rule {
    /// Its value on the y axis.
    pub at: f64,
    /// Its name; empty for the line of zero.
    pub name: String,
}

/// A row of numbers of animals under the x axis.
#[derive(Debug, Clone, PartialEq)]
pub struct CountRow {
    /// The arm.
    pub arm: usize,
    /// The numbers of animals.
    pub counts: Counts,
}

/// Numbers of animals along the x axis.
#[derive(Debug, Clone, PartialEq)]
pub enum Counts {
    /// Each stands below its own value of the axis; in parentheses where too few animals are left for a mean.
    At(Vec<(f64, usize, bool)>),
    /// They stand below the ticks of the axis. Each holds from after the value of the one before, up to and
    /// with its own.
    UpTo(Vec<(f64, usize)>),
}
