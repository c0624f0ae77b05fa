//! Non-fossil energy that is sold as ordinary: it would lower the total by what was never counted.

use super::energy::EnergyEntry;
use super::lookup::Lookup;
use super::more_than_had::Window;
use crate::factors::{EnergyForm, Treatment, Use};
use crate::quantity::Grams;
use crate::source::{Code, Problem, Problems, Text};

/// Finds power and heat sold as ordinary that nothing ordinary covers, and that the seller's non-fossil energy would. Ordinary
/// power covers power, ordinary heat and power cover heat, burned fossil fuel covers both. What exceeds the non-fossil energy
/// too has a source that is not listed (`PK0712`).
///
/// # Errors
/// Reports `PK0518` at the enterprise.
pub(super) fn sold_as_ordinary(windows: &[Window<'_>], lookup: &mut Lookup<'_>, problems: &mut Problems) {
    let (park, library, standard) = (lookup.park, lookup.library, lookup.standard);
    let form_of =
        |entry: &EnergyEntry| library.catalogue.kind(library.catalogue.get(entry.carrier)).map(|kind| kind.energy);
    // Under a location-based standard an instrument changes nothing: what it covers is ordinary.
    let counts_zero = |entry: &EnergyEntry| {
        let carrier = library.catalogue.get(entry.carrier);
        let rule = || standard.rule(&carrier.kind, &carrier.id, entry.use_, entry.supply);
        carrier.biogenic
            || entry.supply.is_non_fossil() && rule().is_none_or(|(_, rule)| rule.treatment != Treatment::Factor)
    };
    for Window { enterprise, period: window, entries } in windows {
        // Whoever sells none cannot sell too much of it.
        if !entries.iter().any(|entry| entry.supply.is_sale()) {
            continue;
        }
        for form in [EnergyForm::Electricity, EnergyForm::Heat] {
            let (mut sold, mut covered, mut non_fossil) = (Grams::ZERO, Grams::ZERO, Grams::ZERO);
            for entry in *entries {
                let own = form_of(entry);
                let feeds = own == Some(form) || own == Some(EnergyForm::Electricity) && form == EnergyForm::Heat;
                let burned = own == Some(EnergyForm::Fuel) && entry.use_ == Use::Fuel;
                match (entry.supply.is_sale(), counts_zero(entry)) {
                    (true, false) if own == Some(form) => sold += -entry.calorific,
                    (true, _) => {}
                    // What was lost on the way cannot be sold on.
                    (false, zero) if (feeds || burned) && !entry.negative && entry.use_ != Use::Loss => {
                        *(if zero { &mut non_fossil } else { &mut covered }) += entry.calorific;
                    }
                    _ => {}
                }
            }
            let more = sold - covered;
            // Every posting may be half a millionth of a tonne off.
            let rounding = Grams::new(entries.len() as i128);
            if more <= rounding || more - rounding > non_fossil {
                continue;
            }
            let enterprise = park.enterprise(*enterprise);
            let (en, zh) = if form == EnergyForm::Heat { ("heat", "热力") } else { ("power", "电力") };
            let text = Text::new(
                format!(
                    "`{}` sells {en} of {more} tce in {window} as ordinary, which only its non-fossil energy covers",
                    enterprise.id
                ),
                format!("`{}` 在 {window} 按普通能源售出的{zh}中，{more} tce 只能来自其非化石能源", enterprise.id),
            );
            let hint = Text::new(
                "what is counted as zero is sold as non-fossil: supply = \"sold_outside_green\", or non_fossil = true in a [[transfer]]",
                "按零计的能源应按非化石售出：supply = \"sold_outside_green\"，或在 [[transfer]] 写 non_fossil = true",
            );
            problems.add(Problem::new(Code::SoldAsOrdinary, text).at(enterprise.place.clone()).hint(hint));
        }
    }
}
