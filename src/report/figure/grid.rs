//! How the panels of a figure share its width and its height.

use super::draw::{below, title_lines, y_ticks};
use super::key;
use super::model::{Figure, Panel};
use super::rules;
use super::theme::{
    APART, GAP, LEAST, LINE, LONE, NARROW, NARROW_WITH_KEY, PAD, PAGE, SEVERAL, SMALL, TICK,
};
use crate::fonts;

/// The places of panels.
pub(super) struct Grid {
    pub columns: usize,
    /// Width of a panel with its axis.
    pub panel: f64,
    /// Width and height of a plot.
    pub plot: f64,
    pub height: f64,
    /// Room for the numbers and the title of a y axis.
    pub gutter: f64,
    /// Whether the panels of a row have one y axis, on the left of them all.
    shared: bool,
}

impl Grid {
    /// The left edge of a panel.
    pub fn left(&self, column: usize) -> f64 {
        PAD + column as f64 * (self.panel + APART)
    }

    /// The left edge of its plot.
    pub fn plot_left(&self, column: usize) -> f64 {
        match self.shared {
            true => PAD + self.gutter + column as f64 * (self.plot + APART),
            false => self.left(column) + self.gutter,
        }
    }

    /// Whether the y axis of a column has numbers.
    pub fn has_numbers(&self, column: usize) -> bool {
        !self.shared || column == 0
    }
}

/// Heights of what stands above the plots of a row.
pub(super) struct Above {
    pub key: f64,
    pub title: f64,
}

impl Figure {
    /// Its panels in as many columns as have room and, where that takes more than a page, in more.
    pub(super) fn grid(&self, width: f64) -> Grid {
        let natural = self.columns_at(width);
        if self.columns.is_some() || self.has_key {
            return self.grid_of(natural, width);
        }
        let grids = (natural..=self.panels.len().max(natural)).map(|n| self.grid_of(n, width));
        let wide = grids.take_while(|grid| grid.columns == natural || grid.plot >= LEAST);
        let mut found = None;
        for grid in wide {
            let fits = self.height_in(&grid) <= PAGE;
            found = Some(grid);
            if fits {
                break;
            }
        }
        found.unwrap_or_else(|| self.grid_of(natural, width))
    }

    /// Columns that have room, unless their number is given.
    fn columns_at(&self, width: f64) -> usize {
        let panels = self.panels.len().max(1);
        let fit = |narrow: f64| ((width + APART) / (narrow + APART)).floor().max(1.0) as usize;
        let columns = match self.has_key {
            // Panels with rows of counts want room.
            true if panels > 1 => fit(NARROW_WITH_KEY).min(2),
            true => 1,
            false => fit(NARROW).min(3),
        };
        self.columns.unwrap_or(columns.min(panels))
    }

    fn grid_of(&self, columns: usize, width: f64) -> Grid {
        let within = width - 2.0 * PAD - APART * (columns - 1) as f64;
        let panel = within / columns as f64;
        let lone = self.columns.is_none() && self.panels.len() < 2;
        let height = panel * if lone { LONE } else { SEVERAL };
        let gutter = self.gutter(height);
        let shared = !self.has_key;
        let edge = self.panels.first().map_or(0.0, edge);
        let plot = match shared {
            true => (within - gutter - edge) / columns as f64,
            false => panel - gutter - edge,
        };
        Grid {
            columns,
            panel,
            plot,
            height,
            gutter,
            shared,
        }
    }

    /// Room for the numbers of the y axis and its title.
    fn gutter(&self, height: f64) -> f64 {
        let ticks = self.panels.iter().map(|panel| y_ticks(panel, height));
        let widths = ticks
            .flatten()
            .map(|tick| fonts::width(&tick.label, SMALL, false));
        LINE + GAP + widths.fold(0.0, f64::max) + TICK + GAP
    }

    /// Its height at a width, both in points.
    pub fn height(&self, width: f64) -> f64 {
        self.height_in(&self.grid(width))
    }

    fn height_in(&self, grid: &Grid) -> f64 {
        let rows = self.panels.chunks(grid.columns);
        let rows: Vec<f64> = rows.map(|row| self.row_height(row, grid)).collect();
        let between = APART * rows.len().saturating_sub(1) as f64;
        2.0 * PAD + rows.iter().sum::<f64>() + between
    }

    pub(super) fn row_height(&self, panels: &[Panel], grid: &Grid) -> f64 {
        let above = self.above(panels, grid);
        let below = panels.iter().map(below).fold(0.0, f64::max);
        above.key + above.title + grid.height + below
    }

    /// What stands above the plots of a row.
    pub(super) fn above(&self, panels: &[Panel], grid: &Grid) -> Above {
        let key = |panel: &Panel| match self.has_key {
            true => key::height(self, panel, grid.panel),
            false => 0.0,
        };
        let title = |panel: &Panel| LINE * title_lines(panel, grid).len() as f64 + GAP;
        Above {
            key: panels.iter().map(key).fold(0.0, f64::max),
            title: panels.iter().map(title).fold(0.0, f64::max),
        }
    }

    /// The figure in parts of whole rows of panels, none taller than `most` unless a row is.
    pub fn parts(&self, width: f64, most: f64) -> Vec<Self> {
        if self.panels.len() < 2 {
            return vec![self.clone()];
        }
        let grid = self.grid_of(self.columns_at(width), width);
        let mut parts: Vec<Vec<Panel>> = Vec::new();
        let mut taken = f64::INFINITY;
        for row in self.panels.chunks(grid.columns) {
            let takes = APART + self.row_height(row, &grid);
            match parts.last_mut().filter(|_| taken + takes <= most) {
                Some(part) => part.extend_from_slice(row),
                None => {
                    parts.push(row.to_vec());
                    taken = 0.0;
                }
            }
            taken += takes;
        }
        let parts = parts.into_iter();
        parts.map(|part| self.part(part, grid.columns)).collect()
    }

    /// Each of its panels as a figure of its own.
    pub fn apart(&self) -> Vec<Self> {
        let panels = self.panels.iter().cloned();
        panels.map(|panel| self.part(vec![panel], 1)).collect()
    }

    fn part(&self, panels: Vec<Panel>, columns: usize) -> Self {
        Self {
            panels,
            columns: Some(columns),
            arms: self.arms.clone(),
            ..*self
        }
    }
}

/// Room on the right: for half of the last number of the x axis, or for the names of lines across.
pub(super) fn edge(panel: &Panel) -> f64 {
    match panel.x {
        Some(_) => 6.0,
        None => rules::widest_name(panel),
    }
}
