//! Charts are read as their readers see them: words, places and sizes are taken from the SVG.

#[path = "charts/samples.rs"]
mod samples;
#[path = "charts/svg.rs"]
mod svg;

use parkcarbon::output::chart::*;
use parkcarbon::source::Lang;
use samples::{KINDS, SIZES, Size, quarters};

/// The font of this machine, and the language it can write.
fn fonts() -> (Fonts, Lang) {
    let fonts = Fonts::find(None).expect("fonts");
    if fonts.speaks_chinese() {
        (fonts, Lang::Zh)
    } else {
        println!("no font with Chinese glyphs on this machine: the charts are drawn in English");
        (fonts, Lang::En)
    }
}

fn each(mut check: impl FnMut(&str, Size, &Drawing, &Fonts)) {
    let (fonts, speech) = fonts();
    let mut langs = vec![Lang::En];
    if speech == Lang::Zh {
        langs.push(Lang::Zh);
    }
    for (kind, make) in KINDS {
        for size in SIZES {
            for lang in &langs {
                let drawing = make(size, *lang).draw(&fonts, Theme::Light, *lang);
                check(&format!("{kind} {size:?} {lang:?}"), size, &drawing, &fonts);
            }
        }
    }
}

#[test]
fn no_words_overlap_and_none_leave_the_sheet() {
    each(|name, _, drawing, fonts| {
        let document = svg::document(drawing);
        let lines = svg::lines(&document, fonts);
        assert!(lines.len() > 5, "{name}");
        for (at, line) in lines.iter().enumerate() {
            let [left, top, right, bottom] = line.area;
            let inside = left >= 0.0 && top >= 0.0 && right <= drawing.width && bottom <= drawing.height;
            assert!(inside, "{name}: {line:?} leaves the sheet");
            for other in &lines[at + 1..] {
                let [left2, top2, right2, bottom2] = other.area;
                // Places are written to the tenth of a px.
                let apart =
                    left >= right2 - 0.2 || left2 >= right - 0.2 || top >= bottom2 - 0.2 || top2 >= bottom - 0.2;
                assert!(apart, "{name}: {line:?} meets {other:?}");
            }
        }
    });
}

#[test]
fn numbers_keep_away_from_lines() {
    each(|name, _, drawing, fonts| {
        if !name.starts_with("progress") && !name.starts_with("intensity") {
            return;
        }
        let document = svg::document(drawing);
        let values: Vec<_> = svg::lines(&document, fonts).into_iter().filter(|line| line.class == "value").collect();
        assert!(!values.is_empty(), "{name}");
        let strokes = ["series", "limit"].into_iter().flat_map(|class| svg::groups(&document, class));
        for polyline in strokes.flat_map(|(_, group)| group.children().collect::<Vec<_>>()) {
            let Some(points) = polyline.attribute("points") else { continue };
            let numbers: Vec<f64> = points.split([',', ' ']).map(|number| number.parse().expect("a number")).collect();
            for pair in numbers.chunks_exact(2).collect::<Vec<_>>().windows(2) {
                for step in 0..=200 {
                    let along = |axis: usize| pair[0][axis] + (pair[1][axis] - pair[0][axis]) * f64::from(step) / 200.0;
                    let (x, y) = (along(0), along(1));
                    for value in &values {
                        let [left, top, right, bottom] = value.area;
                        let clear = x <= left || x >= right || y <= top || y >= bottom;
                        assert!(clear, "{name}: {value:?} lies on a line at {x}, {y}");
                    }
                }
            }
        }
    });
}

#[test]
fn every_character_has_a_glyph() {
    each(|name, _, drawing, fonts| {
        for line in svg::lines(&svg::document(drawing), fonts) {
            assert!(line.text.chars().all(|glyph| fonts.has(glyph) || glyph == ' '), "{name}: {line:?}");
        }
    });
}

