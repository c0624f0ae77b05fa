//! A chart as pixels: the SVG, rendered with the font it was measured with.

use png::{BitDepth, ColorType, Compression, Encoder, EncodingError};
use resvg::tiny_skia::{Pixmap, Transform};
use resvg::usvg::{FontResolver, Options, Tree};

use super::{Drawing, Fonts};
use crate::source::Text;

/// Why a chart cannot be rendered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RenderError {
    /// The reason.
    pub text: Text,
}

fn refuse(en: impl Into<String>, zh: impl Into<String>) -> RenderError {
    RenderError { text: Text::new(en, zh) }
}

impl Drawing {
    /// The PNG of the chart, `scale` pixels for each px of the SVG: 1 for screens, 2 for print.
    pub fn png(&self, fonts: &Fonts, scale: f32) -> Result<Vec<u8>, RenderError> {
        let Some((database, face)) = fonts.face() else {
            return Err(refuse(
                "no font was found on this machine, so that no PNG can be made: install one, or name a file with --font",
                "本机没有可用字体，无法生成 PNG：请安装字体，或用 --font 指定字体文件",
            ));
        };
        let fault = |error: &dyn std::fmt::Display| {
            refuse(format!("the chart cannot be rendered: {error}"), format!("图无法渲染：{error}"))
        };
        let options = Options {
            fontdb: database,
            font_resolver: FontResolver {
                select_font: Box::new(move |_, _| Some(face)),
                // Every character was asked for beforehand: no other font may step in.
                select_fallback: Box::new(|_, _, _| None),
            },
            ..Options::default()
        };
        let tree = Tree::from_str(&self.svg, &options).map_err(|error| fault(&error))?;
        let side = |length: f64| (length * f64::from(scale)).ceil() as u32;
        let mut pixels = Pixmap::new(side(self.width), side(self.height)).ok_or_else(|| fault(&"it has no extent"))?;
        resvg::render(&tree, Transform::from_scale(scale, scale), &mut pixels.as_mut());
        encoded(&pixels).map_err(|error| fault(&error))
    }
}

/// Pixels as a PNG. The ground is opaque, so that no pixel shines through; few colours compress well, and fast.
fn encoded(pixels: &Pixmap) -> Result<Vec<u8>, EncodingError> {
    let mut bytes = Vec::new();
    let mut encoder = Encoder::new(&mut bytes, pixels.width(), pixels.height());
    encoder.set_color(ColorType::Rgb);
    encoder.set_depth(BitDepth::Eight);
    encoder.set_compression(Compression::Fast);
    let mut colours = Vec::with_capacity(pixels.data().len() / 4 * 3);
    pixels.data().chunks_exact(4).for_each(|pixel| colours.extend_from_slice(&pixel[..3]));
    let mut writer = encoder.write_header()?;
    writer.write_image_data(&colours)?;
    writer.finish()?;
    Ok(bytes)
}
