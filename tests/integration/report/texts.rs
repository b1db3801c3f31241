//! The report as Markdown: figures are files in a folder beside it.

use app::summarize::ReportFormat;

use super::demo;

#[test]
fn every_figure_of_markdown_is_a_file() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("Study 1 (a).md");
    let written = demo().write(ReportFormat::Markdown, &file).unwrap();
    assert_eq!(written[0], file);
    let text = std::fs::read_to_string(&file).unwrap();
    let links = text.match_indices("](").map(|(at, _)| &text[at + 2..]);
    let links: Vec<&str> = links.map(|rest| rest.split(')').next().unwrap()).collect();
    let figures: Vec<&&str> = links.iter().filter(|link| link.ends_with(".svg")).collect();
    assert!(figures.len() > 5, "{links:?}");
    assert_eq!(figures.len(), written.len() - 1);
    for link in figures {
        let path = link
            .replace("%20", " ")
            .replace("%28", "(")
            .replace("%29", ")");
        assert!(path.starts_with("Study 1 (a)-figures/"), "{path}");
        let svg = std::fs::read_to_string(folder.path().join(&path)).unwrap();
        assert!(svg.contains("<svg "), "{path}");
    }
    assert!(text.find("**Caveats**").unwrap() < text.find("\n## ").unwrap());
}
