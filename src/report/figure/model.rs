//! What a figure shows, before it is drawn: plain data, made by the file of each kind.

use super::axis::Axis;
use crate::fonts;
use crate::palette::{self, LOOKS};
use domain::{Analysis, StudyRecord};

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

/// Which arms a figure has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Arms<'a> {
    /// All, in as many panels as their colors need: for a page.
    All,
    /// These, indices of [`Analysis::arms`], together in a panel where the kind allows it, with axes for
    /// their values alone: for a screen, which goes through the arms. Each has its row of counts, even if
    /// it is empty, because the rows are the key there.
    Only(&'a [usize]),
}

impl Arms<'_> {
    /// The arms of each panel; some arms may be in several.
    pub(super) fn by_panel(self, analysis: &Analysis) -> Vec<Vec<usize>> {
        match self {
            Self::All => groups(analysis.arms.len(), analysis.control.is_some()),
            Self::Only(arms) => vec![arms.to_vec()],
        }
    }

    /// The arms that have a row of counts in a panel: of the arms of the panel those that are drawn, or all.
    pub(super) fn with_counts(self, of_panel: Vec<usize>, drawn: &[usize]) -> Vec<usize> {
        match self {
            Self::All => drawn.to_vec(),
            Self::Only(_) => of_panel,
        }
    }

    /// Whether an arm of the analysis is in the figure.
    pub(super) fn has(self, arm: usize) -> bool {
        match self {
            Self::All => true,
            Self::Only(arms) => arms.contains(&arm),
        }
    }
}

/// A figure: panels of the same kind beside and below each other.
#[derive(Debug, Clone, PartialEq)]
pub struct Figure {
    /// What it shows.
    pub kind: Kind,
    /// The arms in it, control first.
    pub arms: Vec<ArmStyle>,
    /// Whether each panel has a key that names its arms; otherwise its title names them.
    pub has_key: bool,
    /// Panels side by side, in a part of a larger figure; none: as many as fit.
    pub columns: Option<usize>,
    /// Its panels, in reading order.
    pub panels: Vec<Panel>,
}

/// An arm as figures show it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ArmStyle {
    /// Its name.
    pub name: String,
    /// Its position in the study's order, from 0.
    pub position: usize,
    /// Its look, which gives it its color and mark: see [`palette`].
    pub look: usize,
}

impl Figure {
    /// The codes of letters in it that no font of the program has, which all canvases but SVG draw as □:
    /// `U+85AC, U+9F20`; none if there are none.
    pub fn missing_letters(&self) -> Option<String> {
        fonts::codes(self.typed_texts().flat_map(fonts::lacking))
    }

    /// The texts in it that people typed: names of arms and what holds them.
    fn typed_texts(&self) -> impl Iterator<Item = &str> {
        let drawn = |arm: &usize| {
            let panels = self.panels.iter();
            self.has_key && panels.clone().any(|panel| panel.has_arm(*arm))
        };
        let arms = (0..self.arms.len()).filter(drawn);
        let arms = arms.map(|arm| self.arms[arm].name.as_str());
        arms.chain(self.panels.iter().map(|panel| panel.title.as_str()))
    }
}

impl ArmStyle {
    /// The arms of an analysis, control first, each with its position in the study's order.
    pub(super) fn all(record: &StudyRecord, analysis: &Analysis) -> Vec<Self> {
        // An analysis may be of before an arm was renamed.
        let position = |(at, name): (usize, &String)| {
            let found = record.arms.iter().position(|arm| arm.name.as_str() == name);
            found.unwrap_or(at)
        };
        let looks = palette::looks(&record.arms);
        let arms = analysis.arms.iter().enumerate();
        arms.map(|arm| {
            let position = position(arm);
            Self {
                name: arm.1.clone(),
                position,
                look: looks.get(position).copied().unwrap_or(position),
            }
        })
        .collect()
    }

    /// Its color, an index of [`ColorRole::Arm`](super::canvas::ColorRole::Arm).
    pub(super) fn color(&self) -> usize {
        palette::color(self.look)
    }

    /// Its mark, an index of [`palette::MARKS`].
    pub(super) fn mark(&self) -> usize {
        palette::mark(self.look)
    }
}

/// Arms in groups of different colors: one group of all arms if they are few enough. Else each group has
/// about the same number of arms, and all have the control, the first arm, if there is one.
fn groups(arms: usize, has_control: bool) -> Vec<Vec<usize>> {
    if arms <= LOOKS {
        return vec![(0..arms).collect()];
    }
    let (first, others) = match has_control {
        true => (vec![0], (1..arms).collect::<Vec<_>>()),
        false => (Vec::new(), (0..arms).collect()),
    };
    let parts = others.len().div_ceil(LOOKS - 1);
    let size = others.len().div_ceil(parts);
    let group = |others: &[usize]| first.iter().chain(others).copied().collect();
    others.chunks(size).map(group).collect()
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
}

impl Panel {
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
            | Layer::Steps { arm, .. } => *arm == of,
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
        /// Whether it has a disposition: a cross marks its last reading.
        left_study: bool,
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
    /// Whether too few animals are left for the mean to represent its arm.
    pub guarded: bool,
    /// What is shown under the pointer.
    pub tooltip: String,
}

/// One bar of a waterfall.
#[derive(Debug, Clone, PartialEq)]
pub struct Bar {
    /// The arm.
    pub arm: usize,
    /// Its height.
    pub value: f64,
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
    /// Each stands below its own value of the axis.
    At(Vec<(f64, usize)>),
    /// They stand below the ticks of the axis. Each holds from after the value of the one before, up to and
    /// with its own.
    UpTo(Vec<(f64, usize)>),
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arms_of_a_group_have_different_colors() {
        assert_eq!(groups(3, true), [vec![0, 1, 2]]);
        assert_eq!(groups(9, true), [vec![0, 1, 2, 3, 4], vec![0, 5, 6, 7, 8]]);
        assert_eq!(groups(9, false), [vec![0, 1, 2, 3, 4], vec![5, 6, 7, 8]]);
        assert_eq!(groups(0, false), [Vec::<usize>::new()]);
        for arms in 1..100 {
            for group in groups(arms, true) {
                let mut looks: Vec<usize> = group.iter().map(|&arm| palette::color(arm)).collect();
                looks.sort_unstable();
                looks.dedup();
                assert_eq!(looks.len(), group.len(), "{arms}: {group:?}");
            }
        }
    }
}
