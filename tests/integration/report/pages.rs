//! The page in a browser: no error, no request, every figure visible, working buttons and keys, no barrier that axe
//! finds, nothing cut off in print. Without a browser on the machine, the tests are skipped.

use std::path::Path;
use std::process::Command;

use app::summarize::ReportFormat;
use report::document::Block;
use serde_json::Value;

use super::{Lab, demo, output_of, program, tables, written};

/// A browser with the options under which it only shows a file.
fn browser(folder: &Path) -> Option<Command> {
    let mut command = Command::new(program("chromium")?);
    command.args([
        "--headless",
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--enable-logging=stderr",
        "--virtual-time-budget=8000",
    ]);
    let profile = tempfile::tempdir_in(folder).unwrap().keep();
    command.arg(format!("--user-data-dir={}", profile.display()));
    Some(command)
}

/// The figures of the report of the demo study.
const FIGURES: usize = 8;

/// A script that examines the page, presses its buttons, and writes its findings into the title.
const PROBE: &str = include_str!("probe.html");

const LISTEN: &str = r#"<script>window.found = []; addEventListener("error", (e) => found.push(String(e.message)), true);
addEventListener("securitypolicyviolation", (e) => found.push("policy " + e.blockedURI));</script>"#;

/// The findings of a probe in a window of this width, in pixels.
fn probed(page: &str, probe: &str, width: u32) -> Option<Value> {
    let folder = tempfile::tempdir().unwrap();
    let mut browser = browser(folder.path())?;
    let page = page.replacen("<style>", &format!("{LISTEN}<style>"), 1);
    let page = page.replace("</body>", &format!("{probe}</body>"));
    let file = folder.path().join("s.html");
    std::fs::write(&file, page).unwrap();
    let output = browser
        .arg(format!("--window-size={width},900"))
        .arg("--dump-dom")
        .arg(format!("file://{}", file.display()))
        .output()
        .unwrap();
    let dom = String::from_utf8_lossy(&output.stdout);
    let log = String::from_utf8_lossy(&output.stderr);
    let console: Vec<&str> = log
        .lines()
        .filter(|line| line.contains("CONSOLE"))
        .collect();
    assert!(console.is_empty(), "{console:?}");
    let title = dom
        .split_once("<title>")
        .and_then(|(_, rest)| rest.split_once("</title>"));
    let title = title
        .unwrap_or_else(|| panic!("no title in {} letters: {log}", dom.len()))
        .0;
    let title = title
        .replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&amp;", "&");
    Some(serde_json::from_str(&title).unwrap_or_else(|error| panic!("{error}: {title}")))
}

#[test]
fn page_works_in_a_browser() {
    let summary = demo();
    let page = String::from_utf8(summary.bytes(ReportFormat::Html).unwrap()).unwrap();
    for width in [375, 1280] {
        let Some(found) = probed(&page, PROBE, width) else {
            return;
        };
        assert_eq!(found["errors"], serde_json::json!([]), "{width}");
        assert_eq!(found["requests"], 0);
        assert_eq!(found["figures"], FIGURES, "{width}");
        assert_eq!(found["seen"], FIGURES, "{width}");
        assert_eq!(found["drawn"], true, "{width}");
        assert_eq!(found["shapes"], true);
        assert_eq!(
            found["version"],
            serde_json::json!([[true, false], [false, true]])
        );
        assert_eq!(found["arm"], serde_json::json!([true, false, true]));
        let heights = found["stretched"].as_array().unwrap();
        let [before, after] = [0, 1].map(|at| heights[at].as_f64().unwrap());
        assert!(after > 2.0 * before, "{before} to {after}");
        assert_eq!(found["restored"], true);
        assert_eq!(found["wide"], false, "{width}: the page scrolls sideways");
        let text = |key: &str| found[key].as_str().unwrap();
        for tooltip in ["pointer", "key"] {
            assert!(text(tooltip).contains(" mm³ (n "), "{}", text(tooltip));
        }
        assert!(text("animal").ends_with(" mm³"), "{}", text("animal"));
        assert_eq!(text("pointer"), text("words"), "{width}");
        assert_eq!(found["escaped"], true);
        let column = |at: usize| -> Vec<f64> {
            let values = found["sorted"][at].as_array().unwrap().iter();
            values.map(|v| v.as_f64().unwrap()).collect()
        };
        assert!(column(1).is_sorted() && column(2).is_sorted_by(|a, b| a >= b));
        assert_eq!(
            column(3),
            column(0),
            "a third click restores the first order"
        );
        assert_eq!(found["folded"], true);
        assert_eq!(found["unfolded"], true, "a link opens what it leads to");
        assert_eq!(found["captions"], true);
        assert_eq!(found["named"], true);
    }
}

