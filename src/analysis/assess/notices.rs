//! What a reader must know of an assessment: circumstances of the framework, thresholds nobody saw, figures that rest on
//! a word alone or contradict each other.

use super::{Assessed, Assessment, Choices, Outcome, Stated};
use crate::analysis::metric::Measures;
use crate::factors::{Framework, Library, Measure, Metric, Status};
use crate::park::Park;
use crate::quantity::{Exact, Fraction, Period};
use crate::source::{Code, Problem, Text};

/// What a reader must know of what a framework comes to, each thing once. `there` tells whether a file of evidence exists.
pub fn assessment_notices(
    framework: &Framework,
    measures: &Measures<'_>,
    found: &[Assessment],
    span: Period,
    there: &dyn Fn(&str) -> bool,
) -> Vec<Problem> {
    let (park, library) = (measures.park, measures.library);
    let mut notices = of_framework(framework, found, span, park);
    notices.extend(equivalent_value(framework, park, library, span));
    for row in found.iter().flat_map(|one| &one.rows) {
        notices.extend(more_than_whole(row, library));
        notices.extend(outvoted(row));
    }
    notices.extend(evidence(found, there));
    notices.extend(measures.notices(span).into_iter().cloned());
    let mut once: Vec<Problem> = Vec::new();
    for notice in notices {
        if once.iter().all(|known| known.text != notice.text) {
            once.push(notice);
        }
    }
    once
}

/// The circumstances of the framework itself.
fn of_framework(framework: &Framework, found: &[Assessment], span: Period, park: &Park) -> Vec<Problem> {
    let name = &framework.name;
    let mut notices = Vec::new();
    let mut say = |code: Code, en: String, zh: String| {
        notices.push(Problem::new(code, Text::new(format!("{}: {en}", name.en), format!("{}：{zh}", name.zh))));
    };
    if framework.legacy {
        let en = "kept for comparison with past years; a newer system has taken its place";
        say(Code::LegacyFramework, en.to_string(), "仅供与以往年度比较，已有新体系".to_string());
    }
    if span.months() % 12 != 0 {
        let en = "its figures are of whole years; those of a part of one are indicative";
        say(Code::StandardOption, en.to_string(), "指标按整年计算，非整年结果仅供参考".to_string());
    }
    let application = park.applications.iter().find(|one| one.framework == framework.id);
    if application.is_none_or(|application| application.class.is_none()) {
        let by_class = |row: &&Assessed| row.indicator.tiers.iter().any(|tier| !tier.classes.is_empty());
        let numbers = numbers(found, by_class);
        let ids: Vec<&str> = framework.classes.iter().map(|class| class.id.as_str()).collect();
        let classes: Vec<String> =
            framework.classes.iter().map(|class| format!("{} {}", class.name.zh, class.id)).collect();
        if !numbers.is_empty() {
            say(
                Code::NoClass,
                format!(
                    "thresholds of {} differ by class ({}), and [[application]] states none: judged as a park of no class",
                    numbers.join(", "),
                    ids.join(", ")
                ),
                format!(
                    "{} 的阈值因园区类别而异（{}），[[application]] 未写 class：按不属于任何类别判定",
                    numbers.join("、"),
                    classes.join("、")
                ),
            );
        }
    }
    let recalled = |row: &&Assessed| row.threshold.as_ref().is_some_and(|tier| tier.status == Status::Recalled);
    let recalled = numbers(found, recalled);
    if !recalled.is_empty() {
        say(
            Code::ToBeConfirmed,
            format!("thresholds to be confirmed against the document: {}", recalled.join(", ")),
            format!("下列指标的阈值须与文件核对：{}", recalled.join("、")),
        );
    }
    let untiered = numbers(found, |row| matches!(row.outcome, Outcome::NoTier));
    if !untiered.is_empty() {
        say(
            Code::NoTier,
            format!("the document states no threshold for such a park: {}", untiered.join(", ")),
            format!("文件未对此类园区规定阈值：{}", untiered.join("、")),
        );
    }
    notices
}

/// The numbers of indicators, each once.
fn numbers(found: &[Assessment], which: impl Fn(&&Assessed) -> bool) -> Vec<&str> {
    let mut numbers: Vec<&str> = Vec::new();
    for row in found.iter().flat_map(|one| &one.rows).filter(which) {
        if !numbers.contains(&row.indicator.number.as_str()) {
            numbers.push(&row.indicator.number);
        }
    }
    numbers
}

