//! What is shipped: factor sets, carriers, standards, units.

use std::fmt::Write as _;

use super::grid::{Grid, Look};
use crate::factors::{
    CarrierId, CoalEquivalent, EnthalpyTable, Factor, Library, Standard, Status, SteamTable, kilojoules_per_kilogram,
};
use crate::quantity::unit_table;
use crate::source::Lang;

/// All factor sets with their documents.
pub fn sets(library: &Library, lang: Lang, look: Look) -> String {
    let mut grid = Grid::new([
        lang.pick("set", "因子集"),
        lang.pick("kind", "类型"),
        lang.pick("rows", "行数"),
        lang.pick("document", "文件"),
        lang.pick("status of the rows", "各行状态"),
    ])
    .numeric([2]);
    for set in &library.sets {
        grid.row([
            set.id.clone(),
            set.kind.clone(),
            set.factors.len().to_string(),
            set.document.clone(),
            statuses(set.factors.iter().map(|factor| factor.status)),
        ]);
    }
    for table in &library.steam_tables {
        let points = || table.saturated.iter().chain(&table.superheated);
        grid.row([
            table.id.clone(),
            "steam".to_string(),
            points().count().to_string(),
            table.document.clone(),
            statuses(points().map(|point| point.status)),
        ]);
    }
    for gwp in &library.gwps {
        grid.row([
            gwp.id.clone(),
            "gwp".to_string(),
            gwp.rows().len().to_string(),
            gwp.document.clone(),
            String::new(),
        ]);
    }
    grid.text(look)
}

fn statuses(all: impl Iterator<Item = Status>) -> String {
    let mut counts = std::collections::BTreeMap::new();
    for status in all {
        *counts.entry(status).or_insert(0) += 1;
    }
    let parts: Vec<String> = counts.into_iter().map(|(status, count)| format!("{count} {}", status.id())).collect();
    parts.join(", ")
}

/// All carriers with kind, unit and aliases.
pub fn carriers(library: &Library, lang: Lang, look: Look) -> String {
    let mut grid = Grid::new([
        lang.pick("carrier", "品种"),
        lang.pick("name", "名称"),
        lang.pick("kind", "类型"),
        lang.pick("unit", "单位"),
        lang.pick("also known as", "别名"),
    ]);
    for (_, carrier) in library.catalogue.iter() {
        grid.row([
            carrier.id.clone(),
            carrier.name.get(lang).to_string(),
            carrier.kind.clone(),
            carrier.unit.to_string(),
            carrier.aliases().join(", "),
        ]);
    }
    grid.text(look)
}

/// All standards with their documents and time in force.
pub fn standards(library: &Library, lang: Lang, look: Look) -> String {
    let mut grid = Grid::new([
        lang.pick("standard", "标准"),
        lang.pick("family", "不含年号的标识"),
        lang.pick("from", "自"),
        lang.pick("until", "至"),
        lang.pick("document", "文件"),
        lang.pick("name", "名称"),
    ]);
    for standard in &library.standards {
        let month = |period: Option<crate::quantity::Period>| period.map(|p| p.to_string()).unwrap_or_default();
        grid.row([
            standard.id.clone(),
            standard.family.clone(),
            month(standard.from),
            month(standard.until),
            standard.document.clone(),
            standard.name.get(lang).to_string(),
        ]);
    }
    grid.text(look)
}

/// All units by dimension with their spellings.
pub fn units(lang: Lang, look: Look) -> String {
    let mut grid = Grid::new([lang.pick("measures", "量纲"), lang.pick("spellings", "写法")]);
    for (dimension, spellings) in unit_table() {
        grid.row([dimension.name().get(lang).to_string(), spellings.join(", ")]);
    }
    let mut text = grid.text(look);
    text.push_str(lang.pick(
        "Before any of them: 千 万 百万 千万 亿, 10^3 10^4 10^6 10^8, for example 万kWh or 10^4 Nm3.\n",
        "均可加倍数：千 万 百万 千万 亿、10^3 10^4 10^6 10^8，例如 万kWh、10^4 Nm3。\n",
    ));
    text
}

