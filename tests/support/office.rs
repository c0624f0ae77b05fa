//! A park in a folder of its own, and the program run there.
#![allow(dead_code, reason = "each test binary uses its own part")]

use std::path::{Path, PathBuf};
use std::process::Command;

use tempfile::TempDir;

/// A park in a folder.
pub struct Office(TempDir);

impl Office {
    /// A folder with this park file.
    pub fn new(park: &str) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        std::fs::write(folder.path().join("park.toml"), park).expect("a file");
        Self(folder)
    }

    /// The path of a file in the folder.
    pub fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    /// Writes a file into the folder.
    pub fn put(&self, name: &str, content: impl AsRef<[u8]>) -> &Self {
        std::fs::write(self.path(name), content).expect("a file");
        self
    }

    /// Runs the program in the folder; its standard output and error together, and whether it succeeded.
    pub fn run(&self, arguments: &str) -> (String, bool) {
        run_in(self.0.path(), arguments)
    }

    /// What `import` says of files that it takes.
    pub fn import(&self, arguments: &str) -> String {
        let (text, done) = self.run(&format!("import . {arguments}"));
        assert!(done, "{text}");
        text
    }

    /// What `import` says of files that it does not take.
    pub fn refused(&self, arguments: &str) -> String {
        let (text, done) = self.run(&format!("import . {arguments}"));
        assert!(!done, "{text}");
        text
    }

    /// The rows of a table without the columns that are empty in all of these tests.
    pub fn rows(&self, name: &str) -> Vec<String> {
        let text = std::fs::read_to_string(self.path(name)).expect("a table");
        let mut rows = csv_rows(&text);
        let keep = ["enterprise", "period", "item", "carrier", "use", "quantity", "unit"];
        let positions: Vec<usize> =
            keep.iter().map(|name| rows[0].iter().position(|c| c == name).expect("a column")).collect();
        rows.remove(0);
        rows.iter().map(|row| positions.iter().map(|at| row[*at].as_str()).collect::<Vec<_>>().join(" ")).collect()
    }

    /// Entries as CSV under the standard of the park.
    pub fn entries(&self, period: &str) -> String {
        let (text, done) = self.run(&format!("account . --period {period} --format csv"));
        assert!(done, "{text}");
        text
    }
}

fn run_in(folder: &Path, arguments: &str) -> (String, bool) {
    let output = Command::new(env!("CARGO_BIN_EXE_parkcarbon"))
        .args(arguments.split_whitespace())
        .args(["--lang", "en"])
        .current_dir(folder)
        .output()
        .expect("the program runs");
    (String::from_utf8_lossy(&[output.stdout, output.stderr].concat()).into_owned(), output.status.success())
}

/// The rows of a CSV text, the headings first.
pub fn csv_rows(text: &str) -> Vec<Vec<String>> {
    let mut cursor = parkcarbon::source::Delimited::new(text, b',');
    let (mut row, mut rows) = (Vec::new(), Vec::new());
    while cursor.next_row(&mut row) {
        rows.push(row.iter().map(|field| field.text.to_string()).collect());
    }
    rows
}
