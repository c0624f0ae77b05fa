//! Reports: what an office sends up, as HTML, workbook, Word document and Markdown.

mod document;

pub use document::{Block, Cell, Column, Figure, Inline, Report, Row, Table};
