//! The sheets of results: the part of the analysis that each of them shows.

use super::tree::Node;
use super::units::{unit_in, unit_of};
use crate::data::{Column, DataTable, Kind, Value};
use domain::Analysis;

/// The table from which the charts are drawn.
pub(super) const VOLUME_BY_DAY: &str = "volume_by_day";

/// A sheet of results.
struct Sheet {
    name: &'static str,
    /// The parts of the analysis that it shows: see [`Node::at`].
    path: &'static str,
    /// The list within each part that has a row per entry; empty if each part is a row.
    within: &'static str,
    /// The unit of numbers whose name does not state it.
    unit: &'static str,
}

const fn sheet(name: &'static str, path: &'static str) -> Sheet {
    Sheet {
        name,
        path,
        within: "",
        unit: "",
    }
}

const fn nested(name: &'static str, path: &'static str, within: &'static str) -> Sheet {
    Sheet {
        within,
        ..sheet(name, path)
    }
}

const fn in_mm3(sheet: Sheet) -> Sheet {
    Sheet {
        unit: "mm³",
        ..sheet
    }
}

/// The sheets in the order of the JSON contract.
const SHEETS: [Sheet; 44] = [
    in_mm3(sheet(VOLUME_BY_DAY, "volume_by_day.*")),
    sheet("weight_by_day", "weight_by_day.*"),
    sheet("inhibition", "inhibition.*"),
    sheet("responses_by_arm", "responses.arms.*"),
    sheet("responses", "responses.animals.*"),
    sheet("growth_rates_by_arm", "growth.arms.*"),
    sheet("growth_rates", "growth.animals.*"),
    sheet("weight_by_arm", "weight.arms.*"),
    sheet("weight_by_animal", "weight.animals.*"),
    sheet("mixed_model_arms", "mixed_model.arms.*"),
    sheet("mixed_model_fixed", "mixed_model.fixed.*"),
    sheet("mixed_model_random", "mixed_model.random.*"),
    sheet("mixed_model_slopes", "mixed_model.slope_contrasts.*"),
    sheet("mixed_model_means", "mixed_model.landmark_contrasts.*"),
    nested("mixed_model_curves", "mixed_model.arms.*", "curve"),
    sheet("mixed_model_slope_pairs", "mixed_model.slope_pairs.*"),
    sheet("mixed_model_mean_pairs", "mixed_model.landmark_pairs.*"),
    in_mm3(sheet("landmark_arms", "landmark.raw.arms.*")),
    sheet("landmark_arms_log", "landmark.log.arms.*"),
    in_mm3(sheet("landmark_dunnett", "landmark.raw.dunnett.*")),
    sheet("landmark_dunnett_log", "landmark.log.dunnett.*"),
    in_mm3(sheet("landmark_tukey", "landmark.raw.tukey.*")),
    sheet("landmark_tukey_log", "landmark.log.tukey.*"),
    sheet("landmark_mann_whitney", "landmark.raw.mann_whitney.*"),
    sheet("landmark_mann_whitney_log", "landmark.log.mann_whitney.*"),
    sheet("landmark_welch_t", "landmark.raw.welch_t.*"),
    sheet("landmark_welch_t_log", "landmark.log.welch_t.*"),
    sheet("landmark_student_t", "landmark.raw.student_t.*"),
    sheet("landmark_student_t_log", "landmark.log.student_t.*"),
    sheet("landmark_dunn", "landmark.raw.dunn.*"),
    sheet("landmark_dunn_log", "landmark.log.dunn.*"),
    sheet("time_to_event_by_arm", "time_to_event.arms.*"),
    sheet("time_to_event", "time_to_event.animals.*"),
    nested("kaplan_meier", "time_to_event.curves.*", "points"),
    sheet("log_rank_pairs", "time_to_event.pairs.*"),
    sheet("cox", "time_to_event.cox.terms.*"),
    sheet("cox_firth", "time_to_event.cox.firth.*"),
    nested("incidence", "time_to_event.incidence.*", "points"),
    sheet("balance", "balance.rows.*"),
    sheet("balance_tests", "balance.tests.*"),
    in_mm3(sheet("course_by_arm", "course.arms.*")),
    in_mm3(sheet("course_by_animal", "course.animals.*")),
    nested("volumes_by_animal", "curves.*", "volumes"),
    nested("weights_by_animal", "curves.*", "weights"),
];

/// A table per sheet, and one each of settings, tests and notes. Tables may be empty.
pub(super) fn results(analysis: &Analysis) -> Vec<DataTable> {
    let tree = Node::of(analysis);
    let notes = sheet("notes", "notes.*");
    let (settings, tests) = (settings(&tree), tests(&tree));
    let tables = SHEETS
        .iter()
        .chain([&notes])
        .map(|sheet| sheet.table(&tree));
    [settings, tests].into_iter().chain(tables).collect()
}

