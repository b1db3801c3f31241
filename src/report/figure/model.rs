//! What a figure shows, before it is drawn: plain data, made by the file of each kind.

use super::axis::Axis;
use super::layers;
use crate::palette::{self, LOOKS};
use domain::{Analysis, StudyRecord};

/// Which figure.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Mean volumes by arm.
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

/// A figure: panels of the same kind beside and below each other.
#[derive(Debug, Clone, PartialEq)]
pub struct Figure {
    /// Which.
    pub kind: Kind,
    /// The arms in it, control first.
    pub arms: Vec<ArmLook>,
    /// Whether each panel has a key that names its arms; otherwise its title names them.
    pub has_key: bool,
    /// Panels side by side, in a part of a larger figure; none: as many as fit.
    pub columns: Option<usize>,
    /// Its panels, in reading order.
    pub panels: Vec<Panel>,
}

/// An arm as figures show it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ArmLook {
    /// Its name.
    pub name: String,
    /// Its place in the study's order, from 0: that of its color and mark.
    pub place: usize,
}

impl Figure {
    /// What stands in it that people typed.
    pub fn words(&self) -> impl Iterator<Item = &str> {
        let drawn = |arm: &usize| {
            let panels = self.panels.iter();
            self.has_key && panels.clone().any(|panel| layers::has_arm(panel, *arm))
        };
        let arms = (0..self.arms.len()).filter(drawn);
        let arms = arms.map(|arm| self.arms[arm].name.as_str());
        arms.chain(self.panels.iter().map(|panel| panel.title.as_str()))
    }
}

impl ArmLook {
    /// The arms of an analysis, control first, each with its place in the study's order.
    pub(super) fn all(record: &StudyRecord, analysis: &Analysis) -> Vec<Self> {
        let place = |name: &String| {
            let found = record.arms.iter().position(|arm| arm.name.as_str() == name);
            found.unwrap_or_default()
        };
        let arms = analysis.arms.iter();
        arms.map(|name| Self {
            name: name.clone(),
            place: place(name),
        })
        .collect()
    }

    /// Its [color](palette::look).
    pub(super) fn look(&self) -> usize {
        palette::look(self.place)
    }

    /// Its [mark](palette::mark).
    pub(super) fn mark(&self) -> usize {
        palette::mark(self.place)
    }
}

/// Arms in groups that are told apart by their colors: all of them if they are few, else the first one
/// with so many others in each.
pub(super) fn groups(arms: usize, has_control: bool) -> Vec<Vec<usize>> {
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
    /// Across; none where it is only an order.
    pub x: Option<Axis>,
    /// Up.
    pub y: Axis,
    /// What is drawn, back to front. Arms are indices of [`Figure::arms`].
    pub layers: Vec<Layer>,
    /// Lines across.
    pub rules: Vec<Rule>,
    /// Numbers under the x axis, a row per arm.
    pub rows: Vec<CountRow>,
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
    /// The bold line among the courses of its animals.
    Middle {
        /// The arm.
        arm: usize,
        /// Day, mean and whether the guard ends it there; days ascending.
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
        /// Whether it left the study before the others.
        left: bool,
    },
    /// A Kaplan-Meier curve.
    Steps {
        /// The arm.
        arm: usize,
        /// Where it falls: time, the share from there on, and what it tells under the pointer.
        falls: Vec<(f64, f64, String)>,
        /// The last time at which somebody was at risk.
        until: f64,
        /// Where it runs level.
        levels: Vec<Level>,
        /// Where animals were last seen without the event: time, share.
        censored: Vec<(f64, f64)>,
    },
    /// Bars from zero, in order.
    Bars(Vec<Bar>),
}

/// A level piece of a curve.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Level {
    /// Where it begins.
    pub from: f64,
    /// Where it ends.
    pub to: f64,
    /// Its height.
    pub share: f64,
    /// How many curves run there.
    pub of: usize,
    /// Which of them this one is, from 0.
    pub nth: usize,
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
    /// Whether the survivorship guard ends the mean here.
    pub guarded: bool,
    /// What it tells under the pointer.
    pub words: String,
}

/// One bar.
#[derive(Debug, Clone, PartialEq)]
pub struct Bar {
    /// The arm.
    pub arm: usize,
    /// Its height.
    pub value: f64,
    /// What it tells under the pointer.
    pub words: String,
}

/// A line across with its name.
#[derive(Debug, Clone, PartialEq)]
pub struct Rule {
    /// Where, on the y axis.
    pub at: f64,
    /// Its name; perhaps empty.
    pub name: String,
}

/// Numbers under an axis.
#[derive(Debug, Clone, PartialEq)]
pub struct CountRow {
    /// The arm.
    pub arm: usize,
    /// How many, and where.
    pub counts: Counts,
}

/// Where numbers stand under an axis.
#[derive(Debug, Clone, PartialEq)]
pub enum Counts {
    /// At these places of it.
    At(Vec<(f64, usize)>),
    /// Under the axis's own numbers: each holds after the place before it, up to and with its own.
    UpTo(Vec<(f64, usize)>),
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arms_of_a_group_look_different() {
        assert_eq!(groups(3, true), [vec![0, 1, 2]]);
        assert_eq!(groups(9, true), [vec![0, 1, 2, 3, 4], vec![0, 5, 6, 7, 8]]);
        assert_eq!(groups(9, false), [vec![0, 1, 2, 3, 4], vec![5, 6, 7, 8]]);
        assert_eq!(groups(0, false), [Vec::<usize>::new()]);
        for arms in 1..100 {
            for group in groups(arms, true) {
                let mut looks: Vec<usize> = group.iter().map(|&arm| palette::look(arm)).collect();
                looks.sort_unstable();
                looks.dedup();
                assert_eq!(looks.len(), group.len(), "{arms}: {group:?}");
            }
        }
    }
}
