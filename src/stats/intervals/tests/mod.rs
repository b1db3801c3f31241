mod awkward;
#[cfg(feature = "calibration")]
mod calibration;
mod worked;