/// Tests of all arms together: name, and path in the analysis.
const TESTS: [(&str, &str); 21] = [
    ("volumes: ANOVA", "landmark.raw.anova"),
    ("volumes: Welch's ANOVA", "landmark.raw.welch_anova"),
    ("volumes: Kruskal-Wallis", "landmark.raw.kruskal"),
    ("volumes: Shapiro-Wilk", "landmark.raw.shapiro_wilk"),
    ("volumes: Levene", "landmark.raw.levene"),
    ("volumes: Bartlett", "landmark.raw.bartlett"),
    ("logarithms: ANOVA", "landmark.log.anova"),
    ("logarithms: Welch's ANOVA", "landmark.log.welch_anova"),
    ("logarithms: Kruskal-Wallis", "landmark.log.kruskal"),
    ("logarithms: Shapiro-Wilk", "landmark.log.shapiro_wilk"),
    ("logarithms: Levene", "landmark.log.levene"),
    ("logarithms: Bartlett", "landmark.log.bartlett"),
    ("slopes: likelihood ratio", "mixed_model.likelihood_ratio"),
    ("time to event: log-rank", "time_to_event.log_rank"),
    (
        "time to event: Gehan-Breslow",
        "time_to_event.gehan_breslow",
    ),
    ("time to event: Peto", "time_to_event.peto"),
    ("time to event: trend", "time_to_event.trend"),
    ("time to event: Gray", "time_to_event.gray"),
    ("hazards: Wald", "time_to_event.cox.wald"),
    ("hazards: score", "time_to_event.cox.score"),
    (
        "hazards: likelihood ratio",
        "time_to_event.cox.likelihood_ratio",
    ),
];

/// The table of these tests.
fn tests(tree: &Node) -> DataTable {
    let found = TESTS.iter().flat_map(|(name, path)| {
        let nodes = tree.at(path).into_iter();
        nodes.map(move |node| {
            let mut row = vec![("test".to_owned(), Value::from(*name))];
            flatten(&mut row, "", node);
            row
        })
    });
    let rows = found.filter(|row| row.len() > 1);
    sheet("tests", "").typed(rows.collect())
}

/// The table of the rules of the analysis.
fn settings(tree: &Node) -> DataTable {
    let columns = [
        Column::text("setting", "name of the rule"),
        Column::text("value", "what it was"),
    ];
    let mut table = DataTable::new("settings", columns);
    let top = ["graftbook", "control", "landmark_day"];
    let top = top
        .iter()
        .flat_map(|name| tree.at(name).into_iter().map(move |node| (*name, node)));
    let mut fields = Vec::new();
    if let Some(Node::Fields(settings)) = tree.at("settings").first() {
        fields.extend(settings.iter().map(|(name, node)| (name.as_str(), node)));
    }
    for (name, node) in top.chain(fields) {
        table.push(vec![Value::from(name), value(node)]);
    }
    table
}

impl Sheet {
    fn table(&self, tree: &Node) -> DataTable {
        let mut rows: Vec<Vec<(String, Value)>> = Vec::new();
        for node in tree.at(self.path) {
            let mut shared = Vec::new();
            flatten(&mut shared, "", node);
            match self.within {
                "" => rows.push(shared),
                within => {
                    for entry in node.at(within).into_iter().flat_map(|list| list.at("*")) {
                        let mut row = shared.clone();
                        // A row repeats the names of its part. The numbers of the part have a sheet of their
                        // own.
                        row.retain(|(_, value)| matches!(value, Value::Text(_)));
                        flatten(&mut row, "", entry);
                        rows.push(row);
                    }
                }
            }
        }
        self.typed(rows)
    }

    /// A table with a column for each name that any row has. Its kind is that of its first value.
    fn typed(&self, rows: Vec<Vec<(String, Value)>>) -> DataTable {
        let names = names(&rows);
        let mut kinds = vec![None; names.len()];
        let mut laid: Vec<Vec<Value>> = Vec::with_capacity(rows.len());
        for row in rows {
            let mut values = vec![Value::Missing; names.len()];
            for (name, value) in row {
                if let Some(at) = names.iter().position(|known| *known == name) {
                    kinds[at] = kinds[at].or(kind_of(&value));
                    values[at] = value;
                }
            }
            laid.push(values);
        }
        let columns = names.iter().zip(&kinds).map(|(name, kind)| Column {
            key: name.clone().into(),
            kind: kind.unwrap_or(Kind::Text),
            unit: match (kind, unit_in(self.name, name)) {
                (Some(Kind::Number), "") if unit_of(name).1.is_empty() && has_unit(name) => {
                    self.unit
                }
                (Some(Kind::Number), unit) => unit,
                _ => "",
            },
            meaning: "",
        });
        let mut table = DataTable::new(self.name, columns);
        laid.into_iter().for_each(|row| table.push(row));
        table
    }
}

