//! The JSON of a draw, which scripts rely on.

use super::*;

#[test]
fn json_of_a_draw_keeps_its_shape() {
    let draw = draw(&study(herd(4)), &request("A:2,B:2"), &unwatched).unwrap();
    let text = serde_json::to_string(&draw.view()).unwrap();
    let in_order = |text: &str, keys: &[&str]| {
        let at = |key: &&str| text.find(&format!("\"{key}\":"));
        let places: Vec<usize> = keys.iter().filter_map(at).collect();
        assert_eq!(places.len(), keys.len(), "{keys:?}: {text}");
        assert!(places.is_sorted(), "{keys:?}: {text}");
    };
    in_order(
        &text,
        &[
            "assignments",
            "left_out",
            "score",
            "proven_optimal",
            "lower_bound",
            "method",
            "seed",
            "iterations",
            "balance",
            "tests",
            "receipt",
        ],
    );
    let json: serde_json::Value = serde_json::from_str(&text).unwrap();
    let has = |value: &serde_json::Value, keys: &[&str]| {
        let found = value.as_object().unwrap();
        assert_eq!(found.len(), keys.len(), "{value}");
        assert!(keys.iter().all(|key| found.contains_key(*key)), "{value}");
    };
    has(&json["assignments"][0], &["animal", "arm"]);
    has(
        &json["balance"][0],
        &["covariate", "arm", "n", "mean", "sd", "cv", "min", "max"],
    );
    has(
        &json["tests"][0],
        &[
            "covariate",
            "anova_p",
            "kruskal_p",
            "max_standardized_difference",
        ],
    );
    assert_eq!(json["receipt"]["generator"], "ChaCha20");
    assert_eq!(json["proven_optimal"], true);
}
