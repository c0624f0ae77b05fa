//! The paths of scenarios as a chart: one line each, and the limits.

use super::chart::{Chart, Figure, Heading, Intensity, Measure, Series, Wedges};
use crate::analysis::{Attribution, Outlook, Wedge};
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

/// What the levers of measures take off the path of a scenario, year by year, with its limit.
pub fn wedges_chart(park: &Park, outlook: &Outlook<'_>, wedges: &[Wedge], lang: Lang) -> Chart {
    let row = |of: &dyn Fn(&Wedge) -> Grams| wedges.iter().map(|wedge| Some(tonnes(of(wedge)))).collect::<Vec<_>>();
    let count = wedges.first().map_or(0, |wedge| wedge.levers.len());
    let mut levers: Vec<Series> = (0..count)
        .map(|at| Series {
            name: wedges[0].levers[at].0.name().get(lang).to_string(),
            values: row(&|wedge| wedge.levers[at].1),
        })
        .collect();
    // What adds stands on top, so that the others hang from the highest path.
    let end = |series: &Series| series.values.last().copied().flatten().unwrap_or_default();
    levers.sort_by(|a, b| end(b).total_cmp(&end(a)));
    let limits: Vec<Option<f64>> = wedges.iter().map(|wedge| outlook.scenario.limit(wedge.year).map(tonnes)).collect();
    let limits = Series { name: lang.pick("limit", "控制目标").to_string(), values: limits };
    let limited = limits.values.iter().any(Option::is_some);
    let scenario = outlook.scenario.name.get(lang);
    let comma = lang.pick(", ", "，");
    let years = (outlook.years.first(), outlook.years.last());
    let (first, last) = (years.0.map_or(0, |year| year.year), years.1.map_or(0, |year| year.year));
    let mut subtitle = format!("{}{comma}{scenario}{comma}{first}–{last}", park.name.get(lang));
    if park.illustrative {
        subtitle.push_str(lang.pick(" (ILLUSTRATIVE DATA)", "（示例数据）"));
    }
    let standard = &outlook.standard;
    let source = match lang {
        Lang::En => format!(
            "What the measures do together is shared among their levers by the mean over all orders. By {standard}. What may be \
             under the assumptions of the scenario, no forecast. Accounted with parkcarbon."
        ),
        Lang::Zh => format!(
            "各项措施的共同作用按全部先后次序的平均分摊。依据：{standard}。按情景假设推演，不是预测。parkcarbon 核算。"
        ),
    };
    let title = lang.pick("What the measures take off", "措施减排楔形图").to_string();
    Chart {
        heading: Heading { title, subtitle, source, ..Heading::default() },
        figure: Figure::Wedges(Wedges {
            periods: wedges.iter().map(|wedge| wedge.year.to_string()).collect(),
            measure: Measure::amount(lang.pick("Emissions", "碳排放"), "tCO2e"),
            without: Series {
                name: lang.pick("without measures", "无措施").to_string(),
                values: row(&|wedge| wedge.without),
            },
            wedges: levers,
            with: Series { name: scenario.to_string(), values: row(&|wedge| wedge.with) },
            limits: if limited { vec![limits] } else { Vec::new() },
        }),
    }
}

/// For drawing only.
pub(super) fn tonnes(grams: Grams) -> f64 {
    grams.get() as f64 / 1e6
}
