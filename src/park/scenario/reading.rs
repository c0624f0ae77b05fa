//! The files of a scenario: one builds on others, each is read once.

use std::path::{Path, PathBuf};

use super::{Project, Scenario};
use crate::factors::{Library, digest};
use crate::park::Park;
use crate::source::{Code, FileId, Files, Place, Problem, Problems, Table, Text, parse_toml};

/// Reads a scenario, with the files that it builds on before it.
///
/// # Errors
/// Reports unknown names, wrong numbers and units, files that build on each other in a circle (`PK1501`), and what does not
/// fit together (`PK1502`).
pub fn read_scenario(
    path: &Path,
    park: &Park,
    library: &Library,
    files: &mut Files,
    problems: &mut Problems,
) -> Option<Scenario> {
    read_scenario_with(path, None, park, library, files, problems)
}

/// The same with one more newcomer, whom its measures may name.
///
/// # Errors
/// As [`read_scenario`], and a newcomer that it has already (`PK0305`).
pub fn read_scenario_with(
    path: &Path,
    newcomer: Option<&Project>,
    park: &Park,
    library: &Library,
    files: &mut Files,
    problems: &mut Problems,
) -> Option<Scenario> {
    let mut read = Vec::new();
    gather(path, None, &mut Vec::new(), (&mut Vec::new(), &mut read), files, problems);
    read.last()?;
    let parsed: Vec<_> = read.iter().map(|file| Some((*file, parse_toml(files, *file, problems)?))).collect();
    let parsed: Vec<_> = parsed.into_iter().collect::<Option<Vec<_>>>()?;
    let own = newcomer.map(|project| (project.id.clone(), project.sector.clone()));
    let stated = parsed.iter().flat_map(|(file, table)| newcomers_of(&Table::root(files, *file, table)));
    let newcomers: Vec<(String, Option<String>)> = stated.chain(own).collect();
    let mut scenario: Option<Scenario> = None;
    for (file, table) in &parsed {
        let root = Table::root(files, *file, table);
        let part = Scenario::read(&root, park, &newcomers, library, problems);
        root.finish(problems);
        scenario = Some(match (scenario, part?) {
            (None, part) => part,
            (Some(before), part) => before.followed_by(part),
        });
    }
    let mut scenario = scenario?;
    scenario.projects.extend(newcomer.cloned());
    for file in read {
        let file = files.get(file);
        scenario.inputs.push((file.name().to_string(), digest(file.text())));
    }
    scenario.check(park, problems);
    scenario.check_sweep(library, problems);
    if !problems.has_errors() {
        scenario.check_targets(park, library, problems);
    }
    Some(scenario)
}

/// The files of a scenario, each after those that it builds on, and once.
fn gather(
    path: &Path,
    named: Option<Place>,
    chain: &mut Vec<(PathBuf, PathBuf)>,
    (seen, read): (&mut Vec<PathBuf>, &mut Vec<FileId>),
    files: &mut Files,
    problems: &mut Problems,
) {
    // One file is one however it is spelt; what is not on the disk goes by its name.
    let one = std::fs::canonicalize(path).unwrap_or_else(|_| path.to_path_buf());
    if chain.iter().any(|(known, _)| *known == one) {
        let all = chain.iter().map(|(_, name)| name.as_path()).chain([path]);
        let names: Vec<String> = all.map(|path| path.display().to_string()).collect();
        let text = Text::new(
            format!("scenarios build on each other in a circle: {}", names.join(" → ")),
            format!("情景互相继承形成循环：{}", names.join(" → ")),
        );
        problems.add(Problem { place: named, ..Problem::new(Code::ScenarioCircle, text) });
        return;
    }
    if seen.contains(&one) {
        return;
    }
    let known = files.find(&path.display().to_string());
    if let (None, Some(place), false) = (known, &named, path.is_file()) {
        let shown = path.display();
        let text = Text::new(format!("there is no file `{shown}`"), format!("没有文件 `{shown}`"));
        problems.add(Problem::new(Code::FileUnreadable, text).at(place.clone()));
        return;
    }
    let Some(file) = known.or_else(|| files.read(path, problems)) else { return };
    seen.push(one.clone());
    chain.push((one, path.to_path_buf()));
    // Problems of the syntax are told when the file is read for good.
    let bases: Vec<(PathBuf, Place)> = {
        let mut unheard = Problems::default();
        let Some(parsed) = parse_toml(files, file, &mut unheard) else {
            read.push(file);
            return;
        };
        let root = Table::root(files, file, &parsed);
        let head = root.optional_table("scenario", &mut unheard);
        let named = head.map(|head| head.strings("extends", &mut unheard)).unwrap_or_default();
        named.into_iter().map(|literal| (path.with_file_name(literal.text), literal.place)).collect()
    };
    for (base, place) in bases {
        gather(&base, Some(place), chain, (seen, read), files, problems);
    }
    chain.pop();
    read.push(file);
}

/// The ids and sectors of the newcomers of a file: measures of any file may be theirs.
fn newcomers_of(root: &Table<'_>) -> Vec<(String, Option<String>)> {
    let mut unheard = Problems::default();
    let text = |table: &Table<'_>, key| table.optional_str(key, &mut Problems::default()).map(|l| l.text.to_string());
    let tables = root.tables("project", &mut unheard);
    tables.iter().filter_map(|table| Some((text(table, "id")?, text(table, "sector")))).collect()
}
