//! The tables of results: the part of the analysis that each of them shows, and the sheet that it stands in.

use std::borrow::Cow;
use std::io;

use serde::Serialize;

use super::parts::each_at;
use super::tree::Node;
use super::units::{unit_in, unit_of};
use crate::data::{Column, Kind, RowSink, TableSource, Value, assert_fits};
use domain::Analysis;

/// The table from which the charts are drawn, and its sheet.
pub(super) const VOLUME_BY_DAY: &str = "volume_by_day";
pub(super) const VOLUME_BY_DAY_SHEET: &str = "Volume by day";

/// The table from which means are calculated, and its sheet.
pub(super) const VOLUME_BY_ANIMAL: &str = "volumes_by_animal";
pub(super) const VOLUME_BY_ANIMAL_SHEET: &str = "Volume by animal";

/// A table of results.
struct Sheet {
    name: &'static str,
    /// The parts of the analysis that it shows: see [`each_at`].
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

/// The tables of results by the sheet that they stand in.
const SHEETS: [(&str, &[Sheet]); 8] = [
    (
        VOLUME_BY_DAY_SHEET,
        &[in_mm3(sheet(VOLUME_BY_DAY, "volume_by_day.*"))],
    ),
    (
        VOLUME_BY_ANIMAL_SHEET,
        &[nested(VOLUME_BY_ANIMAL, "curves.*", "volumes")],
    ),
    (
        "Body weight",
        &[
            sheet("weight_by_arm", "weight.arms.*"),
            sheet("weight_by_day", "weight_by_day.*"),
            sheet("weight_by_animal", "weight.animals.*"),
            sheet("early_losses", "weight.early_losses.*"),
            nested("weights_by_animal", "curves.*", "weights"),
        ],
    ),
    (
        "Inhibition and responses",
        &[
            sheet("primary_test", "primary.rows.*"),
            sheet("inhibition", "inhibition.*"),
            sheet("responses_by_arm", "responses.arms.*"),
            sheet("responses", "responses.animals.*"),
            sheet("responses_by_tumor", "responses.tumors.*"),
        ],
    ),
    (
        "Growth",
        &[
            sheet("growth_rates_by_arm", "growth.arms.*"),
            sheet("growth_rates", "growth.animals.*"),
            in_mm3(sheet("course_by_arm", "course.arms.*")),
            in_mm3(sheet("course_by_animal", "course.animals.*")),
        ],
    ),
    (
        "Mixed model",
        &[
            sheet("mixed_model_arms", "mixed_model.arms.*"),
            sheet("mixed_model_fixed", "mixed_model.fixed.*"),
            sheet("mixed_model_random", "mixed_model.random.*"),
            sheet("mixed_model_residuals", "mixed_model.residuals.*"),
            sheet("mixed_model_residual_days", "mixed_model.residual_days.*"),
            sheet("mixed_model_slopes", "mixed_model.slope_contrasts.*"),
            sheet("mixed_model_means", "mixed_model.landmark_contrasts.*"),
            nested("mixed_model_curves", "mixed_model.arms.*", "curve"),
            sheet("mixed_model_slope_pairs", "mixed_model.slope_pairs.*"),
            sheet("mixed_model_mean_pairs", "mixed_model.landmark_pairs.*"),
        ],
    ),
    (
        "Landmark",
        &[
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
        ],
    ),
    (
        "Time to event",
        &[
            sheet("time_to_event_by_arm", "time_to_event.arms.*"),
            sheet("time_to_event", "time_to_event.animals.*"),
            sheet("log_rank_pairs", "time_to_event.pairs.*"),
            sheet("cox", "time_to_event.cox.terms.*"),
            sheet("cox_firth", "time_to_event.cox.firth.*"),
            nested("kaplan_meier", "time_to_event.curves.*", "points"),
            nested("incidence", "time_to_event.incidence.*", "points"),
        ],
    ),
];

/// Tables of the comparability of arms, in the sheet of settings.
const BALANCE: [Sheet; 2] = [
    sheet("balance", "balance.rows.*"),
    sheet("balance_tests", "balance.tests.*"),
];

/// The sheet of settings, balance, tests of all arms together, and notes.
const SETTINGS_SHEET: &str = "Settings and tests";

/// The tables of the analysis by sheet. Tables may be empty.
pub(super) fn results(analysis: &Analysis) -> Vec<(&'static str, Vec<SheetTable<'_>>)> {
    let tables = |sheets: &[Sheet]| sheets.iter().map(|sheet| sheet.table(analysis)).collect();
    let of_sheet = |(name, sheets): &(&'static str, &[Sheet])| (*name, tables(sheets));
    let mut found: Vec<_> = SHEETS.iter().map(of_sheet).collect();
    let mut about = vec![settings(analysis)];
    about.extend(BALANCE.iter().map(|sheet| sheet.table(analysis)));
    about.extend([tests(analysis), NOTES.table(analysis)]);
    found.push((SETTINGS_SHEET, about));
    found
}

const NOTES: Sheet = sheet("notes", "notes.*");

/// Tests of all arms together: name, and path in the analysis.
const TESTS: [(&str, &str); 22] = [
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
    ("slopes: Kenward-Roger F", "mixed_model.slopes_f"),
    ("scatter: likelihood ratio", "mixed_model.scatter_ratio"),
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
fn tests(analysis: &Analysis) -> SheetTable<'_> {
    SheetTable::new(&sheet("tests", ""), move |sink| {
        for (name, path) in &TESTS {
            each_at(analysis, path, |node| {
                let mut row = vec![("test".to_owned(), Value::from(*name))];
                flatten(&mut row, "", node);
                match row.len() {
                    1 => Ok(()),
                    _ => sink(row),
                }
            })?;
        }
        Ok(())
    })
}

/// The table of the rules of the analysis.
fn settings(analysis: &Analysis) -> SheetTable<'_> {
    let mut rows: Vec<(Cow<'static, str>, Node)> = Vec::new();
    for name in ["graftbook", "control", "landmark_day"] {
        let read = each_at(analysis, name, |node| {
            rows.push((name.into(), node.clone()));
            Ok(())
        });
        read.expect("collecting parts does not fail");
    }
    if let Node::Fields(settings) = Node::of(&analysis.settings) {
        rows.extend(settings);
    }
    SheetTable {
        name: "settings",
        columns: vec![
            Column::text("setting", "name of the rule"),
            Column::text("value", "what it was"),
        ],
        rows: Box::new(move |sink| {
            rows.iter().try_for_each(|(name, node)| {
                let row = [("setting", Value::from(&**name)), ("value", value(node))];
                sink(row.map(|(key, value)| (key.to_owned(), value)).into())
            })
        }),
    }
}

/// A row with the names of its columns, of which it may lack some.
type NamedRow = Vec<(String, Value)>;

/// Hands every row to a sink, until that fails.
type NamedRows<'a> = dyn Fn(&mut dyn FnMut(NamedRow) -> io::Result<()>) -> io::Result<()> + 'a;

/// The table of a sheet, whose rows are made one by one.
pub(super) struct SheetTable<'a> {
    name: &'static str,
    columns: Vec<Column>,
    rows: Box<NamedRows<'a>>,
}

impl<'a> SheetTable<'a> {
    /// A table with a column for each name that any row has.
    fn new(
        sheet: &Sheet,
        rows: impl Fn(&mut dyn FnMut(NamedRow) -> io::Result<()>) -> io::Result<()> + 'a,
    ) -> Self {
        let mut names = Names::default();
        let read = rows(&mut |row| {
            names.add(&row);
            Ok(())
        });
        read.expect("collecting names does not fail");
        Self {
            name: sheet.name,
            columns: names.columns(sheet),
            rows: Box::new(rows),
        }
    }
}

impl TableSource for SheetTable<'_> {
    fn name(&self) -> &str {
        self.name
    }