/// The coefficient of electricity, where a value or a tier rests on energy at equivalent value: the park states it.
fn equivalent_value(framework: &Framework, park: &Park, library: &Library, span: Period) -> Option<Problem> {
    let rests = |metric: &Metric| {
        let rests = |measure: &Measure| {
            *measure == Measure::TceEquivalentGeneration || measure.includes(&Measure::TceEquivalentGeneration)
        };
        rests(&metric.numerator) || metric.denominator.as_ref().is_some_and(rests)
    };
    let ids = framework.indicators.iter().flat_map(|indicator| {
        let sizes = indicator.tiers.iter().filter_map(|tier| tier.size.as_ref()).map(|size| &size.metric);
        indicator.metric.iter().chain(sizes)
    });
    let mut metrics = ids.filter_map(|id| library.metric(id).ok());
    if !metrics.any(rests) {
        return None;
    }
    park.electricity_equivalent.as_ref()?.text(span).map(|text| Problem::new(Code::StandardOption, text))
}

/// A share above 100 %: one of two declared or measured amounts is wrong.
fn more_than_whole(row: &Assessed, library: &Library) -> Option<Problem> {
    let indicator = &row.indicator;
    let metric = library.metric(indicator.metric.as_ref()?).ok()?;
    let is_share = metric.is_ratio() && metric.unit.en == "%" && indicator.change.years().is_none();
    let number = row.number().filter(|number| is_share && **number > Fraction::from(Exact::from(100)))?;
    let (name, shown) = (&indicator.name, number.shown(indicator.digits)?);
    let text = Text::new(
        format!("{}: {shown} % is more than all of it; check both amounts", name.en),
        format!("{}：{shown} %，超过 100 %，请核对分子与分母", name.zh),
    );
    Some(Problem::new(Code::MoreThanWhole, text))
}

/// A declared figure beside another that the ledger has.
fn outvoted(row: &Assessed) -> Option<Problem> {
    let indicator = &row.indicator;
    let (declared, number) = (row.outvoted.as_ref()?, row.number()?);
    let shown = |value: &Fraction| value.shown(indicator.digits);
    let (declared, computed) = (shown(declared)?, shown(number)?);
    let (name, unit) = (&indicator.name, &indicator.unit);
    let text = Text::new(
        format!("{}: {declared} {} is declared, {computed} computed; what is computed counts", name.en, unit.en),
        format!("{}：申报 {declared} {}，核算 {computed}；以核算值为准", name.zh, unit.zh),
    );
    (declared != computed).then(|| Problem::new(Code::Outvoted, text))
}

/// Declared figures without a source, and evidence that is not there.
fn evidence(found: &[Assessment], there: &dyn Fn(&str) -> bool) -> Vec<Problem> {
    let mut stated: Vec<&Stated> = Vec::new();
    for valued in found.iter().flat_map(|one| &one.rows).filter_map(|row| row.value.as_ref().ok()) {
        stated.extend(valued.origin.stated().iter().filter(|one| !stated.contains(one)).collect::<Vec<_>>());
    }
    let mut notices = Vec::new();
    for Stated { item, source, evidence } in stated {
        if source.is_none() {
            let text = Text::new(format!("[declared.{item}] names no source"), format!("[declared.{item}] 未注明来源"));
            notices.push(Problem::new(Code::DeclaredWithoutSource, text));
        }
        if let Some(file) = evidence.as_ref().filter(|file| !there(file)) {
            let text = Text::new(
                format!("[declared.{item}]: there is no file {file}"),
                format!("[declared.{item}]：没有文件 {file}"),
            );
            notices.push(Problem::new(Code::EvidenceNotThere, text));
        }
    }
    notices
}

/// What is set to ask what if, and changes no value and no tier of the frameworks.
pub fn set_in_vain(frameworks: &[Framework], library: &Library, choices: &Choices) -> Vec<Problem> {
    let rests = |metric: &str, id: &str| {
        let Ok(metric) = library.metric(metric) else { return false };
        let set = library.metric(id).ok().filter(|set| !set.is_ratio());
        let of =
            |measure: &Measure| measure.declared().contains(&id) || set.is_some_and(|set| set.numerator == *measure);
        metric.id == id || of(&metric.numerator) || metric.denominator.as_ref().is_some_and(of)
    };
    let uses = |id: &str| {
        frameworks.iter().flat_map(|framework| &framework.indicators).any(|indicator| {
            let sizes = indicator.tiers.iter().filter_map(|tier| tier.size.as_ref()).map(|size| &size.metric);
            let grew = indicator.tiers.iter().filter_map(|tier| tier.grew.as_ref()).map(|(metric, _)| metric);
            let mut metrics = indicator.metric.iter().chain(&indicator.also).chain(sizes).chain(grew);
            metrics.any(|metric| rests(metric, id))
                || [&indicator.declared, &indicator.relative_to].into_iter().flatten().any(|item| item == id)
        })
    };
    let ids = choices.set.keys().chain(&choices.set_items).filter(|id| !uses(id));
    ids.map(|id| {
        let text = Text::new(
            format!("--set {id}: no indicator of these frameworks uses it, nothing changes"),
            format!("--set {id}：所选体系没有指标用到它，结果不变"),
        );
        Problem::new(Code::SetInVain, text)
    })
    .collect()
}
