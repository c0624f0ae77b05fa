//! Lots of reductions: dated, owned, with evidence, spent once by newcomers; and how a park admits projects.

use super::enterprise::{EnterpriseId, named};
use crate::factors::{Library, Metric, ReductionKind, choice, date, positive, total};
use crate::quantity::{Decimal, Fraction};
use crate::source::{Code, Literal, Place, Problem, Problems, Table, Text};

/// Whose a reduction is.
#[derive(Debug, Clone)]
pub enum Owner {
    /// An enterprise of the park.
    Enterprise(EnterpriseId),
    /// Somebody else.
    Other(Text),
}

/// What a project has spent of a lot.
#[derive(Debug, Clone)]
pub struct Spent {
    /// The id of the project.
    pub project: String,
    /// The date of its admission.
    pub date: String,
    /// How much, in the unit of the metric of the lot.
    pub amount: Fraction,
}

/// One `[[reduction]]`: so much less a year, from a date on.
#[derive(Debug, Clone)]
pub struct Reduction {
    /// The name by which projects spend it.
    pub id: String,
    /// Name; the id if it has none.
    pub name: Text,
    /// Whose it is.
    pub owner: Owner,
    /// Where it comes from.
    pub kind: ReductionKind,
    /// The date from which on it holds.
    pub from: String,
    /// The id of the total that it lowers; emissions if none is stated.
    pub metric: String,
    /// How much a year, in the unit of the metric.
    pub quantity: Fraction,
    /// Its document: without one it does not count.
    pub evidence: Option<String>,
    /// What earlier projects have spent of it.
    pub spent: Vec<Spent>,
    /// Where it stands.
    pub place: Place,
}

impl Reduction {
    /// Reads one `[[reduction]]`.
    ///
    /// # Errors
    /// Reports missing and unknown keys, unknown names, a metric that is no total, amounts in another unit than its (`PK0204`)
    /// or not above zero (`PK0206`), and what is spent before the reduction exists (`PK1526`).
    pub(super) fn read(
        table: &Table<'_>,
        find: impl Fn(&str) -> Option<EnterpriseId>,
        names: &[&str],
        library: &Library,
        problems: &mut Problems,
    ) -> Option<Self> {
        let id = table.required_str("id", problems);
        let name = table.text("name", problems);
        let enterprise = table.optional_str("enterprise", problems).map(|l| named(&l, find, names, problems));
        let owner = table.text("owner", problems);
        let kind = table.required_str("kind", problems).and_then(|l| choice(&l, &ReductionKind::ALL, problems));
        let from = table.required_str("from", problems).and_then(|l| date(&l, problems));
        let metric = match table.optional_str("metric", problems) {
            Some(literal) => total(&literal, library, problems),
            None => library.metric("emissions").ok(),
        };
        let quantity = table.required_str("quantity", problems);
        let evidence = table.optional_str("evidence", problems).map(|l| l.text.trim().to_string());
        let spent_tables = table.tables("spent", problems);
        table.text("note", problems);
        table.finish(problems);
        let (id, metric) = (id?, metric?);
        let owner = match (enterprise, owner) {
            (Some(enterprise), None) => Owner::Enterprise(enterprise?),
            (None, Some(owner)) => Owner::Other(owner),
            _ => {
                let text = Text::new(
                    "a lot has one owner: `enterprise`, an id of the park, or `owner`, a name",
                    "批次须有一个所有者：enterprise（园区企业标识）或 owner（名称）",
                );
                problems.add(Problem::new(Code::MissingKey, text).at(id.place.clone()));
                return None;
            }
        };
        let quantity = quantity.and_then(|literal| above_zero(metric, &literal, problems));
        let from = from?;
        let spent: Vec<Option<Spent>> =
            spent_tables.iter().map(|table| Spent::read(table, metric, &from, problems)).collect();
        Some(Self {
            name: name.unwrap_or_else(|| Text::new(id.text, id.text)),
            id: id.text.to_string(),
            owner,
            kind: kind?,
            from,
            metric: metric.id.clone(),
            quantity: quantity?,
            evidence: evidence.filter(|text| !text.is_empty()),
            spent: spent.into_iter().collect::<Option<_>>()?,
            place: id.place,
        })
    }

    /// What is left of it for a project: what the project itself is registered with has not been spent by others.
    pub fn left_for(&self, project: &str) -> Fraction {
        let others = self.spent.iter().filter(|spent| spent.project != project);
        others.fold(self.quantity.clone(), |left, spent| left.minus(&spent.amount))
    }
}

