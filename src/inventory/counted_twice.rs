//! The same carbon under the factor of a product and in a carbon balance, burned, or under the factor of its raw material.

use std::collections::HashMap;

use super::gather::{Gathered, Key, Lines};
use super::lookup::Lookup;
use crate::factors::{CarrierId, Supply, Treatment, Use};
use crate::park::EnterpriseId;
use crate::source::{Code, Problem, Problems, Text};

/// Finds carbon that two rules count: a product listed both as process output and as output of a balance; and a carrier
/// put into a balance without any output, while the factor of a product counts it as its feedstock (`covered_by`).
/// Where it stands as fuel, and the product has no feedstock at all, a warning says so (`PK0708`); so where a carbonate stands
/// beside the product that is made of it (`PK0711`).
///
/// # Errors
/// Reports `PK0610` at the activity of the balance.
pub(super) fn counted_twice(gathered: &Gathered<'_>, lookup: &mut Lookup<'_>, problems: &mut Problems) {
    let by_use = |use_: Use| Beside::of(gathered, use_);
    let (products, outputs, feedstock) = (by_use(Use::Process), by_use(Use::ConversionOutput), by_use(Use::Feedstock));
    let mut warnings = Vec::new();
    for (key, lines) in gathered.lines.iter().filter(|(_, lines)| !lines.quantity.is_zero()) {
        // Most carriers are counted by no product, and most enterprises make none.
        let use_ = if key.use_ == Use::Process { Use::Process } else { Use::Feedstock };
        let covered_by = lookup.rule(key.carrier, use_, key.supply).map_or(&[][..], |(_, rule)| &rule.covered_by);
        if covered_by.is_empty() && key.use_ != Use::ConversionOutput {
            continue;
        }
        // The product whose factor counts this carrier as its feedstock.
        let counting = || products.find(key, &|product| covers(lookup, (key.carrier, key.supply), product));
        match key.use_ {
            Use::ConversionOutput => {
                if let Some(product) = products.find(key, &|product| product == key.carrier) {
                    problems.add(twice(key, lines, product, lookup));
                }
            }
            // With an output, the balance may be another plant of the enterprise, such as a coking plant.
            Use::ConversionInput if outputs.find(key, &|_| true).is_none() => {
                if let Some(product) = counting() {
                    problems.add(twice(key, lines, product, lookup));
                }
            }
            Use::Fuel => {
                let Some(product) = counting() else { continue };
                let other = feedstock.find(key, &|carrier| covers(lookup, (carrier, key.supply), product));
                if other.is_none() {
                    warnings.push(burned(key, lines, product, lookup));
                }
            }
            Use::Process => {
                let made_of = |product: CarrierId| covered_by.iter().any(|id| id == lookup.library.carrier_id(product));
                if let Some(product) = products.find(key, &made_of) {
                    warnings.push(beside_its_product(key, lines, product, lookup));
                }
            }
            _ => {}
        }
    }
    warnings.into_iter().for_each(|warning| lookup.notices.place(warning));
}

/// What an enterprise lists with one use.
struct Beside<'g>(HashMap<EnterpriseId, Vec<&'g Key>>);

impl<'g> Beside<'g> {
    fn of(gathered: &'g Gathered<'_>, use_: Use) -> Self {
        let mut keys: HashMap<EnterpriseId, Vec<&Key>> = HashMap::new();
        for (key, _) in gathered.lines.iter().filter(|(key, lines)| key.use_ == use_ && !lines.quantity.is_zero()) {
            keys.entry(key.enterprise).or_default().push(key);
        }
        Self(keys)
    }

    /// The first carrier that fits, of the enterprise and in the period of a line.
    fn find(&self, key: &Key, fits: &dyn Fn(CarrierId) -> bool) -> Option<CarrierId> {
        let all = self.0.get(&key.enterprise).into_iter().flatten();
        all.filter(|other| other.period.overlaps(key.period)).map(|other| other.carrier).find(|id| fits(*id))
    }
}

