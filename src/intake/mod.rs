//! Intake: what enterprises send, as activity data of the park, and whether it makes sense.

mod archive;
mod book;
mod cell;
mod compound;
mod foreign;
mod form;
mod headings;
mod layout;
mod mapping;
mod merge;
mod names;
mod number;
mod pages;
mod parquet;
mod returns;
mod rows;
pub mod sense;
mod statistics;
mod store;
mod text_file;
mod when;

pub use book::{Book, MAX_RETURN_BYTES, SheetInfo, Unreadable};
pub use cell::Cell;
pub use form::{
    BOUGHT, CERTIFICATES, COVER, ENERGY, IDENTITY, Identity, LISTS, SIGN_OFF, SOLD, TOTALS, TRANSFERS, file_names,
    write_form,
};
pub use mapping::{Mapping, mapping_files};
pub use merge::{Change, Effect, Key, Merged, merge};
pub use returns::{Intake, Return, Wishes, one_of_each};
pub use store::{Writes, check_kept, kept_path, tables};
