//! `chart`: pictures of a park, as SVG or PNG.

use std::path::Path;

use super::chart_args::{ChartArgs, ChartKind, ImageFormat, ThemeArg};
use super::fonts;
use super::outcome::Outcome;
use super::park_args::ByArg;
use super::session::{Session, eprint_text, print_text, report, write};
use crate::analysis::{Measures, TrendAxis, standings};
use crate::factors::Metric;
use crate::inventory::{nothing_in, too_fine};
use crate::output::chart::{Drawing, Fonts, Theme};
use crate::output::chart_data::{Gathered, Kind, Limits, Subject, gather};
use crate::quantity::Period;
use crate::source::{Code, Lang, Problem, Problems, Text};

/// So many years are shown where no period is asked for.
const YEARS: i32 = 5;

pub fn run(args: &ChartArgs, lang: Lang) -> Outcome {
    match draw(args, lang) {
        Ok(outcome) | Err(outcome) => outcome,
    }
}

fn draw(args: &ChartArgs, lang: Lang) -> Result<Outcome, Outcome> {
    let image = image(args, lang)?;
    let kinds = kinds(args, lang)?;
    let session = Session::open(&args.park, false, lang)?;
    let window = Window::of(&session, args.window.as_deref(), lang)?;
    let unusable = |text| session.fail_with(Problem::new(Code::FontUnusable, text), lang);
    let fonts = fonts::find(&session, args.font.as_deref(), lang)?;
    let measures = Measures::gather(&session.park, &session.library, args.standard.as_deref(), args.view.into())
        .map_err(|problem| session.fail_with(*problem, lang))?;
    let whole = Period::from_to(window.first, window.asked.unwrap_or(window.latest).last_month());
    let caps = whole.map(|whole| standings(&session.park, &session.library, whole)).unwrap_or(Ok(Vec::new()));
    let caps = caps.map_err(|problem| session.fail_with(*problem, lang))?;
    let limits = |metric: &Metric, span: Period| Limits::of_caps(&caps, metric, span, &measures);
    let all = args.kind == ChartKind::All;
    if all && let Err(error) = std::fs::create_dir_all(&args.target) {
        let shown = args.target.display();
        let text = Text::new(format!("{shown} cannot be made: {error}"), format!("无法新建 {shown}：{error}"));
        return Err(session.fail_with(Problem::new(Code::FileUnreadable, text), lang));
    }
    let drawn_in = fonts::written_in(&fonts, lang);
    let (mut problems, mut written, mut replaced) = (Problems::default(), String::new(), Vec::new());
    for (name, kind) in kinds {
        let subject = Subject { measures: &measures, span: window.span(kind, all), lang: drawn_in };
        let metric = metric(&session, kind, args, lang)?;
        let gathered = match gather(kind, &subject, metric, &limits) {
            Ok(gathered) => gathered,
            // One chart without data holds no other up.
            Err(text) if all => {
                let text = Text::new(format!("{name}: not drawn: {}", text.en), format!("{name}：未绘制：{}", text.zh));
                add(&mut problems, Problem::new(Code::MetricMissing, text));
                continue;
            }
            Err(text) => return Err(session.fail_with(Problem::new(Code::NothingToDraw, text), lang)),
        };
        let Gathered { chart, notices } = gathered;
        measures.warnings(subject.span).into_iter().cloned().chain(notices).for_each(|one| add(&mut problems, one));
        let drawing = chart.draw(&fonts, theme(args.theme), drawn_in);
        let bytes = bytes(&drawing, &fonts, image, args.scale).map_err(unusable)?;
        replaced.extend(drawing.replaced);
        let path = if all { args.target.join(format!("{name}.{}", ending(image))) } else { args.target.clone() };
        let outcome = write(&bytes, Some(&path), |path| is_input(&session, args.font.as_deref(), path), lang);
        if outcome != Outcome::Done {
            return Err(outcome);
        }
        written.push_str(&format!("{}\n", path.display()));
    }
    if all && written.is_empty() {
        let text = Text::new("no chart has anything to show", "所有图均无数据");
        add(&mut problems, Problem::new(Code::NothingToDraw, text));
        return Err(session.fail(&problems, lang));
    }
    report(&problems, &session.files, lang);
    fonts::say_language(&fonts, lang);
    fonts::say_replaced(replaced, lang);
    // One file is where the command line says; of a folder, a reader wants to know what is in it.
    Ok(if all { print_text(&written, lang) } else { Outcome::Done })
}

/// The charts to draw, with the names of their files.
fn kinds(args: &ChartArgs, lang: Lang) -> Result<Vec<(&'static str, Kind)>, Outcome> {
    let kind = match (args.kind, args.axis) {
        (ChartKind::All, None) if args.metric.is_none() => return Ok(Kind::ALL.to_vec()),
        (ChartKind::Emissions, axis) if args.metric.is_none() => Kind::Emissions(match axis {
            None | Some(ByArg::Category) => TrendAxis::Category,
            Some(ByArg::Carrier) => TrendAxis::Carrier,
            Some(ByArg::Enterprise) => TrendAxis::Enterprise,
        }),
        (ChartKind::YearOnYear, Some(ByArg::Enterprise)) => Kind::YearOnYearByEnterprise,
        (ChartKind::Drivers, None) if args.metric.is_none() => Kind::Drivers,
        (ChartKind::Flow, None) if args.metric.is_none() => Kind::Flow,
        (ChartKind::Total, None) => Kind::Total,
        (ChartKind::Intensity, None) => Kind::Intensity,
        (ChartKind::Progress, None) => Kind::Progress,
        (ChartKind::YearOnYear, None) => Kind::YearOnYear,
        (ChartKind::Ranking, None) => Kind::Ranking,
        (ChartKind::HeatMap, None) => Kind::HeatMap,
        (_, axis) => {
            let option = if axis.is_some() { "--by" } else { "--metric" };
            return Err(usage(
                Text::new(format!("{option} is not for this kind of chart"), format!("该图不接受 {option}")),
                lang,
            ));
        }
    };
    Ok(vec![("", kind)])
}

