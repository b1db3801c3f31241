//! A terminal whose size is bounded. Some tell that they have 32 767 columns and rows; a picture of that
//! many cells does not fit into memory.

use ratatui::backend::{Backend, ClearType, WindowSize};
use ratatui::buffer::Cell;
use ratatui::layout::{Position, Size};

/// Columns and rows that are drawn at most, more than any screen has.
const MOST: (u16, u16) = (1000, 500);

/// A size as far as it is drawn in.
pub(super) fn bounded(columns: u16, rows: u16) -> (u16, u16) {
    (columns.min(MOST.0), rows.min(MOST.1))
}

/// A backend that tells no larger size than can be drawn in.
pub(super) struct Bounded<B>(pub B);

impl<B: Backend> Backend for Bounded<B> {
    type Error = B::Error;

    fn draw<'a, I>(&mut self, content: I) -> Result<(), B::Error>
    where
        I: Iterator<Item = (u16, u16, &'a Cell)>,
    {
        self.0.draw(content)
    }

    fn hide_cursor(&mut self) -> Result<(), B::Error> {
        self.0.hide_cursor()
    }

    fn show_cursor(&mut self) -> Result<(), B::Error> {
        self.0.show_cursor()
    }

    fn get_cursor_position(&mut self) -> Result<Position, B::Error> {
        self.0.get_cursor_position()
    }

    fn set_cursor_position<P: Into<Position>>(&mut self, position: P) -> Result<(), B::Error> {
        self.0.set_cursor_position(position)
    }

    fn clear(&mut self) -> Result<(), B::Error> {
        self.0.clear()
    }

    fn clear_region(&mut self, clear_type: ClearType) -> Result<(), B::Error> {
        self.0.clear_region(clear_type)
    }

    fn size(&self) -> Result<Size, B::Error> {
        let size = self.0.size()?;
        Ok(bounded(size.width, size.height).into())
    }

    fn window_size(&mut self) -> Result<WindowSize, B::Error> {
        self.0.window_size()
    }

    fn flush(&mut self) -> Result<(), B::Error> {
        self.0.flush()
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use ratatui::Terminal;
    use ratatui::backend::TestBackend;

    use super::*;
    use crate::tests::Stage;

    /// A backend that claims another size than it has, and draws nothing.
    struct Claims(TestBackend, Size);

    impl Backend for Claims {
        type Error = <TestBackend as Backend>::Error;

        fn draw<'a, I>(&mut self, _content: I) -> Result<(), Self::Error>
        where
            I: Iterator<Item = (u16, u16, &'a Cell)>,
        {
            Ok(())
        }

        fn hide_cursor(&mut self) -> Result<(), Self::Error> {
            Ok(())
        }

        fn show_cursor(&mut self) -> Result<(), Self::Error> {
            Ok(())
        }

        fn get_cursor_position(&mut self) -> Result<Position, Self::Error> {
            self.0.get_cursor_position()
        }

        fn set_cursor_position<P: Into<Position>>(&mut self, _: P) -> Result<(), Self::Error> {
            Ok(())
        }

        fn clear(&mut self) -> Result<(), Self::Error> {
            Ok(())
        }

        fn clear_region(&mut self, _: ClearType) -> Result<(), Self::Error> {
            Ok(())
        }

        fn size(&self) -> Result<Size, Self::Error> {
            Ok(self.1)
        }

        fn window_size(&mut self) -> Result<WindowSize, Self::Error> {
            self.0.window_size()
        }

        fn flush(&mut self) -> Result<(), Self::Error> {
            Ok(())
        }
    }

    #[test]
    fn terminal_of_any_size_is_drawn_in() {
        let stage = Stage::new(|_| ());
        for (width, height, drawn) in [
            (80, 24, (80, 24)),
            (32_767, 24, (1000, 24)),
            (80, 32_767, (80, 500)),
            (u16::MAX, u16::MAX, (1000, 500)),
            (0, 0, (0, 0)),
        ] {
            let claims = Claims(TestBackend::new(1, 1), Size::new(width, height));
            let mut terminal = Terminal::new(Bounded(claims)).unwrap();
            let frame = terminal
                .draw(|frame| crate::view::view(&stage.model, frame))
                .unwrap();
            assert_eq!((frame.area.width, frame.area.height), drawn);
        }
    }
}
