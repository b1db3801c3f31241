//! How the panels of a figure divide its width and its height.

use super::key;
use super::model::{Figure, Panel};
use super::plot::y_ticks;
use super::rules;
use super::theme::{
    GAP, LINE_HEIGHT, MARGIN, MARK_RADIUS, MIN_PANEL_WIDTH, MIN_PANEL_WIDTH_WITH_KEY,
    MIN_PLOT_WIDTH, PAGE_HEIGHT, PANEL_ASPECT, PANEL_GAP, SINGLE_PANEL_ASPECT, SMALL_SIZE,
    TICK_LENGTH, TITLE_SIZE, ZERO_ROW_HEIGHT,
};
use crate::fonts;

/// Panels in columns. Lengths are points.
pub(super) struct Grid {
    pub columns: usize,
    /// Width of a panel with its axis.
    pub panel: f64,
    /// Width and height of a plot.
    pub plot: f64,
    pub height: f64,
    /// Width of the numbers and the title of a y axis.
    pub gutter: f64,
    /// Whether the panels of a row share a y axis, left of the first.
    shares_y_axis: bool,
}

impl Grid {
    /// The left edge of a panel.
    pub fn left(&self, column: usize) -> f64 {
        MARGIN + column as f64 * (self.panel + PANEL_GAP)
    }

    /// The left edge of its plot.
    pub fn plot_left(&self, column: usize) -> f64 {
        match self.shares_y_axis {
            true => MARGIN + self.gutter + column as f64 * (self.plot + PANEL_GAP),
            false => self.left(column) + self.gutter,
        }
    }

    /// Whether the y axis of a column has numbers.
    pub fn has_numbers(&self, column: usize) -> bool {
        !self.shares_y_axis || column == 0
    }
}

/// Heights of the keys and titles above the plots of a row.
pub(super) struct Above {
    pub key: f64,
    pub title: f64,
}

impl Figure {
    /// The panels in as many columns of comfortable width as fit; in more and narrower ones where the figure
    /// would be taller than a page.
    pub(super) fn grid(&self, width: f64) -> Grid {
        let natural = self.columns_at(width);
        if self.columns.is_some() || self.has_key {
            return self.grid_of(natural, width);
        }
        let grids = (natural..=self.panels.len().max(natural)).map(|n| self.grid_of(n, width));
        let wide = grids.take_while(|grid| grid.columns == natural || grid.plot >= MIN_PLOT_WIDTH);
        let mut found = None;
        for grid in wide {
            let fits = self.height_in(&grid) <= PAGE_HEIGHT;
            found = Some(grid);
            if fits {
                break;
            }
        }
        found.unwrap_or_else(|| self.grid_of(natural, width))
    }

    /// The number of columns of comfortable width, unless the figure gives the number.
    fn columns_at(&self, width: f64) -> usize {
        let panels = self.panels.len().max(1);
        let fit = |narrow: f64| {
            ((width + PANEL_GAP) / (narrow + PANEL_GAP))
                .floor()
                .max(1.0) as usize
        };
        let columns = match self.has_key {
            // Rows of counts need wide panels.
            true if panels > 1 => fit(MIN_PANEL_WIDTH_WITH_KEY).min(2),
            true => 1,
            false => fit(MIN_PANEL_WIDTH).min(3),
        };
        self.columns.unwrap_or(columns.min(panels))
    }

    fn grid_of(&self, columns: usize, width: f64) -> Grid {
        let within = width - 2.0 * MARGIN - PANEL_GAP * (columns - 1) as f64;
        let panel = within / columns as f64;
        let lone = self.columns.is_none() && self.panels.len() < 2;
        let height = panel
            * if lone {
                SINGLE_PANEL_ASPECT
            } else {
                PANEL_ASPECT
            };
        let gutter = self.gutter(height);
        let shares_y_axis = !self.has_key;
        let edge = self.panels.first().map_or(0.0, edge);
        let plot = match shares_y_axis {
            true => (within - gutter - edge) / columns as f64,
            false => panel - gutter - edge,
        };
        Grid {
            columns,
            panel,
            plot,
            height,
            gutter,
            shares_y_axis,
        }
    }

