//! Parts of the analysis as trees of what their serialization has. Fields keep their order, which is that of the JSON
//! contract.

use std::borrow::Cow;

use serde::Serialize;

use super::to_tree::ToTree;

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
    pub fn of<T: Serialize + ?Sized>(value: &T) -> Self {
        let tree = value.serialize(ToTree);
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

#[cfg(test)]
impl Serialize for Node {
    fn serialize<S: serde::Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Nothing => to.serialize_none(),
            Self::Truth(truth) => to.serialize_bool(*truth),
            Self::Number(number) => to.serialize_f64(*number),
            Self::Text(text) => to.serialize_str(text),
            Self::List(nodes) => to.collect_seq(nodes),
            Self::Fields(fields) => to.collect_map(fields.iter().map(|(name, node)| (name, node))),
        }
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
    fn number_that_is_none_is_nothing() {
        assert_eq!(Node::of(&f64::NAN), Node::Nothing);
    }
}
