//! A project that asks to be admitted, in a file of its own: what it will use, make and be worth, and which reductions it
//! brings.

use std::path::Path;

use super::economy::Economy;
use super::model::Park;
use super::reduction::{above_zero, rule_and_ratio};
use super::scenario::Project;
use crate::factors::{Library, digest};
use crate::quantity::{Decimal, Exact, Fraction, Unit, parse_decimal};
use crate::source::{Code, Files, Literal, Place, Problem, Problems, Table, Text, parse_toml};

/// A lot of reductions, or a part of one, that a project brings.
#[derive(Debug, Clone)]
pub struct Offer {
    /// The position of the lot among those of the park.
    pub lot: usize,
    /// How much of it, in the unit of the metric of the lot.
    pub amount: Fraction,
    /// Where it stands.
    pub place: Place,
}

/// A project that asks to be admitted.
#[derive(Debug, Clone)]
pub struct Proposal {
    /// What it will use, as a newcomer of a scenario.
    pub project: Project,
    /// The first year for which it states quantities.
    pub first_year: i32,
    /// The year in which it runs at full load.
    pub full_load: i32,
    /// Value added, products and what else a park file states as `[economy]`.
    pub economy: Economy,
    /// What is invested, CNY.
    pub investment: Option<Exact>,
    /// True for a project of high consumption and emissions (两高).
    pub two_high: bool,
    /// The replacement rule, with its place.
    pub rule: Option<(String, Place)>,
    /// The replacement ratio, with its place.
    pub ratio: Option<(Decimal, Place)>,
    /// The reductions that it brings.
    pub offers: Vec<Offer>,
    /// A remark.
    pub note: Option<Text>,
    /// Name and SHA-256 of the file.
    pub input: (String, String),
}

/// Reads a project file.
///
/// # Errors
/// Reports a file without a project or with several (`PK1520`), what is wrong in the project as in a scenario, a project that
/// begins in the past (`PK1521`), an unknown rule (`PK1522`) or lot (`PK1523`), and lots that are spent twice (`PK1525`).
pub fn read_proposal(
    path: &Path,
    park: &Park,
    library: &Library,
    files: &mut Files,
    problems: &mut Problems,
) -> Option<Proposal> {
    let file = files.read(path, problems)?;
    let input = (files.get(file).name().to_string(), digest(files.get(file).text()));
    let parsed = parse_toml(files, file, problems)?;
    let root = Table::root(files, file, &parsed);
    if let Some(head) = root.get("scenario") {
        let text = Text::new(
            "this is a scenario: a project file holds one [[project]] and no [scenario]",
            "这是情景文件：项目文件只含一个 [[project]]，不写 [scenario]",
        );
        let hint = Text::new("name the scenario with --scenario", "情景文件请用 --scenario 指定");
        problems.add(Problem::new(Code::NotOneProject, text).at(head.place()).hint(hint));
        return None;
    }
    let projects = root.tables("project", problems);
    let economy = root.optional_table("economy", problems);
    let admission = root.optional_table("admission", problems);
    let offers = root.tables("replacement", problems);
    root.finish(problems);
    let project = one_project(&projects, &input.0, problems).and_then(|t| Project::read(t, park, library, problems));
    let economy = economy.map(|table| Economy::read(&table, problems)).unwrap_or_default();
    let terms = Terms::read(admission.as_ref(), library, problems);
    let id = project.as_ref().map_or("", |project| project.id.as_str());
    let read: Vec<Option<Offer>> = offers.iter().map(|table| Offer::read(table, park, id, library, problems)).collect();
    let offers: Vec<Offer> = read.into_iter().flatten().collect();
    check_offers(&offers, id, park, problems);
    let project = project?;
    let years = project.activities.iter().flat_map(|line| &line.amounts).map(|amount| amount.period.last_year());
    let (first_year, last_stated) = (project.first_year()?, years.max()?);
    if let Some(last) = park.periods().iter().map(|period| period.last_year()).max().filter(|last| first_year <= *last)
    {
        problems.add(
            begun(
                first_year,
                &Text::new(format!("the last year with data, {last}"), format!("最后一个有数据的年份 {last}")),
            )
            .at(project.place.clone()),
        );
    }
    let full_load = match terms.full_load {
        None => last_stated,
        Some((year, _)) if year >= first_year => year,
        Some((year, place)) => {
            let text = Text::new(
                format!("full load in {year}, before the project begins ({first_year})"),
                format!("满负荷年份 {year} 早于投产年份 {first_year}"),
            );
            problems.add(Problem::new(Code::ProjectBegun, text).at(place));
            return None;
        }
    };
    Some(Proposal {
        project,
        first_year,
        full_load,
        economy,
        investment: terms.investment,
        two_high: terms.two_high,
        rule: terms.rule,
        ratio: terms.ratio,
        offers,
        note: terms.note,
        input,
    })
}

/// The problem of a project that begins no later than it may.
pub(crate) fn begun(first_year: i32, after: &Text) -> Problem {
    let text = Text::new(
        format!("the project begins in {first_year}: it must begin after {}", after.en),
        format!("项目 {first_year} 年投产，应晚于{}", after.zh),
    );
    Problem::new(Code::ProjectBegun, text)
}

