//! `import`: returns of enterprises into the tables of a park.

use std::collections::BTreeSet;
use std::io::Read;
use std::path::{Path, PathBuf};

use indicatif::{ProgressBar, ProgressStyle};

use super::args::ImportArgs;
use super::outcome::Outcome;
use super::session::{fail, look, print_text, report};
use crate::factors::Library;
use crate::intake::{
    Effect, Intake, MAX_RETURN_BYTES, Mapping, Merged, Return, Table, Wishes, kept_path, mapping_files, merge,
    one_of_each, park_file_naming_tables, tables,
};
use crate::output::{copy_whole, imported};
use crate::park::{ParkFile, locate, own_library, read_park_file, write_table};
use crate::source::{Code, Files, Lang, Problem, Problems, Severity, Text};

pub fn run(args: &ImportArgs, lang: Lang) -> Outcome {
    let (mut files, mut problems) = (Files::default(), Problems::default());
    let Some((library, park_file, folder)) = open(args, &mut files, &mut problems) else {
        return fail(&problems, &files, lang);
    };
    let Some(wishes) = wishes(args, &park_file, &mut problems) else {
        return fail(&problems, &files, lang);
    };
    let mappings = mappings(args, &folder, &park_file, &library, &mut files, &mut problems);
    if problems.has_errors() {
        return fail(&problems, &files, lang);
    }
    let intake = Intake::new(&park_file, &library, mappings, wishes);
    let returns = read_all(&args.files, &intake, &mut files, &mut problems);
    let (returns, twins) = one_of_each(returns, &park_file, &mut problems);
    let import = Import { args, library: &library, park_file: &park_file, folder: &folder, files: &files };
    let (returns, merged) = import.settle(&returns, &mut problems);
    let tables = tables(&folder, &park_file, &park_file.records, &merged.records, &files, &mut problems);
    // A table that the park file does not name would be written and never read.
    let stray = problems.sorted().iter().any(|problem| problem.code == Code::TableNotNamed);
    let untouched = returns.is_empty() || stray;
    let refused = args.files.len() - if untouched { 0 } else { returns.len() + twins };
    let written = if args.dry_run || untouched { Ok(()) } else { import.write(&returns, &tables) };
    let text = import.text(&merged.effects, refused, untouched, lang);
    report(&problems, &files, lang);
    if let Err((path, error)) = written {
        let shown = path.display();
        let text = Text::new(format!("{shown} cannot be written: {error}"), format!("无法写入 {shown}：{error}"));
        eprintln!("{}", text.get(lang));
        return Outcome::InputErrors;
    }
    match print_text(&text, lang) {
        Outcome::Done if !problems.has_errors() => Outcome::Done,
        _ => Outcome::InputErrors,
    }
}

/// The library, the park as its files say it, and its folder.
fn open(args: &ImportArgs, files: &mut Files, problems: &mut Problems) -> Option<(Library, ParkFile, PathBuf)> {
    let path = &args.park.park;
    let located = locate(path, problems)?;
    let library = own_library(args.park.factors.as_deref(), Some(&located), files, problems);
    let file = files.read(&located.file, problems)?;
    if !path.is_dir() && path.file_name().is_none_or(|name| name != "park.toml") {
        let text = Text::new(
            "returns are kept beside the park file: the park must be a folder with a park.toml",
            "报表与园区文件放在一起：园区须为含 park.toml 的文件夹",
        );
        let hint = Text::new(
            "make a folder and move the file into it as park.toml",
            "请新建文件夹，将该文件移入并命名为 park.toml",
        );
        problems.add(Problem::new(Code::NotAFolderPark, text).in_file(path.display().to_string()).hint(hint));
        return None;
    }
    let park_file = read_park_file(files, file, &library, problems)?;
    if problems.has_errors() {
        return None;
    }
    let folder = located.file.parent().map(Path::to_path_buf).unwrap_or_default();
    Some((library, park_file, folder))
}

