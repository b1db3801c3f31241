//! Whether the journal beside a notebook is that file's own.
//!
//! SQLite applies whatever valid journal (`-wal`) lies beside a file. If a crash left one and somebody
//! copies a backup over the notebook, SQLite would write pages of the crashed file into the backup.
//! So the journal is read here first, before SQLite opens the file for anything but looking at it
//! alone, and one that does not continue the file is refused; both stay as they are.
//!
//! What ties the two:
//! * **The chain of operations.** The journal holds the rows of the operations that were written to
//!   it, each with the fingerprint of the one before. The newest operation of the file alone must be
//!   the one that the first of them follows, or (when the journal was copied into the file in part)
//!   one of them.
//! * **The change counter** in the first page. Each operation writes that page ([`write_first_page`]), so the
//!   journal holds it. Each copy that this program makes begins at a counter drawn by chance
//!   ([`draw_counter`]): a compact copy holds the same operations in other pages, and only this tells it.
//! * **The page size.**
//!
//! After a crash amid copying the journal into the file, the file alone may be unreadable. It is then
//! judged by its counter only, for the journal holds every page that is half written.
//!
//! The formats are described at <https://sqlite.org/fileformat2.html> (§1.6, §2.1, §4).

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{self, BufReader, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use rusqlite::Connection;

use super::Error;
use super::clock::fresh_id;
use super::migrate::MIGRATING;
use super::open::open_alone;

/// An operation by number and fingerprint.
pub(super) type Newest = (i64, String);

/// The journal of a file: its path with `-wal` at the end. SQLite keeps it beside the file itself, not
/// beside a link to it.
pub(super) fn path_beside(file: &Path) -> PathBuf {
    with_ending(&resolved(file), "-wal")
}

/// The path of a file without links; one that is not there has none.
pub(super) fn resolved(file: &Path) -> PathBuf {
    fs::canonicalize(file).unwrap_or_else(|_| file.to_owned())
}

/// A path with an ending added to its name.
pub(super) fn with_ending(file: &Path, ending: &str) -> PathBuf {
    let mut path = file.as_os_str().to_owned();
    path.push(ending);
    path.into()
}

/// The size of the journal in bytes; 0 where there is none.
pub(super) fn size(file: &Path) -> u64 {
    fs::metadata(path_beside(file)).map_or(0, |journal| journal.len())
}

/// Writes the first page anew, unchanged but for the change counter, so that it is in the journal of
/// every operation.
pub(super) fn write_first_page(conn: &Connection) -> Result<(), Error> {
    let version: i64 = conn.pragma_query_value(None, "user_version", |r| r.get(0))?;
    Ok(conn.pragma_update(None, "user_version", version)?)
}

/// Gives a copy that nobody has open a change counter drawn by chance.
pub(super) fn draw_counter(copy: &Path) -> io::Result<()> {
    let mut file = File::options().write(true).open(copy)?;
    let [.., a, b, c, d] = fresh_id().into_bytes();
    // The second place tells that the size in the header is valid for this counter.
    for at in [COUNTER, VALID_FOR] {
        file.seek(SeekFrom::Start(at))?;
        file.write_all(&[a, b, c, d])?;
    }
    Ok(())
}

/// Where the header of the file has its change counter.
const COUNTER: u64 = 24;
/// Where it repeats the counter for which its number of pages is valid.
const VALID_FOR: u64 = 92;

/// The change counter in the header of a file.
pub(super) fn counter(header: &[u8]) -> u32 {
    number(header, COUNTER as usize)
}

/// The file without its journal.
pub(super) struct FileAlone {
    page_size: u32,
    counter: u32,
    /// Its newest operation; none where the file cannot be read alone.
    newest: Option<Option<Newest>>,
}

impl FileAlone {
    /// Reads a file whose first 100 bytes are known.
    pub fn of(path: &Path, header: &[u8]) -> Self {
        Self {
            page_size: match u32::from(u16::from_be_bytes([header[16], header[17]])) {
                1 => 65_536,
                size => size,
            },
            counter: counter(header),
            newest: newest_alone(path).ok(),
        }
    }

    /// Its newest operation, where it has one and can be read alone.
    pub fn newest(&self) -> Option<&Newest> {
        self.newest.as_ref()?.as_ref()
    }

    /// Whether an operation that was once in the file or its journal is in neither of them. A file that
    /// cannot be read alone lacks nothing: what is missing there is in the journal.
    pub fn lacks(&self, path: &Path, journal: &Journal, operation: &Newest) -> bool {
        let Some(newest) = &self.newest else {
            return false;
        };
        let (seq, hash) = operation;
        if newest.as_ref().is_none_or(|(newest, _)| newest < seq) {
            return !journal.has(operation) && !journal.has_spread_rows;
        }
        let has = open_alone(path).and_then(|conn| {
            let sql = "SELECT count(*) FROM operations WHERE seq = ?1 AND hash = ?2";
            Ok(conn.query_row(sql, (seq, hash), |r| r.get::<_, i64>(0))?)
        });
        has.is_ok_and(|found| found == 0)
    }
}

/// The newest operation in a file, as if it had no journal.
fn newest_alone(path: &Path) -> Result<Option<Newest>, Error> {
    newest(&open_alone(path)?)
}

/// The newest operation that a connection sees.
pub(super) fn newest(conn: &Connection) -> Result<Option<Newest>, Error> {
    let sql = "SELECT seq, hash FROM operations WHERE hash IS NOT NULL ORDER BY seq DESC LIMIT 1";
    let mut statement = conn.prepare(sql)?;
    let mut rows = statement.query([])?;
    let row = rows.next()?;
    row.map(|row| Ok((row.get(0)?, row.get(1)?))).transpose()
}

/// What the committed transactions of a journal tell of the file that they continue.
#[derive(Debug, Default)]
pub(super) struct Journal {
    page_size: u32,
    /// How many transactions it holds.
    transactions: u64,
    /// The change counters of the first and last version of the first page.
    counters: Option<(u32, u32)>,
    /// The operation that its first one follows; none where it is the very first.
    follows: Option<Option<Newest>>,
    /// Fingerprints of the operations that were written to it.
    operations: BTreeMap<i64, String>,
    /// Whether an operation has so long a reason that its row is spread over several pages. Then
    /// the chain is not judged.
    has_spread_rows: bool,
}

impl Journal {
    /// Reads the journal beside a file; one without any transaction where there is none, or where
    /// SQLite would not take it for a journal.
    pub fn of(file: &Path) -> io::Result<Self> {
        match File::open(path_beside(file)) {
            Ok(journal) => Self::read(BufReader::new(journal)),
            Err(e) if e.kind() == io::ErrorKind::NotFound => Ok(Self::default()),
            Err(e) => Err(e),
        }
    }

    /// Whether it holds anything that SQLite would apply.
    pub fn is_empty(&self) -> bool {
        self.transactions == 0
    }

    /// Whether this operation was written to it.
    pub fn has(&self, (seq, hash): &Newest) -> bool {
        self.operations.get(seq) == Some(hash)
    }

    fn read(mut source: impl Read) -> io::Result<Self> {
        let Some(mut frames) = Frames::begin(&mut source)? else {
            return Ok(Self::default());
        };
        let mut journal = Self {
            page_size: frames.page_size,
            ..Self::default()
        };
        let mut transaction = Transaction::default();
        while let Some(frame) = frames.next()? {
            transaction.take(frame);
            if frame.commits {
                journal.add(std::mem::take(&mut transaction));
            }
        }
        Ok(journal)
    }

    fn add(&mut self, transaction: Transaction) {
        self.transactions += 1;
        self.has_spread_rows |= transaction.has_spread_rows;
        if let Some(counter) = transaction.counter {
            let first = self.counters.map_or(counter, |(first, _)| first);
            self.counters = Some((first, counter));
        }
        let written = transaction.written();
        if self.follows.is_none()
            && let Some(first) = written.first()
        {
            let before = first.seq - 1;
            self.follows = Some((before > 0).then(|| (before, first.previous.clone())));
        }
        let written = written.into_iter().map(|row| (row.seq, row.hash));
        self.operations.extend(written);
    }

    /// Why it cannot be the journal of this file; none where it can.
    pub fn foreign_to(&self, file: &FileAlone) -> Option<&'static str> {
        if self.is_empty() {
            return None;
        }
        if self.page_size != file.page_size {
            return Some("its pages have another size");
        }
        if let Some((first, last)) = self.counters {
            // SQLite counts once for each connection that writes, and wraps around. The file is at
            // the counter before the first one, or at any of them.
            let before = first.wrapping_sub(1);
            if file.counter.wrapping_sub(before) > last.wrapping_sub(before) {
                return Some("it counts the changes of another file");
            }
        }
        let (Some(newest), Some(follows)) = (&file.newest, &self.follows) else {
            return None;
        };
        let continues = newest == follows || newest.as_ref().is_some_and(|newest| self.has(newest));
        (!continues && !self.has_spread_rows)
            .then_some("its operations do not follow those of the file")
    }
}

