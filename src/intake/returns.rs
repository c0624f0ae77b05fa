//! Returns: a file that an enterprise (or a supplier) sent, read into records.

use std::collections::{BTreeMap, BTreeSet};

use super::certificates;
use super::file::{Book, Unreadable};
use super::form::{COVER, IDENTITY, Identity, SIGN_OFF};
use super::mapping::Mapping;
use super::names::Names;
use super::rows::{Context, SheetRows, sheet_place};
use super::statistics::Statistics;
use super::when::find_when;
use crate::factors::{Library, digest_bytes};
use crate::park::{EnterpriseId, ParkFile, Record};
use crate::quantity::Period;
use crate::source::{Code, Files, Problem, Problems, Text};

/// How many hexadecimal digits of a digest name a kept file.
const DIGEST_DIGITS: usize = 12;

/// What a user says of the files to import.
#[derive(Debug, Clone, Default)]
pub struct Wishes {
    /// Id of the enterprise, where a file does not say it.
    pub enterprise: Option<String>,
    /// The period, where a file does not say it.
    pub period: Option<Period>,
    /// True if every figure runs from January.
    pub cumulative: bool,
}

/// One return.
#[derive(Debug, Clone)]
pub struct Return {
    /// The file's own name.
    pub name: String,
    /// The name under which it is kept: with the first digits of its SHA-256.
    pub kept: String,
    /// Which return it is: a later file of the same one replaces what this one said.
    pub id: String,
    /// The enterprises and periods it speaks for.
    pub scope: BTreeSet<(Option<EnterpriseId>, Period)>,
    /// Its figures.
    pub records: Vec<Record>,
    /// How many rows held figures.
    pub rows: usize,
    /// True if it is a form that this program wrote.
    pub form: bool,
}

impl Return {
    /// True if it was read from these bytes.
    pub fn is_of(&self, bytes: &[u8]) -> bool {
        digest_bytes(bytes).starts_with(digest_of(&self.kept))
    }
}

/// Reads files into returns.
pub struct Intake<'a> {
    park: &'a ParkFile,
    library: &'a Library,
    names: Names,
    mappings: Vec<Mapping>,
    wishes: Wishes,
}

impl<'a> Intake<'a> {
    /// An intake for a park, with the mapping files it keeps.
    pub fn new(park: &'a ParkFile, library: &'a Library, mappings: Vec<Mapping>, wishes: Wishes) -> Self {
        Self { park, library, names: Names::new(park.bare()), mappings, wishes }
    }

    /// Reads one file. `progress` is told how many rows were read, and of how many as far as is known.
    ///
    /// # Errors
    /// Reports why the file cannot be read, or every problem in it; a file with an error gives none.
    pub fn read(
        &self,
        name: &str,
        bytes: Vec<u8>,
        files: &mut Files,
        problems: &mut Problems,
        progress: &mut dyn FnMut(u64, u64),
    ) -> Option<Return> {
        let digest = digest_bytes(&bytes);
        let kept = kept_name(name, &digest);
        let unreadable = |why: Unreadable| {
            let problem = Problem::new(why.code, why.text).in_file(name);
            match why.hint {
                Some(hint) => problem.hint(hint),
                None => problem,
            }
        };
        let mut book = match Book::open(bytes, name) {
            Ok(book) => book,
            Err(why) => {
                problems.add(unreadable(why));
                return None;
            }
        };
        let mut found = Problems::default();
        let result = self.read_book(name, kept, &mut book, files, &mut found, progress);
        let sound = !found.has_errors();
        problems.take(found);
        match result {
            Ok(read) => read.filter(|_| sound),
            Err(why) => {
                problems.add(unreadable(why));
                None
            }
        }
    }

