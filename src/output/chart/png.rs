//! A chart as pixels: the SVG, rendered with the font it was measured with.

use std::collections::HashMap;

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

/// So many colours have a number in a PNG with a palette.
const PALETTE: usize = 256;

/// Pixels as a PNG. The ground is opaque, so that no pixel shines through; few colours compress well, and fast; as
/// numbers of a palette they take a third of the room.
fn encoded(pixels: &Pixmap) -> Result<Vec<u8>, EncodingError> {
    let mut bytes = Vec::new();
    let mut encoder = Encoder::new(&mut bytes, pixels.width(), pixels.height());
    encoder.set_depth(BitDepth::Eight);
    encoder.set_compression(Compression::Fast);
    let data: Vec<u8> = if let Some((palette, numbers)) = numbered(pixels.data()) {
        encoder.set_color(ColorType::Indexed);
        encoder.set_palette(palette);
        numbers
    } else {
        encoder.set_color(ColorType::Rgb);
        let mut data = Vec::with_capacity(pixels.data().len() / 4 * 3);
        pixels.data().chunks_exact(4).for_each(|pixel| data.extend_from_slice(&pixel[..3]));
        data
    };
    let mut writer = encoder.write_header()?;
    writer.write_image_data(&data)?;
    writer.finish()?;
    Ok(bytes)
}

/// The colours of pixels in the order in which they first appear, and the number of each pixel's; none if there are too many.
fn numbered(pixels: &[u8]) -> Option<(Vec<u8>, Vec<u8>)> {
    let (mut palette, mut known) = (Vec::new(), HashMap::new());
    let mut numbers = Vec::with_capacity(pixels.len() / 4);
    // Most pixels are like the one before them, and most others like one of late.
    let (mut last, mut number) = (None, 0);
    let mut late: [Option<(u32, u8)>; PALETTE] = [None; PALETTE];
    let (all, _) = pixels.as_chunks::<4>();
    for pixel in all {
        let colour = u32::from_le_bytes(*pixel);
        if last != Some(colour) {
            let place = (colour.wrapping_mul(0x9e37_79b1) >> 24) as usize;
            number = match late[place] {
                Some((known, number)) if known == colour => number,
                _ => match known.get(&colour) {
                    Some(number) => *number,
                    None => {
                        let number = u8::try_from(known.len()).ok()?;
                        palette.extend_from_slice(&pixel[..3]);
                        known.insert(colour, number);
                        number
                    }
                },
            };
            late[place] = Some((colour, number));
            last = Some(colour);
        }
        numbers.push(number);
    }
    Some((palette, numbers))
}