#[test]
fn page_saves_figures_and_tables() {
    let summary = demo();
    let page = String::from_utf8(summary.bytes(ReportFormat::Html).unwrap()).unwrap();
    let Some(found) = probed(&page, SAVING_PROBE, 1280) else {
        return;
    };
    assert_eq!(found["errors"], serde_json::json!([]));
    let files = found["files"].as_array().unwrap();
    let file = |ending: &str| {
        let of = files
            .iter()
            .find(|file| file["name"].as_str().unwrap().ends_with(ending));
        of.unwrap_or_else(|| panic!("no {ending}: {files:?}"))
    };
    assert!(
        file(".svg")["text"]
            .as_str()
            .unwrap()
            .starts_with("<svg xmlns=")
    );
    assert!(!file(".svg")["text"].as_str().unwrap().contains("class="));
    assert!(file(".csv")["text"].as_str().unwrap().starts_with("Arm,"));
    assert_eq!(file(".png")["type"], "image/png");
    assert!(file(".png")["size"].as_u64().unwrap() > 5000);
}

/// A script that saves a figure and a table, and writes into the title what would have been saved.
const SAVING_PROBE: &str = r##"<script>
addEventListener("load", async () => {
  const files = [];
  const names = [];
  URL.createObjectURL = (blob) => { files.push(blob); return "#"; };
  HTMLAnchorElement.prototype.click = function () { names.push(this.download); };
  const press = (within, text) => [...document.querySelectorAll(`${within} button`)].find((b) => b.textContent === text).click();
  press("#growth-means", "SVG");
  press("#growth-means", "PNG");
  press("#balance", "CSV");
  for (let i = 0; i < 40 && files.length < 3; i++) await new Promise((done) => setTimeout(done, 50));
  const told = files.map(async (blob, i) => ({ name: names[i], type: blob.type, size: blob.size, text: (await blob.text()).slice(0, 3000) }));
  document.title = JSON.stringify({ errors: window.found, files: await Promise.all(told) });
});
</script>"##;

/// The script of axe, which looks for barriers; none if it is not installed where `.ci/run` puts it.
fn axe() -> Option<String> {
    let file =
        Path::new(env!("CARGO_MANIFEST_DIR")).join("target/axe/node_modules/axe-core/axe.min.js");
    let script = std::fs::read_to_string(&file).ok();
    if script.is_none() {
        println!("skipped: there is no {}", file.display());
    }
    script
}

#[test]
fn axe_finds_no_barrier() {
    let Some(axe) = axe() else {
        return;
    };
    let axe = axe.replace("</script", "<\\/script");
    let probe = format!(
        "<script>{axe}</script>{}",
        r#"<script>
        for (const part of document.querySelectorAll("details")) part.open = true;
        axe.run().then((result) => {
          const grave = result.violations.filter((v) => ["serious", "critical"].includes(v.impact));
          document.title = JSON.stringify(grave.map((v) => [v.id, v.nodes.map((node) => node.html.slice(0, 100)).slice(0, 3)]));
        });
    </script>"#
    );
    let mut lab = Lab::new();
    lab.import(&crate::support::own("dose_response"), Some("Vehicle"));
    for summary in [demo(), lab.summary("S")] {
        let page = String::from_utf8(summary.bytes(ReportFormat::Html).unwrap()).unwrap();
        for width in [390, 1280] {
            let Some(found) = probed(&page, &probe, width) else {
                return;
            };
            assert_eq!(found, serde_json::json!([]), "{width}");
        }
    }
}

