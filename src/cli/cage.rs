//! `graftbook cage`.

use clap::{ArgGroup, Args, Subcommand};

use super::context::{CommandResult, Context, Printed};
use super::screen::{self, table};
use super::values::{label_if, reason_if};
use app::Write;
use app::cages::PlaceChange;
use domain::{Invalid, Label, read_tag_arguments};

#[derive(Subcommand)]
pub(super) enum Cage {
    /// List a study's cages with their animals
    List(List),
    /// Move the animals of a cage that are on study into another cage
    Move(Move),
    /// Give a cage another label
    Rename(Rename),
    /// Say where cages stand: room, rack, and place in the rack
    Edit(Edit),
}

#[derive(Args)]
pub(super) struct List {
    /// Name of the study
    #[arg(long, value_name = "STUDY")]
    study: String,
}

#[derive(Args)]
pub(super) struct Move {
    /// Name of the study
    #[arg(long, value_name = "STUDY")]
    study: String,
    /// Label of the cage
    #[arg(value_name = "CAGE")]
    cage: String,
    /// Label of the cage that the animals go into; added if the study does not have it
    #[arg(value_name = "TO")]
    to: String,
    /// Why they are moved
    #[arg(long, value_name = "REASON")]
    reason: Option<String>,
}

#[derive(Args)]
pub(super) struct Rename {
    /// Name of the study
    #[arg(long, value_name = "STUDY")]
    study: String,
    /// Current label of the cage
    #[arg(value_name = "CAGE")]
    cage: String,
    /// New label of the cage
    #[arg(value_name = "LABEL")]
    label: String,
    /// Why it is changed
    #[arg(long, value_name = "REASON")]
    reason: Option<String>,
}

#[derive(Args)]
#[command(group = ArgGroup::new("change").required(true).multiple(true))]
pub(super) struct Edit {
    /// Name of the study
    #[arg(long, value_name = "STUDY")]
    study: String,
    /// Labels of the cages: C01, or a list with ranges C01-C08,C12
    #[arg(value_name = "CAGE", required = true)]
    cages: Vec<String>,
    /// The room that they stand in
    #[arg(long, value_name = "ROOM", group = "change")]
    room: Option<String>,
    /// The rack that they stand in
    #[arg(long, value_name = "RACK", group = "change")]
    rack: Option<String>,
    /// Where in the rack, as B4
    #[arg(long, value_name = "PLACE", group = "change")]
    place: Option<String>,
    /// Remove the room
    #[arg(long, conflicts_with = "room", group = "change")]
    clear_room: bool,
    /// Remove the rack
    #[arg(long, conflicts_with = "rack", group = "change")]
    clear_rack: bool,
    /// Remove the place in the rack
    #[arg(long, conflicts_with = "place", group = "change")]
    clear_place: bool,
    /// Why it is changed
    #[arg(long, value_name = "REASON")]
    reason: Option<String>,
}

impl Cage {
    pub(super) fn run(&self, ctx: &Context) -> CommandResult {
        match self {
            Self::List(args) => args.run(ctx),
            Self::Move(args) => ctx.write(Write::MoveCage {
                study: args.study.clone(),
                cage: args.cage.clone(),
                to: Label::new("cage", &args.to)?,
                reason: reason_if(&args.reason)?,
            }),
            Self::Rename(args) => ctx.write(Write::RenameCage {
                study: args.study.clone(),
                cage: args.cage.clone(),
                label: Label::new("cage", &args.label)?,
                reason: reason_if(&args.reason)?,
            }),
            Self::Edit(args) => args.run(ctx),
        }
    }
}

impl Edit {
    fn run(&self, ctx: &Context) -> CommandResult {
        let part = |field, text: &Option<String>, is_cleared| match is_cleared {
            true => Ok(Some(None)),
            false => Ok::<_, Invalid>(label_if(field, text)?.map(Some)),
        };
        let of_cage = |invalid: Invalid| Invalid {
            field: "cage",
            ..invalid
        };
        let cages = read_tag_arguments(&self.cages).map_err(of_cage)?;
        ctx.write(Write::PlaceCages {
            study: self.study.clone(),
            cages: cages.iter().map(ToString::to_string).collect(),
            change: PlaceChange {
                room: part("room", &self.room, self.clear_room)?,
                rack: part("rack", &self.rack, self.clear_rack)?,
                place: part("place", &self.place, self.clear_place)?,
            },
            reason: reason_if(&self.reason)?,
        })
    }
}

impl List {
    fn run(&self, ctx: &Context) -> CommandResult {
        let lines = ctx.notebook()?.cage_lines(&self.study)?;
        if ctx.json {
            return screen::json(&lines).done();
        }
        if lines.is_empty() {
            let text = "the study has no cages; `graftbook animal add --cage CAGE` adds them";
            return screen::say(text).done();
        }
        let rows = lines.iter().map(|line| {
            vec![
                line.cage.clone(),
                line.animals.len().to_string(),
                line.animals.join(", "),
                line.left.to_string(),
                line.room.clone().unwrap_or_default(),
                line.rack.clone().unwrap_or_default(),
                line.place.clone().unwrap_or_default(),
            ]
        });
        let headings = [
            "cage",
            "on study",
            "animals on study",
            "left the study",
            "room",
            "rack",
            "place",
        ];
        let numbers = ["on study", "left the study"];
        screen::say(&table(&headings, &numbers, rows.collect())).done()
    }
}