/// A page of the journal.
#[derive(Clone, Copy)]
struct Frame<'a> {
    page: u32,
    commits: bool,
    content: &'a [u8],
}

/// The frames of a journal up to the first that is torn, or left from an earlier use of the file.
struct Frames<'r, R> {
    source: &'r mut R,
    page_size: u32,
    big_endian: bool,
    salts: [u8; 8],
    sums: (u32, u32),
    frame: Vec<u8>,
}

const FRAME_HEADER: usize = 24;

impl<'r, R: Read> Frames<'r, R> {
    /// None where the beginning is not that of a journal.
    fn begin(source: &'r mut R) -> io::Result<Option<Self>> {
        let mut header = Vec::new();
        source.by_ref().take(32).read_to_end(&mut header)?;
        if header.len() < 32 {
            return Ok(None);
        }
        let magic = number(&header, 0);
        let page_size = number(&header, 8);
        let big_endian = magic & 1 == 1;
        let sums = sum((0, 0), &header[..24], big_endian);
        let valid = magic & !1 == 0x377f_0682
            && (512..=65_536).contains(&page_size)
            && page_size.is_power_of_two()
            && sums == (number(&header, 24), number(&header, 28));
        let mut salts = [0; 8];
        salts.copy_from_slice(&header[16..24]);
        Ok(valid.then(|| Self {
            source,
            page_size,
            big_endian,
            salts,
            sums,
            frame: vec![0; FRAME_HEADER + page_size as usize],
        }))
    }

