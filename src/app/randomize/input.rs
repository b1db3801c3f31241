//! All that a draw is made from but method, seed and budget. Its text is stored with the draw: the fingerprint
//! is taken of it, and the draw is repeated from it.

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use stats::allocation::{Covariate, Problem};

/// What enters a draw. Animals and arms go by their index, from 0.
///
/// Stored draws are repeated from its text and identified by the SHA-256 of that: fields and their order must
/// not change.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct Input {
    /// Names as they were at the time of the draw.
    pub animals: Vec<String>,
    /// Places per arm.
    pub sizes: Vec<usize>,
    pub covariates: Vec<Values>,
    /// Animals that stay: the animal, and its arm.
    pub fixed: Vec<(usize, Option<usize>)>,
    pub spread: Vec<Levels>,
    pub whole: Vec<Together>,
    pub mix: Vec<Together>,
    pub apart: Vec<Together>,
}

/// A covariate that is balanced.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct Values {
    pub name: String,
    pub weight: f64,
    pub values: Vec<f64>,
}

/// A factor of which every level is spread evenly, with the level of every animal.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct Levels {
    pub factor: String,
    pub levels: Vec<String>,
}

/// Animals that a constraint keeps together, mixes or keeps apart.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct Together {
    /// What they share, such as `cage C03`.
    pub what: String,
    pub animals: Vec<usize>,
}

impl Input {
    /// The canonical text: JSON without blanks, fields in the order of their declaration, numbers in the
    /// fewest digits that read back the same.
    pub fn text(&self) -> String {
        serde_json::to_string(self).expect("plain values can be written")
    }

    /// The problem as `stats` takes it.
    pub fn problem(&self) -> Problem {
        let lists = |all: &[Together]| -> Vec<Vec<usize>> {
            all.iter().map(|t| t.animals.clone()).collect()
        };
        let covariate = |c: &Values| Covariate {
            values: c.values.clone(),
            weight: c.weight,
        };
        Problem {
            animals: self.animals.len(),
            sizes: self.sizes.clone(),
            covariates: self.covariates.iter().map(covariate).collect(),
            fixed: self.fixed.clone(),
            strata: self.spread.iter().map(|s| numbered(&s.levels)).collect(),
            whole: lists(&self.whole),
            mixed: lists(&self.mix),
            apart: lists(&self.apart),
        }
    }
}

/// Levels as numbers, in the order in which they appear.
fn numbered(levels: &[String]) -> Vec<usize> {
    let mut known: Vec<&String> = Vec::new();
    let number = |level| {
        known.iter().position(|k| *k == level).unwrap_or_else(|| {
            known.push(level);
            known.len() - 1
        })
    };
    levels.iter().map(number).collect()
}

/// SHA-256 of a text as 64 hexadecimal digits.
pub(super) fn fingerprint(text: &str) -> String {
    let digest = Sha256::digest(text.as_bytes());
    digest.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The text and its fingerprint must never change: stored draws are identified by them.
    #[test]
    fn canonical_text_of_a_draw_never_changes() {
        let input = Input {
            animals: vec!["9".into(), "10".into()],
            sizes: vec![1, 1],
            covariates: vec![Values {
                name: "volume".into(),
                weight: 1.0,
                values: vec![0.1, 300.0],
            }],
            fixed: vec![(0, Some(1))],
            spread: vec![Levels {
                factor: "sex".into(),
                levels: vec!["female".into(), "male".into()],
            }],
            whole: Vec::new(),
            mix: vec![Together {
                what: "cage C1".into(),
                animals: vec![0, 1],
            }],
            apart: Vec::new(),
        };
        let text = input.text();
        assert_eq!(
            text,
            r#"{"animals":["9","10"],"sizes":[1,1],"covariates":[{"name":"volume","weight":1.0,"values":[0.1,300.0]}],"fixed":[[0,1]],"spread":[{"factor":"sex","levels":["female","male"]}],"whole":[],"mix":[{"what":"cage C1","animals":[0,1]}],"apart":[]}"#
        );
        assert_eq!(serde_json::from_str::<Input>(&text).unwrap(), input);
        assert_eq!(input.problem().strata, [[0, 1]]);
        // The empty text's fingerprint is known from FIPS 180-4.
        assert_eq!(
            fingerprint(""),
            "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
        );
    }
}
