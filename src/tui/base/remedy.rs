//! Remedies in the words of the screens: the keys that do what is advised.
//!
//! The only place that words them, with a line for each. What no key does is named as a command.

use domain::{DecimalMark, DrawRemedy, ImportRemedy, Remedy, SiteRole};

/// A remedy as keys; empty where there is none.
pub fn as_keys(remedy: &Remedy) -> String {
    let fixed = match remedy {
        Remedy::Plain(text) => text.as_str(),
        Remedy::AddArm { known } if known.is_empty() => "a on the overview adds it",
        Remedy::AddArm { known } => {
            return format!(
                "its arms are {}; a on the overview adds a new one",
                quoted(known)
            );
        }
        Remedy::AddCohort { known } if known.is_empty() => "`graftbook cohort add` adds it",
        Remedy::AddCohort { known } => {
            return format!(
                "its cohorts are {}; `graftbook cohort add` adds a new one",
                quoted(known)
            );
        }
        Remedy::NameSite(choice) => {
            let has = match choice.role {
                SiteRole::Reading | SiteRole::Destination => "it has",
                SiteRole::Renamed => "name one with its site:",
            };
            return format!("{has} {}; t on Animals adds another", quoted(&choice.sites));
        }
        Remedy::ListStatistics { near } => return near.join(", "),
        Remedy::Draw(remedy) => return of_draw(remedy),
        Remedy::Import(remedy) => return of_import(remedy),

        Remedy::None => "",
        // The screens make a notebook that is not there when they begin: this one has gone since.
        Remedy::CreateNotebook => "put it back, or leave and open the notebook where it is now",
        Remedy::OtherNotebook => "leave, and name another file with `graftbook --db FILE`",
        Remedy::NotebookInFolder => "leave, and name a file in it with `graftbook --db FILE`",
        Remedy::OtherNotebookOrPermission => {
            "ask for read permission, or leave and name another file with `graftbook --db FILE`"
        }
        Remedy::RestoreOrRead => {
            "leave; `graftbook restore BACKUP` puts a backup in its place and sets the file aside as it is; until then it can be read and exported"
        }
        Remedy::DiscardUnfinishedOrRestore => {
            "leave; `graftbook doctor --discard-unfinished` removes it and records that; or `graftbook restore BACKUP` puts a backup in its place"
        }
        Remedy::RestoreBackup => {
            "leave; `graftbook restore BACKUP` puts a backup in its place and sets the file aside as it is"
        }
        Remedy::ForeignJournal => {
            "leave; `graftbook restore BACKUP` sets both aside and puts a backup in their place"
        }
        Remedy::BringUpToDate => "leave and open it again: that brings it up to date",
        Remedy::VerifyTrail => ":verify shows what changed it",
        Remedy::VerifyTrailThenCorrect => ":verify shows what changed it; correct it by hand",
        Remedy::VerifyTrailAndCompare => ":verify the file, and compare it with a backup",
        Remedy::ListOperations => "History lists what was done; correct it by hand",
        Remedy::UndoByNumber => "History lists all: u there undoes one, with a reason",
        Remedy::ListStudies { near: None } => "the list of studies has them",
        Remedy::ListStudies { near: Some(near) } => return format!("did you mean {near}?"),
        Remedy::ListLaterChanges { operation, .. } => {
            return format!("History shows operation {operation}; undo that first");
        }
        Remedy::RenameOrEditStudy => "choose another name, or edit that one: e on its overview",
        Remedy::DisposeOrConfirmClosing => {
            "d on Animals records how they left; Ctrl-S again closes the study as it is"
        }
        Remedy::AmendPlanOrConfirm => {
            "Ctrl-S again saves it all the same, and reports name the departure; p then amends the plan"
        }
        Remedy::ReopenStudy => "c on its overview reopens it, with a reason",
        Remedy::SetDay0 { .. } => "e on the overview sets it",
        Remedy::SetDay0OrGiveDay => {
            "e on the overview names the date of day 0; or give a study day"
        }
        Remedy::SetDay0OrGiveDate => "e on the overview sets it; or give a date",
        Remedy::SetLimitOfQuantification { .. } => "e on the overview sets it",
        Remedy::SetDispositionRoles => "e on the overview says which",
        Remedy::ListExclusions => "x on the overview lists what is excluded",
        Remedy::RenameOrEditArm => "choose another name, or edit that one: A on the overview",
        Remedy::ListArms => "its overview shows its arms",
        Remedy::MarkControl => "A on the overview marks one",
        Remedy::ListAnimals => "see Animals",
        Remedy::ListOrAddAnimals => "Animals lists the study's; n adds a new one",
        Remedy::CheckTags => {
            "write tags as 211-218,220, a range of a thousand animals at most; a single tag of this shape in quotes"
        }
        Remedy::Confirm => "measure again; or accept the value as it is",
        Remedy::CheckFutureDay => {
            "enter a day that is not in the future; e on the overview changes day 0"
        }
        Remedy::NameStudyToUndo { .. } => "open the study, then Ctrl-Z",
        Remedy::GiveReason => "say why",
        Remedy::RenameOrEditCohort => {
            "choose another name, or edit that one with `graftbook cohort edit`"
        }
        Remedy::ListCages => "Animals lists the study's animals with their cages",
        Remedy::ListWorkLines => "the work plan lists its lines",
        Remedy::AddRegimen => "plan doses with the form Plan doses",
        Remedy::SmallerVolumeOrExemption => {
            "plan a smaller volume, or say who approved it, with the reference and why"
        }
        Remedy::AmendRegimen => "change the line on the work plan",
        Remedy::ListDoses => "Dosing lists the doses of a date",
        Remedy::NameDoseLine => "choose the dose on Dosing",
        Remedy::DoseAgain => "record one more entry of the same dose on purpose",
        Remedy::HoldOrGiveDose => "hold it, or say why it is given all the same",
        Remedy::WeighFirst => "weigh it first",
        Remedy::ListFormulations => "the list of formulations shows them",
        Remedy::AddFormulation => "record one that may be given, or correct the one on record",
        Remedy::ReasonToMoveAnimal => "say why it is moved",
        Remedy::ShowAnimal => "Animals shows what there is",
        Remedy::ShowAnimalOrMeasure => {
            "Animals shows what there is; a new one is recorded on Measure"
        }
        Remedy::CheckDayOrImplantation => {
            "check the day, or the implantation date: e on the overview"
        }
        Remedy::CheckDayOrLiftDisposition => {
            "check the animal and the day; u on Animals undoes a wrong disposition"
        }
        Remedy::LiftDisposition => "undo it first: u on Animals, with a reason",
        Remedy::CheckDayOrMoveReadings => "check the day, or move the readings: c on the animal",
        Remedy::StateDecimalMark(DecimalMark::Comma) => "write it with a point, as 12.4",
        Remedy::StateDecimalMark(DecimalMark::Point) => "write it with a comma, as 12,4",
        Remedy::SwapLengthAndWidth => {
            "swap the two, or measure again: the length is the longest diameter"
        }
        Remedy::GiveValues => {
            "give length and width, a reason why it was not measured, or a weight"
        }
        Remedy::CorrectOrKeepBoth => {
            "correct it with a reason (c on the animal, F7 while measuring), or keep both"
        }
        Remedy::GiveCorrection => "give the right values, or where they belong",
        Remedy::NameReading | Remedy::NameRepeat => "choose it on the animal",
        Remedy::EndBlinding => "b on the overview ends it, with a reason",
        Remedy::NewKeyFile => "name a file that does not exist yet",
        Remedy::ReasonToAmendPlan => "say why it is amended; the old one stays on record",
        Remedy::AmendPlan => "p on the overview amends it, with a reason",
        Remedy::ChangePlannedDay => {
            "a plan takes the study's own day; change that first: e on the overview"
        }
        Remedy::PlanBeforeUnblinding => {
            "a plan is frozen before the arms are known; Results notes what is chosen later"
        }
        Remedy::NameLandmarkDay => "e on the overview sets a landmark day",
        Remedy::NameLaterLandmarkDay => "e on the overview sets a later one",
        Remedy::ReadNotes => "the notes in Results say what is missing",
        Remedy::LargerFigure => "choose a larger figure",
        Remedy::SmallerFigure => "choose fewer pixels per inch, or a narrower figure",
    };
    fixed.to_owned()
}

