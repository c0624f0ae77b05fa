//! Loading the library: the shipped files and the folders laid over them, in the order in which they need each other.

use rayon::prelude::*;

use super::admission::{EnergyReview, ReplacementRule};
use super::declared::DeclaredItem;
use super::digest::digest;
use super::factor::{FactorSet, SetHead};
use super::framework::Framework;
use super::gwp::GwpSet;
use super::layer::{Layer, shipped_files, toml_files};
use super::library::Library;
use super::metric::Metric;
use super::standard::{Known, Standard};
use super::steam_table::SteamTable;
use super::uncertainty::Range;
use super::warning::WarningScheme;
use crate::source::{Code, FileId, Files, Problem, Problems, Table, Text, parse_toml};

impl Library {
    /// Loads the shipped data and lays the folders over it, in their order.
    ///
    /// # Errors
    /// Reports every problem of every file; a row with a problem is left out.
    pub fn load(layers: &[Layer], files: &mut Files, problems: &mut Problems) -> Self {
        let mut ids = shipped_files(files);
        for layer in layers {
            for path in toml_files(&layer.0, problems) {
                ids.extend(files.read(&path, problems).map(|id| (id, true)));
            }
        }
        Self::of(&ids, files, problems)
    }

    /// Loads the shipped data and lays the bytes of one file over it.
    ///
    /// # Errors
    /// Reports every problem of the file; a row with a problem is left out.
    pub fn with_file(name: &str, bytes: Vec<u8>, files: &mut Files, problems: &mut Problems) -> Self {
        let mut ids = shipped_files(files);
        ids.extend(files.add_bytes(name, bytes, problems).map(|id| (id, true)));
        Self::of(&ids, files, problems)
    }

