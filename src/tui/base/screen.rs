//! The screens by name. One table lists them: tabs, the digits that lead there and the place of each
//! screen's state come from it.

/// Hands the table to a macro. A row is: name, module in `screens`, title in the line of tabs, keys
/// that lead there from another screen of the study, and what these keys do.
macro_rules! each_screen {
    ($take:ident) => {
        $take! {
            (Overview, overview, "Overview", ['1'], "overview"),
            (Measure, measure, "Measure", ['2', 'm'], "measure"),
            (Animals, animals, "Animals", ['3'], "animals"),
            (Growth, growth, "Growth", ['4'], "growth"),
            (Results, results, "Results", ['5'], "results"),
            (History, history, "History", ['6'], "history"),
            (Randomize, randomize, "Randomize", ['7'], "randomize: draw animals into arms"),
            (Dosing, dosing, "Dosing", ['8'], "dosing: what is to be given, and what was given"),
        }
    };
}
pub(crate) use each_screen;

macro_rules! names {
    ($(($name:ident, $module:ident, $title:literal, $keys:tt, $what:literal),)*) => {
        /// A screen: the list of studies, or one of the screens of a study.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum Screen {
            /// The list of studies, where the program starts.
            Studies,
            /// What is to be done today, over all studies; the first screen where a plan has something due.
            Today,
            /// The work plan of a study. It has no tab: it is opened seldom, and the line of tabs is full.
            Plan,
            $(#[doc = $what] $name,)*
        }

        impl Screen {
            /// The screens of a study, in the order of the tabs.
            pub const OF_STUDY: &'static [Self] = &[$(Self::$name),*];

            /// Whether it shows one study.
            pub fn is_of_study(self) -> bool {
                !matches!(self, Self::Studies | Self::Today)
            }

            /// Its name in the line of tabs.
            pub fn title(self) -> &'static str {
                match self {
                    Self::Studies => "Studies",
                    Self::Today => "Today",
                    Self::Plan => "Work plan",
                    $(Self::$name => $title,)*
                }
            }
        }
    };
}
each_screen!(names);
