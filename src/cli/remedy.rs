//! Remedies in the words of the command line: commands and options.
//!
//! The only place that words them, with a line for each. Not here: remedies that the command line finds
//! itself, for options that nothing below it knows.

use app::import::{FileProblem, ImportOutcome, Problems};
use app::randomize::DrawView;
use domain::{Analysis, DecimalMark, DrawRemedy, ImportRemedy, Remedy, SiteRole};

/// A remedy as commands and options; empty where there is none.
pub(super) fn as_commands(remedy: &Remedy) -> String {
    let fixed = match remedy {
        Remedy::Plain(text) => text.as_str(),
        Remedy::SetDay0 { study } => {
            return format!("set it with: graftbook study edit '{study}' --day0 2026-01-22");
        }
        Remedy::SetLimitOfQuantification { study } => {
            return format!(
                "set it with: graftbook study edit '{study}' --loq 10, or use --zeros floor"
            );
        }
        Remedy::AddArm { known } if known.is_empty() => "add it with `graftbook arm add`",
        Remedy::AddArm { known } => {
            return format!(
                "its arms are {}; `graftbook arm add` makes a new one",
                quoted(known)
            );
        }
        Remedy::AddCohort { known } if known.is_empty() => "add it with `graftbook cohort add`",
        Remedy::AddCohort { known } => {
            return format!(
                "its cohorts are {}; `graftbook cohort add` makes a new one",
                quoted(known)
            );
        }
        Remedy::NameSite(choice) => {
            return format!(
                "name one with {}: {}; `graftbook animal edit '{}' --study '{}' --site NEW` adds another",
                site_option(choice.role),
                quoted(&choice.sites),
                choice.animal,
                choice.study
            );
        }
        Remedy::ListStatistics { near } if near.is_empty() => {
            "`graftbook analyze --explain` lists them all"
        }
        Remedy::ListStatistics { near } => {
            return format!(
                "perhaps {}; `graftbook analyze --explain` lists them all",
                near.join(", ")
            );
        }
        Remedy::NameStudyToUndo { operation, study } => {
            let by_study = study
                .as_ref()
                .map(|study| format!(", or your last one in this study with --study '{study}'"));
            return format!(
                "undo it with `graftbook undo {operation}`{}",
                by_study.unwrap_or_default()
            );
        }
        Remedy::Draw(remedy) => return of_draw(remedy),
        Remedy::Import(remedy) => return of_import(remedy),

        Remedy::None => "",
        Remedy::CreateNotebook => {
            "`graftbook study create`, `graftbook import` and `graftbook demo` make one; another file is named with --db"
        }
        Remedy::OtherNotebook => "name another file with --db",
        Remedy::NotebookInFolder => "name a file in it with --db",
        Remedy::OtherNotebookOrPermission => {
            "name another file with --db, or ask for read permission"
        }
        Remedy::RestoreOrRead => {
            "`graftbook restore BACKUP` puts a backup in its place and sets the file aside as it is; until then it can be read and exported"
        }
        Remedy::DiscardUnfinishedOrRestore => {
            "`graftbook doctor --discard-unfinished` removes it and records that; or `graftbook restore BACKUP` puts a backup in its place"
        }
        Remedy::RestoreBackup => {
            "`graftbook restore BACKUP` puts a backup in its place and sets the file aside as it is"
        }
        Remedy::ForeignJournal => {
            "`graftbook restore BACKUP` sets both aside and puts a backup in their place; or, if the file is right without that journal, move the journal to another folder"
        }
        Remedy::BringUpToDate => {
            "the next entry brings it up to date, as does opening its screens with `graftbook`; a copy of it is made first"
        }
        Remedy::VerifyTrail => "`graftbook audit verify` shows what changed it",
        Remedy::VerifyTrailThenCorrect => {
            "`graftbook audit verify` shows what changed it; correct it by hand"
        }
        Remedy::VerifyTrailAndCompare => {
            "verify the file with `graftbook audit verify`, and compare it with a backup"
        }
        Remedy::ListOperations => "`graftbook audit log` lists what was done; correct it by hand",
        Remedy::UndoByNumber => {
            "`graftbook audit log` lists all; undo one of another author with `graftbook undo NUMBER --reason WHY`"
        }
        Remedy::ListStudies { near: None } => "`graftbook study list` lists them",
        Remedy::ListStudies { near: Some(near) } => {
            return format!("did you mean `{near}`? `graftbook study list` lists them all");
        }
        Remedy::ListLaterChanges { animal, operation } => {
            let tag = animal.as_deref().unwrap_or_default();
            let all = match tag.is_empty() {
                true => "`graftbook audit log` lists all".to_owned(),
                false => format!("`graftbook audit log --animal {tag}` lists all of the animal"),
            };
            return format!("{all}; undo that first with `graftbook undo {operation}`");
        }
        Remedy::RenameOrEditStudy => "choose another name, or edit it with `graftbook study edit`",
        Remedy::ReopenStudy => {
            "open it again with `graftbook study reopen`, which asks for a reason"
        }
        Remedy::SetDay0OrGiveDay => {
            "name the date of day 0 by `graftbook study edit STUDY --day0 DATE`, or give a study day by --day"
        }
        Remedy::SetDay0OrGiveDate => {
            "set it with `graftbook study edit NAME --day0 2026-01-22`, or give a date"
        }
        Remedy::SetDispositionRoles => {
            "say which with `graftbook study edit --dispositions found_dead=event`"
        }
        Remedy::ListExclusions => "see `graftbook study show`",
        Remedy::RenameOrEditArm => "choose another name, or edit it with `graftbook arm edit`",
        Remedy::ListArms => "`graftbook study show` shows its arms",
        Remedy::MarkControl => "name one with --control",
        Remedy::ListAnimals => "see `graftbook animal list`",
        Remedy::ListOrAddAnimals => {
            "`graftbook animal list` lists the study's; a new one is added with `graftbook animal add`"
        }
        Remedy::CheckTags => {
            "write tags as 211-218,220, a range of a thousand animals at most; --exact takes every tag as it is written"
        }
        Remedy::ListCages => "`graftbook cage list --study NAME` lists its cages",
        Remedy::ListWorkLines => {
            "`graftbook plan list --study NAME` lists the lines of its work plan"
        }
        Remedy::AddRegimen => "plan doses with `graftbook regimen add`",
        Remedy::SmallerVolumeOrExemption => {
            "plan a smaller volume, or say with --exemption who approved it, with the reference and why"
        }
        Remedy::AmendRegimen => "change it from today on with `graftbook regimen amend`",
        Remedy::ListDoses => "`graftbook dosesheet --study NAME` lists the doses of a date",
        Remedy::NameDoseLine => "say which with --line",
        Remedy::DoseAgain => "one more entry of the same dose is recorded with --again",
        Remedy::HoldOrGiveDose => {
            "hold it with --held WHY, or say with --despite why it was given all the same"
        }
        Remedy::WeighFirst => "weigh it: --weight G records the weight and the dose",
        Remedy::ListFormulations => "`graftbook formulation list --study NAME` lists them",
        Remedy::AddFormulation => {
            "record one that may be given with `graftbook formulation add`, or correct the one on record with `graftbook formulation edit`"
        }
        Remedy::ReasonToMoveAnimal => "say why it is moved with --reason",
        Remedy::GiveReason => "say why with --reason",
        Remedy::RenameOrEditCohort => {
            "choose another name, or edit it with `graftbook cohort edit`"
        }
        Remedy::ShowAnimal => "see `graftbook animal show`",
        Remedy::ShowAnimalOrMeasure => {
            "see `graftbook animal show`; a new one is recorded with `graftbook measure`"
        }
        Remedy::CheckDayOrImplantation => {
            "check the day, or the implantation date with `graftbook study edit`"
        }
        Remedy::CheckDayOrLiftDisposition => {
            "check the animal and the day; a wrong disposition is undone with `graftbook dispose --lift`"
        }
        Remedy::LiftDisposition => {
            "undo it first with `graftbook dispose --lift`, which asks for a reason"
        }
        Remedy::CheckDayOrMoveReadings => {
            "check the day, or move the readings with `graftbook correct`"
        }
        Remedy::StateDecimalMark(DecimalMark::Comma) => "write 12.4, or say --decimal comma",
        Remedy::StateDecimalMark(DecimalMark::Point) => "write 12,4, or say --decimal point",
        Remedy::SwapLengthAndWidth => {
            "measure again, or swap the two with --swap: the length is the longest diameter"
        }
        Remedy::DisposeOrConfirmClosing => {
            "`graftbook dispose` records how animals left; --confirm closes the study as it is"
        }
        Remedy::AmendPlanOrConfirm => {
            "--confirm changes it all the same, and reports name the departure; `graftbook plan freeze` then amends the plan"
        }
        Remedy::Confirm => "measure again; if the value is right, add --confirm",
        Remedy::CheckFutureDay => {
            "check the day; or day 0, which `graftbook study edit NAME --day0 DATE` changes"
        }
        Remedy::GiveValues => {
            "give length and width, --not-palpable, --not-measured REASON or a weight"
        }
        Remedy::CorrectOrKeepBoth => {
            "change it with `graftbook correct`, which asks for a reason, or keep both with --again"
        }
        Remedy::GiveCorrection => "give the right values, --to-animal, --to-site or --to-day",
        Remedy::NameReading => "say which with --site or --repeat",
        Remedy::NameRepeat => "say which with --repeat",
        Remedy::EndBlinding => "`graftbook unblind` ends it, with a reason",
        Remedy::NewKeyFile => "name a file that does not exist yet with --output",
        Remedy::ReasonToAmendPlan => {
            "say why it is amended with --reason; the old one stays on record"
        }
        Remedy::AmendPlan => "`graftbook plan freeze` amends it, with a reason",
        Remedy::ChangePlannedDay => {
            "a plan takes the study's own day; change that first with `graftbook study edit`"
        }
        Remedy::PlanBeforeUnblinding => {
            "a plan is frozen before the arms are known; `graftbook analyze` notes what is chosen later"
        }
        Remedy::NameLandmarkDay => "name a landmark day with --day",
        Remedy::NameLaterLandmarkDay => "name a later day with --day",
        Remedy::ReadNotes => "the notes of `graftbook analyze` say what is missing",
        Remedy::LargerFigure => "choose a larger --size, or fewer --arms",
        Remedy::SmallerFigure => "choose a smaller --dpi or --width",
    };
    fixed.to_owned()
}