    /// The library of some files; those marked true are laid over the others.
    fn of(ids: &[(FileId, bool)], files: &Files, problems: &mut Problems) -> Self {
        let parse = |&(id, laid_over): &(FileId, bool)| {
            let mut found = Problems::default();
            let parsed = parse_toml(files, id, &mut found).map(|table| (id, laid_over, table));
            (parsed, found)
        };
        let mut parsed = Vec::with_capacity(ids.len());
        for (table, found) in ids.par_iter().map(parse).collect::<Vec<_>>() {
            parsed.extend(table);
            problems.take(found);
        }
        let tables: Vec<(FileId, bool, Table<'_>)> =
            parsed.iter().map(|(id, laid_over, table)| (*id, *laid_over, Table::root(files, *id, table))).collect();

        let mut library = Self::default();
        let (mut catalogue_text, mut ranges_text) = (String::new(), String::new());
        for (id, laid_over, table) in &tables {
            let mut replaced = library.catalogue.read(table, problems);
            replaced.extend(library.regions.read(table, problems));
            for name in replaced {
                library.replaced(true, *laid_over, &name, files.get(*id).name());
            }
            if ["carrier", "kind", "region", "bound"].iter().any(|key| table.get(key).is_some()) {
                catalogue_text.push_str(files.get(*id).text());
            }
        }
        library.catalogue_digest = digest(&catalogue_text);
        library.catalogue.index();
        for (id, laid_over, table) in &tables {
            library.bounds.read(table, &library.catalogue, problems);
            if library.checks.read(table, problems) {
                library.replaced(true, *laid_over, "checks", files.get(*id).name());
            }
            let ranges = table.tables("uncertainty", problems);
            let read = ranges.iter().filter_map(|range| Range::read(range, None, &library.catalogue, problems));
            library.uncertainty.splice(0..0, read);
            if !ranges.is_empty() {
                ranges_text.push_str(files.get(*id).text());
            }
        }
        library.uncertainty_digest = digest(&ranges_text);
        for (id, laid_over, table) in &tables {
            if table.get("set").is_some() {
                library.read_set(files, *id, *laid_over, table, problems);
            }
        }
        library.read_standards(files, &tables, problems);
        library.read_declared(files, &tables, problems);
        library.read_metrics(files, &tables, problems);
        library.read_warnings(files, &tables, problems);
        library.read_admission(files, &tables, problems);
        library.read_frameworks(files, &tables, problems);
        for (_, _, table) in &tables {
            table.finish(problems);
        }
        library.sets.sort_by(|a, b| a.id.cmp(&b.id));
        library.gwps.sort_by(|a, b| a.id.cmp(&b.id));
        library.steam_tables.sort_by(|a, b| a.id.cmp(&b.id));
        library.standards.sort_by(|a, b| a.id.cmp(&b.id));
        library
    }

    fn read_set(&mut self, files: &Files, id: FileId, laid_over: bool, table: &Table<'_>, problems: &mut Problems) {
        let Some(head) = SetHead::read(table, problems) else {
            return;
        };
        let digest = digest(files.get(id).text());
        let name = head.id.text.to_string();
        let exists = if head.kind == "gwp" {
            let set = GwpSet::read(name.clone(), head.name, head.document, digest, table, problems);
            let known = self.gwps.iter().position(|s| s.id == set.id);
            put(&mut self.gwps, known, set);
            known.is_some()
        } else if head.kind == "steam" {
            let table = SteamTable::read(head, digest, table, problems);
            let known = self.steam_tables.iter().position(|t| t.id == table.id);
            put(&mut self.steam_tables, known, table);
            known.is_some()
        } else {
            let set = FactorSet::read(head, digest, table, &self.catalogue, &self.regions, problems);
            self.bounds.check_set(&set, &self.catalogue, problems);
            let known = self.sets.iter().position(|s| s.id == set.id);
            put(&mut self.sets, known, set);
            known.is_some()
        };
        self.replaced(exists, laid_over, &name, files.get(id).name());
    }

    /// Reads the standards, one that extends another after that other.
    fn read_standards(&mut self, files: &Files, tables: &[(FileId, bool, Table<'_>)], problems: &mut Problems) {
        let mut waiting: Vec<_> = tables.iter().filter(|(_, _, table)| table.get("standard").is_some()).collect();
        let mut last_round = false;
        while !waiting.is_empty() {
            let before = waiting.len();
            let mut later = Vec::new();
            for entry in waiting {
                let (id, laid_over, table) = entry;
                let known = |base: &str| self.standards.iter().any(|standard| standard.id == base);
                let waits = Standard::extension(table).is_some_and(|(_, base)| !known(base.text));
                if waits && !last_round {
                    later.push(entry);
                    continue;
                }
                let gwps: Vec<&str> = self.gwps.iter().map(|g| g.id.as_str()).collect();
                let steam_tables: Vec<&str> = self.steam_tables.iter().map(|t| t.id.as_str()).collect();
                let known = Known {
                    catalogue: &self.catalogue,
                    sets: &self.sets,
                    gwps: &gwps,
                    steam_tables: &steam_tables,
                    standards: &self.standards,
                };
                let digest = digest(files.get(*id).text());
                if let Some(standard) = Standard::read(table, digest, known, problems) {
                    let position = self.standards.iter().position(|s| s.id == standard.id);
                    self.replaced(position.is_some(), *laid_over, &standard.id, files.get(*id).name());
                    put(&mut self.standards, position, standard);
                }
            }
            last_round = later.len() == before;
            waiting = later;
            if last_round {
                refuse_circles(&mut waiting, problems);
            }
        }
    }

    /// Reads `[[declared]]`: one whose id is known replaces it.
    fn read_declared(&mut self, files: &Files, tables: &[(FileId, bool, Table<'_>)], problems: &mut Problems) {
        for (id, laid_over, table) in tables {
            for table in table.tables("declared", problems) {
                let Some(item) = DeclaredItem::read(&table, problems) else { continue };
                let known = self.declared.iter().position(|known| known.id == item.id);
                self.replaced(known.is_some(), *laid_over, &item.id, files.get(*id).name());
                put(&mut self.declared, known, item);
            }
        }
    }

    /// Reads files with `[framework]`: one whose id is known replaces it.
    fn read_frameworks(&mut self, files: &Files, tables: &[(FileId, bool, Table<'_>)], problems: &mut Problems) {
        for (id, laid_over, table) in tables.iter().filter(|(_, _, table)| table.get("framework").is_some()) {
            let digest = digest(files.get(*id).text());
            let Some(framework) = Framework::read(table, digest, self, problems) else { continue };
            let known = self.frameworks.iter().position(|known| known.id == framework.id);
            self.replaced(known.is_some(), *laid_over, &framework.id, files.get(*id).name());
            put(&mut self.frameworks, known, framework);
        }
        self.frameworks.sort_by(|a, b| a.id.cmp(&b.id));
    }

    /// Reads `[[metric]]`: one whose id is known replaces it.
    fn read_metrics(&mut self, files: &Files, tables: &[(FileId, bool, Table<'_>)], problems: &mut Problems) {
        let mut text = String::new();
        for (id, laid_over, table) in tables {
            let metrics = table.tables("metric", problems);
            if !metrics.is_empty() || table.get("declared").is_some() {
                text.push_str(files.get(*id).text());
            }
            for table in metrics {
                let Some(metric) = Metric::read(&table, &self.catalogue, &self.declared, problems) else { continue };
                let known = self.metrics.iter().position(|known| known.id == metric.id);
                self.replaced(known.is_some(), *laid_over, &metric.id, files.get(*id).name());
                put(&mut self.metrics, known, metric);
            }
        }
        self.metrics_digest = digest(&text);
    }

    /// Reads `[[warning]]`: one whose id is known replaces it.
    fn read_warnings(&mut self, files: &Files, tables: &[(FileId, bool, Table<'_>)], problems: &mut Problems) {
        for (id, laid_over, table) in tables {
            for table in table.tables("warning", problems) {
                let Some(scheme) = WarningScheme::read(&table, problems) else { continue };
                let known = self.warnings.iter().position(|known| known.id == scheme.id);
                self.replaced(known.is_some(), *laid_over, &scheme.id, files.get(*id).name());
                put(&mut self.warnings, known, scheme);
            }
        }
    }

    /// Reads `[[replacement_rule]]` and `[[energy_review]]`: one whose id is known replaces it.
    fn read_admission(&mut self, files: &Files, tables: &[(FileId, bool, Table<'_>)], problems: &mut Problems) {
        let mut text = String::new();
        for (id, laid_over, table) in tables {
            let (rules, reviews) =
                (table.tables("replacement_rule", problems), table.tables("energy_review", problems));
            if !rules.is_empty() || !reviews.is_empty() {
                text.push_str(files.get(*id).text());
            }
            for table in rules {
                let Some(rule) = ReplacementRule::read(&table, self, problems) else { continue };
                let known = self.replacement_rules.iter().position(|known| known.id == rule.id);
                self.replaced(known.is_some(), *laid_over, &rule.id, files.get(*id).name());
                put(&mut self.replacement_rules, known, rule);
            }
            for table in reviews {
                let Some(review) = EnergyReview::read(&table, self, problems) else { continue };
                let known = self.energy_reviews.iter().position(|known| known.id == review.id);
                self.replaced(known.is_some(), *laid_over, &review.id, files.get(*id).name());
                put(&mut self.energy_reviews, known, review);
            }
        }
        self.admission_digest = digest(&text);
    }

    fn replaced(&mut self, exists: bool, laid_over: bool, id: &str, file: &str) {
        if exists && laid_over {
            self.notices.push(Problem::new(
                Code::Replaced,
                Text::new(
                    format!("`{id}` is taken from {file} instead of the shipped file"),
                    format!("`{id}` 取自 {file}，替换了内置文件"),
                ),
            ));
        }
    }
}

fn put<T>(list: &mut Vec<T>, known: Option<usize>, item: T) {
    match known {
        Some(position) => list[position] = item,
        None => list.push(item),
    }
}

/// Takes out the standards that extend each other in a circle, and those that extend one of them; each circle is named once.
fn refuse_circles(waiting: &mut Vec<&(FileId, bool, Table<'_>)>, problems: &mut Problems) {
    let extensions: Vec<_> = waiting.iter().map(|(_, _, table)| Standard::extension(table)).collect();
    let next = |at: usize| {
        let (_, base) = extensions[at].as_ref()?;
        extensions.iter().position(|other| other.as_ref().is_some_and(|(id, _)| *id == base.text))
    };
    let mut refused = vec![false; waiting.len()];
    for start in 0..waiting.len() {
        let mut path = vec![start];
        let end = loop {
            match next(path[path.len() - 1]) {
                Some(at) if !path.contains(&at) => path.push(at),
                end => break end,
            }
        };
        refused[start] = end.is_some();
        if end != Some(start) || path.iter().any(|at| *at < start) {
            continue;
        }
        let ids = path.iter().chain([&start]).filter_map(|at| extensions[*at].as_ref()).map(|(id, _)| *id);
        let circle = ids.collect::<Vec<_>>().join(" → ");
        let text = Text::new(
            format!("standards extend each other in a circle: {circle}"),
            format!("标准互相继承形成循环：{circle}"),
        );
        let place = extensions[start].as_ref().map(|(_, base)| base.place.clone());
        problems.add(Problem { place, ..Problem::new(Code::UnknownChoice, text) }.hint(Text::new(
            "one of them must stand without `extends`, or extend another",
            "其中之一须不写 extends，或继承其他标准",
        )));
    }
    let mut refused = refused.into_iter();
    waiting.retain(|_| !refused.next().unwrap_or(false));
}

#[cfg(test)]
mod tests {
    use crate::factors::Library;
    use crate::source::{Files, Problems};

    #[test]
    fn shipped_data_has_no_problem() {
        let (mut files, mut problems) = (Files::default(), Problems::default());
        let library = Library::load(&[], &mut files, &mut problems);
        for problem in problems.sorted() {
            let place = problem.place.as_ref().map(|p| {
                let file = files.get(p.file);
                (file.name().to_string(), file.line_column(p.start()))
            });
            eprintln!("{place:?} {} {}", problem.code.id(), problem.text.en);
        }
        assert!(problems.is_empty());
        assert!(library.sets.len() > 20 && library.standards.len() >= 3);
        for set in &library.sets {
            // The set for a park's own factors is shipped empty.
            assert!(!set.document.is_empty() && (!set.factors.is_empty() || set.kind == "own"), "{}", set.id);
        }
    }
}
