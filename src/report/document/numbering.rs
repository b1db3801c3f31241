//! Numbers of tables and figures, and the list of them.

use super::{Block, Chapter, Depth, Document, FigureBlock, TableBlock};

/// A table or figure in the list of them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed {
    /// `Table 3`, `Figure A1`
    pub label: String,
    /// Its anchor in links.
    pub anchor: String,
    /// The first sentence of its caption.
    pub caption: String,
}

impl TableBlock {
    /// `Table 3`
    pub fn label(&self) -> String {
        format!("Table {}", self.number)
    }

    /// Its anchor in links: `table-3`.
    pub fn anchor(&self) -> String {
        format!("table-{}", self.number.to_lowercase())
    }
}

impl FigureBlock {
    /// `Figure 3`
    pub fn label(&self) -> String {
        format!("Figure {}", self.number)
    }
}

impl Document {
    /// The tables and figures of the chapters, in their order.
    pub fn listed(&self) -> Vec<Listed> {
        let blocks = self.chapters.iter().flat_map(|chapter| &chapter.blocks);
        let listed = blocks.filter_map(|block| match block {
            Block::Table(table) => Some(Listed {
                label: table.label(),
                anchor: table.anchor(),
                caption: first_sentence(&table.caption),
            }),
            Block::Figure(figure) => Some(Listed {
                label: figure.label(),
                anchor: figure.id.to_owned(),
                caption: first_sentence(&figure.caption),
            }),
            _ => None,
        });
        listed.collect()
    }
}

fn first_sentence(caption: &str) -> String {
    let end = caption.find(". ").unwrap_or(caption.len());
    caption[..end].trim_end_matches('.').to_owned()
}

/// Numbers tables and figures, those of the appendix apart, so that the numbers of the core are the same with and
/// without it.
pub(super) fn number(chapters: &mut [Chapter]) {
    for (depth, prefix) in [(Depth::Core, ""), (Depth::Appendix, "A")] {
        let of_depth = chapters.iter_mut().filter(|chapter| chapter.depth == depth);
        let (mut tables, mut figures) = (0, 0);
        for block in of_depth.flat_map(|chapter| &mut chapter.blocks) {
            let (number, count) = match block {
                Block::Table(table) => (&mut table.number, &mut tables),
                Block::Figure(figure) => (&mut figure.number, &mut figures),
                _ => continue,
            };
            *count += 1;
            *number = format!("{prefix}{count}");
        }
    }
}
