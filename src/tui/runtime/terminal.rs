//! The terminal: taken over, and given back as it was, after a panic as well.

use std::io::{self, Write};
use std::panic;

use ratatui::crossterm::event::{
    DisableBracketedPaste, DisableMouseCapture, EnableBracketedPaste, EnableMouseCapture,
};
use ratatui::crossterm::terminal::{
    EnterAlternateScreen, LeaveAlternateScreen, disable_raw_mode, enable_raw_mode,
};
use ratatui::crossterm::{cursor, execute};

/// Gives the terminal back when it is dropped.
pub(super) struct Restored;

/// Takes the terminal over, mouse too if it is wanted.
pub(super) fn enter(mouse: bool) -> io::Result<Restored> {
    let hook = panic::take_hook();
    panic::set_hook(Box::new(move |panic| {
        restore();
        hook(panic);
    }));
    enable_raw_mode()?;
    let restored = Restored;
    execute!(out(), EnterAlternateScreen, EnableBracketedPaste)?;
    if mouse {
        execute!(out(), EnableMouseCapture)?;
    }
    Ok(restored)
}

impl Drop for Restored {
    fn drop(&mut self) {
        restore();
        let _ = panic::take_hook();
    }
}

/// What fails here fails because there is no terminal left to restore.
fn restore() {
    let _ = disable_raw_mode();
    let _ = execute!(
        out(),
        DisableMouseCapture,
        DisableBracketedPaste,
        LeaveAlternateScreen,
        cursor::Show
    );
}

/// Rings the bell.
pub(super) fn bell() {
    let _ = out().write_all(b"\x07").and_then(|()| out().flush());
}

fn out() -> io::Stdout {
    io::stdout()
}