    fn read_book(
        &self,
        name: &str,
        kept: String,
        book: &mut Book,
        files: &mut Files,
        problems: &mut Problems,
        progress: &mut dyn FnMut(u64, u64),
    ) -> Result<Option<Return>, Unreadable> {
        let mapping = self.mappings.iter().find(|mapping| mapping.fits(name));
        let identity = self.identity(name, book, problems)?;
        if problems.has_errors() {
            return Ok(None);
        }
        let mut reader = self.park.record_reader(self.library);
        let mut statistics = Statistics::default();
        let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
        let id = match &identity {
            Some(form) => format!("form/{}/{}", form.enterprise, form.period),
            None => format!("file/{name}"),
        };
        let mut records: Vec<Record> = Vec::new();
        let (mut rows, mut found) = (0, false);
        let (mut done, mut before) = (0, 0);
        let sheets = book.sheets();
        let wanted = |sheet: &str| mapping.and_then(|m| m.sheet.as_deref()).is_none_or(|only| only == sheet);
        let first_file = files.add_sheet(name, String::new());
        for sheet in sheets.iter().filter(|sheet| wanted(&sheet.name)) {
            if sheet.hidden {
                if identity.is_none() {
                    problems.add(sheet_not_read(name, &sheet.name, true));
                }
                continue;
            }
            // Words, no figures.
            if identity.is_some() && [COVER, SIGN_OFF].contains(&sheet.name.as_str()) {
                continue;
            }
            let file = files.add_sheet(name, sheet.name.clone());
            let separator = if sheet.name.is_empty() { String::new() } else { format!("{}!", sheet.name) };
            let titled = find_when(&sheet.name).or_else(|| find_when(stem));
            let context = Context {
                enterprise: identity
                    .as_ref()
                    .map(|form| form.enterprise.clone())
                    .or_else(|| self.wishes.enterprise.clone())
                    .or_else(|| self.names.find(&sheet.name).map(str::to_string))
                    .or_else(|| self.names.find(stem).or_else(|| self.names.only_inside(stem)).map(str::to_string)),
                when: match (&identity, self.wishes.period) {
                    (Some(form), _) => Some(super::when::When { period: form.period, cumulative: false }),
                    (None, Some(period)) => Some(super::when::When { period, cumulative: false }),
                    (None, None) => None,
                },
                year: titled.map(|w| w.period.first_year()),
                cumulative: self.wishes.cumulative && identity.is_none(),
                return_id: id.clone(),
                origin: format!("{kept}#{separator}"),
                delimited: book.is_text(),
            };
            let mut sheet_rows = SheetRows::new(
                self.library,
                &self.names,
                mapping,
                &mut reader,
                &mut statistics,
                files,
                problems,
                file,
                context,
                titled,
            );
            let height = book.height(&sheet.name).unwrap_or(0);
            book.rows(&sheet.name, &mut |number, cells| {
                sheet_rows.row(number, cells);
                done += 1;
                progress(done, done.max(before + height));
            })?;
            before = done;
            let has_headings = sheet_rows.finish();
            rows += sheet_rows.read;
            let mut of_sheet = std::mem::take(&mut sheet_rows.records);
            // The rows of the first sheet are mostly all there are: they are not copied.
            if records.is_empty() {
                records = of_sheet;
            } else {
                records.append(&mut of_sheet);
            }
            found |= has_headings;
            if !has_headings && identity.is_none() && sheets.len() > 1 {
                problems.add(sheet_not_read(name, &sheet.name, false));
            }
        }
        if !found {
            problems.add(no_headings().at(sheet_place(first_file)));
        }
        records.append(&mut statistics.records(self.library, &mut reader, problems));
        certificates::as_evidence(&mut records);
        if found && rows == 0 {
            // Where something is wrong with the headings, that is said already.
            if problems.has_errors() {
                return Ok(None);
            }
            let text = Text::new("the return holds no figure: nothing is imported", "报表中没有数据：未导入");
            let hint = Text::new(
                "a zero says that there was none, an empty cell says nothing",
                "没有用量请填 0；空白表示没有填报",
            );
            problems.add(Problem::new(Code::NoFigures, text).in_file(name).hint(hint));
            return Ok(None);
        }
        let mut scope: BTreeSet<_> = records.iter().map(|record| (record.enterprise, record.period)).collect();
        if let Some(form) = &identity {
            scope.insert((self.park.bare().find_enterprise(&form.enterprise), form.period));
        }
        Ok(Some(Return { name: name.to_string(), kept, id, scope, records, rows, form: identity.is_some() }))
    }

    /// What a form says it is; none for any other file.
    fn identity(&self, name: &str, book: &mut Book, problems: &mut Problems) -> Result<Option<Identity>, Unreadable> {
        if !book.sheets().iter().any(|sheet| sheet.name == IDENTITY) {
            return Ok(None);
        }
        let mut pairs: Vec<(String, String)> = Vec::new();
        book.rows(IDENTITY, &mut |_, cells| {
            if let [key, value, ..] = cells {
                pairs.push((key.text(), value.text()));
            }
        })?;
        let hint = Text::new(
            "write the form of this park anew: parkcarbon form PARK --enterprise ID",
            "请用 parkcarbon form 园区 --enterprise 标识 重新生成本园区的填报表",
        );
        let mut foreign =
            |text: Text| problems.add(Problem::new(Code::ForeignForm, text).in_file(name).hint(hint.clone()));
        let identity = match Identity::read(pairs) {
            Ok(Some(identity)) => identity,
            Ok(None) => return Ok(None),
            Err(text) => {
                foreign(text);
                return Ok(None);
            }
        };
        let park = self.park.bare();
        if identity.park != park.id {
            foreign(Text::new(
                format!("a form of the park `{}`, not of `{}`", identity.park, park.id),
                format!("这是园区 `{}` 的填报表，不是 `{}` 的", identity.park, park.id),
            ));
        } else if park.find_enterprise(&identity.enterprise).is_none() {
            foreign(Text::new(
                format!("a form of `{}`, which is not an enterprise of the park", identity.enterprise),
                format!("这是 `{}` 的填报表，园区没有该企业", identity.enterprise),
            ));
        }
        Ok(Some(identity))
    }
}

