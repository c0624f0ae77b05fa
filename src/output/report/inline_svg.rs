//! A drawing made part of a page: it takes the width it is given, its identifiers stay its own, and it says in words
//! what it shows.

use std::borrow::Cow;

use quick_xml::Error;
use quick_xml::events::attributes::Attribute;
use quick_xml::events::{BytesEnd, BytesStart, BytesText, Event};
use quick_xml::{Reader, Writer};

/// The SVG to be set into HTML, named by `words`; every identifier begins with `prefix`.
pub(super) fn inline_svg(svg: &str, prefix: &str, words: &str) -> Result<String, Error> {
    let mut reader = Reader::from_str(svg);
    let mut writer = Writer::new(Vec::with_capacity(svg.len() + words.len()));
    let mut depth = 0;
    loop {
        match reader.read_event()? {
            Event::Eof => break,
            Event::Decl(_) | Event::DocType(_) | Event::PI(_) | Event::Comment(_) => {}
            Event::Start(tag) if depth == 0 => {
                depth += 1;
                writer.write_event(Event::Start(root(&tag, prefix)?))?;
                write_title(&mut writer, prefix, words)?;
            }
            // The words take the place of the chart's own name and description, which stand in the caption as well.
            Event::Start(tag) if depth == 1 && matches!(tag.name().as_ref(), "title" | "desc") => {
                reader.read_to_end(tag.name())?;
            }
            Event::Start(tag) => {
                depth += 1;
                writer.write_event(Event::Start(prefixed(&tag, prefix)?))?;
            }
            Event::End(tag) => {
                depth -= 1;
                writer.write_event(Event::End(tag))?;
            }
            Event::Empty(tag) => writer.write_event(Event::Empty(prefixed(&tag, prefix)?))?,
            Event::Text(_) if depth == 0 => {}
            event => writer.write_event(event)?,
        }
    }
    Ok(String::from_utf8_lossy(&writer.into_inner()).into_owned())
}

fn write_title(writer: &mut Writer<Vec<u8>>, prefix: &str, words: &str) -> Result<(), Error> {
    let mut title = BytesStart::new("title");
    title.push_attribute(("id", format!("{prefix}title").as_str()));
    writer.write_event(Event::Start(title))?;
    writer.write_event(Event::Text(BytesText::new(words)))?;
    writer.write_event(Event::End(BytesEnd::new("title")))?;
    Ok(())
}

/// The root without its fixed size: the page's style gives it one.
fn root(tag: &BytesStart<'_>, prefix: &str) -> Result<BytesStart<'static>, Error> {
    let mut root = BytesStart::new("svg");
    for attribute in tag.attributes() {
        let attribute = attribute?;
        if !matches!(attribute.key.as_ref(), "width" | "height" | "role" | "aria-labelledby" | "id") {
            root.push_attribute(with_prefix(attribute, prefix));
        }
    }
    root.push_attribute(("role", "img"));
    root.push_attribute(("aria-labelledby", format!("{prefix}title").as_str()));
    Ok(root)
}

fn prefixed(tag: &BytesStart<'_>, prefix: &str) -> Result<BytesStart<'static>, Error> {
    let mut copy = BytesStart::new(tag.name().as_ref().to_string());
    for attribute in tag.attributes() {
        copy.push_attribute(with_prefix(attribute?, prefix));
    }
    Ok(copy)
}

/// The attribute with its identifiers, or what refers to one, renamed.
fn with_prefix<'a>(mut attribute: Attribute<'a>, prefix: &str) -> Attribute<'a> {
    let value = attribute.value.replace('"', "&quot;");
    let value = match attribute.key.as_ref() {
        "id" => format!("{prefix}{value}"),
        "href" | "xlink:href" if value.starts_with('#') => format!("#{prefix}{}", &value[1..]),
        key if !key.starts_with("data-") && value.contains("url(#") => {
            value.replace("url(#", &format!("url(#{prefix}"))
        }
        _ => value,
    };
    attribute.value = Cow::Owned(value);
    attribute
}
