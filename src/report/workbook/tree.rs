//! The analysis as a tree of what its serialization has. Fields keep their order, which is that of the JSON contract.

use std::borrow::Cow;
use std::io;

use serde::Serialize;

use super::to_tree::ToTree;
use domain::{Analysis, AnimalCurve};

/// The name of the curves of animals in the analysis.
pub(super) const CURVES: &str = "curves";

/// A part of the tree.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Node {
    Nothing,
    Truth(bool),
    Number(f64),
    Text(String),
    List(Vec<Node>),
    Fields(Vec<(Cow<'static, str>, Node)>),
}

impl Node {
    /// The tree of a value.
    pub fn of<T: Serialize>(value: &T) -> Self {
        Self::without("", value)
    }

    /// The tree of a value without the field of this name.
    fn without<T: Serialize>(name: &'static str, value: &T) -> Self {
        let tree = value.serialize(ToTree { without: name });
        tree.expect("an analysis has no keys but texts")
    }

    /// The parts under a path of names separated by `.`; `*` stands for every entry of a list.
    pub fn at(&self, path: &str) -> Vec<&Self> {
        let mut found = vec![self];
        for name in path.split('.') {
            found = found
                .into_iter()
                .flat_map(|node| node.under(name))
                .collect();
        }
        found
    }

    fn under(&self, name: &str) -> Vec<&Self> {
        match self {
            Self::List(nodes) if name == "*" => nodes.iter().collect(),
            Self::Fields(fields) => {
                let named = fields.iter().filter(|(known, _)| known == name);
                named.map(|(_, node)| node).collect()
            }
            _ => Vec::new(),
        }
    }
}

/// The tree of an analysis. The curves of animals, which hold every reading, become trees one by one when they are asked
/// for: together they would take some hundred bytes for each reading.
pub(super) struct Tree<'a> {
    rest: Node,
    curves: &'a [AnimalCurve],
}

impl<'a> Tree<'a> {
    pub fn of(analysis: &'a Analysis) -> Self {
        Self {
            rest: Node::without(CURVES, analysis),
            curves: &analysis.curves,
        }
    }

    /// Hands over the parts under a path, as [`Node::at`] has them; that of the curves is `curves.*`.
    ///
    /// # Errors
    /// The first error of `take`.
    pub fn each_at(
        &self,
        path: &str,
        mut take: impl FnMut(&Node) -> io::Result<()>,
    ) -> io::Result<()> {
        if path.strip_suffix(".*") == Some(CURVES) {
            let mut curves = self.curves.iter();
            return curves.try_for_each(|curve| take(&Node::of(curve)));
        }
        self.at(path).into_iter().try_for_each(take)
    }

    /// The parts under a path that is not that of the curves.
    pub fn at(&self, path: &str) -> Vec<&Node> {
        self.rest.at(path)
    }
}

#[cfg(test)]
impl From<Node> for Tree<'_> {
    fn from(rest: Node) -> Self {
        Self { rest, curves: &[] }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Serialize)]
    struct Row {
        z: f64,
        a: Option<&'static str>,
        list: [u8; 2],
        #[serde(flatten)]
        more: std::collections::BTreeMap<&'static str, i32>,
    }

    #[test]
    fn fields_keep_their_order() {
        let row = Row {
            z: 0.1,
            a: None,
            list: [1, 2],
            more: [("y", -1), ("x", 2)].into(),
        };
        let tree = Node::of(&row);
        let Node::Fields(fields) = &tree else {
            panic!("{tree:?}");
        };
        let names: Vec<&str> = fields.iter().map(|(name, _)| name.as_ref()).collect();
        assert_eq!(names, ["z", "a", "list", "x", "y"]);
        assert_eq!(tree.at("z"), [&Node::Number(0.1)]);
        assert_eq!(tree.at("y"), [&Node::Number(-1.0)]);
        assert_eq!(tree.at("list.*").len(), 2);
        assert!(tree.at("no.such").is_empty());
    }

    #[test]
    fn field_can_be_left_out() {
        #[derive(Serialize)]
        struct Whole {
            curves: Vec<u8>,
            rows: Vec<Row>,
        }
        let row = Row {
            z: f64::NAN,
            a: Some("b"),
            list: [1, 2],
            more: Default::default(),
        };
        let whole = Whole {
            curves: vec![1],
            rows: vec![row],
        };
        let tree = Node::without(CURVES, &whole);
        assert!(tree.at(CURVES).is_empty());
        assert_eq!(tree.at("rows.*.z"), [&Node::Nothing]);
        assert_eq!(tree.at("rows.*.a"), [&Node::Text("b".into())]);
    }
}