/// How the command that was refused takes the site.
fn site_option(role: SiteRole) -> &'static str {
    match role {
        SiteRole::Reading => "--site",
        SiteRole::Destination => "--to-site",
        SiteRole::Renamed => "its site",
    }
}

fn of_draw(remedy: &DrawRemedy) -> String {
    let fixed = match remedy {
        DrawRemedy::RepeatWithSteps(steps) => {
            return format!("to repeat the draw, give --iterations {steps} with its seed");
        }
        DrawRemedy::BeforeBlinding => {
            "draw before blinding, or end it with `graftbook unblind`, which asks for a reason"
        }
        DrawRemedy::DrawFirst => "draw one with `graftbook randomize`",
        DrawRemedy::DrawAgainUnblinded => {
            "to draw again, unblind the study first with `graftbook unblind`, which asks for a reason"
        }
        DrawRemedy::DrawAgain => "`graftbook randomize --again` draws anew, with a reason",
        DrawRemedy::GiveReason => "say why with --reason",
        DrawRemedy::MoveAnimal => {
            "a redraw is possible until the first reading after allocation; a single animal is moved with `graftbook animal edit --arm ARM --reason WHY`"
        }
        DrawRemedy::RedrawOrAddAnimals => {
            "draw them anew with --again and --reason, or add animals; one animal is moved with `graftbook animal edit`"
        }
        DrawRemedy::MorePlacesOrRedraw => {
            "give the arms more places, such as --arms \"Vehicle:9,Treated:9\", or draw all anew with --again and --reason"
        }
        DrawRemedy::MorePlacesOrRedrawArm => {
            "give it more places, or draw those animals anew with --again"
        }
        DrawRemedy::NameArms => {
            "name them, such as --arms \"Vehicle:8,Treated:8\"; those that are new are made"
        }
        DrawRemedy::NameArmsOfTable => "such as --arms 8, or --arms \"Vehicle:8,Treated:8\"",
        DrawRemedy::NameAnimalsOnce => {
            "name every animal once; --id COLUMN says which column names them"
        }
        DrawRemedy::MeasureOrLeaveOut => {
            "measure them, name another day with --day, or leave them out with --without"
        }
        DrawRemedy::CompleteOrLeaveOut => {
            "measure or complete them, name another day with --day, or leave them out with --without"
        }
        DrawRemedy::GiveWeight => {
            "give at least one covariate a weight above 0, or draw with --method simple"
        }
        DrawRemedy::BalancedMethod => "draw with --method balanced, which keeps every constraint",
        DrawRemedy::NameFactors => "name them, such as --spread cage,sex",
        DrawRemedy::NameCovariate => {
            "name one that differs between animals, such as --balance volume"
        }
        DrawRemedy::SearchLonger => "drop a constraint, or search longer with --seconds",
        DrawRemedy::UsualEffort => {
            "2 seconds are enough for most; --iterations sets the number of steps itself"
        }
        DrawRemedy::LetChanceChoose => {
            "draw among several, such as with --among-best 20, or with --method simple"
        }
        DrawRemedy::AmongTwentyBest => "--among-best 20 draws among the 20 best",
    };
    fixed.to_owned()
}