impl Spent {
    fn read(table: &Table<'_>, metric: &Metric, from: &str, problems: &mut Problems) -> Option<Self> {
        let project = table.required_str("project", problems);
        let when = table.required_str("date", problems).and_then(|l| Some((date(&l, problems)?, l.place)));
        let amount = table.required_str("amount", problems).and_then(|l| above_zero(metric, &l, problems));
        table.text("note", problems);
        table.finish(problems);
        let (date, place) = when?;
        if date.as_str() < from {
            let text = Text::new(
                format!("spent on {date}, before the reduction exists ({from})"),
                format!("使用日期 {date} 早于减排发生日期 {from}"),
            );
            problems.add(Problem::new(Code::ReductionUnfit, text).at(place));
            return None;
        }
        Some(Self { project: project?.text.to_string(), date, amount: amount? })
    }
}

/// An amount of a metric above zero.
pub(super) fn above_zero(metric: &Metric, literal: &Literal<'_>, problems: &mut Problems) -> Option<Fraction> {
    let amount = metric.amount(literal, problems)?;
    if amount <= Fraction::zero() {
        let text =
            Text::new(format!("`{}` is not more than zero", literal.text), format!("`{}` 应大于零", literal.text));
        problems.add(Problem::new(Code::NegativeQuantity, text).at(literal.place.clone()));
        return None;
    }
    Some(amount)
}

/// Reports a lot that is listed twice, and one of which more is spent than it holds.
pub(super) fn check(lots: &[Reduction], problems: &mut Problems) {
    for (at, lot) in lots.iter().enumerate() {
        if let Some(first) = lots[..at].iter().find(|other| other.id == lot.id) {
            let text =
                Text::new(format!("the lot `{}` is listed twice", lot.id), format!("减排批次 `{}` 重复列出", lot.id));
            let first = (first.place.clone(), Text::new("first listed here", "首次列出于此"));
            problems.add(Problem::new(Code::DuplicateId, text).at(lot.place.clone()).related(first.0, first.1));
        }
        let spent = lot.spent.iter().fold(Fraction::zero(), |sum, spent| sum.plus(&spent.amount));
        if spent > lot.quantity {
            let shown = |value: &Fraction| value.plain(6).unwrap_or_default();
            let (spent, quantity) = (shown(&spent), shown(&lot.quantity));
            let text = Text::new(
                format!("{spent} are spent of the lot `{}`, which holds {quantity}", lot.id),
                format!("减排批次 `{}` 共 {quantity}，已使用 {spent}", lot.id),
            );
            problems.add(Problem::new(Code::ReductionOverdrawn, text).at(lot.place.clone()));
        }
    }
}

/// `[admission]` of a park file: how the park admits projects.
#[derive(Debug, Clone, Default)]
pub struct AdmissionPolicy {
    /// The rule by which newcomers replace what they emit, with its place.
    pub rule: Option<(String, Place)>,
    /// The ratio, with its place.
    pub ratio: Option<(Decimal, Place)>,
    /// True if projects of high consumption and emissions (两高) are refused.
    pub refuse_two_high: bool,
}

impl AdmissionPolicy {
    /// Reads `[admission]`.
    ///
    /// # Errors
    /// Reports unknown keys, an unknown rule (`PK1522`) and a ratio that is not above zero.
    pub(super) fn read(table: &Table<'_>, library: &Library, problems: &mut Problems) -> Self {
        let (rule, ratio) = rule_and_ratio(table, library, problems);
        let refuse_two_high = table.flag("refuse_two_high", problems).unwrap_or(false);
        table.text("note", problems);
        table.finish(problems);
        Self { rule, ratio, refuse_two_high }
    }
}

/// A name or a number, with its place.
type Placed<T> = Option<(T, Place)>;

/// The keys `rule` and `ratio`, of the park or of a project.
pub(super) fn rule_and_ratio(
    table: &Table<'_>,
    library: &Library,
    problems: &mut Problems,
) -> (Placed<String>, Placed<Decimal>) {
    let rule = table.optional_str("rule", problems).and_then(|literal| match library.replacement_rule(literal.text) {
        Ok(rule) => Some((rule.id.clone(), literal.place)),
        Err(problem) => {
            problems.add(problem.at(literal.place));
            None
        }
    });
    let ratio = table.get("ratio").and_then(|value| value.number(problems));
    let ratio = ratio.and_then(|literal| Some((positive(&literal, problems)?, literal.place)));
    (rule, ratio)
}