#[test]
fn names_are_there_whole_or_with_an_ellipsis() {
    let (fonts, lang) = fonts();
    let spaceless = |text: &str| text.chars().filter(|glyph| *glyph != ' ').collect::<String>();
    for (kind, make) in KINDS {
        if !matches!(kind, "ranking" | "heat_map" | "year_on_year" | "flow" | "waterfall") {
            continue;
        }
        for size in [Size { parts: 15, periods: 4 }, Size { parts: 60, periods: 40 }] {
            let drawing = make(size, lang).draw(&fonts, Theme::Light, lang);
            let document = svg::document(&drawing);
            for name in samples::names(size.parts, lang) {
                let of_name = document.descendants().filter(|node| {
                    node.has_tag_name("text")
                        && node.attribute("data-name") == Some(&name)
                        && matches!(node.attribute("class"), Some("name" | "node-name"))
                });
                let written = spaceless(&of_name.filter_map(|node| node.text()).collect::<String>());
                assert!(!written.is_empty(), "{kind}: {name} is not named");
                let whole = spaceless(&name);
                // What is left out may be the beginning, or lie between head and tail.
                let written = written.replace("...", "…");
                let parts: Vec<&str> = written.split('…').collect();
                let (first, last) = (parts[0], parts[parts.len() - 1]);
                assert!(whole.starts_with(first) && whole.ends_with(last), "{kind}: {written}");
                let mut rest = whole.as_str();
                for part in &parts {
                    let at = rest.find(part).unwrap_or_else(|| panic!("{kind}: {written}"));
                    rest = &rest[at + part.len()..];
                }
                assert!(parts.len() > 1 || written == whole, "{kind}: {written}");
            }
        }
    }
}

#[test]
fn bars_are_as_high_as_their_values() {
    let (fonts, lang) = fonts();
    let size = Size { parts: 5, periods: 4 };
    let drawing = samples::stacked(size, lang).draw(&fonts, Theme::Light, lang);
    let document = svg::document(&drawing);
    let groups = svg::groups(&document, "series");
    assert_eq!(groups.len(), 5);
    let mut px_per_tonne = None;
    for (series, (name, group)) in samples::series(size, lang).iter().zip(&groups) {
        assert_eq!(&series.name, name);
        let bars = svg::bars(*group);
        assert_eq!(bars.len(), 3);
        for (period, _, height) in bars {
            let at = quarters(4).iter().position(|quarter| *quarter == period).expect("a period");
            let value = series.values[at].expect("a value").abs();
            let scale = *px_per_tonne.get_or_insert(height / value);
            assert!((height - value * scale).abs() < 0.3, "{name} {period}: {height} px for {value} t");
        }
    }
}

#[test]
fn parts_are_stacked_without_a_seam_and_negative_ones_hang() {
    let (fonts, lang) = fonts();
    let size = Size { parts: 5, periods: 4 };
    let drawing = samples::stacked(size, lang).draw(&fonts, Theme::Light, lang);
    let document = svg::document(&drawing);
    let zero = document.descendants().find(|node| node.attribute("class") == Some("zero")).expect("a zero line");
    let zero = zero.attribute("points").and_then(|points| points.split([',', ' ']).nth(1)).expect("a point");
    let (zero, mut top): (f64, _) = (zero.parse().expect("a number"), None);
    for (at, (_, group)) in svg::groups(&document, "series").into_iter().enumerate() {
        let (_, y, height) = svg::bars(group).swap_remove(0);
        if at == 3 {
            assert!((y - zero).abs() < 0.15, "the negative part begins at zero");
        } else {
            assert!((y + height - top.unwrap_or(zero)).abs() < 0.15);
            top = Some(y);
        }
    }
}

#[test]
fn many_parts_end_in_others() {
    let (fonts, lang) = fonts();
    for parts in [8, 9, 60] {
        let drawing = samples::stacked(Size { parts, periods: 4 }, lang).draw(&fonts, Theme::Light, lang);
        let document = svg::document(&drawing);
        let groups = svg::groups(&document, "series");
        assert_eq!(groups.len(), 8);
        let last = &groups[7].0;
        let others = last.starts_with(lang.pick("others (", "其他（"));
        assert_eq!(others, parts > 8, "{last}");
        assert!(!others || last.contains(&(parts - 7).to_string()), "{last}");
    }
}

