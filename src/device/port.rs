//! Ports: which there are, how one is opened.

use std::fmt;
use std::io::{Read, Write};
use std::path::Path;

use crate::Settings;

/// Where Linux keeps names of ports that are made of maker, model and serial number of the USB device, so that they
/// stay when it is plugged in elsewhere.
const STABLE_NAMES: &str = "/dev/serial/by-id";

/// A port that was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PortInfo {
    /// The name by which it is opened: one that stays when the device is plugged in again, where there is one.
    pub name: String,
    /// The short name of the moment, if it is another: `/dev/ttyUSB0`.
    pub short_name: Option<String>,
    /// What the USB device says of itself; empty for other ports.
    pub product: String,
}

/// Why a port cannot be listened on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Absence {
    /// There is no such port.
    NotConnected,
    /// Another program has it.
    InUse,
    /// The user may not open it.
    NotPermitted,
    /// The system gives this reason.
    Other(String),
}

impl fmt::Display for Absence {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotConnected => f.write_str("not connected"),
            Self::InUse => f.write_str("its port is in use by another program"),
            Self::NotPermitted => f.write_str(
                "no permission to open its port (on Linux: add yourself to the group dialout)",
            ),
            Self::Other(why) => write!(f, "its port cannot be opened: {why}"),
        }
    }
}

/// An open port.
pub(crate) trait Open: Read + Write {
    /// Drops what has arrived and was not read.
    fn drop_input(&self);
}

/// The name of a port that stays when the device is plugged in again.
pub(crate) fn stable_name(port: &str) -> Option<String> {
    stable_name_in(Path::new(STABLE_NAMES), Path::new(port))
}

fn stable_name_in(folder: &Path, port: &Path) -> Option<String> {
    if port.starts_with(folder) {
        return None;
    }
    let device = port.canonicalize().ok()?;
    let names = std::fs::read_dir(folder).ok()?.flatten();
    let mut names: Vec<_> = names.map(|entry| entry.path()).collect();
    names.sort();
    let mut same = names
        .into_iter()
        .filter(|name| name.canonicalize().is_ok_and(|of| of == device));
    same.next()?.to_str().map(str::to_owned)
}

#[cfg(feature = "serial")]
mod opened {
    use std::path::Path;
    use std::time::Duration;

    use serialport::{ClearBuffer, DataBits, ErrorKind, SerialPort, SerialPortType, StopBits};

    use super::{Absence, Open, PortInfo, Settings, stable_name};
    use crate::settings::Parity;

    /// How long a read waits for the first byte.
    const PATIENCE: Duration = Duration::from_millis(50);

    /// The serial ports of this computer, by name.
    ///
    /// # Errors
    ///
    /// A message, if the system does not list them.
    pub fn ports() -> Result<Vec<PortInfo>, String> {
        let found = serialport::available_ports();
        let found =
            found.map_err(|error| format!("the system does not list its serial ports: {error}"))?;
        let mut ports: Vec<PortInfo> = found.into_iter().map(info).collect();
        ports.sort_by(|a, b| (a.product.is_empty(), &a.name).cmp(&(b.product.is_empty(), &b.name)));
        Ok(ports)
    }

    fn info(port: serialport::SerialPortInfo) -> PortInfo {
        let product = match port.port_type {
            SerialPortType::UsbPort(usb) => {
                let parts = [usb.manufacturer, usb.product, usb.serial_number];
                let words: Vec<String> = parts.into_iter().flatten().collect();
                match words.is_empty() {
                    true => format!("USB {:04x}:{:04x}", usb.vid, usb.pid),
                    false => words.join(" "),
                }
            }
            _ => String::new(),
        };
        let stable = stable_name(&port.port_name);
        PortInfo {
            short_name: stable.is_some().then(|| port.port_name.clone()),
            name: stable.unwrap_or(port.port_name),
            product,
        }
    }

    /// Opens a port of this name, for this program alone.
    pub(crate) fn open(name: &str, settings: &Settings) -> Result<Box<dyn Open>, Absence> {
        let bits = settings.bits;
        let port = serialport::new(name, settings.speed)
            .data_bits(if bits.seven {
                DataBits::Seven
            } else {
                DataBits::Eight
            })
            .parity(match bits.parity {
                Parity::None => serialport::Parity::None,
                Parity::Even => serialport::Parity::Even,
                Parity::Odd => serialport::Parity::Odd,
            })
            .stop_bits(if bits.two_stops {
                StopBits::Two
            } else {
                StopBits::One
            })
            .dtr_on_open(true)
            .timeout(PATIENCE)
            .open()
            .map_err(|error| absence(name, &error))?;
        Ok(Box::new(Serial(port)))
    }

    fn absence(name: &str, error: &serialport::Error) -> Absence {
        use std::io::ErrorKind::{NotFound, PermissionDenied, ResourceBusy};
        // Names of ports on Windows are no files.
        let is_gone = cfg!(unix) && !Path::new(name).exists();
        match error.kind() {
            _ if is_gone => Absence::NotConnected,
            ErrorKind::Io(NotFound) => Absence::NotConnected,
            ErrorKind::Io(PermissionDenied) if cfg!(unix) => Absence::NotPermitted,
            // Windows denies access to a port that is open elsewhere.
            ErrorKind::Io(PermissionDenied | ResourceBusy) => Absence::InUse,
            ErrorKind::NoDevice if cfg!(unix) => Absence::InUse,
            ErrorKind::NoDevice => Absence::NotConnected,
            _ => Absence::Other(error.to_string()),
        }
    }

    struct Serial(Box<dyn SerialPort>);

    impl Open for Serial {
        fn drop_input(&self) {
            // What cannot be dropped is read, and is no line.
            let _ = self.0.clear(ClearBuffer::Input);
        }
    }

    impl std::io::Read for Serial {
        fn read(&mut self, bytes: &mut [u8]) -> std::io::Result<usize> {
            self.0.read(bytes)
        }
    }

    impl std::io::Write for Serial {
        fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
            self.0.write(bytes)
        }

        fn flush(&mut self) -> std::io::Result<()> {
            self.0.flush()
        }
    }
}

#[cfg(not(feature = "serial"))]
mod opened {
    use super::{Absence, Open, PortInfo, Settings};

    const WITHOUT: &str = "this graftbook was built without serial ports";

    /// None: this program was built without serial ports.
    ///
    /// # Errors
    ///
    /// Always.
    pub fn ports() -> Result<Vec<PortInfo>, String> {
        Err(WITHOUT.into())
    }

    pub(crate) fn open(_: &str, _: &Settings) -> Result<Box<dyn Open>, Absence> {
        Err(Absence::Other(WITHOUT.into()))
    }
}

pub(crate) use opened::open;
pub use opened::ports;

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    #[test]
    fn port_is_known_by_the_name_that_stays() {
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        let names = at("by-id");
        std::fs::create_dir(&names).unwrap();
        std::fs::write(at("ttyUSB0"), "").unwrap();
        std::os::unix::fs::symlink("../ttyUSB0", names.join("usb-Mettler_BC-if00")).unwrap();
        let stable = names
            .join("usb-Mettler_BC-if00")
            .to_str()
            .unwrap()
            .to_owned();
        assert_eq!(stable_name_in(&names, &at("ttyUSB0")), Some(stable.clone()));
        assert_eq!(stable_name_in(&names, &at("ttyUSB1")), None);
        assert_eq!(stable_name_in(&names, Path::new(&stable)), None);
        assert_eq!(stable_name_in(&at("none"), &at("ttyUSB0")), None);
    }
}
