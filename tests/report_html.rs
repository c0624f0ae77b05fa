//! A report as HTML: what stands in the file, and what a browser makes of it.

#[path = "report_html/browser.rs"]
mod browser;
#[path = "report_html/sample.rs"]
mod sample;

use std::path::Path;
use std::process::Command;

use parkcarbon::output::chart::{Drawing, Fonts};
use parkcarbon::output::report::{Block, Cell, Column, Figure, Inline, Report, Row, Table, html};
use parkcarbon::source::Lang;
use serde_json::Value;

const PROBE: &str = include_str!("report_html/probe.js");

fn small(blocks: Vec<Block>) -> String {
    let (title, subtitle) = ("A & B".into(), String::new());
    html(&Report { lang: Lang::En, title, subtitle, marks: Vec::new(), blocks })
}

#[test]
fn the_file_needs_nothing_else() {
    for lang in [Lang::Zh, Lang::En] {
        let page = html(&sample::report(lang));
        // To be looked at.
        let file = lang.pick("report-en.html", "report-zh.html");
        std::fs::write(Path::new(env!("CARGO_TARGET_TMPDIR")).join(file), &page).expect("a page");
        assert!(page.starts_with("<!DOCTYPE html>"));
        assert!(page.contains(lang.pick("<html lang=\"en\">", "<html lang=\"zh-CN\">")));
        for outside in ["src=\"", "@import", "url(http", "<link", "fetch(", "<iframe"] {
            assert!(!page.contains(outside), "{outside}");
        }
        assert_eq!(page.matches("<script>").count(), 1);
        assert_eq!(page, html(&sample::report(lang)), "the same report gives the same bytes");
    }
}

#[test]
fn names_stay_words() {
    let page = html(&sample::report(Lang::Zh));
    assert!(page.contains("&lt;script&gt;window.broken = 1&lt;/script&gt;"));
    assert!(page.contains("甲&amp;乙 &amp;lt;有限&amp;gt;"));
    assert!(!page.contains("<script>window.broken"));
    assert!(!page.contains("<img"));
    // An anchor has no character that ends an attribute, and leads where it should.
    let anchor = "a\"b <c>".to_string();
    let words = vec![Inline::Link("to".into(), anchor.clone())];
    let row = Row { cells: vec![Cell::words("x")], anchor: Some(anchor), total: false };
    let table = Table { id: "t".into(), columns: vec![Column::words("c")], rows: vec![row], ..Table::default() };
    let page = small(vec![Block::Paragraph(words), Block::Table(table)]);
    assert!(page.contains("href=\"#a_22_b_20__3c_c_3e_\""), "{page}");
    assert!(page.contains("id=\"a_22_b_20__3c_c_3e_\""));
}

#[test]
fn a_table_says_what_its_cells_are() {
    let columns = vec![Column::words("Name"), Column::numbers("t")];
    let cells = vec![Cell::words("gap").alarming(true), Cell::number("-1,235", "-1234.5").linked("made-of")];
    let rows = vec![
        Row { cells, ..Row::default() },
        Row { cells: vec![Cell::words("Total"), Cell::to_fill()], total: true, anchor: None },
        Row { cells: vec![Cell::words("after")], ..Row::default() },
    ];
    let table = Table { id: "t".into(), caption: "Cap".into(), columns, rows, note: Some("remark".into()) };
    let page = small(vec![Block::Table(table.clone()), Block::Table(Table { rows: Vec::new(), ..table })]);
    assert!(page.contains("<caption><span><span class=\"number\">Table 1</span> Cap</span></caption>"));
    assert!(page.contains("Table 2"));
    assert!(page.contains("<th scope=\"col\">Name</th><th scope=\"col\" class=\"numeric\">t</th>"));
    let alarm = "<th scope=\"row\"><strong class=\"alarm\"><span class=\"sign\" role=\"img\" aria-label=\"Attention: \">!</span> gap";
    assert!(page.contains(alarm), "{page}");
    assert!(page.contains("<td class=\"numeric\" data-value=\"-1234.5\"><a href=\"#made-of\">-1,235</a></td>"));
    assert!(page.contains("<span class=\"prompt\">to fill in</span>"));
    assert_eq!(page.matches("<tbody>").count(), 3, "a total closes its rows; a table without rows says none");
    assert!(page.contains("<p class=\"note\">remark</p>"));
}

