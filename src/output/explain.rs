//! Explanations: from a total to entries, from an entry to its lines, its formula and its documents.

use std::borrow::Cow;
use std::fmt::Write as _;
use std::sync::Arc;

use super::grid::Look;
use crate::factors::{CarrierId, EnergyForm, Library, Scope, Use};
use crate::inventory::{Apportionment, Crossing, EnergyEntry, Entry, Formula, Inventory, Origin, Party, Source};
use crate::park::{EnterpriseId, Method, Park};
use crate::quantity::Grams;
use crate::source::{Files, Lang};

/// Which entries to explain.
#[derive(Debug, Clone, Copy, Default)]
pub struct Filter {
    /// Only this enterprise.
    pub enterprise: Option<EnterpriseId>,
    /// Only this carrier.
    pub carrier: Option<CarrierId>,
    /// At most so many entries, the largest first.
    pub top: Option<usize>,
}

impl Filter {
    fn keeps(&self, enterprise: EnterpriseId, carrier: CarrierId) -> bool {
        self.enterprise.is_none_or(|id| id == enterprise) && self.carrier.is_none_or(|id| id == carrier)
    }
}

struct Page<'a> {
    inventory: &'a Inventory,
    park: &'a Park,
    library: &'a Library,
    files: &'a Files,
    lang: Lang,
    text: String,
}

/// The explanation of an inventory, or of the part that a filter keeps.
pub fn explain(
    inventory: &Inventory,
    park: &Park,
    library: &Library,
    files: &Files,
    filter: Filter,
    lang: Lang,
) -> String {
    let mut page = Page { inventory, park, library, files, lang, text: String::new() };
    page.head();
    let mut entries: Vec<&Entry> = inventory.entries.iter().filter(|e| filter.keeps(e.enterprise, e.carrier)).collect();
    // The largest first; equal ones in the order of the ledger.
    entries.sort_by_key(|entry| std::cmp::Reverse(entry.co2e.get().abs()));
    let shown = filter.top.unwrap_or(entries.len()).min(entries.len());
    let total: Grams = entries.iter().filter(|e| e.memo.is_none()).map(|e| e.co2e).sum();
    let beside = entries.iter().filter(|e| e.memo.is_some()).count();
    page.line(
        0,
        &format!(
            "{} {}, {} {total} t CO2e; {beside} {}",
            entries.len() - beside,
            page.lang.pick("entries", "条分录"),
            page.lang.pick("together", "合计"),
            page.lang.pick("memo entries beside the total", "条备查分录不计入合计")
        ),
    );
    for (number, entry) in entries[..shown].iter().enumerate() {
        page.entry(number + 1, entry);
    }
    if shown < entries.len() {
        let rest: Grams = entries[shown..].iter().filter(|e| e.memo.is_none()).map(|e| e.co2e).sum();
        page.line(0, "");
        page.line(
            0,
            &format!(
                "… {} {} {rest} t CO2e ({})",
                entries.len() - shown,
                page.lang.pick("more, together", "条未列出，合计"),
                page.lang.pick("--top N shows more", "用 --top N 显示更多")
            ),
        );
    }
    page.energy(filter);
    page.uncounted(filter);
    page.line(0, "");
    page.text.push_str(&super::summary::notices(inventory, lang, Look::Plain));
    page.text
}

