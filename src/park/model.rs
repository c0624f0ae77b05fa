//! What a park file says, checked.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::activity::Activity;
use super::application::Application;
use super::assertion::Assertion;
use super::cap::Cap;
use super::closing::Closing;
use super::control::Control;
use super::declared::Declared;
use super::economy::Economy;
use super::enterprise::{Enterprise, EnterpriseId};
use super::losses::Reading;
use super::lot::GreenLot;
use super::offset::Offset;
use super::permit::Permit;
use super::record::Record;
use super::reduction::{AdmissionPolicy, Reduction};
use crate::factors::Range;
use crate::quantity::{Granularity, Period, Rate};
use crate::source::{FileId, Place, Text};

/// At which state plain cubic metres of gas are measured.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum GasVolumeBasis {
    /// 0 °C, 101.325 kPa: a plain cubic metre is a normal one.
    Zero,
    /// 20 °C, 101.325 kPa: 273.15/293.15 of a normal one.
    Twenty,
}

/// How the park accounts.
#[derive(Debug, Clone)]
pub struct Accounting {
    /// The standard, or a family of editions.
    pub standard: String,
    /// The accounting period.
    pub granularity: Granularity,
    /// The base year, if stated.
    pub base_year: Option<i32>,
    /// Factors published after this date are not used.
    pub factors_as_of: Option<String>,
    /// Whether factors that nobody has seen in a copy may be used.
    pub allow_recalled: bool,
    /// State of plain cubic metres of gas, if stated.
    pub gas_volume_basis: Option<GasVolumeBasis>,
}

/// The park's coefficient of electricity at equivalent-generation value (等价值).
#[derive(Debug, Clone)]
pub struct ElectricityEquivalent {
    /// Coefficients (kgce/kWh) by period.
    pub values: Vec<(Period, Rate)>,
    /// Where it comes from.
    pub source: Option<String>,
}

impl ElectricityEquivalent {
    /// The coefficients of a period with where they come from; none if none is stated for it.
    pub fn text(&self, span: Period) -> Option<Text> {
        let values = self.values.iter().filter(|(period, _)| period.overlaps(span));
        let values: Vec<String> = values.map(|(period, rate)| format!("{rate} ({period})")).collect();
        let stated = |none: &str| self.source.clone().unwrap_or_else(|| none.to_string());
        (!values.is_empty()).then(|| {
            let (values, zh) = (values.join(", "), values.join("、"));
            Text::new(
                format!("electricity at equivalent-generation value: {values}; {}", stated("no source is stated")),
                format!("电力等价值：{zh}；{}", stated("未注明来源")),
            )
        })
    }
}

/// A file under `returns/` from which rows of the activity tables came.
#[derive(Debug, Clone)]
pub struct KeptReturn {
    /// Its first row.
    pub place: Place,
    /// Enterprises and periods of which it gives figures; no enterprise for control totals.
    pub speaks_for: BTreeSet<(Option<EnterpriseId>, Period)>,
}

/// A park.
#[derive(Debug, Clone)]
pub struct Park {
    /// Identifier.
    pub id: String,
    /// Name.
    pub name: Text,
    /// ISO 3166-2 code.
    pub region: String,
    /// True if the quantities are made up to show how the software works.
    pub illustrative: bool,
    /// A remark that every result carries.
    pub note: Option<Text>,
    /// How it accounts.
    pub accounting: Accounting,
    /// Coefficient of electricity at equivalent-generation value, if stated.
    pub electricity_equivalent: Option<ElectricityEquivalent>,
    /// Money, land, people and products of the park as a whole.
    pub economy: Economy,
    /// What the park declares, by item.
    pub declared: BTreeMap<String, Declared>,
    /// How it applies under frameworks.
    pub applications: Vec<Application>,
    /// How far its figures may lie from the truth, by its own account; the first that fits holds.
    pub uncertainty: Vec<Range>,
    /// Caps, in the order of the file.
    pub caps: Vec<Cap>,
    /// Enterprises in the order of the file.
    pub enterprises: Vec<Enterprise>,
    /// Activities, those of transfers included (two for each).
    pub activities: Vec<Activity>,
    /// Figures that `check` verifies.
    pub assertions: Vec<Assertion>,
    /// Suppliers' figures for the whole park, with which the sum of the enterprises is compared.
    pub controls: Vec<Control>,
    /// Discharge permits.
    pub permits: Vec<Permit>,
    /// Lots of green power.
    pub green_lots: Vec<GreenLot>,
    /// Lots of reductions that newcomers may spend.
    pub reductions: Vec<Reduction>,
    /// How it admits projects.
    pub admission: AdmissionPolicy,
    /// What the meters of both sides of a `[[transfer]]` show, where there are two.
    pub readings: Vec<Reading>,
    /// Offsets, which are shown and never subtracted.
    pub offsets: Vec<Offset>,
    /// What returns state beside activity data: stocks, totals, certificates, and both sides of transfers.
    pub statements: Vec<Record>,
    /// Enterprises and months for which a return was imported.
    pub returned: BTreeSet<(EnterpriseId, Period)>,
    /// The kept files that rows of its tables came from, by name.
    pub kept_returns: BTreeMap<String, KeptReturn>,
    /// The activity tables: path beside the park file, and SHA-256 in hexadecimal.
    pub tables: Vec<(String, String)>,
    /// Rows of its tables that belong to other parks, by how they name these: the most of one table.
    pub of_others: BTreeMap<String, u64>,
    /// Periods as they were closed, those of one period in the order in which they were made.
    pub closings: Vec<Closing>,
    /// The park file.
    pub file: FileId,
    /// SHA-256 of the park file, in hexadecimal.
    pub digest: String,
    pub(super) by_id: HashMap<String, EnterpriseId>,
}

impl Park {
    /// Puts an enterprise beside the others.
    pub(crate) fn add(&mut self, enterprise: Enterprise) {
        self.by_id.insert(enterprise.id.clone(), EnterpriseId::at(self.enterprises.len()));
        self.enterprises.push(enterprise);
    }

    /// The enterprise of an id made by this park.
    pub fn enterprise(&self, id: EnterpriseId) -> &Enterprise {
        &self.enterprises[id.position()]
    }

    /// The id of an enterprise by its identifier.
    pub fn find_enterprise(&self, id: &str) -> Option<EnterpriseId> {
        self.by_id.get(id).copied()
    }

    /// The last year with a quantity of somebody in every month; without any, the last year with data.
    pub fn last_whole_year(&self) -> Option<i32> {
        let periods = self.periods();
        let months: BTreeSet<Period> = periods.iter().flat_map(|period| period.each_month()).collect();
        let years: BTreeSet<i32> = periods.iter().map(|period| period.last_year()).collect();
        let whole = |year: &&i32| Period::year(**year).each_month().all(|month| months.contains(&month));
        years.iter().rev().find(whole).or(years.last()).copied()
    }

    /// Every period that has a quantity, in order, each once.
    pub fn periods(&self) -> Vec<Period> {
        let mut periods: Vec<Period> =
            self.activities.iter().flat_map(|a| a.amounts.iter().map(|m| m.period)).collect();
        periods.sort_unstable();
        periods.dedup();
        periods
    }
}
