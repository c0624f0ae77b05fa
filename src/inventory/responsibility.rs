//! The responsibility view: who buys power or heat inside the park carries what its maker really emitted for it, instead of
//! a default factor.
//!
//! A plant's direct emissions are split between power and heat by the method that its park file states, and each of the two
//! among what was made of it: own use, tenants, sales to outside. The parts sum to the plant's direct emissions, exactly.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::apportionment::{Apportionment, Share};
use super::entry::{Crossing, Entry, Party};
use super::gather::{Gathered, Key, Lines};
use super::handed_on::{Amounts, form_of};
use super::lookup::Lookup;
use super::passing_on::order;
use crate::factors::{CarrierId, Category, EnergyForm, Gas, Library, Scope, Supply, Use};
use crate::park::{EnterpriseId, Method, Park};
use crate::quantity::{Decimal, Exact, Grams, Period, apportion, windows};
use crate::source::{Code, Problem, Problems, Text};

/// Replaces, in the entries of a park whose parties are settled, the default factor of what allocating enterprises sell.
///
/// # Errors
/// Reports more passed on than received (`PK0513`) and enterprises that pass on to each other in a circle (`PK0514`). Warns of a
/// period without a heat ratio (`PK0709`), in which the default factor stays.
pub(super) fn responsibility(
    entries: &mut Vec<Entry>,
    gathered: &Gathered<'_>,
    lookup: &mut Lookup<'_>,
    problems: &mut Problems,
) -> Vec<Arc<Apportionment>> {
    let mut made = Vec::new();
    let (park, library) = (lookup.park, lookup.library);
    let amounts = Amounts::of(gathered, lookup, problems);
    // Yearly water of a plant that accounts its coal by quarter has no say.
    let mut periods: BTreeMap<EnterpriseId, BTreeSet<Period>> = BTreeMap::new();
    let direct = entries.iter().filter(|entry| entry.scope == Scope::Direct).map(|e| (e.enterprise, e.period));
    let energy = gathered.lines.iter().map(|(key, _)| key).filter(|key| form_of(key, library).is_some());
    for (enterprise, period) in direct.chain(energy.map(|key| (key.enterprise, key.period))) {
        if let Some(allocation) = &park.enterprise(enterprise).allocation {
            let known = periods.entry(enterprise).or_default();
            if known.is_empty() {
                say_method(&park.enterprise(enterprise).id, &allocation.method, lookup);
            }
            known.insert(period);
        }
    }
    let windows = periods.into_iter().map(|(enterprise, periods)| (enterprise, windows(periods))).collect();
    let Some(order) = order(&windows, gathered, park, library, problems) else { return made };
    for (enterprise, period) in order {
        let maker = Maker { enterprise, period, park, library, gathered, amounts: &amounts };
        made.extend(maker.hand_on(entries, problems));
    }
    entries.sort_by_key(|entry| {
        (entry.enterprise, entry.period, entry.carrier, entry.use_, entry.supply, entry.counterparty)
    });
    made
}

/// Names the method, and that its document was not seen.
fn say_method(id: &str, method: &Method, lookup: &mut Lookup<'_>) {
    let name = method.name();
    let (en, zh) = match method {
        Method::PassThrough => ("", ""),
        _ => ("; its document was not seen in a copy", "；未见其文本"),
    };
    let text = Text::new(
        format!("`{id}` hands on its emissions by the {} of the park file{en}", name.en),
        format!("`{id}` 的排放按园区文件所选的{}分摊{zh}", name.zh),
    );
    lookup.notices.say(Code::StandardOption, text);
}

/// An enterprise that hands on, in one period.
struct Maker<'a> {
    enterprise: EnterpriseId,
    period: Period,
    park: &'a Park,
    library: &'a Library,
    gathered: &'a Gathered<'a>,
    amounts: &'a Amounts,
}

/// Lines of the enterprise's own account that the emissions of one form are split among.
struct Outlets<'a> {
    lines: Vec<(&'a Key, &'a Lines<'a>, Exact)>,
    /// What it loses on the way to its buyers, or keeps of energy that it passes on.
    kept: Exact,
}

