//! What the parts of the document are (headings, paragraphs, tables), for readers who hear it: the tags of PDF/UA-1.
//!
//! The structure is built while pages are laid out. What is drawn on them gets its identifiers when krilla draws it.

use std::collections::HashMap;
use std::num::{NonZeroU16, NonZeroU32};

use krilla::tagging::{
    Identifier, ListNumbering, Node, TableHeaderScope, Tag, TagGroup, TagKind, TagTree,
};

/// What a part is.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Role {
    Section,
    /// With its level, from 1, and its text.
    Heading(u16, String),
    Paragraph,
    List,
    Item,
    Label,
    Body,
    Table,
    TableHead,
    TableBody,
    Row,
    /// With the number of columns that it stands above.
    ColumnHeading(u32),
    RowHeading,
    /// With the number of columns that it spans.
    Cell(u32),
    /// With a description of what it shows.
    Figure(String),
    Caption,
    Contents,
    Entry,
    Link,
    /// No part of the document: rules, repeated headings, page numbers.
    Decoration,
}

impl Role {
    /// Whether something is drawn in it; other parts only hold parts.
    fn is_leaf(&self) -> bool {
        use Role::*;
        matches!(
            self,
            Heading(..)
                | Paragraph
                | Label
                | Body
                | ColumnHeading(_)
                | RowHeading
                | Cell(_)
                | Figure(_)
                | Caption
                | Link
        )
    }

    fn tag(&self) -> Option<TagKind> {
        let span = |n: u32| NonZeroU32::new(n).filter(|n| n.get() > 1);
        Some(match self {
            Self::Section => Tag::Section.into(),
            Self::Heading(level, text) => {
                let level = NonZeroU16::new(*level).unwrap_or(NonZeroU16::MIN);
                Tag::Hn(level, Some(text.clone())).into()
            }
            Self::Paragraph => Tag::P.into(),
            Self::List => Tag::L(ListNumbering::None).into(),
            Self::Item => Tag::LI.into(),
            Self::Label => Tag::Lbl.into(),
            Self::Body => Tag::LBody.into(),
            Self::Table => Tag::Table.into(),
            Self::TableHead => Tag::THead.into(),
            Self::TableBody => Tag::TBody.into(),
            Self::Row => Tag::TR.into(),
            Self::ColumnHeading(n) => Tag::TH(TableHeaderScope::Column)
                .with_col_span(span(*n))
                .into(),
            Self::RowHeading => Tag::TH(TableHeaderScope::Row).into(),
            Self::Cell(n) => Tag::TD.with_col_span(span(*n)).into(),
            Self::Figure(description) => Tag::Figure(Some(description.clone())).into(),
            Self::Caption => Tag::Caption.into(),
            Self::Contents => Tag::TOC.into(),
            Self::Entry => Tag::TOCI.into(),
            Self::Link => Tag::Link.into(),
            Self::Decoration => return None,
        })
    }
}

/// A part that something is drawn in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) struct Leaf(usize);

struct Part {
    role: Role,
    within: Vec<usize>,
}

/// The parts of the document, and the one that is being made.
pub(super) struct Structure {
    parts: Vec<Part>,
    /// Parts that are open, the innermost last.
    open: Vec<usize>,
}

impl Structure {
    /// A document without parts.
    pub fn new() -> Self {
        let root = Part {
            role: Role::Section,
            within: Vec::new(),
        };
        Self {
            parts: vec![root],
            open: vec![0],
        }
    }

    pub fn begin(&mut self, role: Role) {
        let at = self.parts.len();
        let outer = self.open.last().copied().unwrap_or(0);
        let within = Vec::new();
        self.parts.push(Part { role, within });
        self.parts[outer].within.push(at);
        self.open.push(at);
    }

    pub fn end(&mut self) {
        self.open.pop();
    }

    /// The part in which something drawn now belongs; none for decoration.
    pub fn leaf(&self) -> Option<Leaf> {
        let role = |at: &usize| &self.parts[*at].role;
        let is_decoration = self.open.iter().any(|at| *role(at) == Role::Decoration);
        let innermost = self.open.last().copied()?;
        (!is_decoration && role(&innermost).is_leaf()).then_some(Leaf(innermost))
    }

    /// The parts as krilla writes them, with the identifiers of what was drawn in each. Parts in which nothing was drawn
    /// are left out.
    pub fn tree(&self, drawn: &mut HashMap<Leaf, Vec<Identifier>>) -> TagTree {
        let mut tree = TagTree::new().with_lang(Some("en".to_owned()));
        for node in self.nodes(0, drawn) {
            tree.push(node);
        }
        tree
    }

    fn nodes(&self, of: usize, drawn: &mut HashMap<Leaf, Vec<Identifier>>) -> Vec<Node> {
        let mut nodes: Vec<Node> = Vec::new();
        for &at in &self.parts[of].within {
            let Some(tag) = self.parts[at].role.tag() else {
                continue;
            };
            let own = drawn.remove(&Leaf(at)).unwrap_or_default();
            let mut children: Vec<Node> = own.into_iter().map(Node::from).collect();
            children.extend(self.nodes(at, drawn));
            // A cell without text keeps its place in the row.
            let keeps_place = matches!(self.parts[at].role, Role::Cell(_) | Role::ColumnHeading(_));
            if !children.is_empty() || keeps_place {
                nodes.push(TagGroup::with_children(tag, children).into());
            }
        }
        nodes
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_parts_for_content_are_drawn_in() {
        let mut structure = Structure::new();
        assert_eq!(structure.leaf(), None);
        structure.begin(Role::Section);
        assert_eq!(structure.leaf(), None);
        structure.begin(Role::Paragraph);
        let paragraph = structure.leaf();
        assert!(paragraph.is_some());
        structure.end();
        structure.begin(Role::Decoration);
        structure.begin(Role::Cell(1));
        assert_eq!(structure.leaf(), None);
        structure.end();
        structure.end();
        structure.begin(Role::Caption);
        assert!(structure.leaf().is_some() && structure.leaf() != paragraph);
    }
}