/// The name under which a file is kept; a file that has that name already keeps it.
fn kept_name(name: &str, digest: &str) -> String {
    let short = &digest[..DIGEST_DIGITS];
    let (stem, ending) = name.rsplit_once('.').unwrap_or((name, ""));
    let stem = stem.strip_suffix(&format!(".{short}")).unwrap_or(stem);
    let safe: String = stem
        .chars()
        .map(|c| {
            if c.is_control() || matches!(c, '/' | '\\' | ':' | '*' | '?' | '"' | '<' | '>' | '|' | '#') {
                '_'
            } else {
                c
            }
        })
        .collect();
    format!("{safe}.{short}.{ending}")
}

fn no_headings() -> Problem {
    Problem::new(
        Code::NoHeadings,
        Text::new(
            "no row names a carrier and a quantity: the headings were not found",
            "没有找到表头：没有一行同时写明品种和数量",
        ),
    )
    .hint(Text::new(
        "headings are for example 企业, 期间, 品种, 单位, 数量; a mapping file says what other headings mean",
        "表头例如：企业、期间、品种、单位、数量；其他表头请用映射文件说明",
    ))
}

fn sheet_not_read(file: &str, sheet: &str, hidden: bool) -> Problem {
    let text = if hidden {
        Text::new(format!("the hidden sheet `{sheet}` is not read"), format!("隐藏的工作表“{sheet}”未读取"))
    } else {
        Text::new(
            format!("the sheet `{sheet}` has no headings and is not read"),
            format!("工作表“{sheet}”没有表头，未读取"),
        )
    };
    Problem::new(Code::NotRead, text).in_file(file)
}

/// The returns that alone speak for their enterprise and period in this run, and how many files were the same to the
/// byte as another one, which is then read once.
///
/// # Errors
/// Reports `PK0912` for each pair of different files that speak for the same; neither is kept.
pub fn one_of_each(returns: Vec<Return>, park: &ParkFile, problems: &mut Problems) -> (Vec<Return>, usize) {
    let mut kept: Vec<Return> = Vec::new();
    let mut twins = 0;
    let mut by_id: BTreeMap<String, String> = BTreeMap::new();
    let mut refused: BTreeSet<String> = BTreeSet::new();
    for one in returns {
        if let Some(twin) = kept.iter().find(|other| digest_of(&other.kept) == digest_of(&one.kept)) {
            let text = Text::new(
                format!("the same file as {}: read once", twin.name),
                format!("与 {} 内容相同：只读取一次", twin.name),
            );
            problems.add(Problem::new(Code::NotRead, text).in_file(&one.name));
            twins += 1;
            continue;
        }
        // Of another file of the same name only what the first does not speak for is new.
        let meets = kept.iter().any(|other| other.id == one.id && !other.scope.is_disjoint(&one.scope));
        if (one.form || meets)
            && let Some(other) = by_id.get(&one.id)
        {
            let who = one.scope.iter().find_map(|(id, _)| *id).map(|id| park.bare().enterprise(id).name.clone());
            let who = who.unwrap_or_else(|| Text::new("?", "?"));
            let text = Text::new(
                format!("{other} is a return of {} for the same period, too: neither is imported", who.en),
                format!("{other} 也是{}同一期间的报表：两份均未导入", who.zh),
            );
            let hint = Text::new("import the one that counts", "请只导入有效的一份");
            problems.add(Problem::new(Code::TwoReturns, text).in_file(&one.name).hint(hint));
            refused.insert(one.id.clone());
            continue;
        }
        by_id.insert(one.id.clone(), one.name.clone());
        kept.push(one);
    }
    kept.retain(|one| !refused.contains(&one.id));
    (kept, twins)
}

/// The digits of the digest in the name of a kept file.
pub(super) fn digest_of(kept: &str) -> &str {
    let before_ending = kept.rsplit_once('.').map_or(kept, |(head, _)| head);
    before_ending.rsplit_once('.').map_or("", |(_, digits)| digits)
}
