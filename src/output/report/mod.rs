//! Reports: what an office sends up, as HTML, workbook, Word document and Markdown.

mod content;
mod document;
mod docx;
mod pending;
mod shipped;
mod template;

pub use content::{BLOCKS, Material, TABLES, WORDS};
pub use document::{Block, Cell, Column, Figure, Inline, Report, Row, Table};
pub use docx::docx;
pub use pending::{LedgerOf, html, markdown, workbook};
pub use shipped::shipped;
pub use template::{Content, Field, Template};