impl Page<'_> {
    fn line(&mut self, indent: usize, text: &str) {
        let _ = writeln!(self.text, "{:indent$}{text}", "");
    }

    fn head(&mut self) {
        let totals = self.inventory.totals;
        let name = self.park.name.get(self.lang).to_string();
        self.line(0, &format!("{name}  {}  {}", self.inventory.period, self.inventory.standard));
        if self.park.illustrative {
            self.line(0, self.lang.pick("*** ILLUSTRATIVE DATA ***", "*** 示例数据 ***"));
        }
        if !self.inventory.complete {
            self.line(0, self.lang.pick("*** INCOMPLETE ***", "*** 清单不完整 ***"));
        }
        self.line(
            0,
            &format!(
                "{} {} t − {} {} t − {} {} t = {} {} t ({} {} t)",
                self.lang.pick("sum of enterprises", "企业合计"),
                totals.enterprise_sum,
                self.lang.pick("internal elimination", "内部抵销"),
                totals.internal_elimination,
                self.lang.pick("sales to outside", "外供扣减"),
                totals.outside_sales,
                self.lang.pick("park", "园区"),
                totals.park,
                self.lang.pick("residual", "残差"),
                totals.residual,
            ),
        );
    }

    fn entry(&mut self, number: usize, entry: &Entry) {
        let carrier = self.library.catalogue.get(entry.carrier);
        let counterparty =
            entry.counterparty.map(|id| format!(" ↔ {}", self.park.enterprise(id).id)).unwrap_or_default();
        let fence = match entry.party {
            Party::Enterprise(_) => "",
            Party::InternalElimination => self.lang.pick("  (internal elimination)", "（内部抵销）"),
            Party::OutsideSales => self.lang.pick("  (sales to outside)", "（外供扣减）"),
        };
        let memo = entry.memo.map(|memo| format!("  [{}]", memo.name().get(self.lang))).unwrap_or_default();
        // A product is no purchase: its supply says nothing.
        let supply = match entry.use_ {
            Use::ConversionOutput | Use::Process | Use::Treatment | Use::Release => String::new(),
            _ => format!(", {}", entry.supply.name().get(self.lang)),
        };
        self.line(0, "");
        self.line(
            0,
            &format!(
                "[{number}] {}{counterparty}  {}  {}  {} ({})  {}{supply}{fence}{memo}",
                self.park.enterprise(entry.enterprise).id,
                entry.period,
                entry.category.name().get(self.lang),
                carrier.name.get(self.lang),
                carrier.id,
                entry.use_.name().get(self.lang),
            ),
        );
        self.line(4, &format!("{} = {} t {}", super::json::formula_text(entry), entry.emission, entry.gas.id()));
        if let Some((gwp, document)) = entry.gwp.as_deref() {
            self.line(4, &format!("× {gwp} (GWP, {document}) = {} t CO2e", entry.co2e));
        }
        self.sources(entry.use_, &entry.sources, &entry.quantity.to_string(), entry.unit.symbol());
        if let Some(formula) = &entry.formula {
            self.parts(formula);
        }
        if let Some(share) = &entry.share {
            self.maker(&share.of, 6);
        }
        if let Some(reason) = &entry.reason {
            self.line(6, &format!("0: {}", reason.get(self.lang)));
        }
    }

    fn sources(&mut self, use_: Use, sources: &[Source], sum: &str, unit: &str) {
        self.line(6, &format!("{} {sum} {unit}", self.lang.pick("quantity", "数量")));
        for source in sources {
            let tier =
                source.tier.map(|tier| format!("  {} {tier}", self.lang.pick("tier", "数据等级"))).unwrap_or_default();
            let evidence = source.evidence.as_deref().map(|text| format!("  {text}")).unwrap_or_default();
            let lot = source
                .lot
                .as_deref()
                .map(|lot| format!("  {} {lot}", self.lang.pick("lot", "批次")))
                .unwrap_or_default();
            let state = if unit.contains("Nm3") && !source.unit.symbol().contains("Nm3") { "  (0 °C)" } else { "" };
            let value = super::json::value_text(source, self.files);
            let literal = self.files.literal(&source.place);
            let of = match &value {
                // The cells of a Parquet table are no text of a file.
                Cow::Borrowed(_) => String::new(),
                Cow::Owned(_) if literal.is_empty() => String::new(),
                Cow::Owned(_) if literal.starts_with('{') => {
                    format!(" ({} {literal})", self.lang.pick("balance of", "平衡"))
                }
                Cow::Owned(_) if use_ == Use::Loss => format!(" ({} {literal})", self.lang.pick("lost of", "发出量")),
                Cow::Owned(_) => format!(" ({} {literal})", self.lang.pick("new in the year to date of", "累计数")),
            };
            let origin = self.files.origin(&source.place).map(|o| format!("  ← {o}")).unwrap_or_default();
            self.line(
                8,
                &format!(
                    "{value} {}{of}{state}  {}  {}{origin}{lot}{tier}{evidence}",
                    source.unit,
                    source.period,
                    super::json::place_text(&source.place, self.files)
                ),
            );
        }
    }

    fn parts(&mut self, formula: &Formula) {
        for part in &formula.parts {
            let origin = match &part.origin {
                Origin::Factor { id, document, status, note, .. } => {
                    let note = note.as_deref().map(|note| format!("; {note}")).unwrap_or_default();
                    format!("{document}  ({id}; {}: {}{note})", status.id(), status.meaning().get(self.lang))
                }
                Origin::Measured(place) => {
                    format!("{}  {}", self.lang.pick("measured", "实测"), super::json::place_text(place, self.files))
                }
                Origin::Stated(text) => text.get(self.lang).to_string(),
            };
            self.line(6, &format!("{} {}  {origin}", part.symbol.name().get(self.lang), part.text()));
        }
    }

    /// Walks a share back to what its maker burned or bought. Makers never stand in a circle, so the walk ends.
    fn maker(&mut self, made: &Apportionment, indent: usize) {
        let maker = self.park.enterprise(made.enterprise);
        let form = match made.form {
            EnergyForm::Heat => self.lang.pick("heat", "热力"),
            _ => self.lang.pick("power", "电力"),
        };
        let method = made.method.name();
        let evidence = maker.allocation.as_ref().and_then(|allocation| allocation.evidence.as_deref());
        let evidence = evidence.map(|text| format!("  {text}")).unwrap_or_default();
        let split = match &made.method {
            Method::HeatRatio(ratios) => {
                let ratio = ratios.iter().find(|(covered, _)| covered.contains(made.period));
                ratio.map(|(_, ratio)| format!(" {ratio}")).unwrap_or_default()
            }
            Method::Efficiency { heat, power } => format!(" e_H {heat}, e_P {power}"),
            Method::PassThrough => String::new(),
        };
        self.line(
            indent,
            &format!(
                "{form} {} {} {}: {} t {} {} t ({}{split}){evidence}",
                self.lang.pick("of", "由"),
                maker.id,
                made.period,
                made.of_form,
                self.lang.pick("of", "/"),
                made.whole,
                method.get(self.lang),
            ),
        );
        let passed_on = made.method == Method::PassThrough;
        let carried = |entry: &&Entry| {
            let bought = matches!(entry.crossing, Crossing::Bought | Crossing::BoughtInPark);
            let wanted =
                if passed_on { bought && self.form(entry) == Some(made.form) } else { entry.scope == Scope::Direct };
            entry.enterprise == made.enterprise && made.period.contains(entry.period) && entry.memo.is_none() && wanted
        };
        let carried: Vec<&Entry> = self.inventory.entries.iter().filter(carried).collect();
        for entry in carried {
            let carrier = self.library.catalogue.get(entry.carrier).name.get(self.lang).to_string();
            let formula = super::json::formula_text(entry);
            self.line(indent + 2, &format!("{carrier}  {formula} = {} t CO2e", entry.co2e));
            match (&entry.share, &entry.formula) {
                (Some(share), _) => self.maker(&Arc::clone(&share.of), indent + 4),
                (None, Some(formula)) => self.line(indent + 4, &formula.documents()),
                (None, None) => {}
            }
        }
    }

    fn form(&self, entry: &Entry) -> Option<EnergyForm> {
        Some(self.library.catalogue.kind(self.library.catalogue.get(entry.carrier))?.energy)
    }

    fn energy(&mut self, filter: Filter) {
        let mut entries: Vec<&EnergyEntry> = self
            .inventory
            .energy
            .entries
            .iter()
            .filter(|entry| filter.keeps(entry.enterprise, entry.carrier))
            .collect();
        entries.sort_by_key(|entry| std::cmp::Reverse(entry.calorific.get().abs()));
        let total: Grams = entries.iter().map(|entry| entry.calorific).sum();
        let shown = filter.top.unwrap_or(entries.len()).min(entries.len());
        self.line(0, "");
        self.line(
            0,
            &format!(
                "{}: {} {}, {} {total} tce",
                self.lang.pick("energy at calorific value", "综合能耗（当量值）"),
                entries.len(),
                self.lang.pick("entries", "条分录"),
                self.lang.pick("together", "合计")
            ),
        );
        let more = shown < entries.len();
        for entry in &entries[..shown] {
            let carrier = self.library.catalogue.get(entry.carrier);
            self.line(
                4,
                &format!(
                    "{}  {}  {}  {} = {} tce",
                    self.park.enterprise(entry.enterprise).id,
                    entry.period,
                    carrier.name.get(self.lang),
                    entry.formula.text(&entry.quantity, &entry.unit, entry.negative),
                    entry.calorific
                ),
            );
        }
        if more {
            self.line(4, "…");
        }
    }

    fn uncounted(&mut self, filter: Filter) {
        let items: Vec<_> = self
            .inventory
            .uncounted
            .iter()
            .filter(|item| filter.keeps(item.enterprise, item.carrier) && !item.quantity.is_zero())
            .collect();
        if items.is_empty() {
            return;
        }
        let shown = filter.top.unwrap_or(items.len()).min(items.len());
        self.line(0, "");
        self.line(0, &format!("{}: {}", self.lang.pick("quantities that post nothing", "不计排放的数量"), items.len()));
        for item in &items[..shown] {
            let carrier = self.library.catalogue.get(item.carrier);
            let reason = item.reason.as_ref().map(|r| r.get(self.lang)).unwrap_or_default();
            self.line(
                4,
                &format!(
                    "{}  {}  {} {} {}  {reason}",
                    self.park.enterprise(item.enterprise).id,
                    item.period,
                    carrier.name.get(self.lang),
                    item.quantity,
                    item.unit
                ),
            );
        }
        if shown < items.len() {
            self.line(4, "…");
        }
    }
}
