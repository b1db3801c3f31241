//! What shells and `man` get from the program: completions and manual pages of the very commands it has.

use std::path::Path;
use std::process::{Command, Stdio};

use crate::session::Session;

/// Runs a program on a text, if it is installed; answers what it prints, once it has printed no error.
fn through(program: &str, args: &[&str], text: &str) -> Option<String> {
    use std::io::Write as _;
    let child = Command::new(program)
        .args(args)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn();
    let Ok(mut child) = child else {
        println!("skipped: {program} is not installed");
        return None;
    };
    let written = child.stdin.take().unwrap().write_all(text.as_bytes());
    let output = child.wait_with_output().unwrap();
    written.unwrap();
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success() && errors.is_empty(), "{errors}");
    Some(String::from_utf8_lossy(&output.stdout).into_owned())
}

/// What the completions of bash answer to a line that ends where Tab is pressed.
fn completed(script: &str, line: &str) -> Option<Vec<String>> {
    let words: Vec<&str> = line.split(' ').collect();
    let last = words.len() - 1;
    let ask = format!(
        "{script}\nCOMP_WORDS=({line}); COMP_CWORD={last}\n\
         _graftbook graftbook '{}' '{}'\nprintf '%s\\n' \"${{COMPREPLY[@]}}\"\n",
        words[last],
        words[last - 1]
    );
    let printed = through("bash", &["--norc", "-s"], &ask)?;
    Some(printed.lines().map(str::to_owned).collect())
}

#[test]
fn bash_completes_commands_options_and_words() {
    let session = Session::new();
    let script = session.run("completions bash").done().stdout;
    if through("bash", &["-n"], &script).is_none() {
        return;
    }
    for (line, expected) in [
        ("graftbook an", vec!["animal", "analyze"]),
        ("graftbook study cl", vec!["close"]),
        ("graftbook restore --q", vec!["--quiet"]),
        ("graftbook export --format pa", vec!["parquet"]),
    ] {
        assert_eq!(completed(&script, line).unwrap(), expected, "{line}");
    }
}

#[test]
fn every_shell_gets_a_script() {
    let session = Session::new();
    for shell in ["bash", "elvish", "fish", "powershell", "zsh"] {
        let script = session.run(&format!("completions {shell}")).done().stdout;
        assert!(script.contains("rename-site"), "{shell}");
    }
    assert_eq!(session.run("completions tcsh").status, Some(2));
}

/// All files of a folder by name, with their texts.
fn pages(folder: &Path) -> Vec<(String, String)> {
    let files = std::fs::read_dir(folder).unwrap().map(Result::unwrap);
    let mut pages: Vec<_> = files
        .map(|file| {
            let name = file.file_name().into_string().unwrap();
            (name, std::fs::read_to_string(file.path()).unwrap())
        })
        .collect();
    pages.sort();
    pages
}

#[test]
fn every_command_has_a_manual_page_that_renders_without_warnings() {
    let session = Session::new();
    session.run("man pages").done();
    let pages = pages(&session.file("pages"));
    let main = session.run("man").done().stdout;
    assert!(pages.contains(&("graftbook.1".to_owned(), main)));
    for name in ["graftbook-study-create.1", "graftbook-man.1"] {
        assert!(pages.iter().any(|(page, _)| page == name), "{name}");
    }
    for (name, text) in &pages {
        let options = ["-k", "-man", "-Tutf8", "-ww", "-P-cbou"];
        let Some(shown) = through("groff", &options, text) else {
            return;
        };
        for heading in ["NAME", "SYNOPSIS", "DESCRIPTION"] {
            assert!(shown.contains(heading), "{name}: {shown}");
        }
    }
}

#[test]
fn main_page_tells_of_exit_codes_files_and_environment() {
    let page = Session::new().run("man").done().stdout;
    for phrase in ["EXIT STATUS", "130", "FILES", "config.toml", "GRAFTBOOK"] {
        assert!(page.contains(phrase), "{phrase}");
    }
}