/// The names of the fields of all rows, in the order in which rows have them. A part that some rows have
/// and others lack (`model_day`, ...; `model`) goes by the names of its fields.
fn names(rows: &[Vec<(String, Value)>]) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for row in rows {
        let mut after = 0;
        for (name, _) in row {
            match names.iter().position(|known| known == name) {
                Some(at) => after = at + 1,
                None => {
                    names.insert(after, name.clone());
                    after += 1;
                }
            }
        }
    }
    let is_part = |name: &String| {
        let within = format!("{name}_");
        let filled = |row: &Vec<(String, Value)>| {
            let mut fields = row.iter();
            fields.any(|(known, value)| known == name && *value != Value::Missing)
        };
        names.iter().any(|other| other.starts_with(&within)) && !rows.iter().any(filled)
    };
    let parts: Vec<String> = names.iter().filter(|name| is_part(name)).cloned().collect();
    names.retain(|name| !parts.contains(name));
    names
}

/// Whether numbers of this name are in the unit of the sheet: counts, days and p are not.
fn has_unit(key: &str) -> bool {
    let bare = [
        "n",
        "rtv_n",
        "day",
        "p",
        "df",
        "t",
        "q",
        "geomean_n",
        "rtv_mean",
        "rtv_sem",
    ];
    let bare = bare.contains(&key)
        || key.contains("day")
        || key.starts_with("p_")
        || key.starts_with("n_");
    !(bare
        || key.contains("rtv")
        || key.contains("auc")
        || key.contains("ratio")
        || key == "egait"
        || key == "duration")
}

fn kind_of(value: &Value) -> Option<Kind> {
    match value {
        Value::Missing => None,
        Value::Text(_) => Some(Kind::Text),
        Value::Number(_) => Some(Kind::Number),
        Value::Whole(_) => Some(Kind::Whole),
        Value::Truth(_) => Some(Kind::Truth),
        Value::Date(_) => Some(Kind::Date),
    }
}

/// The fields of a part, those of parts within under both names; lists are left to other sheets, but for
/// the two ends of an interval.
fn flatten(row: &mut Vec<(String, Value)>, before: &str, node: &Node) {
    let Node::Fields(fields) = node else {
        return;
    };
    for (name, node) in fields {
        let key = match before {
            "" => name.clone(),
            before => format!("{before}_{name}"),
        };
        match node {
            Node::Fields(_) => flatten(row, &key, node),
            Node::List(ends) if ends.len() == 2 && ends.iter().all(is_end) => {
                row.push((format!("{key}_low"), value(&ends[0])));
                row.push((format!("{key}_high"), value(&ends[1])));
            }
            Node::List(_) => {}
            node => row.push((key, value(node))),
        }
    }
}

fn is_end(node: &Node) -> bool {
    matches!(node, Node::Number(_) | Node::Nothing)
}

fn value(node: &Node) -> Value {
    match node {
        Node::Truth(truth) => Value::Truth(*truth),
        Node::Number(number) => Value::Number(*number),
        Node::Text(text) => Value::Text(text.clone()),
        Node::Nothing | Node::List(_) | Node::Fields(_) => Value::Missing,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::row;

    #[test]
    fn lists_become_rows() {
        let json = r#"{"curves":[{"arm":"A","n":2,"points":[{"time":0,"low":null},{"time":1,"low":0.5}]}]}"#;
        let tree: Node = serde_json::from_str(json).unwrap();
        let table = nested("t", "curves.*", "points").table(&tree);
        let keys: Vec<&str> = table.columns.iter().map(|c| c.key.as_ref()).collect();
        assert_eq!(keys, ["arm", "time", "low"]);
        assert_eq!(
            table.rows,
            [row!["A", 0.0, None::<f64>], row!["A", 1.0, 0.5]]
        );
        assert!(sheet("t", "no.*").table(&tree).rows.is_empty());
    }

    #[test]
    fn parts_that_some_rows_lack_are_empty_there() {
        let json = r#"[{"a":1,"m":null,"z":2},{"a":3,"m":{"x":4},"z":null}]"#;
        let tree: Node = serde_json::from_str(json).unwrap();
        let table = sheet("t", "*").table(&tree);
        let keys: Vec<&str> = table.columns.iter().map(|c| c.key.as_ref()).collect();
        assert_eq!(keys, ["a", "m_x", "z"]);
        assert_eq!(
            table.rows,
            [row![1.0, None::<f64>, 2.0], row![3.0, 4.0, None::<f64>]]
        );
    }

    #[test]
    fn parts_within_are_laid_flat() {
        let json = r#"[{"arm":"A","m":{"CR":1,"PR":2},"ends":[1,null],"list":[1,2,3]}]"#;
        let tree: Node = serde_json::from_str(json).unwrap();
        let table = sheet("t", "*").table(&tree);
        let keys: Vec<&str> = table.columns.iter().map(|c| c.key.as_ref()).collect();
        assert_eq!(keys, ["arm", "m_CR", "m_PR", "ends_low", "ends_high"]);
    }
}