fn of_import(remedy: &ImportRemedy) -> String {
    let fixed = match remedy {
        ImportRemedy::MapField { field, heading } => {
            return format!(
                "convert its numbers and its heading, or, if the heading is wrong, say --map '{field}={heading}'"
            );
        }
        ImportRemedy::MapAnimalColumn { headings } => {
            return format!(
                "say --map animal=HEADING, or --header-rows if they are not these: {headings}"
            );
        }
        ImportRemedy::NameDay { headings } => {
            return format!(
                "say --map day=HEADING or --map date=HEADING, or --day D if all values are of one day; its headings are {headings}"
            );
        }
        ImportRemedy::MapEither { fields, heading } => {
            let maps = fields
                .iter()
                .map(|field| format!("--map '{field}={heading}'"));
            return format!("say {}", maps.collect::<Vec<_>>().join(" or "));
        }
        ImportRemedy::MapColumn { form } => return format!("write it like --map '{form}'"),
        ImportRemedy::MapArms { first, second } => {
            return format!(
                "say --map 'arm={first}+{second}' if both make the arm, or --map 'arm={first}' or --map 'arm={second}'"
            );
        }
        ImportRemedy::PlaceColumn { day, heading } => {
            return format!(
                "say its day, such as --map 'volume@{day}={heading}' or --map 'weight@{day}={heading}', or leave the column out by --leave-out '{heading}'"
            );
        }
        ImportRemedy::FractionOrDate { column } => {
            let map = column.as_ref();
            let map = map.map_or(String::new(), |column| format!(" --map 'date={column}'"));
            return format!(
                "if these are dates, say --date-format M.DD or D.MM{map}; if days, --unit day=days"
            );
        }
        ImportRemedy::NameUnit { field, units } => {
            let [one, other] = units;
            return format!("say --unit {field}={one} or --unit {field}={other}");
        }
        ImportRemedy::NameSheets { sheets } => {
            let first = sheets.first().map_or("NAME", String::as_str);
            return format!("say --sheet all to read all of them, or --sheet '{first}' for one");
        }
        ImportRemedy::FillDown { field } => {
            return format!(
                "say --fill-down {field} to take the one above, or --no-arms to leave these animals without an arm"
            );
        }
        ImportRemedy::NameArm { headings } => {
            let maps = headings
                .iter()
                .map(|heading| format!("--map 'arm={heading}'"));
            return format!(
                "say {}, or --no-arms if the animals have none yet",
                maps.collect::<Vec<_>>().join(" or ")
            );
        }
        ImportRemedy::NameValues { headings } if headings.is_empty() => {
            "say --roster if the file lists animals and holds no values"
        }
        ImportRemedy::NameValues { headings } => {
            let first = headings.first().map_or("HEADING", String::as_str);
            return format!(
                "say what they hold, such as --map 'volume={first}' or, for a column of one day, --map 'volume@7={first}'; --roster if the file lists animals and holds no values"
            );
        }
        ImportRemedy::JoinTags { first, second } => {
            return format!("say --map 'animal={first}+{second}' to make tags of both");
        }
        ImportRemedy::StateCode { word } => {
            return format!(
                "give digits only, such as 12.4, or say what it stands for: --codes '{word}=not-done' (or not-palpable, number, found-dead, humane-endpoint, scheduled-sacrifice)"
            );
        }
        ImportRemedy::StateDeparture { word } => {
            return format!(
                "say how: --codes '{word}=humane-endpoint' or --codes '{word}=scheduled-sacrifice' (or found-dead, not-done)"
            );
        }
        ImportRemedy::AllowNewArms { known } => {
            return format!(
                "its arms are {}; say --new-arms to add this one",
                known.join(", ")
            );
        }
        ImportRemedy::SkipBadValues => {
            "correct the file, or import without its bad values by --skip-bad"
        }
        ImportRemedy::NameFile => "name a file, or a folder that `graftbook export` wrote",
        ImportRemedy::NameStudy => "say --study NAME",
        ImportRemedy::NameStudyOfRows => {
            "fill it in, or put all rows into one study by --study NAME"
        }
        ImportRemedy::AddStudyColumn => "add a column study, or say --study NAME",
        ImportRemedy::NameDay0 => "say --day0 DATE, the day of randomization or first dose",
        ImportRemedy::OtherDay0 => {
            "say --day0 DATE if it is known, or --running if the last day of the file is today"
        }
        ImportRemedy::DateStudyFirst => {
            "name the date of its day 0 first, by `graftbook study edit STUDY --day0 DATE`"
        }
        ImportRemedy::LeaveDay0Out => "leave --day0 out, or edit the study",
        ImportRemedy::LeaveSpeciesOut => "leave --species out, or edit the study",

        ImportRemedy::LeaveDayOut => "leave --day out, or remove the column",
        ImportRemedy::MapDateColumn => "if the column holds dates, say --map date=HEADING",
        ImportRemedy::NameDateFormat => {
            "write it as 2026-01-22, or say how dates are written, such as --date-format DD.MM.YYYY"
        }
        ImportRemedy::AllowNewAnimals => {
            "check its tag, or say --new-animals if it joins the study"
        }
        ImportRemedy::LeaveControlOutBlinded => {
            "leave --control out: a blinded study does not show which arm is the control"
        }
        ImportRemedy::UpdateChanged => {
            "take the values of the file as corrections by --update REASON, or correct the file"
        }
        ImportRemedy::CheckDoubtful => {
            "it is recorded as it stands: `graftbook correct` or `graftbook exclude` mends it"
        }
        ImportRemedy::TakeOneByOne => "--one-by-one-not-palpable takes them for that",
        ImportRemedy::ExcludeVanished => {
            "where the study is wrong, say `graftbook correct` or `graftbook exclude`"
        }
        ImportRemedy::NameControl => "name it with --control, or mark it by `graftbook arm edit`",
        ImportRemedy::LeaveControlOut => "leave --control out, or edit the arms first",
        ImportRemedy::UseSavedResults => {
            "paste it as a value, or take the saved results of all formulas by --formulas cached"
        }
        ImportRemedy::OtherSheet => "--sheet NAME takes another",
        ImportRemedy::NameDelimiter => {
            "remove the columns that are not needed, or name the delimiter by --delimiter"
        }
        ImportRemedy::RenameOrJoinHeadings => {
            "rename one of them, or remove its column; if the headings stand in two rows, say --header-rows 1-2"
        }
        ImportRemedy::NameLayout => {
            "say what a row is: --layout reading, --layout animal (a column per day) or --layout day (a column per animal)"
        }
        ImportRemedy::NameQuantity => "say --wide volume or --wide weight",
        ImportRemedy::NameDecimalMark => "say --decimal point or --decimal comma",
        ImportRemedy::OtherCodes => "--codes WORD=MEANING says otherwise",
        ImportRemedy::NameEncoding => {
            "save it as UTF-8, or name its encoding, often --encoding windows-1252"
        }
        ImportRemedy::NameUtf16 => {
            "it is no text file, or is UTF-16 without a mark: then say --encoding utf-16le"
        }
    };
    fixed.to_owned()
}

