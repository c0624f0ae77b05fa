//! Lots of green power: bought, generated or certified once, and spent at most once inside the park.

use std::collections::{BTreeMap, HashMap};

use super::activity::{Activity, negative};
use super::certificate_numbers::Run;
use super::enterprise::{EnterpriseId, named, period};
use super::model::Park;
use crate::factors::{Checks, Supply, choice, decimal, unit};
use crate::quantity::{Dimension, Exact, Period};
use crate::source::{Code, Literal, Place, Problem, Problems, Table, Text};

/// Supplies that are claims of non-fossil power.
const SOURCES: [(&str, Supply); 4] = [
    ("direct_green", Supply::DirectGreen),
    ("traded_green", Supply::TradedGreen),
    ("certificate", Supply::Certificate),
    ("self_renewable", Supply::SelfRenewable),
];

/// A lot of green power.
#[derive(Debug, Clone)]
pub struct GreenLot {
    /// The name by which activities claim it.
    pub id: String,
    /// Direct line, trade, certificate, or own generation.
    pub source: Supply,
    /// Who may claim it.
    pub owner: EnterpriseId,
    /// How much it is, in kWh.
    pub quantity: Exact,
    /// When it was generated.
    pub vintage: Period,
    /// The last month in which a certificate may be used; none for power that is metered as it is used, in its vintage only.
    pub expires: Option<Period>,
    /// The numbers of its certificates, if it has some. A traded lot is its certificate lot.
    pub certificates: Option<String>,
    /// The date or record of cancellation (核销), if it was cancelled.
    pub cancelled: Option<String>,
    /// Where it stands.
    pub place: Place,
}

/// A claim on a lot.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Claim {
    /// By whom.
    pub enterprise: EnterpriseId,
    /// For which period.
    pub period: Period,
    /// How much, in kWh.
    pub quantity: Exact,
    /// Where it stands.
    pub place: Place,
}

impl GreenLot {
    /// Reads one `[[green_lot]]`.
    ///
    /// # Errors
    /// Reports missing keys, unknown names, a unit that is none of electricity (`PK0204`) and certificates that are no whole
    /// MWh (`PK0516`), and a negative quantity (`PK0206`).
    pub(super) fn read(
        table: &Table<'_>,
        find: impl Fn(&str) -> Option<EnterpriseId>,
        names: &[&str],
        checks: &Checks,
        problems: &mut Problems,
    ) -> Option<Self> {
        let id = table.required_str("id", problems);
        let source = table.required_str("source", problems).and_then(|literal| choice(&literal, &SOURCES, problems));
        let owner = table.required_str("owner", problems).and_then(|literal| named(&literal, find, names, problems));
        let stated = table.required_str("unit", problems);
        let quantity = table.required("quantity", problems).and_then(|value| value.number(problems));
        let quantity = quantity.and_then(|literal| Some((decimal(&literal, problems)?, literal)));
        let vintage = table.required_str("vintage", problems).and_then(|literal| period(&literal, problems));
        let text = |literal: Option<Literal<'_>>| literal.map(|literal| literal.text.trim().to_string());
        let certificates = text(table.optional_str("certificates", problems)).filter(|text| !text.is_empty());
        let cancelled = text(table.optional_str("cancelled", problems)).filter(|text| !text.is_empty());
        table.text("note", problems);
        table.finish(problems);
        let stated = stated?;
        let measured_in = unit(&stated, problems)?;
        if measured_in.dimension() != Dimension::Electricity {
            let text = Text::new(
                format!("a lot of green power is electricity (in MWh, for instance), not `{measured_in}`"),
                format!("绿电批次按电量计（例如 MWh），不是 `{measured_in}`"),
            );
            problems.add(Problem::new(Code::WrongDimension, text).at(stated.place));
            return None;
        }
        let (number, literal) = quantity?;
        let kilowatt_hours = Exact::from(number).times(&Exact::from(measured_in.factor()));
        let source = source?;
        let certified = source.is_certified();
        let whole = kilowatt_hours.shifted_right(3).is_whole();
        if kilowatt_hours < Exact::ZERO {
            let instead = Text::new(
                "a lot is what was bought, generated or certified; what is spent of it activities claim with lot = \"…\"",
                "批次为购入、自发或核发的电量；使用量由活动数据以 lot = \"…\" 认领",
            );
            problems.add(negative(&literal, instead));
            return None;
        }
        if certified && !whole {
            let text = Text::new(
                format!("{} {measured_in} are no whole certificates: one is 1 MWh", literal.text),
                format!("{} {measured_in} 不是整张绿证：1 张为 1 MWh", literal.text),
            );
            problems.add(Problem::new(Code::LotUnfit, text).at(literal.place));
            return None;
        }
        let (id, vintage) = (id?, vintage?);
        let last = || (0..checks.certificate_valid_months).fold(vintage.last_month(), |month, _| month.after());
        Some(Self {
            id: id.text.to_string(),
            source,
            owner: owner?,
            quantity: kilowatt_hours,
            vintage,
            expires: certified.then(last),
            certificates,
            cancelled,
            place: id.place,
        })
    }
}

