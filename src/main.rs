//! Graftbook, the xenograft study notebook for the terminal: an in-vivo oncology efficacy study from
//! cage card to summary report, in one SQLite file whose audit trail proves its history.
//!
//! # Floors
//!
//! Each floor is a crate under `src/`. Its `Cargo.toml` lists what it may name; the compiler refuses the
//! rest.
//!
//! | Floor | Holds | May name |
//! |---|---|---|
//! | `domain` | plain types and rules of a study, results of its analysis; glossary | nothing of ours |
//! | `stats` | numerics on slices; does not know what a mouse is | nothing of ours |
//! | `store` | the SQLite file, its schema, the audit trail | `domain` |
//! | `report` | results as documents, tables and figures; files of these | `domain`, `stats` |
//! | `app` | what people do, one file per verb: enroll, measure, correct, randomize, import, analyze | `domain`, `stats`, `store`, `report` |
//! | `device` | balances and calipers on serial ports: protocols, ports; feature `serial` | nothing of ours |
//! | `cli` | the command line, one file per subcommand | `app`, `device`, `domain` |
//! | `tui` | the terminal UI: model, message, update, view; feature `tui` | `app`, `device`, `domain` |
//!
//! The tables are described in `schema/README.md`, the exported files in `exports/`.
//!
//! # Invariants
//!
//! - Only `store` names rusqlite; only `tui` names ratatui; only `device` names serialport; only `cli`
//!   prints.
//! - Only `app` writes. Every write carries who and why, and lands with its audit rows in one
//!   transaction, or not at all.
//! - What `app` hands out of a blinded study is masked where it is handed out: no screen, list, number or
//!   export knows of blinding.
//! - `stats` cannot read a clock, a file or an unseeded generator. Awkward data give notes on a result;
//!   an error is for input that has no answer.
//! - One analysis result feeds every table, screen and export: no number is computed twice, and none is
//!   rounded before the last step.
//! - Nothing printed depends on hash order or wall-clock time.
//! - A value that exists is valid: it is checked where it is made, not where it is used.
//!
//! # The path of a caliper value
//!
//! From the key to the disk and back to the screen, in twelve files:
//!
//! | File | Step |
//! |---|---|
//! | `tui/runtime/mod.rs` | receives the keys of the device, each with its time |
//! | `tui/update/keys.rs` | decides: a hand or a device, and which screen gets it |
//! | `tui/screens/measure/act.rs` | finds the action of the key in the measuring screen |
//! | `tui/screens/measure/take.rs` | reads the value, checks it against limits and expected range, completes the reading |
//! | `tui/screens/measure/write.rs` | makes an `app::Write::Measure` of the complete reading |
//! | `tui/runtime/perform.rs` | hands it to the notebook before the next key is looked at |
//! | `app/write.rs`, `app/measure.rs` | open an operation with its author; resolve animal, tumor and day |
//! | `app/entries.rs` | checks species, repeat and disposition |
//! | `store/entries.rs` | inserts the row; triggers write the audit rows |
//! | `store/operation.rs` | computes the hash and commits: from here on the value is on disk |
//! | `tui/update/writes.rs` | shows the animal as it was read back from the file, and goes on to the next field |
//!
//! A device on a serial port is heard by `device/watch.rs`; its value passes `update/devices.rs` and
//! `screens/measure/device.rs` in the place of the second and third file.
//!
//! `graftbook measure` makes the same `Write` in `cli/measure.rs`. `graftbook analyze` loads a record
//! (`store/record.rs`), masks it if the study is blinded (`domain/masking.rs`), hands its numbers to `stats`
//! (`app/analyze`), and gets a `domain::Analysis`, which `report` words for screens, tables and documents.

use std::process::ExitCode;

fn main() -> ExitCode {
    #[cfg(feature = "tui")]
    return cli::run(Some(tui::show));
    #[cfg(not(feature = "tui"))]
    return cli::run(None);
}