#[test]
fn a_period_without_data_is_a_gap() {
    let (fonts, lang) = fonts();
    for (kind, make) in &KINDS[..4] {
        let drawing = make(Size { parts: 5, periods: 4 }, lang).draw(&fonts, Theme::Light, lang);
        let document = svg::document(&drawing);
        let gap = if *kind == "progress" { "2024Q2" } else { "2014Q3" };
        assert_eq!(svg::missing(&document), [gap], "{kind}");
        assert!(!document.descendants().any(|node| node.attribute("data-at") == Some(gap)), "{kind} draws the gap");
        let key = svg::lines(&document, &fonts).into_iter().any(|line| line.text == lang.pick("no data", "无数据"));
        assert!(key, "{kind} does not say what the hatch is");
    }
    // A heat map has a gap for each enterprise and for the one that is late.
    let drawing = samples::heat_map(Size { parts: 5, periods: 4 }, lang).draw(&fonts, Theme::Light, lang);
    assert_eq!(svg::missing(&svg::document(&drawing)).len(), 6);
}

#[test]
fn a_part_without_data_is_marked_on_the_stack() {
    let (fonts, lang) = fonts();
    let mut chart = samples::stacked(Size { parts: 60, periods: 4 }, lang);
    let Figure::Stacked(figure) = &mut chart.figure else { panic!("a stack") };
    figure.series[59].values[1] = None;
    let drawing = chart.draw(&fonts, Theme::Light, lang);
    let document = svg::document(&drawing);
    let marked: Vec<_> = document.descendants().filter_map(|node| node.attribute("data-partial")).collect();
    assert_eq!(marked, ["2014Q2"]);
}

#[test]
fn steps_of_a_waterfall_meet() {
    let (fonts, lang) = fonts();
    for parts in [5, 60] {
        let drawing = samples::waterfall(Size { parts, periods: 4 }, lang).draw(&fonts, Theme::Light, lang);
        let document = svg::document(&drawing);
        let ends: Vec<(f64, f64, bool)> = document
            .descendants()
            .filter(|node| matches!(node.attribute("class"), Some("step" | "level")) && node.has_tag_name("g"))
            .map(|group| {
                let bar = group.children().find(|node| node.has_tag_name("rect")).expect("a bar");
                let (at, length) = if parts == 5 { ("y", "height") } else { ("x", "width") };
                let from = svg::number(bar, at);
                (from, from + svg::number(bar, length), group.attribute("class") == Some("level"))
            })
            .collect();
        assert_eq!(ends.len(), parts + 2);
        for pair in ends.windows(2) {
            // A level shares its tip, a step either end.
            let near = |a: f64, b: f64| (a - b).abs() < 0.15;
            let [(a, b, _), (c, d, _)] = pair else { unreachable!() };
            assert!(near(*a, *c) || near(*a, *d) || near(*b, *c) || near(*b, *d), "{pair:?}");
        }
    }
}

#[test]
fn flows_fill_their_nodes() {
    let (fonts, lang) = fonts();
    for parts in [1, 5, 15, 60] {
        let drawing = samples::flow(Size { parts, periods: 4 }, lang).draw(&fonts, Theme::Light, lang);
        let document = svg::document(&drawing);
        let of_class =
            |class: &'static str| document.descendants().filter(move |node| node.attribute("class") == Some(class));
        for node in of_class("node") {
            let name = node.attribute("data-name");
            let sum = |end: &str| {
                let links = of_class("link").filter(|link| link.attribute(end) == name);
                links.map(|link| svg::number(link, "data-width")).sum::<f64>()
            };
            let (height, through) = (svg::number(node, "height"), sum("data-to").max(sum("data-from")));
            assert!((height - through.max(0.5)).abs() < 0.3, "{name:?}: {height} px for {through} px of flows");
        }
    }
}

