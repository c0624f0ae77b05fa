//! The library: everything shipped, and the folders laid over it, found by id.

use super::admission::{EnergyReview, ReplacementRule};
use super::bounds::Bounds;
use super::carrier::{CarrierId, Catalogue};
use super::checks::Checks;
use super::declared::DeclaredItem;
use super::factor::FactorSet;
use super::families::several_totals;
use super::framework::Framework;
use super::gwp::GwpSet;
use super::metric::Metric;
use super::region::Regions;
use super::standard::Standard;
use super::steam_table::SteamTable;
use super::uncertainty::Range;
use super::warning::WarningScheme;
use crate::quantity::{Period, Rate};
use crate::source::{Code, Problem, Text, nearest};

/// Carriers, regions, factor sets, potentials, bounds and standards.
#[derive(Debug, Clone, Default)]
pub struct Library {
    /// Carriers.
    pub catalogue: Catalogue,
    /// Regions.
    pub regions: Regions,
    /// The plausibility gate.
    pub bounds: Bounds,
    /// The limits of the checks of returns.
    pub checks: Checks,
    /// Factor sets, in the order of their ids.
    pub sets: Vec<FactorSet>,
    /// Global warming potentials, in the order of their ids.
    pub gwps: Vec<GwpSet>,
    /// Tables of enthalpies, in the order of their ids.
    pub steam_tables: Vec<SteamTable>,
    /// Standards, in the order of their ids.
    pub standards: Vec<Standard>,
    /// Metrics, in the order of their files.
    pub metrics: Vec<Metric>,
    /// How far figures may lie from the truth; the first that fits holds. Those of a later file stand before those of an earlier.
    pub uncertainty: Vec<Range>,
    /// Early-warning schemes.
    pub warnings: Vec<WarningScheme>,
    /// Rules by which newcomers replace what they emit or use.
    pub replacement_rules: Vec<ReplacementRule>,
    /// Below what a project needs no energy review.
    pub energy_reviews: Vec<EnergyReview>,
    /// What a park may declare.
    pub declared: Vec<DeclaredItem>,
    /// Published frameworks, in the order of their ids.
    pub frameworks: Vec<Framework>,
    /// SHA-256 over the files of metrics and declared items, in hexadecimal.
    pub metrics_digest: String,
    /// SHA-256 over the files of carriers, regions and bounds, in hexadecimal.
    pub catalogue_digest: String,
    /// SHA-256 over the files of rules for new projects, in hexadecimal.
    pub admission_digest: String,
    /// SHA-256 over the files of ranges, in hexadecimal.
    pub uncertainty_digest: String,
    /// What a layer replaced.
    pub notices: Vec<Problem>,
}

impl Library {
    /// The factor set of an id.
    pub fn set(&self, id: &str) -> Option<&FactorSet> {
        self.sets.iter().find(|set| set.id == id)
    }

    /// The factor sets of some ids, in their order.
    pub fn sets_of(&self, ids: &[String]) -> Vec<&FactorSet> {
        ids.iter().filter_map(|id| self.set(id)).collect()
    }

    /// Puts a CO2 factor in the place of the row of a region and year, or beside those of other years.
    pub(crate) fn put_co2(
        &mut self,
        set: &str,
        carrier: CarrierId,
        (region, year): (Option<&str>, i32),
        rate: &Rate,
        document: &str,
    ) {
        let id = format!(
            "{set}/{}/{}",
            self.catalogue.get(carrier).id,
            [region.unwrap_or_default(), &year.to_string()].join("/")
        );
        if let Some(set) = self.sets.iter_mut().find(|one| one.id == set) {
            set.put_co2(id, carrier, (region, year), rate, document);
        }
    }

    /// The potentials of an id.
    pub fn gwp(&self, id: &str) -> Option<&GwpSet> {
        self.gwps.iter().find(|set| set.id == id)
    }

    /// The table of enthalpies of an id.
    pub fn steam_table(&self, id: &str) -> Option<&SteamTable> {
        self.steam_tables.iter().find(|table| table.id == id)
    }

