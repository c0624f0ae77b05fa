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
                let start = std::time::Instant::now();
                let drawing = make(size, lang).draw(&fonts, theme, lang);
                let drawn = start.elapsed();
                let name = format!("{kind}-{}-{}-{theme:?}", size.parts, size.periods);
                std::fs::write(folder.join(format!("{name}.svg")), &drawing.svg).expect("written");
                let start = std::time::Instant::now();
                std::fs::write(folder.join(format!("{name}.png")), drawing.png(&fonts, 1.0).expect("a PNG")).expect("written");
                let once = start.elapsed();
                println!("{name}: SVG {drawn:?}, PNG {once:?}");
                if theme == Theme::Light {
                    let png = drawing.png(&fonts, 2.0).expect("a PNG");
                    std::fs::write(folder.join(format!("{name}@2x.png")), png).expect("written");
                }
            }
        }
    }
}
