//! Rows of tables of several parks: which of them are of the park that reads them.

use std::collections::BTreeMap;

use super::model::Park;
use crate::source::{Code, Problem, Problems, Text, nearest};

/// So many parks are shown.
const SHOWN: usize = 5;

/// The rows of a table as one park sees them. It goes by its id, and by its names.
#[derive(Debug)]
pub struct ParkRows {
    names: Vec<String>,
    /// Rows that name it.
    pub own: u64,
    /// Rows that name no park: they are taken for its own.
    pub without: u64,
    /// Rows that are passed over, by the park that they name.
    pub others: BTreeMap<String, u64>,
}

impl ParkRows {
    /// For a park that goes by these names, the id first.
    pub fn of(names: Vec<String>) -> Self {
        Self { names, own: 0, without: 0, others: BTreeMap::new() }
    }

    /// True if a row is to be read: it names this park, or none.
    pub fn takes(&mut self, park: Option<&str>) -> bool {
        match park.map(str::trim).filter(|park| !park.is_empty()) {
            None => self.without += 1,
            Some(park) if self.names.iter().any(|name| name == park) => self.own += 1,
            Some(park) => {
                match self.others.get_mut(park) {
                    Some(rows) => *rows += 1,
                    None => {
                        self.others.insert(park.to_string(), 1);
                    }
                }
                return false;
            }
        }
        true
    }

    /// Says what somebody who lists the table among those of a park must know of it: that the rows which name no park may count
    /// elsewhere too, and that a park of almost this name is passed over.
    pub(super) fn tell(&self, table: &str, is_shared: bool, problems: &mut Problems) {
        if is_shared && self.without > 0 {
            problems.add(self.counted_here(table));
        }
        // One table serves a province: rows of other parks are as they should be, unless there is none of this one, or one is
        // called as this park is but for its spelling.
        let alike = || self.others.keys().any(|park| self.is_alike(park));
        if !self.others.is_empty() && (self.own + self.without == 0 || alike()) {
            problems.add(self.passed_over(("row(s)", "行")).in_file(table));
        }
    }

    /// That rows which name no park are counted. There must be some.
    pub fn counted_here(&self, table: &str) -> Problem {
        let rows = self.without;
        let text = Text::new(
            format!(
                "{rows} row(s) of {table} name no park and are counted here; every other park that reads the table counts them too"
            ),
            format!("{table} 有 {rows} 行未注明园区，计入本园区；读取该表的其他园区也会计入"),
        );
        let hint = Text::new(
            "give the readings a column `park`, or each park a table of its own in its folder",
            "请为读数增加 `park`（园区）列，或将各园区的表分别放入各自文件夹",
        );
        Problem::new(Code::RowsWithoutPark, text).hint(hint)
    }

    /// True for a name that is one of this park but for its spelling.
    fn is_alike(&self, park: &str) -> bool {
        let park = plain(park);
        self.names.iter().any(|name| plain(name) == park)
    }

    /// That readings, or rows, of other parks are passed over, and which of these may be meant. There must be some.
    pub fn passed_over(&self, (what, zh_what): (&str, &str)) -> Problem {
        let mut parks: Vec<(&String, &u64)> = self.others.iter().collect();
        // Most first; names where they are equal.
        parks.sort_by_key(|(park, rows)| (std::cmp::Reverse(**rows), *park));
        let rows: u64 = self.others.values().sum();
        let shown: Vec<String> = parks.iter().take(SHOWN).map(|(park, rows)| format!("`{park}` ({rows})")).collect();
        let more = if parks.len() > SHOWN { (", ...", "等") } else { ("", "") };
        let text = Text::new(
            format!("{rows} {what} of {} other park(s) are passed over: {}{}", parks.len(), shown.join(", "), more.0),
            format!("未计入其他 {} 个园区的 {rows} {zh_what}：{}{}", parks.len(), shown.join("、"), more.1),
        );
        let is_near = |park: &str| nearest(park, self.names.iter().map(String::as_str)).is_some();
        let near = parks.iter().find(|(park, _)| self.is_alike(park));
        let near = near.or_else(|| parks.iter().find(|(park, _)| is_near(park)));
        let names: Vec<String> = self.names.iter().map(|name| format!("`{name}`")).collect();
        let hint = match near {
            Some((park, _)) => Text::new(
                format!("is `{park}` this park? here it is called {}", names.join(" or ")),
                format!("`{park}` 是否为本园区？本园区写作 {}", names.join(" 或 ")),
            ),
            None => Text::new(
                format!("this park is called {}", names.join(" or ")),
                format!("本园区写作 {}", names.join(" 或 ")),
            ),
        };
        Problem::new(Code::OtherParks, text).hint(hint)
    }
}

/// A name without what people write in one way or another: large and small letters, spaces, hyphens.
fn plain(name: &str) -> String {
    name.chars().filter(|letter| letter.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

impl Park {
    /// What rows of tables may call it: its id, and its names.
    pub fn names(&self) -> Vec<String> {
        let mut names = vec![self.id.clone()];
        for name in [&self.name.zh, &self.name.en] {
            if !names.contains(name) {
                names.push(name.clone());
            }
        }
        names
    }
}