/// Rows of factor sets: all of one set, or those of one carrier in every set.
pub fn set_rows(library: &Library, set: Option<&str>, carrier: Option<CarrierId>, lang: Lang, look: Look) -> String {
    let mut text = String::new();
    for found in library.sets.iter().filter(|s| set.is_none_or(|id| id == s.id)) {
        let rows: Vec<&Factor> = found.factors.iter().filter(|f| carrier.is_none_or(|id| id == f.carrier)).collect();
        if rows.is_empty() {
            continue;
        }
        let _ = writeln!(text, "{}  {}\n{}", found.id, found.name.get(lang), found.document);
        if let Some(note) = &found.note {
            let _ = writeln!(text, "{}", note.get(lang));
        }
        let mut grid = Grid::new([
            lang.pick("carrier", "品种"),
            lang.pick("values", "数值"),
            lang.pick("status", "状态"),
            lang.pick("note", "备注"),
        ]);
        for row in rows {
            let mut name = library.carrier_id(row.carrier).to_string();
            for part in row.region.iter().cloned().chain(row.year.map(|y| y.to_string())) {
                name.push(' ');
                name.push_str(&part);
            }
            let note = row.note.iter().chain(&row.document).cloned().collect::<Vec<_>>().join("; ");
            grid.row([name, values(row), row.status.id().to_string(), note]);
        }
        text.push_str(&grid.text(look));
        text.push('\n');
    }
    if let Some(table) = set.and_then(|id| library.steam_table(id)) {
        text.push_str(&steam_table(table, lang, look));
    }
    if let Some(gwp) = set.and_then(|id| library.gwp(id)) {
        let _ = writeln!(text, "{}  {}\n{}", gwp.id, gwp.name.get(lang), gwp.document);
        let mut grid = Grid::new([lang.pick("gas", "气体"), "GWP", lang.pick("status", "状态")]).numeric([1]);
        for (gas, value, status) in gwp.rows() {
            grid.row([gas.to_string(), value.to_string(), status.id().to_string()]);
        }
        text.push_str(&grid.text(look));
    }
    text
}

/// The points of a table of enthalpies.
fn steam_table(table: &SteamTable, lang: Lang, look: Look) -> String {
    let mut text = format!("{}  {}\n{}\n", table.id, table.name.get(lang), table.document);
    if let Some(note) = &table.note {
        let _ = writeln!(text, "{}", note.get(lang));
    }
    let mut grid = Grid::new([
        lang.pick("MPa (absolute)", "MPa（绝对压力）"),
        "°C",
        "kJ/kg",
        lang.pick("status", "状态"),
        lang.pick("note", "备注"),
    ])
    .numeric([0, 1, 2]);
    let saturated = table.saturated.iter().map(|point| (point, lang.pick("saturated", "饱和")));
    for (point, state) in saturated.chain(table.superheated.iter().map(|point| (point, ""))) {
        let note = [state, point.note.as_deref().unwrap_or_default()];
        grid.row([
            point.pressure.to_string(),
            point.temperature.to_string(),
            kilojoules_per_kilogram(point.enthalpy).to_string(),
            point.status.id().to_string(),
            note.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join("; "),
        ]);
    }
    text.push_str(&grid.text(look));
    text
}

