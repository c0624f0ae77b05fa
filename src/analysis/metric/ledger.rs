//! A park accounted once, year by year, so that any period is a sum of entries.

use std::collections::{BTreeMap, BTreeSet};

use super::missing::Missing;
use crate::factors::{Library, Standard};
use crate::inventory::{EnergyEntry, Entry, Inventory, Party, View, account, account_with_later_factors};
use crate::park::{EnterpriseId, Park, Whose};
use crate::quantity::{Granularity, Period};
use crate::source::{Code, Problem, Problems, Severity, Text};

/// A stretch of time accounted under one edition, or why it could not be.
#[derive(Debug)]
struct Block {
    period: Period,
    inventory: Result<Inventory, Vec<Problem>>,
}

/// The ledger of a park over all years with data, under one standard (in the edition of each year) and view. Figures of
/// any period are sums over its entries; nothing is accounted twice.
#[derive(Debug)]
pub struct Measures<'a> {
    /// The park.
    pub park: &'a Park,
    /// Factors, standards and metrics.
    pub library: &'a Library,
    /// What an enterprise carries.
    pub view: View,
    /// The standard, or the family of its editions.
    standard: &'a str,
    blocks: Vec<Block>,
    /// The periods for which each enterprise has quantities, in order.
    data: BTreeMap<EnterpriseId, BTreeSet<Period>>,
}

impl<'a> Measures<'a> {
    /// Accounts every year that has data. A year that cannot be accounted whole, or lies in two editions of the standard,
    /// is accounted by its accounting periods; what still cannot be is missing, with its reason.
    ///
    /// # Errors
    /// The first problem, if nothing can be accounted at all.
    pub fn gather(
        park: &'a Park,
        library: &'a Library,
        standard: Option<&'a str>,
        view: View,
    ) -> Result<Self, Box<Problem>> {
        let standard = standard.unwrap_or(&park.accounting.standard);
        let years: BTreeSet<i32> =
            park.periods().iter().flat_map(|period| period.first_year()..=period.last_year()).collect();
        let years = years.into_iter().map(Period::year);
        let terms = Terms { park, library, standard, view, later: 0 };
        let blocks: Vec<Block> = years.flat_map(|year| terms.blocks(year)).collect();
        if blocks.iter().all(|block| block.inventory.is_err()) {
            let first = blocks.into_iter().find_map(|block| block.inventory.err()?.into_iter().next());
            let nothing =
                || Problem::new(Code::NothingInPeriod, Text::new("the park has no activity", "园区没有活动数据"));
            return Err(Box::new(first.unwrap_or_else(nothing)));
        }
        let mut data: BTreeMap<EnterpriseId, BTreeSet<Period>> = BTreeMap::new();
        for activity in &park.activities {
            let of = data.entry(activity.enterprise).or_default();
            of.extend(activity.amounts.iter().map(|amount| amount.period));
        }
        Ok(Self { park, library, view, standard, blocks, data })
    }

    /// The years that overlap a period, accounted anew with what holds so many months later: the edition of the standard
    /// and the years of yearly factors. Only what the park did differs from the later period then. What cannot be accounted
    /// in that way is missing, with its reason.
    pub fn at_later_factors(&self, span: Period, months: i32) -> Self {
        let (park, library, standard, view) = (self.park, self.library, self.standard, self.view);
        let terms = Terms { park, library, standard, view, later: months };
        let known = self.blocks.iter().filter(|block| block.period.overlaps(span));
        let years: BTreeSet<i32> = known.map(|block| block.period.first_year()).collect();
        let blocks = years.into_iter().flat_map(|year| terms.blocks(Period::year(year))).collect();
        Self { park, library, view, standard, blocks, data: self.data.clone() }
    }

    /// The accounting period of the park.
    pub fn granularity(&self) -> Granularity {
        self.park.accounting.granularity
    }

