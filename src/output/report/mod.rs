//! Reports: what an office sends up, as HTML, workbook, Word document and Markdown.

mod anchor;
mod content;
mod document;
mod docx;
mod html;
mod html_table;
mod inline_svg;
mod markdown;
mod plain;
mod shipped;
mod template;
mod xlsx;

pub use content::{Applied, BLOCKS, Material, TABLES, WORDS};
pub use document::{Block, Cell, Column, Figure, Inline, Report, Row, Table};
pub use docx::docx;
pub use html::html;
pub use markdown::markdown;
pub use plain::plain;
pub use shipped::shipped;
pub use template::{Content, Field, Template};
pub use xlsx::{LedgerOf, workbook};
