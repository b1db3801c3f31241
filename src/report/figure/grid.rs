//! How the panels of a figure divide its width and its height.

use super::ends;
use super::key;
use super::lanes;
use super::model::{Figure, Layout, Panel};
use super::names::{names, shared_unit};
use super::plot::y_ticks;
use super::rules;
use super::theme::{
    BARE_WIDTH, BESIDE_WIDTHS, GAP, LINE_HEIGHT, MARGIN, MARK_RADIUS, MIN_PANEL_WIDTH,
    MIN_PANEL_WIDTH_WITH_KEY, MIN_PLOT_WIDTH, PAGE_HEIGHT, PANEL_ASPECT, PANEL_GAP,
    SINGLE_PANEL_ASPECT, SMALL_SIZE, TICK_LENGTH, TITLE_SIZE, ZERO_ROW_HEIGHT,
};
use super::{nadirs, small};
use crate::fonts;
use crate::palette::LOOKS;

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
    /// Width of the column of names right of the plot; none where a key or titles name the arms.
    pub names: Option<f64>,
    /// Whether each panel has a key.
    pub has_key: bool,
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

    /// Whether the title of a panel's x axis stands in the column of names, right of the last number.
    pub fn has_x_title_beside(&self, panel: &Panel) -> bool {
        let title = panel.x.as_ref().map(|axis| axis.title.as_str());
        let width = fonts::width(title.unwrap_or_default(), SMALL_SIZE, false);
        width == 0.0
            || self
                .names
                .is_some_and(|names| width <= names - ends::OFFSET)
    }
}

/// Heights above the plots of a row.
pub(super) struct Above {
    pub key: f64,
    pub title: f64,
    /// Of sentences, and of the name of the landmark day.
    pub remarks: f64,
}

impl Above {
    fn sum(&self) -> f64 {
        self.key + self.title + self.remarks
    }
}

/// Of the width of a figure, the share that names beside the plot may take.
const NAMES_SHARE: f64 = 0.42;