    fn columns(&self) -> &[Column] {
        &self.columns
    }

    fn each_row(&self, sink: RowSink<'_>) -> io::Result<()> {
        (self.rows)(&mut |row| {
            let mut values = vec![Value::Missing; self.columns.len()];
            for (name, value) in row {
                let mut columns = self.columns.iter();
                if let Some(at) = columns.position(|column| column.key == name) {
                    values[at] = value;
                }
            }
            assert_fits(self.name, &self.columns, &values);
            sink(&values)
        })
    }
}

impl Sheet {
    fn table<'a>(&self, analysis: &'a impl Serialize) -> SheetTable<'a> {
        let (path, within) = (self.path, self.within);
        SheetTable::new(self, move |sink| {
            each_at(analysis, path, |node| {
                let mut shared = Vec::new();
                flatten(&mut shared, "", node);
                if within.is_empty() {
                    return sink(shared);
                }
                // A row repeats the names of its part. The numbers of the part have a sheet of their own.
                shared.retain(|(_, value)| matches!(value, Value::Text(_)));
                let entries = node.at(within).into_iter().flat_map(|list| list.at("*"));
                for entry in entries {
                    let mut row = shared.clone();
                    flatten(&mut row, "", entry);
                    sink(row)?;
                }
                Ok(())
            })
        })
    }

    fn unit(&self, name: &str, kind: Option<Kind>) -> &'static str {
        match (kind, unit_in(self.name, name)) {
            (Some(Kind::Number), "") if unit_of(name).1.is_empty() && has_unit(name) => self.unit,
            (Some(Kind::Number), unit) => unit,
            _ => "",
        }
    }
}

