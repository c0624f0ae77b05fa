//! Figures: a picture as wide as the text, its caption below, and the same in words for those who cannot see it.

use super::body::Body;
use super::captions::Captioned;
use super::sheet::Sheet;
use crate::output::chart::RenderError;
use crate::output::report::Figure;

/// Pixels for each px of the drawing: enough for print.
const SCALE: f32 = 2.0;

/// Word measures pictures in these: so many in a twentieth of a point.
const EMU: f64 = 635.0;

/// A picture and its caption have to fit on a sheet; in twentieths of a point.
const HIGHEST: f64 = 11_900.0;

impl Body<'_> {
    /// A figure. Where there is no font no picture can be made, and its words stand for it.
    pub(super) fn figure(&mut self, figure: &Figure) -> Result<(), RenderError> {
        let drawn = !self.fonts.family().is_empty();
        if drawn {
            self.pictures.push(figure.drawing.png(self.fonts, SCALE)?);
            self.picture(figure);
        }
        self.caption(Captioned::Figure, &figure.id, &figure.caption);
        if !drawn {
            self.plain("BodyText", &figure.alternative);
        }
        Ok(())
    }

    fn picture(&mut self, figure: &Figure) {
        let (width, height) = (figure.drawing.width.max(1.0), figure.drawing.height.max(1.0));
        let scale = (Sheet::Upright.text_width() as f64 / width).min(HIGHEST / height) * EMU;
        let (across, down) = ((width * scale).round().to_string(), (height * scale).round().to_string());
        let id = self.number();
        let count = self.pictures.len();
        let (name, part) = (format!("picture-{count}"), format!("rPicture{count}"));
        let extent = [("cx", across.as_str()), ("cy", &down)];
        self.paragraph("Figure", |body| {
            body.markup.start("w:r", &[]);
            body.markup.start("w:drawing", &[]);
            let none = [("distT", "0"), ("distB", "0"), ("distL", "0"), ("distR", "0")];
            body.markup.element("wp:inline", &none, |markup| {
                markup.empty("wp:extent", &extent);
                markup.empty("wp:docPr", &[("id", &id), ("name", &name), ("descr", &figure.alternative)]);
                markup.element("wp:cNvGraphicFramePr", &[], |markup| {
                    markup.empty("a:graphicFrameLocks", &[("noChangeAspect", "1")]);
                });
                markup.element("a:graphic", &[], |markup| {
                    let kind = "http://schemas.openxmlformats.org/drawingml/2006/picture";
                    markup.element("a:graphicData", &[("uri", kind)], |markup| {
                        markup.element("pic:pic", &[], |markup| {
                            markup.element("pic:nvPicPr", &[], |markup| {
                                markup.empty("pic:cNvPr", &[("id", &id), ("name", &name)]);
                                markup.empty("pic:cNvPicPr", &[]);
                            });
                            markup.element("pic:blipFill", &[], |markup| {
                                markup.empty("a:blip", &[("r:embed", &part)]);
                                markup.element("a:stretch", &[], |markup| markup.empty("a:fillRect", &[]));
                            });
                            markup.element("pic:spPr", &[], |markup| {
                                markup.element("a:xfrm", &[], |markup| {
                                    markup.empty("a:off", &[("x", "0"), ("y", "0")]);
                                    markup.empty("a:ext", &extent);
                                });
                                markup.element("a:prstGeom", &[("prst", "rect")], |markup| {
                                    markup.empty("a:avLst", &[]);
                                });
                            });
                        });
                    });
                });
            });
            body.markup.end("w:drawing");
            body.markup.end("w:r");
        });
    }
}