    fn next(&mut self) -> io::Result<Option<Frame<'_>>> {
        match self.source.read_exact(&mut self.frame) {
            Err(e) if e.kind() == io::ErrorKind::UnexpectedEof => return Ok(None),
            done => done?,
        }
        let (header, content) = self.frame.split_at(FRAME_HEADER);
        if header[8..16] != self.salts {
            return Ok(None);
        }
        self.sums = sum(self.sums, &header[..8], self.big_endian);
        self.sums = sum(self.sums, content, self.big_endian);
        if self.sums != (number(header, 16), number(header, 20)) {
            return Ok(None);
        }
        Ok(Some(Frame {
            page: number(header, 0),
            commits: number(header, 4) != 0,
            content,
        }))
    }
}

/// The running checksum of the journal.
fn sum((mut a, mut b): (u32, u32), bytes: &[u8], big_endian: bool) -> (u32, u32) {
    let word = |four: &[u8]| {
        let four = [four[0], four[1], four[2], four[3]];
        match big_endian {
            true => u32::from_be_bytes(four),
            false => u32::from_le_bytes(four),
        }
    };
    for eight in bytes.chunks_exact(8) {
        a = a.wrapping_add(word(&eight[..4])).wrapping_add(b);
        b = b.wrapping_add(word(&eight[4..])).wrapping_add(a);
    }
    (a, b)
}

pub(super) fn number(bytes: &[u8], at: usize) -> u32 {
    u32::from_be_bytes([bytes[at], bytes[at + 1], bytes[at + 2], bytes[at + 3]])
}

/// What the pages of one transaction hold of our interest.
#[derive(Default)]
struct Transaction {
    counter: Option<u32>,
    rows: BTreeMap<i64, OperationRow>,
    has_spread_rows: bool,
}