/// The names of the fields of all rows, in the order in which rows have them, each with the kind of its first value.
#[derive(Default)]
struct Names(Vec<(String, Option<Kind>)>);

impl Names {
    fn add(&mut self, row: &NamedRow) {
        let mut after = 0;
        for (name, value) in row {
            let at = match self.0.iter().position(|(known, _)| known == name) {
                Some(at) => at,
                None => {
                    self.0.insert(after, (name.clone(), None));
                    after
                }
            };
            self.0[at].1 = self.0[at].1.or(kind_of(value));
            after = at + 1;
        }
    }

    /// A column for each. A part that some rows have and others lack (`model_day`, ...; `model`) goes by the names of
    /// its fields.
    fn columns(self, sheet: &Sheet) -> Vec<Column> {
        let is_part = |name: &str, kind: Option<Kind>| {
            let within = format!("{name}_");
            kind.is_none() && self.0.iter().any(|(other, _)| other.starts_with(&within))
        };
        let names = self.0.iter().filter(|(name, kind)| !is_part(name, *kind));
        let column = |(name, kind): &(String, Option<Kind>)| Column {
            key: name.clone().into(),
            kind: kind.unwrap_or(Kind::Text),
            unit: sheet.unit(name, *kind),
            meaning: "",
        };
        names.map(column).collect()
    }
}

/// Whether numbers of this name are in the unit of the sheet: counts, days and p are not.
fn has_unit(key: &str) -> bool {
    let bare = [
        "n",
        "followed",
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
            "" => name.to_string(),
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
    use crate::data::{DataTable, row};

    fn in_memory(sheet: &Sheet, tree: Node) -> DataTable {
        DataTable::of(&sheet.table(&tree)).unwrap()
    }

    fn fields(fields: &[(&'static str, Node)]) -> Node {
        let fields = fields.iter().cloned();
        Node::Fields(fields.map(|(name, node)| (name.into(), node)).collect())
    }

    fn list(nodes: &[Node]) -> Node {
        Node::List(nodes.to_vec())
    }

    fn n(number: f64) -> Node {
        Node::Number(number)
    }

    fn keys(table: &DataTable) -> Vec<&str> {
        table.columns.iter().map(|c| c.key.as_ref()).collect()
    }

    #[test]
    fn lists_become_rows() {
        let points = list(&[
            fields(&[("time", n(0.0)), ("low", Node::Nothing)]),
            fields(&[("time", n(1.0)), ("low", n(0.5))]),
        ]);
        let arm = Node::Text("A".into());
        let curve = fields(&[("arm", arm), ("n", n(2.0)), ("points", points)]);
        let tree = fields(&[("survival", list(&[curve]))]);
        let table = in_memory(&nested("t", "survival.*", "points"), tree.clone());
        assert_eq!(keys(&table), ["arm", "time", "low"]);
        assert_eq!(
            table.rows,
            [row!["A", 0.0, None::<f64>], row!["A", 1.0, 0.5]]
        );
        assert!(in_memory(&sheet("t", "no.*"), tree).rows.is_empty());
    }

    #[test]
    fn parts_that_some_rows_lack_are_empty_there() {
        let tree = list(&[
            fields(&[("a", n(1.0)), ("m", Node::Nothing), ("z", n(2.0))]),
            fields(&[
                ("a", n(3.0)),
                ("m", fields(&[("x", n(4.0))])),
                ("z", Node::Nothing),
            ]),
        ]);
        let table = in_memory(&sheet("t", "*"), tree);
        assert_eq!(keys(&table), ["a", "m_x", "z"]);
        assert_eq!(
            table.rows,
            [row![1.0, None::<f64>, 2.0], row![3.0, 4.0, None::<f64>]]
        );
    }

    #[test]
    fn parts_within_are_laid_flat() {
        let tree = list(&[fields(&[
            ("arm", Node::Text("A".into())),
            ("m", fields(&[("CR", n(1.0)), ("PR", n(2.0))])),
            ("ends", list(&[n(1.0), Node::Nothing])),
            ("list", list(&[n(1.0), n(2.0), n(3.0)])),
        ])]);
        let table = in_memory(&sheet("t", "*"), tree);
        assert_eq!(
            keys(&table),
            ["arm", "m_CR", "m_PR", "ends_low", "ends_high"]
        );
    }
}
