//! Which commands read and which write.
//!
//! A command that reads opens the notebook so that no byte of it, of its journal or of their times changes;
//! one that writes also brings an older file up to date. A new command does not compile until it has a line.

use super::context::Access;
use super::{Command, animal, arm, audit, cage, cohort, formulation, plan, study};

impl Command {
    /// What it does with the notebook.
    pub(super) fn access(&self) -> Access {
        match self {
            Self::Study(study::Study::List | study::Study::Show(_))
            | Self::Arm(arm::Arm::List(_))
            | Self::Cage(cage::Cage::List(_))
            | Self::Cohort(cohort::Cohort::List(_))
            | Self::Animal(animal::Animal::List(_) | animal::Animal::Show(_))
            | Self::Plan(plan::Plan::Show(_) | plan::Plan::List(_) | plan::Plan::Calendar(_))
            | Self::Today(_)
            | Self::Formulation(formulation::Formulation::List(_))
            | Self::Dosesheet(_)
            | Self::Audit(audit::Audit::Log(_) | audit::Audit::Anchor(_) | audit::Audit::Find(_))
            | Self::Completions(_)
            | Self::Man(_)
            | Self::Devices(_)
            | Self::Analyze(_) => Access::Read,
            Self::Audit(audit::Audit::Verify(_)) | Self::Backup(_) | Self::Restore(_) => {
                Access::Verify
            }
            Self::Doctor(args) if args.reads_only() => Access::Verify,
            Self::Export(args) if args.reads_only() => Access::Read,
            Self::Report(args) if args.reads_only() => Access::Read,
            Self::Figure(args) if args.reads_only() => Access::Read,
            Self::Randomize(args) if args.reads_only() => Access::Read,
            Self::Import(args) if args.reads_only() => Access::Read,
            Self::Animal(animal::Animal::Add(args)) if args.reads_only() => Access::Read,
            Self::Plan(plan::Plan::Add(args)) if args.reads_only() => Access::Read,
            Self::Regimen(args) if args.reads_only() => Access::Read,
            Self::Undo(args) if args.reads_only() => Access::Read,
            Self::Study(
                study::Study::Create(_)
                | study::Study::Edit(_)
                | study::Study::Close(_)
                | study::Study::Reopen(_),
            )
            | Self::Arm(arm::Arm::Add(_) | arm::Arm::Edit(_))
            | Self::Cage(cage::Cage::Move(_) | cage::Cage::Rename(_) | cage::Cage::Edit(_))
            | Self::Cohort(cohort::Cohort::Add(_) | cohort::Cohort::Edit(_))
            | Self::Animal(
                animal::Animal::Add(_) | animal::Animal::Edit(_) | animal::Animal::RenameSite(_),
            )
            | Self::Plan(
                plan::Plan::Freeze(_)
                | plan::Plan::Add(_)
                | plan::Plan::Edit(_)
                | plan::Plan::End(_)
                | plan::Plan::Waive(_),
            )
            | Self::Measure(_)
            | Self::Weigh(_)
            | Self::Dose(_)
            | Self::Regimen(_)
            | Self::Formulation(_)
            | Self::Dispose(_)
            | Self::Exclude(_)
            | Self::Correct(_)
            | Self::Randomize(_)
            | Self::Import(_)
            | Self::Export(_)
            | Self::Report(_)
            | Self::Figure(_)
            | Self::Doctor(_)
            | Self::Blind(_)
            | Self::Unblind(_)
            | Self::Undo(_)
            | Self::Demo(_) => Access::Write,
        }
    }
}
