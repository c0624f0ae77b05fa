//! From a mass of steam or hot water to its heat.

use super::formula::{Origin, Part, PartValue, Symbol};
use super::lookup::{Lookup, Want};
use super::notices::Listed;
use crate::factors::{EnthalpyTable, Missing, Status, SteamRule, kilojoules_per_kilogram as kilojoules};
use crate::quantity::{Decimal, Rate};
use crate::source::{Code, Problem, Text};
use crate::steam::{State, enthalpy};

/// Heat of a kilogram of water by one kelvin in the convention of the guidelines for 24 sectors: 4.1868 kJ/(kg·K), in GJ/t.
fn heat_of_water() -> Decimal {
    Decimal::new(41_868, 7)
}

impl Lookup<'_> {
    /// The heat of a tonne in a state, GJ/t: the enthalpy of steam less the reference enthalpy of the standard, or
    /// (T − reference) × 4.1868 kJ/(kg·K) of hot water.
    ///
    /// # Errors
    /// A problem without a place if the standard does not say, or its table does not hold the state.
    pub fn enthalpy(&mut self, state: State, want: Want<'_>) -> Result<Part, Problem> {
        let Some(rule) = &self.standard.steam else {
            return Err(self.unsaid(state));
        };
        let (value, origin, table) = match state {
            State::Water(temperature) => {
                let Some(reference) = rule.hot_water_reference else {
                    return Err(self.unsaid(state));
                };
                if temperature < reference {
                    return Err(colder(temperature, reference));
                }
                let stated = Text::new(
                    format!("({temperature} − {reference}) °C × 4.1868 kJ/(kg·K)"),
                    format!("({temperature} − {reference}) °C × 4.1868 kJ/(kg·K)"),
                );
                let table = Text::new(
                    format!("hot water at 4.1868 kJ/(kg·K) above {reference} °C"),
                    format!("热水按 4.1868 kJ/(kg·K)、高于 {reference} °C 的温差计"),
                );
                ((temperature - reference) * heat_of_water(), Origin::Stated(stated), table)
            }
            _ => self.of_steam(state, rule, want)?,
        };
        let value = value.normalize();
        let carrier = self.library.catalogue.get(want.carrier);
        if let Origin::Factor { id, status, .. } = &origin {
            self.note_status(*status, id);
        }
        self.notices.list(Listed::Enthalpy { table }, &carrier.name.en, &carrier.name.zh);
        let rate = Rate::with_unit(value, &value.to_string(), "GJ/t").map_err(|_| outside(state, &rule.table))?;
        Ok(Part { symbol: Symbol::Enthalpy, value: PartValue::Rate(rate), origin })
    }

    /// Enthalpy of steam less the reference, where it comes from, and the same as a notice says it.
    fn of_steam(&self, state: State, rule: &SteamRule, want: Want<'_>) -> Result<(Decimal, Origin, Text), Problem> {
        let reference = rule.reference_enthalpy;
        let less = |enthalpy: Decimal| match reference.is_zero() {
            true => format!("{} kJ/kg", kilojoules(enthalpy)),
            false => format!("{} − {} kJ/kg", kilojoules(enthalpy), kilojoules(reference)),
        };
        let described = |table: &str| match reference.is_zero() {
            true => Text::new(
                format!("enthalpies of {table}, no reference taken off"),
                format!("焓值取自 {table}，不扣减基准焓"),
            ),
            false => Text::new(
                format!("enthalpies of {table}, less {} kJ/kg", kilojoules(reference)),
                format!("焓值取自 {table}，扣减基准焓 {} kJ/kg", kilojoules(reference)),
            ),
        };
        let (value, origin, table) = match &rule.table {
            EnthalpyTable::If97 => {
                let found = enthalpy(state).ok_or_else(|| outside(state, &rule.table))?;
                let value = found * Decimal::new(1, 3);
                let (name, less) = (state.name(), less(value));
                let stated =
                    Text::new(format!("IAPWS-IF97, {}: {less}", name.en), format!("IAPWS-IF97，{}：{less}", name.zh));
                (value, Origin::Stated(stated), described("IAPWS-IF97"))
            }
            EnthalpyTable::Set(id) => {
                let set = self.library.steam_table(id).ok_or_else(|| outside(state, &rule.table))?;
                let found = set.enthalpy(state).ok_or_else(|| outside(state, &rule.table))?;
                if found.status == Status::Recalled && !self.park.accounting.allow_recalled {
                    return Err(self.no_factor(want, Missing::OnlyRecalled(format!("{id}/{state}"))));
                }
                let how = if found.interpolated { "; interpolated 内插" } else { "" };
                let origin = Origin::Factor {
                    id: format!("{id}/{state}"),
                    set: id.clone(),
                    document: set.document.clone(),
                    status: found.status,
                    note: Some(format!("{}{how}", less(found.value))),
                };
                (found.value, origin, described(&set.document))
            }
        };
        if value < reference {
            return Err(outside(state, &rule.table));
        }
        Ok((value - reference, origin, table))
    }

    fn unsaid(&self, state: State) -> Problem {
        let (id, name) = (&self.standard.id, state.name());
        Problem::new(
            Code::NoFactor,
            Text::new(
                format!("`{id}` does not say how a mass of steam or hot water becomes heat ({})", name.en),
                format!("`{id}` 没有规定蒸汽、热水的质量如何折算热量（{}）", name.zh),
            ),
        )
        .hint(Text::new(
            "give the quantity in GJ, or a standard with [standard.steam]",
            "请按 GJ 填报，或采用写有 [standard.steam] 的标准",
        ))
    }
}

fn outside(state: State, table: &EnthalpyTable) -> Problem {
    let table = match table {
        EnthalpyTable::If97 => "IAPWS-IF97",
        EnthalpyTable::Set(id) => id,
    };
    let name = state.name();
    Problem::new(
        Code::OutsideSteamTable,
        Text::new(
            format!("{} lies outside the enthalpies of `{table}`", name.en),
            format!("{} 超出 `{table}` 的焓值范围", name.zh),
        ),
    )
    .hint(Text::new(
        "nothing is extrapolated: give the quantity in GJ, or a standard with table = \"if97\"",
        "不作外推：请按 GJ 填报，或采用 table = \"if97\" 的标准",
    ))
}

fn colder(temperature: Decimal, reference: Decimal) -> Problem {
    Problem::new(
        Code::OutsideSteamTable,
        Text::new(
            format!("hot water of {temperature} °C lies below the reference of the standard, {reference} °C"),
            format!("热水温度 {temperature} °C 低于标准的基准温度 {reference} °C"),
        ),
    )
    .hint(Text::new("a misplaced decimal point?", "是否小数点错位？"))
}