fn of_draw(remedy: &DrawRemedy) -> String {
    let fixed = match remedy {
        DrawRemedy::RepeatWithSteps(steps) => {
            return format!("to repeat the draw, set iterations to {steps} with its seed");
        }
        DrawRemedy::BeforeBlinding => {
            "draw before blinding, or end it: b on the overview, with a reason"
        }
        DrawRemedy::DrawFirst => "r draws one",
        DrawRemedy::DrawAgainUnblinded => {
            "to draw again, unblind the study first: b on the overview, with a reason"
        }
        DrawRemedy::DrawAgain => "e on Randomize draws again, with a reason",
        DrawRemedy::GiveReason => "say why",
        DrawRemedy::MoveAnimal => {
            "a redraw is possible until the first reading after allocation; e on Animals moves a single animal, with a reason"
        }
        DrawRemedy::RedrawOrAddAnimals => {
            "draw assigned animals again (e), or add animals; e on Animals moves a single one"
        }
        DrawRemedy::MorePlacesOrRedraw => {
            "give the arms more places, such as 9,9, under animals per arm (e), or draw assigned animals again (e)"
        }
        DrawRemedy::MorePlacesOrRedrawArm => {
            "give it more places, or draw assigned animals again (e)"
        }
        DrawRemedy::NameArms | DrawRemedy::NameArmsOfTable => {
            "a on the overview adds one; or e here, and name new arms such as Vehicle:8,Treated:8"
        }
        DrawRemedy::NameAnimalsOnce => "name every animal once",
        DrawRemedy::MeasureOrLeaveOut => {
            "measure them, name another day of values (e), or leave them out (e)"
        }
        DrawRemedy::CompleteOrLeaveOut => {
            "measure or complete them, name another day of values (e), or leave them out (e)"
        }
        DrawRemedy::GiveWeight => {
            "give at least one covariate a weight above 0, or choose another method (e): simple"
        }
        DrawRemedy::BalancedMethod => {
            "choose another method (e): balanced, which keeps every constraint"
        }
        DrawRemedy::NameFactors => "name them, such as cage,sex, under spread evenly (e)",
        DrawRemedy::NameCovariate => {
            "name one that differs between animals, such as volume, under balance (e)"
        }
        DrawRemedy::SearchLonger => "drop a constraint, or search longer (e)",
        DrawRemedy::UsualEffort => "2 seconds are enough for most",
        DrawRemedy::LetChanceChoose => {
            "draw among several, such as among best 20, or choose method simple (e)"
        }
        DrawRemedy::AmongTwentyBest => "among best 20 (e) draws among the 20 best",
    };
    fixed.to_owned()
}