#[test]
fn the_magnitude_is_in_the_unit_and_the_change_in_percent() {
    let (fonts, _) = fonts();
    let lang = Lang::En;
    let chart = Chart {
        heading: Heading { title: "Pairs".into(), ..Heading::default() },
        figure: Figure::YearOnYear(YearOnYear {
            names: vec!["Q1".into(), "Q2".into()],
            measure: Measure::amount("Emissions", "t"),
            last: Series { name: "2023".into(), values: vec![Some(1_000_000.0), Some(0.0)] },
            this: Series { name: "2024".into(), values: vec![Some(1_052_000.0), Some(7.0)] },
            not_accounted: Default::default(),
        }),
    };
    let drawing = chart.draw(&fonts, Theme::Light, lang);
    let lines = svg::lines(&svg::document(&drawing), &fonts);
    let of_class = |class: &str| -> Vec<&str> {
        lines.iter().filter(|line| line.class == class).map(|line| line.text.as_str()).collect()
    };
    assert!(["Emissions (10⁴ t)", "Emissions (10^4 t)"].contains(&of_class("axis-title")[0]));
    // 1.052 / 1 - 1; against nothing there is no percentage.
    assert_eq!(of_class("change"), ["+5.2%"]);
    assert_eq!(of_class("tick"), ["0", "25", "50", "75", "100", "125"]);
}

#[test]
fn hostile_names_stay_text() {
    let (fonts, lang) = fonts();
    let hostile = "<script>alert(\"&\")</script>\u{0}\u{7}\u{202e}\nx'y";
    for (kind, make) in KINDS {
        let mut chart = make(Size { parts: 5, periods: 4 }, lang);
        chart.heading.title = hostile.into();
        chart.heading.source = hostile.repeat(40);
        match &mut chart.figure {
            Figure::Stacked(figure) => figure.series[0].name = hostile.into(),
            Figure::Total(figure) => figure.periods[0] = hostile.into(),
            Figure::Intensity(figure) => figure.series[0].name = hostile.into(),
            Figure::Progress(figure) => figure.actual.name = hostile.into(),
            Figure::YearOnYear(figure) => figure.names[0] = hostile.into(),
            Figure::Waterfall(figure) => figure.steps[0].0 = hostile.into(),
            Figure::Flow(figure) => figure.nodes[0].name = hostile.into(),
            Figure::Ranking(figure) => figure.ranks[0].name = hostile.into(),
            Figure::HeatMap(figure) => figure.rows[0].name = hostile.into(),
            Figure::Wedges(figure) => figure.wedges[0].name = hostile.into(),
            Figure::CostCurve(figure) => figure.blocks[0].name = hostile.into(),
        }
        let drawing = chart.draw(&fonts, Theme::Light, lang);
        let document = svg::document(&drawing);
        assert!(!document.descendants().any(|node| node.has_tag_name("script")), "{kind}");
        let title = document.descendants().find(|node| node.has_tag_name("title")).and_then(|node| node.text());
        assert_eq!(title, Some("<script>alert(\"&\")</script> x'y"), "{kind}");
    }
}

#[test]
fn what_cannot_be_drawn_is_replaced_and_reported() {
    let fonts = Fonts::none();
    assert!(!fonts.speaks_chinese());
    let chart = samples::ranking(Size { parts: 2, periods: 1 }, Lang::Zh);
    let drawing = chart.draw(&fonts, Theme::Light, Lang::En);
    let text: String = svg::lines(&svg::document(&drawing), &fonts).into_iter().map(|line| line.text).collect();
    assert!(text.is_ascii(), "{text}");
    assert!(drawing.replaced.iter().any(|replaced| replaced.glyph == '₂' && replaced.by == "2"));
    assert!(drawing.replaced.iter().any(|replaced| replaced.glyph == '左' && replaced.by == "?"));
    let refused = drawing.png(&fonts, 1.0).expect_err("there is no font");
    assert!(refused.text.en.contains("--font"));
}

#[test]
fn a_font_file_that_is_none_is_refused_by_name() {
    let folder = tempfile::tempdir().expect("a folder");
    let text = folder.path().join("words.ttf");
    std::fs::write(&text, "no font").expect("written");
    for (path, reason) in [
        (folder.path().join("none.ttf"), "does not exist"),
        (folder.path().into(), "is not a file"),
        (text, "holds no font"),
    ] {
        let error = Fonts::find(Some(&path)).err().expect("no font");
        assert!(error.text.en.contains(reason) && error.text.en.contains(&path.display().to_string()), "{error:?}");
    }
}

