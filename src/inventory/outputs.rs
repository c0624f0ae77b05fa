//! What becomes of the outputs of conversions: carbon of one material on two lines, and gas that nobody burns.

use std::collections::{BTreeMap, BTreeSet};

use super::gather::{Bridge, Gathered, Key, Lines};
use super::lookup::Lookup;
use crate::factors::{CarrierId, Treatment, Use};
use crate::park::{EnterpriseId, Measured};
use crate::quantity::{Dimension, Exact, Fraction, Period, Rate, windows};
use crate::source::{Code, Problem, Text};

/// Warns of an output that is handed on with another measured carbon (`PK0713`), and of gas made that is neither used nor
/// sold (`PK0714`).
pub(super) fn outputs(gathered: &Gathered<'_>, lookup: &mut Lookup<'_>) {
    let mut warnings = Vec::new();
    let mut gases: BTreeMap<(EnterpriseId, CarrierId), BTreeSet<Period>> = BTreeMap::new();
    let made = |(key, lines): &&(Key, Lines<'_>)| {
        let carrier = lookup.library.catalogue.get(key.carrier);
        let rule = || lookup.standard.rule(&carrier.kind, &carrier.id, key.use_, key.supply);
        key.use_ == Use::ConversionOutput
            && !lines.quantity.is_zero()
            && rule().is_some_and(|(_, rule)| rule.treatment == Treatment::CarbonBalance)
    };
    for (key, _) in gathered.lines.iter().filter(made) {
        if lookup.library.catalogue.get(key.carrier).unit.dimension() == Dimension::NormalVolume {
            gases.entry((key.enterprise, key.carrier)).or_default();
        }
    }
    for (key, lines) in &gathered.lines {
        if let Some(periods) = gases.get_mut(&(key.enterprise, key.carrier)) {
            periods.insert(key.period);
        }
        if key.supply.is_sold_inside()
            && let Some(sold) = lines.measured
        {
            let of_same = |(other, _): &&(Key, Lines<'_>)| {
                other.enterprise == key.enterprise && other.carrier == key.carrier && other.period.overlaps(key.period)
            };
            let outputs: Vec<&Measured> = gathered
                .lines
                .iter()
                .filter(made)
                .filter(of_same)
                .filter_map(|(_, lines)| lines.measured)
                .filter(|output| carbon_differs(output, sold).is_some())
                .collect();
            // One of several lots may be the one that is sold.
            if outputs.iter().all(|output| carbon_differs(output, sold) == Some(true))
                && let Some(output) = outputs.first()
            {
                warnings.push(differs(key, output, sold, lookup));
            }
        }
    }
    for ((enterprise, carrier), periods) in gases {
        for window in windows(periods) {
            warnings.extend(gone(gathered, (enterprise, carrier), window, lookup));
        }
    }
    warnings.into_iter().for_each(|warning| lookup.notices.place(warning));
}

/// Whether the measured carbon of two lines differs; none where they do not measure the same.
fn carbon_differs(output: &Measured, sold: &Measured) -> Option<bool> {
    let [one, other] = [output.carbon.as_ref()?, sold.carbon.as_ref()?];
    if one.denominator() != other.denominator() {
        return None;
    }
    let in_base = |rate: &Rate| rate.apply(Fraction::new(Exact::ONE));
    let alike = in_base(one) == in_base(other);
    let by_energy = one.denominator() == Dimension::Energy;
    let ncv = |measured: &Measured| measured.ncv.as_ref().map(in_base);
    Some(!alike || by_energy && ncv(output) != ncv(sold))
}

fn differs(key: &Key, output: &Measured, sold: &Measured, lookup: &Lookup<'_>) -> Problem {
    let carrier = &lookup.library.catalogue.get(key.carrier).name;
    let enterprise = &lookup.park.enterprise(key.enterprise).id;
    let said = |measured: &Measured| {
        let rates = [&measured.carbon, &measured.ncv].into_iter().flatten();
        rates.map(ToString::to_string).collect::<Vec<_>>().join(" × ")
    };
    let (made, handed_on) = (said(output), said(sold));
    let text = Text::new(
        format!("{} of `{enterprise}` in {}: {made} as output, {handed_on} as sold", carrier.en, key.period),
        format!("`{enterprise}` 的{}（{}）：产出为 {made}，售出为 {handed_on}", carrier.zh, key.period),
    );
    Problem::new(Code::CarbonDiffers, text)
        .at(sold.place.clone())
        .related(output.place.clone(), Text::new("the output is here", "产出在此"))
        .hint(Text::new(
            "the carbon of one material is the same on both sides; several lots each state their own",
            "同一物料两侧的含碳量应相同；若为多个批次，请分别填报",
        ))
}

/// What is made of a gas beyond what is used and sold.
fn gone(
    gathered: &Gathered<'_>,
    (enterprise, carrier): (EnterpriseId, CarrierId),
    period: Period,
    lookup: &Lookup<'_>,
) -> Option<Problem> {
    let (mut made, mut taken, mut place) = (Exact::ZERO, Exact::ZERO, None);
    for (key, lines) in &gathered.lines {
        // What it bought inside the park is none of its own.
        let own = key.enterprise == enterprise && key.carrier == carrier && !key.supply.is_bought_inside();
        if !own || !period.contains(key.period) {
            continue;
        }
        // At 20 °C a volume holds 273.15 ÷ 293.15 of the gas: both are counted in 1/29315 of a normal one.
        let weight = match key.bridge {
            Bridge::None => 29_315,
            Bridge::GasAt20 => 27_315,
            Bridge::Density | Bridge::Enthalpy(_) => return None,
        };
        let quantity = lines.quantity.times(&Exact::from(lines.unit.factor())).times(&Exact::from(weight));
        match key.use_ {
            Use::ConversionOutput => {
                made = made.plus(&quantity);
                place = place.or(Some(&lines.activity.place));
            }
            Use::Recovered => {}
            _ => taken = taken.plus(&quantity),
        }
    }
    // Two meters never agree to the last digit.
    if made <= taken || lookup.library.checks.stock_tolerance.within(&made, &taken, &made) {
        return None;
    }
    let described = lookup.library.catalogue.get(carrier);
    let (unit, name, enterprise) = (&described.unit, &described.name, lookup.park.enterprise(enterprise));
    let shown = |sum: &Exact| {
        let quantity = Fraction::new(sum.clone()).over(&Exact::from(29_315)).over(&Exact::from(unit.factor()));
        quantity.plain(6).unwrap_or_default()
    };
    let (made, rest, id) = (shown(&made), shown(&made.minus(&taken)), &enterprise.id);
    let text = Text::new(
        format!("`{id}` makes {made} {unit} of {} in {period}, {rest} of it is neither used nor sold", name.en),
        format!("`{id}` 在 {period} 产出{} {made} {unit}，其中 {rest} 既未使用也未售出", name.zh),
    );
    Some(Problem::new(Code::GasUnaccounted, text).at(place?.clone()).hint(Text::new(
        "its carbon is deducted and counted nowhere: list what is burned or flared with use = \"fuel\", what is sold outside with use = \"resold\", supply = \"sold_outside\"",
        "其碳已扣除而未在任何处计入：燃烧或火炬放空的写 use = \"fuel\"，售出园区的写 use = \"resold\"、supply = \"sold_outside\"",
    )))
}
