//! The page in a browser: no error, no request, every figure visible, working buttons, nothing cut off in
//! print. Without a browser on the machine, the tests are skipped.

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
        "--virtual-time-budget=5000",
    ]);
    let profile = tempfile::tempdir_in(folder).unwrap().keep();
    command.arg(format!("--user-data-dir={}", profile.display()));
    Some(command)
}

/// A script that examines the page, presses its buttons, and writes its findings into the title.
const PROBE: &str = r##"<script>
addEventListener("load", () => {
  const found = { errors: window.found, requests: performance.getEntriesByType("resource").length };
  const seen = (element) => { const r = element.getBoundingClientRect(); return r.width > 100 && r.height > 60; };
  // A figure has a version for a wide and one for a narrow window; one of them is shown.
  const shown = (element) => element.getClientRects().length > 0;
  found.drawn = [...document.querySelectorAll("figure .version:not(.hidden)")].every((v) => [...v.querySelectorAll("svg")].some(shown));
  const figures = [...document.querySelectorAll("figure")];
  found.figures = figures.length;
  found.seen = figures.filter((f) => [...f.querySelectorAll(".version:not(.hidden) svg")].filter(shown).every(seen)).length;
  found.shapes = figures.every((f) => [...f.querySelectorAll("svg")].every((s) => s.querySelectorAll("path,polygon").length > 3));
  const growth = document.querySelector("#growth-means");
  if (growth) {
    const [linear, log] = growth.querySelectorAll(".version");
    const state = () => [linear, log].map((v) => getComputedStyle(v).display !== "none");
    found.before = state();
    growth.querySelectorAll(".buttons button")[1].click();
    found.after = state();
    const key = growth.querySelector(".key");
    const drawn = () => getComputedStyle(growth.querySelector(`.means[data-arm="${key.dataset.arm}"]`)).display !== "none";
    found.arm = [drawn()];
    key.dispatchEvent(new MouseEvent("click", { bubbles: true }));
    found.arm.push(drawn());
    key.dispatchEvent(new KeyboardEvent("keydown", { key: "Enter", bubbles: true }));
    found.arm.push(drawn());
    const mean = growth.querySelectorAll("[data-words]")[3];
    mean.firstChild.dispatchEvent(new PointerEvent("pointermove", { bubbles: true, clientX: 200, clientY: 200 }));
    found.told = [mean.dataset.words, document.getElementById("told").textContent];
  }
  const animal = document.querySelector("#growth-animals .animal path");
  if (animal) {
    animal.dispatchEvent(new PointerEvent("pointermove", { bubbles: true, clientX: 0, clientY: 0 }));
    found.animal = document.getElementById("told").textContent;
  }
  const table = document.querySelector("#balance table");
  if (table) {
    const column = () => [...table.tBodies[0].rows].map((row) => Number(row.cells[2].dataset.v));
    table.tHead.rows[0].cells[2].querySelector("button").click();
    found.sorted = [column()];
    table.tHead.rows[0].cells[2].querySelector("button").click();
    found.sorted.push(column());
  }
  found.wide = document.documentElement.scrollWidth > innerWidth + 1;
  document.title = JSON.stringify(found);
});
</script>"##;

const LISTEN: &str = r#"<script>window.found = []; addEventListener("error", (e) => found.push(String(e.message)), true);
addEventListener("securitypolicyviolation", (e) => found.push("policy " + e.blockedURI));</script>"#;

/// The findings of the probe in a window of this width, in pixels.
fn probed(page: &str, width: u32) -> Option<Value> {
    let folder = tempfile::tempdir().unwrap();
    let mut browser = browser(folder.path())?;
    let page = page.replacen("<style>", &format!("{LISTEN}<style>"), 1);
    let page = page.replace("</body>", &format!("{PROBE}</body>"));
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
        let Some(found) = probed(&page, width) else {
            return;
        };
        assert_eq!(found["errors"], serde_json::json!([]), "{width}");
        assert_eq!(found["requests"], 0);
        assert_eq!(found["figures"], 5);
        assert_eq!(found["seen"], 5, "{width}");
        assert_eq!(found["drawn"], true, "{width}");
        assert_eq!(found["shapes"], true);
        assert_eq!(found["before"], serde_json::json!([true, false]));
        assert_eq!(found["after"], serde_json::json!([false, true]));
        assert_eq!(found["arm"], serde_json::json!([true, false, true]));
        let told = found["told"].as_array().unwrap();
        assert_eq!(told[0], told[1]);
        assert!(told[0].as_str().unwrap().contains(" mm³ (n "), "{told:?}");
        assert!(
            found["animal"].as_str().unwrap().ends_with(" mm³"),
            "{}",
            found["animal"]
        );
        let sorted = |at: usize| -> Vec<f64> {
            found["sorted"][at]
                .as_array()
                .unwrap()
                .iter()
                .map(|v| v.as_f64().unwrap())
                .collect()
        };
        assert!(sorted(0).is_sorted() && sorted(1).is_sorted_by(|a, b| a >= b));
        assert_eq!(found["wide"], false, "{width}: the page scrolls sideways");
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
    assert!(page.len() < 1_000_000, "{} bytes", page.len());
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