#[test]
fn drawings_keep_their_identifiers_to_themselves() {
    let svg = "<?xml version=\"1.0\"?>\n<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"9\" height=\"9\" viewBox=\"0 0 9 9\">\
         <title>A &amp; B</title><defs><path id=\"g\" d=\"M0 0\"/></defs>\
         <use href='#g' fill=\"url(#g)\" data-name=\"url(#g)\"/><text>1 &lt; 2 &amp; 3</text></svg>\n";
    let figure = |id: &str, svg: &str| {
        Block::Figure(Box::new(Figure {
            id: id.into(),
            caption: "c".into(),
            alternative: "less < \"more\"".into(),
            drawing: Drawing { svg: svg.into(), width: 9.0, height: 9.0, replaced: Vec::new() },
        }))
    };
    let page = small(vec![figure("a", svg), figure("b", svg), figure("c", "<svg><g></svg>")]);
    for id in ["a", "b"] {
        let root = format!(
            "viewBox=\"0 0 9 9\" role=\"img\" aria-labelledby=\"{id}_title\"><title id=\"{id}_title\">less &lt; "
        );
        assert!(page.contains(&root), "{page}");
        assert!(page.contains(&format!("<path id=\"{id}_g\" d=\"M0 0\"/>")));
        assert!(page.contains(&format!("<use href=\"#{id}_g\" fill=\"url(#{id}_g)\" data-name=\"url(#g)\"/>")));
    }
    assert_eq!(page.matches("<text>1 &lt; 2 &amp; 3</text>").count(), 2);
    assert!(!page.contains("<?xml") && !page.contains("A &amp; B</title><defs>"));
    assert!(page.contains("<p>less &lt; &quot;more&quot;</p>"), "a broken drawing still has its words");
}

/// What the probe finds at a width of the window.
fn findings(width: u32, lang: Lang) -> Option<Value> {
    let chromium = browser::chromium()?;
    let folder = tempfile::tempdir().expect("a folder");
    let listener = "<script>window.errors = []; addEventListener('error', (event) => errors.push(event.message));\
         addEventListener('securitypolicyviolation', (event) => errors.push(event.violatedDirective));</script>";
    let page = html(&sample::report(lang))
        .replacen("<head>", &format!("<head>{listener}"), 1)
        .replace("</body>", &format!("<script>\n{PROBE}</script></body>"));
    std::fs::write(folder.path().join("page.html"), page).expect("a page");
    // A window is never as narrow as a telephone, but a frame is.
    let frame = format!(
        "<pre id=\"findings\"></pre><iframe src=\"page.html\" style=\"border: 0; width: {width}px; height: 844px\"></iframe>\
         <script>onmessage = (event) => {{ document.getElementById('findings').textContent = event.data; }}</script>"
    );
    let file = folder.path().join("frame.html");
    std::fs::write(&file, frame).expect("a page");
    let dom =
        browser::open(&chromium, folder.path(), &file, &["--window-size=1500,1000", "--hide-scrollbars", "--dump-dom"]);
    let (_, found) = dom.split_once("<pre id=\"findings\">").expect("the frame");
    let (found, _) = found.split_once("</pre>").expect("an end");
    let found = found.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&");
    Some(serde_json::from_str(&found).expect("the probe ran to its end"))
}

fn strings(value: &Value) -> Vec<&str> {
    value.as_array().expect("a list").iter().map(|text| text.as_str().expect("text")).collect()
}

/// Grouped figures as whole numbers.
fn whole(cells: &[&str]) -> Vec<i64> {
    cells.iter().map(|cell| cell.trim_start_matches("! ").replace(',', "").parse().expect("a number")).collect()
}

#[test]
fn a_browser_shows_it_at_every_width() {
    for (width, lang) in [(390, Lang::Zh), (390, Lang::En), (794, Lang::Zh), (1400, Lang::Zh)] {
        let Some(found) = findings(width, lang) else { return };
        let none = |name: &str| assert_eq!(found[name], Value::Array(Vec::new()), "{name} at {width}");
        ["errors", "idsTwice", "emptyIds", "cutBoxes"].into_iter().for_each(none);
        assert_eq!(found["broken"], Value::Null);
        assert_eq!(found["strangers"], 0);
        assert_eq!(found["width"], width);
        assert_eq!(found["pageWidth"], width, "nothing leaves the page at {width}");
        assert_eq!(found["tables"], 4);
        assert_eq!(found["rows"], sample::ROWS + 1);
        let figures = found["figures"].as_array().expect("figures");
        assert_eq!(figures.len(), 2);
        for figure in figures {
            assert_eq!(figure["role"], "img");
            assert!(figure["height"].as_f64() > Some(100.0), "{figure}");
        }
        assert_eq!(
            figures[0]["name"],
            lang.pick("Bars: Zuoyun is the largest <1>", "横条图：左云热电最大，180,000 tCO₂e <1>")
        );
        let first = [lang.pick("Table 1", "表 1"), lang.pick("Figure 1", "图 1")];
        for (caption, number) in strings(&found["captions"]).iter().zip(first) {
            assert!(caption.starts_with(number), "{caption}");
        }
        assert!(strings(&found["headings"]).contains(&sample::hostile()[0].as_str()));
        // The one link to nowhere is the hostile one of the sample.
        assert_eq!(found["deadLinks"].as_array().map(Vec::len), Some(1));
        assert!(found["looked"].as_u64() > Some(1000));
        assert!(found["leastContrast"].as_f64() >= Some(4.5), "{}", found["leastContrast"]);
    }
}

