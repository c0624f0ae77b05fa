//! The reports of the Zuoyun park as a browser and an office program show them, where the machine has these.

#[allow(dead_code)]
#[path = "report_html/browser.rs"]
mod browser;
#[allow(dead_code)]
#[path = "report_docx/office.rs"]
mod office;

use std::path::Path;
use std::process::Command;

/// Tells what the page is like once it stands: errors, width, tables and figures, links to nowhere.
const PROBE: &str = "<script>addEventListener('load', () => setTimeout(() => {
  const ids = new Set([...document.querySelectorAll('[id]')].map((element) => element.id));
  const links = [...document.querySelectorAll('a[href^=\"#\"]')].map((link) => decodeURIComponent(link.getAttribute('href').slice(1)));
  const root = document.documentElement;
  const found = {errors: window.errors, width: root.clientWidth, needs: root.scrollWidth, tables: document.querySelectorAll('table').length,
    headless: [...document.querySelectorAll('table')].filter((table) => !table.tHead || !table.caption).length, figures: document.querySelectorAll('figure svg').length,
    mute: [...document.querySelectorAll('figure svg')].filter((svg) => !svg.getAttribute('aria-labelledby')).length, dead: links.filter((link) => !ids.has(link)).length, links: links.length};
  parent.postMessage(JSON.stringify(found), '*');
}, 500))</script>";

fn report(folder: &Path, kind: &str, period: &str, file: &str) {
    let park = Path::new(env!("CARGO_MANIFEST_DIR")).join("parks/zuoyun");
    let output = Command::new(env!("CARGO_BIN_EXE_parkcarbon"))
        .current_dir(folder)
        .args(["report", &park.display().to_string(), "--kind", kind, "--period", period, "-o", file, "--lang", "en"])
        .output()
        .expect("the program runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}

/// Kind, period, and figures that a reader must find: the park total by its standard and that of its last column.
const REPORTS: [(&str, &str, &str); 2] = [("bulletin", "2023Q2", "233,139.10"), ("application", "2023", "484,934.43")];

#[test]
fn a_browser_shows_and_prints_them() {
    let Some(chromium) = browser::chromium() else { return };
    for (kind, period, total) in REPORTS {
        let folder = tempfile::tempdir().expect("a folder");
        report(folder.path(), kind, period, "plain.html");
        let page = std::fs::read_to_string(folder.path().join("plain.html")).expect("a page");
        let listener =
            "<script>window.errors = []; addEventListener('error', (event) => errors.push(event.message));</script>";
        let probed =
            page.replacen("<head>", &format!("<head>{listener}"), 1).replace("</body>", &format!("{PROBE}</body>"));
        std::fs::write(folder.path().join("page.html"), probed).expect("written");
        for width in [390, 794, 1300] {
            let frame = format!(
                "<pre id=\"findings\"></pre><iframe src=\"page.html\" style=\"border: 0; width: {width}px; height: 844px\"></iframe>\
                 <script>onmessage = (event) => {{ document.getElementById('findings').textContent = event.data; }}</script>"
            );
            let file = folder.path().join("frame.html");
            std::fs::write(&file, frame).expect("written");
            let dom = browser::open(
                &chromium,
                folder.path(),
                &file,
                &["--window-size=1500,1000", "--hide-scrollbars", "--dump-dom"],
            );
            let found = dom
                .split_once("<pre id=\"findings\">")
                .and_then(|(_, rest)| rest.split_once("</pre>"))
                .expect("findings")
                .0;
            let found: serde_json::Value = serde_json::from_str(found).expect("the probe ran");
            assert_eq!(found["errors"], serde_json::json!([]), "{kind} at {width}");
            assert_eq!(found["width"], width, "{kind}");
            assert_eq!(found["needs"], width, "{kind} leaves the page at {width}");
            assert_eq!(
                (&found["headless"], &found["mute"], &found["dead"]),
                (&0.into(), &0.into(), &0.into()),
                "{kind}: {found}"
            );
            assert!(
                found["tables"].as_u64() > Some(15)
                    && found["figures"].as_u64() >= Some(3)
                    && found["links"].as_u64() > Some(20),
                "{found}"
            );
        }
        let pdf = folder.path().join("page.pdf");
        let print = format!("--print-to-pdf={}", pdf.display());
        browser::open(&chromium, folder.path(), &folder.path().join("plain.html"), &[&print, "--no-pdf-header-footer"]);
        let Some(tool) = browser::program(&["pdftotext"]) else {
            browser::skipped("no pdftotext on this machine, the printed report was not read");
            return;
        };
        let text = Command::new(tool).arg("-layout").arg(&pdf).arg("-").output().expect("it runs").stdout;
        let text = String::from_utf8_lossy(&text).into_owned();
        // Every total of the page is on paper.
        assert!(text.contains(total), "{kind}");
        let totals =
            page.split("<tr class=\"total\"").skip(1).filter_map(|row| row.split_once("</tr>")).map(|(row, _)| row);
        let cells = totals
            .flat_map(|row| row.split("<td").skip(1))
            .filter_map(|cell| Some(cell.split_once('>')?.1.split_once('<')?.0));
        let numbers: Vec<&str> = cells
            .filter(|cell| cell.len() > 3 && cell.chars().all(|c| c.is_ascii_digit() || ",.-+".contains(c)))
            .collect();
        assert!(numbers.len() > 20, "{numbers:?}");
        for number in numbers {
            assert!(text.contains(number), "{kind}: {number} is not printed");
        }
    }
}

#[test]
fn an_office_program_shows_them() {
    for (kind, period, total) in REPORTS {
        let folder = tempfile::tempdir().expect("a folder");
        report(folder.path(), kind, period, "report.docx");
        let Some(text) = office::as_printed(folder.path(), &folder.path().join("report.docx")) else {
            browser::skipped("no soffice or pdftotext on this machine, no report was opened");
            return;
        };
        assert!(text.contains(total), "{kind}");
        for words in ["ILLUSTRATIVE DATA", "SHA-256", "Factors and their documents", "gb-t-32150-2015"] {
            let said = kind == "application" && words == "gb-t-32150-2015";
            assert!(said || text.contains(words), "{kind}: {words}");
        }
    }
}
