//! What a schedule is like, before any date is asked for.

use super::part::Part;
use super::{Form, Schedule};

impl Schedule {
    /// The most slots of a day.
    pub fn slots_a_day(&self) -> u8 {
        let most = match &self.0 {
            Form::Parts(parts) => parts.iter().map(|part| part.slots.count).max(),
            Form::Watch(steps) => steps.iter().map(|step| step.slots.count).max(),
        };
        most.unwrap_or(1)
    }

    /// Whether animals with the same day 0 can have different dates: they depend on values, or on progression.
    pub fn depends_on_animal(&self) -> bool {
        let ends_at_progression = |part: &Part| part.bounds.until_progression;
        self.depends_on_values()
            || matches!(&self.0, Form::Parts(parts) if parts.iter().any(ends_at_progression))
    }
}