#[test]
fn figures_that_are_none_break_nothing() {
    let (fonts, lang) = fonts();
    let odd = [None, Some(f64::NAN), Some(f64::INFINITY), Some(0.0), Some(-0.0), Some(1e300), Some(1e-300)];
    for (kind, make) in KINDS {
        for count in [0, 1, 7] {
            let values: Vec<Option<f64>> = odd[..count].to_vec();
            let mut chart = make(Size { parts: 1, periods: 1 }, lang);
            let series = Series { name: "x".into(), values: values.clone() };
            let periods = quarters(count);
            match &mut chart.figure {
                Figure::Stacked(figure) => (figure.periods, figure.series) = (periods, vec![series]),
                Figure::Total(figure) => {
                    (figure.periods, figure.values, figure.caps) = (periods, values, vec![series]);
                    figure.forecast = None;
                }
                Figure::Intensity(figure) => (figure.periods, figure.series) = (periods, vec![series]),
                Figure::Progress(figure) => (figure.periods, figure.actual) = (periods, series),
                Figure::YearOnYear(figure) => (figure.names, figure.last) = (periods, series),
                Figure::Waterfall(figure) => {
                    figure.steps = values.iter().map(|value| ("x".into(), value.unwrap_or(0.0))).collect();
                }
                Figure::Flow(figure) => {
                    let link = |value: &Option<f64>| Link { from: 0, to: 99, value: value.unwrap_or(0.0) };
                    figure.links = values.iter().map(link).collect();
                }
                Figure::Ranking(figure) => {
                    let rank = |value: Option<f64>| Rank { name: "x".into(), value, note: String::new() };
                    figure.ranks = values.into_iter().map(rank).collect();
                }
                Figure::HeatMap(figure) => (figure.periods, figure.rows) = (periods, vec![series]),
                Figure::Wedges(figure) => {
                    (figure.periods, figure.without) = (periods, series.clone());
                    (figure.wedges, figure.with) = (vec![series.clone()], series);
                }
                Figure::CostCurve(figure) => {
                    let block = |value: Option<f64>| Block {
                        name: "x".into(),
                        width: value.unwrap_or(0.0),
                        height: value.unwrap_or(f64::NAN),
                    };
                    figure.blocks = values.into_iter().map(block).collect();
                }
            }
            let drawing = chart.draw(&fonts, Theme::Light, lang);
            svg::document(&drawing);
            assert!(!drawing.svg.contains("NaN") && !drawing.svg.contains("inf"), "{kind} {count}");
        }
    }
}

#[test]
fn the_same_chart_is_the_same_bytes() {
    let (fonts, lang) = fonts();
    for (kind, make) in KINDS {
        let size = Size { parts: 15, periods: 40 };
        let once = make(size, lang).draw(&fonts, Theme::Dark, lang);
        let (again, _) = self::fonts();
        assert_eq!(once, make(size, lang).draw(&again, Theme::Dark, lang), "{kind}");
    }
    let drawing = samples::total(Size { parts: 1, periods: 4 }, lang).draw(&fonts, Theme::Light, lang);
    if let Ok(png) = drawing.png(&fonts, 1.0) {
        assert_eq!(png[..8], *b"\x89PNG\r\n\x1a\n");
        assert_eq!(png, drawing.png(&fonts, 1.0).expect("a PNG"));
    }
}

/// Writes every sample as a picture, to be looked at: `CHARTS_TO=folder cargo test --test charts pictures`.
#[test]
fn pictures() {
    let Some(folder) = std::env::var_os("CHARTS_TO").map(std::path::PathBuf::from) else { return };
    let (fonts, lang) = fonts();
    std::fs::create_dir_all(&folder).expect("a folder");
    for (kind, make) in KINDS {
        for size in SIZES {
            for theme in [Theme::Light, Theme::Dark, Theme::Print] {
                if theme != Theme::Light && size.parts != 5 {
                    continue;
                }
                let drawing = make(size, lang).draw(&fonts, theme, lang);
                let name = format!("{kind}-{}-{}-{theme:?}", size.parts, size.periods);
                std::fs::write(folder.join(format!("{name}.svg")), &drawing.svg).expect("written");
                for (scale, ending) in [(1.0, ".png"), (2.0, "@2x.png")] {
                    let png = drawing.png(&fonts, scale).expect("a PNG");
                    std::fs::write(folder.join(format!("{name}{ending}")), png).expect("written");
                }
            }
        }
    }
}
