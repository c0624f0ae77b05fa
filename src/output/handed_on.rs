//! What makers of power and heat hand on in the responsibility view, for people and for programs.

use serde::Serialize;

use super::grid::{Grid, Look};
use crate::factors::EnergyForm;
use crate::inventory::Inventory;
use crate::park::Park;
use crate::quantity::{Grams, Period};
use crate::source::Lang;

/// Decimals of printed tonnes.
const DECIMALS: u32 = 2;

/// What makers of power and heat hand on, with the factor that it comes to.
pub(super) fn handed_on_text(inventory: &Inventory, park: &Park, lang: Lang, look: Look) -> String {
    if inventory.apportionments.is_empty() {
        return String::new();
    }
    let mut grid = Grid::new([
        lang.pick("handed on by", "供方"),
        lang.pick("period", "期间"),
        lang.pick("method", "分摊方法"),
        lang.pick("form", "能源"),
        lang.pick("made or received", "产量或收到量"),
        "t CO2e",
        lang.pick("kept", "自留"),
        lang.pick("tenants", "园区企业"),
        lang.pick("outside", "外供"),
        lang.pick("own factor", "自有因子"),
    ])
    .numeric([4, 5, 6, 7, 8, 9]);
    for made in inventory.apportionments.iter().filter(|made| !made.quantity.is_zero() || made.of_form != Grams::ZERO) {
        let heat = made.form == EnergyForm::Heat;
        grid.row([
            park.enterprise(made.enterprise).name.get(lang).to_string(),
            made.period.to_string(),
            made.method.name().get(lang).to_string(),
            lang.pick(if heat { "heat" } else { "power" }, if heat { "热力" } else { "电力" }).to_string(),
            format!("{} {}", made.quantity, made.unit()),
            made.of_form.display(DECIMALS),
            made.own.display(DECIMALS),
            made.tenants.display(DECIMALS),
            made.outside.display(DECIMALS),
            match made.quantity.is_zero() {
                true => String::new(),
                false => format!("{} t/{}", made.factor(4), made.unit()),
            },
        ]);
    }
    format!("{}\n", grid.text(look))
}

/// What a maker of power or heat hands on, in the responsibility view.
#[derive(Serialize)]
pub(super) struct ApportionmentJson<'a> {
    enterprise: &'a str,
    period: Period,
    form: &'static str,
    method: &'static str,
    quantity: String,
    unit: &'static str,
    whole_t: Grams,
    of_form_t: Grams,
    own_t: Grams,
    tenants_t: Grams,
    outside_t: Grams,
    factor: String,
}

pub(super) fn apportionments_json<'a>(inventory: &'a Inventory, park: &'a Park) -> Vec<ApportionmentJson<'a>> {
    let json = |made: &'a std::sync::Arc<crate::inventory::Apportionment>| ApportionmentJson {
        enterprise: &park.enterprise(made.enterprise).id,
        period: made.period,
        form: if made.form == EnergyForm::Heat { "heat" } else { "electricity" },
        method: made.method.id(),
        quantity: made.quantity.to_string(),
        unit: made.unit(),
        whole_t: made.whole,
        of_form_t: made.of_form,
        own_t: made.own,
        tenants_t: made.tenants,
        outside_t: made.outside,
        factor: made.factor(10),
    };
    inventory.apportionments.iter().map(json).collect()
}
