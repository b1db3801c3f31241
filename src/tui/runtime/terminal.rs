//! The terminal: taken over, and given back as it was, after a panic as well.

use std::io::{self, Write};
use std::{panic, thread};

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
///
/// A panic of the calling thread restores it before the panic is printed. One of another thread is not printed,
/// as the screens go on: the code that waits for that thread reports it.
pub(super) fn enter(mouse: bool) -> io::Result<Restored> {
    let screens = thread::current().id();
    let hook = panic::take_hook();
    panic::set_hook(Box::new(move |panic| {
        if thread::current().id() == screens {
            restore();
            hook(panic);
        }
    }));
    let restored = Restored;
    enable_raw_mode()?;
    execute!(out(), EnterAlternateScreen, EnableBracketedPaste)?;
    if mouse {
        execute!(out(), EnableMouseCapture)?;
    }
    Ok(restored)
}

impl Drop for Restored {
    /// After a panic the terminal is given back already; doing it twice would put the cursor back
    /// onto the printed panic.
    fn drop(&mut self) {
        if !thread::panicking() {
            restore();
            let _ = panic::take_hook();
        }
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

/// Listens to the mouse from now on, or not.
pub(super) fn listen_to_mouse(on: bool) {
    // What fails here fails because there is no terminal left, which the next frame finds.
    let _ = match on {
        true => execute!(out(), EnableMouseCapture),
        false => execute!(out(), DisableMouseCapture),
    };
}

/// Rings the bell.
pub(super) fn bell() {
    let _ = out().write_all(b"\x07").and_then(|()| out().flush());
}

/// The terminal: the screens take over standard output as a whole.
#[expect(clippy::disallowed_methods, reason = "the screens are drawn there")]
pub(super) fn out() -> io::Stdout {
    io::stdout()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use std::io::Read;

    use portable_pty::{CommandBuilder, PtySize, native_pty_system};

    use super::*;

    /// Tells this test that it is the program on the terminal.
    const ON_TERMINAL: &str = "GRAFTBOOK_TEST_ON_TERMINAL";

    /// Another thread panics, then the one of the screens.
    fn program() {
        let _restored = enter(true).unwrap();
        let other = thread::spawn(|| panic!("beside the screens"));
        assert!(other.join().is_err());
        out().write_all(b"the screens go on").unwrap();
        panic!("on the screens");
    }

    #[test]
    fn panic_restores_the_terminal() {
        if std::env::var_os(ON_TERMINAL).is_some() {
            return program();
        }
        let pair = native_pty_system().openpty(PtySize::default()).unwrap();
        let mut command = CommandBuilder::new(std::env::current_exe().unwrap());
        let name = thread::current().name().unwrap().to_owned();
        command.args(["--exact", &name, "--nocapture"]);
        command.env(ON_TERMINAL, "1");
        let mut child = pair.slave.spawn_command(command).unwrap();
        drop(pair.slave);
        let mut output = pair.master.try_clone_reader().unwrap();
        let reader = thread::spawn(move || {
            let mut bytes = Vec::new();
            // The end of a pseudo-terminal is an error on some systems.
            let _ = output.read_to_end(&mut bytes);
            bytes
        });
        assert!(!child.wait().unwrap().success());
        drop(pair.master);
        let bytes = reader.join().unwrap();
        let sent = String::from_utf8_lossy(&bytes);
        let left = sent.find("\x1b[?1049l").unwrap();
        assert!(sent.find("the screens go on").unwrap() < left, "{sent}");
        assert_eq!(sent.matches("\x1b[?1049l").count(), 1, "{sent}");
        assert!(!sent.contains("beside the screens"), "{sent}");
        // The message is on the screen from before, whose line ends are restored.
        assert!(sent[left..].contains("on the screens\r\n"), "{sent}");
        assert!(
            sent.contains("\x1b[?25h") && sent.contains("\x1b[?1000l"),
            "{sent}"
        );
    }
}