#[test]
fn page_fetches_nothing_and_is_small() {
    let summary = demo();
    let page = String::from_utf8(summary.bytes(ReportFormat::Html).unwrap()).unwrap();
    for outside in [
        "src=", "@import", "url(", "<link", "<iframe", "<object", "<form",
    ] {
        assert!(!page.contains(outside), "{outside}");
    }
    let links = page
        .match_indices("href=\"")
        .map(|(at, _)| &page[at + 6..at + 7]);
    assert!(links.clone().count() > 20 && links.clone().all(|first| first == "#"));
    assert!(page.len() < 500_000, "{} bytes", page.len());
}

/// The text of the A4 pages that a page is printed to; none without a program to print or read them.
fn printed(page: &str) -> Option<String> {
    let folder = tempfile::tempdir().unwrap();
    let (Some(mut browser), Some(reader)) = (browser(folder.path()), program("pdftotext")) else {
        return None;
    };
    let (file, pdf) = (folder.path().join("s.html"), folder.path().join("s.pdf"));
    std::fs::write(&file, page).unwrap();
    let printed = browser
        .arg("--no-pdf-header-footer")
        .arg(format!("--print-to-pdf={}", pdf.display()))
        .arg(format!("file://{}", file.display()))
        .output()
        .unwrap();
    assert!(printed.status.success() && pdf.exists());
    Some(output_of(
        Command::new(reader)
            .args(["-raw", "-enc", "UTF-8"])
            .arg(&pdf)
            .arg("-"),
    ))
}

/// Every number of every table is on the printed A4 pages.
fn prints_whole(page: &str, numbers: &[String]) {
    let Some(text) = printed(page) else {
        return;
    };
    let count = |texts: &[String]| {
        let mut numbers: Vec<u64> = texts
            .iter()
            .flat_map(|t| written(t))
            .map(|(v, _)| v.to_bits())
            .collect();
        numbers.sort_unstable();
        numbers
    };
    let (mut found, mut at) = (count(&[text]), 0);
    found.sort_unstable();
    for wanted in count(numbers) {
        while at < found.len() && found[at] < wanted {
            at += 1;
        }
        let there = found.get(at) == Some(&wanted);
        assert!(there, "{} is cut off", f64::from_bits(wanted));
        at += 1;
    }
}

#[test]
fn page_prints_without_cut_tables() {
    let mut lab = Lab::new();
    lab.import(&crate::support::own("dose_response"), Some("Vehicle"));
    for summary in [demo(), lab.summary("S")] {
        let document = summary.document();
        let cells = tables(&document)
            .flat_map(|block| &block.table.rows)
            .flat_map(|row| &row.cells);
        let texts: Vec<String> = cells
            .filter(|c| !c.values.is_empty())
            .map(|c| c.text.clone())
            .collect();
        let page = String::from_utf8(summary.bytes(ReportFormat::Html).unwrap()).unwrap();
        prints_whole(&page, &texts);
    }
}

#[test]
fn table_repeats_its_headings_on_each_page() {
    let mut lab = Lab::new();
    let mut rows = "animal,arm,day,volume_mm3\n".to_owned();
    for animal in 0..90 {
        for (day, volume) in [(0, 100 + animal), (7, 200 + 3 * animal), (14, 500 + animal)] {
            rows += &format!("m{animal},{},{day},{volume}\n", ["A", "B"][animal % 2]);
        }
    }
    lab.import_text(&rows, Some("A"));
    let summary = lab.summary("S");
    let document = summary.document();
    let animals = document
        .chapters
        .iter()
        .find(|c| c.id == "animals")
        .unwrap();
    let table = animals.blocks.iter().find_map(|block| match block {
        Block::Table(block) => Some(block),
        _ => None,
    });
    let headings = &table.unwrap().table.headings;
    let page = String::from_utf8(summary.bytes(ReportFormat::Html).unwrap()).unwrap();
    let Some(text) = printed(&page) else {
        return;
    };
    let first = headings[0].text.as_str();
    let pages = text.split('\u{c}').filter(|page| {
        let rows = page.lines().filter(|line| line.starts_with('m'));
        rows.filter(|row| row[1..].starts_with(|c: char| c.is_ascii_digit()))
            .count()
            > 10
    });
    let pages: Vec<&str> = pages.collect();
    assert!(pages.len() > 1);
    for page in pages {
        assert!(
            page.lines().any(|line| line.starts_with(first)),
            "{first}: {page}"
        );
    }
}