fn wishes(args: &ImportArgs, park_file: &ParkFile, problems: &mut Problems) -> Option<Wishes> {
    let park = park_file.bare();
    if let Some(id) = &args.of_enterprise
        && park.find_enterprise(id).is_none()
    {
        let text = Text::new(
            format!("--enterprise {id}: not an enterprise of the park"),
            format!("--enterprise {id}：园区没有该企业"),
        );
        let known = park.enterprises.iter().map(|e| e.id.as_str());
        problems.add(Problem::new(Code::UnknownEnterprise, text).suggest(problems.nearest(id, known)));
    }
    let period = args.of_period.as_deref().map(str::parse);
    if let (Some(Err(())), Some(text)) = (&period, &args.of_period) {
        let text = Text::new(format!("--period {text}: not a period"), format!("--period {text}：不是有效期间"));
        problems.add(Problem::new(Code::NotAPeriod, text));
    }
    if problems.has_errors() {
        return None;
    }
    Some(Wishes {
        enterprise: args.of_enterprise.clone(),
        period: period.and_then(Result::ok),
        cumulative: args.cumulative,
    })
}

fn mappings(
    args: &ImportArgs,
    folder: &Path,
    park_file: &ParkFile,
    library: &Library,
    files: &mut Files,
    problems: &mut Problems,
) -> Vec<Mapping> {
    let mut all = Vec::new();
    if let Some(path) = &args.mapping
        && let Some(file) = files.read(path, problems)
        && let Some(mut mapping) = Mapping::read(files, file, park_file.bare(), library, problems)
    {
        // Named on the command line, it is for every file of this run.
        mapping.files = vec!["*".to_string()];
        all.push(mapping);
    }
    for path in mapping_files(folder) {
        if let Some(file) = files.read(&path, problems) {
            all.extend(Mapping::read(files, file, park_file.bare(), library, problems));
        }
    }
    all
}

fn read_all(paths: &[PathBuf], intake: &Intake<'_>, files: &mut Files, problems: &mut Problems) -> Vec<Return> {
    let bar = ProgressBar::new(0);
    let look = ProgressStyle::with_template("{msg}  {bar:30}  {human_pos}/{human_len}  {percent}%  {per_sec}");
    bar.set_style(look.unwrap_or(ProgressStyle::default_bar()));
    let mut returns = Vec::new();
    for path in paths {
        let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        bar.set_message(name.clone());
        let whole = |code, text| Problem::new(code, text).in_file(path.display().to_string());
        if std::fs::metadata(path).is_ok_and(|found| found.len() > MAX_RETURN_BYTES) {
            let text = Text::new(
                format!("the file is larger than {} MiB", MAX_RETURN_BYTES >> 20),
                format!("文件大于 {} MiB", MAX_RETURN_BYTES >> 20),
            );
            problems.add(whole(Code::FileTooLarge, text));
            continue;
        }
        match std::fs::read(path) {
            Ok(bytes) => returns.extend(intake.read(&name, bytes, files, problems, &mut |rows, of| {
                if rows % 1024 == 0 {
                    bar.set_length(of);
                    bar.set_position(rows);
                }
            })),
            Err(error) => {
                let text = Text::new(format!("the file cannot be read: {error}"), format!("无法读取文件：{error}"));
                problems.add(whole(Code::FileUnreadable, text));
            }
        }
    }
    bar.finish_and_clear();
    returns
}

/// An import under way.
struct Import<'a> {
    args: &'a ImportArgs,
    library: &'a Library,
    park_file: &'a ParkFile,
    folder: &'a Path,
    files: &'a Files,
}

