//! Files of returns as rows of cells: what they are, their bounds, their readers. Nothing is trusted.

mod archive;
mod book;
mod cell;
mod compound;
mod ods;
pub(super) mod pages;
mod parquet;
mod tags;
mod text_file;
mod unreadable;

pub use book::{Book, MAX_RETURN_BYTES, SheetInfo};
pub use cell::Cell;
pub use unreadable::Unreadable;
