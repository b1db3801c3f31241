//! Other words by which people look for a command. The palette finds a command by these as well as by its
//! description. The table has a line for every action: a new one does not compile until somebody has decided.

use super::keymap::Action;
use super::screen::Screen;

/// The other words for an action, with blanks between; empty where its description has all that is looked for,
/// and for moves of the cursor, which the palette does not list.
pub fn synonyms(action: Action) -> &'static str {
    use Action as A;
    match action {
        A::Go(screen) => of_screen(screen),
        A::Quit => "exit close leave end stop bye",
        A::Back => "return close leave cancel",
        A::Help => "help shortcuts manual keyboard ? hotkeys",
        A::Palette => "search palette menu",
        A::Settings => {
            "preferences options configure configuration config toml balance caliper port scanner prefix colors dark \
             light mouse ascii"
        }
        A::Undo => "revert delete remove take back restore cancel mistake",
        A::Filter => "search find grep show only",
        A::Reload => "refresh read again update",
        A::Open => "select show details choose enter",
        A::NewStudy => "new add make start experiment project",
        A::EditStudy => {
            "rename change modify settings limits day0 day-0 control model species endpoint schema name"
        }
        A::CloseStudy => "reopen open again finish end lock unlock archive complete",
        A::MakeDemo => "example sample try tutorial practice",
        A::NewArm => "new create group treatment dose compound cohort",
        A::EditArm => "rename change group treatment dose schedule route control vehicle name",
        A::NewAnimals => {
            "new create mouse mice rats register enroll import cage cages rack chip rfid ear earmark"
        }
        A::OpenPlan => "waive schedule calendar",
        A::Animals => "who list mice tags",
        A::Now => "current date",
        A::NewWork => "new schedule task calendar due add measure weigh",
        A::EditWork => "schedule task amend modify",
        A::EndWork => "stop schedule task cancel",
        A::EndedLines => "old past history",
        A::Waive => "skip cancel holiday not done lift",
        A::PartialDose => "less part spilled leaked incomplete dose volume",
        A::HoldDose => "skip pause withhold omit dose loss toxicity",
        A::MissDose => "forgotten skipped not given dose",
        A::TimeOfDose => "when clock earlier later delayed late dose given",
        A::Misdose => "wrong error mistake deviation other compound animal dose",
        A::GiveCage => "all everyone group dose doses box",
        A::WeighFirst => "weight weigh balance body dose volume",
        A::OtherFormulation => "vial bottle lot batch stock solution",
        A::Amounts => "prepare vials draw up volume total how much syringe sheet",
        A::NewRegimen => {
            "new dose dosing treatment schedule compound route mg/kg ml/kg protocol add treat"
        }
        A::NewFormulation => "add vial bottle lot batch stock solution concentration prepared",
        A::EditFormulation => "vial lot used up empty expired concentration rename list",
        A::StopTreatment => "end off withdraw discontinue hold dose doses",
        A::ResumeTreatment => "restart again continue treat dose doses",
        A::Blind => "unblind mask unmask hide codes reveal decode",
        A::HandOutKey => "decode codes reveal unblind pharmacist doses syringes list which arm key",
        A::FreezePlan => "lock sap statistics preregister protocol",
        A::NotPalpable => "zero cured gone regression no tumor 0x0 complete response",
        A::NotMeasured => "skip missing note comment unread",
        A::Skip => "missing note comment why unread",
        A::Disposition => {
            "death dead died die sacrifice kill euthanize euthanasia cull endpoint humane found exclude remove \
             delete end exit terminate necropsy transfer transferred reserve spare lost"
        }
        A::Again => "second repeat remeasure duplicate reading",
        A::Order => "sort sequence cage tag route",
        A::DueOnly => "remaining pending filter hide done",
        A::Twice => "duplicate double repeat replicate",
        A::Weigh => "weight body weight balance scale bw",
        A::ChangeDay => "date yesterday backdate past landmark time",
        A::FindTag => "scan chip rfid go jump search animal mouse",
        A::EndSession => "finish done report summary close",
        A::AskDevice => "serial usb port request print send connect",
        A::EditAnimal => {
            "rename change move cage arm group tag chip microchip rfid ear earmark sex birth source cohort name reassign"
        }
        A::AddTumor => "new second bilateral flank site lesion",
        A::EditTumor => "edit change flank location move",
        A::MoveAnimals => "mouse mice cage cages card transfer rehouse change",
        A::EditCage => "cage cages card rename label transfer rehouse change room rack place",
        A::ScanChips => "chip microchip rfid transponder reader rack tag register",
        A::Correct => {
            "edit change fix wrong mistake reading weight caliper length width move another animal delete typo"
        }
        A::LiftDisposition => "undo death sacrifice return bring back alive delete restore",
        A::Select => "select several bulk check tick",
        A::SelectAll => "select several bulk everything tick none",
        A::Sort => "order arrange rank column",
        A::ReverseSort => "order descending ascending",
        A::Figure => "graph plot chart curve spaghetti survival kaplan spider",
        A::ExportFigure => "export save print graph plot chart picture image copy download prism",
        A::ExportReport => {
            "export save print summary excel word document workbook download share send"
        }
        A::Scale => "log linear axis",
        A::NextArm | A::PreviousArm => "group single one",
        A::AllArms => "group every reset",
        A::Card => "explain meaning method formula what is how computed help",
        A::ToggleChanges => "details before after diff",
        A::UndoOperation => "revert delete remove take back",
        A::Draw => "randomize randomise allocate assign shuffle groups seed",
        A::AcceptDraw => "randomize save confirm allocate assign write",
        A::VerifyDraw => "check reproduce audit seed randomization",
        A::DrawSettings => "edit randomize allocate groups strata stratify seed options change",
        A::Import => "load read open csv excel xlsx table data file paste upload graphpad bring in",
        A::ExportData => "save csv excel parquet prism graphpad r tables download backup copy tidy",
        A::Exclude => {
            "delete remove outlier leave out drop ignore omit include lift exclusion reading day animal"
        }
        A::Backup => "copy save export archive safe duplicate clone",
        A::Verify => "audit check proof fingerprint hash integrity tamper signature glp",
        A::Doctor => "doctor repair corrupt health integrity examine fix broken database",
        A::Restore => "recover backup undo lost go back",
        A::Confirm => "yes ok accept",
        A::Up
        | A::Down
        | A::Left
        | A::Right
        | A::PageUp
        | A::PageDown
        | A::First
        | A::Last
        | A::Next
        | A::Previous
        | A::Accept
        | A::NextSection
        | A::PreviousSection
        | A::Submit
        | A::NextField
        | A::PreviousField => "",
    }
}

/// The other words for a screen.
fn of_screen(screen: Screen) -> &'static str {
    match screen {
        Screen::Studies => "list all home projects",
        Screen::Overview => "home summary dashboard status alerts problems due",
        Screen::Measure => {
            "caliper weigh weight body tumor size length width volume enter record reading session today scan"
        }
        Screen::Animals => "mice mouse rats cages list table subjects",
        Screen::Growth => {
            "graph plot chart curve figure spaghetti waterfall survival kaplan meier volume"
        }
        Screen::Results => {
            "statistics analysis analyze tgi inhibition p-value test anova survival response numbers"
        }
        Screen::History => "audit trail log changes who when undo past operations",
        Screen::Today => "due overdue tasks work list todo agenda now",
        Screen::Dosing => {
            "dose doses give given inject gavage treat treatment volume syringe sheet"
        }
        Screen::Plan => "schedule task tasks calendar due work waive",
        Screen::Randomize => "randomise allocate allocation assign groups balance stratify",
    }
}