impl Figure {
    /// The panels in as many columns of comfortable width as fit; in more and narrower ones where the figure
    /// would be taller than a page.
    pub(super) fn grid(&self, width: f64) -> Grid {
        let natural = self.columns_at(width);
        if self.columns.is_some() || self.layout != Layout::Titles {
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
        let columns = match self.layout {
            // Rows of counts need wide panels.
            Layout::Key if panels > 1 => fit(MIN_PANEL_WIDTH_WITH_KEY).min(2),
            Layout::Titles => fit(MIN_PANEL_WIDTH).min(3),
            _ => 1,
        };
        self.columns.unwrap_or(columns.min(panels))
    }

    /// The width of the column of names, if the figure has names beside its plot and they fit.
    fn names_width(&self, width: f64) -> Option<f64> {
        let [panel] = self.panels.as_slice() else {
            return None;
        };
        let drawn = |arm: &usize| panel.has_arm(*arm);
        let drawn: Vec<usize> = (0..self.arms.len()).filter(drawn).collect();
        let names = names(&self.arms, width);
        let widths = drawn
            .iter()
            .map(|arm| fonts::width(&names[*arm], SMALL_SIZE, true));
        let taken = ends::OFFSET + widths.fold(0.0, f64::max) + 1.0;
        // A figure of one arm needs a name too, but as its key.
        let fits = taken <= NAMES_SHARE * width && (2..=LOOKS).contains(&drawn.len());
        (self.layout == Layout::Labels && fits).then_some(taken)
    }

    fn grid_of(&self, columns: usize, width: f64) -> Grid {
        let within = width - 2.0 * MARGIN - PANEL_GAP * (columns - 1) as f64;
        let panel = within / columns as f64;
        let lone = self.columns.is_none() && self.panels.len() < 2;
        let height = match self.layout {
            Layout::Bare if width < BARE_WIDTH => {
                SINGLE_PANEL_ASPECT * (BESIDE_WIDTHS * width - 2.0 * MARGIN)
            }
            Layout::Bare => 0.33 * width,
            _ if lone => panel * SINGLE_PANEL_ASPECT,
            _ => panel * PANEL_ASPECT,
        };
        let height = self.plot_height.unwrap_or(height);
        let gutter = self.gutter(height);
        let shares_y_axis = self.layout == Layout::Titles;
        let names = self.names_width(width);
        let edge = self.panels.first().map_or(0.0, edge);
        let plot = match shares_y_axis {
            true => (within - gutter - edge) / columns as f64,
            false => panel - gutter - names.unwrap_or(edge),
        };
        Grid {
            columns,
            panel,
            plot,
            height,
            gutter,
            names,
            has_key: names.is_none() && matches!(self.layout, Layout::Key | Layout::Labels),
            shares_y_axis,
        }
    }

    /// Width of the numbers of the y axes and their title, for plots of a height.
    fn gutter(&self, height: f64) -> f64 {
        let ticks = self.panels.iter().map(|panel| y_ticks(&panel.y, height));
        let widths = ticks
            .flatten()
            .map(|tick| fonts::width(&tick.label, SMALL_SIZE, false));
        let has_title = self.panels.iter().any(|panel| !panel.y.title.is_empty());
        let title = if has_title { LINE_HEIGHT + GAP } else { 0.0 };
        title + widths.fold(0.0, f64::max) + TICK_LENGTH + GAP
    }

    /// The height of the figure at a width, both in points.
    pub fn height(&self, width: f64) -> f64 {
        match self.layout {
            Layout::Small => small::height(self, width),
            Layout::Rows(_) => nadirs::height(self, width),
            _ => self.height_in(&self.grid(width)),
        }
    }

    /// The figure with plots so high that it is `height` points high at a width; none where the plots would be too low
    /// to be read.
    pub fn fitted(self, width: f64, height: f64) -> Option<Self> {
        const LEAST_PLOT: f64 = 30.0;
        let grid = self.grid(width);
        let rows = self.panels.len().div_ceil(grid.columns) as f64;
        let plot = grid.height + (height - self.height(width)) / rows;
        let plot_height = Some(plot).filter(|plot| *plot >= LEAST_PLOT);
        plot_height.map(|_| Self {
            plot_height,
            columns: Some(grid.columns),
            ..self
        })
    }

    /// The figure with plots `share` as high as they are at a width, if they can be read then.
    pub fn lowered(self, width: f64, share: f64) -> Self {
        match self.layout {
            Layout::Small => {
                let plot = small::plot_height(&self, width);
                self.with_plots(share * plot)
            }
            Layout::Rows(_) => {
                let plot = small::height_of_plot(nadirs::share(&self, width));
                self.with_plots(share * plot)
            }
            _ => {
                let height = self.height(width) * share;
                self.clone().fitted(width, height).unwrap_or(self)
            }
        }
    }

    fn with_plots(self, height: f64) -> Self {
        Self {
            plot_height: Some(height),
            ..self
        }
    }

    /// Height of the title above everything.
    pub(super) fn title_height(&self) -> f64 {
        if self.title.is_empty() {
            0.0
        } else {
            LINE_HEIGHT + GAP
        }
    }

    fn height_in(&self, grid: &Grid) -> f64 {
        let rows = self.panels.chunks(grid.columns);
        let rows: Vec<f64> = rows.map(|row| self.row_height(row, grid)).collect();
        let between = PANEL_GAP * rows.len().saturating_sub(1) as f64;
        2.0 * MARGIN + self.title_height() + rows.iter().sum::<f64>() + between
    }

    pub(super) fn row_height(&self, panels: &[Panel], grid: &Grid) -> f64 {
        let above = self.above(panels, grid);
        let below = panels
            .iter()
            .map(|panel| below(panel, grid))
            .fold(0.0, f64::max);
        above.sum() + grid.height + below
    }

    /// Heights above the plots of a row: those of its tallest key and title.
    pub(super) fn above(&self, panels: &[Panel], grid: &Grid) -> Above {
        let key = |panel: &Panel| match grid.has_key {
            true => key::height(self, panel, grid.panel),
            false => 0.0,
        };
        let title = |panel: &Panel| LINE_HEIGHT * title_lines(panel, grid).len() as f64 + GAP;
        let remarks = |panel: &Panel| match remark_lines(panel, grid).len() {
            0 => 0.0,
            lines => LINE_HEIGHT * lines as f64 + GAP,
        };
        let landmark = panels
            .iter()
            .any(|panel| panel.landmark.is_some() || panel.y.is_broken());
        let landmark = if landmark { LINE_HEIGHT } else { 0.0 };
        Above {
            key: panels.iter().map(key).fold(0.0, f64::max),
            title: panels.iter().map(title).fold(0.0, f64::max),
            remarks: panels.iter().map(remarks).fold(0.0, f64::max) + landmark,
        }
    }

    /// The unit that names leave out at a width, where names stand beside the plot.
    pub(super) fn left_out_unit(&self, width: f64) -> Option<&str> {
        shared_unit(&self.arms, width).filter(|_| self.layout == Layout::Labels)
    }

    /// The figure in parts of whole rows of panels. No part is taller than `most` points, unless it is a
    /// single row.
    pub fn parts(&self, width: f64, most: f64) -> Vec<Self> {
        if self.panels.len() < 2 || self.layout == Layout::Small {
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

    /// Each panel as a figure of its own. The first has the description, which speaks of all.
    pub fn apart(&self) -> Vec<Self> {
        let panels = self.panels.iter().cloned().enumerate();
        let parts = panels.map(|(n, panel)| {
            let part = self.part(vec![panel], 1);
            let description = if n == 0 {
                self.description.clone()
            } else {
                String::new()
            };
            Self {
                description,
                ..part
            }
        });
        parts.collect()
    }

    fn part(&self, panels: Vec<Panel>, columns: usize) -> Self {
        Self {
            panels,
            columns: Some(columns),
            ..self.clone()
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

/// The lines of the sentences above a plot.
pub(super) fn remark_lines(panel: &Panel, grid: &Grid) -> Vec<String> {
    let remarks = panel.remarks.iter();
    remarks
        .flat_map(|remark| fonts::lines(remark, SMALL_SIZE, false, grid.panel))
        .collect()
}

/// Height of what is below a panel's plot.
fn below(panel: &Panel, grid: &Grid) -> f64 {
    let zero = if panel.y.has_zero_row() {
        ZERO_ROW_HEIGHT
    } else {
        0.0
    };
    let x = match panel.x {
        Some(_) if grid.has_x_title_beside(panel) => TICK_LENGTH + SMALL_SIZE + GAP,
        Some(_) => TICK_LENGTH + SMALL_SIZE + LINE_HEIGHT + GAP,
        None => GAP,
    };
    let between = if panel.rows.is_empty() && panel.lanes.is_empty() {
        0.0
    } else {
        GAP
    };
    zero + x
        + between
        + lanes::HEIGHT * panel.lanes.len() as f64
        + LINE_HEIGHT * panel.rows.len() as f64
}
