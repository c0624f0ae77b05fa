//! Projected quantities: a line times a factor, and what takes the place of a part of it. Each is rounded once, half to even.

use crate::factors::Library;
use crate::park::{Activity, Amount, Instead};
use crate::quantity::{Decimal, Exact, Fraction};
use crate::source::{Code, Problem, SharedText, Text};

/// Decimals of a projected quantity: it is an assumption, and is rounded once, half to even. What does not change stays as written.
pub(super) const DECIMALS: u32 = 9;

/// A line times a factor.
///
/// # Errors
/// Amounts that grow beyond what can be written.
pub(super) fn scaled(line: &Activity, factor: &Fraction) -> Result<Activity, Problem> {
    let scaled = |amount: &Amount| {
        let value = times(amount.value, factor).ok_or_else(|| too_large(amount))?;
        Ok(Amount { value, ..amount.clone() })
    };
    Ok(Activity { amounts: line.amounts.iter().map(scaled).collect::<Result<_, _>>()?, ..line.clone() })
}

/// What takes the place of a part of a line.
///
/// # Errors
/// Amounts that grow beyond what can be written.
pub(super) fn replaced(
    line: &Activity,
    other: &Instead,
    part: &Fraction,
    library: &Library,
) -> Result<Activity, Problem> {
    let factor = part.multiplied(&for_each_unit(line, other, library));
    let replaced = |amount: &Amount| {
        let value = decimal(&Fraction::new(Exact::from(amount.value)).multiplied(&factor));
        Ok(Amount { value: value.ok_or_else(|| too_large(amount))?, measured: None, ..amount.clone() })
    };
    Ok(Activity {
        counterparty: None,
        carrier: other.carrier,
        use_: other.use_,
        supply: other.supply,
        unit: library.catalogue.get(other.carrier).unit.clone(),
        state: None,
        lot: None,
        tier: None,
        evidence: other.evidence.as_deref().map(SharedText::from),
        amounts: line.amounts.iter().map(replaced).collect::<Result<_, _>>()?,
        measured: Vec::new(),
        stocks: Vec::new(),
        ..line.clone()
    })
}

/// So much comes, in the unit of its carrier, for each unit of a line that is cut.
pub(super) fn for_each_unit(line: &Activity, other: &Instead, library: &Library) -> Fraction {
    let unit = &library.catalogue.get(other.carrier).unit;
    other.per.apply(Fraction::new(Exact::from(line.unit.factor()))).over(&Exact::from(unit.factor()))
}

/// A number times a factor; as written where the factor is one.
pub(super) fn times(value: Decimal, factor: &Fraction) -> Option<Decimal> {
    if *factor == Fraction::new(Exact::ONE) {
        return Some(value);
    }
    decimal(&Fraction::new(Exact::from(value)).multiplied(factor))
}

/// A projected quantity, rounded.
pub(super) fn decimal(value: &Fraction) -> Option<Decimal> {
    Decimal::try_from_i128_with_scale(value.rounded(DECIMALS)?, DECIMALS).ok().map(|value| value.normalize())
}

fn too_large(amount: &Amount) -> Problem {
    let text = Text::new("the quantity grows beyond what can be written", "增长后的数量超出可表示范围");
    Problem::new(Code::TooManyDigits, text).at(amount.place.clone())
}
