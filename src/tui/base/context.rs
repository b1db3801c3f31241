//! What every screen and form may read and none may change: settings, clock, window, open study.

use std::path::PathBuf;

use chrono::NaiveDate;

use super::config::{Config, ConfigFile};
use super::kept::ImportReading;
use super::screen::Screen;
use super::study::OpenStudy;
use super::theme::Theme;
use domain::{Label, Protocol};

/// What the program was started with.
#[derive(Debug, Clone)]
pub struct Setting {
    /// The notebook file.
    pub path: PathBuf,
    /// Who writes.
    pub author: Label,
    /// The user's settings.
    pub config: Config,
    /// The file that they are kept in.
    pub config_file: ConfigFile,
    /// How it looks.
    pub theme: Theme,
}

/// What screens and forms read. Only the root changes it.
#[derive(Debug, Clone)]
pub struct Context {
    /// What the program was started with.
    pub setting: Setting,
    /// Today's date.
    pub today: NaiveDate,
    /// ms since the start.
    pub now: u64,
    /// Columns and rows of the window.
    pub size: (u16, u16),
    /// The screen that is shown.
    pub screen: Screen,
    /// The study that is open.
    pub study: Option<OpenStudy>,
    /// The names of all studies of the notebook.
    pub studies: Vec<String>,
    /// How the last file was read that was imported.
    pub import_reading: ImportReading,
    /// The protocols of all studies of the notebook.
    pub protocols: Vec<Protocol>,
}

impl Context {
    /// Rows that a list on a screen can show: the window without title, tabs, heading, status and
    /// hints.
    pub fn page(&self) -> usize {
        usize::from(self.size.1.saturating_sub(7)).max(1)
    }

    /// The theme.
    pub fn theme(&self) -> &Theme {
        &self.setting.theme
    }
}