impl<'a> Import<'a> {
    /// Merges the returns; one that does not fit the park, or another return, is left out, and the rest is tried again.
    fn settle<'r>(&self, all: &'r [Return], problems: &mut Problems) -> (Vec<&'r Return>, Merged<'r>)
    where
        'a: 'r,
    {
        let mut returns: Vec<&Return> = all.iter().collect();
        loop {
            let mut found = Problems::default();
            let park = self.park_file.bare();
            let existing = &self.park_file.records;
            let merged = merge(existing, &returns, self.args.replace, park, self.library, &mut found);
            if !found.has_errors() {
                self.park_file.park(&merged.records, self.library, &mut found);
            }
            let guilty = self.names_with_errors(&found);
            let clean = !found.has_errors();
            problems.take(found);
            if clean {
                return (returns, merged);
            }
            let before = returns.len();
            returns.retain(|one| !guilty.contains(&one.name));
            if returns.len() == before {
                returns.clear();
            }
        }
    }

    /// The returns in which an error stands, or which it concerns as a whole.
    fn names_with_errors(&self, problems: &Problems) -> BTreeSet<String> {
        let errors = problems.sorted().into_iter().filter(|p| p.severity() == Severity::Error);
        let names = errors.flat_map(|p| {
            let places = p.place.iter().chain(p.related.as_ref().map(|related| &related.0));
            let sheets = places.map(|place| self.files.get(place.file)).filter(|file| file.sheet().is_some());
            sheets.map(|file| file.name().to_string()).chain(p.file_name.clone())
        });
        names.collect()
    }

    /// Keeps the returns, then writes the park file that names the tables, and last the tables that they changed.
    fn write(&self, returns: &[&Return], tables: &[Table<'_>]) -> Result<(), (PathBuf, std::io::Error)> {
        for one in returns {
            let path = kept_path(self.folder, &one.kept);
            if path.exists() {
                continue;
            }
            // Files from two folders may have one name: the content tells which is meant.
            let named = |file: &&PathBuf| file.file_name().is_some_and(|name| name.to_string_lossy() == one.name);
            let named: Vec<&PathBuf> = self.args.files.iter().filter(named).collect();
            let is_meant = |file: &&&PathBuf| std::fs::read(file).is_ok_and(|bytes| one.is_of(&bytes));
            let meant = if named.len() > 1 { named.iter().find(is_meant) } else { named.first() };
            let Some(source) = meant else { continue };
            let copied = std::fs::File::open(source).and_then(|mut file| put(&path, &mut file));
            copied.map_err(|error| (path, error))?;
        }
        for Table { path, .. } in tables {
            self.unchanged_meanwhile(path).map_err(|error| (path.clone(), error))?;
        }
        // Where the run ends before the last table, those that are written are named, and importing again goes on.
        if !tables.is_empty()
            && let Some((path, text)) = park_file_naming_tables(self.park_file, self.files)
        {
            put(&path, &mut text.as_bytes()).map_err(|error| (path, error))?;
        }
        for Table { path, records } in tables {
            let text = write_table(records, self.park_file.bare(), self.library);
            put(path, &mut text.as_bytes()).map_err(|error| (path.clone(), error))?;
        }
        Ok(())
    }

    /// An error if a table is not what it was when it was read: another import, or a person, wrote it meanwhile.
    fn unchanged_meanwhile(&self, path: &Path) -> std::io::Result<()> {
        let known = self.files.find(&path.display().to_string()).map(|file| self.files.get(file).text());
        let now = match std::fs::read(path) {
            Ok(bytes) => Some(String::from_utf8_lossy(&bytes).trim_start_matches('\u{feff}').to_string()),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => None,
            Err(error) => return Err(error),
        };
        if known == now.as_deref() {
            return Ok(());
        }
        if known.is_none() && self.park_file.patterns.is_empty() {
            let text = "it is there already, and the park file does not name it: write [activity] files = [\"activity/*.csv\"] into park.toml, or move it away / 文件已存在，但园区文件没有引用它：请在 park.toml 中写入 [activity] files = [\"activity/*.csv\"]，或移走该文件";
            return Err(std::io::Error::other(text));
        }
        Err(std::io::Error::other("it changed while this import ran; import again / 导入期间文件被改动，请重新导入"))
    }

    fn text(&self, effects: &[Effect], refused: usize, untouched: bool, lang: Lang) -> String {
        let park = self.park_file.bare();
        let effects = if untouched { &[] } else { effects };
        let mut text = imported(effects, park, self.library, lang, look());
        let asked = self.args.files.len();
        if refused > 0 {
            text.push_str(&match lang {
                Lang::En => format!("{refused} of {asked} file(s) not imported: see the errors\n"),
                Lang::Zh => format!("{asked} 个文件中有 {refused} 个未导入：见错误说明\n"),
            });
        }
        if untouched {
            return text;
        }
        let shown = self.args.park.park.display();
        text.push_str(&match (self.args.dry_run, lang) {
            (true, Lang::En) => "Nothing was written (--dry-run).\n".to_string(),
            (true, Lang::Zh) => "未写入任何文件（--dry-run）。\n".to_string(),
            (false, Lang::En) => format!("Next: parkcarbon check {shown}\n"),
            (false, Lang::Zh) => format!("下一步：parkcarbon check {shown}\n"),
        });
        text
    }
}

fn put(path: &Path, content: &mut dyn Read) -> std::io::Result<()> {
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder)?;
    }
    copy_whole(content, path)
}
