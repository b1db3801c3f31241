//! Following the audit trail from its beginning: the chain of fingerprints, and the rows that the recorded
//! changes leave. Takes what [`super::trail`] reads, in order, and knows nothing of SQLite.

use std::collections::HashMap;
use std::collections::hash_map::RandomState;
use std::hash::BuildHasher;
use std::sync::mpsc::Receiver;

use sha2::{Digest, Sha256};

use super::operation::{GENESIS, absorb, hexadecimal};
use super::triggers::without_nulls;

/// What does not fit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Fault {
    /// An operation.
    Operation(i64, &'static str),
    /// The change with this number was recorded, but under no operation.
    Stray(i64),
    /// The change with this number does not start from what the changes before it left.
    Discontinuous(i64),
    /// This row of the table is not as the trail says.
    Altered { table: usize, id: String },
    /// The trail does not know this row of the table.
    Added { table: usize, id: String },
    /// The trail has rows that this table does not have.
    Deleted { table: usize, rows: MissingRows },
    /// The trail has rows of a table that does not exist.
    NoSuchTable(String),
}

/// Rows that the trail has and the table does not, by the keys of their ids.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct MissingRows {
    keys: Keys,
    rows: Vec<u128>,
}

impl MissingRows {
    /// Whether the row with this id is one of them.
    pub fn has(&self, id: &str) -> bool {
        self.rows.contains(&self.keys.key(id.as_bytes()))
    }
}

/// What a record of a batch is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// The columns that the fingerprint covers, in their order, and the fingerprint.
    Operation(i64),
    /// Number, table, row id, before, after; under the last operation.
    Change(i64),
    /// The same, under no operation.
    Stray(i64),
    /// A change that is recorded under an operation, but stands among the changes of a later one.
    Misplaced { operation: i64 },
    /// The end of operations and changes.
    End,
    /// A row of the table: id, state.
    Row { table: usize },
}

/// Records, each a kind and some cells, one after the other: one allocation for many.
#[derive(Default)]
pub(super) struct Batch {
    kinds: Vec<Kind>,
    lengths: Vec<Option<usize>>,
    bytes: Vec<u8>,
}

impl Batch {
    pub fn begin(&mut self, kind: Kind) {
        self.kinds.push(kind);
    }

    pub fn cell(&mut self, cell: Option<&[u8]>) {
        self.lengths.push(cell.map(<[u8]>::len));
        self.bytes.extend_from_slice(cell.unwrap_or_default());
    }

    /// Its size in bytes.
    pub fn size(&self) -> usize {
        self.bytes.len() + 16 * (self.kinds.len() + self.lengths.len())
    }
}

/// The cells of a batch in order.
struct Cells<'b> {
    lengths: std::slice::Iter<'b, Option<usize>>,
    bytes: &'b [u8],
}

impl<'b> Cells<'b> {
    fn take(&mut self) -> Option<&'b [u8]> {
        let length = self.lengths.next().copied().flatten()?;
        let (cell, rest) = self.bytes.split_at(length);
        self.bytes = rest;
        Some(cell)
    }
}

/// Short keys of ids and of states of rows. A key has 128 bits, so that a trail of a million rows takes little
/// memory. For so short a digest, two texts with the same one could be computed; but every run has
/// another secret.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Keys {
    secret: [u8; 16],
}

impl Keys {
    fn new() -> Self {
        let random = || RandomState::new().hash_one(0_u8).to_le_bytes();
        let mut secret = [0; 16];
        secret[..8].copy_from_slice(&random());
        secret[8..].copy_from_slice(&random());
        Self { secret }
    }

    /// The key of a recorded row.
    fn state(&self, row: &[u8]) -> u128 {
        self.key(&without_nulls(row))
    }

    fn key(&self, text: &[u8]) -> u128 {
        let digest = Sha256::new()
            .chain_update(self.secret)
            .chain_update(text)
            .finalize();
        digest
            .iter()
            .take(16)
            .fold(0, |key, byte| key << 8 | u128::from(*byte))
    }
}

/// An operation whose changes are being read.
struct Current {
    seq: i64,
    hash: Sha256,
    fingerprint: Vec<u8>,
}

/// Tables by name, each with the state of its rows by id.
type State = HashMap<Vec<u8>, HashMap<u128, u128>>;

/// The state of the trail after what has been read.
struct Replay<'t> {
    keys: Keys,
    tables: &'t [Table],
    state: State,
    next: i64,
    previous: Vec<u8>,
    current: Option<Current>,
    /// What does not fit, but is told only if the chain is whole.
    stray: Option<Fault>,
    discontinuous: Option<Fault>,
}

/// A table whose rows are compared.
pub(super) struct Table {
    pub name: String,
    /// How many rows it has, about: room for more is made where there are more, and that takes twice the
    /// memory meanwhile.
    pub rows: usize,
}

