//! Charts are read as their readers see them: words, places and sizes are taken from the SVG.

#[path = "charts/samples.rs"]
mod samples;

use parkcarbon::output::chart::*;
use parkcarbon::source::Lang;

/// Writes every sample as a picture, to be looked at: `CHARTS_TO=folder cargo test --test charts pictures`.
#[test]
fn pictures() {
    let Some(folder) = std::env::var_os("CHARTS_TO").map(std::path::PathBuf::from) else { return };
    let fonts = Fonts::find(None).expect("fonts");
    let lang = if fonts.speaks_chinese() { Lang::Zh } else { Lang::En };
    std::fs::create_dir_all(&folder).expect("a folder");
    for (kind, make) in samples::KINDS {
        for size in samples::SIZES {
            for theme in [Theme::Light, Theme::Dark, Theme::Print] {
                if theme != Theme::Light && size.parts != 5 {
                    continue;
                }
                let drawing = make(size, lang).draw(&fonts, theme, lang);
                let name = format!("{kind}-{}-{}-{theme:?}", size.parts, size.periods);
                std::fs::write(folder.join(format!("{name}.svg")), &drawing.svg).expect("written");
                if std::env::var_os("SVGONLY").is_some() { continue }
                for (scale, ending) in [(1.0, ".png"), (2.0, "@2x.png")] {
                    let png = drawing.png(&fonts, scale).expect("a PNG");
                    std::fs::write(folder.join(format!("{name}{ending}")), png).expect("written");
                }
            }
        }
    }
}
