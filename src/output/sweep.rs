//! The variants of a sweep for people: the lowest and the highest, and what each value of a parameter does.

use std::fmt::Write as _;

use super::grid::{Grid, Look};
use super::summary::{marks, notice_line};
use crate::analysis::{Swept, SweptYear};
use crate::park::{Changed, Parameter, Park, Scenario};
use crate::quantity::Grams;
use crate::source::{Lang, Text};

/// Decimals of tonnes.
const DECIMALS: u32 = 2;

/// The sweep: how many variants, the lowest and the highest, how many stay below the limit, and each parameter by its values.
pub fn sweep_text(park: &Park, swept: &Swept<'_>, lang: Lang, look: Look) -> String {
    let scenario = swept.scenario;
    let mut text = format!("{}\n", park.name.get(lang));
    text.push_str(&marks(park.illustrative, swept.complete, lang, look));
    let (name, base) = (scenario.name.get(lang), lang.pick("base year", "基年"));
    let _ = writeln!(text, "\n{name}  {}  {base} {}", swept.standard, scenario.base);
    let Some(last) = swept.years.last() else { return text };
    let _ = match lang {
        Lang::En => writeln!(text, "{} variants in {}", swept.len(), last.year),
        Lang::Zh => writeln!(text, "{} 年，共 {} 个方案", last.year, swept.len()),
    };
    text.push_str(&below(swept, last, lang, look));
    let _ = write!(text, "\n{}", extremes(swept, last, lang, look).text(look));
    for (at, parameter) in scenario.sweep.iter().enumerate() {
        let subject = changed_thing(scenario, parameter);
        let _ = write!(text, "\n{}{}{}\n", parameter.name, lang.pick(": ", "："), subject.get(lang));
        text.push_str(&by_value(swept, (at, parameter), lang, look).text(look));
    }
    text.push('\n');
    for notice in &swept.notices {
        let _ = writeln!(text, "{}", notice_line(notice, lang, look));
    }
    text
}

/// The name of what a parameter changes.
pub(super) fn changed_thing(scenario: &Scenario, parameter: &Parameter) -> Text {
    let measure = scenario.measures.iter().find(|one| one.id == parameter.of).map(|one| &one.name);
    let project = scenario.projects.iter().find(|one| one.id == parameter.of).map(|one| &one.name);
    let own = Text::new(parameter.of.as_str(), parameter.of.as_str());
    let (en, zh, name) = match parameter.changed {
        Changed::Cut(_) => ("cut a year", "年削减量", measure),
        Changed::Delay(_) => ("years later", "推迟年数", measure),
        Changed::Rate(_) => ("growth a year", "年增长率", None),
        Changed::Scale(_) => ("scale", "规模", project),
    };
    let name = name.unwrap_or(&own);
    Text::new(format!("{}, {en}", name.en), format!("{}，{zh}", name.zh))
}

/// How many variants stay below the limit.
pub(super) fn count_below(swept: &Swept<'_>) -> Option<usize> {
    let limited = swept.years.iter().any(|year| year.limit.is_some());
    limited.then(|| (0..swept.len()).filter(|at| swept.stays_below(*at) == Some(true)).count())
}

fn below(swept: &Swept<'_>, last: &SweptYear, lang: Lang, look: Look) -> String {
    let Some(count) = count_below(swept) else {
        return format!("{}\n", lang.pick("no limit is stated", "未写控制目标"));
    };
    let line = match (swept.years.as_slice(), last.limit) {
        ([_], Some(limit)) => Text::new(
            format!("{count} stay below the limit of {} t", limit.display(DECIMALS)),
            format!("其中 {count} 个不超过控制目标 {} t", limit.display(DECIMALS)),
        ),
        _ => Text::new(
            format!("{count} stay below the limit in every year"),
            format!("其中 {count} 个各年均不超过控制目标"),
        ),
    };
    let line = line.get(lang);
    format!("{}\n", if count == 0 { look.warning(line) } else { line.to_string() })
}

fn extremes(swept: &Swept<'_>, last: &SweptYear, lang: Lang, look: Look) -> Grid {
    let parameters = &swept.scenario.sweep;
    let mut headings = vec![String::new()];
    headings.extend(parameters.iter().map(|one| one.name.clone()));
    headings.extend(["t CO2e", lang.pick("direct", "直接"), lang.pick("indirect", "间接")].map(str::to_string));
    headings.push(lang.pick("tce", "tce（当量）").to_string());
    headings.extend(last.limit.map(|_| lang.pick("margin", "余量").to_string()));
    let columns = headings.len();
    let mut grid = Grid::new(headings).numeric(1..columns);
    let (lowest, highest) = swept.extremes().unwrap_or_default();
    for (name, variant) in [(lang.pick("lowest", "最低"), lowest), (lang.pick("highest", "最高"), highest)] {
        let figures = &last.variants[variant];
        let mut row = vec![name.to_string()];
        row.extend(parameters.iter().zip(swept.choice(variant)).map(|(one, at)| one.shown(at)));
        row.extend([figures.park(), figures.direct, figures.indirect, figures.calorific].map(|g| g.display(DECIMALS)));
        row.extend(last.limit.map(|limit| margin(limit, figures.park(), look)));
        grid.row(row);
    }
    grid
}

fn by_value(swept: &Swept<'_>, (at, parameter): (usize, &Parameter), lang: Lang, look: Look) -> Grid {
    let limited = swept.years.iter().any(|year| year.limit.is_some());
    let mut headings = vec![
        parameter.name.clone(),
        lang.pick("mean t CO2e", "平均 t CO2e").to_string(),
        lang.pick("lowest", "最低").to_string(),
        lang.pick("highest", "最高").to_string(),
    ];
    headings.extend(limited.then(|| lang.pick("below the limit", "不超目标").to_string()));
    let columns = headings.len();
    let mut grid = Grid::new(headings).numeric(0..columns);
    for (value, of) in swept.by_value(at).iter().enumerate() {
        let mut row = vec![
            parameter.shown(value),
            of.mean.shown(DECIMALS).unwrap_or_default(),
            of.lowest.display(DECIMALS),
            of.highest.display(DECIMALS),
        ];
        row.extend(limited.then(|| {
            let count = format!("{} / {}", of.below, of.variants);
            if of.below == 0 { look.warning(&count) } else { count }
        }));
        grid.row(row);
    }
    grid
}

fn margin(limit: Grams, total: Grams, look: Look) -> String {
    let margin = (limit - total).display(DECIMALS);
    if total > limit { look.warning(&margin) } else { margin }
}