impl Park {
    /// The claims on each lot, in the order of the lots.
    pub fn claims(&self) -> Vec<Vec<Claim>> {
        let position: HashMap<&str, usize> =
            self.green_lots.iter().enumerate().map(|(at, lot)| (lot.id.as_str(), at)).collect();
        let mut claims = vec![Vec::new(); self.green_lots.len()];
        for activity in self.activities.iter().filter(|activity| is_claim(activity)) {
            let Some(at) = activity.named_lot().and_then(|lot| position.get(lot)) else { continue };
            // Own generation is claimed whole, what is sold of it included.
            let own = self.green_lots[*at].source == Supply::SelfRenewable;
            if own && activity.supply == Supply::SoldOutsideGreen {
                continue;
            }
            claims[*at].extend(activity.amounts.iter().map(|amount| Claim {
                enterprise: activity.enterprise,
                period: amount.period,
                quantity: Exact::from(amount.value).times(&Exact::from(activity.unit.factor())),
                place: amount.place.clone(),
            }));
        }
        claims
    }
}

/// True for what spends a lot: a claim, or a sale of non-fossil power with a lot.
fn is_claim(activity: &Activity) -> bool {
    SOURCES.iter().any(|(_, supply)| *supply == activity.supply) || activity.supply == Supply::SoldOutsideGreen
}

/// Checks the lots of a park and the claims on them.
///
/// # Errors
/// Reports one lot or certificate stated twice (`PK0305`), claims on a lot that is not there (`PK0304`), that is another's, of
/// another kind or of another time (`PK0516`), and more claimed than a lot holds (`PK0515`).
pub(super) fn check(park: &Park, problems: &mut Problems) {
    if park.green_lots.is_empty() {
        return;
    }
    check_names(park, problems);
    for activity in park.activities.iter().filter(|activity| is_claim(activity)) {
        check_claim(park, activity, problems);
    }
    for (lot, claims) in park.green_lots.iter().zip(park.claims()) {
        let spent = claims.iter().fold(Exact::ZERO, |sum, claim| sum.plus(&claim.quantity));
        if spent <= lot.quantity {
            continue;
        }
        let [spent, held] = [&spent, &lot.quantity].map(|quantity| quantity.shifted_right(3));
        let text = Text::new(
            format!("{spent} MWh of the lot `{}` are claimed, it holds {held} MWh", lot.id),
            format!("批次 `{}` 被使用 {spent} MWh，而仅有 {held} MWh", lot.id),
        );
        let mut problem = Problem::new(Code::LotOverspent, text);
        if let Some(last) = claims.last() {
            problem = problem.at(last.place.clone());
        }
        problems.add(problem.related(lot.place.clone(), Text::new("the lot is here", "批次在此")));
    }
}

