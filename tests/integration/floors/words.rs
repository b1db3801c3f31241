//! Reads a Rust source as far as the floors need it: its words, and the paths they make.

/// A word of a source: a name, or one sign (`::` is one).
pub type Word = String;

/// The words of a source without comments, texts and characters.
pub fn words(source: &str) -> Vec<Word> {
    let chars: Vec<char> = source.chars().collect();
    let at = |i: usize| chars.get(i).copied().unwrap_or('\0');
    let (mut words, mut i) = (Vec::new(), 0);
    while i < chars.len() {
        let c = chars[i];
        if c == '/' && at(i + 1) == '/' {
            while i < chars.len() && chars[i] != '\n' {
                i += 1;
            }
        } else if c == '/' && at(i + 1) == '*' {
            i = after_comment(&chars, i);
        } else if c == '"' {
            i = after_text(&chars, i);
        } else if c == '\'' {
            i = after_quote(&chars, i);
        } else if c.is_alphanumeric() || c == '_' {
            let start = i;
            while at(i).is_alphanumeric() || at(i) == '_' {
                i += 1;
            }
            let word: String = chars[start..i].iter().collect();
            let is_raw = matches!(word.as_str(), "r" | "br" | "cr") && matches!(at(i), '"' | '#');
            if is_raw && raw_hashes(&chars, i).is_some() {
                i = after_raw_text(&chars, i);
            } else if word == "r" && at(i) == '#' {
                i += 1;
            } else {
                words.push(word);
            }
        } else if c == ':' && at(i + 1) == ':' {
            words.push("::".into());
            i += 2;
        } else {
            if !c.is_whitespace() {
                words.push(c.to_string());
            }
            i += 1;
        }
    }
    words
}

fn after_comment(chars: &[char], start: usize) -> usize {
    let (mut depth, mut i) = (0, start);
    while i < chars.len() {
        match (chars[i], chars.get(i + 1)) {
            ('/', Some('*')) => (depth, i) = (depth + 1, i + 2),
            ('*', Some('/')) => (depth, i) = (depth - 1, i + 2),
            _ => i += 1,
        }
        if depth == 0 {
            break;
        }
    }
    i
}

fn after_text(chars: &[char], start: usize) -> usize {
    let mut i = start + 1;
    while i < chars.len() && chars[i] != '"' {
        i += if chars[i] == '\\' { 2 } else { 1 };
    }
    i + 1
}

/// How many `#` stand before the quote of a raw text; none if it is a raw name.
fn raw_hashes(chars: &[char], at: usize) -> Option<usize> {
    let hashes = chars[at..].iter().take_while(|&&c| c == '#').count();
    (chars.get(at + hashes) == Some(&'"')).then_some(hashes)
}

fn after_raw_text(chars: &[char], at: usize) -> usize {
    let hashes = raw_hashes(chars, at).unwrap_or(0);
    let mut i = at + hashes + 1;
    while i < chars.len() {
        let ends = chars[i] == '"'
            && chars[i + 1..]
                .iter()
                .take(hashes)
                .filter(|&&c| c == '#')
                .count()
                == hashes;
        i += 1;
        if ends {
            return i + hashes;
        }
    }
    i
}

/// After a character, or after the quote of a lifetime.
fn after_quote(chars: &[char], at: usize) -> usize {
    match (chars.get(at + 1), chars.get(at + 2)) {
        (Some('\\'), _) => {
            let end = chars[at + 3..].iter().position(|&c| c == '\'');
            end.map_or(chars.len(), |end| at + 4 + end)
        }
        (Some(_), Some('\'')) => at + 3,
        _ => at + 1,
    }
}

/// The words without what stands under `#[cfg(test)]`.
pub fn without_tests(words: &[Word]) -> Vec<Word> {
    let test = ["#", "[", "cfg", "(", "test", ")", "]"];
    let (mut kept, mut i) = (Vec::new(), 0);
    while i < words.len() {
        if words[i..].iter().take(test.len()).eq(test.iter()) {
            i = after_item(words, i + test.len());
        } else {
            kept.push(words[i].clone());
            i += 1;
        }
    }
    kept
}

