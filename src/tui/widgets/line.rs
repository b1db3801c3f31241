//! One line of text being typed.

use ratatui::crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use tui_input::{Input, InputRequest};

/// Lets a key act on a line: characters, deleting, moving by character and word.
pub fn typed(input: &mut Input, key: KeyEvent) {
    if let Some(request) = request(key) {
        input.handle(request);
    }
}

/// Whether a key puts a character into a line.
pub fn inserts(key: KeyEvent) -> bool {
    matches!(request(key), Some(InputRequest::InsertChar(_)))
}

fn request(key: KeyEvent) -> Option<InputRequest> {
    use InputRequest as R;
    let ctrl = key.modifiers.contains(KeyModifiers::CONTROL);
    let alt = key.modifiers.contains(KeyModifiers::ALT);
    Some(match key.code {
        KeyCode::Backspace if ctrl || alt => R::DeletePrevWord,
        KeyCode::Backspace => R::DeletePrevChar,
        KeyCode::Delete => R::DeleteNextChar,
        KeyCode::Left if ctrl => R::GoToPrevWord,
        KeyCode::Right if ctrl => R::GoToNextWord,
        KeyCode::Left => R::GoToPrevChar,
        KeyCode::Right => R::GoToNextChar,
        KeyCode::Home => R::GoToStart,
        KeyCode::End => R::GoToEnd,
        KeyCode::Char('u') if ctrl => R::DeleteLine,
        KeyCode::Char('w') if ctrl => R::DeletePrevWord,
        KeyCode::Char('a') if ctrl => R::GoToStart,
        KeyCode::Char('k') if ctrl => R::DeleteTillEnd,
        KeyCode::Char(c) if !ctrl && !alt && !c.is_control() => R::InsertChar(c),
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_edited() {
        let mut input = Input::default();
        for c in "12.4 x".chars() {
            typed(
                &mut input,
                KeyEvent::new(KeyCode::Char(c), KeyModifiers::NONE),
            );
        }
        typed(
            &mut input,
            KeyEvent::new(KeyCode::Backspace, KeyModifiers::NONE),
        );
        assert_eq!(input.value(), "12.4 ");
        typed(
            &mut input,
            KeyEvent::new(KeyCode::Char('u'), KeyModifiers::CONTROL),
        );
        assert_eq!(input.value(), "");
        typed(
            &mut input,
            KeyEvent::new(KeyCode::Char('\u{7}'), KeyModifiers::NONE),
        );
        assert_eq!(input.value(), "");
    }
}