/// Reads batches until they end or something does not fit. Rows are numbered by `tables`.
pub(super) fn follow(tables: &[Table], batches: Receiver<Batch>) -> Result<(), Fault> {
    let state = |table: &Table| {
        let name = table.name.as_bytes().to_vec();
        (name, HashMap::with_capacity(table.rows))
    };
    let mut replay = Replay {
        keys: Keys::new(),
        tables,
        state: tables.iter().map(state).collect(),
        next: 1,
        previous: GENESIS.as_bytes().to_vec(),
        current: None,
        stray: None,
        discontinuous: None,
    };
    for batch in batches {
        let mut cells = Cells {
            lengths: batch.lengths.iter(),
            bytes: &batch.bytes,
        };
        for kind in &batch.kinds {
            replay.take(*kind, &mut cells)?;
        }
    }
    replay.nothing_is_left()
}

impl Replay<'_> {
    fn take(&mut self, kind: Kind, cells: &mut Cells<'_>) -> Result<(), Fault> {
        match kind {
            Kind::Operation(seq) => self.operation(seq, cells),
            Kind::Change(seq) => {
                let change = self.change(seq, cells);
                if let Some(current) = &mut self.current {
                    for cell in change {
                        absorb(&mut current.hash, cell);
                    }
                }
                Ok(())
            }
            Kind::Stray(seq) => {
                self.change(seq, cells);
                self.stray.get_or_insert(Fault::Stray(seq));
                Ok(())
            }
            Kind::Misplaced { operation } => Err(Fault::Operation(
                operation,
                "a change that is recorded under it stands among those of a later operation",
            )),
            Kind::End => {
                self.close()?;
                let found = self.stray.take().or(self.discontinuous.take());
                found.map_or(Ok(()), Err)
            }
            Kind::Row { table } => self.row(table, cells),
        }
    }

    fn operation(&mut self, seq: i64, cells: &mut Cells<'_>) -> Result<(), Fault> {
        self.close()?;
        if seq != self.next {
            return Err(Fault::Operation(self.next, "it is missing"));
        }
        let mut hash = Sha256::new();
        let mut before = None;
        for _ in 0..COLUMNS_OF_OPERATION {
            before = cells.take();
            absorb(&mut hash, before);
        }
        if before != Some(&self.previous) {
            let what = "it does not follow the operation before it";
            return Err(Fault::Operation(seq, what));
        }
        let Some(fingerprint) = cells.take() else {
            let what = "it was begun by another program and never finished";
            return Err(Fault::Operation(seq, what));
        };
        self.next = seq.saturating_add(1);
        self.current = Some(Current {
            seq,
            hash,
            fingerprint: fingerprint.to_vec(),
        });
        Ok(())
    }

    /// Compares the fingerprint of the last operation, after all its changes.
    fn close(&mut self) -> Result<(), Fault> {
        let Some(current) = self.current.take() else {
            return Ok(());
        };
        if hexadecimal(&current.hash.finalize()).as_bytes() != current.fingerprint {
            let what = "its content, or one of the changes recorded under it, does not give its fingerprint";
            return Err(Fault::Operation(current.seq, what));
        }
        self.previous = current.fingerprint;
        Ok(())
    }

    /// Applies a change, and gives its cells.
    fn change<'b>(&mut self, seq: i64, cells: &mut Cells<'b>) -> [Option<&'b [u8]>; 5] {
        let change = std::array::from_fn(|_| cells.take());
        let [_, table, id, before, after] = change;
        let (table, id) = (table.unwrap_or_default(), id.unwrap_or_default());
        if !self.state.contains_key(table) {
            self.state.insert(table.to_vec(), HashMap::new());
        }
        let rows = self.state.get_mut(table).expect("it was inserted above");
        let id = self.keys.key(id);
        let before = before.map(|row| self.keys.state(row));
        let was = match after {
            Some(after) => rows.insert(id, self.keys.state(after)),
            None => rows.remove(&id),
        };
        if was != before {
            self.discontinuous.get_or_insert(Fault::Discontinuous(seq));
        }
        change
    }

    /// Compares a row that is there with what the trail says.
    fn row(&mut self, table: usize, cells: &mut Cells<'_>) -> Result<(), Fault> {
        let (id, state) = (cells.take().unwrap_or_default(), cells.take());
        let rows = self.state.get_mut(self.tables[table].name.as_bytes());
        let recorded = rows.and_then(|rows| rows.remove(&self.keys.key(id)));
        if recorded.is_some() && recorded == state.map(|row| self.keys.state(row)) {
            return Ok(());
        }
        let id = String::from_utf8_lossy(id).into_owned();
        Err(match recorded {
            Some(_) => Fault::Altered { table, id },
            None => Fault::Added { table, id },
        })
    }

    /// Whether every row of the trail was found in its table.
    fn nothing_is_left(mut self) -> Result<(), Fault> {
        for (table, Table { name, .. }) in self.tables.iter().enumerate() {
            let rows = self.state.remove(name.as_bytes()).unwrap_or_default();
            if !rows.is_empty() {
                let rows = MissingRows {
                    rows: rows.into_keys().collect(),
                    keys: self.keys,
                };
                return Err(Fault::Deleted { table, rows });
            }
        }
        let left = self.state.into_iter().filter(|(_, rows)| !rows.is_empty());
        match left.map(|(name, _)| name).min() {
            Some(name) => Err(Fault::NoSuchTable(
                String::from_utf8_lossy(&name).into_owned(),
            )),
            None => Ok(()),
        }
    }
}

/// How many columns of an operation its fingerprint covers.
pub(super) const COLUMNS_OF_OPERATION: usize = 10;