impl Transaction {
    fn take(&mut self, frame: Frame<'_>) {
        if frame.page == 1 {
            self.counter = Some(counter(frame.content));
        }
        for row in rows_of_page(frame.content) {
            match row {
                Row::Whole(row) => {
                    self.rows.insert(row.seq, row);
                }
                Row::Spread => self.has_spread_rows = true,
            }
        }
    }

    /// The operations that it wrote: the newest in its pages, the others being neighbors of it. Only
    /// a migration writes several, one for each version.
    fn written(mut self) -> Vec<OperationRow> {
        let mut written: Vec<OperationRow> = Vec::new();
        while let Some((_, row)) = self.rows.pop_last() {
            let belongs = written
                .last()
                .is_none_or(|later| later.is_migration && row.is_migration);
            if !belongs {
                break;
            }
            written.push(row);
        }
        written.reverse();
        written
    }
}

/// A row of the table `operations`.
struct OperationRow {
    seq: i64,
    previous: String,
    hash: String,
    is_migration: bool,
}

enum Row {
    Whole(OperationRow),
    /// It goes on in other pages.
    Spread,
}

/// The rows of operations in a page; none in a page of anything else.
fn rows_of_page(page: &[u8]) -> Vec<Row> {
    const TABLE_LEAF: u8 = 13;
    // The header of the file, at the beginning of the first page, is no such page either.
    if page[0] != TABLE_LEAF {
        return Vec::new();
    }
    let cells = usize::from(u16::from_be_bytes([page[3], page[4]]));
    let pointers = page[8..].chunks_exact(2).take(cells);
    let starts = pointers.map(|two| usize::from(u16::from_be_bytes([two[0], two[1]])));
    starts.filter_map(|at| row_of_cell(page, at)).collect()
}

/// Columns of `operations` as the file numbers them.
mod column {
    pub const ID: usize = 1;
    pub const VERB: usize = 5;
    pub const PREVIOUS_HASH: usize = 9;
    pub const HASH: usize = 10;
}

/// Reads a cell of a table's leaf page. What has the columns of an operation is taken for one; what
/// has not, or has no fingerprint yet, is none.
fn row_of_cell(page: &[u8], at: usize) -> Option<Row> {
    let mut at = at;
    let payload = usize::try_from(varint(page, &mut at)?).ok()?;
    let seq = varint(page, &mut at)?;
    let begin = at;
    let header_end = begin.checked_add(usize::try_from(varint(page, &mut at)?).ok()?)?;
    let mut columns = Vec::new();
    let mut value = header_end;
    while at < header_end {
        let length = length(varint(page, &mut at)?)?;
        columns.push((value, length));
        value = value.checked_add(length)?;
    }
    let is_operation = columns.len() > column::HASH
        && columns[column::ID].1 == 36
        && columns[column::PREVIOUS_HASH].1 == 64
        && columns[column::HASH].1 == 64;
    if !is_operation {
        return None;
    }
    // The largest row that is held in one page.
    if payload > page.len() - 35 {
        return Some(Row::Spread);
    }
    let text = |column: usize| -> Option<String> {
        let (from, length) = columns[column];
        let bytes = page.get(from..from + length)?;
        String::from_utf8(bytes.to_vec()).ok()
    };
    Some(Row::Whole(OperationRow {
        seq,
        previous: text(column::PREVIOUS_HASH)?,
        hash: text(column::HASH)?,
        is_migration: text(column::VERB)?.starts_with(MIGRATING),
    }))
}

/// The bytes that a value of this serial type takes.
fn length(serial: i64) -> Option<usize> {
    Some(match serial {
        0 | 8 | 9 => 0,
        1..=4 => serial as usize,
        5 => 6,
        6 | 7 => 8,
        12.. => (serial as usize - 12) / 2,
        _ => return None,
    })
}

/// A number of variable length; moves on behind it.
fn varint(page: &[u8], at: &mut usize) -> Option<i64> {
    let mut value: i64 = 0;
    for n in 0..9 {
        let byte = *page.get(*at)?;
        *at += 1;
        if n == 8 {
            return Some(value << 8 | i64::from(byte));
        }
        value = value << 7 | i64::from(byte & 0x7f);
        if byte & 0x80 == 0 {
            break;
        }
    }
    Some(value)
}
