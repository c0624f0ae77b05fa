//! The file: its parts in a zip, and what leads from one to the other. The same report gives the same bytes.

use std::io::{Cursor, Write as _};

use zip::result::ZipError;
use zip::write::{SimpleFileOptions, ZipWriter};
use zip::{CompressionMethod, System};

use super::body::Written;
use super::margins::{footer, header};
use super::markup::Markup;
use super::styles::{numbering, settings, styles};
use crate::output::report::Report;

const PACKAGE: &str = "http://schemas.openxmlformats.org/package/2006";
const OFFICE: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const WORD: &str = "application/vnd.openxmlformats-officedocument.wordprocessingml";

/// The document has no date of its own: what it says of time stands in its words.
const CREATED: &str = "2000-01-01T00:00:00Z";

/// The bytes of the document.
pub(super) fn package(report: &Report, written: Written) -> Result<Vec<u8>, ZipError> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    // Else the archive names the system that it was made on.
    let stored = SimpleFileOptions::default().system(System::Unix).compression_method(CompressionMethod::Stored);
    let packed = stored.compression_method(CompressionMethod::Deflated);
    let parts = [
        ("[Content_Types].xml", content_types()),
        ("_rels/.rels", relations()),
        ("docProps/core.xml", properties(report)),
        ("word/document.xml", written.document),
        ("word/_rels/document.xml.rels", document_relations(written.pictures.len())),
        ("word/styles.xml", styles(report.lang)),
        ("word/numbering.xml", numbering(report.lang, written.lists)),
        ("word/settings.xml", settings()),
        ("word/header.xml", header(report)),
        ("word/footer.xml", footer(report.lang)),
    ];
    for (name, bytes) in parts {
        zip.start_file(name, packed)?;
        zip.write_all(&bytes)?;
    }
    for (at, picture) in written.pictures.iter().enumerate() {
        zip.start_file(format!("word/{}", picture_part(at + 1)), stored)?;
        zip.write_all(picture)?;
    }
    Ok(zip.finish()?.into_inner())
}

fn picture_part(count: usize) -> String {
    format!("media/picture{count}.png")
}

fn content_types() -> Vec<u8> {
    let mut markup = Markup::new();
    markup.element("Types", &[("xmlns", &format!("{PACKAGE}/content-types"))], |markup| {
        for (extension, kind) in [
            ("rels", "application/vnd.openxmlformats-package.relationships+xml"),
            ("xml", "application/xml"),
            ("png", "image/png"),
        ] {
            markup.empty("Default", &[("Extension", extension), ("ContentType", kind)]);
        }
        let core = "application/vnd.openxmlformats-package.core-properties+xml".to_string();
        for (part, kind) in [
            ("/docProps/core.xml", core),
            ("/word/document.xml", format!("{WORD}.document.main+xml")),
            ("/word/styles.xml", format!("{WORD}.styles+xml")),
            ("/word/numbering.xml", format!("{WORD}.numbering+xml")),
            ("/word/settings.xml", format!("{WORD}.settings+xml")),
            ("/word/header.xml", format!("{WORD}.header+xml")),
            ("/word/footer.xml", format!("{WORD}.footer+xml")),
        ] {
            markup.empty("Override", &[("PartName", part), ("ContentType", &kind)]);
        }
    });
    markup.finish()
}

fn relations() -> Vec<u8> {
    let core = format!("{PACKAGE}/relationships/metadata/core-properties");
    related(&[
        ("rDocument".into(), format!("{OFFICE}/officeDocument"), "word/document.xml".into()),
        ("rCore".into(), core, "docProps/core.xml".into()),
    ])
}

fn document_relations(pictures: usize) -> Vec<u8> {
    let part = |id: &str, kind: &str, target: &str| (id.to_string(), format!("{OFFICE}/{kind}"), target.to_string());
    let fixed = [
        part("rStyles", "styles", "styles.xml"),
        part("rNumbering", "numbering", "numbering.xml"),
        part("rSettings", "settings", "settings.xml"),
        part("rHeader", "header", "header.xml"),
        part("rFooter", "footer", "footer.xml"),
    ];
    let pictures = (1..=pictures).map(|at| part(&format!("rPicture{at}"), "image", &picture_part(at)));
    related(&fixed.into_iter().chain(pictures).collect::<Vec<_>>())
}

fn related(relations: &[(String, String, String)]) -> Vec<u8> {
    let mut markup = Markup::new();
    markup.element("Relationships", &[("xmlns", &format!("{PACKAGE}/relationships"))], |markup| {
        for (id, kind, target) in relations {
            markup.empty("Relationship", &[("Id", id), ("Type", kind), ("Target", target)]);
        }
    });
    markup.finish()
}

fn properties(report: &Report) -> Vec<u8> {
    let mut markup = Markup::new();
    let namespaces = [
        ("xmlns:cp", "http://schemas.openxmlformats.org/package/2006/metadata/core-properties"),
        ("xmlns:dc", "http://purl.org/dc/elements/1.1/"),
        ("xmlns:dcterms", "http://purl.org/dc/terms/"),
        ("xmlns:xsi", "http://www.w3.org/2001/XMLSchema-instance"),
    ];
    markup.element("cp:coreProperties", &namespaces, |markup| {
        markup.element("dc:title", &[], |markup| markup.text(&report.title));
        markup.element("dc:subject", &[], |markup| markup.text(&report.subtitle));
        markup.element("dc:language", &[], |markup| markup.text(report.lang.pick("en-US", "zh-CN")));
        let date = [("xsi:type", "dcterms:W3CDTF")];
        markup.element("dcterms:created", &date, |markup| markup.text(CREATED));
        markup.element("dcterms:modified", &date, |markup| markup.text(CREATED));
    });
    markup.finish()
}