/// No id and no certificate twice.
fn check_names(park: &Park, problems: &mut Problems) {
    let mut ids: BTreeMap<&str, &GreenLot> = BTreeMap::new();
    let mut runs: Vec<(Run, &GreenLot)> = Vec::new();
    let mut twice = |lot: &GreenLot, known: &GreenLot, text: Text| {
        problems.add(
            Problem::new(Code::DuplicateId, text)
                .at(lot.place.clone())
                .related(known.place.clone(), Text::new("it stands here too", "另一处在此")),
        );
    };
    for lot in &park.green_lots {
        if let Some(known) = ids.insert(&lot.id, lot) {
            let text = Text::new(format!("the lot `{}` is stated twice", lot.id), format!("批次 `{}` 重复", lot.id));
            twice(lot, known, text);
            continue;
        }
        let new = lot.certificates.as_deref().map(Run::of).unwrap_or_default();
        let known = runs.iter().find(|(known, _)| new.iter().any(|run| run.overlaps(known)));
        if let Some((_, known)) = known {
            let text = Text::new(
                format!("`{}` and `{}` share certificates: a traded lot is its certificate lot", known.id, lot.id),
                format!("`{}` 与 `{}` 的绿证编号重叠：交易电量与其绿证为同一批次", known.id, lot.id),
            );
            twice(lot, known, text);
        }
        runs.extend(new.into_iter().map(|run| (run, lot)));
    }
}

fn check_claim(park: &Park, activity: &Activity, problems: &mut Problems) {
    let certified = activity.supply.is_certified();
    // Power of returns is claimed by the certificates that they list; `check` warns of what names no lot (`PK1016`).
    let Some(name) = activity.named_lot() else { return };
    let Some(lot) = park.green_lots.iter().find(|lot| lot.id == name) else {
        if certified {
            let ids = park.green_lots.iter().map(|lot| lot.id.as_str());
            let near = problems.nearest(name, ids);
            let text = Text::new(format!("there is no lot `{name}` of green power"), format!("没有绿电批次 `{name}`"));
            problems.add(Problem::new(Code::UnknownChoice, text).at(activity.lot_place.clone()).suggest(near));
        }
        return;
    };
    let unfit = |text: Text, place: &Place| {
        Problem::new(Code::LotUnfit, text)
            .at(place.clone())
            .related(lot.place.clone(), Text::new("the lot is here", "批次在此"))
    };
    // A traded lot is its certificate lot, so one may be claimed as the other.
    let same = activity.supply == Supply::SoldOutsideGreen
        || activity.supply == lot.source
        || certified && lot.source.is_certified();
    if !same {
        let (claimed, source) = (activity.supply.name(), lot.source.name());
        let text = Text::new(
            format!("the lot `{name}` is {}, claimed as {}", source.en, claimed.en),
            format!("批次 `{name}` 为{}，却按{}使用", source.zh, claimed.zh),
        );
        problems.add(unfit(text, &activity.lot_place));
    }
    if activity.enterprise != lot.owner {
        let [claimer, owner] = [activity.enterprise, lot.owner].map(|id| &park.enterprise(id).id);
        let text = Text::new(
            format!("the lot `{name}` is of `{owner}`, claimed by `{claimer}`"),
            format!("批次 `{name}` 归 `{owner}`，却由 `{claimer}` 使用"),
        );
        problems.add(unfit(text, &activity.lot_place));
    }
    for amount in activity.amounts.iter().filter(|amount| !amount.value.is_zero()) {
        let covered = amount.period;
        let expired = lot.expires.filter(|last| covered.ends_after(*last));
        let text = match expired {
            Some(last) => Text::new(
                format!("{covered} lies after {last}, the last month of the lot `{name}` ({})", lot.vintage),
                format!("{covered} 晚于批次 `{name}`（{}）的有效期末月 {last}", lot.vintage),
            ),
            None if covered.ends_before(lot.vintage) => Text::new(
                format!("{covered} lies before the power of the lot `{name}` was generated ({})", lot.vintage),
                format!("{covered} 早于批次 `{name}` 的发电期 {}", lot.vintage),
            ),
            // Power of a line or of own generation is metered as it is used.
            None if lot.expires.is_none() && !covered.overlaps(lot.vintage) => Text::new(
                format!("{covered} lies after the power of the lot `{name}` was generated ({}) and used", lot.vintage),
                format!("{covered} 晚于批次 `{name}` 的发电期 {}，该电量即发即用，不能留到以后", lot.vintage),
            ),
            None => continue,
        };
        problems.add(unfit(text, &amount.place));
    }
}