/// After the item that begins here: at its semicolon, or at the end of its braces.
fn after_item(words: &[Word], mut i: usize) -> usize {
    let mut depth = 0;
    while i < words.len() {
        match words[i].as_str() {
            "{" => depth += 1,
            "}" => depth -= 1,
            _ => {}
        }
        let ends = depth == 0 && matches!(words[i].as_str(), "}" | ";");
        i += 1;
        if ends {
            break;
        }
    }
    i
}

fn is_name(word: &str) -> bool {
    word.starts_with(|c: char| c.is_alphabetic() || c == '_')
}

/// Every path of a source, from the root on where it is ours: `crate::store::Error`. `module` is
/// where the source stands: `["cli", "animal"]`.
pub fn paths(source: &str, module: &[&str]) -> Vec<String> {
    let words = without_tests(&words(source));
    let mut found = Vec::new();
    let mut inside: Vec<(String, usize)> = Vec::new();
    let (mut depth, mut i) = (0, 0);
    while i < words.len() {
        match words[i].as_str() {
            "{" => depth += 1,
            "}" => {
                depth -= 1;
                inside.retain(|(_, opened)| *opened <= depth);
            }
            "mod" if words.get(i + 2).is_some_and(|w| w == "{") => {
                inside.push((words[i + 1].clone(), depth + 1));
            }
            word if is_name(word) => {
                let here: Vec<String> = module
                    .iter()
                    .map(ToString::to_string)
                    .chain(inside.iter().map(|(name, _)| name.clone()))
                    .collect();
                let mut ends = Vec::new();
                i = take_path(&words, i, Vec::new(), &mut ends);
                found.extend(ends.into_iter().map(|path| from_the_root(path, &here)));
                continue;
            }
            _ => {}
        }
        i += 1;
    }
    found
}

/// Takes the path that begins at `i` (with the tree of a `use` taken apart) and answers where it ends.
fn take_path(
    words: &[Word],
    mut i: usize,
    mut path: Vec<String>,
    ends: &mut Vec<Vec<String>>,
) -> usize {
    let word = |i: usize| words.get(i).map_or("", String::as_str);
    loop {
        if word(i) == "{" {
            i += 1;
            while i < words.len() && word(i) != "}" {
                let begins = is_name(word(i)) || matches!(word(i), "*" | "{");
                i = if begins && word(i) != "as" {
                    take_path(words, i, path.clone(), ends)
                } else if word(i) == "as" {
                    i + 2
                } else {
                    i + 1
                };
            }
            return i + 1;
        }
        let macro_call = word(i + 1) == "!" && word(i + 2) != "=";
        path.push(if macro_call {
            format!("{}!", word(i))
        } else {
            word(i).to_owned()
        });
        i += 1;
        let goes_on = word(i) == "::" && (is_name(word(i + 1)) || matches!(word(i + 1), "{" | "*"));
        if !goes_on {
            ends.push(path);
            return i;
        }
        i += 1;
    }
}

/// Resolves `self`, `super` and the crate's own name.
fn from_the_root(path: Vec<String>, module: &[String]) -> String {
    let mut base: Vec<String> = module.to_vec();
    let mut rest = path.as_slice();
    let relative = path.len() > 1;
    match path[0].as_str() {
        "crate" | "graftbook" if relative => base.clear(),
        "self" if relative => {}
        "super" if relative => {
            base.pop();
        }
        _ => return path.join("::"),
    }
    rest = &rest[1..];
    while rest.first().is_some_and(|name| name == "super") {
        base.pop();
        rest = &rest[1..];
    }
    let whole: Vec<_> = ["crate".to_owned()]
        .into_iter()
        .chain(base)
        .chain(rest.to_vec())
        .collect();
    whole.join("::")
}