    /// The inventories that lie in a period, wholly or partly, in order.
    pub fn inventories(&self, span: Period) -> impl Iterator<Item = &Inventory> {
        let inside = self.blocks.iter().filter(move |block| block.period.overlaps(span));
        inside.filter_map(|block| block.inventory.as_ref().ok())
    }

    /// The editions of the standard that apply in a period, each once.
    pub fn standards(&self, span: Period) -> Vec<&str> {
        let mut ids: Vec<&str> = Vec::new();
        for inventory in self.inventories(span) {
            if !ids.contains(&inventory.standard.as_str()) {
                ids.push(&inventory.standard);
            }
        }
        ids
    }

    /// What limits the inventories of a period, each sentence once; months without data are named by the metrics that lack
    /// them.
    pub fn warnings(&self, span: Period) -> Vec<&Problem> {
        let mut found = self.notices(span);
        found.retain(|notice| notice.severity() == Severity::Warning);
        found
    }

    /// The same with what a reader must know besides: choices of the standard, factors of another year, data laid over.
    pub fn notices(&self, span: Period) -> Vec<&Problem> {
        let mut found: Vec<&Problem> = Vec::new();
        for notice in self.inventories(span).flat_map(|inventory| &inventory.notices) {
            let known = found.iter().any(|known| known.code == notice.code && known.text == notice.text);
            if notice.code != Code::MonthsMissing && !known {
                found.push(notice);
            }
        }
        found
    }

    /// The counted entries inside a period that someone carries. Enterprises together are counted net of what they sell,
    /// to each other or to others, so that all of them together are the park.
    pub fn entries(&self, whose: &Whose, span: Period) -> impl Iterator<Item = &Entry> {
        let carries = |entry: &Entry| match whose {
            Whose::Park => true,
            Whose::Enterprise(id) => entry.party == Party::Enterprise(*id),
            Whose::Enterprises(ids) => ids.contains(&entry.enterprise),
        };
        let all = self.inventories(span).flat_map(Inventory::counted);
        all.filter(move |entry| span.contains(entry.period) && carries(entry))
    }

    /// The postings of energy inside a period.
    pub fn energy(&self, whose: &Whose, span: Period) -> impl Iterator<Item = &EnergyEntry> {
        let all = self.inventories(span).flat_map(|inventory| &inventory.energy.entries);
        all.filter(move |entry| span.contains(entry.period) && whose.includes(entry.enterprise))
    }

    /// True if an enterprise is in the park for the whole of a period, and has data for every month of it.
    pub fn covers(&self, id: EnterpriseId, span: Period) -> bool {
        let stays = self.park.enterprise(id).within(span) == Some(span);
        let known = self.data.get(&id);
        stays && known.is_some_and(|known| uncovered(span, self.granularity(), known.iter().copied()).is_empty())
    }

    /// The enterprises that are in the park in a period and state nothing for a part of that time.
    pub fn silent(&self, span: Period) -> Vec<EnterpriseId> {
        let all = self.park.enterprises.iter().filter_map(|enterprise| self.park.find_enterprise(&enterprise.id));
        let here = |id: &EnterpriseId| self.park.enterprise(*id).within(span);
        all.filter(|id| here(id).is_some_and(|here| !self.covers(*id, here))).collect()
    }

    /// True if an enterprise has a quantity inside a period.
    pub fn has_data(&self, id: EnterpriseId, span: Period) -> bool {
        self.data.get(&id).is_some_and(|known| known.iter().any(|period| span.contains(*period)))
    }

    /// True if quantities cross the edge of a period, and are therefore no part of it.
    pub(super) fn cut(&self, whose: &Whose, span: Period) -> bool {
        let theirs = self.data.iter().filter(|(id, _)| whose.includes(**id)).flat_map(|(_, known)| known);
        theirs.into_iter().any(|period| period.overlaps(span) && !span.contains(*period))
    }