/// SVG or PNG, as the file is called.
fn image(args: &ChartArgs, lang: Lang) -> Result<ImageFormat, Outcome> {
    let ending = args.target.extension().and_then(|ending| ending.to_str()).map(str::to_ascii_lowercase);
    let called = match ending.as_deref() {
        Some("svg") => Some(ImageFormat::Svg),
        Some("png") => Some(ImageFormat::Png),
        _ => None,
    };
    let image = match (args.kind, called, args.image) {
        (ChartKind::All, _, asked) => asked.unwrap_or(ImageFormat::Svg),
        (_, Some(called), asked) if asked.is_none_or(|asked| asked == called) => called,
        _ => {
            let shown = args.target.display();
            let text = Text::new(
                format!("{shown}: the name of a chart ends in .svg or .png, as its format is"),
                format!("{shown}：图的文件名以 .svg 或 .png 结尾，并与格式一致"),
            );
            return Err(usage(text, lang));
        }
    };
    if args.scale.is_some() && image == ImageFormat::Svg {
        return Err(usage(
            Text::new("--scale is for PNG: an SVG has no pixels", "--scale 只用于 PNG：SVG 没有像素"),
            lang,
        ));
    }
    Ok(image)
}

fn ending(image: ImageFormat) -> &'static str {
    match image {
        ImageFormat::Svg => "svg",
        ImageFormat::Png => "png",
    }
}

fn theme(theme: ThemeArg) -> Theme {
    match theme {
        ThemeArg::Light => Theme::Light,
        ThemeArg::Dark => Theme::Dark,
        ThemeArg::Print => Theme::Print,
    }
}

fn metric<'s>(session: &'s Session, kind: Kind, args: &ChartArgs, lang: Lang) -> Result<Option<&'s Metric>, Outcome> {
    let Some(id) = kind.metric() else { return Ok(None) };
    let id = args.metric.as_deref().unwrap_or(id);
    session.library.metric(id).map(Some).map_err(|problem| session.fail_with(*problem, lang))
}

fn bytes(drawing: &Drawing, fonts: &Fonts, image: ImageFormat, scale: Option<u8>) -> Result<Vec<u8>, Text> {
    match image {
        ImageFormat::Svg => Ok(drawing.svg.clone().into_bytes()),
        ImageFormat::Png => drawing.png(fonts, f32::from(scale.unwrap_or(2))).map_err(|error| error.text),
    }
}

/// True for what was read: the park's files, and the font.
fn is_input(session: &Session, font: Option<&Path>, path: &Path) -> bool {
    let same = |font: &Path| std::fs::canonicalize(font).ok() == std::fs::canonicalize(path).ok();
    session.files.contains(path) || (path.exists() && font.is_some_and(same))
}

/// Adds what is not known yet: several charts say the same.
fn add(problems: &mut Problems, problem: Problem) {
    if problems.sorted().iter().all(|known| known.code != problem.code || known.text != problem.text) {
        problems.add(problem);
    }
}

fn usage(text: Text, lang: Lang) -> Outcome {
    eprint_text(&format!("{}\n", text.get(lang)));
    Outcome::Usage
}

/// Which stretch of time charts show.
struct Window {
    asked: Option<Period>,
    /// The last accounting period with data, and the first.
    latest: Period,
    first: Period,
    single: bool,
}

impl Window {
    /// # Errors
    /// Prints a period that is none, that is no whole number of accounting periods, or that has no data.
    fn of(session: &Session, asked: Option<&str>, lang: Lang) -> Result<Self, Outcome> {
        let granularity = session.park.accounting.granularity;
        let periods = session.park.periods();
        let accounting = |period: Period| period.accounting(granularity);
        let latest = periods.iter().map(|period| accounting(period.last_month())).max();
        let first = periods.iter().map(|period| accounting(period.first_month())).min();
        let (Some(latest), Some(first)) = (latest, first) else {
            let text = Text::new("the park has no activity", "园区没有活动数据");
            return Err(session.fail_with(Problem::new(Code::NothingInPeriod, text), lang));
        };
        let asked = asked.map(|text| session.period(Some(text), lang)).transpose()?;
        if let Some(asked) = asked {
            let silent =
                || (!periods.iter().any(|period| period.overlaps(asked))).then(|| nothing_in(&session.park, asked));
            if let Some(problem) = too_fine(&session.park, asked).or_else(silent) {
                return Err(session.fail_with(problem, lang));
            }
        }
        let single = asked.is_some_and(|asked| asked.months() == granularity.months());
        Ok(Self { asked, latest, first, single })
    }

    /// What a chart shows of it.
    fn span(&self, kind: Kind, all: bool) -> Period {
        let end = self.asked.unwrap_or(self.latest);
        let years_before = |years: i32| {
            let january = Period::month(end.last_year() - years, 1);
            let from = if january.starts_before(self.first) { self.first } else { january };
            Period::from_to(from, end).unwrap_or(end)
        };
        let last_year = end.common(Period::year(end.last_year())).unwrap_or(end);
        let over_years = matches!(kind, Kind::Flow | Kind::Ranking) && !all;
        match (kind.over_periods(), self.asked) {
            (true, None) => years_before(YEARS - 1),
            (true, Some(_)) if self.single => years_before(1),
            (true, Some(asked)) => asked,
            (false, None) => self.latest.year_to_date(),
            (false, Some(asked)) if over_years => asked,
            (false, Some(_)) => last_year,
        }
    }
}
