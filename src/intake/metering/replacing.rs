//! Which register of a meter was replaced: a meter of what is bought and what is delivered has two.

use std::collections::{BTreeMap, BTreeSet};

use super::column::Column;
use super::meter::{MeterRules, Replacement, twice};
use super::resolve::Resolver;
use super::rules::{RegisterRules, Replaced};
use super::total::Whole;
use super::wording::Wording;
use crate::park::Record;
use crate::source::{Code, Literal, Place, Problem, SharedText, Text};

/// What tells the registers of meters of one id apart, and is asked for where it does: first the park, then what a replacement
/// may name.
const TOLD_BY: [Column; 4] = [Column::Park, Column::Supply, Column::Use, Column::Carrier];

/// And what also does, but can only be another meter.
const OTHERS: [Column; 2] = [Column::Enterprise, Column::Counterparty];

/// A meter of a file of meters: its park, if that is stated, and its id.
type Id<'m> = (Option<&'m str>, &'m str);

impl Resolver<'_, '_> {
    /// What is known of the register of each series. A replacement is that of one register.
    ///
    /// # Errors
    /// Reports replacements that may be those of several registers (`PK0302`), or of none (`PK1610`), and carriers that are not known.
    pub(super) fn register_rules(
        &mut self,
        wholes: &[Whole],
        names: &[SharedText],
        records: &[Option<Record>],
    ) -> Vec<RegisterRules> {
        let Some(meters) = self.meters else { return vec![RegisterRules::default(); wholes.len()] };
        let mut stated = Vec::with_capacity(wholes.len());
        let mut replaced: BTreeMap<Id<'_>, (&MeterRules, Vec<usize>)> = BTreeMap::new();
        for (at, whole) in wholes.iter().enumerate() {
            let words = Wording::of(names, whole);
            let rules = meters.rules(words.written(Column::Park), words.written(Column::Meter));
            stated.push(rules.map(|rules| rules.register.clone()).unwrap_or_default());
            if let Some(rules) = rules.filter(|rules| whole.register.is_some() && !rules.replaced.is_empty()) {
                let key = (rules.park.as_deref(), &*rules.id);
                replaced.entry(key).or_insert((rules, Vec::new())).1.push(at);
            }
        }
        let mut found: BTreeMap<usize, Vec<(Replaced, &Place)>> = BTreeMap::new();
        for (rules, registers) in replaced.into_values() {
            for replacement in &rules.replaced {
                let Some(carrier) = self.carrier(replacement) else { continue };
                let fits = |at: &&usize| {
                    records[**at].as_ref().is_some_and(|record| {
                        carrier.is_none_or(|carrier| carrier == record.carrier)
                            && replacement.use_.is_none_or(|use_| record.use_ == Some(use_))
                            && replacement.supply.is_none_or(|supply| record.supply == Some(supply))
                    })
                };
                let fitting: Vec<usize> = registers.iter().filter(fits).copied().collect();
                let channels: Vec<Wording<'_>> = fitting.iter().map(|at| Wording::of(names, &wholes[*at])).collect();
                if let Some(problem) = which(&rules.id, &channels) {
                    self.problems.add(problem.at(replacement.place.clone()));
                } else {
                    let one = (replacement.replaced, &replacement.place);
                    fitting.iter().for_each(|at| found.entry(*at).or_default().push(one));
                }
            }
        }
        for (at, mut all) in found {
            all.sort_by_key(|(replaced, place)| (replaced.at, place.start()));
            for pair in all.windows(2).filter(|pair| pair[0].0.at == pair[1].0.at) {
                let text = Text::new("the register is replaced twice at this time", "同一时刻重复换表");
                self.problems.add(twice(text, pair[1].1.clone(), pair[0].1));
            }
            stated[at].replaced = all.into_iter().map(|(replaced, _)| replaced).collect();
        }
        stated
    }

    /// The carrier that a replacement names, if it names one; none at all if that is not known.
    fn carrier(&mut self, replacement: &Replacement) -> Option<Option<crate::factors::CarrierId>> {
        let Some((text, place)) = &replacement.carrier else { return Some(None) };
        let literal = Literal { text, place: place.clone() };
        self.library.catalogue.lookup(&literal, self.problems).map(Some)
    }
}

/// What is wrong where a replacement is that of these registers: there must be one.
fn which(meter: &str, registers: &[Wording<'_>]) -> Option<Problem> {
    if registers.is_empty() {
        let text = Text::new(
            format!("there is no reading of this register of the meter {meter}"),
            format!("计量表 {meter} 没有此表底数的读数"),
        );
        return Some(Problem::new(Code::MeterUnused, text));
    }
    let kinds = |column: Column| registers.iter().map(|words| words.meant(column)).collect::<BTreeSet<SharedText>>();
    let told_by = TOLD_BY.into_iter().find(|column| kinds(*column).len() > 1);
    if told_by.is_none() && OTHERS.iter().all(|column| kinds(*column).len() == 1) {
        return None;
    }
    let text = Text::new(
        format!("the meter {meter} has several registers: which of them was replaced is not stated"),
        format!("计量表 {meter} 有多个表底数，未注明更换的是哪一个"),
    );
    let hint = match told_by {
        Some(column) => {
            let named: Vec<String> = kinds(column).iter().map(|word| format!("{} = \"{word}\"", column.id())).collect();
            let of = if column == Column::Park { "[[meter]]" } else { "[[meter.replaced]]" };
            Text::new(
                format!("write under {of}: {}; if each was replaced, state each", named.join(" or ")),
                format!("请在 {of} 中写明 {}；若均已更换，请分别填写", named.join(" 或 ")),
            )
        }
        None => Text::new("give each meter an id of its own in the readings", "请在读数中为每块表使用各自的表号"),
    };
    Some(Problem::new(Code::MissingKey, text).hint(hint))
}
