//! Treatments: what a rule posts for the lines of one entry.

use std::collections::HashMap;
use std::sync::Arc;

use foldhash::fast::FixedState;

use super::entry::{Crossing, Entry, Party};
use super::gas_formula::GasFormula;
use super::gather::{Bridge, Key, Lines};
use super::lookup::{Lookup, Want};
use crate::factors::{Carrier, CarrierId, Gas, Memo, Rule, Scope, Treatment, Use};
use crate::quantity::{Dimension, Exact, Grams, Period};
use crate::source::{Code, Problem, Problems, Text};

type GasFormulaKey = (usize, CarrierId, Period, Bridge, Dimension);

/// Posts lines under a standard; formulas are resolved once for all enterprises.
pub(super) struct Poster<'k, 'a> {
    pub lookup: &'k mut Lookup<'a>,
    formulas: HashMap<GasFormulaKey, Result<Arc<[GasFormula]>, Problem>, FixedState>,
}

impl<'k, 'a> Poster<'k, 'a> {
    pub fn new(lookup: &'k mut Lookup<'a>) -> Self {
        Self { lookup, formulas: HashMap::default() }
    }

    /// Posts the entries of some lines.
    ///
    /// # Errors
    /// Reports `PK0601` to `PK0603`, `PK0609` or `PK0204` at the activity; nothing is posted then.
    pub fn post(&mut self, key: &Key, lines: &Lines<'_>, entries: &mut Vec<Entry>, problems: &mut Problems) {
        let standard = self.lookup.standard;
        let library = self.lookup.library;
        let carrier = library.catalogue.get(key.carrier);
        let Some((position, rule)) = self.lookup.rule(key.carrier, key.use_, key.supply) else {
            let (use_, supply) = (key.use_.name(), key.supply.name());
            let problem = Problem::new(
                Code::NoRule,
                Text::new(
                    format!("`{}` has no rule for {} ({}, {})", standard.id, carrier.name.en, use_.en, supply.en),
                    format!("`{}` 对{}（{}，{}）没有规定", standard.id, carrier.name.zh, use_.zh, supply.zh),
                ),
            );
            report(problem, lines, problems);
            return;
        };
        let own = rule.treatment == Treatment::Factor
            && rule.scope == Scope::Direct
            && lines.measured.is_some_and(|measured| measured.co2.is_some());
        if own && !key.evidenced && !lines.quantity.is_zero() {
            report(own_factor_without_document(carrier), lines, problems);
            return;
        }
        if rule.evidence && !key.evidenced && !lines.quantity.is_zero() {
            let supply = key.supply.name();
            report(
                Problem::new(
                    Code::EvidenceMissing,
                    Text::new(
                        format!("{} ({}) counts as zero only with evidence", carrier.name.en, supply.en),
                        format!("{}（{}）须有证据才能按零计", carrier.name.zh, supply.zh),
                    ),
                )
                .hint(Text::new(
                    "add evidence = \"…\": contract and settlement, certificate numbers, or meter records",
                    "请补充 evidence = \"…\"：合同与结算单、绿证编号或计量记录",
                )),
                lines,
                problems,
            );
            return;
        }
        match rule.treatment {
            Treatment::None | Treatment::Feedstock | Treatment::Incomplete => {}
            Treatment::Zero => {
                self.lookup.unused(want(key, lines, rule), &[]);
                entries.push(zero(key, lines, rule));
            }
            Treatment::Combustion | Treatment::CarbonBalance | Treatment::Factor | Treatment::Release => {
                self.calculated(key, lines, (position, rule), entries, problems);
            }
        }
    }

    fn calculated(
        &mut self,
        key: &Key,
        lines: &Lines<'_>,
        rule: (usize, &Rule),
        entries: &mut Vec<Entry>,
        problems: &mut Problems,
    ) {
        let (position, rule) = rule;
        let formula_key = (position, key.carrier, key.period, key.bridge, lines.unit.dimension());
        let want = want(key, lines, rule);
        // Rows measured by an enterprise point to its own lines, so they are not shared.
        let shared = lines.measured.is_none();
        let known = self.formulas.get(&formula_key).filter(|_| shared).cloned();
        let formulas = known.unwrap_or_else(|| {
            let made = match rule.treatment {
                Treatment::Combustion => self.lookup.combustion(want),
                Treatment::CarbonBalance => self.lookup.carbon_balance(want),
                Treatment::Release => self.lookup.release(want),
                _ => self.lookup.factor(want),
            };
            let made = made.map(Arc::from);
            if shared {
                self.formulas.insert(formula_key, made.clone());
            }
            made
        });
        let formulas = match formulas {
            Ok(formulas) => formulas,
            Err(problem) => {
                report(problem, lines, problems);
                return;
            }
        };
        let negative = match rule.treatment {
            Treatment::CarbonBalance => key.use_ == Use::ConversionOutput,
            Treatment::Factor => key.supply.is_sale(),
            _ => false,
        };
        for gas_formula in formulas.iter() {
            match self.entry(key, lines, rule, gas_formula, negative) {
                Some(entry) => entries.push(entry),
                None => {
                    let text = Text::new("the emission is too large to account", "排放量超出可核算范围");
                    let mut problem = Problem::new(Code::TooLarge, text);
                    problem.place = lines.largest().cloned();
                    problems.add(problem);
                }
            }
        }
    }

