//! What is known of one animal.

/// The readings of one animal that a comparison uses.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Course<'a> {
    /// Days of the readings, ascending, from the animal's baseline to the landmark day.
    pub days: &'a [f64],
    /// Volumes of these days, at least 0; the first one is the baseline.
    pub volumes: &'a [f64],
    /// Volume on the landmark day, if it was read.
    pub on_landmark: Option<f64>,
    /// When the animal reached the volume at which animals are removed, up to the landmark day.
    pub removal: Option<Removal>,
}

/// That an animal reached the volume at which animals are removed.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Removal {
    /// The day of the first such reading.
    pub day: f64,
    /// The volume read.
    pub volume: f64,
}

impl Course<'_> {
    /// Whether the volume on the landmark day was read and is 0.
    pub(super) fn is_zero_on_landmark(&self) -> bool {
        self.on_landmark == Some(0.0)
    }
}

/// Two groups that are compared.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Pair<T> {
    /// Of the treated arm.
    pub treated: T,
    /// Of the control.
    pub control: T,
}

impl<T> Pair<T> {
    /// What `f` makes of each.
    pub fn map<U>(self, f: impl Fn(T) -> U) -> Pair<U> {
        Pair {
            treated: f(self.treated),
            control: f(self.control),
        }
    }

    /// What `f` makes of a reference to each.
    pub(super) fn map_ref<U>(&self, f: impl Fn(&T) -> U) -> Pair<U> {
        Pair {
            treated: f(&self.treated),
            control: f(&self.control),
        }
    }
}

impl Pair<usize> {
    /// The smaller number.
    pub fn least(self) -> usize {
        self.treated.min(self.control)
    }
}
