//! The screens, a folder each. None of them knows another one, nor the root.

mod animals;
pub mod dosing;
mod growth;
mod history;
pub mod measure;
mod overview;
mod plan;
mod randomize;
mod results;
mod studies;
mod today;

use crate::base::screen::{Screen, each_screen};
use crate::component::Component;

macro_rules! screens {
    ($(($name:ident, $module:ident, $title:literal, $keys:tt, $what:literal),)*) => {
        /// The state of every screen.
        #[derive(Debug, Clone, Default)]
        pub struct Screens {
            /// The list of studies.
            pub studies: studies::State,
            /// What is to be done today.
            pub today: today::State,
            /// The work plan of a study.
            pub plan: plan::State,
            $(#[doc = $what] pub $module: $module::State,)*
        }

        impl Screens {
            /// A screen by its name.
            pub fn get(&self, screen: Screen) -> &dyn Component {
                match screen {
                    Screen::Studies => &self.studies,
                    Screen::Today => &self.today,
                    Screen::Plan => &self.plan,
                    $(Screen::$name => &self.$module,)*
                }
            }

            /// The same, to be changed.
            pub fn get_mut(&mut self, screen: Screen) -> &mut dyn Component {
                match screen {
                    Screen::Studies => &mut self.studies,
                    Screen::Today => &mut self.today,
                    Screen::Plan => &mut self.plan,
                    $(Screen::$name => &mut self.$module,)*
                }
            }

            /// All of them.
            pub fn all_mut(&mut self) -> Vec<&mut dyn Component> {
                vec![&mut self.today, &mut self.studies, &mut self.plan, $(&mut self.$module),*]
            }
        }
    };
}
each_screen!(screens);