    fn entry(
        &mut self,
        key: &Key,
        lines: &Lines<'_>,
        rule: &Rule,
        gas_formula: &GasFormula,
        negative: bool,
    ) -> Option<Entry> {
        let emission = gas_formula.formula.grams(&lines.quantity, &lines.unit, negative)?;
        let (gwp, co2e) = match &gas_formula.gas {
            Gas::CO2 | Gas::CO2e => (None, emission),
            gas => {
                let set = self.lookup.library.gwp(&self.lookup.standard.gwp)?;
                let (value, status) = set.value(gas)?;
                self.lookup.note_status(status, &format!("{}/{}", set.id, gas.id()));
                // Rounded from the unrounded product, not from the rounded gas mass.
                let product = gas_formula.formula.product(&lines.quantity, &lines.unit).times(&Exact::from(value));
                let co2e = product.to_grams().filter(|g| g.get().abs() <= Grams::LIMIT)?;
                (Some(Arc::new((value, set.document.clone()))), if negative { -co2e } else { co2e })
            }
        };
        let memo = match gas_formula.memo.or(rule.memo) {
            Some(Memo::BiogenicCo2) if gas_formula.gas != Gas::CO2 => None,
            memo => memo,
        };
        Some(Entry {
            formula: Some(Arc::clone(&gas_formula.formula)),
            gas: gas_formula.gas.clone(),
            gwp,
            emission,
            co2e,
            memo,
            negative,
            ..blank(key, lines, rule)
        })
    }
}

fn zero(key: &Key, lines: &Lines<'_>, rule: &Rule) -> Entry {
    Entry { reason: rule.reason.clone(), negative: key.supply.is_sale(), ..blank(key, lines, rule) }
}

fn blank(key: &Key, lines: &Lines<'_>, rule: &Rule) -> Entry {
    Entry {
        party: Party::Enterprise(key.enterprise),
        enterprise: key.enterprise,
        counterparty: key.counterparty,
        period: key.period,
        category: rule.category,
        scope: rule.scope,
        crossing: Crossing::of(rule.scope, key.supply),
        carrier: key.carrier,
        use_: key.use_,
        supply: key.supply,
        gas: Gas::CO2,
        quantity: lines.quantity.clone(),
        unit: lines.unit.clone(),
        negative: false,
        formula: None,
        gwp: None,
        share: None,
        reason: None,
        emission: Grams::ZERO,
        co2e: Grams::ZERO,
        memo: None,
        sources: lines.sources.clone(),
    }
}

fn own_factor_without_document(carrier: &Carrier) -> Problem {
    let text = Text::new(
        format!("a factor of one's own for {} counts only with its document", carrier.name.en),
        format!("{}采用自有因子须写明其文件", carrier.name.zh),
    );
    Problem::new(Code::EvidenceMissing, text).hint(Text::new(
        "add evidence = \"…\": the verified report, inventory or measurement that it comes from",
        "请补充 evidence = \"…\"：因子所据的核查报告、清单或检测文件",
    ))
}

/// Adds a problem at the activity.
fn report(problem: Problem, lines: &Lines<'_>, problems: &mut Problems) {
    problems.add(problem.at(lines.activity.place.clone()));
}

/// What the formulas of some lines under a rule need.
fn want<'a>(key: &Key, lines: &'a Lines<'_>, rule: &'a Rule) -> Want<'a> {
    Want {
        sets: &rule.sets,
        ncv_sets: &rule.ncv_sets,
        region: rule.region,
        year: rule.year,
        carrier: key.carrier,
        period: key.period,
        measured: lines.measured,
        unit: &lines.unit,
        bridge: key.bridge,
    }
}
