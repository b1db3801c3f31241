//! The parts of the analysis under a path. Each becomes a tree when its turn comes: lists have an entry for each animal or
//! each reading, and the trees of all of them would take several times the memory of the analysis.

use std::io;

use serde::ser::{
    Error as _, Impossible, Serialize, SerializeMap, SerializeSeq, SerializeStruct, SerializeTuple,
    Serializer,
};

use super::tree::Node;

/// Takes a part.
type Take<'t> = dyn FnMut(&Node) -> io::Result<()> + 't;

/// Hands over the parts of a value under a path of names separated by `.`; `*` stands for every entry of a list.
///
/// # Errors
/// The first error of `take`.
pub(super) fn each_at<T: Serialize>(
    whole: &T,
    path: &str,
    mut take: impl FnMut(&Node) -> io::Result<()>,
) -> io::Result<()> {
    let names: Vec<&str> = path.split('.').collect();
    let below = Below {
        path: &names,
        take: &mut take,
    };
    whole.serialize(below).map_err(|Stopped(error)| error)
}

/// Why the walk ended early.
#[derive(Debug, thiserror::Error)]
#[error(transparent)]
struct Stopped(io::Error);

impl serde::ser::Error for Stopped {
    fn custom<T: std::fmt::Display>(why: T) -> Self {
        Self(io::Error::other(why.to_string()))
    }
}

/// Walks through a value along what is left of a path, which is not empty.
struct Below<'p, 't> {
    path: &'p [&'p str],
    take: &'p mut Take<'t>,
}

/// Walks through fields or entries.
struct Within<'p, 't> {
    walk: Below<'p, 't>,
    /// Whether the next value of a map is on the path.
    is_next: bool,
}

impl Below<'_, '_> {
    /// Walks on if the path leads through this name.
    fn through<T: Serialize + ?Sized>(&mut self, name: &str, value: &T) -> Result<(), Stopped> {
        match self.path {
            [first, ..] if *first == name => self.on(value),
            _ => Ok(()),
        }
    }

    fn on<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Stopped> {
        match &self.path[1..] {
            [] => (self.take)(&Node::of(value)).map_err(Stopped),
            path => value.serialize(Below {
                path,
                take: &mut *self.take,
            }),
        }
    }
}

/// Values that have no parts.
macro_rules! no_parts {
    ($($name:ident($($of:ty),*))*) => {$(
        fn $name(self, $(_: $of),*) -> Result<(), Stopped> {
            Ok(())
        }
    )*};
}

impl<'p, 't> Serializer for Below<'p, 't> {
    type Ok = ();
    type Error = Stopped;
    type SerializeSeq = Within<'p, 't>;
    type SerializeTuple = Within<'p, 't>;
    type SerializeTupleStruct = Impossible<(), Stopped>;
    type SerializeTupleVariant = Impossible<(), Stopped>;
    type SerializeMap = Within<'p, 't>;
    type SerializeStruct = Within<'p, 't>;
    type SerializeStructVariant = Impossible<(), Stopped>;

    no_parts! {
        serialize_bool(bool) serialize_char(char) serialize_str(&str) serialize_bytes(&[u8])
        serialize_i8(i8) serialize_i16(i16) serialize_i32(i32) serialize_i64(i64)
        serialize_u8(u8) serialize_u16(u16) serialize_u32(u32) serialize_u64(u64)
        serialize_f32(f32) serialize_f64(f64)
        serialize_none() serialize_unit() serialize_unit_struct(&'static str)
        serialize_unit_variant(&'static str, u32, &'static str)
    }

    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Result<(), Stopped> {
        value.serialize(self)
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        value: &T,
    ) -> Result<(), Stopped> {
        value.serialize(self)
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        mut self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        value: &T,
    ) -> Result<(), Stopped> {
        self.through(variant, value)
    }

    fn serialize_seq(self, _: Option<usize>) -> Result<Within<'p, 't>, Stopped> {
        Ok(Within {
            walk: self,
            is_next: false,
        })
    }

    fn serialize_tuple(self, length: usize) -> Result<Within<'p, 't>, Stopped> {
        self.serialize_seq(Some(length))
    }

    fn serialize_tuple_struct(
        self,
        name: &'static str,
        _: usize,
    ) -> Result<Self::SerializeTupleStruct, Stopped> {
        Err(Stopped::custom(name))
    }

    fn serialize_tuple_variant(
        self,
        name: &'static str,
        _: u32,
        _: &'static str,
        _: usize,
    ) -> Result<Self::SerializeTupleVariant, Stopped> {
        Err(Stopped::custom(name))
    }

    fn serialize_map(self, length: Option<usize>) -> Result<Within<'p, 't>, Stopped> {
        self.serialize_seq(length)
    }

    fn serialize_struct(self, _: &'static str, length: usize) -> Result<Within<'p, 't>, Stopped> {
        self.serialize_seq(Some(length))
    }

    fn serialize_struct_variant(
        self,
        name: &'static str,
        _: u32,
        _: &'static str,
        _: usize,
    ) -> Result<Self::SerializeStructVariant, Stopped> {
        Err(Stopped::custom(name))
    }
}

impl SerializeSeq for Within<'_, '_> {
    type Ok = ();
    type Error = Stopped;

