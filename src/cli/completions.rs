//! `graftbook completions`.

use clap::{Args, Command};
use clap_complete::Shell;

use super::context::{CommandResult, Context, Printed};
use super::screen;

#[derive(Args)]
#[command(
    after_help = "The script completes commands, options, the words of options and file names. Where it goes:
  bash        ~/.local/share/bash-completion/completions/graftbook
  zsh         a folder of $fpath, as _graftbook
  fish        ~/.config/fish/completions/graftbook.fish
  elvish      ~/.config/elvish/rc.elv
  powershell  $PROFILE

Examples:
  graftbook completions bash > ~/.local/share/bash-completion/completions/graftbook
  source <(graftbook completions bash)"
)]
pub(super) struct Completions {
    /// The shell
    #[arg(value_name = "SHELL", value_enum)]
    shell: Shell,
}

impl Completions {
    pub(super) fn run(&self, ctx: &Context, mut command: Command) -> CommandResult {
        let mut script = Vec::new();
        clap_complete::generate(self.shell, &mut command, "graftbook", &mut script);
        let script = String::from_utf8_lossy(&script);
        match ctx.json {
            true => screen::json(&serde_json::json!({ "script": script })).done(),
            false => screen::own(&script).done(),
        }
    }
}