    /// Names whose quantities cross the edge of a period, and are therefore no part of it; none if nobody's do.
    pub fn left_out(&self, whose: &Whose, span: Period) -> Option<Problem> {
        let crosses = |known: &BTreeSet<Period>| known.iter().any(|p| p.overlaps(span) && !span.contains(*p));
        let theirs = self.data.iter().filter(|(id, known)| whose.includes(**id) && crosses(known));
        let ids: Vec<&str> = theirs.map(|(id, _)| self.park.enterprise(*id).id.as_str()).collect();
        let text = Text::new(
            format!("data of longer periods are no part of {span}: {}", ids.join(", ")),
            format!("跨期数据未计入 {span}：{}", ids.join("、")),
        );
        (!ids.is_empty()).then(|| Problem::new(Code::LeftOut, text))
    }

    /// Says what keeps the ledger from speaking for a period: years that could not be accounted, months without data.
    pub(super) fn ledger_speaks(&self, whose: &Whose, span: Period) -> Result<(), Missing> {
        if span.covering(self.granularity()) != span {
            let text = Text::new("no whole number of accounting periods", "不是整核算期");
            return Err(Missing::new(text, vec![span]));
        }
        for block in self.blocks.iter().filter(|block| block.period.overlaps(span)) {
            if let Err(problems) = &block.inventory {
                let why = problems.first().map_or_else(|| Text::new("", ""), |problem| problem.text.clone());
                let text = Text::new(format!("not accounted ({})", why.en), format!("未能核算（{}）", why.zh));
                return Err(Missing::new(text, vec![block.period]));
            }
        }
        let mut part = span;
        if let Whose::Enterprise(id) = whose {
            let Some(within) = self.park.enterprise(*id).within(span) else {
                return Err(Missing::new(Text::new("not in the park", "不在园区"), vec![span]));
            };
            part = within;
        }
        let theirs = self.data.iter().filter(|(id, _)| whose.includes(**id));
        let known = theirs.flat_map(|(_, known)| known.iter().copied()).filter(|period| span.contains(*period));
        let periods = uncovered(part, self.granularity(), known);
        if periods.is_empty() {
            Ok(())
        } else {
            Err(Missing::new(Text::new("no activity data", "没有活动数据"), periods))
        }
    }
}

/// How blocks are accounted.
struct Terms<'a> {
    park: &'a Park,
    library: &'a Library,
    standard: &'a str,
    view: View,
    /// How many months later the edition and the factors hold.
    later: i32,
}

impl Terms<'_> {
    /// A year, whole, or else by its accounting periods without those that have no data.
    fn blocks(&self, year: Period) -> Vec<Block> {
        let whole = self.block(year);
        if whole.inventory.is_ok() {
            return vec![whole];
        }
        let empty = |block: &Block| {
            let problems = block.inventory.as_ref().err();
            problems.is_some_and(|problems| problems.iter().all(|problem| problem.code == Code::NothingInPeriod))
        };
        let parts = year.each(self.park.accounting.granularity).map(|part| self.block(part));
        parts.filter(|block| !empty(block)).collect()
    }

    /// One stretch of time under the edition in force.
    fn block(&self, period: Period) -> Block {
        let standard = self.library.standard(self.standard, period.months_later(self.later));
        let inventory = standard.map_err(|problem| vec![*problem]).and_then(|standard: &Standard| {
            let mut problems = Problems::default();
            let Self { park, library, view, later, .. } = *self;
            let inventory = match later {
                0 => account(park, library, standard, period, view, &mut problems),
                _ => account_with_later_factors(park, library, standard, period, view, later, &mut problems),
            };
            inventory.ok_or_else(|| problems.into_iter().collect())
        });
        Block { period, inventory }
    }
}

/// The accounting periods of a period with a month that none of the known periods inside it covers.
fn uncovered(span: Period, granularity: Granularity, known: impl Iterator<Item = Period>) -> Vec<Period> {
    let known: Vec<Period> = known.collect();
    let covered = |month: Period| known.iter().any(|period| span.contains(*period) && period.contains(month));
    let open = |part: &Period| part.each_month().any(|month| span.contains(month) && !covered(month));
    span.each(granularity).filter(open).collect()
}