/// What the fields of the import form say, by the names that they have there.
fn of_import(remedy: &ImportRemedy) -> String {
    let fixed = match remedy {
        ImportRemedy::MapField { field, heading } => {
            return format!(
                "convert its numbers and its heading, or, if the heading is wrong, enter {field}={heading} under columns"
            );
        }
        ImportRemedy::MapAnimalColumn { headings } => {
            return format!(
                "enter animal=HEADING under columns, or the row of headings if they are not these: {headings}"
            );
        }
        ImportRemedy::AllowNewArms { known } => {
            return format!(
                "its arms are {}; choose to add unknown arms",
                known.join(", ")
            );
        }
        ImportRemedy::NameDay { headings } => {
            return format!(
                "enter day=HEADING or date=HEADING under columns; its headings are {headings}"
            );
        }
        ImportRemedy::MapEither { fields, heading } => {
            let maps = fields.iter().map(|field| format!("{field}={heading}"));
            let maps = maps.collect::<Vec<_>>().join(" or ");
            return format!("enter {maps} under columns");
        }
        ImportRemedy::MapColumn { form } => return format!("enter it like {form}"),
        ImportRemedy::MapArms { first, second } => {
            return format!(
                "enter arm={first}+{second}, arm={first} or arm={second} under columns"
            );
        }
        ImportRemedy::PlaceColumn { day, heading } => {
            return format!("enter its day under columns, such as volume@{day}={heading}");
        }
        ImportRemedy::FractionOrDate { column } => {
            let map = column.as_ref();
            let map = map.map_or(String::new(), |column| {
                format!(", and date={column} under columns")
            });
            return format!(
                "if these are dates, say that they are written M.DD or D.MM{map}; or enter day=days under units to take them for days"
            );
        }
        ImportRemedy::StateCode { word } | ImportRemedy::StateDeparture { word } => {
            return format!(
                "give digits only, such as 12.4, or enter {word}=MEANING under words in cells"
            );
        }
        ImportRemedy::NameUnit { field, units } => {
            let [one, other] = units;
            return format!("convert it, or enter {field}={one} or {field}={other} under units");
        }
        ImportRemedy::NameSheets { sheets } => {
            return format!("enter one of the sheets, or all: {}", sheets.join(", "));
        }
        ImportRemedy::FillDown { field } => {
            return format!("fill in the {field} of each row");
        }
        ImportRemedy::NameArm { headings } => {
            let maps = headings.iter().map(|heading| format!("arm={heading}"));
            let maps = maps.collect::<Vec<_>>().join(" or ");
            return format!("enter {maps} under columns");
        }
        ImportRemedy::NameValues { headings } => {
            let first = headings.first().map_or("HEADING", String::as_str);
            return format!(
                "enter what they hold under columns, such as volume={first} or volume@7={first}"
            );
        }
        ImportRemedy::JoinTags { first, second } => {
            return format!("enter animal={first}+{second} under columns");
        }
        ImportRemedy::RenameOrJoinHeadings => {
            "rename one of them, or remove its column; if the headings stand in two rows, enter them as 1-2"
        }
        ImportRemedy::NameLayout => "remove the column, or the columns of days",
        ImportRemedy::NameDecimalMark => "choose the decimal mark",
        ImportRemedy::NameQuantity => "choose what the columns of days hold",
        ImportRemedy::OtherCodes => "words in cells says otherwise",
        ImportRemedy::SkipBadValues => "correct the file, or choose to leave bad values out",
        ImportRemedy::NameFile => "name a file, or a folder that an export wrote",
        ImportRemedy::NameStudy => "name the study",
        ImportRemedy::NameStudyOfRows => "fill it in, or put all rows into one study: name it",
        ImportRemedy::AddStudyColumn => "add a column study, or name the study",
        ImportRemedy::NameDay0 => "enter day 0, the day of randomization or first dose",
        ImportRemedy::OtherDay0 => "enter day 0 if its date is known",
        ImportRemedy::DateStudyFirst => "name the date of its day 0 first: e on the overview",
        ImportRemedy::LeaveDay0Out => "leave day 0 empty, or edit the study",
        ImportRemedy::LeaveSpeciesOut => "edit the study",
        ImportRemedy::LeaveDayOut => "remove the column",
        ImportRemedy::MapDateColumn => {
            "if the column holds dates, enter date=HEADING under columns"
        }
        ImportRemedy::NameDateFormat => {
            "write it as 2026-01-22, or say how dates are written, such as DD.MM.YYYY"
        }
        ImportRemedy::AllowNewAnimals => {
            "check its tag, or choose to add unknown animals if it joins the study"
        }
        ImportRemedy::LeaveControlOutBlinded => {
            "leave the control arm empty: a blinded study does not show which arm it is"
        }
        ImportRemedy::UpdateChanged => {
            "choose to take changed values as corrections, or correct the file"
        }
        ImportRemedy::CheckDoubtful => {
            "it is recorded as it stands: correct or exclude it on Animals"
        }
        ImportRemedy::TakeOneByOne => "choose to take 1 × 1 for not palpable",
        ImportRemedy::ExcludeVanished => "where the study is wrong, correct or exclude them there",
        ImportRemedy::NameControl => "enter it as the control arm, or mark it: A on the overview",
        ImportRemedy::LeaveControlOut => "leave the control arm empty, or edit the arms first",
        ImportRemedy::UseSavedResults => {
            "paste it as a value; `graftbook import` can take the saved results of formulas"
        }
        ImportRemedy::OtherSheet => "name another sheet",
        ImportRemedy::NameDelimiter => {
            "remove the columns that are not needed, or save it as CSV with commas"
        }
        ImportRemedy::NameEncoding | ImportRemedy::NameUtf16 => "save it as text in UTF-8",
    };
    fixed.to_owned()
}

/// Names in backticks, with commas between.
fn quoted(names: &[String]) -> String {
    let names: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
    names.join(", ")
}

/// A message with what can be done about it: `message; remedy`.
pub fn advised(message: &str, remedy: &Remedy) -> String {
    match as_keys(remedy).as_str() {
        "" => message.to_owned(),
        words => format!("{message}; {words}"),
    }
}