/// True if the standard counts a carrier, used as feedstock, by the factor of a product.
fn covers(lookup: &Lookup<'_>, (carrier, supply): (CarrierId, Supply), product: CarrierId) -> bool {
    let (carrier, product) = (lookup.library.catalogue.get(carrier), lookup.library.carrier_id(product));
    let rule = lookup.standard.rule(&carrier.kind, &carrier.id, Use::Feedstock, supply);
    rule.is_some_and(|(_, rule)| {
        rule.treatment == Treatment::Feedstock && rule.covered_by.iter().any(|id| id == product)
    })
}

fn beside_its_product(key: &Key, lines: &Lines<'_>, product: CarrierId, lookup: &Lookup<'_>) -> Problem {
    let catalogue = &lookup.library.catalogue;
    let (carrier, product) = (&catalogue.get(key.carrier).name, &catalogue.get(product).name);
    let enterprise = &lookup.park.enterprise(key.enterprise).id;
    let text = Text::new(
        format!(
            "`{enterprise}` lists {} and {} in {}: what goes into the product is counted twice",
            carrier.en, product.en, key.period
        ),
        format!("`{enterprise}` 在 {} 同时列有{}和{}：投入该产品的部分重复计入", key.period, carrier.zh, product.zh),
    );
    Problem::new(Code::RawMaterialBeside, text).at(lines.activity.place.clone()).hint(Text::new(
        "the factor of the product holds the carbon of its carbonates: list only what goes elsewhere (desulphurisation_limestone for flue gas)",
        "产品因子已含其碳酸盐的碳：只列用于别处的部分（烟气脱硫用 desulphurisation_limestone）",
    ))
}

fn burned(key: &Key, lines: &Lines<'_>, product: CarrierId, lookup: &Lookup<'_>) -> Problem {
    let catalogue = &lookup.library.catalogue;
    let (carrier, product) = (&catalogue.get(key.carrier).name, &catalogue.get(product).name);
    let enterprise = &lookup.park.enterprise(key.enterprise).id;
    let text = Text::new(
        format!(
            "`{enterprise}` burns {} in {} and lists no feedstock for {}, whose factor counts it",
            carrier.en, key.period, product.en
        ),
        format!(
            "`{enterprise}` 在 {} 以{}为燃料，而{}没有列出原料，其因子已含原料的碳",
            key.period, carrier.zh, product.zh
        ),
    );
    Problem::new(Code::ReductantBurned, text).at(lines.activity.place.clone()).hint(Text::new(
        "write use = \"feedstock\" for what goes into the product; without a use it counts as fuel",
        "投入产品的部分请写 use = \"feedstock\"；不写用途即按燃料计",
    ))
}

fn twice(key: &Key, lines: &Lines<'_>, product: CarrierId, lookup: &Lookup<'_>) -> Problem {
    let (catalogue, product) = (&lookup.library.catalogue, lookup.library.carrier_id(product));
    let (carrier, use_, enterprise) =
        (&catalogue.get(key.carrier).name, key.use_.name(), &lookup.park.enterprise(key.enterprise).id);
    let text = Text::new(
        format!(
            "{} as {} of `{enterprise}` in {}: the factor of `{product}` counts this carbon already",
            carrier.en, use_.en, key.period
        ),
        format!("`{enterprise}` 在 {} 的{}（{}）：其碳已由 `{product}` 的因子计入", key.period, carrier.zh, use_.zh),
    );
    Problem::new(Code::CountedTwice, text).at(lines.activity.place.clone()).hint(Text::new(
        "a product by its factor: list its reductant or raw material as feedstock; by a carbon balance: list inputs and output, and no process output",
        "按产品因子：还原剂、原料写 use = \"feedstock\"；按碳平衡：列出投入与产出，不再列过程产量",
    ))
}