impl Outlets<'_> {
    fn quantity(&self) -> Exact {
        self.lines.iter().fold(self.kept.clone(), |sum, (.., quantity)| sum.plus(quantity))
    }
}

const FORMS: [EnergyForm; 2] = [EnergyForm::Electricity, EnergyForm::Heat];

impl Maker<'_> {
    fn hand_on(&self, entries: &mut Vec<Entry>, problems: &mut Problems) -> Vec<Arc<Apportionment>> {
        let Some(allocation) = &self.park.enterprise(self.enterprise).allocation else { return Vec::new() };
        if let Some((carrier, period)) = self.stated_for_longer(&allocation.method) {
            problems.add(self.stated_elsewhere(carrier, period));
            return Vec::new();
        }
        let outlets = FORMS.map(|form| self.outlets(form, &allocation.method, problems));
        let [Some(power), Some(heat)] = &outlets else { return Vec::new() };
        let wholes = match &allocation.method {
            Method::PassThrough => FORMS.map(|form| (self.bought(form, entries), None)),
            method => {
                let direct = self.direct(entries);
                let Some(split) = self.split(method, direct, [power, heat], problems) else { return Vec::new() };
                split.map(|part| (direct, Some(part)))
            }
        };
        let mut made = Vec::new();
        for ((form, outlets), (whole, part)) in FORMS.into_iter().zip([power, heat]).zip(wholes) {
            let of_form = part.unwrap_or(whole);
            made.extend(self.apportion(form, outlets, [whole, of_form], &allocation.method, entries));
        }
        made
    }

    /// A fuel of the plant, or power or heat that is passed on, stated for a longer period than the one accounted.
    fn stated_for_longer(&self, method: &Method) -> Option<(CarrierId, Period)> {
        let is_source = |carrier: CarrierId| {
            let kind = self.library.catalogue.kind(self.library.catalogue.get(carrier));
            kind.is_some_and(|kind| match method {
                Method::PassThrough => kind.energy != EnergyForm::Fuel,
                _ => kind.energy == EnergyForm::Fuel && kind.uses.contains(&Use::Fuel),
            })
        };
        let mut left_out = self.gathered.left_out.iter();
        let found = left_out.find(|(activity, period)| {
            let received = !activity.supply.is_sale() && is_source(activity.carrier);
            received && activity.enterprise == self.enterprise && period.overlaps(self.period)
        });
        found.map(|(activity, period)| (activity.carrier, *period))
    }

    fn stated_elsewhere(&self, carrier: CarrierId, stated: Period) -> Problem {
        let enterprise = self.park.enterprise(self.enterprise);
        let name = &self.library.catalogue.get(carrier).name;
        let text = Text::new(
            format!(
                "`{}` states {} for {stated} only: what it sells in {} keeps the default factor",
                enterprise.id, name.en, self.period
            ),
            format!(
                "`{}` 的{}只有 {stated} 的数据：责任视角下其 {} 售出量按缺省因子计",
                enterprise.id, name.zh, self.period
            ),
        );
        let place = enterprise.allocation.as_ref().map_or(&enterprise.place, |allocation| &allocation.place);
        Problem::new(Code::NoHeatRatio, text).at(place.clone()).hint(Text::new(
            format!("account {stated}, or state it by accounting period"),
            format!("请按 {stated} 核算，或按核算期填写"),
        ))
    }

    fn mine(&self, entry: &Entry) -> bool {
        entry.enterprise == self.enterprise && self.period.contains(entry.period) && entry.memo.is_none()
    }

    /// The plant's direct emissions, t.
    fn direct(&self, entries: &[Entry]) -> Grams {
        entries.iter().filter(|entry| self.mine(entry) && entry.scope == Scope::Direct).map(|entry| entry.co2e).sum()
    }

    /// What the energy that it bought carries, t.
    fn bought(&self, form: EnergyForm, entries: &[Entry]) -> Grams {
        let bought = |entry: &&Entry| {
            matches!(entry.crossing, Crossing::Bought | Crossing::BoughtInPark) && self.is_form(entry, form)
        };
        entries.iter().filter(|entry| self.mine(entry)).filter(bought).map(|entry| entry.co2e).sum()
    }

    fn is_form(&self, entry: &Entry, form: EnergyForm) -> bool {
        let kind = self.library.catalogue.kind(self.library.catalogue.get(entry.carrier));
        kind.is_some_and(|kind| kind.energy == form)
    }

    /// What it makes or passes on. A plant's own use is that of power and heat from its own fuel.
    ///
    /// # Errors
    /// Reports more passed on than received (`PK0513`).
    fn outlets(&self, form: EnergyForm, method: &Method, problems: &mut Problems) -> Option<Outlets<'_>> {
        let mut outlets = Outlets { lines: Vec::new(), kept: Exact::ZERO };
        let (mut received, mut lost) = (Exact::ZERO, Exact::ZERO);
        let of_form = |(key, _): &(Key, Lines<'_>)| {
            key.enterprise == self.enterprise
                && self.period.contains(key.period)
                && form_of(key, self.library) == Some(form)
        };
        let all = self.gathered.lines.iter().zip(&self.amounts.of_lines);
        for ((key, lines), quantity) in all.filter(|(line, _)| of_form(line)) {
            let quantity = quantity.clone();
            if key.use_ == Use::Loss && !key.supply.is_sale() {
                lost = lost.plus(&quantity);
            }
            match (key.supply, method) {
                (Supply::SoldPark | Supply::SoldOutside, _) => outlets.lines.push((key, lines, quantity)),
                // What is sold as non-fossil takes its zero along.
                (Supply::SoldOutsideGreen | Supply::SoldParkGreen, _) => received = received.minus(&quantity),
                (Supply::SelfNonFossil, Method::HeatRatio(_) | Method::Efficiency { .. }) => {}
                (Supply::SelfFossil, Method::HeatRatio(_) | Method::Efficiency { .. }) => {
                    outlets.lines.push((key, lines, quantity));
                }
                _ => received = received.plus(&quantity),
            }
        }
        let heat = form == EnergyForm::Heat;
        let own_losses = self.amounts.lost.iter().filter(|(lost, _)| {
            lost.seller == self.enterprise && self.period.contains(lost.period) && lost.heat == heat
        });
        let own_losses = own_losses.fold(Exact::ZERO, |sum, (_, quantity)| sum.plus(quantity));
        if *method != Method::PassThrough {
            outlets.kept = own_losses;
            if received > Exact::ZERO && outlets.lines.iter().any(|(key, ..)| key.supply.is_sale()) {
                problems.add(self.also_takes(&received, form));
            }
        } else {
            let sold = outlets.quantity();
            outlets.kept = received.minus(&sold);
            // What was lost on the way, to it or from it, stays with it.
            let received = received.minus(&lost).minus(&own_losses);
            if sold > received {
                let enterprise = self.park.enterprise(self.enterprise);
                let large = form == EnergyForm::Electricity && sold >= Exact::from(1000);
                let (shift, unit) = match (form, large) {
                    (EnergyForm::Heat, _) => (0, "GJ"),
                    (_, true) => (3, "MWh"),
                    _ => (0, "kWh"),
                };
                let [sold, received] = [sold, received].map(|quantity| quantity.shifted_right(shift));
                let text = Text::new(
                    format!(
                        "`{}` passes on {sold} {unit} in {}, but received {received} {unit}",
                        enterprise.id, self.period
                    ),
                    format!("`{}` 在 {} 转供 {sold} {unit}，而仅收到 {received} {unit}", enterprise.id, self.period),
                );
                problems.add(Problem::new(Code::PassedOnTooMuch, text).at(enterprise.place.clone()));
                return None;
            }
        }
        Some(outlets)
    }

    /// The parts of power and heat.
    fn split(
        &self,
        method: &Method,
        direct: Grams,
        [power, heat]: [&Outlets<'_>; 2],
        problems: &mut Problems,
    ) -> Option<[Grams; 2]> {
        let (p, h) = (power.quantity(), heat.quantity());
        let weights = match method {
            _ if h.is_zero() && p.is_zero() => return None,
            Method::HeatRatio(ratios) => {
                let Some((_, ratio)) = ratios.iter().find(|(covered, _)| covered.contains(self.period)) else {
                    problems.add(self.no_ratio(ratios));
                    return None;
                };
                [Exact::from(Decimal::ONE).minus(&Exact::from(*ratio)), Exact::from(*ratio)]
            }
            Method::Efficiency { heat, power } => {
                // (P / e_P) : (H / e_H) = P · e_H : H · e_P, power in GJ: 0.0036 GJ/kWh.
                let gigajoules = p.times(&Exact::from(Decimal::new(36, 4)));
                [gigajoules.times(&Exact::from(*heat)), h.times(&Exact::from(*power))]
            }
            Method::PassThrough => return None,
        };
        let parts = apportion(direct, &weights)?;
        Some([parts[0], parts[1]])
    }

    fn also_takes(&self, received: &Exact, form: EnergyForm) -> Problem {
        let enterprise = self.park.enterprise(self.enterprise);
        let (en, zh, unit) =
            if form == EnergyForm::Heat { ("heat", "热力", "GJ") } else { ("power", "电力", "kWh") };
        let text = Text::new(
            format!(
                "`{}` sells {en} in {} and took in {received} {unit} beside its own: the shares hold its direct emissions only",
                enterprise.id, self.period
            ),
            format!(
                "`{}` 在 {} 售出{zh}，另有非自产{zh} {received} {unit}：分摊只含其直接排放",
                enterprise.id, self.period
            ),
        );
        let place = enterprise.allocation.as_ref().map_or(&enterprise.place, |allocation| &allocation.place);
        Problem::new(Code::BoughtBesideMade, text).at(place.clone()).hint(Text::new(
            "if it resells what it bought, let an enterprise of its own with method = \"pass_through\" do so",
            "如属转售，请另设一家企业并写 method = \"pass_through\"",
        ))
    }

    fn no_ratio(&self, ratios: &[(Period, Decimal)]) -> Problem {
        let enterprise = self.park.enterprise(self.enterprise);
        let text = Text::new(
            format!("no heat ratio of `{}` for {}: what it sells keeps the default factor", enterprise.id, self.period),
            format!("`{}` 缺 {} 的供热比：责任视角下其售出量按缺省因子计", enterprise.id, self.period),
        );
        let place = enterprise.allocation.as_ref().map_or(&enterprise.place, |allocation| &allocation.place);
        let mut key = self.period.to_string();
        if key.contains("..") {
            key = format!("\"{key}\"");
        }
        let written = format!("heat_ratio = {{ {key} = 0.42 }}");
        let mut hint = Text::new(
            format!("heat supplied over all heat produced in {}: {written}", self.period),
            format!("{} 供热量与总产热量之比：{written}", self.period),
        );
        let stated: Vec<String> = ratios.iter().map(|(covered, _)| covered.to_string()).collect();
        if !stated.is_empty() {
            hint.en.push_str(&format!("; stated are those of {}", stated.join(", ")));
            hint.zh.push_str(&format!("；现有的是 {} 的", stated.join("、")));
        }
        if ratios.iter().any(|(covered, _)| self.period.contains(*covered)) {
            hint.en.push_str(", which do not combine: their heat is not known");
            hint.zh.push_str("，各期热量未知，不能合并");
        }
        Problem::new(Code::NoHeatRatio, text).at(place.clone()).hint(hint)
    }

    /// Splits the emissions of one form among its outlets, and posts the shares in place of the default factor.
    fn apportion(
        &self,
        form: EnergyForm,
        outlets: &Outlets<'_>,
        [whole, of_form]: [Grams; 2],
        method: &Method,
        entries: &mut Vec<Entry>,
    ) -> Option<Arc<Apportionment>> {
        let weights: Vec<Exact> =
            outlets.lines.iter().map(|(.., quantity)| quantity.clone()).chain([outlets.kept.clone()]).collect();
        // What the ratio gives to a form of which nothing was made stays with the plant.
        let nothing = weights.iter().all(Exact::is_zero);
        let shares = if nothing { vec![Grams::ZERO; weights.len()] } else { apportion(of_form, &weights)? };
        let sum = |wanted: &dyn Fn(Supply) -> bool| -> Grams {
            let lines = outlets.lines.iter().zip(&shares);
            lines.filter(|((key, ..), _)| wanted(key.supply)).map(|(_, share)| *share).sum()
        };
        let tenants = sum(&|supply| supply == Supply::SoldPark);
        let outside = sum(&|supply| supply == Supply::SoldOutside);
        let made = Arc::new(Apportionment {
            enterprise: self.enterprise,
            period: self.period,
            form,
            method: method.clone(),
            whole,
            of_form,
            quantity: printed(form, &outlets.quantity()),
            own: of_form - tenants - outside,
            tenants,
            outside,
        });
        entries.retain(|entry| !self.is_replaced(entry, form));
        for entry in entries
            .iter_mut()
            .filter(|entry| self.mine(entry) && entry.crossing == Crossing::Sold && self.is_form(entry, form))
        {
            entry.party = Party::OutsideSales;
        }
        for ((key, lines, quantity), share) in outlets.lines.iter().zip(&shares) {
            let share_of = Arc::new(Share { of: Arc::clone(&made), part: printed(form, quantity) });
            entries.extend(self.pair(form, key, lines, *share, &share_of));
        }
        Some(made)
    }

    /// True for both sides of what it sold inside the park at the default factor.
    fn is_replaced(&self, entry: &Entry, form: EnergyForm) -> bool {
        let side = match entry.crossing {
            Crossing::SoldInPark => entry.enterprise == self.enterprise,
            Crossing::BoughtInPark => entry.counterparty == Some(self.enterprise),
            _ => false,
        };
        side && self.period.contains(entry.period) && entry.memo.is_none() && self.is_form(entry, form)
    }

    /// The two postings of a share: the maker gives it off, a tenant, or the fence for what is sold outside, carries it.
    fn pair(&self, form: EnergyForm, key: &Key, lines: &Lines<'_>, share: Grams, share_of: &Arc<Share>) -> Vec<Entry> {
        let posted = |party: Party, enterprise: EnterpriseId, crossing: Crossing, co2e: Grams| Entry {
            party,
            enterprise,
            counterparty: key.counterparty,
            period: key.period,
            category: if form == EnergyForm::Heat { Category::Heat } else { Category::Electricity },
            scope: Scope::Indirect,
            crossing,
            carrier: key.carrier,
            use_: key.use_,
            supply: key.supply,
            gas: Gas::CO2e,
            quantity: lines.quantity.clone(),
            unit: lines.unit.clone(),
            negative: co2e < Grams::ZERO,
            formula: None,
            gwp: None,
            share: Some(Arc::clone(share_of)),
            reason: None,
            emission: co2e,
            co2e,
            memo: None,
            sources: lines.sources.clone(),
        };
        let own = Party::Enterprise(self.enterprise);
        match (key.supply, key.counterparty) {
            (Supply::SoldPark, Some(buyer)) => vec![
                posted(own, self.enterprise, Crossing::SoldInPark, -share),
                Entry {
                    counterparty: Some(self.enterprise),
                    supply: Supply::Park,
                    ..posted(Party::Enterprise(buyer), buyer, Crossing::BoughtInPark, share)
                },
            ],
            (Supply::SoldOutside, _) => vec![
                posted(own, self.enterprise, Crossing::Sold, -share),
                posted(Party::OutsideSales, self.enterprise, Crossing::Sold, share),
            ],
            _ => Vec::new(),
        }
    }
}

/// MWh of power, GJ of heat.
fn printed(form: EnergyForm, base: &Exact) -> Exact {
    if form == EnergyForm::Electricity { base.shifted_right(3) } else { base.clone() }
}