    /// The standard of an id, or the edition of a family in force in the period.
    ///
    /// # Errors
    /// A problem without a place: `PK0403`, `PK0604` or `PK0605`.
    pub fn standard(&self, id: &str, period: Period) -> Result<&Standard, Box<Problem>> {
        if let Some(standard) = self.standards.iter().find(|s| s.id == id) {
            return Ok(standard);
        }
        let editions: Vec<&Standard> = self.standards.iter().filter(|s| s.family == id).collect();
        if editions.is_empty() {
            return Err(Box::new(self.unknown_standard(id)));
        }
        let in_force: Vec<&Standard> = editions.iter().copied().filter(|s| s.in_force(period)).collect();
        if in_force.len() > 1 && in_force.iter().all(|s| s.method.is_some()) {
            return Err(Box::new(several_totals(id, &in_force)));
        }
        if let Some(standard) = in_force.first() {
            return Ok(standard);
        }
        let partly: Vec<&str> = editions.iter().filter(|s| s.partly_in_force(period)).map(|s| s.id.as_str()).collect();
        let problem = if partly.len() > 1 {
            Problem::new(
                Code::TwoEditions,
                Text::new(
                    format!("{period} lies in two editions of `{id}`"),
                    format!("{period} 跨越 `{id}` 的两个版本"),
                ),
            )
            .hint(Text::new(format!("name one: {}", partly.join(", ")), format!("请指定版本：{}", partly.join("、"))))
        } else {
            Problem::new(
                Code::NoEdition,
                Text::new(
                    format!("no edition of `{id}` was in force in {period}"),
                    format!("{period} 没有 `{id}` 的现行版本"),
                ),
            )
        };
        Err(Box::new(problem))
    }

    /// The problem of an id that names no standard and no family.
    pub fn unknown_standard(&self, id: &str) -> Problem {
        let names = self.standards.iter().flat_map(|s| [s.family.as_str(), s.id.as_str()]);
        let problem = Problem::new(
            Code::UnknownStandard,
            Text::new(format!("`{id}` is not a known standard"), format!("未知核算标准 `{id}`")),
        );
        match nearest(id, names) {
            Some(near) => problem.suggest(Some(near)),
            None => {
                let all: Vec<&str> = self.standards.iter().map(|s| s.id.as_str()).collect();
                problem.hint(Text::new(
                    format!("known standards: {}", all.join(", ")),
                    format!("可用标准：{}", all.join("、")),
                ))
            }
        }
    }

    /// The standards that an id names: itself, or the editions of a family.
    pub fn editions(&self, id: &str) -> Vec<&str> {
        let named = self.standards.iter().filter(|s| s.id == id || s.family == id);
        named.map(|standard| standard.id.as_str()).collect()
    }

    /// True if an id names a standard or a family of editions.
    pub fn has_standard(&self, id: &str) -> bool {
        self.standards.iter().any(|s| s.id == id || s.family == id)
    }

    /// The metric of an id.
    ///
    /// # Errors
    /// A problem without a place, with the nearest id: `PK1103`.
    pub fn metric(&self, id: &str) -> Result<&Metric, Box<Problem>> {
        self.metrics.iter().find(|metric| metric.id == id).ok_or_else(|| {
            let text = Text::new(format!("`{id}` is not a known metric"), format!("未知指标 `{id}`"));
            let problem = Problem::new(Code::UnknownMetric, text);
            Box::new(match nearest(id, self.metrics.iter().map(|metric| metric.id.as_str())) {
                Some(near) => problem.suggest(Some(near)),
                None => problem.hint(Text::new(
                    "`parkcarbon metrics PARK` lists all metrics; a new one is a [[metric]] of a factor folder",
                    "`parkcarbon metrics 园区` 列出全部指标；新指标写在因子文件夹的 [[metric]]",
                )),
            })
        })
    }

    /// The item that a park may declare under an id.
    ///
    /// # Errors
    /// A problem without a place, with the nearest id: `PK1202`.
    pub fn declared_item(&self, id: &str) -> Result<&DeclaredItem, Box<Problem>> {
        self.declared.iter().find(|item| item.id == id).ok_or_else(|| {
            let text = Text::new(format!("`{id}` is nothing that a park declares"), format!("未知的申报数据项 `{id}`"));
            let near = nearest(id, self.declared.iter().map(|item| item.id.as_str()));
            Box::new(Problem::new(Code::UnknownDeclared, text).suggest(near))
        })
    }

    /// The framework of an id.
    ///
    /// # Errors
    /// A problem without a place, with the nearest id or all of them: `PK1201`.
    pub fn framework(&self, id: &str) -> Result<&Framework, Box<Problem>> {
        self.frameworks.iter().find(|framework| framework.id == id).ok_or_else(|| {
            let text = Text::new(format!("`{id}` is not a known framework"), format!("未知评价指标体系 `{id}`"));
            let problem = Problem::new(Code::UnknownFramework, text);
            let ids: Vec<&str> = self.frameworks.iter().map(|framework| framework.id.as_str()).collect();
            Box::new(match nearest(id, ids.iter().copied()) {
                Some(near) => problem.suggest(Some(near)),
                None => problem.hint(Text::new(
                    format!("known frameworks: {}", ids.join(", ")),
                    format!("可用体系：{}", ids.join("、")),
                )),
            })
        })
    }

    /// The id of a carrier.
    pub fn carrier_id(&self, carrier: CarrierId) -> &str {
        &self.catalogue.get(carrier).id
    }
}
