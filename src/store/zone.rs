//! Whether the variable `TZ` names a time zone. The library that converts times takes UTC where it does not, and says
//! nothing; two machines would then record different times for one moment.

use std::io::Read;
use std::path::{Path, PathBuf};

/// Where systems keep their time zones.
const FOLDERS: [&str; 4] = [
    "/usr/share/zoneinfo",
    "/usr/share/lib/zoneinfo",
    "/usr/lib/zoneinfo",
    "/etc/zoneinfo",
];

/// Whether the value names a zone of this machine (`Europe/Berlin`, a file of one) or describes one as POSIX does
/// (`CET-1CEST,M3.5.0,M10.5.0/3`). An empty value is UTC. On systems without these folders every value passes.
pub(super) fn is_known(value: &str) -> bool {
    let name = value.strip_prefix(':').unwrap_or(value);
    if name.is_empty() || name == "localtime" || is_described(name) || !cfg!(unix) {
        return true;
    }
    let path = Path::new(name);
    if path.is_absolute() {
        return is_zone_file(path);
    }
    let files = FOLDERS
        .iter()
        .map(|folder| PathBuf::from(folder).join(path));
    !name.contains("..") && files.into_iter().any(|file| is_zone_file(&file))
}

fn is_zone_file(path: &Path) -> bool {
    let mut head = [0; 4];
    let read = std::fs::File::open(path).and_then(|mut file| file.read_exact(&mut head));
    read.is_ok() && head == *b"TZif"
}

/// Whether the value is a description as in POSIX: a name of at least three letters (or anything in `<>`), and hours
/// west of Greenwich; what follows describes daylight-saving time.
fn is_described(value: &str) -> bool {
    let (name, rest) = match value.strip_prefix('<') {
        Some(quoted) => match quoted.split_once('>') {
            Some(parts) => parts,
            None => return false,
        },
        None => value.split_at(
            value
                .find(|c: char| !c.is_ascii_alphabetic())
                .unwrap_or(value.len()),
        ),
    };
    let hours = rest.strip_prefix(['+', '-']).unwrap_or(rest);
    let digits = hours.bytes().take_while(u8::is_ascii_digit).count();
    let hours: Option<u32> = hours[..digits].parse().ok();
    name.len() >= 3 && hours.is_some_and(|hours| hours <= 24)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn descriptions_and_files_are_zones() {
        for zone in [
            "",
            "UTC0",
            "CET-1CEST,M3.5.0,M10.5.0/3",
            "<+0330>-3:30",
            ":UTC0",
            "EST5EDT",
        ] {
            assert!(is_known(zone), "{zone}");
        }
        #[cfg(unix)]
        for zone in [
            "Mars/Base",
            "Europe/Berlim",
            "/etc/passwd",
            "../etc/localtime",
            "CET-",
            "X1",
            "abc99",
        ] {
            assert!(!is_known(zone), "{zone}");
        }
    }
}
