//! Definition cards as text.

use super::context::{CommandResult, Context, Printed};
use super::screen;
use app::report::{Card, cards, find, text};

/// Columns of the terminal that a card fits.
const WIDTH: usize = 80;

/// What asks for the list of all cards.
pub(super) const LIST: &str = "list";

/// Prints the card of a statistic, or the list of all.
pub(super) fn explain(ctx: &Context, id: &str) -> CommandResult {
    if id == LIST {
        return list(ctx);
    }
    let card = find(id)?;
    if ctx.json {
        return screen::json(card).done();
    }
    screen::say(&shown(card)).done()
}

fn list(ctx: &Context) -> CommandResult {
    if ctx.json {
        return screen::json(&cards().collect::<Vec<_>>()).done();
    }
    let rows = cards().map(|card| vec![card.id.to_owned(), card.name.to_owned()]);
    screen::say(&screen::table(&["id", "name"], &[], rows.collect())).done()
}

fn shown(card: &Card) -> String {
    let mut out = text::wrapped("", &format!("{}: {}", card.id, card.name), WIDTH);
    for (heading, words) in card.parts() {
        out.push_str(&format!("\n\n{heading}\n"));
        out.push_str(&text::wrapped("  ", words, WIDTH));
    }
    out
}
