//! The serialized analysis as a tree. Fields keep their order, which is that of the JSON contract.

use std::fmt;

use serde::Serialize;
use serde::de::{Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};

/// A part of the tree.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Node {
    Nothing,
    Truth(bool),
    Number(f64),
    Text(String),
    List(Vec<Node>),
    Fields(Vec<(String, Node)>),
}

impl Node {
    /// The tree of a value.
    pub fn of<T: Serialize>(value: &T) -> Self {
        let text = serde_json::to_string(value).expect("an analysis has no keys but texts");
        serde_json::from_str(&text).expect("what was written is read")
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

impl<'de> Deserialize<'de> for Node {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        from.deserialize_any(Reader)
    }
}

struct Reader;

impl<'de> Visitor<'de> for Reader {
    type Value = Node;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("json")
    }

    fn visit_unit<E>(self) -> Result<Node, E> {
        Ok(Node::Nothing)
    }

    fn visit_bool<E>(self, truth: bool) -> Result<Node, E> {
        Ok(Node::Truth(truth))
    }

    fn visit_i64<E>(self, number: i64) -> Result<Node, E> {
        Ok(Node::Number(number as f64))
    }

    fn visit_u64<E>(self, number: u64) -> Result<Node, E> {
        Ok(Node::Number(number as f64))
    }

    fn visit_f64<E>(self, number: f64) -> Result<Node, E> {
        Ok(Node::Number(number))
    }

    fn visit_str<E>(self, text: &str) -> Result<Node, E> {
        Ok(Node::Text(text.to_owned()))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Node, A::Error> {
        let mut nodes = Vec::new();
        while let Some(node) = list.next_element()? {
            nodes.push(node);
        }
        Ok(Node::List(nodes))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Node, A::Error> {
        let mut fields = Vec::new();
        while let Some(field) = map.next_entry()? {
            fields.push(field);
        }
        Ok(Node::Fields(fields))
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
    }

    #[test]
    fn fields_keep_their_order() {
        let row = Row {
            z: 0.1,
            a: None,
            list: [1, 2],
        };
        let tree = Node::of(&row);
        let Node::Fields(fields) = &tree else {
            panic!("{tree:?}");
        };
        let names: Vec<&str> = fields.iter().map(|(name, _)| name.as_str()).collect();
        assert_eq!(names, ["z", "a", "list"]);
        assert_eq!(tree.at("z"), [&Node::Number(0.1)]);
        assert_eq!(tree.at("list.*").len(), 2);
        assert!(tree.at("no.such").is_empty());
    }
}