/// Names in backticks, with commas between.
fn quoted(names: &[String]) -> String {
    let names: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
    names.join(", ")
}

/// A message with what can be done about it: `message; remedy`.
pub(super) fn advised(message: &str, remedy: &Remedy) -> String {
    match as_commands(remedy).as_str() {
        "" => message.to_owned(),
        words => format!("{message}; {words}"),
    }
}

/// An error with what can be done about it on a line of its own.
pub(super) fn on_two_lines(error: &app::Error) -> String {
    match as_commands(&error.remedy()).as_str() {
        "" => error.to_string(),
        words => format!("{error}\n  try: {words}"),
    }
}

/// A remedy of which nothing is left but its words, as JSON has it.
fn plain(remedy: &Remedy) -> Remedy {
    as_commands(remedy).into()
}

/// An analysis whose notes hold their remedies in words.
pub(super) fn analysis_in_words(mut analysis: Analysis) -> Analysis {
    for note in &mut analysis.notes {
        note.remedy = note.remedy.as_ref().map(plain);
    }
    analysis
}

/// What an import came to, with the words of the remedies of its notes and of what was left out.
pub(super) fn outcome_in_words(outcome: &ImportOutcome) -> ImportOutcome {
    let mut outcome = outcome.clone();
    for note in &mut outcome.notes {
        note.message = advised(&note.message, &note.remedy);
        note.remedy = Remedy::None;
    }
    outcome.left_out = problems_in_words(outcome.left_out);
    outcome
}

