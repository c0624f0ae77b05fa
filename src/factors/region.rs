//! Provinces and regional grids.

use super::read;
use crate::source::{Code, Literal, Problem, Problems, Table, Text};

/// A region by its ISO 3166-2 code, or a regional grid by a code of our own (`CN-GRID-…`).
#[derive(Debug, Clone)]
pub struct Region {
    /// Code.
    pub code: String,
    /// Name.
    pub name: Text,
    /// Code of the regional grid that serves a province.
    pub grid: Option<String>,
}

/// All regions.
#[derive(Debug, Clone, Default)]
pub struct Regions(Vec<Region>);

impl Regions {
    /// The region of a code.
    pub fn get(&self, code: &str) -> Option<&Region> {
        self.0.iter().find(|region| region.code == code)
    }

    /// Finds a region named in a file.
    ///
    /// # Errors
    /// Reports `PK0404` with the nearest code.
    pub fn lookup(&self, literal: &Literal<'_>, problems: &mut Problems) -> Option<&Region> {
        let found = self.get(literal.text);
        if found.is_none() {
            let by_name =
                self.0.iter().find(|r| r.name.zh == literal.text || r.name.en.eq_ignore_ascii_case(literal.text));
            let near = by_name
                .map(|r| r.code.as_str())
                .or_else(|| problems.nearest(literal.text, self.0.iter().map(|r| r.code.as_str())));
            problems.add(
                Problem::new(
                    Code::UnknownRegion,
                    Text::new(
                        format!("`{}` is not a known region", literal.text),
                        format!("未知地区 `{}`", literal.text),
                    ),
                )
                .at(literal.place.clone())
                .suggest(near),
            );
        }
        found
    }

    /// Reads `[[region]]` of a file. One whose code is known is replaced; the codes of those are given back.
    pub(super) fn read(&mut self, file: &Table<'_>, problems: &mut Problems) -> Vec<String> {
        let mut replaced = Vec::new();
        for table in file.tables("region", problems) {
            let code = table.required_str("code", problems);
            let name = table.required("name", problems).and_then(|v| v.text(problems));
            let grid = table.optional_str("grid", problems);
            table.finish(problems);
            if let (Some(code), Some(name)) = (code, name) {
                if self.get(code.text).is_some() {
                    self.0.retain(|known| known.code != code.text);
                    replaced.push(code.text.to_string());
                }
                self.0.push(Region { code: code.text.to_string(), name, grid: grid.map(|g| g.text.to_string()) });
            }
        }
        replaced
    }
}

/// Reads an optional date key.
pub(super) fn optional_date(table: &Table<'_>, key: &'static str, problems: &mut Problems) -> Option<String> {
    let literal = table.optional_str(key, problems)?;
    read::date(&literal, problems)
}