#[test]
fn a_click_on_a_heading_sorts() {
    let Some(found) = findings(1200, Lang::Zh) else { return };
    assert_eq!(found["buttons"], true, "reached by keyboard");
    assert!(found["buttonCount"].as_u64() > Some(5));

    let numbers = &found["numbers"];
    let totals = sample::totals();
    let before = strings(&numbers["before"][0]);
    let mut sorted = whole(&before[..sample::ROWS]);
    sorted.sort_unstable();
    for (state, direction) in [(0, "ascending"), (1, "descending")] {
        let state = &numbers["states"][state];
        assert_eq!(state["sort"], direction);
        let cells = strings(&state["cells"][0]);
        assert_eq!(whole(&cells[..sample::ROWS]), sorted, "{direction}");
        assert_eq!(cells[sample::ROWS], totals[0], "the total stays below");
        sorted.reverse();
    }
    assert_eq!(numbers["states"][2]["sort"], Value::Null);
    assert_eq!(numbers["states"][2]["cells"], numbers["before"], "the third click gives back the order");

    let words = strings(&found["words"]["states"][0]["cells"][0]);
    let place = |name: &str| words.iter().position(|cell| *cell == name).expect(name);
    assert!(place("示范企业第20") < place("示范企业第100"), "numbers in words count as numbers");

    // Two neighbours beyond the 53 bits of a double, and two runs of rows with a total each.
    let close = &found["close"]["states"][0]["cells"];
    let figures = |cells: &Value| strings(cells).iter().map(|cell| cell.to_string()).collect::<Vec<_>>();
    let exact = [12, 9_007_199_254_740_992, 9_007_199_254_740_993, 987_654_321_000].map(sample::grouped);
    assert_eq!(figures(&close[0]), exact);
    assert_eq!(figures(&close[1]), [-12_345_678, 0, -12_345_678].map(sample::grouped));
    let upside_down = &found["close"]["states"][1]["cells"];
    assert_eq!(figures(&upside_down[1]), [0, -12_345_678, -12_345_678].map(sample::grouped));
}

/// What a tool of poppler says of a PDF.
fn of_pdf(tool: &str, arguments: &[&str], pdf: &Path) -> Option<String> {
    let Some(tool) = browser::program(&[tool]) else {
        browser::skipped(&format!("no {tool} on this machine, the printed page was not read"));
        return None;
    };
    let output = Command::new(tool).args(arguments).arg(pdf).arg("-").output().expect("it runs");
    assert!(output.status.success());
    Some(String::from_utf8_lossy(&output.stdout).into_owned())
}

#[test]
fn it_prints_on_a4() {
    let Some(chromium) = browser::chromium() else { return };
    let folder = tempfile::tempdir().expect("a folder");
    let (file, pdf) = (folder.path().join("page.html"), folder.path().join("page.pdf"));
    // Words for which the machine has no font are not in a PDF.
    let chinese = Fonts::find(None).is_ok_and(|fonts| fonts.speaks_chinese());
    let lang = if chinese { Lang::Zh } else { Lang::En };
    std::fs::write(&file, html(&sample::report(lang))).expect("a page");
    let print = format!("--print-to-pdf={}", pdf.display());
    browser::open(&chromium, folder.path(), &file, &[&print, "--no-pdf-header-footer"]);
    let Some(text) = of_pdf("pdftotext", &["-layout"], &pdf) else { return };
    for total in sample::totals() {
        assert!(text.contains(&total), "{total} is not printed");
    }
    let pages: Vec<&str> =
        text.split('\u{c}').filter(|page| page.contains(lang.pick("Enterprise 1", "示范企业第1"))).collect();
    assert!(pages.len() > 3);
    for page in pages {
        assert!(page.contains(lang.pick("Share", "占比")), "every sheet of a table has its headings:\n{page}");
    }

    let Some(boxes) = of_pdf("pdftotext", &["-bbox"], &pdf) else { return };
    let number = |line: &str, name: &str| -> f64 {
        let (_, rest) = line.split_once(&format!("{name}=\"")).expect(name);
        rest.split_once('"').expect("a quote").0.parse().expect("a number")
    };
    let (mut width, mut words) = (0.0, 0);
    for line in boxes.lines() {
        if line.contains("<page ") {
            width = number(line, "width");
            let sides = [width, number(line, "height")].map(|side| side.round() as i64);
            assert!(
                [[595, 842], [842, 595]].contains(&sides) || [[596, 842], [842, 596]].contains(&sides),
                "A4: {line}"
            );
        } else if line.contains("<word ") {
            words += 1;
            // 18 mm are 51 points.
            assert!(number(line, "xMin") > 50.0 && number(line, "xMax") < width - 50.0, "in the margin: {line}");
        }
    }
    assert!(words > 1000);
}
