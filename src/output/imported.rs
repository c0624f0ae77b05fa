//! What an import did, for people.

use super::grid::{Grid, Look};
use crate::factors::Library;
use crate::intake::{Change, Effect};
use crate::park::{Item, Park};
use crate::source::Lang;

/// So many changed figures of one return are shown.
const MAX_SHOWN: usize = 40;

/// One line for each return, and the figures that changed or went.
pub fn imported(effects: &[Effect], park: &Park, library: &Library, lang: Lang, look: Look) -> String {
    let mut text = String::new();
    for effect in effects {
        let count = |wanted: &dyn Fn(&Change) -> bool| effect.changes.iter().filter(|change| wanted(change)).count();
        let new = count(&|change| change.before.is_none());
        let gone = count(&|change| change.after.is_none());
        let changed = effect.changes.len() - new - gone;
        let same = effect.records - new - changed;
        text.push_str(&match lang {
            Lang::En if effect.known && effect.changes.is_empty() => {
                format!("{}: imported before, nothing changed\n", effect.name)
            }
            Lang::Zh if effect.known && effect.changes.is_empty() => {
                format!("{}：此前已导入，没有变化\n", effect.name)
            }
            Lang::En => format!(
                "{}: rows {}, figures {}: new {new}, changed {changed}, gone {gone}, as before {same}\n",
                effect.name, effect.rows, effect.records
            ),
            Lang::Zh => format!(
                "{}：{} 行，{} 个数据：新增 {new}，变更 {changed}，删除 {gone}，不变 {same}\n",
                effect.name, effect.rows, effect.records
            ),
        });
    }
    let changed: Vec<&Change> =
        effects.iter().flat_map(|effect| &effect.changes).filter(|change| change.before.is_some()).collect();
    if changed.is_empty() {
        return text;
    }
    text.push('\n');
    let headings = match lang {
        Lang::En => ["enterprise", "period", "carrier", "", "before", "now"],
        Lang::Zh => ["企业", "期间", "品种", "", "原数据", "新数据"],
    };
    let mut grid = Grid::new(headings).numeric([4, 5]);
    for change in changed.iter().take(MAX_SHOWN) {
        let key = &change.key;
        let who = key.enterprise.map_or_else(|| park.id.clone(), |id| park.enterprise(id).name.get(lang).to_string());
        let side = |figure: &Option<(crate::quantity::Decimal, String)>| {
            figure.as_ref().map_or_else(|| "—".to_string(), |(number, unit)| format!("{number} {unit}"))
        };
        let mut what: Vec<String> = Vec::new();
        if key.item != Item::Quantity {
            what.push(key.item.id().to_string());
        }
        what.extend(key.use_.map(|use_| use_.name().get(lang).to_string()));
        what.extend(key.supply.map(|supply| supply.name().get(lang).to_string()));
        what.extend(key.lot.clone());
        if change.details && change.before == change.after {
            what.push(lang.pick("(evidence or measured values)", "（凭证或实测值）").to_string());
        }
        grid.row([
            who,
            key.period.to_string(),
            library.catalogue.get(key.carrier).name.get(lang).to_string(),
            what.join(" "),
            side(&change.before),
            side(&change.after),
        ]);
    }
    text.push_str(&grid.text(look));
    if changed.len() > MAX_SHOWN {
        let more = changed.len() - MAX_SHOWN;
        text.push_str(&match lang {
            Lang::En => format!("… and {more} more\n"),
            Lang::Zh => format!("…… 另有 {more} 项\n"),
        });
    }
    text
}