fn one_project<'t, 'a>(projects: &'t [Table<'a>], file: &str, problems: &mut Problems) -> Option<&'t Table<'a>> {
    match projects {
        [one] => Some(one),
        [] => {
            let text = Text::new("the file holds no [[project]]", "文件中没有 [[project]]");
            let hint = Text::new(
                "[[project]] with id, name, sector and [[project.activity]] as in docs/admission.md",
                "请写 [[project]]，含 id、name、sector 和 [[project.activity]]，见 docs/admission.md",
            );
            problems.add(Problem::new(Code::NotOneProject, text).in_file(file).hint(hint));
            None
        }
        [first, second, ..] => {
            let text = Text::new(
                format!("the file holds {} projects: one is admitted at a time", projects.len()),
                format!("文件中有 {} 个项目：每次只审查一个", projects.len()),
            );
            let problem = Problem::new(Code::NotOneProject, text).at(second.place());
            problems.add(problem.related(first.place(), Text::new("the first one", "第一个项目")));
            None
        }
    }
}

/// What `[admission]` of a project file says.
#[derive(Default)]
struct Terms {
    investment: Option<Exact>,
    two_high: bool,
    full_load: Option<(i32, Place)>,
    rule: Option<(String, Place)>,
    ratio: Option<(Decimal, Place)>,
    note: Option<Text>,
}

impl Terms {
    fn read(table: Option<&Table<'_>>, library: &Library, problems: &mut Problems) -> Self {
        let Some(table) = table else { return Self::default() };
        let investment = table.optional_str("investment", problems).and_then(|literal| money(&literal, problems));
        let two_high = table.flag("two_high", problems).unwrap_or(false);
        let full_load = table.get("full_load").and_then(|value| value.number(problems)).and_then(|literal| {
            let year = literal.text.parse().ok().filter(|year| (1990..=2100).contains(year));
            if year.is_none() {
                let text = Text::new(format!("`{}` is no year", literal.text), format!("`{}` 不是年份", literal.text));
                problems.add(Problem::new(Code::NotAPeriod, text).at(literal.place.clone()));
            }
            year.map(|year| (year, literal.place))
        });
        let (rule, ratio) = rule_and_ratio(table, library, problems);
        let note = table.text("note", problems);
        table.finish(problems);
        Self { investment, two_high, full_load, rule, ratio, note }
    }
}

/// An amount of money such as `120 10^8 CNY`, in CNY.
fn money(literal: &Literal<'_>, problems: &mut Problems) -> Option<Exact> {
    let read = literal.text.trim().split_once(char::is_whitespace).and_then(|(number, unit)| {
        let unit = Unit::parse(unit).filter(|unit| unit.dimension() == crate::quantity::Dimension::Money)?;
        let number = parse_decimal(number).ok().filter(|number| *number >= Decimal::ZERO)?;
        Some(Exact::from(number).times(&Exact::from(unit.factor())))
    });
    if read.is_none() {
        let text =
            Text::new(format!("`{}` is no amount of money", literal.text), format!("`{}` 不是金额", literal.text));
        let hint = Text::new("write for example \"120 10^8 CNY\"", "例如 \"120 亿元\"");
        problems.add(Problem::new(Code::NotADecimal, text).at(literal.place.clone()).hint(hint));
    }
    read
}

impl Offer {
    fn read(table: &Table<'_>, park: &Park, project: &str, library: &Library, problems: &mut Problems) -> Option<Self> {
        let lot = table.required_str("lot", problems);
        let amount = table.optional_str("amount", problems);
        table.text("note", problems);
        table.finish(problems);
        let lot = lot?;
        let Some(at) = park.reductions.iter().position(|known| known.id == lot.text) else {
            let ids = park.reductions.iter().map(|known| known.id.as_str());
            let near = problems.nearest(lot.text, ids);
            let text = Text::new(
                format!("the park has no lot of reductions `{}`", lot.text),
                format!("园区没有减排批次 `{}`", lot.text),
            );
            problems.add(Problem::new(Code::UnknownReduction, text).at(lot.place).suggest(near));
            return None;
        };
        let known = &park.reductions[at];
        let metric = library.metric(&known.metric).ok()?;
        let amount = match amount {
            Some(literal) => above_zero(metric, &literal, problems)?,
            None => known.left_for(project),
        };
        Some(Self { lot: at, amount, place: lot.place })
    }
}

/// Reports lots that are named twice, and more of a lot than is left of it.
fn check_offers(offers: &[Offer], project: &str, park: &Park, problems: &mut Problems) {
    for (at, offer) in offers.iter().enumerate() {
        let lot = &park.reductions[offer.lot];
        if let Some(first) = offers[..at].iter().find(|other| other.lot == offer.lot) {
            let text = Text::new(
                format!("the lot `{}` is named twice: one [[replacement]] for each lot", lot.id),
                format!("减排批次 `{}` 重复：每个批次只写一个 [[replacement]]", lot.id),
            );
            let problem = Problem::new(Code::ReductionOverdrawn, text).at(offer.place.clone());
            problems.add(problem.related(first.place.clone(), Text::new("first named here", "首次出现于此")));
            continue;
        }
        let left = lot.left_for(project);
        if offer.amount > left || left <= Fraction::zero() {
            let shown = |value: &Fraction| value.plain(6).unwrap_or_default();
            let (amount, left, whole) = (shown(&offer.amount), shown(&left), shown(&lot.quantity));
            let text = Text::new(
                format!("{amount} of the lot `{}` are brought; {left} of {whole} are left", lot.id),
                format!("减排批次 `{}` 拟用 {amount}，共 {whole}，仅余 {left}", lot.id),
            );
            let problem = Problem::new(Code::ReductionOverdrawn, text).at(offer.place.clone());
            problems.add(problem.related(lot.place.clone(), Text::new("the lot is here", "批次在此")));
        }
    }
}
