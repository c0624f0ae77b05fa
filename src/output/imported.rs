//! What an import did, for people.

use super::grid::{Grid, Look};
use crate::factors::Library;
use crate::intake::{Change, Effect};
use crate::park::{Item, Park};
use crate::quantity::Decimal;
use crate::source::Lang;

/// So many changed figures of one return are shown.
const MAX_SHOWN: usize = 40;

/// One line for each return, and the figures that changed or went.
pub fn imported(effects: &[Effect], park: &Park, library: &Library, lang: Lang, look: Look) -> String {
    let mut text = String::new();
    for effect in effects {
        let new = effect.new;
        let gone = effect.changes.iter().filter(|change| change.after.is_none()).count();
        let changed = effect.changes.len() - gone;
        let same = effect.figures - new - changed;
        text.push_str(&match lang {
            Lang::En if effect.known && effect.changes.is_empty() && new == 0 => {
                format!("{}: imported before, nothing changed\n", effect.name)
            }
            Lang::Zh if effect.known && effect.changes.is_empty() && new == 0 => {
                format!("{}：此前已导入，没有变化\n", effect.name)
            }
            Lang::En => format!(
                "{}: rows {}, figures {}: new {new}, changed {changed}, gone {gone}, as before {same}\n",
                effect.name, effect.rows, effect.figures
            ),
            Lang::Zh => format!(
                "{}：{} 行，{} 个数据：新增 {new}，变更 {changed}，删除 {gone}，不变 {same}\n",
                effect.name, effect.rows, effect.figures
            ),
        });
    }
    let changed: Vec<&Change> = effects.iter().flat_map(|effect| &effect.changes).collect();
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
        let figure = |(number, unit): &(Decimal, String)| format!("{number} {unit}");
        let mut what: Vec<String> = Vec::new();
        if key.item != Item::Quantity {
            what.push(key.item.id().to_string());
        }
        what.extend(key.use_.map(|use_| use_.name().get(lang).to_string()));
        what.extend(key.supply.map(|supply| supply.name().get(lang).to_string()));
        what.extend(key.lot.clone());
        if change.details && change.after.as_ref() == Some(&change.before) {
            what.push(lang.pick("(evidence or measured values)", "（凭证或实测值）").to_string());
        }
        grid.row([
            who,
            key.period.to_string(),
            library.catalogue.get(key.carrier).name.get(lang).to_string(),
            what.join(" "),
            figure(&change.before),
            change.after.as_ref().map_or_else(|| "—".to_string(), figure),
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