fn values(row: &Factor) -> String {
    let mut parts: Vec<String> = Vec::new();
    let mut add = |name: &str, rate: Option<String>| parts.extend(rate.map(|rate| format!("{name} {rate}")));
    add("NCV", row.ncv.as_ref().map(ToString::to_string));
    add("CC", row.carbon.as_ref().map(ToString::to_string));
    add("OF", row.oxidation.map(|o| o.to_string()));
    add("EF", row.co2.as_ref().map(ToString::to_string));
    add("EF", row.co2e.as_ref().map(ToString::to_string));
    add("EF", row.ch4.as_ref().map(ToString::to_string));
    add("EF", row.n2o.as_ref().map(ToString::to_string));
    for (gas, rate) in &row.fluorinated {
        add(gas.id(), Some(rate.to_string()));
    }
    add("contained", row.contained_co2.as_ref().map(ToString::to_string));
    add("biogenic CC", row.biogenic_carbon.as_ref().map(ToString::to_string));
    add("purity", row.purity.map(|purity| purity.to_string()));
    add("ρ", row.density.as_ref().map(ToString::to_string));
    add(
        "",
        match &row.coal_equivalent {
            None => None,
            Some(CoalEquivalent::Single(rate)) => Some(rate.to_string()),
            Some(CoalEquivalent::Range(low, high)) => Some(format!("{low} … {high}")),
        },
    );
    parts.iter().map(|p| p.trim()).collect::<Vec<_>>().join("; ")
}

/// How many carriers a rule shows; more are counted.
const LONG_LIST: usize = 6;

/// The rules of a standard.
pub fn standard(standard: &Standard, lang: Lang, look: Look) -> String {
    let mut text = format!("{}  {}\n{}\n", standard.id, standard.name.get(lang), standard.document);
    for note in &standard.notes {
        let _ = writeln!(text, "- {}", note.get(lang));
    }
    if let Some(rule) = &standard.steam {
        let table = match &rule.table {
            EnthalpyTable::If97 => "IAPWS-IF97",
            EnthalpyTable::Set(id) => id,
        };
        let name = lang.pick("steam by mass: enthalpies of", "按质量填报的蒸汽：焓值取自");
        let less = if rule.reference_enthalpy.is_zero() {
            lang.pick("nothing taken off", "不扣减基准焓").to_string()
        } else {
            format!("{} {} kJ/kg", lang.pick("less", "扣减"), kilojoules_per_kilogram(rule.reference_enthalpy))
        };
        let _ = writeln!(text, "- {name} {table}; {less}");
        if let Some(from) = rule.hot_water_reference {
            let name = lang.pick("hot water by mass: heat above", "按质量填报的热水：热量自");
            let _ = writeln!(text, "- {name} {from} °C");
        }
    }
    let mut grid = Grid::new([
        lang.pick("carriers", "品种"),
        lang.pick("use", "用途"),
        lang.pick("supply", "来源/去向"),
        lang.pick("treatment", "处理"),
        lang.pick("category", "类别"),
        lang.pick("factors or reason", "因子或理由"),
    ]);
    for rule in &standard.rules {
        let any = lang.pick("any", "全部");
        let list = |items: Vec<&str>| if items.is_empty() { any.to_string() } else { items.join(", ") };
        let mut carriers: Vec<&str> = rule.kinds.iter().chain(&rule.carriers).map(String::as_str).collect();
        // A long list would push the other columns off the screen.
        let more = format!("… ({})", carriers.len());
        if carriers.len() > LONG_LIST {
            carriers.truncate(LONG_LIST - 1);
            carriers.push(&more);
        }
        let factors = rule.sets.iter().chain(&rule.ncv_sets).cloned().collect::<Vec<_>>().join(", ");
        let reason = rule.reason.as_ref().map(|r| r.get(lang).to_string());
        grid.row([
            list(carriers),
            list(rule.uses.iter().map(|u| u.id()).collect()),
            list(rule.supplies.iter().map(|s| s.id()).collect()),
            rule.treatment.id().to_string(),
            match rule.memo {
                None => rule.category.name().get(lang).to_string(),
                Some(memo) => format!("{} ({})", rule.category.name().get(lang), memo.name().get(lang)),
            },
            reason.unwrap_or(factors),
        ]);
    }
    text.push_str(&grid.text(look));
    text
}