    /// Width of the numbers of the y axes and their title, for plots of a height.
    fn gutter(&self, height: f64) -> f64 {
        let ticks = self.panels.iter().map(|panel| y_ticks(&panel.y, height));
        let widths = ticks
            .flatten()
            .map(|tick| fonts::width(&tick.label, SMALL_SIZE, false));
        LINE_HEIGHT + GAP + widths.fold(0.0, f64::max) + TICK_LENGTH + GAP
    }

    /// The height of the figure at a width, both in points.
    pub fn height(&self, width: f64) -> f64 {
        self.height_in(&self.grid(width))
    }

    fn height_in(&self, grid: &Grid) -> f64 {
        let rows = self.panels.chunks(grid.columns);
        let rows: Vec<f64> = rows.map(|row| self.row_height(row, grid)).collect();
        let between = PANEL_GAP * rows.len().saturating_sub(1) as f64;
        2.0 * MARGIN + rows.iter().sum::<f64>() + between
    }

    pub(super) fn row_height(&self, panels: &[Panel], grid: &Grid) -> f64 {
        let above = self.above(panels, grid);
        let below = panels.iter().map(below).fold(0.0, f64::max);
        above.key + above.title + grid.height + below
    }

    /// Heights above the plots of a row: those of its tallest key and title.
    pub(super) fn above(&self, panels: &[Panel], grid: &Grid) -> Above {
        let key = |panel: &Panel| match self.has_key {
            true => key::height(self, panel, grid.panel),
            false => 0.0,
        };
        let title = |panel: &Panel| LINE_HEIGHT * title_lines(panel, grid).len() as f64 + GAP;
        Above {
            key: panels.iter().map(key).fold(0.0, f64::max),
            title: panels.iter().map(title).fold(0.0, f64::max),
        }
    }

    /// The figure in parts of whole rows of panels. No part is taller than `most` points, unless it is a
    /// single row.
    pub fn parts(&self, width: f64, most: f64) -> Vec<Self> {
        if self.panels.len() < 2 {
            return vec![self.clone()];
        }
        let grid = self.grid_of(self.columns_at(width), width);
        let mut parts: Vec<Vec<Panel>> = Vec::new();
        let mut taken = f64::INFINITY;
        for row in self.panels.chunks(grid.columns) {
            let takes = PANEL_GAP + self.row_height(row, &grid);
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

    /// Each panel as a figure of its own.
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

/// Width right of a plot: for half of the last number of the x axis, or for the names of lines.
fn edge(panel: &Panel) -> f64 {
    match panel.x {
        Some(_) => 6.0,
        None => rules::widest_name(panel),
    }
}

/// Width of the mark before a title.
pub(super) const MARK_WIDTH: f64 = 2.0 * MARK_RADIUS + GAP;

/// The most lines of a title.
const TITLE_LINES: usize = 3;

/// The lines of a panel's title. What does not fit is cut and ends with `…`.
pub(super) fn title_lines(panel: &Panel, grid: &Grid) -> Vec<String> {
    if panel.title.is_empty() {
        return Vec::new();
    }
    let mark = if panel.arm.is_some() { MARK_WIDTH } else { 0.0 };
    let width = grid.plot + edge(panel) - mark;
    let mut lines = fonts::lines(&panel.title, TITLE_SIZE, true, width);
    if lines.len() > TITLE_LINES {
        let rest = lines.split_off(TITLE_LINES - 1).concat();
        lines.push(fonts::fitted(&rest, TITLE_SIZE, true, width));
    }
    lines
}

/// Height of what is below a panel's plot.
fn below(panel: &Panel) -> f64 {
    let zero = if panel.y.has_zero_row() {
        ZERO_ROW_HEIGHT
    } else {
        0.0
    };
    let x = if panel.x.is_some() {
        TICK_LENGTH + SMALL_SIZE + LINE_HEIGHT + GAP
    } else {
        GAP
    };
    zero + x + LINE_HEIGHT * panel.rows.len() as f64
}