    fn serialize_element<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Stopped> {
        self.walk.through("*", value)
    }

    fn end(self) -> Result<(), Stopped> {
        Ok(())
    }
}

impl SerializeTuple for Within<'_, '_> {
    type Ok = ();
    type Error = Stopped;

    fn serialize_element<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Stopped> {
        self.walk.through("*", value)
    }

    fn end(self) -> Result<(), Stopped> {
        Ok(())
    }
}

impl SerializeStruct for Within<'_, '_> {
    type Ok = ();
    type Error = Stopped;

    fn serialize_field<T: Serialize + ?Sized>(
        &mut self,
        name: &'static str,
        value: &T,
    ) -> Result<(), Stopped> {
        self.walk.through(name, value)
    }

    fn end(self) -> Result<(), Stopped> {
        Ok(())
    }
}

impl SerializeMap for Within<'_, '_> {
    type Ok = ();
    type Error = Stopped;

    fn serialize_key<T: Serialize + ?Sized>(&mut self, key: &T) -> Result<(), Stopped> {
        self.is_next = matches!(Node::of(key), Node::Text(name) if name == self.walk.path[0]);
        Ok(())
    }

    fn serialize_value<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Stopped> {
        match self.is_next {
            true => self.walk.on(value),
            false => Ok(()),
        }
    }

    fn end(self) -> Result<(), Stopped> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(serde::Serialize)]
    struct Animal {
        tag: &'static str,
        days: Vec<f64>,
        #[serde(flatten)]
        more: std::collections::BTreeMap<&'static str, Option<[u8; 2]>>,
    }

    fn parts(path: &str) -> Vec<Node> {
        let animal = |tag, days: &[f64], ends| Animal {
            tag,
            days: days.to_vec(),
            more: [("ends", ends)].into(),
        };
        let animals = [
            animal("1", &[0.0, 3.0], Some([1, 2])),
            animal("2", &[], None),
        ];
        let mut found = Vec::new();
        let walked = each_at(&animals, path, |node| {
            found.push(node.clone());
            Ok(())
        });
        walked.unwrap();
        found
    }

    #[test]
    fn parts_are_found_through_lists_fields_and_maps() {
        let text = |text: &str| Node::Text(text.to_owned());
        let number = Node::Number;
        assert_eq!(parts("*.tag"), [text("1"), text("2")]);
        assert_eq!(parts("*.days.*"), [number(0.0), number(3.0)]);
        let ends = Node::List(vec![number(1.0), number(2.0)]);
        assert_eq!(parts("*.ends"), [ends, Node::Nothing]);
        assert_eq!(parts("*.ends.*"), [number(1.0), number(2.0)]);
        assert!(parts("tag").is_empty() && parts("*.tag.*").is_empty());
    }

    #[test]
    fn walk_ends_with_the_first_error() {
        let mut taken = 0;
        let walked = each_at(&[1, 2], "*", |_| {
            taken += 1;
            Err(io::Error::other("full"))
        });
        assert_eq!(
            (walked.unwrap_err().to_string().as_str(), taken),
            ("full", 1)
        );
    }
}