/// Problems that hold their remedies in words.
pub(super) fn problems_in_words(problems: Problems) -> Problems {
    problems.map(|problem| FileProblem {
        remedy: plain(&problem.remedy),
        ..problem
    })
}

/// A draw whose notes say what can be done about them.
pub(super) fn draw_in_words(mut draw: DrawView) -> DrawView {
    for note in &mut draw.notes {
        note.message = advised(&note.message, &note.remedy);
        note.remedy = Remedy::None;
    }
    draw
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use clap::{Command, CommandFactory};

    use crate::Cli;

    /// The texts of this crate that name a command in backticks, without the backticks. String literals that continue on
    /// the next line are joined.
    fn commands_in(source: &str) -> Vec<String> {
        let joined = source.replace("\\\n", " ");
        let parts = joined.split('`').skip(1);
        let named = parts.filter(|part| part.starts_with("graftbook ") && part.len() < 120);
        named.map(str::to_owned).collect()
    }

    /// The command that a text names, and the words behind it.
    fn meant(text: &str, mut command: Command) -> (Command, Vec<&str>) {
        let mut words = text.split_whitespace().skip(1).peekable();
        while let Some(below) = words
            .peek()
            .and_then(|word| command.find_subcommand(word).cloned())
        {
            words.next();
            command = below;
        }
        (command, words.collect())
    }

    fn has_option(command: &Command, name: &str) -> bool {
        let is_meant = |arg: &clap::Arg| arg.get_long() == Some(name);
        command.get_arguments().any(is_meant)
    }

    fn any_has(command: &Command, name: &str) -> bool {
        let mut below = command.get_subcommands();
        has_option(command, name) || below.any(|command| any_has(command, name))
    }

    fn sources() -> Vec<(String, String)> {
        fn walk(folder: &Path, all: &mut Vec<(String, String)>) {
            for entry in std::fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() {
                    walk(&path, all);
                } else if path.extension().is_some_and(|ending| ending == "rs") {
                    let source = std::fs::read_to_string(&path).unwrap();
                    all.push((path.display().to_string(), source));
                }
            }
        }
        let mut all = Vec::new();
        walk(Path::new(env!("CARGO_MANIFEST_DIR")), &mut all);
        all
    }

    #[test]
    fn every_command_and_option_that_a_text_names_exists() {
        let mut tried = 0;
        for (file, source) in sources() {
            for text in commands_in(&source) {
                let (command, words) = meant(&text, Cli::command());
                assert_ne!(command.get_name(), "graftbook", "{file}: `{text}`");
                for word in words {
                    // A word in capitals stands for a value; any other must be an option or an example of a value.
                    let Some(option) = word.strip_prefix("--") else {
                        continue;
                    };
                    let known = has_option(&command, option) || has_option(&Cli::command(), option);
                    assert!(known, "{file}: `{text}` has no --{option}");
                }
                tried += 1;
            }
        }
        assert!(tried > 40, "{tried}");
    }

    #[test]
    fn every_option_that_a_remedy_names_is_one_of_a_command() {
        let source = include_str!("remedy.rs");
        let words = source.split("#[cfg(test)]").next().unwrap_or_default();
        let names = words.split("--").skip(1).filter_map(|rest| {
            let end =
                rest.find(|c: char| !(c.is_ascii_lowercase() || c == '-' || c.is_ascii_digit()));
            rest.get(..end?).filter(|name| !name.is_empty())
        });
        let mut tried = 0;
        for name in names {
            assert!(any_has(&Cli::command(), name), "no command has --{name}");
            tried += 1;
        }
        assert!(tried > 30, "{tried}");
    }
}
