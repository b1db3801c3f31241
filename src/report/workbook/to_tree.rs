//! Serialization into a tree. It makes what a tree read from the JSON text would be, without the text.

use std::borrow::Cow;
use std::fmt;

use serde::ser::{
    Impossible, Serialize, SerializeMap, SerializeSeq, SerializeStruct, SerializeTuple, Serializer,
};

use super::tree::Node;

/// Makes trees.
pub(super) struct ToTree;

/// A value that no tree is made of.
#[derive(Debug)]
pub(super) struct NoTree(String);

impl fmt::Display for NoTree {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for NoTree {}

impl serde::ser::Error for NoTree {
    fn custom<T: fmt::Display>(why: T) -> Self {
        Self(why.to_string())
    }
}

fn no_tree<T>(what: &str) -> Result<T, NoTree> {
    Err(NoTree(format!("no tree is made of {what}")))
}

/// A list that is being made.
pub(super) struct ListOf(Vec<Node>);

/// Fields that are being made.
pub(super) struct FieldsOf {
    fields: Vec<(Cow<'static, str>, Node)>,
    /// The name of the next one.
    next: Cow<'static, str>,
}

/// Numbers of all types become the one of JSON.
macro_rules! numbers {
    ($($name:ident $of:ty)*) => {$(
        fn $name(self, number: $of) -> Result<Node, NoTree> {
            Ok(Node::Number(number as f64))
        }
    )*};
}

impl Serializer for ToTree {
    type Ok = Node;
    type Error = NoTree;
    type SerializeSeq = ListOf;
    type SerializeTuple = ListOf;
    type SerializeTupleStruct = Impossible<Node, NoTree>;
    type SerializeTupleVariant = Impossible<Node, NoTree>;
    type SerializeMap = FieldsOf;
    type SerializeStruct = FieldsOf;
    type SerializeStructVariant = Impossible<Node, NoTree>;

    numbers! {
        serialize_i8 i8 serialize_i16 i16 serialize_i32 i32 serialize_i64 i64
        serialize_u8 u8 serialize_u16 u16 serialize_u32 u32 serialize_u64 u64
    }

    fn serialize_bool(self, truth: bool) -> Result<Node, NoTree> {
        Ok(Node::Truth(truth))
    }

    fn serialize_f32(self, number: f32) -> Result<Node, NoTree> {
        self.serialize_f64(number.into())
    }

    fn serialize_f64(self, number: f64) -> Result<Node, NoTree> {
        Ok(match number.is_finite() {
            true => Node::Number(number),
            false => Node::Nothing,
        })
    }

    fn serialize_char(self, letter: char) -> Result<Node, NoTree> {
        Ok(Node::Text(letter.into()))
    }

    fn serialize_str(self, text: &str) -> Result<Node, NoTree> {
        Ok(Node::Text(text.to_owned()))
    }

    fn serialize_bytes(self, _: &[u8]) -> Result<Node, NoTree> {
        no_tree("bytes")
    }

    fn serialize_none(self) -> Result<Node, NoTree> {
        Ok(Node::Nothing)
    }

    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Result<Node, NoTree> {
        value.serialize(self)
    }

    fn serialize_unit(self) -> Result<Node, NoTree> {
        Ok(Node::Nothing)
    }

    fn serialize_unit_struct(self, _: &'static str) -> Result<Node, NoTree> {
        Ok(Node::Nothing)
    }

    fn serialize_unit_variant(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
    ) -> Result<Node, NoTree> {
        self.serialize_str(variant)
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        value: &T,
    ) -> Result<Node, NoTree> {
        value.serialize(self)
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        value: &T,
    ) -> Result<Node, NoTree> {
        Ok(Node::Fields(vec![(
            variant.into(),
            value.serialize(ToTree)?,
        )]))
    }

    fn serialize_seq(self, length: Option<usize>) -> Result<ListOf, NoTree> {
        Ok(ListOf(Vec::with_capacity(length.unwrap_or_default())))
    }

    fn serialize_tuple(self, length: usize) -> Result<ListOf, NoTree> {
        self.serialize_seq(Some(length))
    }

    fn serialize_tuple_struct(
        self,
        name: &'static str,
        _: usize,
    ) -> Result<Self::SerializeTupleStruct, NoTree> {
        no_tree(name)
    }

    fn serialize_tuple_variant(
        self,
        name: &'static str,
        _: u32,
        _: &'static str,
        _: usize,
    ) -> Result<Self::SerializeTupleVariant, NoTree> {
        no_tree(name)
    }

    fn serialize_map(self, length: Option<usize>) -> Result<FieldsOf, NoTree> {
        Ok(FieldsOf {
            fields: Vec::with_capacity(length.unwrap_or_default()),
            next: Cow::default(),
        })
    }

    fn serialize_struct(self, _: &'static str, length: usize) -> Result<FieldsOf, NoTree> {
        self.serialize_map(Some(length))
    }

    fn serialize_struct_variant(
        self,
        name: &'static str,
        _: u32,
        _: &'static str,
        _: usize,
    ) -> Result<Self::SerializeStructVariant, NoTree> {
        no_tree(name)
    }
}

impl SerializeSeq for ListOf {
    type Ok = Node;
    type Error = NoTree;

    fn serialize_element<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), NoTree> {
        self.0.push(value.serialize(ToTree)?);
        Ok(())
    }

    fn end(self) -> Result<Node, NoTree> {
        Ok(Node::List(self.0))
    }
}

impl SerializeTuple for ListOf {
    type Ok = Node;
    type Error = NoTree;

    fn serialize_element<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), NoTree> {
        SerializeSeq::serialize_element(self, value)
    }

    fn end(self) -> Result<Node, NoTree> {
        SerializeSeq::end(self)
    }
}

impl FieldsOf {
    fn add<T: Serialize + ?Sized>(
        &mut self,
        name: Cow<'static, str>,
        value: &T,
    ) -> Result<(), NoTree> {
        self.fields.push((name, value.serialize(ToTree)?));
        Ok(())
    }
}

impl SerializeStruct for FieldsOf {
    type Ok = Node;
    type Error = NoTree;

    fn serialize_field<T: Serialize + ?Sized>(
        &mut self,
        name: &'static str,
        value: &T,
    ) -> Result<(), NoTree> {
        self.add(name.into(), value)
    }

    fn end(self) -> Result<Node, NoTree> {
        Ok(Node::Fields(self.fields))
    }
}

impl SerializeMap for FieldsOf {
    type Ok = Node;
    type Error = NoTree;

    fn serialize_key<T: Serialize + ?Sized>(&mut self, key: &T) -> Result<(), NoTree> {
        match key.serialize(ToTree)? {
            Node::Text(name) => self.next = name.into(),
            _ => return no_tree("a map whose keys are no texts"),
        }
        Ok(())
    }

    fn serialize_value<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), NoTree> {
        let name = std::mem::take(&mut self.next);
        self.add(name, value)
    }

    fn end(self) -> Result<Node, NoTree> {
        SerializeStruct::end(self)
    }
}
