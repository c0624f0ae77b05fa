//! The paths of scenarios as a chart: one line each, and the limits.

use super::chart::{Chart, Figure, Heading, Intensity, Measure, Series};
use crate::analysis::{Attribution, Outlook};
use crate::park::Park;
use crate::quantity::Grams;
use crate::source::Lang;

/// Totals of scenarios by year with the limits that differ.
pub fn scenario_chart(park: &Park, all: &[(Outlook<'_>, Attribution)], lang: Lang) -> Chart {
    let outlooks: Vec<&Outlook<'_>> = all.iter().map(|(outlook, _)| outlook).collect();
    paths_chart(park, &outlooks, lang.pick("Emissions by scenario", "分情景碳排放"), lang)
}

/// The same of any outlooks, under a title.
pub(super) fn paths_chart(park: &Park, all: &[&Outlook<'_>], title: &str, lang: Lang) -> Chart {
    let years = all.iter().flat_map(|outlook| outlook.years.iter().map(|year| year.year));
    let (first, last) = years.fold((i32::MAX, i32::MIN), |(first, last), year| (first.min(year), last.max(year)));
    let row = |outlook: &Outlook<'_>, of: &dyn Fn(&crate::analysis::YearFigures) -> Option<Grams>| {
        let value = |year: i32| of(outlook.years.iter().find(|one| one.year == year)?).map(tonnes);
        (first..=last).map(value).collect::<Vec<Option<f64>>>()
    };
    let series = all.iter().map(|outlook| Series {
        name: outlook.scenario.name.get(lang).to_string(),
        values: row(outlook, &|year| Some(year.park)),
    });
    let mut targets: Vec<Series> = Vec::new();
    for outlook in all {
        let values = row(outlook, &|year| year.limit);
        if values.iter().any(Option::is_some) && targets.iter().all(|known| known.values != values) {
            targets.push(Series { name: lang.pick("limit", "控制目标").to_string(), values });
        }
    }
    let mut standards: Vec<&str> = all.iter().map(|outlook| outlook.standard.as_str()).collect();
    standards.dedup();
    let mut subtitle = format!("{}{}{first}–{last}", park.name.get(lang), lang.pick(", ", "，"));
    if park.illustrative {
        subtitle.push_str(lang.pick(" (ILLUSTRATIVE DATA)", "（示例数据）"));
    }
    let named = standards.join(lang.pick(", ", "、"));
    let source = match lang {
        Lang::En => format!(
            "By {named}. What may be under the assumptions of the scenarios, no forecast. Accounted with parkcarbon."
        ),
        Lang::Zh => format!("依据：{named}。按情景假设推演，不是预测。parkcarbon 核算。"),
    };
    Chart {
        heading: Heading { title: title.to_string(), subtitle, source, ..Heading::default() },
        figure: Figure::Intensity(Intensity {
            periods: (first..=last).map(|year| year.to_string()).collect(),
            measure: Measure::amount(lang.pick("Emissions", "碳排放"), "tCO2e"),
            series: series.collect(),
            targets,
            not_accounted: Vec::new(),
        }),
    }
}

/// For drawing only.
fn tonnes(grams: Grams) -> f64 {
    grams.get() as f64 / 1e6
}
